"""The districts that an area is compared with: which they are, how alike, and what another choice would give.

Frames come from `results.similar`, `results.answer` and `results.spread`; what is in them is what is published.

>>> views.similar.districts(run, results.similar.districts(run, run.area))
1 block(s): table vergelijkbare-wijken
"""

import pandas as pd

from helpers.blocks.model import Cell, Fold
from helpers.blocks.notebook import Blocks
from helpers.results.answer import AnswerRow, is_said
from helpers.results.similar import CHOSEN, BalanceRow, DistrictRow, SensitivityRow
from helpers.results.spread import RangeRow
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.views import parts, tables
from helpers.views.parts import NamedRow, blocks_of, district_name
from helpers.views.tables import Col, at, coded, count, grid, made, made_cell, measured, table
from helpers.words.text import Text


def folded(run: Run, *blocks: Blocks) -> Blocks:
    """Blocks about similar districts, which a reader opens."""
    return blocks_of(run, [Fold(summary=run.text("similar.fold"), parts=[one for part in blocks for one in part])])


def level(run: Run, levels: pd.DataFrame) -> Blocks:
    """The gap between the area and similar districts, and what may be said; levels: of `results.answer.levels`."""
    text = run.text
    columns = [
        made("indicator", _Level, _figure),
        *(_interval(text, key) for key in ("own", "similar", "gap")),
        made("said", AnswerRow, lambda text, row: text(f"answer.said.{row.outcome}")),
        made("agree", AnswerRow, _agree),
    ]
    alone = (levels["reason"] == "one-district").any()  # nothing was added up
    caveats = [
        text("similar.interval_one" if alone else "similar.interval"),
        *([text("similar.when_possibly")] if levels["outcome"].str.endswith("-unsure").any() else []),
        *parts.unknown_errors(text, levels, beyond_rounding=True),
        *parts.outward(text, ((row.own, row.similar, int(row.decimals)) for row in each_row(levels, _Level))),
    ]
    title = text("similar.level", area=run.area_name)
    return blocks_of(run, [table(run, "vergelijkbaar-verschil", title, columns, levels, _source(run), caveats)])


class _Figure(NamedRow):
    indicator: str
    nature: str


class _Level(AnswerRow, _Figure):
    pass


def _figure(text: Text, row: _Figure) -> str:
    """An indicator as the spine calls it, or by its own name; an estimate is marked."""
    key = f"answer.figure.{row.indicator}.name"
    return parts.marked(text, row.nature, text(key) if text.has(key) else text.pick(row, "name"))


def _agree(text: Text, row: AnswerRow) -> str:
    if not row.others or not is_said(row):
        return text("similar.not_varied")
    return text("similar.agree", agree=row.agree, others=row.others)


def _interval(text: Text, key: str) -> Col:
    """A value with limits, which hold more than rounding here; so the head says margin."""
    label = text("similar.margin", label=text(f"column.{key}"))
    return tables.interval(key, signed=key == "gap").with_limits(False).labelled(label)


def _source(run: Run) -> str:
    indicators = run.tables.indicators
    return parts.credit(run, indicators[indicators["kind"] == "register"])


# Which they are -----------------------------------------------------------------------------------------


class _District(DistrictRow):
    population: float


def districts(run: Run, chosen: pd.DataFrame) -> Blocks:
    """The districts themselves, the nearest first; chosen: of `results.similar.districts`."""
    text = run.text
    columns = [
        count("rank"),
        made("district", _District, lambda text, row: district_name(row.wk_name)),
        tables.plain("municipality", "gm_name"),
        count("residents", "population"),
        _number("distance", 2),
        made("alike", _District, lambda text, row: text("similar.poor" if row.poor else "similar.good")),
    ]
    title = text("similar.districts", area=run.area_name)
    caveats = [text("similar.distance", limit=text.number(chosen["limit"].max(), 2))] if len(chosen) else []
    return blocks_of(run, [table(run, "vergelijkbare-wijken", title, columns, chosen, _source(run), caveats)])


def _number(key: str, decimals: int, signed: bool = False) -> Col:
    """A number that is computed and has no limits."""

    def cell(text: Text, row: Record) -> Cell:
        value = float(getattr(row, key))
        shown = text.signed(value, decimals) if signed else text.number(value, decimals)
        return Cell(text=shown, value=round(value, decimals))

    return Col(key, cell, numeric=True, needs=(key,))


