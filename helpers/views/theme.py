"""Blocks about one theme: who took part, what the area does, what was found.

Frames come from `results.evidence`; what is in them is what is published. A frame must be about the theme.
"""

from collections.abc import Hashable

import pandas as pd

from helpers import charts
from helpers.blocks.model import Block, Bullets, Cell, Heading, Note, Paragraph
from helpers.blocks.notebook import Blocks
from helpers.results.synthesis import FindingRow
from helpers.rows import Record, each_row
from helpers.session import Run, theme_row
from helpers.views import parts
from helpers.views.parts import blocks_of
from helpers.views.tables import count, made, matrix, matrix_columns, message, table, words
from helpers.words.text import Text


class _Phase(Record):
    phase: int
    subject_nl: str
    subject_en: str
    phase_areas: int


class _Clusters(Record):
    clusters: tuple[str, ...]


class _Count(Record):
    cluster: str
    interventions: int


class _Group(FindingRow):
    each: bool
    own: bool
    scope: str
    n_areas: int
    annex: str | None
    annex_phase: str | None


# Who took part --------------------------------------------------------------------------------------


def participation(run: Run, theme: str, participation: pd.DataFrame) -> Blocks:
    """Whether and how the area took part in the in-depth study of the theme."""
    text = run.text
    parts.check_theme(run, theme, participation)
    if participation.empty:
        return blocks_of(run, [])
    taken = participation[participation["took_part"]]
    if taken.empty:
        return blocks_of(run, [Note(tone="missing", text=_not_in_study(run, theme, participation.iloc[0]))])
    numbers = taken.groupby("method", sort=False)["n_interviews"].sum()
    methods = [text(f"method_one.{name}" if n == 1 else f"method_name.{name}") for name, n in numbers.items()]
    used = text("participation.methods", methods=text.join(methods))
    return blocks_of(run, [Paragraph(text=f"{_phases(run, theme, participation)} {used}")])


def _not_in_study(run: Run, theme: str, row: pd.Series) -> str:
    n = int(row["study_areas"])
    if row["absence"] == "not-listed":
        return run.text("participation.all_others", area=run.area_name, n=n)
    return run.text("participation.none", area=run.area_name, n=n, topic=_topic(run, theme))


def _phases(run: Run, theme: str, participation: pd.DataFrame) -> str:
    """The phases in which the area took part; those with subjects of their own say these, and the missed ones too."""
    text = run.text
    phases = participation.drop_duplicates("phase").sort_values("phase")
    taken = phases[phases["took_part"]]
    numbers = "".join(str(phase) for phase in taken["phase"])
    if taken["subject_nl"].isna().any():
        took_part = text(f"participation.{numbers}", area=run.area_name, topic=_topic(run, theme))
        return " ".join([took_part, *_missed_phase_2(text, theme, phases)])
    subjects = {f"subject_{row.phase}": text.pick(row, "subject") for row in each_row(taken, _Phase)}
    missed = [_missed_phase(text, row) for row in each_row(phases[~phases["took_part"]], _Phase)]
    return " ".join([text(f"participation.subjects_{numbers}", area=run.area_name, **subjects), *missed])


def _missed_phase_2(text: Text, theme: str, phases: pd.DataFrame) -> list[str]:
    """What phase 2 was for, where its findings are not set apart: a reader would take them for the area's own."""
    key = f"participation.phase_2_{theme}"
    missed = phases.loc[~phases["took_part"] & (phases["phase"] == 2), "phase_areas"]
    return [text(key, areas=text.in_words(areas)) for areas in missed] if text.has(key) else []


def _missed_phase(text: Text, row: _Phase) -> str:
    values = {"phase": str(row.phase), "areas": text.in_words(row.phase_areas), "subject": text.pick(row, "subject")}
    return text("participation.missed", **values)


def _topic(run: Run, theme: str) -> str:
    return run.text.pick(theme_row(run, theme), "topic")


# What the area does ---------------------------------------------------------------------------------


def interventions(run: Run, theme: str, interventions: pd.DataFrame) -> Blocks:
    """What the report says that the area does for the theme."""
    text = run.text
    parts.check_theme(run, theme, interventions)
    if interventions.empty:
        return blocks_of(run, [Note(tone="missing", text=text("interventions.none", area=run.area_name))])
    columns = [
        words("intervention", "name"),
        *([made("cluster", _Clusters, _clusters)] if interventions["clusters"].any() else []),
        words("description", "description"),
        words("target_group", "target_group", missing="not-named"),
    ]
    expanded = (interventions["basis"] == "expanded").any()
    money = f"interventions.money_{theme}"  # where the report says who else pays
    caveats = [*([text("interventions.expanded")] if expanded else []), *([text(money)] if text.has(money) else [])]
    title = text("interventions.title", area=run.area_name)
    source = text("source.monitor_section", section=parts.sections(text, interventions))
    return blocks_of(run, [table(run, f"aanpakken-{theme}", title, columns, interventions, source, caveats)])


