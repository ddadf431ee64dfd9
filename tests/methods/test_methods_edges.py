"""The methods at their edges; expected values are worked out by hand, or by a formula written out here.

Made with mutation testing (docs/testing.md): most tests are here because a wrong line of code passed all others.
"""

import math
import warnings

import numpy as np
import pandas as pd
import pytest

from helpers.methods import agreement, convergence, series, targets, trends
from helpers.methods.intervals import Interval, relative_change

# Intervals; all numbers are exact in binary -------------------------------------------------------------

WIDE = Interval(2.0, 1.0, 4.0)


def _limits(interval):
    return interval.value, interval.lower, interval.upper


def test_ways_to_make_an_interval():
    assert Interval.published(2.0, 0.25) == Interval(2.0, 1.75, 2.25)
    assert Interval.exact(3) == Interval(3.0, 3.0, 3.0)
    assert all(isinstance(limit, float) for limit in _limits(Interval.exact(3)))
    assert all(math.isnan(limit) for limit in _limits(Interval.unknown()))
    assert Interval.exact(0).known and not Interval.unknown().known


def test_arithmetic_of_intervals():
    other = Interval(8.0, 4.0, 16.0)
    assert WIDE + other == Interval(10.0, 5.0, 20.0)
    assert WIDE - other == Interval(-6.0, -15.0, 0.0)
    assert WIDE / other == Interval(0.25, 0.0625, 1.0)
    assert _limits(-WIDE) == (-2.0, -4.0, -1.0)
    assert WIDE.plus(0.5) == Interval(2.5, 1.5, 4.5)
    assert WIDE.scaled(2.0) == Interval(4.0, 2.0, 8.0)
    assert WIDE.scaled(-2.0) == Interval(-4.0, -8.0, -2.0)
    assert _limits(WIDE.log()) == pytest.approx((math.log(2), 0.0, math.log(4)))
    assert relative_change(other, WIDE) == Interval(-0.75, -0.9375, 0.0)


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        (Interval.published(2.0, 0.5), Interval.published(3.0, 0.5), (6.0, 3.75, 8.75)),
        (Interval.published(-2.0, 0.5), Interval.published(3.0, 0.5), (-6.0, -8.75, -3.75)),
        (Interval.published(-2.0, 0.5), Interval.published(-3.0, 0.5), (6.0, 3.75, 8.75)),
        (Interval(1.0, -1.0, 2.0), Interval.published(3.0, 1.0), (3.0, -4.0, 8.0)),
        (Interval(1.0, -1.0, 2.0), Interval.published(-3.0, 1.0), (-3.0, -8.0, 4.0)),
        (Interval(1.0, -3.0, 2.0), Interval(-1.0, -4.0, 5.0), (-1.0, -15.0, 12.0)),
        (WIDE, Interval.exact(-2), (-4.0, -8.0, -2.0)),
        (WIDE, Interval.exact(0), (0.0, 0.0, 0.0)),
    ],
)
def test_a_product_holds_every_product_of_two_true_values(left, right, product):
    assert _limits(left * right) == _limits(right * left) == product


def test_precision_is_half_of_the_width():
    assert Interval.published(2.0, 0.25).precision == 0.25
    assert WIDE.precision == 1.5 and (-WIDE).precision == 1.5 and Interval.exact(3).precision == 0.0
    assert math.isnan(Interval.unknown().precision)


