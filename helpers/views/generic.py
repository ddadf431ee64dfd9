"""A table and a chart of the reader's own, of any frame: what they say of themselves is asked for.

shown = views.table(run, rows, {"name": "Area", "value": "Low incomes (%)"}, id="own-incomes", title=..., ...)
drawing = charts.figure(rows, "bars", "name", "value", run.text, alt=...)
views.figure(run, drawing, shown)

>>> rows = results.compare.compare(run, "cbs-laag-inkomen", benchmark="nl")
>>> said = {"id": "own-incomes", "title": "Low incomes", "margin": "The margin comes from rounding and from adding up."}
>>> views.table(run, rows, {"area": "Area", "value": "Low incomes (%)"}, **said)
1 block(s): table own-incomes
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from pydantic import TypeAdapter, ValidationError

from helpers.blocks.model import Cell, Id, Note, Table
from helpers.blocks.notebook import Blocks
from helpers.charts.generic import Checked, is_missing, plain_name
from helpers.methods.intervals import Interval
from helpers.rows import Record, check_columns
from helpers.session import Run
from helpers.views import parts
from helpers.views.tables import Col, keys_of
from helpers.views.tables import table as table_of
from helpers.words.text import Text

_TWIN = "-tabel"  # what the id of a twin ends with
_LONGEST = 80 - len(_TWIN)  # signs of an id, so that there is room for that


def table(
    run: Run,
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    id: str,
    title: str,
    source: str = "",
    margin: str = "",
    missing: str = "",
    decimals: int = 1,
    caveats: Iterable[str] = (),
) -> Blocks:
    """A table of any frame, with a row for each row, which a cell tagged `factsheet` can publish.

    columns: what stands above each column of the frame that is shown, with its unit. A column holds texts, whole
    numbers (a column `year` years), numbers, or Intervals, which are shown with their limits. id: small letters,
    digits and hyphens; no other block of the factsheet has it. source: who published the figures; when empty, the
    sources that a column `source` of the frame names. margin: a sentence that says what the limits of Intervals hold
    (rounding, choice of districts); the function that made the frame tells. missing: words in the place of a value
    that is not there; when empty, those for the reason in a column `reason` or `status` of the frame. decimals: of
    numbers; of Intervals at most. A frame without rows gives one line that says so.

    Raises ValueError for the first of these that is not as it should be.
    """
    check_columns(frame, columns)
    if frame.empty:
        return parts.empty(run)
    _check_said(frame, columns, id, title, margin)
    names, reasons = list(columns), _reasons(run.text, frame, columns, missing)
    rows = pd.DataFrame({f"shown_{number}": list(frame[name]) for number, name in enumerate(names)}).assign(why=reasons)
    cols = [_column(f"shown_{number}", name, columns[name], frame, decimals) for number, name in enumerate(names)]
    highlight = frame["area"] == run.area if "area" in frame else ()
    notes = [*([margin] if margin else []), *caveats]
    made = table_of(run, id, title, cols, rows, _source(run, frame, source), notes, highlight)
    keyed = [column.model_copy(update={"key": name}) for column, name in zip(made.columns, names, strict=True)]
    return parts.blocks_of(run, [made.model_copy(update={"columns": keyed, "keys": keys_of(run, frame)})])


def _check_said(frame: pd.DataFrame, columns: Mapping[str, str], id: str, title: str, margin: str) -> None:
    """Raise ValueError for what a table lacks to be read and published, and for columns of several kinds."""
    try:
        TypeAdapter(Id).validate_python(f"{id}{_TWIN}")
    except ValidationError:
        raise ValueError(
            f"id {id!r}; expected small letters, digits and hyphens, as in own-incomes, at most {_LONGEST} of them"
        ) from None
    if not title.strip():
        raise ValueError("title is empty; expected what the table shows, of whom and when")
    if not columns:
        raise ValueError("columns is empty; expected what stands above each column, by its name in the frame")
    for name in columns:
        kinds = {_kind(value) for value in frame[name]} - {"missing"}
        if len({kind.removeprefix("whole-") for kind in kinds}) > 1 or "other" in kinds:
            told = " and ".join(sorted(kinds))
            raise ValueError(f"column {name!r} has values of kind {told}; expected texts, or numbers, or Intervals")
        if "Interval" in kinds and not margin.strip():
            raise ValueError(
                f"column {name!r} has Intervals: margin is empty; expected a sentence on what their limits hold"
            )


def _source(run: Run, frame: pd.DataFrame, source: str) -> str:
    """What is credited: what was given, or else the sources that the frame names."""
    found = source.strip() or (parts.credit(run, frame) if "source" in frame else "")
    if not found:
        raise ValueError("source is empty; expected who published the figures, and where")
    return found.rstrip(".")


def _kind(value: object) -> str:
    """What a value of a frame is, in words."""
    if is_missing(value):
        return "missing"
    if isinstance(value, Interval):
        return "Interval"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool | np.bool_):
        return "other"
    if isinstance(value, int | np.integer):
        return "whole-number"
    return "number" if isinstance(value, float | np.floating) else "other"


def _reasons(text: Text, frame: pd.DataFrame, columns: Mapping[str, str], missing: str) -> list[str]:
    """For each row the words in the place of a value that is missing: those given, or of the reason in the frame."""
    codes: Iterable[object] = [""] * len(frame)
    for name in ("status", "reason"):  # a reason says more than the status of a value
        given = frame.get(name, [""] * len(frame))
        codes = [new if text.has(f"missing.{new}") else old for new, old in zip(given, codes, strict=True)]
    reasons = [missing or (text(f"missing.{code}") if code else "") for code in codes]
    for name in columns:
        for number, (value, reason) in enumerate(zip(frame[name], reasons, strict=True), 1):
            if _kind(value) == "missing" and not reason:
                raise ValueError(f"row {number} has no {name!r}: missing is empty; expected words that say why")
    return reasons


class _Row(Record):
    """Of a row: the words in the place of a value that is missing."""

    why: str


def _column(key: str, name: str, label: str, frame: pd.DataFrame, decimals: int) -> Col:
    kinds = {_kind(value) for value in frame[name]} - {"missing"}
    measured = "Interval" in kinds

    def cell(text: Text, row: _Row) -> Cell:
        value = getattr(row, key)
        if _kind(value) == "missing":
            return Cell(text=row.why)
        return _cell(text, value, decimals, name == "year")

    return Col(key, cell, numeric=bool(kinds) and kinds != {"text"} and name != "year", label=label, measured=measured)


def _cell(text: Text, value: object, decimals: int, a_year: bool) -> Cell:
    if isinstance(value, Interval):
        if value.upper - value.lower < 0.9 * 10.0**-decimals:  # no wider than the last digit that is printed
            return parts.reported(text, value, "", decimals)
        return parts.interval(text, value, decimals)
    if isinstance(value, str):
        return Cell.of(value)
    if isinstance(value, int | np.integer):
        return Cell(text=str(value) if a_year else text.number(int(value)), value=int(value))
    assert isinstance(value, float | np.floating)
    if a_year and float(value).is_integer():  # whole numbers beside a missing one become floats
        return Cell(text=str(int(value)), value=int(value))
    return Cell(text=text.number(float(value), decimals), value=float(value))


# Figures ------------------------------------------------------------------------------------------------


def figure(run: Run, drawing: Checked, table: Blocks) -> Blocks:
    """A drawing of `charts.figure` with the table of `views.table` that has its numbers, under the table's id.

    They are held against each other: each value of the column that is drawn stands in the drawing, at its name, and the
    drawing has no other. Colours and legends are not looked at. Without a value the table stands alone. The figure is
    as wide as its place: a drawing of twenty rows has no room for text beside it.

    Raises ValueError that names the first value which only one of both has, for a table without the columns that are
    drawn, and for an alternative text that only repeats the title.
    """
    if len(table) != 1 or not isinstance(table[0], Table | Note):
        raise ValueError(f"the table is {table!r}; expected what views.table gives")
    (shown,) = table
    if not isinstance(shown, Table) or not drawing.svg:
        return table
    if drawing.alt.strip().rstrip(".") == shown.title.strip().rstrip("."):
        raise ValueError("alt only repeats the title; expected what the chart says, with its numbers")
    _check_points(drawing, shown)
    twin = shown.model_copy(update={"id": f"{shown.id}{_TWIN}", "caveats": []})
    return parts.blocks_of(run, [parts.figure(shown.id, shown.title, drawing, twin, shown.caveats, broad=True)])


def _check_points(drawing: Checked, shown: Table) -> None:
    """Raise ValueError unless the drawing has the values of the table at their names, and no others."""
    keys = [column.key for column in shown.columns]
    missing = [name for name in (drawing.names, drawing.values) if name not in keys]
    if missing:
        raise ValueError(
            f"the table has no column {', '.join(missing)}, which the chart draws; it has {', '.join(keys)}"
        )
    at, of = keys.index(drawing.names), keys.index(drawing.values)
    cells = [(row[at].value, row[of].value) for row in shown.rows]
    expected = Counter((plain_name(name), float(value)) for name, value in cells if isinstance(value, int | float))
    drawn = Counter(drawing.points)
    for name, value in expected:
        if _times((name, value), drawn) < expected[name, value]:
            raise ValueError(f"the table has {value:g} at {name!r}, which is not drawn; expected one frame for both")
    for name, value in drawn:
        if not _times((name, value), expected):
            raise ValueError(f"{value:g} at {name!r} is drawn, which the table lacks; expected one frame for both")


def _times(point: tuple[str, float], points: Counter[tuple[str, float]]) -> int:
    """How often a point is among others, but for what is left of a number when it was drawn."""
    name, value = point
    near = 1e-6 * max(1.0, abs(value))  # numbers are drawn with six decimals
    return sum(times for (other, there), times in points.items() if other == name and abs(there - value) <= near)
