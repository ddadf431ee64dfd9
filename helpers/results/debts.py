"""Problematic debts under two definitions: the overlap, the level shift and one spliced series (computed).

>>> print(results.debts.overlap(run)[["region", "year", "shift"]].to_string(index=False))
region  year            shift
 focus  2021 0.7 (0.6 to 0.8)
 focus  2022 0.7 (0.6 to 0.8)
 focus  2023 0.6 (0.5 to 0.7)
 focus  2024 0.5 (0.4 to 0.6)
    nl  2021 0.3 (0.2 to 0.4)
    nl  2022 0.4 (0.3 to 0.5)
    nl  2023 0.3 (0.2 to 0.4)
    nl  2024 0.2 (0.1 to 0.3)
"""

from dataclasses import replace

import pandas as pd

from helpers.methods.intervals import Interval
from helpers.results.indicators import with_intervals
from helpers.rows import Record, each_row
from helpers.session import Run

_INDICATOR = "problematische-schulden"


class _Overlap(Record):
    year: int
    old: Interval
    revised: Interval


class _Year(Record):
    year: int
    old: Interval
    revised: Interval | float  # NaN before the revision


def _by_definition(run: Run) -> pd.DataFrame:
    """Indicator, region and year with an Interval under each definition (percent; NaN where none is published)."""
    rows = run.tables.indicator_values
    rows = rows[(rows["indicator"] == _INDICATOR) & rows["value"].notna()]
    return with_intervals(rows).pivot(index=["indicator", "region", "year"], columns="definition", values="interval")


def overlap(run: Run) -> pd.DataFrame:
    """The years with both definitions: old, revised, and the shift (revised minus old), as Intervals.

    One row per region and year, with indicator; percent and percentage points.
    """
    rows = _by_definition(run).dropna().reset_index()
    shifts = [row.revised - row.old for row in each_row(rows, _Overlap)]
    return rows.assign(shift=pd.Series(shifts, index=rows.index))


def spliced(run: Run) -> pd.DataFrame:
    """One series on the revised level: published where it is, older years linked by the ratio in the overlap.

    An older value is multiplied with the mean ratio revised / old of the overlap years (chain-linking by ratio).
    Its limits combine the rounding of the old value with the lowest and highest ratio that the overlap years allow,
    and with those of a drift of the ratio that goes on in a straight line. Returns indicator, region, year, value
    (Interval, percent; unknown with fewer than two overlap years, which show no drift) and published (else linked by
    us).
    """
    wide = _by_definition(run).reset_index()
    rows = []
    for region in ("focus", "nl"):
        years = wide[wide["region"] == region]
        ratios = {row.year: row.revised / row.old for row in each_row(years.dropna(), _Overlap)}
        for row in each_row(years, _Year):
            value = row.revised if isinstance(row.revised, Interval) else row.old * _link(ratios, row.year)
            published = value is row.revised
            of = {"indicator": _INDICATOR, "region": region, "year": row.year}
            rows.append(of | {"value": value, "published": published})
    return pd.DataFrame(rows)


def _link(ratios: dict[int, Interval], year: int) -> Interval:
    """The mean ratio, with the lowest and the highest that any year, or a steady drift until `year`, allows."""
    if len(ratios) < 2 or not all(ratio.known for ratio in ratios.values()):
        return Interval.unknown()
    first, *others = ratios.values()
    mean = sum(others, start=first).scaled(1 / len(ratios))
    possible = [*ratios.values(), _continued(ratios, year)]
    return replace(mean, lower=min(ratio.lower for ratio in possible), upper=max(ratio.upper for ratio in possible))


def _continued(ratios: dict[int, Interval], year: int) -> Interval:
    """The ratio in `year` on the least-squares line through the ratios by year, with what their rounding allows.

    The line's value is a sum of the ratios with fixed weights, so each enters once and the limits are exact.
    """
    middle = sum(ratios) / len(ratios)
    spread = sum((of - middle) ** 2 for of in ratios)
    weighted = [
        ratio.scaled(1 / len(ratios) + (year - middle) * (of - middle) / spread) for of, ratio in ratios.items()
    ]
    return sum(weighted[1:], start=weighted[0])
