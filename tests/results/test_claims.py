"""The evaluator of claims on a small made-up data set, and the claims of the report on the real one."""

import ast
import inspect
import re

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers import results, views
from helpers.cli import app
from helpers.contract.load import Tables, load_tables
from helpers.contract.parameters import ParameterError
from helpers.contract.vocabulary import RESTS_ON, THEMES, VERDICTS
from helpers.files import PROJECT_DIR
from helpers.methods.intervals import Interval
from helpers.results.claims import conditions, evaluator, surroundings, units
from helpers.results.claims.conditions import ClaimError
from helpers.rows import each_row
from helpers.words.text import Text

N = Interval.exact
OUTREACH = "Intensievere begeleiding naar voorschoolse educatie"  # an intervention of three areas of phase 2


@pytest.fixture(scope="module")
def made_up(tables):
    """Real tables, but with three made-up series: growing, shrinking, and one national value only."""
    rows = [
        ("grows", "focus", 2020, 10.0),
        ("grows", "nl", 2020, 5.0),
        ("grows", "focus", 2021, 20.0),
        ("grows", "nl", 2021, 10.0),
        ("shrinks", "focus", 2020, 20.0),
        ("shrinks", "focus", 2021, 9.0),
        ("close", "focus", 2020, 5.0),
        ("close", "nl", 2020, 5.0),
    ]
    values = pd.DataFrame(rows, columns=["indicator", "region", "year", "value"]).assign(
        subgroup="all", definition="standard", precision=0.05, basis="stated"
    )
    return Tables(tables.frames | {"indicator_values": values})


