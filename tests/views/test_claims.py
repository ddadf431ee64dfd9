"""The statements of the report: as a file, to be joined to the table of claims, and their arithmetic in words."""

import re
from dataclasses import replace

import pytest

from helpers import open_run, results, views


@pytest.fixture(scope="module")
def english():
    return open_run("heerlen-noord", "en")


@pytest.fixture(scope="module")
def found(english):
    return results.claims.evaluated(english.tables).set_index("claim")["result"]


def _said(run, result):
    return views.claims.arithmetic(run.text, result)


def test_the_file_of_statements_has_the_ids_of_the_table_in_front(run):
    rows = results.claims.of_chapter(run, 4)
    table = views.claims.export(run, rows)
    assert (table.id, table.title) == ("claims", "")
    claims = run.tables.claims.set_index("claim")
    ids = [[cell.text for cell in row[:3]] for row in table.rows]
    assert [label for label, *_ in ids] == rows["claim"].tolist()
    assert ids == [[claim, *claims.loc[claim, ["statement", "test"]]] for claim, *_ in ids]


def test_limits_do_not_touch_in_print_what_they_do_not_reach():
    run = open_run("heerlen-noord", "en")
    rows = results.claims.evaluated(run.tables).set_index("claim")
    said = views.claims.arithmetic(run.text, rows.loc["fig-33-35-rise-slightly-stronger-percent", "result"])
    assert said.startswith("1.1754 and 1.1778 give a difference of −0.0024 (−0.0044 to −0.0005)")
    assert "to 0.00)" not in said and "(−0.03 to −0.02)" in said  # more decimals only where they are needed


def test_an_approach_in_a_loop_has_its_english_name_on_an_english_page():
    said = {}
    for language in ("nl", "en"):
        run = open_run("heerlen-noord", language)
        rows = results.claims.evaluated(run.tables).set_index("claim")
        said[language] = views.claims.arithmetic(run.text, rows.loc["strategies-in-nearly-all-areas", "result"])
    (names,) = run.tables.claims.set_index("claim").loc[["strategies-in-nearly-all-areas"], "over"]
    for name in names.partition("=")[2].split("|"):
        assert name in said["nl"] and name not in said["en"]
    assert "Working with data on reach" in said["en"]


def test_what_was_sought_in_the_report_is_found_or_not_and_no_difference_of_codes():
    run = open_run("heerlen-noord", "en")
    rows = results.claims.evaluated(run.tables).set_index("claim")["result"]
    said = {claim: views.claims.arithmetic(run.text, result) for claim, result in rows.items()}
    assert said["xref-6-context-indicators"] == "Not found there; does not hold."
    assert said["annex-2-belongs-to-sections"] == (
        "3.2 and 5.2: found there; holds. 4.2 and 7.2: not found there; does not hold."
    )
    assert "annex 3: found there; holds" in said["xref-sections-exist"]
    assert said["6-2-only-effect-indicator"].startswith("1 and 1 give")  # a count, not a code


def test_an_extreme_is_set_against_the_others():
    run = open_run("heerlen-noord", "en")
    rows = results.claims.evaluated(run.tables).set_index("claim")["result"]
    said = views.claims.arithmetic(run.text, rows["identity-and-cohesion-most-areas"])
    assert said.startswith("10 against 5, 6 and 6 give a smallest difference of 4;")


_NUMBER = r"\u2212?\d[\d,]*(?:\.\d+)?"
_GIVEN = {
    "a difference of": lambda a, b: a - b,
    "a difference, relative to the second number, of": lambda a, b: (a - b) / abs(b) * 100,
    "a ratio of": lambda a, b: a / b,
    "a share of": lambda a, b: a / b * 100,
    "a smallest difference of": lambda first, *others: min(abs(first - other) for other in others),
}


def _numbers(text):
    return [float(number.replace(",", "").replace("\u2212", "-")) for number in re.findall(_NUMBER, text)]


