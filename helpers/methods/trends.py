"""The trend of a series of published values.

Series are cut where the definition changes, where the indicator lists a break, and where years are missing.
Nothing is interpolated.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.tools import add_constant

from helpers.methods.intervals import Interval
from helpers.methods.mann_kendall import mann_kendall_p
from helpers.methods.series import annual_runs

# Mann-Kendall and Theil-Sen say little about fewer points: with four, even a perfect order has p = 0.083.
FEWEST_FOR_RANK_TREND = 5


# With three points the interval has one degree of freedom: 12.7 standard errors to either side say nothing.
FEWEST_FOR_SLOPE = 4


@dataclass(frozen=True)
class Trend:
    """A slope per year with what is known of it; `reason` says why something is missing."""

    years: tuple[int, ...]
    slope: Interval = field(default_factory=Interval.unknown)  # least squares, units per year, 95 % interval
    theil_sen: float = np.nan
    mann_kendall_p: float = np.nan
    reason: str = ""  # "", too-few-points or years-apart


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
    fit = OLS(y, add_constant(x - x.mean())).fit()
    lower, upper = map(float, fit.conf_int(alpha=0.05)[1])
    slope = Interval(float(fit.params[1]), lower, upper)
    if len(run) < FEWEST_FOR_RANK_TREND:
        return Trend(years, slope, reason="too-few-points")
    sen = stats.theilslopes(y, x)[0]
    return Trend(years, slope, sen, mann_kendall_p(y))
