"""Ranks with the interval that belongs to them, funnels, places among others and false discoveries.

A rank is a fragile number: small errors in values that lie close together turn many places around (Goldstein and
Spiegelhalter, Journal of the Royal Statistical Society A 159, 1996). So a rank here is a range of places, and values
that cannot be told apart are named.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from helpers.methods.intervals import TINY, Interval

LEVEL = 0.95  # of the ranges of all ranks together, and of what an interval of the kind `coverage` holds
DRAWS = 20_000  # of errors; the 95th percentile of their largest difference is then known to about half a percent
SEED = 1996

# What an interval says: what it is about is inside for certain (limits: rounding), or in 95 % of cases (coverage: a
# calibrated interval).
Holds = Literal["limits", "coverage"]

# Limits of a funnel: a value lies outside by chance and ordinary differences once in 20, and once in 500.
FUNNEL_LEVELS = (0.95, 0.998)
_WINSORISED = 0.10  # share of the scores at each end that is brought in before the spread is estimated
_FEWEST_EVENTS = 10  # below this the normal limits of a share are too rough

FEWEST_OTHERS = 5  # fewer say too little of how far values usually lie apart


# Ranks ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Rank:
    """A place among values that are known, from the first; 1 is the highest or the best.

    place: of the value as it is, equal values sharing the first of their places; lower, upper: the places that its
    interval and those of the others leave open; tied: keys of the values that it cannot be told apart from.
    """

    place: int
    lower: int
    upper: int
    known: int  # number of values that were ranked
    tied: tuple[str, ...]


def ranks(values: dict[str, Interval | None], holds: Holds, highest_first: bool = True) -> dict[str, Rank]:
    """The rank of each value that is known with both of its limits, in the order given; others get none.

    values: by key, in one unit. holds: what their intervals say. Two values are told apart when their intervals do not
    overlap (limits), or when they differ by more than `critical` times the standard error of their difference
    (coverage). The range of a rank counts those that are certainly before and after; so all ranges hold all true ranks
    at once, for certain or in at least 95 % of cases, also where areas do not differ at all. Percentiles of simulated
    ranks do not (Mogstad, Romano, Shaikh and Wilhelm, Review of Economic Studies 91, 2024, section 3, whose
    simultaneous sets these are).
    """
    known = {key: value for key, value in values.items() if value is not None and value.known}
    if not known:
        return {}
    keys, found = list(known), list(known.values())
    sign = 1 if highest_first else -1
    score = sign * np.array([value.value for value in found])
    ahead = _ahead(score, np.array([value.precision for value in found]), holds, _limits(found, sign))
    apart = ahead | ahead.T
    return {
        key: Rank(
            place=1 + int((score > score[row] + TINY).sum()),
            lower=1 + int(ahead[:, row].sum()),
            upper=len(keys) - int(ahead[row].sum()),
            known=len(keys),
            tied=tuple(other for col, other in enumerate(keys) if col != row and not apart[row, col]),
        )
        for row, key in enumerate(keys)
    }


def _limits(values: list[Interval], sign: int) -> np.ndarray:
    """Two rows: the lower and the upper limits of the scores."""
    limits = np.array([[value.lower, value.upper] for value in values]).T
    return limits if sign == 1 else -limits[::-1]


def _ahead(score: np.ndarray, half: np.ndarray, holds: Holds, limits: np.ndarray) -> np.ndarray:
    """Whether the value of each row is certainly ahead of that of each column."""
    if holds == "limits":
        lower, upper = limits
        return np.asarray(lower[:, None] > upper[None, :] + TINY)
    errors = half / stats.norm.ppf(0.5 + LEVEL / 2)
    between = np.sqrt(errors[:, None] ** 2 + errors[None, :] ** 2)
    return np.asarray(score[:, None] - score[None, :] > critical(errors.tolist()) * between + TINY)


def critical(errors: Sequence[float], draws: int = DRAWS, seed: int = SEED) -> float:
    """How many standard errors of its difference the largest of all pairs stays within, in 95 % of cases.

    errors: standard errors of values whose errors are normal and independent; by simulation. 0 when fewer than two
    values have an error. With equal errors it is the studentised range divided by the root of two (Tukey, 1953).
    """
    scale = np.asarray(errors, dtype=float)
    if (scale > 0).sum() == 0 or len(scale) < 2:
        return 0.0
    noise = np.random.default_rng(seed).normal(size=(draws, len(scale))) * scale
    largest = np.zeros(draws)
    for place in range(1, len(scale)):
        between = np.sqrt(scale[:place] ** 2 + scale[place] ** 2)
        off = np.abs(noise[:, :place] - noise[:, [place]])
        ratio = np.divide(off, between, out=np.zeros_like(off), where=between > 0)
        largest = np.maximum(largest, ratio.max(axis=1))
    return float(np.quantile(largest, LEVEL))


# Funnels ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Funnel:
    """A funnel of shares: where it lies, and how far true shares differ beyond chance."""

    target: float  # all numerators by all denominators, as a share of 1
    dispersion: float  # mean of the squared scores, brought in at both ends; 1 when there is nothing but chance
    between: float  # standard deviation of true shares, as a share of 1

    def limits(self, n: float, level: float) -> tuple[float, float]:
        """Lower and upper limit of a share of n people or homes, kept between 0 and 1; level: one of FUNNEL_LEVELS."""
        width = stats.norm.ppf(0.5 + level / 2) * self.error(n)
        return max(0.0, self.target - width), min(1.0, self.target + width)

    def error(self, n: float) -> float:
        """Standard deviation of a share of n, of chance and of real differences between areas together."""
        return math.sqrt(self.target * (1 - self.target) / n + self.between**2)


def funnel(shares: Sequence[float], n: Sequence[float]) -> Funnel | None:
    """The funnel of shares (of 1) of n each. None with fewer than three, or where one expects fewer than ten cases.

    The target is the share of all together. Its spread beyond chance is added to that of chance (the random effects
    model of Spiegelhalter, Statistics in Medicine 24, 2005, section 5): a factor on chance instead would ask large
    areas to be alike, as if real differences grew smaller with size. A tenth of the scores at each end is brought in,
    so that outliers do not hide themselves; what that takes off the mean square of normal scores is put back. Raises
    ValueError for shares outside 0 to 1 and for n that is not positive.
    """
    share, size = np.asarray(shares, dtype=float), np.asarray(n, dtype=float)
    if ((share < 0) | (share > 1)).any() or not (size > 0).all():
        raise ValueError("a funnel needs shares between 0 and 1 and sizes above 0")
    if len(share) < 3:
        return None
    target = float((share * size).sum() / size.sum())
    if (size * min(target, 1 - target)).min() < _FEWEST_EVENTS:
        return None
    variance = target * (1 - target) / size
    dispersion = _mean_square((share - target) / np.sqrt(variance))
    weight = 1 / variance
    # Method of moments (DerSimonian and Laird, 1986); zero when the scores vary no more than chance makes them.
    excess = len(share) * dispersion - (len(share) - 1)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return Funnel(target, dispersion, math.sqrt(max(0.0, float(excess / scale))))


def _mean_square(scores: np.ndarray, share: float = _WINSORISED) -> float:
    """The mean square of scores after a share at each end was brought in; 1 for many standard normal scores."""
    low, high = np.quantile(scores, [share, 1 - share])
    end = stats.norm.ppf(1 - share)
    expected = 1 - 2 * share - 2 * end * stats.norm.pdf(end) + 2 * share * end**2
    return float((np.clip(scores, low, high) ** 2).mean() / expected)


# One among others, over many indicators -----------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """How far a value lies from others, against how far they lie from each other."""

    others: int
    mean: float  # of the others, in their unit
    spread: float  # standard deviation of the others
    distance: float  # standard deviations of a new one of their kind
    p: float  # chance of at least that distance, if it were one of their kind


def among(value: Interval, others: Sequence[float]) -> Place | None:
    """Where a value lies among others; None with fewer than FEWEST_OTHERS, or when those are all the same.

    The question is whether it could be one more of the others: their figures are complete, so no error of a sample is
    tested, but their real differences are the yardstick (the externally studentised residual; Cook and Weisberg,
    Residuals and Influence in Regression, 1982, section 2.2). It takes the values for about normally spread. Of the
    value's interval the end that is nearest to the mean of the others counts, so what it leaves open is no evidence.
    """
    count = len(others)
    if count < FEWEST_OTHERS:
        return None
    mean, spread = float(np.mean(others)), float(np.std(others, ddof=1))
    if spread <= TINY:
        return None
    nearest = min(max(mean, value.lower), value.upper)
    distance = (nearest - mean) / (spread * math.sqrt(1 + 1 / count))
    return Place(count, mean, spread, distance, float(2 * stats.t.sf(abs(distance), count - 1)))


def q_values(p: pd.Series) -> pd.Series:
    """The smallest share of false discoveries at which each would count as one; missing stays missing.

    p: chances between 0 and 1, by whatever index. Benjamini and Hochberg (Journal of the Royal Statistical Society B
    57, 1995): of all with q of at most 0.05, at most one in twenty is expected to be false, if the tests are
    independent or hang together positively. Raises ValueError for a chance outside 0 to 1.
    """
    known = p.dropna()
    if not known.between(0, 1).all():
        raise ValueError("a chance lies between 0 and 1")
    q = pd.Series(math.nan, p.index, dtype=float)
    if len(known):
        from statsmodels.stats.multitest import multipletests  # takes a second; only where q-values are asked for

        q[known.index] = multipletests(known, method="fdr_bh")[1]
    return q
