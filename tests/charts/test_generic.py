"""A chart of a reader's own: every mark is that of its row, and what cannot be checked is refused."""

import base64
from itertools import count

import numpy as np
import pandas as pd
import pytest
import seaborn
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from helpers import charts
from helpers.charts import generic
from helpers.charts.style import OTHER, OWN
from helpers.methods.intervals import Interval
from helpers.words.text import Text
from tests import looks, marks

NL = Text("nl")
AREAS = pd.DataFrame(
    {
        "name": ["Noord", "Een heel lange naam van een gebied aan de rand van de stad", "Zuid", "Oost"],
        "value": [Interval(12.3, 12.1, 12.5), Interval(4, 3, 5, "phrase"), None, Interval(-2.5, -2.6, -2.4)],
    }
)
YEARS = pd.DataFrame(
    {
        "year": [2018, 2020, 2022, 2024, 2018, 2020, 2022, 2024],
        "who": ["Noord"] * 4 + ["Nederland"] * 4,
        "value": [1.5, None, 3.5, 4.5, *(Interval(value, value - 1, value + 1) for value in (5, 6, 7, 8))],
        "segment": [1, 1, 1, 2, 1, 1, 1, 1],
    }
)


@pytest.fixture
def canvases(monkeypatch):
    """The canvases that charts are drawn on, wide and narrow, in order."""
    found = []
    finish = generic.finished

    def finishing(canvas, alt):
        found.append(canvas)
        return finish(canvas, alt)

    monkeypatch.setattr(generic, "finished", finishing)
    return found


def _figure(rows=AREAS, kind="bars", names="name", values="value", alt="Noord: 12,3.", **more):
    return charts.figure(rows, kind, names, values, NL, alt, **more)


def _mark(canvas, gid):
    (mark,) = [one for one in canvas.axes[0].get_children() if one.get_gid() == gid]
    return mark


@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_each_row_has_its_mark_limits_and_value_beside_its_name(kind, canvases):
    drawing = _figure(kind=kind, own="Noord")
    assert drawing.points == tuple(
        (name, value)
        for name, value in zip(map(generic.plain_name, AREAS["name"]), (12.3, 4, None, -2.5), strict=True)
        if value
    )
    for canvas in canvases:
        (axes,) = canvas.axes
        shown = [generic.plain_name(tick.get_text()) for tick in axes.get_yticklabels()]
        assert shown == [generic.plain_name(name) for name in AREAS["name"]]
        for number, value in enumerate(AREAS["value"]):
            label = _mark(canvas, f"row-{number}.label").get_text()
            assert label == {0: "12,3", 1: "ca. 4", 2: "–", 3: "−2,5"}[number]
            if value is None:
                continue
            mark = _mark(canvas, f"row-{number}")
            read = mark.get_width() if kind == "bars" else mark.get_xdata()[0]
            at = mark.get_y() + mark.get_height() / 2 if kind == "bars" else mark.get_ydata()[0]
            assert read == value.value and axes.get_yticks()[number] == pytest.approx(at)
            ((left, right),) = [segment[:, 0] for segment in _mark(canvas, f"row-{number}.limits").get_segments()]
            assert (left, right) == (value.lower, value.upper)
            colour = mark.get_edgecolor() if kind == "bars" else mark.get_color()
            assert to_hex(colour) == (OWN if number == 0 else OTHER)
            face = mark.get_facecolor() if kind == "bars" else mark.get_markerfacecolor()
            assert (to_hex(face) == "#ffffff") == value.approximate
        low, high = axes.get_ylim()
        assert low > high  # the first row is the highest
        if kind == "bars":
            assert axes.get_xlim()[0] < 0 < axes.get_xlim()[1]
        assert marks.words_outside(canvas) == [] and marks.words_overlapping(canvas) == []
    assert drawing.narrow and 0 < drawing.width < 800


