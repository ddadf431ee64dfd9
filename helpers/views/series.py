"""Blocks about an area's own figures over the years, and what there is of them.

Frames come from `results.series`; what is in them is what is published.

>>> views.series.available(run, results.series.available(run, run.area))
1 block(s): table beschikbaar
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Fold, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.charts.over_years import bars_to_be_seen
from helpers.charts.style import FULL, OPEN
from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import VALUE_STATUSES
from helpers.methods.intervals import Interval
from helpers.results.series import EVERYWHERE, OWN, ROLES, breaks_of
from helpers.results.spread import LIVEABILITY
from helpers.results.uncertainty import errors_of
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.sources.layouts import COUNTS
from helpers.views import parts, tables
from helpers.views.parts import blocks_of
from helpers.views.tables import Col, coded, made, made_cell, measured, message
from helpers.words import values
from helpers.words.text import Text

_OF_AREA = ("area", OWN)  # roles
_FACTS = ["name_nl", "name_en", "unit", "decimals", "caveat_nl", "caveat_en"]


class _Unit(Record):
    unit: str


class _Head(_Unit):
    indicator: str


class _Year(Record):
    year: int
    after_break: bool
    after_jump: bool


class _Value(Record):
    value: Interval | None
    decimals: int
    status: str


class _Status(Record):
    status: str


class _Role(Record):
    role: str


def _not_together(run: Run, drawn: pd.DataFrame) -> Iterator[str]:
    """With which figures that look like those drawn they cannot be compared: the report's, or those of 2022 as well."""
    pairs = run.tables.correspondences
    apart = pairs[(pairs["same_definition"] == "no") & pairs["indicator"].isin(drawn["indicator"])]
    if len(apart):
        kinds = run.tables.indicators.set_index("indicator").loc[apart["report_indicator"], "kind"]
        yield run.text("series.others" if kinds.eq("register").any() else "series.others_report")


class _Segment(Record):
    segment: int


class _Source(Record):
    source: str


class _Indicator(Record):
    indicator: str


def course(run: Run, subject: str, series: pd.DataFrame) -> Blocks:
    """The area's own figures over the years, one panel per indicator; one line of text when it has none.

    Where each has a single year, they are told in sentences, as there is no course to draw. subject: what they are
    about (messages `series.subject`). series: of `results.series.area_series`. The twin of a drawing holds every row.
    Raises ParameterError for another subject.
    """
    text = run.text
    check_names("subject", [subject], text.group("series.subject"))
    rows = _with_facts(run, series)
    has_area = rows.loc[(rows["role"] == "area") & rows["value"].notna(), "indicator"]
    drawn = rows[rows["indicator"].isin(has_area)]
    what = text(f"series.subject.{subject}")
    if drawn.empty:
        where = text(f"series.elsewhere.{subject}")
        none = text("series.none", subject=what, area=run.area_name, elsewhere=where)
        return blocks_of(run, [Note(tone="missing", text=none)])
    if _has_one_year(drawn):
        return _one_year(run, subject, rows, drawn)
    title = _title(run, what, drawn)
    # An area has fewer people than its municipality: no axis for both.
    on_axis = drawn["role"].isin(_OF_AREA) | ~drawn["unit"].isin(COUNTS)
    chart, in_chart = _for_chart(text, drawn[on_axis]), dict(_breaks(run, drawn[on_axis]))
    lines = dict(_breaks(run, drawn))  # one for each reason, also where the table has more figures of it
    of_others = [line for reason, line in lines.items() if reason not in in_chart]
    twin = _rows(run, f"verloop-{subject}-tabel", title, drawn, _columns(run), of_others)
    drawing = charts.courses(chart, _names(run), text)
    caveats = [*_what_is_not_there(run, rows, drawn), *_how_to_read(text, chart), *_what_they_are(run, drawn)]
    caveats += [line for reason, line in lines.items() if reason in in_chart]
    # A number below zero looks bad; what zero is stands in sight.
    zero = text("series.parts") if _has_parts(drawn).any() else ""
    return blocks_of(run, [parts.figure(f"verloop-{subject}", title, drawing, twin, caveats, zero)])


