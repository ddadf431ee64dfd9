"""Charts of an area's own figures over the years, beside its municipality and the Netherlands.

Values in the frames are Intervals, None where there is none. They are drawn as they are, not with the decimals that
are printed: added up, they have more digits than their limits carry, and a rounded mark would stand at the edge
of its own bar.
"""

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from helpers.charts.kept import drawn_once
from helpers.charts.series import Line, year_axis
from helpers.charts.style import (
    INK,
    NARROW,
    OWN,
    PAPER,
    SOFT,
    WIDE,
    Drawing,
    EndLabel,
    Look,
    Place,
    dotted,
    draw_label,
    finished,
    house_canvas,
    mark_id,
    number_axis,
    spread_labels,
)
from helpers.words import values
from helpers.words.text import Text

# The area in its own colour, the others in grey, each with a mark and a kind of line of its own. A user's own figures
# are marks without a line, as they may have been measured in another way.
_LINES = (
    Line("area", OWN, "-", "o", 5),
    Line("own", OWN, "", "D", 5),
    Line("municipality", SOFT, "--", "s", 4),
    Line("nl", SOFT, ":", "^", 4.5),
)
_WITH_LIMITS = [line.region for line in _LINES if line.colour == OWN]
_BREAK = Line("break", SOFT, (0, (1, 2)), "")

# Inches.
_LEGEND, _PANEL, _YEARS = 0.3, 1.1, 0.3
_LEFT, _TICKS = 0.5, 0.5  # at the left of the first panel, and of the next ones
_UNIT, _LINE, _LABEL = 0.25, 0.16, 0.16  # heights: of the unit with its distances, of a line of a title, of a label
_MARK = 5 / 72  # the height of a mark of the area
_LETTERS = 14  # of a title in an inch

_ACROSS = 5  # entries of a legend in a wide place

_ROOM = 0.18  # above and below the values, as a part of their span
# What the values of a panel span at least, by unit: a change of a last digit must not look like a fall or a rise.
_LEAST_SPANS = {"points": 0.05, "score": 0.05, "percent": 2.0}


