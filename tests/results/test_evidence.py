from dataclasses import replace

import pandas as pd
import pytest

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError, Parameters
from helpers.contract.vocabulary import THEMES
from helpers.results import evidence, frameworks, synthesis
from helpers.views import area as area_views


def test_coverage_has_all_areas_and_known_cells(run):
    coverage = evidence.coverage(run)
    assert len(coverage) == len(run.tables.areas) * 6
    phases = coverage.set_index(["area", "study"])["phases"]
    assert phases["tilburg-noordwest", "armoede"] == "1+2"
    assert phases["breda-noord", "jonge-kind"] == "2"  # joined in phase 2 only (5.3.2, footnote)
    assert list(phases["utrecht-overvecht"]) == ["none", "none", "not-listed", "1", "none", "no-session"]
    assert list(phases["eindhoven-woensel-zuid"]) == ["none", "none", "1", "none", "none", "session"]
    assert (
        coverage["took_part"] == ~coverage["phases"].isin(["none", "not-listed", "no-session", evidence.OUTSIDE])
    ).all()
    own = evidence.coverage_of(run, "breda-noord")
    assert own["section"].tolist() == ["2.3.2", "3.3.2", "4.2", "5.3.2", "6.3.2", "1.2.4"]
    assert own["in_depth"].tolist() == [True] * 5 + [False]


def test_an_area_that_the_report_does_not_know_took_part_in_nothing(run):
    """And changes nothing for the others: one of the twenty still is the only one that a list lacks."""
    frames = run.tables.frames
    more = frames["areas"].tail(1).assign(area="elsewhere", name="Elders", source="area-definitions")
    wider = replace(run, tables=Tables(frames | {"areas": pd.concat([frames["areas"], more], ignore_index=True)}))
    own = evidence.coverage_of(wider, "elsewhere")
    assert own["phases"].tolist() == ["none"] * 5 + [evidence.OUTSIDE] and not own["took_part"].any()
    assert evidence.participation(wider, "elsewhere", "veerkracht")["absence"].eq("none").all()
    pd.testing.assert_frame_equal(evidence.coverage(wider).iloc[:-6], evidence.coverage(run))
    sentence = area_views.studies_sentence(replace(wider, parameters=Parameters(area="elsewhere")), own)[-1].text
    assert "is geen gebied van het rapport" in sentence and "sessie" not in sentence
    (figure,) = area_views.coverage_matrix(wider, evidence.coverage(wider))
    assert figure.table.rows[-1][-1].text == "niet in het rapport" and figure.table.rows[-1][-1].value is None


def test_participation_has_the_phases_that_an_area_missed_too(run):
    rows = evidence.participation(run, "tilburg-noordwest", "veerkracht")
    assert rows[["phase", "took_part", "phase_areas", "study_areas"]].to_numpy().tolist() == [
        [1, True, 19, 19],
        [2, False, 3, 19],
    ]
    assert rows["subject_nl"].notna().all()
    rows = evidence.participation(run, "utrecht-overvecht", "veerkracht")
    assert rows["phase"].tolist() == [1, 2] and not rows["took_part"].any() and set(rows["absence"]) == {"not-listed"}
    rows = evidence.participation(run, "tilburg-noordwest", "armoede")
    assert rows["took_part"].all() and rows["subject_nl"].isna().all()


@pytest.mark.parametrize("name", ["participation", "interventions", "named_findings", "group_findings"])
def test_names_that_do_not_exist_get_a_suggestion(run, name):
    result = getattr(evidence, name)
    with pytest.raises(ParameterError, match="theme 'armoed' does not exist; did you mean armoede"):
        result(run, "delft-west", "armoed")
    with pytest.raises(ParameterError, match="area 'delft' does not exist; did you mean delft-west"):
        result(run, "delft", "armoede")


def test_themes_kinds_and_clusters_that_do_not_exist_get_a_suggestion(run):
    for result in (evidence.study_findings, evidence.common_support, evidence.named_share):
        with pytest.raises(ParameterError, match="did you mean sociale-cohesie"):
            result(run, "sociale-cohesi")
    with pytest.raises(ParameterError, match="did you mean effect"):
        evidence.study_findings(run, "armoede", "effects")
    with pytest.raises(ParameterError, match=r"^cluster 'digital' does not exist; did you mean digitaal"):
        evidence.factors_by_level(run, "digital")
    for result in (evidence.summary, evidence.coverage_of, evidence.named_interventions, evidence.tied_findings):
        with pytest.raises(ParameterError, match="did you mean zaandam-oost"):
            result(run, "zaandam")


