"""A user's own figures: what is read from workbook, CSV and folder, and what is said of every cell that is wrong."""

import csv
import re
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from typer.testing import CliRunner

from helpers.cli import app
from helpers.contract.own_data import known, template
from helpers.sources import grids, own_cells
from helpers.sources.grids import FileError, read_grids
from helpers.sources.own_figures import COLUMNS, FIGURES, INDICATORS, SOURCE, read

FIGURE = {
    "region": "utrecht-overvecht",
    "indicator": "own-visits",
    "year": 2024,
    "value": 31.5,
    "lower": 30,
    "upper": 33.25,
    "n": 812,
    "note": "=1+1 is a remark",
}
DISTRICT = {"region": "WK034403", "indicator": "kwb-lage-inkomens", "year": 2023, "vintage": 2023, "value": 58.3}
ORIGIN = {
    "source": "monitor",
    "publisher": "Gemeente Utrecht",
    "title": "Wijkmonitor",
    "licence": "CC0",
    "address": "https://x.invalid/monitor",
    "date": "2025-03-31",
    "nature": "survey",
}
VISITS = {
    "indicator": "own-visits",
    "name_nl": "Bezoek aan het wijkcentrum",
    "name_en": "Visits to the community centre",
    "unit": "percent",
    "polarity": "higher-better",
    "decimals": 1,
    "definition": "Aandeel bewoners dat komt",
    "themes": "sociale-cohesie;armoede",
    "nature": "survey",
    "weight": "population",
}


@pytest.fixture(scope="module")
def collection(tables):
    return known(tables)


def fill(book, figures=(FIGURE, DISTRICT), sources=(ORIGIN,), indicators=(VISITS,)):
    """Rows below the headers of a workbook, which is given back."""
    for name, rows in ((FIGURES, figures), (SOURCE, sources), (INDICATORS, indicators)):
        for number, row in enumerate(rows, 2):
            for column, value in row.items():
                cell = book[name].cell(number, COLUMNS[name].index(column) + 1, value)
                if isinstance(value, str) and value.startswith("= "):
                    cell.value = value
                elif isinstance(value, str):
                    cell.data_type = "s"
    return book


def empty_book():
    book = Workbook()
    book.remove(book.active)
    for name, columns in COLUMNS.items():
        book.create_sheet(name).append(columns)
    return book


def save(book, folder):
    path = folder / "own.xlsx"
    book.save(path)
    return path


def problems(path, collection):
    with pytest.raises(FileError) as error:
        read(path, collection)
    return list(error.value.problems)


# What is read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_filled_into_the_template_is_read(tmp_path, collection, tables, language):
    path = tmp_path / "template.xlsx"
    path.write_bytes(template(language))
    book = load_workbook(path)
    assert len(book["areas"]["A"]) == len(tables.areas) + 1 and len(book["districts"]["A"]) > 300
    assert {"kwb-wmo", "lbm-score"} <= {cell.value for cell in book["indicators"]["A"]}
    assert len(book[FIGURES].data_validations.dataValidation) >= 8
    assert all(cell.comment.text for name in COLUMNS for cell in book[name][1])
    fill(book)
    own = read(save(book, tmp_path), collection)
    area, district = own.values.to_dict("records")
    for name in ("region", "indicator", "year", "value", "lower", "upper", "n", "note"):
        assert area[name] == FIGURE[name], name
    assert (area["subgroup"], area["status"], area["source"], area["vintage"]) == ("all", "ok", "monitor", 2024)
    assert area["row"] == "own.xlsx, figures!F2"
    assert (district["value"], district["lower"], district["upper"]) == pytest.approx((58.3, 58.25, 58.35))
    assert own.sources.to_dict("records") == [ORIGIN] and own.indicators.to_dict("records") == [VISITS]
    assert own.remarks == []


def test_the_sheets_of_lists_and_the_explanation_are_in_the_language():
    assert template("nl") != template("en")


