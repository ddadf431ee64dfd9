"""Files of CBS as users have them, with invented values in the layouts that we have seen, and damaged ones."""

import pandas as pd
import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from helpers import cli
from helpers.sources import cbs_files, layouts
from helpers.sources.grids import FileError

# A workbook has codes of three kinds, levels, numbers beside texts, and whole columns that are not published yet.
HEADER = ["gwb_code_10", "gwb_code_8", "regio", "gm_naam", "recs", "gwb_code", "ind_wbi", "a_inw", "a_00_14", "a_hh"]
HEADER += ["a_woning", "g_wozbag", "p_wcorpw", "g_ink_pi", "p_hh_li", "a_soz_wb", "p_jz_tn", "p_wmo_t"]
EXCEL = [
    HEADER,
    ["GM0999", "0999", "Voorbeeld", "Voorbeeld", "Gemeente", "GM0999", 1,
     9003, 1601, 4202, 4310, 312, 40, 25.4, 44.1, "610", 9.5, "."],
    ["WK099901", "099901", "Wijk 01", "Voorbeeld", "Wijk", "WK099901", 1,
     4005, 800, 2000, 2010, 250, 61, 21.5, 55.7, "410", 12, "."],
    ["WK0999FA", "0999FA", "Wijk FA", "Voorbeeld", "Wijk", "WK0999FA", 1,
     5000, 800, 2205, 2300, 366, 22, 28.6, ".", "200", "x", "."],
    ["BU09990101", "09990101", "Buurt 01", "Voorbeeld", "Buurt", "BU09990101", 1,
     15, 5, 10, 10, ".", "-", ".", ".", "0", ".", "."],
]  # fmt: skip

STATLINE = """\
"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3";"AantalInwoners_5";"HuishoudensTotaal_29";\
"GemiddeldeWOZWaardeVanWoningen_39";"GemiddeldInkomenPerInwoner_78";"PersonenInArmoede_81";"WmoClientenRelatief_94"
0;"NL00      ";"Nederland   ";"Land      ";"NL00      ";"17900000";" 8400000";"379";"33,1";"3,1";"70"
1;"GM0999    ";"Voorbeeld   ";"Gemeente  ";"GM0999    ";"    9003";"    4202";"312";"25,4";"4,2";"88"
2;"WK099901  ";"Voorbeeld   ";"Wijk      ";"WK099901  ";"    4005";"    2000";"250";"21,5";"      .";"      x"
3;"WK0999FA  ";"Voorbeeld   ";"Wijk      ";"WK0999FA  ";"    5000";"    2205";"366";"      -";"";"-99997"
"""
NATIONAL = """\
code,name,gm_code,population,pop_0_14,dwelling_total,dwelling_value,income_low
WK099901,Wijk 01,GM0999,4005,20.0,2010,250,55.7
WK0999FA,Wijk FA,GM0999,5000,16.0,2300,,-99997
"""


@pytest.fixture
def workbook(tmp_path):
    def write(rows, name="kwb-2023.xlsx", sheet="kwb-2023", **others):
        book = Workbook()
        book.active.title = sheet
        for title, content in {sheet: rows, **others}.items():
            page = book[title] if title == sheet else book.create_sheet(title)
            for row in content:
                page.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def text_file(tmp_path):
    def write(text, name="85984NED_UntypedDataSet.csv", encoding="utf-8-sig"):
        (tmp_path / name).write_text(text, encoding=encoding)
        return tmp_path / name

    return write


def _of(reading, region, indicator):
    values = reading.values
    return values[(values["region"] == region) & (values["indicator"] == indicator)].iloc[0]


def _excel(**cells):
    """The workbook with other cells: _excel(H3=...), columns and rows as a spreadsheet names them."""
    rows = [list(row) for row in EXCEL]
    for cell, value in cells.items():
        letters = cell.rstrip("0123456789")
        rows[int(cell[len(letters) :]) - 1][ord(letters) - ord("A")] = value
    return rows


