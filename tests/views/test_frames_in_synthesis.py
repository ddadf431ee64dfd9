"""Frame in, block out, in the notebooks on the synthesis: what a cell leaves out of its frame is not published."""

import pandas as pd
import pytest

from helpers import results
from helpers.blocks.model import Bullets, Figure, Fold, Note, Paragraph, Table
from helpers.contract.parameters import ParameterError
from helpers.results import claims
from helpers.views import common, frameworks
from helpers.views.claims import chapter_claims, counts_line, overview, statements
from tests.published import cells

AREA = "rotterdam-zuid"
SEVEN, EIGHT = "07_effectiviteit_en_samenhang", "08_synthese"
# Views that this module is not about, and that take long.
OTHERS = ("views.claims.", "views.page_one.", "views.known.", "views.indicators.")
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("figures_once")]


def published(notebook, after="", more=""):
    """The blocks of a notebook by id (or kind), with `more` code put in after the line that begins with `after`."""
    found, edited = {}, []

    def edit(code):
        lines = [] if _other(code) else code.splitlines()
        for number, line in enumerate(lines):
            if after and line.startswith(f"{after} = "):
                edited.append(line)
                lines.insert(number + 1, more)
                break
        return "\n".join(lines)

    for cell in cells(notebook, AREA, edit=edit):
        for block in [part for one in cell.blocks for part in (one.parts if isinstance(one, Fold) else [one])]:
            found.setdefault(getattr(block, "id", f"{cell.number} {block.kind}"), block)
    assert bool(after) == (len(edited) == 1), f"{notebook} has no frame {after}, or several"
    return found


def _other(code):
    return any(other in code for other in OTHERS)


@pytest.fixture(scope="module")
def as_committed(figures_once):
    return {notebook: published(notebook) for notebook in (SEVEN, EIGHT)}


def rows(block):
    """The rows of a table or of the twin of a figure, as texts."""
    table = block.table if isinstance(block, Figure) else block
    return [[cell.text for cell in row] for row in table.rows]


def heads(block):
    table = block.table if isinstance(block, Figure) else block
    return [column.label for column in table.columns]


# A cell, its frame, what the researcher leaves out of it, the blocks that change, and the words that go with it.
FIGURES = [
    (SEVEN, "effect_examples", '"common"', "common-effect-1", ["gezamenlijk-effect"]),
    (SEVEN, "element_examples", '"common"', "common-element-2", ["gezamenlijk-element"]),
    (SEVEN, "element_examples", '"theme"', "veerkracht", ["gezamenlijk-element"]),
    (SEVEN, "effect_links", '"finding"', "armoede-effect-1", ["hoofdstukken-effect"]),
    (EIGHT, "boxes", '"factor"', "cmo-c-parent-groups", ["cmo"]),
    (EIGHT, "support", '"element"', "spuk-e4", ["kaders"]),
    (EIGHT, "support", '"cluster"', "nji", ["kaders"]),
]


@pytest.mark.parametrize(("notebook", "frame", "column", "value", "changed"), FIGURES)
def test_what_is_left_out_of_a_frame_goes_from_the_drawing_and_its_twin(
    as_committed, notebook, frame, column, value, changed
):
    whole = as_committed[notebook]
    less = published(notebook, frame, f"{frame} = {frame}[{frame}[{column}] != {value!r}]")
    for id in changed:
        before, after = whole[id], less[id]
        assert isinstance(after, Figure)
        assert after.svg != before.svg
        assert (rows(after), heads(after)) != (rows(before), heads(before))
        assert len(rows(after)) < len(rows(before)) or len(heads(after)) < len(heads(before)) or frame == "passages"