def write_csv(path, rows, delimiter=","):
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def test_a_folder_of_csv_files_is_read_as_the_workbook(tmp_path, collection):
    own = read(save(fill(empty_book()), tmp_path), collection)
    folder = tmp_path / "own"
    folder.mkdir()
    for name, rows in (("figures", [FIGURE, DISTRICT]), ("source", [ORIGIN]), ("indicators", [VISITS])):
        write_csv(folder / f"{name}.csv", rows)
    (folder / "sources.csv").write_text("source\n")
    same = read(folder, collection)
    assert same.values.drop(columns="row").equals(own.values.drop(columns="row"))
    assert same.sources.equals(own.sources) and same.indicators.equals(own.indicators)
    assert same.values["row"].tolist() == [f"figures.csv, line {line}, column value" for line in (2, 3)]
    assert same.remarks == [
        "sources.csv: was not read; the files of own figures are figures.csv, source.csv, indicators.csv"
    ]


def test_one_csv_names_its_source_in_its_rows(tmp_path, collection):
    path = tmp_path / "figures.csv"
    named = {"publisher": "Gemeente Utrecht", "title": "Wijkmonitor"}
    write_csv(path, [DISTRICT | named, DISTRICT | named | {"year": 2022, "vintage": 2022}], ";")
    own = read(path, collection)
    assert own.values["year"].tolist() == [2023, 2022]
    assert own.sources[["source", "publisher", "title"]].values.tolist() == [["figures", *named.values()]]
    write_csv(path, [DISTRICT | named, DISTRICT | named | {"year": 2022, "vintage": 2022, "publisher": "Other"}])
    assert problems(path, collection) == [
        "figures.csv, line 3, column publisher: 'Other'; expected 'Gemeente Utrecht', as in the first row: one file is "
        "of one source"
    ]


def test_one_csv_without_a_source_is_refused(tmp_path, collection):
    write_csv(tmp_path / "figures.csv", [DISTRICT])
    said = problems(tmp_path / "figures.csv", collection)
    assert [line.split(",")[0] for line in said] == ["figures.csv: no column publisher", "figures.csv: no column title"]


@pytest.mark.parametrize(
    ("given", "value"),
    [("12,5", 12.5), ("12.5", 12.5), ("0,125", 0.125), ("12.1234", 12.1234), (12, 12.0), ("12", 12.0)],
)
def test_numbers_that_are_text_are_read_when_there_is_one_reading(tmp_path, collection, given, value):
    figures = [FIGURE | {"value": given, "lower": None, "upper": None}, FIGURE | {"year": 2023}]
    own = read(save(fill(empty_book(), figures), tmp_path), collection)
    assert own.values.loc[0, "value"] == value


@pytest.mark.parametrize(
    ("value", "half", "unit"),
    [(12.5, 0.05, "percent"), (12, 0.5, "percent"), (1200, 0, "persons"), (3.25, 0.005, "score")],
)
def test_without_limits_the_decimals_say_what_rounding_leaves_open(tmp_path, collection, value, half, unit):
    figures = [FIGURE | {"value": value, "lower": None, "upper": None}]
    own = read(save(fill(empty_book(), figures, indicators=[VISITS | {"unit": unit}]), tmp_path), collection)
    row = own.values.iloc[0]
    assert (row["precision"], row["lower"], row["upper"]) == pytest.approx((half, value - half, value + half))


def test_a_reason_stands_for_a_number_that_is_not_there(tmp_path, collection):
    figures = [{"region": "nl", "indicator": "own-visits", "year": 2024, "status": "suppressed", "n": 7}]
    own = read(save(fill(empty_book(), figures), tmp_path), collection)
    row = own.values.iloc[0]
    assert row["status"] == "suppressed" and row[["value", "lower", "upper", "n"]].isna().all()


def test_hidden_rows_and_columns_are_read_and_said(tmp_path, collection):
    book = fill(empty_book())
    book[FIGURES].row_dimensions[3].hidden = True
    book[FIGURES].column_dimensions["J"].hidden = True
    own = read(save(book, tmp_path), collection)
    assert len(own.values) == 2
    assert own.remarks == [
        "own.xlsx, figures: hidden rows were read as all others: 3",
        "own.xlsx, figures: hidden columns were read as all others: J",
    ]


# Damaged cells ---------------------------------------------------------------------------------------------