@drawn_once(WIDE, NARROW)
def courses(place: Place, series: pd.DataFrame, names: dict[str, str], text: Text, one_scale: bool = False) -> Drawing:
    """Small multiples: one panel per indicator, the area as a line between the years, others in grey beside it.

    series: a row per title, role (area, own, municipality, nl) and year, by title, role and year, with subtitle (the
    unit), unit, decimals, value, provisional, after_break (whether the value is the first after a break or a jump) and
    after_jump (whether that is a jump only). names: of the roles. A line joins years that follow each other in the
    panel (whoever has them); where a value is missing, and before one after a break, there is a gap. Provisional values
    are open marks; bars are the limits of the area. Role own: a user's own figures of the area, as marks alone.
    one_scale: of all panels, which are then of one unit.
    """
    titles = list(dict.fromkeys(series["title"]))
    across = 1 if place.narrow else _panels_across(series, len(titles))
    down = -(-len(titles) // across)
    room = _label_room(series, text)
    width = (place.width - _LEFT - across * room - (across - 1) * _TICKS) / across
    heads = {title: textwrap.wrap(title, int(_LETTERS * (width + room))) for title in titles}
    above = _UNIT + _LINE * max(map(len, heads.values()))
    handles = _handles(series, names, text)
    entries = 2 if place.narrow else _ACROSS
    legend = _LEGEND * -(-len(handles) // entries)
    height = legend + down * (above + _PANEL + _YEARS)
    with house_canvas(place.width, height) as canvas:
        axes = canvas.subplots(down, across, squeeze=False).ravel()
        for number, (axis, title) in enumerate(zip(axes, titles, strict=False)):
            axis.set_gid(mark_id(f"panel-{number}"))
            axis.set_title("\n".join(heads[title]), fontsize=9.5, pad=18)
            rows = series[series["title"] == title]
            _panel(axis, rows, _span_of(series if one_scale else rows), text)
        for axis in axes[len(titles) :]:
            axis.set_axis_off()
        _legend(canvas, handles, entries)
        canvas.subplots_adjust(
            left=_LEFT / place.width,
            right=1 - room / place.width,
            bottom=_YEARS / height,
            top=1 - (legend + above) / height,
            hspace=(above + _YEARS) / _PANEL,
            wspace=(room + _TICKS) / width,
        )
        return finished(canvas, _alt(series, titles, text))


def _panels_across(series: pd.DataFrame, panels: int) -> int:
    """One or two panels fill the width, unless they have a single year each; four stand better as two and two."""
    known = series[series["value"].notna()]
    if (known.groupby("title")["year"].nunique() == 1).all():
        return 3
    return panels if panels < 3 else 2 if panels == 4 else 3


def _panel(axis: Axes, rows: pd.DataFrame, ends_of_scale: tuple[float, float], text: Text) -> None:
    """rows: one indicator."""
    known = [(line, rows[(rows["role"] == line.region) & rows["value"].notna()]) for line in _LINES]
    known = [(line, own) for line, own in known if len(own)]
    joined = sorted(rows.loc[rows["role"] != "own", "year"].unique())
    for line, own in known:
        _draw_course(axis, own, line, joined)
    for year in sorted({year for _, own in known for year in own.loc[own["after_break"], "year"]}):
        dotted(axis, x=year - 0.5, gid=mark_id(axis.get_gid(), f"break-{year}"))
    low, high = ends_of_scale
    span = high - low
    axis.set_ylim(low - _ROOM * span, high + _ROOM * span)
    shown_years = sorted({year for _, own in known for year in own["year"]})
    ends = [_last_value(axis, own.iloc[-1], line, shown_years[-1], text) for line, own in known if line.style]
    for label in spread_labels(ends, _LABEL / _PANEL * (1 + 2 * _ROOM) * span):
        draw_label(axis, label, right=True, gap=6, size=8.5)
    year_axis(axis, shown_years)
    number_axis(axis.yaxis, text)
    _write_unit(axis, rows["subtitle"].iloc[0])


def bars_to_be_seen(series: pd.DataFrame) -> bool:
    """Whether a bar of limits is longer than its mark is high; series: as for `courses`."""
    for _, rows in series.groupby("title", sort=False):
        low, high = _span_of(rows)
        inches = _PANEL / ((high - low) * (1 + 2 * _ROOM))
        known = rows[rows["role"].isin(_WITH_LIMITS) & rows["value"].notna()]
        if any((value.upper - value.lower) * inches > _MARK for value in known["value"]):
            return True
    return False


def _span_of(rows: pd.DataFrame) -> tuple[float, float]:
    """Lowest and highest level of a panel, wider on both sides where that is less than the least span of its unit."""
    known = rows[rows["value"].notna()]
    levels = [value.value for value in known["value"]]
    levels += _limits(known[known["role"].isin(_WITH_LIMITS)])
    low, high = min(levels), max(levels)
    span = max((high - low) or abs(high) or 1, _LEAST_SPANS.get(rows["unit"].iloc[0], 0))
    more = (span - (high - low)) / 2
    return low - more, high + more


def _limits(own: pd.DataFrame) -> list[float]:
    return [limit for value in own["value"] for limit in (value.lower, value.upper)]


def _write_unit(axis: Axes, words: str) -> None:
    axis.annotate(
        words,
        (0, 1),
        gid=mark_id(axis.get_gid(), "unit"),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        fontsize=8.5,
        color=SOFT,
    )


def _draw_course(axis: Axes, own: pd.DataFrame, line: Line, years: list[int]) -> None:
    """Lines, marks and (of the area) limits of one role; own: its known values; years: those that lines join."""
    gid = mark_id(axis.get_gid(), line.region)
    for number, piece in enumerate(_joined_parts(own, years) if line.style else ()):
        levels = [value.value for value in piece["value"]]
        look: Look = {"linestyle": line.style, "color": line.colour, "linewidth": 1.6}
        axis.plot(piece["year"], levels, gid=mark_id(gid, f"line-{number}"), **look)
    if line.colour == OWN:
        # Behind the marks: to be seen where they are wider.
        limits = [value.lower for value in own["value"]], [value.upper for value in own["value"]]
        bars = axis.vlines(own["year"], *limits, color=line.colour, lw=3.5, alpha=0.35)
        bars.set_gid(mark_id(gid, "limits"))
    for kind, some, face in (
        ("full", own[~own["provisional"]], line.colour),
        ("open", own[own["provisional"]], PAPER),
    ):
        if len(some):
            marks: Look = {"color": line.colour, "markersize": line.size, "markerfacecolor": face, "linestyle": ""}
            marks["clip_on"] = False  # the first and the last stand at the edges
            levels = [value.value for value in some["value"]]
            axis.plot(some["year"], levels, marker=line.marker, gid=mark_id(gid, kind), zorder=3, **marks)


def _joined_parts(own: pd.DataFrame, years: list[int]) -> list[pd.DataFrame]:
    """The parts of a series that a line joins: years that follow each other, without a break between them."""
    place = own["year"].map(years.index)
    part = (own["after_break"] | (place.diff() > 1)).cumsum()
    return [piece for _, piece in own.groupby(part) if len(piece) > 1]


def _last_value(axis: Axes, last: pd.Series, line: Line, last_year: int, text: Text) -> EndLabel:
    """The last value, at the right of the panel."""
    gid = mark_id(axis.get_gid(), line.region, "label")
    return EndLabel(last["value"].value, last_year, _end_words(last, last_year, text), line.colour, gid)


def _end_words(last: pd.Series, last_year: int, text: Text) -> str:
    """A last value as a label, with its year when others in the panel go on after it."""
    shown = values.short(text, last["value"], int(last["decimals"]))
    return shown if last["year"] == last_year else text("chart.with_year", title=shown, year=str(last["year"]))


def _label_room(series: pd.DataFrame, text: Text) -> float:
    """The width of the longest label, in inches, with its distance from the panel."""
    known = series[series["value"].notna()]
    last_years = known.groupby("title")["year"].max()
    lasts = known.groupby(["title", "role"], sort=False).tail(1)
    words = [_end_words(last, last_years[last["title"]], text) for _, last in lasts.iterrows()]
    return 0.14 + 0.06 * max(map(len, words))


def _handles(series: pd.DataFrame, names: dict[str, str], text: Text) -> list[Line2D]:
    """What lines and marks mean, as far as they are drawn."""
    known = series[series["value"].notna()]
    handles = [
        Line2D([], [], marker=line.marker, color=line.colour, linestyle=line.style, markersize=line.size, label=name)
        for line in _LINES
        if (known["role"] == line.region).any() and (name := names[line.region])
    ]
    if known["provisional"].any():
        look: Look = {"marker": "o", "color": INK, "linestyle": "", "markerfacecolor": PAPER, "markersize": 5}
        handles.append(Line2D([], [], label=text("chart.provisional"), **look))
    if known["after_break"].any():
        label = text(f"chart.{_kind_of_break(known)}")
        handles.append(Line2D([], [], color=SOFT, linestyle=_BREAK.style, linewidth=1, label=label))
    return handles


def _kind_of_break(known: pd.DataFrame) -> str:
    """What dotted lines stand for: breaks, jumps, or both."""
    if not known["after_jump"].any():
        return "break"
    return "break_or_jump" if (known["after_break"] & ~known["after_jump"]).any() else "jump"


def _legend(canvas: Canvas, handles: list[Line2D], across: int) -> None:
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0.0, 1.0), "borderpad": 0}
    canvas.legend(handles=handles, ncols=across, frameon=False, fontsize=9, **place)


