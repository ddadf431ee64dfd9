"""The results on small made-up tables; the expected frames are worked out by hand.

Made with mutation testing (docs/testing.md): most tests are here because a wrong line of code passed all others.
"""

import math

import numpy as np
import pandas as pd
import pytest

from helpers import claims, composition, context, definitions, evidence, indicators, synthesis, targets
from helpers.data import Tables
from helpers.rounding import Interval
from helpers.vocabulary import THEMES


def _tables(**frames):
    return Tables({name: pd.DataFrame(rows) for name, rows in frames.items()})


def _records(frame):
    """Rows as dictionaries, with None for what is missing."""
    return [{k: None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]


# Claims: conditions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lower", "upper", "limits", "status"),
    [
        (0.0, 0.0, {"low": 0}, "holds"),
        (0.0, 0.0, {"low": 0, "low_included": False}, "fails"),
        (-1.0, 0.0, {"low": 0}, "rounding"),
        (-1.0, 0.0, {"low": 0, "low_included": False}, "fails"),
        (-1.0, 1.0, {"low": 0, "low_included": False}, "rounding"),
        (-2.0, -1.0, {"low": 0}, "fails"),
        (0.0, 0.0, {"high": 0}, "holds"),
        (0.0, 0.0, {"high": 0, "high_included": False}, "fails"),
        (0.0, 1.0, {"high": 0}, "rounding"),
        (0.0, 1.0, {"high": 0, "high_included": False}, "fails"),
        (-1.0, 1.0, {"high": 0, "high_included": False}, "rounding"),
        (1.0, 2.0, {"high": 0}, "fails"),
        (-1e-9, -1e-9, {"high": 0, "high_included": False}, "rounding"),  # less than a binary fraction below
        (-2e-9, -2e-9, {"high": 0, "high_included": False}, "holds"),
        (-1.0, 1.0, {}, "holds"),
    ],
)
def test_limits_of_a_condition_are_included_or_not(lower, upper, limits, status):
    assert claims.Condition("value", (), Interval((lower + upper) / 2, lower, upper), **limits).status == status


def _evaluated(test, tables=None, over=None):
    rows = pd.DataFrame({"claim": ["c"], "test": [test], "over": [over]})
    empty = _tables(indicator_values={name: [] for name in ("indicator", "subgroup", "region", "year", "definition")})
    return claims.evaluate(rows, tables or empty)[0]


@pytest.mark.parametrize(
    ("test", "status", "found"),
    [
        ("almost(value(17), value(20))", "fails", -0.15),
        ("almost(value(20), value(20))", "fails", 0.0),
        ("almost_times(value(20), value(10), 2)", "fails", 2.0),
        ("almost_times(value(18), value(10), 2)", "holds", 1.8),
        ("almost_times(value(17), value(10), 2)", "fails", 1.7),
        ("more_than_times(value(20), value(10), 2)", "fails", 2.0),
        ("times(value(18), value(10), 2)", "holds", 1.8),
        ("times(value(17), value(10), 2)", "fails", 1.7),
        ("times(value(22), value(10), 2)", "holds", 2.2),
        ("rises_slightly(value(100), value(95))", "fails", -0.05),
        ("rises_slightly(value(100), value(100))", "fails", 0.0),
        ("rises_slightly(-value(10), -value(9.5))", "holds", 0.05),
        ("falls_slightly(value(100), value(105))", "fails", 0.05),
        ("falls_slightly(value(100), value(85))", "fails", -0.15),
        ("slightly_lower(value(85), value(100))", "fails", -0.15),
        ("slightly_lower(value(105), value(100))", "fails", 0.05),
        ("slightly_higher(value(115), value(100))", "fails", 0.15),
        ("just_over(value(19), value(20))", "fails", -0.05),
        ("clearly_higher(value(105), value(100))", "fails", 0.05),
        ("clearly_lower(value(95), value(100))", "fails", -0.05),
        ("much_lower(value(90), value(100))", "fails", -0.1),
        ("falls_strongly(value(100), value(90))", "fails", -0.1),
        ("about(value(85), value(100))", "fails", -0.15),
        ("stable(value(100), value(106))", "fails", 0.06),
        ("halved(value(20), value(8))", "fails", 0.4),
        ("halved(value(20), value(9))", "holds", 0.45),
        ("halved(value(20), value(11))", "holds", 0.55),
        ("more_than_halved(value(20), value(10))", "fails", 0.5),
        ("almost_all(value(21), value(20))", "fails", 1.05),
        ("same_gap(value(-10), value(11))", "fails", 0.1),
        ("same_gap(value(10), value(9))", "fails", -0.1),
        ("widens(value(-10), value(9))", "fails", -1.0),
        ("narrows(value(-10), value(9))", "holds", -1.0),
        ("lower(value(2), value(2))", "fails", 0.0),
        ("higher(value(2), value(2))", "fails", 0.0),
        ("between(value(5), 6, 8)", "fails", 5.0),
        ("equal(value(3) * 2, value(6))", "holds", 0.0),
        ("equal(value(6) / 2, value(3))", "holds", 0.0),
        ("largest(value(9), value(3), value(8))", "holds", 1.0),
        ("smallest(value(3), value(8), value(5))", "holds", 2.0),
        ("smallest(value(9), value(8))", "fails", -1.0),
        ("most(value(9), value(20))", "fails", 0.45),
    ],
)
def test_a_comparison_at_its_limit(test, status, found):
    part = _evaluated(test).parts[0]
    assert part.status == status and part.condition.found.value == pytest.approx(found)


