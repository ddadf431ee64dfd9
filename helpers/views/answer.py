"""The first section of a factsheet: the finding under the title, and what was done, found and is not known.

What is said follows from rules (`results.answer`); the sentence for each outcome is a message.

>>> views.answer.lead(run, results.answer.lead(run, run.area))
2 block(s): paragraph, paragraph
"""

from collections.abc import Iterable

import pandas as pd

from helpers.blocks.model import Block, Bullets, Columns, Heading, Paragraph
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import COVERS
from helpers.results.answer import DoneRow, FoundRow, KnowRow, LeadRow, UnknownRow
from helpers.rows import each_row
from helpers.session import Run
from helpers.views.courses import in_editions
from helpers.views.parts import blocks_of, one_colon, small
from helpers.words import values
from helpers.words.text import Text

_NAMED = 2  # themes that the first of the three blocks names


def heading(run: Run) -> Blocks:
    """The heading of the first section."""
    title = run.text("answer.heading")
    return blocks_of(run, [Heading(text=title, id="antwoord", level=2, place="first")])


def lead(run: Run, rows: pd.DataFrame) -> Blocks:
    """The finding and the course in bold, then residents and districts; rows: of `results.answer.lead`."""
    (row,) = each_row(rows, LeadRow)
    sentences = [_level(run, row), _course(run.text, row)]
    blocks: list[Block] = [Paragraph(text=" ".join(sentences), tone="lead")]
    if row.residents:
        key = "residents_rough" if row.rough else "residents"
        # Of districts that only come near the area the number is known, too: the sentence says what it counts.
        said = {"residents": run.text.number(values.given(row.residents)), "municipality": run.area_row["municipality"]}
        said["cover"] = _cover(run)
        text = run.text(f"answer.lead.{key}", n=int(row.districts), area=run.area_name, **said)
        blocks.append(Paragraph(text=text))
    return blocks_of(run, blocks)


def _cover(run: Run) -> str:
    """What districts that fit roughly are of the area; where no table says it, they only come near it."""
    cover = run.area_row["cover"]
    return run.text(f"answer.lead.cover.{cover if cover in COVERS else 'overlap'}", area=run.area_name)


def _level(run: Run, row: LeadRow) -> str:
    text = run.text
    place = text("answer.place.own", area=run.area_name)
    if row.rough:  # the districts may be a part of the area, or more than it
        place = text("answer.place.rough", n=int(row.districts), area=run.area_name)
    shown = values.short(text, row.value, int(row.decimals), "percent") if row.value else ""
    return text(f"answer.lead.level.{row.level}", place=place, value=shown)


def _course(text: Text, row: LeadRow) -> str:
    """The course since the first year; since the last edition before the grant it would read as what the grant did."""
    return in_editions(text, "answer.lead.course", row)


# Done, found, not known -----------------------------------------------------------------------------------


def done_found_unknown(run: Run, done: pd.DataFrame, found: pd.DataFrame, unknown: pd.DataFrame) -> Blocks:
    """Three short blocks side by side.

    done, found, unknown: of `results.answer.done`, `results.answer.found` and `results.answer.not_studied`.
    """
    text = run.text
    (finding,) = each_row(found, FoundRow)
    said = {
        "gedaan": ("done", _done(text, list(each_row(done, DoneRow)))),
        "gevonden": ("found", _found(text, finding)),
        "niet-bekend": ("unknown", _unknown(run, each_row(unknown, UnknownRow))),
    }
    parts: list[list[Block]] = [
        [Heading(text=text(f"answer.{key}.title"), id=id), Paragraph(text=sentences)]
        for id, (key, sentences) in said.items()
    ]
    return blocks_of(run, [Columns(parts=parts)])


def _done(text: Text, rows: list[DoneRow]) -> str:
    if not rows:
        return text("answer.done.none")
    number = sum(row.approaches for row in rows)
    first, *others = rows[: _named_themes(rows)] or rows[:1]
    said = {"theme": _theme(text, first.theme), "first": first.approaches}
    about = next(_about(text, row) for row in rows if row.example)
    not_done = _not_done(text, rows, number)
    if number == 1:
        return " ".join([one_colon(text("answer.done.single", about=about, **said)), *not_done])
    for other in others:
        said |= {"other": _theme(text, other.theme), "second": other.approaches}
    parts = sum(row.parts for row in rows)
    counted = text("answer.done.with_parts", n=parts, all=number) if parts else text("answer.done.number", all=number)
    line = text(f"answer.done.{_spread(rows)}", counted=counted, themes=len(rows), **said)
    # Before the example, or it would be about that.
    return " ".join([line, *not_done, one_colon(text("answer.done.example", about=about))])


