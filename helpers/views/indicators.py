"""Blocks about the monitor's long-term indicators: level, gap, trend, convergence, and what they add up to."""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Heading, Note, Table
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.methods.series import break_years
from helpers.results import indicators
from helpers.session import Run, theme_row
from helpers.views.parts import caveat_lines, column, figure, interval, published
from helpers.words.text import Text


def indicator_pairs(run: Run, theme: str, kinds: tuple[str, ...] = ("effect", "context")) -> pd.DataFrame:
    """The theme's indicators as pairs of focus areas and the Netherlands (see `indicators.pairs`)."""
    return indicators.pairs(run.tables, indicators.shown(indicators.of_theme(run.tables, theme, kinds)))


def _facts(run: Run, rows: pd.DataFrame) -> pd.DataFrame:
    """Add title, unit and decimals in the run's language to rows with indicator, subgroup and definition."""
    text = run.text
    facts = run.tables.indicators
    facts = facts[["indicator", "name_nl", "name_en", "unit", "decimals", "breaks", "figure", "section"]]
    rows = rows.merge(facts, on="indicator", how="left")
    titles = []
    for row in rows.itertuples():
        title = text.pick(row, "name")
        if row.definition != "standard":
            title = text("indicator.with_definition", name=title, definition=text(f"definition.{row.definition}"))
        if row.subgroup != "all":
            title = text("indicator.with_subgroup", name=title, subgroup=text(f"subgroup.{row.subgroup}"))
        titles.append(title)
    return rows.assign(title=titles)


def indicator_lines(run: Run, theme: str, chosen: tuple[str, ...]) -> Blocks:
    """Line panels of the chosen indicators; the table twin holds every published year."""
    text = run.text
    rows = _facts(run, indicator_pairs(run, theme))
    rows = rows[rows["indicator"].isin(chosen)]
    drawing = charts.line_pairs(rows, theme_row(run, theme)["colour"], text)
    table = _years_table(run, rows, f"reeksen-{theme}-tabel")
    block = figure(
        f"reeksen-{theme}",
        text("indicator.lines_title"),
        drawing,
        table,
        [text("indicator.group_mean", area=run.area_name), *caveat_lines(text, _chosen(run, theme, chosen))],
    )
    return Blocks([block], run.language)


def _chosen(run: Run, theme: str, chosen: tuple[str, ...]) -> pd.DataFrame:
    of_theme = indicators.of_theme(run.tables, theme, ("effect", "context"))
    return of_theme[of_theme["indicator"].isin(chosen)]


def _years_table(run: Run, rows: pd.DataFrame, id: str) -> Table:
    text = run.text
    body = [
        [Cell.of(row.title), year, published(text, row, "focus"), published(text, row, "nl")]
        for row, year in zip(rows.itertuples(), _year_cells(text, rows), strict=True)
    ]
    return Table(
        id=id,
        title=text("indicator.years_title"),
        columns=[
            column(text, "indicator"),
            column(text, "year"),
            column(text, "focus", True),
            column(text, "nl", True),
        ],
        rows=body,
        source=text("source.monitor_section", section=text("source.annex_2")),
    )


def _year_cells(text: Text, rows: pd.DataFrame) -> list[Cell]:
    """The years of series as cells; the first one after a break says so, as the drawing does.

    rows: one per series and year, in order, with title, year and breaks.
    """
    cells, before = [], {}
    for row in rows.itertuples():
        new = any(before.get(row.title, row.year) < year <= row.year for year in break_years(row.breaks))
        cells.append(
            Cell(text=text("indicator.after_break", year=str(row.year)) if new else str(row.year), value=int(row.year))
        )
        before[row.title] = row.year
    return cells


def indicator_table(run: Run, theme: str, drawn: tuple[str, ...] = ()) -> Blocks:
    """The last published year of every indicator of the theme: gap, ratio and what it means.

    drawn: indicators whose caveats are not repeated, as they stand at their figure (`indicator_lines`).
    """
    text = run.text
    of_theme = indicators.of_theme(run.tables, theme, ("effect", "context"))
    others = of_theme[~of_theme["indicator"].isin(drawn)]
    rows = _facts(run, indicators.latest(indicator_pairs(run, theme)))
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("indicator.none"))], run.language)
    table = Table(
        id=f"cijfers-{theme}",
        title=text("indicator.table_title"),
        columns=[
            column(text, "indicator"),
            column(text, "year"),
            column(text, "focus", True),
            column(text, "nl", True),
            column(text, "gap", True),
            column(text, "ratio", True),
            column(text, "direction"),
        ],
        rows=[_indicator_row(text, row) for row in rows.itertuples()],
        source=text(
            "source.monitor_section",
            section=text.join(dict.fromkeys(_figure_name(text, row) for row in rows.itertuples())),
        ),
        caveats=[text("indicator.group_mean", area=run.area_name), *caveat_lines(text, others)],
    )
    return Blocks([table], run.language)


