"""Blocks about the monitor's long-term indicators: level, gap, trend, convergence, and what they add up to.

Frames come from `results.indicators`; what is in them is what is published.

>>> pairs = results.indicators.pairs(run, "armoede")
>>> views.indicators.table(run, results.indicators.latest(pairs))
1 block(s): table cijfers-armoede
>>> views.indicators.lines(run, results.indicators.select(pairs, "armoede-huishoudens"))
1 block(s): figure reeksen-armoede
"""

import math
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Heading, Legend, Note, Spine, StripRow, Table
from helpers.blocks.notebook import Blocks
from helpers.charts.series import skips_years
from helpers.methods.convergence import crosses_zero
from helpers.methods.intervals import Interval
from helpers.methods.series import break_years
from helpers.results.indicators import CHOICES, ConvergenceRow, SeriesRow, TrendRow, doubtful, rests_on
from helpers.results.uncertainty import of_conclusions
from helpers.rows import Record, each_row
from helpers.session import Run, row_of, theme_row
from helpers.views import parts, tables
from helpers.views.parts import blocks_of, empty
from helpers.views.strips import Axis, mark
from helpers.views.tables import Col, interval, made, made_cell, measured, message, ratio, reported, year
from helpers.words import values
from helpers.words.text import Text


class _Place(Record):
    figure: str | float  # NaN for what stands in no figure
    section: str


class _Year(Record):
    year: int
    after_break: bool


class _Break(Record):
    year: int
    breaks: str | float  # NaN for none


class _Slope(Record):
    title: str
    unit: str
    decimals: int
    first_year: int
    last_year: int


# Level and gap --------------------------------------------------------------------------------------


def lines(run: Run, pairs: pd.DataFrame) -> Blocks:
    """Line panels of pairs of one theme; the table twin holds every published year."""
    if pairs.empty:
        return empty(run)
    text, theme = run.text, _theme(pairs)
    rows = _titled(text, pairs)
    drawing = charts.line_pairs(rows, theme_row(run, theme)["colour"], text)
    title = _title(text, "indicator.lines_title", rows)
    twin = _years_table(run, pairs, f"reeksen-{theme}-tabel", title)
    reading = _of_panels(text, rows["title"].nunique(), skips_years(rows, "focus", "nl"))
    caveats = [*reading, _group_mean(run), *parts.caveat_lines(text, pairs.drop_duplicates("indicator"))]
    return blocks_of(run, [parts.figure(f"reeksen-{theme}", title, drawing, twin, caveats, broad=True)])


def _of_panels(text: Text, panels: int, skips: bool) -> list[str]:
    """How to read several panels, and dotted lines where there are."""
    own_scale = [text("indicator.own_scale")] if panels > 1 else []
    return [*own_scale, *([text("indicator.skipped")] if skips else [])]


def years_table(run: Run, pairs: pd.DataFrame, id: str, title: str) -> Blocks:
    """Every published year of pairs as a table."""
    caveats = [_group_mean(run), *parts.caveat_lines(run.text, pairs.drop_duplicates("indicator"))]
    return blocks_of(run, [_years_table(run, pairs, id, title, caveats)])


def _years_table(run: Run, pairs: pd.DataFrame, id: str, title: str, caveats: Iterable[str] = ()) -> Table:
    columns = [_INDICATOR, _YEAR, reported("focus"), reported("nl")]
    return tables.table(run, id, title, columns, _with_breaks(pairs), _annex_2(run.text), caveats)


class _Directed(Record):
    indicator: str
    direction: str


def _direction_of(run: Run) -> Col:
    """To which side of the Netherlands a figure lies; of one that may be wrong it says so."""
    doubts = doubtful(run.tables)

    def words(text: Text, row: _Directed) -> str:
        said = text(f"direction.{row.direction}")
        return text("overview.doubtful", detail=said) if row.indicator in doubts else said

    return made("direction", _Directed, words)


def table(run: Run, pairs: pd.DataFrame, remarks: pd.DataFrame | None = None) -> Blocks:
    """Rows of pairs of one theme, such as the latest year of each series: level, gap, ratio and what it means.

    remarks: rows with the facts of indicators, whose caveats stand under the table; those of the pairs when left out.
    """
    if pairs.empty:
        return empty(run)
    text = run.text
    columns = [
        *(_NAME, _NATURE, year(), reported("focus"), reported("nl"), interval("gap", signed=True)),
        *(ratio("ratio"), _direction_of(run)),
    ]
    figures = text.join(dict.fromkeys(_figure_name(text, row) for row in each_row(pairs, _Place)))
    block = tables.table(
        run,
        f"cijfers-{_theme(pairs)}",
        _title(text, "indicator.table_title", pairs),
        columns,
        pairs,
        text("source.monitor_section", section=figures),
        [
            _group_mean(run),
            *parts.unknown_errors(text, pairs),
            *parts.caveat_lines(text, pairs.drop_duplicates("indicator") if remarks is None else remarks),
        ],
    )
    return blocks_of(run, [block])


