"""Whether a long run stays flat: many areas, and cycles of change, kill and resume; memory and open files are sampled.

    python -m benchmarks.long_run                          # 200 areas, three cycles: a quarter of an hour
    python -m benchmarks.long_run --areas 12 --cycles 2    # as tests/batch/test_long_run.py does

A copy of the project (benchmarks.scaling) with two light notebooks of real blocks: the real eight would measure
themselves. First a whole run. Then per cycle a notebook is edited, a run starts, and
SIGKILL strikes a worker after a third of its tasks and the driver after two thirds; the same command goes on to the
end. The first third of the samples of a process is held against the last third. With --write, docs/benchmark.md gets
the table. Exit status 1 when something has grown.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil

from benchmarks.page import write_part
from benchmarks.scaling import make_project
from helpers.batch.plan import cores
from helpers.files import VERSIONS

OPEN = "from helpers import open_run, results, views\n\nrun = open_run(area, language, data_dir)"
NOTEBOOKS = {  # the tagged cell of each
    "01_known": """summary = results.evidence.summary(run, area)
views.area.heading(run, "summary", place="first") + views.known.area_summary(run, summary)""",
    "02_figures": """care_costs = results.indicators.of_indicators(run, "zorgkosten")
views.indicators.years_table(run, care_costs, "zorgkosten", run.text("overview.care_costs"))""",
}
PATIENCE = 3600  # seconds for one run
# What may come on top from the first to the last third: the driver keeps a line on every task that it has done.
MORE_MB, MORE_FILES = 0.15, 2


@dataclass
class Sampled:
    """A process while notebooks ran: samples of its resident memory (MB) and of its open files."""

    megabytes: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def take(self, process: psutil.Process) -> None:
        with suppress(psutil.Error):  # it has just ended
            megabytes, files = process.memory_info().rss / 1e6, process.num_fds()
            self.megabytes.append(megabytes)
            self.files.append(files)

    def thirds(self) -> tuple[float, float, int, int]:
        """Medians of the first and the last third: megabytes, then files."""
        third = self._third
        return (
            statistics.median(self.megabytes[:third]),
            statistics.median(self.megabytes[-third:]),
            round(statistics.median(self.files[:third])),
            round(statistics.median(self.files[-third:])),
        )

    @property
    def _third(self) -> int:
        """The number of samples in a third of the run."""
        return max(1, len(self.files) // 3)

    @property
    def flat(self) -> bool:
        before, after, _, files_after = self.thirds()
        # Held against the most of the first third: connections come and go with the tasks of each moment.
        files_before = max(self.files[: self._third])
        return after <= before * (1 + MORE_MB) and files_after <= files_before + MORE_FILES


@dataclass
class Run:
    """A run of the command, to its end or until it was killed."""

    name: str
    tasks: int = 0  # done in it
    seconds: float = 0.0
    driver: Sampled = field(default_factory=Sampled)
    server: Sampled = field(default_factory=Sampled)  # of the kernels


class Project:
    """The copy, and the command on some of its areas."""

    def __init__(self, folder: Path, areas: int):
        self.folder, self.out, self.temporary = folder / "project", folder / "out", folder / "tmp"
        self.temporary.mkdir()
        make_project(self.folder, -(-areas // 20) * 20, notebooks=0)
        for name, code in NOTEBOOKS.items():
            self.write(name, code)
        self.areas = sorted(path.stem for path in (self.folder / "params").glob("*.yaml"))[:areas]

    def write(self, name: str, code: str, remark: str = "") -> None:
        """A notebook with one tagged cell; another `remark` changes it and nothing that it shows."""
        parameters = 'area = ""\nlanguage = "nl"\ndata_dir = ""'
        cells = [
            nbformat.v4.new_markdown_cell(f"# Light\n\n{remark}"),
            nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(OPEN),
            nbformat.v4.new_code_cell(code, metadata={"tags": ["factsheet"]}),
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), self.folder / f"notebooks/{name}.ipynb")

    def kept(self, since: float) -> int:
        """How many notebooks have been executed since a moment."""
        return sum(_time(path) >= since for path in self.out.glob(".kansrijk/executed/*/*.ipynb.gz"))

    @contextmanager
    def started(self) -> Iterator[psutil.Popen]:
        """The command, in the background; whatever happens here, it ends with the block."""
        command = [sys.executable, "-c", "from helpers.cli import app; app()", "run", "--output", str(self.out)]
        own = {"PYTHONPATH": str(self.folder), "TMPDIR": str(self.temporary)}
        with (self.out.parent / "log.txt").open("ab") as log:
            arguments = [*command, "--areas", ",".join(self.areas)]
            process = psutil.Popen(arguments, cwd=self.folder, env=os.environ | own, stdout=log, stderr=log)
        try:
            yield process
        finally:
            with suppress(psutil.Error):
                process.kill()
            process.wait()


def _time(path: Path) -> float:
    with suppress(OSError):  # it is being replaced
        return path.stat().st_mtime
    return 0.0


def one_run(project: Project, name: str, tasks: int, killed: bool) -> Run:
    """Run the command; `killed`: SIGKILL a worker after a third of its `tasks`, and the driver after two thirds.

    Raises RuntimeError when a run that is not killed fails, and when a process is left after one that is.
    """
    run, start = Run(name), time.time()
    worker_after = tasks // 3 if killed else tasks + 1
    with project.started() as driver:
        while driver.poll() is None and time.time() < start + PATIENCE:
            family = _family(driver)
            run.tasks = project.kept(start)
            if run.tasks:  # before that, it still imports and starts workers
                run.driver.take(driver)
                for server in family["server"]:
                    run.server.take(server)
            if run.tasks >= worker_after and family["workers"]:
                family["workers"][0].kill()
                worker_after = tasks + 1
            if killed and run.tasks >= 2 * tasks // 3:
                _kill(driver)
            time.sleep(0.3)
        status = driver.poll()
    run.tasks, run.seconds = project.kept(start), time.time() - start
    if not killed and status != 0:
        raise RuntimeError(f"{name} ended with status {status}: {(project.out.parent / 'log.txt').read_text()[-2000:]}")
    return run


def _family(driver: psutil.Popen) -> dict[str, list[psutil.Process]]:
    """The kernel server and the workers of a driver, by their command lines."""
    found: dict[str, list[psutil.Process]] = {"server": [], "workers": []}
    with suppress(psutil.Error):
        for child in driver.children():
            command = " ".join(child.cmdline())
            if "helpers.kernels.server" in command:
                found["server"].append(child)
            elif "multiprocessing.forkserver" in command:
                found["workers"] += child.children()
    return found


def _kill(driver: psutil.Popen) -> None:
    """SIGKILL; all that it has started must end by itself."""
    family = driver.children(recursive=True)
    driver.kill()
    driver.wait()
    _, left = psutil.wait_procs(family, timeout=60)
    if left:
        raise RuntimeError(f"left after the driver was killed: {[process.cmdline() for process in left]}")


def long_run(folder: Path, areas: int, cycles: int) -> list[Run]:
    """The runs, in order. Raises RuntimeError when one does not end as it should."""
    project = Project(folder, areas)
    tasks = 2 * len(project.areas)
    runs = [_told(one_run(project, "whole", tasks, killed=False))]
    if left := sorted(path.name for path in project.temporary.iterdir()):
        raise RuntimeError(f"left in the folder for temporary files: {', '.join(left)}")
    for number in range(1, cycles + 1):
        project.write("01_known", NOTEBOOKS["01_known"], f"Edit {number}.")
        runs.append(_told(one_run(project, f"cycle {number}, killed", tasks // 2, killed=True)))
        rest = tasks // 2 - runs[-1].tasks
        runs.append(_told(one_run(project, f"cycle {number}, resumed", rest, killed=False)))
        if not rest <= runs[-1].tasks <= rest + 1:  # one may have been kept, but not noted yet
            raise RuntimeError(f"{runs[-1].tasks} notebooks ran after the kill; expected the {rest} that were not done")
    return runs


def _told(run: Run) -> Run:
    print(row(run), flush=True)
    return run


def row(run: Run) -> str:
    """A run as a row of the table: MB and files of the driver, then those of the kernel server."""
    cells = [run.name, str(run.tasks), f"{run.seconds:.0f}"]
    for sampled in (run.driver, run.server):
        before, after, files_before, files_after = sampled.thirds()
        cells += [f"{before:.0f} → {after:.0f}", f"{files_before} → {files_after}"]
    return f"| {' | '.join(cells)} |"


def markdown(runs: list[Run], areas: int) -> str:
    """The part of docs/benchmark.md."""
    versions = ", ".join(f"{name} {number}" for name, number in VERSIONS.items())
    return (
        f"""## A long run

`python -m benchmarks.long_run`: {areas} areas, made by copying, with two light notebooks each; per cycle a notebook is
edited, SIGKILL strikes a worker after a third of the tasks and the driver after two thirds, and the same command goes
on. Medians of the first and the last third of each process: its resident memory (MB)
and its open files. {cores()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()}
{platform.machine()}, Python {platform.python_version()}; {versions}.

| run | notebooks | seconds | driver, MB | driver, files | kernel server, MB | kernel server, files |
|---|---|---|---|---|---|---|
"""
        + "".join(f"{row(run)}\n" for run in runs)
        + """
The folder for temporary files is empty after a whole run; after SIGKILL a few small files stay in it, which nobody is
left to remove.
"""
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--areas", type=int, default=200)
    arguments.add_argument("--cycles", type=int, default=3)
    arguments.add_argument("--write", action="store_true", help="put the table into docs/benchmark.md")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="kansrijk-long-") as folder:
        runs = long_run(Path(folder), given.areas, given.cycles)
    if given.write:
        write_part(markdown(runs, given.areas))
    grown = [run.name for run in runs if not (run.driver.flat and run.server.flat)]
    sys.exit("\n".join(f"grown: {name}" for name in grown) or 0)


if __name__ == "__main__":
    main()
