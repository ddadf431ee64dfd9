"""The report's own statements: a small test each, and the verdict that the data give."""

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
from helpers.results.claims.values import Values

__all__ = [
    "ALL",
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
