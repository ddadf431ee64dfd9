"""The files that stand beside a page: which of them a block has, and under which names.

They are named by the id of the block, in a folder per language. A page links to them, so that it holds nothing twice.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Literal

from helpers.blocks.csv import csv_uri
from helpers.blocks.model import Block, Figure, Spine, Table
from helpers.words.text import Text

Kind = Literal["svg", "png", "csv", "excel"]  # a drawing, a picture, numbers for machines, and for a Dutch spreadsheet

_ENDS: dict[Kind, str] = {"svg": ".svg", "png": ".png", "csv": ".csv", "excel": ".excel.csv"}  # ids have no dot

Link = dict[str, str]  # href, kind, label; download: the name under which a file is kept
Links = Callable[[Block], list[Link]]


def folder(language: str) -> str:
    """The folder with the files of a language, beside the pages."""
    return f"files.{language}"


def name_of(id: str, kind: Kind) -> str:
    """The name of a file of the block with this id."""
    return f"{id}{_ENDS[kind]}"


def dictionary(text: Text) -> str:
    """The name of the file that says what the columns of all of them mean."""
    return f"{text('package.dictionary')}.csv"


def kinds_of(block: Block, pictured: Collection[str] = ()) -> list[Kind]:
    """The kinds of files that a block has, those that most readers want first.

    pictured: ids of blocks that have a picture beside their drawing, as pictures are heavy.
    """
    if isinstance(block, Table):
        return ["csv", "excel"]
    if isinstance(block, Figure | Spine):
        return ["png", "svg", "csv", "excel"] if block.id in pictured else ["svg", "csv", "excel"]
    return []


def table_of(block: Block) -> Table | None:
    """The numbers of a block: a table itself, or the twin of a drawing."""
    return block.table if isinstance(block, Figure | Spine) else block if isinstance(block, Table) else None


def linked(text: Text, pictured: Iterable[str] = ()) -> Links:
    """For a page: what gives the links to the files of a block, and to what their columns mean.

    pictured: as in `kinds_of`.
    """
    pictures = frozenset(pictured)
    explained = {
        "href": f"{folder(text.language)}/{dictionary(text)}",
        "kind": "dictionary",
        "label": text("block.file_dictionary"),
        "download": dictionary(text),
    }

    def links(block: Block) -> list[Link]:
        names = {kind: name_of(block.id, kind) for kind in kinds_of(block, pictures)}  # type: ignore[union-attr]
        found = [
            {
                "href": f"{folder(text.language)}/{name}",
                "kind": kind,
                "label": text(f"block.file_{kind}"),
                "download": name,
            }
            for kind, name in names.items()
        ]
        return [*found, explained] if found else []

    return links


def within(text: Text) -> Links:
    """For a notebook, which has no files beside it: the numbers of a block in the link itself."""

    def links(block: Block) -> list[Link]:
        table = table_of(block)
        if table is None:
            return []
        return [{"href": csv_uri(table), "kind": "csv", "label": text("block.download"), "download": f"{table.id}.csv"}]

    return links
