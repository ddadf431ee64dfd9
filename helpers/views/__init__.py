"""Results into blocks, a module per subject."""

from helpers.views import area, claims, common, frameworks, indicators, known, measures, page_one, parts, series, theme

__all__ = [
    "area",
    "claims",
    "common",
    "frameworks",
    "indicators",
    "known",
    "measures",
    "page_one",
    "parts",
    "series",
    "theme",
]


def __dir__() -> list[str]:
    """What tab completion offers."""
    return __all__
