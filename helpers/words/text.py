"""Words and numbers for readers, in their language: the message catalogues and Babel's formats."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from babel import dates, lists, numbers
from babel.core import Locale

from helpers.files import content_of, key_lines, parse_yaml
from helpers.words.languages import LANGUAGES

Message = str | dict[str, str]  # a text, or its plural forms


_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def catalogue(language: str) -> dict[str, Message]:
    """All messages of a language, keyed by dotted path (`context.title`), from the catalogue files of all rooms.

    What a language does not have is that of the one which it has instead. Raises ValueError that names a key that
    stands in two places, with the files.
    """
    own = once({path: flat_messages(path) for path in catalogue_files(language)})
    instead = LANGUAGES[language].instead
    return catalogue(instead) | own if instead else own


@cache
def of_peers(language: str) -> dict[str, Message]:
    """All messages, where an area is not compared with all others: `peers.<key>` in the place of `<key>`."""
    messages = catalogue(language)
    instead = {key.removeprefix("peers."): message for key, message in messages.items() if key.startswith("peers.")}
    return messages | instead


def once(found: Mapping[Path, Iterable[tuple[str, Message]]]) -> dict[str, Message]:
    """The messages of several files together. Raises ValueError with a line per key that stands in two places."""
    messages: dict[str, Message] = {}
    twice: dict[str, None] = {}
    for key, message in chain.from_iterable(found.values()):
        if key in messages:
            twice[key] = None
        messages[key] = message
    if twice:
        raise ValueError("\n".join(_told_twice(key, found) for key in twice))
    return messages


def _told_twice(key: str, paths: Iterable[Path]) -> str:
    first, *others = [f"{path.name}, line {line}" for path in paths for name, line in key_lines(path) if name == key]
    return f"{first}: message {key} stands in {' and in '.join(others)} too; expected it once"


def catalogue_files(language: str) -> list[Path]:
    """The catalogue files of a language, sorted by room; hidden files are other programs'."""
    return sorted((Path(__file__).parent / "locales").glob(f"[!.]*.{language}.yaml"))


def flat_messages(path: Path) -> tuple[tuple[str, Message], ...]:
    """The messages of a catalogue file by dotted path. Raises ValueError that names the file when it cannot be read."""
    try:
        return _messages(content_of(path))
    except OSError as error:
        raise ValueError(f"{path.name}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


@lru_cache(maxsize=64)  # by content: a command checks all catalogues, and then reads those of its language
def _messages(content: bytes) -> tuple[tuple[str, Message], ...]:
    tree = parse_yaml(content)
    if not isinstance(tree, dict):
        raise ValueError("has no messages; expected keys with texts")
    return tuple(_flatten(tree))


def _flatten(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Message]]:
    """A catalogue as its file has it, by dotted path; a mapping with `other` is a message."""
    for key, value in tree.items():
        if isinstance(key, bool) or key is None:
            raise ValueError(f"{prefix}{key}: YAML reads a key so; expected quotes around it")
        if isinstance(value, dict) and "other" not in value:
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def placeholders(message: Message) -> set[str]:
    """The names of the values that a message needs, in any of its plural forms."""
    texts = message.values() if isinstance(message, dict) else [message]
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


def rounded(value: float, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """A number rounded as statistics offices do it: halves away from zero, and no minus zero; -2 decimals are hundreds.

    Binary fractions would decide halves by accident (49.2 - 52.35 is a little less than -3.15), so digits
    beyond the ninth decimal are dropped first.
    """
    exact = Decimal(repr(round(float(value), 9)))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding) + 0


