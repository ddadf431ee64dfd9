"""The event study of the areas: on made panels whose truth is known, and on the scores as they are."""

import numpy as np
import pandas as pd
import pytest

from helpers.methods.intervals import Interval
from helpers.results import event_study
from helpers.rows import check_columns, columns_of
from tests.results.test_results_edges import _run

YEARS = [2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024]
EFFECT = 0.03
_PLAIN = {"subgroup": "all", "precision": 0.00005, "status": "ok", "section": "s"}
_INDICATORS = [{"indicator": "lbm-score", "weight": "population"}]


def _score(code, year, value):
    facts = {"vintage": 2024, "source": "leefbaarometer-3", **_PLAIN}
    return {"wk_code": code, "indicator": "lbm-score", "year": year, "value": value} | facts


def _residents(code, number=1000.0):
    facts = {"vintage": 2024, "source": "s", **_PLAIN}
    return {"wk_code": code, "indicator": "kwb-inwoners", "year": 2024, "value": number} | facts


def _made(cities=12, pool=6, effect=0.0, drift=0.0, lower=0.02, breaks=()):
    """A run on made tables: in each city an area of one district, a little lower than the districts beside it.

    effect: what the areas gain after 2022; drift: what they gain in each edition up to then.
    """
    random = np.random.default_rng(6)
    values, areas, lists = [], [], []
    for city in range(cities):
        gm = f"{100 + city:04}"
        areas.append({"area": f"area-{city:02}", "gm_code": f"GM{gm}"})
        lists.append(
            {"area": f"area-{city:02}", "scheme": "wijk", "wk_code": f"WK{gm}00", "vintage": 2024, "match": "exact"}
        )
        values.append(_residents(f"WK{gm}00"))
        for number in range(pool + 1):
            own = number == 0
            course = 4 + 0.005 * random.normal(size=9) - (lower if own else 0)
            course += own * (drift * np.minimum(np.arange(9), 7) + effect * (np.arange(9) == 8))
            values += [_score(f"WK{gm}{number:02}", year, score) for year, score in zip(YEARS, course, strict=True)]
    frames = {"wijk_values": values, "areas": areas, "area_wijken": lists, "indicators": _INDICATORS}
    columns = ["indicator", "region", "kind", "year"]
    return _run(**frames, breaks=pd.DataFrame([("lbm-score", code, "jump", 2002) for code in breaks], columns=columns))


# What an outcome is -----------------------------------------------------------------------------------------


def test_an_effect_is_estimated_where_support_and_courses_allow_it():
    run = _made(effect=EFFECT)
    found = event_study.summary(run)
    assert (found.outcome, found.reasons) == ("difference-not-attributable", ())
    assert (found.areas, found.compared, found.supported, found.drawn) == (12, 12, 12, 12)
    for change in (found.change, found.average_change):
        assert change.lower < EFFECT < change.upper and change.value == pytest.approx(EFFECT, abs=0.008)
    assert found.gap == pytest.approx(-0.02, abs=0.004)
    last = event_study.coefficients(run).iloc[-1]
    assert last["flipped"] == found.change and last["flipped_p"] <= 0.01
    last = event_study.placebo_areas(run).iloc[-1]
    assert last["year"] == 2024 and last["p"] <= 0.01 and not last["drawn"].lower < last["change"] < last["drawn"].upper
    assert event_study.trends(run)["difference"].iloc[-1].value == pytest.approx(EFFECT - 0.02, abs=0.006)


def test_no_effect_is_no_difference_seen():
    found = event_study.summary(_made())
    assert found.outcome == "no-difference-seen" and found.change.lower < 0 < found.change.upper


def test_where_courses_differ_before_nothing_after_is_shown():
    run = _made(effect=EFFECT, drift=0.006)
    found = event_study.summary(run)
    assert (found.outcome, found.reasons) == ("trends-differ", ("trends-differ",))
    assert found.flipped_p < 0.01 and found.random_p < 0.01
    _holds_nothing_after(run)


@pytest.mark.parametrize(("cities", "pool"), [(9, 6), (12, 4)])
def test_too_few_areas_or_matches_are_too_little_support(cities, pool):
    run = _made(cities, pool, effect=EFFECT)
    assert event_study.summary(run).reasons == ("too-little-support",)
    _holds_nothing_after(run)


def test_both_reasons_are_said_support_first():
    found = event_study.summary(_made(9, 6, drift=0.006))
    assert found.outcome == "too-little-support" and found.reasons == ("too-little-support", "trends-differ")


def test_placebo_areas_are_districts_of_the_same_cities_beside_their_own_matches():
    """With a drift before the base areas stand out from the draws; without one they lie among them."""
    for drift, among in ((0.0, True), (0.01, False)):
        rows = event_study.placebo_areas(_made(drift=drift))
        assert rows["year"].is_monotonic_increasing and (rows["areas"] > 10).all()
        first = rows.iloc[0]
        assert (first["drawn"].lower < first["change"] < first["drawn"].upper) == among
        assert (first["p"] > 0.05) == among and first["drawn"].lower < 0 < first["drawn"].upper


