"""Blocks about one theme: who took part, what the area does, what was found, what the figures say."""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Heading, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import CLUSTERS, FINDING_KINDS
from helpers.results import evidence
from helpers.session import Run, theme_row
from helpers.views.parts import column, figure, place


def participation(run: Run, theme: str) -> Blocks:
    """Whether and how the area took part in the in-depth study of the theme."""
    text = run.text
    values = {"area": run.area_name, "topic": text.pick(theme_row(run, theme), "topic")}
    rows = evidence.participation(run, run.area, theme)
    phases = "".join(str(phase) for phase in sorted(rows["phase"].dropna().unique())) or "none"
    values["n"] = len(evidence.study_areas(run, theme))
    sentence = text(_own_wording(text, "participation", theme, phases), **values)
    if rows.empty:
        return Blocks([Note(tone="missing", text=sentence)], run.language)
    methods = [text(f"method_name.{method}") for method in dict.fromkeys(rows["method"])]
    used = text("participation.methods", methods=text.join(methods))
    return Blocks([Paragraph(text=f"{sentence} {used}")], run.language)


def _own_wording(text, group: str, theme: str, case: str) -> str:
    """The key of a message: the theme's own wording where it has one (resilience), else the general one."""
    own = f"{group}.{theme}_{case}"
    return own if text.has(own) else f"{group}.{case}"


def area_interventions(run: Run, theme: str) -> Blocks:
    """What the report says that the area does for the theme."""
    text = run.text
    rows = evidence.interventions(run, run.area, theme)
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("interventions.none", area=run.area_name))], run.language)
    columns = ["intervention", "description", "target_group"]
    if theme == "veerkracht":
        columns.insert(1, "cluster")
    body = []
    for row in rows.itertuples():
        cells = [
            Cell.of(text.pick(row, "name")),
            Cell.of(text.pick(row, "description")),
            _optional(text, text.pick(row, "target_group")),
        ]
        if theme == "veerkracht":
            cells.insert(1, Cell.of(text(f"cluster.{row.cluster}")))
        body.append(cells)
    caveats = [text("interventions.overlap")]
    if (rows["basis"] == "expanded").any():
        caveats.append(text("interventions.expanded"))
    table = Table(
        id=f"aanpakken-{theme}",
        title=text("interventions.title", area=run.area_name),
        columns=[column(text, key) for key in columns],
        rows=body,
        source=text("source.monitor_section", section=text.join(_sections(rows))),
        caveats=caveats,
    )
    return Blocks([table], run.language)


def _optional(text, value: str) -> Cell:
    return Cell.of(value) if value else Cell(text=text("missing.not-named"), value=None)


def _sections(rows: pd.DataFrame) -> list[str]:
    return sorted(set(rows["section"]))


def named_findings(run: Run, theme: str) -> Blocks:
    """Findings that the report ties to the area itself; nothing when the area was not in the study."""
    text = run.text
    rows = evidence.named_findings(run, run.area, theme)
    if rows.empty:
        studied = run.area in evidence.study_areas(run, theme)
        note = Note(tone="missing", text=text("findings.none", area=run.area_name))
        return Blocks([note] if studied else [], run.language)
    blocks = [Paragraph(text=text("findings.named_intro", area=run.area_name))]
    for kind in FINDING_KINDS:
        of_kind = rows[rows["kind"] == kind]
        if len(of_kind):
            blocks.append(Heading(text=text(f"kind.{kind}")))
            blocks.append(Bullets(items=[_finding_line(text, row) for row in of_kind.itertuples()]))
    return Blocks(blocks, run.language)


def _finding_line(text, row) -> str:
    key = "findings.line_intervention" if row.basis == "via-intervention" else "findings.line"
    return text(key, label=text.pick(row, "label"), place=place(text, row.section))


def group_findings(run: Run, theme: str) -> Blocks:
    """Findings of the studied areas together, as the report sets them apart, with whom they come from."""
    text = run.text
    blocks = []
    said = None
    for kind in FINDING_KINDS:
        for scope, rows in evidence.group_findings(run, theme, kind).groupby("scope", sort=False):
            if scope != said:
                blocks.append(Paragraph(text=_scope_sentence(run, theme, scope)))
                said = scope
            sections = text("findings.sections", n=rows["section"].nunique(), sections=text.join(_sections(rows)))
            blocks.append(Heading(text=text("findings.heading", kind=text(f"kind.{kind}"), sections=sections)))
            blocks.append(Bullets(items=[text.pick(row, "label") for row in rows.itertuples()]))
    return Blocks(blocks, run.language)


