import base64
import csv
import io
import operator

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from helpers.blocks import html as render
from helpers.blocks.csv import csv_text, csv_uri, neutral
from helpers.blocks.model import (
    MIME,
    Bullets,
    Cell,
    Column,
    Columns,
    Figure,
    Fold,
    Heading,
    Legend,
    Limits,
    Mark,
    Note,
    Paragraph,
    Spine,
    StripRow,
    Table,
    Tick,
)
from helpers.blocks.notebook import Blocks, beside, from_json, ids_in, tables_in
from helpers.pages import prose
from helpers.words.text import Text

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def _table(value="x", id="t"):
    return Table(
        id=id,
        title=value,
        columns=[Column(key="a", label=value), Column(key="b", label="B", numeric=True)],
        rows=[[Cell.of(value), Cell(text="1,5", value=1.5)], [Cell.of("y"), Cell(text="niet gemeten", value=None)]],
        highlight=[0],
        source=value,
        caveats=[value],
    )


def _spine(value="x", **changes):
    legends = [Legend(role=role, label=value) for role in ("area", "nl")]
    rows = [
        StripRow(
            name=value,
            detail=value,
            figure=value,
            marks=[
                Mark(role="district", label=value, at=40, lane=-2),
                Mark(role="nl", label=value, at=52.5),
                Mark(role="area", label=value, at=62.04, limits=(60, 64), open=True),
            ],
            printed=[value],
            group=value,
        )
    ]
    content = {"legend": legends, "columns": legends[1:], "ticks": [Tick(at=0, text=value)], "rows": rows}
    twin = _table(value, "s-tabel")
    return Spine(id="s", title=value, table=twin, source=value, note=value, caveats=[value], **content | changes)


def _all_kinds(value):
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
    figure = Figure(
        id="f", title=value, svg=svg, width=100, alt=value, table=_table(value), source=value, caveats=[value]
    )
    return Blocks(
        [
            Heading(text=value),
            Heading(text=value, gist=value, line=value, counts=value, id="h"),
            Paragraph(text=value),
            Paragraph(text=value, tone="lead"),
            Bullets(items=[value]),
            Columns(parts=[[Paragraph(text=value)]]),
            Note(tone="caveat", text=value),
            _table(value),
            figure,
            _spine(value),
            Fold(summary=value, parts=[Paragraph(text=value), Fold(summary=value, parts=[_table(value, "u")])]),
        ],
        "nl",
    )


def test_blocks_outside_a_notebook_are_one_short_line():
    shown = repr(Blocks([Note(tone="caveat", text="x" * 5000), _table()]))
    assert shown == "2 block(s): note, table t"


def test_every_kind_of_block_escapes_its_text():
    html = render.blocks_html(_all_kinds(HOSTILE), "nl")
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find("script") and not soup.find(attrs={"onerror": True})
    assert soup.find(role="img")["aria-label"] == HOSTILE
    assert soup.find("h3").text == HOSTILE
    assert "49" not in soup.text


def test_blocks_survive_their_journey_as_json():
    blocks = _all_kinds("Tekst")
    bundle = blocks._repr_mimebundle_()
    assert from_json(bundle[MIME]) == blocks
    assert bundle["text/html"].startswith('<div class="kw mathjax_ignore" lang="nl">')


def test_tables_and_ids_are_found_in_spines_folds_and_columns():
    inside = Columns(parts=[[Fold(summary="x", parts=[_spine()])], [_table()]])
    blocks = [Heading(text="x", id="h"), Heading(text="y"), Fold(summary="x", parts=[inside])]
    assert [table.id for table in tables_in(blocks)] == ["s-tabel", "t"]
    assert ids_in(blocks) == ["h", "s", "s-tabel", "t"]


def test_a_spine_holds_its_rows_and_marks_to_their_place():
    row = _spine().rows[0]
    with pytest.raises(ValidationError, match="row 'x' has 2 printed values; expected 1"):
        _spine(rows=[row.model_copy(update={"printed": ["a", "b"]})])
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        Mark(role="area", label="x", at=100.1)
    with pytest.raises(ValidationError, match="the mark 'x' at 50 is outside its limits"):
        Mark(role="area", label="x", at=50, limits=(51, 60))


