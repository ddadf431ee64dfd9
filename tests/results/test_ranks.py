"""Ranks, funnels, places among the areas and comparisons of the reader's own, on the real tables."""

import numpy as np
import pandas as pd
import pytest

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError
from helpers.methods.intervals import Interval
from helpers.results import compare, ranks, register, series, similar
from helpers.results.compare import CompareRow
from helpers.results.ranks import ComparedRow, FunnelRow, RankRow
from helpers.rows import each_row
from helpers.session import Run


def test_no_rank_without_its_interval(run):
    for indicator in ("cbs-laag-inkomen", "kwb-arbeidsdeelname"):
        rows = ranks.ranks(run, indicator)
        assert len(rows) == len(run.tables.areas) and rows["value"].notna().sum() == rows["known"].iloc[0]
        for row in each_row(rows, RankRow):
            if row.value is None:
                assert pd.isna(row.place) and pd.isna(row.rank_lower) and row.reason
            else:
                assert 1 <= row.rank_lower <= row.place <= row.rank_upper <= row.known and not row.reason


def test_neighbours_that_cannot_be_told_apart_are_named(run):
    """Low income 2022: Utrecht 49.50, Heerlen 49.64 and Groningen 49.65 (calibrated half-widths 0.05 and 0.11)."""
    rows = ranks.ranks(run, "cbs-laag-inkomen").set_index("area")
    three = rows.loc[["utrecht-overvecht", "heerlen-noord", "groningen-noord"]]
    assert three[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[14, 16]] * 3
    assert three["tied"].tolist()[1] == ("groningen-noord", "utrecht-overvecht")
    assert rows.index[0] == "nieuwegein-centrale-as"  # least low income: most favourable
    assert rows["order"].eq("best-first").all() and rows["holds"].eq("coverage").all()


def test_where_neither_side_is_better_the_highest_comes_first(run):
    """Of 65 and over 2022: Roosendaal 22.3, Heerlen 21.5 per cent."""
    rows = ranks.ranks(run, "cbs-leeftijd-65plus")
    assert set(rows["order"]) == {"highest-first"}
    assert rows["area"].tolist()[:2] == ["roosendaal-ring", "heerlen-noord"]


def test_a_model_or_survey_has_no_rank_because_its_error_is_in_no_interval(run):
    for indicator, error in (("lbm-score", "model"), ("cbs-hoog-opgeleid", "sampling")):
        rows = ranks.ranks(run, indicator)
        assert rows["place"].isna().all() and set(rows["reason"]) == {"unknown-error"}
        assert set(rows["unknown_error"]) == {error} and rows["known"].eq(len(run.tables.areas)).all()
        assert [value.value for value in rows["value"]] == sorted((v.value for v in rows["value"]), reverse=True)


def test_ranks_of_a_series_hold_rounding_alone(run):
    """Work 2024, sums of rounded numbers: Rotterdam-Zuid 63.75 to 64.75 is apart from Tilburg, 62.71 to 63.71."""
    rows = ranks.ranks(run, "kwb-arbeidsdeelname").set_index("area")
    assert rows["holds"].eq("limits").all()
    assert rows.loc["rotterdam-zuid", ["place", "rank_lower", "rank_upper", "tied"]].tolist() == [7, 7, 7, ()]
    assert rows.loc["tilburg-noordwest", ["place", "rank_lower", "rank_upper"]].tolist() == [8, 8, 11]


def test_missing_areas_say_why_and_come_last(run):
    rows = ranks.ranks(run, "kwb-arbeidsdeelname", 2024).tail(7)
    assert rows["value"].isna().all() and set(rows["reason"]) == {"not-collected", "low-coverage"}


def test_what_cannot_be_ranked_says_so(run):
    for indicator, words in (
        ("cbs-inwoners", "size of areas"),
        ("lbm-scor", "did you mean lbm-score"),
        ("sterk-eenzaam", "no value of an area"),
    ):
        with pytest.raises(ParameterError, match=words):
            ranks.ranks(run, indicator)
    with pytest.raises(ParameterError, match="has no values of 2023; it has 2022"):
        ranks.ranks(run, "cbs-laag-inkomen", 2023)


def test_all_areas_at_once_have_the_same_series_as_one_by_one(run, areas):
    every = series.all_areas(run, "kwb-jeugdzorg")
    for area in ("rotterdam-zuid", "amsterdam-zuidoost", "heerlen-noord"):
        of_area = every[every["area"] == area].drop(columns="area").reset_index(drop=True)
        pd.testing.assert_frame_equal(of_area, series.area_series(run, area, ["kwb-jeugdzorg"]))
    assert list(dict.fromkeys(every["area"])) == [
        area for area in run.tables.areas["area"] if area in set(every["area"])
    ]


