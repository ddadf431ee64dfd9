"""The factsheet on paper, set by Typst: two pages to hand out, and the whole as background; A4, tagged (PDF/UA-1).

Text reaches the templates as data (JSON), never as markup. Date and identifiers are fixed, so the same blocks give the
same bytes. Links lead to the addresses of sources, and in the background to its own sections; where web pages will
stand is not known, so they are linked by their names, as files beside this one.
"""

import base64
import hashlib
import json
import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from itertools import chain, product
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.blocks.model import Block, Columns, Figure, Fold, Spine, StripRow, Table
from helpers.blocks.notebook import leaves
from helpers.colours import PALETTE
from helpers.pages.factsheet import Section, addresses, page_name, publishers
from helpers.pages.handout import Side, explained, leaner, sides, subject_of, unfolded
from helpers.pages.pdf_tags import pages_of, with_row_headers
from helpers.pages.typeset import forget, typeset
from helpers.words import fonts
from helpers.words.text import Text

_TEMPLATES = Path(__file__).parent / "templates"


MOST_PAGES = 12  # of a background PDF: more is made all the same, and told to who runs it


_LINE = 130  # signs of small print in the width of a page


_NARROW = 340  # pixels: how wide a drawing for a narrow place is


_LONGEST_ALT = 500  # signs of what is said of a strip


class TooLongError(ValueError):
    """A side of a hand-out does not fit on its page, whatever gives way."""


def background_pdf(area: pd.Series, sections: list[Section], language: str, sources: pd.DataFrame) -> bytes:
    """The whole factsheet of an area as PDF, folded parts too; where that is too long, their titles in their place.

    area: row of the table `areas`; sections: as `factsheet.sections` gives them; sources: the table, for its addresses.
    Raises GlyphError for a sign that the fonts lack, TypstError when the document cannot be set or is not PDF/UA-1.
    """
    text = Text(language)
    blocks = [block for section in sections for block in section.blocks]
    with tempfile.TemporaryDirectory(prefix="kansrijk-pdf-") as folder:
        desk = _Desk(Path(folder), text, _about(area, text, "background", blocks))
        content = {
            "subtitle": text("factsheet.subtitle", municipality=area["municipality"], province=area["province"]),
            "intro": text("factsheet.intro"),
            "sources": _addresses(blocks, text, sources),
        }
        shorter = [replace(one, blocks=unfolded(one.blocks, text)) for one in sections]
        # What gives way, while it is too long: first what to watch out for is torn from its figure, then folds go.
        for shown, torn in product((sections, shorter), (False, True)):
            parts = {"sections": [_section(desk, one) for one in shown], "torn": torn}
            document = desk.document("background", content | parts)
            if pages_of(document) <= MOST_PAGES:
                break
        return with_row_headers(document)


def _section(desk: "_Desk", section: Section) -> dict[str, Any]:
    """A section as the template wants it."""
    named = {"title": section.title, "line": section.line, "counts": section.counts}
    return named | {"blocks": [desk.block(block) for block in section.blocks]}


def handout_pdf(area: pd.Series, sections: list[Section], language: str, sources: pd.DataFrame) -> bytes:
    """The hand-out of an area as PDF: its first section on the front, all else on the back.

    area, sections, sources, errors: as for `background_pdf`. What does not fit gives way (`handout.leaner`); raises
    TooLongError when a side is too long even so.
    """
    text = Text(language)
    blocks = [block for section in sections for block in section.blocks]
    with tempfile.TemporaryDirectory(prefix="kansrijk-pdf-") as folder:
        desk = _Desk(Path(folder), text, _about(area, text, "handout", blocks))
        common = {"sources": _addresses(blocks, text, sources), "page": f"factsheet.{language}.html"}
        front, back = sides(sections)
        content = common | {
            "front": _fitting(desk, "front", front, common),
            "back": _fitting(desk, "back", back, common),
        }
        return with_row_headers(desk.document("handout", content))


