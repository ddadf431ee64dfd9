"""What a run costs, against papermill as it is commonly used; all in one go, on the same notebooks, in turn.

    make bench                       # takes an hour and a half with both cores, for the ways it is compared with
    make bench BENCH="--others 2"    # those do the notebooks of two areas only, one after the other
    taskset -c 0 make bench          # on one core: a part of the page of its own

(a) a shell loop over the command lines of papermill and nbconvert; (b) papermill's Python interface in as many
processes as there are cores; (f) jupyter-cache, if it is there; (c) `kansrijk run` on an empty folder; (d) nothing
changed; (e) one notebook, (g) one word edited; (h) one area alone, (i) again with its drawings kept. (a), (b) and (f)
make chapter pages only, one notebook after the other, so that a few tell what all cost; (c) makes all pages,
factsheets, PDFs and tables. The tables go to docs/benchmark.md: ratios are what to look at, seconds are those of one
machine at one time.
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
from importlib.util import find_spec
from pathlib import Path

import nbformat
import psutil

from benchmarks.children import spent
from benchmarks.page import write_part
from helpers.batch.plan import areas_in, cores, notebook_names
from helpers.files import PROJECT_DIR

_KANSRIJK = [sys.executable, "-c", "from helpers.cli import app; app()", "run"]
_PACKAGES = ("papermill", "nbconvert", "nbclient", "ipykernel", "jupyterlab", "pandas", "matplotlib", "typst")


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds of wall and processor time, and the most memory of all its processes (MB)."""

    wall: float
    cpu: float
    memory: float
    notebooks: int

    @property
    def each(self) -> float:
        """Seconds of wall time per notebook."""
        return self.wall / self.notebooks


WAYS = {
    "a": "command lines in a loop",
    "b": "papermill in processes",
    "f": "jupyter-cache",
    "c": "kansrijk run, empty folder",
    "d": "nothing changed",
    "e": "one notebook edited",
    "g": "one word edited",
    "h": "one area, empty folder",
    "i": "one area, its drawings kept",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--areas", type=int, default=20)
    arguments.add_argument("--others", type=int, default=20, help="areas whose notebooks (a), (b) and (f) execute")
    asked = arguments.parse_args()
    areas = list(areas_in(PROJECT_DIR / "data"))[: asked.areas]
    with tempfile.TemporaryDirectory(prefix="kansrijk-bench-") as folder:
        costs = measured(Path(folder), areas, areas[: asked.others])
    part = markdown(costs, len(areas))
    write_part(part)
    print(part)


def measured(folder: Path, areas: list[str], others: list[str]) -> dict[str, Cost]:
    """All WAYS in turn, on a copy of the project in `folder`; others: the areas that (a), (b) and (f) are about."""
    project = copied_project(folder)
    pairs = [(area, name) for area in others for name in notebook_names()]
    every, run = len(areas) * len(notebook_names()), run_command(areas, folder / "c")
    alone = run_command(areas[:1], folder / "h")
    costs = {
        "a": _cost("a", _loop(project, folder / "a", pairs), project, len(pairs)),
        "b": _cost("b", _processes(folder / "b", pairs), project, len(pairs)),
    }
    if find_spec("jupyter_cache"):
        costs["f"] = _cost("f", _cached(folder / "f", pairs), project, len(pairs))
    costs |= {"c": _cost("c", run, project, every), "d": _cost("d", run, project, 0)}
    edit(project / "notebooks" / f"{notebook_names()[1]}.ipynb")
    costs["e"] = _cost("e", run, project, len(areas))
    edit_word(project)
    costs["g"] = _cost("g", run, project, 0)
    costs["h"] = _cost("h", alone, project, len(notebook_names()))
    costs["i"] = _cost("i", [*alone, "--force"], project, len(notebook_names()))
    return costs


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
    return [sys.executable, "-m", "benchmarks.papermill_pool", str(output), str(cores()), *given]


def _cached(output: Path, pairs: list[tuple[str, str]]) -> list[str]:
    output.mkdir()
    return [sys.executable, "-m", "benchmarks.jupyter_cache_pool", str(output), *(":".join(pair) for pair in pairs)]


def edit(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += "\n\nAn edit."
    nbformat.write(notebook, path)


def edit_word(project: Path) -> None:
    """Another word in a message of the pages, which no notebook shows."""
    path = project / "helpers/words/locales/pages.nl.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Naar de inhoud" in text
    path.write_text(text.replace("Naar de inhoud", "Naar de tekst", 1), encoding="utf-8")


def _cost(way: str, command: list[str], project: Path, notebooks: int) -> Cost:
    """Run a command to its end and measure it; raises CalledProcessError when it fails."""
    print(f"({way}) {WAYS[way]} ...", flush=True)
    peaks: list[_Peak] = []
    cost = spent(command, project, project / "log.txt", watch=lambda pid: peaks.append(_Peak(pid)))
    return Cost(cost.wall, cost.cpu, peaks[0].stop(), notebooks)


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


# Which is held against which, how many times as fast the second is to be, and whether of all or per notebook.
_RATIOS = (
    ("a", "c", "35", "each"),
    ("b", "c", "12", "each"),
    ("f", "c", "", "each"),
    ("c", "e", "5", "wall"),
    ("c", "g", "10", "wall"),
    ("b", "h", "4", "each"),
    ("b", "i", "6", "each"),
)


def markdown(costs: dict[str, Cost], areas: int) -> str:
    """The part of the page: what was measured, and the ratios. (a), (b) and (f) count per notebook."""
    versions = ", ".join(
        f"{name} {version(name)}" for name in (*_PACKAGES, *(["jupyter-cache"] if "f" in costs else []))
    )
    executed = ", ".join(f"({way})" for way in "abf" if way in costs)
    others = costs["a"].notebooks // len(notebook_names())
    compared = [
        (one, other, wanted, getattr(costs[one], of) / getattr(costs[other], of))
        for one, other, wanted, of in _RATIOS
        if one in costs
    ]
    lines = [
        f"## A run on {cores()} core{'s' if cores() > 1 else ''}",
        "",
        f"`make bench`: {areas} areas, eight notebooks each, one language, in turn on the same machine: {cores()} of",
        f"its {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()};",
        f"{versions}.",
        "",
        "| | notebooks | wall (s) | processor (s) | most memory (MB) |",
        "|---|---|---|---|---|",
        *(
            f"| ({way}) {WAYS[way]} | {c.notebooks} | {c.wall:.1f} | {c.cpu:.1f} | "
            f"{f'{c.memory:.0f}' if c.memory else 'too short'} |"
            for way, c in costs.items()
        ),
        "",
        "| ratio of wall time | measured | wanted |",
        "|---|---|---|",
        *(f"| ({one}) : ({other}) | {ratio:.1f} | {wanted} |" for one, other, wanted, ratio in compared),
        "",
        f"{executed} did the notebooks of {others} areas and end with chapter pages (nbconvert's HTML); against (c),",
        "(h) and (i), which make all pages, factsheets, PDFs and tables, they count per notebook. Memory counts",
        "pages that processes share once.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
