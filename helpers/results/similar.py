"""An area beside the districts outside the programme that are most like it, in figures of 2022.

What is alike is what policy does not change quickly: urbanity, age, tenure and size (`methods.matching`; the choice
stands in `similar_districts`). A gap that is left says that the area differs from districts of its kind. It does not
say why, nor that the programme did anything: the figures are of 2022, the year before the grant.

There are values of similar districts of 2022 only. Over the years there is no series of them.

>>> districts = results.similar.districts(run, run.area)
>>> print(districts[["rank", "wk_name", "gm_name", "distance"]].head(2).to_string(index=False))
 rank                 wk_name   gm_name  distance
    1 Wijk 03 Glinde-Hooiland Oldenzaal  0.267275
    2   Wijk 03 IJmuiden-West    Velsen  0.277149
"""

from collections.abc import Iterator
from statistics import fmean

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_area, check_names
from helpers.methods import matching
from helpers.methods.intervals import Interval
from helpers.results.indicators import direction
from helpers.results.register import area_context, own_values
from helpers.rows import Record, each_row
from helpers.session import Run, remembered

SET = "basis"  # the set of variables that is always there
# good: all chosen districts are within the limit; partly: most of them; poor: half of them or fewer.
QUALITIES = ("good", "partly", "poor")
OUTCOME, MATCHED = "outcome", "matched"
# The indicators that the columns of `district_profiles` hold.
_INDICATOR = {
    "pop_0_14": "cbs-leeftijd-0-14",
    "pop_15_24": "cbs-leeftijd-15-24",
    "pop_25_44": "cbs-leeftijd-25-44",
    "pop_45_64": "cbs-leeftijd-45-64",
    "pop_65plus": "cbs-leeftijd-65plus",
    "dwelling_ownership": "cbs-koopwoningen",
    "dwelling_value": "cbs-woningwaarde",
    "employment_rate": "cbs-arbeidsparticipatie",
    "income_low": "cbs-laag-inkomen",
    "income_high": "cbs-hoog-inkomen",
    "edu_appl_sci": "cbs-hoog-opgeleid",
}
_OUTCOMES = {_INDICATOR[column]: column for column in matching.OUTCOMES}

# Other choices that could have been made; `without-...` leaves a concept out of what is matched on.
CHOSEN, OTHER_MUNICIPALITIES, WITHIN_LIMIT = "chosen", "other-municipalities", "within-limit"
OTHER_NUMBERS = (5, 20)


class LevelRow(Record):
    """A row of `level`, in part. Values that are missing are None."""

    indicator: str
    unit: str
    polarity: str
    decimals: int
    area: str
    role: str
    own: Interval | None
    similar: Interval | None
    districts: int
    gap: Interval | None
    direction: str
    nl: Interval | None
    gap_nl: Interval | None
    direction_nl: str
    poor: int
    quality: str
    status: str


class DistrictRow(Record):
    """A row of `districts`, in part."""

    rank: int
    wk_code: str
    wk_name: str
    gm_name: str
    distance: float
    poor: bool


class BalanceRow(Record):
    """A row of `balance`, in part."""

    concept: str
    variable: str
    own: float
    similar: float
    every: float
    difference: float
    difference_every: float
    balanced: bool


class CollectionRow(Record):
    """A row of `collection`, in part."""

    indicator: str
    decimals: int
    areas: int
    mean_gap: float
    mean_gap_nl: float
    lowest_area: str
    lowest: Interval
    highest_area: str
    highest: Interval


class SensitivityRow(Record):
    """A row of `sensitivity`, in part. Values that are missing are None."""

    variation: str
    same: bool
    nature: str
    indicator: str
    similar: Interval | None
    gap: Interval | None
    direction: str
    districts: int


def sets(run: Run) -> list[str]:
    """The sets of variables by which districts were chosen: households only when the file of CBS had them."""
    return list(dict.fromkeys(run.tables.similar_districts["variables"]))


