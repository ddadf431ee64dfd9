"""A chart of the reader's own, of any frame, in the house style.

What stands in it is read back from the drawing (`Checked.points`), so that `views.figure` can hold it against the table
that is published with it: no value may be missing, and none may be there that the table lacks.
"""

import math
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any, Literal

import matplotlib
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text as Words

from helpers.charts.style import (
    INK,
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
from helpers.rows import Record, check_columns, each_row
from helpers.words import values
from helpers.words.text import Text

if TYPE_CHECKING:  # matplotlib has these names from 3.11 on
    from matplotlib.typing import RcKeyType

Kind = Literal["bars", "dots", "lines"]

# What draws: called as the functions of seaborn that draw on axes (`seaborn.stripplot`).
Draw = Callable[..., object]

Point = tuple[str, float]  # the name beside a mark, without blanks, and the value that the mark stands at

_AREA = {"color": OWN, "linestyle": "-", "marker": "D"}
# Each line has a colour, a kind of line and a mark of its own; there are no more than can be told apart.
_LINES: tuple[Look, ...] = (
    {"color": PALETTE["better"].light, "linestyle": "-", "marker": "o"},
    {"color": INK, "linestyle": "--", "marker": "s"},
    {"color": OTHER, "linestyle": ":", "marker": "^"},
    {"color": PALETTE["veerkracht"].light, "linestyle": (0, (5, 1)), "marker": "v"},
    {"color": SOFT, "linestyle": "-.", "marker": "P"},
)

# In that order for functions that choose their own.
_COLOURS: "dict[RcKeyType, Any]" = {"axes.prop_cycle": cycler(color=[line["color"] for line in _LINES])}

# Inches.
_ROW, _LINE, _ENDS = 0.32, 0.16, 0.55  # a row, each further line of its name, and what stands above and below all rows
_HEIGHT = 2.6  # of a chart with numbers, such as years, below it
_LEGEND = 0.25

_SIGNS, _NARROW_SIGNS = 34, 18  # in a line of a name
_NARROW_LEGEND = 44  # the same of an entry of a legend; in a wide place it has one line
_TINY = 1e-6


@dataclass(frozen=True)
class Checked(Drawing):
    """A drawing that tells what stands in it: its points, by the columns of the frame that names and values come from.

    Without a value there is nothing to draw: `svg` is empty.
    """

    names: str = ""
    values: str = ""
    points: tuple[Point, ...] = ()


def figure(
    frame: pd.DataFrame,
    kind: Kind | Draw,
    names: str,
    values: str,
    text: Text,
    alt: str,
    by: str = "",
    own: str = "",
    unit: str = "",
    decimals: int = 1,
) -> Checked:
    """A chart of any frame, for wide and narrow places; `views.figure` publishes it with its table.

    kind: bars (from zero), dots, lines, or a function that draws, called as seaborn's are (data, x, y, ax, and hue for
    by). names, by: columns with names, or with numbers such as years, which then stand along the bottom; values: a
    column of Intervals or numbers, which may be missing. by: a line for each of its values. own: the name that gets the
    colour of the area. unit: words at the axis of values. decimals: at most, of what is written beside marks. alt: what
    the chart says, with its numbers, for who cannot see it.

    The limits of Intervals are drawn as bars behind their marks, those that are approximate as open marks with `ca.`,
    which a legend explains; a function that draws makes no mark open. Raises
    ValueError for a missing column or alternative text, names that stand twice, more lines than can be told apart,
    words or marks that leave the drawing, and for what is drawn as anything but lines, dots and bars from zero.
    """
    if not alt.strip():
        raise ValueError("alt is empty; expected what the chart says, with its numbers, for who cannot see it")
    check_columns(frame, [names, values, *([by] if by else [])])
    rows = pd.DataFrame({"name": frame.get(names, []), "value": frame.get(values, [])}).reset_index(drop=True)
    rows["by"] = list(frame[by]) if by and len(frame) else ""
    rows["segment"] = list(frame["segment"]) if "segment" in frame else 0
    rows = rows.assign(value=pd.Series([_measured(one, values) for one in rows["value"]], rows.index, dtype=object))
    if rows["value"].isna().all():
        return Checked(b"", 0, alt, names=names, values=values)
    plan = _Plan(rows, kind, (names, values, by), own, unit, decimals, text)
    plan.check()
    (wide, points), (narrow, again) = (_drawn(place, plan, alt) for place in (WIDE, NARROW))
    if points != again:
        raise ValueError("the drawing for narrow places has other values; expected the same whenever it is drawn")
    return Checked(wide.svg, wide.width, alt, narrow.svg, names, values, points)


class _Row(Record):
    """A row that is to be drawn."""

    name: Any
    value: Interval | None


@dataclass(frozen=True)
class _Plan:
    """What is to be drawn: rows with name, value (Interval or None), by and segment, and how."""

    rows: pd.DataFrame
    kind: Kind | Draw
    columns: tuple[str, str, str]  # as the frame calls name, value and by
    own: str
    unit: str
    decimals: int
    text: Text

    @property
    def upright(self) -> bool:
        """Whether values go up, over names that are numbers."""
        return pd.api.types.is_numeric_dtype(self.rows["name"])

    @property
    def known(self) -> pd.DataFrame:
        """The rows with a value, and the number that is drawn."""
        known = self.rows[self.rows["value"].notna()]
        return known.assign(level=[values.given(one) for one in known["value"]])

    @property
    def open_words(self) -> str:
        """What an open mark stands for here; empty where none is drawn."""
        rough = {one.basis == "proxy" for one in self.known["value"] if one.approximate}
        if callable(self.kind) or not rough:
            return ""
        if len(rough) > 1:
            return self.text("chart.open_both")
        return self.text("chart.open_near") if True in rough else self.text("chart.open_phrase")

    def check(self) -> None:
        """Raise ValueError for rows that this kind cannot draw."""
        if self.kind not in ("bars", "dots", "lines") and not callable(self.kind):
            raise ValueError(f"kind is {self.kind!r}; expected bars, dots, lines or a function that draws")
        if self.rows["name"].isna().any():
            raise ValueError(f"column {self.columns[0]!r} has rows without a name; expected one in each")
        groups = [name for name in self.known["by"].unique() if str(name) != self.own]
        if len(groups) > len(_LINES):
            raise ValueError(f"there are {len(groups)} lines; expected {len(_LINES)} or fewer, which can be told apart")
        if callable(self.kind):
            return
        keys = ["name", "by"] if self.kind == "lines" else ["name"]
        twice = self.rows[self.rows.duplicated(keys)]
        if len(twice):
            raise ValueError(
                f"{twice['name'].iloc[0]!r} stands on several rows; expected each name once: filter the frame"
            )
        if self.kind == "lines" and not self.upright:
            raise ValueError(f"column {self.columns[0]!r} has words; expected numbers, such as years, for lines")


def is_missing(value: object) -> bool:
    """Whether a value of a frame is none: not there, no number, or an Interval that is not known."""
    if isinstance(value, Interval):
        return not value.known
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _measured(value: object, column: str) -> Interval | None:
    """A value as an Interval, None when there is none. Raises ValueError for what is no number."""
    if is_missing(value):
        return None
    if isinstance(value, Interval):
        return value
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        raise ValueError(f"column {column!r} has {value!r}; expected Intervals or numbers")
    return Interval.exact(float(value))


# Drawing ------------------------------------------------------------------------------------------------


def _drawn(place: Place, plan: _Plan, alt: str) -> tuple[Drawing, tuple[Point, ...]]:
    with house_canvas(place.width, _height(place, plan)) as canvas, matplotlib.rc_context(_COLOURS):
        canvas.set_layout_engine("constrained")
        axes = canvas.subplots()
        axes.set_gid("panel")
        if callable(plan.kind):
            _call(plan.kind, axes, plan)
        elif plan.kind == "lines":
            _draw_lines(axes, plan)
        else:
            _draw_rows(axes, plan)
        _finish_axes(axes, place, plan)
        _legends(canvas, axes, place, plan)
        points = tuple(_points(axes, plan))
        drawing = finished(canvas, alt)
        _check_room(canvas)
        return drawing, points


def _height(place: Place, plan: _Plan) -> float:
    rough = _LEGEND * bool(plan.open_words) + _LINE * _entry(plan.open_words, place).count("\n")
    if plan.upright:
        return _HEIGHT + _LEGEND * plan.rows["by"].nunique() * place.narrow + rough
    lines = [_wrapped(str(name), place).count("\n") for name in plan.rows["name"].unique()]
    return _ENDS + sum(_ROW + _LINE * more for more in lines) + _LEGEND * (plan.rows["by"].nunique() > 1) + rough


def _wrapped(name: str, place: Place) -> str:
    return textwrap.fill(name, _NARROW_SIGNS if place.narrow else _SIGNS)


def _entry(words: str, place: Place) -> str:
    return textwrap.fill(words, _NARROW_LEGEND) if place.narrow else words


def _call(draw: Draw, axes: Axes, plan: _Plan) -> None:
    """Let a function of seaborn draw, with numbers in the place of Intervals."""
    names, level, by = plan.columns
    known = plan.known
    data = pd.DataFrame({names: known["name"], level: known["level"]} | ({by: known["by"]} if by else {}))
    x, y = (names, level) if plan.upright else (level, names)
    more: dict[str, Any] = {"hue": by} if by else {}
    takes = signature(draw).parameters
    if "errorbar" in takes:
        more["errorbar"] = None  # of several rows, which are no sample
    if "jitter" in takes:
        more["jitter"] = False  # by chance, so that no two drawings would be the same
    if by and "style" in takes:
        more["style"] = by  # colour is not the only sign
    draw(data=data.reset_index(drop=True), x=x, y=y, ax=axes, **more)
    if not axes.has_data():
        raise ValueError("nothing was drawn; expected a function that draws on the axes that it is given as ax")


def _draw_rows(axes: Axes, plan: _Plan) -> None:
    """Bars or dots, a row for each name, from above, with the value beside it."""
    for place, row in enumerate(each_row(plan.rows, _Row)):
        value, gid = row.value, mark_id(f"row-{place}")
        if value is None:
            _beside(axes, mark_id(gid, "label"), 0 if plan.kind == "bars" else None, place, "–", SOFT)
            continue
        level, colour = values.given(value), OWN if str(row.name) == plan.own else OTHER
        if plan.kind == "bars":
            face = PAPER if value.approximate else colour
            axes.barh(place, level, height=0.62, facecolor=face, edgecolor=colour, linewidth=1.2)
            axes.patches[-1].set_gid(gid)
        else:
            look: Look = {"color": colour, "markerfacecolor": PAPER if value.approximate else colour, "zorder": 3}
            axes.plot([level], [place], marker="D" if colour == OWN else "o", gid=gid, **look)
        _limits(axes, mark_id(gid, "limits"), place, value, INK if plan.kind == "bars" else colour)
        end = max(level, value.upper) if math.isfinite(value.upper) else level
        shown = values.short(plan.text, value, plan.decimals)
        _beside(axes, mark_id(gid, "label"), end, place, shown, OWN if colour == OWN else INK)
    names = [str(name) for name in plan.rows["name"]]
    axes.set_yticks(range(len(names)), labels=names)
    axes.set_ylim(len(names) - 0.5, -0.5)


def _limits(axes: Axes, gid: str, place: float, value: Interval, colour: str, upright: bool = False) -> None:
    """A bar from the lower to the upper limit, as far as both are known."""
    if math.isfinite(value.lower) and math.isfinite(value.upper) and value.upper > value.lower:
        draw = axes.vlines if upright else axes.hlines
        draw(place, value.lower, value.upper, color=colour, linewidth=3, alpha=0.45, zorder=2).set_gid(gid)


def _beside(axes: Axes, gid: str, value: float | None, place: float, words: str, colour: str) -> None:
    """Words at the right of a mark; without a value where the axis begins."""
    where: Look = {"xycoords": axes.get_yaxis_transform()} if value is None else {}
    axes.annotate(
        words,
        (value or 0, place),
        gid=gid,
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        color=colour,
        fontsize=9,
        **where,
    )


def _draw_lines(axes: Axes, plan: _Plan) -> None:
    """A line for each group, with a gap where a value is missing and where another segment begins."""
    others = iter(_LINES)
    known = set(plan.known["by"])
    groups = [(group, rows) for group, rows in plan.rows.groupby("by", sort=False) if group in known]
    for number, (group, rows) in enumerate(groups):
        look = _AREA if str(group) == plan.own else next(others)
        rows = rows.sort_values("name")
        levels = [math.nan if one is None else values.given(one) for one in rows["value"]]
        part = (pd.Series(levels).isna() | (rows["segment"].diff().fillna(0) != 0).to_numpy()).cumsum().to_numpy()
        gid = mark_id(f"line-{number}")
        for piece in np.unique(part):
            at = [n for n, of in enumerate(part) if of == piece and not math.isnan(levels[n])]
            if len(at) > 1:
                xs, ys = rows["name"].to_numpy()[at], [levels[n] for n in at]
                axes.plot(xs, ys, color=look["color"], linestyle=look["linestyle"], gid=mark_id(gid, f"part-{piece}"))
        for place, value in zip(rows["name"], rows["value"], strict=True):
            if value is not None:
                _limits(axes, mark_id(gid, place, "limits"), place, value, look["color"], upright=True)
                face = PAPER if value.approximate else look["color"]
                mark: Look = {"color": look["color"], "marker": look["marker"], "markerfacecolor": face, "zorder": 3}
                axes.plot([place], [values.given(value)], linestyle="", gid=mark_id(gid, place), **mark)
        if len(groups) > 1:
            axes.plot([], [], label=str(group), **look)


def _finish_axes(axes: Axes, place: Place, plan: _Plan) -> None:
    """Names and values at the axes, in the house style; bars begin at zero."""
    axes.set(xlabel="", ylabel="", title="")
    one, other = (axes.yaxis, axes.xaxis) if plan.upright else (axes.xaxis, axes.yaxis)
    number_axis(one, plan.text)
    one.grid(True, color=TINT)
    axes.set_axisbelow(True)
    if plan.unit and plan.upright:
        axes.set_title(plan.unit, fontsize=9, color=SOFT, weight="normal")
    elif plan.unit:
        axes.set_xlabel(plan.unit, fontsize=9, color=SOFT)
    if plan.upright:
        years = sorted(plan.known["name"].unique())
        shown = years if len(years) < (7 if place.narrow else 13) else years[:: -(-len(years) // 6)]
        axes.set_xticks(shown, labels=[f"{year:g}" for year in shown])
    else:
        other.set_ticks(
            other.get_ticklocs(), labels=[_wrapped(one.get_text(), place) for one in other.get_ticklabels()]
        )
    if plan.kind == "bars":
        low, high = axes.get_xlim()
        axes.set_xlim(min(low, 0), max(high, 0))


def _legends(canvas: Canvas, axes: Axes, place: Place, plan: _Plan) -> None:
    """What lines and colours mean, above the axes, and open marks, below: inside it would stand on the marks."""
    handles, labels = axes.get_legend_handles_labels()
    if own := axes.get_legend():
        handles = [handle for handle in own.legend_handles if handle is not None]
        labels = [words.get_text() for words in own.get_texts()]
        own.remove()
    look: Look = {"frameon": False, "fontsize": 9}
    if handles:
        canvas.legend(handles, labels, loc="outside upper left", ncols=1 if place.narrow else 4, **look)
    if plan.open_words:
        label = _entry(plan.open_words, place)
        canvas.legend([_open_mark(plan)], [label], loc="outside lower left", handlelength=1, **look)


def _open_mark(plan: _Plan) -> Patch | Line2D:
    """A mark as those that are open: of the area itself where no other is."""
    others = [row for row in each_row(plan.known, _Row) if row.value and row.value.approximate and row.name != plan.own]
    colour = SOFT if plan.kind == "lines" else OTHER if others else OWN
    if plan.kind == "bars":
        return Patch(facecolor=PAPER, edgecolor=colour, linewidth=1.2)
    return Line2D([], [], linestyle="", marker="D" if colour == OWN else "o", color=colour, markerfacecolor=PAPER)


# Reading it back ----------------------------------------------------------------------------------------


def plain_name(name: object) -> str:
    """A name as it is compared: without blanks, which a drawing breaks into lines at; of a number its digits."""
    return f"{name:g}" if isinstance(name, int | float | np.number) else re.sub(r"\s", "", str(name))


def _points(axes: Axes, plan: _Plan) -> Iterator[Point]:
    """The points of all marks, each with the name of the tick that it stands at."""
    ticks = {} if plan.upright else _ticks(axes)
    low, high = sorted(axes.get_ylim() if plan.upright else axes.get_xlim())
    for x, y in _marks(axes, plan.upright):
        place, level = (x, y) if plan.upright else (y, x)
        if not low - _TINY <= level <= high + _TINY:
            raise ValueError(f"a mark stands at {level:g}, outside the axis ({low:g} to {high:g})")
        if plan.upright:
            yield plain_name(round(place, 6)), float(level)
        else:
            nearest = min(ticks, key=lambda tick: abs(tick - place), default=0.0)
            yield plain_name(ticks.get(nearest, "")), float(level)


def _ticks(axes: Axes) -> dict[float, str]:
    return {float(at): words.get_text() for at, words in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)}


def _marks(axes: Axes, upright: bool) -> Iterator[tuple[float, float]]:
    """The places of lines, dots and the ends of bars; straight lines over the whole axis stand for no value."""
    if axes.images or axes.tables or axes.child_axes:
        raise ValueError("the drawing has a picture, table or axes in it; expected lines, dots and bars")
    for line in axes.lines:
        if all(line.get_transform().contains_branch_seperately(axes.transData)):
            yield from _finite(line.get_xydata())
    for some in axes.collections:
        if isinstance(some, PathCollection):
            yield from _finite(some.get_offsets())
        elif not isinstance(some, LineCollection):
            raise ValueError("the drawing has a filled area, such as a band; expected lines, dots and bars")
    for bar in axes.patches:
        yield _end_of(bar, upright)


def _finite(points: object) -> Iterator[tuple[float, float]]:
    for x, y in np.asarray(points, dtype=float).reshape(-1, 2):
        if math.isfinite(x) and math.isfinite(y):
            yield float(x), float(y)


def _end_of(bar: object, upright: bool) -> tuple[float, float]:
    """Where a bar ends. Raises ValueError for one that does not begin at zero: its length would say nothing."""
    if not isinstance(bar, Rectangle):
        raise ValueError("the drawing has shapes that are no bars; expected lines, dots and bars")
    start = bar.get_y() if upright else bar.get_x()
    if abs(start) > _TINY:
        raise ValueError(f"a bar begins at {start:g}; expected zero, or its length says nothing")
    if upright:
        return bar.get_x() + bar.get_width() / 2, bar.get_height()
    return bar.get_width(), bar.get_y() + bar.get_height() / 2


def _check_room(canvas: Canvas) -> None:
    """Raise ValueError for words that the edge of the drawing cuts off."""
    canvas.draw_without_rendering()
    undrawn = {id(words) for axes in canvas.axes for axis in (axes.xaxis, axes.yaxis) for words in _undrawn(axis)}
    edge = canvas.bbox
    for words in canvas.findobj(Words):
        if id(words) in undrawn or not words.get_text().strip() or not words.get_visible():
            continue
        box = words.get_window_extent()
        if box.x0 < edge.x0 - 1 or box.x1 > edge.x1 + 1 or box.y0 < edge.y0 - 1 or box.y1 > edge.y1 + 1:
            raise ValueError(f"{words.get_text()!r} has no room in the drawing; expected fewer or shorter words")


def _undrawn(axis: Axis) -> list[Words]:
    """The labels of ticks beyond both ends of an axis, which are there and not drawn."""
    low, high = sorted(axis.get_view_interval())
    return [tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]
