"""Blocks about before and after 2023: whether the data can carry an estimate, and why not.

Frames come from `results.event_study`; what is in them is what is published. Nothing here says what the programme did.

>>> views.event_study.verdict(run, results.event_study.summary(run))
2 block(s): heading voor-en-na, paragraph
"""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results.event_study import (
    ALPHA,
    BASE,
    COURSE,
    ENOUGH,
    FEWEST_AREAS,
    LEVEL,
    MATCHED,
    VARIANTS,
    ComparedRow,
    FalseStartRow,
    PlaceboAreaRow,
    RegressionRow,
    Summary,
    SupportRow,
)
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.views import area, parts, tables
from helpers.views.parts import blocks_of
from helpers.views.tables import Col, count, made, made_cell, measured, message, year
from helpers.words.text import Text

CHAPTER = "07_effectiviteit_en_samenhang"

_DECIMALS = 3  # of points of the score, which is published in four: what is told here moves by hundredths


class _EditionRow(Record):
    """What both frames of the plot say of an edition."""

    before: bool
    matched_on: bool
    areas: int
    area_mean: float | None
    match_mean: float | None
    difference: Interval | None
    change: Interval | None
    flipped_p: float | None


def verdict(run: Run, summary: Summary) -> Blocks:
    """The section of the factsheet: what can be said of the time after 2022, with a link to the chapter on why."""
    text = run.text
    heading = area.heading(run, "voor-en-na", line=text(f"event.line.{summary.outcome}"))
    found = " ".join([text("event.compared"), _found(text, summary), *_of_area(run, summary)])
    return heading + blocks_of(run, [Paragraph(text=found, chapter=CHAPTER, place="voor-en-na")])


def _of_area(run: Run, summary: Summary) -> list[str]:
    """Where too few areas have enough districts: whether this one has, and how many."""
    if summary.outcome != "too-little-support" or run.area not in summary.matches:
        return []
    n = summary.matches[run.area]
    key = "enough" if n >= ENOUGH else "too-few" if n else "none"
    return [run.text(f"event.of_area.{key}", area=run.area_name, n=n, enough=ENOUGH)]


def _found(text: Text, summary: Summary) -> str:
    """What came out, in a sentence or two; a change only where there is one."""
    shown = {}
    if summary.change:
        lower, upper = text.limits(summary.change.lower, summary.change.upper, _DECIMALS, signed=True)
        shown = {"change": text.signed(summary.change.value, _DECIMALS), "lower": lower, "upper": upper}
    return text(f"event.found.{summary.outcome}", areas=summary.areas, supported=summary.supported, **shown)


def reasons(run: Run, summary: Summary) -> Blocks:
    """The rule, what stands in the way of an estimate, and what an estimate could not say either."""
    text = run.text
    rule = text("event.rule", fewest=FEWEST_AREAS, enough=ENOUGH, alpha=text.number(ALPHA, 2))
    items = [_alike(text), rule, text("event.seen")]
    for reason in summary.reasons:
        items.append(text(f"event.reason.{reason}", supported=summary.supported, areas=summary.areas))
    items += [text(f"event.{key}") for key in ("lbm", "person", "before", "one_edition")]
    return blocks_of(run, [Bullets(items=items)])


def _alike(text: Text) -> str:
    """When a district is like an area."""
    limits = {"level": text.number(LEVEL, 2), "course": text.number(COURSE, 2)}
    return text("event.alike", editions=MATCHED, base=str(BASE), **limits)


# Before, and how the difference moved ---------------------------------------------------------------


def plot(run: Run, summary: Summary, levels: pd.DataFrame, changes: pd.DataFrame) -> Blocks:
    """The areas beside their matches over the editions, and by how much their difference moved since the base.

    levels: of `results.event_study.trends`; changes: of `results.event_study.coefficients`.
    """
    text = run.text
    changes = changes.rename(columns={"flipped": "change"})
    rows = levels.merge(changes, on=["year", "before"], validate="one_to_one")
    rows = rows.assign(is_base=rows["year"] == BASE)
    title = text("event.plot.title")
    twin = tables.table(run, "voor-en-na-verloop-tabel", title, _EDITIONS, rows, _source(run))
    drawing = charts.event_plot(
        rows[["year", "comparable", "area_mean", "match_mean"]],
        rows[["year", "change", "matched_on"]],
        BASE,
        _names(text, summary),
        text,
        _alt(text, summary, rows),
    )
    group = "event.group_without" if run.area in summary.without else "event.group"
    caveats = [text(group, area=run.area_name, n=summary.compared)]
    caveats += [text(f"event.{key}") for key in ("matched_on", "margin", "comparable")]
    caveats += [] if summary.change else [text("event.none_after")]
    return blocks_of(run, [parts.figure("voor-en-na-verloop", title, drawing, twin, caveats)])


