"""Blocks about single measures: realisation, reach, the two debt definitions, the goals, school advices."""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Cell, Column, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.methods import targets
from helpers.methods.intervals import Interval
from helpers.results import composition, debts, indicators
from helpers.session import Run
from helpers.views.parts import column, figure, interval


def realisation_table(run: Run, theme: str) -> Blocks:
    """What was realised on average per area, of how many areas, and what that is not."""
    text = run.text
    rows = indicators.realisation(run.tables, theme)
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("realisation.none"))], run.language)
    body = []
    for row in rows.itertuples():
        value = text.with_unit(row.value, row.unit, int(row.decimals))
        countable = row.statistic == "mean" and row.unit != "percent"
        total = Cell(text=text("missing.not-computable" if countable else "missing.not-applicable"), value=None)
        if not pd.isna(row.implied_total):
            total = interval(text, row.implied_total, row.implied_lower, row.implied_upper, 0)
        areas = (
            text("realisation.areas", n=int(row.areas_reporting), total=int(row.areas_total))
            if not pd.isna(row.areas_reporting)
            else text("realisation.areas_unknown")
        )
        body.append(
            [
                Cell.of(text.pick(row, "name")),
                Cell.of(text(f"statistic.{row.statistic}.{row.subset}")),
                Cell(text=text(f"bound.{row.bound}", value=value), value=row.value),
                Cell.of(areas),
                total,
                Cell.of(text.pick(row, "caveat")),
            ]
        )
    keys = ("indicator", "statistic", "value", "areas", "implied_total", "caveat")
    table = Table(
        id=f"realisatie-{theme}",
        title=text("realisation.title"),
        columns=[column(text, key, numeric=key in ("value", "implied_total")) for key in keys],
        rows=body,
        source=text("source.monitor_section", section=text.join(sorted(set(rows["section"])))),
        caveats=[
            text("realisation.not_a_rate", area=run.area_name),
            text(f"realisation.year_{theme}" if theme == "armoede" else "realisation.year"),
            *_indicator_caveats(run, rows),
        ],
    )
    return Blocks([table], run.language)


def _indicator_caveats(run: Run, rows: pd.DataFrame) -> list[str]:
    """The caveats of the indicators in a table, each once."""
    facts = run.tables.indicators.set_index("indicator").loc[rows["indicator"].unique()]
    caveats = [run.text.pick(fact, "caveat") for _, fact in facts.iterrows()]
    return list(dict.fromkeys(caveat for caveat in caveats if caveat))


def reach(run: Run) -> Blocks:
    """Pre-school reach: the mean of area percentages beside the ratio of the means, and what follows."""
    text = run.text
    result = indicators.reach(run.tables)
    shown = {name: text.number(value) for name, value in result.items()}
    return Blocks(
        [
            Paragraph(text=text("reach.two_measures", **shown)),
            Note(tone="caveat", text=text("reach.conclusion", **shown)),
        ],
        run.language,
    )


def debt_definitions(run: Run) -> Blocks:
    """Problematic debts under both definitions in the overlap years, the level shift, and one computed series."""
    text = run.text
    overlap = debts.overlap(run.tables)
    shift_table = Table(
        id="schulden-definities",
        title=text("debts.title"),
        columns=[
            column(text, "year"),
            column(text, "region"),
            column(text, "old", True),
            column(text, "revised", True),
            column(text, "shift", True),
        ],
        rows=[
            [
                Cell(text=str(row.year), value=int(row.year)),
                Cell.of(text(f"chart.{row.region}")),
                Cell(text=text.with_unit(row.old, "percent", 1), value=row.old),
                Cell(text=text.with_unit(row.revised, "percent", 1), value=row.revised),
                interval(text, row.shift, row.shift_lower, row.shift_upper, 1, signed=True),
            ]
            for row in overlap.itertuples()
        ],
        source=text("source.monitor_section", section=text("source.figure", figure="18-19")),
    )
    spliced = debts.spliced(run.tables)
    spliced_table = Table(
        id="schulden-reeks",
        title=text("debts.spliced_title"),
        columns=[column(text, "year"), column(text, "region"), column(text, "value", True), column(text, "basis")],
        rows=[
            [
                Cell(text=str(row.year), value=int(row.year)),
                Cell.of(text(f"chart.{row.region}")),
                interval(text, row.value, row.lower, row.upper, 1),
                Cell.of(text(f"debts.basis_{row.basis}")),
            ]
            for row in spliced.itertuples()
        ],
        source=text("source.monitor_section", section=text("source.figure", figure="18-19")),
        caveats=[text("debts.spliced_caution")],
    )
    return Blocks([shift_table, spliced_table], run.language)


