import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.results import indicators

value = st.floats(1, 100)
precision = st.sampled_from([0.005, 0.05, 0.5])
share = st.floats(-1, 1)


@given(focus=value, nl=value, p=precision, q=precision, u=share, w=share)
def test_the_true_gap_and_ratio_lie_in_the_interval(focus, nl, p, q, u, w):
    """Any true values that round to the published ones have their gap and ratio in the interval."""
    rows = pd.DataFrame({"focus": [focus], "nl": [nl], "focus_precision": [p], "nl_precision": [q]})
    row = indicators.with_gap(rows).iloc[0]
    true_focus, true_nl = focus + u * p, nl + w * q
    assert row["gap_lower"] - 1e-9 <= true_focus - true_nl <= row["gap_upper"] + 1e-9
    assert row["ratio_lower"] - 1e-9 <= true_focus / true_nl <= row["ratio_upper"] + 1e-9


def test_no_ratio_around_zero():
    rows = pd.DataFrame({"focus": [-0.4, 0.3], "nl": [0.1, 0.004], "focus_precision": 0.005, "nl_precision": 0.005})
    assert indicators.with_gap(rows)["ratio"].isna().all()


@pytest.mark.parametrize(
    ("lower", "upper", "polarity", "expected"),
    [
        (0.1, 0.3, "higher-better", "better"),
        (0.1, 0.3, "higher-worse", "worse"),
        (-0.3, -0.1, "higher-better", "worse"),
        (-0.3, -0.1, "higher-worse", "better"),
        (0.1, 0.3, "neutral", "higher"),
        (-0.3, -0.1, "neutral", "lower"),
        (-0.1, 0.1, "higher-worse", "undecided"),
        (0.0, 0.2, "higher-worse", "undecided"),
        (np.nan, np.nan, "neutral", "missing"),
    ],
)
def test_direction(lower, upper, polarity, expected):
    assert indicators.direction(lower, upper, polarity) == expected


def test_equal_published_values_decide_nothing(tables):
    """18.0 against 17.9 with a half-width of 0.05 each touches zero: not decided."""
    rows = pd.DataFrame({"focus": [18.0], "nl": [17.9], "focus_precision": [0.05], "nl_precision": [0.05]})
    row = indicators.with_gap(rows).iloc[0]
    assert indicators.direction(row["gap_lower"], row["gap_upper"], "neutral") == "undecided"


@pytest.fixture(scope="module")
def poverty(tables):
    facts = tables.indicators
    return indicators.pairs(tables, facts[facts["indicator"] == "armoede-huishoudens"])


def test_poverty_gap_halves_in_points_and_stays_as_a_ratio(poverty):
    first, last = poverty.iloc[0], poverty.iloc[-1]
    assert first["gap"] == pytest.approx(9.4) and last["gap"] == pytest.approx(4.0)
    assert first["ratio"] == pytest.approx(18.2 / 8.8) and last["ratio"] == pytest.approx(2.0)
    assert (last["gap_lower"], last["gap_upper"]) == pytest.approx((3.9, 4.1))


def test_change_carries_its_interval(tables, poverty):
    change = indicators.trends_of(tables, poverty).iloc[0]
    assert (change["first_year"], change["last_year"]) == (2018, 2022)
    assert (change["change"], change["change_lower"], change["change_upper"]) == pytest.approx((-10.2, -10.3, -10.1))


def test_debt_definitions_are_two_series(tables):
    facts = tables.indicators
    rows = indicators.latest(indicators.pairs(tables, facts[facts["indicator"] == "problematische-schulden"]))
    assert rows.set_index("definition")["focus"].to_dict() == {"old": 14.0, "revised": 14.5}


def test_latest_takes_years_with_both_values(tables):
    facts = tables.indicators
    rows = indicators.latest(indicators.pairs(tables, facts[facts["indicator"] == "ses-woa"]))
    assert rows.empty  # the report has no national number


def test_phrase_belongs_to_one_region_only(tables):
    facts = tables.indicators
    rows = indicators.pairs(tables, facts[facts["indicator"] == "arbeidsparticipatie"]).set_index("year")
    assert (rows.loc[2020, "focus_basis"], rows.loc[2020, "nl_basis"]) == ("stated", "phrase")


def test_implied_total_needs_a_number_of_areas_and_an_exact_mean(tables):
    rows = indicators.realisation(tables, "armoede").set_index("indicator")
    assert rows.loc["actieven-informeel", ["implied_total", "implied_lower", "implied_upper"]].tolist() == [
        238,
        229.5,
        246.5,
    ]
    assert indicators.realisation(tables, "re-integratie")["implied_total"].isna().all()


def test_every_theme_indicator_is_found(tables):
    names = indicators.of_theme(tables, "jonge-kind", ("effect", "context"))["indicator"]
    assert {"advies-vwo", "onderwijsachterstandsscore", "armoede-kinderen"} <= set(names)
    assert "armoede-kinderen" not in set(
        indicators.shown(indicators.of_theme(tables, "jonge-kind", ("effect",)))["indicator"]
    )
