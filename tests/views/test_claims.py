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