def _verdict(tables, test, over=None, strictness=1.0):
    rows = pd.DataFrame({"claim": ["c"], "test": [test], "over": [over]})
    return results.claims.evaluate(rows, results.claims.Values(tables), strictness)[0]


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ('higher(focus("grows", 2020), nl("grows", 2020))', "holds"),
        ('lower(focus("grows", 2020), nl("grows", 2020))', "does-not-hold"),
        ('higher(focus("shrinks", 2020), nl("shrinks", 2020))', "cannot-be-tested"),
        ('equal(value(19), value(19))', "holds"),
        ('equal(value(19), value(20))', "does-not-hold"),
        ('differs(value(19), value(20))', "holds"),
        ('differs(value(19), value(19))', "does-not-hold"),
        ('times(focus("grows", 2020), nl("grows", 2020), 2)', "holds"),
        ('times(focus("grows", 2020), nl("grows", 2020), 3)', "does-not-hold"),
        ('more_than_times(focus("grows", 2020), nl("grows", 2020), 1.5)', "holds"),
        ('more_than_times(focus("grows", 2020), nl("grows", 2020), 2.5)', "does-not-hold"),
        ('almost_times(value(19), value(10), 2)', "holds"),
        ('almost_times(value(21), value(10), 2)', "does-not-hold"),
        ('more_than_halved(focus("shrinks", 2020), focus("shrinks", 2021))', "holds"),
        ('more_than_halved(focus("grows", 2020), focus("grows", 2021))', "does-not-hold"),
        ('halved(value(20), value(10.5))', "holds"),
        ('halved(value(20), value(15))', "does-not-hold"),
        ('rises(focus("grows", 2020), focus("grows", 2021))', "holds"),
        ('falls(focus("grows", 2020), focus("grows", 2021))', "does-not-hold"),
        ('rises_slightly(value(100), value(105))', "holds"),
        ('rises_slightly(value(100), value(150))', "does-not-hold"),
        ('falls_slightly(value(100), value(95))', "holds"),
        ('rises_strongly(value(100), value(130))', "holds"),
        ('rises_strongly(value(100), value(110))', "does-not-hold"),
        ('falls_strongly(value(100), value(70))', "holds"),
        ('stable(value(100), value(104))', "holds"),
        ('stable(value(100), value(90))', "does-not-hold"),
        ('slightly_higher(value(105), value(100))', "holds"),
        ('slightly_higher(value(95), value(100))', "does-not-hold"),
        ('slightly_lower(value(95), value(100))', "holds"),
        ('clearly_higher(value(112), value(100))', "holds"),
        ('clearly_lower(value(88), value(100))', "holds"),
        ('much_higher(value(130), value(100))', "holds"),
        ('much_higher(value(110), value(100))', "does-not-hold"),
        ('much_lower(value(70), value(100))', "holds"),
        ('about(value(105), value(100))', "holds"),
        ('about(value(120), value(100))', "does-not-hold"),
        ('almost(value(19), value(20))', "holds"),
        ('almost(value(21), value(20))', "does-not-hold"),
        ('just_over(value(21), value(20))', "holds"),
        ('just_over(value(25), value(20))', "does-not-hold"),
        ('at_least(value(5), value(5))', "holds"),
        ('at_most(value(6), value(5))', "does-not-hold"),
        ('between(value(7), 6, 8)', "holds"),
        ('between(value(9), 6, 8)', "does-not-hold"),
        ('widens(gap("grows", 2020), gap("grows", 2021))', "holds"),
        ('narrows(gap("grows", 2020), gap("grows", 2021))', "does-not-hold"),
        ('same_gap(value(-10), value(10.2))', "holds"),
        ('largest(value(9), value(8), value(3))', "holds"),
        ('largest(value(7), value(8))', "does-not-hold"),
        ('smallest(value(3), value(8))', "holds"),
        ('most(value(11), value(20))', "holds"),
        ('most(value(10), value(20))', "does-not-hold"),
        ('almost_all(value(17), value(20))', "holds"),
        ('almost_all(value(12), value(20))', "does-not-hold"),
        ('equal(value(4) + 3 + 1, value(8))', "holds"),
        ('equal(value(10) - 2, value(8))', "holds"),
        ('rises(-value(0.4), -value(0.33))', "holds"),
        ('higher(value(1), value(2)) ; higher(value(3), value(2))', "fails-somewhere"),
        ('higher(value(1), value(2)) ; higher(focus("shrinks", 2020), nl("shrinks", 2020))', "does-not-hold"),
        ('higher(value(3), value(2)) ; higher(focus("shrinks", 2020), nl("shrinks", 2020))', "holds-as-far-as-tested"),
        ('higher(focus("close", 2020), nl("close", 2020))', "undecided"),
        ('same_number(focus("close", 2020), nl("close", 2020))', "holds"),
        ('same_number(focus("close", 2020), value(5.04))', "does-not-hold"),
        ('other_number(focus("close", 2020), value(5.04))', "holds"),
        ('other_number(focus("close", 2020), nl("close", 2020))', "does-not-hold"),
        ('adds_up(focus("close", 2020) + nl("close", 2020), value(10.1))', "holds"),
        ('adds_up(focus("close", 2020) + nl("close", 2020), value(10.2))', "does-not-hold"),
    ],
)  # fmt: skip
def test_each_kind_of_test(made_up, test, verdict):
    assert _verdict(made_up, test).verdict == verdict


def test_every_comparison_of_the_language_is_tested_above():
    tested = "".join(str(mark.args) for mark in test_each_kind_of_test.pytestmark)
    assert not [name for name in results.claims.comparisons(1.0) if f"{name}(" not in tested]


def test_loop_gives_a_part_per_value(made_up):
    result = _verdict(made_up, 'at_most(focus("grows", year), value(15))', "year=2020|2021|2022")
    assert result.verdict == "fails-somewhere"
    assert [(part.label, part.status) for part in result.parts] == [
        ("2020", "holds"),
        ("2021", "fails"),
        ("2022", "missing"),
    ]


