"""What stands on the sides of a hand-out, and what gives way when it is too long: whole sentences, and it is said."""

import pytest

from helpers.blocks.model import Bullets, Cell, Column, Columns, Legend, Mark, Paragraph, Spine, StripRow, Table
from helpers.pages.factsheet import Section
from helpers.pages.handout import leaner, sides

MORE = "Meer op de pagina."
LONG = "Een aanpak van ca. 3 jaar. Zij helpt 90% aan werk. En nog een. Nog een. Nog een. Nog een. De laatste."


def _table(*texts, id="t"):
    columns = [Column(key=f"k{number}", label="K") for number in range(len(texts))]
    return Table(id=id, title="T", columns=columns, rows=[[Cell.of(text) for text in texts]], source="S")


def _spine(id, role):
    row = StripRow(name="R", figure="50%", marks=[Mark(role=role, label="R: 50%", at=50)], printed=[])
    legend = [Legend(role=role, label="R")]
    twin = _table("x", id=f"{id}-tabel")
    return Spine(id=id, title=id, legend=legend, columns=[], ticks=[], rows=[row], table=twin, source="S")


OWN, OTHER_OWN, GROUP = _spine("wijken", "district"), _spine("meer-wijken", "district"), _spine("groep", "group")
LEAD, KEY = Paragraph(text=LONG, tone="lead"), _spine("kern", "area")
QUESTIONS = Bullets(items=[f"Vraag {number}?" for number in range(9)])
NOTE = Paragraph(text=LONG)


def _sides():
    return sides(
        [
            Section("a", "Antwoord", "first", blocks=[LEAD, KEY, Columns(parts=[[Paragraph(text=LONG)]])]),
            Section("b", "Armoede", "theme", blocks=[OWN, GROUP, OTHER_OWN]),
            Section("c", "Samen", "body", blocks=[_table("Armoede", LONG), QUESTIONS]),
            Section("d", "Goed om te weten", "last", blocks=[NOTE]),
        ]
    )


def test_the_first_section_is_the_front_and_the_rest_the_back():
    front, back = _sides()
    assert front.main[:2] == (LEAD, KEY) and (front.own, front.lists, front.group, front.notes) == ((), (), (), ())
    assert back.main == (_table("Armoede", LONG),) and back.lists == (QUESTIONS,) and back.notes == (NOTE,)
    assert back.own == (OWN,) and back.group == (GROUP,)  # of the districts the first figure only


def test_a_side_that_fits_stays_whole():
    for side in _sides():
        assert next(leaner(side, MORE)) == side


def test_sentences_go_first_then_districts_then_the_group():
    order = [(len(side.own), len(side.group)) for side in leaner(_sides()[1], MORE)]
    assert order == sorted(order, reverse=True) and order[0] == (1, 1) and order[-1] == (0, 0)
    assert order.count((1, 1)) > 2


def _texts(block):
    if isinstance(block, Table):
        return [cell.text for row in block.rows for cell in row]
    if isinstance(block, Columns):
        return [text for part in block.parts for inner in part for text in _texts(inner)]
    return [block.text] if isinstance(block, Paragraph) else []


SENTENCES = [f"{part}." for part in LONG.removesuffix(".").split(". ")]


@pytest.mark.parametrize("number", [0, 1])
def test_no_sentence_is_cut_and_what_is_left_out_is_said(number):
    sentences = ["Een aanpak van ca. 3 jaar.", *SENTENCES[2:]]
    shortened = set()
    for side in leaner(_sides()[number], MORE):
        for text in (text for block in side.main for text in _texts(block)):
            kept = next((n for n in range(len(sentences)) if text == " ".join([*sentences[:n], MORE])), None)
            shortened.add(kept)
            assert kept or text in (LONG, "Armoede")
    assert min(kept for kept in shortened if kept) == 1 and len(shortened) > 3


def test_items_of_a_list_are_whole_and_what_is_left_out_is_said():
    for side in leaner(_sides()[1], MORE):
        items = side.lists[0].items
        assert items == QUESTIONS.items or (items[-1] == MORE and items[:-1] == QUESTIONS.items[: len(items) - 1])


def test_the_lead_and_what_is_good_to_know_never_get_shorter():
    front, back = (list(leaner(side, MORE))[-1] for side in _sides())
    assert front.main[0] == LEAD and back.notes == (NOTE,)
