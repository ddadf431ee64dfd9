"""Read the CSV tables and hold them against the data contract, before anything else happens."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from helpers.contract.characters import IN_CELL
from helpers.contract.csv_files import CsvError, parse_csv, read_csv
from helpers.contract.fields import Field, TableContract
from helpers.contract.parameters import closest
from helpers.contract.rules import broken_rules
from helpers.contract.tables import TABLES
from helpers.files import PROJECT_DIR, is_folder, write_whole
from helpers.words.fonts import undrawable

DEFAULT_DATA_DIR = PROJECT_DIR / "data"


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

    def __getattr__(self, name: str) -> pd.DataFrame:
        # There are none yet while a copy is being made.
        frames: dict[str, pd.DataFrame] = self.__dict__.get("frames", {})
        if name not in frames:
            raise AttributeError(f"there is no table {name!r}; {closest(name, frames)}")
        # A copy, so that an analyst who changes a frame changes it for nobody else.
        return frames[name].copy()

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


def write_table(name: str, rows: pd.DataFrame, data_dir: Path) -> Path:
    """Write a computed table as CSV; one that breaks its contract is not written, and an old file stays as it is.

    rows: with the columns of the contract. Returns the path. Raises DataError as `load_tables` would then.
    """
    content = rows.to_csv(index=False, lineterminator="\n").encode()
    problems: list[str] = []
    _all_checked(data_dir, {name: content}, problems)
    if problems:
        raise DataError(problems)
    path = data_dir / f"{name}.csv"
    write_whole({path: content})
    _load_tables.cache_clear()  # what was read before is of the old file
    return path


def _all_checked(data_dir: Path, instead: dict[str, bytes], problems: list[str]) -> dict[str, pd.DataFrame]:
    """Every table, checked by itself, against the others and against the rules.

    instead: content of tables, by name, that is not taken from their file.
    """
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        raw = _read(table, data_dir, instead.get(table.name), problems)
        if raw is not None:
            unreadable = _check_cells(table, raw)
            frames[table.name] = _checked(table, raw, problems)
            problems.extend(line for line in unreadable if line not in problems)
    if not problems:
        for table in TABLES:
            _check_references(table, frames, problems)
            _check_row_count(table, frames[table.name], problems)
    if not problems:
        problems.extend(broken_rules(frames))
    return frames


def _read(table: TableContract, data_dir: Path, content: bytes | None, problems: list[str]) -> pd.DataFrame | None:
    """The cells of a table as text, from its file when `content` is None; None when it has not the columns."""
    path = data_dir / f"{table.name}.csv"
    try:
        text = read_csv(path) if content is None else parse_csv(path.name, content)
    except CsvError as error:
        problems.extend(error.problems)
        return None
    raw = pd.DataFrame(text.rows, columns=text.header, dtype="str").replace("", pd.NA)
    expected = [f.name for f in table.fields]
    if list(raw.columns) != expected:
        missing = [name for name in expected if name not in raw.columns]
        unknown = [name for name in raw.columns if name not in expected]
        problems.append(
            f"{path.name}: header is not as expected (missing: {', '.join(missing) or 'none'}; "
            f"unknown: {', '.join(unknown) or 'none'}; expected order: {', '.join(expected)})"
        )
        return None
    return raw


def _check_cells(table: TableContract, raw: pd.DataFrame) -> list[str]:
    """What must be seen in the text: later, a number is a number, however it was written."""
    problems = []
    for field in table.fields:
        expected = {cell: _expected_text(field, cell) for cell in raw[field.name].dropna().unique()}
        if any(expected.values()):
            for number, cell in enumerate(raw[field.name], 1):
                if expected.get(cell):
                    where = f"{table.name}.csv, row {number}, column {field.name}"
                    problems.append(f"{where}: {cell!r}; expected {expected[cell]}")
    return problems


def _expected_text(field: Field, cell: str) -> str:
    """What was expected instead of `cell`; empty when it is well written."""
    if IN_CELL.search(cell):
        return "text without control characters"
    if not field.is_written(cell):
        return field.expectation
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
    for column, targets in table.references.items():
        known = {"nl"} if column == "region" else set()
        for target_table, target_column in targets:
            known |= set(frames[target_table][target_column].dropna())
        values = frames[table.name][column]
        places = " or ".join(f"{t}.{c}" for t, c in targets)
        wrong = values.notna() & ~values.isin(known)
        for index in np.flatnonzero(wrong):
            where = f"{table.name}.csv, row {index + 1}, column {column}"
            problems.append(f"{where}: {values.iloc[index]!r}; expected an id that exists in {places}")


def _check_row_count(table: TableContract, frame: pd.DataFrame, problems: list[str]) -> None:
    if len(frame) != table.rows:
        problems.append(f"{table.name}.csv: {len(frame)} rows; expected {table.rows} (see helpers/contract/tables.py)")
