"""Tables for readers, declared: each column says how its cell comes from a row, the rows come from a frame.

    table(run, "cijfers", title, [words("name"), year(), interval("gap", signed=True)], pairs, source)

A value that is missing says why (see vocabulary.MISSING_REASONS), never zero; every number keeps its raw value for
downloads.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from helpers.blocks.model import Cell, Column, Table
from helpers.contract.rows import Row, each_row
from helpers.session import Run
from helpers.views import parts
from helpers.words.text import Text


@dataclass(frozen=True)
class Col:
    """A column: its key, how a cell is made of a row, whether it holds numbers, and its label.

    label: for readers; empty: the message `column.<key>`. rounded: cells hold limits of rounding in brackets, and the
    head says so. measured: whether its numbers have limits, which go into downloads.
    """

    key: str
    cell: Callable[[Text, Row], Cell]
    numeric: bool = False
    label: str = ""
    rounded: bool = False
    measured: bool = False

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

    highlight: for each row whether it is about the area itself. Raises AttributeError when a column needs a field that
    the frame lacks.
    """
    text = run.text
    return Table(
        id=id,
        title=title,
        columns=[_column(text, column) for column in columns],
        rows=[[column.cell(text, row) for column in columns] for row in each_row(rows)],
        highlight=[number for number, own in enumerate(highlight) if own],
        source=source,
        caveats=list(caveats),
    )


def _column(text: Text, column: Col) -> Column:
    return Column(key=column.key, label=column.head(text), numeric=column.numeric, measured=column.measured)


# Columns of text ----------------------------------------------------------------------------------------


def words(key: str, field: str, missing: str = "") -> Col:
    """The text of `<field>_nl` or `<field>_en`; an empty one gives its reason when `missing` names it."""

    def cell(text: Text, row: Row) -> Cell:
        words = text.pick(row, field)
        return parts.missing_cell(text, missing) if missing and not words else Cell.of(words)

    return Col(key, cell)


def plain(key: str, field: str = "") -> Col:
    """A text that is the same in every language, such as a name."""
    return Col(key, lambda text, row: Cell.of(getattr(row, field or key)))


def message(key: str, group: str, field: str = "") -> Col:
    """The message `<group>.<value>` for a value of a closed list."""
    return Col(key, lambda text, row: Cell.of(text(f"{group}.{getattr(row, field or key)}")))


def passage(key: str, field: str) -> Col:
    """The text of `<field>_nl` or `<field>_en` with its place in the report."""
    return Col(key, lambda text, row: Cell.of(parts.passage(text, text.pick(row, field), row.section)))


def made(key: str, make: Callable[[Text, Row], str], numeric: bool = False) -> Col:
    """A text that is made of the whole row."""
    return Col(key, lambda text, row: Cell.of(make(text, row)), numeric)


# Columns of numbers -------------------------------------------------------------------------------------


def year(key: str = "year") -> Col:
    """A year, as a label: no separator, not set as a number."""
    return Col(key, lambda text, row: Cell(text=str(getattr(row, key)), value=int(getattr(row, key))))


def count(key: str, field: str = "") -> Col:
    """A number of things."""

    def cell(text: Text, row: Row) -> Cell:
        number = int(getattr(row, field or key))
        return Cell(text=text.number(number), value=number)

    return Col(key, cell, numeric=True)


def measured(key: str, cell: Callable[[Text, Row], Cell], rounded: bool = False) -> Col:
    """A number with limits, made of the whole row; rounded: they stand in brackets, as limits of rounding."""
    return Col(key, cell, numeric=True, measured=True, rounded=rounded)


def interval(key: str, decimals: int | None = None, missing: str = "not-published", signed: bool = False) -> Col:
    """An Interval with its limits.

    decimals: those of the row when None; missing: the reason, or the field of the row that has it.
    """

    def cell(text: Text, row: Row) -> Cell:
        return parts.interval(text, getattr(row, key), _decimals(row, decimals), signed, _reason(row, missing))

    return measured(key, cell, rounded=True)


def ratio(key: str) -> Col:
    """An Interval that is a ratio, with its limits."""
    return measured(key, lambda text, row: parts.ratio(text, getattr(row, key)), rounded=True)


def reported(
    key: str, unit: str | None = None, decimals: int | None = None, missing: str = "not-published", field: str = ""
) -> Col:
    """An Interval as the source gives it; its limits stand in downloads only.

    unit: that of the row when None, "" for none; decimals, missing: as `interval`; field: of the row, `key` when empty.
    """

    def cell(text: Text, row: Row) -> Cell:
        value, of = getattr(row, field or key), row.unit if unit is None else unit
        return parts.reported(text, value, of, _decimals(row, decimals), _reason(row, missing))

    return measured(key, cell)


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

    def at(place: int) -> Callable[[Text, Row], Cell]:  # by place: names with a hyphen are no fields of a row
        return lambda text, row: Cell(text="", value=None) if row[place] == "" else cell(text, row[place])

    name = Col("area", lambda text, row: Cell.of(row.Index))
    return [name, *(Col(f"{prefix}-{key}", at(place), numeric) for place, key in enumerate(wide.columns, 1))]


def _decimals(row: Row, decimals: int | None) -> int:
    return int(row.decimals) if decimals is None else decimals


def _reason(row: Row, missing: str) -> str:
    """`missing` itself, or what the row has in the field of that name."""
    return getattr(row, missing, missing)


# Columns of codes, and grids ------------------------------------------------------------------------------


def coded(key: str, words: Callable[[Text, Row], str], field: str = "") -> Col:
    """A code in words; downloads keep the code."""
    return Col(key, lambda text, row: Cell(text=words(text, row), value=getattr(row, field or key)))


def strength(key: str) -> Col:
    """How strong a correspondence is (the field `strength`), in words."""
    return coded(key, lambda text, row: text(f"strength.{row.strength}"), "strength")


def grid(rows: pd.DataFrame, down: str, across: str) -> pd.DataFrame:
    """A row for each value of `down`, with its cells side by side, for a table with `at` columns.

    rows: one for each cell. Returns the first row of each value of `down` with `cells`: its rows by the value of
    `across`.
    """
    cells: dict[str, dict[str, Row]] = {}
    for row in each_row(rows):
        cells.setdefault(getattr(row, down), {})[getattr(row, across)] = row
    firsts = rows.drop_duplicates(down)
    return firsts.assign(cells=pd.Series(list(cells.values()), index=firsts.index, dtype=object))


def at(value: str, column: Col) -> Col:
    """The column of a grid that stands under one value; a dash where the grid has no such cell."""

    def cell(text: Text, row: Row) -> Cell:
        return column.cell(text, row.cells[value]) if value in row.cells else Cell(text="–", value=None)

    return replace(column, cell=cell)


def drawn(
    rows: pd.DataFrame, names: Sequence[str], across: dict[str, str], label: Callable[[Row], str]
) -> pd.DataFrame:
    """The cells of a grid as the labels of a matrix chart, "" where there is none.

    rows: of `grid`; names: of its rows; across: names of its columns by value.
    """
    cells = [[label(row.cells[value]) if value in row.cells else "" for value in across] for row in each_row(rows)]
    return pd.DataFrame(cells, index=list(names), columns=list(across.values()))
