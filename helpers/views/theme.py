"""Blocks about one theme: what is known, what was done and found, what to ask, who took part.

Frames come from `results.evidence` and `results.themes`; what is in them is what is published. A frame must be about
the theme.

>>> views.theme.questions(run, results.themes.questions(run, run.area))
2 block(s): heading, bullets
"""

from collections.abc import Hashable

import pandas as pd

from helpers import charts
from helpers.blocks.model import Block, Bullets, Cell, Columns, Fold, Heading, Note, Paragraph, Place, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import TOLD
from helpers.results.synthesis import FindingRow
from helpers.results.themes import QuestionRow, StateRow
from helpers.rows import Record, each_row
from helpers.session import Run, theme_row
from helpers.views import area, parts
from helpers.views.parts import blocks_of
from helpers.views.tables import count, made, matrix, matrix_columns, message, table, words
from helpers.words.text import Text


class _Phase(Record):
    phase: int
    subject_nl: str
    subject_en: str
    phase_areas: int


class _Named(Record):
    about_nl: str
    about_en: str
    section: str
    concreteness: str
    content: str
    proper_name: bool


class _Clusters(Record):
    clusters: tuple[str, ...]


class _Count(Record):
    cluster: str
    interventions: int


class _Tied(FindingRow):
    kind: str
    basis: str
    approach: str


class _Group(FindingRow):
    each: bool
    own: bool
    scope: str
    n_areas: int


# What is known ----------------------------------------------------------------------------------------


def heading(
    run: Run,
    theme: str,
    state: pd.DataFrame,
    interventions: pd.DataFrame,
    own: pd.DataFrame,
    said: pd.DataFrame,
) -> Blocks:
    """The heading of the theme, with one finding and how much there is of the area; or that nothing is known.

    state: the row of `results.themes.states`; interventions: of `results.evidence`; own: of `results.themes.findings`;
    said: of `results.answer.found`, whose finding stands just above on the page: another one is taken where there is.
    """
    text = run.text
    for rows in (state, interventions, own):
        parts.check_theme(run, theme, rows)
    (row,) = each_row(state, StateRow)
    numbers = {"approaches": row.approaches, "findings": row.findings}
    counts = [text(f"theme.counts.{what}", n=n) for what, n in numbers.items() if n]
    others = own[~own["label_nl"].isin(said["label_nl"])]
    finding = finding_line(text, others if len(others) else own)
    gist, why = finding or _approach_line(text, interventions), "" if finding else _why_none(run, row)
    place: Place = "theme" if row.known else "rest"
    return area.heading(run, theme, place, why, ", ".join(counts) or text("theme.counts.none"), gist)


def finding_line(text: Text, own: pd.DataFrame) -> str:
    """The first finding about the area: what was found, else what helps or is hard; empty when there is none."""
    return "".join(_first_line(text, row) for row in each_row(own.head(1), _Tied))


def _first_line(text: Text, row: _Tied) -> str:
    """A finding as a sentence that says its kind, and which approach it is about."""
    if row.approach:
        return parts.one_colon(text(f"theme.first_of.{row.kind}", of=row.approach, said=_said(text, row)))
    return parts.one_colon(text(f"theme.first.{row.kind}", label=text.pick(row, "label")))


def _said(text: Text, row: _Tied) -> str:
    """What a finding says, without the approach that its label begins with."""
    return text.pick(row, "label").removeprefix(f"{row.approach}: ")


def _approach_line(text: Text, interventions: pd.DataFrame) -> str:
    first = interventions.head(1)
    return "".join(text("theme.first.approach", about=_named(text, row)) for row in each_row(first, _Named))


def _why_none(run: Run, row: StateRow) -> str:
    """Why the report has no finding about the area."""
    values = {"area": run.area_name, "areas": run.text.in_words(row.n_areas), "phase": row.phase}
    # A study may tell of an approach in an area that it did not visit.
    state = "not-studied-named" if row.state == "not-studied" and row.approaches else row.state
    return run.text(f"theme.none.{state}", n=row.approaches, **values)


# What the area does -----------------------------------------------------------------------------------


