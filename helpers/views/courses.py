"""Blocks about how an area developed: the Leefbaarometer among the others, its parts, and the change of each series.

Frames come from `results.courses`; what is in them is what is published.
"""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Fold, Legend, Note, Spine, StripRow, Table
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results.courses import AmongRow, SaidRow
from helpers.results.uncertainty import errors_of
from helpers.rows import Record, each_row
from helpers.session import Run, row_of
from helpers.views import parts, tables
from helpers.views.parts import blocks_of
from helpers.views.strips import Axis, mark
from helpers.views.tables import Col, at, measured, plain, table, words
from helpers.words import values
from helpers.words.text import Text

# First and last year of the grant.
GRANT = (2023, 2025)


# The Leefbaarometer among the others --------------------------------------------------------------------


def liveability(run: Run, among: pd.DataFrame, said: pd.DataFrame) -> Blocks:
    """The score of the area over those of the other areas and of districts outside; its title says what it did.

    among: of `results.courses.among`; said: of `results.courses.said`.
    """
    text, facts = run.text, _facts(run, among)
    own = among[(among["role"] == "area") & among["value"].notna()]
    if own.empty:
        what = text("series.subject.leefbaarheid")
        return blocks_of(run, [Note(tone="missing", text=text("series.none", subject=what, area=run.area_name))])
    rows = among.assign(decimals=int(facts["decimals"]), name=_names(run, among))
    credit = parts.credit(run, among)
    source = text("courses.among_source", year=str(own.loc[own["comparable"], "year"].min()), credit=credit)
    twin = table(
        run,
        "leefbaarheid-tabel",
        text("courses.among_table", area=run.area_name),
        [plain("area", "name"), *_years(text, rows)],
        tables.grid(rows, "course", "year"),
        source,
        highlight=rows.drop_duplicates("course")["role"] == "area",
    )
    drawing = charts.among_others(rows, _role_names(run, rows), GRANT, text)
    caveats = [text("courses.outside_are", n=_districts(rows)), text("courses.alike"), text("series.lag")]
    caveats += [text(f"uncertainty.series_{error}") for error in errors_of([facts["nature"]])]
    return blocks_of(run, [parts.figure("leefbaarheid", _title(text, said), drawing, twin, caveats)])


def _facts(run: Run, rows: pd.DataFrame) -> pd.Series:
    """The facts of the indicator that rows are about. Raises ValueError when they are about several."""
    (indicator,) = rows["indicator"].unique()
    return row_of(run.tables.indicators, "indicator", indicator)


def _districts(rows: pd.DataFrame) -> int:
    return int(rows["districts"].max())


def _names(run: Run, rows: pd.DataFrame) -> list[str]:
    """What each course is called."""
    areas = dict(zip(run.tables.areas["area"], run.tables.areas["name"], strict=True))
    outside = run.text("courses.outside", n=_districts(rows))
    return [areas.get(row.course, outside) for row in each_row(rows, AmongRow)]


def _role_names(run: Run, rows: pd.DataFrame) -> dict[str, str]:
    others = rows.loc[rows["role"] == "other", "course"].nunique()
    return {
        "area": run.area_name,
        "other": run.text("courses.others", n=others),
        "outside": run.text("courses.outside", n=_districts(rows)),
    }


class _Score(Record):
    value: Interval | None
    decimals: int


def _years(text: Text, rows: pd.DataFrame) -> list[Col]:
    """A column per year; those before the break say so."""
    comparable = rows[rows["role"] == "area"].set_index("year")["comparable"]
    cell = measured("score", _Score, lambda text, row: parts.reported(text, row.value, "", int(row.decimals)))
    columns = []
    for year in sorted(rows["year"].unique()):
        label = str(year) if comparable.get(year, True) else text("courses.before_break", year=str(year))
        columns.append(at(year, Col(f"score-{year}", cell.cell, True, label, measured=True, needs=cell.needs)))
    return columns


def _title(text: Text, said: pd.DataFrame) -> str:
    """By the outcomes since the first and since the last edition before the programme."""
    first, *later = each_row(said, SaidRow)
    outcomes = "_".join(row.outcome for row in (first, *later))
    return text(f"courses.title.{outcomes}", first=str(first.since), base=str(later[-1].since))


# Its parts ----------------------------------------------------------------------------------------------

_TICK = 0.05  # points of the score between two ticks of the axis


class _Part(Record):
    name_nl: str
    name_en: str
    decimals: int
    first: Interval
    last: Interval


def parts_of_score(run: Run, changed: pd.DataFrame) -> Blocks:
    """The parts of the score in their first and last year, folded: nothing when there are none.

    changed: of `results.courses.parts`.
    """
    text = run.text
    if changed.empty:
        return blocks_of(run, [])
    twin = _parts_table(run, changed)
    known = [Interval(0.0, 0.0, 0.0), *changed["first"], *changed["last"]]  # zero is a fixed point of the scale
    axis = Axis.around(known, _TICK)
    first = Legend(role="district", open=True, label=str(changed["first_year"].min()))
    spine = Spine(
        id="leefbaarheid-delen",
        title=twin.title,
        legend=[first, Legend(role="area", label=str(changed["last_year"].max()))],
        columns=[first],
        ticks=axis.ticks(text, "points", 2),
        rows=[_part(text, row, axis) for row in each_row(changed, _Part)],
        table=twin,
        source=twin.source,
        caveats=[text("series.parts"), text("uncertainty.series_model")],
    )
    return blocks_of(run, [Fold(summary=text("courses.parts_summary"), parts=[spine])])


def _parts_table(run: Run, changed: pd.DataFrame) -> Table:
    columns = [
        words("part", "name"),
        tables.interval("part_first", field="first").labelled(str(changed["first_year"].min())),
        tables.interval("part_last", field="last").labelled(str(changed["last_year"].max())),
        tables.interval("part_change", field="change", signed=True),
    ]
    used = run.tables.area_values["indicator"].isin(changed["indicator"])
    title, credit = run.text("courses.parts", area=run.area_name), parts.credit(run, run.tables.area_values[used])
    return table(run, "leefbaarheid-delen-tabel", title, columns, changed, credit)


def _part(text: Text, row: _Part, axis: Axis) -> StripRow:
    name, decimals, rough = text.pick(row, "name"), int(row.decimals), row.last.approximate
    first, last = (values.short(text, each, decimals) for each in (row.first, row.last))
    marks = [
        mark(text, axis, "district", name, row.first, "points", decimals, rough=True),
        mark(text, axis, "area", name, row.last, "points", decimals, rough=rough),
    ]
    return StripRow(name=name, figure=last, soft=rough, marks=marks, printed=[first])