@pytest.mark.parametrize(
    ("over", "verdict"),
    [
        ("every theme=re-integratie|veerkracht", "holds"),
        ("every theme=re-integratie|armoede", "cannot-be-tested"),
        ("theme=re-integratie|armoede", "holds-as-far-as-tested"),  # as gaps in a series of years
    ],
)
def test_what_holds_in_every_theme_cannot_be_tested_while_one_has_no_example(made_up, over, verdict):
    result = _verdict(made_up, 'at_least(example("effect", 4, theme), value(1))', over)
    assert result.verdict == verdict  # chapter 7 has no example of armoede
    assert [part.missing for part in result.parts if part.label == "armoede"] in ([], [results.claims.NO_EXAMPLE])


def test_what_fails_in_a_theme_fails_for_every_theme(made_up):
    falls = _verdict(made_up, 'at_most(focus("grows", year), value(5))', "every year=2020|2022")
    assert [part.status for part in falls.parts] == ["fails", "missing"] and falls.verdict == "does-not-hold"


def _steps(tables, *values, precision=0.05):
    """The tables with a made-up series of the focus areas, a year each from 2020."""
    rows = [("step", "focus", 2020 + n, value) for n, value in enumerate(values)]
    frame = pd.DataFrame(rows, columns=["indicator", "region", "year", "value"]).assign(
        subgroup="all", definition="standard", precision=precision, basis="stated"
    )
    return Tables(tables.frames | {"indicator_values": frame})


@pytest.mark.parametrize("word", ["rises", "rises_slightly"])
@pytest.mark.parametrize(
    ("last", "verdict"),
    [(6.2, "does-not-hold"), (6.1, "does-not-hold"), (6.3, "holds"), (6.4, "holds")],
)
def test_a_word_about_a_change_needs_a_change_in_print(tables, word, last, verdict):
    """One unit in the last digit is a change; equal numbers are none, though rounding could hide one."""
    result = _verdict(_steps(tables, 6.2, last), f'{word}(focus("step", 2020), focus("step", 2021))')
    assert result.verdict == verdict and not result.rounding_decides
    fall = word.replace("rises", "falls")
    turned = _verdict(_steps(tables, 6.2, 12.4 - last), f'{fall}(focus("step", 2020), focus("step", 2021))')
    assert turned.verdict == verdict


def test_a_change_that_is_smaller_than_the_coarser_rounding_is_undecided(tables):
    steps = _steps(tables, 67.2, 67.0, precision=[0.05, 0.5])
    assert _verdict(steps, 'falls(focus("step", 2020), focus("step", 2021))').verdict == "undecided"


def test_a_value_from_a_phrase_cannot_test_that_phrase(tables):
    frame = _steps(tables, 6.2, 6.2).indicator_values.assign(basis=["stated", "phrase"])
    steps = Tables(tables.frames | {"indicator_values": frame})
    assert _verdict(steps, 'stable(focus("step", 2020), focus("step", 2021))').verdict == "holds"
    assert (
        _verdict(steps, 'stable(stated_focus("step", 2020), stated_focus("step", 2021))').verdict == "cannot-be-tested"
    )


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ('equal(section("3.3.4"), value(1))', "holds"),
        ('equal(section("3.3.4.4"), value(1))', "does-not-hold"),
        ('equal(treats("1.2.3", "choice-of-subjects"), value(1))', "holds"),
        ('equal(treats("1.2.2", "choice-of-subjects"), value(1))', "does-not-hold"),
        ('equal(points_to("3.3.1", "1.2.2"), value(1))', "holds"),
        ('equal(points_to("3.3.1", "1.2.3"), value(1))', "does-not-hold"),
        ('equal(years_of_both("problematische-schulden"), value(4))', "holds"),
        ('at_least(example("effect", 4, "armoede"), value(1))', "cannot-be-tested"),
        ('at_least(example("effect", 4, "veerkracht"), value(1))', "holds"),
        (f'equal(strategy_areas("{OUTREACH}"), value(9))', "holds"),
        (f'equal(strategy_areas("{OUTREACH}", "jonge-kind", 2), value(3))', "holds"),
    ],
)  # fmt: skip
def test_what_the_report_has_by_section_definition_and_theme(tables, test, verdict):
    assert _verdict(tables, test).verdict == verdict


