"""The factsheet page: what stands open, what opens, and in which order."""

import base64

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from helpers.blocks.html import _with_links
from helpers.blocks.model import Columns, Figure, Fold, Heading, Paragraph
from helpers.pages.factsheet import Section, chapter_addresses, factsheet_html, layout, publishers, stepped
from helpers.views.event_study import CHAPTER
from helpers.words.text import Text
from tests.blocks.test_blocks import _spine, _table

AREA = pd.Series({
    "area": "delft-west", "name": "Delft-West", "municipality": "Delft", "province": "Zuid-Holland",
    "edition": "2026-11", "contact_nl": "Vraag het.", "contact_en": "Ask.",
})  # fmt: skip


def _answer(title, id, words):
    return [Heading(text=title, id=id), Paragraph(text=words)]


def _sections():
    lead = [Paragraph(text="Het gaat goed.", tone="lead"), Paragraph(text="Er wonen 100 mensen.")]
    answers = [_answer("Gedaan", "gedaan", "Vooral bij Jonge kind & co."), _answer("Niet bekend", "onbekend", "Werk.")]
    first = [*lead, _spine(), Paragraph(text="Verloop"), Columns(parts=answers), Fold(summary="Meer", parts=[])]
    return [
        Section("antwoord", "In het kort", "first", blocks=first),
        Section(
            *("jonge-kind", "Jonge kind", "theme", "jonge-kind", [Heading(text="Diep")], "Zin.", "2 aanpakken"), "Kern."
        ),
        Section("armoede", "Armoede", "rest", "armoede", line="Niet onderzocht."),
        Section("methode", "Methode", "last", blocks=[Paragraph(text="Zo.")]),
        Section("goed", "Goed om te weten", "last", blocks=[Paragraph(text="Let op.")]),
    ]


@pytest.fixture
def page():
    return BeautifulSoup(factsheet_html(AREA, _sections(), [], "nl"), "html.parser")


def test_the_lead_stands_under_the_name_and_the_finding_is_bold(page):
    lead = page.select_one("header .kw-lead")
    assert lead.strong.text == "Het gaat goed." and "Er wonen 100 mensen." in lead.text
    assert "Het gaat goed." not in page.main.text


def test_the_first_section_stands_open_in_its_parts(page):
    parts = {part["class"][0]: part for part in page.select(".kw-first > div")}
    assert list(parts) == ["kw-first-top", "kw-first-side", "kw-first-answers", "kw-first-more"]
    assert parts["kw-first-top"].find(id="s") and "Verloop" in parts["kw-first-side"].text
    assert [head.text for head in parts["kw-first-answers"].find_all("h2")] == ["Gedaan", "Niet bekend"]


def test_other_sections_are_rows_that_open_and_the_last_stands_open(page):
    rows = page.select("details.kw-section")
    assert [row.h3.text for row in rows] == ["Jonge kind", "Armoede", "Methode"]
    assert not any(row.has_attr("open") for row in rows)
    assert rows[0].select_one(".kw-line").text == "Kern. Zin."
    assert rows[0].select_one(".kw-counts").text == "2 aanpakken"
    assert rows[0].select_one(".kw-gist").text == "Kern. " and not rows[1].select_one(".kw-gist")
    assert rows[0].h4.text == "Diep" and "kw-rest" in rows[1]["class"]
    assert page.select_one("main > section.kw-last > h2").text == "Goed om te weten"


def test_a_link_to_a_section_is_to_what_opens(page):
    """A browser opens the details around a place that it is sent to, not those that it is sent to themselves."""
    assert page.find(id="jonge-kind").parent.name == "details"


def test_names_of_themes_in_the_answers_lead_to_them(page):
    (link,) = page.select(".kw-first-answers a")
    assert (link["href"], link.text) == ("#jonge-kind", "Jonge kind")


def test_jumps_lead_to_the_answers_and_the_groups(page):
    jumps = page.select(".kw-jumps a")
    assert [jump.text for jump in jumps] == ["Gedaan", "Niet bekend", "Per thema", "Meer lezen"]
    assert all(page.find(id=jump["href"][1:]) for jump in jumps)


def test_a_figure_says_how_to_cite_it(page):
    assert (
        "'x', Delft-West. Factsheets Kansrijke Wijk. Uitgave november 2026. Cijfers: x."
        in page.select_one("#s .kw-cite").get_text()
    )
    assert page.select_one("#s figcaption a")["href"] == "#s"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Bij Werk & <b> en Werk", 'Bij <a href="#w">Werk</a> &amp; &lt;b&gt; en <a href="#w">Werk</a>'),
        ("Werkt", "Werkt"),
        ("", ""),
        ("Werk en inkomen", '<a href="#wi">Werk en inkomen</a>'),
    ],
)
def test_names_become_links_and_other_words_stay_text(words, expected):
    assert _with_links(words, {"Werk": "w", "Werk en inkomen": "wi"}) == expected
    assert "<a" not in _with_links(words, {})


def test_headings_skip_no_level_wherever_they_stand():
    deep = Columns(parts=[[Heading(text="a", level=4)], [Fold(summary="x", parts=[Heading(text="b", level=4)])]])
    blocks, last = stepped([deep, Heading(text="c", level=2)], above=2)
    assert (blocks[0].parts[0][0].level, blocks[0].parts[1][0].parts[0].level, last) == (3, 3, 2)


