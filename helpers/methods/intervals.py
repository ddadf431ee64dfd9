"""Intervals that the rounding of published numbers leaves open.

A published value v with precision p (half-width) stands for every unrounded value in [v - p, v + p]. What is computed
from published values carries the interval of all results that unrounded values could give. Every published value
enters a formula once, so interval arithmetic gives exactly that range (Moore, Interval Analysis, 1966). It is no
interval for the truth: errors of a survey, a model or a register are not in it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Literal

# How a value came about: stated (a number in the source), phrase (read from words such as "about a third"), computed
# (from stated values), computed-from-phrase (one of them was read from a phrase) or proxy (computed for districts that
# only come near the area).
Basis = Literal["stated", "phrase", "computed", "computed-from-phrase", "proxy"]
APPROXIMATE: frozenset[Basis] = frozenset({"phrase", "computed-from-phrase", "proxy"})

# Two limits that differ by less than this differ by binary fractions only.
TINY = 1e-9


@dataclass(frozen=True, slots=True)  # a large collection has hundreds of thousands
class Interval:
    """A value with the lower and upper limit that rounding leaves open; same unit for all three, and its basis.

    >>> from helpers.methods.intervals import Interval
    >>> print(Interval.published(14.5, 0.05))
    14.5 (14.45 to 14.55)
    """

    value: float
    lower: float
    upper: float
    basis: Basis = field(default="computed", compare=False)

    @classmethod
    def published(cls, value: float, precision: float, basis: Basis = "stated") -> "Interval":
        """A published value and the half-width of its rounding."""
        return cls(value, value - precision, value + precision, basis)

    def share(self) -> "Interval":
        """A share in percent: its limits cut at 0 and 100, between which every unrounded share lies.

        >>> print(Interval.published(0, 0.5).share())
        0 (0 to 0.5)
        """
        return replace(self, lower=max(self.lower, 0.0), upper=min(self.upper, 100.0))

    @classmethod
    def bounded(cls, value: float, precision: float, bound: str) -> "Interval":
        """A count or share of which the source gives the number with a word (`realisation_values.bound`).

        exact and about: the half-width of its rounding on both sides; almost, just-over: on one side; at-most: from
        zero to the number; at-least: no upper limit is known.
        """
        limits = {
            "almost": (value - precision, value),
            "just-over": (value, value + precision),
            "at-most": (0.0, value),
            "at-least": (value, math.inf),
        }
        if bound in limits:
            return cls(value, *limits[bound], "phrase")
        return cls.published(value, precision, "phrase" if bound == "about" else "stated")

    @classmethod
    def exact(cls, value: float) -> "Interval":
        """A count or another number without rounding."""
        return cls(float(value), float(value), float(value))

    @classmethod
    def unknown(cls) -> "Interval":
        """No value: nothing is published, or it cannot be computed."""
        return cls(math.nan, math.nan, math.nan)

    @property
    def precision(self) -> float:
        """Half of the width."""
        return (self.upper - self.lower) / 2

    @property
    def approximate(self) -> bool:
        """Whether a reader must be told that the number is about right: it rests on words, or on other districts."""
        return self.basis in APPROXIMATE

    @property
    def known(self) -> bool:
        """Whether the value and both limits are numbers."""
        return not any(map(math.isnan, (self.value, self.lower, self.upper)))

    @property
    def sign(self) -> int:
        """1 or -1 when all of the interval lies on that side of zero, else 0."""
        return 1 if self.lower > TINY else -1 if self.upper < -TINY else 0

    def __str__(self) -> str:
        """For analysts: `7.8 (7.7 to 7.9)`."""
        return f"{self.value:g} ({self.lower:g} to {self.upper:g})" if self.known else "unknown"

    def _computed(self, value: float, lower: float, upper: float, *others: "Interval") -> "Interval":
        """What is computed from this and others; it keeps that one of them is of other districts, or of a phrase."""
        bases = {operand.basis for operand in (self, *others)}
        basis: Basis = "computed-from-phrase" if bases & APPROXIMATE else "computed"
        return Interval(value, lower, upper, "proxy" if "proxy" in bases else basis)

    def __neg__(self) -> "Interval":
        return self._computed(-self.value, -self.upper, -self.lower)

    def __add__(self, other: "Interval") -> "Interval":
        return self._computed(self.value + other.value, self.lower + other.lower, self.upper + other.upper, other)

    def __sub__(self, other: "Interval") -> "Interval":
        return self._computed(self.value - other.value, self.lower - other.upper, self.upper - other.lower, other)

    def __mul__(self, other: "Interval") -> "Interval":
        """Product; its limits are the lowest and the highest product of two limits, whatever their signs."""
        limits = [a * b for a in (self.lower, self.upper) for b in (other.lower, other.upper)]
        return self._computed(self.value * other.value, min(limits), max(limits), other)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Ratio of two intervals that are positive as a whole; unknown when one of them is not."""
        if not (self.sign == 1 and other.sign == 1):
            return Interval.unknown()
        return self._computed(self.value / other.value, self.lower / other.upper, self.upper / other.lower, other)

    def scaled(self, factor: float) -> "Interval":
        """Times an exact number, which may be negative."""
        low, high = sorted((self.lower * factor, self.upper * factor))
        return self._computed(self.value * factor, low, high)

    def plus(self, number: float) -> "Interval":
        """Plus an exact number in the same unit."""
        return self._computed(self.value + number, self.lower + number, self.upper + number)

    def log(self) -> "Interval":
        """Natural logarithm; unknown when the interval is not positive as a whole."""
        if self.sign != 1:
            return Interval.unknown()
        return self._computed(math.log(self.value), math.log(self.lower), math.log(self.upper))

    def size(self) -> "Interval":
        """Absolute value."""
        if self.lower >= 0:
            return self
        if self.upper <= 0:
            return -self
        return self._computed(abs(self.value), 0.0, max(-self.lower, self.upper))


def middle(values: Sequence[Interval]) -> Interval:
    """The median of known values, at least one; it rises when any value rises, so those of the limits enclose it."""
    return Interval(*(median(getattr(value, name) for value in values) for name in ("value", "lower", "upper")))


def relative_change(first: Interval, last: Interval) -> Interval:
    """Change from first to last as a share of first (0.1 = ten per cent more); both positive, else unknown."""
    return (last / first).plus(-1.0)
