"""What changed since an earlier edition: each outcome, each reason, no number of then where there is none now."""

import pandas as pd
import pytest

from helpers import views
from helpers.blocks.model import Bullets, Fold
from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError
from helpers.contract.tables import BY_NAME
from helpers.results import editions, register
from helpers.session import Run, open_run

AREA = "breda-noord"
LOW = ("cbs-laag-inkomen", 2022)
WORK = ("kwb-arbeidsdeelname", 2022)
SCORE = ("lbm-score", 2024)


@pytest.fixture(scope="module")
def before(tables):
    """The figures of the area as an earlier edition would have them if nothing had changed."""
    facts = tables.indicators[["indicator", "name_nl", "name_en", "unit", "definition_nl", "definition_en"]]
    rows = tables.area_values[tables.area_values["area"] == AREA].merge(facts, on="indicator")
    rows = rows.assign(
        edition="2025-11", source_edition=rows["source"].map(tables.sources.set_index("source")["edition"])
    )
    return rows[[field.name for field in BY_NAME["previous_values"].fields]]


def _with(before, language="nl", **instead):
    run = open_run(AREA, language)
    return Run(run.parameters, Tables(run.tables.frames | {"previous_values": before} | instead))


def _changed(before, figure, **cells):
    """The rows of then with one figure otherwise."""
    rows = before.copy()
    of_figure = (rows["indicator"] == figure[0]) & (rows["year"] == figure[1])
    assert of_figure.sum() == 1
    for column, cell in cells.items():
        rows.loc[of_figure, column] = cell
    return rows


def _since(before, **instead):
    return editions.since(_with(before, **instead), AREA).set_index(["indicator", "year"])


def _moved(before, figure, by):
    row = before[(before["indicator"] == figure[0]) & (before["year"] == figure[1])].iloc[0]
    return _changed(before, figure, **{name: row[name] + by for name in ("value", "lower", "upper")})


def test_without_an_earlier_edition_or_any_figure_of_the_area_there_is_nothing(run, before):
    assert editions.since(run, run.area).empty
    assert editions.since(_with(before.assign(area="delft-west")), AREA).empty
    with pytest.raises(ParameterError, match="did you mean breda-noord"):
        editions.since(run, "breda-nord")


def test_an_edition_with_the_same_figures_has_each_of_them_once_and_all_the_same(run, before):
    rows = editions.since(_with(before), AREA)
    values = run.tables.area_values
    known = values[(values["area"] == AREA) & values["value"].notna()]
    figures = known[["indicator", "year"]].drop_duplicates()
    assert len(rows) == len(figures) > 200 and set(rows["outcome"]) == {"same"}
    assert not rows.duplicated(["indicator", "year"]).any() and set(rows["edition"]) == {"2025-11"}
    order = [name for name in run.tables.indicators["indicator"] if name in set(rows["indicator"])]
    assert rows["indicator"].drop_duplicates().tolist() == order


def test_another_number_in_print_is_a_revision_with_both_numbers(before):
    rows = _since(_moved(before, LOW, 1.0))
    row = rows.loc[LOW]
    assert rows["outcome"].value_counts().to_dict() == {"same": len(rows) - 1, "revised": 1}
    assert row["outcome"] == "revised" and row["reasons"] == ()
    assert row["old"].value == pytest.approx(row["new"].value + 1)


def test_a_number_of_then_has_the_width_of_today(run, before):
    rows = _since(_moved(before, LOW, 1.0))
    own = register.own_values(run.tables)
    new = own[(own["area"] == AREA) & (own["indicator"] == LOW[0])]["own"].iloc[0]
    assert rows.loc[LOW, "new"] == new
    assert rows.loc[LOW, "old"].upper - rows.loc[LOW, "old"].lower == pytest.approx(new.upper - new.lower)


def test_what_is_not_seen_in_print_is_no_revision(before):
    assert _since(_moved(before, LOW, 0.00005)).loc[LOW, "outcome"] == "unseen"
    assert _since(_changed(before, LOW, lower=1.0)).loc[LOW, "outcome"] == "unseen"
    # of then only that it was between 0 and 100 is known: 40 and 42 are one number in the decimals that both have
    rough = _changed(_moved(before, WORK, 0.2), WORK, lower=0.0, upper=100.0)
    assert _since(rough).loc[WORK, "outcome"] == "unseen"


@pytest.mark.parametrize(
    ("reason", "cells"),
    [
        ("final", {"status": "provisional"}),
        ("districts", {"vintage": 2018}),
        ("districts", {"match": "close"}),
        ("districts", {"districts": 9}),
        ("method", {"method": "sum"}),
        ("method", {"weight": "households"}),
        ("method", {"weight_year": 2001}),
        ("source", {"source": "another"}),
        ("source-edition", {"source_edition": "2021"}),
        ("source-edition", {"source_edition": None}),
        ("definition", {"definition_en": "Something else"}),
    ],
)
def test_what_else_changed_is_the_reason(before, reason, cells):
    row = _since(_changed(_moved(before, LOW, 1.0), LOW, **cells)).loc[LOW]
    assert (row["outcome"], row["reasons"]) == ("revised", (reason,))


def test_reasons_are_told_together_in_one_order(before):
    rows = _changed(_moved(before, LOW, 1.0), LOW, source="another", status="provisional")
    assert _since(rows).loc[LOW, "reasons"] == ("final", "source")


