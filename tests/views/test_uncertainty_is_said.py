"""What rests on rounding alone says so: brackets are called rounding, directions of estimates have words beside them.

For all areas in both languages what the views show of indicators; for one area whole notebooks; and the kept pages.
"""

import re
from functools import cache

import pytest

from helpers import results, views
from helpers.blocks.model import Bullets, Figure, Note, Paragraph, Spine, Table
from helpers.contract.load import load_tables
from helpers.contract.vocabulary import LANGUAGES
from helpers.session import open_run
from helpers.words.text import Text, catalogue
from tests.conftest import PROJECT
from tests.golden import FOLDER
from tests.published import NOTEBOOKS, cells, flat
from tests.results.test_uncertainty import with_nature

pytestmark = pytest.mark.usefixtures("figures_once")

AREAS = sorted(load_tables().areas["area"])
THEMES = ("armoede", "re-integratie", "jonge-kind", "sociale-cohesie")
# Numbers in brackets that are limits: `(3,9 tot 4,1)`, `(+7.7 to +7.9)`, `(−5% tot −4%)`.
BRACKETS = re.compile(r"\([+−]?[\d.,]+%? (?:tot|to) [+−]?[\d.,]+%?\)")
ROUNDING = {"nl": "afronding", "en": "rounding"}
# What says to which side something lies or moved, as whole words of a cell or a sentence.
DIRECTION = {
    "nl": r"(on)?gunstiger|hoger|lager|kleiner|groter|dichter bij|verder van|ongeveer (gelijk|even)|bleef|werd",
    "en": r"(more|less) favourable|higher|lower|smaller|larger|closer|further|about (the same|as)|became|stayed",
}
UNKNOWN = {
    "nl": {"sampling": "de steekproeffout is onbekend", "model": "de fout van het model is onbekend"},
    "en": {"sampling": "the sampling error is unknown", "model": "the error of the model is unknown"},
}
# That the truth lies in the brackets; areas may lie between two numbers of the report.
FALSE = {
    "nl": r"\b(ligt|liggen) (er|daar)?tussen\b(?! \d)|echte (cijfer|verschil|waarde)",
    "en": r"\blies? (in )?between\b(?! \d)|true (figure|difference|value)",
}


def blocks_of(run, themes) -> list[list]:
    """What the views show of indicators, a list per cell of a notebook."""
    found = [results.indicators.overview(run)]
    shown = [views.indicators.overview(run, found[0])]
    for theme in themes:
        pairs = results.indicators.pairs(run, theme)
        convergences = results.indicators.convergences(pairs)
        shown += [
            views.indicators.table(run, results.indicators.latest(pairs)),
            views.indicators.trends(run, results.indicators.trends_of(pairs)),
            views.indicators.convergence_table(run, convergences),
            views.indicators.choices(run, convergences),
            views.indicators.gaps(run, pairs, convergences),
            views.indicators.slopes(run, convergences),
            views.indicators.conclusions(run, theme),
        ]
    return [flat(blocks) for blocks in shown]


def tables_of(blocks):
    """Each table with all that stands beside it: caveats of its own and of its figure."""
    for block in blocks:
        if isinstance(block, Table):
            yield block, block.caveats
        if isinstance(block, Figure | Spine):
            yield block.table, [*block.table.caveats, *block.caveats]


def sentences_of(blocks) -> list[str]:
    found = []
    for block in blocks:
        if isinstance(block, Bullets):
            found += block.items
        if isinstance(block, Paragraph | Note):
            found.append(block.text)
    return found


@cache
def estimates(language) -> dict[str, str]:
    """Name -> unknown error, of the indicators of the monitor that are an estimate."""
    facts = results.uncertainty.estimates(load_tables().indicators)
    facts = facts[facts["kind"].isin(results.indicators.LEVELS)]
    errors = facts["nature"].map(results.uncertainty.unknown_error)
    return dict(zip(facts[f"name_{language}"], errors, strict=True))


