"""The tables of a factsheet to work with: one Excel workbook, and the same tables as CSV in one ZIP.

Numbers stay numbers; text is written as text, so that no spreadsheet reads it as a formula. Dates are fixed: the same
tables give the same bytes.
"""

import io
import re
import zipfile
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from helpers.blocks.csv import csv_text, rows_csv
from helpers.blocks.model import Table
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
    for column, label in enumerate(head):
        _write_text(sheet, 4, column, label, formats["head"])
    for row, (name, table) in enumerate(sheets.items(), 5):
        for column, value in enumerate((name, table.title, table.source, "\n".join(table.caveats))):
            _write_text(sheet, row, column, value, formats["text"])


def _write_table(book: xlsxwriter.Workbook, formats: dict[str, Format], name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, head in enumerate(table.columns):
        lengths = [len(row[column].text) for row in table.rows]
        sheet.set_column(column, column, min(_WIDEST, max([12, *lengths])))
        _write_text(sheet, 0, column, head.label, formats["head"])
    for row, cells in enumerate(table.rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell.value, int | float):
                sheet.write_number(row, column, cell.value, formats["number"])
            else:
                _write_text(sheet, row, column, cell.text if cell.value is None else cell.value, formats["text"])


def _write_text(sheet: Worksheet, row: int, column: int, value: str, format: Format | None = None) -> None:
    """Raises ValueError for a text that is too long: the library would cut it off without a word."""
    if sheet.write_string(row, column, value, format):
        raise ValueError(f"a text of {len(value)} characters does not fit in a cell of a workbook")


def csv_archive(tables: list[Table], text: Text) -> bytes:
    """A ZIP file with a CSV file per table (raw values, empty = missing) and a list of titles, sources and notes."""
    stream = io.BytesIO()
    lines = [[text(f"download.{key}") for key in ("table", "title", "source", "notes")]]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            _add(archive, f"{table.id}.csv", csv_text(table))
            lines.append([f"{table.id}.csv", table.title, table.source, " ".join(table.caveats)])
        _add(archive, f"{text('download.notes').lower()}.csv", rows_csv(lines))
    return stream.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: str) -> None:
    entry = zipfile.ZipInfo(re.sub(r"[^\w.-]", "-", name), _EPOCH.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content.encode("utf-8-sig"))
