from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import views
from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError
from helpers.contract.vocabulary import THEMES
from helpers.files import PROJECT_DIR
from helpers.methods.intervals import Interval
from helpers.results import indicators
from helpers.words import values

value = st.floats(1, 100)
precision = st.sampled_from([0.005, 0.05, 0.5])
share = st.floats(-1, 1)


@given(focus=value, nl=value, p=precision, q=precision, u=share, w=share)
def test_the_true_gap_and_ratio_lie_in_the_interval(focus, nl, p, q, u, w):
    """Any true values that round to the published ones have their gap and ratio in the interval."""
    row = indicators.with_gap(_pairs((focus, p), (nl, q))).iloc[0]
    true_focus, true_nl = focus + u * p, nl + w * q
    assert row["gap"].lower - 1e-9 <= true_focus - true_nl <= row["gap"].upper + 1e-9
    assert row["ratio"].lower - 1e-9 <= true_focus / true_nl <= row["ratio"].upper + 1e-9


def _pairs(focus, nl, polarity="neutral"):
    """One row with both values, from (value, precision) each."""
    row = {"focus": Interval.published(*focus), "nl": Interval.published(*nl), "polarity": polarity}
    return pd.DataFrame([row])


def test_no_ratio_around_zero():
    for focus, nl in ((-0.4, 0.1), (0.3, 0.004)):
        (row,) = indicators.with_gap(_pairs((focus, 0.005), (nl, 0.005))).to_dict("records")
        assert row["ratio"] is None and row["gap"].value == pytest.approx(focus - nl)


@pytest.mark.parametrize("missing", [("focus",), ("nl",), ("focus", "nl")])
def test_without_both_values_there_is_no_gap(missing):
    rows = _pairs((18.0, 0.05), (9.0, 0.05)).astype(object)
    for region in missing:
        rows[region] = pd.Series([None], dtype=object)
    (row,) = indicators.with_gap(rows).to_dict("records")
    assert (row["gap"], row["ratio"], row["direction"]) == (None, None, "missing")


@pytest.mark.parametrize(
    ("lower", "upper", "polarity", "expected"),
    [
        (0.1, 0.3, "higher-better", "better"),
        (0.1, 0.3, "higher-worse", "worse"),
        (-0.3, -0.1, "higher-better", "worse"),
        (-0.3, -0.1, "higher-worse", "better"),
        (0.1, 0.3, "neutral", "higher"),
        (-0.3, -0.1, "neutral", "lower"),
        (-0.1, 0.1, "higher-worse", "undecided"),
        (0.0, 0.2, "higher-worse", "undecided"),
        (np.nan, np.nan, "neutral", "missing"),
    ],
)
def test_direction(lower, upper, polarity, expected):
    assert indicators.direction(Interval((lower + upper) / 2, lower, upper), polarity) == expected


def test_equal_published_values_decide_nothing():
    """18.0 against 17.9 with a half-width of 0.05 each touches zero: not decided."""
    row = indicators.with_gap(_pairs((18.0, 0.05), (17.9, 0.05))).iloc[0]
    assert row["direction"] == indicators.direction(row["gap"], "neutral") == "undecided"


@pytest.fixture(scope="module")
def poverty(run):
    return indicators.of_indicators(run, "armoede-huishoudens")


def _limits(interval):
    return interval.value, interval.lower, interval.upper


def test_poverty_gap_halves_in_points_and_stays_as_a_ratio(poverty):
    first, last = poverty.iloc[0], poverty.iloc[-1]
    assert first["gap"].value == pytest.approx(9.4) and last["gap"].value == pytest.approx(4.0)
    assert first["ratio"].value == pytest.approx(18.2 / 8.8) and last["ratio"].value == pytest.approx(2.0)
    assert (last["gap"].lower, last["gap"].upper) == pytest.approx((3.9, 4.1))


def test_change_carries_its_interval(poverty):
    change = indicators.trends_of(poverty).iloc[0]
    assert (change["first_year"], change["last_year"]) == (2018, 2022)
    assert _limits(change["change"]) == pytest.approx((-10.2, -10.3, -10.1))


