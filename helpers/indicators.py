"""The monitor's long-term indicators: focus areas (group mean) against the Netherlands.

Every published value is rounded. A value v with precision p stands for any true value in [v - p, v + p];
gaps, ratios and changes carry the interval that follows (interval arithmetic, Moore 1966), and a direction
is only given when the whole interval agrees on it.
"""

import numpy as np
import pandas as pd

from helpers.data import Tables
from helpers.rounding import Interval

SERIES = ["indicator", "subgroup", "definition"]


def of_theme(tables: Tables, theme: str, kinds: tuple[str, ...]) -> pd.DataFrame:
    """The indicators that the chapter of `theme` uses, of the given kinds, in the order of the report.

    Withheld indicators (their numbers are probably an error in the report) are among them: see `shown`.
    """
    indicators = tables.indicators
    in_theme = indicators["themes"].fillna("").str.split(";").map(lambda themes: theme in themes)
    return indicators[in_theme & indicators["kind"].isin(kinds)]


def shown(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators whose numbers may be published; the caveat of the others says why not."""
    return indicators[indicators["use"] == "shown"]


def pairs(tables: Tables, indicators: pd.DataFrame) -> pd.DataFrame:
    """Indicator x subgroup x definition x year, with both values, gap and ratio.

    indicators: rows of the table `indicators`.
    Returns columns focus, nl (in the indicator's unit, NaN = not published), focus_precision, nl_precision,
    focus_basis, nl_basis (stated or phrase), gap (focus minus nl), gap_lower, gap_upper, ratio (focus / nl; NaN
    when nl can be zero or negative), ratio_lower, ratio_upper, direction.
    """
    values = tables.indicator_values
    values = values[values["indicator"].isin(indicators["indicator"])]
    wide = values.pivot(index=[*SERIES, "year"], columns="region", values=["value", "precision", "basis"])
    wide = wide.reindex(columns=pd.MultiIndex.from_product([["value", "precision", "basis"], ["focus", "nl"]]))
    rows = pd.DataFrame(
        {
            "focus": wide["value", "focus"].astype(float),
            "nl": wide["value", "nl"].astype(float),
            "focus_precision": wide["precision", "focus"].astype(float),
            "nl_precision": wide["precision", "nl"].astype(float),
            "focus_basis": wide["basis", "focus"],
            "nl_basis": wide["basis", "nl"],
        }
    ).reset_index()
    rows = with_gap(rows)
    facts = indicators[["indicator", "polarity"]]
    rows = facts.merge(rows, on="indicator", how="inner")  # the order of the report
    rows["direction"] = [
        direction(lower, upper, polarity)
        for lower, upper, polarity in zip(rows["gap_lower"], rows["gap_upper"], rows["polarity"], strict=True)
    ]
    return rows


def with_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """Add gap and ratio with their rounding intervals to rows with focus, nl and their precisions.

    A ratio says nothing about scores around zero: it is only there when both values are positive for certain.
    """
    rows = rows.copy()
    for name, result in (("gap", lambda focus, nl: focus - nl), ("ratio", lambda focus, nl: focus / nl)):
        found = [result(*published_pair(row)) for row in rows.itertuples()]
        rows[name] = [interval.value for interval in found]
        rows[f"{name}_lower"] = [interval.lower for interval in found]
        rows[f"{name}_upper"] = [interval.upper for interval in found]
    return rows


def published_pair(row) -> tuple[Interval, Interval]:
    """The focus areas and the Netherlands of a row of pairs, as intervals."""
    return Interval.published(row.focus, row.focus_precision), Interval.published(row.nl, row.nl_precision)


def direction(lower: float, upper: float, polarity: str) -> str:
    """What a difference with interval [lower, upper] means: better, worse, higher, lower, undecided or missing.

    polarity: higher-better, higher-worse or neutral; a neutral indicator is higher or lower, never judged.
    """
    if np.isnan(lower) or np.isnan(upper):
        return "missing"
    sign = Interval((lower + upper) / 2, lower, upper).sign
    if not sign:
        return "undecided"
    higher = sign > 0
    if polarity == "neutral":
        return "higher" if higher else "lower"
    return "better" if higher == (polarity == "higher-better") else "worse"


def latest(pairs_: pd.DataFrame) -> pd.DataFrame:
    """The last year of each series in which both values are published (one row per series)."""
    complete = pairs_[pairs_["gap"].notna()]
    return complete.groupby(SERIES, sort=False).tail(1)


def changes(pairs_: pd.DataFrame) -> pd.DataFrame:
    """First-to-last change of the focus areas in each series, with its rounding interval.

    Returns one row per series with at least two years: first_year, last_year, first, last, change,
    change_lower, change_upper (in the indicator's unit). Series with a definition change are kept apart.
    """
    rows = []
    for key, series in pairs_[pairs_["focus"].notna()].groupby(SERIES, sort=False):
        if len(series) < 2:
            continue
        first, last = series.iloc[0], series.iloc[-1]
        slack = first["focus_precision"] + last["focus_precision"]
        change = last["focus"] - first["focus"]
        rows.append(
            dict(zip(SERIES, key, strict=True))
            | {"first_year": first["year"], "last_year": last["year"], "first": first["focus"], "last": last["focus"]}
            | {"change": change, "change_lower": change - slack, "change_upper": change + slack}
        )
    return pd.DataFrame(rows)


def realisation(tables: Tables, theme: str) -> pd.DataFrame:
    """The realisation figures of a theme (rows of `realisation_values` with the facts of their indicator).

    implied_total is mean x number of reporting areas, only where the report states that number and the mean is
    exact; its limits follow from the rounding of the mean.
    """
    facts = of_theme(tables, theme, ("realisation",))[["indicator", "name_nl", "name_en", "unit", "decimals"]]
    rows = facts.merge(tables.realisation_values, on="indicator")
    countable = (rows["statistic"] == "mean") & rows["areas_reporting"].notna() & (rows["bound"] == "exact")
    areas = rows["areas_reporting"].astype("float64").where(countable)
    rows["implied_total"] = rows["value"] * areas
    rows["implied_lower"] = (rows["value"] - rows["precision"]) * areas
    rows["implied_upper"] = (rows["value"] + rows["precision"]) * areas
    return rows
