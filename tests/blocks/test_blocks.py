import base64
import csv
import io

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from helpers.blocks import html as render
from helpers.blocks.csv import csv_uri, neutral
from helpers.blocks.model import (
    MIME,
    Bar,
    Bullets,
    Cell,
    Column,
    Columns,
    Figure,
    Heading,
    KeyMessage,
    Note,
    Paragraph,
    Table,
)
from helpers.blocks.notebook import Blocks, from_json
from helpers.pages import prose

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def _table(value="x"):
    return Table(
        id="t",
        title=value,
        columns=[Column(key="a", label=value), Column(key="b", label="B", numeric=True)],
        rows=[[Cell.of(value), Cell(text="1,5", value=1.5)], [Cell.of("y"), Cell(text="niet gemeten", value=None)]],
        highlight=[0],
        source=value,
        caveats=[value],
    )


def _all_kinds(value):
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
    figure = Figure(
        id="f", title=value, svg=svg, width=100, alt=value, table=_table(value), source=value, caveats=[value]
    )
    bar = Bar(label=value, text=value, length=0.5)
    return Blocks(
        [
            Heading(text=value),
            Paragraph(text=value),
            Bullets(items=[value]),
            Columns(parts=[[KeyMessage(label=value, figure=value, text=value, bars=[bar], source=value)]]),
            Note(tone="caveat", text=value),
            _table(value),
            figure,
        ],
        "nl",
    )


def test_every_kind_of_block_escapes_its_text():
    html = render.blocks_html(_all_kinds(HOSTILE), "nl")
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find("script") and not soup.find(attrs={"onerror": True})
    assert soup.find("img")["alt"] == HOSTILE
    assert soup.find("h3").text == HOSTILE
    assert "49" not in soup.text


def test_blocks_survive_their_journey_as_json():
    blocks = _all_kinds("Tekst")
    bundle = blocks._repr_mimebundle_()
    assert from_json(bundle[MIME]) == blocks
    assert bundle["text/html"].startswith('<div class="kw mathjax_ignore" lang="nl">')


def test_json_that_is_no_block_is_refused():
    with pytest.raises(ValidationError):
        from_json({"language": "nl", "blocks": [{"kind": "script", "text": "x"}]})


def test_download_holds_raw_values_and_no_formulas():
    uri = csv_uri(_table('=HYPERLINK("x")'))
    content = base64.b64decode(uri.split(",", 1)[1]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows == [["a", "b"], ['\'=HYPERLINK("x")', "1.5"], ["y", ""]]


@pytest.mark.parametrize(
    ("value", "shown"), [("=1+1", "'=1+1"), ("+31", "'+31"), ("@x", "'@x"), ("-", "'-"), (-1.5, -1.5), (None, "")]
)
def test_spreadsheet_formulas_are_neutralised(value, shown):
    assert neutral(value) == shown


def test_prose_of_a_notebook_has_no_scripts_and_no_links():
    html = str(prose.prose_html("# Kop\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) **vet**"))
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find(["script", "a"])
    assert soup.h1.text == "Kop" and soup.strong.text == "vet"


def test_table_has_headers_for_screen_readers():
    soup = BeautifulSoup(render.blocks_html([_table("Titel")], "nl"), "html.parser")
    assert soup.caption.text == "Titel"
    assert [th["scope"] for th in soup.thead.find_all("th")] == ["col", "col"]
    assert soup.tbody.find("th")["scope"] == "row"
    assert "own" in soup.tbody.find("tr")["class"]