def test_named_findings_are_about_the_area_only(run):
    rows = evidence.named_findings(run, "heerlen-noord", "jonge-kind")
    assert set(rows["basis"]) <= {"named", "via-intervention"}
    assert evidence.named_findings(run, "utrecht-overvecht", "armoede").empty


def test_study_findings_have_no_parts(run):
    for theme in THEMES:
        for kind in ("effect", "element", "barrier", "recommendation"):
            assert evidence.study_findings(run, theme, kind)["parent"].isna().all()
    assert len(evidence.study_findings(run, "armoede", "barrier")) == 5
    assert len(evidence.study_findings(run, "veerkracht", "element")) == 6
    assert len(evidence.study_findings(run, "re-integratie", "effect")) == 14


def test_group_findings_are_about_the_area_that_is_asked_for(run):
    """Not about the area of the run, which took part in phase 2 of the study of resilience."""
    assert run.area == "rotterdam-zuid"
    for area, own in (("rotterdam-zuid", True), ("tilburg-noordwest", False)):
        rows = evidence.group_findings(run, area, "veerkracht")
        assert rows["own"].tolist() == [own] * len(evidence.study_findings(run, "veerkracht"))


def test_resilience_findings_come_from_the_phase_2_areas(run):
    phase_2 = ["leeuwarden-oost", "rotterdam-zuid", "vlaardingen-westwijk"]
    assert evidence.scope_areas(run, "veerkracht", "phase-2") == phase_2
    assert set(evidence.study_findings(run, "veerkracht", "effect")["scope"]) == {"phase-2"}
    assert evidence.visited(run, "rotterdam-zuid", "veerkracht")
    assert not evidence.visited(run, "tilburg-noordwest", "veerkracht")  # phase 1 only
    assert len(evidence.scope_areas(run, "armoede", "study")) == 6


def test_perceived_effects_on_reach_come_from_the_phase_2_areas(run):
    """Section 5.3.6 limits them to the three areas of phase 2, but says of both phases how well areas see their reach.

    The working elements are of both phases (5.3.7).
    """
    effects = evidence.study_findings(run, "jonge-kind", "effect").set_index("scope")["finding"]
    assert set(effects.index) == {"phase-2", "study"} and effects["study"] == "jonge-kind-effect-2"
    assert set(evidence.study_findings(run, "jonge-kind", "element")["scope"]) == {"study"}
    phase_2 = ["breda-noord", "heerlen-noord", "nieuwegein-centrale-as"]
    assert evidence.scope_areas(run, "jonge-kind", "phase-2") == phase_2


def test_support_of_common_findings_counts_links_of_the_theme_only(run, tables):
    rows = evidence.common_support(run, "sociale-cohesie").set_index("common")
    assert len(rows) == 15
    links = tables.finding_links
    links = links[links["finding"].str.startswith("sociale-cohesie") & ~links["common"].str.contains("recommendation")]
    assert rows[["strong", "partial"]].sum().sum() == len(links)
    assert (rows["best"] != "none").sum() == links["common"].nunique()


def test_a_finding_is_named_once_also_when_only_a_part_of_it_is(run):
    rows = evidence.named_share(run, "armoede").set_index("kind")
    assert rows["total"].to_dict() == {"effect": 4, "element": 4, "barrier": 5, "recommendation": 3}
    assert (rows["named"] <= rows["total"]).all() and rows.loc["effect", "named"] > 0


def test_cluster_matrix_counts_the_overview(run):
    matrix = evidence.cluster_matrix(run)
    assert matrix.sum().to_dict() == {"bereik": 5, "digitaal": 6, "signalering": 6, "cohesie": 13, "identiteit": 18}
    assert (matrix > 0).sum().to_dict() == {
        "bereik": 5,
        "digitaal": 6,
        "signalering": 6,
        "cohesie": 7,
        "identiteit": 10,
    }


