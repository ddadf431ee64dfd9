"""A language that is not wholly translated: what it lacks comes in another one, and what does not fit is named."""

import pytest

from helpers.contract.vocabulary import LANGUAGES, PAGE_LANGUAGES
from helpers.words import check, languages, text
from helpers.words.languages import Language
from helpers.words.text import Text, catalogue


@pytest.fixture
def frisian(tmp_path, monkeypatch):
    """frisian(content, room): Frisian, with Dutch for what is not in the catalogue file that is written here."""
    monkeypatch.setitem(languages.LANGUAGES, "fy", Language("fy_NL", instead="nl"))
    known = text.catalogue_files

    def write(content, room="pages"):
        # Beside the others, as what a file may hold is asked from the Dutch one of its room.
        for path in known("nl"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        own = tmp_path / f"{room}.fy.yaml"
        own.write_text(content, encoding="utf-8")
        files = {"nl": sorted(tmp_path.glob("*.nl.yaml")), "en": known("en"), "fy": [own]}
        for module in (text, check):
            monkeypatch.setattr(module, "catalogue_files", files.get)

    catalogue.cache_clear()
    yield write
    catalogue.cache_clear()


def test_what_is_not_translated_comes_in_the_other_language(frisian):
    frisian('page: {in_this_language: "Dizze side yn it Frysk"}')
    fy, nl = Text("fy"), Text("nl")
    assert fy("page.in_this_language") == "Dizze side yn it Frysk" and fy("page.skip") == nl("page.skip")
    assert fy.in_tables("name") == nl.in_tables("name") == "name_nl" and Text("en").in_tables("name") == "name_en"
    assert fy.number(1237.5, 1) == "1.237,5" and fy.group("section") == nl.group("section")


def test_check_says_how_far_a_language_is(frisian):
    frisian('page: {in_this_language: "Dizze side yn it Frysk"}')
    assert check.catalogue_problems() == []
    assert check.translated() == [f"fy: 1 of {len(catalogue('nl'))} messages; a page says the others in nl"]


@pytest.mark.parametrize(
    ("content", "room", "told"),
    [
        ('pagina: {a: "x"}', "pages", "pages.nl.yaml: message pagina.a is missing; pages.fy.yaml has it"),
        ('index: {title: "{m} gebieten"}', "pages", "message index.title: placeholders n; pages.fy.yaml has m"),
        ('unit: {jobs: {name: "banen"}}', "pages", "pages.nl.yaml: message unit.jobs.name is missing"),
        ('page: {skip: "x"}', "side", "side.fy.yaml: there is no side.nl.yaml; expected the name of a room"),
        ("page: {skip: 3}", "pages", "pages.fy.yaml, message page.skip: 3; expected a text"),
    ],
)
def test_what_does_not_fit_is_named(frisian, content, room, told):
    frisian(content, room)
    (problem,) = check.catalogue_problems()
    assert told in problem


def test_tables_have_the_languages_that_need_no_other():
    assert {code for code in PAGE_LANGUAGES if not languages.LANGUAGES[code].instead} == set(LANGUAGES)
    assert LANGUAGES == ("nl", "en")
