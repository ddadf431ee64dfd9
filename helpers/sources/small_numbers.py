"""Small numbers among own figures: they are not shown, nor any number from which they could be computed.

Primary and secondary suppression as statistical offices do it (Hundepool et al., Statistical Disclosure Control, 2012,
chapter 4), for sums of which the whole and some of the parts are given.
"""

from collections.abc import Iterator, Mapping
from math import isnan

import pandas as pd

from helpers.sources.layouts import COUNTS

SMALLEST = 10  # people or households: of fewer, a figure may tell who they are
_FIGURE = ["indicator", "year", "source"]
_Sum = tuple[int, list[int]]  # the rows of a whole and of its parts


def suppressed(
    values: pd.DataFrame, units: Mapping[str, str], wholes: Mapping[str, tuple[str, ...]]
) -> tuple[pd.Series, pd.Series]:
    """Which rows are about fewer than SMALLEST people or households, and which others would give them away.

    values: rows of `OwnFigures.values`, numbered from 0. units: of indicators. wholes: what a region is part of, the
    nearest first.
    """
    value, counts = values["value"].astype(float), values["indicator"].map(units).isin(COUNTS)
    small = value.notna() & ((counts & value.gt(0) & value.lt(SMALLEST)) | values["n"].astype(float).lt(SMALLEST))
    hidden = (small | values["status"].eq("suppressed")).tolist()
    sums = [*_of_regions(values[counts], wholes), *_of_subgroups(values[counts])]
    before = -1
    while before != sum(hidden):  # what is hidden in one sum may be computed in another
        before = sum(hidden)
        for whole, parts in sums:
            for row in _to_hide_too(value.tolist(), hidden, whole, parts):
                hidden[row] = True
    return small, pd.Series(hidden, values.index) & ~small & value.notna()


def _of_regions(values: pd.DataFrame, wholes: Mapping[str, tuple[str, ...]]) -> Iterator[_Sum]:
    for _, rows in values.groupby([*_FIGURE, "subgroup"]):
        place = dict(zip(rows["region"], rows.index.tolist(), strict=True))
        parts: dict[int, list[int]] = {}
        for region, row in zip(rows["region"], rows.index.tolist(), strict=True):
            for whole in [place[one] for one in wholes.get(region, ()) if one in place][:1]:
                parts.setdefault(whole, []).append(row)
        yield from parts.items()


def _of_subgroups(values: pd.DataFrame) -> Iterator[_Sum]:
    for _, rows in values.groupby([*_FIGURE, "region", "vintage"]):
        everybody = rows["subgroup"] == "all"
        if everybody.any() and not everybody.all():
            yield rows.index[everybody].tolist()[0], rows.index[~everybody].tolist()


def _to_hide_too(value: list[float], hidden: list[bool], whole: int, parts: list[int]) -> list[int]:
    """The next row to hide (or all parts, when they overlap) if what is hidden can be computed from what is seen.

    What a reader can compute is the whole minus the seen parts. It gives nothing away when it is the sum of two numbers
    or more that are not shown, and is no small number itself; or when the whole is not shown either.
    """
    given = [part for part in parts if not isnan(value[part])]
    seen = [part for part in given if not hidden[part]]
    rest = value[whole] - sum(value[part] for part in given)  # NaN when the whole is not given
    n_hidden = sum(hidden[row] for row in (whole, *parts))
    if rest < 0:  # the parts overlap
        return seen if n_hidden else []
    others = rest if rest > 0 and given == parts else 0.0  # of no part; when a part is not given there may be none
    if not n_hidden and not 0 < others < SMALLEST:
        return []
    left = value[whole] - sum(value[part] for part in seen)
    if n_hidden + (others > 0) > 1 and (hidden[whole] or not 0 < left < SMALLEST):
        return []
    return [min(seen, key=lambda part: value[part])] if seen else [whole]