def test_a_subject_that_no_section_can_have_is_refused(tables):
    with pytest.raises(ClaimError, match="barriers"):
        _verdict(tables, 'equal(treats("1.2.3", "bariers"), value(1))')


def test_printed_numbers_show_the_difference_that_is_stated(made_up):
    """Not '1.18 and 1.18 give a difference of -0.2%': the two numbers have the decimals that it needs."""
    result = _verdict(made_up, "stable(value(1.1834), value(1.1809))")
    shown = views.claims.arithmetic(Text("en"), result)
    assert shown.startswith("1.181 and 1.183 give a difference, relative to the second number, of −0.2%;")


@pytest.mark.parametrize(
    ("test", "unit"),
    [
        ('higher(focus("share", 2020), nl("share", 2020))', "percent"),
        ('at_least(value(52), realised("share", "mean", "all"))', "percent"),
        ('higher(gap("share", 2020), gap("share", 2021))', "points"),
        ('between(nl("share", 2020) - focus("share", 2020), 7, 8)', "points"),
        ('falls(-gap("share", 2020), value(1))', "points"),
        ('between((nl("share", 2020) - focus("share", 2020)) / 5, 7, 8)', "points"),
        ('adds_up(focus("share", 2020) + focus("share", 2021), value(100))', "percent"),
        ('between(value(100) - reported("share"), 15, 20)', "percent"),
        ('higher(ratio("share", 2020), ratio("share", 2021))', ""),
        ('higher(focus("share", 2020) / nl("share", 2020), value(2))', ""),
        ('higher(gap("cost", 2020), focus("cost", 2020) - nl("cost", 2020))', "euro"),
        ('equal(reported("people"), value(3))', ""),
    ],
)
def test_numbers_of_a_comparison_have_a_unit(test, unit):
    known = units.shown_units({"share": "percent", "cost": "euro", "score": "score"}, {"people": "people per area"})
    assert known == {"share": "percent", "cost": "euro"}
    assert units.unit_of(ast.parse(test, mode="eval").body, known) == unit


def test_the_first_word_of_a_unit_tells_it():
    assert units.shown_units({}, {"a": "euro per year", "b": "percent"}) == {"a": "euro", "b": "percent"}


def test_limits_in_the_arithmetic_are_rounded_outward(made_up):
    result = _verdict(made_up, 'times(focus("grows", 2021), nl("grows", 2021), 2)')
    (part,) = result.parts
    assert 1.98 < part.condition.found.lower < 1.99 and 2.01 < part.condition.found.upper < 2.02
    assert "(1.98 to 2.02)" in views.claims.arithmetic(Text("en"), result)


def test_rounding_saves_a_claim_and_says_so(made_up):
    result = _verdict(made_up, 'higher(focus("close", 2020), nl("close", 2020))')
    assert result.verdict == "undecided" and result.rounding_decides
    assert "afronding" in views.claims.arithmetic(Text("nl"), result)


def test_strictness_moves_vague_words_only(made_up):
    test = "about(value(108), value(100))"
    assert [_verdict(made_up, test, strictness=s).verdict for s in (0.5, 1.0, 2.0)] == [
        "holds",
        "holds",
        "does-not-hold",
    ]
    test = "much_higher(value(130), value(100))"
    assert [_verdict(made_up, test, strictness=s).verdict for s in (0.5, 1.0, 2.0)] == [
        "holds",
        "holds",
        "does-not-hold",
    ]
    assert {_verdict(made_up, "higher(value(2), value(1))", strictness=s).verdict for s in (0.5, 2.0)} == {"holds"}


