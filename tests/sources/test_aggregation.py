"""Values of districts, added up to areas; and the tables that are made of them."""

import pandas as pd
import pytest

from helpers.contract.load import load_tables
from helpers.results import register
from helpers.sources import cbs_districts
from helpers.sources.aggregation import MINIMUM_COVERAGE, aggregate, weights
from tests.sources.national import values_of

COLUMNS = {
    "pop_0_14": 10.0,
    "pop_15_24": 20.0,
    "pop_25_44": 30.0,
    "pop_45_64": 20.0,
    "pop_65plus": 20.0,
    "dwelling_value": 200.0,
    "dwelling_ownership": 40.0,
    "employment_rate": 60.0,
    "income_low": 50.0,
    "income_high": 10.0,
    "edu_appl_sci": 25.0,
}


def _district(code, population, homes, **values):
    return (
        {"code": code, "gm_code": "GM0001", "area": 1.5, "population": population, "dwelling_total": homes}
        | COLUMNS
        | values
    )


def _values(*districts):
    """The rows of an area that is made of the districts, by indicator."""
    rows = pd.DataFrame(districts)
    wijken = pd.DataFrame({"area": "a", "scheme": "wijk", "wk_code": rows["code"], "vintage": 2022, "match": "close"})
    facts = load_tables().indicators.query("kind == 'register'")
    return aggregate(cbs_districts.published(values_of(rows)), wijken, facts).set_index("indicator")


def test_shares_are_weighted_with_their_denominator():
    districts = [_district("WK000101", 1000, 100, dwelling_ownership=20.0, employment_rate=50.0),
         _district("WK000102", 3000, 900, dwelling_ownership=60.0, employment_rate=70.0)]  # fmt: skip
    values = _values(*districts)
    assert values.loc["cbs-inwoners", "value"] == 4000
    assert values.loc["cbs-koopwoningen", "value"] == pytest.approx((20 * 100 + 60 * 900) / 1000)
    assert values.loc["cbs-arbeidsparticipatie", "value"] == pytest.approx((50 * 700 + 70 * 2100) / 2800)
    assert values.loc["cbs-arbeidsparticipatie", "n"] == 2800  # residents aged 15 to 64
    assert values.loc["cbs-laag-inkomen", "n"] == 3600  # residents aged 15 and over


def test_rounding_of_the_inputs_stays_with_the_value():
    districts = [_district("WK000101", 1000, 100), _district("WK000102", 1000, 100)]
    values = _values(*districts)
    assert values.loc["cbs-koopwoningen", ["lower", "upper"]].tolist() == [39.5, 40.5]
    assert values.loc["cbs-laag-inkomen", ["lower", "upper"]].tolist() == [49.95, 50.05]
    assert values.loc["cbs-inwoners", ["lower", "upper"]].tolist() == [1992, 2008]


def test_too_little_coverage_gives_no_value():
    districts = [_district("WK000101", 700, 70), _district("WK000102", 300, 30, employment_rate=None)]
    row = _values(*districts).loc["cbs-arbeidsparticipatie"]
    assert row["status"] == "low-coverage" and pd.isna(row["value"]) and row["coverage"] == pytest.approx(0.7)


def test_enough_coverage_leaves_the_missing_district_out():
    districts = [
        _district("WK000101", 900, 90, employment_rate=50.0),
        _district("WK000102", 100, 10, employment_rate=None),
    ]
    row = _values(*districts).loc["cbs-arbeidsparticipatie"]
    assert (row["status"], row["value"], row["coverage"]) == ("ok", 50.0, pytest.approx(0.9))


@pytest.mark.parametrize(
    ("missing", "indicator"),
    [
        ("dwelling_total", "cbs-koopwoningen"),
        ("dwelling_total", "cbs-woningwaarde"),
        ("pop_25_44", "cbs-arbeidsparticipatie"),
        ("pop_65plus", "cbs-laag-inkomen"),
        ("population", "cbs-leeftijd-0-14"),
        ("population", "cbs-inwoners"),
    ],
)
@pytest.mark.parametrize("code", [None, -99997])
def test_a_district_without_its_weight_lowers_the_coverage(missing, indicator, code):
    """The second of three equal districts: two thirds are too few for a value."""
    districts = [_district(f"WK00010{n}", 1000, 100) | ({missing: code} if n == 2 else {}) for n in (1, 2, 3)]
    row = _values(*districts).loc[indicator]
    assert (row["status"], row["coverage"]) == ("low-coverage", pytest.approx(2 / 3, abs=1e-4))
    assert pd.isna(row["value"])