def goals(run: Run, baseline: dict[str, float] | None = None) -> Blocks:
    """The national goals beside the pace of the published series; with a baseline also the pace that is needed.

    baseline: value in 2015 per goal (key of `targets.GOALS`), in percent, supplied by the user.
    """
    text = run.text
    body = []
    for goal in targets.GOALS:
        result = indicators.progress_towards(run.tables, goal, (baseline or {}).get(goal.key))
        if result is None:
            body.append([Cell.of(text(f"goals.{goal.key}")), *[Cell(text=text("missing.withheld"), value=None)] * 3])
            continue
        pace = result.observed_pace
        needed = Cell(text=text("missing.no-baseline"), value=None)
        target = Cell(text=text("missing.no-baseline"), value=None)
        if result.target is not None:
            target = Cell(text=text.with_unit(result.target, "percent", 1), value=result.target)
            needed = Cell(text=text("goals.no_years_left"), value=None)
            if result.needed_pace.known:
                needed = _percentage(text, result.needed_pace)
        body.append([Cell.of(text(f"goals.{goal.key}")), _percentage(text, pace), target, needed])
    keys = ("goal", "observed_pace", "target", "needed_pace")
    table = Table(
        id="doelen",
        title=text("goals.title"),
        columns=[column(text, key, numeric=key != "goal") for key in keys],
        rows=body,
        source=text("source.monitor_section", section="2.1, 2.2.1"),
        caveats=[text("goals.caution")],
    )
    return Blocks([table], run.language)


def _percentage(text, change: Interval) -> Cell:
    return interval(text, *(100 * limit for limit in (change.value, change.lower, change.upper)), 1, signed=True)


def school_advice(run: Run) -> Blocks:
    """The seven school advices as one whole: shares, closing error, change in points and as log-ratio."""
    text = run.text
    parts = composition.shares(run.tables)
    names = {row.indicator: text.pick(row, "name") for row in run.tables.indicators.itertuples()}
    bars = {
        column_: text("advice.bar", region=text(f"chart.{column_[0]}"), year=str(column_[1]))
        for column_ in parts.columns
    }
    errors = composition.closing_error(parts)
    table = Table(
        id="schooladvies-tabel",
        title=text("advice.title"),
        columns=[
            column(text, "indicator"),
            *(Column(key=f"{r}-{y}", label=bars[(r, y)], numeric=True) for r, y in parts.columns),
        ],
        rows=[
            *(
                [Cell.of(names[part]), *(Cell(text=text.with_unit(v, "percent", 1), value=v) for v in parts.loc[part])]
                for part in parts.index
            ),
            [
                Cell.of(text("advice.closing")),
                *(Cell(text=text.signed(e, 1), value=round(float(e), 6)) for e in errors),
            ],
        ],
        source=text("source.monitor_section", section=text("source.figure", figure="4-10")),
    )
    alt_rows = [
        text(
            "advice.alt_row",
            name=names[part],
            first=text.number(parts.loc[part, ("focus", 2017)], 1),
            last=text.number(parts.loc[part, ("focus", 2023)], 1),
        )
        for part in parts.index
    ]
    shown = parts.rename(index=lambda part: names[part].removeprefix(text("advice.prefix"))).set_axis(
        list(bars.values()), axis=1
    )
    drawing = charts.stacked_composition(shown, text, " ".join([text("advice.alt"), *alt_rows]))
    block = figure("schooladvies", text("advice.title"), drawing, table, [text("advice.caution")])
    return Blocks([block, _advice_changes(run, parts, names)], run.language)


def _advice_changes(run: Run, parts: pd.DataFrame, names: dict[str, str]) -> Table:
    text = run.text
    focus, nl = composition.changes(parts, "focus"), composition.changes(parts, "nl")
    keys = ("indicator", "focus_points", "nl_points", "focus_log_ratio", "nl_log_ratio")
    return Table(
        id="schooladvies-verandering",
        title=text("advice.changes_title"),
        columns=[column(text, key, numeric=key != "indicator") for key in keys],
        rows=[
            [
                Cell.of(names[part]),
                *(
                    Cell(text=text.signed(f.loc[part, "points"], 1), value=round(f.loc[part, "points"], 6))
                    for f in (focus, nl)
                ),
                *(
                    Cell(text=text.signed(f.loc[part, "log_ratio"], 2), value=round(f.loc[part, "log_ratio"], 6))
                    for f in (focus, nl)
                ),
            ]
            for part in parts.index
        ],
        source=text("source.monitor_section", section=text("source.figure", figure="4-10")),
        caveats=[text("advice.log_ratio")],
    )