def test_a_source_that_has_an_address_is_a_link_to_it():
    """Where a line names several, each; what is no source stays text, and all of it is escaped."""
    credits = {"CBS, Kerncijfers (CC BY 4.0), bewerkt & <b>": "https://www.cbs.nl/?a=1&b=2", "Monitor": None}
    sources = pd.DataFrame({"credit_nl": credits.keys(), "address": credits.values()})
    line = "CBS, Kerncijfers (CC BY 4.0), bewerkt & <b>; Monitor. Grijs <vlak>"
    section = Section("a", "A", "first", blocks=[_spine().model_copy(update={"source": line})])
    foot = BeautifulSoup(factsheet_html(AREA, [section], [], "nl", sources=sources), "html.parser").select_one(
        ".kw-source"
    )
    (link,) = foot.find_all("a")
    assert (link["href"], link.text) == ("https://www.cbs.nl/?a=1&b=2", "CBS, Kerncijfers (CC BY 4.0), bewerkt & <b>")
    assert "; Monitor. Grijs <vlak>." in foot.text
    bare = BeautifulSoup(factsheet_html(AREA, [section], [], "nl"), "html.parser").select_one(".kw-source")
    assert not bare.find_all("a") and bare.text == foot.text


def test_a_chapter_that_a_caveat_names_is_a_link_to_its_page():
    """A chapter of the report, or one that there is not, stays text; so does all else."""
    said = (
        "Hoofdstuk 7 op de website zegt <waarom>. Hoofdstuk 7 en hoofdstuk 17 niet. Hoofdstuk 8 op de website ook niet."
    )
    section = Section("a", "A", "first", blocks=[_spine().model_copy(update={"caveats": [said]})])
    chapters = [{"href": f"{name}.nl.html", "title": name} for name in ("07_samenhang", "eigen")]
    for links, expected in ((chapters, ["07_samenhang.nl.html#voor-en-na"]), ([], [])):
        page = BeautifulSoup(factsheet_html(AREA, [section], links, "nl"), "html.parser")
        caveats = page.select_one(".kw-caveat li")
        assert [link["href"] for link in caveats.find_all("a")] == expected and caveats.text == said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_caveat_of_the_score_names_the_chapter_by_the_words_that_are_a_link(language):
    text = Text(language)
    words = text("block.chapter_on_site", chapter=CHAPTER.lstrip("0")[:1])
    assert words in text("courses.no_cause")
    chapters = [{"href": f"{name}.html", "title": ""} for name in ("01_inleiding", CHAPTER)]
    assert chapter_addresses(chapters, text)[words] == f"{CHAPTER}.html#voor-en-na"  # why, and not the top of it


def test_a_page_without_the_new_parts_is_still_a_page():
    page = layout([Section("a", "A", "body", blocks=[Paragraph(text="x")])], Text("nl"))
    assert page.lead == [] and page.last is None and [group["id"] for group in page.groups] == ["meer_lezen"]


def test_closed_sections_leave_tables_and_what_is_folded_to_the_chapter():
    twin = _spine()
    deeper = Fold(summary="Meer", parts=[Paragraph(text="Woorden."), twin.model_copy(update={"id": "s2"})])
    held = [twin, deeper, _table(id="t9")]
    homes = dict.fromkeys(("s", "s2", "t9"), "02_armoede.nl.html")
    sections = [Section(place, place, place, place, held) for place in ("theme", "body")]
    page = BeautifulSoup(factsheet_html(AREA, sections, [], "nl", [], homes), "html.parser")
    theme, body = page.select("details.kw-section")
    assert [link["href"] for link in theme.select(".kw-elsewhere a")] == [
        f"02_armoede.nl.html#{id}" for id in ("s2", "t9")
    ]
    assert theme.select(".kw-row") and not theme.find("table")
    assert theme.select_one(".kw-cite a[href='02_armoede.nl.html#s']")
    assert len(body.select(".kw-elsewhere a")) == 3 and not body.find("figure") and "Woorden." in body.text
    whole = BeautifulSoup(factsheet_html(AREA, sections[:1], [], "nl"), "html.parser")
    assert not whole.select(".kw-elsewhere") and len(whole.find_all("table")) == 3


def test_a_broad_figure_has_both_drawings_in_a_closed_section_others_the_narrow_one():
    wide, narrow = (base64.b64encode(f'<svg><text x="{x}"/></svg>'.encode()).decode() for x in (1, 2))
    figure = Figure(id="f", title="F", svg=wide, narrow=narrow, width=730, alt="Een.", table=_table(), source="CBS")
    for broad, expected in ((False, ["kw-only"]), (True, ["kw-wide", "kw-narrow"])):
        blocks = [figure.model_copy(update={"broad": broad})]
        page = factsheet_html(AREA, [Section("a", "A", "theme", "a", blocks)], [], "nl", [], {"f": "02_a.nl.html"})
        drawn = BeautifulSoup(page, "html.parser").select(".kw-drawing svg")
        assert [drawing["class"] for drawing in drawn] == [[name] for name in expected]


def test_rivm_is_credited_where_an_area_has_its_figures_only():
    """At the foot of the page; paper and workbook take the same words."""
    own, others = _table("CBS, wijken", "t"), _table("RIVM, GGD'en en CBS", "u")
    for tables, credited in (([own], "CBS (CC BY 4.0)"), ([own, others], "CBS en RIVM (CC BY 4.0)")):
        page = BeautifulSoup(factsheet_html(AREA, [Section("a", "A", "first", blocks=tables)], [], "nl"), "html.parser")
        assert f"cijfers van {credited} en de Leefbaarometer" in page.footer.get_text()
    assert publishers([Fold(summary="Meer", parts=[others])], Text("en")).endswith("and RIVM (CC BY 4.0)")
