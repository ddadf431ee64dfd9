"""`kansrijk run` in this process: what it says, how it ends, and that it can be stopped at any moment."""

import io
import json
import re
import shutil
from types import SimpleNamespace

import pytest
from pypdf import PdfWriter
from rich.console import Console
from typer.testing import CliRunner

from helpers import cli
from helpers.batch import kept, run, work
from helpers.batch.engine import EngineError
from helpers.batch.store import Store
from helpers.files import counted
from helpers.pages.pdf import MOST_PAGES
from tests.batch import fakes
from tests.batch.fakes import AREAS, TEMPLATE, TWO, Fault, InlineEngine, strike_while_writing

FAILS = "assert area != 'delft-west', 'this area fails'"
DISK_IS_FULL = "No space left on device"


def test_a_failing_notebook_is_told_with_its_cause(project):
    result = project.write(first="1 + 1", second=FAILS).kansrijk()
    assert result.exit_code == 1
    assert "3 notebooks run, 0 unchanged, 1 failed; 1 factsheet" in result.stdout
    (line,) = [line for line in result.stderr.splitlines() if "AssertionError" in line]
    assert "delft-west" in line and "02_second.nl" in line and " 3 " in line and "this area fails" in line
    assert "in line 1" in result.stderr


def test_a_failed_notebook_is_kept_in_sight_until_it_succeeds(project):
    result = project.write(first="1 + 1", second=FAILS).kansrijk()
    kept = project.out / "delft-west/failed-02_second.nl.ipynb"
    assert str(kept) in result.stderr and "this area fails" in kept.read_text()
    assert [path.name for path in project.out.rglob("failed-*")] == [kept.name]
    project.write(first="1 + 1", second="'mended'").kansrijk()
    assert not kept.exists()


def test_frames_of_libraries_are_left_out_unless_asked_for(project, monkeypatch):
    frames = ["KeyError", "Cell In[2], line 1", "File /x/site-packages/pandas/core/frame.py:1, in get", "KeyError: 'x'"]
    execute = fakes.execute

    def fails(task, timeout):
        outcome = execute(task, timeout)
        outcome.traceback = frames if outcome.status == "failed" else []
        return outcome

    monkeypatch.setattr(run, "execute", fails)
    short = project.write(first="1 + 1", second=FAILS).kansrijk().stderr
    assert "Cell In[2]" in short and "KeyError: 'x'" in short and "pandas/core" not in short
    assert "(left out: 1 frames of libraries; --verbose shows them)" in short
    long = project.kansrijk("--verbose").stderr
    assert "pandas/core" in long and "left out" not in long


def test_unchanged_means_nothing_is_touched(project, monkeypatch):
    project.write(first="1 + 1", second="area").kansrijk()
    before = project.times()
    monkeypatch.setattr(cli, "_run", lambda *arguments: pytest.fail("a run was started"))
    result = project.kansrijk()
    assert result.exit_code == 0 and "0 notebooks run, 4 unchanged, 0 failed; 0 factsheets" in result.stdout
    assert project.times() == before


def test_force_runs_everything(project):
    project.write(first="1 + 1").kansrijk()
    assert "2 notebooks run, 0 unchanged, 0 failed; 2 factsheets" in project.kansrijk("--force").stdout
    assert len(project.engine.executed) == 2


def test_a_change_of_templates_makes_pages_again_without_executing(project):
    project.write(first="1 + 1").kansrijk()
    (project.folder / TEMPLATE).write_text("new template")
    assert "0 notebooks run, 2 unchanged, 0 failed; 2 factsheets" in project.kansrijk().stdout
    assert "new template" in project.files()["delft-west/factsheet.nl.html"] and project.engine.executed == []


def test_a_page_that_is_gone_is_made_again(project):
    project.write(first="1 + 1").kansrijk()
    (project.out / "delft-west/factsheet.nl.html").unlink()
    assert "0 notebooks run, 2 unchanged, 0 failed; 1 factsheet" in project.kansrijk().stdout
    (project.out / "index.html").unlink()
    assert "0 notebooks run, 2 unchanged, 0 failed; 0 factsheets" in project.kansrijk().stdout
    assert "index.html" in project.files() and project.factsheets() == set(TWO)


REASONS = {  # what is done to the project after a run: why a dry run would run notebooks, and how many
    "notebook": (lambda p: p.write(first="1 + 1", second="2"), "changed: notebook", 2),
    "helpers": (lambda p: (p.folder / "helpers/new.py").write_text("X = 1\n"), "changed: helpers", 4),
    "words": (lambda p: (p.folder / "helpers/words.yaml").write_text("a: b\n"), "changed: helpers", 4),
    "templates": (lambda p: (p.folder / TEMPLATE).write_text("new"), "", 0),
    "data": (lambda p: (p.folder / "data/themes.csv").write_text("theme\n"), "changed: data", 4),
    "lock": (lambda p: (p.folder / "requirements.lock").write_text("pandas==3\n"), "changed: software", 4),
    "gone": (lambda p: (p.executed / "delft-west/01_first.nl.ipynb.gz").unlink(), "missing or damaged", 1),
    "touched": (lambda p: (p.executed / "delft-west/01_first.nl.ipynb.gz").touch(), "missing or damaged", 1),
}


