"""What elements of a page have in common, said once in its style sheet: a class for each, and the rules for all.

Cells of tables would say of which column they are, and marks of drawings how they look, in hundreds of places.
"""

import re
from collections.abc import Collection, Sequence

from helpers.blocks.model import Column, Table
from helpers.colours import PALETTE

_Rules = tuple[tuple[str, str], ...]  # what follows the class in a selector, and what is declared there

_VARIABLES = {colour.light: f"var(--drawn-{name})" for name, colour in PALETTE.items()}
_LONG = 30  # signs of a label: a longer one takes several lines in every card
_NOTHING = ("", "–")
_FEW = 3  # rows: what fewer have in common is as soon read in each of them
_PLAIN = re.compile(r"#?[\w\s.,%-]+")  # a value that ends neither a declaration nor a rule


class Sheet:
    """The classes of one page, in the order in which they are first needed."""

    def __init__(self) -> None:
        self._found: dict[_Rules, str] = {}

    def of_columns(self, columns: Sequence[Column], same: Collection[str] = ()) -> str:
        """The class of a table: what its cells say of their columns where a row is a card, and where numbers stand.

        same: keys of columns that a card leaves out, as all rows have the same there.
        """
        labels = card_labels(columns)
        return self._name(
            tuple(
                (
                    f" tr>:nth-child({place})",
                    f'--label:"{_quoted(label)}"{";--align:right" * column.numeric}'
                    + ";--on-card:none" * (bool(same) and column.key in same),
                )
                for place, (column, label) in enumerate(zip(columns, labels, strict=True), 1)
                if place > 1  # the first is the title of its row
            )
        )

    def of_look(self, look: dict[str, str]) -> str | None:
        """The class of marks with these attributes, in the reader's colours; None where a value cannot stand here."""
        if not all(map(_PLAIN.fullmatch, look.values())):
            return None
        return self._name((("", ";".join(f"{name}:{_in_style(name, value)}" for name, value in look.items())),))

    def _name(self, rules: _Rules) -> str:
        return self._found.setdefault(rules, f"s{len(self._found)}")

    def rules(self) -> str:
        """The part of the style sheet with all of them."""
        return "".join(
            f"\n.{name}{place}{{{declared}}}" for rules, name in self._found.items() for place, declared in rules
        )


def card_labels(columns: Sequence[Column]) -> list[str]:
    """Labels for cards: of a long one what comes before its explanations, unless another column has the same."""
    labels = [column.label for column in columns]
    for cut in (_BEHIND, _BRACKETED):
        shorter = [cut.sub("", label) if len(label) > _LONG else label for label in labels]
        labels = [new if shorter.count(new) == 1 else old for new, old in zip(shorter, labels, strict=True)]
    return labels


_BRACKETED = re.compile(r" \(.*\)$", re.DOTALL)
_BEHIND = re.compile(r"(?<=[\w)]); (?=\w)(?![^(]*\)).*$", re.DOTALL)  # behind a semicolon, not in brackets


def shortened(columns: Sequence[Column]) -> list[str]:
    """The whole labels of which cards say a part: they stand once above them."""
    return [column.label for column, card in zip(columns, card_labels(columns), strict=True) if card != column.label]


def same_everywhere(table: Table) -> dict[str, str]:
    """Columns of text in which all rows have the same, by key: cards leave them out, and it stands once above them."""
    if len(table.rows) < _FEW:
        return {}
    found = {}
    for place, column in enumerate(table.columns):
        words = {row[place].text for row in table.rows}
        if place and not column.numeric and len(words) == 1 and words.isdisjoint(_NOTHING):
            found[column.key] = f"{column.label}: {words.pop().rstrip('.')}"
    return found


def _in_style(name: str, value: str) -> str:
    """The value of an attribute as a style sheet has it."""
    return f"{value}px" if name == "font-size" else _VARIABLES.get(value, value)


def _quoted(label: str) -> str:
    """A text between quotes in a style sheet: signs that could end it, or the sheet, by their numbers."""
    return re.sub(r'["\\<\x00-\x1f\x7f]', lambda sign: f"\\{ord(sign[0]):x} ", label)
