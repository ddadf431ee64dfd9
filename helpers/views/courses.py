"""Blocks about how an area developed: the Leefbaarometer among the others, its parts, and the change of each series.

Frames come from `results.courses`; what is in them is what is published.

>>> changed = results.courses.change(run, run.area, ["lbm-score"])
>>> views.courses.changes(run, "leefbaarheid", changed)
1 block(s): fold
"""

from collections.abc import Iterator
from typing import Protocol, cast

import pandas as pd

from helpers import charts
from helpers.blocks.model import Block, Bullets, Cell, Fold, Legend, Note, Paragraph, Spine, StripRow, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import THEMES
from helpers.methods.intervals import Interval
from helpers.results.courses import AGAINST, STARTED, AmongRow, ChangeRow, SaidRow
from helpers.results.series import EVERYWHERE
from helpers.results.synthesis import BesideRow
from helpers.results.uncertainty import errors_of
from helpers.rows import Record, each_row
from helpers.session import Run, row_of
from helpers.views import parts, tables
from helpers.views.parts import blocks_of
from helpers.views.strips import Axis, mark
from helpers.views.tables import Col, at, coded, count, made, measured, message, plain, table, words
from helpers.words import values
from helpers.words.text import Text

# First and last year of the grant.
GRANT = (STARTED, 2025)

_DECIMALS = 2  # of the score, in a sentence


# The Leefbaarometer among the others --------------------------------------------------------------------


def liveability(run: Run, among: pd.DataFrame, said: pd.DataFrame) -> Blocks:
    """The score of the area over those of the other areas and of districts outside; its title says what it was.

    among: of `results.courses.among`; said: of `results.courses.said`.
    """
    text, facts = run.text, _facts(run, among)
    own = among[(among["role"] == "area") & among["value"].notna()]
    if own.empty:
        what = text("series.subject.leefbaarheid")
        where = text("series.elsewhere.leefbaarheid")
        none = text("series.none", subject=what, area=run.area_name, elsewhere=where)
        return blocks_of(run, [Note(tone="missing", text=none)])
    rows = among.assign(decimals=int(facts["decimals"]), name=_names(run, among))
    since = str(own.loc[own["comparable"], "year"].min())
    twin = table(
        run,
        "leefbaarheid-tabel",
        text("courses.among_table", area=run.area_name),
        [plain("area", "name"), *_years(text, rows)],
        tables.grid(rows, "course", "year"),
        parts.credit(run, among),
        [*([] if own["comparable"].all() else [text("courses.starred", year=since)]), text("courses.limits")],
        highlight=rows.drop_duplicates("course")["role"] == "area",
    )
    drawing = charts.among_others(rows, _role_names(run, rows), GRANT, text)
    caveats = [text("courses.score"), text("courses.outside_are", n=_districts(rows))]
    (found,) = each_row(said, SaidRow)
    city = _city(run, found)
    caveats += [*_city_districts(run, found), text("courses.unrounded")] if city else []
    caveats += [*_city_jumps(run, own, found.since), text("courses.no_cause"), text("series.lag")]
    caveats += [text(f"uncertainty.figure_{error}") for error in errors_of([facts["nature"]])]
    caveats += parts.near(run, own["value"])
    note = " ".join([_among_note(text, found), *city])
    return blocks_of(run, [parts.figure("leefbaarheid", _title(text, said), drawing, twin, caveats, note)])


def _among_note(text: Text, said: SaidRow) -> str:
    """How to read the figure, with the score of before what is told where this one begins in a dip."""
    if said.early is None:
        return text("courses.among_note")
    score = values.short(text, said.early, _DECIMALS)
    return text("courses.among_note_early", year=str(said.early_year), score=score)


