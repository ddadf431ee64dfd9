"""Own figures in the tables: beside what is shipped, added up in the same way, nothing of the project touched."""

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from helpers import results, views
from helpers.batch import plan
from helpers.blocks.html import blocks_html
from helpers.cli import app
from helpers.contract.load import DEFAULT_DATA_DIR, load_tables
from helpers.contract.own_data import folder_with_own, known, with_own
from helpers.contract.parameters import Parameters
from helpers.session import Run, open_run
from helpers.sources.grids import FileError
from helpers.sources.own_figures import INDICATORS, SOURCE
from tests.hostile import END, nodes
from tests.payloads import CONTROL, TEXTS
from tests.sources.test_own_figures import DISTRICT, FIGURE, ORIGIN, VISITS, empty_book, fill, save

OWN = "own-monitor"
TABLES = ("sources", "indicators", "wijk_values", "region_values", "area_values")
AREA = "utrecht-overvecht"


@pytest.fixture
def book(tmp_path):
    def write(*figures, **others):
        return save(fill(empty_book(), figures, **others), tmp_path)

    return write


def of_own(tables, name, source=OWN):
    rows = tables.frames[name]
    return rows[rows["source"] == source]


def test_own_rows_stand_beside_shipped_ones_and_change_none(book, tables):
    shipped = tables.area_values
    same_key = shipped[(shipped["area"] == AREA) & (shipped["indicator"] == "kwb-lage-inkomens")].iloc[0]
    figure = {"region": AREA, "indicator": "kwb-lage-inkomens", "year": int(same_key["year"]), "value": 12.5}
    benchmark = {"region": "GM0344", "indicator": "own-visits", "year": 2024, "value": 20, "status": "provisional"}
    own = with_own(book(FIGURE, figure, DISTRICT, benchmark))
    for name in TABLES:
        frame = own.tables.frames[name]
        others = frame[frame["source"] != OWN].reset_index(drop=True)
        assert others.equals(tables.frames[name]) and len(others) < len(frame), name
    rows = of_own(own.tables, "area_values").set_index(["indicator", "year"])
    given = rows.loc["own-visits", 2024]
    assert given[["value", "lower", "upper", "n"]].tolist() == [31.5, 30, 33.25, 812]
    assert given[["method", "districts", "match", "status"]].tolist() == ["as-given", 0, "exact", "ok"]
    assert rows.loc["kwb-lage-inkomens", same_key["year"]]["value"] == 12.5 != same_key["value"]
    (municipal,) = of_own(own.tables, "region_values").to_dict("records")
    assert (municipal["region"], municipal["precision"], municipal["status"]) == ("GM0344", 0.5, "provisional")
    (source,) = of_own(own.tables, "sources").to_dict("records")
    assert source["credit_nl"].startswith("Gemeente Utrecht, Wijkmonitor, 2025-03-31. Eigen cijfers")
    assert source["credit_en"].startswith("Gemeente Utrecht, Wijkmonitor, 2025-03-31. Own figures")


def test_a_credit_does_not_say_the_year_twice(book):
    own = with_own(book(FIGURE, sources=[ORIGIN | {"title": "Wijkmonitor 2024", "date": "2024"}]))
    (source,) = of_own(own.tables, "sources").to_dict("records")
    assert source["credit_en"].startswith("Gemeente Utrecht, Wijkmonitor 2024. Own figures")
    assert not source["credit_en"].endswith(".")  # the line that it stands in ends with one


def districts_of(tables, area, vintage=2024):
    lists = tables.area_wijken
    return lists.loc[(lists["area"] == area) & (lists["vintage"] == vintage) & (lists["scheme"] == "wijk"), "wk_code"]


def test_districts_are_added_up_with_their_residents(book, tables):
    codes = districts_of(tables, "zaandam-oost").tolist()
    assert len(codes) > 2
    figures = [
        {"region": code, "indicator": "own-visits", "year": 2024, "vintage": 2024, "value": 20.5 + place}
        for place, code in enumerate(codes)
    ]
    people = tables.wijk_values
    people = people[(people["indicator"] == "kwb-inwoners") & (people["year"] == 2024)]
    people = people.drop_duplicates("wk_code").set_index("wk_code")["value"].loc[codes]
    own = of_own(with_own(book(*figures)).tables, "area_values").iloc[0]
    expected = np.average([figure["value"] for figure in figures], weights=people)
    assert own["value"] == pytest.approx(expected, abs=0.001)
    assert (own["lower"], own["upper"]) == pytest.approx((expected - 0.05, expected + 0.05), abs=0.001)
    assert (own["method"], own["weight"], own["districts"]) == ("weighted-mean", "population", len(codes))


