"""The explorer: chart, frame and code follow the choices; a choice without figures is answered in words."""

import subprocess
import sys

import pytest

from helpers import open_run, results, views
from helpers.contract.vocabulary import LANGUAGES
from helpers.session import without_area
from tests.conftest import PROJECT

# What a chart looks like is for tests of charts and views: here it is only shown.
pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture
def explorer(run):
    return run.explore()


def _html(widget):
    (output,) = widget.outputs
    return output["data"]["text/html"]


def _executed(explorer):
    """What the code of the explorer makes, in a notebook that has nothing but a run."""
    *before, last = explorer.code.value.strip().split("\n")
    names = {"run": explorer.run}
    exec("\n".join(before), names)
    return names["rows"], eval(last, names)


def test_it_begins_with_the_area_of_the_run_and_can_be_shown(explorer, run):
    assert "application/vnd.jupyter.widget-view+json" in explorer._repr_mimebundle_()
    assert (
        len(explorer.areas.options) == len(run.tables.areas)
        and explorer.areas.value == (run.area,)
        and explorer.years.value == ()
    )
    assert "Rotterdam-Zuid" in _html(explorer.output) and run.area in _html(explorer.frame)


def test_a_run_without_an_area_begins_with_all(tables):
    explorer = without_area(tables, "en").explore()
    assert explorer.areas.value == () and "Utrecht Overvecht" in _html(explorer.output)


@pytest.mark.parametrize(
    "benchmark",
    [
        pytest.param(name, marks=() if name == "municipality" else pytest.mark.slow)
        for name in results.compare.BENCHMARKS
    ],
)
def test_chart_frame_and_code_follow_the_choices(explorer, benchmark):
    explorer.indicator.value, explorer.benchmark.value = "lbm-score", benchmark
    explorer.areas.value, explorer.years.value = ("breda-noord", "heerlen-noord"), (2014, 2024)
    rows, blocks = _executed(explorer)
    assert rows["area"].tolist() == ["breda-noord"] * 2 + ["heerlen-noord"] * 2
    assert rows["year"].tolist() == [2014, 2024] * 2 and set(rows["benchmark"]) == {benchmark}
    assert views.compare.compared(explorer.run, rows) == blocks
    html = _html(explorer.output)
    assert blocks[0].title in html and blocks[0].table.rows[0][2].text in html
    assert _html(explorer.frame).count("breda-noord") == 2 and "delft-west" not in _html(explorer.frame)


def test_the_code_leaves_out_what_is_not_chosen_and_stays_short(explorer):
    explorer.indicator.value = "cbs-laag-inkomen"
    explorer.areas.value = ()
    assert 'results.compare.compare(run, "cbs-laag-inkomen", benchmark="municipality")' in explorer.code.value
    explorer.areas.value = tuple(slug for _, slug in explorer.areas.options)
    assert "\n    areas=[" in explorer.code.value and len(_executed(explorer)[0]) == len(explorer.areas.options)


def test_years_are_those_of_the_indicator_and_what_was_chosen_stays(explorer):
    explorer.indicator.value = "kwb-wmo"
    explorer.years.value = (2019, 2024)
    explorer.indicator.value = "lbm-score"
    assert set(explorer.years.options) == {2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024}
    assert explorer.years.value == (2024,) and "years=[2024]" in explorer.code.value
    explorer.indicator.value = "cbs-laag-inkomen"
    assert explorer.years.options == (2022,) and explorer.years.value == ()


@pytest.mark.parametrize("language", [pytest.param("nl", marks=pytest.mark.slow), "en"])
def test_why_something_is_not_there_is_said_in_words(language):
    run = open_run("heerlen-noord", language)
    explorer = run.explore()
    explorer.indicator.value = "kwb-wmo"
    assert run.text("compare.not_collected") in _html(explorer.output)
    explorer.indicator.value, explorer.benchmark.value = "lbm-score", "similar"
    other = run.text("compare.similar")
    said = run.text("compare.missing_no-benchmark", benchmark=other)
    assert run.text("compare.missing", why=said, names="Heerlen-Noord") in _html(explorer.output)
    explorer.indicator.value, explorer.benchmark.value = "kwb-inwoners", "municipality"
    number = run.text("compare.missing_number", benchmark=run.text("compare.municipality"))
    assert number in _html(explorer.output)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.long) for name in ("lbm-score", "kwb-jeugdzorg", "kwb-inwoners")]
    + ["cbs-laag-inkomen"],
)
def test_no_choice_raises(explorer, name):
    explorer.indicator.value = name
    for _, benchmark in explorer.benchmark.options:
        explorer.benchmark.value = benchmark
        for area in ("heerlen-noord", "groningen-noord"):
            explorer.areas.value = (area,)
            for year in explorer.years.options[:1] + explorer.years.options[-1:]:
                explorer.years.value = (year,)
                assert 'class="kw' in _html(explorer.output)


def test_what_cannot_be_made_is_said_without_a_traceback(explorer, monkeypatch):
    monkeypatch.setattr(results.compare, "compare", lambda *_: (_ for _ in ()).throw(ValueError("no <year> 1999")))
    explorer.benchmark.value = "nl"
    assert explorer.run.text("explore.refused", why="no &lt;year&gt; 1999") in _html(explorer.output)
    assert "<table" in _html(explorer.frame)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_in_the_language_of_the_run(language):
    run = open_run("breda-noord", language)
    told = repr(run.explore()._box.children)
    for name in ("indicator", "benchmark", "areas", "years", "code", "frame"):
        assert repr(run.text(f"explore.{name}")) in told or run.text(f"explore.{name}") in told


@pytest.mark.slow
def test_a_run_that_explores_nothing_imports_no_widgets():
    code = "import sys; from helpers import open_run; open_run('breda-noord'); assert 'ipywidgets' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