def test_what_is_printed_gives_what_is_printed(english, found):
    """All numbers that decide are shown, with the decimals that they need: a reader can do the sum."""
    wrong, kinds = [], set()
    for result in found:
        for part in result.parts:
            said = _said(english, replace(result, parts=(part,))).removeprefix(f"{part.label}: ")
            said = said.replace("€", "")
            match = re.search(rf"(.+) give ({'|'.join(_GIVEN)}) ({_NUMBER})", said)
            if not match or "pprox. " in said or "–" in said:  # of a number read from a phrase the digits are not known
                continue
            inputs, kind, printed = match.groups()
            decimals = len(printed.partition(".")[2])
            kinds.add(kind)
            if abs(_GIVEN[kind](*_numbers(inputs)) - _numbers(printed)[0]) > 0.5 * 10**-decimals + 1e-9:
                wrong.append(said)
    assert wrong == [] and kinds == set(_GIVEN)


@pytest.mark.parametrize(
    ("claim", "begin"),
    [
        ("fig-12-lowest-2022", "9.9% against 12.6%, 12.2%, 11.5%, 11.0%, 12.5% and 12.1% give a smallest difference"),
        ("fig-26-fall-2020", "16.9% and 20.3% give a difference of −3.4 percentage points (−3.5 to −3.3);"),
        ("fig-20-always-lower", "2018: 60.7% and 68% give a difference of −7.3 percentage points (−7.85 to −6.75);"),
        ("fig-20-gap-7-to-8", "2018: 7.3 percentage points (6.75 to 7.85); it should be 7 to 8:"),
        ("fig-21-mean-gap-6-to-8", "7.2 percentage points (6.65 to 7.75); it should be 6 to 8:"),
        ("fig-16-more-than-halved", "8.0% and 18.2% give a ratio of 0.44 (0.43 to 0.45);"),
        ("fig-27-gap-widens", "7.8 and 5.3 percentage points give a difference of 2.5 percentage points (2.3 to 2.7);"),
        ("fig-27-always-much-higher", "2012: 13.8% and 8.5% give a difference, relative to the second number, of 62"),
        ("5-2-1-vmbo-total-is-sum-of-annex", "62% and 62.3% give a difference of −0.3 percentage points"),
        ("reach-111-of-117", "94.87%; it should be 94.5% to 95.5%:"),
        ("fig-33-35-age-75plus-rise-both", "€8,285 and €8,226 give a difference of €59 (58 to 60);"),
        ("groningen-value-per-job", "€7,240 and €7,240 give a difference of €0;"),
        ("neighbourhood-jobs-amsterdam-in-range", "120; it should be 20 to 200:"),
    ],
)  # fmt: skip
def test_numbers_have_their_unit_and_the_decimals_of_the_data(english, found, claim, begin):
    assert _said(english, found[claim]).startswith(begin)


def test_one_point_is_no_points(english, found):
    said = " ".join(_said(english, result) for result in found)
    assert "1 percentage point (" in said and not re.search(r"of \u2212?1 percentage points", said)


def test_what_was_only_read_from_the_sentence_itself_is_not_called_unpublished(english, found):
    assert _said(english, found["fig-20-national-stable-2020"]) == (
        "No number, only read from this sentence (Netherlands, 2020)."
    )


def test_rounding_decides_for_some_where_others_are_certain(english, found):
    """'Holds' beside 'Rounding decides here' would be two verdicts."""
    assert _said(english, found["fig-21-gap-6-to-8"]).endswith("For some of these, rounding decides.")
    assert _said(english, found["fig-20-gap-7-to-8"]).endswith("Rounding decides here.")
    for result in found:
        statuses = {part.status for part in result.parts}
        assert ("Rounding decides here." in _said(english, result)) == (
            "rounding" in statuses and not statuses & {"holds", "fails"}
        )


def test_a_verdict_that_depends_on_nothing_else_says_so(english):
    (table,) = views.claims.chapter_claims(english, results.claims.of_chapter(english, 3))
    shown = [row[3].text for row in table.rows]
    assert table.columns[3].key == "rests-on" and "nothing" in shown and all(shown)
