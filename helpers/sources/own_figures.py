"""Read a user's own figures: the workbook of `kansrijk template`, tidy CSV, or a file of CBS as published.

Every cell is checked before anything is taken, and all problems are told at once, each with its address and what was
expected. What a cell may hold is written in docs/area-values.md; the checks of single cells are in `own_checks`.
"""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.files import counted
from helpers.sources import cbs_files
from helpers.sources.grids import FileError, read_grids
from helpers.sources.layouts import COUNTS
from helpers.sources.own_cells import Cell, OwnCells, OwnTable, plain, read_csvs, read_workbook, sheet_names
from helpers.sources.own_checks import Checks, Known, half_width
from helpers.sources.small_numbers import SMALLEST, suppressed

FIGURES, SOURCE, INDICATORS = "figures", "source", "own indicators"
# Sheets of a workbook -> the files of a folder.
_FILES = {FIGURES: "figures.csv", SOURCE: "source.csv", INDICATORS: "indicators.csv"}

# Columns of the tables, and those of them that must be there.
COLUMNS = {
    FIGURES: (
        *("region", "indicator", "subgroup", "year", "vintage", "value", "lower", "upper", "n", "note", "status"),
        "source",
    ),
    SOURCE: ("source", "publisher", "title", "licence", "address", "date", "nature"),
    INDICATORS: (
        *("indicator", "name_nl", "name_en", "unit", "polarity", "decimals", "definition", "themes", "nature"),
        "weight",
    ),
}
_NEEDED = {
    FIGURES: ("region", "indicator", "year", "value"),
    SOURCE: ("publisher", "title"),
    INDICATORS: ("indicator", "name_nl", "name_en", "unit", "polarity", "definition", "nature"),
}
# One CSV file has its source in columns of its own, the same in every row.
_IN_FIGURES = COLUMNS[SOURCE][1:]

_PRECISION = "precision"  # a column of figures that others wrote, in place of the limits
_KEPT_DECIMALS = 6  # of values and limits
_MOST_PEOPLE = 20_000_000  # more than the country has
_WITH_VALUE = ("ok", "provisional")  # statuses

_VALUES = [*cbs_files.VALUE_COLUMNS, "lower", "upper", "n", "note", "row"]
_THE_ONE = "figures"  # slug of a source that its user gave no name


@dataclass(frozen=True)
class OwnFigures:
    """What a user gave.

    values: the frame of published values (region is the slug of an area, or a code of CBS; precision in the unit of the
    indicator) with lower, upper, n, note and row (where it stands). sources, indicators: rows of the user's tables.
    """

    values: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    remarks: list[str] = field(default_factory=list)


def read(path: Path, known: Known) -> OwnFigures:
    """The own figures in a workbook, a folder with CSV files, or one CSV file.

    path: the workbook of `kansrijk template`; a folder with figures.csv, source.csv and perhaps indicators.csv; one CSV
    file of figures with the columns publisher and title, or as `read-cbs --output` writes it; or a file of CBS as
    published. known: what the collection knows. Raises FileError with a line per problem; then nothing was taken.
    """
    if not path.exists():
        raise FileError(f"{path}: there is no such file or folder")
    cells = _cells(path)
    if cells is None:
        return _without_small(_of_cbs(path, known), known)
    if FIGURES not in cells.tables:
        raise FileError(*cells.problems, f"{path.name or path}: no {FIGURES}; expected a table with that name")
    if set(cbs_files.VALUE_COLUMNS) <= set(cells.tables[FIGURES].columns):
        cells.tables[FIGURES] = _of_our_regions(cells, known)
    checks = Checks(known, cells.problems)
    for name, table in cells.tables.items():
        _check_columns(checks, name, table, _IN_FIGURES if name == FIGURES and SOURCE not in cells.tables else ())
    if checks.problems:
        raise FileError(*checks.problems)
    sources = _sources(checks, cells.tables)
    indicators = _indicators(checks, cells.tables.get(INDICATORS))
    rows = _figures(checks, cells.tables[FIGURES], sources, indicators)
    if not rows and not checks.problems:
        checks.problems.append(f"{cells.tables[FIGURES].name}: no rows; expected a row per figure")
    if checks.problems:
        raise FileError(*checks.problems)
    values = pd.DataFrame(rows, columns=_VALUES)
    figures = OwnFigures(values, _as_frame(sources, SOURCE), _as_frame(indicators, INDICATORS), cells.remarks)
    return _without_small(figures, known)


