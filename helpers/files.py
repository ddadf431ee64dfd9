"""Files and the project they are in: whole files only, digests, versions, environment variables; numbers of things in
messages to users. Light on purpose.
"""

import errno
import hashlib
import os
import platform
import re
import secrets
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml


def counted(number: int, thing: str) -> str:
    """A number of things in a message to users: `1 row`, `2 rows`. thing: an English noun that gets an s."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def is_folder(name: str | Path) -> bool:
    """Whether there is a folder of this name; there is none with a name that no folder can have."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def holds(path: Path, content: bytes) -> bool:
    """Whether there is a file with just this content."""
    return path.is_file() and path.read_bytes() == content


def content_of(path: Path, most: int = -1) -> bytes:
    """The bytes of a file, or of the file that a link leads to; no more than `most`, unless that is negative.

    Raises OSError, for what is no file too: a named pipe is waited for for ever, a device may never end.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, f"it is {_KINDS.get(stat.S_IFMT(mode), 'no file')}; expected a file")
    with path.open("rb") as stream:
        return stream.read(most)


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def obstacle(folder: Path) -> str:
    """Why nothing can be written in a folder, in words; empty when it can, or the folder can be made.

    Nothing is written to find that out, so that a full disk and the like are not seen.
    """
    for place in (folder, *folder.parents):
        try:
            mode = place.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            if place.is_symlink():
                return f"{place} is a link that leads nowhere"
            continue
        except OSError as error:  # too long a name, links that lead to each other
            return error.strerror or str(error)
        if not stat.S_ISDIR(mode):
            return f"{place} is no folder"
        return "" if os.access(place, os.W_OK | os.X_OK) else f"{place} may not be written"
    return ""


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


# Of the helpers: the rooms above those that a notebook imports, and the words of pages.
_NOT_OF_NOTEBOOKS = re.compile(r"cli\.py|(batch|pages|preview)/.*|words/locales/pages\..*")


def of_notebooks(helpers: Path) -> list[Path]:
    """The code and the words of the helpers that a notebook can come to use: without command line, runs and pages.

    Templates are no part of it: a notebook shows its blocks by them, but only the blocks are used after it has run.
    """
    paths = files_in(helpers, ".py", ".yaml")
    return [path for path in paths if not _NOT_OF_NOTEBOOKS.fullmatch(path.relative_to(helpers).as_posix())]


def write_whole(files: dict[Path, bytes], twins: Mapping[Path, Path] | None = None) -> None:
    """Write files aside and, when all of them are there, rename them: nobody ever sees half of one.

    twins: files that hold the same already; what is to be written becomes another name of them (a hard link), or a file
    of its own where the file system has none. On OSError nothing is left behind; a full disk shows before the first one
    is renamed.
    """
    aside: dict[Path, Path] = {}
    try:
        for target, content in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            if linked := _linked(target, (twins or {}).get(target)):
                aside[target] = linked
                continue
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".aside-")
            aside[target] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            aside[target].chmod(0o644)
        for target, path in aside.items():
            path.replace(target)
            path.unlink(missing_ok=True)  # a name of the same file as the target has is not renamed
    except BaseException:
        for path in aside.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def _linked(target: Path, twin: Path | None) -> Path | None:
    """Another name of `twin`, beside the target; None when there is no twin, or it cannot have one."""
    if twin is None:
        return None
    aside = target.with_name(f".aside-{secrets.token_hex(8)}")
    try:
        aside.hardlink_to(twin)
    except OSError:  # a file system without, another disk, as many names as a file can have
        return None
    return aside


# The safe loader of libyaml, seven times as fast: each run reads all catalogues before it starts.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def read_yaml(path: Path) -> Any:
    """What a YAML file holds; None when it is empty.

    Raises OSError, and ValueError in one line, without the file's name, when it is no YAML or has a key twice.
    """
    return parse_yaml(content_of(path))


def parse_yaml(content: bytes) -> Any:
    """As `read_yaml`, of the content of a file."""
    try:
        text = content.decode()
        _check_depth(text)
        loader = _LOADER(text)
        tree = loader.get_single_node()
        if tree is None:
            return None
        _check_keys(tree, set(), ())
        return loader.construct_document(tree)
    except Exception as error:  # a day that is not there, a tag that does not fit: PyYAML fails in many ways
        raise ValueError(" ".join(str(error).split()) or type(error).__name__) from None


def key_lines(path: Path) -> Iterator[tuple[str, int]]:
    """The keys of a YAML file that `read_yaml` can read, by dotted path, each with its line; for messages."""
    tree = yaml.compose(content_of(path).decode(), _LOADER)
    yield from _key_lines(tree, "")


def _key_lines(node: yaml.Node | None, prefix: str) -> Iterator[tuple[str, int]]:
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        yield f"{prefix}{key.value}", key.start_mark.line + 1
        yield from _key_lines(value, f"{prefix}{key.value}.")


_DEEPEST = 50  # levels; some thousands more would end the process, as libyaml reads a level within a level


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, _LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"more than {_DEEPEST} levels deep; expected fewer brackets or blanks")


def _check_keys(node: yaml.Node, seen: set[int], around: tuple[int, ...]) -> None:
    """YAML takes the last of two values that a key is given, and says nothing; nor does it mind a value in itself.

    seen: nodes that were looked at, as one may stand in many places; around: those that this one is in.
    """
    if id(node) in around:
        raise ValueError(f"what begins in line {node.start_mark.line + 1} holds itself; expected an end")
    if id(node) in seen:
        return
    seen.add(id(node))
    lines: dict[str, list[int]] = {}
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        key, value = child if isinstance(child, tuple) else (None, child)
        if isinstance(key, yaml.ScalarNode):
            lines.setdefault(key.value, []).append(key.start_mark.line + 1)
        _check_keys(value, seen, (*around, id(node)))
    for name, places in lines.items():
        if len(places) > 1:
            raise ValueError(f"{name!r} stands in lines {' and '.join(map(str, places))}; expected it once")


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
# Set where nobody looks at a notebook: its blocks leave it as data alone, without the HTML that JupyterLab would show.
BLOCKS_ALONE_VARIABLE = "KANSRIJK_BLOCKS_ALONE"


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
    return hashlib.sha256(content_of(path)).hexdigest()


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
