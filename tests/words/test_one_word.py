"""One word for one thing: in the catalogues and in the labels that readers get, one of two words is forbidden."""

import re

import pytest

from helpers.contract.vocabulary import THEMES
from helpers.words.text import catalogue

# What is never said, by language. "Buurtinterventies" is in the title of the dissertation, "key figures" in that of the
# statistics of CBS.
FORBIDDEN = {
    "nl": r"(?<!buurt)interventies?\b|sleutelfigu",
    "en": r"(?<!neighbourhood )\binterventions?\b|key figures?\b(?! district)|child care|preschool|welfare benefit"
    r"|series breaks?\b|breaks? in (?:the )?trend|break in series",
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


# Dutch "15 tot 75" ends before 75, English "15 to 75" with it. The report writes "18 tot 30" and "18-30" of one figure.
# Tables about what the report tells may be as loose as it is; figures may not.
OF_FIGURES = ("indicators", "correspondences")
AGES = re.compile(r"\b(\d+)-? tot (\d+)(?= jaar|-jarige)")
AS_REPORTED = {("18", "30")}


def pairs_of_texts(tables):
    """Each text with its translation: of the catalogues, and of the tables about figures."""
    english = catalogue("en")
    for key, text in catalogue("nl").items():
        yield key, str(text), str(english[key])
    for name, frame in ((name, tables.frames[name]) for name in OF_FIGURES):
        for column in (column for column in frame.columns if column.endswith("_nl")):
            other = column.removesuffix("nl") + "en"
            for text, translation in zip(frame[column], frame[other], strict=True):
                yield f"{name}.{column}", str(text), str(translation)


def test_ages_end_in_both_languages_where_the_other_ends(tables):
    found, wrong = 0, []
    for where, dutch, english in pairs_of_texts(tables):
        for first, end in set(AGES.findall(dutch)) - AS_REPORTED:
            found += 1
            if re.search(rf"\b{first}(?: to |-){end}\b", english):
                wrong.append(f"{where}: {english}")
    assert found > 20 and wrong == []
