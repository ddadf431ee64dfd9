"""The tables of a factsheet as one Excel workbook: contents, a sheet per table, and what the columns mean.

Numbers stay numbers; text is written as text, so that no spreadsheet reads it as a formula. Dates are fixed: the same
tables give the same bytes.
"""

import io
import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import get_args

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from helpers.blocks.csv import LIMITS, Value, in_words, shown
from helpers.blocks.model import Cell, Column, Table
from helpers.contract.vocabulary import THEMES
from helpers.methods.intervals import Basis
from helpers.pages.factsheet import publishers
from helpers.pages.notes import notes
from helpers.words.text import Text

HEAD = 4  # the row of a sheet with the heads of its table; above it stand title, source and the way back

EPOCH = datetime(1980, 1, 1)  # the first date that a ZIP file knows

_WIDEST, _NARROWEST = 60, 12  # characters
_UPRIGHT = 100  # characters in the width of a page that is printed upright; wider tables lie
_LINE = 15  # points in the height of a line
_A4 = 9  # Excel's number of the paper
_MOST = 6  # decimals
_NAME = 31  # characters that the name of a sheet may have

_SUBJECTS = (*THEMES, "leefbaarheid")  # that ids of tables end in

_Formats = dict[str, Format]


def workbook(title: str, tables: list[Table], text: Text, parts: Mapping[str, str] | None = None) -> bytes:
    """A workbook: contents with links, a sheet per table, and a sheet on the columns that stand beside measured values.

    title: what the tables are about; parts: of the factsheet, by id of a table. A cell has the number behind what the
    reader sees; where there is none, the words of the page. Raises ValueError for a text that is longer than a cell
    can hold (32,767 characters).
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": title, "created": EPOCH})
    formats = _formats(book)
    names = _sheet_names(_titles(tables, parts or {}, text), set(text("download.small_words").split()))
    _write_contents(book, formats, title, dict(zip(names, tables, strict=True)), text, parts or {})
    for name, table in zip(names, tables, strict=True):
        _write_table(book, formats, name, table, text)
    _write_columns(book, formats, text)
    book.close()
    return stream.getvalue()


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    """`quote_prefix` tells a spreadsheet that the cell is text, whatever it begins with."""
    words = {"quote_prefix": True, "valign": "top"}
    numbers = {f"decimals-{n}": "#,##0" + ("." + "0" * n if n else "") for n in range(_MOST + 1)} | {"label": "0"}
    return {
        "plain": book.add_format(words),
        "text": book.add_format(words | {"text_wrap": True}),
        "link": book.add_format(words | {"text_wrap": True, "underline": 1, "font_color": "#0b4f8a"}),
        "bold": book.add_format(words | {"bold": True}),
        "head": book.add_format(words | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#f4f6f8"}),
        "title": book.add_format(words | {"bold": True, "font_size": 14}),
        "number": book.add_format({"valign": "top"}),
        **{name: book.add_format({"valign": "top", "num_format": form}) for name, form in numbers.items()},
    }


def _titles(tables: list[Table], parts: Mapping[str, str], text: Text) -> list[str]:
    """Short titles of tables; else their own, where one that several have begins with the part that its table is of."""
    often = Counter(table.title for table in tables)
    parted = [
        f"{parts[one.id]}: {one.title}" if often[one.title] > 1 and one.id in parts else one.title for one in tables
    ]
    return [_short(table.id, text) or title for table, title in zip(tables, parted, strict=True)]


def _short(id: str, text: Text) -> str:
    """What a sheet is named by the id of its table: its theme and what it has of that; nothing for one we do not know.

    Titles begin alike, and a name of a sheet cannot hold what comes after.
    """
    kind = id.removesuffix("-tabel")
    theme = next((one for one in _SUBJECTS if f"-{one}" in kind), "")
    key = f"download.sheet.{kind.replace(f'-{theme}', '') if theme else kind}"
    subject = text(f"download.subject.{theme}") if theme else ""
    return text(key, theme=subject) if text.has(key) else ""


def _sheet_names(titles: list[str], small: set[str]) -> list[str]:
    """Names for sheets: a number, by which they differ, and as many words of the title as a name can hold.

    It does not break off after a small word. A name has at most 31 characters, none of `[]:*?/\\`, and no quote at
    its ends.
    """
    names = []
    for number, title in enumerate(titles, 1):
        words = [str(number), *re.sub(r"[^\w ,.;&()%+–-]", " ", title).split()]
        held = 1
        while held < len(words) and len(" ".join(words[: held + 1])) <= _NAME:
            held += 1
        while held < len(words) and words[held - 1].lower() in small:
            held -= 1
        name = " ".join(words[:held])
        names.append(name.rstrip(",;.–- ") or str(number))
    return names


def _write_contents(
    book: xlsxwriter.Workbook,
    formats: _Formats,
    title: str,
    sheets: dict[str, Table],
    text: Text,
    parts: Mapping[str, str],
) -> None:
    sheet = _sheet(book, text("page.contents"), text)
    for column, width in enumerate((26, _WIDEST, _WIDEST, _WIDEST)):
        sheet.set_column(column, column, width)
    _write_text(sheet, 0, 0, title, formats["title"])
    footer = text("factsheet.footer", publishers=publishers(sheets.values(), text))
    for row, said in enumerate((text("download.about"), footer), 1):
        _write_text(sheet, row, 1, said, formats["text"])
    top = HEAD
    for column, key in enumerate(("part", "table", "source", "notes")):
        _write_text(sheet, top, column, text(f"download.{key}"), formats["head"])
    for row, (name, table) in enumerate(sheets.items(), top + 1):
        _write_text(sheet, row, 0, parts.get(table.id, ""), formats["text"])
        _write_link(sheet, row, 1, name, table.title, formats["link"])
        _write_text(sheet, row, 2, table.source, formats["text"])
        _write_text(sheet, row, 3, "\n".join(_in_columns(table, text)), formats["text"])
    sheet.autofilter(top, 0, top + len(sheets), 3)
    sheet.repeat_rows(top)
    row = top + len(sheets) + 2
    _write_link(sheet, row, 0, text("download.columns"), text("download.columns"), formats["link"])


def _in_columns(table: Table, text: Text) -> list[str]:
    """The notes on a table; what is in brackets on a page has columns of its own here."""
    said = notes(table, text.language)
    if not any(column.measured for column in table.columns):
        return said
    brackets = text("download.in_brackets")
    columns = text("download.in_columns", lower=text("download.limit.lower"), upper=text("download.limit.upper"))
    return [
        caveat.replace(brackets, columns).replace(brackets.capitalize(), columns[:1].upper() + columns[1:])
        for caveat in said
    ]


def _sheet(book: xlsxwriter.Workbook, name: str, text: Text, lying: bool = True) -> Worksheet:
    """A new sheet that prints on A4 as wide as one page, its name and number of the page below."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L&A&R{text('download.page', number='&P', all='&N')}")
    if lying:
        sheet.set_landscape()
    return sheet


