"""A run on a real Dask cluster: processes on this machine that share nothing but the version of the project."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import Client

from tests.conftest import PROJECT, command, kansrijk

pytestmark = pytest.mark.slow

AREAS = "breda-noord,delft-west"
SLOW = "import time; time.sleep(2)\narea"


@pytest.fixture
def cluster(tmp_path):
    """cluster(project, ...) starts a scheduler and a worker per project; ends them after the test."""
    started = Cluster(tmp_path)
    yield started
    started.stop()


class Cluster:
    def __init__(self, folder):
        self.folder, self.scheduler, self.workers, self._processes = folder, None, [], []

    def __call__(self, *projects):
        address = self.folder / "scheduler.json"
        self.scheduler = self._start(
            self.folder, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(address)
        )
        _wait_for(address.is_file)
        with Client(scheduler_file=str(address), timeout=60) as client:
            self.address = client.scheduler.address
            for project in projects:
                self.add(project)
            _wait_for(lambda: len(client.nthreads()) == len(projects))
        return self

    def add(self, project, threads=1, nanny=False):
        number = len(self.workers)
        own = self.folder / f"worker-{number}"  # no shared folder
        options = ["--nthreads", str(threads), "--no-dashboard", "--local-directory", str(own)]
        options += [] if nanny else ["--no-nanny"]
        process = self._start(project, "worker", self.address, "--name", f"worker-{number}", *options)
        self.workers.append(process)

    def pids(self):
        """The processes of the workers that the scheduler knows, nannies left out."""
        with Client(self.address, timeout=60) as client:
            return set(client.run(os.getpid).values())

    def _start(self, project, *arguments):
        with (self.folder / "cluster.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1"],
                cwd=project,
                env=os.environ | {"PYTHONPATH": str(project)},
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process

    def stop(self):
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def run(self, project, *options):
        return kansrijk(*self._arguments(project, AREAS), *options, project=project)

    @contextmanager
    def running(self, project, areas=AREAS):
        """A run in progress; it has ended after the block."""
        process = subprocess.Popen(
            command(*self._arguments(project, areas)),
            cwd=project,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def _arguments(self, project, areas):
        return "run", "--areas", areas, "--dask", self.address, "--output", str(project / "out")


def _wait_for(condition, seconds=240):  # patience for a loaded machine; what is waited for is asserted
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def _published(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*.*") if path.is_file() and ".kansrijk" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != "manifest.json"}


def _kept(project: Path) -> list[Path]:
    return list((project / "out/.kansrijk/executed").glob("*/*.ipynb.gz"))


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_factsheets_as_on_this_machine(small_project, cluster, workers):
    project = small_project(
        first="from helpers import open_run\nrun = open_run(area, language, data_dir)",
        second="from helpers import open_run, views\nrun = open_run(area, language, data_dir)\n"
        "views.area.glossary(run)",
    )
    cluster(*[project] * workers)
    result = cluster.run(project)
    assert result.returncode == 0, result.stderr
    assert "4 notebooks run, 0 unchanged, 0 failed; 2 factsheets" in result.stdout
    local = kansrijk("run", "--areas", AREAS, "--output", str(project / "local"), project=project)
    assert local.returncode == 0, local.stderr
    here, there = _published(project / "local"), _published(project / "out")
    assert "delft-west/factsheet.nl.pdf" in here and here == there


@pytest.mark.long
def test_other_tables_are_read_on_the_workers(small_project, cluster, data_copy):
    project = small_project(first="from helpers import open_run\nopen_run(area, language, data_dir).area_name")
    areas = (data_copy / "areas.csv").read_text(encoding="utf-8")
    (data_copy / "areas.csv").write_text(areas.replace(",Delft-West,", ",Elders,"), encoding="utf-8")
    cluster(project)
    result = cluster.run(project, "--data-dir", str(data_copy))
    assert result.returncode == 0, result.stderr
    assert "Elders" in (project / "out/delft-west/01_first.nl.html").read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    ("lost", "message"),
    [("workers", "no Dask worker is left since 5 seconds"), ("scheduler", "does not answer any more")],
)
def test_a_cluster_that_is_lost_ends_the_run_and_what_was_finished_is_kept(light_project, cluster, lost, message):
    project = light_project(first=SLOW)
    code = (project / "helpers/batch/dask.py").read_text()
    assert "_PATIENCE_SECONDS = 60.0" in code
    (project / "helpers/batch/dask.py").write_text(code.replace("_PATIENCE_SECONDS = 60.0", "_PATIENCE_SECONDS = 5.0"))
    cluster(project, project)
    areas = "breda-noord,delft-west,den-haag-zuidwest,tilburg-noordwest,utrecht-overvecht,zaandam-oost"
    with cluster.running(project, areas) as process:
        _wait_for(lambda: _kept(project))
        for part in cluster.workers if lost == "workers" else [cluster.scheduler]:
            part.kill()
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2, errors  # Dask may write to its own log as well
    assert message in " ".join(errors.split()) and "what was finished is kept" in " ".join(errors.split())
    assert 0 < len(_kept(project)) < 6


@pytest.mark.long
def test_a_worker_that_is_killed_loses_nothing(light_project, cluster):
    project = light_project(first=SLOW)
    cluster(project, project)
    areas = "breda-noord,delft-west,den-haag-zuidwest,tilburg-noordwest,utrecht-overvecht,zaandam-oost"
    with cluster.running(project, areas) as process:
        _wait_for(lambda: _kept(project))
        assert len(_kept(project)) < 5  # both workers still have something to do
        cluster.workers[0].kill()
        output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert cluster.workers[0].poll() == -signal.SIGKILL and cluster.workers[1].poll() is None
    assert "6 notebooks run, 0 unchanged, 0 failed; 6 factsheets" in output


@pytest.mark.long
def test_of_four_workers_with_nannies_one_is_killed_and_comes_back(light_project, cluster, tables):
    project = light_project(first=SLOW)
    cluster()
    for _ in range(4):
        cluster.add(project, nanny=True)
    _wait_for(lambda: len(cluster.pids()) == 4)
    before = cluster.pids()
    with cluster.running(project, ",".join(tables.areas["area"])) as process:
        _wait_for(lambda: _kept(project))
        assert len(_kept(project)) < 16  # all four still have something to do
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert "20 notebooks run, 0 unchanged, 0 failed; 20 factsheets" in output
    _wait_for(lambda: len(cluster.pids()) == 4)
    assert len(cluster.pids() - before) == 1 and killed not in cluster.pids()


@pytest.mark.long
def test_a_worker_with_another_version_is_refused(light_project, cluster):
    project = light_project(first="1 + 1")
    other = project.parent / "other"
    shutil.copytree(project, other)
    (other / "helpers" / "new.py").write_text("X = 1\n")
    cluster(project, other)
    result = cluster.run(project)
    assert result.returncode == 2 and not _kept(project)
    assert "tcp://127.0.0.1" in result.stderr and "other helpers than here" in result.stderr
    assert "data" not in result.stderr and "Traceback" not in result.stderr


@pytest.mark.long
def test_a_worker_that_joins_late_is_checked_too(light_project, cluster, tables):
    project = light_project(first=SLOW)
    other = project.parent / "other"
    shutil.copytree(project, other)
    (other / "data" / "themes.csv").write_bytes((project / "data" / "themes.csv").read_bytes() + b"\n")
    cluster(project)
    with cluster.running(project, areas=",".join(tables.areas["area"])) as process:
        _wait_for(lambda: _kept(project))
        cluster.add(other)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2 and "other data than here" in errors
    # What was finished is kept.
    assert 0 < len(_kept(project)) < 20


@pytest.mark.long
def test_a_worker_has_one_thread(light_project, cluster):
    project = light_project(first="1 + 1")
    cluster().add(project, threads=2)
    result = cluster.run(project)
    assert result.returncode == 2 and "2 threads" in result.stderr and "--nthreads 1" in result.stderr


@pytest.mark.long
def test_ctrl_c_ends_what_runs_on_the_cluster(light_project, cluster):
    project = light_project(
        first=f"import os, pathlib, time\n"
        f"pathlib.Path({str(cluster.folder)!r}, f'pid-{{area}}').write_text(str(os.getpid()))\n"
        f"time.sleep(300)"
    )
    cluster(project, project)
    with cluster.running(project) as process:
        _wait_for(lambda: len([path for path in cluster.folder.glob("pid-*") if path.read_text()]) == 2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 130 and "Stopped." in errors
    pids = [int(path.read_text()) for path in cluster.folder.glob("pid-*")]
    _wait_for(lambda: not any(map(_runs, pids)), seconds=30)
    assert [worker.poll() for worker in cluster.workers] == [None, None]


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_no_scheduler_is_one_clear_message(tmp_path):
    result = kansrijk("run", "--dask", "tcp://127.0.0.1:1", "--output", str(tmp_path / "out"))
    assert result.returncode == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.long
def test_a_scheduler_without_workers_is_one_clear_message(light_project, cluster):
    project = light_project(first="1 + 1")
    result = cluster().run(project)
    assert result.returncode == 2 and "has no workers" in result.stderr and "Traceback" not in result.stderr


def test_without_the_package_the_message_names_the_extra(tmp_path):
    blocked = "import sys; sys.modules['distributed'] = None\nfrom helpers.cli import app; app()"
    result = subprocess.run(
        [sys.executable, "-c", blocked, "run", "--dask", "tcp://127.0.0.1:1", "--output", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    assert result.returncode == 2
    assert (
        "install the project with the extra `dask`" in " ".join(result.stderr.split())
        and "Traceback" not in result.stderr
    )
