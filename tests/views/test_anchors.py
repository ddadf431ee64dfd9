"""What the notebooks show, cell by cell, against values that were typed by hand from the sources (tests/anchors).

Unlike the golden pages these never come from the program, so a fault that was there from the start is found too. Rows
are written as `cell | cell | cell` in the order of `columns`, which gives key and label of each.
"""

from pathlib import Path

import pytest

from helpers.blocks.model import Bullets, Figure, Heading, Note, Paragraph
from helpers.blocks.notebook import leaves, tables_in
from helpers.files import read_yaml
from tests import golden

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("figures_once")]
ANCHORS = [
    anchor for path in sorted((Path(__file__).parent.parent / "anchors").glob("*.yaml")) for anchor in read_yaml(path)
]


def of_kind(kind):
    """The anchors of a kind, to run a test on each."""
    chosen = [anchor for anchor in ANCHORS if kind in anchor]
    assert chosen, f"no anchor of the kind {kind}"
    return pytest.mark.parametrize("anchor", chosen, ids=[f"{anchor[kind]}-{anchor['area']}" for anchor in chosen])


def shown(anchor) -> list:
    """All blocks of the notebook of an anchor, those in columns and under folds too."""
    return [block for _, blocks in golden.shown(anchor["notebook"], anchor["area"]) for block in leaves(blocks)]


def typed_rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(" | ")] for line in text.strip().splitlines()]


def test_anchors_are_of_known_kinds():
    kinds = ("table", "bullets", "text", "alt")
    assert all(sum(kind in anchor for kind in kinds) == 1 and anchor["typed from"] for anchor in ANCHORS)


@of_kind("table")
def test_table(anchor):
    (table,) = [table for table in tables_in(shown(anchor)) if table.id == anchor["table"]]
    keys = [column.key for column in table.columns]
    typed = typed_rows(anchor["rows"])
    rows = [[row[keys.index(key)].text for key in anchor["columns"]] for row in table.rows]
    if "only these rows" in anchor:
        rows = [row for row in rows if row[0] in {first for first, *_ in typed}]
    assert rows == typed
    labels = {column.key: column.label for column in table.columns}
    assert {key: labels[key] for key in anchor["columns"]} == anchor["columns"]
    assert table.source == anchor["source"]
    if "marked" in anchor:
        assert [table.rows[number][0].text for number in table.highlight] == anchor["marked"]


@of_kind("bullets")
def test_bullets(anchor):
    """The bullets right under the first heading with this text."""
    blocks = shown(anchor)
    (heading, *_) = [n for n, block in enumerate(blocks) if _is_heading(block, anchor["bullets"])]
    below = next(block for block in blocks[heading:] if isinstance(block, Bullets))
    assert below.items == anchor["expected"]


def _is_heading(block, text: str) -> bool:
    return isinstance(block, Heading) and block.text == text


@of_kind("text")
def test_text(anchor):
    texts = [block.text for block in shown(anchor) if isinstance(block, Paragraph | Note)]
    assert anchor["expected"] in texts


@of_kind("alt")
def test_alternative_text(anchor):
    (figure,) = [block for block in shown(anchor) if isinstance(block, Figure) and block.id == anchor["alt"]]
    assert anchor["expected"] in figure.alt
