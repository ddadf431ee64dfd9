"""What is inside an area: the values of its districts, and how much hangs on which districts belong to it.

The range of `ranges` says what the area's figure would be with one of its districts left out. It is no part of the
figure's interval: that is about the districts as they are listed. It is not about chance either; it shows how far the
choice of districts decides the figure.

>>> districts = results.spread.districts(run, run.area, ["cbs-laag-inkomen"])
>>> print(districts[["wk_name", "value", "population"]].head(2).to_string(index=False))
                             wk_name  value  population
Wijk 10 Maria Gewanden en Terschuren   48.4      3925.0
                   Wijk 11 Mariarade   43.4      3355.0
"""

from collections.abc import Sequence

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area, check_names
from helpers.methods.intervals import Basis, Interval
from helpers.results.register import own_values
from helpers.rows import Record, each_row
from helpers.session import Run, remembered
from helpers.sources.aggregation import aggregate

LIVEABILITY = "lbm-score"
# Why there is no range: one-district (leaving it out leaves nothing), sum (a number of residents is smaller by the
# district that is left out, which says nothing), no-value (the area has none) or low-coverage (no figure is left when a
# district is out: too little of the area is known).
REASONS = ("one-district", "sum", "no-value", "low-coverage")


class RoundedRow(Record):
    """What a figure of a district is made of. value and precision are NaN where there is none."""

    unit: str
    value: float
    precision: float


class DistrictValueRow(RoundedRow):
    """A row of `districts`, in part. value and precision are NaN where the status says why."""

    indicator: str
    decimals: int
    wk_code: str
    wk_name: str
    status: str
    population: float


class RangeRow(Record):
    """A row of `ranges`, in part. Numbers are NaN, and names of districts empty, where the reason says why."""

    indicator: str
    decimals: int
    own: Interval | None
    holds: str
    lowest: float
    highest: float
    lowest_without: str
    highest_without: str
    span: float
    reason: str


def districts(run: Run, area: str, indicators: Sequence[str] = ()) -> pd.DataFrame:
    """The districts of an area: a row per register figure of 2022 or latest Leefbaarometer, and district.

    indicators: those that are wanted, also others, by their latest year; all of these when empty. Returns the facts of
    the indicator, area, year, wk_code, wk_name, value and precision (half-width of its rounding; both in the
    indicator's unit), status (ok, provisional, or why there is no value: what was not published, is kept secret or is
    small is not shown, nor computed from the rest), population (residents by the last number under the same codes, for
    the size of a mark; missing where there is none) and source. In the order of the indicators and of the area's list.
    Raises ParameterError for an area or indicator that does not exist.
    """
    tables = run.tables
    check_area(area, tables.areas["area"])
    facts = _facts(tables, indicators)
    lists, values = _of_areas(tables, [area])
    rows = _figures(tables, [area], facts)[_KEY].merge(lists[[*_PLACE, "wk_name"]], on="vintage")
    numbers = values[[*_KEY, "wk_code", "value", "precision", "status"]]
    rows = rows.merge(numbers, on=[*_KEY, "wk_code"], how="left", validate="one_to_one")
    rows = rows.assign(status=rows["status"].fillna("not-published"))
    residents = values[values["indicator"].isin(_RESIDENTS)].dropna(subset="value").sort_values("year", kind="stable")
    residents = residents.drop_duplicates(_PLACE, keep="last").rename(columns={"value": "population"})
    rows = rows.merge(residents[[*_PLACE, "population"]], on=_PLACE, how="left", validate="many_to_one")
    return facts.merge(rows, on="indicator").assign(area=area)[[*_FACTS, *_DISTRICT]]


def rounded(row: RoundedRow) -> Interval | None:
    """The figure of a district, a row of `districts`, with what its rounding leaves open; None where there is none.

    A share of few people is printed as 0 percent; its limits do not go below that.
    """
    if pd.isna(row.value):
        return None
    value = Interval.published(row.value, row.precision)
    return value.share() if row.unit == "percent" else value


_FACTS = ["indicator", "name_nl", "name_en", "unit", "polarity", "decimals", "nature"]
_DISTRICT = ["area", "year", "wk_code", "wk_name", "value", "precision", "status", "population", "source"]
_RANGE = [
    *("area", "year", "districts", "own", "holds", "lowest", "highest"),
    *("lowest_without", "highest_without", "span", "reason"),
]
_KEY = ["indicator", "subgroup", "year", "vintage", "source"]
_PLACE = ["wk_code", "vintage"]
_OF_AREA = ["area", "indicator"]
_RESIDENTS = ("cbs-inwoners", "kwb-inwoners")