def test_the_long_table_of_factors_and_elements_has_what_is_in_its_frame(as_committed):
    whole = as_committed[EIGHT]["overeenkomst"]
    factor = published(EIGHT, "crosswalk", 'crosswalk = crosswalk[crosswalk["factor"] != "cmo-c-training"]')
    assert len(rows(factor["overeenkomst"])) == len(rows(whole)) - 1 == 33
    element = published(EIGHT, "crosswalk", 'crosswalk = crosswalk[crosswalk["element"] != "spuk-e1"]')
    assert len(heads(element["overeenkomst"])) == len(heads(whole)) - 1 == 5


TABLES = [
    (SEVEN, "effect_differences", "verschillen-effect"),
    (SEVEN, "uncovered_findings", "niet-gedekt"),
    (SEVEN, "barriers_with_answers", "knelpunten-en-aanbevelingen"),
    (SEVEN, "passages_of_table_7_3", "meervoudige-effecten"),
    (SEVEN, "areas_by_studies", "aantal-studies"),
    (EIGHT, "factors", "factoren"),
    (EIGHT, "works", "literatuur"),
    (EIGHT, "uncovered_factors", "zonder-tegenhanger"),
    (EIGHT, "tensions", "tegenspraak"),
]


@pytest.mark.parametrize(("notebook", "frame", "id"), TABLES)
def test_a_table_has_the_rows_of_its_frame(as_committed, notebook, frame, id):
    less = published(notebook, frame, f"{frame} = {frame}.iloc[1:]")
    assert isinstance(less[id], Table) and rows(less[id]) == rows(as_committed[notebook][id])[1:]


def test_a_case_left_out_goes_from_both_tables(as_committed):
    less = published(SEVEN, "cases", 'cases = cases[cases["case"] != "without nji"]')
    for id in ("weglaten-clusters", "weglaten-chapters"):
        gone = [row for row in rows(as_committed[SEVEN][id]) if row not in rows(less[id])]
        assert [row[0] for row in gone] == ["NJi"]


def test_links_that_are_left_out_also_change_what_follows_from_them(as_committed):
    more = 'effect_links = effect_links[effect_links["theme"] != "armoede"]'
    less = published(SEVEN, "effect_links", more)
    supported = [row for row in rows(less["hoofdstukken-effect"]) if row[1] == "Armoede en schulden"]
    assert not supported and less["hoofdstukken-effect"].svg != as_committed[SEVEN]["hoofdstukken-effect"].svg
    differs = [row[2] for row in rows(less["verschillen-effect"]) if row[1] == "Armoede en schulden"]
    assert set(differs) == {"alleen hoofdstuk 7 van het rapport"}


def test_lists_have_the_items_of_their_frames(as_committed):
    for notebook, frame in ((SEVEN, "barriers"), (SEVEN, "recommendations"), (EIGHT, "clusters_by_element")):
        less = published(notebook, frame, f"{frame} = {frame}.iloc[1:]")
        whole = {key: block.items for key, block in as_committed[notebook].items() if isinstance(block, Bullets)}
        shown = {key: block.items for key, block in less.items() if isinstance(block, Bullets)}
        (changed,) = [key for key in whole if shown[key] != whole[key]]
        assert shown[changed] == whole[changed][1:]


def test_the_sentence_on_barriers_names_those_in_the_frame(as_committed):
    more = 'barriers_with_answers = barriers_with_answers[barriers_with_answers["barrier"] != "common-barrier-3"]'
    less = published(SEVEN, "barriers_with_answers", more)
    before, after = (
        next(block.text for block in blocks.values() if isinstance(block, Paragraph))
        for blocks in (as_committed[SEVEN], less)
    )
    assert "Tijdelijk en versnipperd geld" in before and "Tijdelijk en versnipperd geld" not in after


def test_a_cell_that_is_left_out_of_a_grid_is_a_dash_and_no_word(as_committed):
    """Nothing is said of a cell that the frame does not have: not that there is an example, nor that there is none."""
    more = "effect_examples = effect_examples.drop(index=1)  # common-effect-1, re-integratie"
    less = published(SEVEN, "effect_examples", more)
    assert rows(as_committed[SEVEN]["gezamenlijk-effect"])[0][2] == "geen voorbeeld"
    assert rows(less["gezamenlijk-effect"])[0][2] == "–"