def _write_columns(book: xlsxwriter.Workbook, formats: _Formats, text: Text) -> None:
    sheet = _sheet(book, text("download.columns"), text, lying=False)
    sheet.set_column(0, 0, 31)
    sheet.set_column(1, 1, _WIDEST)
    _write_text(sheet, 0, 0, text("download.columns"), formats["title"])
    _write_link(sheet, 1, 0, text("page.contents"), text("download.back"), formats["link"])
    head, rows = _columns_explained(text)
    for number, cells in enumerate([head, *rows]):
        for column, value in enumerate(cells):
            _write_text(sheet, HEAD - 1 + number, column, value, formats["text" if number else "head"])


def _columns_explained(text: Text) -> tuple[list[str], list[list[str]]]:
    """What the columns beside a measured value mean, and the words of a basis: a head and rows."""
    columns = [[text(f"download.limit.{name}"), text(f"download.column_{name}")] for name in ("value", *LIMITS)]
    basis = text("download.limit.basis")
    words = [
        [f"{basis} = {text(f'download.basis.{one}')}", text(f"download.basis_is.{one}")] for one in get_args(Basis)
    ]
    return [text("download.column"), text("download.meaning")], [*columns, *words]


def _write_table(book: xlsxwriter.Workbook, formats: _Formats, name: str, table: Table, text: Text) -> None:
    head, *rows = in_words(table, text)
    # Of each column of the sheet the column of the table that it is of: those on limits follow a measured one.
    columns = [column for column in table.columns for _ in range(1 + len(LIMITS) * column.measured)]
    widths = [_width(str(label), [row[place] for row in rows]) for place, label in enumerate(head)]
    sheet = _sheet(book, name, text, lying=sum(widths) > _UPRIGHT)
    sheet.freeze_panes(HEAD, 1)
    sheet.repeat_rows(HEAD - 1)
    _write_text(sheet, 0, 0, table.title, formats["title"])
    _write_text(sheet, 1, 0, f"{text('block.source')}: {table.source}", formats["plain"])
    _write_link(sheet, 2, 0, text("page.contents"), text("download.back"), formats["link"])
    for place, (label, width) in enumerate(zip(head, widths, strict=True)):
        sheet.set_column(place, place, width)
        _write_text(sheet, HEAD - 1, place, str(label), formats["head"])
    for number, row in enumerate(rows, HEAD):
        most = _MOST
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if isinstance(cell, Cell):  # what follows on it has one decimal more to be seen, and all in the cell
                most = cell.limits.decimals + 1 if cell.limits else _MOST
            _write_cell(sheet, number, place, column, cell, formats, most)
    if rows:
        sheet.autofilter(HEAD - 1, 0, HEAD - 1 + len(rows), len(head) - 1)
    _write_notes(sheet, formats, HEAD + len(rows) + 1, widths, _in_columns(table, text), text)


