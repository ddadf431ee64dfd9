"""Folders of tables as they stand, for what compares editions: cells as text, held against no contract.

An older edition need not keep the contract of today, so nothing is refused here but what cannot be read as tables.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.contract.csv_files import CsvError, read_csv
from helpers.contract.tables import BY_NAME
from helpers.files import files_in, is_folder, sha256


class EditionError(ValueError):
    """A folder is no edition, or two cannot be compared; a line per problem."""


@dataclass(frozen=True, eq=False)
class Edition:
    """The tables of a folder by name, each cell as text ("" where it is empty), and the digests of its other files."""

    folder: Path
    tables: dict[str, pd.DataFrame]
    others: dict[str, str]  # by path in the folder


def read_edition(folder: Path) -> Edition:
    """Read the tables of a folder: `data/` of a checkout or of a data package that was unpacked, or what is around it.

    Raises EditionError for what is no folder, for a folder without a table of the collection, and with a line for each
    table that cannot be read.
    """
    if not is_folder(folder):
        raise EditionError(f"{folder} is not a folder; expected one with tables, such as data/ of a checkout")
    place = folder if any((folder / f"{name}.csv").is_file() for name in BY_NAME) else folder / "data"
    found = files_in(place) if is_folder(place) else []
    tables = {path.stem: path for path in found if path.parent == place and path.suffix == ".csv"}
    if not tables.keys() & BY_NAME.keys():
        raise EditionError(f"{folder} has no table of the collection; expected areas.csv and others in it, or in data/")
    frames, problems = dict[str, pd.DataFrame](), list[str]()
    for name, path in tables.items():
        try:
            table = read_csv(path)
        except CsvError as error:
            problems += [f"{place}: {problem}" for problem in error.problems]
        else:
            frames[name] = pd.DataFrame(table.rows, columns=table.header, dtype="str")
    if problems:
        raise EditionError("\n".join(problems))
    others = [path for path in found if path not in tables.values()]
    return Edition(place, frames, {path.relative_to(place).as_posix(): sha256(path) for path in others})
