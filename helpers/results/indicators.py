"""The monitor's long-term indicators: focus areas (group mean) against the Netherlands.

Every published value is rounded. A value v with precision p stands for any unrounded value in [v - p, v + p];
gaps, ratios and changes carry the interval that follows (interval arithmetic, Moore 1966), and a direction
is only given when the whole interval agrees on it. That is all the uncertainty in them: of a survey or a model it says
nothing (`results.uncertainty`). Values, gaps and ratios in the frames are of class `Interval`; None where a value is
not published.

>>> pairs = results.indicators.pairs(run, "armoede")
>>> chosen = results.indicators.select(pairs, "armoede-huishoudens")
>>> print(chosen[["year", "focus", "nl", "gap", "direction"]].head(3).to_string(index=False))
 year                 focus                 nl              gap direction
 2018 18.2 (18.15 to 18.25) 8.8 (8.75 to 8.85) 9.4 (9.3 to 9.5)     worse
 2019 16.2 (16.15 to 16.25) 7.8 (7.75 to 7.85) 8.4 (8.3 to 8.5)     worse
 2020   13 (12.95 to 13.05) 6.2 (6.15 to 6.25) 6.8 (6.7 to 6.9)     worse
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError, check_names
from helpers.contract.vocabulary import THEMES
from helpers.methods import convergence as convergence_
from helpers.methods import targets, trends
from helpers.methods.intervals import Basis, Interval
from helpers.methods.series import break_years, once
from helpers.rows import Record, each_row
from helpers.session import Run, check_theme

SERIES = ["indicator", "subgroup", "definition"]
# What is known of an indicator; every frame of this module has it, so that views need no table.
FACTS = [
    *("indicator", "name_nl", "name_en", "unit", "polarity", "decimals", "breaks", "nature"),
    *("figure", "section", "caveat_nl", "caveat_en"),
]
# What could have been chosen otherwise in a comparison of two years: the limits of `convergence.OTHER_LIMITS` for what
# is about the same, and the last year.
CHOICES = ("limit_5", "limit_20", "without_last")
LEVELS = ("effect", "context")  # kinds of indicators that have a level, in contrast to realisation
OF_PAGES = (*LEVELS, "realisation", "register")  # kinds that are told of by every page; series stand by themselves


class SeriesRow(Record):
    """What a series is called: in every frame of this module that has series."""

    name_nl: str
    name_en: str
    nature: str
    definition: str
    subgroup: str


class TrendRow(SeriesRow):
    """A row of `trends_of`, in part."""

    decimals: int
    first_year: int
    last_year: int
    change: Interval | None
    years: tuple[int, ...]
    theil_sen: Interval
    reason: str


class ConvergenceRow(SeriesRow):
    """A row of `convergences`, in part."""

    unit: str
    decimals: int
    breaks: str | float  # NaN for none
    first_year: int
    last_year: int
    points: str
    ratio: str
    gap_first: Interval
    gap_last: Interval
    gap_before: Interval
    ratio_first: Interval | None
    ratio_last: Interval | None
    ratio_before: Interval | None
    others: dict[str, tuple[str, str] | None]


def of_theme(tables: Tables, theme: str, kinds: tuple[str, ...]) -> pd.DataFrame:
    """The indicators that the chapter of `theme` uses, of the given kinds, in the order of the report.

    Withheld indicators (their numbers are probably an error in the report) are among them: see `shown`.
    Raises ParameterError for a theme that does not exist.
    """
    check_theme(tables, theme)
    indicators = tables.indicators
    in_theme = indicators["themes"].fillna("").str.split(";").map(lambda themes: theme in themes)
    return indicators[in_theme & indicators["kind"].isin(kinds)]


def shown(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators of the pages whose numbers may be published; the caveat of the others says why not."""
    return indicators[(indicators["use"] == "shown") & indicators["kind"].isin(OF_PAGES)]


