"""One word for one thing: in the catalogues and in the labels that readers get, one of two words is forbidden."""

import re

import pytest

from helpers.contract.vocabulary import THEMES
from helpers.words.text import catalogue

# What is never said, by language. "Buurtinterventies" is in the title of the dissertation, "key figures" in that of the
# statistics of CBS.
FORBIDDEN = {
    "nl": r"(?<!buurt)interventies?\b|sleutelfigu",
    "en": r"(?<!neighbourhood )\binterventions?\b|key figures?\b(?! district)|child care|preschool|welfare benefit",
}
# The frameworks of the literature are told in their own words, and sources have the names that they have.
NOT_OURS = ("factors", "factor_links", "sources")


@pytest.mark.parametrize("language", FORBIDDEN)
def test_catalogues_have_one_word_for_one_thing(language):
    said = [
        text for text in map(str, catalogue(language).values()) if re.search(FORBIDDEN[language], text, re.IGNORECASE)
    ]
    assert [text for text in said if text != "Key figures"] == []  # the heading of the figures on page one


@pytest.mark.parametrize("language", FORBIDDEN)
def test_labels_have_one_word_for_one_thing(tables, language):
    found = []
    for name, frame in tables.frames.items():
        for column in frame.columns if name not in NOT_OURS else ():
            pair = column.removesuffix(language) + ("en" if language == "nl" else "nl")
            if column.endswith(f"_{language}") and pair in frame.columns:
                said = frame[column].dropna().astype(str)
                said = said[said.str.contains(FORBIDDEN[language], case=False)]
                found += [f"{name}.{column}: {text}" for text in said]
    assert found == []


def test_groups_of_approaches_and_themes_have_one_name():
    """The matrix and the table beside it call a group the same; so do columns of themes and the text."""
    for language in FORBIDDEN:
        words = catalogue(language)
        names = {key.removeprefix("column."): name for key, name in words.items() if key.startswith("column.")}
        groups = [key for key in names if key.startswith("cluster-")]
        assert len(groups) == 5
        for key in groups:
            assert names[key] == words[key.replace("-", ".", 1)]
        for theme in THEMES:
            assert names[f"study-{theme}"] == names[f"theme-{theme}"] == words[f"study.{theme}"]
