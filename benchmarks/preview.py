"""How soon a preview shows what was saved, beside what the notebook alone takes on a warm kernel, in turn.

    python -m benchmarks.preview

A preview of one area, with all its chapters, runs in a copy of the project. What is saved: a notebook with another
sentence, the style sheet, and words of the pages. From the save until the whole new page has been fetched, without the
drawing of a browser. The table goes to docs/benchmark.md: ratios are what to look at.
"""

import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from benchmarks.batch import copied_project
from benchmarks.page import write_part
from helpers.batch.local import LocalEngine
from helpers.batch.plan import cores, plan
from helpers.batch.work import execute
from helpers.files import PROJECT_DIR

AREA, LANGUAGE = "tilburg-noordwest", "nl"
NOTEBOOKS = ("02_armoede_en_schulden", "06_sociale_cohesie", "08_synthese")
ROUNDS = 5
MORE = 0.5  # seconds that a page may take beyond its notebook
PAGE_ALONE = 1.0  # seconds that a page may take when no notebook runs


@dataclass(frozen=True)
class Saved:
    """Seconds until the new page in each round, and what the notebook alone took in it (empty when none runs)."""

    name: str
    seconds: list[float]
    alone: list[float]

    @property
    def ratio(self) -> float:
        """Of what it took to what it may take, in the middle of the rounds: at most 1 is as promised.

        Per round, as what else runs on the machine slows down both.
        """
        allowed = [seconds + MORE for seconds in self.alone] or [PAGE_ALONE] * len(self.seconds)
        return statistics.median(took / may for took, may in zip(self.seconds, allowed, strict=True))


def main() -> None:
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="kansrijk-preview-") as folder:
        found = measured(Path(folder))
    report = markdown(found, (before, os.getloadavg()[0]))
    write_part(report)
    print(report)


def measured(folder: Path) -> list[Saved]:
    """Each of the edits in some rounds, and after each the notebook alone. Words come last: they start new workers."""
    project = copied_project(folder)
    seconds: dict[str, list[float]] = {}
    alone: dict[str, list[float]] = {}
    with LocalEngine(1, folder / "alone.log") as engine, _preview(project, folder / "log") as address:
        news = _news(address)
        _until_new(news, 1)
        tasks = {name: plan([AREA], [name], [LANGUAGE], "")[0] for name in NOTEBOOKS}
        for task in tasks.values():
            engine.submit(execute, task, 600.0).result()  # what is drawn once is there, as in the preview
        for name, edit in _edits(project).items():
            for number in range(1, ROUNDS + 1):
                took = _shown(address, news, partial(edit, number))
                seconds.setdefault(name, []).append(took)
                if name in tasks:
                    alone.setdefault(name, []).append(engine.submit(execute, tasks[name], 600.0).result().seconds)
    return [Saved(name, took, alone.get(name, [])) for name, took in seconds.items()]


# Edits --------------------------------------------------------------------------------------------------


def _edits(project: Path) -> dict[str, Callable[[int], tuple[str, str]]]:
    """By what is saved: what saves it in a round, and gives the page and what stands in the new one only."""
    chapters = {name: f"{AREA}/{name}.{LANGUAGE}.html" for name in NOTEBOOKS}

    def notebook(name: str, number: int) -> tuple[str, str]:
        path, told = project / "notebooks" / f"{name}.ipynb", f"Edit {number} of this page."
        content = json.loads((PROJECT_DIR / "notebooks" / path.name).read_text(encoding="utf-8"))
        prose = [cell for cell in content["cells"] if cell["cell_type"] == "markdown"]
        prose[1]["source"] = ["".join(prose[1]["source"]), f"\n\n{told}"]
        _save(path, json.dumps(content))
        return chapters[name], told

    def style(number: int) -> tuple[str, str]:
        name, rule = "helpers/pages/templates/style.css", f".kw-edit-{number}{{"
        _save(project / name, (PROJECT_DIR / name).read_text(encoding="utf-8") + f"\n{rule} color:red; }}\n")
        return f"{AREA}/factsheet.{LANGUAGE}.html", f"kw-edit-{number}"

    def words(number: int) -> tuple[str, str]:
        name, told = f"helpers/words/locales/pages.{LANGUAGE}.yaml", f"Kern {number}"
        text = (PROJECT_DIR / name).read_text(encoding="utf-8")
        _save(project / name, text.replace('kicker: "', f'kicker: "{told} ', 1))
        return f"{AREA}/factsheet.{LANGUAGE}.html", told

    of_notebooks = {name: partial(notebook, name) for name in NOTEBOOKS}
    return {**of_notebooks, "the style sheet": style, "words of the pages": words}


