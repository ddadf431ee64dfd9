"""Whether an executed notebook is whole, and publishes what is its task's, without losing anything."""

import nbformat

from helpers.blocks.model import MIME
from helpers.blocks.notebook import Blocks, ids_in
from helpers.contract.parameters import numbered, tags_of
from helpers.pages.factsheet import read_blocks

_TAGS = ("factsheet", "handout")  # of the cells that are published in the factsheet


_MEND = "show it as blocks (a function of `views`) as the cell's last line, or take the tag {tag} away"


def check_whole(executed: nbformat.NotebookNode) -> None:
    """Papermill takes a notebook that ends itself (`sys.exit()`) for a success; the cells after that have not run."""
    for number, cell in numbered(executed.cells):
        if cell.cell_type == "code" and any(output.output_type == "error" for output in cell.outputs):
            raise RuntimeError(f"cell {number} ended the notebook before its last cell")


def check_published(executed: nbformat.NotebookNode, area: str, language: str) -> None:
    """Raise RuntimeError that names the cell when a notebook would publish what is not the task's, or lose something.

    All blocks are about the area and in the language of the task, and have an id of their own; a cell tagged
    `factsheet` or `handout` shows blocks, nothing else. Raises ValueError for output that only looks like blocks.
    """
    cells: dict[str, int] = {}  # by the id that they show
    for number, cell in numbered(executed.cells):
        if cell.cell_type != "code":
            continue
        shown = [output for output in cell.outputs if output.get("name") != "stderr"]  # warnings are for the log
        for output in shown:
            if MIME in output.get("data", {}):
                blocks = read_blocks(output["data"][MIME], number)
                if problem := _of_another(blocks, area, language) or _known_id(blocks, cells, number):
                    raise RuntimeError(f"cell {number} has blocks {problem}")
        if tag := next((tag for tag in _TAGS if tag in tags_of(cell)), ""):
            others = [output for output in shown if MIME not in output.get("data", {})]
            if others or not shown:
                what = _kind(others[0]) if others else "nothing"
                raise RuntimeError(f"cell {number} has the tag {tag}, but shows {what}: {_MEND.format(tag=tag)}")


def _of_another(blocks: Blocks, area: str, language: str) -> str:
    """What is wrong with blocks: their area or language is not that of the task; empty when it is."""
    if blocks.area not in ("", area):
        return f"about {blocks.area!r}; expected {area!r}: use the area of the parameters"
    if blocks.language != language:
        return f"in {blocks.language!r}; expected {language!r}: use the language of the run"
    return ""


def _known_id(blocks: Blocks, cells: dict[str, int], number: int) -> str:
    """What is wrong with blocks: one has an id that is in `cells` already; the others are noted there."""
    for id in ids_in(blocks):
        if id in cells:
            return f"with the id {id!r}, as cell {cells[id]} has; expected each id once: show it in one of them"
        cells[id] = number
    return ""


def _kind(output: nbformat.NotebookNode) -> str:
    """What an output is, in words."""
    kinds = set(output.get("data", {}))
    if output.output_type == "stream":
        return "printed text"
    if any(kind.startswith("image/") for kind in kinds):
        return "a drawing that is not a figure of ours"
    return "a table or object that is not made of blocks" if "text/html" in kinds else "an object that is not blocks"
