"""One task, and the pages of one area, with papermill replaced: whatever goes wrong is told, not raised."""

import errno
import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from helpers.batch import kept, work
from tests.conftest import write_notebook


@pytest.fixture
def task(project):
    for name in ("01_first", "02_second"):
        write_notebook(project.folder / "notebooks" / f"{name}.ipynb", "area")
    return project.plan(areas=["delft-west"])[0]


@pytest.fixture
def papermill(monkeypatch):
    """papermill(function): called in the place of papermill with the notebook, as read, and the keywords."""

    def replace(function):
        def execute_notebook(path, _, **options):
            notebook = nbformat.read(path, as_version=4)
            return function(notebook, **options) or notebook

        monkeypatch.setattr(work.papermill, "execute_notebook", execute_notebook)

    return replace


def _raise(error):
    def run(notebook, **options):
        raise error

    return run


def test_an_executed_notebook_is_the_outcome(task, papermill):
    asked = []
    papermill(lambda notebook, **options: asked.append(options))
    outcome = work.execute(task, 60)
    assert (outcome.status, outcome.error, outcome.cell, outcome.task) == ("done", "", None, task)
    assert kept.unpacked(outcome.notebook).cells[2].source == "area"
    assert asked[0]["parameters"] == {"area": "delft-west", "language": "nl", "data_dir": ""}
    assert (asked[0]["kernel_name"], asked[0]["language"]) == ("python3", "python")  # whatever the notebook says


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DeadKernelError("Kernel died"), "DeadKernelError: Kernel died"),
        (CellTimeoutError("A cell timed out"), "CellTimeoutError: A cell timed out"),
        (MemoryError("no memory"), "MemoryError: no memory"),
        (OSError(errno.EMFILE, "Too many open files"), "OSError: [Errno 24] Too many open files"),
        (RuntimeError("can't start new thread"), "RuntimeError: can't start new thread"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_ends_a_notebook_is_a_failure_with_its_cause(task, papermill, error, told):
    papermill(_raise(error))
    outcome = work.execute(task, 60)
    assert (outcome.status, outcome.error, outcome.notebook) == ("failed", told, b"")


def test_an_exception_in_a_notebook_is_told_with_its_cell_and_traceback(task, papermill):
    def run(notebook, in_progress, **_):
        in_progress.append(notebook)
        raise PapermillExecutionError(2, 2, "area", "ValueError", "what went wrong", ["line 1", "line 2"])

    papermill(run)
    outcome = work.execute(task, 60)
    assert (outcome.status, outcome.cell, outcome.error) == ("failed", 3, "ValueError: what went wrong")
    assert outcome.traceback == ["line 1", "line 2"]


def _with_parameters(notebook):
    """As papermill leaves it: a cell that is not in the notebook's file, below that of the parameters."""
    notebook.cells.insert(
        2, nbformat.v4.new_code_cell('area = "delft-west"', metadata={"tags": ["injected-parameters"]})
    )


@pytest.mark.parametrize(("index", "number"), [(1, 2), (2, 2), (3, 3)], ids=["its own", "papermill's", "below"])
@pytest.mark.parametrize("marked", [False, True])
def test_cells_are_counted_as_in_the_file_of_the_notebook(task, papermill, index, number, marked):
    def raises(notebook, in_progress, **_):
        in_progress.append(notebook)
        _with_parameters(notebook)
        if marked:  # as papermill does before it raises
            for place in (index, 0):
                mark = nbformat.v4.new_markdown_cell("!", metadata={"tags": ["papermill-error-cell-tag"]})
                notebook.cells.insert(place, mark)
        raise PapermillExecutionError(index, 2, "area", "ValueError", "x", ["x"])

    papermill(raises)
    assert work.execute(task, 60).cell == number


def test_a_cell_that_ends_the_notebook_is_counted_as_in_its_file(task, papermill):
    def ends(notebook, **_):
        _with_parameters(notebook)
        notebook.cells[3].outputs = [nbformat.v4.new_output("error", ename="SystemExit", evalue="0", traceback=[])]

    papermill(ends)
    assert "cell 3 ended the notebook" in work.execute(task, 60).error


def test_a_notebook_that_ends_itself_is_a_failure(task, papermill):
    def ends(notebook, **_):
        notebook.cells[1].outputs = [nbformat.v4.new_output("error", ename="SystemExit", evalue="0", traceback=[])]

    papermill(ends)
    outcome = work.execute(task, 60)
    assert outcome.status == "failed" and "cell 2 ended the notebook before its last cell" in outcome.error


def test_the_time_is_for_the_whole_notebook(task, papermill, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(work.time, "monotonic", lambda: clock[0])
    left = []

    def runs(notebook, timeout_func, **_):
        for _cell in range(3):
            left.append(timeout_func(None))
            clock[0] += 40

    papermill(runs)
    assert work.execute(task, 100).seconds == 120
    assert left == [100, 60, 20]
    papermill(runs)
    outcome = work.execute(task, 50)  # the first two cells take longer: the third does not begin
    assert outcome.error == "TimeoutError: the notebook took longer than 50 seconds"
    assert left == [100, 60, 20, 50, 10]


@pytest.mark.parametrize(
    ("before", "seconds", "begun"),
    [
        (0, [9] * 12, 12),  # each cell is short, and so is the whole
        (0, [10] * 12, 11),
        (0, [107, 1, 1], 2),
        (0, [1, 1, 200, 1], 3),
        (0, [108, 0], 1),
        (60, [9] * 12, 6),  # a kernel that starts slowly takes part of the time
        (108, [0], 0),
    ],
)
def test_no_cell_begins_when_the_time_of_the_notebook_is_over(task, papermill, monkeypatch, before, seconds, begun):
    clock, left = [5.0], []
    monkeypatch.setattr(work.time, "monotonic", lambda: clock[0])

    def runs(notebook, timeout_func, **_):
        clock[0] += before
        for cell in seconds:
            left.append(timeout_func(None))
            clock[0] += cell

    papermill(runs)
    outcome = work.execute(task, 108)
    assert (outcome.status == "done") == (begun == len(seconds)) and all(0 < limit <= 108 for limit in left)
    assert len(left) == begun


def test_a_notebook_has_a_folder_of_its_own_and_leaves_nothing_in_it(task, papermill):
    folders = []

    def spoils(notebook, cwd, **_):
        assert list(Path(cwd).iterdir()) == []
        (Path(cwd) / "spoiled").touch()
        folders.append(cwd)

    papermill(spoils)
    assert [work.execute(task, 60).status for _ in range(2)] == ["done", "done"]
    papermill(lambda notebook, cwd, **_: folders.append(cwd) or _raise(MemoryError())(notebook))
    assert work.execute(task, 60).status == "failed"
    assert len(set(folders)) == 3 and not any(Path(folder).exists() for folder in folders)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("notebooks/01_first.ipynb", "notebook"),
        ("helpers/code.py", "helpers"),
        ("data/themes.csv", "data"),
        ("requirements.lock", "software"),
    ],
)
def test_a_worker_with_other_input_does_not_execute(project, task, papermill, path, kind):
    """Its result would be filed under the digest of another input."""
    papermill(lambda *_, **__: pytest.fail("it was executed"))
    (project.folder / path).write_text("changed")
    outcome = work.execute(task, 60)
    assert outcome.status == "failed"
    assert outcome.error.endswith(f"the worker has other input than the run was started with: {kind}")


