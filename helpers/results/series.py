"""An area's own figures over the years, beside its municipality and the Netherlands.

A figure of an area is added up from its districts (`sources.aggregation`); its interval holds what rounding leaves
open, and nothing else: not the error of the weights, nor of a survey or model. A benchmark is there only where its own
row was published; no other number stands in for it.
"""

from collections.abc import Sequence

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area, check_names
from helpers.contract.vocabulary import AS_GIVEN, BREAKING, OWN_PREFIX, VALUE_STATUSES
from helpers.methods.intervals import Basis, Interval
from helpers.rows import Record, each_row
from helpers.session import Run, kinds_of, theme_row

_FIGURE = ["indicator", "year"]

ROLES = ("area", "municipality", "nl")  # the order in which they are shown
# A user's own figure of the area, of an indicator of which the area has figures of another source: shown after those.
OWN = "own"


def area_series(run: Run, area: str, indicators: Sequence[str] = ()) -> pd.DataFrame:
    """The series of an area, its municipality and the Netherlands: a row per indicator, role and year.

    indicators: ids of the kind `series`; all of them when empty. Returns, by indicator, ROLES and year: indicator,
    role, region (slug of the area, municipality code or nl), year, value (Interval in the indicator's unit;
    None where the status says why), status (AREA_STATUSES, or PUBLISHED_STATUSES of the benchmarks), provisional
    (bool), vintage, segment (1 up to the first break, then 2 and so on: only years of one segment are comparable),
    source, and of the area coverage, match and method (empty for the benchmarks). Where several sources have the same
    figure, the first of `sources` with a value counts; a user's own figures of the area beside those of another source
    are rows of their own (role OWN, after the area). Raises ParameterError for an area or indicator that is not there.
    """
    tables = run.tables
    check_area(area, tables.areas["area"])
    names = _series(tables, indicators)
    gm_code = _municipality(tables, area)
    rows = _every_source(tables, area, names)
    rows = _one_source(rows.assign(role=rows["role"].mask(_is_beside(rows), OWN)), tables)
    rows = _sorted(rows, names)
    segments = _segments(rows, tables.breaks, gm_code)
    rows = rows.assign(provisional=rows["status"] == "provisional", segment=segments)
    return rows[_COLUMNS].reset_index(drop=True)


_COLUMNS = [
    *("indicator", "role", "region", "year", "value", "status", "provisional", "vintage", "segment"),
    *("source", "coverage", "match", "method"),
]


def _is_beside(rows: pd.DataFrame) -> pd.Series:
    """Which rows are own figures of the area of an indicator of which it has a value of another source too."""
    of_area, is_own = rows["role"] == "area", rows["source"].str.startswith(OWN_PREFIX)
    shipped = rows.loc[of_area & ~is_own & rows["value"].notna(), "indicator"]
    return of_area & is_own & rows["indicator"].isin(shipped)


def own_figures(run: Run, area: str) -> pd.DataFrame:
    """A user's own figures of an area, its municipality and the Netherlands, beside what the collection has.

    Returns a row per figure, by indicator, ROLES and year: indicator, name_nl, name_en, unit, decimals, nature, role,
    year, value (Interval in the indicator's unit; None where the status says why), status, source, beside (Interval of
    the same indicator, role and year from another source; None when there is none). Without own figures it is empty.
    Raises ParameterError for an area that does not exist.
    """
    tables = run.tables
    check_area(area, tables.areas["area"])
    names = _series(tables, ())
    rows = _every_source(tables, area, names)
    is_own = rows["source"].str.startswith(OWN_PREFIX)
    rows, others = _sorted(rows[is_own], names), _one_source(rows[~is_own], tables)
    shipped = {(row.indicator, row.role, row.year): row.value for row in each_row(others, _Figure)}
    beside = [shipped.get((row.indicator, row.role, row.year)) for row in each_row(rows, _Figure)]
    rows = rows.assign(beside=pd.Series(beside, rows.index, dtype=object))
    rows = rows.merge(tables.indicators[_FACTS], on="indicator", validate="many_to_one")
    return rows[[*_FACTS, "role", "year", "value", "status", "source", "beside"]]


