"""Whether a gap closes between two years, in points and as a ratio."""

from dataclasses import dataclass

from helpers.methods.intervals import Interval

# A gap that changes by less than a tenth of itself is called flat. Smaller changes are within what a single year's
# wobble does in these series, and the report itself calls them stable.
FLAT = 0.10


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
    first_year: int, last_year: int, first: tuple[Interval, Interval], last: tuple[Interval, Interval]
) -> Convergence:
    """Convergence from (focus, nl) in the first year to (focus, nl) in the last.

    The gap as a ratio is measured as the size of the logarithm of focus / nl, so that half and double are equally
    far from equal. A gap that changes by less than FLAT of itself is flat.
    """
    gaps = [focus - nl for focus, nl in (first, last)]
    ratios = [(focus / nl).log() for focus, nl in (first, last)]
    points, points_change = _reading(*gaps)
    ratio, ratio_change = _reading(*ratios)
    return Convergence(first_year, last_year, points, ratio, points_change, ratio_change)


def _reading(first: Interval, last: Interval) -> tuple[str, Interval]:
    if not (first.known and last.known):
        return "missing", Interval.unknown()
    if first.sign and last.sign and first.sign != last.sign:
        return "reversed", Interval.unknown()
    if not first.sign:
        return "undecided", Interval.unknown()
    shrunk = last.size()
    start = first.size()
    change = Interval(shrunk.value / start.value - 1, shrunk.lower / start.upper - 1, shrunk.upper / start.lower - 1)
    if change.upper <= -FLAT:
        return "closing", change
    if change.lower >= FLAT:
        return "widening", change
    if change.lower > -FLAT and change.upper < FLAT:
        return "flat", change
    return "undecided", change
