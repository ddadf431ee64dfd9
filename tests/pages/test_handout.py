"""What stands on the sides of a hand-out, and what gives way when it is too long: whole sentences, and it is said."""

from dataclasses import replace

import pytest

from helpers.blocks.model import Bullets, Cell, Column, Columns, Legend, Mark, Paragraph, Spine, StripRow, Table, Tick
from helpers.pages.factsheet import Section
from helpers.pages.handout import explained, leaner, sides
from helpers.words.text import Text

NL = Text("nl")
MORE = "Meer op de webpagina."
LONG = "Een aanpak van ca. 3 jaar. Zij helpt 90% aan werk. En nog een. Nog een. Nog een. Nog een. De laatste."


def _table(*texts, id="t"):
    columns = [Column(key=f"k{number}", label="K") for number in range(len(texts))]
    return Table(id=id, title="T", columns=columns, rows=[[Cell.of(text) for text in texts]], source="S")


def _spine(id, role, rows=1, title="T", printed=0):
    row = StripRow(name="R", figure="50%", marks=[Mark(role=role, label="R: 50%", at=50)], printed=["40%"] * printed)
    legend = [Legend(role=role, label="R")]
    twin = _table("x", id=f"{id}-tabel")
    columns = [Legend(role="nl", label="Nederland")] * printed
    return Spine(
        id=id, title=title, legend=legend, columns=columns, ticks=[], rows=[row] * rows, table=twin, source="S"
    )


OWN, OTHER_OWN = _spine("wijken", "district"), _spine("meer-wijken", "district")
GROUP, OTHER_GROUP = _spine("groep", "group", 3, printed=1), _spine("nog-een-groep", "group", 1, printed=1)
LEAD, KEY = Paragraph(text=LONG, tone="lead"), _spine("kern", "area", printed=1)
ANSWERS = Columns(parts=[[Paragraph(text=LONG)]])
QUESTIONS = Bullets(items=[f"Vraag {number}?" for number in range(9)])
NOTE = Paragraph(text=LONG)


def _leaner(side):
    return [one for stage in leaner(side, NL) for one in stage]


def _sides():
    return sides(
        [
            Section("a", "Antwoord", "first", blocks=[LEAD, ANSWERS, KEY]),
            Section("b", "Armoede", "theme", blocks=[Columns(parts=[[OWN], [NOTE]]), GROUP]),
            Section("e", "Werk", "rest", blocks=[NOTE, OTHER_OWN, OTHER_GROUP]),
            Section("c", "Samen", "body", blocks=[_table("Armoede", LONG), QUESTIONS]),
            Section("d", "Goed om te weten", "last", blocks=[NOTE]),
        ]
    )


def test_the_first_section_is_the_front_and_the_rest_the_back():
    front, back = _sides()
    assert front.main == (LEAD, KEY, ANSWERS) and (front.own, front.lists, front.group, front.notes) == ((), (), (), ())
    assert back.main == (_table("Armoede", LONG),) and back.lists == (QUESTIONS,) and back.notes == (NOTE,)
    assert back.own == (OWN,)  # the first of those of districts


def test_figures_of_all_areas_stand_under_each_other_by_theme():
    (group,) = _sides()[1].group
    assert [row.group for row in group.rows] == ["Armoede"] * 3 + ["Werk"]
    assert (group.id, group.columns, group.source) == (GROUP.id, GROUP.columns, "S")


def test_titles_that_name_their_theme_become_one_title():
    named = [
        Section(key, theme, "theme", blocks=[spine.model_copy(update={"title": f"{theme}: de gebieden samen"})])
        for key, theme, spine in (("a", "Armoede", GROUP), ("b", "Werk", OTHER_GROUP))
    ]
    (group,) = sides(named)[1].group
    assert group.title == "De gebieden samen" and [row.group for row in group.rows] == ["Armoede"] * 3 + ["Werk"]


@pytest.mark.parametrize("change", [{"title": "Anders"}, {"ticks": [Tick(at=0, text="0")]}])
def test_figures_with_another_axis_or_title_stay_apart(change):
    other = OTHER_GROUP.model_copy(update=change)
    sections = [Section("a", "A", "theme", blocks=[GROUP]), Section("b", "B", "theme", blocks=[other])]
    assert sides(sections)[1].group == (GROUP, other)


