"""The rules of the first section of a factsheet, on the real tables and for every outcome."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError
from helpers.methods.intervals import Interval
from helpers.results import answer, similar, spread
from helpers.rows import each_row
from helpers.session import Run

AREA = "heerlen-noord"
LOW, WORK = answer.KEY_FIGURES[:2]


def with_tables(run, **frames):
    return Run(run.parameters, Tables(run.tables.frames | frames))


@pytest.fixture(scope="module")
def levels(run):
    return answer.levels(run, AREA, answer.KEY_FIGURES)


@pytest.fixture(scope="module")
def level_of(run):
    """level_of(area): its row of low income, which takes a quarter of a second."""
    return cache(lambda area: answer.levels(run, area, [LOW]))


# Level --------------------------------------------------------------------------------------------------
def compared(gap=3.0, half=1.0, quality="good", agree=8, own=True, beside=True, nature="register"):
    value = Interval.exact(50.0)
    row = {
        "own": value if own else None,
        "similar": value if beside else None,
        "gap": Interval(gap, gap - half, gap + half) if own and beside else None,
        "quality": quality,
        "agree": agree,
        "others": 8,
        "nature": nature,
    }
    return next(each_row(pd.DataFrame([row]).astype(object), answer._Compared))


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (compared(), "higher"),
        (compared(agree=6), "higher"),  # exactly three in four
        (compared(agree=5), "higher-unsure"),
        (compared(gap=-3.0), "lower"),
        (compared(gap=-3.0, agree=0), "lower-unsure"),
        (compared(nature="survey"), "higher-unsure"),  # its own error is in no interval
        (compared(gap=-3.0, nature="model"), "lower-unsure"),
        (compared(half=4.0, nature="survey"), "undecided"),
        (compared(half=3.0), "undecided"),  # an interval that ends at zero has zero in it
        (compared(half=4.0), "undecided"),
        (compared(quality="partly"), "higher"),
        (compared(quality="poor"), "poor"),
        (compared(half=4.0, quality="poor"), "poor"),
        (compared(beside=False), "no-similar"),
        (compared(own=False), "no-value"),
    ],
)
def test_a_level_is_said_by_the_written_rule(row, outcome):
    assert answer.level_outcome(row) == outcome and outcome in answer.LEVELS
    assert answer.is_said(SimpleNamespace(outcome=outcome)) == (outcome.split("-")[0] in ("higher", "lower"))


@pytest.mark.parametrize(
    ("area", "outcome"),
    [
        (AREA, "higher"),
        ("zaandam-oost", "higher-unsure"),
        ("rotterdam-zuid", "poor"),
        ("nieuwegein-centrale-as", "undecided"),
    ],
)
def test_a_level_of_each_outcome(level_of, area, outcome):
    """By docs/methods.md: Heerlen-Noord 49.6 % against 42.6, Nieuwegein not clearly lower, Rotterdam-Zuid no match."""
    assert level_of(area)["outcome"].tolist() == [outcome]


@pytest.mark.parametrize("area", ["zaandam-oost", pytest.param(AREA, marks=pytest.mark.slow)])
def test_other_choices_that_agree_are_counted(run, level_of, area):
    found = level_of(area).iloc[0]
    chosen, *others = similar.sensitivity(run, area).query(f"indicator == '{LOW}'").itertuples()
    other = [row.direction for row in others if not row.same]
    assert (found["agree"], found["others"]) == (other.count(chosen.direction), len(other))
    assert area == AREA or (found["agree"], found["others"]) == (2, 6)


@pytest.mark.slow
def test_levels_of_all_areas(run, level_of):
    found = {area: level_of(area).iloc[0] for area in run.tables.areas["area"]}
    said = {area: row["outcome"] for area, row in found.items()}
    assert {area for area, outcome in said.items() if outcome == "higher"} == {
        *("arnhem-oost", "dordrecht-west", "groningen-noord", "heerlen-noord", "tilburg-noordwest")
    }
    assert [area for area, outcome in said.items() if outcome == "higher-unsure"] == [
        *("leeuwarden-oost", "lelystad-oost", "zaandam-oost")
    ]
    assert [area for area, outcome in said.items() if outcome == "poor"] == ["rotterdam-zuid"]
    assert set(said.values()) == {"higher", "higher-unsure", "poor", "undecided"}
    assert (found["leeuwarden-oost"]["agree"], found["leeuwarden-oost"]["others"]) == (4, 6)


def test_a_choice_that_gives_the_same_districts_is_no_other_choice(run):
    rows = similar.sensitivity(run, "schiedam-nieuwland-en-oost").drop_duplicates("variation").set_index("variation")
    same = rows["same"]
    assert same["chosen"] and not same["k-5"] and not same["k-20"]
    inside = similar.districts(run, "schiedam-nieuwland-en-oost")
    assert same["within-limit"] == (not inside["poor"].any())
    home = run.tables.areas.set_index("area").loc["schiedam-nieuwland-en-oost", "gm_code"]
    assert same["other-municipalities"] == (home not in set(inside["gm_code"]))


def test_levels_are_in_the_order_that_is_asked_for_and_hold_their_ranges(run, levels):
    assert levels["indicator"].tolist() == list(answer.KEY_FIGURES)
    assert levels["role"].tolist() == [similar.OUTCOME] * 3 + [similar.MATCHED] * 2
    assert levels.loc[levels["role"] == similar.MATCHED, "others"].tolist() == [0, 0]  # not varied
    ranges = spread.ranges(run, AREA).set_index("indicator")
    for row in each_row(levels, answer.AnswerRow):
        assert (row.lowest, row.highest) == tuple(ranges.loc[row.indicator, ["lowest", "highest"]])
        assert row.municipality is not None and row.municipality.basis == "stated"
    every = answer.levels(run, AREA)
    assert len(every) == 10 and set(every["unit"]) == {"percent"} and "cbs-woningwaarde" not in set(every["indicator"])
    with pytest.raises(ParameterError, match="cbs-woningwaarde"):
        answer.levels(run, AREA, ["cbs-woningwaarde"])
    with pytest.raises(ParameterError):
        answer.levels(run, "nergens")


# Values -------------------------------------------------------------------------------------------------
def test_key_figures_hold_every_value_once_and_the_districts_as_published(run, levels):
    rows = answer.key_figures(run, AREA, levels)
    low = rows[rows["indicator"] == LOW]
    assert low["whose"].tolist()[:6] == ["area", "lowest", "highest", "similar", "municipality", "nl"]
    inside = low[low["whose"] == "district"]
    assert len(inside) == 14 and inside["value"].isna().sum() == 1
    assert inside.loc[inside["value"].isna(), ["name", "reason"]].values.tolist() == [
        ["Wijk 23 De Hei", "not-published"]
    ]
    assert not rows.duplicated(["indicator", "key"]).any() and set(rows["whose"]) == set(answer.WHOSE)
    holds = dict(zip(low["whose"], low["holds"], strict=True))
    assert holds == {
        **{"area": "adding-up", "lowest": "nothing", "highest": "nothing", "similar": "choice"},
        **{"municipality": "rounding", "nl": "rounding", "district": "rounding"},
    }


@pytest.mark.parametrize(
    ("area", "rough", "holds", "ranges"),
    [("breda-noord", True, "rounding", 0), ("groningen-noord", True, "adding-up", 2), (AREA, False, "adding-up", 2)],
)
def test_one_district_has_no_range_and_districts_that_only_come_near_are_rough(
    run, level_of, area, rough, holds, ranges
):
    rows = answer.key_figures(run, area, level_of(area))
    own = rows[rows["whose"] == "area"].iloc[0]
    assert (own["rough"], own["holds"]) == (rough, holds)
    assert rows["whose"].isin(["lowest", "highest"]).sum() == ranges


def test_a_poor_match_is_rough_and_a_figure_that_is_missing_says_why(run, level_of):
    rows = answer.key_figures(run, "rotterdam-zuid", level_of("rotterdam-zuid"))
    assert rows.set_index("key").loc[["area", "similar"], "rough"].tolist() == [False, True]
    values = run.tables.area_values
    gone = (values["area"] == AREA) & (values["indicator"] == LOW)
    without = values.assign(
        **{name: values[name].mask(gone) for name in ("value", "lower", "upper")},
        status=values["status"].mask(gone, "low-coverage"),
    )
    run = with_tables(run, area_values=without)
    level = answer.levels(run, AREA, [LOW])
    rows = answer.key_figures(run, AREA, level).set_index("key")
    assert level["outcome"].tolist() == ["no-value"]
    assert rows.loc["area", "value"] is None and rows.loc["area", "reason"] == "low-coverage"
    assert "lowest" not in rows.index and rows.loc["nl", "value"] is not None


def test_where_no_row_exists_there_is_no_value(run):
    regions = run.tables.region_values
    run = with_tables(run, region_values=regions[~regions["region"].isin(["nl", "GM0917"])])
    rows = answer.key_figures(run, AREA, answer.levels(run, AREA, [LOW])).set_index("key")
    for key in ("nl", "municipality"):
        assert rows.loc[key, "value"] is None and rows.loc[key, "reason"] == "not-published"


# Sentences ----------------------------------------------------------------------------------------------
def test_the_lead_joins_level_course_and_residents(run):
    row = answer.lead(run, AREA).iloc[0]
    assert (row["level"], row["since"], row["until"]) == ("higher", 2014, 2024)
    assert (row["first"].value, row["last"].value) == pytest.approx((3.878, 3.964), abs=5e-4)
    assert row["residents"].value == 55255 and row["districts"] == 14 and not row["rough"]
    assert answer.lead(run, "breda-noord").iloc[0]["rough"]


def test_what_was_done_counts_as_the_sections_of_the_themes_do(run):
    rows = answer.done(run, AREA)
    assert rows[["theme", "approaches", "parts", "only_named", "aims", "plans"]].values.tolist() == [
        ["jonge-kind", 10, 0, 5, 1, 0],
        ["re-integratie", 6, 0, 0, 0, 2],
        ["veerkracht", 1, 0, 1, 0, 0],
    ]
    assert rows["example"].tolist() == [True, False, False]
    # the first theme has only ways of working of several areas: the example is one that the report describes
    rotterdam = answer.done(run, "rotterdam-zuid")
    assert rotterdam["example"].tolist() == [False, True, False] and rotterdam["theme"][1] == "re-integratie"
    assert answer.done(run, "arnhem-oost")["parts"].tolist() == [3, 0, 0]
    table = run.tables.interventions
    nothing = answer.done(with_tables(run, interventions=table[table["area"] != AREA]), AREA)
    assert nothing.empty and "example" in nothing


def test_a_plan_is_no_example_where_there_is_something_else(run):
    rows = run.tables.interventions
    for area in rows["area"].dropna().unique():
        (first,) = answer.done(run, area).query("example").to_dict("records")
        same = rows[(rows["area"] == area) & (rows["about_nl"] == first["about_nl"])]
        assert "plan" not in set(same["content"]), area


def test_every_outcome_of_what_was_found(run):
    found = {area: answer.found(run, area).iloc[0] for area in (AREA, "arnhem-oost", "delft-west")}
    assert found[AREA]["outcome"] == "effect" and "eigen jaarlijkse meting" in found[AREA]["label_nl"]
    assert found[AREA]["findings"] == 13 and found[AREA]["themes"] == ("re-integratie", "jonge-kind")
    assert found["arnhem-oost"]["outcome"] == "listed" and not found["arnhem-oost"]["label_nl"]
    assert found["arnhem-oost"]["kinds"] == {"element": 3, "barrier": 1} and found["delft-west"]["kinds"] == {}
    # 3.3.6: a study of 2021, two years before the grant
    assert answer.found(run, "den-haag-zuidwest")["kinds"].iloc[0] == {"before": 2, "barrier": 1}
    assert found["delft-west"]["outcome"] == "group" and found["delft-west"]["themes"] == (
        "veerkracht",
        "sociale-cohesie",
    )
    studies, ties = run.tables.studies, run.tables.finding_areas
    bare = with_tables(run, studies=studies[studies["area"] != AREA], finding_areas=ties[ties["area"] != AREA])
    assert answer.found(bare, AREA)[["outcome", "findings", "themes"]].values.tolist() == [["none", 0, ()]]


@pytest.mark.parametrize("areas", [[AREA, "arnhem-oost"], pytest.param([], marks=pytest.mark.slow)], ids=["two", "all"])
def test_a_label_of_what_was_found_is_short_and_of_an_effect_only(run, areas):
    for area in areas or run.tables.areas["area"]:
        row = answer.found(run, area).iloc[0]
        words = [len(row[f"label_{code}"].split()) for code in ("nl", "en")]
        assert max(words) <= answer.LONGEST and bool(min(words)) == (row["outcome"] == "effect"), area


def test_no_study_is_not_no_activity(run):
    rows = answer.not_studied(run, "amsterdam-zuidoost")
    assert rows.values.tolist() == [["re-integratie", 0], ["jonge-kind", 0], ["sociale-cohesie", 1]]
    with pytest.raises(ParameterError):
        answer.not_studied(run, "nergens")


def test_a_range_of_one_area_is_that_of_all(run):
    """An area of one district, alone, has no district to leave out."""
    every = spread.collection(run)
    for area in ("breda-noord", AREA):
        own = every[every["area"] == area].reset_index(drop=True)
        pd.testing.assert_frame_equal(spread.ranges(run, area).reset_index(drop=True), own, check_dtype=False)
    assert np.isnan(spread.ranges(run, "breda-noord")["span"]).all()


@pytest.mark.parametrize(
    ("area", "match", "poor", "quality"),
    [(AREA, "inferred", 0, "good"), ("breda-noord", "proxy", 0, "good"), ("rotterdam-zuid", "close", 5, "poor")],
)
def test_what_is_good_to_know_rests_on_the_lists_and_the_edition(run, area, match, poor, quality):
    """Match as in the list of districts of the area; ten similar districts, and in Rotterdam five beyond the limit."""
    (row,) = answer.good_to_know(run, area).to_dict("records")
    assert (row["match"], row["chosen"], row["poor"], row["quality"]) == (match, 10, poor, quality)
    assert row["edition"] == "2026-11" and row["contact_nl"].startswith("Een vraag, of een fout gezien?")


def test_an_area_without_a_list_of_districts_is_said_to_have_none(run):
    lists = run.tables.area_values
    unlisted = lists.assign(match=lists["match"].mask(lists["area"] == AREA))
    assert answer.good_to_know(with_tables(run, area_values=unlisted), AREA)["match"].tolist() == ["no-list"]
