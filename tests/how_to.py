"""Carries out a page of docs/how-to, block by block, in a copy of the project that a git of its own watches.

Every fenced block of a page does something, in the folder of the copy. What it does is said by the words behind the
fence, which readers do not see; so each path, tag and quoted text among them has to stand in the prose above the block.

    sh                              these commands end well (status 0)
    sh fails                        they end with another status
    sh runs on                      they go on until the end of the page; the next block says for what output to wait
    text                            what the commands above wrote; `...` stands for anything, blanks count as one
    python                          a program, for the Python of the copy
    LANGUAGE new PATH               a new file with this content
    LANGUAGE append PATH            the content goes to the end of a file
    csv sheet PATH SHEET            rows typed into a sheet of a workbook, below the heads of the same names
    diff PATH                       lines with - become those with +, in the file or in a cell of the notebook
    python cell PATH below "TEXT" [TAG ...]       a new cell below the one that holds TEXT (markdown: one of prose)
    python tag PATH [TAG ...]       the cell that begins so has these tags and no others

`long` at the end leaves commands, and the output below them, to `make test-all`. Code that is only indented is refused,
as nobody would carry it out. Ports that a page gives behind `--port` become free ones. The remote `origin` is an empty
repository. The environment of the copy, which a reader's first `make` builds, has the packages of the one that runs the
tests, and the code of the copy.
"""

import csv
import doctest
import hashlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import openpyxl

from tests.conftest import PROJECT
from tests.test_repository import SKIPPED

FENCE = re.compile(r"^```(.+)\n((?:.*\n)*?)```$", re.MULTILINE)
LIMIT = 3600  # seconds, for one block: only a fault reaches it
AS_DOCTEST = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# Settings that a reader does not have: of the tests, and of who runs them.
STRANGE = re.compile(r"(PYTHON|COVERAGE_|PYTEST|COV_|KANSRIJK_|JUPYTER|IPYTHON|MPL|GIT_|VIRTUAL_ENV|MAKE|MFLAGS)")


@dataclass(frozen=True)
class Block:
    """A fenced block: the words behind its fence, what it holds, the prose above it, and where it stands."""

    words: tuple[str, ...]
    content: str
    prose: str
    place: str

    @property
    def long(self):
        return self.words[-1] == "long"

    @property
    def asked(self):
        return self.words[:-1] if self.long else self.words


def blocks_of(page: Path) -> list[Block]:
    """The blocks of a page. Raises AssertionError for code in no fence, and for what the prose does not say."""
    text = _with_free_ports(page.read_text(encoding="utf-8"))
    found, end = [], 0
    for match in FENCE.finditer(text):
        prose = text[end : match.start()]
        end = match.end()
        place = f"{page.name}, line {text.count(chr(10), 0, match.start()) + 1}"
        found.append(Block(tuple(shlex.split(match[1])), match[2], prose, place))
        unsaid = [word for word in _said(found[-1]) if word not in prose]
        assert not unsaid, f"{place}: the prose above does not say {unsaid}"
    rest = FENCE.sub("", text)
    assert "```" not in rest and not re.search(r"^ {4}\S", rest, re.MULTILINE), f"{page.name}: code in no fence"
    return found


def _said(block):
    """What the prose has to say: all words behind `new`, `append`, `cell`, `below`, `tag`, and the path of a diff."""
    if block.words[0] == "diff":
        return block.asked[1:]
    return (
        [word for word in block.asked[2:] if word != "below"] if len(block.asked) > 2 and block.words[0] != "sh" else []
    )


def path_of(block: Block) -> str:
    """The file that a block edits; empty for one that edits none."""
    match block.asked:
        case (
            ("diff", path) | (_, "new" | "append" | "tag", path, *_) | (_, "cell", path, *_) | ("csv", "sheet", path, _)
        ):
            return path
    return ""


def _with_free_ports(text):
    for port in sorted(set(re.findall(r"(?:--port[ =]|http\.server )(\d+)", text))):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            text = text.replace(port, str(free.getsockname()[1]))
    return text