QUANTITIES = {
    "difference": "higher lower equal at_least at_most rises falls widens narrows differs",
    "relative": "slightly_higher slightly_lower clearly_higher clearly_lower much_higher much_lower about almost "
    "just_over rises_slightly falls_slightly rises_strongly falls_strongly stable same_gap",
    "ratio": "times more_than_times almost_times halved more_than_halved",
    "order": "largest smallest",
    "share": "most almost_all",
    "value": "between",
}


@pytest.mark.parametrize(("quantity", "name"), [(q, name) for q, names in QUANTITIES.items() for name in names.split()])
def test_a_comparison_says_which_quantity_it_looks_at(quantity, name):
    third = ", 4" if name in ("times", "more_than_times", "almost_times", "between") else ""
    condition = _evaluated(f"{name}(value(2), 3{third})").parts[0].condition
    assert condition.quantity == quantity
    assert {i.value for i in condition.inputs} == ({2.0} if name == "between" else {2.0, 3.0})


@pytest.mark.parametrize(
    ("statuses", "most", "verdict"),
    [
        ("holds fails", "does-not-hold", "holds-in-part"),
        ("holds missing", "holds-in-part", "holds-in-part"),
        ("rounding holds fails", "holds", "holds-in-part"),
        ("fails missing missing", "holds-in-part", "does-not-hold"),
        ("fails fails missing missing", "does-not-hold", "does-not-hold"),
        ("missing missing", "cannot-be-tested", "cannot-be-tested"),
        ("holds rounding", "holds", "holds"),
    ],
)
def test_verdict_of_most_and_of_all(statuses, most, verdict):
    assert claims._verdict_of_most(statuses.split()) == most
    assert claims._verdict(statuses.split()) == verdict


# Claims: values and what surrounds them -------------------------------------------------------------------


def _lookup(tables, expression):
    return _evaluated(f"between({expression}, 0, 9999)", tables).parts[0].condition.found


