"""What intervals, tests and readings promise, held against simulated series; their results stand in docs/methods.md.

Series are a straight line with deviations that hang together from year to year (autoregressive, `dependence` being the
correlation of neighbours), published to one decimal. A share of N runs has a standard error of at most 0.5 / sqrt(N):
1.1 points for the fast tests, 0.35 for the long ones, which have as many runs as the table in docs/methods.md.
"""

import numpy as np
import pytest
from scipy import stats

from helpers.files import PROJECT_DIR
from helpers.methods import convergence
from helpers.methods.intervals import Interval
from helpers.methods.trends import theil_sen

RUNS = 20_000
FEW_RUNS = 2_000
SLOPE = 0.3  # points a year
STEP = 0.1  # of the published digit
ASSUMED = 0.9  # dependence that the widest interval takes for granted


def series(years, dependence, spread, runs, slope=SLOPE):
    """True values, runs x years; spread: standard deviation of what is not the line, in points."""
    random = np.random.default_rng(2018)
    fresh = random.normal(size=(runs, years))
    deviations = fresh.copy()
    for year in range(1, years):
        deviations[:, year] = dependence * deviations[:, year - 1] + np.sqrt(1 - dependence**2) * fresh[:, year]
    return 10 + slope * np.arange(years) + spread * deviations


def _widening(years, dependence):
    """How much larger the standard error of a least-squares slope is than least squares believes."""
    x = np.column_stack([np.ones(years), np.arange(years) - (years - 1) / 2])
    weights = x[:, 1] / (x[:, 1] @ x[:, 1])
    correlations = dependence ** np.abs(np.subtract.outer(range(years), range(years)))
    residuals = np.eye(years) - x @ np.linalg.inv(x.T @ x) @ x.T
    believed = np.trace(residuals @ correlations) / (years - 2) * (weights @ weights)
    return np.sqrt(weights @ correlations @ weights / believed)


def coverage(years, dependence, spread, runs):
    """The share of runs in which each 95 % interval holds the slope, and the median widths against `ols`."""
    shown = np.round(series(years, dependence, spread, runs) / STEP) * STEP
    x = np.arange(years) - (years - 1) / 2
    weights = x / (x @ x)
    slopes = shown @ weights
    residuals = shown - shown.mean(axis=1, keepdims=True) - slopes[:, None] * x
    squares = (residuals**2).sum(axis=1)
    margin = stats.t.ppf(0.975, years - 2) * np.sqrt(squares / (years - 2) / (x @ x))
    seen = (residuals[:, 1:] * residuals[:, :-1]).sum(axis=1) / np.maximum(squares, 1e-12)
    grid = np.linspace(0, 0.95, 20)
    estimated = np.interp(np.clip(seen, 0, 0.95), grid, [_widening(years, value) for value in grid])
    rounding = np.abs(weights).sum() * STEP / 2
    margins = {
        "ols": margin,
        "rounding": margin + rounding,
        "estimated": margin * estimated + rounding,
        "assumed": margin * _widening(years, ASSUMED) + rounding,
    }
    held = {name: float((np.abs(slopes - SLOPE) <= of + 1e-12).mean()) for name, of in margins.items()}
    widths = {name: float(np.median(of)) for name, of in margins.items()}
    return held, widths["assumed"] / widths["ols"]


def false_alarms(years, dependence, runs):
    """The share of series without any slope in which the exact Mann-Kendall test has p of at most 0.05."""
    rows = series(years, dependence, 0.5, runs, slope=0)
    found = {}
    for order in map(tuple, rows.argsort(axis=1)):
        if order not in found:
            found[order] = stats.kendalltau(range(years), np.argsort(order), method="exact").pvalue <= 0.05
    return float(np.mean([found[order] for order in map(tuple, rows.argsort(axis=1))]))


def no_width(years, runs):
    """The share of series that change by less than rounding shows whose least-squares interval has no width."""
    shown = np.round(series(years, 0.6, 0.02, runs, slope=0) / STEP)
    return float((np.ptp(shown, axis=1) == 0).mean())


def _held_by_theil_sen(runs):
    """Shares of series whose own Theil-Sen slope, and whose line's slope, lies within the limits of rounding."""
    true = series(5, 0.9, 0.5, runs)
    own = line = 0
    for row in true:
        shown = {year: Interval.published(round(value, 1), STEP / 2) for year, value in enumerate(row)}
        exact = theil_sen({year: Interval.exact(value) for year, value in enumerate(row)}).value
        found = theil_sen(shown)
        own += found.lower - 1e-9 <= exact <= found.upper + 1e-9
        line += found.lower <= SLOPE <= found.upper
    return own / runs, line / runs


