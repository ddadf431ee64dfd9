"""The chart of an event study: areas beside what they are compared with, and how their difference moved.

All lines are means over areas, never the figure of one: so nothing has the colour of the area.
"""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from helpers.charts.kept import drawn_once
from helpers.charts.series import Line, year_axis
from helpers.charts.style import (
    INK,
    NARROW,
    PAPER,
    SOFT,
    TINT,
    WIDE,
    Drawing,
    Look,
    Place,
    dotted,
    finished,
    house_canvas,
    mark_id,
    number_axis,
)
from helpers.colours import PALETTE
from helpers.methods.intervals import Interval
from helpers.words.text import Text

_MEANS = (Line("area_mean", INK, "-", "D", 5), Line("match_mean", PALETTE["better"].light, "--", "o", 5))
_CHANGE = Line("change", INK, "", "o", 5)
_DOTTED = (0, (1, 2))

# Inches.
_PANEL, _YEARS, _HEAD, _LEGEND = 1.8, 0.3, 0.72, 0.22
_LEFT, _BETWEEN, _RIGHT = 0.5, 0.75, 0.15
_LETTERS = 12  # of a title in an inch


@drawn_once(WIDE, NARROW)
def event_plot(
    place: Place, levels: pd.DataFrame, changes: pd.DataFrame, base: int, names: dict[str, str], text: Text, alt: str
) -> Drawing:
    """Two panels over the years: the means of areas and of their matches, and by how much their difference moved.

    levels: year, comparable (with the base), area_mean and match_mean (numbers; None where none is shown), by year.
    changes: the same years with change (Interval since the base, None in it and where none is shown) and matched_on
    (open marks: near zero by construction). base: the last year before the event; what comes after is shaded. Lines are
    dotted up to the first comparable year. names: of area_mean, match_mean, change, matched_on, base, shade, and titles
    and units of the panels (levels, changes, levels_unit, changes_unit). A mark without a bar has no limits.
    """
    across = 1 if place.narrow else 2
    down = 2 // across
    handles = _event_handles(names, changes)
    legend = _LEGEND * -(-len(handles) // across) + 0.1
    height = legend + down * (_HEAD + _PANEL + _YEARS)
    width = (place.width - _LEFT - _RIGHT - (across - 1) * _BETWEEN) / across
    with house_canvas(place.width, height) as canvas:
        axes = canvas.subplots(down, across, squeeze=False).ravel()
        for axis, name in zip(axes, ("levels", "changes"), strict=True):
            axis.set_gid(mark_id("panel", name))
            axis.set_title(textwrap.fill(names[name], int(_LETTERS * width)), pad=20)
            _write_unit(axis, names[f"{name}_unit"])
        _draw_levels(axes[0], levels)
        _draw_changes(axes[1], changes, base)
        for axis in axes:
            _frame(axis, [int(year) for year in levels["year"]], base, text)
        canvas.legend(handles=handles, ncols=across, loc="upper left", bbox_to_anchor=(0, 1), frameon=False, fontsize=9)
        canvas.subplots_adjust(
            left=_LEFT / place.width,
            right=1 - _RIGHT / place.width,
            top=1 - (legend + _HEAD) / height,
            bottom=_YEARS / height,
            wspace=_BETWEEN / width,
            hspace=(_HEAD + _YEARS) / _PANEL,
        )
        return finished(canvas, alt)


def _draw_levels(axis: Axes, levels: pd.DataFrame) -> None:
    """A line for the areas and one for their matches."""
    for line in _MEANS:
        known = levels[levels[line.region].notna()]
        gid = mark_id(axis.get_gid(), line.region)
        numbers = known[line.region].astype(float)
        later = known["comparable"]
        before = known["year"] <= known.loc[later, "year"].min()
        look: Look = {"color": line.colour, "linewidth": 1.8}
        axis.plot(known["year"][before], numbers[before], gid=mark_id(gid, "before"), linestyle=_DOTTED, **look)
        axis.plot(known["year"][later], numbers[later], gid=mark_id(gid, "line"), linestyle=line.style, **look)
        _marks(axis, mark_id(gid, "marks"), known["year"], numbers, line, hollow=True)


def _draw_changes(axis: Axes, changes: pd.DataFrame, base: int) -> None:
    """A mark with its limits for each year; none is drawn in the base, where it is zero by definition."""
    panel = axis.get_gid()
    dotted(axis, y=0, gid=mark_id(panel, "zero"))
    known = changes[changes["change"].notna()]
    values: list[Interval] = list(known["change"])
    limited = [(year, one) for year, one in zip(known["year"], values, strict=True) if one.upper > one.lower]
    limits = [one.lower for _, one in limited], [one.upper for _, one in limited]
    bars = axis.vlines([year for year, _ in limited], *limits, color=SOFT, lw=2)
    bars.set_gid(mark_id(panel, "limits"))
    numbers = pd.Series([one.value for one in values], known.index)
    for kind, some in (("full", ~known["matched_on"]), ("open", known["matched_on"])):
        if some.any():
            _marks(axis, mark_id(panel, kind), known["year"][some], numbers[some], _CHANGE, hollow=kind == "open")
    axis.plot([base], [0], marker="x", color=INK, markersize=6, linestyle="", gid=mark_id(panel, "base"))


def _marks(axis: Axes, gid: str, years: pd.Series, numbers: pd.Series, line: Line, hollow: bool) -> None:
    face = PAPER if hollow else line.colour
    look: Look = {"color": line.colour, "markerfacecolor": face, "markersize": line.size, "linestyle": "", "zorder": 3}
    axis.plot(years, numbers, marker=line.marker, gid=gid, clip_on=False, **look)


def _frame(axis: Axes, years: list[int], base: int, text: Text) -> None:
    """Both scales, and the shade over all that comes after the base."""
    axis.margins(y=0.15)
    year_axis(axis, years)
    number_axis(axis.yaxis, text)
    axis.axvspan(base + 1, axis.get_xlim()[1], color=TINT, linewidth=0, zorder=0, gid=mark_id(axis.get_gid(), "shade"))


def _write_unit(axis: Axes, words: str) -> None:
    axis.annotate(
        words,
        (0, 1),
        gid=mark_id(axis.get_gid(), "unit"),
        xycoords="axes fraction",
        xytext=(0, 6),
        textcoords="offset points",
        fontsize=9,
        color=SOFT,
    )


def _event_handles(names: dict[str, str], changes: pd.DataFrame) -> list[Line2D | Patch]:
    """What lines, marks and the shade mean, as far as they are drawn."""
    look: Look = {"markerfacecolor": PAPER, "markersize": 5}
    means: list[Line2D | Patch] = [
        Line2D([], [], color=line.colour, linestyle=line.style, marker=line.marker, label=names[line.region], **look)
        for line in _MEANS
    ]
    change = Line2D([], [], color=INK, linestyle="", marker="o", markersize=5, label=names["change"])
    chosen = Line2D([], [], color=INK, linestyle="", marker="o", label=names["matched_on"], **look)
    start = Line2D([], [], color=INK, linestyle="", marker="x", markersize=6, label=names["base"])
    is_chosen = [chosen] if changes["matched_on"].any() else []
    return [*means, change, *is_chosen, start, Patch(color=TINT, label=names["shade"])]
