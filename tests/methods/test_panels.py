"""Slopes with partial pooling and convergence: simulated panels with known truth, and figures by hand.

A share of intervals over N panels has a Monte Carlo error that is measured over those panels.
"""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM

from helpers.methods import panels

MEAN = 0.01


def panel(seed, years=5, spread=0.02, wobble=0.03, dependence=0.0, courses=20):
    """Courses of every second year with slopes that are normal around MEAN, and their true slopes."""
    random = np.random.default_rng(seed)
    year = 2014 + 2 * np.arange(years)
    left = dependence**2  # two years later
    fresh = random.normal(size=(courses, years))
    off = fresh.copy()
    for place in range(1, years):
        off[:, place] = left * off[:, place - 1] + math.sqrt(1 - left**2) * fresh[:, place]
    slopes = random.normal(MEAN, spread, courses)
    start = random.normal(4, 0.15, (courses, 1))
    values = start + slopes[:, None] * (year - year.mean()) + wobble * off
    names = np.repeat([f"{place:02}" for place in range(courses)], years)
    return pd.DataFrame({"course": names, "year": np.tile(year, courses), "value": values.ravel()}), slopes


def coverage(runs, dependences, **how):
    """The share of slopes inside their intervals, and its Monte Carlo error."""
    shares = []
    for seed in range(runs):
        rows, truth = panel(seed, **how)
        found = panels.pooled_slopes(rows, dependences).slopes.values()
        shares.append(np.mean([each.lower <= slope <= each.upper for each, slope in zip(found, truth, strict=True)]))
    return np.mean(shares), np.std(shares) / math.sqrt(runs)


def test_intervals_hold_true_slopes_as_often_as_they_say():
    share, error = coverage(8, (0.0,))
    assert share == pytest.approx(0.95, abs=3 * max(error, 0.015))


@pytest.mark.long
@pytest.mark.parametrize("how", [{}, {"dependence": 0.5}, {"dependence": 0.7}])
def test_intervals_hold_true_slopes_in_many_panels(how):
    share, error = coverage(100, panels.DEPENDENCES, **how)
    assert share > 0.95 - 3 * error


def test_slopes_are_drawn_to_the_mean_and_the_more_so_the_more_years_wobble():
    for wobble, least, most in ((0.005, 0.97, 1.01), (0.08, 0.2, 0.95)):
        found = panels.pooled_slopes(panel(1, wobble=wobble)[0], (0.0,))
        own, slopes = np.array(list(found.own.values())), np.array([each.value for each in found.slopes.values()])
        assert found.outcome == "ok"
        assert least < slopes.std() / own.std() < most
        assert slopes.mean() == pytest.approx(own.mean(), abs=1e-4)  # the same years for all: the mean stays


def test_balanced_slopes_shrink_by_the_formula_of_two_stages():
    """Of one design for all, a slope keeps spread^2 / (spread^2 + error^2) of its distance, if levels and slopes are
    independent; the fit's own spread and the residual variance by hand."""
    rows, _ = panel(2, courses=60)
    found = panels.pooled_slopes(rows, (0.0,))
    year = np.unique(rows["year"]) - rows["year"].mean()
    wide = rows.pivot(index="course", columns="year", values="value").to_numpy()
    lines = np.outer(wide.mean(axis=1), np.ones(5)) + np.outer(wide @ year / (year @ year), year)
    residual = ((wide - lines) ** 2).sum() / (60 * 3)
    kept = found.spread**2 / (found.spread**2 + residual / (year @ year))
    own, slopes = np.array(list(found.own.values())), np.array([each.value for each in found.slopes.values()])
    assert found.mean.value == pytest.approx(own.mean(), abs=1e-6)
    error = math.sqrt((found.spread**2 + residual / (year @ year)) / 60) * stats.t.ppf(0.975, 59)
    assert found.mean.precision == pytest.approx(error, rel=0.05)
    assert np.polyfit(own - own.mean(), slopes, 1)[0] == pytest.approx(kept, rel=0.03)


def test_too_few_courses_or_points_and_double_years():
    rows, _ = panel(3, courses=7)
    assert panels.pooled_slopes(rows).outcome == "too-few"
    assert panels.pooled_slopes(panel(3, years=2)[0]).outcome == "too-few"
    with pytest.raises(ValueError, match="one value per year"):
        panels.pooled_slopes(pd.concat([rows, rows[:1]]))


def test_an_optimiser_that_does_not_converge_is_said(monkeypatch):
    class Never:
        converged = False
        llf = 0.0

    monkeypatch.setattr(MixedLM, "fit", lambda self, **how: Never())
    found = panels.pooled_slopes(panel(4)[0], (0.0,))
    assert (found.outcome, found.slopes) == ("not-converged", {})


def test_an_interval_reaches_as_far_as_those_of_all_likely_dependences():
    rows, _ = panel(5, dependence=0.7)
    every = panels.pooled_slopes(rows, (0.0, 0.5))
    alone = panels.pooled_slopes(rows, (every.dependence,))
    for name, slope in every.slopes.items():
        assert slope.lower <= alone.slopes[name].lower and slope.upper >= alone.slopes[name].upper
        assert slope.value == alone.slopes[name].value


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
