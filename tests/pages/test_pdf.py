"""The PDF: tagged, titled, in its language, with alternative texts, embedded fonts and the same bytes each time."""

import io
import itertools

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from helpers import results, views
from helpers.blocks.model import Cell, Column, Fold, Mark, Paragraph, Spine, StripRow, Table
from helpers.pages.factsheet import Section
from helpers.pages.pdf import factsheet_pdf
from helpers.session import open_run
from tests.conftest import AREAS, ENGLISH

pytestmark = pytest.mark.slow

HOSTILE = '#import "x.typ"; *bold* _it_ $x$ `raw` <label> @ref // comment \\ #{panic("no")}'


TWIN = Table(id="s-tabel", title="Tabel", columns=[Column(key="a", label="A")], rows=[[Cell.of("x")]], source="CBS")
ROW = StripRow(name="Laag inkomen", figure="50%", marks=[Mark(role="area", label="50%", at=50)], printed=[])
SPINE = Spine(id="s", title="S", legend=[], columns=[], ticks=[], rows=[ROW], table=TWIN, source="CBS")
FOLDED = Fold(summary="Wat er in zit", parts=[SPINE, Paragraph(text="Diep gevouwen")])


def _where_and_what(run):
    own, named = results.evidence.coverage_of(run, run.area), results.evidence.named_interventions(run, run.area)
    return views.page_one.where_and_what(run, run.tables.areas, own, named)


def _key_messages(run):
    own, of_group = results.page_one.own_figures(run, run.area), results.page_one.group_figures(run, run.area)
    return views.page_one.key_messages(run, own, of_group)


def _works_and_agenda(run):
    elements = results.page_one.working_elements(run, run.area)
    return views.page_one.works_and_agenda(run, elements, results.page_one.questions(run, run.area))


def _sections(run):
    pairs = results.indicators.pairs(run, "armoede")
    return [
        Section("a", "In het kort", "first", blocks=[
            *_where_and_what(run),
            *_key_messages(run),
        ]),
        Section("b", HOSTILE, "body", blocks=[
            *views.theme.interventions(run, "armoede", results.evidence.interventions(run, run.area, "armoede")),
            *views.theme.group_findings(run, "armoede", results.evidence.group_findings(run, run.area, "armoede")),
            *views.indicators.lines(run, results.indicators.select(pairs, "armoede-huishoudens")),
            *views.area.method(run),
            FOLDED,
        ]),
    ]  # fmt: skip


@pytest.fixture(scope="module", params=["nl", "en"])
def document(request):
    run = open_run("tilburg-noordwest", request.param)
    return factsheet_pdf(run.area_row, _sections(run), request.param, {}), request.param


@pytest.fixture(scope="module")
def reader(document):
    return PdfReader(io.BytesIO(document[0]))


def _tags(node, found=None):
    """All structure elements below a node."""
    found = [] if found is None else found
    kids = node.get_object().get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and "/S" in kid:
            found.append(kid)
            _tags(kid, found)
    return found


def test_document_is_tagged_titled_and_in_its_language(reader, document):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith(document[1])
    assert "Tilburg NoordWest" in reader.metadata.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()


def test_every_figure_has_its_alternative_text(reader):
    figures = [tag for tag in _tags(reader.trailer["/Root"]["/StructTreeRoot"]) if tag["/S"] == "/Figure"]
    assert len(figures) >= 2 and all(len(tag["/Alt"]) > 30 for tag in figures)


def test_tables_have_headers_and_headings_do_not_skip(reader):
    kinds = [tag["/S"] for tag in _tags(reader.trailer["/Root"]["/StructTreeRoot"])]
    assert kinds.count("/TH") >= 3 and "/Table" in kinds
    levels = [int(kind[2]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_fonts_are_embedded(reader):
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_text_is_data_and_never_markup(reader):
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "*bold* _it_ $x$ `raw` <label> @ref // comment" in text
    assert "Tira Mi Su" in text


def test_folded_parts_are_on_paper_and_a_spine_is_its_table(reader):
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "Wat er in zit" in text and "Diep gevouwen" in text and "Tabel A x" in text


def test_same_blocks_give_the_same_bytes(document):
    run = open_run("tilburg-noordwest", document[1])
    assert factsheet_pdf(run.area_row, _sections(run), document[1], {}) == document[0]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_one_is_one_page(language):
    for area in AREAS:
        run = open_run(area, language)
        blocks = [
            *_where_and_what(run),
            *_key_messages(run),
            *_works_and_agenda(run),
        ]
        sections = [Section("a", run.text("section.summary"), "first", blocks=blocks)]
        reader = PdfReader(io.BytesIO(factsheet_pdf(run.area_row, sections, language, {})))
        assert len(reader.pages) == 1, area


# The factsheets that the notebooks made -------------------------------------------------------------------

WHOLE = [(area, "nl") for area in AREAS] + [(area, "en") for area in ENGLISH]


@pytest.fixture(scope="module", params=WHOLE, ids=lambda which: "-".join(which))
def whole(request, produced):
    area, language = request.param
    folder = produced / area
    page = BeautifulSoup((folder / f"factsheet.{language}.html").read_text(encoding="utf-8"), "html.parser")
    return PdfReader(folder / f"factsheet.{language}.pdf"), page


MOST_PAGES = 12  # of the whole; page one alone has a bound of its own, above


def test_whole_factsheet_is_short_enough_to_read_on_paper(whole):
    assert 4 <= len(whole[0].pages) <= MOST_PAGES


def test_sections_stand_in_the_order_of_the_page_and_the_second_opens_page_two(whole):
    reader, page = whole
    pages = [" ".join(sheet.extract_text().split()) for sheet in reader.pages]
    heads = [head.get_text() for head in page.select("main h2")]
    on_screen_only = [head for head in heads if not any(head in text for text in pages)]
    assert len(on_screen_only) <= 2  # the sections whose cells are all tagged `screen`
    heads = [head for head in heads if head not in on_screen_only]
    assert heads[0] in pages[0] and heads[1] in pages[1] and heads[1] not in pages[0]
    # A theme's name stands in earlier sentences too: the heading is its last place.
    places = ["\f".join(pages).rindex(head) for head in (heads[0], heads[1], heads[-1])]
    assert places == sorted(places)


def test_whole_factsheet_is_tagged_and_every_figure_has_its_alternative_text(whole):
    reader, page = whole
    tags = _tags(reader.trailer["/Root"]["/StructTreeRoot"])
    kinds = [tag["/S"] for tag in tags]
    alternatives = {str(tag["/Alt"]) for tag in tags if tag["/S"] == "/Figure"}
    assert len(alternatives) >= 6
    assert alternatives <= {image["aria-label"] for image in page.find_all(role="img")}
    levels = [int(kind[2]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert kinds.count("/Table") >= 5 and kinds.count("/TH") > kinds.count("/Table")
