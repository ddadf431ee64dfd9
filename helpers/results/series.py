"""An area's own figures over the years, beside its municipality and the Netherlands.

A figure of an area is added up from its districts (`sources.aggregation`); its interval holds what rounding leaves
open, and nothing else: not the error of the weights, nor of a survey or model. A benchmark is there only where its own
row was published; no other number stands in for it.

>>> series = results.series.area_series(run, run.area, ["lbm-score"])
>>> own = series[(series["role"] == "area") & (series["year"] >= 2020)]
>>> print(own[["year", "value", "status"]].to_string(index=False))
 year                        value status
 2020 3.94932 (3.94927 to 3.94937)     ok
 2022 3.97344 (3.97339 to 3.97349)     ok
 2024 3.96413 (3.96408 to 3.96418)     ok
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area, check_names
from helpers.contract.vocabulary import AS_GIVEN, BREAKING, NOT_SAID, OWN_PREFIX, VALUE_STATUSES
from helpers.methods.intervals import Basis, Interval
from helpers.rows import Record, each_row
from helpers.session import Run, kinds_of, row_of, theme_row

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
    source, nature (INDICATOR_NATURES, or NOT_SAID of own figures), and of the area coverage, match and method (empty
    for the benchmarks). Where several sources have the same figure, the first of `sources` with a value counts; a
    user's own figures of the area beside those of another source are rows of their own (role OWN, after the area).
    Raises ParameterError for an area or indicator that is not there.
    """
    check_area(area, run.tables.areas["area"])
    return _figures(run.tables, [area], _series(run.tables, indicators))[_COLUMNS]


def all_areas(run: Run, indicator: str) -> pd.DataFrame:
    """One indicator of every area, each beside its municipality and the Netherlands: for what compares areas.

    Returns area and the columns of `area_series`, by area (in the order of the table), ROLES and year. Raises
    ParameterError for an indicator that is not of the kind `series`.
    """
    tables = run.tables
    return _figures(tables, tables.areas["area"].tolist(), _series(tables, [indicator]))


def every_area(run: Run) -> pd.DataFrame:
    """All series of every area: the rows of `all_areas` of all indicators, for what needs them all at once."""
    return every_figure(run.tables).reset_index(drop=True)


def _figures(tables: Tables, areas: list[str], names: list[str]) -> pd.DataFrame:
    rows = every_figure(tables)
    return rows[rows["area"].isin(areas) & rows["indicator"].isin(names)].reset_index(drop=True)


@lru_cache(maxsize=2)  # notebooks ask some twenty times an area, and each time nearly all of it would be done again
def every_figure(tables: Tables) -> pd.DataFrame:
    """The rows of `every_area`, to be read only: whoever asks gets the same frame."""
    areas, names = tables.areas["area"].tolist(), _series(tables, ())
    rows = _every_source(tables, areas, names)
    rows = _one_source(rows.assign(role=rows["role"].mask(_is_beside(rows), OWN)), tables)
    rows = _sorted(rows, names, areas)
    segments = _segments(rows, tables.breaks, dict(zip(tables.areas["area"], tables.areas["gm_code"], strict=True)))
    rows = rows.assign(provisional=rows["status"] == "provisional", segment=segments, nature=_natures(rows, tables))
    return rows[["area", *_COLUMNS]]


_COLUMNS = [
    *("indicator", "role", "region", "year", "value", "status", "provisional", "vintage", "segment"),
    *("source", "coverage", "match", "method", "nature"),
]


def _is_beside(rows: pd.DataFrame) -> pd.Series:
    """Which rows are own figures of the area of an indicator of which it has a value of another source too."""
    of_area, is_own = rows["role"] == "area", rows["source"].str.startswith(OWN_PREFIX)
    both = pd.Series(list(zip(rows["area"], rows["indicator"], strict=True)), rows.index, dtype=object)
    return of_area & is_own & both.isin(set(both[of_area & ~is_own & rows["value"].notna()]))


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
    rows = _every_source(tables, [area], names)
    is_own = rows["source"].str.startswith(OWN_PREFIX)
    rows, others = _sorted(rows[is_own], names), _one_source(rows[~is_own], tables)
    shipped = {(row.indicator, row.role, row.year): row.value for row in each_row(others, _Figure)}
    beside = [shipped.get((row.indicator, row.role, row.year)) for row in each_row(rows, _Figure)]
    rows = rows.assign(beside=pd.Series(beside, rows.index, dtype=object))
    rows = rows.assign(nature=_natures(rows, tables))
    rows = rows.merge(tables.indicators[_FACTS], on="indicator", validate="many_to_one")
    return rows[[*_FACTS, "nature", "role", "year", "value", "status", "source", "beside"]]


