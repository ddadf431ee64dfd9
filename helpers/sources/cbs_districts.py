"""Add up key figures of all CBS districts to municipalities, as a check of what is added up to focus areas.

Input are two CSV files with the 2022 edition of "Kerncijfers wijken en buurten" of Statistics Netherlands
(CBS, CC BY 4.0): one row per district (wijk) and one per municipality, as `cbs_files` reads them. Only the result of
the check (`kansrijk calibrate`) is kept in the project: `data/register_calibration.csv`.
"""

from pathlib import Path

import pandas as pd

from helpers.sources import cbs_files
from helpers.sources.aggregation import aggregate
from helpers.sources.grids import FileError

SECTION = "Kerncijfers wijken en buurten 2022"


def read_whole(path: Path) -> cbs_files.Reading:
    """A file of CBS (`cbs_files.read`) with every column of its layout. Raises FileError, also when one is missing."""
    reading = cbs_files.read(path)
    lacking = [name for name, slug in reading.layout.columns.items() if slug not in reading.columns]
    if lacking:
        raise FileError(f"{path.name}: no column {', '.join(lacking)}; expected all of {reading.layout.name}")
    return reading


def published(districts: pd.DataFrame) -> pd.DataFrame:
    """What `cbs_files.read` gives of districts, as rows of the table `wijk_values`."""
    return districts.rename(columns={"region": "wk_code"}).assign(section=SECTION)


def rebuilt(districts: pd.DataFrame, municipalities: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Every municipality added up from its districts as a focus area is, beside the figure that CBS publishes of it.

    districts, municipalities: values as `cbs_files.read` gives them; indicators: those to add up, rows of the table
    `indicators`. Returns one row per municipality and indicator: indicator, region (code), districts (their number),
    value, lower, upper (NaN where too few districts have a value), coverage, published and precision (half-width of its
    rounding). Raises ValueError when the municipality of a district is not in the file.
    """
    members = pd.DataFrame({"wk_code": districts["region"].unique()})
    members = members.assign(area="GM" + members["wk_code"].str[2:6], scheme="wijk", match="exact")
    members = members.assign(vintage=districts["vintage"].iloc[0])
    unknown = set(members["area"]) - set(municipalities["region"])
    if unknown:
        raise ValueError(f"municipalities that the CBS file does not have: {', '.join(sorted(unknown))}")
    rows = aggregate(published(districts), members, indicators).rename(columns={"area": "region"})
    figures = municipalities.rename(columns={"value": "published"})[["region", "indicator", "published", "precision"]]
    columns = ["indicator", "region", "districts", "value", "lower", "upper", "coverage", "published", "precision"]
    return rows.merge(figures, on=["region", "indicator"])[columns]