def test_lines_have_gaps_where_values_are_missing_and_where_a_series_breaks(canvases):
    drawing = _figure(YEARS, "lines", "year", by="who", own="Noord")
    values = [
        (str(row.year), getattr(row.value, "value", row.value)) for row in YEARS.itertuples() if pd.notna(row.value)
    ]
    assert set(drawing.points) == set(values)
    for canvas in canvases:
        (axes,) = canvas.axes
        parts = [line for line in axes.lines if ".part-" in (line.get_gid() or "")]
        assert [len(line.get_xdata()) for line in parts] == [4]  # of Noord no two years follow each other in a segment
        (entries,) = canvas.legends
        assert [words.get_text() for words in entries.get_texts()] == ["Noord", "Nederland"]
        looks = {marks.look(handle) for handle in entries.legend_handles}
        assert len(looks) == 2 and len({(look.marker, look.line) for look in looks}) == 2
        assert [float(words.get_text()) for words in axes.get_xticklabels()] == [2018, 2020, 2022, 2024]
        limits = [one for one in axes.collections if isinstance(one, LineCollection)]
        assert len(limits) == 4 and marks.words_outside(canvas) == [] and marks.words_overlapping(canvas) == []


@pytest.mark.parametrize("kind", looks.OWN)
def test_it_looks_as_kept(kind):
    """Sizes, colours, places and order, as somebody looked at them. If they should change: `make golden`, and look."""
    for name, look in looks.looks_of_own(kind).items():
        assert not looks.changes(name, look)


KINDS = ["bars", "dots", "lines", seaborn.stripplot]
OPEN = [({"phrase"}, "open_phrase"), ({"proxy"}, "open_near"), ({"phrase", "proxy"}, "open_both"), ({"stated"}, "")]


@pytest.mark.parametrize(
    ("bases", "means", "kind"),
    [
        pytest.param(*of, kind, marks=() if (number - place) % len(KINDS) == 0 else pytest.mark.slow)
        for number, of in enumerate(OPEN)
        for place, kind in enumerate(KINDS)
    ],
)
def test_a_reader_is_told_what_an_open_mark_is(bases, means, kind, canvases):
    values = [Interval(12, 11, 13, basis) for basis in bases] + [Interval(4, 4, 4)]
    names = [2020, 2021, 2022] if kind == "lines" else ["Noord", "Zuid", "Oost"]
    _figure(pd.DataFrame({"name": names[: len(values)], "value": values}), kind)
    for canvas in canvases:
        told = [generic.plain_name(words.get_text()) for legend in canvas.legends for words in legend.get_texts()]
        assert told == ([generic.plain_name(NL(f"chart.{means}"))] if means and not callable(kind) else [])
        assert marks.words_outside(canvas) == [] and marks.words_overlapping(canvas) == []
        for legend in canvas.legends if told else []:
            (sign,) = legend.legend_handles
            face = sign.get_facecolor() if kind == "bars" else sign.get_markerfacecolor()
            assert to_hex(face) == "#ffffff"


def test_words_are_text_and_stand_in_the_drawing():
    svg = _figure(unit="procent").svg
    assert b">Noord<" in svg and b">procent<" in svg and b">12,3<" in svg


def test_the_same_rows_give_the_same_bytes():
    assert _figure() == _figure()


@pytest.mark.parametrize(
    "draw",
    [
        *(seaborn.stripplot, seaborn.barplot),
        *[pytest.param(draw, marks=pytest.mark.slow) for draw in (seaborn.pointplot, seaborn.scatterplot)],
    ],
)
def test_a_function_of_seaborn_draws_in_the_house_style(draw):
    drawing = _figure(kind=draw)
    assert {value for _, value in drawing.points} == {12.3, 4, -2.5}
    assert {name for name, _ in drawing.points} == {generic.plain_name(name) for name in AREAS["name"][[0, 1, 3]]}
    assert b"Source Sans Pro" in drawing.svg
    assert drawing == _figure(kind=draw)


def test_dots_of_one_name_stand_beside_it_not_where_chance_puts_them(canvases):
    _figure(TWICE, seaborn.stripplot)
    for canvas in canvases:
        at = {float(y) for dots in canvas.axes[0].collections for _, y in dots.get_offsets()}
        assert at == {0, 1, 2}


def test_lines_of_seaborn_have_their_legend_above(canvases):
    drawing = _figure(YEARS[YEARS["year"] > 2020], seaborn.lineplot, "year", by="who")
    assert ("2022", 3.5) in drawing.points and all(
        canvas.legends and not canvas.axes[0].get_legend() for canvas in canvases
    )


