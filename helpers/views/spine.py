"""Figures of an area on one axis: itself, its districts, similar districts, its municipality and the Netherlands.

>>> levels = results.answer.levels(run, run.area)
>>> views.spine.key_figures(run, levels, results.answer.key_figures(run, run.area, levels))
1 block(s): spine kerncijfers
"""

from collections.abc import Iterator

import pandas as pd

from helpers.blocks.model import Cell, Legend, Mark, Role, Spine, StripRow, Table
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results.answer import AnswerRow, KeyFigureRow, is_said
from helpers.results.similar import MATCHED
from helpers.rows import each_row
from helpers.session import Run
from helpers.views import parts, strips
from helpers.views.parts import blocks_of
from helpers.views.tables import Col, at, coded, grid, made, measured, table
from helpers.words import values
from helpers.words.text import Text

# From which span on (percentage points) the range of an area is drawn as a bar: a shorter one lies behind its mark.
_WIDE = 4.0
_DRAWN: tuple[Role, ...] = ("nl", "municipality", "district", "similar", "area")  # the last one lies on top
_PRINTED: tuple[Role, ...] = ("similar", "municipality", "nl")


def key_figures(run: Run, levels: pd.DataFrame, figures: pd.DataFrame) -> Blocks:
    """The area's own key figures; levels, figures: of `results.answer.levels` and `results.answer.key_figures`."""
    title = run.text("answer.spine.title", area=run.area_name)
    return blocks_of(run, [_spine(run, "kerncijfers", title, levels, figures)])


def more_figures(run: Run, levels: pd.DataFrame, figures: pd.DataFrame) -> Blocks:
    """The same for more figures: levels, figures of all of them."""
    return blocks_of(run, [_spine(run, "meer-cijfers", run.text("answer.spine.more"), levels, figures)])


def _spine(run: Run, id: str, title: str, levels: pd.DataFrame, figures: pd.DataFrame) -> Spine:
    axis = strips.Axis.shares(_places(figures))
    of_row = {str(indicator): list(each_row(rows, KeyFigureRow)) for indicator, rows in figures.groupby("indicator")}
    rows = list(each_row(levels, AnswerRow))
    printed = [role for role in _PRINTED if role in set(figures["whose"])]
    drawn = [_row(run, row, of_row[row.indicator], axis, printed) for row in rows]
    near = parts.near(run, (row.own for row in rows))
    names = [run.text(f"answer.figure.{indicator}.name") for indicator in levels["indicator"]]
    called = levels.assign(**{run.text.in_tables("name"): names})  # as its row is
    caveats = [*near, *_notes(run, rows, of_row), *parts.caveat_lines(run.text, called)]
    twin = _twin(run, f"{id}-tabel", title, figures, [run.text("answer.spine.margin", column=run.text("column.holds"))])
    return Spine(
        id=id,
        title=title,
        legend=_legend(run, drawn),
        columns=_columns(run, rows, printed),
        ticks=axis.ticks(run.text, "percent", 0),
        rows=drawn,
        table=twin,
        source=twin.source,
        note=_note(run, rows),
        caveats=caveats,
    )


def _places(figures: pd.DataFrame) -> Iterator[float]:
    """All values that are drawn, with the ends of bars: those of an area are values of their own."""
    for row in each_row(figures, KeyFigureRow):
        if row.value:
            yield from (row.value.value, *((row.value.lower, row.value.upper) if row.whose == "similar" else ()))


# Marks --------------------------------------------------------------------------------------------------
def _row(run: Run, row: AnswerRow, found: list[KeyFigureRow], axis: strips.Axis, printed: list[Role]) -> StripRow:
    text = run.text
    of = {value.whose: value for value in found if value.whose != "district"}
    shown = {whose: _short(text, value) for whose, value in of.items()}
    detail = text(f"answer.figure.{row.indicator}.detail")
    if row.polarity != "neutral":
        detail = text("answer.spine.detail", detail=detail, direction=text(f"answer.spine.{row.polarity}"))
    return StripRow(
        name=text(f"answer.figure.{row.indicator}.name"),
        detail=detail,
        figure=shown["area"],
        soft=of["area"].rough,
        marks=list(_marks(run, row, found, axis)),
        printed=[shown[whose] for whose in printed],
        group=text("answer.spine.matched") if row.role == MATCHED else "",
    )


