"""The areas beside each other: ranks with their intervals, funnels, and an area among the others.

The figures are of everybody, from registers, or estimates of a model: there is no sample whose error a test could be
about. A rank says what the intervals of the values leave open; a place among the others measures by how far areas
differ from each other. Neither says what a difference comes from.

>>> ranks = results.ranks.ranks(run, "cbs-laag-inkomen", 2022)
>>> print(ranks[["area", "value", "place", "rank_lower", "rank_upper"]].head(3).to_string(index=False))
                  area                        value  place  rank_lower  rank_upper
nieuwegein-centrale-as 38.0203 (37.9413 to 38.0993)      1           1           1
         lelystad-oost 42.6042 (42.4962 to 42.7122)      2           2           2
       roosendaal-ring 43.5421 (43.4341 to 43.6501)      3           3           3
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError, check_area, check_names
from helpers.methods import ranks as methods
from helpers.methods.intervals import Interval
from helpers.results import register, series
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run, area_indicators, kinds_of, row_of

# A discovery: of all that are called one, at most this share is expected to be false.
FALSE_DISCOVERIES = 0.05
_CURVE = 40  # points of a limit of a funnel; enough for a smooth line

# Of a hundred, or of a thousand: what a share of 1 is in each unit.
_SHARES = {"percent": 100.0, "per-1000": 1000.0}

# Numbers, which are larger in a larger area.
COUNTED = ("persons", "households", "dwellings", "children", "jobs", "fte")


class RankRow(Record):
    """A row of `ranks`."""

    area: str
    indicator: str
    year: int
    value: Interval | None
    place: int | None
    rank_lower: int | None
    rank_upper: int | None
    known: int
    tied: tuple[str, ...]
    order: str
    holds: str
    unknown_error: str
    reason: str


def ranks(run: Run, indicator: str, year: int | None = None) -> pd.DataFrame:
    """The rank of every area on an indicator, each with the places that the intervals of the values leave open.

    indicator: of kind register or series, but no number of people, households or homes: that ranks sizes. year: the
    last in which most areas have a value when None. Returns one row per area, first place first, those without a value
    last: area, indicator, year, value (Interval in the indicator's unit), place, rank_lower, rank_upper (1 = the most
    favourable, or the highest where no direction is; None without a rank), known (number with a value), tied (areas
    that it cannot be told apart from), order (best-first or highest-first), holds (coverage: the calibrated interval of
    a register figure, in 95 % of cases; limits: rounding alone, for certain), unknown_error, provisional, reason of a
    missing rank: not-collected, the status of the value, or unknown-error. That is of all areas on an indicator from a
    survey or model (unknown_error: sampling, model): its main error is in no interval, so a range of places would say
    more than is known; the rows stand in the order of their values. Raises ParameterError for an indicator or year that
    is not there.
    """
    facts = _rankable(run, indicator)
    values = values_of(run, indicator)
    chosen = _year(values, indicator, year)
    values = values[(values["year"] == chosen) & (values["role"] == "area")]
    own: dict[str, Interval | None] = dict(zip(values["area"], values["value"], strict=True))
    holds: methods.Holds = "coverage" if facts["kind"] == "register" else "limits"
    highest_first = facts["polarity"] != "higher-worse"
    error = unknown_error(str(facts["nature"]))
    found = {} if error else methods.ranks(own, holds, highest_first)
    status = dict(zip(values["area"], values["status"], strict=True))
    reason = {area: "unknown-error" if own[area] is not None else status[area] for area in own}
    places = {area: _rank(found.get(area), reason.get(area, "not-collected")) for area in run.tables.areas["area"]}
    rows = [{"area": area, "value": own.get(area), **of_area} for area, of_area in places.items()]
    frame = pd.DataFrame(rows).astype({"value": object, "place": "Int64", "rank_lower": "Int64", "rank_upper": "Int64"})
    frame = frame.assign(
        indicator=indicator,
        year=chosen,
        known=sum(value is not None for value in own.values()),
        order="highest-first" if facts["polarity"] == "neutral" else "best-first",
        holds=holds,
        unknown_error=error,
        provisional=[status.get(area) == "provisional" for area in frame["area"]],
    )
    by = [math.inf if value is None else -value.value if highest_first else value.value for value in frame["value"]]
    return frame.assign(by=by).sort_values(["by", "area"], ignore_index=True).drop(columns="by")


def _rank(rank: methods.Rank | None, status: str) -> dict[str, object]:
    if rank is None:
        return {"place": None, "rank_lower": None, "rank_upper": None, "tied": (), "reason": status}
    return {"place": rank.place, "rank_lower": rank.lower, "rank_upper": rank.upper, "tied": rank.tied, "reason": ""}


def values_of(run: Run, indicator: str) -> pd.DataFrame:
    """The figures of all areas on an indicator of kind register or series: a row per area, role and year.

    Returns area, role (area; OWN for a user's figure beside another source), year, value (Interval in the indicator's
    unit, or None), status, source, segment (only years of one are comparable). Raises ParameterError for another
    indicator.
    """
    tables = run.tables
    columns = ["area", "role", "year", "value", "status", "source", "segment"]
    if kind_of(tables, indicator) == "series":
        rows = series.all_areas(run, indicator)
        return rows.loc[rows["role"].isin(("area", series.OWN)), columns].reset_index(drop=True)
    rows = register.own_values(tables).rename(columns={"own": "value"}).assign(role="area", segment=1)
    editions = tables.area_values[["area", "indicator", "year", "source"]]
    rows = rows[rows["indicator"] == indicator].merge(editions[editions["indicator"] == indicator], validate="1:1")
    return rows[columns]


def kind_of(tables: Tables, indicator: str) -> str:
    """The kind, register or series, of an indicator that areas have figures of.

    Raises ParameterError, with what it is, for another one: the monitor gives means of areas together, so no area has a
    value there.
    """
    shown = area_indicators(tables)
    kinds = kinds_of(tables)
    try:
        check_names("indicator", [indicator], shown["indicator"], kinds)
    except ParameterError as error:
        if kinds.get(indicator, "").rpartition(" ")[2] in ("effect", "context", "realisation"):
            raise ParameterError(
                f"{error}; the report gives means of the twenty areas together, no value of an area"
            ) from None
        raise
    return str(row_of(shown, "indicator", indicator)["kind"])


def _rankable(run: Run, indicator: str) -> pd.Series:
    kind_of(run.tables, indicator)
    facts = row_of(run.tables.indicators, "indicator", indicator)
    if facts["unit"] in COUNTED:
        raise ParameterError(
            f"indicator {indicator!r} is a number of {facts['unit']}: its order is that of the size of areas; "
            "expected a share, mean or score"
        )
    return facts


def _year(values: pd.DataFrame, indicator: str, year: int | None) -> int:
    """The year that is asked for, if any area has a value of it; else the latest of those that most areas have."""
    counts = values.loc[values["value"].notna() & (values["role"] == "area"), "year"].value_counts()
    if counts.empty:
        raise ParameterError(f"indicator {indicator!r} has no value of any area")
    years = sorted(int(known) for known in counts.index)
    if year is None:
        return max(int(known) for known in counts.index[counts == counts.max()])
    if year not in years:
        raise ParameterError(f"indicator {indicator!r} has no values of {year}; it has {', '.join(map(str, years))}")
    return year


class FunnelRow(Record):
    """A row of `funnel`."""

    area: str
    indicator: str
    year: int
    n: float
    value: Interval
    target: float
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float
    zone: str


def funnel(run: Run, indicator: str, year: int | None = None) -> pd.DataFrame:
    """Every area with a share on an indicator, and the limits of a funnel at its size.

    indicator: a percent or per-1000; year as in `ranks`. Returns one row per area with a value, smallest n first: area,
    indicator, year, n (people, homes or households that it is a share of, as near as the tables know:
    `indicators.weight`), value (Interval), target (share of all areas together), lower_95, upper_95, lower_998,
    upper_998 (limits in the
    indicator's unit, chance and real differences between areas together), chance_95_lower and chance_95_upper (chance
    alone), between (standard deviation of real differences between areas), dispersion (1: chance alone), zone (inside,
    above-95, below-95, above-998, below-998; undecided when the value's interval crosses a limit). No rows where a
    funnel is too rough (fewer than three areas, or fewer than ten cases). Raises ParameterError as `ranks`, and for an
    indicator that is no share.
    """
    rows, found, scale = _funnel(run, indicator, year)
    if found is None:
        return pd.DataFrame(columns=_FUNNEL)
    wide, far = (_limits(found, rows["n"], level, scale) for level in methods.FUNNEL_LEVELS)
    chance = _limits(methods.Funnel(found.target, 1.0, 0.0), rows["n"], methods.FUNNEL_LEVELS[0], scale)
    zones = [_zone(value, inner, outer) for value, inner, outer in zip(rows["value"], wide, far, strict=True)]
    return rows.assign(
        indicator=indicator,
        **{"target": scale * found.target, "between": scale * found.between, "dispersion": found.dispersion},
        **{"lower_95": [low for low, _ in wide], "upper_95": [high for _, high in wide]},
        **{"lower_998": [low for low, _ in far], "upper_998": [high for _, high in far]},
        **{"chance_95_lower": [low for low, _ in chance], "chance_95_upper": [high for _, high in chance]},
        zone=zones,
    )[_FUNNEL]


def funnel_curve(run: Run, indicator: str, year: int | None = None) -> pd.DataFrame:
    """The limits of `funnel` between its smallest and largest n, to draw: a row per n with the four limits."""
    rows, found, scale = _funnel(run, indicator, year)
    columns = ["n", "lower_95", "upper_95", "lower_998", "upper_998"]
    if found is None:
        return pd.DataFrame(columns=columns)
    sizes = np.geomspace(rows["n"].min(), rows["n"].max(), _CURVE)
    limits = [_limits(found, sizes, level, scale) for level in methods.FUNNEL_LEVELS]
    return pd.DataFrame([(n, *wide, *far) for n, wide, far in zip(sizes, *limits, strict=True)], columns=columns)


_FUNNEL = [
    *("area", "indicator", "year", "n", "value", "target", "lower_95", "upper_95", "lower_998", "upper_998"),
    *("chance_95_lower", "chance_95_upper", "between", "dispersion", "zone"),
]


def _funnel(run: Run, indicator: str, year: int | None) -> tuple[pd.DataFrame, methods.Funnel | None, float]:
    """The areas with a value and its n, the funnel, and what a share of 1 is in the indicator's unit."""
    unit = str(_rankable(run, indicator)["unit"])
    if unit not in _SHARES:
        raise ParameterError(f"indicator {indicator!r} is in {unit}; a funnel needs a share: percent or per-1000")
    values = values_of(run, indicator)
    rows = values[(values["year"] == _year(values, indicator, year)) & (values["role"] == "area")]
    sizes = run.tables.area_values
    sizes = sizes.loc[(sizes["indicator"] == indicator) & (sizes["subgroup"] == "all"), ["area", "year", "source", "n"]]
    rows = rows[rows["value"].notna()].merge(sizes, on=["area", "year", "source"]).dropna(subset="n")
    rows = rows.sort_values(["n", "area"], ignore_index=True)
    scale = _SHARES[unit]
    return rows, methods.funnel([value.value / scale for value in rows["value"]], rows["n"].tolist()), scale


def _limits(found: methods.Funnel, sizes: Iterable[float], level: float, scale: float) -> list[tuple[float, float]]:
    limits = (found.limits(n, level) for n in sizes)
    return [(scale * lower, scale * upper) for lower, upper in limits]


def _zone(value: Interval, inner: Sequence[float], outer: Sequence[float]) -> str:
    """Where all of an interval lies; limits that it crosses leave that open."""
    places = {_side(limit, inner, outer) for limit in (value.lower, value.upper)}
    return places.pop() if len(places) == 1 else "undecided"


def _side(number: float, inner: Sequence[float], outer: Sequence[float]) -> str:
    for name, (low, high) in (("998", outer), ("95", inner)):
        if number < low:
            return f"below-{name}"
        if number > high:
            return f"above-{name}"
    return "inside"


class ComparedRow(Record):
    """A row of `compared`."""

    indicator: str
    own: Interval | None
    against_nl: str
    distance: float
    q: float
    outcome: str


def compared(run: Run, area: str) -> pd.DataFrame:
    """An area against the Netherlands and among the other areas, for every register indicator that is no number.

    Against the Netherlands (and the median of the areas) there is no test: the figures are of everybody, so a
    difference is one as soon as the intervals do not overlap. Whether it is unusual is asked among the other areas: p
    is the chance that one more area like them lies at least as far off (`methods.ranks.among`), q that of a false
    discovery over all these indicators together.

    Returns the columns of `register.area_context` and minus_nl, minus_median (Intervals; None where one is missing),
    others (number of other areas), mean, spread, distance (in their spread), p, q (NaN without a value), outcome:
    higher, lower (a q of at most FALSE_DISCOVERIES), usual, too-few (others) or missing. Raises ParameterError for an
    area that does not exist.
    """
    check_area(area, run.tables.areas["area"])
    context = register.area_context(run, area)
    context = context[~context["unit"].isin(COUNTED)].reset_index(drop=True)
    every = register.own_values(run.tables)
    every = every[every["own"].notna() & (every["area"] != area)]
    others = {name: [value.value for value in of_areas] for name, of_areas in every.groupby("indicator")["own"]}
    places = [
        None if row.own is None else methods.among(row.own, others.get(row.indicator, []))
        for row in each_row(context, _Compared)
    ]
    found = pd.DataFrame(
        [
            dict.fromkeys(_PLACE, math.nan) if place is None else {name: getattr(place, name) for name in _PLACE}
            for place in places
        ],
        columns=_PLACE,
    )
    rows = context.join(found).assign(
        minus_nl=_minus(context["own"], context["nl"]),
        minus_median=_minus(context["own"], context["focus_median"]),
        q=methods.q_values(found["p"]),
    )
    return rows.assign(outcome=[_outcome(row) for row in each_row(rows, _Placed)])


_PLACE = ["others", "mean", "spread", "distance", "p"]


class _Compared(Record):
    indicator: str
    own: Interval | None


class _Placed(_Compared):
    distance: float
    q: float


class RugRow(Record):
    """A row of `rug`."""

    area: str
    indicator: str
    topic: str
    own: Interval | None
    distance: float
    level: str
    outcome: str


# What the register indicators are about, in the order in which they are shown.
TOPICS = {
    "people": (
        "cbs-leeftijd-0-14",
        "cbs-leeftijd-15-24",
        "cbs-leeftijd-25-44",
        "cbs-leeftijd-45-64",
        "cbs-leeftijd-65plus",
    ),
    "homes": ("cbs-koopwoningen", "cbs-woningwaarde"),
    "work-income": ("cbs-arbeidsparticipatie", "cbs-laag-inkomen", "cbs-hoog-inkomen"),
    "education": ("cbs-hoog-opgeleid",),
}
# How far an area lies from the mean of the others, in their spread, to be called off it, or far off it.
OFF, FAR = 0.5, 1.5


def rug(run: Run) -> pd.DataFrame:
    """Every area among the others on every register indicator of TOPICS: a row per area and indicator.

    Returns, by area (in the order of the table) and topic: area, indicator, topic, own (Interval or None), distance
    (from the mean of the others, in their spread, as `compared`), level: far-below, below, middle, above, far-above (by
    OFF and FAR) or missing; outcome as in `compared`: higher or lower when it is unusual, with q-values over the
    indicators of the area. A level says where an area lies, not whether that is good.
    """
    every = register.own_values(run.tables)
    known = every[every["own"].notna()]
    values = {str(name): dict(zip(rows["area"], rows["own"], strict=True)) for name, rows in known.groupby("indicator")}
    names = [(topic, indicator) for topic, indicators in TOPICS.items() for indicator in indicators]
    found = [_among_others(area, names, values) for area in run.tables.areas["area"]]
    return pd.concat(found, ignore_index=True)


def _among_others(area: str, names: list[tuple[str, str]], values: dict[str, dict[str, Interval]]) -> pd.DataFrame:
    """The rows of `rug` of one area. names: topic and indicator; values: by indicator and area."""
    rows = []
    for topic, indicator in names:
        of_areas = values.get(indicator, {})
        own = of_areas.get(area)
        others = [value.value for other, value in of_areas.items() if other != area]
        place = methods.among(own, others) if own is not None else None
        distance, p = (place.distance, place.p) if place else (math.nan, math.nan)
        rows.append((area, indicator, topic, own, distance, p))
    frame = pd.DataFrame(rows, columns=["area", "indicator", "topic", "own", "distance", "p"])
    frame = frame.assign(own=frame["own"].astype(object), q=methods.q_values(frame["p"]))
    frame = frame.assign(outcome=[_outcome(row) for row in each_row(frame, _Placed)])
    return frame.assign(level=[_level(row) for row in each_row(frame, _Placed)])


def _level(row: _Placed) -> str:
    if math.isnan(row.distance):
        return "missing"
    side = "above" if row.distance > 0 else "below"
    return "middle" if abs(row.distance) < OFF else side if abs(row.distance) < FAR else f"far-{side}"


def _minus(values: pd.Series, others: pd.Series) -> pd.Series:
    differences = [
        value - other if value is not None and other is not None else None
        for value, other in zip(values, others, strict=True)
    ]
    return pd.Series(differences, values.index)


def _outcome(row: _Placed) -> str:
    if row.own is None:
        return "missing"
    if math.isnan(row.q):
        return "too-few"
    if row.q > FALSE_DISCOVERIES:
        return "usual"
    return "higher" if row.distance > 0 else "lower"