def _clusters(text: Text, row: _Clusters) -> str:
    return text.join(text(f"cluster.{cluster}") for cluster in row.clusters)


def cluster_matrix(run: Run, counts: pd.DataFrame) -> Blocks:
    """Areas x clusters of interventions, with the area marked; counts: of `results.evidence.cluster_counts`."""
    text = run.text
    if counts.empty:
        return blocks_of(run, [])
    wide = matrix(counts, "cluster", "interventions")
    (theme,), title = counts["theme"].unique(), text("cluster.title")
    twin = table(
        run,
        "clusters-tabel",
        title,
        matrix_columns(wide, "cluster", _cluster_cell, numeric=True),
        wide,
        text("source.monitor_section", section=parts.sections(text, counts)),
        highlight=wide.index == run.area_name,
    )
    drawn = wide.map(lambda n: str(n) if n else "").rename(columns=lambda cluster: text(f"cluster.{cluster}"))
    drawing = charts.matrix(drawn, run.area_name, _cluster_alt(run, counts), theme_row(run, theme)["colour"])
    return blocks_of(run, [parts.figure("clusters", title, drawing, twin, [text("cluster.caution")])])


def _cluster_cell(text: Text, n: int) -> Cell:
    return Cell(text=str(n) if n else text("cluster.none"), value=n)


def _cluster_alt(run: Run, counts: pd.DataFrame) -> str:
    text = run.text
    sizes = {name: text.in_words(counts[name].nunique()) for name in ("area", "cluster")}
    sentences = [text("cluster.alt", areas=sizes["area"], clusters=sizes["cluster"])]
    own = counts[counts["area"] == run.area]
    rows = each_row(own, _Count)
    named = [f"{text(f'cluster.{row.cluster}')}: {row.interventions}" for row in rows if row.interventions]
    if named:
        sentences.append(text("cluster.alt_own", area=run.area_name, clusters=text.join(named)))
    elif len(own):
        sentences.append(text("cluster.alt_none", area=run.area_name))
    return " ".join(sentences)


# What was found -------------------------------------------------------------------------------------


def named_findings(run: Run, theme: str, named: pd.DataFrame, participation: pd.DataFrame) -> Blocks:
    """Findings that the report ties to the area itself; nothing when there are none and the area was not in the study.

    participation: of the area in the study of the theme.
    """
    text = run.text
    for rows in (named, participation):
        parts.check_theme(run, theme, rows)
    if named.empty:
        note = Note(tone="missing", text=text("findings.none", area=run.area_name))
        return blocks_of(run, [note] if participation["took_part"].any() else [])
    blocks: list[Block] = [Paragraph(text=text("findings.named_intro", area=run.area_name))]
    for kind, rows in named.groupby("kind", sort=False):
        blocks.append(Heading(text=text(_kind(rows))))
        blocks += _limit(text, theme, kind)
        of_approach = rows["basis"] == "via-intervention"
        blocks += _lines(text, rows[~of_approach])
        if of_approach.any():
            blocks.append(Paragraph(text=text("findings.of_approach", area=run.area_name)))
            blocks += _lines(text, rows[of_approach])
    return blocks_of(run, blocks)


def _kind(rows: pd.DataFrame) -> str:
    """The message that names findings of one kind; an advice is no barrier."""
    (kind,) = rows["kind"].unique()
    return "kind.barrier_advice" if kind == "barrier" and (rows["nature"] == "advice").any() else f"kind.{kind}"


def _limit(text: Text, theme: str, *of: Hashable) -> list[Paragraph]:
    """What the study of a theme says that its findings of a kind (and scope) cannot tell."""
    key = "_".join(str(part) for part in ("findings.limit", theme, *of))
    return [Paragraph(text=text(key))] if text.has(key) else []


def _lines(text: Text, rows: pd.DataFrame) -> list[Bullets]:
    items = [parts.passage(text, text.pick(row, "label"), row.section) for row in each_row(rows, FindingRow)]
    return [Bullets(items=items)] if items else []


