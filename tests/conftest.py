import fcntl
import gc
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from matplotlib.figure import Figure as Canvas

from helpers.contract.load import DEFAULT_DATA_DIR, load_tables
from helpers.files import FIGURES_VARIABLE
from helpers.session import open_run

PROJECT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(path.stem for path in (PROJECT / "notebooks").glob("*.ipynb"))
# Unlike each other: in most studies, and in one, without a local session; `make test-all` takes all there are.
AREAS = ("tilburg-noordwest", "utrecht-overvecht")
ENGLISH = AREAS[-1:]
if os.environ.get("KANSRIJK_TEST_AREAS") == "all":
    AREAS = ENGLISH = tuple(load_tables().areas["area"])
# For tests of texts: districts that only come near, a barrier that is called advice, one study without a local session.
SOME_AREAS = ("groningen-noord", "tilburg-noordwest", "utrecht-overvecht")
# How the paths of files begin that share, within a process, what is costly: blocks of notebooks, canvases of figures.
TOGETHER = {"tests/views/": "blocks", "tests/test_readability": "blocks", "tests/charts/test_marks": "canvases"}

# Each test of this file works on a copy of its own and takes long: any worker may take any of them.
APART = "tests/test_how_to.py"


def pytest_collection_modifyitems(items):
    """The slow ones first, and files that go together before others: the small ones fill the gap at the end."""
    alone = {item.nodeid: worker_of(file) == file for item in items for file in [item.nodeid.split("::")[0]]}
    items.sort(key=lambda item: (item.get_closest_marker("slow") is None, alone[item.nodeid]))


def pytest_collection_finish():
    """What is imported and collected stays: the collector of garbage would look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_make_scheduler(config, log):
    """Under `--dist loadfile` a worker gets a whole file, or all files of TOGETHER that have the same word."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return scope_of(nodeid)

    return Together(config, log)


def scope_of(nodeid):
    """What the tests that go to the same worker have in common: as worker_of, but for a test of APART its own id."""
    file = nodeid.split("::")[0]
    return nodeid if file == APART else worker_of(file)


def worker_of(file):
    """What the files that go to the same worker have in common: a word of TOGETHER, or the file itself."""
    return next((word for start, word in TOGETHER.items() if file.startswith(start)), file)


@pytest.fixture(scope="session")
def tables():
    return load_tables()


@pytest.fixture(scope="session", params=["some", pytest.param("all", marks=pytest.mark.long)])
def areas(request, tables):
    """What is held for all areas: for SOME_AREAS while working, and for all of them in `make test-all`."""
    return SOME_AREAS if request.param == "some" else tuple(tables.areas["area"])


@pytest.fixture(scope="session")
def run():
    return open_run("rotterdam-zuid")


def index_html(tables, folder, language, chapters):
    """The index of a collection whose areas fit on one page."""
    from helpers.pages.index import index_pages

    (page,) = index_pages(tables, folder, language, chapters).values()
    return page


def kansrijk(*arguments, project=PROJECT, env=None):
    """Run the command line in a process of its own; the completed process with what it wrote."""
    return subprocess.run(command(*arguments), capture_output=True, text=True, cwd=project, env=env, check=False)


def command(*arguments):
    """The command line, to be started in the folder of a project."""
    return [sys.executable, "-c", "from helpers.cli import app; app()", *arguments]


@pytest.fixture(scope="session")
def produced(tmp_path_factory, worker_id):
    """A folder with the output of AREAS in Dutch and of ENGLISH in English; only to be read.

    Under pytest-xdist every worker has a session of its own. The first one produces; the others wait for it.
    """
    shared = _of_all_workers(tmp_path_factory, worker_id) / "produced"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            folder = tmp_path_factory.mktemp("outputs")
            _produce(folder, ENGLISH, "en", factsheets=len(ENGLISH))
            # The English ones again, with their link to the Dutch ones.
            _produce(folder, AREAS, "nl", factsheets=len(AREAS) + len(ENGLISH))
            folder.rename(shared)
    return shared


def _produce(folder, areas, language, factsheets):
    # Whole runs take twice as long with coverage, and the same code is measured by smaller tests.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    arguments = ("--areas", ",".join(areas), "--language", language, "--output", str(folder))
    result = kansrijk("run", *arguments, env=unmeasured)
    assert result.returncode == 0, result.stderr
    assert (
        f"{len(NOTEBOOKS) * len(areas)} notebooks run, 0 unchanged, 0 failed; {factsheets} factsheet" in result.stdout
    )


@pytest.fixture
def undrawn(monkeypatch):
    """Figures without their drawing, which takes long: for tests that read words, numbers and table twins only."""
    monkeypatch.delenv(FIGURES_VARIABLE, raising=False)  # such figures are not to be kept
    monkeypatch.setattr(Canvas, "savefig", lambda canvas, stream, **_: stream.write(b"<svg/>"))


@pytest.fixture(scope="module")
def figures_once(tmp_path_factory, worker_id):
    """Every figure is drawn once for all areas, modules and workers: for tests about texts and numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANSRIJK_FIGURES", str(_of_all_workers(tmp_path_factory, worker_id) / "figures"))
        yield


def _of_all_workers(tmp_path_factory, worker_id):
    """The temporary folder of this run of pytest; under pytest-xdist every worker has its own below it."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture
def data_copy(tmp_path):
    """A copy of the data that a test may spoil."""
    return copy_of_data(tmp_path)


def copy_of_data(parent):
    """A folder `data` below parent with a copy of all tables."""
    folder = parent / "data"
    folder.mkdir()
    for path in DEFAULT_DATA_DIR.glob("*.csv"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def small_project(tmp_path):
    """small_project(first="1 + 1", second="area") gives a copy of the project with notebooks of one code cell each."""
    return lambda **cells: copy_with_notebooks(tmp_path, **cells)


def copy_with_notebooks(parent, **cells):
    """A folder `project` below parent: a copy of the project with notebooks of one code cell each."""
    project = parent / "project"
    (project / "notebooks").mkdir(parents=True)
    # What is compiled too, or each process would compile it anew; but not what somebody is just compiling.
    for name in ("helpers", "params", "data"):
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    for number, (name, code) in enumerate(cells.items(), 1):
        write_notebook(project / "notebooks" / f"{number:02}_{name}.ipynb", code)
    return project


@pytest.fixture
def light_project(small_project):
    """As small_project, with `start_light`."""
    return lambda **cells: start_light(small_project(**cells))


def start_light(project):
    """The project, without what notebooks of one cell do not need and costs seconds per run: imports of the server."""
    path = project / "helpers/kernels/server.py"
    code = re.sub(r"(?s)_PACKAGES = \(.*?\n\)", '_PACKAGES = ("ipykernel.kernelapp",)', path.read_text())
    assert code.count("    _preload_project()\n") == 1
    path.write_text(code.replace("    _preload_project()\n", ""))
    return project


def write_notebook(path, code):
    parameters = 'area = ""\nlanguage = "nl"\ndata_dir = ""'
    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(code),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # else random: the same notebook must have the same digest
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
