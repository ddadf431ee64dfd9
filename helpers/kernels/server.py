"""A process that has done the heavy imports of the notebooks, and forks a kernel from itself on request.

`python -m helpers.kernels.server` binds a socket in a private folder, prints its address, imports, and then serves.
It never runs a notebook's code, so each kernel starts from the same clean state. It ends, with all its kernels, when
its standard input does: that pipe is held by the process that started it (see helpers.kernels.provisioner).

A connection is a kernel. The client sends one byte with its three standard streams, then a line of JSON (argv, cwd,
env); the answer is a line with `pid`, or with `refused`. After that each byte from the client is a signal for the
kernel's process group, the end of the connection kills that group, and a last line has the kernel's `returncode`.

Why it is not multiprocessing.forkserver is in docs/architecture.md.
"""

import builtins
import gc
import importlib
import io
import json
import os
import random
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from helpers.files import files_in, folder_for_sockets, of_notebooks

_PACKAGES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.pylabtools",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "pydantic",
    "pandera.pandas",
    "jinja2",
    "babel",
    "yaml",
)


_HELPERS = Path(__file__).resolve().parent.parent


_DATA = _HELPERS.parent / "data"


# Python, the loader or the packages look at these when they start, that is before the fork: a kernel that wants
# others than the server had cannot be forked.
_READ_AT_START = ("PYTHON", "LD_", "DYLD_", "LANG", "LC_", "HOME", "USER", "XDG_", "MPL", "MATPLOTLIB", "PANDERA_")


_REQUEST_SECONDS = 10.0


# How many objects more there must be before the collector of garbage looks for circles, and after how many looks older
# ones have their turn (Python's own: 700, 10, 10). A kernel of a run lives for a second or two and leaves few.
_COLLECT_AFTER = (50_000, 20, 20)


_OUR_SIGNALS = (signal.SIGCHLD, signal.SIGTERM)


@dataclass(frozen=True)
class Request:
    """What a kernel is started with; `streams` are its standard input, output and error."""

    argv: list[str]
    cwd: str
    env: dict[str, str]
    streams: list[int]


# Before the fork ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Preloaded:
    """What the imports leave for kernels to know."""

    project: dict[Path, tuple[int, int]]  # the state of the files of helpers and tables
    variables: dict[str, str]  # environment variables that packages have set


def preload() -> Preloaded:
    """Import the packages, the helpers and the tables.

    Raises RuntimeError when an import has started a thread: a fork would only copy half of such a process.
    """
    # As in ipykernel's own start; without it matplotlib chooses a backend that shows nothing in a notebook.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    before = set(os.environ)
    with _as_in_a_kernel():
        importlib.import_module("pandas")
    for name in _PACKAGES:
        importlib.import_module(name)
    variables = {name: value for name, value in os.environ.items() if name not in before}
    project = project_state()  # before the import: an edit during it counts as a change
    _preload_project()
    if _threads() != 1:
        raise RuntimeError(f"{_threads()} threads after the imports; a kernel can only be forked from one")
    gc.collect()
    gc.freeze()  # what is here stays: kernels share it, and their collector need not look at it
    gc.set_threshold(*_COLLECT_AFTER)
    return Preloaded(project, variables)


@contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """pandas looks while it is imported where it will show its frames, and chooses its options for that."""
    output = cast(io.TextIOWrapper, sys.stdout)  # nobody has replaced it in this process
    encoding = output.encoding
    output.reconfigure(encoding="UTF-8")  # that of a kernel's output
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=True)
    try:
        yield
    finally:
        del vars(builtins)["get_ipython"]
        output.reconfigure(encoding=encoding)


def _preload_project() -> None:
    """Import the helpers and compute what every notebook needs; without them if that fails.

    A notebook that meets the same error shows it to whoever can mend it.
    """
    try:
        for room in ("charts", "results", "views"):
            package = importlib.import_module(f"helpers.{room}")
            for name in dir(package):
                getattr(package, name)  # imported when it is first used (helpers.faces)
        _compute_for_all()
    except Exception as error:
        print(f"kernel server: helpers are not preloaded, {type(error).__name__}: {error}", file=sys.stderr)
        forget_project()


