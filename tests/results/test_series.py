"""The series of an area beside its benchmarks: which rows there are, their intervals, sources, breaks and gaps."""

import re

import pandas as pd
import pytest

from helpers.contract.load import load_tables
from helpers.contract.parameters import ParameterError
from helpers.contract.vocabulary import THEMES
from helpers.methods.intervals import Interval
from helpers.results import register, series
from helpers.session import open_run
from tests.results.test_results_edges import _run


def _own(indicator, year, value, source="first", status="ok", area="a", subgroup="all"):
    facts = {"subgroup": subgroup, "match": "close", "method": "sum", "coverage": 1.0, "vintage": year}
    limits = {"lower": None, "upper": None} if value is None else {"lower": value - 1, "upper": value + 1}
    return {"area": area, "indicator": indicator, "year": year, "value": value, "source": source, "status": status} | (
        facts | limits
    )


def _published(region, indicator, year, value, status="ok"):
    facts = {"subgroup": "all", "precision": 0.5, "basis": "stated", "vintage": year, "source": "first"}
    return {"region": region, "indicator": indicator, "year": year, "value": value, "status": status} | facts


def _break(indicator, region, year, kind):
    return {"indicator": indicator, "region": region, "year": year, "kind": kind}


MEASURED = {"nature": "register", "producer_nl": "CBS", "producer_en": "CBS", "source": "first"}


def _tables(**changed):
    """Two areas; i has all three roles, j the area alone, k is no series."""
    frames = {
        "areas": [{"area": "a", "gm_code": "GM1"}, {"area": "b", "gm_code": "GM2"}],
        "indicators": [
            {"indicator": name, "kind": kind, "use": "shown"} | MEASURED
            for name, kind in (("i", "series"), ("j", "series"), ("k", "register"))
        ],
        "sources": [{"source": name, "publisher_nl": "CBS", "nature": None} for name in ("first", "second")],
        "area_values": [
            *(_own("i", 2020, 10.0), _own("i", 2019, 8.0), _own("i", 2021, 11.0, status="provisional")),
            *(_own("j", 2020, None, status="low-coverage"), _own("k", 2020, 3.0), _own("i", 2020, 99.0, area="b")),
            _own("i", 2018, 50.0, subgroup="women"),
        ],
        "region_values": [
            *(_published("nl", "i", 2020, 5.0), _published("GM1", "i", 2020, 6.0), _published("GM2", "i", 2020, 7.0)),
            _published("GM1", "i", 2021, None, status="suppressed"),
        ],
        "breaks": [_break("j", "all", 2000, "model")],
        "wijk_values": [
            {"wk_code": code, "indicator": name, "year": year, "value": 1.0}
            for code, name, year in (("W1", "i", 2020), ("W1", "j", 2020), ("W9", "j", 2022), ("W1", "j", 2023))
        ],
        "area_wijken": [{"area": "a", "wk_code": "W1"}, {"area": "b", "wk_code": "W9"}],
    }
    return _run(**frames | changed)


def test_a_row_for_each_role_and_year_that_has_one():
    rows = series.area_series(_tables(), "a", ["i"])
    assert rows[["role", "region", "year"]].to_numpy().tolist() == [
        *(["area", "a", 2019], ["area", "a", 2020], ["area", "a", 2021]),
        *(["municipality", "GM1", 2020], ["municipality", "GM1", 2021], ["nl", "nl", 2020]),
    ]
    assert rows["value"].tolist()[1:] == [
        *(Interval(10, 9, 11), Interval(11, 10, 12), Interval(6, 5.5, 6.5), None, Interval(5, 4.5, 5.5))
    ]
    assert rows["provisional"].tolist() == [False, False, True, False, False, False]
    assert rows["status"].tolist()[4] == "suppressed"


@pytest.mark.parametrize(
    ("match", "method", "basis"),
    [("close", "sum", "computed"), ("exact", "as-published", "stated"), ("proxy", "as-published", "proxy")],
)
def test_a_value_says_how_it_came_about(match, method, basis):
    run = _tables(area_values=[_own("i", 2020, 10.0) | {"match": match, "method": method}])
    rows = series.area_series(run, "a", ["i"]).set_index("role")
    assert rows.loc["area", "value"].basis == basis and rows.loc["nl", "value"].basis == "stated"


