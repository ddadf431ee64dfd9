"""What a notebook publishes, run in this process: for tests that look at blocks, and at the drawings behind them."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import nbformat

from helpers.blocks.model import Columns, Fold
from helpers.blocks.notebook import Blocks
from tests.conftest import NOTEBOOKS as NOTEBOOKS  # who looks at their blocks takes it from here
from tests.conftest import PROJECT


@dataclass(frozen=True)
class CellBlocks:
    """The blocks that one cell shows: number of the cell in its notebook, its tags, its code, its blocks."""

    number: int
    tags: tuple[str, ...]
    code: str
    blocks: Blocks


@dataclass(frozen=True)
class Code:
    """A code cell as it is to run."""

    number: int
    tags: tuple[str, ...]
    source: str


def flat(blocks) -> list:
    """All blocks in their order, those in columns and under folds too."""
    found: list = []
    for block in blocks:
        parts = block.parts if isinstance(block, Columns) else [block.parts] if isinstance(block, Fold) else None
        found += [block] if parts is None else [inner for part in parts for inner in flat(part)]
    return found


Edit = Callable[[str], str]
Wanted = Callable[[Code], bool]


def cells(
    notebook: str, area: str, language: str = "nl", edit: Edit | None = None, wanted: Wanted | None = None
) -> list[CellBlocks]:
    """The cells of a notebook that show blocks, in order, whether they go into the factsheet or not.

    notebook: stem of its file, such as "02_armoede_en_schulden". edit: changes the code of a cell before it runs.
    wanted: says of which cells the blocks are asked for; only these run, and those that they cannot do without.
    Without edit and wanted a notebook runs once for each area and language: what it gives is only to be read.
    """
    if edit is None and wanted is None:
        return _as_committed(notebook, area, language)
    return _run(notebook, area, language, edit or (lambda code: code), wanted or (lambda code: True))


@cache
def _as_committed(notebook: str, area: str, language: str) -> list[CellBlocks]:
    return _run(notebook, area, language, lambda code: code, lambda code: True)


def _run(notebook: str, area: str, language: str, edit: Edit, wanted: Wanted) -> list[CellBlocks]:
    found = []
    names: dict = {}
    code = [Code(cell.number, cell.tags, edit(cell.source)) for cell in _code(notebook)]
    for cell in _needed(code, wanted):
        shown = _last_value(cell.source, names, f"{notebook}[{cell.number}]")
        if "parameters" in cell.tags:
            names |= {"area": area, "language": language, "data_dir": ""}
        elif isinstance(shown, Blocks) and wanted(cell):
            found.append(CellBlocks(cell.number, cell.tags, cell.source, shown))
    return found


@cache
def _code(notebook: str) -> list[Code]:
    read = nbformat.read(PROJECT / "notebooks" / f"{notebook}.ipynb", as_version=4)
    return [
        Code(number, tuple(cell.metadata.get("tags", [])), cell.source)
        for number, cell in enumerate(read.cells)
        if cell.cell_type == "code"
    ]


def _needed(code: list[Code], wanted: Wanted) -> list[Code]:
    """The wanted cells and those that bind a name which a later needed cell uses, in order."""
    needed: list[Code] = []
    used: set[str] = set()
    for cell in reversed(code):
        nodes = list(ast.walk(ast.parse(cell.source)))
        bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        bound |= {alias.asname or alias.name for node in imports for alias in node.names}
        if wanted(cell) or bound & used:
            needed.insert(0, cell)
            used |= {node.id for node in nodes if isinstance(node, ast.Name)}
    return needed


def _last_value(code: str, names: dict, where: str):
    """Run the code of a cell; the value of its last line when that is an expression, as Jupyter shows it."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, where, "exec"), names)
    return eval(compile(ast.Expression(last.value), where, "eval"), names) if last else None