def test_how_a_value_came_about_goes_with_it_and_makes_no_difference_to_it():
    stated, phrase = Interval.published(2.0, 0.25), Interval.published(2.0, 0.25, "phrase")
    assert (stated.basis, phrase.basis) == ("stated", "phrase")
    assert stated == phrase == Interval(2.0, 1.75, 2.25) and hash(stated) == hash(phrase)
    assert phrase.approximate and not stated.approximate
    made = [stated + phrase, phrase - stated, stated * phrase, stated / phrase, -phrase, phrase.scaled(2.0)]
    for result in [*made, phrase.plus(1.0), phrase.log(), (phrase - phrase).size(), made[0] - stated]:
        assert result.basis == "computed-from-phrase" and result.approximate
    proxy = Interval.published(2.0, 0.25, "proxy")
    assert {(proxy - stated).basis, (stated - proxy).basis, (proxy + phrase).basis, (phrase * proxy).basis} == {"proxy"}
    for result in (stated + stated, stated - stated, stated * stated, stated / stated, -stated, stated.log()):
        assert result.basis == "computed" and not result.approximate
    assert Interval(2.0, 1.75, 2.25).basis == Interval.exact(2).basis == Interval.unknown().basis == "computed"


@pytest.mark.parametrize(
    ("bound", "limits"),
    [
        ("exact", (7.5, 8.5)),
        ("about", (7.5, 8.5)),
        ("almost", (7.5, 8.0)),
        ("just-over", (8.0, 8.5)),
        ("at-most", (0.0, 8.0)),
        ("at-least", (8.0, math.inf)),
    ],
)
def test_a_number_with_a_word_lies_where_the_word_says(bound, limits):
    interval = Interval.bounded(8.0, 0.5, bound)
    assert (interval.value, interval.lower, interval.upper) == (8.0, *limits)
    assert interval.basis == ("stated" if bound == "exact" else "phrase")


@pytest.mark.parametrize("place", range(3))
def test_an_interval_is_known_when_all_of_it_is(place):
    numbers = [2.0, 1.0, 4.0]
    assert Interval(*numbers).known
    numbers[place] = math.nan
    assert not Interval(*numbers).known


def test_an_interval_as_an_analyst_reads_it():
    assert str(Interval(7.8, 7.7, 7.9)) == "7.8 (7.7 to 7.9)" and str(Interval.unknown()) == "unknown"


@pytest.mark.parametrize(
    ("interval", "sign"),
    [
        (Interval(1.0, 2e-9, 2.0), 1),
        (Interval(1.0, 1e-9, 2.0), 0),
        (Interval(0.0, 0.0, 0.0), 0),
        (Interval(-1.0, -2.0, -1e-9), 0),
        (Interval(-1.0, -2.0, -2e-9), -1),
    ],
)
def test_a_sign_needs_more_than_a_binary_fraction(interval, sign):
    assert interval.sign == sign


@pytest.mark.parametrize("pair", [(WIDE, -WIDE), (-WIDE, WIDE), (-WIDE, -WIDE), (WIDE, Interval(1.0, 0.0, 2.0))])
def test_what_is_not_positive_has_no_ratio_and_no_logarithm(pair):
    assert all(math.isnan(limit) for limit in _limits(pair[0] / pair[1]))
    assert all(math.isnan(limit) for limit in _limits((-WIDE).log()))
    assert all(math.isnan(limit) for limit in _limits(Interval(1.0, 0.0, 2.0).log()))


@pytest.mark.parametrize(
    ("interval", "size"),
    [
        (WIDE, WIDE),
        (-WIDE, WIDE),
        (Interval(-1.0, -4.0, 2.0), Interval(1.0, 0.0, 4.0)),
        (Interval(1.0, -2.0, 4.0), Interval(1.0, 0.0, 4.0)),
        (Interval(0.5, 0.0, 1.0), Interval(0.5, 0.0, 1.0)),
        (Interval(-0.5, -1.0, 0.0), Interval(0.5, 0.0, 1.0)),
    ],
)
def test_size(interval, size):
    assert interval.size() == size


# Series and trends ----------------------------------------------------------------------------------------


def test_runs_are_cut_by_gaps_and_breaks():
    assert series.annual_runs(pd.Index([2021, 2018, 2019, 2022, 2023]), (2023,)) == [[2018, 2019], [2021, 2022], [2023]]
    assert series.annual_runs(pd.Index([])) == []
    assert series.break_years("2019;2023") == (2019, 2023) and series.break_years("2023") == (2023,)
    assert series.break_years(np.nan) == ()


