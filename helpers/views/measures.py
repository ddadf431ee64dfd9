"""Blocks about single measures: realisation, reach, the two debt definitions, the goals, school advices."""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Cell, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.rows import Row, each_row
from helpers.results import composition
from helpers.session import Run
from helpers.views import parts
from helpers.views.tables import Col, interval, made, message, number, table, words, year
from helpers.words.text import Text

# Realisation and reach --------------------------------------------------------------------------------


def realisation(run: Run, figures: pd.DataFrame) -> Blocks:
    """What was realised on average per area, of how many areas, and what that is not.

    figures: of `results.indicators.realisation`.
    """
    text = run.text
    if figures.empty:
        return Blocks([Note(tone="missing", text=text("realisation.none"))], run.language, run.area)
    (theme,) = figures["theme"].unique()
    columns = [
        words("indicator", "name"),
        made("statistic", lambda text, row: text(f"statistic.{row.statistic}.{row.subset}")),
        Col("value", _bounded, numeric=True),
        made("areas", _areas),
        interval("implied_total", decimals=0, missing="total_missing"),
        words("caveat", "caveat"),
    ]
    own_year = f"realisation.year_{theme}"
    caveats = [
        text("realisation.not_a_rate", area=run.area_name),
        text(own_year if text.has(own_year) else "realisation.year"),
        *dict.fromkeys(filter(None, (text.pick(row, "indicator_caveat") for row in each_row(figures)))),
    ]
    source = text("source.monitor_section", section=text.join(sorted(set(figures["section"]))))
    block = table(run, f"realisatie-{theme}", text("realisation.title"), columns, figures, source, caveats)
    return Blocks([block], run.language, run.area)


def _bounded(text: Text, row: Row) -> Cell:
    """A value with what the text makes of it: "about", "at most"."""
    shown = text.with_unit(row.value, row.unit, int(row.decimals))
    return Cell(text=text(f"bound.{row.bound}", value=shown), value=row.value)


def _areas(text: Text, row: Row) -> str:
    if pd.isna(row.areas_reporting):
        return text("realisation.areas_unknown")
    return text("realisation.areas", n=int(row.areas_reporting), total=int(row.areas_total))


def reach(run: Run, measures: dict[str, float]) -> Blocks:
    """Pre-school reach: the mean of area percentages beside the ratio of the means, and what follows.

    measures: of `results.indicators.reach`.
    """
    text = run.text
    shown = {name: text.number(value) for name, value in measures.items()}
    two_measures = Paragraph(text=text("reach.two_measures", **shown))
    return Blocks([two_measures, Note(tone="caveat", text=text("reach.conclusion", **shown))], run.language, run.area)


# Debts and goals --------------------------------------------------------------------------------------


def debt_definitions(run: Run, overlap: pd.DataFrame, spliced: pd.DataFrame) -> Blocks:
    """Problematic debts under both definitions in the overlap years, the level shift, and one computed series.

    overlap, spliced: of `results.debts`.
    """
    text = run.text
    source = text("source.monitor_section", section=text("source.figure", figure="18-19"))
    columns = [
        year(),
        message("region", "chart"),
        _percent("old"),
        _percent("revised"),
        interval("shift", 1, signed=True),
    ]
    shift = table(run, "schulden-definities", text("debts.title"), columns, overlap, source)
    columns = [
        *(year(), message("region", "chart")),
        interval("value", 1, missing="not-computable").with_limits(False),  # of more than rounding: see the caution
        made("basis", lambda text, row: text(f"debts.basis_{row.value.basis}")),
    ]
    caveats = [text("debts.spliced_caution")]
    series = table(run, "schulden-reeks", text("debts.spliced_title"), columns, spliced, source, caveats)
    return Blocks([shift, series], run.language, run.area)


def _percent(key: str) -> Col:
    return Col(key, lambda text, row: parts.reported(text, getattr(row, key), "percent", 1), numeric=True)


