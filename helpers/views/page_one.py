"""What works according to the studies, and questions for the local agenda.

What stands there follows from rules (`results.page_one`); no score, no ranking, and no claim that something caused an
outcome.
"""

import pandas as pd

from helpers.blocks.model import Block, Bullets, Heading, Paragraph
from helpers.blocks.notebook import Blocks, beside
from helpers.results.synthesis import FindingRow
from helpers.rows import each_row
from helpers.session import Run
from helpers.views import parts
from helpers.views.parts import LabelledRow, blocks_of
from helpers.words.text import Text


class _Element(LabelledRow):
    theme: str
    scope: str
    n_areas: int
    tied: bool


class _Question(FindingRow):
    rule: str
    themes: list[str]
    n_areas: int  # or missing


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