def test_marks_of_a_spine_stand_where_their_values_are_and_have_names():
    soup = BeautifulSoup(render.blocks_html([_spine("Naam: 50%")], "nl"), "html.parser")
    row = soup.find(class_="kw-row")
    dot, diamond = row.select_one(".kw-district > circle"), row.select_one("svg.kw-area")
    assert (dot["cx"], dot["cy"], dot.title.text) == ("40.0%", "10.2", "Naam: 50%")
    assert (diamond["x"], diamond["y"], diamond.title.text) == ("62.04%", "19.0", "Naam: 50%")
    line = row.select_one("line.kw-nl")
    assert (line["x1"], line["x2"], line.title.text) == ("52.5%", "52.5%", "Naam: 50%")
    bar = row.find("line", class_="kw-bar")
    assert (bar["x1"], bar["x2"]) == ("60.0%", "64.0%")
    assert "kw-open" in row.select_one("svg.kw-area")["class"]
    assert row.find(class_="kw-strip")["aria-hidden"] == "true"


def _note(area, language="nl"):
    return Blocks([Note(tone="caveat", text="x")], language, area)


JOINED = {
    "+": lambda a, b: a + b,
    "+=": operator.iadd,
    "beside": beside,
    "beside in it": lambda a, b: beside(a, beside(b)),
}


@pytest.mark.parametrize("how", JOINED)
def test_blocks_of_two_areas_or_languages_do_not_become_those_of_one(how):
    with pytest.raises(ValueError, match=r"blocks of the areas breda-noord and delft-west; expected those of one"):
        JOINED[how](_note("breda-noord"), _note("delft-west"))
    with pytest.raises(ValueError, match=r"blocks of the languages nl and en"):
        JOINED[how](_note(""), _note("", "en"))
    for a, b in (("", "delft-west"), ("delft-west", ""), ("delft-west", "delft-west")):
        joined = JOINED[how](_note(a), _note(b))
        assert (joined.area, joined.language) == ("delft-west", "nl")
        assert len(joined) == (1 if "beside" in how else 2)


def test_plain_blocks_are_added_to_those_of_an_area():
    joined = _note("delft-west").__add__([Note(tone="caveat", text="y")])
    assert joined.area == "delft-west" and [block.text for block in joined] == ["x", "y"]


def test_json_that_is_no_block_is_refused():
    with pytest.raises(ValidationError):
        from_json({"language": "nl", "blocks": [{"kind": "script", "text": "x"}]})


