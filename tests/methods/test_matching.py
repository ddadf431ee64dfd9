"""Similar districts: a choice done by hand, what must not change it, and intervals on data of known truth."""

import math

import numpy as np
import pandas as pd
import pytest

from helpers.contract.vocabulary import VARIABLE_SETS
from helpers.methods import matching
from helpers.methods.intervals import Interval

TWO = {"urbanity": ("urbanity",), "tenure": ("dwelling_ownership",)}


def districts(**columns):
    rows = pd.DataFrame(columns)
    number = range(len(rows))
    rows = rows.assign(wk_code=[f"WK{place:06}" for place in number], area=None)
    return rows.assign(**{name: 1000 for name in ("population", "dwelling_total") if name not in rows})


@pytest.fixture
def many():
    """Sixty districts with all variables of the basic set, no two alike."""
    rng = np.random.default_rng(7)
    columns = {name: rng.uniform(5, 60, 60) for name in (*matching.BASIS["age"], "dwelling_ownership")}
    rows = districts(urbanity=rng.integers(1, 6, 60), population=rng.integers(1000, 20_000, 60), **columns)
    rows.loc[:4, "area"] = "a"
    return matching.with_size(rows.assign(income_low=rng.uniform(20, 60, 60)))


# By hand ------------------------------------------------------------------------------------------------------------


def test_the_distance_is_the_root_mean_square_over_concepts():
    """Urbanity 1 and 3, owners 20 and 60: deviations 1 and 20. The area (2, 50) is 1 and 0.5, or 1 and 1.5, away."""
    rows = districts(urbanity=[1, 3, 1, 3], dwelling_ownership=[60, 60, 20, 20])
    found = matching.nearest(pd.Series({"urbanity": 2, "dwelling_ownership": 50}), rows, TWO, 3)
    near, far = math.sqrt((1 + 0.25) / 2), math.sqrt((1 + 2.25) / 2)
    assert found["distance"].tolist() == pytest.approx([near, near, far], abs=1e-6)
    assert found["wk_code"].tolist() == ["WK000000", "WK000001", "WK000002"]  # of two as near the lower code
    assert found["rank"].tolist() == [1, 2, 3]


def test_areas_are_as_far_apart_as_a_district_like_one_would_be_from_the_other():
    rows = districts(urbanity=[1, 3, 1, 3], dwelling_ownership=[60, 60, 20, 20])
    areas = pd.DataFrame({"urbanity": [2, 1], "dwelling_ownership": [50, 60]}, index=["a", "b"])
    found = matching.between(areas, rows, TWO)
    assert found.loc["a"].tolist() == pytest.approx([0, math.sqrt((1 + 0.25) / 2)]) and (found == found.T).all(
        axis=None
    )
    assert matching.between(areas, rows, TWO, ["b"]).equals(found.loc[["b"]])


def test_size_is_missing_where_nobody_lives_and_there_for_one_resident():
    assert matching.with_size(districts(population=[0, 1, 10]))["size"].tolist() == pytest.approx(
        [math.nan, 0, math.log(10)], nan_ok=True
    )


def test_the_deviation_is_that_of_residents():
    """Three quarters of the residents live where the share is 20: mean 30, deviation sqrt(.75 x 100 + .25 x 900)."""
    rows = districts(dwelling_ownership=[20, 60], population=[3000, 1000])
    found = matching.nearest(pd.Series({"dwelling_ownership": 20.0}), rows, {"tenure": ("dwelling_ownership",)}, 2)
    assert found["distance"].tolist() == pytest.approx([0, 40 / math.sqrt(300)], abs=1e-6)


def test_a_concept_of_many_columns_weighs_as_much_as_one_of_one():
    """Both columns of the first concept are one deviation off, and so is that of the other: the same distance."""
    rows = districts(a=[0, 2, 0, 2], b=[0, 2, 0, 2], c=[0, 0, 2, 2])
    concepts = {"first": ("a", "b"), "second": ("c",)}
    own = pd.Series({"a": 0, "b": 0, "c": 0})
    distance = matching.nearest(own, rows, concepts, 4).set_index("wk_code")["distance"]
    assert distance["WK000001"] == distance["WK000002"] == pytest.approx(math.sqrt(4 / 2), abs=1e-6)
    assert distance["WK000003"] == pytest.approx(2, abs=1e-6)


