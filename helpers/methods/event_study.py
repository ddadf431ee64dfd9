"""Before and after with a comparison group: an event study on matched differences.

All units are treated at the same moment and every unit has a value in every period. Then two-way fixed effects over
stacks (a treated unit with its matches) give exactly the mean over the treated units of (value - mean of its matches),
less the same in the base period; nothing is compared with units that were treated earlier (Goodman-Bacon, Journal of
Econometrics 225, 2021; Roth et al., Journal of Econometrics 235, 2023). So the differences are all that is needed here:
`gaps`, a row per treated unit and a column per period. `clusters` says of each row to which cluster it belongs: units
of a cluster may move together, clusters may not.

Three kinds of inference, none of which knows what caused a change. Clustered: a cluster-robust standard error and
Student's t with clusters - 1 degrees of freedom (Cameron and Miller, Journal of Human Resources 50, 2015); in numpy,
as statsmodels, which tests hold it against, costs a run a second to import. Flipped: wild cluster bootstrap with
Rademacher signs and the null imposed (Cameron, Gelbach and Miller, Review of Economics and Statistics 90, 2008); of a
mean it is a test by flipping signs, exact when what a cluster deviates is symmetric around zero. Random: how often
treated units drawn at random within clusters differ as much (Fisher, The Design of Experiments, 1935; MacKinnon and
Webb, Journal of Econometrics 218, 2020).
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr, stdtrit

DRAWS = 1_999  # besides what was observed, which counts as a draw; a p-value of 0.10 is then sure to 0.013
LEVEL = 0.95  # of every interval
# Of fewer clusters not even the most extreme of all signs are rare enough for an interval at LEVEL.
FEWEST_CLUSTERS = 6

_SEED = 2023
_TINY = 1e-12  # sums that differ by less differ by the order of adding up only
_Numbers = npt.NDArray[np.float64]


def distances(units: pd.DataFrame, pool: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How far the units of a pool are from each of some units over periods before, in the unit of the values.

    units, pool: a row per unit, the same periods as columns. Returns two frames, a row per unit and a column per unit
    of the pool: level, the mean difference (pool - unit), and course, the largest that the difference of one period
    departs from that mean.
    """
    differences = pool.to_numpy()[None, :, :] - units.to_numpy()[:, None, :]
    level = differences.mean(axis=2)
    course = np.abs(differences - level[:, :, None]).max(axis=2)
    return pd.DataFrame(level, units.index, pool.index), pd.DataFrame(course, units.index, pool.index)


def means(values: pd.DataFrame, clusters: pd.Series) -> pd.DataFrame:
    """The mean over the units in each period, with its inference.

    values: a row per unit (gaps, or their changes), a column per period. Returns by period mean (in the unit of the
    values), error (cluster-robust, CR1), clustered_lower, clustered_upper, clustered_p, flipped_lower, flipped_upper
    (missing with fewer than FEWEST_CLUSTERS clusters) and flipped_p. Limits are at LEVEL, p-values of the mean being
    zero, two-sided; they hold what clusters differ by chance. Raises ValueError with fewer than two clusters or a
    missing value.
    """
    sums, sizes = _cluster_sums(values, clusters)
    units, number = len(values), len(sizes)
    mean = sums.sum() / units
    spread = sums - np.outer(sizes, mean)
    error = np.sqrt((spread**2).sum() * number / (number - 1)) / units
    reach = stdtrit(number - 1, (1 + LEVEL) / 2) * error
    signs = _signs(number)
    lower, upper = _flipped_limits(sums.to_numpy(), sizes.to_numpy(), signs)
    columns = {
        "mean": mean,
        "error": error,
        "clustered_lower": mean - reach,
        "clustered_upper": mean + reach,
        "clustered_p": 2 * stdtr(number - 1, -(mean / error.where(error > 0)).abs()),
        "flipped_lower": lower,
        "flipped_upper": upper,
        "flipped_p": _share_as_large(np.abs(signs @ sums.to_numpy())),
    }
    return pd.DataFrame(columns, values.columns)


def changes(gaps: pd.DataFrame, base: int) -> pd.DataFrame:
    """How much larger each gap is than in the base period. Raises ValueError for a base that is no period."""
    if base not in gaps.columns:
        raise ValueError(f"the base {base} is no period; expected one of {', '.join(map(str, gaps.columns))}")
    return gaps.sub(gaps[base], axis=0)


def effects(gaps: pd.DataFrame, clusters: pd.Series, base: int) -> pd.DataFrame:
    """The event-study coefficients: how much further the treated units are from their matches than in the base period.

    Returns `means` of the changes; of the base period the mean (0) alone. Raises ValueError as they do.
    """
    found = means(changes(gaps, base), clusters)
    found.loc[base, found.columns != "mean"] = np.nan
    return found


def difference_in_differences(
    gaps: pd.DataFrame, clusters: pd.Series, before: Sequence[int], after: Sequence[int]
) -> pd.DataFrame:
    """How much larger gaps are on average after than before: one row of `means`.

    Steadier than the coefficient of one period, whose base may be off by chance. Raises ValueError as `means` does.
    """
    change = gaps[list(after)].mean(axis=1) - gaps[list(before)].mean(axis=1)
    return means(change.to_frame("change"), clusters)


