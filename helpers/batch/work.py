"""One task, and the pages of one area: what worker processes do, on this machine or another.

Both are pure: what they need comes in, what they make goes out. Kernels only share drawings, which are the same whoever
makes them (helpers.charts.kept).
"""

import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pandas as pd
import papermill
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from helpers.batch import kept
from helpers.batch.checks import check_published, check_whole
from helpers.batch.client import ENGINE
from helpers.batch.notebooks import notebook_names, notebook_path
from helpers.batch.plan import Inputs, Task, data_folder
from helpers.blocks import beside
from helpers.blocks.notebook import tables_in
from helpers.contract.load import Tables
from helpers.contract.parameters import number_at
from helpers.files import VERSIONS, digest, folder_for_sockets, variables
from helpers.kernels.provisioner import PROVISIONER, PROVISIONER_VARIABLE
from helpers.kernels.surroundings import OwnKernels, for_a_notebook
from helpers.pages import area_json, chapter, downloads, exports, factsheet, package, pdf, pdf_tags, typeset
from helpers.pages.area_json import AreaFile
from helpers.results import facts
from helpers.words.text import Text


@dataclass
class Outcome:
    """What became of a task."""

    task: Task
    status: str  # done, unchanged or failed
    seconds: float = 0.0
    cell: int | None = None
    error: str = ""
    traceback: list[str] = field(default_factory=list)  # a text per frame
    kept: str = ""  # file with the notebook as far as it came, when failed
    notebook: bytes = field(default=b"", repr=False)  # executed: as it is kept when done; else as far as it came


def execute(task: Task, timeout: float) -> Outcome:
    """Execute a notebook with papermill; a failure of any kind is an outcome, not an exception.

    timeout: seconds for the whole notebook.
    """
    start = time.monotonic()
    outcome = Outcome(task, "done")
    in_progress: list[nbformat.NotebookNode] = []
    try:
        _check_same_input(task)
        executed = _executed(task, start, timeout, in_progress)
        check_whole(executed)
        check_published(executed, task.area, task.language)
        outcome.notebook = kept.packed(executed)
    except PapermillExecutionError as error:
        outcome = Outcome(
            task,
            "failed",
            cell=number_at(in_progress[0].cells, error.cell_index),
            error=f"{error.ename}: {error.evalue}",
            traceback=list(error.traceback),
        )
    except Exception as error:  # a dead kernel, a full disk, a time-out: others go on
        outcome = Outcome(task, "failed", error=f"{type(error).__name__}: {str(error).strip()}")
    if outcome.status == "failed" and in_progress:
        outcome.notebook = _with_error(in_progress[0], outcome)
    outcome.seconds = time.monotonic() - start
    return outcome


