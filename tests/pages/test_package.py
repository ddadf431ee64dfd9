"""The data package of an area: as the standard wants it, and with what its tables hold and rest on."""

import json
from typing import get_args

import pytest

from helpers.blocks.model import Cell, Column
from helpers.contract.tables import TABLES
from helpers.methods.intervals import Basis
from helpers.pages import package
from helpers.results import facts
from helpers.words.text import Text
from tests.packaged import package_of, problems, rows_of
from tests.pages.test_exports import figure, spine, table

AREA = "heerlen-noord"


@pytest.fixture(scope="module")
def rows(tables):
    return facts.rows_of(tables, AREA)


@pytest.fixture(scope="module", params=["nl", pytest.param("en", marks=pytest.mark.slow)])
def files(request, rows):
    return package_of([table(), figure("f").table, spine().table], Text(request.param), rows)


def test_a_package_is_as_the_standard_wants_it(files):
    assert problems(files) == []


def _spoilt(files, change):
    described = json.loads(files["datapackage.json"])
    change(described, {resource["name"]: resource for resource in described["resources"]})
    return problems(files | {"datapackage.json": json.dumps(described)})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d, r: r["areas"].update(name="Areas"), "Areas: a name has small letters"),
        (lambda d, r: r["areas"].update(path="../areas.csv"), "is no file of the package"),
        (lambda d, r: r["areas"].update(bytes=3), "areas: bytes and hash are of another file"),
        (lambda d, r: r["areas"]["schema"]["fields"].pop(), "areas: columns"),
        (lambda d, r: r["table.t"]["schema"]["fields"][4].update(type="integer"), "'stated' is no"),
        (lambda d, r: r["area_values"]["schema"].update(primaryKey=["area"]), "the key ['area'] is not unique"),
        (lambda d, r: r["sources"].update(name="sauces"), "refers to sources, which is not there"),
        (lambda d, r: d["resources"].append(d["resources"][0]), "two resources have one name"),
    ],
)
def test_what_is_not_as_the_standard_wants_it_is_seen(files, change, says):
    """The check itself."""
    assert any(says in problem for problem in _spoilt(files, change))


def test_a_package_has_the_tables_of_the_pages_for_machines_and_people(files):
    assert {name for name in files if "/t." in name} == {"tables/t.csv", "excel/t.excel.csv"}
    (first, second) = rows_of(files["tables/t.csv"])
    assert (first["waarde"], first["waarde_lower"], second["waarde"]) == ("1234.6", "1234.5", "")
    assert "1234,6" in files["excel/t.excel.csv"] and "niet gemeten" in files["excel/t.excel.csv"]


def test_a_package_has_the_rows_that_are_about_the_area_and_no_others(files, tables):
    values = rows_of(files["data/area_values.csv"])
    assert {row["area"] for row in values} == {AREA} and len(values) == (tables.area_values["area"] == AREA).sum()
    districts = {row["wk_code"] for row in rows_of(files["data/area_wijken.csv"])}
    assert {row["wk_code"] for row in rows_of(files["data/wijk_values.csv"])} <= districts
    assert {row["region"] for row in rows_of(files["data/region_values.csv"])} == {"GM0917", "nl"}
    withheld = set(tables.indicators.loc[tables.indicators["use"] == "withheld", "indicator"])
    assert withheld and not withheld & {row["indicator"] for row in rows_of(files["data/indicator_values.csv"])}
    assert not withheld & {row["indicator"] for row in rows_of(files["data/indicators.csv"])}


def test_every_row_leads_to_its_source_and_its_indicator(files):
    """What `foreignKeys` promises is held by `problems`; here that it is promised."""
    described = {one["name"]: one for one in json.loads(files["datapackage.json"])["resources"]}
    for name in ("area_values", "wijk_values", "region_values", "indicator_values"):
        keys = {key["fields"]: key["reference"]["resource"] for key in described[name]["schema"]["foreignKeys"]}
        assert (keys["indicator"], keys["source"]) == ("indicators", "sources"), name
    assert described["findings"]["schema"]["foreignKeys"][0]["reference"]["resource"] in ("", "sources")
    licences = [one["name"] for one in described["area_values"]["licenses"]]
    assert set(licences) == {"CC-BY-4.0", "CC0-1.0"}
    assert "licenses" not in described["findings"]  # the report's is not known


