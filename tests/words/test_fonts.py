"""A sign that the fonts lack is refused by name, wherever it comes from; it is never drawn as a box."""

import csv

import pandas as pd
import pytest
from pypdf import PdfReader

from helpers.blocks.model import Paragraph
from helpers.charts import style
from helpers.contract.load import DataError, load_tables
from helpers.pages import pdf
from helpers.pages.factsheet import Section
from helpers.words import fonts

LACKED = {
    "\U0001f3e0": "U+1F3E0 HOUSE BUILDING",
    "漢": "U+6F22 CJK UNIFIED IDEOGRAPH-6F22",
    "＝": "U+FF1D FULLWIDTH EQUALS SIGN",
    "क": "U+0915 DEVANAGARI LETTER KA",
    "\u200b\ue000": "U+E000 without a name",
}


@pytest.mark.parametrize(("text", "words"), LACKED.items())
def test_what_no_font_has_is_said_by_name(text, words):
    assert fonts.undrawable(f"a{text}b{text}").endswith(words)


@pytest.mark.parametrize("text", ["Fryslân, Zaandam-Oost", "−3,5 °C ≥ ½ €", "Łódź ĳ œ ß", "Ω Ж א", "● ○ → ✓", "a\nb"])
def test_what_a_font_has_passes(text):
    assert fonts.undrawable(text) == ""


def test_only_fonts_that_draw_letters_are_given_to_the_document():
    assert [path.stem for path in fonts.FONTS] == [
        "SourceSansPro-Regular",
        "SourceSansPro-Bold",
        "DejaVuSans",
        "DejaVuSans-Bold",
    ]


@pytest.fixture
def area(tables):
    return tables.areas.iloc[0]


def test_a_document_with_such_a_sign_is_not_made(area, tables):
    section = Section("deel_1", "Title", "first", blocks=[Paragraph(text="A house \U0001f3e0 in a text")])
    with pytest.raises(
        fonts.GlyphError, match=r"U\+1F3E0 HOUSE BUILDING in 'A house .* in a text': the fonts \(Source"
    ):
        pdf.background_pdf(area, [section], "nl", tables.sources)


def test_a_document_uses_the_second_font_for_what_the_first_lacks(area, tables, tmp_path):
    section = Section("deel_1", "Title", "first", blocks=[Paragraph(text="Signs: ● א ✓")])
    (tmp_path / "x.pdf").write_bytes(pdf.background_pdf(area, [section], "nl", tables.sources))
    page = PdfReader(tmp_path / "x.pdf").pages[0]
    used = {font.get_object()["/BaseFont"].split("+")[-1] for font in page["/Resources"]["/Font"].values()}
    assert used <= {"SourceSansPro-Regular", "SourceSansPro-Bold", "DejaVuSans", "DejaVuSans-Bold"}
    assert "DejaVuSans" in used and "●" in page.extract_text() and "✓" in page.extract_text()


def test_a_drawing_with_such_a_sign_is_not_made():
    with style.house_canvas(2, 2) as canvas:
        canvas.add_subplot().set_title("漢")
        with pytest.raises(fonts.GlyphError, match=r"U\+6F22"):
            style.finished(canvas, "")


@pytest.mark.parametrize(
    ("table", "column"), [("areas", "name"), ("findings", "label_nl"), ("interventions", "name_nl")]
)
def test_a_table_with_such_a_sign_is_refused(data_copy, table, column):
    path = data_copy / f"{table}.csv"
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    frame.loc[1, column] = "漢"
    frame.to_csv(path, index=False, quoting=csv.QUOTE_MINIMAL)
    with pytest.raises(DataError) as error:
        load_tables(data_copy)
    assert error.value.problems[0] == (
        f"{table}.csv, row 2, column {column}: '漢'; expected signs that the fonts of charts and PDFs have; "
        "they lack U+6F22 CJK UNIFIED IDEOGRAPH-6F22"
    )
