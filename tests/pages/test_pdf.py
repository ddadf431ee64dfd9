"""The PDFs: tagged, titled, in their language, with alternative texts, our fonts only, and the same bytes each time."""

import itertools
import re

import pytest
from bs4 import BeautifulSoup

from helpers import results, views
from helpers.blocks.model import (
    Bullets,
    Cell,
    Column,
    Columns,
    Fold,
    Heading,
    Legend,
    Mark,
    Paragraph,
    Spine,
    StripRow,
    Table,
    Tick,
)  # fmt: skip
from helpers.colours import PALETTE
from helpers.pages import factsheet
from helpers.pages import pdf as pdf_module
from helpers.pages.factsheet import Section
from helpers.pages.pdf import MOST_PAGES, TooLongError, background_pdf, handout_pdf
from helpers.session import open_run
from helpers.words.text import Text
from tests import paper
from tests.conftest import AREAS, ENGLISH

pytestmark = pytest.mark.slow

HOSTILE = '#import "x.typ"; *bold* _it_ $x$ `raw` <label> @ref // comment \\ #{panic("no")}'
OURS = {"SourceSansPro-Regular", "SourceSansPro-Bold", "DejaVuSans", "DejaVuSans-Bold"}
SMALLEST, BODY = 8, 9.5  # points
MORE = "Meer op de webpagina."
GRID, INK, OWN, RING = PALETTE["grid"].light, PALETTE["ink"].light, PALETTE["own"].light, "#ffffff"


def _spine(id, first, at=(25, 40, 75), rows=1, title="In cijfers"):
    """Rows of a figure of the area, of a district or of the group, beside those of similar districts and of all."""
    labels = dict(zip((first, "similar", "nl"), at, strict=True))
    printed = [] if first == "district" else ["40%"]
    marks = [Mark(role=role, label=f"{role}: {value}%", at=value) for role, value in labels.items()]
    row = StripRow(
        name="Laag inkomen", detail="van wie inkomen heeft", figure=f"{at[0]}%", marks=marks, printed=printed
    )
    return Spine(
        id=id,
        title=title,
        legend=[Legend(role=role, label=role) for role in labels],
        columns=[Legend(role="nl", label="Nederland") for _ in printed],
        ticks=[Tick(at=0, text="0%"), Tick(at=100, text="100%")],
        rows=[row.model_copy(update={"name": f"Rij {number}"}) for number in range(rows)],
        table=_table(["x"], id=f"{id}-tabel"),
        source="CBS, Kerncijfers wijken en buurten 2022 (CC BY 4.0), bewerkt",
    )


def _table(*rows, id="gedaan-en-gevonden"):
    columns = [Column(key=f"k{number}", label=f"Kolom {number}") for number in range(len(rows[0]))]
    return Table(
        id=id,
        title="Gedaan en gevonden",
        columns=columns,
        rows=[list(map(Cell.of, row)) for row in rows],
        source="Monitor",
    )


def _front(run, lead="De helft heeft een laag inkomen. De leefbaarheid is beter dan in 2014."):
    pairs = results.indicators.select(results.indicators.pairs(run, "armoede"), "armoede-huishoudens")
    answers = [[Heading(text=f"Kop {number}"), Paragraph(text="Een zin. Nog een zin.")] for number in range(3)]
    blocks = [Paragraph(text=lead, tone="lead"), _spine("kern", "area", rows=5), *views.indicators.lines(run, pairs)]
    return Section("antwoord", "In het kort", "first", blocks=[*blocks, Columns(parts=answers)])


def _handout(run, sentences=2, districts=10, **front):
    text = " ".join(["Een aanpak helpt aan werk."] * sentences)
    rows = [[name, text, text] for name in ("Armoede", "Werk", "Veerkracht", "Jonge kind", HOSTILE)]
    return [
        _front(run, **front),
        Section("armoede", "Armoede", "theme", blocks=[
            _spine("wijken", "district", rows=districts, title="Per wijk"), _spine("groep", "group", title="Samen"),
        ]),
        Section("samen", "Samen", "body", blocks=[_table(*rows), Heading(text="Vragen"), Bullets(items=["Nu?"] * 3)]),
        Section("weten", "Goed om te weten", "last", blocks=[
            Bullets(items=["Let op de wijken."] * 3), Paragraph(text="Uitgave: nu."),
        ]),
    ]  # fmt: skip


def _findings(run):
    tied = results.themes.findings(run, run.area, "armoede")
    return tied, results.evidence.group_findings(run, run.area, "armoede")


