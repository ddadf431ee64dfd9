"""What a download says of a table: its caveats, but for those on what only a page shows, as a drawing."""

import re
from functools import cache

from helpers.blocks.model import Table
from helpers.words.text import Message, catalogue

# Messages on a drawing, and on limits that a page rounds outward: a file has numbers, with all their digits.
_ON_PAGE = (
    "answer.spine.dots",
    "context.bar",
    "convergence.reading",
    "event.matched_on",
    "funnel.spread",
    "indicator.own_scale",
    "indicator.skipped",
    "ranks.outward",
    "series.counts_axis",
    "series.limits",
    "series.no_chart",
    "uncertainty.outward",
)


def notes(table: Table, language: str) -> list[str]:
    """The caveats of a table that hold for its numbers alone."""
    not_drawn = f"{catalogue(language)['context.not_drawn']} "  # a file has no drawing that figures could be missing in
    lines = [line.removeprefix(not_drawn) for line in table.caveats]
    return [line for line in lines if not any(each.fullmatch(line) for each in _on_page(language))]


@cache
def _on_page(language: str) -> tuple[re.Pattern[str], ...]:
    """How the messages of `_ON_PAGE` begin and end, with anything in the places of values."""
    messages = catalogue(language)
    found = [messages[key] for key in _ON_PAGE] + [
        messages[f"peers.{key}"] for key in _ON_PAGE if f"peers.{key}" in messages
    ]
    return tuple(re.compile(_with_values(text)) for message in found for text in _forms(message))


def _forms(message: Message) -> list[str]:
    return list(message.values()) if isinstance(message, dict) else [message]


def _with_values(message: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(message))