def _city(run: Run, said: SaidRow) -> list[str]:
    """How the area changed before the grant, and districts of the same city, lowest to highest."""
    if said.change is None or said.city_lowest is None or said.city_highest is None:
        return []
    text = run.text
    own = values.short(text, said.change, _DECIMALS, signed=True)
    lowest, highest = (text.signed(each.value, _DECIMALS) for each in (said.city_lowest, said.city_highest))
    known = {"since": str(said.since), "before": str(said.before), "municipality": run.area_row["municipality"]}
    return [text("courses.city", own=own, n=said.districts, lowest=lowest, highest=highest, **known)]


def _city_districts(run: Run, said: SaidRow) -> Iterator[str]:
    """Which districts of the same city these are, as far as each has a name, their incomes, and what they are not."""
    text, known = run.text, {"n": said.districts, "municipality": run.area_row["municipality"]}
    if len(said.city_names) == said.districts:
        names = text.join(parts.district_name(name) for name in said.city_names)
        yield text("courses.city_names", districts=names, **known)
    if said.city_incomes:
        lowest, highest = (text.with_unit(share, "percent", 1) for share in said.city_incomes)
        yield text("courses.city_incomes", lowest=lowest, highest=highest)
    yield text("courses.city_are", before=str(said.before), **known)


def _city_jumps(run: Run, own: pd.DataFrame, since: int) -> list[str]:
    """The drawn years in which the score jumped in many districts of the city: there a line reads as of the area.

    since: the year since which a change is told.
    """
    rows = run.tables.breaks
    rows = rows[(rows["kind"] == "jump") & (rows["region"] == run.area_row["gm_code"])]
    rows = rows[rows["indicator"].isin(own["indicator"]) & rows["year"].isin(own["year"])]
    jumps = list(each_row(rows.sort_values("year"), _Jump))
    said = [_reason(run.text, jump, True) for jump in jumps]
    return [*said, run.text("beside.jump_says_city")] if any(jump.year > since for jump in jumps) else said


def _facts(run: Run, rows: pd.DataFrame) -> pd.Series:
    """The facts of the indicator that rows are about. Raises ValueError when they are about several."""
    (indicator,) = rows["indicator"].unique()
    return row_of(run.tables.indicators, "indicator", indicator)


def _districts(rows: pd.DataFrame) -> int:
    return int(rows["districts"].max())


def _names(run: Run, rows: pd.DataFrame) -> list[str]:
    """What each course is called."""
    areas = dict(zip(run.tables.areas["area"], run.tables.areas["name"], strict=True))
    outside = run.text("courses.outside", n=_districts(rows))
    return [areas.get(row.course, outside) for row in each_row(rows, AmongRow)]


def _role_names(run: Run, rows: pd.DataFrame) -> dict[str, str]:
    others = rows.loc[rows["role"] == "other", "course"].nunique()
    return {
        "area": run.area_name,
        "other": run.text("courses.others", n=others),
        "outside": run.text("courses.outside", n=_districts(rows)),
    }


class _Score(Record):
    value: Interval | None
    decimals: int


def _years(text: Text, rows: pd.DataFrame) -> list[Col]:
    """A column per year; those before the break say so."""
    comparable = rows[rows["role"] == "area"].set_index("year")["comparable"]
    cell = measured("score", _Score, lambda text, row: parts.reported(text, row.value, "", int(row.decimals)))
    columns = []
    for year in sorted(rows["year"].unique()):
        label = str(year) if comparable.get(year, True) else text("courses.before_break", year=str(year))
        columns.append(at(year, Col(f"score-{year}", cell.cell, True, label, measured=True, needs=cell.needs)))
    return columns


def _title(text: Text, said: pd.DataFrame) -> str:
    """The score of the first edition and the last: one about the years of the grant would read as its doing."""
    return in_editions(text, "courses.title", next(each_row(said, SaidRow)))


class _Editions(Protocol):
    """The score of the first edition and of the last, or None where these cannot be compared."""

    since: int
    until: int | None
    first: Interval | None
    last: Interval | None


