"""Drawings in fewer bytes that look the same: a slow phone shows a page when all of it has come.

What neighbours have in common stands once, in a group around them, cells of one look are one path, and a path goes by
steps from point to point.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, groupby
from xml.etree.ElementTree import Element

# Looks that what is in a group inherits, in the order in which groups are made: pens first, which most have in common.
_LOOKS = (
    ("stroke", "stroke-width", "stroke-linejoin", "stroke-linecap", "stroke-dasharray", "stroke-opacity"),
    ("fill", "fill-opacity", "font-size", "font-weight", "text-anchor"),
)
LOOK = frozenset(name for names in _LOOKS for name in names)
_FEW = 3  # neighbours for whom a group is longer than what it saves
_PART = re.compile(r"[A-Za-z]|-?[\d.]+")
_NUMBERS = {"M": 2, "L": 2, "C": 6, "Q": 4, "z": 0}  # of each command that matplotlib writes


_Box = tuple[Decimal, Decimal, Decimal, Decimal]  # left, top, right, bottom


def joined(element: Element, around: dict[str, str] | None = None) -> None:
    """Make one path of all cells of one look that stand beside each other; all through an element.

    Cells are filled rectangles, of which none lies over another; their lines are the same and hide what is below. So it
    does not matter which of them is drawn first. around: what holds for the element.
    """
    said = (around or {}) | element.attrib
    for child in element:
        joined(child, said)
    runs = groupby(element, lambda child: _edge(child, said))
    element[:] = [one for edge, run in runs for one in (run if edge is None else _by_look(list(run)))]


def _edge(child: Element, around: dict[str, str]) -> tuple[str | None, ...] | None:
    """How the line around a cell looks; None for anything that is no cell."""
    look = around | child.attrib
    plain = child.tag == "path" and child.attrib.keys() <= LOOK | {"d"}
    seen_through = look.get("fill") == "none" or {"stroke-opacity", "stroke-dasharray"} & look.keys()
    if not plain or seen_through or not _box(look.get("d", "")):
        return None
    return tuple(look.get(name) for name in _LOOKS[0])


def _box(d: str) -> _Box | None:
    """The rectangle that a path draws, if it draws one and nothing else."""
    parts = _PART.findall(d)
    if [part for part in parts if part.isalpha()] != [*"MLLLz"]:
        return None
    numbers = [Decimal(part) for part in parts if not part.isalpha()]
    (left, right), (top, bottom) = ((min(places), max(places)) for places in (numbers[::2], numbers[1::2]))
    corners = {(left, top), (right, top), (right, bottom), (left, bottom)}
    return (left, top, right, bottom) if {*zip(numbers[::2], numbers[1::2], strict=True)} == corners else None


def _by_look(cells: list[Element]) -> list[Element]:
    """A path for each look that cells have; the cells themselves where one lies over another."""
    boxes = [box for cell in cells if (box := _box(cell.attrib["d"]))]
    if any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for one, other in combinations(boxes, 2)
    ):
        return cells
    paths: dict[tuple[tuple[str, str], ...], Element] = {}
    for cell in cells:
        d = cell.attrib.pop("d")
        path = paths.setdefault(tuple(cell.items()), Element("path", {"d": ""} | cell.attrib))
        path.attrib["d"] += d
    return list(paths.values())


def gathered(element: Element) -> None:
    """Put neighbours that have a look in common into a group that says it once; all through an element."""
    for child in element:
        gathered(child)
    if element.tag in ("svg", "g"):
        _gather(element, _LOOKS)


def _gather(element: Element, looks: tuple[tuple[str, ...], ...]) -> None:
    if not looks:
        return
    found: list[Element] = []
    for look, same in groupby(element, lambda child: [(name, child.get(name)) for name in looks[0]]):
        neighbours = list(same)
        said = {name: value for name, value in look if value is not None}
        if said and len(neighbours) >= _FEW:
            group = Element("g", said)
            group.extend(neighbours)
            for child in neighbours:
                child.attrib = {name: value for name, value in child.attrib.items() if name not in said}
            _gather(group, looks[1:])
            found.append(group)
        else:
            alone = Element("g")
            alone.extend(neighbours)
            _gather(alone, looks[1:])
            found.extend(alone)
    element[:] = found


def path(d: str) -> str:
    """A path by its steps; as it is when it has another command than matplotlib writes. Its points are the same.

    >>> path("M10.5 2L30 2L30 7.5L10.5 7.5z")
    'M10.5 2L30 2v5.5h-19.5z'
    """
    parts = _PART.findall(d)
    if not parts or parts[0] != "M" or not {part for part in parts if part.isalpha()} <= set(_NUMBERS):
        return d
    return "".join(_steps(iter(parts)))


def _steps(parts: Iterator[str]) -> Iterator[str]:
    at = begin = (Decimal(0), Decimal(0))
    for command in parts:
        points = [Decimal(next(parts)) for _ in range(_NUMBERS[command])]
        if command == "z":
            at = begin
            yield "z"
            continue
        steps = [point - at[number % 2] for number, point in enumerate(points)]
        at = points[-2], points[-1]
        begin = at if command == "M" else begin
        yield min(command + _joined(points), _step(command.lower(), steps), key=len)


def _step(command: str, steps: list[Decimal]) -> str:
    if command == "l" and not steps[1]:
        return "h" + _joined(steps[:1])
    if command == "l" and not steps[0]:
        return "v" + _joined(steps[1:])
    return command + _joined(steps)


def _joined(numbers: list[Decimal]) -> str:
    """Numbers without what a reader of paths does not need: zeros before a point, spaces before a minus."""
    short = [re.sub(r"^(-?)0\.", r"\1.", f"{number.normalize():f}") if number else "0" for number in numbers]
    return " ".join(short).replace(" -", "-")
