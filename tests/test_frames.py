"""Frames in a notebook: words on the left, numbers on the right, and nothing else is another than pandas makes it."""

from types import SimpleNamespace

import IPython
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from IPython.core.formatters import DisplayFormatter

from helpers import open_run
from helpers.frames import frame_html
from helpers.methods.intervals import Interval

LEFT = "text-align: left"
FRAME = pd.DataFrame(
    {
        "area": ["delft-west", None, "<td>"],
        "year": [2014, 2018, 2024],
        "value": [None, Interval.exact(1), Interval.exact(2)],
        "kind": pd.Categorical(["a", "b", None]),
        "share": [0.5, float("nan"), 1.0],
    }
)


def _cells(html, rows):
    """Whether each cell of these rows is on the left, row by row."""
    return [
        [LEFT in cell.get("style", "") for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(html, "html.parser").select(f"{rows} tr")
    ]


def test_columns_of_words_and_their_heads_are_on_the_left():
    wanted = [False, True, False, False, True, False]
    assert _cells(frame_html(FRAME), "thead") == [wanted] and _cells(frame_html(FRAME), "tbody") == [wanted] * 3


def test_nothing_else_is_another_than_pandas_makes_it():
    assert frame_html(FRAME).replace(f' style="{LEFT}"', "") == FRAME._repr_html_()


def test_an_index_of_words_is_on_the_left_with_its_name():
    frame = FRAME.assign(name=list("abc")).set_index("name")[["year", "area"]]
    assert _cells(frame_html(frame), "thead") == [[True, False, True]] * 2
    assert _cells(frame_html(frame), "tbody") == [[True, False, True]] * 3


def test_an_index_of_several_levels_moves_no_column():
    frame = FRAME.assign(name=["x", "x", "y"]).set_index(["name", "year"])[["share", "area"]]
    rows = _cells(frame_html(frame), "tbody")
    assert [row[-2:] for row in rows] == [[False, True]] * 3 and [len(row) for row in rows] == [4, 3, 4]


@pytest.mark.parametrize("most", [4, 5])
def test_columns_that_are_not_shown_move_no_other(most):
    frame = pd.DataFrame({number: ["a" if number in (1, 8) else number] * 99 for number in range(10)})
    with pd.option_context("display.max_columns", most, "display.max_rows", 6):
        html = frame_html(frame)
    words = [cell.text in ("1", "8", "...") for cell in BeautifulSoup(html, "html.parser").select("thead th")]
    assert words == [False, False, True, True, True, False]
    assert {tuple(row) for row in _cells(html, "tbody")} == {tuple(words)}


@pytest.mark.parametrize(
    "frame",
    [
        FRAME.head(0),
        FRAME[[]],
        pd.DataFrame(),
        pd.DataFrame([["a", 1]], columns=["same", "same"]),
        pd.DataFrame([["a", 1]], columns=[["one", "one"], ["two", "three"]]),
    ],
    ids=["no rows", "no columns", "nothing", "names that are the same", "heads of two levels"],
)
def test_odd_frames_keep_what_they_show(frame):
    assert frame_html(frame).replace(f' style="{LEFT}"', "") == frame._repr_html_()


def test_the_options_of_pandas_are_kept():
    with pd.option_context("display.notebook_repr_html", False):
        assert frame_html(FRAME) is None
    with pd.option_context("display.large_repr", "info", "display.max_rows", 1):
        assert frame_html(FRAME) == FRAME._repr_html_()


# In a notebook --------------------------------------------------------------------------------------------


@pytest.fixture
def formatter(monkeypatch):
    """What a kernel shows things with."""
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    return shell.display_formatter


def _shown(formatter, what):
    return formatter.format(what)[0]["text/html"]


def test_a_notebook_that_opens_a_run_shows_frames_so(formatter):
    before = formatter.format(FRAME)[0]
    open_run("delft-west")
    after = formatter.format(FRAME)[0]
    assert LEFT not in before["text/html"] and after["text/html"] == frame_html(FRAME)
    assert before.keys() == after.keys() and before["text/plain"] == after["text/plain"]


def test_who_shows_frames_in_a_way_of_their_own_keeps_it(formatter):
    formatter.formatters["text/html"].for_type(pd.DataFrame, lambda frame: "mine")
    open_run("delft-west")
    assert _shown(formatter, FRAME) == "mine"


def test_outside_a_notebook_nothing_happens(monkeypatch):
    monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    open_run("delft-west")
    assert LEFT not in FRAME._repr_html_()
