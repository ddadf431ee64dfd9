"""In a real JupyterLab, in a browser: frames and the explorer as a researcher sees and uses them, in both themes."""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from urllib.request import urlopen

import nbformat
import pytest

from tests.test_browser import browser
from tests.test_colours import contrast
from tests.test_jupyter_theme import LOOK
from tests.test_plain_tools import OURS

__all__ = ["browser"]  # a fixture
pytestmark = [pytest.mark.slow, pytest.mark.long]

PATIENCE = 180  # seconds: only a fault reaches it
CELLS = (
    'from helpers import open_run\nrun = open_run("heerlen-noord", "en")',
    'run.tables.areas[["area", "name", "tile_row"]]',
    "run.explore()",
    "# here",
)
ALIGNED = {"area": "left", "heerlen-noord": "left", "tile_row": "right", "8": "right", "13 (12.5 to 13.5)": "right"}
NEWS = {"fetchNews": "false", "checkForUpdates": False}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """lab(theme): the address of a notebook with CELLS in a JupyterLab that has this theme."""
    home = tmp_path_factory.mktemp("lab")
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "IPYTHONDIR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    (home / "notebooks").mkdir()
    options = ["--no-browser", "--port=0", f"--ServerApp.root_dir={home}/notebooks"]
    options += ["--allow-root"] if os.geteuid() == 0 else []
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *options],
            env=kept | {name: str(home / name) for name in places}, cwd=home, stdout=log, stderr=log,
        )  # fmt: skip

    def address(theme):
        settings = home / "JUPYTERLAB_SETTINGS_DIR/@jupyterlab/apputils-extension"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(NEWS))
        name = f"{theme.split()[-1]}.ipynb"
        cells = [nbformat.v4.new_code_cell(code) for code in CELLS]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), home / "notebooks" / name)
        told = _told(home / "JUPYTER_RUNTIME_DIR", server)
        return f"{told['url']}lab/tree/{name}?reset&token={told['token']}"  # without the tabs of before

    yield address
    server.terminate()
    server.wait(PATIENCE)


def _told(folder, server):
    """What a server writes about itself, when it answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        for path in folder.glob("jpserver-*.json"):
            with suppress(OSError, ValueError):  # it is being written, and the server does not listen yet
                told = json.loads(path.read_text())
                urlopen(f"{told['url']}api").close()
                return told
        time.sleep(0.2)
    raise AssertionError((folder.parent / "log").read_text())


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def notebook(request, lab, browser):
    """The page of the notebook, all its cells run."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 2400}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(lab(request.param))
    page.get_by_text("# here").wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    while not page.locator(".jp-InputPrompt").filter(has_text=re.compile(r"\[[*\d]+\]")).count():
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_timeout(2000)  # JupyterLab drops what it is asked while it still arranges the notebook
    page.locator(".widget-textarea textarea").wait_for()
    page.mouse.move(0, 0)  # the row under it is marked
    assert page.evaluate("document.body.dataset.jpThemeLight") == str(request.param.endswith("Light")).lower()
    yield page
    context.close()


def test_a_frame_and_the_explorer_are_read_and_used(notebook):
    looks = notebook.evaluate(LOOK.replace(".kw *", "table.dataframe *"))
    assert {words: cell[1] for words, *_, cell in looks if words in ALIGNED} == ALIGNED
    assert not [look for look in looks if contrast(look[1], look[2]) < 4.5]

    code = notebook.locator(".widget-textarea textarea")
    lists = notebook.locator(":is(.widget-dropdown, .widget-select-multiple) select")
    for number, choice, words in (
        (0, ["Households with a low income (lowest 40%)"], '"kwb-lage-inkomens"'),
        (2, ["Breda-Noord", "Utrecht Overvecht"], '["breda-noord", "utrecht-overvecht"]'),
        (3, ["2016", "2024"], "[2016, 2024]"),
    ):
        lists.nth(number).select_option(label=choice)
        notebook.wait_for_function("([code, words]) => code.value.includes(words)", arg=[code.element_handle(), words])
    chart = notebook.locator(".jp-OutputArea-output .kw figure").first
    assert "Breda-Noord" in chart.inner_text()
    assert notebook.locator(".widget-output table.dataframe tbody tr").count() == 4
    assert code.evaluate("code => code.scrollHeight <= code.clientHeight")  # all of it is in sight

    code.click()
    notebook.keyboard.press("Control+A")
    notebook.keyboard.press("Control+C")
    notebook.get_by_text("# here").click()
    notebook.keyboard.press("Control+A")
    notebook.keyboard.press("Control+V")
    notebook.keyboard.press("Shift+Enter")
    made = notebook.locator(".jp-CodeCell").nth(3).locator(".kw figure")
    made.wait_for()
    assert made.inner_text() == chart.inner_text()
