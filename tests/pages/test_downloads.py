"""The workbook: every table, raw numbers, text that is never a formula, the same bytes each time."""

import io
from typing import get_args

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from helpers.blocks.csv import csv_text, excel_csv, in_words
from helpers.blocks.model import Cell, Column, Columns, Figure, Limits, Table, encode
from helpers.blocks.notebook import tables_in
from helpers.methods.intervals import Basis
from helpers.pages import downloads, factsheet
from helpers.words.text import Text, catalogue

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


MEASURED = Table(
    id="gemeten",
    title="Aandeel mensen met een laag inkomen: per wijk, met marge",
    columns=[Column(key="a", label="Aandeel", numeric=True, measured=True), Column(key="jaar", label="Jaar")],
    rows=[
        [
            Cell(text="49,60", value=49.6, limits=Limits(lower=49.125, upper=50, basis="computed", decimals=2)),
            Cell(text="2022", value=2022),
        ]
    ],
    source="CBS & zo",
)

LIMITS_NL = ("laagste", "hoogste", "herkomst", "halve marge")


@pytest.fixture
def book():
    tables = [_table("een", *FORMULAS), MEASURED, _table("x").model_copy(update={"title": "Titel [x]:*?/\\' leeg"})]
    content = downloads.workbook("Delft-West: factsheet", tables, Text("nl"), {"een": "Armoede en schulden"})
    return openpyxl.load_workbook(io.BytesIO(content))


def _rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=downloads.HEAD)]


def test_workbook_has_contents_a_sheet_per_table_and_what_columns_mean(book):
    text = Text("nl")
    words = ["1 Titel een", "2 Aandeel mensen met een laag", "3 Titel x leeg"]
    assert book.sheetnames == ["Inhoud", *words, "Kolommen"]
    contents = book["Inhoud"]
    assert contents["A1"].value == "Delft-West: factsheet"
    listed = {row[1].value: [cell.value for cell in row] for row in contents.iter_rows(min_row=downloads.HEAD + 1)}
    assert listed["Tabel"] == ["Onderdeel", "Tabel", "Bron", "Toelichting"]
    assert listed["Titel een"] == ["Armoede en schulden", "Titel een", "Bron", "Let op dit"]
    explained = [row[0] for row in _rows(book["Kolommen"])]
    assert explained[:6] == ["Kolom", "waarde", *LIMITS_NL]
    assert explained[6:] == [f"herkomst = {text(f'download.basis.{basis}')}" for basis in get_args(Basis)]


def test_contents_and_sheets_lead_to_each_other(book):
    links = {
        cell.value: cell.hyperlink.location for row in book["Inhoud"].iter_rows() for cell in row if cell.hyperlink
    }
    assert list(links.values()) == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert links[MEASURED.title] == "'2 Aandeel mensen met een laag'!A1"
    for sheet in book.worksheets[1:]:
        (back,) = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert back.hyperlink.location == "'Inhoud'!A1" and back.value == "← Naar de inhoud" and back.quotePrefix
        assert back.hyperlink.target is None  # nothing outside


def test_a_sheet_has_title_source_filters_and_prints_one_page_wide(book):
    sheet = book["2 Aandeel mensen met een laag"]
    assert [sheet["A1"].value, sheet["A2"].value] == [MEASURED.title, "Bron: CBS & zo"]
    assert sheet.auto_filter.ref == "A4:F5" and sheet.freeze_panes == "B5"
    for one in book.worksheets:
        assert one.sheet_properties.pageSetUpPr.fitToPage and one.page_setup.fitToHeight == 0
        assert (one.page_setup.fitToWidth or 1, one.page_setup.paperSize) == (1, 9)
    assert sheet.print_title_rows == "$4:$4" and "Bladzijde &P van &N" in str(
        sheet.oddFooter.right.text
    ) + "Bladzijde &P van &N" * (sheet.oddFooter.right.text is None)
    wide = Table(
        **MEASURED.model_dump() | {"columns": [c.model_dump() | {"label": "x" * 40} for c in MEASURED.columns]}
    )
    lying = openpyxl.load_workbook(io.BytesIO(downloads.workbook("t", [wide], Text("nl")))).worksheets[1]
    assert (sheet.page_setup.orientation, lying.page_setup.orientation) == ("portrait", "landscape")


