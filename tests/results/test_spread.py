"""The districts within an area, and the range of its figures with one of them left out."""

import math

import pandas as pd
import pytest

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError
from helpers.methods.intervals import Interval
from helpers.results import answer, register, spread, themes
from helpers.rows import each_row
from helpers.session import Run

LOW = "cbs-laag-inkomen"


@pytest.fixture(scope="module")
def every(run):
    return spread.collection(run)


def test_with_one_of_two_districts_left_out_the_other_is_left(run):
    """Schiedam: Nieuwland 47.4 % and Oost 41.2 %, together 44.6 %."""
    row = spread.ranges(run, "schiedam-nieuwland-en-oost").set_index("indicator").loc[LOW]
    assert (row["lowest"], row["highest"], row["span"]) == (41.2, 47.4, pytest.approx(6.2))
    assert (row["lowest_without"], row["highest_without"]) == ("Wijk 06 Nieuwland", "Wijk 01 Oost")
    assert row["own"].value == pytest.approx(44.574, abs=1e-3) and row["reason"] == ""


def test_a_share_of_a_district_stays_within_the_whole(run):
    """Amsterdam: 0 % of 65 and over in Amstel III/Bullewijk, rounded to whole percents."""
    rows = spread.districts(run, "amsterdam-zuidoost", ["cbs-leeftijd-65plus"])
    values = [spread.rounded(row) for row in each_row(rows, spread.DistrictValueRow)]
    (zero,) = [value for value in values if value.value == 0]
    assert (zero.lower, zero.upper) == (0, 0.5)
    full = rows.assign(value=100.0, precision=0.5)
    assert {spread.rounded(row).upper for row in each_row(full, spread.RoundedRow)} == {100.0}
    points = rows.assign(value=-0.1, precision=0.5, unit="points")
    assert {spread.rounded(row).lower for row in each_row(points, spread.RoundedRow)} == {-0.6}


@pytest.mark.parametrize("area", ["amsterdam-zuidoost", "leeuwarden-oost"])
def test_no_share_beside_an_area_has_a_limit_outside_the_whole(run, area):
    frames = [answer.key_figures(run, area, answer.levels(run, area)), themes.districts(run, area, "jonge-kind")]
    for value in pd.concat(frames)["value"].dropna():
        assert 0 <= value.lower <= value.upper <= 100


def test_a_range_is_added_up_with_the_weights_of_the_area(run):
    """By hand for Delft-West: residents of 15 and over times the share, without each district in turn."""
    values = run.tables.wijk_values
    lists = run.tables.area_wijken
    codes = lists.loc[(lists["area"] == "delft-west") & (lists["vintage"] == 2022), "wk_code"]
    wide = values[values["wk_code"].isin(codes) & (values["vintage"] == 2022)]
    wide = wide.pivot_table(index="wk_code", columns="indicator", values="value")
    ages = ("15-24", "25-44", "45-64", "65plus")
    weight = wide["cbs-inwoners"] * sum(wide[f"cbs-leeftijd-{name}"] for name in ages) / 100
    without = []
    for code in codes:
        left = wide.index != code
        without.append((wide.loc[left, LOW] * weight[left]).sum() / weight[left].sum())
    row = spread.ranges(run, "delft-west").set_index("indicator").loc[LOW]
    assert (row["lowest"], row["highest"]) == (
        pytest.approx(min(without), abs=0.001),
        pytest.approx(max(without), abs=0.001),
    )
    assert row["districts"] == 3


def test_the_figure_itself_lies_within_its_range(every):
    known = every[every["reason"] == ""]
    for row in known.itertuples():
        assert row.lowest <= row.own.value + 0.001 and row.own.value <= row.highest + 0.001
    assert len(known) == 17 * 12  # three areas are one district; twelve of thirteen figures are no sum


def test_the_spans_are_those_of_the_issue(every):
    spans = every[every["indicator"] == LOW].set_index("area")["span"]
    assert spans.median() == pytest.approx(2.4, abs=0.05)


def test_the_range_is_not_in_the_interval(run, every):
    own = register.own_values(run.tables).set_index(["area", "indicator"])["own"]
    rows = every[every["indicator"] != spread.LIVEABILITY]
    for row in rows.itertuples():
        assert row.own == own[row.area, row.indicator]


def test_a_figure_of_districts_that_only_come_near_is_called_so(run, every):
    proxies = set(run.tables.area_wijken.query("match == 'proxy'")["area"])
    assert proxies and {area: {one.basis for one in rows["own"].dropna()} for area, rows in every.groupby("area")} == {
        area: {"proxy" if area in proxies else "computed"} for area in every["area"].unique()
    }


