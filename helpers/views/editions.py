"""Blocks that say what changed in the own figures of an area since an earlier edition of the pages.

Rows come from `results.editions.since`. Without an earlier edition there are none, and nothing is published.

>>> len(views.editions.changed(run, results.editions.since(run, run.area)))
0
"""

from collections.abc import Iterable

import pandas as pd

from helpers.blocks.model import Block, Bullets, Cell, Fold, Paragraph
from helpers.blocks.notebook import Blocks
from helpers.methods.intervals import Interval
from helpers.results.editions import ChangeRow
from helpers.rows import each_row
from helpers.session import Run
from helpers.views import parts
from helpers.views.parts import blocks_of
from helpers.views.tables import made, measured, table, year
from helpers.words import values
from helpers.words.text import Text


def changed(run: Run, rows: pd.DataFrame) -> Blocks:
    """What changed in short, which a reader opens: of each indicator the last year that was revised with both numbers.

    Then the other years, the figures that came and went, and how many did not change in print.
    """
    if rows.empty:
        return blocks_of(run, [])
    text = run.text
    of = {outcome: list(each_row(found, ChangeRow)) for outcome, found in rows.groupby("outcome")}
    items = [_revised(text, found) for found in _by_indicator(of.get("revised", []))]
    items += [
        text(f"editions.{key}", named=_named(text, of[key])) for key in ("incomparable", "came", "went") if key in of
    ]
    items += [text(f"editions.{key}", n=len(of[key])) for key in ("unseen", "same") if key in of]
    reading: list[Block] = [Paragraph(text=text("editions.reading", area=run.area_name))] if "revised" in of else []
    summary = text("editions.summary", month=_month(text, rows))
    return blocks_of(run, [Fold(summary=summary, parts=[*reading, Bullets(items=items)])])


def _month(text: Text, rows: pd.DataFrame) -> str:
    return text.month(next(each_row(rows, ChangeRow)).edition)


def _by_indicator(rows: Iterable[ChangeRow]) -> list[list[ChangeRow]]:
    found: dict[str, list[ChangeRow]] = {}
    for row in rows:
        found.setdefault(row.indicator, []).append(row)
    return list(found.values())


def _revised(text: Text, rows: list[ChangeRow]) -> str:
    *others, last = rows
    numbers = {edition: _short(text, last, value) for edition, value in (("old", last.old), ("new", last.new))}
    line = text("editions.revised", name=text.pick(last, "name"), year=str(last.year), **numbers)
    more = [text("editions.revised_too", years=_years(text, others))] if others else []
    return " ".join([line, _why(text, last), *more])


def _short(text: Text, row: ChangeRow, value: Interval | None) -> str:
    return values.short(text, value, int(row.decimals), row.unit) if value else text("editions.no_number")


def _why(text: Text, row: ChangeRow) -> str:
    return " ".join(text(f"editions.why.{reason}") for reason in row.reasons or ("unknown",))


def _years(text: Text, rows: Iterable[ChangeRow]) -> str:
    return text.join(str(row.year) for row in rows)


def _named(text: Text, rows: list[ChangeRow]) -> str:
    """Indicators with their years, as a list in which names may have a comma."""
    named = [
        text("editions.named", name=text.pick(found[0], "name"), years=_years(text, found))
        for found in _by_indicator(rows)
    ]
    return "; ".join(named)


def figures(run: Run, rows: pd.DataFrame) -> Blocks:
    """Every figure of the rows with its number then and now, what became of it, and what is known of the reason."""
    if rows.empty:
        return blocks_of(run, [])
    text = run.text
    columns = [
        *(made("indicator", ChangeRow, _name), year()),
        *(measured("then_value", ChangeRow, _then), measured("now_value", ChangeRow, _now)),
        made("became", ChangeRow, lambda text, row: text(f"editions.outcome.{row.outcome}")),
        made("why", ChangeRow, lambda text, row: _why(text, row) if row.outcome in ("revised", "unseen") else ""),
    ]
    title = text("editions.title", area=run.area_name, month=_month(text, rows))
    caveats = [text("editions.reading", area=run.area_name), text("editions.limits")]
    return blocks_of(run, [table(run, "sinds-vorige-uitgave", title, columns, rows, parts.credit(run, rows), caveats)])


def _name(text: Text, row: ChangeRow) -> str:
    return parts.with_unit(text, text.pick(row, "name"), row.unit)


def _then(text: Text, row: ChangeRow) -> Cell:
    return _cell(text, row, row.old)


def _now(text: Text, row: ChangeRow) -> Cell:
    return _cell(text, row, row.new)


def _cell(text: Text, row: ChangeRow, value: Interval | None) -> Cell:
    if value is None:
        return Cell(text=text("editions.no_number"))
    return parts.reported(text, value, "", int(row.decimals))
