"""The helpers that all notebooks share.

A notebook needs four names: `from helpers import open_run, results, views, charts`. They are imported when they are
first used, so that a run with nothing to do stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers import charts, results, views
    from helpers.session import open_run

__all__ = ["charts", "open_run", "results", "views"]


def __getattr__(name: str) -> object:
    if name == "open_run":
        return import_module("helpers.session").open_run
    if name in __all__:
        return import_module(f"helpers.{name}")
    raise AttributeError(f"module 'helpers' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    """What tab completion offers."""
    return __all__
