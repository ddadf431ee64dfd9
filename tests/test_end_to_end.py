"""Two areas from notebook to factsheet, and what happens when something fails."""

import csv
import io
import json
import re
import shutil
from html.parser import HTMLParser
from itertools import combinations, pairwise
from typing import get_args

import openpyxl
import pytest
from bs4 import BeautifulSoup

from helpers.blocks.csv import LIMITS
from helpers.contract.load import load_tables
from helpers.files import VERSIONS
from helpers.methods.intervals import Basis
from helpers.pages import downloads, factsheet
from helpers.sources.small_numbers import SMALLEST
from helpers.words.text import Text, catalogue
from tests.conftest import AREAS, ENGLISH, NOTEBOOKS, kansrijk
from tests.packaged import rows_of, unpacked

pytestmark = pytest.mark.slow

# Tables of the figures of the twenty areas together, of each theme that has any.
GROUP_MEANS = {"cijfers-armoede", "cijfers-re-integratie", "cijfers-jonge-kind", "cijfers-sociale-cohesie"}


@pytest.fixture(scope="module")
def pages(produced):
    return {
        area: BeautifulSoup((produced / area / "factsheet.nl.html").read_text(encoding="utf-8"), "html.parser")
        for area in AREAS
    }


@pytest.fixture(scope="module")
def elsewhere(produced, pages):
    """By area: what its page leaves to the chapters, by id, found as a reader does: by the links in the page."""
    return {area: _elsewhere(page, produced / area) for area, page in pages.items()}


def _elsewhere(page, folder):
    places = [link["href"].split("#") for link in page.select(".kw-elsewhere a")]
    names = {name for name, _ in places}
    chapters = {name: BeautifulSoup((folder / name).read_text(encoding="utf-8"), "html.parser") for name in names}
    found = {id: chapters[name].find(id=id) for name, id in places}
    assert found and None not in found.values()
    return found


def _rows(block):
    """The rows of a table, or of the twin of a figure, as text."""
    return [row.get_text(" ") for row in block.select("tbody tr")]