def test_debt_definitions_are_two_series(run):
    rows = indicators.latest(indicators.of_indicators(run, "problematische-schulden"))
    last = {row.definition: row.focus.value for row in rows.itertuples()}
    assert last == {"old": 14.0, "revised": 14.5} and len(rows) == 2


def test_latest_takes_years_with_both_values(run):
    rows = indicators.of_indicators(run, "ses-woa")
    assert len(rows) and indicators.latest(rows).empty  # the report has no national number


def test_phrase_belongs_to_one_region_only(run):
    rows = indicators.of_indicators(run, "arbeidsparticipatie").set_index("year")
    assert (rows.loc[2020, "focus"].basis, rows.loc[2020, "nl"].basis) == ("stated", "phrase")


def test_implied_total_needs_a_number_of_areas_and_an_exact_mean(run):
    rows = indicators.realisation(run, "armoede").set_index("indicator")
    assert _limits(rows.loc["actieven-informeel", "implied_total"]) == (238, 229.5, 246.5)
    assert rows.loc["actieven-informeel", "total_missing"] == "not-computable"
    for theme in THEMES:
        for row in indicators.realisation(run, theme).itertuples():
            countable = row.statistic == "mean" and row.bound == "exact" and pd.notna(row.areas_reporting)
            assert (row.implied_total is not None) == countable, row.indicator
            of_things = row.statistic == "mean" and row.unit != "percent"
            assert row.total_missing == ("not-computable" if of_things else "not-applicable")
    assert indicators.realisation(run, "re-integratie")["implied_total"].isna().all()


def test_every_theme_indicator_is_found(tables):
    names = indicators.of_theme(tables, "jonge-kind", ("effect", "context"))["indicator"]
    assert {"advies-vwo", "onderwijsachterstandsscore", "armoede-kinderen"} <= set(names)
    assert "armoede-kinderen" not in set(
        indicators.shown(indicators.of_theme(tables, "jonge-kind", ("effect",)))["indicator"]
    )


# Frames -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_pairs_of_a_theme_are_those_of_its_shown_indicators_with_all_that_is_known_of_them(run, theme):
    rows = indicators.pairs(run, theme)
    columns = ["subgroup", "definition", "year", "focus", "nl", "gap", "ratio", "direction", "theme"]
    assert sorted(rows.columns) == sorted([*indicators.FACTS, *columns])
    expected = indicators.shown(indicators.of_theme(run.tables, theme, indicators.LEVELS))
    in_tables = expected[expected["indicator"].isin(run.tables.indicator_values["indicator"])]
    assert list(dict.fromkeys(rows["indicator"])) == in_tables["indicator"].tolist()
    # The report has no long-term indicators of resilience.
    assert set(rows["theme"]) == ({theme} if theme != "veerkracht" else set())


def test_pairs_hold_every_published_value_once(run):
    values = run.tables.indicator_values
    values = values[values["region"].isin(["focus", "nl"]) & values["value"].notna()]
    key = ["indicator", "subgroup", "definition", "year"]
    facts = run.tables.indicators
    shown = facts[facts["kind"].isin(indicators.LEVELS) & facts["themes"].notna() & (facts["use"] == "shown")]
    values = values[values["indicator"].isin(shown["indicator"])].set_index([*key, "region"])
    found = {
        (*row[key], region): (row[region], row[region].basis)
        for _, row in indicators.of_all_themes(run).iterrows()
        for region in ("focus", "nl")
        if row[region] is not None
    }
    assert found == {
        place: (Interval.published(row["value"], row["precision"]), row["basis"]) for place, row in values.iterrows()
    }


def test_frames_and_views_of_a_theme_without_indicators_say_so(run):
    nothing = indicators.pairs(run, "veerkracht")
    latest, trends = indicators.latest(nothing), indicators.trends_of(nothing)
    convergences = indicators.convergences(nothing)
    assert nothing.empty and latest.empty and trends.empty and convergences.empty
    published = [views.indicators.lines(run, nothing), views.indicators.table(run, latest, latest)]
    published += [views.indicators.trends(run, trends), views.indicators.convergence_table(run, convergences)]
    published += [views.indicators.gaps(run, nothing, convergences), views.indicators.slopes(run, convergences)]
    for (block,) in published:
        assert block.kind == "note" and block.tone == "missing"


