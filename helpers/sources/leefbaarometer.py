"""Scores of the Leefbaarometer by district, from the open file of its publisher, as published values.

Name and columns of the file are those that public programs read; docs/area-values.md says which.
"""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

import pandas as pd

from helpers.sources.cbs_files import VALUE_COLUMNS
from helpers.sources.fetch import Answers, FetchError, Query

_MEASURES = {
    "lbm": "lbm-score",
    "fys": "lbm-fysiek",
    "onv": "lbm-overlast",
    "soc": "lbm-samenhang",
    "vrz": "lbm-voorzieningen",
    "won": "lbm-woningen",
}
_MISSING = ("NA", "")
_MOST = 50 * 2**20  # bytes; the file of all districts has 4 million


@dataclass(frozen=True)
class Scores:
    """The open file of an edition, with all editions before it in the boundaries of the same year."""

    source: str = "leefbaarometer-3"
    address: str = "https://www.leefbaarometer.nl/resources/open-data-leefbaarometer-meting-2024.zip"
    vintage: int = 2024

    def queries(self, municipalities: list[str]) -> list[Query]:
        """The one file that is asked for, whatever the municipalities."""
        return [Query(f"leefbaarometer-{self.vintage}", self.address, "zip")]

    def read(self, answers: Answers, municipalities: list[str]) -> pd.DataFrame:
        """Published values of the districts of these municipalities (GM codes): score, and parts where it has them.

        Returns the columns VALUE_COLUMNS; values as they stand in the file, so without rounding. Raises FetchError.
        """
        (query,) = self.queries(municipalities)
        rows: list[tuple[object, ...]] = []
        seen = set[tuple[str, str]]()
        for line, row in enumerate(_scores(answers, query), 2):
            code, year = row["wk_code"], row["jaar"]
            if f"GM{code[2:6]}" not in municipalities:
                continue
            where = f"{query.name}, line {line}, {code}, {year}"
            if (code, year) in seen or not year.isdecimal() or len(code) != len("WK001400"):
                raise FetchError(f"{where}: expected a district and a year, each pair once")
            seen.add((code, year))
            for column, slug in _MEASURES.items():
                value = _number(row[column], f"{where}, column {column}")
                status, precision = ("not-published", None) if value is None else ("ok", 0.0)
                rows.append((code, self.vintage, slug, "all", int(year), value, precision, status, self.source))
        without = sorted(set(municipalities) - {f"GM{code[2:6]}" for code, _ in seen})
        if without:
            raise FetchError(f"{query.name}: no districts of {', '.join(without)}; expected some of each municipality")
        values = pd.DataFrame(rows, columns=list(VALUE_COLUMNS)).astype({"value": float, "precision": float})
        # Editions without parts have empty columns for them; a part is missing only where other districts have it.
        return values[values.groupby(["indicator", "year"])["value"].transform("count") > 0].reset_index(drop=True)


def _scores(answers: Answers, query: Query) -> Iterator[dict[str, str]]:
    try:
        with ZipFile(answers.get(query)) as archive:
            names = [name for name in archive.namelist() if "wijk" in name.lower() and name.lower().endswith(".csv")]
            if len(names) != 1 or archive.getinfo(names[0]).file_size > _MOST:
                told = ", ".join(archive.namelist()[:15])
                raise FetchError(f"{query.name}: {told}; expected one CSV file of districts (wijken), at most 50 MB")
            content = archive.read(names[0])
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FetchError(f"{query.name}: cannot be read as a zip file ({error})") from None
    # Only codes and numbers are used: a name in another encoding than UTF-8 does no harm.
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""), restval="no cell")
    lacking = [column for column in ("wk_code", "jaar", *_MEASURES) if column not in (reader.fieldnames or ())]
    if lacking:
        told = ", ".join(reader.fieldnames or ["nothing"])
        raise FetchError(f"{query.name}, {names[0]}: no column {', '.join(lacking)}; found {told}")
    return iter(reader)


def _number(text: str | None, where: str) -> float | None:
    if text in _MISSING:
        return None
    try:
        number = float(text or "nan")
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FetchError(f"{where}: {text!r}; expected a number with a decimal point, or NA")
    return number