def test_numbers_have_the_decimals_that_are_known(book):
    head, row = _rows(book["2 Aandeel mensen met een laag"])
    assert head == ["Aandeel", *(f"Aandeel ({limit})" for limit in LIMITS_NL), "Jaar"]
    assert row == [49.6, 49.125, 50, "berekend", 0.4375, 2022]
    forms = [cell.number_format for cell in list(book["2 Aandeel mensen met een laag"].iter_rows())[downloads.HEAD]]
    assert forms == ["#,##0.00", "#,##0.000", "#,##0", "General", "#,##0.000", "0"]
    assert book["1 Titel een"].cell(downloads.HEAD + 1, 2).number_format == "#,##0"


def test_text_stays_text_and_numbers_stay_numbers(book):
    sheet = book["1 Titel een"]
    for row, text in enumerate(FORMULAS, downloads.HEAD + 1):
        cell = sheet.cell(row, 1)
        assert cell.data_type == "s" and unescape(cell.value) == text and cell.quotePrefix
        assert sheet.cell(row, 2).data_type == "n" and sheet.cell(row, 2).value == 1237
    assert sheet.cell(row + 1, 2).value == "niet gemeten"  # the reason stands where there is no number


def test_what_is_to_be_known_of_a_table_stands_under_it_also_what_its_drawing_says(book):
    """Who has the sheet alone sees it; a filter of the table leaves it where it is."""
    sheet = book["1 Titel een"]
    last = downloads.HEAD + len(FORMULAS) + 1
    assert [sheet.cell(row, 1).value for row in range(last + 1, last + 4)] == [None, "Toelichting", "Let op dit"]
    assert sheet.auto_filter.ref == f"A4:B{last}"
    assert len(_rows(book["2 Aandeel mensen met een laag"])) == 2  # nothing to be known, nothing under it
    drawn = Figure(
        id="f", title="f", svg=encode(b"<svg/>"), width=1, alt="a", table=_table("een"), source="s",
        caveats=["Let op dit", "Een schatting"],
    )  # fmt: skip
    (travels,) = tables_in([drawn])
    assert travels.caveats == ["Let op dit", "Een schatting"] and drawn.table.caveats == ["Let op dit"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_code_for_programs_is_words_for_people(language):
    coded = Table(id="t", title="T", columns=[Column(key="k", label="K")], source="S", rows=[
        [Cell(text="ver onder", value="far-below")],
    ])  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook("t", [coded], Text(language))))
    assert _rows(book.worksheets[1]) == [["K"], ["ver onder"]]
    assert excel_csv(coded, Text(language)).splitlines() == ["K", "ver onder"]
    assert csv_text(coded).splitlines() == ["k", "far-below"]


def test_titles_that_begin_alike_give_names_that_differ():
    tables = [_table(id).model_copy(update={"title": "De focusgebieden samen en Nederland"}) for id in ("a", "b")]
    names = openpyxl.load_workbook(io.BytesIO(downloads.workbook("t", tables, Text("en")))).sheetnames
    assert names == ["Contents", "1 De focusgebieden samen en", "2 De focusgebieden samen en", "Columns"]
    names = openpyxl.load_workbook(io.BytesIO(downloads.workbook("t", tables, Text("nl")))).sheetnames
    assert names[1:3] == ["1 De focusgebieden samen", "2 De focusgebieden samen"]  # it breaks off after a whole phrase


