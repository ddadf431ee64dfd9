"""The helpers that all notebooks share.

A notebook needs four names: `from helpers import open_run, results, views, charts`. They are imported when they are
first used, so that a run with nothing to do stays light.
"""

from typing import TYPE_CHECKING

from helpers.faces import face

if TYPE_CHECKING:
    from helpers import charts, results, views
    from helpers.session import open_run

__all__ = ["charts", "open_run", "results", "views"]

if not TYPE_CHECKING:  # a type checker must not take any name for one that there is
    __getattr__, __dir__ = face(__name__, __all__, {"open_run": "helpers.session"})
