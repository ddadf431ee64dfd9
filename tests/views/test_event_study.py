"""Before and after 2023: what is said for every outcome, and that nothing of after is told where data carry nothing."""

import dataclasses
import re

import pandas as pd
import pytest

from helpers import open_run, results
from helpers.blocks.model import Figure, Heading, Paragraph, Table
from helpers.blocks.notebook import tables_in
from helpers.contract.load import Tables
from helpers.contract.vocabulary import LANGUAGES
from helpers.methods.intervals import Interval
from helpers.results import event_study
from helpers.views import event_study as views
from tests.published import cells
from tests.results.test_event_study import EFFECT, _made

pytestmark = pytest.mark.usefixtures("undrawn")  # words, numbers and table twins

NOTEBOOK = "07_effectiviteit_en_samenhang"
OUTCOMES = ("too-little-support", "trends-differ", "no-difference-seen", "difference-not-attributable")


@pytest.fixture(scope="module", params=[pytest.param("nl", marks=pytest.mark.slow), "en"])
def summary(request):
    run = open_run("heerlen-noord", request.param)
    return run, results.event_study.summary(run)


def _with(summary, outcome):
    """The same summary with another outcome, and a change where the outcome has one."""
    reasons = (outcome,) if outcome in OUTCOMES[:2] else ()
    change = None if reasons else Interval(0.0123, -0.0041 if outcome == "no-difference-seen" else 0.0041, 0.0287)
    return dataclasses.replace(summary, outcome=outcome, reasons=reasons, change=change, average_change=change)


# What is said -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_has_its_own_sentence_and_only_one_has_a_number_of_after(summary, outcome):
    run, found = summary
    heading, paragraph = views.verdict(run, _with(found, outcome))
    assert isinstance(heading, Heading) and isinstance(paragraph, Paragraph)
    assert (heading.id, heading.place, heading.level) == ("voor-en-na", "body", 2)
    assert heading.line == run.text(f"event.line.{outcome}")
    others = [views.verdict(run, _with(found, other))[1].text for other in OUTCOMES if other != outcome]
    assert paragraph.text not in others
    point = r"[+−]?\d[.,]\d+"
    numbers = re.findall(point, paragraph.text)
    expected = {"nl": ["+0,012", "+0,004", "+0,029"], "en": ["+0.012", "+0.004", "+0.029"]}[run.language]
    assert numbers == (expected if outcome == OUTCOMES[-1] else [])


def test_the_factsheet_says_that_it_cannot_be_told_with_how_many_areas_and_where_to_read_why(summary):
    run, found = summary
    blocks = views.verdict(run, found)
    cannot = {"nl": "is niet te zeggen", "en": "cannot tell"}[run.language]
    assert cannot in blocks[0].line and cannot not in blocks[1].text  # said once
    numbers = re.findall(r"\d+", blocks[1].text.replace("2022", ""))
    assert numbers[:2] == ["3", str(len(run.tables.areas))]
    assert blocks[1].chapter == NOTEBOOK and blocks[1].place == "voor-en-na"


def test_the_factsheet_says_where_the_area_itself_stands(summary):
    run, found = summary
    for n, key in ((7, "enough"), (3, "too-few"), (0, "none")):
        one = dataclasses.replace(found, matches={run.area: n})
        said = run.text(f"event.of_area.{key}", area=run.area_name, n=n, enough=5)
        assert views.verdict(run, one)[1].text.endswith(said)
    assert found.matches["amsterdam-nieuw-west"] == 7 and found.matches["delft-west"] == 0
    without = dataclasses.replace(found, matches={})  # no district has a steady score
    assert run.area_name not in views.verdict(run, without)[1].text


def test_reasons_are_those_of_the_summary(summary):
    run, found = summary
    both = dataclasses.replace(found, reasons=OUTCOMES[:2])
    for one in (found, both):
        (bullets,) = views.reasons(run, one)
        said = [run.text(f"event.reason.{name}", supported=3, areas=len(run.tables.areas)) for name in OUTCOMES[:2]]
        assert [text in bullets.items for text in said] == [name in one.reasons for name in OUTCOMES[:2]]


def test_only_the_sentence_is_in_the_factsheet():
    found = [cell for cell in cells(NOTEBOOK, "heerlen-noord", wanted=_is_about) if "factsheet" in cell.tags]
    assert [[block.kind for block in cell.blocks] for cell in found] == [["heading", "paragraph"]]


def _is_about(code):
    return "views.event_study." in code.source


# What is shown ----------------------------------------------------------------------------------------------


def _text_of_all(run):
    """All blocks of the notebook about before and after, made of a run."""
    found = event_study.summary(run)
    shown = [views.verdict(run, found), views.reasons(run, found), views.support(run, event_study.support(run))]
    shown.append(views.plot(run, found, event_study.trends(run), event_study.coefficients(run)))
    shown.append(views.before(run, found, event_study.false_starts(run)))
    shown.append(views.placebo_areas(run, event_study.placebo_areas(run)))
    shown.append(views.variants(run, event_study.variants(run)))
    shown.append(views.leave_one_out(run, event_study.leave_one_out(run)))
    shown.append(views.regression(run, event_study.regression_to_the_mean(run)))
    return [block for blocks in shown for block in blocks]


def _made_run(run, **made):
    """The run, with made areas and scores; what is said of indicators and sources stays."""
    frames = {name: frame for name, frame in _made(**made).tables.frames.items() if name != "indicators"}
    frames["areas"] = pd.concat([run.tables.areas, frames["areas"].assign(name=frames["areas"]["area"])])
    return dataclasses.replace(run, tables=Tables(dict(run.tables.frames) | frames))


