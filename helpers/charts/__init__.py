"""Pure drawings: a small frame and words in, an image with its alternative text out."""

from typing import TYPE_CHECKING

from helpers.charts.comparisons import dot_strips, stacked_composition
from helpers.charts.diagrams import cmo_diagram
from helpers.charts.event_study import event_plot
from helpers.charts.generic import figure
from helpers.charts.grids import matrix
from helpers.charts.multiples import among_others
from helpers.charts.over_years import courses
from helpers.charts.ranks import caterpillar, funnel, rug
from helpers.charts.series import gap_panels, line_pairs, slopes
from helpers.charts.style import OWN, Drawing
from helpers.faces import face

__all__ = [
    "OWN",
    "Drawing",
    "among_others",
    "caterpillar",
    "cmo_diagram",
    "courses",
    "dot_strips",
    "event_plot",
    "figure",
    "funnel",
    "gap_panels",
    "line_pairs",
    "matrix",
    "rug",
    "slopes",
    "stacked_composition",
]

# All its names are there already, so this is for completion and for names that are none.
if not TYPE_CHECKING:  # a type checker must not take any name for one that there is
    __getattr__, __dir__ = face(__name__, __all__)