def joint_p(gaps: pd.DataFrame, clusters: pd.Series, base: int, periods: Sequence[int]) -> float:
    """Whether the changes of several periods are zero together: a p-value by flipping signs.

    The largest of the periods' |t| with the null imposed, against the same after flipping (Westfall and Young,
    Resampling-Based Multiple Testing, 1993): it is defined with any number of clusters, which a Wald test is not.
    A high value is no proof that nothing differs: with few clusters a difference must be large to be seen (Roth,
    American Economic Review: Insights 4, 2022). Raises ValueError as `effects` does, and without periods.
    """
    if not len(periods):
        raise ValueError("there are no periods to test; expected at least one besides the base")
    sums, sizes = _cluster_sums(changes(gaps, base), clusters)
    tested = sums[list(periods)].to_numpy()
    size = np.sqrt((tested**2).sum(axis=0))  # flipping leaves it as it is
    tested, size = tested[:, size > _TINY], size[size > _TINY]
    largest = np.abs(_signs(len(sizes)) @ tested / size).max(axis=1, initial=0.0)
    return float(_share_as_large(largest))


def random_means(values: pd.DataFrame, clusters: pd.Series, treated: pd.Series) -> _Numbers:
    """Means over units drawn at random: DRAWS rows, a column per period.

    values: changes of units that were not treated, each against its own matches; treated: how many are drawn in each
    cluster, without putting back. Raises ValueError for a cluster with fewer units than are drawn.
    """
    generator = np.random.default_rng(_SEED)
    total = np.zeros((DRAWS, values.shape[1]))
    for cluster, number in treated.items():
        own = values[clusters == cluster].to_numpy()
        if len(own) < number:
            raise ValueError(f"{cluster}: {len(own)} units to draw from; expected at least {number}")
        chosen = generator.random((DRAWS, len(own))).argsort(axis=1)[:, :number]
        total += own[chosen].sum(axis=1)
    return total / treated.sum()


def random_p(mean: pd.Series, draws: _Numbers) -> tuple[pd.Series, float]:
    """How often a random choice differs as much as what was observed: by period, and for all periods together.

    mean: of the changes, by period; draws: of `random_means`, the same periods. Together: the largest of the changes,
    each measured by how much it varies over the draws. Two-sided; around zero, which is what a random choice comes to
    on average when a unit and its matches are alike.
    """
    every = np.abs(np.vstack([mean.to_numpy(), draws]))
    spread = np.sqrt((draws**2).mean(axis=0))
    together = (every[:, spread > 0] / spread[spread > 0]).max(axis=1, initial=0.0)
    return pd.Series(_share_as_large(every), mean.index), float(_share_as_large(together))


def regression_to_the_mean(before: pd.Series, after: pd.Series, clusters: pd.Series) -> tuple[float, float, float]:
    """How much of a unit's distance from its cluster's mean is lost or won by the next period: slope and limits.

    before, after: values of the same untreated units in two periods. The slope of the change on the value before,
    within clusters (0 = distances stay, -0.1 = a tenth is lost), with cluster-robust limits at LEVEL. It is what low
    scores gain without anybody doing anything (Galton, Journal of the Anthropological Institute 15, 1886). Clusters of
    one unit say nothing of it and do not count. Raises ValueError with fewer than two other clusters.
    """
    within = clusters.map(clusters.value_counts()) > 1
    own = clusters[within]
    number = own.nunique()
    if number < 2:
        raise ValueError(f"number of clusters of more than one unit {number}; expected at least two")
    change = (after - before)[within]
    x = before[within] - before[within].groupby(own).transform("mean")
    squares = (x**2).sum()
    slope = (x * change).sum() / squares
    residuals = change - slope * x  # the mean of a cluster would count for nothing: in each, x adds up to zero
    scores = (x * residuals).groupby(own).sum()
    reach = stdtrit(number - 1, (1 + LEVEL) / 2) * np.sqrt((scores**2).sum() * number / (number - 1)) / squares
    return float(slope), float(slope - reach), float(slope + reach)


def _cluster_sums(values: pd.DataFrame, clusters: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Values added up by cluster, and the number of units of each cluster."""
    if values.isna().to_numpy().any():
        raise ValueError("a value is missing; expected one for each unit and period")
    grouped = values.groupby(clusters)
    if grouped.ngroups < 2:
        raise ValueError(f"number of clusters {grouped.ngroups}; expected at least two")
    return grouped.sum(), grouped.size()


@lru_cache(maxsize=4)  # many tests of as many clusters
def _signs(clusters: int) -> _Numbers:
    """Signs by which clusters are flipped, a row per draw; what was observed is the first row.

    All there are when that is no more than DRAWS, else a random choice.
    """
    if 2**clusters <= DRAWS:
        bits = (np.arange(2**clusters)[:, None] >> np.arange(clusters)) & 1
        return np.asarray(1 - 2 * bits, dtype=np.float64)
    flipped = np.random.default_rng(_SEED).integers(0, 2, (DRAWS, clusters))
    return np.vstack([np.ones(clusters), 1.0 - 2.0 * flipped])


def _share_as_large(sizes: _Numbers) -> _Numbers:
    """The share of draws (rows) that are at least as large as the first, which is what was observed."""
    shares: _Numbers = np.asarray((sizes >= sizes[0] - _TINY).mean(axis=0))
    return shares


def _flipped_limits(sums: _Numbers, sizes: _Numbers, signs: _Numbers) -> tuple[_Numbers, _Numbers]:
    """The values that the test by flipping does not reject, per column.

    A value is rejected at one side when too few means over the flipped clusters alone lie beyond it, so the limits are
    order statistics of those means (Hartigan, Journal of the American Statistical Association 64, 1969).
    """
    if len(sizes) < FEWEST_CLUSTERS:
        missing = np.full(sums.shape[1], np.nan)
        return missing, missing
    flipped = (1 - signs) / 2
    flipped = flipped[flipped.any(axis=1)]
    found = np.sort((flipped @ sums) / (flipped @ sizes)[:, None], axis=0)
    place = int((1 - LEVEL) / 2 * (len(found) + 1))
    lower: _Numbers = found[place - 1]
    upper: _Numbers = found[-place]
    return lower, upper
