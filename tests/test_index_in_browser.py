"""The index at work in a real browser: choose, compare, sort, search, the address, the keyboard, hostile names."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from helpers.contract.load import Tables
from helpers.results import overview
from helpers.words.text import Text
from tests.conftest import index_html
from tests.payloads import TEXTS
from tests.test_browser import WCAG_22_AA, _assert_no_horizontal_scroll, browser, new_tab

__all__ = ["browser", "new_tab"]  # fixtures

pytestmark = pytest.mark.slow

PAGES = {"nl": "index.html", "en": "index.en.html"}
INCOME, WORK = "cbs-laag-inkomen", "cbs-arbeidsparticipatie"


@pytest.fixture(scope="module")
def folder(tables, tmp_path_factory):
    """The index of all areas, of which every one but Delft-West was made."""
    folder = tmp_path_factory.mktemp("index")
    for area in tables.areas["area"]:
        (folder / area).mkdir()
        if area != "delft-west":
            (folder / area / "factsheet.nl.html").write_text("<title>x</title>")
    for language, name in PAGES.items():
        (folder / name).write_text(index_html(tables, folder, language, ["01_a"]), encoding="utf-8")
    return folder


@pytest.fixture
def opened(new_tab, folder):
    """opened("#kaart=...", language="en", width=360) gives the page; errors fail the test at its end."""
    tabs = []

    def open_(hash="", language="nl", **options):
        tabs.append(new_tab(**options))
        tabs[-1].page.goto((folder / PAGES[language]).as_uri() + hash)
        return tabs[-1].page

    yield open_
    assert not [problem for tab in tabs for problem in tab.problems]


def _texts(locator):
    return [" ".join(text.split()) for text in locator.all_inner_texts()]


def _rows(page):
    return _texts(page.locator(".kx-figures tbody th").filter(visible=True))


def _tile(page, name):
    return page.get_by_role("button", name=re.compile(rf"^{name}"))


def _heads(page):
    return _texts(page.locator(".kx-beside-table thead th :is(a, span span)").filter(visible=True))


def _hash(page):
    return page.evaluate("location.hash")


# Choose and compare -------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_choosing_on_the_map_and_in_the_list_compares(opened, tables, width):
    page = opened(width=width)
    comparison = page.get_by_role("region", name=Text("nl")("index.compare"))
    assert not comparison.is_visible()
    _tile(page, "Heerlen-Noord").click()
    page.get_by_role("checkbox", name="Vergelijk Delft-West").check()
    assert comparison.is_visible()
    assert _heads(page) == ["Heerlen-Noord", "Delft-West"]
    # What is not made has no link; the other leads to its factsheet.
    links = page.locator(".kx-beside-table thead a")
    assert [link.get_attribute("href") for link in links.all()] == ["heerlen-noord/factsheet.nl.html"]
    assert _tile(page, "Heerlen-Noord").get_attribute("aria-pressed") == "true"
    assert page.get_by_role("checkbox", name="Vergelijk Heerlen-Noord").is_checked()
    assert _hash(page) == "#vergelijk=heerlen-noord,delft-west"
    page.get_by_role("checkbox", name="Vergelijk Heerlen-Noord").uncheck()
    assert _heads(page) == ["Delft-West"]
    page.get_by_role("button", name=Text("nl")("index.clear")).click()
    assert not comparison.is_visible() and _hash(page) == ""
    assert page.evaluate("document.activeElement.name") == "kaart"


def test_a_comparison_shows_the_figures_of_the_list(opened):
    page = opened("#vergelijk=breda-noord,heerlen-noord")
    cells = page.locator(".kx-beside-table tbody tr").first.locator("td:not(.kx-strip)")
    assert _texts(cells) == ["ca. 44,7% (44,6–44,8)", "49,6% (49,5–49,8)", "40,0% (39,9–40,1)"]
    of_list = page.locator(".kx-figures tr[data-area=heerlen-noord] td.num").first
    assert _texts(of_list) == ["49,6% (49,5–49,8)"]
    assert "wijken passen maar ongeveer" in page.locator(".kx-beside-table thead th").nth(1).inner_text()


def test_marks_stand_where_the_numbers_are(opened, tables):
    """Every mark and bar of every figure, measured in the page against the table."""
    page = opened("#vergelijk=heerlen-noord,lelystad-oost,vlaardingen-westwijk,breda-noord")
    rows = overview.figures(tables)
    scales = overview.scales(tables, rows).set_index("indicator")
    rows = rows.set_index(["area", "indicator"])
    for number, indicator in enumerate(overview.FIGURES):
        strip = page.locator(".kx-beside-table tbody tr").nth(number).locator(".kx-strip > div")
        box, (low, *_, high) = strip.bounding_box(), scales.loc[indicator, "ticks"]
        for place, area in enumerate(["heerlen-noord", "lelystad-oost", "vlaardingen-westwijk", "breda-noord"]):
            own = rows.loc[(area, indicator), "own"]
            mark, bar = (strip.locator(f".{kind}.kx-lane-{place}").bounding_box() for kind in ("kx-sign", "kx-bar"))
            at = low + (mark["x"] + mark["width"] / 2 - box["x"]) / box["width"] * (high - low)
            pixel = (high - low) / box["width"]
            assert at == pytest.approx(own.value, abs=0.5 * 10.0 ** -int(scales.loc[indicator, "decimals"]) + pixel)
            if (own.upper - own.lower) / pixel > 1:
                start = low + (bar["x"] - box["x"]) / box["width"] * (high - low)
                assert start == pytest.approx(own.lower, abs=pixel)
                assert bar["width"] * pixel == pytest.approx(own.upper - own.lower, abs=pixel)
            assert bar["x"] - 1 <= mark["x"] + mark["width"] / 2 <= bar["x"] + bar["width"] + 1, (indicator, area)


def test_no_more_than_four_and_it_says_so(opened):
    page = opened("#vergelijk=heerlen-noord,lelystad-oost,vlaardingen-westwijk,breda-noord,delft-west")
    assert len(_heads(page)) == 4
    page.get_by_role("checkbox", name="Vergelijk Delft-West").click()
    assert not page.get_by_role("checkbox", name="Vergelijk Delft-West").is_checked()
    assert Text("nl")("index.too_many", most=4) in page.get_by_role("status").inner_text()
    assert len(_heads(page)) == 4


@pytest.mark.parametrize(("area", "name"), [("heerlen-noord", "Heerlen-Noord"), ("rotterdam-zuid", "Rotterdam-Zuid")])
def test_areas_that_are_alike_join_by_one_button(opened, tables, area, name):
    page = opened(f"#vergelijk={area}")
    page.get_by_role("button", name=Text("nl")("index.alike", area=name)).click()
    alike = overview.alike(tables).query("area == @area")["other"]
    names = tables.areas.set_index("area")["name"]
    assert _heads(page) == [name, *names[alike]]
    assert _hash(page) == f"#vergelijk={','.join([area, *alike])}"
    assert not page.get_by_role("button", name=Text("nl")("index.alike", area=name)).is_visible()
    assert page.evaluate("document.activeElement !== document.body")


# Map ----------------------------------------------------------------------------------------------------


def test_map_is_coloured_by_the_chosen_figure_with_its_legend(opened, tables):
    page = opened()
    rows = overview.figures(tables).set_index(["indicator", "area"])
    for indicator in overview.FIGURES:
        page.get_by_label(Text("nl")("index.map_figure")).select_option(indicator)
        edges = overview.scales(tables, rows.reset_index()).set_index("indicator").loc[indicator, "edges"]
        for tile in page.locator(".kx-tiles li").all():
            own = rows.loc[(indicator, tile.get_attribute("data-area"))]
            classes = tile.get_attribute("class").split()
            place = overview.place(own["printed"], edges)
            assert [name for name in classes if name.startswith("kx-class")] == [f"kx-class-{place}"]
            assert ("kx-poor" in classes) == (own["match"] == "proxy")
    legend = ["3,80 tot 3,84", "3,85 tot 3,88", "3,89 tot 3,93", "3,94 tot 3,97", "3,98 tot 4,03"]
    assert _texts(page.locator(".kx-legend li")) == legend
    assert page.get_by_role("heading", name="Leefbaarheid, 2024").is_visible()
    colours = page.locator(".kx-legend li").evaluate_all("items => items.map(i => getComputedStyle(i).backgroundColor)")
    assert len(set(colours)) == 5
    heerlen = page.locator(".kx-tiles li[data-area=heerlen-noord]")
    assert heerlen.evaluate("tile => getComputedStyle(tile).backgroundColor") == colours[3]
    assert "3,96" in heerlen.inner_text()


# Sort and search ----------------------------------------------------------------------------------------


def test_sorting_by_each_column_both_ways(opened, tables):
    page = opened()
    rows = overview.figures(tables)
    names = tables.areas.set_index("area")["name"]
    assert _rows(page)[0] == "Amsterdam Nieuw-West"
    for number, indicator in enumerate((*overview.FIGURES, overview.SIZE), start=1):
        of_one = rows[rows["indicator"] == indicator].set_index("area")["printed"].astype(float)
        head = page.locator(".kx-figures thead th").nth(number)
        for word, sign in (("ascending", 1), ("descending", -1)):
            head.get_by_role("button").click()
            order = [area for _, _, area in sorted((sign * of_one[area], names[area], area) for area in of_one.index)]
            shown = [row.get_attribute("data-area") for row in page.locator(".kx-figures tbody tr").all()]
            assert shown == order
            assert head.get_attribute("aria-sort") == word
            assert page.locator("th[aria-sort]").count() == 1
            assert _hash(page) == f"#volgorde={'-' if sign < 0 else ''}{indicator}"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("zaanstad", ["Zaandam-Oost"]),  # a municipality
        ("AMSTERDAM", ["Amsterdam Nieuw-West", "Amsterdam Zuidoost"]),
        (
            " oost ",
            [
                *("Amsterdam Zuidoost", "Arnhem-Oost", "Leeuwarden Oost", "Lelystad Oost"),
                *("Schiedam Nieuwland en Oost", "Zaandam-Oost"),
            ],
        ),
        ("tilburg noord", ["Tilburg NoordWest"]),
        ("[.*", []),
    ],
)
def test_searching(opened, tables, search, found):
    page = opened()
    page.get_by_label(Text("nl")("index.search")).fill(search)
    assert [name.removesuffix(" Zaanstad") for name in _rows(page)] == found
    assert page.locator(".kx-tiles li:not(.kx-off)").count() == len(found)
    assert Text("nl")("index.shown", n=len(found), all=len(tables.areas)) in page.get_by_role("status").inner_text()
    page.get_by_role("button", name=Text("nl")("index.reset")).click()
    assert len(_rows(page)) == len(tables.areas) and _hash(page) == ""


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_filters_by_theme_and_study(opened, tables, language, width):
    page, text = opened(language=language, width=width), Text(language)
    page.get_by_text(text("index.more_filters")).click()
    page.get_by_label(text("index.filter_themes")).select_option("armoede")
    named = tables.interventions.loc[tables.interventions["theme"] == "armoede", "area"].nunique()
    assert len(_rows(page)) == named < len(tables.areas)
    page.get_by_label(text("index.filter_studies")).select_option("jonge-kind")
    assert len(_rows(page)) < named
    assert _hash(page) == "#thema=armoede&studie=jonge-kind"
    page.get_by_role("button", name=text("index.reset")).click()
    assert len(_rows(page)) == len(tables.areas)


# The address --------------------------------------------------------------------------------------------


def test_state_survives_a_reload_and_goes_along_to_the_other_language(opened, folder):
    page = opened()
    page.get_by_label(Text("nl")("index.map_figure")).select_option(WORK)
    page.get_by_label(Text("nl")("index.search")).fill("oost & zuid")
    page.get_by_label(Text("nl")("index.search")).fill("oost")
    _tile(page, "Lelystad Oost").click()
    _tile(page, "Arnhem-Oost").click()
    page.locator(".kx-figures thead").get_by_role("button", name="Inwoners").click()
    expected = f"#kaart={WORK}&vergelijk=lelystad-oost,arnhem-oost&volgorde={overview.SIZE}&zoek=oost"
    assert _hash(page) == expected

    def state():
        return [page.get_by_role("heading", level=2).first.inner_text(), _heads(page), _rows(page)]

    before = state()
    page.reload()
    assert _hash(page) == expected and state() == before
    assert len(before[1]) == 2 and len(before[2]) == 6
    page.get_by_role("link", name="English").click()
    assert page.url == (folder / PAGES["en"]).as_uri() + expected
    assert _heads(page) == before[1] and _rows(page) == before[2]


def test_state_follows_the_address(opened):
    page = opened()
    page.evaluate("location.hash = '#vergelijk=delft-west,lelystad-oost&zoek=%26%3Cb%3E'")
    page.wait_for_function("document.querySelector('[name=zoek]').value === '&<b>'")
    assert _heads(page) == ["Delft-West", "Lelystad Oost"]
    page.evaluate("location.hash = '#pagina_inhoud'")  # a link within the page
    page.wait_for_timeout(100)
    assert _heads(page) == ["Delft-West", "Lelystad Oost"]


@pytest.mark.parametrize(
    "hash",
    [
        "#kaart=constructor&vergelijk=__proto__,toString&volgorde=hasOwnProperty&thema=x&studie=y",
        "#kaart=cbs-inwoners&vergelijk=,,delft-west,delft-west&volgorde=--naam",
        "#kaart=%E0%A4%A&vergelijk=%00&zoek=%",
        "#=&&==",
        '#kaart=<img src=x onerror=alert(1)>&zoek="><script>alert(1)</script>',
    ],
)
def test_a_wrong_address_is_as_none(opened, hash):
    page = opened(hash)
    assert page.get_by_label(Text("nl")("index.map_figure")).input_value() == INCOME
    assert len(_heads(page)) == hash.count("delft-west,delft-west")
    assert page.locator("th[aria-sort=ascending]").inner_text() == "Gebied"
    assert page.locator(".kx-figures tbody tr").count() == 20


# Hostile names ------------------------------------------------------------------------------------------


def test_hostile_names_are_text_in_everything_that_the_script_makes(new_tab, tables, tmp_path):
    texts = [payload.text for payload in TEXTS if len(payload.text) < 100 and payload.text.strip() == payload.text]
    for start in range(0, len(texts), 20):
        areas, indicators = tables.areas.copy(), tables.indicators.copy()
        names = (texts[start:] + texts)[:20]
        areas["name"] = areas["municipality"] = areas["aliases"] = names
        indicators["name_nl"] = indicators["definition_nl"] = names[0]
        changed = Tables(tables.frames | {"areas": areas, "indicators": indicators})
        path = tmp_path / "index.html"
        path.write_text(index_html(changed, tmp_path, "nl", []), encoding="utf-8")
        tab = new_tab()
        tab.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        chosen = list(areas["area"][:4])
        tab.page.goto(f"{path.as_uri()}#vergelijk={','.join(chosen)}&volgorde=-{INCOME}")
        shown = tab.page.locator(".kx-beside-table thead th .kx-signed span").all_text_contents()
        assert shown == names[:4]
        tiles = tab.page.locator(".kx-tiles button > span:first-child").all_text_contents()
        assert tiles == names
        tab.page.get_by_label(Text("nl")("index.search")).fill(names[5])
        assert tab.page.locator(".kx-figures tbody tr").filter(visible=True).count() >= 1
        assert not tab.page.locator("main :is(script, iframe, img, style, base, form form)").count()
        assert not tab.problems


# Without a script, by keyboard, for everybody -----------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_the_page_has_everything_and_nothing_dead(browser, folder, width):
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator(".kx-figures tbody tr").filter(visible=True).count() == 20
    assert page.locator(".kx-figures td.num").filter(visible=True).count() == 7 * 20
    assert page.locator(".kx-tiles a").filter(visible=True).count() == 19
    scrolls = page.locator(".kw-scroll").first.evaluate("frame => frame.scrollWidth > frame.clientWidth + 1")
    assert not scrolls and page.locator(".kx-map").bounding_box()["y"] < 300  # beside or above the list
    assert not page.locator("form, button, input, select").filter(visible=True).count()
    assert Text("nl")("index.choose", least="twee", most="vier") not in page.locator("body").inner_text()
    page.get_by_text(Text("nl")("index.studied")).click()
    assert page.locator(".kx-studies tbody tr").filter(visible=True).count() == 20
    context.close()


def test_keyboard_chooses_sorts_and_keeps_its_place(opened):
    page = opened()
    _tile(page, "Heerlen-Noord").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert _heads(page) == ["Heerlen-Noord", "Leeuwarden Oost"]
    box = page.get_by_role("checkbox", name="Vergelijk Arnhem-Oost")
    box.focus()
    page.keyboard.press("Space")
    assert len(_heads(page)) == 3
    assert box.evaluate("box => box === document.activeElement")
    head = page.locator(".kx-figures thead").get_by_role("button", name="Laag inkomen")
    head.focus()
    page.keyboard.press("Enter")
    assert head.evaluate("head => head === document.activeElement")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_in_a_comparison(opened, scheme, width):
    hash = "#vergelijk=heerlen-noord,lelystad-oost,vlaardingen-westwijk,breda-noord&zoek=oost&thema=armoede"
    page = opened(hash, scheme=scheme, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    options = {
        "runOnly": {"type": "tag", "values": [*WCAG_22_AA, "best-practice"]},
        "rules": {"target-size": {"enabled": True}},
    }
    result = Axe().run(page, options=options)
    assert not result.response["violations"], result.generate_report()


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("width", [320, 360, 390, 768, 1024, 1280, 1920])
def test_nothing_sticks_out_with_four_areas(opened, language, width):
    """The four with the longest names and the longest numbers."""
    chosen = "nieuwegein-centrale-as,schiedam-nieuwland-en-oost,eindhoven-woensel-zuid,groningen-noord"
    page = opened(f"#vergelijk={chosen}", language=language, width=width)
    _assert_no_horizontal_scroll(page, width)
    # Nor does anything have to be scrolled inside the page, or lie outside its tile.
    frames = page.locator(".kw-scroll, .kx-chosen, .kx-tiles li, .kx-legend li").filter(visible=True)
    assert not frames.evaluate_all(
        "frames => frames.filter(f => f.scrollWidth > f.clientWidth + 1).map(f => f.outerHTML.slice(0, 90))"
    )
    strips = page.locator(".kx-strip > div").filter(visible=True)
    widths = strips.evaluate_all("strips => strips.map(strip => strip.clientWidth)")
    assert min(widths) >= (120 if width > 1000 else 200)


@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_rows_of_the_list_have_at_most_two_lines(opened, width):
    """In Dutch: in English `approx.` has a line of its own where the list is narrow."""
    heights = opened(width=width).locator(".kx-figures tbody tr").evaluate_all("rows => rows.map(r => r.clientHeight)")
    assert max(heights) <= 50
