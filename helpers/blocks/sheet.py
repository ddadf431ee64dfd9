"""What elements of a page have in common, said once in its style sheet: a class for each, and the rules for all.

Cells of tables would say of which column they are, and marks of drawings how they look, in hundreds of places.
"""

import re
from collections.abc import Sequence

from helpers.blocks.model import Column
from helpers.colours import PALETTE

_Rules = tuple[tuple[str, str], ...]  # what follows the class in a selector, and what is declared there

_VARIABLES = {colour.light: f"var(--drawn-{name})" for name, colour in PALETTE.items()}
_PLAIN = re.compile(r"#?[\w\s.,%-]+")  # a value that ends neither a declaration nor a rule


class Sheet:
    """The classes of one page, in the order in which they are first needed."""

    def __init__(self) -> None:
        self._found: dict[_Rules, str] = {}

    def of_columns(self, columns: Sequence[Column]) -> str:
        """The class of a table: what its cells say of their columns where a row is a card, and where numbers stand."""
        return self._name(
            tuple(
                (f" tr>:nth-child({place})", f'--label:"{_quoted(column.label)}"{";--align:right" * column.numeric}')
                for place, column in enumerate(columns, 1)
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


def _in_style(name: str, value: str) -> str:
    """The value of an attribute as a style sheet has it."""
    return f"{value}px" if name == "font-size" else _VARIABLES.get(value, value)


def _quoted(label: str) -> str:
    """A text between quotes in a style sheet: signs that could end it, or the sheet, by their numbers."""
    return re.sub(r'["\\<\x00-\x1f\x7f]', lambda sign: f"\\{ord(sign[0]):x} ", label)