def test_what_is_done_elsewhere_is_only_what_the_report_says_of_an_approach_there(run):
    areas = run.tables.areas["area"]
    found = {(area, row.theme): row.via_section for area in areas for row in _via(run, area) if row.via_theme}
    assert found == {
        ("heerlen-noord", "armoede"): "3.3.4",
        ("leeuwarden-oost", "re-integratie"): "6.3.6",
        ("lelystad-oost", "sociale-cohesie"): "4.2.1",
    }
    for area, theme in found:
        assert evidence.interventions(run, area, theme).empty


def _via(run, area):
    rows = evidence.done_elsewhere(run, area)
    assert list(rows["theme"]) == list(THEMES)
    return rows.itertuples()


def test_factors_of_annex_3(run):
    counts = {c: evidence.factors_by_level(run, c)["kind"].value_counts().to_dict() for c in ("bereik", "digitaal")}
    assert counts == {"bereik": {"element": 7, "barrier": 5}, "digitaal": {"element": 12, "barrier": 9}}


def test_summary_says_nothing_where_nothing_is_known(run):
    rows = evidence.summary(run, "utrecht-overvecht").set_index("theme")
    columns = ["phases", "interventions", "findings", "unknown"]
    assert rows.loc["armoede", columns].tolist() == ["none", 0, 0, "theme"]
    assert rows.loc["jonge-kind", "phases"] == "1"


def test_element_support_is_by_source_cluster(run):
    support = frameworks.support(run).set_index(["element", "cluster"])["strength"]
    assert support["spuk-e1"].to_dict() == dict.fromkeys(("dissertation", "article", "nji"), "strong")
    assert support["spuk-e4", "article"] == "none"


def test_uncovered_factors_have_no_link_to_an_element(run):
    names = set(frameworks.uncovered_factors(run)["factor"])
    assert {"njig-02", "njis-5"} <= names and not any(name.startswith("spuk") for name in names)


def test_example_matrix_has_25_cells(run):
    assert synthesis.example_matrix(run, "element").shape == (5, 5)
    assert synthesis.example_matrix(run, "element").to_numpy().sum() == 21


def test_a_finding_is_told_as_the_report_tells_it_of_the_area(run, tables):
    """4.2.6: of the three interventions the report names other steps; only Leeuwarden's is about jobs and school."""
    labels = {
        area: evidence.named_findings(run, area, "veerkracht").set_index("finding")["label_nl"]
        for area in ("leeuwarden-oost", "rotterdam-zuid")
    }
    assert labels["leeuwarden-oost"]["veerkracht-effect-j4"] == (
        "Dealen in Kansen: verschillende jongeren kregen een baan, anderen gingen weer naar school"
    )
    assert "muziek" in labels["rotterdam-zuid"]["veerkracht-effect-j4"]
    general = tables.findings.set_index("finding")["label_nl"]
    same = labels["rotterdam-zuid"].index[labels["rotterdam-zuid"] == general.reindex(labels["rotterdam-zuid"].index)]
    assert len(same) > len(labels["rotterdam-zuid"]) / 2, "without words of their own the general ones stand"


def test_words_of_a_tie_are_there_in_both_languages(tables):
    ties = tables.finding_areas
    assert (ties["label_nl"].isna() == ties["label_en"].isna()).all() and ties["label_nl"].notna().sum() > 40
    assert ties.loc[ties["basis"].isin(["as-group", "each"]), "label_nl"].isna().all()


def test_cluster_counts_say_where_each_stands(run):
    """Three areas have their approach to identity described in 4.2.4; the overview of the others is in 4.2.1."""
    counts = evidence.cluster_counts(run)
    described = set(counts.loc[counts["section"] == "4.2.4", "area"])
    assert described <= {"leeuwarden-oost", "rotterdam-zuid", "vlaardingen-westwijk"} and "rotterdam-zuid" in described
    assert set(counts["section"]) == {"4.2.1", "4.2.4"}


