"""Tables into frames that answer a question: no text, no markup. A module is imported when it is first used."""

from typing import TYPE_CHECKING

from helpers.faces import face

if TYPE_CHECKING:
    from helpers.results import (
        answer,
        claims,
        compare,
        composition,
        courses,
        debts,
        differences,
        editions,
        event_study,
        evidence,
        frameworks,
        indicators,
        overview,
        ranks,
        register,
        series,
        similar,
        spread,
        synthesis,
        themes,
        uncertainty,
    )

__all__ = [
    "answer",
    "claims",
    "compare",
    "composition",
    "courses",
    "debts",
    "differences",
    "editions",
    "event_study",
    "evidence",
    "frameworks",
    "indicators",
    "overview",
    "ranks",
    "register",
    "series",
    "similar",
    "spread",
    "synthesis",
    "themes",
    "uncertainty",
]

if not TYPE_CHECKING:  # a type checker must not take any name for one that there is
    __getattr__, __dir__ = face(__name__, __all__)
