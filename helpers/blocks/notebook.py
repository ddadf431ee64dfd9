"""Blocks in a notebook: how they are shown there, and the JSON in which they leave it.

A block shows itself in JupyterLab and travels in the executed notebook as JSON (MIME type `MIME`), so that a
factsheet is put together from data and never by reading HTML.
"""

from typing import Literal

from helpers.blocks.html import blocks_html
from helpers.blocks.model import BLOCK_LIST, MIME, Block, Columns, Data, Figure, Table
from helpers.contract.vocabulary import LANGUAGES


class _Published(Data):
    """What travels in an executed notebook."""

    language: Literal[LANGUAGES]
    blocks: list[Block]


class Blocks(list):
    """Blocks in one language, in order; shows itself in a notebook."""

    def __init__(self, blocks=(), language: str = "nl"):
        super().__init__(blocks)
        self.language = language

    def __add__(self, other) -> "Blocks":
        return Blocks([*self, *other], self.language)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            MIME: {"language": self.language, "blocks": BLOCK_LIST.dump_python(list(self), mode="json")},
            "text/html": blocks_html(self, self.language),
            "text/plain": f"{len(self)} block(s): " + ", ".join(block.kind for block in self),
        }


def beside(*parts: Blocks, layout: str = "equal") -> Blocks:
    """Blocks next to each other instead of below each other."""
    return Blocks([Columns(layout=layout, parts=[list(part) for part in parts])], parts[0].language)


def tables_in(blocks) -> list[Table]:
    """All tables among blocks, in order: the twins of figures and those in columns too."""
    found = []
    for block in blocks:
        if isinstance(block, Columns):
            found += [table for part in block.parts for table in tables_in(part)]
        elif isinstance(block, Figure):
            found.append(block.table)
        elif isinstance(block, Table):
            found.append(block)
    return found


def from_json(data: dict) -> Blocks:
    """Blocks from their JSON form; raises pydantic's ValidationError when it is not one."""
    published = _Published.model_validate(data)
    return Blocks(published.blocks, published.language)
