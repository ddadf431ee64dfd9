"""Faults: nothing wrong or half is published, other areas complete, the message names the cause, the next run repairs.

Every test runs `kansrijk run` on a small project and does harm to it, from inside a notebook or from outside.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from helpers.batch import store
from helpers.charts import kept, style
from helpers.charts.style import Drawing
from helpers.files import FIGURES_VARIABLE
from helpers.kernels.provisioner import CAN_FORK
from tests.conftest import command, write_notebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CAN_FORK, reason="processes are looked up and stopped as on Linux"),
]
MARK = "KANSRIJK_TEST_RUN"  # in the environment of a run and of all processes that it starts
AREAS = ("breda-noord", "delft-west", "heerlen-noord", "rotterdam-zuid", "tilburg-noordwest", "utrecht-overvecht")


@dataclass
class Batch:
    """A project, its output folder and the processes of its runs."""

    project: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def out(self) -> Path:
        return self.project / "out"

    def start(self, *arguments, areas=AREAS[:2], jobs=2):
        """`kansrijk run` in a process group of its own, as in a terminal."""
        fixed = ("run", "--areas", ",".join(areas), "--jobs", str(jobs), "--output", str(self.out))
        return subprocess.Popen(
            command(*fixed, *arguments),
            cwd=self.project,
            env=os.environ | {MARK: self.mark, "COLUMNS": "250", "PYTHONDONTWRITEBYTECODE": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments, status=0, **options) -> str:
        """What a whole run writes to the terminal; it must end with `status` and leave no process behind."""
        process = self.start(*arguments, **options)
        written = process.communicate(timeout=120)[0]
        assert process.returncode == status, written
        wait_until(lambda: not self.processes())
        return written

    def processes(self) -> list[psutil.Process]:
        return [p for p in psutil.process_iter() if self._is_ours(p)]

    def _is_ours(self, process) -> bool:
        try:
            return process.environ().get(MARK) == self.mark
        except psutil.Error:  # it has just ended
            return False

    def files(self) -> dict[str, bytes]:
        """What is published, apart from the manifest; nothing of it may be half."""
        paths = [p for p in self.out.rglob("*") if p.is_file() and store.STATE not in p.parts]
        for path in paths:
            assert _is_whole(path), path
        paths = [path for path in paths if not path.name.startswith("failed-")]
        return {str(p.relative_to(self.out)): p.read_bytes() for p in paths if p.name != "manifest.json"}

    def factsheets(self) -> set[str]:
        return {name.split("/")[0] for name in self.files() if name.endswith("/factsheet.nl.pdf")}


def _is_whole(path: Path) -> bool:
    content = path.read_bytes()
    if path.suffix == ".html":
        return content.rstrip().endswith(b"</html>")
    if path.suffix == ".pdf":
        return content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
    if path.suffix in {".zip", ".xlsx"}:
        return zipfile.ZipFile(path).testzip() is None
    return path.suffix in {".json", ".ipynb"} and isinstance(json.loads(content), dict)


def wait_until(condition, seconds=120):  # patience for a loaded machine; what is waited for is asserted
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def batch(light_project):
    """batch(first="1 + 1") gives a Batch on a small project; its processes end with the test."""
    made = []

    def make(**cells):
        made.append(Batch(light_project(**cells)))
        return made[-1]

    yield make
    for process in made[0].processes():
        process.kill()


def gated(project_gate: Path, where: str = "True") -> str:
    """A cell that says that it is there, and then waits until the gate is open."""
    return f"""
import time
from pathlib import Path
gate = Path({str(project_gate)!r})
(gate / area).touch()
while {where} and not (gate / "open").exists():
    time.sleep(0.02)
