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
        f"M0 0{''.join(f'L{n / 10} {n * n % 97 / 10}' for n in range(500))}",
    ],
)
def test_a_path_goes_through_the_same_points(d):
    assert _points(shorter.path(d)) == _points(d)
    assert len(shorter.path(d)) <= len(d)


@pytest.mark.parametrize("d", ["", "L1 1", "M1 1H5", "M1 1l2 2", "M1e5 1L2 2"])
def test_a_path_of_another_kind_stays(d):
    assert shorter.path(d) == d
