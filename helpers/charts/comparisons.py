"""Charts that compare: parts of a whole, the area among others."""

import textwrap

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Words
from matplotlib.transforms import ScaledTranslation

from helpers.charts.kept import drawn_once
from helpers.charts.style import (
    INK,
    LINE,
    NARROW,
    OTHER,
    OWN,
    PAPER,
    WIDE,
    Drawing,
    Look,
    Place,
    finished,
    house_canvas,
    mark_id,
    number_axis,
)
from helpers.methods.intervals import Interval
from helpers.rows import Record, each_row
from helpers.words import values
from helpers.words.text import Text

# Parts of a whole ---------------------------------------------------------------------------------------


# Not of the palette: the shades that they stand on are the same on dark paper.
_ON_DARK, _ON_LIGHT = "#fefefe", "#000000"


@drawn_once(WIDE, NARROW)
def stacked_composition(place: Place, parts: pd.DataFrame, text: Text, alt: str) -> Drawing:
    """Shares of one whole as stacked bars, one bar per column, with the share in each part.

    parts: rows = parts in order, columns = bars as they are to be named, values in percent (Intervals).
    """
    shades = sns.color_palette("cividis", len(parts)).as_hex()
    columns = 2 if place.narrow else 4  # of the legend
    below = 0.22 * -(-len(parts) // columns) + 0.2
    height = (0.75 if place.narrow else 0.55) * parts.shape[1] + below + 0.1
    with house_canvas(place.width, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        left, named = np.zeros(parts.shape[1]), []
        heights = np.arange(parts.shape[1])[::-1]
        for number, (name, row) in enumerate(parts.iterrows()):
            widths = np.array([values.given(share) for share in row])
            look: Look = {"color": shades[number], "edgecolor": PAPER, "linewidth": 1, "label": name}
            bars = axis.barh(heights, widths, left=left, height=0.62, **look)
            colour = _ON_DARK if number < len(parts) * 0.55 else _ON_LIGHT
            for column, (bar, share) in enumerate(zip(bars, row, strict=True)):
                gid = mark_id(f"part-{number}", f"bar-{column}")
                named.append((bar, _name_part(axis, bar, gid, values.short(text, share, 1), colour)))
            left += widths
        axis.set_yticks(heights, labels=list(parts.columns))
        if place.narrow:
            _lift_names(axis, 17)
        axis.set_xlim(0, left.max())
        axis.set_xticks([])
        axis.spines[["left", "bottom"]].set_visible(False)
        canvas.legend(loc="lower center", ncols=columns, frameon=False, fontsize=8.5, handlelength=1, columnspacing=1)
        canvas.subplots_adjust(left=0.02 if place.narrow else 0.2, right=0.99, top=0.98, bottom=below / height)
        for bar, label in named:
            _lower_wide(bar, label)
        return finished(canvas, alt)


def _lift_names(axis: Axes, points: float) -> None:
    """Write the names of the y axis over their marks, so many points above them, instead of to the left."""
    axis.tick_params(axis="y", pad=0)
    for label in axis.get_yticklabels():
        label.set(ha="left", va="bottom", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5})
        label.set_transform(label.get_transform() + ScaledTranslation(0, points / 72, axis.figure.dpi_scale_trans))


def _name_part(axis: Axes, bar: Rectangle, gid: str, words: str, colour: str) -> Words:
    """Write the share of a part into the middle of its bar."""
    bar.set_gid(gid)
    look: Look = {"gid": mark_id(gid, "label"), "ha": "center", "va": "center", "fontsize": 8.5, "color": colour}
    return axis.text(bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height() / 2, words, **look)


def _lower_wide(bar: Rectangle, label: Words) -> None:
    """Write a share under its part where the part is too narrow for it, as the parts beside it would hide its ends."""
    if label.get_window_extent().width + 2 > bar.get_window_extent().width:
        label.set(y=bar.get_y(), va="top", color=INK)


# The area among others ----------------------------------------------------------------------------------

# The marks of a spine, for what is one on page one: the same mark means the same everywhere.
_MUNICIPALITY, _COUNTRY = "s", "|"


class _Strip(Record):
    title: str
    unit: str
    decimals: int
    own: Interval
    municipality: Interval
    nl: Interval
    others: list[Interval]


@drawn_once(WIDE, NARROW)
def dot_strips(place: Place, strips: pd.DataFrame, area_name: str, text: Text) -> Drawing:
    """The area among the twenty focus areas, its municipality and the Netherlands, one strip per indicator.

    strips: one row per indicator with title, unit, decimals, own, municipality, nl (Intervals) and others (list of the
    values of the other focus areas, as Intervals). The limits of own are drawn as a bar; those of the others, which are
    published figures or only there to compare, are not. Every strip has its own scale; the mark of the area is open
    when its districts only come near it.
    """
    count = len(strips)
    legend = 0.45 + (0.2 if place.narrow else 0)
    height = (0.62 if place.narrow else 0.46) * count + legend + 0.35
    with house_canvas(place.width, height) as canvas:
        axes = canvas.subplots(count, 1, squeeze=False).ravel()
        for number, (axis, row) in enumerate(zip(axes, each_row(strips, _Strip), strict=True)):
            axis.set_gid(mark_id(f"strip-{number}"))
            _draw_strip(axis, row)
            _strip_words(axis, row, text, place)
        handles = _strip_handles(area_name, text, any(value.approximate for value in strips["own"]))
        look: Look = {"loc": "upper left", "ncols": 2 if place.narrow else 4, "frameon": False, "fontsize": 9.5}
        if place.narrow:  # the longest name of an area has room beside the municipality
            look |= {"columnspacing": 1.0, "handletextpad": 0.4}
        canvas.legend(handles=handles, bbox_to_anchor=(0.01, 1.0), **look)
        canvas.subplots_adjust(
            left=0.07 if place.narrow else 0.36,  # half the words of a tick have room
            right=0.93 if place.narrow else 0.82,
            top=1 - (legend + (0.16 if place.narrow else 0)) / height,
            bottom=0.28 / height,
            hspace=2.2 if place.narrow else 1.25,
        )
        sentences = [_strip_sentence(row, text) for row in each_row(strips, _Strip)]
        return finished(canvas, " ".join([text("chart.strip_alt_intro", area=area_name), *sentences]))


def _draw_strip(axis: Axes, row: _Strip) -> None:
    """The dots of one strip: the other areas, the municipality, the Netherlands and the area itself."""
    strip = axis.get_gid()
    others, gid = [values.given(other) for other in row.others], mark_id(strip, "others")
    axis.axhline(0, color=LINE, linewidth=1, zorder=0, gid=mark_id(strip, "line"))
    axis.scatter(others, np.zeros(len(others)), s=26, color=OTHER, edgecolor=PAPER, linewidth=0.5, zorder=2, gid=gid)
    gid = mark_id(strip, "interval")
    axis.plot([row.own.lower, row.own.upper], [0, 0], color=OWN, linewidth=4, alpha=0.35, zorder=2.5, gid=gid)
    gid = mark_id(strip, "municipality")
    look: Look = {"color": INK, "edgecolor": PAPER, "linewidth": 0.8}
    axis.scatter([values.given(row.municipality)], [0], s=44, marker=_MUNICIPALITY, zorder=4, gid=gid, **look)
    gid = mark_id(strip, "nl")
    axis.scatter([values.given(row.nl)], [0], s=170, marker=_COUNTRY, color=INK, linewidth=2, zorder=3, gid=gid)
    look = {"color": OWN, "edgecolor": PAPER, "linewidth": 0.8}
    if row.own.approximate:
        look = {"facecolor": PAPER, "edgecolor": OWN, "linewidth": 1.6}
    gid = mark_id(strip, "own")
    axis.scatter([values.given(row.own)], [0], s=58, marker="D", zorder=5, gid=gid, **look)


def _strip_words(axis: Axes, row: _Strip, text: Text, place: Place) -> None:
    """The scale of one strip, its title to the left and the area's own value to the right; both above if narrow."""
    axis.set_yticks([])
    axis.spines[["left", "bottom"]].set_visible(False)
    axis.margins(x=0.06)
    axis.tick_params(axis="x", labelsize=8.5, pad=1)
    number_axis(axis.xaxis, text, row.unit)
    strip = axis.get_gid()
    own, gid = values.short(text, row.own, row.decimals, row.unit), mark_id(strip, "label")
    title: Look = {"gid": mark_id(strip, "title"), "fontsize": 9.5, "ha": "left", "transform": axis.transAxes}
    label: Look = {"gid": gid, "fontsize": 10, "color": OWN, "weight": "bold", "transform": axis.transAxes}
    if place.narrow:
        axis.text(0, 1, row.title, va="bottom", **title)
        axis.text(1, 1, own, va="bottom", ha="right", **label)
    else:
        axis.text(-0.7, 0.5, textwrap.fill(row.title, 34), va="center", **title)
        axis.text(1.03, 0.5, own, va="center", ha="left", **label)


def _strip_handles(area_name: str, text: Text, rough: bool) -> list[Line2D]:
    """The legend of the strips; rough: whether the marks of the area are open."""
    words = {name: text(f"chart.{name}") for name in ("other_areas", "municipality", "nl")}
    bar: Look = {"markeredgewidth": 2, "markersize": 12}
    return [
        Line2D([], [], marker="D", color=OWN, markerfacecolor=PAPER if rough else OWN, linestyle="", label=area_name),
        Line2D([], [], marker="o", color=OTHER, linestyle="", label=words["other_areas"]),
        Line2D([], [], marker=_MUNICIPALITY, color=INK, linestyle="", label=words["municipality"]),
        Line2D([], [], marker=_COUNTRY, color=INK, linestyle="", label=words["nl"], **bar),
    ]


def _strip_sentence(row: _Strip, text: Text) -> str:
    """One strip in words."""
    return text(
        "chart.strip_alt",
        title=row.title,
        value=values.short(text, row.own, row.decimals, row.unit),
        municipality=values.short(text, row.municipality, row.decimals, row.unit),
        nl=values.short(text, row.nl, row.decimals, row.unit),
    )