def _has_parts(rows: pd.DataFrame) -> pd.Series:
    """Which rows are of parts of the Leefbaarometer's score."""
    return rows["source"].str.startswith("leefbaarometer") & (rows["unit"] == "points")


def _has_one_year(rows: pd.DataFrame) -> bool:
    """Whether each figure of the area has a single year: there is no course."""
    known = rows[rows["role"].isin(_OF_AREA) & rows["value"].notna()]
    return bool((known.groupby("indicator")["year"].nunique() == 1).all())


def _one_year(run: Run, subject: str, rows: pd.DataFrame, drawn: pd.DataFrame) -> Blocks:
    """Figures of a single year: what they are, and folded the table with their limits and what to know of them."""
    text, figure = run.text, ["indicator", "year"]
    own = drawn[drawn["role"].isin(_OF_AREA) & drawn["value"].notna()]
    known = drawn[drawn["value"].notna() & pd.MultiIndex.from_frame(drawn[figure]).isin(list(own[figure].to_numpy()))]
    rough = "_rough" if own["match"].eq("proxy").any() else ""
    said = text(f"series.one_year{rough}", n=parts.districts(run), area=run.area_name)
    said += f" {text('series.no_share')}" if own["unit"].isin(COUNTS).any() else ""
    others = {(row.role, row.indicator, row.year): row.value for row in each_row(known, _Beside) if row.value}
    told = [_of_one_year(text, row, others) for row in each_row(own, _OneYear)]
    title = text("series.one_year_title", subject=text(f"series.subject.{subject}"))
    missing = rows[~rows["indicator"].isin(drawn["indicator"])]
    caveats = [text("series.lacks_area", area=run.area_name, names=_listed(text, missing))] if len(missing) else []
    caveats += [*_what_they_are(run, known), *_break_lines(run, drawn[drawn["role"] == "area"])]
    table = _rows(run, f"verloop-{subject}-tabel", title, known, _columns(run), caveats)
    fold = Fold(summary=text("series.one_year_table"), parts=[table])
    return blocks_of(run, [Paragraph(text=said), Bullets(items=told), fold])


class _Beside(_Head, _Role, _Value, _Year):
    """A figure of the area, its municipality or the Netherlands."""


class _OneYear(_Head, _Value, _Year):
    name_nl: str
    name_en: str
    nature: str
    provisional: bool


def _of_one_year(text: Text, row: _OneYear, others: dict[tuple[str, str, int], Interval]) -> str:
    """A figure with its year, beside those of the municipality and the Netherlands (by role, indicator and year).

    Raises ValueError for a row without a value.
    """
    if row.value is None:
        raise ValueError(f"no value of {row.indicator}")
    city, country = (others.get((role, row.indicator, row.year)) for role in ROLES[1:])
    shown = values.short(text, row.value, int(row.decimals), row.unit)
    year = text("changes.provisional_year", year=str(row.year)) if row.provisional else str(row.year)
    said = text("series.value_in_year", value=shown, year=year)
    said = parts.beside_others(text, said, city, country, int(row.decimals), row.unit)
    return text("series.in_year", name=parts.marked(text, row.nature, text.pick(row, "name")), said=said)


def _title(run: Run, subject: str, drawn: pd.DataFrame) -> str:
    """Whose figures these are: of the area itself, or of districts that only come near it."""
    said = {"subject": subject, "area": run.area_name}
    if not drawn["match"].eq("proxy").any():
        return run.text("series.title", **said)
    return run.text("series.title_rough", n=parts.districts(run), **said)


def _with_facts(run: Run, series: pd.DataFrame) -> pd.DataFrame:
    """The rows with what they are called and counted in, and whether each value is the first after a break.

    Here a jump in all places at once is one too: a line through it would read as a change of the area. after_jump: it
    is no more than that, so that what lies on both sides is comparable.
    """
    facts = run.tables.indicators.set_index("indicator")[_FACTS]
    known = series[series["value"].notna()]
    breaks = run.tables.breaks
    jumps = breaks[(breaks["kind"] == "jump") & (breaks["region"] == EVERYWHERE)]
    parts_of = known["segment"].copy()
    for indicator, year in zip(jumps["indicator"], jumps["year"], strict=True):
        parts_of += (known["indicator"] == indicator) & (known["year"] >= year)
    steps, breaking = (_steps(known, part) for part in (parts_of, known["segment"]))
    after = {"after_break": series.index.isin(steps), "after_jump": series.index.isin(steps.difference(breaking))}
    return series.join(facts, on="indicator").assign(**after)