def test_a_remark_on_a_finding_goes_with_the_finding(as_committed):
    more = 'effect_examples = effect_examples[effect_examples["common"] != "common-effect-1"]'
    less = published(SEVEN, "effect_examples", more)
    caveats = [blocks["gezamenlijk-effect"].caveats for blocks in (as_committed[SEVEN], less)]
    assert len(caveats[0]) == 2 and caveats[1] == caveats[0][:1]


def test_alternative_texts_count_what_is_in_the_frame(as_committed):
    more = 'boxes = boxes[boxes["factor"] != "cmo-c-parent-groups"]'
    assert "23 " in as_committed[EIGHT]["cmo"].alt and "22 " in published(EIGHT, "boxes", more)["cmo"].alt
    more = 'support = support[(support["element"] != "spuk-e1") & (support["cluster"] != "nji")]'
    less = published(EIGHT, "support", more)
    assert "vijf elementen bij drie bronnen" in as_committed[EIGHT]["kaders"].alt
    assert "vier elementen bij twee bronnen" in less["kaders"].alt
    lists = [block.items for block in less.values() if isinstance(block, Bullets)]
    assert [len(items) for items in lists if all("van 2 bronnen" in item for item in items)] == [4]


def test_links_between_themes_are_those_in_the_frame_and_none_is_said_as_such(as_committed):
    """Nineteen of the twenty pairs have a passage; a theme and itself are no pair."""
    whole = rows(as_committed[SEVEN]["doorwerking"])
    assert len(whole) == 5 and all(len(row) == 6 for row in whole)
    assert [row[1 + number] for number, row in enumerate(whole)] == ["–"] * 5
    assert [cell for row in whole for cell in row].count("geen") == 1 and whole[3][3] == "geen"
    assert whole[0][5] == "3 + 10"  # poverty and debts to social cohesion
    less = published(SEVEN, "theme_links", 'theme_links = theme_links[theme_links["from_theme"] != "armoede"]')
    assert rows(less["doorwerking"]) == whole[1:]
    less = published(SEVEN, "passages", 'passages = passages[passages["section"] != "7.3"]')
    assert rows(less["doorwerking"]) != whole


def test_the_other_reading_of_the_diagram(as_committed):
    shown = published(EIGHT, "arrows", 'arrows = results.frameworks.arrows(run, boxes, alternative="B")')["cmo"]
    assert shown.svg != as_committed[EIGHT]["cmo"].svg
    assert any("lezing B" in caveat for caveat in shown.caveats)


def test_two_readings_in_one_frame_are_refused(run):
    boxes = results.frameworks.factors(run, "rumping-cmo")
    both = pd.concat([results.frameworks.arrows(run, boxes, reading) for reading in ("A", "B")])
    with pytest.raises(ValueError, match="A, B are never drawn together"):
        frameworks.cmo_diagram(run, boxes, both)


def test_frames_without_rows_say_so(run):
    examples = results.synthesis.examples(run, "effect").head(0)
    support = results.synthesis.support(run, "effect", results.synthesis.mapped_links(run, "effect")).head(0)
    links = results.synthesis.theme_links(results.synthesis.passages(run)).head(0)
    for blocks in (
        common.common_matrix(run, examples),
        common.common_list(run, results.synthesis.common_findings(run, "effect").head(0)),
        common.support_matrix(run, support, support),
        common.differences(run, support),
        common.unanswered_barriers(run, results.synthesis.unanswered_barriers(run).head(0)),
        common.spillover_table(run, links),
        common.participation_bound(run, results.synthesis.areas_by_studies(run).head(0)),
        frameworks.framework_matrix(run, results.frameworks.support(run).head(0)),
        frameworks.crosswalk(run, results.frameworks.crosswalk(run).head(0), support),
        frameworks.cmo_diagram(run, results.frameworks.factors(run).head(0), support),
        frameworks.practices(run, results.frameworks.practices(run).head(0), support),
        chapter_claims(run, results.claims.of_chapter(run, 2).head(0)),
    ):
        (note,) = blocks
        assert isinstance(note, Note) and note.tone == "missing"


