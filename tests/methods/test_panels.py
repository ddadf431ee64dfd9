"""Slopes with partial pooling and convergence: simulated panels with known truth, and figures by hand.

A share of intervals over N panels has a Monte Carlo error that is measured over those panels.
"""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams

from helpers.contract.load import load_tables
from helpers.methods import panels
from helpers.results import courses
from helpers.session import without_area

MEAN = 0.004


def panel(seed, years=6, spread=0.004, wobble=0.02, dependence=0.0, courses=20):
    """Courses of every second year with slopes that are normal around MEAN, their true slopes, and their levels.

    As those of the Leefbaarometer: levels differ by much more than the years wobble, and say nothing of the slope.
    """
    random = np.random.default_rng(seed)
    year = 2014 + 2 * np.arange(years)
    left = dependence**2  # two years later
    fresh = random.normal(size=(courses, years))
    off = fresh.copy()
    for place in range(1, years):
        off[:, place] = left * off[:, place - 1] + math.sqrt(1 - left**2) * fresh[:, place]
    slopes = random.normal(MEAN, spread, courses)
    level = random.normal(4, 0.13, courses)
    values = level[:, None] + slopes[:, None] * (year - year.mean()) + wobble * off
    names = np.repeat([f"{place:02}" for place in range(courses)], years)
    rows = pd.DataFrame({"course": names, "year": np.tile(year, courses), "value": values.ravel()})
    return rows, slopes, level


def simulated(runs, **how):
    """Of many panels: the share of slopes in their intervals with its Monte Carlo error, the same for the error of a
    slope with the level of its course, and the share of slopes that are kept."""
    held, with_level, kept = [], [], []
    for seed in range(runs):
        rows, truth, level = panel(seed, **how)
        found = panels.pooled_slopes(rows)
        slopes = list(found.slopes.values())
        held.append(np.mean([each.lower <= slope <= each.upper for each, slope in zip(slopes, truth, strict=True)]))
        with_level.append(np.corrcoef([each.value for each in slopes] - truth, level)[0, 1])
        kept.append(np.mean(list(found.kept.values())))
    return [(np.mean(each), np.std(each) / math.sqrt(runs)) for each in (held, with_level)], np.mean(kept)


@pytest.mark.parametrize("how", [pytest.param({}, marks=pytest.mark.slow), {"dependence": 0.85}])
def test_intervals_hold_true_slopes_as_often_as_they_say_whatever_the_level(how):
    (share, error), (with_level, level_error) = simulated(10, **how)[0]
    assert share > 0.95 - 3 * max(error, 0.01)
    assert abs(with_level) < 3 * max(level_error, 0.05)


@pytest.mark.long
@pytest.mark.parametrize("dependence", [0.0, 0.5, 0.85, 0.97])
@pytest.mark.parametrize(("spread", "wobble"), [(0.003, 0.01), (0.003, 0.02), (0.001, 0.02), (0.01, 0.03)])
def test_intervals_hold_true_slopes_in_many_panels(spread, wobble, dependence):
    (share, error), (with_level, level_error) = simulated(60, spread=spread, wobble=wobble, dependence=dependence)[0]
    assert share > 0.94 - 3 * error  # one point less than they say is what was measured (docs/methods.md)
    assert abs(with_level) < 3 * level_error


@pytest.mark.parametrize("runs", [3, pytest.param(8, marks=pytest.mark.slow)])
def test_slopes_that_do_not_differ_are_kept_for_a_small_part(runs):
    assert simulated(runs, spread=0.0)[1] < 0.4
    assert simulated(runs, spread=0.02)[1] > 0.9


def test_slopes_are_drawn_to_the_mean_and_the_more_so_the_more_years_wobble():
    for wobble, least, most in ((0.002, 0.97, 1.01), (0.05, 0.05, 0.9)):
        found = panels.pooled_slopes(panel(1, wobble=wobble)[0], (0.0,))
        own, slopes = np.array(list(found.own.values())), np.array([each.value for each in found.slopes.values()])
        assert found.outcome == "ok"
        assert least < slopes.std() / own.std() < most
        assert slopes.mean() == pytest.approx(own.mean(), abs=1e-4)  # the same years for all: the mean stays


def test_a_slope_is_its_own_and_the_mean_one_as_far_as_each_is_kept():
    """Of one design for all and without dependence the mean is that of the own slopes, by least squares."""
    found = panels.pooled_slopes(panel(2)[0], (0.0,))
    mean = np.mean(list(found.own.values()))
    assert found.mean.value == pytest.approx(mean, rel=1e-6)
    for name, slope in found.slopes.items():
        kept = found.kept[name]
        assert slope.value == pytest.approx(kept * found.own[name] + (1 - kept) * mean, rel=1e-6)