# Pages --------------------------------------------------------------------------------------------------


@pytest.fixture
def made(project, task, monkeypatch):
    """made(languages): the pages of an area of which some tasks have been executed; what a page shows is replaced."""
    chapters, sheets = [], []
    monkeypatch.setattr(
        work.chapter,
        "chapter_html",
        lambda row, name, notebook, language, others, links, sources: (
            chapters.append((name, language, others)) or "<html></html>"
        ),
    )

    def factsheet(row, colours, language, notebooks, others, inputs):
        sheets.append((language, sorted(notebooks), others, inputs))
        return {f"{row['area']}/factsheet.{language}.html": b"<html></html>"}

    monkeypatch.setattr(work, "_factsheet", factsheet)
    monkeypatch.setattr(work, "_too_long", lambda files, name: [])  # there is no PDF here
    content = kept.packed(nbformat.read(project.folder / "notebooks/01_first.ipynb", as_version=4))
    row = project.tables.areas.set_index("area", drop=False).loc["delft-west"]

    def make(*names):
        tasks = project.plan(["delft-west"], ("nl", "en"))
        executed = [(each, content) for each in tasks if each.name in names]
        known = work.facts_of(project.tables, "delft-west")
        return work.make_pages(row, pd.DataFrame(), executed, known, {}), chapters, sheets

    return make