def in_editions(text: Text, key: str, row: _Editions) -> str:
    """The score of two editions, without a direction: its error is not known.

    key: of `known`, `same` (as it is printed) and `not-known`.
    """
    if row.first is None or row.last is None:
        return text(f"{key}.not-known", since=str(row.since))
    first, last = (values.short(text, value, _DECIMALS) for value in (row.first, row.last))
    known = "same" if first == last else "known"
    return text(f"{key}.{known}", since=str(row.since), until=str(row.until), first=first, last=last)


# Its parts ----------------------------------------------------------------------------------------------

_TICK = 0.05  # points of the score between two ticks of the axis


class _Part(Record):
    name_nl: str
    name_en: str
    decimals: int
    first: Interval
    last: Interval


def parts_of_score(run: Run, changed: pd.DataFrame) -> Blocks:
    """The parts of the score in their first and last year, folded: nothing when there are none.

    changed: of `results.courses.parts`.
    """
    text = run.text
    if changed.empty:
        return blocks_of(run, [])
    twin = _parts_table(run, changed)
    known = [Interval(0.0, 0.0, 0.0), *changed["first"], *changed["last"]]  # zero is a fixed point of the scale
    axis = Axis.around(known, _TICK)
    first = Legend(role="district", open=True, label=str(changed["first_year"].min()))
    spine = Spine(
        id="leefbaarheid-delen",
        title=twin.title,
        legend=[first, Legend(role="area", open=_rough(changed["last"]), label=str(changed["last_year"].max()))],
        columns=[first],
        ticks=axis.ticks(text, "points", 2),
        rows=[_part(text, row, axis) for row in each_row(changed, _Part)],
        table=twin,
        source=twin.source,
        note=text("series.parts"),
        caveats=[
            *(text(key) for key in ("courses.unrounded", "uncertainty.series_model")),
            *(_jumped(run, row) for row in each_row(changed, _Changed) if row.jumps),
            *parts.near(run, changed["last"]),
        ],
    )
    return blocks_of(run, [Fold(summary=text("courses.parts_summary"), parts=[spine])])


def _jumped(run: Run, row: "_Changed") -> str:
    """What to know of a part that jumped between its first and last year."""
    years = run.text.join(str(year) for year in row.jumps)
    said = run.text("courses.part_jump", name=run.text.pick(row, "name"), years=years)
    return " ".join([said, *_about_jumps(run, row)])


def _rough(figures: pd.Series) -> bool:
    return any(figure.approximate for figure in figures)


def _parts_table(run: Run, changed: pd.DataFrame) -> Table:
    years = {"first": str(changed["first_year"].min()), "last": str(changed["last_year"].max())}
    columns = [
        words("part", "name"),
        *(tables.interval(f"part_{end}", field=end).labelled(year) for end, year in years.items()),
        tables.interval("part_change", field="change", signed=True),
    ]
    used = run.tables.area_values["indicator"].isin(changed["indicator"])
    title = run.text("courses.parts", area=run.area_name, **years)
    credit = parts.credit(run, run.tables.area_values[used])
    return table(run, "leefbaarheid-delen-tabel", title, columns, changed, credit)


def _part(text: Text, row: _Part, axis: Axis) -> StripRow:
    name, decimals, rough = text.pick(row, "name"), int(row.decimals), row.last.approximate
    first, last = (values.short(text, each, decimals) for each in (row.first, row.last))
    marks = [
        mark(text, axis, "district", name, row.first, "points", decimals, rough=True),
        mark(text, axis, "area", name, row.last, "points", decimals, rough=rough),
    ]
    return StripRow(name=name, figure=last, soft=rough, marks=marks, printed=[first])


# The change of each series ------------------------------------------------------------------------------


class _Changed(ChangeRow):
    name_nl: str
    name_en: str
    unit: str
    decimals: int
    nature: str
    minus_first_year: int | None
    minus_last_year: int | None


