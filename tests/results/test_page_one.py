"""Page one chooses by content: for all areas, and by what the report has, typed by hand."""

import re

import pytest

from helpers.contract.vocabulary import THEMES, TIES_OF_A_GROUP
from helpers.results import evidence, page_one
from helpers.session import open_run
from helpers.views.page_one import agenda, what_works

# The barrier that becomes a question: finding and the words that a reader cannot do without. No others are tied to an
# area by themselves.
BARRIERS = {
    "amsterdam-zuidoost": ("barrier", "Ervaringsdeskundigen"),
    "arnhem-oost": ("barrier", "sociale ondernemers"),
    "den-haag-zuidwest": ("barrier", "Wijkbedrijven"),
    "heerlen-noord": ("barrier_mixed", "kinderopvang"),
    "leeuwarden-oost": ("barrier", "gebouwen voor bewoners"),
    "nieuwegein-centrale-as": ("barrier", "vrijwilligers"),
    "rotterdam-zuid": ("barrier_mixed", "^Recht op kinderopvang"),
    "schiedam-nieuwland-en-oost": ("barrier", "project voor nieuwe bewoners"),
    "tilburg-noordwest": ("barrier", "Sleutelpersonen"),
    "vlaardingen-westwijk": ("barrier", "Voor de Verandering.*extra tijd"),
}
# Pairs without a described activity or provision: all others have one, and then it comes first.
WITHOUT = """
    amsterdam-nieuw-west veerkracht, amsterdam-nieuw-west jonge-kind, amsterdam-zuidoost veerkracht,
    arnhem-oost veerkracht, breda-noord veerkracht, delft-west veerkracht, den-haag-zuidwest veerkracht,
    den-haag-zuidwest sociale-cohesie, eindhoven-woensel-zuid veerkracht, groningen-noord veerkracht,
    heerlen-noord veerkracht,
    leeuwarden-oost jonge-kind, nieuwegein-centrale-as veerkracht, roosendaal-ring veerkracht,
    roosendaal-ring jonge-kind,
    rotterdam-zuid jonge-kind, schiedam-nieuwland-en-oost veerkracht, schiedam-nieuwland-en-oost jonge-kind,
    tilburg-noordwest veerkracht, utrecht-overvecht jonge-kind, zaandam-oost veerkracht, zaandam-oost jonge-kind
"""


def test_the_first_approach_of_a_theme_has_content_where_the_area_has_one_with_content(run, tables):
    pairs, without = 0, set()
    for area in tables.areas["area"]:
        named = evidence.named_interventions(run, area)
        for theme, rows in named.groupby("theme", sort=False):
            with_content = (rows["content"] == "described") & rows["concreteness"].isin(["activity", "provision"])
            pairs += 1
            if with_content.any():
                assert with_content.iloc[0], (area, theme)
            else:
                without.add(f"{area} {theme}")
    assert pairs == 53 and without == {" ".join(pair.split()) for pair in WITHOUT.split(",")}


def test_names_stand_once_in_one_order_of_themes(run, areas, questions):
    """The cluster overview names an approach in several groups; what is done and what is asked go by chapter."""
    for area in areas:
        named = evidence.named_interventions(run, area)
        assert not named.duplicated(["theme", "name_nl"]).any(), area
        asked = [themes[0] for themes in questions[area].query("rule.str.startswith('theme')")["themes"]]
        for order in (list(named["theme"]), asked):
            assert order == sorted(order, key=THEMES.index), area


def test_what_has_no_content_says_so(run, tables):
    """A first approach that the report does not describe for the area: its description must not read as if it did."""
    says = {"name": "geen|zonder|noemt dit", "shared": "de tabel zegt niet", "plan": "opgezet|opbouw"}
    for area in tables.areas["area"]:
        for row in evidence.named_interventions(run, area).drop_duplicates("theme").itertuples():
            assert row.content != "outside", area
            assert row.content == "described" or re.search(says[row.content], row.description_nl), row


def test_no_success_or_advice_is_asked_as_a_barrier(run, tables, areas, questions):
    natures = tables.finding_areas.set_index(["area", "finding"])["nature"]
    found = {}
    for area in areas:
        tied = evidence.tied_findings(run, area)
        labels = tied[tied["kind"] == "barrier"].set_index("label_nl")
        for question in questions[area].query("rule.str.startswith('barrier')").itertuples():
            finding = labels.loc[question.label_nl, "finding"]
            assert natures[area, finding] == ("problem" if question.rule == "barrier" else "mixed"), area
            found[area] = (question.rule, question.label_nl)
    expected = {area: barrier for area, barrier in BARRIERS.items() if area in areas}
    assert expected and found.keys() == expected.keys()
    for area, (rule, words) in expected.items():
        assert found[area][0] == rule and re.search(words, found[area][1]), area


