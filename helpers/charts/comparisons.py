"""Charts that compare: ratios to the Netherlands, parts of a whole, the area among others."""

import textwrap

import matplotlib
import matplotlib.ticker
import numpy as np
import pandas as pd
import seaborn as sns

from helpers.charts.kept import drawn_once
from helpers.charts.style import INK, LINE, OWN, SOFT, TINT, Drawing, finished, house_canvas, mark_id, number_axis
from helpers.words.text import Text

_DIRECTION_MARKS = {
    "better": ("o", "#1d6f8a"),
    "worse": ("D", "#b3541e"),
    "higher": ("^", SOFT),
    "lower": ("v", SOFT),
    "undecided": ("s", "#9aa6b8"),
}


@drawn_once(Drawing)
def ratio_overview(rows: pd.DataFrame, text: Text, alt: str) -> Drawing:
    """All indicators as ratio of the focus areas to the Netherlands, in the order of rows, with rounding limits.

    rows: title, year, ratio (Interval), direction. Colour and symbol both say the direction.
    """
    height = 0.26 * len(rows) + 0.85
    with house_canvas(7.6, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        axis.axvline(1, color=INK, linewidth=1, gid="equal")
        for place, row in enumerate(rows.itertuples()):
            marker, tint = _DIRECTION_MARKS[row.direction]
            limits, gid = [row.ratio.lower, row.ratio.upper], mark_id(f"row-{place}", "interval")
            axis.plot(limits, [place, place], color=tint, linewidth=4, alpha=0.35, gid=gid)
            axis.plot(
                [row.ratio.value], [place], marker, color=tint, markersize=6, gid=mark_id(f"row-{place}", "value")
            )
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
            if min(ratio.lower for ratio in rows["ratio"]) * 0.8
            < tick
            < max(ratio.upper for ratio in rows["ratio"]) * 1.2
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
        return finished(canvas, alt)


@drawn_once(Drawing)
def stacked_composition(parts: pd.DataFrame, text: Text, alt: str) -> Drawing:
    """Shares of one whole as stacked bars, one bar per column, with the share in each part.

    parts: rows = parts in order, columns = bars as they are to be named, values in percent.
    """
    shades = sns.color_palette("cividis", len(parts)).as_hex()
    with house_canvas(7.6, 0.55 * parts.shape[1] + 1.0) as canvas:
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
        return finished(canvas, alt)


@drawn_once(Drawing)
def dot_strips(strips: pd.DataFrame, area_name: str, text: Text) -> Drawing:
    """The area among the twenty focus areas, its municipality and the Netherlands, one strip per indicator.

    strips: one row per indicator with title, unit, decimals, value, municipality, nl and others (list of the values
    of the other focus areas). Every strip has its own scale.
    """
    count = len(strips)
    height = 0.46 * count + 0.8
    with house_canvas(7.6, height) as canvas:
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
        return finished(canvas, " ".join([text("chart.strip_alt_intro", area=area_name), *sentences]))


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
    number_axis(axis.xaxis, text)
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