def changes(run: Run, subject: str, changed: pd.DataFrame) -> Blocks:
    """How the series of a subject changed, in sentences and a table, folded; nothing when no change can be given.

    subject: as for `views.series.course`; changed: of `results.courses.change`. No sentence rests on a slope. Raises
    ParameterError for another subject.
    """
    text = run.text
    check_names("subject", [subject], text.group("series.subject"))
    rows = changed[changed["outcome"] != "no-value"]
    if rows["change"].isna().all():
        return blocks_of(run, [])
    what = text(f"series.subject.{subject}")
    is_theme = subject in THEMES  # these figures were placed under it, they do not measure it
    title = text("changes.title", area=run.area_name, subject=what)
    values_of = run.tables.area_values
    used = values_of[(values_of["area"] == run.area) & values_of["indicator"].isin(rows["indicator"])]
    beside = [text(f"changes.beside.{kind}") for kind in AGAINST if (rows["against"] == kind).any()]
    caveats = [
        text("courses.unrounded"),
        text("changes.rounding"),
        *beside,
        text("changes.slope"),
        text("changes.cause"),
    ]
    redrawn = int(rows["redrawn"].max())
    caveats += [text("changes.redrawn", n=redrawn)] if redrawn else []
    until = rows.loc[rows["against"] == "districts", "minus_last_year"].max()
    caveats += [text("changes.until", year=str(until))] if pd.notna(until) else []
    caveats += [text("changes.prices_note")] if (rows["unit"] == "euro").any() else []
    caveats += [text("beside.jump_is")] if rows["jumps"].any() else []
    caveats += [*parts.unknown_errors(text, rows), *parts.near(run, rows["last"])]
    columns = _change_columns(text, districts=bool((rows["against"] == "districts").any()))
    block = table(run, f"veranderd-{subject}", title, columns, rows, parts.credit(run, used), caveats)
    said = [sentence for row in each_row(rows, _Changed) for sentence in _sentences(run, row)]
    said += _other_measures(run, rows["indicator"].tolist()) if said else []
    sentences: list[Block] = [Bullets(items=said), *_no_effect(text, rows)] if said else []
    placed = [Paragraph(text=text("changes.placed"))] if is_theme else []
    summary = text("changes.summary_theme") if is_theme else text("changes.summary", subject=what)
    return blocks_of(run, [Fold(summary=summary, parts=[*placed, *sentences, block])])


def _no_effect(text: Text, rows: pd.DataFrame) -> list[Paragraph]:
    """What to know where the municipality is compared with after the grant began."""
    compared = rows["city_last"].notna() & (rows["last_year"] >= GRANT[0])
    told = rows["minus"].notna() & (rows["unknown_error"] == "") & (rows["unit"] != "euro")  # as in `_sentences`
    compared |= told & (rows["against"] == "municipality") & (rows["minus_last_year"] >= GRANT[0])
    return [Paragraph(text=text("changes.no_effect"))] if compared.any() else []


def _change_columns(text: Text, districts: bool) -> list[Col]:
    """districts: whether a change is held against districts, whose limits are not of rounding alone."""
    minus = measured("minus", _Changed, _minus)
    return [
        made("indicator", _Changed, lambda text, row: parts.marked(text, row.nature, text.pick(row, "name"))),
        made("unit", _Changed, _unit_of_change),
        made("years", _Changed, lambda text, row: _years_of(text, row.first_year, row.last_year)),
        measured(
            "change", _Changed, lambda text, row: _signed(text, row, row.change, f"changes.no_{row.outcome}")
        ).with_limits(),
        made("against", _Changed, _against),
        made("minus_years", _Changed, lambda text, row: _years_of(text, row.minus_first_year, row.minus_last_year)),
        minus.labelled(text("column.minus_districts")) if districts else minus.with_limits(),
        measured("slope", _Changed, _slope),
    ]


def _unit_of_change(text: Text, row: _Changed) -> str:
    """What a change is counted in: that of a percentage in points of it."""
    key = f"changes.unit.{row.unit}"
    return text(key) if text.has(key) else text(f"unit.{row.unit}.name")


