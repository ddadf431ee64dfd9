"""Tables as CSV, safe to open in a spreadsheet."""

import base64
import csv
import io
import re
from collections.abc import Sequence

from helpers.blocks.model import Table

Value = str | float | None


def csv_uri(table: Table) -> str:
    """The raw values of a table as a CSV file in a data address, so that a download needs no server."""
    payload = base64.b64encode(csv_text(table).encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{payload}"


def csv_text(table: Table) -> str:
    """The raw values of a table as CSV."""
    return rows_csv([[column.key for column in table.columns], *([cell.value for cell in row] for row in table.rows)])


def rows_csv(rows: Sequence[Sequence[Value]]) -> str:
    """Rows as CSV, each text safe for a spreadsheet."""
    stream = io.StringIO()
    csv.writer(stream).writerows([neutral(value) for value in row] for row in rows)
    return stream.getvalue()


# Where a formula can begin: at the start of a text, and after each sign that a spreadsheet may take for the end of a
# cell (a Dutch one splits at semicolons); blanks and quotes in front of it do not stop it, nor do full-width signs.
_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[\s\x00-\x1f\u200b\ufeff\"]*[=+\-@＝＋－＠])")


def neutral(value: Value) -> str | float:
    """A cell for a spreadsheet: what would be read as a formula gets a quote in front, numbers stay."""
    if isinstance(value, str):
        return _FORMULA.sub(r"\1'", value)
    return "" if value is None else value
