"""Workbook and CSV archive: every table, raw numbers, text that is never a formula, the same bytes each time."""

import csv
import io
import zipfile

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from helpers.blocks.model import Cell, Column, Columns, Figure, Table, encode
from helpers.blocks.notebook import tables_in
from helpers.pages import downloads, factsheet
from helpers.words.text import Text

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x.invalid")', "=cmd|' /C calc'!A0")


def _table(id, *texts):
    return Table(
        id=id,
        title=f"Titel {id}",
        columns=[Column(key="naam", label="Naam"), Column(key="waarde", label="Waarde", numeric=True)],
        rows=[
            *([Cell.of(text), Cell(text="1.237", value=1237)] for text in texts),
            [Cell.of("leeg"), Cell(text="niet gemeten", value=None)],
        ],
        source="Bron",
        caveats=["Let op dit"],
    )


@pytest.fixture
def book():
    unchecked = _table("x", "c").model_copy(update={"id": "x[1]:*?/\\'"})
    tables = [_table("een", *FORMULAS), _table("e" * 40, "a"), _table("e" * 40 + "f", "b"), unchecked]
    content = downloads.workbook("Delft-West: factsheet", tables, Text("nl"))
    return openpyxl.load_workbook(io.BytesIO(content))


def test_workbook_has_notes_first_and_a_sheet_per_table(book):
    assert book.sheetnames == ["Toelichting", "een", "e" * 31, "e" * 29 + "-2", "x-1-------"]
    notes = [cell.value for row in book["Toelichting"].iter_rows() for cell in row if cell.value]
    assert "Titel een" in notes and "Let op dit" in notes and "Bron" in notes


def test_text_stays_text_and_numbers_stay_numbers(book):
    sheet = book["een"]
    for row, text in enumerate(FORMULAS, 2):
        cell = sheet.cell(row, 1)
        assert cell.data_type == "s" and unescape(cell.value) == text and cell.quotePrefix
        assert sheet.cell(row, 2).data_type == "n" and sheet.cell(row, 2).value == 1237
    assert sheet.cell(len(FORMULAS) + 2, 2).value == "niet gemeten"  # the reason stands where there is no number


def test_archive_has_raw_values_and_a_list_of_sources():
    content = downloads.csv_archive([_table("een", *FORMULAS)], Text("nl"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["een.csv", "toelichting.csv", "kolommen.csv"]
        rows = list(csv.reader(io.StringIO(archive.read("een.csv").decode("utf-8-sig"), newline="")))
        notes = list(csv.reader(io.StringIO(archive.read("toelichting.csv").decode("utf-8-sig"), newline="")))
    assert rows[0] == ["naam", "waarde"] and rows[-1] == ["leeg", ""]
    assert [row[0] for row in rows[1:-1]] == [f"'{text}".replace("\t", "\t'") for text in FORMULAS]
    assert {row[1] for row in rows[1:-1]} == {"1237"}
    assert notes[1] == ["een.csv", "Titel een", "Bron", "Let op dit"]


@pytest.mark.parametrize("ids", [("een", "een"), ("toelichting", "een"), ("een", "kolommen")])
def test_two_files_of_one_name_are_refused(ids):
    with pytest.raises(ValueError, match="two files of the archive have the name"):
        downloads.csv_archive([_table(id, "a") for id in ids], Text("nl"))


def test_same_tables_give_the_same_bytes():
    for make in (lambda: downloads.workbook("t", [_table("een", "a")], Text("nl")),
                 lambda: downloads.csv_archive([_table("een", "a")], Text("nl"))):  # fmt: skip
        assert make() == make()


def test_tables_are_found_wherever_they_stand():
    figure = Figure(id="f", title="f", svg=encode(b"<svg/>"), width=1, alt="a", table=_table("twee", "b"), source="s")
    blocks = [_table("een", "a"), Columns(parts=[[figure], [_table("drie", "c")]])]
    assert [table.id for table in tables_in(blocks)] == ["een", "twee", "drie"]


def test_a_text_that_a_cell_cannot_hold_is_refused():
    assert downloads.workbook("T", [_table("een", "x" * 32_767)], Text("nl"))
    with pytest.raises(ValueError, match="32768 characters does not fit"):
        downloads.workbook("T", [_table("een", "x" * 32_768)], Text("nl"))


def test_files_have_names_in_the_language_of_the_edition():
    assert factsheet.files("nl") == {"pdf": "factsheet.nl.pdf", "xlsx": "tabellen.nl.xlsx", "zip": "tabellen.nl.zip"}
    assert factsheet.files("en") == {"pdf": "factsheet.en.pdf", "xlsx": "tables.en.xlsx", "zip": "tables.en.zip"}