def test_select_takes_the_named_indicators_in_the_order_of_the_frame(run):
    rows = indicators.pairs(run, "armoede")
    names = list(dict.fromkeys(rows["indicator"]))
    found = indicators.select(rows, names[2], names[0])
    assert list(dict.fromkeys(found["indicator"])) == [names[0], names[2]]
    assert len(found) == rows["indicator"].isin([names[0], names[2]]).sum()


@pytest.mark.parametrize(
    "ask",
    [
        lambda run: indicators.select(indicators.pairs(run, "armoede"), "armoede-huishouden"),
        lambda run: indicators.of_indicators(run, "armoede-huishouden"),
    ],
    ids=["select", "of_indicators"],
)
def test_an_unknown_indicator_gets_a_suggestion(run, ask):
    with pytest.raises(ParameterError, match=r"indicator 'armoede-huishouden' does not exist; did you mean armoede-hu"):
        ask(run)


def test_an_indicator_of_another_theme_is_not_selected_in_silence(run):
    rows = indicators.pairs(run, "armoede")
    assert "advies-vwo" in set(run.tables.indicators["indicator"])
    with pytest.raises(ParameterError, match=r"^in these rows: indicator 'advies-vwo' does not exist; "):
        indicators.select(rows, "armoede-huishoudens", "advies-vwo")


def test_a_selection_names_at_least_one_indicator_and_no_list(run):
    rows = indicators.pairs(run, "armoede")
    with pytest.raises(
        ParameterError, match=r"^no indicator was named; expected one or more of the rows: middeninkomens, "
    ):
        indicators.select(rows)
    with pytest.raises(ParameterError, match=r"with a star: \*\['armoede-huishoudens'\]$"):
        indicators.select(rows, ["armoede-huishoudens"])


@pytest.mark.parametrize(
    "ask",
    [
        lambda run: indicators.of_theme(run.tables, "armoed", indicators.LEVELS),
        lambda run: indicators.pairs(run, "armoed"),
        lambda run: indicators.realisation(run, "armoed"),
        lambda run: indicators.remarks(run, "armoed", *[indicators.pairs(run, "armoede")] * 2),
        lambda run: views.indicators.conclusions(run, "armoed"),
    ],
    ids=["of_theme", "pairs", "realisation", "remarks", "conclusions"],
)
def test_an_unknown_theme_gets_a_suggestion(run, ask):
    with pytest.raises(ParameterError, match=r"^theme 'armoed' does not exist; did you mean armoede\?$"):
        ask(run)


def test_an_unknown_goal_gets_a_suggestion(run):
    with pytest.raises(ParameterError, match=r"^goal 'households-with-debt' does not exist; did you mean households"):
        indicators.goals(run, {"households-with-debt": 14.0})


def test_remarks_are_of_the_indicators_that_are_not_drawn(run):
    pairs = indicators.pairs(run, "jonge-kind")
    drawn = pairs.query("indicator == 'advies-vwo'")
    everything = indicators.of_theme(run.tables, "jonge-kind", indicators.LEVELS)["indicator"].tolist()
    assert indicators.remarks(run, "jonge-kind", pairs, drawn)["indicator"].tolist() == [
        name for name in everything if name != "advies-vwo"
    ]
    assert "armoede-kinderen" in everything  # withheld: its caveat says why


def test_an_indicator_that_was_left_out_has_no_remark(run):
    chosen = indicators.pairs(run, "jonge-kind").query("indicator != 'advies-havo'")
    remarks = indicators.remarks(run, "jonge-kind", chosen, drawn=chosen.iloc[:0])
    assert not {"advies-havo"} & set(remarks["indicator"])
    assert {"advies-vwo", "armoede-kinderen"} <= set(remarks["indicator"])


def test_overview_has_each_series_once_by_theme_and_the_new_definition_only(run):
    rows = indicators.overview(run)
    places = rows["theme"].map(THEMES.index).tolist()
    assert places == sorted(places) and len(places) > 20 and set(rows["unit"]) == {"percent", "score"}
    assert rows.groupby("theme", sort=False).apply(lambda own: own.index.is_monotonic_increasing).all()
    assert not rows.duplicated(indicators.SERIES).any() and "old" not in set(rows["definition"])
    assert "revised" in set(rows["definition"])