def _figure_name(text: Text, row: _Place) -> str:
    return parts.figure_of_report(text, row.figure) if isinstance(row.figure, str) else parts.cited(text, row.section)


# The twenty areas together ---------------------------------------------------------------------------

_AXIS = Axis(0, 80, 20)  # percent; the same for every theme, so that lengths mean the same

# What the first section of a factsheet has by other measures: low income, and paid work from registers. One sentence
# for all of them, as a hand-out has them in one figure and little room.
_OTHER_MEASURES = ("middeninkomens", "hoge-inkomens", "arbeidsparticipatie")


def group(run: Run, latest: pd.DataFrame) -> Blocks:
    """The means of the twenty areas beside the Netherlands, in percent; latest: the last year of pairs of one theme.

    Figures in another unit stand in the table of `table` only. Nothing when there are none.
    """
    text, rows = run.text, latest[latest["unit"] == "percent"]
    if rows.empty:
        return blocks_of(run, [])
    theme, title = _theme(rows), _title(text, "group.title", rows, area=run.area_name)
    columns = [_INDICATOR, year(), reported("focus"), reported("nl")]
    legend = [Legend(role="group", label=text("overview.group")), Legend(role="nl", label=text("chart.nl"))]
    strips = [_overview_row(run, _AXIS, legend, row) for row in each_row(rows, _OverviewRow)]
    block = Spine(
        id=f"twintig-{theme}",
        title=title,
        legend=legend,
        columns=legend[1:],
        ticks=_AXIS.ticks(text, "percent", 0),
        rows=[strip.model_copy(update={"group": ""}) for strip in strips],  # all of one theme
        table=tables.table(run, f"twintig-{theme}-tabel", title, columns, rows, _annex_2(text)),
        source=_annex_2(text),
        note=text("group.other_measure") if rows["indicator"].isin(_OTHER_MEASURES).any() else "",
        caveats=[_group_mean(run), *parts.unknown_errors(text, rows), *parts.caveat_lines(text, rows)],
    )
    return blocks_of(run, [block])


# Trend ----------------------------------------------------------------------------------------------


def trends(run: Run, trends: pd.DataFrame) -> Blocks:
    """Change and trend of the focus areas in every series, or why there is none."""
    text = run.text
    if trends.empty:
        return empty(run)
    points = _points(text, trends)
    change = parts.in_unit(text, text("column.change"), points)
    columns = [
        _INDICATOR,
        measured("change", TrendRow, _change_cell, rounded=True).labelled(change),
        made("trend_years", TrendRow, _trend_years),
        measured("theil_sen", TrendRow, _slope_cell, rounded=True).labelled(text("column.theil_sen", unit=points)),
    ]
    errors = parts.unknown_errors(text, trends[trends["change"].notna()])
    caveats = [text("trend.caution"), _group_mean(run), *parts.definitions(text, trends), *errors]
    return _of_theme(run, "trend", "trend.title", columns, trends, caveats)


def _points(text: Text, rows: pd.DataFrame) -> str:
    """What changes of rows are counted in."""
    return text("convergence.unit.percent" if rows["unit"].eq("percent").all() else "convergence.unit.mixed")


def _change_cell(text: Text, row: TrendRow) -> Cell:
    if row.change is None:
        return parts.missing_cell(text, "one-year")
    shown = parts.interval(text, row.change, int(row.decimals), signed=True)
    words = text("trend.change", change=shown.text, first=str(row.first_year), last=str(row.last_year))
    return shown.model_copy(update={"text": words})


def _slope_cell(text: Text, row: TrendRow) -> Cell:
    return parts.interval(text, row.theil_sen, int(row.decimals) + 1, True, row.reason)


def _trend_years(text: Text, row: TrendRow) -> str:
    if not row.theil_sen.known:
        return "–"
    return text("trend.years", first=str(row.years[0]), last=str(row.years[-1]))


# Convergence ----------------------------------------------------------------------------------------


