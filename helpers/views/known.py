"""Blocks that say, theme by theme, what is known about the area and what is not.

>>> views.known.area_summary(run, results.evidence.summary(run, run.area))
1 block(s): table in-het-kort
"""

import pandas as pd

from helpers.blocks.model import Bullets, Cell, Fold, Heading, Note
from helpers.blocks.notebook import Blocks
from helpers.results.evidence import ABSENT, ViaRow
from helpers.results.series import has_series_of_people
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.views import parts
from helpers.views.parts import SectionRow, blocks_of
from helpers.views.tables import count, made, made_cell, message, passage, table, words
from helpers.words.text import Text


class _Summary(ViaRow):
    theme: str
    phases: str
    interventions: int
    findings: int


class _Touched(Record):
    strength: str


class _Stated(Record):
    example_nl: str
    example_en: str
    of_area: str
    section: str


def area_summary(run: Run, summary: pd.DataFrame) -> Blocks:
    """Theme by theme: did a study visit, what does the report name, do findings name the area.

    summary: of `results.evidence.summary`, as in all views of this module.
    """
    text = run.text
    columns = [
        words("theme", "name"),
        made_cell("study_phase", _Summary, _phase_cell),
        made_cell("interventions", _Summary, _approaches_cell),
        made_cell("findings", _Summary, lambda text, row: _named_cell(text, row.findings, "summary.named_findings")),
    ]
    source = text("source.monitor_section", section=text("source.chapters_2_6"))
    title = text("summary.title", area=run.area_name)
    block = table(run, "in-het-kort", title, columns, summary, source, [text("summary.caution")])
    return blocks_of(run, [block])


def _phase_cell(text: Text, row: _Summary) -> Cell:
    """The phases of the study as words; not studied is no value."""
    return Cell(text=_phase(text, row), value=None if row.phases in ABSENT else row.phases)


def _phase(text: Text, row: _Summary) -> str:
    return text(f"summary.phase_{row.phases}")


def _approaches_cell(text: Text, row: _Summary) -> Cell:
    """How many approaches are named; where none is, that one for another theme has something for this one."""
    cell = _named_cell(text, row.interventions, "summary.named")
    if not row.via_theme:
        return cell
    via = text("summary.named_elsewhere", theme=parts.small(text(f"section.{row.via_theme}")))
    return Cell(text=f"{cell.text}; {via}", value=None)


def _named_cell(text: Text, n: int, key: str) -> Cell:
    return Cell(text=text(key, n=n) if n else text("summary.not_named"), value=n or None)  # not named is no zero


def everything_known(run: Run, summary: pd.DataFrame, named: pd.DataFrame, tied: pd.DataFrame) -> Blocks:
    """Theme by theme: the study, the interventions (named) and the findings (tied) that the report ties to the area.

    Folded: the pages of the themes say the same, one by one.
    """
    text = run.text
    columns = [
        message("theme", "study"),
        made("study_phase", _Summary, _phase),
        made("interventions", _Summary, lambda text, row: _approaches(text, row, named[named["theme"] == row.theme])),
        made("findings", _Summary, lambda text, row: _listed(text, tied[tied["theme"] == row.theme], "label")),
    ]
    title, source = text("known.title", area=run.area_name), text("source.monitor")
    block = table(run, "alles-bekend", title, columns, summary, source, [text("interventions.overlap")])
    return blocks_of(run, [Fold(summary=title, parts=[block])])


def _approaches(text: Text, row: _Summary, rows: pd.DataFrame) -> str:
    return ". ".join(filter(None, [_listed(text, rows, "about"), parts.done_elsewhere(text, row)]))


def _listed(text: Text, rows: pd.DataFrame, field: str) -> str:
    passages = [parts.passage(text, text.pick(row, field), row.section) for row in each_row(rows, SectionRow)]
    return "; ".join(passages) or text("summary.not_named")


def touched_elements(run: Run, touched: pd.DataFrame) -> Blocks:
    """Common elements that the area's tied findings and interventions are about, each with its passage."""
    text = run.text
    if touched.empty:
        return blocks_of(run, [Note(tone="unnamed", text=text("touched.none", area=run.area_name))])
    columns = [
        *(words("common", "common"), message("theme", "study")),
        *(made("via", _Touched, lambda text, row: text(f"touched.via_{row.strength}")), passage("passages", "label")),
    ]
    title, source = text("touched.title", area=run.area_name), text("source.monitor")
    block = table(run, "geraakte-elementen", title, columns, touched, source, [text("touched.caution")])
    return blocks_of(run, [block])


def stated_links(run: Run, links: pd.DataFrame) -> Blocks:
    """Links between themes that the report states of the area, or for themes under which it names approaches there."""
    text = run.text
    if links.empty:
        return blocks_of(run, [Note(tone="unnamed", text=text("stated.none", area=run.area_name))])
    columns = [
        *(message("from_theme", "study"), message("to_theme", "study")),
        *(count("link_stated", "links"), count("link_own", "own"), made("example", _Stated, _example)),
    ]
    title, caution = (text(f"stated.{key}", area=run.area_name) for key in ("title", "caution"))
    if (links["links"] > links["own"]).any():
        caution = f"{caution} {text('stated.others')}"
    block = table(run, "genoemde-verbanden", title, columns, links, text("source.monitor"), [caution])
    return blocks_of(run, [block])


def _example(text: Text, row: _Stated) -> str:
    """The example with the area that it is of, where it is of one."""
    example = text.pick(row, "example")
    said = text("stated.example", area=row.of_area, example=example) if row.of_area else example
    return parts.passage(text, said, row.section)


def not_known(run: Run, summary: pd.DataFrame) -> Blocks:
    """What the report does not tell about the area."""
    text = run.text
    items = [text("unknown.figures", area=run.area_name)]
    for unknown in ("theme", "findings", "results"):
        themes = [text(f"series.subject.{theme}") for theme in summary.loc[summary["unknown"] == unknown, "theme"]]
        if themes:
            items.append(text(f"unknown.{unknown}", area=run.area_name, n=len(themes), themes="; ".join(themes)))
    if not has_series_of_people(run):
        items.append(text("unknown.series"))
    items.append(text("unknown.cause"))
    return blocks_of(run, [Heading(text=text("unknown.title", area=run.area_name)), Bullets(items=items)])