def test_of_two_sources_the_first_with_a_value_counts():
    values = [_own("i", 2020, 9.0, "second"), _own("i", 2020, 10.0, "first"), _own("i", 2021, 7.0, "second")]
    values.append(_own("i", 2021, None, "first", "low-coverage"))
    rows = series.area_series(_tables(area_values=values), "a", ["i"])
    own = rows[rows["role"] == "area"]
    assert own["source"].tolist() == ["first", "second"] and [v.value for v in own["value"]] == [10, 7]


@pytest.mark.parametrize(
    ("region", "kind", "cut"),
    [
        ("all", "model", {"area", "municipality", "nl"}),
        ("a", "boundary", {"area"}),
        ("nl", "definition", {"nl"}),
        ("GM1", "registration", {"area", "municipality"}),
        ("GM1", "boundary", {"municipality"}),
        ("GM2", "registration", set()),
        ("all", "jump", set()),
    ],
)
def test_a_break_cuts_the_series_that_it_is_about(region, kind, cut):
    values = [_published(where, "i", year, 5.0) for where in ("nl", "GM1") for year in (2019, 2020, 2021)]
    run = _tables(region_values=values, breaks=[_break("i", region, 2020, kind), _break("j", "all", 2021, "model")])
    rows = series.area_series(run, "a", ["i"])
    segments = {role: of_role["segment"].tolist() for role, of_role in rows.groupby("role")}
    assert segments == {role: [1, 2, 2] if role in cut else [1, 1, 1] for role in series.ROLES}


def test_two_breaks_in_one_year_cut_once_and_in_two_years_twice():
    breaks = [_break("i", "all", 2020, "model"), _break("i", "a", 2020, "boundary"), _break("i", "a", 2021, "boundary")]
    rows = series.area_series(_tables(breaks=breaks), "a", ["i"])
    assert rows.loc[rows["role"] == "area", "segment"].tolist() == [1, 2, 3]


def test_an_indicator_of_another_kind_and_one_text_are_told_apart(run):
    with pytest.raises(
        ParameterError, match=r"^indicator 'armoede-huishoudens' is of kind effect; this takes: lbm-score, "
    ):
        series.area_series(run, "breda-noord", ["armoede-huishoudens"])
    with pytest.raises(ParameterError, match=r"^indicator 'lbm-score' is one text; expected a list"):
        series.area_series(run, "breda-noord", "lbm-score")
    with pytest.raises(ParameterError, match=r"^indicator 'lbm-score' is of kind series; this takes: cbs-"):
        register.strips(run, register.area_context(run, "breda-noord"), ["lbm-score"])


def test_unknown_names_are_refused():
    with pytest.raises(ParameterError, match="area 'c' does not exist"):
        series.area_series(_tables(), "c")
    with pytest.raises(ParameterError, match="indicator 'z' does not exist; allowed: i, j"):
        series.area_series(_tables(), "a", ["z"])


def test_every_gap_has_its_reason():
    rows = series.available(_tables(), "a").set_index(["indicator", "year"])
    assert rows["reason"].to_dict() == {
        ("i", 2020): "ok",
        ("j", 2020): "low-coverage",
        ("j", 2022): "not-collected",
        ("j", 2023): "low-coverage",  # a district has a value, and there is no list of districts of that year
    }
    assert rows["has"].tolist() == [True, False, False, False]
    assert rows["municipality"].tolist() == rows["nl"].tolist() == [True, False, False, False]


def test_what_the_collection_has_of_each_area(run, tables):
    """As the files were: CBS for thirteen areas at most, the Leefbaarometer for all; health never for the country."""
    has = {area: series.available(run, area) for area in tables.areas["area"]}
    years = {area: rows[rows["has"]].groupby("indicator")["year"].nunique() for area, rows in has.items()}
    assert {of_area["lbm-score"] for of_area in years.values()} == {9}
    assert {area for area, of_area in years.items() if "rivm-eenzaam" in of_area} == {
        *("amsterdam-nieuw-west", "amsterdam-zuidoost", "arnhem-oost", "breda-noord", "delft-west"),
        *("den-haag-zuidwest", "dordrecht-west", "eindhoven-woensel-zuid", "leeuwarden-oost", "rotterdam-zuid"),
        *("tilburg-noordwest", "utrecht-overvecht", "zaandam-oost"),
    }
    wmo = {area: int(of_area.get("kwb-wmo", 0)) for area, of_area in years.items()}
    assert (wmo["arnhem-oost"], wmo["eindhoven-woensel-zuid"], wmo["amsterdam-zuidoost"]) == (7, 6, 2)
    assert wmo["heerlen-noord"] == wmo["groningen-noord"] == 0
    assert not any(rows.loc[rows["indicator"].str.startswith(("rivm-", "lbm-")), "nl"].any() for rows in has.values())