# What an area's reader has to find, as the report has it: area, theme, finding, words that must be in the label.
FACTS = [
    ("leeuwarden-oost", "veerkracht", "veerkracht-effect-w1", "oud en nieuw 2023-2024"),
    ("leeuwarden-oost", "veerkracht", "veerkracht-element-dk-f", "opkomen"),
    ("groningen-noord", "re-integratie", "re-integratie-effect-x4a", "niet uit de SPUK betaald"),
    ("den-haag-zuidwest", "re-integratie", "re-integratie-effect-x4b", "583.000"),
    ("heerlen-noord", "re-integratie", "re-integratie-effect-x2a", "andere wijken of gebieden"),
    ("breda-noord", "jonge-kind", "jonge-kind-element-6d", "volgens een geïnterviewde"),
    ("schiedam-nieuwland-en-oost", "armoede", "armoede-barrier-x2c", "Contactpersonen uit Tilburg en Schiedam"),
]


@pytest.mark.parametrize(("area", "theme", "finding", "words"), FACTS)
def test_facts_of_an_area_reach_its_reader(run, area, theme, finding, words):
    assert words in evidence.named_findings(run, area, theme).set_index("finding")["label_nl"][finding]


def test_what_is_calculated_expected_or_of_before_the_grant_is_not_told_as_found(tables):
    """3.3.6: studies of costs and benefits are calculations, one of 2021; 2.3.4 and 2.3.6: two effects are expected."""
    findings, ties = tables.findings, tables.finding_areas.dropna(subset="label_nl")
    of_costs = findings[findings["parent"] == "re-integratie-effect-x4"]
    assert len(of_costs) == 4
    for language, word in (("nl", "bereken"), ("en", "calculat")):
        said = of_costs[[f"label_{language}", f"detail_{language}"]].agg(" ".join, axis=1)
        assert said.str.contains(word).all()
    of_areas = ties[ties["finding"].isin(of_costs["finding"])]
    assert len(of_areas) == 3 and of_areas["label_nl"].str.contains("bereken").all()
    assert of_areas["label_en"].str.contains("calculated").all()
    old = of_areas[of_areas["label_nl"].str.contains("2021")]
    assert len(old) == 2 and old["label_nl"].str.contains("voor de SPUK").all()
    assert old["label_en"].str.contains("before the grant").all()
    expected = ties.set_index("finding").loc["re-integratie-effect-x4c"]
    assert "naar verwachting" in expected["label_nl"] and "are expected to" in expected["label_en"]
    hoped = findings[findings["detail_nl"].fillna("").str.startswith("Een verwachting")]
    assert len(hoped) == 2 and hoped["label_nl"].str.contains("mogelijk").all()


def test_what_the_report_tells_of_no_area_stays_anonymous(run, tables):
    """The reach of the three phase 2 areas (5.3.6), and two notes on the figures of the study (3.2.2)."""
    reach = evidence.study_findings(run, "jonge-kind", "effect").set_index("finding")["label_nl"]["jonge-kind-effect-1"]
    assert all(words in reach for words in ("96%", "70% naar circa 95%", "geschat 70%", "niet bij naam"))
    parts = tables.finding_areas.query("finding.str.match('jonge-kind-effect-1[a-g]$')")
    assert parts.empty and "re-integratie-effect-x2b" not in set(tables.finding_areas["finding"])
    told = tables.realisation_values.query("subset == 'study-areas' and section == '3.2.2'")
    assert len(told) == 4 and told["caveat_nl"].str.contains("failliet").all()
    assert told["caveat_nl"].str.contains("van elders").sum() == 1
    theatre = tables.interventions.set_index("intervention")["description_nl"]["veerkracht-vlaardingen-westwijk-06"]
    assert "theater" in theatre


def test_rows_are_in_the_order_of_their_list_and_rows_of_one_value_as_they_were():
    rows = pd.DataFrame({"kind": ["b", "a", "c", "b"], "number": [1, 2, 3, 4]})
    assert evidence._in_order(rows, "kind", ("c", "b", "a"))["number"].tolist() == [3, 1, 4, 2]


@pytest.mark.parametrize(
    ("studied", "named", "tied", "unknown"),
    [
        (False, False, False, "theme"),
        (False, False, True, "theme"),
        (False, True, False, "results"),
        (False, True, True, "results"),
        (True, False, False, "findings"),
        (True, True, False, "findings"),
        (True, False, True, ""),
        (True, True, True, ""),
    ],
)
def test_what_is_not_known_of_a_theme(studied, named, tied, unknown):
    """Of a theme that was not studied nothing, or no results where an approach is listed; else at most findings."""
    assert evidence._unknown(studied, named, tied) == unknown
