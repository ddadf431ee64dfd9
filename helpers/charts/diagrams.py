"""Diagrams of arrows: effects between themes, and context-mechanism-outcome."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.patches import FancyArrowPatch

from helpers.charts.kept import drawn_once
from helpers.charts.style import INK, SOFT, Drawing, finished, house_canvas, mark_id
from helpers.words.text import Text


@drawn_once(Drawing)
def theme_graph(links: pd.DataFrame, names: dict[str, str], colours: dict[str, str], alt: str) -> Drawing:
    """Directed links from theme (left) to theme (right); the number of stated and inferred links on the line.

    links: from_theme, to_theme, stated, inferred (numbers of passages). A full line is as wide as its stated links;
    a dashed line has inferred links only.
    """
    themes = list(names)
    heights = {theme: len(themes) - place for place, theme in enumerate(themes)}
    with house_canvas(7.6, 5.4) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        for link in links.itertuples():
            gid = mark_id("link", link.from_theme, link.to_theme)
            start, end = (0.0, heights[link.from_theme]), (1.0, heights[link.to_theme])
            colour = colours[link.from_theme]
            axis.add_patch(
                FancyArrowPatch(
                    start,
                    end,
                    gid=gid,
                    arrowstyle="-|>",
                    mutation_scale=11,
                    shrinkA=2,
                    shrinkB=3,
                    color=colour,
                    linewidth=0.9 + 0.3 * link.stated,
                    linestyle="-" if link.stated else (0, (4, 3)),
                    alpha=0.85,
                )
            )
            place = 0.2 + 0.08 * ((heights[link.to_theme]) % 2)  # neighbours at different distances
            axis.text(
                place,
                start[1] + place * (end[1] - start[1]),
                f"{link.stated} + {link.inferred}",
                gid=mark_id(gid, "label"),
                fontsize=8,
                ha="center",
                va="center",
                bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": colour, "linewidth": 0.7},
            )
        for theme, name in names.items():
            for x, side, end in ((-0.03, "right", "from"), (1.03, "left", "to")):
                axis.text(
                    x,
                    heights[theme],
                    textwrap.fill(name, 14, break_long_words=False),
                    gid=mark_id(end, theme),
                    ha=side,
                    va="center",
                    fontsize=10,
                    weight="bold",
                    color="white",
                    bbox={"boxstyle": "round,pad=0.4", "facecolor": colours[theme], "edgecolor": "none"},
                )
        axis.set(xlim=(-0.42, 1.42), ylim=(0.4, len(themes) + 0.5))
        axis.set_axis_off()
        canvas.subplots_adjust(left=0, right=1, top=1, bottom=0)
        return finished(canvas, alt)


def _cmo_places(
    factors: pd.DataFrame, links: pd.DataFrame, columns: dict[str, float], tallest: int
) -> dict[str, tuple[float, float]]:
    """Where the boxes stand: contexts and outcomes sorted by the mean height of the mechanisms they link with."""
    mechanisms = factors.loc[factors["kind"] == "mechanism", "factor"].tolist()
    places = {factor: (columns["mechanism"], place + 0.5) for place, factor in enumerate(mechanisms)}
    ends = pd.concat([links[["source", "target"]], links.rename(columns={"source": "target", "target": "source"})])
    for kind in ("context", "outcome"):
        heights = {}
        for factor in factors.loc[factors["kind"] == kind, "factor"]:
            linked = [places[other][1] for other in ends.loc[ends["source"] == factor, "target"] if other in places]
            heights[factor] = np.mean(linked) if linked else tallest
        for place, factor in enumerate(sorted(heights, key=heights.get)):
            places[factor] = (columns[kind], (place + 0.5) * tallest / len(heights))
    return places


_CMO_COLOURS = {"context": "#4d5566", "mechanism": "#1f5fa8", "outcome": "#1d7a5f"}


@drawn_once(Drawing)
def cmo_diagram(factors: pd.DataFrame, links: pd.DataFrame, text: Text, alt: str) -> Drawing:
    """A context-mechanism-outcome diagram in three columns; stated arrows full, inferred ones dashed.

    factors: factor, kind (context, mechanism, outcome), label, number ("" = none printed). links: from, to, basis;
    one alternative only. Mechanisms stand in the order of the source, the others beside what they are linked with.
    """
    columns = {"context": 0.0, "mechanism": 1.0, "outcome": 2.0}
    tallest = factors["kind"].value_counts().max()
    places = _cmo_places(factors, links, columns, tallest)
    with house_canvas(7.6, 0.62 * tallest + 0.5) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        for number, link in enumerate(links.itertuples()):
            (x0, y0), (x1, y1) = places[link.source], places[link.target]
            same = x0 == x1
            start, end = ((x0 + 0.36, y0), (x1 + (0.36 if same else -0.36), y1))
            axis.add_patch(
                FancyArrowPatch(
                    start,
                    end,
                    gid=mark_id(f"link-{number}"),
                    arrowstyle="-|>",
                    mutation_scale=8,
                    color=INK if link.basis == "stated" else SOFT,
                    linewidth=1.6 if link.basis == "stated" else 0.9,
                    linestyle="-" if link.basis == "stated" else (0, (4, 3)),
                    connectionstyle="arc3,rad=-0.45" if same else "arc3,rad=0",
                )
            )
        for factor in factors.itertuples():
            x, y = places[factor.factor]
            label = f"{factor.number}. {factor.label}" if factor.number else factor.label
            axis.text(
                x,
                y,
                textwrap.fill(label, 27, break_long_words=False),
                gid=mark_id("factor", factor.factor),
                ha="center",
                va="center",
                fontsize=9,
                color=INK,
                linespacing=1.05,
                bbox={
                    "boxstyle": "round,pad=0.3",
                    "facecolor": "white",
                    "edgecolor": _CMO_COLOURS[factor.kind],
                    "linewidth": 1.5,
                },
            )
        for kind, x in columns.items():
            axis.text(
                x,
                -0.15,
                text(f"cmo.{kind}"),
                gid=mark_id("kind", kind),
                ha="center",
                va="bottom",
                fontsize=10.5,
                weight="bold",
                color=_CMO_COLOURS[kind],
            )
        axis.set(xlim=(-0.5, 2.5), ylim=(tallest + 0.1, -0.5))
        axis.set_axis_off()
        canvas.subplots_adjust(left=0, right=1, top=1, bottom=0)
        return finished(canvas, alt)
