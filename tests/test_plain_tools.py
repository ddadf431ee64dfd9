"""The notebooks are plain ones: the common tools run them from any folder, without a command of ours."""

import json
import os
import re
import shlex
import subprocess
import sys

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from tests.conftest import PROJECT

pytestmark = pytest.mark.slow

NOTEBOOK = PROJECT / "notebooks/06_sociale_cohesie.ipynb"
# What a run and the tests set for themselves: warm kernels, kept figures.
OURS = ("JUPYTER_DEFAULT_PROVISIONER_NAME", "KANSRIJK_", "COVERAGE_", "COV_")


@pytest.fixture(params=["elsewhere", pytest.param("beside", marks=pytest.mark.long)])
def plain(request, tmp_path):
    """plain(module, *arguments): runs it with the stock kernel in a folder of no project, or beside it."""
    folder = tmp_path if request.param == "elsewhere" else NOTEBOOK.parent

    def run(module, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
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


@pytest.mark.long  # the kernel that the page registers is tried with nbconvert too
def test_plain_nbconvert_from_any_folder(plain, tmp_path):
    plain("nbconvert", "--to", "html", "--execute", NOTEBOOK, "--output-dir", tmp_path)
    page = (tmp_path / f"{NOTEBOOK.stem}.html").read_text(encoding="utf-8")
    assert page.count("<svg") > 3 and "Traceback" not in page and "Rotterdam-Zuid" in page


def test_a_jupyter_elsewhere_runs_a_notebook_by_the_kernel_that_the_page_registers(plain, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "of the user"))
    page = (PROJECT / "docs/exploring.md").read_text(encoding="utf-8")
    ((module, line),) = re.findall(r"^ +\.venv/bin/python -m (ipykernel) (install .+)$", page, re.MULTILINE)
    plain(module, *shlex.split(line))
    (spec,) = (tmp_path / "of the user/kernels").glob("*/kernel.json")
    told = json.loads(spec.read_text(encoding="utf-8"))
    assert (told["argv"][0], told["display_name"]) == (sys.executable, "Kansrijke Wijk")
    assert f'choose "{told["display_name"]}"' in page
    name = f"--ExecutePreprocessor.kernel_name={spec.parent.name}"
    plain("nbconvert", "--to", "notebook", "--execute", NOTEBOOK, "--output-dir", tmp_path, name)
    executed = nbformat.read(tmp_path / NOTEBOOK.name, as_version=4)
    assert "Rotterdam-Zuid" in str([cell.outputs for cell in executed.cells if cell.cell_type == "code"])


def test_the_kernel_that_vs_code_starts_runs_a_notebook(monkeypatch):
    """An interpreter that was chosen, with `-m ipykernel_launcher`, in the folder of the notebook; no file names it."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    NotebookClient(notebook, km=manager, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert "Rotterdam-Zuid" in str(outputs) and not [one for one in outputs if one.output_type == "error"]


@pytest.mark.long  # `make test` itself runs nbval on the notebooks
def test_plain_nbval_from_any_folder(plain):
    plain("pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", NOTEBOOK)
