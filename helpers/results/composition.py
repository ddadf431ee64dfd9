"""Shares of one whole: the seven school advices of figures 4 to 10.

Shares that add up to 100 % cannot move independently: when one falls, others must rise. So next to the change in
percentage points stands the change of the centred log-ratio (Aitchison, The Statistical Analysis of Compositional
Data, 1986): the logarithm of a share against the geometric mean of all shares, which does not depend on the whole.
"""

import numpy as np
import pandas as pd

from helpers.contract.rows import each_row
from helpers.methods.intervals import Interval
from helpers.session import Run

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


def shares(run: Run, composition: str = "schooladvies") -> pd.DataFrame:
    """Published shares of a composition, one row per part: indicator, name_nl, name_en and a column per bar.

    A bar is a region and a year (`focus_2017`), in percent; only years in which every part is published.
    """
    facts = run.tables.indicators
    parts = facts.loc[facts["composition"] == composition, ["indicator", "name_nl", "name_en"]]
    values = run.tables.indicator_values
    values = values[values["indicator"].isin(parts["indicator"])]
    values = values.assign(bar=values["region"] + "_" + values["year"].astype(str))
    wide = values.pivot(index="indicator", columns="bar", values="value").dropna(axis="columns")
    return parts.merge(wide.sort_index(axis="columns"), on="indicator")


def bars(shares: pd.DataFrame) -> dict[str, tuple[str, int]]:
    """The columns of shares that are bars, with their region and year."""
    columns = (column.rpartition("_") for column in shares.columns if column.rpartition("_")[2].isdigit())
    return {f"{region}_{year}": (region, int(year)) for region, _, year in columns}


def closing_error(shares: pd.DataFrame) -> pd.Series:
    """Sum of the published shares minus 100, in percentage points, per bar."""
    return shares[list(bars(shares))].sum() - 100.0


def totals(run: Run, shares: pd.DataFrame) -> pd.DataFrame:
    """Sums of shares beside the totals that section 5.2.1 gives.

    Returns one row per total, region and year in which the total is published: sum (Interval: the rounding of its
    parts), published (whole percents), agrees (the published total can be a rounding of the sum).
    """
    known = run.tables.indicator_values.dropna(subset="value")
    published = {(row.indicator, row.region, row.year): row for row in each_row(known)}
    rows = []
    for total, members in TOTALS.items():
        for region, year in bars(shares).values():
            if (total, region, year) not in published:
                continue
            rounded = [published[member, region, year] for member in members]
            values = [Interval.published(part.value, part.precision) for part in rounded]
            found = sum(values[1:], start=values[0])
            stated = published[total, region, year].value
            agrees = found.lower <= stated + 0.5 and found.upper >= stated - 0.5
            rows.append({"total": total, "region": region, "year": year, "sum": found, "published": stated})
            rows[-1]["agrees"] = agrees
    return pd.DataFrame(rows)


def changes(shares: pd.DataFrame) -> pd.DataFrame:
    """Change of each share from the first to the last year, per region: in points and as centred log-ratio.

    Returns one row per part with indicator, name_nl, name_en and for focus and nl: first, last (percent), points
    (percentage points), log_ratio (change of the centred log-ratio; 0.69 = doubled against the geometric mean of all
    parts), as `focus_first` and so on. A change is missing (NaN) when a region has one year only; the log-ratios are
    when a share is zero, as the geometric mean of all shares is then zero too.
    """
    rows = shares[["indicator", "name_nl", "name_en"]]
    for region in ("focus", "nl"):
        years = sorted(year for of, year in bars(shares).values() if of == region)
        none = pd.Series(np.nan, index=shares.index)
        first, last = (shares[f"{region}_{years[end]}"] if len(years) > 1 else none for end in (0, -1))
        found = {"first": first, "last": last, "points": last - first, "log_ratio": _clr(last) - _clr(first)}
        rows = rows.assign(**{f"{region}_{name}": values for name, values in found.items()})
    return rows


def _clr(part: pd.Series) -> pd.Series:
    """The centred log-ratios of shares; missing unless all shares are positive."""
    if not (part > 0).all():
        return pd.Series(np.nan, index=part.index)
    closed = part / part.sum()  # the published shares add up to 100 apart from rounding
    logs: pd.Series = np.log(closed)
    return logs - logs.mean()
