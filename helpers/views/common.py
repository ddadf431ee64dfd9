"""Blocks about what the themes have in common: findings of chapter 7, their support, effects on other themes.

Frames come from `results.synthesis`; what is in them is what is published.

>>> views.common.common_list(run, results.synthesis.common_findings(run, "barrier"))
2 block(s): heading, bullets
"""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Heading, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import THEMES
from helpers.results.synthesis import FindingRow
from helpers.rows import Record, each_row
from helpers.session import Run, theme_row
from helpers.views import parts, tables
from helpers.views.parts import blocks_of, empty
from helpers.views.tables import at, count, made, made_cell, message, passage, table, words
from helpers.words.text import Text


class _Example(Record):
    given: bool
    example_nl: str
    example_en: str


class _Support(Record):
    best: str
    passages: int


class _Difference(Record):
    given: bool
    best: str
    findings: list[FindingRow]


class _Finding(FindingRow):
    addressee_nl: str
    addressee_en: str


class _Barrier(FindingRow):
    strong: list[FindingRow]
    partial: list[FindingRow]


class _Themes(Record):
    from_theme: str
    to_theme: str


class _ThemeLink(_Themes):
    stated: int
    inferred: int


def theme_names(run: Run) -> dict[str, str]:
    """The names of the themes in the run's language, in their order."""
    return {theme: run.text.pick(theme_row(run, theme), "name") for theme in THEMES}


# Common findings ----------------------------------------------------------------------------------------


def common_matrix(run: Run, examples: pd.DataFrame) -> Blocks:
    """Common findings of a kind x theme: where chapter 7 itself gives an example.

    examples: of `results.synthesis.examples`, of one kind.
    """
    if examples.empty:
        return empty(run)
    text, kind = run.text, _kind(examples)
    rows = tables.grid(examples, "common", "theme")
    labels = parts.labels(text, rows)
    if not examples["given"].any():
        none = Note(tone="missing", text=text("common.no_examples_at_all"))
        return blocks_of(run, [Bullets(items=labels), none])
    themes = _themes(text, examples)
    columns = [
        words("common", "label"),
        *(at(theme, made_cell(f"theme-{theme}", _Example, _example)) for theme in themes),
    ]
    title = text("common.examples", title=text(f"common.title_{kind}"))  # a list of them may have the name alone
    twin = table(run, f"gezamenlijk-{kind}-tabel", title, columns, rows, _sections(text, examples))
    cells = tables.drawn(rows, labels, themes, _Example, lambda cell: parts.MARKS["strong"] if cell.given else "")
    size = {"findings": text.in_words(len(rows)), "themes": text.in_words(len(themes))}
    alt = text("common.alt", **size, n=int(examples["given"].sum()), total=len(examples))
    remarks = [f"common.about_{finding}" for finding in rows["common"]]
    caveats = [text("common.scope", area=run.area_name)]
    caveats += [text(remark) for remark in remarks if text.has(remark)]
    return _figure(run, f"gezamenlijk-{kind}", charts.matrix(cells, None, alt), twin, caveats, text("common.caution"))


def _example(text: Text, row: _Example) -> Cell:
    return Cell.of(text.pick(row, "example")) if row.given else Cell(text=text("common.no_example"))


def common_list(run: Run, findings: pd.DataFrame) -> Blocks:
    """Common findings of a kind as a list with their addressees, if any.

    findings: of `results.synthesis.common_findings`.
    """
    if findings.empty:
        return empty(run)
    text = run.text
    items = []
    for row in each_row(findings, _Finding):
        addressee = text.join(text.pick(row, "addressee").split(";"))
        key = "common.item_to" if addressee else "common.item"
        items.append(text(key, label=text.pick(row, "label"), addressee=addressee, section=row.section))
    return blocks_of(run, [Heading(text=text(f"common.title_{_kind(findings)}")), Bullets(items=items)])


