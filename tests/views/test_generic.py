"""A table and a chart of a reader's own: what they must say of themselves, and that both say the same."""

import nbformat
import pandas as pd
import pytest
import seaborn

from helpers import charts, open_run, results, views
from helpers.batch.checks import check_published
from helpers.blocks.csv import csv_text
from helpers.blocks.model import Figure, Note, Table
from helpers.methods.intervals import Interval

ROWS = pd.DataFrame(
    {
        "name": ["Noord", "Zuid", "Oost"],
        "area": ["rotterdam-zuid", "delft-west", "schiedam"],
        "year": [2022, 2023, None],
        "value": [Interval(12.3, 12.1, 12.5), Interval(1234, 1200, 1300, "phrase"), None],
        "people": [1234, 5, 60],
        "share": [0.25, 3.14159, 8],
        "status": ["published", "published", "suppressed"],
    }
)
COLUMNS = {"name": "Gebied", "year": "Jaar", "value": "Inkomen (%)", "people": "Mensen", "share": "Deel"}
SAID = {"id": "own-incomes", "title": "Inkomens", "source": "CBS, 2024.", "margin": "De marge komt door afronden."}


def _table(run, rows=ROWS, columns=COLUMNS, **more):
    return views.table(run, rows, columns, **SAID | more)


def _drawing(run, rows=ROWS, kind="dots", **more):
    return charts.figure(rows, kind, "name", "value", run.text, **{"alt": "Noord heeft 12,3 procent."} | more)


def test_a_table_has_every_row_with_its_limits_and_what_it_was_told(run):
    blocks = _table(run, caveats=["Let op."])
    (table,) = blocks
    assert isinstance(table, Table) and (blocks.area, blocks.language) == (run.area, "nl")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Noord", "2022", "12,3 (12,1 tot 12,5)", "1.234", "0,3"],
        ["Zuid", "2023", "ca. 1.234 (1.200,0 tot 1.300,0)", "5", "3,1"],
        ["Oost", run.text("missing.suppressed"), run.text("missing.suppressed"), "60", "8,0"],
    ]
    assert [column.key for column in table.columns] == list(COLUMNS)
    assert [column.label for column in table.columns] == list(COLUMNS.values())
    assert [column.numeric for column in table.columns] == [False, False, True, True, True]
    assert table.highlight == [0] and table.source == "CBS, 2024"
    assert table.caveats == ["De marge komt door afronden.", "Let op."]
    assert csv_text(table).splitlines()[0].startswith("name,year,value,value_lower,value_upper,value_basis")


def test_sources_of_the_frame_are_credited(run):
    rows = results.compare.compare(run, "cbs-laag-inkomen").merge(run.tables.areas[["area", "name"]], on="area")
    (table,) = _table(run, rows, {"name": "Gebied", "value": "Inkomen"}, source="")
    assert "CBS" in table.source


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": "Own incomes"}, r"^id 'Own incomes'; expected small letters, digits and hyphens"),
        ({"id": "a" * 75}, r"at most 74 of them$"),
        ({"title": " "}, r"^title is empty; expected what the table shows"),
        ({"source": ""}, r"^source is empty; expected who published the figures"),
        ({"margin": ""}, r"^column 'value' has Intervals: margin is empty; expected a sentence"),
        ({"columns": {}}, r"^columns is empty"),
        ({"columns": {"nope": "x"}}, r"^the rows have no column nope; they have name, "),
        (
            {"rows": ROWS.assign(share=[1, "b", None])},
            r"^column 'share' has values of kind text and whole-number; expected",
        ),
        ({"rows": ROWS.assign(share=[[1], [2], [3]])}, r"^column 'share' has values of kind other; expected texts"),
        ({"rows": ROWS.assign(status="published")}, r"^row 3 has no 'year': missing is empty; expected words"),
    ],
    ids=lambda one: "" if isinstance(one, dict) else one[:25],
)
def test_what_a_table_lacks_is_asked_for(run, wrong, says):
    with pytest.raises(ValueError, match=says):
        _table(run, **wrong)


def test_words_for_what_is_missing_can_be_given(run):
    (table,) = _table(run, ROWS.assign(status="published"), missing="nooit gevraagd")
    assert table.rows[2][2].text == "nooit gevraagd" and table.rows[2][2].value is None


def test_no_rows_are_one_line(run):
    for rows in (ROWS.head(0), pd.DataFrame()):
        (note,) = _table(run, rows)
        assert isinstance(note, Note)
        (same,) = views.figure(run, _drawing(run, rows), _table(run, rows))
        assert same == note


def test_a_figure_is_the_drawing_with_the_table_as_its_twin(run):
    blocks = views.figure(run, _drawing(run), _table(run, caveats=["Let op."]))
    (figure,) = blocks
    assert isinstance(figure, Figure) and figure.narrow and (blocks.area, blocks.language) == (run.area, "nl")
    assert (figure.id, figure.table.id, figure.title) == ("own-incomes", "own-incomes-tabel", "Inkomens")
    assert figure.caveats == ["De marge komt door afronden.", "Let op."] and figure.table.caveats == []
    assert figure.alt == "Noord heeft 12,3 procent." and figure.broad


def test_without_a_value_the_table_stands_alone(run):
    rows = ROWS[2:]
    (table,) = views.figure(run, _drawing(run, rows), _table(run, rows))
    assert isinstance(table, Table)


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        (ROWS[:1], r"^the table has 1234 at 'Zuid', which is not drawn; expected one frame for both"),
        (pd.concat([ROWS, ROWS[:1].assign(name="West")]), r"^12\.3 at 'West' is drawn, which the table lacks"),
        (ROWS.assign(name=["Zuid", "Noord", "Oost"]), r"is not drawn; expected one frame"),
        (ROWS.assign(value=[Interval.exact(12.31), *ROWS["value"][1:]]), r"^the table has 12\.3 at 'Noord'"),
    ],
)
def test_a_drawing_of_other_values_is_refused(run, drawn, says):
    with pytest.raises(ValueError, match=says):
        views.figure(run, _drawing(run, drawn), _table(run))


def test_a_mean_that_a_function_makes_of_several_rows_is_refused(run):
    rows = pd.DataFrame({"name": ["Noord", "Noord"], "value": [10.0, 20.0]})
    shown = _table(run, rows, {"name": "Gebied", "value": "Inkomen"})
    with pytest.raises(ValueError, match=r"^the table has 10 at 'Noord', which is not drawn"):
        views.figure(run, _drawing(run, rows, seaborn.barplot), shown)
    with pytest.raises(ValueError, match=r"^the table has no column value, which the chart draws; it has name$"):
        views.figure(run, _drawing(run), _table(run, columns={"name": "Gebied"}))


def test_an_alternative_text_says_more_than_the_title(run):
    with pytest.raises(ValueError, match=r"^alt only repeats the title"):
        views.figure(run, _drawing(run, alt="Inkomens."), _table(run))
    (other,) = views.figure(run, _drawing(run, alt="Inkomens in MA."), _table(run, title="Inkomens in MAX"))
    assert other.alt == "Inkomens in MA."  # another name


def test_it_is_published_as_any_other_figure():
    run = open_run("delft-west", "en")
    blocks = views.figure(run, _drawing(run), _table(run))
    data = blocks._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data)
    cell = nbformat.v4.new_code_cell("x", metadata={"tags": ["factsheet"]}, outputs=[output])
    check_published(nbformat.v4.new_notebook(cells=[cell]), "delft-west", "en")
    assert "<script" not in data["text/html"]
