"""Golden pages: what the notebooks publish, as readable text that is kept in tests/golden and compared by a test.

Renew them with `make golden`, and read the difference before you commit it: nobody else does.
"""

import os
import re
import tempfile
from pathlib import Path

from helpers.blocks.model import Bullets, Cell, Columns, Figure, Fold, Heading, Note, Paragraph, Spine, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import LANGUAGES
from tests.published import NOTEBOOKS, cells

FOLDER = Path(__file__).parent / "golden"
# In the two phases of several studies; in one study; and districts that only come near the area (proxy).
AREAS = ("rotterdam-zuid", "utrecht-overvecht", "breda-noord")
ALL_AREAS = "all"  # folder of the texts that are the same for all of them
_WIDE = 220  # a table whose rows are longer than this is shown as `label: value`
# Tables of short cells in many rows: a line for each, however long.
_ROWS_OF_SERIES = ("verloop-", "beschikbaar", "alle-reeksen")
_LONG = 4  # lines from which a text that is the same for all areas is kept once


def shown(notebook: str, area: str, language: str = "nl") -> list[tuple[tuple[str, ...], Blocks]]:
    """Tags and blocks of the cells of a notebook."""
    return [(cell.tags, cell.blocks) for cell in cells(notebook, area, language)]


def pages(notebook: str, language: str) -> dict[str, str]:
    """Path below FOLDER -> text: one page for each area, one for what is the same for all areas."""
    paragraphs = {area: _paragraphs(shown(notebook, area, language)) for area in AREAS}
    in_all = set.intersection(*map(set, paragraphs.values()))
    same = [text for text in dict.fromkeys(paragraphs[AREAS[0]]) if text in in_all and text.count("\n") + 1 >= _LONG]
    found = {ALL_AREAS: same}
    for area in AREAS:
        found[area] = [f"(all areas) {text.splitlines()[0]}" if text in same else text for text in paragraphs[area]]
    return {f"{folder}/{language}/{notebook}.txt": "\n\n".join(page) + "\n" for folder, page in found.items()}


def _paragraphs(shown_cells) -> list[str]:
    found = []
    for tags, blocks in shown_cells:
        found.append(f"==== {', '.join(tags) or 'notebook only'}")
        found += [paragraph for block in blocks for paragraph in as_text(block)]
    return found


# Blocks as text -------------------------------------------------------------------------------------


def as_text(block) -> list[str]:
    """A block as paragraphs of readable text, with all that a reader or a download gets of it."""
    return _WRITERS[type(block)](block)


def _heading(block: Heading) -> list[str]:
    marks = [mark for mark in (block.theme, block.place if block.place != "body" else "") if mark]
    return [f"{'#' * block.level} {block.text}" + (f" ({', '.join(marks)})" if marks else "")]


def _paragraph(block: Paragraph) -> list[str]:
    return [block.text]


def _bullets(block: Bullets) -> list[str]:
    return ["\n".join(f"- {item}" for item in block.items)]


def _note(block: Note) -> list[str]:
    return [f"note ({block.tone}): {block.text}"]


def _columns(block: Columns) -> list[str]:
    found = []
    for number, part in enumerate(block.parts, 1):
        found.append(f"---- part {number} of {len(block.parts)} ({block.layout})")
        found += [paragraph for inner in part for paragraph in as_text(inner)]
    return [*found, "---- end of parts"]


def _fold(block: Fold) -> list[str]:
    parts = [paragraph for inner in block.parts for paragraph in as_text(inner)]
    return [f"---- folded: {block.summary}", *parts, "---- end of fold"]


def _spine(block: Spine) -> list[str]:
    ticks = ", ".join(f"{tick.text} at {tick.at:g}" for tick in block.ticks)
    heads = " | ".join(column.label for column in block.columns)
    lines = [f"spine {block.id}", f"title: {block.title}", f"source: {block.source}", f"note: {block.note}"]
    lines += [f"axis: {ticks}", f"printed: {heads}"]
    lines += [f"mark {entry.role}{' (open)' * entry.open}: {entry.label}" for entry in block.legend]
    rows = ["\n".join(_strip(row)) for row in block.rows]
    return ["\n".join(lines), *rows, *_caveats(block), *_table(block.table)]


