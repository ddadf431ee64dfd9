"""Files and the project they are in: whole files only, digests, versions, environment variables. Light on purpose."""

import hashlib
import os
import platform
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path


def is_folder(name: str | Path) -> bool:
    """Whether there is a folder of this name; there is none with a name that no folder can have."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def files_in(folder: Path, *suffixes: str) -> list[Path]:
    """The files of these kinds in a folder and its subfolders, sorted; of all kinds without `suffixes`.

    What other programs leave lying about is none of ours: hidden files and folders (locks, checkpoints), compiled code,
    links that lead nowhere.
    """
    return sorted(
        path
        for path in folder.rglob("*")
        if (not suffixes or path.suffix in suffixes)
        and not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
        and path.is_file()
    )


def write_whole(files: dict[Path, bytes]) -> None:
    """Write files aside and, when all of them are there, rename them: nobody ever sees half of one.

    On OSError nothing is left behind; a full disk shows before the first one is renamed.
    """
    aside: dict[Path, Path] = {}
    try:
        for target, content in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".aside-")
            aside[target] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            aside[target].chmod(0o644)
        for target, path in aside.items():
            path.replace(target)
    except BaseException:
        for path in aside.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


# A socket's name may be about a hundred bytes long; kernels and their server add up to 60 to the folder's.
_LONGEST_FOLDER = 45


_SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # what is made in them has a name that nobody knows


def folder_for_sockets() -> str | None:
    """The folder in which to make folders for sockets; None for the usual one.

    The system's folder for temporary files, unless its name is too long for a socket in it.
    """
    usual = tempfile.gettempdir()
    if len(os.fsencode(usual)) <= _LONGEST_FOLDER:
        return None
    return next((folder for folder in _SHORT_FOLDERS if os.access(folder, os.W_OK | os.X_OK)), None)


@contextmanager
def room_for_sockets() -> Iterator[None]:
    """Temporary files of this process and its children have names that are short enough for sockets, in the block."""
    folder, before = folder_for_sockets(), tempfile.tempdir
    with variables({"TMPDIR": folder} if folder else {}):
        tempfile.tempdir = folder or before
        try:
            yield
        finally:
            tempfile.tempdir = before


PROJECT_DIR = Path(__file__).resolve().parent.parent


class ProjectError(RuntimeError):
    """The package that runs belongs to another copy of the project; the message says what to do."""


def check_own_project(folder: Path, what: str = "You are in {}") -> None:
    """Raise ProjectError when a file or folder is of a copied or moved project: the original would be worked on.

    A link counts as standing where its name is; only when that is in no project, where it leads to. what: begins the
    message, `{}` is the project that was found.
    """
    place = _project_of(folder.absolute()) or _project_of(folder.resolve())
    if place and place.resolve() != PROJECT_DIR:
        raise ProjectError(
            f"{what.format(place)}, but this program belongs to {PROJECT_DIR} and works with what is there. "
            f"A copied or moved project needs an environment of its own: `make factsheets` in {place} builds it."
        )


def check_own_program(program: Path) -> None:
    """Raise ProjectError when the command `kansrijk` of another project's environment was started.

    Its first line names the environment that it was copied from. Other programs (tests, `python -c`) are not looked at:
    they may import the package from where they like.
    """
    if program.stem == "kansrijk":
        check_own_project(program, "You started the program in {}")


def _project_of(path: Path) -> Path | None:
    """The project around a file or folder, None when there is none."""
    for place in (path, *path.parents):
        if all(is_folder(place / name) for name in ("helpers", "notebooks", "params")):
            return place
    return None


_PACKAGES = ("pandas", "matplotlib", "seaborn", "statsmodels", "papermill", "nbclient", "jinja2", "babel", "pandera")


# Names the folder in which drawings are kept (charts.kept). Here, as a run sets it without importing what draws.
FIGURES_VARIABLE = "KANSRIJK_FIGURES"


VERSIONS = {"Python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def digest(*parts: str | bytes) -> str:
    """A short digest of parts, none of which can run into the next."""
    sha = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        sha.update(len(content).to_bytes(8, "big") + content)
    return sha.hexdigest()[:24]


def sha256(path: Path) -> str:
    """The SHA-256 of a file, by which anybody can see whether it is the same."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def variables(values: Mapping[str, str | None]) -> Iterator[None]:
    """Environment variables that are set, or with None not there, as long as the block lasts."""
    before = {name: os.environ.get(name) for name in values}
    set_variables(values)
    try:
        yield
    finally:
        set_variables(before)


def set_variables(values: Mapping[str, str | None]) -> None:
    """Set environment variables; None takes one away."""
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