def _whole(run):
    folded = Fold(summary="Wat er in zit", parts=[_spine("gevouwen", "area"), Paragraph(text="Diep gevouwen")])
    return [
        _front(run),
        Section("b", HOSTILE, "body", line="Een bevinding.", counts="2 aanpakken", blocks=[
            *views.theme.done(run, "armoede", results.evidence.interventions(run, run.area, "armoede")),
            *views.theme.group_findings(run, "armoede", *_findings(run)),
            folded,
        ]),
    ]  # fmt: skip


KINDS = {
    "background": lambda run: background_pdf(run.area_row, _whole(run), run.language, run.tables.sources),
    "handout": lambda run: handout_pdf(run.area_row, _handout(run), run.language, run.tables.sources),
}


@pytest.fixture(scope="module", params=[(kind, language) for kind in KINDS for language in ("nl", "en")], ids="-".join)
def document(request):
    kind, language = request.param
    return kind, language, KINDS[kind](open_run("tilburg-noordwest", language))


@pytest.fixture(scope="module")
def pdf(document):
    return paper.opened(document[2])


def test_document_is_tagged_titled_and_in_its_language(pdf, document):
    assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).startswith(document[1])
    assert "Tilburg NoordWest" in str(pdf.docinfo.Title) and pdf.Root.ViewerPreferences.DisplayDocTitle
    assert "pdfuaid:part>1<" in pdf.Root.Metadata.read_bytes().decode()


def test_every_figure_has_its_alternative_text(pdf):
    check_figures(pdf)
    assert sum(tag.kind == "Figure" for tag in paper.tags(pdf)) >= 2


def test_headings_do_not_skip_and_are_bookmarks(pdf):
    check_headings(pdf)


def test_tables_have_headers_of_columns_and_rows(pdf):
    check_tables(pdf)


def test_letters_are_ours_and_large_enough(pdf):
    check_letters(pdf)


# What holds for any PDF of ours ---------------------------------------------------------------------------


def check_figures(pdf):
    assert all(len(str(tag.element.Alt)) > 10 for tag in paper.tags(pdf) if tag.kind == "Figure")


def check_headings(pdf):
    levels = [int(tag.kind[1:]) for tag in paper.tags(pdf) if re.fullmatch(r"H\d", tag.kind)]
    assert levels[0] == 1 and levels.count(1) == 1 and len(levels) >= 2
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert len(levels) - 1 <= len(paper.bookmarks(pdf)) <= len(levels)  # the list of contents has no bookmark


def check_tables(pdf):
    """Every row begins with a header that its other cells name, and every column has a header."""
    ids = pdf.Root.StructTreeRoot.IDTree
    known = set(paper.named(ids))
    tables = [tag.element for tag in paper.tags(pdf) if tag.kind == "Table"]
    assert tables
    for table in tables:
        parts = {tag.kind: tag.element for tag in paper.below(table) if tag.kind in ("THead", "TBody")}
        assert {tag.kind for tag in paper.below(parts["THead"])} >= {"TR", "TH"}
        for row in (tag.element for tag in paper.below(parts["TBody"]) if tag.kind == "TR"):
            head, *cells = [tag.element for tag in paper.below(row) if tag.kind in ("TH", "TD")]
            assert head.S == "/TH" and paper.of_table(head).Scope == "/Row" and str(head.ID) in known
            assert all(cell.S == "/TD" and str(head.ID) in map(str, paper.of_table(cell).Headers) for cell in cells)
            assert all(set(map(str, paper.of_table(cell).Headers)) <= known for cell in cells)


def check_letters(pdf):
    found = paper.words(pdf)
    assert {piece.font for piece in found} <= OURS
    assert min(piece.size for piece in found) >= SMALLEST - 0.01
    assert any(abs(piece.size - BODY) < 0.01 for piece in found)
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())


def check_breaks(pdf):
    """No heading stands at the foot of a page without what it is about, and no row of a table alone on a page."""
    found = paper.tags(pdf)
    pages = [paper.pages_of(pdf, tag.element) for tag in found]
    for number, tag in enumerate(found[:-1]):
        if re.fullmatch(r"H\d|Caption", tag.kind) and pages[number]:
            after = next((page for page in pages[number + 1 :] if page), pages[number])
            assert after[0] == pages[number][-1], f"{tag.kind} {tag.element.get('/T', '')} at the foot of a page"
    for tag in found:
        if tag.kind == "TBody":
            rows = [paper.pages_of(pdf, row.element)[0] for row in paper.below(tag.element) if row.kind == "TR"]
            alone = [page for page in set(rows) if rows.count(page) == 1]
            assert len(set(rows)) == 1 or not alone, f"a row of a table alone on page {alone}"


