"""The output folder of a run: one run at a time, whole files only, and a ledger of what was made of which input.

Executed notebooks are kept in `.kansrijk/` inside it, a ledger per area beside them. A file that is not as the ledger
says (missing, cut off, touched) counts as not there.
"""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from helpers.tasks import Task

STATE = ".kansrijk"


class StoreError(RuntimeError):
    """The output folder cannot be used; the message says why."""


class Store:
    """An output folder, held by this run until the `with` block ends."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._ledgers: dict[str, dict] = {}
        self._lock = FileLock(folder / STATE / "lock", timeout=0)

    def __enter__(self) -> "Store":
        """Raises StoreError when the folder cannot be written or another run works in it."""
        try:
            (self.folder / STATE).mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            raise StoreError(
                f"another run is working in {self.folder}; wait for it or choose another --output"
            ) from None
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {error.strerror or error}") from None
        for left_over in self.folder.rglob(".aside-*"):  # of a run that was cut off
            left_over.unlink(missing_ok=True)
        return self

    def __exit__(self, *_) -> None:
        self._lock.release()

    # Executed notebooks -----------------------------------------------------------------------------------

    def why(self, task: Task) -> str:
        """Why a task must run, or "" when its executed notebook is there and made of the same input."""
        entry = self._ledger(task.area)["notebooks"].get(task.name)
        if entry is None:
            return "new"
        changed = [kind for kind, digest in task.digests.items() if entry["inputs"].get(kind) != digest]
        if changed:
            return "changed: " + ", ".join(changed)
        return "" if self._as_noted(self._kept(task), entry["file"]) else "the kept notebook is missing or damaged"

    def keep(self, task: Task, notebook: bytes) -> None:
        """Keep an executed notebook."""
        path = self._kept(task)
        publish(notebook, path)
        self._ledger(task.area)["notebooks"][task.name] = {"inputs": task.digests, "file": _stamp(path)}
        self._save(task.area)

    def forget(self, task: Task) -> None:
        """A kept notebook that cannot be used after all: it runs again."""
        if self._ledger(task.area)["notebooks"].pop(task.name, None):
            self._save(task.area)

    def read(self, task: Task) -> bytes:
        return self._kept(task).read_bytes()

    def _kept(self, task: Task) -> Path:
        return self.folder / STATE / task.area / f"{task.name}.ipynb"

    # Published files --------------------------------------------------------------------------------------

    def is_published(self, place: str, key: str | None = None) -> bool:
        """Whether the files of a place (an area, or "" for the index) were made, with `key`, and are still so."""
        entry = self._ledger(place)["pages"]
        files = entry.get("files", {})
        whole = bool(files) and all(self._as_noted(self.folder / name, stamp) for name, stamp in files.items())
        return whole and key in (None, entry["key"])

    def publish(self, place: str, key: str, files: dict[str, bytes], withdraw: bool = False) -> None:
        """Publish the files of a place; `withdraw`: and take away what an earlier run published there besides."""
        before = self._ledger(place)["pages"].get("files", {})
        for name, content in files.items():
            publish(content, self.folder / name)
        stamps = {name: _stamp(self.folder / name) for name in files}
        if withdraw:
            for name in set(before) - set(files):
                (self.folder / name).unlink(missing_ok=True)
        else:
            stamps = before | stamps
        self._ledger(place)["pages"] = {"key": key, "files": stamps}
        self._save(place)

    # The ledger -------------------------------------------------------------------------------------------

    def _as_noted(self, path: Path, stamp: list[int]) -> bool:
        return path.is_file() and _stamp(path) == stamp

    def _ledger(self, place: str) -> dict:
        if place not in self._ledgers:
            try:
                ledger = json.loads(self._ledger_path(place).read_text(encoding="utf-8"))
                if {"notebooks", "pages"} - set(ledger):
                    raise ValueError("not a ledger")
            except (OSError, ValueError, TypeError):  # none yet, or damaged: everything is made again
                ledger = {"notebooks": {}, "pages": {}}
            self._ledgers[place] = ledger
        return self._ledgers[place]

    def _save(self, place: str) -> None:
        publish(json.dumps(self._ledgers[place], indent=1, sort_keys=True).encode(), self._ledger_path(place))

    def _ledger_path(self, place: str) -> Path:
        return self.folder / STATE / f"{place or 'index'}.json"


def _stamp(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def publish(content: bytes, target: Path) -> None:
    """Write a file aside and rename it, so that nobody ever sees half of it; on OSError nothing is left behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".aside-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(aside).chmod(0o644)
        Path(aside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(aside).unlink()
        raise
