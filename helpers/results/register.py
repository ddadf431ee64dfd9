"""An area in register figures of CBS: against its municipality, the other focus areas and the Netherlands."""

import pandas as pd

from helpers.session import Run


def area_context(run: Run, area: str) -> pd.DataFrame:
    """One row per register indicator: the area, its municipality, the focus areas and the Netherlands.

    Returns the facts of the indicator and: value, lower, upper, coverage, status, match (of the area),
    municipality, nl, focus_median, focus_lowest, focus_highest (over the areas that have a value, the area
    itself included), n_areas. Values in the unit of the indicator; NaN where there is none.
    """
    values = run.tables.area_values
    gm_code = run.tables.areas.set_index("area").loc[area, "gm_code"]
    facts = run.tables.indicators
    facts = facts[facts["kind"] == "register"]
    own = values[values["region"] == area].set_index("indicator")
    of_areas = values[values["region_type"] == "area"].groupby("indicator")["value"]
    spread = pd.DataFrame(
        {
            "focus_median": of_areas.median(),
            "focus_lowest": of_areas.min(),
            "focus_highest": of_areas.max(),
            "n_areas": of_areas.count(),
        }
    )
    benchmarks = {
        "municipality": values[values["region"] == gm_code].set_index("indicator")["value"],
        "nl": values[values["region"] == "nl"].set_index("indicator")["value"],
    }
    rows = facts.merge(own[["value", "lower", "upper", "coverage", "status", "match"]], on="indicator", how="left")
    for name, series in benchmarks.items():
        rows[name] = rows["indicator"].map(series)
    return rows.merge(spread, left_on="indicator", right_index=True, how="left")


def area_strip(run: Run, indicator: str) -> pd.DataFrame:
    """The values of all focus areas for one register indicator, lowest first."""
    values = run.tables.area_values
    rows = values[(values["indicator"] == indicator) & (values["region_type"] == "area")]
    names = run.tables.areas.set_index("area")["name"]
    return rows.assign(name=rows["region"].map(names)).sort_values("value", kind="stable")
