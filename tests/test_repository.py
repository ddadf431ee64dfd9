"""What holds for the repository as a whole."""

import ast
import os
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from helpers.files import read_yaml
from tests.conftest import APART, PROJECT, TOGETHER, scope_of, worker_of

TEXT = {".py", ".md", ".txt", ".toml", ".yml", ".yaml", ".csv", ".ipynb", ".j2", ".css", ".js", ".typ", ".lock", ""}


SKIPPED = {
    *(".git", ".venv", "outputs", "fetched", ".coverage", ".pytest_cache", ".ruff_cache", ".mypy_cache"),
    *(".import_linter_cache", ".hypothesis", "build", "__pycache__"),
}


@cache
def _files() -> dict[Path, str]:
    """The text files of the project with their text: read once, without a look into what is skipped."""
    found = {}
    for folder, folders, names in os.walk(PROJECT):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.endswith(".egg-info")]
        paths = [Path(folder, name) for name in names if name not in SKIPPED]
        found |= {path: path.read_text(encoding="utf-8") for path in paths if path.suffix in TEXT}
    return found


def _requirement(text):
    name, wanted = re.match(r"([A-Za-z0-9_-]+)(.*)", text).groups()
    return re.sub("-(base|py|python)$", "", name.lower().replace("_", "-")), wanted


def test_environment_and_pyproject_name_the_same_packages():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    of_pip = {_requirement(r) for r in [*project["dependencies"], *project["optional-dependencies"]["dev"]]}
    conda = read_yaml(PROJECT / "environment.yml")["dependencies"]
    only_pip = [r for part in conda if isinstance(part, dict) for r in part["pip"] if not r.startswith("--")]
    of_conda = {_requirement(r) for r in [*only_pip, *(r for r in conda if isinstance(r, str))]} - {("pip", "")}
    (python,) = [wanted for wanted in of_conda if wanted[0] == "python"]
    assert of_conda - {python} == of_pip
    # The oldest that is allowed, in the form that Binder understands.
    assert python[1] == project["requires-python"].replace(">=", "=")


# Files from which Binder would build instead, and folders whose files go before those at the top.
BEFORE_CONDA = (
    "binder",
    ".binder",
    "Dockerfile",
    "Project.toml",
    "REQUIRE",
    "default.nix",
    "runtime.txt",
    "DESCRIPTION",
)


def test_binder_builds_from_the_environment_of_conda_alone():
    assert not [name for name in (*BEFORE_CONDA, "postBuild", "start", "apt.txt") if (PROJECT / name).exists()]
    (pip,) = [part["pip"] for part in read_yaml(PROJECT / "environment.yml")["dependencies"] if isinstance(part, dict)]
    assert pip[-1] == "--editable ."  # so that a notebook finds the helpers; the project is copied before


def test_the_users_packages_are_all_there():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    names = {_requirement(r)[0] for r in [*project["dependencies"], *project["optional-dependencies"]["dev"]]}
    assert {"jupyterlab", "pandas", "seaborn", "statsmodels", "papermill", "nbval", "pytest"} <= names


def _pins(lock):
    return set(re.findall(r"^[a-z0-9][^\s;]*==[^\s;]+", (PROJECT / lock).read_text(), re.MULTILINE))


LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-docs.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_hashed_and_names_no_index(name):
    lock = (PROJECT / name).read_text()
    assert len(_pins(name)) > 80
    assert lock.count("--hash=sha256:") >= len(_pins(name))
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock


def test_development_runs_on_the_versions_of_a_run():
    assert _pins("requirements.lock") < _pins("requirements-dev.lock")
    names = {pin.split("==")[0] for pin in _pins("requirements.lock")}
    assert not names & {"pytest", "ruff", "mypy", "mutmut", "playwright", "sphinx"}


def test_the_site_is_made_in_the_same_environment():
    """So the locks may not want two versions of a package."""
    development, documentation = _pins("requirements-dev.lock"), _pins("requirements-docs.lock")
    assert _pins("requirements.lock") < documentation
    both = {pin.split("==")[0] for pin in development} & {pin.split("==")[0] for pin in documentation}
    assert {pin for pin in development ^ documentation if pin.split("==")[0] in both} == set()


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "outputs/README.md", "data/README.md"])
def test_page_exists(name):
    assert (PROJECT / name).stat().st_size > 300


def test_no_key_stands_twice_in_any_yaml():
    paths = [path for path in _files() if path.suffix in (".yaml", ".yml")]
    assert len(paths) > 30 and all(read_yaml(path) for path in paths)


def test_rooms_of_the_mutation_tests_have_modules_and_tests():
    rooms = read_yaml(PROJECT / "tests/mutants.yaml")["rooms"]
    assert set(rooms) == {"methods", "results", "charts", "views"}
    for room in rooms.values():
        for glob in [*room["modules"], *room["tests"], *room.get("quick", [])]:
            assert list(PROJECT.glob(glob)), glob


