"""What a reader objected to beside the report, by kind: each kind is held for all areas."""

import re

import pytest

from helpers.contract.vocabulary import THEMES
from helpers.results import evidence, indicators, register, themes
from helpers.session import open_run
from helpers.views import theme as views
from helpers.views.area import area_context
from helpers.views.indicators import choices, convergence_table
from helpers.words.text import catalogue
from tests.published import flat

PHASE_2 = {"veerkracht": ("leeuwarden-oost", "rotterdam-zuid", "vlaardingen-westwijk")}


def test_a_strategy_of_several_areas_says_what_the_table_does_not_say(tables):
    """Chapter 5 says elsewhere what some areas do; so only the table is silent."""
    shared = tables.interventions[tables.interventions["content"] == "shared"]
    for row in shared.itertuples():
        assert re.search(
            "de tabel in het rapport (zegt niet|noemt)|niet in de tabel|volgens het rapport", row.description_nl
        ), row
        assert "staat er niet bij" not in row.description_nl and "the report does not" not in row.description_en, row


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_description_repeats_the_name(tables, language):
    rows = tables.interventions
    name, told = (rows[f"{column}_{language}"].str.lower() for column in ("name", "description"))
    said_twice = [a == b or b.startswith(f"{a};") for a, b in zip(name, told, strict=True)]
    assert rows.loc[said_twice, "intervention"].tolist() == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_the_report_only_names_gets_no_content(tables, language):
    """A name in a group is no "project on identity"; "Thuis op Straat" is called a project in the table."""
    rows = tables.interventions[
        (tables.interventions["theme"] == "veerkracht") & (tables.interventions["type"] == "other")
    ]
    invented = rows[rows[f"about_{language}"].str.contains(r": (?:project|om|to)\b")]
    assert set(invented["name_nl"]) == {"Project Thuis op Straat"} and len(rows) > 15


def test_a_name_stands_once_in_the_table_of_a_theme(run, areas):
    for area in areas:
        for theme in THEMES:
            assert not evidence.interventions(run, area, theme)["name_nl"].duplicated().any(), (area, theme)


def test_an_approach_of_two_groups_or_sections_names_both(run):
    meester = evidence.interventions(run, "amsterdam-zuidoost", "veerkracht").set_index("name_nl").loc["Meester Kwame"]
    assert meester["clusters"] == ("digitaal", "identiteit")
    buurtbazen = evidence.interventions(run, "leeuwarden-oost", "veerkracht").iloc[0]
    assert buurtbazen["section"] == "4.2.1, 4.2.4"


@pytest.mark.parametrize("area", PHASE_2["veerkracht"])
def test_findings_that_hold_in_all_areas_say_so(tables, area):
    """4.2.7 and 4.2.8 say it of six elements and four barriers, 4.2.6 of five effects on young people."""
    run = open_run(area, "nl")
    rows = themes.of_study(run, run.area, "veerkracht")
    each = rows.loc[rows["each"], "finding"]
    assert [len(each[each.str.contains(kind)]) for kind in ("-effect-j", "-element-", "-barrier-")] == [5, 6, 4]
    of_each_kind = rows.drop_duplicates("kind")  # as if the area had findings of its own: so the fold has all
    (fold,) = views.group_findings(run, "veerkracht", of_each_kind, rows)
    blocks = fold.parts
    lines = [item for block in blocks if block.kind == "bullets" for item in block.items]
    assert sum("(in alle drie)" in line for line in lines) == 5  # the effects; the other lists hold as a whole
    heads = [block.text for block in blocks if block.kind == "heading"]
    assert [head.split(" (")[0] for head in heads if "in alle drie de gebieden" in head] == [
        "Wat helpt, volgens het rapport",
        "Wat lastig is",
    ]
    (said,) = [block.text for block in blocks if block.kind == "paragraph" and "fase 2" in block.text]
    assert "dat het in alle drie speelt" in said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_text_says_of_findings_that_hold_everywhere_that_their_place_is_unknown(language):
    """Phase 2 has such findings in two chapters; only of the others may it say that."""
    sentence = catalogue(language)["findings.phase-2_with"]
    assert "{areas}" in sentence and re.search("de rest|the rest", sentence)


# Areas and themes where a barrier of the area is called an advice.
ADVISED = {
    ("amsterdam-zuidoost", "armoede"),
    ("schiedam-nieuwland-en-oost", "armoede"),
    ("schiedam-nieuwland-en-oost", "sociale-cohesie"),
    ("tilburg-noordwest", "armoede"),
}