@pytest.mark.parametrize("change", REASONS)
def test_a_dry_run_says_what_would_run_and_why(project, change):
    harm, why, runs = REASONS[change]
    project.write(first="1 + 1", second="area").kansrijk()
    harm(project)
    before = project.times()
    result = project.kansrijk("--dry-run")
    *reasons, summary = result.stdout.splitlines()
    assert len(reasons) == runs and all(line.endswith(why) for line in reasons)
    assert summary == f"{counted(runs, 'notebook')} would run, {4 - runs} unchanged"
    assert project.times() == before and project.engine.done == []


def test_without_a_terminal_lines_tell_how_far_a_run_is(project, monkeypatch):
    monkeypatch.setattr(cli._Lines, "SECONDS", 0)
    *lines, summary, _ = project.write(first="1 + 1", second=FAILS).kansrijk().stdout.splitlines()
    assert [line.split(" notebooks")[0] for line in lines] == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
    told = [line for line in lines if "1 failed, 0:00 passed; last: delft-west 02_second.nl" in line]
    assert len(told) == 1 and "1 failed" in summary


def test_lines_about_a_run_say_how_long_it_has_been_going(monkeypatch, capsys):
    times = iter([100.0, 171.9])
    monkeypatch.setattr(cli, "time", SimpleNamespace(monotonic=lambda: next(times)))
    monkeypatch.setattr(cli, "_print", print)
    cli._Lines(9).tell(SimpleNamespace(status="done", task=SimpleNamespace(area="a", name="n")))
    assert capsys.readouterr().out == "1 of 9 notebooks, 0 failed, 1:11 passed; last: a n\n"


def test_the_bar_of_a_terminal_names_the_area_and_the_time(monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(cli, "console", Console(file=terminal, width=120, force_terminal=True))
    with cli._progress(3) as tell:
        tell(SimpleNamespace(task=SimpleNamespace(area="delft-west", name="[b]01_first[/b].nl")))
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue())
    assert "1/3" in shown and "0:00:00 passed" in shown and "delft-west [b]01_first[/b].nl" in shown


@pytest.mark.parametrize(("at", "told"), [([1, 2, 3], 0), ([5, 6, 11], 2), ([4, 9, 10, 30], 2)])
def test_lines_about_a_run_do_not_follow_each_other_at_once(monkeypatch, capsys, at, told):
    times = iter([0.0])
    monkeypatch.setattr(cli, "time", SimpleNamespace(monotonic=lambda: next(times)))
    monkeypatch.setattr(cli, "_print", print)
    lines = cli._Lines(9)
    outcome = SimpleNamespace(status="done", task=SimpleNamespace(area="a", name="n"))
    for now in at:
        times = iter([now])
        lines.tell(outcome)
    assert len(capsys.readouterr().out.splitlines()) == told


# What is there ------------------------------------------------------------------------------------------


def _last_line(result):
    return result.stdout.splitlines()[-1]


def test_the_last_line_tells_what_is_there_and_not_only_what_was_made(project):
    project.write(first="1 + 1")
    for _ in range(2):  # made, and as it was
        assert _last_line(project.kansrijk()) == f"2 factsheets in {project.out}, all up to date"
    assert _last_line(project.kansrijk(areas=TWO[:1])) == f"1 factsheet in {project.out}, up to date"


def test_the_last_line_names_what_is_not_there(project):
    result = project.write(first="1 + 1", second=FAILS).kansrijk()
    expected = f"1 of 2 factsheets in {project.out} up to date; not: delft-west nl (not there)"
    assert _last_line(result) == expected and result.exit_code == 1


def test_the_last_line_names_what_was_made_of_other_input(project):
    """One notebook of two is run anew: the factsheet that stands there holds the other as it was before."""
    project.write(first="1 + 1", second="2").kansrijk(areas=TWO[:1])
    project.write(first="1 + 2", second="3")
    result = project.kansrijk("--notebooks", "1", areas=TWO[:1])
    needs = "a factsheet needs all notebooks (leave out --notebooks), and that of breda-noord nl is of other input"
    expected = f"1 chapter page in {project.out}, up to date; {needs}"
    assert _last_line(result) == expected and result.exit_code == 0
    assert _last_line(project.kansrijk("--notebooks", "1", areas=TWO[:1])) == expected  # nothing to do, and still so