def test_an_area_is_as_its_average_resident_lives():
    rows = districts(urbanity=[1, 3], dwelling_ownership=[20, 60], population=[3000, 1000], dwelling_total=[500, 1500])
    own = matching.profile(matching.with_size(rows), TWO | {"size": ("size",)})
    assert own["urbanity"] == 1.5 and own["dwelling_ownership"] == 50  # residents; homes
    assert math.exp(own["size"]) == pytest.approx(3000**0.75 * 1000**0.25)


def test_there_is_a_profile_of_each_area_that_has_all_and_none_of_districts_of_no_area(many):
    rows = many.assign(area=["a"] * 3 + ["b"] * 2 + ["c"] + [None] * 54)
    rows.loc[5, "dwelling_ownership"] = None
    found = matching.profiles(rows, TWO)
    assert found.index.tolist() == ["a", "b"] and found.columns.tolist() == ["urbanity", "dwelling_ownership"]
    for area, of in rows.groupby("area"):
        expected = matching.profile(matching.with_size(of), TWO)
        assert area == "c" or found.loc[area].tolist() == expected.tolist()


def test_a_district_without_a_value_does_not_count_in_the_profile():
    rows = districts(urbanity=[1, None], dwelling_ownership=[None, None])
    own = matching.profile(rows, TWO)
    assert own["urbanity"] == 1 and math.isnan(own["dwelling_ownership"])


def test_the_limit_is_the_distance_within_which_nearly_all_have_their_number_of_others():
    """Twenty districts in a row, one apart, and one far away: of its two nearest the second is 20 steps further."""
    places = [*range(20), 40]
    rows = districts(urbanity=places)
    deviation = np.std(places)
    second = [2, *[1] * 18, 2, 22]
    expected = np.quantile(np.array(second) / deviation, 0.95)
    assert matching.limit(rows, {"urbanity": ("urbanity",)}, 2) == pytest.approx(expected, abs=1e-6)


def test_balance_is_the_difference_of_means_in_standard_deviations():
    rows = districts(urbanity=[1, 3, 1, 3], dwelling_ownership=[60, 60, 20, 20])
    own = pd.Series({"urbanity": 2, "dwelling_ownership": 50})
    found = matching.balance(own, rows[:2], rows, TWO).set_index("variable")
    assert found.loc["urbanity", ["own", "similar", "every", "difference"]].tolist() == [2, 2, 2, 0]
    assert found.loc["dwelling_ownership", "difference"] == pytest.approx((50 - 60) / 20)
    assert found.loc["dwelling_ownership", "difference_every"] == pytest.approx((50 - 40) / 20)
    assert found["balanced"].tolist() == [True, False]


# What changes nothing, and what cannot be --------------------------------------------------------------------------


def test_the_order_of_the_districts_changes_nothing(many):
    mixed = many.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        matching.choices(many, matching.BASIS), matching.choices(mixed, matching.BASIS), check_exact=True
    )
    chosen = many[10:20]
    one = matching.resampled_mean(chosen["income_low"])
    other = matching.resampled_mean(chosen["income_low"][::-1])
    assert (one.value, one.lower, one.upper) == (other.value, other.lower, other.upper)


@pytest.mark.parametrize("column", ["urbanity", "pop_25_44", "dwelling_ownership"])
def test_another_unit_of_a_variable_changes_nothing(many, column):
    scaled = many.assign(**{column: 7 - 1000 * many[column]})
    columns = ["area", "rank", "wk_code", "distance", "limit"]
    pd.testing.assert_frame_equal(
        matching.choices(many, matching.BASIS)[columns], matching.choices(scaled, matching.BASIS)[columns], rtol=1e-5
    )


def test_an_outcome_changes_nothing(many):
    other = many.assign(income_low=many["income_low"].iloc[::-1].to_numpy())
    columns = ["wk_code", "distance"]
    found = (matching.choices(rows, matching.BASIS)[columns] for rows in (many, other))
    pd.testing.assert_frame_equal(*found)


@pytest.mark.parametrize("outcome", matching.OUTCOMES)
def test_an_outcome_cannot_be_matched_on(many, outcome):
    concepts = matching.BASIS | {"welfare": (outcome,)}
    rows = many.assign(**{outcome: 1.0})
    with pytest.raises(ValueError, match=f"matching on {outcome}; expected variables that are no outcome"):
        matching.choices(rows, concepts)
    with pytest.raises(ValueError, match=outcome):
        matching.profile(rows, concepts)


