"""`kansrijk take`: published values of a file into the tables."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers import cli
from helpers.contract.load import load_tables
from helpers.sources import published

HEADER = "region,vintage,indicator,subgroup,year,value,precision,status,source"
NEW = "GM0758,2024,kwb-inwoners,all,2025,190000,0,provisional,cbs-kwb-2025"
REVISED = "WK075801,2024,kwb-lage-inkomens,all,2024,45.5,0.05,ok,cbs-kwb-series"
ELSEWHERE = "WK019310,2024,kwb-inwoners,all,2024,4100,4,ok,cbs-kwb-2024"
NO_NUMBER = "WK075801,2024,kwb-lage-inkomens,all,2025,,,not-published,cbs-kwb-2025"


@pytest.fixture
def take(data_copy, tmp_path):
    """take(*rows): the command on a copy of the data and a file with these rows; its result."""

    def run(*rows, header=HEADER):
        (tmp_path / "values.csv").write_text("\n".join([header, *rows]) + "\n")
        options = ["--section", "Table 1", "--data-dir", str(data_copy)]
        return CliRunner().invoke(cli.app, ["take", str(tmp_path / "values.csv"), *options])

    return run


def test_values_go_where_their_region_belongs_and_revised_ones_replace(take, data_copy, tables):
    result = take(NEW, REVISED, ELSEWHERE, NO_NUMBER)
    assert result.exit_code == 0, result.output
    assert "2 new, 1 replaced, 1 left out" in result.output
    assert f"wijk_values: {len(tables.wijk_values)} rows before, {len(tables.wijk_values) + 1} now" in result.output
    after = load_tables(data_copy)
    districts, regions = after.wijk_values.tail(2), after.region_values.tail(1)
    assert districts["value"].tolist()[0] == 45.5 and districts["status"].tolist() == ["ok", "not-published"]
    assert pd.isna(districts["value"].iloc[1]) and pd.isna(districts["precision"].iloc[1])
    assert regions[["region", "value", "basis", "section"]].values.tolist() == [["GM0758", 190000, "stated", "Table 1"]]
    key = ["wk_code", "vintage", "indicator", "year", "source"]
    assert not after.wijk_values.duplicated(key).any() and "WK019310" not in set(after.wijk_values["wk_code"])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (NEW.replace("190000", "many"), "values.csv, row 2, value: 'many'; expected a number"),
        (REVISED, "values.csv, row 2: this figure stands there twice; expected it once"),
        (NEW.replace("cbs-kwb-2025", "nobody"), "'nobody'; expected an id that exists in sources.source"),
        (NEW.replace("kwb-inwoners", "kwb-iets"), "'kwb-iets'; expected an id that exists in indicators.indicator"),
        pytest.param(NEW.replace("190000", "-3"), "-3.0; expected persons of at least 0", marks=pytest.mark.slow),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(take, data_copy, row, told):
    before = {path.name: path.read_bytes() for path in data_copy.iterdir()}
    result = take(REVISED, row)
    assert result.exit_code == 2 and told in " ".join(result.stderr.split())
    assert {path.name: path.read_bytes() for path in data_copy.iterdir()} == before


def test_a_file_without_a_column_is_refused(take):
    result = take("nl,1", header="region,value")
    assert result.exit_code == 2 and "values.csv: no column vintage, indicator" in result.stderr


def test_what_read_cbs_writes_has_the_columns():
    from helpers.sources.cbs_files import VALUE_COLUMNS

    assert set(published.COLUMNS) == set(VALUE_COLUMNS)
