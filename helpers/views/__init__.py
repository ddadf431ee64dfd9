"""Results into blocks, a module per subject, which is imported when it is first used."""

from typing import TYPE_CHECKING

from helpers.faces import face

if TYPE_CHECKING:
    from helpers.views import (
        answer,
        area,
        claims,
        common,
        compare,
        courses,
        districts,
        editions,
        event_study,
        frameworks,
        indicators,
        known,
        measures,
        parts,
        ranks,
        series,
        similar,
        spine,
        theme,
    )
    from helpers.views.generic import figure, table

__all__ = [
    "answer",
    "area",
    "claims",
    "common",
    "compare",
    "courses",
    "districts",
    "editions",
    "event_study",
    "figure",
    "frameworks",
    "indicators",
    "known",
    "measures",
    "parts",
    "ranks",
    "series",
    "similar",
    "spine",
    "table",
    "theme",
]

if not TYPE_CHECKING:  # a type checker must not take any name for one that there is
    __getattr__, __dir__ = face(__name__, __all__, {name: "helpers.views.generic" for name in ("figure", "table")})