def test_without_any_value_there_is_no_drawing():
    assert _figure(AREAS[2:3]).svg == b"" and _figure(AREAS.head(0)).points == ()
    assert _figure(pd.DataFrame()).svg == b""


TIMES = count(1)


def _other_each_time(ax, **_):
    ax.plot([next(TIMES)], [0], "o")


TWICE = pd.concat([AREAS, AREAS])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"alt": " "}, r"^alt is empty; expected what the chart says"),
        ({"kind": "pie"}, r"^kind is 'pie'; expected bars, dots, lines or a function"),
        ({"values": "share"}, r"^the rows have no column share; they have name, value"),
        ({"rows": AREAS.assign(value=AREAS["name"])}, r"^column 'value' has 'Noord'; expected Intervals or numbers"),
        ({"rows": AREAS.assign(value=True)}, r"^column 'value' has True; expected"),
        ({"rows": TWICE}, r"^'Noord' stands on several rows; expected each name once"),
        ({"rows": AREAS.assign(name=[None, "a", "b", "c"])}, r"^column 'name' has rows without a name"),
        ({"kind": "lines"}, r"^column 'name' has words; expected numbers, such as years"),
        ({"rows": TWICE, "kind": seaborn.barplot}, ""),  # equal values: their mean is the same
        (
            {"rows": YEARS.assign(who=list("abcdefgh")), "kind": "lines", "names": "year", "by": "who"},
            r"^there are 7 lines; expected 5 or fewer",
        ),
        ({"kind": lambda **_: None}, r"^nothing was drawn"),
        ({"kind": _other_each_time}, r"^the drawing for narrow places has other values"),
        ({"kind": lambda ax, **_: ax.barh([0, 1], [1, 2], left=3)}, r"^a bar begins at 3; expected zero"),
        ({"kind": lambda ax, **_: ax.imshow(np.eye(2))}, r"^the drawing has a picture"),
        ({"kind": lambda ax, **_: ax.fill_between([0, 1], [1, 2])}, r"^the drawing has a filled area"),
        ({"kind": lambda ax, **_: (ax.pie([1, 2]), ax.plot([1], [1]))}, r"^the drawing has shapes that are no bars"),
        (
            {"kind": lambda ax, **_: (ax.plot([1, 9], [0, 1]), ax.set_xlim(0, 5))},
            r"^a mark stands at 9, outside the axis \(0 to 5\)",
        ),
        (
            {"kind": lambda ax, **_: (ax.plot([1, 2], [0, 1]), ax.text(1, 0.5, "word " * 60).set_in_layout(False))},
            r"has no room in the drawing",
        ),
    ],
    ids=lambda one: "" if isinstance(one, dict) else one[:30],
)
def test_what_cannot_be_drawn_or_checked_is_one_clear_error(wrong, says):
    if not says:
        _figure(**wrong)
        return
    with pytest.raises(ValueError, match=says):
        _figure(**wrong)


def test_what_a_function_makes_of_several_rows_is_seen_when_it_is_read_back():
    """A mean over rows is no value of the frame: `views.figure` refuses it (tests/views/test_generic.py)."""
    rows = pd.concat([AREAS[:1], AREAS[:1].assign(value=[Interval.exact(20)])])
    assert _figure(rows, lambda **given: seaborn.barplot(**given, errorbar=None)).points == (("Noord", 16.15),)


def test_settings_of_the_user_do_not_reach_it():
    import matplotlib

    with matplotlib.rc_context({"font.size": 40, "lines.linewidth": 9}):
        assert _figure() == _figure()
        spoilt = _figure().svg
    assert spoilt == _figure().svg


def test_a_drawing_is_kept_as_text_in_a_block():
    from helpers.blocks import drawings

    drawing = _figure()
    assert drawings.read(drawing.svg).tag == "svg" and base64.b64encode(drawing.narrow)


def test_what_is_missing():
    assert all(map(generic.is_missing, (None, pd.NA, float("nan"))))
    assert not any(map(generic.is_missing, (0.0, "", Interval.exact(0.0))))
