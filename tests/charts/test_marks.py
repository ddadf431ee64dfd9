"""Every mark of every figure is what its table twin says: the checks of `mark_checks`, over all notebooks."""

from collections import Counter

import pytest

from helpers import open_run, results, views
from helpers.charts import style
from helpers.contract.load import load_tables
from helpers.contract.vocabulary import LANGUAGES, THEMES
from tests import marks
from tests.mark_checks import CHECKS
from tests.marks import Shown

pytestmark = pytest.mark.slow

# An area in many studies and in both phases, and one in a single study; no area is in none. `test_marks_again` draws
# these too. Then the same in the other language, and an area whose districts fit only roughly.
RUNS = (("rotterdam-zuid", "nl"), ("utrecht-overvecht", "en"))
OTHERS = (("rotterdam-zuid", "en"), ("utrecht-overvecht", "nl"), ("breda-noord", "nl"))


def _figures(chart: str, runs) -> list[Shown]:
    """All figures of some areas by one chart; one that is the same for two areas is there once."""
    found = {}
    for area, language in runs:
        for made, shown in marks.all_shown(area, language):
            if made.chart == chart:
                found.setdefault((shown.block.model_dump_json(exclude={"caveats"}), made.narrow), shown)
    return list(found.values())


def test_every_chart_has_a_check():
    assert sorted(CHECKS) == sorted(marks.chart_functions())


@pytest.mark.parametrize("chart", CHECKS)
@pytest.mark.parametrize("runs", [RUNS, pytest.param(OTHERS, marks=pytest.mark.long)], ids=["runs", "others"])
def test_marks_are_those_of_the_twin(chart, runs):
    figures = _figures(chart, runs)
    assert figures, f"no notebook shows a {chart}: its check never ran"
    for shown in figures:
        assert len(shown.twin) > 1 and shown.marks
        CHECKS[chart](shown)
        _assert_words_have_room(shown)


def _assert_words_have_room(shown: Shown) -> None:
    """No words leave the canvas, in another font neither, and none cover each other."""
    for wider in (0, 0.1):  # what usual fonts need more than ours
        assert marks.words_outside(shown.canvas, wider) == [], (shown.area, shown.block.id, wider)
    assert marks.words_overlapping(shown.canvas) == [], (shown.area, shown.block.id)


@pytest.mark.long
@pytest.mark.parametrize("part", [0, 1])
def test_figures_of_the_area_alone_are_right_in_all_areas(part):
    """What is drawn of an area's own figures: other values, gaps, breaks and lengths of names; languages by turns."""
    seen = Counter()
    areas = load_tables().areas["area"][part::2]
    for number, area in enumerate(areas):
        run = open_run(area, LANGUAGES[number % 2])
        with marks.recorded(marks.MADE):
            context = results.register.area_context(run, area)
            blocks = [*views.area.area_context(run, context, results.register.strips(run, context))]
            for theme in THEMES:
                names = results.series.of_theme(run, theme)
                blocks += views.series.course(run, theme, results.series.area_series(run, area, names))
            blocks += views.series.course(run, "leefbaarheid", results.series.area_series(run, area, ["lbm-score"]))
        for made, block in marks.made_of(blocks):
            CHECKS[made.chart](shown := Shown(block, made.canvas, area, run.text, run.tables))
            _assert_words_have_room(shown)
            seen[made.chart] += 1
    assert seen["dot_strips"] == 2 * len(areas) and seen["courses"] > 6 * len(areas)


def test_ids_of_marks_are_plain_words():
    """They become ids of elements: whatever a title or name holds, nothing else gets into the drawing."""
    assert style.mark_id('a"><script>', "é b", 3) == "a---script-.--b.3"
