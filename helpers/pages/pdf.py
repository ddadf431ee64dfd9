"""The factsheet as a PDF: the blocks of the HTML page, set by Typst; A4, tagged (PDF/UA-1), figures as vectors.

Text reaches the template as data (JSON), never as markup. Date and identifiers are fixed, so the same blocks give
the same bytes.
"""

import base64
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import typst

from helpers.blocks.model import Block, Columns, Figure, Fold, Spine, Table
from helpers.pages.factsheet import Section
from helpers.words import fonts
from helpers.words.text import Text

_TEMPLATE = Path(__file__).parent / "templates" / "factsheet.typ"


_FIGURE_SCALE = 0.64  # of the size on screen (96 pixels an inch): text in figures becomes as large as the small print


_LINE = 130  # signs of small print in the width of a page


_ACCENT = "#1f4e8c"  # of sections without a theme


def factsheet_pdf(area: pd.Series, sections: list[Section], language: str, colours: dict[str, str]) -> bytes:
    """The factsheet of an area as PDF; its first section is page one.

    area: row of the table `areas`; sections: as `factsheet.sections` gives them; colours: of the themes.
    Raises GlyphError for a sign that the fonts lack, TypstError when the document cannot be set or is not PDF/UA-1.
    """
    text = Text(language)
    with tempfile.TemporaryDirectory(prefix="kansrijk-pdf-") as folder:
        root = Path(folder)
        content = {
            "title": f"{area['name']}: {text('factsheet.title')}",
            "author": "Kansrijke Wijk notebooks",
            "language": language,
            "area": area["name"],
            "kicker": text("factsheet.kicker"),
            "subtitle": text("factsheet.subtitle", municipality=area["municipality"], province=area["province"]),
            "intro": text("factsheet.intro"),
            "footer": text("factsheet.pdf_footer"),
            "labels": {"source": text("block.source"), "caveat": text("block.caveat")},
            "sections": [
                {
                    "title": section.title,
                    "accent": colours.get(section.theme, _ACCENT),
                    "blocks": [_block(text, block, root) for block in section.blocks],
                }
                for section in sections
            ],
        }
        fonts.check_drawable(_texts(content))
        (root / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        (root / "main.typ").write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        return typst.compile(
            str(root / "main.typ"),
            root=str(root),
            font_paths=[str(_with_fonts(root / "fonts"))],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )


def _with_fonts(folder: Path) -> Path:
    """A folder with our fonts and no others."""
    folder.mkdir()
    for path in fonts.FONTS:
        shutil.copyfile(path, folder / path.name)
    return folder


def _texts(content: object) -> Iterator[str]:
    """All texts in the data of a document; an id is not drawn."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        yield from _texts([part for key, part in content.items() if key != "id"])
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)


def _block(text: Text, block: Block, root: Path) -> dict[str, Any]:
    """A block as the template wants it: figures as files, tables as rows of texts with column widths."""
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Spine):
        return _table(block.table)
    if isinstance(block, Fold):
        return {"kind": "fold", "summary": block.summary, "parts": [_block(text, part, root) for part in block.parts]}
    if isinstance(block, Columns):
        parts = [[_block(text, inner, root) for inner in part] for part in block.parts]
        return {"kind": "columns", "layout": block.layout, "parts": parts}
    plain: dict[str, Any] = block.model_dump(mode="json")
    if block.kind == "note":
        plain["label"] = text(f"block.{block.tone}")
    if isinstance(block, Figure):
        drawing = base64.b64decode(block.svg)
        name = f"{hashlib.sha256(drawing).hexdigest()}.svg"  # no part of a file name comes from a block
        (root / name).write_bytes(drawing)
        del plain["svg"], plain["table"]
        plain |= {"file": name, "width": round(_FIGURE_SCALE * block.width / 96 * 25.4, 1)}
    return plain


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
