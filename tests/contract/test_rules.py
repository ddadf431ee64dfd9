"""Numbers and names as the contract means them, and what check refuses because no page can show it."""

import csv

import pandas as pd
import pytest

from helpers.contract.load import DataError, load_tables
from helpers.contract.rules import broken_rules
from helpers.contract.tables import BY_NAME
from helpers.contract.vocabulary import THEMES

ARABIC = "".join(chr(0x660 + int(digit)) for digit in "12")


def _fields(dtype):
    return [
        (table.name, field) for table in BY_NAME.values() for field in table.fields if field.dtype == dtype and field
    ]


BAD_NUMBERS = ["inf", "-inf", "nan", "NaN", "1e400", "1e5", "1_000", ARABIC, "1,5", "+3", "1.", ".5", "0x10", "1" * 13]


BAD_INTEGERS = ["2_022", "2022.0", "20 22", "２０２２", "1e3", "true", "--5", "nan"]


BAD_TEXTS = [
    " ",
    "   ",
    "\u200b",
    "\u2060\ufeff",
    "\u3164",
    "\u2800",
    "\u00ad",
    "\u0301",
    " Breda",
    "Breda ",
    "\u00a0Breda",
]


@pytest.mark.parametrize(("dtype", "cells"), [("number", BAD_NUMBERS), ("integer", BAD_INTEGERS), ("text", BAD_TEXTS)])
def test_every_field_refuses_what_is_not_written_as_we_write_it(dtype, cells):
    fields = _fields(dtype)
    assert len(fields) > 5
    for table, field in fields:
        for cell in cells:
            assert not field.is_written(cell), (table, field.name, cell)


@pytest.mark.parametrize("cell", ["0", "-0.4", "3.25", "160345.0", "008"])
def test_plain_numbers_are_well_written(cell):
    assert BY_NAME["indicator_values"].fields[5].is_written(cell)


def _spoil(folder, table, row, column, value):
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def test_cells_that_a_parser_would_take_are_named_all_at_once(data_copy):
    spoiled = [
        ("indicator_values", 3, "value", "1_000", "a number with a decimal point"),
        ("indicator_values", 4, "year", "2_022", "a whole number, at least 2000, at most 2030"),
        ("wijk_values", 5, "value", "inf", "a number with a decimal point, or empty"),
        ("area_values", 6, "lower", "nan", "a number with a decimal point, or empty"),
        ("areas", 7, "name", "\u200b", "a text without blanks around it"),
        ("areas", 8, "name", "a\u200bb", "signs that can be seen, not U+200B ZERO WIDTH SPACE"),
        ("areas", 9, "name", "a\u00adb", "signs that can be seen, not U+00AD SOFT HYPHEN"),
        (
            "areas",
            10,
            "municipality",
            "Ede\ufeff\ufffd",
            "signs that can be seen, not U+FEFF ZERO WIDTH NO-BREAK SPACE, U+FFFD REPLACEMENT CHARACTER",
        ),
        ("areas", 12, "name", "a\u2028b", "signs that can be seen, not U+2028 LINE SEPARATOR"),
        ("areas", 13, "name", "a\ufe0fb", "signs that can be seen, not U+FE0F VARIATION SELECTOR-16"),
        ("areas", 14, "name", "a\u034fb", "signs that can be seen, not U+034F COMBINING GRAPHEME JOINER"),
        ("areas", 15, "name", "a\u2003b", "signs that can be seen, not U+2003 EM SPACE"),
        ("areas", 11, "name", "Skarpe\u0308", "each letter and its accent as one sign (Unicode form NFC)"),
        ("areas", 8, "gm_code", "GM" + ARABIC * 2, r"text of the form GM\d{4}"),
    ]
    for table, row, column, value, _ in spoiled:
        _spoil(data_copy, table, row, column, value)
    with pytest.raises(DataError) as error:
        load_tables(data_copy)
    lines = {
        f"{table}.csv, row {row}, column {column}: {value!r}; expected {words}"
        for table, row, column, value, words in spoiled
    }
    assert lines <= set(error.value.problems)
    assert len(error.value.problems) == len(lines)


