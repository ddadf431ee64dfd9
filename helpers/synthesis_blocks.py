"""Blocks that join the studies: what they have in common, spill-over, frameworks, and the area in brief."""

import pandas as pd

from helpers import charts, evidence, synthesis
from helpers.blocks import Blocks, Bullets, Cell, Heading, Note, Table
from helpers.cells import column, figure
from helpers.run import Run
from helpers.vocabulary import THEMES


def _theme_names(run: Run) -> dict[str, str]:
    return {row.theme: run.text.pick(row, "name") for row in run.tables.themes.itertuples()}


def common_matrix(run: Run, kind: str) -> Blocks:
    """Common findings of a kind x theme: where chapter 7 itself gives an example."""
    text = run.text
    matrix = synthesis.example_matrix(run.tables, kind)
    findings = synthesis.common_findings(run.tables, kind).set_index("finding")
    labels = {finding: text.pick(row, "label") for finding, row in findings.iterrows()}
    if not matrix.to_numpy().any():
        none = Note(tone="missing", text=text("common.no_examples_at_all"))
        return Blocks([Bullets(items=list(labels.values())), none], run.language)
    shown = matrix.map(lambda given: "●" if given else "").rename(index=labels)
    shown = shown.set_axis([text(f"study.{theme}") for theme in THEMES], axis=1)
    alt = text("common.alt", n=int(matrix.to_numpy().sum()), total=matrix.size)
    table = _examples_table(run, kind, labels, sorted(set(findings["section"])))
    caveats = [text("common.caution"), text("common.scope", area=run.area_name)]
    if kind == "effect":
        caveats.append(text("common.reach_without_theme"))
    block = figure(f"gezamenlijk-{kind}", table.title, charts.matrix(shown, None, alt), table, caveats)
    return Blocks([block], run.language)


def _examples_table(run: Run, kind: str, labels: dict[str, str], sections: list[str]) -> Table:
    """The examples themselves: the twin of the matrix."""
    text = run.text
    examples = {
        (row.finding, row.theme): Cell.of(text.pick(row, "example")) for row in run.tables.common_examples.itertuples()
    }
    none = Cell(text=text("common.no_example"), value=None)
    return Table(
        id=f"gezamenlijk-{kind}-tabel",
        title=text(f"common.title_{kind}"),
        columns=[column(text, "common"), *(column(text, f"theme-{theme}") for theme in THEMES)],
        rows=[
            [Cell.of(label), *(examples.get((finding, theme), none) for theme in THEMES)]
            for finding, label in labels.items()
        ],
        source=text("source.monitor_section", section=text.join(sections)),
    )


def common_list(run: Run, kind: str) -> Blocks:
    """The five common findings of a kind as a list with their addressees, if any."""
    text = run.text
    items = []
    for row in synthesis.common_findings(run.tables, kind).itertuples():
        addressee = text.join(text.pick(row, "addressee").split(";"))
        key = "common.item_to" if addressee else "common.item"
        items.append(text(key, label=text.pick(row, "label"), addressee=addressee, section=row.section))
    return Blocks([Heading(text=text(f"common.title_{kind}")), Bullets(items=items)], run.language)


def spillover_graph(run: Run) -> Blocks:
    """All passages on links between themes as a directed graph: stated and inferred, with their numbers."""
    text = run.text
    names = _theme_names(run)
    pairs = _passages(run)
    colours = dict(zip(run.tables.themes["theme"], run.tables.themes["colour"], strict=True))
    table = Table(
        id="doorwerking-tabel",
        title=text("spillover.title"),
        columns=[
            column(text, "from_theme"),
            column(text, "to_theme"),
            column(text, "link_stated", True),
            column(text, "link_inferred", True),
        ],
        rows=[
            [
                Cell.of(names[pair.from_theme]),
                Cell.of(names[pair.to_theme]),
                *(Cell(text=text.number(n), value=int(n)) for n in (pair.stated, pair.inferred)),
            ]
            for pair in pairs.itertuples()
        ],
        source=text("source.monitor_section", section=text("source.chapters_2_7")),
    )
    most = pairs.sort_values("stated", ascending=False).iloc[0]
    alt = text(
        "spillover.alt",
        stated=int(pairs["stated"].sum()),
        inferred=int(pairs["inferred"].sum()),
        from_theme=names[most["from_theme"]],
        to_theme=names[most["to_theme"]],
        n=int(most["stated"]),
    )
    drawing = charts.theme_graph(pairs, names, colours, alt)
    return Blocks([figure("doorwerking", table.title, drawing, table, [text("spillover.caution")])], run.language)