def test_a_false_start_that_shows_something_stands_in_the_way(monkeypatch):
    """The largest p-value that still does: a tenth, over the number of false starts."""
    run = _made()
    starts = event_study.false_starts(run)
    study = event_study._study(run.tables)
    for p, reasons in ((0.0333, ("trends-differ",)), (0.0334, ())):
        starts["flipped_p"] = [1.0, p, 1.0]
        assert event_study._summary(study.scores, study.main, study.drawn, starts).reasons == reasons


def _holds_nothing_after(run):
    """No frame has a number from which a change after the base can be computed."""
    found = event_study.summary(run)
    assert found.change is None and found.average_change is None
    for frame in (event_study.trends(run), event_study.coefficients(run)):
        after = frame[~frame["before"]]
        measured = after.columns.difference(["year", "before", "comparable", "areas", "matched_on"])
        assert len(after) == 1 and all(value is None for value in after[measured].iloc[0])
        assert frame.loc[frame["year"] < event_study.BASE, measured].notna().all(axis=None)
    for frame in (event_study.variants(run), event_study.leave_one_out(run)):
        assert len(frame) and all(change is None for change in frame["change"])
    assert (event_study.false_starts(run)["until"] <= event_study.BASE).all()
    assert (event_study.placebo_areas(run)["year"] < event_study.BASE).all()


# Which districts are compared ---------------------------------------------------------------------------------


def test_districts_that_jump_by_themselves_count_neither_in_the_pool_nor_for_the_area():
    run = _made(breaks=["WK010001"])
    first = event_study.support(run).iloc[0]
    assert (first["pool"], first["matches"], first["unstable"]) == (5, 5, ())
    assert "WK010001" not in set(event_study.matches(run)["wk_code"])
    alone = event_study.support(_made(breaks=["WK010000"]))
    assert "area-00" not in set(alone["area"])  # its only district


def test_a_district_that_was_in_the_programme_under_older_boundaries_is_no_match():
    frames = dict(_made().tables.frames)
    older = frames["area_wijken"].iloc[[0]].assign(wk_code="WK010004", vintage=2022)
    frames["area_wijken"] = pd.concat([frames["area_wijken"], older])
    first = event_study.support(_run(**frames)).iloc[0]
    assert (first["districts"], first["pool"]) == (1, 5)


def test_an_area_is_the_mean_of_its_districts_by_residents():
    run = _made()
    frames = dict(run.tables.frames)
    frames["area_wijken"] = pd.concat(
        [frames["area_wijken"], frames["area_wijken"].iloc[[0]].assign(wk_code="WK010006")]
    )
    frames["wijk_values"] = pd.concat([frames["wijk_values"], pd.DataFrame([_residents("WK010006", 3000.0)])])
    support = event_study.support(_run(**frames)).iloc[0]
    scores = frames["wijk_values"].query("indicator == 'lbm-score' and year >= 2014 and year <= 2022")
    means = scores.groupby("wk_code")["value"].mean()
    assert support["score"] == pytest.approx((means["WK010000"] + 3 * means["WK010006"]) / 4)
    assert (support["districts"], support["pool"]) == (2, 5)


def test_an_area_of_districts_without_residents_is_named():
    run = _made()
    frames = dict(run.tables.frames)
    values = frames["wijk_values"]
    frames["wijk_values"] = values[(values["indicator"] != "kwb-inwoners") | (values["wk_code"] != "WK010300")]
    with pytest.raises(ValueError, match=r"wijk_values\.csv: lbm-score of area-03 in 2002 .* expected residents"):
        event_study.summary(_run(**frames))


def test_a_pool_far_above_an_area_is_no_support():
    far = _made(lower=0.2)
    support = event_study.support(far)
    assert set(support["support"]) == {"none"} and all(gap is None for gap in support["gap"])
    with pytest.raises(ValueError, match=r"wijk_values\.csv, lbm-score: .* in 0 municipalities; expected at least two"):
        event_study.summary(far)
    assert set(event_study.support(_made(pool=3))["support"]) == {"too-few"}


# The scores as they are ---------------------------------------------------------------------------------------