def _fitting(desk: "_Desk", name: str, side: Side, common: dict[str, Any]) -> dict[str, Any]:
    """A side as the template wants it, the fullest that is one page of the first kind of which there is one.

    What words mean stands there only where room is left: nothing gives way for it.
    """

    def fits(one: Side) -> bool:
        return desk.pages("handout", common | {"front": None, "back": None, name: _parts(desk, one)}) == 1

    for stage in chain([[side]], leaner(side, desk.text)):
        if fits(stage[-1]):
            fullest = stage[bisect_left(stage, True, hi=len(stage) - 1, key=fits)]
            return _parts(desk, next(filter(fits, explained(fullest, desk.text)), fullest))
    raise TooLongError(f"the {name} of the hand-out does not fit on one page, whatever is left out")


def _parts(desk: "_Desk", side: Side) -> dict[str, Any]:
    return {part.name: [desk.block(block) for block in getattr(side, part.name)] for part in fields(Side)}


def _about(area: pd.Series, text: Text, kind: str, blocks: Iterable[Block]) -> dict[str, Any]:
    """What a document says of itself on every page, and the words and colours of its template."""
    labels = {name: text(f"block.{name}") for name in ("source", "caveat", "figure")}
    return {
        "kind": kind,
        "title": f"{area['name']}: {text(f'{kind}.title')}",
        "author": "Kansrijke Wijk notebooks",
        "language": text.language,
        "area": area["name"],
        "kicker": text("factsheet.kicker"),
        "footer": text(f"{kind}.footer", publishers=publishers(blocks, text)),
        "labels": labels | {name: text(f"page.{name}") for name in ("contents", "sources", "to_page")},
        "colours": {name: colour.light for name, colour in PALETTE.items()},
    }


def _addresses(blocks: Iterable[Block], text: Text, sources: pd.DataFrame) -> list[dict[str, str]]:
    """The sources that blocks name and that have an address for readers: credit line and address, each once."""
    named = "\n".join(block.source for block in leaves(blocks) if isinstance(block, Table | Figure | Spine))
    known = addresses(sources, text).items()
    return [{"credit": credit, "address": address} for credit, address in known if credit in named]


class _Desk:
    """Where documents are set: a folder with our templates and the drawings."""

    def __init__(self, root: Path, text: Text, about: dict[str, Any]):
        self.text = text
        self._root, self._about = root, about
        for path in _TEMPLATES.glob("*.typ"):
            shutil.copyfile(path, root / path.name)

    def document(self, template: str, content: dict[str, Any]) -> bytes:
        """The PDF that a template makes of its content; of all that was tried for it nothing stays in memory."""
        document = self._compile(template, content, pdf_standards=["ua-1"])
        forget()
        return document

    def pages(self, template: str, content: dict[str, Any]) -> int:
        """How many pages a template makes of its content, which may be a part of what belongs to a document."""
        return pages_of(self._compile(template, content, pdf_tags=False))

    def _compile(self, template: str, content: dict[str, Any], **how: Any) -> bytes:
        content = self._about | content
        fonts.check_drawable(_texts(content))
        words = json.dumps(content, ensure_ascii=False)
        for before in ("§ ", self.text("values.about", value="")):  # no line ends between these and what follows
            words = words.replace(before, before.replace(" ", "\u00a0"))
        (self._root / "data.json").write_text(words, encoding="utf-8")
        return typeset(self._root / f"{template}.typ", timestamp=0, **how)

    def block(self, block: Block) -> dict[str, Any]:
        """A block as the templates want it: figures as files, tables as rows of texts with column widths."""
        if isinstance(block, Table):
            return _table(block)
        if isinstance(block, Spine):
            whose = _spine(block, self.text, self._about["area"])
            in_table = [self.text("block.margins_on_page")] if subject_of(block) == "area" else []
            return whose | {"caveats": [*block.caveats, *in_table]}
        if isinstance(block, Columns):
            return block.model_dump(include={"kind", "layout"}) | {
                "parts": [[self.block(inner) for inner in part] for part in block.parts]
            }
        if isinstance(block, Fold):
            return block.model_dump(include={"kind", "summary"}) | {"parts": [self.block(part) for part in block.parts]}
        if isinstance(block, Figure):
            return self._figure(block)
        plain: dict[str, Any] = block.model_dump(mode="json")
        if block.kind == "note":
            plain["label"] = self.text(f"block.{block.tone}")
        if block.kind == "paragraph" and block.chapter:
            address = page_name(block.chapter, self.text.language)
            plain["to"] = {
                "address": address,
                "words": self.text("block.to_chapter_paper", chapter=block.chapter_number),
            }
        return plain

    def _figure(self, figure: Figure) -> dict[str, Any]:
        plain = figure.model_dump(include={"kind", "title", "alt", "source", "note", "caveats"})
        return plain | {
            "wide": self._drawing(figure.svg, figure.width),
            "narrow": self._drawing(figure.narrow, _NARROW) if figure.narrow else None,
        }

    def _drawing(self, svg: str, width: int) -> dict[str, Any]:
        """A drawing as a file, and its width at full size in millimetres (96 pixels are an inch)."""
        drawing = base64.b64decode(svg)
        name = f"{hashlib.sha256(drawing).hexdigest()}.svg"  # no part of a file name comes from a block
        (self._root / name).write_bytes(drawing)
        return {"file": name, "width": round(width / 96 * 25.4, 1)}


