"""How areas developed: comparable years, what is taken off, pooled slopes and convergence, on the real tables."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from helpers.contract.parameters import ParameterError
from helpers.contract.tables import BY_NAME
from helpers.methods.intervals import Interval
from helpers.results import courses, series
from helpers.results.courses import ChangeRow, LineRow
from helpers.rows import each_row


@pytest.fixture(scope="module")
def changed(run):
    return courses.change(run, "rotterdam-zuid").set_index("indicator")


# In a sentence ------------------------------------------------------------------------------------------
def test_two_editions_are_only_told_when_they_can_be_compared():
    first, last = Interval.published(3.9, 0.00005), Interval.published(3.926, 0.00005)
    said = courses._ends_said({2014: first, 2022: last, 2024: first})
    assert (said["first"], said["last"], said["until"]) == (first, first, 2024)  # the last edition that there is
    assert (said["before"], said["change"]) == (2022, last - first)  # and the last one before the grant
    for rows in ({}, {2014: first}, {2024: first}, {2008: first, 2012: first}, {2012: first, 2022: last}):
        assert courses._ends_said(rows) == {}
    assert courses._ends_said({2014: first, 2024: last}).keys() == {"until", "first", "last"}


def test_a_higher_score_before_is_told_only_where_what_is_told_begins_in_a_dip(run):
    told = {area: courses.said(run, area).iloc[0] for area in run.tables.areas["area"]}
    assert (told["tilburg-noordwest"]["early_year"], round(told["tilburg-noordwest"]["early"].value, 2)) == (2012, 3.92)
    assert told["heerlen-noord"]["early"] is None and pd.isna(told["heerlen-noord"]["early_year"])
    for area, row in told.items():
        assert row["early"] is None or row["early"].value >= row["last"].value, area
    first = Interval.published(3.9, 0.00005)
    own = pd.DataFrame({"year": [2008, 2012, 2014], "value": [first, None, first]})
    assert courses._early(own, {2014: first, 2024: first}) == {"early_year": 2008, "early": first}
    assert courses._early(own, {2024: first}) == courses._early(own.tail(1), {2014: first}) == {}


def test_what_is_said_of_an_area(run):
    """By the tables: 3.878, 3.973, 3.964; others of Heerlen 4.0613, 4.0052, 3.8836, then 4.1057, 4.0379, 3.9335."""
    found = courses.said(run, "heerlen-noord")
    assert (found["before"][0], found["until"][0], found["districts"][0]) == (2022, 2024, 3)
    assert found["city_lowest"][0].value == pytest.approx(4.0379 - 4.0052)
    assert found["city_highest"][0].value == pytest.approx(3.9335 - 3.8836)
    assert found["change"][0].value == pytest.approx(0.095, abs=5e-4)
    assert found["first"][0].value == pytest.approx(3.878, abs=5e-4)
    with pytest.raises(ParameterError):
        courses.said(run, "nergens")


# Registration -------------------------------------------------------------------------------------------
def test_a_registration_jump_of_a_city_is_cut_and_half_of_it_comes_off_with_the_municipality(run, changed):
    """Youth care in Rotterdam, 2019 to 2020: 11.506 to 6.927 in the area, 10.4 to 8.1 in the city."""
    rows = courses.lines(run, "kwb-jeugdzorg")
    rows = rows[(rows["area"] == "rotterdam-zuid") & rows["year"].isin([2019, 2020])]
    before, after = each_row(rows, LineRow)
    jump, left = (after.value - before.value).value, (after.minus - before.minus).value
    assert jump == pytest.approx(-4.579, abs=1e-3) and left == pytest.approx(-2.279, abs=1e-3)
    assert abs(left) < 0.5 * abs(jump) + 0.001
    assert before.segment != after.segment and before.minus_segment != after.minus_segment  # what is left is no change
    assert changed.loc["kwb-jeugdzorg", ["first_year", "last_year", "points"]].tolist() == [2020, 2024, 5]


# Change -------------------------------------------------------------------------------------------------
def test_change_is_between_the_ends_of_the_longest_comparable_part(changed):
    score = changed.loc["lbm-score"]
    assert (score["first_year"], score["last_year"], score["points"]) == (2014, 2024, 6)  # editions before are others
    assert score["change"] == score["last"] - score["first"]
    assert (score["outcome"], score["meaning"], score["unknown_error"]) == ("rises", "better", "model")
    assert (score["against"], score["districts"], score["weighted"]) == ("districts", 8, False)
    assert changed.loc["kwb-armoede", "outcome"] == "too-few-points"
    assert changed.loc["rivm-stress", "outcome"] == "cut"
    assert changed.loc["kwb-wmo", "outcome"] == "level"


@pytest.mark.parametrize("area", ["schiedam-nieuwland-en-oost", "breda-noord", "rotterdam-zuid"])
def test_minus_districts_has_the_limits_of_those_that_rose_most_and_least(run, area):
    """By the table itself; wider than rounding, and of two districts as wide as these two differ."""
    row = courses.change(run, area, ["lbm-score"]).iloc[0]
    scores, areas = run.tables.wijk_values.query("indicator == 'lbm-score'"), run.tables.areas.set_index("area")
    scores = scores[scores["wk_code"].str[2:6] == areas.loc[area, "gm_code"][2:]]
    scores = scores[~scores["wk_code"].isin(run.tables.area_wijken["wk_code"])]
    of_year = scores.pivot(index="wk_code", columns="year", values="value")
    rises = (of_year[2022] - of_year[2014]).dropna()
    rises = rises[~rises.index.isin(run.tables.breaks["region"])]  # those that jump by themselves
    assert len(rises) == row["districts"]
    assert (row["minus_first_year"], row["minus_last_year"], row["last_year"]) == (2014, 2022, 2024)  # till the grant
    values = run.tables.area_values.query("area == @area and indicator == 'lbm-score'").set_index("year")["value"]
    minus, own = row["minus"], values[2022] - values[2014]
    assert minus.value == pytest.approx(own - rises.mean(), abs=1e-6)
    assert (minus.lower, minus.upper) == pytest.approx((own - rises.max(), own - rises.min()), abs=3e-4)
    assert minus.precision > 10 * row["change"].precision


def test_the_longest_part_counts_and_of_parts_as_long_the_latest():
    rows = pd.DataFrame({"year": range(2000, 2006), "value": [1.0] * 6, "segment": [1, 1, 1, 2, 2, 3]})
    assert courses.comparable(rows)["year"].tolist() == [2000, 2001, 2002]
    assert courses.comparable(rows[1:])["year"].tolist() == [2003, 2004]


def test_among_has_a_row_of_each_year_the_area_first_and_districts_of_the_mean_alone(run):
    rows = courses.among(run, "rotterdam-zuid")
    assert rows.index.tolist() == list(range(len(rows)))
    assert rows["role"].drop_duplicates().tolist() == ["area", "other", "outside"]
    assert set(rows.loc[rows["role"] != "outside", "districts"]) == {0} and rows["districts"].iloc[-1] == 218


def test_minus_the_municipality_has_limits_of_rounding_alone(run, changed):
    row = changed.loc["rivm-roken"] if changed.loc["rivm-roken", "minus"] else changed.loc["kwb-jeugdzorg"]
    lines = courses.lines(run, row.name).query("area == 'rotterdam-zuid'").set_index("year")
    first, last = lines.loc[row["minus_first_year"]], lines.loc[row["minus_last_year"]]
    assert row["against"] == "municipality"
    assert row["minus"] == (last["value"] - last["other"]) - (first["value"] - first["other"])


def test_every_row_has_an_outcome_and_a_reason_for_what_is_missing(run, areas):
    for area in areas[:3]:
        for row in each_row(courses.change(run, area), ChangeRow):
            assert row.outcome in ("rises", "falls", "level", "cut", "too-few-points", "no-value")
            assert (row.change is None) == (row.outcome in ("cut", "too-few-points", "no-value"))
            assert (row.minus is None) == bool(row.minus_reason)
            assert row.slope_outcome in ("rises", "falls", "undecided", "not-separable", "too-few")
            assert (row.slope is None) == (row.slope_outcome in ("not-separable", "too-few"))


def test_a_change_says_what_it_crosses_and_what_it_leaves_out(run, changed):
    """By the tables: control over one's life jumps everywhere in 2024; making ends meet is cut before 2022 and 2024."""
    control, ends_meet, care = (changed.loc[name] for name in ("rivm-regie", "rivm-rondkomen", "kwb-jeugdzorg"))
    assert (control["first_year"], control["last_year"], control["jumps"]) == (2016, 2024, (2024,))
    assert not control["earlier"] and not control["later"]
    assert (ends_meet["last_year"], ends_meet["later"], ends_meet["jumps"]) == (2020, True, ())
    assert (care["first_year"], care["earlier"], care["later"]) == (2020, True, False)
    assert changed.loc["lbm-score", "jumps"] == ()  # its jumps are of other cities and of districts
    leeuwarden = courses.change(run, "leeuwarden-oost", ["lbm-score"]).iloc[0]
    assert leeuwarden["jumps"] == (2020, 2022)
    alone = changed[changed["first"].isna()]
    assert len(alone) and not alone[["earlier", "later", "jumps"]].any(axis=None)


