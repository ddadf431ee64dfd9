"""A collection of more areas than a comparison shows: whom each area is compared with, and what stays whole."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from benchmarks.scaling import add_areas
from helpers import results, views
from helpers.blocks.notebook import tables_in
from helpers.charts import kept
from helpers.contract import peers
from helpers.contract.load import DataError, Tables, load_tables
from helpers.results import claims, courses, evidence, facts, synthesis
from helpers.session import open_run
from helpers.words.text import Text, catalogue, placeholders
from tests.conftest import copy_of_data

AREAS, OTHERS = 24, peers.MOST - 1
OWN, COPY = "delft-west", "amsterdam-nieuw-west-001"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = copy_of_data(tmp_path_factory.mktemp("many"))
    assert len(add_areas(folder, AREAS)) == AREAS - len(load_tables().areas)
    return folder


@pytest.fixture(scope="module")
def many(data):
    return load_tables(data)


@pytest.fixture(scope="module")
def run(data):
    return open_run(OWN, data_dir=str(data))


# Whom an area is compared with ----------------------------------------------------------------------------


def test_as_many_areas_as_the_report_has_are_all_compared():
    run = open_run(OWN)
    assert run.tables is load_tables() and run.tables.collection is run.tables
    assert run.peers.empty and run.text.peers == 0
    assert not views.similar.peers(run)


def test_the_group_is_the_area_and_those_nearest_by_hand(many, run):
    """Standardised by residents of the districts outside all areas; root mean square over four concepts."""
    wijken = many.district_profiles.assign(size=np.log(many.district_profiles["population"]))
    columns = {"urbanity": 1, **{f"pop_{age}": 5 for age in ("0_14", "15_24", "25_44", "45_64", "65plus")}}
    columns |= {"dwelling_ownership": 1, "size": 1}
    outside = wijken[wijken["area"].isna()].dropna(subset=list(columns))
    own, distances = {}, {}
    for area, rows in wijken[wijken["area"].notna()].groupby("area"):
        weights = {name: rows["dwelling_total" if name == "dwelling_ownership" else "population"] for name in columns}
        own[area] = {
            name: np.average(rows[name].astype(float), weights=weights[name].astype(float)) for name in columns
        }
    for area in own:
        total = 0.0
        for name, members in columns.items():
            values, people = outside[name].astype(float), outside["population"].astype(float)
            spread = np.sqrt(np.average((values - np.average(values, weights=people)) ** 2, weights=people))
            total += ((own[area][name] - own[OWN][name]) / spread) ** 2 / members / 4
        distances[area] = round(np.sqrt(total), 6)
    expected = sorted((distance, area) for area, distance in distances.items() if area != OWN)[:OTHERS]
    assert list(run.peers["area"]) == [area for _, area in expected]
    assert run.peers["distance"].tolist() == pytest.approx([distance for distance, _ in expected], abs=2e-6)
    assert set(run.tables.areas["area"]) == {OWN, *run.peers["area"]}


def test_every_area_is_in_its_own_group_of_twenty(many):
    groups = {area: peers.among_peers(many, area) for area in many.areas["area"]}
    for area, group in groups.items():
        assert len(group.areas) == peers.MOST and area in set(group.areas["area"])
        assert group.collection is many and list(group) == list(many)
    assert len({tuple(group.areas["area"]) for group in groups.values()}) > 1
    assert peers.among_peers(many, "zaandam-oost") is peers.among_peers(many, "zaandam-oost")


def test_of_two_that_are_as_near_the_lower_id_comes_first(many):
    """Only one of two twins fits: whichever stands first in the tables."""
    nearest = peers.peers(many, OWN)["area"].iloc[0]
    twins = many.district_profiles[many.district_profiles["area"] == nearest]
    others = [many.areas[many.areas["area"] == nearest].assign(area=name) for name in ("aa", "zz")]
    districts = [twins.assign(area=name) for name in ("zz", "aa")]
    frames = {
        "areas": pd.concat([many.areas, *others]),
        "district_profiles": pd.concat([*districts, many.district_profiles]),
    }
    found = peers.peers(Tables(many.frames | frames), OWN)
    assert found["area"].tolist()[:3] == ["aa", nearest, "zz"] and found["distance"].iloc[:3].nunique() == 1


def test_an_area_that_cannot_be_placed_is_refused_and_is_nobody_s_peer(many):
    bare = many.district_profiles.copy()
    bare.loc[bare["area"] == COPY, "dwelling_ownership"] = np.nan
    tables = Tables(many.frames | {"district_profiles": bare})
    with pytest.raises(DataError, match=f"districts of {COPY} lack urbanity or age or tenure or size; expected all"):
        peers.among_peers(tables, COPY)
    assert all(COPY not in set(peers.peers(tables, area)["area"]) for area in (OWN, "breda-noord"))


# What is left out, and what is not ------------------------------------------------------------------------


def test_figures_are_those_of_the_group_alone(many, run):
    group = {OWN, *run.peers["area"]}
    for name in ("area_values", "area_wijken", "area_slopes", "similar_districts"):
        rows = many.frames[name]
        expected = rows[rows["area"].isin(group)].reset_index(drop=True)
        pd.testing.assert_frame_equal(run.tables.frames[name], expected)
        assert len(expected) < len(rows)
    profiles = run.tables.district_profiles
    assert set(profiles["area"].dropna()) == group
    assert profiles["area"].isna().sum() == many.district_profiles["area"].isna().sum()


def test_a_district_of_an_area_left_out_is_not_taken_for_one_outside(many):
    """Without its row in area_wijken it would look like a district that no area has."""
    real = many.areas["area"].iloc[: peers.MOST]
    left_out = next(area for area in real if not many.areas["area"].str.startswith(f"{area}-").any())
    others = peers.figures_of(many, [area for area in many.areas["area"] if area != left_out])
    before, after = (courses._outside_of(of, ["lbm-score"]) for of in (many, Tables(others)))
    pd.testing.assert_frame_equal(after.reset_index(drop=True), before.reset_index(drop=True))
    codes = many.area_wijken.loc[many.area_wijken["area"] == left_out, "wk_code"]
    assert not others["wijk_values"]["wk_code"].isin(codes).any()
    assert many.wijk_values["wk_code"].isin(codes).any()


def test_what_the_report_says_is_counted_over_all_its_areas(many, run, tables):
    for name in ("studies", "interventions", "findings", "finding_areas", "claims", "indicator_values"):
        assert run.tables.frames[name] is many.frames[name]
    assert evidence._areas_of_report(run) == evidence._areas_of_report(dataclasses.replace(run, tables=many))
    assert claims.evaluated(run.tables).equals(claims.evaluated(many))
    assert synthesis.areas_by_studies(run)["areas"].sum() == AREAS
    own = evidence.coverage_of(run, OWN)
    assert own.equals(evidence.coverage_of(dataclasses.replace(run, tables=many), OWN))


def test_the_rows_behind_an_area_are_the_same_in_a_larger_collection(many, tables):
    """All that refers to it comes along; nothing of other areas but those of its municipality."""
    here, there = (facts.rows_of(of, "heerlen-noord") for of in (tables, many))
    assert list(here) == list(there)
    for name, rows in here.items():
        pd.testing.assert_frame_equal(rows.reset_index(drop=True), there[name].reset_index(drop=True))


# What readers see -----------------------------------------------------------------------------------------


def _blocks(run):
    context = results.register.area_context(run, run.area)
    yield views.area.area_context(run, context, results.register.strips(run, context))
    yield views.ranks.caterpillar(run, results.ranks.ranks(run, "cbs-laag-inkomen"))
    funnel = results.ranks.funnel(run, "cbs-laag-inkomen")
    yield views.ranks.funnel(run, funnel, results.ranks.funnel_curve(run, "cbs-laag-inkomen"))
    yield views.ranks.rug(run, results.ranks.rug(run))
    yield views.courses.pooled(run, results.courses.pooled(run, "lbm-score"))
    yield views.courses.liveability(run, results.courses.among(run, run.area), results.courses.said(run, run.area))
    yield views.event_study.verdict(run, results.event_study.summary(run))


ALL = {
    "nl": ("alle gebieden", "alle focusgebieden", "andere focusgebieden"),
    "en": ("all areas", "all focus areas", "other focus areas"),
}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", ALL)
def test_readers_are_told_who_is_compared_and_never_that_it_is_all(data, language):
    run = open_run(OWN, language, str(data))
    blocks = list(_blocks(run))
    said = " ".join(block.model_dump_json() for of in blocks for block in of).lower()
    # The slopes of the table are estimated from all areas of the collection, and say so.
    assert [words for words in ALL[language] if words in said] == []
    assert f"{OTHERS} {'gebieden die erop lijken' if language == 'nl' else 'areas like it'}" in said
    (told,) = [table for table in tables_in(blocks[0]) if table.id == "vergelijkbare-gebieden"]
    names = dict(zip(run.tables.areas["area"], run.tables.areas["name"], strict=True))
    assert [row[0].text for row in told.rows] == [names[area] for area in run.peers["area"]]
    assert any(str(AREAS) in caveat and str(OTHERS) in caveat for caveat in told.caveats)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_for_a_group_stand_in_the_place_of_words_that_exist(language):
    messages = catalogue(language)
    instead = {key: message for key, message in messages.items() if key.startswith("peers.")}
    assert len(instead) > 10
    for key, message in instead.items():
        base = messages[key.removeprefix("peers.")]
        assert isinstance(message, dict) == isinstance(base, dict)
        assert placeholders(message) <= placeholders(base) | {"peers"}, key
    text = Text(language, 19)
    assert "19" in text("rug.title") and text("rug.title") != Text(language)("rug.title")
    assert text("coverage.title") == Text(language)("coverage.title")


def test_drawings_of_a_group_and_of_all_are_kept_apart():
    texts = Text("nl"), Text("en"), Text("nl", 19), Text("nl", 18)
    assert len({kept._key("strips", (text,), {}) for text in texts}) == len(texts)
