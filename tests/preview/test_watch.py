"""What a preview looks at, and the whole of it: a real server, kernel and browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from helpers.files import PROJECT_DIR
from helpers.preview import watch
from tests.conftest import PROJECT
from tests.test_browser import browser  # noqa: F401  # a fixture


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("notebooks/02_armoede_en_schulden.ipynb", True),
        ("helpers/pages/templates/style.css", True),
        ("helpers/words/locales/views.nl.yaml", True),
        ("data/themes.csv", True),
        ("notebooks/.ipynb_checkpoints/02-checkpoint.ipynb", False),
        ("helpers/__pycache__/cli.cpython-311.pyc", False),
        ("data/.~lock.themes.csv#", False),
        ("helpers/views/theme.py~", False),
    ],
)
def test_what_matters(name, matters):
    assert watch._matters(None, str(PROJECT_DIR / name)) == matters


def test_only_code_needs_a_new_process():
    assert watch.is_code(["a.yaml", "helpers/views/theme.py"]) and not watch.is_code(["a.ipynb", "b.csv", "c.py.j2"])


def test_the_same_preview_starts_again_on_its_port():
    assert watch._again(["kansrijk", "preview", "delft-west", "--port", "0"], 8123)[-4:] == [
        "--port",
        "0",
        "--port",
        "8123",
    ]


@pytest.fixture
def running(tmp_path):
    """A preview of one chapter in a copy of the project: its folder, its address, and its lines so far."""
    project = tmp_path / "project"
    for name in ("helpers", "notebooks", "data", "params"):
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    (project / "outputs").mkdir()
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, project / name)
    program = project / "kansrijk.py"
    program.write_text("if __name__ == '__main__':\n    from helpers.cli import app\n    app()\n")
    log = (tmp_path / "log").open("w+")
    process = subprocess.Popen(
        [sys.executable, program, "preview", "delft-west", "--notebook", "05"],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield project, lambda wanted: wait_for(tmp_path / "log", wanted, process)
    process.send_signal(signal.SIGINT)
    process.wait(60)


def wait_for(log, wanted, process):
    """The text of the log, as soon as `wanted` is in it; a limit that only a fault reaches."""
    for _ in range(1200):
        text = log.read_text()
        if found := re.search(wanted, text):
            return found
        assert process.poll() is None, text
        time.sleep(0.1)
    raise AssertionError(log.read_text())


# While a page is loaded again there is no heading.
SPACING = """(h1 => h1 && getComputedStyle(h1).letterSpacing)(
    document.querySelector("iframe").contentDocument?.querySelector("h1"))"""
SCROLLED = "document.querySelector('iframe').contentWindow.scrollY"


def becomes(tab, expression, value):
    """Whether what a tab says of itself becomes a value, within a minute."""
    for _ in range(600):
        if tab.evaluate(expression) == value:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_an_edit_shows_in_the_browser_where_the_reader_was(running, browser):  # noqa: F811
    project, wait = running
    address = wait(r"http://[0-9.]+:\d+/").group()
    tab = browser.new_page(viewport={"width": 900, "height": 500})
    tab.goto(address)
    wait(r"05_jonge_kind\.nl; ")
    frame = tab.frame_locator("iframe")
    frame.locator("h1").first.wait_for()
    tab.evaluate("document.querySelector('iframe').contentWindow.scrollTo(0, 700)")
    path = project / "notebooks/05_jonge_kind.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("## Written just now"))
    notebook.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    save(notebook, path)
    alert = tab.locator("[role=alert]")
    alert.get_by_text("ZeroDivisionError").wait_for(timeout=120_000)
    assert re.search(r"05_jonge_kind\.nl, cell \d+: ZeroDivisionError: division by zero", alert.inner_text())
    assert not frame.get_by_text("Written just now").count()  # the old page stays behind it
    notebook.cells.pop()
    save(notebook, path)
    frame.get_by_text("Written just now").first.wait_for(state="attached", timeout=120_000)
    assert becomes(tab, SCROLLED, 700) and alert.is_hidden()
    style = project / "helpers/pages/templates/style.css"
    style.write_text(style.read_text() + "\nh1 { letter-spacing: 7px !important; }\n")
    wait("no notebook executed")
    assert becomes(tab, SPACING, "7px")
    tab.close()


def save(notebook, path):
    """As JupyterLab saves: the whole file at once."""
    aside = path.with_suffix(".aside")
    nbformat.write(notebook, aside)
    aside.replace(path)


@pytest.mark.long
def test_code_that_was_saved_starts_it_anew_on_the_same_address(running):
    project, wait = running
    address = wait(r"http://[0-9.]+:\d+/").group()
    wait(r"05_jonge_kind\.nl; ")
    code = project / "helpers/views/theme.py"
    code.write_text(code.read_text() + "\n# edited\n")
    wait("starting anew")
    again = wait(rf"starting anew\n(?:.*\n)*?{re.escape(address)}(?:.*\n)*.*05_jonge_kind\.nl; ")
    assert again
