"""Characters that no text of the collection may have: they change what stands around them, or break a file format."""

import re
import unicodedata

# Control characters (but line feed and tab in prose), marks that reverse the order of what follows, and code points
# that cannot be written as UTF-8 or XML.
_FORBIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"


IN_TEXT = re.compile(f"[{_FORBIDDEN}]")


IN_CELL = re.compile(f"[\t\n{_FORBIDDEN}]")  # a cell of a table is one line


_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs to Unicode, nothing to the eye


def is_visible(text: str) -> bool:
    """Whether there is something to see: a letter, a digit, a sign."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK_LETTERS for sign in text)


# Format signs, ends of lines and paragraphs, and blanks, but for the usual one and that which keeps words together.
_HIDDEN_KINDS = ("Cf", "Zl", "Zp", "Zs")
_SEEN_BLANKS = " \xa0"
# Marks that choose a form of a letter or join it, and what stands for a sign that was lost.
_HIDDEN = re.compile("[\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\ufffc\ufffd]")


def hidden_signs(text: str) -> str:
    """The signs of a text that nobody sees, or that stand for a sign that was lost, in words; empty without any.

    Two names that differ in one of them look the same, and a search for the one does not find the other.
    """
    found = (
        sign
        for sign in text
        if (unicodedata.category(sign) in _HIDDEN_KINDS and sign not in _SEEN_BLANKS) or _HIDDEN.match(sign)
    )
    return ", ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')}" for sign in dict.fromkeys(found))


_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")


def printable(text: str) -> str:
    """Text that a program wrote for a terminal, without its colour codes and control characters."""
    return IN_TEXT.sub("", _ANSI.sub("", text))
