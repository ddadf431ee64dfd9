"""What a download leaves out of the notes on a table: what only a page shows."""

import pytest

from helpers.blocks.model import Cell, Column, Table
from helpers.pages.notes import notes
from helpers.words.text import Text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_notes_on_a_drawing_and_on_rounded_limits_stay_on_the_page(language):
    text = Text(language)
    of_numbers = [text("context.margin_lacks"), text("series.lag"), text("convergence.unchanged")]
    of_page = [
        text("answer.spine.dots", area="Delft-West"),
        text("context.bar", area="A (B)"),  # a name with signs that mean something in a pattern
        text("convergence.reading"),
        text("indicator.own_scale"),
        text("indicator.skipped"),
        text("series.counts_axis"),
        text("series.limits"),
        text("series.no_chart"),
        text("funnel.spread", n=20),
        text("ranks.outward"),
        text("uncertainty.outward"),
    ]
    table = Table(
        id="t", title="T", source="S", columns=[Column(key="a", label="A")], rows=[[Cell.of("x")]],
        caveats=[of_page[0], of_numbers[0], *of_page[1:], *of_numbers[1:]],
    )  # fmt: skip
    assert notes(table, language) == of_numbers


@pytest.mark.parametrize("language", ["nl", "en"])
def test_of_a_note_that_figures_are_not_drawn_the_rest_stays(language):
    text = Text(language)
    undecided = text("context.undecided_nl", area="Delft-West", names="A")
    table = Table(
        id="t", title="T", source="S", columns=[Column(key="a", label="A")], rows=[[Cell.of("x")]],
        caveats=[f"{text('context.not_drawn')} {undecided}"],
    )  # fmt: skip
    assert notes(table, language) == [undecided]