def _compute_for_all() -> None:
    """What is the same for every area and kept by its own cache: words, tables, series, verdicts, the event study."""
    from helpers.contract.load import load_tables
    from helpers.contract.peers import among_peers
    from helpers.contract.vocabulary import LANGUAGES
    from helpers.results import event_study, series
    from helpers.results.claims.surroundings import evaluated, sensitive
    from helpers.session import without_area
    from helpers.words.text import Text

    for language in LANGUAGES:
        Text(language)
    tables = load_tables()
    evaluated(tables)
    sensitive(tables)
    with suppress(ValueError):  # of data that it cannot be made of: shown by the notebook that asks for it
        if among_peers(tables, tables.areas["area"].iloc[0]) is tables:  # else each area has figures of its own
            series.every_figure(tables)
            event_study.summary(without_area(tables))


def project_state() -> dict[Path, tuple[int, int]]:
    """Time and size of every file that a kernel may come to use: of the helpers, and the tables."""
    paths = of_notebooks(_HELPERS) + files_in(_DATA, ".csv")
    stats = ((path, path.stat()) for path in paths)
    return {path: (stat.st_mtime_ns, stat.st_size) for path, stat in stats}


def _threads() -> int:
    tasks = Path("/proc/self/task")  # also counts the threads that Python does not know of
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


