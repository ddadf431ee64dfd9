"""A run: which tasks must be executed, having them executed, and putting out what came out whole.

The plan (`plan`) and the ledger of the output folder (`store`) say what must run; workers do it (`work`), wherever the
engine has them (`local`, `dask`); only this process writes. Pages of an area are made as soon as its last notebook is
there, while others still run. A failing task stops nobody else.
"""

import json
import shutil
import subprocess
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from helpers.batch import packaging
from helpers.batch.engine import Engine
from helpers.batch.notebooks import notebook_names
from helpers.batch.plan import Inputs, Task, all_of_area, data_folder, pages_key
from helpers.batch.store import Store
from helpers.batch.work import Outcome, Pages, execute, facts_of, make_pages
from helpers.contract.load import Tables
from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.files import PROJECT_DIR, VERSIONS, digest
from helpers.pages import factsheet
from helpers.pages.index import index_pages

_ATTEMPTS = 3  # of a call that was lost with its worker: once perhaps for another call, then twice alone


_LOOK_SECONDS = 5  # after which the engine is asked again how many workers there are


@dataclass
class Report:
    """What became of a run."""

    outcomes: list[Outcome] = field(default_factory=list)
    factsheets: list[str] = field(default_factory=list)  # made now: area and language
    page_errors: dict[str, str] = field(default_factory=dict)  # area: what went wrong
    remarks: list[str] = field(default_factory=list)  # on files that were made, but not as they are meant to be

    @property
    def failures(self) -> list[Outcome]:
        """The tasks that failed."""
        return [outcome for outcome in self.outcomes if outcome.status == "failed"]

    @property
    def ok(self) -> bool:
        """Whether nothing failed, neither a task nor a page."""
        return not self.failures and not self.page_errors


@dataclass
class _Area:
    """An area in a run: what it waits for."""

    tasks: list[Task]  # of the run
    waiting: set[str] = field(default_factory=set)  # names of tasks that are not done yet


@dataclass
class _Work:
    """A call for a worker: a task, or the pages of an area."""

    area: str
    task: Task | None = None
    key: str = ""  # of the pages
    attempts: int = 0


