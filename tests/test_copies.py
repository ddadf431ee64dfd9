"""A copied or moved project does not work on the original."""

import os
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from helpers import files
from helpers.cli import app
from helpers.files import ProjectError
from helpers.session import open_run
from tests.conftest import PROJECT

RUN = "from helpers.cli import app; app()"


@pytest.fixture
def copy(tmp_path):
    """The folders by which a project is known."""
    folder = tmp_path / "copy"
    for name in ("helpers", "notebooks", "params", "outputs"):
        (folder / name).mkdir(parents=True)
    return folder


def _here(*arguments):
    """The program in this process."""
    return CliRunner().invoke(app, arguments)


def _installed(*arguments, cwd):
    """The program as an environment of PROJECT has it, started in another folder."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-P", "-c", RUN, *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", [["run", "--dry-run"], ["check"], ["dictionary"]])
@pytest.mark.parametrize("inside", ["", "notebooks"])
def test_a_program_of_another_folder_refuses_to_work_in_a_copy(copy, monkeypatch, command, inside):
    monkeypatch.chdir(copy / inside)
    result = _here(*command)
    assert result.exit_code == 2
    assert f"You are in {copy}, but this program belongs to {PROJECT}" in result.stderr.replace("\n", "")
    assert "make factsheets" in result.stderr


@pytest.mark.slow
def test_a_program_that_is_started_in_a_copy_refuses_too(copy):
    result = _installed("run", "--dry-run", cwd=copy)
    assert result.returncode == 2 and "but this program belongs to" in result.stderr.replace("\n", " ")


@pytest.mark.parametrize(("inside", "refused"), [("copy", True), ("copy/notebooks", True), ("", False)])
def test_a_notebook_of_a_copy_does_not_show_the_figures_of_the_original(copy, tmp_path, monkeypatch, inside, refused):
    monkeypatch.chdir(tmp_path / inside)
    if refused:
        with pytest.raises(ProjectError, match=f"You are in {copy}, but this program belongs to {PROJECT}"):
            open_run("delft-west")
    else:
        assert open_run("delft-west").area == "delft-west"


DRY_RUN = ("run", "--dry-run", "--notebooks", "2", "--output")


def test_elsewhere_and_at_home_it_works(tmp_path, monkeypatch):
    for folder in (tmp_path, PROJECT, PROJECT / "notebooks"):
        monkeypatch.chdir(folder)
        assert _here(*DRY_RUN, str(tmp_path)).exit_code == 0


@pytest.mark.slow
def test_a_program_that_is_started_elsewhere_works(tmp_path):
    for folder in (tmp_path, PROJECT, PROJECT / "notebooks"):
        assert _installed(*DRY_RUN, str(tmp_path), cwd=folder).returncode == 0


@pytest.fixture
def started(copy, tmp_path):
    """started(path): what the program at this path says, in a folder of no project; its code is that of PROJECT."""
    (copy / ".venv/bin").mkdir(parents=True)
    (copy / ".venv/bin/kansrijk").write_text(f"#!{sys.executable} -P\n{RUN}\n")
    (copy / ".venv/bin/kansrijk").chmod(0o755)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(path, *arguments):
        environment = os.environ | {"PYTHONPATH": str(PROJECT), "PATH": f"{copy / '.venv/bin'}:{os.environ['PATH']}"}
        command = [path, *(arguments or ("run", "--dry-run", "--notebooks", "2", "--output", str(elsewhere)))]
        return subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)

    return run


def _link(link, target):
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    return link


# Where the program of the copy is started from: called with the folder of the copy and an empty one.
OF_THE_COPY = {
    "whole path": lambda copy, free: copy / ".venv/bin/kansrijk",
    "search path": lambda copy, free: "kansrijk",
    "with steps back": lambda copy, free: copy / "notebooks/../.venv/bin/kansrijk",
    "link to the program": lambda copy, free: _link(free / "bin/kansrijk", copy / ".venv/bin/kansrijk"),
    "link to the copy": lambda copy, free: _link(free / "link", copy) / ".venv/bin/kansrijk",
    "environment is a link out of the copy": lambda copy, free: (
        (
            (copy / ".venv").rename(free / "environment"),
            _link(copy / ".venv", free / "environment"),
        )[1]
        / "bin/kansrijk"
    ),
    "moved": lambda copy, free: copy.rename(free / "moved") / ".venv/bin/kansrijk",
}


@pytest.mark.slow
@pytest.mark.parametrize("case", OF_THE_COPY)
def test_the_program_of_a_copy_does_not_work_on_the_original_from_elsewhere(copy, started, tmp_path, case):
    free = tmp_path / "free"
    free.mkdir()
    result = started(OF_THE_COPY[case](copy, free))
    assert result.returncode == 2, result.stdout
    said = result.stderr.replace("\n", "")
    assert "You started the program in" in said and f"but this program belongs to {PROJECT}" in said
    assert "`make factsheets` in" in said


def test_a_program_outside_projects_and_a_link_to_the_own_project_may_be_used(copy, started, tmp_path, monkeypatch):
    bare = tmp_path / "environment/bin/kansrijk"
    shutil.copytree(copy / ".venv", tmp_path / "environment")
    assert started(bare).returncode == 0
    link = _link(tmp_path / "link", PROJECT)
    monkeypatch.chdir(link / "notebooks")
    files.check_own_program(link / ".venv/bin/kansrijk")
    files.check_own_project(link)
    files.check_own_program(copy / ".venv/bin/pytest")  # may import what it likes


@pytest.mark.slow
@pytest.mark.parametrize("inside", ["data", "outputs/new", "link"])
@pytest.mark.parametrize(("command", "option"), [("run", "--data-dir"), ("run", "--output"), ("check", "--data-dir")])
def test_folders_of_a_copy_are_not_used_by_the_original(copy, tmp_path, command, option, inside):
    folder = _link(tmp_path / "link", copy / "outputs") if inside == "link" else copy / inside
    result = _installed(command, option, str(folder), cwd=tmp_path)
    assert result.returncode == 2
    assert f"The folder that was given is in {copy}, but this program belongs to {PROJECT}" in result.stderr.replace(
        "\n", ""
    )
    assert not list((copy / "outputs").iterdir())


def test_a_package_from_a_wheel_may_read_tables_that_are_elsewhere(data_copy, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PROJECT_DIR", tmp_path / "environment/lib/site-packages")
    files.check_own_program(tmp_path / "environment/bin/kansrijk")
    files.check_own_project(data_copy)
    with pytest.raises(ProjectError, match="site-packages"):  # these tables have code beside them
        files.check_own_project(PROJECT / "data")


@pytest.mark.parametrize(
    ("made_in", "stays"),
    [("here", True), ("/elsewhere/project", False), ("", False), (None, False)],
    ids=["own", "copied", "before stamps", "cut off"],
)
def test_make_builds_an_environment_again_that_was_made_elsewhere(tmp_path, made_in, stays):
    folder = tmp_path / "my project"
    (folder / ".venv/bin").mkdir(parents=True)
    shutil.copy(PROJECT / "Makefile", folder)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (folder / name).touch()
    if made_in is not None:
        (folder / ".venv/.run").write_text(str(folder) if made_in == "here" else made_in)
        (folder / ".venv/.dev").touch()
    planned = subprocess.run(["make", "-n", "style"], cwd=folder, capture_output=True, text=True, check=True).stdout
    assert ("-m venv .venv" in planned) != stays
    assert (".venv is deleted" in planned) != stays
    assert (folder / ".venv").exists() == stays


def test_a_link_to_the_environment_of_another_folder_costs_that_one_nothing(tmp_path):
    (tmp_path / "other/bin").mkdir(parents=True)
    shutil.copy(PROJECT / "Makefile", tmp_path)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / ".venv").symlink_to("other")
    subprocess.run(["make", "-n", "style"], cwd=tmp_path, capture_output=True, check=True)
    assert (tmp_path / "other/bin").is_dir() and not (tmp_path / ".venv").exists()