# What is read ------------------------------------------------------------------------------------------------


def test_workbook(workbook):
    reading = cbs_files.read(workbook(EXCEL))
    assert tuple(reading.values.columns) == cbs_files.VALUE_COLUMNS
    assert (reading.layout.name, reading.year, len(reading.values)) == ("kwb-excel", 2023, 4 * 11)
    key = ["region", "vintage", "indicator", "subgroup", "year", "source"]
    assert not reading.values.duplicated(key).any() and set(reading.values["source"]) == {"cbs-kwb-2023"}
    district = _of(reading, "WK099901", "kwb-inwoners")
    assert (district["value"], district["precision"], district["status"]) == (4005, 4, "ok")
    assert _of(reading, "GM0999", "kwb-inwoners")["precision"] == 0  # municipalities are given as they are
    assert _of(reading, "GM0999", "kwb-bijstand")["precision"] == 9  # but benefits in tens
    home = _of(reading, "WK0999FA", "kwb-woningwaarde")
    assert (home["value"], home["precision"]) == (366_000, 500)
    income = _of(reading, "WK099901", "kwb-inkomen")
    assert (income["value"], income["precision"]) == (21_500, 50)
    assert _of(reading, "WK099901", "kwb-lage-inkomens")["precision"] == 0.05


def test_statline(text_file):
    reading = cbs_files.read(text_file(STATLINE))
    assert (reading.layout.name, reading.year) == ("statline-2024", 2024)
    assert set(reading.values["region"]) == {"nl", "GM0999", "WK099901", "WK0999FA"}
    assert _of(reading, "nl", "kwb-inkomen")["value"] == 33_100
    assert _of(reading, "GM0999", "kwb-armoede")[["value", "precision"]].tolist() == [4.2, 0.05]
    assert any("kwb-bijstand" in remark for remark in reading.remarks)


@pytest.mark.parametrize(
    ("region", "indicator", "status"),
    [("WK099901", "kwb-armoede", "not-published"), ("WK099901", "kwb-wmo", "suppressed"),
     ("WK0999FA", "kwb-wmo", "suppressed"), ("WK0999FA", "kwb-inkomen", "not-applicable"),
     ("WK0999FA", "kwb-armoede", "not-applicable")],
)  # fmt: skip
def test_why_statline_has_no_number(text_file, region, indicator, status):
    row = _of(cbs_files.read(text_file(STATLINE)), region, indicator)
    assert row["status"] == status and pd.isna(row["value"]) and pd.isna(row["precision"])


def test_national_files(text_file):
    reading = cbs_files.read(text_file(NATIONAL, "wijken_2022.csv", "utf-8"))
    assert (reading.layout.name, reading.year) == ("national-2022", 2022)
    assert _of(reading, "WK099901", "cbs-leeftijd-0-14")[["value", "precision"]].tolist() == [20, 0.5]
    assert _of(reading, "WK099901", "cbs-woningwaarde")[["value", "precision"]].tolist() == [250, 0.5]
    assert _of(reading, "WK0999FA", "cbs-woningwaarde")["status"] == "not-published"
    assert _of(reading, "WK0999FA", "cbs-laag-inkomen")["status"] == "suppressed"


def test_trimmed_basics(text_file):
    text = "jaar,code,AantalInwoners_5,Woningvoorraad_35,OppervlakteTotaal_122\n2024,GM0999,9003,4310,1\n"
    reading = cbs_files.read(text_file(text, "basis.csv", "utf-8"))
    assert set(reading.values["source"]) == {"cbs-kwb-2024-basics"} and len(reading.values) == 2