def _published(values, first=2018, precision=0.25):
    published = [Interval.published(value, precision) for value in values]
    return pd.Series(published, index=range(first, first + len(values)), dtype=object)


def test_slope_of_four_points_by_hand():
    """Slopes of the six pairs: 1, 2, 1 (one year), 3/2, 3/2 (two) and 4/3; rounding adds 1/2, 1/4 and 1/6 of a point.

    Lower limits 0.5, 1.5, 0.5, 1.25, 1.25, 7/6 with median (7/6 + 1.25) / 2; upper ones 1.5, 2.5, 1.5, 1.75, 1.75, 1.5.
    """
    trend = trends.trend(_published([1.0, 2.0, 4.0, 5.0]))
    assert trend.years == (2018, 2019, 2020, 2021) and trend.reason == ""
    assert _limits(trend.theil_sen) == pytest.approx(((4 / 3 + 1.5) / 2, (7 / 6 + 1.25) / 2, (1.5 + 1.75) / 2))


def test_trend_of_five_points_by_hand():
    trend = trends.trend(_published([1.0, 4.0, 3.0, 4.5, 5.0], precision=0))
    pairs = [3, 1, 3.5 / 3, 1, -1, 0.25, 1 / 3, 1.5, 1, 0.5]
    assert _limits(trend.theil_sen) == pytest.approx([np.median(pairs)] * 3)
    assert trend.years == (2018, 2019, 2020, 2021, 2022) and trend.reason == ""


def test_the_latest_of_equally_long_runs_counts_and_missing_values_do_not():
    values = _published([1, 2, 3, 4, 5, 6]).set_axis([2010, 2011, 2012, 2014, 2015, 2016])
    values[2012], values[2016] = Interval.unknown(), None
    trend = trends.trend(values)
    assert trend.years == (2014, 2015) and trend.reason == "years-apart"
    for nothing in (np.nan, None, Interval.unknown()):
        with pytest.raises(ValueError, match=r"^a trend needs at least one value$"):
            trends.trend(pd.Series([nothing], index=[2018], dtype=object))


def test_a_series_without_change_has_a_slope_of_zero_and_the_width_of_its_rounding():
    """Least squares gave it no width at all. All zeros are a series like any other."""
    for value in (0.0, 9.4):
        slope = trends.trend(_published([value] * 5, precision=0.05)).theil_sen
        assert slope.value == 0 and slope.lower < -0.03 and slope.upper > 0.03


def test_a_year_that_stands_twice_is_refused_by_name():
    twice = _published([1, 2, 3, 4]).set_axis([2018, 2019, 2019, 2020])
    for wrong in (
        lambda: trends.trend(twice),
        lambda: series.annual_runs([2020, 2019, 2019]),
        lambda: series.once([2019] * 2),
    ):
        with pytest.raises(ValueError, match=r"^the year 2019 stands twice; a series has one value per year$"):
            wrong()
    assert series.once([2020, 2018, 2019]) == [2018, 2019, 2020]


# Convergence ------------------------------------------------------------------------------------------------


def test_changes_of_a_gap_by_hand():
    """Gap 8 (6 to 10) becomes 4 (3 to 5); as logarithms of 2 (16 / 8) and 1.5 (12 / 8), known exactly."""
    nl = Interval.exact(8)
    result = convergence.convergence(2018, 2022, (Interval(16.0, 14.0, 18.0), nl), (Interval(12.0, 11.0, 13.0), nl))
    assert (result.first_year, result.last_year) == (2018, 2022)
    assert _limits(result.points_change) == pytest.approx((-0.5, 3 / 10 - 1, 5 / 6 - 1))
    low, high = math.log(11 / 8) / math.log(18 / 8), math.log(13 / 8) / math.log(14 / 8)
    assert _limits(result.ratio_change) == pytest.approx((math.log(1.5) / math.log(2) - 1, low - 1, high - 1))
    assert (result.points, result.ratio, result.outcome) == ("closing", "closing", "both")


