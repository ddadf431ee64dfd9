"""Where tasks are worked on when there are many: an existing Dask cluster.

Calls and results travel as bytes: nothing is shared with the workers but the version of the project, which is checked
before a worker gets a call. Dask itself repeats what a worker was doing when it died.
"""

import os
import pickle
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from helpers.batch.engine import EngineError, T
from helpers.batch.plan import Inputs, data_folder
from helpers.files import FIGURES_VARIABLE, set_variables
from helpers.kernels.provisioner import stop_own_server
from helpers.kernels.surroundings import for_all_processes

_CONNECT_SECONDS = 10


_PATIENCE_SECONDS = 60.0  # without any worker; one that is started again by its nanny is back in a few


_KEPT = "what was finished is kept"


class DaskEngine:
    """A Dask cluster that is there already. Needs the extra `dask`."""

    def __init__(self, address: str, data_dir: str):
        """address: of the scheduler, as `tcp://host:8786`; data_dir: the tables of the run, the same on all workers."""
        self._address, self._data_dir = address, data_dir
        self._run = uuid.uuid4().hex
        self._checked: set[str] = set()  # addresses of workers that may have calls

    def __enter__(self) -> "DaskEngine":
        """Raises EngineError when the package, the cluster or a worker of this version is not there."""
        try:
            import dask
            from distributed import Client
            from distributed.client import ClosedClientError
        except ImportError:
            raise EngineError(
                "--dask needs the package `distributed`: install the project with the extra `dask`"
            ) from None
        self._closed = ClosedClientError  # Dask's own client may notice before us that the scheduler has gone
        # The notebooks of an area go to the worker that makes its pages: the size is meant.
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
        try:
            self._client = Client(self._address, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise EngineError(f"no Dask scheduler answers at {self._address}: {error}") from None
        try:
            self._wait_for_workers()
        except EngineError:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)  # not pure: the same task may have to run again
        return self

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError:
            raise EngineError(f"the Dask scheduler at {self._address} has no workers; start them first") from None
        self._seen = time.monotonic()
        _ = self.slots

    @property
    def slots(self) -> int:
        """The number of workers at this moment; those that have just joined are checked first.

        Raises EngineError when the cluster cannot be used any more, or a worker is not fit for this run.
        """
        try:
            threads = self._client.nthreads()
            self._check({worker: n for worker, n in threads.items() if worker not in self._checked})
        except (OSError, self._closed):
            raise self._lost() from None
        self._seen = time.monotonic() if threads else self._seen
        if time.monotonic() - self._seen > _PATIENCE_SECONDS:
            raise EngineError(f"no Dask worker is left since {_PATIENCE_SECONDS:.0f} seconds; {_KEPT}")
        return max(1, len(threads))

    def _check(self, threads: dict[str, int]) -> None:
        """Refuse workers that would give other results than this machine."""
        if not threads:
            return
        here = fingerprint(self._data_dir)
        answers = self._client.run(fingerprint, self._data_dir, workers=list(threads), on_error="return")
        problems = []
        for worker, answer in answers.items():
            if isinstance(answer, OSError) and worker not in self._client.nthreads():
                continue  # it has left in the meantime
            problem = _difference(here, answer) or _too_many(threads[worker])
            problems += [f"  {worker}: {problem}"] if problem else []
            self._checked.add(worker)
        if problems:
            raise EngineError("\n".join(["Dask workers that cannot be used for this run:", *sorted(problems), _FIX]))

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Have a worker of the cluster do a call."""
        # As bytes: the scheduler passes them on, and need not know what is in them.
        try:
            future: Future[T] = self._executor.submit(_on_worker, self._run, pickle.dumps((function, arguments)))
        except self._closed:
            raise self._lost() from None
        return future

    def _lost(self) -> EngineError:
        return EngineError(f"the Dask scheduler at {self._address} does not answer any more; {_KEPT}")

    def restart(self) -> None:
        """The cluster replaces its own workers."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with suppress(self._closed):
            self._executor.shutdown(wait=False)  # takes back what has not begun
        if kind is not None and self._client.status == "running":
            with suppress(OSError):  # the scheduler has gone, perhaps that is why we stop
                self._client.run(_stop, self._run, on_error="ignore")
        self._client.close()


_FIX = "Each worker needs the same version of the project and of its packages, and one thread (--nthreads 1)."


def _difference(here: dict[str, str], there: dict[str, str] | Exception) -> str:
    """What a worker has otherwise, in words; empty when nothing."""
    if isinstance(there, Exception):
        return f"the project cannot be used there ({type(there).__name__}: {there})"
    names = [name for name in here | there if here.get(name) != there.get(name)]
    return f"other {', '.join(_named(name, here, there) for name in names)} than here" if names else ""


def _named(name: str, here: dict[str, str], there: dict[str, str]) -> str:
    """A kind of file, or a package with both versions."""
    versions = [of.get(name, "none") for of in (there, here)]
    return name if name in Inputs.KINDS else f"{name} ({versions[0]}, here {versions[1]})"


def _too_many(threads: int) -> str:
    """A notebook runs in the working folder of its process, so a process can only run one at a time."""
    return "" if threads == 1 else f"{threads} threads"


# On a worker --------------------------------------------------------------------------------------------
_working_for: str | None = None  # the run whose call this process works on


def fingerprint(data_dir: str) -> dict[str, str]:
    """All that results depend on, by name: digests of files, versions of packages."""
    return Inputs(data_folder(data_dir)).everything


def _on_worker(run: str, call: bytes) -> object:
    """Do a call that was submitted by `run`."""
    global _working_for
    from distributed import get_worker

    os.environ.setdefault(FIGURES_VARIABLE, str(Path(get_worker().local_directory) / "kansrijk-figures"))
    set_variables(for_all_processes())  # for good: kernels of this worker are forked from a server that has them
    function, arguments = pickle.loads(call)
    _working_for = run
    try:
        return function(*arguments)
    finally:
        _working_for = None


def _stop(run: str) -> None:
    """End the kernel that works for `run`; other runs on the cluster keep theirs."""
    if _working_for == run:
        stop_own_server()
