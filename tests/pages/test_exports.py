"""Files beside the pages: which there are, what is in them, and that an id is one block's only."""

import csv
import io
import re
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers.blocks import beside
from helpers.blocks.csv import excel_csv
from helpers.blocks.model import (
    Bullets,
    Cell,
    Column,
    Columns,
    Figure,
    Fold,
    Legend,
    Limits,
    Mark,
    Spine,
    StripRow,
    Table,
    Tick,
    encode,
)
from helpers.blocks.notebook import Blocks
from helpers.colours import PALETTE
from helpers.pages import exports, pictures, strips
from helpers.words import widths
from helpers.words.text import Text

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="150pt" height="75pt" viewBox="0 0 150 75">'
    b'<path id="_0" d="M0 0L9 9" stroke="#b8330f"/><use href="#_0" x="3"/><text x="1" y="9">woord</text></svg>'
)
ROLES = ("area", "district", "similar", "municipality", "nl", "group")


def table(id="t", *rows):
    columns = [
        Column(key="naam", label="Naam"),
        Column(key="waarde", label="Aandeel", numeric=True, measured=True),
        Column(key="jaar", label="Jaar"),
    ]
    limits = Limits(lower=1234.5, upper=None, basis="stated", decimals=1)
    shown = [Cell.of("=1+1"), Cell(text="1.234,6", value=1234.6, limits=limits), Cell(text="2022", value=2022)]
    missing = [Cell.of("Š; een"), Cell(text="niet gemeten", value=None), Cell(text="–", value=None)]
    return Table(id=id, title=f"Titel {id}", columns=columns, rows=[shown, missing, *rows], source="Bron")


def figure(id="f", title="Een figuur"):
    twin = table(f"{id}-tabel")
    return Figure(id=id, title=title, svg=encode(SVG), width=200, alt="Wat er staat", table=twin, source="CBS & co")


def spine(id="s", **changes):
    marks = [Mark(role=role, label=f"{role} 50", at=50, open=role == "similar") for role in ROLES]
    limited = Mark(role="similar", label="met balk", at=20, limits=(10, 40))
    row = StripRow(
        name="Laag inkomen", detail="lager is gunstiger", figure="49%", marks=[*marks, limited], printed=["7%"]
    )
    content = {
        "id": id, "title": "Een strook", "legend": [Legend(role=role, label=f"naam {role}") for role in ROLES],
        "columns": [Legend(role="nl", label="Nederland")], "ticks": [Tick(at=0, text="0%"), Tick(at=100, text="80%")],
        "rows": [row], "table": table(f"{id}-tabel"), "source": "CBS", "note": "Wat de balk is",
    }  # fmt: skip
    return Spine(**content | changes)


