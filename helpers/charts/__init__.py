"""Pure drawings: a small frame and words in, an image with its alternative text out."""

from helpers.charts.comparisons import dot_strips, ratio_overview, stacked_composition
from helpers.charts.diagrams import cmo_diagram, theme_graph
from helpers.charts.grids import matrix, tile_map
from helpers.charts.over_years import courses
from helpers.charts.series import gap_panels, line_pairs, slopes
from helpers.charts.style import OWN, Drawing

__all__ = [
    "OWN",
    "Drawing",
    "cmo_diagram",
    "courses",
    "dot_strips",
    "gap_panels",
    "line_pairs",
    "matrix",
    "ratio_overview",
    "slopes",
    "stacked_composition",
    "theme_graph",
    "tile_map",
]


def __dir__() -> list[str]:
    """What tab completion offers."""
    return __all__
