"""Values from data, parameters and notebooks are hostile until escaped: payloads through every route.

A page with a hostile text must parse to the same elements and attributes as the page with a harmless one, with the
hostile text standing there as text. `tests/payloads.py` has the values, and what each would do.
"""

import ast
import csv
import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from copy import deepcopy
from functools import cache
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import openpyxl
import pandas as pd
import papermill.iorw
import papermill.parameterize
import pytest
from bs4 import BeautifulSoup
from markupsafe import escape
from pydantic import ValidationError
from pypdf import PdfReader
from typer.testing import CliRunner

from helpers import charts, cli
from helpers.batch import plan, run
from helpers.batch.work import Outcome
from helpers.blocks import html as render
from helpers.blocks.model import MIME, Cell, Column, Figure, Heading, Paragraph, Table, encode
from helpers.blocks.notebook import Blocks, from_json, tables_in
from helpers.contract.characters import hidden_signs
from helpers.contract.load import DataError, Tables, load_tables
from helpers.contract.parameters import ParameterError, Parameters, check_area
from helpers.contract.tables import TABLES
from helpers.pages import downloads, factsheet
from helpers.pages.chapter import chapter_html
from helpers.pages.factsheet import Section, factsheet_html
from helpers.pages.pdf import background_pdf, handout_pdf
from helpers.pages.prose import _PROSE_TAGS
from helpers.results import claims
from helpers.session import open_run
from helpers.words.fonts import undrawable
from helpers.words.text import Text, catalogue, placeholders
from tests import hostile
from tests.conftest import PROJECT, index_html
from tests.hostile import END, nodes
from tests.packaged import csv_files, package_of
from tests.payloads import CONTROL, TEXTS

pytestmark = pytest.mark.slow


def _html(blocks):
    return render.blocks_html(blocks, blocks.language)


NL = Text("nl")


def _each_text():
    """All texts, of which the first two of a kind are tried in `make test`, the others in `make test-all`."""
    tried = Counter()
    for payload in TEXTS:
        tried[payload.kind] += 1
        marks = [pytest.mark.long] if tried[payload.kind] > 2 else []
        yield pytest.param(payload.text, marks=marks, id=ascii(payload.text)[1:30])


each_text = pytest.mark.parametrize("payload", list(_each_text()))
each_control = pytest.mark.parametrize("payload", [p.text for p in CONTROL], ids=ascii)
WORD = f"woord{END}"
AREA = pd.Series({"area": "delft-west", "name": "Delft-West", "municipality": "Delft", "province": "Zuid-Holland"})


def test_there_are_at_least_forty_payloads_of_all_kinds():
    texts = [payload.text for payload in (*TEXTS, *CONTROL)]
    assert len(texts) == len(set(texts)) >= 40
    assert {"html", "javascript", "markdown", "latex", "format", "formula", "path", "code"} <= {p.kind for p in TEXTS}
    assert all(payload.effect for payload in (*TEXTS, *CONTROL))


# Blocks into HTML ---------------------------------------------------------------------------------------


def test_every_text_field_of_a_block_is_published_or_of_one_form():
    """So the other tests reach each of them: a new field is filled by itself, and must show up somewhere."""
    free, bound = hostile.text_fields()
    marks = {path: f"veld-{number}-" for number, path in enumerate(free)}
    html = _html(hostile.blocks(marks.get))
    notes = package_of(tables_in(hostile.blocks(marks.get)), NL)["datapackage.json"]
    published = html + notes + "".join(hostile.downloads_in(html))
    assert len(free) >= 30 and {path.split(".")[0] for path in free} == set(hostile.KINDS)
    # What only a section shows while it is closed is in the pages of `_factsheet`.
    assert [path for path, mark in marks.items() if mark not in published and not path.endswith("heading.gist")] == []
    assert {path.rsplit(".", 1)[1] for path in bound} == {"chapter", "id", "narrow", "place", "svg", "theme"}


@each_text
def test_block_text_is_text_in_html(payload):
    page = _html(hostile.blocks(payload + END))
    assert nodes(page, payload + END, WORD) == nodes(_html(hostile.blocks(WORD)))
    assert BeautifulSoup(page, "html.parser").find(role="img")["aria-label"] == payload + END


@each_text
def test_names_and_drawings_of_blocks_take_no_other_text(payload):
    for kind, field in (
        ("table", "id"),
        ("figure", "id"),
        ("figure", "svg"),
        ("figure", "narrow"),
        ("heading", "theme"),
    ):
        (block,) = [block for block in hostile.blocks("woord") if block.kind == kind]
        with pytest.raises(ValidationError, match=field):
            type(block)(**block.model_dump() | {field: payload})


