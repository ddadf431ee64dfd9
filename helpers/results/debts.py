"""Problematic debts under two definitions: the overlap, the level shift and one spliced series (computed)."""

import pandas as pd

from helpers.contract.rows import each_row
from helpers.methods.intervals import Interval
from helpers.session import Run

_INDICATOR = "problematische-schulden"


def _by_definition(run: Run) -> pd.DataFrame:
    """Region x year with an Interval under each definition (percent; NaN where none is published)."""
    rows = run.tables.indicator_values
    rows = rows[(rows["indicator"] == _INDICATOR) & rows["value"].notna()]
    values = [Interval.published(row.value, row.precision) for row in each_row(rows)]
    rows = rows.assign(interval=pd.Series(values, index=rows.index, dtype=object))
    return rows.pivot(index=["region", "year"], columns="definition", values="interval")


def overlap(run: Run) -> pd.DataFrame:
    """The years with both definitions: old, revised, and the shift (revised minus old), as Intervals.

    One row per region and year; percent and percentage points.
    """
    rows = _by_definition(run).dropna().reset_index()
    return rows.assign(shift=[row.revised - row.old for row in each_row(rows)])


def spliced(run: Run) -> pd.DataFrame:
    """One series on the revised level: published where it is, older years linked by the ratio in the overlap.

    An older value is multiplied with the mean ratio revised / old of the overlap years (chain-linking by ratio).
    Its limits combine the rounding of the old value with the lowest and highest ratio that the overlap years
    allow. Returns region, year, value (Interval, percent; its basis is stated or computed).
    """
    wide = _by_definition(run).reset_index()
    rows = []
    for region in ("focus", "nl"):
        years = wide[wide["region"] == region]
        link = _link([row.revised / row.old for row in each_row(years.dropna())])
        for row in each_row(years):
            value = row.revised if isinstance(row.revised, Interval) else row.old * link
            rows.append({"region": region, "year": row.year, "value": value})
    return pd.DataFrame(rows)


def _link(ratios: list[Interval]) -> Interval:
    """The mean ratio, with the lowest and the highest that any year allows."""
    mean = sum(ratio.value for ratio in ratios) / len(ratios)
    return Interval(mean, min(ratio.lower for ratio in ratios), max(ratio.upper for ratio in ratios))