def test_no_set_has_an_outcome_and_all_have_a_name():
    assert tuple(matching.SETS) == VARIABLE_SETS
    for concepts in matching.SETS.values():
        assert matching.checked(concepts)
    with pytest.raises(ValueError, match="matching on nothing"):
        matching.checked({})
    first, second, *_ = matching.OUTCOMES
    with pytest.raises(ValueError, match=f"^matching on {first}, {second}; expected"):
        matching.checked({"welfare": (first, second)})


def test_a_district_of_an_area_is_never_chosen_nor_one_that_lacks_a_variable(many):
    lacking = many.assign(dwelling_ownership=many["dwelling_ownership"].where(many["wk_code"] != "WK000020"))
    found = matching.choices(lacking, matching.BASIS, 53)  # of 54
    assert set(found["wk_code"]) < set(many.loc[5:, "wk_code"]) - {"WK000020"}


def test_too_few_districts_and_an_area_without_a_variable_are_said(many):
    with pytest.raises(ValueError, match="55 districts to choose from; expected at least 56"):
        matching.choices(many, matching.BASIS, 56)
    unknown = many.assign(urbanity=many["urbanity"].where(many["area"].isna()))
    with pytest.raises(ValueError, match="a: no urbanity of any of its districts"):
        matching.choices(unknown, matching.BASIS)


def test_a_variable_that_all_share_tells_nobody_apart():
    rows = districts(urbanity=[1, 1, 1], dwelling_ownership=[20, 40, 60])
    found = matching.nearest(pd.Series({"urbanity": 1, "dwelling_ownership": 60.0}), rows, TWO, 3)
    assert found["wk_code"].tolist() == ["WK000002", "WK000001", "WK000000"] and np.isfinite(found["distance"]).all()


# The interval of the mean -------------------------------------------------------------------------------------------


def test_too_few_values_have_no_interval_and_equal_ones_no_width():
    assert not matching.resampled_mean(pd.Series([1.0, 2, 3, 4, None])).known
    assert matching.resampled_mean(pd.Series([3.0] * 5)) == Interval.exact(3)


def test_the_interval_of_many_values_is_that_of_the_normal_distribution():
    """Of 400 values the resampled limits are 1.96 standard errors from the mean, but for the number of draws."""
    values = pd.Series(np.random.default_rng(1).normal(50, 4, 400))
    found, error = matching.resampled_mean(values), values.std() / 20
    assert found.value == pytest.approx(values.mean())
    assert found.lower == pytest.approx(values.mean() - 1.966 * error, abs=0.1 * error)
    assert found.upper == pytest.approx(values.mean() + 1.966 * error, abs=0.1 * error)


def test_the_draws_are_always_the_same():
    first = matching._drawn(7).copy()
    matching._drawn.cache_clear()
    assert np.array_equal(first, matching._drawn(7))


def test_the_percentiles_of_few_values_are_those_of_hesterberg():
    """Of ten values t is 2.262157, so the lower percentile is that of -2.262157 x sqrt(10 / 9): 0.86 %, not 2.5."""
    assert matching._tail(10) == pytest.approx(0.00855, abs=1e-5)
    assert matching._tail(5) == pytest.approx(0.00095, abs=1e-5)


def coverage(draw, mean, runs):
    rng = np.random.default_rng(2022)
    found = (matching.resampled_mean(pd.Series(draw(rng))) for _ in range(runs))
    return sum(interval.lower <= mean <= interval.upper for interval in found) / runs


@pytest.mark.parametrize(("n", "runs"), [(10, 400), (20, 200)])
def test_the_interval_holds_the_mean_that_districts_are_drawn_from(n, runs):
    """95 of 100, within three times the error of so many runs; the plain percentiles of ten values hold 90."""
    held = coverage(lambda rng: rng.normal(42, 4, n), 42, runs)
    assert abs(held - 0.95) < 3 * math.sqrt(0.95 * 0.05 / runs)


@pytest.mark.long
@pytest.mark.parametrize(
    ("draw", "mean", "least"),
    [
        (lambda rng: rng.normal(42, 4, 10), 42, 0.935),
        (lambda rng: rng.normal(42, 4, 5), 42, 0.90),
        (lambda rng: np.round(rng.normal(62, 3, 10)), 62, 0.935),  # whole percents
        (lambda rng: 30 + rng.gamma(2, 5, 10), 40, 0.90),  # a few districts that stick out
    ],
)
def test_the_interval_holds_in_many_runs(draw, mean, least):
    held = coverage(draw, mean, 4000)
    assert least < held < 0.97
