"""The marks of figures that are drawn again, each against its table twin: what mutation testing of charts runs.

`test_marks` looks at the figures as the notebooks made them. Here what the notebooks show is worked out once, and only
the chart itself is called for each test, so that a changed line of a chart is tried in seconds.
"""

import pytest

from tests import looks, marks
from tests.charts.test_marks import RUNS
from tests.mark_checks import CHECKS
from tests.marks import Made, Shown

pytestmark = pytest.mark.slow


def _figures(chart: str) -> list[tuple[Made, Shown]]:
    """All figures by one chart that readers of two areas get; one that both get is there once."""
    found = {}
    for area, language in RUNS:
        for made, shown in marks.all_shown(area, language):
            if made.chart == chart:
                found.setdefault((made.drawing.svg, made.narrow), (made, shown))
    return list(found.values())


@pytest.mark.parametrize("chart", CHECKS)
def test_drawn_again_a_figure_is_what_its_twin_says(chart):
    figures = _figures(chart)
    assert figures
    for made, shown in figures:
        CHECKS[chart](marks.drawn_again(made, shown))


@pytest.mark.parametrize("chart", CHECKS)
def test_a_figure_looks_as_kept(chart):
    """Sizes, colours, places and order, as somebody looked at them. If they should change: `make golden`, and look."""
    names = [name for name in looks.names() if name.partition(".")[0] == chart]
    assert names
    for name in names:
        assert not looks.changes(name, looks.look_of(name))