def test_sheets_are_named_by_theme_and_kind_of_table_where_titles_begin_alike():
    ids = ["reeksen-jonge-kind-tabel", "verloop-re-integratie-lezen", "kerncijfers-tabel", "veranderd-leefbaarheid"]
    tables = [_table(id).model_copy(update={"title": "De focusgebieden samen"}) for id in (*ids, "eigen-cijfers")]
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook("t", tables, Text("nl"))))
    assert book.sheetnames[1:-1] == [
        "1 Jonge kind samen per jaar", "2 Re-integratie leeswijzer", "3 Kerncijfers", "4 Leefbaarheid veranderingen",
        "5 De focusgebieden samen",
    ]  # fmt: skip
    assert book.worksheets[1]["A1"].value == "De focusgebieden samen"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_short_names_of_sheets_differ_and_are_never_cut_off(language):
    text = Text(language)
    kinds = [key for key in catalogue(language) if key.startswith("download.sheet.")]
    subjects = [text(key) for key in catalogue(language) if key.startswith("download.subject.")]
    names = {text(kind, theme=subject) for kind in kinds for subject in subjects}
    for name in names:
        assert downloads._sheet_names(["x"] * 98 + [name], set())[-1] == f"99 {name}"
    of_themes = sum(text(kind, theme="x") != text(kind, theme="y") for kind in kinds)
    assert len(names) == len(kinds) - of_themes + of_themes * len(subjects) and min(of_themes, len(subjects)) > 5


def test_same_tables_give_the_same_bytes():
    made = [downloads.workbook("t", [_table("een", "a")], Text("nl")) for _ in range(2)]
    assert made[0] == made[1]


def test_tables_are_found_wherever_they_stand():
    figure = Figure(id="f", title="f", svg=encode(b"<svg/>"), width=1, alt="a", table=_table("twee", "b"), source="s")
    blocks = [_table("een", "a"), Columns(parts=[[figure], [_table("drie", "c")]])]
    assert [table.id for table in tables_in(blocks)] == ["een", "twee", "drie"]


def test_a_text_that_a_cell_cannot_hold_is_refused():
    assert downloads.workbook("T", [_table("een", "x" * 32_767)], Text("nl"))
    with pytest.raises(ValueError, match="32768 characters does not fit"):
        downloads.workbook("T", [_table("een", "x" * 32_768)], Text("nl"))


def test_files_have_names_in_the_language_of_the_edition():
    nl, en = factsheet.files("nl"), factsheet.files("en")
    assert [nl[kind] for kind in ("xlsx", "zip", "json")] == ["tabellen.nl.xlsx", "datapakket.nl.zip", "area.json"]
    assert [en[kind] for kind in ("xlsx", "zip", "json")] == ["tables.en.xlsx", "datapackage.en.zip", "area.json"]


@pytest.mark.parametrize(
    ("language", "said", "instead"),
    [
        ("nl", "Tussen haakjes staat een marge.", "In de kolommen 'laagste' en 'hoogste' staat een marge."),
        ("en", "The numbers in brackets are limits.", "The numbers in the columns 'lower' and 'upper' are limits."),
    ],
)
def test_contents_do_not_speak_of_brackets_that_a_workbook_has_not(language, said, instead):
    plain = _table("een").model_copy(update={"caveats": [said]})
    measured = MEASURED.model_copy(update={"caveats": [said, "Let op"]})
    contents = openpyxl.load_workbook(io.BytesIO(downloads.workbook("t", [measured, plain], Text(language))))
    notes = [row[3].value for row in contents.worksheets[0].iter_rows(min_row=downloads.HEAD + 2, max_col=4)]
    assert notes[:2] == [f"{instead}\nLet op", said]  # a table without limits has brackets of another kind


def test_a_head_does_not_speak_of_brackets_that_a_workbook_has_not():
    limit = Text("nl")("download.limit.lower")
    for label, value, lower in (
        ("2014; tussen haakjes: door afronding", "2014", f"2014; door afronding ({limit})"),
        ("Dit gebied (tussen haakjes: de marge)", "Dit gebied", f"Dit gebied; de marge ({limit})"),
        ("Waarde (procent)", "Waarde (procent)", f"Waarde (procent) ({limit})"),
    ):
        columns = [MEASURED.columns[0].model_copy(update={"label": label}), MEASURED.columns[1]]
        head, *_ = in_words(MEASURED.model_copy(update={"columns": columns}), Text("nl"))
        assert head[:2] == [value, lower]
