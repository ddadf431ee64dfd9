"""Making the pages of one area again: only what changed is executed, and after an error the pages stay."""

from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import nbformat
import pytest
from bs4 import BeautifulSoup

from helpers.batch import kept
from helpers.batch.plan import Task
from helpers.blocks.model import BLOCK_LIST, MIME, Heading
from helpers.preview import build
from tests.blocks.test_blocks import _table


def test_all_at_first_and_then_what_has_changed(project, builder):
    one = builder()
    built = one.build()
    assert built.executed == ("01_first.nl", "02_second.nl") and built.page == "breda-noord/factsheet.nl.html"
    assert (project.out / built.page).read_text() == "all" and not built.problems
    assert one.build().executed == ()
    project.write(first="1", second="3")
    assert one.build().executed == ("02_second.nl",)
    assert "'3'" in (project.out / "breda-noord/02_second.nl.html").read_text()


def test_one_chapter_is_executed_and_shown(project, builder):
    built = builder(("2",)).build()
    assert built.executed == ("02_second.nl",) and built.page == "breda-noord/02_second.nl.html"
    assert not list(project.out.rglob("factsheet*")) and not list(project.out.rglob("01_first*"))


def test_an_error_is_told_with_its_cell_and_the_old_page_stays(project, builder):
    one = builder()
    one.build()
    project.write(first="1", second="1/0")
    built = one.build()
    assert built.problems == ("02_second.nl, cell 3: ZeroDivisionError: division by zero",)
    assert "'2'" in (project.out / "breda-noord/02_second.nl.html").read_text()
    project.write(first="1", second="4")
    assert one.build().problems == () and "'4'" in (project.out / "breda-noord/02_second.nl.html").read_text()


def test_what_cannot_be_planned_is_told(project, builder):
    one = builder()
    (project.folder / "notebooks/02_second.ipynb").write_text("{")
    [problem] = one.build().problems
    assert problem.startswith("notebooks/02_second.ipynb cannot be read as a notebook")


def test_tables_and_words_are_checked_when_they_are_new(project, builder):
    one = builder()
    one.build()
    assert one.engine.called.count("<lambda>") == 1 and one.engine.restarts == 1
    project.write(first="5", second="2")
    one.build()
    assert one.engine.called.count("<lambda>") == 1  # a notebook says nothing about tables
    project.problems = ["areas.csv: row 2, column name: is empty"]
    with (project.folder / "data/themes.csv").open("a") as stream:
        stream.write("\n")
    built = one.build()
    assert built.problems == ("areas.csv: row 2, column name: is empty",) and built.executed == ()
    assert one.build().problems == built.problems  # until it is mended
    project.problems = []
    assert one.build().executed == ("01_first.nl", "02_second.nl")


@pytest.mark.parametrize("path", ["helpers/pages/templates/page.html.j2", "helpers/words/locales/pages.nl.yaml"])
def test_templates_and_words_of_pages_execute_nothing(project, builder, path):
    one = builder()
    one.build()
    target = project.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("page: {}\n")
    assert one.build().executed == ()


def test_a_worker_that_dies_is_told_and_replaced(project, builder):
    one = builder()
    one.build()
    before = one.engine.restarts
    project.write(first="1", second="raise Death")
    one._engine = Dies(one.engine)
    assert one.build().problems == ("02_second.nl: the worker process died",)
    assert one.engine.restarts == before + 1


class Dies:
    """An engine whose worker dies."""

    def __init__(self, engine):
        self.engine = engine

    def submit(self, function, *arguments):
        call = Future()
        call.set_exception(BrokenProcessPool("gone"))
        return call

    def restart(self):
        self.engine.restart()


def _both(make, *call):
    """Pages and digests of the first page, which is the factsheet, and of the others."""
    first, others = (make(*call, "delft-west/factsheet.nl.html", is_first) for is_first in (True, False))
    assert not first[0].keys() & others[0].keys()
    return first[0] | others[0], first[1] | others[1]


