"""Where the tasks of a run are worked on: processes of this machine (a Dask cluster: see helpers.batch.dask).

An engine (helpers.batch.engine) is a context manager: its workers live as long as the `with` block.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

from helpers.batch.engine import T
from helpers.files import FIGURES_VARIABLE, room_for_sockets, variables
from helpers.kernels.provisioner import shared_server
from helpers.kernels.surroundings import for_all_processes

# Ends a worker. Not SIGTERM, where there is another one: nbclient takes that for the end of one notebook only.
_END = getattr(signal, "SIGUSR1", signal.SIGTERM)


_END_SECONDS = 3.0  # for a worker to tidy up


class LocalEngine:
    """Processes of this machine. Their kernels are forked from one server that ends with the engine."""

    def __init__(self, jobs: int, log: Path, module: str = "helpers.batch.work"):
        """jobs: number of processes; log: file for what they and their kernels write to standard error.

        module: of the functions that will be called; it is imported once, for all workers.
        """
        self.slots = jobs
        self._log, self._module = log, module

    def __enter__(self) -> "LocalEngine":
        # One thread per numerical library: the processes already fill the cores.
        one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        with ExitStack() as exits:  # Ctrl-C can come in between
            exits.enter_context(variables(for_all_processes()))
            exits.enter_context(room_for_sockets())  # multiprocessing has some too
            exits.enter_context(variables(one))
            exits.enter_context(variables({FIGURES_VARIABLE: str(self._log.parent / "figures")}))
            exits.enter_context(shared_server())
            self._start()
            self._exits = exits.pop_all()
        return self

    def _start(self) -> None:
        # Fork server: the imports of the workers are done once, in a process without threads.
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            context.set_forkserver_preload([self._module])
        self._pool = ProcessPoolExecutor(self.slots, mp_context=context, initializer=_settle, initargs=(self._log,))

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Have a worker process do a call."""
        return self._pool.submit(_call, function, *arguments)

    def restart(self) -> None:
        """End all workers, and start as many."""
        self._stop()
        self._start()

    def _stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        workers = multiprocessing.active_children()
        for worker in workers:
            with suppress(ProcessLookupError):
                if worker.pid:  # every process that was started has one
                    os.kill(worker.pid, _END)
        for worker in workers:
            worker.join(_END_SECONDS)
            worker.kill()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._pool.shutdown()
            self._exits.close()
            return
        # Ctrl-C, or a defect: what is being worked on is of no use any more.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would leave workers behind
        self._stop()
        self._exits.close()
        signal.signal(signal.SIGINT, before)


def _settle(log: Path) -> None:
    """In a new worker: Ctrl-C is for the driver, which then ends us; and kernels warn of their own end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(_END, lambda *_: sys.exit(1))  # leaves no temporary folder behind
    threading.Thread(target=_end_with_driver, daemon=True).start()
    with suppress(OSError), log.open("ab") as stream:  # without a log (a full disk) they warn on the terminal
        os.dup2(stream.fileno(), 2)


def _end_with_driver() -> None:
    """A driver that was killed cannot end its workers; they would wait for work for ever."""
    driver = multiprocessing.parent_process()
    if driver is None:  # not in a worker
        return
    driver.join()
    os.kill(os.getpid(), _END)
    time.sleep(_END_SECONDS)
    os._exit(1)


def _call(function: Callable[..., T], *arguments: object) -> T:
    """In a worker: a pool takes any exception for a result and goes on with its next call, even when told to end."""
    try:
        return function(*arguments)
    except SystemExit:
        os._exit(1)