@pytest.fixture(scope="module")
def small():
    values = [("x", "focus", 12.0), ("x", "nl", 6.0), ("y", "focus", 8.0), ("z", "focus", 10.0), ("spare", "nl", 1.0)]
    made_of = {"study": "armoede", "method": "interview", "n_interviews": 4.0, "n_respondents": 9.0}
    return _tables(
        indicator_values=[
            {"indicator": i, "region": r, "value": v, "subgroup": "all", "year": 2020, "definition": "standard"}
            | {"precision": 0.5}
            for i, r, v in values
        ],
        realisation_values=[{"indicator": "r", "statistic": "mean", "subset": "all", "value": 7.0, "precision": 0.5}],
        reported_numbers=[{"number": "people", "value": 30}],
        studies=[
            made_of | {"scope": "study", "phase": 1, "area": None},
            made_of | {"scope": "study", "phase": 1, "area": None, "method": "group-interview", "n_interviews": 2.0},
            made_of | {"scope": "study", "phase": 1, "area": None, "method": "questionnaire"},
            made_of | {"scope": "study", "phase": 2, "area": None},
            made_of | {"scope": "area", "phase": 1, "area": "a"},
            made_of | {"scope": "area", "phase": 2, "area": "a"},
            made_of | {"scope": "area", "phase": 2, "area": "b"},
            made_of | {"scope": "area", "phase": 1, "area": "c", "study": "veerkracht"},
        ],
        interventions=[{"name_nl": n, "area": a} for n, a in [("s", "a"), ("s", "a"), ("s", "b"), ("t", "c")]],
        indicators=[
            {"indicator": "x", "themes": "armoede", "kind": "effect", "figure": "4-5"},
            {"indicator": "y", "themes": "re-integratie;armoede", "kind": "effect", "figure": "7-8"},
            {"indicator": "z", "themes": "armoede", "kind": "context", "figure": "10"},
            {"indicator": "n", "themes": None, "kind": "effect", "figure": "11"},
            {"indicator": "m", "themes": "sociale-cohesie", "kind": "effect", "figure": None},
        ],
    )


@pytest.mark.parametrize(
    ("expression", "value", "slack"),
    [
        ('focus("x", 2020)', 12, 0.5),
        ('nl("x", 2020)', 6, 0.5),
        ('gap("x", 2020)', 6, 1.0),
        ('realised("r", "mean", "all")', 7, 0.5),
        ('reported("people")', 30, 0),
        ('study_areas("armoede")', 2, 0),
        ('study_areas("armoede", 1)', 1, 0),
        ('interviews("armoede", 1)', 6, 0),
        ('respondents("armoede", 1)', 18, 0),
        ('interviews("armoede", 2)', 4, 0),
        ('strategy_areas("s")', 2, 0),
        ('indicators_of("armoede", "effect")', 1, 0),
    ],
)
def test_values_of_the_language(small, expression, value, slack):
    found = _lookup(small, expression)
    assert (found.value, found.lower, found.upper) == (value, value - slack, value + slack)


def test_ratio_of_the_language(small):
    found = _lookup(small, 'ratio("x", 2020)')
    assert (found.value, found.lower, found.upper) == pytest.approx((2.0, 11.5 / 6.5, 12.5 / 5.5))


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ('focus("x", 2021)', "x, focus, 2021"),
        ('realised("r", "median", "all")', "r, median, all"),
        ('reported("cats")', "reported number cats"),
        ('interviews("veerkracht", 1)', "n_interviews, veerkracht, phase 1"),
    ],
)
def test_a_number_that_is_not_published_is_named(small, expression, says):
    part = _evaluated(f"between({expression}, 0, 9)", small).parts[0]
    assert (part.status, part.condition, part.missing) == ("missing", None, says)


def test_counts_of_the_language_on_the_tables_themselves(tables):
    examples, findings = tables.common_examples, tables.findings
    elements = examples[examples["finding"].str.startswith("common-element")]
    assert _lookup(tables, 'examples("element", 2)').value == (elements["finding"] == "common-element-2").sum()
    assert _lookup(tables, 'examples_of("element", "armoede")').value == (elements["theme"] == "armoede").sum()
    linked = tables.finding_links.merge(findings[["finding", "theme"]], on="finding")
    linked = linked[(linked["common"] == "common-barrier-1") & (linked["theme"] != "common")]
    assert _lookup(tables, 'supported("barrier", 1)').value == linked["theme"].nunique()
    assert _lookup(tables, 'cluster_areas("cohesie")').value == 7
    assert _lookup(tables, 'cluster_rows("cohesie")').value == 13
    assert _lookup(tables, 'findings("armoede", "barrier")').value == 5