def test_the_municipality_beside_a_change_is_of_the_same_two_years_and_of_one_municipality(run, changed):
    rows = courses.lines(run, "rivm-rondkomen").query("area == 'rotterdam-zuid'").set_index("year")
    ends_meet = changed.loc["rivm-rondkomen"]
    assert (ends_meet["city_first"], ends_meet["city_last"]) == (rows.loc[2016, "other"], rows.loc[2020, "other"])
    assert ends_meet["city_first"].value == pytest.approx(31.6)  # RIVM, Rotterdam, 2016
    assert changed.loc["lbm-score", "city_first"] is None  # nothing is published of a municipality
    merged = courses.change(run, "tilburg-noordwest", ["kwb-arbeidsdeelname"]).iloc[0]
    assert merged["first_year"] < 2021 <= merged["last_year"]  # Tilburg became larger in 2021
    assert merged["city_first"] is None and merged["city_last"] is None


def test_numbers_of_people_are_not_subtracted(run, changed):
    assert changed.loc["kwb-inwoners", ["minus", "minus_reason"]].tolist() == [None, "number"]
    assert courses.lines(run, "kwb-inwoners")["minus"].isna().all()


def test_an_area_without_figures_says_so_and_one_that_is_not_there_is_refused(run):
    rows = courses.change(run, "schiedam-nieuwland-en-oost").set_index("indicator")
    assert rows.loc["kwb-wmo", ["outcome", "minus_reason", "slope_outcome"]].tolist() == [
        *("no-value", "no-benchmark", "too-few")
    ]
    with pytest.raises(ParameterError, match=r"did you mean .*breda-noord"):
        courses.change(run, "breda-nord")


