"""The figures that an edition is compared by, and the rows of the tables that are about an area."""

import pandas as pd
import pytest

from helpers.results import facts
from helpers.rows import each_row

AREA = "heerlen-noord"


def test_the_latest_figure_of_an_area_stands_beside_those_of_its_year(run):
    """Low income 2022: 40.02 % in the Netherlands (CBS), 42.6 % on average in ten districts like Heerlen-Noord."""
    rows = facts.figures(run.tables)
    assert not rows.duplicated(["area", "indicator"]).any() and rows.index.tolist() == list(range(len(rows)))
    found = {row.indicator: row for row in each_row(rows[rows["area"] == AREA], facts.FactRow)}
    values = run.tables.area_values.query("area == @AREA").set_index(["indicator", "year"])
    score = found["lbm-score"]
    assert score.year == 2024 and score.own.value == values.loc[("lbm-score", 2024), "value"]
    assert (score.holds, score.similar) == (facts.ROUNDING, None)
    low = found["cbs-laag-inkomen"]
    assert (low.year, low.holds) == (2022, facts.WEIGHTS)
    assert low.source == values.loc[("cbs-laag-inkomen", 2022), "source"]
    assert low.nl.value == pytest.approx(40.02)
    assert low.similar.value == pytest.approx(42.6, abs=0.05)


def test_records_are_the_rows(run):
    rows = facts.figures(run.tables).head(2)
    expected = list(zip(rows["area"], rows["indicator"], strict=True))
    assert [(row.area, row.indicator) for row in facts.records(rows)] == expected


def test_rows_of_an_area_are_those_of_its_districts_and_benchmarks(run):
    rows = facts.rows_of(run.tables, AREA)
    lists = run.tables.area_wijken
    own = set(lists.loc[lists["area"] == AREA, "wk_code"])
    assert len(own) == 14 and set(rows["wijk_values"]["wk_code"]) == own and set(rows["area_wijken"]["area"]) == {AREA}
    assert set(rows["areas"]["area"]) == {AREA} and set(rows["area_values"]["area"]) == {AREA}
    assert {"nl", "GM0917"} <= set(rows["region_values"]["region"]) <= {"nl", "GM0917", "focus", "all", AREA, *own}
    assert len(rows["similar_districts"]) == 10 and set(rows["similar_districts"]["area"]) == {AREA}


def test_figures_of_an_area_are_the_same_however_many_are_made_at_once(tables, monkeypatch):
    every = facts.figures(tables)
    monkeypatch.setattr(facts, "_AT_ONCE", 7)
    for area in ("amsterdam-nieuw-west", "heerlen-noord", "zaandam-oost"):
        rows = facts.figures_of_area(tables, area)
        pd.testing.assert_frame_equal(rows.reset_index(drop=True), every[every["area"] == area].reset_index(drop=True))