def convergence_table(run: Run, convergences: pd.DataFrame) -> Blocks:
    """What happened to the gap, in points and as a ratio, with the limits of rounding."""
    if convergences.empty:
        return _one_year(run)
    columns = [
        *(_INDICATOR, made("years", ConvergenceRow, _years)),
        made("gap_change", ConvergenceRow, _gap_change).with_limits(),
        made("ratio_change", ConvergenceRow, _ratio_change).with_limits(),
    ]
    said = [*_cuts(run.text, convergences), *parts.definitions(run.text, convergences)]
    caveats = [*parts.unknown_errors(run.text, convergences), *said]
    return _of_theme(run, "verandering", "convergence.changes_title", columns, convergences, caveats)


def choices(run: Run, convergences: pd.DataFrame) -> Blocks:
    """What other choices make of the readings of `convergence_table`: in each cell those that become others."""
    if convergences.empty:
        return _one_year(run)
    columns = [_INDICATOR, *(_other_readings(choice) for choice in CHOICES)]
    caveats = [run.text("convergence.choices_reading"), *parts.unknown_errors(run.text, convergences)]
    caveats += parts.definitions(run.text, convergences)
    return _of_theme(run, "verandering-keuzes", "convergence.choices_title", columns, convergences, caveats)


def _other_readings(choice: str) -> Col:
    def shown(text: Text, row: ConvergenceRow) -> Cell:
        readings = row.others[choice]
        if not readings:
            return parts.missing_cell(text, "one-year")
        gap, ratio = (row.gap_last, row.ratio_last) if choice != "without_last" else (row.gap_before, row.ratio_before)
        points, times = readings
        found = {
            "points": (_points_words(text, row), _words_of_points(text, points, row.gap_first, gap)),
            "ratio": (_ratio_words(text, row), _words_of_ratio(text, times, row.ratio_first, ratio)),
        }
        changed = [text(f"convergence.of_{name}", reading=new) for name, (old, new) in found.items() if new != old]
        return Cell(text="; ".join(changed) or text("convergence.same"))

    return made_cell(choice, ConvergenceRow, shown)


def _years(text: Text, row: ConvergenceRow) -> str:
    return text("convergence.years", first=str(row.first_year), last=str(row.last_year))


def _gap_change(text: Text, row: ConvergenceRow) -> str:
    values, missing = _values(text, row, signed=True), row.points == "missing"
    return _change(text, _points_words(text, row), values["gap_first"], values["gap_last"], missing)


def _ratio_change(text: Text, row: ConvergenceRow) -> str:
    values, missing = _values(text, row), not (row.ratio_first and row.ratio_last)
    return _change(text, _ratio_words(text, row), values["ratio_first"], values["ratio_last"], missing)


def _change(text: Text, reading: str, first: str, last: str, missing: bool) -> str:
    return reading if missing else text("convergence.change", reading=reading, first=first, last=last)


def _points_words(text: Text, row: ConvergenceRow) -> str:
    return _words_of_points(text, row.points, row.gap_first, row.gap_last)


def _ratio_words(text: Text, row: ConvergenceRow) -> str:
    return _words_of_ratio(text, row.ratio, row.ratio_first, row.ratio_last)


def _words_of_points(text: Text, reading: str, first: Interval, last: Interval) -> str:
    """An outcome in points; one that turned around says to which side, an undecided one what is certain."""
    if reading == "reversed":
        reading = "reversed_lower" if last.value < 0 else "reversed_higher"
    return text(f"convergence.reading_{_direction(reading, first, last)}")


def _words_of_ratio(text: Text, reading: str, first: Interval | None, last: Interval | None) -> str:
    if not (first and last):
        return text("convergence.reading_ratio_missing")
    return text(f"convergence.reading_ratio_{_direction(reading, first.log(), last.log())}")


def _direction(reading: str, first: Interval, last: Interval) -> str:
    """When rounding leaves open whether a change is large enough to count, its direction may still be certain.

    A gap that became smaller for certain may still have turned around, when its last interval has zero in it.
    """
    if reading == "undecided" and last.size().upper < first.size().lower and crosses_zero(last):
        return "undecided_turned"
    if reading == "undecided" and last.size().upper < first.size().lower:
        return "undecided_closing"
    if reading == "undecided" and last.size().lower > first.size().upper:
        return "undecided_widening"
    return reading


