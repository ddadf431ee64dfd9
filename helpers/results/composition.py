"""Shares of one whole: the seven school advices of figures 4 to 10.

Shares that add up to 100 % cannot move independently: when one falls, others must rise. So next to the change in
percentage points stands the change of the centred log-ratio (Aitchison, The Statistical Analysis of Compositional
Data, 1986): the logarithm of a share against the geometric mean of all shares, which does not depend on the whole.
"""

import numpy as np
import pandas as pd

from helpers.contract.load import Tables

# Which advices make up the totals of section 5.2.1 (the report's own list leaves out gl/tl, its totals do not).
TOTALS = {
    "advies-vmbo-totaal": (
        "advies-vmbo-basis-kader",
        "advies-vmbo-kader-gl",
        "advies-vmbo-gl-tl",
        "advies-vmbo-tl-havo",
    ),
    "advies-havo-vwo-totaal": ("advies-havo", "advies-havo-vwo", "advies-vwo"),
}


def shares(tables: Tables, composition: str = "schooladvies") -> pd.DataFrame:
    """Published shares of a composition: one row per indicator, columns (region, year), in percent.

    Only years in which every part is published.
    """
    facts = tables.indicators
    parts = facts.loc[facts["composition"] == composition, "indicator"]
    values = tables.indicator_values
    values = values[values["indicator"].isin(parts)]
    wide = values.pivot(index="indicator", columns=["region", "year"], values="value").reindex(parts)
    return wide.dropna(axis="columns").sort_index(axis="columns")


def closing_error(parts: pd.DataFrame) -> pd.Series:
    """Sum of the published shares minus 100, in percentage points, per region and year."""
    return parts.sum() - 100.0


def totals(tables: Tables, parts: pd.DataFrame) -> pd.DataFrame:
    """Sums of shares beside the totals that section 5.2.1 gives.

    Returns one row per total, region and year: sum, sum_lower, sum_upper (rounding of the parts), published (whole
    percents), agrees (the published total can be a rounding of the sum).
    """
    precision = tables.indicator_values.set_index(["indicator", "region", "year"])["precision"]
    published = tables.indicator_values.set_index(["indicator", "region", "year"])["value"]
    rows = []
    for total, members in TOTALS.items():
        for region, year in parts.columns:
            value = parts.loc[list(members), (region, year)].sum()
            slack = sum(precision[(member, region, year)] for member in members)
            stated = published[(total, region, year)]
            rows.append(
                {"total": total, "region": region, "year": year, "sum": value, "sum_lower": value - slack}
                | {"sum_upper": value + slack, "published": stated}
                | {"agrees": value - slack <= stated + 0.5 and value + slack >= stated - 0.5}
            )
    return pd.DataFrame(rows)


def changes(parts: pd.DataFrame, region: str) -> pd.DataFrame:
    """Change of each share from the first to the last year: in points and as centred log-ratio.

    Returns one row per part: first, last (percent), points (percentage points), log_ratio (change of the centred
    log-ratio; 0.69 = doubled against the geometric mean of all parts).
    """
    years = sorted(year for area, year in parts.columns if area == region)
    first, last = parts[(region, years[0])], parts[(region, years[-1])]
    return pd.DataFrame({"first": first, "last": last, "points": last - first, "log_ratio": _clr(last) - _clr(first)})


def _clr(part: pd.Series) -> pd.Series:
    closed = part / part.sum()  # the published shares add up to 100 apart from rounding
    logs = np.log(closed)
    return logs - logs.mean()
