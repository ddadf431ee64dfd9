"""`kansrijk aggregate`, `check --renew`: what they write, and that a result that breaks the contract writes nothing."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers import cli
from helpers.contract.load import DEFAULT_DATA_DIR, load_tables
from helpers.results import courses


@pytest.fixture
def run(data_copy):
    """run("aggregate", "--renew"): a command on a copy of the data; its result."""
    return lambda *arguments: CliRunner().invoke(cli.app, [*arguments, "--data-dir", str(data_copy)])


def _change(data_copy, table, change):
    path = data_copy / f"{table}.csv"
    change(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False, lineterminator="\n")


def _without(indicator, year, *codes):
    def change(rows):
        wanted = (rows["indicator"] == indicator) & (rows["year"] == year) & rows["wk_code"].isin(codes)
        assert wanted.sum() == len(codes)
        return rows[~wanted]

    return change


def test_the_same_tables_give_the_same_bytes(run, data_copy):
    path = data_copy / "area_values.csv"
    path.write_bytes(path.read_bytes().replace(b"160345.0", b"160344.0"))
    result = run("aggregate")
    assert result.exit_code == 0, result.stderr
    assert path.read_bytes() == (DEFAULT_DATA_DIR / "area_values.csv").read_bytes()
    assert "rows before" in result.stdout and "low-coverage" in result.stdout


@pytest.mark.slow
def test_a_result_with_fewer_rows_needs_a_yes(run, data_copy):
    """Breda-Noord is one district: without its score of 2002 there is no row. The other areas keep theirs."""
    _change(data_copy, "wijk_values", _without("lbm-score", "2002", "WK075801"))
    before = len(pd.read_csv(data_copy / "wijk_values.csv")) + 1
    result = run("check")
    assert result.exit_code == 2 and f"wijk_values.csv: {before - 1} rows; expected {before}" in result.stderr
    result = run("check", "--renew")
    assert result.exit_code == 0 and f"wijk_values: {before} rows before, {before - 1} now" in result.stdout
    assert "rows before" not in run("check", "--renew").stdout  # what is as it was is not told
    rows = len(pd.read_csv(data_copy / "area_values.csv"))
    result = run("aggregate")
    assert result.exit_code == 2 and f"area_values.csv: {rows - 1} rows; expected {rows}" in " ".join(
        result.stderr.split()
    )
    assert (data_copy / "area_values.csv").read_bytes() == (DEFAULT_DATA_DIR / "area_values.csv").read_bytes()
    assert not list(data_copy.glob(".aside-*"))
    assert run("aggregate", "--renew").exit_code == 0
    assert len(load_tables(data_copy).area_values) == rows - 1


def test_an_area_that_has_no_figures_yet_gets_them(run, data_copy):
    """As one that was just added: the contract asks for its figures, and the command that makes them has to work."""
    path = data_copy / "area_values.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    counts = (data_copy / "row_counts.csv").read_bytes()
    rows[rows["area"] != "breda-noord"].to_csv(path, index=False, lineterminator="\n")
    result = run("check", "--renew")
    assert result.exit_code == 2 and "area_values.csv: cbs-inwoners has no row for breda-noord" in result.stderr
    result = run("aggregate", "--renew")
    assert result.exit_code == 0 and path.read_bytes() == (DEFAULT_DATA_DIR / "area_values.csv").read_bytes()
    assert (data_copy / "row_counts.csv").read_bytes() == counts


@pytest.mark.slow
def test_a_lost_row_of_another_table_is_told(run, data_copy):
    _change(data_copy, "wijk_values", lambda rows: rows[1:])
    assert "wijk_values.csv: " in run("aggregate").stderr  # a lost row is no matter of its own table
    assert "wijk_values: " in run("aggregate", "--renew").stdout


def test_renewing_writes_nothing_when_the_tables_are_wrong(run, data_copy):
    counts = (data_copy / "row_counts.csv").read_bytes()
    _change(data_copy, "wijk_values", lambda rows: rows[1:].assign(status="fine"))
    result = run("check", "--renew")
    assert result.exit_code == 2 and "column status: 'fine'" in result.stderr
    assert (data_copy / "row_counts.csv").read_bytes() == counts


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            lambda rows: rows[rows["table"] != "themes"],
            "themes.csv: 5 rows; expected a line in row_counts.csv",
            marks=pytest.mark.slow,
        ),
        (lambda rows: rows.replace("themes", "theems"), "row_counts.csv, column table: 'theems'; expected the name"),
    ],
)
def test_a_count_that_is_missing_or_of_no_table_is_named(run, data_copy, change, says):
    _change(data_copy, "row_counts", change)
    result = run("check")
    assert result.exit_code == 2 and says in " ".join(result.stderr.split())
    assert run("check", "--renew").exit_code == 0 and run("check").exit_code == 0


@pytest.mark.slow
def test_a_missing_weight_lowers_the_coverage(run, data_copy):
    """Households of one of the four districts of Dordrecht West, in all years: more than a fifth of its residents."""

    def without(rows):
        return rows[(rows["indicator"] != "kwb-huishoudens") | (rows["wk_code"] != "WK050508")]

    _change(data_copy, "wijk_values", without)
    assert run("check", "--renew").exit_code == 0 and run("aggregate", "--renew").exit_code == 0
    rows = load_tables(data_copy).area_values.set_index(["area", "indicator", "year"])
    row, before = rows.loc[("dordrecht-west", "kwb-lage-inkomens", 2020)], load_tables().area_values
    whole = before.set_index(["area", "indicator", "year"]).loc[("dordrecht-west", "kwb-lage-inkomens", 2020)]
    assert whole["coverage"] == 1 and whole["status"] == "ok"
    assert 0.5 < row["coverage"] < 0.8 and row["status"] == "low-coverage" and pd.isna(row["value"])
    assert rows.loc[("dordrecht-west", "kwb-wmo", 2020), "coverage"] == 1


def test_the_old_command_says_what_replaces_it():
    result = CliRunner().invoke(cli.app, ["aggregate-cbs", "wijken.csv", "gemeenten.csv", "--data-dir", "x"])
    assert result.exit_code == 2 and "`kansrijk aggregate`" in result.stderr and not result.stdout


def test_slopes_are_computed_without_the_table_of_before(run, data_copy, monkeypatch):
    """With columns of an older version, or none at all; what is wrong elsewhere still stops it."""
    kept, path = load_tables().area_slopes, data_copy / "area_slopes.csv"
    monkeypatch.setattr(courses, "slopes", lambda _: kept)
    for old in (b"area,indicator,slope\nbreda-noord,lbm-score,0.1\n", b"", None):
        path.unlink() if old is None else path.write_bytes(old)
        result = run("slopes")
        assert result.exit_code == 0, result.stderr
        assert path.read_bytes() == (DEFAULT_DATA_DIR / "area_slopes.csv").read_bytes()
    _change(data_copy, "areas", lambda rows: rows.rename(columns={"name": "called"}))
    result = run("slopes")
    assert result.exit_code == 2 and "areas.csv: header is not as expected" in " ".join(result.stderr.split())