def unsaid_in_tables(blocks, language) -> list[str]:
    """Rows with a direction of an estimate in tables that do not name it with its unknown error.

    The tables of remarks tell directions of the report and of publishers, which rest on nothing of ours.
    """
    found = []
    for table, beside in tables_of(blocks):
        if table.id == "let-op-tabel" or table.id.endswith("-lezen"):
            continue
        for row in table.rows:
            name = next((name for name in estimates(language) if row[0].text.startswith(name)), None)
            said = any(re.search(rf"\b({DIRECTION[language]})\b", cell.text) for cell in row[1:])
            if name and said:
                marked = any(re.search(rf"\b{_mark(name, language)}$", cell.text) for cell in row)
                told = any(UNKNOWN[language][estimates(language)[name]] in caveat for caveat in beside)
                found += [] if marked and told else [f"{table.id}: {name}"]
    return found


def unsaid_in_sentences(blocks, language) -> list[str]:
    """Sentences with a direction of an estimate without its mark, or while nothing in the cell tells of its error."""
    said = sentences_of(blocks)
    named = [
        (name, sentence)
        for sentence in said
        if (name := _starts_with(sentence, language)) in estimates(language)
        and re.search(DIRECTION[language], sentence)
    ]
    return [
        sentence
        for name, sentence in named
        if f", {_mark(name, language)}: " not in sentence
        or not any(UNKNOWN[language][estimates(language)[name]] in other for other in said)
    ]


def _starts_with(sentence, language) -> str:
    """The indicator that a sentence begins with: the longest name, as one may begin like another."""
    names = load_tables().indicators[f"name_{language}"]
    return max((name for name in names if sentence.startswith(name)), key=len, default="")


def _mark(name, language) -> str:
    facts = load_tables().indicators.set_index(f"name_{language}")
    return Text(language)(f"nature.{facts.loc[name, 'nature']}")


def unnamed_brackets(blocks, language) -> list[str]:
    """Limits in brackets whose column, caveats or cell do not say that they come from rounding."""
    found = []
    for table, beside in tables_of(blocks):
        for number, column in enumerate(table.columns):
            shown = any(BRACKETS.search(row[number].text) for row in table.rows)
            named = any(ROUNDING[language] in text for text in (column.label, *beside))
            # Of more than rounding: the head says so, or a column that tells what each margin is of.
            of_more = re.search("de marge|the margin", column.label) or any(one.key == "holds" for one in table.columns)
            if shown and not named and not of_more:
                found.append(f"{table.id}: {column.label}")
    said = sentences_of(blocks)
    if any(map(BRACKETS.search, said)) and not any("brackets" in s or "haakjes" in s for s in said):
        found.append(said[0])
    alts = [block.alt for block in blocks if isinstance(block, Figure)]
    return found + [alt for alt in alts if BRACKETS.search(alt) and not re.search("brackets|haakjes", alt)]


def check(area, language, themes=THEMES) -> int:
    """Nothing is left unsaid in an area; the number of rows that were looked at."""
    checked = 0
    for blocks in blocks_of(open_run(area, language), themes):
        assert unsaid_in_tables(blocks, language) == []
        assert unsaid_in_sentences(blocks, language) == []
        assert unnamed_brackets(blocks, language) == []
        checked += sum(len(table.rows) for table, _ in tables_of(blocks))
    return checked


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("language", "themes"),
    [("nl", THEMES[3:]), *[pytest.param(language, THEMES, marks=pytest.mark.slow) for language in LANGUAGES]],
    ids=["one theme-nl", *LANGUAGES],
)
def test_directions_and_brackets_say_what_they_rest_on(language, themes):
    assert check("leeuwarden-oost", language, themes) >= 25 * len(themes)


@pytest.mark.long
@pytest.mark.usefixtures("figures_once")  # nearly all figures are the same for every area
@pytest.mark.parametrize("language", LANGUAGES)
def test_they_do_in_all_areas(language):
    assert sum(check(area, language) for area in AREAS) >= 100 * len(AREAS)


@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param("nl", marks=pytest.mark.measured), "en"])
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_whole_notebooks_say_it(notebook, language):
    for cell in cells(notebook, "rotterdam-zuid", language):
        blocks = flat(cell.blocks)
        assert unsaid_in_tables(blocks, language) == unsaid_in_sentences(blocks, language) == []
        assert unnamed_brackets(blocks, language) == []


