"""How easy running text reads: Flesch-Douma for Dutch, Flesch for English, with the sentences that weigh most.

Names and numbers count as a word in the length of a sentence and are left out of the length of words: a resident
has no easier word for them (WCAG 2.2, 3.1.5 leaves names out too). References ("(paragraaf 2.3.6)") and the limits of
a number ("(3,9 tot 4,1)") between brackets are left out. docs/language.md gives the reasons, and the limits for texts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Constant, weight of words per sentence, weight of syllables per word.
FORMULAS = {"nl": (206.84, 0.93, 77.0), "en": (206.835, 1.015, 84.6)}
LONG_WORD = 4  # syllables

# Names of organisations, programmes and sources in the texts; names of places are given by the caller.
NAMES = [
    "Nationaal Programma Leefbaarheid en Veiligheid",
    "National Programme for Liveability and Safety",
    "Monitor SPUK Kansrijke Wijk",
    "SPUK Kansrijke Wijk",
    "Kansrijke Wijk",
    "Verwey-Jonker Instituut",
    "Statistics Netherlands",
    "Movisie",
    "WijkWijzer",
    "SPUK",
    "NPLV",
    "CBS",
    "NJi",
    "CC BY",
]

_BRACKETS = re.compile(r"\s*\((?:(?:paragra|bijlage|section|annex)[^)]*|[−\d.,%]+ (?:tot|to) [−\d.,%]+)\)")
_END = re.compile(r"(?<=[.?!:])[\"')]*\s+(?=[\"'(]*[^\Wa-z\d_])|\n+")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[-'’.,/](?=[^\W_]))*")
_NAME = "Qq"  # stands for a name: one word, no syllables

_NUCLEUS_NL = re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie(?!ë)|oe|eu|ui|ei|ij|au|ou|[aeiouyáéíóúàèêâôäëïöü]")
_SILENT_EN = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouysxzcghl])es$|(?<=[aeiouy]l)es$")
_PAST_EN = re.compile(r"(?<=[^aeiouytd])ed$")
_HIATUS_EN = re.compile(r"(?<![tscgx])i(?=[ao])|i(?=en)|u(?=a)|e(?=as?$|ated|o)|[aeio](?=ing)")


@dataclass(frozen=True)
class Sentence:
    """A sentence with its number of words and the syllables of the words that count."""

    text: str
    words: int
    syllables: tuple[int, ...]

    def ease(self, language: str) -> float:
        return _ease(language, self.words, self.syllables)


@dataclass(frozen=True)
class Measures:
    """What is measured of a text; shares are between 0 and 1."""

    ease: float
    sentences: int
    words_per_sentence: float
    syllables_per_word: float
    share_long_sentences: float
    share_long_words: float
    longest: int


def syllables(word: str, language: str) -> int:
    """Syllables of a word: its vowel sounds as they are spelled.

    A hyphenation dictionary is no help: it never breaks after a single letter ("over", "area") and finds 6 % too few
    syllables in Dutch and 13 % in English, which flatters a text.
    """
    word = word.lower()
    if language == "nl":
        return max(1, len(_NUCLEUS_NL.findall(word)))
    if len(re.findall("[aeiouy]+", word)) > 1:
        word = _PAST_EN.sub("d", _SILENT_EN.sub("", word))
    return max(1, len(re.findall("[aeiouy]+", _HIATUS_EN.sub(r"\g<0>-", word))))


def sentences(text: str, language: str, names: Iterable[str] = ()) -> list[Sentence]:
    """The sentences of a piece of text; a heading or an item of a list is one too.

    names: names of places that do not count as words of the text.
    """
    bare = _BRACKETS.sub("", text)
    for name in sorted([*NAMES, *names], key=len, reverse=True):
        bare = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _NAME, bare)
    found = []
    for part in _END.split(bare):
        words = _WORD.findall(part)
        if words:
            counted = [word for word in words if word != _NAME and not any(sign.isdigit() for sign in word)]
            found.append(Sentence(part.strip(), len(words), tuple(syllables(word, language) for word in counted)))
    return found


def measure(found: list[Sentence], language: str, long_sentence: int) -> Measures:
    """The measures of a text; a sentence of more than `long_sentence` words is long."""
    counts = [count for sentence in found for count in sentence.syllables]
    words = sum(sentence.words for sentence in found)
    return Measures(
        ease=_ease(language, words / len(found), counts),
        sentences=len(found),
        words_per_sentence=words / len(found),
        syllables_per_word=sum(counts) / len(counts),
        share_long_sentences=sum(sentence.words > long_sentence for sentence in found) / len(found),
        share_long_words=sum(count >= LONG_WORD for count in counts) / len(counts),
        longest=max(sentence.words for sentence in found),
    )


def worst(found: list[Sentence], language: str, n: int = 10) -> list[str]:
    """The hardest different sentences, hardest first, each with its score and its number of words."""
    different = {sentence.text: sentence for sentence in found if len(sentence.syllables) > 4}
    hardest = sorted(different.values(), key=lambda sentence: sentence.ease(language))[:n]
    return [f"{sentence.ease(language):4.0f} {sentence.words:3} {sentence.text}" for sentence in hardest]


def _ease(language: str, words_per_sentence: float, counts: Iterable[int]) -> float:
    constant, per_sentence, per_word = FORMULAS[language]
    counts = list(counts)
    mean = sum(counts) / len(counts) if counts else 1.0
    return constant - per_sentence * words_per_sentence - per_word * mean