def _names(text: Text, summary: Summary) -> dict[str, str]:
    keys = ("levels", "changes", "levels_unit", "changes_unit", "match_mean", "change", "matched_on")
    names = {key: text(f"event.plot.{key}") for key in keys}
    names["area_mean"] = text("event.plot.area_mean", n=summary.compared)
    names["base"] = text("event.plot.base", year=str(BASE))
    names["shade"] = text("event.plot.shade" if summary.change else "event.plot.shade_none", year=str(BASE + 1))
    return names


def _alt(text: Text, summary: Summary, rows: pd.DataFrame) -> str:
    """The outcome first, then what is seen of both panels up to the base, and after it where something is shown."""
    before = [row for row in each_row(rows[rows["before"]], _PlotRow) if row.change]
    base = next(row for row in each_row(rows, _PlotRow) if row.is_base)
    values = [row.change.value for row in before if row.change]
    sentences = [text(f"event.line.{summary.outcome}")]
    sentences.append(
        text(
            "event.plot.alt",
            n=summary.compared,
            first=str(rows["year"].min()),
            base=str(BASE),
            gap=text.signed(base.difference.value, _DECIMALS) if base.difference else "–",
            lowest=text.signed(min(values), _DECIMALS),
            highest=text.signed(max(values), _DECIMALS),
        )
    )
    if summary.change:
        sentences.append(text("event.plot.alt_after", change=text.signed(summary.change.value, _DECIMALS)))
    return " ".join(sentences)


class _PlotRow(Record):
    is_base: bool
    difference: Interval | None
    change: Interval | None


def _mean(key: str) -> Col:
    """The mean score of the areas or of their matches: a number of ours, without limits."""

    def cell(text: Text, row: _EditionRow) -> Cell:
        value: float | None = getattr(row, key)
        return _withheld(text) if value is None else _points(text, value)

    return made_cell(key, _EditionRow, cell, numeric=True)


def _points(text: Text, value: float, signed: bool = False) -> Cell:
    """Points of the score."""
    shown = text.signed(value, _DECIMALS) if signed else text.number(value, _DECIMALS)
    return Cell(text=shown, value=round(value, _DECIMALS))


def _withheld(text: Text) -> Cell:
    return parts.missing_cell(text, "withheld")


def _estimate(text: Text, value: Interval) -> Cell:
    return parts.estimate(text, value, _DECIMALS)


def _difference(text: Text, row: _EditionRow) -> Cell:
    return _estimate(text, row.difference) if row.difference else _withheld(text)


class _ChangeRow(_EditionRow):
    is_base: bool


def _change(text: Text, row: _ChangeRow) -> Cell:
    if row.is_base:
        return Cell(text=text("event.is_base"))
    return _estimate(text, row.change) if row.change else _withheld(text)


def _p(key: str) -> Col:
    """A p-value; the reason where there is none."""

    def cell(text: Text, row: _ChangeRow) -> Cell:
        value: float | None = getattr(row, key)
        if value is None:
            return Cell(text=text("event.is_base")) if row.is_base else _withheld(text)
        return _p_cell(text, value)

    return made_cell(key, _ChangeRow, cell, numeric=True)


def _p_cell(text: Text, value: float) -> Cell:
    return Cell(text=text.number(value, _DECIMALS), value=round(value, _DECIMALS))


_EDITIONS = [
    *(year(), count("areas_compared", "areas"), _mean("area_mean"), _mean("match_mean")),
    *(measured("difference_of_means", _EditionRow, _difference), measured("change_since", _ChangeRow, _change)),
    _p("flipped_p"),
    made("matched_on", _EditionRow, lambda text, row: text("event.yes" if row.matched_on else "event.no")),
]


