"""Blocks about the areas beside each other: ranks with their ranges, a funnel, and where each lies among the others.

Frames come from `results.ranks`; what is in them is what is published. No rank stands without its range.

>>> views.ranks.caterpillar(run, results.ranks.ranks(run, "cbs-laag-inkomen", 2022))
1 block(s): figure plaatsen-cbs-laag-inkomen
"""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from helpers import charts
from helpers.blocks.model import Cell, Note
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results.ranks import FunnelRow, RankRow, RugRow
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run, row_of
from helpers.views import parts, tables
from helpers.views.parts import blocks_of, empty
from helpers.views.tables import Col, at, made, measured, plain, table
from helpers.words import values
from helpers.words.text import Text


class _Named(Record):
    name: str
    decimals: int
    unit: str


class _Rank(_Named, RankRow):
    pass


class _Funnel(_Named, FunnelRow):
    pass


def _with_facts(run: Run, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The rows with name, decimals and unit, and the facts of their indicator. Raises ValueError for several."""
    (indicator,) = rows["indicator"].unique()
    facts = row_of(run.tables.indicators, "indicator", indicator)
    names = rows["area"].map(_area_names(run))
    return rows.assign(name=names, decimals=int(facts["decimals"]), unit=facts["unit"]), facts


def _definition(text: Text, facts: pd.Series) -> str:
    """What the figure is, as its name is short."""
    return text("ranks.definition", definition=text.pick(facts, "definition"))


def _area_names(run: Run) -> dict[str, str]:
    return dict(zip(run.tables.areas["area"], run.tables.areas["name"], strict=True))


def _credit(run: Run, rows: pd.DataFrame) -> str:
    used = run.tables.area_values
    return parts.credit(run, used[used["indicator"].isin(rows["indicator"]) & used["area"].isin(rows["area"])])


# Ranks --------------------------------------------------------------------------------------------------


def caterpillar(run: Run, ranks: pd.DataFrame) -> Blocks:
    """The ranks of the areas on an indicator with the places that are possible; a line where none can be given.

    ranks: of `results.ranks.ranks`.
    """
    if ranks.empty:
        return empty(run)
    text = run.text
    rows, facts = _with_facts(run, ranks)
    name = text.pick(facts, "name")
    if (error := rows["unknown_error"].iloc[0]) or rows["place"].isna().all():
        reason = text(f"ranks.none_{error}" if error else "ranks.none", name=name)
        return blocks_of(run, [Note(tone="missing", text=reason)])
    title = text("ranks.title", name=name, year=str(rows["year"].iloc[0]))
    holds = rows["holds"].iloc[0]
    caveats = [_definition(text, facts), text(f"ranks.holds_{holds}")]
    caveats += [text("ranks.lacks"), text("ranks.districts")]
    if any(value is not None and value.approximate for value in rows["value"]):
        caveats.append(text("ranks.near"))
    caveats += parts.outward(text, _told_apart(rows), _OUTWARD[holds])
    id = f"plaatsen-{rows['indicator'].iloc[0]}"
    mine = rows["area"] == run.area
    twin = table(
        run, f"{id}-tabel", title, _rank_columns(run, str(facts["unit"])), rows, _credit(run, rows), highlight=mine
    )
    ranked = rows[rows["place"].notna()]
    own = next(each_row(ranked[ranked["area"] == run.area], _Placed), None)
    whose = {"own": run.area_name, "tied": text("ranks.tied", area=run.area_name), "other": text("ranks.others")}
    drawing = charts.caterpillar(ranked.assign(role=_roles(ranked, own)), whose, text, _rank_alt(run, title, own))
    best = text(f"ranks.order_{rows['order'].iloc[0]}")  # in sight: an axis of places does not say which end is good
    return blocks_of(run, [parts.figure(id, title, drawing, twin, caveats, best)])


# Ranks that hold in most cases ask for more than limits that do not overlap.
_OUTWARD = {"coverage": "ranks.outward", "limits": "uncertainty.outward"}


class _Placed(Record):
    """A row with a rank."""

    area: str
    value: Interval
    place: int
    rank_lower: int
    rank_upper: int
    known: int
    tied: tuple[str, ...]


def _roles(ranked: pd.DataFrame, own: _Placed | None) -> list[str]:
    """own, tied (cannot be told apart from it) or other, of each row."""
    roles = {own.area: "own"} | dict.fromkeys(own.tied, "tied") if own else {}
    return [roles.get(area, "other") for area in ranked["area"]]


def _told_apart(rows: pd.DataFrame) -> Iterator[tuple[Interval | None, Interval | None, int]]:
    """The values of every two areas that are told apart, with their decimals."""
    for one, other in combinations(each_row(rows, _Rank), 2):
        if other.area not in one.tied:
            yield one.value, other.value, one.decimals


def _rank_columns(run: Run, unit: str) -> list[Col]:
    names = _area_names(run)
    return [
        plain("area", "name"),
        measured(
            "value", _Rank, lambda text, row: parts.interval(text, row.value, row.decimals, missing=row.reason)
        ).labelled(parts.with_unit(run.text, run.text("column.value"), unit)),
        measured("rank_range", _Rank, _rank),
        made("tied", _Rank, lambda text, row: text.join(names[area] for area in row.tied) if row.tied else "–"),
    ]


def _rank(text: Text, row: _Rank) -> Cell:
    if row.value is None or row.place is None or row.rank_lower is None or row.rank_upper is None or pd.isna(row.place):
        return parts.missing_cell(text, row.reason)
    place, lowest, highest = int(row.place), int(row.rank_lower), int(row.rank_upper)
    rank = Interval(place, lowest, highest, row.value.basis)
    shown = text("ranks.place", place=values.short(text, rank, 0), lowest=lowest, highest=highest)
    return parts.measured(text, rank, lambda _: shown, row.reason)


def _rank_alt(run: Run, title: str, own: _Placed | None) -> str:
    text = run.text
    if own is None:
        return text("ranks.alt_none", title=title, area=run.area_name)
    rank = Interval(int(own.place), int(own.rank_lower), int(own.rank_upper), own.value.basis)
    reach = {"lowest": int(own.rank_lower), "highest": int(own.rank_upper), "n": int(own.known)}
    key = "ranks.alt_one" if own.rank_lower == own.rank_upper else "ranks.alt"
    return text(key, title=title, area=run.area_name, place=values.short(text, rank, 0), **reach)


# A funnel -----------------------------------------------------------------------------------------------


def funnel(run: Run, funnel: pd.DataFrame, curve: pd.DataFrame) -> Blocks:
    """The areas by their size, with the limits between which areas like them lie.

    funnel, curve: of `results.ranks.funnel` and `funnel_curve`. A line where there is none, and where the figures have
    an error of unknown size.
    """
    if funnel.empty:
        return empty(run)
    text = run.text
    rows, facts = _with_facts(run, funnel)
    name = text.pick(facts, "name")
    if error := unknown_error(str(facts["nature"])):
        return blocks_of(run, [Note(tone="missing", text=text(f"ranks.none_{error}", name=name))])
    numbers = [
        measured("with_margin", _Funnel, lambda text, row: parts.interval(text, row.value, row.decimals)),
        measured("limits_95", _Funnel, lambda text, row: _reach(text, row, row.lower_95, row.upper_95)),
        measured("limits_998", _Funnel, lambda text, row: _reach(text, row, row.lower_998, row.upper_998)),
    ]
    whom = text(f"funnel.whom.{facts['weight']}")
    columns = [
        plain("area", "name"),
        tables.made_cell("n", _Funnel, _size, numeric=True).labelled(text("funnel.of", whom=whom)),
        *(column.labelled(parts.with_unit(text, column.head(text), str(facts["unit"]))) for column in numbers),
        made("zone", _Funnel, lambda text, row: text(f"funnel.zone_{row.zone}")),
    ]
    title = text("funnel.title", name=name, year=str(rows["year"].iloc[0]))
    id = f"trechter-{rows['indicator'].iloc[0]}"
    twin = table(run, f"{id}-tabel", title, columns, rows, _credit(run, rows), highlight=rows["area"] == run.area)
    alt = text("funnel.alt", title=title, n=len(rows), **_outside(text, rows))
    drawing = charts.funnel(rows, curve, run.area, whom, text, alt)
    caveats = [_definition(text, facts), text("funnel.spread", n=text.in_words(len(rows)))]
    caveats += [text("funnel.chance"), text("funnel.lacks")]
    caveats += [text("funnel.near")] if any(value.approximate for value in rows["value"]) else []
    return blocks_of(run, [parts.figure(id, title, drawing, twin, caveats)])


def _size(text: Text, row: _Funnel) -> Cell:
    """How many an area has: of districts that only come near it this is approximate, as its share is."""
    shown = text.number(row.n, 0)
    return Cell(text=text("values.about", value=shown) if row.value.approximate else shown, value=int(row.n))


def _outside(text: Text, rows: pd.DataFrame) -> dict[str, str]:
    """The areas outside the limits of 95 %, and those of them that lie outside the limits of 99.8 % too."""
    beyond = {row.name: row.zone for row in each_row(rows, _Funnel) if row.zone not in ("inside", "undecided")}
    far = [name for name, zone in beyond.items() if zone.endswith("-998")]
    return {key: text.join(names) or text("funnel.nobody") for key, names in {"outside": beyond, "far": far}.items()}


def _reach(text: Text, row: _Funnel, lower: float, upper: float) -> Cell:
    """The limits of a funnel at the size of an area, around the share of all areas together."""
    reach = Interval(row.target, lower, upper)
    shown = text("funnel.reach", lower=text.number(lower, row.decimals), upper=text.number(upper, row.decimals))
    return parts.measured(text, reach, lambda _: shown, "not-published")


# Among the others ---------------------------------------------------------------------------------------


def rug(run: Run, rug: pd.DataFrame) -> Blocks:
    """Every area by every register indicator: where it lies among the others; rug: of `results.ranks.rug`."""
    if rug.empty:
        return empty(run)
    text = run.text
    facts = run.tables.indicators[run.tables.indicators["indicator"].isin(rug["indicator"])]
    named = {row.indicator: parts.marked(text, row.nature, text.pick(row, "name")) for row in each_row(facts, _Fact)}
    areas, near = _area_names(run), _near(rug)
    areas |= {area: text("rug.near_name", area=areas[area]) for area in near}
    rows = rug.assign(name=rug["area"].map(areas))
    level = made_level()
    columns = [
        plain("area", "name"),
        *(
            at(name, Col(f"level-{name}", level.cell, label=named[name], needs=level.needs))
            for name in rug["indicator"].unique()
        ),
    ]
    wide = tables.grid(rows, "area", "indicator")
    title, mine = text("rug.title"), wide["area"] == run.area
    twin = table(run, "gebieden-naast-elkaar-tabel", title, columns, wide, _credit(run, rug), highlight=mine)
    topics = {topic: text(f"rug.topic.{topic}") for topic in rug["topic"].unique()}
    unusual = rug[rug["outcome"].isin(("higher", "lower"))]
    alt = text("rug.alt", areas=rug["area"].nunique(), indicators=len(named), n=len(unusual))
    near_note = [text("rug.near")] if near else []
    drawing = charts.rug(rug, areas | named | topics, run.area, alt)
    caveats = [text("rug.level"), text("rug.unusual"), *near_note]
    caveats += parts.unknown_errors(text, facts, beyond_rounding=True)
    key = f"{text('rug.signs')} {text('rug.no_score')}"  # in sight, or a plus reads as good
    return blocks_of(run, [parts.figure("gebieden-naast-elkaar", title, drawing, twin, caveats, key)])


def _near(rug: pd.DataFrame) -> list[str]:
    """The areas whose districts only come near them."""
    rough = [row.own is not None and row.own.approximate for row in each_row(rug, RugRow)]
    return sorted(rug.loc[rough, "area"].unique())


class _Fact(parts.NamedRow):
    indicator: str
    nature: str


def made_level() -> Col:
    """The cell of the twin of a rug: the level in words, and whether it is unusual; downloads have the code."""

    def cell(text: Text, row: RugRow) -> Cell:
        words = text(f"rug.level_{row.level}")
        if row.outcome in ("higher", "lower"):
            words = text("rug.starred", level=words)
        return Cell(text=words, value=None if row.level == "missing" else row.level)

    return tables.made_cell("level", RugRow, cell)
