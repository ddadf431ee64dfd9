"""What a run has to do: its tasks, digests of what goes into each, and why a task must run.

Light on purpose (no pandas, no Jupyter): a run in which nothing has changed reads files, compares digests and ends.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, product
from pathlib import Path
from typing import ClassVar

from pydantic import ValidationError

from helpers.batch.notebooks import check_notebook, notebook_names, notebook_path
from helpers.contract.csv_files import CsvError, read_csv
from helpers.contract.parameters import ParameterError, Parameters, check_names, closest
from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.files import PROJECT_DIR, VERSIONS, content_of, digest, files_in, of_notebooks, read_yaml


@dataclass(frozen=True)
class Task:
    """One notebook for one area in one language: what goes in, and the digests of all of it."""

    notebook: str  # name without suffix
    parameters: dict[str, str]
    inputs: dict[str, str]  # kind of input (notebook, helpers, data, software): digest

    @property
    def area(self) -> str:
        """Slug of the focus area."""
        return self.parameters["area"]

    @property
    def language(self) -> str:
        """Code of the language."""
        return self.parameters["language"]

    @property
    def name(self) -> str:
        """Notebook and language: one name per task of an area."""
        return f"{self.notebook}.{self.language}"

    @property
    def digests(self) -> dict[str, str]:
        """All that the result of the task depends on, by kind."""
        return self.inputs | {"parameters": digest(json.dumps(self.parameters, sort_keys=True))}

    @property
    def digest(self) -> str:
        """One digest of all that the result of the task depends on."""
        return digest(json.dumps(self.digests, sort_keys=True))


# Names and parameters ---------------------------------------------------------------------------------
def check_notebooks(wanted: Iterable[str]) -> list[str]:
    """Notebook names for names or chapter numbers; ParameterError with a suggestion for an unknown one."""
    known = notebook_names()
    found = {name: [n for n in known if n == name or n.split("_")[0] == name.zfill(2)] for name in wanted}
    check_names("notebook", (name for name, matches in found.items() if not matches), known)
    return sorted({name for matches in found.values() for name in matches}) or known


def area_parameters(area: str, language: str | None, data_dir: str) -> Parameters:
    """The parameters of an area: its file in `params/`, overruled by what the command line gives.

    Raises ParameterError that names the file when it is missing, belongs to another area or has an unknown entry.
    """
    path = PROJECT_DIR / "params" / f"{area}.yaml"
    given = {"language": language, "data_dir": data_dir}
    try:
        values = read_yaml(path) or {}
        if not isinstance(values, dict):
            raise ValueError("is no list of names with values; expected area: and language:")
        parameters = Parameters.model_validate(values | {key: value for key, value in given.items() if value})
    except FileNotFoundError:
        raise ParameterError(f"params/{path.name} is missing") from None
    except OSError as error:
        raise ParameterError(f"params/{path.name}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise ParameterError(f"params/{path.name}: {_first_problem(error)}") from None
    if parameters.area != area:
        raise ParameterError(f"params/{path.name} is about {parameters.area!r}; expected {area!r}")
    if parameters.data_dir != data_dir:
        raise ParameterError(f"params/{path.name}: all areas of a run have the same data_dir; give it as --data-dir")
    return parameters


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            return f"{name!r} is not a parameter; {closest(name, Parameters.model_fields)}"
        return f"{name}: {problem['msg']}"
    return " ".join(str(error).split())


# The plan ---------------------------------------------------------------------------------------------
def plan(areas: Iterable[str], notebooks: Iterable[str], languages: Iterable[str], data_dir: str) -> list[Task]:
    """The tasks of a run, after all names and parameters have been checked; nothing is run yet.

    languages: as in the file of the area when empty. Raises ParameterError.
    """
    folder = data_folder(data_dir)
    chosen, asked = list(dict.fromkeys(areas)), list(dict.fromkeys(languages))
    known, names, problems = dict[str, str](), [], list[str]()
    with _noted(problems):
        known = areas_in(folder)
        check_names("area", chosen, sorted(known))
    with _noted(problems):
        check_names("language", asked, PAGE_LANGUAGES)
    with _noted(problems):
        names = check_notebooks(notebooks)
    for name in names:
        with _noted(problems):
            check_notebook(name)
    if problems:
        raise ParameterError("\n".join(problems))
    inputs, tasks = Inputs(folder), list[Task]()
    wanted: list[str | None] = [*asked] or [None]
    for area, language in product(chosen or known, wanted):
        with _noted(problems):
            parameters = area_parameters(area, language, data_dir).model_dump()
            tasks += [Task(name, parameters, inputs.of(name, area)) for name in names]
    if problems:
        raise ParameterError("\n".join(problems))
    return tasks


@contextmanager
def _noted(problems: list[str]) -> Iterator[None]:
    """A ParameterError in the block is noted, not raised: whoever mends a command line wants the whole list."""
    try:
        yield
    except ParameterError as error:
        problems.append(str(error))


def data_folder(data_dir: str) -> Path:
    """The folder with the tables; the collection's own when `data_dir` is empty."""
    return Path(data_dir) if data_dir else PROJECT_DIR / "data"


