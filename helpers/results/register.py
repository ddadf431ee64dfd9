"""An area in register figures of CBS: against its municipality, the other focus areas and the Netherlands."""

from collections.abc import Sequence

import pandas as pd

from helpers.contract.parameters import check_area, check_names
from helpers.contract.rows import each_row
from helpers.session import Run

# Two figures that say most about an area in a line: income and work. They open the factsheet, in this order, and stand
# on the index page; the others need more words.
KEY_FIGURES = ("cbs-laag-inkomen", "cbs-arbeidsparticipatie")

# What is drawn as a strip of dots: housing, work and income, schooling, the youngest and the oldest. More strips would
# not fit on a page; the table has all indicators.
STRIPS = (
    *("cbs-koopwoningen", "cbs-woningwaarde", "cbs-arbeidsparticipatie", "cbs-laag-inkomen", "cbs-hoog-inkomen"),
    *("cbs-hoog-opgeleid", "cbs-leeftijd-0-14", "cbs-leeftijd-65plus"),
)


def area_context(run: Run, area: str) -> pd.DataFrame:
    """One row per register indicator: the area, its municipality, the focus areas and the Netherlands.

    Returns the facts of the indicator and: area, value, lower, upper, coverage, status, match (of the area),
    municipality, nl, focus_median, focus_lowest, focus_highest (over the areas that have a value, the area
    itself included), n_areas. Values in the unit of the indicator; NaN where there is none. Raises ParameterError for
    an area that does not exist.
    """
    check_area(area, run.tables.areas["area"])
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
    columns = ["value", "lower", "upper", "coverage", "status", "match"]
    rows = facts.assign(area=area).merge(own[columns], on="indicator", how="left")
    for name, series in benchmarks.items():
        rows[name] = rows["indicator"].map(series)
    return rows.merge(spread, left_on="indicator", right_index=True, how="left")


def strips(run: Run, context: pd.DataFrame, names: Sequence[str] = STRIPS) -> pd.DataFrame:
    """What a dot strip needs, for the rows of `area_context` that are named and of which the area has a value.

    Returns those rows with others: the values of the other focus areas (list, lowest first). Raises ParameterError for
    an indicator that is no register indicator.
    """
    facts = run.tables.indicators
    check_names("indicator", names, facts.loc[facts["kind"] == "register", "indicator"])
    rows = context[context["indicator"].isin(names) & context["value"].notna()]
    values = run.tables.area_values
    values = values[(values["region_type"] == "area") & values["value"].notna()]
    others = [
        sorted(values.loc[(values["indicator"] == row.indicator) & (values["region"] != row.area), "value"])
        for row in each_row(rows)
    ]
    return rows.assign(others=pd.Series(others, index=rows.index, dtype=object))
