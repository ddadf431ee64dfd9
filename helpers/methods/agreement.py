"""Agreement of two coders: percentage, Cohen's and Fleiss' kappa with intervals, and where they differ.

A coding is a CSV with the columns unit, theme, code and value: one row per coded unit and code (variable). Only
units that both coders coded for the same code are compared; the others are listed.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

COLUMNS = ["unit", "theme", "code", "value"]


_KEY = COLUMNS[:3]


_RESAMPLES = 2000


class CodingError(ValueError):
    """A coding file is not as it should be; the message names file, row and what was expected."""


@dataclass(frozen=True)
class Agreement:
    """summary: one row per theme and code; disagreements: unit, theme, code, a, b; alone: units of one coder only."""

    summary: pd.DataFrame
    disagreements: pd.DataFrame
    alone: pd.DataFrame


def read_coding(path: Path) -> pd.DataFrame:
    """A coding from a CSV file. Raises CodingError for wrong columns, empty cells or a unit that is coded twice."""
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    if list(rows.columns) != COLUMNS:
        raise CodingError(f"{path.name}: columns are {', '.join(rows.columns)}; expected {', '.join(COLUMNS)}")
    for column in COLUMNS:
        empty = rows.index[rows[column].str.strip() == ""]
        if len(empty):
            raise CodingError(f"{path.name}, row {empty[0] + 1}, column {column}: empty; expected a text")
    double = rows.index[rows.duplicated(_KEY)]
    if len(double):
        key = ", ".join(rows.loc[double[0], _KEY])
        raise CodingError(f"{path.name}, row {double[0] + 1}: {key} is coded twice; expected once")
    return rows


def compare(a: pd.DataFrame, b: pd.DataFrame) -> Agreement:
    """Agreement of two codings by theme and code.

    summary has units, agree (share) with its 95 % Wilson interval, kappa (Cohen 1960) with its asymptotic 95 %
    interval, and fleiss (Fleiss 1971) with a 95 % bootstrap interval over units. A kappa is missing when both coders
    gave all units the same single value: agreement by chance is then certain.
    """
    both = a.merge(b, on=_KEY, how="outer", suffixes=("_a", "_b"), indicator=True)
    alone = both[both["_merge"] != "both"]
    alone = alone.assign(coder=np.where(alone["_merge"] == "left_only", "a", "b"))[[*_KEY, "coder"]]
    both = both[both["_merge"] == "both"].rename(columns={"value_a": "a", "value_b": "b"})
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
    if len(values) == 1:
        unknown = ("kappa", "kappa_lower", "kappa_upper", "fleiss", "fleiss_lower", "fleiss_upper")
        return result | dict.fromkeys(unknown, np.nan)
    table = pd.crosstab(rows["a"], rows["b"]).reindex(index=values, columns=values, fill_value=0).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):  # at perfect agreement its standard error is zero
        cohen = cohens_kappa(table)
    codes = np.column_stack([pd.Categorical(rows[coder], categories=values).codes for coder in ("a", "b")])
    low, high = _fleiss_interval(codes, len(values))
    return result | {
        "kappa": cohen.kappa,
        "kappa_lower": cohen.kappa_low,
        "kappa_upper": cohen.kappa_upp,
        "fleiss": _fleiss(codes, len(values)),
        "fleiss_lower": low,
        "fleiss_upper": high,
    }


def _fleiss(codes: np.ndarray, categories: int) -> float:
    return float(fleiss_kappa(aggregate_raters(codes, n_cat=categories)[0], method="fleiss"))


def _fleiss_interval(codes: np.ndarray, categories: int) -> tuple[float, float]:
    """Percentile bootstrap over units, with a fixed seed so that a report can be repeated."""
    random = np.random.default_rng(1971)
    draws = [codes[random.integers(0, len(codes), len(codes))] for _ in range(_RESAMPLES)]
    kappas = [_fleiss(draw, categories) for draw in draws if len(np.unique(draw)) > 1]
    low, high = np.percentile(kappas, [2.5, 97.5])
    return float(low), float(high)
