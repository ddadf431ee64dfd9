"""What stands in the section of a theme is chosen by content: for all areas, and by what the report has, by hand."""

import re
from dataclasses import replace

import pytest

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError
from helpers.contract.vocabulary import THEMES, TIES_OF_A_GROUP
from helpers.results import evidence, register, similar, themes

# The barrier that becomes the question of one theme of an area, and the words that a reader cannot do without.
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
    "vlaardingen-westwijk": ("barrier_of_approach", "Voor de Verandering.*extra tijd"),
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


def test_what_has_no_content_says_so(run, tables):
    """A first approach that the report does not describe for the area: its description must not read as if it did."""
    says = {"name": "geen|zonder|noemt dit", "shared": "de tabel (in het rapport )?zegt niet", "plan": "opgezet|opbouw"}
    for area in tables.areas["area"]:
        for row in evidence.named_interventions(run, area).drop_duplicates("theme").itertuples():
            assert row.content != "outside", area
            assert row.content == "described" or re.search(says[row.content], row.description_nl), row


def test_ties_of_effects_barriers_and_recommendations_have_a_nature(tables):
    ties = tables.finding_areas.merge(tables.findings[["finding", "kind"]], on="finding")
    needed = (ties["kind"] != "element") & ~ties["basis"].isin(TIES_OF_A_GROUP)
    assert (ties["nature"].notna() == needed).all()
    assert (ties.loc[needed & (ties["kind"] == "recommendation"), "nature"] == "advice").all()


# What stands first -----------------------------------------------------------------------------------------


def test_what_the_table_names_is_chosen_and_tied(tables):
    chosen, ties = tables.page_one, tables.finding_areas.set_index(["finding", "area"])
    kinds = tables.findings.set_index("finding")[["kind", "theme"]]
    for row in chosen.dropna(subset="area").itertuples():
        assert ties.loc[(row.finding, row.area), "basis"] in ("named", "via-intervention"), row
        assert kinds.loc[row.finding, "kind"] in ("element", "barrier"), row
    of_all = chosen[chosen["area"].isna()].join(kinds, on="finding")
    assert set(of_all["kind"]) == {"element"}
    places = of_all.sort_values("place").groupby("theme")["place"].agg(list)
    assert places.to_dict() == {theme: [1, 2, 3] for theme in THEMES}


@pytest.mark.parametrize(
    ("area", "theme", "first"),
    [
        ("schiedam-nieuwland-en-oost", "sociale-cohesie", "Wijkcontactvrouwen"),
        ("amsterdam-zuidoost", "armoede", "Ervaringsdeskundigen als buddy"),
    ],
)
def test_what_the_report_tells_of_an_area_leads(run, area, theme, first):
    """One with a name that a resident can look up, and what phase 2 looked into rather than a name with a number."""
    named = evidence.named_interventions(run, area)
    assert named.loc[named["theme"] == theme, "name_nl"].iloc[0] == first


def test_a_finding_on_the_area_stands_before_one_on_an_approach(run):
    """Heerlen: its own measurement of the school, then what the conclusions say of it, then what has two sides."""
    rows = themes.findings(run, "heerlen-noord", "re-integratie")
    effects = rows[rows["kind"] == "effect"]
    assert effects["basis"].tolist() == ["named", "via-intervention", "named"]
    assert effects["nature"].tolist() == ["success", "success", "mixed"] and "90%" in effects["label_nl"].iloc[0]


def test_what_holds_in_each_area_stands_first_of_the_study(run):
    rows = themes.of_study(run, "rotterdam-zuid", "veerkracht")
    for _, of_kind in rows.groupby("kind"):
        assert of_kind["each"].tolist() == sorted(of_kind["each"], reverse=True)
    assert not rows["scope"].eq("phase-1").any()


def test_what_the_report_ties_to_other_areas_stands_last(run):
    """Delft-West is one of seven areas of the study; what is told of two others by name is not the first about it."""
    rows = themes.of_study(run, "delft-west", "sociale-cohesie")
    tied = set(run.tables.finding_areas.query("basis != 'as-group' and area != 'delft-west'")["finding"])
    effects = rows.loc[(rows["kind"] == "effect") & ~rows["each"], "finding"].isin(tied).tolist()
    assert effects == sorted(effects) and effects[-1] and not effects[0]


