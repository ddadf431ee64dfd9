"""Tables for readers, declared: each column says how its cell comes from a row, the rows come from a frame.

    table(run, "cijfers", title, [words("name"), year(), interval("gap", signed=True)], pairs, source)

A value that is missing says why (see vocabulary.MISSING_REASONS), never zero; every number keeps its raw value for
downloads.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from helpers.blocks.model import Cell, Column, Table
from helpers.contract.vocabulary import LANGUAGES, ROW_IDS, WITHIN_AN_ID
from helpers.rows import R, Record, check_columns, columns_of, each_row
from helpers.session import Run
from helpers.views import parts
from helpers.words.text import Text


@dataclass(frozen=True)
class Col:
    """A column: its key, how a cell is made of a row, whether it holds numbers, and its label.

    label: for readers; empty: the message `column.<key>`. rounded: cells hold limits of rounding in brackets, and the
    head says so. measured: whether its numbers have limits, which go into downloads. listed: as `Column`. needs: the
    columns that a row must have.
    """

    key: str
    cell: Callable[[Text, Any], Cell]  # of a row with what it `needs`
    numeric: bool = False
    label: str = ""
    rounded: bool = False
    measured: bool = False
    listed: bool = False
    needs: tuple[str, ...] = ()

    def labelled(self, label: str) -> "Col":
        """The same column under another label."""
        return replace(self, label=label)

    def with_limits(self, rounded: bool = True) -> "Col":
        """The same column, whose head says that numbers in brackets are limits of rounding; or, False, does not."""
        return replace(self, rounded=rounded)

    def head(self, text: Text) -> str:
        """What stands above the column."""
        label = self.label or text(f"column.{self.key}")
        return text("column.rounded", label=label) if self.rounded else label


def table(
    run: Run,
    id: str,
    title: str,
    columns: Sequence[Col],
    rows: pd.DataFrame,
    source: str,
    caveats: Iterable[str] = (),
    highlight: Iterable[bool] = (),
) -> Table:
    """A table block with a row for each row of the frame, in its order.

    highlight: for each row whether it is about the area itself. Raises ValueError that names what the columns need and
    the frame lacks.
    """
    text = run.text
    check_columns(rows, (name for column in columns for name in column.needs))
    return Table(
        id=id,
        title=title,
        columns=[_column(text, column) for column in columns],
        rows=[[column.cell(text, row) for column in columns] for row in each_row(rows, Record)],
        highlight=[number for number, own in enumerate(highlight) if own],
        source=source,
        caveats=list(caveats),
        keys=keys_of(run, rows),
    )


def keys_of(run: Run, rows: pd.DataFrame) -> dict[str, list[str | int | None]]:
    """What the rows of a frame have of ROW_IDS and WITHIN_AN_ID; a column that means something else is left out."""
    if not rows.columns.is_unique:
        return {}
    of_cells = list(each_row(rows, GridRow)) if "cells" in rows else []
    known = {name: {*run.tables.frames[table][name]} for name, table in ROW_IDS.items() if name in rows}
    found: dict[str, list[str | int | None]] = {}
    for name in [name for name in (*ROW_IDS, *WITHIN_AN_ID) if name in rows]:
        values = [_shared(row, name) for row in of_cells] if of_cells else rows[name].tolist()
        keys = [_key(value) for value in values]
        given = {key for key in keys if key is not None}
        if given and (name not in known or given <= known[name]):
            found[name] = keys
    return found if known.keys() & found.keys() else {}


def _key(value: object) -> str | int | None:
    """A value of a frame as a key; None where there is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return value if isinstance(value, str) and _AS_KEY.fullmatch(value) else None


_AS_KEY = re.compile(r"[A-Za-z0-9._-]{1,80}")


def _shared(row: "GridRow", name: str) -> object:
    """What all cells of a row of a grid have in common; None where they differ."""
    values = {getattr(cell, name, None) for cell in row.cells.values()}
    return values.pop() if len(values) == 1 else None


def _column(text: Text, column: Col) -> Column:
    return Column(
        key=column.key,
        label=column.head(text),
        numeric=column.numeric,
        measured=column.measured,
        listed=column.listed,
    )


