"""The factsheet on paper, set by Typst: two pages to hand out, and the whole as background; A4, tagged (PDF/UA-1).

Text reaches the templates as data (JSON), never as markup. Date and identifiers are fixed, so the same blocks give the
same bytes. Links lead to the sources; within a document to its sections; to the page that lies beside it by its name.
"""

import base64
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import typst

from helpers.blocks.model import Block, Columns, Figure, Fold, Spine, StripRow, Table
from helpers.blocks.notebook import leaves
from helpers.colours import PALETTE
from helpers.pages.factsheet import Section
from helpers.pages.handout import Handout, leaner
from helpers.pages.pdf_tags import pages_of, with_row_headers
from helpers.words import fonts
from helpers.words.text import Text

_TEMPLATES = Path(__file__).parent / "templates"


_LINE = 130  # signs of small print in the width of a page


_LONGEST_ALT = 500  # signs of what is said of a strip


_PAGES = 2  # of a hand-out


class TooLongError(ValueError):
    """A hand-out does not fit on its two pages, whatever gives way."""


def background_pdf(area: pd.Series, sections: list[Section], language: str, sources: pd.DataFrame) -> bytes:
    """The whole factsheet of an area as PDF, folded parts too.

    area: row of the table `areas`; sections: as `factsheet.sections` gives them; sources: the table, for its addresses.
    Raises GlyphError for a sign that the fonts lack, TypstError when the document cannot be set or is not PDF/UA-1.
    """
    text = Text(language)
    blocks = [block for section in sections for block in section.blocks]
    with _Desk(text) as desk:
        content = {
            "subtitle": text("factsheet.subtitle", municipality=area["municipality"], province=area["province"]),
            "intro": text("factsheet.intro"),
            "sources": _addresses(blocks, language, sources),
            "sections": [
                {
                    "title": section.title,
                    "line": section.line,
                    "counts": section.counts,
                    "blocks": [desk.block(block) for block in section.blocks],
                }
                for section in sections
            ],
        }
        return with_row_headers(desk.compile("background", _about(area, text, "background") | content))


def handout_pdf(area: pd.Series, sections: list[Section], language: str) -> bytes:
    """The hand-out of an area as PDF: its first section on the front, all else on the back.

    What does not fit gives way by `handout.leaner`. area, sections, errors: as for `background_pdf`; TooLongError when
    it does not fit even so.
    """
    text = Text(language)
    with _Desk(text) as desk:
        for wanted in leaner(Handout.of(sections), text("factsheet.more")):
            parts = {name: [desk.block(block) for block in blocks] for name, blocks in wanted.parts.items()}
            document = desk.compile("handout", _about(area, text, "handout") | parts)
            if pages_of(document) == _PAGES:
                return with_row_headers(document)
    raise TooLongError(f"the hand-out of {area['name']} does not fit on {_PAGES} pages")
