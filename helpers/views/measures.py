"""Blocks about single measures: realisation, reach, the two debt definitions, the goals, school advices.

>>> views.measures.realisation(run, results.indicators.realisation(run, "armoede"))
1 block(s): table realisatie-armoede
"""

from dataclasses import replace

import pandas as pd

from helpers import charts
from helpers.blocks.model import Cell, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results import composition
from helpers.results.indicators import GoalRow, RealisationRow
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.views import parts
from helpers.views.parts import NamedRow, blocks_of
from helpers.views.tables import Col, interval, made, made_cell, measured, message, reported, table, words, year
from helpers.words import values
from helpers.words.text import Text


class _IndicatorCaveat(Record):
    indicator_caveat_nl: str
    indicator_caveat_en: str


class _Spliced(Record):
    published: bool


class _Advice(NamedRow):
    focus_points: Interval | None
    focus_first: Interval
    focus_last: Interval


# Realisation and reach --------------------------------------------------------------------------------


def realisation(run: Run, figures: pd.DataFrame) -> Blocks:
    """What was realised on average per area, of how many areas, and what that is not.

    figures: of `results.indicators.realisation`.
    """
    text = run.text
    if figures.empty:
        return blocks_of(run, [Note(tone="missing", text=text("realisation.none"))])
    (theme,) = figures["theme"].unique()
    columns = [
        words("indicator", "name"),
        made("statistic", RealisationRow, lambda text, row: text(f"statistic.{row.statistic}.{row.subset}")),
        measured("value", RealisationRow, _bounded),
        made("areas", RealisationRow, _areas),
        interval("implied_total", decimals=0, missing="total_missing"),
        words("caveat", "caveat"),
    ]
    own_year = f"realisation.year_{theme}"
    caveats = [
        text("realisation.not_a_rate", area=run.area_name),
        text(own_year if text.has(own_year) else "realisation.year"),
        *dict.fromkeys(
            filter(None, (text.pick(row, "indicator_caveat") for row in each_row(figures, _IndicatorCaveat)))
        ),
    ]
    source = parts.monitor(text, figures)
    title = text("realisation.title", theme=text(f"section.{theme}"))
    block = table(run, f"realisatie-{theme}", title, columns, figures, source, caveats)
    return blocks_of(run, [block])


def _bounded(text: Text, row: RealisationRow) -> Cell:
    """A value with what the text makes of it: "about", "at most"."""
    cell = parts.reported(text, row.value, row.unit, int(row.decimals))
    if row.bound in ("exact", "about"):
        return cell.model_copy(update={"text": values.short(text, row.value, int(row.decimals), row.unit)})
    limit = text.with_unit(row.value.value, row.unit, int(row.decimals))
    return cell.model_copy(update={"text": text(f"bound.{row.bound}", value=limit)})


def _areas(text: Text, row: RealisationRow) -> str:
    if pd.isna(row.areas_reporting):
        return text("realisation.areas_unknown")
    return text("realisation.areas", n=int(row.areas_reporting), total=int(row.areas_total))


def reach(run: Run, measures: dict[str, Interval]) -> Blocks:
    """Pre-school reach: the mean of area percentages beside the ratio of the means, and what follows.

    measures: of `results.indicators.reach`.
    """
    text = run.text
    children = ("participants", "referred")
    shown = {name: values.short(text, of, 1, "" if name in children else "percent") for name, of in measures.items()}
    two_measures = Paragraph(text=text("reach.two_measures", **shown))
    return blocks_of(run, [two_measures, Note(tone="caveat", text=text("reach.conclusion"))])


# Debts and goals --------------------------------------------------------------------------------------


def debt_definitions(run: Run, overlap: pd.DataFrame, spliced: pd.DataFrame) -> Blocks:
    """Problematic debts under both definitions in the overlap years, the level shift, and one computed series.

    overlap, spliced: of `results.debts`.
    """
    text = run.text
    source = text("source.monitor_section", section=parts.figure_of_report(text, "18-19"))
    columns = [
        year(),
        message("region", "chart"),
        reported("old", "percent", 1),
        reported("revised", "percent", 1),
        interval("shift", 1, signed=True),
    ]
    shift = table(run, "schulden-definities", text("debts.title"), columns, overlap, source)
    share = parts.with_unit(text, text("column.value"), "percent")
    columns = [
        *(year(), message("region", "chart")),
        # Its limits are of more than rounding: see the caution.
        interval("value", 1, missing="not-computable").with_limits(False).labelled(share),
        made("basis", _Spliced, lambda text, row: text(f"debts.basis_{'published' if row.published else 'computed'}")),
    ]
    caveats = [text("debts.spliced_caution")]
    series = table(run, "schulden-reeks", text("debts.spliced_title"), columns, spliced, source, caveats)
    return blocks_of(run, [shift, series])


