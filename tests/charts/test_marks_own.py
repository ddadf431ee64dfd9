"""A user's own figures in a chart of courses: every mark is that of the twin, and small faults are found."""

import base64

import pytest

from helpers import open_run, results, views
from helpers.methods.intervals import Interval
from tests import marks
from tests.charts.test_marks_faults import _faults, _put_in
from tests.mark_checks import check_courses
from tests.marks import Made, Shown
from tests.sources.test_own_figures import ORIGIN, empty_book, fill, save

AREA = "utrecht-overvecht"
INCOME = {"region": AREA, "indicator": "kwb-lage-inkomens"}
OWN = [
    INCOME | {"year": 2019, "value": 56, "lower": 52, "upper": 59},
    INCOME | {"year": 2023, "value": 57, "status": "provisional"},
    INCOME | {"year": 2022, "value": None, "status": "suppressed"},
    # A year that nobody else has, between two that a line joins.
    {"region": AREA, "indicator": "lbm-score", "year": 2019, "value": 3.9},
    {"region": AREA, "indicator": "kwb-bijstand", "year": 2026, "value": 3000},
    {"region": "GM0344", "indicator": "kwb-lage-inkomens", "year": 2023, "value": 11},
]


@pytest.fixture(scope="module", params=["nl", "en"])
def figure(request, tmp_path_factory) -> tuple[Made, Shown]:
    path = save(fill(empty_book(), OWN, [ORIGIN], []), tmp_path_factory.mktemp("own"))
    run = open_run(AREA, request.param, own=path)
    series = results.series.area_series(run, AREA, ["lbm-score", "kwb-lage-inkomens", "kwb-bijstand"])
    made: dict[bytes, Made] = {}
    with marks.recorded(made):
        (block,) = views.series.course(run, "armoede", series)
    drawing = made[base64.b64decode(block.svg)]
    return drawing, Shown(block, drawing.canvas, AREA, run.text, run.tables)


def test_own_figures_are_marks_of_their_own_beside_the_course(figure):
    _, shown = figure
    check_courses(shown)
    drawn = {gid for gid in shown.marks if ".own." in gid}
    assert drawn == {*(f"panel-{n}.own.{kind}" for n in (0, 1, 2) for kind in ("full", "limits")), "panel-1.own.open"}
    own = [row for row in shown.twin if row["region"].value == "own"]
    assert [row["value"].value for row in own] == [3.9, 56, None, 57, 3000] and own[1]["value"].limits.upper == 59
    assert {row["source"].text for row in own} == {"Gemeente Utrecht"}
    text = shown.text
    assert text("series.diamond") in shown.block.caveats and text("series.own") in marks.legend(shown)
    assert text("chart.course_alt_own") in shown.block.alt
    assert "Gemeente Utrecht, Wijkmonitor" in shown.block.source


def test_the_course_of_the_area_is_as_without_own_figures(figure):
    _, shown = figure
    run = open_run(AREA, shown.text.language)
    before = results.series.area_series(run, AREA, ["lbm-score", "kwb-lage-inkomens", "kwb-bijstand"])
    rows = [row for row in shown.twin if row["region"].value != "own"]
    values = [value.value if isinstance(value, Interval) else None for value in before["value"]]
    assert [row["value"].value for row in rows] == pytest.approx(values, abs=1e-4)


FAULTS = [
    *_faults(
        "courses",
        "_draw_course",
        joined_by_a_line=(
            "_joined_parts(own, years) if line.style else ()",
            "_joined_parts(own, years) if line.style else [own]",
        ),
        moved=("in some[", "in some[::-1]["),
        no_limits=("if line.colour == OWN:", 'if line.region == "area":'),
        all_round=("marker=line.marker", 'marker="o"'),
        not_drawn=("    gid = mark_id", '    own = own[:0] if line.region == "own" else own\n    gid = mark_id'),
    ),
    *_faults("courses", "_panel", a_gap_in_the_line=('rows.loc[rows["role"] != "own", "year"]', 'rows["year"]')),
    *_faults("courses", "_handles", not_in_the_legend=("in _LINES", "in _LINES if line.style")),
]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found(fault, figure, monkeypatch):
    _put_in(fault, monkeypatch)
    with pytest.raises((AssertionError, KeyError)):
        check_courses(marks.drawn_again(*figure))
