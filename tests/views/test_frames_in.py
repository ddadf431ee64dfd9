"""Frame in, block out: what a researcher changes in the visible cell changes all that is published of it, alike.

Each test adds a line to a cell, as a researcher would, and compares what the notebook publishes with what it published
before: table, CSV, drawing and sentences lose what was left out, and nothing else.
"""

from functools import cache

import pytest

from helpers import results, views
from helpers.blocks.csv import csv_text
from helpers.blocks.model import Bullets, Figure, Heading, Note, Paragraph, Table
from helpers.contract.parameters import ParameterError
from tests import published
from tests.published import flat

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("figures_once")]

# Per theme: notebook, an area in its study, and an indicator that is drawn.
THEMES = {
    "armoede": ("02_armoede_en_schulden", "tilburg-noordwest", "hoge-inkomens"),
    "re-integratie": ("03_re_integratie", "tilburg-noordwest", "bijstand"),
    "jonge-kind": ("05_jonge_kind", "heerlen-noord", "afstroom"),
    "sociale-cohesie": ("06_sociale_cohesie", "leeuwarden-oost", "vrijwilligers"),
}
RESILIENCE = ("04_veerkracht_en_weerbaarheid", "rotterdam-zuid")
WITH_FINDINGS = {theme: (notebook, area) for theme, (notebook, area, _) in THEMES.items()} | {"veerkracht": RESILIENCE}

of_theme = pytest.mark.parametrize("theme", THEMES)
of_all_themes = pytest.mark.parametrize("theme", WITH_FINDINGS)


@cache
def shown(notebook: str, area: str) -> list[tuple[str, list]]:
    """Code and blocks of each cell."""
    return [(cell.code, flat(cell.blocks)) for cell in published.cells(notebook, area)]


def edited(notebook: str, area: str, part: str, after: str, line: str) -> list[tuple[str, list]]:
    """Code and blocks of the cells with `part` in their code.

    `line` stands in the notebook right after the line that begins with `after`.
    """
    places = []

    def edit(code: str) -> str:
        lines = code.splitlines()
        found = [number for number, text in enumerate(lines, 1) if text.startswith(after)]
        places.extend(found)
        for number in found:
            lines.insert(number, line)
        return "\n".join(lines)

    cells = published.cells(notebook, area, edit=edit, wanted=lambda cell: part in cell.source)
    assert len(places) == 1, f"{after!r} begins {len(places)} lines of {notebook}"
    return [(cell.code, flat(cell.blocks)) for cell in cells]


# Views that share a cell with others: how the ids of their blocks begin.
SHARED = {
    "theme.done": "aanpakken-",
    "indicators.table": "cijfers-",
    "measures.realisation": "realisatie-",
}


def of_view(cells, view: str) -> list:
    """The blocks of the cell that calls a view; where it calls others too, without their figures and tables."""
    (blocks,) = [blocks for code, blocks in cells if f"views.{view}(" in code]
    return [block for block in blocks if getattr(block, "id", "").startswith(SHARED.get(view, "")) or _no_id(block)]


def _no_id(block) -> bool:
    return not hasattr(block, "source")


def changed(notebook: str, area: str, view: str, after: str, line: str) -> tuple[list, list]:
    """The blocks of a view before and after the edit."""
    return of_view(shown(notebook, area), view), of_view(edited(notebook, area, f"views.{view}(", after, line), view)


def words(blocks) -> str:
    """All that readers get of blocks, in drawings by their alternative text."""
    return "\n".join(text for block in blocks for text in _words(block))


def _words(block) -> list[str]:
    match block:
        case Heading() | Paragraph() | Note():
            return [block.text]
        case Bullets():
            return block.items
        case Figure():
            return [block.alt, block.source, *block.caveats, *_words(block.table)]
        case Table():
            cells = [cell.text for row in block.rows for cell in row]
            return [*cells, csv_text(block), block.source, *(column.label for column in block.columns), *block.caveats]
    raise TypeError(type(block))


def table_of(blocks) -> Table:
    """The only table of blocks, that of a figure included."""
    (table,) = [block.table if isinstance(block, Figure) else block for block in blocks if hasattr(block, "source")]
    return table


def rows_of(blocks) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in table_of(blocks).rows]


def assert_rows_gone(before, after, gone) -> None:
    """The table and its CSV lost the rows for which gone(row) is true, some but not all, and kept the others."""
    kept = [row for row in rows_of(before) if not gone(row)]
    assert 0 < len(kept) < len(rows_of(before)), "the edit leaves out nothing, or all"
    assert rows_of(after) == kept
    lines = csv_text(table_of(after)).splitlines()
    assert len(lines) == 1 + len(kept) and set(lines) < set(csv_text(table_of(before)).splitlines())


