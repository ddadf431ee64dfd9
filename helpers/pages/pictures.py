"""Drawings that travel alone: a figure or spine as an SVG file with its title and source, and as a PNG made of it.

Colours are plain values, text is text. The same block gives the same bytes.
"""

import base64
import io
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from helpers.blocks import drawings
from helpers.blocks.model import Figure, Spine
from helpers.colours import PALETTE
from helpers.files import digest
from helpers.pages import strips
from helpers.pages.typeset import typeset
from helpers.words import widths
from helpers.words.fonts import FAMILIES
from helpers.words.fonts import FONTS as FONT_FILES
from helpers.words.text import Text

_TEMPLATE = Path(__file__).parent / "templates" / "pictures.typ"
FONTS = f"{FAMILIES}, sans-serif"  # the reader's own where ours are not there
_MARGIN, _NARROWEST = 16, 480
_TITLE, _SMALL, _LEADING = 17, 13, 1.35
_PIXELS_PER_INCH = 144  # of a PNG: three for two pixels of the drawing
_COLOURS = 256  # that a picture with a palette can have
_LEVEL = 6  # of compression: a higher one takes seven times as long and saves seven in a hundred
_MADE_OF = "made-of"  # what a picture says of itself: the digest of its drawing and of how it was made


def svg(block: Figure | Spine, text: Text) -> bytes:
    """A drawing on paper of its own: title, drawing, note and source. The alternative text is its description."""
    drawn, drawn_width, drawn_height = _drawn(block)
    width = max(drawn_width, _NARROWEST) + 2 * _MARGIN
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "font-family": FONTS})
    SubElement(root, "title").text = block.title
    SubElement(root, "desc").text = block.alt if isinstance(block, Figure) else _said(block)
    paper = SubElement(root, "rect", {"width": f"{width:g}", "fill": PALETTE["paper"].light})
    y = _write(root, block.title, 10, width, _TITLE, bold=True) + 10
    drawn.set("transform", f"translate({_MARGIN} {y:g}) {drawn.get('transform', '')}".strip())
    root.append(drawn)
    y += drawn_height + 4
    for words in (getattr(block, "note", ""), f"{text('block.source')}: {block.source}"):
        y = _write(root, words, y, width, _SMALL)
    height = f"{round(y + 12, 1):g}"
    paper.set("height", height)
    root.attrib |= {"width": f"{width:g}", "height": height, "viewBox": f"0 0 {width:g} {height}"}
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=False))


def _drawn(block: Figure | Spine) -> tuple[Element, float, float]:
    """The drawing of a block as a group, and its size in pixels."""
    if isinstance(block, Spine):
        return strips.drawn(block)
    drawing = drawings.read(base64.b64decode(block.svg))
    _, _, width, height = (float(number) for number in drawing.get("viewBox", "0 0 1 1").split())
    scale = block.width / width
    look = {name: drawing.attrib[name] for name in ("stroke-linejoin", "fill", "stroke") if name in drawing.attrib}
    group = Element("g", look | {"transform": f"scale({scale:.4g})"})
    group.extend(drawing)
    return group, block.width, scale * height


def _said(block: Spine) -> str:
    """A spine in words: what is printed in its rows."""
    rows = [
        f"{row.name}: {row.figure}"
        + "".join(f"; {column.label} {printed}" for column, printed in zip(block.columns, row.printed, strict=True))
        for row in block.rows
    ]
    return ". ".join(rows)


def _write(root: Element, words: str, y: float, width: float, size: int, bold: bool = False) -> float:
    """Write a text in lines below y; returns where the next one may begin."""
    look = {"font-size": str(size), "fill": PALETTE["ink" if bold else "soft"].light}
    group = SubElement(root, "g", look | ({"font-weight": "bold"} if bold else {}))
    for line in widths.lines(words, size, width - 2 * _MARGIN, bold):
        y += size * _LEADING
        SubElement(group, "text", {"x": str(_MARGIN), "y": f"{round(y, 1):g}"}).text = line
    return y


def png(drawing: bytes, before: bytes | None = None) -> bytes:
    """A drawing (SVG) as a picture.

    before: the picture of an earlier run, which it is when that was made of the same drawing in the same way. Raises
    TypstError for a drawing that cannot be set.
    """
    made_of = digest(drawing, _made_with())
    if before is not None and _says(before) == made_of:
        return before
    with tempfile.TemporaryDirectory(prefix="kansrijk-png-") as folder:
        template = Path(shutil.copy(_TEMPLATE, folder))
        (template.parent / "drawing.svg").write_bytes(drawing)
        return with_palette(typeset(template, format="png", ppi=_PIXELS_PER_INCH), made_of)


@cache
def _made_with() -> str:
    """Digest of what makes a picture of a drawing."""
    files = [Path(__file__), Path(__file__).with_name("typeset.py"), _TEMPLATE, *FONT_FILES]
    return digest(*(path.read_bytes() for path in files), *(version(name) for name in ("typst", "pillow", "numpy")))


def _says(picture: bytes) -> str:
    """What a picture says that it was made of; empty when it says nothing."""
    try:
        return str(Image.open(io.BytesIO(picture)).info.get(_MADE_OF, ""))
    except UnidentifiedImageError:  # damaged: it is made again
        return ""


def with_palette(png: bytes, made_of: str = "") -> bytes:
    """A picture of a drawing with a number per pixel for its colour, in less than half of the bytes.

    The colours that are used most stay as they are: all of them where there are no more than 256, as in most drawings.
    Others, which are on the edges of lines that cross, become the nearest one. Nothing may be transparent.

    made_of: what the picture says of itself.
    """
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    counted = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    colours = np.array([colour for _, colour in counted], dtype=np.int32)[:, :3]
    palette = colours[:_COLOURS]
    apart = ((colours[_COLOURS:, None] - palette) ** 2).sum(axis=2)
    place = np.zeros(1 << 24, dtype=np.uint8)  # in the palette, by red, green and blue as one number
    place[colours @ [1, 1 << 8, 1 << 16]] = np.concatenate([np.arange(len(palette)), apart.argmin(axis=1)])
    pixels = np.frombuffer(picture.tobytes(), dtype="<u4") & 0xFFFFFF
    small = Image.frombytes("P", picture.size, place[pixels].tobytes())
    small.putpalette(palette.astype(np.uint8).tobytes())
    stream = io.BytesIO()
    about = PngInfo()
    about.add_text(_MADE_OF, made_of)
    small.save(stream, "PNG", compress_level=_LEVEL, pnginfo=about)
    return stream.getvalue()
