"""A question of the reader's own: areas on one indicator, over years, against a benchmark.

For every indicator of which areas have figures, own figures included. A difference does not say what it comes from.

>>> rows = results.compare.compare(run, "cbs-laag-inkomen", [2022], "nl", ["heerlen-noord", "tilburg-noordwest"])
>>> print(rows[["area", "value", "other", "difference", "meaning"]].to_string(index=False))
             area                        value                  other                   difference meaning
    heerlen-noord 49.6386 (49.5256 to 49.7516) 40.02 (39.97 to 40.07) 9.61858 (9.45558 to 9.78158)   worse
tilburg-noordwest 50.9109 (50.8029 to 51.0189) 40.02 (39.97 to 40.07) 10.8909 (10.7329 to 11.0489)   worse
"""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from helpers.contract.parameters import ParameterError, check_names
from helpers.methods.intervals import Interval, middle
from helpers.results import ranks, register, series, similar
from helpers.results.indicators import direction
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record
from helpers.session import Run, row_of

# The values of a benchmark: a row per area and year with other (Interval or None).
_Values = Callable[[Run, str], pd.DataFrame]


class CompareRow(Record):
    """A row of `compare`."""

    indicator: str
    area: str
    role: str
    year: int
    value: Interval | None
    status: str
    segment: int
    benchmark: str
    other: Interval | None
    difference: Interval | None
    meaning: str
    unknown_error: str
    reason: str


def compare(
    run: Run,
    indicator: str,
    years: Sequence[int] = (),
    benchmark: str = "municipality",
    areas: Sequence[str] = (),
) -> pd.DataFrame:
    """Areas on an indicator, year by year, each against a benchmark.

    indicator: of kind register or series; years: all in which an area has a row when empty; benchmark: one of
    BENCHMARKS (median: the middle of the areas that have a value that year; similar: of outcomes of 2022 only, as
    there is no series of similar districts); areas: all when empty. Returns a row per area and year, and one more
    for a user's own figure that stands beside another (role own), in the order of the table of areas: indicator,
    area, role, year, value (Interval in the indicator's unit, or None), status (of the value; not-collected: no
    row), source, segment (only years of one are comparable; 0: no row), benchmark, other (its Interval, or None),
    difference (value minus other, an Interval that holds what those of both leave open, or None), meaning of the
    difference (`indicators.direction`), unknown_error (model or sampling error that no interval holds, or empty),
    reason of a missing difference: no-value, no-benchmark, number (of people, homes or households: a difference of
    sizes says nothing) or empty.

    Raises ParameterError for an indicator, year, benchmark or area that is not there, with what is near.
    """
    _check(run, indicator, benchmark, areas)
    values = ranks.values_of(run, indicator)
    own = _asked(run, indicator, values, years, areas)
    others = BENCHMARKS[benchmark](run, indicator)
    rows = own.merge(others, on=["area", "year"], how="left", validate="many_to_one")
    rows = rows.assign(**{name: _or_none(rows[name]) for name in ("value", "other")})
    pairs = list(zip(rows["value"], rows["other"], strict=True))
    facts = row_of(run.tables.indicators, "indicator", indicator)
    reasons = [_reason(value, other, facts["unit"] in ranks.COUNTED) for value, other in pairs]
    differences = [None if why else value - other for (value, other), why in zip(pairs, reasons, strict=True)]
    return rows.assign(
        indicator=indicator,
        benchmark=benchmark,
        difference=pd.Series(differences, rows.index),
        meaning=[direction(difference, str(facts["polarity"])) for difference in differences],
        unknown_error=unknown_error(str(facts["nature"])),
        reason=reasons,
    )[_COLUMNS]


_COLUMNS = [
    *("indicator", "area", "role", "year", "value", "status", "source", "segment", "benchmark", "other"),
    *("difference", "meaning", "unknown_error", "reason"),
]


def _or_none(values: pd.Series) -> pd.Series:
    """Intervals, and None where there is none."""
    return values.astype(object).where(values.notna(), None)


def _reason(value: Interval | None, other: Interval | None, counted: bool) -> str:
    """Why there is no difference; empty when there is one."""
    if value is None:
        return "no-value"
    if other is None:
        return "no-benchmark"
    return "number" if counted else ""


def _check(run: Run, indicator: str, benchmark: str, areas: Sequence[str]) -> None:
    problems = []
    for check in (
        lambda: ranks.kind_of(run.tables, indicator),
        lambda: check_names("benchmark", [benchmark], BENCHMARKS),
        lambda: check_names("area", areas, run.tables.areas["area"]),
    ):
        try:
            check()
        except ParameterError as error:
            problems.append(str(error))
    if problems:
        raise ParameterError("\n".join(problems))


def _asked(run: Run, indicator: str, values: pd.DataFrame, years: Sequence[int], areas: Sequence[str]) -> pd.DataFrame:
    """The rows that are asked for; an area and year without one gets a row that says so."""
    known = sorted(int(year) for year in values["year"].unique())
    wrong = [year for year in years if year not in known]
    if wrong:
        there = ", ".join(map(str, known)) or "none"
        raise ParameterError(f"indicator {indicator!r} has no values of {', '.join(map(str, wrong))}; it has {there}")
    names = [area for area in run.tables.areas["area"] if not areas or area in areas]
    grid = pd.DataFrame([(area, year) for area in names for year in sorted(set(years)) or known], columns=_PLACE)
    rows = grid.merge(values, on=_PLACE, how="left")
    rows = rows.fillna({"role": "area", "status": "not-collected", "source": "", "segment": 0})
    return rows.astype({"segment": int})


_PLACE = ["area", "year"]


def _published(run: Run, indicator: str, role: str) -> pd.DataFrame:
    """A benchmark that has a row of its own in the tables: the municipality of an area, or the Netherlands."""
    if ranks.kind_of(run.tables, indicator) == "series":
        rows = series.all_areas(run, indicator)
        return rows.loc[rows["role"] == role, [*_PLACE, "value"]].rename(columns={"value": "other"})
    return register.benchmarks(run.tables, indicator, role).rename(columns={"value": "other"})


def _median(run: Run, indicator: str) -> pd.DataFrame:
    """The middle of the areas that have a value in a year, for every area."""
    values = ranks.values_of(run, indicator)
    known = values[values["value"].notna() & (values["role"] == "area")]
    medians = [(year, middle(list(of_year))) for year, of_year in known.groupby("year")["value"]]
    return run.tables.areas[["area"]].merge(pd.DataFrame(medians, columns=["year", "other"]), how="cross")


def _similar(run: Run, indicator: str) -> pd.DataFrame:
    """The mean of the districts outside the programme that are like an area, of what they were not chosen by."""
    rows = similar.levels(run)
    rows = rows[(rows["indicator"] == indicator) & (rows["role"] == similar.OUTCOME)]
    year = int(run.tables.district_profiles["vintage"].iloc[0])
    return rows.rename(columns={"similar": "other"}).assign(year=year)[[*_PLACE, "other"]]


# What areas can be compared with. Another benchmark is one more line.
BENCHMARKS: dict[str, _Values] = {
    "municipality": partial(_published, role="municipality"),
    "nl": partial(_published, role="nl"),
    "median": _median,
    "similar": _similar,
}
