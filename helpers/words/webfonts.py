"""Small fonts that a page brings along: the signs that drawings use, of the fonts of `words.fonts`, as WOFF2.

They stand beside this module as files: making them takes seconds, and every kernel would pay.
`python -m helpers.words.webfonts` makes them anew, with the packages for development (WOFF2 is packed by brotli); a
test compares their shapes with those of the fonts.
"""

import base64
import io
from functools import cache
from pathlib import Path

from helpers.words.fonts import FONTS, TEXT_FONTS

FOLDER = Path(__file__).parent / "woff2"

_LATIN = "".join(chr(code) for first, last in ((0x20, 0x7E), (0xA0, 0xFF)) for code in range(first, last + 1))
SIGNS = _LATIN + "–−×≈≥≤€“”‘’…←→↑↓◆"
_DOTS = "●○"  # marks of matrices, which Source Sans lacks

_WEIGHTS = {"Regular": 400, "Bold": 700}

# Fonts of readers' machines, and how wide Source Sans is beside them in running text, per cent by weight: in this size
# their text breaks into the same lines, so that nothing moves when the font comes, or when it never does.
STAND_INS = {
    "Like Arial": (("Arial", "Liberation Sans", "Helvetica", "Roboto"), {"Regular": 92.8, "Bold": 92.2}),
    "Like Verdana": (("DejaVu Sans", "Verdana"), {"Regular": 81.5, "Bold": 76.7}),
}
_ASCENT, _DESCENT = 98.4, 27.3  # of Source Sans, per cent of its size


def made() -> dict[Path, bytes]:
    """The small fonts by the file that each belongs in."""
    found = {FOLDER / f"{path.stem}.woff2": _subset(path, SIGNS) for path in TEXT_FONTS}
    dejavu = next(path for path in FONTS if path not in TEXT_FONTS)
    return found | {FOLDER / f"{dejavu.stem}.woff2": _subset(dejavu, _DOTS)}


def _subset(path: Path, signs: str) -> bytes:
    """A font with these signs only, without hinting (screens smooth), kerning (a quarter of the bytes) and names."""
    from fontTools import subset  # slow to import, and only needed here

    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 14], notdef_outline=True, flavor="woff2")
    options.drop_tables += ["FFTM", "MATH"]
    font = subset.load_font(str(path), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=signs)
    subsetter.subset(font)
    stream = io.BytesIO()
    subset.save_font(font, stream, options)
    return stream.getvalue()


@cache
def font_faces() -> str:
    """The rules of a style sheet that bring the fonts along as data."""
    faces = [_face("Source Sans Pro", f"SourceSansPro-{name}", weight) for name, weight in _WEIGHTS.items()]
    return "\n".join([*stand_ins(), *faces, _face("DejaVu Sans", "DejaVuSans", 400)])


def stand_ins() -> list[str]:
    """The rules for fonts of the reader's machine that take as much room as Source Sans."""
    return [
        _stand_in(family, [f"{name} Bold" if style == "Bold" else name for name in local], style, size)
        for family, (local, sizes) in STAND_INS.items()
        for style, size in sizes.items()
    ]


def _stand_in(family: str, names: list[str], style: str, size: float) -> str:
    sources = ", ".join(f'local("{name}")' for name in names)
    overrides = f"ascent-override: {100 * _ASCENT / size:.1f}%; descent-override: {100 * _DESCENT / size:.1f}%;"
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {_WEIGHTS[style]}; src: {sources}; '
        f"size-adjust: {size}%; {overrides} line-gap-override: 0%; }}"
    )


def _face(family: str, stem: str, weight: int) -> str:
    data = base64.b64encode((FOLDER / f"{stem}.woff2").read_bytes()).decode("ascii")
    source = f'url("data:font/woff2;base64,{data}") format("woff2")'
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: {source}; }}'


if __name__ == "__main__":
    for path, content in made().items():
        path.write_bytes(content)