def test_the_figure_of_the_only_district_needs_no_denominator(book):
    figure = DISTRICT | {"lower": 57, "upper": 59, "n": 400}
    own = with_own(book(figure))
    (row,) = of_own(own.tables, "area_values").to_dict("records")
    assert (row["area"], row["value"], row["lower"], row["upper"], row["n"]) == (AREA, 58.3, 57, 59, 400)
    assert (row["method"], row["districts"], row["status"]) == ("as-published", 1, "ok") and own.remarks == []


def test_districts_without_a_denominator_give_no_value_and_that_is_said(book, tables):
    code = districts_of(tables, "zaandam-oost").iloc[0]
    figure = {"region": code, "indicator": "own-visits", "year": 2024, "vintage": 2024, "value": 20.5}
    own = with_own(book(figure))
    assert of_own(own.tables, "area_values")["status"].tolist() == ["low-coverage"]
    assert own.remarks == [
        "zaandam-oost, own-visits, 2024: no value of the area, as too few of its districts have a value, and "
        "population in the boundaries of 2024 to weigh it with"
    ]


def test_the_figure_of_an_area_itself_goes_before_that_of_its_districts(book):
    district = {"region": "WK034403", "indicator": "own-visits", "year": 2024, "vintage": 2024, "value": 41}
    own = with_own(book(FIGURE, district)).tables
    assert of_own(own, "area_values")["value"].tolist() == [31.5]
    assert of_own(own, "wijk_values")["value"].tolist() == [41]


def test_a_series_of_own_figures_has_its_own_source(book):
    path = book(FIGURE, FIGURE | {"year": 2025, "value": None, "lower": None, "upper": None, "status": "suppressed"})
    run = open_run(AREA, own=path)
    series = results.series.area_series(run, AREA, ["own-visits"])
    assert series["source"].unique() == [OWN] and series["status"].tolist() == ["ok", "suppressed"]
    value = series["value"].iloc[0]
    assert (value.lower, value.value, value.upper, value.basis) == (30, 31.5, 33.25, "stated")
    with pytest.raises(FileError, match="no-such"):
        open_run(AREA, own="no-such.xlsx")


def test_own_figures_are_shown_with_their_credit_beside_the_others(book):
    late = {"region": AREA, "indicator": "own-visits", "year": 2025, "value": 33, "status": "provisional"}
    run = open_run(AREA, "en", own=book(FIGURE, DISTRICT, late))
    figures = results.series.own_figures(run, AREA)
    assert figures[["indicator", "year"]].values.tolist() == [
        ["kwb-lage-inkomens", 2023],
        ["own-visits", 2024],
        ["own-visits", 2025],
    ]
    shipped = results.series.area_series(run, AREA, ["kwb-lage-inkomens"]).set_index(["role", "year"])
    assert figures["beside"].iloc[0] == shipped.loc[("area", 2023), "value"] and figures["beside"].iloc[1] is None
    (block,) = views.area.own_figures(run, figures)
    cells = [[cell.text for cell in row] for row in block.rows]
    assert cells[1][2:] == ["This area", "2024", "32", "30.0 to 33.3", "final", "none"]
    assert cells[2][4] == "33" and cells[2][6] == "provisional"
    assert block.source.startswith("Gemeente Utrecht, Wijkmonitor") and len(block.caveats) == 3
    assert list(views.area.own_figures(run, figures.iloc[:0])) == []


