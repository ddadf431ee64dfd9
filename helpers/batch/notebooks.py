"""The notebooks of the project: their names, and whether papermill can give each its parameters.

Papermill puts its cell above the notebook's own when it finds no cell tagged `parameters`: the notebook's own area then
wins, under the name of another. So a notebook is looked at before anything runs.
"""

import ast
import difflib
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from helpers.contract.parameters import INJECTED, ParameterError, Parameters, tags_of
from helpers.files import PROJECT_DIR, content_of, files_in

TAG = "parameters"


_TITLE = re.compile(r"# *\S")


_TOO_DEEP = (MemoryError, RecursionError)  # what Python's parser says of brackets or signs by the thousand


# A name is part of addresses of pages and names of files.
_NAME = re.compile(r"[0-9]+([_-][A-Za-z0-9_.-]*)?")


def notebook_path(name: str) -> Path:
    """The file of a notebook."""
    return PROJECT_DIR / "notebooks" / f"{name}.ipynb"


def notebook_names() -> list[str]:
    """The notebooks of the project, without suffix, in chapter order: those whose name starts with a number.

    Raises ParameterError when two have the same number, as after "Duplicate" in JupyterLab, and for a name that cannot
    be part of an address.
    """
    folder = PROJECT_DIR / "notebooks"
    found = [path for path in files_in(folder, ".ipynb") if path.parent == folder]
    names = [path.stem for path in found if path.stem[:1].isdigit()]
    by_number: dict[int, list[str]] = {}
    for name in names:
        if not _NAME.fullmatch(name):
            raise ParameterError(
                f"notebook {name!r}: expected a name of a number, _ and letters without accents, digits, _, - or ., or "
                "one without a number to leave it out of runs"
            )
        by_number.setdefault(int(re.split("[_-]", name)[0]), []).append(name)
    for number, same in by_number.items():
        if len(same) > 1:
            raise ParameterError(
                f"notebooks {' and '.join(same)} have the same number, {number:02}; expected one: give the others "
                "another number, or a name without one to leave them out of runs"
            )
    return names


def check_notebook(name: str) -> None:
    """Raise ParameterError that says what is wrong unless a notebook has a title and can be given its parameters.

    It begins with a heading; it has one code cell tagged `parameters`, before all other code, which assigns the known
    names and nothing else; no later cell assigns them again.
    """
    where = f"notebooks/{name}.ipynb"
    cells = _cells(name, where)
    if not cells or cells[0].get("cell_type") != "markdown" or not _TITLE.match(_source(cells[0])):
        raise ParameterError(f"{where}, cell 1: has no title; expected prose that begins with `# ` and a title")
    _check_parameters_cell(where, cells)
    for number, cell in enumerate(cells, 1):
        if problem := _tag_problem(cell):
            raise ParameterError(f"{where}, cell {number}: {problem}")


# Tags of cells that are published: on the page and in the background PDF; with it: not on paper; in the hand-out.
_PUBLISHED = ("factsheet", "screen", "handout")


def _tag_problem(cell: dict[str, Any]) -> str:
    """What is wrong with the tags of a cell, so that it would not be published and nobody be told; or empty."""
    tags = tags_of(cell)
    for tag in tags:
        near = difflib.get_close_matches(tag.strip().lower(), (TAG, *_PUBLISHED), n=1, cutoff=0.8)
        if near and near[0] != tag:
            return f"has the tag {tag!r}; did you mean {near[0]}?"
    published = [tag for tag in tags if tag in _PUBLISHED]
    if published and cell["cell_type"] != "code":
        return f"has the tag {published[0]}, but no code; expected it at a cell that shows blocks"
    if "screen" in published and "factsheet" not in published:
        return "has the tag screen, but not factsheet, and is not on the page; expected both, or neither"
    return ""


