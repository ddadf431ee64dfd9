"""Checks of single cells of a user's own figures: each gives the value, or notes what was expected instead."""

import difflib
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from helpers.sources.layouts import COUNTS
from helpers.sources.own_cells import Cell

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d{2}-\d{2})?", re.ASCII)
_ADDRESS = re.compile(r"https://[a-z0-9.-]*[a-z0-9](:\d{1,5})?([/?#][^\s\"'<>]*)?", re.ASCII | re.IGNORECASE)
_CODE = re.compile(r"(WK|GM|BU|SD-)[0-9A-Z]+", re.ASCII)
# A number as text. With exactly three decimals the sign may be that of thousands, unless a zero stands before it.
_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,2}|[.,]\d{4,12})?|-?0[.,]\d{3}", re.ASCII)
_MAYBE_THOUSANDS = re.compile(r"-?\d{1,3}([.,]\d{3})+", re.ASCII)
_SECRET = re.compile(r"[.x*-]|-9999\d*([.,]0+)?", re.ASCII | re.IGNORECASE)
_LARGEST = 1e12
_MOST_SHOWN = 60  # signs of a cell in a message


@dataclass(frozen=True)
class Known:
    """What the collection knows, that own figures can be about."""

    areas: tuple[str, ...]
    districts: Mapping[str, Collection[int]]  # code -> the years whose boundaries have it
    municipalities: tuple[str, ...]
    wholes: Mapping[str, tuple[str, ...]]  # of a district or area: what it is part of, the nearest first
    indicators: Mapping[str, str]  # -> unit; "" when own figures of it cannot be shown
    unusable: Mapping[str, str]  # of those with "": why
    bounds: Mapping[str, tuple[float, float]]  # unit -> lowest and highest value
    themes: tuple[str, ...]
    polarities: tuple[str, ...]
    natures: tuple[str, ...]
    weights: tuple[str, ...]
    statuses: tuple[str, ...]
    years: tuple[int, int]
    text_problem: Callable[[str], str]  # what was expected instead of a text; "" when it can be shown