@lru_cache(maxsize=4096)  # the same few numbers stand in many cells
def _number(value: Decimal, decimals: int, locale: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    return numbers.format_decimal(value, format=pattern, locale=locale).replace("-", "\u2212")


class Text:
    """Messages, numbers and lists in one language.

    `text(key, name=value)` fills the named placeholders of a message. A value is put in as it is and never
    read as a template itself, so a name with braces in it is just a name. A message with the forms `one`
    and `other` is chosen by `n`.
    """

    def __init__(self, language: str, peers: int = 0):
        """peers: other areas that one is compared with, 0 for all there are; else messages below `peers` come first.

        Raises KeyError for a language that there is no catalogue of.
        """
        self.language, self.peers = language, peers
        self.locale = LANGUAGES[language].locale
        self._messages = of_peers(language) if peers else catalogue(language)
        self._plural = Locale.parse(self.locale).plural_form

    def __call__(self, key: str, **values: Any) -> str:
        """A message with its values filled in; raises KeyError that names the key and what is missing or None."""
        message = self._messages[key]
        values = {"peers": self.peers} | values
        missing = placeholders(message) - {name for name, value in values.items() if value is not None}
        if missing:
            raise KeyError(f"message {key!r} ({self.language}) needs {', '.join(sorted(missing))}")
        if isinstance(message, dict):
            form = self._plural(values["n"])
            message = message.get(form, message["other"])
        return _PLACEHOLDER.sub(lambda match: self._shown(values[match.group(1)]), message)

    def _shown(self, value: object) -> str:
        # Whole numbers get the reader's thousands separator; other numbers must come formatted.
        return self.number(value, 0) if isinstance(value, int) else str(value)

    def has(self, key: str) -> bool:
        """Whether there is a message of this key."""
        return key in self._messages

    def number(self, value: float, decimals: int = 0, rounding: str = ROUND_HALF_UP) -> str:
        """A number with a fixed number of decimals, with the minus sign of the language."""
        return _number(rounded(value, decimals, rounding), decimals, self.locale)

    def signed(self, value: float, decimals: int = 0, rounding: str = ROUND_HALF_UP) -> str:
        """A number with its sign, as for a difference."""
        return ("+" if rounded(value, decimals, rounding) > 0 else "") + self.number(value, decimals, rounding)

    def limits(self, lower: float, upper: float, decimals: int, signed: bool = False) -> tuple[str, str]:
        """The limits of an interval, rounded outward: printed ones never promise too much."""
        show = self.signed if signed else self.number
        return show(lower, decimals, ROUND_FLOOR), show(upper, decimals, ROUND_CEILING)

    def with_unit(self, value: float, unit: str, decimals: int) -> str:
        """A value in the unit of its indicator, as `8,0%` or `€ 1.237`."""
        return self(f"unit.{unit}.value", value=self.number(value, decimals))

    def month(self, year_and_month: str) -> str:
        """A month given as `2026-11`, as `november 2026`."""
        year, month = map(int, year_and_month.split("-"))
        return dates.format_date(date(year, month, 1), "LLLL y", locale=self.locale)

    def in_words(self, n: int) -> str:
        """A small number as a word, for sentences; in digits when the language has no word for it here."""
        key = f"number_word.{n}"
        return self(key) if self.has(key) else self.number(n)

    def group(self, name: str) -> list[str]:
        """The names of the messages below `name`: what may follow it in a key."""
        return [key.removeprefix(f"{name}.") for key in self._messages if key.startswith(f"{name}.")]

    def join(self, items: Iterable[str]) -> str:
        """A list in a sentence: `a, b en c`; `a, b; c` where an item has a comma of its own."""
        items = list(items)
        if len(items) > 1 and any(", " in item for item in items):
            return "; ".join(items)
        return lists.format_list(items, style="standard", locale=self.locale)

    def in_tables(self, name: str) -> str:
        """The name of the column with a text of the tables in this language, or in the one that it has instead."""
        return f"{name}_{LANGUAGES[self.language].instead or self.language}"

    def pick(self, row: object, name: str) -> str:
        """The column `name` of a row in this language (`name_nl` or `name_en`); empty text when missing."""
        value = getattr(row, self.in_tables(name))
        return value if isinstance(value, str) else ""
