"""Blocks on what the chapters have in common: examples of chapter 7 beside the chapters' own findings."""

import pandas as pd

from helpers import charts, synthesis
from helpers.blocks import Blocks, Bullets, Cell, Column, Note, Paragraph, Table
from helpers.cells import column, figure, place
from helpers.run import Run
from helpers.vocabulary import THEMES

_MARKS = {"strong": "●", "partial": "○", "none": ""}


def support_matrix(run: Run, kind: str) -> Blocks:
    """Common findings x theme by the chapters' own findings: strong, partial or none, with their number."""
    text = run.text
    support = synthesis.support_matrix(run.tables, kind)
    links = synthesis.mapped_links(run.tables, kind)
    labels = _labels(run, kind)
    counts = pd.crosstab(links["common"], links["theme"]).reindex(
        index=support.index, columns=support.columns, fill_value=0
    )
    marks = support.map(_MARKS.get)
    cells = marks.where(marks == "", marks + " " + counts.astype(str))
    shown = cells.rename(index=labels).set_axis([text(f"study.{theme}") for theme in THEMES], axis=1)
    table = Table(
        id=f"hoofdstukken-{kind}-tabel",
        title=text(f"mapped.title_{kind}"),
        columns=[column(text, "common"), column(text, "theme"), column(text, "strength"), column(text, "passages")],
        rows=[
            [
                Cell.of(labels[link.common]),
                Cell.of(text(f"study.{link.theme}")),
                Cell.of(text(f"strength.{link.strength}")),
                Cell.of(text("findings.line", label=text.pick(link, "label"), place=place(text, link.section))),
            ]
            for link in links.sort_values(["common", "theme"], kind="stable").itertuples()
        ],
        source=text("source.monitor_section", section=text("source.chapters_2_6")),
    )
    alt = text(
        "mapped.alt",
        strong=int((support == "strong").to_numpy().sum()),
        partial=int((support == "partial").to_numpy().sum()),
        total=support.size,
    )
    block = figure(
        f"hoofdstukken-{kind}", table.title, charts.matrix(shown, None, alt), table, [text("mapped.caution")]
    )
    return Blocks([block], run.language)


def _labels(run: Run, kind: str) -> dict[str, str]:
    rows = synthesis.common_findings(run.tables, kind)
    return {row.finding: run.text.pick(row, "label") for row in rows.itertuples()}


def differences(run: Run, kind: str) -> Blocks:
    """Cells in which the two matrices differ, with the chapter findings behind them."""
    text = run.text
    labels = _labels(run, kind)
    which = 0 if run.language == "nl" else 1
    rows = synthesis.matrix_differences(run.tables, kind)
    body = []
    for row in rows.itertuples():
        behind = [
            text("findings.line", label=finding[which], place=place(text, finding[2])) for finding in row.findings
        ]
        key = "mapped.only_chapter_7" if row.example else f"mapped.only_chapters_{row.best}"
        body.append(
            [
                Cell.of(labels[row.common]),
                Cell.of(text(f"study.{row.theme}")),
                Cell.of(text(key)),
                Cell.of("; ".join(behind)),
            ]
        )
    table = Table(
        id=f"verschillen-{kind}",
        title=text(f"mapped.differences_{kind}", n=len(rows)),
        columns=[column(text, "common"), column(text, "theme"), column(text, "difference"), column(text, "passages")],
        rows=body,
        source=text("source.monitor_section", section=text("source.chapters_2_7")),
    )
    return Blocks([table], run.language)


