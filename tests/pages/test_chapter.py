"""Chapter pages: in the language of the reader, with what a notebook publishes and how it was made."""

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from helpers.blocks.model import Cell, Column, Columns, Heading, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.pages.chapter import chapter_html

AREA = pd.Series({"area": "delft-west", "name": "Delft-West", "municipality": "Delft", "province": "Zuid-Holland"})
FRAME = "<table><tr><th>wk_code</th></tr><tr><td>NaN</td></tr></table>"
LINKS = [{"href": f"0{n}_{name}.nl.html", "title": f"{n}. {name}"} for n, name in ((1, "a"), (2, "b"), (3, "c"))]


def _table(id, rows):
    columns = [Column(key="a", label="A")]
    return Table(id=id, title=f"Tabel {id}", columns=columns, rows=[[Cell.of(row)] for row in rows], source="CBS")


def _notebook(language):
    blocks = [
        Heading(text="Armoede", level=2, id="armoede", line="Een zin.", counts="2 aanpakken"),
        Columns(parts=[[Heading(text="Diep", level=4)], [Paragraph(text="Tekst")]]),
        _table("vol", ["x"]),
        _table("leeg", []),
    ]
    output = nbformat.v4.new_output("display_data", Blocks(blocks, language, "delft-west")._repr_mimebundle_())
    frame = nbformat.v4.new_output("display_data", {"text/html": FRAME, "text/plain": "wk_code"})
    cells = [
        nbformat.v4.new_markdown_cell("# 2. Notebook title\n\n**Question.** What is asked?"),
        nbformat.v4.new_markdown_cell("## Step one\n\nWhy this step.\n\n| a |\n|---|\n| b |"),
        nbformat.v4.new_code_cell("frame", outputs=[frame]),
        nbformat.v4.new_code_cell("views.x(frame)", outputs=[output]),
        nbformat.v4.new_markdown_cell("Afterword."),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def _page(language, name="02_armoede_en_schulden", links=()):
    html = chapter_html(AREA, name, _notebook(language), language, [], links)
    return BeautifulSoup(html, "html.parser")


def _unfolded(page):
    """The words that a reader sees first."""
    for details in page.main.find_all("details"):
        details.extract()
    return page.main.get_text(" ", strip=True)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_has_the_prose_behind_what_it_led_to(language):
    page = _page(language)
    (fold, last) = page.select("details.kw-code")
    assert "Why this step." in fold.text and "views.x(frame)" in fold.text and fold.div["lang"] == "en"
    assert "Afterword." in last.text
    assert not fold.find(["h1", "h2", "h3"]) and fold.find("strong", string="Step one")
    words = _unfolded(page)
    assert "Why" not in words and "Question" not in words and "Een zin. 2 aanpakken" in words


def test_a_page_does_not_send_a_reader_to_itself():
    told = [Paragraph(text="Kort.", chapter="02_armoede_en_schulden"), Paragraph(text="Ook.", chapter="07_samenhang")]
    output = nbformat.v4.new_output("display_data", Blocks(told, "nl", "delft-west")._repr_mimebundle_())
    cells = [nbformat.v4.new_markdown_cell("# 2. T"), nbformat.v4.new_code_cell("x", outputs=[output])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    page = BeautifulSoup(chapter_html(AREA, "02_armoede_en_schulden", notebook, "nl"), "html.parser")
    assert [link["href"] for link in page.select("main p > a")] == ["07_samenhang.nl.html"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_has_frames_empty_tables_or_heads_without_scope(language):
    page = _page(language)
    assert "NaN" not in page.text and "wk_code" not in page.text
    assert all(table.tbody.find("tr") for table in page.find_all("table"))
    assert page.find(id="leeg").name == "p" and "Tabel leeg" in page.find(id="leeg").text
    assert all(head.get("scope") for head in page.find_all("th"))


@pytest.mark.parametrize(
    ("language", "title"), [("nl", "Delft-West: 2. Armoede en schulden"), ("en", "Delft-West: 2. Poverty and debt")]
)
def test_title_and_heading_name_area_and_chapter_in_the_language_of_the_page(language, title):
    page = _page(language)
    assert page.title.text == page.h1.text == title and len(page.find_all("h1")) == 1


def test_a_notebook_that_no_catalogue_knows_keeps_its_own_title():
    assert _page("nl", name="09_nieuw").h1.text == "Delft-West: 2. Notebook title"


def test_headings_skip_no_level():
    levels = [int(head.name[1]) for head in _page("nl").find_all(["h1", "h2", "h3", "h4"])]
    assert levels == [1, 2, 3]


def test_contents_lead_to_sections_and_tables():
    page = _page("nl")
    links = page.select(".kw-contents a")
    assert [link.text for link in links] == ["Armoede", "Tabel vol", "Tabel leeg"]
    assert all(page.find(id=link["href"][1:]) for link in links)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("01_a", {"next": "02_b.nl.html"}), ("02_b", {"prev": "01_a.nl.html", "next": "03_c.nl.html"}), ("09_z", {})],
)
def test_a_page_leads_to_the_chapters_beside_it(name, expected):
    page = _page("nl", name, LINKS)
    assert {link["rel"][0]: link["href"] for link in page.select(".kw-turn a")} == expected