def _named_themes(rows: list[DoneRow]) -> int:
    """How many themes are named: at most _NAMED, and none while another one that has as many approaches is not."""
    left = rows[_NAMED].approaches if len(rows) > _NAMED else 0
    return sum(row.approaches > left for row in rows[:_NAMED])


def _spread(rows: list[DoneRow]) -> str:
    """The message on the themes of approaches."""
    if len(rows) <= _NAMED:
        return "one_theme" if len(rows) == 1 else "two_themes"
    return ("evenly", "most_in_one", "more_themes")[_named_themes(rows)]


def _not_done(text: Text, rows: list[DoneRow], number: int) -> list[str]:
    """How many approaches are only named, an aim or not done: a sentence; none when that holds for no approach."""
    counts = {what: sum(getattr(row, what) for row in rows) for what in ("only_named", "aims", "plans")}
    if number == 1:
        singles = {"only_named": "single_only_named", "aims": "single_aim", "plans": "single_plan"}
        return [text(f"answer.done.{singles[what]}") for what, n in counts.items() if n]
    if counts["only_named"] == number:
        return [text("answer.done.all_only_named")]
    parts = [text(f"answer.done.{what}", n=n) for what, n in counts.items() if n]
    return [text("answer.done.of_these", n=number, what=", ".join(parts))] if parts else []


def _about(text: Text, row: DoneRow) -> str:
    """What an approach is about, inside a sentence: what is no name begins with a small letter."""
    about = text.pick(row, "about")
    return about if row.proper_name else small(about)


def _found(text: Text, row: FoundRow) -> str:
    said = {"themes": _themes(text, row.themes), "label": text.pick(row, "label"), "kinds": _kinds(text, row)}
    return one_colon(text(f"answer.found.{row.outcome}", n=row.findings, **said))


def _kinds(text: Text, row: FoundRow) -> str:
    """What findings are about, with the number of each kind where there is more than one finding."""
    kinds = {text(f"answer.found.kind.{kind}"): n for kind, n in row.kinds.items()}
    if row.findings == 1:
        return text.join(kinds)
    return text.join(text("answer.found.of_kind", number=n, kind=kind) for kind, n in kinds.items())


def _unknown(run: Run, rows: Iterable[UnknownRow]) -> str:
    text = run.text
    themes = _themes(text, (row.theme for row in rows))
    about = text("answer.unknown.themes", themes=themes) if themes else text("answer.unknown.all_studied")
    return f"{text('answer.unknown.cause')} {about}"


def _theme(text: Text, theme: str) -> str:
    """A theme inside a sentence."""
    return text(f"series.subject.{theme}")


def _themes(text: Text, themes: Iterable[str]) -> str:
    """Names of themes, some of which have an "and" of their own."""
    return "; ".join(_theme(text, theme) for theme in themes)


# Good to know -------------------------------------------------------------------------------------------


def good_to_know(run: Run, rows: pd.DataFrame) -> Blocks:
    """The last section: three caveats, the edition and whom to ask; rows: of `results.answer.good_to_know`."""
    text = run.text
    (row,) = each_row(rows, KnowRow)
    numbers = {"chosen": row.chosen, "n": row.poor, "area": run.area_name}
    said = text(f"answer.know.similar.{row.quality}", **numbers)
    if row.unlike and row.quality != "poor":  # then no conclusion is drawn at all
        said = text("answer.know.unlike", said=said, unlike=_unlike(text, row.unlike))
    if row.chosen:
        said = text("answer.know.similar.named", said=said)
    caveats = [_boundary(run, row), said, text("answer.know.counts")]
    return blocks_of(
        run,
        [
            Heading(text=text("answer.know.title"), id="goed-om-te-weten", level=2, place="last"),
            Bullets(items=caveats),
            Paragraph(text=f"{text('answer.know.edition', month=text.month(row.edition))} {text.pick(row, 'contact')}"),
        ],
    )


def _unlike(text: Text, variables: tuple[str, ...]) -> str:
    """In which variables districts differ; of three or more of the five age groups that it is most of them."""
    ages = [variable for variable in variables if variable.startswith("pop_")]
    named = ["most_ages", *(one for one in variables if one not in ages)] if len(ages) > 2 else variables
    return text.join(text(f"similar.unlike.{variable}") for variable in named)


def _boundary(run: Run, row: KnowRow) -> str:
    """How well the districts cover the area, and what the table of areas says of that."""
    boundary = run.text.pick(run.area_row, "boundary")
    if boundary and row.match == "proxy":  # it says how they differ
        return boundary
    key = "answer.know.no-list" if row.match == "no-list" else f"match.{row.match}"
    return f"{run.text(key, area=run.area_name)} {boundary}".strip()
