"""Which uncertainty a conclusion rests on: the one rule of the collection.

Rounding is known of every published number. A figure from a survey has a sampling error too, a figure from a model a
model error; neither is published for these figures. So a direction (more favourable, a smaller gap, a rise) of such an
indicator rests on rounding alone, and what shows it has to say so.

>>> results.uncertainty.unknown_error("survey")
'sampling'
"""

from collections.abc import Iterable

import pandas as pd

from helpers.contract.vocabulary import NOT_SAID
from helpers.session import Run

# The error that is there and not known, by the nature of an indicator.
_ERRORS = {"register": "", "survey": "sampling", "model": "model", "count": "", NOT_SAID: ""}
ERRORS = ("sampling", "model")

# The indicators that a conclusion is drawn from, by theme and number (messages `conclude.<theme>.may_<number>`).
CONCLUDED_FROM = {
    "armoede": (("armoede-huishoudens",), ("problematische-schulden",)),
    "re-integratie": (("arbeidsparticipatie", "arbeidsparticipatie-jongeren", "geen-startkwalificatie"),),
    "jonge-kind": (("advies-vmbo-totaal",), ("ve-bereik",)),
    "sociale-cohesie": (("sterk-eenzaam",), ("vrijwilligers",)),
}


def unknown_error(nature: str) -> str:
    """The error besides rounding that no conclusion takes into account: sampling, model, or "" when there is none.

    nature: one of INDICATOR_NATURES, or NOT_SAID. Raises KeyError for another one.
    """
    return _ERRORS[nature]


def estimates(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (with a column nature) whose directions rest on rounding alone: those with an unknown error."""
    return rows[[bool(unknown_error(nature)) for nature in rows["nature"]]]


def errors_of(natures: Iterable[str]) -> tuple[str, ...]:
    """The unknown errors of indicators of these natures, once each, in the order of ERRORS."""
    found = {unknown_error(nature) for nature in natures}
    return tuple(error for error in ERRORS if error in found)


def of_conclusions(run: Run, theme: str) -> list[tuple[str, ...]]:
    """The unknown errors behind each conclusion of a theme, in the order of CONCLUDED_FROM.

    Raises KeyError for a theme without conclusions.
    """
    natures = run.tables.indicators.set_index("indicator")["nature"]
    return [errors_of(natures[list(names)]) for names in CONCLUDED_FROM[theme]]
