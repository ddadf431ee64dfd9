"""Problematic debts under two definitions: the overlap, the level shift and one spliced series (computed)."""

import pandas as pd

from helpers.contract.load import Tables
from helpers.methods.intervals import Interval

_INDICATOR = "problematische-schulden"


def _by_definition(tables: Tables) -> pd.DataFrame:
    """Region x year with the value under each definition (percent; NaN = not published) and the precision."""
    rows = tables.indicator_values
    rows = rows[rows["indicator"] == _INDICATOR]
    wide = rows.pivot(index=["region", "year"], columns="definition", values=["value", "precision"])
    return wide.sort_index()


def overlap(tables: Tables) -> pd.DataFrame:
    """The years with both definitions: old, revised, and the shift (revised minus old) with its rounding limits.

    One row per region and year; percent and percentage points.
    """
    wide = _by_definition(tables).dropna()
    rows = []
    for (region, year), row in wide.iterrows():
        old, revised = (Interval.published(row["value", d], row["precision", d]) for d in ("old", "revised"))
        shift = revised - old
        rows.append(
            {"region": region, "year": year, "old": old.value, "revised": revised.value}
            | {"shift": shift.value, "shift_lower": shift.lower, "shift_upper": shift.upper}
        )
    return pd.DataFrame(rows)


def spliced(tables: Tables) -> pd.DataFrame:
    """One series on the revised level: published where it is, older years linked by the ratio in the overlap.

    An older value is multiplied with the mean ratio revised / old of the overlap years (chain-linking by ratio).
    Its limits combine the rounding of the old value with the lowest and highest ratio that the overlap years
    allow. Returns region, year, value, lower, upper (percent), basis (published or computed).
    """
    wide = _by_definition(tables)
    rows = []
    for region in ("focus", "nl"):
        years = wide.loc[region]
        ratios = [
            Interval.published(row["value", "revised"], row["precision", "revised"])
            / Interval.published(row["value", "old"], row["precision", "old"])
            for _, row in years.dropna().iterrows()
        ]
        link = sum(ratio.value for ratio in ratios) / len(ratios)
        lowest, highest = min(r.lower for r in ratios), max(r.upper for r in ratios)
        for year, row in years.iterrows():
            if pd.notna(row["value", "revised"]):
                value = Interval.published(row["value", "revised"], row["precision", "revised"])
                basis = "published"
            else:
                old = Interval.published(row["value", "old"], row["precision", "old"])
                value = Interval(old.value * link, old.lower * lowest, old.upper * highest)
                basis = "computed"
            rows.append(
                {
                    "region": region,
                    "year": year,
                    "value": value.value,
                    "lower": value.lower,
                    "upper": value.upper,
                    "basis": basis,
                }
            )
    return pd.DataFrame(rows)
