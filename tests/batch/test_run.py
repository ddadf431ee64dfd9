"""A run without processes: what is executed and what is not, what is published, what a failure or death leaves behind.

The same as test_batch and test_faults prove with real workers and kernels, in a blink.
"""

import json
import os
import random
import shutil

import pytest

from helpers.batch import packaging
from helpers.batch import run as batch_run
from helpers.batch.engine import EngineError
from helpers.batch.store import Store
from helpers.batch.work import Pages
from tests.batch import fakes
from tests.batch.fakes import AREAS, TEMPLATE, TWO, Death, InlineEngine, statuses

FAILS = "assert area != 'delft-west', 'this area fails'"


# What is executed ---------------------------------------------------------------------------------------


def test_a_failing_notebook_is_reported_and_others_go_on(project):
    report = project.write(first="1 + 1", second=FAILS).run()
    assert statuses(report) == {"done": 3, "failed": 1} and not report.ok
    (failure,) = report.failures
    assert (failure.task.area, failure.task.name, failure.cell) == ("delft-west", "02_second.nl", 3)
    assert failure.error == "AssertionError: this area fails"
    assert report.factsheets == ["breda-noord nl"] and project.factsheets() == {"breda-noord"}
    assert [name for name in project.files() if name.startswith("delft-west/")] == ["delft-west/01_first.nl.html"]
    tasks = json.loads((project.out / "manifest.json").read_text())["tasks"]
    failed = [(task["area"], task["notebook"], task["cell"]) for task in tasks if task["status"] == "failed"]
    assert failed == [("delft-west", "02_second", 3)] and len(tasks) == 4


def test_the_outcome_of_every_task_is_told_once(project):
    project.write(first="1 + 1", second=FAILS)
    told = []
    for statuses_told in (["done", "done", "done", "failed"], ["failed", "unchanged", "unchanged", "unchanged"]):
        told.clear()
        with Store(project.out) as store:
            run = batch_run.BatchRun(project.plan(), project.tables, store, 60, False)
            run.work(InlineEngine(), lambda outcome: told.append(outcome.status))
        assert sorted(told) == statuses_told


def test_a_mended_notebook_repairs_its_area_and_nothing_else_runs(project):
    project.write(first="1 + 1", second=FAILS).run()
    project.write(first="1 + 1", second="'mended'")
    report = project.run()
    assert project.engine.executed == ["breda-noord 02_second.nl", "delft-west 02_second.nl"]
    assert statuses(report) == {"done": 2, "unchanged": 2} and report.ok and len(report.factsheets) == 2
    assert "mended" in project.files()["delft-west/02_second.nl.html"]


def test_a_failure_withdraws_what_it_contradicts(project):
    project.write(first="1 + 1", second="area").run()
    before = project.files()
    assert "delft-west/factsheet.nl.html" in before
    project.write(first="1 + 1", second=FAILS).run()
    gone = {"delft-west/factsheet.nl.html", "delft-west/02_second.nl.html"}
    assert set(before) - set(project.files()) == gone
    assert "delft-west" not in project.files()["index.html"] and "breda-noord" in project.files()["index.html"]


def test_nothing_of_an_area_stays_when_all_its_notebooks_fail(project):
    project.write(first="area").run()
    project.write(first=FAILS).run()
    assert {name.split("/")[0] for name in project.files() if "/" in name} == {"breda-noord"}


def test_a_failure_in_one_language_leaves_no_page_of_older_input_in_the_other(project):
    project.write(first="area").run(languages=("nl", "en"))
    assert "delft-west/factsheet.en.html" in project.files()
    project.write(first="assert language != 'nl'").run(languages=("nl",))
    assert [name for name in project.files() if name.startswith("delft-west/")] == []


def test_a_language_that_is_added_keeps_the_other(project):
    project.write(first="area").run(languages=("nl",))
    report = project.run(languages=("en",))
    assert statuses(report) == {"done": 2} and set(report.factsheets) >= {"delft-west en"}
    assert {"delft-west/factsheet.nl.html", "delft-west/factsheet.en.html"} <= set(project.files())