# The server ---------------------------------------------------------------------------------------------
class Server:
    """Forks kernels, passes signals on to them and tells their clients how they ended."""

    def __init__(self) -> None:
        """Binds its socket; raises OSError when that fails."""
        self.folder = Path(
            tempfile.mkdtemp(prefix="kansrijk-", dir=folder_for_sockets())
        )  # mode 0700: nobody else gets a kernel
        self.address = str(self.folder / "kernels")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(self.address)
        self._listener.listen(128)
        self._kernels: dict[socket.socket, int] = {}  # connection -> process id, until the kernel has been reaped
        self._started_with = _at_start(os.environ)

    def serve(self) -> Request | None:
        """Serve until standard input ends (None), or, in a forked kernel, return what it is to become."""
        with selectors.DefaultSelector() as self._selector, _signal_pipe() as signals:
            self._selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
            self._selector.register(signals, selectors.EVENT_READ)
            self._selector.register(self._listener, selectors.EVENT_READ)
            while True:
                for key, _ in self._selector.select():
                    if key.fileobj == sys.stdin.fileno():
                        self._stop()
                        return None
                    if key.fileobj is signals:
                        if signal.SIGTERM in signals.recv(1024):
                            self._stop()
                            return None
                        self._reap()
                    elif key.fileobj is self._listener:
                        request = self._accept()
                        if request:
                            return request
                    elif key.fileobj in self._kernels:
                        self._obey(key.fileobj)

    def _accept(self) -> Request | None:
        """Fork a kernel for a new client; returns its request in the kernel, None in the server."""
        connection = None
        try:
            connection, _ = self._listener.accept()
            connection.settimeout(_REQUEST_SECONDS)
            request = _receive(connection)
        except (OSError, ValueError):  # a client that went away or does not speak the protocol
            if connection:
                connection.close()
            return None
        pid, refusal = self._fork(request)
        if pid == 0:
            self._close()
            connection.close()
            return request
        for stream in request.streams:
            os.close(stream)
        if pid is None:
            _tell(connection, {"refused": refusal})
            connection.close()
        else:
            _tell(connection, {"pid": pid})
            self._kernels[connection] = pid
            self._selector.register(connection, selectors.EVENT_READ)
        return None

    def _fork(self, request: Request) -> tuple[int | None, str]:
        """The process id (0 in the kernel), or the reason why there is none."""
        refusal = self._refusal(request)
        if refusal:
            return None, refusal
        # A signal that reached the kernel before it has left the server's handlers would be taken for the server's.
        signal.pthread_sigmask(signal.SIG_BLOCK, _OUR_SIGNALS)
        pid: int | None
        try:
            pid = os.fork()
        except OSError as error:
            pid, refusal = None, str(error)
        if pid != 0:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _OUR_SIGNALS)
        return pid, refusal

    def _refusal(self, request: Request) -> str:
        wanted = _at_start(request.env)
        different = {name for name, _ in wanted.items() ^ self._started_with.items()}
        return f"other values of {', '.join(sorted(different))}" if different else ""

    def _obey(self, connection: socket.socket) -> None:
        """Pass signals on; a client that is gone takes its kernel along."""
        try:
            wanted = connection.recv(64)
        except OSError:
            wanted = b""
        if not wanted:
            self._selector.unregister(connection)
        for number in wanted or [signal.SIGKILL]:
            _signal_group(self._kernels[connection], number)

    def _reap(self) -> None:
        for connection, pid in list(self._kernels.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                _tell(connection, {"returncode": os.waitstatus_to_exitcode(status)})
                if connection in self._selector.get_map():
                    self._selector.unregister(connection)
                connection.close()
                del self._kernels[connection]

    def _stop(self) -> None:
        for pid in self._kernels.values():
            _signal_group(pid, signal.SIGKILL)
        for pid in self._kernels.values():
            os.waitpid(pid, 0)
        self._close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _close(self) -> None:
        self._listener.close()
        for connection in self._kernels:
            connection.close()


def _at_start(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(_READ_AT_START)}


class _signal_pipe:
    """A socket that becomes readable, with the number of the signal, when a child ended or the server must end."""

    def __enter__(self) -> socket.socket:
        self._ours, self._pythons = socket.socketpair()
        self._pythons.setblocking(False)
        signal.set_wakeup_fd(self._pythons.fileno())
        for number in _OUR_SIGNALS:
            signal.signal(number, lambda *_: None)
        return self._ours

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(-1)
        for number in _OUR_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        self._ours.close()
        self._pythons.close()


def _receive(connection: socket.socket) -> Request:
    start, streams, _, _ = socket.recv_fds(connection, 1, 3)
    try:
        if not start:
            raise ConnectionError("the client went away")
        with connection.makefile("rb") as lines:
            return Request(streams=streams, **json.loads(lines.readline()))
    except (OSError, ValueError, TypeError):
        for stream in streams:
            os.close(stream)
        raise


def _tell(connection: socket.socket, message: dict[str, int | str]) -> None:
    with suppress(OSError):  # the client is gone; the end of its connection is dealt with in the loop
        connection.sendall(json.dumps(message).encode() + b"\n")


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it has not made its own group yet
        os.kill(pid, number)


# After the fork -----------------------------------------------------------------------------------------
def become_kernel(request: Request, preloaded: Preloaded) -> None:
    """Make this process what `python -m ipykernel_launcher` would be, and run the kernel until it ends."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _OUR_SIGNALS)
    os.setsid()
    for number, stream in enumerate(request.streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request.cwd)
    os.environ.clear()
    # ipykernel ends when its parent does: that is the server, which ends with its client.
    os.environ.update(preloaded.variables | request.env | {"JPY_PARENT_PID": str(os.getppid())})
    time.tzset()
    if project_state() != preloaded.project or _has_own_helpers(Path(request.cwd)):
        forget_project()
    _reseed()
    _run_kernel(request.argv)


def _has_own_helpers(folder: Path) -> bool:
    return folder != _HELPERS.parent and ((folder / "helpers").exists() or (folder / "helpers.py").exists())


def forget_project() -> None:
    """Drop the helpers, with all that they hold, so that a notebook imports them as they are now."""
    for name in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
        del sys.modules[name]


def _reseed() -> None:
    import numpy as np

    random.seed()
    np.random.seed()


def _run_kernel(argv: list[str]) -> None:
    import ipykernel_launcher
    from ipykernel import kernelapp

    sys.argv = [ipykernel_launcher.__file__, *argv]
    kernelapp.launch_new_instance(parent_handle=os.getppid())


def main() -> None:
    """Serve kernels; see the module's docstring."""
    del sys.path[0]  # the folder that it was started in, as in ipykernel's launcher
    server = Server()
    print(server.address, flush=True)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())  # whoever reads our output need not wait for our end
    try:
        preloaded = preload()
    except BaseException:
        server._stop()
        raise
    request = server.serve()
    if request:
        become_kernel(request, preloaded)


if __name__ == "__main__":
    main()
