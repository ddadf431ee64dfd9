"""Charts of series over the years: levels, gaps, first and last year.

Values, gaps and ratios in the frames are Intervals, None where nothing is published.
"""

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.typing import LineStyleType

from helpers.charts.kept import drawn_once
from helpers.charts.style import (
    NARROW,
    PAPER,
    SOFT,
    TINT,
    WIDE,
    Drawing,
    EndLabel,
    Look,
    Place,
    dotted,
    draw_label,
    finished,
    house_canvas,
    in_lines,
    mark_id,
    number_axis,
    spread_labels,
)
from helpers.methods.intervals import Interval
from helpers.methods.series import break_years
from helpers.words import values
from helpers.words.text import Text


class Line(NamedTuple):
    """How the line of a region looks."""

    region: str
    colour: str
    style: LineStyleType
    marker: str
    size: float = 5


SKIPPED = (0, (1, 1.7))  # between years that do not follow each other


def _lines(colour: str) -> tuple[Line, Line]:
    """The focus areas in the colour of the theme, the Netherlands grey and dashed."""
    return Line("focus", colour, "-", "o"), Line("nl", SOFT, "--", "s")


def _values(intervals: Iterable[Interval]) -> list[float]:
    return [values.given(interval) for interval in intervals]


def _draw_points(axis: Axes, gid: str, xs: Iterable[float], intervals: Iterable[Interval], line: Line) -> None:
    """Full marks, and open ones for approximate values, with a bar from their lower to their upper limit."""
    points = list(zip(xs, intervals, strict=True))
    full = [(x, interval) for x, interval in points if not interval.approximate]
    hollow = [(x, interval) for x, interval in points if interval.approximate]
    for kind, some, face in (("full", full, line.colour), ("open", hollow, PAPER)):
        look: Look = {"color": line.colour, "markersize": line.size, "markerfacecolor": face, "linestyle": ""}
        levels = _values(interval for _, interval in some)
        axis.plot([x for x, _ in some], levels, marker=line.marker, gid=mark_id(gid, kind), **look)
    if hollow:
        limits = [interval.lower for _, interval in hollow], [interval.upper for _, interval in hollow]
        bars = axis.vlines([x for x, _ in hollow], *limits, color=line.colour, lw=1.2)
        bars.set_gid(mark_id(gid, "limits"))


# Levels -------------------------------------------------------------------------------------------------


