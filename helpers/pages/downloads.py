"""The tables of a factsheet to work with: one Excel workbook, and the same tables as CSV in one ZIP.

Numbers stay numbers; text is written as text, so that no spreadsheet reads it as a formula. Dates are fixed: the same
tables give the same bytes.
"""

import io
import re
import zipfile
from datetime import datetime
from typing import get_args

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from helpers.blocks.csv import LIMITS, Value, csv_text, rows_csv, with_limits
from helpers.blocks.model import Cell, Table
from helpers.methods.intervals import Basis
from helpers.words.text import Text

_EPOCH = datetime(1980, 1, 1)  # the first date that a ZIP file knows


_WIDEST = 60  # characters


def workbook(title: str, tables: list[Table], text: Text) -> bytes:
    """A workbook with a sheet on notes and sources and a sheet per table.

    title: what the tables are about. A cell has the value behind what the reader sees; where there is none, the words
    that say why. Raises ValueError for a text that is longer than a cell can hold (32,767 characters).
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": title, "created": _EPOCH})
    # `quote_prefix` tells a spreadsheet that the cell is text, whatever it begins with.
    formats = {
        "text": book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "decimals-0": book.add_format({"valign": "top", "num_format": "0"}),
        **{f"decimals-{n}": book.add_format({"valign": "top", "num_format": f"0.{'0' * n}"}) for n in range(1, 7)},
        "head": book.add_format({"quote_prefix": True, "bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}),
        "title": book.add_format({"quote_prefix": True, "bold": True, "font_size": 14}),
    }
    names = _sheet_names([table.id for table in tables], text("download.notes"))
    _write_notes(book, formats, title, dict(zip(names, tables, strict=True)), text)
    for name, table in zip(names, tables, strict=True):
        _write_table(book, formats, name, table)
    book.close()
    return stream.getvalue()


def _sheet_names(ids: list[str], taken: str) -> list[str]:
    """Names as a workbook allows them: at most 31 characters, none of `[]:*?/\\`, each once."""
    names = [taken.lower()]
    for id in ids:
        stem = re.sub(r"[\[\]:*?/\\']", "-", id)
        name, n = stem[:31], 1
        while name.lower() in names:
            n += 1
            name = f"{stem[: 30 - len(str(n))]}-{n}"
        names.append(name.lower())
    return names[1:]


def _write_notes(
    book: xlsxwriter.Workbook, formats: dict[str, Format], title: str, sheets: dict[str, Table], text: Text
) -> None:
    sheet = book.add_worksheet(text("download.notes"))
    sheet.set_column(0, 0, 31)
    sheet.set_column(1, 3, _WIDEST)
    _write_text(sheet, 0, 0, title, formats["title"])
    for row, key in enumerate(("download.about", "factsheet.footer"), 1):
        _write_text(sheet, row, 0, text(key))
    head = [text(f"download.{key}") for key in ("sheet", "table", "source", "notes")]
    listed = [[name, table.title, table.source, "\n".join(table.caveats)] for name, table in sheets.items()]
    _write_list(sheet, 4, head, listed, formats)
    _write_list(sheet, len(listed) + 6, *_dictionary(text), formats)


def _write_list(sheet: Worksheet, top: int, head: list[str], rows: list[list[str]], formats: dict[str, Format]) -> None:
    for number, cells in enumerate([head, *rows]):
        for column, value in enumerate(cells):
            _write_text(sheet, top + number, column, value, formats["text" if number else "head"])


def _dictionary(text: Text) -> tuple[list[str], list[list[str]]]:
    """What the columns beside a measured value mean, and the words in `basis`: a head and rows."""
    columns = [[name, text(f"download.column_{name}")] for name in ("value", *LIMITS)]
    words = [[f"basis = {basis}", text(f"download.basis_{basis}")] for basis in get_args(Basis)]
    return [text("download.column"), text("download.meaning")], [*columns, *words]


def _write_table(book: xlsxwriter.Workbook, formats: dict[str, Format], name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    head, *rows = with_limits(table, [column.label for column in table.columns], "{column} ({limit})")
    for column, label in enumerate(head):
        lengths = [len(cell.text) for row in rows if isinstance(cell := row[column], Cell)]
        sheet.set_column(column, column, min(_WIDEST, max([12, *lengths])))
        _write_text(sheet, 0, column, str(label), formats["head"])
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, formats)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell | Value, formats: dict[str, Format]) -> None:
    """A number as a number; anything else as words, those of the reader where there is no value."""
    value = (cell.text if cell.value is None else cell.value) if isinstance(cell, Cell) else cell
    if isinstance(value, int | float):
        limits = cell.limits if isinstance(cell, Cell) else None
        sheet.write_number(row, column, value, formats[f"decimals-{limits.decimals}" if limits else "number"])
    elif value is not None:
        _write_text(sheet, row, column, value, formats["text"])


def _write_text(sheet: Worksheet, row: int, column: int, value: str, format: Format | None = None) -> None:
    """Raises ValueError for a text that is too long: the library would cut it off without a word."""
    if sheet.write_string(row, column, value, format):
        raise ValueError(f"a text of {len(value)} characters does not fit in a cell of a workbook")


def csv_archive(tables: list[Table], text: Text) -> bytes:
    """A ZIP file with a CSV file per table (raw values, empty = missing), one on titles, sources and notes, and one on
    the columns that stand beside measured values."""
    stream = io.BytesIO()
    lines = [[text(f"download.{key}") for key in ("table", "title", "source", "notes")]]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            _add(archive, f"{table.id}.csv", csv_text(table))
            lines.append([f"{table.id}.csv", table.title, table.source, " ".join(table.caveats)])
        _add(archive, f"{text('download.notes').lower()}.csv", rows_csv(lines))
        head, rows = _dictionary(text)
        _add(archive, f"{text('download.columns').lower()}.csv", rows_csv([head, *rows]))
    return stream.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: str) -> None:
    """Raises ValueError for a name that is taken: the archive would hold both, and most programs show the last."""
    entry = zipfile.ZipInfo(re.sub(r"[^\w.-]", "-", name), _EPOCH.timetuple()[:6])
    if entry.filename in archive.namelist():
        raise ValueError(f"two files of the archive have the name {entry.filename!r}; give the table another id")
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content.encode("utf-8-sig"))
