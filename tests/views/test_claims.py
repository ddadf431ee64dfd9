"""The statements of the report as a file, to be joined to the table of claims."""

from helpers import open_run, results, views


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
