"""Drawings inside a page: only what draws, with ids of their own. Whatever else a file may hold is refused."""

import re
from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from helpers.blocks import shorter

_ELEMENTS = {"svg", "g", "defs", "path", "rect", "use", "text"}
_ATTRIBUTES = {
    "d", "fill", "fill-opacity", "font-family", "font-size", "font-weight", "height", "href", "id", "opacity",
    "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor",
    "transform", "viewBox", "width", "x", "y",
}  # fmt: skip
_VALUE = re.compile(r"#?[\w\s.,()%-]*")  # no address but that of a mark in the drawing
_NAMESPACE = "{http://www.w3.org/2000/svg}"


def read(svg: bytes) -> Element:
    """A drawing as the elements that it is made of, without namespaces.

    Raises ValueError that names the first thing which is not part of a drawing, and for what is no SVG.
    """
    if b"<!" in svg or b"<?" in svg:  # entities too: a short file may stand for a long one
        raise ValueError("a drawing has a declaration or a comment; expected elements and words only")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError(f"a drawing is no SVG: {error}") from None
    for element in root.iter():
        element.tag = element.tag.removeprefix(_NAMESPACE)
        if element.tag not in _ELEMENTS or (element.tag == "svg") != (element is root):
            raise ValueError(
                f"a drawing has an element {element.tag!a}; expected one of {', '.join(sorted(_ELEMENTS))}"
            )
        for name, value in element.attrib.items():
            address = name == "href" and not value.startswith("#")
            if name not in _ATTRIBUTES or address or not _VALUE.fullmatch(value) or "url(" in value.lower():
                raise ValueError(
                    f"a drawing has an attribute {name!a} of {value!a}; expected only how and where to draw"
                )
    return root


Looks = Callable[[dict[str, str]], str | None]  # a class for how marks look (attributes); None where none can say it


def inside_page(svg: bytes, name: str, css_class: str, looks: Looks | None = None) -> str:
    """A drawing as markup for the middle of a page; name: what its ids start with; css_class: of its first element.

    looks: the page's, for its marks; without, they say themselves how they look. It has no meaning of its own there:
    what it says stands in the element around it. Raises ValueError as `read`.
    """
    root = read(svg)
    used = {element.get("href", "") for element in root.iter()}
    for element in root.iter():
        if "href" in element.attrib:
            element.set("href", f"#{name}{element.attrib['href'][1:]}")
        if "id" in element.attrib:
            id = element.attrib.pop("id")
            if f"#{id}" in used:
                element.set("id", f"{name}{id}")
    shorter.joined(root)
    for element in root.iter("path"):
        element.set("d", shorter.path(element.get("d", "")))
    shorter.gathered(root)
    if looks:
        _by_class(root, looks)
    root.attrib |= {"class": css_class, "aria-hidden": "true"}
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _by_class(root: Element, looks: Looks) -> None:
    """Give everything in a drawing the class of its look instead of attributes."""
    for element in list(root.iter())[1:]:
        look = {name: value for name, value in element.attrib.items() if name in shorter.LOOK}
        found = looks(look) if look else None
        if found:
            others = {name: value for name, value in element.attrib.items() if name not in look}
            element.attrib = {"class": found} | others