@pytest.mark.parametrize(
    ("first", "last", "reading"),
    [
        (Interval.exact(10), Interval.exact(8.9), "closing"),
        (Interval.exact(10), Interval.exact(9.1), "flat"),
        (Interval.exact(10), Interval.exact(10.9), "flat"),
        (Interval.exact(10), Interval.exact(11.1), "widening"),
        (Interval.exact(10), Interval(9.5, 8.5, 10.0), "undecided"),
        (Interval.exact(10), Interval(10.5, 10.0, 11.5), "undecided"),
        (Interval.exact(-10), Interval.exact(-8.9), "closing"),
        (Interval.exact(-10), Interval.exact(1), "reversed"),
        (Interval.exact(10), Interval.exact(0), "closing"),
        (Interval.exact(10), Interval(0.05, -0.05, 0.15), "undecided"),
        (Interval.exact(10), Interval(0.05, 0.0, 0.1), "undecided"),
        (Interval.exact(-10), Interval(-0.1, -0.2, 0.0), "undecided"),
        (Interval.exact(10), Interval(0.15, 0.05, 0.25), "closing"),
        (Interval(0.5, 0.0, 1.0), Interval.exact(10), "widening"),
        (Interval(0.1, -0.2, 0.4), Interval(-10, -11, -9), "widening"),
        (Interval(0.1, -0.2, 0.4), Interval(0.1, -0.2, 0.4), "undecided"),
        (Interval(0.5, 0.0, 1.0), Interval(0.6, 0.5, 0.7), "undecided"),
        (Interval.exact(0), Interval.exact(0), "flat"),
        (Interval.exact(0), Interval.exact(1), "widening"),
        (Interval.exact(10), Interval.unknown(), "missing"),
        (Interval.unknown(), Interval.exact(10), "missing"),
    ],
)
def test_readings(first, last, reading):
    found, change = convergence._reading(first, last)
    assert found == reading
    unknown = reading in ("reversed", "missing")
    assert [math.isnan(limit) for limit in _limits(change)] == [unknown] * 3


def test_a_first_gap_that_can_be_zero_grows_without_bound():
    """From 0.5 (0 to 1) to 10: at least nine times more, and without an upper limit."""
    assert _limits(convergence._reading(Interval(0.5, 0.0, 1.0), Interval.exact(10))[1]) == (19.0, 9.0, math.inf)


@pytest.mark.parametrize("last_year", [2018, 2017])
def test_a_gap_is_not_compared_with_itself(last_year):
    pair = (Interval.exact(2), Interval.exact(1))
    with pytest.raises(
        ValueError, match=f"^a gap is compared from an earlier to a later year, not from 2018 to {last_year}$"
    ):
        convergence.convergence(2018, last_year, pair, pair)


def test_another_limit_for_about_the_same():
    pairs = [(Interval.exact(gap + 10), Interval.exact(10)) for gap in (10, 9.2)]
    readings = [convergence.convergence(2018, 2019, *pairs, flat=flat).points for flat in (0.05, 0.10, 0.20)]
    assert readings == ["closing", "flat", "flat"] and convergence.OTHER_LIMITS == (0.05, 0.20)
    assert convergence.convergence(2018, 2019, *pairs).points == "flat"


@pytest.mark.parametrize(
    ("points", "ratio", "outcome"),
    [
        ("closing", "closing", "both"),
        ("closing", "flat", "points-only"),
        ("widening", "closing", "ratio-only"),
        ("widening", "flat", "neither"),
        ("missing", "reversed", "missing"),
        ("undecided", "reversed", "reversed"),
        ("closing", "undecided", "undecided"),
    ],
)
def test_outcome_of_two_readings(points, ratio, outcome):
    unknown = Interval.unknown()
    assert convergence.Convergence(2018, 2022, points, ratio, unknown, unknown).outcome == outcome