def test_no_table_has_a_number_of_after(run):
    blocks = _text_of_all(run)
    (plot,) = [block for block in blocks if isinstance(block, Figure)]
    last = plot.table.rows[-1]
    assert last[0].value == 2024 and [cell.value for cell in last[2:7]] == [None] * 5
    for table in tables_in(blocks):
        years = [row[:2] for row in table.rows if table.columns[0].key in ("year", "base")]
        assert table.id == plot.table.id or not [cell for row in years for cell in row if cell.value == 2024]
        assert "change_since" not in [column.key for column in table.columns] or table.id == plot.table.id
    assert run.text("event.none_after") in plot.caveats


@pytest.mark.parametrize("area", ["breda-noord", "heerlen-noord"])
def test_an_area_that_is_not_in_the_means_is_told_so(area):
    run = open_run(area, "nl")
    (plot,) = [block for block in _text_of_all(run) if isinstance(block, Figure)]
    matched = set(event_study.matches(run)["area"])
    assert plot.caveats[0].endswith("is er niet bij: geen wijk lijkt erop.") == (area not in matched)
    assert (area in matched) == (area == "heerlen-noord")


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_differences_without_limits_say_so(language):
    run = open_run("breda-noord", language)
    without = {"voor-en-na-wijken", "voor-en-na-keuzes", "voor-en-na-weglaten"}
    said = {table.id for table in tables_in(_text_of_all(run)) if run.text("event.no_margins") in table.caveats}
    assert said == without


def test_where_data_carry_an_estimate_it_is_shown(run):
    made = _made_run(run, effect=EFFECT)
    blocks = _text_of_all(made)
    (plot,) = [block for block in blocks if isinstance(block, Figure)]
    change = event_study.summary(made).change
    last = plot.table.rows[-1]
    cells_ = {column.key: cell for column, cell in zip(plot.table.columns, last, strict=True)}
    assert cells_["change_since"].value == pytest.approx(change.value, abs=0.0005)
    assert cells_["change_since"].limits.lower == pytest.approx(change.lower, abs=1e-6)
    assert run.text("event.none_after") not in plot.caveats
    assert plot.alt.endswith(run.text("event.plot.alt_after", change=run.text.signed(change.value, 3)))
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    for id in ("voor-en-na-keuzes", "voor-en-na-weglaten"):
        assert tables[id].columns[-1].key == "change_since" and all(row[-1].limits for row in tables[id].rows)


def test_a_choice_with_enough_districts_that_is_not_used_says_why(summary):
    """All districts of the city are not alike; in other cities too scores moved apart before; each with its areas."""
    run, _ = summary
    rows = event_study.variants(run)
    (block,) = views.variants(run, rows)
    names = {name: run.text(f"event.variant.{name}") for name in event_study.VARIANTS}
    said = {name: [line for line in block.caveats if f'"{names[name]}"' in line] for name in names}
    supported = rows.set_index("variant")["supported"]
    assert {name: re.findall(r"\d+", *lines) for name, lines in said.items() if lines} == {
        name: [str(supported[name])] for name in ("whole-city", "other-cities")
    }
    words = {"nl": ("lijken minder", "niet gelijk"), "en": ("less like", "not move alike")}[run.language]
    assert words[0] in said["whole-city"][0] and words[1] in said["other-cities"][0]
    (block,) = views.variants(run, rows.assign(supported=10))  # then the choice itself has enough
    assert not [line for line in block.caveats if '"' in line]


def test_the_difference_of_all_years_and_that_of_the_base_year_have_heads_of_their_own(run):
    """They are two measures: the mean of the column of the one is not what the other prints."""
    _, support = views.support(run, event_study.support(run))
    (without,) = views.leave_one_out(run, event_study.leave_one_out(run))
    (variants,) = views.variants(run, event_study.variants(run))
    heads = [{column.key: column.label for column in table.columns} for table in (support, without, variants)]
    of_all, *of_base = [head["gap_to_matches"] for head in heads]
    assert of_all == run.text("column.gap_mean") and set(of_base) == {run.text("column.gap_base")}
    assert "2014-2022" in of_all and "in 2022" in of_base[0]


def test_placebo_areas_are_shown_with_the_range_of_the_draws(summary):
    run, _ = summary
    rows = event_study.placebo_areas(run)
    (block,) = views.placebo_areas(run, rows)
    for row, shown in zip(rows.itertuples(), block.rows, strict=True):
        year, areas, change, drawn, p = shown
        assert (year.value, areas.value, p.value) == (row.year, row.areas, round(row.p, 3))
        assert change.value == pytest.approx(row.change, abs=0.0005)
        assert (drawn.limits.lower, drawn.limits.upper) == pytest.approx((row.drawn.lower, row.drawn.upper), abs=1e-6)


def test_support_counts_every_area_once_and_marks_the_own_one(run):
    support = event_study.support(run)
    paragraph, table = views.support(run, support)
    assert [row[0].text for row in table.rows] == run.tables.areas.set_index("area")["name"][support["area"]].tolist()
    assert table.highlight == [support["area"].tolist().index(run.area)]
    numbers = [int(n) for n in re.findall(r"\d+", paragraph.text)]
    kinds = [support["support"].eq(kind).sum() for kind in ("enough", "too-few", "none")]
    assert numbers == [len(support), kinds[0], 5, *kinds[1:]] and sum(kinds) == len(support)


def test_the_shade_says_from_when_it_is():
    run = open_run("delft-west")
    whole = event_study.summary(run)
    for change in (whole.change, None):
        names = views._names(run.text, dataclasses.replace(whole, change=change))
        assert names["shade"].startswith("vanaf 2023: ")