# Common support -------------------------------------------------------------------------------------


class _SupportRow(SupportRow):
    name: str


def support(run: Run, support: pd.DataFrame) -> Blocks:
    """What each area can be compared with: districts of its city, those that are alike, and how far they are off.

    support: of `results.event_study.support`.
    """
    text = run.text
    names = run.tables.areas.set_index("area")["name"]
    rows = support.assign(name=names[support["area"]].to_numpy())
    columns = [
        tables.plain("area", "name"),
        *(count("pool"), count("matches"), message("support", "event.support")),
        made_cell("mean_score", _SupportRow, lambda text, row: _marked(text, row, row.score), numeric=True),
        made("pool_range", _SupportRow, _pool_range),
        made_cell("gap_to_matches", _SupportRow, _gap, numeric=True).labelled(text("column.gap_mean")),
        made_cell("unstable", _SupportRow, _left_out, numeric=True),
    ]
    caveats = [_alike(text), text("event.unstable", column=text("column.unstable")), text("event.no_margins")]
    if support["rough"].any():
        caveats.append(text("series.proxy"))
    title = text("event.support_title")
    block = tables.table(
        run, "voor-en-na-wijken", title, columns, rows, _source(run), caveats, highlight=rows["area"] == run.area
    )
    counts = {kind: int((support["support"] == kind).sum()) for kind in ("enough", "too-few", "none")}
    sentence = text(
        "event.support_found",
        areas=len(support),
        enough=counts["enough"],
        few=counts["too-few"],
        none=counts["none"],
        least=ENOUGH,
    )
    return blocks_of(run, [Paragraph(text=sentence), block])


def _pool_range(text: Text, row: _SupportRow) -> str:
    if row.pool_lowest is None or row.pool_highest is None:
        return text("missing.not-applicable")
    shown = {"lower": text.number(row.pool_lowest, _DECIMALS), "upper": text.number(row.pool_highest, _DECIMALS)}
    return text("values.range", **shown)


def _gap(text: Text, row: _SupportRow) -> Cell:
    return parts.missing_cell(text, "not-applicable") if row.gap is None else _marked(text, row, row.gap, signed=True)


def _marked(text: Text, row: _SupportRow, value: float, signed: bool = False) -> Cell:
    """Points of the score; marked where the districts only come near the area."""
    cell = _points(text, value, signed)
    return Cell(text=text("values.about", value=cell.text), value=cell.value) if row.rough else cell


def _left_out(text: Text, row: _SupportRow) -> Cell:
    return Cell(text=text.number(len(row.unstable)), value=len(row.unstable))


# Tests of the time before ---------------------------------------------------------------------------


def before(run: Run, summary: Summary, starts: pd.DataFrame) -> Blocks:
    """The tests of the time before: all editions together, and starts that were none.

    starts: of `results.event_study.false_starts`.
    """
    text = run.text
    joint = {
        "flipped": text.number(summary.flipped_p, 2),
        "random": text.number(summary.random_p, 2),
        "start": text.number(summary.false_start_p, 2),
        "drawn": summary.drawn,
        "alpha": text.number(ALPHA, 2),
    }
    columns = [
        *(year("base"), year("until"), count("areas_compared", "areas")),
        measured("change_between", FalseStartRow, _start),
        made_cell("flipped_p", FalseStartRow, lambda text, row: _p_cell(text, row.flipped_p), numeric=True),
    ]
    title, caveats = text("event.starts_title"), [text("event.starts_reading"), text("event.margin")]
    block = tables.table(run, "voor-en-na-proef", title, columns, starts, _source(run), caveats)
    return blocks_of(run, [Paragraph(text=text("event.joint", **joint)), Paragraph(text=text("event.no_proof")), block])


def placebo_areas(run: Run, drawn: pd.DataFrame) -> Blocks:
    """The areas beside districts drawn at random in their place; drawn: of `results.event_study.placebo_areas`."""
    text = run.text
    change = made_cell("areas_change", PlaceboAreaRow, lambda text, row: _points(text, row.change, True), numeric=True)
    columns = [
        *(year(), count("areas_compared", "areas"), change),
        measured("drawn_change", PlaceboAreaRow, lambda text, row: _estimate(text, row.drawn)),
        made_cell("random_p", PlaceboAreaRow, lambda text, row: _p_cell(text, row.p), numeric=True),
    ]
    title, caveats = text("event.placebo_title"), [text("event.placebo_reading")]
    return blocks_of(run, [tables.table(run, "voor-en-na-loting", title, columns, drawn, _source(run), caveats)])