def support_matrix(run: Run, support: pd.DataFrame, links: pd.DataFrame) -> Blocks:
    """Common findings x theme by the chapters' own findings: strong, partial or none, with their number.

    support: of `results.synthesis.support`, of one kind; links: the rows of `mapped_links` that it was made of.
    """
    if support.empty:
        return empty(run)
    text, kind = run.text, _kind(support)
    columns = [
        *(words("common", "common_label"), message("theme", "study"), message("strength", "strength")),
        passage("passages", "label"),
    ]
    title = text(f"mapped.title_{kind}")
    twin = table(run, f"hoofdstukken-{kind}-tabel", title, columns, links, _chapters(text, "2_6"))
    rows = tables.grid(support, "common", "theme")
    labels = parts.labels(text, rows)
    themes = _themes(text, support)
    cells = tables.drawn(rows, labels, themes, _Support, _mark_and_number)
    counts = {best: int((support["best"] == best).sum()) for best in ("strong", "partial")}
    size = {"findings": text.in_words(len(rows)), "themes": text.in_words(len(themes))}
    alt = text("mapped.alt", **size, **counts, total=len(support))
    drawing = charts.matrix(cells, None, alt)
    return _figure(run, f"hoofdstukken-{kind}", drawing, twin, [text("mapped.counted")], text("mapped.caution"))


def _mark_and_number(cell: _Support) -> str:
    return f"{parts.MARKS[cell.best]} {cell.passages}" if cell.passages else ""


def differences(run: Run, differences: pd.DataFrame) -> Blocks:
    """Cells in which the two matrices differ, with the chapter findings behind them.

    differences: of `results.synthesis.differences`, of one kind.
    """
    if differences.empty:
        return empty(run)
    text, kind = run.text, _kind(differences)
    columns = [words("common", "label"), message("theme", "study"), made("difference", _Difference, _difference)]
    columns.append(made("passages", _Difference, _passages))
    title, caveats = text(f"mapped.differences_{kind}", n=len(differences)), [text("mapped.differences_caution")]
    block = table(run, f"verschillen-{kind}", title, columns, differences, _chapters(text, "2_7"), caveats)
    return blocks_of(run, [block])


def _difference(text: Text, row: _Difference) -> str:
    return text("mapped.only_chapter_7" if row.given else f"mapped.only_chapters_{row.best}")


def _passages(text: Text, row: _Difference) -> str:
    return "; ".join(parts.passage(text, text.pick(finding, "label"), finding.section) for finding in row.findings)


def uncovered_findings(run: Run, findings: pd.DataFrame) -> Blocks:
    """Findings of chapters 2 to 6 that no common finding covers: rows of the table `findings`."""
    text = run.text
    columns = [message("theme", "study"), message("kind", "kind"), passage("finding", "label")]
    title, caveats = text("mapped.uncovered", n=len(findings)), [text("mapped.judgement")]
    block = table(run, "niet-gedekt", title, columns, findings, _chapters(text, "2_6"), caveats)
    return blocks_of(run, [block])


def unanswered_barriers(run: Run, barriers: pd.DataFrame) -> Blocks:
    """Common barriers with the recommendations that answer them, and which have none of their own.

    barriers: of `results.synthesis.unanswered_barriers`.
    """
    if barriers.empty:
        return empty(run)
    text = run.text
    columns = [
        words("barrier", "label"),
        made("answered", _Barrier, lambda text, row: _recommendations(text, row.strong)),
        made("touched", _Barrier, lambda text, row: _recommendations(text, row.partial)),
    ]
    answers = [answer for row in each_row(barriers, _Barrier) for answer in (*row.strong, *row.partial)]
    sections = sorted({*barriers["section"], *(answer.section for answer in answers)})
    source = parts.monitor(text, pd.DataFrame({"section": sections}))
    title, caveats = text("barriers.title"), [text("mapped.judgement")]
    block = table(run, "knelpunten-en-aanbevelingen", title, columns, barriers, source, caveats)
    without = [text.pick(row, "label") for row in each_row(barriers, _Barrier) if not row.strong]
    counted = {"number": text.in_words(len(without)), "total": text.in_words(len(barriers))}
    found = {"n": len(without), **counted, "barriers": text.join(without)}
    sentence = Paragraph(text=text("barriers.without", **found))
    return blocks_of(run, [sentence, block])


