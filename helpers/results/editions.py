"""What changed in the own figures of an area since an earlier edition (`previous_values`, which a run fills).

A figure is of an indicator and a year. That another number stands for the same year is a correction, never a change of
the area; and what else changed in the row is all that is known of the reason.

>>> len(results.editions.since(run, run.area))  # no earlier edition was given
0
"""

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area
from helpers.contract.vocabulary import OWN_PREFIX, VALUE_STATUSES
from helpers.methods.intervals import TINY, Interval
from helpers.results import register, series
from helpers.rows import Record, each_row
from helpers.session import Run, area_indicators
from helpers.words import values
from helpers.words.text import rounded

# What became of a figure. revised: another number in print; incomparable: its unit changed; came: there is a number
# now, and was none; went: the reverse; unseen: the number or its limits differ by less than is printed; same.
OUTCOMES = ("revised", "incomparable", "came", "went", "unseen", "same")

# What else changed in the row of a figure, by its columns; final: it was provisional.
_CAUSES = {
    "districts": ("vintage", "match", "districts"),
    "method": ("method", "weight", "weight_year"),
    "source": ("source",),
    "source-edition": ("source_edition",),
    "definition": ("definition_nl", "definition_en"),
}
REASONS = ("final", *_CAUSES)

_KEY = ["indicator", "year"]
_FACTS = ["name_nl", "name_en", "unit", "definition_nl", "definition_en"]


class ChangeRow(Record):
    """A row of `since`. Values that are missing are None."""

    indicator: str
    name_nl: str
    name_en: str
    unit: str
    decimals: int
    year: int
    old: Interval | None
    new: Interval | None
    outcome: str
    reasons: tuple[str, ...]
    edition: str
    source: str


def since(run: Run, area: str) -> pd.DataFrame:
    """The own figures of an area beside those of an earlier edition; empty when none was given, or had none of it.

    A user's own figures (`--own`) are not compared. Returns a row per figure (indicator and year) that either edition
    has a number of, by indicator (in the order of the table) and year: indicator, name_nl, name_en, unit, decimals,
    year, old and new (Intervals in that unit, None where there is none; old only beside a new one that it compares
    with; of register figures with the width that is calibrated today), outcome (of OUTCOMES), reasons (of REASONS, as
    far as the tables say), edition (the earlier one), source (of the new figure, of the old one where there is no new).
    Raises ParameterError for an area that does not exist.
    """
    tables = run.tables
    check_area(area, tables.areas["area"])
    then = tables.previous_values
    then = then[(then["area"] == area) & (then["subgroup"] == "all")]
    if then.empty:
        return pd.DataFrame(columns=list(ChangeRow.__annotations__))
    old, new = _figures(tables, then), _figures(tables, _now(tables, area))
    rows = old.merge(new, on=_KEY, how="outer", suffixes=("_old", "_new"))
    facts = tables.indicators.set_index("indicator")["decimals"]
    rows = rows.assign(decimals=rows["indicator"].map(facts).fillna(0).astype(int), edition=then["edition"].iloc[0])
    rows = rows.assign(**{name: rows[f"{name}_new"].fillna(rows[f"{name}_old"]) for name in (*_FACTS, "source")})
    rows = rows.assign(outcome=[_outcome(row) for row in each_row(rows, _Pair)])
    rows = rows.assign(reasons=pd.Series(_reasons(rows), rows.index, dtype=object))
    rows = rows[rows["outcome"] != ""]
    compares = rows["outcome"].isin(("revised", "unseen", "same"))
    rows = rows.assign(old=_or_none(rows["own_old"].where(compares)), new=_or_none(rows["own_new"]))
    order = {name: place for place, name in enumerate(facts.index)}
    rows = rows.assign(place=rows["indicator"].map(order).fillna(len(order))).sort_values(["place", *_KEY])
    return rows[list(ChangeRow.__annotations__)].reset_index(drop=True)


def _now(tables: Tables, area: str) -> pd.DataFrame:
    """The figures of an area that are shown, in the columns of `previous_values`, in part."""
    rows = tables.area_values
    rows = rows[(rows["area"] == area) & (rows["subgroup"] == "all") & ~rows["source"].str.startswith(OWN_PREFIX)]
    rows = rows.merge(area_indicators(tables)[["indicator", *_FACTS]], on="indicator")
    return rows.assign(source_edition=rows["source"].map(tables.sources.set_index("source")["edition"]))


def _figures(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """A row per figure with own (Interval or None), of the first source that has a number, as a page shows it."""
    kinds = tables.indicators.set_index("indicator")["kind"]
    of_register = rows["indicator"].map(kinds) == "register"
    others = rows[~of_register]
    own = [series.own_value(row) for row in each_row(others, series.OwnRow)]
    others = others.assign(own=pd.Series(own, others.index, dtype=object))
    found = pd.concat([register.calibrated(tables, rows[of_register]), others], ignore_index=True)
    order = {source: place for place, source in enumerate(tables.sources["source"])}
    found = found.assign(lacks=found["own"].isna(), place=found["source"].map(order))
    found = found.sort_values(["lacks", "place"]).drop_duplicates(_KEY)
    compared = dict.fromkeys(column for columns in _CAUSES.values() for column in columns)
    return found[[*_KEY, "own", "status", *dict.fromkeys([*_FACTS, *compared])]]


class _Pair(Record):
    """A figure of both editions; missing where one has no row of it."""

    own_old: Interval | None
    own_new: Interval | None
    status_old: str
    unit_old: str
    unit_new: str
    decimals: int


def _outcome(row: _Pair) -> str:
    """What became of a figure (of OUTCOMES); empty when neither edition has a number."""
    old, new = (value if isinstance(value, Interval) else None for value in (row.own_old, row.own_new))
    if new is None:  # the number of then is not in the table either
        return "went" if row.status_old in VALUE_STATUSES else ""
    if old is None:
        return "came"
    if row.unit_old != row.unit_new:
        return "incomparable"
    if _differ(old, new, min(row.decimals, values.decimals(old), values.decimals(new))):
        return "revised"
    limits = zip((old.value, old.lower, old.upper), (new.value, new.lower, new.upper), strict=True)
    return "unseen" if any(abs(one - other) > TINY for one, other in limits) else "same"


def _differ(old: Interval, new: Interval, decimals: int) -> bool:
    """Whether two numbers differ in the decimals that both have in print."""
    return rounded(old.value, decimals) != rounded(new.value, decimals)


def _reasons(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """What else changed in each row that both editions have (of REASONS)."""
    there = rows["status_old"].notna() & rows["status_new"].notna()
    changed = {"final": (rows["status_old"] == "provisional") & (rows["status_new"] == "ok")}
    for cause, columns in _CAUSES.items():
        changed[cause] = pd.concat([_other(rows, column) for column in columns], axis=1).any(axis=1)
    flags = pd.DataFrame(changed)[list(REASONS)].to_numpy() & there.to_numpy()[:, None]
    return [tuple(reason for reason, found in zip(REASONS, of_row, strict=True) if found) for of_row in flags]


def _other(rows: pd.DataFrame, column: str) -> pd.Series:
    old, new = (rows[f"{column}_{edition}"].astype(object) for edition in ("old", "new"))
    both_missing = old.isna() & new.isna()
    return (old.where(old.notna(), None) != new.where(new.notna(), None)) & ~both_missing


def _or_none(intervals: pd.Series) -> pd.Series:
    return intervals.astype(object).where(intervals.notna(), None)
