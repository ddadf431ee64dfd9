"""Charts: small frames and words in, SVG bytes and alternative text out.

Every chart function is pure: it draws the same bytes for the same input, without pyplot, and the settings of
matplotlib that it needs hold only while it draws. Importing this module adds the text fonts to matplotlib's list of
fonts, for the whole process. Colour is never the only sign: the area also has its own mark, line style or label.

Every mark has an id (`mark_id`) that says what it stands for in the words of the figure's table twin, such as
`panel-0.nl.phrase` for the values of the Netherlands that were read from a phrase. It becomes the id of its element
in the SVG, and a test ties each value of the twin to its mark by it.
"""

import io
import re
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib
import matplotlib.ticker
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.figure_cache import drawn_once
from helpers.fonts import TEXT_FONTS
from helpers.messages import Text
from helpers.trends import break_years

for _path in TEXT_FONTS:
    font_manager.fontManager.addfont(_path)

INK, SOFT, LINE, TINT = "#1c2230", "#5b6475", "#c9cfda", "#eef1f6"
OWN = "#c2410c"  # the area itself, in every chart
_DPI = 96
_STYLE = {
    "svg.hashsalt": "kansrijke-wijk",  # element ids must not differ from run to run
    "svg.fonttype": "path",
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign, whatever the reader's own settings are
    "text.usetex": False,
    "font.family": ["Source Sans Pro", "DejaVu Sans"],  # the second for signs that the first lacks
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}


@dataclass(frozen=True)
class Drawing:
    """A chart as the reader gets it."""

    svg: bytes
    width: int
    alt: str


@contextmanager
def _canvas(width: float, height: float):
    """A figure of width x height inches in the house style."""
    with matplotlib.rc_context(_STYLE):
        yield Canvas(figsize=(width, height), dpi=_DPI)


def mark_id(*parts) -> str:
    """The id of a mark: parts that say what it stands for, joined by points, safe as the id of an element."""
    return ".".join(re.sub(r"[^A-Za-z0-9.-]", "-", str(part)) for part in parts)


def _drawing(canvas: Canvas, alt: str) -> Drawing:
    stream = io.BytesIO()
    canvas.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return Drawing(stream.getvalue(), round(canvas.get_figwidth() * _DPI), alt)


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
    with _canvas(width, height) as canvas:
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
        return _drawing(canvas, _line_alt(series, titles, text))


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
    _spread_labels(ends, 0.26 * 1.36 * span)
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
    _number_axis(axis.yaxis, text)
    axis.set_title(textwrap.fill(title, 30), pad=7)


def _decimals(row, column: str) -> int:
    """The decimals of a value of `focus` or `nl`: none when it is known to whole numbers only."""
    return 0 if row[f"{column}_precision"] >= 0.5 else int(row["decimals"])


def _year_ticks(years: list[int]) -> list[int]:
    """The first and last year, and years between them as far as there is room for their labels."""
    distance = (years[-1] - years[0]) / 3.2
    ticks = [years[0]]
    for year in years[1:-1]:
        if year - ticks[-1] >= distance and years[-1] - year >= distance:
            ticks.append(year)
    return ticks if len(years) == 1 else [*ticks, years[-1]]


def _number_axis(axis, text: Text) -> None:
    """Round tick values, each shown with the decimals that it needs and no more."""
    locator = matplotlib.ticker.MaxNLocator(5, steps=[1, 2, 5, 10])
    axis.set_major_locator(locator)
    step = np.diff(locator())[0]
    decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    axis.set_major_formatter(lambda value, _: text.number(value, decimals))


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


def _spread_labels(ends: list[list], distance: float) -> None:
    """Move the two end labels of a panel apart when they would touch."""
    if len(ends) == 2 and abs(ends[0][0] - ends[1][0]) < distance:
        middle = (ends[0][0] + ends[1][0]) / 2
        sign = 1 if ends[0][0] >= ends[1][0] else -1
        ends[0][0], ends[1][0] = middle + sign * distance / 2, middle - sign * distance / 2


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
    with _canvas(7.6, height) as canvas:
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
        return _drawing(canvas, alt)


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
    _number_axis(axis.yaxis, text)


