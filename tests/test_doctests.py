"""The examples in docstrings give what they say, and every module that gives frames or blocks has one."""

import doctest
import inspect
from functools import cache
from importlib import import_module

import pytest

from helpers import charts, open_run, results, views
from helpers.files import files_in
from tests.conftest import PROJECT


def _name(path):
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


WITH_EXAMPLES = {_name(path) for path in files_in(PROJECT / "helpers", ".py") if ">>> " in path.read_text("utf-8")}


@cache
def _names():
    """What an example may use without saying so (docs/site/api/index.md)."""
    run = open_run("heerlen-noord")
    return {"open_run": open_run, "results": results, "views": views, "charts": charts, "run": run}


def _failures(example):
    said = []
    # A table ends its lines with blanks that no file has.
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    return "".join(said)


@pytest.mark.parametrize("name", sorted(WITH_EXAMPLES))
def test_the_examples_are_right(name):
    found = doctest.DocTestFinder(exclude_empty=True).find(import_module(name), name, extraglobs=_names())
    examples = [part for part in found if part.examples]
    assert examples and "".join(map(_failures, examples)) == ""


def test_every_module_of_the_face_has_an_example():
    offered = [getattr(room, name) for room in (results, views) for name in room.__all__]
    modules = {it.__name__ if inspect.ismodule(it) else it.__module__ for it in offered}
    assert len(modules) > 30 and sorted(modules - WITH_EXAMPLES) == []
    assert "helpers.charts" in WITH_EXAMPLES


def test_a_wrong_example_is_found():
    assert "Expected:" in _failures(doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0))