def _years_of(text: Text, first: int | None, last: int | None) -> str:
    """From which year to which; a dash without a change."""
    return "–" if pd.isna(first) else text("changes.years", first=str(first), last=str(last))


def _signed(text: Text, row: _Changed, value: Interval | None, reason: str) -> Cell:
    """A change with its limits, or the message of why there is none."""
    if value is None:
        return Cell(text=text(reason))
    return parts.interval(text, value, int(row.decimals), signed=True)


def _minus(text: Text, row: _Changed) -> Cell:
    """Against districts the limits are how these differ, not those of rounding."""
    if row.minus is not None and row.against == "districts":
        return parts.estimate(text, row.minus, int(row.decimals))
    return _signed(text, row, row.minus, f"changes.no_{row.minus_reason}")


def _slope(text: Text, row: _Changed) -> Cell:
    """A slope, or why there is none."""
    if row.slope is None:
        return Cell(text=text(f"changes.no_{row.slope_outcome}"))
    cell = parts.estimate(text, row.slope, _decimals_per_year(row.unit, row.decimals))
    if row.slope_outcome != "undecided":
        return cell
    return cell.model_copy(update={"text": text("changes.no_direction", slope=cell.text)})


def _decimals_per_year(unit: str, decimals: int) -> int:
    """Of a slope: one more than its indicator has and at least two, as it is of a single year; of money none."""
    return 0 if unit == "euro" else max(2, int(decimals) + 1)


def _against(text: Text, row: _Changed) -> str:
    if not row.against:
        return "–"
    return text(f"changes.{row.against}", n=row.districts)


def _sentences(run: Run, row: _Changed) -> Iterator[str]:
    """What became of a figure, beside what it is held against, as far as rounding lets say it.

    An estimate has an error that is published nowhere: its values are told, and no direction.
    """
    text = run.text
    name = parts.marked(text, row.nature, text.pick(row, "name"))
    if row.change is None or row.first is None or row.last is None:
        yield from _single(run, row, name)
        return
    first, last = _short(text, row, row.first), _short(text, row, row.last)
    ends = {"first": first, "last": last, "first_year": str(row.first_year), "last_year": _last_year(text, row, True)}
    same = first == last
    seen = "same" if same else "estimate"
    outcome = "level_same" if same and row.outcome == "level" else row.outcome
    sentence = text(f"changes.{seen if row.unknown_error else outcome}", name=name, **ends)
    if row.unit == "euro":  # a rise in euros may be a rise of prices alone
        sentence = text("changes.prices", said=sentence)
    sentence = " ".join([sentence, *_crossed(run, row)])
    # Equal sums of money on top of unequal incomes say little: no comparison of them.
    if row.minus is None or row.unknown_error or row.unit == "euro":
        yield sentence
        return
    moved = {1: "more", -1: "less", 0: "level"}[row.minus.sign]
    years = {"first_year": str(row.minus_first_year), "last_year": str(row.minus_last_year)}
    same_years = all(str(getattr(row, end)) == year for end, year in years.items())
    key = f"changes.{row.outcome}_{moved}" if same_years else f"changes.between_{moved}"
    if text.group(key):  # what the other did is not said by the difference alone
        if row.city_first is None or row.city_last is None:
            key = f"changes.between_{moved}"
        else:
            key = f"{key}.{_WENT[(row.city_last - row.city_first).sign]}"
    yield text("changes.both", first=sentence, second=text(key, against=_against(text, row), **years))


_WENT = {1: "up", -1: "down", 0: "level"}


def _short(text: Text, row: _Changed, value: Interval) -> str:
    return values.short(text, value, int(row.decimals), row.unit)


def _last_year(text: Text, row: _Changed, with_city: bool = False) -> str:
    """The last year; with_city: and what the figure was in the municipality in both years, where that is known."""
    year = str(row.last_year)
    if with_city and row.city_first is not None and row.city_last is not None:
        key = "changes.provisional_with_city" if row.provisional else "changes.with_city"
        return text(key, year=year, first=_short(text, row, row.city_first), last=_short(text, row, row.city_last))
    return text("changes.provisional_year", year=year) if row.provisional else year


