"""`kansrijk similar`: from the file of CBS to the two tables. The file is made again from the shipped profiles."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from helpers import cli
from helpers.contract.load import load_tables
from helpers.methods import matching
from helpers.sources import district_profiles

NAMES = {number: name for name, number in district_profiles._URBANITY.items()}


def file_of_cbs(tables):
    rows = tables.district_profiles.rename(columns={"wk_code": "code", "wk_name": "name", "gm_name": "gemeente"})
    rows = rows.assign(urbanity=rows["urbanity"].map(NAMES), area=1.5)
    return rows.drop(columns=["single_households", "households_with_children", "vintage", "source", "section"])


def read(rows, tables, tmp_path):
    path = tmp_path / "wijken.csv"
    rows.to_csv(path, index=False)
    return district_profiles.read_profiles(path, tables.area_wijken, tables.wijk_values)


def few_of_cbs(tables):
    """Those of the areas, of what was chosen first, and some more."""
    rows = file_of_cbs(tables)
    chosen = rows["code"] == tables.similar_districts["wk_code"][0]
    return rows[rows["area"].notna() | chosen | (rows.index < 50)].reset_index(drop=True)


def similar(path, data_dir, *options):
    return CliRunner().invoke(cli.app, ["similar", str(path), "--data-dir", str(data_dir), *options])


def test_the_shipped_choice_follows_from_the_shipped_profiles(tables):
    """On a fresh clone: nothing but the two tables is needed to choose again, and to see what a poor match is."""
    chosen = tables.similar_districts
    assert set(chosen["variables"]) == {"basis"} and set(chosen["area"]) == set(tables.areas["area"])
    again = matching.choices(tables.district_profiles, matching.BASIS)
    pd.testing.assert_frame_equal(
        again[["area", "rank", "wk_code"]], chosen[["area", "rank", "wk_code"]], check_dtype=False
    )
    assert (again[["distance", "limit"]] - chosen[["distance", "limit"]]).abs().max(axis=None) <= 2e-6


def test_eligible_districts_are_outside_the_areas_and_known(tables):
    rows, lists = tables.district_profiles, tables.area_wijken
    lists = lists[lists["vintage"] == 2022]
    of_areas = rows["area"].notna()
    assert dict(rows.loc[of_areas, ["wk_code", "area"]].to_numpy()) == dict(lists[["wk_code", "area"]].to_numpy())
    eligible = rows[~of_areas]
    assert (eligible["population"] >= district_profiles.SMALLEST).all()
    assert eligible[[*district_profiles._MATCHED]].notna().all(axis=None)
    assert not set(tables.similar_districts["wk_code"]) & set(lists["wk_code"])


def test_the_figures_of_area_districts_are_those_that_areas_are_added_up_from(tables):
    """Two tables with the same figures of CBS: the profile of an area is of the same year as its own figures."""
    rows = tables.district_profiles[tables.district_profiles["area"].notna()].set_index("wk_code")
    values = tables.wijk_values
    for column, indicator in {"income_low": "cbs-laag-inkomen", "pop_65plus": "cbs-leeftijd-65plus"}.items():
        published = values[values["indicator"] == indicator].set_index("wk_code")["value"]
        pd.testing.assert_series_equal(rows[column], published[rows.index], check_names=False)
    own = matching.profile(matching.with_size(rows[rows["area"] == "dordrecht-west"]), matching.BASIS)
    figures = tables.area_values[tables.area_values["area"] == "dordrecht-west"].set_index("indicator")["value"]
    assert own["dwelling_ownership"] == pytest.approx(figures["cbs-koopwoningen"], abs=0.001)
    assert own["pop_65plus"] == pytest.approx(figures["cbs-leeftijd-65plus"], abs=0.001)


def test_the_command_makes_the_same_tables_of_the_same_file(tables, data_copy, tmp_path):
    path = tmp_path / "wijken.csv"
    rows = file_of_cbs(tables)
    rows.sample(frac=1, random_state=1).to_csv(path, index=False)
    before = (data_copy / "district_profiles.csv").read_bytes()
    result = similar(path, data_copy)
    assert result.exit_code == 0, result.output
    eligible, chosen = tables.district_profiles["area"].isna().sum(), len(tables.similar_districts)
    assert f"{eligible} districts to choose from; {chosen} chosen, 10 of them beyond the limit" in result.output
    assert "no set 'households': wijken.csv has no a_hh, a_1p_hh, a_hh_m_k" in result.output
    assert (data_copy / "district_profiles.csv").read_bytes() == before
    shipped, again = tables.similar_districts, load_tables(data_copy).similar_districts
    assert again["districts_sha256"].nunique() == 1 and again["districts_sha256"][0] != shipped["districts_sha256"][0]
    pd.testing.assert_frame_equal(again.drop(columns="districts_sha256"), shipped.drop(columns="districts_sha256"))


@pytest.mark.slow
def test_without_a_file_the_choice_is_made_anew_for_the_areas_of_today(tables, data_copy):
    def choose():
        return CliRunner().invoke(cli.app, ["similar", "--data-dir", str(data_copy), "--renew"])

    paths = [data_copy / f"{name}.csv" for name in ("district_profiles", "similar_districts")]
    before = [path.read_bytes() for path in paths]
    result = choose()
    assert result.exit_code == 0 and "districts to choose from; " in result.output
    assert [path.read_bytes() for path in paths] == before
    lists = (data_copy / "area_wijken.csv").read_text()
    other = "WK075806,Breda noord-west,2022"
    (data_copy / "area_wijken.csv").write_text(lists.replace("WK075801,Breda noord,2022", other))
    assert choose().exit_code == 0
    again = load_tables(data_copy)
    areas = again.district_profiles.set_index("wk_code")["area"]
    assert areas["WK075806"] == "breda-noord" and pd.isna(areas["WK075801"])
    assert set(again.similar_districts["area"]) == set(tables.areas["area"])


def test_a_district_without_a_profile_needs_the_file(tables):
    lists = tables.area_wijken.replace("WK075801", "WK019320")  # 365 residents
    with pytest.raises(ValueError, match=r"district_profiles\.csv has no WK019320; expected the file of CBS"):
        district_profiles.with_areas(tables.district_profiles, lists)


def test_a_district_of_two_areas_is_named(tables):
    first = tables.area_wijken.query("vintage == 2022 and scheme == 'wijk'").iloc[[0]]
    lists = pd.concat([tables.area_wijken, first.assign(area="zaandam-oost")])
    with pytest.raises(
        ValueError, match=f"district {first['wk_code'].iloc[0]} is of .* and zaandam-oost; expected one"
    ):
        district_profiles.with_areas(tables.district_profiles, lists)


def test_a_file_that_is_wrong_changes_nothing(tables, data_copy, tmp_path):
    path = tmp_path / "wijken.csv"
    before = (data_copy / "similar_districts.csv").read_bytes()
    few_of_cbs(tables).drop(columns="urbanity").to_csv(path, index=False)
    result = similar(path, data_copy)
    assert (
        result.exit_code == 2 and "wijken.csv: no column urbanity; expected name, gemeente, urbanity" in result.output
    )
    assert (data_copy / "similar_districts.csv").read_bytes() == before


def test_households_are_read_as_shares(tables, tmp_path):
    rows = few_of_cbs(tables)
    found = read(rows.assign(a_hh=1000, a_1p_hh=range(len(rows)), a_hh_m_k=250), tables, tmp_path)
    assert found["households_with_children"].eq(25.0).all()
    assert sorted(found["single_households"])[:3] == [0.0, 0.1, 0.2]


@pytest.mark.slow
def test_a_file_with_households_gives_a_second_set(tables, data_copy, tmp_path):
    path = tmp_path / "wijken.csv"
    places = [place % 800 for place in range(len(tables.district_profiles))]
    file_of_cbs(tables).assign(a_hh=1000, a_1p_hh=places, a_hh_m_k=250).to_csv(path, index=False)
    assert similar(path, data_copy, "--renew").exit_code == 0
    again = load_tables(data_copy)
    chosen = again.similar_districts["variables"].value_counts().to_dict()
    assert chosen == dict.fromkeys(("basis", "households"), matching.NEAREST * len(tables.areas))
    assert again.district_profiles["households_with_children"].eq(25.0).all()
    assert again.district_profiles["single_households"].head(3).tolist() == [0.0, 0.1, 0.2]


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("population", 999, False),
        ("population", 1000, True),
        ("urbanity", None, False),
        ("pop_65plus", None, False),
        ("dwelling_ownership", -99997, False),
        ("population", -99997, False),
        ("income_low", None, True),
    ],
)
def test_who_may_be_chosen(tables, tmp_path, column, value, kept):
    rows = few_of_cbs(tables)
    code = tables.similar_districts["wk_code"][0]
    rows.loc[rows["code"] == code, column] = value
    assert (code in set(read(rows, tables, tmp_path)["wk_code"])) == kept


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("urbanity", "urban", r"line 2, column urbanity: 'urban'; expected one of extremely urbanised, strongly"),
        ("name", None, r"line 2, column name: empty; expected a name"),
        ("a_hh", "x", r"line 2, column a_hh: 'x'; expected a number or an empty cell"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(tables, tmp_path, column, value, says):
    rows = few_of_cbs(tables).assign(a_hh=10).astype(object)
    rows.loc[0, column] = value
    with pytest.raises(ValueError, match=rf"^wijken\.csv, {says}"):
        read(rows, tables, tmp_path)


def test_a_file_of_another_year_or_without_a_district_of_an_area_is_refused(tables, tmp_path):
    rows = few_of_cbs(tables)
    place = int(rows.index[rows["code"] == "WK091712"][0])
    other = rows.copy()
    other.loc[place, "population"] = 6850
    with pytest.raises(ValueError, match=rf"line {place + 2}, column population: '6850'; expected the residents"):
        read(other, tables, tmp_path)
    with pytest.raises(ValueError, match=r"column code: no WK091712; expected every district of the areas"):
        read(rows.drop(index=place), tables, tmp_path)