def test_figures_that_came_and_went(before):
    without = before[~((before["indicator"] == SCORE[0]) & (before["year"] == SCORE[1]))]
    empty = dict.fromkeys(("value", "lower", "upper"))
    without = _changed(without, LOW, status="low-coverage", **empty)
    rows = _since(without)
    for figure in (SCORE, LOW):
        assert rows.loc[figure, "outcome"] == "came" and rows.loc[figure, "old"] is None
        assert rows.loc[figure, "new"] is not None and rows.loc[figure, "reasons"] == ()
    more = before[before["indicator"] == SCORE[0]].tail(1).assign(year=2026, **empty)
    rows = _since(pd.concat([before, more]))
    assert rows.loc[(SCORE[0], 2026), "outcome"] == "went" and rows.loc[(SCORE[0], 2026), "new"] is None
    rows = _since(pd.concat([before, more.assign(status="suppressed")]))
    assert (SCORE[0], 2026) not in rows.index


def test_a_number_in_another_unit_is_not_put_beside(before):
    row = _since(_changed(_moved(before, LOW, 1.0), LOW, unit="persons")).loc[LOW]
    assert row["outcome"] == "incomparable" and row["old"] is None and row["unit"] == "percent"


def test_an_indicator_that_is_no_more_went_under_its_old_name(before):
    rows = _changed(before, LOW, indicator="cbs-oud", name_nl="Oud", value=None, lower=None, upper=None)
    last = editions.since(_with(rows), AREA).iloc[-1]
    assert (last["indicator"], last["name_nl"], last["outcome"]) == ("cbs-oud", "Oud", "went")


def test_own_figures_of_a_user_are_not_compared(run, before):
    values = run.tables.area_values
    own = values[(values["area"] == AREA) & (values["indicator"] == LOW[0])].assign(source="own-x", year=2024, value=9)
    rows = _since(before, area_values=pd.concat([values, own], ignore_index=True))
    assert set(rows["outcome"]) == {"same"}


def test_of_two_sources_the_one_that_a_page_shows_is_compared(run, before):
    values = run.tables.area_values
    other = values[(values["area"] == AREA) & (values["indicator"] == SCORE[0]) & (values["year"] == SCORE[1])]
    other = other.assign(source="nji-page", value=1.0, lower=1.0, upper=1.0)
    rows = _since(before, area_values=pd.concat([values, other], ignore_index=True))
    row = rows.loc[SCORE]  # the source stands before that of the Leefbaarometer in the table of sources
    assert (row["outcome"], row["new"].value, row["reasons"]) == ("revised", 1.0, ("source", "source-edition"))


# What readers get -------------------------------------------------------------------------------------------


def _items(before, language="nl"):
    run = _with(before, language)
    (fold,) = views.editions.changed(run, editions.since(run, AREA))
    assert isinstance(fold, Fold)
    return fold.summary, [item for part in fold.parts if isinstance(part, Bullets) for item in part.items]


def test_without_an_earlier_edition_a_page_says_nothing(run):
    rows = editions.since(run, run.area)
    assert list(views.editions.changed(run, rows)) == list(views.editions.figures(run, rows)) == []


def test_a_page_tells_revisions_with_both_numbers_and_counts_the_rest(before):
    rows = _changed(_moved(before, LOW, 1.0), LOW, status="provisional")
    rows = _moved(_moved(rows, SCORE, 0.5), ("lbm-score", 2018), 0.5)
    summary, items = _items(rows)
    same = len(_since(before)) - 3
    assert summary == "Veranderd sinds de vorige uitgave (november 2025)"
    assert items == [
        "Laag inkomen in 2022: de vorige uitgave gaf ca. 45,7%, deze geeft ca. 44,7%. "
        "Het was voorlopig en is nu definitief.",
        "Leefbaarheid, totale score (Leefbaarometer) in 2024: de vorige uitgave gaf ca. 4,47, deze geeft ca. 3,97. "
        "Waarom is niet bekend. Ook herzien: 2018.",
        f"Bij {same} cijfers is niets veranderd.",
    ]
    summary, items = _items(rows, "en")
    assert summary == "Changed since the previous edition (November 2025)"
    assert items[0].endswith(
        "in 2022: the previous edition gave approx. 45.7%, this one gives approx. 44.7%. "
        "It was provisional and is final now."
    )


def test_what_came_went_or_cannot_be_compared_is_named_without_a_number_of_then(before):
    rows = before[~((before["indicator"] == SCORE[0]) & (before["year"] == SCORE[1]))]
    gone = rows[rows["indicator"] == SCORE[0]].tail(2)
    gone = gone.assign(year=[2025, 2026], value=None, lower=None, upper=None)
    rows = _changed(pd.concat([rows, gone], ignore_index=True), LOW, unit="persons")
    _, items = _items(rows)
    assert items[:3] == [
        "In een andere eenheid, dus niet te vergelijken: Laag inkomen (2022).",
        "Nieuw: Leefbaarheid, totale score (Leefbaarometer) (2024).",
        "Staat er niet meer: Leefbaarheid, totale score (Leefbaarometer) (2025 en 2026).",
    ]


def test_an_edition_in_which_nothing_changed_says_so(before):
    assert _items(before)[1] == [f"Bij {len(_since(before))} cijfers is niets veranderd."]


def test_the_table_has_every_row_with_limits_and_reason(before):
    run = _with(_changed(_moved(before, LOW, 1.0), LOW, source="another"))
    rows = editions.since(run, AREA)
    (table,) = views.editions.figures(run, rows[rows["outcome"] != "same"])
    (row,) = table.rows
    cells = dict(zip([column.key for column in table.columns], row, strict=True))
    assert (cells["then_value"].text, cells["now_value"].text) == ("ca. 45,7", "ca. 44,7")
    assert cells["then_value"].limits and cells["now_value"].limits
    assert (cells["became"].text, cells["why"].text) == ("herzien", "Het komt uit een andere bron.")
    assert "CBS, Kerncijfers wijken en buurten 2022" in table.source
