"""The index: its data against the tables, and what the page has without its script."""

import json
import re
from itertools import pairwise

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from helpers.contract.load import Tables
from helpers.methods.intervals import Interval
from helpers.pages import factsheet, index
from helpers.results import overview
from helpers.rows import each_row
from helpers.words import values
from helpers.words.text import Text
from tests.conftest import index_html

LANGUAGES = ("nl", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two areas were made: one in Dutch with a chapter, one in English."""
    folder = tmp_path_factory.mktemp("outputs")
    for name in ("delft-west/factsheet.nl.html", "delft-west/01_a.nl.html", "arnhem-oost/factsheet.en.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    return folder


@pytest.fixture(scope="module")
def pages(tables, folder):
    return {code: BeautifulSoup(index_html(tables, folder, code, ["01_a"]), "html.parser") for code in LANGUAGES}


def _data(page):
    data = json.loads(page.find(id="gegevens").string)
    for area in data["areas"]:
        lists = dict(zip(data["columns"], area["figures"], strict=True))
        area["figures"] = {key: dict(zip(data["fields"], of_one, strict=True)) for key, of_one in lists.items()}
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_the_data_are_those_of_the_tables(pages, tables, language):
    """Each as the factsheet writes it: value, limits, and the class that its printed number has."""
    text, data = Text(language), _data(pages[language])
    facts = tables.indicators.set_index("indicator")
    found = {area["id"]: area["figures"] for area in data["areas"]}
    rows = overview.figures(tables)
    edges = overview.scales(tables, rows).set_index("indicator")["edges"]
    assert len(rows) == sum(map(len, found.values())) == 7 * len(tables.areas)
    for row in each_row(rows, overview.FigureRow):
        one, decimals = found[row.area][row.indicator], int(facts.loc[row.indicator, "decimals"])
        assert one["text"] == values.short(text, row.own, decimals, facts.loc[row.indicator, "unit"])
        if facts.loc[row.indicator, "nature"] == "model":  # its error is unknown: no limits, and no bar
            assert (one["limits"], one["from"], one["to"]) == ("", one["from"], one["from"])
        else:
            assert one["limits"] == "–".join(text.limits(row.own.lower, row.own.upper, decimals))
        assert (one["at"], one["sort"]) == (values.given(row.own), values.printed(row.own, decimals))
        assert one["from"] == pytest.approx(row.own.lower, abs=0.01)
        assert one["to"] == pytest.approx(row.own.upper, abs=0.01)
        assert one["class"] == overview.place(row.printed, edges[row.indicator])
        assert one["poor"] == (row.match == "proxy")


def test_areas_of_the_data_are_those_of_the_tables(pages, tables):
    data = _data(pages["nl"])
    assert [area["name"] for area in data["areas"]] == list(tables.areas["name"])
    poor = set(tables.area_wijken.query("match == 'proxy'")["area"])
    assert {area["id"] for area in data["areas"] if area["poor"]} == poor
    alike = overview.alike(tables).groupby("area")["other"].agg(list).to_dict()
    assert {area["id"]: area["alike"] for area in data["areas"] if area["alike"]} == alike
    of_heerlen = next(area for area in data["areas"] if area["id"] == "heerlen-noord")
    assert of_heerlen["fit"] == "14 wijken, door ons afgeleid"


@pytest.mark.parametrize("language", LANGUAGES)
def test_areas_that_are_not_made_have_no_link(pages, language):
    data = _data(pages[language])
    links = {area["id"]: (area["href"], area["hreflang"]) for area in data["areas"] if area["href"]}
    expected = {
        "delft-west": ("delft-west/factsheet.nl.html", "nl"),
        "arnhem-oost": ("arnhem-oost/factsheet.en.html", "en"),
    }
    assert links == expected
    shown = {link["href"] for link in pages[language].select("main a")}
    assert shown == {href for href, _ in links.values()} | ({"delft-west/01_a.nl.html"} if language == "nl" else set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_has_all_figures_without_its_script(pages, tables, language):
    """The list shows what the data holds; nothing stands in the data alone."""
    page, data = pages[language], _data(pages[language])
    rows = page.select(".kx-figures tbody tr")
    assert len(rows) == len(page.select(".kx-tiles li")) == len(data["areas"]) == len(tables.areas)
    for row, tile, area in zip(rows, page.select(".kx-tiles li"), data["areas"], strict=True):
        texts = [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("td")]
        expected = [
            f"{one['text']} ({one['limits']})" if key != overview.SIZE and one["limits"] else one["text"]
            for key, one in area["figures"].items()
        ]
        assert texts == expected
        first = area["figures"][data["columns"][0]]
        assert tile.get_text(" ", strip=True) == f"{area['name']} {first['text']}"
        assert f"kx-class-{first['class']}" in tile["class"]
    assert len(page.select(".kx-studies tbody tr")) == len(tables.areas)
    assert all(form.has_attr("hidden") for form in page.select("form, .kx-chosen, .kx-scripted"))
    _every_figure_has_its_year_and_meaning(page)


def _every_figure_has_its_year_and_meaning(page):
    heads = [head.get_text() for head in page.select(".kx-figures th[data-order]")][1:]
    years = page.select_one(".kx-list .kw-source").get_text()
    terms, meanings = ([each.get_text() for each in page.select(f".kx-meanings {tag}")] for tag in ("dt", "dd"))
    explained = dict(zip(terms, meanings, strict=True))
    assert set(heads) == set(explained)
    for head, meaning in explained.items():
        year = re.search(r", (\d{4})\. ", meaning).group(1)
        assert re.search(rf"\b{year}: [^:]*{head}", years), head


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "in de landelijk laagste 40%."), ("en", "in the national lowest 40%.")]
)
def test_the_line_over_the_tiles_says_what_the_figure_is(pages, language, said):
    """Low income alone reads as poverty."""
    (line,) = pages[language].select(".kx-beside")
    assert said in line.get_text()


@pytest.mark.parametrize(("language", "month"), [("nl", "Uitgave november 2026."), ("en", "November 2026 edition.")])
def test_page_says_its_edition_and_whom_to_ask(pages, tables, language, month):
    shown = pages[language].footer.get_text(" ", strip=True)
    assert shown.endswith(f"{month} {tables.edition.iloc[-1][f'contact_{language}']}")


def test_script_and_style_are_of_the_page_alone(pages):
    """No handler and no style in the markup, so that the policy lets nothing through."""
    for page in pages.values():
        found = [
            name for node in page.find_all(True) for name in node.attrs if name == "style" or name.startswith("on")
        ]
        assert not found
    script = pages["nl"].find_all("script")[-1].string
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "setTimeout"):
        assert word not in script


def test_files_beside_a_factsheet_are_named_by_what_they_are(tables, tmp_path):
    (tmp_path / "delft-west").mkdir()
    for name in (*factsheet.files("nl").values(), "factsheet.nl.html"):
        (tmp_path / "delft-west" / name).write_text("x")
    page = BeautifulSoup(index_html(tables, tmp_path, "nl", []), "html.parser")
    links = page.select(".kx-studies tr[data-area=delft-west] td a")
    assert [link["href"] for link in links] == [f"delft-west/{name}" for name in factsheet.files("nl").values()]
    named = [link.get_text().removesuffix(": Delft-West") for link in links]
    assert len(named) == len(set(named)) and {"PDF", "XLSX", "ZIP"} < set(named)


def test_the_package_of_all_areas_is_a_link_once_it_is_there(tables, tmp_path):
    (tmp_path / "kansrijk-wijk.nl.zip").write_bytes(b"")
    links = {
        code: [
            link["href"]
            for link in BeautifulSoup(index_html(tables, tmp_path, code, []), "html.parser").select("main p > a")
        ]
        for code in LANGUAGES
    }
    assert links == {"nl": ["kansrijk-wijk.nl.zip"], "en": []}


def test_page_stays_small(tables, tmp_path):
    """With everything made, without the fonts that all pages bring along."""
    for area in tables.areas["area"]:
        (tmp_path / area).mkdir()
        for name in ("factsheet.nl.html", "factsheet.nl.pdf", *(f"0{n}_a.nl.html" for n in range(1, 9))):
            (tmp_path / area / name).write_text("x")
    page = index_html(tables, tmp_path, "nl", [f"0{n}_a" for n in range(1, 9)])
    soup = BeautifulSoup(page, "html.parser")
    assert len(page.encode()) - len(soup.style.string.encode()) < 100_000


# Other areas -------------------------------------------------------------------------------------------


def _only(tables, names):
    """Tables in which only these areas are there."""
    return Tables(tables.frames | {"areas": tables.areas[tables.areas["area"].isin(names)]})


@pytest.mark.parametrize("names", [["delft-west"], ["delft-west", "arnhem-oost", "breda-noord"]])
def test_any_number_of_areas(tables, folder, names):
    page = BeautifulSoup(index_html(_only(tables, names), folder, "nl", []), "html.parser")
    data = _data(page)
    assert {area["id"] for area in data["areas"]} == set(names)
    assert len(page.select(".kx-tiles li")) == len(names)
    for figure in data["figures"]:
        assert len(figure["classes"]) == (1 if len(names) == 1 else overview.CLASSES)
        ends = [name.split(" tot ") for name in figure["classes"]]
        assert all(one[-1] != other[0] for one, other in pairwise(ends)), figure["id"]  # a number is of one class


def test_an_area_of_ones_own_stands_beside_the_others(tables, folder):
    """Without figures it says so, in no colour, and is like no other."""
    own = tables.areas.iloc[:1].assign(area="eigen-gebied", name="Eigen gebied", tile_row=8, tile_col=1)
    with_own = Tables(tables.frames | {"areas": pd.concat([tables.areas, own], ignore_index=True)})
    page = BeautifulSoup(index_html(with_own, folder, "nl", []), "html.parser")
    assert page.h1.string == f"Kansrijke Wijk: {len(tables.areas) + 1} gebieden"
    area = _data(page)["areas"][-1]
    assert {one["text"] for one in area["figures"].values()} == {"niet gepubliceerd"}
    assert {one["at"] for one in area["figures"].values()} == {None}
    assert (area["id"], area["fit"], area["alike"], area["href"]) == ("eigen-gebied", "", [], None)
    assert page.select(".kx-tiles li")[-1]["class"] == ["r8", "c1"]


def test_numbers_of_a_scale_have_the_same_decimals():
    assert index._numbers(Text("nl"), [38.0, 40.9, 52.7]) == ["38,0", "40,9", "52,7"]
    assert index._numbers(Text("en"), [0.0, 20.0]) == ["0", "20"]
    assert index._numbers(Text("en"), [3.7, 3.85]) == ["3.70", "3.85"]


@pytest.mark.parametrize(
    ("own", "most", "printed"),
    [
        (Interval(49.6386, 49.5256, 49.7516), 1, 49.6),
        (Interval(59.94, 59.3, 60.5), 1, 60.0),  # its limits carry no decimal
        (Interval(3.96413, 3.96408, 3.96418), 2, 3.96),  # they would carry more than are shown
    ],
)
def test_printed_is_the_number_that_is_written(own, most, printed):
    assert values.printed(own, most) == printed
    assert float(values.short(Text("en"), own, most)) == printed


# More areas than fit on a page --------------------------------------------------------------------------


def test_many_areas_stand_on_several_pages_by_name(tables, folder, monkeypatch):
    """Each area on one of them, which says what part it has and links to the others and to the other language."""
    monkeypatch.setattr(index, "ON_A_PAGE", 7)
    found = index.index_pages(tables, folder, "nl", ["01_a"])
    assert list(found) == ["index.html", "index.2.html", "index.3.html"]
    assert list(index.index_pages(tables, folder, "en", [])) == ["index.en.html", "index.en.2.html", "index.en.3.html"]
    soups = [BeautifulSoup(page, "html.parser") for page in found.values()]
    rows = [row["data-area"] for soup in soups for row in soup.select(".kx-figures tbody tr")]
    names = dict(zip(tables.areas["area"], tables.areas["name"], strict=True))
    assert rows == sorted(names, key=lambda area: names[area].casefold())
    for number, soup in enumerate(soups):
        links = soup.select("main nav a")
        assert [link["href"] for link in links] == list(found)
        assert [link.get("aria-current") for link in links].index("page") == number
        assert links[number].text == f"{names[rows[7 * number]]} tot en met {names[rows[min(7 * number + 6, 19)]]}"
        assert "Kansrijke Wijk: twintig gebieden" in soup.h1.text
        assert "Alle gebieden" not in soup.main.text and "alle gebieden op deze bladzijde" in soup.main.text
        assert not soup.select(".kx-tiles .r1") and len(soup.select(".kx-tiles li")) == len(
            soup.select(".kx-studies tbody tr")
        )
        data = _data(soup)
        there = {area["id"] for area in data["areas"]}
        assert all(set(area["alike"]) <= there for area in data["areas"])
        assert data["words"]["shown"] == "{n} van de {all} gebieden op deze bladzijde"
        other = soup.select_one("header a[hreflang=en]")["href"]
        assert other == ("index.en.html" if number == 0 else f"index.en.{number + 1}.html")
    scales = [_data(soup)["figures"] for soup in soups]
    assert scales[0] == scales[1] == scales[2]  # a colour means the same on every page


def test_as_many_as_fit_on_a_page_stand_on_one(tables, folder, monkeypatch):
    whole = index_html(tables, folder, "nl", [])
    monkeypatch.setattr(index, "ON_A_PAGE", 20)
    assert index_html(tables, folder, "nl", []) == whole and "<nav" not in whole.partition("<main")[2]
