"""What is in a PDF, read with pikepdf: its tags, its bookmarks and links, the size and font of every text."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pikepdf
from pypdf import PdfReader


@dataclass(frozen=True)
class Tag:
    """A structure element: kind without its slash, depth, and the element itself."""

    kind: str
    depth: int
    element: pikepdf.Object


@dataclass(frozen=True)
class Words:
    """A piece of text as it is drawn: page from 1, name of its font, size in points, and its place from the foot."""

    page: int
    font: str
    size: float
    y: float


def opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document))


def tags(pdf: pikepdf.Pdf) -> list[Tag]:
    """All structure elements, in reading order."""
    return list(_below(pdf.Root.StructTreeRoot, 0))


def below(element: pikepdf.Object) -> list[Tag]:
    """The structure elements below one, in reading order."""
    return list(_below(element, 0))


def _below(node, depth) -> Iterator[Tag]:
    kids = node.get("/K", [])
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield Tag(str(kid.S)[1:], depth, kid)
            yield from _below(kid, depth + 1)


def pages_of(pdf: pikepdf.Pdf, element: pikepdf.Object) -> list[int]:
    """The numbers of the pages on which an element has something, in order."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    parts = [element, *(tag.element for tag in below(element))]
    return sorted({numbers[part.Pg.objgen] for part in parts if "/Pg" in part})


def addresses(pdf: pikepdf.Pdf) -> list[str]:
    """Where links lead that leave the document."""
    return [str(note.A.URI) for note in _annotations(pdf) if "/A" in note and "/URI" in note.A]


def inner_links(pdf: pikepdf.Pdf) -> int:
    """How many links stay in the document."""
    return sum("/Dest" in note or "/D" in note.get("/A", {}) for note in _annotations(pdf))


def _annotations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        yield from page.get("/Annots", [])


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    """Titles of all bookmarks, in order."""
    with pdf.open_outline() as outline:
        return [title for item in outline.root for title in _titles(item)]


def _titles(item) -> Iterator[str]:
    yield item.title
    for child in item.children:
        yield from _titles(child)


Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


def words(pdf: pikepdf.Pdf) -> list[Words]:
    """Every piece of text of every page, those in drawings too."""
    return [piece for number, page in enumerate(pdf.pages, 1) for piece in _drawn(page, page, _SAME, number)]


def _drawn(content, owner, start: Matrix, number: int) -> Iterator[Words]:
    resources = owner.get("/Resources", {})
    place, kept, text, font, size = start, [], _SAME, "", 0.0
    for operands, operator in pikepdf.parse_content_stream(content):
        match str(operator):
            case "q":
                kept.append((place, font, size))
            case "Q":
                place, font, size = kept.pop()
            case "cm":
                place = _after(_numbers(operands), place)
            case "BT":
                text = _SAME
            case "Tm":
                text = _numbers(operands)
            case "Tf":
                font, size = str(resources.Font[str(operands[0])].BaseFont).split("+")[-1], float(operands[1])
            case "Tj" | "TJ":
                a, b, c, d, _, y = _after(text, place)
                yield Words(number, font, size * math.sqrt(abs(a * d - b * c)), y)
            case "Do":
                yield from _of_form(resources.XObject[str(operands[0])], owner, place, number)


def _of_form(inner, owner, place: Matrix, number: int) -> Iterator[Words]:
    if inner.get("/Subtype") == "/Form":
        own = _numbers(inner.get("/Matrix", _SAME))
        yield from _drawn(inner, inner if "/Resources" in inner else owner, _after(own, place), number)


def _numbers(operands) -> Matrix:
    return tuple(float(number) for number in operands)


def _after(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def texts(document: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def named(tree: pikepdf.Object) -> list[str]:
    """The names in a name tree."""
    return list(pikepdf.NameTree(tree))


def of_table(cell: pikepdf.Object) -> pikepdf.Object:
    """What a cell says of itself as part of a table."""
    return next(attributes for attributes in cell.A if attributes.O == "/Table")


@dataclass(frozen=True)
class Shape:
    """What is filled: its colour, and the box around it, in points."""

    colour: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        return self.top - self.bottom


def shapes(pdf: pikepdf.Pdf, page: int) -> list[Shape]:
    """What is filled on a page (from 1), drawings left out."""
    place, kept, colour, path, found = _SAME, [], "", [], []
    for operands, operator in pikepdf.parse_content_stream(pdf.pages[page - 1]):
        name, numbers = str(operator), [float(one) for one in operands if isinstance(one, int | float | Decimal)]
        if name == "q":
            kept.append((place, colour))
        elif name == "Q":
            place, colour = kept.pop()
        elif name == "cm":
            place = _after(tuple(numbers), place)
        elif name in ("sc", "scn", "rg", "g"):
            grey = numbers * 3 if len(numbers) == 1 else numbers
            colour = "#" + "".join(f"{round(255 * part):02x}" for part in grey)
        elif name in ("m", "l", "c", "v", "y"):
            path += [_moved(place, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        elif name == "re":
            x, y, width, height = numbers
            path += [_moved(place, x, y), _moved(place, x + width, y + height)]
        elif name in ("f", "f*", "B", "B*", "S", "s", "n", "b", "b*"):
            if name[0] in "fBb" and path:
                across, up = zip(*path, strict=True)
                found.append(Shape(colour, min(across), max(across), min(up), max(up)))
            path = []
    return found


def _moved(place: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = place
    return a * x + c * y + e, b * x + d * y + f
