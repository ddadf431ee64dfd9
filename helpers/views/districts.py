"""The figure of a theme for the districts of the area, as a spine; frames come from `results.themes.districts`.

>>> views.districts.districts(run, "armoede", results.themes.districts(run, run.area, "armoede"))
1 block(s): spine wijken-armoede
"""

import pandas as pd

from helpers.blocks.model import Legend, Mark, Note, Spine, StripRow, Table
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results.themes import FEW, DistrictRow
from helpers.results.uncertainty import errors_of, unknown_error
from helpers.rows import each_row
from helpers.session import Run
from helpers.views import parts
from helpers.views.parts import blocks_of
from helpers.views.strips import Axis, mark
from helpers.views.tables import made, measured, table
from helpers.words import values
from helpers.words.text import Text

_STEPS, _STEP = {"points": 0.1}, 10.0  # of the axis, by unit
_TICK_DECIMALS = {"points": 1}  # by unit; else none
_ROLES = ("area", "district", "similar", "nl")
_OWN = ("area", "district")  # roles that have a row; the others are marks on it
_APART = {"similar": -2, "area": 2}  # lanes where both stand in a row: the ring would lie under the diamond


class _Known(DistrictRow):
    value: Interval


def districts(run: Run, theme: str, districts: pd.DataFrame) -> Blocks:
    """The area and its districts, a row each, beside similar districts and the Netherlands where they have a figure.

    An area of one district has one row. districts: of `results.themes.districts`.
    """
    text = run.text
    parts.check_theme(run, theme, districts)
    known = districts[districts["value"].notna()]
    if not known["role"].isin(_OWN).any():
        return blocks_of(run, [Note(tone="missing", text=text("districts.none", area=run.area_name))])
    rows, drawn = list(each_row(districts, DistrictRow)), list(each_row(known, _Known))
    axis = Axis.around(known["value"], _STEPS.get(rows[0].unit, _STEP))
    block = Spine(
        id=f"wijken-{theme}",
        title=_title(text, drawn, any(row.role == "district" and not row.value for row in rows)),
        legend=[_legend(run, row) for row in _first_of_each(drawn)],
        columns=[],
        ticks=axis.ticks(text, rows[0].unit, _TICK_DECIMALS.get(rows[0].unit, 0)),
        rows=[_strip(run, axis, row, drawn) for row in rows if row.role in _OWN],
        table=_table(run, theme, districts),
        source=parts.credit(run, districts),
        dense=True,
        note=_note(run, axis, rows),
        caveats=[*_caveat(text, districts), *_unknown_error(text, districts)],
    )
    return blocks_of(run, [block])


def _caveat(text: Text, rows: pd.DataFrame) -> list[str]:
    """The caveat of the figure, under the short name that it has among the key figures where it is one of them."""
    key = f"answer.figure.{rows['indicator'].iloc[0]}.name"
    called = rows.assign(**{text.in_tables("name"): text(key)}) if text.has(key) else rows
    return parts.caveat_lines(text, called.head(1))


def _unknown_error(text: Text, rows: pd.DataFrame) -> list[str]:
    """That the figure is an estimate: it is the only one, so no name says so."""
    return [text(f"uncertainty.figure_{error}") for error in errors_of(rows["nature"])]


def _title(text: Text, rows: list[_Known], some_missing: bool) -> str:
    """Where districts stand against the Netherlands, on both sides of it; without its figure, what the figure shows.

    An area of one district stands for it. An order of districts would be one of estimates, so then the title has the
    value of the area alone. some_missing: whether there are districts without a figure.
    """
    known = [row for row in rows if row.role == "district"] or [row for row in rows if row.role == "area"]
    name = text(f"districts.name.{rows[0].indicator}")
    if not any(row.role == "nl" for row in rows):
        return next((_value(text, name, row) for row in rows if (row.role, row.unit) == ("area", "points")), name)
    counts = {side: sum(row.against_nl == side for row in known) for side in ("higher", "lower")}
    side, other = sorted(counts, key=lambda one: counts[one], reverse=True)
    which = text("districts.which_known" if some_missing else "districts.which_all")
    values = {"name": name, "k": text.number(counts[side]), "all": text.number(len(known)), "districts": which}
    if not counts[side]:
        return text("districts.title_one_none" if len(known) == 1 else "districts.title_none", **values)
    if counts[other]:
        mixed = "rest" if 1 < counts[other] == len(known) - counts[side] else "mixed"
        return text(f"districts.title_{mixed}_{side}", others=text.number(counts[other]), **values)
    which = "one" if len(known) == 1 else "some" if counts[side] < len(known) else "both" if len(known) == 2 else "all"
    return text(f"districts.title_{which}_{side}", **values)


def _value(text: Text, name: str, row: _Known) -> str:
    shown = values.short(text, row.value, int(row.decimals), row.unit)
    return text("districts.title_value", name=name, value=shown, year=str(row.year))


