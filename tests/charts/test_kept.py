"""A figure is drawn once for equal input: what its key is made of, and what it is not made of."""

import gzip
from dataclasses import astuple, replace
from inspect import signature

import numpy as np
import pandas as pd
import pytest

from helpers import charts
from helpers.charts import kept
from helpers.charts.style import Drawing
from helpers.files import FIGURES_VARIABLE
from helpers.methods.intervals import Interval
from helpers.words.text import Text


def _draw(*args, **kwargs):
    raise AssertionError("only its name counts")


def _key(*args, draw=_draw, **kwargs):
    return kept._key(draw.__name__, args, kwargs)


def _frame(**changes):
    base = {"title": ["A", "A"], "year": [2018, 2022], "focus": [Interval.published(18.2, 0.05), None]}
    return pd.DataFrame(base | {"decimals": [1.0, np.nan], "after": [False, True]} | changes)


def _with(interval):
    return _frame(focus=[interval, None])


SAME = Interval.published(18.2, 0.05)
CHANGES = {
    "value": _with(replace(SAME, value=18.21)),
    "lower limit": _with(replace(SAME, lower=18.1)),
    "upper limit": _with(replace(SAME, upper=18.3)),
    "basis": _with(replace(SAME, basis="phrase")),
    "missing interval": _frame(focus=[None, SAME]),
    "another year": _frame(year=[2018, 2021]),
    "another word": _frame(title=["A", "B"]),
    "missing number": _frame(decimals=[np.nan, 1.0]),
    "order of rows": _frame()[::-1],
    "a row less": _frame()[:1],
    "another column": _frame(extra=1),
    "order of columns": _frame()[["year", "title", "focus", "decimals", "after"]],
    "names of rows": _frame().set_axis(["p", "q"]),
    "true and false": _frame(after=[True, False]),
}


def test_equal_input_has_one_key_however_often_it_is_made():
    assert _key(_frame(), "#1f5fa8", Text("nl"), "alt") == _key(_frame(), "#1f5fa8", Text("nl"), "alt")
    assert _key(_frame().copy()) == _key(_with(Interval(*astuple(SAME)))) == _key(_frame())
    assert _key(a=1, b=2) == _key(b=2, a=1)
    assert _key(np.int64(3), np.float64(0.5), np.bool_(True), pd.NA) == _key(3, 0.5, True, None)


@pytest.mark.parametrize("change", CHANGES)
def test_another_frame_has_another_key(change):
    assert _key(CHANGES[change]) != _key(_frame())


def test_every_change_has_a_key_of_its_own():
    keys = {_key(frame) for frame in (*CHANGES.values(), _frame())}
    assert len(keys) == len(CHANGES) + 1


def test_another_language_word_colour_chart_or_order_has_another_key():
    plain = _key(_frame(), {"a": "x", "b": "y"}, Text("nl"), "alt", "#1f5fa8")
    others = [
        _key(_frame(), {"a": "x", "b": "y"}, Text("en"), "alt", "#1f5fa8"),
        _key(_frame(), {"a": "x", "b": "y"}, Text("nl"), "other", "#1f5fa8"),
        _key(_frame(), {"a": "x", "b": "y"}, Text("nl"), "alt", "#1f5fa9"),
        _key(_frame(), {"a": "x", "b": "z"}, Text("nl"), "alt", "#1f5fa8"),
        _key(_frame(), {"b": "y", "a": "x"}, Text("nl"), "alt", "#1f5fa8"),  # charts draw in the order of the names
        _key(_frame(), {"a": "x", "b": "y"}, Text("nl"), "alt", colour="#1f5fa8"),
        _key(_frame(), {"a": "x", "b": "y"}, Text("nl"), "alt", "#1f5fa8", draw=test_every_change_has_a_key_of_its_own),
    ]
    assert len({plain, *others}) == 1 + len(others)


def test_other_words_of_the_catalogues_or_other_code_have_another_key(monkeypatch):
    plain = _key(_frame(), Text("nl"))
    monkeypatch.setattr(kept, "_made_with", lambda: "other catalogues")
    assert _key(_frame(), Text("nl")) != plain


@pytest.mark.parametrize("path", ["words/locales/words.nl.yaml", "charts/style.py", "methods/intervals.py"])
def test_what_figures_are_made_with_follows_words_and_code(monkeypatch, tmp_path, path):
    def made_with():
        kept._made_with.cache_clear()
        return kept._made_with()

    changed = tmp_path / "helpers" / path
    changed.parent.mkdir(parents=True)
    changed.write_text("a: 1\n")
    try:
        monkeypatch.setattr(kept, "PROJECT_DIR", tmp_path)
        before = made_with()
        assert made_with() == before
        changed.write_text("a: 2\n")
        assert made_with() != before
    finally:
        kept._made_with.cache_clear()


def test_what_no_key_can_be_made_of_is_an_error():
    with pytest.raises(TypeError, match=r"^a drawing cannot be kept by object$"):
        _key(object())


def _harmed(content):
    """An entry that is cut off, changed, empty, or whole and no drawing."""
    middle = len(content) // 2
    yield from (b"", b"x", content[:middle], content[:-1])
    yield content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    yield from (gzip.compress(other) for other in (b"", b"[]", b"{}", b'{"svg": 1, "narrow": ""}'))


def test_an_entry_that_is_not_whole_is_none(tmp_path):
    path, drawing = tmp_path / "a.json.gz", Drawing("<svg>é</svg>".encode(), 100, "Een tekst", b"<svg/>")
    assert kept._read(path) is None
    kept._write(path, drawing)
    assert kept._read(path) == drawing
    for harmed in list(_harmed(path.read_bytes())):
        path.write_bytes(harmed)
        assert kept._read(path) is None, harmed


def test_a_chart_is_drawn_once_for_equal_frames_and_anew_for_another_limit(monkeypatch, tmp_path):
    drawn = []
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path))
    right = charts.style.finished
    monkeypatch.setattr(charts.comparisons, "finished", lambda *args: drawn.append(args) or right(*args))

    def draw(upper):
        row = {"title": "A", "unit": "percent", "decimals": 1, "own": Interval(2.0, 1.9, upper)}
        row |= {"municipality": Interval.exact(4), "nl": Interval.exact(5), "others": [Interval.exact(3)]}
        return charts.dot_strips(pd.DataFrame([row]), "B", Text("nl"))

    assert draw(2.1) == draw(2.1) and len(drawn) == 2  # wide and narrow
    assert draw(2.1).narrow != draw(2.1).svg
    assert draw(2.2).svg != draw(2.1).svg and len(drawn) == 4


def test_a_chart_asks_for_no_place():
    """So that completion and the documentation show what a caller gives."""
    assert list(signature(charts.matrix).parameters) == ["cells", "own", "alt", "colour"]