def test_an_area_has_a_factsheet_in_each_language_that_is_whole(made):
    pages, chapters, sheets = made("01_first.nl", "02_second.nl", "01_first.en")
    assert pages.error == ""
    assert sorted(pages.files) == [
        "delft-west/01_first.en.html",
        "delft-west/01_first.nl.html",
        "delft-west/02_second.nl.html",
        "delft-west/area.json",
        "delft-west/datapakket.nl.zip",
        "delft-west/factsheet.nl.html",
    ]
    assert pages.whole == ["delft-west/*.nl.*", "delft-west/files.nl/*"]
    assert list(json.loads(pages.files["delft-west/area.json"])["links"]) == ["nl"]
    assert pages.factsheets == ["nl"] and pages.error == ""
    assert ("01_first", "nl", ["en"]) in chapters and ("02_second", "nl", []) in chapters  # links
    ((language, names, others, _),) = sheets
    assert (language, names, others) == ("nl", ["01_first", "02_second"], [])


def test_an_area_without_executed_notebooks_has_no_pages(made):
    pages, _, _ = made()
    assert (pages.files, pages.factsheets, pages.error) == ({}, [], "")


def test_a_page_that_cannot_be_made_is_an_error_and_no_page_at_all(made, monkeypatch):
    def fails(*_):
        raise ValueError("no page")

    monkeypatch.setattr(work, "_factsheet", fails)
    pages, chapters, _ = made("01_first.nl", "02_second.nl")
    assert chapters and (pages.files, pages.factsheets, pages.error) == ({}, [], "ValueError: no page")


# A notebook that failed ------------------------------------------------------------------------------------


def _fails_at(error, status="running"):
    """Papermill that hands over its notebook, marks the third cell as running, and fails."""

    def run(notebook, in_progress, **_):
        in_progress.append(notebook)
        notebook.cells[1].metadata["papermill"] = {"status": "completed"}
        notebook.cells[2].metadata["papermill"] = {"status": status}
        raise error

    return run


@pytest.mark.parametrize("error", [TimeoutError("too long"), DeadKernelError("Kernel died")])
def test_a_failed_notebook_is_handed_over_with_the_error_in_its_place(task, papermill, error):
    papermill(_fails_at(error))
    cells = nbformat.reads(work.execute(task, 60).notebook.decode(), as_version=4).cells
    assert cells[1].outputs == []
    assert [(o.output_type, o.ename, o.evalue) for o in cells[2].outputs] == [
        ("error", type(error).__name__, str(error))
    ]


def test_an_error_that_a_cell_shows_itself_is_not_said_twice(task, papermill):
    def run(notebook, in_progress, **_):
        in_progress.append(notebook)
        notebook.cells[2].outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="x", traceback=["x"])]
        raise PapermillExecutionError(2, 2, "area", "ValueError", "x", ["x"])

    papermill(run)
    cells = nbformat.reads(work.execute(task, 60).notebook.decode(), as_version=4).cells
    assert [len(cell.get("outputs", [])) for cell in cells] == [0, 0, 1]
