"""The one reader of CSV files: for `check`, the plan of a run and the run itself. Light: no pandas."""

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from helpers import files

_MARKS = {  # UTF-32 first: its mark begins as that of UTF-16
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


_MOST_SHOWN = 60  # signs of a row in a message


class CsvError(ValueError):
    """A file is not a table as we read it; `problems` has one line per problem, each with the file and the row."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class CsvTable:
    """A CSV file as text: the names of its columns, and its rows with one text per column."""

    header: list[str]
    rows: list[list[str]]

    def records(self) -> list[dict[str, str]]:
        """The rows, by column."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


def read_csv(path: Path) -> CsvTable:
    """Read a CSV file: UTF-8, with or without a byte-order mark; commas; any line ends; all rows as long as the header.

    Blank lines are passed over; rows are counted without them, from 1 below the header. Raises CsvError that names the
    file, the row and what was expected when the file cannot be read so.
    """
    return parse_csv(path.name, content_of(path))


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises CsvError that names the file when it cannot be read."""
    try:
        return files.content_of(path)
    except FileNotFoundError:
        raise CsvError([f"{path.name}: the file is missing in {path.parent}"]) from None
    except OSError as error:
        raise CsvError([f"{path.name}: cannot be read ({error.strerror})"]) from None


def parse_csv(name: str, content: bytes) -> CsvTable:
    """The content of a CSV file, as `read_csv` reads it; name: for messages. Raises CsvError."""
    text = _decoded(name, content)
    once = dict[str, str]().setdefault  # a cell that stands in a thousand rows takes the memory of one
    try:
        lines = [[once(cell, cell) for cell in line] for line in csv.reader(io.StringIO(text, newline=""), strict=True)]
        lines = [line for line in lines if line]
    except csv.Error as error:
        raise CsvError([f"{name}: cannot be read as CSV ({error}); expected quotes that are closed"]) from None
    if not lines:
        raise CsvError([f"{name}: the file is empty; expected a line with the names of the columns"])
    header, *rows = lines
    problems = [*_head_problems(header), *_length_problems(header, rows)]
    if problems:
        raise CsvError([f"{name}{problem}" for problem in problems])
    return CsvTable(header, rows)


def _decoded(name: str, content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            raise CsvError([f"{name}: is {encoding} text; expected UTF-8"])
    before, nul, _ = content.partition(b"\0")
    if nul:
        line = before.count(b"\n") + 1
        raise CsvError([f"{name}, line {line}: has a NUL byte; expected UTF-8 text without control characters"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        wrong = content[error.start : error.start + 1].hex()
        raise CsvError([f"{name}, line {line}: the byte {wrong} is not UTF-8; expected a file in UTF-8"]) from None


def _head_problems(header: list[str]) -> list[str]:
    if len(header) == 1:
        for sign, name in _SEPARATORS.items():
            if sign in header[0]:
                return [f": fields are separated by {name}; expected commas"]
    problems = [
        f": column {number} of the header has no name" for number, name in enumerate(header, 1) if not name.strip()
    ]
    twice = [name for name in dict.fromkeys(header) if name.strip() and header.count(name) > 1]
    return problems + [f": the header has {name!a} more than once; expected every column once" for name in twice]


def _length_problems(header: list[str], rows: list[list[str]]) -> list[str]:
    return [
        f", row {number}: {len(row)} fields; expected {len(header)}, as in the header ({_shown(row)})"
        for number, row in enumerate(rows, 1)
        if len(row) != len(header)
    ]


def _shown(row: list[str]) -> str:
    text = ",".join(row)
    return ascii(text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "...")
