"""The three national goals on poverty and debts (report, section 2.1), as a function of a baseline.

The goals are halvings against 2015. The monitor's series start in 2018, so the report holds no baseline for the
focus areas; a baseline is something that a user supplies, never something that is made up here.
"""

from dataclasses import dataclass

from helpers.methods.intervals import Interval
from helpers.methods.series import pace


@dataclass(frozen=True)
class Goal:
    """A goal of the national programme: halve `indicator` by `year`, against `base_year`."""

    key: str
    indicator: str
    year: int
    base_year: int = 2015
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

    goal: Goal
    observed_pace: Interval
    target: float | None = None
    needed_pace: Interval | None = None
    reached: bool | None = None


def progress(
    goal: Goal, first_year: int, first: Interval, last_year: int, last: Interval, baseline: float | None
) -> Progress:
    """Progress towards a goal.

    first, last: published values in the indicator's unit; baseline: the value in the goal's base year, in the same
    unit, supplied by the user, or None. Without a baseline only the pace of the published series is known.
    """
    observed = pace(first, last, last_year - first_year)
    if baseline is None:
        return Progress(goal, observed)
    target = baseline * goal.factor
    years = goal.year - last_year
    needed = pace(last, Interval(target, target, target), years) if years > 0 else Interval.unknown()
    return Progress(goal, observed, target, needed, last.upper <= target)