def done(run: Run, theme: str, interventions: pd.DataFrame, state: pd.DataFrame | None = None) -> Blocks:
    """What the report places in the area for the theme, a short line each; the whole table stands under a fold.

    What the report only names, or tells of several areas together, is set apart. Where it names no approach, what one
    for another theme has for this one is said. interventions: of `results.evidence`; state: as of `heading`.
    """
    text = run.text
    parts.check_theme(run, theme, interventions)
    blocks: list[Block] = [Heading(text=text("theme.done"))]
    if interventions.empty:
        return blocks_of(run, [*blocks, Note(tone="unnamed", text=_none_named(run, state))])
    # An aim says that it is one.
    is_told = interventions["content"].isin(TOLD) | (interventions["concreteness"] == "intention")
    for rows, key in ((interventions[is_told], ""), (interventions[~is_told], "theme.untold")):
        if len(rows):
            blocks += [Paragraph(text=text(key, area=run.area_name))] if key else []
            blocks.append(Bullets(items=_approaches(text, rows)))
    more = Fold(summary=text("theme.more_approaches"), parts=[_details(run, theme, interventions)])
    return blocks_of(run, [*blocks, more])


def _none_named(run: Run, state: pd.DataFrame | None) -> str:
    rows = [] if state is None else each_row(state, StateRow)
    said = [parts.done_elsewhere(run.text, row) for row in rows]
    return " ".join(filter(None, [run.text("interventions.none", area=run.area_name), *said]))


def _approaches(text: Text, rows: pd.DataFrame) -> list[str]:
    return [_approach(text, row) for row in each_row(rows, _Named)]


def _approach(text: Text, row: _Named) -> str:
    """What an approach is about, with its section; an aim is said to be one."""
    about = text.pick(row, "about")
    if row.concreteness == "intention":
        return text("theme.line_of_aim", label=about, section=row.section)
    return _line(text, about, row.section)


def _details(run: Run, theme: str, interventions: pd.DataFrame) -> Table:
    """The same as a table, with all that the report says of each."""
    text = run.text
    columns = [
        words("intervention", "name"),
        *([made("cluster", _Clusters, _clusters)] if interventions["clusters"].any() else []),
        words("description", "description"),
        words("target_group", "target_group", missing="not-named"),
    ]
    expanded = (interventions["basis"] == "expanded").any()
    money = f"interventions.money_{theme}"  # where the report says who else pays
    caveats = [*([text("interventions.expanded")] if expanded else []), *([text(money)] if text.has(money) else [])]
    title = text("interventions.title", theme=text(f"section.{theme}"), area=run.area_name)
    source = parts.monitor(text, interventions)
    return table(run, f"aanpakken-{theme}", title, columns, interventions, source, caveats)


def _clusters(text: Text, row: _Clusters) -> str:
    return text.join(text(f"cluster.{cluster}") for cluster in row.clusters)


# What was found ---------------------------------------------------------------------------------------

_COLUMNS = ("effect", "element", "barrier")  # kinds of findings that stand side by side
_MOST = 3  # findings of a kind on the page: the others stand under a fold


def found(run: Run, theme: str, own: pd.DataFrame, of_study: pd.DataFrame) -> Blocks:
    """What was found, what helps and what is hard: of the area itself, the first of each kind, the others folded.

    A kind without a finding about the area has those of the areas of the study together, and says so; only when the
    area is one of them. own: of `results.themes.findings`; of_study: of `results.themes.of_study`.
    """
    text = run.text
    for rows in (own, of_study):
        parts.check_theme(run, theme, rows)
    shared = of_study[of_study["own"]]
    once = own.empty and shared["scope"].nunique() == 1
    of_all = [Paragraph(text=_of_study(run, row)) for row in each_row(shared.head(int(once)), _Group)]
    columns = [_column(run, theme, kind, own, shared, said=bool(of_all)) for kind in _COLUMNS]
    blocks: list[Block] = [*of_all, *([Columns(parts=[part for part in columns if part])] if any(columns) else [])]
    rest = _rest(text, own)
    if rest:
        blocks.append(Fold(summary=text("theme.more_findings", area=run.area_name), parts=rest))
    return blocks_of(run, blocks)


