"""Shares of one whole: the seven school advices of figures 4 to 10.

Shares that add up to 100 % cannot move independently: when one falls, others must rise. So next to the change in
percentage points stands the change of the centred log-ratio (Aitchison, The Statistical Analysis of Compositional
Data, 1986): the logarithm of a share against the geometric mean of all shares, which does not depend on the whole.

>>> changes = results.composition.changes(results.composition.shares(run))
>>> print(changes[["indicator", "focus_points", "nl_points"]].head(2).to_string(index=False))
              indicator        focus_points           nl_points
advies-vmbo-basis-kader -6.7 (-6.8 to -6.6) -2.5 (-2.6 to -2.4)
   advies-vmbo-kader-gl    6.2 (6.1 to 6.3)      5.1 (5 to 5.2)
"""

import pandas as pd

from helpers.methods.intervals import Interval
from helpers.results.indicators import with_intervals
from helpers.rows import Record, each_row
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


class _Share(Record):
    indicator: str
    region: str
    year: int
    value: float
    interval: Interval


def shares(run: Run, composition: str = "schooladvies") -> pd.DataFrame:
    """Published shares of a composition, one row per part: indicator, name_nl, name_en and a column per bar.

    A bar is a region and a year (`focus_2017`), of Intervals in percent; only years in which every part is published.
    """
    facts = run.tables.indicators
    parts = facts.loc[facts["composition"] == composition, ["indicator", "name_nl", "name_en"]]
    values = run.tables.indicator_values
    values = values[values["indicator"].isin(parts["indicator"]) & values["value"].notna()]
    values = with_intervals(values).assign(bar=values["region"] + "_" + values["year"].astype(str))
    wide = values.pivot(index="indicator", columns="bar", values="interval").dropna(axis="columns")
    return parts.merge(wide.sort_index(axis="columns"), on="indicator")


def bars(shares: pd.DataFrame) -> dict[str, tuple[str, int]]:
    """The columns of shares that are bars, with their region and year."""
    columns = (column.rpartition("_") for column in shares.columns if column.rpartition("_")[2].isdigit())
    return {f"{region}_{year}": (region, int(year)) for region, _, year in columns}


def closing_error(shares: pd.DataFrame) -> dict[str, Interval]:
    """Sum of the published shares minus 100, in percentage points, by bar; exact, as it is about printed numbers."""
    return {bar: Interval.exact(sum(share.value for share in shares[bar]) - 100.0) for bar in bars(shares)}


def totals(run: Run, shares: pd.DataFrame) -> pd.DataFrame:
    """Sums of shares beside the totals that section 5.2.1 gives.

    Returns one row per total, region and year in which the total is published: sum (Interval: the rounding of its
    parts), published (whole percents), agrees (the published total can be a rounding of the sum).
    """
    known = with_intervals(run.tables.indicator_values.dropna(subset="value"))
    published = {(row.indicator, row.region, row.year): row for row in each_row(known, _Share)}
    rows = []
    for total, members in TOTALS.items():
        for region, year in bars(shares).values():
            if (total, region, year) not in published:
                continue
            values = [published[member, region, year].interval for member in members]
            found = sum(values[1:], start=values[0])
            stated = published[total, region, year].value
            agrees = found.lower <= stated + 0.5 and found.upper >= stated - 0.5
            rows.append({"total": total, "region": region, "year": year, "sum": found, "published": stated})
            rows[-1]["agrees"] = agrees
    return pd.DataFrame(rows)


def changes(shares: pd.DataFrame) -> pd.DataFrame:
    """Change of each share from the first to the last year, per region: in points and as centred log-ratio.

    Returns one row per part with indicator, name_nl, name_en and for focus and nl, as Intervals (`focus_first` and so
    on): first, last (percent), points (percentage points), log_ratio (change of the centred log-ratio; 0.69 = doubled
    against the geometric mean of all parts). A change is None when a region has one year only; the log-ratios are when
    a share can be zero, as the geometric mean of all shares can then be zero too.
    """
    rows = shares[["indicator", "name_nl", "name_en"]]
    for region in ("focus", "nl"):
        years = sorted(year for of, year in bars(shares).values() if of == region)
        none = pd.Series([None] * len(shares), index=shares.index, dtype=object)
        first, last = (shares[f"{region}_{years[end]}"] if len(years) > 1 else none for end in (0, -1))
        both = list(zip(first, last, strict=True))
        found = {
            "first": first,
            "last": last,
            "points": [later - earlier if earlier else None for earlier, later in both],
            "log_ratio": _log_ratios(both),
        }
        rows = rows.assign(
            **{f"{region}_{name}": pd.Series(some, shares.index, object) for name, some in found.items()}
        )
    return rows


def _log_ratios(shares: list[tuple[Interval | None, Interval | None]]) -> list[Interval | None]:
    """The changes of the centred log-ratios, from (first, last) of every part.

    A part's own share enters its log-ratio with weight 1 - 1/n, each other one with -1/n; all shares enter once, so
    the limits are exact.
    """
    changes = [(last / first).log() if first and last else Interval.unknown() for first, last in shares]
    if not all(change.known for change in changes):
        return [None] * len(shares)
    weights = [change.scaled(-1 / len(changes)) for change in changes]
    return [
        sum(weights[:n] + weights[n + 1 :], start=change.scaled(1 - 1 / len(changes)))
        for n, change in enumerate(changes)
    ]