def convergence_sentence(text: Text, row: ConvergenceRow) -> str:
    """The two readings of a gap as two sentences; row: of `results.indicators.convergences`."""
    values = _values(text, row)
    sentences = [text(f"convergence.points_{_reading(row)}", **values)]
    sentences.append(_rests(text, row, "points"))
    if row.points not in ("reversed", "missing"):
        sentences.append(text(f"convergence.ratio_{_ratio_reading(row)}", **values))
        sentences.append(_rests(text, row, "ratio"))
    return " ".join(filter(None, [*sentences, _cut(text, row)]))


def _reading(row: ConvergenceRow) -> str:
    """The outcome in points; one that turned around says to which side, one that may have says so."""
    if row.points == "undecided" and _direction(row.points, row.gap_first, row.gap_last) == "undecided_turned":
        return "undecided_turned"
    if row.points != "reversed":
        return str(row.points)
    return "reversed_lower" if row.gap_last.value < 0 else "reversed_higher"


def _ratio_reading(row: ConvergenceRow) -> str:
    """The outcome as a ratio; one that may have turned around says so."""
    if row.ratio == "undecided" and _ratio_direction(row) == "undecided_turned":
        return "undecided_turned"
    return str(row.ratio)


def _ratio_direction(row: ConvergenceRow) -> str:
    if not (row.ratio_first and row.ratio_last):
        return "missing"
    return _direction(row.ratio, row.ratio_first.log(), row.ratio_last.log())


def _rests(text: Text, row: ConvergenceRow, reading: str) -> str:
    """A sentence on a reading that other choices change; empty when it survives them."""
    choices = _choices_of(text, row, reading)
    return text("convergence.rests", choices=choices) if choices else ""


def _choices_of(text: Text, row: ConvergenceRow, reading: str) -> str:
    last_year = str(row.last_year)
    *others, last = [text(f"convergence.choice_{name}", last_year=last_year) for name in rests_on(row, reading)] or [""]
    return text("convergence.either", first=", ".join(others), last=last) if others else last


def _cut(text: Text, row: ConvergenceRow) -> str:
    """Why the comparison ends before the last year, if it does."""
    cut = [year for year in break_years(row.breaks) if year > row.last_year]
    return text("convergence.cut", last_year=str(row.last_year), year=str(cut[0])) if cut else ""


def _cuts(text: Text, convergences: pd.DataFrame) -> list[str]:
    """The same for each of the rows that it holds for, with its name."""
    cuts = {series_title(text, row): _cut(text, row) for row in each_row(convergences, ConvergenceRow)}
    return [text("indicator.caveat", name=name, caveat=cut) for name, cut in cuts.items() if cut]


def _values(text: Text, row: ConvergenceRow, signed: bool = False) -> dict[str, str]:
    """What the messages on a gap fill in: name, years, and the gaps and ratios of both years with their limits.

    signed: gaps with their sign; without it the words say on which side a gap lies.
    """
    found = {
        "name": series_title(text, row),
        "first_year": str(row.first_year),
        "last_year": str(row.last_year),
        "unit": text(f"convergence.unit.{'percent' if row.unit == 'percent' else 'rest'}"),
    }
    for moment, gap, times in (("first", row.gap_first, row.ratio_first), ("last", row.gap_last, row.ratio_last)):
        shown = gap if signed or row.points == "reversed" or crosses_zero(gap) else gap.size()
        found[f"gap_{moment}"] = parts.interval(text, shown, int(row.decimals), signed=signed).text
        found[f"ratio_{moment}"] = parts.ratio(text, times).text
    return found


def gaps(run: Run, pairs: pd.DataFrame, convergences: pd.DataFrame) -> Blocks:
    """The gap in points and as a ratio, side by side, for the series with more than one year.

    convergences: what became of the same gaps; their sentences are the text of the figure.
    """
    if pairs.empty:
        return empty(run)
    text = run.text
    rows = _titled(text, pairs[pairs["gap"].notna()])
    rows = rows[rows.groupby("title")["year"].transform("count") > 1]
    if rows.empty:
        return _one_year(run)
    theme = _theme(rows)
    errors = parts.unknown_errors(text, convergences)
    alt = [
        *(convergence_sentence(text, row) for row in each_row(convergences, ConvergenceRow)),
        text("uncertainty.brackets"),
        *errors,
    ]
    columns = [_INDICATOR, _YEAR, interval("gap", signed=True), ratio("ratio")]
    title = _title(text, "convergence.title", rows)
    twin = tables.table(run, f"kloof-{theme}-tabel", title, columns, _with_breaks(rows), _annex_2(text))
    drawing = charts.gap_panels(rows, theme_row(run, theme)["colour"], text, " ".join([text("convergence.alt"), *alt]))
    reading = _of_panels(text, 2 * rows["title"].nunique(), skips_years(rows, "gap", "ratio"))
    reading = [text("convergence.reading"), text("convergence.unchanged"), *reading]
    caveats = [*reading, _group_mean(run), *parts.definitions(text, rows), *errors]
    return blocks_of(run, [parts.figure(f"kloof-{theme}", title, drawing, twin, caveats)])