def _indicator_row(text, row) -> list[Cell]:
    decimals = int(row.decimals)
    return [
        Cell.of(row.title),
        Cell(text=str(row.year), value=int(row.year)),
        published(text, row, "focus"),
        published(text, row, "nl"),
        interval(text, row.gap, row.gap_lower, row.gap_upper, decimals, signed=True),
        interval(text, row.ratio, row.ratio_lower, row.ratio_upper, _ratio_decimals(row)),
        Cell.of(text(f"direction.{row.direction}")),
    ]


def _ratio_decimals(row) -> int:
    """Two decimals, three where two would print a limit as equal although it is not."""
    return 3 if any(0 < abs(limit - 1) < 0.01 for limit in (row.ratio_lower, row.ratio_upper)) else 2


def _figure_name(text, row) -> str:
    return text("source.figure", figure=row.figure) if isinstance(row.figure, str) else row.section


# Trend and convergence ------------------------------------------------------------------------------
def trend_table(run: Run, theme: str) -> Blocks:
    """Change and trend of the focus areas in every series of the theme, or why there is none."""
    text = run.text
    pairs = indicator_pairs(run, theme)
    rows = _facts(run, indicators.trends_of(run.tables, pairs))
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("trend.none"))], run.language)
    body = []
    for row in rows.itertuples():
        decimals = int(row.decimals)
        span = text("trend.years", first=str(row.years[0]), last=str(row.years[-1]))
        years = "–" if pd.isna(row.slope) else span
        body.append(
            [
                Cell.of(row.title),
                _change_cell(text, row, decimals),
                Cell.of(years),
                interval(
                    text, row.slope, row.slope_lower, row.slope_upper, decimals + 1, signed=True, missing=row.reason
                ),
                _number_or_reason(text, row.theil_sen, decimals + 1, row.reason),
                _number_or_reason(text, row.mann_kendall_p, 3, row.reason),
            ]
        )
    keys = ("indicator", "change", "trend_years", "slope", "theil_sen", "mann_kendall")
    table = Table(
        id=f"trend-{theme}",
        title=text("trend.title"),
        columns=[column(text, key, numeric=key not in ("indicator", "trend_years")) for key in keys],
        rows=body,
        source=text("source.monitor_section", section=text("source.annex_2")),
        caveats=[text("trend.caution"), text("indicator.group_mean", area=run.area_name)],
    )
    return Blocks([table], run.language)


def _change_cell(text, row, decimals: int) -> Cell:
    if pd.isna(row.change):
        return Cell(text=text("missing.one-year"), value=None)
    shown = interval(text, row.change, row.change_lower, row.change_upper, decimals, signed=True)
    return Cell(
        text=text("trend.change", change=shown.text, first=str(row.first_year), last=str(row.last_year)),
        value=shown.value,
    )


def _number_or_reason(text, value: float, decimals: int, reason: str) -> Cell:
    if pd.isna(value):
        return Cell(text=text(f"missing.{reason}"), value=None)
    return Cell(text=text.number(value, decimals), value=round(float(value), 6))


def convergence_messages(run: Run, theme: str, chosen: tuple[str, ...]) -> Blocks:
    """What happened to the gap of the chosen indicators, in words, with numbers and their limits."""
    text = run.text
    rows = _convergences(run, theme, chosen)
    sentences = [convergence_sentence(text, row) for row in rows.itertuples()]
    return Blocks([Heading(text=text("convergence.heading")), Bullets(items=sentences)], run.language)


def convergence_table(run: Run, theme: str, chosen: tuple[str, ...]) -> Blocks:
    """What happened to the gap of the chosen indicators, in points and as a ratio, with the limits of rounding."""
    text = run.text
    rows = _convergences(run, theme, chosen)
    table = Table(
        id=f"verandering-{theme}",
        title=text("convergence.heading"),
        columns=[column(text, key) for key in ("indicator", "years", "gap_change", "ratio_change")],
        rows=[_convergence_row(text, row) for row in rows.itertuples()],
        source=text("source.monitor_section", section=text("source.annex_2")),
        caveats=[
            text("indicator.caveat", name=row.title, caveat=_cut(text, row))
            for row in rows.itertuples()
            if _cut(text, row)
        ],
    )
    return Blocks([table], run.language)