def test_the_whole_study_stands_before_one_phase_of_it(run):
    scopes = themes.of_study(run, "amsterdam-nieuw-west", "jonge-kind")["scope"].tolist()
    first = scopes.count("study")
    assert 0 < first < len(scopes) and set(scopes[:first]) == {"study"}


# What is known --------------------------------------------------------------------------------------------

# An area and theme for each state, and what the row says: known, approaches, findings, n_areas, phase.
STATES = {
    "found": ("heerlen-noord", "re-integratie", (True, 6, 7, 9, "")),
    "none-tied": ("roosendaal-ring", "jonge-kind", (True, 4, 0, 10, "")),
    "other-phase": ("roosendaal-ring", "veerkracht", (True, 2, 0, 3, "2")),
    "not-studied": ("heerlen-noord", "armoede", (False, 0, 0, 6, "")),
    "not-listed": ("utrecht-overvecht", "veerkracht", (False, 0, 0, 3, "2")),
}


@pytest.mark.parametrize("state", themes.STATES)
def test_states(run, state):
    area, theme, expected = STATES[state]
    row = themes.states(run, area).set_index("theme").loc[theme]
    assert row["state"] == state
    assert tuple(row[["known", "approaches", "findings", "n_areas", "phase"]]) == expected


def test_a_theme_without_a_study_but_with_an_approach_is_known(run):
    row = themes.states(run, "amsterdam-zuidoost").set_index("theme").loc["sociale-cohesie"]
    assert row["state"] == "not-studied" and row["known"] and row["approaches"] == 1


def test_counts_are_those_of_the_rows_that_are_shown(run, areas):
    for area in areas:
        states = themes.states(run, area)
        known = states["known"].tolist()
        assert known == sorted(known, reverse=True), area
        for of in (states[states["known"]], states[~states["known"]]):
            assert list(of["theme"]) == sorted(of["theme"], key=THEMES.index), area
        for row in states.itertuples():
            assert row.approaches == len(evidence.interventions(run, area, row.theme)), (area, row.theme)
            assert row.findings == len(themes.findings(run, area, row.theme)), (area, row.theme)
            assert (row.state == "found") == (row.findings > 0), (area, row.theme)


# Findings of phase 1 by kind of approach -------------------------------------------------------------------


def test_an_area_of_phase_1_reads_what_was_found_of_its_own_kind_of_approaches(run):
    rows = evidence.annex_findings(run, "roosendaal-ring", "veerkracht")
    assert set(rows["cluster"]) == {"cohesie"} and set(rows["section"]) == {"Bijlage 3, cluster 4"}
    assert rows["kind"].value_counts().to_dict() == {"barrier": 12, "element": 8, "effect": 3}


@pytest.mark.parametrize(
    ("area", "theme"),
    [
        ("utrecht-overvecht", "veerkracht"),  # not in the overview
        ("rotterdam-zuid", "veerkracht"),  # an approach to identity only, which the annex does not treat
        ("roosendaal-ring", "jonge-kind"),  # a theme without annex
    ],
)
def test_other_areas_read_nothing_of_it(run, area, theme):
    assert evidence.annex_findings(run, area, theme).empty


LIMITED = {
    "nl": r"één gebied|twee gebieden|alle drie|verschillende gebieden|eïnterviewde|kleine schaal",
    "en": r"one area|two areas|all three|several areas|interviewee|small scale",
}


@pytest.mark.parametrize("code", LIMITED)
def test_what_one_area_saw_is_not_told_as_what_all_did(tables, code):
    """A page shows the label alone, so the label of an effect says where it was seen or who says it."""
    rows = tables.findings[tables.findings["section"].str.startswith("Bijlage") & (tables.findings["kind"] == "effect")]
    limited = rows[rows[f"detail_{code}"].str.contains(f"(?i){LIMITED[code]}", na=False)]
    limited = limited[limited["finding"] != "veerkracht-effect-c2-e1b"]  # one area is an example of the effect
    assert len(limited) > 10 and limited[f"label_{code}"].str.contains(LIMITED[code]).all()