@remembered
def ranges(run: Run, area: str) -> pd.DataFrame:
    """What each figure of an area would be with one of its districts left out: a row per indicator.

    For the register figures of 2022 and the latest Leefbaarometer, each added up again as the area's own figure was
    (`sources.aggregation`: the same weights, and the same rule for what is not known). Every district with a value is
    left out once; one without a value stays out, as it is out of the figure (Efron and Tibshirani, An Introduction to
    the Bootstrap, 1993, chapter 11, the values of a jackknife; here as a range, not as a standard error).

    Returns the facts of the indicator, area, year, districts (with a value), own (Interval of the area: of
    `register.own_values`, of the Leefbaarometer of rounding alone), holds (what its limits are of: adding-up, rounding
    or, without a figure, nothing), lowest and highest (the figure with one district
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
    figures, (lists, values) = _figures(tables, areas, facts), _of_areas(tables, areas)
    without = _without_one(lists, values, figures, facts)
    known = values.merge(figures[_KEY].drop_duplicates(), on=_KEY).dropna(subset="value")
    known = known.merge(lists[["area", *_PLACE, "wk_name"]], on=_PLACE)
    without = known[[*_OF_AREA, "wk_code", "wk_name"]].merge(without, on=[*_OF_AREA, "wk_code"], how="left")
    by_figure = {key: rows for key, rows in without.groupby(_OF_AREA)}
    register = {(row.area, row.indicator): row.own for row in each_row(own_values(tables), _Own)}
    rows = pd.DataFrame([_range(row, by_figure.get((row.area, row.indicator))) for row in each_row(figures, _Figure)])
    own = [
        register[row.area, row.indicator] if row.kind == "register" else _rounded(row)
        for row in each_row(figures, _Figure)
    ]
    rows = figures[[*_OF_AREA, "year"]].join(rows).assign(own=pd.Series(own, figures.index))
    summed = (figures["kind"] == "register") & (rows["districts"] > 1)
    rows["holds"] = summed.map({True: "adding-up", False: "rounding"}).where(rows["own"].notna(), "nothing")
    return rows.merge(facts, on="indicator", validate="many_to_one")[[*_FACTS, *_RANGE]]


class _Own(Record):
    area: str
    indicator: str
    own: Interval | None


class _Figure(Record):
    """A figure of an area, with the kind and the weight of its indicator."""

    area: str
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


def _facts(tables: Tables, indicators: Sequence[str] = ()) -> pd.DataFrame:
    facts = tables.indicators
    if indicators:
        check_names("indicator", indicators, facts["indicator"])
        facts = facts[facts["indicator"].isin(indicators)]
    else:
        facts = facts[(facts["kind"] == "register") | (facts["indicator"] == LIVEABILITY)]
    return facts[[*_FACTS, "kind", "weight"]]


def _figures(tables: Tables, areas: list[str], facts: pd.DataFrame) -> pd.DataFrame:
    """The latest figure per area and indicator; of several sources the first of `sources`. By area."""
    rows = tables.area_values
    rows = rows[rows["area"].isin(areas) & (rows["subgroup"] == "all") & rows["indicator"].isin(facts["indicator"])]
    order = {source: place for place, source in enumerate(tables.sources["source"])}
    rows = rows.assign(place=rows["source"].map(order)).sort_values(["year", "place"], ascending=[False, True])
    rows = rows.drop_duplicates(_OF_AREA).drop(columns="weight")
    rows = facts[["indicator", "kind", "weight"]].merge(rows, on="indicator").sort_values("area", kind="stable")
    return rows[["area", *_KEY, "kind", "weight", "value", "lower", "upper", "match"]].reset_index(drop=True)


def _of_areas(tables: Tables, areas: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The districts of areas, of all vintages, each by its latest name, and all that is published of them."""
    lists = tables.area_wijken
    lists = lists[lists["area"].isin(areas) & (lists["scheme"] == "wijk")]
    names = lists.sort_values("vintage", kind="stable").drop_duplicates("wk_code", keep="last")
    lists = lists.assign(wk_name=lists["wk_code"].map(names.set_index("wk_code")["wk_name"]))
    values = tables.wijk_values
    return lists, values[values["wk_code"].isin(lists["wk_code"])]


def _without_one(lists: pd.DataFrame, values: pd.DataFrame, figures: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """What figures of areas are with one district left out: area, indicator, wk_code (left out) and without (number).

    Added up as areas that have every district but one. There is no row where no figure is left.
    """
    is_other = values["indicator"].isin(figures["indicator"]) & ~values["year"].isin(figures["year"])
    pairs = lists.merge(lists[["area", *_PLACE]], on=["area", "vintage"], suffixes=("", "_out"))
    pairs = pairs[pairs["wk_code"] != pairs["wk_code_out"]]
    rows = aggregate(values[~is_other], pairs.assign(area=pairs["area"] + " " + pairs["wk_code_out"]), facts)
    rows = rows.merge(figures[_KEY].drop_duplicates(), on=_KEY).dropna(subset="value")
    both = rows["area"].str.split(" ")
    rows = rows.assign(area=both.str[0], wk_code=both.str[1])
    return rows[[*_OF_AREA, "wk_code", "value"]].rename(columns={"value": "without"})


def _range(figure: _Figure, without: pd.DataFrame | None) -> dict[str, object]:
    """The lowest and highest value with one district left out, or the reason why there is none.

    without: a row per district with a value: wk_name, and without (missing where no figure is left).
    """
    districts_known = 0 if without is None else len(without)
    reason = ""
    if pd.isna(figure.value) or without is None:
        reason = "no-value"
    elif figure.weight == "none":
        reason = "sum"
    elif districts_known == 1:
        reason = "one-district"
    elif without["without"].isna().any():
        reason = "low-coverage"
    if reason or without is None:
        nothing = dict.fromkeys(("lowest", "highest", "span"), float("nan"))
        return {"districts": districts_known, **nothing, "lowest_without": "", "highest_without": "", "reason": reason}
    in_order = without.sort_values(["without", "wk_name"])
    lowest, highest = (float(in_order["without"].iloc[end]) for end in (0, -1))
    return {
        "districts": districts_known,
        "lowest": lowest,
        "highest": highest,
        "span": highest - lowest,
        "lowest_without": str(in_order["wk_name"].iloc[0]),
        "highest_without": str(in_order["wk_name"].iloc[-1]),
        "reason": "",
    }