def _save(path: Path, content: str) -> None:
    """As editors do: the whole file at once."""
    aside = path.with_suffix(".aside")
    aside.write_text(content, encoding="utf-8")
    aside.replace(path)


# The preview --------------------------------------------------------------------------------------------


@contextmanager
def _preview(project: Path, log: Path) -> Iterator[str]:
    """The address of a preview that runs in a copy of the project."""
    command = [sys.executable, "-c", "from helpers.cli import app; app()", "preview", AREA, "--language", LANGUAGE]
    with log.open("w") as output:
        call = {"cwd": project, "env": os.environ | {"PYTHONPATH": str(project)}, "stderr": subprocess.STDOUT}
        process = subprocess.Popen([*command, "--output", str(log.parent / "pages")], stdout=output, **call)
    try:
        while "http://" not in log.read_text():
            if process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
        yield "http" + log.read_text().partition("http")[2].split()[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _news(address: str) -> Iterator[dict[str, object]]:
    """What a browser is told, as it is told."""
    with urlopen(f"{address}.news") as stream:
        for line in stream:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


def _until_new(news: Iterator[dict[str, object]], version: int) -> int:
    """Wait for a version of the pages, which is given back; RuntimeError for what is wrong with them."""
    for told in news:
        if told["problems"]:
            raise RuntimeError(str(told["problems"]))
        if int(str(told["version"])) >= version and not told["busy"]:
            return int(str(told["version"]))
    raise RuntimeError("the preview has ended")


def _shown(address: str, news: Iterator[dict[str, object]], edit: Callable[[], tuple[str, str]]) -> float:
    """Seconds from a save to the page that has what was saved; ends when all other pages are there too."""
    start = time.monotonic()
    page, told = edit()
    took = 0.0
    for state in news:
        if state["problems"]:
            raise RuntimeError(str(state["problems"]))
        if not took:
            with urlopen(f"{address}{page}") as answer:
                took = time.monotonic() - start if told in answer.read().decode() else 0.0
        if took and not state["busy"]:
            return took
    raise RuntimeError("the preview has ended")


# What is told -------------------------------------------------------------------------------------------


def markdown(found: list[Saved], load: tuple[float, float]) -> str:
    """The part of docs/benchmark.md. load: processes that wanted to run, on average, before and at the end."""
    rows = [["saved", "until the new page (s)", "notebook alone, warm (s)", "ratio"], ["---"] * 4]
    for one in found:
        alone = f"{statistics.median(one.alone):.2f}" if one.alone else "none runs"
        rows.append([one.name, f"{statistics.median(one.seconds):.2f}", alone, f"{one.ratio:.2f}"])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""## A preview

`python -m benchmarks.preview`: a preview of all pages of {AREA}, from saving until the new page has been
fetched, without the drawing of a browser. In each of {len(found[0].seconds)} rounds the notebook alone was
executed too, in turn, by the engine of a run. A page may take {MORE} s more than its notebook, and {PAGE_ALONE:.0f} s
when no notebook runs: the ratio is of what it took to that, in the middle of the rounds, and at most 1 when it is as
promised. {cores()} cores, {platform.machine()}, Python {platform.python_version()}; processes that wanted to run
at the same time (load): {load[0]:.1f} before, {load[1]:.1f} at the end, of which the benchmark is about one.
As promised beside that: {sum(one.ratio <= 1 for one in found)} of {len(found)}.

{table}"""


if __name__ == "__main__":
    main()