def test_pace_is_a_root():
    """From 4 to 1 in two years: the root of a quarter, so half per year; limits 1/64 and 4."""
    found = series.pace(Interval(4.0, 1.0, 16.0), Interval(1.0, 0.25, 4.0), 2)
    assert _limits(found) == pytest.approx((0.5 - 1, 1 / 8 - 1, 2 - 1))
    zero = Interval.exact(0)
    for nothing in (series.pace(Interval.exact(4), Interval(1.0, -1.0, 2.0), 2), series.pace(zero, zero, 2)):
        assert all(math.isnan(limit) for limit in _limits(nothing))
    assert not series.pace(Interval.exact(4), Interval.exact(4), 0).known


# Goals ------------------------------------------------------------------------------------------------------


def _progress(last_year, last, baseline):
    goal = targets.Goal("half", "share", year=2024, factor=0.5)
    return targets.progress(goal, 2018, Interval.exact(16), last_year, last, baseline)


def test_progress_by_hand():
    """16 to 4 in two years is half per year; from 4 to 1 (half of 2) in four years is the fourth root of a quarter."""
    found = _progress(2020, Interval.exact(4), 2.0)
    assert _limits(found.observed_pace) == pytest.approx((-0.5, -0.5, -0.5))
    assert found.target == 1.0
    assert _limits(found.needed_pace) == pytest.approx((0.25**0.25 - 1,) * 3)


def test_of_one_year_there_is_no_pace_but_a_target():
    found = _progress(2018, Interval.exact(4), 2.0)
    assert not found.observed_pace.known and found.target == 1.0 and found.needed_pace.known


@pytest.mark.parametrize("baseline", [0.0, -2.0, math.nan, math.inf])
def test_a_baseline_is_a_positive_number(baseline):
    with pytest.raises(ValueError, match=r"^the baseline of half is (0|-2|nan|inf); expected a positive number$"):
        _progress(2020, Interval.exact(4), baseline)


def test_no_pace_is_needed_once_the_year_of_the_goal_is_there():
    assert not _progress(2024, Interval.exact(4), 2.0).needed_pace.known
    assert not _progress(2025, Interval.exact(4), 2.0).needed_pace.known
    assert _progress(2023, Interval.exact(4), 2.0).needed_pace.value == pytest.approx(0.25 - 1)


# Agreement --------------------------------------------------------------------------------------------------


def _coding(values, theme="t", units=None):
    units = [f"{number:02}" for number in units or range(len(values))]
    return pd.DataFrame({"unit": units, "theme": theme, "code": "c", "value": list(values)}, dtype="str")


def _fleiss(pairs):
    """Fleiss (1971) for two coders: agreement is a share of units, chance comes from the pooled values."""
    pooled = np.unique(np.ravel(pairs), return_counts=True)[1] / np.size(pairs)
    chance = (pooled**2).sum()
    return ((pairs[:, 0] == pairs[:, 1]).mean() - chance) / (1 - chance)


def _cohen_interval(table):
    """Kappa with the interval of Fleiss, Cohen and Everitt (1969)."""
    p = table / table.sum()
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, chance = np.trace(p), rows @ columns
    weights = rows[None, :] + columns[:, None]  # of cell (i, j): row total of j plus column total of i
    diagonal = sum(p[i, i] * ((1 - chance) - (rows[i] + columns[i]) * (1 - observed)) ** 2 for i in range(len(p)))
    others = ((p - np.diag(np.diag(p))) * weights**2).sum() * (1 - observed) ** 2
    variance = diagonal + others - (observed * chance - 2 * chance + observed) ** 2
    error = math.sqrt(variance / (1 - chance) ** 4 / table.sum())
    kappa = (observed - chance) / (1 - chance)
    return kappa, kappa - 1.959964 * error, kappa + 1.959964 * error


