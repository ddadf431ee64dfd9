"""The spine of key figures, read back as a reader reads it, for every area."""

from functools import cache

import pandas as pd
import pytest

from helpers.contract.load import Tables
from helpers.contract.vocabulary import LANGUAGES
from helpers.results import answer
from helpers.session import Run, open_run
from helpers.views import parts, strips
from helpers.views import spine as views
from tests.spines import PLACE, assert_at_their_values, value_at

AREA = "heerlen-noord"
LOW = answer.LEAD


@cache
def levels_of(area):
    """In both languages alike; takes half a second."""
    return answer.levels(open_run(area), area, answer.KEY_FIGURES)


def shown(run, levels=None):
    levels = levels_of(run.area) if levels is None else levels
    (block,) = views.key_figures(run, levels, answer.key_figures(run, run.area, levels))
    return block


@pytest.fixture(scope="module")
def spines(areas):
    return {area: shown(open_run(area)) for area in areas}


@pytest.fixture(scope="module")
def heerlen():
    return shown(open_run(AREA))


def twin(block, indicator):
    """The cells of a figure by whose they are: the first column."""
    place = [column.key for column in block.table.columns].index(indicator)
    return {row[0].text: row[place] for row in block.table.rows}


def marks(row, role):
    return [mark for mark in row.marks if mark.role == role]


def test_every_mark_stands_at_its_value_and_prints_it(spines):
    for block in spines.values():
        assert_at_their_values(block, "nl")


def test_english_marks_too(areas):
    assert_at_their_values(shown(open_run(areas[0], "en")), "en")


def test_the_twin_has_every_number_that_is_drawn_and_no_mark_has_another(spines):
    for area, block in spines.items():
        for row, indicator in zip(block.rows, answer.KEY_FIGURES, strict=True):
            drawn = sorted(value_at(block, mark.at, "nl") for mark in row.marks)
            cells = list(twin(block, indicator).items())
            if not marks(row, "district"):  # one district, which is the area itself: no dot
                cells = cells[: [name for name, _ in cells].index("Nederland") + 1]
            known = [cell.value for name, cell in cells if "als één wijk niet meetelt" not in name]
            known = sorted(value for value in known if value is not None)
            assert drawn == pytest.approx(known, abs=PLACE), (area, row.name)


@pytest.mark.slow
def test_one_scale_for_all_areas_and_nothing_outside(tables):
    """All figures of the twenty areas, of their districts and of what they are compared with, with the ends of bars."""
    highest = 0.0
    for area in tables.areas["area"]:
        run = open_run(area)
        rows = answer.key_figures(run, area, answer.levels(run, area))
        similar = [row.value.upper for row in rows.itertuples() if row.value and row.whose == "similar"]
        highest = max(highest, *similar, *(row.value.value for row in rows.itertuples() if row.value))
    assert 60 < highest <= 80
    assert strips.Axis.shares([highest]) == strips.Axis.shares([]) == strips.Axis(0, 80, 20)
    assert strips.Axis.shares([80.1]).high == 100


def test_bars_are_of_similar_districts_and_of_an_area_whose_range_is_wide(spines, heerlen):
    for area, block in (spines | {AREA: heerlen}).items():
        for row, level in zip(block.rows, levels_of(area).itertuples(), strict=True):
            (own,) = marks(row, "area")
            assert (own.limits is not None) == (level.span >= 4), (area, row.name)
            assert all(mark.limits for mark in marks(row, "similar"))
            assert not any(mark.limits for role in ("district", "municipality", "nl") for mark in marks(row, role))
    assert "95%" in heerlen.note and "niet meetelt" not in heerlen.note  # its ranges lie behind the marks
    schiedam = shown(open_run("schiedam-nieuwland-en-oost"))
    (own,) = marks(schiedam.rows[0], "area")
    assert [value_at(schiedam, end, "nl") for end in own.limits] == pytest.approx([41.2, 47.4], abs=0.01)
    assert "niet meetelt" in schiedam.note


def test_the_note_names_only_bars_that_are_there():
    block = shown(open_run("vlaardingen-westwijk"))
    assert "95%" in block.note and "niet meetelt" not in block.note
    assert not any(marks(row, "district") for row in block.rows)  # one district is the area itself
    assert "district" not in [entry.role for entry in block.legend]