@pytest.mark.parametrize("dependence", [pytest.param(0.0, marks=pytest.mark.slow), 0.8])
def test_many_courses_give_what_a_mixed_model_of_statsmodels_does(dependence):
    """With many courses the spread is known, so the mean over what the data leave open is the restricted estimate."""
    rows, *_ = panel(3, courses=80, dependence=dependence)
    rows["value"] *= 1000  # statsmodels takes a small variance for none
    found = panels.pooled_slopes(rows, (dependence,))
    year = np.unique(rows["year"]) - rows["year"].mean()
    root = np.linalg.cholesky(dependence ** np.abs(np.subtract.outer(year, year)))
    wide = rows.pivot(index="course", columns="year", values="value").to_numpy()
    freed = np.linalg.solve(root, wide.T).T.ravel()
    levels = np.kron(np.eye(80), np.linalg.solve(root, np.ones((6, 1))))
    slope = np.tile(np.linalg.solve(root, year), 80)
    model = MixedLM(freed, np.column_stack([slope, levels]), np.repeat(np.arange(80), 6), exog_re=slope[:, None])
    fit = model.fit(reml=True, start_params=MixedLMParams.from_components(np.zeros(81), cov_re=np.array([[1.0]])))
    assert found.mean.value == pytest.approx(fit.fe_params[0], rel=0.02)
    assert found.spread == pytest.approx(math.sqrt(fit.cov_re[0, 0]), rel=0.05)
    theirs = np.array([fit.fe_params[0] + effect.iloc[0] for effect in fit.random_effects.values()])
    slopes = np.array([each.value for each in found.slopes.values()])
    assert np.abs(slopes - theirs).max() < 0.05 * theirs.std()


def test_a_slope_that_is_mostly_the_mean_is_no_figure_of_its_course():
    rows, *_ = panel(4, spread=0.0)
    every = panels.pooled_slopes(rows)
    assert max(every.kept.values()) < panels.OWN_SHARE
    outcome, slope = every.of("00")
    assert outcome == "not-separable" and not slope.known
    apart = panels.pooled_slopes(panel(4, spread=0.02)[0])
    assert apart.of("00") == ("ok", apart.slopes["00"])
    assert apart.of("elsewhere")[0] == panels.Pooled("too-few").of("00")[0] == "too-few"


def test_an_interval_of_few_years_is_wider_and_less_of_its_slope_is_kept():
    rows, *_ = panel(5)
    short = rows[(rows["course"] != "00") | (rows["year"] >= 2020)]
    found = panels.pooled_slopes(short)
    assert found.kept["00"] < min(kept for name, kept in found.kept.items() if name != "00")
    assert found.slopes["00"].precision > found.slopes["01"].precision


def test_how_long_deviations_last_is_left_open_where_the_years_leave_it_open():
    """Many years find the dependence; taken for independent, they would make slopes look surer than they are."""
    rows, *_ = panel(6, dependence=0.9, spread=0.05, years=12, courses=60)
    assert panels.pooled_slopes(rows).dependence == pytest.approx(0.9, abs=0.07)
    independent, lasting = (panels.pooled_slopes(rows, (share,)).slopes["00"] for share in (0.0, 0.97))
    assert independent.precision < lasting.precision


@pytest.mark.parametrize("times", [1000, 1e7])
def test_levels_and_units_change_nothing(times):
    rows, *_ = panel(7)
    found = panels.pooled_slopes(rows)
    up = rows["course"].astype(int) * 3.0
    other = panels.pooled_slopes(rows.assign(value=times * (rows["value"] + up)))
    for name, slope in found.slopes.items():
        assert [other.slopes[name].lower / times, other.slopes[name].upper / times] == pytest.approx(
            [slope.lower, slope.upper], rel=1e-5, abs=1e-8
        )


def test_lines_without_a_deviation_have_their_own_slope():
    rows, truth, _ = panel(8, wobble=0.0)
    found = panels.pooled_slopes(rows)
    assert [each.value for each in found.slopes.values()] == pytest.approx(list(truth), abs=1e-5)
    same = panels.pooled_slopes(rows.assign(value=rows["year"] * 2.0))
    assert [each.value for each in same.slopes.values()] == pytest.approx([2.0] * 20)


