"""The trend of a series of published values.

Series are cut where the definition changes, where the indicator lists a break, and where years are missing.
Nothing is interpolated. There is no confidence interval and no test: with four to six years whose errors hang together
neither keeps its promise (docs/methods.md, tests/methods/test_simulations.py).
"""

from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from helpers.methods.intervals import Interval, middle
from helpers.methods.series import annual_runs

# The median of the three slopes of three points is little more than their change.
FEWEST = 4


@dataclass(frozen=True)
class Trend:
    """A slope per year with what rounding leaves open; `reason` says why it is missing."""

    years: tuple[int, ...]
    theil_sen: Interval = field(default_factory=Interval.unknown)  # units per year
    reason: str = ""  # "", too-few-points or years-apart


def trend(values: pd.Series, breaks: tuple[int, ...] = ()) -> Trend:
    """The trend of the longest annual run of a series (the latest of equally long ones).

    values: published values (Interval, in the indicator's unit) by year (index); unknown ones do not count.
    breaks: years in which a new series starts. The slope is that of Theil and Sen (Sen 1968) from four points on. Its
    limits are what rounding leaves open of this slope, and nothing else. Raises ValueError for a series without
    values and for a year that stands twice.
    """
    values = values[[isinstance(value, Interval) and value.known for value in values]]
    if values.empty:
        raise ValueError("a trend needs at least one value")
    run = max(annual_runs(values.index, breaks), key=lambda years: (len(years), years[-1]))
    years = tuple(run)
    if len(run) < FEWEST:
        return Trend(years, reason="too-few-points" if len(values) < FEWEST else "years-apart")
    return Trend(years, theil_sen({year: values.loc[year] for year in run}))


def theil_sen(values: dict[int, Interval]) -> Interval:
    """The median slope of all pairs of years, in units per year; values by year, at least two.

    The medians of the lower and of the upper limits of the slopes enclose it, whatever the unrounded values are.
    """
    pairs = combinations(sorted(values), 2)
    return middle([(values[later] - values[earlier]).scaled(1 / (later - earlier)) for earlier, later in pairs])
