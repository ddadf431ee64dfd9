"""The three national goals on poverty and debts (report, section 2.1), as a function of a baseline.

The goals are halvings against 2015. The monitor's series start in 2018, so the report holds no baseline for the
focus areas; a baseline is something that a user supplies, never something that is made up here.
"""

import math
from dataclasses import dataclass

from helpers.methods.intervals import Interval
from helpers.methods.series import pace


@dataclass(frozen=True)
class Goal:
    """A goal of the national programme: halve `indicator` by `year`, against 2015."""

    key: str
    indicator: str
    year: int
    factor: float = 0.5


# Section 2.1. The goals count people, children and households; the monitor publishes shares of households.
GOALS = (
    Goal("people-in-poverty", "armoede-huishoudens", 2030),
    Goal("children-in-poverty", "armoede-kinderen", 2025),
    Goal("households-with-debts", "problematische-schulden", 2030),
)


@dataclass(frozen=True)
class Progress:
    """Where a published series stands towards a goal.

    observed_pace: compound change per year over the series. needed_pace: from the last year to the goal.
    target: level to be reached. Both unknown without a baseline.
    """

    observed_pace: Interval
    target: float | None = None
    needed_pace: Interval | None = None


def progress(
    goal: Goal, first_year: int, first: Interval, last_year: int, last: Interval, baseline: float | None
) -> Progress:
    """Progress towards a goal.

    first, last: published values in the indicator's unit; baseline: the value in the goal's base year, in the same
    unit, supplied by the user, or None. Without a baseline only the pace of the published series is known, and of one
    year not even that. Raises ValueError for a baseline that is not a positive number.
    """
    observed = pace(first, last, last_year - first_year)
    if baseline is None:
        return Progress(observed)
    if not 0 < baseline < math.inf:
        raise ValueError(f"the baseline of {goal.key} is {baseline:g}; expected a positive number")
    target = baseline * goal.factor
    years = goal.year - last_year
    needed = pace(last, Interval.exact(target), years)
    return Progress(observed, target, needed)