@dataclass
class Checks:
    """Reads cells, and keeps a line for each one that is not what it should be."""

    known: Known
    problems: list[str] = field(default_factory=list)

    def note(self, cell: Cell, expected: str) -> None:
        """Keep a problem: where, what stands there, what was expected."""
        shown = cell.problem or ("empty" if cell.value is None else _shown(cell.value))
        self.problems.append(f"{cell.address}: {shown}; expected {expected}")

    def nearest(self, text: str, allowed: Iterable[str]) -> str:
        """A suggestion for a name that is not known: the nearest ones; "" when none is near."""
        near = difflib.get_close_matches(text.lower(), list(allowed), n=3, cutoff=0.6)
        return "did you mean " + " or ".join(near) + "?" if near else ""

    def near(self, text: str, allowed: Iterable[str]) -> str:
        """A suggestion for a name that is not known: the nearest ones, or all of them when they are few."""
        names = list(allowed)
        if suggestion := self.nearest(text, names):
            return suggestion
        return "there is " + ", ".join(names) if len(names) <= 20 else f"there are {len(names)}"

    def text(self, cell: Cell | None, needed: bool = False) -> str:
        """A text that can be shown; "" when there is none, which is a problem when it is needed."""
        text = _text(cell)
        if cell is not None and (cell.problem or (needed and not text)):
            self.note(cell, "a text")
            return ""
        problem = self.known.text_problem(text) if text else ""
        if problem and cell is not None:
            self.note(cell, problem)
        return text

    def slug(self, cell: Cell | None, needed: bool = False) -> str | None:
        """A name in small letters, digits and hyphens; None when there is none."""
        text = self.text(cell, needed)
        if cell is not None and text and not _SLUG.fullmatch(text):
            self.note(cell, "a name of small letters, digits and hyphens, such as own-visitors")
            return None
        return text or None

    def word(self, cell: Cell | None, allowed: Collection[str], needed: bool = False) -> str:
        """One of some words; "" when there is none."""
        text = self.text(cell, needed)
        if cell is not None and text and text not in allowed:
            self.note(cell, _with(f"one of {', '.join(allowed)}", self.nearest(text, allowed)))
            return ""
        return text

    def words(self, cell: Cell | None, allowed: Collection[str]) -> str:
        """Some of a list of words, separated by `;`; "" when there is none."""
        given = [part.strip() for part in self.text(cell).split(";") if part.strip()]
        wrong = [part for part in given if part not in allowed]
        if cell is not None and wrong:
            expected = f"one or more of {', '.join(allowed)}, with ; between"
            self.note(cell, _with(expected, self.nearest(wrong[0], allowed)))
        return ";".join(given)

    def address(self, cell: Cell | None) -> str:
        """The address of a page for readers; "" when there is none."""
        text = self.text(cell)
        if cell is not None and text and not _ADDRESS.fullmatch(text):
            self.note(cell, "an address that begins with https://")
        return text

    def date(self, cell: Cell | None) -> str:
        """A date (2025-03-31) or a year; "" when there is none."""
        text = self.text(cell)
        if cell is not None and text and not _is_date(text):
            self.note(cell, "a date such as 2025-03-31, or a year")
        return text

    def number(self, cell: Cell | None, unit: str) -> float | None:
        """A number that the unit allows; None when there is none or it is not right."""
        if cell is None or not cell.is_filled:
            return None
        value, expected = _number(cell)
        if value is not None and unit:
            expected = self._out_of_bounds(value, unit)
        if value is not None and cell.percent and unit:
            expected = f"a plain number: the cell is shown as a percentage and holds {value:g}, not {100 * value:g}"
        if expected:
            self.note(cell, expected)
            return None
        return value

    def _out_of_bounds(self, value: float, unit: str) -> str:
        lowest, highest = self.known.bounds[unit]
        if not lowest <= value <= highest or abs(value) > _LARGEST:
            ends = [f"at least {lowest:g}"] * math.isfinite(lowest) + [f"at most {highest:g}"] * math.isfinite(highest)
            return f"{unit} of {' and '.join(ends) or 'a usual size'}"
        return f"a whole number of {unit}" if unit in COUNTS and not value.is_integer() else ""

    def whole(self, cell: Cell | None, lowest: int, highest: int, needed: bool = False) -> int | None:
        """A whole number within limits; None when there is none or it is not right."""
        if cell is None or not (cell.is_filled or needed):
            return None
        value, _ = _number(cell)
        if value is None or not value.is_integer() or not lowest <= value <= highest:
            self.note(cell, f"a whole number of {lowest} to {highest}")
            return None
        return int(value)

    def region(self, cell: Cell) -> str | None:
        """The slug of an area, the code of a district or municipality, or nl; None when it is not known."""
        text, known = _text(cell), self.known
        if text in known.areas or text in known.districts or text in known.municipalities or text == "nl":
            return text
        allowed = known.areas
        if _CODE.fullmatch(text.upper()):
            code = text.upper()
            allowed = known.municipalities if code.startswith("GM") else tuple(known.districts)
            # The first four digits of a district are its municipality: one of another would be a wrong guess.
            of_municipality = [one for one in allowed if code.startswith("WK") and one[2:6] == code[2:6]]
            near = difflib.get_close_matches(code, of_municipality or allowed, n=3, cutoff=0.6)
            suggestion = f"did you mean {' or '.join(near)}?" if near else ""
        elif text.isdecimal():
            suggestion = "a code has lost its letters or zeros"
        else:
            suggestion = self.near(text, allowed) if text else ""
        expected = "an area, or the code of a district of an area or of its municipality, or nl"
        self.note(cell, _with(expected, suggestion))
        return None

    def vintage(self, cell: Cell | None, region: str | None, beside: Cell) -> int | None:
        """The year of the boundaries of a district, for which there must be a list of districts; else None."""
        lowest, highest = self.known.years
        given = self.whole(cell, lowest, highest)
        years = sorted(self.known.districts.get(region or "", ()))
        if years and given is None and (cell is None or cell.value is None):
            self.note(cell or beside, f"vintage: the year of the boundaries of {region}, one of {_years(years)}")
        elif years and given is not None and cell is not None and given not in years:
            self.note(cell, f"a year whose boundaries have {region}: one of {_years(years)}")
        return given


def _with(expected: str, suggestion: str) -> str:
    return f"{expected}; {suggestion}" if suggestion else expected


def half_width(value: float, unit: str) -> float:
    """What the rounding of a number as it is written leaves open: half of its last decimal; of a count nothing."""
    if unit in COUNTS:
        return 0.0
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** min(int(exponent), 0)


def _years(years: list[int]) -> str:
    return ", ".join(map(str, years))


def _is_date(text: str) -> bool:
    """Whether a text is a year, or a day that there is."""
    try:
        date.fromisoformat(text if "-" in text else f"{text}-01-01")
    except ValueError:
        return False
    return bool(_DATE.fullmatch(text))


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"the date {value:%Y-%m-%d}"
    text = repr(value)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."


def _text(cell: Cell | None) -> str:
    value = cell.value if cell else None
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _number(cell: Cell) -> tuple[float | None, str]:
    """The number in a cell, or what was expected instead."""
    value = cell.value
    if cell.problem:
        return None, "a number; open the file in a spreadsheet, mend the formula if need be, and save it"
    if isinstance(value, datetime | date):
        return None, "a number: the cell is formatted as a date"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None, "a number"
    if isinstance(value, str):
        return _number_of(value)
    return (float(value), "") if math.isfinite(value) and not _SECRET.fullmatch(f"{value:g}") else (None, _NO_SECRET)


_NO_SECRET = "an empty cell, and under status why there is no number (suppressed, not-published, not-applicable)"


def _number_of(text: str) -> tuple[float | None, str]:
    if _SECRET.fullmatch(text):
        return None, _NO_SECRET
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", ".")), ""
    if _MAYBE_THOUSANDS.fullmatch(text):
        return None, "a number without a mark for thousands (if these are decimals, add a zero)"
    return None, "a number, without a unit or blanks, such as 12.5 or 12,5"