SOURCES_OF_TWO = [ORIGIN, ORIGIN | {"source": "other"}]
FIGURE_DAMAGE = {
    "area unknown": (
        "A2",
        "utrecht-overvegt",
        "'utrecht-overvegt'; expected an area, .*did you mean utrecht-overvecht",
    ),
    "area missing": ("A2", None, "empty; expected an area, or the code of a district"),
    "district unknown": ("A3", "WK034493", "'WK034493'; expected an area.*did you mean .*WK03440"),
    "district of Breda": ("A3", "WK075806", r"did you mean WK0758\d\d( or WK0758\d\d)*\?$"),
    "code without letters": ("A3", 34403, "34403; expected an area.*a code has lost its letters or zeros"),
    "a total": ("A2", "Totaal", "'Totaal'; expected an area"),
    "indicator unknown": (
        "B3",
        "kwb-laag-inkomen",
        "expected an indicator of the list.*did you mean kwb-lage-inkomens",
    ),
    "indicator missing": ("B3", None, "empty; expected a text"),
    "register figure": ("B3", "cbs-inwoners", "'cbs-inwoners'; expected a series"),
    "subgroup": ("C2", "Vrouwen 18+", r"'Vrouwen 18\+'; expected a name of small letters"),
    "year missing": ("D2", None, "empty; expected a whole number of 2000 to 2030"),
    "year as date": ("D2", datetime(2024, 1, 1), "the date 2024-01-01; expected a whole number"),
    "year broken": ("D2", 2024.5, "2024.5; expected a whole number"),
    "year of another age": ("D2", 1924, "1924; expected a whole number of 2000 to 2030"),
    "year in words": ("D2", "2024/25", "'2024/25'; expected a whole number"),
    "vintage missing": ("E3", None, "empty; expected vintage: the year of the boundaries of WK034403, one of 2022"),
    "vintage without a list": ("E3", 2014, "2014; expected a year whose boundaries have WK034403"),
    "value missing": ("F2", None, "empty; expected a number, or under status why there is none"),
    "value in words": ("F2", "veel", "'veel'; expected a number, without a unit"),
    "value with unit": ("F2", "31,5%", "'31,5%'; expected a number, without a unit"),
    "value with thousands": ("F2", "1.234", "'1.234'; expected a number without a mark for thousands"),
    "value with blanks": ("F2", "1 234", "'1 234'; expected a number, without a unit"),
    "value as date": ("F2", datetime(2024, 5, 31), "the date 2024-05-31; expected a number: the cell is formatted"),
    "value true": ("F2", True, "True; expected a number"),
    "secret number": ("F3", -99997, "-99997; expected an empty cell, and under status"),
    "secret sign": ("F3", "x", "'x'; expected an empty cell, and under status"),
    "point": ("F3", ".", r"'\.'; expected an empty cell, and under status"),
    "formula without a value": ("F2", "= 1+1", "a formula whose value was not saved; expected a number; open the file"),
    "negative": ("F3", -3, "-3; expected percent of at least 0 and at most 100"),
    "above its unit": ("F3", 583, "583; expected percent of at least 0 and at most 100"),
    "lower above the value": ("G2", 32, "32; expected at most the value, 31.5"),
    "upper below the value": ("H2", 31, "31; expected at least the value, 31.5"),
    "one limit": ("H2", None, "30; expected both limits, or none"),
    "limit in words": ("G2", "ca. 30", r"'ca\. 30'; expected a number"),
    "people broken": ("I2", 812.5, "812.5; expected a whole number"),
    "note that turns text": ("J2", "a\u202eb", "expected text without control characters"),
    "status unknown": ("K2", "geheim", "'geheim'; expected one of ok, provisional[^;]*$"),
    "status misspelt": ("K2", "supressed", "did you mean suppressed"),
    "value beside a reason": ("K2", "suppressed", "31.5; expected no number, as the status is suppressed"),
    "source unknown": ("L2", "monitr", "'monitr'; expected a source of the table of sources; did you mean monitor"),
    "the same key": ("A4", "= twice", "utrecht-overvecht own-visits all 2024 again, after own.xlsx, figures!A2"),
}
OTHER_DAMAGE = {
    "no publisher": (SOURCE, "B2", None, "empty; expected a text"),
    "no title": (SOURCE, "C2", None, "empty; expected a text"),
    "address": (SOURCE, "E2", "javascript:alert(1)", "expected an address that begins with https"),
    "address without a host": (SOURCE, "E2", "https://?", "expected an address that begins with https"),
    "address with a name and password": (
        SOURCE,
        "E2",
        "https://a:b@x.invalid/",
        "expected an address that begins with",
    ),
    "address with a broken host": (SOURCE, "E2", "https://[::1", "expected an address that begins with https"),
    "date": (SOURCE, "F2", "31 maart", "'31 maart'; expected a date"),
    "day that there is not": (SOURCE, "F2", "2025-02-30", "'2025-02-30'; expected a date"),
    "month that there is not": (SOURCE, "F2", "2025-13-01", "'2025-13-01'; expected a date"),
    "year nought": (SOURCE, "F2", "0000", "'0000'; expected a date"),
    "date as number": (SOURCE, "F2", 45747, "45747; expected a date"),
    "slug of the source": (SOURCE, "A2", "De Monitor", "'De Monitor'; expected a name of small letters"),
    "indicator that is there": (INDICATORS, "A2", "kwb-wmo", "'kwb-wmo'; expected a name that the collection does not"),
    "slug of the indicator": (INDICATORS, "A2", "Bezoek!", "'Bezoek!'; expected a name of small letters"),
    "no Dutch name": (INDICATORS, "B2", None, "empty; expected a text"),
    "no English name": (INDICATORS, "C2", None, "empty; expected a text"),
    "unit": (INDICATORS, "D2", "procent", "'procent'; expected one of .*did you mean percent"),
    "polarity": (INDICATORS, "E2", "better", "'better'; expected one of higher-better"),
    "decimals": (INDICATORS, "F2", 9, "9; expected a whole number of 0 to 4"),
    "no definition": (INDICATORS, "G2", None, "empty; expected a text"),
    "theme": (INDICATORS, "H2", "armoede;veilig", "expected one or more of armoede"),
    "nature": (INDICATORS, "I2", "enquete", "'enquete'; expected one of register"),
    "weight": (INDICATORS, "J2", "inwoners", "'inwoners'; expected one of none"),
}
DAMAGE = {name: (FIGURES, *damage) for name, damage in FIGURE_DAMAGE.items()} | OTHER_DAMAGE


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_cell_is_named_by_its_address(tmp_path, collection, name):
    sheet, address, value, says = DAMAGE[name]
    book = fill(empty_book())
    if value == "= twice":
        for place, cell in enumerate(book[FIGURES][2], 1):
            book[FIGURES].cell(4, place, cell.value)
    else:
        book[sheet][address] = value
    said = problems(save(book, tmp_path), collection)
    places = {"one limit": "G2", "value beside a reason": "F2"}
    where = f"own.xlsx, {sheet}!{places.get(name, address)}: "
    about = [line for line in said if line.startswith(where)]
    assert len(about) == 1, said
    assert re.search(says, about[0].removeprefix(where)), about


