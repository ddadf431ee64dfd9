"""Take published values over into the tables (`kansrijk take`): what `read-cbs` and `fetch` write, into data/."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from helpers.sources.grids import FileError

_KEY = ["vintage", "indicator", "subgroup", "year", "source"]
COLUMNS = ["region", *_KEY, "value", "precision", "status"]
_NUMBERS = ("vintage", "year", "value", "precision")


def read(path: Path) -> pd.DataFrame:
    """The rows of a file with published values: COLUMNS; others are left out.

    Raises FileError for a column that is missing, a number that is none, and a figure that stands there twice.
    """
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    if lacking := [name for name in COLUMNS if name not in rows]:
        raise FileError(f"{path.name}: no column {', '.join(lacking)}; expected those that read-cbs and fetch write")
    rows, problems = rows[COLUMNS].replace("", None), list[str]()
    for name in _NUMBERS:
        numbers = pd.to_numeric(rows[name], errors="coerce")
        wrong = numbers.isna() & rows[name].notna()
        problems += [
            f"{path.name}, row {n + 1}, {name}: {rows[name][n]!r}; expected a number" for n in rows.index[wrong]
        ]
        rows[name] = numbers
    again = rows.duplicated(["region", *_KEY])
    problems += [
        f"{path.name}, row {n + 1}: this figure stands there twice; expected it once" for n in rows.index[again]
    ]
    if problems:
        raise FileError(*problems)
    return rows


def taken(
    rows: pd.DataFrame, section: str, tables: dict[str, pd.DataFrame], regions: Mapping[str, Collection[str]]
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """The tables of published values with these rows; one of the same figure goes, as publishers revise.

    rows: of `read`; section: where they stand in their source; tables: `wijk_values` and `region_values` as they are;
    regions: by table, those that the collection has figures of. Returns the tables, and how many rows are new, replaced
    and left out (of other regions).
    """
    rows = rows.assign(section=section, basis="stated", wk_code=rows["region"])
    made, counts = {}, {"new": 0, "replaced": 0}
    for name, known in regions.items():
        table = tables[name]
        key = [str(table.columns[0]), *_KEY]
        more = rows[rows["region"].isin(list(known))][table.columns].astype(table.dtypes)
        stays = ~pd.MultiIndex.from_frame(table[key]).isin(pd.MultiIndex.from_frame(more[key]))
        counts["replaced"] += int((~stays).sum())
        counts["new"] += len(more) - int((~stays).sum())
        made[name] = pd.concat([table[stays], more], ignore_index=True)
    return made, counts | {"left out": len(rows) - counts["new"] - counts["replaced"]}
