"""How papermill executes a notebook for us: it hands the notebook over while it runs, and bounds what it may write."""

from typing import Any

from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.log import logger

from helpers.contract.parameters import number_at

ENGINE = "kansrijk"


# Of all outputs of a notebook together. Ours have some megabytes; without a bound one that prints for ever fills the
# memory of its worker, and takes other tasks along.
MOST_OUTPUT = 50_000_000


# How long what a cell wrote may be on its way when the cell has ended. By nbclient's own 4 seconds a notebook fails
# when many programs want the machine; a kernel that has died is seen otherwise, and at once.
OUTPUT_SECONDS = 120


class OutputError(RuntimeError):
    """A notebook wrote more than it may; the message names the cell."""


class _Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
    """Drops what is written beyond the bound, and says so when the cell has ended."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **{"iopub_timeout": OUTPUT_SECONDS} | options)
        self._written, self._flooded = 0, 0  # bytes so far; the cell that went over the bound

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        if msg["msg_type"] in {"stream", "display_data", "execute_result", "error"}:
            self._written += _size(msg["content"])
            if self._written > MOST_OUTPUT:
                self._flooded = self._flooded or number_at(self.nb.cells, cell_index)
                return None
        return super().process_message(msg, cell, cell_index)

    def execute(self, **options: Any) -> Any:
        notebook = super().execute(**options)
        if self._flooded:
            raise OutputError(f"cell {self._flooded} wrote more than {MOST_OUTPUT // 1_000_000} MB of output")
        return notebook


def _size(content: object) -> int:
    """Signs in all texts of a message."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict | list):
        return sum(map(_size, content.values() if isinstance(content, dict) else content))
    return 8


class _Engine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """Papermill's own engine with our client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute; options: those of papermill and nbclient, and `in_progress`, a list that gets the notebook first."""
        options.pop("in_progress").append(nb_man.nb)
        wanted = ("timeout_func", "kernel_manager_class", "shutdown_kernel", "config")
        given = {name: options[name] for name in wanted if name in options}
        return _Client(nb_man, kernel_name=kernel_name, log=logger, **given).execute()


papermill_engines.register(ENGINE, _Engine)