def slopes(run: Run, convergences: pd.DataFrame) -> Blocks:
    """First and last comparable year of every percentage, focus areas and the Netherlands."""
    text = run.text
    if convergences.empty:
        return _one_year(run)
    rows = convergences[convergences["unit"] == "percent"]
    if rows.empty:
        return empty(run)
    theme, title, rows = _theme(rows), _title(text, "slope.title", rows), _titled(text, rows)
    ends = ("focus_first", "focus_last", "nl_first", "nl_last")
    twin = tables.table(
        run,
        f"eerste-laatste-{theme}-tabel",
        title,
        [_INDICATOR, _year_number("first_year"), _year_number("last_year"), *(reported(key) for key in ends)],
        rows,
        _annex_2(text),
    )
    sentences = [_slope_sentence(text, row) for row in each_row(rows, _Slope)]
    reading = _of_panels(text, len(rows), skips=False)
    said = [*_cuts(text, rows), *parts.definitions(text, rows)]
    caveats = [*reading, _group_mean(run), *said, *parts.unknown_errors(text, rows)]
    drawing = charts.slopes(rows, theme_row(run, theme)["colour"], text, " ".join([text("slope.alt"), *sentences]))
    block = parts.figure(f"eerste-laatste-{theme}", title, drawing, twin, caveats)
    return blocks_of(run, [block])


def _year_number(key: str) -> Col:
    return replace(year(key), numeric=True)


def _slope_sentence(text: Text, row: _Slope) -> str:
    ends = {
        key: values.short(text, getattr(row, key), int(row.decimals), row.unit)
        for key in ("focus_first", "focus_last", "nl_first", "nl_last")
    }
    years = {"first_year": str(row.first_year), "last_year": str(row.last_year)}
    return text("slope.alt_row", title=row.title, **years, **ends)


# All themes -----------------------------------------------------------------------------------------


def overview(run: Run, latest: pd.DataFrame) -> Blocks:
    """The given rows of pairs, means of the twenty areas beside the Netherlands: one axis for each unit, by theme.

    latest: of `results.indicators.overview`; rows stand in their order.
    """
    return blocks_of(run, [_spine_of(run, str(unit), rows) for unit, rows in latest.groupby("unit", sort=False)])


def _spine_of(run: Run, unit: str, rows: pd.DataFrame) -> Spine:
    """rows: of one unit."""
    text = run.text
    both = [value for row in each_row(rows, _OverviewRow) for value in (row.focus, row.nl)]
    axis = Axis.shares([value.upper for value in both]) if unit == "percent" else Axis.round(both)
    columns = [_INDICATOR, year(), reported("focus"), reported("nl"), ratio("ratio"), _direction_of(run)]
    title = text("overview.title", area=run.area_name, unit=text(f"unit.{unit}.name"))
    legend = [Legend(role="group", label=text("overview.group")), Legend(role="nl", label=text("chart.nl"))]
    return Spine(
        id=f"alle-cijfers-{unit}",
        title=title,
        legend=legend,
        columns=legend[1:],
        ticks=axis.ticks(text, unit, max(0, -math.floor(math.log10(axis.step)))),
        rows=[_overview_row(run, axis, legend, row) for row in each_row(rows, _OverviewRow)],
        table=tables.table(run, f"alle-cijfers-{unit}-tabel", title, columns, rows, _annex_2(text)),
        source=_annex_2(text),
        caveats=[_group_mean(run), *parts.unknown_errors(text, rows)],
    )


class _OverviewRow(SeriesRow):
    indicator: str
    theme: str
    year: int
    unit: str
    decimals: int
    focus: Interval
    nl: Interval
    direction: str


