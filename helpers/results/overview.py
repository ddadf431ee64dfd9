"""All areas side by side in the same few figures: for the index, which colours, sorts and compares them.

A figure is the area's own, with the interval of its table, and of one year for all areas. Nothing is a rank: areas in
order may have intervals that overlap.

>>> alike = results.overview.alike(run.tables, 2)
>>> alike.loc[alike["area"] == "heerlen-noord", "other"].tolist()
['roosendaal-ring', 'nieuwegein-centrale-as']
"""

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import AREA_KINDS
from helpers.methods import matching
from helpers.methods.intervals import Interval
from helpers.results import register, series
from helpers.results.similar import SET
from helpers.rows import Record, each_row
from helpers.session import kinds_of, without_area
from helpers.words import values
from helpers.words.text import rounded

# In this order: income and work, schooling, what similar districts are chosen by, liveability.
FIGURES = (
    *("cbs-laag-inkomen", "cbs-arbeidsparticipatie", "cbs-hoog-opgeleid", "cbs-koopwoningen", "cbs-leeftijd-65plus"),
    "lbm-score",
)
SIZE = "cbs-inwoners"  # how large an area is: beside its name, in no comparison

CLASSES = 5  # of the map, as wide as each other
ALIKE = 3  # areas that are named beside one: with it they are four, as many as one can compare

_PERCENT_STEP, _PERCENT_END = 20, 80  # the scale of the factsheet: every percentage, every area
_STEPS = 4  # at most, of another scale


class FigureRow(Record):
    """A row of `figures`, in part. A value that is missing is None, and the status says why."""

    area: str
    indicator: str
    year: int
    own: Interval | None
    status: str
    match: str
    districts: int
    printed: float | None


class ScaleRow(Record):
    """A row of `scales`, in part. What is missing is None."""

    indicator: str
    unit: str
    decimals: int
    polarity: str
    year: int
    nl: Interval | None
    edges: list[float]
    ticks: list[float]


class AlikeRow(Record):
    """A row of `alike`."""

    area: str
    rank: int
    other: str
    distance: float


def figures(tables: Tables, indicators: Sequence[str] = (*FIGURES, SIZE)) -> pd.DataFrame:
    """The last figure of every area: a row per indicator, in the order given, and area, in that of the table.

    indicators: of the kinds `register` and `series`. Returns indicator, area, year (the last in which any area has a
    value), own (Interval in the unit of the indicator, or None), status, match (how well its districts fit; empty
    where there is no row), districts (their number, 0 where there is no row), printed (the number that readers see, or
    None). An indicator that no area has a value of has no row. Raises ParameterError for one of another kind.
    """
    facts = tables.indicators.set_index("indicator")
    allowed = facts.index[facts["kind"].isin(AREA_KINDS)]
    check_names("indicator", indicators, allowed, kinds_of(tables))
    registers = register.own_values(tables)
    found = []
    for indicator in indicators:
        rows = _registers(tables, registers, indicator)
        if facts.loc[indicator, "kind"] == "series":
            rows = _series(tables, indicator)
        known = rows[rows["own"].notna()]
        if len(known):
            rows = tables.areas[["area"]].merge(rows[rows["year"] == known["year"].max()], on="area", how="left")
            found.append(rows.assign(indicator=indicator, year=int(known["year"].max())))
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_FIGURES)
    own = rows["own"].astype(object).where(rows["own"].notna(), None)
    rows = rows.assign(own=own, districts=rows["districts"].fillna(0).astype(int))
    rows = rows.fillna({"status": "not-published", "match": ""})
    decimals = rows["indicator"].map(facts["decimals"]).astype(int)
    printed = [values.printed(own, most) if own else None for own, most in zip(rows["own"], decimals, strict=True)]
    return rows.assign(printed=pd.Series(printed, rows.index, dtype=object))[_FIGURES]


_FIGURES = ["indicator", "area", "year", "own", "status", "match", "districts", "printed"]
_FOUND = ["area", "year", "own", "status", "match", "districts"]


def _registers(tables: Tables, registers: pd.DataFrame, indicator: str) -> pd.DataFrame:
    years = tables.area_values.loc[tables.area_values["indicator"] == indicator, "year"]
    rows = registers[registers["indicator"] == indicator]
    return rows.assign(year=years.max())[_FOUND]


def _series(tables: Tables, indicator: str) -> pd.DataFrame:
    # Of this series alone: all of them, of thousands of areas, would take memory for nothing.
    alone = {name: tables.frames[name] for name in ("area_values", "region_values")}
    alone = {name: rows[rows["indicator"] == indicator] for name, rows in alone.items()}
    rows = series.all_areas(without_area(Tables(tables.frames | alone)), indicator)
    rows = rows[rows["role"] == "area"].rename(columns={"value": "own"})
    # An own figure may have come without districts.
    counts = tables.area_values.loc[tables.area_values["indicator"] == indicator, ["area", "year", "districts"]]
    return rows.merge(counts.drop_duplicates(["area", "year"]), on=["area", "year"], how="left")[_FOUND]


