"""The width that holds the published figure in 95 % of municipalities, on made numbers that can be followed by hand."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.methods import calibration


def _rebuilt(districts, off, indicator="i"):
    """Municipalities that are `off` from the published 50.0; rounding leaves 0.5 open on both sides of each figure."""
    figures = {
        "value": [50.0 + by for by in off],
        "lower": [49.5 + by for by in off],
        "upper": [50.5 + by for by in off],
    }
    regions = [f"GM{districts:02}{number:02}" for number in range(len(off))]
    facts = {"indicator": indicator, "region": regions, "districts": districts, "published": 50.0, "precision": 0.5}
    return pd.DataFrame(facts | figures)


def _all_classes(off, indicator="i"):
    return pd.concat([_rebuilt(districts, off, indicator) for districts in (1, 2, 5, 8)], ignore_index=True)


def _row(rows, districts_from):
    (row,) = rows[rows["districts_from"] == districts_from].to_dict("records")
    return row


def test_the_width_is_a_miss_of_the_calibrating_half():
    """Of 19 misses the 19th, ceil(20 x 0.95); of 39 the 38th, ceil(40 x 0.95); of 40 the 39th, ceil(38.95)."""
    assert calibration.smallest_extra([n / 10 for n in range(1, 20)]) == 1.9
    assert calibration.smallest_extra([n / 10 for n in range(39, 0, -1)]) == 3.8
    assert calibration.smallest_extra([n / 10 for n in range(1, 41)]) == 3.9
    assert calibration.smallest_extra([0.0] * 38 + [9.0]) == 0.0


def test_too_few_municipalities_promise_nothing():
    assert calibration.smallest_extra([0.1] * (calibration.FEWEST - 1)) is None
    assert calibration.smallest_extra([0.1] * calibration.FEWEST) == 0.1


@given(st.lists(st.floats(0, 10), min_size=19, max_size=60))
def test_a_new_case_at_any_place_among_the_misses_is_held_in_95_percent(misses):
    """The new miss is as likely to be any of the n + 1: leave each out in turn and count how many are held."""
    extra = calibration.smallest_extra(misses)
    held = sum(miss <= extra for miss in misses)
    assert held >= 0.95 * (len(misses) + 1)
    assert sum(miss < extra for miss in misses) < 0.95 * (len(misses) + 1)  # a smaller one would not do


def test_halves_are_the_same_each_time_and_follow_no_order_of_codes():
    codes = [f"GM{number:04}" for number in range(51)]
    half = calibration.calibrating_half(codes)
    assert len(half) == 26 and half == calibration.calibrating_half(reversed(codes))
    first = min(codes, key=lambda code: hashlib.sha256(code.encode()).hexdigest())
    assert first in half and half != set(codes[::2])


def test_indicators_stay_in_the_order_in_which_they_come():
    rebuilt = pd.concat([_all_classes([0.7] * 40, indicator) for indicator in ("work", "age")], ignore_index=True)
    assert calibration.calibrate(rebuilt)["indicator"].unique().tolist() == ["work", "age"]


def test_rounding_alone_misses_what_the_calibrated_interval_holds():
    """All are 0.7 off: 0.2 beyond their rounding, and less than both roundings together (1.0) allow."""
    rows = calibration.calibrate(_all_classes([0.7, -0.7] * 20))
    several = _row(rows, 2)
    assert (several["basis"], several["calibrated"], several["checked"]) == ("own-class", 20, 20)
    assert (several["extra"], several["held_before"], several["held"]) == (0.2, 0, 20)
    assert (several["width_before"], several["width_after"]) == (1.0, pytest.approx(1.4))
    assert several["share_lower"] == pytest.approx(0.8389, abs=1e-4)  # Wilson, 20 of 20: 1 / (1 + 1.96^2 / 20)
    assert several["share_upper"] == pytest.approx(1.0)
    assert several["missed_before"] == several["missed"] == 0


def test_what_both_roundings_cannot_explain_is_missed():
    """1.3 off: 0.3 more than both roundings; the extra of 0.8 takes that away."""
    several = _row(calibration.calibrate(_all_classes([1.3] * 40)), 7)
    assert (several["missed_before"], several["extra"], several["missed"]) == (20, 0.8, 0)


def test_one_district_gets_no_extra_and_all_its_municipalities_check_that():
    one = _row(calibration.calibrate(_all_classes([0.7] * 40)), 1)
    assert (one["basis"], one["calibrated"], one["extra"]) == ("one-district", 0, 0.0)
    assert (one["checked"], one["held_before"], one["held"]) == (40, 0, 0)
    assert one["width_after"] == one["width_before"] == 1.0


def test_a_class_that_is_too_small_uses_all_of_more_than_one_district_and_never_nothing():
    few = [_rebuilt(2, [0.5] * 10), _rebuilt(5, [0.7] * 40), _rebuilt(1, [3.0] * 40)]
    rows = calibration.calibrate(pd.concat(few, ignore_index=True))
    small, own, empty = _row(rows, 2), _row(rows, 4), _row(rows, 7)
    assert (small["basis"], small["calibrated"], small["extra"]) == ("all-classes", 25, 0.2)
    assert (own["basis"], own["calibrated"], own["extra"]) == ("own-class", 20, 0.2)
    assert (empty["basis"], empty["extra"], empty["checked"]) == ("all-classes", 0.2, 0)
    assert pd.isna(empty["share_lower"]) and pd.isna(empty["width_after"])


def test_too_few_municipalities_are_refused_with_their_number():
    with pytest.raises(ValueError, match=r"i: 10 municipalities of more than one district .* expected at least 19"):
        calibration.calibrate(pd.concat([_rebuilt(2, [0.1] * 20), _rebuilt(1, [0.1] * 60)], ignore_index=True))


def test_a_municipality_without_a_value_or_a_figure_does_not_count():
    rows = _all_classes([0.7] * 40)
    of_two = rows.index[rows["districts"] == 2]
    half = calibration.calibrating_half(rows.loc[of_two, "region"])
    (first, second) = (next(n for n in of_two if (rows.loc[n, "region"] in half) is inside) for inside in (True, False))
    rows.loc[first, "value"], rows.loc[second, "published"] = None, None
    several = _row(calibration.calibrate(rows), 2)
    assert (several["calibrated"], several["checked"]) == (19, 19)


def test_a_published_figure_exactly_at_a_limit_is_held_before_too():
    several = _row(calibration.calibrate(_all_classes([0.5] * 40)), 2)
    assert (several["extra"], several["held_before"], several["held"]) == (0.0, 20, 20)


def test_the_extra_is_rounded_up_so_that_it_still_holds():
    several = _row(calibration.calibrate(_all_classes([0.70004] * 40)), 2)
    assert (several["extra"], several["held"]) == (0.201, 20)


def test_the_summary_adds_up_the_classes_of_more_than_one_district():
    rebuilt = pd.concat([_all_classes([1.3] * 40), _all_classes([0.0] * 40, "j")], ignore_index=True)
    found = calibration.summary(rebuilt, calibration.calibrate(rebuilt)).set_index("indicator")
    assert found.index.tolist() == ["i", "j"]
    lacking = pd.concat([rebuilt, rebuilt[:1].assign(published=None, note=None)], ignore_index=True)
    assert len(calibration.calibrate(lacking)) == len(calibration.calibrate(rebuilt))
    assert found.loc["i", ["regions", "missed_of_all", "checked", "held_before", "held", "missed"]].tolist() == [
        *(120, 120, 60),
        *(0, 60, 0),
    ]
    assert found.loc["i", ["width_before", "width_after"]].tolist() == [1.0, pytest.approx(2.6)]
    assert found.loc["j", ["missed_of_all", "held_before", "width_after"]].tolist() == [0, 60, 1.0]