"""


@pytest.fixture
def gate(tmp_path):
    folder = tmp_path / "gate"
    folder.mkdir()
    return folder


# Notebooks ----------------------------------------------------------------------------------------------

HARM = {
    "breda-noord": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "DeadKernelError: Kernel died"),
    "delft-west": ("while True: pass", "CellTimeoutError: A cell timed out"),
    "heerlen-noord": ("raise ValueError('what went wrong')", "ValueError: what went wrong"),
    "rotterdam-zuid": ("import sys; sys.exit(0)", "cell 3 ended the notebook before its last cell"),
    "tilburg-noordwest": ("while True: print('endless ' * 100)", "CellTimeoutError: A cell timed out"),
    "arnhem-oost": ("memory = bytearray(10**17)", "MemoryError"),
}


@pytest.mark.long
def test_a_harmful_notebook_fails_with_its_cause_and_others_complete(batch):
    """A killed kernel, a cell that never ends (silent or not), an exception, an early end, no memory."""
    areas = [*HARM, "utrecht-overvecht"]
    run = batch(first="1 + 1", second=f"exec({ {area: code for area, (code, _) in HARM.items()} }.get(area, ''))")
    written = run.run("--timeout", "20", areas=areas, status=1)
    for area, (_, cause) in HARM.items():
        assert any(area in line and "02_second" in line and cause in line for line in written.splitlines()), written
    assert f"{len(areas) + 1} notebooks run, 0 unchanged, {len(HARM)} failed; 1 factsheet" in written
    assert run.factsheets() == {"utrecht-overvecht"}
    assert len([name for name in run.files() if "01_first" in name]) == len(areas)
    assert not [name for name in run.files() if "02_second" in name and "utrecht" not in name]
    write_notebook(run.project / "notebooks/02_second.ipynb", "'mended'")
    assert f"{len(areas)} notebooks run, {len(areas)} unchanged, 0 failed" in run.run(areas=areas)
    assert run.factsheets() == set(areas)


@pytest.mark.long
def test_a_notebook_leaves_nothing_for_the_next_one(batch):
    """Environment, settings, seeds, patched modules and files of one notebook stay with it."""
    spoils = """
import os, random, sys
import matplotlib, numpy, pandas
os.environ["SPOILED"] = "1"
matplotlib.rcParams["font.size"] = 77
random.seed(1), numpy.random.seed(1)
pandas.DataFrame.head = pandas.read_csv = None
sys.path.insert(0, "spoiled")
os.umask(0o777)
open("spoiled", "w").close()
(os.listdir(), os.getcwd() == os.path.realpath("."))
"""
    looks = """
import os, random, sys
import matplotlib, numpy, pandas
assert "SPOILED" not in os.environ
assert matplotlib.rcParams["font.size"] != 77
assert random.random() != random.Random(1).random()
assert numpy.random.random() != numpy.random.RandomState(1).random_sample()
assert pandas.DataFrame.head and pandas.read_csv
assert "spoiled" not in sys.path
assert os.umask(0o022) != 0o777
assert "spoiled" not in os.listdir()
"""
    run = batch(first=spoils, second=looks, third=spoils, fourth=looks)
    assert "8 notebooks run, 0 unchanged, 0 failed" in run.run(jobs=1)


# Processes ----------------------------------------------------------------------------------------------


def _spoil_worker(run: Batch, code: str) -> None:
    """Code that a worker runs before each task; it sees `task` and `once`, a path that is not there at first."""
    with (run.project / "helpers/batch/work.py").open("a") as module:
        module.write(f"""

_execute = execute


def execute(task, timeout):
    from pathlib import Path
    once = Path({str(run.project)!r}) / f"once-{{task.area}}"
{code}
    return _execute(task, timeout)
""")


@pytest.mark.long
def test_a_worker_that_dies_costs_its_own_task_only(batch):
    """The task is tried again, alone; who goes on dying fails, and takes nobody along."""
    run = batch(first="1 + 1")
    _spoil_worker(
        run,
        """
    again = once.exists()
    once.touch()
    if task.area == "breda-noord" or (task.area == "delft-west" and not again):
        os.kill(os.getpid(), 9)
""",
    )
    written = run.run(areas=AREAS, status=1)
    assert f"{len(AREAS) - 1} notebooks run, 0 unchanged, 1 failed" in written
    assert "the worker process died, more than once" in written
    assert run.factsheets() == set(AREAS) - {"breda-noord"}


@pytest.mark.long
def test_a_worker_without_file_descriptors_or_memory_fails_its_task_only(batch):
    run = batch(first="1 + 1")
    _spoil_worker(
        run,
        """
    import resource
    kind = {"breda-noord": resource.RLIMIT_NOFILE, "delft-west": resource.RLIMIT_AS}.get(task.area)
    if kind is not None:
        before = resource.getrlimit(kind)
        resource.setrlimit(kind, (3 if kind == resource.RLIMIT_NOFILE else 2**20, before[1]))
        try:
            return _execute(task, timeout)
        finally:
            resource.setrlimit(kind, before)