def test_arithmetic_names_the_numbers(made_up):
    result = _verdict(made_up, 'times(focus("grows", 2020), nl("grows", 2020), 3)')
    sentence = views.claims.arithmetic(Text("en"), result)
    assert "10" in sentence and "5" in sentence and "does not hold" in sentence and "2.7 to 3.3" in sentence


@pytest.mark.parametrize(
    "test",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "(lambda: 1)()",
        "higher.__class__",
        "[x for x in (1, 2)]",
        "higher(value(1), value(2), value(3))",
        "higher('a', value(2))",
        "value(1) if True else value(2)",
        "f'{value(1)}'",
        "value(1)",
        "higher(unknown(1), value(2))",
        "higher(value(1), name)",
        "higher(value(1), value(2)",
        "higher(*[value(1), value(2)])",
        "value(2) ** 99999999",
        "True",
    ],
)
def test_anything_else_is_refused_with_the_name_of_the_claim(made_up, test):
    with pytest.raises(ClaimError, match="claim c"):
        _verdict(made_up, test)


# The claims of the report -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def evaluated(tables):
    return surroundings.evaluated(tables)


def test_there_are_a_hundred_claims_and_more_with_every_verdict(evaluated):
    assert len(evaluated) >= 100
    assert set(evaluated["verdict"]) == set(VERDICTS)
    assert set(evaluated["chapter"]) == set(range(1, 8))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_arithmetic_has_no_short_names_of_tables(evaluated, tables, language):
    """Nor a verb in the singular after two numbers."""
    text = Text(language)
    short = {name for name in (*tables.indicators["indicator"], *THEMES) if "-" in name}
    for row in evaluated.itertuples():
        said = views.claims.arithmetic(text, row.result)
        assert not short & set(re.findall(r"[a-zA-Z][a-z0-9-]+", said)), (row.claim, said)
        assert not re.search(r"year-|\(focus,|\bnl, | (en|and) [0-9.,%]+ (geeft|gives) ", said), (row.claim, said)


def test_every_claim_has_its_arithmetic_in_both_languages(evaluated):
    for language in ("nl", "en"):
        text = Text(language)
        for row in evaluated.itertuples():
            assert len(views.claims.arithmetic(text, row.result)) > 15, row.claim


def test_vague_words_stand_in_one_place_with_reasons():
    assert all(threshold.reason and threshold.size > 0 for threshold in results.claims.THRESHOLDS.values())


def _limits(text):
    """Of each row of the table of vague words in the page: name, size, at least or not, comparisons."""
    for name, _, size, used in re.findall(r"^\| `([a-z-]+)` \| (.*?) \| (.*?) \| (.*?) \|$", text, flags=re.M):
        (percent,) = re.findall(r"(\d+)%", size)
        yield name, int(percent) / 100, "at least" in size, re.findall(r"`(\w+)`", used)


def test_the_page_on_claims_has_every_limit_and_what_uses_it():
    """A comparison uses the limit that the page says: it alone changes when that limit does."""
    page = list(_limits((PROJECT_DIR / "docs" / "claims.md").read_text(encoding="utf-8")))
    limits = results.claims.THRESHOLDS
    assert {(name, size, at_least) for name, size, at_least, _ in page} == {
        (name, limit.size, limit.at_least) for name, limit in limits.items()
    }
    said = {comparison: name for name, _, _, used in page for comparison in used}
    sizes = {name: limit.size for name, limit in limits.items()}
    before = _statuses(sizes)
    quartered = {name: _statuses(sizes | {name: size / 4}) for name, size in sizes.items()}
    assert said == {
        comparison: name
        for name, after in quartered.items()
        for comparison in before
        if before[comparison] != after[comparison]
    }


def _statuses(limits):
    """Per comparison the outcomes for 40 to 259 (each third), 100 and, where three numbers are asked, 2."""
    found = {}
    for name, compare in conditions.with_limits(limits).items():
        asked = max(2, len(inspect.signature(compare).parameters))  # `largest` takes as many as there are
        found[name] = [compare(*[N(a), N(100), N(2)][:asked]).status for a in range(40, 260, 3)]
    return found


