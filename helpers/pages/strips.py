"""A spine drawn at one width, for files and pictures: on a page its strips take any width instead."""

from xml.etree.ElementTree import Element, SubElement

from helpers.blocks.model import Legend, Mark, Role, Spine, StripRow
from helpers.colours import PALETTE
from helpers.words import widths

_WIDTH = 760  # pixels
_NAME, _VALUE, _PRINTED = 210, 76, 60  # columns
_STRIP, _LINE = 38, 17  # heights of a strip, and of a line of words
_DENSE, _DENSE_LANES = 22, 31  # heights of a strip whose marks stand in one lane, and of such a one with lanes
_GAP = 12
_BODY, _SMALL = 14, 12.5
_LANE, _DENSE_LANE = 4.4, 3.75
_LANES: dict[Role, float] = {"similar": -13, "municipality": 13}  # all others stand in the middle of a strip

# Role: shape, colour, and whether it is an outline.
_SHAPES: dict[Role, tuple[str, str, bool]] = {
    "area": ("M0-7.5 7.5 0 0 7.5-7.5 0Z", "own", False),
    "district": ("M-2.7 0A2.7 2.7 0 1 0 2.7 0A2.7 2.7 0 1 0-2.7 0Z", "own", False),
    "similar": ("M-4.6 0A4.6 4.6 0 1 0 4.6 0A4.6 4.6 0 1 0-4.6 0Z", "better", True),
    "municipality": ("M-4-4H4V4H-4Z", "ink", False),
    "nl": ("M0-8V8", "ink", True),
    "group": ("M0-6 6 0 0 6-6 0Z", "other", True),
}
_ORDER: tuple[Role, ...] = ("nl", "district", "similar", "municipality", "group", "area")  # the last lies on top


def drawn(block: Spine) -> tuple[Element, float, float]:
    """The rows of a spine with legend and axis as a group of SVG, and its width and height in pixels."""
    group = Element("g", {"font-size": str(_BODY), "fill": _colour("ink")})
    left, right = _NAME + _VALUE + _GAP, _WIDTH - _PRINTED * len(block.columns) - _GAP
    y = _legend(group, block.legend)
    top = y
    behind = SubElement(group, "g", {"stroke": _colour("grid")})
    before = ""
    for row in block.rows:
        if row.group and row.group != before:
            y += _LINE + 6
            _text(group, 0, y, row.group, _BODY, bold=True)
            y += 6
        before = row.group
        y += _row(group, block, row, y, left, right)
    for tick in block.ticks:
        x = _at(tick.at, left, right)
        SubElement(behind, "path", {"d": f"M{x:g} {top:g}V{y:g}"})
        _text(group, x, y + _LINE, tick.text, _SMALL, soft=True, anchor="middle")
    return group, _WIDTH, y + _LINE + 8


def _legend(group: Element, legend: list[Legend]) -> float:
    """The words for the marks, in as many lines as they need; returns where they end."""
    x, y = 0.0, float(_LINE)
    for one in legend:
        room = 24 + widths.width(one.label, _SMALL)
        if x and x + room > _WIDTH:
            x, y = 0.0, y + _LINE + 4
        _shape(group, x + 9, y - 4, one.role, one.open)
        _text(group, x + 22, y, one.label, _SMALL, soft=True)
        x += room + 18
    return y + 10