@pytest.mark.parametrize(
    ("source", "indicator", "expected", "words"),
    [
        ({"nature": None}, "kwb-bijstand", "not-said", "not said"),
        pytest.param({"nature": "survey"}, "kwb-bijstand", "survey", "survey", marks=pytest.mark.slow),
        pytest.param(
            {"publisher": "cbs", "nature": None}, "kwb-bijstand", "register", "register", marks=pytest.mark.slow
        ),
        # an own indicator says it itself
        pytest.param({"nature": "register"}, "own-visits", "survey", "survey", marks=pytest.mark.slow),
    ],
)
def test_how_an_own_figure_was_measured_is_not_taken_from_another_publisher(book, source, indicator, expected, words):
    figure = {"region": AREA, "indicator": indicator, "year": 2024, "value": 40}
    run = open_run(AREA, "en", own=book(figure, sources=[ORIGIN | source]))
    figures = results.series.own_figures(run, AREA)
    assert figures["nature"].tolist() == [expected]
    (block,) = views.area.own_figures(run, figures)
    assert block.rows[0][1].text == words
    series = results.series.area_series(run, AREA, [indicator])
    assert set(series.loc[series["source"] == OWN, "nature"]) == {expected}
    shipped = {"kwb-bijstand": {"register"}, "own-visits": set()}
    assert set(series.loc[series["source"] != OWN, "nature"]) == shipped[indicator]
    (whole,) = views.series.whole(run, series)
    place = [column.key for column in whole.columns].index("nature")
    assert words in {row[place].text for row in whole.rows}


# The folder of a run ----------------------------------------------------------------------------------------


def test_a_run_has_a_folder_of_its_own_and_touches_no_other(book, tmp_path):
    def state():
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in DEFAULT_DATA_DIR.glob("*.csv")}

    before = state()
    folder, data = folder_with_own(book(FIGURE, DISTRICT), "", tmp_path / "state")
    assert state() == before
    loaded = load_tables(folder)
    assert loaded.frames.keys() == data.tables.frames.keys()
    for name, frame in loaded.frames.items():
        assert frame.equals(data.tables.frames[name]), name


def test_the_tables_change_with_the_figures_and_not_with_remarks(book):
    first = with_own(book(FIGURE)).contents
    assert with_own(book(FIGURE | {"note": "another remark, which nobody sees"})).contents == first
    assert with_own(book(FIGURE | {"value": 31.6})).contents != first


@pytest.mark.slow
def test_digests_change_with_the_own_figures_and_not_otherwise(book, tmp_path):
    def digests(path):
        folder, _ = folder_with_own(path, "", tmp_path / "state")
        return {task.area: task.digest for task in plan.plan([AREA, "breda-noord"], ["01"], ["nl"], str(folder))}

    first = digests(book(FIGURE))
    resaved = tmp_path / "own.xlsx"
    load_workbook(resaved).save(resaved)  # the same figures, other bytes
    assert digests(resaved) == first
    assert digests(book(FIGURE | {"note": "another remark, which nobody sees"})) == first
    changed = digests(book(FIGURE | {"value": 31.6}))
    assert all(changed[area] != first[area] for area in first)
    assert digests(book(FIGURE)) == first


# Hostile text -----------------------------------------------------------------------------------------------

TEXT_COLUMNS = {SOURCE: ("publisher", "title", "licence"), INDICATORS: ("name_nl", "name_en", "definition")}


def hostile_book(text, tmp_path):
    book = empty_book()
    fill(
        book,
        [FIGURE | {"note": text}],
        [ORIGIN | dict.fromkeys(TEXT_COLUMNS[SOURCE], text)],
        [VISITS | dict.fromkeys(TEXT_COLUMNS[INDICATORS], text)],
    )
    return save(book, tmp_path)


def published(text, tmp_path):
    """The tables, and the own figures as they are shown, with their download."""
    own = with_own(hostile_book(text, tmp_path)).tables
    run = Run(Parameters(area=AREA, language="nl"), own)
    blocks = views.area.own_figures(run, results.series.own_figures(run, AREA))
    return own, blocks_html(blocks, "nl")


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    """The page with a word in the place of the hostile text."""
    return published("woord" + END, tmp_path_factory.mktemp("harmless"))[1]


FORMULAS, MARKUP = ([payload for payload in TEXTS if payload.kind == kind] for kind in ("formula", "html"))
OTHERS = [pytest.param(payload, marks=pytest.mark.slow) for payload in (FORMULAS[7], *MARKUP[10::10])]


@pytest.mark.parametrize("payload", [FORMULAS[0], MARKUP[0], *OTHERS], ids=str)
def test_hostile_text_stays_text(tmp_path, harmless, payload):
    text = payload.text.replace("\t", " ").replace("\n", " ").strip("\ufeff ") + END
    own, html = published(text, tmp_path)
    (source,), (facts,) = (of_own(own, name).to_dict("records") for name in ("sources", "indicators"))
    assert all(source[f"{name}_{language}"] == text for name in ("publisher", "title") for language in ("nl", "en"))
    assert facts["name_nl"] == facts["name_en"] == facts["definition_nl"] == text
    assert nodes(html, text, "woord" + END) == nodes(harmless)


