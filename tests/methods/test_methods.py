"""Intervals, trends, convergence: against exact arithmetic, enumeration and published tables."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helpers import views
from helpers.methods import convergence, targets, trends
from helpers.methods.intervals import Interval, relative_change
from helpers.results import composition, debts, indicators
from helpers.session import open_run
from helpers.words.text import Text

# Rounding ---------------------------------------------------------------------------------------------

tenths = st.integers(10, 1000)
half = Fraction(1, 20)


@given(a=tenths, b=tenths)
def test_intervals_equal_exact_arithmetic(a, b):
    """Published values of one decimal, limits in exact fractions."""
    x, y = Fraction(a, 10), Fraction(b, 10)
    left, right = Interval.published(float(x), 0.05), Interval.published(float(y), 0.05)
    gap, ratio = left - right, left / right
    assert (gap.lower, gap.upper) == pytest.approx((float(x - y - 2 * half), float(x - y + 2 * half)))
    exact = (float((x - half) / (y + half)), float((x + half) / (y - half)))
    assert (ratio.lower, ratio.upper) == pytest.approx(exact)


@given(a=tenths, b=tenths, c=tenths, d=tenths, u=st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_the_true_change_of_the_gap_lies_in_the_interval(a, b, c, d, u):
    published = [n / 10 for n in (a, b, c, d)]
    true = [value + 0.05 * shift for value, shift in zip(published, u, strict=True)]
    first, nl_first, last, nl_last = (Interval.published(value, 0.05) for value in published)
    change = (last - nl_last) - (first - nl_first)
    exact = (true[2] - true[3]) - (true[0] - true[1])
    assert change.lower - 1e-9 <= exact <= change.upper + 1e-9
    part = relative_change(first, last)
    assert part.lower - 1e-9 <= true[2] / true[0] - 1 <= part.upper + 1e-9


def test_ratio_of_what_can_be_zero_is_unknown():
    assert not (Interval.published(1.0, 0.05) / Interval.published(0.04, 0.05)).known
    assert not Interval.published(-0.4, 0.005).log().known


def test_size_of_an_interval_around_zero():
    size = Interval(-0.1, -0.3, 0.1).size()
    assert (size.value, size.lower, size.upper) == (0.1, 0.0, 0.3)


# Trend ---------------------------------------------------------------------------------------------------


def _series(values, first=2018, precision=0.05):
    published = [Interval.published(value, precision) for value in values]
    return pd.Series(published, index=range(first, first + len(values)), dtype=object)


def test_slope_equals_scipys():
    values = [18.2, 16.2, 13.0, 13.2, 8.0]
    assert trends.trend(_series(values)).theil_sen.value == pytest.approx(stats.theilslopes(values, range(5))[0])


@given(st.lists(st.tuples(tenths, st.floats(-1, 1)), min_size=4, max_size=7))
def test_the_true_slope_lies_in_the_interval(values):
    """Whatever the true values are: each is a published one and a part of its rounding."""
    published = [tenth / 10 for tenth, _ in values]
    true = [tenth / 10 + 0.05 * part for tenth, part in values]
    found = trends.trend(_series(published)).theil_sen
    exact = stats.theilslopes(true, range(len(true)))[0]
    assert found.lower - 1e-9 <= exact <= found.upper + 1e-9


@pytest.mark.parametrize(
    ("values", "breaks", "years", "reason"),
    [
        (_series([1, 2]), (), 2, "too-few-points"),
        (_series([1, 2, 3]), (), 3, "too-few-points"),
        (_series([1, 2, 3, 4]), (), 4, ""),
        (_series([1, 2, 3, 4, 5]), (), 5, ""),
        (_series([1, 2, 3, 4, 5, 9, 10]), (2023,), 5, ""),
        (_series([13.8, 15.5, 17.2, 22.2]).set_axis([2012, 2016, 2020, 2022]), (), 1, "years-apart"),
        (_series([1, 2, 3, 4]).set_axis([2018, 2019, 2021, 2022]), (), 2, "years-apart"),
    ],
)
def test_series_are_cut_and_reasons_given(values, breaks, years, reason):
    trend = trends.trend(values, breaks)
    assert len(trend.years) == years and trend.reason == reason
    assert trend.theil_sen.known == (years >= 4)


def test_empty_series_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        trends.trend(pd.Series(dtype=float))


# Convergence ---------------------------------------------------------------------------------------------


def _convergence(first, last, precision=0.05):
    pairs = [tuple(Interval.published(value, precision) for value in pair) for pair in (first, last)]
    return convergence.convergence(2018, 2022, *pairs)


@pytest.mark.parametrize(
    ("first", "last", "points", "ratio", "outcome"),
    [
        ((20.0, 10.0), (12.0, 10.0), "closing", "closing", "both"),
        ((18.2, 8.8), (8.0, 4.0), "closing", "flat", "points-only"),
        ((20.0, 10.0), (30.0, 20.0), "flat", "closing", "ratio-only"),
        ((20.0, 10.0), (20.1, 10.0), "flat", "flat", "neither"),
        ((20.0, 10.0), (40.0, 15.0), "widening", "widening", "neither"),
        ((20.0, 10.0), (9.0, 10.0), "reversed", "reversed", "reversed"),
        ((10.2, 10.0), (10.1, 10.0), "undecided", "undecided", "undecided"),
        ((10.0, 20.0), (15.0, 20.0), "closing", "closing", "both"),
    ],
)
def test_outcomes(first, last, points, ratio, outcome):
    result = _convergence(first, last)
    assert (result.points, result.ratio, result.outcome) == (points, ratio, outcome)


def test_rounding_decides_nothing_that_it_cannot():
    """The same published numbers, known to whole units only."""
    assert _convergence((20.0, 10.0), (18.0, 10.0)).points == "closing"
    halved = [tuple(map(Interval.exact, pair)) for pair in ((20.0, 10.0), (15.0, 10.0))]
    assert convergence.convergence(2018, 2022, *halved, flat=0.5).points == "closing"  # by exactly that share
    assert _convergence((20.0, 10.0), (18.0, 10.0), precision=0.5).points == "undecided"


def test_a_change_that_may_be_as_large_as_the_limit_is_not_flat():
    """From 2 to between 1 and 2.5, half of it at most: of that share it can be no less."""
    nothing = Interval.exact(0.0)
    last = Interval(1.5, 1.0, 2.5)
    found = convergence.convergence(2018, 2022, (Interval.exact(2.0), nothing), (last, nothing), flat=0.5)
    assert (found.points, found.points_change.lower) == ("undecided", -0.5)


def test_the_limit_holds_for_points_and_ratio_alike():
    pairs = [tuple(map(Interval.exact, pair)) for pair in ((20.0, 10.0), (16.0, 10.0))]
    found = convergence.convergence(2018, 2022, *pairs, flat=0.5)
    assert (found.points, found.ratio) == ("flat", "flat") and convergence.convergence(
        2018, 2022, *pairs
    ).ratio == "closing"


def test_a_share_lies_between_nothing_and_all():
    def limits(interval):
        return interval.share().lower, interval.share().upper

    assert limits(Interval.published(0.0, 0.5)) == (0.0, 0.5)
    assert limits(Interval.published(100.0, 0.5)) == (99.5, 100.0)
    assert limits(Interval.published(40.0, 0.5)) == (39.5, 40.5)


def test_a_gap_of_scores_has_no_ratio():
    assert _convergence((-0.4, 0.1), (-0.3, 0.1)).outcome == "missing"


@given(a=tenths, b=tenths, c=tenths, d=tenths, u=st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_a_closing_gap_closes_whatever_the_true_values(a, b, c, d, u):
    result = _convergence((a / 10, b / 10), (c / 10, d / 10))
    true = [n / 10 + 0.05 * shift for n, shift in zip((a, b, c, d), u, strict=True)]
    before, after = abs(true[0] - true[1]), abs(true[2] - true[3])
    if result.points == "closing":
        assert after < before
    if result.points == "widening":
        assert after > before


def test_poverty_closes_in_points_and_is_flat_as_a_ratio(run):
    row = indicators.convergences(indicators.of_indicators(run, "armoede-huishoudens")).iloc[0]
    assert (row["points"], row["ratio"], row["outcome"]) == ("closing", "flat", "points-only")


def test_no_comparison_runs_over_a_break(run):
    names = ["advies-bijgesteld", "geen-startkwalificatie"]
    pairs = indicators.of_indicators(run, *names)
    rows, trends_ = indicators.convergences(pairs), indicators.trends_of(pairs)
    assert sorted(rows["indicator"]) == sorted(trends_["indicator"]) == names
    assert (rows["last_year"] == 2022).all()
    assert (trends_["last_year"] == 2022).all()


def test_phrases_do_not_enter_a_trend(run):
    row = indicators.trends_of(indicators.of_indicators(run, "middeninkomens")).iloc[0]
    assert row["reason"] == "years-apart" and row["years"] == (2022, 2023)


WORDS = {
    "nl": {
        "second": " Als verhouding ",
        "closing": ("kleiner", "dichter bij"),
        "widening": ("groter", "verder van"),
        "flat": ("ongeveer gelijk", "even ver van"),
        "undecided": ("door de afronding niet te zeggen", ""),
    },
    "en": {
        "second": " As a ratio ",
        "closing": ("smaller", "closer to"),
        "widening": ("larger", "further from"),
        "flat": ("about the same", "as far from"),
        "undecided": ("ecause of rounding", ""),
    },
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("points", ["closing", "widening", "flat", "undecided"])
@pytest.mark.parametrize("ratio", ["closing", "widening", "flat", "undecided", "missing"])
def test_wording_of_every_outcome(language, points, ratio):
    from helpers.views.indicators import convergence_sentence

    row = _sentence_row(points, ratio)
    sentence = convergence_sentence(Text(language), row)
    words = WORDS[language]
    assert words[points][0] in sentence and "2018" in sentence and "2022" in sentence
    shown = sentence.replace(".", ",")
    assert "9,4 (9,3" in shown and "4,0 (3,9" in shown  # the number and its interval
    if ratio in ("closing", "widening", "flat"):
        second = sentence.split(words["second"], 1)[1]
        assert words[ratio][1] in second
    if ratio != "missing":
        assert "2,1 (2,02" in shown and "2,0 (1,96" in shown  # known to a tenth only


def test_first_and_last_years_say_which_of_them_a_break_ends(run):
    convergences = indicators.convergences(indicators.pairs(run, "re-integratie"))
    (figure,) = views.indicators.slopes(run, convergences)
    (said,) = [caveat for caveat in figure.caveats if caveat.startswith("Zonder startkwalificatie")]
    assert "tot en met 2022" in said and "2023" in said


def _sentence_row(points, ratio):
    """A row of convergences as a view gets it."""
    values = {"name_nl": "X", "name_en": "X", "subgroup": "all", "definition": "standard", "breaks": None}
    values["nature"] = "register"
    values |= {
        "unit": "percent",
        "decimals": 1,
        "first_year": 2018,
        "last_year": 2022,
        "points": points,
        "ratio": ratio,
    }
    values["others"] = {"limit_5": (points, ratio), "limit_20": (points, ratio), "without_last": None}
    for name, first, last in (("gap", 9.4, 4.0), ("ratio", 2.068, 2.0)):
        for moment, value in (("first", first), ("last", last)):
            values[f"{name}_{moment}"] = Interval.published(value, 0.04)
        values[f"{name}_before"] = values[f"{name}_first"]
    return pd.Series(values, dtype=object)


def _convergence_cells(language, row):
    """The row of the table of gaps: indicator, years, gap, ratio."""
    run = open_run("rotterdam-zuid", language)
    (block,) = views.indicators.convergence_table(run, pd.DataFrame([row]).assign(theme="armoede"))
    (cells,) = block.rows
    return cells


@pytest.mark.parametrize("language", ["nl", "en"])
def test_table_of_gaps_says_every_outcome(language):
    for points in ("closing", "widening", "flat", "undecided", "reversed"):
        for ratio in ("closing", "widening", "flat", "undecided", "reversed"):
            cells = _convergence_cells(language, _sentence_row(points, ratio))
            assert [cell.text for cell in cells[:2]] == ["X", "2018, 2022"]
            gap, times = (cell.text.replace(".", ",") for cell in cells[2:4])
            assert "+9,4 (+9,3" in gap and "+4,0 (+3,9" in gap and "2,1 (2,02" in times and "2,0 (1,96" in times
            key = {"reversed": "reversed_higher", "undecided": "undecided_closing"}.get(points, points)
            assert cells[2].text.split(":")[0] == Text(language)(f"convergence.reading_{key}")


@pytest.mark.parametrize(
    ("last", "gap", "ratio"),
    [
        (9.0, "kleiner of ongeveer gelijk", "dichter bij Nederland of ongeveer even ver"),
        (9.9, "groter of ongeveer gelijk", "verder van Nederland of ongeveer even ver"),
        (9.42, "niet te zeggen door afronding", "niet te zeggen door afronding"),
    ],
)
def test_rounding_that_hides_the_size_of_a_change_may_leave_its_direction(last, gap, ratio):
    row = _sentence_row("undecided", "undecided")
    row["gap_last"] = Interval.published(last, 0.04)
    row["ratio_last"] = row["gap_last"].scaled(2.068 / 9.4)
    cells = _convergence_cells("nl", row)
    assert cells[2].text.startswith(f"{gap}: ") and cells[3].text.startswith(f"{ratio}: ")


@pytest.mark.parametrize(
    ("last", "words"), [(-4.0, "van boven Nederland naar eronder"), (4.0, "van onder Nederland naar erboven")]
)
def test_a_gap_that_turns_around_says_how(last, words):
    from helpers.views.indicators import convergence_sentence

    row = _sentence_row("reversed", "reversed")
    row["gap_last"] = Interval.published(last, 0.04)
    assert words in convergence_sentence(Text("nl"), row)


@pytest.mark.parametrize(("lower", "turned"), [(-0.1, True), (0.0, True), (0.02, False)])
def test_a_gap_that_may_have_turned_around_says_so(lower, turned):
    """From 9.4 to about nothing: it became smaller for certain, but zero lies in its interval."""
    from helpers.views.indicators import convergence_sentence

    row = _sentence_row("undecided" if turned else "closing", "undecided" if turned else "closing")
    row["gap_last"], row["ratio_last"] = Interval(0.1, lower, 0.3), Interval(1.01, 1 + lower / 10, 1.03)
    sentence = convergence_sentence(Text("nl"), row)
    assert sentence.count("aan de andere kant ervan") == 2 * turned and ("tiende" not in sentence)
    assert sentence.count("Welke van de twee is door de afronding niet te zeggen.") == 2 * turned
    cells = _convergence_cells("nl", row)
    assert [cell.text.split(":")[0] for cell in cells[2:4]] == (
        ["kleiner of naar de andere kant van Nederland", "dichter bij Nederland of naar de andere kant ervan"]
        if turned
        else ["kleiner", "dichter bij Nederland"]
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Dit is anders bij een grens van 5% of zonder 2022, en hangt dus af van onze keuze. Als"),
        ("en", "The outcome is different with a limit of 5% or without 2022, so it depends on our choice. As"),
    ],
)
def test_an_outcome_that_other_choices_change_says_so(language, sentence):
    from helpers.views.indicators import convergence_sentence

    row = _sentence_row("closing", "flat")
    assert "keuze" not in convergence_sentence(Text("nl"), row)
    row["others"] = {"limit_5": ("flat", "flat"), "limit_20": ("closing", "closing"), "without_last": ("flat", "flat")}
    assert sentence in convergence_sentence(Text(language), row)


def _choices_cells(row, language="en"):
    """The row of the table of choices, less the indicator."""
    run = open_run("rotterdam-zuid", language)
    (block,) = views.indicators.choices(run, pd.DataFrame([row]).assign(theme="armoede"))
    (cells,) = block.rows
    return [cell.text for cell in cells[1:]]


def test_what_every_choice_makes_of_an_outcome():
    row = _sentence_row("closing", "flat")
    assert _choices_cells(row) == ["same outcome", "same outcome", "one year only"]
    row["others"] = {"limit_5": ("closing", "closing"), "limit_20": ("flat", "missing"), "without_last": None}
    words = [
        "ratio: closer to the Netherlands",
        "difference: about the same; ratio: cannot be computed",
        "one year only",
    ]
    assert _choices_cells(row) == words
    run = open_run("rotterdam-zuid", "en")
    assert len(list(views.indicators.choices(run, pd.DataFrame()))) == 1


def test_an_outcome_under_another_choice_has_the_words_of_the_table_of_gaps():
    """What rounding leaves open of its direction is that of the years that are compared then."""
    row = _sentence_row("closing", "flat")
    row["others"] = dict.fromkeys(row["others"], ("undecided", "flat"))
    row["gap_before"] = Interval.published(9.9, 0.04)
    words = ["smaller or about the same", "smaller or about the same", "larger or about the same"]
    assert _choices_cells(row) == [f"difference: {said}" for said in words]
    row["others"] = dict.fromkeys(row["others"], ("reversed", "flat"))
    row["gap_before"] = -row["gap_before"]
    higher, lower = "first lower, now higher than the Netherlands", "first higher, now lower than the Netherlands"
    assert _choices_cells(row) == [f"difference: {said}" for said in (higher, higher, lower)]


def test_the_year_before_the_last_is_that_of_the_comparison_without_the_last(run):
    pairs = indicators.pairs(run, "armoede")
    for row in indicators.convergences(pairs).itertuples():
        same = (pairs["indicator"] == row.indicator) & (pairs["definition"] == row.definition)
        years = pairs[same & (pairs["year"] < row.last_year)]
        assert (row.gap_before, row.ratio_before) == tuple(years.iloc[-1][["gap", "ratio"]]), row.indicator


@pytest.mark.parametrize("years", [(2018, 2019, 2020), (2018, 2020)])
def test_charts_say_that_each_has_its_own_scale_and_what_is_dotted(run, years):
    """Dotted lines are explained where there are some; a single panel has nothing to be compared with."""
    pairs = indicators.pairs(run, "armoede")
    two = indicators.select(pairs[pairs["year"].isin(years)], "armoede-huishoudens", "middeninkomens")
    one = two[two["indicator"] == "armoede-huishoudens"]
    dotted, scale = run.text("indicator.skipped"), run.text("indicator.own_scale")

    def said(blocks):
        (figure,) = blocks
        return [text in figure.caveats for text in (scale, dotted)]

    skips = len(years) == 2
    assert said(views.indicators.lines(run, one)) == [False, skips]
    assert said(views.indicators.lines(run, two))[0]
    assert said(views.indicators.gaps(run, one, indicators.convergences(one))) == [True, skips]
    assert said(views.indicators.slopes(run, indicators.convergences(two))) == [True, False]
    assert said(views.indicators.slopes(run, indicators.convergences(one))) == [False, False]


def test_a_series_that_is_cut_says_why():
    from helpers.views.indicators import convergence_sentence

    row = _sentence_row("closing", "closing")
    row["breaks"] = "2023"
    assert "trendbreuk" in convergence_sentence(Text("nl"), row)


def test_a_gap_below_the_netherlands_is_worded_without_its_sign():
    from helpers.views.indicators import convergence_sentence

    row = _sentence_row("closing", "closing")
    for moment in ("first", "last"):
        row[f"gap_{moment}"] = -row[f"gap_{moment}"]
    assert (row["gap_first"].value, row["gap_last"].value) == (-9.4, -4.0)
    assert "−" not in convergence_sentence(Text("nl"), row)


# Goals, definitions, composition -------------------------------------------------------------------------


def test_without_a_baseline_there_is_a_pace_and_no_target():
    result = targets.progress(
        targets.GOALS[0], 2018, Interval.published(18.2, 0.05), 2022, Interval.published(8.0, 0.05), None
    )
    assert result.observed_pace.value == pytest.approx((8.0 / 18.2) ** 0.25 - 1)
    assert result.target is None and result.needed_pace is None


def test_with_a_baseline_the_target_and_the_needed_pace_follow():
    result = targets.progress(
        targets.GOALS[2], 2018, Interval.published(13.3, 0.05), 2024, Interval.published(14.0, 0.05), 14.0
    )
    assert result.target == 7.0
    assert result.needed_pace.value == pytest.approx(0.5 ** (1 / 6) - 1)


def test_children_have_no_progress_because_their_figures_are_withheld(run):
    row = indicators.goals(run).set_index("goal").loc[targets.GOALS[1].key]
    assert row.to_dict() == {
        "indicator": "armoede-kinderen",
        "observed_pace": None,
        "first_year": None,
        "last_year": None,
        "target": None,
        "needed_pace": None,
        "missing": "withheld",
        "pace_missing": "withheld",
    }


def test_a_pace_says_its_years_and_what_nobody_supplied_has_no_column(run):
    table, unsure = views.measures.goals(run, indicators.goals(run))
    assert unsure.text == run.text("indicator.definition_unsure.armoede-huishoudens")  # in sight, not in a fold
    assert [column.key for column in table.columns] == ["goal", "observed_pace"]
    years = [run.text("trend.change", change="x", first="2018", last=last)[1:] for last in ("2022", "2024")]
    assert any(table.rows[2][1].text.endswith(end) for end in years), table.rows[2][1].text
    assert table.rows[1][1].text == run.text("missing.withheld")
    table, _ = views.measures.goals(run, indicators.goals(run, {"households-with-debts": 14.0}))
    assert [column.key for column in table.columns] == ["goal", "observed_pace", "target", "needed_pace"]


def test_debt_definitions_overlap_in_four_years(run):
    rows = debts.overlap(run)
    focus = rows[rows["region"] == "focus"].set_index("year")
    shifts = {year: round(shift.value, 6) for year, shift in focus["shift"].items()}
    assert shifts == {2021: 0.7, 2022: 0.7, 2023: 0.6, 2024: 0.5}
    assert (focus.loc[2021, "shift"].lower, focus.loc[2021, "shift"].upper) == pytest.approx((0.6, 0.8))


def test_spliced_series_keeps_published_values_and_marks_the_others(run):
    rows = debts.spliced(run)
    focus = rows[rows["region"] == "focus"].set_index("year")["value"]
    assert {year: value.basis for year, value in focus.items()} == {
        2018: "computed",
        2021: "stated",
        2022: "stated",
        2023: "stated",
        2024: "stated",
    }
    ratios = [12.8 / 12.1, 13.2 / 12.5, 14.3 / 13.7, 14.5 / 14.0]
    assert focus[2018].value == pytest.approx(13.3 * sum(ratios) / 4)
    assert focus[2018].lower < 13.3 * min(ratios) and focus[2018].upper > 13.3 * max(ratios)


def test_a_drift_of_the_definitions_that_goes_on_lies_in_the_spliced_interval(run):
    """The ratio fell in the overlap; the straight line through it, back to 2018, was outside the limits once."""
    overlap, spliced = debts.overlap(run), debts.spliced(run).set_index(["region", "year"])["value"]
    for region, old in (("focus", 13.3), ("nl", 6.5)):
        rows = overlap[overlap["region"] == region]
        ratios = [row.revised.value / row.old.value for row in rows.itertuples()]
        drift = np.polyval(np.polyfit(rows["year"] - 2018, ratios, 1), 0)
        assert drift > max(ratios)
        assert spliced[region, 2018].lower < old * min(ratios) and old * drift < spliced[region, 2018].upper


def test_school_advice_adds_up_and_agrees_with_section_5_2_1(run):
    parts = composition.shares(run)
    bars = {"focus_2017": ("focus", 2017), "focus_2023": ("focus", 2023)}
    bars |= {"nl_2017": ("nl", 2017), "nl_2023": ("nl", 2023)}
    assert list(parts.columns) == ["indicator", "name_nl", "name_en", *bars] and len(parts) == 7
    assert composition.bars(parts) == bars
    errors = composition.closing_error(parts)
    assert {bar: round(error.value, 6) for bar, error in errors.items()} == {
        "focus_2017": 0.1, "focus_2023": -0.1, "nl_2017": 0.0, "nl_2023": 0.0,
    }  # fmt: skip
    assert all(error.precision == 0 for error in errors.values())  # of the printed numbers
    assert composition.totals(run, parts)["agrees"].all()


def test_log_ratios_do_not_depend_on_the_whole(run):
    parts = composition.shares(run)
    doubled = parts.assign(**{bar: [share.scaled(2) for share in parts[bar]] for bar in composition.bars(parts)})
    changes, of_doubled = composition.changes(parts), composition.changes(doubled)
    for region in ("focus", "nl"):
        of_region, other = (
            np.array([change.value for change in rows[f"{region}_log_ratio"]]) for rows in (changes, of_doubled)
        )
        assert of_region == pytest.approx(other)
        assert of_region.sum() == pytest.approx(0) and abs(of_region).max() > 0.01


def test_changes_of_shares_run_from_the_first_year_to_the_last(run):
    changes = composition.changes(composition.shares(run)).set_index("indicator")
    numbers = ["first", "last", "points", "log_ratio"]
    of_regions = [f"{region}_{name}" for region in ("focus", "nl") for name in numbers]
    assert list(changes.columns) == ["name_nl", "name_en", *of_regions]
    values = run.tables.indicator_values.set_index(["indicator", "region", "year"])["value"]
    for indicator, row in changes.iterrows():
        for region in ("focus", "nl"):
            first, last = values[indicator, region, 2017], values[indicator, region, 2023]
            found = [row[f"{region}_{name}"].value for name in numbers[:3]]
            assert found == pytest.approx([first, last, last - first])


def test_two_measures_of_reach(run):
    result = indicators.reach(run)
    assert result["mean_of_areas"].value == 80 and result["national"].value == 75
    weighted = result["ratio_of_means"]
    assert weighted.value == pytest.approx(100 * 413 / 548)
    assert (weighted.lower, weighted.upper) == pytest.approx((100 * 412.5 / 548.5, 100 * 413.5 / 547.5))
    assert weighted.basis == "computed-from-phrase"  # the report says "about 413"