def _passages(run: Run) -> pd.DataFrame:
    """From-theme x to-theme with the number of stated and of inferred passages."""
    links = synthesis.spillover_links(run.tables)
    counts = links.pivot(index=["from_theme", "to_theme"], columns="basis", values="links").fillna(0).astype(int)
    return counts.reindex(columns=["stated", "inferred"], fill_value=0).reset_index()


def multiple_effects(run: Run) -> Blocks:
    """Table 7.3 of the report: interventions with effects on more than one theme."""
    return Blocks([_multiple_effects_table(run)], run.language)


def _multiple_effects_table(run: Run) -> Table:
    text = run.text
    names = _theme_names(run)
    rows = run.tables.spillovers
    rows = rows[rows["section"] == "7.3"]
    body = [
        [
            Cell.of(text.pick(row, "intervention")),
            Cell.of(names.get(row.from_theme, text("spillover.no_theme"))),
            Cell.of(names[row.to_theme]),
            Cell.of(text.pick(row, "example")),
            Cell.of(text(f"link_basis.{row.basis}")),
        ]
        for row in rows.itertuples()
    ]
    keys = ("intervention", "from_theme", "to_theme", "example", "link_basis")
    return Table(
        id="meervoudige-effecten",
        title=text("spillover.table_title"),
        columns=[column(text, key) for key in keys],
        rows=body,
        source=text("source.monitor_section", section="7.3"),
    )


def framework_matrix(run: Run) -> Blocks:
    """Common elements x independent source clusters: strong, partial or no correspondence."""
    text = run.text
    support = synthesis.element_support(run.tables)
    factors = run.tables.factors.set_index("factor")
    labels = {factor: text.pick(factors.loc[factor], "label") for factor in support.index}
    clusters = [text(f"source_cluster.{cluster}") for cluster in support.columns]
    marks = {"strong": "●", "partial": "○", "none": ""}
    shown = support.map(marks.get).rename(index=labels).set_axis(clusters, axis=1)
    strong = int((support == "strong").any(axis=1).sum())
    table = Table(
        id="kaders-tabel",
        title=text("frameworks.title"),
        columns=[column(text, "common"), *(column(text, f"source-{cluster}") for cluster in support.columns)],
        rows=[
            [
                Cell.of(labels[factor]),
                *(Cell(text=text(f"strength.{value}"), value=value) for value in support.loc[factor]),
            ]
            for factor in support.index
        ],
        source=text("source.literature"),
    )
    alt = text("frameworks.alt", n=strong, total=len(support))
    drawing = charts.matrix(shown, None, alt)
    block = figure(
        "kaders",
        text("frameworks.title"),
        drawing,
        table,
        [text("frameworks.caution"), text("frameworks.parents_only")],
    )
    return Blocks([block], run.language)


def uncovered_factors(run: Run) -> Blocks:
    """Factors of the literature that no common element of the report corresponds with."""
    text = run.text
    rows = synthesis.uncovered_factors(run.tables)
    table = Table(
        id="zonder-tegenhanger",
        title=text("frameworks.uncovered"),
        columns=[column(text, "framework"), column(text, "factor")],
        rows=[
            [Cell.of(text(f"framework.{row.framework}")), Cell.of(text.pick(row, "label"))] for row in rows.itertuples()
        ],
        source=text("source.literature"),
    )
    return Blocks([table], run.language)


# The area in brief ----------------------------------------------------------------------------------


def area_summary(run: Run) -> Blocks:
    """Theme by theme: did a study visit, what does the report name, do findings name the area."""
    text = run.text
    names = _theme_names(run)
    rows = evidence.summary(run.tables, run.area)
    body = [
        [
            Cell.of(names[row.theme]),
            Cell(text=text(f"summary.phase_{row.phases or 'none'}"), value=row.phases or None),
            Cell(
                text=text("summary.named", n=row.interventions) if row.interventions else text("summary.not_named"),
                value=row.interventions,
            ),
            Cell(
                text=text("summary.named_findings", n=row.findings) if row.findings else text("summary.not_named"),
                value=row.findings,
            ),
        ]
        for row in rows.itertuples()
    ]
    table = Table(
        id="in-het-kort",
        title=text("summary.title", area=run.area_name),
        columns=[
            column(text, "theme"),
            column(text, "study_phase"),
            column(text, "interventions"),
            column(text, "findings"),
        ],
        rows=body,
        source=text("source.monitor_section", section=text("source.chapters_2_6")),
        caveats=[text("summary.caution")],
    )
    return Blocks([table], run.language)