def _convergence_row(text, row) -> list[Cell]:
    values = _convergence_values(text, row, signed=True)
    gaps = [_limits(row, "gap", moment) for moment in ("first", "last")]
    ratios = [_limits(row, "ratio", moment) for moment in ("first", "last")]
    gap = text(
        f"convergence.short_{_direction(_reading(row), *gaps)}", first=values["gap_first"], last=values["gap_last"]
    )
    known = all(ratio.known for ratio in ratios)
    ratio = _direction(row.ratio, *(ratio.log() for ratio in ratios)) if known else "missing"
    ratio = text(f"convergence.short_ratio_{ratio}", first=values["ratio_first"], last=values["ratio_last"])
    years = text("convergence.years", first=values["first_year"], last=values["last_year"])
    return [Cell.of(row.title), Cell.of(years), Cell.of(gap), Cell.of(ratio)]


def _limits(row, name: str, moment: str) -> Interval:
    return Interval(*(getattr(row, f"{name}_{moment}{suffix}") for suffix in ("", "_lower", "_upper")))


def _direction(reading: str, first: Interval, last: Interval) -> str:
    """When rounding leaves open whether a change is large enough to count, its direction may still be certain."""
    if reading == "undecided" and last.size().upper < first.size().lower:
        return "undecided_closing"
    if reading == "undecided" and last.size().lower > first.size().upper:
        return "undecided_widening"
    return reading


def _convergences(run: Run, theme: str, chosen: tuple[str, ...]) -> pd.DataFrame:
    rows = _facts(run, indicators.convergences(run.tables, indicator_pairs(run, theme)))
    return rows[rows["indicator"].isin(chosen)] if chosen else rows


def convergence_sentence(text, row) -> str:
    """The two readings of a gap as two sentences.

    row: title, decimals, first_year, last_year, points, ratio (readings of trends.Convergence) and the gaps and
    ratios of both years with their limits (gap_first, gap_first_lower, ... ratio_last_upper).
    """
    values = _convergence_values(text, row)
    sentences = [text(f"convergence.points_{_reading(row)}", **values)]
    if row.points not in ("reversed", "missing"):
        sentences.append(text(f"convergence.ratio_{row.ratio}", **values))
    return " ".join([*sentences, *filter(None, [_cut(text, row)])])


def _reading(row) -> str:
    """The outcome in points; one that turned around says to which side."""
    if row.points != "reversed":
        return row.points
    return "reversed_lower" if row.gap_last < 0 else "reversed_higher"


def _cut(text, row) -> str:
    """Why the comparison ends before the last year, if it does."""
    cut = [year for year in break_years(getattr(row, "breaks", None)) if year > row.last_year]
    return text("convergence.cut", last_year=str(row.last_year), year=str(cut[0])) if cut else ""


def _convergence_values(text, row, signed: bool = False) -> dict[str, str]:
    """What the messages on a gap fill in: name, years, and the gaps and ratios of both years with their limits.

    signed: gaps with their sign; without it the words say on which side a gap lies.
    """
    decimals = int(row.decimals)
    values = {"name": row.title, "first_year": str(row.first_year), "last_year": str(row.last_year)}
    for moment in ("first", "last"):
        gap = _limits(row, "gap", moment)
        if not signed and row.points != "reversed":
            gap = gap.size()
        values[f"gap_{moment}"] = interval(text, gap.value, gap.lower, gap.upper, decimals, signed=signed).text
        ratio = _limits(row, "ratio", moment)
        values[f"ratio_{moment}"] = interval(text, ratio.value, ratio.lower, ratio.upper, 2).text
    return values


def gap_figure(run: Run, theme: str, chosen: tuple[str, ...]) -> Blocks:
    """The gap in points and as a ratio, side by side, for the chosen indicators."""
    text = run.text
    rows = _facts(run, indicator_pairs(run, theme))
    rows = rows[rows["indicator"].isin(chosen) & rows["gap"].notna()]
    counts = rows.groupby("title")["year"].transform("count")
    rows = rows[counts > 1]
    alt = " ".join(
        [
            text("convergence.alt"),
            *(convergence_sentence(text, row) for row in _convergences(run, theme, chosen).itertuples()),
        ]
    )
    table = Table(
        id=f"kloof-{theme}-tabel",
        title=text("convergence.table_title"),
        columns=[
            column(text, "indicator"),
            column(text, "year"),
            column(text, "gap", True),
            column(text, "ratio", True),
        ],
        rows=[
            [
                Cell.of(row.title),
                year,
                interval(text, row.gap, row.gap_lower, row.gap_upper, int(row.decimals), signed=True),
                interval(text, row.ratio, row.ratio_lower, row.ratio_upper, 2),
            ]
            for row, year in zip(rows.itertuples(), _year_cells(text, rows), strict=True)
        ],
        source=text("source.monitor_section", section=text("source.annex_2")),
    )
    drawing = charts.gap_panels(rows, theme_row(run, theme)["colour"], text, alt)
    caveats = [text("convergence.reading"), text("indicator.group_mean", area=run.area_name)]
    return Blocks([figure(f"kloof-{theme}", text("convergence.title"), drawing, table, caveats)], run.language)