def test_a_side_that_fits_stays_whole():
    for side in _sides():
        assert _leaner(side)[0] == side


def test_rows_and_sentences_go_first_then_districts_then_the_group():
    order = [(len(side.own), sum(len(spine.rows) for spine in side.group)) for side in _leaner(_sides()[1])]
    assert list(dict.fromkeys(order)) == [(1, 4), (1, 3), (0, 4), (0, 3), (0, 0)]
    assert order.count((1, 3)) > 2
    notes = {(len(side.group[0].rows), side.group[0].note) for side in _leaner(_sides()[1]) if side.group}
    assert notes == {(4, ""), (3, MORE)}


def test_rows_of_figures_go_one_by_one_the_last_of_a_theme_first():
    sections = [
        Section(title, title, "theme", blocks=[_spine(title.lower(), "group", rows, printed=1)])
        for title, rows in (("A", 4), ("B", 3), ("C", 1))
    ]
    shown = ["".join(row.group for row in side.group[0].rows) for side in _leaner(sides(sections)[1]) if side.group]
    assert list(dict.fromkeys(shown)) == ["AAAABBBC", "AAABBBC", "AAABBC", "AABBC"]


def test_names_of_a_list_go_one_by_one_and_how_many_are_left_out_is_said():
    names = [f"Naam {number}" for number in range(7)]
    table = _table("Armoede; hier staan; meer dan; vier; delen; van een; zin.", f"{'; '.join(names)}.", "A; b.")
    columns = [column.model_copy(update={"listed": place > 0}) for place, column in enumerate(table.columns)]
    table = table.model_copy(update={"columns": columns})
    pages = _leaner(sides([Section("c", "Samen", "body", blocks=[table])])[1])
    rows = [[cell.text for cell in page.main[0].rows[0]] for page in pages]
    lists = list(dict.fromkeys(row[1] for row in rows))
    assert lists == [
        f"{'; '.join(names)}.",
        *(f"{'; '.join(names[:most])}; en nog {7 - most}." for most in (5, 4)),  # where one is left out its name stands
    ]
    assert {(row[0], row[2]) for row in rows} == {(table.rows[0][0].text, "A; b.")}


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
    for side in _leaner(_sides()[number]):
        for text in (text for block in side.main for text in _texts(block)):
            kept = next((n for n in range(len(sentences)) if text == " ".join([*sentences[:n], MORE])), None)
            shortened.add(kept)
            assert kept or text in (LONG, "Armoede")
    assert min(kept for kept in shortened if kept) == 1 and len(shortened) > 3


def test_items_of_a_list_are_whole_and_what_is_left_out_is_said():
    for side in _leaner(_sides()[1]):
        items = side.lists[0].items
        assert items == QUESTIONS.items or (items[-1] == MORE and items[:-1] == QUESTIONS.items[: len(items) - 1])


def test_the_lead_and_what_is_good_to_know_never_get_shorter():
    front, back = (_leaner(side)[-1] for side in _sides())
    assert front.main[0] == LEAD and back.notes == (NOTE,)


def test_what_words_mean_is_said_in_the_last_note_and_takes_no_other_place():
    back = replace(_sides()[1], lists=(Paragraph(text="Fase 2 was in vier andere gebieden."),), notes=(QUESTIONS, NOTE))
    assert [NL("handout.words.phases") in str(side) for side in explained(replace(back, lists=()), NL)] == [False]
    most, least = explained(back, NL)
    phases, score = (NL(f"handout.words.{term}") for term in ("phases", "score"))
    for side, words in ((most, f"{phases} {score}"), (least, phases)):
        assert side.notes[0].items == [*QUESTIONS.items[:-1], f"{QUESTIONS.items[-1]} {words}"]
        assert side.notes[1] == NOTE and replace(side, notes=back.notes) == back


def test_on_paper_a_row_has_no_definition_beside_its_year_and_direction():
    spine = GROUP.model_copy(
        update={"rows": [GROUP.rows[0].model_copy(update={"detail": "Aandeel mensen met werk · 2023 · lager"})]}
    )
    (group,) = sides([Section("t", "Thema", "theme", blocks=[spine])])[1].group
    assert [row.detail for row in group.rows] == ["2023 · lager"]
