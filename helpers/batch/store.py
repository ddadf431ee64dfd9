"""The output folder of a run: one run at a time, whole files only, and a ledger of what was made of which input.

What only runs need is in `.kansrijk/` inside it: executed notebooks (`kept` says in which form), ledgers, drawings. The
rest is what one publishes. A file that is not as the ledger says (missing, cut off, touched) counts as not there. Size
and time are looked at to see what must run; an executed notebook that is used is compared whole.

What several areas show alike (charts and tables that do not depend on the area) is one file with a name in each of
their folders. It is only ever replaced, never written in, so that a new one of an area leaves the others as they are;
damage is damage of all of them.
"""

import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel

from helpers.batch.plan import Task
from helpers.files import content_of, digest, obstacle, write_whole

STATE = ".kansrijk"
EXECUTED = "executed"  # in it: executed notebooks, a folder per area
OWN = "own"  # in it: tables with own figures beside them, a folder per content


class StoreError(RuntimeError):
    """The output folder cannot be used; the message says why."""


Stamp = tuple[int, int]  # size and time of a file


class _Kept(BaseModel):
    """An executed notebook."""

    inputs: dict[str, str]
    file: Stamp
    digest: str


class _PagesEntry(BaseModel):
    """The pages of an owner: the digest of what they were made of, and their files."""

    key: str = ""
    files: dict[str, Stamp] = {}


class _Ledger(BaseModel):
    """What was made for an owner (an area, or "" for the index), of which input."""

    notebooks: dict[str, _Kept] = {}
    pages: _PagesEntry = _PagesEntry()


