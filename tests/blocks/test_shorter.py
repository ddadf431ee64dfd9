"""A drawing said shorter is the same drawing: every mark has the look and the points that it had."""

import re
from xml.etree import ElementTree

import pytest

from helpers.blocks import shorter

CELLS = "".join(
    f'<path d="M{x} 0L{x + 9.5} 0L{x + 9.5} 8L{x} 8z" fill="{fill}" stroke="#ffffff" stroke-width="1.5"/>'
    for x, fill in zip(range(0, 60, 10), ["#111111"] * 4 + ["#222222", "#111111"], strict=True)
)
WORDS = '<text x="1" y="2" fill="#16212c" font-size="9">a</text>' * 3
DRAWING = f'<svg width="9"><g fill="#333333"><path d="M1 1L2 2" fill="none" stroke="#444444"/>{CELLS}{WORDS}</g></svg>'


def _marks(element, inherited):
    """Each mark with all that holds for it, in the order in which they are drawn."""
    own = inherited | {name: value for name, value in element.attrib.items() if element.tag != "svg"}
    if element.tag not in ("svg", "g"):
        yield element.tag, element.text, own
    for child in element:
        yield from _marks(child, own)


def test_marks_keep_their_look_and_order_in_fewer_bytes():
    before, after = ElementTree.fromstring(DRAWING), ElementTree.fromstring(DRAWING)
    shorter.gathered(after)
    assert list(_marks(after, {})) == list(_marks(before, {}))
    assert len(ElementTree.tostring(after)) < 0.75 * len(ElementTree.tostring(before))


def _tiles(drawing):
    """Each rectangle with all that holds for it, whatever path it is a part of."""
    root = ElementTree.fromstring(drawing) if isinstance(drawing, str) else drawing
    found = []
    for tag, _, look in _marks(root, {}):
        assert tag == "path"
        parts = re.findall("M[^M]*", look.pop("d"))
        found += [(part, tuple(sorted(look.items()))) for part in parts]
    return sorted(found)


def _joined(drawing):
    root = ElementTree.fromstring(drawing)
    shorter.joined(root)
    return root


def test_cells_of_one_look_become_one_path():
    drawing = f"<svg><g>{CELLS}</g></svg>"
    after = _joined(drawing)
    assert _tiles(after) == _tiles(drawing) and len(after[0]) == 2


OVER = '<path d="M0 0L9 0L9 8L0 8z" fill="#111111"/><path d="M5 0L15 0L15 8L5 8z" fill="#222222"/>'


@pytest.mark.parametrize(
    "cells",
    [
        OVER + OVER,  # one lies over another
        CELLS.replace('stroke="#ffffff"', 'stroke="#ffffff" stroke-opacity="0.5"'),
        CELLS.replace("L", "C1 1 1 1 "),
        re.sub(r'fill="[^"]*"', 'fill="none"', CELLS),
        re.sub(r"L(\S+) 8L", r"L\1 9L", CELLS),  # no rectangles
        CELLS.replace("<path", '<path transform="rotate(3)"'),
    ],
    ids=["over", "seen-through", "curved", "empty", "askew", "turned"],
)
def test_what_are_no_cells_stay_as_they_are(cells):
    drawing = f"<svg><g>{cells}</g></svg>"
    assert ElementTree.tostring(_joined(drawing)) == ElementTree.tostring(ElementTree.fromstring(drawing))


def test_cells_of_another_line_stay_in_their_order():
    lined = CELLS.replace("#ffffff", "#000000", 1)
    after = _joined(f"<svg><g>{lined}</g></svg>")
    assert [path.get("stroke") for path in after[0]] == ["#000000", "#ffffff", "#ffffff"]


def test_what_a_group_says_holds_for_its_cells():
    unfilled = re.sub(r' fill="[^"]*"', "", CELLS)
    for said in ('fill="none"', 'stroke-opacity="0.5"'):
        assert len(_joined(f"<svg><g {said}>{unfilled}</g></svg>")[0]) == 6


def _points(d):
    """Where a path goes, in tenths: absolute points, whichever way they are said."""
    at, begin, found = (0, 0), (0, 0), []
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        values = [round(10 * float(number)) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        if command == "z":
            at = begin
            found.append(("Z", at))
            continue
        if command in "hv":
            values = [values[0], 0] if command == "h" else [0, values[0]]
        base = at if command.islower() else (0, 0)
        points = [(x + base[0], y + base[1]) for x, y in zip(values[::2], values[1::2], strict=True)]
        at = points[-1]
        begin = at if command in "Mm" else begin
        found.append(({"h": "L", "v": "L"}.get(command, command.upper()), *points))
    return found


@pytest.mark.parametrize(
    "d",
    [
        "M10.5 2L30 2L30 7.5L10.5 7.5z",
        "M0 0L-0.3 0.4L100 -7.1L100 -7.1",
        "M1.1 2.2C3.3 4.4 5 6 7.7 8.8Q0 0 -1 -0.1L3 3zM4 4L4 5z",
        "M1 1L2 2zL5 5",
        "M100.1 100L102 100L102 102zM103.5 100L104 100L104 102z",
        f"M0 0{''.join(f'L{n / 10} {n * n % 97 / 10}' for n in range(500))}",
    ],
)
def test_a_path_goes_through_the_same_points(d):
    assert _points(shorter.path(d)) == _points(d)
    assert len(shorter.path(d)) <= len(d)


@pytest.mark.parametrize("d", ["", "L1 1", "M1 1H5", "M1 1l2 2", "M1e5 1L2 2"])
def test_a_path_of_another_kind_stays(d):
    assert shorter.path(d) == d