# Comparison districts -------------------------------------------------------------------------------------
def test_comparison_districts_are_of_the_same_city_in_no_area_and_stable(run):
    tables = run.tables
    found = courses.comparison(tables, ["lbm-score"])
    of_rotterdam = found[(found["area"] == "rotterdam-zuid") & (found["year"] == 2024)].iloc[0]
    values = tables.wijk_values
    values = values[(values["indicator"] == "lbm-score") & (values["year"] == 2024)]
    lists = set(tables.area_wijken["wk_code"])
    jumps = run.tables.breaks.query("indicator == 'lbm-score' and kind == 'jump'")["region"]
    own = [code for code in values["wk_code"] if code.startswith("WK0599") and code not in lists]
    scores = values.set_index("wk_code")["value"][own]
    assert of_rotterdam["districts"] == len(own)
    assert of_rotterdam["other"].value == pytest.approx(scores.mean())
    assert found.groupby("area")["districts"].nunique().eq(1).all()  # the same districts in every edition
    assert set(found["area"]) == _with_pools(run)
    of_amsterdam = [code for code in values["wk_code"] if code.startswith("WK0363") and code not in lists]
    odd = set(of_amsterdam) & set(jumps)  # Zeeburgereiland and Elzenhagen
    assert len(odd) == 2 and not set(own) & set(jumps)
    found = found[(found["area"] == "amsterdam-zuidoost") & (found["year"] == 2024)].iloc[0]
    scores = values.set_index("wk_code")["value"][[code for code in of_amsterdam if code not in odd]]
    assert found["districts"] == len(scores) and found["other"].value == pytest.approx(scores.mean())


def _with_pools(run):
    """The areas whose city has two districts or more with scores that are in no area."""
    codes = run.tables.wijk_values.query("indicator == 'lbm-score'")["wk_code"].drop_duplicates()
    outside = codes[~codes.isin(run.tables.area_wijken["wk_code"])]
    pools = ("GM" + outside.str[2:6]).value_counts()
    areas = run.tables.areas
    return set(areas.loc[areas["gm_code"].map(pools).fillna(0) > 1, "area"])


