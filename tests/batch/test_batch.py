"""A run: what is executed and what is not, what is published, and what a failure leaves behind."""

import json
import shutil

import pytest

from helpers.files import counted
from tests.conftest import copy_with_notebooks, kansrijk, start_light, write_notebook

pytestmark = pytest.mark.slow

FAILS = "assert area != 'delft-west', 'this area fails'"


def _run(project, *arguments, areas="delft-west,breda-noord"):
    return kansrijk(
        "run", "--areas", areas, "--jobs", "2", "--output", str(project / "out"), *arguments, project=project
    )


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    """A project of two notebooks after its first run, only to be copied."""
    project = start_light(copy_with_notebooks(tmp_path_factory.mktemp("once"), first="1 + 1", second="area"))
    assert "delft-west 01_first.nl: new" in _run(project, "--dry-run").stdout and not (project / "out").exists()
    assert _run(project).returncode == 0
    return project


@pytest.fixture
def done(run_once, tmp_path):
    """A project of its own for a test, as `run_once` left it; times are copied too."""
    return shutil.copytree(run_once, tmp_path / "project")


def _files(project):
    out = project / "out"
    return sorted(str(path.relative_to(out)) for path in out.rglob("*.*") if ".kansrijk" not in path.parts)


def test_a_failing_notebook_is_reported_and_others_go_on(light_project):
    project = light_project(first="1 + 1", second=FAILS)
    result = _run(project)
    assert result.returncode == 1
    assert "3 notebooks run, 0 unchanged, 1 failed; 1 factsheet" in result.stdout
    assert "this area fails" in result.stderr and "AssertionError" in result.stderr and "02_second" in result.stderr
    files = _files(project)
    assert "breda-noord/factsheet.nl.html" in files and "delft-west/01_first.nl.html" in files
    failed = "delft-west/failed-02_second.nl.ipynb"
    assert failed in files and "this area fails" in (project / "out" / failed).read_text()
    assert not [name for name in files if name.startswith("delft-west/") and "01_first" not in name and name != failed]
    task = [t for t in json.loads((project / "out/manifest.json").read_text())["tasks"] if t["status"] == "failed"]
    assert [(t["area"], t["notebook"], t["cell"]) for t in task] == [("delft-west", "02_second", 3)]


@pytest.mark.long
def test_a_mended_notebook_repairs_its_area_and_nothing_else_runs(light_project):
    project = light_project(first="1 + 1", second=FAILS)
    _run(project)
    write_notebook(project / "notebooks/02_second.ipynb", "'mended'")
    result = _run(project)
    assert result.returncode == 0, result.stderr
    assert "2 notebooks run, 2 unchanged, 0 failed; 2 factsheets" in result.stdout
    assert "mended" in (project / "out/delft-west/02_second.nl.html").read_text()


@pytest.mark.long
def test_a_failure_withdraws_what_it_contradicts(done):
    assert "delft-west/factsheet.nl.pdf" in _files(done)
    write_notebook(done / "notebooks/02_second.ipynb", FAILS)
    assert _run(done).returncode == 1
    files = _files(done)
    assert "breda-noord/factsheet.nl.pdf" in files and "delft-west/factsheet.nl.pdf" not in files


@pytest.mark.long
def test_unchanged_means_nothing_runs(done):
    before = {path: path.stat().st_mtime_ns for path in (done / "out").rglob("*") if path.is_file()}
    result = _run(done)
    assert "0 notebooks run, 4 unchanged, 0 failed" in result.stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "why", "runs"),
    [
        (lambda p: write_notebook(p / "notebooks/02_second.ipynb", "2"), "changed: notebook", 2),
        (lambda p: (p / "helpers/new.py").write_text("X = 1\n"), "changed: helpers", 4),
        (
            lambda p: (p / "data/themes.csv").write_bytes((p / "data/themes.csv").read_bytes() + b"\n"),
            "changed: data",
            4,
        ),
        (lambda p: (p / "out/.kansrijk/executed/delft-west/01_first.nl.ipynb.gz").unlink(), "missing or damaged", 1),
    ],
    ids=["notebook", "helpers", "data", "kept"],
)
def test_dry_run_says_what_would_run_and_why(done, change, why, runs):
    change(done)
    result = _run(done, "--dry-run")
    assert (
        result.stdout.count(why) == runs
        and f"{counted(runs, 'notebook')} would run, {4 - runs} unchanged" in result.stdout
    )


@pytest.mark.long
def test_force_runs_everything(light_project):
    project = light_project(first="1 + 1")
    _run(project, areas="delft-west")
    assert "1 notebook run, 0 unchanged" in _run(project, "--force", areas="delft-west").stdout


@pytest.mark.long
def test_a_change_of_templates_makes_pages_again_without_a_kernel(light_project):
    project = light_project(first="1 + 1")
    _run(project, areas="delft-west")
    path = project / "helpers/pages/templates/page.html.j2"
    path.write_text(path.read_text().replace("</html>", "<!-- new --></html>"))
    result = _run(project, areas="delft-west")
    assert "0 notebooks run, 1 unchanged, 0 failed; 1 factsheet" in result.stdout
    assert "<!-- new -->" in (project / "out/delft-west/01_first.nl.html").read_text()
