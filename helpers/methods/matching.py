"""The districts that are most like an area in what policy does not change quickly: distance, choice, balance, interval.

Nearest neighbours by a standardised Euclidean distance (Stuart, Statistical Science 25, 2010, sections 2 and 3; Rubin,
Matched Sampling for Causal Effects, 2006). Not the distance of Mahalanobis: that divides by the correlations of the
candidates, so that the weight of a variable depends on what goes together in all districts, and a reader cannot see
what made two districts alike. Here every concept weighs the same, however many columns it has: a distance of 0.5 means
that districts differ by half a standard deviation in the average concept (root mean square).
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import cdist

from helpers.files import counted
from helpers.methods.intervals import Interval

Concepts = Mapping[str, tuple[str, ...]]  # what is matched on, each with its columns

# Columns of a frame of districts. Urbanity is the class of CBS as a number, 1 (most urban) to 5. Size is the logarithm
# of the number of residents: a district of 20,000 is as far from 10,000 as 10,000 is from 5,000.
BASIS: dict[str, tuple[str, ...]] = {
    "urbanity": ("urbanity",),
    "age": ("pop_0_14", "pop_15_24", "pop_25_44", "pop_45_64", "pop_65plus"),
    "tenure": ("dwelling_ownership",),
    "size": ("size",),
}
HOUSEHOLDS = ("single_households", "households_with_children")
SETS: dict[str, Concepts] = {"basis": BASIS, "households": BASIS | {"households": HOUSEHOLDS}}

# What is compared, and so can never be matched on: matching on an outcome takes the difference away that is looked for.
OUTCOMES = ("employment_rate", "income_low", "income_high", "edu_appl_sci", "dwelling_value")

NEAREST = 10  # districts per area; docs/methods.md says why, and 5 and 20 stand beside it
_DECIMALS = 6  # of distances
_LIMIT = 0.95  # share of the candidates that have NEAREST others within the limit
BALANCED = 0.25  # standard deviations that the means may differ (Stuart, 2010, section 4.1)

_SEED = 16_2022
_DRAWS = 4_999
_LEVEL = 0.95
FEWEST = 5  # known values; resampling fewer says nothing (3 values have 10 different resamples)


def checked(concepts: Concepts) -> list[str]:
    """The columns of the concepts. Raises ValueError for an outcome among them, and when there is none."""
    columns = [column for of_concept in concepts.values() for column in of_concept]
    outcomes = [column for column in columns if column in OUTCOMES]
    if outcomes or not columns:
        raise ValueError(f"matching on {', '.join(outcomes) or 'nothing'}; expected variables that are no outcome")
    return columns


def with_size(districts: pd.DataFrame) -> pd.DataFrame:
    """The districts with the column size, the logarithm of their residents; missing where nobody lives."""
    return districts.assign(size=np.log(districts["population"].where(districts["population"] > 0)))


def profile(districts: pd.DataFrame, concepts: Concepts) -> pd.Series:
    """One area as its average resident lives: the mean of its districts, weighted with residents (homes for tenure).

    So urbanity and size are those of the district of the average resident, not of the whole area: a large area of many
    small districts is like small districts. Shares are the figures of the area itself, as they are printed.

    districts: its districts, with population, dwelling_total and the columns of the concepts. Returns a number per
    column, over the districts that have it; missing where none has. Raises ValueError as `checked` does.
    """
    means = {}
    for column in checked(concepts):
        weight = districts[_weight(column)]
        weight = weight.where(districts[column].notna())
        means[column] = float((districts[column] * weight).sum() / weight.sum()) if weight.sum() else math.nan
    return pd.Series(means)


def _weight(column: str) -> str:
    """What districts count by in a mean of this column."""
    return "dwelling_total" if column == "dwelling_ownership" else "population"


def _standard(candidates: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation over the residents of all candidates: small districts count for few people.

    A variable that all candidates share has a deviation of 1: it can tell nobody apart, and nothing is divided by zero.
    """
    values, residents = candidates[columns].to_numpy(float), candidates["population"].to_numpy(float)
    mean = np.average(values, axis=0, weights=residents)
    deviation = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=residents))
    return mean, np.where(deviation > 0, deviation, 1.0)


