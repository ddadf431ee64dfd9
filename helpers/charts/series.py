"""Charts of series over the years: levels, gaps, first and last year."""

import textwrap

import matplotlib
import matplotlib.ticker
import numpy as np
import pandas as pd

from helpers.charts.kept import drawn_once
from helpers.charts.style import (
    SOFT,
    TINT,
    Drawing,
    _decimals,
    finished,
    house_canvas,
    mark_id,
    number_axis,
    spread_labels,
)
from helpers.methods.series import break_years
from helpers.words.text import Text


@drawn_once(Drawing)
def line_pairs(series: pd.DataFrame, colour: str, text: Text) -> Drawing:
    """Focus areas against the Netherlands over the years, one panel per series.

    series: one row per series and year with title, year, focus, nl (NaN = not published), focus_basis, nl_basis,
    focus_precision, nl_precision, breaks, decimals, unit. No line runs over a break; values read from a phrase are
    open marks.
    """
    titles = list(dict.fromkeys(series["title"]))
    # Four panels in a row fill the width of a page; five stand better as three and two.
    columns = 3 if len(titles) > 4 else len(titles)
    rows = -(-len(titles) // columns)
    width, height = 2.55 * columns, 2.35 * rows + 0.1
    with house_canvas(width, height) as canvas:
        axes = np.atleast_1d(canvas.subplots(rows, columns, squeeze=False)).ravel()
        for number, (axis, title) in enumerate(zip(axes, titles, strict=False)):
            axis.set_gid(mark_id(f"panel-{number}"))
            _line_panel(axis, series[series["title"] == title], title, colour, text)
        for axis in axes[len(titles) :]:
            axis.set_axis_off()
        canvas.subplots_adjust(
            left=0.4 / width,
            right=1 - 0.8 / width,
            bottom=0.3 / height,
            top=1 - 0.52 / height,
            hspace=0.55,
            wspace=0.9,
        )
        return finished(canvas, _line_alt(series, titles, text))


def _line_panel(axis, rows: pd.DataFrame, title: str, colour: str, text: Text) -> None:
    lines = (("focus", colour, "-", "o", text("chart.focus")), ("nl", SOFT, "--", "s", text("chart.nl")))
    panel = axis.get_gid()
    ends = []
    for column, tint, style, marker, label in lines:
        known = rows[rows[column].notna()]
        if known.empty:
            continue
        for number, piece in enumerate(_pieces(known)):
            gid = mark_id(panel, column, f"line-{number}")
            axis.plot(piece["year"], piece[column], style, color=tint, linewidth=1.8, gid=gid)
        hollow = known[f"{column}_basis"] == "phrase"
        for basis, rows_, face in (("stated", known[~hollow], tint), ("phrase", known[hollow], "white")):
            gid = mark_id(panel, column, basis)
            axis.plot(rows_["year"], rows_[column], marker, color=tint, markersize=5, markerfacecolor=face, gid=gid)
        last = known.iloc[-1]
        label = f"{label}\n{text.number(last[column], _decimals(last, column))}"
        ends.append([last[column], last["year"], label, tint, mark_id(panel, column, "label")])
    _shade_gap(axis, rows, colour)
    for year in break_years(rows["breaks"].iloc[0]):
        gid = mark_id(panel, f"break-{year}")
        axis.axvline(year - 0.5, color=SOFT, linewidth=1, linestyle=(0, (1, 2)), gid=gid)
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
    low, high = rows[["focus", "nl"]].min().min(), rows[["focus", "nl"]].max().max()
    span = (high - low) or abs(high) or 1
    axis.set_ylim(low - 0.18 * span, high + 0.18 * span)
    spread_labels(ends, 0.26 * 1.36 * span)
    for value, year, label, tint, gid in ends:
        axis.annotate(
            label,
            (year, value),
            gid=gid,
            xytext=(8, 0),
            textcoords="offset points",
            color=tint,
            va="center",
            fontsize=9,
            annotation_clip=False,
            linespacing=1.05,
        )
    years = sorted(rows["year"].unique())
    ticks = _year_ticks(years)
    axis.set_xticks(ticks, labels=[str(year) for year in ticks])
    axis.set_xlim(min(years) - 0.2, max(years) + 0.2)
    axis.grid(axis="y", color=TINT)
    axis.set_axisbelow(True)
    axis.tick_params(axis="y", labelsize=9, labelcolor=SOFT)
    number_axis(axis.yaxis, text)
    axis.set_title(textwrap.fill(title, 30), pad=7)


def _year_ticks(years: list[int]) -> list[int]:
    """The first and last year, and years between them as far as there is room for their labels."""
    distance = (years[-1] - years[0]) / 3.2
    ticks = [years[0]]
    for year in years[1:-1]:
        if year - ticks[-1] >= distance and years[-1] - year >= distance:
            ticks.append(year)
    return ticks if len(years) == 1 else [*ticks, years[-1]]


def _shade_gap(axis, rows: pd.DataFrame, colour: str) -> None:
    """Shade between the two lines, only between years in which both are published."""
    both = rows[rows["focus"].notna() & rows["nl"].notna()]
    if len(both):
        for number, piece in enumerate(_pieces(both)):
            shade = axis.fill_between(piece["year"], piece["focus"], piece["nl"], color=colour, alpha=0.08, linewidth=0)
            shade.set_gid(mark_id(axis.get_gid(), f"gap-{number}"))


def _pieces(known: pd.DataFrame) -> list[pd.DataFrame]:
    """The parts of a series between its breaks: no line runs over a break."""
    years = break_years(known["breaks"].iloc[0])
    part = sum((known["year"] >= year).astype(int) for year in years) if years else 0 * known["year"]
    return [piece for _, piece in known.groupby(part)]


def _line_alt(series: pd.DataFrame, titles: list[str], text: Text) -> str:
    sentences = []
    for title in titles:
        rows = series[series["title"] == title]
        known = rows[rows["focus"].notna() & rows["nl"].notna()]
        if known.empty:
            continue
        first, last = known.iloc[0], known.iloc[-1]

        def shown(row, column):
            value = text.with_unit(row[column], row["unit"], _decimals(row, column))
            return text("chart.about", value=value) if row[f"{column}_basis"] == "phrase" else value

        key = "chart.line_alt" if len(known) > 1 else "chart.line_alt_single"
        sentences.append(
            text(
                key,
                title=title,
                first_year=str(first["year"]),
                first_focus=shown(first, "focus"),
                first_nl=shown(first, "nl"),
                last_year=str(last["year"]),
                last_focus=shown(last, "focus"),
                last_nl=shown(last, "nl"),
            )
        )
        sentences += [
            text("chart.break_alt", year=str(year))
            for year in break_years(first["breaks"])
            if first["year"] < year <= last["year"]
        ]
    return " ".join([text("chart.line_alt_intro"), *sentences])


@drawn_once(Drawing)
def gap_panels(series: pd.DataFrame, colour: str, text: Text, alt: str) -> Drawing:
    """The gap in points and as a ratio, side by side, one row of panels per series, with rounding limits.

    series: one row per series and year with title, year, gap, gap_lower, gap_upper, ratio, ratio_lower,
    ratio_upper, decimals, breaks; only years with both values.
    """
    titles = list(dict.fromkeys(series["title"]))
    height = 1.75 * len(titles) + 0.35
    with house_canvas(7.6, height) as canvas:
        axes = canvas.subplots(len(titles), 2, squeeze=False)
        for row, title in enumerate(titles):
            rows = series[series["title"] == title]
            for axis, name, equal in zip(axes[row], ("gap", "ratio"), (0, 1), strict=True):
                axis.set_gid(mark_id(f"panel-{row}", name))
                _gap_panel(axis, rows, name, equal, colour, text)
            axes[row][0].set_title(textwrap.fill(title, 90), pad=5)
        for axis, name in zip(axes[0], ("gap", "ratio"), strict=True):
            axis.annotate(
                text(f"chart.{name}"),
                (0, 1),
                gid=mark_id(name, "title"),
                xycoords="axes fraction",
                xytext=(0, 22),
                textcoords="offset points",
                fontsize=9.5,
                color=SOFT,
            )
        canvas.subplots_adjust(
            left=0.07, right=0.98, top=1 - 0.5 / height, bottom=0.25 / height, hspace=0.75, wspace=0.18
        )
        return finished(canvas, alt)


def _gap_panel(axis, rows: pd.DataFrame, name: str, equal: float, colour: str, text: Text) -> None:
    """One reading of a gap; the dotted line is no difference."""
    rows = rows[rows[name].notna()]
    if rows.empty:
        axis.set_axis_off()
        return
    panel = axis.get_gid()
    axis.axhline(equal, color=SOFT, linewidth=1, linestyle=(0, (1, 2)), gid=mark_id(panel, "equal"))
    for number, piece in enumerate(_pieces(rows)):
        gid = mark_id(panel, f"line-{number}")
        axis.plot(piece["year"], piece[name], "o-", color=colour, linewidth=1.6, markersize=4, gid=gid)
    bars = axis.vlines(rows["year"], rows[f"{name}_lower"], rows[f"{name}_upper"], color=colour, lw=3.5, alpha=0.35)
    bars.set_gid(mark_id(panel, "intervals"))
    for moment, edge in (("first", rows.iloc[0]), ("last", rows.iloc[-1])):
        axis.annotate(
            text.number(edge[name], int(edge["decimals"]) if name == "gap" else 2),
            (edge["year"], edge[name]),
            gid=mark_id(panel, moment, "label"),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=9,
        )
    axis.margins(x=0.08, y=0.28)
    first, last = int(rows["year"].iloc[0]), int(rows["year"].iloc[-1])
    axis.set_xticks([first, last], labels=[str(first), str(last)])
    axis.tick_params(labelsize=9, labelcolor=SOFT)
    number_axis(axis.yaxis, text)


@drawn_once(Drawing)
def slopes(rows: pd.DataFrame, colour: str, text: Text, alt: str) -> Drawing:
    """First and last year of every indicator, focus areas and the Netherlands, one small panel each.

    rows: one row per indicator with title, decimals, first_year, last_year, focus_first, focus_last, nl_first, nl_last.
    """
    columns = 3
    lines = -(-len(rows) // columns)
    height = 1.75 * lines + 0.3
    with house_canvas(7.6, height) as canvas:
        axes = canvas.subplots(lines, columns, squeeze=False).ravel()
        for number, (axis, row) in enumerate(zip(axes, rows.itertuples(), strict=False)):
            axis.set_gid(mark_id(f"panel-{number}"))
            _slope_panel(axis, row, colour, text)
        for axis in axes[len(rows) :]:
            axis.set_axis_off()
        handles = [
            matplotlib.lines.Line2D([], [], marker="o", color=colour, label=text("chart.focus")),
            matplotlib.lines.Line2D([], [], marker="s", color=SOFT, linestyle="--", label=text("chart.nl")),
        ]
        canvas.legend(
            handles=handles, loc="upper left", ncols=2, frameon=False, fontsize=9.5, bbox_to_anchor=(0.01, 1.0)
        )
        canvas.subplots_adjust(
            left=0.06, right=0.94, top=1 - 0.62 / height, bottom=0.25 / height, hspace=0.95, wspace=0.55
        )
        return finished(canvas, alt)


def _slope_panel(axis, row, colour: str, text: Text) -> None:
    """Two points and a line per region, with the values beside them."""
    regions = (("focus", colour, "-", "o"), ("nl", SOFT, "--", "s"))
    span = max(row.focus_first, row.focus_last, row.nl_first, row.nl_last) - min(
        row.focus_first, row.focus_last, row.nl_first, row.nl_last
    )
    for side, moment in ((0, "first"), (1, "last")):
        ends = [[getattr(row, f"{region}_{moment}"), side, tint, region] for region, tint, _, _ in regions]
        ends = [
            [value, side, text.number(value, int(row.decimals)), tint, mark_id(axis.get_gid(), region, moment, "label")]
            for value, side, tint, region in ends
        ]
        spread_labels(ends, 0.22 * span)
        for place, x, label, tint, gid in ends:
            axis.annotate(
                label,
                (x, place),
                gid=gid,
                xytext=(-6 if x == 0 else 6, 0),
                textcoords="offset points",
                va="center",
                ha="right" if x == 0 else "left",
                fontsize=8.5,
                color=tint,
                annotation_clip=False,
            )
    for region, tint, style, marker in regions:
        axis.plot(
            [0, 1],
            [getattr(row, f"{region}_first"), getattr(row, f"{region}_last")],
            style,
            marker=marker,
            color=tint,
            linewidth=1.8,
            markersize=4.5,
            gid=mark_id(axis.get_gid(), region),
        )
    axis.margins(x=0.3, y=0.2)
    axis.set_xticks([0, 1], labels=[str(row.first_year), str(row.last_year)])
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.tick_params(labelsize=8.5)
    axis.set_title(textwrap.fill(row.title, 32), fontsize=9.5, pad=4)
