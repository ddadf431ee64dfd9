"""How wide a text is in our fonts, and where it breaks into lines: for drawings that matplotlib does not make."""

from functools import cache

from matplotlib.ft2font import FT2Font, LoadFlags

from helpers.words.fonts import TEXT_FONTS

_SIZE = 100  # pixels, at which signs are measured
_UNKNOWN = 0.6  # of the size: for a sign of another font


@cache
def _font(bold: bool) -> FT2Font:
    font = FT2Font(TEXT_FONTS[bold])
    font.set_size(_SIZE, 72)
    return font


@cache
def _advance(sign: str, bold: bool) -> float:
    """The width of a sign as a part of the size of the text."""
    font = _font(bold)
    if not font.get_char_index(ord(sign)):
        return _UNKNOWN
    return font.load_char(ord(sign), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / _SIZE


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in the unit of `size`, without kerning (which makes it narrower)."""
    return size * sum(_advance(sign, bold) for sign in text)


def lines(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """A text as lines that fit in `room`, broken at blanks; a word that is wider has a line for itself."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size, bold) <= room:
            found[-1] = longer
        else:
            found.append(word)
    return found
