"""The rows of a frame as objects: `row.indicator` instead of `row["indicator"]`."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

# A row of a frame, as `each_row` gives it. Its fields are the columns, which the contract or the function that made the
# frame vouches for; a type checker cannot know them.
Row = Any


def each_row(frame: pd.DataFrame) -> Iterator[Row]:
    """The rows of a frame in its order: a field per column and `Index`."""
    return frame.itertuples()
