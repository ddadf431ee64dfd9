"""The loop of a preview: wait until something is saved, make the pages again, tell the browser."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import watchfiles

from helpers.batch.local import LocalEngine
from helpers.batch.store import STATE, Store
from helpers.files import PROJECT_DIR
from helpers.pages.preview import shell_html
from helpers.preview.build import Builder, Built, Wanted
from helpers.preview.serve import Server

_KINDS = {".ipynb", ".py", ".yaml", ".csv", ".j2", ".css", ".js", ".typ", ".xlsx", ".lock"}
_QUIET = 20  # milliseconds without another change, after which pages are made
_FOLDERS = ("notebooks", "helpers", "data", "params")


def _matters(change: object, name: str) -> bool:
    """Whether a file can be part of what is shown; what editors and other programs put beside it is not."""
    path = Path(name)
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts[len(PROJECT_DIR.parts) :])
    return path.suffix in _KINDS and not hidden


def is_code(paths: Iterable[str]) -> bool:
    """Whether code of the helpers is among what was saved: this process has it imported, and must start anew."""
    return any(Path(path).suffix == ".py" for path in paths)


def preview(wanted: Wanted, output: Path, port: int, jobs: int, tell: Callable[[str], None]) -> None:
    """Make the pages, serve them, and make them again after each change, until Ctrl-C.

    tell: gets a line about each time. When code of the helpers was saved the process starts anew, on the same port.
    Raises StoreError when the folder cannot be used, OSError when the port is taken.
    """
    with Store(output) as store:
        server = Server(output, shell_html(wanted.language), port)
        tell(f"{server.address}  (Ctrl-C ends it)")
        with LocalEngine(jobs, output / STATE / "kernels.log", Builder.__module__) as engine:
            builder = Builder(wanted, store, engine)
            _make(builder, server, tell)
            for paths in _saved(wanted):
                if is_code(paths):
                    break
                _make(builder, server, tell)
    tell("the helpers have changed: starting anew")
    server.server_close()
    os.execv(sys.executable, [sys.executable, *_again(sys.argv, server.server_port)])


def _again(arguments: list[str], port: int) -> list[str]:
    """The command line that starts the same preview on the port that it has."""
    return [*arguments, "--port", str(port)]


def _saved(wanted: Wanted) -> Iterable[list[str]]:
    """The files that were saved together, each time."""
    folders = [PROJECT_DIR / name for name in _FOLDERS] + ([wanted.own] if wanted.own else [])
    for changes in watchfiles.watch(*folders, watch_filter=_matters, step=_QUIET, raise_interrupt=True):
        yield [path for _, path in changes]


def _make(builder: Builder, server: Server, tell: Callable[[str], None]) -> None:
    server.state.busy()
    built = builder.build(server.state.looked_at, server.state.shown)
    server.state.built(built)
    tell(_line(built))


def _line(built: Built) -> str:
    if built.problems:
        return "\n".join(built.problems)
    executed = ", ".join(built.executed) or "no notebook executed"
    return f"{built.page}: {executed}; {built.seconds:.1f} s"