def _short(text: Text, row: KeyFigureRow) -> str:
    """A value with the digits that it has everywhere else; how uncertain it is, the bars and the table say."""
    return values.short(text, row.value, int(row.decimals), "percent") if row.value else text("answer.spine.unknown")


def _marks(run: Run, level: AnswerRow, found: list[KeyFigureRow], axis: strips.Axis) -> list[Mark]:
    """The marks of a row, in the order in which they lie on each other."""
    dots = _dots(found)
    lanes = strips.lanes([axis.at(values.given(value)) for value in dots.values()])
    lane_of = dict(zip(dots, lanes, strict=True))
    return [
        _mark(run, level, row, role, row.value, axis, lane_of.get(row.key, 0))
        for role in _DRAWN
        for row in found
        if row.whose == role and row.value and (role != "district" or row.key in dots)
    ]


def _dots(found: list[KeyFigureRow]) -> dict[str, Interval]:
    """The districts that have a dot: known ones."""
    return {row.key: row.value for row in found if row.whose == "district" and row.value}


def _mark(
    run: Run, level: AnswerRow, row: KeyFigureRow, role: Role, value: Interval, axis: strips.Axis, lane: int
) -> Mark:
    at, limits = axis.at(values.given(value)), _limits(level, row)
    return Mark(
        role=role,
        label=_label(run.text, _name(run, row), row, limits),
        at=at,
        limits=(min(at, axis.at(limits[0])), max(at, axis.at(limits[1]))) if limits else None,
        open=row.rough,
        lane=lane,
    )


def _limits(level: AnswerRow, row: KeyFigureRow) -> tuple[float, float] | None:
    """What is drawn as a bar: of similar districts their interval, of the area its range where that is wide."""
    if row.whose == "similar" and row.value:
        return row.value.lower, row.value.upper
    if row.whose == "area" and row.value and level.span >= _WIDE:  # no range: not a number, so no bar
        return level.lowest, level.highest
    return None


def _label(text: Text, name: str, row: KeyFigureRow, limits: tuple[float, float] | None) -> str:
    value = _short(text, row)
    if not limits:
        return text("answer.spine.mark", name=name, value=value)
    # An interval is printed outward; the lowest and highest of an area are numbers of their own.
    printed = text.limits(*limits, 0) if row.whose == "similar" else [text.number(limit) for limit in limits]
    lower, upper = (text("unit.percent.value", value=limit) for limit in printed)
    return text("answer.spine.mark_limits", name=name, value=value, lower=lower, upper=upper)


def _name(run: Run, row: KeyFigureRow) -> str:
    if row.whose == "district":
        return parts.district_name(row.name)
    return _names(run, row.rough)[row.whose]


def _names(run: Run, rough: bool) -> dict[str, str]:
    """What each mark is called; rough: one that stands for another area, or for districts that are less alike."""
    text = run.text
    return {
        "area": text("answer.spine.area_rough" if rough else "answer.spine.area", area=run.area_name),
        "district": text("answer.spine.district"),
        "similar": text("answer.spine.similar_poor" if rough else "answer.spine.similar"),
        "municipality": text("answer.spine.municipality", name=run.area_row["municipality"]),
        "nl": text("answer.spine.country"),
    }


# Around the strips --------------------------------------------------------------------------------------
def _legend(run: Run, rows: list[StripRow]) -> list[Legend]:
    """The marks that are there, in the order of a reader's interest."""
    drawn = {mark.role: mark.open for row in rows for mark in row.marks}
    order: tuple[Role, ...] = ("area", "district", "similar", "municipality", "nl")
    return [
        Legend(role=role, label=_names(run, drawn[role])[role], open=drawn[role]) for role in order if role in drawn
    ]