def _unit(candidates: pd.DataFrame, concepts: Concepts) -> np.ndarray:
    """What each column is divided by, so that a Euclidean distance is the root mean square over concepts."""
    _, deviation = _standard(candidates, checked(concepts))
    of_concept = [len(concepts) * len(columns) for columns in concepts.values() for _ in columns]
    unit: np.ndarray = deviation * np.sqrt(of_concept)
    return unit


def nearest(own: pd.Series, candidates: pd.DataFrame, concepts: Concepts, k: int = NEAREST) -> pd.DataFrame:
    """The k candidates that are nearest to an area; of two that are as near the one with the lower code.

    own: of `profile`. candidates: districts with wk_code, population and the columns of the concepts, none missing.
    Returns the rows of the candidates, the nearest first, with rank (from 1) and distance (standard deviations).
    Raises ValueError as `checked` does, and for fewer than k candidates.
    """
    if len(candidates) < k:
        raise ValueError(f"{counted(len(candidates), 'district')} to choose from; expected at least {k}")
    rows = candidates.sort_values("wk_code", ignore_index=True)  # sums are the same, whatever the order was
    columns, unit = checked(concepts), _unit(rows, concepts)
    distance = cdist([own[columns].to_numpy(float) / unit], rows[columns].to_numpy(float) / unit)[0]
    rows = rows.assign(distance=distance.round(_DECIMALS))  # as near: but for binary fractions
    rows = rows.sort_values("distance", kind="stable", ignore_index=True).head(k)
    return rows.assign(rank=range(1, k + 1))


def profiles(districts: pd.DataFrame, concepts: Concepts) -> pd.DataFrame:
    """The `profile` of every area that has all that is matched on: a row per area, with the columns of the concepts.

    districts: as for `choices`; those of no area are left out. Raises ValueError as `checked` does.
    """
    columns = checked(concepts)
    rows = with_size(districts[districts["area"].notna()])
    values = rows[columns].astype(float)
    weights = rows[[_weight(column) for column in columns]].astype(float).set_axis(columns, axis="columns")
    weights = weights.where(values.notna(), 0)
    sums, of_all = (part.groupby(rows["area"]).sum() for part in (values.fillna(0) * weights, weights))
    return (sums / of_all.where(of_all > 0)).dropna()  # all areas at once: there may be thousands


def between(
    areas: pd.DataFrame, candidates: pd.DataFrame, concepts: Concepts, of: Sequence[str] | None = None
) -> pd.DataFrame:
    """The distance of areas (all, or those in `of`) to every area, measured as to a district (`nearest`).

    areas: of `profiles`. candidates: as for `nearest`; their spread is the unit, not that of the few areas. Returns a
    frame in standard deviations, with the areas of `of` in rows and all in columns. Raises ValueError as `checked`
    does.
    """
    rows = areas if of is None else areas.loc[list(of)]
    columns, unit = checked(concepts), _unit(candidates.sort_values("wk_code"), concepts)
    distance = cdist(rows[columns].to_numpy(float) / unit, areas[columns].to_numpy(float) / unit).round(_DECIMALS)
    return pd.DataFrame(distance, rows.index, areas.index)


def limit(candidates: pd.DataFrame, concepts: Concepts, k: int = NEAREST) -> float:
    """The distance above which a match is called poor: 95 % of all candidates have k others within it.

    candidates: as for `nearest`. So an area with a poor match is less like others than nearly any district is.
    """
    rows = candidates.sort_values("wk_code")
    places = rows[checked(concepts)].to_numpy(float) / _unit(rows, concepts)
    distances = np.partition(cdist(places, places), k, axis=1)[:, k]  # the district itself, at 0, comes first
    return round(float(np.quantile(distances, _LIMIT)), _DECIMALS)


def candidates_of(districts: pd.DataFrame, concepts: Concepts) -> pd.DataFrame:
    """The districts that belong to no area and have all that is matched on; with the column size (`with_size`)."""
    return districts[districts["area"].isna()].dropna(subset=checked(concepts))