# One kind or the other ------------------------------------------------------------------------------------


def _text(document):
    return " ".join(" ".join(paper.texts(document)).split())


def test_text_is_data_and_never_markup(document):
    text = _text(document[2])
    assert "*bold* _it_ $x$ `raw` <label> @ref // comment" in text


def test_same_blocks_give_the_same_bytes(document):
    kind, language, content = document
    assert KINDS[kind](open_run("tilburg-noordwest", language)) == content


def test_links_lead_to_sources_the_page_and_sections(pdf, document, tables):
    addresses = set(paper.addresses(pdf))
    beside = {f"factsheet.{document[1]}.html"} if document[0] == "handout" else set()
    assert beside <= addresses and addresses - beside <= set(tables.sources["address"].dropna())
    if document[1] == "nl":
        assert "https://www.cbs.nl/nl-nl/cijfers/detail/85318NED" in addresses
    assert document[0] == "handout" or paper.inner_links(pdf) >= 2  # the list of contents


def test_folded_parts_and_lines_of_sections_are_on_paper():
    run = open_run("tilburg-noordwest", "nl")
    text = _text(KINDS["background"](run))
    for words in ("Wat er in zit", "Diep gevouwen", "Een bevinding.", "2 aanpakken", "Tira Mi Su"):
        assert words in text


@pytest.mark.parametrize(("paragraphs", "whole"), [(5, True), (400, False)])
def test_a_background_that_is_too_long_has_the_titles_of_folds_and_says_so(paragraphs, whole):
    run = open_run("tilburg-noordwest", "nl")
    folded = Fold(summary="Wat er in zit", parts=[Paragraph(text="Diep gevouwen. " * 20)] * paragraphs)
    sections = [*_whole(run), Section("c", "C", "body", blocks=[Columns(parts=[[folded], [Paragraph(text="x")]])])]
    content = background_pdf(run.area_row, sections, "nl", run.tables.sources)
    text = _text(content)
    assert len(paper.opened(content).pages) <= MOST_PAGES
    assert ("Diep gevouwen" in text) == whole and ("Wat er in zit (zie de webpagina)." in text) == (not whole)


@pytest.mark.parametrize("rows", range(50, 55))
def test_no_row_of_a_long_table_stands_alone_and_all_are_rows_of_its_body(rows):
    run = open_run("tilburg-noordwest", "nl")
    sections = [Section("a", "A", "first", blocks=[_table(*([f"Rij {number}", "x"] for number in range(rows)))])]
    pdf = paper.opened(background_pdf(run.area_row, sections, "nl", run.tables.sources))
    check_breaks(pdf)
    check_tables(pdf)
    (body,) = [tag for tag in paper.tags(pdf) if tag.kind in ("TBody", "TFoot")]
    found = [row for row in paper.below(body.element) if row.kind == "TR"]
    assert body.kind == "TBody" and len(found) == rows


def _watched(lines, after=0):
    """A figure with what to watch out for, between so many lines."""
    caveats = [f"Regel {number} van wat een lezer moet weten. " * 2 for number in range(8)]
    figure = _spine("kern", "area", rows=3).model_copy(update={"caveats": caveats})
    line = Paragraph(text="Een regel.")
    return [Section("a", "A", "first", blocks=[*[line] * lines, figure, *[line] * after])]


def _pages_of_watched(*lines):
    """The texts of its pages, and whether all to watch out for stands on the page of its figure."""
    run = open_run("tilburg-noordwest", "nl")
    pages = paper.texts(background_pdf(run.area_row, _watched(*lines), "nl", run.tables.sources))
    (page,) = [page for page in pages if "Bron: CBS" in page]
    assert sum(page.count("Let op.") for page in pages) == 1
    assert all(f"Regel {number} van" in " ".join(pages) for number in range(8))
    return pages, all(f"Regel {number} van" in page for number in range(8))


@pytest.mark.parametrize("lines", range(34, 50, 2))
def test_what_to_watch_out_for_stands_on_the_page_of_its_figure(lines):
    """Wherever on the page that begins, and in two columns, of which neither is torn."""
    assert _pages_of_watched(lines)[1]