def test_the_last_line_of_some_chapters_tells_of_those(project):
    project.write(first="1 + 1", second="2")
    needs = "; a factsheet needs all notebooks (leave out --notebooks)"
    for _ in range(2):  # made, and as it was
        last = _last_line(project.kansrijk("--notebooks", "1"))
        assert last == f"2 chapter pages in {project.out}, all up to date{needs}"
    project.kansrijk()
    assert _last_line(project.kansrijk("--notebooks", "1")) == f"2 factsheets in {project.out}, all up to date"


def test_the_last_line_names_chapters_that_are_not_there(project):
    result = project.write(first="1 + 1", second=FAILS).kansrijk("--notebooks", "2")
    expected = f"1 of 2 chapter pages in {project.out} up to date; not: delft-west 02_second.nl; a factsheet needs"
    assert _last_line(result).startswith(expected) and result.exit_code == 1


def test_the_last_line_is_short(project):
    lines = project.write(first="assert False").kansrijk(areas=AREAS).stdout.splitlines()
    assert lines[-1].endswith("tilburg-noordwest nl (not there) and 1 more") and "0 of 6 factsheets" in lines[-1]


def test_what_was_made_but_not_as_meant_is_told(project, monkeypatch):
    def remarks(*arguments):
        pages = fakes.make_pages(*arguments)
        pages.remarks = ["a.pdf has 14 pages, more than 12"]
        return pages

    monkeypatch.setattr(run, "make_pages", remarks)
    result = project.write(first="1 + 1").kansrijk(areas=TWO[:1])
    assert "look at: a.pdf has 14 pages, more than 12\n" in result.stdout and result.exit_code == 0


def test_a_background_that_grew_past_its_pages_says_so(monkeypatch):
    def document(pages):
        writer = PdfWriter()
        for _ in range(pages):
            writer.add_blank_page(100, 100)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    files = {"a/achtergrond.nl.pdf": document(MOST_PAGES + 1), "b.pdf": document(MOST_PAGES)}
    told = [f"a/achtergrond.nl.pdf has {MOST_PAGES + 1} pages, more than {MOST_PAGES}"]
    assert work._too_long(files, "a/achtergrond.nl.pdf") == told and work._too_long(files, "b.pdf") == []


def test_a_dry_run_of_something_new_makes_no_folder(project):
    result = project.write(first="1 + 1").kansrijk("--dry-run")
    assert "delft-west 01_first.nl: new\n2 notebooks would run, 0 unchanged" in result.stdout
    assert not project.out.exists()


def test_a_dry_run_tells_of_force(project):
    project.write(first="1 + 1").kansrijk()
    assert project.kansrijk("--dry-run", "--force").stdout.count(": forced\n") == 2


def test_two_runs_do_not_work_in_one_folder(project):
    project.write(first="1 + 1")
    with Store(project.out):
        result = project.kansrijk()
    assert result.exit_code == 2 and "another run is working in" in result.stderr and project.engine.done == []
    assert project.kansrijk().exit_code == 0


def test_an_engine_that_is_lost_ends_the_run_with_its_message(project):
    project.write(first="1 + 1")
    engine = InlineEngine(slots=1, moment=_at("work", Fault(4, EngineError("no worker is left"))))
    result = project.kansrijk(areas=AREAS, engine=engine)
    assert result.exit_code == 2 and "no worker is left" in result.stderr and "Traceback" not in result.stderr
    assert project.factsheets() == {"breda-noord"}
    assert "4 notebooks run, 2 unchanged, 0 failed; 5 factsheets" in project.kansrijk(areas=AREAS).stdout


def _at(kind, fault):
    return lambda what: fault() if what == kind else None


# At any moment ------------------------------------------------------------------------------------------


@pytest.fixture
def earlier(project):
    """earlier(): the project with the output of a run over one area, made before a notebook was changed."""
    kept = project.folder / "kept"
    project.write(first="'before'").kansrijk(areas=TWO[:1])
    project.out.rename(kept)
    project.write(first="'after'").kansrijk()
    expected = project.files()
    assert project.factsheets() == set(TWO) and "after" in expected["breda-noord/01_first.nl.html"]

    def back():
        shutil.rmtree(project.out)
        shutil.copytree(kept, project.out)  # copies times too: it is as its ledger says
        return project

    return back, expected


def _is_whole_after(project, expected):
    """The next run makes what is missing, and no more is left to do after that."""
    project.files()  # nothing is half
    result = project.kansrijk()
    assert result.exit_code == 0 and ", 0 failed" in result.stdout
    assert project.files() == expected
    tasks = json.loads((project.out / "manifest.json").read_text())["tasks"]
    assert [task["status"] for task in tasks if task["status"] == "failed"] == []
    assert project.kansrijk().exit_code == 0 and project.engine.done == []