def test_an_own_indicator_with_a_problem_is_told_once(tmp_path, collection):
    said = problems(save(fill(empty_book(), indicators=[VISITS | {"unit": "procent"}]), tmp_path), collection)
    assert [line.split(":")[0] for line in said] == ["own.xlsx, own indicators!D2"]


def test_all_problems_are_told_at_once(tmp_path, collection):
    book = fill(empty_book())
    for address, value in {"A2": "nowhere", "D2": 1, "F2": "?", "B3": "kwb-x"}.items():
        book[FIGURES][address] = value
    book[SOURCE]["B2"] = None
    said = problems(save(book, tmp_path), collection)
    wrong = [f"own.xlsx, {cell}" for cell in ("figures!A2", "figures!B3", "figures!D2", "figures!F2", "source!B2")]
    assert sorted(line.split(":")[0] for line in said) == wrong


def test_shares_that_are_fractions_are_refused_in_every_cell(tmp_path, collection):
    figures = [
        FIGURE | {"year": year, "value": value, "lower": None, "upper": None}
        for year, value in ((2023, 0.3), (2024, 1))
    ]
    said = problems(save(fill(empty_book(), figures), tmp_path), collection)
    assert [line.split(":")[0] for line in said] == ["own.xlsx, figures!F2", "own.xlsx, figures!F3"]
    assert "are fractions" in said[0]


