"""One published value has one text: in every table, twin, alternative text, message and download, for all areas.

What is typed here comes from the report; the other expectations follow from the data tables by the rule of
`helpers.words.values`, which has typed examples of its own (`tests/words/test_values.py`). Labels in drawings are
compared with the twins by `tests/mark_checks.py`.
"""

import csv
import io
import re
from functools import cache
from typing import get_args

import openpyxl
import pytest
from matplotlib.figure import Figure as Canvas

from helpers import open_run, results, views
from helpers.blocks.csv import LIMITS, csv_text
from helpers.blocks.model import Bullets, Figure, Note, Paragraph, Spine, Table
from helpers.blocks.notebook import leaves, tables_in
from helpers.contract.load import load_tables
from helpers.contract.vocabulary import LANGUAGES
from helpers.methods.intervals import Basis
from helpers.pages import downloads, index
from helpers.views.indicators import series_title
from helpers.words import values
from helpers.words.text import Text
from tests.conftest import SOME_AREAS
from tests.marks import numbers_in
from tests.published import NOTEBOOKS, cells

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("undrawn")]

SHOWN = "rotterdam-zuid"  # figures of themes are the same for all areas
of_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(autouse=True, scope="module")
def undrawn():
    """Alternative texts without their drawings, which take long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "savefig", lambda canvas, stream, **_: stream.write(b"<svg/>"))
        yield


@cache
def blocks_of_themes(language):
    """All that the notebooks show for one area; claims, which take as long as all else, in one language."""
    without = (lambda code: code) if language == "nl" else (lambda code: "" if "views.claims." in code else code)
    return [block for name in NOTEBOOKS for cell in cells(name, SHOWN, language, without) for block in cell.blocks]


# How near and how alike chosen districts are, and an area without one of its districts: ranges that no interval holds.
WITHOUT_LIMITS = ("vergelijkbare-wijken", "vergelijkbaar-balans", "zonder-een-wijk")
# The study before and after the start: limits of chance, which are wide, stand at its differences. Its means, distances
# of matches and p-values have none (see `helpers.views.event_study`).
BEFORE_AND_AFTER = "voor-en-na-"
# The same limits stand at slopes and at what is left when the change of districts is taken off.
ESTIMATES = (BEFORE_AND_AFTER, "veranderd-", "hellingen-")
OF_THE_STUDY = (
    *("area_mean", "match_mean", "mean_score", "gap_to_matches", "unstable", "pool_gap"),
    *("flipped_p", "random_p", "joint_p", "areas_change"),
)


@cache
def blocks_of_area(area, language):
    """What of an area is about itself: its register figures, and those of the first section."""
    run = open_run(area, language)
    context = results.register.area_context(run, area)
    found = views.area.area_context(run, context, results.register.strips(run, context))
    levels = results.answer.levels(run, area, results.answer.KEY_FIGURES)
    return [*found, *views.spine.key_figures(run, levels, results.answer.key_figures(run, area, levels))]


@cache
def all_tables(areas):
    """Every table of the themes, and those of areas, in both languages, with its language."""
    found = [(language, table) for language in LANGUAGES for table in tables_in(blocks_of_themes(language))]
    return found + [
        (language, table)
        for language in LANGUAGES
        for area in areas
        for table in tables_in(blocks_of_area(area, language))
    ]


def texts_in(blocks):
    """All that a reader can read, in pieces that are about one thing: a row, a sentence."""
    for block in leaves(blocks):
        match block:
            case Table():
                yield from (" | ".join(cell.text for cell in row) for row in block.rows)
                yield from csv_text(block).splitlines()
            case Figure():
                yield from re.split(r"(?<=\.) ", block.alt)
                yield from texts_in([block.table])
            case Bullets():
                yield from block.items
            case Spine():
                yield from texts_in([block.table])
            case Paragraph() | Note():
                yield block.text


# Published values -----------------------------------------------------------------------------------------


def published(language):
    """By title of the series, region and year: the value, its unit, its decimals."""
    run = open_run(SHOWN, language)
    facts = run.tables.indicators
    pairs = results.indicators.pairs_of(run.tables, facts[facts["kind"].isin(results.indicators.LEVELS)])
    return {
        (unmarked(run.text, series_title(run.text, row)), region, row.year): (
            getattr(row, region),
            row.unit,
            int(row.decimals),
        )
        for row in pairs.itertuples()
        for region in ("focus", "nl")
        if getattr(row, region)
    }


def unmarked(text, title):
    """The title of a series without the mark of an estimate, which stands in a column of its own in some tables."""
    for nature in ("survey", "model"):
        title = title.removesuffix(text("uncertainty.marked", name="", nature=text(f"nature.{nature}")))
    return title


def printed(table):
    """(title, region, year, cell) of every cell that gives the level of a series in a year."""
    keys = [column.key for column in table.columns]
    for row in table.rows:
        cells_ = dict(zip(keys, row, strict=True))
        if "indicator" not in cells_:
            continue
        for key, cell in cells_.items():
            region, _, moment = key.partition("_")
            year = cells_.get(f"{moment}_year" if moment else "year")
            if region in ("focus", "nl") and year and cell.value is not None:
                yield cells_["indicator"].text, region, year.value, cell


@of_languages
def test_every_table_gives_a_published_value_in_the_same_words(language):
    text, known, found = Text(language), published(language), {}
    for table in tables_in(blocks_of_themes(language)):
        for title, region, year, cell in printed(table):
            title = unmarked(text, title)
            value, unit, decimals = known[title, region, year]
            assert cell.text == values.reported(text, value, decimals, unit), (table.id, title, region, year)
            assert (cell.value, cell.limits.basis) == (values.given(value), value.basis)
            found.setdefault((title, region, year), set()).add(table.id)
    assert len(found) > 150 and sum(len(places) > 1 for places in found.values()) > 60


# Indicator, region and year; its text in English; and what may never stand near its name: more decimals than it has.
PHRASES = {
    ("middeninkomens", "nl", 2022): ("52.2 to 52.5% (", "52.35"),
    ("middeninkomens", "nl", 2023): ("52.2 to 52.5% (", "52.35"),
    ("middeninkomens", "focus", 2020): ("approx. 48.2% (", "48.20"),
    ("middeninkomens", "focus", 2021): ("approx. 48.2% (", "48.20"),
    ("arbeidsparticipatie", "nl", 2020): ("approx. 69% (", "69.0"),
    ("arbeidsparticipatie", "nl", 2023): ("approx. 71% (", "71.0"),
    ("onderwijsachterstandsscore", "nl", 2023): ("approx. 0.37 (", "0.370"),
}


def in_english(words):
    """The numbers and marks of a Dutch text as an English one has them."""
    for dutch, english in ((",", "."), ("ca.", "approx."), (" tot ", " to ")):
        words = words.replace(dutch, english)
    return words


def test_every_phrase_is_typed_here(tables):
    found = tables.indicator_values[tables.indicator_values["basis"] == "phrase"]
    assert set(PHRASES) == set(zip(found["indicator"], found["region"], found["year"], strict=True))


@of_languages
def test_what_was_read_from_a_phrase_never_has_more_decimals_than_it_has(language, tables):
    facts, text = tables.indicators.set_index("indicator"), Text(language)
    pieces, known = list(texts_in(blocks_of_themes(language))), published(language)
    for (indicator, region, year), (shown, never) in PHRASES.items():
        name = facts.loc[indicator, f"name_{language}"]
        value, unit, decimals = known[name, region, year]
        assert in_english(values.reported(text, value, decimals, unit)).startswith(shown)
        about = [in_english(piece) for piece in pieces if name in piece]
        assert len(about) > 5
        wrong = re.compile(rf"(?<![\d.]){re.escape(never)}(?!\d)")
        assert not [piece for piece in about if wrong.search(piece)]


@of_languages
def test_alternative_texts_mark_what_was_read_from_a_phrase(language, tables):
    """Net labour participation in 2023 and middle incomes in 2023, in the lines and between first and last year."""
    names, found = tables.indicators.set_index("indicator")[f"name_{language}"], set()
    for block in (block for block in leaves(blocks_of_themes(language)) if isinstance(block, Figure)):
        for sentence in re.split(r"(?<=\.) (?=[A-Z])", block.alt):
            for indicator, number in (("arbeidsparticipatie", "71%"), ("middeninkomens", "52.5%")):
                if sentence.startswith((f"{names[indicator]}: in ", f"{names[indicator]}, ")) and number in in_english(
                    sentence
                ):
                    marked = {"71%": "approx. 71%", "52.5%": "52.2–52.5%"}[number]
                    assert marked in in_english(sentence)
                    found.add((indicator, block.id.split("-")[0]))
    assert found == {
        (name, kind) for name in ("arbeidsparticipatie", "middeninkomens") for kind in ("reeksen", "eerste")
    }


# Figures of areas -----------------------------------------------------------------------------------------


@of_languages
@pytest.mark.parametrize(
    "area",
    [pytest.param(area, marks=() if area in SOME_AREAS else pytest.mark.long) for area in load_tables().areas["area"]],
)
def test_a_register_figure_is_the_same_in_the_first_section_in_the_table_and_on_the_index(area, language):
    figure, spine = blocks_of_area(area, language)
    table = figure.table if isinstance(figure, Figure) else figure
    text, tables = Text(language), load_tables()
    own = {row[0].text.rpartition(" (")[0]: row for row in table.rows}
    places = {column.key: number for number, column in enumerate(table.columns)}
    of_spine = {column.key: number for number, column in enumerate(spine.table.columns)}
    facts = index._Facts(tables, text)
    on_index = {scale.indicator: index._of_area(facts, area, scale) for scale in facts.scales}
    for key in results.register.KEY_FIGURES:
        cells_of = own[tables.indicators.set_index("indicator").loc[key, f"name_{language}"]]
        shown = {name: cells_of[places[name]].text for name in ("own_area", "own_municipality", "nl")}
        twin = [row[of_spine[key]].text for row in spine.table.rows]
        assert twin[0] == shown["own_area"]
        benchmarks = [words.partition(" (")[0] for words in twin if words != twin[0]]
        assert {shown["own_municipality"], shown["nl"]} <= set(benchmarks)
        near = tables.area_wijken.set_index("area").loc[[area], "match"].iloc[0] == "proxy"
        assert twin[0].startswith(text("values.about", value="")) == near
        if key in on_index:
            assert on_index[key]["text"] == shown["own_area"].partition(" (")[0] + "%"


# Downloads ------------------------------------------------------------------------------------------------


def measured_rows(table):
    """(value, lower, upper, basis, precision) as strings, of every measured cell of the CSV that has a value."""
    head, *rows = csv.reader(io.StringIO(csv_text(table), newline=""))
    for place, key in enumerate(head):
        if f"{key}_lower" in head:
            names = [key, f"{key}_lower", f"{key}_upper", f"{key}_basis", f"{key}_precision"]
            assert head[place : place + 5] == names
            yield from (row[place : place + 5] for row in rows)


def test_every_measured_value_of_a_download_has_its_limits(areas):
    count = 0
    for language, table in all_tables(areas):
        for value, lower, upper, basis, precision in measured_rows(table):
            if not value:
                assert not (lower or upper or basis or precision), (language, table.id)
                continue
            if not lower:  # with one district left out there is no margin, and equal limits would read as exact
                assert not (upper or precision) and table.id in ("kerncijfers-tabel", "meer-cijfers-tabel"), (
                    language,
                    table.id,
                )
                continue
            low, high = float(lower), float(upper)
            assert low - 1e-6 <= float(value) <= high + 1e-6, (language, table.id, value, lower, upper)
            assert basis in get_args(Basis) and float(precision) == pytest.approx((high - low) / 2, abs=1e-6)
            decimals = len(value.partition(".")[2])
            if decimals and low < high and not table.id.startswith(ESTIMATES):
                # one less would leave the limits, or the limits are near enough
                coarser = low <= round(float(value), decimals - 1) <= high
                assert high - low <= 5 * 10.0**-decimals + 1e-6 or not coarser, (
                    language,
                    table.id,
                    value,
                    lower,
                    upper,
                )
            count += 1
    assert count > 3000


def test_a_number_with_decimals_has_limits(areas):
    """All but those that are exact, of which the tables of notebooks have none, and what describes a choice."""
    for language, table in all_tables(areas):
        if table.id in WITHOUT_LIMITS:
            continue
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if table.id.startswith(BEFORE_AND_AFTER) and column.key in OF_THE_STUDY:
                    continue
                assert cell.limits or not isinstance(cell.value, float), (language, table.id, column.key, cell.text)


@of_languages
def test_downloads_of_the_typed_examples(language):
    """Figure 14 in the text: the Netherlands between 52.2 and 52.5 % in 2023, focus areas 49.2 %."""
    tables = {table.id: table for table in tables_in(blocks_of_themes(language))}
    rows = list(csv.DictReader(io.StringIO(csv_text(tables["cijfers-armoede"]))))
    row = next(row for row in rows if row["indicator"] in ("Middeninkomens", "Middle incomes"))
    names = ("", "_lower", "_upper", "_basis", "_precision")
    assert [row[f"nl{name}"] for name in names] == ["52.4", "52.15", "52.55", "phrase", "0.2"]
    assert [row[f"focus{name}"] for name in names] == ["49.2", "49.15", "49.25", "stated", "0.05"]
    assert [row[f"gap{name}"] for name in names] == ["-3.2", "-3.4", "-2.9", "computed-from-phrase", "0.25"]
    rows = list(csv.DictReader(io.StringIO(csv_text(tables["cijfers-re-integratie"]))))
    row = next(row for row in rows if row["nl_basis"] == "phrase")
    assert [row[f"nl{name}"] for name in names] == ["71", "70.5", "71.5", "phrase", "0.5"]


@of_languages
def test_a_workbook_has_the_same_values_and_says_what_its_columns_mean(language):
    tables, text = tables_in(blocks_of_themes(language)), Text(language)
    ids = ("cijfers-armoede", "eerste-laatste-armoede-tabel", "realisatie-re-integratie")
    chosen = [table for table in tables if table.id in ids]
    assert len(chosen) == len(ids)
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook("T", chosen, text)))
    for table, sheet in zip(chosen, book.worksheets[1:-1], strict=True):
        head, *rows = csv.reader(io.StringIO(csv_text(table), newline=""))
        assert len(head) == sheet.max_column
        keys, brackets = [column.key for column in table.columns], text("download.in_brackets")
        for place, key in enumerate(head, 1):
            if key.endswith("_lower"):
                label = sheet.cell(downloads.HEAD, place - 1).value
                names = [sheet.cell(downloads.HEAD, place + n).value for n in range(4)]
                # On the page the limits stand in brackets, and its head says of what they are: so do theirs here.
                _, _, of = table.columns[keys.index(key.removesuffix("_lower"))].label.partition(f"{brackets}: ")
                named = f"{label}; {of}" if of else label
                assert names == [f"{named} ({text(f'download.limit.{limit}')})" for limit in LIMITS]
                for number, row in enumerate(rows, downloads.HEAD + 1):
                    value = sheet.cell(number, place - 1)
                    if row[place - 2]:
                        assert value.value == float(row[place - 2]) and value.number_format.startswith("#,##0")
                        assert sheet.cell(number, place).value == float(row[place - 1])
    notes = [cell.value for row in book.worksheets[-1].iter_rows() for cell in row if cell.value]
    words = {text(f"download.limit.{name}") for name in ("value", *LIMITS)}
    words |= {f"{text('download.limit.basis')} = {text(f'download.basis.{basis}')}" for basis in get_args(Basis)}
    assert words <= {*notes}


# Relatives ------------------------------------------------------------------------------------------------


@of_languages
def test_realisation_figures_have_the_word_of_the_report(language):
    """Section 3.2.2 and 5.2.2: almost 20, fewer than 8, just over 18, about 80 %."""
    found = {}
    for table in tables_in(blocks_of_themes(language)):
        if table.id.startswith("realisatie-"):
            for row in table.rows:
                cell = row[[column.key for column in table.columns].index("value")]
                found[cell.text] = (cell.value, cell.limits.lower, cell.limits.upper, cell.limits.basis)
    words = {
        "nl": ["bijna 20", "minder dan 8", "ruim 18", "ca. 80%", "8,5 voltijdbanen", "253"],
        "en": ["almost 20", "fewer than 8", "just over 18", "approx. 80%", "8.5 full-time jobs", "253"],
    }[language]
    assert [found[word] for word in words] == [
        (20, 19.5, 20.0, "phrase"),
        (8, 0.0, 8.0, "phrase"),
        (18, 18.0, 18.5, "phrase"),
        (80, 79.5, 80.5, "phrase"),
        (8.5, 8.45, 8.55, "stated"),
        (253, 252.5, 253.5, "stated"),
    ]
    reach = next(b.text for b in leaves(blocks_of_themes(language)) if isinstance(b, Paragraph) and "413" in b.text)
    about = Text(language)("values.about", value="")
    assert f"{about}80%" in reach and f"{about}413" in reach and f"{about}75" in reach


def test_there_is_no_minus_zero_and_no_number_that_is_none():
    for language in LANGUAGES:
        for piece in texts_in(blocks_of_themes(language)):
            assert not [n for n in numbers_in(piece) if re.fullmatch(r"\u22120+([.,]0+)?", n)], piece
            assert not re.search(r"(?<![\w-])nan(?![\w-])", piece.lower()), piece