# Columns of text ----------------------------------------------------------------------------------------


def words(key: str, field: str, missing: str = "") -> Col:
    """The text of `<field>_nl` or `<field>_en`; an empty one gives its reason when `missing` names it."""

    def cell(text: Text, row: Record) -> Cell:
        words = text.pick(row, field)
        return parts.missing_cell(text, missing) if missing and not words else Cell.of(words)

    return Col(key, cell, needs=_in_all_languages(field))


def plain(key: str, field: str = "") -> Col:
    """A text that is the same in every language, such as a name."""
    return Col(key, lambda text, row: Cell.of(getattr(row, field or key)), needs=(field or key,))


def message(key: str, group: str, field: str = "") -> Col:
    """The message `<group>.<value>` for a value of a closed list."""
    return Col(key, lambda text, row: Cell.of(text(f"{group}.{getattr(row, field or key)}")), needs=(field or key,))


def passage(key: str, field: str) -> Col:
    """The text of `<field>_nl` or `<field>_en` with its place in the report."""
    needs = (*_in_all_languages(field), "section")
    return Col(key, lambda text, row: Cell.of(parts.passage(text, text.pick(row, field), row.section)), needs=needs)


def _in_all_languages(field: str) -> tuple[str, ...]:
    return tuple(f"{field}_{language}" for language in LANGUAGES)


# Columns that are made of several fields ----------------------------------------------------------------


def made(key: str, record: type[R], make: Callable[[Text, R], str], listed: bool = False) -> Col:
    """A text that is made of a record of the row; listed: as `Column`."""
    return Col(key, lambda text, row: Cell.of(make(text, row)), needs=columns_of(record), listed=listed)


def made_cell(key: str, record: type[R], cell: Callable[[Text, R], Cell], numeric: bool = False) -> Col:
    """A cell that is made of a record of the row."""
    return Col(key, cell, numeric, needs=columns_of(record))


def coded(key: str, record: type[R], words: Callable[[Text, R], str], field: str = "") -> Col:
    """A code (the field `field`, or `key`) in words; downloads keep the code."""
    needs = (*columns_of(record), field or key)
    return Col(key, lambda text, row: Cell(text=words(text, row), value=getattr(row, field or key)), needs=needs)


class StrengthRow(Record):
    """How strong a correspondence is: strong, partial or none."""

    strength: str


def strength(key: str) -> Col:
    """How strong a correspondence is, in words."""
    return coded(key, StrengthRow, lambda text, row: text(f"strength.{row.strength}"), "strength")


# Columns of numbers -------------------------------------------------------------------------------------


def year(key: str = "year") -> Col:
    """A year, as a label: no separator, not set as a number."""
    return Col(key, lambda text, row: Cell(text=str(getattr(row, key)), value=int(getattr(row, key))), needs=(key,))


def count(key: str, field: str = "") -> Col:
    """A number of things."""

    def cell(text: Text, row: Record) -> Cell:
        number = int(getattr(row, field or key))
        return Cell(text=text.number(number), value=number)

    return Col(key, cell, numeric=True, needs=(field or key,))


def measured(key: str, record: type[R], cell: Callable[[Text, R], Cell], rounded: bool = False) -> Col:
    """A number with limits, made of a record; rounded: they stand in brackets, as limits of rounding."""
    return _measured(key, cell, columns_of(record), rounded)


def _measured(key: str, cell: Callable[[Text, Any], Cell], needs: tuple[str, ...], rounded: bool = False) -> Col:
    return Col(key, cell, numeric=True, measured=True, rounded=rounded, needs=needs)


def interval(
    key: str, decimals: int | None = None, missing: str = "not-published", signed: bool = False, field: str = ""
) -> Col:
    """An Interval with its limits.

    decimals: those of the row when None; missing: the reason, or the field of the row that has it; field: of the row,
    `key` when empty.
    """

    def cell(text: Text, row: Record) -> Cell:
        value = getattr(row, field or key)
        return parts.interval(text, value, _decimals(row, decimals), signed, _reason(row, missing))

    return _measured(key, cell, (field or key, *_unless(decimals, "decimals")), rounded=True)


