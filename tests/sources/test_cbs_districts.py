import pandas as pd
import pytest

from helpers.results import register
from helpers.sources import cbs_districts

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


@pytest.fixture
def municipalities():
    return pd.DataFrame([_district("GM0001", 10000, 5000), _district("GM0002", 30000, 10000, employment_rate=70.0)])


def _area(rows):
    codes = [row["code"] for row in rows]
    wijken = pd.DataFrame({"area": "a", "wk_code": codes, "match": "close"})
    return pd.DataFrame(rows), wijken


def _values(districts, wijken, municipalities, region):
    rows = cbs_districts.aggregate(districts, municipalities, wijken)
    return rows[rows["region"] == region].set_index("indicator")


def test_shares_are_weighted_with_their_denominator(municipalities):
    districts, wijken = _area(
        [_district("WK000101", 1000, 100, dwelling_ownership=20.0, employment_rate=50.0),
         _district("WK000102", 3000, 900, dwelling_ownership=60.0, employment_rate=70.0)]
    )  # fmt: skip
    values = _values(districts, wijken, municipalities, "a")
    assert values.loc["cbs-inwoners", "value"] == 4000
    assert values.loc["cbs-koopwoningen", "value"] == pytest.approx((20 * 100 + 60 * 900) / 1000)
    assert values.loc["cbs-arbeidsparticipatie", "value"] == pytest.approx((50 * 700 + 70 * 2100) / 2800)
    assert values.loc["cbs-arbeidsparticipatie", "n"] == 2800  # residents aged 15 to 64
    assert values.loc["cbs-laag-inkomen", "n"] == 3600  # residents aged 15 and over


def test_rounding_of_the_inputs_stays_with_the_value(municipalities):
    districts, wijken = _area([_district("WK000101", 1000, 100), _district("WK000102", 1000, 100)])
    values = _values(districts, wijken, municipalities, "a")
    assert values.loc["cbs-koopwoningen", ["lower", "upper"]].tolist() == [39.5, 40.5]
    assert values.loc["cbs-laag-inkomen", ["lower", "upper"]].tolist() == [49.95, 50.05]
    assert values.loc["cbs-inwoners", ["lower", "upper"]].tolist() == [1995, 2005]


def test_too_little_coverage_gives_no_value(municipalities):
    districts, wijken = _area([_district("WK000101", 700, 70), _district("WK000102", 300, 30, employment_rate=None)])
    row = _values(districts, wijken, municipalities, "a").loc["cbs-arbeidsparticipatie"]
    assert row["status"] == "low-coverage" and pd.isna(row["value"]) and row["coverage"] == pytest.approx(0.7)


def test_enough_coverage_leaves_the_missing_district_out(municipalities):
    districts, wijken = _area(
        [_district("WK000101", 900, 90, employment_rate=50.0), _district("WK000102", 100, 10, employment_rate=None)]
    )
    row = _values(districts, wijken, municipalities, "a").loc["cbs-arbeidsparticipatie"]
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
def test_a_district_without_its_weight_lowers_the_coverage(municipalities, missing, indicator, code):
    """The second of three equal districts: two thirds are too few for a value."""
    districts, wijken = _area(
        [_district(f"WK00010{n}", 1000, 100) | ({missing: code} if n == 2 else {}) for n in (1, 2, 3)]
    )
    row = _values(districts, wijken, municipalities, "a").loc[indicator]
    assert (row["status"], row["coverage"]) == ("low-coverage", pytest.approx(2 / 3, abs=1e-4))
    assert pd.isna(row["value"])


def test_a_district_without_its_weight_counts_by_its_residents(municipalities):
    """Nine tenths of the residents are known: their value stands, and says that it is theirs only."""
    small = _district("WK000102", 100, None, dwelling_ownership=90.0)
    districts, wijken = _area([_district("WK000101", 900, 90, dwelling_ownership=50.0), small])
    row = _values(districts, wijken, municipalities, "a").loc["cbs-koopwoningen"]
    assert (row["status"], row["value"], row["coverage"]) == ("ok", 50.0, pytest.approx(0.9))


def test_what_is_kept_secret_is_missing_and_never_averaged(municipalities):
    districts, wijken = _area(
        [_district("WK000101", 900, 90, income_low=50.0), _district("WK000102", 100, 10, income_low=-99997)]
    )
    row = _values(districts, wijken, municipalities, "a").loc["cbs-laag-inkomen"]
    assert (row["status"], row["value"], row["coverage"]) == ("ok", 50.0, pytest.approx(0.9))


def test_an_area_without_residents_has_no_shares(municipalities):
    districts, wijken = _area([_district("WK000101", 0, 0)])
    values = _values(districts, wijken, municipalities, "a")
    assert values.loc["cbs-inwoners", "value"] == 0
    shares = values.drop("cbs-inwoners")
    assert shares["value"].isna().all() and set(shares["status"]) == {"low-coverage"}
    assert (shares["coverage"] == 0).all()


def test_the_netherlands_are_all_municipalities(municipalities):
    districts, wijken = _area([_district("WK000101", 1000, 100)])
    row = _values(districts, wijken, municipalities, "nl").loc["cbs-arbeidsparticipatie"]
    assert row["value"] == pytest.approx((60 * 7000 + 70 * 21000) / 28000)


def test_unknown_district_is_named(municipalities):
    districts, wijken = _area([_district("WK000101", 1000, 100)])
    wijken["wk_code"] = "WK999999"
    with pytest.raises(ValueError, match="WK999999"):
        cbs_districts.aggregate(districts, municipalities, wijken)


# Published by CBS in "Kerncijfers wijken en buurten 2022"; an area of one district has its district's figures.
@pytest.mark.parametrize(("region", "indicator", "value"), [
    ("utrecht-overvecht", "cbs-inwoners", 34560), ("vlaardingen-westwijk", "cbs-inwoners", 12665),
    ("utrecht-overvecht", "cbs-koopwoningen", 20), ("GM0344", "cbs-laag-inkomen", 36.5),
    ("GM0363", "cbs-woningwaarde", 433), ("GM0917", "cbs-arbeidsparticipatie", 55), ("nl", "cbs-inwoners", 17590672),
])  # fmt: skip
def test_published_register_figure(tables, region, indicator, value):
    rows = tables.area_values.set_index(["region", "indicator"])
    assert rows.loc[(region, indicator), "value"] == value


def test_income_groups_add_up_to_their_definition(tables):
    """Lowest 40 % and highest 20 % of the country must be 40 and 20 % of the country."""
    rows = tables.area_values.set_index(["region", "indicator"])["value"]
    assert rows["nl", "cbs-laag-inkomen"] == pytest.approx(40, abs=0.1)
    assert rows["nl", "cbs-hoog-inkomen"] == pytest.approx(20, abs=0.1)


def test_area_context_has_its_benchmarks(run):
    rows = register.area_context(run, "utrecht-overvecht").set_index("indicator")
    assert rows.loc["cbs-laag-inkomen", "municipality"].value == 36.5
    assert rows.loc["cbs-laag-inkomen", "n_areas"] == 20
    assert rows.loc["cbs-inwoners", "match"] == "exact"
