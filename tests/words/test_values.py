"""One rule gives the text of a measured value: typed examples from the report and from CBS, in both languages."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.methods.intervals import Interval
from helpers.words import values
from helpers.words.text import Text, rounded

NL, EN = Text("nl"), Text("en")

STATED = Interval.published(49.2, 0.05)  # figure 14, focus areas, 2023
WHOLE = Interval.published(66.0, 0.5)  # figure 20, the Netherlands, printed as a whole percent
PHRASE = Interval.published(71.0, 0.5, "phrase")  # figure 20: "stijgt naar 71%"
ABOUT = Interval.published(48.2, 0.1, "phrase")  # figure 14: "rond de 48,2%"
RANGE = Interval.published(52.35, 0.2, "phrase")  # figure 14: "tussen 52,2% en 52,5%"
ALMOST = Interval.published(0.37, 0.015, "phrase")  # figure 23: "vrijwel stabiel", next to 0.37
GAP = STATED - RANGE  # -3.15
PROXY = Interval(12.66, 12.16, 13.16, "proxy")


@pytest.mark.parametrize(
    ("interval", "most", "decimals", "short", "reported"),
    [
        (STATED, 1, 1, "49,2%", "49,2%"),
        (WHOLE, 1, 0, "66%", "66%"),
        (PHRASE, 1, 0, "ca. 71%", "ca. 71% (uit een zin gelezen)"),
        (ABOUT, 1, 1, "ca. 48,2%", "ca. 48,2% (uit een zin gelezen)"),
        (RANGE, 1, 1, "52,2–52,5%", "52,2 tot 52,5% (uit een zin gelezen)"),
        (ALMOST, 2, 2, "ca. 0,37%", "ca. 0,37% (uit een zin gelezen)"),
        (GAP, 1, 1, "ca. −3,2%", "ca. −3,2%"),
        (PROXY, 0, 0, "ca. 13%", "ca. 13%"),
        (Interval(44.919, 44.869, 44.969), 0, 1, "45%", "45%"),  # a figure that is shown in whole percents
        (Interval.published(8.5, 0.05), 0, 1, "9%", "9%"),
        (Interval.published(-0.04, 0.05), 1, 1, "0,0%", "0,0%"),  # no minus zero
        (Interval.exact(238), 0, 6, "238%", "238%"),
    ],
)
def test_a_value_as_its_limits_carry_it(interval, most, decimals, short, reported):
    assert values.decimals(interval) == decimals
    assert values.short(NL, interval, most, "percent") == short
    assert values.reported(NL, interval, most, "percent") == reported
    words = short.replace(",", ".").replace("ca.", "approx.")
    assert values.short(EN, interval, most, "percent") == words


@pytest.mark.parametrize(
    ("interval", "most", "more", "signed", "shown"),
    [
        (GAP, 1, 0, True, "ca. −3,2 (−3,4 tot −2,9)"),
        (STATED - Interval.published(45.2, 0.05), 1, 0, True, "+4,0 (+3,9 tot +4,1)"),
        (Interval.published(64.4, 0.05) - PHRASE, 1, 0, True, "ca. −7 (−7,2 tot −6,0)"),
        (STATED / RANGE, 2, 0, False, "ca. 0,94 (0,93 tot 0,95)"),
        (Interval(1.0163, 1.0081, 1.0245), 2, 1, False, "1,02 (1,008 tot 1,025)"),
        (Interval(-2.525, -2.57, -2.48), 2, 0, True, "−2,5 (−2,57 tot −2,48)"),
        (Interval(13.9, 13.6, 14.9), 1, 0, False, "14 (13,6 tot 14,9)"),
        (Interval.published(14.0, 0.5).scaled(17), 0, 0, False, "238 (229 tot 247)"),
    ],
)
def test_a_computed_value_has_the_decimals_of_its_coarsest_part_and_its_limits(interval, most, more, signed, shown):
    assert values.with_limits(NL, interval, most, signed, more) == shown


@pytest.mark.parametrize(
    ("unit", "value", "shown"),
    [
        ("euro", Interval.published(1237.0, 0.5), "€ 1.237"),
        ("thousand-euro", Interval(258.237, 257.737, 258.737), "€ 258.000"),
        ("persons", Interval(160345.0, 160310.0, 160380.0), "160.345"),
        ("fte", Interval.published(8.5, 0.05), "8,5 voltijdbanen"),
        ("", Interval.published(71.0, 0.5, "phrase"), "ca. 71"),
    ],
)
def test_units_and_thousands(unit, value, shown):
    assert values.short(NL, value, 1, unit) == shown


@pytest.mark.parametrize(
    ("interval", "number"),
    [
        (STATED, 49.2),
        (PHRASE, 71),
        (RANGE, 52.4),
        (GAP, -3.2),
        (STATED / RANGE, 0.94),
        (Interval.exact(1 / 3), 0.333333),
    ],
)
def test_the_number_that_is_drawn_and_downloaded(interval, number):
    assert values.given(interval) == number


def test_a_limit_that_is_the_value_itself_keeps_its_decimals():
    assert values.given(Interval(8.5, 8.5, math.inf, "phrase")) == 8.5


def test_it_is_seen_when_limits_of_values_that_are_told_apart_overlap_in_print():
    """15 and 17 percent are told apart; in whole percents their limits both print 16."""
    low, high, next_to = (Interval.published(number, 0.5) for number in (15.0, 17.0, 16.0))
    assert values.overlap_in_print(low, high, 0) and values.overlap_in_print(high, low, 0)
    assert not values.overlap_in_print(low, high, 1)
    assert not values.overlap_in_print(low, next_to, 0)  # not told apart: they touch whatever is printed
    assert not values.overlap_in_print(low, Interval.published(19.0, 0.5), 0)


@pytest.mark.parametrize(
    ("difference", "printed"),
    [
        (Interval(-2.0, -4.6, -0.3), "−2 (−4.6 to −0.3)"),  # lower for certain: no limit prints as zero
        (Interval(2.0, 0.3, 4.6), "+2 (+0.3 to +4.6)"),
        (Interval(-2.0, -4.6, -0.04), "−2 (−4.60 to −0.04)"),
        (Interval(-2.0, -4.6, 0.0), "−2 (−5 to 0)"),
        (Interval(-2.0, -4.6, 0.3), "−2 (−5 to +1)"),
        (Interval(-3.0, -4.6, -1.2), "−3 (−5 to −1)"),
        (Interval(-0.4, -1.4, -0.2), "−0.4 (−1.4 to −0.2)"),  # the number follows its limits
        (Interval(-1.4, -1.7, -0.3), "−1 (−1.7 to −0.3)"),  # where it stays within, it does not
    ],
)
def test_a_limit_of_a_difference_prints_as_zero_only_when_zero_is_within(difference, printed):
    assert values.with_limits(EN, difference, 0, signed=True) == printed


@given(
    st.floats(-3, 3, allow_nan=False).map(lambda x: round(x, 5)),
    st.sampled_from([0.0, 0.0001, 0.0005, 0.005, 0.05, 0.4]),
    st.sampled_from([0.0, 0.0001, 0.0005, 0.005, 0.05, 0.4]),
    st.integers(0, 3),
    st.booleans(),
)
def test_a_number_lies_within_its_limits_as_they_are_printed(value, below, above, most, signed):
    interval = Interval(value, value - below, value + above)
    for shown in (values.with_limits(EN, interval, most, signed), values.estimated(EN, interval, most)):
        number, lower, upper = (float(part.replace("−", "-")) for part in re.findall(r"[+−]?\d[\d.]*", shown))
        assert lower <= number <= upper


@given(
    st.floats(-500, 500, allow_nan=False).map(lambda x: round(x, 3)),
    st.sampled_from([0.0, 0.005, 0.015, 0.05, 0.1, 0.2, 0.25, 0.5, 2.5, 17.5]),
    st.sampled_from(["stated", "phrase", "computed", "computed-from-phrase", "proxy"]),
)
def test_what_is_given_lies_between_the_limits_and_promises_no_more_than_they(value, half, basis):
    """Only where fewer decimals would leave the limits it has more than they carry, and then a phrase shows a range."""
    interval = Interval.published(value, half, basis)
    number, n = values.given(interval), values.decimals(interval)
    assert interval.lower - 1e-9 <= number <= interval.upper + 1e-9
    if half > 2.5 * 10.0**-n + 1e-9 and n:
        assert not interval.lower <= float(rounded(value, n - 1)) <= interval.upper
    shown = values.short(NL, interval, 6)
    assert ("–" in shown) == (basis == "phrase" and abs(number - value) > 1e-9)
    assert interval.approximate == (shown.startswith("ca. ") or "–" in shown)