def test_an_advice_is_not_called_a_barrier(areas):
    advised = set()
    for area in areas:
        run = open_run(area, "nl")
        for theme in THEMES:
            named, of_study = themes.findings(run, area, theme), themes.of_study(run, area, theme)
            heads = [block.text for block in flat(views.found(run, theme, named, of_study)) if block.kind == "heading"]
            advice = ((named["kind"] == "barrier") & (named["nature"] == "advice")).any()
            if advice:
                advised.add((area, theme))
            assert ("Wat lastig is, en waarschuwingen" in heads) == advice, (area, theme)
            assert not (advice and "Wat lastig is" in heads), (area, theme)
    assert advised and advised == {pair for pair in ADVISED if pair[0] in areas}


@pytest.mark.parametrize("language", [pytest.param("nl", marks=pytest.mark.slow), "en"])
def test_no_finding_stands_in_the_list_of_the_area_and_in_that_of_the_study(areas, language):
    """A finding of the area says who does what there, not once more what the study says of all its areas."""
    for area in areas:
        run = open_run(area, language)
        for theme in THEMES:
            own, of_study = evidence.named_findings(run, area, theme), evidence.group_findings(run, area, theme)
            assert not set(own[f"label_{language}"]) & set(of_study[f"label_{language}"]), (area, theme)


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_scopes_of_findings_are_said_once(areas, language):
    """The study on the young child has findings of a phase and of the whole study, of two kinds each.

    What effects are stands in each fold: a reader may open one.
    """
    for area in areas:
        run = open_run(area, language)
        for theme in THEMES:
            own, of_study = themes.findings(run, area, theme), themes.of_study(run, area, theme)
            blocks = flat(views.group_findings(run, theme, own, of_study))
            each = run.text("theme.experienced")
            said = [block.text for block in blocks if block.kind == "paragraph" and block.text != each]
            assert len(said) == len(set(said)), (area, theme)


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.usefixtures("undrawn")
def test_the_note_on_districts_says_nothing_twice_and_of_one_district_nothing_about_combining(areas, language):
    for area in areas:
        run = open_run(area, language)
        context = register.area_context(run, area)
        (block,) = area_context(run, context, register.strips(run, context))
        sentences = re.split(r"(?<=[.?]) ", " ".join(block.caveats))
        assert len(sentences) == len(set(sentences)), area
        one = (context["districts"].dropna() == 1).all()
        assert bool(re.search("samenvoegen|combine", " ".join(block.caveats))) != one, area


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_tables_of_gaps_are_read_without_the_method(language):
    """The heads name the other choices; cells hold no limit that only the method explains."""
    run = open_run("delft-west", language)
    convergences = indicators.convergences(indicators.pairs(run, "armoede"))
    (table,), (others,) = convergence_table(run, convergences), choices(run, convergences)
    assert not any("(1)" in cell.text for row in (*table.rows, *others.rows) for cell in row)
    heads, same = [column.label for column in others.columns], run.text("convergence.same")
    assert "5%" in heads[1] and "20%" in heads[2]
    shown = [cell.text for row in others.rows for cell in row[1:3]]
    assert same in shown and set(shown) != {same}


@pytest.mark.parametrize("theme", ["armoede", "re-integratie", "sociale-cohesie"])
def test_an_area_of_phase_1_only_reads_that_phase_2_was_elsewhere(tables, theme):
    """2.3.2, 3.3.2 and 6.3.2: phase 2 went into what works, in two or three areas; its findings are not set apart."""
    studies = tables.studies[(tables.studies["study"] == theme) & (tables.studies["scope"] == "area")]
    taken = studies.groupby("area")["phase"].agg(set)
    for area, phases in taken.items():
        run = open_run(area, "nl")
        (said,) = views.participation(run, theme, evidence.participation(run, area, theme))
        assert ("Fase 2, over" in said.text) == (2 not in phases), area
    assert {1} in list(taken) and {1, 2} in list(taken)


# 5.3.2: one interview per area in phase 1, thirteen in phase 2 together, without a number for each of the three areas;
# 6.3.2 has a number for both phases.
INTERVIEWS = {
    ("zaandam-oost", "jonge-kind"): "één interview",
    ("breda-noord", "jonge-kind"): "interviews",
    ("heerlen-noord", "jonge-kind"): "interviews",
    ("nieuwegein-centrale-as", "jonge-kind"): "interviews",
    ("schiedam-nieuwland-en-oost", "sociale-cohesie"): "interviews",
    ("roosendaal-ring", "sociale-cohesie"): "één interview",
}


@pytest.mark.parametrize(("area", "theme"), INTERVIEWS)
def test_one_interview_is_said_only_where_the_report_counts_one_in_all_phases(area, theme):
    run = open_run(area)
    (said,) = views.participation(run, theme, evidence.participation(run, area, theme))
    methods = said.text.partition("Zo werkten de onderzoekers hier: ")[2]
    assert INTERVIEWS[area, theme] in methods.rstrip(".").replace(" en ", ", ").split(", "), methods
