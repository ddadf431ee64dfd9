"""Where marks stand on the strip of a spine, whose width no drawing knows: places in percent, lanes for dots."""

import math
from collections.abc import Iterable, Sequence

# All values of the twenty areas and of what they are compared with lie below it (tests/charts/test_strips.py).
SCALE = 80.0
STEP = 20.0  # between two ticks

# Dots would hide each other on the narrowest strip. Numbers are pixels.
_NARROWEST = 300.0
_DOT = 5.4
_LANES = (0, -1, 1, -2, 2)  # nearest to the middle first


def scale_end(values: Iterable[float]) -> float:
    """The end of an axis that begins at 0 percent: SCALE for every area, or the next step where a value lies beyond.

    values: shares in percent. Raises ValueError for one that is no share.
    """
    known = list(values)
    outside = [value for value in known if not 0 <= value <= 100]
    if outside:
        raise ValueError(f"{outside[0]:g} is no share in percent")
    return max(SCALE, STEP * math.ceil(max(known, default=0) / STEP))


def percent(value: float, end: float) -> float:
    """The place of a value on an axis from 0 to end, in percent of its width."""
    return round(100 * value / end, 3)


def ticks(end: float) -> list[float]:
    """The values that an axis from 0 to end is labelled with."""
    return [STEP * number for number in range(int(end / STEP) + 1)]


def lanes(places: Sequence[float]) -> list[int]:
    """For each place (percent) the lane of its dot, from -2 to 2: the nearest to the middle that is free there.

    Where five dots stand in each other's way, the lane whose last dot is furthest off.
    """
    last = dict.fromkeys(_LANES, -math.inf)
    found = [0] * len(places)
    for number in sorted(range(len(places)), key=lambda number: places[number]):
        at = places[number] * _NARROWEST / 100
        free = [lane for lane in _LANES if at - last[lane] >= _DOT]
        lane = free[0] if free else min(_LANES, key=lambda lane: last[lane])
        last[lane] = at
        found[number] = lane
    return found
