"""The languages that pages can be in. `docs/how-to/add-a-language.md` says how one is added."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """What is known of a language.

    locale: Babel's name of it, by which numbers, dates, lists and plurals are written. instead: the language in which
    a page says what is not translated: messages that are not in the catalogue yet, and texts of the tables. Empty for
    the languages that the tables have columns in; their catalogues are complete.
    """

    locale: str
    instead: str = ""


# The first one is that of the page which a folder opens with.
LANGUAGES = {
    "nl": Language("nl_NL"),
    "en": Language("en_GB"),
}
