"""What rests on our reading says so where it stands, by rule from the frames."""

import pytest

from helpers import results, views
from helpers.session import open_run

OTHERS = "Of de andere hier optreden, zegt het rapport meestal niet."


@pytest.fixture(scope="module")
def leeuwarden():
    return open_run("leeuwarden-oost")


def test_links_about_others_are_told_only_where_there_are_any(leeuwarden):
    links = results.synthesis.stated_links(leeuwarden, leeuwarden.area)
    assert (links["links"] > links["own"]).any()
    (table,) = views.known.stated_links(leeuwarden, links)
    assert table.caveats[0].endswith(OTHERS)
    (own_alone,) = views.known.stated_links(leeuwarden, links.assign(links=links["own"]))
    assert own_alone.caveats == [table.caveats[0].removesuffix(f" {OTHERS}")]


def test_the_title_of_the_diagram_says_whose_most_arrows_are(leeuwarden):
    boxes = results.frameworks.factors(leeuwarden, "rumping-cmo")
    arrows = results.frameworks.arrows(leeuwarden, boxes, "A")
    assert (arrows["basis"] == "inferred").sum() > len(arrows) / 2
    (ours,) = views.frameworks.cmo_diagram(leeuwarden, boxes, arrows)
    assert ours.title.endswith(", de meeste pijlen van ons") and ours.note.startswith("Stippellijn: ")
    (stated,) = views.frameworks.cmo_diagram(leeuwarden, boxes, arrows.assign(basis="stated"))
    assert stated.title == ours.title.removesuffix(", de meeste pijlen van ons") and stated.note == ""


def test_factors_that_are_like_no_element_are_counted_as_compared(leeuwarden):
    crosswalk = results.frameworks.crosswalk(leeuwarden)
    uncovered = results.frameworks.uncovered_factors(leeuwarden)
    of_literature = leeuwarden.tables.factors["common"].isna().sum()
    found, _ = views.frameworks.crosswalk(leeuwarden, crosswalk, uncovered)
    assert (
        found.text.startswith(f"Uit de literatuur zijn {of_literature} punten vergeleken: factoren, omstandigheden en")
        and f"Volgens ons lijken er {crosswalk['factor'].nunique()} op " in found.text
    )
    fewer, _ = views.frameworks.crosswalk(leeuwarden, crosswalk, uncovered[1:])
    assert fewer.text.startswith(f"Uit de literatuur zijn {of_literature - 1} punten ")
    elements = results.frameworks.elements(leeuwarden)
    (table,) = views.frameworks.uncovered_factors(leeuwarden, uncovered, elements)
    assert "geen van de vijf elementen" in table.title and len(table.rows) == len(uncovered)
    assert table.title.startswith("Factoren en uitkomsten uit") and set(uncovered["kind"]) >= {"factor", "outcome"}
    (matrix,) = views.frameworks.framework_matrix(leeuwarden, results.frameworks.support(leeuwarden))
    assert "hebben er volgens ons" in matrix.alt


def test_cells_that_only_one_side_has_are_no_contradiction(leeuwarden):
    examples, links = (of(leeuwarden, "effect") for of in (results.synthesis.examples, results.synthesis.mapped_links))
    support = results.synthesis.support(leeuwarden, "effect", links)
    (table,) = views.common.differences(leeuwarden, results.synthesis.differences(examples, support, links))
    (figure,) = views.common.support_matrix(leeuwarden, support, links)
    assert table.caveats == ["Hoofdstuk 7 van het rapport geeft maar enkele voorbeelden; dit is geen tegenspraak."]
    assert figure.caveats[-1].startswith("De koppeling is een oordeel van ons.")


@pytest.mark.parametrize(("language", "place", "table", "report"), [
    ("nl", "diagram, blok context", "tabel 1", "paragraaf 7.4"),
    ("en", "diagram, context box", "table 1", "section 7.4"),
])  # fmt: skip
def test_places_in_the_literature_are_said_in_the_language_of_the_reader(language, place, table, report):
    run = open_run("leeuwarden-oost", language)
    (factors,) = views.frameworks.factor_list(run, results.frameworks.factors(run))
    places = {row[-1].text for row in factors.rows}
    assert {place, report} <= places and not [one for one in places if one.endswith("blok")]
    practices, people = results.frameworks.practices(run), results.frameworks.interviewed(run)
    assert views.frameworks.practices(run, practices, people)[0].source.endswith(f"({table})")
    (tensions,) = views.frameworks.contradictions(run, results.frameworks.tensions(run))
    assert f"Monitor SPUK Kansrijke Wijk, {report}" in {row[-1].text for row in tensions.rows}


def test_works_of_the_literature_can_be_found():
    """By the title that they have, and the address where there is one."""
    run = open_run("leeuwarden-oost", "en")
    (table,) = views.frameworks.literature(run, results.frameworks.works(run))
    works = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert len(works) == 3
    title, publisher, address = works["Article on six factors experienced as effective"]
    assert title.startswith("Algemeen werkzame factoren in ") and "(Common factors in " in title
    assert publisher == "Journal of Social Intervention, 2021, 30(1), 22-43" and address.startswith("https://doi.org/")
    assert works["Netherlands Youth Institute"][2] == "no address known"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_signs_in_a_matrix_mean_is_in_sight(language):
    run = open_run("leeuwarden-oost", language)
    text = run.text
    (examples,) = views.common.common_matrix(run, results.synthesis.examples(run, "effect"))
    assert examples.note == text("common.caution") and examples.note not in examples.caveats
    support = results.frameworks.support(run)
    (sources,) = views.frameworks.framework_matrix(run, support)
    (clusters,) = views.theme.cluster_matrix(run, results.evidence.cluster_counts(run))
    (studies,) = views.area.coverage_matrix(run, results.evidence.coverage(run))
    keys = ("frameworks.caution", "cluster.key", "coverage.caution")
    assert [one.note for one in (sources, clusters, studies)] == [text(key) for key in keys]


def test_a_work_has_its_own_title_and_what_that_means():
    run = open_run("leeuwarden-oost", "en")
    (table,) = views.frameworks.literature(run, results.frameworks.works(run))
    rows = results.frameworks.works(run)
    titles = [row[1].text for row in table.rows]
    assert all(dutch in title for dutch, title in zip(rows["title_nl"], titles, strict=True))
    assert all(english in title for english, title in zip(rows["title_en"], titles, strict=True))