def cores() -> int:
    """How many cores this process may use: fewer than the machine has, when it was started so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def areas_in(folder: Path) -> dict[str, str]:
    """The areas in the table `areas` with the code of their municipality.

    Raises ParameterError when there is no such table; its content is checked with all other tables.
    """
    try:
        table = read_csv(folder / "areas.csv")
    except CsvError as error:
        raise ParameterError(str(error)) from None
    for column in ("area", "gm_code"):
        if column not in table.header:
            raise ParameterError(f"areas.csv: the column {column!r} is missing")
    if not table.rows:
        raise ParameterError("areas.csv: has no rows; expected one per focus area")
    return {row["area"]: row["gm_code"] for row in table.records()}


def all_of_area(parameters: dict[str, str], inputs: "Inputs") -> list[Task]:
    """Every notebook in every language for the area of `parameters`: what its pages could be made of."""
    return [
        Task(name, parameters | {"language": language}, inputs.of(name, parameters["area"]))
        for language in PAGE_LANGUAGES
        for name in notebook_names()
    ]


def pages_key(tasks: list[Task], inputs: "Inputs") -> str:
    """Digest of all that the pages of these tasks depend on."""
    return digest(inputs.pages, *(part for task in tasks for part in (task.name, task.digest)))


class Inputs:
    """Digests of what tasks depend on besides their parameters, taken once."""

    def __init__(self, folder: Path):
        """folder: with the tables."""
        self._folder = folder
        self._gm_codes = areas_in(folder)
        self._data: dict[str, str] = {}  # of an area
        self._notebooks: dict[str, str] = {}  # by name

    def of(self, notebook: str, area: str) -> dict[str, str]:
        """What the executed notebook of an area depends on, by kind: digests."""
        return {
            "notebook": self._notebook(notebook),
            "helpers": self._helpers,
            "data": self._visible_data(area),
            "software": self._software,
        }

    def _notebook(self, name: str) -> str:
        if name not in self._notebooks:
            self._notebooks[name] = digest(content_of(notebook_path(name)))
        return self._notebooks[name]

    KINDS: ClassVar = ("notebooks", "helpers", "templates", "data", "requirements.lock")

    @cached_property
    def everything(self) -> dict[str, str]:
        """All that any result depends on, by name: KINDS of files (digests) and packages (versions)."""
        tables = json.dumps(self._tables, sort_keys=True)
        files = [
            digest(*map(self._notebook, notebook_names())),
            digest(self._helpers, self._makers),
            self._templates,
            digest(tables),
            _lock(),
        ]
        return dict(zip(self.KINDS, files, strict=True)) | VERSIONS

    @cached_property
    def pages(self) -> str:
        """All that pages are made of besides the executed notebooks."""
        return digest(self._helpers, self._makers, self._software, self._templates)

    @cached_property
    def _templates(self) -> str:
        paths = files_in(PROJECT_DIR / "helpers" / "pages" / "templates")
        return digest(*(part for path in paths for part in (path.name, path.read_bytes())))

    @cached_property
    def _helpers(self) -> str:
        """The code and the words that notebooks use."""
        return _content_of(of_notebooks(PROJECT_DIR / "helpers"))

    @cached_property
    def _makers(self) -> str:
        """The code and the words that only pages and runs use: with them nothing is executed again."""
        package = PROJECT_DIR / "helpers"
        return _content_of(sorted(set(files_in(package, ".py", ".yaml")) - set(of_notebooks(package))))

    @cached_property
    def _software(self) -> str:
        return digest(json.dumps(VERSIONS, sort_keys=True), _lock())

    def _visible_data(self, area: str) -> str:
        """The digest of the rows of all tables that notebooks of the area can show."""
        if area not in self._data:
            owners = (EVERYBODY, area, self._gm_codes.get(area))
            shares = ((name, *(of.get(owner, "") for owner in owners)) for name, of in self._tables.items())
            self._data[area] = digest(*chain.from_iterable(shares))
        return self._data[area]

    @cached_property
    def _tables(self) -> dict[str, dict[str | None, str]]:
        """Per table the digests of its shares, by who sees them. Rows are read once, however many areas there are."""
        return {path.name: _kept_shares(path, _state(path)) for path in self._paths()}

    def _paths(self) -> list[Path]:
        paths = files_in(self._folder, ".csv")
        return [path for path in paths if path.parent == self._folder and path.name not in _SHOWN_NOWHERE]


def _content_of(paths: list[Path]) -> str:
    """A digest of files of the helpers, with their names."""
    package = PROJECT_DIR / "helpers"
    return digest(*(part for path in paths for part in (str(path.relative_to(package)), path.read_bytes())))


def _lock() -> str:
    path = PROJECT_DIR / "requirements.lock"
    return digest(path.read_bytes() if path.is_file() else b"")


# Municipalities are shown as the benchmark of their own areas. Values of the other areas are all shown, as dots, and
# the lists of districts say who is outside the programme and can be compared with: a change there changes every
# factsheet. A test holds the notebooks to this.
EVERYBODY = ""

_SHOWN_NOWHERE = ("row_counts.csv",)

_SEEN_BY: dict[str, Callable[[dict[str, str]], str | None]] = {
    "region_values.csv": lambda row: EVERYBODY if row.get("region") == "nl" else row.get("region"),
}


def _state(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


@lru_cache(maxsize=256)  # a worker asks before each of its notebooks, and tables grow with the areas of the collection
def _kept_shares(path: Path, state: tuple[int, ...]) -> dict[str | None, str]:
    """`_shares` of a file in a state: one that was written again is read again."""
    return _shares(path)


def _shares(path: Path) -> dict[str | None, str]:
    """Who sees a part of the table (an area, a municipality or everybody): the digest of that part."""
    if path.name not in _SEEN_BY:
        return {EVERYBODY: digest(path.read_bytes())}
    try:
        records = read_csv(path).records()
    except CsvError:  # said by the check of all tables, before anything runs
        return {EVERYBODY: digest(path.read_bytes())}
    rows: dict[str | None, list[dict[str, str]]] = {}
    for row in records:
        rows.setdefault(_SEEN_BY[path.name](row), []).append(row)
    return {seen_by: digest(json.dumps(share)) for seen_by, share in rows.items()}