def test_one_district_of_the_city_is_nothing_to_compare_with(run):
    values = run.tables.wijk_values
    area, gm_code = "heerlen-noord", run.tables.areas.set_index("area").loc["heerlen-noord", "gm_code"]
    of_city = {code for code in values["wk_code"] if code.startswith(f"WK{gm_code[2:]}")}
    others = sorted(of_city - set(run.tables.area_wijken["wk_code"]))
    tables = dataclasses.replace(
        run.tables, frames={**run.tables.frames, "wijk_values": values[~values["wk_code"].isin(others[1:])]}
    )
    assert area in set(courses.comparison(run.tables, ["lbm-score"])["area"]) and len(others) > 1
    assert area not in set(courses.comparison(tables, ["lbm-score"])["area"])
    row = courses.change(dataclasses.replace(run, tables=tables), area, ["lbm-score"]).iloc[0]
    assert (row["minus"], row["minus_reason"], row["against"]) == (None, "no-benchmark", "") and row["change"]


def _with_districts(run, rows):
    wijken = pd.concat([run.tables.wijk_values, pd.DataFrame(rows)], ignore_index=True)
    tables = dataclasses.replace(run.tables, frames={**run.tables.frames, "wijk_values": wijken})
    return courses.comparison(tables, ["lbm-score"]).set_index(["area", "year"])


def test_districts_count_by_their_inhabitants_where_all_have_a_number(run):
    values = run.tables.wijk_values
    lists = set(run.tables.area_wijken["wk_code"])
    of_breda = values[values["wk_code"].str.startswith("WK0758") & ~values["wk_code"].isin(lists)]
    first, second = sorted(of_breda["wk_code"].unique())
    size = {"indicator": "kwb-inwoners", "subgroup": "all", "year": 2024, "precision": 2.5, "status": "ok"}
    rows = [{"wk_code": first, "value": 3000.0} | size, {"wk_code": second, "value": 1000.0} | size]
    score = of_breda[of_breda["year"] == 2024].set_index("wk_code")["value"]
    weighted, alike = (_with_districts(run, part).loc[("breda-noord", 2024)] for part in (rows, rows[:1]))
    assert weighted["weighted"] and weighted["other"].value == pytest.approx((3 * score[first] + score[second]) / 4)
    assert not alike["weighted"] and alike["other"].value == pytest.approx(score[[first, second]].mean())


# All areas ----------------------------------------------------------------------------------------------
def test_the_table_of_slopes_is_what_the_command_would_write(run):
    """One indicator with few areas here; all of them below."""
    fresh = courses.slopes(run, ("kwb-wmo",)).set_index(["area", "measure"])
    kept = run.tables.area_slopes
    kept = kept[kept["indicator"] == "kwb-wmo"].set_index(["area", "measure"])
    assert list(kept.index) == list(fresh.index) and len(kept)
    assert kept["outcome"].tolist() == fresh["outcome"].tolist()
    for name in ("own", "slope", "lower", "upper", "kept"):
        assert kept[name].to_numpy() == pytest.approx(fresh[name].to_numpy(), abs=1e-5, nan_ok=True)


@pytest.mark.long
def test_the_whole_table_of_slopes_is_what_the_command_would_write(run):
    keys = ["area", "indicator", "measure"]
    fresh, kept = courses.slopes(run).set_index(keys), run.tables.area_slopes.set_index(keys)
    assert list(kept.index) == list(fresh.index)
    assert kept["outcome"].tolist() == fresh["outcome"].tolist()
    for name in ("own", "slope", "lower", "upper", "mean", "mean_lower", "mean_upper", "kept", "spread", "dependence"):
        assert kept[name].to_numpy() == pytest.approx(fresh[name].to_numpy(), rel=1e-5, abs=2e-6, nan_ok=True)


def _with_values(run, indicator):
    return set(run.tables.area_values.query("indicator == @indicator")["area"])


def test_pooled_slopes_of_all_areas(run):
    rows = courses.pooled(run, "lbm-woningen")
    assert rows["measure"].eq("area").all() and set(rows["area"]) == _with_values(run, "lbm-woningen")
    values = [slope.value for slope in rows["slope"]]
    assert values == sorted(values, reverse=True) and rows["points"].eq(5).all()
    assert np.std(values) <= rows["own"].std()  # drawn to the mean
    assert courses.pooled(run, "kwb-armoede").empty
    score = courses.pooled(run, "lbm-score")  # its years hang together so much that a slope would be mostly the mean
    assert score["measure"].value_counts().to_dict() == {
        "area": len(_with_values(run, "lbm-score")),
        "minus": len(_with_pools(run)),
    }
    assert score["slope"].isna().all() and score["outcome"].eq("not-separable").all() and score["mean"].notna().all()
    with pytest.raises(ParameterError, match="is of kind register"):
        courses.pooled(run, "cbs-laag-inkomen")


