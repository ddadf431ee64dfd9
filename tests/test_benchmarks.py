"""What a benchmark counts: the processor time of all descendants of a command, orphans too."""

import subprocess
import sys

import pytest

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