def _alt(series: pd.DataFrame, titles: list[str], text: Text) -> str:
    """What became of the area in each panel, with the municipality in the same year; where the numbers are."""
    sentences = [_alt_sentence(series[series["title"] == title], text) for title in titles]
    own = [text("chart.course_alt_own")] if ((series["role"] == "own") & series["value"].notna()).any() else []
    return " ".join([*sentences, *own, text("chart.course_alt_end")])


def _alt_sentence(rows: pd.DataFrame, text: Text) -> str:
    """First and last year of the part after the last break, of the area; and the municipality in that last year."""
    own = rows[(rows["role"] == "area") & rows["value"].notna()]
    own = own[own["after_break"].cumsum() == own["after_break"].sum()]
    first, last = own.iloc[0], own.iloc[-1]
    sentence = {
        "title": last["title"],
        **{f"{moment}_year": str(row["year"]) for moment, row in (("first", first), ("last", last))},
        **{moment: _short(row, text) for moment, row in (("first", first), ("last", last))},
    }
    key = "chart.course_alt" if len(own) > 1 else "chart.course_alt_single"
    there = rows[(rows["role"] == "municipality") & (rows["year"] == last["year"]) & rows["value"].notna()]
    beside = [text("chart.course_alt_beside", value=_short(row, text)) for _, row in there.iterrows()]
    return "".join([text(key, **sentence), *beside]) + "."


def _short(row: pd.Series, text: Text) -> str:
    return values.short(text, row["value"], int(row["decimals"]), row["unit"])
