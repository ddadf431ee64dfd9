"""The diagram of arrows from context by mechanism to outcome."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from helpers.charts.kept import drawn_once
from helpers.charts.style import INK, PAPER, SOFT, WIDE, Drawing, Look, Place, finished, house_canvas, mark_id
from helpers.colours import PALETTE
from helpers.rows import Record, each_row
from helpers.words.text import Text

_DASHED = (0, (4, 3))

Point = tuple[float, float]


def _box(padding: float, face: str, edge: str, linewidth: float = 1.0) -> Look:
    """The rounded box of a text."""
    return {"boxstyle": f"round,pad={padding}", "facecolor": face, "edgecolor": edge, "linewidth": linewidth}


_CMO_COLOURS = {
    "context": SOFT,
    "mechanism": PALETTE["re-integratie"].light,
    "outcome": PALETTE["jonge-kind"].light,
}


class _Factor(Record):
    factor: str
    kind: str
    label: str
    number: str


class _Link(Record):
    source: str
    target: str
    basis: str


@drawn_once(WIDE)
def cmo_diagram(place: Place, factors: pd.DataFrame, links: pd.DataFrame, text: Text, alt: str) -> Drawing:
    """A context-mechanism-outcome diagram in three columns; stated arrows full, inferred ones dashed.

    factors: factor, kind (context, mechanism, outcome), label, number ("" = none printed). links: source, target,
    basis; one alternative only. Mechanisms stand in the order of the source, the others beside what they are linked
    with.
    """
    columns = {"context": 0.0, "mechanism": 1.0, "outcome": 2.0}
    tallest = factors["kind"].value_counts().max()
    points = _cmo_points(factors, links, columns, tallest)
    with house_canvas(place.width, 0.62 * tallest + 0.5) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        for number, link in enumerate(each_row(links, _Link)):
            _draw_cmo_link(axis, number, link, points)
        for factor in each_row(factors, _Factor):
            _draw_cmo_factor(axis, factor, points)
        for kind, x in columns.items():
            look: Look = {
                "ha": "center",
                "va": "bottom",
                "fontsize": 10.5,
                "weight": "bold",
                "color": _CMO_COLOURS[kind],
            }
            axis.text(x, -0.15, text(f"cmo.{kind}"), gid=mark_id("kind", kind), **look)
        axis.set(xlim=(-0.5, 2.5), ylim=(tallest + 0.1, -0.5))
        axis.set_axis_off()  # a diagram has no scale, and fills its canvas
        canvas.subplots_adjust(left=0, right=1, top=1, bottom=0)
        return finished(canvas, alt)


def _cmo_points(
    factors: pd.DataFrame, links: pd.DataFrame, columns: dict[str, float], tallest: int
) -> dict[str, Point]:
    """Where the boxes stand: contexts and outcomes sorted by the mean height of the mechanisms they link with."""
    mechanisms = factors.loc[factors["kind"] == "mechanism", "factor"].tolist()
    points = {factor: (columns["mechanism"], number + 0.5) for number, factor in enumerate(mechanisms)}
    ends = pd.concat([links[["source", "target"]], links.rename(columns={"source": "target", "target": "source"})])
    for kind in ("context", "outcome"):
        heights: dict[str, float] = {}
        for factor in factors.loc[factors["kind"] == kind, "factor"]:
            linked = [points[other][1] for other in ends.loc[ends["source"] == factor, "target"] if other in points]
            heights[factor] = float(np.mean(linked)) if linked else tallest
        for number, factor in enumerate(sorted(heights, key=lambda factor: heights[factor])):
            points[factor] = (columns[kind], (number + 0.5) * tallest / len(heights))
    return points


def _draw_cmo_link(axis: Axes, number: int, link: _Link, points: dict[str, Point]) -> None:
    """The arrow of a link; one within a column is bent around its boxes."""
    (x0, y0), (x1, y1) = points[link.source], points[link.target]
    same = x0 == x1
    start, end = ((x0 + 0.36, y0), (x1 + (0.36 if same else -0.36), y1))
    arrow = FancyArrowPatch(
        start,
        end,
        gid=mark_id(f"link-{number}"),
        arrowstyle="-|>",
        mutation_scale=8,
        color=INK if link.basis == "stated" else SOFT,
        linewidth=1.6 if link.basis == "stated" else 0.9,
        linestyle="-" if link.basis == "stated" else _DASHED,
        connectionstyle="arc3,rad=-0.45" if same else "arc3,rad=0",
    )
    axis.add_patch(arrow)


def _draw_cmo_factor(axis: Axes, factor: _Factor, points: dict[str, Point]) -> None:
    """The box of a factor, with its number when it has one."""
    x, y = points[factor.factor]
    label = f"{factor.number}. {factor.label}" if factor.number else factor.label
    look: Look = {"ha": "center", "va": "center", "fontsize": 9, "color": INK, "linespacing": 1.05}
    box = _box(0.3, PAPER, _CMO_COLOURS[factor.kind], linewidth=1.5)
    words = textwrap.fill(label, 27, break_long_words=False)
    axis.text(x, y, words, gid=mark_id("factor", factor.factor), bbox=box, **look)