@pytest.mark.parametrize("sheet", [SOURCE, INDICATORS])
def test_what_cannot_be_shown_is_refused_in_every_text_column(tmp_path, sheet):
    for column in TEXT_COLUMNS[sheet]:
        book = fill(
            empty_book(),
            sources=[ORIGIN | ({column: "a\u202eb"} if sheet == SOURCE else {})],
            indicators=[VISITS | ({column: "a\u202eb"} if sheet == INDICATORS else {})],
        )
        with pytest.raises(FileError) as error:
            with_own(save(book, tmp_path))
        (line,) = error.value.problems
        assert line.startswith(f"own.xlsx, {sheet}!") and "without control characters" in line
    assert any("\u202e" in payload.text for payload in CONTROL)


# Files of CBS -----------------------------------------------------------------------------------------------


def utrecht(folder):
    """A workbook of CBS with Utrecht and its Overvecht."""
    header = ["gwb_code_10", "gwb_code_8", "regio", "gm_naam", "recs", "gwb_code", "ind_wbi", "a_inw", "a_hh"]
    header += ["p_hh_li", "g_wozbag"]
    rows = [
        ["GM0344", "0344", "Utrecht", "Utrecht", "Gemeente", "GM0344", 1, 367000, 190000, 45.7, 402],
        ["WK034403", "034403", "Overvecht", "Utrecht", "Wijk", "WK034403", 1, 35005, 16805, 59.2, 243],
        ["WK034401", "034401", "West", "Utrecht", "Wijk", "WK034401", 1, 30005, 16005, 44.4, 444],
        ["BU03440311", "03440311", "Buurt", "Utrecht", "Buurt", "BU03440311", 1, 5005, 2505, ".", 200],
    ]
    book = Workbook()
    book.active.title = "kwb-2023"
    for row in (header, *rows):
        book.active.append(row)
    path = folder / "CBS-Utrecht-kwb-2023.xlsx"
    book.save(path)
    return path


def test_a_file_of_cbs_goes_through_as_it_was_published(tmp_path):
    own = with_own(utrecht(tmp_path))
    name = "CBS-Utrecht-kwb-2023.xlsx"
    assert f"{name}: left out, as they are no district of a focus area: 1 BU, 1 WK" in own.remarks
    assert any(line.startswith(f"{name}: no column in the file for ") for line in own.remarks)
    values = own.tables.area_values
    values = values[values["source"] == "own-cbs-kwb-2023"].set_index("indicator")
    assert values["area"].unique() == [AREA]
    income = values.loc["kwb-lage-inkomens"]
    assert income[["value", "lower", "upper"]].tolist() == pytest.approx([59.2, 59.15, 59.25])
    assert (income["weight"], income["n"], values.loc["kwb-woningwaarde", "value"]) == ("households", 16805, 243_000)
    municipal = own.tables.region_values
    municipal = municipal[municipal["source"] == "own-cbs-kwb-2023"].set_index("indicator")["value"]
    assert municipal["kwb-inwoners"] == 367000 and municipal["kwb-lage-inkomens"] == 45.7
    source = own.tables.sources.set_index("source").loc["own-cbs-kwb-2023"]
    assert (source["publisher_nl"], source["licence"]) == ("CBS", "CC BY 4.0")


def test_what_cannot_be_own_figures_is_told_with_file_rows_indicator_and_reason(tmp_path, tables):
    file, named = tmp_path / "mine.csv", "publisher,title,nature\n"
    head = "region,vintage,indicator,subgroup,year,value,precision,status,source,"
    rows = [("WK034403", "kwb-bijstand"), ("WK034403", "kwb-woningen"), ("nl", "kwb-woningen"), ("nl", "cbs-inwoners"),
            ("GM0344", "advies-vmbo-basis-kader"), ("WK034401", "kwb-woningen"), ("nl", "kwb-nieuw")]  # fmt: skip
    lines = [f"{region},2023,{indicator},all,2023,10,0,ok,a,CBS,Kwb,register" for region, indicator in rows]
    file.write_text("\n".join([f"{head}{named}".strip(), *lines]))
    assert [line for line in with_own(file).remarks if " left out: " in line] == [
        "mine.csv: 1 row of advies-vmbo-basis-kader left out: it is a figure of the report",
        "mine.csv: 1 row of cbs-inwoners left out: the collection shows it of one year only",
        "mine.csv: 1 row of kwb-nieuw left out: it has no row in the table 'own indicators', nor is it a series of the "
        "collection",
        "mine.csv: 2 rows of kwb-woningen left out: it is a denominator, with which the collection adds up districts",
    ]
    facts = known(tables)
    assert set(facts.unusable) == {name for name, unit in facts.indicators.items() if not unit}