def _column(run: Run, theme: str, kind: str, own: pd.DataFrame, shared: pd.DataFrame, said: bool) -> list[Block]:
    """A kind of findings: the first about the area, or else the first of its study; nothing when there are none.

    said: whether it stands above all columns that they are of the study.
    """
    text = run.text
    rows, of_study = own[own["kind"] == kind], shared[shared["kind"] == kind]
    if rows.empty and of_study.empty:
        return []
    blocks: list[Block] = [Heading(text=text(_kind(kind, rows)), level=4), *_limit(text, theme, kind)]
    if len(rows):
        return [*blocks, *_own_lines(text, rows.head(_MOST))]
    lines = list(each_row(_first_of_study(of_study), _Group))
    whose = [] if said else [Paragraph(text=_of_study(run, lines[0]))]
    return [*blocks, *whose, Bullets(items=[_study_line(text, row) for row in lines])]


def _first_of_study(of_kind: pd.DataFrame) -> pd.DataFrame:
    """Those of a kind that stand where the area has none: the first of one group of areas."""
    of_group: pd.DataFrame = of_kind[of_kind["scope"] == of_kind["scope"].iloc[0]]
    return of_group.head(_MOST)


def _of_study(run: Run, row: _Group) -> str:
    """That what follows is of the areas of the study together."""
    return run.text("theme.of_study", areas=run.text.in_words(int(row.n_areas)), area=run.area_name)


def _kind(kind: str, rows: pd.DataFrame) -> str:
    """The message that names findings of one kind; an advice is no barrier."""
    advice = kind == "barrier" and (rows["nature"] == "advice").any()
    return "theme.kind.barrier_advice" if advice else f"theme.kind.{kind}"


def _rest(text: Text, own: pd.DataFrame) -> list[Block]:
    """What is tied to the area beyond the first of each kind, and what it is advised."""
    blocks: list[Block] = []
    for kind, rows in own.groupby("kind", sort=False):
        left = rows.iloc[_MOST:] if kind in _COLUMNS else rows
        if len(left):
            blocks += [Heading(text=text(_kind(str(kind), rows)), level=4), *_own_lines(text, left)]
    return blocks


def _own_lines(text: Text, rows: pd.DataFrame) -> list[Block]:
    """Findings about the area, a line each; an approach that several are about is named once, above them."""
    blocks: list[Block] = []
    several = rows["approach"].where(rows["approach"].duplicated(keep=False), "")
    for approach, of_approach in rows.groupby(several, sort=False):
        findings = list(each_row(of_approach, _Tied))
        if approach:
            items = [_line(text, _said(text, row), row.section) for row in findings]
            blocks += [Paragraph(text=text("theme.of_approach", of=approach)), Bullets(items=items)]
        else:
            blocks.append(Bullets(items=[_own_line(text, row) for row in findings]))
    return blocks


def _own_line(text: Text, row: _Tied) -> str:
    """A finding about the area with its section; one about an approach there is said to be so."""
    label = text.pick(row, "label")
    if row.basis == "via-intervention":
        return text("theme.line_of_approach", label=label, section=row.section)
    return _line(text, label, row.section)


def _line(text: Text, label: str, section: str) -> str:
    """What the report says, with its section; in brackets that stand there already, where it ends with some."""
    if label.endswith(")"):
        return text("theme.line_in_brackets", label=label.removesuffix(")"), section=section)
    return text("theme.line", label=label, section=section)


def _study_line(text: Text, row: _Group) -> str:
    return _line(text, _of_group(text, row), row.section)


def _of_group(text: Text, row: _Group) -> str:
    """A finding of a group of areas, and whether it holds in each of them."""
    label = text.pick(row, "label")
    return text("findings.in_each", label=label, areas=text.in_words(int(row.n_areas))) if row.each else label


def _limit(text: Text, theme: str, *of: Hashable) -> list[Paragraph]:
    """What the study of a theme says that its findings of a kind (and scope) cannot tell."""
    key = "_".join(str(part) for part in ("findings.limit", theme, *of))
    return [Paragraph(text=text(key))] if text.has(key) else []


def _experienced(text: Text, kind: Hashable) -> list[Paragraph]:
    """What the report says that effects are; its own heading for them is `experienced effects`."""
    return [Paragraph(text=text("theme.experienced"))] if kind == "effect" else []