def _natures(rows: pd.DataFrame, tables: Tables) -> list[str]:
    """How each figure was measured: as its indicator says, unless it is an own figure of a shipped indicator.

    Of that it is what the user says of the source; without that as the indicator, if who published the figure produces
    that too, else NOT_SAID.
    """
    facts = tables.indicators[tables.indicators["indicator"].isin(rows["indicator"])]
    sources = {row.source: row for row in each_row(tables.sources.fillna({"nature": ""}), _Source)}
    known = {row.indicator: row for row in each_row(facts, _Measured)}

    def nature(row: _Figure) -> str:
        facts, source = known[row.indicator], sources[row.source]
        if not row.source.startswith(OWN_PREFIX) or facts.source.startswith(OWN_PREFIX):
            return facts.nature
        producers = (facts.producer_nl.casefold(), facts.producer_en.casefold())
        return source.nature or (facts.nature if source.publisher_nl.casefold() in producers else NOT_SAID)

    return [nature(row) for row in each_row(rows, _Figure)]


class _Measured(Record):
    indicator: str
    nature: str
    producer_nl: str
    producer_en: str
    source: str


class _Source(Record):
    source: str
    publisher_nl: str
    nature: str


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
    source: str


_FACTS = ["indicator", "name_nl", "name_en", "unit", "decimals"]


def of_theme(run: Run, theme: str) -> list[str]:
    """The ids of the series of a theme. Raises ParameterError for a theme that does not exist."""
    theme_row(run, theme)
    facts = run.tables.indicators.set_index("indicator")
    themes = facts["themes"].fillna("").str.split(";")
    return [name for name in _series(run.tables, ()) if theme in themes[name]]


def has_series_of_people(run: Run) -> bool:
    """Whether the run's area has a figure of its people over the years: any besides those of the Leefbaarometer."""
    facts, of_area = run.tables.indicators, run.tables.area_values[run.tables.area_values["area"] == run.area]
    names = facts.loc[(facts["kind"] == "series") & ~facts["indicator"].str.startswith("lbm-"), "indicator"]
    return bool((of_area["indicator"].isin(names) & of_area["value"].notna()).any())


def steady(tables: Tables, values: pd.DataFrame) -> pd.DataFrame:
    """Of rows of `wijk_values` those that a comparison may rest on: of districts that do not jump by themselves.

    A district jumps by itself when `breaks` has a jump of it: it is tiny or new, or one of its values is odd. What
    jumps with its whole city stays.
    """
    jumps = tables.breaks[tables.breaks["kind"] == "jump"]
    jumping = pd.MultiIndex.from_frame(jumps[["indicator", "region"]])
    return values[~pd.MultiIndex.from_frame(values[["indicator", "wk_code"]]).isin(jumping)]


def breaks_of(run: Run, series: pd.DataFrame) -> pd.DataFrame:
    """What breaks or makes jump the courses in rows of `area_series`: the rows of `breaks` that are about them.

    Only those between the first and the last known year of a course, and new codes of districts with which the course
    of the area starts. Returns indicator, year, kind, reason_nl, reason_en and starting (the name of the district of
    the area that has no earlier value, where the course starts with it; else None), by year, each row once.
    """
    known = series[series["value"].notna()]
    spans = known.groupby(["indicator", "role", "region"])["year"].agg(first="min", last="max")
    gm_code, new = str(run.area_row["gm_code"]), _starting(run)
    found: dict[int, str | None] = {}
    for row, place, one in _with_breaks(each_row(spans.reset_index(), _Span), run.tables.breaks):
        starts = row.role == "area" and one.kind == "boundary" and one.year == row.first
        if row.first < one.year <= row.last and _is_about(one, row.role, row.region, gm_code):
            found[place] = None
        elif starts and (name := new.get((row.indicator, one.year, one.region))) is not None:
            found[place] = name or None
    columns = ["indicator", "year", "kind", "reason_nl", "reason_en", "starting"]
    rows = run.tables.breaks.loc[list(found)].assign(starting=pd.Series(found, dtype=object))
    return rows[columns].drop_duplicates().sort_values("year", kind="stable").reset_index(drop=True)