def _strip(row) -> list[str]:
    """A row of a spine: what is printed, then every mark with its place and its bar."""
    words = " | ".join([row.name, row.detail, f"{row.figure}{' (soft)' * row.soft}", *row.printed])
    bars = [f" ({mark.limits[0]:g} to {mark.limits[1]:g})" if mark.limits else "" for mark in row.marks]
    marks = [f"  {mark.at:g}{bar}: {mark.label}" for mark, bar in zip(row.marks, bars, strict=True)]
    return [*([f"under {row.group}"] if row.group else []), words, *marks]


def _figure(block: Figure) -> list[str]:
    lines = [f"figure {block.id}", f"title: {block.title}", f"source: {block.source}"]
    note = [f"note of {block.id}: {block.note}"] if block.note else []
    return ["\n".join(lines), *note, "\n".join(_sentences("alt", block.alt)), *_caveats(block), *_table(block.table)]


def _sentences(label: str, text: str) -> list[str]:
    """A sentence per line, so that a difference shows the one that changed."""
    return [f"{label}: {sentence}" for sentence in re.split(r"(?<=\.) (?=[A-Z])", text)]


def _caveats(block: Figure | Spine | Table) -> list[str]:
    """A paragraph of its own: caveats name the area, while the table is the same for all areas."""
    return ["\n".join(f"caveat of {block.id}: {caveat}" for caveat in block.caveats)] if block.caveats else []


def _table(block: Table) -> list[str]:
    head = [f"table {block.id}", f"title: {block.title}", f"source: {block.source}"]
    rows = _aligned_rows(block)
    if max(map(len, rows)) > _WIDE and not block.id.startswith(_ROWS_OF_SERIES):
        rows = _labelled_rows(block)
    return ["\n".join([*head, *rows]), *_caveats(block)]


def _aligned_rows(block: Table) -> list[str]:
    grid = [[column.label for column in block.columns], [_key(column) for column in block.columns]]
    grid += [[_cell(cell) for cell in row] for row in block.rows]
    # In steps of eight: a cell that grows by a character does not move all others.
    widths = [(max(map(len, cells_)) + 7) // 8 * 8 for cells_ in zip(*grid, strict=True)]
    marks = ["labels: ", "keys:   ", *(_mark(block, number).ljust(8) for number in range(len(block.rows)))]
    lines = [" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in grid]
    return [(mark + line).rstrip() for mark, line in zip(marks, lines, strict=True)]


def _labelled_rows(block: Table) -> list[str]:
    lines = [f"column {_key(column)}: {column.label}" for column in block.columns]
    for number, row in enumerate(block.rows):
        lines.append(_mark(block, number))
        lines += [f"  {column.label}: {_cell(cell)}" for column, cell in zip(block.columns, row, strict=True)]
    return lines


def _mark(block: Table, number: int) -> str:
    return "* row" if number in block.highlight else "row"


def _key(column) -> str:
    return f"{column.key} (numeric)" if column.numeric else column.key


def _cell(cell: Cell) -> str:
    """What the reader sees, and between braces what a download has when it is something else; {} is empty.

    A measured value has its limits and its basis there too.
    """
    if cell.value == cell.text:
        return cell.text
    value = "" if cell.value is None else repr(cell.value)
    if cell.limits:
        lower, upper = ("none" if limit is None else f"{limit:g}" for limit in (cell.limits.lower, cell.limits.upper))
        value += f"; {lower} to {upper}, {cell.limits.basis}"
    return f"{cell.text} {{{value}}}"


_WRITERS = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Note: _note,
    Columns: _columns,
    Figure: _figure,
    Fold: _fold,
    Spine: _spine,
    Table: _table,
}


# Files ----------------------------------------------------------------------------------------------


def kept() -> dict[str, str]:
    """Path below FOLDER -> text, of all files that are there."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in files}


def renew() -> None:
    """Write all golden pages; those that no notebook publishes any more go away."""
    wanted = {
        path: text for language in LANGUAGES for name in NOTEBOOKS for path, text in pages(name, language).items()
    }
    for path in kept().keys() - wanted.keys():
        (FOLDER / path).unlink()
    for path, text in wanted.items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KANSRIJK_FIGURES"] = folder  # each figure is drawn once
        renew()
