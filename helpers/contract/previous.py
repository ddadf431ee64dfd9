"""The tables with the values of an earlier edition beside those of now (`previous_values`), so that pages can say what
changed.

Only what a page may show comes along: figures of areas that are shown, in both editions, and no number of then where
there is none now. It may have gone because it tells about few people.
"""

import re
from pathlib import Path

import pandas as pd

from helpers.contract.editions import Edition, EditionError, read_edition
from helpers.contract.load import DEFAULT_DATA_DIR, DataError, Tables, folder_with, load_tables, tables_with
from helpers.contract.tables import BY_NAME
from helpers.contract.vocabulary import AREA_KINDS, OWN_PREFIX
from helpers.files import counted

# What is taken from an earlier edition, by table.
_AREA_VALUES = (
    *("area", "indicator", "subgroup", "year", "value", "lower", "upper", "match", "districts", "method", "weight"),
    *("weight_year", "status", "vintage", "source", "section"),
)
_TAKEN = {
    "area_values": _AREA_VALUES,
    "indicators": ("indicator", "kind", "use", "name_nl", "name_en", "unit", "definition_nl", "definition_en"),
    "sources": ("source", "edition"),
    "edition": ("edition",),
}


def folder_with_previous(since: Path, data_dir: str, state: Path) -> tuple[Path, str]:
    """A folder in `state` with all tables, the values of an earlier edition among them, and what came along in a line.

    since: the folder of that edition; data_dir: of this one, the collection's own when empty. Raises EditionError for
    the earlier edition, DataError for the tables, OSError.
    """
    base = load_tables(data_dir)
    rows = previous_rows(since, base, Path(data_dir or DEFAULT_DATA_DIR))
    try:
        _, contents = tables_with(base, {"previous_values": rows})
    except DataError as error:
        raise EditionError("\n".join(_problems(since, rows, error.problems))) from None
    figures, areas = counted(len(rows), "figure"), counted(rows["area"].nunique(), "area")
    told = f"since {rows['edition'].iloc[0]}: {figures} of {areas} to compare with"
    return folder_with(contents, data_dir, state), told


_MOST = 20  # problems that are told


def _problems(since: Path, rows: pd.DataFrame, problems: list[str]) -> list[str]:
    """What is wrong with figures of an earlier edition, a line each."""
    found = [_ROW.sub(lambda row: _told(rows.iloc[int(row[1]) - 1]), problem) for problem in problems]
    lines = [f"{since}: {line}" for line in dict.fromkeys(found)]
    return lines[:_MOST] + ([f"... and {len(lines) - _MOST} more"] if len(lines) > _MOST else [])


# The number of a row is that of a table that nobody has seen.
_ROW = re.compile(r"^previous_values\.csv, row (\d+)")


def _told(row: pd.Series) -> str:
    return f"the figure of {row['area']}, {row['indicator']}, {row['year']}, {row['source']}"


def previous_rows(since: Path, base: Tables, folder: Path) -> pd.DataFrame:
    """The rows of `previous_values`, of the edition in `since`, for the tables in `folder`. Raises EditionError."""
    old = read_edition(since)
    if old.folder.resolve() == folder.resolve():
        raise EditionError(f"{since} has the tables of this run themselves; expected those of an earlier edition")
    taken = {name: _taken(old, name) for name in _TAKEN}
    edition, now = taken["edition"]["edition"].max(), str(base.edition["edition"].max())
    if not edition < now:
        raise EditionError(
            f"{since} is edition {edition}, and these tables are {now}; expected an earlier one (data/edition.csv says)"
        )
    facts = taken["indicators"]
    rows = taken["area_values"].merge(facts, on="indicator").assign(edition=edition)
    editions = taken["sources"].set_index("source")["edition"]
    rows = rows.assign(source_edition=rows["source"].map(editions.to_dict()).fillna(""))
    rows = rows[_may_be_shown(rows, base)]
    if rows.empty:
        raise EditionError(f"{since} has no figure of an area of these tables that is shown; expected some")
    numbers = ["value", "lower", "upper"]
    rows[numbers] = rows[numbers].where(_has_a_number_now(rows, base), "")
    return rows[[field.name for field in BY_NAME["previous_values"].fields]]


def _taken(old: Edition, name: str) -> pd.DataFrame:
    """A table of an earlier edition, with the columns that are needed."""
    if name not in old.tables:
        raise EditionError(f"{name}.csv: the file is missing in {old.folder}")
    rows, columns = old.tables[name], list(_TAKEN[name])
    if rows.empty:
        raise EditionError(f"{old.folder / name}.csv has no rows; expected some")
    if missing := [column for column in columns if column not in rows]:
        raise EditionError(f"{old.folder / name}.csv has no column {', '.join(missing)}; a page needs it to compare")
    return rows[columns]


def _may_be_shown(rows: pd.DataFrame, base: Tables) -> pd.Series:
    """Figures of areas that there are now, shown then and not withheld now, and not a user's own."""
    facts = base.indicators
    shown = facts["kind"].isin(AREA_KINDS) & (facts["use"] == "shown")
    hidden = set(facts.loc[~shown, "indicator"])
    then = rows["kind"].isin(AREA_KINDS) & (rows["use"] == "shown") & ~rows["source"].str.startswith(OWN_PREFIX)
    return then & ~rows["indicator"].isin(hidden) & rows["area"].isin(base.areas["area"])


def _has_a_number_now(rows: pd.DataFrame, base: Tables) -> pd.Series:
    key = ["area", "indicator", "subgroup", "year"]
    known = base.area_values[base.area_values["value"].notna() & ~base.area_values["source"].str.startswith(OWN_PREFIX)]
    now = pd.MultiIndex.from_frame(known[key].astype(str))
    return pd.Series(pd.MultiIndex.from_frame(rows[key]).isin(now), rows.index)
