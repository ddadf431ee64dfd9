"""All areas in the same figures: values, classes and scales against the tables, and who is like whom."""

import numpy as np
import pandas as pd
import pytest

from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError
from helpers.methods import matching
from helpers.methods.intervals import Interval
from helpers.results import overview, register, similar
from helpers.rows import each_row
from helpers.session import without_area


@pytest.fixture(scope="module")
def figures(tables):
    return overview.figures(tables)


def _changed(tables, name, change):
    frame = tables.frames[name].copy()
    return Tables(tables.frames | {name: change(frame)})


def test_every_area_has_a_row_of_each_figure(tables, figures):
    assert figures.groupby("indicator", sort=False).size().to_dict() == dict.fromkeys(
        (*overview.FIGURES, overview.SIZE), len(tables.areas)
    )
    for _, rows in figures.groupby("indicator"):
        assert list(rows["area"]) == list(tables.areas["area"])
    assert dict(zip(figures["indicator"], figures["year"], strict=True))["lbm-score"] == 2024


def test_figures_are_those_of_the_tables(tables, figures):
    """Value for value: registers with their wider interval, the series of its last year as it is."""
    rows = figures.set_index(["area", "indicator"])
    for row in register.own_values(tables).itertuples():
        if row.indicator in overview.FIGURES:
            own = rows.loc[(row.area, row.indicator), "own"]
            assert (own.value, own.lower, own.upper, own.basis) == (
                row.own.value, row.own.lower, row.own.upper, row.own.basis,
            )  # fmt: skip
    values = tables.area_values.query("indicator == 'lbm-score' and year == 2024")
    assert len(values) == len(tables.areas)
    for row in values.itertuples():
        found = rows.loc[(row.area, "lbm-score")]
        assert (found["own"].value, found["own"].lower, found["own"].upper) == (row.value, row.lower, row.upper)
        assert (found["match"], found["districts"]) == (row.match, row.districts)


def test_a_missing_value_keeps_its_reason_and_a_missing_row_is_not_published(tables):
    def without(frame):
        lbm = frame["indicator"] == "lbm-score"
        gone = lbm & (frame["area"] == "delft-west")
        empty = lbm & (frame["area"] == "breda-noord") & (frame["year"] == 2024)
        frame.loc[empty, ["value", "lower", "upper"]] = np.nan
        frame.loc[empty, "status"] = "suppressed"
        return frame[~gone]

    rows = overview.figures(_changed(tables, "area_values", without), ["lbm-score"]).set_index("area")
    assert rows.loc["delft-west", ["own", "status", "districts"]].tolist() == [None, "not-published", 0]
    assert rows.loc["breda-noord", ["own", "status", "printed"]].tolist() == [None, "suppressed", None]
    assert rows["own"].notna().sum() == len(tables.areas) - 2


def test_an_indicator_without_values_has_no_row(tables):
    none = _changed(tables, "area_values", lambda frame: frame[frame["indicator"] != "lbm-score"])
    assert "lbm-score" not in set(overview.figures(none)["indicator"])
    empty = overview.figures(none, ["lbm-score"])
    assert len(empty) == 0 and overview.scales(none, empty).empty


def test_only_figures_of_areas(tables):
    with pytest.raises(ParameterError, match="advies-vwo"):
        overview.figures(tables, ["advies-vwo"])


# Classes ------------------------------------------------------------------------------------------------


def test_classes_are_as_wide_as_each_other_and_hold_what_they_say(tables, figures):
    scales = overview.scales(tables, figures)
    for scale in each_row(scales, overview.ScaleRow):
        numbers = figures.loc[figures["indicator"] == scale.indicator, "printed"].astype(float)
        assert len(scale.edges) == overview.CLASSES + 1
        assert (scale.edges[0], scale.edges[-1]) == (numbers.min(), numbers.max())
        unit = 10.0 ** -max(scale.decimals, 1)
        assert np.ptp(np.diff(scale.edges)) <= unit + 1e-9  # what rounding of two edges can make
        for number in numbers:
            place = overview.place(number, scale.edges)
            assert scale.edges[place] <= number <= scale.edges[place + 1]
            assert number < scale.edges[place + 1] or place == overview.CLASSES - 1


def test_classes_by_hand():
    assert overview._edges([20.0, 62.0], 1) == [20.0, 28.4, 36.8, 45.2, 53.6, 62.0]
    edges = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert [overview.place(number, edges) for number in (0, 0.99, 1, 4, 5)] == [0, 0, 1, 4, 4]
    assert overview._edges([7.0, 7.0], 1) == [7.0, 7.0] and overview.place(7.0, [7.0, 7.0]) == 0


