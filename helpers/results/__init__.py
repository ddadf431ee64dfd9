"""Tables into frames that answer a question: no text, no markup. A module is imported when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.results import (
        claims,
        composition,
        debts,
        evidence,
        frameworks,
        indicators,
        page_one,
        register,
        series,
        synthesis,
        uncertainty,
    )

__all__ = [
    "claims",
    "composition",
    "debts",
    "evidence",
    "frameworks",
    "indicators",
    "page_one",
    "register",
    "series",
    "synthesis",
    "uncertainty",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        return import_module(f"helpers.results.{name}")
    raise AttributeError(f"module 'helpers.results' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    """What tab completion offers."""
    return __all__
