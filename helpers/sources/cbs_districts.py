"""Add up key figures of CBS districts to focus areas (`kansrijk aggregate-cbs`), or to municipalities, as a check.

Input are two CSV files with the 2022 edition of "Kerncijfers wijken en buurten" of Statistics Netherlands
(CBS, CC BY 4.0): one row per district (wijk) and one per municipality. Only the results are kept in the
project: `data/area_values.csv`, and of the check (`kansrijk calibrate`) `data/register_calibration.csv`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

SOURCE: dict[str, str | int] = {
    "source": "cbs-kwb-2022",
    "section": "Kerncijfers wijken en buurten 2022",
    "vintage": 2022,
    "year": 2022,
}


# Below this share of the denominator a weighted mean says too little about the area: no value.
MINIMUM_COVERAGE = 0.80


@dataclass(frozen=True)
class Share:
    """A published share or mean of a district: its column, its rounding and the denominator to weight it with."""

    indicator: str
    column: str
    precision: float  # half-width of the rounding of the published district figures
    weight: str


Row = dict[str, str | float | None]  # of the table `area_values`, by column


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


# Columns of the CBS files: what identifies a row, and the numbers that we use.
DISTRICT_KEYS, MUNICIPALITY_KEYS = ("code", "gm_code"), ("code",)
_NUMBERS = ("population", "dwelling_total", *(share.column for share in SHARES))


# CBS gives numbers of residents of districts as multiples of five, of municipalities as they are. Not the nearest
# multiple: of the 24 municipalities that are one district 7 differ by more than 2.5, and all but one by 4 at most.
POPULATION_PRECISION = {"area": 4.0, "municipality": 0.0, "nl": 0.0}


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
        _refuse_first(path, rows[column], wrong, "a number or an empty cell")
    for column in keys:
        _refuse_first(path, rows[column], rows[column].isna(), "a code of CBS")
    _refuse_first(path, rows["code"], rows["code"].duplicated(), "each code once")
    return rows


def _refuse_first(path: Path, cells: pd.Series, wrong: pd.Series, expected: str) -> None:
    """Raise ValueError about the first cell that is wrong; rows are counted from 1, below the header."""
    for number, value in enumerate(cells, 1):
        if wrong.iloc[number - 1]:
            shown = "empty" if pd.isna(value) else repr(value)
            raise ValueError(f"{path.name}, row {number}, column {cells.name}: {shown}; expected {expected}")


def aggregate(districts: pd.DataFrame, municipalities: pd.DataFrame, area_wijken: pd.DataFrame) -> pd.DataFrame:
    """Values for the focus areas, their municipalities and the Netherlands.

    districts, municipalities: the CBS files, one row per district or municipality.
    area_wijken: the districts of each focus area with the match grade of the area.
    Returns rows of the table `area_values`. Raises ValueError when a district of an area is not in the file.
    """
    unknown = set(area_wijken["wk_code"]) - set(districts["code"])
    if unknown:
        raise ValueError(f"districts that the CBS file does not have: {', '.join(sorted(unknown))}")
    districts, municipalities = _without_secrecy(districts), _without_secrecy(municipalities)
    districts = districts.drop(columns="area")  # surface in the CBS file; ours is the slug of the focus area
    members = area_wijken.merge(districts, left_on="wk_code", right_on="code", validate="one_to_one")
    rows = []
    for area, parts in members.groupby("area", sort=True):
        rows += _region_rows(parts, region=str(area), region_type="area", match=parts["match"].iloc[0])
    for code in sorted(members["gm_code"].unique()):
        rows += _region_rows(municipalities[municipalities["code"] == code], region=code, region_type="municipality")
    rows += _region_rows(municipalities, region="nl", region_type="nl")
    return pd.DataFrame(rows)


def rebuilt(districts: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    """Every municipality added up from its districts as a focus area is, beside the figure that CBS publishes of it.

    districts, municipalities: the CBS files, one row per district or municipality. Returns one row per municipality
    and indicator: indicator, region (code), districts (their number), value, lower, upper (NaN below MINIMUM_COVERAGE),
    coverage, published and precision (half-width of its rounding). Raises ValueError when the municipality of a
    district is not in the file.
    """
    unknown = set(districts["gm_code"]) - set(municipalities["code"])
    if unknown:
        raise ValueError(f"municipalities that the CBS file does not have: {', '.join(sorted(unknown))}")
    districts, of_code = (
        _without_secrecy(districts),
        _without_secrecy(municipalities).set_index("code").to_dict("index"),
    )
    published = {share.indicator: (share.column, share.precision) for share in SHARES}
    published["cbs-inwoners"] = ("population", POPULATION_PRECISION["municipality"])
    rows = []
    for code, parts in districts.groupby("gm_code", sort=True):
        for row in _region_rows(parts, region=str(code), region_type="area"):
            column, precision = published[str(row["indicator"])]
            figure = {"published": of_code[code][column], "precision": precision}
            rows.append(row | {"districts": len(parts)} | figure)
    columns = ["indicator", "region", "districts", "value", "lower", "upper", "coverage", "published", "precision"]
    return pd.DataFrame(rows)[columns]


def _without_secrecy(regions: pd.DataFrame) -> pd.DataFrame:
    """CBS writes a negative number, such as -99997, where it keeps one secret; none of its numbers is negative."""
    numbers = regions.select_dtypes("number")
    return regions.assign(**numbers.where(numbers >= 0))


def _region_rows(parts: pd.DataFrame, region: str, region_type: str, match: str | None = None) -> list[Row]:
    weights = _weights(parts)
    base: Row = {"subgroup": "all", "region": region, "region_type": region_type, "match": match}
    rows = [_population_row(base, parts["population"])]
    for share in SHARES:
        weight = weights[share.weight]
        known = parts[share.column].notna() & (weight > 0)
        coverage = _coverage(known, weight, parts["population"])
        if coverage < MINIMUM_COVERAGE:
            rows.append(_row(base, share.indicator, None, None, None, weight.sum(), coverage, "low-coverage"))
            continue
        value = (parts.loc[known, share.column] * weight[known]).sum() / weight[known].sum()
        rows.append(
            _row(
                base,
                share.indicator,
                value,
                value - share.precision,
                value + share.precision,
                weight[known].sum(),
                coverage,
            )
        )
    return rows


def _population_row(base: Row, population: pd.Series) -> Row:
    """Residents of all districts together; no number when that of one is missing: a sum of the others says less."""
    coverage = float(population.notna().mean())
    if coverage < 1:
        return _row(base, "cbs-inwoners", None, None, None, population.sum(), coverage, "low-coverage")
    total, slack = population.sum(), POPULATION_PRECISION[str(base["region_type"])] * len(population)
    return _row(base, "cbs-inwoners", total, total - slack, total + slack, total, 1.0)


def _coverage(known: pd.Series, weight: pd.Series, population: pd.Series) -> float:
    """Share of the region for which value and weight are known, in the weight itself where every district has it.

    Otherwise in residents, and where those are not known either in districts: a district without its weight counts.
    0 for a region without anybody.
    """
    sizes = next((size for size in (weight, population) if size.notna().all()), pd.Series(1.0, known.index))
    return float(sizes[known].sum() / sizes.sum()) if sizes.sum() > 0 else 0.0


def _weights(parts: pd.DataFrame) -> dict[str, pd.Series]:
    """Denominators of a district, in persons or homes; ages from the rounded shares, so approximate.

    Missing where one of the numbers is missing that they are made of.
    """
    population = parts["population"]
    ages = parts[["pop_15_24", "pop_25_44", "pop_45_64"]].sum(axis=1, skipna=False) / 100
    return {
        "population": population,
        "population-15-64": population * ages,
        "population-15-plus": population * (ages + parts["pop_65plus"] / 100),
        "dwellings": parts["dwelling_total"],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3)


def _row(
    base: Row,
    indicator: str,
    value: float | None,
    lower: float | None,
    upper: float | None,
    n: float,
    coverage: float,
    status: str = "ok",
) -> Row:
    """base: subgroup, region, region_type and match; n: the denominator; coverage: the share of it that is known."""
    return {
        "indicator": indicator,
        "subgroup": base["subgroup"],
        "region": base["region"],
        "region_type": base["region_type"],
        "year": SOURCE["year"],
        "value": _rounded(value),
        "lower": _rounded(lower),
        "upper": _rounded(upper),
        "n": round(float(n)),
        "coverage": round(float(coverage), 4),
        "match": base["match"],
        "status": status,
        "vintage": SOURCE["vintage"],
        "source": SOURCE["source"],
        "section": SOURCE["section"],
    }