def test_what_brackets_are_stands_with_the_table(heerlen):
    """Some limits are of rounding and adding up, others of chance: the column that it names says which."""
    (caveat,) = heerlen.table.caveats
    assert heerlen.table.columns[-1].label == "Waar de marge over gaat"
    assert caveat == "Tussen haakjes staat een marge. Bij 'Waar de marge over gaat' staat waar die door komt."
    assert len({row[-1].text for row in heerlen.table.rows}) > 2
    assert not any("tabel" in caveat for caveat in heerlen.caveats)


def test_limits_say_what_they_are_of(heerlen):
    holds = {row[0].text: row[-1].text for row in heerlen.table.rows}
    assert holds["Heerlen-Noord"] == "afronden en wijken optellen" and holds["gemeente Heerlen"] == "afronden"
    assert holds["tien vergelijkbare wijken, gemiddeld"] == "toeval: weinig wijken (95%)"
    cells = twin(heerlen, LOW)
    assert cells["Heerlen-Noord"].text == "49,6 (49,5 tot 49,8)" and cells["Heerlen-Noord"].limits.basis == "computed"
    assert cells["tien vergelijkbare wijken, gemiddeld"].text == "43 (38,6 tot 46,1)"
    assert cells["laagste, als één wijk niet meetelt"].text == "49,0" and cells["De Hei"].text == "niet gepubliceerd"
    without = cells["laagste, als één wijk niet meetelt"].limits
    assert (without.lower, without.upper, without.precision, without.decimals) == (None, None, None, 1)
    assert heerlen.table.highlight == [0]


def test_poor_boundaries_and_poor_matches_are_hollow_and_named():
    rough = shown(open_run("groningen-noord"))
    assert all(row.soft and marks(row, "area")[0].open for row in rough.rows)
    assert rough.rows[0].figure == "ca. 49,6%" and rough.legend[0].open
    assert rough.legend[0].label == "Groningen-Noord (wijken passen maar ongeveer)"
    assert not any(mark.open for row in rough.rows for mark in marks(row, "similar"))
    poor = shown(open_run("rotterdam-zuid"))
    assert all(marks(row, "similar")[0].open and not row.soft for row in poor.rows)
    similar = next(entry for entry in poor.legend if entry.role == "similar")
    assert similar.open and similar.label == "wijken die er weinig op lijken"
    assert poor.columns[0].label == "lijkt weinig" and poor.columns[0].open


def test_a_missing_district_has_no_dot_and_is_named(heerlen):
    assert [len(marks(row, "district")) for row in heerlen.rows] == [13, 13, 14, 14, 14]
    named = [line for line in heerlen.caveats if "De Hei" in line]
    assert len(named) == 2 and named[0].startswith("Laag inkomen:")


def test_without_a_value_the_benchmarks_stay_and_without_a_row_there_is_no_mark():
    run = open_run(AREA)
    values, regions = run.tables.area_values, run.tables.region_values
    gone = (values["area"] == AREA) & (values["indicator"] == LOW)
    numbers = {name: values[name].mask(gone) for name in ("value", "lower", "upper")}
    frames = run.tables.frames | {
        "area_values": values.assign(**numbers, status=values["status"].mask(gone, "low-coverage")),
        "region_values": regions[regions["region"] != "nl"],
    }
    run = Run(run.parameters, Tables(frames))
    block = shown(run, answer.levels(run, AREA, [LOW]))
    (row,) = block.rows
    assert row.figure == "niet bekend" and not marks(row, "area") and marks(row, "similar")
    assert row.printed[-1] == "niet bekend" and not marks(row, "nl")
    assert twin(block, LOW)["Heerlen-Noord"].text == "te weinig gegevens"
    assert_at_their_values(block, "nl")


def test_what_was_matched_on_stands_under_its_own_heading(heerlen):
    assert [row.group for row in heerlen.rows] == [
        "",
        "",
        "",
        *["Onder meer hierop kozen wij de vergelijkbare wijken"] * 2,
    ]
    assert "lager is gunstiger" in heerlen.rows[0].detail and "gunstiger" not in heerlen.rows[2].detail


