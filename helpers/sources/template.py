"""The workbook that a user fills in with own figures (`kansrijk template`); `own_figures` reads it back."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from helpers.sources.own_checks import Known
from helpers.sources.own_figures import COLUMNS, FIGURES, INDICATORS, SOURCE

_ROWS = 2000  # that have lists to choose from
_LIMITED = ("value", "lower", "upper", "n")  # columns with numbers, for which the sheet itself refuses text
_HEAD = PatternFill("solid", fgColor="DDE6EE")
_WIDE, _USUAL = 60, 18  # widths of columns, in signs
_WIDE_COLUMNS = ("definition", "title", "note", "name")

Lists = Mapping[str, pd.DataFrame]


def workbook(lists: Lists, known: Known, text: Callable[[str], str]) -> bytes:
    """The empty workbook as a file.

    lists: rows of what can be chosen (indicators, areas, districts), by name of the sheet, each with the same columns;
    known: what the collection knows; text: the words, by key of the message.
    """
    book = Workbook()
    _explain(book.active, text)
    for name, own_columns in COLUMNS.items():
        sheet = book.create_sheet(name)
        for place, column in enumerate(own_columns, 1):
            head = _put(sheet, 1, place, column)
            head.comment = Comment(text(f"own.column.{column}"), text("own.author"), height=140, width=260)
        _dress(sheet, own_columns)
    for name, rows in lists.items():
        sheet = book.create_sheet(name)
        columns = [str(column) for column in rows]
        for place, column in enumerate(columns, 1):
            _put(sheet, 1, place, text(f"own.list.{column}"))
            for number, value in enumerate(rows[column].tolist(), 2):
                _put(sheet, number, place, value)
        _dress(sheet, columns)
    _offer(book, lists, known, text)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _explain(sheet: Any, text: Callable[[str], str]) -> None:
    """The first sheet: how to fill in the others, and what each of their columns holds."""
    sheet.title = text("own.sheet")
    lines = [(text(f"own.explain.{number}"), "") for number in range(1, 10)]
    for name, columns in COLUMNS.items():
        lines += [("", ""), (name, ""), *((column, text(f"own.column.{column}")) for column in columns)]
    for number, cells in enumerate(lines, 1):
        for place, words in enumerate(cells, 1):
            _put(sheet, number, place, words).alignment = Alignment(wrap_text=bool(cells[1]), vertical="top")
        if number == 1 or cells[0] in COLUMNS:
            sheet.cell(number, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _USUAL, 2 * _WIDE


def _put(sheet: Any, row: int, column: int, value: Any) -> Any:
    """Put a value into a cell; a text stays text, also when it begins as a formula does."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _dress(sheet: Any, columns: Sequence[str]) -> None:
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.cell(1, place).font, sheet.cell(1, place).fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE if column in _WIDE_COLUMNS else _USUAL


def _offer(book: Workbook, lists: Lists, known: Known, text: Callable[[str], str]) -> None:
    """Lists to choose from, and cells that take numbers only. Areas and indicators are offered, others may be typed."""
    for column, name in (("region", "areas"), ("indicator", "indicators")):
        _validate(book[FIGURES], column, text, formula1=f"='{name}'!$A$2:$A${len(lists[name]) + 1}", open_=True)
    choices = {
        (FIGURES, "status"): known.statuses,
        (SOURCE, "nature"): known.natures,
        (INDICATORS, "unit"): tuple(known.bounds),
        (INDICATORS, "polarity"): known.polarities,
        (INDICATORS, "nature"): known.natures,
        (INDICATORS, "weight"): known.weights,
    }
    for (sheet, column), words in choices.items():
        _validate(book[sheet], column, text, formula1=f'"{",".join(words)}"')
    first, last = (str(year) for year in known.years)
    for column in ("year", "vintage"):
        _validate(book[FIGURES], column, text, kind="whole", formula1=first, formula2=last)
    for column in _LIMITED:
        _validate(book[FIGURES], column, text, kind="decimal", formula1="-1000000000000", formula2="1000000000000")
    _validate(book[INDICATORS], "decimals", text, kind="whole", formula1="0", formula2="4")
    _validate(book[FIGURES], "source", text, formula1=f"='{SOURCE}'!$A$2:$A$50", open_=True)


def _validate(
    sheet: Any, column: str, text: Callable[[str], str], kind: str = "list", open_: bool = False, **formulas: str
) -> None:
    operator = None if kind == "list" else "between"
    validation = DataValidation(type=kind, operator=operator, allow_blank=True, showErrorMessage=not open_, **formulas)
    validation.error = text("own.not_allowed")
    letter = get_column_letter(COLUMNS[sheet.title].index(column) + 1)
    validation.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(validation)