def _wilson(same, units):
    z, share = 1.959964, same / units
    centre, margin = share + z**2 / 2 / units, z * math.sqrt(share * (1 - share) / units + z**2 / 4 / units**2)
    return (centre - margin) / (1 + z**2 / units), (centre + margin) / (1 + z**2 / units)


def test_every_measure_of_two_coders():
    """Only one coder uses m, only the other one k: the table of kappa still has a row and a column for both."""
    a, b = "y" * 20 + "y" * 5 + "n" * 9 + "m" + "n" * 15, "y" * 20 + "n" * 5 + "y" * 9 + "k" + "n" * 15
    row = agreement.compare(_coding(a), _coding(b)).summary.iloc[0]
    table = np.zeros((4, 4))  # k, m, n, y
    table[3, 3], table[3, 2], table[2, 3], table[1, 0], table[2, 2] = 20, 5, 9, 1, 15
    pairs = np.array(list(zip(a, b, strict=True)))
    random = np.random.default_rng(1971)
    draws = [_fleiss(pairs[random.integers(0, 50, 50)]) for _ in range(2000)]
    expected = {"theme": "t", "code": "c", "units": 50, "agree": 0.7}
    expected |= dict(zip(("agree_lower", "agree_upper"), _wilson(35, 50), strict=True))
    expected |= dict(zip(("kappa", "kappa_lower", "kappa_upper"), _cohen_interval(table), strict=True))
    expected |= {"fleiss": _fleiss(pairs), "fleiss_lower": np.percentile(draws, 2.5)}
    expected |= {"fleiss_upper": np.percentile(draws, 97.5)}
    assert list(row.index) == list(expected)
    assert row[:2].tolist() == ["t", "c"]
    assert row[2:].tolist() == pytest.approx(list(expected.values())[2:], abs=1e-6)


def test_draws_with_one_value_only_have_no_kappa_and_are_left_out():
    """Of draws of four units from y, y, y, n about a third are y only: they say nothing about chance."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = agreement.compare(_coding("yyyn"), _coding("yyyn")).summary.iloc[0]
    assert row[["kappa", "fleiss"]].tolist() == [1.0, 1.0]
    assert row[["kappa_lower", "kappa_upper", "fleiss_lower", "fleiss_upper"]].isna().all()  # no width, no certainty


@pytest.mark.parametrize(("a", "b"), [("y", "y"), ("y", "n"), ("yn", "yn"), ("yn", "ny"), ("yy", "yn")])
def test_of_one_or_two_units_there_is_no_kappa(a, b):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = agreement.compare(_coding(a), _coding(b)).summary.iloc[0]
    assert all(math.isnan(row[kappa]) for kappa in agreement._KAPPAS)  # a number that is missing, for who computes on
    assert (
        0 <= row["agree_lower"] <= row["agree"] <= row["agree_upper"] <= 1 and row["agree_upper"] > row["agree_lower"]
    )
    assert not math.isnan(agreement.compare(_coding("yyn"), _coding("yny")).summary.iloc[0]["kappa"])


def test_limits_of_kappa_end_at_one_and_minus_one():
    """One of twelve differs: the asymptotic limit is above 1. All of four differ: kappa is -1 and below."""
    row = agreement.compare(_coding("yynnyynnyynn"), _coding("yynnyynnyyny")).summary.iloc[0]
    assert row["kappa_upper"] == 1.0 and 0 < row["kappa_lower"] < row["kappa"] < 1
    assert agreement._limits(-1.2, 1.3) == (-1.0, 1.0) and agreement._limits(-0.5, 0.5) == (-0.5, 0.5)


def test_codings_without_a_common_unit_are_refused():
    with pytest.raises(
        agreement.CodingError, match=r"^the two codings share no unit; expected at least one with the same"
    ):
        agreement.compare(_coding("yn"), _coding("yn", units=[8, 9]))


def test_a_coder_who_always_says_the_same_agrees_by_chance_only():
    """One n of the other coder: agreement 0.75, by chance 1 x 0.75, so kappa is 0 (and 0 / 0 is no warning)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = agreement.compare(_coding("yyyy"), _coding("yyny")).summary.iloc[0]
    assert (row["agree"], row["kappa"]) == (0.75, 0.0)
    assert math.isnan(row["kappa_lower"]) and math.isnan(row["kappa_upper"])  # not 0.00 to 0.00
    assert math.isnan(row["fleiss_lower"]) and math.isnan(row["fleiss_upper"])  # a third of the draws is y only


