"""What is inside an area: the values of its districts, and how much hangs on which districts belong to it.

The range of `ranges` says what the area's figure would be with one of its districts left out. It is no part of the
figure's interval: that is about the districts as they are listed. It is not about chance either; it shows how far the
choice of districts decides the figure.
"""

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area
from helpers.methods.intervals import Basis, Interval
from helpers.results.register import own_values
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.sources.aggregation import aggregate

LIVEABILITY = "lbm-score"
# Why there is no range: one-district (leaving it out leaves nothing), sum (a number of residents is smaller by the
# district that is left out, which says nothing), no-value (the area has none) or low-coverage (no figure is left when a
# district is out: too little of the area is known).
REASONS = ("one-district", "sum", "no-value", "low-coverage")


class DistrictValueRow(Record):
    """A row of `districts`, in part. value and precision are NaN where the status says why."""

    indicator: str
    decimals: int
    wk_code: str
    wk_name: str
    value: float
    precision: float
    status: str
    population: float


class RangeRow(Record):
    """A row of `ranges`, in part. Numbers are NaN, and names of districts empty, where the reason says why."""

    indicator: str
    decimals: int
    own: Interval | None
    lowest: float
    highest: float
    lowest_without: str
    highest_without: str
    span: float
    reason: str


def districts(run: Run, area: str) -> pd.DataFrame:
    """The districts of an area: a row per register figure of 2022 or latest Leefbaarometer, and district.

    Returns the facts of the indicator, area, year, wk_code, wk_name, value and precision (half-width of its rounding;
    both in the indicator's unit), status (ok, provisional, or why there is no value: what was not published, is kept
    secret or is small is not shown, nor computed from the rest) and population (residents by the last number under
    the same codes, for the size of a mark; missing where there is none). In the order of the indicators and of the
    area's list. Raises ParameterError for an area that does not exist.
    """
    tables = run.tables
    check_area(area, tables.areas["area"])
    facts = _facts(tables)
    lists, values = _of_area(tables, area)
    rows = _figures(tables, area, facts)[_KEY].merge(lists[[*_PLACE, "wk_name"]], on="vintage")
    numbers = values[[*_KEY, "wk_code", "value", "precision", "status"]]
    rows = rows.merge(numbers, on=[*_KEY, "wk_code"], how="left", validate="one_to_one")
    rows = rows.assign(status=rows["status"].fillna("not-published"))
    residents = values[values["indicator"].isin(_RESIDENTS)].dropna(subset="value").sort_values("year", kind="stable")
    residents = residents.drop_duplicates(_PLACE, keep="last").rename(columns={"value": "population"})
    rows = rows.merge(residents[[*_PLACE, "population"]], on=_PLACE, how="left", validate="many_to_one")
    return facts.merge(rows, on="indicator").assign(area=area)[[*_FACTS, *_DISTRICT]]


_FACTS = ["indicator", "name_nl", "name_en", "unit", "polarity", "decimals", "nature"]
_DISTRICT = ["area", "year", "wk_code", "wk_name", "value", "precision", "status", "population"]
_RANGE = [
    *("area", "year", "districts", "own", "lowest", "highest", "lowest_without", "highest_without", "span", "reason")
]
_KEY = ["indicator", "subgroup", "year", "vintage", "source"]
_PLACE = ["wk_code", "vintage"]
_RESIDENTS = ("cbs-inwoners", "kwb-inwoners")


def ranges(run: Run, area: str) -> pd.DataFrame:
    """What each figure of an area would be with one of its districts left out: a row per indicator.

    For the register figures of 2022 and the latest Leefbaarometer, each added up again as the area's own figure was
    (`sources.aggregation`: the same weights, and the same rule for what is not known). Every district with a value is
    left out once; one without a value stays out, as it is out of the figure (Efron and Tibshirani, An Introduction to
    the Bootstrap, 1993, chapter 11, the values of a jackknife; here as a range, not as a standard error).

    Returns the facts of the indicator, area, year, districts (with a value), own (Interval of the area: of
    `register.own_values`, of the Leefbaarometer of rounding alone), lowest and highest (the figure with one district
    left out), lowest_without and highest_without (names of those districts), span (highest minus lowest), all in the
    indicator's unit, and reason (one of REASONS; empty where there is a range). Raises ParameterError for an area that
    does not exist.
    """
    check_area(area, run.tables.areas["area"])
    return _ranges(run.tables, [area])


def collection(run: Run) -> pd.DataFrame:
    """The rows of `ranges` of all areas, by area."""
    return _ranges(run.tables, run.tables.areas["area"].tolist())