def test_the_data_carry_no_estimate_and_say_why(run):
    """The numbers in docs/methods.md."""
    found = event_study.summary(run)
    assert found.outcome == "too-little-support" and found.reasons == ("too-little-support",)
    assert (found.areas, found.compared, found.supported) == (len(run.tables.areas), 16, 3)
    assert (found.flipped_p, found.random_p, found.false_start_p) == pytest.approx((0.598, 0.564, 0.90), abs=0.01)
    assert found.gap == pytest.approx(-0.0463, abs=0.0001)
    _holds_nothing_after(run)
    before = event_study.coefficients(run).iloc[:7]
    means = [0.011, 0.014, 0.015, 0.002, 0.001, 0.001, 0.004]
    assert [change.value for change in before["flipped"]] == pytest.approx(means, abs=0.0006)
    assert before["flipped_p"].tolist() == pytest.approx([0.43, 0.28, 0.19, 0.84, 0.82, 0.85, 0.46], abs=0.01)
    placebo = event_study.placebo_areas(run)
    assert placebo["p"].tolist() == pytest.approx([0.511, 0.230, 0.163, 0.465, 0.810, 0.731, 0.353], abs=0.01)
    assert set(placebo["areas"]) == {15}
    assert all(row.drawn.lower < row.change < row.drawn.upper for row in placebo.itertuples())
    assert before["matched_on"].tolist() == [False] * 3 + [True] * 4
    starts = [change.value for change in event_study.false_starts(run)["change"]]
    assert starts == pytest.approx([-0.005, 0.001, -0.004], abs=0.0006)
    assert event_study.trends(run)["comparable"].tolist() == [False] * 3 + [True] * 6
    support = event_study.support(run).set_index("area")["support"]
    assert set(support.index[support == "enough"]) == {
        *("amsterdam-nieuw-west", "eindhoven-woensel-zuid", "tilburg-noordwest")
    }
    assert set(support.index[support == "none"]) == {
        *("breda-noord", "delft-west", "utrecht-overvecht", "vlaardingen-westwijk")
    }
    variants = event_study.variants(run).set_index("variant")
    assert variants.loc["other-cities", "supported"] == 17 and variants.loc["other-cities", "flipped_p"] < 0.01
    assert list(variants.index) == [name for name in event_study.VARIANTS if name != "without-redrawn"]
    rough = event_study.support(run).set_index("area")["rough"]
    assert set(rough.index[rough]) == {"breda-noord", "groningen-noord", "nieuwegein-centrale-as"}
    assert variants.loc["enough-matches", ["areas", "cities", "flipped_p"]].tolist() == [3, 3, None]


def test_a_choice_that_gives_the_same_pairs_has_no_row(run, monkeypatch):
    """Leaving out a district that no area was matched with tries nothing; leaving out one that was does."""
    chosen = event_study.matches(run)["wk_code"].iloc[0]
    for left_out, rows in (("WK060600", 1), (chosen, 2)):
        tried = {"main": event_study.Matching(), "other": event_study.Matching(left_out=(left_out,))}
        monkeypatch.setattr(event_study, "VARIANTS", tried)
        assert len(event_study.variants(run)) == rows


def test_an_area_set_against_its_matches_by_hand(run):
    """Zuidoost of Lelystad has two matches: both are in its city, and the other district is not alike."""
    values = run.tables.wijk_values
    values = values[(values["indicator"] == "lbm-score") & values["year"].between(2014, 2022)]
    pool = values[values["wk_code"].str.startswith("WK0995")].pivot(index="wk_code", columns="year", values="value")
    pool = pool[~pool.index.isin(run.tables.area_wijken["wk_code"])]
    own = run.tables.area_values.query("area == 'lelystad-oost' and indicator == 'lbm-score' and 2014 <= year <= 2022")
    difference = pool - own.set_index("year")["value"].astype(float)
    course = difference.sub(difference.mean(axis=1), axis=0).abs().max(axis=1)
    alike = (difference.mean(axis=1).abs() <= 0.10) & (course <= 0.05)
    matches = event_study.matches(run).query("area == 'lelystad-oost'").set_index("wk_code")
    assert set(matches.index) == set(pool.index[alike]) and 0 < len(matches) < len(pool)
    assert matches["level"].to_dict() == pytest.approx(difference.mean(axis=1)[alike].to_dict(), abs=0.001)
    gap = event_study.support(run).set_index("area").loc["lelystad-oost", "gap"]
    assert gap == pytest.approx(-difference.mean(axis=1)[alike].mean(), abs=0.001)


RECORDS = {
    "support": event_study.SupportRow,
    "trends": event_study.TrendRow,
    "coefficients": event_study.CoefficientRow,
    "false_starts": event_study.FalseStartRow,
    "leave_one_out": event_study.ComparedRow,
    "variants": event_study.ComparedRow,
    "regression_to_the_mean": event_study.RegressionRow,
}


QUICK = ("support", "coefficients", "regression_to_the_mean")


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in RECORDS]
)
def test_frames_have_what_their_records_say_and_are_the_same_when_computed_anew(run, name):
    frame = getattr(event_study, name)(run)
    check_columns(frame, columns_of(RECORDS[name]))
    event_study._study.cache_clear()
    event_study.methods._signs.cache_clear()
    pd.testing.assert_frame_equal(frame, getattr(event_study, name)(run), check_exact=True)


def test_what_low_scores_gain_by_themselves(run):
    rows = event_study.regression_to_the_mean(run)
    assert list(rows["until"]) == YEARS[1:-1] and (rows["pool_gap"] < -0.1).all()
    assert all(row.slope.value < 0 < row.expected.value for row in rows.itertuples())
    assert all(isinstance(value, Interval) for value in rows["expected"])
