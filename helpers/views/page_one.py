"""The first page of a factsheet: where the area is, what it did, four key messages, what works, what to ask.

What stands there follows from rules (`results.page_one`); no score, no ranking, and no claim that something caused an
outcome.
"""

from collections.abc import Hashable, Mapping

import pandas as pd

from helpers.blocks.model import Bar, Block, Bullets, Columns, Heading, KeyMessage, Paragraph
from helpers.blocks.notebook import Blocks, beside
from helpers.contract.vocabulary import TOLD
from helpers.methods.intervals import Interval
from helpers.results.page_one import GroupFigureRow, OwnFigureRow
from helpers.results.synthesis import FindingRow
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.views import area, parts
from helpers.views.parts import LabelledRow, blocks_of
from helpers.words import values
from helpers.words.text import Text

_NAMES = 2  # interventions of a theme that are named on page one: more make it longer than a page
_SENTENCES = 2  # of the description of the first of them; the whole of it stands in the table of the theme


class _Named(Record):
    about_nl: str
    about_en: str
    name_nl: str
    name_en: str
    description_nl: str
    description_en: str


class _Element(LabelledRow):
    theme: str
    scope: str
    n_areas: int
    tied: bool


class _Question(FindingRow):
    rule: str
    themes: list[str]
    n_areas: int  # or missing


# What was done --------------------------------------------------------------------------------------


def where_and_what(run: Run, areas: pd.DataFrame, own: pd.DataFrame, named: pd.DataFrame) -> Blocks:
    """The tile map of areas beside what the area did in the grant."""
    return beside(area.where(run, areas), what_was_done(run, own, named), layout="narrow-wide")


def what_was_done(run: Run, own: pd.DataFrame, named: pd.DataFrame) -> Blocks:
    """The studies that the area took part in, and per theme the interventions that the report names.

    own: of `results.evidence.coverage_of`; named: of `results.evidence.named_interventions`.
    """
    text = run.text
    studies, *_ = area.studies_sentence(run, own)
    blocks = [Heading(text=text("done.title", area=run.area_name)), studies]
    if named.empty:
        return blocks_of(run, [*blocks, Paragraph(text=text("done.none", area=run.area_name))])
    items = [_of_theme(text, theme, rows) for theme, rows in named.groupby("theme", sort=False)]
    told = int(named["content"].isin(TOLD).sum())
    some = told or len(named) == 1
    intro = Paragraph(text=text("done.intro" if some else "done.intro_untold", n=len(named), told=told))
    return blocks_of(run, [*blocks, intro, Bullets(items=items)])


def _of_theme(text: Text, theme: Hashable, rows: pd.DataFrame) -> str:
    """The first intervention in plain words, then what some more are about and the number of the rest.

    Where the report gives ways of working of several areas only, one sentence says so.
    """
    if (rows["content"] == "shared").all():
        examples = "; ".join(text.pick(row, "about") for row in each_row(rows.head(_NAMES), _Named))
        return text("done.shared", theme=text(f"section.{theme}"), names=examples, n=len(rows))
    first, *others = each_row(rows, _Named)
    line = text(
        "done.theme",
        theme=text(f"section.{theme}"),
        name=text.pick(first, "name"),
        description=_sentences(text.pick(first, "description")),
    )
    names = [text.pick(row, "about") for row in others[: _NAMES - 1]]
    rest = len(others) - len(names)
    if rest:
        return f"{line} {text('done.also_more', names='; '.join(names), n=rest)}"
    return f"{line} {text('done.also', names='; '.join(names))}" if names else line


def _sentences(description: str) -> str:
    """The first parts between semicolons as sentences of their own: shorter to read."""
    return ". ".join(part[:1].upper() + part[1:] for part in description.split("; ")[:_SENTENCES])


# Key messages ---------------------------------------------------------------------------------------


def key_messages(run: Run, own: pd.DataFrame, of_group: pd.DataFrame) -> Blocks:
    """A message per figure: register figures of the area itself, then means of the twenty areas, each compared.

    own, of_group: of `results.page_one.own_figures` and `results.page_one.group_figures`.
    """
    messages = [_register_message(run, row) for row in each_row(own, OwnFigureRow)]
    messages += [_group_message(run, row) for row in each_row(of_group, GroupFigureRow)]
    return blocks_of(
        run,
        [
            Heading(text=run.text("key.heading")),
            Columns(parts=[[message] for message in messages]),
        ],
    )


def _register_message(run: Run, row: OwnFigureRow) -> KeyMessage:
    text = run.text
    caution = {"proxy": text("key.approximation"), "inferred": text("key.inferred")}.get(row.match, "")
    compared = {
        run.area_name: row.own,
        text("key.municipality", name=run.area_row["municipality"]): row.municipality,
        text("chart.nl"): row.nl,
    }
    said = [text(f"key.{row.indicator}", area=run.area_name), caution, _margin(text, row)]
    return KeyMessage(
        label=text("key.own_label", area=run.area_name),
        figure=values.short(text, row.own, int(row.decimals), row.unit),
        text=" ".join(filter(None, said)),
        bars=_bars(text, compared, row.unit, int(row.decimals)),
        source=text("source.cbs_short"),
    )


