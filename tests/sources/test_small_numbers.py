"""Small numbers among own figures: never on a page or in a download, and not to be computed from what is there."""

import io
import itertools
import json
import re
from functools import cache

import openpyxl
import pandas as pd
import pytest

from helpers import results, views
from helpers.blocks.html import blocks_html
from helpers.contract.own_data import known, with_own
from helpers.contract.parameters import Parameters
from helpers.pages import downloads
from helpers.results import facts
from helpers.session import Run
from helpers.sources.layouts import COUNTS
from helpers.sources.own_figures import read
from helpers.sources.small_numbers import SMALLEST
from tests.packaged import package_of
from tests.sources.test_own_figures import ORIGIN, VISITS, empty_book, fill, save

AREAS = ("amsterdam-nieuw-west", "amsterdam-zuidoost")  # both of one municipality
CITY = "GM0363"
WHOLE = "zaandam-oost"
DISTRICTS = dict(zip("ABC", ("WK047911", "WK047912", "WK047913"), strict=True))  # some of those of this area


def counts(values, year=2024, **more):
    """A row of own figures for the value of each region; None is one that its user suppressed."""
    figure = {"indicator": "own-visits", "year": year, **more}
    reasons = {None: {"status": "suppressed"}}
    return [figure | {"region": region, "value": value} | reasons.get(value, {}) for region, value in values.items()]


@pytest.fixture
def book(tmp_path):
    def write(rows, unit="persons"):
        return save(fill(empty_book(), rows, [ORIGIN], [VISITS | {"unit": unit, "decimals": 0}]), tmp_path)

    return write


_known = cache(known)


def shown(path, tables):
    """The values that are left, by region (and subgroup), and the remarks."""
    own = read(path, _known(tables))
    rows = own.values.astype({"value": object})
    left = {r["region"] if r["subgroup"] == "all" else r["subgroup"]: r["value"] for r in rows.to_dict("records")}
    assert own.values.loc[own.values["value"].isna(), ["lower", "upper", "precision", "n"]].isna().all(axis=None)
    assert (own.values["value"].isna() == (own.values["status"] == "suppressed")).all()
    return {name: None if pd.isna(value) else value for name, value in left.items()}, own.remarks


# One figure ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "value", "n", "hidden"),
    [
        *(("persons", 1, None, True), ("households", 9, None, True), ("persons", 0, None, False)),
        *(("persons", 10, None, False), ("percent", 4, None, False), ("percent", 40, 9, True)),
        *(("percent", 40, 10, False), ("persons", 40, 0, True)),
    ],
)
def test_a_figure_about_fewer_than_ten_is_suppressed(book, tables, unit, value, n, hidden):
    left, remarks = shown(book(counts({AREAS[0]: value}, n=n), unit), tables)
    assert left == {AREAS[0]: None if hidden else value}
    told = "own.xlsx, figures!F2: amsterdam-nieuw-west, own-visits, 2024: shown as suppressed, as it is about fewer "
    assert remarks == ([told + "than 10 people or households"] if hidden else [])


# Sums ------------------------------------------------------------------------------------------------------

SUMS = {
    # the whole, and its parts A, B and C -> which parts are hidden
    "nothing small": (100, (60, 40), ""),
    "the next smallest too": (107, (60, 40, 7), "BC"),
    "a large part is not listed": (900, (60, 40, 7), "C"),
    "a small part is not listed": (105, (60, 40), "B"),
    "suppressed by its user": (107, (60, 40, None), "BC"),
    "two hidden, together still small": (67, (60, 4, 3), "ABC"),
    "two hidden": (74, (60, 8, 6), "BC"),
    "a zero protects nothing": (67, (60, 0, 7), "ABC"),
    "the whole, by its user": (None, (60, 40), "B"),
    "parts that overlap": (100, (60, 60, 7), "ABC"),
}


@pytest.mark.parametrize("name", SUMS)
def test_what_gives_a_small_number_away_is_suppressed_too(book, tables, name):
    whole, parts, expected = SUMS[name]
    values = {WHOLE: whole, **dict(zip(DISTRICTS.values(), parts, strict=False))}
    left, remarks = shown(book(counts(values, vintage=2024)), tables)
    assert "".join(letter for letter, code in DISTRICTS.items() if left.get(code, 0) is None) == expected
    assert left[WHOLE] == whole
    told = [line for line in remarks if line.endswith("a suppressed figure could be computed from it")]
    assert len(told) == len(expected) - sum(part is None or 0 < part < SMALLEST for part in parts)