def test_the_overview_shows_what_is_in_its_frame_on_an_axis_for_each_unit(run):
    rows = indicators.overview(run)
    spines = views.indicators.overview(run, rows)
    assert [spine.id for spine in spines] == ["alle-cijfers-percent", "alle-cijfers-score"]
    assert all("niet van Rotterdam-Zuid alleen" in spine.title for spine in spines)
    for spine in spines:
        of_unit = rows[rows["unit"] == spine.id.rpartition("-")[2]]
        ends = [float(spine.ticks[end].text.removesuffix("%").replace(",", ".")) for end in (0, -1)]
        assert [row.name for row in spine.rows] == [row[0].text for row in spine.table.rows]
        assert len(spine.rows) == len(of_unit)
        for row, strip in zip(of_unit.itertuples(), spine.rows, strict=True):
            read = {mark.role: ends[0] + mark.at / 100 * (ends[1] - ends[0]) for mark in strip.marks}
            assert read == {
                "group": pytest.approx(values.given(row.focus), abs=0.01),
                "nl": pytest.approx(values.given(row.nl), abs=0.01),
            }
            shown = [values.short(run.text, one, int(row.decimals), row.unit) for one in (row.focus, row.nl)]
            assert [strip.figure, *strip.printed] == shown
            assert strip.group == run.text(f"study.{row.theme}")
            (about,) = run.tables.indicators.loc[run.tables.indicators["indicator"] == row.indicator, "definition_nl"]
            when = run.text(f"overview.detail.{row.direction}", year=str(row.year))
            if row.indicator == "armoede-huishoudens":
                when = f"{when} (cijfer mogelijk fout)"
            assert strip.detail == run.text("overview.defined", definition=about, detail=when) and strip.soft
            assert [mark.open for mark in strip.marks] == [row.nl.approximate, row.focus.approximate]
    less = views.indicators.overview(run, rows[rows["theme"] != "armoede"])
    assert [row.group for row in less[0].rows] == [
        row.group for row in spines[0].rows if row.group != "Armoede en schulden"
    ]


def test_a_figure_with_the_numbers_of_a_withheld_one_is_doubtful(run):
    """The report prints the same under households and under children; no other figure repeats one that is withheld."""
    assert indicators.doubtful(run.tables) == {"armoede-huishoudens"}
    values = run.tables.indicator_values
    mended = values["value"].where(values["indicator"] != "armoede-kinderen", values["value"] + 0.1)
    tables = Tables(run.tables.frames | {"indicator_values": values.assign(value=mended)})
    assert indicators.doubtful(tables) == set()


# What rests on a choice -----------------------------------------------------------------------------------


def test_the_documented_sensitivity_table_is_that_of_the_data(run):
    """Row by row and in the counts below it."""
    documented = (PROJECT_DIR / "docs" / "methods.md").read_text()
    rows = indicators.convergences(indicators.of_all_themes(run))
    changed, tested = Counter(), Counter()
    for row in rows.itertuples():
        readings = (row.points, row.ratio)
        cells = ["; ".join(readings)]
        for choice, other in row.others.items():
            tested[choice] += other is not None
            changed[choice] += other not in (None, readings)
            cells.append("two years only" if other is None else "same" if other == readings else "; ".join(other))
        definition = "" if row.definition == "standard" else f" ({row.definition} definition)"
        name = f"{row.name_en}{definition} | {row.first_year}-{row.last_year}"
        assert f"| {name} | {' | '.join(cells)} |\n" in documented
    rests = [[indicators.rests_on(row, reading) for reading in ("points", "ratio")] for row in rows.itertuples()]
    counts = (
        f"Of {len(rows)} series {changed['limit_5']} have another reading at 5 %, {changed['limit_20']} at 20 % and "
        f"{changed['without_last']} of {tested['without_last']} without the last year (the other "
        f"{len(rows) - tested['without_last']} have two years only). {sum(not any(of) for of in rests)} keep both "
        f"readings under every choice that can be made, {sum(not points for points, _ in rests)} the reading in points."
    )
    assert counts in " ".join(documented.split())
