"""The report's own statements: a small test each, and the verdict that the data give.

>>> claims = results.claims.of_chapter(run, 2)
>>> claims["verdict"].value_counts().to_dict()
{'holds': 50, 'does-not-hold': 5, 'fails-somewhere': 4, 'holds-as-far-as-tested': 4}
"""

from helpers.results.claims.conditions import (
    Change,
    ClaimError,
    Condition,
    Differs,
    MissingNumber,
    NotComparable,
    comparisons,
)
from helpers.results.claims.evaluator import Part, Result, evaluate
from helpers.results.claims.surroundings import (
    ALL,
    EvaluatedRow,
    PlaceRow,
    chapter_of,
    counts,
    evaluated,
    of_chapter,
    other_readings,
    sensitive,
    sensitivity,
    statements,
    uncovered_values,
)
from helpers.results.claims.thresholds import THRESHOLDS, Threshold
from helpers.results.claims.units import EURO, PERCENT, POINTS
from helpers.results.claims.values import FROM_A_PHRASE, NO_EXAMPLE, Values

__all__ = [
    "ALL",
    "EURO",
    "FROM_A_PHRASE",
    "NO_EXAMPLE",
    "PERCENT",
    "POINTS",
    "THRESHOLDS",
    "Change",
    "ClaimError",
    "Condition",
    "Differs",
    "EvaluatedRow",
    "MissingNumber",
    "NotComparable",
    "Part",
    "PlaceRow",
    "Result",
    "Threshold",
    "Values",
    "chapter_of",
    "comparisons",
    "counts",
    "evaluate",
    "evaluated",
    "of_chapter",
    "other_readings",
    "sensitive",
    "sensitivity",
    "statements",
    "uncovered_values",
]
