"""The command line `kansrijk`: run, preview, notebooks, check, package, dictionary, claims, diff, agreement, read-cbs,
fetch, template, aggregate, calibrate, slopes, similar.

Heavy modules are imported where they are used: a run in which nothing has changed needs none of them.
"""

import io
import math
import re
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text as rich_text

from helpers import files
from helpers.batch import plan as tasks_
from helpers.batch.store import OWN, STATE, Store, StoreError
from helpers.contract.characters import printable
from helpers.contract.csv_files import CsvError, read_csv
from helpers.contract.parameters import ParameterError, closest
from helpers.contract.vocabulary import AREA_KINDS, LANGUAGES, PAGE_LANGUAGES, VERDICTS
from helpers.files import counted

if TYPE_CHECKING:
    from pandas import DataFrame

    from helpers.batch.run import Report
    from helpers.batch.work import Outcome
    from helpers.blocks.model import Table as TableBlock
    from helpers.contract.load import Tables
    from helpers.contract.own_data import OwnData
    from helpers.results.differences import Differences
    from helpers.sources.cbs_files import Reading
    from helpers.sources.fetch import Answers

# One more than cores: a notebook waits now and then, for its kernel to start and to end.
_JOBS = tasks_.cores() + 1


_LIBRARY = re.compile(r"File \S*(site-packages|dist-packages|lib/python3)")  # how a frame of its code begins


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


console = Console()


errors = Console(stderr=True)