def test_convergence_over_the_areas(run):
    row = courses.convergence(run, "lbm-score").iloc[0]
    assert (row["first_year"], row["last_year"], row["areas"]) == (2014, 2024, len(run.tables.areas))
    assert row["sigma"].value == pytest.approx(row["spread_last"] / row["spread_first"])
    assert row["outcome"] == "undecided" and row["sigma"].lower < 1 < row["sigma"].upper
    none = courses.convergence(run, "kwb-armoede").iloc[0]
    assert none["outcome"] == "too-few" and none["areas"] == 0 and not none["sigma"].known


def test_lines_have_all_courses_with_what_they_are_held_against(run):
    rows = courses.lines(run, "lbm-score")
    with_pool = rows["area"].isin(_with_pools(run))
    assert len(rows) == 9 * len(run.tables.areas) and rows["against"].eq("districts").equals(with_pool)
    for row in each_row(rows[with_pool], LineRow):
        assert isinstance(row.minus, Interval) and not math.isnan(row.minus.value)
    assert set(courses.lines(run, "lbm-fysiek")["against"]) == {""}


def test_words_of_the_table_are_those_of_the_functions():
    fields = {field.name: field for field in BY_NAME["area_slopes"].fields}
    assert fields["measure"].values == courses.MEASURES


# One area among the others ------------------------------------------------------------------------------
def test_the_area_comes_first_and_every_course_is_there_once(run):
    rows = courses.among(run, "heerlen-noord")
    names, areas = rows.drop_duplicates("course"), run.tables.areas["area"]
    assert list(names["role"]) == ["area", *["other"] * (len(areas) - 1), "outside"]
    assert names["course"].iloc[0] == "heerlen-noord" and set(names["course"]) == {*areas, "outside"}
    assert not rows.duplicated(["course", "year"]).any()
    own = rows[rows["role"] == "area"].set_index("year")
    assert (own.loc[2014, "value"].value, own.loc[2024, "value"].value) == pytest.approx((3.87818, 3.964131), abs=1e-5)
    assert not rows.loc[rows["year"] < 2014, "comparable"].any() and rows.loc[rows["year"] >= 2014, "comparable"].all()


def test_districts_outside_are_those_of_the_table_each_once(run):
    """Recomputed from the districts: in no area, every edition, none that jumps by itself."""
    rows = courses.among(run, "heerlen-noord")
    values = run.tables.wijk_values
    values = values[(values["indicator"] == "lbm-score") & ~values["wk_code"].isin(run.tables.area_wijken["wk_code"])]
    wide = values.pivot(index="wk_code", columns="year", values="value").dropna()
    jumps = run.tables.breaks
    jumps = jumps[(jumps["kind"] == "jump") & (jumps["indicator"] == "lbm-score")]
    wide = wide[~wide.index.isin(jumps["region"])]
    outside = rows[rows["role"] == "outside"]
    assert set(outside["districts"]) == {len(wide)} and len(wide) > 200
    assert [value.value for value in outside["value"]] == pytest.approx(wide.mean().tolist())
    assert {value.basis for value in outside["value"]} == {"computed"}  # a mean stands in no source


def test_an_indicator_without_districts_outside_has_none(run):
    rows = courses.among(run, "rotterdam-zuid", "kwb-jeugdzorg")
    assert set(rows["role"]) == {"area", "other"}
    for wrong in (("nowhere", "lbm-score"), ("rotterdam-zuid", "cbs-inwoners")):
        with pytest.raises(ParameterError):
            courses.among(run, *wrong)


def test_the_parts_are_those_with_a_first_and_a_last_value(run):
    rows = courses.parts(run, "heerlen-noord")
    assert list(rows["indicator"]) == list(courses.PARTS)
    # With the constant of the scale they are the score, but for what rounding and weights leave.
    assert 4.10 + sum(value.value for value in rows["last"]) == pytest.approx(3.9641, abs=0.01)


def test_a_doubled_figure_is_refused_and_not_counted_twice(run):
    every = series.all_areas(run, "lbm-score")
    with pytest.raises(pd.errors.MergeError, match="not a one-to-one merge"):
        courses._lines(run.tables, pd.concat([every, every]))