""",
    )
    written = run.run(areas=AREAS[:4], status=1)
    assert "2 notebooks run, 0 unchanged, 2 failed" in written
    assert "Too many open files" in written and any(
        cause in written for cause in ("MemoryError", "Cannot allocate memory", "can't start new thread")
    ), written
    assert run.factsheets() == set(AREAS[2:4])


@pytest.mark.long
def test_a_kernel_server_that_dies_costs_the_running_notebooks_only(batch, gate):
    run = batch(first=gated(gate, "area == 'breda-noord'"))
    process = run.start(areas=AREAS[:3], jobs=1)
    wait_until((gate / "breda-noord").exists)
    servers = [p for p in run.processes() if "helpers.kernels.server" in p.cmdline() and p.ppid() == process.pid]
    assert len(servers) == 1
    servers[0].kill()
    written = process.communicate(timeout=300)[0]
    assert process.returncode == 1 and "DeadKernelError" in written, written
    assert run.factsheets() == set(AREAS[1:3])
    wait_until(lambda: not run.processes())
    (gate / "open").touch()
    assert "1 notebook run, 2 unchanged, 0 failed; 1 factsheet" in run.run(areas=AREAS[:3])
    assert run.factsheets() == set(AREAS[:3])


def _moments(run: Batch, gate: Path, process) -> dict:
    """When a run is stopped: what must be true at that moment."""
    return {
        "python starts": lambda: True,
        "imports": lambda: any("site-packages/pandas" in m.path for m in psutil.Process(process.pid).memory_maps()),
        "kernel server starts": lambda: (run.out / ".kansrijk/lock").exists() and len(run.processes()) > 1,
        "notebooks run": lambda: any(gate.iterdir()),
        "pages are published": lambda: any(run.out.glob("*/*.html")),
    }


MOMENTS = tuple(_moments(None, None, None))


@pytest.mark.parametrize(
    ("number", "moments"),
    [
        pytest.param(signal.SIGINT, MOMENTS, marks=pytest.mark.long),
        pytest.param(signal.SIGKILL, MOMENTS[2:], marks=pytest.mark.long),
        (signal.SIGTERM, MOMENTS[3:4]),
    ],
    ids=["SIGINT", "SIGKILL", "SIGTERM"],
)
def test_a_run_can_be_stopped_at_any_moment(batch, gate, number, moments):
    """Ctrl-C reaches all processes of the terminal; the other signals only the run itself."""
    run = batch(first=gated(gate), second="area")
    for moment in moments:
        shutil.rmtree(run.out, ignore_errors=True)
        for path in gate.iterdir():
            path.unlink()
        if moment == MOMENTS[-1]:
            (gate / "open").touch()
        process = run.start(areas=AREAS[:4])
        wait_until(_moments(run, gate, process)[moment])
        send = os.killpg if number == signal.SIGINT else os.kill
        send(process.pid, number)
        written = process.communicate(timeout=300)[0]
        expected = {130, -number} if number == signal.SIGINT else {-number}
        if moment == "python starts" and "init_import_site" in written:
            expected |= {1}  # Python's own answer to Ctrl-C before a line of a program has run
        assert process.returncode in expected, (moment, process.returncode, written)
        wait_until(lambda: not run.processes())
        run.files()
        if number == signal.SIGINT:
            assert not list(run.out.rglob(".aside-*")), moment
    if number == signal.SIGINT:
        assert "Stopped" in written
    (gate / "open").touch()
    written = run.run(areas=AREAS[:4])
    assert ", 0 failed" in written
    assert run.factsheets() == set(AREAS[:4]) and not list(run.out.rglob(".aside-*"))


@pytest.mark.long
def test_ctrl_c_twice_leaves_nothing_behind(batch, gate):
    run = batch(first=gated(gate))
    process = run.start()
    wait_until((gate / "breda-noord").exists)
    while process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    assert process.returncode in {130, -signal.SIGINT}, process.communicate()[0]
    wait_until(lambda: not run.processes())


# The output folder --------------------------------------------------------------------------------------


@contextmanager
def mounted(folder: Path, options: str):
    """A file system of its own in memory; the test is skipped where that is not allowed."""
    folder.mkdir(exist_ok=True)
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False).returncode:
        pytest.skip("a file system can only be mounted by root, and not in every container")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.long
def test_a_full_disk_is_named_and_the_next_run_goes_on(batch):
    run = batch(first="1 + 1", second="area")
    with mounted(run.out, "size=150k"):
        assert "No space left on device" in run.run(status=1)
        run.files()
        assert not list(run.out.rglob(".aside-*"))
        subprocess.run(["mount", "-o", "remount,size=50m", run.out], check=True)
        assert ", 0 failed" in run.run()
        assert run.factsheets() == set(AREAS[:2])


def test_files_of_an_area_are_all_replaced_or_none(tmp_path, monkeypatch):
    """A full disk while the last file of an area is written."""
    old, new = {"area/a": b"old a", "area/b": b"old b"}, {"area/a": b"new a", "area/b": b"new b" * 10**6}
    with store.Store(tmp_path) as output:
        output.put_out("area", "old", old)
        limit_file_size(monkeypatch, 10**6)
        with pytest.raises(OSError, match="No space left"):
            output.put_out("area", "new", new)
        assert {name: (tmp_path / name).read_bytes() for name in old} == old
        assert output.is_out("area", "old") and not list(tmp_path.rglob(".aside-*"))


def limit_file_size(monkeypatch, size):
    real = os.fdopen

    def fdopen(*arguments):
        stream = real(*arguments)
        write = stream.write

        class Limited:
            def __enter__(self):
                return self

            def __exit__(self, *_):
                stream.close()

            def write(self, content):
                write(content[:size])
                if len(content) > size:
                    raise OSError(28, "No space left on device")

        return Limited()

    monkeypatch.setattr(os, "fdopen", fdopen)


def test_a_read_only_folder_is_refused(batch):
    run = batch(first="1 + 1")
    with mounted(run.out, "ro"):
        written = run.run(status=2)
        assert "may not be written" in written and "Traceback" not in written


def test_a_file_where_a_folder_should_be_is_refused(batch):
    run = batch(first="1 + 1")
    run.out.write_text("a file")
    written = run.run(status=2)
    assert "cannot be written: " in written and "Traceback" not in written
    assert run.out.read_text() == "a file"


@pytest.mark.long
def test_two_runs_do_not_work_in_one_folder(batch, gate):
    run = batch(first=gated(gate))
    first = run.start()
    wait_until((gate / "breda-noord").exists)
    second = run.start()
    assert "another run is working in" in second.communicate(timeout=300)[0]
    assert second.returncode == 2
    (gate / "open").touch()
    assert first.wait(timeout=300) == 0, first.communicate()[0]
    assert run.factsheets() == set(AREAS[:2])


@pytest.mark.long
def test_the_cache_can_be_deleted_in_mid_run(batch, gate):
    run = batch(first="1 + 1", second=gated(gate))
    process = run.start(areas=AREAS[:1], jobs=1)
    wait_until((gate / AREAS[0]).exists)
    assert (run.out / ".kansrijk/executed/breda-noord/01_first.nl.ipynb.gz").exists()
    shutil.rmtree(run.out / ".kansrijk")
    (gate / "open").touch()
    written = process.communicate(timeout=300)[0]
    assert process.returncode == 0 and "2 notebooks run, 0 unchanged, 0 failed; 1 factsheet" in written, written
    assert run.factsheets() == set(AREAS[:1])


def _other_bytes(path: Path) -> None:
    """Other content of the same size and time."""
    before, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE = {
    "breda-noord": lambda out: _cut(out / "breda-noord/factsheet.nl.html"),
    "delft-west": lambda out: (out / "delft-west/factsheet.nl.pdf").unlink(),
    "heerlen-noord": lambda out: _cut(out / ".kansrijk/executed/heerlen-noord/01_first.nl.ipynb.gz"),
    # what is kept is only read when pages are made of it
    "rotterdam-zuid": lambda out: (
        _other_bytes(out / ".kansrijk/executed/rotterdam-zuid/01_first.nl.ipynb.gz"),
        (out / "rotterdam-zuid/factsheet.nl.html").unlink(),
    ),
    "tilburg-noordwest": lambda out: _cut(out / ".kansrijk/tilburg-noordwest.json"),
    "utrecht-overvecht": lambda out: (out / ".kansrijk/utrecht-overvecht.json").write_bytes(b"\xff\x00"),
    "arnhem-oost": lambda out: (out / ".kansrijk/arnhem-oost.json").write_text('{"notebooks": [], "pages": []}'),
    "lelystad-oost": lambda out: (out / ".kansrijk/lelystad-oost.json").write_text('["notebooks", "pages"]'),
}


@pytest.mark.long
def test_damage_to_an_earlier_output_is_repaired(batch):
    """Cut off, deleted or changed pages, executed notebooks and ledgers."""
    run = batch(first="area")
    run.run(areas=DAMAGE)
    before = run.files()
    for harm in DAMAGE.values():
        harm(run.out)
    _cut(run.out / ".kansrijk/index.json")
    written = run.run(areas=DAMAGE)
    assert "6 notebooks run, 2 unchanged, 0 failed; 7 factsheets" in written  # those of heerlen-noord are whole
    assert run.files() == before
    assert "0 notebooks run, 8 unchanged, 0 failed; 0 factsheets" in run.run(areas=DAMAGE)


# The figure cache ---------------------------------------------------------------------------------------


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    """A chart function that is drawn once, and the folder of its entries."""
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))

    @kept.drawn_once(style.WIDE, style.NARROW)
    def draw(place, number):
        return Drawing(svg=f"<svg>{number}</svg>".encode() * 10000, width=number, alt="a drawing")

    return draw, tmp_path / "figures"


def _signed(content: str) -> bytes:
    return f"{kept.hashlib.sha256(content.encode()).hexdigest()}\n{content}".encode()


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"\xff\xfe",
        b'0000\n{"svg": "", "width": 1, "alt": ""}',
        _signed("[]"),
        _signed('{"svg": "PHN2Zy8+", "narrow": ""}'),
        _signed('{"svg": 1, "narrow": "", "width": 1, "alt": ""}'),
        None,
    ],
    ids=["empty", "binary", "checksum", "list", "keys", "types", "cut"],
)
def test_a_damaged_figure_is_drawn_again(drawn, entry):
    draw, folder = drawn
    expected = draw(3)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if entry is None else entry)
    assert draw(3) == expected
    assert path.read_bytes() == whole


def test_a_figure_can_be_written_by_many_at_the_same_time(drawn):
    draw, folder = drawn
    with ThreadPoolExecutor(8) as threads:
        for number in range(20):
            found = list(threads.map(draw, [number] * 8))
            assert found == [found[0]] * 8 and found[0].width == number
    assert len(list(folder.iterdir())) == 20
    assert [path for path in folder.iterdir() if path.name.startswith(".aside-")] == []


HOSTILE_NOTEBOOKS = {
    "writes without end": ("while True: print('x' * 100_000)", ("--timeout", "20"), ("timed out", "TimeoutError")),
    "writes a lot": ("for _ in range(700): print('x' * 100_000)", (), ("wrote more than 50 MB",)),
    "has children": (
        "import subprocess, sys; [subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
        " for _ in range(5)]; raise SystemExit",
        (),
        ("ended the notebook before its last cell",),
    ),
    "closes everything": ("import os; os.closerange(0, 500)", ("--timeout", "20"), ("Error", "died")),
    "deletes its folder": ("import os, shutil; shutil.rmtree(os.getcwd()); 1 / 0", (), ("ZeroDivisionError",)),
}


@pytest.mark.long
@pytest.mark.parametrize("case", HOSTILE_NOTEBOOKS)
def test_a_hostile_notebook_costs_its_own_task(batch, case):
    """As far as one machine and one user allow: docs/batch.md says what is not held."""
    code, options, says = HOSTILE_NOTEBOOKS[case]
    run = batch(first="1 + 1", second=f"if area == 'delft-west':\n    {code}")
    written = run.run(*options, status=1)
    assert any(words in written for words in says), written
    assert "1 failed" in written and run.factsheets() == {"breda-noord"}
    assert run.processes() == []
