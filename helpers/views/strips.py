"""What views need to make the strips of a spine: an axis, and marks that stand at their value on it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.blocks.model import Mark, Role, Tick
from helpers.methods.intervals import Interval
from helpers.words import values
from helpers.words.text import Text

# Dots of districts, on the narrowest strip: the width of both in pixels, and the lanes, nearest to the middle first.
_NARROWEST, _DOT = 300.0, 5.4
_LANES = (0, -1, 1, -2, 2)

_MOST_STEPS = 5  # between the ends of an axis: the names of more ticks would touch on a phone


@dataclass(frozen=True)
class Axis:
    """An axis from low to high with a tick at each step, all in the unit of what stands on it."""

    low: float
    high: float
    step: float

    @classmethod
    def around(cls, known: Iterable[Interval], step: float) -> "Axis":
        """The axis between whole steps that holds values with their limits; a step that is too fine is doubled.

        It has three numbers at least: of two, at its ends, one looks like the head of a column.
        """
        lowest, highest = min(one.lower for one in known), max(one.upper for one in known)
        while True:
            low, high = _whole_steps(lowest / step, highest / step)
            if high - low <= _MOST_STEPS:
                return cls(low * step, high * step, step)
            step *= 2

    @classmethod
    def shares(cls, known: Iterable[float]) -> "Axis":
        """From 0 to 80 percent, the same for every area, so that lengths mean the same; further where a value is.

        All values of the twenty areas, and of what they are compared with, lie below 80 (tests/views/test_spine.py).
        """
        step = 20.0
        return cls(0, max(80.0, step * math.ceil(max(known, default=0) / step)), step)

    @classmethod
    def round(cls, known: Sequence[Interval]) -> "Axis":
        """The axis that holds values with their limits, with steps of one, two or five of a power of ten."""
        span = max(one.upper for one in known) - min(one.lower for one in known) or abs(known[0].value) or 1
        power = 10.0 ** math.floor(math.log10(span / (_MOST_STEPS - 1)))
        fine = next(part * power for part in (1, 2, 5, 10) if part * power * (_MOST_STEPS - 1) >= span)
        return cls.around(known, fine)

    def at(self, value: float) -> float:
        """Where a value stands, in percent of the strip. Raises ValueError for one that is not on the axis."""
        place = round(100 * (value - self.low) / (self.high - self.low), 2)
        if not 0 <= place <= 100:
            raise ValueError(f"{value:g} is not on the axis from {self.low:g} to {self.high:g}")
        return place

    def ticks(self, text: Text, unit: str, decimals: int) -> list[Tick]:
        """A tick at each step; the first and the last one with the unit."""
        number = round((self.high - self.low) / self.step)
        steps = [self.low + place * self.step for place in range(number + 1)]
        ends = (steps[0], steps[-1])
        return [
            Tick(
                at=self.at(value),
                text=text.with_unit(value, unit, decimals) if value in ends else text.number(value, decimals),
            )
            for value in steps
        ]


def _whole_steps(lowest: float, highest: float) -> tuple[int, int]:
    """The numbers between which values lie, two apart at least: further on the side that is nearer, not past zero."""
    low, high = math.floor(lowest), math.ceil(highest)
    while high - low < 2:
        nearer_below = lowest - low < high - highest
        low, high = (low - 1, high) if low and (nearer_below or not high) else (low, high + 1)
    return low, high


def mark(
    text: Text,
    axis: Axis,
    role: Role,
    name: str,
    value: Interval,
    unit: str,
    decimals: int,
    bar: bool = False,
    rough: bool = False,
    lane: int = 0,
) -> Mark:
    """A value as a mark at the number that downloads have of it, with what a reader who points at it sees.

    decimals: those of the indicator; bar: whether its limits are drawn; rough, lane: as `Mark`.
    """
    label = text("strip.mark", name=name, value=values.short(text, value, decimals, unit))
    if bar:  # a digit more than the value: it may end between two whole numbers
        lower, upper = text.limits(value.lower, value.upper, decimals + 1)
        label = text("strip.mark_with_bar", mark=label, lower=lower, upper=upper)
    limits = (axis.at(value.lower), axis.at(value.upper)) if bar else None
    return Mark(
        role=role,
        label=label,
        at=axis.at(values.given(value)),
        limits=limits,
        open=rough,
        lane=lane,
    )


def lanes(places: Sequence[float]) -> list[int]:
    """For each place (percent) the lane of its dot, from -2 to 2: the nearest to the middle that is free there.

    Where five dots stand in each other's way it is the lane whose last dot is furthest off.
    """
    last = dict.fromkeys(_LANES, -math.inf)
    found = [0] * len(places)
    for number in sorted(range(len(places)), key=lambda number: places[number]):
        at = places[number] * _NARROWEST / 100
        free = [lane for lane in _LANES if at - last[lane] >= _DOT]
        found[number] = free[0] if free else min(_LANES, key=lambda lane: last[lane])
        last[found[number]] = at
    return found
