"""What holds for the repository as a whole."""

import re
import tomllib

import pytest
import yaml

from tests.conftest import PROJECT

TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".csv", ".ipynb", ".j2", ".css", ".lock", ""}


def _files():
    skip = {".git", ".venv", "outputs", ".pytest_cache", ".ruff_cache", ".hypothesis", "build", "__pycache__"}
    for path in PROJECT.rglob("*"):
        inside = path.relative_to(PROJECT).parts
        if path.is_file() and path.suffix in TEXT and not skip & set(inside) and "egg-info" not in str(path):
            yield path


def _requirement(text):
    match = re.match(r"([A-Za-z0-9_-]+)(.*)", text)
    return match.group(1).lower().replace("_", "-").removesuffix("-base").removesuffix("-py"), match.group(2)


def test_environment_and_pyproject_name_the_same_packages():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    of_pip = {_requirement(r) for r in [*project["dependencies"], *project["optional-dependencies"]["dev"]]}
    conda = yaml.safe_load((PROJECT / "environment.yml").read_text())["dependencies"]
    only_pip = [r for part in conda if isinstance(part, dict) for r in part["pip"] if not r.startswith("--")]
    of_conda = {_requirement(r) for r in [*only_pip, *(r for r in conda if isinstance(r, str))]} - {("pip", "")}
    assert of_conda - {_requirement(f"python{project['requires-python']}")} == of_pip


def test_the_users_packages_are_all_there():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    names = {_requirement(r)[0] for r in [*project["dependencies"], *project["optional-dependencies"]["dev"]]}
    assert {"jupyterlab", "pandas", "seaborn", "statsmodels", "papermill", "nbval", "pytest"} <= names


def _pins(lock):
    return set(re.findall(r"^[a-z0-9][^\s;]*==[^\s;]+", (PROJECT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_is_hashed_and_names_no_index(name):
    lock = (PROJECT / name).read_text()
    assert len(_pins(name)) > 80
    assert lock.count("--hash=sha256:") >= len(_pins(name))
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock


def test_development_runs_on_the_versions_of_a_run():
    assert _pins("requirements.lock") < _pins("requirements-dev.lock")
    names = {pin.split("==")[0] for pin in _pins("requirements.lock")}
    assert not names & {"pytest", "ruff", "mypy", "mutmut", "playwright"}


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "outputs/README.md", "data/README.md"])
def test_page_exists(name):
    assert (PROJECT / name).stat().st_size > 300


def test_rooms_of_the_mutation_tests_have_modules_and_tests():
    rooms = yaml.safe_load((PROJECT / "tests/mutants.yaml").read_text())["rooms"]
    assert set(rooms) == {"methods", "results", "charts", "views"}
    for room in rooms.values():
        for glob in [*room["modules"], *room["tests"]]:
            assert list(PROJECT.glob(glob)), glob


def test_no_machine_paths_and_no_registries():
    host = re.compile(r"pypi\.org|pythonhosted|npmjs|conda\.anaconda|/root/|/work/|/tmp/w", re.IGNORECASE)
    for path in _files():
        if path.name != "test_repository.py":
            assert not host.search(path.read_text(encoding="utf-8")), path