def doubtful(tables: Tables) -> set[str]:
    """The indicators that are shown although the report gives a withheld one the same numbers: one of both is wrong."""
    facts, values = tables.indicators, tables.indicator_values
    rows = {
        name: {tuple(row) for row in of[["region", "year", "value"]].itertuples(index=False)}
        for name, of in values.dropna(subset="value").groupby("indicator")
    }
    withheld = [rows.get(name) for name in facts.loc[facts["use"] == "withheld", "indicator"]]
    return {name for name in shown(facts)["indicator"] if name in rows and rows[name] in withheld}


def pairs(run: Run, theme: str) -> pd.DataFrame:
    """The level of the theme's indicators in the focus areas and the Netherlands, one row per series and year.

    Returns FACTS, theme, subgroup, definition, year, focus, nl (in the indicator's unit), gap (focus minus nl), ratio
    (focus / nl; None when one can be zero or negative) and direction (see `direction`).
    Raises ParameterError for a theme that does not exist.
    """
    return pairs_of(run.tables, shown(of_theme(run.tables, theme, LEVELS))).assign(theme=theme)


def of_all_themes(run: Run) -> pd.DataFrame:
    """The pairs of the indicators of all themes together; the theme is empty."""
    facts = run.tables.indicators
    return pairs_of(run.tables, shown(facts[facts["kind"].isin(LEVELS) & facts["themes"].notna()]))


def of_indicators(run: Run, *names: str) -> pd.DataFrame:
    """The pairs of indicators by name, whatever their theme. Raises ParameterError for one that does not exist."""
    facts = run.tables.indicators
    check_names("indicator", names, facts["indicator"])
    return pairs_of(run.tables, shown(facts[facts["indicator"].isin(names)]))


def pairs_of(tables: Tables, indicators: pd.DataFrame) -> pd.DataFrame:
    """The pairs of the given indicators (rows of the table `indicators`), without a theme; columns as `pairs`."""
    values = tables.indicator_values
    values = with_intervals(values[values["indicator"].isin(indicators["indicator"])])
    rows = values.pivot(index=[*SERIES, "year"], columns="region", values="interval").reindex(columns=["focus", "nl"])
    rows = rows.astype(object).where(rows.notna(), None).reset_index()
    rows = indicators[FACTS].merge(rows, on="indicator")  # the order of the report
    return with_gap(rows).assign(theme="")


class _Published(Record):
    value: float
    precision: float
    basis: Basis