def _each_moment(strike, every=1):
    """strike(n) for n from 1 in steps of `every`, as long as there is an n-th moment; how many there were."""
    number = 1
    while strike(number):
        number += every
    return (number - 1) // every


# None of these numbers has anything in common with two, so that moments before and after a file is written are among
# each third, fifth and ninth.
@pytest.mark.parametrize("every", [5, pytest.param(3, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.long)])
def test_a_run_can_be_stopped_whatever_the_engine_is_doing(earlier, every):
    back, expected = earlier

    def stopped(number):
        project, fault = back(), Fault(number, KeyboardInterrupt())
        result = project.kansrijk(engine=InlineEngine(moment=fault))
        assert result.exit_code == (130 if fault.struck else 0) and ("Stopped." in result.stderr) == fault.struck
        _is_whole_after(project, expected)
        return fault.struck

    assert _each_moment(stopped, every) > 8 // every


@pytest.mark.parametrize("every", [9, pytest.param(5, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "error",
    [KeyboardInterrupt(), pytest.param(OSError(28, DISK_IS_FULL), marks=pytest.mark.slow)],
    ids=["Ctrl-C", "full disk"],
)
def test_nothing_half_is_left_whatever_is_being_written(earlier, error, every):
    """Stopped, or a full disk: told, nothing half or left over, and the next run goes on."""
    back, expected = earlier

    def struck(number):
        project, fault = back(), Fault(number, error)
        with pytest.MonkeyPatch.context() as patch:
            strike_while_writing(patch, fault)
            result = project.kansrijk()
        told = DISK_IS_FULL in result.stderr if isinstance(error, OSError) else "Stopped." in result.stderr
        code = 1 if isinstance(error, OSError) else 130
        assert result.exit_code == (code if fault.struck else 0) and told == fault.struck, result.output
        _is_whole_after(project, expected)
        return fault.struck

    moments = 13 if isinstance(error, OSError) else 26  # thirteen files; what is there with the same content is left
    assert _each_moment(struck, every) == -(-moments // every)


def test_a_disk_that_stays_full_is_named_and_leaves_what_was_there(earlier):
    back, expected = earlier
    project = back()
    before = project.files()

    class Always(Fault):
        def __call__(self, *_):
            raise self.error

    with pytest.MonkeyPatch.context() as patch:
        strike_while_writing(patch, Always(1, OSError(28, DISK_IS_FULL)))
        result = project.kansrijk()
    assert result.exit_code == 1 and DISK_IS_FULL in result.stderr and "0 notebooks run" in result.stdout
    after = project.files()
    assert {name: before[name] for name in after} == after  # a page is as it was, or withdrawn
    _is_whole_after(project, expected)


# Notebooks for JupyterLab ----------------------------------------------------------------------------------


def _notebooks(project, *options):
    arguments = ["notebooks", "delft-west", "--output", str(project.out), "--to", str(project.folder / "opened")]
    return CliRunner().invoke(cli.app, [*arguments, *options])


@pytest.fixture
def packs(monkeypatch):
    """What the fakes keep is text: it stands for a kept notebook."""
    monkeypatch.setattr(kept, "as_file", lambda content: b"file: " + content)


def test_executed_notebooks_are_written_for_jupyterlab(project, packs):
    project.write(first="1 + 1", second="area").kansrijk()
    result = _notebooks(project)
    assert (result.exit_code, result.stdout.strip()) == (0, f"2 notebooks in {project.folder / 'opened/delft-west'}")
    opened = project.folder / "opened/delft-west/01_first.nl.ipynb"
    assert opened.read_text() == "file: 01_first.nl of delft-west gave '1 + 1'"
    opened.write_text("saved in JupyterLab")
    assert _notebooks(project, "--notebook", "02").exit_code == 0  # the other one is as it was
    refused = _notebooks(project)
    assert refused.exit_code == 2 and "01_first.nl.ipynb is there with other content; --force" in refused.stderr
    assert opened.read_text() == "saved in JupyterLab"
    assert _notebooks(project, "--force").exit_code == 0 and opened.read_text().startswith("file: ")


def test_only_notebooks_of_the_present_input_are_written(project, packs):
    project.write(first="1 + 1", second="area").kansrijk()
    project.write(first="1 + 2", second="area")
    refused = _notebooks(project)
    assert refused.exit_code == 2 and "01_first.nl (changed: notebook); kansrijk run comes first" in refused.stderr
    assert _notebooks(project, "--language", "en").exit_code == 2 and not (project.folder / "opened").exists()


def test_a_damaged_notebook_is_told(project):
    project.write(first="1 + 1").kansrijk()  # what the fakes keep is no kept notebook
    refused = _notebooks(project)
    assert refused.exit_code == 2 and refused.stderr.startswith("delft-west 01_first.nl: no kept notebook (")
