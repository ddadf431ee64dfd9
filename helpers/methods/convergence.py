"""Whether a gap closes between two years, in points and as a ratio."""

import math
from dataclasses import dataclass

from helpers.methods.intervals import TINY, Interval

# A gap that changes by less than a tenth of itself is called flat. Smaller changes are within what a single year's
# wobble does in these series, and the report itself calls them stable.
FLAT = 0.10


# The limits that could have been chosen as well: an outcome that changes under one of them rests on the choice.
OTHER_LIMITS = (0.05, 0.20)


# Convergence --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Convergence:
    """Whether a gap closes between two years, read in points and as a ratio.

    points, ratio: closing, widening, flat, reversed, undecided (at this precision) or missing.
    points_change, ratio_change: relative change of the size of the gap (-0.5 = halved), with rounding limits.
    """

    first_year: int
    last_year: int
    points: str
    ratio: str
    points_change: Interval
    ratio_change: Interval

    @property
    def outcome(self) -> str:
        """both, points-only, ratio-only or neither; undecided, reversed or missing when a reading is."""
        readings = {self.points, self.ratio}
        for special in ("missing", "reversed", "undecided"):
            if special in readings:
                return special
        closing = (self.points == "closing", self.ratio == "closing")
        names = {(True, True): "both", (True, False): "points-only", (False, True): "ratio-only"}
        return names.get(closing, "neither")


def convergence(
    first_year: int,
    last_year: int,
    first: tuple[Interval, Interval],
    last: tuple[Interval, Interval],
    flat: float = FLAT,
) -> Convergence:
    """Convergence from (focus, nl) in the first year to (focus, nl) in the last.

    The gap as a ratio is measured as the size of the logarithm of focus / nl, so that half and double are equally
    far from equal. A gap that changes by less than `flat` of itself is flat. Raises ValueError when the last year
    is not after the first one.
    """
    if last_year <= first_year:
        raise ValueError(f"a gap is compared from an earlier to a later year, not from {first_year} to {last_year}")
    points, points_change = _reading(first[0] - first[1], last[0] - last[1], flat)
    ratio, ratio_change = _reading((first[0] / first[1]).log(), (last[0] / last[1]).log(), flat)
    return Convergence(first_year, last_year, points, ratio, points_change, ratio_change)


def _reading(first: Interval, last: Interval, flat: float = FLAT) -> tuple[str, Interval]:
    if not (first.known and last.known):
        return "missing", Interval.unknown()
    if first.sign and last.sign and first.sign != last.sign:
        return "reversed", Interval.unknown()
    change = _relative(first.size(), last.size())
    if change.upper <= -flat and not crosses_zero(last):
        return "closing", change
    if change.lower >= flat:
        return "widening", change
    if change.lower > -flat and change.upper < flat:
        return "flat", change
    return "undecided", change


def crosses_zero(gap: Interval) -> bool:
    """Whether rounding leaves open on which side of zero a gap lies: it may have closed, or turned around."""
    return not gap.sign and gap.lower < gap.upper


def _relative(start: Interval, end: Interval) -> Interval:
    """Change of the size of a gap as a share of it; without bound where the first size can be zero."""

    def share(size: float, of: float) -> float:
        return size / of - 1 if of > TINY else math.inf if size > TINY else 0.0

    return Interval(share(end.value, start.value), share(end.lower, start.upper), share(end.upper, start.lower))