def group_findings(run: Run, theme: str, of_group: pd.DataFrame) -> Blocks:
    """Findings of the studied areas together, as the report sets them apart, with whom they come from."""
    text = run.text
    parts.check_theme(run, theme, of_group)
    blocks: list[Block] = []
    said = None
    for (kind, scope), rows in of_group.groupby(["kind", "scope"], sort=False):
        if scope != said:
            blocks.append(Paragraph(text=_scope_sentence(run, theme, next(each_row(rows, _Group)))))
            said = scope
        blocks.append(Heading(text=_group_heading(text, kind, rows)))
        blocks += _limit(text, theme, kind) + _limit(text, theme, kind, scope)
        blocks.append(Bullets(items=_group_lines(text, rows)))
    return blocks_of(run, blocks)


def _group_heading(text: Text, kind: Hashable, rows: pd.DataFrame) -> str:
    """The kind and its sections; what holds in each area is said once, when all of it does."""
    sections = text("findings.sections", n=rows["section"].nunique(), sections=parts.sections(text, rows))
    key, areas = "heading_each" if rows["each"].all() else "heading", text.in_words(rows["n_areas"].iloc[0])
    return text(f"findings.{key}", kind=text(f"kind.{kind}"), sections=sections, areas=areas)


def _group_lines(text: Text, rows: pd.DataFrame) -> list[str]:
    labels = [text.pick(row, "label") for row in each_row(rows, _Group)]
    if rows["each"].all():
        return labels
    areas = text.in_words(rows["n_areas"].iloc[0])
    marked = zip(labels, rows["each"], strict=True)
    return [text("findings.in_each", label=label, areas=areas) if each else label for label, each in marked]


def _scope_sentence(run: Run, theme: str, row: _Group) -> str:
    """Whom findings come from, and where those stand that are left out here."""
    text = run.text
    taken = "with" if row.own else "without"
    areas = text.in_words(row.n_areas)
    sentence = text(f"findings.{row.scope}_{taken}", area=run.area_name, n=int(row.n_areas), areas=areas)
    if not row.annex:
        return sentence
    chapter = int(theme_row(run, theme)["chapter"])
    place = parts.cited(text, row.annex)
    return f"{sentence} {text('findings.in_annex', phase=row.annex_phase, annex=place, chapter=chapter)}"


def factors(run: Run, factors: pd.DataFrame) -> Blocks:
    """Facilitating and hindering factors of a cluster by level, as in Bijlage 3."""
    text = run.text
    if factors.empty:
        return blocks_of(run, [Note(tone="missing", text=text("factors.none"))])
    (cluster,) = factors["cluster"].unique()
    block = table(
        run,
        f"factoren-{cluster}",
        text("factors.title", cluster=text(f"cluster.{cluster}")),
        [message("level", "level"), message("factor_kind", "factor_kind", "kind"), words("factor", "label")],
        factors,
        text("source.monitor_section", section=parts.sections(text, factors)),
        [text("factors.no_area")],
    )
    return blocks_of(run, [block])


def no_figures(run: Run, pairs: pd.DataFrame, realised: pd.DataFrame) -> Blocks:
    """That the monitor has no figures for a theme; nothing when it has long-term or realisation figures."""
    note = Note(tone="missing", text=run.text("indicator.no_figures"))
    return blocks_of(run, [note] if pairs.empty and realised.empty else [])


# How the chapter relates to chapter 7 ---------------------------------------------------------------


def common_support(run: Run, theme: str, support: pd.DataFrame) -> Blocks:
    """Which common effects, elements and barriers the theme's own chapter supports."""
    text = run.text
    parts.check_theme(run, theme, support)
    columns = [
        *(message("kind", "kind"), words("common", "label")),
        *(count("support_strong", "strong"), count("support_partial", "partial")),
    ]
    caveats = [text("support.caution")]
    block = table(run, f"steun-{theme}", text("support.title"), columns, support, text("source.monitor"), caveats)
    return blocks_of(run, [block])


def named_share(run: Run, theme: str, shares: pd.DataFrame) -> Blocks:
    """How many findings of the study the text ties to an area."""
    text = run.text
    parts.check_theme(run, theme, shares)
    columns = [message("kind", "kind"), count("total"), count("named")]
    title, caveats = text("support.named_title"), [text("support.named_caution")]
    return blocks_of(run, [table(run, f"genoemd-{theme}", title, columns, shares, text("source.monitor"), caveats)])