def test_an_approach_that_is_a_plan_says_so_where_it_is_listed(tables):
    plans = tables.interventions[tables.interventions["content"] == "plan"]
    assert plans["about_nl"].str.contains(r"\((?:.*plan|idee|in |(?:er )?word|komt).*\)$").all(), plans[
        "about_nl"
    ].tolist()
    said = r"\((?:.*plan|idea|in |being|slow).*\)$"
    assert plans["about_en"].str.contains(said).all(), plans["about_en"].tolist()


# Questions ------------------------------------------------------------------------------------------------


def test_no_success_or_advice_is_asked_as_a_barrier(run, tables, areas):
    natures = tables.finding_areas.set_index(["area", "finding"])["nature"]
    found = []
    for area in areas:
        for theme in THEMES:
            for question in themes.question(run, area, theme).itertuples():
                if question.rule.startswith("barrier"):
                    tied = themes.findings(run, area, theme)
                    first = tied[tied["kind"] == "barrier"].iloc[0]  # the page points at the first
                    assert question.label_nl in (first["label_nl"], first["alone_nl"]), (area, theme)
                    nature = natures[area, first["finding"]]
                    natures_of = {"barrier": ("problem",), "barrier_mixed": ("mixed",)}
                    assert nature in natures_of.get(question.rule, ("problem", "mixed")), (area, theme)
                    of_approach = first["basis"] == "via-intervention"  # is not said of the area
                    assert (question.rule == "barrier_of_approach") == of_approach, (area, theme)
                    found.append((area, question.rule, question.label_nl))
    expected = {area: barrier for area, barrier in BARRIERS.items() if area in areas}
    assert expected and {area for area, _, _ in found} == expected.keys()
    for area, (rule, words) in expected.items():
        assert [one for one in found if one[:2] == (area, rule) and re.search(words, one[2])], area


def test_a_theme_of_which_nothing_is_known_asks_nothing(run, areas):
    for area in areas:
        for row in themes.states(run, area).itertuples():
            asked = themes.question(run, area, row.theme)
            assert len(asked) == int(row.known), (area, row.theme)


def test_an_area_of_phase_1_only_is_asked_about_its_own_results(run):
    """The recommendations on resilience come from the three areas of phase 2."""
    (rule,) = themes.question(run, "lelystad-oost", "veerkracht")["rule"]
    assert rule == "results"


def test_no_result_is_asked_of_what_the_report_says_is_done_where_it_only_names_it(run, tables, areas):
    for area in areas:
        for theme in THEMES:
            for asked in themes.question(run, area, theme).itertuples():
                rows = tables.interventions
                rows = rows[(rows["area"] == area) & (rows["theme"] == theme)].drop_duplicates("name_nl")
                if asked.rule.startswith("results"):
                    assert asked.approaches == len(rows), (area, theme)
                    told = rows["content"].isin(("described", "plan", "outside")).any()
                    assert (asked.rule == "results") == told, (area, theme)


def test_of_several_themes_together_it_is_asked_as_where_the_report_says_most(run):
    """Amsterdam-Zuidoost: two approaches on resilience are only named, one on social cohesion is described."""
    asked = themes.questions(run, "amsterdam-zuidoost")
    (last,) = asked[asked["rule"].str.startswith("results")].itertuples()
    assert (last.rule, last.themes, last.approaches) == ("results", ["veerkracht", "sociale-cohesie"], 3)


def test_a_recommendation_comes_also_from_the_area(run):
    question = themes.question(run, "roosendaal-ring", "jonge-kind").iloc[0]
    assert (question["rule"], question["section"]) == ("theme", "5.4.2")


def test_at_most_three_questions_go_on_paper_and_results_are_asked_once(areas, questions):
    for area in areas:
        asked = questions[area]
        assert 1 <= len(asked) <= themes.QUESTIONS, area
        is_results = asked["rule"].str.startswith("results")
        assert is_results.sum() <= 1, area
        order = [of[0] for of in asked["themes"]]
        assert order == sorted(order, key=THEMES.index), area


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


# Districts ------------------------------------------------------------------------------------------------


