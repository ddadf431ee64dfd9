"""Add up published values of districts to focus areas (`kansrijk aggregate`).

A number of people or households is the sum of the districts. A share, mean or score is the mean of the districts,
weighted with its denominator: the number of people, households or homes that it is a share or mean of. Publishers give
few of those numbers for districts; what comes nearest is used, and named with every value. Medians cannot be added up.
"""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

# Below this share of the denominator a weighted mean says too little about the area: no value.
MINIMUM_COVERAGE = 0.80

_DECIMALS = 6  # of values and limits: so many that rounding for print is the only rounding; more where published

# Numbers of a district by the indicator that holds them -> one of its denominators.
_Numbers = pd.DataFrame


def _population(numbers: _Numbers) -> pd.Series:
    return numbers["kwb-inwoners"].fillna(numbers["cbs-inwoners"])


def _aged(numbers: _Numbers, *classes: str) -> pd.Series:
    """Residents of some classes of age, from the rounded shares of the edition of 2022; so approximate."""
    return numbers["cbs-inwoners"] * (
        numbers[[f"cbs-leeftijd-{name}" for name in classes]].sum(axis=1, skipna=False) / 100
    )


# The series have numbers of 0 to 14, 15 to 24 and 65 and over. Within a class every year of age counts the same: of 15
# to 24, three in ten are under 18 and eight in ten under 23. Of those of 65 and over about half are 75 or older.
_WEIGHTS: dict[str, Callable[[_Numbers], pd.Series]] = {
    "population": _population,
    "population-15-64": lambda numbers: _aged(numbers, "15-24", "25-44", "45-64"),
    "population-15-74": lambda numbers: (
        numbers["kwb-inwoners"] - numbers["kwb-leeftijd-0-14"] - 0.5 * numbers["kwb-leeftijd-65plus"]
    ),
    "population-15-plus": lambda numbers: _aged(numbers, "15-24", "25-44", "45-64", "65plus"),
    "population-18-plus": lambda numbers: (
        numbers["kwb-inwoners"] - numbers["kwb-leeftijd-0-14"] - 0.3 * numbers["kwb-leeftijd-15-24"]
    ),
    "population-under-23": lambda numbers: numbers["kwb-leeftijd-0-14"] + 0.8 * numbers["kwb-leeftijd-15-24"],
    "households": lambda numbers: numbers["kwb-huishoudens"],
    "dwellings": lambda numbers: numbers["kwb-woningen"],
}

# The indicators that the denominators are made of.
_DENOMINATORS = [
    *("kwb-inwoners", "kwb-leeftijd-0-14", "kwb-leeftijd-15-24", "kwb-leeftijd-65plus", "kwb-huishoudens"),
    *("kwb-woningen", "cbs-inwoners", "cbs-leeftijd-15-24", "cbs-leeftijd-25-44", "cbs-leeftijd-45-64"),
    "cbs-leeftijd-65plus",
]

_FIGURE = ["indicator", "subgroup", "year", "source", "vintage"]
_AREA = ["area", "scheme"]


