"""The first section of a factsheet: a sentence for every outcome, short blocks for every area, in both languages."""

import re
from functools import cache

import pandas as pd
import pytest

from helpers.contract.load import Tables
from helpers.contract.vocabulary import LANGUAGES, THEMES
from helpers.methods.intervals import Interval
from helpers.results import answer
from helpers.results.similar import QUALITIES
from helpers.session import Run, open_run
from helpers.views import answer as views
from tests.conftest import SOME_AREAS
from tests.readability import sentences

AREA = "heerlen-noord"
RUN = open_run(AREA)
COURSES = {
    "known": {},
    "same": {"first": Interval.exact(4.021), "last": Interval.exact(4.018)},
    "not-known": {"first": None, "last": None},
}
LONGEST = {"nl": 25, "en": 30}  # words of a sentence: tests/test_readability.py

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def row_of_lead(**changes):
    value = Interval(49.64, 49.53, 49.75)
    row = {"level": "higher", "value": value, "decimals": 1, "rough": False, "since": 2014, "until": 2024}
    row |= {"first": Interval.exact(3.88), "last": Interval.exact(3.96)}
    row |= {"residents": Interval(55255.0, 55199.0, 55311.0), "districts": 14} | changes
    return pd.DataFrame([row]).astype(dict.fromkeys(("value", "first", "last", "residents"), "object"))


def said(language, area=AREA, **changes):
    return [block.text for block in views.lead(open_run(area, language), row_of_lead(**changes))]


@in_both_languages
@pytest.mark.parametrize("level", answer.LEVELS)
@pytest.mark.parametrize("course", COURSES)
def test_every_outcome_has_sentences_of_its_own(language, level, course):
    value = None if level == "no-value" else Interval(49.64, 49.53, 49.75)
    bold, residents = said(language, level=level, value=value, **COURSES[course])
    found = sentences(bold, language, ["Heerlen-Noord", "Heerlen"])
    assert len(found) == 2 + (level != "no-value") and max(sentence.words for sentence in found) <= LONGEST[language], (
        bold
    )
    shown = {"nl": "49,6%", "en": "49.6%"}[language]  # as in every table: "50%" beside it would be another number
    assert (shown in bold) == (level != "no-value")
    assert (
        level == "no-value"
        or {"nl": "bij de laagste 40% van Nederland", "en": "lowest 40% nationally"}[language] in bold
    )
    others = {said(language, level=other, value=value)[0] for other in answer.LEVELS if other != level}
    assert said(language, level=level, value=value)[0] not in others
    assert "55" in residents and "14" in residents


def test_the_finding_is_the_lead_and_residents_and_districts_are_plain():
    assert [block.tone for block in views.lead(RUN, row_of_lead())] == ["lead", ""]


def test_a_difference_is_only_said_where_it_is_an_outcome():
    """Dutch, word by word: nothing but higher and lower says more or less without a reserve."""
    plain = {level: said("nl", level=level)[0] for level in answer.LEVELS if level != "no-value"}
    assert "Dat is meer dan in vergelijkbare wijken." in plain["higher"]
    assert "Dat is minder dan in vergelijkbare wijken." in plain["lower"]
    assert "is mogelijk meer dan" in plain["higher-unsure"] and "is mogelijk minder dan" in plain["lower-unsure"]
    for level in ("undecided", "poor", "no-similar"):
        assert "meer dan" not in plain[level] and "minder dan" not in plain[level]
    assert "3,88 in 2014 en 3,96 in 2024" in said("nl")[0]
    for course in COURSES.values():
        assert not any(word in said("nl", **course)[0] for word in ("hoger", "lager", "beter", "slechter"))


def test_a_score_that_is_printed_the_same_is_printed_once():
    assert said("nl", **COURSES["same"])[0].endswith("was in 2014 en in 2024 4,02.")
    assert said("en", **COURSES["same"])[0].endswith("was 4.02 in both 2014 and 2024.")


@in_both_languages
@pytest.mark.parametrize("course", COURSES)
def test_nothing_is_said_of_the_score_since_the_grant(language, course):
    assert said(language, **COURSES[course])[0].count("2022") == 1  # of low income