def _with_error(notebook: nbformat.NotebookNode, outcome: Outcome) -> bytes:
    """A notebook as far as it came; what no cell says (a time-out, a dead kernel) stands where it stopped."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not any(output.output_type == "error" for cell in code for output in cell.outputs):
        stopped = [cell for cell in code if cell.metadata.get("papermill", {}).get("status") != "completed"]
        name, _, text = outcome.error.partition(": ")
        if code:
            (stopped or code[-1:])[0].outputs.append(
                nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[outcome.error])
            )
    return kept.shown(notebook).encode()


def _check_same_input(task: Task) -> None:
    """A worker elsewhere may have another version of the project: its result would be filed under the wrong digest."""
    here = Inputs(data_folder(task.parameters["data_dir"])).of(task.notebook, task.area)
    other = [kind for kind, value in here.items() if value != task.inputs[kind]]
    if other:
        raise RuntimeError(f"the worker has other input than the run was started with: {', '.join(other)}")


def _executed(
    task: Task, start: float, timeout: float, in_progress: list[nbformat.NotebookNode]
) -> nbformat.NotebookNode:
    """in_progress: gets the notebook that is executed, before its first cell is."""

    def seconds_left(cell: object) -> float:
        left = start + timeout - time.monotonic()
        if left <= 0:  # to nbclient that would mean: for ever
            raise TimeoutError(f"the notebook took longer than {timeout:g} seconds")
        return left

    os.environ.setdefault(PROVISIONER_VARIABLE, PROVISIONER)
    with (
        tempfile.TemporaryDirectory(prefix="kansrijk-") as folder,
        tempfile.TemporaryDirectory(prefix="kansrijk-", dir=folder_for_sockets()) as sockets,
        variables(for_a_notebook(Path(sockets))),
    ):
        executed: nbformat.NotebookNode = papermill.execute_notebook(
            notebook_path(task.notebook),
            None,  # papermill would write the whole file before and after each cell
            parameters=task.parameters,
            engine_name=ENGINE,
            in_progress=in_progress,
            kernel_name="python3",
            language="python",  # else papermill refuses a notebook that does not say so
            kernel_manager_class=OwnKernels,
            progress_bar=False,
            log_output=False,
            cwd=folder,
            timeout_func=seconds_left,
            shutdown_kernel="immediate",  # it has nothing to tidy up: a result has left it, or there is none
            config=Config({"KernelManager": {"transport": "ipc"}}),  # no open ports, and faster than TCP
        )
        return executed


# The pages of an area -----------------------------------------------------------------------------------
Notebooks = dict[str, nbformat.NotebookNode]  # executed, by name


@dataclass
class Pages:
    """The pages of an area, or what went wrong with them."""

    files: dict[str, bytes] = field(default_factory=dict)  # name in the output folder: content
    factsheets: list[str] = field(default_factory=list)  # languages
    whole: list[str] = field(default_factory=list)  # patterns of names of which all that there are are here
    remarks: list[str] = field(default_factory=list)  # on files that are not as they are meant to be
    error: str = ""


@dataclass
class Facts:
    """What the tables say of an area: the rows of each, and what is known in figures."""

    rows: dict[str, pd.DataFrame]
    file: AreaFile


def facts_of(tables: Tables, area: str) -> Facts:
    """What pages need of the tables, so that a worker does not need all of them."""
    return Facts(facts.rows_of(tables, area), area_json.area_file(tables, area))


def make_pages(
    row: pd.Series, sources: pd.DataFrame, executed: list[tuple[Task, bytes]], known: Facts, pictures: dict[str, bytes]
) -> Pages:
    """Chapter pages of the executed notebooks of an area; per language the factsheet when all of them are there.

    row: of the table `areas`, with what a page says of its edition (`factsheet.EDITION`); sources: the table; executed:
    in chapter order; known: of the area; pictures: that are there, by name below its folder.
    """
    pages = Pages()
    notebooks: dict[str, Notebooks] = {}  # by language
    for task, content in executed:
        notebooks.setdefault(task.language, {})[task.notebook] = kept.unpacked(content)
    whole = [code for code, of_code in notebooks.items() if sorted(of_code) == notebook_names()]
    try:
        for language, of_language in notebooks.items():
            pages.files |= _chapters(row, sources, language, notebooks)
            shown = exports.published(of_language, language)
            pages.files |= _in_folder(row["area"], _files(shown, language, pictures))
            typeset.forget()
            if language in whole:
                pages.whole += [f"{row['area']}/*.{language}.*", f"{row['area']}/{beside.folder(language)}/*"]
                others = [code for code in whole if code != language]
                inputs = digest(*(task.digest for task, _ in executed if task.language == language))
                pages.files |= _factsheet(row, sources, language, of_language, others, inputs)
                pages.remarks += _too_long(pages.files, f"{row['area']}/{factsheet.files(language)['background']}")
                title = f"{row['name']}: {Text(language)('factsheet.title')}"
                packed = package.area_package(row["area"], title, shown, known.rows, Text(language))
                pages.files[f"{row['area']}/{factsheet.files(language)['zip']}"] = packed
        if whole:
            made = {code: list(notebooks[code]) for code in whole}
            pages.files[f"{row['area']}/{factsheet.files(whole[0])['json']}"] = area_json.area_json(known.file, made)
        pages.factsheets = whole
    except Exception as error:  # a page that cannot be made is a failure of this area only
        return Pages(error=f"{type(error).__name__}: {error}")
    finally:
        typeset.forget()
    return pages


def _too_long(files: dict[str, bytes], name: str) -> list[str]:
    """A remark on a background PDF that grew past its pages; a hand-out that does is refused when it is made."""
    pages = pdf_tags.pages_of(files[name])
    return [f"{name} has {pages} pages, more than {pdf.MOST_PAGES}"] if pages > pdf.MOST_PAGES else []


def _files(shown: list[exports.Published], language: str, pictures: dict[str, bytes]) -> dict[str, bytes]:
    """The files of blocks, and where there are any what their columns mean."""
    files = exports.files_beside(shown, language, pictures)
    if files:
        name = f"{beside.folder(language)}/{beside.dictionary(Text(language))}"
        files[name] = package.dictionary(shown, Text(language)).encode()
    return files


def _in_folder(area: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{area}/{name}": content for name, content in files.items()}


def _chapters(
    row: pd.Series, sources: pd.DataFrame, language: str, notebooks: dict[str, Notebooks]
) -> dict[str, bytes]:
    """notebooks: by language; others than `language` only for the links to them."""
    files = {}
    links = factsheet.chapter_links(notebooks[language], language)
    for name, notebook in notebooks[language].items():
        others = [code for code, of_code in notebooks.items() if code != language and name in of_code]
        page = chapter.chapter_html(row, name, notebook, language, others, links, sources)
        files[f"{row['area']}/{factsheet.page_name(name, language)}"] = page.encode()
    return files


def _factsheet(
    row: pd.Series, sources: pd.DataFrame, language: str, notebooks: Notebooks, others: list[str], inputs: str
) -> dict[str, bytes]:
    """The factsheet as HTML and as two PDFs, and its tables. inputs: digest of all that it was made of."""
    area, text = row["area"], Text(language)
    edition = factsheet.edition(language, inputs, VERSIONS)
    chapters = list(notebooks.values())
    on_screen = factsheet.sections(chapters, edition=edition)
    whole = factsheet.sections(chapters, "background", edition)
    parts = {table.id: section.title for section in on_screen for table in tables_in(section.blocks)}
    found = tables_in(block for section in on_screen for block in section.blocks)
    title = f"{row['name']}: {text('factsheet.title')}"
    names = factsheet.files(language)
    page = factsheet.page_html(row, notebooks, on_screen, language, others, sources)
    return {
        f"{area}/factsheet.{language}.html": page.encode(),
        f"{area}/{names['pdf']}": pdf.handout_pdf(row, factsheet.sections(chapters, "handout"), language, sources),
        f"{area}/{names['background']}": pdf.background_pdf(row, whole, language, sources),
        f"{area}/{names['xlsx']}": downloads.workbook(title, found, text, parts),
    }
