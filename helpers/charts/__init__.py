"""Pure drawings: a small frame and words in, an image with its alternative text out.

>>> import pandas as pd
>>> cells = pd.DataFrame({"2023": ["1", ""], "2024": ["2", "1"]}, index=["Heerlen-Noord", "Breda-Noord"])
>>> drawing = charts.matrix(cells, "Heerlen-Noord", "Talks in two areas: 1 and 2 in Heerlen-Noord, 1 in Breda-Noord")
>>> drawing.width, drawing.svg[:4], drawing.narrow[:4]
(730, b'<svg', b'<svg')
"""

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
