from helpers.contract.vocabulary import THEMES
from helpers.results import evidence, synthesis


def test_coverage_has_all_areas_and_known_cells(tables):
    coverage = evidence.coverage(tables)
    assert coverage.shape == (20, 6)
    assert coverage.loc["tilburg-noordwest", "armoede"] == "1+2"
    assert coverage.loc["breda-noord", "jonge-kind"] == "2"  # joined in phase 2 only (5.3.2, footnote)
    assert list(coverage.loc["utrecht-overvecht"]) == ["", "", "", "1", "", ""]
    assert list(coverage.loc["eindhoven-woensel-zuid"]) == ["", "", "1", "", "", "●"]


def test_named_findings_are_about_the_area_only(tables):
    rows = evidence.named_findings(tables, "heerlen-noord", "jonge-kind")
    assert set(rows["basis"]) <= {"named", "via-intervention"}
    assert evidence.named_findings(tables, "utrecht-overvecht", "armoede").empty


def test_group_findings_have_no_parts(tables):
    for theme in THEMES:
        for kind in ("effect", "element", "barrier", "recommendation"):
            assert evidence.group_findings(tables, theme, kind)["parent"].isna().all()
    assert len(evidence.group_findings(tables, "armoede", "barrier")) == 5
    assert len(evidence.group_findings(tables, "veerkracht", "element")) == 6
    assert len(evidence.group_findings(tables, "re-integratie", "effect")) == 14


def test_resilience_findings_come_from_the_phase_2_areas(tables):
    phase_2 = ["leeuwarden-oost", "rotterdam-zuid", "vlaardingen-westwijk"]
    assert evidence.scope_areas(tables, "veerkracht", "phase-2") == phase_2
    assert set(evidence.group_findings(tables, "veerkracht", "effect")["scope"]) == {"phase-2"}
    assert evidence.visited(tables, "rotterdam-zuid", "veerkracht")
    assert not evidence.visited(tables, "tilburg-noordwest", "veerkracht")  # phase 1 only
    assert len(evidence.scope_areas(tables, "armoede", "study")) == 6


def test_perceived_effects_on_reach_come_from_the_phase_2_areas(tables):
    """Section 5.3.6 limits them to the three areas of phase 2; the working elements are of both phases (5.3.7)."""
    assert set(evidence.group_findings(tables, "jonge-kind", "effect")["scope"]) == {"phase-2"}
    assert set(evidence.group_findings(tables, "jonge-kind", "element")["scope"]) == {"study"}
    phase_2 = ["breda-noord", "heerlen-noord", "nieuwegein-centrale-as"]
    assert evidence.scope_areas(tables, "jonge-kind", "phase-2") == phase_2


def test_support_of_common_findings_counts_links_of_the_theme_only(tables):
    rows = evidence.common_support(tables, "sociale-cohesie").set_index("common")
    assert len(rows) == 15
    links = tables.finding_links
    links = links[links["finding"].str.startswith("sociale-cohesie") & ~links["common"].str.contains("recommendation")]
    assert rows[["strong", "partial"]].sum().sum() == len(links)
    assert (rows["best"] != "none").sum() == links["common"].nunique()


def test_a_finding_is_named_once_also_when_only_a_part_of_it_is(tables):
    rows = evidence.named_share(tables, "armoede").set_index("kind")
    assert rows["total"].to_dict() == {"effect": 4, "element": 4, "barrier": 5, "recommendation": 3}
    assert (rows["named"] <= rows["total"]).all() and rows.loc["effect", "named"] > 0


def test_cluster_matrix_counts_the_overview(tables):
    matrix = evidence.cluster_matrix(tables)
    assert matrix.sum().to_dict() == {"bereik": 5, "digitaal": 6, "signalering": 6, "cohesie": 13, "identiteit": 18}
    assert (matrix > 0).sum().to_dict() == {
        "bereik": 5,
        "digitaal": 6,
        "signalering": 6,
        "cohesie": 7,
        "identiteit": 10,
    }


def test_factors_of_annex_3(tables):
    counts = {c: evidence.factors_by_level(tables, c)["kind"].value_counts().to_dict() for c in ("bereik", "digitaal")}
    assert counts == {"bereik": {"element": 7, "barrier": 5}, "digitaal": {"element": 12, "barrier": 9}}


def test_summary_says_nothing_where_nothing_is_known(tables):
    rows = evidence.summary(tables, "utrecht-overvecht").set_index("theme")
    assert rows.loc["armoede"].tolist() == ["", 0, 0]
    assert rows.loc["jonge-kind", "phases"] == "1"


def test_element_support_is_by_source_cluster(tables):
    support = synthesis.element_support(tables)
    assert list(support.columns) == ["dissertation", "article", "nji"]
    assert support.loc["spuk-e1"].tolist() == ["strong", "strong", "strong"]
    assert support.loc["spuk-e4", "article"] == "none"


def test_uncovered_factors_have_no_link_to_an_element(tables):
    names = set(synthesis.uncovered_factors(tables)["factor"])
    assert {"njig-02", "njis-5"} <= names and not any(name.startswith("spuk") for name in names)


def test_example_matrix_has_25_cells(tables):
    assert synthesis.example_matrix(tables, "element").shape == (5, 5)
    assert synthesis.example_matrix(tables, "element").to_numpy().sum() == 21


def test_a_finding_is_told_as_the_report_tells_it_of_the_area(tables):
    """4.2.6: of the three interventions the report names other steps; only Leeuwarden's is about jobs and school."""
    labels = {
        area: evidence.named_findings(tables, area, "veerkracht").set_index("finding")["label_nl"]
        for area in ("leeuwarden-oost", "rotterdam-zuid")
    }
    assert labels["leeuwarden-oost"]["veerkracht-effect-j4"] == (
        "Verschillende jongeren kregen een baan, anderen gingen weer naar school"
    )
    assert "muziek" in labels["rotterdam-zuid"]["veerkracht-effect-j4"]
    general = tables.findings.set_index("finding")["label_nl"]
    same = labels["rotterdam-zuid"].index[labels["rotterdam-zuid"] == general.reindex(labels["rotterdam-zuid"].index)]
    assert len(same) > len(labels["rotterdam-zuid"]) / 2, "without words of their own the general ones stand"


def test_words_of_a_tie_are_there_in_both_languages(tables):
    ties = tables.finding_areas
    assert (ties["label_nl"].isna() == ties["label_en"].isna()).all() and ties["label_nl"].notna().sum() > 40
    assert ties.loc[ties["basis"] == "as-group", "label_nl"].isna().all()
