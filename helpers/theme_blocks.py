"""Blocks about one theme: who took part, what the area does, what was found, what the figures say."""

import pandas as pd

from helpers import charts, evidence, indicators
from helpers.blocks import Blocks, Bullets, Cell, Heading, Note, Paragraph, Table
from helpers.cells import column, figure, interval, published
from helpers.run import Run
from helpers.vocabulary import CLUSTERS, FINDING_KINDS


def theme_row(run: Run, theme: str) -> pd.Series:
    return run.tables.themes.set_index("theme").loc[theme]


def participation(run: Run, theme: str) -> Blocks:
    """Whether and how the area took part in the in-depth study of the theme."""
    text = run.text
    topic = text.pick(theme_row(run, theme), "topic")
    rows = evidence.participation(run.tables, run.area, theme)
    if rows.empty:
        count = len(evidence.study_areas(run.tables, theme))
        blocks = [Note(tone="missing", text=text("participation.none", area=run.area_name, topic=topic, n=count))]
        return Blocks(blocks, run.language)
    phases = sorted(rows["phase"].dropna().unique())
    methods = [text(f"method_name.{method}") for method in dict.fromkeys(rows["method"])]
    key = f"participation.phases_{''.join(str(phase) for phase in phases)}"
    sentence = text(key, area=run.area_name, topic=topic)
    blocks = [Paragraph(text=f"{sentence} {text('participation.methods', methods=text.join(methods))}")]
    return Blocks(blocks, run.language)


def area_interventions(run: Run, theme: str) -> Blocks:
    """What the report says that the area does for the theme."""
    text = run.text
    rows = evidence.interventions(run.tables, run.area, theme)
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
    """Findings that the report ties to the area itself."""
    text = run.text
    rows = evidence.named_findings(run.tables, run.area, theme)
    if rows.empty:
        key = "findings.none" if run.area in evidence.finding_areas(run.tables, theme) else "findings.not_studied"
        return Blocks([Note(tone="missing", text=text(key, area=run.area_name))], run.language)
    blocks = [Paragraph(text=text("findings.named_intro", area=run.area_name))]
    for kind in FINDING_KINDS:
        of_kind = rows[rows["kind"] == kind]
        if len(of_kind):
            blocks.append(Heading(text=text(f"kind.{kind}")))
            blocks.append(Bullets(items=[_finding_line(text, row) for row in of_kind.itertuples()]))
    return Blocks(blocks, run.language)


def _finding_line(text, row) -> str:
    key = "findings.line_intervention" if row.basis == "via-intervention" else "findings.line"
    return text(key, label=text.pick(row, "label"), section=row.section)


def group_findings(run: Run, theme: str) -> Blocks:
    """Findings of the studied areas together, as the report sets them apart."""
    text = run.text
    areas = evidence.finding_areas(run.tables, theme)
    taken = "group_with" if run.area in areas else "group_without"
    blocks = [Paragraph(text=text(f"findings.{taken}", area=run.area_name, n=len(areas)))]
    for kind in FINDING_KINDS:
        rows = evidence.group_findings(run.tables, theme, kind)
        sections = text("findings.sections", n=rows["section"].nunique(), sections=text.join(_sections(rows)))
        blocks.append(Heading(text=text("findings.heading", kind=text(f"kind.{kind}"), sections=sections)))
        blocks.append(Bullets(items=[text.pick(row, "label") for row in rows.itertuples()]))
    return Blocks(blocks, run.language)


# Figures --------------------------------------------------------------------------------------------


def indicator_pairs(run: Run, theme: str, kinds: tuple[str, ...] = ("effect", "context")) -> pd.DataFrame:
    """The theme's indicators as pairs of focus areas and the Netherlands (see `indicators.pairs`)."""
    return indicators.pairs(run.tables, indicators.shown(indicators.of_theme(run.tables, theme, kinds)))


def _facts(run: Run, rows: pd.DataFrame) -> pd.DataFrame:
    """Add title, unit and decimals in the run's language to rows with indicator, subgroup and definition."""
    text = run.text
    facts = run.tables.indicators
    facts = facts[["indicator", "name_nl", "name_en", "unit", "decimals", "breaks", "figure", "section"]]
    rows = rows.merge(facts, on="indicator", how="left")
    titles = []
    for row in rows.itertuples():
        title = text.pick(row, "name")
        if row.definition != "standard":
            title = text("indicator.with_definition", name=title, definition=text(f"definition.{row.definition}"))
        if row.subgroup != "all":
            title = text("indicator.with_subgroup", name=title, subgroup=text(f"subgroup.{row.subgroup}"))
        titles.append(title)
    return rows.assign(title=titles)