def _start(text: Text, row: FalseStartRow) -> Cell:
    return _estimate(text, row.change) if row.change else parts.missing_cell(text, "not-computable")


# Other choices --------------------------------------------------------------------------------------


class _VariantRow(ComparedRow):
    variant: str


def variants(run: Run, variants: pd.DataFrame) -> Blocks:
    """The study with other choices of matches; variants: of `results.event_study.variants`."""
    name = made("variant", _VariantRow, lambda text, row: text(f"event.variant.{row.variant}"))
    caveats = [run.text("event.variants_reading"), *_not_used(run.text, variants), run.text("event.no_margins")]
    return blocks_of(run, [_compared(run, "voor-en-na-keuzes", "event.variants_title", name, variants, caveats)])


def _not_used(text: Text, variants: pd.DataFrame) -> list[str]:
    """Why a choice by which enough areas have enough districts is not the one that is used, when the main one fails."""
    enough = variants[variants["supported"] >= FEWEST_AREAS]
    if "main" in set(enough["variant"]):
        return []
    said = []
    for row in each_row(enough, _VariantRow):
        apart = row.flipped_p is not None and row.flipped_p < ALPHA
        if why := "unlike" if VARIANTS[row.variant].level > LEVEL else "apart" if apart else "":
            name = text(f"event.variant.{row.variant}")
            said.append(text(f"event.not_used.{why}", variant=name, supported=row.supported))
    return said


def leave_one_out(run: Run, without: pd.DataFrame) -> Blocks:
    """The study without one area at a time; without: of `results.event_study.leave_one_out`."""
    names = run.tables.areas.set_index("area")["name"]
    rows = without.assign(name=names[without["without"]].to_numpy())
    name = tables.plain("without", "name")
    caveats = [run.text("event.no_margins")]
    return blocks_of(run, [_compared(run, "voor-en-na-weglaten", "event.without_title", name, rows, caveats)])


def _compared(run: Run, id: str, title: str, name: Col, rows: pd.DataFrame, caveats: list[str]) -> Table:
    """A row per way of comparing; the change only where the study has one."""
    gap = made_cell("gap_to_matches", ComparedRow, lambda text, row: _points(text, row.gap, signed=True), numeric=True)
    columns = [
        *(name, count("areas_compared", "areas"), count("cities"), count("supported")),
        gap.labelled(run.text("column.gap_base")),
        made_cell("joint_p", ComparedRow, _joint_p, numeric=True),
    ]
    if rows["change"].notna().any():
        columns.append(measured("change_since", ComparedRow, _compared_change))
    return tables.table(run, id, run.text(title), columns, rows, _source(run), caveats)


def _joint_p(text: Text, row: ComparedRow) -> Cell:
    return parts.missing_cell(text, "low-coverage") if row.flipped_p is None else _p_cell(text, row.flipped_p)


def _compared_change(text: Text, row: ComparedRow) -> Cell:
    return _estimate(text, row.change) if row.change else _withheld(text)


def regression(run: Run, rows: pd.DataFrame) -> Blocks:
    """What low scores gain by themselves; rows: of `results.event_study.regression_to_the_mean`."""
    text = run.text
    columns = [
        *(year(), year("until")),
        measured("slope_back", RegressionRow, lambda text, row: _estimate(text, row.slope)),
        made_cell("pool_gap", RegressionRow, lambda text, row: _points(text, row.pool_gap, signed=True), numeric=True),
        measured("expected_gain", RegressionRow, lambda text, row: _estimate(text, row.expected)),
    ]
    title, caveats = text("event.regression_title"), [text("event.regression_reading")]
    return blocks_of(run, [tables.table(run, "voor-en-na-terugval", title, columns, rows, _source(run), caveats)])


def _source(run: Run) -> str:
    sources = run.tables.sources
    return parts.credit(run, sources[sources["source"] == "leefbaarometer-3"])