def test_unchanged_means_nothing_runs(project):
    project.write(first="1 + 1", second="area").run()
    before = project.times()
    report = project.run()
    assert statuses(report) == {"unchanged": 4} and project.engine.done == [] and report.factsheets == []
    written = {path for path, time in project.times().items() if before[path] != time}
    assert len(before) > 12 and {path.parent for path in written} <= {project.out, project.state}  # the index only
    assert not [path for path in written if path.parent == project.state and path.name != "index.json"]


def test_force_runs_everything(project):
    project.write(first="1 + 1").run()
    report = project.run(force=True)
    assert statuses(report) == {"done": 2} and len(report.factsheets) == 2
    assert sorted(project.engine.done) == [f"{area} {name}" for area in TWO for name in ("01_first.nl", "pages")]


def test_a_change_of_templates_makes_pages_again_without_executing(project):
    project.write(first="1 + 1").run()
    (project.folder / TEMPLATE).write_text("new template")
    report = project.run()
    assert project.engine.executed == [] and sorted(report.factsheets) == ["breda-noord nl", "delft-west nl"]
    assert "<html>new template" in project.files()["delft-west/01_first.nl.html"]


def test_order_and_number_of_jobs_do_not_show(project):
    """Neither in the pages and the kept notebooks, nor in the manifest of a run in which some tasks fail."""
    project.write(first="area", second=FAILS)
    written, orders = [], []
    for seed, slots in enumerate((1, 2, 3, 7)):
        chance = random.Random(seed)
        engine = InlineEngine(slots, chance.choice)
        project.run(areas=chance.sample(AREAS[:3], 3), engine=engine, languages=chance.sample(("nl", "en"), 2))
        kept = {name: (project.executed / name).read_bytes() for name in project.kept()}
        written.append((project.files(), kept, (project.out / "manifest.json").read_text()))
        orders.append(engine.done)
        shutil.rmtree(project.out)
    assert all(other == written[0] for other in written) and len(written[0][1]) == 10
    assert len({tuple(order) for order in orders}) == len(orders)


def test_pages_are_made_while_other_notebooks_wait(project):
    project.write(first="1 + 1", second="area")
    engine = InlineEngine(slots=2)
    project.run(areas=AREAS, engine=engine)
    assert engine.done.index("breda-noord pages") < engine.done.index("rotterdam-zuid 01_first.nl")
    assert engine.most == 4  # few calls ahead


# Workers that die ---------------------------------------------------------------------------------------


def _dies(times):
    """A cell that is the death of its worker in delft-west, the first `times` times."""
    return f"""
from helpers.batch.plan import PROJECT_DIR
deaths = len(list(PROJECT_DIR.glob("death-*")))
if area == "delft-west" and deaths < {times}:
    (PROJECT_DIR / f"death-{{deaths}}").touch()
    raise Death
"""


@pytest.mark.parametrize("times", [1, 2])
def test_a_task_that_was_lost_with_its_worker_is_tried_again(project, times):
    project.write(first=_dies(times))
    report = project.run(areas=AREAS, engine=InlineEngine(slots=4))
    assert report.ok and statuses(report) == {"done": len(AREAS)} and project.factsheets() == set(AREAS)
    assert project.engine.restarts == times
    assert project.engine.done.count("delft-west 01_first.nl") == times + 1


def test_who_goes_on_dying_fails_and_takes_nobody_along(project):
    project.write(first=_dies(99))
    report = project.run(areas=AREAS, engine=InlineEngine(slots=6))
    assert [(failure.task.area, failure.error) for failure in report.failures] == [
        ("delft-west", "RuntimeError: the worker process died, more than once")
    ]
    assert project.factsheets() == set(AREAS) - {"delft-west"} and project.engine.restarts == 3
    assert project.engine.company["delft-west 01_first.nl"] == 0  # its last death was its own


def test_calls_that_were_lost_together_run_alone(project):
    """Any of them may have been the death of the worker: the next death must tell which."""
    engine = InlineEngine(slots=3)
    project.write(first=_dies(1)).run(areas=AREAS, engine=engine)
    (lost,) = engine.lost
    assert len(lost) >= 5 and {engine.company[name] for name in lost} == {0}


def test_two_that_go_on_dying_are_two_failures(project):
    project.write(first="if area in ('breda-noord', 'heerlen-noord'): raise Death")
    report = project.run(areas=AREAS, engine=InlineEngine(slots=6))
    assert sorted(failure.task.area for failure in report.failures) == ["breda-noord", "heerlen-noord"]
    assert project.factsheets() == set(AREAS) - {"breda-noord", "heerlen-noord"}


