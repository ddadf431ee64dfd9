"""The statements of the report as a file, to be joined to the table of claims."""

from helpers import results, views


def test_the_file_of_statements_has_the_ids_of_the_table_in_front(run):
    rows = results.claims.of_chapter(run, 4)
    table = views.claims.export(run, rows)
    assert (table.id, table.title) == ("claims", "")
    claims = run.tables.claims.set_index("claim")
    ids = [[cell.text for cell in row[:3]] for row in table.rows]
    assert [label for label, *_ in ids] == rows["claim"].tolist()
    assert ids == [[claim, *claims.loc[claim, ["statement", "test"]]] for claim, *_ in ids]