def test_too_few_courses_or_points_and_double_years():
    rows, *_ = panel(3, courses=7)
    assert panels.pooled_slopes(rows).outcome == "too-few"
    assert panels.pooled_slopes(panel(3, years=2)[0]).outcome == "too-few"
    assert panels.pooled_slopes(panel(3)[0].assign(value=1.0)).outcome == "too-few"
    for again in (rows[:1], rows[:1].assign(value=1.5)):
        with pytest.raises(ValueError, match=r"^a course has one value per year$"):
            panels.pooled_slopes(pd.concat([rows, again]))


# On the table that is shipped -------------------------------------------------------------------------
def _real():
    """By indicator and measure: the rows of `area_slopes` and the level of each area."""
    run = without_area(load_tables())
    for (indicator, measure), rows in run.tables.area_slopes.groupby(["indicator", "measure"], sort=False):
        value, segment = ("value", "segment") if measure == "area" else ("minus", "minus_segment")
        lines = courses.lines(run, indicator).groupby("area", sort=False)
        parts = {area: courses.comparable(of_area, value, segment) for area, of_area in lines}
        level = [np.mean([each.value for each in parts[area][value]]) for area in rows["area"]]
        yield rows.assign(level=level)


@pytest.fixture(scope="module")
def real():
    return list(_real())


def test_slopes_of_areas_lie_between_their_own_and_the_mean_one(real):
    """Own slope: least squares. With a dependence a course's line is a little other, hence the tolerance."""
    for rows in real:
        printed = rows[rows["outcome"] == "ok"]
        low, high = printed[["own", "mean"]].min(axis=1), printed[["own", "mean"]].max(axis=1)
        beyond = np.maximum(low - printed["slope"], printed["slope"] - high).clip(lower=0)
        assert (beyond < 0.25 * (printed["upper"] - printed["lower"]) / 2).all()
        assert ((printed["own"] >= printed["lower"]) & (printed["own"] <= printed["upper"])).sum() >= len(printed) - 1


def test_slopes_of_areas_tell_how_they_change_and_not_how_high_they_stand(real):
    of_many = [rows[rows["outcome"] == "ok"] for rows in real if (rows["outcome"] == "ok").sum() > 2]
    assert len(of_many) >= 4
    for rows in of_many:
        with_own, with_level = (abs(np.corrcoef(rows["slope"], rows[name])[0, 1]) for name in ("own", "level"))
        assert with_own > 0.95 and with_own > with_level + 0.1
        of_own = np.corrcoef(rows["own"], rows["level"])[0, 1]
        assert np.corrcoef(rows["slope"], rows["level"])[0, 1] == pytest.approx(of_own, abs=0.15)


def test_no_slope_of_an_area_is_mostly_the_mean_of_all(real):
    for rows in real:
        assert rows["slope"].isna().equals(rows["kept"] < panels.OWN_SHARE)
        assert rows["slope"].isna().equals(rows["outcome"] == "not-separable")
        assert rows[["mean", "own"]].notna().all(axis=None)


# Convergence ------------------------------------------------------------------------------------------
def test_sigma_is_on_one_side_of_one_just_when_difference_and_sum_hang_together():
    """Pitman and Morgan: variances of pairs differ as the correlation of difference and sum does from zero."""
    random = np.random.default_rng(6)
    outcomes = []
    for factor in (0.5, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5):
        first = random.normal(size=20)
        last = factor * first + random.normal(size=20) * 0.3
        found = panels.alike(first, last)
        p = stats.pearsonr(last - first, last + first).pvalue
        assert (found.outcome != "undecided") == (p < 0.05)
        assert found.sigma.value == pytest.approx(last.std() / first.std())
        outcomes.append(found.outcome)
    assert {"closer", "undecided"} <= set(outcomes)


def test_beta_alone_decides_nothing_because_wobbles_make_it_negative():
    random = np.random.default_rng(7)
    truth = random.normal(size=200)
    found = panels.alike(truth + random.normal(size=200), truth + random.normal(size=200))
    assert found.beta.upper < -0.3 and found.outcome == "undecided"  # nothing changed but chance


def test_intervals_of_sigma_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(8)
    first = random.normal(size=(1000, 20))
    last = 0.8 * first + 0.3 * random.normal(size=(1000, 20))
    truth = math.sqrt(0.64 + 0.09)
    held = [panels.alike(*pair).sigma for pair in zip(first, last, strict=True)]
    assert np.mean([each.lower <= truth <= each.upper for each in held]) == pytest.approx(0.95, abs=0.021)


def test_too_few_units_or_no_spread():
    assert panels.alike([1.0] * 7, range(7)).outcome == "too-few"
    assert panels.alike([1.0] * 9, range(9)).outcome == "too-few"
    with pytest.raises(ValueError, match="9 first and 8 last"):
        panels.alike(range(9), range(8))