@pytest.mark.parametrize("number", range(1, 9))
def test_a_worker_that_dies_while_a_call_is_handed_over_costs_nothing(project, number):
    project.write(first="area")
    engine = InlineEngine(slots=2)
    submits = []

    def moment(what):
        submits.extend([what] if what == "submit" else [])
        if what == "submit" and len(submits) == number:
            engine.die()

    engine.moment = moment
    report = project.run(areas=AREAS[:4], engine=engine)
    assert report.ok and project.factsheets() == set(AREAS[:4]) and engine.restarts >= 1


def test_pages_that_are_the_death_of_workers_are_an_error_of_their_area(project, monkeypatch):
    def make_pages(row, *others):
        if row["area"] == "delft-west":
            raise Death
        return fakes.make_pages(row, *others)

    monkeypatch.setattr(batch_run, "make_pages", make_pages)
    report = project.write(first="area").run(areas=AREAS)
    assert report.page_errors == {"delft-west": "RuntimeError: the worker process died, more than once"}
    assert project.factsheets() == set(AREAS) - {"delft-west"} and not report.failures


def test_pages_get_the_pictures_of_the_run_before_unless_all_is_made_anew(project, monkeypatch):
    given = []

    def make_pages(row, *others):
        given.append(others[-1])
        pages = fakes.make_pages(row, *others)
        pages.files[f"{row['area']}/files.nl/a.png"] = b"picture"
        return pages

    monkeypatch.setattr(batch_run, "make_pages", make_pages)
    project.write(first="1 + 1").run(areas=AREAS[:1])
    project.write(first="1 + 2").run(areas=AREAS[:1])
    project.run(areas=AREAS[:1], force=True)
    assert given == [{}, {"files.nl/a.png": b"picture"}, {}]


@pytest.mark.parametrize("what", ["task", "pages"])
def test_a_call_that_the_engine_gives_up_is_a_failure_of_its_area(project, monkeypatch, what):
    """A cluster does so with a call that has cost it several workers."""

    def given_up(real):
        def call(first, *others):
            area = first.area if what == "task" else first["area"]
            if area == "delft-west":
                raise OSError("given up")
            return real(first, *others)

        return call

    name = "execute" if what == "task" else "make_pages"
    monkeypatch.setattr(batch_run, name, given_up(getattr(fakes, name)))
    report = project.write(first="area").run()
    errors = [failure.error for failure in report.failures] + list(report.page_errors.values())
    assert errors == ["OSError: given up"] and project.factsheets() == {"breda-noord"}


def test_pages_that_cannot_be_made_are_an_error_of_their_area_and_made_by_the_next_run(project, monkeypatch):
    def make_pages(row, *others):
        if row["area"] == "delft-west":
            return Pages(error="ValueError: no page")
        return fakes.make_pages(row, *others)

    monkeypatch.setattr(batch_run, "make_pages", make_pages)
    report = project.write(first="area").run()
    assert report.page_errors == {"delft-west": "ValueError: no page"} and project.factsheets() == {"breda-noord"}
    monkeypatch.setattr(batch_run, "make_pages", fakes.make_pages)
    assert project.run().factsheets == ["delft-west nl"] and project.engine.executed == []


def test_an_area_of_which_the_tables_do_not_say_enough_is_an_error_of_its_own(project, monkeypatch):
    def facts_of(tables, area):
        if area == "delft-west":
            raise ValueError("no row for it")

    monkeypatch.setattr(batch_run, "facts_of", facts_of)
    report = project.write(first="area").run()
    assert report.page_errors == {"delft-west": "ValueError: no row for it"} and project.factsheets() == {"breda-noord"}


def test_a_package_of_all_areas_goes_when_it_is_not_of_what_there_is(project):
    project.write(first="area").run()
    with Store(project.out) as store:
        store.put_out(packaging.owner("nl"), "of before", {packaging.name("nl"): b"zip"})
    project.run()
    assert not (project.out / packaging.name("nl")).exists()


