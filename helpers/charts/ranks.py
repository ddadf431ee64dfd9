"""Charts of the areas beside each other: ranks with their ranges, a funnel, and where each lies among the others.

Values in the frames are Intervals.
"""

import textwrap

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from helpers.charts.kept import drawn_once
from helpers.charts.style import (
    INK,
    LINE,
    NARROW,
    OTHER,
    OWN,
    PAPER,
    SOFT,
    TINT,
    WIDE,
    Drawing,
    Look,
    Place,
    finished,
    house_canvas,
    mark_id,
    number_axis,
)
from helpers.colours import PALETTE
from helpers.methods.intervals import Interval
from helpers.rows import Record, each_row
from helpers.words import values
from helpers.words.text import Text

# Ranks --------------------------------------------------------------------------------------------------

# By role: the area itself, those that it cannot be told apart from, and the others. Marker, size, colours of mark and
# bar, and whether the mark is open.
_ROLES: dict[str, tuple[str, float, str, str, bool]] = {
    "own": ("D", 8, OWN, OWN, False),
    "tied": ("o", 6.5, OWN, OTHER, True),
    "other": ("o", 6, OTHER, OTHER, False),
}
_ROW, _TOP, _FOOT = 0.21, 0.3, 0.3  # inches: of an area, of a line of the legend, of the names of places


class _Rank(Record):
    area: str
    name: str
    role: str
    value: Interval
    decimals: int
    unit: str
    place: int
    rank_lower: int
    rank_upper: int