def test_rough_districts_are_not_called_the_area():
    bold, residents = said("nl", "groningen-noord", rough=True, value=Interval(49.6, 49.5, 49.7, "proxy"))
    assert "In de 14 wijken die wij voor Groningen-Noord nemen, hoorde ca. 49,6% van de inkomens" in bold
    bold, residents = said("en", "breda-noord", rough=True, districts=1, value=Interval(44.7, 44.65, 44.75, "proxy"))
    assert "In the district that we use for Breda-Noord, approx. 44.7% of incomes in 2022 were" in bold
    assert residents.startswith("The area's own figures are all about one district of Breda")
    assert residents.endswith("residents), part of Breda-Noord.")
    for area, words in (("groningen-noord", "ruimer dan"), ("nieuwegein-centrale-as", "ongeveer"), (AREA, "ongeveer")):
        run = open_run(area)
        _, residents = said("nl", area, rough=True)
        assert residents.startswith("Alle cijfers van het gebied zelf gaan over 14 wijken")
        assert residents.endswith(f"), {words} {run.area_name}.")
    assert said("nl", residents=None)[1:] == []


@in_both_languages
def test_done_says_every_outcome(language):
    run = open_run(AREA, language)

    def shown(*rows):
        columns = [
            "theme",
            "approaches",
            "parts",
            "only_named",
            "aims",
            "plans",
            "about_nl",
            "about_en",
            "proper_name",
            "example",
        ]
        done = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns)
        found = answer.found(run, AREA)
        return views.done_found_unknown(run, done, found, answer.not_studied(run, AREA))[0].parts[0][1].text

    first = ("armoede", 4, 0, 0, 0, 0, "Hulp aan huis", "Help at home", False, True)
    second = ("jonge-kind", 2, 0, 0, 0, 1, "Ander", "Other", False, False)
    third = ("veerkracht", 1, 0, 0, 0, 1, "Ander", "Other", False, False)
    texts = [
        shown(),
        shown(("armoede", 1, 0, 0, 0, 0, "Hulp aan huis", "Help at home", False, True)),
        shown(("armoede", 1, 0, 0, 0, 1, "Hulp aan huis", "Help at home", False, True)),
        shown(first),
        shown(first, second),
        shown(first, second, third),
        shown(("armoede", 4, 0, 0, 0, 0, "Hulp Aan", "Help At", True, True), second),
        shown(("armoede", 1, 0, 1, 0, 0, "Hulp aan huis", "Help at home", False, True)),
        shown(("armoede", 4, 0, 4, 0, 0, "Hulp aan huis", "Help at home", False, True)),
        shown(("armoede", 4, 0, 1, 0, 0, "Hulp aan huis", "Help at home", False, True)),
        shown(("armoede", 4, 0, 3, 0, 0, "Hulp aan huis", "Help at home", False, True), second),
        shown(("armoede", 1, 0, 0, 1, 0, "Hulp aan huis", "Help at home", False, True)),
        shown(("armoede", 4, 0, 1, 2, 0, "Hulp aan huis", "Help at home", False, True)),
        shown(("armoede", 4, 2, 0, 0, 0, "Hulp aan huis", "Help at home", False, True)),
        shown(("armoede", 4, 1, 0, 0, 0, "Hulp aan huis", "Help at home", False, True)),
    ]
    assert len(set(texts)) == len(texts)
    about = {"nl": "hulp aan huis", "en": "help at home"}[language]
    assert all(about in text for text in texts[1:6]) and {"nl": "Hulp Aan", "en": "Help At"}[language] in texts[6]
    for text, numbers in zip(texts[3:6], (["4"], ["6", "4", "2"], ["7", "4", "2"]), strict=True):
        assert all(number in text for number in numbers)
    if language == "nl":
        assert "niet dat er niets gebeurt" in texts[0]
        assert ": 1 nog niet" in texts[4] and "Van die 7: 2 nog niet (helemaal) gedaan." in texts[5]
        # Plans are counted of all approaches: behind the example it would be said of that.
        assert all(text.endswith("Een voorbeeld: hulp aan huis.") for text in texts[3:6])
        assert texts[2].endswith("hulp aan huis. Die was nog niet (helemaal) gedaan.")
        assert texts[7].endswith("hulp aan huis. Die is alleen genoemd.")
        assert "armoede en schulden. Die zijn alleen genoemd. Een" in texts[8]
        assert ": 1 alleen genoemd. Een" in texts[9]
        assert "Van die 6: 3 alleen genoemd, 1 nog niet (helemaal) gedaan. Een" in texts[10]
        assert texts[11].endswith("hulp aan huis. Die is als doel genoemd.")
        assert "Van die 4: 1 alleen genoemd, 2 als doel. Een" in texts[12]
        assert "noemt 4 aanpakken (2 zijn deel van een andere), alle bij" in texts[13]
        assert "noemt 4 aanpakken (1 is deel van een andere), alle bij" in texts[14]
    else:
        assert "for poverty and debt (4) and young children (2). Of the 6: 3 only named, 1 not yet" in texts[10]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((6, 1, 1), "vooral bij armoede en schulden (6)."),
        ((6, 2, 1), "vooral bij armoede en schulden (6) en het jonge kind (2)."),
        ((2, 2, 1), "vooral bij armoede en schulden (2) en het jonge kind (2)."),
        ((1, 1, 1), "bij 3 thema's."),
    ],
)
def test_no_theme_is_named_while_one_with_as_many_approaches_is_not(numbers, expected):
    facts = {"parts": 0, "only_named": 0, "aims": 0, "plans": 0, "about_nl": "Hulp", "about_en": "Help"}
    rows = [
        facts | {"theme": theme, "approaches": n, "proper_name": False, "example": theme == "armoede"}
        for theme, n in zip(("armoede", "jonge-kind", "veerkracht"), numbers, strict=True)
    ]
    frames = answer.found(RUN, AREA), answer.not_studied(RUN, AREA)
    (columns,) = views.done_found_unknown(RUN, pd.DataFrame(rows), *frames)
    assert f"aanpakken, {expected} Een" in columns.parts[0][1].text