def test_a_district_without_its_weight_counts_by_its_residents():
    """Nine tenths of the residents are known: their value stands, and says that it is theirs only."""
    small = _district("WK000102", 100, None, dwelling_ownership=90.0)
    districts = [_district("WK000101", 900, 90, dwelling_ownership=50.0), small]
    row = _values(*districts).loc["cbs-koopwoningen"]
    assert (row["status"], row["value"], row["coverage"]) == ("ok", 50.0, pytest.approx(0.9))


def test_what_is_kept_secret_is_missing_and_never_averaged():
    districts = [_district("WK000101", 900, 90, income_low=50.0), _district("WK000102", 100, 10, income_low=-99997)]
    row = _values(*districts).loc["cbs-laag-inkomen"]
    assert (row["status"], row["value"], row["coverage"]) == ("ok", 50.0, pytest.approx(0.9))


def test_an_area_without_residents_has_no_shares():
    districts = [_district("WK000101", 0, 0)]
    values = _values(*districts)
    assert values.loc["cbs-inwoners", "value"] == 0
    shares = values.drop("cbs-inwoners")
    assert shares["value"].isna().all() and set(shares["status"]) == {"low-coverage"}
    assert (shares["coverage"] == 0).all()


# Series ---------------------------------------------------------------------------------------------------

SERIES = pd.DataFrame(
    [("kwb-wmo", "population"), ("rivm-eenzaam", "population-18-plus"), ("kwb-bijstand", "none")],
    columns=["indicator", "weight"],
)


def _value(code, indicator, value, year=2020, vintage=2020, precision=0.5, status="ok", source="s"):
    names = ["wk_code", "indicator", "value", "year", "vintage", "precision", "status", "source"]
    row = dict(zip(names, (code, indicator, value, year, vintage, precision, status, source), strict=True))
    return row | {"subgroup": "all", "section": f"edition {year}"}


def _people(code, year=2020, vintage=2020, inhabitants=1000.0, young=100.0, youth=100.0):
    numbers = {"kwb-inwoners": inhabitants, "kwb-leeftijd-0-14": young, "kwb-leeftijd-15-24": youth}
    return [_value(code, name, number, year, vintage) for name, number in numbers.items()]


def _lists(*codes, vintage=2020, scheme="wijk"):
    return [{"area": "a", "scheme": scheme, "wk_code": code, "vintage": vintage, "match": "exact"} for code in codes]


def _series(values, lists):
    return aggregate(pd.DataFrame(values), pd.DataFrame(lists), SERIES).set_index(["indicator", "year"])


def test_a_value_is_joined_with_the_districts_of_its_own_boundaries_only():
    """In 2022 the second code is another place, and not of the area."""
    values = [_value("X1", "kwb-wmo", 10.0, 2020, 2020), _value("X2", "kwb-wmo", 20.0, 2020, 2020)]
    values += [_value("X1", "kwb-wmo", 30.0, 2022, 2022), _value("X2", "kwb-wmo", 90.0, 2022, 2022)]
    values += [part for code in ("X1", "X2") for year in (2020, 2022) for part in _people(code, year, year)]
    rows = _series(values, [*_lists("X1", "X2"), *_lists("X1", vintage=2022)])
    assert rows["value"].to_dict() == {("kwb-wmo", 2020): 15.0, ("kwb-wmo", 2022): 30.0}
    assert rows["districts"].tolist() == [2, 1] and rows["method"].tolist() == ["weighted-mean", "as-published"]
    assert _series(values, _lists("X1", "X2", vintage=2021)).empty


# Made in the form of the classes of Leefbaarometer 2.0, whose codes are of before 2018 and were used again since: in
# that file these codes are other places in Leeuwarden, and the last ones another division of Groningen.
REUSED = {"leeuwarden-oost": ("WK008020", "WK008050", "WK008051"), "groningen-noord": ("WK001410", "WK001412")}


@pytest.mark.parametrize("vintage", [2012, 2014, 2016, 2018])
def test_codes_that_were_used_again_are_not_joined(tables, vintage):
    def joined(year_of_boundaries):
        values = [
            _value(code, "kwb-wmo", 8.0, 2016, year_of_boundaries, source="leefbaarometer-2")
            for codes in REUSED.values()
            for code in codes
        ]
        return aggregate(pd.DataFrame(values), tables.area_wijken, SERIES)

    assert joined(vintage).empty
    assert set(joined(2024)["area"]) == set(REUSED)  # with the wrong year they would be


