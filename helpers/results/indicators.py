"""The monitor's long-term indicators: focus areas (group mean) against the Netherlands.

Every published value is rounded. A value v with precision p stands for any true value in [v - p, v + p];
gaps, ratios and changes carry the interval that follows (interval arithmetic, Moore 1966), and a direction
is only given when the whole interval agrees on it.
"""

import numpy as np
import pandas as pd

from helpers.contract.load import Tables
from helpers.methods import convergence, targets, trends
from helpers.methods.intervals import Interval
from helpers.methods.series import break_years

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


def trends_of(tables: Tables, pairs_: pd.DataFrame) -> pd.DataFrame:
    """Change and trend of the focus areas in each series (one row per series).

    Only stated numbers enter: what was read from a phrase is too coarse for a slope. Returns first_year, last_year,
    change, change_lower, change_upper (first to last year before or after a break, with rounding limits; NaN with
    one year) and the fields of `trends.Trend`.
    """
    breaks = _breaks(tables)
    rows = []
    for key, series in pairs_[pairs_["focus_basis"] == "stated"].groupby(SERIES, sort=False):
        cut = _longest_part(series, breaks[key[0]])
        trend = trends.trend(series.set_index("year")["focus"], breaks[key[0]])
        rows.append(dict(zip(SERIES, key, strict=True)) | _change(cut) | vars(trend))
    return pd.DataFrame(rows)


def _breaks(tables: Tables) -> dict[str, tuple[int, ...]]:
    facts = tables.indicators.set_index("indicator")["breaks"]
    return {indicator: break_years(text) for indicator, text in facts.items()}


def _longest_part(series: pd.DataFrame, breaks: tuple[int, ...]) -> pd.DataFrame:
    """The part of a series between breaks with the most years (the latest of equally long ones)."""
    part = sum((series["year"] >= year).astype(int) for year in breaks) if breaks else 0 * series["year"]
    return max((rows for _, rows in series.groupby(part)), key=lambda rows: (len(rows), rows["year"].iloc[-1]))


def _change(series: pd.DataFrame) -> dict:
    first, last = series.iloc[0], series.iloc[-1]
    change = Interval.unknown()
    if len(series) > 1:
        change = published_pair(last)[0] - published_pair(first)[0]
    return {"first_year": first["year"], "last_year": last["year"], "change": change.value} | {
        "change_lower": change.lower,
        "change_upper": change.upper,
    }


def convergences(tables: Tables, pairs_: pd.DataFrame) -> pd.DataFrame:
    """Whether the gap closes, for every series with two comparable years in which both values are published.

    Series are cut at breaks. Returns first_year, last_year, points, ratio (readings), outcome, and for the first and
    the last year focus, nl, gap and ratio with their limits (focus_first, gap_first_lower, ratio_last_upper ...).
    """
    breaks = _breaks(tables)
    rows = []
    for key, series in pairs_[pairs_["gap"].notna()].groupby(SERIES, sort=False):
        cut = _longest_part(series, breaks[key[0]])
        if len(cut) < 2:
            continue
        first, last = cut.iloc[0], cut.iloc[-1]
        result = convergence.convergence(first["year"], last["year"], published_pair(first), published_pair(last))
        row = dict(zip(SERIES, key, strict=True)) | {"first_year": result.first_year, "last_year": result.last_year}
        row |= {"points": result.points, "ratio": result.ratio, "outcome": result.outcome}
        for moment, values in (("first", first), ("last", last)):
            for name in ("focus", "nl", "gap", "gap_lower", "gap_upper", "ratio", "ratio_lower", "ratio_upper"):
                stem, _, limit = name.partition("_")
                row["_".join(filter(None, (stem, moment, limit)))] = values[name]
        rows.append(row)
    return pd.DataFrame(rows)


def progress_towards(tables: Tables, goal: targets.Goal, baseline: float | None) -> targets.Progress | None:
    """Progress of the focus areas towards a national goal; None when its indicator is withheld.

    Of two definitions the longest series is used. baseline: percent in the goal's base year, or None.
    """
    facts = tables.indicators
    chosen = shown(facts[facts["indicator"] == goal.indicator])
    if chosen.empty:
        return None
    series = max((rows for _, rows in pairs(tables, chosen).groupby(SERIES)), key=len)
    first, last = series.iloc[0], series.iloc[-1]
    return targets.progress(
        goal, first["year"], published_pair(first)[0], last["year"], published_pair(last)[0], baseline
    )


def reach(tables: Tables) -> dict[str, float]:
    """Two measures of the reach of pre-school education (section 5.2.2), in percent.

    mean_of_areas: mean of the areas' percentages, every area counting once. ratio_of_means, with lower and upper:
    mean number of participants per mean number of referred children, every child counting once, if both means are
    over the same areas (the report does not say so).
    """
    rows = tables.realisation_values.set_index(["indicator", "statistic", "subset"])

    def mean(indicator: str) -> Interval:
        row = rows.loc[(indicator, "mean", "all")]
        return Interval.published(row["value"], row["precision"])

    weighted = (mean("ve-deelname") / mean("ve-indicatie")).scaled(100)
    return {
        "mean_of_areas": mean("ve-bereik").value,
        "ratio_of_means": weighted.value,
        "lower": weighted.lower,
        "upper": weighted.upper,
        "participants": mean("ve-deelname").value,
        "referred": mean("ve-indicatie").value,
        "national": float(rows.loc[("ve-bereik", "mean", "nl"), "value"]),
    }


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