def test_districts_of_an_area_beside_what_they_are_compared_with(run):
    rows = themes.districts(run, "schiedam-nieuwland-en-oost", "armoede")
    assert rows["role"].tolist() == ["area", "district", "district", "similar", "nl"]
    assert rows["name"].tolist()[1:3] == ["Wijk 06 Nieuwland", "Wijk 01 Oost"]
    assert [value.value for value in rows["value"]][1:3] == [47.4, 41.2]
    assert rows["against_nl"].tolist() == ["higher", "higher", "higher", "undecided", "missing"]
    level = similar.level(run, "schiedam-nieuwland-en-oost").set_index("indicator").loc["cbs-laag-inkomen"]
    assert rows["value"].iloc[0] == level["own"] and rows["value"].iloc[3] == level["similar"]


def test_the_only_district_of_an_area_has_no_row_beside_it(run):
    rows = themes.districts(run, "vlaardingen-westwijk", "armoede")
    assert rows["role"].tolist() == ["area", "similar", "nl"]
    assert rows["value"].iloc[0].value == 43.9 and rows["against_nl"].iloc[0] == "higher"


def test_what_similar_districts_were_chosen_by_is_not_compared_with_them(run):
    assert "similar" not in set(themes.districts(run, "heerlen-noord", "jonge-kind")["role"])


def test_a_part_of_the_leefbaarometer_has_no_benchmark(run):
    rows = themes.districts(run, "heerlen-noord", "veerkracht")
    assert set(rows["role"]) == {"area", "district"} and set(rows["year"]) == {2024}
    assert set(rows["against_nl"]) == {"missing"} and rows["source"].iloc[0] == "leefbaarometer-3"


def test_a_district_without_a_value_stands_last_with_its_reason(run):
    last = themes.districts(run, "heerlen-noord", "armoede").query("role == 'district'").iloc[-1]
    assert (last["name"], last["value"], last["status"]) == ("Wijk 23 De Hei", None, "not-published")


def test_an_area_that_has_no_figure_of_a_theme_has_no_row(run):
    """As one that was just added: what it is compared with does not stand there alone."""
    figure, frames = themes.FIGURES["veerkracht"], run.tables.frames
    values = frames["area_values"]
    others = values[(values["indicator"] != figure) | (values["area"] != "heerlen-noord")]
    without = replace(run, tables=Tables(frames | {"area_values": others}))
    none = themes.districts(without, "heerlen-noord", "veerkracht")
    assert none.empty and list(none) == list(themes.districts(run, "heerlen-noord", "veerkracht"))


def test_what_is_rough_is_marked(run):
    """The districts only come near Groningen-Noord; fewer than 1,000 people live in De Koumen and De Hei."""
    groningen = themes.districts(run, "groningen-noord", "armoede").set_index("role")["rough"]
    assert groningen.loc["area"] and not groningen.loc["nl"]
    heerlen = themes.districts(run, "heerlen-noord", "armoede")
    assert heerlen.loc[heerlen["rough"], "name"].tolist() == ["Wijk 14 De Koumen", "Wijk 23 De Hei"]


def test_every_area_has_a_figure_of_every_theme(run, areas):
    for area in areas:
        own = register.area_context(run, area).set_index("indicator")["own"]
        for theme, indicator in themes.FIGURES.items():
            rows = themes.districts(run, area, theme).set_index("role")["value"]
            assert rows.loc["area"] is not None, (area, theme)
            assert indicator not in own.index or rows.loc["area"] == own.loc[indicator], (area, theme)


def test_a_theme_that_does_not_exist_is_an_error(run):
    with pytest.raises(ParameterError, match="theme 'armoed' does not exist"):
        themes.districts(run, "heerlen-noord", "armoed")


def test_the_label_of_a_part_names_the_approach_that_it_is_of(run):
    """Alone in a list it would be counted as an approach of its own."""
    every = run.tables.interventions.set_index("intervention")
    parts = every[every["part_of"].notna()]
    assert len(parts) == 3
    for row in parts.itertuples():
        whole = every.loc[row.part_of]
        assert f"(onderdeel van {whole['name_nl']})" in row.about_nl
        assert f"(part of {whole['name_en']})" in row.about_en