def _without_small(figures: OwnFigures, known: Known) -> OwnFigures:
    """The figures without the numbers that may tell who they are about, and a remark for each of those."""
    values, own = figures.values, figures.indicators
    units = {**known.indicators, **dict(zip(own["indicator"], own["unit"], strict=True))}
    small, telling = suppressed(values, units, known.wholes)
    remarks = [
        f"{row['row']}: {row['region']}, {row['indicator']}, {row['year']}: shown as suppressed, as {reason}"
        for which, reason in (
            (small, f"it is about fewer than {SMALLEST} people or households"),
            (telling, "a suppressed figure could be computed from it"),
        )
        for row in values[which].to_dict("records")
    ]
    hidden = small | telling
    numbers = {name: values[name].mask(hidden) for name in ("value", "lower", "upper", "precision", "n")}
    values = values.assign(**numbers, status=values["status"].mask(hidden, "suppressed"))
    return replace(figures, values=values, remarks=[*figures.remarks, *remarks])


def _as_frame(rows: list[dict[str, Any]], name: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS[name]))


def _cells(path: Path) -> OwnCells | None:
    """The tables of a user's own; None for a file of another layout."""
    if path.is_dir():
        paths = {name: path / file for name, file in _FILES.items() if os.path.lexists(path / file)}
        cells = read_csvs(paths)
        others = sorted(other.name for other in path.glob("*.csv") if other.name not in _FILES.values())
        cells.remarks += [f"{name}: was not read; the files of own figures are {_list(_FILES)}" for name in others]
        return cells
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return read_workbook(path, tuple(_FILES)) if FIGURES in map(plain, sheet_names(path)) else None
    (grid,) = read_grids(path)
    return read_csvs({FIGURES: path}) if {"indicator", "value"} & set(grid.columns) else None


def _list(names: dict[str, str]) -> str:
    return ", ".join(names.values())


def _check_columns(checks: Checks, name: str, table: OwnTable, more: tuple[str, ...]) -> None:
    allowed = (*COLUMNS[name], *more, *((_PRECISION,) if name == FIGURES else ()))
    needed = (*_NEEDED[name], *(_NEEDED[SOURCE] if more else ()))
    for column in table.columns:
        if column not in allowed:
            checks.problems.append(f"{table.name}: column {column!r} is not known; {checks.near(column, allowed)}")
    for column in needed:
        if column not in table.columns:
            why = ", as there is no table with the source" if column in more else ""
            checks.problems.append(f"{table.name}: no column {column}{why}; found {', '.join(table.columns)}")


# Sources and indicators -------------------------------------------------------------------------------
def _sources(checks: Checks, tables: dict[str, OwnTable]) -> list[dict[str, Any]]:
    """The rows of the table of sources; of one CSV file, the source that its rows name."""
    if SOURCE in tables:
        rows = [_source(checks, row) for row in tables[SOURCE].rows]
        if not rows:
            checks.problems.append(f"{tables[SOURCE].name}: no rows; expected the source of the figures")
        _once(checks, tables[SOURCE], "source", [row["source"] for row in rows])
        return rows
    first: dict[str, Any] = {}
    for row in tables[FIGURES].rows:
        given = {name: cell for name, cell in row.items() if name in COLUMNS[SOURCE]}
        source = _source(checks, given)
        for name, cell in given.items():
            if first and source[name] != first[name]:
                checks.note(cell, f"{first[name]!r}, as in the first row: one file is of one source")
        first = first or source
    return [first] if first else []