def test_every_comparison_verdict_and_ground_stands_in_the_page():
    page = (PROJECT_DIR / "docs" / "claims.md").read_text(encoding="utf-8")
    directions = {f"{word}_{end}" for word in ("slightly", "clearly", "much") for end in ("higher", "lower")}
    directions |= {f"{word}_{end}" for word in ("rises", "falls") for end in ("slightly", "strongly")}
    comparisons = set(results.claims.comparisons(1.0)) - directions
    assert not [name for name in comparisons if f"`{name}`" not in page]
    assert not [word for word in RESTS_ON if f"| {word} |" not in page]
    words = {verdict: Text("en")(f"claims.verdict_{verdict}") for verdict in VERDICTS}
    assert {verdict: page.count(f"| {said} |") for verdict, said in words.items()} == dict.fromkeys(VERDICTS, 1)


# Statements and what they rest on ----------------------------------------------------------------------


def test_statements_are_counted_once(evaluated):
    found = surroundings.statements(evaluated)
    assert found["statement"].tolist() == list(dict.fromkeys(evaluated["statement"]))  # as the report makes them
    assert len(found) == evaluated["statement"].nunique() < len(evaluated)
    chapters = evaluated.groupby("statement")["chapter"].nunique()
    assert chapters[chapters > 1].index.tolist() == ["xref-choice-of-subjects"]  # said in two chapters, counted in one
    twice = surroundings.statements(pd.concat([evaluated, evaluated]))
    assert twice.equals(found)


def test_claims_with_the_same_test_are_one_statement(tables):
    same = tables.claims.fillna("").groupby(["test", "over"])["statement"].nunique()
    assert (same == 1).all(), same[same > 1]


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (["holds", "holds"], "holds"),
        (["holds", "does-not-hold"], "fails-somewhere"),
        (["holds", "cannot-be-tested"], "holds-as-far-as-tested"),
        (["holds", "undecided"], "holds"),
        (["undecided", "cannot-be-tested"], "undecided"),
        (["does-not-hold", "cannot-be-tested"], "does-not-hold"),
        (["holds-as-far-as-tested", "holds"], "holds-as-far-as-tested"),
        (["fails-somewhere", "holds"], "fails-somewhere"),
    ],
)
def test_verdict_of_tests_together(verdicts, verdict):
    assert evaluator.together(verdicts) == evaluator.together(verdicts[::-1]) == verdict


def test_what_a_verdict_rests_on_is_found_or_noted(evaluated):
    rests_on = evaluated.set_index("claim")["rests_on"]
    assert rests_on["2-2-1-debts-about-twice"] == ("limit",)
    assert rests_on["5-2-2-reach-slightly-above-national"] == ("limit", "rounding", "reading")
    assert rests_on["fig-16-national-rises-slightly-2021"] == ()
    assert rests_on["fig-20-gap-7-to-8"] == ("rounding", "sampling", "reading")
    limited = set(surroundings.sensitive(load_tables())["claim"])
    assert {claim for claim, words in rests_on.items() if "limit" in words} == limited
    copied = {claim for claim, words in rests_on.items() if "copied" in words}
    assert copied == {claim for claim in rests_on.index if claim.startswith("fig-17-")}


def test_other_readings_are_those_of_which_something_that_is_shown_differs(run):
    """Two more rest on a limit, but only in how certain a part is: all that is printed of them is the same."""
    shown = results.claims.other_readings(run)
    limited = set(surroundings.sensitive(run.tables)["claim"])
    assert limited - set(shown["claim"]) == {"fig-19-almost-double", "fig-19-slightly-higher-than-old"}
    for row in shown.to_dict("records"):
        assert len({(row[name], row[f"{name}_open"]) for name in ("half", "normal", "twice")}) > 1, row["claim"]


