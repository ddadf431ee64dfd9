"""The rows of a frame as objects: `row.indicator` instead of `row["indicator"]`, with the columns that are needed."""

from collections import namedtuple
from collections.abc import Iterable, Iterator
from functools import lru_cache
from inspect import get_annotations
from typing import Any, TypeVar, cast

import pandas as pd


class Record:
    """The columns of a row that a function needs, as annotated names; a record of its own may build on another one.

        class Level(Record):
            indicator: str
            value: float

    Nothing is made of it: rows stay the tuples that pandas gives. It tells a type checker which columns there are, and
    `each_row` holds it against the frame.
    """


R = TypeVar("R", bound=Record)


def each_row(frame: pd.DataFrame, record: type[R]) -> Iterator[R]:
    """The rows of a frame in its order, each with a field per column. Raises ValueError as `check_columns` does."""
    check_columns(frame, columns_of(record))
    # As frame.itertuples(), which takes text out of a column one by one and makes a class at every call.
    columns = [_values(column) for _, column in frame.items()]
    return cast(Iterator[R], map(_row(*map(str, frame.columns))._make, zip(frame.index, *columns, strict=True)))


def _values(column: pd.Series) -> list[Any]:
    return column.tolist() if isinstance(column.dtype, pd.StringDtype) else list(column)


@lru_cache(maxsize=512)
def _row(*columns: str) -> Any:
    return namedtuple("Row", ["Index", *columns], rename=True)


def columns_of(record: type[Record]) -> tuple[str, ...]:
    """The columns that a record declares, with those of the records that it builds on."""
    return tuple(name for part in reversed(record.__mro__) for name in get_annotations(part))


def check_columns(frame: pd.DataFrame, needed: Iterable[str]) -> None:
    """Raise ValueError that names the columns which the rows of a frame need and it lacks; no rows need none."""
    missing = [name for name in dict.fromkeys(needed) if name not in frame.columns]
    if missing and len(frame):
        raise ValueError(
            f"the rows have no column {', '.join(missing)}; they have {', '.join(map(str, frame.columns))}"
        )
