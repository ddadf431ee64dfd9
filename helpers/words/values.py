"""The one rule by which a measured value becomes text, in tables, drawings, sentences and downloads alike.

A value has as many decimals as its limits carry, and a mark when it is approximate. There is a text with limits
(`with_limits`), one for a cell of its own (`reported`), and a short one for labels and sentences (`short`); they give
the same digits. An estimate has limits of chance, which say nothing of its digits (`estimated`). A missing value is the
business of the caller.
"""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Protocol

from helpers.words.text import Text, rounded

# A last digit is shown as long as neither limit is further away than 2.5 of its units, so that the limits are at most
# five apart: to leave the digit out could move the number by as much. A printed number has limits at half a unit, the
# difference of two at one unit.
_UNITS = 2.5

RATIO = 2  # decimals that a ratio has at most

_MOST = 6  # decimals, also of a number without limits
_TINY = 1e-9  # what binary fractions make of a difference


class Measured(Protocol):
    """What a value must tell: see `methods.intervals.Interval`."""

    @property
    def value(self) -> float:
        """The number."""

    @property
    def lower(self) -> float:
        """The lower limit, in the same unit."""

    @property
    def upper(self) -> float:
        """The upper limit."""

    @property
    def basis(self) -> str:
        """How it came about."""

    @property
    def approximate(self) -> bool:
        """Whether it must be marked."""


def overlap_in_print(one: Measured, other: Measured, decimals: int) -> bool:
    """Whether limits of two values touch or overlap in print though not unrounded: then a table has to say so.

    Limits are rounded outward: in whole percents 14.5 to 15.5 prints as 14 to 16, and 16.5 to 17.5 as 16 to 18.
    """
    return _touch_in_print((one.lower, one.upper), (other.lower, other.upper), decimals)


def _touch_in_print(one: tuple[float, float], other: tuple[float, float], decimals: int) -> bool:
    """Whether limits that lie apart do not in print."""
    (_, upper), (lower, _) = sorted((one, other))
    apart = upper < lower - _TINY
    return apart and rounded(upper, decimals, ROUND_CEILING) >= rounded(lower, decimals, ROUND_FLOOR)


def decimals(measured: Measured) -> int:
    """How many decimals a value has: those that its limits carry, and more only where it would leave them."""
    carried = _carried(measured)
    return next((n for n in range(carried, _MOST) if _within(measured, n)), _MOST)


def given(measured: Measured) -> float:
    """The number with the decimals that it has: what is drawn, and what a download holds."""
    return float(rounded(measured.value, decimals(measured)))


def printed(measured: Measured, most: int) -> float:
    """The number that `short` prints without a range, as a number: what readers see is put in classes and in order.

    most: the decimals of the indicator.
    """
    return float(rounded(measured.value, min(most, decimals(measured))))


def short(text: Text, measured: Measured, most: int, unit: str = "", signed: bool = False) -> str:
    """`71`, `ca. 71`, `ca. 71%` or, where the source gives a range, `52,2–52,5`.

    most: the decimals of the indicator; unit: as in `Text.with_unit`, or none; signed: with a sign, as a difference.
    """
    if _is_range(measured):
        low, high = _range(measured)
        limits = text("values.range_short", lower=text.number(low, most), upper=text.number(high, most))
        return _in_unit(text, limits, unit)
    shown = _in_unit(text, _number(text, measured, most, signed), unit)
    return text("values.about", value=shown) if measured.approximate else shown


def reported(text: Text, measured: Measured, most: int, unit: str = "") -> str:
    """The same for a place with room: what was read from a phrase says so (`ca. 71% (uit een zin gelezen)`)."""
    if _is_range(measured):
        low, high = _range(measured)
        shown = text("values.range", lower=text.number(low, most), upper=_in_unit(text, text.number(high, most), unit))
    else:
        shown = short(text, measured, most, unit)
    return text("values.phrase", value=shown) if measured.basis == "phrase" else shown


def with_limits(text: Text, measured: Measured, most: int, signed: bool = False, more: int = 0) -> str:
    """A number with the limits that rounding leaves open, as `+4,0 (3,9 tot 4,1)`.

    Limits have the decimals of the indicator (and `more`), which may be more than the value has, and are rounded
    outward: they never promise too much. Those of a difference have more where one would print as zero
    although zero lies outside; the number follows them where it would stand outside.
    """
    return _between(text, measured, min(most, decimals(measured)), most + more, signed)


def estimated(text: Text, measured: Measured, decimals: int) -> str:
    """An estimate with its limits, as `+0,002 (−0,001 tot +0,004)`, both with these decimals.

    Limits of chance are wide: if they decided on its digits, as those of rounding do, a number could become zero.
    """
    return _between(text, measured, decimals, decimals, signed=True)


def _between(text: Text, measured: Measured, own: int, decimals: int, signed: bool) -> str:
    """own: decimals of the number, more where it would stand outside its limits as they are printed.

    Limits have these decimals, or more for a difference that is not zero, outward.
    """
    limits = (measured.lower, measured.upper)
    while signed and decimals < _MOST and _touch_in_print(limits, (0.0, 0.0), decimals):
        decimals += 1
    least, most = rounded(limits[0], decimals, ROUND_FLOOR), rounded(limits[1], decimals, ROUND_CEILING)
    own = next((n for n in range(own, decimals) if least <= rounded(measured.value, n) <= most), max(own, decimals))
    lower, upper = text.limits(measured.lower, measured.upper, decimals, signed)
    shown = (text.signed if signed else text.number)(measured.value, own)
    value = text("values.about", value=shown) if measured.approximate else shown
    return text("unit.interval", value=value, lower=lower, upper=upper)


def _carried(measured: Measured) -> int:
    if math.isinf(measured.upper):  # the value is a limit itself: "more than 8.5"
        return _MOST
    reach = max(measured.value - measured.lower, measured.upper - measured.value)
    return next((n for n in range(_MOST, 0, -1) if reach <= _UNITS * 10.0**-n + _TINY), 0)


def _within(measured: Measured, n: int) -> bool:
    """Whether a value with n decimals stays within its limits."""
    return measured.lower - _TINY <= float(rounded(measured.value, n)) <= measured.upper + _TINY


def _number(text: Text, measured: Measured, most: int, signed: bool) -> str:
    show = text.signed if signed else text.number
    return show(measured.value, min(most, decimals(measured)))


def _is_range(measured: Measured) -> bool:
    """Whether a value is the middle of a range in the source, and not a number that is printed there."""
    return measured.basis == "phrase" and abs(measured.value - given(measured)) > _TINY


def _range(measured: Measured) -> tuple[float, float]:
    """The range as the source prints it: a printed number leaves half a unit open on each side."""
    half = 0.5 * 10.0 ** -decimals(measured)
    return measured.lower + half, measured.upper - half


def _in_unit(text: Text, number: str, unit: str) -> str:
    return text(f"unit.{unit}.value", value=number) if unit else number