def _write_notes(
    sheet: Worksheet, formats: _Formats, row: int, widths: list[float], notes: list[str], text: Text
) -> None:
    """What is to be known of a table, under it: who has the sheet alone must see it. Nothing without notes."""
    if not notes:
        return
    _write_text(sheet, row, 0, text("download.notes"), formats["bold"])
    last = next((n for n in range(len(widths)) if sum(widths[: n + 1]) >= _UPRIGHT), len(widths) - 1)
    room = sum(widths[: last + 1])
    for number, note in enumerate(notes, row + 1):
        if last:
            sheet.merge_range(number, 0, number, last, "", formats["text"])
        _write_text(sheet, number, 0, note, formats["text"])
        sheet.set_row(number, _LINE * math.ceil(len(note) * 1.1 / room))  # no program finds the height of merged cells


def _width(label: str, cells: list[Cell | Value]) -> float:
    """Characters in the width of a column: room for its longest cell, and for the longest word of its head."""
    lengths = [len(cell.text) for cell in cells if isinstance(cell, Cell)]
    words = [len(word) + 4 for word in label.split()]  # and the button of the filter
    return min(_WIDEST, max([_NARROWEST, *lengths, *words]))


def _write_cell(
    sheet: Worksheet, row: int, place: int, column: Column, cell: Cell | Value, formats: _Formats, most: int
) -> None:
    """A number as a number, with at most so many decimals to be seen; anything else as the words of the reader."""
    value = shown(cell)
    if isinstance(value, int | float):
        sheet.write_number(row, place, value, formats[_form(column, cell, value, most)])
    elif value is not None:
        _write_text(sheet, row, place, value, formats["text"])


def _form(column: Column, cell: Cell | Value, value: float, most: int) -> str:
    """The format of a number: with the decimals that are known; a year and the like as it stands."""
    if isinstance(cell, Cell) and cell.limits:
        return f"decimals-{min(cell.limits.decimals, _MOST)}"
    if isinstance(cell, Cell) and not column.numeric:
        return "label"
    _, _, digits = f"{value:.{_MOST}f}".rstrip("0").partition(".")
    return f"decimals-{min(len(digits), most, _MOST)}"


def _write_text(sheet: Worksheet, row: int, column: int, value: str, format: Format) -> None:
    """Raises ValueError for a text that is too long: the library would cut it off without a word."""
    if sheet.write_string(row, column, value, format):
        raise ValueError(f"a text of {len(value)} characters does not fit in a cell of a workbook")


def _write_link(sheet: Worksheet, row: int, column: int, name: str, words: str, format: Format) -> None:
    """Words that lead to a sheet of this workbook. Raises ValueError as `_write_text`."""
    sheet.write_url(row, column, f"internal:'{name}'!A1", format, name)
    _write_text(sheet, row, column, words, format)  # in the place of the name