def test_denominators_are_made_of_the_numbers_that_there_are():
    sizes = weights(pd.DataFrame(_people("X1"))).set_index("weight")["size"]
    assert sizes.to_dict() == {"population": 1000, "population-18-plus": 870, "population-under-23": 180}


def test_denominators_are_of_the_nearest_year_and_of_the_same_boundaries():
    """Estimates of 2016 in boundaries of 2024: of the people of 2019 and 2023 those of 2019 are nearer.

    In 2018 one of the districts has no number: the mean of an area is weighted with numbers of one year.
    """
    values = [_value(code, "rivm-eenzaam", value, 2016, 2024) for code, value in (("X1", 40.0), ("X2", 60.0))]
    values += [*_people("X1", 2019, 2024), *_people("X2", 2019, 2024, inhabitants=430.0)]
    values += [*_people("X1", 2023, 2024), *_people("X2", 2023, 2024, inhabitants=9000.0)]
    values += [*_people("X1", 2016, 2016, inhabitants=9000.0), *_people("X2", 2016, 2016)]
    values += _people("X1", 2018, 2024, inhabitants=9000.0)
    row = _series(values, _lists("X1", "X2", vintage=2024)).loc[("rivm-eenzaam", 2016)]
    assert (row["weight_year"], row["n"]) == (2019, 870 + 300)
    assert row["value"] == pytest.approx((40 * 870 + 60 * 300) / 1170, abs=5e-4)


def test_a_sum_needs_every_district_and_adds_up_what_rounding_leaves_open():
    values = [_value("X1", "kwb-bijstand", 100.0, precision=5.0), _value("X2", "kwb-bijstand", 20.0, precision=5.0)]
    row = _series(values, _lists("X1", "X2")).loc[("kwb-bijstand", 2020)]
    assert row[["value", "lower", "upper", "n", "coverage"]].tolist() == [120, 110, 130, 120, 1]
    row = _series(values, _lists("X1", "X2", "X3")).loc[("kwb-bijstand", 2020)]
    assert row["status"] == "low-coverage" and pd.isna(row["value"]) and row["coverage"] == pytest.approx(0.6667)


def test_the_limits_of_a_mean_are_those_of_its_districts():
    values = [_value("X1", "kwb-wmo", 10.0, precision=0.5), _value("X2", "kwb-wmo", 20.0, precision=2.5)]
    row = _series([*values, *_people("X1"), *_people("X2", inhabitants=3000.0)], _lists("X1", "X2"))
    assert row.loc[("kwb-wmo", 2020), ["value", "lower", "upper"]].tolist() == [17.5, 15.5, 19.5]


@pytest.mark.parametrize(("status", "expected"), [("provisional", "provisional"), ("ok", "ok")])
def test_a_provisional_district_makes_the_area_provisional(status, expected):
    values = [_value("X1", "kwb-wmo", 10.0, status=status), _value("X2", "kwb-wmo", 20.0)]
    assert _series([*values, *_people("X1"), *_people("X2")], _lists("X1", "X2"))["status"].tolist() == [expected]


def test_an_area_whose_districts_were_all_not_published_says_so():
    values = [_value("X1", "kwb-wmo", None, precision=None, status="suppressed")]
    assert _series([*values, *_people("X1")], _lists("X1"))["status"].tolist() == ["not-published"]


def test_two_ways_to_cover_an_area_are_never_added_up_together():
    values = [_value("SD-A", "kwb-bijstand", 500.0, source="other"), _value("X1", "kwb-bijstand", 480.0)]
    rows = _series(values, [*_lists("SD-A", scheme="city-district"), *_lists("X1")])
    assert sorted(rows["value"]) == [480, 500] and set(rows["coverage"]) == {1.0}


# The tables -----------------------------------------------------------------------------------------------


def test_area_values_are_computed_from_the_tables(tables):
    facts = tables.indicators
    rows = aggregate(tables.wijk_values, tables.area_wijken, facts[facts["kind"].isin(("register", "series"))])
    pd.testing.assert_frame_equal(rows, tables.area_values, check_dtype=False)


