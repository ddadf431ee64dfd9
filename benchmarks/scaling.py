"""What a run costs with more areas than there are: time, processor time, memory and disk, and a linear model of them.

.venv/bin/python benchmarks/scaling.py 20,100,400
.venv/bin/python benchmarks/scaling.py 100,400 --only 2,10    # of each collection so many areas are run, no more
.venv/bin/python benchmarks/scaling.py 20,100,400 --driver    # the driver alone: workers answer at once
.venv/bin/python benchmarks/scaling.py 20,100,400 --cells     # what an area takes, in one process

Each size is a copy of the project in a temporary folder. Areas beyond the twenty are copies of them under new slugs,
with their districts, register figures, studies and interventions; their tiles lie on top of each other. What areas are
alike in (residents, age, home owners) is varied, else an area would only be compared with copies of itself. Row counts
are raised in the copied data/row_counts.csv, nothing else is changed. Each copy has two notebooks, the first and the
last, so that factsheets (of two chapters) and PDFs are made for every area.
"""

import csv
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil

from helpers.batch.store import EXECUTED, STATE

PROJECT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ("01_inleiding", "08_synthese")
# Tables whose rows on an area are copied with it.
_OF_AREAS = (
    *("areas", "area_wijken", "area_values", "area_slopes", "similar_districts", "district_profiles"),
    *("studies", "interventions"),
)
_VARIED = ("population", "dwelling_total", "dwelling_ownership", "pop_0_14", "pop_65plus")
_OF_SHARES = 100  # percent: the most that a varied share can be

Row = dict[str, str]


# The project copy ---------------------------------------------------------------------------------------


def make_project(folder: Path, areas: int, notebooks: int = 2) -> None:
    """A copy of the project in `folder` with that many areas (twenty or more) and the first `notebooks`."""
    for name in ("helpers", "data", "params"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "notebooks").mkdir()
    for name in NOTEBOOKS[:notebooks]:
        shutil.copy(PROJECT / "notebooks" / f"{name}.ipynb", folder / "notebooks")
    shutil.copy(PROJECT / "requirements.lock", folder)
    for slug, new in add_areas(folder / "data", areas):
        text = (PROJECT / "params" / f"{slug}.yaml").read_text(encoding="utf-8")
        (folder / "params" / f"{new}.yaml").write_text(text.replace(f"area: {slug}", f"area: {new}"))