def test_titles_of_a_statline_download(text_file):
    text = (
        "Wijken en buurten;Regioaanduiding/Codering (code);Bevolking/Aantal inwoners  (aantal);"
        "Inkomen/Huishoudens/40% huishoudens met laagste inkomen  (%)\n"
        "Wijk 01;WK099901  ;4005;55,7\n"
    )
    reading = cbs_files.read(text_file(text, "Kerncijfers_wijken_en_buurten_2025_12062025_101010.csv"))
    assert (reading.layout.name, reading.year) == ("statline-labels", 2025)
    assert _of(reading, "WK099901", "kwb-lage-inkomens")[["value", "status"]].tolist() == [55.7, "provisional"]


@pytest.mark.parametrize("layout", [layout for layout in layouts.known()[1] if layout.table], ids=lambda one: one.table)
def test_each_table_by_its_number(text_file, layout):
    columns = {slug: name for name, slug in layout.columns.items()}  # of a column with two names the later one
    text = (
        ";".join([*layout.code, *columns.values()]) + "\n" + ";".join(["WK099901  "] * 2 + ["0"] * len(columns)) + "\n"
    )
    reading = cbs_files.read(text_file(text, f"{layout.table}.csv"))
    assert (reading.layout.name, reading.columns) == (layout.name, columns)
    assert reading.remarks == []


def test_every_column_of_a_layout_has_a_known_quantity():
    quantities, known = layouts.known()
    used = {slug for layout in known for slug in layout.columns.values()}
    assert used == set(quantities)


def test_a_number_behind_a_name_may_move(text_file):
    moved = STATLINE.replace("Relatief_94", "Relatief_101")
    assert cbs_files.read(text_file(moved)).columns["kwb-wmo"] == "WmoClientenRelatief_101"


def test_the_year_can_be_said(text_file):
    path = text_file(STATLINE, "mijn.csv")
    with pytest.raises(FileError, match="of which year"):
        cbs_files.read(path)
    reading = cbs_files.read(path, year=2025)
    assert (reading.layout.name, _of(reading, "nl", "kwb-wmo")["status"]) == ("statline-2025", "provisional")


def test_a_sheet_with_notes_is_left_alone(workbook):
    notes = [["Toelichting"], ["a_inw", "Aantal inwoners"]]
    assert len(cbs_files.read(workbook(EXCEL, Toelichting=notes)).values) == 44


def test_districts_that_are_not_all_there_are_told(workbook):
    reading = cbs_files.read(workbook(EXCEL[:3]))
    assert any("not all its districts" in remark for remark in reading.remarks)


def test_shares_of_none_and_of_one_percent_are_no_fractions(workbook):
    reading = cbs_files.read(workbook(_excel(M2=1, M3=0, M4=1)))
    assert _of(reading, "GM0999", "kwb-corporatie")["value"] == 1


# What is refused ---------------------------------------------------------------------------------------------