def _source(checks: Checks, row: dict[str, Cell]) -> dict[str, Any]:
    return {
        "source": checks.slug(row.get("source")) or _THE_ONE,
        "publisher": checks.text(row.get("publisher"), needed=True),
        "title": checks.text(row.get("title"), needed=True),
        "licence": checks.text(row.get("licence")),
        "address": checks.address(row.get("address")),
        "date": checks.date(row.get("date")),
        "nature": checks.word(row.get("nature"), checks.known.natures),
    }


def _indicators(checks: Checks, table: OwnTable | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    known, rows = checks.known, []
    for row in table.rows:
        slug = checks.slug(row["indicator"], needed=True)
        if slug in known.indicators:
            checks.note(row["indicator"], "a name that the collection does not have yet")
        rows.append(
            {
                "indicator": slug,
                **{name: checks.text(row[name], needed=True) for name in ("name_nl", "name_en", "definition")},
                "unit": checks.word(row["unit"], tuple(known.bounds), needed=True),
                "polarity": checks.word(row["polarity"], known.polarities, needed=True),
                "decimals": checks.whole(row.get("decimals"), 0, 4),
                "themes": checks.words(row.get("themes"), known.themes),
                "nature": checks.word(row["nature"], known.natures, needed=True),
                "weight": checks.word(row.get("weight"), known.weights),
            }
        )
    _once(checks, table, "indicator", [row["indicator"] for row in rows])
    return rows


def _once(checks: Checks, table: OwnTable, column: str, values: list[Any]) -> None:
    first: dict[Any, str] = {}
    for row, value in zip(table.rows, values, strict=True):
        cell = row.get(column)
        where = cell.address if cell else table.name
        if value in first and value is not None:
            checks.problems.append(f"{where}: {value!r} again, after {first[value]}; expected every one once")
        first.setdefault(value, where)


# Figures ----------------------------------------------------------------------------------------------
def _figures(
    checks: Checks, table: OwnTable, sources: list[dict[str, Any]], indicators: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    own = {row["indicator"]: row for row in indicators}
    units = {slug: unit for slug, unit in checks.known.indicators.items() if unit}
    # One whose row has a problem is there all the same: that problem is told once.
    units |= {slug: row["unit"] for slug, row in own.items() if slug}
    rows = [_figure(checks, row, units, [source["source"] for source in sources]) for row in table.rows]
    _keys_once(checks, table, rows)
    _no_fractions(checks, table, rows, units)
    for cells, row in zip(table.rows, rows, strict=True):
        facts = own.get(row["indicator"])
        if facts and not facts["weight"] and row["region"] in checks.known.districts and facts["unit"] not in COUNTS:
            weights = ", ".join(checks.known.weights)
            expected = f"a weight for it in the table of own indicators, to add up districts: one of {weights}"
            checks.note(cells["indicator"], expected)
    return rows


def _figure(checks: Checks, cells: dict[str, Cell], units: dict[str, str], sources: list[str]) -> dict[str, Any]:
    indicator = _known_indicator(checks, cells["indicator"], units)
    region = checks.region(cells["region"])
    year = checks.whole(cells["year"], checks.known.years[0], checks.known.years[1], needed=True)
    row = {
        "region": region,
        "indicator": indicator,
        "subgroup": checks.slug(cells.get("subgroup")) or "all",
        "year": year,
        "vintage": checks.vintage(cells.get("vintage"), region, cells["region"]) or year,
        "source": _own_source(checks, cells, sources),
        "note": checks.text(cells.get("note")),
        "row": cells["value"].address,
    }
    return row | _numbers(checks, cells, units.get(indicator or "", ""))


def _known_indicator(checks: Checks, cell: Cell, units: dict[str, str]) -> str | None:
    text = checks.text(cell, needed=True)
    if text in units or not text:
        return text or None
    if text in checks.known.indicators:
        checks.note(cell, "a series (kwb-, rivm-, lbm-) or an own indicator; of this one there are no own figures")
    else:
        expected = f"an indicator of the list, or one with a row in the table '{INDICATORS}'"
        checks.note(cell, f"{expected}; {checks.near(text, units)}")
    return None


def _own_source(checks: Checks, cells: dict[str, Cell], sources: list[str]) -> str:
    cell = cells.get("source")
    text = checks.text(cell)
    if not text and len(sources) == 1:
        return sources[0]
    if cell is None or text not in sources:
        where = cell or cells["region"]
        checks.note(where, f"a source of the table of sources; {checks.near(text, sources)}")
        return ""
    return text


def _numbers(checks: Checks, cells: dict[str, Cell], unit: str) -> dict[str, Any]:
    """Value, limits, number of people and status of a figure, held against each other."""
    value = checks.number(cells["value"], unit)
    lower, upper = (checks.number(cells.get(name), unit) for name in ("lower", "upper"))
    n = checks.whole(cells.get("n"), 0, _MOST_PEOPLE)
    status = checks.word(cells.get("status"), checks.known.statuses) or ("ok" if value is not None else "")
    if value is None:
        if not cells["value"].is_filled:  # else what stands there is told already
            _check_reason(checks, cells, status)
        return dict.fromkeys(("value", "lower", "upper", "precision", "n")) | {"status": status}
    if status not in _WITH_VALUE:
        checks.note(cells["value"], f"no number, as the status is {status}")
    _check_limits(checks, cells, value, lower, upper)
    if lower is None or upper is None:
        precision = checks.number(cells.get(_PRECISION), "")
        half = half_width(value, unit) if precision is None else abs(precision)
        lower, upper = value - half, value + half
    numbers = {"value": value, "lower": lower, "upper": upper, "precision": max(value - lower, upper - value)}
    return {name: round(number, _KEPT_DECIMALS) for name, number in numbers.items()} | {"status": status, "n": n}


def _check_reason(checks: Checks, cells: dict[str, Cell], status: str) -> None:
    if not status:
        checks.note(cells["value"], "a number, or under status why there is none")
    elif status in _WITH_VALUE:
        checks.note(cells["value"], f"a number, as the status is {status}")
    for name in ("lower", "upper"):
        if name in cells and cells[name].is_filled:
            checks.note(cells[name], "no limit, as there is no value")


def _check_limits(
    checks: Checks, cells: dict[str, Cell], value: float, lower: float | None, upper: float | None
) -> None:
    given = [name for name in ("lower", "upper") if name in cells and cells[name].is_filled]
    if len(given) == 1:
        checks.note(cells[given[0]], "both limits, or none")
    if lower is not None and lower > value:
        checks.note(cells["lower"], f"at most the value, {value:g}")
    if upper is not None and upper < value:
        checks.note(cells["upper"], f"at least the value, {value:g}")


def _keys_once(checks: Checks, table: OwnTable, rows: list[dict[str, Any]]) -> None:
    first: dict[tuple[Any, ...], str] = {}
    for cells, row in zip(table.rows, rows, strict=True):
        key = tuple(row[name] for name in ("region", "indicator", "subgroup", "year", "vintage", "source"))
        where = cells["region"].address
        if None not in key and key in first:
            told = " ".join(map(str, key[:4]))
            checks.problems.append(f"{where}: {told} again, after {first[key]}; expected every figure once")
        first.setdefault(key, where)


def _no_fractions(checks: Checks, table: OwnTable, rows: list[dict[str, Any]], units: dict[str, str]) -> None:
    found: dict[str, list[tuple[Cell, float]]] = {}
    for cells, row in zip(table.rows, rows, strict=True):
        if row["value"] is not None and units.get(row["indicator"]) == "percent":
            found.setdefault(row["indicator"], []).append((cells["value"], row["value"]))
    for indicator, values in found.items():
        if all(value <= 1 for _, value in values) and any(0 < value < 1 for _, value in values):
            for cell, _ in values:
                checks.note(cell, f"percents, such as 12.5; all of {indicator} are fractions (below 1 % use per-1000)")


# Files of CBS -----------------------------------------------------------------------------------------
def _of_our_regions(cells: OwnCells, known: Known) -> OwnTable:
    """A table as `read-cbs` writes it, of a whole municipality or country, without what own figures cannot be about."""
    table = cells.tables[FIGURES]
    texts = [[str(row[name].value or "") for name in ("region", "vintage", "indicator")] for row in table.rows]
    ours = [_is_ours(region, vintage, known) for region, vintage, _ in texts]
    own_table = cells.tables.get(INDICATORS)
    added = [str(row["indicator"].value) for row in own_table.rows] if own_table else []
    usable = [bool(known.indicators.get(indicator)) or indicator in added for _, _, indicator in texts]
    cells.remarks += _left_out(
        table.name,
        known,
        [region for (region, _, _), own in zip(texts, ours, strict=True) if not own],
        [indicator for (_, _, indicator), own, can in zip(texts, ours, usable, strict=True) if own and not can],
    )
    rows = [row for row, own, can in zip(table.rows, ours, usable, strict=True) if own and can]
    if not rows:
        raise FileError(f"{table.name}: {_NONE_OF_OURS}")
    return replace(table, rows=rows)


_NONE_OF_OURS = "no value of a district of a focus area; expected at least one"


def _is_ours(region: str, vintage: str, known: Known) -> bool:
    """Whether a code of CBS is of a district of an area, in the boundaries of the year, or one to compare with."""
    years = map(str, known.districts.get(region, ()))
    return region in (*known.municipalities, "nl") or vintage in years


def _left_out(file: str, known: Known, regions: Iterable[str], indicators: Iterable[str]) -> list[str]:
    """What a user should know of rows that were not taken. indicators: of each row of our regions that was not."""
    remarks, levels = [], Counter(region[:2] for region in dict.fromkeys(regions))
    if levels:
        told = ", ".join(f"{number} {level}" for level, number in sorted(levels.items()))
        remarks.append(f"{file}: left out, as they are no district of a focus area: {told}")
    for name, number in sorted(Counter(indicators).items()):
        rows = counted(number, "row")
        why = known.unusable.get(
            name, f"it has no row in the table '{INDICATORS}', nor is it a series of the collection"
        )
        remarks.append(f"{file}: {rows} of {name or 'no indicator'} left out: {why}")
    return remarks


def _of_cbs(path: Path, known: Known) -> OwnFigures:
    """The values of a file of CBS that are of our regions and series; remarks say what was left out."""
    reading = cbs_files.read(path)
    values, remarks = reading.values, [f"{path.name}: {remark}" for remark in reading.remarks]
    keys = zip(values["region"], values["vintage"], strict=True)
    ours = pd.Series([_is_ours(region, str(vintage), known) for region, vintage in keys], values.index)
    usable = values["indicator"].map(lambda slug: bool(known.indicators.get(slug)))
    remarks += _left_out(path.name, known, values.loc[~ours, "region"], values.loc[ours & ~usable, "indicator"])
    rows = values[ours & usable]
    if not rows["value"].notna().any():
        raise FileError(f"{path.name}: {_NONE_OF_OURS}")
    limits = {"lower": rows["value"] - rows["precision"], "upper": rows["value"] + rows["precision"]}
    rows = rows.assign(**limits, n=None, note="", row=path.name)[_VALUES].reset_index(drop=True)
    sources = [
        {**cbs_files.CREDIT, "source": source, "address": "", "date": str(reading.year), "nature": ""}
        for source in rows["source"].unique()
    ]
    return OwnFigures(rows, _as_frame(sources, SOURCE), _as_frame([], INDICATORS), remarks)
