import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.data import DEFAULT_DATA_DIR, load_tables

PROJECT = Path(__file__).resolve().parent.parent
AREAS = ("tilburg-noordwest", "utrecht-overvecht")  # in many studies, in one


@pytest.fixture(scope="session")
def tables():
    return load_tables()


def kansrijk(*arguments):
    """Run the command line in a process of its own; the completed process with what it wrote."""
    command = [sys.executable, "-c", "from helpers.cli import app; app()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)


@pytest.fixture(scope="session")
def produced(tmp_path_factory, worker_id):
    """A folder with the Dutch output of both AREAS and the English output of the last; only to be read.

    Under pytest-xdist every worker has a session of its own. The first one produces; the others wait for it.
    """
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "produced"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            folder = tmp_path_factory.mktemp("outputs")
            _produce(folder, AREAS[-1:], "en", factsheets=1)
            _produce(folder, AREAS, "nl", factsheets=3)  # the English one again, with its link to the Dutch one
            folder.rename(shared)
    return shared


def _produce(folder, areas, language, factsheets):
    result = kansrijk("run", "--areas", ",".join(areas), "--language", language, "--output", str(folder))
    assert result.returncode == 0, result.stderr
    assert f"{8 * len(areas)} notebooks run, 0 unchanged, 0 failed; {factsheets} factsheets" in result.stdout


@pytest.fixture
def data_copy(tmp_path):
    """A copy of the data that a test may spoil."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in DEFAULT_DATA_DIR.glob("*.csv"):
        shutil.copy(path, folder)
    return folder
