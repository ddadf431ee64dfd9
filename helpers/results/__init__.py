"""Tables into frames that answer a question: no text, no markup."""

from helpers.results import (
    claims,
    composition,
    debts,
    evidence,
    frameworks,
    indicators,
    page_one,
    register,
    synthesis,
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
    "synthesis",
]


def __dir__() -> list[str]:
    """What tab completion offers."""
    return __all__