def test_a_row_of_a_page_leads_to_rows_of_the_data(rows):
    """What `foreignKeys` promises is held by `problems`; a row without keys has no line."""
    keys = {"indicator": ["cbs-laag-inkomen", None], "year": [2022, None], "area": [AREA, None]}
    led = table().model_copy(update={"keys": keys})
    files = package_of([led, spine().table], Text("nl"), rows)
    [line] = rows_of(files["rows.csv"])
    assert {name: value for name, value in line.items() if value} == {
        **{"table": "table.t", "row": "1", "indicator": "cbs-laag-inkomen", "year": "2022", "area": AREA}
    }
    described = {one["name"]: one for one in json.loads(files["datapackage.json"])["resources"]}
    references = {key["fields"]: key["reference"]["resource"] for key in described["rows"]["schema"]["foreignKeys"]}
    assert references["indicator"] == "indicators" and references["area"] == "areas" and "year" not in references
    assert problems(files) == [] and "rows.csv" in files["leesmij.txt"]
    of_another = led.model_copy(update={"keys": keys | {"area": ["delft-west", None]}})
    assert problems(package_of([of_another], Text("nl"), rows)) == []


def test_every_table_says_how_it_came_about(files):
    described = {one["name"]: one for one in json.loads(files["datapackage.json"])["resources"]}
    origins = {name: one["origin"] for name, one in described.items() if one["path"].startswith("data/")}
    assert origins["findings"] == {"kind": "typed"} and origins["wijk_values"]["kind"] == "read"
    assert origins["area_values"]["made_by"] == "kansrijk aggregate"
    derived = {name for name, one in origins.items() if one["kind"] == "derived"}
    assert derived == {"area_values", "area_slopes", "similar_districts"}


def test_the_dictionary_has_every_column_with_what_it_means(files):
    (name,) = [name for name in files if name in ("datawoordenboek.csv", "data-dictionary.csv")]
    said = {(row["resource"], row["column"]): row for row in rows_of(files[name])}
    contracts = {contract.name: contract for contract in TABLES}
    for path in [path for path in files if path.startswith("data/")]:
        table_name = path[5:-4]
        for field in contracts[table_name].fields:
            assert said[table_name, field.name]["meaning"] == field.description
    assert said["table.t", "waarde_upper"]["meaning"] and said["table.t", "waarde"]["label"] == "Aandeel"
    assert "enum" in said["area_values", "status"]["holds"]
    basis = said["table.t", "waarde_basis"]
    assert basis["holds"] == f"enum: {', '.join(get_args(Basis))}" and "proxy: " in basis["meaning"]


def test_codes_of_a_table_are_said_in_words():
    """A column without codes says nothing; one whose code has several texts cannot say which is which."""
    coded = table().model_copy(
        update={
            "columns": [Column(key=key, label=key) for key in ("code", "words", "mixed")],
            "rows": [
                [Cell(text=words, value=code), Cell.of(words), Cell(text=mixed, value="x")]
                for code, words, mixed in (("nothing", "geen marge", "een"), ("rounding", "rounding", "twee"))
            ],
        }
    )
    files = package_of([coded], Text("nl"))
    said = {
        row["column"]: row["meaning"] for row in rows_of(files["datawoordenboek.csv"]) if row["resource"] == "table.t"
    }
    assert said == {"code": "nothing: geen marge; rounding: rounding.", "words": "", "mixed": ""}


def test_the_read_me_names_every_source(files, tables):
    (readme,) = [content for name, content in files.items() if name in ("leesmij.txt", "readme.txt")]
    for row in rows_of(files["data/sources.csv"]):
        assert row["credit_nl"] in readme or row["credit_en"] in readme
    assert "leefbaarometer.nl" in readme
    assert f"- t.csv – {table().title} – " in readme


def test_two_tables_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two files of the package have the name"):
        package_of([table(), table()], Text("nl"))


def test_the_same_tables_give_the_same_bytes(rows):
    def made():
        return package.area_package(AREA, "T", [], rows, Text("nl"))

    assert made() == made()


def test_a_package_of_no_rows_is_whole():
    files = package_of([table()], Text("nl"))
    assert problems(files) == [] and not [name for name in files if name.startswith("data/")]


@pytest.mark.slow
def test_every_area_has_whole_rows(tables, areas):
    for area in areas:
        assert problems(package_of([], Text("nl"), facts.rows_of(tables, area))) == [], area
