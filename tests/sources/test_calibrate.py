"""`kansrijk calibrate` on a made excerpt: a few dozen municipalities with districts, in the form of the CBS files."""

import hashlib

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers import cli
from helpers.contract.load import load_tables
from helpers.methods import calibration
from helpers.sources import cbs_districts
from helpers.sources.aggregation import aggregate
from tests.conftest import copy_of_data
from tests.sources.national import values_of

AGES = {"pop_0_14": 20, "pop_15_24": 10, "pop_25_44": 30, "pop_45_64": 20, "pop_65plus": 20}
SHARES = {
    "dwelling_value": 200,
    "dwelling_ownership": 40,
    "employment_rate": 60,
    "edu_appl_sci": 25,
    "income_high": 10.0,
}
DISTRICTS = (1, 2, 5, 8)  # one number of districts for each class
EACH = 40


def excerpt():
    """Municipalities whose first district has more people with a low income, who count for more than their number.

    By residents of 15 and over, our weights, it counts for 1 / n. What CBS publishes, who knows the true weights, is
    higher: by 1.0 point in one of ten municipalities and by 0.3 in the others. With one district nothing is weighted.
    """
    districts, municipalities = [], []
    for n in DISTRICTS:
        for number in range(EACH):
            code = f"{n}{number:03}"
            low = [50.0] + [40.0] * (n - 1)
            off = 0.0 if n == 1 else 1.0 if number % 10 == 0 else 0.3
            for place, income in enumerate(low):
                row = {"code": f"WK{code}{place:02}", "gm_code": f"GM{code}", "area": 1.0, "population": 1000}
                districts.append(row | {"dwelling_total": 500, "income_low": income} | AGES | SHARES)
            row = {"code": f"GM{code}", "area": 1.0, "population": 1000 * n, "dwelling_total": 500 * n}
            municipalities.append(row | {"income_low": round(sum(low) / n + off, 1)} | AGES | SHARES)
    return pd.DataFrame(districts), pd.DataFrame(municipalities)


def _files(folder):
    paths = folder / "wijken.csv", folder / "gemeenten.csv"
    for frame, path in zip(excerpt(), paths, strict=True):
        frame.to_csv(path, index=False)
    return paths


@pytest.fixture
def cbs_files(tmp_path):
    return _files(tmp_path)


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    """The files, what the command said of them, and what it wrote; only to be read."""
    folder = tmp_path_factory.mktemp("calibrated")
    files, data_dir = _files(folder), copy_of_data(folder)
    return files, calibrate(files, data_dir), kept(data_dir)


def calibrate(cbs_files, data_dir):
    return CliRunner().invoke(cli.app, ["calibrate", *map(str, cbs_files), "--data-dir", str(data_dir)])


def kept(data_copy):
    rows = load_tables(data_copy).register_calibration
    return rows.set_index(["indicator", "districts_from"])


