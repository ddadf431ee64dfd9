"""Blocks on how an area developed: words for every outcome, and numbers that are those of the frames."""

import re
from functools import partial

import pandas as pd
import pytest

from helpers import open_run, results, views
from helpers.blocks.model import Bullets, Figure, Fold, Note, Spine, Table
from helpers.contract.parameters import ParameterError
from helpers.methods.intervals import Interval
from helpers.results.courses import ChangeRow, SaidRow
from helpers.results.synthesis import BesideRow
from helpers.rows import each_row
from helpers.views import parts
from helpers.views.courses import in_editions
from helpers.words.text import Text
from tests.readability import sentences

pytestmark = pytest.mark.usefixtures("undrawn")  # words, numbers and table twins


def said(**changes):
    """A frame as `results.courses.said` gives it, with other values since its first edition."""
    rows = results.courses.said(open_run("heerlen-noord", "nl"), "heerlen-noord")
    return rows.assign(**{name: [value] for name, value in changes.items()})


@pytest.fixture(scope="module")
def among(run):
    return results.courses.among(run, "rotterdam-zuid")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_score_has_two_values_and_no_direction(language):
    """An estimate has an error that nobody publishes; a title about the years of the grant would read as its doing."""
    text = Text(language)
    title = views.courses._title(text, said())
    lead = in_editions(text, "answer.lead.course", next(each_row(said(), SaidRow)))
    for sentence in (title, lead):
        first, last = (text.number(value, 2) for value in (3.88, 3.96))
        assert re.search(rf"{first} in 2014.* {last} in 2024", sentence) and "2022" not in sentence
        assert {"nl": "fout onbekend", "en": "error unknown"}[language] in sentence
    none = views.courses._title(text, said(first=None, last=None))
    assert "2014" not in none and len(title) < 70
    assert max(sentence.words for sentence in sentences(title, language)) < 13


def test_the_change_of_others_has_that_of_the_area_beside_it(run, among):
    (figure,) = views.courses.liveability(run, among, said())
    change = "Van 2014 tot 2022: hier +0,10 punt, 3 andere wijken van Rotterdam +0,03 tot +0,05."
    assert "3,88 in 2014, 3,96 in 2024" in figure.title and change in figure.note
    assert run.text("courses.city_are", n=3, before="2022", municipality="Rotterdam") in figure.caveats
    for missing in ("change", "city_lowest", "city_highest"):
        (figure,) = views.courses.liveability(run, among, said(**{missing: None}))
        assert "Van 2014" not in figure.note and not any("andere wijken van" in caveat for caveat in figure.caveats)


def test_districts_of_the_same_city_are_named_where_each_of_them_has_a_name(run, among):
    (figure,) = views.courses.liveability(run, among, said())
    assert any("Heerlen-Centrum" in caveat and "Molenberg" in caveat for caveat in figure.caveats)
    assert not any("Wijk 3" in caveat for caveat in figure.caveats)
    for area in ("amsterdam-zuidoost", "schiedam-nieuwland-en-oost"):  # other codes since 2022; redrawn
        there = results.courses.said(open_run(area), area).iloc[0]
        assert there["districts"] > len(there["city_names"])
        assert there["city_incomes"] == ()
    low, high = said()["city_incomes"].iloc[0]
    assert any(f"{run.text.number(low, 1)}% tot {run.text.number(high, 1)}%" in caveat for caveat in figure.caveats)
    (figure,) = views.courses.liveability(run, among, said(city_names=(), city_incomes=()))
    assert not any("Molenberg" in caveat or "laagste 40%" in caveat for caveat in figure.caveats)


def test_no_warning_about_the_municipality_where_no_sentence_compares_with_it():
    """Of an estimate no direction is said; the numbers of the municipality beside it may read as an effect."""
    run = open_run("tilburg-noordwest", "nl")
    names = results.series.of_theme(run, "veerkracht")
    changed = results.courses.change(run, run.area, names)
    (fold,) = views.courses.changes(run, "veerkracht", changed)
    assert run.text("changes.no_effect") in [part.text for part in fold.parts if hasattr(part, "text")]
    (fold,) = views.courses.changes(run, "veerkracht", changed.assign(city_last=None))
    said = [part.text for part in fold.parts if hasattr(part, "text")]
    assert said == [run.text("changes.placed")]


def test_the_change_of_districts_that_come_near_is_marked_and_rounding_told():
    run = open_run("breda-noord", "nl")
    frames = results.courses.among(run, run.area), results.courses.said(run, run.area)
    (figure,) = views.courses.liveability(run, *frames)
    assert "Van 2014 tot 2022: hier ca. +0,05 punt, 2 andere wijken van Breda +0,05 tot +0,07." in figure.note
    assert run.text("courses.unrounded") in figure.caveats
    (figure,) = views.courses.liveability(run, frames[0], said(city_lowest=None))
    assert run.text("courses.unrounded") not in figure.caveats