def test_every_area_has_nine_years_of_the_leefbaarometer(tables):
    rows = tables.area_values[tables.area_values["indicator"] == "lbm-score"]
    years = [2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024]
    assert all(of_area["year"].tolist() == years for _, of_area in rows.groupby("area"))
    assert rows["area"].nunique() == len(tables.areas) and (rows["status"] == "ok").all()


CONSTANT = 4.10226485  # of the scale of the Leefbaarometer: no score of anybody


def test_the_dimensions_add_up_to_the_deviation_of_the_score(tables):
    rows = tables.wijk_values
    rows = rows[rows["source"] == "leefbaarometer-3"].pivot(
        index=["wk_code", "year"], columns="indicator", values="value"
    )
    rows = rows.dropna()
    assert len(rows) == 510
    dimensions = rows.drop(columns="lbm-score").sum(axis=1)
    assert (rows["lbm-score"] - CONSTANT - dimensions).abs().max() < 5 * 0.0005 + 0.00005


def test_no_benchmark_stands_for_one_that_nobody_published(tables):
    rows = tables.region_values
    assert not rows["indicator"].str.startswith("lbm-").any()
    assert not (rows["indicator"].str.startswith("rivm-") & (rows["region"] == "nl")).any()
    assert not (rows["value"] - CONSTANT).abs().lt(1e-3).any()


@pytest.mark.parametrize(
    ("region", "indicator", "year", "value"),
    [
        ("nl", "kwb-inwoners", 2016, 16979120),
        ("nl", "kwb-inwoners", 2022, 17590672),
        ("nl", "kwb-inwoners", 2025, 18044027),
        ("nl", "kwb-lage-inkomens", 2019, 40.0),
        ("GM0344", "kwb-inwoners", 2022, 361699),
    ],
)
def test_known_totals(tables, region, indicator, year, value):
    rows = tables.region_values.set_index(["region", "indicator", "year", "source"])["value"]
    assert rows[region, indicator, year, "cbs-kwb-series"] == value


def test_the_netherlands_have_two_fifths_low_incomes_in_every_year(tables):
    rows = tables.region_values
    assert set(rows.loc[(rows["region"] == "nl") & (rows["indicator"] == "kwb-lage-inkomens"), "value"]) == {40.0}


@pytest.mark.parametrize(("series", "register", "factor"), [
    ("kwb-inwoners", "cbs-inwoners", 1), ("kwb-woningwaarde", "cbs-woningwaarde", 1000),
])  # fmt: skip
def test_the_editions_of_2022_are_equal_where_both_have_a_district(tables, series, register, factor):
    districts = tables.wijk_values.rename(columns={"wk_code": "region"})
    rows = pd.concat([districts, tables.region_values])
    rows = rows[rows["year"] == 2022].drop_duplicates(["region", "indicator"])
    wide = rows.pivot(index="region", columns="indicator", values="value")[[series, register]].dropna()
    country = wide.loc["nl"]  # the register figure is computed, the other one is rounded
    assert abs(country[series] - factor * country[register]) <= factor / 2
    wide = wide.drop("nl")
    assert len(wide) > 50 and (wide[series] == factor * wide[register]).all()


def test_two_sources_of_the_same_number_agree(tables):
    rows = tables.wijk_values
    key = ["wk_code", "vintage", "indicator", "subgroup", "year"]
    twice = rows[rows.duplicated(key, keep=False)].groupby(key)["value"]
    assert len(twice) > 40 and (twice.nunique() == 1).all()
    rows, key = tables.region_values, ["region", "indicator", "year"]
    twice = rows[rows.duplicated(key, keep=False)].groupby(key)["value"]
    assert len(twice) == 13 and (twice.nunique() == 1).all()


def test_no_area_is_larger_than_its_municipality_and_no_municipality_than_the_country(tables):
    """Of every number of people or households, in every year; all municipalities together stay below it too."""
    facts = tables.indicators.query("kind == 'series' and weight == 'none'")
    key = ["indicator", "year"]
    own = tables.area_values.merge(tables.areas[["area", "gm_code"]], on="area").rename(columns={"gm_code": "region"})
    published = tables.region_values[tables.region_values["indicator"].isin(facts["indicator"])]
    published = published.drop_duplicates(["region", *key])
    both = own.merge(published, on=["region", *key], suffixes=("_area", "")).dropna(subset="value_area")
    assert len(both) > 800 and (both["value_area"] < both["value"]).all()
    cities = published[published["region"] != "nl"].groupby(key)["value"].sum()
    country = published[published["region"] == "nl"].set_index(key)["value"]
    assert len(cities) == 76 and (cities < country[cities.index]).all()


