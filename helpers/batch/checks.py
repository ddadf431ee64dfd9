"""Whether an executed notebook is whole, and publishes what is its task's, without losing anything."""

from typing import Any

import nbformat

from helpers.blocks.model import MIME

TAG = "factsheet"  # of the cells that are published in the factsheet


_MEND = f"show it as blocks (a function of `views`) as the cell's last line, or take the tag {TAG} away"


def check_whole(executed: nbformat.NotebookNode) -> None:
    """Papermill takes a notebook that ends itself (`sys.exit()`) for a success; the cells after that have not run."""
    for number, cell in enumerate(executed.cells, 1):
        if cell.cell_type == "code" and any(output.output_type == "error" for output in cell.outputs):
            raise RuntimeError(f"cell {number} ended the notebook before its last cell")


def check_published(executed: nbformat.NotebookNode, area: str, language: str) -> None:
    """Raise RuntimeError that names the cell when a notebook would publish what is not the task's, or lose something.

    All blocks are about the area and in the language of the task; a cell tagged `factsheet` shows blocks, nothing else.
    """
    for number, cell in enumerate(executed.cells, 1):
        if cell.cell_type != "code":
            continue
        shown = [output for output in cell.outputs if output.get("name") != "stderr"]  # warnings are for the log
        for output in shown:
            data = output.get("data", {}).get(MIME)
            if data is not None and (problem := _of_another(data, area, language)):
                raise RuntimeError(f"cell {number} has blocks {problem}")
        if TAG in cell.metadata.get("tags", []):
            if not shown:
                raise RuntimeError(f"cell {number} has the tag {TAG}, but shows nothing: {_MEND}")
            for output in shown:
                if MIME not in output.get("data", {}):
                    raise RuntimeError(f"cell {number} has the tag {TAG}, but shows {_kind(output)}: {_MEND}")


def _of_another(data: dict[str, Any], area: str, language: str) -> str:
    """What is wrong with blocks: their area or language is not that of the task; empty when it is."""
    if data.get("area") not in ("", None, area):
        return f"about {data['area']!r}; expected {area!r}: use the area of the parameters"
    if data.get("language") != language:
        return f"in {data.get('language')!r}; expected {language!r}: use the language of the run"
    return ""


def _kind(output: nbformat.NotebookNode) -> str:
    """What an output is, in words."""
    kinds = set(output.get("data", {}))
    if output.output_type == "stream":
        return "printed text"
    if any(kind.startswith("image/") for kind in kinds):
        return "a drawing that is not a figure of ours"
    return "a table or object that is not made of blocks" if "text/html" in kinds else "an object that is not blocks"