class OwnFigureRow(Record):
    """A row of `own_figures`, in part."""

    value: Interval | None
    status: str
    decimals: int
    beside: Interval | None


class _Figure(Record):
    indicator: str
    role: str
    year: int
    value: Interval | None


_FACTS = ["indicator", "name_nl", "name_en", "unit", "decimals", "nature"]


def of_theme(run: Run, theme: str) -> list[str]:
    """The ids of the series of a theme. Raises ParameterError for a theme that does not exist."""
    theme_row(run, theme)
    facts = run.tables.indicators.set_index("indicator")
    themes = facts["themes"].fillna("").str.split(";")
    return [name for name in _series(run.tables, ()) if theme in themes[name]]


def breaks_of(run: Run, series: pd.DataFrame) -> pd.DataFrame:
    """What breaks or makes jump the courses in rows of `area_series`: the rows of `breaks` that are about them.

    Only those between the first and the last known year of a course, and new codes of districts with which the course
    of the area starts. Returns indicator, year, kind, reason_nl and reason_en, by year, each reason of an indicator
    once.
    """
    known = series[series["value"].notna()]
    spans = known.groupby(["indicator", "role", "region"])["year"].agg(first="min", last="max")
    gm_code, lists = str(run.area_row["gm_code"]), run.tables.area_wijken
    districts = set(lists.loc[lists["area"] == run.area, "wk_code"])
    breaks = run.tables.breaks
    candidates = list(zip(breaks["indicator"], each_row(breaks, _Break), strict=True))
    found = []
    for row in each_row(spans.reset_index(), _Span):
        for place, (indicator, one) in enumerate(candidates):
            within = row.first < one.year <= row.last and _is_about(one, row.role, row.region, gm_code)
            starts = row.role == "area" and one.kind == "boundary" and one.region in districts and one.year == row.first
            if indicator == row.indicator and (within or starts):
                found.append(place)
    columns = ["indicator", "year", "kind", "reason_nl", "reason_en"]
    rows = breaks.iloc[found]
    return rows[columns].drop_duplicates().sort_values("year", kind="stable").reset_index(drop=True)


class _Span(Record):
    """The first and the last known year of a course."""

    indicator: str
    role: str
    region: str
    first: int
    last: int


class _Break(Record):
    region: str
    kind: str
    year: int


def _is_about(row: _Break, role: str, region: str, gm_code: str) -> bool:
    """Whether a row of `breaks` is about the figures of a region.

    A registration that changed in a municipality changed for its districts too; that the municipality became larger is
    about the municipality alone. Of a user's own figures it is not known.
    """
    if role == OWN:
        return False
    with_districts = role == "area" and row.region == gm_code and row.kind != "boundary"
    return row.region in ("all", region) or with_districts


def available(run: Run, area: str) -> pd.DataFrame:
    """What there is of an area: a row per indicator of the kind `series` and year in which anybody has a value of it.

    Returns indicator, year, municipality and nl (bool: whether they have a value to compare with), has (bool: whether
    the area has one), reason: ok or provisional with a value; without one low-coverage (some of its districts have one,
    but too few), not-published (by the publisher) or not-collected (districts of other areas have one, but none of this
    area stands in the tables). Raises ParameterError for an area that does not exist.
    """
    every = area_series(run, area)
    own = every[every["role"] == "area"]
    tables = run.tables
    names = _series(tables, ())
    values = tables.wijk_values
    values = values[values["indicator"].isin(names) & values["value"].notna()]
    grid = values[_FIGURE].drop_duplicates()
    rows = _sorted(grid.merge(own[[*_FIGURE, "status"]], on=_FIGURE, how="left").assign(role="area"), names)
    lists = tables.area_wijken
    codes = lists.loc[lists["area"] == area, "wk_code"]
    some = _among(rows, values[values["wk_code"].isin(codes)])
    reason = rows["status"].fillna(some.map({True: "low-coverage", False: "not-collected"}))
    rows = rows.assign(has=reason.isin(VALUE_STATUSES), reason=reason)
    for role in ROLES[1:]:
        rows[role] = _among(rows, every[(every["role"] == role) & every["value"].notna()])
    return rows[["indicator", "year", "municipality", "nl", "has", "reason"]].reset_index(drop=True)


