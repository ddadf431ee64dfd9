"""Rules of the data contract that need more than one cell: figures and their unit, source, year and region.

What breaks none of them, every page can show.
"""

from collections.abc import Iterable
from itertools import repeat

import numpy as np
import pandas as pd

from helpers.contract.vocabulary import AREA_KINDS, MONITOR, THEMES, UNITS, VALUE_STATUSES
from helpers.files import counted

Frames = dict[str, pd.DataFrame]  # by name of the table


# The lowest and highest value that a unit allows. A score may be below zero.
BOUNDS = dict.fromkeys(UNITS, (0.0, np.inf)) | {
    "percent": (0.0, 100.0),
    "per-1000": (0.0, 1000.0),
    "score": (-np.inf, np.inf),
    "points": (-np.inf, np.inf),
}


_OF_MONITOR = ("effect", "context", "realisation")


_KINDS_OF_TABLE = {
    "indicator_values": ("effect", "context"),
    "realisation_values": ("realisation",),
    "wijk_values": (*AREA_KINDS, "denominator"),
    "region_values": AREA_KINDS,
    "area_values": AREA_KINDS,
    "breaks": ("series",),
    "correspondences": ("series",),
}


# The numbers of a row that has a value; see `_wrong_reasons`.
_WITH_VALUE = {
    "wijk_values": ("value", "precision"),
    "region_values": ("value", "precision"),
    "area_values": ("value", "lower", "upper"),
}


_MAY_BE_EMPTY = ("previous_values",)  # a run with an earlier edition fills it


def broken_rules(frames: Frames) -> list[str]:
    """A line per row that breaks a rule, with table, row, column, value and what was expected.

    frames: every table, its cells and references checked.
    """
    # Cut off: pages take a row for granted.
    if empty := [name for name, rows in frames.items() if rows.empty and name not in _MAY_BE_EMPTY]:
        return [f"{name}.csv: has no rows; expected at least one" for name in empty]
    problems = _wrong_sources("indicators", frames["indicators"], frames["indicators"]["kind"])
    facts = frames["indicators"].set_index("indicator")
    for table, allowed in _KINDS_OF_TABLE.items():
        rows = frames[table]
        kinds = rows["indicator"].map(facts["kind"])
        problems += _wrong_kinds(table, rows, kinds, allowed) + _wrong_sources(table, rows, kinds)
        if "value" in rows:
            problems += _out_of_bounds(table, rows, rows["indicator"].map(facts["unit"]))
    for table, columns in _WITH_VALUE.items():
        problems += _wrong_reasons(table, frames[table], columns)
    problems += _wrong_limits("area_values", frames["area_values"]) + _without_weight(frames["indicators"])
    problems += _wrong_previous(frames["previous_values"])
    for table in ("region_values", "area_values"):
        problems += _more_years(table, frames)
    problems += _taken_names(frames["areas"])
    problems += _wrong_regions(frames) + _wrong_correspondences(frames) + _without_themes(frames["themes"])
    return problems + _without_values(frames) + _without_widths(frames) + _without_similar(frames)


def _lines(table: str, rows: pd.DataFrame, wrong: pd.Series, column: str, expected: Iterable[str]) -> list[str]:
    """A line per wrong row. expected: what was expected, for every row of the table; made only when a row is wrong."""
    if not wrong.any():
        return []
    return [
        f"{table}.csv, row {number}, column {column}: {_shown(value)}; expected {words}"
        for number, value, bad, words in zip(range(1, len(rows) + 1), rows[column], wrong, expected, strict=True)
        if bad
    ]


# What these stand for elsewhere: the whole country and all regions, and what a run keeps in a folder beside its areas.
_TAKEN = ("all", "nl", "figures", "index", "lock", "own")


def _taken_names(areas: pd.DataFrame) -> list[str]:
    expected = f"another name than {', '.join(_TAKEN)}, which stand for something else"
    problems = _lines("areas", areas, areas["area"].isin(_TAKEN), "area", repeat(expected, len(areas)))
    own = repeat("a name that no other area has: readers know areas by it", len(areas))
    return problems + _lines("areas", areas, areas["name"].duplicated(keep=False), "name", own)


def _shown(value: str | float) -> str:
    if isinstance(value, str):
        return repr(value)
    return "empty" if pd.isna(value) else str(value)


def _wrong_sources(table: str, rows: pd.DataFrame, kinds: pd.Series) -> list[str]:
    """Figures of the monitor are credited to it by every page that shows them: of another source it is wrong."""
    wrong = kinds.isin(_OF_MONITOR) & (rows["source"] != MONITOR)
    words = [f"{MONITOR}: its indicators are credited to it"] * len(rows)
    return _lines(table, rows, wrong, "source", words)


def _wrong_kinds(table: str, rows: pd.DataFrame, kinds: pd.Series, allowed: tuple[str, ...]) -> list[str]:
    words = [f"an indicator of the kind {' or '.join(allowed)}"] * len(rows)
    return _lines(table, rows, ~kinds.isin(allowed), "indicator", words)


def _out_of_bounds(table: str, rows: pd.DataFrame, units: pd.Series) -> list[str]:
    lowest = units.map({unit: low for unit, (low, _) in BOUNDS.items()})
    highest = units.map({unit: high for unit, (_, high) in BOUNDS.items()})
    words = (
        f"{unit} of at least {low:g}" + (f" and at most {high:g}" if np.isfinite(high) else "")
        for unit, low, high in zip(units, lowest, highest, strict=True)
    )
    return _lines(table, rows, (rows["value"] < lowest) | (rows["value"] > highest), "value", words)


