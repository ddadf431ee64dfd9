"""What a run costs, against papermill as it is commonly used; all in one go, on the same notebooks, in turn.

    make bench                 # all twenty areas: takes long, for the loops it is compared with
    make bench BENCH_AREAS=4   # fewer areas; the fixed part of a run then weighs more

(a) a shell loop over the command lines of papermill and nbconvert; (b) papermill's Python interface in as many
processes as there are cores; (c) `kansrijk run` on an empty folder; (d) nothing changed; (e) one notebook edited.
(a) and (b) make chapter pages only; (c) makes all pages, factsheets, PDFs and tables. The table goes to
docs/benchmark.md: ratios are what to look at, seconds are those of one machine at one time.
"""

import argparse
import os
import platform
import shlex
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import nbformat
import psutil

from benchmarks.children import spent
from benchmarks.page import PAGE
from helpers.batch.plan import areas_in, notebook_names
from helpers.files import PROJECT_DIR

_KANSRIJK = [sys.executable, "-c", "from helpers.cli import app; app()", "run"]
_PACKAGES = ("papermill", "nbconvert", "nbclient", "ipykernel", "jupyterlab", "pandas", "matplotlib", "typst")


@dataclass
class Cost:
    """What a command cost: seconds of wall and processor time, and the most memory of all its processes (MB)."""

    name: str
    wall: float
    cpu: float
    memory: float
    notebooks: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--areas", type=int, default=20)
    count = arguments.parse_args().areas
    with tempfile.TemporaryDirectory(prefix="kansrijk-bench-") as folder:
        costs = measured(Path(folder), list(areas_in(PROJECT_DIR / "data"))[:count])
    report = markdown(costs, count)
    others = "".join(PAGE.read_text(encoding="utf-8").partition("\n## ")[1:])  # of other benchmarks: they stay
    PAGE.write_text(report + others, encoding="utf-8")
    print(report)


def measured(folder: Path, areas: list[str]) -> list[Cost]:
    """The five ways in turn, on a copy of the project in `folder`."""
    project = copied_project(folder)
    pairs = [(area, name) for area in areas for name in notebook_names()]
    run = run_command(areas, folder / "c")
    costs = [
        _cost("(a) command lines in a loop", _loop(project, folder / "a", pairs), project, len(pairs)),
        _cost("(b) papermill in processes", _processes(folder / "b", pairs), project, len(pairs)),
        _cost("(c) kansrijk run, empty folder", run, project, len(pairs)),
        _cost("(d) nothing changed", run, project, 0),
    ]
    edit(project / "notebooks" / f"{notebook_names()[1]}.ipynb")
    return [*costs, _cost("(e) one notebook edited", run, project, len(areas))]


def copied_project(folder: Path) -> Path:
    """A copy of the project in `folder`, to be edited."""
    project = folder / "project"
    for name in ("notebooks", "helpers", "params", "data", "benchmarks"):
        shutil.copytree(PROJECT_DIR / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT_DIR / "requirements.lock", project)
    return project


def run_command(areas: list[str], output: Path) -> list[str]:
    """The command line of a run, to be started in a copy of the project."""
    return [*_KANSRIJK, "--areas", ",".join(areas), "--output", str(output)]


def _loop(project: Path, output: Path, pairs: list[tuple[str, str]]) -> list[str]:
    """A shell script: what a user of the two command lines would write."""
    output.mkdir()
    python = Path(sys.executable).parent
    lines = ["set -e"]
    for area, name in pairs:
        executed = output / f"{area}.{name}.ipynb"
        papermill = [str(python / "papermill"), f"notebooks/{name}.ipynb", str(executed), "-p", "area", area]
        convert = [str(python / "jupyter"), "nbconvert", "--to", "html", str(executed)]
        lines += [shlex.join([*papermill, "--no-progress-bar"]), shlex.join(convert)]
    script = output / "loop.sh"
    script.write_text("\n".join(lines), encoding="utf-8")
    return ["sh", str(script)]


def _processes(output: Path, pairs: list[tuple[str, str]]) -> list[str]:
    output.mkdir()
    given = [f"{area}:{name}" for area, name in pairs]
    return [sys.executable, "-m", "benchmarks.papermill_pool", str(output), str(os.cpu_count()), *given]


def edit(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += "\n\nAn edit."
    nbformat.write(notebook, path)


def _cost(name: str, command: list[str], project: Path, notebooks: int) -> Cost:
    """Run a command to its end and measure it; raises CalledProcessError when it fails."""
    print(f"{name} ...", flush=True)
    peaks: list[_Peak] = []
    cost = spent(command, project, project / "log.txt", watch=lambda pid: peaks.append(_Peak(pid)))
    return Cost(name, cost.wall, cost.cpu, peaks[0].stop(), notebooks)


class _Peak(threading.Thread):
    """Samples the memory of a process and all its descendants; shared pages count once (PSS)."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self._process, self._peak, self._end = psutil.Process(pid), 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._end.wait(1.0):
            self._peak = max(self._peak, self._now())

    def _now(self) -> float:
        total = 0.0
        try:
            family = [self._process, *self._process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return total
        for process in family:
            try:
                total += process.memory_full_info().pss / 1e6
            except (psutil.NoSuchProcess, psutil.AccessDenied):  # it has just ended
                continue
        return total

    def stop(self) -> float:
        self._end.set()
        self.join()
        return self._peak


def markdown(costs: list[Cost], areas: int) -> str:
    """The page docs/benchmark.md."""
    loop, pool, cold = costs[:3]
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    rows = [
        f"| {c.name} | {c.notebooks} | {c.wall:.1f} | {c.cpu:.1f} | {f'{c.memory:.0f}' if c.memory else 'too short'} |"
        for c in costs
    ]
    lines = [
        "# Benchmark",
        "",
        f"One run of `make bench BENCH_AREAS={areas}`: {areas} areas, eight notebooks each, one language, in turn on",
        f"the same machine: {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()};",
        f"{versions}.",
        "",
        "| | notebooks | wall (s) | processor (s) | most memory (MB) |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "| ratio | wall | processor |",
        "|---|---|---|",
        f"| (a) : (c) | {loop.wall / cold.wall:.1f} | {loop.cpu / cold.cpu:.1f} |",
        f"| (b) : (c) | {pool.wall / cold.wall:.1f} | {pool.cpu / cold.cpu:.1f} |",
        "",
        "(a) and (b) end with chapter pages (nbconvert's HTML); (c), (d) and (e) with all pages, factsheets, PDFs and",
        "tables. Memory counts pages that processes share once.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
