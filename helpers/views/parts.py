"""Cells, columns and figures: the small step from a result to a block."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR

import pandas as pd

from helpers.blocks.model import Cell, Column, Figure, Table, encode
from helpers.charts.style import Drawing
from helpers.words.text import Text


def column(text: Text, key: str, numeric: bool = False) -> Column:
    """A column whose label is the message `column.<key>`."""
    return Column(key=key, label=text(f"column.{key}"), numeric=numeric)


def place(text: Text, section: str) -> str:
    """Where something stands in the report, for readers: `paragraaf 2.3.6` or `bijlage 3, cluster 1`."""
    if section.startswith("Bijlage"):
        return text("findings.place_annex", rest=section.removeprefix("Bijlage"))
    return text("findings.place_section", section=section)


def number(text: Text, value: float, decimals: int, missing: str = "not-published") -> Cell:
    """A number as a cell; a missing one says why (see vocabulary.MISSING_REASONS), never zero."""
    if value is None or math.isnan(value):
        return Cell(text=text(f"missing.{missing}"), value=None)
    return Cell(text=text.number(value, decimals), value=round(float(value), 6))


def quantity(text: Text, value: float, unit: str, decimals: int, missing: str = "not-published") -> Cell:
    """A value with its unit as a cell."""
    if value is None or math.isnan(value):
        return Cell(text=text(f"missing.{missing}"), value=None)
    return Cell(text=text.with_unit(value, unit, decimals), value=round(float(value), 6))


def published(text: Text, row, region: str) -> Cell:
    """The value of `focus` or `nl` in a row of pairs; one that was read from a phrase says so."""
    # A number that is known to whole percents is not shown with decimals.
    decimals = 0 if getattr(row, f"{region}_precision") >= 0.5 else int(row.decimals)
    cell = quantity(text, getattr(row, region), row.unit, decimals)
    if getattr(row, f"{region}_basis") == "phrase":
        cell = Cell(text=text("basis.phrase", value=cell.text), value=cell.value)
    return cell


def interval(
    text: Text,
    value: float,
    lower: float,
    upper: float,
    decimals: int,
    signed: bool = False,
    missing: str = "not-published",
) -> Cell:
    """A number with the limits that rounding leaves open, as `+4,0 (3,9 tot 4,1)`; or why it is missing."""
    if math.isnan(value):
        return Cell(text=text(f"missing.{missing}"), value=None)
    show = text.signed if signed else text.number
    shown = text(
        "unit.interval",
        value=show(value, decimals),
        lower=show(lower, decimals, ROUND_FLOOR),  # outward: the printed limits never promise too much
        upper=show(upper, decimals, ROUND_CEILING),
    )
    return Cell(text=shown, value=round(float(value), 6))


def figure(id: str, title: str, drawing: Drawing, table: Table, caveats: list[str] | None = None) -> Figure:
    """A drawing and its table twin as one block; the source is the table's."""
    return Figure(
        id=id,
        title=title,
        svg=encode(drawing.svg),
        width=drawing.width,
        alt=drawing.alt,
        table=table,
        source=table.source,
        caveats=caveats or [],
    )


def caveat_lines(text: Text, indicators: pd.DataFrame) -> list[str]:
    """The caveats of indicators (rows with name and caveat), those with the same caveat on one line."""
    names: dict[str, list[str]] = {}
    for row in indicators[indicators["caveat_nl"].notna()].itertuples():
        names.setdefault(text.pick(row, "caveat"), []).append(text.pick(row, "name"))
    return [text("indicator.caveat", name=text.join(of_caveat), caveat=caveat) for caveat, of_caveat in names.items()]
