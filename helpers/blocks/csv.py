"""Tables as CSV, safe to open in a spreadsheet."""

import base64
import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from helpers.blocks.model import Cell, Table
from helpers.methods.intervals import Basis
from helpers.words.text import Text

Value = str | float | None


def csv_uri(table: Table) -> str:
    """The raw values of a table as a CSV file in a data address, so that a download needs no server."""
    payload = base64.b64encode(csv_text(table).encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{payload}"


def csv_text(table: Table) -> str:
    """The raw values of a table as CSV, those that are measured with their limits (see `with_limits`).

    For machines: names of columns, decimal points, commas between cells, nothing where there is no value.
    """
    rows = with_limits(table, [column.key for column in table.columns], lambda column, limit: f"{column}_{limit}")
    return rows_csv([[cell.value if isinstance(cell, Cell) else cell for cell in row] for row in rows])


def excel_csv(table: Table, text: Text) -> str:
    """The same for a spreadsheet that is set to Dutch: all words those of the reader, decimal commas, semicolons."""
    return rows_csv([[shown(cell) for cell in row] for row in in_words(table, text)], delimiter=";", decimal=",")


def shown(cell: Cell | Value) -> Value:
    """What a person gets to see of a cell in a spreadsheet: a number, or the words of the page."""
    if not isinstance(cell, Cell):
        return cell
    return cell.value if isinstance(cell.value, int | float) else cell.text


LIMITS = ("lower", "upper", "basis", "precision")  # what stands beside each measured value in a download


def in_words(table: Table, text: Text) -> list[list[Cell | Value]]:
    """The rows of a table for a reader, the first of heads, as `with_limits` gives them.

    On a page limits stand in brackets, as heads say; here they have columns of their own.
    """
    bracketed = re.compile(rf"(?:;| \() ?{re.escape(text('download.in_brackets'))}: ([^)]+)\)?")
    heads, *rows = with_limits(
        table,
        [column.label for column in table.columns],
        lambda column, limit: bracketed.sub(r"; \1", column) + f" ({text(f'download.limit.{limit}')})",
        lambda basis: text(f"download.basis.{basis}"),
    )
    return [[bracketed.sub("", str(head)) for head in heads], *rows]


def with_limits(
    table: Table, names: list[str], of_limit: Callable[[str, str], str], of_basis: Callable[[Basis], str] = str
) -> list[list[Cell | Value]]:
    """The rows of a table for a download, the first of names: after a column of measured values four on their limits.

    names: of the columns; of_limit: what one of the four is named, by the name of its column and that of LIMITS;
    of_basis: the word for a basis. The four are empty where there is no value.
    """
    head: list[Cell | Value] = []
    for column, name in zip(table.columns, names, strict=True):
        head.append(name)
        head += [of_limit(name, limit) for limit in LIMITS if column.measured]
    return [head, *(_with_limits(table, row, of_basis) for row in table.rows)]


def _with_limits(table: Table, row: list[Cell], of_basis: Callable[[Basis], str]) -> list[Cell | Value]:
    found: list[Cell | Value] = []
    for column, cell in zip(table.columns, row, strict=True):
        found.append(cell)
        if limits := cell.limits:
            found += [limits.lower, limits.upper, of_basis(limits.basis), limits.precision]
        elif column.measured:
            found += [None] * len(LIMITS)
    return found


def rows_csv(rows: Sequence[Sequence[Value]], delimiter: str = ",", decimal: str = ".") -> str:
    """Rows as CSV, each text safe for a spreadsheet."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([_written(value, decimal) for value in row] for row in rows)
    return stream.getvalue()


def joined(contents: Iterable[str]) -> str:
    """CSV files for machines with one head as one file, each row once; their texts are safe as they stand."""
    rows = dict.fromkeys(tuple(row) for content in contents for row in csv.reader(io.StringIO(content, newline="")))
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def _written(value: Value, decimal: str) -> str | float:
    safe = neutral(value)
    return repr(safe).replace(".", decimal) if isinstance(safe, float) else safe


# Where a formula can begin: at the start of a text, and after each sign that a spreadsheet may take for the end of a
# cell (a Dutch one splits at semicolons); blanks and quotes in front of it do not stop it, nor do full-width signs.
_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[\s\x00-\x1f\u200b\ufeff\"]*[=+\-@＝＋－＠])")


def neutral(value: Value) -> str | float:
    """A cell for a spreadsheet: what would be read as a formula gets a quote in front, numbers stay."""
    if isinstance(value, str):
        return _FORMULA.sub(r"\1'", value)
    return "" if value is None else value
