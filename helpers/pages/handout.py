"""What stands on the two pages of a hand-out, and what gives way when it is too long for them.

A sentence is never cut: whole sentences, items or figures are left out; where texts and items stood, it is said that
the page has more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from helpers.blocks.model import Block, Bullets, Cell, Columns, Paragraph, Spine, Table
from helpers.pages.factsheet import Section

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n")  # not before a digit: "ca. 3" is no end


_MOST = 6  # sentences of a cell, items of a list or sentences of a paragraph that a hand-out begins with


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
    """The front, of the first sections, and the back, of all others; their headings are left out.

    Of the figures of districts one is shown, that of the first section that has any.
    """
    front = [block for section in sections if section.place == "first" for block in section.blocks]
    rest = [block for section in sections if section.place not in ("first", "last") for block in section.blocks]
    notes = [block for section in sections if section.place == "last" for block in section.blocks]
    spines = [block for block in rest if isinstance(block, Spine)]
    own = [spine for spine in spines if _first_role(spine) == "district"]
    return Side(main=tuple(front)), Side(
        main=tuple(block for block in rest if isinstance(block, Table)),
        own=tuple(own[:1]),
        lists=tuple(block for block in rest if not isinstance(block, Table | Spine)),
        group=tuple(spine for spine in spines if spine not in own),
        notes=tuple(notes),
    )


def _first_role(spine: Spine) -> str:
    return next((mark.role for row in spine.rows for mark in row.marks), "")


def leaner(side: Side, more: str) -> Iterator[Side]:
    """A page, whole and then with less and less; `more` says that the page on the web has more.

    First texts, lists and cells get shorter by whole sentences, down to two; then the figures of districts go, then
    those of all areas together, then all but one sentence of each text.
    """
    yield side
    for most in range(_MOST, 1, -1):
        yield _shorter(side, most, more)
    side = replace(side, own=())
    yield _shorter(side, 2, more)
    side = replace(side, group=())
    yield _shorter(side, 2, more)
    yield _shorter(side, 1, more)


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
