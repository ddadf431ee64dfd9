"""Rules of the data contract that need more than one cell: figures and their unit, source, year and region.

What breaks none of them, every page can show.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

Frames = dict[str, pd.DataFrame]  # by name of the table


# The lowest and highest value that a unit allows. A score may be below zero.
_BOUNDS = {unit: (0.0, np.inf) for unit in ("euro", "thousand-euro", "persons", "children", "jobs", "fte")} | {
    "percent": (0.0, 100.0),
    "score": (-np.inf, np.inf),
}


_SOURCE_OF_KIND = {
    "effect": "spuk-kw-monitor",
    "context": "spuk-kw-monitor",
    "realisation": "spuk-kw-monitor",
    "register": "cbs-kwb-2022",
}


_KINDS_OF_TABLE = {
    "indicator_values": ("effect", "context"),
    "realisation_values": ("realisation",),
    "area_values": ("register",),
}


def broken_rules(frames: Frames) -> list[str]:
    """A line per row that breaks a rule, with table, row, column, value and what was expected.

    frames: every table, its cells and references checked.
    """
    problems = _wrong_sources("indicators", frames["indicators"], frames["indicators"]["kind"])
    for table, kinds in _KINDS_OF_TABLE.items():
        rows = frames[table].merge(frames["indicators"][["indicator", "kind", "unit"]], on="indicator", how="left")
        problems += _wrong_kinds(table, rows, kinds) + _wrong_sources(table, rows, rows["kind"])
        problems += _out_of_bounds(table, rows)
    values = frames["area_values"]
    return problems + _wrong_limits(values) + _more_years(values) + _wrong_regions(values) + _without_values(frames)


def _lines(table: str, rows: pd.DataFrame, wrong: pd.Series, column: str, expected: Iterable[str]) -> list[str]:
    """A line per wrong row. expected: what was expected, for every row of the table."""
    return [
        f"{table}.csv, row {number}, column {column}: {_shown(value)}; expected {words}"
        for number, value, bad, words in zip(range(1, len(rows) + 1), rows[column], wrong, expected, strict=True)
        if bad
    ]


def _shown(value: str | float) -> str:
    if isinstance(value, str):
        return repr(value)
    return "empty" if pd.isna(value) else str(value)


def _wrong_sources(table: str, rows: pd.DataFrame, kinds: pd.Series) -> list[str]:
    """A figure of another source would be credited to the wrong publisher, as every kind has one for now."""
    expected = kinds.map(_SOURCE_OF_KIND)
    words = [f"{source}: figures of another source cannot be shown yet" for source in expected]
    return _lines(table, rows, rows["source"] != expected, "source", words)


def _wrong_kinds(table: str, rows: pd.DataFrame, kinds: tuple[str, ...]) -> list[str]:
    words = [f"an indicator of the kind {' or '.join(kinds)}"] * len(rows)
    return _lines(table, rows, ~rows["kind"].isin(kinds), "indicator", words)


def _out_of_bounds(table: str, rows: pd.DataFrame) -> list[str]:
    lowest = rows["unit"].map({unit: low for unit, (low, _) in _BOUNDS.items()})
    highest = rows["unit"].map({unit: high for unit, (_, high) in _BOUNDS.items()})
    words = [
        f"{unit} of at least {low:g}" + (f" and at most {high:g}" if np.isfinite(high) else "")
        for unit, low, high in zip(rows["unit"], lowest, highest, strict=True)
    ]
    return _lines(table, rows, (rows["value"] < lowest) | (rows["value"] > highest), "value", words)


def _wrong_limits(values: pd.DataFrame) -> list[str]:
    """A value has limits around it, and is there when the status says so."""
    there = values["status"] == "ok"
    problems = []
    for column in ("value", "lower", "upper"):
        words = np.where(there, "a number, as the status is ok", "no number, as the status says why there is none")
        problems += _lines("area_values", values, values[column].notna() != there, column, words)
    below, above = values["lower"] > values["value"], values["upper"] < values["value"]
    problems += _lines("area_values", values, below, "lower", ["at most the value"] * len(values))
    return problems + _lines("area_values", values, above, "upper", ["at least the value"] * len(values))


def _more_years(values: pd.DataFrame) -> list[str]:
    """Pages show one figure per indicator and region: a second year would stand there as if it were the same."""
    years = sorted({int(year) for year in values["year"]})
    if len(years) <= 1:
        return []
    first = values["year"].iloc[0]
    words = [f"{first}, as in the first row: several years cannot be shown yet"] * len(values)
    return _lines("area_values", values, values["year"] != first, "year", words)


def _wrong_regions(values: pd.DataFrame) -> list[str]:
    types = np.where(
        values["region"] == "nl", "nl", np.where(values["region"].str.startswith("GM"), "municipality", "area")
    )
    return _lines("area_values", values, values["region_type"] != types, "region_type", types)


def _without_values(frames: Frames) -> list[str]:
    """Every area is compared with its municipality and the Netherlands: none of them may be left out."""
    areas, indicators, values = frames["areas"], frames["indicators"], frames["area_values"]
    names = [*areas["area"], *areas["gm_code"].unique(), "nl"]
    registers = indicators.loc[indicators["kind"] == "register", "indicator"]
    there = set(zip(values["indicator"], values["region"], strict=True))
    return [
        f"area_values.csv: {indicator} has no row for {region}; expected one for every area, its municipality and nl"
        for region in names
        for indicator in registers
        if (indicator, region) not in there
    ]