def _starting(run: Run) -> dict[tuple[str, int, str], str]:
    """The districts of the area by indicator, the first year of their values and code: their latest name.

    A whole city district has an empty name: it is the area itself.
    """
    lists = run.tables.area_wijken
    own = lists[lists["area"] == run.area].sort_values("vintage", kind="stable")
    names = dict(zip(own["wk_code"], own["wk_name"].where(own["scheme"] == "wijk", ""), strict=True))
    values = run.tables.wijk_values
    values = values[values["wk_code"].isin(names) & values["value"].notna()]
    first = values.groupby(["indicator", "wk_code"])["year"].min().reset_index()
    figures = zip(first["indicator"], first["year"], first["wk_code"], strict=True)
    return {(str(indicator), int(year), str(code)): names[code] for indicator, year, code in figures}


def municipalities(codes: pd.Series) -> pd.Series:
    """The municipality that each district's code names: WK0363AD is in GM0363."""
    return "GM" + codes.str[2:6]


def jumps(tables: Tables, area: str) -> dict[str, list[int]]:
    """The years in which figures of an area jump with those of many places or of its whole municipality, by indicator.

    A jump cuts no series: what is compared across one is told to cross it. That of a single district is not among them.
    """
    gm_code = str(row_of(tables.areas, "area", area)["gm_code"])
    rows = tables.breaks[tables.breaks["kind"] == "jump"]
    rows = rows[[_is_about(row, "area", area, gm_code) for row in each_row(rows, _Break)]]
    return {str(name): sorted(set(years)) for name, years in rows.groupby("indicator")["year"]}


class _Course(Record):
    indicator: str
    role: str
    region: str


_AnyCourse = TypeVar("_AnyCourse", bound=_Course)


class _Span(_Course):
    """The first and the last known year of a course."""

    first: int
    last: int


# Districts whose number of residents changed so much since 2022 that they were probably redrawn.
REDRAWN = ("WK060600", "WK060607")
EVERYWHERE = "all"  # the region of what breaks in all regions


class _Break(Record):
    region: str
    kind: str
    year: int


def _with_breaks(courses: Iterable[_AnyCourse], breaks: pd.DataFrame) -> Iterator[tuple[_AnyCourse, int, _Break]]:
    """Each course with each row of `breaks` that is about its indicator, and where that row stands."""
    by_indicator = {
        name: list(zip(rows.index, each_row(rows, _Break), strict=True))
        for name, rows in breaks.groupby("indicator", sort=False)
    }
    for course in courses:
        for place, one in by_indicator.get(course.indicator, ()):
            yield course, place, one


def _is_about(row: _Break, role: str, region: str, gm_code: str) -> bool:
    """Whether a row of `breaks` is about the figures of a region.

    A registration that changed in a municipality changed for its districts too; that the municipality became larger is
    about the municipality alone. Of a user's own figures it is not known.
    """
    if role == OWN:
        return False
    with_districts = role == "area" and row.region == gm_code and row.kind != "boundary"
    return row.region in (EVERYWHERE, region) or with_districts