_ONCE = {
    "code missing": (_excel(A3=None), r"kwb-2023!A3: no code \(.*expected a code of CBS"),
    "code without letters": (_excel(A3="099901"), "A3: '099901' has lost its letters or zeros"),
    "code as a number": (_excel(A3=99901), "A3: '99901' has lost"),
    "code of a postcode": (_excel(A3="PC9999"), "A3: 'PC9999'; expected a code"),
    "code in small letters": (_excel(A3="wk099901"), "A3: 'wk099901'; expected a code"),
    "code too short": (_excel(A3="WK09990"), "A3: 'WK09990'; expected"),
    "code twice": (_excel(A4="WK099901"), "A4: WK099901 again, after .*A3"),
    "municipality twice": ([*EXCEL, EXCEL[1]], "A6: GM0999 again, after .*A2"),
    "total among the rows": ([*EXCEL, ["Totaal", *EXCEL[1][1:]]], "A6: 'Totaal' is a total among the rows"),
    "level of another row": (_excel(E3="Buurt"), "E3: Buurt; expected Wijk for WK099901"),
    "level missing": (_excel(E3=None), "E3: empty; expected Wijk"),
    "municipality merged": (_excel(A4="WK099801"), "A4: WK099801 is of GM0998; expected a row of that too"),
    "districts more than the whole": (_excel(H3=8005), "GM0999 has 9003 inhabitants, its districts .* 13005; expected"),
    "text for a number": (_excel(H3="veel"), "H3: 'veel'; expected a number"),
    "decimal in a count": (_excel(H3=4005.5), "H3: 4005.5; expected a whole number of persons"),
    "thousands mark": (_excel(H3="4.005"), "H3: '4.005'; expected a number without thousands mark"),
    "space for thousands": (_excel(H3="4 005"), "H3: '4 005'; expected a number without"),
    "negative": (_excel(H3=-4005), "H3: -4005; expected no negative number"),
    "unknown code for secret": (_excel(M3=-99998), "M3: -99998; expected no negative number, or -99997"),
    "unknown sign": (_excel(M3="n.b."), "M3: 'n.b.'; expected"),
    "formula": (_excel(H3="=H2-H4"), "H3: '=H2-H4'; expected a number"),
    "error of a spreadsheet": (_excel(H3="#N/A"), "H3: '#N/A'; expected a number"),
    "percent sign": (_excel(M3="61%"), "M3: '61%'; expected a number"),
    "percent above 100": (_excel(M3=610), r"M3: 610; expected at most 100 \(percent\)"),
    "per thousand above 1000": (_excel(R3=1001), "R3: 1001; expected at most 1000"),
    "euros for thousands": (_excel(L3=250_000), r"L3: 250000; expected at most 5000 \(euro, in thousands\)"),
    "income in euros": (_excel(N3=21_500), "N3: 21500; expected at most 500"),
    "shares as fractions": (_excel(M2=0.4, M3=0.61, M4=0.22), "p_wcorpw: all between 0 and 1; expected percents"),
    "a date": (_excel(P3=pd.Timestamp("2023-01-05").to_pydatetime()), "P3: '2023-01-05 00:00:00'; expected a number"),
    "true": (_excel(P3=True), "P3: 'True'; expected a number"),
    "header twice": (_excel(I1="a_inw"), "column a_inw is there twice"),
    "two columns of one meaning": (
        [[*row, value] for row, value in zip(_excel(I1="a_opl_lg"), ["a_opl_bvm", 0, 0, 0, 0], strict=True)],
        "columns a_opl_lg, a_opl_bvm both hold kwb-laagopgeleid",
    ),
    "no header": (EXCEL[1:], "no layout that we know. Found: GM0999, 0999, Voorbeeld"),
    "line above the header": ([["Kerncijfers"], *EXCEL], r"no layout that we know. Found: Kerncijfers, \(no name\)"),
    "no column with a code": (_excel(A1="gebied", F1="gebied2"), r"Missing: the code .*gwb_code_10 or gwb_code"),
    "no rows": (EXCEL[:1], "no rows; expected a header and a row per region"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), _ONCE.values(), ids=_ONCE)
def test_a_damaged_workbook_is_refused_with_one_line(workbook, rows, expected):
    with pytest.raises(FileError, match=expected) as refused:
        cbs_files.read(workbook(rows))
    assert len(refused.value.problems) == 1 and "kwb-2023.xlsx" in str(refused.value)


@pytest.mark.parametrize(("people", "refused"), [(9011, False), (9012, True)])
def test_districts_may_be_four_each_above_their_municipality(text_file, people, refused):
    text = f"jaar,code,AantalInwoners_5\n2024,GM0999,9003\n2024,WK099901,{people - 5000}\n2024,WK099902,5000\n"
    path = text_file(text, "basis.csv")
    if refused:
        with pytest.raises(FileError, match="expected no more"):
            cbs_files.read(path)
    else:
        assert len(cbs_files.read(path).values) == 3


