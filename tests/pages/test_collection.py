"""The package of all areas: those of the areas whole, and their rows and figures together."""

import csv
import io
import zipfile

import pytest

from helpers.pages import area_json, package
from helpers.pages.collection import collection
from helpers.pages.exports import Published
from helpers.results import facts
from helpers.words.text import Text
from tests.packaged import problems, rows_of, unpacked
from tests.pages.test_exports import table

AREAS = ("heerlen-noord", "rotterdam-zuid")


@pytest.fixture(scope="module")
def made(tables):
    """made(language): the packages and the files of AREAS."""

    def make(language):
        text, shown = Text(language), [Published(table(), "Een", True, Text(language))]
        packages = {a: package.area_package(a, a, shown, facts.rows_of(tables, a), text) for a in AREAS}
        return packages, {a: area_json.area_json(area_json.area_file(tables, a), {}) for a in AREAS}

    return make


@pytest.fixture(scope="module", params=["nl", pytest.param("en", marks=pytest.mark.slow)])
def both(request, made):
    packages, files = made(request.param)
    return packages, files, collection(packages, files, Text(request.param))


def test_it_is_as_the_standard_wants_it_and_the_same_each_time(both):
    packages, files, content = both
    language = "nl" if "datawoordenboek.csv" in unpacked(content) else "en"
    assert problems(unpacked(content)) == []
    assert content == collection(packages, files, Text(language))


def test_the_packages_of_the_areas_are_in_it_whole(both):
    packages, files, content = both
    inside = unpacked(content)
    for area in AREAS:
        for name, text in unpacked(packages[area]).items():
            assert inside[f"areas/{area}/{name}"] == text
        assert inside[f"areas/{area}/area.json"] == files[area].decode()


def test_rows_of_several_areas_stand_there_once(both, tables):
    inside = unpacked(both[2])
    values = rows_of(inside["data/area_values.csv"])
    assert {row["area"] for row in values} == set(AREAS)
    assert len(values) == tables.area_values["area"].isin(AREAS).sum()
    national = [row for row in rows_of(inside["data/region_values.csv"]) if row["region"] == "nl"]
    assert len(national) == (tables.region_values["region"] == "nl").sum()  # in both packages
    lowest = min(float(row["value"]) for row in values if row["value"])
    assert lowest < 0  # a number below zero is no formula, and no text


def test_figures_of_all_areas_are_those_of_their_files(both):
    rows = rows_of(unpacked(both[2])["figures.csv"])
    for area in AREAS:
        figures = area_json.AreaFile.model_validate_json(both[1][area]).figures
        of_area = {row["indicator"]: row for row in rows if row["area"] == area}
        assert list(of_area) == [figure.indicator for figure in figures]
        for figure in figures:
            for role in ("area", "municipality", "netherlands", "similar"):
                number, row = getattr(figure, role), of_area[figure.indicator]
                for part in ("value", "lower", "upper"):
                    cell = row[f"{role}_{part}"]
                    assert (float(cell) if cell else None) == getattr(number, part, None)


def test_areas_of_two_editions_are_no_collection(made):
    packages, files = made("nl")
    older = files[AREAS[0]].replace(b'"edition": "20', b'"edition": "19', 1)
    with pytest.raises(ValueError, match=r"of the editions 19\d\d-\d\d and 20\d\d-\d\d; expected those of one"):
        collection(packages, files | {AREAS[0]: older}, Text("nl"))


def test_a_damaged_package_is_refused(made):
    packages, files = made("nl")
    with pytest.raises(zipfile.BadZipFile):
        collection(packages | {AREAS[0]: b"PK"}, files, Text("nl"))
    with pytest.raises(ValueError):
        collection(packages, files | {AREAS[0]: b"{}"}, Text("nl"))


def test_every_csv_in_it_can_be_read(both):
    for name, content in unpacked(both[2]).items():
        if name.endswith(".csv"):
            lengths = {len(row) for row in csv.reader(io.StringIO(content), delimiter=";" if "excel" in name else ",")}
            assert len(lengths) == 1, name
