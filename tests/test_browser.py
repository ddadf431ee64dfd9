"""The produced pages in a real browser: accessible, quiet, usable by keyboard, and whole at every width.

Pages are found by role and by the words of the message catalogues, so that a change of design needs no change here.
To test another page, add it to PAGES.
"""

import csv
import io
import json
import os
import shutil
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from helpers.blocks.csv import LIMITS
from helpers.colours import PALETTE
from helpers.words.text import Text
from tests.conftest import AREAS, ENGLISH

pytestmark = pytest.mark.slow

# Every page that is tested, by language.
PAGES = {
    "nl": {
        "index": "index.html",
        "factsheet": "tilburg-noordwest/factsheet.nl.html",
        "chapter": "tilburg-noordwest/02_armoede_en_schulden.nl.html",
    },
    "en": {
        "index": "index.en.html",
        "factsheet": "utrecht-overvecht/factsheet.en.html",
        "chapter": "utrecht-overvecht/02_armoede_en_schulden.en.html",
    },
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
A4_TEXT_WIDTH = 718  # CSS px: 210 mm less two margins of 10 mm, which is what Chromium prints with

_PAGES = [(language, name) for language, names in PAGES.items() for name in names]
every_page = pytest.mark.parametrize(("language", "name"), _PAGES)
both_schemes = pytest.mark.parametrize("scheme", ["light", "dark"])
# The costly tests look at some pages in `make test`, each language, scheme and kind among them, and at all of them in
# `make test-all`.
SOME = {("nl", "factsheet", "light"), ("en", "chapter", "dark"), ("en", "index", "light")}


def page_or_long(language, name, scheme):
    """Parameters of a test: marked as long unless they are of SOME."""
    marks = () if (language, name, scheme) in SOME else pytest.mark.long
    return pytest.param(language, name, scheme, marks=marks, id=f"{scheme}-{language}-{name}")


some_pages = pytest.mark.parametrize(
    ("language", "name", "scheme"),
    [page_or_long(*page, scheme) for page in _PAGES for scheme in ("light", "dark")],
)


@pytest.fixture(scope="module")  # not longer: as long as Playwright is open, an event loop runs in this process
def browser():
    """Debian's Chromium. Where there is none the tests are skipped, but in CI that is a failure."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"no browser on this machine: none of {', '.join(BROWSERS)} is on the PATH")
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to run as root, as in a CI container.
        started = playwright.chromium.launch(executable_path=path, chromium_sandbox=os.geteuid() != 0)
        yield started
        started.close()


class Tab:
    """One page in a context of its own, with the problems that it met: errors in the console, network requests."""

    def __init__(self, browser, **options):
        self.problems = []
        self.context = browser.new_context(**options)
        self.context.route("**/*", self._on_request)
        self.page = self.context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))

    def _on_request(self, route):
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            self.problems.append(f"request: {route.request.url}")
            route.abort()

    def _on_console(self, message):
        if message.type == "error":
            self.problems.append(f"console: {message.text}")


@pytest.fixture
def new_tab(browser):
    tabs = []

    def new(width=1280, scheme="light", media="screen"):
        tabs.append(Tab(browser, color_scheme=scheme, viewport={"width": width, "height": 800}))
        tabs[-1].page.emulate_media(media=media, color_scheme=scheme)
        return tabs[-1]

    yield new
    for tab in tabs:
        tab.context.close()


@pytest.fixture
def open_page(new_tab, produced):
    """open_page("nl", "index", width=360) gives the page; `scheme` and `media` are emulated."""

    def open_(language, name, **options):
        page = new_tab(**options).page
        page.goto((produced / PAGES[language][name]).as_uri())
        return page

    return open_


def _open_details(page):
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


# The innermost elements that stick out of the page on the right, those in a frame that scrolls left out.
_TOO_WIDE = """() => {
    const framed = element => {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
            if (getComputedStyle(up).overflowX !== 'visible') return true;
        return false;
    };
    const right = element => {
        const box = element.getBoundingClientRect();
        return getComputedStyle(element).overflowX === 'visible' ? Math.max(box.right, box.left + element.scrollWidth)
            : box.right;
    };
    const wide = [...document.querySelectorAll('body *')].filter(element =>
        element.checkVisibility() && !framed(element) && right(element) > document.documentElement.clientWidth + 1);
    return wide.filter(element => !wide.some(other => other !== element && element.contains(other)))
        .map(element => element.outerHTML.slice(0, 90));
}"""


def _assert_no_horizontal_scroll(page, width):
    scroll, client = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert scroll <= client, f"{scroll} px wide in {width} px: {page.evaluate(_TOO_WIDE)}"


# Accessibility ------------------------------------------------------------------------------------------


@some_pages
def test_axe_finds_no_violation(open_page, language, name, scheme):
    page = open_page(language, name, scheme=scheme)
    _open_details(page)  # what is folded away is not examined
    # Nor what is laid out when a reader comes near it: axe would measure the place that is kept for it.
    page.evaluate("document.querySelectorAll('main > *').forEach(part => part.style.contentVisibility = 'visible')")
    options = {
        "runOnly": {"type": "tag", "values": [*WCAG_22_AA, "best-practice"]},
        "rules": {"target-size": {"enabled": True}},  # WCAG 2.5.8; off unless asked for
    }
    result = Axe().run(page, options=options)
    examined = {rule["id"] for kind in ("passes", "violations", "incomplete") for rule in result.response[kind]}
    assert {"color-contrast", "target-size", "html-has-lang"} <= examined
    assert not result.response["violations"], result.generate_report()


@every_page
@both_schemes
def test_theme_colours_stand_out_from_what_is_behind_them(open_page, tables, language, name, scheme):
    """WCAG 1.4.11 for lines, borders and surfaces of the page; test_colours.py holds those of drawings."""
    page = open_page(language, name, scheme=scheme)
    _open_details(page)
    uses = page.evaluate(_COLOUR_USES, list(tables.themes["colour"]))
    assert not [use for use in uses if use["contrast"] < 3], uses


# Gives where a colour of the list is used as border or background, and its contrast with what is behind the element.
_COLOUR_USES = """colours => {
    const channels = value => value.match(/[\\d.]+/g).map(Number);
    const hex = value => '#' + channels(value).slice(0, 3).map(c => c.toString(16).padStart(2, '0')).join('');
    const luminance = value => {
        const [r, g, b] = channels(value).slice(0, 3).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = element => {
        for (let up = element.parentElement; up; up = up.parentElement) {
            const colour = getComputedStyle(up).backgroundColor;
            if ((channels(colour)[3] ?? 1) > 0) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const used = style => ['Top', 'Right', 'Bottom', 'Left']
        .filter(side => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== 'none')
        .map(side => style[`border${side}Color`]).concat(style.backgroundColor);
    return [...document.querySelectorAll('body *')].filter(element => element.checkVisibility()).flatMap(element =>
        [...new Set(used(getComputedStyle(element)))].filter(value => colours.includes(hex(value))).map(value => {
            const [low, high] = [luminance(value), luminance(behind(element))].sort((a, b) => a - b);
            const contrast = (high + 0.05) / (low + 0.05);
            return {element: element.outerHTML.slice(0, 90), colour: hex(value), behind: behind(element), contrast};
        }));
}"""


@every_page
def test_text_spacing_of_the_reader_clips_nothing(open_page, language, name):
    """WCAG 1.4.12, on a phone and on a desk."""
    for width in (360, 1280):
        page = open_page(language, name, width=width)
        _open_details(page)
        page.evaluate("""() => {
            const sheet = new CSSStyleSheet();  // of the reader, so the page's own policy does not apply
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
            document.adoptedStyleSheets = [sheet];
        }""")
        assert not page.evaluate(_CLIPPED)
        _assert_no_horizontal_scroll(page, width)


# Elements that hide part of their text. One pixel or less is the usual way to hide text from the eye only.
_CLIPPED = """() => [...document.querySelectorAll('body *')]
    .filter(element => element.checkVisibility() && element.textContent.trim() && element.clientWidth > 1)
    .filter(element => {
        const style = getComputedStyle(element);
        const hides = overflow => overflow === 'hidden' || overflow === 'clip';
        return (hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
            || (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
    }).map(element => element.outerHTML.slice(0, 90))"""


# Console and network ------------------------------------------------------------------------------------


@every_page
@both_schemes
def test_no_console_error_and_no_request(new_tab, produced, language, name, scheme):
    tab = new_tab(scheme=scheme)
    tab.page.goto((produced / PAGES[language][name]).as_uri(), wait_until="networkidle")
    _open_details(tab.page)
    tab.page.mouse.wheel(0, 100_000)
    tab.page.wait_for_timeout(200)
    assert not tab.problems


def test_the_watch_sees_errors_and_requests(new_tab):
    tab = new_tab()
    tab.page.set_content(
        "<img src='http://kansrijk.invalid/x.png'><script>console.error('a'); throw Error('b')</script>"
    )
    assert {problem.split(":")[0] for problem in tab.problems} == {"request", "console", "error"}


# Keyboard -----------------------------------------------------------------------------------------------

_FOCUS = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const inside = rect => rect.right > 0 && rect.left < innerWidth && rect.bottom > 0 && rect.top < innerHeight;
    const clamp = (value, size) => Math.min(Math.max(value, 0), size - 1);
    const seen = [...element.getClientRects()].filter(inside).some(rect => {
        const x = (clamp(rect.left, innerWidth) + clamp(rect.right, innerWidth)) / 2;
        const y = (clamp(rect.top, innerHeight) + clamp(rect.bottom, innerHeight)) / 2;
        return element.contains(document.elementFromPoint(x, y));
    });
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return {
        place: [...document.querySelectorAll('*')].indexOf(element),
        html: element.outerHTML.slice(0, 90),
        on_page: element !== document.body && element !== document.documentElement,
        in_main: !!element.closest('main'),
        seen,
        marked: outlined || style.boxShadow !== window.shadows.get(element),
    };
}"""

# What a mouse user can work with, and frames that scroll: places in the document, with their markup.
_EXPECTED_STOPS = """() => {
    window.shadows = new Map([...document.querySelectorAll('*')].map(e => [e, getComputedStyle(e).boxShadow]));
    const worked = 'a[href], button:enabled, input:enabled:not([type=radio]), select:enabled, textarea, summary';
    const scrolls = element => /auto|scroll/.test(getComputedStyle(element).overflowX)
        && element.scrollWidth > element.clientWidth + 1;
    return [...document.querySelectorAll('*')].map((element, place) => [place, element])
        .filter(([_, element]) => document.body.contains(element) && element.checkVisibility())
        .filter(([_, element]) => element.tabIndex >= 0 && element.matches(worked) || scrolls(element))
        .map(([place, element]) => ({place, html: element.outerHTML.slice(0, 90)}));
}"""


def _tab_through(page, most):
    """The stops of the Tab key from the top of the page until the focus leaves it, at most `most`."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if not stop["on_page"] or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    pytest.fail(f"the focus does not leave the page; the last stops are {[stop['html'] for stop in stops[-3:]]}")


@every_page
def test_keyboard_reaches_everything_in_order_and_visibly(open_page, language, name):
    page = open_page(language, name, width=360)  # narrow, so that wide tables scroll
    _open_details(page)
    expected = page.evaluate(_EXPECTED_STOPS)
    stops = _tab_through(page, most=2 * len(expected) + 10)
    places = [stop["place"] for stop in stops]
    assert all(before < after for before, after in pairwise(places)), "the order differs from the document"
    assert not [item["html"] for item in expected if item["place"] not in places], "out of reach"
    assert not [stop["html"] for stop in stops if not stop["marked"]], "focus without a mark"
    assert not [stop["html"] for stop in stops if not stop["seen"]], "focus out of sight"


@every_page
def test_skip_link_comes_first_shows_itself_and_leads_to_the_content(open_page, language, name):
    page = open_page(language, name)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=Text(language)("page.skip"), exact=True)
    assert skip.evaluate("element => element === document.activeElement")
    box = skip.bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0 and box["width"] >= 24 and box["height"] >= 24
    page.keyboard.press("Enter")
    target = page.locator(skip.get_attribute("href"))
    assert target.evaluate("element => element.matches('main') || !!element.closest('main')")
    page.evaluate("window.shadows = new Map()")
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUS)["in_main"]


@pytest.mark.parametrize("language", PAGES)
def test_table_twin_opens_and_closes_by_keyboard(open_page, language):
    page = open_page(language, "factsheet")
    summary = page.locator("figure summary", has_text=Text(language)("block.more")).first
    twin = summary.locator("xpath=..").get_by_role("table")
    assert not twin.is_visible()
    summary.press("Enter")
    assert twin.is_visible()
    summary.press("Enter")
    assert not twin.is_visible()


# Downloads ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("nl", "factsheet"),
        *(pytest.param(*page, marks=pytest.mark.long) for page in _PAGES[1:] if page[1] != "index"),
    ],
)
def test_every_table_has_a_csv_file_with_its_rows(open_page, produced, language, name):
    files = open_page(language, name).evaluate(_FILES, Text(language)("block.file_csv"))
    assert files
    for file in files:
        path = (produced / PAGES[language][name]).parent / file["href"]
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        if file["left"]:  # its table stands in the chapter
            assert len(rows) > 0 and len(header) > 1
            continue
        if not file["columns"]:  # a long table: a page says how many rows there are
            assert f"{len(rows)} " in file["said"] and len(rows) > 100
            continue
        limits = {f"{column}_{limit}" for column in header for limit in LIMITS}  # beside each measured value
        assert len([column for column in header if column not in limits]) == file["columns"], path.name
        # Text is the same in both; numbers are raw in the file and formatted on the page.
        assert [row[0].removeprefix("'") for row in rows] == file["first"], path.name


# The links to files with numbers, and the table that each is of: its columns and the first cells of its rows.
_FILES = """label => [...document.querySelectorAll('main a[download]')]
    .filter(link => link.textContent.startsWith(label)).map(link => {
        const href = link.getAttribute('href'), shown = document.getElementById(href.match(/([^/]+)\\.csv$/)[1]);
        const table = shown.matches('table') ? shown : shown.querySelector('table');
        return {href, said: shown.textContent, left: !table && shown.matches('figure'),
            columns: table ? table.tHead.rows[0].cells.length : 0,
            first: table ? [...table.tBodies[0].rows].map(row => row.cells[0].textContent) : []};
    })"""


# Layout -------------------------------------------------------------------------------------------------


@every_page
@pytest.mark.parametrize("width", [320, 360, 390, 768, 1280, 1920])  # 320: WCAG 1.4.10, as 1280 px enlarged to 400 %
def test_no_horizontal_scroll(open_page, language, name, width):
    page = open_page(language, name, width=width)
    _assert_no_horizontal_scroll(page, width)
    _open_details(page)
    _assert_no_horizontal_scroll(page, width)


def test_a_rough_figure_fits_on_the_narrowest_screen(open_page):
    """As in Breda-Noord, whose districts only come near it: in English the longest way to say a figure."""
    page = open_page("en", "factsheet", width=320)
    page.evaluate(
        """() => document.querySelectorAll('.kw-spine:not(.kw-dense) .kw-value').forEach(value => {
            value.classList.add('kw-soft');
            value.textContent = 'approx. 44.7%';
        })"""
    )
    assert page.locator(".kw-spine:not(.kw-dense) .kw-value.kw-soft").count() > 3
    _assert_no_horizontal_scroll(page, 320)


@every_page
def test_tables_on_a_phone_are_cards_with_labels(open_page, language, name):
    """No table has to be scrolled, and every cell says which column it is of."""
    page = open_page(language, name, width=360)
    _open_details(page)
    tables = page.locator("table.kw-cards")
    assert tables.count() > 0
    for table in tables.all():
        assert table.evaluate("table => table.parentElement.scrollWidth <= table.parentElement.clientWidth")
        heads = table.locator("thead th").all_text_contents()
        above = " ".join(table.locator("xpath=preceding-sibling::p").all_text_contents())
        for row in table.locator("tbody tr").all()[:3]:
            labels = row.locator("td").evaluate_all(
                "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
            )
            for label, head in zip(map(json.loads, labels), heads[1:], strict=True):
                assert label == head or (head.startswith(label) and head in above)  # the whole of a long one, once


@every_page
@pytest.mark.parametrize("width", [360, pytest.param(800, marks=pytest.mark.long)])  # where few tables are cards
def test_no_sentence_is_torn(open_page, language, name, width):
    """In a grid or a row of boxes a marked word would be a box beside the rest of its sentence."""
    page = open_page(language, name, width=width)
    _open_details(page)
    torn = page.evaluate(
        """() => [...document.querySelectorAll('main :is(p, li, td, th, dd, caption, figcaption, h1, h2, h3)')]
        .filter(element => /grid|flex/.test(getComputedStyle(element).display) && element.children.length
            && [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
        .map(element => element.textContent)"""
    )
    assert not torn


@pytest.mark.parametrize("language", PAGES)
def test_a_long_table_is_folded_and_printed_whole(open_page, language):
    """The statements of a chapter are forty screens of a phone, but paper leaves nothing out."""
    last = "#uitspraken-2 tbody tr:last-child"
    assert not open_page(language, "chapter").locator(last).is_visible()
    printed = open_page(language, "chapter", media="print").locator(last)
    assert printed.evaluate("row => row.sectionRowIndex") >= 24 and printed.is_visible()


@pytest.mark.parametrize(("width", "together"), [(360, 3), (1280, 9)])
def test_years_of_the_score_stand_side_by_side(open_page, width, together):
    """On a phone three, so that its table is no seven screens long."""
    page = open_page("nl", "factsheet", width=width)
    _open_details(page)
    row = page.locator("table.kw-years tbody tr").first
    tops = row.locator("td").evaluate_all("cells => cells.map(cell => Math.round(cell.getBoundingClientRect().top))")
    assert len(tops) == 9 and all(tops.count(top) == together for top in tops)


@pytest.mark.parametrize("width", [1280, 1920])
def test_an_open_table_of_the_first_section_has_the_whole_width(open_page, width):
    page = open_page("nl", "factsheet", width=width)
    figure = page.locator(".kw-first-side > figure").first

    def width_of(one):
        return one.bounding_box()["width"]

    before = width_of(figure)
    figure.locator(".kw-cite").evaluate("fold => { fold.open = true }")
    table = figure.locator("table")
    assert width_of(table) > 1.2 * before
    assert table.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "table-row"


@pytest.mark.parametrize(("width", "place"), [(360, "narrow"), (768, "wide"), (1280, "wide")])
def test_a_figure_shows_the_drawing_for_its_place(open_page, width, place):
    page = open_page("nl", "factsheet", width=width)
    _open_details(page)
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.kw-drawing')].map(drawing =>
        [...drawing.querySelectorAll('svg')].filter(svg => svg.checkVisibility()).map(svg => svg.classList[0]))"""
    )
    assert len(shown) >= 2 and all(len(drawings) == 1 for drawings in shown)
    assert f"kw-{place}" in (names := {name for (name,) in shown}) and names <= {f"kw-{place}", "kw-only"}


@both_schemes
def test_drawings_follow_the_colours_of_the_page(open_page, scheme):
    page = open_page("nl", "factsheet", scheme=scheme)
    fills = page.evaluate(
        "() => [...document.querySelectorAll('.kw-drawing svg *')].map(e => getComputedStyle(e).fill)"
    )
    for name in ("own", "ink", "soft"):
        colour = PALETTE[name]
        there, gone = (colour.dark, colour.light) if scheme == "dark" else (colour.light, colour.dark)
        assert _rgb(there) in fills and _rgb(gone) not in fills


def _rgb(colour):
    """A colour like #1f5fa8 as a browser says it."""
    return f"rgb({', '.join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5))})"


@every_page
def test_printed_page_fits_the_paper(open_page, language, name):
    page = open_page(language, name, width=A4_TEXT_WIDTH, media="print")
    # On paper nothing scrolls: what a frame hides is lost, so frames count as well.
    lost = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
        .filter(element => element.checkVisibility() && element.getBoundingClientRect().right > width + 1)
        .map(element => element.outerHTML.slice(0, 90))""",
        A4_TEXT_WIDTH,
    )
    assert not lost


@every_page
def test_printed_page_has_nothing_to_click_in_vain(open_page, language, name):
    page = open_page(language, name, media="print")
    text = Text(language)
    downloads = page.get_by_role("link", name=text("block.download")).all()
    assert not [part for part in [*page.get_by_role("navigation").all(), *downloads] if part.is_visible()]
    skip = page.get_by_text(text("page.skip"), exact=True).bounding_box()
    assert skip is None or skip["x"] + skip["width"] <= 0


# What a factsheet may ask of its reader --------------------------------------------------------------------

FACTSHEETS = [(area, "nl") for area in AREAS] + [(area, "en") for area in ENGLISH]
every_factsheet = pytest.mark.parametrize(("area", "language"), FACTSHEETS)
PHONE, LAPTOP = (360, 740), (1280, 800)


@pytest.fixture
def open_factsheet(new_tab, produced):
    """open_factsheet("delft-west", "nl", (360, 740)) gives the page as it is first seen on such a screen."""

    def open_(area, language, screen, **options):
        page = new_tab(width=screen[0], **options).page
        page.set_viewport_size({"width": screen[0], "height": screen[1]})
        page.goto((produced / area / f"factsheet.{language}.html").as_uri())
        return page

    return open_


@every_factsheet
def test_words_before_unfolding(open_factsheet, area, language):
    words = open_factsheet(area, language, LAPTOP).evaluate(
        """() => {
        const main = document.querySelector('main').cloneNode(true);
        const unseen = 'details:not([open]) > :not(summary), svg, script, style, .kw-unseen';
        main.querySelectorAll(unseen).forEach(part => part.remove());
        return main.innerText.split(/\\s+/).filter(word => word).length;
    }"""
    )
    assert 100 < words <= 1500


@every_factsheet
def test_screens_of_a_phone_before_unfolding(open_factsheet, area, language):
    height = open_factsheet(area, language, PHONE).evaluate("document.documentElement.scrollHeight")
    assert height <= 10 * PHONE[1]


@every_factsheet
@pytest.mark.parametrize("screen", [(320, 640), PHONE, (768, 1024), LAPTOP, (1920, 1080)], ids=str)
def test_first_own_figure_is_in_the_first_screen(open_factsheet, area, language, screen):
    first = open_factsheet(area, language, screen).locator(".kw-spine .kw-value").first.bounding_box()
    assert first["y"] + first["height"] <= screen[1]


# In spines: figures that reach into their strip, heads that touch the axis or stick out.
_NOT_CLEAR = """() => {
    const box = element => { const all = document.createRange(); all.selectNodeContents(element);
        return all.getBoundingClientRect(); };
    const found = [];
    for (const figure of document.querySelectorAll('.kw-spine:not(.kw-dense)')) {
        if (!figure.checkVisibility()) continue;
        for (const row of figure.querySelectorAll('.kw-row')) {
            const [value, plot] = [row.querySelector('.kw-value'), row.querySelector('.kw-plot')];
            if (box(value).right > plot.getBoundingClientRect().left) found.push(value.innerText);
        }
        const heads = [...figure.querySelectorAll('.kw-head .kw-printed')], ends = figure.getBoundingClientRect().right;
        const ticks = [...figure.querySelectorAll('.kw-head text')].map(tick => tick.getBoundingClientRect().right);
        if (heads.length && Math.max(...ticks) + 8 > box(heads[0]).left) found.push(heads[0].innerText);
        found.push(...heads.filter(head => box(head).right > ends + 1).map(head => head.innerText));
    }
    return found;
}"""


@every_factsheet
@pytest.mark.parametrize("screen", [(768, 1024), LAPTOP], ids=str)
def test_numbers_of_spines_stand_clear_of_their_strips(open_factsheet, area, language, screen):
    page = open_factsheet(area, language, screen)
    _open_details(page)
    assert page.locator(".kw-spine:not(.kw-dense) .kw-head:visible").count() > 1
    assert page.evaluate(_NOT_CLEAR) == []


@every_factsheet
@pytest.mark.parametrize(("screen", "screens"), [(PHONE, 3), (LAPTOP, 1), ((1920, 1080), 1)], ids=str)
def test_all_four_answers_are_soon_seen(open_factsheet, area, language, screen, screens):
    """What the area is like stands above what was done, what was found and what is not known."""
    page = open_factsheet(area, language, screen)
    answers = page.locator(".kw-first-answers .kw-columns > div")
    assert answers.count() == 3
    ends = [box["y"] + box["height"] for box in (answer.bounding_box() for answer in answers.all())]
    assert max(ends) <= screens * screen[1]


@every_factsheet
@pytest.mark.parametrize("width", [360, 1280])
def test_no_text_leaves_its_drawing_and_no_strip_is_small(open_factsheet, area, language, width):
    page = open_factsheet(area, language, (width, 800))
    _open_details(page)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.kw-drawing svg')].filter(svg => svg.checkVisibility()).flatMap(svg => {
            const canvas = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < canvas.left - 1 || box.right > canvas.right + 1 || box.top < canvas.top - 1
                    || box.bottom > canvas.bottom + 1;
            }).map(text => `${svg.closest('figure').id}: ${text.textContent}`);
        })"""
    )
    assert not outside
    touching = page.locator(".kw-axis").evaluate_all(
        """all => all.flatMap(axis => {
            const boxes = [...axis.querySelectorAll('text')].map(word => word.getBoundingClientRect());
            return boxes.filter(box => box.width).map((box, at, seen) => at ? box.left - seen[at - 1].right : 99);
        }).filter(gap => gap < 3)"""
    )
    assert not touching
    strips = page.locator(".kw-spine:not(.kw-dense) .kw-strip").evaluate_all(
        "all => all.map(strip => strip.getBoundingClientRect().width)"
    )
    assert strips and min(strips) >= 240


@every_factsheet
def test_print_is_short_and_breaks_no_word(open_factsheet, area, language):
    page = open_factsheet(area, language, (A4_TEXT_WIDTH, 1000), media="print")
    assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) <= 12
    assert not page.evaluate(_BROKEN_WORDS)


# Words that stand on two lines, though they have no sign at which a line may end.
_BROKEN_WORDS = """() => {
    const found = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, range = document.createRange();
        if (!node.parentElement.checkVisibility() || node.parentElement.closest('svg, .kw-unseen')) continue;
        for (const word of node.data.matchAll(/[\\p{L}\\p{N}]{2,}/gu)) {
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(rect => Math.round(rect.top))).size > 1) found.push(word[0]);
        }
    }
    return found;
}"""


@every_page
def test_no_drawing_stands_twice_in_a_page(open_page, language, name):
    drawings = (
        open_page(language, name)
        .locator(".kw-drawing svg")
        .evaluate_all(
            """all => all.map(svg =>
            [...svg.querySelectorAll('*')].map(part => part.getAttribute('d') ?? part.textContent).join())"""
        )
    )
    assert len(drawings) == len(set(drawings))
