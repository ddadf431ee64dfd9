"""What districts are like and how they do, from the national file of CBS: the rows of `district_profiles`."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from helpers.sources.cbs_districts import SECTION, read_whole
from helpers.sources.grids import FileError, Grid

SMALLEST = 1_000  # residents: of fewer, rounded percents say little, and one building changes them

# Classes of CBS by the number of addresses in the surroundings, as the file spells them, with the numbers of CBS.
_URBANITY = {
    "extremely urbanised": 1,
    "strongly urbanised": 2,
    "moderately urbanised": 3,
    "hardly urbanised": 4,
    "not urbanised": 5,
}
_TEXTS = ("name", "gemeente", "urbanity")
HOUSEHOLDS = ("a_hh", "a_1p_hh", "a_hh_m_k")  # all, of one person, with children: as CBS names them, where it has them
_MATCHED = ("urbanity", "pop_0_14", "pop_15_24", "pop_25_44", "pop_45_64", "pop_65plus", "dwelling_ownership")
COLUMNS = [
    *("wk_code", "wk_name", "gm_code", "gm_name", "area", "population", "dwelling_total", *_MATCHED),
    *("single_households", "households_with_children"),
    *("employment_rate", "income_low", "income_high", "edu_appl_sci", "dwelling_value"),
    *("vintage", "source", "section"),
]
_YEAR = 2022
EDITION: dict[str, str | int] = {"vintage": _YEAR, "source": "cbs-kwb-2022", "section": SECTION}
CHOICE = [
    *("area", "variables", "rank", "wk_code", "distance", "limit"),
    *("vintage", "districts_sha256", "source", "section"),
]


def read_profiles(path: Path, areas: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """The districts of the areas, and the eligible ones: outside all areas, SMALLEST residents or more, nothing
    missing that is matched on.

    path: the file of CBS with a row per district. areas: rows of `area_wijken`; those of the file's vintage count.
    residents: rows of `wijk_values` with the numbers of residents of 2022; a file of another year does not have them.
    Returns rows of `district_profiles`, by code: area is empty for eligible districts; the shares of households are
    empty where the file has none. Raises FileError that names file, cell, value and what was expected.
    """
    rows, grid = _read(path)
    areas = areas[areas["vintage"] == _YEAR]
    _check_areas(grid, rows, areas, residents)
    rows = rows.rename(columns={"code": "wk_code", "name": "wk_name", "gemeente": "gm_name"})
    rows = rows.assign(
        area=rows["wk_code"].map(_area_of(areas)),
        urbanity=rows["urbanity"].map(_URBANITY).astype("Int64"),
        **_households(rows),
        **{name: rows[name].astype("Int64") for name in ("population", "dwelling_total")},
        **EDITION,
    )
    return _wanted(rows).sort_values("wk_code", ignore_index=True)[COLUMNS]


def with_areas(profiles: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The same districts with the areas that there are now: after a change of these, without the file of CBS.

    profiles: rows of `district_profiles`; areas: rows of `area_wijken`. Raises ValueError for a district of an area
    that has no profile: it is in the file only, and for one of two areas.
    """
    areas = areas[areas["vintage"] == _YEAR]
    if lacking := sorted(set(areas["wk_code"]) - set(profiles["wk_code"])):
        raise ValueError(
            f"district_profiles.csv has no {', '.join(lacking)}; expected the file of CBS, which has every district"
        )
    rows = profiles.assign(area=profiles["wk_code"].map(_area_of(areas)))
    return _wanted(rows).reset_index(drop=True)


def _area_of(areas: pd.DataFrame) -> pd.Series:
    """The area by district; areas: rows of `area_wijken` of one vintage. Raises ValueError for one of two areas."""
    twice = areas[areas.duplicated("wk_code", keep=False)]
    if len(twice):
        code = twice["wk_code"].iloc[0]
        of = " and ".join(twice.loc[twice["wk_code"] == code, "area"])
        raise ValueError(f"area_wijken.csv: district {code} is of {of}; expected one area for each district")
    return areas.set_index("wk_code")["area"]


