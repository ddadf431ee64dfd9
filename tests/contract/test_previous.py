"""The figures of an earlier edition in the tables of this one: only what may be shown, checked as all tables are."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers.cli import app
from helpers.contract.load import DEFAULT_DATA_DIR, Tables, load_tables
from helpers.contract.previous import folder_with_previous, previous_rows
from tests.conftest import copy_of_data

AREA, LOW = "breda-noord", "cbs-laag-inkomen"


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    """An earlier edition with the figures of now; only to be read."""
    return _earlier(tmp_path_factory.mktemp("unchanged"))


@pytest.fixture
def earlier(tmp_path):
    """The same for a test that spoils it."""
    return _earlier(tmp_path)


def _earlier(parent):
    folder = copy_of_data(parent)
    _change(folder, "edition", lambda rows: rows.assign(edition="2025-11"))
    return folder


def _change(folder, name, change):
    rows = pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False)
    change(rows).to_csv(folder / f"{name}.csv", index=False)


def _rows(folder, base):
    return previous_rows(folder, base, DEFAULT_DATA_DIR)


def _without_number(tables, status):
    """The tables with one figure that has no number."""
    values = tables.area_values.copy()
    one = (values["area"] == AREA) & (values["indicator"] == LOW)
    values.loc[one, ["value", "lower", "upper"]] = None
    values.loc[one, "status"] = status
    return Tables(tables.frames | {"area_values": values})


def test_all_figures_come_along_as_they_were(tables, unchanged):
    rows = _rows(unchanged, tables)
    assert len(rows) == len(tables.area_values) and set(rows["edition"]) == {"2025-11"}
    one = rows[(rows["area"] == AREA) & (rows["indicator"] == LOW)].iloc[0]
    now = tables.area_values[(tables.area_values["area"] == AREA) & (tables.area_values["indicator"] == LOW)].iloc[0]
    assert float(one["value"]) == now["value"] and one["source_edition"] == "2022" and one["unit"] == "percent"
    assert one["name_nl"] == "Laag inkomen"


def test_a_number_that_is_there_no_more_does_not_come_back(tables, unchanged):
    rows = _rows(unchanged, _without_number(tables, "suppressed"))
    one = rows[(rows["area"] == AREA) & (rows["indicator"] == LOW)].iloc[0]
    assert (one["value"], one["lower"], one["upper"], one["status"]) == ("", "", "", "ok")
    assert (rows["value"] == "").sum() == (tables.area_values["value"].isna()).sum() + 1


def test_what_is_withheld_now_or_was_then_and_what_a_user_gave_stays_away(tables, earlier):
    facts = tables.indicators.copy()
    facts.loc[facts["indicator"] == LOW, "use"] = "withheld"
    assert LOW not in set(_rows(earlier, Tables(tables.frames | {"indicators": facts}))["indicator"])
    hide = {"cbs-inwoners": "withheld"}
    _change(earlier, "indicators", lambda rows: rows.assign(use=rows["indicator"].map(hide).fillna(rows["use"])))
    _change(
        earlier, "area_values", lambda rows: rows.assign(source=rows["source"].replace("leefbaarometer-3", "own-x"))
    )
    rows = _rows(earlier, tables)
    assert "cbs-inwoners" not in set(rows["indicator"]) and "own-x" not in set(rows["source"])


def test_areas_that_are_no_more_stay_away_and_indicators_that_are_no_more_come_along_without_a_number(tables, earlier):
    old = {LOW: "cbs-oud"}
    _change(earlier, "area_values", lambda rows: rows.assign(indicator=rows["indicator"].replace(old)))
    _change(earlier, "indicators", lambda rows: rows.assign(indicator=rows["indicator"].replace(old)))
    _change(earlier, "area_values", lambda rows: rows.assign(area=rows["area"].replace("delft-west", "delft-zuid")))
    rows = _rows(earlier, tables)
    assert not {"delft-zuid", "delft-west"} & set(rows["area"])
    assert set(rows.loc[rows["indicator"] == "cbs-oud", "value"]) == {""}


def test_the_folder_has_all_tables_with_those_figures_and_is_named_by_its_content(tables, unchanged, tmp_path):
    folder, told = folder_with_previous(unchanged, "", tmp_path)
    assert told == f"since 2025-11: {len(tables.area_values)} figures of {len(tables.areas)} areas to compare with"
    assert folder_with_previous(unchanged, "", tmp_path)[0] == folder
    found = load_tables(folder)
    assert len(found.previous_values) == len(tables.area_values)
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in tables}


def test_of_the_collection_itself_the_table_is_empty(tables):
    assert tables.previous_values.empty


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda old: old / "nowhere", "nowhere is not a folder; expected one with tables"),
        (lambda old: DEFAULT_DATA_DIR, "has the tables of this run themselves; expected those of an earlier edition"),
        (lambda old: _without(old, "area_values"), "area_values.csv: the file is missing in"),
        (lambda old: _without(old, "edition"), "edition.csv: the file is missing in"),
        (
            lambda old: _other(old, "area_values", lambda rows: rows.drop(columns=["weight", "n"])),
            "area_values.csv has no column weight; a page needs it to compare",
        ),
        (
            lambda old: _other(old, "edition", lambda rows: rows.assign(edition="2026-11")),
            "is edition 2026-11, and these tables are 2026-11; expected an earlier one",
        ),
        (lambda old: _other(old, "edition", lambda rows: rows.head(0)), "edition.csv has no rows; expected some"),
        (
            lambda old: _other(old, "area_values", lambda rows: pd.concat([rows, rows.tail(1)])),
            "the figure of zaandam-oost, rivm-woonomgeving, 2024, rivm-health, key area=zaandam-oost",
        ),
        (
            lambda old: _other(
                old, "area_values", lambda rows: rows.assign(value=rows["value"].replace("160345.0", "x"))
            ),
            "of amsterdam-nieuw-west, cbs-inwoners, 2022, cbs-kwb-2022, column value: 'x'; expected a number",
        ),
        pytest.param(
            lambda old: _other(
                old, "area_values", lambda rows: rows.assign(lower=rows["lower"].replace("160289.0", ""))
            ),
            "cbs-kwb-2022, column lower: empty; expected a number, as there is a value",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda old: _other(old, "area_values", lambda rows: rows.assign(area="elsewhere")),
            "has no figure of an area of these tables that is shown; expected some",
            marks=pytest.mark.slow,
        ),
        (
            lambda old: _other(old, "indicators", lambda rows: rows.assign(name_nl="\x1b[31m")),
            "column name_nl: '\\x1b[31m'; expected text without control characters\n",
        ),
    ],
    ids=[
        *("nowhere", "the tables themselves", "no table", "no edition", "no column", "not earlier", "no rows", "a row"),
        *("no number", "half a number", "no area", "control signs"),
    ],
)
def test_an_edition_that_cannot_be_compared_with_is_refused_before_anything_is_written(earlier, tmp_path, spoil, says):
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["run", "--since", str(spoil(earlier)), "--output", str(out)])
    assert result.exit_code == 2 and says in result.stderr, result.stderr
    assert result.stderr.count("\n") == (21 if "\n" in says else 1)  # all figures are wrong there
    assert not out.exists()


def _without(folder, name):
    (folder / f"{name}.csv").unlink()
    return folder


def _other(folder, name, change):
    _change(folder, name, change)
    return folder