def add_areas(data: Path, areas: int) -> list[tuple[str, str]]:
    """Copies of the areas in a folder with tables, until there are that many; returns each copied slug with the new."""
    own = [row["area"] for row in _read(data / "areas.csv")]
    copies = [(slug, f"{slug}-{copy:03}") for copy in range(1, areas // len(own) + 1) for slug in own]
    copies = copies[: areas - len(own)]
    for table in _OF_AREAS:
        _copy_rows(data, table, copies)
    return copies


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _copy_rows(data: Path, table: str, copies: list[tuple[str, str]]) -> None:
    path = data / f"{table}.csv"
    rows = _read(path)
    before, of_areas = len(rows), dict[str, list[Row]]()
    for row in rows:
        of_areas.setdefault(row["area"], []).append(row)
    for slug, new in copies:
        rows += [_copied(row, new, len(rows) + number, table) for number, row in enumerate(of_areas.get(slug, []))]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    _expect_rows(data / "row_counts.csv", table, before, len(rows))


def _copied(row: Row, area: str, number: int, table: str) -> Row:
    """A row of another area; number: by which what must stay unique is made so."""
    row = row | {"area": area}
    if table == "areas":
        row["name"] = f"{row['name']} {area[-3:]}"
    if table == "interventions":
        row["intervention"] = f"{row['intervention']}-{number}"
    if table == "district_profiles":
        row["wk_code"] = f"WK{900_000 + number}"
        vary = random.Random(area)  # the same for all districts of an area
        for column in _VARIED:
            factor, share = vary.uniform(0.6, 1.4), column not in ("population", "dwelling_total")
            if row[column]:
                varied = factor * float(row[column])
                row[column] = f"{min(varied, _OF_SHARES):.1f}" if share else f"{varied:.0f}"
    return row


def _expect_rows(counts: Path, table: str, before: int, after: int) -> None:
    text = counts.read_text(encoding="utf-8")
    assert f"\n{table},{before}\n" in text, f"row_counts.csv does not expect {before} rows of {table}"
    counts.write_text(text.replace(f"\n{table},{before}\n", f"\n{table},{after}\n"), encoding="utf-8")


# A run, measured ----------------------------------------------------------------------------------------


@dataclass
class Measured:
    """What a run took."""

    areas: int
    notebooks: int  # per area
    run: int = 0  # areas that were run
    wall: float = 0.0  # seconds
    cpu: float = 0.0  # seconds of the run and all its processes that were waited for
    driver_cpu: float = 0.0
    driver_mb: float = 0.0  # peak of the resident memory
    tree_mb: float = 0.0  # peak of the memory of all processes, what they share counted once
    plan_seconds: float = 0.0  # a second run, in which nothing has changed
    disk_mb: dict[str, float] = field(default_factory=dict)


class _Sampler(threading.Thread):
    """Looks once a second at the memory of a process and of all that it has started."""

    def __init__(self, pid: int, into: Measured):
        super().__init__(daemon=True)
        self._process, self._into, self._ended = psutil.Process(pid), into, threading.Event()

    def run(self) -> None:
        while not self._ended.wait(1):
            try:
                driver = self._process.memory_info().rss
                times = self._process.cpu_times()
                tree = sum(map(_proportional, [self._process, *self._process.children(recursive=True)]))
            except psutil.NoSuchProcess:
                return
            self._into.driver_mb = max(self._into.driver_mb, driver / 1e6)
            self._into.driver_cpu = times.user + times.system
            self._into.tree_mb = max(self._into.tree_mb, tree / 1e6)

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _proportional(process: psutil.Process) -> int:
    """Proportional set size: kernels are forked, so most of their resident memory is shared."""
    try:
        memory = process.memory_full_info()
        return getattr(memory, "pss", memory.rss)
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0


def measure(areas: int, notebooks: int, only: int = 0) -> Measured:
    """Run the project with that many areas on this machine, twice: all of it (or `only` so many areas), and nothing."""
    measured = Measured(areas, notebooks, only or areas)
    with tempfile.TemporaryDirectory(prefix="scaling-") as name:
        project, output = Path(name) / "project", Path(name) / "out"
        make_project(project, areas, notebooks)
        options = _some_areas(project, only) if only else []
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        _run(project, output, options, measured)
        measured.wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        measured.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        measured.disk_mb = _disk(output)
        start = time.monotonic()
        _run(project, output, options)
        measured.plan_seconds = time.monotonic() - start
    return measured


def _some_areas(project: Path, number: int) -> list[str]:
    """Options of a run of so many areas, from all over the collection; one process works, as on a cluster each does."""
    slugs = sorted(path.stem for path in (project / "params").glob("*.yaml"))
    return ["--areas", ",".join(slugs[:: len(slugs) // number][:number]), "--jobs", "1"]


def _run(project: Path, output: Path, options: list[str], into: Measured | None = None) -> None:
    command = [sys.executable, "-c", "from helpers.cli import app; app()", "run", "--output", str(output), *options]
    environment = os.environ | {"PYTHONPATH": str(project)}
    process = subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.DEVNULL)
    sampler = _Sampler(process.pid, into) if into else None
    if sampler:
        sampler.start()
    status = process.wait()
    if sampler:
        sampler.stop()
    if status:
        sys.exit(f"the run ended with status {status}")


def _disk(output: Path) -> dict[str, float]:
    """Megabytes by kind of file."""
    kinds: dict[str, int] = {}
    for path in output.rglob("*"):
        if path.is_file():
            kind = _kind(path.relative_to(output))
            kinds[kind] = kinds.get(kind, 0) + path.stat().st_size
    return {kind: size / 1e6 for kind, size in sorted(kinds.items())}


def _kind(path: Path) -> str:
    if "figures" in path.parts:
        return "figures"
    if path.parts[:2] == (STATE, EXECUTED):
        return "kept notebooks"
    if path.parts[0] == STATE:
        return "ledgers" if path.suffix == ".json" else "log"
    return "index and manifest" if len(path.parts) == 1 else f"pages ({path.suffix[1:]})"


# The driver alone ---------------------------------------------------------------------------------------


def measure_alone(areas: int, option: str) -> None:
    """Print what the driver (or, by option, an area) takes, in a process in a copy of the project.

    The driver: per step of a run in which workers answer at once, with a small notebook each.
    """
    with tempfile.TemporaryDirectory(prefix="scaling-") as name:
        project = Path(name) / "project"
        make_project(project, areas)
        command = [sys.executable, __file__, option, str(Path(name) / "out")]
        subprocess.run(command, cwd=project, env=os.environ | {"PYTHONPATH": str(project)}, check=True)


def as_driver(output: Path) -> None:
    """In a process that imports the helpers of a project copy."""
    from helpers.batch import plan as tasks
    from helpers.batch import run as batch
    from helpers.batch.store import Store
    from helpers.batch.work import Outcome, Pages, execute
    from helpers.contract.load import load_tables

    class AtOnce:
        slots = 2

        def submit(self, function, *arguments) -> Future:
            future = Future()
            if function is execute:
                future.set_result(Outcome(arguments[0], "done", notebook=b"{}"))
            else:
                area = arguments[0]["area"]
                future.set_result(Pages({f"{area}/{number}.html": b"" for number in range(6)}))
            return future

    seconds: dict[str, float] = {}

    def timed(name: str, call):
        start = time.process_time()
        result = call()
        seconds[name] = time.process_time() - start
        return result

    plan = timed("plan", lambda: tasks.plan([], [], [], ""))
    tables = timed("load tables", load_tables)
    with Store(output) as store:
        run = batch.BatchRun(plan, tables, store, 60, False)
        put_out_index, run._put_out_index = run._put_out_index, lambda: None
        timed("tasks and pages", lambda: run.work(AtOnce(), lambda outcome: None))
        timed("index and manifest", put_out_index)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    steps = ", ".join(f"{name} {value:.2f}" for name, value in seconds.items())
    print(f"{len(tables.areas)} areas, {len(plan)} tasks: {steps} seconds; {megabytes:.0f} MB", flush=True)


# One area, in one process ---------------------------------------------------------------------------------


def as_cells(sample: int = 4) -> None:
    """In a process that imports the helpers of a project copy: print what some areas take, without kernels or pages."""
    from helpers.batch.work import facts_of
    from helpers.contract.load import load_tables
    from helpers.contract.peers import among_peers
    from helpers.pages.index import index_pages
    from helpers.results.claims import evaluated

    process = psutil.Process()
    empty = process.memory_info().rss
    load, tables = _timed(load_tables)
    _timed(lambda: evaluated(tables))
    names = tables.areas["area"].tolist()
    chosen = names[:: len(names) // sample][:sample]
    _timed(lambda: (_run_cells(chosen[-1]), facts_of(tables, chosen[-1])))  # what comes once is there from then on
    opened = [_timed(lambda area=area: among_peers.__wrapped__(tables, area))[0] for area in chosen]
    cells = [_timed(lambda area=area: _run_cells(area))[0] for area in chosen]
    some = names[-50:]  # figures are made for some areas at a time, so what one takes is a share of that
    rows, _ = _timed(lambda: [facts_of(tables, area) for area in some])
    index, _ = _timed(lambda: index_pages(tables, Path("nowhere"), "nl", []))
    megabytes = (process.memory_info().rss - empty) / 1e6
    print(
        f"{len(names)} areas: tables {load:.1f} s; median of {sample} areas: whom it is compared with "
        f"{1000 * median(opened):.0f} ms, cells of {len(NOTEBOOKS)} notebooks {median(cells):.2f} s, rows for pages "
        f"{1000 * rows / len(some):.0f} ms; index in a language {index:.1f} s; {megabytes:.0f} MB more than empty",
        flush=True,
    )


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor time, and what came out."""
    start = time.process_time()
    found = call()
    return time.process_time() - start, found


def _run_cells(area: str) -> None:
    """The code of the notebooks for an area, without a kernel."""
    for name in NOTEBOOKS:
        cells = json.loads(Path("notebooks", f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        known: dict[str, Any] = {}
        for cell in cells:
            code = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
            exec(code, known)  # ours: as a kernel would
            if "parameters" in cell["metadata"].get("tags", []):
                known["area"] = area


def show(rows: list[Measured]) -> None:
    """Print the measurements as a table."""
    columns = ("wall", "cpu", "driver_cpu", "driver_mb", "tree_mb", "plan_seconds")
    print("".join(f"{name:>14}" for name in ("areas", "notebooks", *columns, "disk_mb")))
    for row in rows:
        numbers = [getattr(row, name) for name in columns] + [sum(row.disk_mb.values())]
        print(f"{row.areas:>14}{row.areas * row.notebooks:>14}" + "".join(f"{number:>14.1f}" for number in numbers))


def per_area(first: Measured, last: Measured) -> None:
    """Print what an area more costs in a collection: the difference of two runs, so that what is fixed falls out."""
    more = last.run - first.run
    cpu, disk = last.cpu - first.cpu, sum(last.disk_mb.values()) - sum(first.disk_mb.values())
    print(
        f"{last.areas} areas: {cpu / more:.2f} s CPU and {disk / more:.2f} MB on disk for an area more, "
        f"{first.cpu - cpu / more * first.run:.1f} s CPU besides; driver {last.driver_mb:.0f} MB, "
        f"all processes {last.tree_mb:.0f} MB; nothing changed: {last.plan_seconds:.1f} s",
        flush=True,
    )


# The model ----------------------------------------------------------------------------------------------


def fit(rows: list[Measured]) -> None:
    """Least squares of each cost on what it should depend on; prints coefficients and residuals.

    Wall time is not modelled: it says as much about who else uses the machine.
    """
    areas = np.array([row.areas for row in rows], float)
    tasks = areas * [row.notebooks for row in rows]
    one = np.ones(len(rows))
    disk = np.array([sum(row.disk_mb.values()) for row in rows])
    models = {
        # The third term says whether a notebook costs more in a larger collection.
        "cpu, seconds": (
            [row.cpu for row in rows],
            {"fixed": one, "per notebook": tasks, "per notebook and area": tasks * areas},
        ),
        # The driver mostly passes on and writes what others have made.
        "driver cpu, seconds": ([row.driver_cpu for row in rows], {"fixed": one, "per MB on disk": disk}),
        "driver memory, MB": ([row.driver_mb for row in rows], {"fixed": one, "per area": areas}),
        "disk, MB": (
            disk,
            {"per notebook": tasks, "per area": areas},
        ),
    }
    for name, (values, terms) in models.items():
        if len({row.notebooks for row in rows}) == 1:
            terms.pop("per notebook", None)  # cannot be told apart from the areas
        design = np.column_stack(list(terms.values()))
        found, *_ = np.linalg.lstsq(design, np.array(values), rcond=None)
        residuals = np.array(values) - design @ found
        print(f"{name}: " + ", ".join(f"{term} {value:.3g}" for term, value in zip(terms, found, strict=True)))
        print("    residuals " + ", ".join(f"{r:+.2f} ({r / v:+.0%})" for r, v in zip(residuals, values, strict=True)))


def main(arguments: list[str]) -> None:
    if "--as-driver" in arguments:
        return as_driver(Path(arguments[1]))
    if "--as-cells" in arguments:
        return as_cells()
    sizes = [int(size) for size in (arguments or ["20,100,400"])[0].split(",")]
    alone = {"--driver": "--as-driver", "--cells": "--as-cells"}
    if option := next((option for option in alone if option in arguments), ""):
        for size in sizes:
            measure_alone(size, alone[option])
        return None
    if "--only" in arguments:
        some = [int(number) for number in arguments[arguments.index("--only") + 1].split(",")]
        for size in sizes:
            per_area(*(measure(size, 2, number) for number in some))
        return None
    # One notebook per area as well at the first size: it tells the cost of a notebook from that of an area.
    rows = []
    for areas, notebooks in [(size, 2) for size in sizes] + [(size, 1) for size in sizes[:1]]:
        rows.append(measure(areas, notebooks))
        print(json.dumps(asdict(rows[-1])), flush=True)
    show(rows)
    return fit(rows)


if __name__ == "__main__":
    main(sys.argv[1:])