def _scope_sentence(run: Run, theme: str, scope: str) -> str:
    areas = evidence.scope_areas(run, theme, scope)
    taken = "with" if run.area in areas else "without"
    sentence = run.text(f"findings.{scope}_{taken}", area=run.area_name, n=len(areas))
    if theme == "veerkracht" and not evidence.participation(run, run.area, theme).empty:
        sentence += " " + run.text("findings.phase_1_in_annex")
    return sentence


def common_support(run: Run, theme: str) -> Blocks:
    """Which common effects, elements and barriers the theme's own chapter supports."""
    text = run.text
    rows = evidence.common_support(run, theme)
    labels = run.tables.findings.set_index("finding")
    table = Table(
        id=f"steun-{theme}",
        title=text("support.title"),
        columns=[
            column(text, "kind"),
            column(text, "common"),
            column(text, "support_strong", True),
            column(text, "support_partial", True),
        ],
        rows=[
            [
                Cell.of(text(f"kind.{row.kind}")),
                Cell.of(text.pick(labels.loc[row.common], "label")),
                *(Cell(text=text.number(n), value=int(n)) for n in (row.strong, row.partial)),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor"),
        caveats=[text("support.caution")],
    )
    return Blocks([table], run.language)


def named_share(run: Run, theme: str) -> Blocks:
    """How many findings of the study the text ties to an area."""
    text = run.text
    table = Table(
        id=f"genoemd-{theme}",
        title=text("support.named_title"),
        columns=[column(text, "kind"), column(text, "total", True), column(text, "named", True)],
        rows=[
            [
                Cell.of(text(f"kind.{row.kind}")),
                *(Cell(text=text.number(n), value=int(n)) for n in (row.total, row.named)),
            ]
            for row in evidence.named_share(run, theme).itertuples()
        ],
        source=text("source.monitor"),
        caveats=[text("support.named_caution")],
    )
    return Blocks([table], run.language)


def no_figures(run: Run) -> Blocks:
    """The monitor has no indicators for the theme."""
    return Blocks([Note(tone="missing", text=run.text("indicator.no_figures"))], run.language)


# Resilience -------------------------------------------------------------------------------------------
def cluster_matrix(run: Run) -> Blocks:
    """The twenty areas x five clusters of resilience interventions, with the area marked."""
    text = run.text
    counts = evidence.cluster_matrix(run)
    names = run.tables.areas.set_index("area")["name"]
    labels = [text(f"cluster.{cluster}") for cluster in CLUSTERS]
    shown = counts.map(lambda n: str(n) if n else "").set_axis(labels, axis=1).rename(index=names)
    own = [f"{label}: {n}" for label, n in zip(labels, counts.loc[run.area], strict=True) if n]
    alt = (
        text("cluster.alt", area=run.area_name, clusters=text.join(own))
        if own
        else text("cluster.alt_none", area=run.area_name)
    )
    table = Table(
        id="clusters-tabel",
        title=text("cluster.title"),
        columns=[column(text, "area"), *(column(text, f"cluster-{cluster}", True) for cluster in CLUSTERS)],
        rows=[
            [Cell.of(names[area]), *(Cell(text=str(n) if n else text("cluster.none"), value=int(n)) for n in row)]
            for area, row in zip(counts.index, counts.to_numpy(), strict=True)
        ],
        highlight=[list(counts.index).index(run.area)],
        source=text("source.monitor_section", section="4.2.1"),
    )
    drawing = charts.matrix(shown, names[run.area], alt, theme_row(run, "veerkracht")["colour"])
    block = figure("clusters", text("cluster.title"), drawing, table, [text("cluster.caution")])
    return Blocks([block], run.language)


def factors(run: Run, cluster: str) -> Blocks:
    """Facilitating and hindering factors of a cluster by level, as in Bijlage 3."""
    text = run.text
    rows = evidence.factors_by_level(run, cluster)
    body = [
        [
            Cell.of(text(f"level.{row.level}")),
            Cell.of(text(f"factor_kind.{row.kind}")),
            Cell.of(text.pick(row, "label")),
        ]
        for row in rows.sort_values("level", key=lambda s: s.map(_LEVEL_ORDER), kind="stable").itertuples()
    ]
    table = Table(
        id=f"factoren-{cluster}",
        title=text("factors.title", cluster=text(f"cluster.{cluster}")),
        columns=[column(text, "level"), column(text, "factor_kind"), column(text, "factor")],
        rows=body,
        source=text("source.monitor_section", section=text.join(_sections(rows))),
        caveats=[text("factors.no_area")],
    )
    return Blocks([table], run.language)


_LEVEL_ORDER = {"individual": 0, "relational": 1, "organisational": 2, "system": 3}
