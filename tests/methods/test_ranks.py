"""Ranks, funnels and false discoveries: against figures by hand, other programs and simulated values of known rank."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from helpers.methods import ranks
from helpers.methods.intervals import Interval


def _with(**values):
    return {key: Interval(value, value - half, value + half) for key, (value, half) in values.items()}


# Ranks ------------------------------------------------------------------------------------------------
def test_intervals_that_overlap_share_their_places():
    found = ranks.ranks(_with(a=(10, 1), b=(8.5, 1), c=(3, 1)), "limits")
    assert [(rank.place, rank.lower, rank.upper, rank.tied) for rank in found.values()] == [
        *((1, 1, 2, ("b",)), (2, 1, 2, ("a",)), (3, 3, 3, ()))
    ]
    assert {rank.known for rank in found.values()} == {3}


def test_what_an_interval_holds_decides_who_is_told_apart():
    """10 and 8.5 with 0.8: limits overlap, while a standard error of 0.577 at a critical value of 1.96 tells apart."""
    values = _with(a=(10, 0.8), b=(8.5, 0.8))
    assert ranks.ranks(values, "limits")["a"].tied == ("b",)
    assert ranks.ranks(values, "coverage")["a"].tied == ()


def test_the_lowest_can_come_first():
    found = ranks.ranks(_with(a=(10, 1), b=(8.5, 1), c=(3, 1)), "limits", highest_first=False)
    assert [(rank.place, rank.lower, rank.upper) for rank in found.values()] == [(3, 2, 3), (2, 2, 3), (1, 1, 1)]


def test_a_chain_of_ties_is_no_tie_of_its_ends():
    found = ranks.ranks(_with(a=(3, 0.6), b=(2, 0.6), c=(1, 0.6)), "limits")
    assert [(rank.lower, rank.upper, rank.tied) for rank in found.values()] == [
        *((1, 2, ("b",)), (1, 3, ("a", "c")), (2, 3, ("b",)))
    ]


def test_equal_values_share_the_first_of_their_places_whatever_their_intervals():
    for holds in ("limits", "coverage"):
        found = ranks.ranks(_with(a=(2, 0), b=(2, 0), c=(1, 0)), holds)
        assert [(rank.place, rank.lower, rank.upper, rank.tied) for rank in found.values()] == [
            *((1, 1, 2, ("b",)), (1, 1, 2, ("a",)), (3, 3, 3, ()))
        ]


def test_one_value_is_first_and_what_has_no_interval_has_no_rank():
    values = _with(a=(2, 1)) | {"b": None, "c": Interval(3, math.nan, math.nan), "d": Interval.unknown()}
    assert ranks.ranks(values, "coverage") == {"a": ranks.Rank(1, 1, 1, 1, ())}
    assert ranks.ranks({"b": None}, "limits") == {}


@pytest.mark.parametrize("count", [2, 5, 20])
def test_the_critical_value_of_equal_errors_is_that_of_the_studentised_range(count):
    expected = stats.studentized_range.ppf(0.95, count, 1e6) / math.sqrt(2)
    assert ranks.critical([0.3] * count) == pytest.approx(expected, rel=0.01)


def test_without_errors_nothing_is_left_open_and_the_same_draws_come_each_time():
    assert ranks.critical([0, 0, 0]) == ranks.critical([1]) == 0
    assert ranks.critical([1, 2, 3]) == ranks.critical([1, 2, 3])
    assert ranks.critical([1, 0]) == pytest.approx(stats.norm.ppf(0.975), rel=0.02)  # one pair, one error


def _share_that_holds_all_ranks(truth, error, runs, naive=False):
    """In how many runs the ranges hold the true ranks of all values; naive: percentiles of ranks of redrawn values."""
    random = np.random.default_rng(16)
    count, half = len(truth), stats.norm.ppf(0.975) * error
    # Equal true values share their places: a range is right when it holds one of them.
    best = 1 + (truth[:, None] < truth[None, :]).sum(axis=1)
    worst = count - (truth[:, None] > truth[None, :]).sum(axis=1)
    inside = 0
    for _ in range(runs):
        seen = truth + random.normal(size=count) * error
        if naive:
            drawn = seen + random.normal(size=(400, count)) * error
            places = 1 + (drawn[:, :, None] < drawn[:, None, :]).sum(axis=2)
            lower, upper = np.quantile(places, [0.025, 0.975], axis=0)
        else:
            found = ranks.ranks({str(i): Interval(x, x - half, x + half) for i, x in enumerate(seen)}, "coverage")
            lower, upper = np.array([(rank.lower, rank.upper) for rank in found.values()]).T
        inside += bool(((lower <= best) & (worst <= upper)).all())
    return inside / runs


EQUAL, SPREAD = np.zeros(8), np.arange(8) / 2


def test_ranges_hold_all_true_ranks_at_least_as_often_as_they_say(monkeypatch):
    critical = ranks.critical([1.0] * 8)  # the same in each run: simulated once
    monkeypatch.setattr(ranks, "critical", lambda errors: critical)
    error = 3 * math.sqrt(0.95 * 0.05 / 400)  # Monte Carlo error of 400 runs
    assert _share_that_holds_all_ranks(EQUAL, 1.0, 400) == pytest.approx(0.95, abs=error)
    assert _share_that_holds_all_ranks(SPREAD, 1.0, 400) > 0.95 - error


def test_percentiles_of_simulated_ranks_do_not():
    assert _share_that_holds_all_ranks(EQUAL, 1.0, 100, naive=True) < 0.5


# Funnels ----------------------------------------------------------------------------------------------
def test_the_limits_of_a_funnel_by_hand():
    found = ranks.Funnel(target=0.5, dispersion=1.0, between=0.0)
    assert found.limits(100, 0.95) == pytest.approx((0.5 - 1.959964 * 0.05, 0.5 + 1.959964 * 0.05))
    assert found.limits(100, 0.998) == pytest.approx((0.5 - 3.090232 * 0.05, 0.5 + 3.090232 * 0.05))
    assert ranks.Funnel(0.5, 1.0, 0.12).error(100) == pytest.approx(0.13)  # 5, 12, 13
    assert ranks.Funnel(0.02, 1.0, 0.1).limits(100, 0.998)[0] == 0
    assert ranks.Funnel(0.98, 1.0, 0.1).limits(100, 0.998)[1] == 1


def test_the_spread_between_is_that_of_dersimonian_and_laird_where_nothing_is_brought_in(monkeypatch):
    share, n = np.array([0.2, 0.3, 0.25, 0.5]), np.array([100, 200, 400, 300])
    monkeypatch.setattr(ranks, "_mean_square", lambda scores: float((scores**2).mean()))
    target = (share * n).sum() / n.sum()
    weight = n / (target * (1 - target))
    q = (weight * (share - target) ** 2).sum()
    tau2 = (q - 3) / (weight.sum() - (weight**2).sum() / weight.sum())
    found = ranks.funnel(share, n)
    assert (found.target, found.between) == pytest.approx((target, math.sqrt(tau2)))
    assert found.dispersion == pytest.approx(q / 4)


def test_outliers_do_not_hide_themselves():
    scores = np.random.default_rng(3).normal(size=20_000)
    assert ranks._mean_square(scores) == pytest.approx(1, abs=0.03)
    scores[:1000] += 30  # one in twenty: the plain mean square would be 45
    assert ranks._mean_square(scores) < 1.5


def test_chance_alone_has_no_spread_between_and_real_differences_are_found():
    random = np.random.default_rng(5)
    n = random.integers(500, 5000, 400)
    alone = ranks.funnel(random.binomial(n, 0.3) / n, n)
    assert alone.between < 0.005 and 0.85 < alone.dispersion < 1.15
    truth = np.clip(random.normal(0.3, 0.05, 400), 0, 1)
    apart = ranks.funnel(random.binomial(n, truth) / n, n)
    assert 0.04 < apart.between < 0.052
    outside = np.mean(
        [
            not low <= x <= high
            for x, (low, high) in zip(
                random.binomial(n, truth) / n, (apart.limits(size, 0.95) for size in n), strict=True
            )
        ]
    )
    assert outside < 0.12  # a factor on chance instead would put more of the large ones outside


def test_no_funnel_of_few_areas_or_few_cases_and_none_of_what_is_no_share():
    assert ranks.funnel([0.1, 0.2], [500, 500]) is None
    assert ranks.funnel([0.01, 0.02, 0.01], [500, 600, 900]) is None  # five expected cases
    for shares, n in (([0.1, 1.2, 0.3], [9, 9, 9]), ([0.1, 0.2, 0.3], [9, 0, 9])):
        with pytest.raises(ValueError, match=r"^a funnel needs shares between 0 and 1 and sizes above 0$"):
            ranks.funnel(shares, n)


# Among others -----------------------------------------------------------------------------------------
def test_a_place_among_others_is_the_studentised_residual():
    values = np.array([4.0, 5.5, 6.1, 3.9, 5.0, 9.2])
    influence = sm.OLS(values, np.ones(6)).fit().get_influence()
    found = ranks.among(Interval.exact(values[-1]), values[:-1].tolist())
    assert found.distance == pytest.approx(influence.resid_studentized_external[-1])
    assert found.p == pytest.approx(2 * stats.t.sf(found.distance, 4))
    assert (found.others, found.mean, found.spread) == pytest.approx((5, 4.9, np.sqrt(3.62 / 4)))


def test_what_an_interval_leaves_open_is_no_evidence():
    others = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert ranks.among(Interval(6, 4, 8), others).distance == ranks.among(Interval.exact(4), others).distance
    assert ranks.among(Interval(4, 2, 6), others).p == 1  # it may be their mean
    assert ranks.among(Interval.exact(1), others[:4]) is None
    assert ranks.among(Interval.exact(1), [2.0] * 6) is None


def test_the_example_of_benjamini_and_hochberg():
    """The fifteen chances of their paper, section 3.1, of which four are discoveries at 5 %."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528]
    found = ranks.q_values(pd.Series([*p, 0.7590, 1.0, math.nan]))
    assert (found <= 0.05).sum() == 4
    assert found[0] == pytest.approx(0.0015) and found[3] == pytest.approx(0.0095 * 15 / 4)
    assert math.isnan(found[15])
    assert ranks.q_values(pd.Series([math.nan])).isna().all()
    with pytest.raises(ValueError, match="between 0 and 1"):
        ranks.q_values(pd.Series([1.2]))