def with_intervals(values: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `indicator_values` with `interval`: the value with what its rounding leaves open, or None."""
    intervals = [
        Interval.published(row.value, row.precision, row.basis) if pd.notna(row.value) else None
        for row in each_row(values, _Published)
    ]
    return values.assign(interval=pd.Series(intervals, index=values.index))


def with_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """Add gap, ratio and direction to rows with focus, nl (Interval or None) and polarity.

    A ratio says nothing about scores around zero: it is only there when both values are positive for certain.
    """
    both = list(zip(rows["focus"], rows["nl"], strict=True))
    gaps = [focus - nl if focus and nl else None for focus, nl in both]
    ratios = [focus / nl if focus and nl else None for focus, nl in both]
    directions = [direction(gap, polarity) for gap, polarity in zip(gaps, rows["polarity"], strict=True)]
    return rows.assign(
        gap=pd.Series(gaps, index=rows.index),
        ratio=pd.Series([r if r and r.known else None for r in ratios], index=rows.index),
        direction=directions,
    )


def direction(gap: Interval | None, polarity: str) -> str:
    """What a difference means: better, worse, higher, lower, undecided or missing.

    polarity: higher-better, higher-worse or neutral; a neutral indicator is higher or lower, never judged.
    """
    if gap is None or not gap.known:
        return "missing"
    if not gap.sign:
        return "undecided"
    higher = gap.sign > 0
    if polarity == "neutral":
        return "higher" if higher else "lower"
    return "better" if higher == (polarity == "higher-better") else "worse"


def select(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The rows of the named indicators. Raises ParameterError for no name, and for one that is not among the rows."""
    there = list(dict.fromkeys(rows["indicator"]))
    if not names:
        raise ParameterError(f"no indicator was named; expected one or more of the rows: {', '.join(there)}")
    try:
        check_names("indicator", names, there)
    except ParameterError as error:
        raise ParameterError(f"in these rows: {error}") from None
    return rows[rows["indicator"].isin(names)]


def remarks(run: Run, theme: str, chosen: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """The theme's indicators whose caveats do not stand elsewhere yet: those of which no pair can be shown, too.

    chosen: rows of `pairs`; an indicator that was left out of them has no remark.
    drawn: rows whose caveats stand at their figure. Returns rows of the table `indicators`.
    Raises ParameterError for a theme that does not exist.
    """
    indicators = of_theme(run.tables, theme, LEVELS)
    left_out = set(pairs(run, theme)["indicator"]) - set(chosen["indicator"])
    return indicators[~indicators["indicator"].isin(left_out | set(drawn["indicator"]))]


def with_caveats(run: Run) -> pd.DataFrame:
    """The indicators of the pages that have a caveat (rows of the table `indicators`)."""
    indicators = run.tables.indicators
    return indicators[indicators["caveat_nl"].notna() & indicators["kind"].isin(OF_PAGES)]


def latest(pairs: pd.DataFrame) -> pd.DataFrame:
    """The last year of each series in which both values are published (one row per series)."""
    complete = pairs[pairs["gap"].notna()]
    return complete.groupby(SERIES).tail(1)


def together(pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows of `latest` that speak for a theme: of two definitions the new one, and no subgroups."""
    rows = latest(pairs)
    return rows[(rows["definition"] != "old") & (rows["subgroup"] == "all")]


def overview(run: Run) -> pd.DataFrame:
    """The last year of the indicators of all themes that has both values; of two definitions the new one.

    theme: the first of the indicator. In the order of the themes, within one as in the table of indicators.
    """
    rows = latest(of_all_themes(run))
    rows = rows[rows["gap"].notna() & (rows["definition"] != "old")]
    firsts = run.tables.indicators.set_index("indicator")["themes"].str.split(";").str[0]
    rows = rows.assign(theme=firsts[rows["indicator"]].to_numpy())
    return rows.sort_values("theme", key=lambda themes: themes.map(THEMES.index), kind="stable")


def trends_of(pairs: pd.DataFrame) -> pd.DataFrame:
    """Change and trend of the focus areas in each series of pairs (one row per series).

    Only stated numbers enter: what was read from a phrase is too coarse for a slope. Returns what identifies the
    series (FACTS, theme, subgroup, definition), first_year, last_year, change (Interval, first to last year before or
    after a break; None with one year) and the fields of `trends.Trend`. Raises ValueError for a year that stands twice
    in a series.
    """
    stated = [focus is not None and focus.basis == "stated" for focus in pairs["focus"]]
    return pd.DataFrame([_trend(series) for series in _series(pairs[np.array(stated, dtype=bool)])])


def _trend(series: pd.DataFrame) -> dict[str, Any]:
    cut = _longest_part(series)
    first, last = cut.iloc[0], cut.iloc[-1]
    values = pd.Series(series["focus"].to_numpy(), index=series["year"], dtype=object)
    change = last["focus"] - first["focus"] if len(cut) > 1 else None
    years = {"first_year": first["year"], "last_year": last["year"], "change": change}
    return _identity(series) | years | vars(trends.trend(values, break_years(first["breaks"])))


def _series(pairs: pd.DataFrame) -> Iterable[pd.DataFrame]:
    return (series for _, series in pairs.groupby(SERIES, sort=False))


def _identity(series: pd.DataFrame) -> dict[str, Any]:
    first = series.iloc[0][[*FACTS, "theme", "subgroup", "definition"]]
    return {str(name): value for name, value in first.to_dict().items()}


def _longest_part(series: pd.DataFrame) -> pd.DataFrame:
    """The part of a series between breaks with the most years (the latest of equally long ones), in order of year.

    Raises ValueError for a year that stands twice.
    """
    once(series["year"])
    series = series.sort_values("year")
    breaks = break_years(series["breaks"].iloc[0])
    part = sum((series["year"] >= year).astype(int) for year in breaks) if breaks else 0 * series["year"]
    return max((rows for _, rows in series.groupby(part)), key=lambda rows: (len(rows), rows["year"].iloc[-1]))


def convergences(pairs: pd.DataFrame) -> pd.DataFrame:
    """Whether the gap closes, for every series with two comparable years in which both values are published.

    Series are cut at breaks. Returns what identifies the series, first_year, last_year, points, ratio (readings),
    outcome, and for the first and the last year focus, nl, gap and ratio (focus_first, gap_last ...; Interval or None),
    with gap and ratio of the year before the last (gap_before, ratio_before).
    others: the readings (points, ratio) under each of CHOICES: with another limit for "flat", and without the last
    year (None when only one year is left then). Raises ValueError for a year that stands twice in a series.
    """
    parts = [_longest_part(series) for series in _series(pairs[pairs["gap"].notna()])]
    return pd.DataFrame([_convergence(part) for part in parts if len(part) > 1])


def _convergence(part: pd.DataFrame) -> dict[str, Any]:
    first, last = part.iloc[0], part.iloc[-1]
    result = _compared(part)
    readings = {"points": result.points, "ratio": result.ratio, "outcome": result.outcome}
    ends = {
        f"{name}_{moment}": values[name]
        for moment, values in (("first", first), ("last", last))
        for name in ("focus", "nl", "gap", "ratio")
    }
    before = {f"{name}_before": part.iloc[-2][name] for name in ("gap", "ratio")}
    years = {"first_year": result.first_year, "last_year": result.last_year}
    return _identity(part) | years | readings | ends | before | {"others": _others(part)}


def _compared(part: pd.DataFrame, flat: float = convergence_.FLAT) -> convergence_.Convergence:
    first, last = part.iloc[0], part.iloc[-1]
    ends = [(moment["focus"], moment["nl"]) for moment in (first, last)]
    return convergence_.convergence(first["year"], last["year"], ends[0], ends[1], flat)


def _others(part: pd.DataFrame) -> dict[str, tuple[str, str] | None]:
    """The readings under other choices, by choice."""
    results = [
        *(_compared(part, flat) for flat in convergence_.OTHER_LIMITS),
        _compared(part.iloc[:-1]) if len(part) > 2 else None,
    ]
    return {
        choice: (result.points, result.ratio) if result else None
        for choice, result in zip(CHOICES, results, strict=True)
    }


def rests_on(row: ConvergenceRow, reading: str) -> list[str]:
    """The choices (of CHOICES) under which a row of `convergences` has another reading; reading: points or ratio."""
    place = ("points", "ratio").index(reading)
    others = {choice: readings[place] for choice, readings in row.others.items() if readings}
    return [choice for choice, other in others.items() if other != getattr(row, reading)]


def goals(run: Run, baseline: dict[str, float] | None = None) -> pd.DataFrame:
    """The national goals beside the pace of the focus areas (one row per goal of `targets.GOALS`).

    baseline: percent in the goal's base year by goal, supplied by the user. Returns goal, indicator (whose pace this
    is), observed_pace, needed_pace (Interval in percent per year, or None), target (percent, or None), missing (why
    target or needed pace is missing), pace_missing (why the observed pace is), first_year and last_year (that the
    observed pace is of, or None). Of two definitions the longest series is used. Raises ParameterError for a goal that
    does not exist, and ValueError for a baseline that is not a positive number.
    """
    supplied = baseline or {}
    check_names("goal", supplied, [goal.key for goal in targets.GOALS])
    return pd.DataFrame([_goal(run, goal, supplied.get(goal.key)) for goal in targets.GOALS], dtype=object)


def _goal(run: Run, goal: targets.Goal, baseline: float | None) -> dict[str, Any]:
    unknown: dict[str, Any] = {"goal": goal.key, "indicator": goal.indicator}
    unknown |= dict.fromkeys(("observed_pace", "target", "needed_pace", "first_year", "last_year"))
    pairs = of_indicators(run, goal.indicator)
    if pairs.empty:  # withheld
        return unknown | {"missing": "withheld", "pace_missing": "withheld"}
    pairs = pairs[pairs["focus"].notna()]
    if pairs.empty:
        return unknown | {"missing": "not-published", "pace_missing": "not-published"}
    series = max(_series(pairs), key=len)
    first, last = series.iloc[0], series.iloc[-1]
    result = targets.progress(goal, first["year"], first["focus"], last["year"], last["focus"], baseline)
    found = {
        "observed_pace": _percent(result.observed_pace),
        "target": result.target,
        "needed_pace": _percent(result.needed_pace),
        "first_year": int(first["year"]),
        "last_year": int(last["year"]),
    }
    reasons = {"missing": "no-baseline", "pace_missing": "one-year" if len(series) == 1 else "not-computable"}
    return unknown | found | reasons


def _percent(pace: Interval | None) -> Interval | None:
    return pace.scaled(100) if pace and pace.known else None


class BoundedRow(Record):
    """A number of which the source gives the bound: a row of the table `realisation_values`, in part."""

    value: float
    precision: float
    bound: str


class FigureRow(BoundedRow):
    """The same with what the number is."""

    indicator: str
    statistic: str
    subset: str


class _Reported(BoundedRow):
    statistic: str
    areas_reporting: int  # or missing


class RealisationRow(Record):
    """A row of `realisation`, in part."""

    unit: str
    decimals: int
    statistic: str
    subset: str
    value: Interval
    bound: str
    areas_reporting: int  # or missing
    areas_total: int


class GoalRow(Record):
    """A row of `goals`, in part."""

    observed_pace: Interval | None
    first_year: int | None
    last_year: int | None
    pace_missing: str
    target: float | None
    needed_pace: Interval | None
    missing: str


def reach(run: Run) -> dict[str, Interval]:
    """Two measures of the reach of pre-school education (section 5.2.2), in percent, and what they are made of.

    mean_of_areas: mean of the areas' percentages, every area counting once. ratio_of_means: mean number of participants
    per mean number of referred children, every child counting once, if both means are over the same areas (the report
    does not say so).
    """
    rows = {
        (row.indicator, row.statistic, row.subset): row for row in each_row(run.tables.realisation_values, FigureRow)
    }

    def mean(indicator: str, subset: str = "all") -> Interval:
        return _bounded(rows[indicator, "mean", subset])

    return {
        "mean_of_areas": mean("ve-bereik"),
        "ratio_of_means": (mean("ve-deelname") / mean("ve-indicatie")).scaled(100),
        "participants": mean("ve-deelname"),
        "referred": mean("ve-indicatie"),
        "national": mean("ve-bereik", "nl"),
    }


def _bounded(row: BoundedRow) -> Interval:
    return Interval.bounded(row.value, row.precision, row.bound)


def realisation(run: Run, theme: str) -> pd.DataFrame:
    """The realisation figures of a theme (rows of `realisation_values` with the facts of their indicator).

    value is an Interval, with what its bound says of it (`Interval.bounded`). implied_total (Interval or None) is mean
    x number of reporting areas, only where the report states that number and the mean is exact; its limits follow from
    the rounding of the mean; total_missing is why it is missing. Raises ParameterError for an unknown theme.
    """
    columns = ["indicator", "name_nl", "name_en", "unit", "decimals", "caveat_nl", "caveat_en"]
    facts = of_theme(run.tables, theme, ("realisation",))[columns]
    facts = facts.rename(columns={f"caveat_{language}": f"indicator_caveat_{language}" for language in ("nl", "en")})
    rows = facts.merge(run.tables.realisation_values, on="indicator")
    totals = [_implied_total(row) for row in each_row(rows, _Reported)]
    countable = (rows["statistic"] == "mean") & (rows["unit"] != "percent")
    return rows.assign(
        theme=theme,
        value=pd.Series(map(_bounded, each_row(rows, BoundedRow)), index=rows.index),
        implied_total=pd.Series(totals, index=rows.index),
        total_missing=countable.map({True: "not-computable", False: "not-applicable"}),
    )


def _implied_total(row: _Reported) -> Interval | None:
    if row.statistic != "mean" or row.bound != "exact" or pd.isna(row.areas_reporting):
        return None
    return _bounded(row).scaled(float(row.areas_reporting))