def test_scale_of_percentages_is_that_of_the_factsheet_and_grows(tables, figures):
    ticks = overview.scales(tables, figures).set_index("indicator")["ticks"]
    for indicator in overview.FIGURES[:-1]:
        assert ticks[indicator] == [0, 20, 40, 60, 80]

    def higher(frame):
        here = (frame["indicator"] == "cbs-koopwoningen") & (frame["area"] == "delft-west")
        frame.loc[here, ["value", "lower", "upper"]] = 91.0
        return frame

    changed = _changed(tables, "area_values", higher)
    rows = overview.figures(changed, ["cbs-koopwoningen"])
    assert overview.scales(changed, rows)["ticks"].iloc[0] == [0, 20, 40, 60, 80, 100]


def test_all_that_is_drawn_is_on_its_scale(tables, figures):
    for scale in each_row(overview.scales(tables, figures), overview.ScaleRow):
        drawn = [own for own in figures.loc[figures["indicator"] == scale.indicator, "own"] if own]
        drawn += [scale.nl] if scale.nl else []
        assert all(scale.ticks[0] <= own.lower and own.upper <= scale.ticks[-1] for own in drawn)


def test_ticks_of_other_units_are_round_and_not_too_many():
    """Of a width of exactly 5 or 10 steps the smaller step still does."""
    drawn = [Interval.exact(0.0), Interval.exact(overview._STEPS * 2.0)]
    assert overview._ticks(drawn, "score") == [2.0 * step for step in range(overview._STEPS + 1)]


def test_the_netherlands_is_of_the_same_year(tables, figures):
    scales = overview.scales(tables, figures).set_index("indicator")
    nl = tables.region_values.query("region == 'nl'").set_index(["indicator", "year"])["value"]
    for indicator in overview.FIGURES[:-1]:
        assert scales.loc[indicator, "nl"].value == nl[indicator, 2022]
    assert scales.loc["lbm-score", "nl"] is None


# Areas that are alike -----------------------------------------------------------------------------------


def test_alike_areas_are_the_nearest_within_the_limit(tables):
    """Computed again by hand: differences in deviations, the mean within a concept, then over concepts."""
    districts = matching.with_size(tables.district_profiles)
    concepts = matching.BASIS
    eligible = districts[districts["area"].isna()].dropna(subset=matching.checked(concepts))
    weights = eligible["population"] / eligible["population"].sum()
    own = {area: matching.profile(rows, concepts) for area, rows in districts.groupby("area")}

    def distance(one, other):
        squares = []
        for columns in concepts.values():
            of_concept = []
            for column in columns:
                mean = (eligible[column] * weights).sum()
                deviation = (((eligible[column] - mean) ** 2 * weights).sum()) ** 0.5
                of_concept.append(((own[one][column] - own[other][column]) / deviation) ** 2)
            squares.append(np.mean(of_concept))
        return np.mean(squares) ** 0.5

    rows = overview.alike(tables)
    limit = tables.similar_districts["limit"].max()
    for area in ("heerlen-noord", "rotterdam-zuid", "zaandam-oost"):
        near = sorted((distance(area, other), other) for other in own if other != area)
        expected = [(other, d) for d, other in near if d <= limit][: overview.ALIKE]
        found = rows[rows["area"] == area]
        assert list(found["other"]) == [other for other, _ in expected]
        assert list(found["distance"]) == pytest.approx([d for _, d in expected], abs=1e-5)
        assert list(found["rank"]) == list(range(1, len(expected) + 1))


def test_alike_is_by_the_distance_that_chose_similar_districts(tables):
    """An area that is like one district is as far from another area as that district would be."""
    run = without_area(tables)
    own, candidates = similar._own_and_candidates(run.tables, "utrecht-overvecht", matching.BASIS)
    both = pd.DataFrame({"utrecht-overvecht": own, "district": candidates.iloc[0][own.index].astype(float)}).T
    between = matching.between(both, candidates, matching.BASIS)
    assert (between.to_numpy() == between.to_numpy().T).all() and (np.diag(between) == 0).all()
    nearest = matching.nearest(own, candidates, matching.BASIS, len(candidates)).set_index("wk_code")
    assert between.loc["utrecht-overvecht", "district"] == nearest.loc[candidates.iloc[0]["wk_code"], "distance"]


def test_an_area_without_profiles_is_like_none(tables):
    def without(frame):
        return frame[frame["area"] != "heerlen-noord"]

    rows = overview.alike(_changed(tables, "district_profiles", without))
    assert "heerlen-noord" not in {*rows["area"], *rows["other"]} and rows["area"].nunique() == len(tables.areas) - 1