def test_city_districts_are_the_sum_of_their_districts(tables):
    rows = tables.area_values.query("indicator == 'kwb-inwoners' and year == 2024").set_index(["area", "source"])
    for area in ("amsterdam-nieuw-west", "amsterdam-zuidoost"):
        whole, parts = rows.loc[(area, "cbs-kwb-compiled")], rows.loc[(area, "cbs-kwb-2024-basics")]
        assert whole["value"] == parts["value"] and whole["method"] == "as-published" and parts["districts"] > 10


def test_ages_and_households_fit_the_inhabitants(tables):
    rows = tables.wijk_values
    wide = rows[rows["source"].isin(("cbs-kwb-series", "cbs-kwb-compiled"))].pivot(
        index=["wk_code", "year"], columns="indicator", values="value"
    )
    ages = wide[["kwb-leeftijd-0-14", "kwb-leeftijd-15-24", "kwb-leeftijd-65plus"]].sum(axis=1)
    assert (ages / wide["kwb-inwoners"]).between(0.3, 0.65).all()
    assert (wide["kwb-inwoners"] / wide["kwb-huishoudens"]).between(1.2, 2.6).all()


def test_figures_of_a_region_do_not_jump_without_a_break(tables):
    """A slip of the pen would: residents of a district or municipality from one year to the next."""
    districts = tables.wijk_values.rename(columns={"wk_code": "region"})
    rows = pd.concat([districts, tables.region_values])
    rows = rows[rows["indicator"] == "kwb-inwoners"].drop_duplicates(["region", "year"])
    wide = rows.pivot(index="region", columns="year", values="value")
    change = wide.pct_change(axis=1, fill_method=None).stack()
    jumps = set(change[change.abs() > 0.105].index)
    breaks = tables.breaks.query("indicator == 'kwb-inwoners' and kind == 'boundary'")
    assert jumps == {("WK020218", 2018), ("GM0080", 2018), ("GM0014", 2019)} and jumps <= set(
        zip(breaks["region"], breaks["year"], strict=True)
    )


def test_coverage_and_status_fit(tables):
    rows = tables.area_values
    low = rows["status"] == "low-coverage"
    assert (rows.loc[low, "coverage"] < 1).all() and (rows.loc[~low, "coverage"] >= MINIMUM_COVERAGE).all()
    assert (rows.loc[(rows["method"] == "sum") & ~low, "coverage"] == 1).all()


# Published by CBS in "Kerncijfers wijken en buurten 2022"; an area of one district has its district's figures.
@pytest.mark.parametrize(("region", "indicator", "value"), [
    ("utrecht-overvecht", "cbs-inwoners", 34560), ("vlaardingen-westwijk", "cbs-inwoners", 12665),
    ("utrecht-overvecht", "cbs-koopwoningen", 20), ("GM0344", "cbs-laag-inkomen", 36.5),
    ("GM0363", "cbs-woningwaarde", 433), ("GM0917", "cbs-arbeidsparticipatie", 55), ("nl", "cbs-inwoners", 17590672),
])  # fmt: skip
def test_published_register_figure(tables, region, indicator, value):
    assert _register(tables)[region, indicator] == value


def _register(tables):
    """The register figures of areas, municipalities and the Netherlands, by region and indicator."""
    areas = tables.area_values.rename(columns={"area": "region"})
    rows = pd.concat([areas, tables.region_values])
    return rows[rows["indicator"].str.startswith("cbs-")].set_index(["region", "indicator"])["value"]


def test_income_groups_add_up_to_their_definition(tables):
    """Lowest 40 % and highest 20 % of the country must be 40 and 20 % of the country."""
    rows = _register(tables)
    assert rows["nl", "cbs-laag-inkomen"] == pytest.approx(40, abs=0.1)
    assert rows["nl", "cbs-hoog-inkomen"] == pytest.approx(20, abs=0.1)


def test_area_context_has_its_benchmarks(run):
    rows = register.area_context(run, "utrecht-overvecht").set_index("indicator")
    assert str(rows.loc["cbs-laag-inkomen", "municipality"]) == "36.5 (36.45 to 36.55)"
    assert rows.loc["cbs-laag-inkomen", "n_areas"] == len(run.tables.areas)
    assert rows.loc["cbs-inwoners", "match"] == "exact"
