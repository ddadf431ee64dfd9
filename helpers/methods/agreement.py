"""Agreement of two coders: percentage, Cohen's and Fleiss' kappa with intervals, and where they differ.

A coding is a CSV with the columns unit, theme, code and value: one row per coded unit and code (variable). Only
units that both coders coded for the same code are compared; the others are listed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

COLUMNS = ["unit", "theme", "code", "value"]


_KEY = COLUMNS[:3]


_RESAMPLES = 2000


# Of one or two units nothing is known of agreement by chance: kappa could only be -1, 0 or 1.
FEWEST_FOR_KAPPA = 3


_KAPPAS = ("kappa", "kappa_lower", "kappa_upper", "fleiss", "fleiss_lower", "fleiss_upper")


class CodingError(ValueError):
    """A coding file is not as it should be; the message names file, row and what was expected."""


@dataclass(frozen=True)
class Agreement:
    """summary: one row per theme and code; disagreements: unit, theme, code, a, b; alone: units of one coder only."""

    summary: pd.DataFrame
    disagreements: pd.DataFrame
    alone: pd.DataFrame


def coding(name: str, header: list[str], rows: list[list[str]]) -> pd.DataFrame:
    """A coding from the header and the rows of a file; name: of the file, for messages.

    Raises CodingError with a line per problem: other columns, no rows, a cell that is empty or has blanks around its
    text (which would count as another code), a unit that is coded twice.
    """
    if header != COLUMNS:
        found = ", ".join(column if column in COLUMNS else repr(column) for column in header)  # blanks in sight
        raise CodingError(f"{name}: columns are {found}; expected {', '.join(COLUMNS)}")
    problems = [] if rows else [f"{name}: has no rows; expected one per coded unit and code"]
    for number, row in enumerate(rows, 1):
        for column, cell in zip(header, row, strict=True):
            if cell != cell.strip() or not cell:
                shown = repr(cell) if cell.strip() else "empty"
                problems.append(
                    f"{name}, row {number}, column {column}: {shown}; expected a text without blanks around it"
                )
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    for index in np.flatnonzero(frame.duplicated(_KEY)):
        problems.append(f"{name}, row {index + 1}: {', '.join(rows[index][:3])} is coded twice; expected once")
    if problems:
        raise CodingError("\n".join(problems))
    return frame


def compare(a: pd.DataFrame, b: pd.DataFrame) -> Agreement:
    """Agreement of two codings by theme and code.

    summary has units, agree (share) with its 95 % Wilson interval, kappa (Cohen 1960) with its asymptotic 95 %
    interval, and fleiss (Fleiss 1971) with a 95 % bootstrap interval over units. A kappa is missing when both coders
    gave all units the same single value, as agreement by chance is then certain, and of fewer than FEWEST_FOR_KAPPA
    units. Limits end at -1 and 1; an interval without width, which would look like certainty, is missing. Raises
    CodingError when the codings share no unit.
    """
    both = a.merge(b, on=_KEY, how="outer", suffixes=("_a", "_b"), indicator=True)
    alone = both[both["_merge"] != "both"]
    alone = alone.assign(coder=np.where(alone["_merge"] == "left_only", "a", "b"))[[*_KEY, "coder"]]
    both = both[both["_merge"] == "both"].rename(columns={"value_a": "a", "value_b": "b"})
    if both.empty:
        raise CodingError("the two codings share no unit; expected at least one with the same unit, theme and code")
    summary = [
        {"theme": theme, "code": code} | _measures(rows)
        for (theme, code), rows in both.groupby(["theme", "code"], sort=True)
    ]
    disagreements = both.loc[both["a"] != both["b"], [*_KEY, "a", "b"]].reset_index(drop=True)
    return Agreement(pd.DataFrame(summary), disagreements, alone.reset_index(drop=True))


def _measures(rows: pd.DataFrame) -> dict[str, float]:
    units = len(rows)
    same = int((rows["a"] == rows["b"]).sum())
    low, high = proportion_confint(same, units, method="wilson")
    result = {"units": units, "agree": same / units, "agree_lower": low, "agree_upper": high}
    values = sorted(set(rows["a"]) | set(rows["b"]))
    if len(values) == 1 or units < FEWEST_FOR_KAPPA:
        return result | dict.fromkeys(_KAPPAS, np.nan)
    table = pd.crosstab(rows["a"], rows["b"]).reindex(index=values, columns=values, fill_value=0).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):  # at perfect agreement its standard error is zero
        cohen = cohens_kappa(table)
    codes = np.column_stack([pd.Categorical(rows[coder], categories=values).codes for coder in ("a", "b")])
    kappa = (cohen.kappa, *_limits(cohen.kappa_low, cohen.kappa_upp))
    fleiss = (_fleiss(codes), *_limits(*_fleiss_interval(codes)))
    return result | dict(zip(_KAPPAS, (*kappa, *fleiss), strict=True))


def _limits(low: float, high: float) -> tuple[float, float]:
    """Limits of a kappa within what a kappa can be; missing when they leave no width."""
    if not low < high:
        return np.nan, np.nan
    return max(float(low), -1.0), min(float(high), 1.0)


def _fleiss(codes: np.ndarray) -> float:
    return float(fleiss_kappa(aggregate_raters(codes)[0], method="fleiss"))


def _fleiss_interval(codes: np.ndarray) -> tuple[float, float]:
    """Percentile bootstrap over units, with a fixed seed so that a report can be repeated.

    Draws with one value only have no kappa. Where they could be all of a tail, there is no interval.
    """
    random = np.random.default_rng(1971)
    draws = [codes[random.integers(0, len(codes), len(codes))] for _ in range(_RESAMPLES)]
    kappas = [_fleiss(draw) for draw in draws if len(np.unique(draw)) > 1]
    if len(kappas) < 0.975 * _RESAMPLES:
        return np.nan, np.nan
    low, high = np.percentile(kappas, [2.5, 97.5])
    return float(low), float(high)
