"""Tables of Statistics Netherlands (CBS) and RIVM from their OData services, as published values.

`services.yaml` has what can be asked. A table is asked for municipality by municipality, each with all its districts:
so the codes are those of the table's own boundaries, and one answer is small.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urljoin, urlsplit

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from helpers.files import read_yaml
from helpers.sources.cbs_files import VALUE_COLUMNS
from helpers.sources.fetch import Answers, FetchError, Query, page
from helpers.sources.grids import FileError
from helpers.sources.layouts import Quantity, Slug, Year, known, mapped, stem

NATIONAL = "NL"  # how the code of the row of the country begins: NL00 at CBS, NL01 at RIVM

_SECRET = -99997
_PAGE = 5000  # rows of v3, which gives an error above 10,000
_UNITS = {  # as the service calls them
    "persons": "aantal",
    "households": "aantal",
    "dwellings": "aantal",
    "percent": "%",
    "per-1000": "per 1 000 inwoners",
    "euro": "x 1 000 euro",
}

Row = dict[str, object]
Found = dict[tuple[str, str, int], tuple[float | None, str]]  # value and status, by region, indicator and year


class UnknownColumns(FetchError):
    """A table was answered and kept, but nobody has said what its columns hold; the message names them."""


class Service(BaseModel):
    """A table of a publisher that can be asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Slug
    seen: str
    table: Annotated[str, Field(pattern=r"^\d{5}NED$")]
    protocol: Literal["v3", "v4"]
    address: str
    years: tuple[Year, ...]
    vintage: Year
    provisional: bool = False
    only: dict[str, str] = {}
    quantity: Quantity | None = None  # of all measures; otherwise each indicator has its own in `layouts.yaml`
    measures: dict[str, Slug]  # none of a table whose columns we have not seen; two may be names of one
    own: dict[str, Quantity] = {}  # what the indicators of a mapping file are

    def queries(self, municipalities: list[str]) -> list[Query]:
        """What is asked for these municipalities (GM codes), their districts and the Netherlands."""
        codes = [self._query("measures", "MeasureCodes")] if self.protocol == "v4" else []
        return codes + [self._region_query(region) for region in (NATIONAL, *municipalities)]

    def read(self, answers: Answers, municipalities: list[str]) -> pd.DataFrame:
        """Published values of the municipalities, their districts and `nl`: a row for each measure and year.

        Returns the columns VALUE_COLUMNS, with values in the unit of the indicator; what the publisher does not give
        has status `not-published`. Raises FetchError that names the table, what was found and what was expected, and
        UnknownColumns, once every answer is kept, when we do not know what its columns hold.
        """
        if not self.measures:
            raise self._unknown(answers, municipalities)
        if self.protocol == "v4":
            self._check_measures(list(_rows(answers, self._query("measures", "MeasureCodes"))))
        values: list[tuple[object, ...]] = []
        for region in (NATIONAL, *municipalities):
            found = self._found(answers, region)
            regions = sorted({code for code, _, _ in found})
            for code, slug, year in product(regions, dict.fromkeys(self.measures.values()), self.years):
                value, status = found.get((code, slug, year), (None, "not-published"))
                precision = None if value is None else self._quantity(slug).precision(code.startswith("WK"))
                values.append((code, self.vintage, slug, "all", year, value, precision, status, self.source))
        return pd.DataFrame(values, columns=list(VALUE_COLUMNS)).astype({"value": float, "precision": float})

    def mapped(self, path: Path) -> "Service":
        """This table, with what a mapping file of the user's says of its columns. Raises FileError."""
        quantities, layout = mapped(path)
        year = layout.years[0]
        if self.protocol != "v3" or year not in self.years:
            told = " or ".join(map(str, self.years)) if self.protocol == "v3" else "a table of OData v3"
            raise FileError(f"{path.name}: year {year}, for {self.source}; expected {told}")
        only = self.only | ({"Perioden": f"{year}JJ00"} if len(self.years) > 1 else {})
        measures = {"measures": layout.columns, "own": quantities, "quantity": None}
        return self.model_copy(update={**measures, "years": (year,), "only": only})

    def _unknown(self, answers: Answers, municipalities: list[str]) -> "UnknownColumns":
        """What there is, after every answer was kept."""
        found: dict[str, None] = {}
        for region in (NATIONAL, *municipalities):
            for row in _rows(answers, self._region_query(region)):
                found |= dict.fromkeys(row)
        names = ", ".join(found) or "no rows"
        return UnknownColumns(
            f"{self.source}, table {self.table}: answers kept, no layout that we know. Found: {names}. "
            "Missing: which of them holds which indicator. Describe it in a file for --mapping "
            "(docs/area-values.md shows how)"
        )

    def _query(self, what: str, path: str, options: str = "") -> Query:
        return Query(f"{self.table}-{what}", f"{self.address}/{self.table}/{path}{options}")

    def _region_query(self, region: str) -> Query:
        parts = [" or ".join(f"startswith(WijkenEnBuurten,'{start}')" for start in _starts(region))]
        parts += [f"{name} eq '{key}'" for name, key in self.only.items()]
        if self.protocol == "v4":
            parts.append("Measure in (" + ",".join(f"'{code}'" for code in self.measures) + ")")
        elif len(self.years) > 1:
            parts.append(" or ".join(f"Perioden eq '{year}JJ00'" for year in self.years))
        chosen = "?$filter=" + quote(" and ".join(f"({part})" for part in parts), safe="'(),")
        if self.protocol == "v4":
            return self._query(region, "Observations", chosen)
        return self._query(region, "TypedDataSet", f"{chosen}&$format=json&$top={_PAGE}&$skip=0")

    def _quantity(self, slug: str) -> Quantity:
        return self.quantity or self.own.get(slug) or known()[0][slug]

    def _check_measures(self, rows: list[Row]) -> None:
        """The codes that we know must be there, in the unit that we know."""
        named = [self._named(row, ("Identifier", "Unit")) for row in rows]
        units = {str(row["Identifier"]).strip(): str(row["Unit"]).strip() for row in named}
        for code, slug in self.measures.items():
            if code not in units:
                told = ", ".join(list(units)[:15])
                raise FetchError(f"{self.table}: no measure {code} ({slug}); found {len(units)} others: {told} ...")
            expected = _UNITS[self._quantity(slug).unit]
            if units[code] != expected:
                raise FetchError(f"{self.table}, measure {code} ({slug}): in {units[code]!r}; expected {expected!r}")

    def _found(self, answers: Answers, region: str) -> Found:
        """The numbers of a municipality and its districts, or of the country."""
        found: Found = {}
        query, starts = self._region_query(region), _starts(region)
        whole = "nl" if region == NATIONAL else region
        for row in _rows(answers, query):
            for code, slug, year, value in self._cells(row):
                where = f"{query.name}, {code}, {slug}, {year}"
                if not code.startswith(starts) or not re.fullmatch(r"(GM|NL|WK)[0-9A-Z]{2,6}", code):
                    raise FetchError(f"{where}: expected a code that begins with {' or '.join(starts)}")
                key = ("nl" if region == NATIONAL else code, slug, year)
                if key in found:
                    raise FetchError(f"{where}: there twice; expected once")
                found[key] = self._value(value, slug, where)
        if whole not in {code for code, _, _ in found}:
            raise FetchError(f"{query.name}: no row of {region}; expected it and its districts ({query.address})")
        return found

    def _cells(self, row: Row) -> Iterator[tuple[str, str, int, object]]:
        """Region, indicator, year and value of the cells of a row: one in v4, one for each measure in v3."""
        if self.protocol == "v4":
            cell = self._named(row, ("WijkenEnBuurten", "Measure", "ValueAttribute", "Value"))
            code, measure, attribute = (str(cell[n]).strip() for n in ("WijkenEnBuurten", "Measure", "ValueAttribute"))
            if measure not in self.measures or (attribute != "None" and cell["Value"] is not None):
                told = f"measure {measure} with ValueAttribute {attribute} and Value {cell['Value']}"
                raise FetchError(f"{self.table}, {code}: {told}; expected a measure that was asked for, and None")
            yield code, self.measures[measure], self.years[0], cell["Value"]
            return
        period = ("Perioden",) if len(self.years) > 1 else ()
        columns = self._columns(row)
        cell = self._named(row, ("WijkenEnBuurten", *period, *columns))
        year = str(cell["Perioden"])[:4] if period else str(self.years[0])
        if year not in map(str, self.years):
            raise FetchError(f"{self.table}: Perioden {cell['Perioden']!r}; expected one of {self.years}")
        for column, slug in columns.items():
            yield str(cell["WijkenEnBuurten"]).strip(), slug, int(year), cell[column]

    def _columns(self, row: Row) -> dict[str, str]:
        """The column of each measure of v3: of several names, those that are there (or the first, to be missed)."""
        there = {stem(column) for column in row}
        names = {slug: [name for name, of in self.measures.items() if of == slug] for slug in self.measures.values()}
        return {
            name: slug for slug, of in names.items() for name in [one for one in of if stem(one) in there] or of[:1]
        }

    def _named(self, row: Row, wanted: tuple[str, ...]) -> Row:
        """The wanted columns of a row; the place in the table behind a name may differ, as columns are added."""
        there = Counter(stem(column) for column in row)
        for name in wanted:
            if there[stem(name)] != 1:
                told = ", ".join(row)
                raise FetchError(f"{self.table}: column {name} expected once; found the columns {told}")
        cells = {stem(column): value for column, value in row.items()}
        return {name: cells[stem(name)] for name in wanted}

    def _value(self, value: object, slug: str, where: str) -> tuple[float | None, str]:
        quantity = self._quantity(slug)
        if value is None:
            return None, "not-published"
        if value == _SECRET:
            return None, "suppressed"
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise FetchError(f"{where}: {value!r}; expected a number or null")
        if not 0 <= value <= quantity.most:
            raise FetchError(f"{where}: {value}; expected 0 to {quantity.most:g} ({quantity.unit})")
        return round(value * quantity.times, 6), "provisional" if self.provisional else "ok"