@pytest.mark.parametrize(
    "case", ["the same", *[pytest.param(case, marks=pytest.mark.slow) for case in ("another number", "another year")]]
)
def test_numbers_that_the_collection_has_are_counted(book, tables, case):
    shipped = tables.wijk_values.query("wk_code == 'WK034403' and indicator == 'kwb-bijstand' and year == 2023").iloc[0]
    same = DISTRICT | {"indicator": "kwb-bijstand", "year": 2023, "value": shipped["value"]}
    other = same | {"year": 2022, "vintage": 2022, "value": 1.0}
    later = same | {"year": 2022, "vintage": 2022}  # the same number, of another year
    given = {"the same": [same, FIGURE], "another number": [FIGURE, other], "another year": [FIGURE, later]}[case]
    found = [line.partition(" (")[0] for line in with_own(book(*given)).remarks if "of your" in line]
    told = ["1 of your 2 numbers is the same as what the collection has"]
    assert found == (told if case == "the same" else [])


def read_cbs(*arguments):
    result = CliRunner().invoke(app, ["read-cbs", *map(str, arguments)])
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.slow
def test_what_read_cbs_writes_is_read_as_the_file_itself(tmp_path):
    path, folder = utrecht(tmp_path), tmp_path / ("a long name of a folder, " * 4)
    assert f"{folder / 'values.csv'} written\n" in read_cbs(path, "--output", folder / "values.csv")
    itself, written = with_own(path), with_own(folder / "values.csv")
    for name in TABLES:
        one, other = (data.tables.frames[name].drop(columns="section", errors="ignore") for data in (itself, written))
        assert one.equals(other), name
    left_out = [line.partition(": ")[2] for line in written.remarks]
    assert left_out == [line.partition(": ")[2] for line in itself.remarks if "left out" in line]
    lines = (folder / "values.csv").read_text().replace("59.2,0.05", "veel,0.05")
    (folder / "values.csv").write_text(lines)
    with pytest.raises(FileError, match=r"values.csv, line \d+, column value: 'veel'; expected a number"):
        with_own(folder / "values.csv")


def test_of_a_layout_of_ones_own_the_publisher_must_be_said(tmp_path):
    (tmp_path / "figures.csv").write_text("code,woz\nWK034403,243\n")
    columns = "columns: {woz: {indicator: kwb-woningwaarde, unit: thousand-euro}}"
    (tmp_path / "mapping.yaml").write_text("code: code\nyear: 2023\n" + columns)
    out = tmp_path / "values.csv"
    read_cbs(tmp_path / "figures.csv", "--mapping", tmp_path / "mapping.yaml", "--output", out)
    with pytest.raises(FileError, match=r"values\.csv: no column publisher, as there is no table with the source"):
        with_own(out)
    header, *rows = out.read_text().splitlines()
    out.write_text("\n".join([f"{header},publisher,title", *(f"{row},Gemeente Utrecht,WOZ" for row in rows)]))
    values = of_own(with_own(out).tables, "area_values", "own-own-file")
    assert values[["value", "lower", "upper"]].values.tolist() == [[243_000, 242_500, 243_500]]


def test_a_file_of_cbs_of_another_place_is_refused(tmp_path):
    book = Workbook()
    book.active.title = "kwb-2023"
    book.active.append(["gwb_code_10", "recs", "a_inw", "a_hh", "p_hh_li", "g_wozbag"])
    book.active.append(["WK099901", "Wijk", 1005, 505, 40.1, 300])
    book.save(tmp_path / "kwb-2023.xlsx")
    with pytest.raises(FileError, match="no value of a district of a focus area"):
        with_own(tmp_path / "kwb-2023.xlsx")