def _single(run: Run, row: _Changed, name: str) -> Iterator[str]:
    """The last value of a figure of which no change can be told, with those of others and what it is not."""
    text = run.text
    if row.later_value is None:
        return
    year = str(row.later_year)
    year = text("changes.provisional_year", year=year) if row.later_provisional else year
    said = text("series.value_in_year", value=_short(text, row, row.later_value), year=year)
    yield " ".join([text("series.in_year", name=name, said=_later(text, row, said)), *_no_other(run, row)])


def _no_other(run: Run, row: _Changed) -> Iterator[str]:
    """That a figure is not the one of the report that looks like it."""
    pairs = run.tables.correspondences
    apart = pairs[(pairs["indicator"] == row.indicator) & (pairs["same_definition"] == "no")]
    kinds = run.tables.indicators.set_index("indicator").loc[apart["report_indicator"], "kind"]
    if (kinds != "register").any():
        yield run.text("changes.not_report")


def _later(text: Text, row: _Changed, said: str) -> str:
    """What is said of the last value that no change reaches, beside those of the municipality and the Netherlands."""
    return parts.beside_others(text, said, row.later_city, row.later_nl, int(row.decimals), row.unit)


# Beside what was done -----------------------------------------------------------------------------------


def beside(run: Run, rows: pd.DataFrame) -> Blocks:
    """Theme by theme the area's own figures, what was done and found, and why these do not bear on each other.

    rows: of `results.synthesis.beside`.
    """
    text = run.text
    figures = [figure for row in each_row(rows, BesideRow) for figure in row.figures]
    title, own = text("beside.title", area=run.area_name), made("figures", BesideRow, lambda _, row: _figures(run, row))
    rough, n = any(figure.last is not None and figure.last.approximate for figure in figures), parts.districts(run)
    if rough:
        title = text("beside.title_rough", n=n, area=run.area_name)
        own = own.labelled(text("beside.figures_rough", n=n))
    columns = [
        message("theme", "study"),
        own,
        made("done", BesideRow, _done),
        made("found", BesideRow, _found),
        coded("bearing", BesideRow, lambda text, row: _bearing(text, row, n if rough else 0)),
    ]
    names = [figure.indicator for figure in figures]
    used = run.tables.area_values
    used = used[(used["area"] == run.area) & used["indicator"].isin(names)]
    source = text("courses.sources", report=text("source.monitor"), figures=parts.credit(run, used))
    facts = run.tables.indicators[run.tables.indicators["indicator"].isin(names)]
    caveats = [text("beside.not_named"), text("changes.cause"), *_beside_is(text, rows), *_other_measures(run, names)]
    caveats += [text(f"uncertainty.series_{error}") for error in errors_of(facts["nature"])]
    caveats += parts.near(run, (figure.last for figure in figures))
    source = source if len(used) else text("source.monitor")
    return blocks_of(run, [table(run, "cijfers-naast-aanpak", title, columns, rows, source, caveats)])


def _bearing(text: Text, row: BesideRow, rough: int) -> str:
    """rough: how many districts there are, where they only come near the area (not all residents are its own); or 0."""
    if rough and row.bearing == "everyone":
        return text("beside.everyone_rough", n=rough)
    return text(f"beside.bearing.{row.bearing}", year=str(row.last_year))


def _beside_is(text: Text, rows: pd.DataFrame) -> Iterator[str]:
    """What words mean that stand at some of the figures."""
    figures = [figure for row in each_row(rows, BesideRow) for figure in row.figures]
    if any(figure.city_first is not None for figure in figures):
        yield text("changes.beside.municipality")
    if any(figure.jumps for figure in figures):
        yield text("beside.jump_is")


class _Correspondence(Record):
    indicator: str
    report_indicator: str
    difference_nl: str
    difference_en: str


