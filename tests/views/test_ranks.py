"""Blocks on areas beside each other: no rank without its range, and none where the error is unknown."""

import re
from dataclasses import replace

import pytest

from helpers import open_run, results, views
from helpers.blocks.model import Figure
from helpers.contract.vocabulary import WEIGHTS
from tests.readability import sentences

pytestmark = pytest.mark.usefixtures("undrawn")  # words, numbers and table twins


@pytest.fixture(scope="module", params=["nl", pytest.param("en", marks=pytest.mark.slow)])
def heerlen(request):
    return open_run("heerlen-noord", request.param)


def test_every_rank_stands_with_its_range_and_neighbours(heerlen):
    ranks = results.ranks.ranks(heerlen, "cbs-laag-inkomen")
    (figure,) = views.ranks.caterpillar(heerlen, ranks)
    assert isinstance(figure, Figure) and figure.narrow and figure.id == "plaatsen-cbs-laag-inkomen"
    columns = [column.key for column in figure.table.columns]
    for row, expected in zip(figure.table.rows, ranks.itertuples(), strict=True):
        cells = dict(zip(columns, row, strict=True))
        rank = cells["rank_range"]
        assert (rank.value, rank.limits.lower, rank.limits.upper) == (
            expected.place,
            expected.rank_lower,
            expected.rank_upper,
        )
        to = {"nl": "tot", "en": "to"}[heerlen.language]
        about = heerlen.text("values.about", value="") if expected.value.approximate else ""
        assert rank.text == f"{about}{expected.place} ({expected.rank_lower} {to} {expected.rank_upper})"
        assert rank.limits.basis == expected.value.basis
        assert (cells["tied"].text == "–") == (not expected.tied)
    place = ranks.set_index("area").loc[heerlen.area]
    numbers = [int(number) for number in re.findall(r"\d+", figure.alt.removeprefix(figure.title))]
    assert numbers[-4:] == [place["place"], place["rank_lower"], place["rank_upper"], len(ranks)]
    own = figure.table.rows[figure.table.highlight[0]]
    assert "Utrecht Overvecht" in own[columns.index("tied")].text and "Groningen-Noord" in own[-1].text
    assert heerlen.text("ranks.near") in figure.caveats
    # Arnhem-Oost (to 52.60) and Den Haag Zuidwest (from 52.60) are told apart; in print both have 52.6.
    definition = {
        "nl": "Aandeel personen met een inkomen in de landelijk laagste 40%.",
        "en": "Share of people with an",
    }
    assert figure.caveats[0].startswith(definition[heerlen.language])
    assert len(figure.caveats) == 6 and heerlen.text("ranks.outward") in figure.caveats
    assert figure.note == heerlen.text("ranks.order_best-first")  # in sight: an axis of places does not say it
    near = ranks.assign(value=[value and replace(value, basis="computed") for value in ranks["value"]])
    (exact,) = views.ranks.caterpillar(heerlen, near)
    assert heerlen.text("ranks.near") not in exact.caveats and heerlen.text("ranks.districts") in exact.caveats
    about = heerlen.text("values.about", value="")
    assert not any(about in row[columns.index("rank_range")].text for row in exact.table.rows)


def test_a_rank_of_one_place_is_not_called_a_range():
    run = open_run("rotterdam-zuid")
    ranks = results.ranks.ranks(run, "cbs-laag-inkomen")
    place = ranks.set_index("area").loc[run.area, "place"]
    (figure,) = views.ranks.caterpillar(run, ranks)
    assert figure.alt.endswith(f"Rotterdam-Zuid staat op plaats {place} van {len(ranks)} gebieden, ook met de marge.")


