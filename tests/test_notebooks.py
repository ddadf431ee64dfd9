"""The notebook contract (thin, parameterised, committed without outputs)."""

import ast
import re

import nbformat
import pytest

from tests.conftest import PROJECT

PATHS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Try, ast.Lambda, ast.With)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_they_are_numbered_from_one_on():
    assert [path.stem[:3] for path in PATHS] == [f"{number:02}_" for number, _ in enumerate(PATHS, 1)]
    assert len(PATHS) >= 8


def test_first_cell_says_what_the_notebook_shows_and_does_not_show(notebook):
    first = notebook.cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    assert all(word in first.source for word in ("**Question.**", "**Shows.**", "**Does not show.**"))


def test_second_cell_is_the_one_with_parameters(notebook):
    tagged = [n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == [1]
    names = [target.id for node in ast.parse(notebook.cells[1].source).body for target in node.targets]
    assert names == ["area", "language", "data_dir"]


def test_english_prose_calls_an_annex_of_the_report_an_annex(notebook):
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert [text for text in prose if re.search("[Bb]ijlage", text)] == []


def test_code_cells_are_thin(notebook):
    for cell in _code(notebook):
        assert len(cell.source.splitlines()) <= 10
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, FORBIDDEN)]
        assert not re.search(r"(\.csv|\.yaml|\.\./|/home|C:\\|SELECT |plt\.|style=|color=|#[0-9a-f]{6})", cell.source)


def test_committed_without_outputs(notebook):
    for cell in _code(notebook):
        assert not cell.outputs and cell.execution_count is None


def test_something_goes_into_the_factsheet(notebook):
    assert any("factsheet" in cell.metadata.get("tags", []) for cell in _code(notebook))


def test_prose_stands_before_code(notebook):
    """Every step says why: at most four code cells in a row."""
    kinds = "".join("c" if cell.cell_type == "code" else "m" for cell in notebook.cells)
    assert "ccccc" not in kinds
