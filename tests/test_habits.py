"""The files that a code forge, a citation tool and a committer read: they name what is there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.files import read_yaml
from tests.conftest import PROJECT

WORKFLOWS = sorted((PROJECT / ".github/workflows").glob("*.yml"))
NOTEBOOKS = sorted([*(PROJECT / "notebooks").glob("*.ipynb"), *(PROJECT / "docs").rglob("*.ipynb")])
FORMS = sorted((PROJECT / ".github/ISSUE_TEMPLATE").glob("*.yml"))


def _commands(workflow):
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


def test_ci_runs_what_stands_in_the_repository():
    workflow = read_yaml(PROJECT / ".github/workflows/ci.yml")
    assert _commands(workflow) == ["bash .ci/run"]
    assert (PROJECT / ".ci/run").read_text(encoding="utf-8").endswith("\nmake test test-all docs\n")


def test_pages_are_the_factsheets_in_both_languages_and_the_documentation():
    workflow = read_yaml(PROJECT / ".github/workflows/pages.yml")
    commands = _commands(workflow)
    assert commands[:2] == ["make factsheets LANGUAGE=nl,en", "make docs"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    made = re.search(r"sphinx-build[^#]*? \. (\S+)$", makefile, re.MULTILINE)
    assert f"cp -r {made[1]} outputs/docs" in commands[2]
    [folder] = [
        step["with"]["path"] for step in workflow["jobs"]["build"]["steps"] if "pages-artifact" in step.get("uses", "")
    ]
    assert (PROJECT / folder).is_dir()


@pytest.mark.parametrize(("given", "made"), [([], "nl"), (["LANGUAGE=nl,en"], "nl,en")])
def test_a_language_of_the_surroundings_is_not_that_of_pages(given, made, tmp_path):
    """There LANGUAGE is gettext's: `kansrijk run` would refuse it, or make English pages that nobody asked for."""
    shutil.copy(PROJECT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    # Within `make test` this is a make in a make, which would also say where it is.
    plan = ["make", "--no-print-directory", "-n", "factsheets", *given]
    call = {"cwd": tmp_path, "env": os.environ | {"LANGUAGE": "en_US:en", "MAKEFLAGS": ""}, "capture_output": True}
    planned = subprocess.run(plan, check=True, text=True, **call).stdout
    assert planned.endswith(f"kansrijk run --language {made}\n")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_it_needs(path):
    workflow = read_yaml(path)
    assert workflow["permissions"].pop("contents") == "read"
    assert set(workflow["permissions"]) <= {"pages", "id-token"}
    assert all(job["runs-on"] == "ubuntu-latest" for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_asks_in_both_languages_for_a_source(path):
    form = read_yaml(path)
    assert {"name", "description", "labels", "body"} == set(form) and " / " in form["name"]
    fields = {field["id"]: field for field in form["body"]}
    assert all(" / " in field["attributes"]["label"] for field in fields.values())
    assert any("publi" in field["attributes"]["label"].lower() for field in fields.values())


def test_the_hooks_are_the_tools_of_make_check():
    [repository] = read_yaml(PROJECT / ".pre-commit-config.yaml")["repos"]
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for hook in repository["hooks"]:
        tool = hook["entry"].split()[0].removeprefix(".venv/bin/")
        assert f"$(BIN)/{tool}" in makefile, tool


def test_the_citation_has_the_version_of_the_package():
    citation = read_yaml(PROJECT / "CITATION.cff")
    version = re.search(r'^version = "(.*)"', (PROJECT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert citation["version"] == version.group(1) and citation["title"] and citation["authors"]


def _git(folder, *arguments):
    call = ["git", "-c", "user.name=t", "-c", "user.email=t@t.invalid", *arguments]
    return subprocess.run(call, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_make_lab_and_the_hook_leave_out_what_a_notebook_shows():
    makefile, hooks = ((PROJECT / name).read_text() for name in ("Makefile", ".pre-commit-config.yaml"))
    assert 'git config filter.nbstripout.clean "$(BIN)/nbstripout --keep-id"' in makefile
    assert "entry: .venv/bin/nbstripout --keep-id --verify" in hooks
    assert "filter=nbstripout" in (PROJECT / ".gitattributes").read_text()


@pytest.mark.slow
def test_what_a_notebook_shows_stays_out_of_git(tmp_path):
    """With the filter that `make lab` sets up, and as the hook sees it."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / ".gitattributes").write_bytes((PROJECT / ".gitattributes").read_bytes())
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", metadata={"tags": ["factsheet"]})])
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="shown")]
    path = tmp_path / "notebooks/01_x.ipynb"
    nbformat.write(notebook, path)
    _git(tmp_path, "init", "--quiet")
    strip = Path(sys.executable).with_name("nbstripout")
    _git(tmp_path, "config", "filter.nbstripout.clean", f"{strip} --keep-id")
    assert subprocess.run([strip, "--keep-id", "--verify", path], check=False).returncode != 0
    _git(tmp_path, "add", ".")
    kept = _git(tmp_path, "show", ":notebooks/01_x.ipynb")
    assert "shown" not in kept and "factsheet" in kept and "shown" in path.read_text()


def test_notebooks_of_the_project_are_as_the_filter_leaves_them():
    """To the byte, or git would call them changed as soon as `make lab` has set the filter up."""
    for path in NOTEBOOKS:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
        assert nbformat.writes(notebook) + "\n" == text, path.name
        assert not any(cell.outputs or cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.slow
def test_the_filter_leaves_notebooks_of_the_project_as_they_are():
    strip = Path(sys.executable).with_name("nbstripout")
    subprocess.run([strip, "--keep-id", "--verify", *NOTEBOOKS], check=True)


def _language_servers():
    """The option of the Makefile that says whether they are looked for."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    [option] = re.findall(r"--LanguageServerManager\.(\w+)=(\w+)", makefile)
    return option


def test_make_lab_looks_for_no_language_servers():
    assert _language_servers() == ("autodetect", "False")


@pytest.mark.slow
def test_make_lab_lists_no_language_servers_that_are_not_there(caplog):
    """The option as it stands in the Makefile, given to what would list them."""
    from jupyter_lsp import LanguageServerManager

    name, value = _language_servers()
    assert name in LanguageServerManager.class_trait_names()
    caplog.set_level("INFO")
    for given, listed in (({}, True), ({name: value == "True"}, False)):
        caplog.clear()
        LanguageServerManager(**given).init_language_servers()
        assert ("Skipped non-installed server(s)" in caplog.text) == listed
