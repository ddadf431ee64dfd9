"""Drawings as small, plain SVG: nothing that is seen is lost, and little else is left."""

import io
from xml.etree import ElementTree

import pandas as pd
import pytest

from helpers import charts
from helpers.charts import style, svg
from helpers.methods.intervals import Interval
from helpers.words.text import Text

SPACE = "{http://www.w3.org/2000/svg}"


def _raw() -> bytes:
    """A drawing as matplotlib writes it: lines, marks that are used several times, and words."""
    with style.house_canvas(3, 2) as canvas:
        axis = canvas.subplots()
        axis.plot([1, 2, 3], [1, 3, 2], "o--", color=style.OWN, gid="area.line", alpha=0.35)
        axis.text(1, 2, "€ 5 & <6>", gid="area.label", weight="bold", rotation=90)
        stream = io.BytesIO()
        canvas.savefig(stream, format="svg")
    return stream.getvalue()


@pytest.fixture(scope="module")
def plain() -> ElementTree.Element:
    return ElementTree.fromstring(svg.plain(_raw()))


def _count(root, name):
    return len([element for element in root.iter() if element.tag.rpartition("}")[2] == name])


def test_marks_and_words_are_all_there(plain):
    raw = ElementTree.fromstring(_raw())
    assert _count(plain, "use") == _count(raw, "use") == 3
    assert [text.text for text in plain.iter(f"{SPACE}text")] == [text.text for text in raw.iter(f"{SPACE}text")]
    ids = {element.get("id") for element in plain.iter() if element.get("id")}
    assert {"area.line", "area.label"} <= ids and not [id for id in ids if "axes_" in id or "patch_" in id]
    used = {element.get("href")[1:] for element in plain.iter(f"{SPACE}use")}
    assert used <= ids


def test_what_shows_nothing_is_gone_and_looks_are_attributes(plain):
    small, raw = svg.plain(_raw()), _raw()
    assert len(small) < 0.45 * len(raw)
    for gone in (b"<!", b"<?", b"style", b"clip", b"metadata", b"<g></g>", b"<g />", b"rotate(-0"):
        assert gone not in small, gone
    said = {(name, value) for element in plain.iter() for name, value in element.attrib.items()}
    looks = {("stroke", style.OWN), ("stroke-opacity", "0.35"), ("font-weight", "700"), ("font-size", "10")}
    assert looks <= said and any(name == "stroke-dasharray" for name, _ in said)
    assert any(name == "transform" and "rotate(-90" in value for name, value in said)


def test_places_have_one_decimal(plain):
    for element in plain.iter():
        for name in ("d", "x", "y", "viewBox"):
            parts = element.get(name, "").replace("L", " ").replace("M", " ").replace("C", " ").split()
            assert not [part for part in parts if len(part.partition(".")[2].rstrip("z")) > 1], element.attrib


def test_a_look_that_a_group_says_is_inherited_by_all_in_it():
    group = '<g id="a"><path d="M 1 2" style="fill: none; stroke: #111111"/><path d="M 3 4" style="{}"/></g>'
    space = 'xmlns="http://www.w3.org/2000/svg"'

    def plain(second):
        return svg.plain(f"<svg {space}>{group.format(second)}</svg>".encode()).decode()

    same = plain("fill: none; stroke: #111111")
    assert same.count("#111111") == 1 and 'id="a" fill="none" stroke="#111111"' in same
    other = plain("fill: none; stroke: #222222")
    assert other.count('fill="none"') == 1 and other.count("#111111") == other.count("#222222") == 1
    none = plain("fill: none")  # shows nothing
    assert none.count("<path") == 1 and none.count("#111111") == 1


def test_what_is_moved_twice_is_moved_twice():
    inner = '<path d="M 1 2" transform="rotate(-90)" style="stroke: #111111"/>'
    moved = svg.plain(f'<svg xmlns="{SPACE[1:-1]}"><g transform="translate(3 4)">{inner}</g></svg>'.encode()).decode()
    assert "translate(3 4)" in moved and "rotate(-90)" in moved


def test_a_chart_has_its_words_as_text_in_our_fonts_both_wide_and_narrow():
    row = {"title": "A", "unit": "percent", "decimals": 1, "own": Interval(20.0, 19.0, 21.0)}
    row |= {"municipality": Interval.exact(44), "nl": Interval.exact(57), "others": [Interval.exact(30)]}
    drawing = charts.dot_strips(pd.DataFrame([row]), "B", Text("nl"))
    for image in (drawing.svg, drawing.narrow):
        root = ElementTree.fromstring(image)
        assert {"A", "20%", "B"} <= {text.text for text in root.iter(f"{SPACE}text")}
        assert root.get("font-family") == "Source Sans Pro, DejaVu Sans"
    width = float(ElementTree.fromstring(drawing.narrow).get("viewBox").split()[2])
    assert width == pytest.approx(340 * 72 / 96, abs=0.1) and drawing.width == 730


def test_an_empty_group_is_left_out_whatever_it_says():
    empty = ElementTree.Element("g", {"id": "nothing"})
    assert svg._kept(empty) == []
    ElementTree.SubElement(empty, "path", {"id": "line"})
    assert svg._kept(empty) == [empty]
