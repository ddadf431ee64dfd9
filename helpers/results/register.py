"""An area in register figures of CBS: against its municipality, the other focus areas and the Netherlands.

>>> context = results.register.area_context(run, run.area)
>>> print(context[["indicator", "own", "municipality", "nl"]].head(2).to_string(index=False))
        indicator                          own           municipality                                       nl
     cbs-inwoners       55255 (55199 to 55311) 86845 (86845 to 86845) 1.75907e+07 (1.75907e+07 to 1.75907e+07)
cbs-leeftijd-0-14 13.1329 (12.5249 to 13.7409)      13 (12.5 to 13.5)                15.442 (14.942 to 15.942)
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area, check_names
from helpers.methods.intervals import Basis, Interval, middle
from helpers.results.indicators import direction
from helpers.rows import Record, each_row
from helpers.session import Run, kinds_of, remembered

# Two figures that say most about an area in a line: income and work. They open the factsheet, in this order, and stand
# on the index page; the others need more words.
KEY_FIGURES = ("cbs-laag-inkomen", "cbs-arbeidsparticipatie")

# What is drawn as a strip of dots: housing, work and income, schooling, the youngest and the oldest. More strips would
# not fit on a page; the table has all indicators.
STRIPS = (
    *("cbs-koopwoningen", "cbs-woningwaarde", "cbs-arbeidsparticipatie", "cbs-laag-inkomen", "cbs-hoog-inkomen"),
    *("cbs-hoog-opgeleid", "cbs-leeftijd-0-14", "cbs-leeftijd-65plus"),
)


class ContextRow(Record):
    """A row of `area_context`, in part. Values that are missing are None."""

    indicator: str
    unit: str
    decimals: int
    own: Interval | None
    municipality: Interval | None
    nl: Interval | None
    districts: int
    status: str
    match: str


def own_values(tables: Tables) -> pd.DataFrame:
    """The register figures of all focus areas, with an interval that holds what adding up districts may do to them.

    The interval is that of rounding, wider by the half-width that municipalities of as many districts needed
    (`methods.calibration`); of one district rounding is all there is. It says nothing about errors in the figures of
    CBS itself, nor about how well the districts cover the area (`match`).

    Returns one row per area and indicator: indicator, area, own (Interval; None where there is no value), districts
    (their number), held (percent of the municipalities that checked the width whose figure was inside), coverage,
    status and match. Raises ValueError for an area and indicator that the table of widths has no row for.
    """
    return _own_values(tables).copy()  # what a caller does to its frame is no other's


@lru_cache(maxsize=4)  # a notebook asks a dozen times
def _own_values(tables: Tables) -> pd.DataFrame:
    facts = tables.indicators
    values = tables.area_values
    rows = calibrated(tables, values[values["indicator"].isin(facts.loc[facts["kind"] == "register", "indicator"])])
    return rows.assign(held=100 * rows["held"] / rows["checked"])[["indicator", "area", *_OWN]]


def calibrated(tables: Tables, values: pd.DataFrame) -> pd.DataFrame:
    """Register figures with their intervals; values: rows as of `area_values`, of register indicators.

    Returns them with own (Interval; None where there is no value), held and checked (numbers of municipalities). Raises
    ValueError as `own_values` does.
    """
    rows = values.merge(tables.register_calibration[_WIDTHS], on="indicator")
    highest = rows["districts_to"].fillna(rows["districts"])  # empty: no limit
    rows = rows[rows["districts"].between(rows["districts_from"], highest)]
    if len(rows) != len(values):
        raise ValueError("register_calibration.csv: expected one row for each indicator and number of districts")
    own = [_calibrated(row) for row in each_row(rows, _Calibrated)]
    return rows.assign(own=pd.Series(own, index=rows.index))


_WIDTHS = ["indicator", "districts_from", "districts_to", "extra", "checked", "held"]
_OWN = ["own", "districts", "held", "coverage", "status", "match"]


class _Limits(Record):
    value: float
    lower: float
    upper: float


class _Calibrated(_Limits):
    extra: float
    match: str


def _calibrated(row: _Calibrated) -> Interval | None:
    if pd.isna(row.value):
        return None
    basis: Basis = "proxy" if row.match == "proxy" else "computed"
    return Interval(row.value, row.lower - row.extra, row.upper + row.extra, basis)


@remembered
def area_context(run: Run, area: str) -> pd.DataFrame:
    """One row per register indicator: the area, its municipality, the focus areas and the Netherlands.

    Returns the facts of the indicator and: area; own, districts, held, coverage, status, match (of `own_values`);
    municipality, nl (Intervals of rounding alone); against_municipality, against_nl (what the difference means, as
    `indicators.direction`; undecided when the intervals overlap); focus_lowest, focus_median, focus_highest (over the
    areas that have a value, the area itself included; n_areas of them). Values are Intervals in the unit of the
    indicator, None where there is none. Raises ParameterError for an area that does not exist.
    """
    check_area(area, run.tables.areas["area"])
    gm_code = str(run.tables.areas.set_index("area").loc[area, "gm_code"])
    facts = run.tables.indicators
    facts = facts[facts["kind"] == "register"]
    values = run.tables.region_values
    published = _published(values[values["indicator"].isin(facts["indicator"])])
    every = own_values(run.tables)
    of_area = every[every["area"] == area].set_index("indicator")
    known = every[every["own"].notna()]
    spread = pd.DataFrame.from_dict(
        {indicator: _spread(list(of_areas)) for indicator, of_areas in known.groupby("indicator")["own"]},
        orient="index",
    )
    rows = facts.assign(area=area).merge(of_area[_OWN], on="indicator", how="left")
    rows = rows.assign(own=_or_none(rows["own"]))
    for name, region in {"municipality": gm_code, "nl": "nl"}.items():
        rows[name] = _or_none(rows["indicator"].map(published[region]))
        rows[f"against_{name}"] = [
            direction(own - other if own and other else None, polarity)
            for own, other, polarity in zip(rows["own"], rows[name], rows["polarity"], strict=True)
        ]
    rows = rows.merge(spread, left_on="indicator", right_index=True, how="left")
    return rows.assign(**{name: _or_none(rows[name]) for name in ("focus_lowest", "focus_median", "focus_highest")})


def benchmarks(tables: Tables, indicator: str, role: str) -> pd.DataFrame:
    """The register figure of the municipality of every area, or of the Netherlands: area, year, value (Interval).

    role: municipality or nl. An area without one has no row.
    """
    regions = tables.areas["gm_code"] if role == "municipality" else pd.Series("nl", tables.areas.index)
    rows = tables.areas[["area"]].assign(region=regions).merge(tables.region_values, on="region")
    rows = rows[(rows["indicator"] == indicator) & rows["value"].notna()]
    values = [Interval.published(row.value, row.precision, row.basis) for row in each_row(rows, _Region)]
    return rows[["area", "year"]].assign(value=pd.Series(values, rows.index))


def _spread(values: list[Interval]) -> dict[str, Interval | int]:
    """The lowest, middle and highest value."""
    in_order = sorted(values, key=lambda interval: interval.value)
    ends = {"focus_lowest": in_order[0], "focus_highest": in_order[-1]}
    return {"focus_median": middle(values), **ends, "n_areas": len(values)}


def _published(values: pd.DataFrame) -> dict[str, dict[str, Interval]]:
    """By region and indicator the value and what its rounding leaves open; rows of `region_values`, of one edition."""
    found: dict[str, dict[str, Interval]] = defaultdict(dict)
    for row in each_row(values[values["value"].notna()], _Region):
        found[row.region][row.indicator] = Interval.published(row.value, row.precision, row.basis)
    return found


class _Region(Record):
    region: str
    indicator: str
    value: float
    precision: float
    basis: Basis


def _or_none(intervals: pd.Series) -> pd.Series:
    """Intervals, and None instead of NaN: a missing value that is true nowhere."""
    return intervals.astype(object).where(intervals.notna(), None)


def strips(run: Run, context: pd.DataFrame, names: Sequence[str] = STRIPS) -> pd.DataFrame:
    """What a dot strip needs, for the rows of `area_context` that are named and have all three of its values.

    Returns those rows with others: the values of the other focus areas (Intervals, lowest first). Raises
    ParameterError for an indicator that is no register indicator.
    """
    facts = run.tables.indicators
    check_names("indicator", names, facts.loc[facts["kind"] == "register", "indicator"], kinds_of(run.tables))
    rows = context[context["indicator"].isin(names) & context[["own", "municipality", "nl"]].notna().all(axis=1)]
    every = own_values(run.tables)
    known = every[every["own"].notna()]
    others = [
        sorted(
            known.loc[(known["indicator"] == indicator) & (known["area"] != area), "own"],
            key=lambda other: other.value,
        )
        for indicator, area in zip(rows["indicator"], rows["area"], strict=True)
    ]
    return rows.assign(others=pd.Series(others, index=rows.index))
