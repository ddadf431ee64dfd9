"""How a frame looks in a notebook: words on the left, numbers on the right. JupyterLab has all on the right."""

import re
import sys
from collections.abc import Sequence
from itertools import cycle

import pandas as pd


def show_frames() -> None:
    """From now on the notebook that calls this shows frames by `frame_html`. Elsewhere nothing happens.

    A way that somebody chose for frames before stays; `pd.options` and the frames themselves are not touched.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    formatter = shell and shell.display_formatter.formatters["text/html"]
    if formatter and pd.DataFrame not in formatter:
        formatter.for_type(pd.DataFrame, frame_html)


def frame_html(frame: pd.DataFrame) -> str | None:
    """What pandas makes of a frame, shortened as its options say, with columns of words aligned on the left.

    None where these options ask for no HTML. A frame whose columns have several levels stays as pandas has it.
    """
    html: str | None = frame._repr_html_()  # type: ignore[operator]  # stubs do not have it
    if html is None or isinstance(frame.columns, pd.MultiIndex):
        return html
    head, end, body = html.partition("</thead>")
    levels = frame.index.nlevels
    index = [levels == 1 and _of_words(frame.index.to_series())] * levels
    columns = _shown(
        [_of_words(column) for _, column in frame.items()], head.partition("</tr>")[0].count("<th>") - levels
    )
    return _aligned(head, "th", index + columns) + end + _aligned(_aligned(body, "th", index), "td", columns)


def _of_words(values: pd.Series) -> bool:
    return pd.api.types.infer_dtype(values, skipna=True) in ("string", "categorical")


def _shown(columns: list[bool], number: int) -> list[bool]:
    """Of so many columns that are shown; where not all are, pandas puts one of dots in their middle."""
    half = number // 2
    return columns if number == len(columns) else [*columns[:half], True, *columns[-half:]]


def _aligned(html: str, tag: str, on_the_left: Sequence[bool]) -> str:
    """The cells of rows that have as many cells each. What a cell holds is escaped, so it is never taken for a tag."""
    turns = cycle(on_the_left)
    return re.sub(f"<{tag}>", lambda cell: f'<{tag} style="text-align: left">' if next(turns) else cell[0], html)