def _steps(known: pd.DataFrame, parts_of: pd.Series) -> pd.Index:
    """The rows with which another part of a series begins; parts_of: the number of its part for each row."""
    steps = parts_of.groupby([known["indicator"], known["role"]], sort=False).diff().fillna(0) > 0
    return steps.index[steps]


def _names(run: Run) -> dict[str, str]:
    """What area, municipality and country are called, and a user's own figures of the area."""
    municipality = run.text("series.municipality", name=run.area_row["municipality"])
    names = (run.area_name, municipality, run.text("chart.nl"))
    return dict(zip(ROLES, names, strict=True)) | {OWN: run.text("series.own")}


def _for_chart(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    fields = ["role", "unit", "decimals", "year", "value", "provisional", "after_break", "after_jump"]
    titles = [text.pick(row, "name") for row in each_row(rows, Record)]
    # One subtitle for a panel: that an own figure was measured otherwise is said in the table.
    natures = dict(zip(rows["indicator"][::-1], rows["nature"][::-1], strict=True))
    subtitles = [parts.marked(text, natures[row.indicator], _unit(text, row)) for row in each_row(rows, _Head)]
    whole = {"year": int, "decimals": int}  # columns of tables can have missing numbers, these have none
    return rows[fields].astype(whole).assign(title=titles, subtitle=subtitles).reset_index(drop=True)


def _unit(text: Text, row: _Unit) -> str:
    return text(f"unit.{row.unit}.name")


def whole(run: Run, series: pd.DataFrame) -> Blocks:
    """All series of the area, its municipality and the Netherlands as one long table, for downloads.

    series: of `results.series.area_series`. Nothing when there are no rows.
    """
    text, rows = run.text, _with_facts(run, series)
    if rows.empty:
        return blocks_of(run, [])
    columns = [*_columns(run), _segment()]
    zero = [text("series.parts")] if _has_parts(rows).any() else []
    reading = [text("series.no_chart"), text("series.whole_segment")]
    caveats = [*reading, *_what_is_open(text, rows), *zero, *_break_lines(run, rows)]
    table = _rows(run, "alle-reeksen", text("series.whole", area=run.area_name), rows, columns, caveats)
    return blocks_of(run, [table.model_copy(update={"long": True})])


# The rows -----------------------------------------------------------------------------------------------


def _rows(
    run: Run, id: str, title: str, rows: pd.DataFrame, columns: Sequence[Col], caveats: Iterable[str] = ()
) -> Table:
    own = rows["role"].isin(_OF_AREA)
    return tables.table(run, id, title, columns, rows, parts.credit(run, rows), caveats, highlight=own)


def _columns(run: Run) -> list[Col]:
    names = _names(run)
    return [
        *(tables.words("indicator", "name"), made("unit", _Unit, _unit), message("nature", "nature")),
        *(coded("region", _Role, lambda text, row: names[row.role], "role"), made_cell("year", _Year, _year)),
        *(measured("value", _Value, _value).with_limits(), coded("status", _Status, _status), _source(run)),
    ]


def _segment() -> Col:
    return made_cell("segment", _Segment, lambda text, row: Cell(text=str(row.segment), value=int(row.segment)))


def _year(text: Text, row: _Year) -> Cell:
    shown = str(row.year)
    key = f"indicator.{'after_jump' if row.after_jump else 'after_break'}"
    return Cell(text=text(key, year=shown) if row.after_break else shown, value=int(row.year))


def _value(text: Text, row: _Value) -> Cell:
    decimals, missing = int(row.decimals), _reason(row)
    if row.value is not None and row.value.upper - row.value.lower < 0.9 * 10.0**-decimals:
        # Finer than a printed digit: limits of such digits would tell of our own rounding, not of the publisher's.
        return parts.reported(text, row.value, "", decimals, missing)
    return parts.interval(text, row.value, decimals, missing=missing)


def _reason(row: _Value) -> str:
    """Why there is no value; a row whose status promises one was emptied by whoever made the frame."""
    return "not-published" if row.status in VALUE_STATUSES else str(row.status)


def _status(text: Text, row: _Status) -> str:
    return text(f"series.status.{row.status}")


def _source(run: Run) -> Col:
    publishers = {row.source: run.text.pick(row, "publisher") for row in each_row(run.tables.sources, _Source)}
    return coded("source", _Source, lambda text, row: publishers[row.source])


# What stands under it -----------------------------------------------------------------------------------


def _what_is_not_there(run: Run, rows: pd.DataFrame, drawn: pd.DataFrame) -> Iterator[str]:
    """Whose figures there are not, and where the area's own have a gap."""
    text = run.text
    missing = rows[~rows["indicator"].isin(drawn["indicator"])]
    if len(missing):
        yield text("series.lacks_area", area=run.area_name, names=_listed(text, missing))
    known = drawn[drawn["value"].notna() & (drawn["role"] != OWN)]
    if nobody := [role for role in ROLES if role not in set(known["role"])]:
        yield text("series.lacks_all", places=text.join(text(f"series.place.{role}") for role in nobody))
    for role in known["role"].unique():
        lacking = drawn[~drawn["indicator"].isin(known.loc[known["role"] == role, "indicator"])]
        if len(lacking):
            yield text("series.lacks", place=text(f"series.place.{role}"), names=_listed(text, lacking))
    gaps = drawn[(drawn["role"] == "area") & drawn["value"].isna()]
    gaps = gaps.assign(reason=[_reason(row) for row in each_row(gaps, _Value)])
    for reason, of_reason in gaps.groupby("reason", sort=False):
        whose = [
            text("series.gap_of", years=when, names=_listed(text, rows))
            for when, rows in of_reason.groupby(_years_of_each(text, of_reason), sort=False)
        ]
        yield text("series.gap", which="; ".join(whose), reason=text(f"missing.{reason}"))


def _how_to_read(text: Text, chart: pd.DataFrame) -> Iterator[str]:
    """What axes and bars are; chart: the rows that are drawn, as the chart gets them."""
    if chart["unit"].isin(COUNTS).any():
        yield text("series.counts_axis")
    if bars_to_be_seen(chart):
        yield text("series.limits")


def _what_they_are(run: Run, drawn: pd.DataFrame) -> Iterator[str]:
    """What figures leave out, and with which they are not to be compared."""
    text = run.text
    if (drawn["role"].isin(_OF_AREA) & drawn["unit"].isin(COUNTS)).any():
        rough = drawn["match"].eq("proxy").any()
        yield text("series.counts_rough", n=parts.districts(run)) if rough else text("series.counts")
    if ((drawn["role"] == OWN) & drawn["value"].notna()).any():
        yield text("series.diamond")
    yield from _not_together(run, drawn)
    named = text.group("series.beware")
    yield from (text(f"series.beware.{name}") for name in drawn["indicator"].unique() if name in named)
    yield from _what_is_open(text, drawn)
    yield from _skipped(run, drawn)
    yield from parts.near(run, drawn["value"])


def _what_is_open(text: Text, rows: pd.DataFrame) -> Iterator[str]:
    """What may be wrong in the figures themselves."""
    yield from (text(f"uncertainty.series_{error}") for error in errors_of(rows["nature"]))
    is_lbm = rows["source"].str.startswith("leefbaarometer")
    if is_lbm.any():
        yield text("series.lag")
    if rows["method"].eq("weighted-mean").any():  # of more than one district; limits are of rounding alone
        yield text("series.weighted")
    if rows["match"].eq("inferred").any():
        yield text("series.inferred")


def _skipped(run: Run, drawn: pd.DataFrame) -> Iterator[str]:
    """The years of the score over which lines of its parts go, as nobody has these there."""
    known = drawn[drawn["value"].notna()]
    of_parts = known.loc[known["source"].str.startswith("leefbaarometer") & (known["unit"] == "points"), "year"]
    scores = run.tables.area_values
    years = scores.loc[(scores["area"] == run.area) & (scores["indicator"] == LIVEABILITY), "year"]
    skipped = years[years.between(of_parts.min(), of_parts.max()) & ~years.isin(of_parts)]
    if len(skipped):
        yield run.text("series.skipped", years=_in_order(run.text, skipped))


_LISTED = 4  # names in a sentence; in a long table the column `segment` says which they are


def _break_lines(run: Run, drawn: pd.DataFrame) -> Iterator[str]:
    return (line for _, line in _breaks(run, drawn))


def _breaks(run: Run, drawn: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Why there are breaks and jumps: each reason, and a line with its years and of which indicators unless of all."""
    text, everything = run.text, set(drawn["indicator"])
    found = breaks_of(run, drawn).merge(drawn[["indicator", "name_nl", "name_en"]].drop_duplicates(), on="indicator")
    for reason, same in found.groupby(_reasons(run, found), sort=False):
        whose = [
            when
            if set(rows["indicator"]) == everything
            else text("series.break_of", years=when, names=_listed(text, rows))
            if rows["indicator"].nunique() <= _LISTED
            else text("series.break_of_many", years=when, n=rows["indicator"].nunique())
            for when, rows in same.groupby(_years_of_each(text, same), sort=False)
        ]
        yield str(reason), text("series.break", years="; ".join(whose), reason=reason)


def _reasons(run: Run, found: pd.DataFrame) -> pd.Series:
    """The reasons as the table has them; where a course starts with new codes, of which districts these are."""
    starting = found[found["starting"].notna()]
    said = found[run.text.in_tables("reason")].copy()
    for (_, year), rows in starting.groupby(["indicator", "year"]):
        names = run.text.join(parts.district_name(str(name)) for name in rows["starting"])
        said[rows.index] = run.text("series.starts", districts=names, year=str(year), n=parts.districts(run))
    return said


def _years_of_each(text: Text, rows: pd.DataFrame) -> pd.Series:
    """For each row the years of all rows of its indicator, in words."""
    return rows.groupby("indicator")["year"].transform(lambda of_one: _in_order(text, of_one))


def _in_order(text: Text, years: Iterable[int]) -> str:
    return text.join(str(year) for year in sorted(set(years)))


def _listed(text: Text, rows: pd.DataFrame) -> str:
    return text.join(dict.fromkeys(text.pick(row, "name") for row in each_row(rows, Record)))


# Beside the report --------------------------------------------------------------------------------------


def reading(run: Run, subject: str, series: pd.DataFrame) -> Blocks:
    """How to read each series that the area has: what to beware of, and which indicator of the report is like it.

    What is to be known of several stands once, under the table. Nothing when the area has no figure.
    """
    text = run.text
    there = series[(series["role"] == "area") & series["value"].notna()]
    rows = _with_facts(run, there).drop_duplicates("indicator")
    if rows.empty:
        return blocks_of(run, [])
    own, shared = _own_caveats(text, rows)
    columns = [
        tables.words("indicator", "name"),
        made("caveat", _Indicator, lambda text, row: own[row.indicator] or "–"),
        made("beside_report", _Indicator, lambda text, row: _beside(run, row)),
    ]
    key = "reading_title_one_year" if _has_one_year(series) else "reading_title"
    title = text(f"series.{key}", subject=text(f"series.subject.{subject}"))
    pairs = run.tables.correspondences
    differ = pairs.loc[pairs["same_definition"] == "no", "indicator"]
    caveats = [text("series.not_together")] if rows["indicator"].isin(differ).any() else []
    caveats = [*shared, *caveats]
    block = tables.table(run, f"verloop-{subject}-lezen", title, columns, rows, parts.credit(run, rows), caveats)
    return blocks_of(run, [block])


def _own_caveats(text: Text, rows: pd.DataFrame) -> tuple[dict[str, str], list[str]]:
    """The sentences of each caveat that are of its indicator alone, and those of several, once for whom they are of."""
    said = {row.indicator: _sentences(text.pick(row, "caveat")) for row in each_row(rows, _Caveat)}
    names = {row.indicator: text.pick(row, "name") for row in each_row(rows, _Caveat)}
    of_whom: dict[str, tuple[str, ...]] = {
        sentence: tuple(names[name] for name in said if sentence in said[name])
        for sentences in said.values()
        for sentence in sentences
    }
    own = {name: " ".join(s for s in sentences if len(of_whom[s]) == 1) for name, sentences in said.items()}
    shared: dict[tuple[str, ...], list[str]] = {}
    for sentence, whose in of_whom.items():
        if len(whose) > 1:
            shared.setdefault(whose, []).append(sentence)
    return own, [
        " ".join(sentences)
        if len(whose) == len(rows)
        else text("indicator.caveat", name=text.join(whose), caveat=" ".join(sentences))
        for whose, sentences in shared.items()
    ]


def _sentences(caveat: str) -> list[str]:
    return re.split(r"(?<=[.?!]) ", caveat) if caveat else []


class _Caveat(parts.CaveatRow):
    indicator: str


class _Pair(Record):
    report_indicator: str


def _beside(run: Run, row: _Indicator) -> str:
    """The indicators that a series stands beside, and what differs."""
    text = run.text
    facts = run.tables.indicators.set_index("indicator")
    pairs = run.tables.correspondences
    pairs = pairs[pairs["indicator"] == row.indicator]
    said = []
    for pair in each_row(pairs, _Pair):
        other = facts.loc[pair.report_indicator]
        key = "series.beside_register" if other["kind"] == "register" else "series.beside"
        said.append(text(key, name=text.pick(other, "name"), difference=text.pick(pair, "difference")))
    return " ".join(said) or text("series.beside_none")


# What there is ------------------------------------------------------------------------------------------

# Marks of the table: readable without colour; the legend says them in words.
_MARKS = {
    **{"ok": FULL, "provisional": OPEN, "low-coverage": "d", "not-published": "n", "not-collected": "x"},
    **{"suppressed": "s", "not-applicable": "–"},
}


class _Reason(Record):
    reason: str


class _Benchmarks(Record):
    """For how many years they have a value to compare with."""

    municipality: int
    nl: int


def available_key(run: Run, there: pd.DataFrame) -> Blocks:
    """What the marks of `available` mean, for a page that shows the table itself; there: as for that."""
    text, reasons = run.text, set(there["reason"])
    used = [reason for reason in _MARKS if reason in reasons]
    key = [text("series.mark", mark=_MARKS[reason], words=text(f"series.reason.{reason}")) for reason in used]
    key.append(text("series.blank"))
    if "low-coverage" in used:  # else a figure of 2022 elsewhere contradicts the mark of that year
        key.append(text("series.other_table", title=text("answer.spine.title", area=run.area_name)))
    return blocks_of(run, [Paragraph(text=" ".join(key))])


def available(run: Run, there: pd.DataFrame) -> Blocks:
    """What there is of the area: indicator by year, and for how many years there is a benchmark.

    there: of `results.series.available`.
    """
    text = run.text
    facts = run.tables.indicators.set_index("indicator")[["name_nl", "name_en"]]
    rows = there.join(facts, on="indicator").assign(year=there["year"].astype(str))
    counted = rows.groupby("indicator")[["municipality", "nl"]].transform("sum")
    rows = rows.assign(municipality=counted["municipality"], nl=counted["nl"])
    wide = tables.grid(rows, "indicator", "year")
    mark = coded("reason", _Reason, lambda text, row: _MARKS[row.reason])
    columns = [
        tables.words("indicator", "name"),
        *(_in_year(year, mark) for year in sorted(rows["year"].unique())),
        *(made(f"years_{role}", _Benchmarks, _years(role)) for role in ROLES[1:]),
    ]
    title = text("series.available_title", area=run.area_name)
    source = parts.credit(run, run.tables.area_values[run.tables.area_values["area"] == run.area])
    return blocks_of(run, [tables.table(run, "beschikbaar", title, columns, wide, source)])


def _in_year(year: str, mark: Col) -> Col:
    """The marks under one year; nothing where nobody has a figure of it."""

    def cell(text: Text, row: tables.GridRow) -> Cell:
        return mark.cell(text, row.cells[year]) if year in row.cells else Cell(text="")

    return made_cell(f"in-{year}", tables.GridRow, cell).labelled(year)


def _years(role: str) -> Callable[[Text, _Benchmarks], str]:
    def shown(text: Text, row: _Benchmarks) -> str:
        n = int(getattr(row, role))
        return text("series.years", n=n) if n else text("series.no_years")

    return shown