@pytest.mark.parametrize("area", ["nieuwegein-centrale-as", "breda-noord"])
def test_the_rank_of_an_area_that_its_districts_cover_roughly_is_rough_too(area):
    run = open_run(area, "nl")
    (figure,) = views.ranks.caterpillar(run, results.ranks.ranks(run, "cbs-laag-inkomen"))
    own = figure.table.rows[figure.table.highlight[0]]
    assert own[1].text.startswith("ca. ") and own[2].text.startswith("ca. ")
    assert f"{run.area_name} staat op plaats ca. {own[2].value:.0f}" in figure.alt


@pytest.mark.parametrize("indicator", ["cbs-laag-inkomen", "cbs-arbeidsparticipatie"])
def test_an_area_can_move_many_places_without_one_of_its_districts(heerlen, indicator):
    """What the caveat says of both charts: the area whose place hangs most on one district moves a quarter or more."""
    values = results.ranks.ranks(heerlen, indicator).set_index("area")["value"].map(lambda value: value.value)
    ranges = results.spread.collection(heerlen).query("indicator == @indicator and reason == ''").set_index("area")
    moved = [
        (values.drop(area).between(row.lowest, row.highest)).sum()
        for area, row in ((area, ranges.loc[area]) for area in ranges.index)
    ]
    assert max(moved) >= 5


def test_no_ranks_where_the_error_is_unknown(heerlen):
    for indicator, word in (
        ("cbs-hoog-opgeleid", {"nl": "enquête", "en": "survey"}),
        ("lbm-score", {"nl": "modelschatting", "en": "model estimate"}),
    ):
        (note,) = views.ranks.caterpillar(heerlen, results.ranks.ranks(heerlen, indicator))
        assert note.tone == "missing" and word[heerlen.language] in note.text
    found = results.ranks.funnel(heerlen, "cbs-hoog-opgeleid")
    (note,) = views.ranks.funnel(heerlen, found, results.ranks.funnel_curve(heerlen, "cbs-hoog-opgeleid"))
    assert note.tone == "missing"


def test_an_area_without_a_value_has_no_rank_and_a_reason(heerlen):
    ranks = results.ranks.ranks(heerlen, "cbs-laag-inkomen")
    own = ranks["area"] == heerlen.area
    ranks.loc[own, ["value", "place", "rank_lower", "rank_upper"]] = None
    ranks = ranks.assign(reason=ranks["reason"].mask(own, "not-collected"))
    (figure,) = views.ranks.caterpillar(heerlen, ranks)
    cells = figure.table.rows[figure.table.highlight[0]]
    missing = heerlen.text("missing.not-collected")
    assert [cell.text for cell in cells[1:3]] == [missing, missing] and cells[2].value is None
    assert figure.alt == heerlen.text("ranks.alt_none", title=figure.title, area=heerlen.area_name)


def test_areas_of_rough_districts_are_marked_in_the_funnel_with_why(heerlen):
    frame = results.ranks.funnel(heerlen, "cbs-laag-inkomen")
    curve = results.ranks.funnel_curve(heerlen, "cbs-laag-inkomen")
    (figure,) = views.ranks.funnel(heerlen, frame, curve)
    about = heerlen.text("values.about", value="")
    rough = {row[0].text for row in figure.table.rows if row[1].text.startswith(about)}
    covers = heerlen.tables.areas.set_index("name")["cover"].dropna()
    assert rough == set(covers.index) and len(rough) == 3 and heerlen.text("funnel.near") in figure.caveats
    exact = frame[~frame["area"].isin(heerlen.tables.areas.dropna(subset="cover")["area"])]
    (without,) = views.ranks.funnel(heerlen, exact, curve)
    assert heerlen.text("funnel.near") not in without.caveats