def _other_measures(run: Run, names: list[str]) -> Iterator[str]:
    """That figures over the years are not those of 2022 of the same unit which correspond to them."""
    facts = run.tables.indicators.set_index("indicator")
    for pair in each_row(run.tables.correspondences, _Correspondence):
        own, other = facts.loc[pair.indicator], facts.loc[pair.report_indicator]
        if pair.indicator in names and other["kind"] == "register" and own["unit"] == other["unit"]:
            short = f"answer.figure.{pair.report_indicator}.name"  # as the page calls it
            named = run.text(short) if run.text.has(short) else run.text.pick(other, "name")
            said = {"name": run.text.pick(own, "name"), "difference": run.text.pick(pair, "difference")}
            yield run.text("beside.other_measure", other=named, **said)


def _figures(run: Run, row: BesideRow) -> str:
    """The first and last value of each figure, with what they cross; of those without a change the last value."""
    said = " ".join(_figure(run, figure) for figure in cast(list[_Changed], row.figures))
    return said or run.text("beside.no_figures")


def _figure(run: Run, row: _Changed) -> str:
    text = run.text
    name = parts.marked(text, row.nature, text.pick(row, "name"))
    if row.first is None or row.last is None:
        return " ".join(_single(run, row, name))
    years = {"first_year": str(row.first_year), "last_year": _last_year(text, row)}
    first, last = _short(text, row, row.first), _short(text, row, row.last)
    said = text("beside.figure_same" if first == last else "beside.figure", name=name, first=first, last=last, **years)
    if row.city_first is not None and row.city_last is not None:
        said = text(
            "beside.with_city",
            said=said,
            first=_short(text, row, row.city_first),
            last=_short(text, row, row.city_last),
        )
    said = text("beside.sentence", said=said)
    if row.unit == "euro":  # a rise in euros may be a rise of prices alone
        said = text("changes.prices", said=said)
    return " ".join([said, *_crossed(run, row)])


def _crossed(run: Run, row: _Changed) -> Iterator[str]:
    """What else a reader must know before comparing the first with the last value."""
    text = run.text
    if row.jumps:
        yield text("beside.jump", years=text.join(str(year) for year in row.jumps))
        yield from _about_jumps(run, row)
    if row.earlier:
        score = row.indicator.startswith("lbm-")  # its earlier editions are less comparable, others not at all
        yield text("beside.earlier_score" if score else "beside.earlier", year=str(row.first_year))
    if row.later and row.later_value is not None:
        said = _later(text, row, _short(text, row, row.later_value))
        yield text("beside.later", year=str(row.last_year), value=said, last_year=str(row.later_year))
    if text.has(f"beside.beware.{row.indicator}"):
        yield text(f"beside.beware.{row.indicator}")


def _about_jumps(run: Run, row: _Changed) -> Iterator[str]:
    """What is known of the jumps of a figure, and what then follows for the area."""
    why = _why_jumps(run, row)
    yield from dict.fromkeys(_reason(run.text, jump, len(row.jumps) > 1) for jump in each_row(why, _Jump))
    if (why["region"] == EVERYWHERE).any():
        yield run.text("beside.jump_says")
    elif _known_of_others(run, row.indicator):
        yield run.text("beside.jump_says_city")


class _Jump(Record):
    year: int
    reason_nl: str
    reason_en: str


def _reason(text: Text, jump: _Jump, with_year: bool) -> str:
    """What is known of a jump, if need be with its year."""
    reason = text.pick(jump, "reason")
    return f"{jump.year}: {parts.small(reason)}" if with_year else reason


def _known_of_others(run: Run, indicator: str) -> bool:
    """Whether districts of the same municipality outside the area have the figure: else nothing is known beside it."""
    codes = set(run.tables.wijk_values.loc[run.tables.wijk_values["indicator"] == indicator, "wk_code"])
    lists = run.tables.area_wijken
    others = codes - set(lists.loc[lists["area"] == run.area, "wk_code"])
    return any(code[2:6] == run.area_row["gm_code"][2:] for code in others)  # WK004201 lies in GM0042