def test_the_checks_see_what_is_left_out(run):
    """The same tables without their caveats, their mark or their heads are found."""
    pairs = results.indicators.latest(results.indicators.pairs(run, "sociale-cohesie"))
    (table,) = views.indicators.table(run, pairs)
    assert unsaid_in_tables([table], "nl") == unnamed_brackets([table], "nl") == []
    assert len(unsaid_in_tables([table.model_copy(update={"caveats": []})], "nl")) == len(table.rows) == 5
    bare = [column.model_copy(update={"label": column.key}) for column in table.columns]
    assert len(unnamed_brackets([table.model_copy(update={"columns": bare, "caveats": []})], "nl")) == 2


# Who decides: the nature, in the table alone -------------------------------------------------------------


def test_what_is_said_follows_the_nature(run):
    """Loneliness as a register: no mark is left; middle incomes as a survey: mark and caveats are there."""

    def said(run, theme):
        pairs = results.indicators.pairs(run, theme)
        convergences = results.indicators.convergences(pairs)
        blocks = [
            *views.indicators.table(run, results.indicators.latest(pairs)),
            *views.indicators.convergence_table(run, convergences),
            *views.indicators.choices(run, convergences),
        ]
        names = [row[0].text for block, _ in tables_of(blocks) for row in block.rows]
        return [*names, *sentences_of(blocks), *(c for _, of in tables_of(blocks) for c in of)]

    lonely, income, words = "Sterk eenzaam (18+)", "Middeninkomens", "de steekproeffout is onbekend"
    assert f"{lonely}, enquête" in said(run, "sociale-cohesie")
    after = said(with_nature(run, "sterk-eenzaam", "register"), "sociale-cohesie")
    assert f"{lonely}, enquête" not in after and lonely in after

    assert not any(words in text for text in said(run, "armoede"))
    changed = said(with_nature(run, "middeninkomens", "survey"), "armoede")
    assert f"{income}, enquête" in changed
    assert sum(words in text for text in changed) == 3  # at each table


def test_conclusions_say_it_beside_them(run):
    def may(run):
        _, bullets, *_ = views.indicators.conclusions(run, "sociale-cohesie")
        return [re.search("onbekend", item) is not None for item in bullets.items]

    assert may(run) == [True, True]
    assert may(with_nature(run, "vrijwilligers", "register")) == [True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_indicator_shows_its_nature_producer_and_population(language):
    run = open_run("breda-noord", language)
    shown = results.indicators.shown(run.tables.indicators)
    (table,) = views.area.natures(run, shown)
    assert [column.key for column in table.columns] == ["indicator", "nature", "producer", "population", "measured"]
    by_name = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert len(by_name) == len(shown) and all(all(texts) for texts in by_name.values())
    unnamed = {"nl": " (niet in de bron)", "en": " (not in the source)"}[language]
    for row in shown.itertuples():
        nature, producer, population, _ = by_name[getattr(row, f"name_{language}")]
        assert nature == run.text(f"nature.{row.nature}")
        assert producer.endswith(unnamed) == (row.producer_basis == "known")
        assert population.endswith(unnamed) == (row.population_basis == "known")


# Nothing says that the truth lies in the brackets --------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_claims_that_the_truth_lies_in_the_brackets(language):
    texts = [*map(str, catalogue(language).values())]
    facts = load_tables().indicators
    texts += [str(text) for column in facts if column.endswith(f"_{language}") for text in facts[column]]
    assert [text for text in texts if re.search(FALSE[language], text, re.IGNORECASE)] == []
    pages = sorted(FOLDER.glob(f"*/{language}/*.txt"))
    own = re.compile(r"\s*(Wat het rapport zegt|What the report says):")  # statements of the report are its own
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines() if not own.match(line)]
    claimed = [line for line in lines if re.search(FALSE[language], line, re.IGNORECASE)]
    assert len(pages) >= 8 and claimed == []


def test_no_page_for_makers_claims_it_either():
    pages = [*(PROJECT / "docs").glob("*.md"), PROJECT / "README.md", *(PROJECT / "notebooks").glob("*.ipynb")]
    pages += (PROJECT / "helpers").rglob("*.py")
    claimed = [page.name for page in pages if re.search(FALSE["en"], page.read_text(encoding="utf-8"))]
    assert len(pages) > 80 and claimed == []
