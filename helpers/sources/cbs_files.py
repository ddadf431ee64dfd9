"""Read files of Statistics Netherlands (CBS) as published: workbooks and StatLine CSV of districts and municipalities.

The way of a file: cells with addresses (`grids`), the layout that its columns and name tell (`layouts`), checks of
every code and cell, and published values. Nothing is returned when anything is wrong: all problems are told at once.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers.sources.grids import FileError, Grid, read_grids
from helpers.sources.layouts import COUNTS, Layout, Quantity, chosen, known, mapped

VALUE_COLUMNS = ("region", "vintage", "indicator", "subgroup", "year", "value", "precision", "status", "source")

# Whose the files of the layouts that we know are, in the words of a user's own figures.
CREDIT = {"publisher": "CBS", "title": "Kerncijfers wijken en buurten", "licence": "CC BY 4.0"}

# Why there is no number. CBS: "." is unknown, unreliable or secret; "-" is none, which we do not take for a zero; an
# empty cell cannot exist on logical grounds (in a trimmed file: it was left out; the layout says which).
_SIGNS = {".": "not-published", "x": "suppressed", "-": "not-applicable"}
_SECRET = re.compile(r"-99997([.,]0+)?")
_NUMBER = re.compile(r"-?\d+([.,]\d{1,2})?")  # three decimals may be thousands

_CODE = re.compile(r"GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}|NL00")
_LEVELS = {"GM": "Gemeente", "WK": "Wijk", "BU": "Buurt"}
_PARTS = ("WK", "BU")  # of a municipality
_EXPECTED_CODE = "a code of CBS, such as WK034403, GM0344, BU03440311 or NL00"

# How far the inhabitants of districts may be from those of their municipality. In the files of 2022 and 2024 (364
# municipalities) they are at most 4 per district more, as fives are not always the nearest, and at most 0.8 % less.
_OVER = 4
_SHORT = 0.01


@dataclass(frozen=True)
class Reading:
    """What a file holds: published values, and what a user should know of it."""

    values: pd.DataFrame  # columns VALUE_COLUMNS; a row per region and indicator, also where there is no number
    layout: Layout
    year: int
    columns: dict[str, str]  # of the file, by indicator
    grid: Grid  # the cells themselves, a row per region: with what is in no layout
    remarks: list[str] = field(default_factory=list)


def read(path: Path, mapping: Path | None = None, year: int | None = None) -> Reading:
    """Published values of a file of CBS, in a layout that we know or that a mapping file describes.

    path: .xlsx, or CSV in UTF-8. mapping: YAML of the user's, for another layout. year: when names do not tell it.
    Returns the values as published, in the unit of the indicator, with the half-width that rounding leaves open
    (`precision`) and a reason where there is none (`status`); regions are WK..., BU..., GM... codes or `nl`.
    Raises FileError that names file, cell, value and what was expected, for all problems at once.
    """
    quantities, layouts = known()
    if mapping:
        quantities, own = mapped(mapping)
        layouts = (own,)
    grids = read_grids(path)
    grid = _only([grid for grid in grids if any(one.fits(grid.columns) for one in layouts)] or grids[:1])
    layout, of_year = (own, year or own.years[0]) if mapping else chosen(grid, year)
    code, columns = _places(grid, layout)
    regions = _regions(grid, code)
    cells, problems = _cells(grid, columns, quantities, layout)
    problems = [*_code_problems(grid, layout, code, of_year), *_region_problems(grid, code), *problems]
    if not problems:
        problems, remarks = _sums(grid, regions, cells)
    if problems:
        raise FileError(*problems)
    absent = sorted(set(layout.columns.values()) - set(columns))
    remarks += [f"no column in the file for {', '.join(absent)}"] if absent else []
    values = _values(regions, cells, quantities, layout, of_year)
    names = {slug: grid.columns[place] for slug, place in columns.items()}
    return Reading(values, layout, of_year, names, grid, remarks)


def _only(grids: list[Grid]) -> Grid:
    if len(grids) > 1:
        names = ", ".join(grid.sheet for grid in grids)
        raise FileError(f"{grids[0].file}: sheets {names} all look like tables of regions; expected one")
    return grids[0]


def _places(grid: Grid, layout: Layout) -> tuple[int, dict[str, int]]:
    """Where the code and the indicators stand. Raises FileError when one is missing that must be there, or double."""
    columns, code = grid.columns, layout.code_place(grid.columns)
    found = [
        (slug, place) for name, slug in layout.columns.items() if (place := layout.place(name, columns)) is not None
    ]
    absent = layout.missing(columns) if layout.all_there else []
    if code is None or absent:
        lacking = ", ".join([*(layout.code if code is None else ()), *absent])
        raise FileError(f"{grid.file}: no column {lacking}; found {', '.join(columns)}")
    used = [*layout.code, *filter(None, (layout.level, layout.municipality, layout.year)), *layout.columns]
    problems = [
        f"{grid.file}: column {name} is there twice; expected once" for name in used if layout.twice(name, columns)
    ]
    for slug, n in Counter(slug for slug, _ in found).items():
        if n > 1:
            names = ", ".join(columns[place] for other, place in found if other == slug)
            problems.append(f"{grid.file}: columns {names} both hold {slug}; expected one of them")
    if problems:
        raise FileError(*problems)
    return code, dict(found)


def _regions(grid: Grid, code: int) -> list[str]:
    return ["nl" if row[code] == "NL00" else row[code] for row in grid.rows]


def _code_problems(grid: Grid, layout: Layout, code: int, year: int) -> list[str]:
    """Codes that are empty, of no known shape or double, and cells beside them that say otherwise."""
    problems, first = [], dict[str, int]()
    beside = {
        "level": layout.place(layout.level, grid.columns),
        "municipality": layout.place(layout.municipality, grid.columns),
        "year": layout.place(layout.year, grid.columns),
    }
    for number, row in enumerate(grid.rows):
        text, where = row[code], grid.address(number, code)
        if not _CODE.fullmatch(text):
            problems.append(f"{where}: {_code_told(text, row)}")
            continue
        if text in first:
            problems.append(f"{where}: {text} again, after {grid.address(first[text], code)}; expected each code once")
        first.setdefault(text, number)
        expected = {"year": str(year)}
        if text != "NL00":
            expected |= {"level": _LEVELS[text[:2]], "municipality": f"GM{text[2:6]}"}
        for what, place in beside.items():
            if place is not None and row[place] != expected.get(what, row[place]):
                problems.append(
                    f"{grid.address(number, place)}: {row[place] or 'empty'}; expected {expected[what]} for {text}"
                )
    return problems


def _code_told(text: str, row: list[str]) -> str:
    if not text:
        return f"no code ({', '.join(filter(None, row[:4]))}); expected {_EXPECTED_CODE}"
    if re.search("totaal|total", " ".join(row[:4]), re.IGNORECASE):
        return f"{text!r} is a total among the rows; expected {_EXPECTED_CODE}"
    if text.isdecimal():
        return f"{text!r} has lost its letters or zeros; expected {_EXPECTED_CODE}"
    return f"{text!r}; expected {_EXPECTED_CODE}"


def _region_problems(grid: Grid, code: int) -> list[str]:
    """Districts of a municipality that has no row, where others have: it was merged, or its row is gone."""
    codes = {number: row[code] for number, row in enumerate(grid.rows) if _CODE.fullmatch(row[code])}
    municipalities = {text for text in codes.values() if text.startswith("GM")}
    first: dict[str, int] = {}
    for number, text in codes.items():
        if text[:2] in _PARTS:
            first.setdefault(f"GM{text[2:6]}", number)
    return [
        f"{grid.address(number, code)}: {codes[number]} is of {gm}; expected a row of that too, as others have"
        for gm, number in first.items()
        if municipalities and gm not in municipalities
    ]


@dataclass(frozen=True)
class _Cell:
    value: float | None
    status: str = "ok"
    problem: str = ""


def _cells(
    grid: Grid, columns: dict[str, int], quantities: dict[str, Quantity], layout: Layout
) -> tuple[dict[str, list[_Cell]], list[str]]:
    """The cells of each indicator, and what is wrong with them, each with its address."""
    read_, problems = {}, []
    for slug, place in columns.items():
        quantity = quantities[slug]
        cells = [_cell(row[place], quantity, layout) for row in grid.rows]
        problems += [f"{grid.address(n, place)}: {cell.problem}" for n, cell in enumerate(cells) if cell.problem]
        numbers = [cell.value for cell in cells if cell.value is not None]
        if quantity.unit == "percent" and numbers and max(numbers) <= 1 and any(0 < n < 1 for n in numbers):
            problems.append(
                f"{grid.file}, column {grid.columns[place]}: all between 0 and 1; expected percents, not fractions"
            )
        read_[slug] = cells
    return read_, problems


def _cell(text: str, quantity: Quantity, layout: Layout) -> _Cell:
    if not text:
        return _Cell(None, layout.empty)
    if text in _SIGNS or _SECRET.fullmatch(text):
        return _Cell(None, _SIGNS.get(text, "suppressed"))
    if not _NUMBER.fullmatch(text):
        return _Cell(
            None, problem=f"{text!r}; expected a number without thousands mark, '.', 'x', '-' or an empty cell"
        )
    value = float(text.replace(",", "."))
    if value < 0 and quantity.unit != "score":
        return _Cell(None, problem=f"{text}; expected no negative number, or -99997 for a secret")
    if quantity.unit in COUNTS and value != int(value):
        return _Cell(None, problem=f"{text}; expected a whole number of {quantity.unit}")
    if value > quantity.most:
        return _Cell(None, problem=f"{text}; expected at most {quantity.most:g} ({_published(quantity)})")
    return _Cell(value)


def _published(quantity: Quantity) -> str:
    return f"{quantity.unit}, in thousands" if quantity.times == 1000 else quantity.unit


def _sums(grid: Grid, regions: list[str], cells: dict[str, list[_Cell]]) -> tuple[list[str], list[str]]:
    """Problems and remarks: whether the inhabitants of districts add up to those of their municipality."""
    people = next((cells[slug] for slug in ("kwb-inwoners", "cbs-inwoners") if slug in cells), [])
    of_region = {region: cell.value for region, cell in zip(regions, people, strict=False) if cell.value is not None}
    parts: dict[str, list[float]] = {}
    for region, number in of_region.items():
        if region.startswith("WK"):
            parts.setdefault(f"GM{region[2:6]}", []).append(number)
    problems, remarks = [], []
    for municipality, numbers in parts.items():
        whole = of_region.get(municipality)
        if whole is None:
            continue
        told = (
            f"{municipality} has {whole:.0f} inhabitants, its districts in the file ({len(numbers)}) {sum(numbers):.0f}"
        )
        if sum(numbers) > whole + _OVER * len(numbers):
            problems.append(f"{grid.file}: {told}; expected no more (a district of other boundaries, or one too many?)")
        elif sum(numbers) < whole * (1 - _SHORT):
            remarks.append(f"{told}: not all its districts are there with a number")
    return problems, remarks


def _values(
    regions: list[str], cells: dict[str, list[_Cell]], quantities: dict[str, Quantity], layout: Layout, year: int
) -> pd.DataFrame:
    rows = []
    source, ok = layout.source.format(year=year), "provisional" if year in layout.provisional else "ok"
    for slug, of_indicator in cells.items():
        quantity = quantities[slug]
        for region, cell in zip(regions, of_indicator, strict=True):
            known_ = cell.value is not None
            value = round(cell.value * quantity.times, 6) if cell.value is not None else None
            precision = quantity.precision(region[:2] in _PARTS) if known_ else None
            status = ok if known_ else cell.status
            rows.append((region, year, slug, "all", year, value, precision, status, source))
    frame = pd.DataFrame(rows, columns=list(VALUE_COLUMNS))
    return frame.astype({"value": float, "precision": float})