def touches(page: Path) -> set[str]:
    """The files that a page says it touches, in the paragraph that begins with **Touches**."""
    [paragraph] = re.findall(r"^\*\*Touches\*\*((?:.+\n)+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    return set(re.findall(r"`([^`]+)`", paragraph))


# The copy -------------------------------------------------------------------------------------------------


def copy_of_the_project(folder: Path) -> Path:
    """A copy of the project, as a clone has it, with its environment; folder is made."""
    left_out = shutil.ignore_patterns(*(SKIPPED - {"__pycache__"}), "*.egg-info", "*.pyc.*", ".coverage.*", ".ipynb_*")
    shutil.copytree(PROJECT, folder, ignore=left_out)
    (folder / "outputs").mkdir()
    shutil.copy(PROJECT / "outputs/README.md", folder / "outputs")
    (folder / ".git").unlink(missing_ok=True)  # of a worktree
    _git(folder, "init", "--quiet", "--bare", "../origin.git")
    _git(folder, "init", "--quiet")
    _git(folder, "remote", "add", "origin", "../origin.git")
    _git(folder, "add", ".")
    _git(
        folder, "-c", "user.name=reader", "-c", "user.email=reader@this.invalid", "commit", "--quiet", "-m", "The clone"
    )
    _make_environment(folder)
    return folder


def touched(project: Path) -> set[str]:
    """The files that differ from the clone, without those that git ignores."""
    lines = _git(project, "status", "--porcelain", "--untracked-files=all", "--no-renames").splitlines()
    return {line[3:].strip('"') for line in lines}


def _git(project, *arguments):
    return subprocess.run(
        ["git", *arguments], cwd=project, env=_surroundings(project), check=True, stdout=-1, text=True
    ).stdout


def _make_environment(project):
    """`.venv` as `make` would leave it; the code of the copy goes before that of the project which tests."""
    target, source = project / ".venv", Path(sys.prefix)
    venv.create(target, symlinks=True)
    for program in (source / "bin").iterdir():
        copy = target / "bin" / program.name
        if copy.exists() or not program.is_file():
            continue
        start, _, code = program.read_bytes().partition(b"\n")
        if start.startswith(b"#!") and b"python" in start:
            copy.write_bytes(f"#!{target / 'bin/python'}\n".encode() + code)
            copy.chmod(0o755)
        else:
            copy.symlink_to(program)
    for name in ("share", "etc"):
        if (source / name).exists():
            (target / name).symlink_to(source / name)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(target), "platbase": str(target)}))
    lines = [str(project), f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})"]
    (packages / "copy.pth").write_text("\n".join(lines))
    (target / ".run").write_text(str(project))
    (target / ".dev").touch()


def _surroundings(project):
    """A reader's: Jupyter keeps its own things beside the copy, not in the home of who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not STRANGE.match(name)}
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return (
        kept
        | {name: str(project.parent / name.lower()) for name in places}
        | {"COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
    )


# What blocks do -------------------------------------------------------------------------------------------


@dataclass
class Reader:
    """Who does what a page says, in a copy; wrote: what the last commands wrote."""

    project: Path
    ends: ExitStack
    wrote: str = ""
    waits: Path | None = field(default=None)

    def do(self, block: Block) -> None:
        """Raises AssertionError, with the place, when it cannot be done, or does not do what the page says."""
        match block.asked:
            case ("sh",):
                self._command(block, ["sh", "-e", "-c", block.content])
            case ("sh", "fails"):
                self._command(block, ["sh", "-e", "-c", block.content], well=False)
            case ("sh", "runs", "on"):
                self.waits = self.ends.enter_context(_running(block.content, self.project))
            case ("python",):
                self._command(block, [".venv/bin/python", "-c", block.content])
            case ("text",):
                self._compare(block)
            case _:
                self._edit(block)

    def _edit(self, block):
        match block.asked:
            case (_, "new", path):
                assert not (self.project / path).exists(), f"{block.place}: {path} is there already"
                (self.project / path).parent.mkdir(parents=True, exist_ok=True)
                (self.project / path).write_text(block.content, encoding="utf-8")
            case (kind, "append", path):
                with (self.project / path).open("a", encoding="utf-8", newline="") as file:
                    file.write(block.content)
                if kind == "csv":
                    _as_its_head(self.project / path, block)
            case ("csv", "sheet", path, sheet):
                _fill(self.project / path, block, sheet)
            case ("diff", path):
                _change(self.project / path, block)
            case (("python" | "markdown") as kind, "cell", path, "below", text, *tags):
                _insert(self.project / path, block, kind, text, tags)
            case ("python", "tag", path, *tags):
                _tag(self.project / path, block, tags)
            case _:
                raise AssertionError(f"{block.place}: nothing is known of {' '.join(block.words)!r}")

    def _command(self, block, command, well=True):
        call = {"cwd": self.project, "env": _surroundings(self.project), "stdin": subprocess.DEVNULL, "timeout": LIMIT}
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **call)
        self.wrote, self.waits = done.stdout, None
        assert (done.returncode == 0) == well, f"{block.place}: status {done.returncode}\n{block.content}\n{self.wrote}"

    def _compare(self, block):
        end = time.monotonic() + (LIMIT if self.waits else 0)
        while not (same := self._same(block)) and time.monotonic() < end:
            time.sleep(0.2)
        assert same, f"{block.place}: expected\n{block.content}\nbut it wrote\n{self.wrote}"

    def _same(self, block):
        if self.waits:
            self.wrote = self.waits.read_text(encoding="utf-8")
        expected = re.sub(r"\n?^\.\.\.$\n?", "...", block.content, flags=re.MULTILINE)  # such a line may stand for none
        return doctest.OutputChecker().check_output(expected, self.wrote, AS_DOCTEST)


@contextmanager
def _running(command, project):
    """A program that goes on, with all that it starts; gives the file of what it writes."""
    handle = project.parent / f"runs-on-{len(list(project.parent.glob('runs-on-*')))}.txt"
    with handle.open("w") as output:
        call = {"cwd": project, "env": _surroundings(project), "stdin": subprocess.DEVNULL, "start_new_session": True}
        process = subprocess.Popen(["sh", "-e", "-c", command], stdout=output, stderr=subprocess.STDOUT, **call)
        try:
            yield handle
        finally:
            for kind in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, kind)
                    process.wait(20)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue


def _as_its_head(path, block):
    """A table that got a column since the page was written is seen before any command reads it."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    uneven = [row for row in rows if len(row) != len(head)]
    assert not uneven, f"{block.place}: {path.name} has {len(head)} columns {head}, these rows have not: {uneven}"


def _change(path, block):
    """The old lines stand once, in the file or in one cell, and become the new ones."""
    lines = block.content.splitlines(keepends=True)
    assert all(line[0] in " -+" for line in lines), f"{block.place}: a line begins with a blank, - or +"
    old, new = ("".join(line[1:] for line in lines if line[0] in kinds) for kinds in (" -", " +"))
    if path.suffix != ".ipynb":
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{block.place}: these lines stand {text.count(old)} times in {path.name}\n{old}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return
    notebook = nbformat.read(path, as_version=4)
    cell = notebook.cells[_cell(notebook, old.rstrip("\n"), block)]
    cell.source = cell.source.replace(old.rstrip("\n"), new.rstrip("\n"))
    nbformat.write(notebook, path)


def _fill(path, block, sheet):
    workbook = openpyxl.load_workbook(path)
    columns = {cell.value: cell.column for cell in workbook[sheet][1]}
    for number, row in enumerate(csv.DictReader(block.content.splitlines()), 2):
        for name, value in row.items():
            typed = float(value) if re.fullmatch(r"[\d.]+", value) else value
            workbook[sheet].cell(number, columns[name]).value = typed or None
    workbook.save(path)


def _insert(path, block, kind, text, tags):
    notebook = nbformat.read(path, as_version=4)
    make = nbformat.v4.new_code_cell if kind == "python" else nbformat.v4.new_markdown_cell
    cell = make(block.content.rstrip("\n"), id=hashlib.sha256(block.content.encode()).hexdigest()[:8])
    if tags:
        cell.metadata["tags"] = tags
    notebook.cells.insert(_cell(notebook, text, block) + 1, cell)
    nbformat.write(notebook, path)


def _tag(path, block, tags):
    notebook = nbformat.read(path, as_version=4)
    metadata = notebook.cells[_cell(notebook, block.content.rstrip("\n"), block)].metadata
    metadata.pop("tags", None)
    if tags:
        metadata["tags"] = tags
    nbformat.write(notebook, path)


def _cell(notebook, text, block):
    """The number of the one cell that holds a text."""
    found = [number for number, cell in enumerate(notebook.cells) if text in cell.source]
    assert len(found) == 1, f"{block.place}: {len(found)} cells hold {text!r}"
    return found[0]


def carry_out(page: Path, project: Path, whole: bool = True) -> None:
    """Do what a page says, from top to bottom; without `whole` what is `long` is left out."""
    with ExitStack() as ends:
        reader, left_out = Reader(project, ends), False
        for block in blocks_of(page):
            left_out = (block.long and not whole) or (left_out and block.asked == ("text",))
            if not left_out:
                reader.do(block)
