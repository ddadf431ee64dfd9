"""Finished drawings, read as a reader reads them: marks by their ids, places by the labels of the axes.

A chart's own code is never asked where a mark should be: what stands on the canvas is read back into numbers, and
`tests/mark_checks.py` compares these with the figure's table twin.
"""

import base64
import inspect
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations

import numpy as np
import pytest
from babel.numbers import parse_decimal
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.text import Text as Words

from helpers import charts
from helpers.blocks.model import Block, Cell, Figure
from helpers.blocks.notebook import leaves
from helpers.charts import (
    comparisons,
    diagrams,
    event_study,
    generic,
    grids,
    multiples,
    over_years,
    ranks,
    series,
    style,
)
from helpers.contract.load import Tables, load_tables
from helpers.files import FIGURES_VARIABLE
from helpers.views import claims
from helpers.words.text import Text
from tests.published import NOTEBOOKS, cells

_NUMBER = re.compile(r"[+\u2212]?\d+(?:[.,]\d+)*")


# What was drawn ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A drawing: the name of its chart, what the chart was called with, and the canvas behind the SVG.

    narrow: whether it is the one for a narrow place.
    """

    chart: str
    args: tuple
    kwargs: dict
    canvas: Canvas
    drawing: charts.Drawing
    narrow: bool = False


def chart_functions() -> dict[str, Callable]:
    """The public chart functions by name: those that give a Drawing."""
    return {
        name: value
        for name, value in vars(charts).items()
        if inspect.isfunction(value)
        and not name.startswith("_")
        and inspect.signature(value).return_annotation in (charts.Drawing, "Drawing")
    }


@contextmanager
def recorded(made: dict[bytes, Made]) -> Iterator[None]:
    """Add every drawing that a chart makes inside the `with` to `made`, by the bytes of its SVG.

    What comes from the cache of figures was drawn in this process before, and is there already.
    """
    canvases: dict[bytes, Canvas] = {}
    finish = style.finished

    def finishing(canvas, alt):
        drawing = finish(canvas, alt)
        canvases[drawing.svg] = canvas
        return drawing

    def recording(name, draw):
        def drawn(*args, **kwargs):
            drawing = draw(*args, **kwargs)
            for svg, narrow in ((drawing.svg, False), (drawing.narrow, True)):
                if svg in canvases:
                    made[svg] = Made(name, args, kwargs, canvases[svg], drawing, narrow)
            return drawing

        return drawn

    with pytest.MonkeyPatch.context() as patch:
        for module in (comparisons, diagrams, event_study, generic, grids, multiples, over_years, ranks, series):
            patch.setattr(module, "finished", finishing)
        # A chart of a reader's own has no check here: `views.figure` reads it back (tests/views/test_generic.py).
        for name, draw in (chart_functions() | {"figure": charts.figure}).items():
            patch.setattr(charts, name, recording(name, draw))
        yield


@dataclass(frozen=True)
class Shown:
    """A figure as a reader gets it, with the canvas behind it: what a check compares."""

    block: Figure
    canvas: Canvas
    area: str
    text: Text
    tables: Tables

    @cached_property
    def twin(self) -> list[dict[str, Cell]]:
        """The rows of the table twin: cells by the key of their column."""
        keys = [column.key for column in self.block.table.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.block.table.rows]

    @cached_property
    def axes(self) -> dict[str, Axes]:
        """The axes by their id; the others must be empty and switched off."""
        for axis in self.canvas.axes:
            assert axis.get_gid() or not (axis.axison or _children(axis)), "axes without an id that show something"
            others = (axis.get_title(loc="center"), axis.get_title(loc="right"), axis.get_xlabel(), axis.get_ylabel())
            assert not any(others), f"words that no check reads: {others}"
        named = [axis for axis in self.canvas.axes if axis.get_gid()]
        found = {axis.get_gid(): axis for axis in named}
        assert len(found) == len(named), "two axes have the same id"
        return found

    @property
    def titles(self) -> list[str]:
        """The titles of the axes, as far as they have one."""
        return list(filter(None, (axis.get_title(loc="left") for axis in self.canvas.axes)))

    @property
    def legends(self) -> list[Legend]:
        return [*self.canvas.legends, *filter(None, (axis.get_legend() for axis in self.canvas.axes))]

    @cached_property
    def marks(self) -> "_Marks":
        """All that is drawn beside axes, titles, tick labels and legends, by id."""
        canvas = self.canvas
        drawn = [*canvas.lines, *canvas.patches, *canvas.texts, *canvas.images, *canvas.artists]
        for axis in self.axes.values():
            drawn += _children(axis)
        found = _Marks()
        for artist in drawn:
            gid = artist.get_gid()
            assert gid, f"a mark has no id: {artist}"
            assert gid not in found, f"two marks have the id {gid}"
            assert _is_seen(artist), f"{gid} cannot be seen"
            found[gid] = artist
        return found

    def numbers(self, words: str) -> list[float]:
        """The numbers in a text of this language."""
        return [self.number(part) for part in numbers_in(words)]

    def number(self, words: str) -> float:
        return float(parse_decimal(words.replace("\u2212", "-").lstrip("+"), locale=self.text.locale, strict=True))


class _Marks(dict[str, Artist]):
    """Marks by id; one that is not there is a fault of the drawing, not of the check."""

    def __missing__(self, gid):
        raise AssertionError(f"there is no mark {gid}")


def _children(axis: Axes) -> list[Artist]:
    plain = [*axis.lines, *axis.patches, *axis.collections, *axis.texts, *axis.images]
    return [*plain, *axis.artists, *axis.tables, *axis.child_axes]


def _is_seen(artist: Artist) -> bool:
    """Whether an artist is switched on, not transparent, and of some size (points)."""
    if not artist.get_visible() or (artist.get_alpha() is not None and artist.get_alpha() < 0.05):
        return False
    if isinstance(artist, Line2D):
        has_line, has_marker = bool(look(artist).line), bool(look(artist).marker)
        return (not has_line or artist.get_linewidth() >= 0.5) and (not has_marker or artist.get_markersize() >= 3)
    if isinstance(artist, PathCollection):
        return min(artist.get_sizes()) >= 10
    return not isinstance(artist, Words) or artist.get_fontsize() >= 7


def numbers_in(words: str) -> list[str]:
    """The numbers in a text as they are written there."""
    return _NUMBER.findall(words)


def same(left: str, right: str) -> bool:
    """Whether two texts differ at most in how they are broken into lines: at spaces, or after hyphens."""
    return re.sub(r"\s", "", left) == re.sub(r"\s", "", right)


# What the notebooks show --------------------------------------------------------------------------------------

_FIGURES = tempfile.TemporaryDirectory()  # a figure that is the same for two areas is drawn once
MADE: dict[bytes, Made] = {}


def figures_in(blocks: list[Block]) -> Iterator[Figure]:
    return (block for block in leaves(blocks) if isinstance(block, Figure))


@cache
def all_shown(area: str, language: str) -> list[tuple[Made, Shown]]:
    """The figures that the notebooks show for an area, whether they go into the factsheet or not."""
    text, tables = Text(language), load_tables()
    found = []
    with pytest.MonkeyPatch.context() as patch, recorded(MADE):
        patch.setenv(FIGURES_VARIABLE, _FIGURES.name)
        for notebook in NOTEBOOKS:
            for cell in cells(notebook, area, language, edit=_without_claims):
                found += [(made, Shown(block, made.canvas, area, text, tables)) for made, block in made_of(cell.blocks)]
    return found


def made_of(blocks: list[Block]) -> list[tuple[Made, Figure]]:
    """The drawings of figures in blocks, each with how a chart made it, as `recorded` into `MADE`."""
    found = [
        (MADE.get(base64.b64decode(svg)), block) for block in figures_in(blocks) for svg in block.drawings.values()
    ]
    for made, block in found:
        assert made, f"figure {block.id} was made by no chart"
    return found


def _without_claims(code: str) -> str:
    """Cells on claims take half of the time, and show tables only."""
    assert not hasattr(claims, "charts")
    return "" if "views.claims." in code else code


def drawn_again(made: Made, shown: Shown) -> Shown:
    """The same figure with the same twin, as the chart draws it now; only the canvas, not the SVG, which takes long."""
    with laid_out() as canvases:
        drawing = getattr(charts, made.chart)(*made.args, **made.kwargs)
    canvas = canvases[made.narrow]
    return replace(shown, block=shown.block.model_copy(update={"alt": drawing.alt}), canvas=canvas)


@contextmanager
def laid_out() -> Iterator[list[Canvas]]:
    """The canvases, wide and narrow, that charts are drawn on meanwhile; no SVG is made of them."""
    canvases: list[Canvas] = []

    def lay_out(canvas, *args, **kwargs):
        canvas.draw_without_rendering()
        canvases.append(canvas)

    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(FIGURES_VARIABLE, raising=False)
        patch.setattr(Canvas, "savefig", lay_out)
        patch.setattr(style, "plain", lambda svg: svg)  # there is none
        yield canvases


# Places -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scale:
    """An axis as its tick labels read: from places on the canvas (pixels) to numbers."""

    places: np.ndarray
    numbers: np.ndarray
    log: bool = False

    def read(self, places) -> np.ndarray:
        """The numbers at places, by the first and the last tick label."""
        places = np.asarray(places, dtype=float)
        if len(self.places) == 1:
            assert np.allclose(places, self.places[0], atol=0.01), "a mark stands beside the only tick"
            return np.full(places.shape, self.numbers[0])
        known = np.log(self.numbers) if self.log else self.numbers
        slope = (known[-1] - known[0]) / (self.places[-1] - self.places[0])
        read = known[0] + slope * (places - self.places[0])
        return np.exp(read) if self.log else read

    @property
    def tolerance(self) -> float:
        """What is left of a number when it went over the canvas and back."""
        return 1e-5 * max(np.ptp(self.numbers), 1e-3)


def scale(shown: Shown, axis: Axes, side: str, log: bool = False) -> Scale:
    """The x or y axis by its tick labels; they must stand where their numbers belong, and grow right or up."""
    ticks = tick_labels(axis, side)
    found = Scale(np.array([place for place, _ in ticks]), np.array([shown.numbers(w)[0] for _, w in ticks]), log)
    assert len(ticks) and (np.diff(found.places) > 0).all() and (np.diff(found.numbers) > 0).all(), "axis runs back"
    assert np.allclose(found.read(found.places), found.numbers, atol=found.tolerance), "tick labels stand unevenly"
    return found


def tick_labels(axis: Axes, side: str) -> list[tuple[float, str]]:
    """The tick labels of the x or y axis that can be seen: place on the canvas and text, from left or below."""
    one = axis.xaxis if side == "x" else axis.yaxis
    low, high = sorted(one.get_view_interval())
    found = []
    for loc, label in zip(one.get_majorticklocs(), one.get_ticklabels(), strict=True):
        if low <= loc <= high and label.get_visible() and label.get_text():
            place = axis.transData.transform((loc, loc))[0 if side == "x" else 1]
            found.append((place, label.get_text()))
    return sorted(found)


def bare_scale(axis: Axes, side: str) -> Scale:
    """An axis without tick labels: its own limits; it must be even and grow right or up."""
    limits = axis.get_xlim() if side == "x" else axis.get_ylim()
    assert (axis.get_xscale() if side == "x" else axis.get_yscale()) == "linear"
    assert limits[0] < limits[1], "axis runs back"
    return Scale(axis.transData.transform(np.transpose([limits, limits]))[:, 0 if side == "x" else 1], np.array(limits))


def spots(artist: Artist) -> np.ndarray:
    """The points of a line or of dots, on the canvas: n x 2. Those that are clipped away are an error."""
    if isinstance(artist, PathCollection):
        points = artist.get_offset_transform().transform(artist.get_offsets())
    else:
        points = artist.get_transform().transform(artist.get_xydata())
    points = np.asarray(points).reshape(-1, 2)
    return seen(artist, points)


def seen(artist: Artist, points: np.ndarray) -> np.ndarray:
    """The same points (pixels), when all are numbers and within the axes."""
    box = artist.axes.bbox
    assert np.isfinite(points).all(), f"{artist.get_gid()} has a point that is no number"
    inside = (points >= np.array(box.min) - 0.5) & (points <= np.array(box.max) + 0.5)
    assert inside.all(), f"{artist.get_gid()} is outside the axes"
    return points


def segments(artist: Artist) -> list[np.ndarray]:
    """The segments of a collection of lines, on the canvas: 2 x 2 each."""
    return [seen(artist, artist.get_transform().transform(segment)) for segment in artist.get_segments()]


def words_outside(canvas: Canvas, wider: float = 0) -> list[str]:
    """The words that the edge of the canvas cuts off; wider: as a part, what a fallback font needs more."""
    edge = canvas.bbox
    return [
        said
        for said, (x0, y0, x1, y1), side in _words_of(canvas)
        if x0 - wider * (x1 - x0) * _GROWS_LEFT[side] < edge.x0 - 0.5
        or x1 + wider * (x1 - x0) * (1 - _GROWS_LEFT[side]) > edge.x1 + 0.5
        or y0 < edge.y0 - 0.5
        or y1 > edge.y1 + 0.5
    ]


_GROWS_LEFT = {"left": 0.0, "center": 0.5, "right": 1.0}  # by where its words are held: the part of what is more


def words_overlapping(canvas: Canvas) -> list[tuple[str, str]]:
    """Pairs of words that cover each other, by more than the room that a font keeps above and below its letters."""
    return [
        (one, other)
        for (one, (a0, b0, a1, b1), _), (other, (c0, d0, c1, d1), _) in combinations(_words_of(canvas), 2)
        if min(a1, c1) - max(a0, c0) > 1 and min(b1, d1) - max(b0, d0) > 3
    ]


def _words_of(canvas: Canvas) -> list[tuple[str, tuple[float, float, float, float], str]]:
    """The words that are drawn on a canvas: text, left, bottom, right and top, and at which side they are held."""
    canvas.draw_without_rendering()
    undrawn = {id(label) for axes in canvas.axes for axis in (axes.xaxis, axes.yaxis) for label in _undrawn(axis)}
    shown = [words for words in canvas.findobj(Words) if words.get_text().strip() and words.get_visible()]
    return [
        (words.get_text(), words.get_window_extent().extents, words.get_horizontalalignment())
        for words in shown
        if id(words) not in undrawn
    ]


def _undrawn(axis: Axis) -> list[Words]:
    """The labels of ticks outside the limits, which matplotlib keeps and does not draw."""
    low, high = sorted(axis.get_view_interval())
    return [tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]


def box(artist: Artist) -> np.ndarray:
    """The box around an artist on the canvas: ((left, bottom), (right, top)); of a text the words, without a frame."""
    return artist.get_window_extent().get_points()


def middle(artist: Artist) -> np.ndarray:
    return box(artist).mean(axis=0)


def holds(outer: np.ndarray, point: np.ndarray) -> bool:
    """Whether a point is in a box."""
    return bool((outer[0] <= point).all() and (point <= outer[1]).all())


# Looks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """What sets marks apart: colour, marker ("" = none), kind of line ("" = none), and open or filled."""

    colour: str
    marker: str = ""
    line: str = ""
    hollow: bool = False


def look(artist: Artist) -> Look:
    if isinstance(artist, PathCollection):
        colours, edges = ({to_hex(c) for c in some} for some in (artist.get_facecolor(), artist.get_edgecolor()))
        assert len(colours) == 1, "dots of one kind have several colours"
        hollow = colours == {"#ffffff"}
        return Look((edges if hollow else colours).pop(), _marker(artist), hollow=hollow)
    if not isinstance(artist, Line2D):
        return Look(to_hex(artist.get_facecolor()))
    colour = to_hex(artist.get_color())
    marker = "" if artist.get_marker() in ("None", None, "", " ") else str(artist.get_marker())
    line = "" if artist.get_linestyle() in ("None", "", " ") else artist.get_linestyle()
    return Look(colour, marker, line, bool(marker) and to_hex(artist.get_markerfacecolor()) != colour)


def _marker(dots: PathCollection) -> str:
    (path,) = dots.get_paths()
    for name in ("o", "D", "^", "v", "s", "|"):
        style = MarkerStyle(name)
        known = style.get_path().transformed(style.get_transform())
        if known.vertices.shape == path.vertices.shape and np.allclose(known.vertices, path.vertices):
            return name
    raise AssertionError("dots of an unknown shape")


def legend(shown: Shown) -> dict[str, Look]:
    """The entries of the only legend: the look of the sample by its text, which must stand at the right of it."""
    assert len(shown.legends) == 1, f"there are {len(shown.legends)} legends"
    (legend_,) = shown.legends
    found = {}
    for handle, words in zip(legend_.legend_handles, legend_.get_texts(), strict=True):
        sample, label = middle(handle), box(words)
        assert sample[0] < label[0][0] and label[0][1] - 2 <= sample[1] <= label[1][1] + 2
        found[words.get_text()] = look(handle)
    assert len(set(found.values())) == len(found) == len(legend_.get_texts()), "entries of a legend look alike"
    return found