def districts(run: Run, area: str, variables: str = SET) -> pd.DataFrame:
    """The districts that an area is compared with, the nearest first.

    variables: one of `sets`. Returns rank, wk_code, wk_name, gm_code, gm_name, distance (standard deviations of the
    average concept), limit, poor (bool: beyond the limit; it counts all the same), population and the columns of
    `district_profiles` that were matched on and that are compared. Raises ParameterError for an area or set that is not
    there.
    """
    check_area(area, run.tables.areas["area"])
    return _chosen(run, variables)[area]


def _chosen(run: Run, variables: str) -> dict[str, pd.DataFrame]:
    """The frames of `districts` by area."""
    check_names("variables", [variables], sets(run))
    rows = run.tables.similar_districts
    rows = rows.loc[rows["variables"] == variables, _CHOICE].rename(columns={"area": "for_area"})
    rows = rows.merge(run.tables.district_profiles, on="wk_code", validate="many_to_one").sort_values("rank")
    ours = dict(zip(run.tables.areas["gm_code"], run.tables.areas["municipality"], strict=True))
    # One name of a municipality: CBS has another one for some ('s-Gravenhage).
    rows = rows.assign(poor=rows["distance"] > rows["limit"], gm_name=rows["gm_code"].map(ours).fillna(rows["gm_name"]))
    matched = [column for column in matching.checked(matching.SETS[variables]) if column != "size"]
    columns = [*_DISTRICT, *matched, *matching.OUTCOMES]
    return {str(area): of_area[columns].reset_index(drop=True) for area, of_area in rows.groupby("for_area")}


_CHOICE = ["area", "rank", "wk_code", "distance", "limit"]
_DISTRICT = ["rank", "wk_code", "wk_name", "gm_code", "gm_name", "distance", "limit", "poor", "population"]


@remembered
def level(run: Run, area: str, variables: str = SET) -> pd.DataFrame:
    """The area beside similar districts: a row per outcome of 2022, then per variable that it was matched on.

    variables: one of `sets`. Returns the facts of the indicator; area, role (OUTCOME, or MATCHED: there the gap shows
    how alike the districts are, not how the area does); own (Interval of `register.own_values`), nl (as published);
    similar (Interval of `matching.resampled_mean`: each district counts the same), districts (that have a value); gap
    (own minus similar) and gap_nl (own minus nl); direction and direction_nl (what they mean, as
    `indicators.direction`); poor (number of chosen districts beyond the limit), quality (one of QUALITIES), status and
    match.

    The interval of a gap holds both parts at their worst: rounding and weights of the area's figure, and which
    districts there were to choose from. So it is rather too wide than too narrow. It holds no errors of the registers,
    nor what districts differ in that was not matched on. Values are Intervals in the indicator's unit, None where there
    is none.

    Raises ParameterError for an area or set that is not there.
    """
    return _levels(run, [area], variables)


def levels(run: Run, variables: str = SET) -> pd.DataFrame:
    """The rows of `level` of all areas, by area. Raises ParameterError for a set that is not there."""
    return _levels(run, run.tables.areas["area"].tolist(), variables)


def _levels(run: Run, areas: list[str], variables: str) -> pd.DataFrame:
    context = area_context(run, areas[0])[[*_FACTS, "nl"]]  # both are the same for every area
    context = context[context["indicator"].isin(_INDICATOR.values())]
    role = context["indicator"].isin(_OUTCOMES).map({True: OUTCOME, False: MATCHED})
    context = context.assign(role=role).sort_values("role", key=lambda of: of == MATCHED, kind="stable")
    own = own_values(run.tables)[["area", "indicator", "own", "status", "match"]]
    every_chosen = _chosen(run, variables)
    found = []
    for area in areas:
        chosen = every_chosen[area]
        rows = context.merge(own[own["area"] == area], on="indicator", validate="one_to_one")
        rows = rows.assign(own=rows["own"].astype(object).where(rows["own"].notna(), None))
        rows = _beside(rows, chosen).assign(poor=int(chosen["poor"].sum()), quality=_quality(chosen["poor"]))
        found.append(rows)
    rows = pd.concat(found, ignore_index=True)
    rows = rows.assign(gap_nl=_gaps(rows["own"], rows["nl"]))
    return rows.assign(direction_nl=_directions(rows["gap_nl"], rows["polarity"]))[_LEVEL]


