"""What changed between two editions: two folders of tables, compared row by row, as text.

Rows are paired by the key of their table. What cannot be compared is said, never left out: tables and columns of one
edition only, tables whose rows have no key of their own, other files.

>>> from pathlib import Path
>>> from helpers.contract.editions import Edition, read_edition
>>> from helpers.contract.load import DEFAULT_DATA_DIR
>>> now = read_edition(DEFAULT_DATA_DIR)
>>> before = Edition(Path("before"), now.tables | {"themes": now.tables["themes"].iloc[1:]}, now.others)
>>> print(results.differences.compare(before, now).rows[["table", "change", "key"]].to_string(index=False))
 table change           key
themes   came theme=armoede
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.contract.editions import Edition, EditionError
from helpers.contract.fields import PROVENANCE, Field
from helpers.contract.tables import BY_NAME
from helpers.files import counted

# What can become of a row or a cell, in the order in which they are told. limits: of a number, with how precise it is
# and how it came about; code: an id or a word of a closed list; trace: where a fact stands in its source; written: the
# same number in other digits.
CHANGES = ("value", "went", "came", "limits", "text", "code", "trace", "written")

_COLUMNS = ["table", "change", "area", "name", "year", "column", "old", "new", "key"]


@dataclass(frozen=True)
class Differences:
    """What is not the same in two editions.

    counts: a row per table of both with anything that changed: table, old and new (numbers of rows), and a column for
    each of CHANGES. rows: a row per change: table, change, area, name, year, column, old, new, key, all text; of a row
    that came or went `column` is its value, or its first text. schema: a row per table, column or file of one edition
    only, or file that differs: table, what, old, new. uncompared: why rows of a table could not be paired.
    """

    counts: pd.DataFrame
    rows: pd.DataFrame
    schema: pd.DataFrame
    uncompared: list[str]

    @property
    def none(self) -> bool:
        """Whether both editions are the same in all that there is."""
        return not (len(self.rows) or len(self.schema) or self.uncompared)


def compare(old: Edition, new: Edition, language: str = "nl") -> Differences:
    """What changed from one edition to another; language: nl or en, that of names.

    Raises EditionError when both are one folder.
    """
    if old.folder.resolve() == new.folder.resolve():
        raise EditionError(f"{old.folder} is both editions; expected two folders")
    names, found, counts, uncompared = _Names(old, new, language), [], [], list[str]()
    for table in _in_order(old.tables.keys() & new.tables.keys()):
        before, after = old.tables[table], new.tables[table]
        try:
            key = _key(table, before, after)
        except EditionError as error:
            uncompared.append(str(error))
            continue
        rows = _changes(table, key, before, after, names)
        if len(rows):
            of_each = rows["change"].value_counts()
            counts.append({"table": table, "old": len(before), "new": len(after), **of_each})
            found.append(rows)
    numbers = {change: 0 for change in CHANGES}
    return Differences(
        pd.DataFrame(counts, columns=["table", "old", "new", *CHANGES])
        .fillna(numbers)
        .astype(dict.fromkeys(CHANGES, int)),
        pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_COLUMNS),
        pd.DataFrame([*_schema(old, new), *_other_files(old, new)], columns=["table", "what", "old", "new"]),
        uncompared,
    )


def _in_order(tables: Iterable[str]) -> list[str]:
    """In the order of the contract, then those that it does not know."""
    order = {name: place for place, name in enumerate(BY_NAME)}
    return sorted(tables, key=lambda name: (order.get(name, len(order)), name))


# Tables, columns and files --------------------------------------------------------------------------------


def _schema(old: Edition, new: Edition) -> Iterable[dict[str, str]]:
    for table in _in_order(old.tables.keys() | new.tables.keys()):
        before, after = old.tables.get(table), new.tables.get(table)
        if before is None or after is None:
            sizes = ["" if one is None else counted(len(one), "row") for one in (before, after)]
            yield {"table": table, "what": "table", "old": sizes[0], "new": sizes[1]}
            continue
        for column in dict.fromkeys([*before.columns, *after.columns]):
            if not (column in before and column in after):
                there = [column if column in one else "" for one in (before, after)]
                yield {"table": table, "what": "column", "old": there[0], "new": there[1]}


def _other_files(old: Edition, new: Edition) -> Iterable[dict[str, str]]:
    """Files that are no tables are compared whole."""
    for path in sorted(old.others.keys() | new.others.keys()):
        before, after = old.others.get(path, ""), new.others.get(path, "")
        if before != after:
            yield {"table": path, "what": "file", "old": before[:_DIGITS], "new": after[:_DIGITS]}


_DIGITS = 12  # of a SHA-256, enough to tell two files apart


# Rows -----------------------------------------------------------------------------------------------------


def _key(table: str, before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """The columns of both by which rows are paired: the key of the table; all of them where the contract knows none.

    Raises EditionError when there is none, or with the first row that has the key of another one.
    """
    shared = [column for column in before.columns if column in after.columns]
    key = [column for column in (BY_NAME[table].key if table in BY_NAME else shared) if column in shared]
    if not key:
        raise EditionError(f"{table}.csv: its rows cannot be paired, as no column of its key is in both editions")
    for edition, rows in (("OLD", before), ("NEW", after)):
        twice = rows[rows.duplicated(key)]
        if len(twice):
            row, shown = f"row {int(twice.index[0]) + 1} of {edition}", _told(twice[key].iloc[0].to_dict())
            raise EditionError(f"{table}.csv: its rows cannot be paired, as {row} has the key of another row ({shown})")
    return key


def _told(cells: Mapping[Hashable, str]) -> str:
    return ", ".join(f"{name}={cell}" for name, cell in cells.items())


def _changes(table: str, key: list[str], before: pd.DataFrame, after: pd.DataFrame, names: "_Names") -> pd.DataFrame:
    before, after = before.set_index(key, drop=False), after.set_index(key, drop=False)
    both = after.index.intersection(before.index, sort=False)
    went, came = before[~before.index.isin(both)], after[~after.index.isin(both)]
    one, other = before.loc[both], after.loc[both]
    found = [
        *_whole_rows(table, "went", went, names.language),
        *_whole_rows(table, "came", came, names.language),
        *(
            _cells(table, column, one, other)
            for column in one.columns
            if column in other and not one[column].equals(other[column])
        ),
    ]
    if not found:
        return pd.DataFrame(columns=_COLUMNS)
    rows = pd.concat(found, ignore_index=True)
    about = rows.pop("about")
    told = [_told({name: row[name] for name in key}) for row in about]
    rows = rows.assign(table=table, key=told, **names.of(about))
    order = rows["change"].map({change: place for place, change in enumerate(CHANGES)})
    return rows[_COLUMNS].iloc[order.argsort(kind="stable")]


def _whole_rows(table: str, change: str, rows: pd.DataFrame, language: str) -> list[pd.DataFrame]:
    """Rows that came or went, each with what it is mainly about: its value, or its first text."""
    column = _main_column(table, rows, language)
    cells = rows[column] if column else pd.Series("", rows.index)
    empty = pd.Series("", rows.index)
    old, new = (cells, empty) if change == "went" else (empty, cells)
    return [_frame(rows, change, column, old, new)] if len(rows) else []


def _main_column(table: str, rows: pd.DataFrame, language: str) -> str:
    texts = [column for column in rows.columns if column.endswith(f"_{language}")]
    key = BY_NAME[table].key if table in BY_NAME else ()
    others = [column for column in rows.columns if column not in key]
    return "value" if "value" in rows else next(iter([*texts, *others]), "")


def _cells(table: str, column: str, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The cells of a column that differ; before, after: the same rows."""
    differs = (before[column] != after[column]).to_numpy()
    old, new, rows = before.loc[differs, column], after.loc[differs, column], after[differs]
    change = pd.Series(_kind(table, column), rows.index, dtype=object)
    if change.isin(("value", "limits")).any():
        numbers = [pd.to_numeric(cells, errors="coerce").to_numpy() for cells in (old, new)]
        change = change.mask(numbers[0] == numbers[1], "written")
    return _frame(rows, change, column, old, new)