def test_the_table_is_computed_from_the_files_and_says_which(calibrated):
    cbs_files, result, rows = calibrated
    assert result.exit_code == 0 and "register_calibration.csv written" in result.output
    for column, path in zip(("districts_sha256", "municipalities_sha256"), cbs_files, strict=True):
        assert set(rows[column]) == {hashlib.sha256(path.read_bytes()).hexdigest()}
    assert set(rows["calibrated"]) == {0, EACH // 2}
    assert (rows.loc["cbs-koopwoningen", "extra"] == 0).all()  # where every district is the same, no weight matters


def test_rounding_alone_misses_the_truth_and_the_kept_interval_holds_it(calibrated):
    """Nine in ten are 0.3 off, one in ten 1.0: of twenty, the 20th (ceil(21 x 0.95)) decides."""
    rows = calibrated[2].loc["cbs-laag-inkomen"]
    codes = [f"GM2{number:03}" for number in range(EACH)]
    half = calibration.calibrating_half(codes)
    assert any(code in half for code in codes[::10])  # one that is 1.0 off sets the width: 1.0 - 0.05
    assert rows.loc[2, "extra"] == pytest.approx(0.95)
    assert (rows.loc[2, "held_before"], rows.loc[2, "held"], rows.loc[2, "checked"]) == (0, 20, 20)
    assert (rows.loc[2, "missed_before"], rows.loc[2, "missed"]) == (20, 0)
    assert (rows.loc[2, "width_before"], rows.loc[2, "width_after"]) == (pytest.approx(0.1), pytest.approx(2.0))
    assert (rows.loc[1, "basis"], rows.loc[1, "extra"], rows.loc[1, "held"]) == ("one-district", 0, EACH)


@pytest.mark.slow
def test_the_same_files_give_the_same_bytes(cbs_files, data_copy):
    path = data_copy / "register_calibration.csv"
    calibrate(cbs_files, data_copy)
    before = path.read_bytes()
    path.unlink()
    assert calibrate(cbs_files, data_copy).exit_code == 0 and path.read_bytes() == before


def test_a_file_that_cannot_be_used_leaves_the_old_table(cbs_files, data_copy):
    districts, _ = excerpt()
    path = data_copy / "register_calibration.csv"
    before = path.read_bytes()
    districts[districts["gm_code"].str[2] == "1"].to_csv(cbs_files[0], index=False)
    result = calibrate(cbs_files, data_copy)
    assert result.exit_code == 2 and "cbs-inwoners: 0 municipalities of more than one district" in result.output
    districts.drop(columns="income_low").to_csv(cbs_files[0], index=False)
    result = calibrate(cbs_files, data_copy)
    assert result.exit_code == 2 and "wijken.csv: no column income_low; expected all of national-2022" in result.output
    assert path.read_bytes() == before


# The figures of municipalities, added up -----------------------------------------------------------------------


def register(tables):
    return tables.indicators[tables.indicators["kind"] == "register"]


def rebuilt(districts, municipalities, tables):
    rows = cbs_districts.rebuilt(values_of(districts), values_of(municipalities), register(tables))
    return rows.set_index(["region", "indicator"])


def test_a_municipality_is_added_up_as_an_area_is(tables):
    districts, municipalities = excerpt()
    districts.loc[districts["code"] == "WK200000", "population"] = 3000
    row = rebuilt(districts, municipalities, tables).loc["GM2000"]
    wijken = pd.DataFrame({"area": "a", "wk_code": ["WK200000", "WK200001"], "match": "exact"})
    wijken = wijken.assign(scheme="wijk", vintage=2022)
    values = cbs_districts.published(values_of(districts))
    area = aggregate(values, wijken, register(tables)).set_index(["area", "indicator"]).loc["a"]
    low = row.loc["cbs-laag-inkomen"]
    assert low["value"] == pytest.approx((50 * 3 + 40) / 4) and (low["published"], low["precision"]) == (46.0, 0.05)
    columns = ["value", "lower", "upper", "coverage"]
    pd.testing.assert_frame_equal(row[columns], area.loc[row.index, columns], check_dtype=False)
    assert (row["districts"] == 2).all()
    assert (row.loc["cbs-inwoners", "published"], row.loc["cbs-inwoners", "precision"]) == (2000, 0)


@pytest.mark.parametrize("missing", [None, -99997])
def test_a_district_without_its_weight_is_left_out_and_lowers_the_coverage(missing, tables):
    """One of eight equal districts without homes: 7 / 8 is enough for a value; two of eight are too few."""
    districts, municipalities = excerpt()
    districts.loc[districts["code"] == "WK800000", "dwelling_total"] = missing
    districts.loc[districts["code"].isin(["WK800100", "WK800101"]), "dwelling_total"] = missing
    rows = rebuilt(districts, municipalities, tables)
    one, two = rows.loc[("GM8000", "cbs-koopwoningen")], rows.loc[("GM8001", "cbs-koopwoningen")]
    assert (one["coverage"], one["value"]) == (0.875, 40.0)
    assert two["coverage"] == 0.75 and pd.isna(two["value"])


def test_a_district_of_an_unknown_municipality_is_named(tables):
    districts, municipalities = excerpt()
    with pytest.raises(ValueError, match="municipalities that the CBS file does not have: GM1000, GM8039"):
        rebuilt(districts, municipalities[1:-1], tables)


def test_a_cell_that_cannot_be_read_leaves_the_old_table(cbs_files, data_copy):
    before = (data_copy / "register_calibration.csv").read_bytes()
    districts = excerpt()[0].astype(object)
    districts.loc[2, "income_low"] = "much"
    districts.to_csv(cbs_files[0], index=False)
    result = calibrate(cbs_files, data_copy)
    assert result.exit_code == 2 and "wijken.csv" in result.output and "much" in result.output
    assert (data_copy / "register_calibration.csv").read_bytes() == before