def goals(run: Run, progress: pd.DataFrame) -> Blocks:
    """The national goals beside the pace of the published series; with a baseline also the pace that is needed.

    progress: of `results.indicators.goals`.
    """
    text = run.text
    supplied = [  # by a user who knows the level of 2015: without it no row has a value
        made_cell("target", GoalRow, _target, numeric=True),
        measured("needed_pace", GoalRow, _needed_pace, rounded=True),
    ]
    columns = [
        message("goal", "goals"),
        measured("observed_pace", GoalRow, _observed_pace, rounded=True),
        *(supplied if progress["target"].notna().any() else []),
    ]
    source = text("source.monitor_section", section="§ 2.1, 2.2.1")
    block = table(run, "doelen", text("goals.title"), columns, progress, source, [text("goals.caution")])
    unsure = [Paragraph(text=line) for line in parts.definitions(text, progress)]
    return blocks_of(run, [block, *unsure])  # in sight: the pace may be of the definition


def _observed_pace(text: Text, row: GoalRow) -> Cell:
    """The pace with the years that it is of."""
    shown = parts.interval(text, row.observed_pace, 1, signed=True, missing=row.pace_missing)
    if row.observed_pace is None:
        return shown
    words = text("trend.change", change=shown.text, first=str(row.first_year), last=str(row.last_year))
    return shown.model_copy(update={"text": words})


def _target(text: Text, row: GoalRow) -> Cell:
    """Half of the number that the user gave: exact."""
    if row.target is None:
        return parts.missing_cell(text, row.missing)
    return Cell(text=text.with_unit(row.target, "percent", 1), value=row.target)


def _needed_pace(text: Text, row: GoalRow) -> Cell:
    if row.target is not None and row.needed_pace is None:
        return Cell(text=text("goals.no_years_left"))
    return parts.interval(text, row.needed_pace, 1, signed=True, missing=row.missing)


# School advice ----------------------------------------------------------------------------------------


def school_advice(run: Run, shares: pd.DataFrame, changes: pd.DataFrame) -> Blocks:
    """The seven school advices as one whole: shares with their sum minus 100, and their change.

    shares, changes: of `results.composition`; changes in points and as log-ratio.
    """
    text = run.text
    source = text("source.monitor_section", section=parts.figure_of_report(text, "4-10"))
    bars = {
        column: text("advice.bar", region=text(f"chart.{region}"), year=str(year))
        for column, (region, year) in composition.bars(shares).items()
    }
    twin = _shares_table(run, shares, bars, source)
    names = [_level(text, name) for name in parts.names(text, shares)]
    drawn = shares[list(bars)].set_axis(names).rename(columns=bars)
    alt = [_advice_sentence(text, row) for row in each_row(changes, _Advice) if row.focus_points]
    drawing = charts.stacked_composition(drawn, text, " ".join([text("advice.alt"), *alt]))
    figure = parts.figure("schooladvies", text("advice.title"), drawing, twin, [text("advice.caution")])
    return blocks_of(run, [figure, _changes_table(run, changes, source)])


def _shares_table(run: Run, shares: pd.DataFrame, bars: dict[str, str], source: str) -> Table:
    """The shares, and as its last row what rounding leaves of their sum."""
    text = run.text
    columns = [words("indicator", "name"), *(_share(column, label) for column, label in bars.items())]
    shown = table(run, "schooladvies-tabel", text("advice.title"), columns, shares, source)
    errors = composition.closing_error(shares)
    closing = [Cell.of(text("advice.closing")), *(_closing(text, errors[bar]) for bar in bars)]
    keys = {name: [*values, None] for name, values in shown.keys.items()}
    return shown.model_copy(update={"rows": [*shown.rows, closing], "keys": keys})


def _share(column: str, label: str) -> Col:
    return replace(reported(column.replace("_", "-"), "percent", 1, field=column), label=label)


def _closing(text: Text, error: Interval) -> Cell:
    return parts.measured(text, error, lambda error: values.short(text, error, 1, signed=True), "not-computable")


def _changes_table(run: Run, changes: pd.DataFrame, source: str) -> Table:
    text = run.text
    columns = [
        words("indicator", "name"),
        *(interval(key, 1, "not-computable", signed=True) for key in ("focus_points", "nl_points")),
        *(interval(key, 2, "not-computable", signed=True) for key in ("focus_log_ratio", "nl_log_ratio")),
    ]
    caveats = [text("advice.log_ratio")]
    return table(run, "schooladvies-verandering", text("advice.changes_title"), columns, changes, source, caveats)


def _advice_sentence(text: Text, row: _Advice) -> str:
    ends = {
        "first": values.short(text, row.focus_first, 1, "percent"),
        "last": values.short(text, row.focus_last, 1, "percent"),
    }
    return text("advice.alt_row", name=_level(text, text.pick(row, "name")), **ends)


def _level(text: Text, name: str) -> str:
    """The level of a school advice alone, where a title says that it is one."""
    return name.removeprefix(text("advice.prefix"))