def test_index_links_to_the_factsheets_there_are(produced, tables):
    index = BeautifulSoup((produced / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert index.html["lang"] == "nl"
    there = [path for path in produced.glob("*/*.*") if path.is_file()]  # not the folders with files of figures
    made = {path.relative_to(produced).as_posix() for path in there if path.suffix != ".ipynb"}
    assert {link["href"] for link in index.select(".kx-tiles a")} == {f"{area}/factsheet.nl.html" for area in AREAS}
    linked = {link["href"] for link in index.select("table a")}
    assert [len(index.select(rows)) for rows in (".kx-tiles li", ".kx-figures tbody tr", ".kx-studies tbody tr")] == [
        20
    ] * 3
    # Everything that was made is linked to from the index in its language, and factsheets from both.
    assert linked == {name for name in made if ".nl." in name or name.endswith(("factsheet.en.html", "area.json"))}
    english = BeautifulSoup((produced / "index.en.html").read_text(encoding="utf-8"), "html.parser")
    assert english.html["lang"] == "en"
    assert {name for name in made if ".en." in name} <= {link["href"] for link in english.select("table a")}


def test_factsheet_is_about_its_area(pages, tables):
    names = tables.areas.set_index("area")["name"]
    for area in AREAS:
        assert pages[area].h1.text == names[area]
        assert pages[area].html["lang"] == "nl"


def test_factsheet_names_interventions_of_its_area_or_leads_to_them(pages, elsewhere, tables):
    interventions = tables.interventions
    for area in AREAS:
        lists = [block.get_text() for id, block in elsewhere[area].items() if id.startswith(("aanpakken-", "clusters"))]
        read = " ".join([pages[area].get_text(), *lists])
        for name in interventions.loc[interventions["area"] == area, "name_nl"]:
            assert name in read


def test_factsheet_has_no_other_areas_name_where_it_does_not_belong(pages, tables):
    """Other areas are named in the tables and drawings that compare all twenty, and nowhere else."""
    for area, page in pages.items():
        page = BeautifulSoup(str(page), "html.parser")
        for comparison in page.select("figure"):
            comparison.decompose()
        text = page.get_text(" ")
        of_area = tables.interventions[tables.interventions["area"] == area]
        # Some say where the report saw it most, or which approach elsewhere is like it.
        for said in [*tables.findings["label_nl"], *of_area["description_nl"]]:
            text = text.replace(said, "")
        others = tables.areas.loc[tables.areas["area"] != area, "name"]
        assert not [name for name in others if name in text]


def test_group_means_are_called_group_means(elsewhere):
    for blocks in elsewhere.values():
        tables = [block for id, block in blocks.items() if id in GROUP_MEANS]
        assert len(tables) == len(GROUP_MEANS)
        for table in tables:
            note = table.find_next(class_="kw-caveat").get_text()
            assert "gemiddelden van de twintig focusgebieden samen" in note


def test_figures_have_alternative_text_and_a_table_twin(pages):
    for page in pages.values():
        figures = page.find_all("figure")
        assert len(figures) >= 8
        for figure in figures:
            drawn = figure.find(role="img")  # a spine says all in its rows
            assert len(drawn["aria-label"]) > 40 if drawn else figure.select(".kw-row .kw-value")
            assert figure.find("svg", attrs={"aria-hidden": "true"})
            # In a closed section the twin stands in the chapter.
            assert figure.find("table") or figure.select_one(".kw-cite a[href*='.html#']")
            assert figure.find("a", download=True)


def test_area_that_was_not_studied_says_so(pages):
    page = pages["utrecht-overvecht"]
    armoede = page.find("h3", string="Armoede en schulden").find_parent("details")
    assert "Het rapport noemt Utrecht Overvecht niet bij de 6 gebieden van deze studie" in armoede.get_text()
    assert "Dat betekent niet dat hier niets gebeurt" in armoede.get_text()


def test_published_number_is_in_the_factsheet_or_where_it_leads(pages, elsewhere):
    assert "8,0%" in pages["tilburg-noordwest"].get_text()
    (row,) = [row for row in _rows(elsewhere["utrecht-overvecht"]["gebied-in-cijfers"]) if "woningwaarde" in row]
    assert "(duizend euro) 250 (249 tot 251)" in row  # CBS 2022


def test_withheld_figures_stay_out(elsewhere):
    for blocks in elsewhere.values():
        rows = [row for id in GROUP_MEANS for row in _rows(blocks[id])]
        assert len(rows) > 10 and not [row for row in rows if row.startswith("Kinderen onder de armoedegrens")]


def _all_pages(produced):
    """Factsheets and chapter pages of two areas in Dutch and of one in English, and two indexes."""
    pages = list(produced.rglob("*.html"))
    assert len(pages) == (len(AREAS) + len(ENGLISH)) * 9 + 2
    return pages


class _Tags(HTMLParser):
    """The names and attributes of the tags of a page, which takes a tenth of the time of a whole tree."""

    def __init__(self, path):
        super().__init__()
        self.found = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_pages_load_nothing_from_outside_have_unique_ids_and_links_that_lead_somewhere(produced):
    """A link leads to a place in the page, to a file beside it, or to a publisher in the table of sources."""
    publishers = {*load_tables().sources["address"].dropna()}
    for path in _all_pages(produced):
        tags = _Tags(path).found
        loading = [tag for tag, attributes in tags if tag in ("iframe", "link", "object", "embed")]
        assert not loading and not [tag for tag, attributes in tags if tag == "script" and "src" in attributes]
        outside = ("http:", "https:", "//")
        assert not [attributes for tag, attributes in tags if tag == "img" and attributes["src"].startswith(outside)]
        ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(ids) == len(set(ids)), path.name
        for target in [attributes["href"] for tag, attributes in tags if tag == "a" and "href" in attributes]:
            if target.startswith("#"):
                assert target[1:] in ids
            elif target.startswith(outside):
                assert target in publishers
            else:
                assert (path.parent / target.partition("#")[0]).is_file(), target


def test_every_file_of_a_figure_is_linked_to_from_a_page_and_every_other_is_gone(produced):
    """So a page links to all that its figures have, and no file is left of a figure that is there no more."""
    for area, language in [(AREAS[0], "nl"), *((area, "en") for area in ENGLISH)]:
        folder = produced / area / f"files.{language}"
        pages = [_Tags(path).found for path in (produced / area).glob(f"*.{language}.html")]
        linked = {attributes["href"] for page in pages for tag, attributes in page if "download" in attributes}
        assert linked == {f"{folder.name}/{path.name}" for path in folder.iterdir()}
        kinds = {path.name.partition(".")[2] for path in folder.iterdir()}
        assert kinds == {"svg", "png", "csv", "excel.csv"}


def test_headings_do_not_skip_a_level(pages):
    for page in pages.values():
        levels = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3", "h4"])]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_pages_in_two_languages_link_to_each_other(produced):
    folder = produced / "utrecht-overvecht"
    for page in ("factsheet", "02_armoede_en_schulden"):
        for language, other in (("nl", "en"), ("en", "nl")):
            soup = BeautifulSoup((folder / f"{page}.{language}.html").read_text(encoding="utf-8"), "html.parser")
            (switch,) = soup.select("header a[hreflang]")
            assert (switch["href"], switch["hreflang"]) == (f"{page}.{other}.html", other)
    for area in set(AREAS) - set(ENGLISH):
        only_dutch = BeautifulSoup((produced / area / "factsheet.nl.html").read_text("utf-8"), "html.parser")
        assert not only_dutch.select("header a[hreflang]")


def test_the_first_section_has_its_parts_and_own_figures_come_first(pages):
    for page in pages.values():
        first = page.select_one("main > .kw-first")
        heads = [tag.text for tag in first.find_all("h2")]
        assert heads[:3] == ["Wat er is gedaan", "Wat er is gevonden", "Wat niet bekend is"]
        figures = [figure["id"] for figure in first.find_all("figure")]
        assert figures[:2] == ["kerncijfers", "leefbaarheid"]
        lead = page.find("h1").parent.get_text(" ", strip=True)
        assert "bij de laagste 40% van Nederland" in lead and "leefbaarheid" in lead
        assert "twintig focusgebieden samen" not in first.get_text().lower()  # no group means above own figures


def test_last_section_tells_the_edition(pages):
    for page in pages.values():
        last = page.find_all("section")[-1].get_text()
        assert last.strip().startswith("Goed om te weten") and "Uitgave: november 2026." in last
        assert re.search(r"Kenmerk van gegevens, methode en software: [0-9a-f]{24}", last)
        assert f"pandas {VERSIONS['pandas']}" in last


def test_chapter_page_folds_its_code(produced):
    chapter = BeautifulSoup(
        (produced / "tilburg-noordwest" / "02_armoede_en_schulden.nl.html").read_text(encoding="utf-8"), "html.parser"
    )
    codes = [part.get_text() for part in chapter.select("details.kw-code:not([open]) pre")]
    assert any("views.theme.participation(run, theme, participation)" in code for code in codes)


def test_every_factsheet_has_its_pdf(produced):
    for area in AREAS:
        for name in ("factsheet.nl.pdf", "achtergrond.nl.pdf"):
            content = (produced / area / name).read_bytes()
            assert content.startswith(b"%PDF") and len(content) > 20_000


def test_no_small_number_is_in_a_download_or_can_be_computed_from_all_of_them(produced, tables):
    """What anybody can try: read every table of every area, and subtract areas from their municipality."""
    counts, municipalities = {}, tables.areas.set_index("area")["gm_code"]
    for area in AREAS:
        files = unpacked((produced / area / "datapakket.nl.zip").read_bytes())
        for name, content in files.items():
            if name.startswith("tables/"):
                for row in rows_of(content):
                    if row.get("unit") in ("mensen", "huishoudens") and row.get("value"):  # else a change
                        region = {"area": area, "municipality": municipalities[area]}.get(row["region"], row["region"])
                        counts.setdefault((row["indicator"], row["year"]), {})[region] = float(row["value"])
    assert len(counts) > 30
    for figure, of in counts.items():
        assert min(of.values()) >= SMALLEST, figure
        for code in set(municipalities) & set(of):
            inside = [of[area] for area in AREAS if area in of and municipalities[area] == code]
            for number in range(1, len(inside) + 1):
                rests = [of[code] - sum(parts) for parts in combinations(inside, number)]
                assert min(rests) >= SMALLEST, (figure, code)


def test_chapter_pages_and_manifest(produced):
    assert len(list(produced.glob("*/0*.nl.html"))) == len(NOTEBOOKS) * len(AREAS)
    manifest = json.loads((produced / "manifest.json").read_text())
    assert len(manifest["tasks"]) == len(NOTEBOOKS) * len(AREAS) and {task["status"] for task in manifest["tasks"]} == {
        "done"
    }
    assert "pandas" in manifest["versions"]


def test_second_run_runs_nothing_and_gives_the_same_bytes(produced, tmp_path):
    again = shutil.copytree(produced, tmp_path / "again")  # other tests read the first one at the same time
    before = _contents(again)
    result = kansrijk("run", "--areas", ",".join(reversed(AREAS)), "--output", str(again))
    assert f"0 notebooks run, {len(NOTEBOOKS) * len(AREAS)} unchanged" in result.stdout
    assert _contents(again) == before


def _contents(folder):
    return {path: path.read_bytes() for path in folder.glob("[!.]*/**/*.*") if path.is_file()}


def test_english_factsheet(produced):
    page = BeautifulSoup(
        (produced / "utrecht-overvecht" / "factsheet.en.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert page.html["lang"] == "en"
    text = page.get_text()
    assert "took part in one of the five in-depth studies" in text
    values = _rows(_elsewhere(page, produced / "utrecht-overvecht")["gebied-in-cijfers"])
    assert [row for row in values if "(thousand euro) 250 (249 to 251)" in row]
    assert "gebieden" not in text.replace("focusgebieden", "")


def test_unknown_names_are_refused_before_anything_runs(tmp_path):
    for arguments, says in [
        (("--areas", "roterdam-zuid"), "did you mean rotterdam-zuid"),
        (("--notebooks", "09"), "does not exist"),
        (("--language", "fr"), "does not exist"),
        (("--areas", ","), "--areas has no name"),
    ]:
        result = kansrijk("run", *arguments, "--output", str(tmp_path / "out"))
        assert result.returncode == 2
        assert says in " ".join(result.stderr.split()) and "Traceback" not in result.stderr
        assert not (tmp_path / "out").exists()


def test_bad_data_stop_the_run_before_a_kernel_starts(data_copy, tmp_path):
    path = data_copy / "indicator_values.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("18.2", "18,2", 1).replace(",18,2,", ',"18,2",'), encoding="utf-8"
    )
    result = kansrijk("run", "--areas", "delft-west", "--data-dir", str(data_copy), "--output", str(tmp_path / "out"))
    assert result.returncode == 2
    assert "indicator_values.csv, row" in result.stderr and "'18,2'; expected a number" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("language", "other"), [("nl", "en"), ("en", "nl")])
def test_people_read_no_word_of_another_language_or_for_programs_in_a_spreadsheet(produced, language, other):
    heads, cells = _words_of_people(produced / ENGLISH[0], language)
    own, foreign = ({Text(of)(f"download.limit.{name}") for name in LIMITS} for of in (language, other))
    said = {match[1] for head in heads if (match := re.search(r"\(([^()]+)\)$", head))}
    assert own <= said and not said & (foreign - own)
    labels = [{words for key, words in catalogue(of).items() if key.startswith("column.")} for of in (language, other)]
    assert len(heads & labels[0]) > 40 and not heads & (labels[1] - labels[0])
    codes = set(get_args(Basis)) - {Text(language)(f"download.basis.{basis}") for basis in get_args(Basis)}
    assert codes >= {"stated", "computed-from-phrase"} and not codes & cells


def _words_of_people(folder, language):
    """The heads, and all other words, of the workbook and the files for a Dutch spreadsheet."""
    book = openpyxl.load_workbook(folder / factsheet.files(language)["xlsx"], read_only=True)
    tables = [list(sheet.iter_rows(min_row=downloads.HEAD, values_only=True)) for sheet in book.worksheets[1:-1]]
    for path in (folder / f"files.{language}").glob("*.excel.csv"):
        tables.append(list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";")))
    cells = {cell for _, *rows in tables for row in rows for cell in row if isinstance(cell, str)}
    return {str(head) for head, *_ in tables for head in head}, cells


def test_pages_are_small(produced):
    """Kilobytes as a plain file server sends them."""
    for area in AREAS:
        assert (produced / area / "factsheet.nl.html").stat().st_size <= 300_000, area
    chapters = [path.stat().st_size for path in produced.glob("*/0*.html")]
    assert max(chapters) <= 340_000  # more, and Lighthouse gives less than 95