def _ranges(tables: Tables, areas: list[str]) -> pd.DataFrame:
    facts = _facts(tables)
    register = {(row.area, row.indicator): row.own for row in each_row(own_values(tables), _Own)}
    found = []
    for area in areas:
        figures, (lists, values) = _figures(tables, area, facts), _of_area(tables, area)
        known = values.merge(figures[_KEY], on=_KEY).dropna(subset="value")
        without = _without_one(lists, values, facts)
        names = lists.drop_duplicates("wk_code", keep="last").set_index("wk_code")["wk_name"]
        for place, figure in enumerate(each_row(figures, _Figure)):
            own = register.get((area, figure.indicator)) if figure.kind == "register" else _rounded(figure)
            codes = known.loc[known["indicator"] == figure.indicator, "wk_code"]
            of_figure = without[without["area"].isin(codes)].merge(figures[_KEY].iloc[[place]])
            of_figure = of_figure.assign(name=of_figure["area"].map(names))
            row = {"area": area, "indicator": figure.indicator, "year": figure.year, "own": own}
            found.append(row | {"districts": len(codes)} | _range(figure, len(codes), of_figure))
    rows = pd.DataFrame(found)
    rows = rows.assign(own=pd.Series([row["own"] for row in found], rows.index, dtype=object))
    return rows.merge(facts, on="indicator", validate="many_to_one")[[*_FACTS, *_RANGE]]


class _Own(Record):
    area: str
    indicator: str
    own: Interval | None


class _Figure(Record):
    """A figure of an area, with the kind and the weight of its indicator."""

    indicator: str
    kind: str
    weight: str
    year: int
    value: float
    lower: float
    upper: float
    match: str


def _rounded(figure: _Figure) -> Interval | None:
    basis: Basis = "proxy" if figure.match == "proxy" else "computed"
    return None if pd.isna(figure.value) else Interval(figure.value, figure.lower, figure.upper, basis)


def _facts(tables: Tables) -> pd.DataFrame:
    facts = tables.indicators
    facts = facts[(facts["kind"] == "register") | (facts["indicator"] == LIVEABILITY)]
    return facts[[*_FACTS, "kind", "weight"]]


def _figures(tables: Tables, area: str, facts: pd.DataFrame) -> pd.DataFrame:
    """The latest figure of an area per indicator; of several sources the first of `sources`."""
    rows = tables.area_values
    rows = rows[(rows["area"] == area) & (rows["subgroup"] == "all") & rows["indicator"].isin(facts["indicator"])]
    order = {source: place for place, source in enumerate(tables.sources["source"])}
    rows = rows.assign(place=rows["source"].map(order)).sort_values(["year", "place"], ascending=[False, True])
    rows = rows.drop_duplicates("indicator").drop(columns="weight")
    rows = facts[["indicator", "kind", "weight"]].merge(rows, on="indicator", validate="one_to_one")
    return rows[[*_KEY, "kind", "weight", "value", "lower", "upper", "match"]]


def _of_area(tables: Tables, area: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The districts of an area, of all vintages, and all that is published of them."""
    lists = tables.area_wijken
    lists = lists[(lists["area"] == area) & (lists["scheme"] == "wijk")]
    values = tables.wijk_values
    return lists, values[values["wk_code"].isin(lists["wk_code"])]


def _without_one(lists: pd.DataFrame, values: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Rows of `area_values` with one district left out, whose code stands in the column area; only those with a value.

    Leaving out the only district of a list leaves no row.
    """
    pairs = lists.merge(lists[_PLACE].rename(columns={"wk_code": "left_out"}), on="vintage")
    others = pairs[pairs["wk_code"] != pairs["left_out"]]
    rows = aggregate(values, others.assign(area=others["left_out"]), facts)
    return rows[rows["value"].notna()]


def _range(figure: _Figure, districts_known: int, without: pd.DataFrame) -> dict[str, object]:
    """The lowest and highest value with one district left out, or the reason why there is none."""
    reason = ""
    if pd.isna(figure.value):
        reason = "no-value"
    elif figure.weight == "none":
        reason = "sum"
    elif districts_known == 1:
        reason = "one-district"
    elif len(without) < districts_known:
        reason = "low-coverage"
    if reason:
        nothing = dict.fromkeys(("lowest", "highest", "span"), float("nan"))
        return nothing | {"lowest_without": "", "highest_without": "", "reason": reason}
    in_order = without.sort_values(["value", "name"])
    low, high = in_order.iloc[0], in_order.iloc[-1]
    return {
        "lowest": float(low["value"]),
        "highest": float(high["value"]),
        "lowest_without": str(low["name"]),
        "highest_without": str(high["name"]),
        "span": float(high["value"] - low["value"]),
        "reason": "",
    }