@pytest.mark.parametrize(("area", "years"), [("leeuwarden-oost", ("2020", "2022")), ("breda-noord", ())])
def test_jumps_of_many_districts_of_the_city_are_told_at_the_score(area, years):
    run = open_run(area, "nl")
    (figure,) = views.courses.liveability(run, results.courses.among(run, area), results.courses.said(run, area))
    told = [caveat for caveat in figure.caveats if "wijken van de stad waarvan wij cijfers hebben" in caveat]
    assert [caveat.partition(": in alle 15 ")[0] for caveat in told] == list(years)


def test_a_printed_number_lies_within_its_printed_limits(areas):
    """In all tables of changes: the score of Groningen-Noord once read `ca. 0,00 (−0,004 tot −0,003)`."""
    for area in areas:
        _check_limits(open_run(area, "en"), area)


def _check_limits(run, area):
    (fold,) = views.courses.changes(run, "leefbaarheid", results.courses.change(run, area))
    (table,) = [part for part in fold.parts if isinstance(part, Table)]
    found = [re.findall(r"[+−]?\d[\d.,]*", part) for row in table.rows for cell in row for part in LIMITED(cell.text)]
    assert found  # few, where an area has few series
    for three in found:
        number, lower, upper = (float(one.replace("−", "-").replace(",", "")) for one in three)
        assert lower <= number <= upper, three


LIMITED = re.compile(r"[+−]?\d[\d.,]* \([+−]?\d[\d.,]* to [+−]?\d[\d.,]*\)").findall


def test_the_figure_says_what_dots_shade_and_districts_are(run, among):
    (figure,) = views.courses.liveability(run, among, said())
    assert isinstance(figure, Figure) and figure.id == "leefbaarheid" and figure.narrow
    assert "2014" in figure.note and "Leefbaarometer" in figure.source
    n = among["districts"].max()
    assert any(str(n) in caveat and "focusgebied" in caveat for caveat in figure.caveats)
    starred, error = figure.table.caveats  # where the stars are, and what limits in downloads leave out
    assert starred == run.text("courses.starred", year="2014") and "fout van het model" in error
    assert not set(figure.table.caveats) & set(figure.caveats)
    assert run.text("uncertainty.figure_model") in figure.caveats
    keys = [column.label for column in figure.table.columns[1:]]
    assert [label for label in keys if label.isdigit()] == ["2014", "2016", "2018", "2020", "2022", "2024"]
    assert (
        figure.table.rows[figure.table.highlight[0]][0].text == run.area_name
        and len(figure.table.rows) == len(run.tables.areas) + 1
    )


def test_an_area_without_the_score_gets_a_line_that_says_so(run, among):
    (note,) = views.courses.liveability(run, among[among["role"] != "area"], said())
    assert note.tone == "missing" and note.text.startswith(
        "Over leefbaarheid hebben wij van Rotterdam-Zuid geen cijfers door de jaren heen verzameld."
    )


@pytest.mark.parametrize("area", ["heerlen-noord", "breda-noord"])
def test_parts_of_the_score_are_folded_with_both_years_in_print(area):
    run = open_run(area, "nl")
    changed = results.courses.parts(run, area)
    assert list(changed) == list(results.courses.change(run, area, results.courses.PARTS))
    (fold,) = views.courses.parts_of_score(run, changed)
    assert isinstance(fold, Fold)
    (spine,) = fold.parts
    assert isinstance(spine, Spine) and [entry.label for entry in spine.legend] == ["2014", "2024"]
    assert spine.title.endswith(f"{run.area_name}, 2014 en 2024 (punten)")
    for row, first, last in zip(spine.rows, changed["first"], changed["last"], strict=True):
        before, after = row.marks
        assert (before.role, before.open, after.role, after.open) == ("district", True, "area", area == "breda-noord")
        numbers = [
            float(shown.removeprefix("ca. ").replace("−", "-").replace(",", "."))
            for shown in (*row.printed, row.figure)
        ]
        assert numbers == pytest.approx([first.value, last.value], abs=5e-4)
        assert (after.at > before.at) == (numbers[1] > numbers[0])
    zero = next(tick.at for tick in spine.ticks if tick.text.startswith("0,00"))
    assert all(
        (row.marks[1].at > zero) == (last.value > 0.0005)
        for row, last in zip(spine.rows, changed["last"], strict=True)
        if abs(last.value) > 0.001
    )
    assert views.courses.parts_of_score(run, changed[:0]) == []