def assert_drawn_anew(before, after) -> None:
    (old,), (new,) = ([block for block in blocks if isinstance(block, Figure)] for blocks in (before, after))
    assert old.svg != new.svg and old.alt != new.alt


# Indicators and years -----------------------------------------------------------------------------------


@of_theme
@pytest.mark.parametrize("view", ["lines", "gaps", "convergence_table", "choices"])
def test_an_indicator_that_is_not_chosen_is_nowhere(theme, view, run):
    notebook, area, indicator = THEMES[theme]
    edit = "chosen = results", f'chosen = chosen[chosen["indicator"] != "{indicator}"]'
    before, after = changed(notebook, area, f"indicators.{view}", *edit)
    name = run.tables.indicators.set_index("indicator").loc[indicator, "name_nl"]
    assert name in words(before) and name not in words(after)
    assert_rows_gone(before, after, lambda row: row[0].startswith(name))
    if view in ("lines", "gaps"):
        assert_drawn_anew(before, after)


@of_theme
@pytest.mark.parametrize("view", ["table", "slopes", "trends"])
def test_an_indicator_that_is_left_out_of_all_is_nowhere(theme, view, run):
    notebook, area, indicator = THEMES[theme]
    edit = "chosen = results", f'pairs = pairs[pairs["indicator"] != "{indicator}"]'
    before, after = changed(notebook, area, f"indicators.{view}", *edit)
    name = run.tables.indicators.set_index("indicator").loc[indicator, "name_nl"]
    assert_rows_gone(before, after, lambda row: row[0].startswith(name))
    assert name not in words(after)
    if view == "slopes":
        assert_drawn_anew(before, after)


@of_theme
def test_a_year_that_is_left_out_is_nowhere(theme):
    """The last year of the first series: the sentences compare it with the first one."""
    notebook, area, _ = THEMES[theme]
    (_, compared, *_), *_ = rows_of(of_view(shown(notebook, area), "indicators.convergence_table"))
    year = compared.split(", ")[1]
    edit = "chosen = results", f'chosen = chosen[chosen["year"] != {year}]'
    before, after = changed(notebook, area, "indicators.lines", *edit)
    assert before[0].svg != after[0].svg
    assert_rows_gone(before, after, lambda row: row[1].startswith(year))
    before, after = changed(notebook, area, "indicators.gaps", *edit)
    assert before[0].svg != after[0].svg
    assert set(rows_of(after)) < set(rows_of(before))  # a series that has one year left has no panel
    assert not [row for row in rows_of(after) if row[1].startswith(year)]
    before, after = changed(notebook, area, "indicators.convergence_table", *edit)
    assert year in rows_of(before)[0][1] and rows_of(after)[0][1:] != rows_of(before)[0][1:]
    assert not [row for row in rows_of(after) if row[1].endswith(year)]


# Who took part, what is done, what was found ------------------------------------------------------------


@of_all_themes
def test_phases_and_methods_that_are_left_out_are_not_told(theme):
    notebook, area = WITH_FINDINGS[theme]
    edit = "participation = results", 'participation = participation[participation["phase"] == 1]'
    before, after = changed(notebook, area, "theme.participation", *edit)
    assert "fase 2" in words(before).lower() and "fase 2" not in words(after).lower()
    assert len(words(after)) < len(words(before))


@of_all_themes
def test_an_intervention_that_is_left_out_is_nowhere(theme):
    notebook, area = WITH_FINDINGS[theme]
    if theme == "veerkracht":
        area = "den-haag-zuidwest"  # with more than one
    edit = "interventions = results", "interventions = interventions[1:]"
    before, after = changed(notebook, area, "theme.done", *edit)
    (first, *_) = rows_of(before)
    assert_rows_gone(before, after, lambda row: row == first)


@of_all_themes
def test_interventions_that_are_all_left_out_are_said_not_to_be_named(theme):
    notebook, area = WITH_FINDINGS[theme]
    _, after = changed(notebook, area, "theme.done", "interventions = results", "interventions = interventions[:0]")
    (note,) = [block for block in after if isinstance(block, Note)]
    assert "geen aanpak" in note.text and not [block for block in after if isinstance(block, Bullets)]


@of_all_themes
def test_a_finding_that_is_left_out_is_nowhere(theme):
    notebook, area = WITH_FINDINGS[theme]
    # The last of the study is a recommendation, which stands under the fold alone.
    for view, frame, left in (("found", "own", "own[1:]"), ("group_findings", "of_study", "of_study[:-1]")):
        before, after = changed(notebook, area, f"theme.{view}", f"{frame} = results", f"{frame} = {left}")
        old, new = (
            [item for block in b if isinstance(block, Bullets) for item in block.items] for b in (before, after)
        )
        gone = set(old) - set(new)
        assert len(gone) == 1 and (
            view == "found" or set(new) < set(old)
        )  # a kind that has none left shows the study's


