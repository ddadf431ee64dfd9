"""A project and an engine without processes, kernels or pages: what the fast tests of the batch run on.

The cell of a notebook is run by `exec`, pages are a line of text. Everything else is the product: plan, run, store and
command line.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from typer.testing import CliRunner

from helpers import cli
from helpers.batch import plan
from helpers.batch.notebooks import notebook_names, notebook_path
from helpers.batch.run import BatchRun, Report
from helpers.batch.store import EXECUTED, STATE, Store
from helpers.batch.work import Outcome, Pages
from helpers.contract.load import Tables
from helpers.pages.factsheet import index_name
from tests.conftest import PROJECT, write_notebook

AREAS = ("breda-noord", "delft-west", "heerlen-noord", "rotterdam-zuid", "tilburg-noordwest", "utrecht-overvecht")
TWO = AREAS[:2]
TEMPLATE = Path("helpers/pages/templates/page.html.j2")


class Death(BaseException):
    """Raised by a call: the worker that does it dies."""


# Calls --------------------------------------------------------------------------------------------------


def execute(task: plan.Task, timeout: float) -> Outcome:
    """Run the code of a notebook; its result is the code with the parameters."""
    code = nbformat.read(notebook_path(task.notebook), as_version=4).cells[-1].source
    try:
        exec(code, {**task.parameters, "Death": Death})
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        return Outcome(task, "failed", cell=3, error=told, traceback=["in line 1"], notebook=told.encode())
    return Outcome(task, "done", notebook=f"{task.name} of {task.area} gave {code!r}".encode())


def facts_of(tables, area) -> str:
    """What the tables say of an area."""
    return area


def make_pages(row, sources, executed, known, pictures) -> Pages:
    """A page per notebook; a factsheet per language when all notebooks are there."""
    template = (plan.PROJECT_DIR / TEMPLATE).read_text()
    pages, area = Pages(), row["area"]
    for task, content in executed:
        pages.files[f"{area}/{task.name}.html"] = _html(f"{template} {content.decode()}")
    for language in ("nl", "en"):
        parts = [content.decode() for task, content in executed if task.language == language]
        if len(parts) == len(notebook_names()):
            pages.files[f"{area}/factsheet.{language}.html"] = _html(f"{template} {row['name']} {parts}")
            pages.factsheets.append(language)
    return pages


def index_pages(tables, output: Path, language: str, chapters: list[str]) -> dict[str, str]:
    """Names the factsheets that are there, as the real one does."""
    there = sorted(path.parent.name for path in output.glob(f"*/factsheet.{language}.html"))
    return {index_name(language): _html(f"{there} {chapters}").decode()}


def _html(text: str) -> bytes:
    return f"<html>{text}</html>".encode()


# The engine ---------------------------------------------------------------------------------------------


class Call(Future):
    """A call that its engine has been given."""

    def __init__(self, engine: "InlineEngine", function: Callable, arguments: tuple):
        super().__init__()
        self.engine, self.function, self.arguments = engine, function, arguments

    @property
    def name(self) -> str:
        """Area and notebook, or area and `pages`."""
        first = self.arguments[0]
        return f"{first.area} {first.name}" if isinstance(first, plan.Task) else f"{first['area']} pages"


class InlineEngine:
    """Does calls in this process, one at a time, each time that the run waits for one.

    As a process pool does: the death of a worker loses all its calls, and it takes no others until it is restarted.
    """

    def __init__(self, slots=2, choose: Callable[[Sequence[Call]], Call] = lambda calls: calls[0], moment=None):
        """choose: which of the calls that are worked on ends first; moment: called when anything happens here."""
        self._slots, self._choose = slots, choose
        self.moment = moment or (lambda what: None)
        self.calls: list[Call] = []
        self.done: list[str] = []  # names of the calls that were worked on, in order
        self.most = 0  # calls at the same time
        self.company: dict[str, int] = {}  # name: how many others there were when it was last worked on
        self.lost: list[set[str]] = []  # names of the calls that were lost with a worker, per death
        self.restarts, self._broken, self._worked = 0, False, 0

    @property
    def slots(self) -> int:
        self.moment("slots")
        return self._slots

    @property
    def executed(self) -> list[str]:
        """The tasks among what was done."""
        return sorted(name for name in self.done if not name.endswith(" pages"))

    def submit(self, function, *arguments) -> Call:
        self.moment("submit")
        if self._broken:
            raise BrokenProcessPool("a worker has died")
        self.calls.append(Call(self, function, arguments))
        self.most = max(self.most, len(self.calls))
        return self.calls[-1]

    def restart(self) -> None:
        self.moment("restart")
        self.restarts, self._broken, self.calls = self.restarts + 1, False, []

    def work(self) -> None:
        self.moment("work")
        self._worked += 1
        assert self._worked < 500, "the run does not end"
        call = self._choose(self.calls[: self._slots])
        self._note(call)
        try:
            result = call.function(*call.arguments)
        except Death:
            self.die()
        except Exception as error:
            self.calls.remove(call)
            call.set_exception(error)
        else:
            self.calls.remove(call)
            call.set_result(result)

    def _note(self, call: Call) -> None:
        self.done.append(call.name)
        self.company[call.name] = len(self.calls) - 1

    def die(self) -> None:
        """All calls are lost with a worker."""
        lost, self.calls, self._broken = self.calls, [], True
        self.lost.append({call.name for call in lost})
        for call in lost:
            call.set_exception(BrokenProcessPool("a worker has died"))

    def __enter__(self) -> "InlineEngine":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def wait_for_one(running, timeout, return_when) -> tuple[set[Future], set[Future]]:
    """In the place of `concurrent.futures.wait`: nothing happens behind the back of a test."""
    if running and not any(call.done() for call in running):
        next(iter(running)).engine.work()
    done = {call for call in running if call.done()}
    return done, set(running) - done


# Faults -------------------------------------------------------------------------------------------------


class Fault:
    """Raises an error the n-th time that it is called, once."""

    def __init__(self, at: int, error: BaseException):
        self.left, self.error = at, error

    def __call__(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.error

    @property
    def struck(self) -> bool:
        return self.left <= 0


def strike_while_writing(monkeypatch, fault: Fault) -> None:
    """`fault` is called when half of a file has been written, and before each file gets its name."""
    fdopen, replace = os.fdopen, Path.replace

    def renamed(path, target):
        if not isinstance(fault.error, OSError):  # a disk that is full renames
            fault()
        return replace(path, target)

    monkeypatch.setattr(os, "fdopen", lambda *arguments: _Stream(fdopen(*arguments), fault))
    monkeypatch.setattr(Path, "replace", renamed)


class _Stream:
    def __init__(self, stream, fault: Fault):
        self._stream, self._fault = stream, fault

    def __enter__(self) -> "_Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def write(self, content: bytes) -> None:
        half = len(content) // 2
        self._stream.write(content[:half])
        self._fault()
        self._stream.write(content[half:])


# The project --------------------------------------------------------------------------------------------


@dataclass
class Project:
    """A project with notebooks of one line, its output folder, and runs of it in this process."""

    folder: Path
    tables: Tables
    engine: InlineEngine = field(default_factory=InlineEngine)  # of the last run

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def state(self) -> Path:
        return self.out / STATE

    @property
    def executed(self) -> Path:
        return self.state / EXECUTED

    def write(self, **cells: str) -> "Project":
        """write(first="1 + 1", second="area"): the notebooks 01_first and 02_second."""
        for number, (name, code) in enumerate(cells.items(), 1):
            write_notebook(self.folder / "notebooks" / f"{number:02}_{name}.ipynb", code)
        return self

    def plan(self, areas: Iterable[str] = TWO, languages: Iterable[str] = ()) -> list[plan.Task]:
        return plan.plan(areas, [], languages, "")

    def run(self, areas=TWO, engine=None, force=False, languages=()) -> Report:
        """What `kansrijk run` does after it has seen that there is something to do."""
        self.engine = engine or InlineEngine()
        with Store(self.out) as store:
            batch = BatchRun(self.plan(areas, languages), self.tables, store, timeout=60, force=force)
            return batch.work(self.engine, lambda outcome: None)

    def kansrijk(self, *options, areas=TWO, engine=None):
        """`kansrijk run` itself, its result with exit_code, stdout and stderr."""
        self.engine = engine or InlineEngine()
        arguments = ["run", "--areas", ",".join(areas), "--output", str(self.out), *options]
        return CliRunner().invoke(cli.app, arguments)

    def files(self) -> dict[str, str]:
        """What is published, apart from the manifest; nothing of it may be half, nothing left lying about."""
        assert not list(self.out.rglob(".aside-*"))
        paths = [path for path in self.out.rglob("*") if path.is_file() and STATE not in path.parts]
        paths = [path for path in paths if not path.name.startswith("failed-")]
        found = {str(path.relative_to(self.out)): path.read_text() for path in paths if path.name != "manifest.json"}
        assert all(text.startswith("<html>") and text.endswith("</html>") for text in found.values())
        return found

    def factsheets(self) -> set[str]:
        return {name.split("/")[0] for name in self.files() if name.endswith("/factsheet.nl.html")}

    def kept(self) -> set[str]:
        """The executed notebooks that are kept, as area/notebook.language.ipynb.gz."""
        return {str(path.relative_to(self.executed)) for path in self.executed.glob("*/*.ipynb.gz")}

    def times(self) -> dict[Path, int]:
        """When each file was written; the lock is not written."""
        paths = [path for path in self.out.rglob("*") if path.is_file() and path.name != "lock"]
        return {path: path.stat().st_mtime_ns for path in paths}


def statuses(report: Report) -> dict[str, int]:
    """How many tasks ended how."""
    return dict(Counter(outcome.status for outcome in report.outcomes))


def make_project(folder: Path, tables: Tables) -> Project:
    """The files that a plan looks at, and as few of them as there can be."""
    for name in ("notebooks", "data", TEMPLATE.parent):
        (folder / name).mkdir(parents=True)
    shutil.copytree(PROJECT / "params", folder / "params")
    for name in ("areas.csv", "themes.csv", "area_wijken.csv"):
        shutil.copy(PROJECT / "data" / name, folder / "data")
    (folder / "helpers" / "code.py").write_text("X = 0\n")
    (folder / TEMPLATE).write_text("template")
    return Project(folder, tables)
