"""What surrounds the verdicts: chapters, counts, the effect of vague words, values that no claim covers."""

from collections.abc import Hashable
from functools import lru_cache

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import CHOICES, RESTS_ON, VERDICTS
from helpers.results import annexes
from helpers.results.claims.evaluator import Result, evaluate, together
from helpers.results.claims.values import COUNTS_OF_TEXTS, Values
from helpers.results.uncertainty import ERRORS, unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run

ALL = 0  # as a chapter: all of them together


class PlaceRow(Record):
    """Where a claim stands in the report."""

    section: str
    figure: str | float  # NaN for a claim of the text


class EvaluatedRow(PlaceRow):
    """A row of `evaluated`, in part."""

    verdict: str
    result: Result
    rests_on: tuple[str, ...]
    counted: bool


# Chapters ---------------------------------------------------------------------------------------------
def chapter_of(claims: pd.DataFrame, tables: Tables) -> pd.Series:
    """The chapter (1 to 7) in whose notebook a claim is shown.

    The figures of the annex of indicators go to the chapter of the first theme that uses the indicator (chapter 1
    without a theme), the annex of a chapter to that chapter, everything else to the chapter of its section.
    """
    by_annex, by_figure = annexes.chapters(tables), _chapters_by_figure(tables)

    def chapter(row: PlaceRow) -> int:
        of_annex = [number for annex, number in by_annex.items() if row.section.startswith(annex)]
        if of_annex:
            return of_annex[0]
        if row.section[0].isdigit():
            return int(row.section[0])
        return by_figure.get(str(row.figure).split("-")[0], 1)

    return pd.Series([chapter(row) for row in each_row(claims, PlaceRow)], index=claims.index)


class _Figure(Record):
    themes: str | float  # NaN without a theme
    figure: str


def _chapters_by_figure(tables: Tables) -> dict[str, int]:
    """The chapter of each numbered figure with an indicator; chapter 1 for an indicator without a theme."""
    chapters = dict(zip(tables.themes["theme"], tables.themes["chapter"].astype(int), strict=True))
    found = {}
    for row in each_row(tables.indicators.dropna(subset="figure"), _Figure):
        first = row.themes.split(";")[0] if isinstance(row.themes, str) else ""
        low, _, high = row.figure.partition("-")
        for figure in range(int(low), int(high or low) + 1):
            found[str(figure)] = chapters.get(first, 1)
    return found


# Other readings and other values ----------------------------------------------------------------------
def sensitivity(tables: Tables) -> pd.DataFrame:
    """Claims of which a part has another outcome when vague words are read half or twice as strictly.

    Returns claim; half, normal, twice (verdicts); and for each, as half_open and so on, how many parts do not fail.
    """
    found = _readings(tables)
    rows = pd.DataFrame({"claim": tables.claims["claim"]})
    for name, results in found.items():
        rows[name] = [result.verdict for result in results]
        rows[f"{name}_open"] = [_open_parts(result) for result in results]
    outcomes = zip(*([_statuses(result) for result in results] for results in found.values()), strict=True)
    return rows[[len(set(readings)) > 1 for readings in outcomes]].reset_index(drop=True)


_STRICTNESS = {"half": 0.5, "normal": 1.0, "twice": 2.0}


@lru_cache(maxsize=4)
def _readings(tables: Tables) -> dict[str, list[Result]]:
    """The results of all claims at every strictness; worked out once per set of tables."""
    values = Values(tables)
    return {name: evaluate(tables.claims, values, strictness) for name, strictness in _STRICTNESS.items()}


def _open_parts(result: Result) -> int:
    return sum(part.status in ("holds", "rounding") for part in result.parts)


def _statuses(result: Result) -> tuple[str, ...]:
    return tuple(part.status for part in result.parts)


def uncovered_values(tables: Tables) -> pd.DataFrame:
    """Published values that no verdict depends on: changing one clearly (to 60 % or 160 %) changes nothing."""
    claims = tables.claims
    results = _readings(tables)["normal"]
    verdicts = {result.claim: result.verdict for result in results}
    key = ["indicator", "subgroup", "region", "year", "definition"]
    uncovered = []
    for index, row in tables.indicator_values.iterrows():
        users = [result.claim for result in results if tuple(row[name] for name in key) in result.values_used]
        chosen = claims[claims["claim"].isin(users)]
        if not any(_changes(chosen, tables, index, factor, verdicts) for factor in (0.6, 1.6)):
            uncovered.append(row[key])
    return pd.DataFrame(uncovered, columns=key).reset_index(drop=True)


def _changes(claims: pd.DataFrame, tables: Tables, index: Hashable, factor: float, verdicts: dict[str, str]) -> bool:
    if claims.empty:
        return False
    values = tables.indicator_values
    values.loc[values.index == index, "value"] *= factor
    changed = Tables(tables.frames | {"indicator_values": values})
    return any(result.verdict != verdicts[result.claim] for result in evaluate(claims, Values(changed)))


# For notebooks and the command line -------------------------------------------------------------------
@lru_cache(maxsize=4)
def _evaluated(tables: Tables) -> pd.DataFrame:
    """All claims with chapter, verdict and result; worked out once per set of tables."""
    rows = tables.claims
    results = _readings(tables)["normal"]
    return rows.assign(
        chapter=chapter_of(rows, tables),
        verdict=[result.verdict for result in results],
        result=pd.Series(results, index=rows.index),
        rests_on=pd.Series(_rests_on(rows, results, tables), index=rows.index),
        counted=rows["test"].str.contains(rf"\b(?:{'|'.join(COUNTS_OF_TEXTS)})\("),
    )