_FACTS = ["indicator", "name_nl", "name_en", "unit", "polarity", "decimals", "nature"]
_LEVEL = [
    *(*_FACTS, "area", "role"),
    *("own", "similar", "districts", "gap", "direction", "nl", "gap_nl", "direction_nl"),
    *("poor", "quality", "status", "match"),
]


def _beside(rows: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Rows with indicator, own and polarity, and beside them similar, districts, gap and direction.

    chosen: districts with the columns of `district_profiles`.
    """
    columns = {indicator: column for column, indicator in _INDICATOR.items()}
    values = [chosen[columns[indicator]] for indicator in rows["indicator"]]
    means = [matching.resampled_mean(of_indicator) for of_indicator in values]
    similar = pd.Series([mean if mean.known else None for mean in means], rows.index)
    rows = rows.assign(similar=similar, districts=[int(of_indicator.notna().sum()) for of_indicator in values])
    rows = rows.assign(gap=_gaps(rows["own"], similar))
    return rows.assign(direction=_directions(rows["gap"], rows["polarity"]))


def _directions(gaps: pd.Series, polarity: pd.Series) -> list[str]:
    return [direction(gap, of_indicator) for gap, of_indicator in zip(gaps, polarity, strict=True)]


def _gaps(own: pd.Series, other: pd.Series) -> pd.Series:
    """Own minus other; None where one of them is missing."""
    gaps = [a - b if a and b else None for a, b in zip(own, other, strict=True)]
    return pd.Series(gaps, own.index)


def _quality(poor: pd.Series) -> str:
    good, partly, bad = QUALITIES
    return good if not poor.any() else partly if 2 * poor.sum() < len(poor) else bad


def balance(run: Run, area: str, variables: str = SET) -> pd.DataFrame:
    """How alike the area and its similar districts are, per variable that was matched on: `matching.balance`.

    variables: one of `sets`. Returns area, concept, variable, own, similar, every (urbanity as the class 1 to 5, size
    as the logarithm of residents, shares in percent), difference, difference_every (standard deviations) and balanced.
    Raises ParameterError for an area or set that is not there.
    """
    chosen = districts(run, area, variables)
    concepts = matching.SETS[variables]
    own, candidates = _own_and_candidates(run.tables, area, concepts)
    rows = matching.balance(own, matching.with_size(chosen), candidates, concepts)
    return rows.assign(area=area)[["area", *rows.columns]]


def _own_and_candidates(tables: Tables, area: str, concepts: matching.Concepts) -> tuple[pd.Series, pd.DataFrame]:
    profiles = matching.with_size(tables.district_profiles)
    own = matching.profile(profiles[profiles["area"] == area], concepts)
    return own, matching.candidates_of(profiles, concepts)


@remembered
def sensitivity(run: Run, area: str, variables: str = SET) -> pd.DataFrame:
    """What other choices make of the gap: a row per variation and outcome, the choice itself (CHOSEN) first.

    Variations: k-5 and k-20 (so many districts), without-urbanity and so on (a concept left out; the outcomes are never
    matched on), other-municipalities (none of the area's own) and within-limit (without poor matches). variables: one
    of `sets`. Returns variation, same (bool: it gives the districts of the choice itself), the facts of the indicator,
    own, similar, districts and gap (as `level`), direction (higher, lower, undecided or missing, as `answer` says it),
    furthest (distance of the furthest district) and change (gap minus that of the choice, in the indicator's unit).
    Raises ParameterError for an area or set that is not there.
    """
    base = level(run, area, variables)
    base = base.loc[base["role"] == OUTCOME, [*_FACTS, "own"]]
    choices = dict(_variations(run, area, variables))
    codes = {variation: set(chosen["wk_code"]) for variation, chosen in choices.items()}
    found = [
        _beside(base, chosen).assign(
            variation=variation, same=codes[variation] == codes[CHOSEN], furthest=float(chosen["distance"].max())
        )
        for variation, chosen in choices.items()
    ]
    rows = pd.concat(found, ignore_index=True)
    of_choice = found[0].set_index("indicator")["gap"]
    changes = [
        row.gap.value - of_choice[row.indicator].value if row.gap and of_choice[row.indicator] else float("nan")
        for row in each_row(rows, SensitivityRow)
    ]
    sides = [direction(gap, "neutral") for gap in rows["gap"]]
    rows = rows.assign(change=changes, direction=sides)
    return rows[["variation", "same", *_FACTS, *_VARIED, "furthest", "change"]]


_VARIED = ["own", "similar", "districts", "gap", "direction"]


def _variations(run: Run, area: str, variables: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """The districts that each choice gives, with their distance; all that lie beyond the limit may leave none."""
    concepts = matching.SETS[variables]
    own, candidates = _own_and_candidates(run.tables, area, concepts)
    chosen = districts(run, area, variables)
    yield CHOSEN, chosen
    for k in OTHER_NUMBERS:
        yield f"k-{k}", matching.nearest(own, candidates, concepts, k)
    for concept in concepts:
        others = {name: columns for name, columns in concepts.items() if name != concept}
        yield f"without-{concept}", matching.nearest(own, candidates, others)
    elsewhere = candidates[candidates["gm_code"] != run.tables.areas.set_index("area").loc[area, "gm_code"]]
    yield OTHER_MUNICIPALITIES, matching.nearest(own, elsewhere, concepts)
    yield WITHIN_LIMIT, chosen[~chosen["poor"]]


def collection(run: Run, variables: str = SET) -> pd.DataFrame:
    """All areas together: what is left of their gap with the Netherlands beside similar districts, a row per outcome.

    variables: one of `sets`. Returns the facts of the indicator, areas (that have both gaps), mean_gap and mean_gap_nl
    (over these areas, each counts the same; without an interval: areas share similar districts, so their gaps are not
    independent), better, worse, higher, lower and undecided (numbers of areas by direction against similar districts),
    lowest_area, lowest, highest_area and highest (gaps with similar districts: Intervals). The gaps of every area come
    from `levels`. Raises ParameterError for a set that is not there.
    """
    rows = levels(run, variables)
    rows = rows[(rows["role"] == OUTCOME) & rows["gap"].notna() & rows["gap_nl"].notna()]
    return pd.DataFrame([_of_all(of_indicator) for _, of_indicator in rows.groupby("indicator", sort=False)])


def _of_all(rows: pd.DataFrame) -> dict[str, object]:
    in_order = sorted(each_row(rows, _WithGaps), key=lambda row: row.gap.value)
    said = rows["direction"].value_counts()
    return {
        **{name: rows[name].iloc[0] for name in _FACTS},
        "areas": len(rows),
        "mean_gap": fmean(row.gap.value for row in in_order),
        "mean_gap_nl": fmean(row.gap_nl.value for row in in_order),
        **{word: int(said.get(word, 0)) for word in ("better", "worse", "higher", "lower", "undecided")},
        **{"lowest_area": in_order[0].area, "lowest": in_order[0].gap},
        **{"highest_area": in_order[-1].area, "highest": in_order[-1].gap},
    }


class _WithGaps(Record):
    area: str
    gap: Interval
    gap_nl: Interval
