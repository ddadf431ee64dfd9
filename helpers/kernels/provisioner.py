"""Kernels that start warm: forked from a process that has the heavy imports done (helpers.kernels.server).

Jupyter clients use them when JUPYTER_DEFAULT_PROVISIONER_NAME is `kansrijk-warm`. A kernel that cannot be forked
(another language or environment, Windows, macOS) is started in the stock way.
"""

import asyncio
import atexit
import json
import logging
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from helpers.files import variables

PROVISIONER = "kansrijk-warm"


SERVER_VARIABLE = "KANSRIJK_KERNEL_SERVER"  # the address of a server that others have started


PROVISIONER_VARIABLE = "JUPYTER_DEFAULT_PROVISIONER_NAME"


# On macOS system libraries may break in a process that was forked and did not load a program.
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"


_ANSWER_SECONDS = 60.0  # a server that was just started answers after its imports


_LOG = logging.getLogger(__name__)


class NoServer(RuntimeError):
    """There is no server that could fork a kernel; the message says why."""


class Refused(RuntimeError):
    """The server runs, but cannot fork this kernel; the message says why."""


# The server, seen from its clients ----------------------------------------------------------------------
class KernelServer:
    """A server process of our own. It ends with `stop`, or when this process ends."""

    def __init__(self) -> None:
        """Start it; raises NoServer when that fails."""
        settings = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        settings["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger's import writes a warning
        self._process = subprocess.Popen(
            [sys.executable, "-m", "helpers.kernels.server"],
            stdin=subprocess.PIPE,  # nothing is written to it: its end tells the server that we are gone
            stdout=subprocess.PIPE,
            cwd=Path(sys.executable).anchor,
            env=os.environ | settings,
            start_new_session=True,  # Ctrl-C is for us; we then stop it
            text=True,
        )
        self._owner = os.getpid()
        self.address = ""
        try:
            assert self._process.stdout is not None  # it is a pipe
            with self._process.stdout as stream, selectors.DefaultSelector() as selector:
                selector.register(stream, selectors.EVENT_READ)
                self.address = stream.readline().strip() if selector.select(_ANSWER_SECONDS) else ""
        except KeyboardInterrupt:
            self.stop()
            raise
        if not self.address:
            self.stop()
            raise NoServer("the kernel server did not start")

    @property
    def alive(self) -> bool:
        """Whether it runs, and is this process's own."""
        return self._owner == os.getpid() and self._process.poll() is None

    def stop(self) -> None:
        """End the server and all its kernels."""
        if self._owner != os.getpid():  # a fork of our client: the server is not its own
            return
        if self._process.stdin:
            self._process.stdin.close()
        self._process.terminate()  # it may still be importing, and not look at its input
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self.address:  # the server removes its folder, unless it was killed
            shutil.rmtree(Path(self.address).parent, ignore_errors=True)


_own: KernelServer | None = None


_own_lock = threading.Lock()


def own_server() -> KernelServer:
    """The server of this process, started when there is none that lives; raises NoServer when that fails."""
    global _own
    with _own_lock:
        if _own is None or not _own.alive:
            _own = KernelServer()
            atexit.register(_own.stop)
        return _own


def stop_own_server() -> None:
    """End the server of this process with all its kernels, if there is one; the next kernel starts another."""
    with _own_lock:
        if _own is not None:
            _own.stop()


@contextmanager
def shared_server() -> Iterator[None]:
    """One server for this process and the processes it starts, as long as the block lasts.

    Where there can be none, the block runs with stock kernels.
    """
    try:
        server = KernelServer() if CAN_FORK else None
    except NoServer as error:
        _LOG.warning("%s; kernels start without warm imports", error)
        server = None
    if not server:
        yield
        return
    try:
        with variables({SERVER_VARIABLE: server.address, PROVISIONER_VARIABLE: PROVISIONER}):
            yield
    finally:
        server.stop()


# A kernel -----------------------------------------------------------------------------------------------
class WarmProcess:
    """A forked kernel, with what LocalProvisioner needs of subprocess.Popen."""

    stdin = stdout = stderr = None
    _running: ClassVar[set["WarmProcess"]] = set()  # a kernel lives on when nobody holds its manager, as with Popen

    def __init__(self, address: str, request: dict[str, Any], streams: list[int]):
        """Have the server at `address` fork it; raises NoServer or Refused."""
        self.returncode: int | None = None
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._connection.settimeout(_ANSWER_SECONDS)
        try:
            self._connection.connect(address)
            socket.send_fds(self._connection, [b"+"], streams)
            self._connection.sendall(json.dumps(request).encode() + b"\n")
            answer = self._read()
        except OSError as error:
            self._connection.close()
            raise NoServer(f"the kernel server does not answer: {error}") from error
        if "refused" in answer:
            self._connection.close()
            raise Refused(answer["refused"])
        self.pid: int = answer["pid"]
        self._running.add(self)

    def _read(self) -> dict[str, Any]:
        line = b""
        while not line.endswith(b"\n"):
            byte = self._connection.recv(1)  # not more: the next line is for later
            if not byte:
                raise ConnectionError("it has ended")
            line += byte
        answer: dict[str, Any] = json.loads(line)
        return answer

    def poll(self) -> int | None:
        """The exit status, negative for a signal, or None while the kernel runs."""
        if self.returncode is None and self._has_news(timeout=0):
            self._finish()
        return self.returncode

    def wait(self) -> int:
        """Wait for the kernel to end; returns its exit status."""
        if self.returncode is None:
            self._has_news(timeout=None)
            return self._finish()
        return self.returncode

    def _has_news(self, timeout: float | None) -> bool:
        self._connection.settimeout(timeout)
        try:
            self._connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            pass  # the server has died; that is news as well
        return True

    def _finish(self) -> int:
        returncode: int
        try:
            returncode = self._read()["returncode"]
        except OSError:  # the server has died, and with it all who could tell; leave no kernel behind
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            returncode = -signal.SIGKILL
        self.returncode = returncode
        self._connection.close()
        self._running.discard(self)
        return returncode

    def send_signal(self, number: int) -> None:
        """Signal the process group, through the server: only that knows whether the process id is still in use."""
        if self.poll() is None:
            with suppress(OSError):  # the next poll says what became of it
                self._connection.sendall(bytes([number]))

    def kill(self) -> None:
        """End the kernel and its processes at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel and its processes to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Forks the kernels of this Python environment, and starts all others in the stock way."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch the kernel that `cmd` describes; returns how to connect to it."""
        if not _can_be_forked(cmd, kwargs):
            return await super().launch_kernel(cmd, **kwargs)
        try:
            process = await asyncio.to_thread(_fork, cmd, kwargs)
        except (NoServer, Refused) as reason:
            level = logging.INFO if isinstance(reason, Refused) else logging.WARNING
            self.log.log(level, "Kernel started without warm imports: %s", reason)
            return await super().launch_kernel(cmd, **kwargs)
        # It has all that LocalProvisioner uses of a Popen.
        self.process, self.pid, self.pgid = cast("subprocess.Popen[bytes]", process), process.pid, None
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info


def _can_be_forked(cmd: list[str], kwargs: dict[str, Any]) -> bool:
    known = {"env", "cwd", "stdin", "stdout", "stderr", "kernel_id", "extra_arguments"}
    return (
        CAN_FORK
        and Path(cmd[0]) == Path(sys.executable)
        and cmd[1:3] == ["-m", "ipykernel_launcher"]
        and {name for name, value in kwargs.items() if value is not None} <= known
        and Path(kwargs.get("cwd") or ".").is_dir()
        and subprocess.PIPE not in [kwargs.get(name) for name in ("stdin", "stdout", "stderr")]
    )


def _fork(cmd: list[str], kwargs: dict[str, Any]) -> WarmProcess:
    request = {
        "argv": cmd[3:],
        "cwd": str(Path(kwargs.get("cwd") or ".").absolute()),
        "env": dict(kwargs.get("env") or os.environ),
    }
    with _streams(kwargs) as streams:
        named = os.environ.get(SERVER_VARIABLE)
        if named:
            try:
                return WarmProcess(named, request, streams)
            except NoServer as error:
                _LOG.warning("%s; starting another", error)
        return WarmProcess(own_server().address, request, streams)


@contextmanager
def _streams(kwargs: dict[str, Any]) -> Iterator[list[int]]:
    """The file descriptors of the three standard streams, as launch_kernel understands its arguments."""
    with Path(os.devnull).open("r+b", buffering=0) as nowhere:
        chosen: list[int] = []
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            stream = kwargs.get(name)
            if stream is None:
                stream = nowhere if number == 0 else number
            elif stream == subprocess.DEVNULL:
                stream = nowhere
            elif stream == subprocess.STDOUT:
                stream = chosen[1]
            chosen.append(stream if isinstance(stream, int) else stream.fileno())
        yield chosen
