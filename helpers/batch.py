"""Run notebooks x areas with papermill, in parallel, and publish what came out whole.

A task is one notebook for one area. Its digest covers all that its result depends on, so a task whose executed
notebook is already there under the same digest is not run again. A failing task stops nobody else.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import nbformat
import yaml
from pydantic import ValidationError
from traitlets.config import Config

from helpers import downloads, factsheet, pdf
from helpers.blocks import tables_in
from helpers.data import DEFAULT_DATA_DIR, Tables, load_tables
from helpers.index_page import index_html
from helpers.messages import Text
from helpers.run import ParameterError, Parameters, check_area, closest
from helpers.vocabulary import LANGUAGES
from helpers.warm_kernels import shared_server

PROJECT_DIR = Path(__file__).resolve().parent.parent
_STATE = ".kansrijk"  # executed notebooks of earlier runs, inside the output folder
_PACKAGES = ("pandas", "matplotlib", "seaborn", "statsmodels", "papermill", "nbclient", "jinja2", "babel", "pandera")
VERSIONS = {"Python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


@dataclass(frozen=True)
class Task:
    """One notebook for one area in one language: what goes in, and the digest of all of it."""

    notebook: str  # name without suffix
    parameters: dict[str, str]
    base: str  # digest of the notebook and of all that every task depends on

    @property
    def digest(self) -> str:
        return _digest([self.base.encode(), json.dumps(self.parameters, sort_keys=True).encode()])

    @property
    def area(self) -> str:
        return self.parameters["area"]

    @property
    def language(self) -> str:
        return self.parameters["language"]

    def in_language(self, language: str) -> "Task":
        return replace(self, parameters=self.parameters | {"language": language})

    def executed(self, output: Path) -> Path:
        """Where the executed notebook of this task is kept."""
        return output / _STATE / self.area / f"{self.notebook}.{self.language}.{self.digest}.ipynb"


@dataclass
class Outcome:
    """What became of a task."""

    task: Task
    status: str  # done, unchanged or failed
    seconds: float = 0.0
    cell: int | None = None
    error: str = ""
    traceback: str = ""


@dataclass
class Report:
    """What became of a run."""

    outcomes: list[Outcome] = field(default_factory=list)
    factsheets: list[str] = field(default_factory=list)
    page_errors: dict[str, str] = field(default_factory=dict)

    @property
    def failures(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status == "failed"]

    @property
    def ok(self) -> bool:
        return not self.failures and not self.page_errors


# Before anything runs ---------------------------------------------------------------------------------


def notebook_names() -> list[str]:
    return sorted(path.stem for path in (PROJECT_DIR / "notebooks").glob("[0-9]*.ipynb"))


def check_notebooks(wanted: Iterable[str]) -> list[str]:
    """Notebook names for names or chapter numbers; ParameterError with a suggestion for an unknown one."""
    known = notebook_names()
    chosen = []
    for name in wanted:
        matches = [n for n in known if n == name or n.split("_")[0] == name.zfill(2)]
        if not matches:
            raise ParameterError(f"notebook {name!r} does not exist; {closest(name, known)}")
        chosen += matches
    return sorted(set(chosen)) or known


def area_parameters(area: str, language: str | None, data_dir: str) -> Parameters:
    """The parameters of an area: its file in `params/`, overruled by what the command line gives.

    Raises ParameterError that names the file when it is missing, belongs to another area or has an unknown entry.
    """
    path = PROJECT_DIR / "params" / f"{area}.yaml"
    if not path.is_file():
        raise ParameterError(f"params/{path.name} is missing")
    values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    given = {"language": language, "data_dir": data_dir}
    try:
        parameters = Parameters(**(values | {key: value for key, value in given.items() if value}))
    except (ValidationError, TypeError) as error:
        raise ParameterError(f"params/{path.name}: {_first_problem(error)}") from None
    if parameters.area != area:
        raise ParameterError(f"params/{path.name} is about {parameters.area!r}; expected {area!r}")
    return parameters


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            return f"{name!r} is not a parameter; {closest(name, Parameters.model_fields)}"
        return f"{name}: {problem['msg']}"
    return str(error)


def plan(areas: Iterable[str], notebooks: Iterable[str], languages: Iterable[str], data_dir: str) -> list[Task]:
    """The tasks of a run, after all parameters and data have been checked; nothing is run yet.

    languages: as in the file of the area when empty.
    """
    known = load_tables(data_dir)
    all_areas = list(known.areas["area"])
    chosen = [check_area(area, all_areas) for area in areas] or all_areas
    names = check_notebooks(notebooks)
    shared = _shared_digest(Path(data_dir) if data_dir else DEFAULT_DATA_DIR)
    tasks = []
    bases = {name: _digest([shared, (PROJECT_DIR / "notebooks" / f"{name}.ipynb").read_bytes()]) for name in names}
    for area in dict.fromkeys(chosen):
        for language in list(languages) or [None]:
            parameters = area_parameters(area, language, data_dir).model_dump()
            tasks += [Task(name, parameters, base) for name, base in bases.items()]
    return tasks


def _shared_digest(data_dir: Path) -> bytes:
    """Digest of what every task depends on: data, helpers, and the versions of the packages."""
    package = PROJECT_DIR / "helpers"
    paths = [
        *sorted(data_dir.glob("*.csv")),
        *sorted(p for p in package.rglob("*") if p.suffix in {".py", ".yaml"}),
    ]
    parts = [part for path in paths for part in (path.name.encode(), path.read_bytes())]
    parts += [f"{name}={number}".encode() for name, number in VERSIONS.items()]
    return _digest(parts).encode()


def _digest(parts: list[bytes]) -> str:
    sha = hashlib.sha256()
    for part in parts:
        sha.update(len(part).to_bytes(8, "big") + part)
    return sha.hexdigest()[:24]


# One task, in a process of its own ----------------------------------------------------------------------


def execute(task: Task, output: Path) -> Outcome:
    """Execute a notebook with papermill; the executed notebook appears whole, or not at all."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    start = time.perf_counter()
    target = task.executed(output)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kansrijk-") as folder:
        outcome = Outcome(task, "done")
        try:
            notebook = papermill.execute_notebook(
                PROJECT_DIR / "notebooks" / f"{task.notebook}.ipynb",
                None,  # papermill would write the whole file before and after each cell
                parameters=task.parameters,
                kernel_name="python3",
                progress_bar=False,
                log_output=False,
                cwd=folder,
                config=Config({"KernelManager": {"transport": "ipc"}}),  # no open ports, and faster than TCP
            )
            _publish(nbformat.writes(notebook).encode(), target)
            for other in target.parent.glob(f"{task.notebook}.{task.language}.*.ipynb"):
                if other != target:
                    other.unlink(missing_ok=True)
        except PapermillExecutionError as error:
            outcome = Outcome(
                task,
                "failed",
                cell=error.cell_index,
                error=f"{error.ename}: {error.evalue}",
                traceback="\n".join(error.traceback),
            )
        except Exception as error:  # a dead kernel, a full disk: reported like any failure, others go on
            outcome = Outcome(task, "failed", error=f"{type(error).__name__}: {error}")
    outcome.seconds = time.perf_counter() - start
    return outcome


