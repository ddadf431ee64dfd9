"""Every view says which area its blocks were made for: only then can they not end under the name of another."""

import ast

import pytest

from helpers import open_run, results, views
from tests.conftest import PROJECT

VIEWS = sorted((PROJECT / "helpers" / "views").glob("*.py"))


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_blocks_are_made_in_one_place(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Blocks"]
    assert len(made) == (path.stem == "parts")


@pytest.mark.usefixtures("undrawn")
def test_blocks_about_all_areas_are_of_the_run_too():
    run = open_run("delft-west", "en")
    pairs = results.indicators.pairs(run, "armoede")
    shares = results.evidence.named_share(run, "armoede")
    for blocks in (
        views.indicators.lines(run, pairs),
        views.measures.goals(run, results.indicators.goals(run)),
        views.theme.named_share(run, "armoede", shares),
    ):
        assert (blocks.area, blocks.language) == ("delft-west", "en")