def test_a_series_of_the_tables_is_cut_where_they_say(run):
    rows = series.area_series(run, "rotterdam-zuid", ["kwb-jeugdzorg"])
    own = rows[rows["role"] == "area"].set_index("year")["segment"]
    assert own.to_dict() == {2018: 1, 2019: 2} | dict.fromkeys(range(2020, 2025), 3)
    assert set(rows.loc[rows["role"] == "nl", "segment"]) == {1}
    arnhem = series.area_series(run, "arnhem-oost", ["kwb-inwoners"])
    own = arnhem[arnhem["role"] == "area"].set_index("year")
    assert own["segment"].to_dict() == {2016: 1, 2017: 1} | dict.fromkeys(range(2018, 2026), 2)
    assert own.index[own["provisional"]].tolist() == [2025]
    assert own.loc[2022, "value"] == Interval(46090, 46062, 46118)


def test_missing_benchmarks_have_no_row(run):
    rows = series.area_series(run, "heerlen-noord")
    assert set(rows.loc[rows["indicator"] == "lbm-score", "role"]) == {"area"}
    assert isinstance(rows, pd.DataFrame) and not rows.duplicated(["indicator", "role", "year"]).any()


# Themes, and why a course breaks -----------------------------------------------------------------------------


def test_series_of_a_theme_are_those_that_name_it():
    facts = [("i", "series", "armoede;veerkracht"), ("j", "series", None), ("k", "register", "armoede")]
    rows = [{"indicator": name, "kind": kind, "use": "shown", "themes": of} for name, kind, of in facts]
    run = _tables(indicators=rows, themes=[{"theme": name} for name in THEMES])
    assert series.of_theme(run, "armoede") == ["i"] == series.of_theme(run, "veerkracht")
    assert series.of_theme(run, "jonge-kind") == []


def test_breaks_are_those_within_a_course_and_new_codes_at_its_start():
    run = open_run("den-haag-zuidwest")
    names = ["kwb-bijstand", "rivm-rondkomen"]
    found = series.breaks_of(run, series.area_series(run, "den-haag-zuidwest", names))
    assert found[["indicator", "year", "kind"]].to_numpy().tolist() == [
        *(["rivm-rondkomen", 2022, "model"], ["kwb-bijstand", 2024, "boundary"], ["rivm-rondkomen", 2024, "model"])
    ]
    assert found["starting"].dropna().tolist() == ["Wijk 33 Bouwlust en Vrederust"]
    late = series.area_series(run, "den-haag-zuidwest", names)
    assert series.breaks_of(run, late[late["year"] > 2024]).empty


def test_a_course_starts_with_the_districts_that_have_no_earlier_value():
    """By the table of districts itself: the others of the area do have one."""
    run = open_run("groningen-noord")
    found = series.breaks_of(run, series.area_series(run, run.area))
    found = found[found["starting"].notna()]
    assert found["indicator"].nunique() > 5 and set(found["year"]) == {2025}
    own = run.tables.area_wijken.query("area == @run.area").drop_duplicates("wk_code", keep="last")
    values = run.tables.wijk_values.dropna(subset="value")
    for indicator, rows in found.groupby("indicator"):
        first = values[values["indicator"] == indicator].groupby("wk_code")["year"].min()
        late = {name: first[code] == 2025 for code, name in zip(own["wk_code"], own["wk_name"], strict=True)}
        assert {name for name, is_late in late.items() if is_late} == set(rows["starting"]) and not all(late.values())


def test_what_the_table_says_of_the_same_figure_of_two_sources_is_what_districts_show():
    """Both figures of labour participation of 2022, of as many districts as the sentence counts; and two that agree."""
    tables = load_tables()
    of_2022 = tables.wijk_values.query("year == 2022").dropna(subset="value")
    wide = of_2022.pivot(index="wk_code", columns="indicator", values="value")
    higher = (wide["kwb-arbeidsdeelname"] - wide["cbs-arbeidsparticipatie"]).dropna()
    pairs = tables.correspondences.set_index(["indicator", "report_indicator"])
    said = pairs.loc[("kwb-arbeidsdeelname", "cbs-arbeidsparticipatie")]
    assert f"In {len(higher)} wijken hebben wij van 2022 beide cijfers." in said["difference_nl"]
    assert f"In {len(higher)} districts we have both figures for 2022." in said["difference_en"]
    assert (higher.min(), higher.max()) == (4, 7)
    assert "vier tot zeven" in said["difference_nl"] and "four to seven" in said["difference_en"]
    caveats = tables.indicators.set_index("indicator")
    for language, words in (("nl", f"in de {len(higher)} wijken"), ("en", f"in the {len(higher)} districts")):
        assert words in caveats.loc["kwb-arbeidsdeelname", f"caveat_{language}"]
    assert wide[["kwb-inwoners", "cbs-inwoners"]].dropna().nunique(axis=1).eq(1).all()
    values = wide[["kwb-woningwaarde", "cbs-woningwaarde"]].dropna()
    assert values["kwb-woningwaarde"].eq(1000 * values["cbs-woningwaarde"]).all() and len(values) > 10


