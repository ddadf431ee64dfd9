"""Results into blocks, a module per subject, which is imported when it is first used."""

from typing import TYPE_CHECKING

from helpers.faces import face

if TYPE_CHECKING:
    from helpers.views import (
        area,
        claims,
        common,
        districts,
        frameworks,
        indicators,
        known,
        measures,
        page_one,
        parts,
        series,
        theme,
    )

__all__ = [
    "area",
    "claims",
    "common",
    "districts",
    "frameworks",
    "indicators",
    "known",
    "measures",
    "page_one",
    "parts",
    "series",
    "theme",
]

if not TYPE_CHECKING:  # a type checker must not take any name for one that there is
    __getattr__, __dir__ = face(__name__, __all__)
