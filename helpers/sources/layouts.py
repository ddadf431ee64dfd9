"""Which columns of a CBS file hold what: layouts that we have seen (`layouts.yaml`), or a user's own mapping file."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers.files import read_yaml
from helpers.sources.grids import FileError, Grid

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Unit = Literal["persons", "households", "dwellings", "percent", "per-1000", "euro", "thousand-euro", "score"]
Year = Annotated[int, Field(ge=2000, le=2100)]

COUNTS = ("persons", "households", "dwellings", "children")  # units of whole numbers
_HIGHEST = {"percent": 100.0, "per-1000": 1000.0}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TABLE = re.compile(r"(?<!\d)\d{5}NED(?![A-Za-z])", re.IGNORECASE)
_SHOWN = 15  # names of columns in a message


def stem(name: str) -> str:
    """The name of a StatLine column without its place in the table, which moves when columns are added."""
    return re.sub(r"_\d+$", "", name)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quantity(_Strict):
    """What the values of a column are, as published."""

    unit: Unit
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    step: tuple[int, int] | None = None  # counts are multiples of it: for districts, for municipalities
    times: int = 1  # from the published unit to that of the indicator
    highest: float | None = None

    @property
    def most(self) -> float:
        """The highest value that can be, as published."""
        return self.highest if self.highest is not None else _HIGHEST.get(self.unit, float("inf"))

    def precision(self, district: bool) -> float:
        """Half-width that rounding leaves open, in the unit of the indicator.

        A count may be off by all but one of a step: CBS does not give the nearest multiple (docs/methods.md).
        """
        if self.step:
            return float(self.step[0 if district else 1] - 1)
        return float(round(0.5 * 10.0**-self.decimals * self.times, 9))


class Layout(_Strict):
    """One way in which regions and indicators stand in a file."""

    name: str
    seen: str
    years: tuple[Year, ...]
    code: tuple[str, ...]  # columns that may hold the code, the first that is there
    source: str
    columns: dict[str, Slug]
    table: str = ""
    numbered: bool = False  # StatLine puts the place in the table behind a name, and moves it when columns are added
    level: str | None = None
    municipality: str | None = None
    year: str | None = None  # column with the year
    empty: Literal["not-published", "not-applicable"] = "not-applicable"  # CBS: cannot exist on logical grounds
    provisional: tuple[Year, ...] = ()
    all_there: bool = False  # a user names the columns that a file has; of CBS somebody may have downloaded a part

    def place(self, name: str | None, columns: list[str]) -> int | None:
        """The place of a column of this layout among those of a file; None when it is not there."""
        if name is None:
            return None
        wanted, there = self._stem(name), [self._stem(column) for column in columns]
        return there.index(wanted) if wanted in there else None

    def twice(self, name: str, columns: list[str]) -> bool:
        """Whether a file has a column of this layout more than once."""
        return [self._stem(column) for column in columns].count(self._stem(name)) > 1

    def code_place(self, columns: list[str]) -> int | None:
        """The place of the code of the region."""
        return next((place for name in self.code if (place := self.place(name, columns)) is not None), None)

    def missing(self, columns: list[str]) -> list[str]:
        """Columns with values that a file lacks."""
        return [name for name in self.columns if self.place(name, columns) is None]

    def fits(self, columns: list[str]) -> bool:
        """Whether a file has a code and at least one value in this layout."""
        return self.code_place(columns) is not None and len(self.missing(columns)) < len(self.columns)

    def _stem(self, name: str) -> str:
        return stem(name) if self.numbered else name


class _Column(_Strict):
    indicator: Slug
    unit: Unit
    decimals: Annotated[int, Field(ge=0, le=6)] = 0


class _Mapping(_Strict):
    code: str
    year: Year
    columns: Annotated[dict[str, _Column], Field(min_length=1)]
    source: Slug = "own-file"


@cache
def known() -> tuple[dict[str, Quantity], tuple[Layout, ...]]:
    """What the indicators are, and the layouts that we have seen."""
    content = read_yaml(Path(__file__).with_suffix(".yaml"))
    quantities = {slug: Quantity(**quantity) for slug, quantity in content["indicators"].items()}
    return quantities, tuple(Layout(**layout) for layout in content["layouts"])


def mapped(path: Path) -> tuple[dict[str, Quantity], Layout]:
    """The layout that a user's mapping file describes (docs/area-values.md shows one).

    Returns the quantities of its indicators and the layout. Raises FileError with a line per problem.
    """
    try:
        mapping = _Mapping.model_validate(read_yaml(path))
    except ValidationError as error:
        raise FileError(*(f"{path.name}: {_told(problem)}" for problem in error.errors())) from None
    except OSError as error:
        raise FileError(f"{path.name}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise FileError(f"{path.name}: cannot be read as YAML ({error})") from None
    slugs = [column.indicator for column in mapping.columns.values()]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        raise FileError(f"{path.name}: {', '.join(twice)} in two columns; expected each indicator once")
    quantities = {column.indicator: _quantity(path.name, name, column) for name, column in mapping.columns.items()}
    columns = {" ".join(name.split()): column.indicator for name, column in mapping.columns.items()}
    code = " ".join(mapping.code.split())
    return quantities, Layout(
        name=path.stem, seen=path.name, years=(mapping.year,), code=(code,), source=mapping.source, columns=columns,
        empty="not-published", all_there=True,
    )  # fmt: skip


def _told(problem: Any) -> str:
    where = " > ".join(map(str, problem["loc"])) or "the file"
    found = problem["input"]
    shown = f"a {type(found).__name__}" if isinstance(found, dict | list) else repr(str(found)[:60])
    return f"{where}: {problem['msg']} (found {shown})"


def _quantity(file: str, name: str, column: _Column) -> Quantity:
    ours = known()[0].get(column.indicator)
    times = 1000 if ours and (column.unit, ours.unit) == ("thousand-euro", "euro") else 1
    if ours and column.unit != ours.unit and times == 1:
        raise FileError(f"{file}: {name}: {column.indicator} in {column.unit}; expected {ours.unit}")
    return Quantity(unit=column.unit, decimals=column.decimals, times=times)


def chosen(grid: Grid, year: int | None) -> tuple[Layout, int]:
    """The layout and the year of a file, from its columns, its name, its sheet and, first of all, `year`.

    Raises FileError that says what was found and what is missing.
    """
    layouts = known()[1]
    fitting = [layout for layout in layouts if layout.fits(grid.columns)]
    if not fitting:
        raise FileError(_unknown(grid, layouts))
    years = {year} if year else _stated(grid, layouts)
    if not years:
        years = {y for layout in fitting for y in layout.years}
    if len(years) > 1:
        known_years = ", ".join(map(str, sorted(years)))
        raise FileError(
            f"{_called(grid)}: of which year? It may be {known_years}; expected one year, or the number of the table, "
            "in the name of the file, or --year"
        )
    of_year = years.pop()
    best = max(fitting, key=lambda layout: (_same(layout, grid), of_year in layout.years))
    if of_year not in best.years:
        told = ", ".join(map(str, best.years))
        raise FileError(f"{_called(grid)}: is of {of_year}, but has the columns of {best.name} (of {told})")
    return best, of_year


def _same(layout: Layout, grid: Grid) -> int:
    """How many columns are there by their full name, which differs more from year to year than a name alone."""
    return sum(name in grid.columns for name in layout.columns)


def _called(grid: Grid) -> str:
    return f"{grid.file}, sheet {grid.sheet}" if grid.sheet else grid.file


def _stated(grid: Grid, layouts: tuple[Layout, ...]) -> set[int]:
    """The years that the names of file and sheet give, by themselves or as the number of a table."""
    named = f"{Path(grid.file).stem} {grid.sheet}"
    tables = {layout.table: layout.years for layout in layouts if layout.table}
    years: set[int] = set()
    for number in (found.upper() for found in _TABLE.findall(named)):
        if number not in tables:
            raise FileError(f"{_called(grid)}: table {number}; we know {', '.join(tables)}. {_OWN_MAPPING}")
        years |= set(tables[number])
    return years | {int(found) for found in _YEAR.findall(named)}


_OWN_MAPPING = "Describe it in a file for --mapping (docs/area-values.md shows how)."


def _unknown(grid: Grid, layouts: tuple[Layout, ...]) -> str:
    """What was found in a file of no known layout, and what the nearest layout has and the file has not."""
    more = f" and {len(grid.columns) - _SHOWN} more" if len(grid.columns) > _SHOWN else ""
    names = ", ".join(name or "(no name)" for name in grid.columns[:_SHOWN])
    number = _TABLE.search(grid.file)
    table = f"Table {number.group().upper()}. " if number else ""
    nearest = max(layouts, key=lambda layout: len(layout.columns) - len(layout.missing(grid.columns)))
    lacking = f"the code of the region ({' or '.join(nearest.code)})"
    if nearest.code_place(grid.columns) is not None:
        lacking = f"any of {', '.join(list(nearest.columns)[:_SHOWN])}"
    elif len(nearest.missing(grid.columns)) == len(nearest.columns):
        lacking = f"every column of a layout that we know: {', '.join(layout.name for layout in layouts)}"
    return f"{_called(grid)}: no layout that we know. {table}Found: {names}{more}. Missing: {lacking}. {_OWN_MAPPING}"
