"""An area in register figures of CBS: against its municipality, the other focus areas and the Netherlands."""

from collections.abc import Sequence
from statistics import median

import pandas as pd

from helpers.contract.parameters import check_area, check_names
from helpers.contract.rows import Row, each_row
from helpers.methods.intervals import Basis, Interval
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

    Returns the facts of the indicator and: area, coverage, status, match (of the area), and as Intervals in the unit of
    the indicator (None where there is none): value, municipality, nl, focus_lowest, focus_median, focus_highest (over
    the areas that have a value, the area itself included; n_areas of them). Raises ParameterError for an area that does
    not exist.
    """
    check_area(area, run.tables.areas["area"])
    values = run.tables.area_values
    values = values.assign(value=pd.Series(map(of_row, each_row(values)), index=values.index, dtype=object))
    gm_code = run.tables.areas.set_index("area").loc[area, "gm_code"]
    facts = run.tables.indicators
    facts = facts[facts["kind"] == "register"]
    own = values[values["region"] == area].set_index("indicator")
    rows = facts.assign(area=area).merge(own[["value", "coverage", "status", "match"]], on="indicator", how="left")
    for name, region in (("municipality", gm_code), ("nl", "nl")):
        of_region = values[values["region"] == region].set_index("indicator")["value"]
        rows[name] = rows["indicator"].map(of_region)
    known = values[(values["region_type"] == "area") & values["value"].notna()]
    spread = pd.DataFrame.from_dict(
        {indicator: _spread(list(of_areas)) for indicator, of_areas in known.groupby("indicator")["value"]},
        orient="index",
    )
    rows = rows.merge(spread, left_on="indicator", right_index=True, how="left")
    intervals = ["value", "municipality", "nl", "focus_lowest", "focus_median", "focus_highest"]
    return rows.assign(**{name: rows[name].astype(object).where(rows[name].notna(), None) for name in intervals})


def of_row(row: Row) -> Interval | None:
    """The value of a row of `area_values`, or None; one of districts that only come near the area says so."""
    if pd.isna(row.value):
        return None
    basis: Basis = "stated" if row.region_type == "municipality" else "computed"
    return Interval(row.value, row.lower, row.upper, "proxy" if row.match == "proxy" else basis)


def _spread(values: list[Interval]) -> dict[str, Interval | int]:
    """The lowest, middle and highest value; a median rises when any value rises, so those of the limits enclose it."""
    in_order = sorted(values, key=lambda interval: interval.value)
    limits = (median(getattr(value, name) for value in values) for name in ("value", "lower", "upper"))
    ends = {"focus_lowest": in_order[0], "focus_highest": in_order[-1]}
    return {"focus_median": Interval(*limits), **ends, "n_areas": len(values)}


def strips(run: Run, context: pd.DataFrame, names: Sequence[str] = STRIPS) -> pd.DataFrame:
    """What a dot strip needs, for the rows of `area_context` that are named and of which all values are known.

    Returns those rows with others: the values of the other focus areas (Intervals, lowest first). Raises
    ParameterError for an indicator that is no register indicator.
    """
    facts = run.tables.indicators
    check_names("indicator", names, facts.loc[facts["kind"] == "register", "indicator"])
    rows = context[context["indicator"].isin(names)].dropna(subset=["value", "municipality", "nl"])
    values = run.tables.area_values
    values = values[(values["region_type"] == "area") & values["value"].notna()].sort_values("value", kind="stable")
    others = [
        [of_row(other) for other in each_row(values) if other.indicator == row.indicator and other.region != row.area]
        for row in each_row(rows)
    ]
    return rows.assign(others=pd.Series(others, index=rows.index, dtype=object))
