"""The mark check of spines: each mark stands on the axis where its value is, and prints that value.

The axis is read from its ticks as a reader reads it, and the numbers from texts: the code that makes a spine is never
asked where a mark should be.
"""

import re

from babel.numbers import parse_decimal
from pytest import approx

from helpers.blocks.model import Mark, Spine
from helpers.words.languages import LANGUAGES

_NUMBER = re.compile(r"[+\u2212]?\d+(?:[.,]\d+)*")
PLACE = 0.011  # percent of the strip: places have two decimals


def numbers(text: str, language: str) -> list[float]:
    """The numbers in a text, in its order."""
    return [
        float(parse_decimal(number.replace("\u2212", "-"), locale=LANGUAGES[language].locale))
        for number in _NUMBER.findall(text)
    ]


def value_at(spine: Spine, place: float, language: str) -> float:
    """What stands at a place of the strip, by the first and the last tick; those between must lie on the same line."""
    ticks = [(tick.at, numbers(tick.text, language)[-1]) for tick in spine.ticks]
    (low_at, low), (high_at, high) = ticks[0], ticks[-1]
    per_percent = (high - low) / (high_at - low_at)
    for at, value in ticks:
        reach = PLACE * abs(per_percent)
        assert low + (at - low_at) * per_percent == approx(value, abs=reach), f"the tick {value:g} is not at its place"
    return low + (place - low_at) * per_percent


def said_of(mark: Mark) -> str:
    """What the label of a mark says of its value, after its name."""
    return mark.label.rpartition(": ")[2]


def assert_at_their_values(
    spine: Spine, language: str, decimals: int = 0, figures: tuple[str, ...] = ("area",)
) -> None:
    """Marks and their bars stand at the numbers of their labels, and what is printed beside them is the same.

    decimals: of the numbers in labels; figures: the roles of which the first with a mark is the figure of a row.
    """
    reach = 0.5 * 10**-decimals + 0.06  # half a last digit, and the digit of the twin behind it
    for row in spine.rows:
        printed: dict[str, set[str]] = {}
        for mark in row.marks:
            value, *ends = numbers(said_of(mark), language)
            assert value_at(spine, mark.at, language) == approx(value, abs=reach), mark.label
            assert len(ends) == (2 if mark.limits else 0), mark.label
            for place, end in zip(mark.limits or (), ends, strict=True):
                assert value_at(spine, place, language) == approx(end, abs=reach + 0.5 * 10**-decimals), mark.label
            if mark.role == "similar" and mark.limits:  # an interval: what is printed is never narrower
                drawn = [value_at(spine, place, language) for place in mark.limits]
                assert ends[0] <= drawn[0] + 0.02 and ends[1] >= drawn[1] - 0.02, mark.label
            printed.setdefault(mark.role, set()).add(re.split(r", (?:van|from) ", said_of(mark))[0])
        first = next((role for role in figures if role in printed), figures[0])
        roles = [first, *(column.role for column in spine.columns)]
        for role, text in zip(roles, [row.figure, *row.printed], strict=True):
            assert printed.get(role, {text}) == {text}, f"{row.name}: printed {text}, drawn {printed[role]}"
            assert (role in printed) == bool(numbers(text, language)), f"{row.name}: {text} without its mark"
        assert {mark.role for mark in row.marks} <= {entry.role for entry in spine.legend}
        if spine.dense:  # there no role has a height of its own, and a line is as high as the strip
            lanes = [mark.lane for mark in row.marks if mark.role != "nl"]
            assert len(lanes) == len(set(lanes)), f"{row.name}: one mark hides another"
