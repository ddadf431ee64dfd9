"""Where the time of a run goes: processor time per stage, of a cold run, after an edit, and for one area alone.

    make profile                    # four areas
    make profile BENCH_AREAS=20

`benchmarks/probe` is imported by all processes of a run and counts in them. What no stage names (the start of Python,
the loops of servers, threads of kernels) is `the rest`: all that the processes used, less the stages. The counting
itself is part of it. The table goes to docs/benchmark.md.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.batch import copied_project, edit, run_command
from benchmarks.children import Spent, spent
from benchmarks.page import write_part
from helpers.batch.plan import areas_in, cores, notebook_names
from helpers.files import PROJECT_DIR

_PROBE = PROJECT_DIR / "benchmarks" / "probe"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--areas", type=int, default=4)
    count = arguments.parse_args().areas
    with tempfile.TemporaryDirectory(prefix="kansrijk-stages-") as folder:
        costs = profiled(Path(folder), list(areas_in(PROJECT_DIR / "data"))[:count])
    report = markdown(costs, count)
    write_part(report)
    print(report)


def profiled(folder: Path, areas: list[str]) -> dict[str, tuple[Spent, Counter[str]]]:
    """What each kind of run spent: in all, and per stage (seconds of processor time)."""
    project = copied_project(folder)
    run = run_command(areas, folder / "many")
    costs = {"cold run": _profiled(run, project, folder / "cold")}
    edit(project / "notebooks" / f"{notebook_names()[1]}.ipynb")
    costs["one notebook edited"] = _profiled(run, project, folder / "edited")
    costs["one area"] = _profiled(run_command(areas[:1], folder / "one"), project, folder / "of_one")
    return costs


def _profiled(command: list[str], project: Path, counts: Path) -> tuple[Spent, Counter[str]]:
    counts.mkdir()
    path = os.pathsep.join([str(_PROBE), str(project)])
    env = os.environ | {"PYTHONPATH": path, "KANSRIJK_STAGES": str(counts)}
    print(f"{counts.name} ...", file=sys.stderr, flush=True)
    return spent(command, project, counts.parent / "log.txt", env), _stages(counts)


def _stages(folder: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in folder.iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            stage, cpu, _ = line.split("\t")
            found[stage] += float(cpu)
    return found


def markdown(costs: dict[str, tuple[Spent, Counter[str]]], areas: int) -> str:
    """The part of docs/benchmark.md: the stages, the largest of a cold run first."""
    cold = costs["cold run"][1]
    stages = sorted({stage for _, of_run in costs.values() for stage in of_run}, key=lambda s: -cold[s])
    rows = [[stage, *(f"{of_run[stage]:.2f}" for _, of_run in costs.values())] for stage in stages]
    rests = [f"{total.cpu - of_run.total():.2f}" for total, of_run in costs.values()]
    totals = [
        [f"{value:.1f}" for value in values]
        for values in zip(*((c.cpu, c.wall) for c, _ in costs.values()), strict=True)
    ]
    rows += [["the rest", *rests], ["all processor time", *totals[0]], ["wall", *totals[1]]]
    head = ["seconds of processor time", *costs]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
    return f"""## Where the time goes

`make profile BENCH_AREAS={areas}`: processor time of all processes of a run of {areas} areas, of the next one after an
edit of one notebook, and of a run of one area alone, each with all exports; {cores()} cores,
{platform.machine()}, Python {platform.python_version()}. A stage has what its own functions use; the rest is the start
of Python, servers, threads of kernels, and the counting itself.

{table}"""


if __name__ == "__main__":
    main()