def _texts(content: object) -> Iterator[str]:
    """All texts in the data of a document; an id is not drawn."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        yield from _texts([part for key, part in content.items() if key != "id"])
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)


def _spine(spine: Spine, text: Text, area: str) -> dict[str, Any]:
    """A spine as the templates want it: large when its rows are about the area itself.

    area: the name of the area; of it, as of all areas together, the legend says more than the head of a column.
    """
    subject, figure = subject_of(spine), text("block.figure")
    heads = {
        "area": [figure, area],
        "group": [figure, text("block.together")],
        "district": [spine.table.columns[0].label, figure],
    }
    rows = [row.model_dump() | {"alt": _alternative(row)} for row in spine.rows]
    for row, before in zip(rows[1:], spine.rows, strict=False):
        row["group"] = "" if row["group"] == before.group else row["group"]
    return spine.model_dump(include={"kind", "title", "legend", "columns", "ticks", "source", "note"}) | {
        "rows": rows,
        "large": subject == "area",
        "heads": heads[subject],
    }


def _alternative(row: StripRow) -> str:
    """What the strip of a row shows, in words: all its marks, or without the districts when that is too long."""
    whole = "; ".join(mark.label for mark in row.marks)
    without = "; ".join(mark.label for mark in row.marks if mark.role != "district")
    return f"{row.name}: {whole if len(whole) <= _LONGEST_ALT else without}"


def _table(table: Table) -> dict[str, Any]:
    lengths = [max([len(c.label) / 2, *(len(row[i].text) for row in table.rows)]) for i, c in enumerate(table.columns)]
    texts = [" ".join([c.label, *(row[i].text for row in table.rows)]) for i, c in enumerate(table.columns)]
    return {
        "kind": "table",
        "title": table.title,
        "columns": [column.model_dump() for column in table.columns],
        "widths": _widths(lengths, [max(map(len, text.split()), default=0) for text in texts]),
        "rows": [[cell.text for cell in row] for row in table.rows],
        "highlight": table.highlight,
        "source": table.source,
        "caveats": table.caveats,
    }


def _widths(lengths: list[float], words: list[int]) -> list[float]:
    """Shares of columns, in signs: long texts get room, but not all of it, and the longest word always fits."""
    shares = [min(max(length, 11), 110) ** 0.8 for length in lengths]
    return [max(share * _LINE / sum(shares), word + 2) for share, word in zip(shares, words, strict=True)]
