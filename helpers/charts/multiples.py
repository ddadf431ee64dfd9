"""An area's course among those of the other areas: one line in colour, the others grey.

Values in the frame are Intervals, None where there is none; they are drawn as they are (see `over_years`).
"""

import textwrap
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from helpers.charts.kept import drawn_once
from helpers.charts.style import (
    DPI,
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
from helpers.words import values
from helpers.words.text import Text

_SIMILAR = PALETTE["better"].light

# The area over the others, and over the districts that it is held against. Width in points, colour, kind of line.
_LINES: dict[str, Look] = {
    "other": {"color": OTHER, "linewidth": 0.75, "linestyle": "-", "zorder": 1},
    "outside": {"color": _SIMILAR, "linewidth": 1.8, "linestyle": (0, (5, 2)), "zorder": 2},
    "area": {"color": OWN, "linewidth": 2.25, "linestyle": "-", "zorder": 3},
}
_DOTTED = (0, (1, 2))

# Inches.
_LEFT, _RIGHT, _HEIGHT = 0.4, 1.8, 2.5
_NARROW_RIGHT, _NARROW_HEIGHT, _LEGEND = 0.78, 2.3, 0.22
_ABOVE, _BELOW = 0.1, 0.28
_WIDE = 6.6  # wider would make lines flatter and say no more

_LINE = 15  # pixels that a line of a label needs
_YEAR = 34  # that a year needs on an axis
_BETWEEN = 5  # and that are left between two labels
_SIGNS, _NARROW_SIGNS = 19, 8  # in a line of a label

_STEP = 0.1  # of the scale that it begins and ends at


@dataclass(frozen=True)
class _End:
    """A label at the right: what it says, where it wants to stand (value), its colour."""

    role: str
    words: str
    value: float
    colour: str

    @property
    def height(self) -> float:
        """In pixels, with what is left below it."""
        return _LINE * (1 + self.words.count("\n")) + _BETWEEN


@drawn_once(WIDE, NARROW)
def among_others(place: Place, rows: pd.DataFrame, names: dict[str, str], band: tuple[int, int], text: Text) -> Drawing:
    """The course of an area over those of the others, with the districts that it is held against.

    rows: a row per course and year with course, role (area, other, outside), year, value, comparable and decimals, all
    on one scale, which is that of all the rows. names: of the roles. band: first and last year of a shade. What is not
    comparable is dotted, as far as the first year that is.
    """
    known = rows[rows["value"].notna()]
    known = known.assign(level=[value.value for value in known["value"]])
    width = place.width if place.narrow else min(place.width, _WIDE)
    above = _ABOVE + (_LEGEND * known["role"].nunique() if place.narrow else 0)
    height = _NARROW_HEIGHT + above if place.narrow else _HEIGHT
    right = _NARROW_RIGHT if place.narrow else _RIGHT
    panel = ((width - _LEFT - right) * DPI, (height - above - _BELOW) * DPI)
    with house_canvas(width, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        _among_axes(axis, known, band, panel[0], text)
        for course, of_one in known.groupby("course", sort=False):
            _draw_among(axis, mark_id("course", course), of_one)
        _among_ends(axis, known, names, panel[1], place.narrow, text)
        _first_value(axis, known[known["role"] == "area"], text)
        if place.narrow:
            _among_legend(canvas, known, names)
        canvas.subplots_adjust(
            left=_LEFT / width, right=1 - right / width, top=1 - above / height, bottom=_BELOW / height
        )
        return finished(canvas, _among_alt(known, names, text))


def _among_axes(axis: Axes, known: pd.DataFrame, band: tuple[int, int], width: float, text: Text) -> None:
    """Both scales, the shade, and lines at round values; width: of the axis, in pixels."""
    low, high = _STEP * np.floor(known["level"].min() / _STEP), _STEP * np.ceil(known["level"].max() / _STEP)
    axis.set_ylim(low, high)
    number_axis(axis.yaxis, text)
    years = sorted(known["year"].unique())
    axis.set_xlim(years[0], years[-1])
    shown = _years_shown(years, width)
    axis.set_xticks(shown, [str(year) for year in shown])
    axis.tick_params(labelsize=9, colors=SOFT)
    axis.tick_params(axis="x", pad=6)
    axis.grid(axis="y", color=TINT)
    axis.set_axisbelow(True)
    axis.spines[["left", "bottom"]].set_visible(False)
    first, last = max(band[0], years[0]), min(band[1], years[-1])
    if first < last:
        axis.axvspan(first, last, color=TINT, linewidth=0, zorder=0, gid="band")


def _years_shown(years: list[int], width: float) -> list[int]:
    """The years that have room for their name on an axis of so many pixels; the first and the last always do."""
    room = _YEAR / width * (years[-1] - years[0])
    shown = [years[-1]]
    for year in reversed(years[1:-1]):
        if shown[-1] - year >= room and year - years[0] >= room:
            shown.append(year)
    return [years[0], *reversed(shown)]


def _draw_among(axis: Axes, gid: str, rows: pd.DataFrame) -> None:
    """The course of one, dotted up to its first comparable year; of the area with dots, and a diamond at its end.

    Both are open when its districts only come near it."""
    role = rows["role"].iloc[0]
    rows = rows.sort_values("year")
    later = rows[rows["comparable"]]
    before = rows[rows["year"] <= later["year"].min()] if len(later) else rows
    look = _LINES[role]
    if len(before) > 1:
        axis.plot(before["year"], before["level"], gid=mark_id(gid, "before"), **look | {"linestyle": _DOTTED})
    if len(later) > 1:
        axis.plot(later["year"], later["level"], gid=mark_id(gid, "line"), **look)
    if role == "area":
        face, edge = (PAPER, OWN) if rows["value"].iloc[-1].approximate else (OWN, PAPER)
        marks: Look = {"color": OWN, "linestyle": "", "zorder": 4, "clip_on": False}
        marks |= {"markerfacecolor": face, "markeredgecolor": edge}
        dots, end = rows.iloc[:-1], rows.iloc[-1:]
        axis.plot(dots["year"], dots["level"], marker="o", markersize=4.5, gid=mark_id(gid, "dots"), **marks)
        axis.plot(end["year"], end["level"], marker="D", markersize=9, gid=mark_id(gid, "end"), **marks)


# Labels -------------------------------------------------------------------------------------------------


def _among_ends(
    axis: Axes, known: pd.DataFrame, names: dict[str, str], height: float, narrow: bool, text: Text
) -> None:
    """What stands at the right of the lines: values with names, in a narrow place the values alone.

    height: of the axis, in pixels.
    """
    lasts = known.sort_values("year").groupby("course", sort=False).tail(1)
    ends = []
    for role, colour in (("area", OWN), ("outside", _SIMILAR), ("other", SOFT)):
        of_role = lasts[lasts["role"] == role]
        if of_role.empty or (narrow and role == "other"):
            continue
        words, signs = names[role], _SIGNS
        if role != "other":
            last = of_role.iloc[0]
            value = values.short(text, last["value"], int(last["decimals"]))
            words, signs = (value, _NARROW_SIGNS) if narrow else (f"{value} {words}", _SIGNS)
        ends.append(_End(role, textwrap.fill(words, signs), float(of_role["level"].mean()), colour))
    low, high = axis.get_ylim()
    pixels = (high - low) / height
    for end in _apart(ends, pixels, low, high):
        axis.annotate(
            end.words,
            (1, end.value),
            gid=mark_id("label", end.role),
            xycoords=("axes fraction", "data"),
            xytext=(9, 0),
            textcoords="offset points",
            color=end.colour,
            va="center",
            fontsize=10.5 if end.role == "area" else 9.5,
            weight="bold" if end.role == "area" else "normal",
            linespacing=1.1,
        )


def _apart(ends: list[_End], pixels: float, low: float, high: float) -> list[_End]:
    """The labels moved apart from above, then up again where the lowest would leave the scale.

    pixels: the value of one pixel.
    """
    ordered = sorted(ends, key=lambda end: -end.value)
    halves = [end.height * pixels / 2 for end in ordered]
    places: list[float] = []
    for end, half in zip(ordered, halves, strict=True):
        ceiling = places[-1] - halves[len(places) - 1] - half if places else high - half
        places.append(min(end.value, ceiling))
    floor = low
    for number in reversed(range(len(ordered))):
        places[number] = max(places[number], floor + halves[number])
        floor = places[number] + halves[number]
    return [replace(end, value=place) for end, place in zip(ordered, places, strict=True)]


def _first_value(axis: Axes, own: pd.DataFrame, text: Text) -> None:
    """The value of the area's first comparable year: below its mark when the line then rises, above when it falls."""
    own = own[own["comparable"]].sort_values("year")
    if len(own) < 2:
        return
    first, second = own.iloc[0], own.iloc[1]
    rises = second["level"] >= first["level"]
    axis.annotate(
        values.short(text, first["value"], int(first["decimals"])),
        (first["year"], first["level"]),
        gid="label.first",
        xytext=(0, -7 if rises else 7),
        textcoords="offset points",
        color=OWN,
        ha="center",
        va="top" if rises else "bottom",
        fontsize=10.5,
        weight="bold",
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
    )


def _among_legend(canvas: Canvas, known: pd.DataFrame, names: dict[str, str]) -> None:
    roles = [role for role in ("area", "outside", "other") if role in set(known["role"])]
    looks = {role: {name: value for name, value in _LINES[role].items() if name != "zorder"} for role in roles}
    rough = known.loc[known["role"] == "area", "value"].iloc[-1].approximate
    looks["area"] |= {"marker": "D", "markersize": 6, "markerfacecolor": PAPER if rough else OWN}
    handles = [Line2D([], [], label=names[role], **looks[role]) for role in roles]
    look: Look = {"loc": "upper left", "bbox_to_anchor": (0.0, 1.0), "borderpad": 0, "ncols": 1}
    canvas.legend(handles=handles, frameon=False, fontsize=9.5, **look)


def _among_alt(known: pd.DataFrame, names: dict[str, str], text: Text) -> str:
    """First comparable and last year of the area and of the districts, and where the others lie in the last year."""
    sentences = [text("chart.among_alt_intro", area=names["area"])]
    for role in ("area", "outside"):
        own = known[(known["role"] == role) & known["comparable"]].sort_values("year")
        if len(own):
            shown = {
                moment: values.short(text, row["value"], int(row["decimals"]))
                for moment, row in (("first", own.iloc[0]), ("last", own.iloc[-1]))
            }
            years = {"first_year": str(own["year"].iloc[0]), "last_year": str(own["year"].iloc[-1])}
            sentences.append(text("chart.among_alt", name=names[role], **shown, **years))
    last = known["year"].max()
    others = known[(known["role"] == "other") & (known["year"] == last)].sort_values("level")
    if len(others):
        low, high = (
            values.short(text, row["value"], int(row["decimals"])) for _, row in others.iloc[[0, -1]].iterrows()
        )
        sentences.append(text("chart.among_alt_others", name=names["other"], year=str(last), lowest=low, highest=high))
    return " ".join(sentences)
