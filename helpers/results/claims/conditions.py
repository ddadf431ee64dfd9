"""Comparisons that the test of a claim can make, each decided with the intervals of rounding."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.methods.intervals import TINY, Interval
from helpers.results.claims.thresholds import THRESHOLDS

INFINITE = float("inf")


class ClaimError(ValueError):
    """A test cannot be read: the message names the claim and what is wrong with its expression."""


class MissingNumber(LookupError):
    """A number that a test needs is not published; the message says which."""


class NotComparable(MissingNumber):
    """Two numbers have no ratio: one is zero or negative, or can be."""


@dataclass(frozen=True)
class Condition:
    """One comparison: a quantity with its interval, and the range in which it must lie (limits included or not)."""

    quantity: str  # difference, relative, ratio, share or order: how the arithmetic is worded
    inputs: tuple[Interval, ...]
    found: Interval
    low: float = -INFINITE
    high: float = INFINITE
    low_included: bool = True
    high_included: bool = True

    @property
    def status(self) -> str:
        """holds, fails, or rounding (some values inside the interval hold and some do not)."""
        inside = self._inside(self.found.lower), self._inside(self.found.upper)
        if all(inside):
            return "holds"
        beyond = self.found.upper < self.low + self._edge(self.low_included) or self.found.lower > (
            self.high - self._edge(self.high_included)
        )
        return "fails" if beyond else "rounding"

    @staticmethod
    def _edge(included: bool) -> float:
        return -TINY if included else TINY

    def _inside(self, x: float) -> bool:
        above = x >= self.low - TINY if self.low_included else x > self.low + TINY
        below = x <= self.high + TINY if self.high_included else x < self.high - TINY
        return above and below


# Comparisons ------------------------------------------------------------------------------------------
def relative_difference(a: Interval, b: Interval) -> Interval:
    """(a - b) / |b| for two numbers of the same sign; raises NotComparable for others."""
    if a.sign == b.sign == 1:
        return (a / b).plus(-1)
    if a.sign == b.sign == -1:
        return -((-a) / (-b)).plus(-1)
    raise NotComparable


def ratio_of(a: Interval, b: Interval) -> Interval:
    """a / b for two positive numbers; raises NotComparable for others."""
    if not (a.sign == 1 and b.sign == 1):
        raise NotComparable
    return a / b


Comparisons = dict[str, Callable[..., Condition]]  # by their names in the language
Limits = dict[str, float]  # what vague words mean, by the names of THRESHOLDS

_ABOVE: dict[str, Any] = {"low": 0, "low_included": False}
_BELOW: dict[str, Any] = {"high": 0, "high_included": False}


def comparisons(strictness: float) -> Comparisons:
    """The comparisons of the language, with vague words read `strictness` times as strictly."""
    return with_limits({name: threshold.scaled(strictness) for name, threshold in THRESHOLDS.items()})


def with_limits(limit: Limits) -> Comparisons:
    """The comparisons of the language with these limits, by the names of THRESHOLDS."""
    return _of_two(limit) | _in_time(limit) | _as_ratio(limit) | _of_gaps(limit) | _of_a_whole(limit)


def _of_two(limit: Limits) -> Comparisons:
    """How one number stands to another."""
    return {
        "higher": lambda a, b: _difference(a, b, **_ABOVE),
        "lower": lambda a, b: _difference(a, b, **_BELOW),
        "equal": lambda a, b: _difference(a, b, low=0, high=0),
        "same_number": lambda a, b: SameNumber("printed", (a, b), a - b, low=0, high=0),
        "other_number": lambda a, b: OtherNumber("printed", (a, b), a - b),
        "adds_up": lambda a, b: AddsUp("difference", (a, b), a - b, low=0, high=0),
        "at_least": lambda a, b: _difference(a, b, low=0),
        "at_most": lambda a, b: _difference(a, b, high=0),
        "between": lambda a, low, high: Condition("value", (a,), a, low.lower, high.upper),
        "slightly_higher": lambda a, b: _relative(a, b, high=limit["slightly"], **_ABOVE),
        "slightly_lower": lambda a, b: _relative(a, b, low=-limit["slightly"], **_BELOW),
        "clearly_higher": lambda a, b: _relative(a, b, low=limit["clearly"]),
        "clearly_lower": lambda a, b: _relative(a, b, high=-limit["clearly"]),
        "much_higher": lambda a, b: _relative(a, b, low=limit["much"]),
        "much_lower": lambda a, b: _relative(a, b, high=-limit["much"]),
        "about": lambda a, b: _relative(a, b, low=-limit["about"], high=limit["about"]),
        "almost": lambda a, b: _relative(a, b, low=-limit["almost"], **_BELOW),
        "just_over": lambda a, b: _relative(a, b, high=limit["just-over"], **_ABOVE),
        "differs": lambda a, b: Differs("difference", (a, b), a - b),
    }


def _in_time(limit: Limits) -> Comparisons:
    """How a number changed from a first to a last year."""
    return {
        "rises": lambda first, last: _printed_change(last, first, low=0),
        "falls": lambda first, last: _printed_change(last, first, high=0),
        "rises_slightly": lambda first, last: _relative_change(last, first, low=0, high=limit["slightly"]),
        "falls_slightly": lambda first, last: _relative_change(last, first, low=-limit["slightly"], high=0),
        "rises_strongly": lambda first, last: _relative_change(last, first, low=limit["much"]),
        "falls_strongly": lambda first, last: _relative_change(last, first, high=-limit["much"]),
        "stable": lambda first, last: _relative(last, first, low=-limit["stable"], high=limit["stable"]),
    }


def _as_ratio(limit: Limits) -> Comparisons:
    """How many times one number is another."""
    return {
        "times": lambda a, b, k: _ratio(a, b, k.value * (1 - limit["about"]), k.value * (1 + limit["about"])),
        "more_than_times": lambda a, b, k: _ratio(a, b, k.value, low_included=False),
        "almost_times": lambda a, b, k: _ratio(a, b, k.value * (1 - limit["almost"]), k.value, high_included=False),
        "halved": lambda first, last: _ratio(last, first, 0.5 * (1 - limit["about"]), 0.5 * (1 + limit["about"])),
        "more_than_halved": lambda first, last: _ratio(last, first, high=0.5, high_included=False),
    }


def _of_gaps(limit: Limits) -> Comparisons:
    """How the size of a gap changed from a first to a last year."""
    return {
        "widens": lambda first, last: _gap_change(first, last, low=0),
        "narrows": lambda first, last: _gap_change(first, last, high=0),
        "same_gap": lambda first, last: _relative(last.size(), first.size(), -limit["stable"], limit["stable"]),
    }


def _of_a_whole(limit: Limits) -> Comparisons:
    """How one number stands to all others, or a part to its whole."""
    return {
        "largest": lambda *values: _order(1, *values),
        "smallest": lambda *values: _order(-1, *values),
        "most": lambda part, whole: Condition("share", (part, whole), ratio_of(part, whole), 0.5, low_included=False),
        "almost_all": lambda part, whole: Condition(
            "share", (part, whole), ratio_of(part, whole), 1 - limit["few-left-out"], 1
        ),
    }


def _printed_change(a: Interval, b: Interval, **limits: Any) -> "Change":
    return Change("difference", (a, b), a - b, **limits)


def _relative_change(a: Interval, b: Interval, **limits: Any) -> "Change":
    return Change("relative", (a, b), relative_difference(a, b), **limits)


def _difference(a: Interval, b: Interval, **limits: Any) -> Condition:
    return Condition("difference", (a, b), a - b, **limits)


def _relative(a: Interval, b: Interval, low: float = -INFINITE, high: float = INFINITE, **included: bool) -> Condition:
    return Condition("relative", (a, b), relative_difference(a, b), low, high, **included)


def _ratio(a: Interval, b: Interval, low: float = -INFINITE, high: float = INFINITE, **included: bool) -> Condition:
    return Condition("ratio", (a, b), ratio_of(a, b), low, high, **included)


def _gap_change(first: Interval, last: Interval, **limits: Any) -> Condition:
    return _printed_change(last.size(), first.size(), **limits)


def _order(sign: int, first: Interval, *others: Interval) -> Condition:
    gaps = [(first - other).scaled(sign) for other in others]
    # The smallest lead over any rival: one with a wide interval may come nearer than the one with the nearest value.
    lead = Interval(*(min(getattr(gap, limit) for gap in gaps) for limit in ("value", "lower", "upper")))
    return Condition("order", (first, *others), lead, low=0)


class Differs(Condition):
    """Two numbers are not the same: fails only for exact equals, rounding may save it."""

    @property
    def status(self) -> str:
        """holds when the two differ for certain, fails when they are equal for certain, else rounding."""
        if self.found.sign:
            return "holds"
        return "fails" if self.found.lower == self.found.upper else "rounding"


class Change(Condition):
    """A change over time: the printed numbers must show it, whatever rounding may hide.

    Low or high is zero, included, for a rise or a fall; one unit in the last printed digit is a change.
    """

    @property
    def printed(self) -> bool:
        """Whether the printed numbers differ in the direction that is stated."""
        return self.found.value > TINY if self.low >= 0 else self.found.value < -TINY

    @property
    def status(self) -> str:
        """As of every comparison, but fails when the printed numbers do not show the change."""
        return super().status if self.printed else "fails"


class SameNumber(Condition):
    """Two places print the same number."""

    @property
    def status(self) -> str:
        """holds or fails: a printed number is the same or it is not."""
        return "holds" if abs(self.found.value) <= TINY else "fails"


class OtherNumber(Condition):
    """Two places print different numbers."""

    @property
    def status(self) -> str:
        """holds or fails: the opposite of SameNumber."""
        return "holds" if abs(self.found.value) > TINY else "fails"


class AddsUp(Condition):
    """Rounded parts and their rounded whole: they agree when their intervals meet."""

    @property
    def status(self) -> str:
        """holds or fails."""
        return "fails" if self.found.sign else "holds"
