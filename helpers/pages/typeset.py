"""Typst: documents set with our fonts and no others, and the memory that it keeps given back."""

import ctypes
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import typst

from helpers.words import fonts

_LATER = 12  # documents after which Typst has forgotten one: it looks back at the last ten

_ALL_FONTS = "".join(f'#text(font: "{family}")[a *a*]' for family in fonts.FAMILIES.split(", "))


def typeset(template: Path, **how: Any) -> bytes:
    """What a template makes of the files in its folder, of which it sees no others.

    how: as for `typst.compile`. Raises TypstError when the document cannot be set.
    """
    document: bytes = typst.compile(
        str(template), root=str(template.parent), font_paths=_fonts(), ignore_system_fonts=True, **how
    )
    return document


@cache
def _fonts() -> typst.Fonts:
    """Read once: that takes longer than to set a picture."""
    with tempfile.TemporaryDirectory(prefix="kansrijk-fonts-") as folder:  # Typst looks for fonts in folders only
        for path in fonts.FONTS:
            shutil.copy(path, folder)
        found = typst.Fonts(False, False, [folder])
        # Typst reads a font when it is first used, and must have read all of them before the folder goes.
        typst.compile(_ALL_FONTS.encode(), font_paths=found, ignore_system_fonts=True)
    return found


def forget() -> None:
    """Give back what Typst keeps of the documents that it has set: some 300 MB after those of an area."""
    for _ in range(_LATER):
        typst.compile(b"", font_paths=_fonts())
    if sys.platform == "linux" and (give_back := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        give_back(0)  # glibc would keep it for later