def aggregate(values: pd.DataFrame, districts: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Values of areas from those of their districts, for every indicator, year and source with one of them.

    values: rows of `wijk_values` (wk_code, vintage, indicator, subgroup, year, value and precision in the unit of the
    indicator, status, source, section). districts: rows of `area_wijken` (area, scheme, wk_code, vintage, match); a
    value is joined with the districts of its own vintage only. indicators: rows of `indicators` (indicator, weight)
    that are wanted.

    A value has the limits that the rounding of the districts leaves open. There is none below MINIMUM_COVERAGE of the
    denominator, and no sum unless every district has a number; a district without its denominator counts as missing.
    Denominators are of the same districts and vintage, and of the nearest year that has them (`weight_year`).

    Returns rows of `area_values`, by area, indicator (in the order given) and year.
    """
    parts = _parts(values[values["indicator"].isin(indicators["indicator"])], districts, indicators)
    sizes = weights(values)
    parts["size"], parts["weight_year"] = _sizes(sizes, parts, parts["weight"])
    parts["population"], _ = _sizes(sizes, parts, pd.Series("population", parts.index))
    adds_up = parts["weight"] == "none"
    parts.loc[adds_up, "size"] = 1.0
    order = {name: place for place, name in enumerate(indicators["indicator"])}
    rows = _rounded(_added_up(parts.assign(adds_up=adds_up))).sort_values(
        ["area", "indicator", "year"],
        kind="stable",
        key=lambda column: column.map(order) if column.name == "indicator" else column,
    )
    return rows[_COLUMNS].reset_index(drop=True)


_COLUMNS = [
    *("area", "indicator", "subgroup", "year", "value", "lower", "upper", "n", "coverage", "match", "districts"),
    *("method", "weight", "weight_year", "status", "vintage", "source", "section"),
]


def weights(values: pd.DataFrame) -> pd.DataFrame:
    """The denominators of districts, as far as they can be made of published numbers.

    values: rows of `wijk_values`. Returns one row per district and denominator: wk_code, vintage, weight_year (the year
    of the numbers), weight (one of the vocabulary WEIGHTS), size (persons, households or dwellings).
    """
    place = ["wk_code", "vintage", "year"]
    numbers = values[values["indicator"].isin(_DENOMINATORS) & (values["subgroup"] == "all")].dropna(subset="value")
    numbers = numbers.drop_duplicates([*place, "indicator"])  # two sources of the same number
    wide = numbers.pivot(index=place, columns="indicator", values="value").reindex(columns=_DENOMINATORS)
    made = pd.DataFrame({name: make(wide) for name, make in _WEIGHTS.items()}, index=wide.index)
    long = made.reset_index().melt(place, var_name="weight", value_name="size").dropna(subset="size")
    return long.rename(columns={"year": "weight_year"})


def _parts(values: pd.DataFrame, districts: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """A row per figure, area and district of the area, whether the district has a value or not."""
    lists = districts[[*_AREA, "wk_code", "vintage", "match"]]
    some = values.merge(lists, on=["wk_code", "vintage"])[[*_FIGURE, *_AREA]].drop_duplicates()
    own = values[["wk_code", *_FIGURE, "value", "precision", "status", "section"]]
    parts = some.merge(lists, on=[*_AREA, "vintage"]).merge(own, on=["wk_code", *_FIGURE], how="left")
    return parts.merge(indicators[["indicator", "weight"]], on="indicator")


def _sizes(sizes: pd.DataFrame, parts: pd.DataFrame, weight: pd.Series) -> tuple[pd.Series, pd.Series]:
    """For every part the size of a denominator and the year that it is of; missing where there is none.

    All districts of an area have theirs of one year: the one in which most of them have it, of those the nearest, and
    of two that are as near the earlier one.
    """
    place = [*_AREA, "vintage", "weight"]
    parts = parts.assign(weight=weight)[["wk_code", *place, "year"]]
    held = parts.drop_duplicates(["wk_code", *place]).merge(sizes, on=["wk_code", "vintage", "weight"])
    years = held.groupby([*place, "weight_year"]).size().rename("districts").reset_index()
    choice = parts[[*place, "year"]].drop_duplicates().merge(years, on=place)
    choice["distance"] = (choice["weight_year"] - choice["year"]).abs()
    choice = choice.sort_values(["districts", "distance", "weight_year"], ascending=[False, True, True])
    choice = choice.drop_duplicates([*place, "year"])[[*place, "year", "weight_year"]]
    found = parts.merge(choice, on=[*place, "year"], how="left", validate="many_to_one")
    found = found.merge(sizes, on=["wk_code", "vintage", "weight", "weight_year"], how="left", validate="many_to_one")
    return found["size"].set_axis(parts.index), found["weight_year"].astype("Int64").set_axis(parts.index)


def _added_up(parts: pd.DataFrame) -> pd.DataFrame:
    """One row per figure and area. parts: of `_parts`, with size, population, weight_year and adds_up."""
    row = parts.groupby([*_FIGURE, *_AREA], sort=False).ngroup()
    known = parts["value"].notna() & (parts["size"] > 0)
    counted = _counted_in(parts, row)
    sums = pd.DataFrame(
        {
            "value": (parts["value"] * parts["size"]).where(known),
            "precision": (parts["precision"] * parts["size"]).where(known),
            "of_known": parts["size"].where(known),
            "of_all": parts["size"],
            "counted_known": counted.where(known),
            "counted": counted,
            "provisional": known & (parts["status"] == "provisional"),
            "published": parts["value"].notna(),
        }
    )
    facts = [*_FIGURE, *_AREA, "match", "weight", "weight_year", "adds_up", "section"]
    first = parts.groupby(row, sort=False)[facts].first()  # the first that there is: a missing district has no section
    return _described(first.join(sums.groupby(row, sort=False).sum()).assign(districts=row.value_counts()))


def _counted_in(parts: pd.DataFrame, row: pd.Series) -> pd.Series:
    """What the share of an area that is known is counted in: its denominator, if every district has it.

    Otherwise residents, and where those are not known either districts: a district without its denominator counts.
    """
    counted = pd.Series(1.0, parts.index)
    for size in (parts["population"], parts["size"]):
        everywhere = size.notna().groupby(row, sort=False).transform("all")
        counted = size.where(everywhere, counted)
    return counted


def _described(rows: pd.DataFrame) -> pd.DataFrame:
    """Value, limits, coverage, n, method and status of rows with the sums of `_added_up`."""
    coverage = (rows["counted_known"] / rows["counted"]).where(rows["counted"] > 0, 0.0)
    enough = coverage >= np.where(rows["adds_up"], 1.0, MINIMUM_COVERAGE)
    by = pd.Series(np.where(rows["adds_up"], 1.0, rows["of_known"]), rows.index)
    value, precision = (rows["value"] / by).where(enough), (rows["precision"] / by).where(enough)
    status = np.where(rows["provisional"] > 0, "provisional", "ok")
    status = np.where(enough, status, np.where(rows["published"] > 0, "low-coverage", "not-published"))
    method = np.where(rows["adds_up"], "sum", "weighted-mean")
    n = rows["of_known"].where(enough, rows["of_all"])
    return rows.assign(
        value=value,
        lower=value - precision,
        upper=value + precision,
        n=n.where(~rows["adds_up"], rows["value"]),
        coverage=coverage,
        method=np.where(rows["districts"] == 1, "as-published", method),
        status=status,
    )


def _rounded(rows: pd.DataFrame) -> pd.DataFrame:
    """As much of the numbers as means something; by Python's rule, which looks at the number itself."""
    finest = (rows["upper"] - rows["lower"]) / 2
    digits = [math.ceil(-math.log10(width)) if width > 0 else _DECIMALS for width in finest]
    numbers = {
        name: [round(float(number), max(n, _DECIMALS)) for number, n in zip(rows[name], digits, strict=True)]
        for name in ("value", "lower", "upper")
    }
    n = [round(float(number)) for number in rows["n"]]
    return rows.assign(**numbers, n=n, coverage=[round(float(share), 4) for share in rows["coverage"]])
