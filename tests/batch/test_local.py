"""Processes of this machine, without any: how they are started, ended and replaced. `multiprocessing` is replaced."""

import os
import signal
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from helpers.batch import local
from helpers.files import FIGURES_VARIABLE

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Machine:
    """What happens to the processes of an engine, in `log`."""

    def __init__(self):
        self.log, self.workers, self.sigint = [], [], []

    def pool(self, jobs, **options):
        self.log.append(f"pool of {jobs}")
        self.workers = [SimpleNamespace(pid=1000 + n, join=self._join, kill=lambda: None) for n in range(jobs)]
        return SimpleNamespace(submit=lambda function, *arguments: function(*arguments), shutdown=self._shutdown)

    def _shutdown(self, wait=True, cancel_futures=False):
        self.log.append("waited for" if wait else "not waited for")
        assert wait or cancel_futures

    def _join(self, seconds):
        self.sigint.append(signal.getsignal(signal.SIGINT))

    @contextmanager
    def server(self):
        self.log.append("server")
        try:
            yield
        finally:
            self.log.append("no server")


@pytest.fixture
def machine(monkeypatch):
    made = Machine()
    monkeypatch.setattr(local, "ProcessPoolExecutor", made.pool)
    monkeypatch.setattr(local, "shared_server", made.server)
    fake = SimpleNamespace(
        get_all_start_methods=lambda: ["spawn"],
        get_context=lambda method: method,
        active_children=lambda: made.workers,
        parent_process=lambda: None,
    )
    monkeypatch.setattr(local, "multiprocessing", fake)
    monkeypatch.setattr(local.os, "kill", lambda pid, number: made.log.append(f"{pid} gets {number.name}"))
    return made


END = local._END.name
ENDED = ["not waited for", f"1000 gets {END}", f"1001 gets {END}"]


def test_an_engine_that_has_done_its_work_waits_for_its_workers_and_then_ends_the_server(machine, tmp_path):
    with local.LocalEngine(2, tmp_path / "log") as engine:
        assert engine.slots == 2 and engine.submit(max, 1, 2) == 2
    assert machine.log == ["server", "pool of 2", "waited for", "no server"]


def test_workers_have_one_thread_and_a_folder_for_figures(machine, tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with local.LocalEngine(2, tmp_path / "log"):
        assert [os.environ[name] for name in THREADS] == ["1", "1", "1"]
        assert os.environ[FIGURES_VARIABLE] == str(tmp_path / "figures")
    assert dict(os.environ) == before


def test_a_restart_ends_the_workers_and_starts_as_many(machine, tmp_path):
    with local.LocalEngine(2, tmp_path / "log") as engine:
        machine.log.clear()
        engine.restart()
        assert machine.log == [*ENDED, "pool of 2"]


@pytest.fixture
def interruptible():
    """Ctrl-C does what it does in a terminal; in the background of a shell it is ignored from the start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_workers_and_server_and_a_second_one_does_not_come_in_between(machine, tmp_path, interruptible):
    with pytest.raises(KeyboardInterrupt), local.LocalEngine(2, tmp_path / "log"):
        machine.log.clear()
        raise KeyboardInterrupt
    assert machine.log == [*ENDED, "no server"]
    assert machine.sigint == [signal.SIG_IGN] * 2
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler


def test_ctrl_c_while_the_engine_starts_leaves_no_server_and_no_variable(machine, tmp_path, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(local, "ProcessPoolExecutor", stopped)
    before = dict(os.environ)
    with pytest.raises(KeyboardInterrupt), local.LocalEngine(2, tmp_path / "log"):
        pytest.fail("it has started")
    assert machine.log == ["server", "no server"] and dict(os.environ) == before


def test_a_worker_that_is_gone_already_is_no_error(machine, tmp_path, monkeypatch):
    def gone(pid, number):
        raise ProcessLookupError

    monkeypatch.setattr(local.os, "kill", gone)
    with local.LocalEngine(2, tmp_path / "log") as engine:
        engine.restart()
    assert machine.log.count("pool of 2") == 2


# In a worker --------------------------------------------------------------------------------------------


def test_a_worker_that_is_told_to_end_does_so_in_the_midst_of_a_call(monkeypatch):
    """A pool would take SystemExit for a result."""
    ended = []
    monkeypatch.setattr(local.os, "_exit", ended.append)

    def told(*_):
        raise SystemExit(1)

    local._call(told)
    assert ended == [1] and local._call(max, 1, 2) == 2


def test_a_worker_ends_with_a_driver_that_was_killed(monkeypatch):
    did = []
    driver = SimpleNamespace(join=lambda: did.append("driver has ended"))
    monkeypatch.setattr(local.multiprocessing, "parent_process", lambda: driver)
    monkeypatch.setattr(local.os, "kill", lambda pid, number: did.append((pid, number)))
    monkeypatch.setattr(local.os, "_exit", did.append)
    monkeypatch.setattr(local.time, "sleep", lambda seconds: None)
    local._end_with_driver()
    assert did == ["driver has ended", (os.getpid(), local._END), 1]