def test_chapter_of_a_claim(small):
    rows = [("Bijlage 3", None), ("5.2.1", None), ("Bijlage 2, figuur 4", "4"), ("Bijlage 2, figuur 5", "5-6")]
    rows += [("Bijlage 2, figuur 8", "8"), ("Bijlage 2, figuur 7", "7"), ("Bijlage 2, figuur 10", "10")]
    rows += [("Bijlage 2, figuur 11", "11"), ("Bijlage 2, figuur 9", "9")]
    frame = pd.DataFrame(rows, columns=["section", "figure"], index=range(10, 19))
    found = claims.chapter_of(frame, small)
    assert found.to_dict() == dict(zip(frame.index, [4, 5, 2, 2, 3, 3, 2, 1, 1], strict=True))


def test_sensitivity_lists_verdicts_that_change_with_the_reading_of_words(small):
    tests = ["about(value(108), value(100))", "about(value(115), value(100))", "higher(value(2), value(1))"]
    rows = pd.DataFrame({"claim": ["twice", "half", "never"], "test": tests, "over": None})
    assert claims.sensitivity(Tables(small.frames | {"claims": rows})).reset_index().to_dict("records") == [
        {"index": 0, "claim": "twice", "half": "holds", "normal": "holds", "twice": "does-not-hold"},
        {"index": 1, "claim": "half", "half": "holds", "normal": "does-not-hold", "twice": "does-not-hold"},
    ]


def test_values_that_no_verdict_depends_on(small):
    """12 x 0.6 is below 10 and 10 x 1.6 above 15; y may change as it likes, and nothing looks at the others."""
    tests = ['higher(focus("x", 2020), value(10))', 'higher(focus("y", 2020), value(1))']
    tests += ['lower(focus("z", 2020), value(15))']
    rows = pd.DataFrame({"claim": ["one", "two", "three"], "test": tests, "over": None})
    found = claims.uncovered_values(Tables(small.frames | {"claims": rows}))
    same = {"subgroup": "all", "year": 2020, "definition": "standard"}
    assert found.reset_index().to_dict("records") == [
        {"index": 0, "indicator": "x", "region": "nl"} | same,
        {"index": 1, "indicator": "y", "region": "focus"} | same,
        {"index": 2, "indicator": "spare", "region": "nl"} | same,
    ]


# Composition and definitions ------------------------------------------------------------------------------


def test_totals_beside_the_published_ones(tables):
    rows = composition.totals(tables, composition.shares(tables))
    assert list(rows.columns) == [
        *("total", "region", "year", "sum", "sum_lower", "sum_upper", "published", "agrees"),
    ]
    assert len(rows) == 2 * 4
    values = tables.indicator_values.set_index(["indicator", "region", "year"])["value"]
    row = rows[(rows["total"] == "advies-havo-vwo-totaal") & (rows["region"] == "nl") & (rows["year"] == 2023)].iloc[0]
    parts = [values[(name, "nl", 2023)] for name in ("advies-havo", "advies-havo-vwo", "advies-vwo")]
    assert row["sum"] == pytest.approx(sum(parts))
    assert (row["sum_lower"], row["sum_upper"]) == pytest.approx((sum(parts) - 0.15, sum(parts) + 0.15))
    assert row["published"] == values[("advies-havo-vwo-totaal", "nl", 2023)]


@pytest.mark.parametrize(("published", "agrees"), [(58, False), (59, True), (61, True), (62, False)])
def test_a_published_total_agrees_when_it_can_be_a_rounding_of_the_sum(published, agrees):
    """Three parts of 20, each known to 0.25: the sum is 59.25 to 60.75; 59 stands for 58.5 to 59.5, and so on."""
    values = [
        {"indicator": name, "region": "nl", "year": 2023, "value": value, "precision": 0.25}
        for total, members in composition.TOTALS.items()
        for name, value in [(total, published), *((member, 60 / len(members)) for member in members)]
    ]
    tables = _tables(indicator_values=values)
    members = [name for names in composition.TOTALS.values() for name in names]
    parts = pd.DataFrame(
        {("nl", 2023): {name: tables.indicator_values.set_index("indicator")["value"][name] for name in members}}
    )
    rows = composition.totals(tables, parts)
    assert rows.set_index("total").loc["advies-havo-vwo-totaal", "agrees"] == agrees