def test_a_cell_that_is_shown_as_a_percentage_is_refused(tmp_path, collection):
    book = fill(empty_book())
    book[FIGURES]["F3"] = 0.583
    book[FIGURES]["F3"].number_format = "0.0%"
    (said,) = problems(save(book, tmp_path), collection)
    assert said.startswith("own.xlsx, figures!F3: 0.583; expected a plain number: the cell is shown as a percentage")


def test_broken_numbers_of_people_are_refused(tmp_path, collection):
    figures = [FIGURE | {"value": 12.5, "lower": None, "upper": None}]
    said = problems(save(fill(empty_book(), figures, indicators=[VISITS | {"unit": "persons"}]), tmp_path), collection)
    assert said[0].startswith("own.xlsx, figures!F2: 12.5; expected a whole number of persons")


def test_districts_of_an_own_share_need_a_weight(tmp_path, collection):
    figures = [DISTRICT | {"indicator": "own-visits"}]
    book = fill(empty_book(), figures, indicators=[VISITS | {"weight": None}])
    (said,) = problems(save(book, tmp_path), collection)
    assert said.startswith("own.xlsx, figures!B2: 'own-visits'; expected a weight for it")


def test_a_source_must_be_named_when_there_are_two(tmp_path, collection):
    said = problems(save(fill(empty_book(), sources=SOURCES_OF_TWO), tmp_path), collection)
    assert [line.split(";")[0] for line in said] == ["own.xlsx, figures!L2: empty", "own.xlsx, figures!L3: empty"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda book: book[FIGURES].merge_cells("A2:A3"), "own.xlsx, figures!A2:A3: merged cells; expected every cell"),
        (lambda book: book[FIGURES].delete_cols(1), "own.xlsx, figures: no column region; found indicator"),
        (lambda book: book[FIGURES].cell(1, 3, "sub group"), "column 'sub group' is not known; did you mean subgroup?"),
        (
            lambda book: book[FIGURES].cell(1, 3, "year"),
            "own.xlsx, figures!D1: 'year' again; expected every column once",
        ),
        (lambda book: book[FIGURES].cell(2, 15, "loose"), "own.xlsx, figures!O2: 'loose' in a column without a name"),
        (lambda book: book[FIGURES].delete_rows(2, 9), "own.xlsx, figures: no rows; expected a row per figure"),
        (lambda book: book[SOURCE].delete_rows(2, 9), "own.xlsx, source: no rows; expected the source of the figures"),
        (lambda book: book.remove(book[SOURCE]), "own.xlsx, figures: no column publisher, as there is no table"),
        (lambda book: book[SOURCE].append(list(ORIGIN.values())), "own.xlsx, source!A3: 'monitor' again, after"),
    ],
)
def test_a_damaged_form_is_said(tmp_path, collection, spoil, says):
    book = fill(empty_book())
    spoil(book)
    assert any(says in line for line in problems(save(book, tmp_path), collection))


def test_a_damaged_workbook_is_said(tmp_path, collection):
    path = tmp_path / "own.xlsx"
    path.write_bytes(save(fill(empty_book()), tmp_path).read_bytes()[:900])
    assert problems(path, collection)[0].startswith("own.xlsx: cannot be read as a workbook")


@pytest.mark.parametrize("name", [FIGURES, SOURCE])
def test_a_sheet_that_is_a_chart_is_no_table(tmp_path, collection, name):
    book = fill(empty_book())
    chart = BarChart()
    chart.add_data(Reference(book[INDICATORS], min_col=1, min_row=1, max_row=2))
    book.remove(book[name])
    book.create_chartsheet(name).add_chart(chart)
    says = "no layout that we know" if name == FIGURES else "no column publisher, as there is no table with the source"
    assert says in problems(save(book, tmp_path), collection)[0]


