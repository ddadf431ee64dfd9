"""What a benchmark counts: the processor time of all descendants of a command, orphans too."""

import re
import shutil
import subprocess
import sys

import pytest

from benchmarks import batch, preview
from benchmarks.page import PAGE, with_part
from benchmarks.weight import markdown, weighed
from tests.conftest import PROJECT

# The server that the worker is forked from ends after the command: nobody but us waits for it.
COMMAND = """
import multiprocessing, time

def burn():
    while time.process_time() < 1.5:
        pass

if __name__ == "__main__":
    worker = multiprocessing.get_context("forkserver").Process(target=burn)
    worker.start()
    worker.join()
"""

MEASURE = """
import sys
from pathlib import Path
from benchmarks.children import spent
print(spent([sys.executable, {script!r}], Path({folder!r}), Path({folder!r}) / "log").cpu)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="orphans can only be adopted on Linux")
def test_workers_of_a_fork_server_are_counted(tmp_path):
    script = tmp_path / "command.py"
    script.write_text(COMMAND, encoding="utf-8")
    measure = MEASURE.format(script=str(script), folder=str(tmp_path))
    result = subprocess.run([sys.executable, "-c", measure], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert float(result.stdout) >= 1.5


def test_a_part_of_the_page_leaves_the_others_as_they_are():
    page = "# Page\n\nFirst.\n\n## One\n\n1\n\n## Two\n\n2\n"
    assert with_part(page, "## One\n\nnew\n") == page.replace("1", "new")
    assert with_part(page, "## Three\n\n3") == page + "\n## Three\n\n3\n"
    kept = PAGE.read_text(encoding="utf-8")
    heading = "## Where the time goes"
    assert heading in kept and with_part(kept, kept[kept.index(heading) :].partition("\n\n## ")[0]) == kept


def test_ways_that_do_fewer_areas_count_per_notebook():
    costs = {way: batch.Cost(wall, 1, 0, n) for way, wall, n in (("a", 80, 16), ("b", 40, 16), ("c", 20, 160))}
    costs |= {way: batch.Cost(wall, 1, 99, n) for way, wall, n in (("d", 1, 0), ("e", 8, 20), ("g", 4, 0))}
    costs |= {way: batch.Cost(wall, 1, 99, 8) for way, wall in (("h", 10), ("i", 5))}
    part = batch.markdown(costs, 20)
    ratios = re.findall(r"^\| \((.)\) : \((.)\) \| ([\d.]+) \| (\d+) \|$", part, re.MULTILINE)
    assert [(one, other, ratio) for one, other, ratio, _ in ratios] == [
        *(("a", "c", "40.0"), ("b", "c", "20.0"), ("c", "e", "2.5"), ("c", "g", "5.0")),
        *(("b", "h", "2.0"), ("b", "i", "4.0")),
    ]
    assert "(a), (b) did the notebooks of 2 areas" in part and "(f)" not in part


def test_a_preview_is_measured_against_its_notebook_and_half_a_second():
    """Round by round, as the first of these rounds was a slow one for both; without a notebook against a second."""
    of_notebook = preview.Saved("02", [9.0, 2.5, 2.25], [8.5, 2.0, 2.0])
    alone = preview.Saved("words", [0.5, 3.0, 0.75], [])
    assert of_notebook.ratio == 1.0 and alone.ratio == 0.75
    part = preview.markdown([of_notebook, alone], (1.2, 3.4))
    assert "| 02 | 2.50 | 2.00 | 1.00 |\n| words | 0.75 | none runs | 0.75 |" in part
    assert "As promised beside that: 2 of 2." in part and "In each of 3 rounds" in part
    assert "1.2 before, 3.4 at the end" in part
    assert max(map(len, part.splitlines())) < 130


def test_what_the_benchmark_of_a_preview_saves_can_be_seen_in_the_page(tmp_path):
    """Each edit changes its file, in another way in each round, and in the copy alone."""
    for name in ("notebooks", "helpers/pages/templates", "helpers/words/locales"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    for edit in preview._edits(tmp_path).values():
        before = _contents(tmp_path)
        told = [edit(number) for number in (1, 2)]
        changed = [path for path, content in _contents(tmp_path).items() if content != before.get(path)]
        assert len(changed) == 1 and told[0][1] != told[1][1] and told[1][1].encode() in changed[0].read_bytes()


def _contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_with_two_names_is_on_the_disk_once_and_copied_twice(tmp_path):
    for area in ("breda-noord", "delft-west"):
        (tmp_path / area / "files.nl").mkdir(parents=True)
    first, second = (tmp_path / area / "files.nl/a.csv" for area in ("breda-noord", "delft-west"))
    first.write_bytes(b"x" * 100_000)
    second.hardlink_to(first)
    (tmp_path / ".kansrijk/executed/delft-west").mkdir(parents=True)
    (tmp_path / ".kansrijk/executed/delft-west/01.nl.ipynb.gz").write_bytes(b"x" * 10_000)
    weight = weighed(tmp_path)
    assert weight.names == {"CSV": 2, "executed notebooks": 1, "folders": 8}
    assert weight.copied["CSV"] == 200_000 and weight.copied["executed notebooks"] == 10_000
    assert 100_000 <= weight.on_disk["CSV"] < 150_000
    du = subprocess.run(["du", "-s", "-B1", str(tmp_path)], capture_output=True, text=True, check=True).stdout
    assert weight.on_disk.total() == int(du.split()[0])
    assert "| CSV | 2 | 0.2 | 0.1 |" in markdown(weight, 2) and "a run of 2 areas" in markdown(weight, 2)
