"""How a figure of each chart looks, as text: place, size, colour, font and order of all that is drawn.

`tests/mark_checks.py` proves that the drawing says what its twin says. This keeps how it says so: a margin, a size, a
colour, the order in which things cover each other. `make golden` writes it anew.
"""

import difflib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text as Words

from helpers import charts
from helpers.methods.intervals import Interval
from helpers.words.text import Text
from tests import marks
from tests.marks import Made, Shown

FOLDER = Path(__file__).resolve().parent / "charts/looks"
_LOOKS = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")
_SIZES = ("linewidth", "linewidths", "markersize", "fontsize", "alpha", "zorder", "linestyle", "rotation")
_MORE = ("sizes", "clip_on", "horizontalalignment")  # of dots and marks, of what may stand over an edge, of words

_ROWS = {
    "name": ["Noord", "Een heel lange naam van een gebied aan de rand van de stad", "Zuid", "Oost"],
    "value": [Interval(12.3, 12.1, 12.5), Interval(4, 3, 5, "phrase"), None, Interval(7.5, 7.4, 7.6, "proxy")],
}
_YEARS = {
    "year": [2020, 2022, 2024] * 2,
    "who": ["Noord"] * 3 + ["Nederland"] * 3,
    "value": [1.5, None, 3.5, *(Interval(value, value - 1, value + 1, "phrase") for value in (5, 6, 8))],
}
# Charts of a reader's own (`charts.figure`), by their kind.
OWN = {
    "bars": {"frame": pd.DataFrame(_ROWS), "names": "name", "values": "value", "unit": "procent"},
    "dots": {"frame": pd.DataFrame(_ROWS), "names": "name", "values": "value"},
    "lines": {"frame": pd.DataFrame(_YEARS), "names": "year", "values": "value", "by": "who", "unit": "procent"},
}


def lines_of(canvas: Canvas) -> str:
    """The finished drawing: its size, then a line for every artist that can be seen, in the order of the tree."""
    width, height = canvas.get_size_inches()
    lines = [f"canvas {width:.2f} x {height:.2f} inches"]
    for artist in canvas.findobj(lambda one: one.get_visible() and _extent(one)):
        lines.append(" ".join([type(artist).__name__, _name(artist), _extent(artist), *_look(artist)]))
    return "\n".join(lines) + "\n"


def _name(artist: Artist) -> str:
    """Text, or the id of a mark, with slashes: words around a dot look like an address."""
    return repr(artist.get_text()) if isinstance(artist, Words) else str(artist.get_gid() or "-").replace(".", "/")


def _extent(artist: Artist) -> str:
    """Left, bottom, right and top in pixels; empty for what has no size."""
    if isinstance(artist, Words) and not artist.get_text():
        return ""
    if isinstance(artist, PathCollection | LineCollection):  # matplotlib knows no extent of dots and bars of limits
        points = _points(artist)
        return _pixels((*points.min(axis=0), *points.max(axis=0))) if len(points) else ""
    try:
        box = artist.get_window_extent()
    except (AttributeError, NotImplementedError, TypeError):
        return ""
    if not np.isfinite(box.extents).all() or not (box.width or box.height):
        return ""
    return _pixels(box.extents)


def _points(artist: PathCollection | LineCollection) -> np.ndarray:
    """The places of dots or the ends of lines, in pixels."""
    if isinstance(artist, PathCollection):
        points = artist.get_offset_transform().transform(artist.get_offsets())
    else:
        points = artist.get_transform().transform([end for path in artist.get_paths() for end in path.vertices])
    return np.asarray(points).reshape(-1, 2)


def _pixels(edges: Iterable[float]) -> str:
    """Two pixels: what another build of the same libraries may do to a place is no difference."""
    return "[" + " ".join(f"{2 * round(edge / 2):.0f}" for edge in edges) + "]"


def _more(artist: Artist) -> tuple[str, ...]:
    """What else makes a difference to its look, where its kind has it."""
    size, edge, side = _MORE
    return (size,) if isinstance(artist, PathCollection) else (side,) if isinstance(artist, Words) else (edge,)


def _look(artist: Artist) -> list[str]:
    if isinstance(artist, Axes):
        limits = [f"{limit:.3g}" for limit in (*artist.get_xlim(), *artist.get_ylim())]
        return [f"limits={','.join(limits)}"]
    found = {
        name: value for name, value in ((n, _property(artist, n)) for n in (*_LOOKS, *_SIZES, *_more(artist))) if value
    }
    box = isinstance(artist, Words) and artist.get_bbox_patch()
    return [f"{name}={value}" for name, value in found.items()] + ([f"box={_extent(box)}"] if box else [])


def _property(artist: Artist, name: str) -> str:
    value = getattr(artist, f"get_{name}", lambda: None)()
    if value is None:
        return ""
    if name in _LOOKS:
        try:
            return ",".join(sorted({to_hex(colour, keep_alpha=True) for colour in mpl.colors.to_rgba_array(value)}))
        except ValueError:
            return str(value)
    return re.sub(r"\s+", "", str(value))


@cache
def _figures() -> dict[str, tuple[Made, Shown]]:
    """For each chart, wide and narrow, the figure with the largest drawing that readers of one area get."""
    shown = marks.all_shown("rotterdam-zuid", "nl")
    largest = sorted(shown, key=lambda figure: len(figure[0].drawing.svg))
    return {name_of(made): (made, figure) for made, figure in largest}


def name_of(made: Made) -> str:
    """The name of a look: of its chart, and of its place when that is narrow."""
    return f"{made.chart}.narrow" if made.narrow else made.chart


def names() -> list[str]:
    """The names of the looks of all charts that readers get."""
    return sorted(_figures())


def look_of(name: str) -> str:
    """The look of a figure as it is drawn now."""
    return lines_of(marks.drawn_again(*_figures()[name]).canvas)


def looks_of_own(kind: str) -> dict[str, str]:
    """The looks of a chart of a reader's own, wide and narrow, by their names."""
    with marks.laid_out() as canvases:
        charts.figure(kind=kind, text=Text("nl"), alt="Noord: 12,3.", own="Noord", **OWN[kind])
    return {f"figure-{kind}{end}": lines_of(canvas) for end, canvas in zip(("", ".narrow"), canvases, strict=True)}


def changes(name: str, look: str) -> list[str]:
    """The lines in which a look is not as kept."""
    kept = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return list(difflib.unified_diff(kept, look.splitlines(), "kept", "drawn", n=0, lineterm=""))


def renew() -> None:
    """Write all of them anew."""
    found = {name: look_of(name) for name in names()}
    for kind in OWN:
        found |= looks_of_own(kind)
    for name, look in found.items():
        (FOLDER / f"{name}.txt").write_text(look, encoding="utf-8")


if __name__ == "__main__":
    renew()