def slope_figure(run: Run, theme: str) -> Blocks:
    """First and last comparable year of every percentage of the theme, focus areas and the Netherlands."""
    text = run.text
    rows = _convergences(run, theme, ())
    rows = rows[rows["unit"] == "percent"]
    sentences = [
        text(
            "slope.alt_row",
            title=row.title,
            first_year=str(row.first_year),
            last_year=str(row.last_year),
            focus_first=text.number(row.focus_first, int(row.decimals)),
            focus_last=text.number(row.focus_last, int(row.decimals)),
            nl_first=text.number(row.nl_first, int(row.decimals)),
            nl_last=text.number(row.nl_last, int(row.decimals)),
        )
        for row in rows.itertuples()
    ]
    keys = ("indicator", "first_year", "last_year", "focus_first", "focus_last", "nl_first", "nl_last")
    table = Table(
        id=f"eerste-laatste-{theme}-tabel",
        title=text("slope.title"),
        columns=[column(text, key, numeric=key != "indicator") for key in keys],
        rows=[
            [
                Cell.of(row.title),
                *(Cell(text=str(year), value=int(year)) for year in (row.first_year, row.last_year)),
                *(
                    Cell(text=text.number(getattr(row, key), int(row.decimals)), value=getattr(row, key))
                    for key in keys[3:]
                ),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor_section", section=text("source.annex_2")),
    )
    drawing = charts.slopes(rows, theme_row(run, theme)["colour"], text, " ".join([text("slope.alt"), *sentences]))
    caveats = [text("indicator.group_mean", area=run.area_name)]
    return Blocks([figure(f"eerste-laatste-{theme}", text("slope.title"), drawing, table, caveats)], run.language)


def care_costs(run: Run) -> Blocks:
    """Health care costs by age: an indicator of the monitor that no chapter uses."""
    text = run.text
    facts = run.tables.indicators
    chosen = facts[facts["indicator"] == "zorgkosten"]
    rows = _facts(run, indicators.pairs(run.tables, chosen))
    table = _years_table(run, rows, "zorgkosten")
    caveats = [text("indicator.group_mean", area=run.area_name), *caveat_lines(text, chosen)]
    return Blocks([table.model_copy(update={"title": text("overview.care_costs"), "caveats": caveats})], run.language)


def overview(run: Run) -> Blocks:
    """The indicators of the five themes as ratio to the Netherlands, sorted; the last year of each."""
    text = run.text
    facts = run.tables.indicators
    chosen = indicators.shown(facts[facts["kind"].isin(["effect", "context"]) & facts["themes"].notna()])
    rows = _facts(run, indicators.latest(indicators.pairs(run.tables, chosen)))
    rows = rows[rows["ratio"].notna() & (rows["definition"] != "old")].sort_values("ratio", kind="stable")
    counts = rows["direction"].value_counts()
    table = Table(
        id="verhoudingen-tabel",
        title=text("overview.title"),
        columns=[
            column(text, "indicator"),
            column(text, "year"),
            column(text, "ratio", True),
            column(text, "direction"),
        ],
        rows=[
            [
                Cell.of(row.title),
                Cell(text=str(row.year), value=int(row.year)),
                interval(text, row.ratio, row.ratio_lower, row.ratio_upper, 2),
                Cell.of(text(f"direction.{row.direction}")),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor_section", section=text("source.annex_2")),
    )
    lowest, highest = rows.iloc[0], rows.iloc[-1]
    alt = text(
        "overview.alt",
        n=len(rows),
        worse=int(counts.get("worse", 0)),
        better=int(counts.get("better", 0)),
        lowest=lowest["title"],
        lowest_ratio=text.number(lowest["ratio"], 2),
        highest=highest["title"],
        highest_ratio=text.number(highest["ratio"], 2),
    )
    drawing = charts.ratio_overview(rows, text, alt)
    caveats = [text("overview.reading"), text("indicator.group_mean", area=run.area_name)]
    return Blocks([figure("verhoudingen", text("overview.title"), drawing, table, caveats)], run.language)


def conclusions(run: Run, theme: str) -> Blocks:
    """What may and what may not be concluded from the figures of the theme."""
    text = run.text
    may = [text(f"conclude.{theme}.may_{n}") for n in (1, 2)]
    may_not = [text(f"conclude.{theme}.may_not_{n}") for n in (1, 2, 3)]
    return Blocks(
        [
            Heading(text=text("conclude.may")),
            Bullets(items=may),
            Heading(text=text("conclude.may_not")),
            Bullets(items=may_not),
        ],
        run.language,
    )