def _why_jumps(run: Run, row: _Changed) -> pd.DataFrame:
    """What is known of the jumps that are not of one district: rows of `breaks`."""
    rows = run.tables.breaks
    rows = rows[(rows["indicator"] == row.indicator) & (rows["kind"] == "jump") & rows["year"].isin(row.jumps)]
    return rows[rows["region"].isin([EVERYWHERE, run.area_row["gm_code"]])]


def _done(text: Text, row: BesideRow) -> str:
    if not row.kinds:
        return text("beside.nothing_named")
    if row.approaches == 1:
        (kind,) = row.kinds
        said = text(f"beside.single.{kind}")
    else:
        of_residents = not row.kinds.keys() - text.group("beside.resident_kind")
        each, of_all = ("resident_kind", "done_residents") if of_residents else ("kind", "done")
        kinds = text.join(text(f"beside.{each}.{kind}", n=n) for kind, n in row.kinds.items())
        said = text(f"beside.{of_all}", n=row.approaches, kinds=kinds)
    return " ".join([said, *_of_these(text, row)])


def _of_these(text: Text, row: BesideRow) -> list[str]:
    """How many approaches are a part of another, only named or not done: sentences."""
    counts = {"parts": row.parts, "only_named": row.only_named, "planned": row.planned}
    if row.approaches == 1:
        return [text(f"beside.single_{what}") for what, n in counts.items() if n]
    every = [text("beside.all_only_named")] if counts["only_named"] == row.approaches else []
    parts = [text(f"beside.{what}", n=n) for what, n in counts.items() if n and not (every and what == "only_named")]
    return [*every, *([text("beside.of_these", what=", ".join(parts))] if parts else [])]


def _found(text: Text, row: BesideRow) -> str:
    return text("beside.found", n=row.findings) if row.findings else text("beside.no_findings")


# Slopes of all areas ------------------------------------------------------------------------------------


class _Pooled(Record):
    name: str
    measure: str
    points: int
    slope: Interval | None
    decimals: int
    outcome: str


def pooled(run: Run, pooled: pd.DataFrame) -> Blocks:
    """The slopes of all areas on a series, for analysts: no sentence rests on them.

    pooled: of `results.courses.pooled`. Nothing without rows; why there is none when no area has a slope.
    """
    text = run.text
    if pooled.empty:
        return blocks_of(run, [])
    facts = _facts(run, pooled)
    if pooled["slope"].isna().all():
        return blocks_of(run, [Note(tone="missing", text=text("pooled.none", name=text.pick(facts, "name")))])
    names = dict(zip(run.tables.areas["area"], run.tables.areas["name"], strict=True))
    decimals = _decimals_per_year(facts["unit"], facts["decimals"])
    rows = pooled.assign(name=pooled["area"].map(names), decimals=decimals)
    columns = [
        plain("area", "name"),
        coded("measure", _Pooled, lambda text, row: text(f"pooled.{row.measure}")),
        made("years", _PooledYears, lambda text, row: _years_of(text, row.first_year, row.last_year)),
        count("points"),
        measured("slope", _Pooled, _pooled_slope),
    ]
    used = run.tables.area_values[run.tables.area_values["indicator"] == pooled["indicator"].iloc[0]]
    title = text("pooled.title", name=text.pick(facts, "name"))
    caveats = [text("changes.slope"), text("pooled.no_error"), text("changes.cause")]
    mine = rows["area"] == run.area
    id = f"hellingen-{pooled['indicator'].iloc[0]}"
    return blocks_of(run, [table(run, id, title, columns, rows, parts.credit(run, used), caveats, highlight=mine)])


class _PooledYears(Record):
    first_year: int
    last_year: int


def _pooled_slope(text: Text, row: _Pooled) -> Cell:
    if row.slope is None:
        return Cell(text=text(f"changes.no_{row.outcome}"))
    return parts.estimate(text, row.slope, int(row.decimals))
