"""The notebooks are plain ones: the common tools run them from any folder, without a command of ours."""

import os
import subprocess
import sys

import nbformat
import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.slow

NOTEBOOK = PROJECT / "notebooks/06_sociale_cohesie.ipynb"
# What a run and the tests set for themselves: warm kernels, kept figures.
OURS = ("JUPYTER_DEFAULT_PROVISIONER_NAME", "KANSRIJK_", "COVERAGE_", "COV_")


@pytest.fixture(params=["elsewhere", pytest.param("beside", marks=pytest.mark.long)])
def plain(request, tmp_path):
    """plain(module, *arguments): runs it with the stock kernel in a folder of no project, or beside it."""
    folder = tmp_path if request.param == "elsewhere" else NOTEBOOK.parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}

    def run(module, *arguments):
        call = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_plain_papermill_from_any_folder(plain, tmp_path):
    plain("papermill", NOTEBOOK, tmp_path / "executed.ipynb", "-p", "area", "delft-west", "-p", "language", "en")
    cells = nbformat.read(tmp_path / "executed.ipynb", as_version=4).cells
    shown = "".join(str(cell.outputs) for cell in cells if cell.cell_type == "code")
    assert "Delft-West" in shown and "Rotterdam-Zuid" not in "".join(
        str(cell.outputs) for cell in cells if "handout" in cell.metadata.get("tags", [])
    )


def test_plain_nbconvert_from_any_folder(plain, tmp_path):
    plain("nbconvert", "--to", "html", "--execute", NOTEBOOK, "--output-dir", tmp_path)
    page = (tmp_path / f"{NOTEBOOK.stem}.html").read_text(encoding="utf-8")
    assert page.count("<svg") > 3 and "Traceback" not in page and "Rotterdam-Zuid" in page


def test_plain_nbval_from_any_folder(plain):
    plain("pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", NOTEBOOK)
