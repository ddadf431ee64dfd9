"""Change and trend of a series of published values, and whether a gap closes.

Series are cut where the definition changes, where the indicator lists a break, and where years are missing.
Nothing is interpolated.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from helpers.rounding import Interval, relative_change

# Mann-Kendall and Theil-Sen say little about fewer points: with four, even a perfect order has p = 0.083.
FEWEST_FOR_RANK_TREND = 5
# With three points the interval has one degree of freedom: 12.7 standard errors to either side say nothing.
FEWEST_FOR_SLOPE = 4
# A gap that changes by less than a tenth of itself is called flat. Smaller changes are within what a single year's
# wobble does in these series, and the report itself calls them stable.
FLAT = 0.10


@dataclass(frozen=True)
class Trend:
    """A slope per year with what is known of it; `reason` says why something is missing."""

    years: tuple[int, ...]
    slope: float = np.nan  # ordinary least squares, in units per year
    slope_lower: float = np.nan  # 95 % interval
    slope_upper: float = np.nan
    theil_sen: float = np.nan
    mann_kendall_p: float = np.nan
    reason: str = ""  # "", too-few-points or years-apart


def annual_runs(years: pd.Series, breaks: tuple[int, ...] = ()) -> list[list[int]]:
    """The runs of years that follow each other and are not cut by a break (a break year starts a new run)."""
    runs: list[list[int]] = []
    for year in sorted(int(y) for y in years):
        if runs and year == runs[-1][-1] + 1 and year not in breaks:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def break_years(text) -> tuple[int, ...]:
    """Break years as in `indicators.breaks` ("2023" or "2019;2023"; missing = none)."""
    return tuple(int(year) for year in text.split(";")) if isinstance(text, str) else ()


def trend(values: pd.Series, breaks: tuple[int, ...] = ()) -> Trend:
    """The trend of the longest annual run of a series (the latest of equally long ones).

    values: published values by year (index), in the indicator's unit. breaks: years in which a new series starts.
    OLS slope with 95 % interval from four points on (statsmodels); Theil-Sen slope (Sen 1968) and exact
    Mann-Kendall p (Mann 1945, Kendall 1975) from five. Raises ValueError for an empty series.
    """
    values = values.dropna()
    if values.empty:
        raise ValueError("a trend needs at least one value")
    run = max(annual_runs(values.index, breaks), key=lambda years: (len(years), years[-1]))
    years = tuple(run)
    if len(run) < FEWEST_FOR_SLOPE:
        return Trend(years, reason="too-few-points" if len(values) < FEWEST_FOR_SLOPE else "years-apart")
    y = values.loc[run].to_numpy(dtype=float)
    x = np.array(run, dtype=float)
    fit = sm.OLS(y, sm.add_constant(x - x.mean())).fit()
    lower, upper = fit.conf_int(alpha=0.05)[1]
    if len(run) < FEWEST_FOR_RANK_TREND:
        return Trend(years, fit.params[1], lower, upper, reason="too-few-points")
    sen = stats.theilslopes(y, x)[0]
    return Trend(years, fit.params[1], lower, upper, sen, mann_kendall_p(y))


def mann_kendall_p(values: np.ndarray) -> float:
    """Exact two-sided p of the Mann-Kendall test for trend, ties allowed.

    values: the series in order of time. S is the number of rising minus the number of falling pairs; p is the
    share of all orders of the same values with |S| at least as large. Raises ValueError for fewer than two values.
    """
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        raise ValueError("the Mann-Kendall test needs at least two values")
    differences = np.sign(values[None, :] - values[:, None])[np.triu_indices(len(values), 1)]
    s = int(differences.sum())
    counts = np.unique(values, return_counts=True)[1]
    inversions = _orders_by_inversions(counts.tolist())
    untied = len(inversions) - 1  # the pairs of different values
    possible_s = untied - 2 * np.arange(untied + 1)
    extreme = sum(int(n) for n, value in zip(inversions, possible_s, strict=True) if abs(value) >= abs(s))
    return extreme / int(sum(inversions))


def _orders_by_inversions(group_sizes: list[int]) -> list[int]:
    """Number of orders of a multiset by their number of inversions: the q-multinomial (MacMahon 1916)."""
    result = [1]
    total = 0
    for size in group_sizes:
        for k in range(1, size + 1):
            total += 1
            result = _divided(_times(result, total), k)
    return result


def _times(polynomial: list[int], n: int) -> list[int]:
    """polynomial x (1 + q + ... + q^(n-1))"""
    out = [0] * (len(polynomial) + n - 1)
    for power, coefficient in enumerate(polynomial):
        for step in range(n):
            out[power + step] += coefficient
    return out


def _divided(polynomial: list[int], n: int) -> list[int]:
    """polynomial / (1 + q + ... + q^(n-1)), which leaves no remainder here"""
    rest = list(polynomial)
    out = []
    for power in range(len(polynomial) - n + 1):
        coefficient = rest[power]
        out.append(coefficient)
        for step in range(n):
            rest[power + step] -= coefficient
    return out


# Convergence --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Convergence:
    """Whether a gap closes between two years, read in points and as a ratio.

    points, ratio: closing, widening, flat, reversed, undecided (at this precision) or missing.
    points_change, ratio_change: relative change of the size of the gap (-0.5 = halved), with rounding limits.
    """

    first_year: int
    last_year: int
    points: str
    ratio: str
    points_change: Interval
    ratio_change: Interval

    @property
    def outcome(self) -> str:
        """both, points-only, ratio-only or neither; undecided, reversed or missing when a reading is."""
        readings = {self.points, self.ratio}
        for special in ("missing", "reversed", "undecided"):
            if special in readings:
                return special
        closing = (self.points == "closing", self.ratio == "closing")
        names = {(True, True): "both", (True, False): "points-only", (False, True): "ratio-only"}
        return names.get(closing, "neither")


def convergence(
    first_year: int, last_year: int, first: tuple[Interval, Interval], last: tuple[Interval, Interval]
) -> Convergence:
    """Convergence from (focus, nl) in the first year to (focus, nl) in the last.

    The gap as a ratio is measured as the size of the logarithm of focus / nl, so that half and double are equally
    far from equal. A gap that changes by less than FLAT of itself is flat.
    """
    gaps = [focus - nl for focus, nl in (first, last)]
    ratios = [(focus / nl).log() for focus, nl in (first, last)]
    points, points_change = _reading(*gaps)
    ratio, ratio_change = _reading(*ratios)
    return Convergence(first_year, last_year, points, ratio, points_change, ratio_change)


def _reading(first: Interval, last: Interval) -> tuple[str, Interval]:
    if not (first.known and last.known):
        return "missing", Interval.unknown()
    if first.sign and last.sign and first.sign != last.sign:
        return "reversed", Interval.unknown()
    if not first.sign:
        return "undecided", Interval.unknown()
    shrunk = last.size()
    start = first.size()
    change = Interval(shrunk.value / start.value - 1, shrunk.lower / start.upper - 1, shrunk.upper / start.lower - 1)
    if change.upper <= -FLAT:
        return "closing", change
    if change.lower >= FLAT:
        return "widening", change
    if change.lower > -FLAT and change.upper < FLAT:
        return "flat", change
    return "undecided", change


def pace(first: Interval, last: Interval, years: int) -> Interval:
    """Mean relative change per year (compound), with rounding limits; unknown unless both are positive."""
    ratio = relative_change(first, last).plus(1.0)
    if not ratio.known:
        return Interval.unknown()
    return Interval(*(limit ** (1 / years) - 1 for limit in (ratio.value, ratio.lower, ratio.upper)))