@of_all_themes
def test_a_kind_of_findings_that_is_left_out_leaves_no_heading(theme):
    notebook, area = WITH_FINDINGS[theme]
    edit = "of_study = results", 'of_study = of_study[of_study["kind"] != "barrier"]'
    before, after = changed(notebook, area, "theme.group_findings", *edit)
    old, new = ([block.text for block in b if isinstance(block, Heading)] for b in (before, after))
    assert new == [text for text in old if not text.startswith("Wat lastig is")] and len(new) < len(old)


@of_theme
@pytest.mark.parametrize(("view", "frame"), [("common_support", "support"), ("named_share", "shares_named")])
def test_a_row_about_chapter_7_that_is_left_out_is_nowhere(theme, view, frame):
    notebook, area, _ = THEMES[theme]
    before, after = changed(notebook, area, f"theme.{view}", f"{frame} = results", f"{frame} = {frame}[1:]")
    assert rows_of(after) == rows_of(before)[1:]


# Resilience ---------------------------------------------------------------------------------------------


def test_an_area_or_cluster_that_is_left_out_of_the_matrix_is_nowhere():
    edit = "counts = results", 'counts = counts[counts["name"] != "Breda-Noord"]'
    before, after = changed(*RESILIENCE, "theme.cluster_matrix", *edit)
    assert_rows_gone(before, after, lambda row: row[0] == "Breda-Noord")
    assert_drawn_anew(before, after)
    assert "twintig" not in words(after[:1]).split(".")[0] and "19 gebieden" in words(after)
    edit = "counts = results", 'counts = counts[counts["cluster"] != "identiteit"]'
    before, after = changed(*RESILIENCE, "theme.cluster_matrix", *edit)
    assert_drawn_anew(before, after)
    assert "Positieve identiteit" not in after[0].alt and "identiteit" not in csv_text(table_of(after))
    edit = "counts = results", "counts = counts[counts['area'] != area]"
    before, after = changed(*RESILIENCE, "theme.cluster_matrix", *edit)
    assert "Rotterdam" not in words(after) and table_of(before).highlight and not table_of(after).highlight


def test_a_factor_that_is_left_out_is_nowhere():
    edit = 'factors = results.evidence.factors_by_level(run, "bereik")', "factors = factors[1:]"
    before = [b for code, b in shown(*RESILIENCE) if "bereik" in code]
    after = [b for _, b in edited(*RESILIENCE, "bereik", *edit)]
    assert rows_of(after[0]) == rows_of(before[0])[1:]


def test_a_theme_with_figures_is_not_said_to_have_none(run):
    """The sentence depends on the frames, not on the notebook that it stands in."""
    pairs, realised = (getattr(results.indicators, name)(run, "armoede") for name in ("pairs", "realisation"))
    assert not views.theme.no_figures(run, pairs, realised)
    assert not views.theme.no_figures(run, pairs, realised[:0])
    assert len(views.theme.no_figures(run, pairs[:0], realised[:0])) == 1


# The area and page one ----------------------------------------------------------------------------------

AREA, PAGE_ONE = ("01_inleiding", "tilburg-noordwest"), ("08_synthese", "tilburg-noordwest")


def test_a_study_that_is_left_out_of_the_coverage_is_nowhere():
    edit = "coverage = results", 'coverage = coverage[coverage["study"] != "armoede"]'
    before, after = changed(*AREA, "area.coverage_matrix", *edit)
    assert_drawn_anew(before, after)
    for said in ("Armoede", "2.3.2"):
        assert said in words(before) and said not in words(after)
    assert "bij vijf onderzoeken" in after[0].alt and "study-armoede" not in csv_text(table_of(after))


def test_a_theme_that_is_left_out_of_the_summary_is_nowhere():
    edit = "summary = results", 'summary = summary[summary["theme"] != "jonge-kind"]'
    before, after = changed(*AREA, "known.area_summary", *edit)
    assert [row for row in rows_of(before) if row not in rows_of(after)] == [rows_of(before)[3]]
    before, after = changed(*AREA, "known.not_known", *edit)
    assert "het jonge kind" in words(before) and "het jonge kind" not in words(after)


def test_a_register_indicator_that_is_left_out_is_nowhere():
    edit = "context = results", 'context = context[context["indicator"] != "cbs-koopwoningen"]'
    before, after = changed(*AREA, "area.area_context", *edit)
    assert_drawn_anew(before, after)
    assert_rows_gone(before[1:], after[1:], lambda row: row[0].startswith("Koopwoningen"))
    assert "Koopwoningen" not in words(after)


