"""Tables about similar districts: what is in the frame is what is shown, in every outcome and both languages."""

import pytest

from helpers import results
from helpers.contract.vocabulary import LANGUAGES
from helpers.methods import matching
from helpers.results import answer, similar, spread
from helpers.session import open_run
from helpers.views import similar as views
from helpers.words.text import Text

AREA = "heerlen-noord"
RUN = open_run(AREA)


def rows_of(blocks):
    (block,) = blocks
    return [[cell.text for cell in row] for row in block.rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_closed_list_is_there(language):
    text = Text(language)
    for outcome in answer.LEVELS:
        assert text(f"answer.said.{outcome}")
    for reason in spread.REASONS:
        assert text(f"similar.reason.{reason}")
    for concepts in matching.SETS.values():
        assert all(text(f"similar.variable.{column}") for column in matching.checked(concepts))
        assert all(text(f"similar.variation.without-{concept}") for concept in concepts)
    for direction in ("higher", "lower", "undecided", "missing"):
        assert text(f"similar.direction.{direction}")
    for variation in similar.sensitivity(RUN, AREA)["variation"].unique():
        assert text(f"similar.variation.{variation}")


def test_the_ten_districts_stand_in_their_order_and_a_poor_one_says_so():
    """By the table similar_districts: the nearest of Heerlen-Noord is Glinde-Hooiland in Oldenzaal, at 0.27."""
    chosen = similar.districts(RUN, AREA)
    rows = rows_of(views.districts(RUN, chosen))
    assert rows[0] == ["1", "Glinde-Hooiland", "Oldenzaal", "3.600", "0,27", "ja"] and len(rows) == 10
    poor = rows_of(views.districts(RUN, similar.districts(RUN, "rotterdam-zuid")))
    assert [row[-1] for row in poor].count("nee") == 5
    assert rows_of(views.districts(RUN, chosen[chosen["rank"] != 1])) == rows[1:]


def test_balance_shows_differences_in_standard_deviations():
    rows = {row[0]: row[1:] for row in rows_of(views.balance(RUN, similar.balance(RUN, AREA)))}
    assert rows["Koopwoningen (%)"] == ["46,5", "46,2", "59,9", "+0,02", "−0,85", "ja"]
    assert rows["45 tot 65 jaar (%)"][-1] == "nee" and len(rows) == 8


def test_the_level_is_said_as_the_lead_says_it():
    levels = answer.levels(RUN, AREA, answer.KEY_FIGURES)
    rows = rows_of(views.level(RUN, levels))
    assert rows[0] == [
        "Laag inkomen",
        "49,6 (49,5 tot 49,8)",
        "43 (38,6 tot 46,1)",
        "+7 (+3,5 tot +11,1)",
        "hoger",
        "7 van 7",
    ]
    assert rows[3][-1] == "niet van toepassing"
    changed = rows_of(views.level(RUN, levels.assign(outcome="poor")))
    assert {(row[4], row[5]) for row in changed} == {("wijken lijken te weinig", "niet van toepassing")}
    heads = [column.label for column in views.level(RUN, levels)[0].columns]
    assert not any("afronding" in head for head in heads)  # these limits hold more
    assert sum("de marge" in head for head in heads) == 3


def test_an_estimate_is_marked_where_something_is_said_of_it():
    levels = answer.levels(RUN, AREA, answer.KEY_FIGURES)
    (block,) = views.level(RUN, levels)
    assert block.rows[2][0].text == "Hbo of universiteit, enquête" and block.rows[0][0].text == "Laag inkomen"
    assert any("steekproeffout is onbekend" in caveat for caveat in block.caveats)
    assert not any("alleen rekening met afronding" in caveat for caveat in block.caveats)  # the margin holds more
    varied = similar.sensitivity(RUN, AREA)
    (block,) = views.sensitivity(RUN, varied[varied["indicator"] == "cbs-hoog-opgeleid"])
    assert "enquête" in block.columns[1].label
    assert any("steekproeffout is onbekend" in caveat for caveat in block.caveats)


def test_other_choices_stand_beside_the_choice():
    varied = similar.sensitivity(RUN, AREA)
    varied = varied[varied["indicator"].isin(answer.KEY_FIGURES)]
    (block,) = views.sensitivity(RUN, varied)
    rows = [[cell.text for cell in row] for row in block.rows]
    assert rows[0][0] == "zoals gekozen" and len(rows) == 9
    places = {column.label: number for number, column in enumerate(block.columns)}
    low = places["Laag inkomen: verschil (tussen haakjes: de marge)"]
    assert rows[0][low] == "+7 (+3,5 tot +11,1)" and rows[0][low + 1] == "hoger"  # the word of the lead
    assert block.rows[0][low].limits is not None and block.rows[0][low + 1].value == "higher"


def test_ranges_name_the_district_that_is_left_out_or_the_reason():
    """Schiedam by hand: without Oost (41.2) Nieuwland is left with 47.4 percent."""
    area = "schiedam-nieuwland-en-oost"
    rows = {row[0]: row[1:] for row in rows_of(views.ranges(RUN, spread.ranges(RUN, area)))}
    assert rows["Laag inkomen (procent)"][2:] == ["41,2 (zonder Nieuwland)", "47,4 (zonder Oost)", "6,20"]
    holds = {name: row[1] for name, row in rows.items()}
    assert holds.popitem() == ("Leefbaarheid, totale score (Leefbaarometer), modelschatting (score)", "afronden")
    assert set(holds.values()) == {"afronden en wijken optellen"}
    assert rows["Inwoners (mensen)"][-1] == "–"
    one = rows_of(views.ranges(RUN, spread.ranges(RUN, "breda-noord")))
    assert {row[-1] for row in one} == {"één wijk", "–"} and {row[3] for row in one} == {"–"}
    assert {row[2] for row in one} == {"afronden"}


def test_a_municipality_and_a_district_have_one_name_everywhere():
    """CBS writes 's-Gravenhage, and its list of 2024 Bouwlust without Vrederust."""
    area = "den-haag-zuidwest"
    (block,) = views.districts(RUN, similar.districts(RUN, area))
    assert {row[2] for row in rows_of([block])} >= {"Den Haag"} and "Gravenhage" not in str(rows_of([block]))
    assert f"{RUN.text.number(0.67, 2)}, lijkt minder" in block.caveats[0]
    names = set(spread.ranges(RUN, area)["highest_without"]) | set(spread.ranges(RUN, area)["lowest_without"])
    assert "Wijk 33 Bouwlust en Vrederust" in names and "Wijk 33 Bouwlust" not in names


def test_folded_holds_what_it_is_given():
    levels = results.answer.levels(RUN, AREA, answer.KEY_FIGURES)
    (fold,) = views.folded(RUN, views.level(RUN, levels), views.districts(RUN, similar.districts(RUN, AREA)))
    assert [part.id for part in fold.parts] == ["vergelijkbaar-verschil", "vergelijkbare-wijken"]
