"""What stands on the two pages of a hand-out, and what gives way when it is too long for them, or the background.

A sentence is never cut: whole sentences, items or figures are left out; where texts and items stood, it is said that
the page has more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from helpers.blocks.model import Block, Bullets, Cell, Columns, Fold, Paragraph, Place, Spine, Table
from helpers.blocks.notebook import leaves
from helpers.pages.factsheet import Section

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n")  # not before a digit: "ca. 3" is no end


_ROWS = 2  # of each theme, in figures of all areas together that give way


_MOST, _FEW = 6, 3  # sentences of a text or cell, and items of a list, that stay while figures do


@dataclass(frozen=True)
class Side:
    """A page of a hand-out: parts that stand below each other, each with its blocks.

    main: over the width, in order; own: figures of the area's districts, beside lists; group: of all areas together;
    notes: what is good to know, small.
    """

    main: tuple[Block, ...] = ()
    own: tuple[Spine, ...] = ()
    lists: tuple[Block, ...] = ()
    group: tuple[Spine, ...] = ()
    notes: tuple[Block, ...] = ()


def sides(sections: list[Section]) -> tuple[Side, Side]:
    """The front, of the first sections, and the back, of all others; headings of sections are left out.

    On the front texts side by side come last, under the figures. Of the sections of themes the back has figures: those
    of districts of the first section that has any, and those of all areas together under each other.
    """
    first = _blocks(sections, "first")
    themes = [section for section in sections if section.place in ("theme", "rest")]
    spines = [
        (section.title, block) for section in themes for block in leaves(section.blocks) if isinstance(block, Spine)
    ]
    body = _blocks(sections, "body")
    return Side(main=tuple(sorted(first, key=lambda block: isinstance(block, Columns)))), Side(
        main=tuple(block for block in body if isinstance(block, Table)),
        own=tuple(spine for _, spine in spines if subject_of(spine) == "district")[:1],
        lists=tuple(block for block in body if not isinstance(block, Table)),
        group=_together([(title, spine) for title, spine in spines if subject_of(spine) == "group"]),
        notes=tuple(_blocks(sections, "last")),
    )


def _blocks(sections: list[Section], place: Place) -> list[Block]:
    return [block for section in sections if section.place == place for block in section.blocks]


def _together(spines: list[tuple[str, Spine]]) -> tuple[Spine, ...]:
    """Spines of one axis and legend as one, each under the title of its section; others as they are."""
    if (
        not spines
        or len({(spine.title, *map(str, (spine.legend, spine.columns, spine.ticks))) for _, spine in spines}) > 1
    ):
        return tuple(spine for _, spine in spines)
    rows = [row.model_copy(update={"group": title}) for title, spine in spines for row in spine.rows]
    said = {name: list(dict.fromkeys(getattr(spine, name) for _, spine in spines)) for name in ("source", "note")}
    changed = {"rows": rows, "source": "; ".join(said["source"]), "note": " ".join(filter(None, said["note"]))}
    return (spines[0][1].model_copy(update=changed),)


def subject_of(spine: Spine) -> Literal["area", "district", "group"]:
    """What the rows of a spine are about: areas together, the area (other values are printed too), or its districts."""
    roles = {mark.role for row in spine.rows for mark in row.marks}
    return "group" if "group" in roles else "area" if spine.columns else "district"


def leaner(side: Side, more: str) -> Iterator[Side]:
    """A page, whole and then with less and less; `more` says that the page on the web has more.

    Of all areas together two rows of each theme stay, and texts, lists and cells get shorter by whole sentences or
    items, down to three; then the figures of districts go, then those of all areas together, then all but one sentence.
    """
    yield side
    side = replace(side, group=tuple(_first_rows(spine, more) for spine in side.group))
    for most in range(_MOST, _FEW - 1, -1):
        yield _shorter(side, most, more)
    for without in ("own", "group"):
        side = replace(side, **{without: ()})
        yield _shorter(side, _FEW, more)
    for most in range(_FEW - 1, 0, -1):
        yield _shorter(side, most, more)


def _first_rows(spine: Spine, more: str) -> Spine:
    """The first rows of each group of a spine, and `more` when there are others."""
    groups = [row.group for row in spine.rows]
    rows = [row for number, row in enumerate(spine.rows) if groups[:number].count(row.group) < _ROWS]
    note = spine.note if len(rows) == len(groups) else " ".join(filter(None, (spine.note, more)))
    return spine.model_copy(update={"rows": rows, "note": note})


def _shorter(side: Side, most: int, more: str) -> Side:
    """The page with at most so many sentences in each of its cells and texts, and items in each of its lists."""
    main = tuple(_of_block(block, most, more) for block in side.main)
    return replace(side, main=main, lists=tuple(_of_block(block, most, more) for block in side.lists))


def _of_block(block: Block, most: int, more: str) -> Block:
    changed: dict[str, object]
    if isinstance(block, Bullets):
        items = block.items if len(block.items) <= most else [*block.items[:most], more]
        changed = {"items": items}
    elif isinstance(block, Paragraph) and not block.tone:
        changed = {"text": _first_sentences(block.text, most, more)}
    elif isinstance(block, Columns):
        changed = {"parts": [[_of_block(inner, most, more) for inner in part] for part in block.parts]}
    elif isinstance(block, Table):
        rows = [[Cell.of(_first_sentences(cell.text, most, more)) for cell in row] for row in block.rows]
        changed = {"rows": rows, "columns": [column.model_copy(update={"measured": False}) for column in block.columns]}
    else:
        return block
    return block.model_copy(update=changed)


def _first_sentences(words: str, most: int, more: str) -> str:
    """The first sentences of a text, and `more` when there are others."""
    found = _SENTENCE.split(words)
    return words if len(found) <= most else " ".join([*found[:most], more])


def unfolded(blocks: list[Block], more: str) -> list[Block]:
    """The blocks, with the title of each fold in its place and `more`, which says that the page on the web has more."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Fold):
            found.append(Paragraph(text=f"{block.summary}. {more}"))
        elif isinstance(block, Columns):
            found.append(block.model_copy(update={"parts": [unfolded(part, more) for part in block.parts]}))
        else:
            found.append(block)
    return found
