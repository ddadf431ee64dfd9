"""Making the pages of one area again: what has changed is executed, and nothing else."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nbformat
import pandas as pd

from helpers.batch import kept
from helpers.batch.engine import Engine
from helpers.batch.notebooks import notebook_names
from helpers.batch.plan import Inputs, Task, data_folder, plan
from helpers.batch.store import OWN, STATE, Store
from helpers.batch.work import Outcome, execute
from helpers.contract.csv_files import read_csv
from helpers.contract.load import load_tables
from helpers.contract.own_data import folder_with_own
from helpers.files import digest, write_whole
from helpers.pages import chapter, factsheet
from helpers.words.check import catalogue_problems

_TIMEOUT = 600.0  # seconds that a notebook may take


@dataclass(frozen=True)
class Wanted:
    """What is looked at: an area in a language, all notebooks or some of them, perhaps with own figures."""

    area: str
    language: str
    notebooks: tuple[str, ...] = ()  # names or numbers; all when empty
    own: Path | None = None


@dataclass(frozen=True)
class Built:
    """What became of it: the page to look at, which notebooks were executed, and what went wrong, in lines."""

    page: str  # in the output folder
    executed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    seconds: float = 0.0


class Builder:
    """Keeps the pages of what is wanted up to date in an output folder.

    The rows of tables are checked, and workers are replaced, only when tables or words have changed: both cost more
    than a page. Of chapters only those are made that are of something new. The page that is looked at comes first.
    """

    def __init__(self, wanted: Wanted, store: Store, engine: Engine):
        """store: held; engine: started."""
        self._wanted, self._store, self._engine = wanted, store, engine
        self._seen = self._checking = ("", "")  # the words and the tables that were checked last, and that are now
        self._made: dict[str, str] = {}  # what the chapters that are there were made of, by name of the page

    def build(self, looked_at: str = "", shown: Callable[[str, str], None] = lambda *_: None) -> Built:
        """Make again what is out of date. What is wrong is told, and the pages stay as they were.

        looked_at: page that is made before all others, by name in the output folder; that of the result when it is none
        of the preview. shown: called with the page of the result, and with the one that is there, while the others are
        being made.
        """
        start = time.monotonic()
        page, executed = "", list[str]()
        try:
            tasks = self._planned()
            page = self._page(tasks)
            inputs = Inputs(data_folder(tasks[0].parameters["data_dir"]))
            check = self._check(tasks, inputs)
            due = [task for task in tasks if self._store.why(task)]
            problems = (due and (self._wrong(check) or self._execute(due, executed))) or []
            if not problems:
                first = looked_at if looked_at in self._names(tasks) else page
                calls = self._ask_for_pages(tasks, inputs, first)  # at the same time as the check of new words
                problems = self._wrong(check) or self._put_out(calls, lambda: shown(page, first))
        except (ValueError, OSError, RuntimeError) as error:  # input that is refused; a worker that died
            problems = [str(error) or type(error).__name__]
        return Built(page, tuple(executed), tuple(problems), time.monotonic() - start)

    def _planned(self) -> list[Task]:
        wanted, folder = self._wanted, ""
        if wanted.own:
            path, _ = folder_with_own(wanted.own, "", self._store.folder / STATE / OWN)
            folder = str(path)
        return plan([wanted.area], wanted.notebooks, [wanted.language], folder)

    def _page(self, tasks: list[Task]) -> str:
        language = self._wanted.language
        whole = len(tasks) == len(notebook_names()) and not self._wanted.notebooks
        name = f"factsheet.{language}.html" if whole else factsheet.page_name(tasks[0].notebook, language)
        return f"{self._wanted.area}/{name}"

    def _names(self, tasks: list[Task]) -> list[str]:
        chapters = [f"{task.area}/{factsheet.page_name(task.notebook, task.language)}" for task in tasks]
        return [*chapters, self._page(tasks)]

    def _check(self, tasks: list[Task], inputs: Inputs) -> Future[list[str]] | None:
        """Have tables and words that are new held against their contracts, by a worker that has read nothing yet."""
        seen = (inputs.everything["helpers"], inputs.everything["data"])
        if seen == self._seen:
            return None
        self._engine.restart()
        check = _wrong_words if seen[1] == self._seen[1] else _problems
        self._checking = seen
        return self._engine.submit(check, tasks[0].parameters["data_dir"])

    def _wrong(self, check: Future[list[str]] | None) -> list[str]:
        """What the check has found; what is wrong is checked again the next time."""
        if check is None:
            return []
        problems = check.result()
        self._seen = ("", "") if problems else self._checking
        return problems

    def _execute(self, due: list[Task], executed: list[str]) -> list[str]:
        """Execute tasks; executed: gets the names of those that ended well."""
        calls = [(task, self._engine.submit(execute, task, _TIMEOUT)) for task in due]
        problems: list[str] = []
        for task, call in calls:
            try:
                outcome = call.result()
            except BrokenProcessPool:
                self._engine.restart()
                raise RuntimeError(f"{task.name}: the worker process died") from None
            if outcome.status == "done":
                self._store.keep(task, outcome.notebook)
                executed.append(task.name)
            else:
                problems += _told(outcome)
        return problems

    def _ask_for_pages(self, tasks: list[Task], inputs: Inputs, first: str) -> list["Future[_Made]"]:
        """Have the pages made: the first one, and all others."""
        kept = [(task, self._store.read(task)) for task in tasks]
        whole = [(task, notebook) for task, notebook in kept if notebook is not None]
        besides = digest(inputs.pages, inputs.everything["data"])
        made = {name: key for name, key in self._made.items() if (self._store.folder / name).is_file()}
        call = (self._wanted.area, tasks[0].parameters["data_dir"], whole, not self._wanted.notebooks, besides, made)
        return [self._engine.submit(_pages, *call, first, is_first) for is_first in (True, False)]

    def _put_out(self, calls: list["Future[_Made]"], shown: Callable[[], None]) -> list[str]:
        """Write pages as they come; shown: called when the first one is there."""
        for call in calls:
            pages, made = call.result()
            write_whole({self._store.folder / name: content for name, content in pages.items()})
            self._made |= made
            if call is calls[0]:
                shown()
        return []


# In a worker --------------------------------------------------------------------------------------------


def _problems(data_dir: str) -> list[str]:
    """What is wrong with the words or the tables; empty when nothing is."""
    try:
        load_tables(data_dir)
    except ValueError as error:
        return [*catalogue_problems(), *str(error).splitlines()]
    return catalogue_problems()


def _wrong_words(_: str) -> list[str]:
    """What is wrong with the words alone."""
    return catalogue_problems()


_Made = tuple[dict[str, bytes], dict[str, str]]  # new pages, and digests of what chapters were made of, by name

# A worker makes pages of the same notebooks again and again; what it has read of one, it keeps (kept.ReadOnce).
_notebook = lru_cache(maxsize=32)(kept.unpacked)


def _pages(
    area: str,
    data_dir: str,
    executed: list[tuple[Task, bytes]],
    whole: bool,
    besides: str,
    made: dict[str, str],
    first: str,
    is_first: bool,
) -> _Made:
    """Pages for a screen, by name in the output folder: chapters, and the factsheet when `whole`.

    besides: digest of all that pages are made of besides notebooks. made: digests of what the chapters that are there
    were made of, by name; those of the same are not made again. first: name of a page; is_first: it alone is made, else
    all others are. Gives the new pages with those digests.
    """
    areas = read_csv(data_folder(data_dir) / "areas.csv").records()  # checked before
    row = pd.Series(next(row for row in areas if row["area"] == area))
    notebooks: dict[str, nbformat.NotebookNode] = {task.notebook: _notebook(content) for task, content in executed}
    language = executed[0][0].language
    links = factsheet.chapter_links(notebooks, language)
    sources = pd.DataFrame(read_csv(data_folder(data_dir) / "sources.csv").records())
    pages, now = {}, {}
    for task, content in executed:
        name, key = f"{area}/{factsheet.page_name(task.notebook, language)}", digest(besides, repr(links), content)
        if (name == first) == is_first and key != made.get(name):
            now[name] = key
            given = (row, task.notebook, notebooks[task.notebook], language, (), links, sources)
            pages[name] = chapter.chapter_html(*given).encode()
    sheet = f"{area}/factsheet.{language}.html"
    if whole and (sheet == first) == is_first:
        sections = factsheet.sections(list(notebooks.values()))
        pages[sheet] = factsheet.page_html(row, notebooks, sections, language, sources=sources).encode()
    return pages, now


def _told(outcome: Outcome) -> list[str]:
    """Where an error is, and what it says."""
    where = outcome.task.name if outcome.cell is None else f"{outcome.task.name}, cell {outcome.cell}"
    return [f"{where}: {outcome.error}"]