def _overview_row(run: Run, axis: Axis, legend: list[Legend], row: _OverviewRow) -> StripRow:
    """One figure; under its name of whom it is, the year, and to which side of the Netherlands it lies."""
    text = run.text
    definition = text.pick(row_of(run.tables.indicators, "indicator", row.indicator), "definition")
    detail = text(f"overview.detail.{row.direction}", year=str(row.year))
    if row.indicator in doubtful(run.tables):
        detail = text("overview.doubtful", detail=detail)
    unit, decimals = row.unit, int(row.decimals)
    both = list(zip(legend, (row.focus, row.nl), strict=True))
    marks = [mark(text, axis, one.role, one.label, of, unit, decimals, rough=of.approximate) for one, of in both]
    focus, nl = (values.short(text, of, decimals, unit) for _, of in both)
    return StripRow(
        name=series_title(text, row),
        detail=text("overview.defined", definition=definition, detail=detail),
        figure=focus,
        soft=True,  # never as a figure of the area
        marks=marks[::-1],
        printed=[nl],
        group=text(f"study.{row.theme}"),
    )


def conclusions(run: Run, theme: str) -> Blocks:
    """What may and what may not be concluded from the figures of the theme."""
    text = run.text
    theme_row(run, theme)  # a name that does not exist is an error here
    behind = enumerate(of_conclusions(run, theme), 1)
    may = [_conclusion(text, f"conclude.{theme}.may_{n}", errors) for n, errors in behind]
    may_not = [text(f"conclude.{theme}.may_not_{n}", area=run.area_name) for n in (1, 2, 3)]
    return blocks_of(
        run,
        [
            Heading(text=text("conclude.may")),
            Bullets(items=may),
            Heading(text=text("conclude.may_not")),
            Bullets(items=may_not),
        ],
    )


def _conclusion(text: Text, key: str, errors: tuple[str, ...]) -> str:
    """A conclusion, with the errors beside it that it does not take into account."""
    return " ".join([text(key), *(text(f"uncertainty.beside_{error}") for error in errors)])


# What all of them need ------------------------------------------------------------------------------


def series_title(text: Text, row: SeriesRow) -> str:
    """The name of a series: its indicator, with its definition and subgroup where it has one; an estimate is marked."""
    return parts.marked(text, row.nature, _name(text, row))


def _name(text: Text, row: SeriesRow) -> str:
    title = text.pick(row, "name")
    if row.definition != "standard":
        title = text("indicator.with_definition", name=title, definition=text(f"definition.{row.definition}"))
    if row.subgroup != "all":
        title = text("indicator.with_subgroup", name=title, subgroup=text(f"subgroup.{row.subgroup}"))
    return title


def _year_cell(text: Text, row: _Year) -> Cell:
    shown = str(row.year)
    return Cell(text=text("indicator.after_break", year=shown) if row.after_break else shown, value=int(row.year))


_INDICATOR = made("indicator", SeriesRow, series_title)
# The same without the mark, for the table that has the nature of each figure in a column of its own.
_NAME, _NATURE = made("indicator", SeriesRow, _name), message("nature", "nature")
_YEAR = made_cell("year", _Year, _year_cell)


def _with_breaks(pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows with `after_break`: whether a year is the first of its series after a break, as the drawing shows it."""
    before = pairs.groupby(["indicator", "subgroup", "definition"], sort=False)["year"].shift().fillna(pairs["year"])
    marked = [
        any(last < year <= row.year for year in break_years(row.breaks))
        for row, last in zip(each_row(pairs, _Break), before, strict=True)
    ]
    return pairs.assign(after_break=marked)


def _titled(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a column `title`, for charts."""
    return rows.assign(title=[series_title(text, row) for row in each_row(rows, SeriesRow)])


def _of_theme(run: Run, id: str, key: str, columns: list[Col], rows: pd.DataFrame, caveats: list[str]) -> Blocks:
    """A table of figures of annex 2 that are of one theme, with the theme in its id and title. key: of the title."""
    named = f"{id}-{_theme(rows)}", _title(run.text, key, rows)
    return blocks_of(run, [tables.table(run, *named, columns, rows, _annex_2(run.text), caveats)])


def _title(text: Text, key: str, rows: pd.DataFrame, **said: str) -> str:
    """A title that names its theme: on a page and in a citation it stands beside those of the other themes."""
    return text(key, theme=text(f"section.{_theme(rows)}"), **said)


def _theme(rows: pd.DataFrame) -> str:
    """The theme that the rows were chosen for. Raises ValueError when there are several: a block is about one."""
    (theme,) = rows["theme"].unique()
    return str(theme)


def _group_mean(run: Run) -> str:
    return run.text("indicator.group_mean", area=run.area_name)


def _annex_2(text: Text) -> str:
    return text("source.monitor_section", section=text("source.annex_2"))


def _one_year(run: Run) -> Blocks:
    return blocks_of(run, [Note(tone="missing", text=run.text("indicator.one_year"))])