def test_one_district_has_no_range_and_a_sum_neither(every):
    breda = every[every["area"] == "breda-noord"].set_index("indicator")
    assert breda.loc[LOW, "reason"] == "one-district" and math.isnan(breda.loc[LOW, "span"])
    assert breda.loc["cbs-inwoners", "reason"] == "sum"
    assert breda.loc[LOW, "lowest_without"] == ""
    assert set(every["reason"]) - {""} <= set(spread.REASONS)


def test_a_district_without_a_figure_stays_out(run):
    """De Hei in Heerlen-Noord has 50 residents: its income is not published, so it has no dot and is never left out."""
    rows = spread.districts(run, "heerlen-noord")
    hidden = rows[(rows["wk_code"] == "WK091723") & (rows["indicator"] == LOW)].iloc[0]
    assert math.isnan(hidden["value"]) and hidden["status"] == "not-published" and hidden["population"] == 50
    row = spread.ranges(run, "heerlen-noord").set_index("indicator").loc[LOW]
    assert row["districts"] == 13 and (rows["indicator"] == LOW).sum() == 14
    assert (row["lowest_without"], row["highest_without"]) == ("Wijk 21 Heerlerheide-Passart", "Wijk 11 Mariarade")


def without_values(run, area, keep):
    """The run, with the low incomes of all districts of the area but some not published."""
    values, lists = run.tables.wijk_values, run.tables.area_wijken
    codes = lists.loc[(lists["area"] == area) & (lists["vintage"] == 2022), "wk_code"].tolist()
    rows = values["wk_code"].isin(codes[keep:]) & (values["indicator"] == LOW)
    values.loc[rows, ["value", "precision"]] = math.nan
    values.loc[rows, "status"] = "suppressed"
    return Run(run.parameters, Tables(run.tables.frames | {"wijk_values": values}))


def test_too_little_known_without_a_district_gives_a_reason(run):
    """Six of seven districts are known; without a large one less than 80 % of the area is."""
    rows = spread.ranges(without_values(run, "arnhem-oost", 6), "arnhem-oost").set_index("indicator")
    assert (rows.loc[LOW, "reason"], rows.loc[LOW, "districts"]) == ("low-coverage", 6)
    assert math.isnan(rows.loc[LOW, "lowest"]) and rows.loc["cbs-hoog-inkomen", "reason"] == ""


def test_a_suppressed_district_is_not_shown(run):
    rows = spread.districts(without_values(run, "arnhem-oost", 6), "arnhem-oost")
    hidden = rows[(rows["indicator"] == LOW) & (rows["status"] == "suppressed")]
    assert len(hidden) == 1 and hidden["value"].isna().all()


def test_an_area_without_a_figure_has_a_reason(run):
    values = run.tables.area_values
    rows = (values["area"] == "delft-west") & (values["indicator"] == LOW)
    values.loc[rows, ["value", "lower", "upper"]] = math.nan
    other = Run(run.parameters, Tables(run.tables.frames | {"area_values": values}))
    row = spread.ranges(other, "delft-west").set_index("indicator").loc[LOW]
    assert (row["own"], row["reason"], row["holds"]) == (None, "no-value", "nothing") and math.isnan(row["span"])


def test_the_leefbaarometer_is_of_its_latest_edition(run):
    row = spread.ranges(run, "rotterdam-zuid").set_index("indicator").loc[spread.LIVEABILITY]
    assert (
        row["year"] == 2024 and isinstance(row["own"], Interval) and row["lowest"] < row["own"].value < row["highest"]
    )
    rows = spread.districts(run, "rotterdam-zuid")
    assert set(rows.loc[rows["indicator"] == spread.LIVEABILITY, "year"]) == {2024}
    assert rows["population"].notna().all()


def test_an_area_that_is_not_there_is_named(run):
    for of_area in (spread.districts, spread.ranges):
        with pytest.raises(ParameterError, match="area 'breda' does not exist"):
            of_area(run, "breda")


def test_the_frames_have_what_their_records_name(run):
    assert next(each_row(spread.districts(run, "delft-west"), spread.DistrictValueRow))
    assert next(each_row(spread.ranges(run, "delft-west"), spread.RangeRow))


def test_a_figure_of_no_known_district_has_no_range():
    row = {"area": "a", "indicator": "b", "kind": "series", "weight": "residents", "match": "exact"}
    row |= {"year": 2024, "value": 5.0, "lower": 4.5, "upper": 5.5}
    found = spread._range(next(each_row(pd.DataFrame([row]), spread._Figure)), None)
    assert (found["districts"], found["reason"], found["lowest_without"]) == (0, "no-value", "")
    assert math.isnan(found["span"])