def test_how_many_districts_have_more_of_facilities_is_what_the_table_counts():
    tables = load_tables()
    wide = tables.wijk_values.query("indicator == 'lbm-voorzieningen'").pivot(index="wk_code", columns="year")["value"]
    rose = (wide[2020] - wide[2018]).dropna() > 0
    assert set(rose.index) <= set(tables.area_wijken["wk_code"])
    said = tables.indicators.set_index("indicator").loc["lbm-voorzieningen"]
    assert f"in {rose.sum()} van de {len(rose)} wijken van de focusgebieden." in said["caveat_nl"]
    assert f"in {rose.sum()} of the {len(rose)} districts of the focus areas." in said["caveat_en"]


JUMPS = load_tables().breaks.query("indicator.str.startswith('lbm-') and region.str.startswith('GM')")


@pytest.mark.parametrize("row", list(JUMPS.itertuples()), ids=JUMPS["region"] + JUMPS["year"].map(" {}".format))
def test_a_jump_of_a_city_counts_the_districts_of_the_table(row):
    """The numbers in these sentences are typed: each is computed again, and no sentence says more than it counts."""
    values = load_tables().wijk_values.query("indicator == @row.indicator")
    values = values[series.municipalities(values["wk_code"]) == row.region]
    of_year = values.pivot(index="wk_code", columns="year", values="value")
    before = max(year for year in of_year.columns if year < row.year)
    moved = (of_year[row.year] - of_year[before]).dropna()
    sign = 1 if moved.mean() > 0 else -1
    same, every, mean = int((moved * sign > 0).sum()), len(moved), f"{abs(moved.mean()):.2f}"
    assert row.section == f"mean change {before}-{row.year} of {every} districts: {moved.mean():+.3f}; " + (
        f"{same} {'higher' if sign > 0 else 'lower'}"
    )
    counted = [str(every)] if same == every else [str(same), str(every)]
    over = [] if same == every else [str(every)]
    assert re.findall(r"[\d.]*\d", row.reason_en) == (
        [*counted, str(before), *over, mean] if row.indicator == "lbm-score" else [*counted, str(before), mean]
    )
    assert re.findall(r"[\d,]*\d", row.reason_nl) == [
        number.replace(".", ",") for number in re.findall(r"[\d.]*\d", row.reason_en)
    ]
    words = ("hoger", "higher") if sign > 0 else ("lager", "lower")
    assert words[0] in row.reason_nl and words[1] in row.reason_en
    assert "hele stad" not in row.reason_nl and "whole city" not in row.reason_en


def test_a_merger_is_about_the_municipality_alone():
    run = open_run("tilburg-noordwest")
    rows = series.area_series(run, "tilburg-noordwest", ["kwb-bijstand"])
    assert series.breaks_of(run, rows)["year"].tolist() == [2021]
    assert series.breaks_of(run, rows[rows["role"] != "municipality"]).empty
    assert rows[rows["role"] == "area"]["segment"].nunique() == 1 < rows["segment"].nunique()


def test_an_own_figure_stands_beside_the_value_of_another_source_of_its_own_area_and_indicator():
    rows = pd.DataFrame(
        [
            ("a", "i", "area", "first", 1.0),
            ("a", "i", "area", "own-x", 2.0),  # beside the row above
            ("b", "i", "area", "own-x", 2.0),  # another area
            ("a", "j", "area", "own-x", 2.0),  # another indicator
            ("a", "k", "area", "first", None),
            ("a", "k", "area", "own-x", 2.0),  # beside no value
            ("a", "l", "municipality", "first", 1.0),
            ("a", "l", "area", "own-x", 2.0),  # beside another role
            ("a", "i", "municipality", "own-x", 2.0),  # of no area
        ],
        columns=["area", "indicator", "role", "source", "value"],
        index=range(10, 19),
    )
    assert series._is_beside(rows).tolist() == [False, True] + [False] * 7