# Funnels ----------------------------------------------------------------------------------------------
def test_real_differences_between_areas_are_far_larger_than_chance(run):
    rows = ranks.funnel(run, "cbs-laag-inkomen")
    assert len(rows) == len(run.tables.areas) and rows["n"].is_monotonic_increasing
    weighted = sum(row.value.value * row.n for row in each_row(rows, FunnelRow)) / rows["n"].sum()
    assert rows["target"].iloc[0] == pytest.approx(weighted)
    assert rows["dispersion"].iloc[0] > 50 and 2 < rows["between"].iloc[0] < 4
    assert dict(zip(rows["area"], rows["zone"], strict=True))["nieuwegein-centrale-as"] == "below-95"
    curve = ranks.funnel_curve(run, "cbs-laag-inkomen")
    ends = ["lower_95", "upper_95", "lower_998", "upper_998"]
    assert curve[ends].iloc[0].tolist() == pytest.approx(rows[ends].iloc[0].tolist())
    assert curve[ends].iloc[-1].tolist() == pytest.approx(rows[ends].iloc[-1].tolist())


def test_a_value_whose_interval_crosses_a_limit_is_not_put_on_a_side():
    inner, outer = (40.0, 60.0), (30.0, 70.0)
    zones = [ranks._zone(Interval(x, x - 1, x + 1), inner, outer) for x in (50, 60, 65, 70, 75, 35, 25)]
    assert zones == ["inside", "undecided", "above-95", "undecided", "above-998", "below-95", "below-998"]


def test_a_funnel_is_of_shares(run):
    with pytest.raises(ParameterError, match="in thousand-euro; a funnel needs a share"):
        ranks.funnel(run, "cbs-woningwaarde")
    assert len(ranks.funnel(run, "kwb-wmo")) == 13


# Among the areas --------------------------------------------------------------------------------------
def test_an_area_among_the_others(run, areas):
    for area in ("rotterdam-zuid", "nieuwegein-centrale-as"):
        rows = ranks.compared(run, area)
        assert len(rows) == 11 and rows["others"].eq(len(run.tables.areas) - 1).all()
        assert (rows["q"] >= rows["p"] - 1e-12).all()
    every = register.own_values(run.tables)
    others = every[(every["indicator"] == "cbs-laag-inkomen") & (every["area"] != "nieuwegein-centrale-as")]
    row = next(row for row in each_row(rows, ComparedRow) if row.indicator == "cbs-laag-inkomen")
    mean = sum(value.value for value in others["own"]) / len(others)
    assert rows.set_index("indicator").loc["cbs-laag-inkomen", "mean"] == pytest.approx(mean)
    assert row.distance < -2 and row.against_nl == "better"


def test_over_all_areas_and_indicators_few_stand_out(run, areas):
    """Of 220 places, those of areas of their own kind: a rule that called one in ten unusual would fail here."""
    outcomes = pd.concat([ranks.compared(run, area)["outcome"] for area in areas[:6]])
    assert set(outcomes) <= {"usual", "higher", "lower"}
    assert (outcomes != "usual").mean() < 0.1


def test_a_rug_has_every_area_on_every_figure_with_where_it_lies_among_the_others(run):
    rows = ranks.rug(run)
    names = [indicator for indicators in ranks.TOPICS.values() for indicator in indicators]
    assert rows["area"].tolist() == [area for area in run.tables.areas["area"] for _ in names]
    assert rows["indicator"].tolist() == names * len(run.tables.areas) and rows.index.tolist() == list(range(len(rows)))
    low = rows[rows["indicator"] == "cbs-laag-inkomen"].set_index("area")
    for area, row in low.iterrows():  # by hand: the nearest end from the mean of the others, in their spread
        others = [value.value for other, value in low["own"].items() if other != area]
        off = [end - np.mean(others) for end in (row["own"].lower, row["own"].upper)]
        distance = min(off, key=abs) / (np.std(others, ddof=1) * np.sqrt(1 + 1 / len(others)))
        assert row["distance"] == pytest.approx(distance), area
    levels = low["level"].to_dict()
    assert levels["nieuwegein-centrale-as"] == "far-below" and levels["arnhem-oost"] == "far-above"
    assert levels["breda-noord"] == "below" and levels["heerlen-noord"] == "above"
    assert levels["amsterdam-zuidoost"] == "middle" and low["topic"].eq("work-income").all()


