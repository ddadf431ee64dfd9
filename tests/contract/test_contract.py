"""The tables keep their contract, and a bad cell is named with table, row, column, value and expectation."""

import csv
import re

import pandas as pd
import pytest

from helpers import cli
from helpers.contract import provenance
from helpers.contract.dictionary import markdown
from helpers.contract.load import DEFAULT_DATA_DIR, DataError, load_tables, write_table
from helpers.contract.provenance import origin_of
from helpers.contract.tables import TABLES
from helpers.methods import calibration
from tests.conftest import copy_of_data


def _spoil(folder, table, row, column, value):
    """Put a value into a cell (row counted from 1, below the header)."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row][rows[0].index(column)] = value
    _write(path, rows)


def _write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


CORRUPTIONS = [
    # table, row, column, bad value, what the message must also say
    ("areas", 3, "gm_code", "0202", "GM"),
    ("areas", 5, "area", "Delft West", "form"),
    ("areas", 2, "tile_row", "9", "at most 8"),
    ("areas", 4, "name", "", "empty; expected a text"),
    ("area_wijken", 7, "match", "good", "one of exact, close, inferred, proxy"),
    ("area_wijken", 1, "area", "amsterdam-west", "exists in areas.area"),
    ("area_wijken", 9, "wk_code", "WK1", "WK"),
    ("themes", 1, "colour", "red", "form"),
    ("indicators", 2, "kind", "efect", "one of effect"),
    ("indicators", 4, "polarity", "good", "higher-better"),
    ("indicators", 6, "decimals", "1.5", "a whole number"),
    ("indicator_values", 10, "value", "12,6", "a number with a decimal point"),
    ("indicator_values", 11, "value", "", "empty; expected a number"),
    ("indicator_values", 12, "year", "1899", "at least 2000"),
    ("indicator_values", 13, "precision", "-0.1", "at least 0"),
    ("indicator_values", 14, "indicator", "armoede", "exists in indicators.indicator"),
    ("indicator_values", 15, "region", "netherlands", "one of focus, nl"),
    ("indicator_values", 16, "basis", "guessed", "one of stated"),
    ("realisation_values", 1, "areas_reporting", "21", "at most 20"),
    ("realisation_values", 2, "bound", "nearly", "one of exact"),
    ("studies", 8, "phase", "3", "at most 2"),
    ("studies", 9, "method", "survey", "one of literature-study"),
    ("studies", 1, "n_interviews", "six", "a whole number"),
    ("interventions", 30, "area", "zaanstad-oost", "exists in areas.area"),
    ("interventions", 31, "type", "misc", "one of outreach"),
    ("interventions", 32, "content", "much", "one of described"),
    ("finding_areas", 5, "nature", "bad", "one of problem"),
    ("findings", 12, "parent", "armoede-effect-99", "exists in findings.finding"),
    ("findings", 13, "kind", "result", "one of effect"),
    ("finding_areas", 4, "finding", "armoede-effect-77", "exists in findings.finding"),
    ("finding_links", 4, "common", "common-effect-6", "form"),
    ("spillovers", 5, "to_theme", "wonen", "one of armoede"),
    ("factor_links", 6, "strength", "weak", "one of strong"),
    ("reported_numbers", 7, "value", "about 20", "a number"),
    ("area_values", 20, "coverage", "1.2", "at most 1"),
    ("area_values", 21, "area", "delft-noord", "exists in areas.area"),
    ("area_values", 22, "status", "fine", "one of ok"),
    ("area_values", 23, "source", "hearsay", "exists in sources.source"),
    ("area_wijken", 30, "scheme", "buurt", "one of wijk, city-district"),
    ("wijk_values", 31, "wk_code", "WK36", "form"),
    ("wijk_values", 32, "precision", "-1", "at least 0"),
    ("wijk_values", 33, "indicator", "kwb-huur", "exists in indicators.indicator"),
    ("region_values", 34, "region", "GM9999", "exists in areas.gm_code"),
    ("region_values", 35, "basis", "guess", "one of stated, computed"),
    ("sources", 4, "address", "ftp://cbs.nl", "form"),
    ("breaks", 5, "kind", "storm", "one of boundary"),
    ("correspondences", 6, "same_definition", "maybe", "one of yes, no"),
    ("correspondences", 7, "report_indicator", "eenzaamheid", "exists in indicators.indicator"),
    ("row_counts", 8, "rows", "many", "a whole number"),
    ("register_calibration", 2, "basis", "guess", "one of one-district"),
    ("register_calibration", 3, "extra", "-0.1", "at least 0"),
    ("register_calibration", 4, "indicator", "cbs-huur", "exists in indicators.indicator"),
    ("register_calibration", 5, "districts_sha256", "10abaf", "form"),
]


REFERENCES = "exists in"  # what the message about an id that is nowhere says; looked at when all cells are in order


@pytest.fixture(scope="module")
def problems(tmp_path_factory):
    """What loading says when all bad cells are there at once, and then all ids that are nowhere: reading takes long."""
    found = []
    for about_ids in (False, True):
        folder = copy_of_data(tmp_path_factory.mktemp("spoilt"))
        spoilt = [case for case in CORRUPTIONS if case[-1].startswith(REFERENCES) == about_ids]
        for table, row, column, value, _ in spoilt:
            _spoil(folder, table, row, column, value)
        with pytest.raises(DataError) as error:
            load_tables(folder)
        assert len(error.value.problems) == len(spoilt), error.value.problems
        found += error.value.problems
    return found


@pytest.mark.parametrize(("table", "row", "column", "value", "says"), CORRUPTIONS)
def test_bad_cell_is_named(problems, table, row, column, value, says):
    place = f"{table}.csv, row {row}, column {column}: "
    (problem,) = [problem for problem in problems if problem.startswith(place)]
    assert problem.removeprefix(place).startswith(repr(value) if value else "empty")
    assert says in problem


def test_missing_row_is_noticed(data_copy):
    path = data_copy / "indicator_values.csv"
    lines = path.read_text(encoding="utf-8").splitlines()  # with the header
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"indicator_values.csv: {len(lines) - 2} rows; expected {len(lines) - 1}"):
        load_tables(data_copy)


def test_repeated_key_is_named_once_per_row(data_copy):
    path = data_copy / "areas.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_tables(data_copy)
    assert [p for p in error.value.problems if f"row {len(lines)}, key area=amsterdam-nieuw-west" in p]
    assert len(error.value.problems) == len(set(error.value.problems))


def test_unknown_column_is_named(data_copy):
    path = data_copy / "themes.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0] + ",remark", *(line + ",x" for line in lines[1:])]), encoding="utf-8")
    with pytest.raises(DataError, match=r"themes.csv: header .*unknown: remark"):
        load_tables(data_copy)


def test_missing_file_is_named(data_copy):
    (data_copy / "factors.csv").unlink()
    with pytest.raises(DataError, match=r"factors.csv: the file is missing"):
        load_tables(data_copy)


def test_file_that_is_not_utf8_is_named(data_copy):
    path = data_copy / "areas.csv"
    path.write_bytes(path.read_bytes().replace("Fryslân".encode(), "Fryslân".encode("latin-1")))
    with pytest.raises(DataError, match=r"areas\.csv, line 12: the byte e2 is not UTF-8"):
        load_tables(data_copy)


def test_many_problems_are_counted_and_cut_off():
    message = str(DataError([f"problem {number}" for number in range(39)]))
    assert message.startswith("39 problem(s)") and message.endswith("problem 19\n  ... and 19 more")


def test_own_data_keep_the_contract(tables):
    assert set(tables.frames) == {table.name for table in TABLES}


def test_a_frame_that_is_changed_changes_nothing_for_others(tables):
    areas = tables.areas
    areas["name"] = "x"
    assert "x" not in set(tables.areas["name"])


def test_data_dictionary_is_up_to_date():
    assert (DEFAULT_DATA_DIR / "README.md").read_text(encoding="utf-8") == markdown()


def test_commands_that_tables_are_made_by_exist_and_name_tables_that_exist():
    commands = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    origins = {table.name: origin_of(table.name) for table in TABLES}
    assert len([origin for origin in origins.values() if origin.kind != "typed"]) == len(provenance._ORIGINS)
    for origin in origins.values():
        for made_by in filter(None, origin.made_by.split(", ")):
            assert made_by.split()[1] in commands
        named = re.findall(r"`(\w+)`", origin.made_of)
        assert set(named) <= set(origins) and (origin.kind == "typed") == (origin.made_by == "")


def test_parts_of_findings_are_of_the_same_theme_and_kind(tables):
    findings = tables.findings.set_index("finding")
    parts = findings[findings["parent"].notna()]
    parents = findings.loc[parts["parent"]]
    assert (parts["theme"].to_numpy() == parents["theme"].to_numpy()).all()
    assert (parts["kind"].to_numpy() == parents["kind"].to_numpy()).all()


def test_no_finding_is_a_part_of_a_part_of_itself(tables):
    parent = tables.findings.set_index("finding")["parent"].dropna().to_dict()
    for finding in parent:
        seen = {finding}
        while finding in parent:
            finding = parent[finding]
            assert finding not in seen
            seen.add(finding)


def test_links_join_findings_of_the_same_kind(tables):
    links = tables.finding_links.merge(tables.findings[["finding", "kind"]], on="finding")
    assert (links["common"].str.split("-").str[1] == links["kind"]).all()


def test_tiles_do_not_overlap(tables):
    assert not tables.areas.duplicated(["tile_row", "tile_col"]).any()


def test_match_grade_is_one_per_area(tables):
    assert (tables.area_wijken.groupby(["area", "vintage", "scheme"])["match"].nunique() == 1).all()


def test_widths_follow_each_other_for_every_register_indicator(tables):
    """A row for one district, and no number of districts that two rows or none are for."""
    facts = tables.indicators
    rows = tables.register_calibration
    assert set(rows["indicator"]) == set(facts.loc[facts["kind"] == "register", "indicator"])
    for _, of_indicator in rows.sort_values("districts_from").groupby("indicator"):
        assert of_indicator["districts_from"].iloc[0] == 1 and pd.isna(of_indicator["districts_to"].iloc[-1])
        assert (of_indicator["districts_to"][:-1] + 1).tolist() == of_indicator["districts_from"][1:].tolist()


def test_widths_are_of_one_pair_of_files_and_their_counts_fit(tables):
    rows = tables.register_calibration
    assert (rows[["districts_sha256", "municipalities_sha256"]].nunique() == 1).all()
    one = rows["basis"] == "one-district"
    assert ((rows["districts_to"] == 1) == one).all() and (rows.loc[one, ["extra", "calibrated"]] == 0).all(axis=None)
    assert (rows.loc[~one, "calibrated"] >= calibration.FEWEST).all()
    assert (rows["held_before"] <= rows["held"]).all() and (rows["held"] <= rows["checked"]).all()
    assert (rows["missed"] <= rows["missed_before"]).all() and (rows["missed"] + rows["held"] <= rows["checked"]).all()
    assert (rows["share_lower"] <= rows["held"] / rows["checked"]).all()
    assert (rows["width_after"] - rows["width_before"]).tolist() == pytest.approx((2 * rows["extra"]).tolist())


def test_a_table_is_written_only_when_it_keeps_its_contract(data_copy):
    rows = load_tables(data_copy).register_calibration
    path = data_copy / "register_calibration.csv"
    before = path.read_bytes()
    bad = rows.assign(indicator=rows["indicator"].replace("cbs-woningwaarde", "cbs-huur"))
    with pytest.raises(
        DataError, match=r"register_calibration\.csv, row 29, column indicator: 'cbs-huur'; expected an id"
    ):
        write_table("register_calibration", bad, data_copy)
    with pytest.raises(DataError, match=r"47 rows; expected 48"):
        write_table("register_calibration", rows[1:], data_copy)
    with pytest.raises(DataError, match=r"header is not as expected \(missing: extra"):
        write_table("register_calibration", rows.drop(columns="extra"), data_copy)
    (data_copy / "indicators.csv").rename(data_copy / "other")
    with pytest.raises(DataError, match=r"indicators\.csv: the file is missing"):
        write_table("register_calibration", rows, data_copy)
    (data_copy / "other").rename(data_copy / "indicators.csv")
    assert path.read_bytes() == before
    write_table("register_calibration", rows.assign(extra=rows["extra"] + 1), data_copy)
    assert load_tables(data_copy).register_calibration["extra"].min() == 1  # and what was read before is forgotten


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("value", float("nan")),
        *[pytest.param(*of, marks=pytest.mark.slow) for of in (("value", float("inf")), ("lower", 1e9))],
        ("status", "low-coverage"),
    ],
)
def test_a_computed_value_that_its_status_contradicts_leaves_the_old_table(data_copy, column, value):
    """It once stood there as a number that is none, marked ok."""
    rows, path = load_tables(data_copy).area_values, data_copy / "area_values.csv"
    before = path.read_bytes()
    assert rows.loc[3, "status"] == "ok"
    rows.loc[3, column] = value
    with pytest.raises(DataError, match=r"area_values\.csv, row 4, column (value|lower|status)"):
        write_table("area_values", rows, data_copy)
    assert path.read_bytes() == before


def test_anonymous_numbers_have_no_area(tables):
    numbers = tables.reported_numbers
    assert numbers.loc[numbers["anonymous"] == 1, "area"].isna().all()


def test_labels_are_in_both_languages(tables):
    """An optional text that is there in one language is there in the other."""
    for table in TABLES:
        frame = tables.frames[table.name]
        for column in frame.columns:
            if column.endswith("_nl"):
                assert (frame[column].isna() == frame[column[:-3] + "_en"].isna()).all(), (table.name, column)


def test_each_link_between_factors_has_its_reason(tables):
    """An arrow has it in both languages, as readers see it; a correspondence has an argument for analysts."""
    links = tables.factor_links
    arrows = links["kind"] == "cmo-edge"
    assert arrows.sum() == 25 and (links["reason_nl"].notna() == arrows).all()
    assert (links["argument_en"].isna() == arrows).all()