def test_download_holds_raw_values_and_no_formulas():
    uri = csv_uri(_table('=HYPERLINK("x")'))
    content = base64.b64decode(uri.split(",", 1)[1]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows == [["a", "b"], ['\'=HYPERLINK("x")', "1.5"], ["y", ""]]


ABOUT_52 = Limits(lower=52.15, upper=52.55, basis="phrase", decimals=1)


def _measured(*cells):
    columns = [Column(key="jaar", label="Jaar"), Column(key="nl", label="Nederland", numeric=True, measured=True)]
    return Table(
        id="t", title="t", columns=columns, rows=[[Cell(text="2023", value=2023), c] for c in cells], source="s"
    )


def test_a_measured_value_is_downloaded_with_its_limits():
    table = _measured(Cell(text="52,2 tot 52,5%", value=52.4, limits=ABOUT_52), Cell(text="niet gemeten", value=None))
    assert list(csv.reader(io.StringIO(csv_text(table)))) == [
        ["jaar", "nl", "nl_lower", "nl_upper", "nl_basis", "nl_precision"],
        ["2023", "52.4", "52.15", "52.55", "phrase", "0.2"],
        ["2023", "", "", "", "", ""],
    ]


def test_a_value_without_an_upper_limit_leaves_it_empty():
    open_ended = Limits(lower=20, upper=None, basis="phrase", decimals=0)
    line = csv_text(_measured(Cell(text="meer dan 20", value=20, limits=open_ended))).splitlines()[1]
    assert line == "2023,20,20.0,,phrase,"


def test_a_number_without_a_margin_leaves_both_limits_empty():
    """Zero would read as exact."""
    bare = Limits(lower=None, upper=None, basis="computed", decimals=1)
    assert csv_text(_measured(Cell(text="41,2", value=41.2, limits=bare))).splitlines()[1] == "2023,41.2,,,computed,"


@pytest.mark.parametrize("value", [52, 52.6, None, "52,4"])
def test_a_value_outside_its_limits_is_refused(value):
    with pytest.raises(ValidationError, match=r"is outside its limits 52\.15 and 52\.55"):
        Cell(text="52", value=value, limits=ABOUT_52)


def test_a_measured_value_without_limits_is_refused():
    with pytest.raises(ValidationError, match="row 1, column nl: '52,4%'; expected limits"):
        _measured(Cell(text="52,4%", value=52.4))
    with pytest.raises(ValidationError, match="row 1, column b: '52,4%'; expected no limits"):
        Table(
            id="t",
            title="t",
            columns=[Column(key="b", label="B")],
            rows=[[Cell(text="52,4%", value=52.4, limits=ABOUT_52)]],
            source="s",
        )


@pytest.mark.parametrize(
    ("value", "shown"), [("=1+1", "'=1+1"), ("+31", "'+31"), ("@x", "'@x"), ("-", "'-"), (-1.5, -1.5), (None, "")]
)
def test_spreadsheet_formulas_are_neutralised(value, shown):
    assert neutral(value) == shown


def test_prose_of_a_notebook_has_no_scripts_and_no_links():
    html = str(prose.prose_html("# Kop\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) **vet**"))
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find(["script", "a"])
    assert [strong.text for strong in soup.find_all("strong")] == ["Kop", "vet"] and not soup.h1


def test_table_has_headers_for_screen_readers():
    soup = BeautifulSoup(render.blocks_html([_table("Titel")], "nl"), "html.parser")
    assert soup.caption.text == "Titel"
    assert [th["scope"] for th in soup.thead.find_all("th")] == ["col", "col"]
    assert soup.tbody.find("th")["scope"] == "row"
    assert "own" in soup.tbody.find("tr")["class"]


def test_a_paragraph_leads_to_its_chapter_where_there_is_a_page_of_it():
    paragraph = Paragraph(text="Kort.", chapter="02_armoede")
    assert not BeautifulSoup(render.blocks_html([paragraph], "nl"), "html.parser").find("a")
    macros = vars(render._environment().get_template("blocks.html.j2").make_module({"on_page": True}))
    on_page = BeautifulSoup(macros["block_html"](paragraph, Text("nl")), "html.parser")
    assert on_page.a["href"] == "02_armoede.nl.html" and on_page.a.text == "Lees in hoofdstuk 2 waarom."


def test_what_is_said_of_the_table_of_a_drawing_stands_with_it_once():
    block = _spine("x").model_copy(update={"table": _table().model_copy(update={"caveats": ["x", "Tussen haakjes."]})})
    soup = BeautifulSoup(render.blocks_html([block], "nl"), "html.parser")
    assert [item.text for item in soup.select(".kw-caveat li")] == ["x", "Tussen haakjes."]


def test_a_table_has_a_key_for_each_row_or_none():
    block = _table().model_copy(update={"keys": {"indicator": ["a-b", None]}})
    assert Table.model_validate(block.model_dump()) == block
    for keys, says in (
        ({"indicator": ["a-b"]}, "expected one for each of 2 rows"),
        ({"indicator": ["a b", "c"]}, "pattern"),
    ):
        with pytest.raises(ValidationError, match=says):
            Table.model_validate(block.model_dump() | {"keys": keys})


def test_no_line_ends_within_a_range_or_the_name_of_a_theme():
    said = render._unbroken("Re-integratie <b> (18-30 jaar), 2018-2022 en 52,2–52,5%; Zuid-West en −1")
    assert said.replace('<span class="kw-one">', "[").replace("</span>", "]") == (
        "[Re-integratie] &lt;b&gt; [(18-30] jaar), [2018-2022] en [52,2–52,5]%; Zuid-West en −1"
    )


@pytest.mark.parametrize(("labels", "together"), [(("2002 *", "2014"), True), (("2014", "Soort"), False)])
def test_years_of_a_card_stand_side_by_side(labels, together):
    columns = [Column(key=f"k{number}", label=label) for number, label in enumerate(("Gebied", *labels))]
    table = Table(id="t", title="T", columns=columns, rows=[[Cell.of(x) for x in ("A", "1", "2")]], source="S")
    (shown,) = BeautifulSoup(render.blocks_html([table], "nl"), "html.parser").select("table")
    assert ("kw-years" in shown["class"]) == together