@pytest.fixture
def frames(tables):
    return {name: getattr(tables, name) for name in tables}


def _first(frame, **conditions):
    wanted = frame[list(conditions)] == pd.Series(conditions, dtype=object)
    return frame.index[wanted.all(axis=1)][0]


def _with(frame, index, **cells):
    changed = frame.copy()
    for column, value in cells.items():
        changed.loc[index, column] = value
    return changed


# table, which row, what is put in, column and words of the line
BROKEN = {
    "share above 100 %": (
        "indicator_values",
        {"indicator": "mantelzorg"},
        {"value": 101.0},
        "value: 101.0; expected perc",
    ),
    "negative share": ("area_values", {"indicator": "cbs-laag-inkomen"}, {"value": -99997.0}, "value: -99997.0; exp"),
    "negative number of people": ("area_values", {"indicator": "cbs-inwoners"}, {"value": -1.0}, "expected persons of"),
    "negative reach": ("realisation_values", {}, {"value": -2.0}, "of at least 0"),
    "second year of a register figure": (
        "area_values",
        {"area": "delft-west", "indicator": "cbs-inwoners"},
        {"year": 2023},
        "year: 2023; expected 2022, as in the first row: register figures are of one edition",
    ),
    "second year of a municipality": (
        "region_values",
        {"region": "GM0503", "indicator": "cbs-inwoners"},
        {"year": 2023},
        "year: 2023; expected 2022",
    ),
    "indicator of another source": (
        "indicators",
        {"kind": "effect"},
        {"source": "nji-page"},
        "expected spuk-kw-monitor",
    ),
    "realisation of another source": ("realisation_values", {}, {"source": "news-item"}, "are credited to it"),
    "register figure in the monitor": (
        "indicator_values",
        {},
        {"indicator": "cbs-inwoners"},
        "of the kind effect or con",
    ),
    "value below its lower limit": ("area_values", {}, {"lower": 9e6}, "expected at most the value"),
    "value above its upper limit": ("area_values", {}, {"upper": 1.0}, "expected at least the value"),
    "no value and no reason": ("area_values", {}, {"value": None}, "value: empty; expected a number, as the status s"),
    "a value with a reason": ("area_values", {}, {"status": "low-coverage"}, "expected no number, as the status says"),
    "published without a precision": ("wijk_values", {}, {"precision": None}, "precision: empty; expected a number"),
    "kept secret and told": ("region_values", {}, {"status": "suppressed"}, "expected no number, as the status says w"),
    "share of a district above 100 %": (
        "wijk_values",
        {"indicator": "kwb-lage-inkomens"},
        {"value": 100.5},
        "expected percent of at least 0 and at most 100",
    ),
    "more clients than people": (
        "wijk_values",
        {"indicator": "kwb-wmo"},
        {"value": 1001.0},
        "expected per-1000 of at least 0 and at most 1000",
    ),
    "figure of the monitor in a district": ("wijk_values", {}, {"indicator": "bijstand"}, "kind register or series or"),
    "denominator of a municipality": ("region_values", {}, {"indicator": "kwb-woningen"}, "of the kind register or se"),
    "series without a denominator": (
        "indicators",
        {"kind": "series"},
        {"weight": None},
        "weight: empty; expected a denominator, or none",
    ),
    **{
        f"an area called {name}": ("areas", {}, {"area": name}, f"area: '{name}'; expected another name than all, nl,")
        for name in ("index", "own", "lock", "nl")
    },
    "break of nowhere": ("breaks", {}, {"region": "GM9999"}, "'GM9999'; expected all, nl, or an area, municipality or"),
    "break of a register figure": ("breaks", {}, {"indicator": "cbs-inwoners"}, "an indicator of the kind series"),
    "series beside a series": ("correspondences", {}, {"report_indicator": "kwb-wmo"}, "expected an indicator of the"),
    "difference that is not told": (
        "correspondences",
        {"same_definition": "no"},
        {"difference_nl": None},
        "difference_nl: empty; expected what differs",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_names_table_row_and_column(frames, case):
    table, where, cells, says = BROKEN[case]
    index = _first(frames[table], **where)
    frames[table] = _with(frames[table], index, **cells)
    problems = broken_rules(frames)
    assert any(says in line and line.startswith(f"{table}.csv, row {index + 1}, column ") for line in problems), (
        problems
    )


def test_nothing_is_wrong_with_the_tables_as_they_are(frames):
    assert broken_rules(frames) == []


def test_a_21st_area_without_figures_is_refused(frames):
    new = frames["areas"].iloc[[0]].assign(area="nieuw-gebied", name="Nieuw gebied", gm_code="GM0001")
    frames["areas"] = pd.concat([frames["areas"], new], ignore_index=True)
    problems = broken_rules(frames)
    words = "expected one for every area, its municipality and nl"
    for table, region in (("area_values", "nieuw-gebied"), ("region_values", "GM0001")):
        assert f"{table}.csv: cbs-inwoners has no row for {region}; {words}" in problems
    assert sum(line.startswith("similar_districts.csv: no row for nieuw-gebied; ") for line in problems) == 1
    assert len(problems) == 2 * 12 + 1


def test_a_register_indicator_without_the_national_row_is_refused(frames):
    values = frames["region_values"]
    frames["region_values"] = values[~((values["indicator"] == "cbs-laag-inkomen") & (values["region"] == "nl"))]
    assert broken_rules(frames) == [
        "region_values.csv: cbs-laag-inkomen has no row for nl; expected one for every area, its municipality and nl"
    ]


@pytest.mark.parametrize("table", [name for name in BY_NAME if name != "previous_values"])
def test_a_table_that_was_cut_off_is_refused(frames, table):
    """An edition without a row once ended a run with a traceback, after `check` had let it through."""
    frames[table] = frames[table].head(0)
    assert broken_rules(frames) == [f"{table}.csv: has no rows; expected at least one"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_without_its_row_is_refused(frames, theme):
    frames["themes"] = frames["themes"][frames["themes"]["theme"] != theme]
    assert broken_rules(frames) == [f"themes.csv: no row for {theme}; expected one for every theme"]


@pytest.mark.parametrize(("copies", "n"), [(0, 0), (2, 2)])
def test_a_register_figure_has_one_width(frames, copies, n):
    """Without one the notebooks stop, after `check` has let it through; with two they cannot choose."""
    widths = frames["register_calibration"]
    of_one = (widths["indicator"] == "cbs-inwoners") & (widths["districts_from"] == 1)
    frames["register_calibration"] = pd.concat([widths[~of_one], *[widths[of_one]] * copies])
    assert broken_rules(frames) == [f"register_calibration.csv: {n} rows for cbs-inwoners and 1 district; expected one"]


def test_rules_are_part_of_the_check(data_copy):
    _spoil(data_copy, "area_values", 1, "year", "2023")
    with pytest.raises(DataError, match="register figures are of one edition"):
        load_tables(data_copy)


def test_several_years_and_sources_of_a_series_are_no_problem(tables, frames):
    years = frames["area_values"].query("indicator == 'kwb-inwoners' and area == 'delft-west'")
    assert years["year"].nunique() == 10 and years["source"].nunique() == 2
    assert broken_rules(frames) == []


def test_two_areas_of_the_same_name_are_refused(data_copy):
    """Readers know an area by its name, and a matrix has a row for each."""
    _spoil(data_copy, "areas", 2, "name", "Amsterdam Nieuw-West")
    with pytest.raises(DataError, match=r"areas\.csv, row 2, column name: 'Amsterdam Nieuw-West'; expected a name"):
        load_tables(data_copy)