def group_findings(run: Run, theme: str, own: pd.DataFrame, of_study: pd.DataFrame) -> Blocks:
    """All that the study set apart for its areas together and `found` does not show, folded, with whom it comes from.

    own: of `results.themes.findings`; of_study: of `results.themes.of_study`.
    """
    text = run.text
    for frame in (own, of_study):
        parts.check_theme(run, theme, frame)
    shown = _shown_of_study(own, of_study)
    left = of_study[~of_study["finding"].isin(shown)]
    folds: list[Block] = []
    for scope, rows in left.groupby("scope", sort=False):
        first = next(each_row(rows, _Group))
        blocks: list[Block] = [Paragraph(text=_scope_sentence(run, first))]
        for kind, of_kind in rows.groupby("kind", sort=False):
            blocks.append(Heading(text=_group_heading(text, kind, of_kind), level=4))
            blocks += _experienced(text, kind) + _limit(text, theme, kind) + _limit(text, theme, kind, scope)
            blocks.append(Bullets(items=_group_lines(text, of_kind)))
        whole = len(rows) == (of_study["scope"] == scope).sum()
        whose = "without" if not first.own else "with" if whole else "more"
        summary = text(f"theme.study_{scope}_{whose}", areas=text.in_words(int(first.n_areas)))
        folds.append(Fold(summary=summary, parts=blocks))
    return blocks_of(run, folds)


def _shown_of_study(own: pd.DataFrame, of_study: pd.DataFrame) -> list[str]:
    """The findings of the study that `found` shows: of kinds of which the area has none."""
    shared = of_study[of_study["own"] & of_study["kind"].isin(_COLUMNS) & ~of_study["kind"].isin(own["kind"])]
    return [finding for _, of_kind in shared.groupby("kind") for finding in _first_of_study(of_kind)["finding"]]


def _group_heading(text: Text, kind: Hashable, rows: pd.DataFrame) -> str:
    """The kind and its sections; what holds in each area is said once, when all of it does."""
    sections = text("findings.sections", n=rows["section"].nunique(), sections=parts.sections(text, rows))
    key, areas = "heading_each" if rows["each"].all() else "heading", text.in_words(rows["n_areas"].iloc[0])
    return text(f"findings.{key}", kind=text(f"theme.kind.{kind}"), sections=sections, areas=areas)


def _group_lines(text: Text, rows: pd.DataFrame) -> list[str]:
    lines = each_row(rows, _Group)
    if rows["each"].all():  # the heading says so
        return [text.pick(row, "label") for row in lines]
    return [_of_group(text, row) for row in lines]


def _scope_sentence(run: Run, row: _Group) -> str:
    """Whom findings come from."""
    taken, areas = "with" if row.own else "without", run.text.in_words(row.n_areas)
    return run.text(f"findings.{row.scope}_{taken}", area=run.area_name, n=int(row.n_areas), areas=areas)


def annex_findings(run: Run, theme: str, in_annex: pd.DataFrame) -> Blocks:
    """What the annex says of the kinds of approaches that the area has, folded; nothing when it says nothing.

    in_annex: of `results.evidence.annex_findings`.
    """
    text = run.text
    parts.check_theme(run, theme, in_annex)
    folds: list[Block] = []
    for cluster, rows in in_annex.groupby("cluster", sort=False):
        blocks: list[Block] = [Paragraph(text=text("theme.annex", area=run.area_name))]
        for kind, of_kind in rows.groupby("kind", sort=False):
            place = parts.cited(text, of_kind["section"].iloc[0])
            title = text("findings.heading", kind=text(f"theme.kind.{kind}"), sections=place)
            blocks += [Heading(text=title, level=4), *_experienced(text, kind)]
            blocks.append(Bullets(items=parts.labels(text, of_kind)))
        name = text(f"cluster.{cluster}")  # it begins with a capital where it stands alone
        folds.append(Fold(summary=text("theme.annex_of", cluster=parts.small(name)), parts=blocks))
    return blocks_of(run, folds)


def no_figures(run: Run, pairs: pd.DataFrame, realised: pd.DataFrame) -> Blocks:
    """That the monitor has no figures for a theme; nothing when it has long-term or realisation figures."""
    note = Note(tone="missing", text=run.text("indicator.no_figures"))
    return blocks_of(run, [note] if pairs.empty and realised.empty else [])


# What to ask ------------------------------------------------------------------------------------------


def question(run: Run, question: pd.DataFrame) -> Blocks:
    """The question of a theme for the area; nothing when it has none. question: of `results.themes.question`."""
    rows = each_row(question, QuestionRow)
    return blocks_of(run, [Note(tone="question", text=_asked(run, row)) for row in rows])


