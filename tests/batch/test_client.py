"""A notebook that writes without end costs its own task only; what ours write is far below the bound."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionComplete

from helpers.batch import client


class _Manager:
    """In the place of papermill's: it holds the notebook."""

    def __init__(self):
        cells = [nbformat.v4.new_code_cell(str(number)) for number in range(3)]
        for cell in cells:
            cell.outputs, cell.metadata = [], nbformat.from_dict({"execution": {}})
        self.nb = nbformat.v4.new_notebook(cells=cells)

    def autosave_cell(self):
        """Papermill would write the notebook to disk."""


def _client():
    made = client._Client(_Manager())
    made.clear_before_next_output = False  # as at the start of each cell
    return made


def _message(kind, **content):
    return {"msg_type": kind, "content": content, "header": {"msg_type": kind}, "parent_header": {}}


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(client, "MOST_OUTPUT", 1000)
    return _client()


MESSAGES = {
    "printed": _message("stream", name="stdout", text="x" * 300),
    "shown": _message("display_data", data={"text/plain": "x" * 300}, metadata={}),
    "result": _message(
        "execute_result", data={"application/x+json": {"deep": ["x" * 150] * 2}}, metadata={}, execution_count=1
    ),
    "traceback": _message("error", ename="E", evalue="x", traceback=["x" * 300]),
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_what_is_written_beyond_the_bound_is_dropped_and_told(small, kind):
    cell = small.nb.cells[1]
    for _ in range(50):
        small.process_message(MESSAGES[kind], cell, 1)
    assert len(str(cell.outputs)) < 3000 and small._flooded == 2
    with pytest.raises(CellExecutionComplete):  # that a cell has ended is never dropped
        small.process_message(_message("status", execution_state="idle") | {"header": {"date": "2024"}}, cell, 1)


@pytest.mark.parametrize(("tags", "number"), [([], 2), (["injected-parameters"], 1)])
def test_the_task_fails_with_the_cell_that_went_over_the_bound(small, monkeypatch, tags, number):
    """Papermill's own cell, with the parameters, is not in the file of the notebook."""
    small.nb.cells[0].metadata["tags"] = tags

    def executes(self, **_):
        for index, cell in enumerate(self.nb.cells):
            for _ in range(2):
                self.process_message(MESSAGES["printed"], cell, index)
        return self.nb

    monkeypatch.setattr(client.PapermillNotebookClient, "execute", executes)
    with pytest.raises(client.OutputError, match=rf"^cell {number} wrote more than 0 MB of output$"):
        small.execute()
    monkeypatch.setattr(client, "MOST_OUTPUT", 50_000_000)
    assert _client().execute().cells[2].outputs


def test_output_that_comes_late_is_waited_for():
    """On a machine with much to do it takes longer than the 4 seconds that nbclient gives it."""
    assert _client().iopub_timeout == client.OUTPUT_SECONDS > 4