# The change of each series ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_a_change_is_held_against_is_explained_where_it_is_used(language):
    run = open_run("rotterdam-zuid", language)
    said = {kind: run.text(f"changes.beside.{kind}") for kind in results.courses.AGAINST}
    for indicators, used in (
        (["lbm-score"], {"districts"}),
        (["kwb-jeugdzorg"], {"municipality"}),
        (["lbm-woningen"], set()),
    ):
        (fold,) = views.courses.changes(run, "leefbaarheid", results.courses.change(run, run.area, indicators))
        assert {kind for kind, words in said.items() if words in fold.parts[-1].caveats} == used


CHANGED = results.courses.change(open_run("rotterdam-zuid", "nl"), "rotterdam-zuid", ["kwb-lage-inkomens"])
LESS, MORE, OPEN = Interval(-2, -3, -1), Interval(2, 1, 3), Interval(0, -1, 1)


def sentence(language="nl", **columns):
    """What is said of one row of a frame of changes, with some of its columns replaced."""
    run = open_run("rotterdam-zuid", language)
    rows = CHANGED.copy()
    for name, value in columns.items():
        rows[name] = pd.Series([value], rows.index, dtype=object)
    (fold,) = views.courses.changes(run, "armoede", rows)
    return next((part.items[0] for part in fold.parts if isinstance(part, Bullets)), "")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_outcome_of_a_change_has_a_sentence_of_its_own(language):
    said = {
        (outcome, minus.value): sentence(language, outcome=outcome, minus=minus)
        for outcome in ("rises", "falls", "level")
        for minus in (LESS, MORE, OPEN)
    }
    assert len(set(said.values())) == 9
    up, down = {"nl": ("hoger", "lager"), "en": ("a rise", "a fall")}[language]
    for (outcome, minus), words in said.items():
        assert (f" {up}." in words) == (outcome == "rises") and (f" {down}." in words) == (outcome == "falls")
        open_ = {"nl": "door afronding niet te zeggen", "en": "ecause of rounding"}[language]
        assert (open_ in words.partition(". ")[2].partition(". ")[2]) == (minus == 0), words
        assert max(one.words for one in sentences(words, language)) <= 20


def test_what_the_city_did_follows_from_both_signs():
    """Up by less than the municipality: that rose more. Down by less: it fell more."""
    assert "In de gemeente steeg het meer." in sentence(outcome="rises", minus=LESS)
    assert "In de gemeente daalde het meer." in sentence(outcome="falls", minus=MORE)
    for change, down, up in ((-1, "daalde het minder", "daalde het"), (0, *["bleef het ongeveer gelijk"] * 2)):
        of_city = {"city_first": Interval.exact(50), "city_last": Interval.exact(50 + change)}
        assert f"In de gemeente {down}." in sentence(outcome="falls", minus=LESS, **of_city)
        assert f"In de gemeente {up}." in sentence(outcome="rises", minus=MORE, **of_city)
    of_city = {"city_first": Interval.exact(50.8), "city_last": Interval.exact(51.2)}
    assert "In de gemeente steeg het." in sentence(outcome="falls", minus=LESS, **of_city)
    assert "In de gemeente steeg het minder." in sentence(outcome="rises", minus=MORE, **of_city)
    unknown = sentence(outcome="falls", minus=LESS, city_first=None, city_last=None)
    assert "Vergeleken met de gemeente ging het omlaag" in unknown
    assert "2017 tot 2024" in sentence(outcome="falls", minus=LESS, minus_first_year=2017)
    words = sentence(minus=None, minus_reason="no-benchmark", city_first=None, city_last=None)
    assert "gemeente" not in words and words.endswith("Dat is lager.")