def ratio(key: str) -> Col:
    """An Interval that is a ratio, with its limits."""
    return _measured(key, lambda text, row: parts.ratio(text, getattr(row, key)), (key,), rounded=True)


def reported(
    key: str, unit: str | None = None, decimals: int | None = None, missing: str = "not-published", field: str = ""
) -> Col:
    """An Interval as the source gives it; its limits stand in downloads only.

    unit: that of the row when None, "" for none; decimals, missing: as `interval`; field: of the row, `key` when empty.
    """

    def cell(text: Text, row: Any) -> Cell:
        value, of = getattr(row, field or key), row.unit if unit is None else unit
        return parts.reported(text, value, of, _decimals(row, decimals), _reason(row, missing))

    return _measured(key, cell, (field or key, *_unless(unit, "unit"), *_unless(decimals, "decimals")))


def _unless(given: object, column: str) -> tuple[str, ...]:
    """The column that a cell needs when the declaration does not give its value."""
    return (column,) if given is None else ()


def _decimals(row: Any, decimals: int | None) -> int:
    return int(row.decimals) if decimals is None else decimals


def _reason(row: Record, missing: str) -> str:
    """`missing` itself, or what the row has in the field of that name."""
    return getattr(row, missing, missing)


# Matrices -----------------------------------------------------------------------------------------------


def matrix(rows: pd.DataFrame, columns: str, values: str) -> pd.DataFrame:
    """Long rows about areas as a matrix: `name` of the area x the values of `columns`, both in the order of rows.

    A cell without a row is "": it says nothing.
    """
    wide = rows.pivot(index="name", columns=columns, values=values).astype(object)
    wide = wide.reindex(index=rows["name"].unique(), columns=rows[columns].unique())
    return wide.where(wide.notna(), "")


def matrix_columns(
    wide: pd.DataFrame, prefix: str, cell: Callable[[Text, Any], Cell], numeric: bool = False
) -> list[Col]:
    """The columns of the twin of a matrix: the area, then one (`<prefix>-<name>`) for each column of the matrix."""

    def at(place: int) -> Callable[[Text, Any], Cell]:  # by place: names with a hyphen are no fields of a row
        return lambda text, row: Cell(text="") if row[place] == "" else cell(text, row[place])

    name = Col("area", lambda text, row: Cell.of(row[0]))
    return [name, *(Col(f"{prefix}-{key}", at(place), numeric) for place, key in enumerate(wide.columns, 1))]


# Grids --------------------------------------------------------------------------------------------------


class GridRow(Record):
    """A row of `grid`."""

    cells: dict[str, Any]  # rows of the frame that the grid was made of


def grid(rows: pd.DataFrame, down: str, across: str) -> pd.DataFrame:
    """A row for each value of `down`, with its cells side by side, for a table with `at` columns.

    rows: one for each cell. Returns the first row of each value of `down` with `cells`: its rows by the value of
    `across`.
    """
    cells: dict[str, dict[str, Record]] = {}
    for row in each_row(rows, Record):
        cells.setdefault(getattr(row, down), {})[getattr(row, across)] = row
    firsts = rows.drop_duplicates(down)
    return firsts.assign(cells=pd.Series(list(cells.values()), index=firsts.index, dtype=object))


def at(value: str, column: Col) -> Col:
    """The column of a grid that stands under one value; a dash where the grid has no such cell."""

    def cell(text: Text, row: GridRow) -> Cell:
        return column.cell(text, row.cells[value]) if value in row.cells else Cell(text="–")

    return replace(column, cell=cell, needs=(*column.needs, "cells"))  # a row of a grid has what its cells have


def drawn(
    rows: pd.DataFrame, names: Sequence[str], across: dict[str, str], record: type[R], label: Callable[[R], str]
) -> pd.DataFrame:
    """The cells of a grid as the labels of a matrix chart, "" where there is none.

    rows: of `grid`; names: of its rows; across: names of its columns by value; label: made of a record of a cell.
    """
    check_columns(rows, columns_of(record))
    lines = each_row(rows, GridRow)
    cells = [[label(row.cells[value]) if value in row.cells else "" for value in across] for row in lines]
    return pd.DataFrame(cells, index=list(names), columns=list(across.values()))