def test_ties_of_effects_barriers_and_recommendations_have_a_nature(tables):
    ties = tables.finding_areas.merge(tables.findings[["finding", "kind"]], on="finding")
    needed = (ties["kind"] != "element") & ~ties["basis"].isin(TIES_OF_A_GROUP)
    assert (ties["nature"].notna() == needed).all()
    assert (ties.loc[needed & (ties["kind"] == "recommendation"), "nature"] == "advice").all()


@pytest.mark.parametrize(
    ("language", "unclear"),
    [
        ("nl", r"\b(de|deze) (aanpak|avonden|interventie)\b|^(Externe|Het is|Dit)"),
        ("en", r"\b(the|this|these) (approach|evenings)\b|^It "),
    ],
)
def test_every_finding_that_is_asked_about_stands_alone(questions, language, unclear):
    """A sentence of some length, which does not point at what only its chapter has told."""
    for area, asked in questions.items():
        for question in asked.dropna(subset="section").itertuples():
            label = getattr(question, f"label_{language}")
            assert len(label.split()) >= 6 and not re.search(unclear, label), (area, label)


def test_no_question_stands_twice(questions):
    for area, asked in questions.items():
        for language in ("nl", "en"):
            read = open_run(area, language)
            blocks = agenda(read, asked)
            items = [item for block in blocks if block.kind == "bullets" for item in block.items]
            assert len(items) == len(set(items)), area


# What works -----------------------------------------------------------------------------------------


def test_what_page_one_shows_is_chosen_and_tied(tables):
    chosen, ties = tables.page_one, tables.finding_areas.set_index(["finding", "area"])
    kinds = tables.findings.set_index("finding")[["kind", "theme"]]
    for row in chosen.dropna(subset="area").itertuples():
        assert ties.loc[(row.finding, row.area), "basis"] in ("named", "via-intervention"), row
        assert kinds.loc[row.finding, "kind"] in ("element", "barrier"), row
    of_all = chosen[chosen["area"].isna()].join(kinds, on="finding")
    assert set(of_all["kind"]) == {"element"}
    places = of_all.sort_values("place").groupby("theme")["place"].agg(list)
    assert places.to_dict() == {theme: [1, 2, 3] for theme in THEMES}


# How many elements of page one are the area's own; the other areas have none.
TIED = dict.fromkeys(("heerlen-noord", "leeuwarden-oost", "tilburg-noordwest"), 2) | dict.fromkeys(
    (
        "amsterdam-nieuw-west",
        "amsterdam-zuidoost",
        "arnhem-oost",
        "breda-noord",
        "groningen-noord",
        "nieuwegein-centrale-as",
        "rotterdam-zuid",
        "schiedam-nieuwland-en-oost",
        "vlaardingen-westwijk",
    ),
    1,
)


def test_elements_of_page_one_are_those_of_the_area_first_then_the_chosen_ones(tables, areas):
    """At most three of a study, none beside the whole that it is a part of; only those of the area name it."""
    chosen = tables.page_one.dropna(subset="area")
    wholes, shown = tables.findings.set_index("finding")["parent"], 0
    for area in areas:
        run = open_run(area, "nl")
        rows = page_one.working_elements(run, area)
        for _, of_study in rows[rows["said_of"] == "area"].groupby("theme"):
            assert len(of_study) == 3 and of_study["tied"].tolist() == sorted(of_study["tied"], reverse=True), area
            assert not set(wholes[of_study["finding"]]) & set(of_study["finding"]), area
        tied = rows[rows["tied"]]
        assert set(tied["finding"]) <= set(chosen.loc[chosen["area"] == area, "finding"]), area
        marked = [item for block in what_works(run, rows) if block.kind == "bullets" for item in block.items]
        assert sum(f"(in {run.area_name})" in item for item in marked) == len(tied), area
        shown += len(tied)
    assert shown == sum(TIED.get(area, 0) for area in areas) > 0


@pytest.mark.parametrize(
    ("area", "theme", "first"),
    [
        ("schiedam-nieuwland-en-oost", "sociale-cohesie", "Participatiedeskundige met uitvoeringsbudget"),
        ("amsterdam-zuidoost", "armoede", "Ervaringsdeskundigen als buddy"),
    ],
)
def test_what_the_report_tells_of_an_area_leads(run, area, theme, first):
    """The approach of the area's own table (6.3.4), and what phase 2 looked into rather than a name with a number."""
    named = evidence.named_interventions(run, area)
    assert named.loc[named["theme"] == theme, "name_nl"].iloc[0] == first
