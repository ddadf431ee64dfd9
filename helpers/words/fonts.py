"""The fonts of charts and PDFs: Source Sans for text, DejaVu for signs that it lacks; both free, both in packages.

A sign that neither has would come out as a box, with wrong text behind it for who searches or listens: it is refused.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import font_source_sans_pro

_SOURCE_SANS = Path(font_source_sans_pro.__file__).parent / "files"


def _in_matplotlib(folder: str) -> Path:
    """A folder in matplotlib's data, without the import: who only reads tables does not need it."""
    spec = find_spec("matplotlib")
    assert spec and spec.origin  # it is a package that we require
    return Path(spec.origin).parent / "mpl-data" / folder


_DEJAVU = _in_matplotlib("fonts/ttf")


TEXT_FONTS = [_SOURCE_SANS / f"SourceSansPro-{style}.ttf" for style in ("Regular", "Bold")]


# All that a document may use: with whole folders, a font that draws boxes for everything would come along.
FONTS = [*TEXT_FONTS, *(_DEJAVU / f"{name}.ttf" for name in ("DejaVuSans", "DejaVuSans-Bold"))]


FAMILIES = "Source Sans Pro, DejaVu Sans"


_NOT_DRAWN = frozenset("\n\t")


class GlyphError(ValueError):
    """A text has a sign that no font of ours can draw; the message names sign, text and fonts."""


@cache
def _drawable() -> frozenset[str]:
    """Signs that every style of one of the two families has."""
    from matplotlib.ft2font import FT2Font

    signs = [set(map(chr, FT2Font(path).get_charmap())) for path in FONTS]
    return frozenset(signs[0] & signs[1] | signs[2] & signs[3] | _NOT_DRAWN)


def undrawable(text: str) -> str:
    """The signs of a text that no font has, each once, in words; empty when all can be drawn."""
    signs = sorted(set(text) - _drawable(), key=text.index)
    return ", ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')}" for sign in signs)


def check_drawable(texts: Iterable[str]) -> None:
    """Raise GlyphError for the first text with a sign that the fonts lack."""
    for text in texts:
        if signs := undrawable(text):
            raise GlyphError(f"{signs} in {text!r}: the fonts ({FAMILIES}) do not have it; write it otherwise")
