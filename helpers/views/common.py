"""Blocks about what the themes have in common: findings of chapter 7, their support, effects on other themes."""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Heading, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import THEMES
from helpers.results import synthesis
from helpers.session import Run
from helpers.views.parts import MARKS, cited, column, figure


def theme_names(run: Run) -> dict[str, str]:
    return {row.theme: run.text.pick(row, "name") for row in run.tables.themes.itertuples()}


def common_matrix(run: Run, kind: str) -> Blocks:
    """Common findings of a kind x theme: where chapter 7 itself gives an example."""
    text = run.text
    matrix = synthesis.example_matrix(run, kind)
    findings = synthesis.common_findings(run, kind).set_index("finding")
    labels = {finding: text.pick(row, "label") for finding, row in findings.iterrows()}
    if not matrix.to_numpy().any():
        none = Note(tone="missing", text=text("common.no_examples_at_all"))
        return Blocks([Bullets(items=list(labels.values())), none], run.language)
    shown = matrix.map(lambda given: MARKS["strong"] if given else "").rename(index=labels)
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
    for row in synthesis.common_findings(run, kind).itertuples():
        addressee = text.join(text.pick(row, "addressee").split(";"))
        key = "common.item_to" if addressee else "common.item"
        items.append(text(key, label=text.pick(row, "label"), addressee=addressee, section=row.section))
    return Blocks([Heading(text=text(f"common.title_{kind}")), Bullets(items=items)], run.language)


def spillover_graph(run: Run) -> Blocks:
    """All passages on links between themes as a directed graph: stated and inferred, with their numbers."""
    text = run.text
    names = theme_names(run)
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
    links = synthesis.spillover_links(run)
    counts = links.pivot(index=["from_theme", "to_theme"], columns="basis", values="links").fillna(0).astype(int)
    return counts.reindex(columns=["stated", "inferred"], fill_value=0).reset_index()


def multiple_effects(run: Run) -> Blocks:
    """Table 7.3 of the report: interventions with effects on more than one theme."""
    return Blocks([_multiple_effects_table(run)], run.language)


def _multiple_effects_table(run: Run) -> Table:
    text = run.text
    names = theme_names(run)
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


def support_matrix(run: Run, kind: str) -> Blocks:
    """Common findings x theme by the chapters' own findings: strong, partial or none, with their number."""
    text = run.text
    support = synthesis.support_matrix(run, kind)
    links = synthesis.mapped_links(run, kind)
    labels = finding_labels(run, kind)
    counts = pd.crosstab(links["common"], links["theme"]).reindex(
        index=support.index, columns=support.columns, fill_value=0
    )
    marks = support.map(MARKS.get)
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
                Cell.of(text("findings.line", label=text.pick(link, "label"), place=cited(text, link.section))),
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


def finding_labels(run: Run, kind: str) -> dict[str, str]:
    rows = synthesis.common_findings(run, kind)
    return {row.finding: run.text.pick(row, "label") for row in rows.itertuples()}


def differences(run: Run, kind: str) -> Blocks:
    """Cells in which the two matrices differ, with the chapter findings behind them."""
    text = run.text
    labels = finding_labels(run, kind)
    which = 0 if run.language == "nl" else 1
    rows = synthesis.matrix_differences(run, kind)
    body = []
    for row in rows.itertuples():
        behind = [
            text("findings.line", label=finding[which], place=cited(text, finding[2])) for finding in row.findings
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
    rows = synthesis.uncovered_findings(run)
    table = Table(
        id="niet-gedekt",
        title=text("mapped.uncovered", n=len(rows)),
        columns=[column(text, "theme"), column(text, "kind"), column(text, "finding")],
        rows=[
            [
                Cell.of(text(f"study.{row.theme}")),
                Cell.of(text(f"kind.{row.kind}")),
                Cell.of(text("findings.line", label=text.pick(row, "label"), place=cited(text, row.section))),
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
    barriers, recommendations = finding_labels(run, "barrier"), finding_labels(run, "recommendation")
    rows = synthesis.unanswered_barriers(run)
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
    counts = synthesis.areas_by_studies(run)
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