def _row(group: Element, block: Spine, row: StripRow, y: float, left: float, right: float) -> float:
    """A row from y on; returns its height."""
    names = widths.lines(row.name, _BODY, _NAME - 8, bold=True)
    details = widths.lines(row.detail, _SMALL, _NAME - 8)
    strip, room = _strip_of(block, row), 0 if block.dense else 6
    height = max(strip + room, _LINE * (len(names) + len(details)) + room + 4)
    middle = y + height / 2
    SubElement(group, "path", {"d": f"M0 {y:g}H{_WIDTH}", "stroke": _colour("rule")})
    line = middle - _LINE * (len(names) + len(details)) / 2
    for words, size, soft in [*((name, _BODY, False) for name in names), *((more, _SMALL, True) for more in details)]:
        line += _LINE
        _text(group, 0, line - 4, words, size, bold=not soft, soft=soft)
    size = min(18, 18 * (_VALUE - 4) / widths.width(row.figure, 18, bold=True)) if row.figure else 18
    value = _text(group, _NAME + _VALUE, middle + 6, row.figure, round(size, 1), bold=True, anchor="end")
    value.set("fill", _colour("soft" if row.soft else "own"))
    for role in _ORDER:
        for mark in row.marks:
            if mark.role == role:
                _mark(group, mark, middle + _lane(block, mark), left, right, strip / 2)
    for number, (column, printed) in enumerate(zip(block.columns, row.printed, strict=True), 1):
        end = right + _GAP + _PRINTED * number
        _text(group, end, middle + 5, printed, _SMALL, anchor="end")
        _shape(group, end - widths.width(printed, _SMALL) - 11, middle, column.role, column.open)
    return height


def _strip_of(block: Spine, row: StripRow) -> int:
    if not block.dense:
        return _STRIP
    return _DENSE_LANES if any(mark.lane for mark in row.marks) else _DENSE


def _lane(block: Spine, mark: Mark) -> float:
    """How far from the middle of its strip a mark stands."""
    if block.dense:
        return _DENSE_LANE * mark.lane
    return _LANE * mark.lane if mark.role == "district" else _LANES.get(mark.role, 0)


def _mark(group: Element, mark: Mark, y: float, left: float, right: float, half: float) -> None:
    """half: of the height of its strip."""
    x = _at(mark.at, left, right)
    if mark.limits:
        low, high = (_at(limit, left, right) for limit in mark.limits)
        look = {"stroke": _colour(_SHAPES[mark.role][1]), "stroke-width": "4", "stroke-opacity": "0.45"}
        SubElement(group, "path", {"d": f"M{low:g} {y:g}H{high:g}"} | look)
    if mark.role == "nl":  # as high as the strip: marks in the middle must not hide it
        SubElement(
            group, "path", {"d": f"M{x:g} {y - half:g}V{y + half:g}", "stroke": _colour("ink"), "stroke-width": "2.4"}
        )
    shape = _shape(group, x, y, mark.role, mark.open)
    SubElement(shape, "title").text = mark.label


def _shape(group: Element, x: float, y: float, role: Role, open: bool) -> Element:
    """A mark on a halo of paper; an open one is hollow, or dashed where the shape is an outline as it is."""
    path, name, outline = _SHAPES[role]
    colour, paper = _colour(name), _colour("paper")
    mark = SubElement(group, "g", {"transform": f"translate({x:g} {y:g})"})
    SubElement(mark, "path", {"d": path, "fill": paper, "stroke": paper, "stroke-width": "3.6"})
    look = {"fill": paper if open or outline else colour, "stroke": colour, "stroke-width": "2.4" if outline else "1.6"}
    if open and outline:
        look["stroke-dasharray"] = "2.5 2"
    SubElement(mark, "path", {"d": path} | look)
    return mark


def _text(
    group: Element,
    x: float,
    y: float,
    words: str,
    size: float,
    bold: bool = False,
    soft: bool = False,
    anchor: str = "",
) -> Element:
    look = {"x": f"{round(x, 1):g}", "y": f"{round(y, 1):g}"}
    look |= {"font-size": f"{size:g}"} if size != _BODY else {}
    look |= {"font-weight": "bold"} if bold else {}
    look |= {"fill": _colour("soft")} if soft else {}
    look |= {"text-anchor": anchor} if anchor else {}
    element = SubElement(group, "text", look)
    element.text = words
    return element


def _at(percent: float, left: float, right: float) -> float:
    return round(left + percent * (right - left) / 100, 1)


def _colour(name: str) -> str:
    return PALETTE[name].light