def test_where_only_texts_are_counted_it_is_the_count_that_agrees(evaluated):
    counted = evaluated[evaluated["counted"]]
    in_words = counted["statement_nl"].str.contains("(geteld: ", regex=False)
    assert set(counted["chapter"]) == {7} and in_words.all() and len(counted) == 9
    rows = evaluated.set_index("claim").loc[["common-integral-several-studies", "common-development-all-domains"]]
    for code, said in (("nl", ["telling klopt", "niet te toetsen"]), ("en", ["count agrees", "cannot be tested"])):
        shown = views.claims.verdict
        assert [shown(Text(code), row) for row in each_row(rows, results.claims.EvaluatedRow)] == said
    (five,) = each_row(evaluated[evaluated["claim"] == "common-five-studies"], results.claims.EvaluatedRow)
    assert views.claims.verdict(Text("nl"), five) == "klopt"


def test_undecided_always_says_that_rounding_decides(evaluated):
    rows = evaluated[evaluated["verdict"] == "undecided"]
    assert len(rows) and all("rounding" in words for words in rows["rests_on"])


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("fig-16-national-rises-slightly-2021", "does-not-hold"),
        ("fig-17-national-rises-slightly-2021", "does-not-hold"),
        ("fig-15-focus-rises-each-year", "fails-somewhere"),
        ("3-2-1-debts-twice-2024", "does-not-hold"),
        ("fig-14-around-48", "fails-somewhere"),
        ("identity-almost-half", "holds"),
        ("fig-33-35-age-75plus-gap-considerable", "holds"),
        ("fig-33-35-age-75plus-gap-stable", "does-not-hold"),
        ("hague-regular-services-much-dearer", "holds"),
        ("national-non-reach-15-to-20", "holds"),
        ("common-development-all-domains", "cannot-be-tested"),
        ("fig-14-gap-stable", "does-not-hold"),
        ("3-2-1-youth-gap-7-to-8", "does-not-hold"),
        ("advice-seven-add-to-100", "holds"),
        ("5-2-2-mean-reach-in-range", "holds"),
        ("xref-sections-exist", "fails-somewhere"),
        ("xref-3-3-1-choice-of-subjects", "does-not-hold"),
    ],
)
def test_claims_that_a_reader_looked_at_again(evaluated, claim, verdict):
    """Read beside the report, one by one: what its words and printed numbers allow to say, no more."""
    assert evaluated.set_index("claim")["verdict"][claim] == verdict


def test_where_examples_of_effects_are_counted_the_statement_says_that_no_effect_is_tested(tables):
    """A count of themes with an example is no test of "works better": "holds" beside such words would say too much."""
    counted = re.compile(r"\b(examples|example|supported)\(\"(effect|element)\"")
    rows = tables.claims[[bool(counted.search(test)) for test in tables.claims["test"]]]
    for code, count, untested in (("nl", "(geteld: ", "niet getoetst)"), ("en", "(counted: ", "not tested)")):
        said = rows[f"statement_{code}"]
        assert len(said) and all(count in one and one.endswith(untested) for one in said), list(said)


def test_what_is_numbered_in_the_text_is_not_said_of_the_world(tables):
    """Five numbered effects are five that the text names; whether there are five, no count of headings can say."""
    rows = tables.claims[tables.claims["rests_on"] == "by-hand"]
    effects = rows[rows["claim"].str.contains("effects|elements|causes")]
    assert len(effects) and effects["statement_nl"].str.startswith("De tekst noemt").all()
    assert effects["statement_en"].str.startswith("The text names").all()


def test_the_report_does_not_call_the_difference_at_65_to_74_considerable(tables):
    assert not tables.claims["claim"].str.contains("65-74-gap").any()