def scales(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """What the figures of each indicator are measured by, the same for whichever areas are compared.

    rows: of `figures`. Returns a row per indicator: its facts (names, unit, decimals, polarity), year, nl (Interval of
    the Netherlands in that year, or None), edges (of the classes of the map: CLASSES as wide as each other, from the
    lowest to the highest number that is printed, and rounded as those are, with one decimal at least; by these a number
    gets its class, so that it is the one that the legend says; only two edges when all areas have the same) and ticks
    (of the axis of a comparison, the ends included: 0 to 80 for a percentage, as on the factsheet, further if a figure
    lies beyond).
    """
    known = rows[rows["own"].notna()]
    facts = known[["indicator", "year"]].drop_duplicates().merge(tables.indicators, on="indicator")
    facts = facts.astype({"decimals": int})
    found = [_scale(tables, row, known[known["indicator"] == row.indicator]) for row in each_row(facts, _Fact)]
    scales = pd.DataFrame(found, facts.index, columns=["nl", "edges", "ticks"])
    scales = scales.assign(nl=scales["nl"].astype(object).where(scales["nl"].notna(), None))
    return pd.concat([facts[["indicator", *_FACTS, "year"]], scales], axis="columns")


_FACTS = ["name_nl", "name_en", "definition_nl", "definition_en", "unit", "decimals", "polarity", "nature"]


class _Fact(Record):
    indicator: str
    unit: str
    decimals: int
    year: int


def _scale(tables: Tables, fact: _Fact, known: pd.DataFrame) -> dict[str, object]:
    nl = _netherlands(tables, fact.indicator, fact.year)
    return {
        "nl": nl,
        "edges": _edges([float(number) for number in known["printed"]], max(fact.decimals, 1)),
        "ticks": _ticks([*known["own"], *([nl] if nl else [])], fact.unit),
    }


def _netherlands(tables: Tables, indicator: str, year: int) -> Interval | None:
    rows = register.benchmarks(tables, indicator, "nl")
    of_year = rows.loc[rows["year"] == year, "value"]
    return of_year.iloc[0] if len(of_year) else None


def _edges(numbers: list[float], decimals: int) -> list[float]:
    low, high = min(numbers), max(numbers)
    if low == high:
        return [low, high]
    return [float(rounded(low + (high - low) * step / CLASSES, decimals)) for step in range(CLASSES + 1)]


def place(number: float, edges: Sequence[float]) -> int:
    """The class of a printed number, from 0; one that lies on an edge is in the higher class, but for the highest."""
    return min(sum(edge <= number for edge in edges[1:]), len(edges) - 2)


def _ticks(drawn: list[Interval], unit: str) -> list[float]:
    """Round numbers around all that is drawn."""
    low, high = min(interval.lower for interval in drawn), max(interval.upper for interval in drawn)
    if unit == "percent":
        steps = max(_PERCENT_END // _PERCENT_STEP, math.ceil(high / _PERCENT_STEP))
        return [float(_PERCENT_STEP * step) for step in range(steps + 1)]
    width = (high - low) or abs(high) or 1.0
    size = 10.0 ** math.floor(math.log10(width / _STEPS))
    step = next(size * times for times in (1, 2, 5, 10) if width <= size * times * _STEPS)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * number, 9) for number in range(first, last + 1)]


def alike(tables: Tables, number: int = ALIKE) -> pd.DataFrame:
    """The areas that are most like each area in what similar districts are chosen by, the nearest first.

    Distance and limit are those of similar districts (`methods.matching`, docs/methods.md): urbanity, age, tenure and
    size, no outcome. Areas beyond the limit are none: an area may have fewer than `number`, or no row at all. An area
    that the profiles of districts do not hold has none either.

    Returns area, rank (from 1), other and distance (standard deviations of all eligible districts); areas in the order
    of the table, of two that are as near the earlier one first.
    """
    concepts, chosen = matching.SETS[SET], tables.similar_districts
    profiles = matching.profiles(tables.district_profiles, concepts)
    in_order = [area for area in tables.areas["area"] if area in profiles.index]
    candidates = matching.candidates_of(matching.with_size(tables.district_profiles), concepts)
    profiles = profiles.loc[in_order]
    limit = chosen.loc[chosen["variables"] == SET, "limit"].max()
    found = []
    for area, distances in _from_each(profiles, candidates, concepts):
        others = distances.drop(area).sort_values(kind="stable")
        others = others[others <= limit].head(number)
        found += [(area, rank, other, float(d)) for rank, (other, d) in enumerate(others.items(), start=1)]
    return pd.DataFrame(found, columns=["area", "rank", "other", "distance"])


def _from_each(
    profiles: pd.DataFrame, candidates: pd.DataFrame, concepts: matching.Concepts
) -> Iterator[tuple[str, pd.Series]]:
    """Each area with its distance to all; some at once, as the square of thousands of areas fills the memory."""
    for start in range(0, len(profiles), _AT_ONCE):
        names = profiles.index[start : start + _AT_ONCE].tolist()
        for area, distances in matching.between(profiles, candidates, concepts, names).iterrows():
            yield str(area), distances


_AT_ONCE = 100