def test_the_funnel_names_who_lies_outside_and_has_both_limits(heerlen):
    frame = results.ranks.funnel(heerlen, "cbs-laag-inkomen")
    (figure,) = views.ranks.funnel(heerlen, frame, results.ranks.funnel_curve(heerlen, "cbs-laag-inkomen"))
    nobody = heerlen.text("funnel.nobody")
    assert ": Nieuwegein Centrale As." in figure.alt and figure.alt.endswith(f": {nobody}.")
    label = {"nl": "Inwoners van 15 jaar en ouder (ongeveer", "en": "Residents aged 15 and over (roughly"}[
        heerlen.language
    ]
    assert figure.table.columns[1].label.startswith(label)
    assert all(heerlen.text.has(f"funnel.whom.{weight}") for weight in WEIGHTS if weight != "none")
    further = frame.assign(zone=frame["zone"].replace("below-95", "below-998"))
    (far,) = views.ranks.funnel(heerlen, further, results.ranks.funnel_curve(heerlen, "cbs-laag-inkomen"))
    assert far.alt.count("Nieuwegein Centrale As") == 2
    smallest = dict(zip((column.key for column in figure.table.columns), figure.table.rows[0], strict=True))
    assert (smallest["limits_95"].limits.lower, smallest["limits_998"].limits.upper) == pytest.approx(
        (40.97565, 57.788976), abs=1e-4
    )
    zones = {row[-1].text for row in figure.table.rows}
    assert zones == {heerlen.text("funnel.zone_inside"), heerlen.text("funnel.zone_below-95")}
    assert all(
        heerlen.text.has(f"funnel.zone_{side}-{level}") for side in ("above", "below") for level in ("95", "998")
    )


def test_the_rug_has_the_outcomes_of_compared(heerlen):
    frame = results.ranks.rug(heerlen)
    own = frame[frame["area"] == heerlen.area].set_index("indicator")
    compared = results.ranks.compared(heerlen, heerlen.area).set_index("indicator")
    assert set(own.index) == set(compared.index)
    for name in ("distance", "q"):
        assert own[name].to_numpy() == pytest.approx(compared.loc[own.index, name].to_numpy())
    assert own["outcome"].to_dict() == compared.loc[own.index, "outcome"].to_dict()
    for row in frame.itertuples():
        size = abs(row.distance)
        expected = (
            "middle" if size < 0.5 else ("far-" if size >= 1.5 else "") + ("above" if row.distance > 0 else "below")
        )
        assert row.level == expected
    (figure,) = views.ranks.rug(heerlen, frame)
    assert figure.note.startswith(heerlen.text("rug.signs")) and heerlen.text("rug.no_score") in figure.note
    assert len(figure.table.rows) == len(heerlen.tables.areas) and len(figure.table.columns) == 12
    about = {"nl": " (ongeveer)", "en": " (roughly)"}[heerlen.language]
    near = [row[0].text for row in figure.table.rows if row[0].text.endswith(about)]
    assert near == [f"{name}{about}" for name in ("Breda-Noord", "Groningen-Noord", "Nieuwegein Centrale As")]
    assert heerlen.text("rug.near") in figure.caveats
    (figure,) = views.ranks.rug(heerlen, frame[frame["area"] == heerlen.area])
    assert heerlen.text("rug.near") not in figure.caveats
    (figure,) = views.ranks.rug(heerlen, frame)
    starred = [cell for row in figure.table.rows for cell in row[1:] if cell.text.endswith(("opvallend", "unusual"))]
    assert len(starred) == frame["outcome"].isin(("higher", "lower")).sum() > 0
    assert max(one.words for text in figure.caveats for one in sentences(text, heerlen.language)) <= 25


def test_frames_without_rows_are_said_to_be_empty(heerlen):
    ranks, rug = results.ranks.ranks(heerlen, "cbs-laag-inkomen"), results.ranks.rug(heerlen)
    frame = results.ranks.funnel(heerlen, "cbs-laag-inkomen")
    for blocks in (
        views.ranks.caterpillar(heerlen, ranks[:0]),
        views.ranks.rug(heerlen, rug[:0]),
        views.ranks.funnel(heerlen, frame[:0], frame[:0]),
    ):
        (note,) = blocks
        assert note.tone == "missing"