def test_an_estimate_has_no_direction():
    words = sentence(unknown_error="model", nature="model", minus=LESS)
    assert "modelschatting" in words and "fout in de schatting" in words
    assert not any(word in words for word in ("hoger", "lager", "steeg", "daalde", "de gemeente"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_estimate_that_prints_the_same_twice_is_called_no_difference(language):
    same = {"first": Interval(-0.0231, -0.0236, -0.0226), "last": Interval(-0.0233, -0.0238, -0.0228), "decimals": 3}
    words = sentence(language, unknown_error="model", nature="model", unit="score", **same)
    assert {"nl": "verschil", "en": "difference"}[language] not in words
    assert {"nl": "Of er iets veranderde", "en": "whether anything changed"}[language] in words


@pytest.mark.parametrize(("language", "words"), [("nl", "niet gecorrigeerd"), ("en", "not adjusted for inflation")])
def test_an_amount_of_money_says_that_prices_are_in_it(language, words):
    assert words in sentence(language, unit="euro") and words not in sentence(language)


def test_the_municipality_is_beside_both_ends_and_a_figure_of_one_year_is_told():
    """Numbers of people too: alone they are no yardstick. What no change reaches is not left out."""
    run = open_run("arnhem-oost", "nl")
    names = ["kwb-bijstand", "kwb-jeugdzorg", "kwb-armoede", "kwb-lage-inkomens"]
    (fold,) = views.courses.changes(run, "armoede", results.courses.change(run, run.area, names))
    said = " ".join(next(part for part in fold.parts if isinstance(part, Bullets)).items)
    assert "naar 3.860 in 2025 (voorlopig; gemeente: 8.470 en 7.200). Dat is lager." in said
    assert "van 7,2% in 2018 naar 12,0% in 2024 (gemeente: 10,2% en 13,0%)." in said
    assert "Jongeren zonder bekend adres tellen alleen bij de gemeente." in said
    poverty = "Personen in armoede (nieuwe grens): 7,1% in 2024 (gemeente: 4,9%; Nederland: 3,1%)."
    assert f"{poverty} {run.text('changes.not_report')}" in said


def test_the_last_figure_is_told_across_a_break():
    run = open_run("arnhem-oost", "nl")
    (fold,) = views.courses.changes(run, "veerkracht", results.courses.change(run, run.area, ["rivm-angst-depressie"]))
    (said,) = next(part for part in fold.parts if isinstance(part, Bullets)).items
    assert "13,9% in 2016 en in 2020 (gemeente: 9,5% en 9,7%)" in said
    assert said.endswith("niet mee te vergelijken. In 2024 is het 19,2% (gemeente: 13,7%).")


def test_a_slope_whose_limits_hold_zero_has_no_clear_direction():
    run = open_run("groningen-noord", "nl")
    changed = results.courses.change(run, run.area, ["lbm-woningen", "lbm-overlast"])
    (fold,) = views.courses.changes(run, "leefbaarheid", changed)
    for row, cells in zip(each_row(changed, ChangeRow), fold.parts[-1].rows, strict=True):
        open_ = row.slope is not None and row.slope.lower <= 0 <= row.slope.upper
        assert cells[-1].text.endswith("geen duidelijke richting") == open_


def test_a_table_with_an_amount_of_money_says_so_beside_it(run):
    for names, euros in ((["kwb-inkomen", "kwb-lage-inkomens"], True), (["kwb-lage-inkomens"], False)):
        (fold,) = views.courses.changes(run, "armoede", results.courses.change(run, "rotterdam-zuid", names))
        assert (run.text("changes.prices_note") in fold.parts[-1].caveats) == euros


def test_the_table_says_why_there_is_no_number(run):
    names = ["kwb-lage-inkomens", "kwb-armoede", "rivm-stress", "kwb-inwoners", "lbm-score"]
    changed = results.courses.change(run, "rotterdam-zuid", names)
    (fold,) = views.courses.changes(run, "armoede", changed)
    table = fold.parts[-1]
    rows = {row[0].text.split(" (")[0]: [cell.text for cell in row] for row in table.rows}
    assert rows["Personen in armoede"][2:4] == ["–", "alleen één jaar"]
    assert rows["Inwoners, door de jaren"][6] == "een aantal: niet te vergelijken"
    assert "8 andere wijken van de gemeente" in rows["Leefbaarheid, totale score"]
    assert rows["Leefbaarheid, totale score"][1] == "punt" and run.text("courses.unrounded") in table.caveats
    assert rows["Huishoudens met een laag inkomen"][1] == "procentpunt"
    assert rows["Leefbaarheid, totale score"][7] == "geen getal: zou vooral op de andere gebieden rusten"
    assert any("trendbreuk tussen de jaren" in row for row in rows.values())
    assert run.text("changes.slope") in table.caveats and run.text("uncertainty.model") in table.caveats
    for number, row in enumerate(each_row(changed, ChangeRow)):
        values = {column.key: cell for column, cell in zip(table.columns, table.rows[number], strict=True)}
        for key, value in {"change": row.change, "minus": row.minus, "slope": row.slope}.items():
            assert (value is None) == (values[key].limits is None)
            if value is not None:
                assert values[key].limits.lower == pytest.approx(value.lower, abs=1e-6)
        if row.against == "districts":  # how these differ says nothing of the digits of their mean
            assert (
                values["minus"].text.startswith("+0,01 (") and values["minus"].value == round(row.minus.value, 6) != 0
            )


def test_a_subject_without_a_figure_of_the_area_has_nothing():
    run = open_run("heerlen-noord", "nl")
    changed = results.courses.change(run, "heerlen-noord", results.series.of_theme(run, "armoede"))
    assert views.courses.changes(run, "armoede", changed) == []
    with pytest.raises(ParameterError, match="subject"):
        views.courses.changes(run, "armoe", changed)


def test_there_is_no_fold_of_changes_without_a_change():
    run = open_run("groningen-noord", "nl")
    changed = results.courses.change(run, run.area, results.series.of_theme(run, "re-integratie"))
    assert set(changed["outcome"]) == {"no-value", "too-few-points"}
    assert views.courses.changes(run, "re-integratie", changed) == []


# Beside what was done -----------------------------------------------------------------------------------


def beside(area, language="nl"):
    """The rows of a table of figures beside approaches by theme, with the frame."""
    run = open_run(area, language)
    frame = results.synthesis.beside(run, area)
    (table,) = views.courses.beside(run, frame)
    return run, frame.set_index("theme"), {row[0].text: row for row in table.rows}


def test_figures_and_approaches_stand_beside_each_other_with_why_they_do_not_bear():
    run, frame, rows = beside("rotterdam-zuid")
    assert frame["bearing"].to_dict() == {
        "armoede": "no-approaches",
        "re-integratie": "everyone",
        "veerkracht": "everyone",
        "jonge-kind": "everyone",
        "sociale-cohesie": "no-approaches",
    }
    young = [cell.text for cell in rows["Jonge kind"]]
    assert "35.470 in 2016" in young[1] and "6,9% in 2020, 8,4% in 2024" in young[1]
    assert young[2].startswith("6 aanpakken: 2 activiteiten voor bewoners, 2 voorzieningen voor bewoners, 1 tussen")
    assert young[4].startswith("Niet te zeggen.") and rows["Jonge kind"][4].value == "everyone"
    assert young[3] == run.text("beside.no_findings")
    assert "geen aanpak" in rows["Armoede en schulden"][2].text
    assert sum(frame["findings"]) == len(results.evidence.tied_findings(run, run.area).query("theme in @frame.index"))
    assert sum(frame["approaches"]) == len(results.evidence.named_interventions(run, run.area))


def test_an_approach_of_which_only_a_name_is_known_has_no_kind():
    """Kiem stands under early detection, without more: for whom it is the report does not say."""
    run, frame, rows = beside("groningen-noord")
    assert (frame.loc["veerkracht", "kinds"], frame.loc["veerkracht", "bearing"]) == ({"named": 1}, "named")
    said = "1 aanpak; de naam zegt niet wat het is. Die is alleen genoemd."
    assert rows["Veerkracht en weerbaarheid"][2].text == said
    assert rows["Veerkracht en weerbaarheid"][4].text == run.text("beside.bearing.named")
    _, frame, rows = beside("den-haag-zuidwest")  # the name itself says that one is for girls
    assert frame.loc["veerkracht", "kinds"] == {"activity": 1, "organisation": 1, "named": 1}
    assert frame.loc["veerkracht", "bearing"] == "named"  # and of none does the report say what is done
    assert rows["Veerkracht en weerbaarheid"][2].text.endswith(
        "1 tussen organisaties en 1 waarvan de naam niet zegt wat het is. Alle zijn alleen genoemd."
    )
    every = run.tables.interventions
    bare = every[(every["content"] == "name") & (every["type"] == "other") & every["area"].notna()]
    frames = [results.synthesis.beside(run, area) for area in set(bare["area"])]
    counted = sum(kinds.get("named", 0) for frame in frames for kinds in frame["kinds"])
    assert counted == len(bare.drop_duplicates(["area", "theme", "name_nl"])) > 10


def test_a_theme_without_figures_says_so():
    _, frame, rows = beside("heerlen-noord")
    assert frame.loc[["armoede", "jonge-kind"], "bearing"].tolist() == ["nothing", "no-figures"]
    assert (
        rows["Jonge kind"][1].text
        == "Bij dit thema hebben wij geen cijfer van het gebied zelf door de jaren heen verzameld."
    )


def test_a_figure_beside_an_approach_says_what_its_years_cross_and_leave_out():
    run, _, rows = beside("breda-noord")
    poor, resilient = rows["Armoede en schulden"][1].text, rows["Veerkracht en weerbaarheid"][1].text
    beyond = "ca. 22,0% (gemeente: 15,7%)"
    later = run.text("beside.later", year="2020", last_year="2024", value=beyond)
    assert f"ca. 28,2% in 2016, ca. 18,9% in 2020 (gemeente: 19,8% en 13,2%). {later}" in poor
    jump = f"{run.text('beside.jump', years='2024')} In 2022 niet gemeten."
    assert f"ca. 85,8% in 2016, ca. 84,2% in 2024 (gemeente: 89,7% en 87,8%). {jump}" in resilient
    assert "€ 30.400 in 2024 (gemeente: € 26.200 en € 37.300). Dit bedrag is niet gecorrigeerd" in poor
    assert run.text("beside.jump_says") in resilient and run.text("beside.jump_says_city") not in resilient
    assert (
        poor.count("gecorrigeerd") == 1
        and resilient.count(jump) == 1
        and "Cijfers van na" not in rows["Jonge kind"][1].text
    )
    _, _, arnhem = beside("arnhem-oost")
    assert (
        f"5 in 2025 (voorlopig) (gemeente: 25.252 en 24.381). {run.text('beside.earlier', year='2018')}"
        in arnhem["Jonge kind"][1].text
    )


def test_a_figure_of_one_year_stands_beside_an_approach_with_what_it_is_not():
    """Also where a break leaves one year on each side: a reason alone would hide what is known."""
    run, frame, rows = beside("arnhem-oost")
    poor = rows["Armoede en schulden"][1].text
    assert "7,1% in 2024 (gemeente: 4,9%; Nederland: 3,1%). " + run.text("changes.not_report") in poor
    assert "28,2% in 2024 (gemeente: 24,5%)." in " ".join(cells[1].text for cells in rows.values())
    for row in each_row(frame.reset_index(), BesideRow):
        assert all(figure.last is not None or figure.later_value is not None for figure in row.figures)


def test_a_jump_of_many_districts_takes_less_from_a_change_than_one_of_all_places():
    run = open_run("den-haag-zuidwest", "nl")
    (fold,) = views.courses.changes(run, "leefbaarheid", results.courses.change(run, run.area, ["lbm-score"]))
    (said,) = next(part for part in fold.parts if isinstance(part, Bullets)).items
    assert f"De oorzaak kennen wij niet. {run.text('beside.jump_says_city')}" in said
    assert run.text("beside.jump_says") not in said and run.text("beside.earlier_score", year="2014") in said


@pytest.mark.parametrize(("language", "said"), [("nl", "2020: in alle 15 wijken"), ("en", "2020: in all 15 districts")])
def test_of_several_jumps_each_is_told_with_its_year(language, said):
    run = open_run("leeuwarden-oost", language)
    (fold,) = views.courses.changes(run, "leefbaarheid", results.courses.change(run, run.area, ["lbm-score"]))
    (score,) = next(part for part in fold.parts if isinstance(part, Bullets)).items
    assert said in score and score.index(said) < score.index(said.replace("2020", "2022"))
    run = open_run("den-haag-zuidwest", language)
    (fold,) = views.courses.changes(run, "leefbaarheid", results.courses.change(run, run.area, ["lbm-score"]))
    (score,) = next(part for part in fold.parts if isinstance(part, Bullets)).items
    assert "2016: " not in score  # one jump, whose year stands before it


def test_notes_under_figures_and_approaches_are_those_of_what_stands_there():
    run = open_run("breda-noord", "nl")
    frame = results.synthesis.beside(run, run.area)
    (table,) = views.courses.beside(run, frame)
    notes = {run.text("beside.jump_is"), run.text("changes.beside.municipality")}
    errors = {run.text(f"uncertainty.series_{error}") for error in ("sampling", "model")}
    assert notes | errors <= set(table.caveats)
    assert run.text("uncertainty.model") not in table.caveats  # it speaks of an outcome, and there is none
    (without,) = views.courses.beside(run, frame.assign(figures=[[] for _ in frame.index]))
    assert not (notes | errors) & set(without.caveats)


@pytest.mark.parametrize(
    ("last_year", "kinds", "bearing"),
    [
        (None, {}, "nothing"),
        (None, {"activity": 1}, "no-figures"),
        (2024, {}, "no-approaches"),
        (2024, {"named": 2}, "named"),
        (2022, {"named": 1}, "named"),
        (2024, {"organisation": 1, "named": 1}, "everyone"),  # whom the one is for is not known
        (2024, {"organisation": 2, "intention": 1}, "organisations"),
        (2022, {"activity": 1, "organisation": 2}, "before"),
        (2023, {"provision": 1}, "everyone"),
    ],
)
def test_the_first_reason_that_holds_is_given(last_year, kinds, bearing):
    assert results.synthesis._bearing(last_year, kinds, only_names=bearing == "named") == bearing
    for language in ("nl", "en"):
        words = Text(language)(f"beside.bearing.{bearing}", year=str(last_year))
        assert max(sentence.words for sentence in sentences(words, language)) <= 20


def test_districts_that_were_probably_redrawn_are_counted():
    run = open_run("schiedam-nieuwland-en-oost", "nl")
    for indicators, said in ((["lbm-score"], True), (["lbm-overlast"], False)):
        (fold,) = views.courses.changes(run, "leefbaarheid", results.courses.change(run, run.area, indicators))
        assert (run.text("changes.redrawn", n=2) in fold.parts[-1].caveats) == said


def test_of_districts_of_the_area_alone_nothing_follows_for_the_city():
    run = open_run("leeuwarden-oost", "nl")
    names = ["lbm-score", "lbm-voorzieningen"]
    (fold,) = views.courses.changes(run, "leefbaarheid", results.courses.change(run, run.area, names))
    score, facilities = next(part for part in fold.parts if isinstance(part, Bullets)).items
    assert "wijken van het gebied" in facilities and "andere wijken van de stad hebben wij dit deel niet" in facilities
    assert run.text("beside.jump_says_city") in score and run.text("beside.jump_says_city") not in facilities


def test_a_figure_that_jumps_everywhere_says_so_and_has_its_line_cut():
    run = open_run("leeuwarden-oost", "nl")
    (fold,) = views.courses.changes(run, "veerkracht", results.courses.change(run, run.area, ["rivm-regie"]))
    (said,) = next(part.items for part in fold.parts if isinstance(part, Bullets))
    assert "sprong in 2024" in said and "in alle 13 gemeenten" in said
    assert said.endswith(run.text("beside.jump_says"))
    assert run.text("beside.jump_is") in fold.parts[-1].caveats
    (figure,) = views.series.course(run, "veerkracht", results.series.area_series(run, run.area, ["rivm-regie"]))
    years = [row[4].text for row in figure.table.rows if row[4].text != str(row[4].value)]
    assert set(years) == {"2024 (na een sprong)"}


def test_plans_are_told_apart_from_what_was_done(run):
    row = next(each_row(results.synthesis.beside(run, run.area), BesideRow))._replace(only_named=0, parts=0)
    said = partial(views.courses._done, run.text)
    assert said(row._replace(approaches=3, kinds={"activity": 2, "intention": 1}, planned=1)) == (
        "3 aanpakken: 2 activiteiten voor bewoners en 1 als doel genoemd. Daarvan 1 nog niet (helemaal) gedaan."
    )
    of_residents = row._replace(approaches=6, kinds={"activity": 2, "provision": 4}, planned=0)
    assert said(of_residents) == "6 aanpakken voor bewoners: 2 activiteiten en 4 voorzieningen."
    assert said(of_residents._replace(parts=3, only_named=1)).endswith(
        "voorzieningen. Daarvan 3 als deel van een andere, 1 alleen genoemd."
    )
    assert said(of_residents._replace(only_named=6)).endswith("voorzieningen. Alle zijn alleen genoemd.")
    alone = row._replace(approaches=1, kinds={"activity": 1})
    assert said(alone._replace(only_named=1)).endswith(": een activiteit. Die is alleen genoemd.")
    assert said(alone._replace(planned=0)) == "1 aanpak voor bewoners: een activiteit."
    assert (
        said(alone._replace(planned=1)) == "1 aanpak voor bewoners: een activiteit. Die was nog niet (helemaal) gedaan."
    )


def test_districts_that_only_come_near_are_not_called_the_area_itself():
    run = open_run("breda-noord")
    names = results.series.of_theme(run, "armoede")
    (figure,) = views.series.course(run, "armoede", results.series.area_series(run, run.area, names))
    assert figure.title.startswith("Cijfers over de wijk die wij voor Breda-Noord nemen")
    (table,) = views.courses.beside(run, results.synthesis.beside(run, run.area))
    among = results.courses.among(run, run.area)
    (score,) = views.courses.liveability(run, among, results.courses.said(run, run.area))
    assert table.title.startswith("Breda-Noord per thema: cijfers over de wijk die wij nemen naast")
    assert "Cijfers over die wijk" in [column.label for column in table.columns]
    bearings = [row[-1].text for row in table.rows]
    assert run.text("beside.everyone_rough", n=1) in bearings and run.text("beside.bearing.everyone") not in bearings
    levels = results.answer.levels(run, run.area)
    (key,) = views.spine.key_figures(run, levels, results.answer.key_figures(run, run.area, levels))
    for block in (figure, table, score, key):
        assert any("alleen het noordelijke deel" in caveat for caveat in block.caveats), block.title


def test_slopes_of_all_areas_stand_in_a_table_with_what_their_margin_leaves_out(run):
    frame = results.courses.pooled(run, "lbm-woningen")
    (table,) = views.courses.pooled(run, frame)
    assert len(table.rows) == len(frame) and len(table.highlight) == 1
    assert run.text("changes.slope") in table.caveats and run.text("pooled.no_error") in table.caveats
    for row, slope in zip(table.rows, frame["slope"], strict=True):
        assert row[-1].limits.lower == pytest.approx(slope.lower, abs=1e-6)
        assert row[-1].value == pytest.approx(slope.value, abs=1e-6)  # a download has the value itself
        assert re.match(r"[+\u2212]?\d,\d{4} \(", row[-1].text)  # as many decimals in every row, none is zero
    assert views.courses.pooled(run, frame[:0]) == []


def test_an_area_without_a_slope_of_its_own_says_why(run):
    frame = results.courses.pooled(run, "kwb-wmo")
    (table,) = views.courses.pooled(run, frame)
    for row, outcome in zip(table.rows, frame["outcome"], strict=True):
        assert (row[-1].text == run.text("changes.no_not-separable")) == (outcome == "not-separable")
    assert {"ok", "not-separable"} == set(frame["outcome"])
    (note,) = views.courses.pooled(run, results.courses.pooled(run, "lbm-score"))
    assert isinstance(note, Note) and "op de andere gebieden" in note.text


@pytest.mark.parametrize(
    ("unit", "decimals", "shown"),
    [
        ("score", 2, "+0,003 (\u22120,003 tot +0,008)"),
        ("points", 3, "+0,0025 (\u22120,0030 tot +0,0080)"),
        ("percent", 0, "0,00 (\u22120,01 tot +0,01)"),
        ("euro", 0, "0 (\u22121 tot +1)"),
    ],
)
def test_digits_of_a_slope_are_those_of_its_column_and_not_of_its_limits(unit, decimals, shown):
    cell = parts.estimate(Text("nl"), Interval(0.0025, -0.003, 0.008), views.courses._decimals_per_year(unit, decimals))
    assert cell.text == shown
    assert (cell.value, cell.limits.lower, cell.limits.upper) == (0.0025, -0.003, 0.008)


def test_what_a_reader_sees_in_the_lines_is_no_part_of_the_source(run, among):
    """A citation names the source alone."""
    (figure,) = views.courses.liveability(run, among, said())
    assert figure.source == figure.table.source and figure.source.endswith("bewerkt") and "Grijs" in figure.note


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Niet hetzelfde cijfer: 'Huishoudens"), ("en", "Not the same measure: 'Households")]
)
def test_households_with_a_low_income_are_not_the_people_of_2022(language, said):
    """Beside the approaches and under the changes; a number of people is not mistaken for a share."""
    run = open_run("breda-noord", language)
    rows = results.courses.change(run, run.area, ["kwb-lage-inkomens", "kwb-leeftijd-0-14"])
    (fold,) = views.courses.changes(run, "armoede", rows)
    placed, bullets, warning, _ = fold.parts
    assert warning.text == run.text("changes.no_effect")
    assert placed.text == run.text("changes.placed") and fold.summary == run.text("changes.summary_theme")
    assert bullets.items[-1].startswith(said) and "(2022). " in bullets.items[-1]  # and why
    (table,) = views.courses.beside(run, results.synthesis.beside(run, run.area))
    warned = [line for line in table.caveats if line.startswith(said.partition(":")[0])]
    assert any(line.startswith(said) for line in warned) and len(warned) == 2


def test_a_part_that_jumped_says_so_where_its_two_years_stand():
    """By the tables: in all four districts of Lelystad Oost the part on facilities fell in 2018."""
    run = open_run("lelystad-oost", "nl")
    changed = results.courses.parts(run, run.area)
    (fold,) = views.courses.parts_of_score(run, changed)
    warned = [line for line in fold.parts[0].caveats if "een sprong in" in line]
    (facilities,) = (line for line in warned if line.startswith("Voorzieningen"))
    assert ": de reeks heeft een sprong in 2018. In alle 4 wijken van het gebied is het deel" in facilities
    assert len(warned) == sum(map(bool, changed["jumps"]))
    (fold,) = views.courses.parts_of_score(run, changed.assign(jumps=[()] * len(changed)))
    assert not any("sprong" in line for line in fold.parts[0].caveats)


@pytest.mark.parametrize(("area", "is_open"), [("groningen-noord", True), ("rotterdam-zuid", False)])
def test_the_legend_of_the_parts_has_the_marks_that_are_drawn(area, is_open):
    run = open_run(area, "nl")
    (fold,) = views.courses.parts_of_score(run, results.courses.parts(run, area))
    (spine,) = fold.parts
    assert [entry.open for entry in spine.legend] == [True, is_open]
    assert {mark.open for row in spine.rows for mark in row.marks if mark.role == "area"} == {is_open}