def _first_of_each(rows: list[_Known]) -> list[_Known]:
    """The first row of each role, and of districts the first that is drawn as a rough one, after the others."""
    found: dict[tuple[str, bool], _Known] = {}
    for row in rows:
        found.setdefault((row.role, row.role == "district" and row.rough), row)
    return sorted(found.values(), key=lambda row: (_ROLES.index(row.role), row.rough))


def _legend(run: Run, row: _Known) -> Legend:
    """What a mark is; that of the other roles with its value, as it stands in no row."""
    text = run.text
    if row.role == "area":
        label = run.area_name
    elif row.role == "district":
        label = text("districts.few", n=text.number(FEW)) if row.rough else text("districts.district")
    else:
        kind = f"{row.role}_rough" if row.rough else row.role
        label = text(f"districts.{kind}", value=values.short(text, row.value, int(row.decimals), row.unit))
    return Legend(role=row.role, label=label, open=row.rough)


def _strip(run: Run, axis: Axis, row: DistrictRow, drawn: list[_Known]) -> StripRow:
    """A row with its own mark, and those of similar districts (beside the area alone) and the Netherlands."""
    text, is_area = run.text, row.role == "area"
    roles = ("nl", "similar") if is_area else ("nl",)
    marks = [_mark(run, axis, other) for other in drawn if other.role in roles]
    marks += [_mark(run, axis, own) for own in drawn if (own.role, own.name) == (row.role, row.name)]
    if {mark.role for mark in marks} >= set(_APART):
        marks = [mark.model_copy(update={"lane": _APART.get(mark.role, 0)}) for mark in marks]
    name = run.area_name if is_area else parts.district_name(row.name)
    shown = values.short(text, row.value, int(row.decimals), row.unit) if row.value else ""
    soft = row.value is None or (is_area and row.rough)
    return StripRow(name=name, figure=shown or text("districts.no_figure"), soft=soft, marks=marks, printed=[])


def _mark(run: Run, axis: Axis, row: _Known) -> Mark:
    """The mark of a value; that of similar districts with its margin."""
    name = _whose(run.text, row)
    bar, decimals = row.role == "similar", int(row.decimals)
    return mark(run.text, axis, row.role, name, row.value, row.unit, decimals, bar=bar, rough=row.rough)


def _note(run: Run, axis: Axis, rows: list[DistrictRow]) -> str:
    """Of which year, which side is better, where the axis begins and what bars are."""
    text, first = run.text, rows[0]
    start = text.with_unit(axis.low, first.unit, _TICK_DECIMALS.get(first.unit, 0))
    said = [text("districts.year", year=str(first.year), start=start)]
    if first.indicator in text.group("districts.better"):
        said.append(text(f"districts.better.{first.indicator}"))
    elif first.polarity != "neutral":
        said.append(text(f"districts.{first.polarity}"))
    if first.unit == "points":  # a part of a score
        said.append(text("series.parts"))
    if any(row.against_nl in ("higher", "lower") for row in rows):
        said.append(text("districts.clearly"))
    if any(row.role == "similar" for row in rows):
        said.append(text("districts.bar"))
    if first.role == "area" and first.rough:
        boundary = text.pick(run.area_row, "boundary")
        said += [text("districts.other_area", area=run.area_name), *filter(None, [boundary])]
    return " ".join(said)


def _whose(text: Text, row: DistrictRow) -> str:
    return parts.district_name(row.name) or text(f"districts.whose_{row.role}")


def _holds(text: Text, row: DistrictRow) -> str:
    """What the limits of a figure hold, and which error that it has they do not."""
    if not row.value:
        return ""
    limits, error = text(f"districts.limits_{row.role}"), unknown_error(row.nature)
    return text(f"districts.lacks_{error}", limits=limits) if error else limits


def _table(run: Run, theme: str, rows: pd.DataFrame) -> Table:
    columns = [
        made("district", DistrictRow, _whose),
        measured(
            "value",
            DistrictRow,
            lambda text, row: parts.interval(text, row.value, int(row.decimals), missing=row.status),
        ).labelled(parts.with_unit(run.text, run.text("column.value"), str(rows["unit"].iloc[0]))),
        made("holds", DistrictRow, _holds),
    ]
    name = run.text(f"districts.name.{rows['indicator'].iloc[0]}")
    year = str(rows["year"].iloc[0])
    title = run.text("districts.table", name=name, year=year) if (rows["role"] == "district").any() else name
    nl = rows.loc[rows["role"] == "nl", "value"]
    caveats = parts.outward(
        run.text, ((row.value, of_nl, int(row.decimals)) for row in each_row(rows, DistrictRow) for of_nl in nl)
    )
    return table(run, f"wijken-{theme}-tabel", title, columns, rows, parts.credit(run, rows), caveats)
