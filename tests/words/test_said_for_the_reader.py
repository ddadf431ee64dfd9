"""Said for the reader: nothing that needs the code to be understood, no debt figure without its definition."""

import re

import pytest

from helpers.results import indicators
from helpers.words.text import catalogue
from tests.golden import FOLDER

# Phrases that were in the texts and say nothing to a reader, or something else: on a phone no column is the last.
UNCLEAR = {
    "nl": r"(dichter bij|verder van) 1\b|omgedraaid|draaide om|past bij een lager|anders verwoord"
    r"|(eerste|tweede|derde|laatste) kolom",
    "en": r"(closer to|further from) 1\b|turned around|fits a lower|in other words"
    r"|(first|second|third|last) column",
}
DEBTS = {"nl": ("problematische schulden", "definitie"), "en": ("problematic debts", "definition")}


@pytest.mark.parametrize("language", UNCLEAR)
def test_no_message_is_unclear(language):
    assert [text for text in map(str, catalogue(language).values()) if re.search(UNCLEAR[language], text)] == []


@pytest.mark.parametrize("language", DEBTS)
def test_no_debt_figure_without_its_definition(language):
    """On all kept pages; statements of the report are its own, and the glossary gives no figure."""
    debts, definition = DEBTS[language]
    own = re.compile(r"^\s*(Wat het rapport zegt|What the report says):")
    bare, told = [], 0
    for page in sorted(FOLDER.glob(f"*/{language}/*.txt")):
        for line in page.read_text(encoding="utf-8").splitlines():
            if debts in line.lower() and re.search(r"\d%|: \d|\d\.\d|{-?\d", line) and not own.match(line):
                told += 1
                bare += [] if definition in line else [f"{page.name}: {line.strip()}"]
    assert told >= 3 and bare == []


def test_the_goal_on_debts_names_the_definition_that_it_uses(run):
    """The longest of the two series, which starts in 2018, is that of the old definition."""
    pairs = indicators.of_indicators(run, "problematische-schulden")
    longest = pairs[pairs["focus"].notna()].groupby("definition")["year"].nunique().idxmax()
    assert longest == "old" and "oude definitie" in catalogue("nl")["goals.households-with-debts"]
    assert "old definition" in catalogue("en")["goals.households-with-debts"]


@pytest.mark.parametrize("language", DEBTS)
def test_no_list_stands_twice_on_a_page(language):
    """A page is a notebook, or the factsheet that its cells are for; a list has two items or more."""
    for area in sorted(path.name for path in FOLDER.iterdir()):
        factsheet: list[str] = []
        for page in sorted((FOLDER / area / language).glob("*.txt")):
            cells = re.split(r"(?m)^==== ", page.read_text(encoding="utf-8"))
            lists = {cell: _lists(cell) for cell in cells}
            own = [found for of_cell in lists.values() for found in of_cell]
            assert len(own) == len(set(own)), page
            factsheet += [found for cell in cells if cell.startswith("factsheet") for found in lists[cell]]
        assert len(factsheet) == len(set(factsheet)), area


def _lists(cell):
    return [found for found in re.findall(r"(?m)(?:^- .+\n)+", cell + "\n") if found.count("\n") > 1]