def indicator_lines(run: Run, theme: str, chosen: tuple[str, ...]) -> Blocks:
    """Line panels of the chosen indicators; the table twin holds every published year."""
    text = run.text
    rows = _facts(run, indicator_pairs(run, theme))
    rows = rows[rows["indicator"].isin(chosen)]
    drawing = charts.line_pairs(rows, theme_row(run, theme)["colour"], text)
    table = _years_table(run, rows, f"reeksen-{theme}-tabel")
    block = figure(
        f"reeksen-{theme}",
        text("indicator.lines_title"),
        drawing,
        table,
        [text("indicator.group_mean", area=run.area_name)],
    )
    return Blocks([block], run.language)


def _years_table(run: Run, rows: pd.DataFrame, id: str) -> Table:
    text = run.text
    body = [
        [
            Cell.of(row.title),
            Cell(text=str(row.year), value=int(row.year)),
            published(text, row, "focus"),
            published(text, row, "nl"),
        ]
        for row in rows.itertuples()
    ]
    return Table(
        id=id,
        title=text("indicator.years_title"),
        columns=[
            column(text, "indicator"),
            column(text, "year"),
            column(text, "focus", True),
            column(text, "nl", True),
        ],
        rows=body,
        source=text("source.monitor_section", section=text("source.annex_2")),
    )


def indicator_table(run: Run, theme: str) -> Blocks:
    """The last published year of every indicator of the theme: gap, ratio and what it means."""
    text = run.text
    of_theme = indicators.of_theme(run.tables, theme, ("effect", "context"))
    rows = _facts(run, indicators.latest(indicator_pairs(run, theme)))
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("indicator.none"))], run.language)
    table = Table(
        id=f"cijfers-{theme}",
        title=text("indicator.table_title"),
        columns=[
            column(text, "indicator"),
            column(text, "year"),
            column(text, "focus", True),
            column(text, "nl", True),
            column(text, "gap", True),
            column(text, "ratio", True),
            column(text, "direction"),
        ],
        rows=[_indicator_row(text, row) for row in rows.itertuples()],
        source=text(
            "source.monitor_section",
            section=text.join(dict.fromkeys(_figure_name(text, row) for row in rows.itertuples())),
        ),
        caveats=[text("indicator.group_mean", area=run.area_name), *_caveats(text, of_theme)],
    )
    return Blocks([table], run.language)


def _indicator_row(text, row) -> list[Cell]:
    decimals = int(row.decimals)
    return [
        Cell.of(row.title),
        Cell(text=str(row.year), value=int(row.year)),
        published(text, row, "focus"),
        published(text, row, "nl"),
        interval(text, row.gap, row.gap_lower, row.gap_upper, decimals, signed=True),
        interval(text, row.ratio, row.ratio_lower, row.ratio_upper, 2),
        Cell.of(text(f"direction.{row.direction}")),
    ]


def _figure_name(text, row) -> str:
    return text("source.figure", figure=row.figure) if isinstance(row.figure, str) else row.section


def _caveats(text, rows: pd.DataFrame) -> list[str]:
    lines = {}
    for row in rows.itertuples():
        if text.pick(row, "caveat"):
            lines[text.pick(row, "name")] = text.pick(row, "caveat")
    return [text("indicator.caveat", name=name, caveat=caveat) for name, caveat in lines.items()]


def realisation_table(run: Run, theme: str) -> Blocks:
    """What was realised on average per area, of how many areas, and what that is not."""
    text = run.text
    rows = indicators.realisation(run.tables, theme)
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("realisation.none"))], run.language)
    body = []
    for row in rows.itertuples():
        value = text.with_unit(row.value, row.unit, int(row.decimals))
        total = Cell(text=text("missing.not-computable"), value=None)
        if not pd.isna(row.implied_total):
            total = interval(text, row.implied_total, row.implied_lower, row.implied_upper, 0)
        areas = (
            text("realisation.areas", n=int(row.areas_reporting), total=int(row.areas_total))
            if not pd.isna(row.areas_reporting)
            else text("realisation.areas_unknown")
        )
        body.append(
            [
                Cell.of(text.pick(row, "name")),
                Cell.of(text(f"statistic.{row.statistic}.{row.subset}")),
                Cell(text=text(f"bound.{row.bound}", value=value), value=row.value),
                Cell.of(areas),
                total,
                Cell.of(text.pick(row, "caveat")),
            ]
        )
    keys = ("indicator", "statistic", "value", "areas", "implied_total", "caveat")
    table = Table(
        id=f"realisatie-{theme}",
        title=text("realisation.title"),
        columns=[column(text, key, numeric=key in ("value", "implied_total")) for key in keys],
        rows=body,
        source=text("source.monitor_section", section=text.join(_sections(rows))),
        caveats=[text("realisation.not_a_rate", area=run.area_name)],
    )
    return Blocks([table], run.language)


# Resilience -------------------------------------------------------------------------------------------


def cluster_matrix(run: Run) -> Blocks:
    """The twenty areas x five clusters of resilience interventions, with the area marked."""
    text = run.text
    counts = evidence.cluster_matrix(run.tables)
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
    rows = evidence.factors_by_level(run.tables, cluster)
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