def test_a_handout_says_what_to_watch_out_for_of_tables_alone():
    run = open_run("tilburg-noordwest", "nl")
    sections = _handout(run)
    table, *others = sections[2].blocks
    watched = table.model_copy(update={"caveats": ["Niet genoemd is niet niets."]})
    sections[2] = Section("samen", "Samen", "body", blocks=[watched, *others])
    text = _text(handout_pdf(run.area_row, sections, "nl", run.tables.sources))
    assert text.count("Let op. ") == 1 and "Let op. Niet genoemd is niet niets." in text


def test_what_to_watch_out_for_is_torn_before_a_page_more_is_needed(monkeypatch):
    lines = 38, 40
    pages, together = _pages_of_watched(*lines)
    assert (len(pages), together) == (3, True)
    monkeypatch.setattr(pdf_module, "MOST_PAGES", 2)
    pages, together = _pages_of_watched(*lines)
    assert (len(pages), together) == (2, False)


def test_a_name_and_what_it_means_are_two_lines_and_names_of_figures_of_all_areas_are_short():
    """On half a page a name of so many signs is one line, under a head that the title and legend say in full."""
    run = open_run("tilburg-noordwest", "nl")
    sections = _handout(run)
    names = ["Schooladvies vmbo basis/kader", "Hoge inkomens"]
    group = _spine("groep", "group", title="Samen", rows=2)
    named = [row.model_copy(update={"name": name}) for name, row in zip(names, group.rows, strict=True)]
    shown = group.model_copy(update={"rows": named, "legend": [Legend(role="group", label="twintig gebieden samen")]})
    sections[1] = Section("armoede", "Armoede", "theme", blocks=[sections[1].blocks[0], shown])
    lines = paper.texts(handout_pdf(run.area_row, sections, "nl", run.tables.sources))[1].splitlines()
    assert set(names) <= set(map(str.strip, lines))
    assert "Cijfer samen 0% 100% Nederland" in lines and sum("twintig gebieden samen" in line for line in lines) == 1


@pytest.mark.parametrize("at", [(0, 50, 100), (25, 40, 75)])
def test_marks_of_a_spine_stand_where_their_values_are(at):
    run = open_run("tilburg-noordwest", "nl")
    sections = [Section("a", "A", "first", blocks=[_spine("kern", "area", at=at)])]
    strip = paper.opened(handout_pdf(run.area_row, sections, "nl", run.tables.sources))
    shapes = paper.shapes(strip, page=1)
    left, right = sorted(
        (shape for shape in shapes if shape.colour == GRID), key=lambda shape: shape.middle
    )  # 0, 100 %
    row = [shape for shape in shapes if left.bottom - 1 < shape.bottom and shape.top < left.top + 1]
    for colour, value in ((OWN, at[0]), (RING, at[1]), (INK, at[2])):
        (mark,) = [shape for shape in row if shape.colour == colour]
        assert (mark.middle - left.middle) / (right.middle - left.middle) * 100 == pytest.approx(value, abs=0.2)


def test_on_half_a_page_figures_of_all_areas_leave_room_for_their_strip():
    """They are soft as rough ones are, but have a column beside them and no "approx."."""
    run = open_run("tilburg-noordwest", "nl")

    def width(soft):
        sections = _handout(run)
        group = _spine("groep", "group", title="Samen")
        group = group.model_copy(update={"rows": [row.model_copy(update={"soft": soft}) for row in group.rows]})
        sections[1] = Section("armoede", "Armoede", "theme", blocks=[sections[1].blocks[0], group])
        shapes = paper.shapes(paper.opened(handout_pdf(run.area_row, sections, "nl", run.tables.sources)), page=2)
        lines = sorted(shape.middle for shape in shapes if shape.colour == GRID)
        return lines[-1] - min(line for line in lines if line > 297)  # of the right half of a page of 595 points

    assert width(soft=True) > 0.85 * width(soft=False)


def test_a_rough_value_stays_on_one_line_under_the_name_of_the_area_alone():
    """Its legend says more; what it says of the table of a drawing paper does not have."""
    run = open_run("breda-noord", "en")
    levels = results.answer.levels(run, run.area)
    block = views.spine.key_figures(run, levels, results.answer.key_figures(run, run.area, levels))
    sections = [Section("a", "A", "first", blocks=list(block))]
    for make in (handout_pdf, background_pdf):
        lines = "\n".join(paper.texts(make(run.area_row, sections, "en", run.tables.sources))).splitlines()
        assert any("approx.\u00a044.7%" in line or "approx. 44.7%" in line for line in lines)
        assert sum("(districts fit only roughly)" in line for line in lines) == 1
    assert "The table with the margins is on the web page." in " ".join(lines) and "In brackets" not in " ".join(lines)