@drawn_once(WIDE, NARROW)
def line_pairs(place: Place, series: pd.DataFrame, colour: str, text: Text) -> Drawing:
    """Focus areas against the Netherlands over the years, one panel per series.

    series: one row per series and year with title, year, focus, nl, breaks, decimals, unit. No line runs over a break,
    and one over years without a value is dotted; values read from a phrase are open marks, with their limits.
    """
    titles = list(dict.fromkeys(series["title"]))
    # Four panels in a row fill the width of a page; five stand better as three and two.
    columns = 1 if place.narrow else 3 if len(titles) > 4 else len(titles)
    rows = -(-len(titles) // columns)
    width, height = place.width if place.narrow else 2.55 * columns + 0.2, 2.35 * rows + 0.1
    with house_canvas(width, height) as canvas:
        axes = canvas.subplots(rows, columns, squeeze=False).ravel()
        for number, (axis, title) in enumerate(zip(axes, titles, strict=False)):
            axis.set_gid(mark_id(f"panel-{number}"))
            _line_panel(axis, series[series["title"] == title], colour, text)
        for axis in axes[len(titles) :]:
            axis.set_axis_off()
        canvas.subplots_adjust(
            left=0.4 / width,
            right=1 - 1.15 / width,  # the longest name of a line in both languages
            bottom=0.3 / height,
            top=1 - 0.52 / height,
            hspace=0.55,
            wspace=0.9,
        )
        return finished(canvas, _line_alt(series, titles, text))


def _line_panel(axis: Axes, rows: pd.DataFrame, colour: str, text: Text) -> None:
    """rows: one series."""
    known = [(line, rows[rows[line.region].notna()]) for line in _lines(colour)]
    known = [(line, years) for line, years in known if len(years)]
    for line, years in known:
        _draw_line(axis, years, line)
    _shade_gap(axis, rows, colour)
    for year in break_years(rows["breaks"].iloc[0]):
        _mark_break(axis, year, text)
    levels = [level for line, years in known for level in _reach(years[line.region])]
    low, high = min(levels), max(levels)
    span = (high - low) or abs(high) or 1
    axis.set_ylim(low - 0.18 * span, high + 0.18 * span)
    ends = [_end_label(axis, years.iloc[-1], line, text) for line, years in known]
    for label in spread_labels(ends, 0.26 * 1.36 * span):
        draw_label(axis, label, right=True, gap=8, size=9)
    year_axis(axis, sorted(rows["year"].unique()))
    number_axis(axis.yaxis, text)
    axis.set_title(textwrap.fill(rows["title"].iloc[0], 30), pad=7)


def _reach(intervals: Iterable[Interval]) -> list[float]:
    """How far the marks of values reach: those with a bar to their limits."""
    return [
        level
        for interval in intervals
        for level in (values.given(interval), *((interval.lower, interval.upper) if interval.approximate else ()))
    ]


def _draw_line(axis: Axes, years: pd.DataFrame, line: Line) -> None:
    """The line in pieces between breaks, with a mark for each value."""
    region = mark_id(axis.get_gid(), line.region)
    _join(axis, region, years, line, 1.8)
    _draw_points(axis, region, years["year"], years[line.region], line)


def _join(axis: Axes, gid: str, known: pd.DataFrame, line: Line, width: float) -> None:
    """Lines between the values of a series, dotted between years that do not follow each other."""
    kinds = (("line", line.style, _runs(known)), ("skipped", SKIPPED, _skipped(known)))
    for kind, style, parts in kinds:
        for number, part in enumerate(parts):
            look: Look = {"linestyle": style, "color": line.colour, "linewidth": width}
            axis.plot(part["year"], _values(part[line.region]), gid=mark_id(gid, f"{kind}-{number}"), **look)


def _runs(known: pd.DataFrame) -> list[pd.DataFrame]:
    """The parts of a series in which each year follows the one before; those of one year have no line."""
    runs = [run for piece in _pieces(known) for _, run in piece.groupby((piece["year"].diff().fillna(1) > 1).cumsum())]
    return [run for run in runs if len(run) > 1]


def _skipped(known: pd.DataFrame) -> list[pd.DataFrame]:
    """Two years each, with others between them that have no value, between breaks."""
    pairs = [piece.iloc[at : at + 2] for piece in _pieces(known) for at in range(len(piece) - 1)]
    return [pair for pair in pairs if pair["year"].iloc[1] - pair["year"].iloc[0] > 1]


def skips_years(series: pd.DataFrame, *names: str) -> bool:
    """Whether `line_pairs` or `gap_panels` draw a dotted line: of the given columns, in any of the series."""
    return any(_skipped(rows[rows[name].notna()]) for _, rows in series.groupby("title") for name in names)


def _end_label(axis: Axes, last: pd.Series, line: Line, text: Text) -> EndLabel:
    interval, gid = last[line.region], mark_id(axis.get_gid(), line.region, "label")
    words = f"{text(f'chart.{line.region}')}\n{values.short(text, interval, int(last['decimals']), last['unit'])}"
    return EndLabel(values.given(interval), last["year"], words, line.colour, gid)


def _mark_break(axis: Axes, year: int, text: Text) -> None:
    gid = mark_id(axis.get_gid(), f"break-{year}")
    dotted(axis, x=year - 0.5, gid=gid)
    axis.annotate(
        text("chart.break"),
        (year - 0.5, 1),
        gid=mark_id(gid, "label"),
        xycoords=("data", "axes fraction"),
        xytext=(-3, -1),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=8,
        color=SOFT,
    )


def year_axis(axis: Axes, years: list[int]) -> None:
    """The years under a panel, as many as there is room for, and lines at its values."""
    ticks = _year_ticks(years)
    axis.set_xticks(ticks, labels=[str(year) for year in ticks])
    axis.set_xlim(years[0] - 0.2, years[-1] + 0.2)
    axis.grid(axis="y", color=TINT)
    axis.set_axisbelow(True)
    axis.tick_params(axis="y", labelsize=9, labelcolor=SOFT)


def _year_ticks(years: list[int]) -> list[int]:
    """The first and last year, and years between them as far as there is room for their labels."""
    distance = (years[-1] - years[0]) / 3.2
    ticks = [years[0]]
    for year in years[1:-1]:
        if year - ticks[-1] >= distance and years[-1] - year >= distance:
            ticks.append(year)
    return ticks if len(years) == 1 else [*ticks, years[-1]]


def _shade_gap(axis: Axes, rows: pd.DataFrame, colour: str) -> None:
    """Shade between the two lines, only between years in which both are published."""
    both = rows[rows["focus"].notna() & rows["nl"].notna()]
    for number, piece in enumerate(_pieces(both)):
        levels = _values(piece["focus"]), _values(piece["nl"])
        shade = axis.fill_between(piece["year"], *levels, color=colour, alpha=0.08, linewidth=0)
        shade.set_gid(mark_id(axis.get_gid(), f"gap-{number}"))


def _pieces(known: pd.DataFrame) -> list[pd.DataFrame]:
    """The parts of a series between its breaks: no line runs over a break."""
    if known.empty:
        return []
    years = break_years(known["breaks"].iloc[0])
    part = sum((known["year"] >= year).astype(int) for year in years) if years else 0 * known["year"]
    return [piece for _, piece in known.groupby(part)]


def _line_alt(series: pd.DataFrame, titles: list[str], text: Text) -> str:
    sentences = [text("chart.line_alt_intro")]
    for title in titles:
        rows = series[series["title"] == title]
        known = rows[rows["focus"].notna() & rows["nl"].notna()]
        if len(known):
            sentences += _line_sentences(known, text)
    return " ".join(sentences)


def _line_sentences(known: pd.DataFrame, text: Text) -> list[str]:
    """First and last year of one series in words, and the breaks between them."""
    first, last = known.iloc[0], known.iloc[-1]
    ends = {
        f"{moment}_{region}": values.short(text, row[region], int(row["decimals"]), row["unit"])
        for moment, row in (("first", first), ("last", last))
        for region in ("focus", "nl")
    }
    years = {"first_year": str(first["year"]), "last_year": str(last["year"])}
    key = "chart.line_alt" if len(known) > 1 else "chart.line_alt_single"
    between = [year for year in break_years(first["breaks"]) if first["year"] < year <= last["year"]]
    sentence = text(key, title=first["title"], **years, **ends)
    return [sentence, *(text("chart.break_alt", year=str(year)) for year in between)]


# Gaps ---------------------------------------------------------------------------------------------------

_EQUAL = {"gap": 0, "ratio": 1}  # where there is no difference


@drawn_once(WIDE, NARROW)
def gap_panels(place: Place, series: pd.DataFrame, colour: str, text: Text, alt: str) -> Drawing:
    """The gap in points and as a ratio, side by side, one row of panels per series, with rounding limits.

    series: a row per series and year with both values: title, unit, year, gap, ratio, decimals, breaks.
    """
    titles = list(dict.fromkeys(series["title"]))
    heads = [textwrap.fill(title, 38 if place.narrow else 90) for title in titles]
    called = {"gap": text("chart.gap_percent" if series["unit"].eq("percent").all() else "chart.gap")}
    called["ratio"] = text("chart.ratio")
    kinds = {name: textwrap.fill(called[name], 20 if place.narrow else 60) for name in _EQUAL}
    under = 0.5 + 0.16 * heads[0].count("\n")  # from the first panels to the foot of the kinds
    above = under + 0.14 * max(kind.count("\n") for kind in kinds.values())
    height = 1.75 * len(titles) + above - 0.15
    with house_canvas(place.width, height) as canvas:
        axes = canvas.subplots(len(titles), 2, squeeze=False)
        for row, title in enumerate(titles):
            for axis, name in zip(axes[row], _EQUAL, strict=True):
                axis.set_gid(mark_id(f"panel-{row}", name))
                _gap_panel(axis, series[series["title"] == title], name, colour, text, 0.28 if place.narrow else 0.08)
            axes[row][0].set_title(heads[row], pad=5)
        for axis, name in zip(axes[0], _EQUAL, strict=True):
            axis.annotate(
                kinds[name],
                (0, 1),
                gid=mark_id(name, "title"),
                xycoords="axes fraction",
                xytext=(0, 72 * under - 14),
                textcoords="offset points",
                fontsize=8.5 if place.narrow else 9.5,
                color=SOFT,
            )
        canvas.subplots_adjust(
            left=0.5 / place.width,
            right=1 - 0.15 / place.width,
            top=1 - above / height,
            bottom=0.25 / height,
            hspace=0.75,
            wspace=0.45 if place.narrow else 0.18,
        )
        return finished(canvas, alt)


def _gap_panel(axis: Axes, rows: pd.DataFrame, name: str, colour: str, text: Text, margin: float) -> None:
    """One reading of a gap; the thin grey line is no difference. margin: beside its years, as a part of them."""
    rows = rows[rows[name].notna()]
    if rows.empty:
        axis.set_axis_off()
        return
    panel = axis.get_gid()
    axis.axhline(_EQUAL[name], color=SOFT, linewidth=0.8, gid=mark_id(panel, "equal"))  # dotted is something else here
    line = Line(name, colour, "-", "o", 4)
    _join(axis, mark_id(panel), rows, line, 1.6)
    _draw_points(axis, mark_id(panel), rows["year"], rows[name], line)
    limits = [interval.lower for interval in rows[name]], [interval.upper for interval in rows[name]]
    bars = axis.vlines(rows["year"], *limits, color=colour, lw=3.5, alpha=0.35)
    bars.set_gid(mark_id(panel, "intervals"))
    levels = [values.given(interval) for interval in rows[name]]
    for moment, at, beside in (("first", 0, 1), ("last", -1, -2)):
        edge = rows.iloc[at]
        below = len(levels) > 1 and levels[beside] > levels[at]  # there its line would go through it
        axis.annotate(
            values.short(text, edge[name], int(edge["decimals"]) if name == "gap" else values.RATIO),
            (edge["year"], values.given(edge[name])),
            gid=mark_id(panel, moment, "label"),
            xytext=(0, -13 if below else 5),
            textcoords="offset points",
            ha="center",
            fontsize=9,
        )
    axis.margins(x=margin, y=0.28)
    ends = [int(rows["year"].iloc[0]), int(rows["year"].iloc[-1])]
    axis.set_xticks(ends, labels=[str(year) for year in ends])
    axis.tick_params(labelsize=9, labelcolor=SOFT)
    number_axis(axis.yaxis, text)


# First and last year ------------------------------------------------------------------------------------


@drawn_once(WIDE, NARROW)
def slopes(place: Place, rows: pd.DataFrame, colour: str, text: Text, alt: str) -> Drawing:
    """First and last year of every indicator, focus areas and the Netherlands, one small panel each.

    rows: one row per indicator with title, decimals, first_year, last_year, focus_first, focus_last, nl_first, nl_last.
    """
    columns = 2 if place.narrow else 3
    lines = -(-len(rows) // columns)
    titles = [in_lines(text, title, 19 if place.narrow else 29) for title in rows["title"]]
    above = max(0.62, 0.36 + 0.14 * max(title.count("\n") + 1 for title in titles[:columns]))  # with the legend
    height = 1.75 * lines + above - 0.32
    with house_canvas(place.width, height) as canvas:
        axes = canvas.subplots(lines, columns, squeeze=False).ravel()
        for number, (axis, (_, row)) in enumerate(zip(axes, rows.iterrows(), strict=False)):
            axis.set_gid(mark_id(f"panel-{number}"))
            axis.set_title(titles[number], fontsize=9.5, pad=4)
            _slope_panel(axis, row, colour, text)
        for axis in axes[len(rows) :]:
            axis.set_axis_off()
        handles = [
            Line2D([], [], marker=line.marker, color=line.colour, linestyle=line.style, label=text(f"chart.{region}"))
            for region, line in zip(("focus", "nl"), _lines(colour), strict=True)
        ]
        canvas.legend(
            handles=handles, loc="upper left", ncols=2, frameon=False, fontsize=9.5, bbox_to_anchor=(0.01, 1.0)
        )
        canvas.subplots_adjust(
            left=0.4 / place.width,
            right=1 - 0.5 / place.width,
            top=1 - above / height,
            bottom=0.25 / height,
            hspace=0.95,
            wspace=0.55,
        )
        return finished(canvas, alt)


def _slope_panel(axis: Axes, row: pd.Series, colour: str, text: Text) -> None:
    """Two points and a line per region, with the values beside them."""
    lines = [line._replace(size=4.5) for line in _lines(colour)]
    ends = {line: [row[f"{line.region}_{moment}"] for moment in ("first", "last")] for line in lines}
    levels = _values(interval for both in ends.values() for interval in both)
    span = max(levels) - min(levels)
    for x, moment in enumerate(("first", "last")):
        labels = []
        for line, both in ends.items():
            gid, words = mark_id(axis.get_gid(), line.region, moment, "label"), _slope_label(row, both[x], text)
            labels.append(EndLabel(values.given(both[x]), x, words, line.colour, gid))
        for label in spread_labels(labels, 0.22 * span):
            draw_label(axis, label, right=x == 1, gap=6, size=8.5)
    for line, both in ends.items():
        gid = mark_id(axis.get_gid(), line.region)
        axis.plot([0, 1], _values(both), line.style, color=line.colour, linewidth=1.8, gid=gid)
        _draw_points(axis, gid, [0, 1], both, line)
    axis.margins(x=0.3, y=0.2)
    axis.set_xticks([0, 1], labels=[str(row["first_year"]), str(row["last_year"])])
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.tick_params(labelsize=8.5)


def _slope_label(row: pd.Series, interval: Interval, text: Text) -> str:
    return values.short(text, interval, int(row["decimals"]))