def test_overlap_of_definitions_by_hand():
    same = {"indicator": "problematische-schulden", "precision": 0.25}
    rows = [("nl", 2021, "old", 8.0), ("nl", 2021, "revised", 9.0), ("nl", 2020, "old", 7.0)]
    frame = [same | dict(zip(("region", "year", "definition", "value"), row, strict=True)) for row in rows]
    frame.append(frame[0] | {"indicator": "other"})
    assert definitions.overlap(_tables(indicator_values=frame)).to_dict("records") == [
        {"region": "nl", "year": 2021, "old": 8.0, "revised": 9.0, "shift": 1.0}
        | {"shift_lower": 0.5, "shift_upper": 1.5}
    ]


# An area in figures -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures():
    def row(indicator, region, region_type, value):
        own = {"lower": value - 1, "upper": value + 1, "coverage": 0.9, "status": "ok", "match": "close"}
        return {"indicator": indicator, "region": region, "region_type": region_type, "value": value} | own

    return _tables(
        areas=[{"area": name, "name": name.upper(), "gm_code": "GM1" if name == "a" else "GM2"} for name in "abc"],
        indicators=[{"indicator": name, "kind": "effect" if name == "k" else "register"} for name in "ijk"],
        area_values=[
            *(row("i", "c", "area", 30.0), row("i", "a", "area", 10.0), row("i", "b", "area", 12.0)),
            *(row("i", "GM1", "municipality", 5.0), row("i", "GM2", "municipality", 6.0)),
            row("i", "nl", "country", 4.0),
            *(row("j", "b", "area", 1.0), row("j", "nl", "country", 2.0), row("k", "a", "area", 3.0)),
        ],
    )


def test_an_area_against_its_municipality_the_other_areas_and_the_country(figures):
    spread = {"focus_median": 12.0, "focus_lowest": 10.0, "focus_highest": 30.0, "n_areas": 3}
    own = {"value": 10.0, "lower": 9.0, "upper": 11.0, "coverage": 0.9, "status": "ok", "match": "close"}
    alone = {"focus_median": 1.0, "focus_lowest": 1.0, "focus_highest": 1.0, "n_areas": 1}
    assert _records(context.area_context(figures, "a")) == [
        {"indicator": "i", "kind": "register"} | own | {"municipality": 5.0, "nl": 4.0} | spread,
        {"indicator": "j", "kind": "register"} | dict.fromkeys(own) | {"municipality": None, "nl": 2.0} | alone,
    ]


def test_areas_stand_in_order_of_their_value(figures):
    rows = context.area_strip(figures, "i")
    assert rows[["region", "name", "value"]].to_numpy().tolist() == [
        ["a", "A", 10.0],
        ["b", "B", 12.0],
        ["c", "C", 30.0],
    ]


# Evidence ---------------------------------------------------------------------------------------------------


def test_counts_of_an_area_by_theme(tables):
    named = tables.interventions
    named = named[named["area"] == "tilburg-noordwest"].groupby("theme")["name_nl"].nunique()
    tied = tables.finding_areas
    tied = tied[(tied["area"] == "tilburg-noordwest") & (tied["basis"] != "as-group")]
    tied = tied.merge(tables.findings[["finding", "theme"]], on="finding")["theme"].value_counts()
    rows = evidence.summary(tables, "tilburg-noordwest")
    assert list(rows.columns) == ["theme", "phases", "interventions", "findings"]
    assert rows["theme"].tolist() == list(THEMES)
    assert rows["interventions"].tolist() == [named.get(theme, 0) for theme in THEMES]
    assert rows["findings"].tolist() == [tied.get(theme, 0) for theme in THEMES]


def test_support_of_a_common_finding_by_hand():
    names = [("e1", "effect"), ("e2", "effect"), ("b1", "barrier"), ("r1", "recommendation")]
    findings = [{"finding": name, "theme": "common", "kind": kind} for name, kind in names]
    findings += [{"finding": f"own-{n}", "theme": "armoede", "kind": "effect"} for n in (1, 2)]
    findings += [{"finding": "other", "theme": "veerkracht", "kind": "effect"}]
    links = [("own-1", "e1", "partial"), ("own-2", "e1", "partial"), ("other", "e2", "strong")]
    links = [dict(zip(("finding", "common", "strength"), link, strict=True)) for link in links]
    found = evidence.common_support(_tables(findings=findings, finding_links=links), "armoede")
    assert found.to_dict("records") == [
        {"common": "e1", "kind": "effect", "strong": 0, "partial": 2, "best": "partial"},
        {"common": "e2", "kind": "effect", "strong": 0, "partial": 0, "best": "none"},
        {"common": "b1", "kind": "barrier", "strong": 0, "partial": 0, "best": "none"},
    ]