class BatchRun:
    """A run of many tasks, in progress."""

    def __init__(self, tasks: list[Task], tables: Tables, store: Store, timeout: float, force: bool):
        """tasks: of the plan; tables: checked; store: held by this run; timeout: seconds per task."""
        self._store, self._tables, self._timeout, self._force = store, tables, timeout, force
        self._inputs = Inputs(data_folder(tasks[0].parameters["data_dir"]))
        self._areas: dict[str, _Area] = {}
        for task in tasks:
            self._areas.setdefault(task.area, _Area([])).tasks.append(task)
        # With what stands on every page: when it is of, and whom to ask.
        last = tables.edition.sort_values("edition").iloc[-1][factsheet.EDITION]
        self._rows = tables.areas.assign(**last).set_index("area", drop=False)
        self._repaired: set[str] = set()
        self._failed_of: dict[str, set[str]] = {}  # area: names of tasks
        self.report = Report()

    def work(self, engine: Engine, on_outcome: Callable[[Outcome], None]) -> Report:
        """Do all that must be done; on_outcome is called once per task as soon as it has ended.

        The report tells what failed; nothing is raised for a failing task.
        """
        self._on_outcome = on_outcome
        self._store.outdate_index()
        self._todo: deque[_Work] = deque()
        for name, area in self._areas.items():
            for task in area.tasks:
                if self._force or self._store.why(task):
                    area.waiting.add(task.name)
                    self._todo.append(_Work(name, task))
                else:
                    self._ended(Outcome(task, "unchanged"))
            if not area.waiting:
                self._todo.append(_Work(name))
        running: dict[Future[Any], _Work] = {}
        while self._todo or running:
            # Few calls ahead of the workers: pages of finished areas need not wait behind all other notebooks.
            room = 2 * engine.slots  # a cluster may grow and shrink, or be lost while nothing comes back
            while self._todo and len(running) < room and self._may_start(running):
                self._submit(engine, running)
            done, _ = wait(running, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            self._receive(done, running, engine)
        self._put_out_index()
        return self.report

    def _may_start(self, running: dict[Future[Any], _Work]) -> bool:
        """A call that was lost with a worker may have been its death: it runs alone, so that it takes nobody along."""
        return not running or not (self._todo[0].attempts or any(work.attempts for work in running.values()))

    def _submit(self, engine: Engine, running: dict[Future[Any], _Work]) -> None:
        work = self._todo.popleft()
        function: Callable[..., Outcome | Pages]
        arguments: tuple[object, ...]
        if work.task:
            function, arguments = execute, (work.task, self._timeout)
        else:
            executed, lost = self._executed(work.area)
            if lost:
                self._repair(work, lost)
                return
            work.key = pages_key([task for task, _ in executed], self._inputs)
            if self._store.is_out(work.area, work.key) and not self._force:
                return
            try:
                known = facts_of(self._tables, work.area)
            except Exception as error:  # what the area's pages cannot be made without is a failure of this area only
                self._failed(work, error)
                return
            function = make_pages
            row, pictures = self._rows.loc[work.area], {} if self._force else self._store.pictures(work.area)
            arguments = (row, self._tables.sources, executed, known, pictures)
        try:
            running[engine.submit(function, *arguments)] = work
        except BrokenProcessPool:  # a worker died just now; the calls that it was lost with are received later
            self._todo.appendleft(work)
            engine.restart()

    def _receive(self, done: set[Future[Any]], running: dict[Future[Any], _Work], engine: Engine) -> None:
        broken = False
        for future in done:
            work = running.pop(future)
            try:
                result = future.result()
            except BrokenProcessPool:
                broken = True
                self._again(work)
            except Exception as error:  # what a worker cannot report itself, such as a cluster that gave up
                self._failed(work, error)
            else:
                self._task_done(result) if work.task else self._pages_done(work, result)
        if broken:  # then all other calls of the pool are lost as well
            for work in running.values():
                self._again(work)
            running.clear()
            engine.restart()

    def _again(self, work: _Work) -> None:
        work.attempts += 1
        if work.attempts >= _ATTEMPTS:
            self._failed(work, RuntimeError("the worker process died, more than once"))
        else:
            self._todo.appendleft(work)

    def _failed(self, work: _Work, error: Exception) -> None:
        message = f"{type(error).__name__}: {error}"
        if work.task:
            self._task_done(Outcome(work.task, "failed", error=message))
        else:
            self.report.page_errors[work.area] = message

    # Tasks ------------------------------------------------------------------------------------------------

    def _task_done(self, outcome: Outcome) -> None:
        task = outcome.task
        if outcome.status == "done":
            try:
                self._store.keep(task, outcome.notebook)
            except OSError as error:  # a full disk
                outcome.status, outcome.error = "failed", f"{type(error).__name__}: {error}"
        elif outcome.notebook:
            with suppress(OSError):  # a full disk: the failure itself is told all the same
                outcome.kept = str(self._store.keep_failed(task, outcome.notebook))
        outcome.notebook = b""
        self._ended(outcome)
        area = self._areas[task.area]
        area.waiting.discard(task.name)
        if not area.waiting:
            self._todo.appendleft(_Work(task.area))

    def _ended(self, outcome: Outcome) -> None:
        self.report.outcomes.append(outcome)
        if outcome.status == "failed":
            self._failed_of.setdefault(outcome.task.area, set()).add(outcome.task.name)
        self._on_outcome(outcome)

    # Pages ------------------------------------------------------------------------------------------------

    def _executed(self, area: str) -> tuple[list[tuple[Task, bytes]], list[Task]]:
        """The executed notebooks of an area that are up to date, of this run and of earlier ones, in chapter order.

        And those that should be there, but are damaged or gone.
        """
        failed, of_run = self._failed_of.get(area, set()), {task.name for task in self._areas[area].tasks}
        executed: list[tuple[Task, bytes]] = []
        lost: list[Task] = []
        for task in all_of_area(self._areas[area].tasks[0].parameters, self._inputs):
            if task.name in failed or (self._store.why(task) and task.name not in of_run):
                continue
            notebook = self._store.read(task)
            if notebook is None:
                lost.append(task)
            else:
                executed.append((task, notebook))
        return executed, lost

    def _pages_done(self, work: _Work, pages: Pages) -> None:
        if pages.error:
            self.report.page_errors[work.area] = pages.error
        else:
            try:
                # After a failure nothing stays that was made of other input: it would contradict the new pages.
                withdraw = work.area in self._failed_of
                self._store.put_out(work.area, work.key, pages.files, withdraw, pages.whole)
            except OSError as error:
                self.report.page_errors[work.area] = f"{type(error).__name__}: {error}"
            else:
                self.report.factsheets += [f"{work.area} {language}" for language in pages.factsheets]
                self.report.remarks += pages.remarks

    def _repair(self, work: _Work, lost: list[Task]) -> None:
        """Kept notebooks that are damaged or gone are executed again, once; then the pages."""
        if work.area in self._repaired:
            self.report.page_errors[work.area] = "executed notebooks were damaged or deleted during the run, twice"
            return
        self._repaired.add(work.area)
        self.report.outcomes = [outcome for outcome in self.report.outcomes if outcome.task not in lost]
        for task in lost:
            self._store.forget(task)
            self._areas[work.area].waiting.add(task.name)
            self._todo.appendleft(_Work(work.area, task))

    def _put_out_index(self) -> None:
        try:
            for language in PAGE_LANGUAGES:
                packaging.remove_outdated(self._store, self._tables.areas["area"].tolist(), language)
            put_out_index(self._store, self._tables, {"manifest.json": self._manifest()})
        except OSError as error:
            self.report.page_errors["index"] = f"{type(error).__name__}: {error}"

    def _manifest(self) -> bytes:
        tasks = [
            {
                "area": outcome.task.area,
                "notebook": outcome.task.notebook,
                "language": outcome.task.language,
                "status": outcome.status,
                "seconds": round(outcome.seconds, 3),
                "cell": outcome.cell,
                "error": outcome.error,
                "kept": outcome.kept,
                "digests": outcome.task.digests,
            }
            for outcome in sorted(self.report.outcomes, key=lambda o: (o.task.area, o.task.name))
        ]
        content = {
            "commit": _commit(),
            "versions": VERSIONS,
            "factsheets": sorted(self.report.factsheets),
            "page_errors": self.report.page_errors,
            "tasks": tasks,
        }
        return json.dumps(content, indent=1, ensure_ascii=False).encode()


def put_out_index(store: Store, tables: Tables, others: dict[str, bytes] | None = None) -> None:
    """Put out the index in each language, of what is in the output folder now; others: files that go with it.

    Raises OSError when it cannot be written.
    """
    files = {
        name: page.encode()
        for language in PAGE_LANGUAGES
        for name, page in index_pages(tables, store.folder, language, notebook_names()).items()
    }
    store.put_out("", digest(*files.values()), files | (others or {}), whole=["index*.html"])


def _commit() -> str | None:
    """The commit of the project, or None outside a git checkout."""
    git = shutil.which("git")
    if not git:
        return None
    result = subprocess.run([git, "rev-parse", "HEAD"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    return result.stdout.strip() or None
