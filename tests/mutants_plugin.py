"""A plugin of pytest for mutation testing: no mutant may be missed because something was worked out before.

mutmut runs the tests once without a mutant, to see which functions each of them calls, and then forks that process for
every mutant and runs the tests that called its function. Caches and shared fixtures would spoil both: a second test
gets what the first one worked out, and seems not to need the function.
"""

import os
import sys
from functools import _lru_cache_wrapper

import pytest
from mutmut.state import state

from helpers.files import PROJECT_DIR as PROJECT
from helpers.files import read_yaml

_NAME = os.environ["KANSRIJK_MUTATED_ROOM"]
_ROOM = read_yaml(PROJECT / "tests/mutants.yaml")["rooms"][_NAME]

# Slow to fill, and not filled by the room whose mutants run.
KEPT = {"_load_tables", "catalogue"}
if _NAME in ("charts", "views"):
    KEPT |= {"_evaluated", "_readings", "sensitive"}
if _NAME == "charts":
    KEPT |= {"all_shown"}
_called_by_fixture: dict[object, set[str]] = {}


def _empty_caches():
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("helpers", "tests"):
            for value in list(vars(module).values()):
                if isinstance(value, _lru_cache_wrapper) and value.__name__ not in KEPT:
                    value.cache_clear()


def pytest_sessionstart():
    """What was worked out without the mutant must not be found."""
    _empty_caches()


def pytest_collection_modifyitems(items):
    """Of the files under `quick` only the tests that are neither slow nor long."""
    whole = tuple(_ROOM["tests"])
    items[:] = [item for item in items if item.nodeid.startswith(whole) or not _is_marked(item)]


def _is_marked(item):
    return any(item.get_closest_marker(name) for name in ("slow", "long"))


def pytest_runtest_setup(item):
    """In the first run every test must call for itself what it needs."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        _empty_caches()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Remember which functions a fixture calls ..."""
    before = set(state()._stats)
    state()._stats.clear()
    result = yield
    _called_by_fixture[fixturedef] = set(state()._stats)
    state()._stats.update(before)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item):
    """... so that every test that uses it counts as calling them, not only the first one."""
    for name in item.fixturenames:
        for fixturedef in item._fixtureinfo.name2fixturedefs.get(name, ()):
            state()._stats.update(_called_by_fixture.get(fixturedef, ()))