class Store:
    """An output folder, held by this run until the `with` block ends."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._ledgers: dict[str, _Ledger] = {}
        self._made: dict[int, str] = {}  # in this run: of which owner the last file of this name and content is
        self._lock = FileLock(folder / STATE / "lock", timeout=0)

    def problem(self) -> str:
        """Why a run cannot use the folder, as far as is seen without writing; empty when it can."""
        found = obstacle(self.folder / STATE)
        return found and f"{self.folder} cannot be written: {found}"

    def __enter__(self) -> "Store":
        """Raises StoreError when the folder cannot be written or another run works in it."""
        if problem := self.problem():
            raise StoreError(problem)
        try:
            (self.folder / STATE).mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            for left_over in self.folder.rglob(".aside-*"):  # of a run that was cut off
                left_over.unlink(missing_ok=True)
        except Timeout:
            raise StoreError(
                f"another run is working in {self.folder}; wait for it or choose another --output"
            ) from None
        except OSError as error:
            self._lock.release()
            raise StoreError(f"{self.folder} cannot be written: {error.strerror or error}") from None
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def remove_own(self, keep: str) -> None:
        """Take away the tables with own figures of earlier runs; keep: the folder with the tables of this one."""
        for folder in (self.folder / STATE / OWN).glob("*"):
            if folder != Path(keep):
                shutil.rmtree(folder, ignore_errors=True)

    # Executed notebooks -----------------------------------------------------------------------------------

    def why(self, task: Task) -> str:
        """Why a task must run, or "" when its executed notebook is there and made of the same input."""
        entry = self._ledger(task.area).notebooks.get(task.name)
        if entry is None:
            return "new"
        changed = [kind for kind, value in task.digests.items() if entry.inputs.get(kind) != value]
        if changed:
            return "changed: " + ", ".join(changed)
        return "" if self._as_noted(self._kept(task), entry.file) else "the kept notebook is missing or damaged"

    def keep(self, task: Task, notebook: bytes) -> None:
        """Keep an executed notebook."""
        path = self._kept(task)
        write_whole({path: notebook})
        kept = _Kept(inputs=task.digests, file=_stamp(path), digest=digest(notebook))
        self._ledger(task.area).notebooks[task.name] = kept
        self._save(task.area)
        self._failed(task).unlink(missing_ok=True)

    def keep_failed(self, task: Task, notebook: bytes) -> Path:
        """Keep a notebook that failed where it is seen and can be opened, until the task succeeds; returns its file."""
        path = self._failed(task)
        write_whole({path: notebook})
        return path

    def forget(self, task: Task) -> None:
        """A kept notebook that cannot be used after all: it runs again."""
        self._ledger(task.area).notebooks.pop(task.name, None)

    def read(self, task: Task) -> bytes | None:
        """A kept notebook, or None when it is not there or not byte for byte what was kept."""
        entry = self._ledger(task.area).notebooks.get(task.name)
        try:
            content = content_of(self._kept(task))
        except OSError:
            return None
        return content if entry and digest(content) == entry.digest else None

    def _kept(self, task: Task) -> Path:
        return self.folder / STATE / EXECUTED / task.area / f"{task.name}.ipynb.gz"

    def _failed(self, task: Task) -> Path:
        return self.folder / task.area / f"failed-{task.name}.ipynb"

    # Pages ------------------------------------------------------------------------------------------------

    def is_out(self, owner: str, key: str | None = None) -> bool:
        """Whether the pages of an owner (an area, or "" for the index) were made, with `key`, and are still so."""
        entry = self._ledger(owner).pages
        whole = all(self._as_noted(self.folder / name, stamp) for name, stamp in entry.files.items())
        return bool(entry.files) and whole and key in (None, entry.key)

    def has(self, owner: str, name: str) -> bool:
        """Whether a file was put out for an owner."""
        return name in self._ledger(owner).pages.files

    def pictures(self, owner: str) -> dict[str, bytes]:
        """The pictures (PNG) that were put out for an owner and are still so, by name below its folder."""
        found = dict[str, bytes]()
        for name, stamp in self._ledger(owner).pages.files.items():
            if name.endswith(".png") and self._as_noted(self.folder / name, stamp):
                with suppress(OSError):  # it is made again
                    found[name.removeprefix(f"{owner}/")] = content_of(self.folder / name)
        return found

    def put_out(
        self, owner: str, key: str, files: dict[str, bytes], withdraw: bool = False, whole: Collection[str] = ()
    ) -> None:
        """Put out the pages of an owner; `withdraw`: and take away what an earlier run put out for it besides.

        key: digest of what they are made of; files: content by name in the output folder; whole: patterns of names of
        which `files` has all that there are, so that others of that pattern go, if they were put out. What is there
        with the same content is left. On OSError while they are written (a full disk) all stay as they were.
        """
        before = self._ledger(owner).pages.files
        self._write(owner, files)
        stamps = {name: _stamp(self.folder / name) for name in files}
        for name in set(before) - set(files):
            if withdraw or any(fnmatchcase(name, pattern) for pattern in whole):
                (self.folder / name).unlink(missing_ok=True)
            else:
                stamps[name] = before[name]
        self._ledger(owner).pages = _PagesEntry(key=key, files=stamps)
        self._save(owner)

    def _write(self, owner: str, files: dict[str, bytes]) -> None:
        """Write what is not there yet; a file that this run made for another owner too gets another name."""
        keys = {name: hash((name.removeprefix(f"{owner}/"), content)) for name, content in files.items()}
        fresh, twins = dict[Path, bytes](), dict[Path, Path]()
        for name, content in files.items():
            path, twin = self.folder / name, self._twin(owner, name, keys[name])
            if twin and _is_whole(twin, content):
                fresh[path], twins[path] = content, twin
            elif not _is_whole(path, content):
                fresh[path] = content
        write_whole(fresh, twins)
        self._made |= dict.fromkeys(keys.values(), owner)

    def _twin(self, owner: str, name: str, key: int) -> Path | None:
        """Where the file of another owner stands that should be the same; None when this run has made none."""
        other = self._made.get(key, owner)
        return None if other == owner else self.folder / other / name.removeprefix(f"{owner}/")

    def outdate_index(self) -> None:
        """Areas are about to change: the index counts as not made until it is put out again, whatever ends the run."""
        self._ledgers.pop("", None)
        self._ledger_path("").unlink(missing_ok=True)  # its files stay, and a full disk does not stop this

    # The ledger -------------------------------------------------------------------------------------------

    def _as_noted(self, path: Path, stamp: Stamp) -> bool:
        return path.is_file() and _stamp(path) == stamp

    def _ledger(self, owner: str) -> _Ledger:
        if owner not in self._ledgers:
            try:
                ledger = _Ledger.model_validate_json(content_of(self._ledger_path(owner)))
            except (OSError, ValueError):  # none yet, or damaged: everything is made again
                ledger = _Ledger()
            self._ledgers[owner] = ledger
        return self._ledgers[owner]

    def _save(self, owner: str) -> None:
        write_whole({self._ledger_path(owner): self._ledgers[owner].model_dump_json(indent=1).encode()})

    def _ledger_path(self, owner: str) -> Path:
        return self.folder / STATE / f"{owner or 'index'}.json"


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _is_whole(path: Path, content: bytes) -> bool:
    """Whether there is a file, no link to one, that everybody can read, with just this content."""
    try:
        found = path.lstat()
        fits = stat.S_ISREG(found.st_mode) and found.st_mode & 0o444 == 0o444 and found.st_size == len(content)
        return fits and path.read_bytes() == content
    except OSError:
        return False
