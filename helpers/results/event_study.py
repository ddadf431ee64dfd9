"""Before and after 2023 with a comparison group, on the total score of the Leefbaarometer (docs/methods.md says more).

Each focus area is set against districts of its own city outside the programme that had about the same score and course
before (its matches). The unit is the area, not its district: the programme works in the area as a whole, and its number
of matches is then the number of districts that it can be compared with. A change after 2023 is only there when matches
and editions before allow one (`summary`); else it is None everywhere, and the outcome says why. It would not be the
programme's doing in any case: other things set areas and matches apart, and one edition after is no course.

>>> results.event_study.summary(run).outcome
'too-little-support'
>>> results.event_study.summary(run).change is None
True
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from helpers.contract.load import Tables
from helpers.methods import event_study as methods
from helpers.methods.intervals import Interval
from helpers.results import series
from helpers.rows import Record
from helpers.session import Run
from helpers.sources.aggregation import aggregate

INDICATOR = "lbm-score"
BASE = 2022  # the last edition before the programme

# The rule. It rests on the editions up to BASE, but it was not fixed blindly: changes of 2024 under several limits had
# been seen while exploring. Up to one and a half times these limits the outcome is the same (docs/methods.md). LEVEL is
# one standard deviation of comparison districts around the mean of their city (0.104), COURSE two to four of how they
# depart from its course in an edition (0.012 to 0.030).
LEVEL = 0.10
COURSE = 0.05
MATCHED = 5  # editions up to the base on which districts are matched: for 2022 those from 2014 on
ENOUGH = 5  # matches of an area that are enough
FEWEST_AREAS = 10  # areas with enough of them that an estimate needs: half of the programme
ALPHA = 0.10  # below this a test says that courses differed before; higher than 0.05, as missing it is what misleads

# The editions up to which a false start is tried, and how the choice of matches is varied.
FALSE_STARTS = (2016, 2018, 2020)

Outcome = Literal["too-little-support", "trends-differ", "no-difference-seen", "difference-not-attributable"]
Support = Literal["enough", "too-few", "none"]


@dataclass(frozen=True)
class Matching:
    """Which districts are matches of an area, and which areas count."""

    base: int = BASE
    level: float = LEVEL  # points of the score that the mean may differ
    course: float = COURSE  # points that one edition's difference may depart from that mean
    fewest: int = 1  # matches that an area needs to count
    other_cities: bool = False  # whether districts of cities outside the programme may be matches too
    left_out: tuple[str, ...] = ()  # districts that may not


VARIANTS: dict[str, Matching] = {
    "main": Matching(),
    "enough-matches": Matching(fewest=ENOUGH),
    "stricter": Matching(level=LEVEL / 2, course=COURSE * 0.8),
    "looser": Matching(level=LEVEL * 1.5, course=COURSE * 1.6),
    "whole-city": Matching(level=math.inf, course=math.inf),
    "other-cities": Matching(other_cities=True),
    "without-redrawn": Matching(left_out=series.REDRAWN),
}


@dataclass(frozen=True)
class Summary:
    """What a careful sentence needs. The outcome is the first of these that holds:

    too-little-support: fewer than FEWEST_AREAS areas have ENOUGH matches. trends-differ: a test of the editions before
    has a p-value below ALPHA, or one of the false starts has (times their number). no-difference-seen: the interval of
    the change holds zero. difference-not-attributable: it does not.
    """

    outcome: Outcome
    reasons: tuple[Outcome, ...]  # all that stand in the way of an estimate, in this order; empty when there is one
    areas: int  # focus areas with a score
    compared: int  # of these: with at least one match
    without: tuple[str, ...]  # slugs of the others
    supported: int  # of these: with ENOUGH
    matches: dict[str, int]  # by slug of an area with a score: how many it has
    flipped_p: float  # joint test of all editions before, by flipping signs of cities
    random_p: float  # the same, against districts drawn at random in place of the areas in `drawn`
    drawn: int  # areas in cities that have as many districts to draw
    false_start_p: float  # the lowest of the false starts, times their number
    gap: float  # mean of (area - mean of its matches) in BASE, in points: how far matches are from alike
    largest_step: float  # by how much this mean moved most between two editions of those matched on
    change: Interval | None  # change of the mean gap since BASE, by flipping signs; None: the data cannot carry one
    average_change: Interval | None  # the same since the mean of the editions matched on


class SupportRow(Record):
    """A row of `support`."""

    area: str
    gm_code: str
    districts: int
    unstable: tuple[str, ...]
    pool: int
    matches: int
    support: Support
    score: float
    rough: bool
    pool_lowest: float | None
    pool_highest: float | None
    gap: float | None


class TrendRow(Record):
    """A row of `trends`."""

    year: int
    before: bool
    comparable: bool
    areas: int
    area_mean: float | None
    match_mean: float | None
    difference: Interval | None


class CoefficientRow(Record):
    """A row of `coefficients`."""

    year: int
    before: bool
    matched_on: bool
    clustered: Interval | None
    flipped: Interval | None
    flipped_p: float | None


class FalseStartRow(Record):
    """A row of `false_starts`."""

    base: int
    until: int
    areas: int
    change: Interval | None
    flipped_p: float


class ComparedRow(Record):
    """A row of `variants` (`variant`: name in VARIANTS) or of `leave_one_out` (`without`: slug), which it adds to."""

    areas: int  # that count
    cities: int  # that they lie in
    supported: int  # of the areas: with ENOUGH matches
    gap: float  # mean in BASE, points
    flipped_p: float | None  # joint test of the editions before; None with too few cities to say anything
    change: Interval | None  # since BASE, by flipping signs; None unless `summary` has one


class PlaceboAreaRow(Record):
    """A row of `placebo_areas`."""

    year: int
    areas: int
    change: float
    drawn: Interval
    p: float


class RegressionRow(Record):
    """A row of `regression_to_the_mean`."""

    year: int
    until: int
    slope: Interval
    pool_gap: float
    expected: Interval


def summary(run: Run) -> Summary:
    """The outcome for the twenty areas together, with what it rests on."""
    return _study(run.tables).summary


def support(run: Run) -> pd.DataFrame:
    """The comparison districts of each area: common support, a row per area.

    Returns area, gm_code, districts (that its score is the mean of, weighted with residents), unstable (codes
    of its other districts: tiny, new, or with a jump of their own), pool (comparison districts of its city), matches
    (those of them that are alike), support (enough, too-few or none), score (mean of the editions matched on), rough
    (its districts only come near the area), pool_lowest and pool_highest (the same of the pool; None without one) and
    gap (score less that of the matches; None without any). Scores in points. An area of which no district has a steady
    score in each edition has no row.
    """
    scores, main = _matched(run.tables)
    pairs = main.pairs
    editions = _editions_matched_on(scores.areas, BASE)
    level, pool = scores.areas[editions].mean(axis=1), scores.pool[editions].mean(axis=1)
    by_city = pool.groupby(_city(pool.index))
    used = scores.districts["used"]
    unstable = scores.districts[~used].groupby("area")["wk_code"].agg(tuple)
    areas = scores.areas.index
    rows = pd.DataFrame({"gm_code": scores.cities}, index=areas)
    rows["districts"] = scores.districts[used].groupby("area").size()
    rows["unstable"] = [unstable.get(area, ()) for area in areas]
    rows["pool"] = rows["gm_code"].map(by_city.size()).fillna(0).astype(int)
    rows["matches"] = pairs["area"].value_counts().reindex(areas, fill_value=0)
    rows["support"] = ["enough" if n >= ENOUGH else "too-few" if n else "none" for n in rows["matches"]]
    rows["score"] = level
    lists = run.tables.area_wijken
    rows["rough"] = areas.isin(lists.loc[(lists["vintage"] == _VINTAGE) & (lists["match"] == "proxy"), "area"])
    numbers = {
        "pool_lowest": rows["gm_code"].map(by_city.min()),
        "pool_highest": rows["gm_code"].map(by_city.max()),
        "gap": -pairs.groupby("area")["level"].mean().reindex(areas),
    }
    rows = rows.assign(**{name: _or_none(column) for name, column in numbers.items()})
    return rows.rename_axis("area").reset_index()


def matches(run: Run) -> pd.DataFrame:
    """The matches, a row per area and district.

    Returns area, wk_code, level and course (points, `methods.event_study.distances`).
    """
    _, main = _matched(run.tables)
    return main.pairs.copy()


def trends(run: Run) -> pd.DataFrame:
    """The areas and their matches over the editions, a row per edition.

    Returns year, before (bool: up to BASE), comparable (bool: no break between it and BASE), areas (with at least one
    match: the others do not count), area_mean, match_mean (each area counts once, whatever its number of matches) and
    difference (Interval: area less matches, 95 % cluster-robust; it holds what cities differ by chance, nothing of the
    score's own error). In points. After BASE the numbers are None unless `summary` has a change.
    """
    study = _study(run.tables)
    own, gaps = study.main.own, study.main.gaps
    rows = pd.DataFrame({"year": _years_of(gaps), "areas": len(gaps)})
    rows.insert(1, "before", rows["year"] <= BASE)
    rows.insert(2, "comparable", rows["year"] >= _comparable_from(run.tables))
    rows["area_mean"] = own.mean().to_numpy()
    rows["match_mean"] = (own - gaps).mean().to_numpy()
    rows["difference"] = _intervals(methods.means(gaps, study.main.cities), "clustered")
    return study.shown(rows, ["area_mean", "match_mean", "difference"])


def _comparable_from(tables: Tables) -> int:
    """The first year of the part of the series that BASE is in."""
    breaks = tables.breaks
    years = breaks.loc[(breaks["indicator"] == INDICATOR) & (breaks["region"] == "all"), "year"]
    return max((int(year) for year in years if year <= BASE), default=0)


def coefficients(run: Run) -> pd.DataFrame:
    """The event study: how much further areas were from their matches than in BASE, a row per edition.

    Returns year, before, matched_on (bool: near zero by construction, so no proof), clustered and flipped (Interval of
    the change in points, 95 %, `methods.event_study`) and flipped_p. None in BASE, and after it unless `summary` has a
    change. Random districts stand in `placebo_areas`.
    """
    study = _study(run.tables)
    effects = study.main.effects
    rows = pd.DataFrame({"year": _years_of(study.main.gaps)})
    rows["before"] = rows["year"] <= BASE
    rows["matched_on"] = rows["year"].isin(_editions_matched_on(study.main.gaps, BASE))
    rows["clustered"] = _intervals(effects, "clustered")
    rows["flipped"] = _intervals(effects, "flipped")
    rows["flipped_p"] = effects["flipped_p"].to_numpy()
    measured = ["clustered", "flipped", "flipped_p"]
    rows[measured] = rows[measured].astype(object).mask(rows["year"] == BASE, None)
    return study.shown(rows, measured)


def false_starts(run: Run) -> pd.DataFrame:
    """What comes out when the programme is said to have started where it did not (placebo periods).

    Areas are matched anew on the MATCHED editions up to the false start, so nothing of the next edition is used.
    Returns a row per edition of FALSE_STARTS: base, until (the next edition), areas (with a match), change (Interval
    from base to until in points, by flipping signs; None with too few cities) and flipped_p.
    """
    return _study(run.tables).starts.copy()


def placebo_areas(run: Run) -> pd.DataFrame:
    """What districts outside the programme do, drawn at random in place of the areas: a row per edition but BASE.

    Drawn are as many districts of the same city as it has areas, each against its own matches, in cities that have as
    many. Returns year, areas (in those cities), change (how much further they were from their matches than in BASE, a
    mean in points), drawn (Interval in points: the middle 95 % of the same of `methods.event_study.DRAWS` draws, around
    their median) and p (two-sided: the share of draws as far from zero as change). Editions after BASE have a row only
    when `summary` has a change.
    """
    study = _study(run.tables)
    drawn, shown_after = study.drawn, study.summary.change is not None
    limits = drawn.means.quantile([0.5, 0.025, 0.975])
    years = [year for year in _years_of(drawn.means) if year < BASE or (year > BASE and shown_after)]
    rows = pd.DataFrame({"year": years, "areas": drawn.areas, "change": drawn.observed[years].to_numpy()})
    rows["drawn"] = _objects([_interval(*limits[year]) for year in years])
    return rows.assign(p=drawn.p[years].to_numpy())


def leave_one_out(run: Run) -> pd.DataFrame:
    """The study without one area at a time: a row per area that counts, `without` (its slug) and as a `ComparedRow`."""
    study = _study(run.tables)
    return study.compared("without", {str(area): study.main.without(area) for area in study.main.own.index})


def variants(run: Run) -> pd.DataFrame:
    """The study with other choices of matches: a row per name in VARIANTS, `variant` and as a `ComparedRow`.

    One of which fewer than two cities are left has no row, nor one that gives the same pairs as the choice itself: it
    tries nothing.
    """
    study = _study(run.tables)
    found = {name: study.scores.matched(matching) for name, matching in VARIANTS.items()}
    same = {name for name, one in found.items() if name != "main" and one.pairs.equals(study.main.pairs)}
    kept = {name: one for name, one in found.items() if name not in same and one.cities.nunique() > 1}
    return study.compared("variant", kept)


def regression_to_the_mean(run: Run) -> pd.DataFrame:
    """What low scores gain by themselves, seen in districts outside the programme: a row per edition and the next.

    Returns year, until, slope (Interval, 95 %, of the change on the score in `year`, within cities), pool_gap (mean of
    area less all comparison districts of its city in `year`, points) and expected (Interval, points: slope x pool_gap,
    what an area would gain on its city if it behaved as those districts do). Up to BASE.
    """
    scores, _ = _matched(run.tables)
    cities = _city(scores.pool.index)
    pool = scores.pool[cities.isin(scores.cities)]
    cities = cities[pool.index]
    city_means = pool.groupby(cities).mean().reindex(scores.cities).set_axis(scores.areas.index)
    pool_gaps = (scores.areas - city_means).mean()
    rows = []
    for year, until in pairwise(_editions_up_to(pool, BASE)):
        slope = Interval(*methods.regression_to_the_mean(pool[year], pool[until], cities))
        gap = float(pool_gaps[year])
        rows.append({"year": year, "until": until, "slope": slope, "pool_gap": gap, "expected": slope.scaled(gap)})
    return pd.DataFrame(rows)


def _or_none(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), None)


# One matching ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Matched:
    """The areas that count under a matching, and their matches."""

    own: pd.DataFrame  # score by area and edition
    gaps: pd.DataFrame  # own less the mean of the matches
    cities: pd.Series  # municipality by area
    pairs: pd.DataFrame  # area, wk_code, level, course
    base: int

    @property
    def supported(self) -> int:
        """The number of areas with enough matches."""
        return int((self.pairs["area"].value_counts() >= ENOUGH).sum())

    @cached_property
    def effects(self) -> pd.DataFrame:
        """The coefficients with their inference, by edition."""
        return methods.effects(self.gaps, self.cities, self.base)

    @cached_property
    def before_p(self) -> float:
        """The joint test of all editions before the base."""
        years = [year for year in _years_of(self.gaps) if year < self.base]
        return methods.joint_p(self.gaps, self.cities, self.base, years)

    def without(self, area: str) -> "_Matched":
        """The same with one area less."""
        pairs = self.pairs[self.pairs["area"] != area]
        return _Matched(self.own.drop(area), self.gaps.drop(area), self.cities.drop(area), pairs, self.base)


@dataclass(frozen=True)
class _Scores:
    """The scores that are compared."""

    areas: pd.DataFrame  # score by area and edition
    cities: pd.Series  # municipality by area
    pool: pd.DataFrame  # score by comparison district and edition
    districts: pd.DataFrame  # area, wk_code and used (bool) of the districts of the areas

    def matched(self, matching: Matching, units: pd.DataFrame | None = None) -> _Matched:
        """The areas (or the districts in `units`) with their matches, those with too few left out."""
        units = self.areas if units is None else units
        pairs = self._pairs(units, matching)
        counts = pairs["area"].value_counts()
        pairs = pairs[pairs["area"].map(counts) >= matching.fewest]
        own = units[units.index.isin(pairs["area"])]
        means = self.pool.loc[pairs["wk_code"]].groupby(pairs["area"].to_numpy()).mean()
        return _Matched(own, own - means.loc[own.index], self.city_of(own.index), pairs, matching.base)

    def _pairs(self, units: pd.DataFrame, matching: Matching) -> pd.DataFrame:
        """Every unit with each of its matches; a district is no match of itself."""
        pool = self.pool.drop(index=list(matching.left_out), errors="ignore")
        editions = _editions_matched_on(units, matching.base)
        level, course = methods.distances(units[editions], pool[editions])
        cities = _city(pool.index)
        outside = matching.other_cities & ~cities.isin(self.cities).to_numpy()
        allowed = (self.city_of(units.index).to_numpy()[:, None] == cities.to_numpy()) | outside
        allowed &= units.index.to_numpy()[:, None] != pool.index.to_numpy()
        unit, district = np.nonzero(allowed & (level.abs() <= matching.level) & (course <= matching.course))
        return pd.DataFrame(
            {
                "area": units.index[unit],
                "wk_code": pool.index[district],
                "level": level.to_numpy()[unit, district],
                "course": course.to_numpy()[unit, district],
            }
        )

    def city_of(self, units: pd.Index) -> pd.Series:
        """The municipality of areas or districts."""
        return self.cities.reindex(units).fillna(_city(units))


def _years_of(scores: pd.DataFrame) -> list[int]:
    """The editions in the columns of a frame, in their order."""
    return [int(year) for year in scores.columns.to_numpy()]


def _editions_matched_on(scores: pd.DataFrame, base: int) -> list[int]:
    """The last MATCHED editions up to the base."""
    return _editions_up_to(scores, base)[-MATCHED:]


def _editions_up_to(scores: pd.DataFrame, base: int) -> list[int]:
    return [year for year in _years_of(scores) if year <= base]


def _city(codes: pd.Index) -> pd.Series:
    """The municipality of each district."""
    return series.municipalities(codes.to_series())


# The scores ------------------------------------------------------------------------------------------
_VINTAGE = 2024  # of the districts for which the Leefbaarometer gives its editions
_SOURCE = "leefbaarometer-3"


def _scores(tables: Tables) -> _Scores:
    """The scores of areas and comparison districts, without districts that jump by themselves or lack an edition.

    Raises ValueError for an area whose districts cannot be added up.
    """
    values = tables.wijk_values
    of_score = values[(values["indicator"] == INDICATOR) & (values["source"] == _SOURCE)]
    scores = of_score.pivot(index="wk_code", columns="year", values="value")
    steady = scores[scores.notna().all(axis=1) & scores.index.isin(series.steady(tables, of_score)["wk_code"])]
    lists = tables.area_wijken
    lists = lists[(lists["scheme"] == "wijk") & (lists["vintage"] == _VINTAGE)]
    districts = lists[["area", "wk_code"]].assign(used=lists["wk_code"].isin(steady.index))
    areas = _added_up(tables, lists[districts["used"]])
    pool = steady[~steady.index.isin(tables.area_wijken["wk_code"])]  # of any year: those were in the programme
    cities = tables.areas.set_index("area")["gm_code"]
    return _Scores(areas, cities[areas.index], pool, districts)


def _added_up(tables: Tables, lists: pd.DataFrame) -> pd.DataFrame:
    """The score by area and edition, added up as the area's own figure is, of the districts in `lists` alone."""
    values, facts = tables.wijk_values, tables.indicators
    own = values[values["wk_code"].isin(lists["wk_code"])]
    rows = aggregate(own, lists, facts[facts["indicator"] == INDICATOR])
    lacking = rows[rows["value"].isna()]
    if len(lacking):
        area, year = lacking[["area", "year"]].iloc[0]
        raise ValueError(
            f"wijk_values.csv: {INDICATOR} of {area} in {year} cannot be added up; "
            "expected residents (kwb-inwoners) of its districts"
        )
    return rows[rows["source"] == _SOURCE].pivot(index="area", columns="year", values="value")


# The study -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Drawn:
    """Districts outside the programme drawn at random in place of the areas."""

    means: pd.DataFrame  # change since the base, a row per draw and a column per edition
    observed: pd.Series  # the same of the areas in whose cities can be drawn, by edition
    p: pd.Series  # by edition
    before_p: float
    areas: int


@dataclass(frozen=True)
class _Study:
    """What all frames are made of."""

    scores: _Scores
    main: _Matched
    drawn: _Drawn
    starts: pd.DataFrame
    summary: Summary

    def shown(self, rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
        """Without the numbers after the base, when the data carry no estimate."""
        hidden = ~rows["before"] if self.summary.change is None else pd.Series(False, rows.index)
        rows[columns] = rows[columns].astype(object).mask(hidden, None)
        return rows

    def compared(self, name: str, found: dict[str, _Matched]) -> pd.DataFrame:
        """A row per way of comparing."""
        hidden = self.summary.change is None
        rows = [
            {
                name: key,
                "areas": len(one.own),
                "cities": one.cities.nunique(),
                "supported": one.supported,
                "gap": float(one.gaps[BASE].mean()),
                "flipped_p": one.before_p if one.cities.nunique() >= methods.FEWEST_CLUSTERS else None,
                "change": None if hidden else _last(one.effects),
            }
            for key, one in found.items()
        ]
        table = pd.DataFrame(rows).astype({"change": object})
        return table.assign(flipped_p=_or_none(table["flipped_p"]))


@lru_cache(maxsize=4)  # a run asks for several frames of the same tables
def _matched(tables: Tables) -> tuple[_Scores, _Matched]:
    scores = _scores(tables)
    return scores, scores.matched(VARIANTS["main"])


@lru_cache(maxsize=4)
def _study(tables: Tables) -> _Study:
    """Raises ValueError when fewer than two cities have an area with a match: nothing can be compared then."""
    scores, main = _matched(tables)
    if main.cities.nunique() < 2:
        raise ValueError(
            f"wijk_values.csv, {INDICATOR}: areas with a district outside the programme that is alike lie in "
            f"{main.cities.nunique()} municipalities; expected at least two"
        )
    drawn, starts = _drawn(scores, main), _starts(scores)
    return _Study(scores, main, drawn, starts, _summary(scores, main, drawn, starts))


def _drawn(scores: _Scores, main: _Matched) -> _Drawn:
    """The study of districts drawn at random, each against its own matches, in the cities that have as many of them."""
    donors = scores.matched(VARIANTS["main"], scores.pool[_city(scores.pool.index).isin(main.cities)])
    treated = main.cities.value_counts(sort=False)
    treated = treated[treated <= donors.cities.value_counts().reindex(treated.index, fill_value=0)]
    means = methods.random_means(methods.changes(donors.gaps, BASE), donors.cities, treated)
    observed = methods.changes(main.gaps, BASE)[main.cities.isin(treated.index)].mean()
    before = (observed.index < BASE).tolist()
    p, _ = methods.random_p(observed, means)
    _, before_p = methods.random_p(observed[before], means[:, before])
    return _Drawn(pd.DataFrame(means, columns=observed.index), observed, p, before_p, int(treated.sum()))


def _starts(scores: _Scores) -> pd.DataFrame:
    rows = []
    for base in FALSE_STARTS:
        found = scores.matched(Matching(base=base))
        until = min(year for year in _years_of(found.gaps) if year > base)
        effects = found.effects.loc[[until]]
        rows.append(
            {
                "base": base,
                "until": until,
                "areas": len(found.own),
                "change": _last(effects),
                "flipped_p": float(effects["flipped_p"].iloc[0]),
            }
        )
    return pd.DataFrame(rows).astype({"change": object})


def _summary(scores: _Scores, main: _Matched, drawn: _Drawn, starts: pd.DataFrame) -> Summary:
    false_start_p = min(1.0, float(starts["flipped_p"].min()) * len(starts))
    reasons: list[Outcome] = []
    if main.supported < FEWEST_AREAS:
        reasons.append("too-little-support")
    if min(main.before_p, drawn.before_p, false_start_p) < ALPHA:
        reasons.append("trends-differ")
    change = None if reasons else _last(main.effects)
    unseen: Outcome = "no-difference-seen" if change is None or change.sign == 0 else "difference-not-attributable"
    matched_on = _editions_matched_on(main.gaps, BASE)
    after = [year for year in _years_of(main.gaps) if year > BASE]
    average = methods.difference_in_differences(main.gaps, main.cities, matched_on, after)
    mean = main.gaps[matched_on].mean()
    return Summary(
        outcome=reasons[0] if reasons else unseen,
        reasons=tuple(reasons),
        areas=len(scores.areas),
        compared=len(main.own),
        without=tuple(str(area) for area in scores.areas.index.difference(main.own.index)),
        supported=main.supported,
        matches=_numbers(main.pairs["area"].value_counts().reindex(scores.areas.index, fill_value=0)),
        flipped_p=main.before_p,
        random_p=drawn.before_p,
        drawn=drawn.areas,
        false_start_p=false_start_p,
        gap=float(mean[BASE]),
        largest_step=float(mean.diff().abs().max()),
        change=change,
        average_change=None if reasons else _last(average),
    )


def _numbers(counts: pd.Series) -> dict[str, int]:
    return {str(area): int(n) for area, n in counts.items()}


def _intervals(found: pd.DataFrame, kind: str) -> pd.Series:
    """The means with their limits (clustered or flipped), by plain row numbers; None where there are no limits."""
    columns = zip(found["mean"], found[f"{kind}_lower"], found[f"{kind}_upper"], strict=True)
    values = [_interval(*row) for row in columns]
    return _objects([value if value.known else None for value in values])


def _interval(value: float, lower: float, upper: float) -> Interval:
    """With plain numbers, not those of numpy."""
    return Interval(float(value), float(lower), float(upper))


def _objects(values: Sequence[Interval | None]) -> pd.Series:
    return pd.Series(values, dtype=object)


def _last(effects: pd.DataFrame) -> Interval | None:
    """The last row's mean, with limits by flipping signs."""
    found: Interval | None = _intervals(effects, "flipped").iloc[-1]
    return found
