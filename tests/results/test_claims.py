"""The evaluator of claims on a small made-up data set, and the claims of the report on the real one."""

import re

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers import results, views
from helpers.cli import app
from helpers.contract.load import Tables
from helpers.contract.vocabulary import VERDICTS
from helpers.methods.intervals import Interval
from helpers.results.claims import surroundings
from helpers.results.claims.conditions import ClaimError
from helpers.words.text import Text

N = Interval.exact


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
        subgroup="all", definition="standard", precision=0.05
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
        ('higher(value(1), value(2)) ; higher(value(3), value(2))', "holds-in-part"),
        ('higher(value(1), value(2)) ; higher(focus("shrinks", 2020), nl("shrinks", 2020))', "does-not-hold"),
        ('higher(value(3), value(2)) ; higher(focus("shrinks", 2020), nl("shrinks", 2020))', "holds-in-part"),
    ],
)  # fmt: skip
def test_each_kind_of_test(made_up, test, verdict):
    assert _verdict(made_up, test).verdict == verdict


def test_every_comparison_of_the_language_is_tested_above():
    tested = "".join(str(mark.args) for mark in test_each_kind_of_test.pytestmark)
    assert not [name for name in results.claims.comparisons(1.0) if f"{name}(" not in tested]


def test_loop_gives_a_part_per_value(made_up):
    result = _verdict(made_up, 'at_most(focus("grows", year), value(15))', "year=2020|2021|2022")
    assert result.verdict == "holds-in-part"
    assert [(part.label, part.status) for part in result.parts] == [
        ("2020", "holds"),
        ("2021", "fails"),
        ("2022", "missing"),
    ]


def test_rounding_saves_a_claim_and_says_so(made_up):
    result = _verdict(made_up, 'higher(focus("close", 2020), nl("close", 2020))')
    assert result.verdict == "holds" and result.rounding_decides
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


def test_every_claim_has_its_arithmetic_in_both_languages(evaluated):
    for language in ("nl", "en"):
        text = Text(language)
        for row in evaluated.itertuples():
            assert len(views.claims.arithmetic(text, row.result)) > 15, row.claim


def test_vague_words_stand_in_one_place_with_reasons():
    assert all(threshold.reason and threshold.size > 0 for threshold in results.claims.THRESHOLDS.values())


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