# Years, dependence: coverage in percent of least squares, with rounding, with the dependence that the series itself
# shows, and with a dependence of 0.9 taken for granted; half-width of the last one as multiple of the first.
TABLE = {
    (4, 0.0): (95.2, 95.5, 95.5, 98.7, 1.9),
    (4, 0.6): (89.3, 89.9, 89.9, 97.0, 1.9),
    (4, 0.9): (85.3, 86.4, 86.4, 95.7, 2.0),
    (4, 0.99): (86.6, 88.4, 88.4, 96.5, 2.1),
    (5, 0.0): (95.2, 95.5, 95.5, 99.5, 2.2),
    (5, 0.6): (84.9, 86.0, 86.0, 97.6, 2.2),
    (5, 0.9): (76.0, 78.5, 78.5, 95.4, 2.2),
    (5, 0.99): (73.6, 81.0, 81.1, 96.1, 2.3),
    (6, 0.0): (95.0, 95.5, 95.6, 99.7, 2.4),
    (6, 0.6): (81.3, 82.7, 83.3, 98.2, 2.4),
    (6, 0.9): (69.0, 72.0, 72.9, 95.4, 2.4),
    (6, 0.99): (64.6, 74.1, 74.8, 95.3, 2.6),
}


def test_the_documented_table_is_the_tested_one():
    documented = (PROJECT_DIR / "docs" / "methods.md").read_text()
    for (years, dependence), found in TABLE.items():
        assert f"| {years} | {dependence:g} | {' | '.join(f'{number:.1f}' for number in found)} |\n" in documented


TWO_CASES = [(4, 0.0), (6, 0.9)]


@pytest.mark.parametrize(
    ("runs", "cases"), [(FEW_RUNS, TWO_CASES), pytest.param(RUNS, list(TABLE), marks=pytest.mark.long)]
)
def test_how_often_a_95_percent_interval_of_least_squares_holds_the_slope(runs, cases):
    """Four standard errors to either side."""
    for years, dependence in cases:
        held, wider = coverage(years, dependence, 2.0, runs)
        *expected, width = TABLE[years, dependence]
        assert [100 * share for share in held.values()] == pytest.approx(expected, abs=200 / np.sqrt(runs))
        assert wider == pytest.approx(width, abs=0.2)


@pytest.mark.parametrize("runs", [FEW_RUNS, pytest.param(RUNS, marks=pytest.mark.long)])
def test_changes_smaller_than_the_rounding_leave_the_interval_without_width(runs):
    shares = [no_width(years, runs) for years in (4, 5, 6)]
    assert shares == pytest.approx([0.956, 0.946, 0.937], abs=2 / np.sqrt(runs))


# Share of false alarms of a test that promises at most 0.05, by years and dependence.
ALARMS = {(5, 0.0): 0.016, (5, 0.6): 0.054, (5, 0.9): 0.102, (6, 0.0): 0.017, (6, 0.6): 0.071, (6, 0.9): 0.152}


@pytest.mark.parametrize("runs", [FEW_RUNS, pytest.param(RUNS, marks=pytest.mark.long)])
def test_how_often_mann_kendall_sees_a_trend_where_none_is(runs):
    for (years, dependence), expected in ALARMS.items():
        assert false_alarms(years, dependence, runs) == pytest.approx(expected, abs=2 / np.sqrt(runs))


def test_limits_of_rounding_hold_the_slope_of_the_series_and_are_no_promise_about_the_line():
    own, line = _held_by_theil_sen(400)
    assert own == 1.0 and line < 0.5


# Gaps -------------------------------------------------------------------------------------------------------


def _wrongly_closing(runs):
    """The share of gaps that were called closing and truly turned around, and how many were called so.

    A gap of one point shrinks to about nothing; all four values are published to one decimal.
    """
    random = np.random.default_rng(2022)
    closing = turned = 0
    for last in random.uniform(-0.15, 0.35, size=runs):
        nl = random.uniform(5, 15, size=2)
        true = [(nl[0] + 1, nl[0]), (nl[1] + last, nl[1])]
        shown = [tuple(Interval.published(round(value, 1), 0.05) for value in pair) for pair in true]
        if convergence.convergence(2018, 2022, *shown).points == "closing":
            closing += 1
            turned += last < 0
    return turned, closing


@pytest.mark.parametrize("runs", [FEW_RUNS, pytest.param(RUNS, marks=pytest.mark.long)])
def test_a_gap_that_is_called_closing_has_not_turned_around(runs):
    """Without the rule that an interval with zero in it decides nothing, 28 % of them had."""
    turned, closing = _wrongly_closing(runs)
    assert turned == 0 and closing > runs / 10