# An engine that is lost ---------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [EngineError("gone"), KeyboardInterrupt()], ids=["lost", "Ctrl-C"])
def test_what_was_finished_is_kept_when_the_engine_ends(project, error):
    project.write(first="1 + 1", second="area")
    strikes = fakes.Fault(5, error)
    engine = InlineEngine(slots=1, moment=lambda what: strikes() if what == "work" else None)
    with pytest.raises(type(error)):
        project.run(areas=AREAS, engine=engine)
    # Two notebooks and the pages of the first area, and a notebook of the second.
    assert project.factsheets() == {"breda-noord"} and len(project.kept()) == 3
    before = project.kept()
    report = project.run(areas=AREAS)
    assert statuses(report) == {"unchanged": 3, "done": 9} and project.factsheets() == set(AREAS)
    again = {name.replace(" ", "/") + ".ipynb.gz" for name in project.engine.executed}
    assert len(again) == 9 and not again & before


# The output folder --------------------------------------------------------------------------------------


def test_the_cache_can_be_deleted_in_mid_run(project):
    deletes = f"import shutil; shutil.rmtree({str(project.state)!r})"
    report = project.write(first="1 + 1", second=deletes).run(areas=TWO[:1], engine=InlineEngine(slots=1))
    assert report.ok and statuses(report) == {"done": 2} and report.factsheets == ["breda-noord nl"]
    assert project.engine.executed.count("breda-noord 01_first.nl") == 2
    assert project.kept() == {"breda-noord/01_first.nl.ipynb.gz", "breda-noord/02_second.nl.ipynb.gz"}
    project.write(first="1 + 1", second="area")
    assert statuses(project.run(areas=TWO[:1])) == {"unchanged": 1, "done": 1}


def test_notebooks_that_are_lost_again_are_an_error_of_their_area(project, monkeypatch):
    read = Store.read
    monkeypatch.setattr(Store, "read", lambda store, task: None if task.area == "delft-west" else read(store, task))
    report = project.write(first="area").run()
    assert report.page_errors == {"delft-west": "executed notebooks were damaged or deleted during the run, twice"}
    assert project.factsheets() == {"breda-noord"} and statuses(report) == {"done": 2}


def _other_bytes(path):
    """Other content of the same size and time."""
    before = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def _cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE = {  # area: harm to its output, whether its notebook runs again, whether its pages are made again
    "breda-noord": (lambda out: _cut(out / "breda-noord/factsheet.nl.html"), False, True),
    "delft-west": (lambda out: (out / "delft-west/factsheet.nl.html").unlink(), False, True),
    "heerlen-noord": (lambda out: _cut(out / ".kansrijk/executed/heerlen-noord/01_first.nl.ipynb.gz"), True, False),
    # what is kept is only read when pages are made of it
    "rotterdam-zuid": (
        lambda out: (
            _other_bytes(out / ".kansrijk/executed/rotterdam-zuid/01_first.nl.ipynb.gz"),
            (out / "rotterdam-zuid/factsheet.nl.html").unlink(),
        ),
        True,
        True,
    ),
    "tilburg-noordwest": (lambda out: _cut(out / ".kansrijk/tilburg-noordwest.json"), True, True),
    "utrecht-overvecht": (lambda out: (out / ".kansrijk/utrecht-overvecht.json").write_bytes(b"\xff\0"), True, True),
    "arnhem-oost": (
        lambda out: (out / ".kansrijk/arnhem-oost.json").write_text('{"notebooks": [], "pages": []}'),
        True,
        True,
    ),
    "lelystad-oost": (lambda out: (out / ".kansrijk/lelystad-oost.json").write_text('["notebooks"]'), True, True),
}


def test_damage_to_an_earlier_output_is_repaired(project):
    """Cut off, deleted or changed pages, executed notebooks and ledgers."""
    project.write(first="area").run(areas=DAMAGE)
    before = project.files()
    for harm, _, _ in DAMAGE.values():
        harm(project.out)
    _cut(project.state / "index.json")
    report = project.run(areas=DAMAGE)
    assert project.engine.executed == sorted(f"{area} 01_first.nl" for area, (_, runs, _) in DAMAGE.items() if runs)
    assert sorted(report.factsheets) == sorted(f"{area} nl" for area, (_, _, pages) in DAMAGE.items() if pages)
    assert report.ok and project.files() == before and len(report.outcomes) == len(DAMAGE)
    assert statuses(project.run(areas=DAMAGE)) == {"unchanged": 8} and project.engine.done == []
