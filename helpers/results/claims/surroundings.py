"""What surrounds the verdicts: chapters, the effect of vague words, values that no claim covers."""

from functools import lru_cache

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import THEMES
from helpers.results.claims.evaluator import evaluate
from helpers.session import Run


# What surrounds a verdict -----------------------------------------------------------------------------
def chapter_of(claims: pd.DataFrame, tables: Tables) -> pd.Series:
    """The chapter (1 to 7) in whose notebook a claim is shown.

    Figures of Bijlage 2 go to the chapter of the first theme that uses the indicator (chapter 1 without a theme),
    Bijlage 3 to chapter 4, everything else to the chapter of its section.
    """
    indicators = tables.indicators
    indicators = indicators[indicators["figure"].notna()]
    chapters = dict(zip(THEMES, range(2, 7), strict=True))
    by_figure = {}
    for row in indicators.itertuples():
        first = row.themes.split(";")[0] if isinstance(row.themes, str) else None
        low, _, high = row.figure.partition("-")
        for figure in range(int(low), int(high or low) + 1):
            by_figure[str(figure)] = chapters.get(first, 1)

    def chapter(row) -> int:
        if row.section.startswith("Bijlage 3"):
            return 4
        if row.section[0].isdigit():
            return int(row.section[0])
        return by_figure.get(str(row.figure).split("-")[0], 1)

    return pd.Series([chapter(row) for row in claims.itertuples()], index=claims.index)


def sensitivity(tables: Tables) -> pd.DataFrame:
    """Claims whose verdict changes when vague words are read half or twice as strictly.

    Returns claim, half, normal, twice (verdicts).
    """
    claims = tables.claims
    verdicts = {
        name: [result.verdict for result in evaluate(claims, tables, strictness)]
        for name, strictness in (("half", 0.5), ("normal", 1.0), ("twice", 2.0))
    }
    rows = pd.DataFrame({"claim": claims["claim"]} | verdicts)
    return rows[(rows["half"] != rows["normal"]) | (rows["twice"] != rows["normal"])].reset_index(drop=True)


def uncovered_values(tables: Tables) -> pd.DataFrame:
    """Published values that no verdict depends on: changing one clearly (to 60 % or 160 %) changes nothing."""
    claims = tables.claims
    results = evaluate(claims, tables)
    verdicts = {result.claim: result.verdict for result in results}
    key = ["indicator", "subgroup", "region", "year", "definition"]
    uncovered = []
    for index, row in tables.indicator_values.iterrows():
        users = [result.claim for result in results if tuple(row[name] for name in key) in result.values_used]
        chosen = claims[claims["claim"].isin(users)]
        if not any(_changes(chosen, tables, index, factor, verdicts) for factor in (0.6, 1.6)):
            uncovered.append(row[key])
    return pd.DataFrame(uncovered, columns=key).reset_index(drop=True)


def _changes(claims: pd.DataFrame, tables: Tables, index: int, factor: float, verdicts: dict[str, str]) -> bool:
    if claims.empty:
        return False
    values = tables.indicator_values
    values.loc[index, "value"] *= factor
    changed = Tables(tables.frames | {"indicator_values": values})
    return any(result.verdict != verdicts[result.claim] for result in evaluate(claims, changed))


@lru_cache(maxsize=4)
def _evaluated(tables: Tables) -> pd.DataFrame:
    """All claims with chapter, verdict and result; worked out once per set of tables."""
    rows = tables.claims
    results = evaluate(rows, tables)
    return rows.assign(chapter=chapter_of(rows, tables), verdict=[result.verdict for result in results], result=results)


def evaluated(tables: Tables) -> pd.DataFrame:
    return _evaluated(tables).copy()


@lru_cache(maxsize=4)
def sensitive(tables: Tables) -> pd.DataFrame:
    """Claims with other verdicts under other readings of vague words, worked out once per set of tables."""
    return sensitivity(tables)


def of_chapter(run: Run, chapter: int) -> pd.DataFrame:
    """The claims that belong to a chapter (1 to 7), with verdict and result. Raises ParameterError for another one."""
    check_names("chapter", [str(chapter)], [str(number) for number in range(1, 8)])
    rows = evaluated(run.tables)
    return rows[rows["chapter"] == chapter]


def other_readings(run: Run) -> pd.DataFrame:
    """Claims whose verdict changes when vague words are read half or twice as strictly, with their statements.

    Returns the columns of the table `claims` and half, normal, twice (verdicts).
    """
    return sensitive(run.tables).merge(run.tables.claims, on="claim")