def _refuse(message: str) -> typer.Exit:
    """Wrong input: one clear message and exit status 2, before any work."""
    errors.print(message, markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(2)


def _of_own_project(folder: str | Path) -> str | Path:
    """A folder that was given, unless it is of another copy of the project than the code is."""
    try:
        if folder:
            files.check_own_project(Path(folder), "The folder that was given is in {}")
    except RuntimeError as error:  # of another project, or links that lead to each other
        raise _refuse(str(error)) from None
    return folder


_Own = Annotated[
    Path | None,
    typer.Option(exists=True, help="Own figures: a workbook of `kansrijk template`, CSV, a folder, or a file of CBS."),
]


_Since = Annotated[
    Path | None,
    typer.Option(help="Folder with the tables of an earlier edition; each factsheet says what changed since."),
]


def _named(text: str | Path) -> Path:
    """A path that was given; an empty text, as of a variable that is not set, would mean the folder one is in."""
    if not str(text):
        raise typer.BadParameter("has no name; leave it out for the usual place")
    return Path(text)


def _can_be_written(path: Path | None) -> Path | None:
    """The name of a file to write, refused before any work when there cannot be such a file."""
    if path is None:
        return None
    try:
        if path.exists() and not path.is_file():  # a device would be replaced by a file
            raise _refuse(f"{path} is there and is no file; expected the name of a file")
        problem = files.obstacle(path.absolute().parent)
    except OSError as error:  # too long a name
        problem = error.strerror or str(error)
    if problem:
        raise _refuse(f"{path} cannot be written: {problem}")
    return path


def _folder_for_writing(folder: Path) -> Path:
    _of_own_project(folder)
    if problem := files.obstacle(folder.absolute()):
        raise _refuse(f"{folder} cannot be written: {problem}")
    return folder


_LANGUAGE = f"{' or '.join(PAGE_LANGUAGES)}."
_LANGUAGES = f"{', '.join(PAGE_LANGUAGES)} or nl,en."


_Output = Annotated[
    Path,
    typer.Option(parser=_named, metavar="<path>", callback=_of_own_project, help="Folder for what the run produces."),
]


_Kept = Annotated[
    Path,
    typer.Option(
        parser=_named,
        metavar="<path>",
        callback=_folder_for_writing,
        help="Folder in which answers are kept as they came.",
    ),
]


_ForNotebooks = Annotated[
    Path,
    typer.Option(
        parser=_named, metavar="<path>", callback=_folder_for_writing, help="Folder in which they are written."
    ),
]


_DataDir = Annotated[
    str,
    typer.Option(callback=_of_own_project, help="Folder with other tables; the collection's own when left out."),
]


@app.callback()
def _in_own_project() -> None:
    """Area-monitoring notebooks of the focus areas: factsheets, checks, claims."""
    for stream in (sys.stdout, sys.stderr):  # a sign that the terminal or file cannot have must not end the work
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        files.check_own_program(Path(sys.argv[0]))
        files.check_own_project(Path.cwd())
    except files.ProjectError as error:
        raise _refuse(str(error)) from None


def _names(value: str | None) -> list[str]:
    return [name.strip() for name in (value or "").split(",") if name.strip()]


def _planned(given: dict[str, str | None], folder: str, store: Store) -> list[tasks_.Task]:
    """The tasks of the areas, notebooks and languages that were given; all that is wrong with them is told at once.

    folder: with the tables; store: the output folder, which must be one that can be written.
    """
    names = {option: _names(value) for option, value in given.items()}
    problems = [store.problem()] if store.problem() else []
    problems += [f"{o} has no name; leave it out for all" for o in given if given[o] is not None and not names[o]]
    planned = list[tasks_.Task]()
    try:
        planned = tasks_.plan(names["--areas"], names["--notebooks"], names["--language"], folder)
    except ParameterError as error:
        problems.append(str(error))
    if problems:
        raise _refuse("\n".join(problems))
    return planned


@app.command()
def run(
    areas: Annotated[
        str | None, typer.Option(help="Slugs of focus areas, separated by commas; all when left out.")
    ] = None,
    notebooks: Annotated[
        str | None, typer.Option(help="Names or numbers of notebooks, separated by commas; all when left out.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help=_LANGUAGES, show_default="nl, unless the area's file in params/ says en")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Number of notebooks that run at the same time.")] = _JOBS,
    output: _Output = files.PROJECT_DIR / "outputs",
    data_dir: _DataDir = "",
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that a notebook may take.")] = 600,
    force: Annotated[bool, typer.Option(help="Run everything, also what has not changed.")] = False,
    verbose: Annotated[bool, typer.Option(help="Show errors with the code of libraries too.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what would run, and why.")] = False,
    dask: Annotated[str, typer.Option(help="Run on the Dask cluster of this scheduler, as tcp://host:8786.")] = "",
    own: _Own = None,
    since: _Since = None,
) -> None:
    """Execute the notebooks for the areas and make factsheets, chapter pages, an index and a manifest.

    Example: kansrijk run --areas breda-noord,delft-west --language nl,en (slugs are the names of files in params/)
    """
    store = Store(output.resolve())
    folder = _folder_of_run(data_dir, own, since, store)
    planned = _planned({"--areas": areas, "--notebooks": notebooks, "--language": language}, folder, store)
    if dry_run:
        _show_plan(planned, store, force)
    elif not force and _is_done(planned, store):
        _print(f"0 notebooks run, {len(planned)} unchanged, 0 failed; 0 factsheets made")
        _print(_what_is_there(planned, store, output, []))
    else:
        report = _run(planned, store, jobs, dask, timeout, force)
        _summary(report, verbose)
        _print(_what_is_there(planned, store, output, report.page_errors))
        if not report.ok:
            raise typer.Exit(1)


@app.command()
def preview(
    area: Annotated[str, typer.Argument(help="Slug of the area, as in params/.")],
    language: Annotated[str, typer.Option(help=_LANGUAGE)] = "nl",
    notebook: Annotated[str, typer.Option(help="Names or numbers: only these chapters, for a quicker start.")] = "",
    own: _Own = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of this machine; 0 for any that is free.")] = 0,
    output: _Output = files.PROJECT_DIR / "outputs" / ".preview",
) -> None:
    """Show the factsheet and chapters of an area in a browser, and make them again when something is saved.

    Example: kansrijk preview heerlen-noord --notebook 02
    """
    store = Store(output.resolve())
    _planned({"--areas": area, "--notebooks": notebook or None, "--language": language}, "", store)
    with _ended_by_ctrl_c():
        from helpers.preview import watch
        from helpers.preview.build import Wanted
    try:
        wanted = Wanted(area, language, tuple(_names(notebook)), own)
        watch.preview(wanted, store.folder, port, _JOBS, _print)
    except (StoreError, OSError) as error:
        raise _refuse(str(error)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@app.command("notebooks")
def notebooks_command(
    area: Annotated[str, typer.Argument(help="Slug of the area, as in params/.")],
    notebook: Annotated[
        str | None, typer.Option(help="Names or numbers, separated by commas; all when left out.")
    ] = None,
    language: Annotated[str | None, typer.Option(help=_LANGUAGES, show_default="as for a run")] = None,
    output: _Output = files.PROJECT_DIR / "outputs",
    data_dir: _DataDir = "",
    to: _ForNotebooks = files.PROJECT_DIR / "executed_notebooks",
    force: Annotated[bool, typer.Option(help="Replace files that were changed.")] = False,
) -> None:
    """Write notebooks as a run has executed them, with what they show, to be opened in JupyterLab.

    Example: kansrijk notebooks heerlen-noord --notebook 02
    """
    store = Store(output.resolve())
    folder = _folder_of_run(data_dir, None, None, store)
    planned = _planned({"--areas": area, "--notebooks": notebook, "--language": language}, folder, store)
    if lacking := [f"{task.name} ({why})" for task in planned if (why := store.why(task))]:
        raise _refuse(f"{area} has not been run, or with other input: {', '.join(lacking)}; kansrijk run comes first")
    from helpers.batch import kept

    found = dict[Path, bytes]()
    for task in planned:
        try:
            found[to / area / f"{task.name}.ipynb"] = kept.as_file(store.read(task))
        except ValueError as error:
            raise _refuse(f"{area} {task.name}: {error}; kansrijk run --force makes it again") from None
    if not force and (changed := [path for path, of in found.items() if path.exists() and not files.holds(path, of)]):
        raise _refuse(f"{changed[0]} is there with other content; --force replaces it, --to names another folder")
    try:
        files.write_whole(found)
    except OSError as error:
        raise _refuse(f"{to} cannot be written: {error.strerror or error}") from None
    _print(f"{len(found)} notebook{'' if len(found) == 1 else 's'} in {to / area}")


def _folder_of_run(data_dir: str, own: Path | None, since: Path | None, store: Store) -> str:
    """The folder with the tables of a run, empty for the collection's own."""
    folder = str(Path(data_dir).resolve()) if data_dir else ""
    if own:
        folder = str(_folder_with_own(own, folder, store))
    return str(_folder_with_previous(since, folder, store)) if since else folder


def _folder_with_own(own: Path, data_dir: str, store: Store) -> Path:
    """The folder with the tables and the own figures beside them, kept with the state of the output folder."""
    from helpers.contract.own_data import folder_with_own

    with _refusing_folder(store):
        folder, data = folder_with_own(own, data_dir, store.folder / STATE / OWN)
    _show_own(data)
    return folder


def _folder_with_previous(since: Path, data_dir: str, store: Store) -> Path:
    """The same with the figures of an earlier edition in the tables."""
    from helpers.contract.previous import folder_with_previous

    with _refusing_folder(store):
        folder, told = folder_with_previous(since, data_dir, store.folder / STATE / OWN)
    _print(told)
    return folder


@contextmanager
def _refusing_folder(store: Store) -> Iterator[None]:
    """What is wrong with what a user gave, or with the output folder, is refused in words."""
    try:
        yield
    except OSError as error:
        raise _refuse(store.problem() or f"{store.folder} cannot be written: {error.strerror or error}") from None
    except ValueError as error:
        raise _refuse(printable(str(error))) from None


def _shown_with_own(own: Path, data_dir: str) -> "Tables":
    from helpers.contract.own_data import with_own

    data = with_own(own, data_dir)
    _show_own(data)
    return data.tables


def _show_own(data: "OwnData") -> None:
    values = data.figures.values
    rows = counted(len(values), "row")
    regions, indicators = (counted(values[of].nunique(), of) for of in ("region", "indicator"))
    _print(f"own figures: {rows} of {regions} and {indicators}{_without_number(values)}")
    for remark in data.remarks:
        _print(printable(remark))


def _without_number(values: "DataFrame") -> str:
    """How many rows have none, by the reason that they give; empty when all have one."""
    reasons = values.loc[values["value"].isna(), "status"].value_counts().sort_index()
    told = ", ".join(f"{number} {reason}" for reason, number in reasons.items())
    return f"; {reasons.sum()} without a number: {told}" if told else ""


def _show_plan(planned: list[tasks_.Task], store: Store, force: bool) -> None:
    reasons = [(task, "forced" if force else store.why(task)) for task in planned]
    for task, reason in reasons:
        if reason:
            _print(f"{task.area} {task.name}: {reason}")
    would_run = sum(bool(reason) for _, reason in reasons)
    _print(f"{counted(would_run, 'notebook')} would run, {len(planned) - would_run} unchanged")


def _is_done(planned: list[tasks_.Task], store: Store) -> bool:
    """Whether nothing has to be made: no kernel, no page. Found out without any of the heavy imports."""
    if any(store.why(task) for task in planned) or not store.is_out(""):
        return False
    inputs = tasks_.Inputs(tasks_.data_folder(planned[0].parameters["data_dir"]))
    for parameters in {task.area: task.parameters for task in planned}.values():
        usable = [task for task in tasks_.all_of_area(parameters, inputs) if not store.why(task)]
        if not store.is_out(parameters["area"], tasks_.pages_key(usable, inputs)):
            return False
    return True


def _what_is_there(planned: list[tasks_.Task], store: Store, output: Path, not_made: Collection[str]) -> str:
    """The last line of a run: which of the pages that it is about are there now, and made of this input.

    They are factsheets, or chapters when only some notebooks were asked for, of which no factsheet is made. not_made:
    areas whose pages could not be made.
    """
    inputs = tasks_.Inputs(tasks_.data_folder(planned[0].parameters["data_dir"]))
    wanted = {(task.area, task.language): task.parameters for task in planned}
    lacking, needed = {}, 0
    for (area, language), parameters in wanted.items():
        of_factsheet = [task for task in tasks_.all_of_area(parameters, inputs) if task.language == language]
        needed += len(of_factsheet)
        if not (store.folder / area / f"factsheet.{language}.html").is_file():
            lacking[f"{area} {language}"] = "not there"
        elif area in not_made or any(store.why(task) for task in of_factsheet):
            lacking[f"{area} {language}"] = "of other input"
    if lacking and len(planned) < needed:
        return f"{_chapters_there(planned, store, output, not_made)}; {_no_factsheet(lacking)}"
    return _told_there(len(wanted), "factsheet", output, [f"{name} ({why})" for name, why in lacking.items()])


def _chapters_there(planned: list[tasks_.Task], store: Store, output: Path, not_made: Collection[str]) -> str:
    lacking = [
        f"{task.area} {task.name}"
        for task in planned
        if task.area in not_made or store.why(task) or not (store.folder / task.area / f"{task.name}.html").is_file()
    ]
    return _told_there(len(planned), "chapter page", output, lacking)


def _no_factsheet(lacking: dict[str, str]) -> str:
    """Why chapters are all that was made; lacking: factsheets, each with what is the matter with it."""
    old = [name for name, why in lacking.items() if why != "not there"]
    needs = "a factsheet needs all notebooks (leave out --notebooks)"
    return f"{needs}, and that of {_some(old)} is of other input" if old else needs


def _told_there(number: int, what: str, output: Path, lacking: list[str]) -> str:
    counted = f"{number} {what}{'' if number == 1 else 's'}"
    if not lacking:
        return f"{counted} in {output}, {'all ' if number > 1 else ''}up to date"
    return f"{number - len(lacking)} of {counted} in {output} up to date; not: {_some(lacking)}"


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


_NAMED = 5  # pages at most in the last line


def _run(planned: list[tasks_.Task], store: Store, jobs: int, dask: str, timeout: int, force: bool) -> "Report":
    with _ended_by_ctrl_c():
        from helpers.batch import run as batch
        from helpers.batch.dask import DaskEngine
        from helpers.batch.engine import EngineError
        from helpers.batch.local import LocalEngine
        from helpers.contract.load import DataError, load_tables
        from helpers.words.check import catalogue_problems

    data_dir = planned[0].parameters["data_dir"]
    if problems := catalogue_problems():
        raise _refuse("\n".join(problems))
    try:
        tables = load_tables(data_dir)
        with store:
            store.remove_own(keep=data_dir)
            engine = DaskEngine(dask, data_dir) if dask else LocalEngine(jobs, store.folder / STATE / "kernels.log")
            with engine, _progress(len(planned)) as tell:
                report = batch.BatchRun(planned, tables, store, timeout, force).work(engine, tell)
    except (DataError, StoreError, EngineError) as error:
        raise _refuse(str(error)) from None
    except KeyboardInterrupt:
        errors.print("Stopped. What was finished is kept: the same command goes on from here.", highlight=False)
        raise typer.Exit(130) from None
    return report


@contextmanager
def _progress(total: int) -> "Iterator[Callable[[Outcome], None]]":
    """What to call when a notebook has ended: a bar moves on a terminal; elsewhere there is a line now and then.

    Both say of which area it was, and how long the run has been going.
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    if not console.file.isatty():  # what rich takes for a terminal may be a file (FORCE_COLOR)
        yield _Lines(total).tell
        return
    passed, left = TimeElapsedColumn(), TimeRemainingColumn()
    columns = (BarColumn(), MofNCompleteColumn(), passed, TextColumn("passed,"), left, TextColumn("left"))
    with Progress(*columns, TextColumn("{task.description}", markup=False), console=console) as progress:
        bar = progress.add_task("notebooks", total=total)
        yield lambda outcome: progress.update(bar, advance=1, description=f"{outcome.task.area} {outcome.task.name}")


class _Lines:
    """Lines about a run for a file or another program: one when a notebook ends, but not more than one in a while."""

    SECONDS = 5.0  # between two lines

    def __init__(self, total: int):
        self._total, self._ended, self._failed = total, 0, 0
        self._start = self._told = time.monotonic()

    def tell(self, outcome: "Outcome") -> None:
        self._ended += 1
        self._failed += outcome.status == "failed"
        now = time.monotonic()
        if now - self._told >= self.SECONDS:
            self._told = now
            passed = f"{int(now - self._start) // 60}:{int(now - self._start) % 60:02}"
            last = f"{outcome.task.area} {outcome.task.name}"
            ended = f"{self._ended} of {counted(self._total, 'notebook')}, {self._failed} failed"
            _print(f"{ended}, {passed} passed; last: {last}")


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Ctrl-C ends the process at once. For imports: some that are not Python lose the exception, or crash on it."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _print(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _summary(report: "Report", verbose: bool) -> None:
    """What became of a run: one line, what to look at, and a table of what failed."""
    done = sum(outcome.status == "done" for outcome in report.outcomes)
    unchanged = sum(outcome.status == "unchanged" for outcome in report.outcomes)
    _print(
        f"{counted(done, 'notebook')} run, {unchanged} unchanged, {len(report.failures)} failed; "
        f"{counted(len(report.factsheets), 'factsheet')} made"
    )
    for remark in report.remarks:
        _print(f"look at: {printable(remark)}")
    if report.ok:
        return
    table = Table("area", "notebook", "cell", "error", title="Failed")
    for outcome in report.failures:
        cell = "" if outcome.cell is None else str(outcome.cell)
        table.add_row(outcome.task.area, outcome.task.name, cell, rich_text(printable(outcome.error)))
    for area, error in report.page_errors.items():
        table.add_row(area, "pages", "", rich_text(printable(error)))
    errors.print(table)
    for outcome in report.failures:
        _show_failure(outcome, verbose)


def _show_failure(outcome: "Outcome", verbose: bool) -> None:
    """Where an error came from, and the file in which it can be looked at."""
    if outcome.traceback or outcome.kept:
        errors.print(f"\n{outcome.task.area} {outcome.task.name}\n", markup=False, highlight=False)
    frames = [printable(frame) for frame in outcome.traceback]
    own = [frame for frame in frames if verbose or not _LIBRARY.match(frame)]
    if own:
        errors.out("\n".join(own), highlight=False)
    if len(own) < len(frames):
        errors.print(f"(left out: {len(frames) - len(own)} frames of libraries; --verbose shows them)", highlight=False)
    if outcome.kept:
        errors.print(f"The notebook as far as it came: {outcome.kept}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def check(
    data_dir: _DataDir = "",
    renew: Annotated[
        bool, typer.Option("--renew", help="Show which tables have another number of rows, and keep the new numbers.")
    ] = False,
    own: _Own = None,
) -> None:
    """Hold the tables, and own figures, against the data contract, and the message catalogues against each other."""
    from helpers.contract.load import DEFAULT_DATA_DIR, load_tables, renew_row_counts
    from helpers.words.check import catalogue_problems, translated

    problems = catalogue_problems()
    try:
        for line in renew_row_counts(Path(data_dir or DEFAULT_DATA_DIR)) if renew else []:
            _print(line)
        tables = load_tables(data_dir)
        if own:
            tables = _shown_with_own(own, data_dir)
    except ValueError as error:
        problems.append(printable(str(error)))
    if problems:
        raise _refuse("\n".join(problems))
    rows = sum(len(frame) for frame in tables.frames.values())
    for line in translated():
        _print(line)
    console.print(f"{counted(len(tables.frames), 'table')}, {counted(rows, 'row')}: as the contract says")


@app.command("package")
def package_command(
    language: Annotated[str, typer.Option(help=_LANGUAGES)] = "nl",
    output: _Output = files.PROJECT_DIR / "outputs",
    data_dir: _DataDir = "",
) -> None:
    """Put the data packages of all areas that a run has made together in one ZIP file in the output folder."""
    from helpers.batch import packaging
    from helpers.batch.run import put_out_index
    from helpers.contract.load import load_tables
    from helpers.contract.parameters import check_names

    store = Store(output.resolve())
    try:
        check_names("language", _names(language), PAGE_LANGUAGES)
        areas = list(tasks_.areas_in(tasks_.data_folder(data_dir)))
        with store:
            for code in _names(language):
                there, now = packaging.make(store, areas, code)
                told = f"{len(there)} of {counted(len(areas), 'area')}{'' if now else ', unchanged'}"
                _print(f"{packaging.name(code)}: {told}")
                if missing := [area for area in areas if area not in there]:
                    _print(f"  without {', '.join(missing)}")
            if store.is_out(""):  # the index of a run, which has the package to link to now
                put_out_index(store, load_tables(data_dir))
    except (ParameterError, StoreError, ValueError, zipfile.BadZipFile) as error:
        raise _refuse(printable(str(error))) from None


@app.command("dictionary")
def dictionary_command() -> None:
    """Write data/README.md, the data dictionary, from the contract, and docs/area.schema.json, the shape of a file."""
    from helpers.contract import dictionary
    from helpers.contract.load import DEFAULT_DATA_DIR
    from helpers.pages import area_json

    for path, text in (
        (DEFAULT_DATA_DIR / "README.md", dictionary.markdown()),
        (files.PROJECT_DIR / "docs" / "area.schema.json", area_json.schema()),
    ):
        _write(_can_be_written(path) or path, text.encode())
        console.print(f"{path.name} written", highlight=False)


@app.command("claims")
def claims_command(
    chapter: Annotated[int | None, typer.Option(min=1, max=7, help="Only the claims of this chapter.")] = None,
    verdict: Annotated[
        str | None, typer.Option(help="Only claims with this verdict: " + ", ".join(VERDICTS) + ".")
    ] = None,
    language: Annotated[str, typer.Option(help=_LANGUAGE)] = "nl",
    csv: Annotated[
        Path | None,
        typer.Option(callback=_can_be_written, help="Write the claims to this CSV file instead of printing them."),
    ] = None,
    uncovered: Annotated[
        bool, typer.Option("--uncovered", help="List published values that no verdict depends on.")
    ] = False,
    data_dir: _DataDir = "",
) -> None:
    """The report's quantitative statements with computed verdicts and arithmetic."""
    from helpers import results, views
    from helpers.blocks.csv import csv_text
    from helpers.contract.load import load_tables
    from helpers.results.claims import surroundings
    from helpers.session import without_area

    _refuse_unknown((language, PAGE_LANGUAGES), (verdict, VERDICTS))
    try:
        tables = load_tables(data_dir)
    except ValueError as error:
        raise _refuse(printable(str(error))) from None
    if uncovered:
        console.print(results.claims.uncovered_values(tables).to_string(index=False), markup=False, highlight=False)
        return
    run = without_area(tables, language)
    rows = surroundings.evaluated(tables)
    rows = rows if chapter is None else rows[rows["chapter"] == chapter]
    rows = rows if verdict is None else rows[rows["verdict"] == verdict]
    if csv:
        _write(csv, csv_text(views.claims.export(run, rows)).encode("utf-8-sig"))
        _print(f"{len(rows)} claims in {csv}")
        return
    _show_rows(views.claims.statements(run, rows, "claims", ""))


def _show_rows(block: "TableBlock") -> None:
    shown = Table(*(column.label for column in block.columns), show_lines=True)
    for row in block.rows:
        shown.add_row(*(rich_text(cell.text) for cell in row))
    console.print(shown)


def _refuse_unknown(*given: tuple[str | None, tuple[str, ...]]) -> None:
    """Refuse values that are not among those that are allowed, all of them at once."""
    wrong = [
        f"{value!r} does not exist; {closest(value, allowed)}"
        for value, allowed in given
        if value is not None and value not in allowed
    ]
    if wrong:
        raise _refuse("\n".join(wrong))


def _write(path: Path, content: bytes) -> None:
    """Write a file that was asked for, in a folder that is made if need be; refuse when that cannot be."""
    try:
        files.write_whole({path: content})
    except OSError as error:
        raise _refuse(f"{path} cannot be written: {error.strerror}") from None


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder with the tables of one edition.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder with the tables of the other one.")],
    output: Annotated[
        Path | None, typer.Option(callback=_can_be_written, help="CSV file to write every change to.")
    ] = None,
    language: Annotated[str, typer.Option(help="nl or en: the language of names.")] = "nl",
    most: Annotated[int, typer.Option(min=1, help="Changes of a table to show; --output has all.")] = 20,
) -> None:
    """Say what changed between two editions: values, texts, rows that came and went, tables and columns.

    OLD and NEW are checkouts, their data/, or data packages that were unpacked. Exit status: 0 when all is the same, 1
    when something changed, 2 when a folder or one of its tables could not be compared.
    """
    from helpers.contract.editions import read_edition
    from helpers.results import differences

    _refuse_unknown((language, LANGUAGES))
    try:
        editions = read_edition(old), read_edition(new)
        found = differences.compare(*editions, language)
    except ValueError as error:
        raise _refuse(printable(str(error))) from None
    if output and output.resolve().parent in [edition.folder.resolve() for edition in editions]:
        raise _refuse(f"{output} would be a file of an edition; expected a name in another folder")
    if output:
        _write(output, _changes_csv(found))
        _print(f"{len(found.schema) + len(found.rows)} changes in {output}")
    else:
        _show_differences(found, most)
    if found.uncompared:
        raise _refuse("\n".join(map(printable, found.uncompared)))
    if not found.none:
        raise typer.Exit(1)
    _print("the two editions are the same")


def _changes_csv(found: "Differences") -> bytes:
    """Every change as CSV: tables, columns and files of one edition only first, then rows and cells."""
    from pandas import concat

    from helpers.blocks.csv import rows_csv

    rows = concat([found.schema.rename(columns={"what": "change"}), found.rows]).reindex(columns=found.rows.columns)
    cells = [[_number(cell) for cell in row] for row in rows.fillna("").to_numpy().tolist()]
    return rows_csv([list(rows.columns), *cells]).encode("utf-8-sig")


def _number(cell: str) -> str | float:
    """A negative number as a number, as a spreadsheet might take the text for a formula; all else as it is written."""
    return float(cell) if re.fullmatch(r"-\d+(\.\d+)?", cell, re.ASCII) else cell


def _show_differences(found: "Differences", most: int) -> None:
    """What is in one edition only, how much changed per table, and the first changes of each."""
    if len(found.schema):
        _show_frame("In one edition only, or another file", found.schema)
    if len(found.counts):
        _show_frame("Rows, and what changed in them", found.counts)
    for table, rows in found.rows.groupby("table", sort=False):
        left = len(rows) - most
        _show_frame(str(table), rows.drop(columns="table").head(most))
        if left > 0:
            _print(f"  and {left} more changes in {table}; --output has all, --most shows more")


def _show_frame(title: str, rows: "DataFrame") -> None:
    table = Table(*rows.columns, title=title, title_justify="left")
    for row in rows.itertuples(index=False, name=None):
        table.add_row(*(rich_text(printable(_cut(str(cell)))) for cell in row))
    console.print(table)


_LONGEST = 120  # signs of a cell on a terminal; a file has all


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


@app.command()
def agreement(
    a: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Coding of the first coder (CSV).")],
    b: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Coding of the second coder (CSV).")],
) -> None:
    """Agreement of two coders: percentage, Cohen's and Fleiss' kappa with intervals, and the disagreements.

    The files have the columns unit, theme, code and value.
    """
    from helpers.methods import agreement as agreement_

    try:
        tables = [(path.name, read_csv(path)) for path in (a, b)]  # one file may be given twice
        codings = (agreement_.coding(name, table.header, table.rows) for name, table in tables)
        result = agreement_.compare(*codings)
    except (CsvError, agreement_.CodingError) as error:
        raise _refuse(str(error)) from None
    table = Table(
        "theme", "code", "units", "agree", "Cohen's kappa", "Fleiss' kappa", title="Agreement (95 % interval)"
    )
    row: Any
    for row in result.summary.itertuples():
        agree = f"{row.agree:.0%} ({row.agree_lower:.0%} to {row.agree_upper:.0%})"
        kappas = [
            _kappa(getattr(row, n), getattr(row, f"{n}_lower"), getattr(row, f"{n}_upper")) for n in ("kappa", "fleiss")
        ]
        table.add_row(row.theme, row.code, str(row.units), agree, *kappas)
    console.print(table)
    for title, rows in (("Disagreements", result.disagreements), ("Coded by one coder only", result.alone)):
        if len(rows):
            console.print(f"\n{title}\n")
            console.print(rows.to_string(index=False), markup=False, highlight=False)


def _kappa(value: float, lower: float, upper: float) -> str:
    if math.isnan(value):
        return "cannot be computed"
    limits = "no interval" if math.isnan(lower) else f"{lower:.2f} to {upper:.2f}"
    return f"{value:.2f} ({limits})"


@app.command("read-cbs")
def read_cbs(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Workbook or StatLine CSV of CBS.")],
    mapping: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="YAML that says what columns of another layout hold."),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=2000, max=2100, help="Year of the figures, when the name of the file does not say."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(callback=_can_be_written, help="CSV file to write the published values to.")
    ] = None,
) -> None:
    """Read a file of CBS as published, show what it holds, and write it as tidy CSV."""
    from helpers.sources import cbs_files

    try:
        reading = cbs_files.read(file, mapping, year)
    except ValueError as error:
        raise _refuse(printable(str(error))) from None
    _show_reading(reading)
    if output and output.resolve() == file.resolve():
        raise _refuse(f"{output} is the file that was read; expected another name for what is written")
    if output:
        # Of a layout of the user's own it is not known who published it.
        credit = {} if mapping else {**cbs_files.CREDIT, "date": str(reading.year)}
        _write(output, reading.values.assign(**credit).to_csv(index=False).encode())
        _print(f"{output} written")


def _show_reading(reading: "Reading") -> None:
    """The indicators of a file, with how many regions have a number, and why others have none."""
    values = reading.values
    levels = values["region"].drop_duplicates().str[:2].str.upper().value_counts(sort=False)
    regions = ", ".join(f"{count} {level}" for level, count in levels.items())
    _print(f"{reading.layout.name} of {reading.year}: {regions}")
    table = Table("column", "indicator", "values", "without a number")
    for slug, column in reading.columns.items():
        status = values.loc[values["indicator"] == slug, "status"].value_counts(sort=False)
        missing = [f"{count} {reason}" for reason, count in status.items() if reason not in ("ok", "provisional")]
        with_number = status.reindex(["ok", "provisional"], fill_value=0).sum()
        table.add_row(rich_text(printable(column)), slug, str(with_number), ", ".join(missing))
    console.print(table)
    for remark in reading.remarks:
        _print(printable(remark))


@app.command("fetch")
def fetch_command(
    sources: Annotated[str | None, typer.Option(help="Sources, separated by commas; all when left out.")] = None,
    to: _Kept = files.PROJECT_DIR / "fetched" / "raw",
    output: Annotated[
        Path, typer.Option(callback=_can_be_written, help="CSV file to write the published values to.")
    ] = files.PROJECT_DIR / "fetched" / "values.csv",
    dry_run: Annotated[bool, typer.Option(help="Only show what would be asked.")] = False,
    from_raw: Annotated[bool, typer.Option(help="Ask nobody; read the answers kept last.")] = False,
    mapping: Annotated[
        Path | None, typer.Option(help="YAML that says what the columns of the table of one source hold.")
    ] = None,
    data_dir: _DataDir = "",
) -> None:
    """Ask CBS, RIVM and the Leefbaarometer for the figures of the areas' municipalities, and write them as tidy CSV."""
    from pandas import concat

    from helpers.contract.load import load_tables
    from helpers.sources import fetch, leefbaarometer, odata

    try:
        known: dict[str, Any] = {**odata.services(), leefbaarometer.Scores.source: leefbaarometer.Scores()}
        names = _names(sources) if sources is not None else list(known)
        if not names:
            raise _refuse("--sources has no name; leave it out for all")
        _refuse_unknown(*((name, tuple(known)) for name in names))
        if mapping:
            known = {name: _mapped(known[name], mapping, len(names)) for name in names}
        municipalities = sorted(set(load_tables(data_dir).areas["gm_code"]))
        if dry_run:
            for query in (query for name in names for query in known[name].queries(municipalities)):
                _print(f"{query.name}: {query.address}")
            return
        answers = fetch.Answers(to, offline=from_raw)
        frames = [values for name in names if (values := _told(name, known[name], answers, municipalities)) is not None]
        if frames:
            _write(output, concat(frames).to_csv(index=False).encode())
    except (ValueError, OSError) as error:
        raise _refuse(str(error)) from None
    _print(f"{f'{output} written' if frames else 'no values written'}; the answers are in {to}")


def _mapped(service: Any, mapping: Path, n: int) -> Any:
    """A table with what a mapping file says of its columns."""
    from helpers.sources.odata import Service

    if n != 1 or not isinstance(service, Service):
        raise ValueError("--mapping is about one table; expected one source of CBS or RIVM in --sources")
    return service.mapped(mapping)


def _told(name: str, source: Any, answers: "Answers", municipalities: list[str]) -> "DataFrame | None":
    """The values of a source, after saying how many there are; None when nobody knows what its columns hold."""
    from helpers.sources.odata import UnknownColumns

    try:
        values: DataFrame = source.read(answers, municipalities)
    except UnknownColumns as told:
        _print(printable(str(told)))
        return None
    missing = int(values["value"].isna().sum())
    numbers, regions = counted(len(values) - missing, "number"), counted(values["region"].nunique(), "region")
    _print(f"{name}: {numbers} of {regions}, {missing} not published or secret")
    return values


@app.command("template")
def template_command(
    output: Annotated[Path, typer.Option(callback=_can_be_written, help="The workbook to write.")] = Path(
        "own-figures.xlsx"
    ),
    language: Annotated[str, typer.Option(help=f"{_LANGUAGE} That of its explanations.")] = "nl",
    data_dir: _DataDir = "",
) -> None:
    """Write a workbook to fill in with own figures, which `run --own` shows beside those of the collection."""
    from helpers.contract.own_data import template

    _refuse_unknown((language, PAGE_LANGUAGES))
    if output.exists():
        raise _refuse(f"{output} is there already; expected another name, as it may have been filled in")
    try:
        content = template(language, data_dir)
    except ValueError as error:
        raise _refuse(str(error)) from None
    _write(output, content)
    _print(f"{output} written")


@app.command()
def take(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV that read-cbs or fetch wrote.")],
    section: Annotated[str, typer.Option(help="Where the values stand in their source: title of the table, year.")],
    data_dir: _DataDir = "",
) -> None:
    """Take published values over into data/wijk_values.csv and region_values.csv; `kansrijk aggregate` comes next."""
    from helpers.contract.load import DEFAULT_DATA_DIR, load_for, recounted, write_tables
    from helpers.sources import published

    folder = Path(data_dir or DEFAULT_DATA_DIR)
    try:
        tables = load_for(("wijk_values",), folder, renew=True)
        regions = {
            "wijk_values": set(tables.area_wijken["wk_code"]) | set(tables.wijk_values["wk_code"]),
            "region_values": {*tables.areas["gm_code"], "nl"},
        }
        made, counts = published.taken(published.read(file), section, tables.frames, regions)
        renewed, changes = recounted(tables.frames | made)
        write_tables(made | {"row_counts": renewed}, folder)
    except ValueError as error:
        raise _refuse(printable(str(error))) from None
    for line in changes:
        _print(line)
    _print(", ".join(f"{number} {what}" for what, number in counts.items()) + " (regions that no area has)")


@app.command("aggregate")
def aggregate_command(
    data_dir: _DataDir = "",
    renew: Annotated[
        bool, typer.Option("--renew", help="The number of rows of tables may change, here and in what was edited.")
    ] = False,
) -> None:
    """Add up published values of districts to focus areas and write data/area_values.csv, if it keeps the contract."""
    from helpers.contract.load import DEFAULT_DATA_DIR, load_for, recounted, write_tables
    from helpers.sources.aggregation import aggregate

    folder, name, later = Path(data_dir or DEFAULT_DATA_DIR), "area_values", ("similar_districts",)
    try:
        tables = load_for((name, *later), folder, renew)
        facts = tables.indicators
        rows = aggregate(tables.wijk_values, tables.area_wijken, facts[facts["kind"].isin(AREA_KINDS)])
        counts, changes = recounted(tables.frames | {name: rows})
        write_tables({name: rows} | ({"row_counts": counts} if renew else {}), folder, later=later)
    except ValueError as error:
        raise _refuse(printable(str(error))) from None
    for line in changes:
        _print(line)
    before = len(tables.frames.get(name, ()))  # none when it could not be read
    statuses = ", ".join(f"{number} {status}" for status, number in rows["status"].value_counts().items())
    _print(f"{name}.csv written: {counted(before, 'row')} before, {len(rows)} now ({statuses})")


@app.command("aggregate-cbs", hidden=True, context_settings={"ignore_unknown_options": True})
def aggregate_cbs(arguments: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """What it did is done by another command now: say so to who still calls it."""
    raise _refuse(
        "aggregate-cbs is no more: `kansrijk aggregate` adds up the values of districts in data/wijk_values.csv. "
        "docs/area-values.md says how figures of CBS come into that table."
    )


@app.command()
def calibrate(
    districts: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV of CBS with one row per district.")
    ],
    municipalities: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV of CBS with one row per municipality.")
    ],
    data_dir: _DataDir = "",
) -> None:
    """Add up whole municipalities from districts, compare with CBS and write data/register_calibration.csv."""
    from pandas import read_csv

    from helpers.contract.load import DEFAULT_DATA_DIR, write_table
    from helpers.methods import calibration
    from helpers.sources import cbs_districts

    try:
        folder = Path(data_dir) if data_dir else DEFAULT_DATA_DIR
        # This table alone, as the one that is made here may be missing; all are checked before it is written.
        facts = read_csv(folder / "indicators.csv", dtype=str).query("kind == 'register'")
        reading, whole = cbs_districts.read_whole(districts), cbs_districts.read_whole(municipalities)
        rebuilt = cbs_districts.rebuilt(reading.values, whole.values, facts)
        rows = calibration.calibrate(rebuilt).assign(
            vintage=reading.year,
            districts_sha256=files.sha256(districts),
            municipalities_sha256=files.sha256(municipalities),
            source=reading.layout.source,
            section=cbs_districts.SECTION,
        )
        rows = rows.astype({"districts_to": "Int64"}).round(4)
        path = write_table("register_calibration", rows, folder)
    except (ValueError, OSError) as error:
        raise _refuse(str(error)) from None
    _show_calibration(calibration.summary(rebuilt, rows))
    console.print(f"{path.name} written", highlight=False)