def _margin(text: Text, row: OwnFigureRow) -> str:
    """Between which limits the figure of the districts together probably lies; of one district only rounding counts.

    Where it is not sure that the districts are the area, the limits are said to be of the districts.
    """
    limits = text.limits(row.own.lower, row.own.upper, int(row.decimals))
    lower, upper = (text(f"unit.{row.unit}.value", value=limit) for limit in limits)
    key = "margin_districts" if row.match in ("proxy", "inferred") else "margin"
    return text("key.margin_one" if row.districts == 1 else f"key.{key}", lower=lower, upper=upper)


def _group_message(run: Run, row: GroupFigureRow) -> KeyMessage:
    text = run.text
    compared = {text("chart.focus"): row.focus, text("chart.nl"): row.nl}
    said = [text(f"key.{row.indicator}", year=str(row.year)), text("key.group_mean", area=run.area_name)]
    error = unknown_error(row.nature)
    if error:
        said.append(text(f"key.estimate_{error}"))
    return KeyMessage(
        label=text("key.group_label"),
        figure=values.short(text, row.focus, int(row.decimals), row.unit),
        text=" ".join(said),
        bars=_bars(text, compared, row.unit, int(row.decimals)),
        source=text("source.monitor_section", section=text("source.figure", figure=row.figure)),
    )


def _bars(text: Text, compared: Mapping[str, Interval | None], unit: str, decimals: int) -> list[Bar]:
    """Bars from zero; a value that is missing has no bar."""
    known = {label: value for label, value in compared.items() if value}
    highest = max(values.given(value) for value in known.values())
    return [
        Bar(
            label=label,
            text=values.short(text, value, decimals, unit),
            length=round(values.given(value) / highest, 3),
        )
        for label, value in known.items()
    ]


# What works, what to ask ----------------------------------------------------------------------------


def works_and_agenda(run: Run, elements: pd.DataFrame, questions: pd.DataFrame) -> Blocks:
    """What works according to the studies, beside the questions for the local agenda."""
    return beside(what_works(run, elements), agenda(run, questions), layout="narrow-wide")


def what_works(run: Run, elements: pd.DataFrame) -> Blocks:
    """Working elements of the studies that visited the area; the common ones, said to be so, if none did.

    elements: of `results.page_one.working_elements`.
    """
    text = run.text
    of_all, of_area, of_others = (elements[elements["said_of"] == whom] for whom in ("all", "area", "others"))
    blocks: list[Block] = [Heading(text=text("works.title"))]
    if len(of_all):
        blocks.append(Paragraph(text=text("works.elsewhere", area=run.area_name, n=text.in_words(len(of_all)))))
        blocks.append(Bullets(items=parts.labels(text, of_all)))
    studies = [
        text(
            "works.theme",
            theme=text(f"section.{theme}"),
            elements=". ".join(_element(run, row) for row in each_row(rows, _Element)),
        )
        for theme, rows in of_area.groupby("theme", sort=False)
    ]
    if studies:
        most = text.in_words(int(of_area["theme"].value_counts().max()))
        chosen = text("works.visited", area=run.area_name, n=len(studies), most=most)
        whence = text("works.together_or_tied" if of_area["tied"].any() else "works.together")
        blocks.append(Paragraph(text=f"{chosen} {whence}"))
    missed = [_missed_study(text, row) for row in each_row(of_others.drop_duplicates("theme"), _Element)]
    if studies or missed:
        blocks.append(Bullets(items=studies + missed))
    return blocks_of(run, blocks)


def _element(run: Run, row: _Element) -> str:
    """An element; what the report says of the area by itself is marked with the name of the area."""
    label = run.text.pick(row, "label")
    return run.text("works.of_area", label=label, area=run.area_name) if row.tied else label


def _missed_study(text: Text, row: _Element) -> str:
    phase, areas = row.scope.removeprefix("phase-"), text.in_words(row.n_areas)
    return text("works.other_phase", theme=text(f"study.{row.theme}"), phase=phase, areas=areas)


def agenda(run: Run, questions: pd.DataFrame) -> Blocks:
    """Questions for the local agenda; questions: of `results.page_one.questions`."""
    text = run.text
    items = [_question(run, row) for row in each_row(questions, _Question)]
    intro = Paragraph(text=text("agenda.intro", area=run.area_name))
    return blocks_of(run, [Heading(text=text("agenda.title")), intro, Bullets(items=items)])


def _question(run: Run, row: _Question) -> str:
    text = run.text
    themes = text.join(text(f"study.{theme}") for theme in row.themes)
    values = {"area": run.area_name, "themes": themes, "finding": text.pick(row, "label"), "section": row.section}
    return text(f"agenda.{row.rule}", **values, n=0 if pd.isna(row.n_areas) else int(row.n_areas))