def uncovered_findings(run: Run) -> Blocks:
    """Findings of chapters 2 to 6 that no common finding covers."""
    text = run.text
    rows = synthesis.uncovered_findings(run.tables)
    table = Table(
        id="niet-gedekt",
        title=text("mapped.uncovered", n=len(rows)),
        columns=[column(text, "theme"), column(text, "kind"), column(text, "finding")],
        rows=[
            [
                Cell.of(text(f"study.{row.theme}")),
                Cell.of(text(f"kind.{row.kind}")),
                Cell.of(text("findings.line", label=text.pick(row, "label"), place=place(text, row.section))),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor_section", section=text("source.chapters_2_6")),
        caveats=[text("mapped.judgement")],
    )
    return Blocks([table], run.language)


def unanswered_barriers(run: Run) -> Blocks:
    """Common barriers with the recommendations that answer them, and which have none of their own."""
    text = run.text
    barriers, recommendations = _labels(run, "barrier"), _labels(run, "recommendation")
    rows = synthesis.unanswered_barriers(run.tables)
    table = Table(
        id="knelpunten-en-aanbevelingen",
        title=text("barriers.title"),
        columns=[column(text, "barrier"), column(text, "answered"), column(text, "touched")],
        rows=[
            [
                Cell.of(barriers[row.barrier]),
                Cell.of("; ".join(recommendations[r] for r in row.strong) or text("barriers.none")),
                Cell.of("; ".join(recommendations[r] for r in row.partial) or text("barriers.none")),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor_section", section="7.5, 7.6"),
        caveats=[text("mapped.judgement")],
    )
    without = [barriers[row.barrier] for row in rows.itertuples() if not row.strong]
    sentence = Paragraph(text=text("barriers.without", n=len(without), barriers=text.join(without)))
    return Blocks([sentence, table], run.language)


def participation_bound(run: Run) -> Blocks:
    """In how many studies areas took part, and what that means for statements on an integral approach."""
    text = run.text
    counts = synthesis.areas_by_studies(run.tables)
    taken = counts[counts > 0]
    table = Table(
        id="aantal-studies",
        title=text("bound_on_integral.title"),
        columns=[column(text, "studies", True), column(text, "areas_count", True)],
        rows=[
            [Cell(text=text.number(n), value=int(n)), Cell(text=text.number(areas), value=int(areas))]
            for n, areas in counts.items()
        ],
        source=text("source.monitor"),
    )
    note = Note(tone="caveat", text=text("bound_on_integral.text", most=int(taken.index.max()), n=int(taken.iloc[-1])))
    return Blocks([table, note], run.language)


def leave_one_out(run: Run) -> Blocks:
    """How the support of the five elements changes when part of the material is left out."""
    text = run.text
    labels = _labels(run, "element")
    rows = synthesis.leave_one_out(run.tables)
    clusters = rows.pivot(index="case", columns="element", values="clusters")
    chapters = rows.pivot(index="case", columns="element", values="chapters")
    cases = list(dict.fromkeys(rows["case"]))
    tables = []
    for name, frame in (("clusters", clusters), ("chapters", chapters)):
        tables.append(
            Table(
                id=f"weglaten-{name}",
                title=text(f"robust.title_{name}"),
                columns=[
                    column(text, "case"),
                    *(Column(key=key, label=label, numeric=True) for key, label in labels.items()),
                ],
                rows=[
                    [
                        Cell.of(_case_name(text, case)),
                        *(Cell(text=text.number(n), value=int(n)) for n in frame.loc[case, list(labels)]),
                    ]
                    for case in cases
                ],
                source=text("source.literature"),
                caveats=[text(f"robust.caution_{name}")],
            )
        )
    return Blocks(tables, run.language)


def _case_name(text, case: str) -> str:
    what = case.removeprefix("without ")
    if case in ("all", "without partial links"):
        return text("robust.all" if case == "all" else "robust.no_partial")
    name = text(f"study.{what}") if what in THEMES else text(f"source_cluster.{what}")
    return text("robust.without", what=name)


def contradictions(run: Run) -> Blocks:
    """Where the sources contradict each other, position by position."""
    text = run.text
    rows = run.tables.tensions.sort_values(["tension", "position"], kind="stable")
    table = Table(
        id="tegenspraak",
        title=text("tension.title"),
        columns=[column(text, "subject"), column(text, "says"), column(text, "source")],
        rows=[
            [
                Cell.of(text(f"tension.{row.tension}")),
                Cell.of(text.pick(row, "statement")),
                Cell.of(text("tension.source", source=text(f"source_name.{row.source}"), section=row.section)),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.literature"),
        caveats=[text("tension.caution")],
    )
    return Blocks([table], run.language)


def elements_by_cluster(run: Run) -> Blocks:
    """Common elements by the number of independent clusters of literature that support them."""
    text = run.text
    rows = synthesis.single_cluster_elements(run.tables)
    factors = run.tables.factors.set_index("factor")
    items = [
        text(
            "frameworks.element_line",
            label=text.pick(factors.loc[row.Index], "label"),
            strong=int(row.strong),
            any=int(row.any),
        )
        for row in rows.itertuples()
    ]
    return Blocks([Bullets(items=items)], run.language)