@app.command()
def slopes(data_dir: _DataDir = "") -> None:
    """Fit the courses of all areas together and write data/area_slopes.csv: after a change of their values."""
    from helpers.contract.load import DEFAULT_DATA_DIR, load_for, write_table
    from helpers.results import courses
    from helpers.session import without_area

    folder = Path(data_dir or DEFAULT_DATA_DIR)
    try:
        rows = courses.slopes(without_area(load_for(("area_slopes",), folder)))  # the old table is not needed
        path = write_table("area_slopes", rows, folder, renew=True)
    except ValueError as error:
        raise _refuse(printable(str(error))) from None
    _print(f"{path.name} written: {counted(len(rows), 'row')}")


@app.command()
def similar(
    districts: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="CSV of CBS with one row per district; without it the choice is made anew for today's areas.",
        ),
    ] = None,
    data_dir: _DataDir = "",
    renew: Annotated[bool, typer.Option("--renew", help="The number of rows may change.")] = False,
) -> None:
    """Choose the districts that are most like each area; write data/district_profiles.csv and similar_districts.csv."""
    import pandas as pd

    from helpers.contract.load import DEFAULT_DATA_DIR, load_for, write_tables
    from helpers.contract.vocabulary import VARIABLE_SETS
    from helpers.methods import matching
    from helpers.sources import district_profiles as source

    folder = Path(data_dir or DEFAULT_DATA_DIR)
    try:
        tables = load_for(("similar_districts",), folder)
        profiles, digest = _profiles(tables, districts)
        sets = source.sets_of(profiles)
        chosen = pd.concat(
            [matching.choices(profiles, matching.SETS[name]).assign(variables=name) for name in sets]
        ).assign(districts_sha256=digest, **source.EDITION)
        rows = {"district_profiles": profiles, "similar_districts": chosen[source.CHOICE]}
        write_tables(rows, folder, renew)
    except ValueError as error:
        raise _refuse(printable(str(error))) from None
    eligible, poor = int(profiles["area"].isna().sum()), int((chosen["distance"] > chosen["limit"]).sum())
    of = counted(eligible, "district")
    _print(f"{of} to choose from; {len(chosen)} chosen, {poor} of them beyond the limit (poor matches)")
    for name in set(VARIABLE_SETS) - set(sets):
        where = districts.name if districts else "district_profiles.csv"
        _print(f"no set {name!r}: {where} has no {', '.join(source.HOUSEHOLDS)}")
    for name in rows:
        _print(f"{name}.csv written")


def _profiles(tables: "Tables", districts: Path | None) -> "tuple[DataFrame, str]":
    """What districts are like, from the file of CBS or, without one, the table of it; and the digest of that file."""
    from helpers.sources import district_profiles as source

    if districts:
        return source.read_profiles(districts, tables.area_wijken, tables.wijk_values), files.sha256(districts)
    digest = str(tables.similar_districts["districts_sha256"].iloc[0])
    return source.with_areas(tables.district_profiles, tables.area_wijken), digest


def _show_calibration(summary: "DataFrame") -> None:
    """What rounding alone misses, and what the wider interval holds in the half that did not set its width."""
    table = Table(
        *("indicator", "municipalities", "missed by rounding alone", "checked", "inside before", "inside after"),
        *("missed after", "width before", "width after"),
        title="Municipalities of more than one district: added up, against the published figure",
    )
    row: Any
    for row in summary.itertuples():
        counts = (row.regions, row.missed_of_all, row.checked, row.held_before, row.held, row.missed)
        table.add_row(row.indicator, *map(str, counts), f"{row.width_before:.2f}", f"{row.width_after:.2f}")
    console.print(table)