# Indicators ---------------------------------------------------------------------------------------------------


def _series(rows, **facts):
    facts = {"indicator": "x", "polarity": "neutral", "breaks": None, "use": "shown", "kind": "effect"} | facts
    values = [
        {"indicator": facts["indicator"], "subgroup": "all", "definition": "standard", "precision": 0.25}
        | {"region": region, "year": year, "value": value, "basis": "stated"}
        for year, focus, nl in rows
        for region, value in (("focus", focus), ("nl", nl))
    ]
    return _tables(indicators=[facts], indicator_values=values)


def test_convergence_of_a_series_has_both_years_with_their_limits():
    tables = _series([(2018, 16.0, 8.0), (2019, 15.0, 8.0), (2020, 12.0, 8.0), (2021, 4.0, 8.0)], breaks="2021")
    (row,) = indicators.convergences(tables, indicators.pairs(tables, tables.indicators)).to_dict("records")
    expected = {"indicator": "x", "subgroup": "all", "definition": "standard", "first_year": 2018, "last_year": 2020}
    expected |= {"points": "closing", "ratio": "closing", "outcome": "both"}
    for moment, focus in (("first", 16.0), ("last", 12.0)):
        expected |= {f"focus_{moment}": focus, f"nl_{moment}": 8.0, f"gap_{moment}": focus - 8}
        expected |= {f"gap_{moment}_lower": focus - 8.5, f"gap_{moment}_upper": focus - 7.5}
        expected |= {f"ratio_{moment}": focus / 8, f"ratio_{moment}_lower": (focus - 0.25) / 8.25}
        expected |= {f"ratio_{moment}_upper": (focus + 0.25) / 7.75}
    assert list(row) == list(expected) and row == pytest.approx(expected)


def test_a_series_of_one_year_does_not_converge_and_stops_no_other():
    one, two = _series([(2018, 16.0, 8.0)], indicator="a"), _series([(2018, 16.0, 8.0), (2019, 12.0, 8.0)])
    both = Tables({name: pd.concat([one.frames[name], two.frames[name]]) for name in one.frames})
    rows = indicators.convergences(both, indicators.pairs(both, both.indicators))
    assert rows["indicator"].tolist() == ["x"]


def test_pairs_have_the_direction_of_their_gap():
    tables = _series([(2018, 16.0, 8.0), (2019, 8.0, 8.0), (2020, 4.0, 8.0)], polarity="higher-worse")
    assert indicators.pairs(tables, tables.indicators)["direction"].tolist() == ["worse", "undecided", "better"]


def test_progress_of_an_indicator_that_is_shown():
    """16 to 4 in two years: half per year. The goal is half of 2, so 1."""
    tables = _series([(2018, 16.0, 8.0), (2020, 4.0, 8.0)])
    goal = targets.Goal("half", "x", year=2022)
    found = indicators.progress_towards(tables, goal, 2.0)
    assert found.goal is goal and found.target == 1.0 and not found.reached
    assert found.observed_pace.value == pytest.approx(-0.5)
    assert found.observed_pace.lower == pytest.approx(math.sqrt(3.75 / 16.25) - 1)
    assert found.needed_pace.value == pytest.approx(-0.5)


@pytest.mark.parametrize(("lower", "upper"), [(np.nan, 1.0), (1.0, np.nan)])
def test_half_an_interval_has_no_direction(lower, upper):
    assert indicators.direction(lower, upper, "neutral") == "missing"


# Synthesis --------------------------------------------------------------------------------------------------