def _among(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Whether the figure of each row is one of the figures of the other rows."""
    figures = set(others[_FIGURE].itertuples(index=False, name=None))
    return pd.Series([figure in figures for figure in rows[_FIGURE].itertuples(index=False, name=None)], rows.index)


def _municipality(tables: Tables, area: str) -> str:
    return str(tables.areas.set_index("area").loc[area, "gm_code"])


def _every_source(tables: Tables, area: str, names: list[str]) -> pd.DataFrame:
    """The figures of the area (role area), its municipality and nl as the tables have them; value is an Interval."""
    own = tables.area_values
    own = own[own["area"] == area].assign(role="area", region=area)
    others = tables.region_values
    others = others[others["region"].isin((_municipality(tables, area), "nl"))]
    others = others.assign(role=others["region"].where(others["region"] == "nl", "municipality"))
    rows = pd.concat([own, others], ignore_index=True)
    rows = rows[rows["indicator"].isin(names) & (rows["subgroup"] == "all")]
    values = [_value(row) for row in each_row(rows, _Published)]
    return rows.assign(value=pd.Series(values, rows.index, dtype=object))


def _series(tables: Tables, wanted: Sequence[str]) -> list[str]:
    """The ids of the series that are wanted, or all, in the order of the table of indicators."""
    facts = tables.indicators
    names = facts.loc[(facts["kind"] == "series") & (facts["use"] == "shown"), "indicator"].tolist()
    check_names("indicator", wanted, names, kinds_of(tables))
    return [name for name in names if name in wanted] if wanted else names


class _Published(Record):
    """A row of `area_values` or `region_values` in part: the area's have limits, the others a precision and a basis."""

    role: str
    value: float
    lower: float
    upper: float
    precision: float
    basis: Basis
    match: str
    method: str


def _value(row: _Published) -> Interval | None:
    """The value of a row of `area_values` or `region_values` and what its rounding leaves open."""
    if pd.isna(row.value):
        return None
    if row.role != "area":
        return Interval.published(row.value, row.precision, row.basis)
    as_it_is = row.method in ("as-published", AS_GIVEN)
    basis: Basis = "proxy" if row.match == "proxy" else "stated" if as_it_is else "computed"
    return Interval(row.value, row.lower, row.upper, basis)


def _one_source(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Of the same figure of several sources the first that has a value, in the order of the table of sources."""
    order = {source: place for place, source in enumerate(tables.sources["source"])}
    rows = rows.assign(lacks=rows["value"].isna(), place=rows["source"].map(order)).sort_values(["lacks", "place"])
    return rows.drop_duplicates(["indicator", "role", "region", "year"])


def _sorted(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """By indicator (in the order of the names), role and year."""
    order = {"indicator": names, "role": ["area", OWN, *ROLES[1:]]}
    return rows.sort_values(
        ["indicator", "role", "year"],
        key=lambda column: column.map(order[str(column.name)].index) if column.name in order else column,
    )


class _Place(Record):
    indicator: str
    role: str
    region: str
    year: int


class _Course(Record):
    indicator: str
    role: str
    region: str


def _segments(rows: pd.DataFrame, breaks: pd.DataFrame, gm_code: str) -> list[int]:
    """Which part of its series each row belongs to: one more than the years with a break up to its own."""
    breaks = breaks[breaks["kind"].isin(BREAKING)]
    breaking: dict[str, list[_Break]] = {}
    for indicator, one in zip(breaks["indicator"], each_row(breaks, _Break), strict=True):
        breaking.setdefault(indicator, []).append(one)
    years: dict[tuple[str, str, str], set[int]] = {}
    for course in each_row(rows[["indicator", "role", "region"]].drop_duplicates(), _Course):
        rows_of_breaks = breaking.get(course.indicator, [])
        about = {one.year for one in rows_of_breaks if _is_about(one, course.role, course.region, gm_code)}
        years[course.indicator, course.role, course.region] = about
    places = each_row(rows, _Place)
    return [1 + sum(year <= row.year for year in years[row.indicator, row.role, row.region]) for row in places]