@drawn_once(Drawing)
def slopes(rows: pd.DataFrame, colour: str, text: Text, alt: str) -> Drawing:
    """First and last year of every indicator, focus areas and the Netherlands, one small panel each.

    rows: one row per indicator with title, decimals, first_year, last_year, focus_first, focus_last, nl_first, nl_last.
    """
    columns = 3
    lines = -(-len(rows) // columns)
    height = 1.75 * lines + 0.3
    with _canvas(7.6, height) as canvas:
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
        return _drawing(canvas, alt)


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
        _spread_labels(ends, 0.22 * span)
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


_DIRECTION_MARKS = {
    "better": ("o", "#1d6f8a"),
    "worse": ("D", "#b3541e"),
    "higher": ("^", SOFT),
    "lower": ("v", SOFT),
    "undecided": ("s", "#9aa6b8"),
}


@drawn_once(Drawing)
def ratio_overview(rows: pd.DataFrame, text: Text, alt: str) -> Drawing:
    """All indicators as ratio of the focus areas to the Netherlands, sorted, with rounding limits.

    rows: title, year, ratio, ratio_lower, ratio_upper, direction. Colour and symbol both say the direction.
    """
    rows = rows.sort_values("ratio", kind="stable")
    height = 0.26 * len(rows) + 0.85
    with _canvas(7.6, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        axis.axvline(1, color=INK, linewidth=1, gid="equal")
        for place, row in enumerate(rows.itertuples()):
            marker, tint = _DIRECTION_MARKS[row.direction]
            limits, gid = [row.ratio_lower, row.ratio_upper], mark_id(f"row-{place}", "interval")
            axis.plot(limits, [place, place], color=tint, linewidth=4, alpha=0.35, gid=gid)
            axis.plot([row.ratio], [place], marker, color=tint, markersize=6, gid=mark_id(f"row-{place}", "value"))
        axis.set_yticks(
            range(len(rows)),
            labels=[
                textwrap.fill(text("chart.with_year", title=row.title, year=str(row.year)), 44)
                for row in rows.itertuples()
            ],
        )
        axis.tick_params(axis="y", labelsize=9)
        axis.set_xscale("log")
        ticks = [
            tick
            for tick in (0.5, 0.7, 1, 1.5, 2, 3, 4)
            if rows["ratio_lower"].min() * 0.8 < tick < rows["ratio_upper"].max() * 1.2
        ]
        axis.set_xticks(ticks, labels=[text("chart.times", value=text.number(tick, 1)) for tick in ticks])
        axis.minorticks_off()
        axis.grid(axis="x", color=TINT)
        axis.set_axisbelow(True)
        axis.spines["left"].set_visible(False)
        handles = [
            matplotlib.lines.Line2D([], [], marker=marker, color=tint, linestyle="", label=text(f"direction.{name}"))
            for name, (marker, tint) in _DIRECTION_MARKS.items()
            if name in set(rows["direction"])
        ]
        axis.legend(handles=handles, loc="lower right", frameon=False, fontsize=9)
        canvas.subplots_adjust(left=0.46, right=0.97, top=1 - 0.1 / height, bottom=0.35 / height)
        return _drawing(canvas, alt)


@drawn_once(Drawing)
def stacked_composition(parts: pd.DataFrame, text: Text, alt: str) -> Drawing:
    """Shares of one whole as stacked bars, one bar per column, with the share in each part.

    parts: rows = parts in order, columns = bars as they are to be named, values in percent.
    """
    shades = sns.color_palette("cividis", len(parts)).as_hex()
    with _canvas(7.6, 0.55 * parts.shape[1] + 1.0) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        left = np.zeros(parts.shape[1])
        places = np.arange(parts.shape[1])[::-1]
        for number, (name, row) in enumerate(parts.iterrows()):
            values = row.to_numpy(dtype=float)
            bars = axis.barh(
                places, values, left=left, height=0.62, color=shades[number], edgecolor="white", linewidth=1, label=name
            )
            for column, (bar, place, start, value) in enumerate(zip(bars, places, left, values, strict=True)):
                bar.set_gid(mark_id(f"part-{number}", f"bar-{column}"))
                axis.text(
                    start + value / 2,
                    place,
                    text.number(value, 1),
                    gid=mark_id(f"part-{number}", f"bar-{column}", "label"),
                    ha="center",
                    va="center",
                    fontsize=8.5,
                    color="white" if number < len(parts) * 0.55 else INK,
                )
            left += values
        axis.set_yticks(places, labels=list(parts.columns))
        axis.set_xlim(0, left.max())
        axis.set_xticks([])
        axis.spines[["left", "bottom"]].set_visible(False)
        canvas.legend(loc="lower center", ncols=4, frameon=False, fontsize=9, handlelength=1.1)
        canvas.subplots_adjust(left=0.2, right=0.99, top=0.98, bottom=0.55 / (0.55 * parts.shape[1] + 1.0) + 0.05)
        return _drawing(canvas, alt)


@drawn_once(Drawing)
def dot_strips(strips: pd.DataFrame, area_name: str, text: Text) -> Drawing:
    """The area among the twenty focus areas, its municipality and the Netherlands, one strip per indicator.

    strips: one row per indicator with title, unit, decimals, value, municipality, nl and others (list of the values
    of the other focus areas). Every strip has its own scale.
    """
    count = len(strips)
    height = 0.46 * count + 0.8
    with _canvas(7.6, height) as canvas:
        axes = canvas.subplots(count, 1, squeeze=False).ravel()
        for number, (axis, row) in enumerate(zip(axes, strips.itertuples(), strict=True)):
            axis.set_gid(mark_id(f"strip-{number}"))
            _strip(axis, row, text)
        handles = [
            matplotlib.lines.Line2D([], [], marker="D", color=OWN, linestyle="", label=area_name),
            matplotlib.lines.Line2D([], [], marker="o", color="#9aa6b8", linestyle="", label=text("chart.other_areas")),
            matplotlib.lines.Line2D(
                [],
                [],
                marker="|",
                color=INK,
                markeredgewidth=2,
                markersize=12,
                linestyle="",
                label=text("chart.municipality"),
            ),
            matplotlib.lines.Line2D([], [], marker="^", color="#1f5fa8", linestyle="", label=text("chart.nl")),
        ]
        canvas.legend(
            handles=handles, loc="upper left", ncols=4, frameon=False, fontsize=9.5, bbox_to_anchor=(0.01, 1.0)
        )
        canvas.subplots_adjust(left=0.36, right=0.86, top=1 - 0.45 / height, bottom=0.28 / height, hspace=1.25)
        sentences = [
            text(
                "chart.strip_alt",
                title=row.title,
                value=text.with_unit(row.value, row.unit, row.decimals),
                municipality=text.with_unit(row.municipality, row.unit, row.decimals),
                nl=text.with_unit(row.nl, row.unit, row.decimals),
            )
            for row in strips.itertuples()
        ]
        return _drawing(canvas, " ".join([text("chart.strip_alt_intro", area=area_name), *sentences]))


def _strip(axis, row, text: Text) -> None:
    strip = axis.get_gid()
    others, gid = np.zeros(len(row.others)), mark_id(strip, "others")
    axis.axhline(0, color=LINE, linewidth=1, zorder=0, gid=mark_id(strip, "line"))
    axis.scatter(row.others, others, s=26, color="#9aa6b8", alpha=0.75, linewidth=0, zorder=2, gid=gid)
    gid = mark_id(strip, "municipality")
    axis.scatter([row.municipality], [0], s=170, marker="|", color=INK, linewidth=2, zorder=3, gid=gid)
    axis.scatter([row.nl], [0], s=38, marker="^", color="#1f5fa8", zorder=4, gid=mark_id(strip, "nl"))
    gid = mark_id(strip, "own")
    axis.scatter([row.value], [0], s=58, marker="D", color=OWN, edgecolor="white", linewidth=0.8, zorder=5, gid=gid)
    axis.set_yticks([])
    axis.spines[["left", "bottom"]].set_visible(False)
    axis.margins(x=0.06)
    axis.tick_params(axis="x", labelsize=8.5, pad=1)
    _number_axis(axis.xaxis, text)
    axis.text(
        -0.7,
        0.5,
        textwrap.fill(row.title, 34),
        gid=mark_id(strip, "title"),
        transform=axis.transAxes,
        va="center",
        ha="left",
        fontsize=9.5,
    )
    axis.text(
        1.03,
        0.5,
        text.with_unit(row.value, row.unit, row.decimals),
        gid=mark_id(strip, "label"),
        transform=axis.transAxes,
        va="center",
        ha="left",
        fontsize=10,
        color=OWN,
        weight="bold",
    )


@drawn_once(Drawing)
def matrix(cells: pd.DataFrame, own: str | None, alt: str, colour: str = "#3d6aa5") -> Drawing:
    """A matrix of short labels; a cell is tinted when it has one, the row `own` has a frame around it.

    cells: rows and columns as they are to be named; values are short texts, "" for nothing. Labels with an open dot
    get a lighter tint.
    """
    rows, columns = cells.shape
    names = [textwrap.fill(str(name), 30) for name in cells.index]
    heads = [textwrap.fill(str(name), 14, break_long_words=False) for name in cells.columns]
    label_width = 0.085 * max(len(line) for name in names for line in name.split("\n")) + 0.2
    head_height = 0.3 + 0.14 * max(head.count("\n") for head in heads)
    width, height = 7.6, (0.27 + 0.13 * max(name.count("\n") for name in names)) * rows + head_height + 0.1
    strength = cells.map(lambda label: 0.0 if label == "" else 0.5 if "○" in label else 1.0).to_numpy()
    light = sns.light_palette(colour, n_colors=6).as_hex()[2]
    with _canvas(width, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        sns.heatmap(
            strength,
            ax=axis,
            cmap=[TINT, light, colour],
            vmin=0,
            vmax=1,
            cbar=False,
            linewidths=1.5,
            linecolor="white",
            # Labels are set below: seaborn would draw the figure once for each, to see whether they overlap.
            xticklabels=False,
            yticklabels=False,
        )
        axis.collections[0].set_gid("cells")
        axis.set_xticks(np.arange(columns) + 0.5, heads)
        axis.set_yticks(np.arange(rows) + 0.5, names, va="center")
        for y, x in np.ndindex(rows, columns):
            axis.text(
                x + 0.5,
                y + 0.52,
                cells.iat[y, x],
                gid=mark_id(f"row-{y}", f"column-{x}"),
                ha="center",
                va="center",
                fontsize=9,
                weight="bold",
                color="white" if strength[y, x] == 1 else INK,
            )
        axis.tick_params(axis="x", top=True, bottom=False, labeltop=True, labelbottom=False, labelsize=9, rotation=0)
        axis.tick_params(axis="y", labelsize=9.5, rotation=0)
        axis.set(xlabel="", ylabel="")
        if own in cells.index:
            place = list(cells.index).index(own)
            axis.add_patch(
                Rectangle(
                    (0.02, place + 0.03),
                    columns - 0.04,
                    0.94,
                    gid="frame",
                    fill=False,
                    edgecolor=OWN,
                    linewidth=2.4,
                    clip_on=False,
                )
            )
            axis.get_yticklabels()[place].set(color=OWN, weight="bold")
        canvas.subplots_adjust(
            left=label_width / width, right=0.985, top=1 - head_height / height, bottom=0.05 / height
        )
        return _drawing(canvas, alt)


@drawn_once(Drawing)
def theme_graph(links: pd.DataFrame, names: dict[str, str], colours: dict[str, str], alt: str) -> Drawing:
    """Directed links from theme (left) to theme (right); the number of stated and inferred links on the line.

    links: from_theme, to_theme, stated, inferred (numbers of passages). A full line is as wide as its stated links;
    a dashed line has inferred links only.
    """
    themes = list(names)
    heights = {theme: len(themes) - place for place, theme in enumerate(themes)}
    with _canvas(7.6, 5.4) as canvas:
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
        return _drawing(canvas, alt)


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
    with _canvas(7.6, 0.62 * tallest + 0.5) as canvas:
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
        return _drawing(canvas, alt)


@drawn_once(Drawing)
def tile_map(areas: pd.DataFrame, own: str, alt: str) -> Drawing:
    """The twenty focus areas as tiles in the shape of the Netherlands, with one of them marked.

    areas: rows of the table `areas`.
    """
    with _canvas(5.2, 4.6) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        for area in areas.itertuples():
            mine = area.area == own
            axis.add_patch(
                Rectangle(
                    (area.tile_col, -area.tile_row),
                    0.94,
                    0.94,
                    gid=mark_id("area", area.area),
                    facecolor=OWN if mine else TINT,
                    edgecolor=OWN if mine else LINE,
                    linewidth=1,
                )
            )
            axis.text(
                area.tile_col + 0.47,
                -area.tile_row + 0.47,
                _wrapped(area.name),
                gid=mark_id("area", area.area, "label"),
                ha="center",
                va="center",
                fontsize=10.2,
                color="white" if mine else INK,
                weight="bold" if mine else "normal",
                linespacing=1.1,
            )
        axis.set(xlim=(0.9, 7.05), ylim=(-8.1, 0.05))
        axis.set_axis_off()
        canvas.subplots_adjust(left=0, right=1, top=1, bottom=0)
        return _drawing(canvas, alt)


def _wrapped(name: str, width: int = 11) -> str:
    """A name over several short lines, broken at spaces and hyphens."""
    lines = [""]
    for part in name.replace("-", "- ").split():
        if lines[-1] and len(lines[-1]) + len(part) + 1 > width:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".strip().replace("- ", "-")
    return "\n".join(lines)