def choices(districts: pd.DataFrame, concepts: Concepts, k: int = NEAREST) -> pd.DataFrame:
    """The k nearest districts of every area, and the limit above which a match is poor.

    districts: those of areas (column area has their slug) and the candidates (no area), with the columns that
    `profile` and `nearest` need, but for size. Returns area, rank, wk_code, distance and limit, by area and rank.
    Raises ValueError as `nearest` does, and for an area of which a variable is known of no district.
    """
    districts = with_size(districts).sort_values("wk_code")
    candidates = candidates_of(districts, concepts)
    found = []
    for area, rows in districts.groupby("area"):
        own = profile(rows, concepts)
        if own.isna().any():
            lacking = ", ".join(own.index[own.isna()])
            raise ValueError(f"{area}: no {lacking} of any of its districts; expected all that is matched on")
        found.append(nearest(own, candidates, concepts, k).assign(area=area))
    columns = ["area", "rank", "wk_code", "distance"]
    return pd.concat(found, ignore_index=True)[columns].assign(limit=limit(candidates, concepts, k))


def balance(own: pd.Series, chosen: pd.DataFrame, candidates: pd.DataFrame, concepts: Concepts) -> pd.DataFrame:
    """How far the chosen districts are like the area, per variable: standardised differences (Stuart, 2010).

    own: of `profile`. chosen, candidates: as of `nearest`. Returns a row per column: concept, variable, own, similar
    (mean of the chosen, each counts the same), every (mean of the candidates, by residents), difference (own minus
    similar) and difference_every (own minus every), both in standard deviations of all candidates, so that they can be
    compared, and balanced (the first is no more than BALANCED).
    """
    columns = checked(concepts)
    every, deviation = _standard(candidates.sort_values("wk_code"), columns)
    similar = chosen.sort_values("wk_code")[columns].mean()
    rows = pd.DataFrame({"own": own[columns], "similar": similar, "every": every})
    rows = rows.assign(
        concept=[concept for concept, columns in concepts.items() for _ in columns],
        difference=(rows["own"] - rows["similar"]) / deviation,
        difference_every=(rows["own"] - rows["every"]) / deviation,
    )
    rows = rows.assign(balanced=rows["difference"].abs() <= BALANCED).rename_axis("variable").reset_index()
    order = ["concept", "variable", "own", "similar", "every", "difference", "difference_every", "balanced"]
    return rows[order]


def resampled_mean(values: pd.Series) -> Interval:
    """The mean of districts, and how far it would move had other districts of the kind been there to choose (95 %).

    Percentile bootstrap over districts (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13),
    with the percentiles that Hesterberg (The American Statistician 69, 2015, section 5.3.2) takes for small samples:
    plain ones of ten values are too narrow (they held the mean 90 times of 100, and these 94 to 95; see the tests).
    The rounding of a district is part of the differences between districts, so it is in the interval. Errors of the
    register are not, nor how like the area the districts are. Always the same draws: the same values, in whatever
    order, give the same interval.

    values: of districts; missing ones do not count. Unknown with fewer than FEWEST.
    """
    known = np.sort(values.dropna().to_numpy(float))
    n = len(known)
    if n < FEWEST:
        return Interval.unknown()
    lower, upper = np.quantile(_drawn(n) @ known / n, [_tail(n), 1 - _tail(n)])
    mean = float(known.mean())
    return Interval(mean, min(float(lower), mean), max(float(upper), mean))


@lru_cache(maxsize=32)
def _drawn(n: int) -> np.ndarray:
    """How often each of n values is drawn, in every resample."""
    return np.random.default_rng(_SEED).multinomial(n, [1 / n] * n, size=_DRAWS).astype(float)


@lru_cache(maxsize=32)
def _tail(n: int) -> float:
    """The share of resampled means below the lower limit: as far out as a t interval of n values goes."""
    return float(stats.norm.cdf(math.sqrt(n / (n - 1)) * stats.t.ppf((1 - _LEVEL) / 2, n - 1)))