def test_the_page_leaves_tables_to_the_chapter_as_the_published_one_does():
    blocks = BLOCK_LIST.dump_python([Heading(text="Werk", id="werk", level=2, place="theme"), _table()], mode="json")
    output = nbformat.v4.new_output("display_data", {MIME: {"area": "delft-west", "language": "nl", "blocks": blocks}})
    cell = nbformat.v4.new_code_cell("x", metadata={"tags": ["factsheet"]}, outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Werk"), cell])
    task = Task("03_werk", {"area": "delft-west", "language": "nl"}, {})
    pages = _both(build._pages, "delft-west", "", [(task, kept.packed(notebook))], True, "", {})[0]
    page = BeautifulSoup(pages["delft-west/factsheet.nl.html"], "html.parser")
    assert page.select_one("#werk .kw-elsewhere a")["href"] == "03_werk.nl.html#t" and not page.find("table")
    assert BeautifulSoup(pages["delft-west/03_werk.nl.html"], "html.parser").find("table", id="t")


def _chapter(name, title):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}")])
    return Task(name, {"area": "delft-west", "language": "nl"}, {}), kept.packed(notebook)


def test_only_chapters_of_something_new_are_made_again():
    """Others stay as they are, unless what all pages are made of has changed, or a title that all of them lead to."""
    chapters = [_chapter("01_a", "Een"), _chapter("02_b", "Twee")]
    both, sheet = {"delft-west/01_a.nl.html", "delft-west/02_b.nl.html"}, {"delft-west/factsheet.nl.html"}
    pages, made = _both(build._pages, "delft-west", "", chapters, True, "x", {})
    assert set(pages) == both | sheet and set(made) == both
    assert set(_both(build._pages, "delft-west", "", chapters, True, "x", made)[0]) == sheet
    assert set(_both(build._pages, "delft-west", "", chapters, True, "y", made)[0]) == both | sheet
    longer = [chapters[0], _chapter("02_b", "Twee\n\nMeer.")]
    assert set(_both(build._pages, "delft-west", "", longer, True, "x", made)[0]) == {"delft-west/02_b.nl.html"} | sheet
    titled = [chapters[0], _chapter("02_b", "Anders")]
    assert set(_both(build._pages, "delft-west", "", titled, True, "x", made)[0]) == both | sheet


@pytest.mark.parametrize(
    ("looked_at", "first"),
    [
        ("", "factsheet.nl.html"),
        ("breda-noord/factsheet.nl.html", "factsheet.nl.html"),
        ("breda-noord/02_second.nl.html", "02_second.nl.html"),
        ("breda-noord/09_gone.nl.html", "factsheet.nl.html"),
    ],
)
def test_the_page_that_is_looked_at_is_there_before_the_others(project, builder, looked_at, first):
    seen = []

    def shown(page, there):
        seen.append((page, there, sorted(path.name for path in project.out.rglob("*.html"))))

    assert not builder().build(looked_at, shown).problems
    name = f"breda-noord/{first}"
    assert seen == [("breda-noord/factsheet.nl.html", name, [first])]
    assert len(list(project.out.rglob("*.html"))) == 3


def test_a_notebook_that_was_read_is_not_read_again():
    chapter, before = _chapter("01_a", "Eens gelezen"), build._notebook.cache_info().misses
    for number in range(3):
        _both(build._pages, "delft-west", "", [chapter], True, str(number), {})
    assert build._notebook.cache_info().misses == before + 1


def test_wrong_words_are_told_even_when_pages_cannot_be_made_of_them(project, builder, monkeypatch):
    one = builder()
    one.build()
    words = project.folder / "helpers/words/locales/pages.nl.yaml"
    words.parent.mkdir(parents=True, exist_ok=True)
    words.write_text("page: {}\n")
    monkeypatch.setattr(build, "_wrong_words", lambda _: ["pages.nl.yaml: no key"])
    monkeypatch.setattr(build, "_pages", lambda *_: {}["no words"])
    assert one.build().problems == ("pages.nl.yaml: no key",)


def test_a_chapter_that_is_gone_is_made_again(project, builder):
    one, gone = builder(), project.out / "breda-noord/01_first.nl.html"
    one.build()
    gone.unlink()
    assert one.build().executed == () and gone.is_file()


def test_new_words_have_only_words_checked_by_new_workers(project, builder, monkeypatch):
    one = builder()
    one.build()
    monkeypatch.setattr(build, "_problems", lambda _: ["the tables were checked"])
    monkeypatch.setattr(build, "_wrong_words", lambda _: project.problems)
    words = project.folder / "helpers/words/locales/pages.nl.yaml"
    words.parent.mkdir(parents=True, exist_ok=True)
    words.write_text("page: {}\n")
    restarts = one.engine.restarts
    project.problems = ["pages.nl.yaml: no key"]
    assert one.build().problems == ("pages.nl.yaml: no key",) and one.engine.restarts == restarts + 1
    project.problems = []
    monkeypatch.setattr(build, "_problems", lambda _: [])
    assert not one.build().problems