def goals(run: Run, progress: pd.DataFrame) -> Blocks:
    """The national goals beside the pace of the published series; with a baseline also the pace that is needed.

    progress: of `results.indicators.goals`.
    """
    text = run.text
    columns = [
        message("goal", "goals"),
        interval("observed_pace", 1, missing="pace_missing", signed=True),
        Col("target", lambda text, row: parts.quantity(text, row.target, "percent", 1, row.missing), numeric=True),
        Col("needed_pace", _needed_pace, numeric=True, rounded=True),
    ]
    source = text("source.monitor_section", section="2.1, 2.2.1")
    return Blocks(
        [table(run, "doelen", text("goals.title"), columns, progress, source, [text("goals.caution")])], run.language
    )


def _needed_pace(text: Text, row: Row) -> Cell:
    if row.target is not None and row.needed_pace is None:
        return Cell(text=text("goals.no_years_left"), value=None)
    return parts.interval(text, row.needed_pace, 1, signed=True, missing=row.missing)


# School advice ----------------------------------------------------------------------------------------


def school_advice(run: Run, shares: pd.DataFrame, changes: pd.DataFrame) -> Blocks:
    """The seven school advices as one whole: shares with their sum minus 100, and their change.

    shares, changes: of `results.composition`; changes in points and as log-ratio.
    """
    text = run.text
    source = text("source.monitor_section", section=text("source.figure", figure="4-10"))
    bars = {
        column: text("advice.bar", region=text(f"chart.{region}"), year=str(year))
        for column, (region, year) in composition.bars(shares).items()
    }
    twin = _shares_table(run, shares, bars, source)
    names = [text.pick(row, "name").removeprefix(text("advice.prefix")) for row in each_row(shares)]
    drawn = shares[list(bars)].set_axis(names).rename(columns=bars)
    alt = [_advice_sentence(text, row) for row in each_row(changes) if pd.notna(row.focus_points)]
    drawing = charts.stacked_composition(drawn, text, " ".join([text("advice.alt"), *alt]))
    figure = parts.figure("schooladvies", text("advice.title"), drawing, twin, [text("advice.caution")])
    return Blocks([figure, _changes_table(run, changes, source)], run.language, run.area)


def _shares_table(run: Run, shares: pd.DataFrame, bars: dict[str, str], source: str) -> Table:
    """The shares, and as its last row what rounding leaves of their sum."""
    text = run.text
    columns = [words("indicator", "name"), *(_share(column, label) for column, label in bars.items())]
    shown = table(run, "schooladvies-tabel", text("advice.title"), columns, shares, source)
    errors = composition.closing_error(shares)
    closing = [Cell.of(text("advice.closing")), *(parts.number(text, errors[bar], 1, signed=True) for bar in bars)]
    return shown.model_copy(update={"rows": [*shown.rows, closing]})


def _share(column: str, label: str) -> Col:
    def cell(text: Text, row: Row) -> Cell:
        return parts.quantity(text, getattr(row, column), "percent", 1)

    return Col(column.replace("_", "-"), cell, numeric=True, label=label)


def _changes_table(run: Run, changes: pd.DataFrame, source: str) -> Table:
    text = run.text
    columns = [
        words("indicator", "name"),
        *(number(key, 1, "not-computable", signed=True) for key in ("focus_points", "nl_points")),
        *(number(key, 2, "not-computable", signed=True) for key in ("focus_log_ratio", "nl_log_ratio")),
    ]
    caveats = [text("advice.log_ratio")]
    return table(run, "schooladvies-verandering", text("advice.changes_title"), columns, changes, source, caveats)


def _advice_sentence(text: Text, row: Row) -> str:
    ends = {"first": text.number(row.focus_first, 1), "last": text.number(row.focus_last, 1)}
    return text("advice.alt_row", name=text.pick(row, "name"), **ends)