def available(run: Run, area: str) -> pd.DataFrame:
    """What there is of an area: a row per indicator of the kind `series` and year in which anybody has a value of it.

    Returns indicator, year, municipality and nl (bool: whether they have a value to compare with), has (bool: whether
    the area has one), reason: ok or provisional with a value; without one low-coverage (some of its districts have one,
    but too few), not-published, suppressed or not-applicable (by the publisher), or not-collected (districts of other
    areas have one, but none of this area stands in the tables). Raises ParameterError for an area that does not exist.
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


def _every_source(tables: Tables, areas: list[str], names: list[str]) -> pd.DataFrame:
    """The figures of areas (role area), their municipalities and nl as the tables have them; value is an Interval."""
    own, others = (
        frame[frame["indicator"].isin(names) & (frame["subgroup"] == "all")]
        for frame in (tables.area_values, tables.region_values)
    )
    own = own[own["area"].isin(areas)]
    wanted = tables.areas.loc[tables.areas["area"].isin(areas), ["area", "gm_code"]]
    municipal = others.merge(wanted.rename(columns={"gm_code": "region"}), on="region")
    national = others[others["region"] == "nl"].merge(wanted[["area"]], how="cross")
    rows = pd.concat(
        [
            own.assign(role="area", region=own["area"]),
            municipal.assign(role="municipality"),
            national.assign(role="nl"),
        ],
        ignore_index=True,
    )
    values = [_value(row) for row in each_row(rows, _Published)]
    return rows.assign(value=pd.Series(values, rows.index, dtype=object))


def _series(tables: Tables, wanted: Sequence[str]) -> list[str]:
    """The ids of the series that are wanted, or all, in the order of the table of indicators."""
    facts = tables.indicators
    names = facts.loc[(facts["kind"] == "series") & (facts["use"] == "shown"), "indicator"].tolist()
    check_names("indicator", wanted, names, kinds_of(tables))
    return [name for name in names if name in wanted] if wanted else names


class OwnRow(Record):
    """A row of `area_values`, in part."""

    value: float
    lower: float
    upper: float
    match: str
    method: str


class _Published(OwnRow):
    """A row of `area_values` or `region_values` in part: the area's have limits, the others a precision and a basis."""

    role: str
    precision: float
    basis: Basis


def _value(row: _Published) -> Interval | None:
    """The value of a row of `area_values` or `region_values` and what its rounding leaves open."""
    if row.role == "area":
        return own_value(row)
    return None if pd.isna(row.value) else Interval.published(row.value, row.precision, row.basis)


def own_value(row: OwnRow) -> Interval | None:
    """The value of an area and what the rounding of its inputs leaves open; None where there is none."""
    if pd.isna(row.value):
        return None
    as_it_is = row.method in ("as-published", AS_GIVEN)
    basis: Basis = "proxy" if row.match == "proxy" else "stated" if as_it_is else "computed"
    return Interval(row.value, row.lower, row.upper, basis)


def _one_source(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Of the same figure of several sources the first that has a value, in the order of the table of sources."""
    order = {source: place for place, source in enumerate(tables.sources["source"])}
    rows = rows.assign(lacks=rows["value"].isna(), place=rows["source"].map(order)).sort_values(["lacks", "place"])
    return rows.drop_duplicates(["area", "indicator", "role", "region", "year"])


def _sorted(rows: pd.DataFrame, names: list[str], areas: Sequence[str] = ()) -> pd.DataFrame:
    """By area (in the order of those that are named), indicator (in the order of the names), role and year."""
    order = {"area": list(areas), "indicator": names, "role": ["area", OWN, *ROLES[1:]]}
    return rows.sort_values(
        [*(["area"] if areas else []), "indicator", "role", "year"],
        key=lambda column: column.map(order[str(column.name)].index) if column.name in order else column,
    )


class _OfArea(_Course):
    area: str


class _Place(_OfArea):
    year: int


def _segments(rows: pd.DataFrame, breaks: pd.DataFrame, gm_codes: dict[str, str]) -> list[int]:
    """Which part of its series each row belongs to: one more than the years with a break up to its own.

    gm_codes: the municipality of each area.
    """
    courses = each_row(rows[["area", "indicator", "role", "region"]].drop_duplicates(), _OfArea)
    years: defaultdict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for course, _, one in _with_breaks(courses, breaks[breaks["kind"].isin(BREAKING)]):
        if _is_about(one, course.role, course.region, gm_codes[course.area]):
            years[course.area, course.indicator, course.role, course.region].add(one.year)
    places = each_row(rows, _Place)
    return [
        1 + sum(year <= row.year for year in years[row.area, row.indicator, row.role, row.region]) for row in places
    ]
