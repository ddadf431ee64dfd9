"""Axes and marks of spines: a mark stands where its printed value is."""

import pytest

from helpers.methods.intervals import Interval
from helpers.views.strips import Axis, mark
from helpers.words.text import Text


def test_an_axis_has_whole_steps_around_the_values_and_their_limits():
    axis = Axis.around([Interval(55.7, 55.65, 55.75), Interval(42.6, 38.7, 46.0)], 10)
    assert (axis.low, axis.high, axis.step) == (30, 60, 10)
    assert [axis.at(value) for value in (30, 45, 60)] == [0, 50, 100]


def test_a_step_that_gives_too_many_ticks_is_doubled():
    assert Axis.around([Interval.exact(2), Interval.exact(71)], 10) == Axis(0, 80, 20)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(20, 10, 30), (23, 10, 30), (28, 20, 40), (4, 0, 20), (0, 0, 20), (-4, -20, 0), (-12, -20, 0), (-25, -30, -10)],
)
def test_an_axis_has_three_numbers_at_least_and_does_not_pass_zero(value, low, high):
    axis = Axis.around([Interval.exact(value)], 10)
    assert axis == Axis(low, high, 10) and len(axis.ticks(Text("nl"), "points", 0)) == 3


def test_ticks_say_their_unit_at_the_ends():
    ticks = Axis(40, 70, 10).ticks(Text("nl"), "percent", 0)
    assert [tick.text for tick in ticks] == ["40%", "50", "60", "70%"]
    assert [tick.at for tick in ticks] == [0, pytest.approx(33.33), pytest.approx(66.67), 100]


def test_ticks_of_a_fraction_are_whole_numbers_of_steps():
    axis = Axis.around([Interval(-0.188, -0.1885, -0.1875), Interval(0.06, 0.0595, 0.0605)], 0.1)
    assert [tick.text for tick in axis.ticks(Text("nl"), "points", 1)] == ["−0,2", "−0,1", "0,0", "0,1"]


def test_a_mark_stands_at_the_value_that_is_printed_beside_it():
    """54 %, and not 53.6 %: its limits carry no decimal."""
    made = mark(
        Text("nl"), Axis(40, 60, 10), "area", "Delft-West", Interval(53.58, 52.96, 54.19), "percent", 1, bar=True
    )
    assert made.label == "Delft-West: 54%, van 52,96 tot 54,19" and made.at == 70
    assert made.limits == (64.8, 70.95)


def test_a_value_beside_the_axis_is_an_error():
    with pytest.raises(ValueError, match="80 is not on the axis from 0 to 50"):
        Axis(0, 50, 10).at(80)
