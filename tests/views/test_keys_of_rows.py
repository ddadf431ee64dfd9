"""A row of a table leads to the rows of the project's tables that it rests on: a printed number stands there."""

import pytest

from helpers import results, views
from helpers.blocks.notebook import tables_in
from helpers.contract.tables import TABLES
from helpers.session import open_run
from helpers.views import tables

# Tables of published values, with the words by which rows of one id are told apart.
VALUES = [table.name for table in TABLES if {"indicator", "value"} <= {field.name for field in table.fields}]


@pytest.fixture(scope="module")
def run():
    return open_run("heerlen-noord")


def found_again(run, block):
    """For each stated number of a table: whether it stands in a row that its row leads to."""
    for number, row in enumerate(block.rows):
        keys = {name: values[number] for name, values in block.keys.items() if values[number] is not None}
        for cell in row:
            if cell.limits and cell.limits.basis == "stated":
                yield any(_stands(run.tables.frames[name], keys, cell) for name in VALUES)


def _stands(rows, keys, cell):
    for name in keys.keys() & set(rows):
        rows = rows[rows[name] == keys[name]]
    unit = 10**-cell.limits.decimals
    return "indicator" in keys and ((rows["value"] - cell.value).abs() <= unit / 2 + 1e-9).any()


def _series(run):
    return results.series.area_series(run, run.area, ["lbm-score", "kwb-bijstand"])


TABLES_OF_VIEWS = {
    "levels": lambda run: views.indicators.table(
        run, results.indicators.latest(results.indicators.pairs(run, "armoede"))
    ),
    "years": lambda run: views.indicators.lines(run, results.indicators.pairs(run, "armoede")),
    "ends": lambda run: views.indicators.slopes(
        run, results.indicators.convergences(results.indicators.pairs(run, "armoede"))
    ),
    "series": lambda run: views.series.whole(run, _series(run)),
    "realisation": lambda run: views.measures.realisation(run, results.indicators.realisation(run, "armoede")),
    "debts": lambda run: views.measures.debt_definitions(run, results.debts.overlap(run), results.debts.spliced(run)),
    "districts": lambda run: views.districts.districts(
        run, "armoede", results.themes.districts(run, run.area, "armoede")
    ),
}


@pytest.mark.parametrize("name", TABLES_OF_VIEWS)
def test_a_stated_number_is_found_in_the_rows_that_its_row_leads_to(run, name):
    answers = [answer for block in tables_in(TABLES_OF_VIEWS[name](run)) for answer in found_again(run, block)]
    assert answers and all(answers)


def test_a_column_that_means_something_else_is_no_key(run):
    """As one of names where ids are meant; what is said of an id that is not there is nothing."""
    pairs = results.indicators.latest(results.indicators.pairs(run, "armoede"))
    [block] = tables_in(views.indicators.table(run, pairs))
    assert set(block.keys) == {"indicator", "subgroup", "definition", "year"}
    [block] = tables_in(views.indicators.table(run, pairs.assign(year=[2023.5] * len(pairs))))
    assert set(block.keys) == {"indicator", "subgroup", "definition"}
    named = pairs.assign(indicator=pairs["name_nl"])
    assert tables.table(run, "t", "T", [tables.year()], named, "bron").keys == {}


def test_a_row_of_a_grid_has_the_keys_that_its_cells_share(run):
    shares = results.composition.shares(run)
    [block, _] = tables_in(views.measures.school_advice(run, shares, results.composition.changes(shares)))
    assert block.keys["indicator"][-1] is None and len(set(block.keys["indicator"])) == len(
        block.rows
    )  # the sum has none
    rows = results.debts.overlap(run)
    made = tables.grid(rows, "region", "year")
    assert tables.table(run, "t", "T", [], made, "bron").keys == {
        **{"indicator": ["problematische-schulden"] * 2, "region": ["focus", "nl"]}
    }
