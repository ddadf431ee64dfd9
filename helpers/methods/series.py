"""Series of yearly values: where they are cut, and how fast they change. Nothing is interpolated."""

from collections.abc import Iterable
from itertools import pairwise

from helpers.methods.intervals import Interval, relative_change


def annual_runs(years: Iterable[int], breaks: tuple[int, ...] = ()) -> list[list[int]]:
    """The runs of years that follow each other and are not cut by a break (a break year starts a new run).

    Raises ValueError for a year that stands twice.
    """
    runs: list[list[int]] = []
    for year in once(years):
        if runs and year == runs[-1][-1] + 1 and year not in breaks:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def once(years: Iterable[int]) -> list[int]:
    """The years in their order. Raises ValueError for a year that stands twice: a series has one value per year."""
    found = sorted(int(year) for year in years)
    double = [year for year, following in pairwise(found) if year == following]
    if double:
        raise ValueError(f"the year {double[0]} stands twice; a series has one value per year")
    return found


def break_years(text: object) -> tuple[int, ...]:
    """Break years as in `indicators.breaks` ("2023" or "2019;2023"; missing = none)."""
    return tuple(int(year) for year in text.split(";")) if isinstance(text, str) else ()


def pace(first: Interval, last: Interval, years: int) -> Interval:
    """Mean relative change per year (compound), with rounding limits.

    Unknown unless both values are positive and there is at least one year between them.
    """
    if years < 1:
        return Interval.unknown()
    ratio = relative_change(first, last).plus(1.0)
    if not ratio.known:
        return Interval.unknown()
    value, lower, upper = (limit ** (1 / years) - 1 for limit in (ratio.value, ratio.lower, ratio.upper))
    return Interval(value, lower, upper)
