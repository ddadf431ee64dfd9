"""What is known of every area in figures, for programs: the latest of each, beside its benchmarks; and the rows of the
tables that it rests on.

Many areas at once: most of the work is the same for each of them.
"""

from collections.abc import Callable
from functools import lru_cache

import pandas as pd

from helpers.contract.fields import TableContract
from helpers.contract.load import Tables
from helpers.contract.peers import figures_of
from helpers.contract.tables import TABLES
from helpers.methods.intervals import Interval
from helpers.results import register, series, similar
from helpers.rows import Record, columns_of, each_row
from helpers.session import without_area

# What the limits of a value leave open.
ROUNDING, WEIGHTS, CHOICE = "rounding", "rounding-and-weights", "choice-of-districts"


class FactRow(Record):
    """A row of `figures`. Values that are missing are None."""

    area: str
    indicator: str
    year: int
    own: Interval | None
    municipality: Interval | None
    nl: Interval | None
    similar: Interval | None
    status: str
    match: str
    coverage: float
    source: str
    holds: str


@lru_cache(maxsize=2)
def figures(tables: Tables) -> pd.DataFrame:
    """The latest figure of every area on every indicator that there are figures of areas for.

    Returns a row per area and indicator: own (Interval in the indicator's unit; None where `status` says why), and of
    the same year municipality and nl (as published), similar (the mean of similar districts; register figures only);
    year, status, match, coverage (as in `area_values`), source; holds (what the limits of `own` leave open: WEIGHTS for
    register figures, ROUNDING for series; those of the municipality and nl hold ROUNDING, those of similar CHOICE).
    """
    names = list(columns_of(FactRow))
    return pd.concat([_register(tables)[names], _series(tables)[names]], ignore_index=True)


def figures_of_area(tables: Tables, area: str) -> pd.DataFrame:
    """The rows of `figures` about an area; of a large collection not all are made at once, which would take memory."""
    names = tables.areas["area"].tolist()
    part = figures(_some(tables, names.index(area) // _AT_ONCE))
    return part[part["area"] == area]


_AT_ONCE = 50  # areas


@lru_cache(maxsize=2)
def _some(tables: Tables, part: int) -> Tables:
    names = tables.areas["area"].tolist()
    if len(names) <= _AT_ONCE:
        return tables
    return Tables(figures_of(tables, names[part * _AT_ONCE : (part + 1) * _AT_ONCE]))


def _register(tables: Tables) -> pd.DataFrame:
    rows = register.own_values(tables)
    known = tables.area_values[["area", "indicator", "year", "source"]]
    rows = rows.merge(
        known[known["indicator"].isin(rows["indicator"])], on=["area", "indicator"], validate="one_to_one"
    )
    beside = similar.levels(without_area(tables))[["area", "indicator", "similar"]]
    rows = rows.merge(beside, on=["area", "indicator"], how="left")
    for role in ("municipality", "nl"):
        found = [register.benchmarks(tables, name, role).assign(indicator=name) for name in rows["indicator"].unique()]
        values = pd.concat(found).rename(columns={"value": role})
        rows = rows.merge(values, on=["area", "indicator", "year"], how="left", validate="one_to_one")
    return _without_nan(rows).assign(holds=WEIGHTS)


def _series(tables: Tables) -> pd.DataFrame:
    every = series.every_area(without_area(tables))
    own = every[every["role"] == "area"]
    own = own.assign(known=own["value"].notna()).sort_values(["known", "year"])
    rows = own.drop_duplicates(["area", "indicator"], keep="last").rename(columns={"value": "own"})
    for role in ("municipality", "nl"):
        values = every.loc[every["role"] == role, ["area", "indicator", "year", "value"]]
        rows = rows.merge(values.rename(columns={"value": role}), on=["area", "indicator", "year"], how="left")
    order = pd.MultiIndex.from_frame(own[["area", "indicator"]]).unique().sort_values()
    rows = rows.set_index(["area", "indicator"]).loc[order].reset_index()
    return _without_nan(rows.assign(similar=None)).assign(holds=ROUNDING)


def _without_nan(rows: pd.DataFrame) -> pd.DataFrame:
    values = ["own", "municipality", "nl", "similar"]
    return rows.assign(**{name: rows[name].astype(object).where(rows[name].notna(), None) for name in values})


# The rows of the tables -----------------------------------------------------------------------------------

_OF_THE_AREA = (
    *("areas", "area_wijken", "area_values", "previous_values", "area_slopes", "similar_districts", "studies"),
    *("interventions", "finding_areas", "passages", "reported_numbers", "spillovers"),
)
_OF_EVERY_AREA = ("edition", "realisation_values", "register_calibration", "correspondences")


def rows_of(tables: Tables, area: str) -> dict[str, pd.DataFrame]:
    """The rows of the tables that are about an area, its districts and benchmarks, and all that these refer to.

    Returns them by table, in the order of the contract; withheld indicators are left out. So each printed figure can be
    followed to the rows that it was computed from, and each row to its source.
    """
    # The areas stay whole, as those of the same municipality refer to its figures.
    tables = Tables(figures_of(tables, [area]) | {"areas": tables.frames["areas"]})
    gm_code = str(tables.areas.set_index("area").loc[area, "gm_code"])
    districts = set(tables.area_wijken["wk_code"])
    regions = {"nl", "focus", "all", area, gm_code, *districts}
    chosen: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
        **{name: lambda rows: rows["area"] == area for name in _OF_THE_AREA},
        "wijk_values": lambda rows: rows["wk_code"].isin(districts),
        "district_profiles": lambda rows: rows["area"] == area,
        **{name: lambda rows: rows["region"].isin(regions) for name in ("region_values", "indicator_values", "breaks")},
        **{name: lambda rows: pd.Series(True, rows.index) for name in _OF_EVERY_AREA},
    }
    withheld = set(tables.indicators.loc[tables.indicators["use"] == "withheld", "indicator"])
    kept: dict[str, pd.Series] = {}
    for name, choose in chosen.items():
        rows = tables.frames[name]
        kept[name] = choose(rows).fillna(False).astype(bool)
        if "indicator" in rows:
            kept[name] &= ~rows["indicator"].isin(withheld)
    _with_what_they_refer_to(tables, kept)
    found = {contract.name: contract for contract in TABLES if contract.name in kept and kept[contract.name].any()}
    return {name: tables.frames[name][kept[name]] for name in found}


def _with_what_they_refer_to(tables: Tables, kept: dict[str, pd.Series]) -> None:
    """Keep the rows too that kept rows refer to, and those that these refer to; kept: by table, which rows."""
    contracts = {contract.name: contract for contract in TABLES}
    todo = list(kept)
    while todo:
        name = todo.pop()
        for target, column, values in _referred_to(contracts[name], tables.frames[name][kept[name]]):
            rows = tables.frames[target]
            before = kept.get(target, pd.Series(False, rows.index))
            kept[target] = before | rows[column].isin(values)
            if not kept[target].equals(before):
                todo.append(target)


def _referred_to(contract: TableContract, rows: pd.DataFrame) -> list[tuple[str, str, set[object]]]:
    return [
        (table, column, set(rows[name].dropna()))
        for name, targets in contract.targets().items()
        for table, column in targets
        if name in rows
    ]


def records(rows: pd.DataFrame) -> list[FactRow]:
    """Rows of `figures` as records."""
    return list(each_row(rows, FactRow))
