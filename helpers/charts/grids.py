"""Charts on a grid: matrices, and the map of tiles."""

import textwrap

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from helpers.charts.kept import drawn_once
from helpers.charts.style import (
    INK,
    NARROW,
    OPEN,
    OWN,
    PAPER,
    TINT,
    WIDE,
    Drawing,
    Look,
    Numbers,
    Place,
    finished,
    house_canvas,
    mark_id,
)
from helpers.colours import PALETTE

# Matrices -----------------------------------------------------------------------------------------------


_FEW = 10  # rows


@drawn_once(WIDE, NARROW)
def matrix(
    place: Place, cells: pd.DataFrame, own: str | None, alt: str, colour: str = PALETTE["re-integratie"].light
) -> Drawing:
    """A matrix of short labels; a cell is tinted when it has one, the row `own` has a frame around it.

    cells: rows and columns as they are to be named; values are short texts, "" for nothing. Labels with an open dot
    get a lighter tint.
    """
    rows, columns = cells.shape
    letters = 20 if place.narrow and rows <= _FEW else 30  # of many rows none is two lines high: all fit on a screen
    names = [textwrap.fill(str(name), letters) for name in cells.index]
    heads = [textwrap.fill(str(name), 28 if place.narrow else 14, break_long_words=False) for name in cells.columns]
    label_width = (0.071 if place.narrow else 0.085) * max(
        len(line) for name in names for line in name.split("\n")
    ) + 0.2
    head_height = 0.3 + 0.14 * max(head.count("\n") for head in heads)
    if place.narrow:  # heads stand upright
        head_height = 0.2 + 0.07 * max(len(line) for head in heads for line in head.split("\n"))
    width, height = place.width, (0.27 + 0.13 * max(name.count("\n") for name in names)) * rows + head_height + 0.1
    strength = cells.map(_strength).to_numpy()
    with house_canvas(width, height) as canvas:
        axis = canvas.subplots()
        axis.set_gid("panel")
        _tint_cells(axis, strength, colour)
        axis.set_xticks(np.arange(columns) + 0.5, heads)
        axis.set_yticks(np.arange(rows) + 0.5, names, va="center")
        _label_cells(axis, cells, strength)
        axis.tick_params(axis="x", top=True, bottom=False, labeltop=True, labelbottom=False, labelsize=9)
        axis.tick_params(axis="x", rotation=90 if place.narrow else 0)
        axis.tick_params(axis="y", labelsize=9.5, rotation=0)
        axis.set(xlabel="", ylabel="")
        if own in cells.index:
            _frame_row(axis, list(cells.index).index(own), columns)
        canvas.subplots_adjust(
            left=label_width / width, right=0.985, top=1 - head_height / height, bottom=0.05 / height
        )
        return finished(canvas, alt)


def _strength(label: str) -> float:
    """How strong the tint of a cell is, from 0 to 1."""
    return 0.0 if label == "" else 0.5 if OPEN in label else 1.0


def _tint_cells(axis: Axes, strength: Numbers, colour: str) -> None:
    """strength: rows x columns, as `_strength` gives it."""
    light = to_rgba(colour, 0.35)  # shows the paper, light or dark
    sns.heatmap(
        strength,
        ax=axis,
        cmap=[TINT, light, colour],
        vmin=0,
        vmax=1,
        cbar=False,
        linewidths=1.5,
        linecolor=PAPER,
        # Labels are set by us: seaborn would draw the figure once for each, to see whether they overlap.
        xticklabels=False,
        yticklabels=False,
    )
    axis.collections[0].set_gid("cells")


def _label_cells(axis: Axes, cells: pd.DataFrame, strength: Numbers) -> None:
    """The labels in the cells, white on a full tint."""
    look: Look = {"ha": "center", "va": "center", "fontsize": 9, "weight": "bold"}
    for y, x in np.ndindex(*cells.shape):
        ink = PAPER if strength[y, x] == 1 else INK
        gid = mark_id(f"row-{y}", f"column-{x}")
        axis.text(x + 0.5, y + 0.52, str(cells.iat[y, x]), gid=gid, color=ink, **look)


def _frame_row(axis: Axes, row: int, columns: int) -> None:
    """A frame around a row of so many columns, and its name in the colour of the area."""
    look: Look = {"fill": False, "edgecolor": OWN, "linewidth": 2.4, "clip_on": False}
    axis.add_patch(Rectangle((0.02, row + 0.03), columns - 0.04, 0.94, gid="frame", **look))
    axis.get_yticklabels()[row].set(color=OWN, weight="bold")