def _publish(content: bytes, target: Path) -> None:
    """Write a file aside and rename it, so that nobody ever sees half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".aside-", delete=False) as stream:
        stream.write(content)
    Path(stream.name).chmod(0o644)
    Path(stream.name).replace(target)


# The run ------------------------------------------------------------------------------------------------


def run(tasks: list[Task], output: Path, jobs: int, on_outcome: Callable[[Outcome], None]) -> Report:
    """Execute the tasks that need it, then write chapter pages, factsheets, the index and the manifest.

    on_outcome is called once per task as soon as it has ended. The report tells what failed; nothing is raised
    for a failing task.
    """
    output.mkdir(parents=True, exist_ok=True)
    report = Report()
    tables = load_tables(tasks[0].parameters["data_dir"])
    todo = []
    for task in tasks:
        if task.executed(output).is_file():
            report.outcomes.append(Outcome(task, "unchanged"))
            on_outcome(report.outcomes[-1])
        else:
            todo.append(task)
    (output / _STATE).mkdir(exist_ok=True)
    with shared_server(), _worker_pool(jobs, output / _STATE / "kernels.log") as pool:
        futures: dict[Future, Task] = {pool.submit(execute, task, output): task for task in todo}
        for future in as_completed(futures):
            error = future.exception()
            report.outcomes.append(Outcome(futures[future], "failed", error=repr(error)) if error else future.result())
            on_outcome(report.outcomes[-1])
    _write_pages(tasks, tables, output, report)
    _write_manifest(tasks, output, report)
    return report


def _worker_pool(jobs: int, log: Path) -> ProcessPoolExecutor:
    # One thread per numerical library: the processes already fill the cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    return ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn"), initializer=_log_to, initargs=(log,))


def _log_to(log: Path) -> None:
    """Send what kernels write to standard error to a file: they warn of their own shutdown."""
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), 2)


def _write_pages(tasks: list[Task], tables: Tables, output: Path, report: Report) -> None:
    """Pages of every area and language of the run whose notebooks are whole; then the index.

    A language that was published before is written again, so that the pages of both link to each other.
    """
    by_area: dict[str, dict[str, list[Task]]] = {}
    for task in tasks:
        by_area.setdefault(task.area, {}).setdefault(task.language, []).append(task)
    for area, by_language in by_area.items():
        any_tasks = next(iter(by_language.values()))
        for language in LANGUAGES:
            if language not in by_language and (output / area / f"factsheet.{language}.html").is_file():
                by_language[language] = [task.in_language(language) for task in any_tasks]
        whole = {
            language: {task.notebook: task for task in of_language if task.executed(output).is_file()}
            for language, of_language in by_language.items()
        }
        for language in by_language:
            try:
                _write_area(area, language, whole, tables, output, report)
            except Exception as error:  # one area's page must not stop the others; it counts as a failure
                report.page_errors[f"{area} {language}"] = f"{type(error).__name__}: {error}"
    for language in LANGUAGES:
        page = index_html(tables, output, language, notebook_names())
        _publish(page.encode(), output / factsheet.index_name(language))


def _write_area(
    area: str, language: str, whole: dict[str, dict[str, Task]], tables: Tables, output: Path, report: Report
) -> None:
    """Chapter pages of an area in a language and, when all its notebooks are whole, the factsheet and its downloads."""
    row = tables.areas.set_index("area", drop=False).loc[area]
    notebooks = {name: nbformat.read(task.executed(output), as_version=4) for name, task in whole[language].items()}
    for name, notebook in notebooks.items():
        others = [code for code, of_code in whole.items() if code != language and name in of_code]
        page = factsheet.chapter_html(row, name, notebook, language, others)
        _publish(page.encode(), output / area / factsheet.page_name(name, language))
    if list(notebooks) != notebook_names():
        return
    others = [code for code, of_code in whole.items() if code != language and list(of_code) == notebook_names()]
    edition = factsheet.edition(
        language, _digest([task.digest.encode() for task in whole[language].values()]), VERSIONS
    )
    page = factsheet.factsheet_html(row, notebooks, language, others, edition)
    colours = dict(zip(tables.themes["theme"], tables.themes["colour"], strict=True))
    on_paper = factsheet.sections(list(notebooks.values()), on_paper=True, edition=edition)
    names = factsheet.files(language)
    found = tables_in(block for section in factsheet.sections(list(notebooks.values())) for block in section.blocks)
    text = Text(language)
    title = f"{row['name']}: {text('factsheet.title')}"
    _publish(pdf.factsheet_pdf(row, on_paper, language, colours), output / area / names["pdf"])
    _publish(downloads.workbook(title, found, text), output / area / names["xlsx"])
    _publish(downloads.csv_archive(found, text), output / area / names["zip"])
    _publish(page.encode(), output / area / f"factsheet.{language}.html")
    report.factsheets.append(f"{area} {language}")


def _write_manifest(tasks: list[Task], output: Path, report: Report) -> None:
    manifest = {
        "commit": _commit(),
        "versions": VERSIONS,
        "factsheets": report.factsheets,
        "page_errors": report.page_errors,
        "tasks": [asdict(outcome) for outcome in sorted(report.outcomes, key=lambda o: (o.task.area, o.task.notebook))],
    }
    _publish(json.dumps(manifest, indent=1, ensure_ascii=False).encode(), output / "manifest.json")


def _commit() -> str | None:
    """The commit of the project, or None outside a git checkout."""
    git = shutil.which("git")
    if not git:
        return None
    result = subprocess.run([git, "rev-parse", "HEAD"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    return result.stdout.strip() or None
