"""Tables of a user's own workbook or CSV files, as cells that know their address; nothing is judged here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from helpers.sources.grids import Grid, as_workbook, content_of, opened, read_grids

_MOST_ROWS = 100_000  # of a sheet: more is a sheet that was formatted to its end, or no table for people
_MOST_BYTES = 50_000_000  # of a workbook once it is unpacked: so many rows with all columns have less


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: nothing, a text, a number, a truth value or a date; `problem` when it cannot be known."""

    value: object
    address: str
    percent: bool = False  # shown as a percentage: 0.125 is seen as 12.5 %
    problem: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether something stands there, be it right or wrong."""
        return self.value is not None or bool(self.problem)


@dataclass(frozen=True)
class OwnTable:
    """A table as its user filled it in: the rows that have something in them, by name of the column."""

    name: str  # where it stands: file and sheet
    columns: list[str]
    rows: list[dict[str, Cell]]


@dataclass
class OwnCells:
    """The tables of a file or folder by name, what is wrong with their form, and what a user should know."""

    tables: dict[str, OwnTable] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets with cells (no charts) of a workbook. Raises FileError when it cannot be read."""
    with as_workbook(path.name):
        return [sheet.title for sheet in opened(path.name, content_of(path), read_only=True).worksheets]


def plain(title: str) -> str:
    """The name of a sheet in small letters and without blanks around it, as a person means it."""
    return title.strip().lower()


def read_workbook(path: Path, names: tuple[str, ...]) -> OwnCells:
    """Those of the named sheets that the workbook has; formulas by the value that was saved with them.

    Rows that are hidden are read as all others, and said; merged cells are a problem, as nobody sees which of the cells
    the text is for. Raises FileError when the workbook cannot be read.
    """
    found = OwnCells()
    with as_workbook(path.name):
        content = content_of(path)
        formulas, values = (opened(path.name, content, _MOST_BYTES, data_only=saved) for saved in (False, True))
    sheets = {sheet.title: sheet for sheet in values.worksheets}
    found.problems += [
        f"{path.name}: a sheet {title!r}; expected its name to be {plain(title)!r}"
        for title in sheets
        if plain(title) in names and title not in names
    ]
    for name in names:
        if name not in sheets:
            continue
        sheet = sheets[name]
        if sheet.max_row > _MOST_ROWS:
            found.problems.append(_too_many(f"{path.name}, {name}", sheet.max_row))
            continue
        found.problems += [
            f"{path.name}, {name}!{merged}: merged cells; expected every cell by itself"
            for merged in sheet.merged_cells.ranges
        ]
        rows = [
            (number, [_cell(path.name, name, cell, formulas[name]) for cell in cells])
            for number, cells in enumerate(sheet.iter_rows(), 1)
        ]
        filled = [(number, cells) for number, cells in rows if any(cell.is_filled for cell in cells)]
        found.tables[name] = _table(f"{path.name}, {name}", [cells for _, cells in filled], found.problems)
        found.remarks += _hidden(path.name, sheet, [number for number, _ in filled])
    return found


def read_csvs(paths: dict[str, Path]) -> OwnCells:
    """Tables from CSV files, by name. Raises FileError for the first file that cannot be read."""
    found = OwnCells()
    for name, path in paths.items():
        (grid,) = read_grids(path)
        if len(grid.rows) > _MOST_ROWS:
            found.problems.append(_too_many(path.name, len(grid.rows)))
            continue
        header = [Cell(column or None, f"{path.name}, header") for column in grid.columns]
        found.tables[name] = _table(path.name, [header, *_csv_rows(grid)], found.problems)
    return found


def _too_many(table: str, rows: int) -> str:
    return f"{table}: {rows} rows; expected at most {_MOST_ROWS}"


def _csv_rows(grid: Grid) -> Iterator[list[Cell]]:
    for number, row in enumerate(grid.rows):
        yield [Cell(text or None, grid.address(number, place)) for place, text in enumerate(row)]


def _cell(file: str, sheet: str, cell: Any, formulas: Any) -> Cell:
    address = f"{file}, {sheet}!{cell.coordinate}"
    value = cell.value.strip() or None if isinstance(cell.value, str) else cell.value
    if cell.data_type == "e":
        return Cell(value, address, problem=f"the error {value}")
    if value is None and formulas[cell.coordinate].data_type == "f":
        return Cell(None, address, problem="a formula whose value was not saved")
    return Cell(value, address, percent="%" in str(cell.number_format or ""))


def _table(name: str, rows: list[list[Cell]], problems: list[str]) -> OwnTable:
    """Rows by the names in the first of them; names that are no text, or there twice, are problems."""
    header, *body = rows or [[]]
    columns: dict[int, str] = {}
    for place, cell in enumerate(header):
        text = str(cell.value).strip() if cell.value is not None else ""
        if text and text in columns.values():
            problems.append(f"{cell.address}: {text!r} again; expected every column once")
        elif text:
            columns[place] = text
    for cells in body:
        problems += [
            f"{cell.address}: {cell.value!r} in a column without a name; expected nothing"
            for place, cell in enumerate(cells)
            if place not in columns and cell.is_filled and (place >= len(header) or header[place].value is None)
        ]
    named = [{name: cells[place] for place, name in columns.items()} for cells in body]
    return OwnTable(
        name, list(columns.values()), [row for row in named if any(cell.is_filled for cell in row.values())]
    )


def _hidden(file: str, sheet: Any, numbers: list[int]) -> list[str]:
    rows = [str(number) for number in numbers if sheet.row_dimensions[number].hidden]
    spans = [(column.min, column.max) for column in sheet.column_dimensions.values() if column.hidden]
    columns = [get_column_letter(n) for n in range(1, sheet.max_column + 1) if any(a <= n <= b for a, b in spans)]
    remarks = []
    for what, places in (("rows", rows), ("columns", columns)):
        if places:
            remarks.append(f"{file}, {sheet.title}: hidden {what} were read as all others: {', '.join(places)}")
    if sheet.sheet_state != "visible":
        remarks.append(f"{file}, {sheet.title}: the sheet is hidden and was read")
    return remarks
