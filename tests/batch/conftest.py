import pytest
from rich.console import Console

from helpers import cli, files
from helpers.batch import local, notebooks, plan, run
from helpers.contract import load
from tests.batch import fakes


@pytest.fixture
def project(tmp_path, monkeypatch, tables):
    """A project whose runs take milliseconds: no process, no kernel, no real page."""
    made = fakes.make_project(tmp_path / "project", tables)
    for module in (plan, notebooks, files):
        monkeypatch.setattr(module, "PROJECT_DIR", made.folder)
    monkeypatch.chdir(made.folder)
    for name in ("execute", "facts_of", "make_pages", "index_pages"):
        monkeypatch.setattr(run, name, getattr(fakes, name))
    monkeypatch.setattr(run, "wait", fakes.wait_for_one)
    monkeypatch.setattr(run, "_commit", lambda: None)
    monkeypatch.setattr(load, "load_tables", lambda data_dir: tables)
    monkeypatch.setattr(local, "LocalEngine", lambda jobs, log: made.engine)
    for name, on_stderr in (("console", False), ("errors", True)):
        monkeypatch.setattr(cli, name, Console(stderr=on_stderr, width=250))  # else messages break at the terminal's
    return made
