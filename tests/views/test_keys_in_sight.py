"""Marks that a drawing does not explain itself are explained in sight, under it; not only where a reader opens it."""

import pytest

from helpers.blocks.model import Figure
from helpers.blocks.notebook import leaves
from tests.published import cells

# By notebook: how the ids of such figures begin, and a word of what is said of their marks.
MARKED = {
    "01_inleiding": {"deelname": "fase 1"},
    "04_veerkracht_en_weerbaarheid": {"clusters": "hoe vaak"},
    "07_effectiviteit_en_samenhang": {"gezamenlijk-": "leeg vak", "hoofdstukken-": "Open stip"},
    "08_synthese": {"plaatsen-": "Plaats 1", "gebieden-naast-elkaar": "niet beter of slechter", "kaders": "Open stip"},
}


@pytest.mark.parametrize(
    "notebook", [pytest.param(name, marks=() if name[:2] == "04" else pytest.mark.slow) for name in MARKED]
)
def test_marks_are_explained_in_sight(notebook):
    blocks = [block for cell in cells(notebook, "rotterdam-zuid", "nl") for block in leaves(cell.blocks)]
    figures = [block for block in blocks if isinstance(block, Figure)]
    for begins, word in MARKED[notebook].items():
        found = [figure for figure in figures if figure.id.startswith(begins)]
        assert found and all(word in figure.note for figure in found), begins


@pytest.mark.slow  # of the same run of the notebook
def test_a_list_and_the_drawing_below_it_have_titles_of_their_own():
    blocks = [block for cell in cells("07_effectiviteit_en_samenhang", "rotterdam-zuid", "nl") for block in cell.blocks]
    titles = [title for block in blocks if (title := getattr(block, "title", "") or getattr(block, "text", ""))]
    named = [title for title in titles if title.startswith("Gemeenschappelijke ")]
    assert len(named) > 4 and len(named) == len(set(named))