def _frame(rows: pd.DataFrame, change: str | pd.Series, column: str, old: pd.Series, new: pd.Series) -> pd.DataFrame:
    about = pd.Series(rows.to_dict("records"), rows.index, dtype=object)
    cells = {"old": old.to_numpy(), "new": new.to_numpy()}
    return pd.DataFrame({"about": about, "change": change, "column": column, **cells}, rows.index)


_LIMITS = ("precision", "lower", "upper", "basis", "bound", "extra", "limit")
_PLACES = tuple(field.name for field in PROVENANCE)


def _kind(table: str, column: str) -> str:
    """What a change in a column is a change of (of CHANGES)."""
    if column in _LIMITS or column.endswith(("_lower", "_upper")):
        return "limits"
    if column in _PLACES:
        return "trace"
    field = _field(table, column)
    if field is None:
        return "value" if column == "value" else "text"
    if field.dtype != "text":
        return "value"
    return "code" if field.values or field.pattern else "text"


def _field(table: str, column: str) -> Field | None:
    fields = BY_NAME[table].fields if table in BY_NAME else ()
    return next((field for field in fields if field.name == column), None)


# Whom a row is about --------------------------------------------------------------------------------------


class _Names:
    """What rows are about, for people: area, name and year, by the tables of both editions, the new one first."""

    def __init__(self, old: Edition, new: Edition, language: str):
        self.language = language
        editions = [old.tables, new.tables]
        self._areas: dict[str, str] = {}  # by district
        self._indicators: dict[str, str] = {}
        for tables in editions:
            self._areas |= _pairs(tables.get("area_wijken"), "wk_code", "area")
            self._indicators |= _pairs(tables.get("indicators"), "indicator", f"name_{language}")

    def of(self, rows: Iterable[dict[str, str]]) -> dict[str, list[str]]:
        """Per row the area (or region), the name of the indicator or of the row itself, and the year."""
        found = [(self._area(row), self._name(row), row.get("year", "")) for row in rows]
        return {name: [row[place] for row in found] for place, name in enumerate(("area", "name", "year"))}

    def _area(self, row: dict[str, str]) -> str:
        return row.get("area") or self._areas.get(row.get("wk_code", ""), "") or row.get("region", "")

    def _name(self, row: dict[str, str]) -> str:
        indicator = row.get("indicator", "")
        own = [cell for column, cell in row.items() if cell and column.endswith(f"_{self.language}")]
        return self._indicators.get(indicator, "") or indicator or next(iter([*own, row.get("name", "")]), "")


def _pairs(rows: pd.DataFrame | None, key: str, value: str) -> dict[str, str]:
    """The values of a column by those of another; nothing where the table or a column is not there."""
    if rows is None or not {key, value} <= set(rows.columns):
        return {}
    return dict(zip(rows[key], rows[value], strict=True))
