import pandas as pd
import pytest

from helpers.contract.parameters import ParameterError
from helpers.contract.vocabulary import THEMES
from helpers.methods import agreement
from helpers.results import frameworks, synthesis


@pytest.mark.parametrize("kind", ["effect", "element", "barrier", "recommendation"])
def test_every_cell_of_a_matrix_follows_from_its_rows(run, kind):
    support = synthesis.support_matrix(run, kind)
    links = synthesis.mapped_links(run, kind)
    for common in support.index:
        for theme in THEMES:
            behind = set(links.loc[(links["common"] == common) & (links["theme"] == theme), "strength"])
            expected = "strong" if "strong" in behind else "partial" if behind else "none"
            assert support.loc[common, theme] == expected


def test_differences_are_the_cells_where_the_matrices_differ(run):
    examples, support = synthesis.example_matrix(run, "effect"), synthesis.support_matrix(run, "effect")
    differs = (examples == 1) != (support != "none")
    links = synthesis.mapped_links(run, "effect")
    cells = synthesis.support(run, "effect", links)
    rows = synthesis.differences(synthesis.examples(run, "effect"), cells, links)
    assert len(rows) == int(differs.to_numpy().sum())
    assert all(bool(row.findings) == (row.best != "none") for row in rows.itertuples())
    assert all(len(row.findings) == row.passages for row in rows.itertuples())


def test_without_links_no_common_finding_is_supported(run):
    none = synthesis.mapped_links(run, "effect").head(0)
    support = synthesis.support(run, "effect", none)
    assert len(support) == 25 and set(support["best"]) == {"none"} and not support["passages"].any()
    rows = synthesis.differences(synthesis.examples(run, "effect"), support, none)
    assert len(rows) == 18 and rows["given"].all()


def test_an_unknown_kind_is_named(run):
    for make in (synthesis.common_findings, synthesis.examples, synthesis.mapped_links, synthesis.support_matrix):
        with pytest.raises(ParameterError, match="kind 'efect' does not exist; did you mean effect"):
            make(run, "efect")


def test_uncovered_findings_have_no_link_of_their_own_or_of_a_part(run, tables):
    rows = synthesis.uncovered_findings(run)
    linked = set(tables.finding_links["finding"])
    parents = tables.findings.set_index("finding")["parent"].dropna()
    assert not set(rows["finding"]) & linked
    assert not {parents[part] for part in linked if part in parents} & set(rows["finding"])
    assert {"armoede-element-4", "jonge-kind-element-9"} <= set(rows["finding"])


def test_three_barriers_have_no_recommendation_of_their_own(run):
    rows = synthesis.unanswered_barriers(run).set_index("barrier")
    assert [barrier[-1] for barrier in rows.index[rows["strong"].str.len() == 0]] == ["1", "3", "4"]
    (answer,) = rows.loc["common-barrier-2", "strong"]
    assert (answer.recommendation, answer.section) == ("common-recommendation-4", "7.6")


def test_no_area_took_part_in_all_studies(run):
    counts = synthesis.areas_by_studies(run)
    assert counts["areas"].sum() == len(run.tables.areas)
    more = len(run.tables.areas) - 20  # those that the report does not know took part in none
    assert dict(zip(counts["studies"], counts["areas"], strict=True)) == {0: more, 1: 2, 2: 7, 3: 9, 4: 2, 5: 0}


def test_leaving_something_out_never_adds_support(run):
    rows = frameworks.leave_one_out(run)
    whole = rows[rows["case"] == "all"].set_index("common")
    for case, part in rows.groupby("case"):
        part = part.set_index("common")
        assert (part["clusters"] <= whole["clusters"]).all() and (part["chapters"] <= whole["chapters"]).all(), case
    assert rows["case"].nunique() == 1 + 1 + 3 + 5


def test_crosswalk_holds_literature_only_and_every_link(run, tables):
    cells = frameworks.crosswalk(run)
    assert not [factor for factor in cells["factor"] if factor.startswith("spuk")]
    links = tables.factor_links
    links = links[
        (links["kind"] == "correspondence")
        & (links["from"].str.startswith("spuk") | links["to"].str.startswith("spuk"))
    ]
    assert (cells["strength"] != "none").sum() == len(links)


def test_alternative_arrows_are_never_drawn_together(tables):
    links = tables.factor_links
    links = links[links["alternative"].notna()]
    pairs = links.groupby("alternative")[["from", "to"]].apply(
        lambda rows: set(rows.itertuples(index=False, name=None))
    )
    assert not pairs["A"] & pairs["B"]


def test_arrows_are_of_one_reading_and_between_the_boxes_given(run):
    boxes = frameworks.factors(run, "rumping-cmo")
    arrows = {reading: frameworks.arrows(run, boxes, reading) for reading in ("A", "B")}
    for reading, rows in arrows.items():
        assert len(rows) == 23 and set(rows["alternative"].dropna()) == {reading}
    without = boxes[boxes["factor"] != "cmo-c-parent-groups"]
    left = frameworks.arrows(run, without, "A")
    assert 0 < len(left) < 23 and "cmo-c-parent-groups" not in {*left["source"], *left["target"]}
    with pytest.raises(ParameterError, match="alternative 'C' does not exist; allowed: A, B"):
        frameworks.arrows(run, boxes, "C")
    with pytest.raises(ParameterError, match="framework 'rumping' does not exist; did you mean rumping-cmo"):
        frameworks.factors(run, "rumping")