def notebook(title, *cells):
    """An executed notebook of which each cell is a pair: its tags, and the blocks that it shows."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}")])
    for tags, blocks in cells:
        output = nbformat.v4.new_output("display_data", Blocks(blocks)._repr_mimebundle_())
        made.cells.append(nbformat.v4.new_code_cell("x", outputs=[output], metadata={"tags": list(tags)}))
    return made


def two_notebooks():
    folded = Fold(summary="meer", parts=[Columns(parts=[[spine()], [Bullets(items=["x"])]])])
    return {
        "01": notebook("Een", (["factsheet"], [figure(), folded]), ([], [table()])),
        "02": notebook("Twee", ([], [figure("g")])),
    }


def test_every_block_has_its_files_and_those_of_the_factsheet_a_picture():
    files = exports.files_beside(exports.published(two_notebooks(), "nl"), "nl", {})
    drawn = {f"files.nl/{id}{end}" for id in "fgs" for end in (".svg", ".csv", ".excel.csv")}
    assert set(files) == drawn | {"files.nl/t.csv", "files.nl/t.excel.csv", "files.nl/f.png", "files.nl/s.png"}
    assert list(files) == sorted(files, key=lambda name: name.split("/")[1].split(".")[0])
    assert files == exports.files_beside(exports.published(two_notebooks(), "nl"), "nl", {})  # byte for byte
    for name, width in (("f", 480 + 32), ("s", strips.drawn(spine())[1] + 32)):
        picture = Image.open(io.BytesIO(files[f"files.nl/{name}.png"]))
        assert abs(picture.size[0] - 1.5 * width) <= 1


def opened(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_a_picture_of_few_colours_is_the_same_in_less_than_half_of_the_bytes(monkeypatch):
    drawings = [pictures.svg(block, Text("nl")) for block in (figure(), spine())]
    small = list(map(pictures.png, drawings))
    monkeypatch.setattr(pictures, "with_palette", lambda png, made_of: png)
    for palette, whole in zip(small, map(pictures.png, drawings), strict=True):
        assert Image.open(io.BytesIO(palette)).mode == "P" and (opened(palette) == opened(whole)).all()
        assert len(palette) < len(whole) / 2


def test_a_picture_of_the_same_drawing_is_not_made_again(monkeypatch):
    drawing, other = (pictures.svg(block, Text("nl")) for block in (figure(), spine()))
    made = pictures.png(drawing)
    of_another_version = pictures.with_palette(made, "of another version")
    foreign, damaged = pictures.with_palette(made), made[:10]
    assert pictures.png(drawing, damaged) == made and pictures.png(other, made) == pictures.png(other)
    assert pictures.png(drawing, foreign) == pictures.png(drawing, of_another_version) == made
    monkeypatch.setattr(pictures, "typeset", None)  # it would have to be called
    assert pictures.png(drawing, made) == made
    name = "files.nl/f.png"
    files = exports.files_beside(exports.published(two_notebooks(), "nl")[:1], "nl", {name: made})
    assert files[name] == made
    with pytest.raises(TypeError):
        exports.files_beside(exports.published(two_notebooks(), "nl")[:1], "nl", {})


def test_of_many_colours_the_most_used_stay_and_others_become_the_nearest():
    rare = [(number % 16, number // 16, 100) for number in range(256)]  # each once; the last in order are not kept
    picture = Image.new("RGB", (400, 400), "#b8330f")
    picture.paste("#ffffff", (0, 0, 400, 200))
    for place, colour in enumerate([*rare, (0, 0, 103)]):
        picture.putpixel((place, 399), colour)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    before, after = opened(stream.getvalue()), opened(pictures.with_palette(stream.getvalue()))
    assert (before[:399] == after[:399]).all()
    assert 0 < np.abs(before - after).max() <= 3
    assert (before != after).any(axis=2).sum() == 3


def test_links_of_a_page_lead_to_the_files_that_there_are():
    shown = exports.published(two_notebooks(), "nl")
    for language in ("nl", "en"):
        links = beside.linked(Text(language), ["f", "s"])
        hrefs = [link["href"] for one in shown for link in links(one.block)]
        explained = f"files.{language}/{'datawoordenboek' if language == 'nl' else 'data-dictionary'}.csv"
        assert {*hrefs} == {*exports.files_beside(shown, language, {}), explained}
        assert hrefs.count(explained) == len(shown)  # whoever saves one file finds there what its columns mean
    assert [link["kind"] for link in links(figure())] == ["png", "svg", "csv", "excel", "dictionary"]
    assert links(Bullets(items=["x"])) == []


def test_an_id_of_two_notebooks_is_refused_with_both_titles():
    notebooks = two_notebooks() | {"03": notebook("Drie", ([], [Fold(summary="x", parts=[table("g")])]))}
    with pytest.raises(ValueError, match="'Twee' and 'Drie' both show 'g'; expected each id once"):
        exports.published(notebooks, "nl")


def test_csv_is_there_for_machines_and_for_a_dutch_spreadsheet():
    files = exports.files_beside(exports.published({"01": notebook("Een", ([], [table()]))}, "nl"), "nl", {})
    machine = list(csv.reader(io.StringIO(files["files.nl/t.csv"].decode("utf-8"), newline="")))
    assert machine == [
        ["naam", "waarde", "waarde_lower", "waarde_upper", "waarde_basis", "waarde_precision", "jaar"],
        ["'=1+1", "1234.6", "1234.5", "", "stated", "", "2022"],
        ["Š; een", "", "", "", "", "", ""],
    ]
    content = files["files.nl/t.excel.csv"]
    assert content.startswith("\ufeff".encode())  # else a spreadsheet reads it in the system's old encoding
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0][:3] == ["Naam", "Aandeel", "Aandeel (laagste)"]
    assert rows[1] == ["'=1+1", "1234,6", "1234,5", "", "in de bron", "", "2022"]
    assert rows[2] == ["Š; een", "niet gemeten", "", "", "", "", "–"]


def test_a_number_keeps_all_its_digits_in_a_dutch_spreadsheet():
    number = Cell(text="x", value=-0.125)
    small = Table(id="n", title="n", columns=[Column(key="a", label="A", numeric=True)], rows=[[number]], source="s")
    assert excel_csv(small, Text("nl")).splitlines()[1] == "-0,125"


def test_a_drawing_that_travels_has_its_title_source_and_description():
    for block in (figure(title="Titel & <meer>"), spine()):
        root = ElementTree.fromstring(pictures.svg(block, Text("nl")))
        texts = [element.text for element in root.iter() if element.text]
        assert texts[0] == block.title == texts[2] and f"Bron: {block.source}" in texts
        assert texts[1] == ("Wat er staat" if block.kind == "figure" else "Laag inkomen: 49%; Nederland 7%")
        numbers = [float(number) for number in root.attrib["viewBox"].split()]
        assert [float(root.attrib[name]) for name in ("width", "height")] == numbers[2:]
        assert "Wat de balk is" in texts or block.kind == "figure"
    assert "woord" in [e.text for e in ElementTree.fromstring(pictures.svg(figure(), Text("en"))).iter()]


def test_a_drawing_keeps_its_size_and_its_marks():
    root = ElementTree.fromstring(pictures.svg(figure(), Text("nl")))
    (moved,) = [element for element in root.iter() if "scale" in element.get("transform", "")]
    assert moved.get("transform").endswith("scale(1.333)")  # 200 pixels for 150 points
    assert [element.get("href") for element in moved if "href" in element.attrib] == ["#_0"]


def test_no_word_of_a_picture_leaves_it_or_meets_the_next_column():
    long = "Een heel lange naam van een cijfer over mensen met werk van vijftien tot vijfenzeventig jaar"
    row = spine().rows[0].model_copy(update={"name": long, "detail": long, "figure": "niet bekend", "soft": True})
    block = spine(title=long * 3, rows=[row, row], source=long * 2, legend=[Legend(role="nl", label=long)] * 3)
    root = ElementTree.fromstring(pictures.svg(block, Text("nl")))
    width, height = float(root.get("width")), float(root.get("height"))
    namespace = "{http://www.w3.org/2000/svg}"
    written = _written(root, namespace)
    assert len(written) > 20
    for words, x, y, size, bold in written:
        assert x >= 0 and x + widths.width(words, size, bold) <= width, words
        assert 0 < y < height - 4, words
    names = [
        part for part in written if part[0] in long and part[3] < 17 and part[1] == 16 and part[0] not in block.source
    ]
    assert all(x + widths.width(words, size, bold) < 16 + 210 for words, x, _, size, bold in names)


def _written(element, namespace, x=0.0, y=0.0, size=16.0, bold=False):
    """The texts of a drawing: words, left end, base line, size, bold."""
    moved = element.get("transform", "").removeprefix("translate(").rstrip(")")
    if element.get("transform", "").startswith("translate"):
        dx, dy = map(float, moved.split())
        x, y = x + dx, y + dy
    size, bold = float(element.get("font-size", size)), bold or element.get("font-weight") == "bold"
    if element.tag == f"{namespace}text":
        left = x + float(element.get("x"))
        shift = {"end": 1, "middle": 0.5}.get(element.get("text-anchor"), 0)
        return [
            (
                element.text,
                left - shift * widths.width(element.text, size, bold),
                y + float(element.get("y")),
                size,
                bold,
            )
        ]
    return [part for child in element for part in _written(child, namespace, x, y, size, bold)]


def test_marks_of_a_spine_stand_where_their_values_are():
    group, width, _ = strips.drawn(spine())
    places = {}
    for mark in group.iter("g"):
        for title in mark.findall("title"):
            places[title.text] = tuple(map(float, mark.get("transform")[10:-1].split()))
    ticks = [float(e.get("x")) for e in group.iter("text") if e.get("text-anchor") == "middle"]
    assert places["area 50"][0] == sum(ticks) / 2
    assert places["met balk"][0] == pytest.approx(ticks[0] + 0.2 * (ticks[1] - ticks[0]), abs=0.1)
    (bar,) = [e.get("d") for e in group.iter("path") if e.get("stroke-opacity")]
    low, high = (float(x) for x in bar[1:].replace(" ", "H").split("H")[::2])
    assert (high - low) / (ticks[1] - ticks[0]) == pytest.approx(0.3, abs=0.001)
    assert len({round(y) for name, (x, y) in places.items() if name.endswith("50")}) == 3  # lanes
    assert width > max(ticks)


def test_rows_of_one_line_stand_closer_and_in_one_lane():
    rows = [spine().rows[0].model_copy(update={"detail": ""})] * 9
    wide, dense = (strips.drawn(spine(rows=rows, dense=dense)) for dense in (False, True))
    assert dense[2] < 0.65 * wide[2]
    middles = {mark.get("transform").split()[1] for mark in dense[0].iter("g") if mark.find("title") is not None}
    assert len(middles) == 9


def test_marks_in_lanes_of_a_row_of_one_line_do_not_hide_each_other():
    """Even at one value: the outline of neither touches the other, and both stay within the strip."""
    marks = [Mark(role=role, label=role, at=50, lane=lane) for role, lane in (("similar", -2), ("area", 2))]
    row = spine().rows[0].model_copy(update={"detail": "", "marks": marks})
    group, _, _ = strips.drawn(spine(rows=[row], dense=True))
    ring, diamond = (
        float(e.get("transform")[10:-1].split()[1]) for e in group.iter("g") if e.find("title") is not None
    )
    assert ring + 4.6 + 1.2 <= diamond - 7.5 and diamond - ring <= 31 - 4.6 - 1.2 - 7.5


def test_the_line_of_the_netherlands_is_as_high_as_its_strip():
    """So the area and its districts, which lie on top, leave its ends in sight."""
    paths = [path.get("d") for path in strips.drawn(spine())[0].iter("path")]
    (line,) = [path for path in paths if re.fullmatch(r"M[\d.]+ [\d.]+V[\d.]+", path)][-1:]
    x, top, bottom = map(float, line[1:].replace("V", " ").split())
    assert bottom - top == 38 and x > 0


def test_colours_of_a_spine_are_plain_and_open_marks_differ():
    group, _, _ = strips.drawn(spine())
    colours = {e.get(name) for e in group.iter() for name in ("fill", "stroke") if e.get(name)}
    assert colours <= {colour.light for colour in PALETTE.values()}
    marks = {role: drawn_mark(role) for role in ROLES}
    assert len(set(marks.values())) == len(ROLES)  # each role has a shape of its own
    for role in ROLES:
        assert drawn_mark(role, open=True) != marks[role]
    plain = [e for e in strips.drawn(spine(rows=[]))[0].iter("path") if e.get("stroke-dasharray")]
    assert plain == [] and [e for e in group.iter("path") if e.get("stroke-dasharray")]


def drawn_mark(role, open=False):
    """Shape and look of a mark, as it stands in the legend."""
    group, _, _ = strips.drawn(spine(rows=[], legend=[Legend(role=role, label="x", open=open)]))
    *_, path = group.find("g[@transform]").iter("path")
    return tuple((name, value) for name, value in path.attrib.items() if name != "stroke")


def test_lines_break_at_blanks_and_lose_no_word():
    text = "een twee drie vier vijf onvoorstelbaarlangwoord zes"
    lines = widths.lines(text, 10, 60)
    assert " ".join(lines) == text and all(widths.width(line, 10) <= 60 or " " not in line for line in lines)
    assert widths.lines("", 10, 60) == [] and widths.width("iii", 10) < widths.width("mmm", 10)
    assert widths.width("a", 10, bold=True) > widths.width("a", 10)
