"""Courses of several areas together: slopes that lend each other strength, and whether areas grow alike.

A slope of one area rests on a handful of years. With partial pooling it is drawn towards the mean slope, the more so
the less its own years say (Gelman and Hill, Data Analysis Using Regression and Multilevel Models, 2007, chapter 12).
How high an area stands says nothing of its slope here: each has a level of its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from helpers.methods.intervals import TINY, Interval

LEVEL = 0.95
FEWEST_POINTS = 3  # of a course: two points are on a line whatever they are
FEWEST_COURSES = 8  # fewer say too little of how far slopes differ

# How much of a deviation is left a year later, all as likely beforehand. They are dense where a deviation hardly fades,
# as a step moves the error of a slope most there. The last is nearly 1, where a course wanders: nothing lies beyond it.
DEPENDENCES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.97, 0.99)

# A slope that rests less than this on the area's own years is mostly the mean of all, and no figure of the area.
OWN_SHARE = 0.5

# Spreads of slopes that are tried, as the tangents of even angles: from none to many times the error of a slope.
_ANGLES = (np.arange(40) + 0.5) / 40 * np.pi / 2


# Slopes with partial pooling ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Pooled:
    """Slopes of several courses, in units per year, with 95 % intervals.

    outcome: ok, or too-few (no slopes). A slope of which less than OWN_SHARE is kept is no figure of its course.
    """

    outcome: str
    mean: Interval = field(default_factory=Interval.unknown)  # of courses like these
    slopes: dict[str, Interval] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)  # least squares of each course by itself
    kept: dict[str, float] = field(default_factory=dict)  # share of the course's own line in its slope, 0 to 1
    spread: float = math.nan  # standard deviation of the true slopes
    dependence: float = math.nan  # share of a deviation that is left a year later

    def of(self, course: str) -> tuple[str, Interval]:
        """The outcome of one course and its slope: ok, too-few, or not-separable (both without a slope)."""
        if self.outcome != "ok" or course not in self.slopes:
            return "too-few", Interval.unknown()
        if self.kept[course] < OWN_SHARE:
            return "not-separable", Interval.unknown()
        return "ok", self.slopes[course]


@dataclass(frozen=True)
class _Lines:
    """A line of each course by itself, with a given dependence; a deviation has the unknown variance v."""

    slope: np.ndarray
    variance: np.ndarray  # of the slope, in units of v
    squares: float  # of what the lines leave, in units of v
    freedom: int  # of these squares
    log_size: float  # what the dependence adds to the log likelihood


@dataclass(frozen=True)
class _Tried:
    """What follows from pairs of a dependence and a spread: a row per pair, and of courses a column for each."""

    log_weight: np.ndarray  # of the pair, given the values
    kept: np.ndarray
    slope: np.ndarray
    error: np.ndarray  # scale of its t distribution
    mean: np.ndarray
    mean_error: np.ndarray
    spread: np.ndarray
    dependence: np.ndarray


def pooled_slopes(courses: pd.DataFrame, dependences: Sequence[float] = DEPENDENCES) -> Pooled:
    """The slope of each course, drawn to the mean slope as far as its own years leave it open.

    courses: a row per course and year, with course (text), year and value; courses of fewer than FEWEST_POINTS do not
    count. The model is a line for each course, with a level of its own that is tied to nothing, slopes that are normal
    around the mean one, and deviations of which a share `dependence` per year is left (first-order autoregression).

    So few years say little of the dependence and of how far slopes differ. Neither is therefore chosen: every pair of
    them counts as much as the restricted likelihood gives it (levels, mean and variance integrated out; Harville,
    Biometrika 61, 1974), with all `dependences` and all spreads as likely beforehand (Gelman, Bayesian Analysis 1,
    2006). With one pair a slope is the best linear unbiased predictor, with the t distribution of its prediction error
    (Henderson, Biometrics 31, 1975); the slope that is given is the mean over the pairs, its interval from the 2.5 to
    the 97.5 % point of all together. So it holds the error of dependence, spread and mean too.

    Differences between slopes, and the deviations, are taken for normal; an error that all values share, such as that
    of the model that made them, is not in it. Raises ValueError for a course with two values of a year.
    """
    if courses.duplicated(["course", "year"]).any():
        raise ValueError("a course has one value per year")
    points = courses.groupby("course")["year"].transform("size")
    rows = courses[points >= FEWEST_POINTS].sort_values(["course", "year"])
    found = {
        str(name): (of_course["year"].to_numpy(float), of_course["value"].to_numpy(float))
        for name, of_course in rows.groupby("course", sort=False)
    }
    if len(found) < FEWEST_COURSES or rows["value"].std() <= TINY:
        return Pooled("too-few")
    return _pooled(found, dependences)


def _pooled(found: dict[str, tuple[np.ndarray, np.ndarray]], dependences: Sequence[float]) -> Pooled:
    """found: years and values of each course."""
    every = [(share, _lines(list(found.values()), share)) for share in dependences]
    freedom = every[0][1].freedom + len(found) - 2
    tried = _together([_tried(lines, share, freedom) for share, lines in every])
    weight = np.exp(tried.log_weight - tried.log_weight.max())
    weight /= weight.sum()
    kept = weight @ tried.kept
    places = list(enumerate(found))
    return Pooled(
        "ok",
        mean=_interval(weight, tried.mean, tried.mean_error, freedom),
        slopes={name: _interval(weight, tried.slope[:, at], tried.error[:, at], freedom) for at, name in places},
        own={name: float(np.polyfit(year - year.mean(), value, 1)[0]) for name, (year, value) in found.items()},
        kept={name: float(kept[at]) for at, name in places},
        spread=float(weight @ tried.spread),
        dependence=float(weight @ tried.dependence),
    )


def _lines(courses: list[tuple[np.ndarray, np.ndarray]], dependence: float) -> _Lines:
    """courses: years and values of each. Generalised least squares, by taking the dependence out of both."""
    slopes, variances, squares, freedom, log_size = [], [], 0.0, 0, 0.0
    for year, value in courses:
        root = np.linalg.cholesky(dependence ** np.abs(np.subtract.outer(year, year)))  # 0 ** 0 is 1: independent
        design = np.linalg.solve(root, np.column_stack([np.ones(len(year)), year - year.mean()]))
        freed = np.linalg.solve(root, value - value.mean())
        inverse = np.linalg.inv(design.T @ design)
        line = inverse @ design.T @ freed
        slopes.append(line[1])
        variances.append(inverse[1, 1])
        squares += float(((freed - design @ line) ** 2).sum())
        freedom += len(year) - 2
        log_size += float(np.linalg.slogdet(inverse)[1] / 2 - np.log(np.diag(root)).sum())
    return _Lines(np.array(slopes), np.array(variances), squares, freedom, log_size)


def _tried(lines: _Lines, dependence: float, freedom: int) -> _Tried:
    """All spreads with one dependence."""
    typical = lines.variance.mean()
    ratio = np.tan(_ANGLES)[:, None] ** 2 * typical  # variance of the true slopes, in units of v
    variance = ratio + lines.variance
    total = (1 / variance).sum(axis=1)
    mean = (lines.slope / variance).sum(axis=1) / total
    squares = ((lines.slope - mean[:, None]) ** 2 / variance).sum(axis=1) + lines.squares
    squares = np.maximum(squares, TINY**2)  # of lines without a deviation
    v, kept = squares[:, None] / freedom, ratio / variance
    # Even spreads: their steps are those of the tangent times the error of a slope.
    log_step = np.log(typical) / 2 - 2 * np.log(np.cos(_ANGLES))
    log_likelihood = lines.log_size - (np.log(variance).sum(axis=1) + np.log(total) + freedom * np.log(squares)) / 2
    return _Tried(
        log_weight=log_likelihood + log_step,
        kept=kept,
        slope=kept * lines.slope + (1 - kept) * mean[:, None],
        error=np.sqrt(v * (kept * lines.variance + (1 - kept) ** 2 / total[:, None])),
        mean=mean,
        mean_error=np.sqrt(v[:, 0] / total),
        spread=np.sqrt(ratio * v)[:, 0],
        dependence=np.full(len(mean), dependence),
    )


def _together(tried: list[_Tried]) -> _Tried:
    return _Tried(*(np.concatenate([getattr(each, part.name) for each in tried]) for part in fields(_Tried)))


def _interval(weight: np.ndarray, centre: np.ndarray, error: np.ndarray, freedom: int) -> Interval:
    """The mean of weighted t distributions, and the points that leave (1 - LEVEL) / 2 on either side of all of them."""
    low, high = float((centre - 20 * error).min()), float((centre + 20 * error).max())

    def beyond(number: float, share: float) -> float:
        return float(weight @ special.stdtr(freedom, (number - centre) / error)) - share

    limits = [optimize.brentq(beyond, low, high, args=(share,)) for share in (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)]
    return Interval(float(weight @ centre), *limits)


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