def _wrong_reasons(table: str, values: pd.DataFrame, columns: tuple[str, ...]) -> list[str]:
    """A number is there when the status says so, with all that belongs to it."""
    there = values["status"].isin(VALUE_STATUSES)
    words = np.where(there, "a number, as the status says", "no number, as the status says why there is none")
    problems: list[str] = []
    for column in columns:
        problems += _lines(table, values, values[column].notna() != there, column, words)
    return problems


def _wrong_limits(table: str, values: pd.DataFrame) -> list[str]:
    below, above = values["lower"] > values["value"], values["upper"] < values["value"]
    problems = _lines(table, values, below, "lower", ["at most the value"] * len(values))
    return problems + _lines(table, values, above, "upper", ["at least the value"] * len(values))


def _wrong_previous(values: pd.DataFrame) -> list[str]:
    """Figures of an earlier edition are held by their own unit; one may lack its number, whatever its status says."""
    table, there = "previous_values", values["value"].notna()
    words = np.where(there, "a number, as there is a value", "no number, as there is no value")
    problems = _out_of_bounds(table, values, values["unit"]) + _wrong_limits(table, values)
    for column in ("lower", "upper"):
        problems += _lines(table, values, values[column].notna() != there, column, words)
    return problems


def _without_weight(indicators: pd.DataFrame) -> list[str]:
    """What districts are weighted with must be known for all that is computed from districts."""
    wrong = indicators["kind"].isin(AREA_KINDS) & indicators["weight"].isna()
    return _lines("indicators", indicators, wrong, "weight", ["a denominator, or none"] * len(indicators))


def _more_years(table: str, frames: Frames) -> list[str]:
    """Register figures are those of one edition: pages show one of them per region, and its width was measured for it.

    Several years are what series are for.
    """
    kinds = frames["indicators"].set_index("indicator")["kind"]
    values = frames[table]
    of_edition = values["indicator"].map(kinds) == "register"
    if not of_edition.any():
        return []
    first = values.loc[of_edition, "year"].iloc[0]
    words = [f"{first}, as in the first row: register figures are of one edition, series of many"] * len(values)
    return _lines(table, values, of_edition & (values["year"] != first), "year", words)


def _wrong_regions(frames: Frames) -> list[str]:
    """A break that names a region that nothing is about would be drawn nowhere."""
    breaks, areas = frames["breaks"], frames["areas"]
    districts = frames["wijk_values"]["wk_code"].unique()
    municipalities = {f"GM{code[2:6]}" for code in districts}
    known = {"all", "nl", *areas["area"], *areas["gm_code"], *districts, *municipalities}
    words = ["all, nl, or an area, municipality or district that has values"] * len(breaks)
    return _lines("breaks", breaks, ~breaks["region"].isin(known), "region", words)


def _wrong_correspondences(frames: Frames) -> list[str]:
    rows = frames["correspondences"]
    kinds = rows["report_indicator"].map(frames["indicators"].set_index("indicator")["kind"])
    words = ["an indicator of the report, or a register figure"] * len(rows)
    wrong = ~kinds.isin((*_OF_MONITOR, "register"))
    problems = _lines("correspondences", rows, wrong, "report_indicator", words)
    unsaid = (rows["same_definition"] == "no") & rows["difference_nl"].isna()
    return problems + _lines("correspondences", rows, unsaid, "difference_nl", ["what differs"] * len(rows))


def _without_themes(themes: pd.DataFrame) -> list[str]:
    """Pages have a section for every theme, with its name and colour."""
    missing = [theme for theme in THEMES if theme not in set(themes["theme"])]
    return [f"themes.csv: no row for {theme}; expected one for every theme" for theme in missing]


def _without_widths(frames: Frames) -> list[str]:
    """An area's register figure has one calibrated width, by its number of districts."""
    values = frames["area_values"][["indicator", "districts"]].drop_duplicates()
    kinds = frames["indicators"].set_index("indicator")["kind"]
    values = values[values["indicator"].map(kinds) == "register"]
    pairs = values.merge(frames["register_calibration"], on="indicator", how="left")
    highest = pairs["districts_to"].fillna(pairs["districts"])  # empty: no limit
    pairs["found"] = pairs["districts"].between(pairs["districts_from"], highest)
    found = pairs.groupby(["indicator", "districts"], sort=False, as_index=False)["found"].sum()
    return [
        f"register_calibration.csv: {counted(n, 'row')} for {name} and {counted(districts, 'district')}; expected one"
        for name, districts, n in zip(found["indicator"], found["districts"], found["found"], strict=True)
        if n != 1
    ]


def _without_similar(frames: Frames) -> list[str]:
    """The first sentence of a page is about an area beside the districts that are like it."""
    chosen = set(frames["similar_districts"]["area"])
    return [
        f"similar_districts.csv: no row for {area}; expected districts for every area: `kansrijk similar` chooses them"
        for area in frames["areas"]["area"]
        if area not in chosen
    ]


def _without_values(frames: Frames) -> list[str]:
    """Every area is compared with its municipality and the Netherlands: none of them may be left out."""
    areas, indicators = frames["areas"], frames["indicators"]
    registers = indicators.loc[indicators["kind"] == "register", "indicator"]
    regions = {
        ("area_values", "area"): [*areas["area"]],
        ("region_values", "region"): [*areas["gm_code"].unique(), "nl"],
    }
    return [
        f"{table}.csv: {indicator} has no row for {region}; expected one for every area, its municipality and nl"
        for (table, column), names in regions.items()
        for there in [set(zip(frames[table]["indicator"], frames[table][column], strict=True))]
        for region in names
        for indicator in registers
        if (indicator, region) not in there
    ]