def test_an_area_without_a_figure_is_missing_in_the_rug_and_the_others_are_not(run):
    figures = run.tables.area_values
    gone = (figures["area"] == "delft-west") & (figures["indicator"] == "cbs-laag-inkomen")
    bare = figures.assign(**{name: figures[name].mask(gone) for name in ("value", "lower", "upper")})
    rows = ranks.rug(Run(run.parameters, Tables(run.tables.frames | {"area_values": bare})))
    low = rows[rows["indicator"] == "cbs-laag-inkomen"].set_index("area")
    assert low.loc["delft-west", ["own", "outcome", "level"]].tolist() == [None, "missing", "missing"]
    assert (low["level"] == "missing").sum() == 1


# The reader's own question ------------------------------------------------------------------------------
def test_a_difference_holds_what_both_values_leave_open(run):
    rows = compare.compare(run, "kwb-jeugdzorg", [2019, 2020], "municipality", ["rotterdam-zuid"])
    assert [(row.year, row.difference) for row in each_row(rows, CompareRow)] == [
        *((2019, rows["value"][0] - rows["other"][0]), (2020, rows["value"][1] - rows["other"][1]))
    ]
    assert rows["difference"][0].value == pytest.approx(1.106, abs=1e-3) and rows["meaning"].tolist() == [
        "higher",
        "lower",
    ]


def test_every_area_and_year_that_is_asked_for_has_a_row_with_a_reason(run):
    rows = compare.compare(run, "kwb-wmo", [2021, 2024], "nl")
    assert len(rows) == 2 * len(run.tables.areas)
    of_schiedam = rows[rows["area"] == "schiedam-nieuwland-en-oost"]
    assert of_schiedam["reason"].tolist() == ["no-value"] * 2 and set(of_schiedam["status"]) == {"not-collected"}
    arnhem = rows[rows["area"] == "arnhem-oost"].set_index("year")
    assert arnhem["reason"].to_dict() == {2021: "no-benchmark", 2024: ""}  # the Netherlands 2021 was not published


def test_the_median_is_of_the_areas_with_a_value(run):
    rows = compare.compare(run, "cbs-laag-inkomen", benchmark="median")
    values = [value.value for value in rows["value"] if value]
    assert rows["other"].iloc[0].value == pytest.approx(np.median(values))


def test_similar_districts_are_a_benchmark_of_outcomes_of_2022_alone(run):
    rows = compare.compare(run, "cbs-laag-inkomen", benchmark="similar", areas=["heerlen-noord"])
    level = similar.level(run, "heerlen-noord").set_index("indicator").loc["cbs-laag-inkomen"]
    (row,) = each_row(rows, CompareRow)
    assert (row.year, row.value, row.other) == (2022, level["own"], level["similar"])
    assert (row.difference, row.meaning, row.reason) == (level["gap"], level["direction"], "")
    for indicator in ("cbs-koopwoningen", "lbm-score"):  # they were chosen by it; there is no series
        rows = compare.compare(run, indicator, benchmark="similar")
        assert set(rows["reason"]) == {"no-benchmark"} and rows["other"].isna().all()


def test_sizes_are_not_subtracted_and_a_model_says_what_no_interval_holds(run):
    rows = compare.compare(run, "kwb-inwoners", [2024])
    assert rows["difference"].isna().all() and set(rows["reason"]) == {"number"}
    assert set(compare.compare(run, "lbm-score", [2024])["unknown_error"]) == {"model"}
    assert set(compare.compare(run, "lbm-score", [2024])["reason"]) == {"no-benchmark"}


def test_an_area_without_figures_has_a_row_as_area_that_says_so(run):
    rows = compare.compare(run, "kwb-wmo", areas=["heerlen-noord"])
    assert len(rows) and set(rows["role"]) == {"area"} and set(rows["status"]) == {"not-collected"}


def test_a_rank_says_whether_its_value_is_provisional(run):
    for year, provisional in ((2024, False), (2025, True)):
        found = ranks.ranks(run, "kwb-woningwaarde", year)
        assert set(found.loc[found["value"].notna(), "provisional"]) == {provisional}


def test_all_wrong_names_are_told_at_once(run):
    with pytest.raises(ParameterError) as told:
        compare.compare(run, "lbm-scor", [2024], "mediaan", ["overvecht"])
    assert [line.partition(";")[2] for line in str(told.value).splitlines()] == [
        " did you mean lbm-score or lbm-overlast or lbm-fysiek?",
        " did you mean median?",
        " did you mean utrecht-overvecht or dordrecht-west?",
    ]
    with pytest.raises(ParameterError, match="means of the twenty areas together, no value of an area"):
        compare.compare(run, "armoede-huishoudens")
    with pytest.raises(ParameterError, match="no values of 2023; it has 2002"):
        compare.compare(run, "lbm-score", [2023])
