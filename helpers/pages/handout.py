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
from helpers.words.text import Text

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\n")  # not before a digit: "ca. 3" is no end


_ROWS = 2  # of each theme, in figures of all areas together, that stay while sentences do


_NAMES = 4  # of each list in a cell, that stay while sentences do


_PHASE = re.compile(r"(?i)\b(?:fase|phase) [12]\b")


_TERMS = ("phases", "score")  # that a page on the web explains elsewhere; the first is the last to give way


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
    """Spines of one title, axis and legend as one, each under the title of its section; others as they are.

    The section is left out of the title, as it stands above its rows.
    """
    spines = [(title, _without_definitions(spine)) for title, spine in spines]
    heads = [spine.title.removeprefix(f"{title}: ") for title, spine in spines]
    alike = {
        (head, *map(str, (one.legend, one.columns, one.ticks))) for head, (_, one) in zip(heads, spines, strict=True)
    }
    if len(alike) != 1:
        return tuple(spine for _, spine in spines)
    rows = [row.model_copy(update={"group": title}) for title, spine in spines for row in spine.rows]
    said = {name: list(dict.fromkeys(getattr(spine, name) for _, spine in spines)) for name in ("source", "note")}
    changed = {"rows": rows, "source": "; ".join(said["source"]), "note": " ".join(filter(None, said["note"]))}
    return (spines[0][1].model_copy(update=changed | {"title": heads[0][:1].upper() + heads[0][1:]}),)


def _without_definitions(spine: Spine) -> Spine:
    """Rows without what their figure is of, where that stands before its year and what it says: paper is small."""
    rows = [row.model_copy(update={"detail": " · ".join(row.detail.split(" · ")[-2:])}) for row in spine.rows]
    return spine.model_copy(update={"rows": rows})


def subject_of(spine: Spine) -> Literal["area", "district", "group"]:
    """What the rows of a spine are about: areas together, the area (other values are printed too), or its districts."""
    roles = {mark.role for row in spine.rows for mark in row.marks}
    return "group" if "group" in roles else "area" if spine.columns else "district"


def explained(side: Side, text: Text) -> Iterator[Side]:
    """A page with what words mean in the last item of its notes, and with less and less of that.

    The phases only where the page names one.
    """
    terms = [text(f"handout.words.{term}") for term in _TERMS if term != "phases" or _PHASE.search(str(side))]
    for most in range(len(terms), 0, -1):
        notes = [_with_last(block, terms[:most]) if isinstance(block, Bullets) else block for block in side.notes]
        yield replace(side, notes=tuple(notes))


def _with_last(block: Bullets, sentences: list[str]) -> Bullets:
    *items, last = block.items
    return block.model_copy(update={"items": [*items, " ".join([last, *sentences])]})


def leaner(side: Side, text: Text) -> Iterator[list[Side]]:
    """A page whole, without figures of districts, without those of all areas too: each with less and less.

    Of all areas together rows go one by one until each theme has two, then names in lists of a table until four stay.
    Then texts, lists and cells get shorter by whole sentences or items, down to three, or one without any figures.
    Where words stood, it is said that the page on the web has more.
    """
    more = text("factsheet.more")
    for without, least in (((), _FEW), (("own",), _FEW), (("own", "group"), 1)):
        stage = [replace(side, **dict.fromkeys(without, ()))]
        stage += _fewer_rows(stage[-1], more)
        stage += _fewer_names(stage[-1], text)
        yield stage + [_shorter(stage[-1], most, more) for most in range(_MOST, least - 1, -1)]


def _fewer_rows(side: Side, more: str) -> Iterator[Side]:
    """The page with one row less each time in figures of all areas together, the last of a theme first."""
    groups = [(number, row.group) for number, spine in enumerate(side.group) for row in spine.rows]
    places = [groups[:row].count(group) for row, group in enumerate(groups)]  # of each row in its theme
    rows = sorted(range(len(groups)), key=lambda row: places[row])
    for number in range(len(rows) - 1, sum(place < _ROWS for place in places) - 1, -1):
        yield replace(side, group=tuple(_with_rows(side.group, set(rows[:number]), more)))


def _with_rows(spines: tuple[Spine, ...], kept: set[int], more: str) -> Iterator[Spine]:
    """Spines with the rows that are kept, counted through all; `more` where one has lost some."""
    first = 0
    for spine in spines:
        rows = [row for number, row in enumerate(spine.rows, first) if number in kept]
        first += len(spine.rows)
        note = spine.note if len(rows) == len(spine.rows) else " ".join(filter(None, (spine.note, more)))
        yield spine.model_copy(update={"rows": rows, "note": note})


def _fewer_names(side: Side, text: Text) -> Iterator[Side]:
    """The page with one name less each time in the longest lists of its tables."""
    tables = [block for block in side.main if isinstance(block, Table)]
    longest = max((len(_names(cell.text)) for table in tables for cell in _listed(table)), default=0)
    for most in range(longest - 1, _NAMES - 1, -1):
        main = [_with_names(block, most, text) if isinstance(block, Table) else block for block in side.main]
        yield replace(side, main=tuple(main))


def _names(words: str) -> list[str]:
    return words.removesuffix(".").split("; ")


def _listed(table: Table) -> list[Cell]:
    return [cell for row in table.rows for column, cell in zip(table.columns, row, strict=True) if column.listed]


def _with_names(table: Table, most: int, text: Text) -> Table:
    """The table with at most so many names in each list, and how many others there are."""

    def shorter(cell: Cell) -> Cell:
        names = _names(cell.text)
        rest = len(names) - most
        shown = "; ".join(names[:most])
        # That one more is left out takes the room of its name.
        return Cell.of(text("handout.more_names", names=shown, n=rest)) if rest > 1 else cell

    rows = [
        [shorter(cell) if column.listed else cell for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    return table.model_copy(update={"rows": rows})


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


def unfolded(blocks: list[Block], text: Text) -> list[Block]:
    """The blocks, with in the place of each fold its title and that it stands on the page on the web."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Fold):
            found.append(Paragraph(text=text("factsheet.folded", summary=block.summary)))
        elif isinstance(block, Columns):
            found.append(block.model_copy(update={"parts": [unfolded(part, text) for part in block.parts]}))
        else:
            found.append(block)
    return found