def peers(run: Run) -> Blocks:
    """The areas that this one is compared with, in a collection of too many to show all; else nothing."""
    text = run.text
    if run.peers.empty:
        return blocks_of(run, [])
    rows = run.peers.merge(run.tables.areas, on="area")
    columns = [tables.plain("area", "name"), tables.plain("municipality"), _number("distance", 2)]
    said = text("similar.areas_said", area=run.area_name, all=len(run.tables.collection.areas))
    caveats = [said, text("similar.areas_alike"), text("similar.areas_distance", area=run.area_name)]
    title = text("similar.areas", area=run.area_name)
    return blocks_of(run, [table(run, "vergelijkbare-gebieden", title, columns, rows, _source(run), caveats)])


def balance(run: Run, rows: pd.DataFrame) -> Blocks:
    """How alike the area and these districts are in what was matched on; rows: of `results.similar.balance`."""
    text = run.text
    columns = [
        made("variable", BalanceRow, lambda text, row: text(f"similar.variable.{row.variable}")),
        *(_number(key, 1) for key in ("own", "similar", "every")),
        _number("difference", 2, signed=True).labelled(text("similar.difference")),
        _number("difference_every", 2, signed=True),
        made("balanced", BalanceRow, lambda text, row: text("similar.good" if row.balanced else "similar.poor")),
    ]
    title, caveats = text("similar.balance", area=run.area_name), [text("similar.balance_reading")]
    return blocks_of(run, [table(run, "vergelijkbaar-balans", title, columns, rows, _source(run), caveats)])


# What another choice gives ------------------------------------------------------------------------------


def sensitivity(run: Run, rows: pd.DataFrame) -> Blocks:
    """The gap and its direction under other choices; rows: of `results.similar.sensitivity`, of some indicators."""
    text = run.text
    firsts = rows.drop_duplicates("indicator")
    columns = [made("variation", SensitivityRow, _variation)]
    for row in each_row(firsts, _Figure):
        name = _figure(text, row)
        gap = measured(f"gap-{row.indicator}", _Varied, _gap).labelled(text("similar.gap_of", name=name))
        said = made_cell(f"said-{row.indicator}", SensitivityRow, _direction)
        columns += [at(row.indicator, gap), at(row.indicator, said.labelled(text("similar.said_of", name=name)))]
    title = text("similar.sensitivity", area=run.area_name)
    caveats = [text("similar.sensitivity_reading"), *parts.unknown_errors(text, rows, beyond_rounding=True)]
    wide = grid(rows, "variation", "indicator")
    return blocks_of(run, [table(run, "vergelijkbaar-keuzes", title, columns, wide, _source(run), caveats)])


class _Varied(SensitivityRow):
    decimals: int


def _gap(text: Text, row: _Varied) -> Cell:
    return parts.interval(text, row.gap, int(row.decimals), signed=True, missing="not-computable")


def _variation(text: Text, row: SensitivityRow) -> str:
    name = text(f"similar.variation.{row.variation}")
    return text("similar.same", variation=name) if row.same and row.variation != CHOSEN else name


def _direction(text: Text, row: SensitivityRow) -> Cell:
    """Possible only, of a figure whose own error no margin holds."""
    shown = text(f"similar.direction.{row.direction}")
    if row.direction not in ("undecided", "missing") and unknown_error(row.nature):
        shown = text("similar.possibly", direction=shown)
    return Cell(text=shown, value=row.direction)


# Which districts are the area ---------------------------------------------------------------------------


class _Range(RangeRow, _Figure):
    unit: str


def ranges(run: Run, rows: pd.DataFrame) -> Blocks:
    """What figures of the area would be without one of its districts; rows: of `results.spread.ranges`."""
    text = run.text
    columns = [
        made("indicator", _Range, lambda text, row: parts.with_unit(text, _figure(text, row), row.unit)),
        _interval(text, "own"),
        coded("holds", _Range, lambda text, row: text(f"answer.holds.{row.holds}")),
        *(_without(end) for end in ("lowest", "highest")),
        made("span", _Range, _span),
    ]
    title, caveats = text("similar.ranges", area=run.area_name), [text("similar.ranges_reading")]
    source = parts.credit(run, run.tables.indicators[run.tables.indicators["indicator"].isin(rows["indicator"])])
    return blocks_of(run, [table(run, "zonder-een-wijk", title, columns, rows, source, caveats)])


def _without(end: str) -> Col:
    """The lowest or the highest figure, with the district that is left out."""

    def cell(text: Text, row: _Range) -> Cell:
        if row.reason:
            return Cell(text="–")
        number = float(getattr(row, end))
        name = district_name(getattr(row, f"{end}_without"))
        shown = text.number(number, int(row.decimals))
        return Cell(text=text("similar.without", value=shown, district=name), value=round(number, 6))

    return made_cell(end, _Range, cell, numeric=True)


def _span(text: Text, row: _Range) -> str:
    if row.reason:
        return text(f"similar.reason.{row.reason}")
    return text.number(row.span, int(row.decimals) + 1)
