"""What a command and all its descendants cost in processor time, those too that outlive their parent for a moment.

The server from which workers are forked ends after the run that it belongs to; nobody would count it and its workers.
"""

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: orphans among our descendants become our children


@dataclass(frozen=True)
class Spent:
    """Seconds of wall time until the command ended, and of processor time of all its processes."""

    wall: float
    cpu: float


def adopt_orphans() -> None:
    """From now on this process can wait for all its descendants. Raises OSError where that cannot be (not Linux)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "prctl") or libc.prctl(_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "descendants cannot be counted on this system")


def spent(
    command: list[str],
    cwd: Path,
    log: Path,
    env: Mapping[str, str] | None = None,
    watch: Callable[[int], object] = lambda pid: None,
) -> Spent:
    """Run a command and wait for all its descendants; its output goes to `log`. watch: gets its number.

    Raises CalledProcessError when it fails.
    """
    adopt_orphans()
    before = _used()
    start = time.perf_counter()
    with log.open("ab") as stream:
        process = subprocess.Popen(command, cwd=cwd, stdout=stream, stderr=stream, env=env)
    watch(process.pid)
    status = process.wait()
    wall = time.perf_counter() - start
    with suppress(ChildProcessError):
        while True:
            os.wait()
    if status:
        raise subprocess.CalledProcessError(status, command[:4])
    return Spent(wall, _used() - before)


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