def questions(run: Run, questions: pd.DataFrame) -> Blocks:
    """The questions for the hand-out, with their themes; nothing when there are none.

    questions: of `results.themes.questions`.
    """
    text = run.text
    if questions.empty:
        return blocks_of(run, [])
    themes = ["; ".join(text(f"section.{theme}") for theme in row.themes) for row in each_row(questions, QuestionRow)]
    asked = [_asked(run, row) for row in each_row(questions, QuestionRow)]
    items = [text("agenda.of_theme", themes=of, question=one) for of, one in zip(themes, asked, strict=True)]
    return blocks_of(run, [Heading(text=text("agenda.title")), Bullets(items=items)])


def _asked(run: Run, row: QuestionRow) -> str:
    said = {"finding": run.text.pick(row, "label"), "section": row.section, "area": run.area_name}
    return run.text(f"agenda.{row.rule}", n=row.approaches, **said)


# The hand-out -----------------------------------------------------------------------------------------


def brief(run: Run, states: pd.DataFrame, named: pd.DataFrame, own: pd.DataFrame, shared: pd.DataFrame) -> Blocks:
    """What was done and found in the area, a row per theme: approaches, what was found and what is hard.

    states: of `results.themes.states`; named: of `results.evidence.named_interventions`; own: of
    `results.themes.all_findings`; shared: of `results.themes.shared_findings`, of themes without own ones.
    """
    text = run.text
    done = {
        theme: text("brief.done", names=_names(text, list(each_row(rows, _Named))))
        for theme, rows in named.groupby("theme", sort=False)
    }
    said = {theme: _found_briefly(text, rows) for theme, rows in own.groupby("theme", sort=False)}
    columns = [
        words("theme", "name"),
        made("done", StateRow, lambda text, row: done.get(row.theme) or _not_named(text, row), listed=True),
        made("found", StateRow, lambda text, row: said.get(row.theme) or _together(run, row, shared)),
    ]
    firsts = [_firsts(rows) for _, rows in own.groupby("theme", sort=False)]
    together = shared[~shared["theme"].isin(said)].drop_duplicates("theme")
    via = states.loc[states["via_theme"] != "", ["via_section"]].rename(columns={"via_section": "section"})
    shown = pd.concat([rows[["section"]] for rows in (named, *firsts, together, via)])
    source = parts.monitor(text, shown) if len(shown) else text("source.monitor")
    title = text("brief.title", area=run.area_name)
    return blocks_of(run, [table(run, "gedaan-en-gevonden", title, columns, states, source, [text("brief.caution")])])


def _not_named(text: Text, row: StateRow) -> str:
    return " ".join(filter(None, [text("brief.not_named"), parts.done_elsewhere(text, row, cite=False)]))


def _names(text: Text, rows: list[_Named]) -> str:
    """Approaches in one sentence: what is no name begins with a small letter, but for the first.

    Several that are only named come last, and it is said once that they are; also in which group they stand.
    """
    bare = [row for row in rows if row.content not in TOLD and row.concreteness != "intention"]
    if len(bare) < 2:
        return _in_one_sentence([(_named(text, row), row.proper_name) for row in rows])
    told = [(_named(text, row), row.proper_name) for row in rows if row not in bare]
    names = _endings_once([(text.pick(row, "about"), row.proper_name) for row in bare])
    first, proper = names[0]
    only = text("brief.all_only_named", names=first if proper else parts.small(first))
    return _in_one_sentence([*told, (only, False), *names[1:]])


def _in_one_sentence(names: list[tuple[str, bool]]) -> str:
    """names: with whether each is one of its own."""
    (first, _), *others = names
    return "; ".join([first, *(name if proper else parts.small(name) for name, proper in others)])


