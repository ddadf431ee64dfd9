"""Blocks that say, theme by theme, what is known about the area and what is not."""

from helpers.blocks.model import Bullets, Cell, Heading, Note, Table
from helpers.blocks.notebook import Blocks
from helpers.results import evidence, synthesis
from helpers.session import Run
from helpers.views.common import theme_names
from helpers.views.parts import column, place


# The area in brief ----------------------------------------------------------------------------------
def area_summary(run: Run) -> Blocks:
    """Theme by theme: did a study visit, what does the report name, do findings name the area."""
    text = run.text
    names = theme_names(run)
    rows = evidence.summary(run, run.area)
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


def everything_known(run: Run) -> Blocks:
    """Theme by theme: the study, the interventions and the findings that the report ties to the area."""
    text = run.text
    body = []
    for row in evidence.summary(run, run.area).itertuples():
        interventions = evidence.interventions(run, run.area, row.theme).drop_duplicates("name_nl")
        findings = evidence.named_findings(run, run.area, row.theme)
        body.append(
            [
                Cell.of(text(f"study.{row.theme}")),
                Cell.of(text(f"summary.phase_{row.phases or 'none'}")),
                Cell.of(_listed(text, interventions, "name")),
                Cell.of(_listed(text, findings, "label")),
            ]
        )
    table = Table(
        id="alles-bekend",
        title=text("known.title", area=run.area_name),
        columns=[column(text, key) for key in ("theme", "study_phase", "interventions", "findings")],
        rows=body,
        source=text("source.monitor"),
        caveats=[text("summary.caution")],
    )
    return Blocks([table], run.language)


def _listed(text, rows, name: str) -> str:
    lines = [
        text("findings.line", label=text.pick(row, name), place=place(text, row.section)) for row in rows.itertuples()
    ]
    return "; ".join(lines) or text("summary.not_named")


def touched_elements(run: Run) -> Blocks:
    """Common elements that the area's tied findings and interventions are about, each with its passage."""
    text = run.text
    rows = synthesis.touched_elements(run, run.area)
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("touched.none", area=run.area_name))], run.language)
    labels = run.tables.findings.set_index("finding")
    table = Table(
        id="geraakte-elementen",
        title=text("touched.title", area=run.area_name),
        columns=[column(text, "common"), column(text, "theme"), column(text, "via"), column(text, "passages")],
        rows=[
            [
                Cell.of(text.pick(labels.loc[row.common], "label")),
                Cell.of(text(f"study.{row.theme}")),
                Cell.of(text(f"touched.via_{row.strength}")),
                Cell.of(text("findings.line", label=text.pick(row, "label"), place=place(text, row.section))),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor"),
        caveats=[text("touched.caution")],
    )
    return Blocks([table], run.language)


def plausible_spillovers(run: Run) -> Blocks:
    """Links between themes that the report states elsewhere and that the area's themes make plausible."""
    text = run.text
    rows = synthesis.plausible_spillovers(run, run.area)
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("plausible.none", area=run.area_name))], run.language)
    table = Table(
        id="mogelijke-doorwerking",
        title=text("plausible.title", area=run.area_name),
        columns=[
            column(text, "from_theme"),
            column(text, "to_theme"),
            column(text, "link_stated", True),
            column(text, "example"),
        ],
        rows=[
            [
                Cell.of(text(f"study.{row.from_theme}")),
                Cell.of(text(f"study.{row.to_theme}")),
                Cell(text=text.number(row.links), value=int(row.links)),
                Cell.of(text("findings.line", label=text.pick(row, "example"), place=place(text, row.section))),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor"),
        caveats=[text("plausible.caution")],
    )
    return Blocks([table], run.language)


def not_known(run: Run) -> Blocks:
    """What the report does not tell about the area."""
    text = run.text
    rows = evidence.summary(run, run.area)
    items = [text("unknown.figures", area=run.area_name)]
    not_studied = [text(f"study.{row.theme}") for row in rows.itertuples() if not (row.phases or row.interventions)]
    if not_studied:
        items.append(text("unknown.not_studied", n=len(not_studied), themes=text.join(not_studied)))
    unnamed = [text(f"study.{row.theme}") for row in rows.itertuples() if row.phases and not row.findings]
    if unnamed:
        items.append(text("unknown.no_findings", area=run.area_name, themes=text.join(unnamed)))
    unstudied_work = [text(f"study.{row.theme}") for row in rows.itertuples() if row.interventions and not row.phases]
    if unstudied_work:
        items.append(text("unknown.work_without_study", themes=text.join(unstudied_work)))
    items.append(text("unknown.cause"))
    return Blocks([Heading(text=text("unknown.title", area=run.area_name)), Bullets(items=items)], run.language)