def test_how_far_the_answer_hangs_on_the_choice_is_said(heerlen):
    said = "Laag inkomen: hier hoger dan in vergelijkbare wijken. Wij kozen die ook op 7 andere manieren."
    assert f"{said} Bij alle 7 is het cijfer hier ook hoger." in heerlen.caveats
    some = [line for line in shown(open_run("tilburg-noordwest")).caveats if line.startswith("Laag inkomen: hier")]
    assert [line.split(". ")[2] for line in some] == ["Bij 6 daarvan is het cijfer hier ook hoger."]
    assert not any("andere manier" in line for line in shown(open_run("breda-noord")).caveats)  # no clear difference
    poor = shown(open_run("rotterdam-zuid"))  # where nothing is concluded, nothing agrees
    assert not any("andere manier" in line for line in poor.caveats)


def test_notes_call_a_figure_as_its_row_does(heerlen):
    names = [row.name for row in heerlen.rows]
    notes = [line for line in heerlen.caveats if "Het bestand zegt niet precies" in line]
    assert len(notes) == 1 and notes[0].split(":")[0] in names


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_figure_has_one_name_on_page_one_and_in_every_table(language):
    """Ages are told shorter there."""
    run = open_run(AREA, language)
    facts = run.tables.indicators.set_index("indicator")
    named = {key.split(".")[0] for key in run.text.group("answer.figure")}
    named = {name for name in named if not name.startswith("cbs-leeftijd")}
    assert len(named) > 3
    for name in named:
        assert facts.loc[name, f"name_{language}"] == run.text(f"answer.figure.{name}.name")


def test_what_a_researcher_leaves_out_is_not_shown():
    run, levels = open_run(AREA), levels_of(AREA)
    figures = answer.key_figures(run, AREA, levels)
    (block,) = views.key_figures(run, levels, figures[figures["whose"] != "nl"].query("key != 'WK091710'"))
    assert "Nederland" not in [entry.label for entry in block.legend]
    assert "Maria Gewanden en Terschuren" not in str(block.model_dump())


def test_dots_take_the_nearest_free_lane():
    assert strips.lanes([]) == []
    assert strips.lanes([50.0, 10.0]) == [0, 0]
    assert strips.lanes([10.0, 10.0, 10.0, 10.0, 10.0]) == [0, -1, 1, -2, 2]
    assert strips.lanes([10.0] * 6)[5] == 0  # no lane is free: the one that was used longest ago
    assert strips.lanes([10.0, 11.7, 11.9]) == [0, -1, 0]  # 5.4 pixels of 300 are 1.8 percent


def test_district_names_are_without_numbers():
    names = ["Wijk 10 Maria Gewanden", "Wijk 02", "Slotermeer-Noordoost", "Wijkpark"]
    assert [parts.district_name(name) for name in names] == ["Maria Gewanden", "Wijk 02", *names[2:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_in_percent_has_its_words(language):
    run = open_run(AREA, language)
    levels = answer.levels(run, AREA)
    (block,) = views.more_figures(run, levels, answer.key_figures(run, AREA, levels))
    assert len(block.rows) == 10 and len({row.name for row in block.rows}) == 10
    assert_at_their_values(block, language)


def test_the_mark_check_sees_faults(heerlen):
    """A mark beside its value, a bar that ends elsewhere, another number in print, a value without its mark."""
    row = heerlen.rows[0]
    own = marks(row, "area")[0]
    others = [mark for mark in row.marks if mark.role != "area"]
    similar = marks(row, "similar")[0]
    faults = [
        row.model_copy(update={"marks": [*others, own.model_copy(update={"at": own.at + 2})]}),
        row.model_copy(update={"marks": [own, similar.model_copy(update={"limits": (similar.limits[0] - 2, 60.0)})]}),
        row.model_copy(update={"figure": "51%"}),
        row.model_copy(update={"printed": ["44%", *row.printed[1:]]}),
        row.model_copy(update={"marks": others}),
    ]
    for fault in faults:
        with pytest.raises(AssertionError):
            assert_at_their_values(heerlen.model_copy(update={"rows": [fault]}), "nl")


def test_frames_without_what_is_read_are_refused():
    run = open_run(AREA)
    levels = answer.levels(run, AREA, [LOW])
    with pytest.raises(ValueError, match="outcome"):
        views.key_figures(run, levels.drop(columns="outcome"), answer.key_figures(run, AREA, levels))
    with pytest.raises(ValueError, match="whose"):
        views.key_figures(run, levels, pd.DataFrame({"indicator": [LOW]}))
