"""Drawings as small, plain SVG: what matplotlib writes, without all that shows nothing.

What is left are groups, paths, marks that are used several times, and words as text, all with attributes: a page's
policy allows no styles in elements. One place is a tenth of a point. Clips go: every mark stands inside its axes, which
`tests/marks.py` holds.
"""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from helpers.words.fonts import FAMILIES

# What is said once for a group holds for all in it.
_INHERITED = (
    "fill", "fill-opacity", "font-size", "font-weight", "stroke", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor",
)  # fmt: skip
_PLACES = {"d", "height", "transform", "viewBox", "width", "x", "y"}
_DROPPED = {"clip-path", "font-family", "stroke-dashoffset", "stroke-miterlimit", "style", "type"}
_NOT_DRAWN = {"metadata", "style", "clipPath"}
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_TURN = re.compile(r"rotate\(-?0 [^)]*\)")
_HREF = "{http://www.w3.org/1999/xlink}href"


def plain(svg: bytes) -> bytes:
    """A drawing of matplotlib (bytes of SVG) as small, plain SVG that looks the same; its marks keep their ids."""
    root = ElementTree.fromstring(svg)
    _tidy(root, {})
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        **{name: root.attrib[name] for name in ("width", "height", "viewBox") if name in root.attrib},
        "font-family": FAMILIES,
        "stroke-linejoin": "round",
    }
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=False))


def _tidy(element: Element, marks: dict[str, str]) -> None:
    """Make an element and all in it plain; marks: new ids of marks that are used, by their old ones."""
    element.tag = element.tag.rpartition("}")[2]
    element.tail = None
    if element.tag != "text":
        element.text = None
    element.attrib = _attributes(element.attrib, marks)
    for child in list(element):
        _tidy(child, marks)
        if child.tag in _NOT_DRAWN or (child.tag, child.get("fill"), child.get("stroke")) == ("path", "none", None):
            element.remove(child)
    if element.tag == "defs":  # where a mark is used, its look is said in full
        for mark in element:
            mark.attrib = {name: value for name, value in mark.attrib.items() if name in ("id", "d")}
    element[:] = [kept for child in element for kept in _kept(child)]
    _say_once(element)
    element[:] = [kept for child in element for kept in _kept(child)]  # groups that have nothing left to say


def _attributes(given: dict[str, str], marks: dict[str, str]) -> dict[str, str]:
    """The attributes of an element with its style among them; of its ids those of marks."""
    styles = dict(part.split(": ", 1) for part in given.get("style", "").split("; ") if part)
    found = {
        name: _rounded(value) if name in _PLACES else value
        for name, value in (given | styles).items()
        if name not in _DROPPED
    }
    if _HREF in found:
        found["href"] = f"#{marks[found.pop(_HREF)[1:]]}"
    if "font-size" in found:
        found["font-size"] = found["font-size"].removesuffix("px")
    if "d" in found:
        found["d"] = re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(found["d"].split()))
    if _TURN.fullmatch(found.get("transform", "")):
        del found["transform"]
    if re.fullmatch(r"[mC][0-9a-f_]{9,}", id := found.get("id", "")):  # of a mark in `defs`
        found["id"] = marks.setdefault(id, f"_{len(marks)}")
    elif "_" in id:  # matplotlib's own; `mark_id` writes no underscore
        del found["id"]
    return found


def _rounded(value: str) -> str:
    return _NUMBER.sub(lambda number: f"{round(float(number[0]), 1) or 0:g}", value)


def _kept(element: Element) -> list[Element]:
    """What is left of an element: nothing of an empty group, and of a group around a single thing the thing."""
    if element.tag == "g" and not element.attrib:
        return list(element)
    if element.tag in ("g", "defs") and not len(element):
        return []
    if element.tag == "g" and len(element) == 1 and not {"id", "transform"} & set(element[0].attrib):
        element[0].attrib = element.attrib | element[0].attrib
        return [element[0]]
    return [element]


def _say_once(group: Element) -> None:
    """Move what all in a group say of their look to the group."""
    drawn = [child for child in group if child.tag != "defs"]
    if group.tag != "g" or len(drawn) < 2:
        return
    for name in _INHERITED:
        said = {child.get(name) for child in drawn}
        if len(said) == 1 and None not in said and name not in group.attrib:
            group.attrib[name] = drawn[0].attrib[name]
            for child in drawn:
                del child.attrib[name]
