"""What changed between two editions: each change of a copy of the data is named, and nothing else is."""

from types import SimpleNamespace

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from helpers import cli
from helpers.contract.editions import read_edition
from helpers.contract.load import DEFAULT_DATA_DIR
from helpers.results.differences import CHANGES, _main_column, _Names, compare
from tests.conftest import copy_of_data

VALUE = ("heerlen-noord", "cbs-laag-inkomen")


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    for name, on_stderr in (("console", False), ("errors", True)):
        monkeypatch.setattr(cli, name, Console(stderr=on_stderr, width=400))


@pytest.fixture
def editions(tmp_path):
    """Two small folders with tables, the second made of the first by what a test does to it."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    for name, rows in SMALL.items():
        _write(old, name, rows)
        _write(new, name, rows)
    return old, new


def _rows(folder, name):
    """A table as text."""
    return pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False)


SMALL = {
    name: _rows(DEFAULT_DATA_DIR, name)
    for name in ("areas", "area_values", "area_wijken", "indicators", "findings", "wijk_values")
}
SMALL["area_values"] = SMALL["area_values"].query("area == 'heerlen-noord'").reset_index(drop=True)
SMALL["wijk_values"] = SMALL["wijk_values"].head(50)
SMALL["findings"] = SMALL["findings"].head(40)
SMALL["indicators"] = SMALL["indicators"][SMALL["indicators"]["indicator"].isin(SMALL["area_values"]["indicator"])]
_ONE_MORE = len(SMALL["areas"]) + 1


def _write(folder, name, rows):
    rows.to_csv(folder / f"{name}.csv", index=False)


def _change(folder, name, change):
    _write(folder, name, change(_rows(folder, name)))


def _set(folder, name, where, **cells):
    rows = _rows(folder, name)
    chosen = (rows[list(where)] == list(where.values())).all(axis=1)
    assert chosen.sum() == 1
    for column, cell in cells.items():
        rows.loc[chosen, column] = cell
    _write(folder, name, rows)


def _found(editions, language="nl"):
    return compare(*map(read_edition, editions), language)


def _told(found):
    return [tuple(row) for row in found.rows[["table", "change", "column", "old", "new"]].to_numpy().tolist()]


def test_a_small_edition_and_its_copy_are_the_same(editions):
    found = _found(editions)
    assert found.none and not found.uncompared and len(found.schema) == 0


@pytest.mark.slow
def test_an_edition_and_its_copy_are_the_same(tmp_path):
    found = _found((DEFAULT_DATA_DIR, copy_of_data(tmp_path)))
    # README and codings are no tables of the copy: said, as all that is in one folder only
    assert len(found.rows) == 0 and set(found.schema["what"]) == {"file"}
    assert not found.uncompared


def test_a_value_is_told_with_area_name_year_and_both_numbers(editions):
    where = {"area": VALUE[0], "indicator": VALUE[1]}
    before = _rows(editions[0], "area_values").query("area == @VALUE[0] and indicator == @VALUE[1]").iloc[0]
    _set(editions[1], "area_values", where, value="48.5", lower="48.1")
    found = _found(editions)
    value, limit = found.rows.to_dict("records")
    assert (value["change"], limit["change"]) == ("value", "limits")
    assert value["old"] == before["value"] and value["new"] == "48.5" and value["year"] == "2022"
    assert value["area"] == "heerlen-noord" and value["name"] == "Laag inkomen"
    assert value["key"].startswith("area=heerlen-noord, indicator=cbs-laag-inkomen, subgroup=all, year=2022, source=")
    assert (limit["column"], limit["old"], limit["new"]) == ("lower", before["lower"], "48.1")
    assert found.counts.to_dict("records") == [
        {"table": "area_values", "old": 47, "new": 47} | dict.fromkeys(CHANGES, 0) | {"value": 1, "limits": 1}
    ]
    assert set(_found(editions, "en").rows["name"]) == {"Low income"}


def test_a_district_is_told_with_its_area(editions):
    row = _rows(editions[0], "wijk_values").iloc[0]
    key = {name: row[name] for name in ("wk_code", "vintage", "indicator", "subgroup", "year", "source")}
    _set(editions[1], "wijk_values", key, status="suppressed", value="")
    lists = _rows(editions[0], "area_wijken")
    area = lists.loc[lists["wk_code"] == row["wk_code"], "area"].iloc[0]
    found = _found(editions)
    assert _told(found) == [
        ("wijk_values", "value", "value", row["value"], ""),
        ("wijk_values", "code", "status", row["status"], "suppressed"),
    ]
    assert set(found.rows["area"]) == {area}


def test_rows_that_came_and_went_are_told_with_their_value(editions):
    _change(editions[0], "area_values", lambda rows: rows.drop(index=7))
    _change(editions[1], "area_values", lambda rows: rows.drop(index=3))
    whole = SMALL["area_values"]
    assert _told(_found(editions)) == [
        ("area_values", "went", "value", whole.loc[3, "value"], ""),
        ("area_values", "came", "value", "", whole.loc[7, "value"]),
    ]


def test_texts_ids_and_places_are_changes_of_their_own_kind(editions):
    row = _rows(editions[0], "findings").iloc[0]
    _set(editions[1], "findings", {"finding": row["finding"]}, label_nl="Anders", kind="barrier", section="9.9")
    found = _found(editions)
    assert _told(found) == [
        ("findings", "text", "label_nl", row["label_nl"], "Anders"),
        ("findings", "code", "kind", row["kind"], "barrier"),
        ("findings", "trace", "section", row["section"], "9.9"),
    ]
    assert found.rows["name"].tolist() == ["Anders"] * 3


def test_the_order_of_rows_and_columns_is_no_change_and_other_digits_are_no_other_value(editions):
    _change(editions[1], "area_values", lambda rows: rows.iloc[::-1][list(reversed(rows.columns))])
    assert _found(editions).none
    _set(editions[1], "area_values", {"area": VALUE[0], "indicator": "cbs-inwoners"}, coverage="1.00")
    assert _told(_found(editions)) == [("area_values", "written", "coverage", "1.0", "1.00")]


def test_tables_columns_and_files_of_one_edition_are_told(editions):
    old, new = editions
    (old / "areas.csv").unlink()
    _change(new, "findings", lambda rows: rows.rename(columns={"detail_nl": "more_nl"}))
    (new / "codings").mkdir()
    (new / "codings/a.csv").write_text("unit\n1\n")
    (new / "extra.csv").write_text("a,b\n1,2\n")
    schema = _found(editions).schema
    assert schema["table"].tolist() == ["areas", "findings", "findings", "extra", "codings/a.csv"]
    assert schema["what"].tolist() == ["table", "column", "column", "table", "file"]
    assert schema.loc[0, ["old", "new"]].tolist() == ["", f"{len(SMALL['areas'])} rows"]
    assert schema.loc[1:2, ["old", "new"]].to_numpy().tolist() == [["detail_nl", ""], ["", "more_nl"]]


def test_a_table_that_the_contract_does_not_know_is_compared_by_whole_rows(editions):
    for folder, rows in zip(editions, ("a,b\n1,2\n3,4\n", "a,b\n3,4\n5,6\n"), strict=True):
        (folder / "extra.csv").write_text(rows)
    rows = _found(editions).rows
    assert rows[["table", "change", "key"]].to_numpy().tolist() == [
        ["extra", "went", "a=1, b=2"],
        ["extra", "came", "a=5, b=6"],
    ]


def test_a_table_whose_key_has_another_column_is_paired_by_the_rest_if_that_is_one_row(editions):
    _change(editions[0], "area_values", lambda rows: rows.drop(columns="subgroup"))
    assert len(_found(editions).rows) == 0
    _change(editions[0], "area_values", lambda rows: rows.drop(columns="year"))
    (problem,) = _found(editions).uncompared
    assert problem.startswith("area_values.csv: its rows cannot be paired, as row ")
    assert "of OLD has the key of another row (area=" in problem


# The command ------------------------------------------------------------------------------------------------


def _diff(*arguments):
    return CliRunner().invoke(cli.app, ["diff", *map(str, arguments)])


def test_the_exit_status_says_whether_anything_changed(editions):
    result = _diff(*editions)
    assert result.exit_code == 0 and result.stdout == "the two editions are the same\n"
    _set(editions[1], "area_values", {"area": VALUE[0], "indicator": VALUE[1]}, value="48.5")
    result = _diff(*editions)
    assert result.exit_code == 1 and "48.5" in result.stdout and "Laag inkomen" in result.stdout


def test_a_terminal_says_how_many_changes_it_does_not_show(editions):
    _change(editions[1], "findings", lambda rows: rows.assign(label_nl=rows["label_nl"] + "!"))
    result = _diff(*editions, "--most", 5)
    assert "and 35 more changes in findings; --output has all" in result.stdout
    assert result.stdout.count("label_nl") == 5


def test_a_file_has_every_change_and_no_formula(editions, tmp_path):
    _set(editions[1], "area_values", {"area": VALUE[0], "indicator": VALUE[1]}, value="-48.5")
    row = _rows(editions[0], "findings").iloc[0]
    _set(editions[1], "findings", {"finding": row["finding"]}, label_nl="=1+1")
    (editions[1] / "note.txt").write_text("x")
    path = tmp_path / "changes.csv"
    result = _diff(*editions, "--output", path)
    assert result.exit_code == 1 and f"3 changes in {path}" in result.stdout
    rows = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert rows[["table", "change"]].to_numpy().tolist() == [
        ["note.txt", "file"], ["findings", "text"], ["area_values", "value"],
    ]  # fmt: skip
    assert rows["new"].tolist()[1:] == ["'=1+1", "-48.5"]


def test_a_folder_may_be_the_project_around_its_tables(tmp_path):
    folder = copy_of_data(tmp_path)
    assert read_edition(tmp_path).folder == folder


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda old, new: (old / "nowhere", new), "nowhere is not a folder; expected one with tables"),
        (lambda old, new: (old / "areas.csv", new), "areas.csv is not a folder; expected one with tables"),
        (lambda old, new: (old.parent, new), "has no table of the collection; expected areas.csv"),
        (lambda old, new: (old, old), "is both editions; expected two folders"),
        (lambda old, new: (old, _link(old)), "is both editions; expected two folders"),
        (lambda old, new: (_spoilt(old), new), "areas.csv, row 1: 1 fields; expected 2, as in the header"),
        (
            lambda old, new: (_twice(old), new),
            f"areas.csv: its rows cannot be paired, as row {_ONE_MORE} of OLD has the key of",
        ),
    ],
    ids=["nowhere", "a file", "no tables", "the same", "a link to the same", "no CSV", "a row twice"],
)
def test_what_cannot_be_compared_is_refused_in_one_line(editions, spoil, says):
    result = _diff(*spoil(*editions))
    assert result.exit_code == 2 and says in result.stderr and result.stderr.count("\n") == 1


def _link(folder):
    link = folder.parent / "link"
    link.symlink_to(folder)
    return link


def _spoilt(folder):
    (folder / "areas.csv").write_text("area,name\nx\n")
    return folder


def _twice(folder):
    _change(folder, "areas", lambda rows: pd.concat([rows, rows.head(1)]))
    return folder


def test_a_file_of_an_edition_is_not_written_over(editions):
    before = (editions[1] / "areas.csv").read_bytes()
    result = _diff(*editions, "--output", editions[1] / "areas.csv")
    assert result.exit_code == 2 and "would be a file of an edition" in result.stderr
    assert (editions[1] / "areas.csv").read_bytes() == before


def test_unpaired_tables_leave_the_others_compared(editions):
    _twice(editions[0])
    _set(editions[1], "area_values", {"area": VALUE[0], "indicator": VALUE[1]}, value="48.5")
    result = _diff(*editions)
    assert result.exit_code == 2 and "48.5" in result.stdout and "cannot be paired" in result.stderr


def test_hostile_cells_do_not_reach_the_terminal(editions):
    (editions[0] / "extra.csv").write_text("a\n1\n")
    (editions[1] / "extra.csv").write_text("a\n\x1b[31m[bold]red\u202e\n")
    result = _diff(*editions)
    assert "\x1b" not in result.stdout and "\u202e" not in result.stdout and "[bold]red" in result.stdout


def test_a_row_is_mainly_about_its_value_its_first_text_or_else_what_is_no_key():
    def main(*columns):
        return _main_column("areas", pd.DataFrame(columns=columns), "nl")

    assert main("area", "name_nl", "value") == "value"
    assert main("area", "gm_code", "name_en", "name_nl") == "name_nl"
    assert main("area", "gm_code") == "gm_code"
    assert main("area") == ""


def test_a_row_of_no_year_names_none():
    nothing = SimpleNamespace(tables={})
    assert _Names(nothing, nothing, "nl").of([{"area": "a"}]) == {"area": ["a"], "name": [""], "year": [""]}