def test_parts_of_an_approach_and_findings_from_before_the_grant_are_said_to_be_so():
    said = {}
    for area in ("arnhem-oost", "den-haag-zuidwest", "amsterdam-nieuw-west"):
        run = open_run(area)
        frames = answer.done(run, area), answer.found(run, area), answer.not_studied(run, area)
        (columns,) = views.done_found_unknown(run, *frames)
        said[area] = [part[1].text for part in columns.parts]
    assert "8 aanpakken (3 zijn deel van een andere), vooral bij re-integratie (6)." in said["arnhem-oost"][0]
    assert "bij re-integratie: 3 over wat helpt en 1 over wat lastig is." in said["arnhem-oost"][1]
    assert ": 2 uit onderzoek van voor de SPUK en 1 over wat lastig is." in said["den-haag-zuidwest"][1]
    assert "één bevinding over dit gebied, bij het jonge kind, over wat helpt." in said["amsterdam-nieuw-west"][1]


@in_both_languages
def test_found_says_every_outcome(language):
    run = open_run(AREA, language)

    def shown(outcome, findings, themes):
        row = {"outcome": outcome, "findings": findings, "themes": themes, "label_nl": "Zegt X", "label_en": "X says"}
        row |= {"kinds": {"element": findings}}
        blocks = views.done_found_unknown(
            run, answer.done(run, AREA), pd.DataFrame([row]), answer.not_studied(run, AREA)
        )
        return blocks[0].parts[1][1].text

    texts = [
        shown("effect", 1, ("armoede",)),
        shown("effect", 3, ("armoede",)),
        shown("listed", 1, ("armoede",)),
        shown("listed", 3, ("armoede", "jonge-kind")),
        shown("group", 0, ("armoede",)),
        shown("none", 0, ()),
    ]
    assert len(set(texts)) == len(texts)
    for text in texts[:4]:
        assert {"nl": "Effecten maten de studies niet", "en": "did not measure effects"}[language] in text
    assert all(run.text("series.subject.armoede") in text for text in texts[2:5])