def test_all_problems_are_told_at_once(workbook):
    with pytest.raises(FileError) as refused:
        cbs_files.read(workbook(_excel(A3="WK1", H4="veel", M2=101, M3=-1)))
    assert len(refused.value.problems) == 4


def test_too_many_problems_are_counted(workbook):
    rows = [*EXCEL, *([f"WK{n}", *EXCEL[2][1:]] for n in range(150))]
    with pytest.raises(FileError, match=r"\.\.\. and 50 more problems"):
        cbs_files.read(workbook(rows))


_TEXTS = {
    "no UTF-8": (STATLINE.replace("Nederland", "Nederlând").encode("cp1252"), "byte .* is no UTF-8"),
    "empty": (b"", "no rows"),
    "cut off in a row": (STATLINE[:-12].encode(), "line 5: 10 cells; expected 11"),
    "quote not closed": (STATLINE.replace('"70"', '"70').encode(), "line 2: cannot be read as CSV"),
    "a cell too many": (STATLINE.replace('"88"', '"88";"1"').encode(), "line 3: 12 cells; expected 11"),
    "commas for semicolons": (
        STATLINE.split("\n", 1)[0].encode() + b"\n" + STATLINE.split("\n", 1)[1].replace(";", ",").encode(),
        "line 2: 1 cell; expected 11",
    ),
    "codes with text": (STATLINE.replace("WK099901  ", "Wijk 01").encode(), "line 4, column Codering_3: 'Wijk 01'"),
    "old workbook": (b"\xd0\xcf\x11\xe0" + bytes(100), "old or protected workbook"),
    "broken workbook": (b"PK\x03\x04" + bytes(100), "cannot be read as a workbook"),
    "page of the web": (b"<!doctype html>\n<html>\n", "no layout that we know"),
}


@pytest.mark.parametrize(("content", "expected"), _TEXTS.values(), ids=_TEXTS)
def test_a_damaged_text_file_is_refused(tmp_path, content, expected):
    path = tmp_path / "85984NED.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=expected) as refused:
        cbs_files.read(path)
    assert "85984NED.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("85318NED.csv", "is of 2022, but has the columns of statline-2024"),
     ("70072NED.csv", "table 70072NED; we know 83765NED, 84286NED, 84583NED, 85318NED"),
     ("85984NED_2023.csv", "of which year\\? It may be 2023, 2024"),
     ("kerncijfers_2016.csv", "is of 2016, but has the columns of statline-2024")],
)  # fmt: skip
def test_a_name_that_does_not_go_with_the_columns(text_file, name, expected):
    with pytest.raises(FileError, match=expected):
        cbs_files.read(text_file(STATLINE, name))


def test_a_municipality_beside_the_code_is_held_against_it(text_file):
    with pytest.raises(FileError, match="line 2, column gm_code: GM0998; expected GM0999 for WK099901"):
        cbs_files.read(text_file(NATIONAL.replace("Wijk 01,GM0999", "Wijk 01,GM0998"), "wijken_2022.csv"))


def test_a_year_beside_the_code_is_held_against_that_of_the_layout(text_file):
    with pytest.raises(FileError, match="line 2, column jaar: 2023; expected 2024 for GM0999"):
        cbs_files.read(text_file("jaar,code,AantalInwoners_5\n2023,GM0999,9003\n", "basis.csv"))


def test_two_sheets_that_look_alike(workbook):
    with pytest.raises(FileError, match="sheets kwb-2023, kwb-2022 all look like tables"):
        cbs_files.read(workbook(EXCEL, **{"kwb-2022": EXCEL}))


# A user's own mapping ----------------------------------------------------------------------------------------

MAPPING = """\
code: Buurtcode
year: 2021
source: eigen-bestand
columns:
  Bewoners: {indicator: kwb-inwoners, unit: persons}
  WOZ: {indicator: kwb-woningwaarde, unit: thousand-euro}
  Vertrouwen: {indicator: vertrouwen, unit: score, decimals: 1}
"""
OWN = "Buurtcode;Naam;Bewoners;WOZ;Vertrouwen\nWK099901;Wijk 01;4005;250;-0,4\nWK0999FA;Wijk FA;;.;0,3\n"