def _endings_once(names: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Names that end alike, as in the name of their group, one after the other: the last of them says it.

    >>> _endings_once([("Aan Zet, in de groep", True), ("Samen, in de groep", True), ("Kans", True)])
    [('Aan Zet', True), ('Samen, in de groep', True), ('Kans', True)]
    """
    endings = [*(name.partition(", ")[2] for name, _ in names), ""]
    return [
        (name.removesuffix(f", {ending}") if ending == after else name, proper)
        for (name, proper), ending, after in zip(names, endings, endings[1:], strict=False)
    ]


def _named(text: Text, row: _Named) -> str:
    """What an approach is about, and whether it is an aim or only named: that is not done."""
    about = text.pick(row, "about")
    if row.concreteness == "intention":
        return text("brief.aim", about=about)
    return about if row.content in TOLD else text("brief.only_named", about=about)


def _found_briefly(text: Text, rows: pd.DataFrame) -> str:
    """The first effect, or else what helps or is advised, and the first barrier."""
    return " ".join(_first_line(text, row) for row in each_row(_firsts(rows), _Tied))


def _firsts(rows: pd.DataFrame) -> pd.DataFrame:
    is_barrier = rows["kind"] == "barrier"
    return pd.concat([rows[~is_barrier].head(1), rows[is_barrier].head(1)])


def _together(run: Run, state: StateRow, shared: pd.DataFrame) -> str:
    """Why the report has no finding about the area, and the first about several areas together if there is one."""
    why, first = _why_none(run, state), shared[shared["theme"] == state.theme].head(1)
    for row in each_row(first, _Group):
        values = {"areas": run.text.in_words(int(row.n_areas)), "label": run.text.pick(row, "label")}
        return run.text("brief.together", why=why, **values)
    return why


# Who took part --------------------------------------------------------------------------------------


def participation(run: Run, theme: str, participation: pd.DataFrame) -> Blocks:
    """Whether and how the area took part in the in-depth study of the theme."""
    text = run.text
    parts.check_theme(run, theme, participation)
    if participation.empty:
        return blocks_of(run, [])
    taken = participation[participation["took_part"]]
    if taken.empty:
        return blocks_of(run, [_not_in_study(run, theme, participation.iloc[0])])
    numbers = taken.groupby("method", sort=False)["n_interviews"]
    # Of a phase without a number it is not known how many there were: then not of all phases together either.
    ones = (numbers.sum() == 1) & (numbers.count() == numbers.size())
    methods = [text(f"method_one.{name}" if one else f"method_name.{name}") for name, one in ones.items()]
    used = text("participation.methods", methods=text.join(methods))
    return blocks_of(run, [Paragraph(text=f"{_phases(run, theme, participation)} {used}")])


def _not_in_study(run: Run, theme: str, row: pd.Series) -> Block:
    """That an area is not in a study; "not studied" would deny an approach there that a questionnaire tells of."""
    values = {"area": run.area_name, "n": int(row["study_areas"]), "topic": _topic(run, theme)}
    if row["absence"] == "none" and row["approaches"]:
        return Paragraph(text=run.text("participation.none_named", **values))
    key = "all_others" if row["absence"] == "not-listed" else "none"
    return Note(tone="unstudied", text=run.text(f"participation.{key}", **values))


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


# Resilience: clusters of approaches ------------------------------------------------------------------


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
        parts.monitor(text, counts),
        highlight=wide.index == run.area_name,
    )
    drawn = wide.map(lambda n: str(n) if n else "").rename(columns=lambda cluster: text(f"cluster.{cluster}"))
    drawing = charts.matrix(drawn, run.area_name, _cluster_alt(run, counts), theme_row(run, theme)["colour"])
    key, caveats = text("cluster.key"), [text("cluster.caution")]
    return blocks_of(run, [parts.figure("clusters", title, drawing, twin, caveats, key, broad=True)])


def _cluster_cell(text: Text, n: int) -> Cell:
    return Cell(text=str(n) if n else text("cluster.none"), value=n or None)  # not named is no zero


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


def factors(run: Run, factors: pd.DataFrame) -> Blocks:
    """Facilitating and hindering factors of a cluster by level, as in Bijlage 3: a long table, folded."""
    text = run.text
    if factors.empty:
        return blocks_of(run, [Note(tone="missing", text=text("factors.none"))])
    (cluster,) = factors["cluster"].unique()
    title = text("factors.title", cluster=text(f"cluster.{cluster}"))
    block = table(
        run,
        f"factoren-{cluster}",
        title,
        [words("factor", "label"), message("level", "level"), message("factor_kind", "factor_kind", "kind")],
        factors,
        parts.monitor(text, factors),
        [text("factors.level"), text("factors.no_area")],
    )
    return blocks_of(run, [Fold(summary=title, parts=[block])])


# How the chapter relates to chapter 7 ---------------------------------------------------------------


def common_support(run: Run, theme: str, support: pd.DataFrame) -> Blocks:
    """Which common effects, elements and barriers the theme's own chapter supports."""
    text = run.text
    parts.check_theme(run, theme, support)
    columns = [
        *(words("common", "label"), message("kind", "kind")),
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