def test_a_workbook_that_stops_the_reader_in_any_way_is_said(tmp_path, collection):
    book = fill(empty_book())
    book.create_chartsheet("empty")  # of a chart sheet without a chart openpyxl makes an AttributeError
    assert problems(save(book, tmp_path), collection)[0].startswith("own.xlsx: cannot be read as a workbook")
    with pytest.raises(FileError, match=r"^own\.xlsx: cannot be read as a workbook"):
        read_grids(tmp_path / "own.xlsx")


@pytest.mark.parametrize("title", ["Figures", " figures", "FIGURES "])
def test_a_sheet_whose_name_was_changed_is_named(tmp_path, collection, title):
    book = fill(empty_book())
    book[FIGURES].title = "x"  # openpyxl takes two spellings of one name for a clash
    book["x"].title = title
    assert f"own.xlsx: a sheet {title!r}; expected its name to be 'figures'" in problems(
        save(book, tmp_path), collection
    )


@pytest.mark.parametrize("name", ["own.xlsx", pytest.param("own.csv", marks=pytest.mark.slow)])
def test_a_workbook_that_unpacks_to_a_huge_size_is_not_unpacked(tmp_path, collection, name):
    small = save(fill(empty_book()), tmp_path).read_bytes()
    path = tmp_path / name
    path.write_bytes(small)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/image1.png", bytes(201_000_000))
    assert path.stat().st_size < 300_000
    for refused in (problems(path, collection), _refused(read_grids, path)):
        assert refused[0].startswith(f"{name}: 201") and "bytes once unpacked; expected at most" in refused[0]


@pytest.mark.parametrize("name", ["own.csv", "own.xlsx"])
def test_a_huge_file_is_not_read_to_its_end(tmp_path, collection, monkeypatch, name):
    monkeypatch.setattr(grids, "_MOST_BYTES", 1000)
    (tmp_path / name).write_bytes(bytes(1001))
    says = f"{name}: more than 1000 bytes; expected at most so many"
    assert problems(tmp_path / name, collection) == list(_refused(read_grids, tmp_path / name)) == [says]


@pytest.mark.parametrize("as_folder", [False, True])
def test_more_rows_than_people_fill_in_are_refused_as_csv_too(tmp_path, collection, monkeypatch, as_folder):
    monkeypatch.setattr(own_cells, "_MOST_ROWS", 2)
    path = tmp_path / "figures.csv"
    write_csv(path, [FIGURE | {"publisher": "x", "title": "y"}] * 3)
    assert problems(tmp_path if as_folder else path, collection)[0] == "figures.csv: 3 rows; expected at most 2"


def _refused(function, *arguments):
    with pytest.raises(FileError) as caught:
        function(*arguments)
    return caught.value.problems


def test_an_error_of_a_spreadsheet_is_said(tmp_path, collection):
    book = fill(empty_book())
    book[FIGURES]["F2"] = "#DIV/0!"
    book[FIGURES]["F2"].data_type = "e"
    said = problems(save(book, tmp_path), collection)
    assert said[0].startswith("own.xlsx, figures!F2: the error #DIV/0!; expected a number")


def test_problems_of_csv_have_line_and_column(tmp_path, collection):
    folder = tmp_path / "own"
    folder.mkdir()
    write_csv(folder / "figures.csv", [DISTRICT, DISTRICT | {"year": 2022, "vintage": 2022, "value": "58 %"}])
    write_csv(folder / "source.csv", [ORIGIN])
    (said,) = problems(folder, collection)
    assert said.startswith("figures.csv, line 3, column value: '58 %'; expected a number")


def test_a_folder_without_figures_is_refused(tmp_path, collection):
    assert problems(tmp_path, collection) == [f"{tmp_path.name}: no figures; expected a table with that name"]


def test_the_command_writes_a_template_and_overwrites_none(tmp_path):
    path = tmp_path / "own.xlsx"
    arguments = ["template", "--output", str(path)]
    assert CliRunner().invoke(app, [*arguments, "--language", "en"]).exit_code == 0
    assert load_workbook(path).sheetnames[:4] == ["explanation", FIGURES, SOURCE, INDICATORS]
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 2 and "is there already" in again.stderr.replace("\n", " ")