def services() -> dict[str, Service]:
    """The tables that can be asked, by source."""
    columns = {layout.table: layout.columns for layout in known()[1] if layout.table}
    entries = read_yaml(Path(__file__).parent / "services.yaml")
    return {
        source: Service(source=source, **{"measures": columns.get(entry["table"], {}), **entry})
        for source, entry in entries.items()
    }


def _starts(region: str) -> tuple[str, ...]:
    """How the codes of a region and its districts begin."""
    return (region,) if region == NATIONAL else (region, f"WK{region[2:]}")


def _rows(answers: Answers, query: Query) -> Iterator[Row]:
    """The rows of all pages of an answer, all kept on the same day."""
    address, day = query.address, None
    for _ in range(answers.limits.pages):
        path = answers.get(replace(query, address=address), day)
        day = path.name.partition("_")[0]
        found, rows = page(path, query.name)
        yield from rows
        address = _next(address, found, len(rows))
        if not address:
            return
    raise FetchError(f"{query.name}: more than {answers.limits.pages} pages; expected a last one ({address})")


def _next(address: str, found: Row, rows: int) -> str:
    """The address of the next page: the one that the answer links to, else, of a full page of v3, what follows it."""
    link = found.get("@odata.nextLink", found.get("odata.nextLink"))
    if link is not None:
        # v3 writes http in its links, also to who asked by https.
        return urlsplit(urljoin(address, str(link)))._replace(scheme=urlsplit(address).scheme).geturl()
    skip = re.search(r"(?<=\$skip=)\d+$", address)
    return f"{address[: skip.start()]}{int(skip.group()) + rows}" if skip and rows == _PAGE else ""