def _recommendations(text: Text, recommendations: list[FindingRow]) -> str:
    return "; ".join(text.pick(row, "label") for row in recommendations) or text("barriers.none")


# Links between themes -----------------------------------------------------------------------------------


def spillover_table(run: Run, links: pd.DataFrame) -> Blocks:
    """The passages on links between themes, themes from which by themes to which: stated and inferred.

    links: of `results.synthesis.theme_links`.
    """
    if links.empty:
        return empty(run)
    text, names = run.text, theme_names(run)
    rows = tables.grid(links, "from_theme", "to_theme")
    columns = [
        made("from_theme", _ThemeLink, lambda text, row: names[row.from_theme]),
        *(at(theme, made(f"theme-{theme}", _ThemeLink, _passages_found)) for theme in _themes(text, links, "to_theme")),
    ]
    title, caveats = text("spillover.title"), [text("spillover.caution")]
    block = table(run, "doorwerking", title, columns, rows, _chapters(text, "2_7"), caveats)
    most = links.sort_values("stated", ascending=False, kind="stable").iloc[0]
    sentence = text(
        "spillover.found",
        stated=int(links["stated"].sum()),
        inferred=int(links["inferred"].sum()),
        from_theme=names[most["from_theme"]],
        to_theme=names[most["to_theme"]],
        n=int(most["stated"]),
    )
    return blocks_of(run, [Paragraph(text=sentence), block])


def _passages_found(text: Text, row: _ThemeLink) -> str:
    if not (row.stated or row.inferred):
        return text("spillover.no_cell")
    return text("spillover.cell", stated=row.stated, inferred=row.inferred)


def multiple_effects(run: Run, passages: pd.DataFrame) -> Blocks:
    """Interventions with effects on more than one theme: rows of `results.synthesis.passages`."""
    text, names = run.text, theme_names(run)
    columns = [
        words("intervention", "intervention"),
        made("from_theme", _Themes, lambda text, row: names.get(row.from_theme, text("spillover.no_theme"))),
        made("to_theme", _Themes, lambda text, row: names[row.to_theme]),
        *(words("example", "example"), message("link_basis", "link_basis", "basis")),
    ]
    title = text("spillover.table_title")
    source, said = _sections(text, passages), text("spillover.said", column=text("column.link_basis"))
    block = table(run, "meervoudige-effecten", title, columns, passages, source, [said])
    return blocks_of(run, [block])


# The areas together -------------------------------------------------------------------------------------


def participation_bound(run: Run, counts: pd.DataFrame) -> Blocks:
    """In how many studies areas took part, and what that means for statements on an integral approach.

    counts: of `results.synthesis.areas_by_studies`.
    """
    taken = counts[counts["areas"] > 0]
    if taken.empty:
        return empty(run)
    text, columns = run.text, [count("studies"), count("areas_count", "areas")]
    block = table(run, "aantal-studies", text("bound_on_integral.title"), columns, counts, text("source.monitor"))
    most = taken.iloc[-1]
    sentence = text("bound_on_integral.text", most=int(most["studies"]), n=int(most["areas"]))
    return blocks_of(run, [block, Note(tone="caveat", text=sentence)])


def _figure(run: Run, id: str, drawing: charts.Drawing, twin: Table, caveats: list[str], key: str) -> Blocks:
    """key: what the marks mean, in sight, as nothing in the drawing says it."""
    return blocks_of(run, [parts.figure(id, twin.title, drawing, twin, caveats, key)])


def _kind(rows: pd.DataFrame) -> str:
    """The kind of finding that the rows are about. Raises ValueError when there are several: a block is about one."""
    (kind,) = rows["kind"].unique()
    return str(kind)


def _themes(text: Text, rows: pd.DataFrame, column: str = "theme") -> dict[str, str]:
    """Short names of the themes in a column of the rows, in the order of the chapters."""
    return {theme: text(f"study.{theme}") for theme in THEMES if theme in set(rows[column])}


def _sections(text: Text, rows: pd.DataFrame) -> str:
    return parts.monitor(text, rows)


def _chapters(text: Text, which: str) -> str:
    return text("source.monitor_section", section=text(f"source.chapters_{which}"))