def test_a_whole_with_one_part_is_that_part(book, tables):
    district = {"region": "WK034403", "vintage": 2024, "indicator": "own-visits", "year": 2024}
    rows = [*counts({"utrecht-overvecht": 40}), district | {"value": None, "status": "suppressed"}]
    assert shown(book(rows), tables)[0] == {"utrecht-overvecht": None, "WK034403": None}


def test_subgroups_give_nothing_away(book, tables):
    def of(subgroups):
        return [*counts({WHOLE: 100}), *(counts({WHOLE: v}, subgroup=name)[0] for name, v in subgroups.items())]

    assert shown(book(of({"men": 45, "women": 55})), tables)[0] == {WHOLE: 100, "men": 45, "women": 55}
    assert shown(book(of({"men": 5, "women": 95})), tables)[0] == {WHOLE: 100, "men": None, "women": None}
    overlap = {"men": 5, "women": 95, "young": 20, "old": 80}
    assert shown(book(of(overlap)), tables)[0] == {WHOLE: 100} | dict.fromkeys(overlap)


# The attack ------------------------------------------------------------------------------------------------

SECRET = {AREAS[0]: 7, AREAS[1]: 48_213}  # the second would give the first away
SEEN = {CITY: 48_220}


def attacked(run):
    """All that is published of own figures of an area: HTML, CSV and workbook, and its numbers."""
    own = results.series.own_figures(run, run.area)
    blocks = views.area.own_figures(run, own)
    blocks += views.series.whole(run, results.series.area_series(run, run.area, ["own-visits"]))
    blocks += views.series.course(run, "sociale-cohesie", results.series.area_series(run, run.area, ["own-visits"]))
    there = [block for block in blocks if block.kind == "table"]
    there += [block.table for block in blocks if block.kind == "figure"]
    texts = [blocks_html(blocks, run.language), json.dumps([block.model_dump(mode="json") for block in blocks])]
    texts += package_of(there, run.text, facts.rows_of(run.tables, run.area)).values()
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook("T", there, run.text)))
    texts += [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    cells = [cell.value for table in there for row in table.rows for cell in row]
    return there, texts, {cell for cell in cells if isinstance(cell, int | float)}


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_no_suppressed_number_is_in_a_download_or_can_be_computed_from_all_of_them(book, language):
    tables = with_own(book(counts(SECRET | SEEN))).tables
    numbers = set()
    for area in AREAS:
        run = Run(Parameters(area=area, language=language), tables)
        there, texts, of_area = attacked(run)
        numbers |= of_area
        for text in texts:
            plain = re.sub(r"[.,\s]", "", text) if not text.startswith("<") else text
            assert "48213" not in plain and "48.213" not in text and "48,213" not in text
        (own,) = [table for table in there if table.id == "eigen-cijfers"]
        assert run.text("missing.suppressed") in [cell.text for row in own.rows for cell in row]
        assert run.text("own_figures.suppressed") in own.caveats
    assert set(SEEN.values()) <= numbers and not set(SECRET.values()) & numbers
    for whole in numbers:
        for n in (1, 2, 3):
            for parts in itertools.combinations(numbers, n):
                assert whole - sum(parts) not in SECRET.values()


def test_the_attack_finds_what_is_given_away(book, monkeypatch):
    def none(values, units, wholes):
        return (pd.Series(False, values.index),) * 2

    monkeypatch.setattr("helpers.sources.own_figures.suppressed", none)
    run = Run(Parameters(area=AREAS[0], language="nl"), with_own(book(counts(SECRET | SEEN))).tables)
    assert SECRET[AREAS[0]] in attacked(run)[2]


@pytest.mark.parametrize("name", ["area_values", "region_values", "wijk_values"])
def test_no_shipped_number_is_small(tables, name):
    rows = tables.frames[name].merge(tables.indicators[["indicator", "unit"]], on="indicator")
    rows = rows[rows["unit"].isin(COUNTS) & rows["value"].notna()]
    assert len(rows) > 500 and (rows["value"] >= SMALLEST).all()
    assert "n" not in rows or (rows["n"].dropna() >= SMALLEST).all()
