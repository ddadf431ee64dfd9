"""A frame without rows is answered with that: a filter may be the reason, and not the report."""

import pytest

from helpers import results, views
from helpers.session import open_run

EMPTY = {"nl": "Hier valt niets te tonen: de tabel erachter is leeg.", "en": "There is nothing to show here: the table"}
ONE_YEAR = {
    "nl": "Geen van deze cijfers heeft meerdere jaren",
    "en": "None of these figures covers several comparable years",
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_a_filter_left_empty_is_said_to_be_empty(language):
    run, shown = open_run("delft-west", language), views.indicators
    pairs = results.indicators.pairs(run, "armoede")
    none = pairs[pairs["year"] > 2100]
    latest, trends = results.indicators.latest(none), results.indicators.trends_of(none)
    convergences = results.indicators.convergences(none)
    for made in (
        shown.lines(run, none),
        shown.table(run, latest),
        shown.trends(run, trends),
        shown.gaps(run, none, convergences),
    ):
        (note,) = made
        assert note.tone == "missing" and note.text.startswith(EMPTY[language])
    for view in (shown.slopes, shown.convergence_table, shown.choices):
        (note,) = view(run, convergences)
        assert note.tone == "missing" and note.text.startswith(ONE_YEAR[language])


def test_series_of_one_year_have_no_gap_over_time(run):
    pairs = results.indicators.pairs(run, "armoede")
    one = pairs[pairs["year"] == 2022]
    assert len(one)
    (note,) = views.indicators.gaps(run, one, results.indicators.convergences(one))
    assert note.text.startswith(ONE_YEAR["nl"])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_matrices_and_practices_of_no_rows_say_so(language):
    run = open_run("delft-west", language)
    synthesis, frameworks = results.synthesis, results.frameworks
    for made in (
        views.common.common_matrix(run, synthesis.examples(run, "element")[:0]),
        views.frameworks.framework_matrix(run, frameworks.support(run)[:0]),
        views.frameworks.practices(run, frameworks.practices(run)[:0], frameworks.interviewed(run)),
    ):
        (note,) = made
        assert note.tone == "missing" and note.text.startswith(EMPTY[language])
        assert made.language == language


NO_STATEMENTS = {
    "nl": "Dit hoofdstuk heeft geen uitspraken die met cijfers te toetsen zijn.",
    "en": "This chapter has no statements that can be checked with figures.",
}
NO_EXAMPLES = {
    "nl": "Hoofdstuk 7 van het rapport geeft hierbij geen voorbeelden per thema.",
    "en": "Chapter 7 of the report gives no examples by theme here.",
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_chapter_without_statements_and_findings_without_examples_are_said_to_have_none(language):
    run = open_run("delft-west", language)
    (note,) = views.claims.chapter_claims(run, results.claims.of_chapter(run, 4)[:0])
    assert (note.tone, note.text) == ("missing", NO_STATEMENTS[language])
    examples = results.synthesis.examples(run, "element").assign(given=False)
    bullets, note = views.common.common_matrix(run, examples)
    assert len(bullets.items) == examples["common"].nunique() == 5
    assert (note.tone, note.text) == ("missing", NO_EXAMPLES[language])


def test_no_factors_are_said_to_be_none(run):
    (note,) = views.theme.factors(run, results.evidence.factors_by_level(run, "digitaal")[:0])
    assert (note.tone, note.text) == ("missing", run.text("factors.none"))


def test_dotted_lines_are_explained_where_there_are_any(run):
    """There is a figure of each year from 2018 on; without that of 2020 a year is skipped, in the ratio too."""
    pairs = results.indicators.pairs(run, "re-integratie")
    each = pairs[(pairs["indicator"] == "geen-startkwalificatie") & pairs["year"].between(2018, 2022)]
    said = run.text("indicator.skipped")
    for rows in (each, each[each["year"] != 2020]):
        (figure,) = views.indicators.gaps(run, rows, results.indicators.convergences(rows))
        assert (said in figure.caveats) == (len(rows) < 5)
