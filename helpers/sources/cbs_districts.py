"""Add up key figures of all CBS districts to municipalities, as a check of what is added up to focus areas.

Input are two CSV files with the 2022 edition of "Kerncijfers wijken en buurten" of Statistics Netherlands
(CBS, CC BY 4.0): one row per district (wijk) and one per municipality. Only the result of the check
(`kansrijk calibrate`) is kept in the project: `data/register_calibration.csv`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.sources.aggregation import aggregate

SOURCE: dict[str, str | int] = {
    "source": "cbs-kwb-2022",
    "section": "Kerncijfers wijken en buurten 2022",
    "vintage": 2022,
    "year": 2022,
}


@dataclass(frozen=True)
class Share:
    """A published share or mean of a district: its column, its rounding and the denominator to weight it with."""

    indicator: str
    column: str
    precision: float  # half-width of the rounding of the published district figures
    weight: str


# CBS rounds shares to whole percents (income groups to tenths) and property values to 1,000 euro.
SHARES = (
    Share("cbs-leeftijd-0-14", "pop_0_14", 0.5, "population"),
    Share("cbs-leeftijd-15-24", "pop_15_24", 0.5, "population"),
    Share("cbs-leeftijd-25-44", "pop_25_44", 0.5, "population"),
    Share("cbs-leeftijd-45-64", "pop_45_64", 0.5, "population"),
    Share("cbs-leeftijd-65plus", "pop_65plus", 0.5, "population"),
    Share("cbs-koopwoningen", "dwelling_ownership", 0.5, "dwellings"),
    Share("cbs-woningwaarde", "dwelling_value", 0.5, "dwellings"),
    Share("cbs-arbeidsparticipatie", "employment_rate", 0.5, "population-15-64"),
    Share("cbs-laag-inkomen", "income_low", 0.05, "population-15-plus"),
    Share("cbs-hoog-inkomen", "income_high", 0.05, "population-15-plus"),
    Share("cbs-hoog-opgeleid", "edu_appl_sci", 0.5, "population-15-64"),
)


_FIGURES = {"population": "cbs-inwoners"} | {share.column: share.indicator for share in SHARES}
_PRECISION = {"population": 0.0} | {share.column: share.precision for share in SHARES}  # of municipalities


# What is added up, as rows of the table `indicators`.
INDICATORS = pd.DataFrame(
    [("cbs-inwoners", "none"), *((share.indicator, share.weight) for share in SHARES)], columns=["indicator", "weight"]
)


# Columns of the CBS files: what identifies a row, and the numbers that we use.
DISTRICT_KEYS, MUNICIPALITY_KEYS = ("code", "gm_code"), ("code",)
_NUMBERS = ("population", "dwelling_total", *(share.column for share in SHARES))


# CBS gives numbers of residents of districts as multiples of five, of municipalities as they are. Not the nearest
# multiple: of the 24 municipalities that are one district 7 differ by more than 2.5, and all but one by 4 at most.
POPULATION_PRECISION = 4.0


def read(path: Path, keys: Sequence[str]) -> pd.DataFrame:
    """A CSV file of CBS with one row per region; keys: DISTRICT_KEYS or MUNICIPALITY_KEYS.

    Returns all its columns. Raises ValueError that names the file, and row, column, value and what was expected.
    """
    try:
        rows = pd.read_csv(path)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError(f"{path.name}: cannot be read as UTF-8 CSV ({error})") from None
    lacking = [column for column in (*keys, *_NUMBERS) if column not in rows]
    if lacking:
        raise ValueError(f"{path.name}: no column {', '.join(lacking)}; expected {', '.join((*keys, *_NUMBERS))}")
    for column in _NUMBERS:
        numbers = pd.to_numeric(rows[column], errors="coerce")
        wrong = rows[column].notna() & ~(numbers.abs() < float("inf"))
        refuse_first(path, rows[column], wrong, "a number or an empty cell")
    for column in keys:
        refuse_first(path, rows[column], rows[column].isna(), "a code of CBS")
    refuse_first(path, rows["code"], rows["code"].duplicated(), "each code once")
    return rows


def refuse_first(path: Path, cells: pd.Series, wrong: pd.Series, expected: str) -> None:
    """Raise ValueError about the first cell that is wrong; rows are counted from 1, below the header."""
    for number, value in enumerate(cells, 1):
        if wrong.iloc[number - 1]:
            shown = "empty" if pd.isna(value) else repr(value)
            raise ValueError(f"{path.name}, row {number}, column {cells.name}: {shown}; expected {expected}")


def published(districts: pd.DataFrame) -> pd.DataFrame:
    """The districts of the CBS file as published values, and their homes, which shares are weighted with.

    districts: one row per district. Returns rows of the table `wijk_values`.
    """
    rows = without_secrecy(districts).melt("code", [*_FIGURES, "dwelling_total"], var_name="column")
    known = rows["value"].notna()
    return rows.assign(
        wk_code=rows["code"],
        indicator=rows["column"].replace(_FIGURES | {"dwelling_total": "kwb-woningen"}),
        precision=rows["column"].map(_PRECISION | {"population": POPULATION_PRECISION, "dwelling_total": 0.0}),
        subgroup="all",
        status=known.map({True: "ok", False: "not-published"}),
        **SOURCE,
    ).drop(columns=["code", "column"])


def rebuilt(districts: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    """Every municipality added up from its districts as a focus area is, beside the figure that CBS publishes of it.

    districts, municipalities: the CBS files, one row per district or municipality. Returns one row per municipality
    and indicator: indicator, region (code), districts (their number), value, lower, upper (NaN where too few districts
    have a value), coverage, published and precision (half-width of its rounding). Raises ValueError when the
    municipality of a district is not in the file.
    """
    unknown = set(districts["gm_code"]) - set(municipalities["code"])
    if unknown:
        raise ValueError(f"municipalities that the CBS file does not have: {', '.join(sorted(unknown))}")
    members = districts[["code", "gm_code"]].rename(columns={"code": "wk_code", "gm_code": "area"})
    members = members.assign(scheme="wijk", match="exact", vintage=SOURCE["vintage"])
    rows = aggregate(published(districts), members, INDICATORS).rename(columns={"area": "region"})
    figures = without_secrecy(municipalities).melt("code", list(_FIGURES), "column", "published")
    figures = figures.rename(columns={"code": "region"}).assign(
        indicator=figures["column"].map(_FIGURES), precision=figures["column"].map(_PRECISION)
    )
    columns = ["indicator", "region", "districts", "value", "lower", "upper", "coverage", "published", "precision"]
    return rows.merge(figures, on=["region", "indicator"])[columns]


def without_secrecy(regions: pd.DataFrame) -> pd.DataFrame:
    """CBS writes a negative number, such as -99997, where it keeps one secret; none of its numbers is negative."""
    numbers = regions.select_dtypes("number")
    return regions.assign(**numbers.where(numbers >= 0))