@pytest.fixture
def own(text_file):
    return lambda text=OWN, mapping=MAPPING: (text_file(text, "own.csv"), text_file(mapping, "mapping.yaml", "utf-8"))


def test_a_mapping_reads_another_layout(own):
    reading = cbs_files.read(*own())
    assert set(reading.values["source"]) == {"eigen-bestand"} and set(reading.values["year"]) == {2021}
    assert _of(reading, "WK099901", "vertrouwen")[["value", "precision"]].tolist() == [-0.4, 0.05]
    assert _of(reading, "WK099901", "kwb-woningwaarde")[["value", "precision"]].tolist() == [250_000, 500]
    assert _of(reading, "WK0999FA", "kwb-inwoners")["status"] == "not-published"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [("WOZ:", "Woningwaarde:", "own.csv: no column Woningwaarde; found Buurtcode"),
     ("code: Buurtcode", "code: Code", "own.csv: no column Code; found"),
     ("unit: persons", "unit: percent", "kwb-inwoners in percent; expected persons"),
     ("unit: persons", "unit: people", "columns > Bewoners > unit: .*people"),
     ("year: 2021\n", "", "year: Field required"),
     ("decimals: 1", "decimal: 1", "decimal: Extra inputs"),
     ("indicator: vertrouwen", "indicator: kwb-inwoners", "kwb-inwoners in two columns"),
     ("indicator: vertrouwen", "indicator: Vertrouwen in buurt", "should match pattern"),
     ("code: Buurtcode", "code: [", "cannot be read as YAML"),
     ("code: Buurtcode", "code: 2024-13-45", "cannot be read as YAML"),
     ("code: Buurtcode", "code: " + "[" * 2000, "cannot be read as YAML"),
     ("year: 2021", "year: " + "9" * 5000, "cannot be read as YAML")],
)  # fmt: skip
def test_a_wrong_mapping_is_refused(own, old, new, expected):
    with pytest.raises(FileError, match=expected):
        cbs_files.read(*own(mapping=MAPPING.replace(old, new)))


# The command -------------------------------------------------------------------------------------------------


def _command(*arguments):
    return CliRunner().invoke(cli.app, ["read-cbs", *map(str, arguments)])


def test_the_command_shows_and_writes(workbook, tmp_path):
    result = _command(workbook(EXCEL), "--output", tmp_path / "out" / "values.csv")
    assert result.exit_code == 0, result.stderr
    assert "kwb-excel of 2023: 1 GM, 2 WK, 1 BU" in result.stdout and "kwb-corporatie" in result.stdout
    written = pd.read_csv(tmp_path / "out" / "values.csv")
    assert tuple(written.columns) == (*cbs_files.VALUE_COLUMNS, *cbs_files.CREDIT, "date")
    assert written["value"].notna().sum() == 33


def test_the_command_writes_nothing_of_a_damaged_file(workbook, tmp_path):
    result = _command(workbook(_excel(H3="veel", H4="weinig")), "--output", tmp_path / "values.csv")
    assert result.exit_code == 2 and "H3: 'veel'" in result.stderr and "H4: 'weinig'" in result.stderr
    assert not (tmp_path / "values.csv").exists()


def test_a_message_does_not_steer_the_terminal(text_file):
    result = _command(text_file("code;\x1b[2Jpopulatie\nWK099901;1\n", "wijken_2022.csv"))
    assert result.exit_code == 2 and "populatie" in result.stderr and "\x1b" not in result.stderr


def test_the_command_does_not_write_over_what_it_read(workbook):
    path = workbook(EXCEL)
    before = path.read_bytes()
    result = _command(path, "--output", path)
    assert result.exit_code == 2 and path.read_bytes() == before