def test_links_between_themes_are_counted_by_basis():
    names = ("spillover", "from_theme", "to_theme", "basis", "section")
    rows = [("1", "armoede", "veerkracht", "stated", "7.1"), ("2", "armoede", "veerkracht", "stated", "7.2")]
    rows += [("3", "armoede", "veerkracht", "implied", "7.1"), ("4", "armoede", "armoede", "stated", "7.1")]
    rows += [("5", None, "armoede", "stated", "7.1")]
    tables = _tables(spillovers=[dict(zip(names, row, strict=True)) for row in rows])
    pair = {"from_theme": "armoede", "to_theme": "veerkracht"}
    assert synthesis.spillover_links(tables).to_dict("records") == [
        pair | {"basis": "implied", "links": 1},
        pair | {"basis": "stated", "links": 2},
    ]
    assert synthesis.spillover_links(tables, "7.2").to_dict("records") == [pair | {"basis": "stated", "links": 1}]


@pytest.fixture(scope="module")
def literature():
    """Two elements of the report, two factors of the dissertation, one of the article; links from either side."""
    factors = [("e1", "spuk-common", "report"), ("e2", "spuk-common", "report"), ("d1", "book", "dissertation")]
    factors += [
        ("d2", "book", "dissertation"),
        ("a1", "six", "article"),
        ("a2", "six", "article"),
        ("n1", "page", "nji"),
    ]
    links = [
        ("d1", "e1", "partial"),
        ("e1", "d2", "strong"),
        ("a1", "e1", "partial"),
        ("d1", "a1", "strong"),
        ("e2", "n1", "strong"),
    ]
    return _tables(
        factors=[dict(zip(("factor", "framework", "cluster"), row, strict=True)) for row in factors],
        factor_links=[
            dict(zip(("from", "to", "strength"), row, strict=True)) | {"kind": "correspondence"} for row in links
        ]
        + [{"from": "a2", "to": "e2", "strength": "strong", "kind": "influence"}],
    )


def test_correspondence_counts_from_whichever_side(literature):
    support = synthesis.element_support(literature)
    assert support.loc["e1", ["dissertation", "article", "nji"]].tolist() == ["strong", "partial", "none"]
    assert support.loc["e2", ["dissertation", "article", "nji"]].tolist() == ["none", "none", "strong"]
    assert synthesis.crosswalk(literature).to_dict("index") == {
        "d1": {"e1": "partial", "e2": "none"},
        "d2": {"e1": "strong", "e2": "none"},
        "a1": {"e1": "partial", "e2": "none"},
        "n1": {"e1": "none", "e2": "strong"},
    }
    assert synthesis.uncovered_factors(literature)["factor"].tolist() == ["a2"]
    assert synthesis.single_cluster_elements(literature).to_dict("index") == {
        "e1": {"strong": 1, "any": 2},
        "e2": {"strong": 1, "any": 1},
    }


def _chapters(examples=(), links=()):
    """Two common effects, an effect of every theme (that of armoede has a part), and one of the annex."""
    names = [("e1", "common", 1), ("e2", "common", 2), *((theme, theme, 1) for theme in THEMES)]
    names += [("part", "armoede", 2), ("annex", "armoede", 3)]
    same = {"kind": "effect", "origin": "report", "parent": None, "section": "2.1", "label_nl": "n", "label_en": "e"}
    findings = [same | {"finding": name, "theme": theme, "number": number} for name, theme, number in names]
    findings[-2]["parent"], findings[-1]["section"] = "armoede", "Bijlage 3"
    return _tables(
        findings=findings,
        common_examples=pd.DataFrame(examples, columns=["finding", "theme"]),
        finding_links=pd.DataFrame(links, columns=["finding", "common", "strength"]),
    )


def test_where_chapter_7_and_the_chapters_differ():
    examples, links = [("e1", theme) for theme in THEMES], [(theme, "e1", "strong") for theme in THEMES]
    same = _chapters(examples, links)
    empty = synthesis.matrix_differences(same, "effect")
    assert empty.empty and list(empty.columns) == ["common", "theme", "example", "best", "findings"]
    assert synthesis.support_matrix(same, "effect").to_dict("index") == {
        "e1": dict.fromkeys(THEMES, "strong"),
        "e2": dict.fromkeys(THEMES, "none"),
    }
    tables = _chapters([*examples, ("e2", "veerkracht")], [*links, ("armoede", "e2", "partial")])
    assert synthesis.matrix_differences(tables, "effect").to_dict("records") == [
        {"common": "e2", "theme": "armoede", "example": False, "best": "partial", "findings": [("n", "e", "2.1")]},
        {"common": "e2", "theme": "veerkracht", "example": True, "best": "none", "findings": []},
    ]