def test_every_reference_is_checked_for_a_section_that_exists(tables):
    (over,) = tables.claims.loc[tables.claims["claim"] == "xref-sections-exist", "over"]
    targets, places = set(tables.cross_references["target"]), set(tables.sections["place"])
    assert set(over.removeprefix("place=").split("|")) == targets
    assert targets - places == {"3.3.4.4"}
    rows = tables.claims[tables.claims["claim"] == "xref-sections-exist"]
    (result,) = results.claims.evaluate(rows, results.claims.Values(tables))
    assert [part.label for part in result.parts if part.status == "fails"] == ["3.3.4.4"]


def test_changing_the_values_of_a_claim_changes_its_verdict(tables):
    """The gap in loneliness: with much lower shares in the focus areas it is none, whatever other claims say."""
    claim = tables.claims[tables.claims["claim"] == "fig-27-gap-widens"]
    (result,) = results.claims.evaluate(claim, results.claims.Values(tables))
    values, verdicts = tables.indicator_values, {result.claim: result.verdict}
    keys = values[["indicator", "subgroup", "region", "year", "definition"]].itertuples(index=False, name=None)
    used = [index for index, key in zip(values.index, keys, strict=True) if key in result.values_used]
    assert used and all(
        any(surroundings._changes(claim, tables, index, factor, verdicts) for factor in (0.6, 1.6)) for index in used
    )
    assert not surroundings._changes(claim.head(0), tables, used[0], 0.6, verdicts)


@pytest.mark.long
def test_changing_a_published_value_changes_a_verdict(tables):
    """Mutation check: what no verdict depends on is a short list, which `kansrijk claims --uncovered` prints."""
    uncovered = results.claims.uncovered_values(tables)
    print(uncovered.to_string())
    assert len(uncovered) < 0.25 * len(tables.indicator_values)


def test_no_verdict_is_typed_in(tables):
    """Every part of every test looks something up in the data."""
    lookups = "|".join(name for name in results.claims.Values(tables).functions if name != "value")
    for row in tables.claims.itertuples():
        for part in row.test.split(" ; "):
            assert re.search(rf"\b({lookups})\(", part), row.claim


def test_command_writes_the_claims_of_a_chapter_with_a_verdict(evaluated, tmp_path):
    path = tmp_path / "claims.csv"
    result = CliRunner().invoke(app, ["claims", "--chapter", "2", "--verdict", "holds", "--csv", str(path)])
    assert result.exit_code == 0, result.output
    written = pd.read_csv(path)
    expected = evaluated[(evaluated["chapter"] == 2) & (evaluated["verdict"] == "holds")]
    assert len(expected) > 10 and written["claim"].tolist() == expected["claim"].tolist()
    assert set(written["verdict"]) == {"holds"} and written["arithmetic"].notna().all()


def test_command_refuses_an_unknown_verdict():
    result = CliRunner().invoke(app, ["claims", "--verdict", "hold"])
    assert result.exit_code == 2 and "holds" in result.output


def test_a_chapter_that_does_not_exist_is_told_with_those_that_do(run):
    with pytest.raises(ParameterError, match="chapter '9' does not exist; allowed: 1, 2, 3, 4, 5, 6, 7"):
        surroundings.of_chapter(run, 9)
    assert surroundings.of_chapter(run, 4)["chapter"].unique().tolist() == [4]


def test_a_chapter_without_statements_on_estimates_counts_none(run):
    found = surroundings.counts(run).set_index("chapter")["of_estimates"]
    assert found[1] == 0 < found[3] and found.iloc[-1] == found.iloc[:-1].sum()


def test_every_strategy_that_a_claim_counts_is_an_approach_of_that_name(tables):
    """A name that no approach has (any more) would count zero areas."""
    counted = tables.claims[tables.claims["test"].str.contains("strategy_areas", regex=False)]
    typed = counted["test"].str.extractall(r'strategy_areas\("([^"]+)"')[0]
    looped = counted.loc[counted["test"].str.contains("strategy_areas(kind", regex=False), "over"]
    names = {*typed, *looped.str.partition("=")[2].str.split("|").explode()}
    assert len(names) > 8
    assert names <= {*tables.interventions["name_nl"]}