def test_mutants_that_count_as_equivalent_change_lines_that_are_there():
    code = [
        "\n".join(line.strip() for line in text.splitlines())
        for path, text in _files().items()
        if (PROJECT / "helpers") in path.parents and path.suffix == ".py"
    ]
    for mutant in read_yaml(PROJECT / "tests/equivalent_mutants.yaml"):
        assert any(mutant["minus"] in text for text in code), mutant["minus"]


def test_files_that_share_something_costly_are_there_and_go_together():
    files = [path.relative_to(PROJECT).as_posix() for path in PROJECT.glob("tests/**/test_*.py")]
    assert not [start for start in TOGETHER if not any(file.startswith(start) for file in files)]
    assert worker_of("tests/views/test_golden.py") == worker_of("tests/test_readability.py")
    assert worker_of("tests/charts/test_marks.py") == worker_of("tests/charts/test_marks_again.py")
    assert APART in files and scope_of(f"{APART}::test_one[a]") != scope_of(f"{APART}::test_one[b]")
    assert scope_of("tests/test_face.py::test_one[a]") == scope_of("tests/test_face.py::test_one[b]")
    assert len({worker_of(file) for file in files}) > 30 and worker_of("tests/test_face.py") == "tests/test_face.py"


def test_no_machine_paths():
    machine = re.compile(r"/(?:root|work)/|/tmp/(?=w)")  # written so that it does not find itself
    for path, text in _files().items():
        assert not machine.search(text), path


# Addresses ------------------------------------------------------------------------------------------------

# Standards, licences, an organisation and publishers that texts and `fetch` name, `invalid`, which leads nowhere
# (RFC 2606), and this machine, on which tests put a server.
HOSTS = re.compile(
    r"(?:www\.)?w3\.org|creativecommons\.org|mijnbuurtje\.nl|gov\.uk|doi\.org|(?:[a-z0-9-]+\.)*(?:cbs|rivm|leefbaarometer)\.nl|127\.0\.0\.1"
    r"|(?:[a-z0-9-]+\.)*invalid"
)
# `nl` also is the Dutch language and the Netherlands: columns, attributes, keys of messages, a folder.
NO_HOSTS = {
    *("row.nl", "self.nl", "scale.nl", "figure.nl", "data.words.nl"),  # columns
    *("chart.nl", "answer.spine.nl", "files.nl"),  # messages, a folder
}
ADDRESS = re.compile(r"(?:https?|ftp|git|ssh)://(?:[^\s/@]*@)?([a-z0-9.-]*[a-z0-9])", re.IGNORECASE)
NAME = re.compile(
    r"(?<![\w.@/-])((?:[a-z0-9-]+\.)+(?:com|org|net|io|ai|dev|co|eu|nl|be|de|uk|edu|gov|int|cloud))(?![\w-]|\.\w)",
    re.IGNORECASE,
)


def _strange_hosts(text: str) -> list[str]:
    """Hosts in addresses, and names that look like hosts, that are not on the list."""
    found = [*ADDRESS.findall(text), *(name for name in NAME.findall(text) if name not in NO_HOSTS)]
    return [name for name in found if not HOSTS.fullmatch(name.lower())]


def test_addresses_are_of_publishers_and_standards_only():
    files = _files()
    assert {".ipynb", ".py", ".md", ".toml", ".lock", ".yml", ".csv", ".j2", ""} <= {path.suffix for path in files}
    strange = {path.name: found for path, text in files.items() if (found := _strange_hosts(text))}
    assert strange == {}


# Put together here, or they would be found in this file.
MADE_UP = ".".join(("packages", "made-up", "org"))
SCHEME = "https:" + "//"


@pytest.mark.parametrize(
    "text",
    [
        f"see {MADE_UP}.",
        f"--index {SCHEME}{MADE_UP}/simple",
        f'{{"source": ["pip install -i {SCHEME}name:secret@{MADE_UP}"]}}',
        f"channels: [{MADE_UP}]",
        f"{SCHEME}made-up:8080",
        f"`{MADE_UP.upper()}`",
    ],
)
def test_a_strange_host_is_found(text):
    assert _strange_hosts(text)


@pytest.mark.parametrize("text", ["factsheet.nl.html", "a.b = row.nl", f"{SCHEME}x.invalid?q", f"{SCHEME}www.w3.org/"])
def test_what_is_no_strange_host(text):
    assert _strange_hosts(text) == []


# Functions ------------------------------------------------------------------------------------------------

LONGEST_FUNCTION = 40  # lines, from `def` to the end, docstring included


def test_functions_are_short():
    lengths = {
        f"{path.relative_to(PROJECT)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in (PROJECT / "helpers").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(lengths) > 300
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
