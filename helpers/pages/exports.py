"""The files beside the pages of an area in one language: drawings, pictures and numbers of what its notebooks show."""

from dataclasses import dataclass
from functools import cached_property

import nbformat

from helpers.blocks import beside
from helpers.blocks.csv import csv_text, excel_csv
from helpers.blocks.model import MIME, Figure, Spine, Table
from helpers.blocks.notebook import as_table, leaves
from helpers.contract.parameters import numbered, tags_of
from helpers.pages import pictures
from helpers.pages.factsheet import chapter_title, read_blocks
from helpers.words.text import Text


@dataclass(frozen=True)
class Published:
    """A block with files of its own: by which chapter (its title), whether the factsheet has it, in which language."""

    block: Figure | Spine | Table
    chapter: str
    in_factsheet: bool
    text: Text

    @property
    def table(self) -> Table:
        """Its numbers, with all that is to be known of them."""
        return as_table(self.block)

    @cached_property
    def csv(self) -> str:
        """Its numbers for machines."""
        return csv_text(self.table)

    @cached_property
    def excel(self) -> str:
        """Its numbers for a Dutch spreadsheet."""
        return excel_csv(self.table, self.text)


def published(notebooks: dict[str, nbformat.NotebookNode], language: str) -> list[Published]:
    """What executed notebooks (by name) show that has files, in order.

    Raises ValueError for an id that two of them use: one of the files would replace the other.
    """
    found: dict[str, Published] = {}
    text = Text(language)
    for name, notebook in notebooks.items():
        title = chapter_title(name, notebook, text)
        for number, cell in numbered(notebook.cells):
            in_factsheet = "factsheet" in tags_of(cell)
            data = [output["data"][MIME] for output in cell.get("outputs", []) if MIME in output.get("data", {})]
            for block in leaves(block for one in data for block in read_blocks(one, number)):
                if isinstance(block, Figure | Spine | Table):
                    if block.id in found:
                        other = found[block.id].chapter
                        raise ValueError(f"{other!r} and {title!r} both show {block.id!r}; expected each id once")
                    found[block.id] = Published(block, title, in_factsheet, text)
    return list(found.values())


def files_beside(shown: list[Published], language: str, before: dict[str, bytes]) -> dict[str, bytes]:
    """The files of blocks, by name below the folder of the area. Drawings of the factsheet have a picture as well.

    before: pictures of an earlier run, by such a name; those of drawings that are still the same are not made again.
    """
    text, folder = Text(language), beside.folder(language)
    pictured = {one.block.id for one in shown if one.in_factsheet}
    found: dict[tuple[str, beside.Kind], bytes] = {}
    for one in shown:
        id = one.block.id
        found[id, "csv"] = one.csv.encode()
        found[id, "excel"] = one.excel.encode("utf-8-sig")  # a spreadsheet needs the mark to see UTF-8
        if not isinstance(one.block, Table):
            found[id, "svg"] = drawing = pictures.svg(one.block, text)
            if id in pictured:
                found[id, "png"] = pictures.png(drawing, before.get(f"{folder}/{beside.name_of(id, 'png')}"))
    return {f"{folder}/{beside.name_of(id, kind)}": content for (id, kind), content in sorted(found.items())}
