"""Matched differences: against statsmodels, by hand, and on simulated panels of which the truth is known."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from helpers.methods import event_study

PERIODS = [2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024]
BEFORE = PERIODS[:-2]
BASE, AFTER = 2022, 2024
CITIES = pd.Series([f"c{min(unit, 18):02}" for unit in range(20)])  # the last city has two units


def some_gaps(seed=1):
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(20, len(PERIODS))), columns=PERIODS)


def one_period(*sums):
    """Gaps of one unit per city, zero in the base."""
    return pd.DataFrame({BASE: 0.0, AFTER: sums}), pd.Series([f"c{place:02}" for place in range(len(sums))])


# Against figures computed elsewhere -----------------------------------------------------------------------


@pytest.mark.parametrize("period", [2002, 2024])
def test_coefficients_and_clustered_limits_are_those_of_statsmodels(period):
    gaps = some_gaps()
    row = event_study.effects(gaps, CITIES, BASE).loc[period]
    change = gaps[period] - gaps[BASE]
    fit = sm.OLS(change, np.ones(20)).fit(cov_type="cluster", cov_kwds={"groups": CITIES}, use_t=True)
    limits = fit.conf_int().to_numpy()[0]
    expected = [fit.params.iloc[0], fit.bse.iloc[0], *limits, fit.pvalues.iloc[0]]
    found = row[["mean", "error", "clustered_lower", "clustered_upper", "clustered_p"]].to_numpy(dtype=float)
    assert found == pytest.approx(expected, abs=1e-10)


def test_they_are_those_of_two_way_fixed_effects_over_stacks():
    """The long way: every unit and its matches in a stack, effects of unit in stack and of period in stack."""
    random = np.random.default_rng(5)
    periods, rows, gaps = PERIODS[-3:], [], {}
    for stack, number in enumerate((1, 2, 4, 3)):
        own, matches = random.normal(size=3), random.normal(size=(number, 3))
        gaps[stack] = own - matches.mean(axis=0)
        for name, values, weight in [("own", own, 1.0), *((f"m{n}", m, 1 / number) for n, m in enumerate(matches))]:
            rows += [
                {"unit": f"{stack}{name}", "time": None if period == BASE else f"{stack} {period}"}
                | {"weight": weight, "value": value}
                | {f"treated{other}": float(name == "own" and period == other) for other in (2020, AFTER)}
                for period, value in zip(periods, values, strict=True)
            ]
    long = pd.DataFrame(rows)
    design = pd.get_dummies(long[["unit", "time"]], dtype=float).join(long[["treated2020", f"treated{AFTER}"]])
    fit = sm.WLS(long["value"], design, weights=long["weight"]).fit()
    found = event_study.effects(pd.DataFrame(gaps, periods).T, pd.Series([*"abcd"]), BASE)["mean"]
    assert found[[2020, AFTER]].tolist() == pytest.approx(fit.params[["treated2020", f"treated{AFTER}"]].tolist())


def test_regression_to_the_mean_is_the_slope_of_statsmodels_within_clusters():
    random = np.random.default_rng(3)
    cities = pd.Series(["a"] * 5 + ["b"] * 4 + ["c"] * 6 + ["alone"])
    before = pd.Series(random.normal(size=16))
    after = 0.8 * before + pd.Series(random.normal(size=16))
    counted = cities != "alone"
    own = cities[counted]
    x, y = ((v - v.groupby(own).transform("mean")) for v in (before[counted], (after - before)[counted]))
    fit = sm.OLS(y, x.to_numpy()).fit(cov_type="cluster", cov_kwds={"groups": own}, use_t=True)
    expected = [fit.params.iloc[0], *fit.conf_int().to_numpy()[0]]
    assert event_study.regression_to_the_mean(before, after, cities) == pytest.approx(expected)


# By hand --------------------------------------------------------------------------------------------------


def test_flipping_signs_by_hand():
    """Of the eight ways to flip 1, 2 and 3 only two give a sum of 6 or -6; six equal values: two of 64."""
    three = event_study.effects(*one_period(1.0, 2.0, 3.0), BASE).loc[AFTER]
    assert three["flipped_p"] == 2 / 8
    assert np.isnan(three["flipped_lower"]) and np.isnan(three["flipped_upper"])
    six = event_study.effects(*one_period(*[1.0] * 6), BASE).loc[AFTER]
    assert six["flipped_p"] == 2 / 64 and (six["flipped_lower"], six["flipped_upper"]) == (1.0, 1.0)


def test_limits_are_the_last_values_that_flipping_does_not_reject():
    """Eight cities, all 256 flips: just inside a limit more than 2.5 % of them lie beyond, just outside no longer."""
    sums = np.random.default_rng(8).normal(size=8)
    row = event_study.effects(*one_period(*sums), BASE).loc[AFTER]
    signs = np.array(list(product((1, -1), repeat=8)))

    def one_sided(value, side):
        flipped = signs @ (sums - value)
        return (side * flipped >= side * (sums - value).sum() - 1e-9).mean()

    for limit, side in ((row["flipped_lower"], 1), (row["flipped_upper"], -1)):
        assert one_sided(limit - side * 1e-6, side) <= 0.025 < one_sided(limit + side * 1e-6, side)


def test_the_joint_test_of_one_period_is_the_test_of_that_period_and_the_base_adds_nothing():
    gaps = some_gaps()
    single = event_study.effects(gaps, CITIES, BASE).loc[2002, "flipped_p"]
    assert event_study.joint_p(gaps, CITIES, BASE, [2002]) == single
    assert event_study.joint_p(gaps, CITIES, BASE, [2002, BASE]) == single


def test_the_base_has_no_inference_and_a_double_difference_is_of_means():
    gaps = some_gaps()
    base = event_study.effects(gaps, CITIES, BASE).loc[BASE]
    assert base["mean"] == 0 and base.drop("mean").isna().all()
    row = event_study.difference_in_differences(gaps, CITIES, [2020, 2022], [AFTER]).loc["change"]
    expected = gaps[AFTER].mean() - (gaps[2020].mean() + gaps[2022].mean()) / 2
    assert row["mean"] == pytest.approx(expected)


def test_distances_by_hand():
    units = pd.DataFrame([[1.0, 2.0, 3.0]], ["u"], [2018, 2020, 2022])
    pool = pd.DataFrame([[1.5, 2.5, 3.5], [1.0, 2.0, 6.0]], ["same-course", "other-course"], units.columns)
    level, course = event_study.distances(units, pool)
    assert level.loc["u"].tolist() == [0.5, 1.0] and course.loc["u"].tolist() == [0.0, 2.0]


def test_a_draw_of_all_units_is_their_mean_and_each_unit_is_drawn_as_often():
    values = pd.DataFrame({AFTER: [1.0, 3.0, 0.0, 8.0]})
    cities = pd.Series([*"aabb"])
    every = event_study.random_means(values, cities, pd.Series({"a": 2, "b": 2}))
    assert every.shape == (event_study.DRAWS, 1) and set(every[:, 0]) == {3.0}
    one = event_study.random_means(values, cities, pd.Series({"a": 1, "b": 1}))[:, 0]
    assert set(one) == {0.5, 1.5, 4.5, 5.5}
    assert [(one == mean).mean() for mean in sorted(set(one))] == pytest.approx([0.25] * 4, abs=0.05)
    assert np.array_equal(one, event_study.random_means(values, cities, pd.Series({"a": 1, "b": 1}))[:, 0])


def test_a_random_p_counts_what_was_observed_and_both_sides():
    draws = np.array([[-2.0, 0.0], [2.0, 0.0], [0.5, 1.0]])
    p, together = event_study.random_p(pd.Series([2.0, 0.5], [2014, 2020]), draws)
    assert p.to_dict() == {2014: 3 / 4, 2020: 2 / 4}
    assert together == 1.0


def test_periods_are_put_together_by_how_much_each_varies_over_the_draws():
    """Spreads of 1.5 and 1: observed 2 / 1.5 = 1.33; the draws 2, 1, 1 and 1."""
    draws = np.array([[3.0, 1.0], [0.0, -1.0], [0.0, 1.0], [0.0, -1.0]])
    assert event_study.random_p(pd.Series([2.0, 0.5]), draws)[1] == 2 / 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: event_study.means(pd.DataFrame({1: [1.0, None]}), pd.Series([*"ab"])), "a value is missing"),
        (lambda: event_study.means(pd.DataFrame({1: [1.0, 2.0]}), pd.Series([*"aa"])), "clusters 1; expected at least"),
        (lambda: event_study.effects(some_gaps(), CITIES, 2023), "base 2023 is no period; expected one of 2002, 20"),
        (
            lambda: event_study.joint_p(some_gaps(), CITIES, BASE, []),
            "^there are no periods to test; expected at least one besides the base$",
        ),
        (
            lambda: event_study.random_means(some_gaps(), CITIES, pd.Series({"c18": 3})),
            "c18: 2 units to draw from; expected at least 3",
        ),
        (
            lambda: event_study.regression_to_the_mean(*[pd.Series([1.0, 2.0, 3.0])] * 2, pd.Series([*"aab"])),
            "clusters of more than one unit 1; expected at least two",
        ),
    ],
)
def test_what_cannot_be_computed_says_why(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Simulated panels -----------------------------------------------------------------------------------------

EFFECT = 0.02  # points in the period after
TREND = 0.004  # points that the gap moves from each period to the next, before and after
SPREAD = 0.025  # of a gap around its own level, as among the areas


def simulated(run, kind="even", effect=0.0, trend=0.0):
    """Gaps of 20 units in 19 cities: a level of their own, a shock of the city, and deviations that hang together.

    kind: even; uneven (cities differ up to tenfold in spread) or skewed (deviations have a long tail to one side).
    """
    random = np.random.default_rng([2023, run])
    fresh = random.exponential(size=(20, 9)) - 1 if kind == "skewed" else random.normal(size=(20, 9))
    deviations = fresh.copy()
    for period in range(1, 9):
        deviations[:, period] = 0.6 * deviations[:, period - 1] + 0.8 * fresh[:, period]
    cities = CITIES.str[1:].astype(int).to_numpy()
    shocks = 0.5 * random.normal(size=(19, 9))
    scale = np.geomspace(0.3, 3, 19)[cities, None] if kind == "uneven" else 1.0
    values = random.normal(size=(20, 1)) + SPREAD * scale * (deviations + shocks[cities])
    values += trend * np.arange(9) + effect * (np.arange(9) == 8)
    return pd.DataFrame(values, columns=PERIODS)


def shares(runs, kind="even", effect=0.0, trend=0.0):
    """Shares of runs: the clustered and flipped interval hold the effect, flipped p and joint p are at most 0.05."""
    counts = np.zeros(4)
    for run in range(runs):
        gaps = simulated(run, kind, effect, trend)
        row = event_study.effects(gaps[[BASE, AFTER]], CITIES, BASE).loc[AFTER]
        counts += [
            row["clustered_lower"] <= effect <= row["clustered_upper"],
            row["flipped_lower"] <= effect <= row["flipped_upper"],
            row["flipped_p"] <= 0.05,
            event_study.joint_p(gaps, CITIES, BASE, BEFORE) <= 0.05,
        ]
    return counts / runs


def selected(runs, editions):
    """What matching on the last `editions` makes of areas that are lower than their city, without any effect.

    Returns the mean change of the gap after. 20 areas a run, each with 15 districts of its city whose lasting level is
    a standard deviation higher (0.1); what does not last has a third of that and fades as in `simulated`. A match is
    within 0.1.
    """
    random = np.random.default_rng(1886)
    size = (runs * 20, 16, 9)
    deviations = random.normal(size=size)
    for period in range(1, 9):
        deviations[..., period] = 0.6 * deviations[..., period - 1] + 0.8 * deviations[..., period]
    level = 0.1 * random.normal(size=size[:2])
    level[:, 0] = -0.1 + 0.03 * random.normal(size=size[0])
    values = level[..., None] + 0.033 * deviations
    before = values[..., 8 - editions : 8].mean(axis=2)
    match = np.abs(before[:, 1:] - before[:, :1]) <= 0.1
    counted = match.any(axis=1)
    matched = (values[:, 1:] * match[..., None])[counted].sum(axis=1) / match[counted].sum(axis=1)[:, None]
    gaps = values[counted, 0] - matched
    return float((gaps[:, 8] - gaps[:, 7]).mean())


POWER = (0.84, 0.72)  # shares of runs in which the effect and the course of its own are seen (docs/methods.md)
HELD = {"even": (0.95, 0.95, 0.05, 0.05), "uneven": (0.95, 0.95, 0.05, 0.05)}


@pytest.mark.parametrize("runs", [60, pytest.param(2_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", HELD)
def test_intervals_hold_the_truth_and_tests_reject_as_often_as_they_say(kind, runs):
    """Four standard errors to either side, of a share of 0.05 or 0.95."""
    assert shares(runs, kind) == pytest.approx(HELD[kind], abs=4 * np.sqrt(0.05 * 0.95 / runs) + 0.005)


@pytest.mark.parametrize("runs", [60, pytest.param(2_000, marks=pytest.mark.long)])
def test_what_is_there_is_seen_and_a_course_of_its_own_before(runs):
    """An effect of 0.02 without a course of its own; a course of 0.004 per period without an effect."""
    near = 4 * 0.5 / np.sqrt(runs)
    *_, seen, no_course = shares(runs, effect=EFFECT)
    assert seen == pytest.approx(POWER[0], abs=near) and no_course == pytest.approx(0.05, abs=near)
    assert shares(runs, trend=TREND)[3] == pytest.approx(POWER[1], abs=near)


def test_districts_matched_on_one_edition_rise_by_themselves_and_on_five_half_as_much():
    """0.0033 and 0.0017 points in 40,000 areas each; the areas seem to fall behind by as much."""
    one, five = selected(500, 1), selected(500, 5)
    assert (one, five) == pytest.approx((-0.0035, -0.0018), abs=0.0008) and one < 1.5 * five


def test_a_random_choice_is_rejected_as_often_as_it_should(runs=100):
    """Ten cities of six districts, of which one each is called an area."""
    random = np.random.default_rng(1935)
    cities = pd.Series(np.repeat([*"abcdefghij"], 6))
    low = 0
    for _ in range(runs):
        values = pd.DataFrame(random.normal(size=(60, 2)))
        observed = values.iloc[np.arange(10) * 6 + random.integers(0, 6, 10)].mean()
        draws = event_study.random_means(values, cities, pd.Series(1, [*"abcdefghij"]))
        low += event_study.random_p(observed - values.mean(), draws - values.mean().to_numpy())[0][0] <= 0.10
    assert low / runs == pytest.approx(0.10, abs=4 * np.sqrt(0.10 * 0.90 / runs))
