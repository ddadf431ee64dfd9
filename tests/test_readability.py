"""The texts for readers keep the limits of docs/language.md: the catalogues, and the factsheets of two areas."""

import re

import nbformat
import pytest

from helpers.pages.factsheet import sections
from helpers.words.text import catalogue, placeholders
from tests.conftest import PROJECT
from tests.published import NOTEBOOKS, cells
from tests.readability import measure, sentences, syllables, worst

pytestmark = pytest.mark.slow

# docs/language.md says where these limits come from.
LONG_SENTENCE = {"nl": 20, "en": 25}
LONGEST = {"nl": 25, "en": 30}
# In many studies, in one.
FACTSHEETS = [
    ("rotterdam-zuid", "nl"),
    ("utrecht-overvecht", "en"),
    pytest.param(("rotterdam-zuid", "en"), marks=pytest.mark.long),
    pytest.param(("utrecht-overvecht", "nl"), marks=pytest.mark.long),
]
SAMPLE = "9"  # what stands for a placeholder: numbers and names weigh the same


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            "aan·pak ge·mid·del·den o·ver ge·ïn·for·meerd fi·nan·ci·ë·le e·va·lu·a·tie leeuw mooi·e re-in·te·gra·tie u",
        ),
        ("en", "ar·e·a meas·ured neigh·bour·hoods cre·at·ed plac·es pro·gramme a·vail·a·ble the be·ing ex·pe·ri·ence"),
    ],
)
def test_syllables(language, words):
    for word in words.split():
        counted = len(re.split("[·-]", word))
        assert syllables(word.replace("·", ""), language) == counted, word


def test_names_numbers_and_references_do_not_make_a_sentence_harder():
    plain = sentences("In Delft-West had 48% werk. Dat klopt.", "nl", ["Delft-West"])
    assert [sentence.words for sentence in plain] == [5, 2]
    assert plain[0].syllables == (1, 1, 1)
    marked = sentences("In Delft-West had 48% (47,5 tot 48,5) werk (paragraaf 2.3.6). Dat klopt.", "nl", ["Delft-West"])
    assert [sentence.syllables for sentence in marked] == [sentence.syllables for sentence in plain]


def test_a_hard_text_scores_lower_than_an_easy_one():
    easy = "Wij spraken met mensen in de wijk. Zij helpen elkaar."
    hard = "De gebiedsgerichte implementatie van interventiestrategieën faciliteert bewonersparticipatie."
    measured = [measure(sentences(text, "nl"), "nl", 20) for text in (easy, hard)]
    assert measured[0].ease > 80 and measured[1].ease < 0
    assert measured[0].share_long_words == 0 and measured[1].share_long_words > 0.5


# The catalogues ------------------------------------------------------------------------------------------


def _prose(language):
    """Every message that is a sentence, with samples in its places; texts for screen readers hold lists of numbers."""
    for key, message in catalogue(language).items():
        for form in message.values() if isinstance(message, dict) else [message]:
            if re.search(r"[.?!]$", form) and " " in form and not re.search(r"(^|[._])alt", key):
                yield re.sub("|".join(rf"\{{{name}\}}" for name in placeholders(form)) or "(?!)", SAMPLE, form)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_messages_read_easily(language):
    found = [sentence for text in _prose(language) for sentence in sentences(text, language)]
    _check(found, language, ease=65)


def test_both_languages_explain_the_same_terms():
    terms = {language: [key for key in catalogue(language) if key.startswith("glossary.")] for language in ("nl", "en")}
    assert terms["nl"] == terms["en"]
    for language, keys in terms.items():
        for key in keys:
            text = catalogue(language)[key]
            assert text.endswith(".") == key.endswith(".text"), key


# The factsheets ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=FACTSHEETS, ids="-".join)
def of_what(request):
    return request.param


@pytest.fixture
def language(of_what):
    return of_what[1]


@pytest.fixture(scope="module")
def factsheet(of_what, tables, figures_once):
    """The running text of a factsheet: title of the section -> its sentences."""
    area, language = of_what
    areas = tables.areas
    names = {*areas["name"], *areas["municipality"], *areas["province"]}
    notebooks = [_executed(name, area, language) for name in NOTEBOOKS]
    return {
        section.title: [
            sentence for text in _running_text(section.blocks) for sentence in sentences(text, language, names)
        ]
        for section in sections(notebooks)
    }


def test_sections_read_easily(factsheet, language):
    for title, found in factsheet.items():
        assert found, title
        measured = measure(found, language, LONG_SENTENCE[language])
        assert measured.ease >= 50, _report(f"{title}: ease {measured.ease:.1f}", found, language)


def test_page_one_reads_easily(factsheet, language):
    _check(next(iter(factsheet.values())), language, ease=60)


def test_whole_factsheet_reads_easily(factsheet, language):
    _check([sentence for found in factsheet.values() for sentence in found], language, ease=60)


def _check(found, language, ease):
    measured = measure(found, language, LONG_SENTENCE[language])
    report = _report(str(measured), found, language)
    assert measured.ease >= ease, report
    assert measured.words_per_sentence <= 12, report
    assert measured.share_long_sentences <= 0.02, report
    assert measured.share_long_words <= 0.12, report
    assert measured.longest <= LONGEST[language], report


def _report(headline, found, language):
    longest = max(found, key=lambda sentence: sentence.words)
    return "\n".join([headline, f"longest ({longest.words} words): {longest.text}", *worst(found, language)])


def _running_text(blocks):
    """What is read as text: not the cells of tables, headings, sources and alternative texts."""
    for block in blocks:
        if block.kind == "columns":
            for part in block.parts:
                yield from _running_text(part)
        elif block.kind in ("paragraph", "note"):
            yield block.text
        elif block.kind == "bullets":
            yield from block.items
        elif block.kind == "fold":
            yield from _running_text(block.parts)
        elif block.kind in ("table", "figure"):
            yield from block.caveats
        elif block.kind == "spine":
            yield from (text for text in (block.note, *block.caveats) if text)


def _executed(name, area, language):
    """A notebook with the outputs of its cells tagged `factsheet`."""
    notebook = nbformat.read(PROJECT / "notebooks" / f"{name}.ipynb", as_version=4)
    for cell in cells(name, area, language):
        if "factsheet" in cell.tags:
            output = nbformat.v4.new_output("display_data", data=cell.blocks._repr_mimebundle_())
            notebook.cells[cell.number].outputs = [output]
    return notebook
