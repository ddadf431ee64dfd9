"""What a notebook publishes, run in this process: for tests that look at blocks, and at the drawings behind them."""

import ast
from dataclasses import dataclass

import nbformat

from helpers.blocks.notebook import Blocks
from tests.conftest import PROJECT

NOTEBOOKS = sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))


@dataclass(frozen=True)
class CellBlocks:
    """The blocks that one cell shows: number of the cell in its notebook, its tags, its code, its blocks."""

    number: int
    tags: tuple[str, ...]
    code: str
    blocks: Blocks


def cells(notebook: str, area: str, language: str = "nl", edit=lambda code: code) -> list[CellBlocks]:
    """All cells of a notebook that show blocks, in order, whether they go into the factsheet or not.

    notebook: stem of its file, such as "02_armoede_en_schulden". edit: changes the code of a cell before it runs.
    """
    found = []
    names: dict = {}
    for number, cell in enumerate(nbformat.read(PROJECT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells):
        if cell.cell_type != "code":
            continue
        tags = tuple(cell.metadata.get("tags", []))
        if "parameters" in tags:
            names |= {"area": area, "language": language, "data_dir": ""}
            continue
        code = edit(cell.source)
        shown = _last_value(code, names, f"{notebook}[{number}]")
        if isinstance(shown, Blocks):
            found.append(CellBlocks(number, tags, code, shown))
    return found


def _last_value(code: str, names: dict, where: str):
    """Run the code of a cell; the value of its last line when that is an expression, as Jupyter shows it."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, where, "exec"), names)
    return eval(compile(ast.Expression(last.value), where, "eval"), names) if last else None