def _wanted(rows: pd.DataFrame) -> pd.DataFrame:
    """The districts of areas, and of the others those that areas may be compared with."""
    is_eligible = (rows["population"] >= SMALLEST) & rows[list(_MATCHED)].notna().all(axis=1)
    return rows[rows["area"].notna() | is_eligible]


def _read(path: Path) -> tuple[pd.DataFrame, Grid]:
    """A row per district: its code, what the file says of it in words, and the numbers of `read_whole` by column.

    And the cells of the file, of which row n is that of row n.
    """
    reading = read_whole(path)
    grid = reading.grid
    numbers = reading.values.pivot(index="region", columns="indicator", values="value").rename(columns=reading.columns)
    lacking = [column for column in _TEXTS if column not in grid.columns]
    if lacking:
        raise FileError(f"{grid.file}: no column {', '.join(lacking)}; expected {', '.join(_TEXTS)}")
    used = ["code", *_TEXTS, *(name for name in HOUSEHOLDS if name in grid.columns)]
    rows = pd.DataFrame({name: [row[grid.columns.index(name)] for row in grid.rows] for name in used}, dtype="str")
    for column in ("name", "gemeente"):
        _refuse(grid, column, rows[column] == "", "a name")
    _refuse(grid, "urbanity", ~rows["urbanity"].isin(["", *_URBANITY]), f"one of {', '.join(_URBANITY)}")
    for column in used[1 + len(_TEXTS) :]:
        read = pd.to_numeric(rows[column], errors="coerce")
        _refuse(grid, column, (rows[column] != "") & ~(read.abs() < float("inf")), "a number or an empty cell")
        rows[column] = read
    return rows.assign(gm_code="GM" + rows["code"].str[2:6]).join(numbers, on="code"), grid


def _refuse(grid: Grid, column: str, wrong: Iterable[bool], expected: str) -> None:
    """Raise FileError about the cells of a column that are wrong, if any."""
    place = grid.columns.index(column)
    problems = [
        f"{grid.address(number, place)}: {repr(grid.rows[number][place]) if grid.rows[number][place] else 'empty'}; "
        f"expected {expected}"
        for number, is_wrong in enumerate(wrong)
        if is_wrong
    ]
    if problems:
        raise FileError(*problems)


def _check_areas(grid: Grid, rows: pd.DataFrame, areas: pd.DataFrame, residents: pd.DataFrame) -> None:
    """The districts of areas are all there, with the residents that their own figures have: they are of one year."""
    lacking = sorted(set(areas["wk_code"]) - set(rows["code"]))
    if lacking:
        raise FileError(f"{grid.file}, column code: no {', '.join(lacking)}; expected every district of the areas")
    known = residents[(residents["indicator"] == "cbs-inwoners") & (residents["year"] == _YEAR)]
    expected = rows["code"].map(known.drop_duplicates("wk_code").set_index("wk_code")["value"])
    differs = rows["code"].isin(areas["wk_code"]) & expected.notna() & (rows["population"] != expected)
    _refuse(grid, "population", differs, f"the residents of {_YEAR}, as wijk_values.csv has them")


def _households(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Percent of households that are of one person and with children; missing where the file does not say."""
    if not set(HOUSEHOLDS) <= set(rows):
        nothing = pd.Series(float("nan"), rows.index)
        return {"single_households": nothing, "households_with_children": nothing}
    every = rows["a_hh"].where(rows["a_hh"] > 0)
    shares = {"single_households": "a_1p_hh", "households_with_children": "a_hh_m_k"}
    return {name: (100 * rows[column] / every).round(1) for name, column in shares.items()}


def sets_of(profiles: pd.DataFrame) -> list[str]:
    """The sets of matching variables (VARIABLE_SETS) that the file has: households only where it says something."""
    has_households = profiles[["single_households", "households_with_children"]].notna().any(axis=None)
    return ["basis", "households"] if has_households else ["basis"]
