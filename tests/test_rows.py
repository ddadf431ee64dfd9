"""Rows by records: what a record declares must be in the frame, and a view says at once what its frame lacks."""

import pandas as pd
import pytest

from helpers import results, views
from helpers.rows import Record, columns_of, each_row
from helpers.views.tables import at, grid, made, table, words


class _Base(Record):
    name: str


class _Level(_Base):
    value: float


FRAME = pd.DataFrame({"value": [1.5, 2.5], "name": ["a", "b"], "more": [0, 0]}, index=[7, 9])


def test_a_record_has_its_own_columns_and_those_it_builds_on():
    assert columns_of(_Level) == ("name", "value") and columns_of(Record) == ()


def test_rows_come_in_the_order_of_the_frame_with_a_field_per_column():
    assert [(row.name, row.value) for row in each_row(FRAME, _Level)] == [("a", 1.5), ("b", 2.5)]


def test_a_column_that_the_frame_lacks_is_named_before_any_row_is_read():
    with pytest.raises(ValueError, match=r"^the rows have no column name, value; they have more$"):
        each_row(FRAME[["more"]], _Level)


def test_no_rows_need_no_columns():
    assert list(each_row(pd.DataFrame(), _Level)) == []


def test_a_table_names_all_that_its_columns_need(run):
    columns = [words("a", "label"), made("b", _Level, lambda text, row: row.name)]
    with pytest.raises(ValueError, match=r"^the rows have no column label_nl, label_en; they have value, name, more$"):
        table(run, "t", "T", columns, FRAME, "")


def test_a_cell_of_a_grid_needs_its_record_too(run):
    rows = grid(FRAME.assign(down="x", across=["l", "r"]), "down", "across")
    cell = at("l", made("b", _Level, lambda text, row: f"{row.name} {row.value}"))
    assert table(run, "t", "T", [cell.labelled("L")], rows, "").rows[0][0].text == "a 1.5"
    with pytest.raises(ValueError, match="the rows have no column value; they have"):
        table(run, "t", "T", [cell], rows.drop(columns="value"), "")


@pytest.mark.parametrize("column", ["gap", "direction", "decimals"])
def test_a_view_says_which_column_its_frame_lacks(run, column):
    pairs = results.indicators.latest(results.indicators.pairs(run, "armoede"))
    with pytest.raises(ValueError, match=f"^the rows have no column {column}; they have indicator, "):
        views.indicators.table(run, pairs.drop(columns=column))


def test_rows_are_those_of_pandas(tables):
    """Also in their types: a year that became a plain int would be written as a number, with a thousands separator."""
    for frame in tables.frames.values():
        for own, of_pandas in zip(each_row(frame, Record), frame.itertuples(), strict=True):
            assert [type(value) for value in own] == [type(value) for value in of_pandas]
            assert all(a is b or a == b or (a != a and b != b) for a, b in zip(own, of_pandas, strict=True))