@drawn_once(WIDE, NARROW)
def caterpillar(place: Place, rows: pd.DataFrame, names: dict[str, str], text: Text, alt: str) -> Drawing:
    """The ranks of areas as marks in the order of rows, each on a bar over all the places that it may have.

    rows: area, name, role (own, tied, other), value, decimals, unit, place, rank_lower, rank_upper. names: of the
    roles. The value stands at the right.
    """
    roles = [role for role in _ROLES if (rows["role"] == role).any()]
    above = _TOP * (len(roles) if place.narrow else 1)
    height = _ROW * len(rows) + above + _FOOT
    with house_canvas(place.width, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        for number, row in enumerate(each_row(rows, _Rank)):
            _draw_rank(axis, len(rows) - number, row, text)
        axis.set_yticks(range(1, len(rows) + 1), labels=list(rows["name"])[::-1])
        axis.set_ylim(0.4, len(rows) + 0.6)
        _rank_axis(axis, int(rows["rank_upper"].max()), place)
        if (rows["role"] == "own").any():
            label = axis.get_yticklabels()[len(rows) - 1 - list(rows["role"]).index("own")]
            label.set(color=OWN, weight="bold")
        handles = [_rank_handle(role, names[role]) for role in roles]
        look: Look = {"loc": "upper left", "frameon": False, "fontsize": 9, "borderpad": 0}
        canvas.legend(handles=handles, ncols=1 if place.narrow else len(roles), bbox_to_anchor=(0.01, 0.995), **look)
        left, right = (1.88, 0.95) if place.narrow else (2.1, 1.2)
        canvas.subplots_adjust(
            left=left / place.width, right=1 - right / place.width, top=1 - above / height, bottom=_FOOT / height
        )
        return finished(canvas, alt)


def _draw_rank(axis: Axes, height: float, row: _Rank, text: Text) -> None:
    """Bar, mark and value of an area."""
    marker, size, colour, bar, hollow = _ROLES[row.role]
    gid = mark_id("area", row.area)
    axis.plot([row.rank_lower, row.rank_upper], [height, height], color=bar, lw=5, alpha=0.45, gid=mark_id(gid, "bar"))
    face = PAPER if hollow else colour
    look: Look = {"color": colour, "markersize": size, "markerfacecolor": face, "linestyle": "", "zorder": 3}
    axis.plot([row.place], [height], marker=marker, gid=mark_id(gid, "place"), **look)
    axis.text(
        1.02,
        height,
        values.short(text, row.value, int(row.decimals), row.unit),
        gid=mark_id(gid, "label"),
        transform=axis.get_yaxis_transform(),
        va="center",
        fontsize=9,
        color=OWN if row.role == "own" else INK,
        weight="bold" if row.role == "own" else "normal",
    )


def _rank_axis(axis: Axes, last: int, place: Place) -> None:
    """Places from 1 to the last one."""
    ticks = [1, *range(5, last + 1, 5)]
    axis.set_xlim(0.3, last + 0.7)
    axis.set_xticks(ticks, [str(tick) for tick in ticks])
    axis.tick_params(axis="y", labelsize=8.5 if place.narrow else 9.5)
    axis.tick_params(axis="x", labelsize=9)
    axis.grid(axis="x", color=TINT)
    axis.set_axisbelow(True)
    axis.spines[["left", "bottom"]].set_visible(False)


def _rank_handle(role: str, name: str) -> Line2D:
    marker, size, colour, _, hollow = _ROLES[role]
    look: Look = {"color": colour, "markerfacecolor": PAPER if hollow else colour, "linestyle": ""}
    return Line2D([], [], marker=marker, markersize=size, label=name, **look)


# A funnel -----------------------------------------------------------------------------------------------

_LIMITS: dict[str, Look] = {"95": {"linestyle": "-", "linewidth": 1.2}, "998": {"linestyle": "--", "linewidth": 1.2}}
_SIZES = (1, 2, 5)  # ticks of numbers of people, times a power of ten
_NAME_ACROSS = {"left": (-5, 85), "center": (-45, 45), "right": (-85, 5)}  # points: from a mark to the ends of its name
_NAME_UP = 35  # points: to the end of a name of two lines


class _Funnel(Record):
    area: str
    name: str
    n: float
    value: Interval
    zone: str


@drawn_once(WIDE, NARROW)
def funnel(place: Place, rows: pd.DataFrame, curve: pd.DataFrame, own: str, whom: str, text: Text, alt: str) -> Drawing:
    """Areas by their size, the limits between which areas like them lie, and the share of all together.

    rows: area, name, n, value, unit, target, zone; curve: n with lower_95, upper_95, lower_998 and upper_998. own: the
    area itself; whom: what n counts. Named are it and those of which all of the value lies outside the limits.
    """
    height, above = (3.4, 0.55) if place.narrow else (3.6, 0.35)
    inside = np.array([place.width - 0.65, height - 0.5 - above]) * 72  # points: size of the axis
    with house_canvas(place.width, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        axis.set_xscale("log")
        for name, look in _LIMITS.items():
            for side in ("lower", "upper"):
                axis.plot(curve["n"], curve[f"{side}_{name}"], color=SOFT, gid=f"limit.{side}-{name}", **look)
        axis.plot(curve["n"], [rows["target"].iloc[0]] * len(curve), color=LINE, linewidth=1.2, gid="target")
        _funnel_axes(axis, rows, curve, whom, text)
        every = list(each_row(rows, _Funnel))
        for row in every:
            _draw_in_funnel(axis, row, every, row.area == own, inside)
        named: list[tuple[str, Look]] = [(name, {"color": SOFT} | look) for name, look in _LIMITS.items()]
        named.append(("target", {"color": LINE, "linewidth": 1.2}))
        handles = [Line2D([], [], label=text(f"chart.funnel_{name}"), **look) for name, look in named]
        how: Look = {"loc": "upper left", "frameon": False, "fontsize": 9.5, "borderpad": 0, "handlelength": 2.6}
        canvas.legend(handles=handles, ncols=2 if place.narrow else 3, **how)
        canvas.subplots_adjust(
            left=0.5 / place.width, right=1 - 0.15 / place.width, top=1 - above / height, bottom=0.5 / height
        )
        return finished(canvas, alt)


def _draw_in_funnel(
    axis: Axes, row: _Funnel, every: list[_Funnel], mine: bool, inside: npt.NDArray[np.float64]
) -> None:
    """The mark of an area and, where that is to be said, its name, over the mark or, where that is freer, under it.

    inside: width and height of the axis, in points.
    """
    gid = mark_id("area", row.area)
    look: Look = {"color": OWN if mine else OTHER, "marker": "D" if mine else "o", "markersize": 8 if mine else 5.5}
    look |= {"markerfacecolor": PAPER if row.value.approximate else look["color"]}
    axis.plot([row.n], [row.value.value], linestyle="", zorder=4 if mine else 3, gid=mark_id(gid, "value"), **look)
    if mine or row.zone not in ("inside", "undecided"):
        side, over = _place_of_name(axis, row, every, inside)
        axis.annotate(
            textwrap.fill(row.name, 16),
            (row.n, row.value.value),
            gid=mark_id(gid, "label"),
            xytext=(0, 8 if over else -8),
            textcoords="offset points",
            color=OWN if mine else INK,
            ha=side,
            va="bottom" if over else "top",
            fontsize=9,
            weight="bold" if mine else "normal",
            linespacing=1.05,
            # A line behind the name is hidden, a mark is not.
            bbox={"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none"},
            zorder=2.5,
        )


def _place_of_name(axis: Axes, row: _Funnel, every: list[_Funnel], inside: npt.NDArray[np.float64]) -> tuple[str, bool]:
    """How a name is aligned with its mark, and whether it stands over it: where fewer marks are, within the axis."""
    to_parts = axis.transData - axis.transAxes  # of the axis: these hold whatever room it will get
    own = to_parts.transform((row.n, row.value.value))
    side = "left" if own[0] < 0.3 else "right" if own[0] > 0.7 else "center"
    nearest, furthest = _NAME_ACROSS[side]
    if own[1] * inside[1] < _NAME_UP:
        return side, True
    away = (to_parts.transform([(one.n, one.value.value) for one in every]) - own) * inside
    beside = away[(nearest < away[:, 0]) & (away[:, 0] < furthest), 1]
    near = beside[np.abs(beside) < _NAME_UP]
    return side, bool((near > 0).sum() <= (near < 0).sum())


def _funnel_axes(axis: Axes, rows: pd.DataFrame, curve: pd.DataFrame, whom: str, text: Text) -> None:
    """A logarithmic axis of numbers of people, as the limits depend on how many times larger an area is."""
    below: Look = {"xycoords": "axes fraction", "xytext": (0, -18), "textcoords": "offset points"}
    axis.annotate(whom, (0.5, 0), gid="size.title", ha="center", va="top", fontsize=9, color=SOFT, **below)
    low, high = curve["n"].min(), curve["n"].max()
    ticks = [step * 10**power for power in range(7) for step in _SIZES if low * 0.8 <= step * 10**power <= high * 1.3]
    axis.set_xlim(low / 1.25, high * 1.4)
    axis.set_xticks(ticks, [text.number(tick) for tick in ticks])
    axis.minorticks_off()
    levels = [*curve["lower_998"], *curve["upper_998"], *(value.value for value in rows["value"])]
    room = 0.08 * (max(levels) - min(levels))
    axis.set_ylim(min(levels) - room, max(levels) + room)
    number_axis(axis.yaxis, text, str(rows["unit"].iloc[0]))
    axis.tick_params(labelsize=9)
    axis.grid(axis="y", color=TINT)
    axis.set_axisbelow(True)


# Where each area lies among the others ------------------------------------------------------------------

# By level: what stands in the cell, and its tint; the sign says it without the colour.
_LEVELS: dict[str, tuple[str, tuple[float, ...]]] = {
    "far-below": ("−−", to_rgba(PALETTE["armoede"].light, 0.6)),
    "below": ("−", to_rgba(PALETTE["armoede"].light, 0.25)),
    "middle": ("", to_rgba(TINT)),
    "above": ("+", to_rgba(PALETTE["better"].light, 0.25)),
    "far-above": ("++", to_rgba(PALETTE["better"].light, 0.6)),
    "missing": ("?", to_rgba(PAPER)),
}
_CELL, _GROUP = 0.215, 0.25  # inches: of a row, of the names of topics
_HEAD, _NARROW_HEAD = 1.75, 2.6  # of the names of indicators, which stand upright: on two lines, or on one


class _Cell(Record):
    area: str
    indicator: str
    level: str
    outcome: str


_FITS = 25  # characters of a name that fit beside the cells; a longer one is smaller


@drawn_once(WIDE, NARROW)
def rug(place: Place, cells: pd.DataFrame, names: dict[str, str], own: str, alt: str) -> Drawing:
    """Areas by indicators in groups: a sign and a tint for where each area lies among the others.

    cells: area, indicator, topic, level, outcome, in the order of both; names: of areas, indicators and topics. What is
    unusual has an asterisk; the row of own has a frame.
    """
    areas, indicators = list(cells["area"].unique()), list(cells["indicator"].unique())
    heads = [names[name] if place.narrow else textwrap.fill(names[name], 24) for name in indicators]
    head = _NARROW_HEAD if place.narrow else _HEAD + _GROUP
    height = _CELL * len(areas) + head + 0.08
    with house_canvas(place.width, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        for cell in each_row(cells, _Cell):
            _draw_cell(axis, indicators.index(cell.indicator), areas.index(cell.area), cell, place)
        axis.set(xlim=(0, len(indicators)), ylim=(len(areas), 0))
        axis.set_xticks(np.arange(len(indicators)) + 0.5, heads)
        axis.set_yticks(np.arange(len(areas)) + 0.5, [names[area] for area in areas])
        axis.tick_params(axis="x", top=True, bottom=False, labeltop=True, labelbottom=False, labelsize=8, rotation=90)
        for label in axis.get_yticklabels():
            most = 8.5 if place.narrow else 9.5
            label.set_fontsize(min(most, most * _FITS / len(label.get_text())))
        axis.spines[["left", "bottom"]].set_visible(False)
        _topics(axis, cells, indicators, names, place)
        if own in areas:
            look: Look = {"fill": False, "edgecolor": OWN, "linewidth": 2.2, "clip_on": False, "zorder": 4}
            axis.add_patch(Rectangle((0, areas.index(own)), len(indicators), 1, gid="frame", **look))
            axis.get_yticklabels()[areas.index(own)].set(color=OWN, weight="bold")
        left, right = (1.88, 0.06) if place.narrow else (2.1, 0.3)
        canvas.subplots_adjust(
            left=left / place.width, right=1 - right / place.width, top=1 - head / height, bottom=0.08 / height
        )
        return finished(canvas, alt)


def _draw_cell(axis: Axes, column: int, row: int, cell: _Cell, place: Place) -> None:
    sign, tint = _LEVELS[cell.level]
    gid = mark_id("cell", cell.area, cell.indicator)
    axis.add_patch(Rectangle((column, row), 1, 1, facecolor=tint, edgecolor=PAPER, linewidth=1.5, gid=gid))
    words = f"{sign}*" if cell.outcome in ("higher", "lower") else sign
    if words:
        look: Look = {
            "ha": "center",
            "va": "center",
            "fontsize": 7 if place.narrow else 8.5,
            "color": INK,
            "weight": "bold",
        }
        axis.text(column + 0.5, row + 0.5, words, gid=mark_id(gid, "sign"), **look)


def _topics(axis: Axes, cells: pd.DataFrame, indicators: list[str], names: dict[str, str], place: Place) -> None:
    """A line between two groups and, where there is room, the names of the groups over their columns."""
    topics = cells.drop_duplicates("indicator").set_index("indicator")["topic"]
    for topic in topics.unique():
        columns = [indicators.index(name) for name in topics.index[topics == topic]]
        if columns[0]:
            axis.axvline(columns[0], color=SOFT, linewidth=1, zorder=3, gid=mark_id("topic", topic, "line"))
        if place.narrow:
            continue
        axis.annotate(
            names[topic],
            (columns[0], 1),
            gid=mark_id("topic", topic),
            xycoords=("data", "axes fraction"),
            xytext=(2, _HEAD * 72),
            textcoords="offset points",
            fontsize=9,
            weight="bold",
        )