def test_findings_of_the_annex_and_parts_are_not_called_uncovered():
    assert synthesis.uncovered_findings(_chapters())["finding"].tolist() == list(THEMES)
    part = _chapters(links=[("part", "e1", "strong")])
    assert synthesis.uncovered_findings(part)["finding"].tolist() == list(THEMES[1:])


def test_areas_without_any_study_are_counted_too():
    studies = [{"area": "a", "study": theme, "scope": "area"} for theme in THEMES[:2]]
    studies += [{"area": "b", "study": THEMES[0], "scope": "study"}]
    counts = synthesis.areas_by_studies(_tables(studies=studies, areas=[{"area": "a"}, {"area": "b"}, {"area": "c"}]))
    assert counts.to_dict() == {0: 2, 1: 0, 2: 1, 3: 0, 4: 0, 5: 0}


def test_support_without_partial_links_and_without_a_chapter(tables):
    """Against the links of the findings themselves."""
    rows = synthesis.leave_one_out(tables).set_index(["case", "element"])["chapters"]
    links = synthesis.mapped_links(tables, "element")
    strong, all_links = links[links["strength"] == "strong"], links
    for element in rows.loc["all"].index:
        of_element = all_links[all_links["common"] == element]
        assert rows["all", element] == of_element["theme"].nunique()
        assert rows["without partial links", element] == strong.loc[strong["common"] == element, "theme"].nunique()
        assert rows["without armoede", element] == of_element.loc[of_element["theme"] != "armoede", "theme"].nunique()


def test_an_area_touches_what_its_own_findings_are_linked_to():
    """The part has no link of its own and counts through its whole; the last finding is of another area."""
    same = {"theme": "armoede", "section": "2.1", "label_en": "e"}
    names = [("whole", None), ("part", "whole"), ("own", None), ("else", None)]
    findings = [same | {"finding": name, "parent": parent, "label_nl": name} for name, parent in names]
    ties = [("part", "a", "named"), ("own", "a", "named"), ("whole", "a", "as-group"), ("else", "b", "named")]
    links = [("whole", "common-element-2", "strong"), ("own", "common-element-1", "partial")]
    links += [("own", "common-barrier-1", "strong"), ("else", "common-element-3", "strong")]
    tables = _tables(
        findings=findings,
        finding_areas=[
            {"finding": finding, "area": area, "basis": basis, "section": "2.2", "label_nl": None, "label_en": None}
            for finding, area, basis in ties
        ],
        finding_links=[dict(zip(("finding", "common", "strength"), link, strict=True)) for link in links],
        type_elements=[{"type": "work", "common": "common-element-1"}],
        interventions=[
            {"area": area, "theme": "armoede", "type": kind, "name_nl": "w", "name_en": "v", "section": "2.3"}
            for area, kind in [("a", "work"), ("a", "work"), ("a", "other"), ("b", "work")]
        ],
    )
    own = {"theme": "armoede", "label_en": "e", "section": "2.2", "via": "finding"}
    assert synthesis.touched_elements(tables, "a").to_dict("records") == [
        own | {"common": "common-element-1", "label_nl": "own", "strength": "partial"},
        {"common": "common-element-1", "theme": "armoede", "via": "intervention", "label_nl": "w", "label_en": "v"}
        | {"section": "2.3", "strength": "type"},
        own | {"common": "common-element-2", "label_nl": "part", "strength": "strong"},
    ]


def test_touched_elements_have_their_columns_also_when_there_are_none(tables):
    columns = ["common", "theme", "via", "label_nl", "label_en", "section", "strength"]
    for area in ("tilburg-noordwest", "utrecht-overvecht"):
        rows = synthesis.touched_elements(tables, area)
        assert list(rows.columns) == columns and rows[columns[:3]].notna().all().all()
    emptied = Tables(tables.frames | {name: tables.frames[name].head(0) for name in ("interventions", "finding_areas")})
    assert list(synthesis.touched_elements(emptied, "tilburg-noordwest").columns) == columns