def test_paper_leads_to_a_chapter_of_the_website(tmp_path):
    desk = pdf_module._Desk(tmp_path, Text("nl"), {"area": "Noord"})
    assert desk.block(Paragraph(text="Kort.", chapter="07_samen"))["to"]["words"] == (
        "Lees in hoofdstuk 7 op de website waarom."
    )


# Two pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentences", "districts", "said", "shown"),
    [(2, 10, False, True), (2, 60, True, False), (40, 10, True, True), (40, 60, True, False)],
)
def test_a_handout_is_two_pages_and_says_what_it_leaves_out(sentences, districts, said, shown):
    run = open_run("tilburg-noordwest", "nl")
    content = handout_pdf(run.area_row, _handout(run, sentences, districts), "nl", run.tables.sources)
    front, back = (" ".join(page.split()) for page in paper.texts(content))
    assert ((MORE in back) or sentences == 2) and ("Per wijk" in back) == shown
    assert said or MORE not in front + back
    assert "In cijfers" in front and "Gedaan en gevonden" in back and "Let op de wijken." in back


def test_a_front_that_cannot_fit_is_refused():
    run = open_run("tilburg-noordwest", "nl")
    with pytest.raises(TooLongError, match="the front of the hand-out does not fit on one page"):
        handout_pdf(run.area_row, _handout(run, lead="Een zin. " * 2000), "nl", run.tables.sources)


# The factsheets that the notebooks made -------------------------------------------------------------------

MADE = [(area, "nl") for area in AREAS] + [(area, "en") for area in ENGLISH]


@pytest.fixture(scope="module", params=MADE, ids="-".join)
def made(request, produced):
    """The two PDFs of an area, and its page."""
    area, language = request.param
    return of_area(produced / area, language)


def of_area(folder, language):
    names = factsheet.files(language)
    page = folder / f"factsheet.{language}.html"
    return {kind: (folder / names[kind]).read_bytes() for kind in ("pdf", "background")}, page


@pytest.mark.parametrize("kind", ["pdf", "background"])
def test_what_is_made_is_as_any_pdf_of_ours(made, kind):
    pdf = paper.opened(made[0][kind])
    for check in (check_figures, check_headings, check_tables, check_letters, check_breaks):
        check(pdf)


def test_a_handout_is_two_pages(made, tables):
    document, page = made[0]["pdf"], made[1]
    assert len(paper.opened(document).pages) == 2
    front, back = paper.texts(document)
    (name,) = tables.areas.loc[tables.areas["area"] == page.parent.name, "name"]
    assert name in front and len(back.split()) > 60


def test_the_background_is_short_enough_to_read_on_paper(made):
    assert 4 <= len(paper.opened(made[0]["background"]).pages) <= MOST_PAGES


def test_the_background_has_the_figures_of_the_page(made):
    """All drawings of the page, and beside them only what stands whole in a chapter to which the page links."""
    documents, path = made
    page = _parsed(path)
    behind = _behind_links(path, page)
    pdf = paper.opened(documents["background"])
    # On paper no line ends after "§" and "ca."; whom it is read to hears no difference.
    on_paper = {str(tag.element.Alt).replace("\xa0", " ") for tag in paper.tags(pdf) if tag.kind == "Figure"}
    on_page, in_chapters = _drawings([page]), _drawings(behind)
    assert len(on_page) >= 2 and on_page <= on_paper
    rows = {row.get_text() for part in (page, *behind) for row in part.select(".kw-row .kw-name strong")}
    strips = {words for words in on_paper if any(words.startswith(f"{row}: ") for row in rows)}
    assert len(strips) >= 10 and not on_paper - on_page - in_chapters - strips


def _parsed(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def _behind_links(path, page):
    """What stands whole in a chapter, and on the page as a link to it there."""
    links = [link["href"].split("#") for link in page.select(".kw-elsewhere a")]
    chapters = {name: _parsed(path.with_name(name)) for name in {name for name, _ in links}}
    return [chapters[name].find(id=id) for name, id in links]


def _drawings(parts):
    return {image["aria-label"].replace("\xa0", " ") for part in parts for image in part.find_all(role="img")}
