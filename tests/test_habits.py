"""The files that a code forge, a citation tool and a committer read: they name what is there."""

import re

import pytest

from helpers.files import read_yaml
from tests.conftest import PROJECT

WORKFLOWS = sorted((PROJECT / ".github/workflows").glob("*.yml"))
FORMS = sorted((PROJECT / ".github/ISSUE_TEMPLATE").glob("*.yml"))


def _commands(workflow):
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


def test_ci_runs_what_stands_in_the_repository():
    workflow = read_yaml(PROJECT / ".github/workflows/ci.yml")
    assert _commands(workflow) == ["bash .ci/run"] and (PROJECT / ".ci/run").is_file()


def test_pages_are_the_factsheets_in_both_languages():
    workflow = read_yaml(PROJECT / ".github/workflows/pages.yml")
    assert "make factsheets LANGUAGE=nl,en" in _commands(workflow)
    [folder] = [
        step["with"]["path"] for step in workflow["jobs"]["build"]["steps"] if "pages-artifact" in step.get("uses", "")
    ]
    assert (PROJECT / folder).is_dir()


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
        assert f"$(BIN)/{tool}" in makefile or tool == "nbstripout", tool


def test_the_citation_has_the_version_of_the_package():
    citation = read_yaml(PROJECT / "CITATION.cff")
    version = re.search(r'^version = "(.*)"', (PROJECT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert citation["version"] == version.group(1) and citation["title"] and citation["authors"]
