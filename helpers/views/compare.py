"""A question of the reader's own as a block: areas on one indicator, each beside a benchmark.

The frame comes from `results.compare`; what is in it is what is shown.

>>> views.compare.compared(run, results.compare.compare(run, "cbs-laag-inkomen", benchmark="nl"))
1 block(s): spine vergelijking-cbs-laag-inkomen
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from helpers import charts
from helpers.blocks.model import Cell, Legend, Note, Role, Spine, StripRow, Table
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results.compare import CompareRow
from helpers.results.series import OWN
from helpers.rows import each_row
from helpers.session import Run, row_of
from helpers.views import parts, tables
from helpers.views.parts import blocks_of, empty
from helpers.views.strips import Axis, mark
from helpers.views.tables import made, measured
from helpers.words import values
from helpers.words.text import Text

_MARKS: dict[str, Role] = {"municipality": "municipality", "nl": "nl", "median": "group", "similar": "similar"}


class _Row(CompareRow):
    """A row for readers: the name of the area, and how values of the indicator are written."""

    name: str
    unit: str
    decimals: int


def compared(run: Run, rows: pd.DataFrame) -> Blocks:
    """Areas on an indicator beside their benchmark: marks on one axis for one year, lines over several.

    rows: of `results.compare.compare`, of one indicator and benchmark. The table has every row, with the difference.
    Raises ValueError for several indicators or benchmarks.
    """
    text = run.text
    if rows.empty:
        return empty(run)
    (indicator,), (benchmark,) = rows["indicator"].unique(), rows["benchmark"].unique()
    facts = row_of(run.tables.indicators, "indicator", indicator)
    rows = _named(run, rows, facts)
    known = rows[rows["value"].notna()]
    name, other = text.pick(facts, "name"), text(f"compare.{benchmark}")
    if known.empty:
        return blocks_of(run, [Note(tone="missing", text=text("compare.nothing", name=name))])
    title = text("compare.title", name=name, benchmark=other)
    twin = tables.table(
        run,
        f"vergelijking-{indicator}-tabel",
        title,
        _columns(text, other),
        rows,
        parts.credit(run, rows),
        highlight=rows["area"] == run.area,
    )
    caveats = list(_caveats(run, rows, facts))
    drawn = rows.assign(other=rows["other"].mask(rows["reason"] == "number", None))  # sizes are not on one axis
    if rows["year"].nunique() == 1:
        return blocks_of(run, [_spine(run, drawn, other, twin, caveats)])
    drawing = charts.courses(_lines(text, drawn), _names(text, other), text, one_scale=True)
    drawing = replace(drawing, alt=_alt(text, known, other))
    return blocks_of(run, [parts.figure(f"vergelijking-{indicator}", title, drawing, twin, caveats)])


def _named(run: Run, rows: pd.DataFrame, facts: pd.Series) -> pd.DataFrame:
    areas = run.tables.areas.set_index("area")["name"]
    names = [
        run.text("compare.own", area=areas[area]) if role == OWN else areas[area]
        for area, role in zip(rows["area"], rows["role"], strict=True)
    ]
    return rows.assign(name=names, unit=facts["unit"], decimals=int(facts["decimals"])).reset_index(drop=True)


def missing(run: Run, rows: pd.DataFrame) -> Blocks:
    """What a comparison does not show, and why, in words: a note per reason, with the areas; none when all is there.

    rows: as for `compared`. Years are named where an area has figures of others.
    """
    text = run.text
    if rows.empty:
        return blocks_of(run, [])
    (indicator,), (benchmark,) = rows["indicator"].unique(), rows["benchmark"].unique()
    named = _named(run, rows, row_of(run.tables.indicators, "indicator", indicator))
    found: dict[str, dict[str, list[int]]] = {}
    for row in each_row(named, _Row):
        if why := _why(text, row, text(f"compare.{benchmark}")):
            found.setdefault(why, {}).setdefault(row.name, []).append(row.year)
    years = named["year"].nunique()
    notes = [
        text(
            "compare.missing",
            why=why,
            names=text.join(_with_years(text, name, of, years) for name, of in areas.items()),
        )
        for why, areas in found.items()
    ]
    return blocks_of(run, [Note(tone="missing", text=note) for note in notes])


def _why(text: Text, row: CompareRow, other: str) -> str:
    """Why a row has no value, or no difference, in words; empty when it has both."""
    if row.value is None:
        return _missing(text, row)
    return text(f"compare.missing_{row.reason}", benchmark=other) if row.reason else ""


def _with_years(text: Text, name: str, years: list[int], all_years: int) -> str:
    """The name of an area, with the years when it lacks some only."""
    if len(years) == all_years:
        return name
    return text("compare.in_years", name=name, years=text.join(map(str, years)))


# The table ------------------------------------------------------------------------------------------


def _columns(text: Text, other: str) -> list[tables.Col]:
    return [
        *(tables.plain("area", "name"), tables.year()),
        measured("with_margin", _Row, lambda text, row: _shown(text, row.value, row, _missing(text, row))),
        measured(
            "benchmark", _Row, lambda text, row: _shown(text, row.other, row, text("compare.reason.no-benchmark"))
        ).labelled(text("compare.with_margin", name=other)),
        measured("difference_from", _Row, _difference),
        made("meaning", _Row, _meaning),
    ]


def _meaning(text: Text, row: _Row) -> str:
    """What a difference means; where the margin leaves it open, it is not only by rounding."""
    return text("compare.undecided" if row.meaning == "undecided" else f"direction.{row.meaning}")


def _shown(text: Text, value: Interval | None, row: _Row, missing: str) -> Cell:
    """A value with its limits, where these are wider than a printed digit; or why it is missing, in words."""
    decimals = int(row.decimals)
    if value is None:
        return Cell(text=missing)
    if value.upper - value.lower < 0.9 * 10.0**-decimals:
        return parts.reported(text, value, "", decimals)
    return parts.interval(text, value, decimals)


def _missing(text: Text, row: CompareRow) -> str:
    """Why a row has no value, in words; empty when it has one."""
    if row.value is not None:
        return ""
    return text("compare.not_collected" if row.status == "not-collected" else f"missing.{row.status}")


def _difference(text: Text, row: _Row) -> Cell:
    if row.difference is None:
        return Cell(text=text(f"compare.reason.{row.reason}"))
    return parts.interval(text, row.difference, int(row.decimals), signed=True)


def _caveats(run: Run, rows: pd.DataFrame, facts: pd.Series) -> Iterator[str]:
    """What a comparison does not say, what margins are of, and what is not in them."""
    text, benchmark = run.text, rows["benchmark"].iloc[0]
    yield text("compare.no_cause")
    yield text(f"compare.margin_{facts['kind']}")
    if text.has(f"compare.about_{benchmark}"):
        yield text(f"compare.about_{benchmark}")
    error = rows["unknown_error"].iloc[0]
    if error:
        yield text(f"uncertainty.figure_{error}")
    absent = rows.groupby("name", sort=False)["value"].apply(lambda of_area: of_area.isna().all())
    if absent.any():
        yield text("compare.absent", names=text.join(absent.index[absent]))
    if text.pick(facts, "caveat"):
        yield text.pick(facts, "caveat")


# One year -------------------------------------------------------------------------------------------


def _spine(run: Run, rows: pd.DataFrame, other: str, twin: Table, caveats: list[str]) -> Spine:
    """Every area on one axis, with its limits, beside the benchmark."""
    text = run.text
    shown = list(each_row(rows, _Row))
    axis = Axis.round([value for row in shown for value in (row.value, row.other) if value])
    role = _MARKS[rows["benchmark"].iloc[0]]
    legend = [Legend(role="area", label=text("compare.areas"))]
    legend += [Legend(role=role, label=other)] if rows["other"].notna().any() else []
    return Spine(
        id=twin.id.removesuffix("-tabel"),
        title=twin.title,
        legend=legend,
        columns=legend[1:],
        ticks=axis.ticks(text, shown[0].unit, max(0, -math.floor(math.log10(axis.step)))),
        rows=[_strip(text, axis, row, role, other, len(legend) > 1) for row in shown],
        table=twin,
        source=twin.source,
        note=text("compare.bars"),
        caveats=caveats,
    )


def _strip(text: Text, axis: Axis, row: _Row, role: Role, other: str, compared: bool) -> StripRow:
    unit, decimals = row.unit, int(row.decimals)
    marks = [mark(text, axis, role, other, row.other, unit, decimals, bar=role == "similar")] if row.other else []
    if row.value:
        rough = row.value.approximate
        marks.append(mark(text, axis, "area", row.name, row.value, unit, decimals, bar=True, rough=rough))
    figure = values.short(text, row.value, decimals, unit) if row.value else _missing(text, row)
    printed = values.short(text, row.other, decimals, unit) if row.other else "–"
    return StripRow(name=row.name, figure=figure, marks=marks, printed=[printed] if compared else [])


# Several years --------------------------------------------------------------------------------------


def _names(text: Text, other: str) -> dict[str, str]:
    """What the lines of `charts.courses` are: the benchmark is in the place of the municipality."""
    return {"area": text("compare.areas"), OWN: text("series.own"), "municipality": other}


def _lines(text: Text, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as `charts.courses` takes them: a panel per area with a value, the benchmark as a second line."""
    areas = rows[(rows["role"] == "area") & rows["value"].notna()]
    names = dict(zip(areas["area"], areas["name"], strict=True))
    rows = rows[rows["area"].isin(names)]
    known = rows[rows["value"].notna()]
    steps = known.groupby(["area", "role"], sort=False)["segment"].diff().fillna(0) > 0
    own = rows.assign(after_break=rows.index.isin(steps.index[steps]), provisional=rows["status"] == "provisional")
    own["after_jump"] = False  # here a jump is no break
    other = own[own["role"] == "area"].assign(role="municipality", after_break=False, provisional=False)
    found = pd.concat([own, other.assign(value=other["other"])])
    found = found.assign(
        title=pd.Categorical(found["area"].map(names), list(names.values())),
        subtitle=text(f"unit.{found['unit'].iloc[0]}.name"),
    )
    return found.sort_values(["title", "role", "year"], kind="stable")[_FIELDS].reset_index(drop=True)


_FIELDS = ["title", "subtitle", "unit", "decimals", "role", "year", "value", "provisional", "after_break", "after_jump"]


def _alt(text: Text, known: pd.DataFrame, other: str) -> str:
    """The highest and lowest area of the last year first, then what is drawn."""
    last = known[known["year"] == known["year"].max()]
    ordered = sorted(each_row(last, _Row), key=lambda row: row.value.value if row.value else 0)
    ends: dict[str, str] = {}
    for end, row in (("lowest", ordered[0]), ("highest", ordered[-1])):
        assert row.value is not None
        ends |= {end: row.name, f"{end}_value": values.short(text, row.value, int(row.decimals), row.unit)}
    years = {"first": str(known["year"].min()), "last": str(known["year"].max())}
    return text("compare.alt", n=known["area"].nunique(), benchmark=other, **ends, **years)