# Names that do not exist ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notebook", "code", "wrong", "says"),
    [
        (
            SEVEN,
            'examples(run, "effect")',
            'examples(run, "efect")',
            "kind 'efect' does not exist; did you mean effect",
        ),
        (SEVEN, 'findings(run, "barrier")', 'findings(run, "bariers")', "kind 'bariers' does not exist; did you mean"),
        (EIGHT, "rumping-cmo", "rumping", "framework 'rumping' does not exist; did you mean rumping-cmo"),
        (EIGHT, 'alternative="A"', 'alternative="C"', "alternative 'C' does not exist; allowed: A, B"),
    ],
)
def test_a_wrong_name_in_a_cell_is_an_error_with_a_suggestion(notebook, code, wrong, says):
    with pytest.raises(ParameterError, match=says):
        cells(notebook, AREA, edit=lambda source: "" if _other(source) else source.replace(code, wrong))


# Claims -----------------------------------------------------------------------------------------------------


def test_a_claim_left_out_of_the_frame_goes_from_the_table_and_its_count(run):
    of_chapter = claims.of_chapter(run, 7)
    (whole,), (less,) = chapter_claims(run, of_chapter), chapter_claims(run, of_chapter.iloc[1:])
    assert rows(less) == rows(whole)[1:] and less.id == whole.id == "uitspraken-7"
    assert str(len(of_chapter)) in whole.title and str(len(of_chapter) - 1) in less.title


def test_counts_are_those_of_the_chapters_and_of_all_together(run):
    counts = claims.counts(run)
    assert counts["chapter"].tolist() == [*range(1, 8), claims.ALL]
    chapters, together = counts.iloc[:-1], counts.iloc[-1]
    of_chapters = [claims.of_chapter(run, chapter) for chapter in range(1, 8)]
    listed = [rows["statement"].nunique() for rows in of_chapters]
    assert chapters["total"].tolist() == listed  # as the title of each chapter's table
    often = sum(listed) - together["total"]  # statements that two chapters make
    assert 0 < often == claims.evaluated(run.tables).groupby("statement")["chapter"].nunique().sub(1).sum()
    assert chapters["tests"].tolist() == [len(rows) for rows in of_chapters]
    assert together["total"] == run.tables.claims["statement"].nunique()
    assert together["tests"] == len(run.tables.claims)
    (table,) = overview(run, counts.iloc[1:])
    assert len(table.rows) == 7 and table.rows[0][0].value == 2
    (cell,) = [row[4] for row in table.rows[-1:]]
    assert cell.value == cell.text  # in downloads too
    assert cell.text.startswith(f"{together['does_not_hold']} ({together['does_not_hold_by_choice']} ")
    assert 0 < together["does_not_hold_by_choice"] < together["does_not_hold"]
    (line,) = counts_line(run, counts)
    assert all(str(together[f"does_not_hold{end}"]) in line.text for end in ("", "_by_choice"))
    assert str(together["total"]) in line.text


@pytest.mark.parametrize("chapter", [0, 8])
def test_a_chapter_that_does_not_exist_is_an_error_that_names_those_that_do(run, chapter):
    with pytest.raises(ParameterError, match=f"chapter '{chapter}' does not exist; allowed: 1, 2, 3, 4, 5, 6, 7"):
        claims.of_chapter(run, chapter)


def test_a_verdict_keeps_its_code_for_downloads(run):
    of_chapter = claims.of_chapter(run, 1)
    table = statements(run, of_chapter, "claims", "")
    assert [row[2].value for row in table.rows] == of_chapter["verdict"].tolist()
