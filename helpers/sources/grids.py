"""A sheet of a workbook or a CSV file as text cells that know their address; nothing is guessed or converted."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from helpers import files

_MOST_BYTES = 200_000_000  # of a file, and of a workbook once it is unpacked

_MAGIC = {b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls"}


class FileError(ValueError):
    """A file that cannot be used; the message is one line per problem, with file, place, value and expectation."""

    MOST = 100  # a person mends what a hundred lines say, and then reads the file again

    def __init__(self, *problems: str) -> None:
        """problems: the lines, of which the first MOST are told."""
        self.problems = problems
        more = [f"... and {len(problems) - self.MOST} more problems"] if len(problems) > self.MOST else []
        super().__init__("\n".join([*problems[: self.MOST], *more]))


@dataclass(frozen=True)
class Grid:
    """Cells below a header, as text without needless spaces; `numbers` are the rows as a spreadsheet counts them."""

    file: str
    sheet: str  # empty for CSV
    columns: list[str]
    numbers: list[int]
    rows: list[list[str]]

    def address(self, row: int, column: int) -> str:
        """Where a cell stands (both counted from 0, without the header): `sheet!B12`, or line and column."""
        if self.sheet:
            return f"{self.file}, {self.sheet}!{get_column_letter(column + 1)}{self.numbers[row]}"
        return f"{self.file}, line {self.numbers[row]}, column {self.columns[column]}"


def read_grids(path: Path) -> list[Grid]:
    """The sheets of an .xlsx file that have a header and rows, or the one grid of a CSV file.

    path: the file; CSV is UTF-8, with or without byte-order mark, split at semicolons or commas. Formulas are not
    computed: they stay text, and so are no numbers. Raises FileError when the file cannot be read or has no rows.
    """
    content = content_of(path)
    kind = _MAGIC.get(content[:4], ".csv")
    if kind == ".xls":
        raise FileError(f"{path.name}: an old or protected workbook; expected .xlsx without password, or CSV")
    sheets = _sheets(path.name, content) if kind == ".xlsx" else {"": _lines(path.name, content)}
    grids = [grid for name, rows in sheets.items() if (grid := _grid(path.name, name, rows))]
    if not grids:
        raise FileError(f"{path.name}: no rows; expected a header and a row per region")
    return grids


def content_of(path: Path) -> bytes:
    """What is in a file. Raises FileError when it cannot be read, or has more than people put into a table."""
    try:
        content = files.content_of(path, _MOST_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from None
    if len(content) > _MOST_BYTES:
        raise FileError(f"{path.name}: more than {_MOST_BYTES} bytes; expected at most so many")
    return content


def _sheets(file: str, content: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    sheets = {}
    with as_workbook(file):
        for sheet in opened(file, content, read_only=True).worksheets:
            sheet.reset_dimensions()  # the stated size may be that of another day
            rows = sheet.iter_rows(values_only=True)
            sheets[sheet.title] = [(number, [_text(value) for value in row]) for number, row in enumerate(rows, 1)]
    return sheets


@contextmanager
def as_workbook(file: str) -> Iterator[None]:
    """Around the reading of a workbook. Raises FileError that names the file when it cannot be read."""
    try:
        yield
    except FileError:
        raise
    except Exception as error:  # openpyxl stumbles over damaged parts in as many ways as there are
        problem = str(error) or type(error).__name__
        raise FileError(f"{file}: cannot be read as a workbook ({problem}); expected .xlsx") from None


def opened(file: str, content: bytes, most: int = _MOST_BYTES, **options: bool) -> Workbook:
    """A workbook, within `as_workbook`; options: of openpyxl. Raises FileError when it has more than `most` bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > most:
        raise FileError(f"{file}: {size} bytes once unpacked; expected at most {most}")
    return load_workbook(io.BytesIO(content), **options)


def _lines(file: str, content: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{file}: byte {error.start} is no UTF-8; expected CSV in UTF-8, or .xlsx") from None
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in header else ",", strict=True)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            rows.append((before + 1, [_text(value) for value in row]))
            before = reader.line_num
    except csv.Error as error:
        raise FileError(f"{file}, line {before + 1}: cannot be read as CSV ({error})") from None
    width = len(rows[0][1]) if rows else 0
    uneven = [(number, len(row)) for number, row in rows if any(row) and len(row) != width]
    if uneven:
        raise FileError(
            *(
                f"{file}, line {number}: {files.counted(n, 'cell')}; expected {width}, as the header has"
                for number, n in uneven
            )
        )
    return rows


def _grid(file: str, sheet: str, rows: list[tuple[int, list[str]]]) -> Grid | None:
    filled = [(number, row) for number, row in rows if any(row)]
    if len(filled) < 2:
        return None
    width = max(len(row) for _, row in filled)
    padded = [row + [""] * (width - len(row)) for _, row in filled]
    return Grid(file, sheet, padded[0], [number for number, _ in filled[1:]], padded[1:])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return re.sub(r"\.0+$", "", f"{value:.10g}")  # what a sheet shows, not the nearest binary fraction
    return " ".join(str(value).split())  # a line break in a cell would break the line of a message