def test_each_element_of_the_report_is_a_common_finding_in_the_same_words(run, tables):
    """The five elements stand in two tables: as findings of chapter 7, and as factors beside the literature."""
    elements = frameworks.elements(run)
    findings = synthesis.common_findings(run, "element")
    assert elements["common"].tolist() == findings["finding"].tolist()
    assert (
        elements[["label_nl", "label_en"]].to_numpy().tolist() == findings[["label_nl", "label_en"]].to_numpy().tolist()
    )
    assert set(elements["framework"]) == {"spuk-common"}
    assert set(tables.factors.loc[tables.factors["common"].isna(), "cluster"]) == {"dissertation", "article", "nji"}


def test_people_interviewed_add_up(run):
    people = dict(frameworks.interviewed(run).itertuples(index=False, name=None))
    assert people == {"total": 50, "mothers": 33, "carers": 3, "volunteers": 4, "professionals": 10}
    assert people.pop("total") == sum(people.values())


def test_touched_elements_have_a_passage(run, tables):
    for area in tables.areas["area"]:
        rows = synthesis.touched_elements(run, area)
        assert rows["section"].notna().all() and set(rows["strength"]) <= {"strong", "partial", "type"}
    assert "as-group" not in set(synthesis.touched_elements(run, "breda-noord")["strength"])


def test_a_stated_link_needs_work_on_both_sides(run, tables):
    assert synthesis.stated_links(run, "utrecht-overvecht").empty  # one theme only
    rows = synthesis.stated_links(run, "tilburg-noordwest")
    rows = rows[rows["own"] == 0]  # the report states those about the area, whatever it names there
    themes = set(tables.interventions.loc[tables.interventions["area"] == "tilburg-noordwest", "theme"])
    assert len(rows) and set(rows["from_theme"]) | set(rows["to_theme"]) <= themes


def test_a_stated_link_about_the_area_itself_is_told_apart(run, tables):
    for area, name in zip(tables.areas["area"], tables.areas["name"], strict=True):
        rows = synthesis.stated_links(run, area)
        stated = tables.spillovers[tables.spillovers["basis"].eq("stated") & tables.spillovers["area"].eq(area)]
        between = stated[stated["from_theme"].notna() & (stated["from_theme"] != stated["to_theme"])]
        assert rows["own"].sum() == len(between), area
        for row in rows.itertuples():  # all that are stated of a pair, as in chapter 7
            of_pair = tables.spillovers[["from_theme", "to_theme", "basis"]].eq(
                [row.from_theme, row.to_theme, "stated"]
            )
            assert row.links == of_pair.all(axis=1).sum(), (area, row)
        assert (rows.loc[rows["own"] > 0, "of_area"] == name).all() and (rows["own"] <= rows["links"]).all()
    breda = synthesis.stated_links(run, "breda-noord")  # approaches under one of the two themes only
    assert breda[["links", "own", "section"]].values.tolist() == [[6, 1, "5.3.6"]]
    heerlen = synthesis.stated_links(run, "heerlen-noord").set_index(["from_theme", "to_theme"])
    assert heerlen.loc[("re-integratie", "jonge-kind"), "of_area"] == "Rotterdam-Zuid"  # named as another area's


# Agreement -------------------------------------------------------------------------------------------------


def _coding(values):
    return pd.DataFrame({"unit": range(len(values)), "theme": "t", "code": "c", "value": list(values)}, dtype="str")


def test_kappas_equal_a_hand_calculation():
    """20 + 15 agreements of 50, margins 25/25 and 30/20: agreement 0.70, by chance 0.50, kappa 0.40."""
    a = "y" * 20 + "y" * 5 + "n" * 10 + "n" * 15
    b = "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15
    row = agreement.compare(_coding(a), _coding(b)).summary.iloc[0]
    assert (row["units"], row["agree"]) == (50, 0.7)
    assert row["kappa"] == pytest.approx(0.40)
    # Fleiss: chance from the pooled margins 0.55 and 0.45
    assert row["fleiss"] == pytest.approx((0.7 - 0.505) / (1 - 0.505))
    assert row["fleiss_lower"] < row["fleiss"] < row["fleiss_upper"]
    assert row["kappa_lower"] < 0.4 < row["kappa_upper"]


def test_one_value_only_has_no_kappa():
    row = agreement.compare(_coding("yyyy"), _coding("yyyy")).summary.iloc[0]
    assert row["agree"] == 1 and pd.isna(row["kappa"])


def test_disagreements_and_lone_units_are_listed():
    b = _coding("yn").assign(unit=["0", "9"])
    result = agreement.compare(_coding("ny"), b)
    assert result.disagreements[["unit", "a", "b"]].to_numpy().tolist() == [["0", "n", "y"]]
    assert sorted(zip(result.alone["unit"], result.alone["coder"], strict=True)) == [("1", "a"), ("9", "b")]