@in_both_languages
def test_what_is_not_known_is_never_called_no_activity(language):
    run = open_run(AREA, language)
    done, found = answer.done(run, AREA), answer.found(run, AREA)

    def shown(themes):
        rows = pd.DataFrame({"theme": list(themes), "approaches": [0] * len(themes)})
        return views.done_found_unknown(run, done, found, rows)[0].parts[2][1].text

    for number in range(len(THEMES) + 1):
        text = shown(THEMES[:number])
        assert run.text("answer.unknown.cause") in text
        assert all(run.text(f"series.subject.{theme}") in text for theme in THEMES[:number])
        assert (run.text("answer.unknown.all_studied") in text) == (number == 0)
    assert {"nl": "kan wel iets gedaan zijn", "en": "Work may have been done"}[language] in text


@pytest.mark.parametrize("areas", [SOME_AREAS, pytest.param((), marks=pytest.mark.slow)], ids=["some", "all"])
@in_both_languages
def test_blocks_of_every_area_are_short(tables, areas, language):
    for area in areas or tables.areas["area"]:
        run = open_run(area, language)
        frames = answer.done(run, area), answer.found(run, area), answer.not_studied(run, area)
        (columns,) = views.done_found_unknown(run, *frames)
        assert [part[0].id for part in columns.parts] == ["gedaan", "gevonden", "niet-bekend"]
        for part in columns.parts:
            assert len(part[1].text.replace(" – ", " ").split()) <= 40, f"{area}: {part[1].text}"


# Good to know -------------------------------------------------------------------------------------------
@cache
def known_of(area):
    return answer.good_to_know(RUN, area)


@pytest.mark.slow
@in_both_languages
def test_caveats_are_three_and_short_for_every_area(tables, language):
    for area in tables.areas["area"]:
        heading, caveats, edition = views.good_to_know(open_run(area, language), known_of(area))
        assert (heading.level, heading.place) == (2, "last") and len(caveats.items) == 3
        assert all(len(item.split()) <= 40 for item in caveats.items), f"{area}: {caveats.items}"  # three may differ
        assert edition.text.startswith({"nl": "Uitgave: november 2026.", "en": "Edition: November 2026."}[language])


@in_both_languages
def test_every_boundary_and_every_quality_of_a_match_has_its_words(language):
    run, rows = open_run(AREA, language), answer.good_to_know(RUN, AREA)

    def shown(**changes):
        return views.good_to_know(run, rows.assign(**changes))[1].items

    boundaries = {shown(match=match)[0] for match in ("exact", "close", "inferred", "proxy", "no-list")}
    similar = {shown(quality=quality, poor=4)[1] for quality in QUALITIES}
    assert len(boundaries) == 5 and len(similar) == 3
    assert sum(bool(re.search(r"\b4\b", item)) for item in similar) == 2 and all("10" in item for item in similar)
    assert rows["match"].tolist() == ["inferred"] and rows["quality"].tolist() == ["good"]
    named = [run.text(f"similar.unlike.{variable}") for variable in rows["unlike"].iloc[0]]
    assert len(named) > 1 and all(name in shown()[1] for name in named)  # the variables, not all that is matched on


@pytest.mark.parametrize(
    ("area", "said"),
    [
        (
            "amsterdam-zuidoost",
            "vrijwel samen met Amsterdam Zuidoost, maar niet precies. De cijfers van 2022 gaan over 7",
        ),
        ("groningen-noord", "De eigen cijfers gaan over vijf"),
    ],
)
def test_what_is_known_of_a_boundary_follows_the_match_or_replaces_a_rough_one(area, said):
    items = views.good_to_know(open_run(area), known_of(area))[1].items
    assert said in items[0] and "maar ongeveer" not in items[0]


def test_contact_and_edition_are_those_of_the_table():
    rows = answer.good_to_know(RUN, AREA).assign(edition="2027-03", contact_nl="Bel ons.")
    assert views.good_to_know(RUN, rows)[2].text == "Uitgave: maart 2027. Bel ons."
    edition = RUN.tables.edition
    later = pd.concat([edition.assign(edition="2027-01", contact_en="Later."), edition])
    again = Run(RUN.parameters, Tables(RUN.tables.frames | {"edition": later}))
    assert answer.good_to_know(again, AREA)[["edition", "contact_en"]].values.tolist() == [["2027-01", "Later."]]
