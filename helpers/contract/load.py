"""Read the CSV tables and hold them against the data contract, before anything else happens."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from helpers.contract.characters import IN_CELL, hidden_signs
from helpers.contract.csv_files import CsvError, content_of, parse_csv
from helpers.contract.fields import Field, TableContract
from helpers.contract.parameters import closest
from helpers.contract.rules import broken_rules
from helpers.contract.tables import BY_NAME, TABLES
from helpers.files import PROJECT_DIR, counted, digest, holds, is_folder, write_whole
from helpers.words.fonts import undrawable

DEFAULT_DATA_DIR = PROJECT_DIR / "data"


# Tables whose number of rows is pinned: all but the one that pins it.
COUNTED = tuple(table for table in TABLES if table.name != "row_counts")


_MOST_ERRORS_SHOWN = 20


class DataError(ValueError):
    """The data break the contract; the message names file, row, column, value and what was expected."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        shown = problems[:_MOST_ERRORS_SHOWN]
        left_out = len(problems) - len(shown)
        lines = [f"{len(problems)} problem(s) in the data:", *(f"  - {p}" for p in shown)]
        if left_out:
            lines.append(f"  ... and {left_out} more")
        super().__init__("\n".join(lines))


@dataclass(frozen=True, eq=False, repr=False)  # by identity: a set of tables can be the key of a cache
class Tables:
    """All tables of the collection, one data frame each; the attribute name is the table name.

    Shown as a line per table with its size; a name that is no table raises AttributeError with the nearest names.
    """

    frames: dict[str, pd.DataFrame]
    _whole: "Tables | None" = None  # the tables that these have the figures of some areas of (`contract.peers`)

    @property
    def collection(self) -> "Tables":
        """The tables with all areas of the collection: what is said of the report holds for all of them."""
        return self._whole or self

    def __getattr__(self, name: str) -> pd.DataFrame:
        # There are none yet while a copy is being made.
        frames: dict[str, pd.DataFrame] = self.__dict__.get("frames", {})
        if name not in frames:
            raise AttributeError(f"there is no table {name!r}; {closest(name, frames)}")
        # So that an analyst who changes a frame changes it for nobody else: pandas copies what is changed.
        return frames[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        """The names of the tables."""
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    def __dir__(self) -> list[str]:
        """The names of the tables: what tab completion offers."""
        return list(self.frames)

    def __repr__(self) -> str:
        width = max(map(len, self.frames), default=0)
        sizes = {name: f"{len(frame):>5} rows x {frame.shape[1]} columns" for name, frame in self.frames.items()}
        return "\n".join(f"{name:<{width}}  {size}" for name, size in sizes.items())


def load_tables(data_dir: str | Path | None = None) -> Tables:
    """Read and check all tables in `data_dir` (the collection's own data when empty).

    Raises DataError with one line per problem when the folder does not exist, or when a file, column, cell, key,
    reference or number of rows is not as `helpers.contract.tables` says.
    """
    if data_dir and not is_folder(data_dir):
        raise DataError([f"data_dir {str(data_dir)!r} is not a folder"])
    return _load_tables(Path(data_dir).resolve() if data_dir else DEFAULT_DATA_DIR)


@cache
def _load_tables(data_dir: Path) -> Tables:
    problems: list[str] = []
    frames = _all_checked(data_dir, {}, problems)
    if problems:
        raise DataError(problems)
    return Tables(frames)


def load_for(made: tuple[str, ...], data_dir: Path, renew: bool = False) -> Tables:
    """The tables for a command that makes some of them anew, which need not be right yet: as for an area just added.

    made: names of these tables, the command's own first; what is wrong with them is left out, as it is checked when
    they are written. renew: numbers of rows may have changed. Raises DataError as `load_tables` does.
    """
    problems: list[str] = []
    frames = _all_checked(data_dir, {}, problems, counted=not renew)
    others = _of_others(problems, made)
    unread = any(name not in frames for name in made[1:])  # only the first one is made by the command itself
    if others or unread:
        raise DataError(problems if unread else others)
    return Tables(frames)


def _of_others(problems: list[str], made: tuple[str, ...]) -> list[str]:
    """The problems that are not of these tables: each begins with the name of its file."""
    return [line for line in problems if not line.startswith(tuple(f"{name}.csv" for name in made))]


def write_table(name: str, rows: pd.DataFrame, data_dir: Path, renew: bool = False) -> Path:
    """Write a computed table as CSV; one that breaks its contract is not written, and an old file stays as it is.

    rows: with the columns of the contract; renew: the table may have another number of rows than before. Returns the
    path. Raises DataError as `load_tables` would then.
    """
    write_tables({name: rows}, data_dir, renew)
    return data_dir / f"{name}.csv"


def write_tables(
    tables: dict[str, pd.DataFrame], data_dir: Path, renew: bool = False, later: tuple[str, ...] = ()
) -> None:
    """Write computed tables that belong together, all or none; as `write_table`.

    later: tables that another command makes anew after this one, and that need not be right until then.
    """
    contents = {name: _as_csv(rows) for name, rows in tables.items()}
    problems: list[str] = []
    if renew:
        counts = _frame(BY_NAME["row_counts"], data_dir, None, problems)
        if counts is not None:
            for name, rows in tables.items():
                counts.loc[counts["table"] == name, "rows"] = len(rows)
            contents["row_counts"] = _as_csv(counts)
    _all_checked(data_dir, contents, problems)
    if problems := _of_others(problems, later):
        raise DataError(problems)
    _write(data_dir, contents)


def tables_with(base: Tables, instead: dict[str, pd.DataFrame]) -> tuple[Tables, dict[str, bytes]]:
    """The tables with some in place of their own, of any number of rows, and the files of those that differ.

    base: tables that were checked; instead: whole tables by name. Nothing is written. Raises DataError as `load_tables`
    would for these files.
    """
    problems: list[str] = []
    counts = base.row_counts
    counts["rows"] = [len(instead.get(name, base.frames[name])) for name in counts["table"]]
    contents = {name: _as_csv(rows) for name, rows in (instead | {"row_counts": counts}).items()}
    frames = dict(base.frames)
    for name, content in contents.items():
        frame = _frame(BY_NAME[name], Path(), content, problems)
        if frame is not None:
            frames[name] = frame
    problems = problems or _problems_between(frames)
    if problems:
        raise DataError(problems)
    return Tables(frames), contents


def folder_with(contents: dict[str, bytes], data_dir: str, state: Path) -> Path:
    """A folder in `state` with all tables of `data_dir`, some with other content: the same tables, the same folder.

    contents: of `tables_with`. Nothing else is written. Raises OSError.
    """
    source = Path(data_dir or DEFAULT_DATA_DIR)
    whole = {name: contents.get(name) or content_of(source / f"{name}.csv") for name in BY_NAME}
    folder = state / digest(*(part for item in sorted(whole.items()) for part in item))
    files = {folder / f"{name}.csv": content for name, content in whole.items()}
    write_whole({path: content for path, content in files.items() if not holds(path, content)})
    return folder


def renew_row_counts(data_dir: Path) -> list[str]:
    """Write into `row_counts` how many rows the tables have; they must keep the contract in all else.

    Returns a line per change, in the order of the contract. Raises DataError as `load_tables` does, row counts left
    out; then nothing is written.
    """
    problems: list[str] = []
    frames = _all_checked(data_dir, {}, problems, counted=False)
    if problems:
        raise DataError(problems)
    counts, changes = recounted(frames)
    if changes:
        _write(data_dir, {"row_counts": _as_csv(counts)})
    return changes


def recounted(frames: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, list[str]]:
    """The table `row_counts` of these tables, and a line per change, in the order of the contract. frames: all."""
    before: dict[str, int] = dict(frames["row_counts"].itertuples(index=False, name=None))
    after = {table.name: len(frames[table.name]) for table in COUNTED}
    names = dict.fromkeys([*after, *before])
    changes = [
        f"{name}: {counted(before[name], 'row') if name in before else 'no rows'} before, {after.get(name, 'no')} now"
        for name in names
        if before.get(name) != after.get(name)
    ]
    return pd.DataFrame(sorted(after.items()), columns=["table", "rows"]), changes


def _write(data_dir: Path, contents: dict[str, bytes]) -> None:
    try:
        write_whole({data_dir / f"{name}.csv": content for name, content in contents.items()})
    except OSError as error:
        raise DataError([f"{data_dir} cannot be written: {error.strerror}"]) from None
    _load_tables.cache_clear()  # what was read before is of the old files


def _as_csv(rows: pd.DataFrame) -> bytes:
    """A table as a file. Numbers in full: small ones would have an exponent, which the contract refuses."""
    numbers = rows.select_dtypes("float")
    written = {str(name): column.map(_written, na_action="ignore").astype(object) for name, column in numbers.items()}
    return rows.assign(**written).to_csv(index=False, lineterminator="\n").encode()


def _written(number: float) -> str:
    text = repr(float(number))  # the same digits, in a tenth of the time
    return np.format_float_positional(number, trim="0") if "e" in text else text


def _all_checked(
    data_dir: Path, instead: dict[str, bytes], problems: list[str], counted: bool = True
) -> dict[str, pd.DataFrame]:
    """Every table, checked by itself, against the others and against the rules.

    instead: content of tables, by name, that is not taken from their file. counted: whether row counts are checked.
    """
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        frame = _frame(table, data_dir, instead.get(table.name), problems)
        if frame is not None:
            frames[table.name] = frame
    if not problems:
        problems.extend(_problems_between(frames, counted))
    return frames


def _problems_between(frames: dict[str, pd.DataFrame], counted: bool = True) -> list[str]:
    """References, row counts and rules, of tables each of which is right by itself."""
    problems: list[str] = []
    for table in TABLES:
        _check_references(table, frames, problems)
    if counted:
        _check_row_counts(frames, problems)
    return problems or broken_rules(frames)


def _frame(table: TableContract, data_dir: Path, content: bytes | None, problems: list[str]) -> pd.DataFrame | None:
    """A table, checked by itself, from its file when `content` is None; None when it cannot be read."""
    try:
        known = content_of(data_dir / f"{table.name}.csv") if content is None else content
    except CsvError as error:
        problems.extend(error.problems)
        return None
    frame, found = _read(table.name, known)
    problems.extend(found)
    return None if frame is None else frame.copy(deep=False)  # what is changed in a copy does not show in another


@lru_cache(maxsize=4 * len(TABLES))
def _read(name: str, content: bytes) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """A table, checked by itself, and its problems; kept by content, as other data often differ in one table only."""
    table, problems = BY_NAME[name], list[str]()
    raw = _cells(table, content, problems)
    if raw is None:
        return None, tuple(problems)
    unreadable = _check_cells(table, raw)
    frame = _checked(table, raw, problems)
    return frame, tuple(dict.fromkeys([*problems, *unreadable]))


def _cells(table: TableContract, content: bytes, problems: list[str]) -> pd.DataFrame | None:
    """The cells of a table as text; None when it has not the columns."""
    file = f"{table.name}.csv"
    try:
        text = parse_csv(file, content)
    except CsvError as error:
        problems.extend(error.problems)
        return None
    raw = pd.DataFrame(text.rows, columns=text.header, dtype="str").replace("", pd.NA)
    expected = [f.name for f in table.fields]
    if list(raw.columns) != expected:
        missing = [name for name in expected if name not in raw.columns]
        unknown = [name for name in raw.columns if name not in expected]
        problems.append(
            f"{file}: header is not as expected (missing: {', '.join(missing) or 'none'}; "
            f"unknown: {', '.join(unknown) or 'none'}; expected order: {', '.join(expected)})"
        )
        return None
    return raw


def _check_cells(table: TableContract, raw: pd.DataFrame) -> list[str]:
    """What must be seen in the text: later, a number is a number, however it was written."""
    problems = []
    for field in table.fields:
        expected = {cell: expected_text(field, cell) for cell in raw[field.name].dropna().unique()}
        if any(expected.values()):
            for number, cell in enumerate(raw[field.name], 1):
                if expected.get(cell):
                    where = f"{table.name}.csv, row {number}, column {field.name}"
                    problems.append(f"{where}: {cell!r}; expected {expected[cell]}")
    return problems


def expected_text(field: Field, cell: str) -> str:
    """What was expected instead of the text of a cell; empty when it is well written."""
    if IN_CELL.search(cell):
        return "text without control characters"
    if not field.is_written(cell):
        return field.expectation
    if field.dtype != "text":
        return ""
    if signs := hidden_signs(cell):
        return f"signs that can be seen, not {signs}"
    if not unicodedata.is_normalized("NFC", cell):
        return "each letter and its accent as one sign (Unicode form NFC)"
    signs = undrawable(cell)
    return f"signs that the fonts of charts and PDFs have; they lack {signs}" if signs else ""


def _checked(table: TableContract, raw: pd.DataFrame, problems: list[str]) -> pd.DataFrame:
    try:
        return table.schema().validate(raw, lazy=True)
    except pa.errors.SchemaErrors as errors:
        # pandera reports a bad cell once per check that it fails; the reader wants it once. A check that could
        # not run has no index; the cell that stopped it is reported by its own case.
        cases = errors.failure_cases
        cases = cases[cases["index"].notna()].sort_values("index", kind="stable").itertuples()
        found = list(dict.fromkeys(_cell_problem(table, raw, case) for case in cases))
        problems.extend(found or [f"{table.name}.csv: {errors}"])
        return raw


def _cell_problem(table: TableContract, raw: pd.DataFrame, case: Any) -> str:
    """case: a row of pandera's failure cases, which has index, check and column."""
    where = f"{table.name}.csv, row {int(case.index) + 1}"
    if case.check == "multiple_fields_uniqueness":
        key = ", ".join(f"{name}={raw.loc[case.index, name]}" for name in table.key)
        return f"{where}, key {key}: stands here more than once; expected a unique {' + '.join(table.key)}"
    value = raw.loc[case.index, case.column]
    expected = {field.name: field.expectation for field in table.fields}
    shown = "empty" if pd.isna(value) else repr(value)
    return f"{where}, column {case.column}: {shown}; expected {expected[case.column]}"


def _check_references(table: TableContract, frames: dict[str, pd.DataFrame], problems: list[str]) -> None:
    for column, targets in table.targets().items():
        known = {"nl"} if column == "region" else set()
        for target_table, target_column in targets:
            known |= set(frames[target_table][target_column].dropna())
        values = frames[table.name][column]
        places = " or ".join(f"{t}.{c}" for t, c in targets)
        wrong = values.notna() & ~values.isin(known)
        for index in np.flatnonzero(wrong):
            where = f"{table.name}.csv, row {index + 1}, column {column}"
            problems.append(f"{where}: {values.iloc[index]!r}; expected an id that exists in {places}")


def _check_row_counts(frames: dict[str, pd.DataFrame], problems: list[str]) -> None:
    counts = frames["row_counts"].set_index("table")["rows"].to_dict()
    for table in COUNTED:
        rows, expected = len(frames[table.name]), counts.get(table.name, "a line in row_counts.csv")
        if rows != expected:
            problems.append(
                f"{table.name}.csv: {counted(rows, 'row')}; expected {expected} (`kansrijk check --renew` renews it)"
            )
    for name in counts.keys() - {table.name for table in COUNTED}:
        problems.append(f"row_counts.csv, column table: {name!r}; expected the name of another table")