@each_control
def test_control_characters_are_refused_by_every_field(payload):
    free, _ = hostile.text_fields()
    for path in free:
        with pytest.raises((ValidationError, ValueError), match=r"control character|unicode"):
            hostile.blocks(lambda other, path=path: payload if other == path else "woord")


# Pages ---------------------------------------------------------------------------------------------------


def _notebook(title="Titel", outputs=(), prose="Tekst"):
    cells = [
        nbformat.v4.new_markdown_cell(f"# {title}"),
        nbformat.v4.new_markdown_cell(prose),
        nbformat.v4.new_code_cell("1 + 1", outputs=list(outputs), metadata={"tags": ["factsheet"]}),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def _output(**data):
    return nbformat.v4.new_output("display_data", {name.replace("__", "/"): value for name, value in data.items()})


def _published(text):
    closed = Heading(text=text, level=2, id="thema", place="theme", gist=text, line=text, counts=text)
    found = Blocks([Heading(text=text, level=2), *hostile.blocks(text), closed, Paragraph(text=text)])
    return nbformat.v4.new_output("execute_result", found._repr_mimebundle_())


@cache
def _factsheet(text, title="Titel"):
    area = AREA.copy()
    area[["name", "municipality", "province"]] = text
    notebooks = {"01_a": _notebook(title, [_published(text)])}
    edition = factsheet.edition("nl", "abc", {"pandas": text})
    sections = factsheet.sections(list(notebooks.values()), edition=edition)
    return factsheet_html(area, sections, factsheet.chapter_links(notebooks, "nl"), "nl", ["en"])


@each_text
def test_text_is_text_in_the_factsheet(payload):
    page = _factsheet(payload + END)
    assert nodes(page, payload + END, WORD) == nodes(_factsheet(WORD))
    assert WORD in BeautifulSoup(_factsheet(WORD), "html.parser").select_one(".kw-theme .kw-gist").text


@each_text
def test_text_is_text_in_a_chapter_page(payload):
    def page(text):
        area = AREA.copy()
        area["name"] = text
        plain = _output(text__plain=text)
        frame = _output(text__html=f"<table><tr><th></th><td>{escape(text)}</td></tr></table>", text__plain="x")
        return chapter_html(area, "01_a", _notebook("Titel", [_published(text), plain, frame]), "nl", ["en"])

    assert nodes(page(payload + END), payload + END, WORD) == nodes(page(WORD))


@each_text
def test_title_of_a_notebook_is_text(payload):
    title = f"x {payload.splitlines()[0]}{END}"
    assert nodes(_factsheet("x", title), title, WORD) == nodes(_factsheet("x", WORD))
    chapter = BeautifulSoup(chapter_html(AREA, "01_a", _notebook(title), "nl"), "html.parser")
    assert chapter.title.text == f"Delft-West: {title}"


def test_text_is_text_on_the_index(tables, tmp_path):
    def page(texts, language="nl"):
        areas, indicators = tables.areas, tables.indicators
        areas["name"] = texts[: len(areas)]
        indicators["name_nl"] = indicators["name_en"] = texts[0]
        changed = Tables(tables.frames | {"areas": areas, "indicators": indicators})
        return index_html(changed, tmp_path, language, ["01_a"])

    (tmp_path / "delft-west").mkdir()
    for name in ("factsheet.nl.html", "factsheet.nl.pdf", "01_a.nl.html"):
        (tmp_path / "delft-west" / name).write_text("x")

    def without_data(html):
        """The page without what its script reads, and that."""
        before, start, rest = html.partition('<script type="application/json" id="gegevens">')
        data, end, after = rest.partition("</script>")
        assert start and end and not set("<>&") & set(data)  # so no text can end the element or begin another
        return before + after, json.loads(data)

    harmless = nodes(without_data(page([WORD] * 20))[0])
    texts = [payload.text + END for payload in TEXTS]
    for start in range(0, len(texts), 20):
        of_page = (texts[start:] + texts)[:20]
        html, data = without_data(page(of_page))
        assert [area["name"] for area in data["areas"]] == of_page
        found = nodes(html)
        for text in sorted(of_page, key=len, reverse=True):  # a text can be the end of another
            found = [
                (name, {k: v.replace(text, WORD) for k, v in rest.items()} if isinstance(rest, dict)
                 else rest.replace(text, WORD))
                for name, rest in found
            ]  # fmt: skip
        assert found == harmless


@pytest.mark.parametrize("language", ["../nl", "nl\n", "__class__", '"><script>', "NL"])
def test_languages_are_from_a_closed_list(language):
    for use in (Text, lambda code: factsheet.language_links([code], str)):
        with pytest.raises(KeyError):
            use(language)
    with pytest.raises(ValidationError, match="language"):
        from_json({"language": language, "blocks": []})


def test_policy_of_the_pages_stops_an_injected_script(tables, tmp_path):
    pages = [_factsheet("x"), chapter_html(AREA, "01_a", _notebook(), "nl"), index_html(tables, tmp_path, "nl", [])]
    for page in pages:
        soup = BeautifulSoup(page, "html.parser")
        tag = soup.head.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        rules = dict(rule.split(None, 1) for rule in tag["content"].split(";"))
        assert {name: rules[name] for name in ("default-src", "base-uri", "form-action")} == {
            "default-src": "'none'", "base-uri": "'none'", "form-action": "'none'",
        }  # fmt: skip
        assert rules.get("font-src") == ("data:" if "@font-face" in page else None)
        assert set(rules) <= {"default-src", "base-uri", "form-action", "font-src", "style-src", "script-src"}
        running = [script for script in soup.find_all("script") if script.get("type") != "application/json"]
        scripts = [f"'{render._csp_hash(script.string)}'" for script in running]
        assert rules["script-src"].split() == (scripts or ["'none'"])
        # The policy stands before anything that it could come too late for.
        assert [child.name for child in soup.head.find_all(True)].index("style") > soup.head.find_all(True).index(tag)


# PDF -------------------------------------------------------------------------------------------------------


def _pdf(found, text="x", language="nl", kind=background_pdf):
    area = AREA.copy()
    area[["name", "municipality", "province"]] = text
    sections = [Section("a", text, "first", blocks=found, line=text, counts=text, gist=text)]
    return kind(area, sections, language, pd.DataFrame(columns=[f"credit_{language}", "address"]))


def _actions(reader):
    """Names in a PDF that make a reader do something: links, scripts, embedded files, forms."""
    todo = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    names = set()
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            names |= set(one)
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return names & {"/URI", "/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/OpenAction", "/AA", "/AcroForm", "/EF"}


def _bare(text):
    return re.sub(r"[\s\ufeff]+", "", text)


# Where links lead: in the background to its own sections only, as its sources here have no addresses.
LINKS = {background_pdf: set(), handout_pdf: {"factsheet.nl.html"}}


def _addresses(reader):
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert {note["/Subtype"] for note in notes} <= {"/Link"}
    return {note["/A"]["/URI"] for note in notes if "/A" in note}


@pytest.mark.parametrize("kind", LINKS)
def test_every_payload_stands_as_text_in_the_pdf(kind):
    texts = [payload.text for payload in TEXTS if len(payload.text) < 1000 and not undrawable(payload.text)]
    at_once = len(texts) if kind is background_pdf else 10
    for first in range(0, len(texts), at_once):
        some = texts[first : first + at_once]
        reader = PdfReader(io.BytesIO(_pdf([Paragraph(text=text) for text in some], kind=kind)))
        shown = _bare("".join(page.extract_text() for page in reader.pages))
        assert [text for text in some if _bare(text) not in shown] == []
        assert _addresses(reader) == LINKS[kind] and _actions(reader) <= {"/URI"}


@pytest.mark.parametrize("kind", ["html", "latex", "typst", "format", "path"])
def test_every_field_is_text_in_the_pdf(kind):
    texts = [payload.text for payload in TEXTS if payload.kind == kind and len(payload.text) < 1000]
    texts = [text for text in texts if not undrawable(text)]
    for text in texts[:3]:
        reader = PdfReader(io.BytesIO(_pdf(hostile.blocks(text), text=text)))
        shown = _bare("".join(page.extract_text() for page in reader.pages))
        assert shown.count(_bare(text)) >= 30
        assert text in reader.metadata.title and _actions(reader) == {"/URI"}
        assert _addresses(reader) == {f"{of}paragraph_chapter.nl.html" for of in ("", "fold_parts_", "columns_parts_")}


def test_actions_are_found_where_there_are_some():
    """The check of the tests above can fail: a PDF with a link has them."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "x.typ"
        source.write_text('#link("https://x.invalid")[x]')
        assert "/URI" in _actions(PdfReader(io.BytesIO(typst.compile(str(source)))))


@pytest.mark.parametrize("id", ["../../x", "/tmp/kansrijk-x", "main.typ\x00", "data.json", "x/y"])
def test_no_block_names_a_file_of_the_pdf(id, tmp_path, monkeypatch):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    written = []
    write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda path, content: written.append(path) or write(path, content))
    figure = next(block for block in hostile.blocks("x") if block.kind == "figure")
    _pdf([figure.model_copy(update={"id": id})])  # past the check of the model
    assert len(written) == 2  # the drawings for wide and for narrow places
    for path in written:
        assert path.resolve().parent.parent == folder and re.fullmatch(r"[0-9a-f]{64}\.svg", path.name)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="/etc/hostname" width="9" height="9"/>',
        '<image href="../../../../etc/hostname" width="9" height="9"/>',
        '<image href="https://x.invalid/x.png" width="9" height="9"/>',
        '<a href="javascript:alert(1)"><rect width="9" height="9"/></a><script>alert(1)</script>',
        "<foreignObject><iframe src='https://x.invalid'/></foreignObject>",
    ],
)
def test_drawing_brings_nothing_into_the_pdf(inside):
    import typst

    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">{inside}</svg>'
    figure = next(block for block in hostile.blocks("x") if block.kind == "figure")
    try:
        content = _pdf([figure.model_copy(update={"svg": encode(svg.encode())})])
    except typst.TypstError as error:
        assert "image" in str(error)  # a file that is linked to is refused
    else:
        assert not _actions(PdfReader(io.BytesIO(content)))


# CSV and XLSX -----------------------------------------------------------------------------------------------

_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@each_text
def test_no_cell_of_a_csv_is_a_formula_however_it_is_split(payload):
    tables = tables_in(hostile.blocks(payload))
    page = hostile.downloads_in(_html(hostile.blocks(payload)))
    files = csv_files(package_of(tables[:1], NL)).values()
    for content, delimiter in product((*page, *files), ",;\t"):
        for row in csv.reader(io.StringIO(content), delimiter=delimiter):
            for cell in row:
                assert not cell.lstrip('\ufeff\u200b" \t\r\n').startswith(_STARTS), cell
    (cells,) = [row for row in csv.reader(io.StringIO(page[0], newline=""))][1:]
    assert cells[0].replace("'", "") == payload.replace("'", "")  # nothing but quotes is added


def test_names_in_the_archive_are_names():
    harmless = hostile.blocks("x")
    table = next(block for block in harmless if block.kind == "table")
    for payload in TEXTS:
        unchecked = table.model_copy(update={"id": payload.text[:99]})
        names = list(package_of([unchecked], NL))
        assert [name for name in names if not re.fullmatch(r"((tables|excel)/)?[\w.-]+\.(csv|json|txt)", name)] == []
        assert len(names) == 5


def test_workbook_has_text_and_nothing_else():
    table = next(block for block in hostile.blocks("x") if block.kind == "table")
    texts = [payload.text for payload in (*TEXTS, *CONTROL) if "\ud800" not in payload.text]
    unchecked = [
        Table.model_construct(
            **table.model_dump() | {
                "id": text[:99] if text.isprintable() else "x", "title": text, "source": text, "caveats": [text],
                "columns": [Column.model_construct(key=text, label=text)],
                "rows": [[Cell.model_construct(text=text, value=text)]],
            }
        )
        for text in texts
    ]  # fmt: skip
    content = downloads.workbook(TEXTS[0].text, unchecked, NL)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        for name in names:
            ElementTree.fromstring(archive.read(name))
        sheets = "".join(archive.read(name).decode() for name in names if "worksheets/" in name)
    assert not [name for name in names if re.search(r"external|vba|drawing|embed|connection|_rels/sheet", name)]
    assert "<f>" not in sheets and not re.search(r"<hyperlink [^>]*r:id", sheets)  # links stay in the workbook
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not book.defined_names and len(book.worksheets) == len(texts) + 2
    for sheet in book.worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert not re.search(r"[\[\]:*?/\\]", sheet.title)
    for sheet, text in zip(book.worksheets[1:-1], texts, strict=True):
        if text.isprintable():
            cell = sheet.cell(downloads.HEAD + 1, 1)
            assert cell.value == text and cell.quotePrefix


# Data ------------------------------------------------------------------------------------------------------

_KEYS = {"themes", "composition", "breaks", "aliases", "number", "test", "over", "section", "organisations"}


def _free_fields(table):
    """Fields that hold words for readers: no list of values, no form, and nothing that rows are found by."""
    fixed = {*table.key, *table.targets(), *_KEYS}
    return [f.name for f in table.fields if f.dtype == "text" and not (f.values or f.pattern) and f.name not in fixed]


def _spoiled(folder, texts):
    """Add to every cell with words one of the texts, in turn."""
    number = 0
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        for column in _free_fields(table):
            for index in frame.index[frame[column] != ""]:
                frame.loc[index, column] += f" {texts[number % len(texts)]}{END}"
                number += 1
        frame.to_csv(path, index=False)
    return number


def _results(name, data_dir):
    """What the code cells of a notebook publish for an area, without a kernel."""
    names = {}
    for cell in nbformat.read(PROJECT / "notebooks" / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= {"area": "rotterdam-zuid", "language": "nl", "data_dir": str(data_dir)}
        if last and isinstance(result := eval(compile(ast.Expression(last.value), name, "eval"), names), Blocks):
            yield result


def _drawings(blocks):
    for block in blocks:
        if block.kind == "columns":
            yield from (drawing for part in block.parts for drawing in _drawings(part))
        elif isinstance(block, Figure):
            yield block


# One line each, and not longer than a name can be.
_IN_DATA = [p.text for p in TEXTS if not re.search(r"[\t\n]", p.text) and len(p.text) < 1000]
_IN_DATA = [
    t for t in _IN_DATA if t == t.lstrip() and not (undrawable(t) or hidden_signs(t))
]  # else tables refuse them


def test_hostile_words_in_every_table_are_text_in_what_notebooks_publish(data_copy):
    assert _spoiled(data_copy, _IN_DATA) > 2000
    seen = set()
    for name in ("01_inleiding", "02_armoede_en_schulden", "08_synthese"):
        for found in _results(name, data_copy):
            page = BeautifulSoup(_html(found), "html.parser")
            # Words in a drawing are broken into lines, so no payload is whole there.
            texts = [str(text) for text in page.find_all(string=True) if text.parent.name != "text"]
            texts += [value for tag in page.find_all(True) for value in tag.attrs.values() if isinstance(value, str)]
            seen |= {text for text in _IN_DATA if any(f"{text}{END}" in shown for shown in texts)}
            assert [shown for shown in texts if END in _without_payloads(shown)] == []
            assert {tag.name for tag in page.find_all(True)} <= _ELEMENTS
            for figure in _drawings(found):
                _check_drawing(figure)
    assert len(seen) >= 0.9 * len(_IN_DATA)


_ELEMENTS = {
    "a", "caption", "circle", "defs", "details", "div", "figcaption", "figure", "g", "h2", "h3", "h4", "li", "line",
    "p", "path", "rect", "small", "span", "strong", "style", "summary", "svg", "table", "tbody", "td", "text", "th",
    "thead", "title", "tr", "ul", "use",
}  # fmt: skip


def _without_payloads(text):
    """The text without the payloads that stand in it whole; an END that is left belongs to one that does not."""
    for payload in sorted(_IN_DATA, key=len, reverse=True):
        text = text.replace(f"{payload}{END}", "")
    return text


def _check_drawing(figure):
    import base64

    for svg in figure.drawings.values():
        tree = ElementTree.fromstring(base64.b64decode(svg))
        _check_elements(tree)


def _check_elements(tree):
    assert {element.tag.rsplit("}", 1)[1] for element in tree.iter()} <= {"svg", "g", "defs", "path", "use", "text"}
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name or value.startswith("#"), value


def test_control_characters_in_data_are_refused_with_their_place(data_copy):
    """One in each row: the message names them all."""
    # A file in UTF-8 cannot have half a pair; one with a NUL byte is refused as a whole (tests/contract).
    payloads = [payload.text for payload in CONTROL if not re.search("[\ud800\0]", payload.text)]
    path = data_copy / "areas.csv"
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    frame.loc[: len(payloads) - 1, "name"] += pd.Series(payloads)
    path.write_text(frame.to_csv(index=False, quoting=csv.QUOTE_ALL), encoding="utf-8", newline="")
    with pytest.raises(DataError) as error:
        load_tables(data_copy)
    problems = error.value.problems
    assert len(problems) == len(payloads) >= 8 and "".join(problems).isascii()
    for row, problem in enumerate(problems, 1):
        assert re.fullmatch(rf"areas\.csv, row {row}, column name: .* without control characters", problem)


def test_area_in_data_is_a_plain_name(data_copy):
    slugs = ["../delft-west", "/delft-west", "delft-west\n", "Delft", "delft west", "a;b", "a.b"]
    path = data_copy / "areas.csv"
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    frame.loc[: len(slugs) - 1, "area"] = slugs
    frame.to_csv(path, index=False)
    with pytest.raises(DataError) as error:
        load_tables(data_copy)
    refused = [re.match(r"areas\.csv, row (\d+), column area: (.*); expected", one) for one in error.value.problems]
    found = {(int(match[1]), match[2]) for match in refused if match}
    assert found >= {(row, repr(slug)) for row, slug in enumerate(slugs, 1)}


@pytest.mark.parametrize("payload", [p.text for p in TEXTS if p.kind in {"code", "template", "format"}], ids=ascii)
def test_test_of_a_claim_is_no_code(payload, tables):
    row = tables.claims.head(1).assign(test=payload, over="")
    with pytest.raises(claims.ClaimError):
        claims.evaluate(row, claims.Values(tables))


# Charts -----------------------------------------------------------------------------------------------------


def test_names_are_drawn_as_they_are():
    texts = [payload.text for payload in TEXTS if payload.kind != "formula"]
    for start in range(0, len(texts), 20):
        cells = pd.DataFrame({"x": ["1"] * 20}, index=(texts[start:] + texts)[:20])
        figure = Figure.model_construct(svg=encode(charts.matrix(cells, None, "x").svg))
        _check_drawing(figure)


TEXT = "{http://www.w3.org/2000/svg}text"


def test_dollar_signs_are_drawn():
    """As formula, `$x$` is one letter; as text, it is three signs."""
    drawn = charts.matrix(pd.DataFrame({"a": ["b"]}, index=["$x$"]), None, "x").svg
    assert "$x$" in [text.text for text in ElementTree.fromstring(drawn).iter(TEXT)]


# Parameters ---------------------------------------------------------------------------------------------------


def _run(tmp_path, *arguments):
    result = CliRunner().invoke(cli.app, ["run", *arguments, f"--output={tmp_path / 'out'}"])
    assert not (tmp_path / "out").exists()
    return result


@pytest.mark.parametrize("option", ["areas", "notebooks", "language", "data-dir"])
def test_hostile_parameters_are_refused_before_anything_runs(option, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "_run", lambda *arguments: pytest.fail("a run was started"))
    for payload in TEXTS:
        result = _run(tmp_path, f"--{option}={payload.text}")
        assert (result.exit_code, result.stdout) == (2, ""), (payload, result.output)
        assert len(result.stderr) > 20 and "Traceback" not in result.stderr


@each_text
def test_names_are_checked_against_closed_lists(payload, tables):
    with pytest.raises(ParameterError, match="does not exist"):
        check_area(payload, tables.areas["area"])
    with pytest.raises(ParameterError, match="does not exist"):
        plan.check_notebooks([payload])
    with pytest.raises((ParameterError, ValidationError), match="does not exist"):
        open_run("delft-west", payload)
    with pytest.raises(ParameterError, match="is not a folder"):
        open_run("delft-west", data_dir=payload)


@pytest.mark.parametrize(
    "content",
    [
        b"area: !!python/object/apply:os.system ['id']",
        b"area; import os: x",
        b"area: delft-west\n__import__('os').system('id'): x",
        b"area: delft-west\n__class__: x",
        b"area: ../../etc/passwd",
        b"area: '{area.__class__}'",
        b"area: delft-west\nlanguage: ../../nl",
        b'area: delft-west\ndata_dir: "x\\0y"',
        b'area: delft-west\ndata_dir: "x\'; import os #\\n"',
        b"area: delft-west\n\x00",
        b"area: [",
        b"\xff\xfe",
        b"- delft-west",
        b"1: x",
    ],
    ids=ascii,
)
def test_hostile_parameter_file_is_refused_by_name(content, tmp_path, monkeypatch):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "delft-west.yaml").write_bytes(content)
    monkeypatch.setattr(plan, "PROJECT_DIR", tmp_path)
    with pytest.raises(ParameterError, match=r"^params/delft-west\.yaml"):
        plan.area_parameters("delft-west", None, "")


@each_text
def test_name_of_a_parameter_is_never_code(payload):
    for name in (payload, "__class__", "__init__", "model_config", "self"):
        with pytest.raises(ValidationError, match="Extra inputs"):
            Parameters(**{"area": "delft-west", name: "x"})


@each_text
def test_parameter_is_a_string_in_the_executed_notebook(payload):
    source = papermill.iorw.load_notebook_node(str(PROJECT / "notebooks" / "01_inleiding.ipynb"))
    given = {"area": "delft-west", "language": "nl", "data_dir": payload}
    notebook = papermill.parameterize.parameterize_notebook(deepcopy(source), given)
    (cell,) = [cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    found = {}
    for statement in ast.parse(cell.source).body:
        assert isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        found[statement.targets[0].id] = statement.value.value
    assert found == given
    assert [c.source for c in notebook.cells if c is not cell] == [c.source for c in source.cells]


def test_failures_are_printed_as_they_are(capsys):
    report = run.Report()
    task = plan.Task("01_a", {"area": "delft-west", "language": "nl", "data_dir": ""}, {})
    for payload in (*TEXTS, *CONTROL[:5]):
        report.outcomes.append(Outcome(task, "failed", error=payload.text[:99], traceback=[payload.text]))
        report.page_errors[f"area {len(report.outcomes)}"] = payload.text[:99]
    cli._summary(report, verbose=True)
    shown = capsys.readouterr().err
    assert "[/bold]" in shown and not {"\x00", "\x07", "\x08", "\r", "\x1b"} & set(shown)


# Messages -----------------------------------------------------------------------------------------------------


@each_text
def test_values_in_messages_are_never_read_as_templates(payload):
    for language in ("nl", "en"):
        text = Text(language)
        for key, message in catalogue(language).items():
            names = placeholders(message) - {"n"}
            shown = text(key, n=2, **dict.fromkeys(names, payload + END))
            assert shown.replace(payload + END, WORD) == text(key, n=2, **dict.fromkeys(names, WORD))


# Notebooks ----------------------------------------------------------------------------------------------------

PROSE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](https://x.invalid 'onclick=alert(1)')",
    "![x](https://x.invalid/x.png)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "<https://x.invalid>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<iframe src='//x.invalid'></iframe>",
    "<style>*{display:none}</style>",
    "<div onclick=alert(1) style='position:fixed'>x</div>",
    "<form action='//x.invalid'><input></form>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi><mglyph><style><img src=x onerror=alert(1)>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "`<script>alert(1)</script>`",
    '```html" onclick="alert(1)\n<script>alert(1)</script>\n```',
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<!-- --><script>alert(1)</script><!-- -->",
]  # fmt: skip


@pytest.mark.parametrize("prose", [*PROSE, *(payload.text for payload in TEXTS)], ids=lambda text: ascii(text)[1:40])
def test_prose_has_plain_elements_without_attributes(prose):
    page = BeautifulSoup(chapter_html(AREA, "01_a", _notebook(prose=prose), "en"), "html.parser")
    parts = page.select("main > details.kw-code div.kw-prose")
    assert parts
    for part in parts:
        assert {tag.name for tag in part.find_all(True)} <= _PROSE_TAGS
        assert all(tag.attrs == ({"scope": "col"} if tag.name == "th" else {}) for tag in part.find_all(True))
    assert _PROSE_TAGS.isdisjoint({"a", "img", "script", "style", "iframe", "svg", "math", "form", "input"})


UNEXPECTED = {
    "application/javascript": "alert('ONVERWACHT')",
    "application/json": {"x": "ONVERWACHT"},
    "application/pdf": "ONVERWACHT",
    "application/vnd.jupyter.widget-view+json": {"model_id": "ONVERWACHT"},
    "application/vnd.plotly.v1+json": {"data": "ONVERWACHT"},
    "application/vnd.vega.v5+json": {"x": "ONVERWACHT"},
    "application/vnd.kansrijk.blocks": "ONVERWACHT",
    "image/gif": "ONVERWACHT",
    "image/png": "ONVERWACHT",
    "image/svg+xml": "<svg onload=alert(1)>ONVERWACHT</svg>",
    "text/latex": "$ONVERWACHT$",
    "text/markdown": "**ONVERWACHT**",
    "TEXT/HTML": "<script>ONVERWACHT</script>",
    "text/html; charset=utf-8": "<script>ONVERWACHT</script>",
    "text/vnd.mermaid": "ONVERWACHT",
}


def _main(outputs):
    return BeautifulSoup(chapter_html(AREA, "01_a", _notebook(outputs=outputs), "nl"), "html.parser").main


@pytest.mark.parametrize("mime", UNEXPECTED)
def test_outputs_that_nobody_expects_are_dropped(mime):
    bare = str(_main([]))
    data = {mime: UNEXPECTED[mime]}
    assert str(_main([nbformat.v4.new_output("display_data", data)])) == bare
    assert str(_main([nbformat.v4.new_output("display_data", data | {"text/plain": "<ONVERWACHT>"})])) == bare
    notebook = _notebook(outputs=[nbformat.v4.new_output("display_data", data)])
    assert factsheet.tagged_blocks(notebook) == []


def test_streams_and_tracebacks_are_dropped():
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="<script>alert(1)</script>"),
        nbformat.v4.new_output("stream", name="stderr", text="\x1b[31mpath /home/somebody\x1b[0m"),
        nbformat.v4.new_output("error", ename="E", evalue="<script>", traceback=["\x1b[31m<script>\x1b[0m"]),
    ]
    assert str(_main(outputs)) == str(_main([]))


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<iframe src='//x.invalid'></iframe>",
        "<form action='//x.invalid'>ONVERWACHT<input name=password></form>",
        "<svg><use href='//x.invalid#x'/></svg>",
        "<sty<style></style>le>*{display:none}</style>",
        "<div onclick=alert(1)>ONVERWACHT</div>",
        "<table><thead><tr><th></th><th>indicator</th></tr></thead><tbody><tr><th>0</th><td>NaN</td></tr></table>",
    ],
)
def test_html_is_dropped(html):
    assert str(_main([_output(text__html=html)])) == str(_main([]))


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("\x1b[31mrood\x1b[0m", "rood"),
        ("\x1b[2J\x1b[1;1Hweg", "weg"),
        ("\x1b]0;titel\x07tekst", "tekst"),
        ("\x1b]8;;https://x.invalid\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x00b\x08c\x7f", "abc"),
        ("12\u202e34", "1234"),
        ("regel 1\nregel\t2", "regel 1\nregel\t2"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_plain_text_has_no_codes_for_a_terminal(plain, shown):
    parts = [part for part in _main([_output(text__plain=plain)]).select(".kw-code pre") if not part.code]
    assert [part.text for part in parts] == [shown]


_TABLE = {"kind": "table", "id": "t", "title": "x", "columns": [{"key": "a", "label": "A"}], "source": "s"}


@pytest.mark.parametrize(
    "data",
    [
        "x",
        [],
        {},
        {"language": "nl"},
        {"language": "fr", "blocks": []},
        {"language": "nl", "blocks": {}},
        {"language": "nl", "blocks": [], "script": "x"},
        {"language": "nl", "blocks": ["<script>"]},
        {"language": "nl", "blocks": [{"kind": "html", "text": "x"}]},
        {"language": "nl", "blocks": [{"text": "x"}]},
        {"language": "nl", "blocks": [{"kind": "paragraph", "text": "x", "html": "<script>"}]},
        {"language": "nl", "blocks": [{"kind": "paragraph", "text": ["x"]}]},
        {"language": "nl", "blocks": [{"kind": "paragraph", "text": {"__html__": "x"}}]},
        {"language": "nl", "blocks": [{"kind": "heading", "text": "x", "level": "2><script>"}]},
        {"language": "nl", "blocks": [{"kind": "note", "tone": "x onclick=", "text": "x"}]},
        {"language": "nl", "blocks": [{"kind": "columns", "layout": 'x"', "parts": []}]},
        {"language": "nl", "blocks": [_TABLE | {"rows": [[{"text": "a"}, {"text": "b"}]]}]},
        {"language": "nl", "blocks": [_TABLE | {"rows": [[{"text": "a", "value": float("inf")}]]}]},
        {"language": "nl", "blocks": [_TABLE | {"rows": [[{"text": "a", "value": {"f": "=1"}}]]}]},
        {"language": "nl", "blocks": [_TABLE | {"id": "../x", "rows": []}]},
        {"language": "nl", "blocks": [_TABLE | {"highlight": ["x"], "rows": []}]},
    ],
    ids=lambda data: ascii(data)[-45:],
)  # fmt: skip
def test_output_that_is_not_of_blocks_is_refused_by_cell(data):
    notebook = _notebook(outputs=[nbformat.v4.new_output("display_data", {MIME: data})])
    for use in (
        lambda: factsheet.tagged_blocks(notebook),
        lambda: chapter_html(AREA, "01_a", notebook, "nl"),
    ):
        with pytest.raises(ValueError, match="cell 3 has output that is not of blocks"):
            use()
