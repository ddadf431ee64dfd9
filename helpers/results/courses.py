"""How areas developed: change, trend, the same minus what their city did, and whether areas grow alike.

Only years of one segment are compared (`series.area_series`): a break cuts a course. What is taken off is the area's
municipality or, for the Leefbaarometer, districts of the same city that are in no area: it takes out what happens to a
whole city, such as a change of registration, as far as it happens to both alike. No change is anybody's doing.

>>> print(results.courses.said(run, run.area)[["since", "change"]].to_string(index=False))
 since                          change
  2014 0.095256 (0.095156 to 0.095356)
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area, check_names
from helpers.contract.vocabulary import BREAKING
from helpers.methods import panels
from helpers.methods.intervals import Basis, Interval
from helpers.results import series
from helpers.results.indicators import direction
from helpers.results.ranks import COUNTED
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run, kinds_of, remembered, row_of

# What a slope is of: the area's own figures, or these minus what they are held against.
MEASURES = ("area", "minus")

# What an area is held against.
AGAINST = ("municipality", "districts")

_DECIMALS = 6  # of a slope that is kept: what optimisers of two machines differ by comes after these


# Courses ------------------------------------------------------------------------------------------------
class LineRow(Record):
    """A row of `lines`."""

    area: str
    indicator: str
    year: int
    value: Interval | None
    status: str
    provisional: bool
    segment: int
    against: str
    other: Interval | None
    minus: Interval | None
    minus_segment: str


def lines(run: Run, indicator: str) -> pd.DataFrame:
    """The courses of all areas on a series, each beside what it is held against: a row per area and year.

    Returns, by area and year: area, indicator, year, value (Interval in the unit of it; None where the status says
    why), status, provisional, segment (only years of one are comparable), against (one of AGAINST; empty where nothing
    is published), districts (number of comparison districts; 0 for a municipality), weighted (whether these count by
    inhabitants), other (Interval of what it is held against, or None), minus (value minus other, or None; of a number
    of people or homes always) and minus_segment (only years of one are comparable in minus). Raises ParameterError for
    what is no series.
    """
    return _lines(run.tables, series.all_areas(run, indicator))


def _lines(tables: Tables, every: pd.DataFrame) -> pd.DataFrame:
    """every: rows of `series.all_areas`, of any indicators and areas."""
    own = every[every["role"] == "area"]
    city = every.loc[every["role"] == "municipality", [*_PLACE, "value", "segment"]]
    city = city.rename(columns={"value": "other", "segment": "other_segment"})
    city = city.assign(against="municipality", districts=0, weighted=False)
    others = pd.concat([city, comparison(tables, list(every["indicator"].unique()))], ignore_index=True)
    rows = own.merge(others, on=_PLACE, how="left", validate="one_to_one")
    rows["other"] = rows["other"].astype(object).where(rows["other"].notna(), None)
    counted = rows["indicator"].isin(_counted(tables))
    triples = zip(rows["value"], rows["other"], counted, strict=True)
    minus = [None if value is None or other is None or size else value - other for value, other, size in triples]
    rows = rows.fillna({"against": "", "districts": 0, "weighted": False, "other_segment": 0})
    segments = zip(rows["segment"].astype(int), rows["other_segment"].astype(int), strict=True)
    return rows.assign(
        minus=pd.Series(minus, rows.index, dtype=object),
        minus_segment=[f"{own}-{other}" for own, other in segments],
        districts=rows["districts"].astype(int),
        weighted=rows["weighted"].astype(bool),
    )[_LINES]


def _counted(tables: Tables) -> pd.Series:
    """The indicators that are numbers of people or homes: a difference of sizes says nothing."""
    facts = tables.indicators
    return facts.loc[facts["unit"].isin(COUNTED), "indicator"]


_PLACE = ["area", "indicator", "year"]
_LINES = [
    *("area", "indicator", "year", "value", "status", "provisional", "segment", "against", "districts", "weighted"),
    *("other", "minus", "minus_segment"),
]


def comparison(tables: Tables, indicators: list[str]) -> pd.DataFrame:
    """The mean of the districts of each area's city that are in no area, for indicators that tables have of them.

    Only districts with a value in every year count, and none that jumps by itself (`series.steady`). They count by
    their inhabitants where all have a number, else alike. Returns a row per area, indicator and year: these, other
    (Interval of rounding), other_segment (1), against (districts), districts (their number), weighted. An area without
    two such districts has no row: of one, no limits could say how much hangs on which district it is.
    """
    rows = _comparison(tables)
    return rows[rows["indicator"].isin(indicators)].reset_index(drop=True)


@lru_cache(maxsize=2)  # of all indicators at once: each frame of an area asks for some
def _comparison(tables: Tables) -> pd.DataFrame:
    own, values = _outside(tables), tables.wijk_values
    sizes = values[(values["indicator"] == "kwb-inwoners") & values["value"].notna()].sort_values("year")
    size = sizes.drop_duplicates("wk_code", keep="last").set_index("wk_code")["value"]
    own = own.assign(gm_code=series.municipalities(own["wk_code"]), size=own["wk_code"].map(size))
    found = []
    for (gm_code, indicator, year), rows in own.groupby(["gm_code", "indicator", "year"]):
        if len(rows) < 2:
            continue
        weighted = bool(rows["size"].notna().all())
        weight = rows["size"] / rows["size"].sum() if weighted else 1 / len(rows)
        mean, precision = (float((rows[column] * weight).sum()) for column in ("value", "precision"))
        other = Interval.published(mean, precision, "computed")
        found.append((gm_code, indicator, year, other, len(rows), weighted))
    columns = ["gm_code", "indicator", "year", "other", "districts", "weighted"]
    pools = tables.areas[["area", "gm_code"]].merge(pd.DataFrame(found, columns=columns), on="gm_code")
    return pools.drop(columns="gm_code").assign(other_segment=1, against="districts")


@lru_cache(maxsize=2)
def _outside(tables: Tables) -> pd.DataFrame:
    """The values of districts in no area that have one in every year, but for those that jump by themselves.

    To be read only: whoever asks gets the same frame.
    """
    values = tables.wijk_values
    outside = ~values["wk_code"].isin(tables.area_wijken["wk_code"])
    own = series.steady(tables, values[outside & values["value"].notna()])
    return own[own.groupby(["wk_code", "indicator"])["year"].transform("nunique") == _years(own)]


def _outside_of(tables: Tables, indicators: Sequence[str]) -> pd.DataFrame:
    """The rows of `_outside` of some indicators."""
    outside = _outside(tables)
    return outside[outside["indicator"].isin(indicators)]


def _outside_in_city(tables: Tables, indicators: Sequence[str], area: str) -> pd.DataFrame:
    """Of `_outside_of` the districts in the municipality of an area."""
    outside, gm_code = _outside_of(tables, indicators), str(row_of(tables.areas, "area", area)["gm_code"])
    return outside[series.municipalities(outside["wk_code"]) == gm_code]


def _years(values: pd.DataFrame) -> pd.Series:
    """For every row the number of years that its indicator has values of."""
    return values.groupby("indicator")["year"].transform("nunique")


# One area among the others --------------------------------------------------------------------------------
LIVEABILITY = "lbm-score"
# The parts of that score: together with a constant they are the score.
PARTS = ("lbm-fysiek", "lbm-overlast", "lbm-samenhang", "lbm-voorzieningen", "lbm-woningen")


class AmongRow(Record):
    """A row of `among`."""

    course: str
    role: str
    indicator: str
    year: int
    value: Interval | None
    comparable: bool
    districts: int
    source: str


def among(run: Run, area: str, indicator: str = LIVEABILITY) -> pd.DataFrame:
    """The course of an area among those of all other areas, and the mean of districts outside the programme.

    Returns a row per course and year, the area first, then the other areas in the order of the table, then the
    districts: course (slug of an area, or outside), role (area, other, outside), indicator, year, value (Interval of
    rounding in the indicator's unit, or None), comparable (whether the year is of the last part of its course without a
    break), districts (of the mean; 0 for an area) and source. Outside are all districts that the tables have of no
    area (chosen for low income, not for being alike), each counting once; none for an indicator without such districts.
    Raises ParameterError for an area or indicator that is not there.
    """
    check_area(area, run.tables.areas["area"])
    rows = series.all_areas(run, indicator)
    rows = rows[rows["role"] == "area"].assign(course=lambda own: own["area"], districts=0)
    rows = rows.assign(role=rows["area"].eq(area).map({True: "area", False: "other"}))
    rows = pd.concat([rows, _outside_mean(run.tables, indicator)], ignore_index=True)
    last = rows.groupby("course")["segment"].transform("max")
    order = {"area": 0, "other": 1, "outside": 2}
    rows = rows.assign(comparable=rows["segment"] == last, place=rows["role"].map(order))
    return rows.sort_values("place", kind="stable", ignore_index=True)[_AMONG]


_AMONG = ["course", "role", "indicator", "year", "value", "comparable", "districts", "source"]


def _outside_mean(tables: Tables, indicator: str) -> pd.DataFrame:
    """The mean of the districts of `_outside_of` per year; a segment as that of areas, by breaks of all regions."""
    breaks = tables.breaks
    of_all = breaks[(breaks["indicator"] == indicator) & (breaks["region"] == "all") & breaks["kind"].isin(BREAKING)]
    found = []
    for year, rows in _outside_of(tables, [indicator]).groupby("year"):
        mean = Interval.published(float(rows["value"].mean()), float(rows["precision"].mean()), "computed")
        segment = 1 + int((of_all["year"] <= year).sum())
        found.append((year, mean, segment, len(rows), rows["source"].iloc[0]))
    means = pd.DataFrame(found, columns=["year", "value", "segment", "districts", "source"])
    return means.assign(course="outside", role="outside", indicator=indicator)


def parts(run: Run, area: str) -> pd.DataFrame:
    """The parts of the score of an area: the rows of `change` of PARTS, those with a first and a last value."""
    rows = change(run, area, PARTS)
    return rows[rows["change"].notna()].reset_index(drop=True)


# Change -------------------------------------------------------------------------------------------------
class ChangeRow(Record):
    """A row of `change`."""

    indicator: str
    first_year: int | None
    last_year: int | None
    first: Interval | None
    last: Interval | None
    change: Interval | None
    outcome: str
    meaning: str
    provisional: bool
    unknown_error: str
    against: str
    districts: int
    redrawn: int
    minus: Interval | None
    minus_reason: str
    slope: Interval | None
    slope_outcome: str
    minus_slope: Interval | None
    minus_slope_outcome: str
    earlier: bool
    later: bool
    jumps: tuple[int, ...]
    city_first: Interval | None
    city_last: Interval | None
    later_year: int | None
    later_value: Interval | None
    later_city: Interval | None
    later_nl: Interval | None
    later_provisional: bool


def change(run: Run, area: str, indicators: Sequence[str] = ()) -> pd.DataFrame:
    """How an area changed on every series, between the ends of its longest comparable part: a row per series.

    indicators: ids of series; all of them when empty. Of parts of as many years the latest counts. Returns the facts of
    the indicator (indicator, name_nl, name_en, unit, decimals, polarity, nature) and:

    - first_year, last_year, points (years with a value), first, last (Intervals), change (last minus first; holds what
      the rounding of both leaves open, nothing else), provisional (of the last), unknown_error (model or sampling error
      that no interval holds, or empty), outcome: rises or falls, level (rounding alone may explain it), cut (a break
      between any two years), too-few-points (one year) or no-value; meaning (`indicators.direction`);
    - against, districts, weighted (as `lines`), redrawn (of the districts, `series.REDRAWN`), minus (the same change of
      value minus other, of minus_first_year to minus_last_year; None where minus_reason says why: number, of people or
      homes; no-benchmark; or cut), minus_meaning. Of districts it ends before the grant (STARTED: else it would read as
      an effect), and its limits are with the one of the highest and of the lowest change;
    - earlier and later (whether there are values before first_year or after last_year, across a break, that are not
      comparable), jumps (years between these ends in which the figures jump in many places at once; `breaks`),
      city_first and city_last (Intervals of the municipality in the same two years; None where it has no value in one
      of them, or a break between them); later_year, later_value, later_city, later_nl, later_provisional (`_across`);
    - slope and minus_slope (Intervals in units per year, of the area and of minus; None where there is none): with
      partial pooling over all areas, a 95 % interval (`methods.panels.pooled_slopes`). It holds that years wobble and
      what is not known of the model; not what `unknown_error` names. slope_outcome and minus_slope_outcome: rises,
      falls, undecided, too-few, not-separable (it would be mostly the mean of all).

    Raises ParameterError for an area or indicator that does not exist.
    """
    return _changes(run, area, tuple(indicators))


@remembered
def _changes(run: Run, area: str, indicators: tuple[str, ...]) -> pd.DataFrame:
    every = series.area_series(run, area, indicators).assign(area=area)
    rows, country = _lines(run.tables, every), every[every["role"] == "nl"].set_index(["indicator", "year"])["value"]
    facts = run.tables.indicators
    facts = facts[(facts["kind"] == "series") & (facts["use"] == "shown")][_FACTS]
    facts = facts[facts["indicator"].isin(indicators) | (not indicators)].reset_index(drop=True)
    kept = {(row.indicator, row.measure): row for row in each_row(run.tables.area_slopes.query("area == @area"), _Kept)}
    of_indicator = dict(iter(rows.groupby("indicator")))
    outside = _outside_in_city(run.tables, facts["indicator"].tolist(), area)
    jumps = series.jumps(run.tables, area)
    found = []
    for row in each_row(facts, _Facts):
        own, districts = of_indicator.get(row.indicator, rows[:0]), outside[outside["indicator"] == row.indicator]
        part = comparable(own)
        beside = _around(own, part, jumps.get(row.indicator, [])) | _across(own, part, country)
        found.append(_changed(row, own, part, districts, kept) | beside)
    return facts.join(pd.DataFrame(found).astype(_TYPES))


_FACTS = ["indicator", "name_nl", "name_en", "unit", "decimals", "polarity", "nature"]
_YEARS = ("first_year", "last_year", "minus_first_year", "minus_last_year", "later_year")
_INTERVALS = (
    *("first", "last", "change", "minus", "slope", "minus_slope", "city_first", "city_last"),
    *("later_value", "later_city", "later_nl"),
)
_TYPES = dict.fromkeys(_YEARS, "Int64") | dict.fromkeys(_INTERVALS, "object")


class _Facts(Record):
    indicator: str
    unit: str
    polarity: str
    nature: str


class _Kept(Record):
    """A row of `area_slopes`."""

    area: str
    indicator: str
    measure: str
    slope: float
    lower: float
    upper: float
    outcome: str


def _changed(
    facts: _Facts, rows: pd.DataFrame, part: pd.DataFrame, outside: pd.DataFrame, kept: dict[tuple[str, str], _Kept]
) -> dict[str, object]:
    """rows: of `_lines`; part: the comparable ones of them; outside: districts that `comparison` is the mean of."""
    before_grant = (rows["against"] != "districts") | (rows["year"] < STARTED)
    minus_part = comparable(rows[before_grant], "minus", "minus_segment")
    ends, minus_ends = _ends(part, "value"), _ends(minus_part, "minus")
    difference, minus = _difference(part, "value"), _minus(minus_part, outside)
    against = rows[rows["against"] != ""].tail(1)
    known = int(rows["value"].notna().sum())
    return {
        **ends,
        "change": difference,
        "points": len(part),
        "provisional": bool(len(part)) and bool(part["provisional"].iloc[-1]),
        "unknown_error": unknown_error(facts.nature),
        "outcome": _outcome(difference, known),
        "meaning": direction(difference, facts.polarity),
        "against": against["against"].iloc[0] if len(against) else "",
        "districts": int(against["districts"].iloc[0]) if len(against) else 0,
        "redrawn": outside.loc[outside["wk_code"].isin(series.REDRAWN), "wk_code"].nunique() if len(against) else 0,
        "weighted": bool(against["weighted"].iloc[0]) if len(against) else False,
        "minus": minus,
        "minus_first_year": minus_ends["first_year"],
        "minus_last_year": minus_ends["last_year"],
        "minus_meaning": direction(minus, facts.polarity),
        "minus_reason": _no_minus(facts, rows, minus),
        **_slope(kept.get((facts.indicator, "area")), "", difference),
        **_slope(kept.get((facts.indicator, "minus")), "minus_", minus),
    }


def _around(rows: pd.DataFrame, part: pd.DataFrame, jumps: list[int]) -> dict[str, object]:
    """What stands around the ends of a change; rows, part: as `_changed`; jumps: years in which the series jumps."""
    known = rows.loc[rows["value"].notna(), "year"]
    if len(part) < 2:
        return {"earlier": False, "later": False, "jumps": (), "city_first": None, "city_last": None}
    first, last = part.iloc[0], part.iloc[-1]
    with_city = (
        first["against"] == last["against"] == "municipality" and first["minus_segment"] == last["minus_segment"]
    )
    return {
        "earlier": bool((known < first["year"]).any()),
        "later": bool((known > last["year"]).any()),
        "jumps": tuple(year for year in jumps if first["year"] < year <= last["year"]),
        "city_first": first["other"] if with_city else None,
        "city_last": last["other"] if with_city else None,
    }


def _across(rows: pd.DataFrame, part: pd.DataFrame, country: pd.Series) -> dict[str, object]:
    """The last value that no change reaches: after its end, across a break; the last of all where there is no change.

    With later_city and later_nl: those of the municipality and the Netherlands in that year; None where there is none.
    rows, part: as `_changed`; country: the values of the Netherlands by indicator and year.
    """
    known = rows[rows["value"].notna()].sort_values("year")
    beyond = known[known["year"] > part["year"].max()] if len(part) > 1 else known
    if beyond.empty:
        return {"later_year": None, "later_provisional": False} | dict.fromkeys(_LATER)
    last = beyond.iloc[-1]
    of_city = last["other"] if last["against"] == "municipality" else None
    of_country = country.get((last["indicator"], last["year"]))
    values = zip(_LATER, (last["value"], of_city, of_country), strict=True)
    return {"later_year": int(last["year"]), "later_provisional": bool(last["provisional"]), **dict(values)}


_LATER = ("later_value", "later_city", "later_nl")


def _no_minus(facts: _Facts, rows: pd.DataFrame, minus: Interval | None) -> str:
    if minus is not None:
        return ""
    if facts.unit in COUNTED:
        return "number"
    return "cut" if rows["minus"].notna().sum() > 1 else "no-benchmark"


def comparable(rows: pd.DataFrame, value: str = "value", segment: str = "segment") -> pd.DataFrame:
    """Of the rows of one course those of its part with most known values, the latest of parts of as many."""
    known = rows[rows[value].notna()]
    if known.empty:
        return known
    years: dict[object, list[int]] = {}
    for part, year in zip(known[segment], known["year"], strict=True):
        years.setdefault(part, []).append(int(year))
    longest = max(years, key=lambda part: (len(years[part]), max(years[part])))
    return known[known[segment] == longest].sort_values("year")


def _ends(part: pd.DataFrame, value: str) -> dict[str, object]:
    if len(part) < 2:
        return dict.fromkeys(("first_year", "last_year", "first", "last"))
    first, last = part.iloc[0], part.iloc[-1]
    return {
        "first_year": int(first["year"]),
        "last_year": int(last["year"]),
        "first": first[value],
        "last": last[value],
    }


def _difference(part: pd.DataFrame, value: str) -> Interval | None:
    """Last minus first; None of fewer than two."""
    if len(part) < 2:
        return None
    values: list[Interval] = part[value].tolist()
    return values[-1] - values[0]


def _minus(part: pd.DataFrame, outside: pd.DataFrame) -> Interval | None:
    """Last minus first of value minus other; against districts its limits hold which of them one takes.

    Of two or three districts the mean hangs on which these happen to be: limits of rounding alone would look too sure.
    """
    difference = _difference(part, "minus")
    if difference is None or outside.empty:
        return difference
    own = part["value"].iloc[-1] - part["value"].iloc[0]
    each = [own - rise for rise in _rises(outside, *part["year"].iloc[[0, -1]])]
    return replace(difference, lower=min(one.lower for one in each), upper=max(one.upper for one in each))


def _rises(outside: pd.DataFrame, first: int, last: int) -> list[Interval]:
    """How each district changed between two years of which all have a value."""
    of_year = {year: rows.set_index("wk_code") for year, rows in outside.groupby("year")}
    before, after = of_year[first], of_year[last]
    return [
        Interval.published(*after.loc[code, _ROUNDED]) - Interval.published(*before.loc[code, _ROUNDED])
        for code in before.index
    ]


_ROUNDED = ["value", "precision"]


def _outcome(difference: Interval | None, known: int) -> str:
    if difference is not None:
        return {1: "rises", -1: "falls", 0: "level"}[difference.sign]
    return "cut" if known > 1 else "too-few-points" if known else "no-value"


def _slope(kept: _Kept | None, prefix: str, difference: Interval | None) -> dict[str, object]:
    """A slope of the table, as approximate as the change of the same years; outcome too-few where it has none."""
    if kept is None or math.isnan(kept.slope):
        return {f"{prefix}slope": None, f"{prefix}slope_outcome": kept.outcome if kept else "too-few"}
    basis: Basis = difference.basis if difference else "computed"
    slope = Interval(kept.slope, kept.lower, kept.upper, basis)
    outcome = {1: "rises", -1: "falls", 0: "undecided"}[slope.sign] if kept.outcome == "ok" else kept.outcome
    return {f"{prefix}slope": slope, f"{prefix}slope_outcome": outcome}


# In a sentence ------------------------------------------------------------------------------------------
FROM = 2014  # before it editions are less comparable
STARTED = 2023  # the first year of the grant


class SaidRow(Record):
    """A row of `said`. Values that are missing are None."""

    area: str
    since: int
    until: int | None
    first: Interval | None
    last: Interval | None
    before: int | None
    change: Interval | None
    city_lowest: Interval | None
    city_highest: Interval | None
    districts: int
    early_year: int | None
    early: Interval | None
    city_names: tuple[str, ...]
    city_incomes: tuple[float, ...]


def said(run: Run, area: str) -> pd.DataFrame:
    """What may be said of the Leefbaarometer of an area: one row, since 2014 (FROM).

    Returns area, since, until (the last edition), first, last (Intervals in points; None without these two editions, or
    when they are not comparable), before (the last edition before the grant, STARTED), change (of the area since then,
    or None), city_lowest and city_highest (the changes of the districts of the same city that `lines` holds it against;
    None where there are fewer than two), districts (their number) and city_names (a tuple of their names of 2022, as
    far as these are known): a score may jump in a whole city at once; city_incomes (the lowest and the highest share of
    low incomes among them in 2022, percent; empty where the names are not all known); and early_year and early (the
    last edition before 2014 where its score is not below the last one, as what is told may then begin in a dip; else
    None). What came after the grant began is held against nothing, as it would read as an effect. No outcome: the score
    is a model with an error that is published nowhere, so no direction is said.
    Raises ParameterError for an area that does not exist.
    """
    check_area(area, run.tables.areas["area"])
    own = series.area_series(run, area, [LIVEABILITY]).query("role == 'area'")
    rows = comparable(own)
    values = dict(zip(rows["year"], rows["value"], strict=True))
    row = dict.fromkeys(SaidRow.__annotations__) | {"area": area, "since": FROM, "districts": 0}
    row |= {"city_names": (), "city_incomes": ()}
    row |= _ends_said(values) | _early(own, values)
    if row["before"]:
        row |= _city(run.tables, area, int(row["before"]))
    return pd.DataFrame([row]).astype(
        {"until": "Int64", "before": "Int64", "early_year": "Int64"}
        | dict.fromkeys(("first", "last", "change", "city_lowest", "city_highest", "early"), "object")
    )


def _ends_said(values: dict[int, Interval]) -> dict[str, object]:
    """values: by edition, of those that are comparable."""
    later = [year for year in values if year > FROM] if FROM in values else []
    ends: dict[str, object] = {}
    if later:
        ends |= {"until": max(later), "first": values[FROM], "last": values[max(later)]}
    if before := max((year for year in later if year < STARTED), default=None):
        ends |= {"before": before, "change": values[before] - values[FROM]}
    return ends


def _early(own: pd.DataFrame, values: dict[int, Interval]) -> dict[str, object]:
    """The last edition before those that are comparable, where its score is not below the last of these.

    own: all editions of the area; values: as of `_ends_said`.
    """
    before = own[own["value"].notna() & (own["year"] < FROM)].sort_values("year").tail(1)
    if before.empty or FROM not in values or before["value"].iloc[0].value < values[max(values)].value:
        return {}
    return {"early_year": before["year"].iloc[0], "early": before["value"].iloc[0]}


def _city(tables: Tables, area: str, before: int) -> dict[str, object]:
    """How the districts of the city that are in no area changed from FROM to an edition: lowest, highest, number."""
    outside = _outside_in_city(tables, [LIVEABILITY], area)
    if outside["wk_code"].nunique() < 2 or not {FROM, before} <= set(outside["year"]):
        return {}
    rises = sorted(_rises(outside, FROM, before), key=lambda rise: rise.value)
    profiles = tables.district_profiles
    same = profiles["wk_code"].isin(set(outside["wk_code"]) - set(series.REDRAWN))  # else its name may be another's
    names, shares = tuple(sorted(profiles.loc[same, "wk_name"])), profiles.loc[same, "income_low"]
    known = len(names) == len(rises) and bool(shares.notna().all())
    found = {"city_lowest": rises[0], "city_highest": rises[-1], "districts": len(rises), "city_names": names}
    return found | {"city_incomes": (float(shares.min()), float(shares.max())) if known else ()}


# All areas ----------------------------------------------------------------------------------------------
def pooled(run: Run, indicator: str) -> pd.DataFrame:
    """The slopes of all areas on a series: the rows of the table `area_slopes`, with intervals.

    Returns, by measure (MEASURES) and slope, steepest first: area, indicator, measure, first_year, last_year, points,
    own (least squares of the area's own years), slope and mean (Intervals in units per year; mean: of areas like
    these), kept (share of the area's own line in its slope), spread, dependence, outcome: ok or not-separable (slope is
    None: less than `panels.OWN_SHARE` is kept, so it would be mostly the mean). No rows where fewer areas than
    `panels.FEWEST_COURSES` have a course. Raises ParameterError for what is no series.
    """
    facts = run.tables.indicators
    names = facts.loc[(facts["kind"] == "series") & (facts["use"] == "shown"), "indicator"]
    check_names("indicator", [indicator], names, kinds_of(run.tables))
    table = run.tables.area_slopes
    rows = table[table["indicator"] == indicator].sort_values(
        ["measure", "slope", "area"], ascending=[True, False, True]
    )
    for name, limits in {"slope": ("lower", "upper"), "mean": ("mean_lower", "mean_upper")}.items():
        numbers = rows[[name, *limits]].itertuples(index=False, name=None)
        values = [None if math.isnan(value) else Interval(value, lower, upper) for value, lower, upper in numbers]
        rows[name] = pd.Series(values, rows.index, dtype=object)
    return rows[_POOLED].reset_index(drop=True)


_POOLED = [
    *(
        "area",
        "indicator",
        "measure",
        "first_year",
        "last_year",
        "points",
        "own",
        "slope",
        "mean",
        "kept",
        "spread",
        "dependence",
        "outcome",
    ),
]


def convergence(run: Run, indicator: str) -> pd.DataFrame:
    """Whether the areas lie closer together in the last than in the first of the years that they share: one row.

    The years are the two that are furthest apart of which `panels.FEWEST_COURSES` areas or more have values, each in
    one comparable part; of years as far apart those with most areas, then the latest. Returns indicator, first_year,
    last_year, areas, sigma and beta (Intervals; `methods.panels.alike`), spread_first, spread_last, outcome: closer,
    wider, undecided or too-few. A negative beta alone may be regression to the mean: it decides nothing. Raises
    ParameterError for what is no series.
    """
    parts = [comparable(rows) for _, rows in lines(run, indicator).groupby("area")]
    values = {
        str(part["area"].iloc[0]): dict(zip(part["year"], part["value"], strict=True)) for part in parts if len(part)
    }
    years = sorted({int(year) for of_area in values.values() for year in of_area})
    pairs = [(first, last) for first in years for last in years if first < last]

    def both(pair: tuple[int, int]) -> list[str]:
        return [area for area, of_area in values.items() if set(pair) <= set(of_area)]

    enough = [pair for pair in pairs if len(both(pair)) >= panels.FEWEST_COURSES]
    best = max(enough, key=lambda pair: (pair[1] - pair[0], len(both(pair)), pair[1]), default=None)
    areas = both(best) if best else []
    found = panels.alike(*([values[area][year].value for area in areas] for year in best or (0, 0)))
    return pd.DataFrame(
        {
            "indicator": [indicator],
            "first_year": pd.array([best[0] if best else None], dtype="Int64"),
            "last_year": pd.array([best[1] if best else None], dtype="Int64"),
            "areas": [len(areas)],
            **{name: pd.Series([getattr(found, name)], dtype=object) for name in ("sigma", "beta")},
            **{name: [getattr(found, name)] for name in ("spread_first", "spread_last", "outcome")},
        }
    )


# The table ----------------------------------------------------------------------------------------------
def slopes(run: Run, indicators: tuple[str, ...] = ()) -> pd.DataFrame:
    """The rows of `area_slopes`: for every series that is no number of people or homes, and for both MEASURES.

    indicators: some of the series; all when empty. Takes some seconds for all; `kansrijk slopes` keeps them.
    """
    facts = run.tables.indicators
    shown = facts[(facts["kind"] == "series") & (facts["use"] == "shown")]
    names = shown.loc[~shown["indicator"].isin(_counted(run.tables)), "indicator"]
    found = []
    for indicator in names:
        if not indicators or indicator in indicators:
            rows = lines(run, indicator)
            found += [_slopes(indicator, rows, "area", "value", "segment")]
            found += [_slopes(indicator, rows, "minus", "minus", "minus_segment")]
    return pd.concat(found, ignore_index=True).infer_objects()  # empty frames among them have no types


def _slopes(indicator: str, rows: pd.DataFrame, measure: str, value: str, segment: str) -> pd.DataFrame:
    parts = [comparable(of_area, value, segment) for _, of_area in rows.groupby("area", sort=False)]
    parts = [part for part in parts if len(part) >= panels.FEWEST_POINTS]
    if len(parts) < panels.FEWEST_COURSES:
        return pd.DataFrame(columns=_TABLE)
    points = pd.concat(parts, ignore_index=True)
    points = points.assign(course=points["area"], number=[each.value for each in points[value]])
    found = panels.pooled_slopes(points[["course", "year"]].assign(value=points["number"]))
    table = pd.DataFrame([_row(part, found) for part in parts])
    return table.assign(indicator=indicator, measure=measure)[_TABLE]


_TABLE = [
    *("area", "indicator", "measure", "first_year", "last_year", "points", "own", "slope", "lower", "upper"),
    *("mean", "mean_lower", "mean_upper", "kept", "spread", "dependence", "outcome"),
]


def _row(part: pd.DataFrame, found: panels.Pooled) -> dict[str, object]:
    area = str(part["area"].iloc[0])
    outcome, slope = found.of(area)
    numbers = {
        **{"own": found.own.get(area, math.nan), "slope": slope.value, "lower": slope.lower, "upper": slope.upper},
        **{"mean": found.mean.value, "mean_lower": found.mean.lower, "mean_upper": found.mean.upper},
        **{"kept": found.kept.get(area, math.nan), "spread": found.spread, "dependence": found.dependence},
    }
    return {
        "area": area,
        "first_year": int(part["year"].iloc[0]),
        "last_year": int(part["year"].iloc[-1]),
        "points": len(part),
        **{name: round(number, _DECIMALS) for name, number in numbers.items()},
        "outcome": outcome,
    }