def _check_parameters_cell(where: str, cells: list[dict[str, Any]]) -> None:
    code = [number for number, cell in enumerate(cells, 1) if cell.get("cell_type") == "code"]
    tagged = [number for number, cell in enumerate(cells, 1) if TAG in tags_of(cell)]
    injected = [number for number, cell in enumerate(cells, 1) if INJECTED in tags_of(cell)]
    if injected:
        raise ParameterError(f"{where}, cell {injected[0]}: has the tag {INJECTED}: it was made by a run; delete it")
    if len(tagged) != 1:
        cells_found = "no cell has" if not tagged else f"cells {', '.join(map(str, tagged))} have"
        raise ParameterError(f"{where}: {cells_found} the tag {TAG}; expected one code cell, before all other code")
    if tagged[0] != (code or [0])[0]:
        raise ParameterError(f"{where}, cell {tagged[0]}: has the tag {TAG}; expected it in the first code cell")
    _check_assignments(f"{where}, cell {tagged[0]}", _source(cells[tagged[0] - 1]))
    for number in code[1:]:
        if again := sorted(_stored(_source(cells[number - 1])) & set(Parameters.model_fields)):
            raise ParameterError(
                f"{where}, cell {number}: assigns {', '.join(again)}; expected another name: it is a parameter, and "
                "figures of another area would get this area's name"
            )


class _Metadata(BaseModel):
    tags: list[str] = []


class _Cell(BaseModel):
    cell_type: Literal["code", "markdown", "raw"]
    metadata: _Metadata = _Metadata()
    source: str | list[str] = ""


class _Notebook(BaseModel):
    """What must be right in a notebook's file for us to look at its cells."""

    nbformat: Literal[4]
    metadata: dict[str, object] = {}
    cells: list[_Cell]


def _cells(name: str, where: str) -> list[dict[str, Any]]:
    try:
        notebook = _Notebook.model_validate_json(content_of(notebook_path(name)))
    except ValidationError as error:
        problem = error.errors()[0]
        raise ParameterError(
            f"{where} cannot be read as a notebook ({_told(problem['loc'])}{problem['msg']})"
        ) from None
    except OSError as error:
        raise ParameterError(f"{where} cannot be read ({error.strerror})") from None
    return [cell.model_dump() for cell in notebook.cells]


def _told(place: tuple[int | str, ...]) -> str:
    """Where a problem is in a notebook's file; cells are counted from 1."""
    match place:
        case ("cells", int(index), *inner):
            return f"cell {index + 1}, {'.'.join(map(str, inner))}: "
        case ():
            return ""
    return f"{'.'.join(map(str, place))}: "


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell.get("source", []))


def _check_assignments(where: str, source: str) -> None:
    expected = sorted(Parameters.model_fields)
    try:
        names = [_assigned(statement) for statement in ast.parse(source).body]
    except SyntaxError as error:
        raise ParameterError(f"{where}: {error.msg} (line {error.lineno}); expected assignments") from None
    except (ValueError, *_TOO_DEEP):
        raise ParameterError(f"{where}: cannot be read as Python; expected assignments") from None
    if sorted(names) != expected:
        found = ", ".join(names) or "nothing"
        raise ParameterError(f"{where}: assigns {found}; expected exactly {', '.join(expected)}, once each")


def _stored(source: str) -> set[str]:
    """The names that code gives a value; none for code that is not plain Python (magics): it is not looked at."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, *_TOO_DEEP):
        return set()
    inner = {
        id(name)  # in a comprehension, whose names end with it
        for node in ast.walk(tree)
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
    }
    return {name for node in ast.walk(tree) if id(node) not in inner and (name := _bound(node))}


def _bound(node: ast.AST) -> str | None:
    """The name that a part of code gives a value, if it does: an assignment, an import, a function, a pattern."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return name
        case ast.alias(name=name, asname=other):
            return other or name.split(".")[0]
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.ExceptHandler():
            return node.name
        case ast.MatchAs(name=name) | ast.MatchStar(name=name) | ast.MatchMapping(rest=name):
            return name
    return None


def _assigned(statement: ast.stmt) -> str:
    """The name that a statement gives a constant; words for anything else that it does."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    constant = isinstance(getattr(statement, "value", None), ast.Constant)
    if len(targets) == 1 and isinstance(targets[0], ast.Name) and constant:
        return targets[0].id
    return f"something else (`{ast.unparse(statement)}`)"
