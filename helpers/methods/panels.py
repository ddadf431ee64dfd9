"""Courses of several areas together: slopes that lend each other strength, and whether areas grow alike.

A slope of one area rests on a handful of years. With partial pooling it is drawn towards the mean slope, the more so
the less its own years say (Gelman and Hill, Data Analysis Using Regression and Multilevel Models, 2007, chapter 12).
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import stats

from helpers.methods.intervals import TINY, Interval

LEVEL = 0.95
FEWEST_POINTS = 3  # of a course: two points are on a line whatever they are
FEWEST_COURSES = 8  # fewer say too little of how far slopes differ

# How much of a deviation is left a year later. The likelihood chooses; finer steps than these it cannot tell apart.
DEPENDENCES = (0.0, 0.3, 0.5, 0.7, 0.85)

# Tried in turn until one converges.
_OPTIMISERS = ("bfgs", "lbfgs", "powell")

# Half of the 95 % quantile of chi-square with one degree of freedom: dependences that the likelihood does not rule out.
_LIKELY = 1.92

_ALIKE = 1e-3  # a spread of slopes below this, on a scale where all values and years have a spread of 1, is none


# Slopes with partial pooling ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Pooled:
    """Slopes of several courses, in units per year, with 95 % intervals.

    outcome: ok; alike (the courses show no difference between slopes, so all get the mean one and their intervals do
    not hold what such differences there may be); not-converged or too-few (no slopes).
    """

    outcome: str
    mean: Interval = field(default_factory=Interval.unknown)  # of courses like these
    slopes: dict[str, Interval] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)  # least squares of each course by itself
    spread: float = math.nan  # standard deviation of the true slopes
    dependence: float = math.nan  # one of DEPENDENCES


@dataclass(frozen=True)
class _Fit:
    """A fit on the scaled and, where years hang together, whitened courses."""

    likelihood: float
    dependence: float
    fixed: np.ndarray  # intercept and slope
    covariance: np.ndarray  # of the random intercept and slope
    residual: float  # variance
    courses: dict[str, tuple[np.ndarray, np.ndarray]]  # design and values


def pooled_slopes(courses: pd.DataFrame, dependences: Sequence[float] = DEPENDENCES) -> Pooled:
    """The slope of each course, drawn to the mean slope as far as its own years leave it open.

    courses: a row per course and year, with course (text), year and value; courses of fewer than FEWEST_POINTS do not
    count. The model is a line for each course, with intercepts and slopes that are normal around those of all, and
    deviations of which a share `dependence` per year is left (first-order autoregression); fitted by restricted maximum
    likelihood (Laird and Ware, Biometrics 38, 1982; statsmodels' MixedLM). A slope is the best linear unbiased
    predictor, its interval that of its prediction error, with the error of the mean in it (Henderson, Biometrics 31,
    1975) and quantiles of t for as many degrees of freedom as there are courses but one. So few years say little of the
    dependence: an interval reaches as far as those of all dependences that the likelihood does not rule out.

    Differences between slopes, and the deviations, are taken for normal; an error that all values share, such as that
    of the model that made them, is not in it. Raises ValueError for a course with two values of a year.
    """
    if courses.duplicated(["course", "year"]).any():
        raise ValueError("a course has one value per year")
    points = courses.groupby("course")["year"].transform("size")
    rows = courses[points >= FEWEST_POINTS].sort_values(["course", "year"])
    names = list(dict.fromkeys(rows["course"]))
    if len(names) < FEWEST_COURSES or rows["value"].std() <= TINY:
        return Pooled("too-few")
    middle, years = float(rows["year"].mean()), float(rows["year"].std(ddof=0))
    level, size = float(rows["value"].mean()), float(rows["value"].std(ddof=0))
    scaled = {
        str(name): (of_course["year"].to_numpy(float) - middle, (of_course["value"].to_numpy(float) - level) / size)
        for name, of_course in rows.groupby("course", sort=False)
    }
    fits = [fit for share in dependences if (fit := _fitted(scaled, years, share)) is not None]
    if not fits:
        return Pooled("not-converged")
    fits = sorted(fits, key=lambda fit: -fit.likelihood)
    likely = [fit for fit in fits if fit.likelihood > fits[0].likelihood - _LIKELY]
    return _widest([_described(fit, scaled, size / years, years) for fit in likely])


def _widest(found: list[Pooled]) -> Pooled:
    """The first, with intervals that reach as far as those of all."""

    def reach(intervals: list[Interval]) -> Interval:
        lower, upper = min(each.lower for each in intervals), max(each.upper for each in intervals)
        return Interval(intervals[0].value, lower, upper)

    slopes = {name: reach([each.slopes[name] for each in found]) for name in found[0].slopes}
    return replace(found[0], mean=reach([each.mean for each in found]), slopes=slopes)


def _fitted(scaled: dict[str, tuple[np.ndarray, np.ndarray]], years: float, dependence: float) -> _Fit | None:
    """The fit with a given dependence; None when no optimiser converges."""
    courses, log_scale = {}, 0.0
    for name, (year, value) in scaled.items():
        correlation = dependence ** np.abs(np.subtract.outer(year, year))  # 0 ** 0 is 1: independent
        root = np.linalg.cholesky(correlation)
        design = np.column_stack([np.ones(len(year)), year / years])
        courses[name] = np.linalg.solve(root, design), np.linalg.solve(root, value)
        log_scale -= float(np.log(np.diag(root)).sum())
    design, value = (np.concatenate([course[part] for course in courses.values()]) for part in (0, 1))
    groups = np.repeat(np.arange(len(courses)), [len(values) for _, values in courses.values()])
    # Here, as it takes a second, and every page is made of results that need none of it.
    from statsmodels.regression.mixed_linear_model import MixedLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    model = MixedLM(value, design, groups=groups, exog_re=design)
    for optimiser in _OPTIMISERS:
        with warnings.catch_warnings():
            # That a variance may be zero is the outcome `alike`; that it did not converge is asked below.
            warnings.simplefilter("ignore", ConvergenceWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            warnings.simplefilter("ignore", UserWarning)
            try:
                result = model.fit(reml=True, method=[optimiser])
            except (np.linalg.LinAlgError, ValueError):
                continue
        if result.converged and np.isfinite(result.llf):
            covariance = np.asarray(result.cov_re, dtype=float)
            likelihood = float(result.llf) + log_scale
            return _Fit(likelihood, dependence, result.fe_params, covariance, float(result.scale), courses)
    return None


def _described(fit: _Fit, scaled: dict[str, tuple[np.ndarray, np.ndarray]], unit: float, years: float) -> Pooled:
    """Slopes and their intervals in units per year; unit: what a slope of 1 on the scale of the fit is."""
    mean_error = np.linalg.inv(
        sum(design.T @ np.linalg.solve(_variance(fit, design), design) for design, _ in fit.courses.values())
    )
    width = float(stats.t.ppf(0.5 + LEVEL / 2, len(fit.courses) - 1))

    def interval(slope: float, variance: float) -> Interval:
        half = width * math.sqrt(max(0.0, variance))
        return Interval(slope * unit, (slope - half) * unit, (slope + half) * unit)

    slopes = {}
    for name, (design, value) in fit.courses.items():
        gain = fit.covariance @ design.T @ np.linalg.inv(_variance(fit, design))
        line = fit.fixed + gain @ (value - design @ fit.fixed)
        kept = np.eye(2) - gain @ design  # of the error of the mean; the course has the same design in both parts
        error = fit.covariance - gain @ design @ fit.covariance + kept @ mean_error @ kept.T
        slopes[name] = interval(line[1], error[1, 1])
    spread = math.sqrt(max(0.0, fit.covariance[1, 1]))
    return Pooled(
        outcome="ok" if spread > _ALIKE else "alike",
        mean=interval(fit.fixed[1], mean_error[1, 1]),
        slopes=slopes,
        own={name: float(np.polyfit(year, value, 1)[0]) * unit * years for name, (year, value) in scaled.items()},
        spread=spread * unit,
        dependence=fit.dependence,
    )


def _variance(fit: _Fit, design: np.ndarray) -> np.ndarray:
    return np.asarray(design @ fit.covariance @ design.T + fit.residual * np.eye(len(design)))


# Whether areas grow alike ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Alike:
    """Whether values of the same units lie closer together in a last than in a first year.

    outcome: closer or wider (the interval of the ratio of spreads is on one side of 1), undecided, or too-few.
    """

    outcome: str
    units: int
    sigma: Interval = field(default_factory=Interval.unknown)  # spread in the last year / that in the first
    beta: Interval = field(default_factory=Interval.unknown)  # change for one unit more in the first year
    spread_first: float = math.nan
    spread_last: float = math.nan


def alike(first: Sequence[float], last: Sequence[float]) -> Alike:
    """Sigma and beta convergence of units between two years, with 95 % intervals.

    first, last: values of the same units, in the same order. sigma is the ratio of the standard deviations; its
    interval is that of two variances of paired values (Pitman, Biometrika 31, 1939; Morgan, ibid.). beta is the slope
    of change on the first value (Barro and Sala-i-Martin, Journal of Political Economy 100, 1992), with the interval of
    least squares. A negative beta comes of itself when values wobble (regression to the mean; Friedman, Journal of
    Economic Literature 30, 1992), so sigma alone decides the outcome. The intervals take the units for a draw from
    units like them; nothing is said of a cause. Fewer than FEWEST_COURSES, or values that are all the same, are too
    few. Raises ValueError for lists of another length.
    """
    before, after = np.asarray(first, dtype=float), np.asarray(last, dtype=float)
    if len(before) != len(after):
        raise ValueError(f"{len(before)} first and {len(after)} last values; expected as many of both")
    count = len(before)
    if count < FEWEST_COURSES or min(before.std(), after.std()) <= TINY:
        return Alike("too-few", count)
    quantile = float(stats.t.ppf(0.5 + LEVEL / 2, count - 2))
    spreads = float(before.std(ddof=1)), float(after.std(ddof=1))
    correlation = float(np.corrcoef(before, after)[0, 1])
    ratio = (spreads[1] / spreads[0]) ** 2
    around = 1 + 2 * max(0.0, 1 - correlation**2) * quantile**2 / (count - 2)
    far = math.sqrt(around**2 - 1)
    middle, lower, upper = (math.sqrt(number) for number in (ratio, ratio * (around - far), ratio * (around + far)))
    sigma = Interval(middle, lower, upper)
    line = stats.linregress(before, after - before)
    half = quantile * float(line.stderr)
    beta = Interval(float(line.slope), float(line.slope) - half, float(line.slope) + half)
    outcome = {1: "wider", -1: "closer", 0: "undecided"}[sigma.plus(-1.0).sign]
    return Alike(outcome, count, sigma, beta, *spreads)