def _columns(run: Run, rows: list[AnswerRow], printed: list[Role]) -> list[Legend]:
    poor = any(row.quality == "poor" for row in rows)
    similar = run.text("answer.spine.column_similar_poor" if poor else "answer.spine.column_similar")
    names = {"similar": similar, "municipality": run.area_row["municipality"], "nl": run.text("answer.spine.country")}
    return [Legend(role=role, label=names[role], open=poor and role == "similar") for role in printed]


def _note(run: Run, rows: list[AnswerRow]) -> str:
    """What the bars are; of the area's only where one is drawn."""
    text, notes = run.text, []
    if any(row.similar for row in rows):
        notes.append(text("answer.spine.note_choice"))
    if any(row.own and row.span >= _WIDE for row in rows):
        notes.append(text("answer.spine.note_range"))
    return " ".join(notes)


def _notes(run: Run, rows: list[AnswerRow], found: dict[str, list[KeyFigureRow]]) -> list[str]:
    """What stands under the figure, folded: dots, what is missing, and how the answer hangs on the choice."""
    text = run.text
    notes = []
    if any(_dots(of_indicator) for of_indicator in found.values()):
        notes.append(text("answer.spine.dots", area=run.area_name))
    for row in rows:
        name = text(f"answer.figure.{row.indicator}.name")
        missing = [
            parts.district_name(of.name) for of in found[row.indicator] if of.whose == "district" and not of.value
        ]
        if missing:
            notes.append(text("answer.spine.missing", name=name, districts=text.join(missing)))
        if row.others and is_said(row):
            said = text(f"answer.said.{row.outcome.removesuffix('-unsure')}")
            key, verdict = "agree_all" if 1 < row.others == row.agree else "agree", text(f"answer.said.{row.outcome}")
            known = {"verdict": verdict, "said": said, "agree": row.agree, "n": row.others}
            notes.append(text(f"answer.spine.{key}", name=name, **known))
    return notes


# Twin ---------------------------------------------------------------------------------------------------
def _twin(run: Run, id: str, title: str, figures: pd.DataFrame, caveats: list[str]) -> Table:
    """All numbers of the strips with their limits, and what these hold: a row for each whose they are."""
    text = run.text
    names = {"area": run.area_name, "municipality": run.area_row["municipality"]}

    def whose(text: Text, row: KeyFigureRow) -> str:
        return parts.district_name(row.name) if row.whose == "district" else text(f"answer.whose.{row.whose}", **names)

    columns = [
        made("whose", KeyFigureRow, whose),
        *(_figure_column(text, str(indicator)) for indicator in figures["indicator"].unique()),
        coded("holds", KeyFigureRow, lambda text, row: text(f"answer.holds.{row.holds}")),
    ]
    rows = grid(figures, "key", "indicator")
    source = parts.credit(run, run.tables.indicators[run.tables.indicators["indicator"].isin(figures["indicator"])])
    return table(run, id, title, columns, rows, source, caveats, highlight=rows["key"] == "area")


def _figure_column(text: Text, indicator: str) -> Col:
    name = parts.with_unit(text, text(f"answer.figure.{indicator}.name"), "percent")
    return at(indicator, measured(indicator, KeyFigureRow, _cell).labelled(name))


def _cell(text: Text, row: KeyFigureRow) -> Cell:
    if row.holds == "nothing":  # the value of a sum without a district: a number, no interval
        shown = parts.reported(text, row.value, "", int(row.decimals))
        # Limits that are equal would read as exact; with rounding there are none, as it is not a margin.
        none = {"lower": None, "upper": None, "decimals": int(row.decimals)}
        bare = shown.limits and shown.limits.model_copy(update=none)
        return shown.model_copy(update={"limits": bare})
    return parts.interval(text, row.value, int(row.decimals), missing=row.reason)
