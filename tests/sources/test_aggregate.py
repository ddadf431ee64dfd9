"""`kansrijk aggregate-cbs`: a result that breaks the contract does not replace a good table."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers import cli
from helpers.contract.load import DEFAULT_DATA_DIR, load_tables
from tests.sources.test_cbs_districts import _district


@pytest.fixture
def run(tables, data_copy, tmp_path):
    """run(districts={column: value}): the command on made files of all districts of the areas; its result."""

    def command(**changes):
        wijken, areas = tables.area_wijken, tables.areas
        gm_code = wijken["area"].map(areas.set_index("area")["gm_code"])
        known = zip(wijken["wk_code"], gm_code, strict=True)
        rows = [_district(code, 1000 + 10 * n, 500, gm_code=gm) for n, (code, gm) in enumerate(known)]
        districts = pd.DataFrame(rows).assign(**changes)
        codes = areas["gm_code"].unique()
        municipalities = pd.DataFrame([_district(code, 90_000, 40_000, gm_code=code) for code in codes])
        paths = [tmp_path / "wijken.csv", tmp_path / "gemeenten.csv"]
        for path, frame in zip(paths, (districts, municipalities), strict=True):
            frame.to_csv(path, index=False)
        return CliRunner().invoke(cli.app, ["aggregate-cbs", *map(str, paths), "--data-dir", str(data_copy)])

    return command


def test_a_good_result_is_written_and_keeps_the_contract(run, data_copy):
    result = run()
    assert result.exit_code == 0, result.stderr
    values = load_tables(data_copy).area_values
    own = values[values["region_type"] == "area"]
    assert (own.loc[own["indicator"] == "cbs-laag-inkomen", "value"] == 50).all() and (own["status"] == "ok").all()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"income_low": 120.0},
            "area_values.csv, row 10, column value: 120.0; expected percent of at least 0 and at most",
        ),
        ({"population": float("inf")}, "wijken.csv, row 1, column population: inf; expected a number or an empty cell"),
        ({"code": "WK000000"}, "expected each code once"),
        ({"income_low": "veel"}, "column income_low: 'veel'; expected a number or an empty cell"),
    ],
    ids=["impossible", "infinite", "codes", "words"],
)
def test_a_bad_result_leaves_the_old_table(run, data_copy, changes, says):
    result = run(**changes)
    assert result.exit_code == 2 and says in " ".join(result.stderr.split()), result.stderr
    assert (data_copy / "area_values.csv").read_bytes() == (DEFAULT_DATA_DIR / "area_values.csv").read_bytes()
    assert not list(data_copy.glob(".aside-*"))


@pytest.mark.parametrize("column", ["population", "dwelling_total", "pop_15_24"])
def test_missing_weights_give_no_value_and_its_reason(run, data_copy, column):
    assert run(**{column: None}).exit_code == 0
    values = load_tables(data_copy).area_values
    gone = values[(values["region_type"] == "area") & (values["status"] == "low-coverage")]
    assert len(gone) >= 20 and gone[["value", "lower", "upper"]].isna().all().all()