def test_what_is_left_out_of_the_first_section_is_nowhere():
    edit = "done = results", 'done = done[done["theme"] != "armoede"]'
    before, after = changed(*PAGE_ONE, "answer.done_found_unknown", *edit)
    assert "armoede" in before[1].text and "armoede" not in after[1].text and before[2:] == after[2:]
    edit = "not_studied = results", "not_studied = not_studied[:0]"
    before, after = changed(*PAGE_ONE, "answer.done_found_unknown", *edit)
    assert before[:-1] == after[:-1] and before[-1] != after[-1]
    edit = "figures = results", 'figures = figures[figures["whose"] != "nl"]'
    (before,), (after,) = changed(*PAGE_ONE, "spine.key_figures", *edit)
    assert [row[0].text for row in before.table.rows if row not in after.table.rows] == ["Nederland"]
    assert not any(mark.role == "nl" for row in after.rows for mark in row.marks)


def test_what_is_left_out_of_the_hand_out_is_nowhere():
    edit = "questions = results", "questions = questions[1:]"
    before, after = changed(*PAGE_ONE, "theme.questions", *edit)
    assert before[-1].items[1:] == after[-1].items
    edit = "own_findings = results", 'own_findings = own_findings[own_findings["theme"] != "armoede"]'
    before, after = changed(*PAGE_ONE, "theme.brief", *edit)
    assert [old[0] for old, new in zip(rows_of(before), rows_of(after), strict=True) if old != new] == [
        "Armoede en schulden"
    ]


@pytest.mark.parametrize(
    ("view", "frame"),
    [("touched_elements", "touched"), ("stated_links", "links"), ("everything_known", "tied")],
)
def test_what_is_known_follows_its_frame(view, frame):
    before, after = changed(*PAGE_ONE, f"known.{view}", f"{frame} = results", f"{frame} = {frame}[1:]")
    if view != "everything_known":
        assert rows_of(after) == rows_of(before)[1:]
    else:
        assert len(rows_of(after)) == len(rows_of(before)) and len(words(after)) < len(words(before))


# Wrong names --------------------------------------------------------------------------------------------


def test_a_theme_that_does_not_exist_is_an_error_with_a_suggestion(run):
    """It once gave the untrue sentence that the report names no intervention."""
    rows = results.evidence.interventions(run, run.area, "armoede")
    with pytest.raises(ParameterError, match="theme 'armoed' does not exist; did you mean armoede"):
        views.theme.done(run, "armoed", rows)
    with pytest.raises(ParameterError, match="section 'armoed' does not exist; did you mean armoede"):
        views.area.heading(run, "armoed")


def test_rows_of_another_theme_are_refused(run):
    area = "tilburg-noordwest"
    for view, rows in (
        (views.theme.participation, results.evidence.participation(run, area, "armoede")),
        (views.theme.done, results.evidence.interventions(run, area, "armoede")),
        (views.districts.districts, results.themes.districts(run, area, "armoede")),
    ):
        with pytest.raises(ParameterError, match="the rows are about 'armoede'; expected rows of 'veerkracht'"):
            view(run, "veerkracht", rows)
    of_study = results.themes.of_study(run, area, "armoede")
    with pytest.raises(ParameterError, match="the rows are about 'armoede'; expected rows of 'veerkracht'"):
        views.theme.group_findings(run, "veerkracht", results.themes.findings(run, area, "veerkracht"), of_study)
    for name in ("common_support", "named_share"):
        rows = getattr(results.evidence, name)(run, "armoede")
        with pytest.raises(ParameterError, match="the rows are about 'armoede'; expected rows of 'veerkracht'"):
            getattr(views.theme, name)(run, "veerkracht", rows)


# An area's own figures over the years ----------------------------------------------------------------------


def test_courses_are_those_of_the_frame():
    edit = ("own_series = results", "own_series = own_series[own_series['indicator'] != 'rivm-rondkomen']")
    before, after = changed("02_armoede_en_schulden", "utrecht-overvecht", "series.course", *edit)
    assert_rows_gone(before, after, lambda row: row[0] == "Moeite met rondkomen (18+)")
    assert_drawn_anew(before, after)
    assert "rondkomen" in words(before) and "rondkomen" not in words(after)


def test_the_whole_of_the_series_is_that_of_the_frame():
    edit = ("every = results", "every = every[every['indicator'] != 'kwb-wmo']")
    before, after = changed("01_inleiding", "utrecht-overvecht", "series.whole", *edit)
    assert_rows_gone(before, after, lambda row: row[0].startswith("Mensen met ondersteuning"))


def test_what_there_is_of_the_area_is_that_of_the_frame():
    edit = ("there = results", "there = there[there['indicator'] != 'kwb-wmo']")
    before, after = changed("01_inleiding", "utrecht-overvecht", "series.available", *edit)
    assert_rows_gone(before, after, lambda row: row[0].startswith("Mensen met ondersteuning"))
