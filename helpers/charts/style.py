"""The house style of the charts, and what every chart is drawn on.

A chart takes small frames and words and gives SVG bytes and alternative text. It draws the same bytes for the same
input: settings hold for one drawing only (`rc_context`), without pyplot; the fonts are made known to matplotlib once,
when this module is imported. Colour is never the only sign: the area also has its own mark, line style or label.
"""

import io
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import matplotlib
import matplotlib.ticker
import numpy as np
import numpy.typing as npt
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text as Words

from helpers.charts.svg import plain
from helpers.colours import PALETTE
from helpers.words.fonts import TEXT_FONTS, check_drawable
from helpers.words.text import Text

if TYPE_CHECKING:  # matplotlib has these names from 3.11 on
    from matplotlib.typing import RcKeyType

Look = dict[str, Any]  # how a mark looks, by matplotlib's names of its properties


Numbers = npt.NDArray[np.float64]


for _path in TEXT_FONTS:
    font_manager.fontManager.addfont(_path)


PAPER, INK, SOFT, LINE, TINT = (PALETTE[name].light for name in ("paper", "ink", "soft", "rule", "grid"))


FULL, OPEN = "●", "○"  # marks in matrices: fully, in part
OWN, OTHER = PALETTE["own"].light, PALETTE["other"].light  # the area itself in every chart; others beside it


DPI = 96


_STYLE: "dict[RcKeyType, Any]" = {
    "svg.hashsalt": "kansrijke-wijk",  # element ids must not differ from run to run
    "svg.fonttype": "none",  # words stay words: to be searched, read at any size, and a tenth of the bytes
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign, whatever the reader's own settings are
    "text.usetex": False,
    "font.family": ["Source Sans Pro", "DejaVu Sans"],  # the second for signs that the first lacks
    "font.size": 10,
    "text.color": INK,
    "axes.facecolor": "none",
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


# Every setting: those that are not ours are matplotlib's own, whatever file or notebook has changed them. A backend is
# not a setting of a drawing.
_OWN = {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")} | _STYLE


@dataclass(frozen=True)
class Place:
    """Where a drawing is to stand: how wide it may be, in inches of 96 pixels, and whether that is as on a phone."""

    width: float
    narrow: bool = False


WIDE, NARROW = Place(7.6), Place(340 / DPI, narrow=True)


@dataclass(frozen=True)
class Drawing:
    """A chart as the reader gets it: the image, its width in pixels at 100 %, and its alternative text.

    narrow: the same for a narrow place, empty when there is none.
    """

    svg: bytes
    width: int
    alt: str
    narrow: bytes = b""


@contextmanager
def house_canvas(width: float, height: float) -> Iterator[Canvas]:
    """A figure of width x height inches in the house style."""
    with matplotlib.rc_context(_OWN):
        yield Canvas(figsize=(width, height), dpi=DPI)


def in_lines(text: Text, words: str, letters: int) -> str:
    """Words in lines of so many letters; of a longer word a line ends with a hyphen, where the catalogue has its joint.

    A word whose joint nobody has told stays whole.
    """
    joints = {joint.replace("|", ""): joint.index("|") for joint in text("chart.joints").split()}
    parts = [
        f"{word[:at]}- {word[at:]}" if len(word) > letters and (at := joints.get(word.lower())) else word
        for word in words.split()
    ]
    return textwrap.fill(" ".join(parts), letters, break_long_words=False)


def mark_id(*parts: object) -> str:
    """The id of a mark: parts that say what it stands for, joined by points, safe as the id of an element."""
    return ".".join(re.sub(r"[^A-Za-z0-9.-]", "-", str(part)) for part in parts)


def finished(canvas: Canvas, alt: str) -> Drawing:
    """The drawing on a canvas, with its alternative text; the same bytes for the same marks.

    Raises GlyphError for a sign that the fonts lack.
    """
    check_drawable(words.get_text() for words in canvas.findobj(Words))
    stream = io.BytesIO()
    canvas.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return Drawing(plain(stream.getvalue()), round(canvas.get_figwidth() * DPI), alt)


def number_axis(axis: Axis, text: Text, unit: str = "") -> None:
    """Round tick values, each shown with the decimals that it needs and no more, and in a unit where that is given."""
    locator = matplotlib.ticker.MaxNLocator(5, steps=[1, 2, 5, 10])
    axis.set_major_locator(locator)
    step = np.diff(locator())[0]
    decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    shown = partial(text.with_unit, unit=unit, decimals=decimals) if unit else partial(text.number, decimals=decimals)
    axis.set_major_formatter(lambda value, _: shown(value))


@dataclass(frozen=True)
class EndLabel:
    """A label at the end of a line: at which value and place on the x axis, what it says, colour and id."""

    value: float
    x: float
    words: str
    colour: str
    gid: str


def spread_labels(ends: list[EndLabel], distance: float) -> list[EndLabel]:
    """The end labels of a panel, moved apart where they would touch; of equal values the first stands higher.

    Half-way between the places that labels get when each is pushed up by the one below it, and when each is pushed down
    by the one above it: both keep the distance, so their mean does.
    """
    down = sorted(ends, key=lambda end: -end.value)
    up: list[float] = []
    for end in reversed(down):
        up.append(max(end.value, up[-1] + distance) if up else end.value)
    low: list[float] = []
    for end in down:
        low.append(min(end.value, low[-1] - distance) if low else end.value)
    moved = {end.gid: (one + other) / 2 for end, one, other in zip(down, reversed(up), low, strict=True)}
    return [replace(end, value=moved[end.gid]) for end in ends]


def draw_label(axis: Axes, label: EndLabel, right: bool, gap: int, size: float) -> None:
    """Write a label beside its place, `gap` points to the right or left of it."""
    axis.annotate(
        label.words,
        (label.x, label.value),
        gid=label.gid,
        xytext=(gap if right else -gap, 0),
        textcoords="offset points",
        color=label.colour,
        va="center",
        ha="left" if right else "right",
        fontsize=size,
        annotation_clip=False,
        linespacing=1.05,
    )


def dotted(axis: Axes, x: float | None = None, y: float | None = None, gid: str = "") -> None:
    """A dotted line over the whole axis at x or at y."""
    look: Look = {"color": SOFT, "linewidth": 1, "linestyle": (0, (1, 2)), "gid": gid}
    if x is not None:
        axis.axvline(x, **look)
    if y is not None:
        axis.axhline(y, **look)
