"""Blocks on how an area developed: words for every outcome, and numbers that are those of the frames."""

from itertools import product

import pytest

from helpers import open_run, results, views
from helpers.blocks.model import Figure, Fold, Spine
from helpers.words.text import Text
from tests.readability import sentences

OUTCOMES = ("higher", "lower", "alike", "not-known")


def said(since_first, since_base):
    """A frame as `results.courses.said` gives it, with other outcomes."""
    rows = results.courses.said(open_run("heerlen-noord", "nl"), "heerlen-noord")
    return rows.assign(outcome=[since_first, since_base])


@pytest.fixture(scope="module")
def among(run):
    return results.courses.among(run, "rotterdam-zuid")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_outcome_has_a_title_of_its_own(language):
    titles = {}
    for outcomes in product(OUTCOMES, repeat=2):
        titles[outcomes] = views.courses._title(Text(language), said(*outcomes))
    assert len(set(titles.values())) == 16
    words = {"nl": ("beter", "minder goed", "bijna gelijk"), "en": ("better", "less good", "almost the same")}[language]
    for outcomes, title in titles.items():
        for outcome, word in zip(OUTCOMES, words, strict=False):
            assert (word in title) == (outcome in outcomes), (outcomes, title)
        assert ("2014" in title) == (outcomes[0] != "not-known") and ("2022" in title) == (outcomes[1] != "not-known")
        assert len(title) < 70 and max(sentence.words for sentence in sentences(title, language)) < 12


def test_the_title_is_that_of_the_frame(run, among):
    figures = [
        views.courses.liveability(run, among, said(*pair))[0] for pair in (("lower", "alike"), ("alike", "higher"))
    ]
    assert [figure.title for figure in figures] == [
        "Leefbaarheid: minder goed dan in 2014, sinds 2022 bijna gelijk",
        "Leefbaarheid: bijna gelijk aan 2014, sinds 2022 beter",
    ]


def test_the_figure_says_what_dots_shade_and_districts_are(run, among):
    (figure,) = views.courses.liveability(run, among, said("alike", "alike"))
    assert isinstance(figure, Figure) and figure.id == "leefbaarheid" and figure.narrow
    assert "2014" in figure.source and "Leefbaarometer" in figure.source
    n = among["districts"].max()
    assert any(str(n) in caveat and "focusgebied" in caveat for caveat in figure.caveats)
    assert run.text("uncertainty.series_model") in figure.caveats
    keys = [column.label for column in figure.table.columns[1:]]
    assert [label for label in keys if label.isdigit()] == ["2014", "2016", "2018", "2020", "2022", "2024"]
    assert figure.table.rows[figure.table.highlight[0]][0].text == run.area_name and len(figure.table.rows) == 21


def test_an_area_without_the_score_gets_a_line_that_says_so(run, among):
    (note,) = views.courses.liveability(run, among[among["role"] != "area"], said("not-known", "not-known"))
    assert note.tone == "missing" and run.area_name in note.text


@pytest.mark.parametrize("area", ["heerlen-noord", "breda-noord"])
def test_parts_of_the_score_are_folded_with_both_years_in_print(area):
    run = open_run(area, "nl")
    changed = results.courses.parts(run, area)
    (fold,) = views.courses.parts_of_score(run, changed)
    assert isinstance(fold, Fold)
    (spine,) = fold.parts
    assert isinstance(spine, Spine) and [entry.label for entry in spine.legend] == ["2014", "2024"]
    for row, first, last in zip(spine.rows, changed["first"], changed["last"], strict=True):
        before, after = row.marks
        assert (before.role, before.open, after.role, after.open) == ("district", True, "area", area == "breda-noord")
        numbers = [
            float(shown.removeprefix("ca. ").replace("−", "-").replace(",", "."))
            for shown in (*row.printed, row.figure)
        ]
        assert numbers == pytest.approx([first.value, last.value], abs=5e-4)
        assert (after.at > before.at) == (numbers[1] > numbers[0])
    zero = next(tick.at for tick in spine.ticks if tick.text.startswith("0,00"))
    assert all(
        (row.marks[1].at > zero) == (last.value > 0.0005)
        for row, last in zip(spine.rows, changed["last"], strict=True)
        if abs(last.value) > 0.001
    )
    assert views.courses.parts_of_score(run, changed[:0]) == []
