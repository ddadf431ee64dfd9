from concurrent.futures import Future

import pytest

from helpers.batch import notebooks, plan
from helpers.batch.store import Store
from helpers.preview import build
from helpers.preview.build import Builder, Wanted
from tests.batch import fakes


class Immediate:
    """An engine that does a call at once, in this process."""

    def __init__(self):
        self.called, self.restarts = [], 0

    def submit(self, function, *arguments):
        self.called.append(getattr(function, "__name__", "call"))
        call = Future()
        try:
            call.set_result(function(*arguments))
        except Exception as error:
            call.set_exception(error)
        return call

    def restart(self):
        self.restarts += 1


def _pages(area, data_dir, executed, whole, besides, made, first, is_first):
    now = {f"{area}/{task.name}.html": f"{besides} {content}" for task, content in executed}
    now = {name: key for name, key in now.items() if (name == first) == is_first and key != made.get(name)}
    sheet = f"{area}/factsheet.{executed[0][0].language}.html"
    pages = {name: key.encode() for name, key in now.items()}
    return pages | ({sheet: b"all"} if whole and (sheet == first) == is_first else {}), now


@pytest.fixture
def project(tmp_path, monkeypatch, tables):
    """A project with two notebooks of a line, and words and tables without a problem."""
    made = fakes.make_project(tmp_path / "project", tables)
    for module in (plan, notebooks):
        monkeypatch.setattr(module, "PROJECT_DIR", made.folder)
    monkeypatch.setattr(build, "execute", fakes.execute)
    monkeypatch.setattr(build, "_pages", _pages)
    made.problems = []
    monkeypatch.setattr(build, "_problems", lambda data_dir: made.problems)
    return made.write(first="1", second="2")


@pytest.fixture
def builder(project):
    """Makes a builder of what is wanted, with `engine`."""
    with Store(project.out) as store:

        def make(notebooks=()):
            builder = Builder(Wanted("breda-noord", "nl", notebooks), store, Immediate())
            builder.engine = builder._engine
            return builder

        yield make