def test_one_value_only_has_shares_and_no_kappa():
    row = agreement.compare(_coding("yyyy"), _coding("yyyy")).summary.iloc[0]
    measures = ["kappa", "kappa_lower", "kappa_upper", "fleiss", "fleiss_lower", "fleiss_upper"]
    assert list(row.index) == ["theme", "code", "units", "agree", "agree_lower", "agree_upper", *measures]
    assert row[measures].isna().all()
    assert (row["agree_lower"], row["agree_upper"]) == pytest.approx(_wilson(4, 4))


def test_themes_come_in_order_whatever_the_order_of_the_units():
    coding = pd.concat([_coding("yn", "b", [1, 2]), _coding("ny", "a", [3, 4])])
    assert agreement.compare(coding, coding).summary["theme"].tolist() == ["a", "b"]


def test_what_differs_and_who_was_alone_are_tables_of_their_own():
    a, b = _coding("nyy", units=[1, 2, 3]), _coding("yyn", units=[2, 3, 4]).replace({"value": {"n": "x"}})
    b.loc[1, "value"] = "n"
    found = agreement.compare(a, b)
    assert found.disagreements.reset_index().to_dict("records") == [
        {"index": 0, "unit": "03", "theme": "t", "code": "c", "a": "y", "b": "n"}
    ]
    assert found.alone.reset_index().to_dict("records") == [
        {"index": 0, "unit": "01", "theme": "t", "code": "c", "coder": "a"},
        {"index": 1, "unit": "04", "theme": "t", "code": "c", "coder": "b"},
    ]


HEADER = ["unit", "theme", "code", "value"]


@pytest.mark.parametrize(
    ("header", "rows", "says"),
    [
        (["unit", "theme", "value"], [], "x.csv: columns are unit, theme, value; expected unit, theme, code, value"),
        (["unit", " theme"], [], "x.csv: columns are unit, ' theme'; expected unit, theme, code, value"),
        (HEADER, [], "x.csv: has no rows; expected one per coded unit and code"),
        (HEADER, ["xtc1", "yt 1"], "x.csv, row 2, column code: empty; expected a text without blanks around it"),
        (HEADER, ["xtc1", "xtc2"], "x.csv, row 2: x, t, c is coded twice; expected once"),
    ],
)
def test_words_for_a_bad_coding(header, rows, says):
    with pytest.raises(agreement.CodingError) as error:
        agreement.coding("x.csv", header, [list(row) for row in rows])
    assert str(error.value) == says


def test_all_problems_of_a_coding_are_told_at_once():
    rows = [["x ", "t", "c", "1"], ["y", "t", "c", "\u00a0n"], ["y", "t", "c", ""]]
    with pytest.raises(agreement.CodingError) as error:
        agreement.coding("x.csv", HEADER, rows)
    assert str(error.value).split("\n") == [
        "x.csv, row 1, column unit: 'x '; expected a text without blanks around it",
        r"x.csv, row 2, column value: '\xa0n'; expected a text without blanks around it",
        "x.csv, row 3, column value: empty; expected a text without blanks around it",
        "x.csv, row 3: y, t, c is coded twice; expected once",
    ]


def test_a_coding_is_text_as_it_stands():
    rows = [["01", "t", "c", "NA"], ["02", "t", "c", "1.0"]]
    assert agreement.coding("x.csv", HEADER, rows).to_numpy().tolist() == rows