def _rests_on(claims: pd.DataFrame, results: list[Result], tables: Tables) -> list[tuple[str, ...]]:
    """What each verdict rests on besides the numbers, in the order of RESTS_ON: found here, or noted with the claim."""
    limited = set(sensitive(tables)["claim"])
    noted = claims["rests_on"].fillna("").str.split(";")
    natures = tables.indicators.set_index("indicator")["nature"]
    found = []
    for claim, result, remarks in zip(claims["claim"], results, noted, strict=True):
        here = {*remarks, *_unknown_errors(result, natures)}
        here |= {"limit"} if claim in limited else set()
        here |= {"rounding"} if result.rounding_decides else set()
        found.append(tuple(word for word in RESTS_ON if word in here))
    return found


def _unknown_errors(result: Result, natures: pd.Series) -> set[str]:
    """The unknown errors of the figures that a verdict rests on; none where only what is printed is compared."""
    compared = any(part.condition and part.condition.quantity != "printed" for part in result.parts)
    return {unknown_error(natures[indicator]) for indicator, *_ in result.values_used} if compared else set()


def evaluated(tables: Tables) -> pd.DataFrame:
    """All claims: the columns of the table `claims`, chapter (1 to 7), verdict (text) and result (Result).

    rests_on holds all that the verdict rests on besides the numbers, as a tuple of words of RESTS_ON; counted is
    whether the test counts in how many themes the report says something, which does not test what it says. A claim is
    the report's, so it is held against all areas of the collection, whoever a run compares.
    """
    return _evaluated(tables.collection).copy()


def sensitive(tables: Tables) -> pd.DataFrame:
    """Claims with other verdicts under other readings of vague words, worked out once per set of tables."""
    return _sensitive(tables.collection)


_sensitive = lru_cache(maxsize=4)(sensitivity)


def of_chapter(run: Run, chapter: int) -> pd.DataFrame:
    """The claims that belong to a chapter (1 to 7), with verdict and result. Raises ParameterError for another one."""
    rows = evaluated(run.tables)
    check_names("chapter", [str(chapter)], [str(number) for number in sorted(rows["chapter"].unique())])
    return rows[rows["chapter"] == chapter]


def statements(claims: pd.DataFrame) -> pd.DataFrame:
    """One row per statement of `evaluated` claims, however many tests it has: twins and pieces count once.

    Returns statement, chapter (the first one that makes it), verdict and rests_on (of all its tests together).
    """
    found = [
        (statement, rows["chapter"].iloc[0], together(list(rows["verdict"])), _all_of(rows["rests_on"]))
        for statement, rows in claims.groupby("statement", sort=False)
    ]
    return pd.DataFrame(found, columns=["statement", "chapter", "verdict", "rests_on"])


def _all_of(rests_on: pd.Series) -> tuple[str, ...]:
    """All words that stand in a column of them, once each, in the order of RESTS_ON."""
    words = {word for row in rests_on for word in row}
    return tuple(word for word in RESTS_ON if word in words)


def counts(run: Run) -> pd.DataFrame:
    """Number of statements by chapter and verdict, and in the last row (chapter ALL) of all chapters together.

    A chapter counts what its own table lists; a statement that two chapters make counts once in ALL. Returns chapter; a
    column for each verdict (with _ for -), and as <verdict>_by_choice how many of those rest on a limit, a reading, a
    coding or rounding; total (statements); tests (claims); of_estimates: statements about figures of a survey or a
    model, whose error no verdict takes into account.
    """
    claims = evaluated(run.tables)
    parts = {chapter: rows for chapter, rows in claims.groupby("chapter")} | {ALL: claims}
    return pd.DataFrame([{"chapter": chapter, **_counts(rows)} for chapter, rows in parts.items()])


def _counts(claims: pd.DataFrame) -> dict[str, int]:
    """The numbers of `counts` for some claims; each statement counts once."""
    rows = statements(claims)
    chosen, of_estimates = (
        rows[[not set(which).isdisjoint(words) for words in rows["rests_on"]]] for which in (CHOICES, ERRORS)
    )
    found = {}
    for verdict in VERDICTS:
        name = verdict.replace("-", "_")
        found[name] = int((rows["verdict"] == verdict).sum())
        found[f"{name}_by_choice"] = int((chosen["verdict"] == verdict).sum())
    return {**found, "total": len(rows), "tests": len(claims), "of_estimates": len(of_estimates)}


def other_readings(run: Run) -> pd.DataFrame:
    """Claims with another verdict or number of parts that hold, when vague words are read half or twice as strictly.

    Not those of `sensitivity` of which a part is only less certain: nothing that is shown of them differs. Returns the
    columns of the table `claims` and those of `sensitivity`.
    """
    found = sensitive(run.tables)
    shown = [found[[name, f"{name}_open"]].agg(tuple, axis=1) for name in _STRICTNESS]
    return found[pd.concat(shown, axis=1).nunique(axis=1) > 1].merge(run.tables.claims, on="claim")
