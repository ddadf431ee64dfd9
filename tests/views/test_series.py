"""An area's own figures over the years, as readers get them: what is drawn, what stands under it, what is not there."""

import csv
import io
import re

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure as Canvas

from helpers import charts, results, views
from helpers.blocks.csv import csv_text
from helpers.blocks.html import blocks_html
from helpers.blocks.model import Figure, Note, Table
from helpers.charts import over_years
from helpers.charts.style import Drawing
from helpers.contract.parameters import ParameterError
from helpers.contract.vocabulary import AREA_STATUSES, PUBLISHED_STATUSES, THEMES
from helpers.methods.intervals import Interval
from helpers.pages import downloads
from helpers.results.series import ROLES
from helpers.session import open_run
from helpers.words.text import Text
from tests.packaged import package_of, rows_of
from tests.published import cells

LBM = ["lbm-score"]
LBM_PARTS = ["lbm-fysiek", "lbm-overlast", "lbm-samenhang", "lbm-voorzieningen", "lbm-woningen"]


def _frame(area, names, language="nl"):
    run = open_run(area, language)
    return run, results.series.area_series(run, area, names)


def _course(area, subject, names=None, language="nl"):
    run = open_run(area, language)
    series = results.series.area_series(run, area, names or results.series.of_theme(run, subject))
    (block,) = views.series.course(run, subject, series)
    return block


def _cells(table: Table, key: str) -> list[str]:
    place = [column.key for column in table.columns].index(key)
    return [row[place].text for row in table.rows]


# What there is and what there is not -------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "start"), [("nl", "Over "), ("en", "We have not collected figures over ")])
def test_an_area_without_a_series_of_a_theme_gets_one_line(language, start):
    block = _course("heerlen-noord", "armoede", language=language)
    assert isinstance(block, Note) and block.text.startswith(start) and "Heerlen-Noord" in block.text


def test_what_nobody_has_here_is_said_and_not_drawn():
    figure = _course("heerlen-noord", "leefbaarheid", LBM)
    assert figure.caveats[0] == "Van de gemeente en Nederland hebben wij hier geen cijfers."
    assert set(_cells(figure.table, "region")) == {"Heerlen-Noord"}
    assert "4,10" not in figure.model_dump_json() and "4.10226485" not in figure.model_dump_json()


@pytest.mark.usefixtures("undrawn")
def test_rivm_has_no_row_of_the_netherlands_here():
    figure = _course("utrecht-overvecht", "armoede")
    assert figure.caveats[0] == "Van Nederland hebben wij geen cijfer bij: Moeite met rondkomen (18+)."


@pytest.mark.usefixtures("undrawn")
def test_series_that_the_area_lacks_are_named():
    """Also where there is no drawing."""
    run, series = _frame("rotterdam-zuid", ["kwb-lage-inkomens", "kwb-bijstand"])
    own = (series["role"] == "area") & (series["indicator"] == "kwb-bijstand")
    (figure,) = views.series.course(run, "armoede", series[~own])
    run, series = _frame("groningen-noord", results.series.of_theme(open_run("groningen-noord"), "re-integratie"))
    *_, fold = views.series.course(run, "re-integratie", series)
    (table,) = fold.parts
    for area, block, twin in (("Rotterdam-Zuid", figure, figure.table), ("Groningen-Noord", table, table)):
        assert block.caveats[0].startswith(f"Van {area} hebben wij geen cijfers over: ")
        names = block.caveats[0].partition(": ")[2].removesuffix(".").split(" en ")
        assert not set(names) & set(_cells(twin, "indicator")) and _cells(twin, "indicator")


@pytest.mark.usefixtures("undrawn")
def test_a_course_says_why_it_breaks_and_why_it_starts_late():
    said = "\n".join(_course("den-haag-zuidwest", "armoede", ["kwb-bijstand", "rivm-rondkomen"]).caveats)
    assert "2022 en 2024, Moeite met rondkomen (18+): De meting van 2022 was voor zover wij weten een extra" in said
    late = "Van Bouwlust en Vrederust heeft deze tabel van het CBS pas cijfers vanaf 2024, door nieuwe codes of namen"
    assert f"{late} van wijken. Daarom staat hier geen eerder cijfer van alle 3 wijken samen. De cijfers" in said
    assert "te weinig gegevens" in said
    run, series = _frame("groningen-noord", ["kwb-bijstand"])  # of one year, and so without a drawing
    *_, fold = views.series.course(run, "armoede", series)
    of_five = "\n".join(fold.parts[0].caveats)
    assert "Van Noordwest en Noorddijk e.o. heeft deze" in of_five and "deze wijk" not in of_five
    tilburg = "\n".join(_course("tilburg-noordwest", "re-integratie").caveats)
    assert "De gemeente Tilburg werd groter door een herindeling." in tilburg


@pytest.mark.usefixtures("undrawn")
def test_rough_districts_and_the_lag_of_the_model_are_said():
    said = "\n".join(_course("breda-noord", "leefbaarheid", LBM).caveats)
    assert "De wijken dekken het gebied maar ongeveer." in said and "loopt achter" in said
    assert "loopt achter" not in "\n".join(_course("breda-noord", "jonge-kind").caveats)


@pytest.mark.usefixtures("undrawn")
def test_the_figures_of_2022_are_named_only_beside_series_that_look_like_one_of_them():
    """The first section has no figure on social cohesion: its series look like one of the report alone."""
    apart = {
        subject: " ".join(_course("delft-west", subject, names, "en").caveats)
        for subject, names in (("sociale-cohesie", ["lbm-samenhang"]), ("re-integratie", ["kwb-arbeidsdeelname"]))
    }
    assert all("Do not compare these figures with those of the report" in said for said in apart.values())
    assert "2022" not in apart["sociale-cohesie"] and "2022 figures at the start" in apart["re-integratie"]


def test_a_table_behind_a_drawing_says_what_the_drawing_is_of():
    """In a workbook there is no drawing beside it."""
    figure = _course("heerlen-noord", "leefbaarheid", LBM)
    assert figure.table.title == figure.title and "Heerlen-Noord" in figure.title


def test_bars_are_explained_where_one_can_be_seen():
    wide, narrow = Interval(50, 40, 60), Interval.published(50.0, 0.05)
    for value, seen in ((wide, True), (narrow, False)):
        run, series = _frame("utrecht-overvecht", ["kwb-lage-inkomens"])
        of_area = series["role"] == "area"
        series["value"] = [value if own else kept for own, kept in zip(of_area, series["value"], strict=True)]
        (figure,) = views.series.course(run, "armoede", series)
        assert (run.text("series.limits") in figure.caveats) == seen


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("area", "indicators", "said"),
    [
        ("rotterdam-zuid", ["kwb-lage-inkomens"], True),
        ("rotterdam-zuid", ["kwb-inwoners"], False),  # a sum: its limits are those of its districts
        ("utrecht-overvecht", ["kwb-lage-inkomens"], False),  # one district, as published
    ],
)
def test_limits_of_an_area_of_several_districts_do_not_hold_what_weights_do(area, indicators, said):
    run, series = _frame(area, indicators)
    (figure,) = views.series.course(run, "armoede", series)
    assert (run.text("series.weighted") in figure.caveats) == said
    (table,) = views.series.whole(run, series)
    assert (run.text("series.weighted") in table.caveats) == said


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("status", [*PUBLISHED_STATUSES, "low-coverage"])
@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_every_status_has_words_and_a_place_in_the_drawing(status, language):
    run, series = _frame("utrecht-overvecht", ["kwb-lage-inkomens"], language)
    valued = status in ("ok", "provisional")
    place = series.index[(series["role"] == "area") & (series["year"] == 2020)]
    series.loc[place, ["status", "provisional"]] = [status, status == "provisional"]
    if not valued:
        series["value"] = [None if number in place else value for number, value in series["value"].items()]
    (figure,) = views.series.course(run, "armoede", series)
    cell = dict(zip((column.key for column in figure.table.columns), figure.table.rows[place[0]], strict=True))
    words = run.text(f"series.status.{status}")
    assert cell["status"].text == words and cell["status"].value == status
    assert (cell["value"].value is not None) == valued and (valued or cell["value"].text == words)
    assert any(f"({words})" in caveat for caveat in figure.caveats) == (not valued)


@pytest.mark.usefixtures("undrawn")
def test_a_value_that_was_taken_out_is_a_gap():
    run, series = _frame("utrecht-overvecht", ["kwb-lage-inkomens"])
    place = series.index[(series["role"] == "area") & (series["year"] == 2020)]
    series["value"] = [None if number in place else value for number, value in series["value"].items()]
    (figure,) = views.series.course(run, "armoede", series)
    (said,) = [line for line in figure.caveats if line.startswith("Geen cijfer van het gebied (niet gepubliceerd): ")]
    assert said.endswith("in 2020.") or ", in 2020; " in said


@pytest.mark.usefixtures("undrawn")
def test_a_gap_is_told_with_its_years():
    """Two series with gaps of their own."""
    run, series = _frame("utrecht-overvecht", ["kwb-lage-inkomens", "kwb-bijstand"])
    out = (series["role"] == "area") & series["year"].isin([2019, 2020])
    out &= (series["indicator"] == "kwb-lage-inkomens") | (series["year"] == 2020)
    series["value"] = [None if gone else value for gone, value in zip(out, series["value"], strict=True)]
    (figure,) = views.series.course(run, "armoede", series)
    (said,) = [line for line in figure.caveats if line.startswith("Geen cijfer van het gebied (niet gepubliceerd): ")]
    names = run.tables.indicators.set_index("indicator")["name_nl"]
    assert f"{names['kwb-lage-inkomens']}, in 2019 en 2020" in said and f"{names['kwb-bijstand']}, in 2020" in said


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_lines_of_parts_of_the_score_say_over_which_of_its_years_they_go(language):
    run, series = _frame("leeuwarden-oost", LBM_PARTS, language)
    (figure,) = views.series.course(run, "onderdelen", series)
    said = run.text("series.skipped", years="2016")
    assert said in figure.caveats
    _, score = _frame("leeuwarden-oost", LBM, language)
    (figure,) = views.series.course(run, "leefbaarheid", score)
    assert said not in figure.caveats


@pytest.mark.usefixtures("undrawn")
def test_a_break_of_the_municipality_stands_where_its_figures_are():
    """A count of Leeuwarden is in the table alone, and so is what became of the municipality in 2018."""
    figure = _course("leeuwarden-oost", "jonge-kind")
    grew = "De gemeente Leeuwarden werd groter door een herindeling."
    assert not any(grew in line for line in figure.caveats)
    assert any(grew in line for line in figure.table.caveats)


def test_another_subject_is_an_error():
    run, series = _frame("utrecht-overvecht", LBM)
    with pytest.raises(ParameterError, match="armoede"):
        views.series.course(run, "armoed", series)
    with pytest.raises(ParameterError):
        results.series.of_theme(run, "armoed")


def test_each_theme_has_series_and_words():
    run = open_run("utrecht-overvecht")
    for theme in THEMES:
        names = results.series.of_theme(run, theme)
        assert len(names) > 1 and run.text(f"series.subject.{theme}")
    assert results.series.of_theme(run, "jonge-kind") == ["kwb-leeftijd-0-14", "kwb-jeugdzorg"]


LIVEABILITY = {"leefbaarheid": LBM, "onderdelen": LBM_PARTS}


@pytest.mark.parametrize("language", [pytest.param("nl", marks=pytest.mark.slow), "en"])
def test_notes_say_a_thing_once_and_only_what_is_there(areas, language, monkeypatch):
    """Under every figure; what is drawn is of no matter here. The districts of one area are inferred."""
    monkeypatch.setattr(charts, "courses", lambda *_: Drawing(b"<svg/>", 1, "A"))
    for area in sorted({*areas, "heerlen-noord"}):
        run = open_run(area, language)
        every = results.series.area_series(run, area)
        for subject in (*LIVEABILITY, *THEMES):
            names = LIVEABILITY.get(subject) or results.series.of_theme(run, subject)
            block, *others = views.series.course(run, subject, every[every["indicator"].isin(names)])
            if isinstance(block, Note) or others:
                continue
            said, text = " ".join(block.caveats), run.text
            jumps = " ".join(run.tables.breaks[text.in_tables("reason")])  # two of them may end alike
            found = re.findall(r"(?<=\. |: )[A-Z][^.:]+\.", ". " + said)
            sentences = [sentence for sentence in found if sentence not in jumps]
            assert len(sentences) > 1 and len(sentences) == len(set(sentences)), (area, subject, sentences)
            drawn = {name for name in names if text.pick(_fact(run, name), "name") in _cells(block.table, "indicator")}
            for name in text.group("series.beware"):
                assert (text(f"series.beware.{name}") in said) == (name in drawn), (area, subject, name)
            assert block.note == (text("series.parts") if drawn & set(LBM_PARTS) else ""), (area, subject)
            rough = run.area_row["cover"] in ("part", "wider", "overlap")
            counts = text("series.counts_rough", n=views.parts.districts(run)) if rough else text("series.counts")
            assert (counts in said) == (text("series.counts_axis") in said)
            assert (counts in said) == (text("unit.persons.name") in _cells(block.table, "unit"))
            assert not rough or "van het gebied alleen" not in said
            assert (text("series.inferred") in said) == (area == "heerlen-noord")


def _fact(run, name):
    return run.tables.indicators.set_index("indicator").loc[name]


# What is dropped is gone -------------------------------------------------------------------------------------


def test_a_row_that_is_dropped_is_gone_from_drawing_twin_sentences_and_download():
    run, series = _frame("rotterdam-zuid", ["kwb-lage-inkomens", "kwb-bijstand"])
    (before,) = views.series.course(run, "armoede", series)
    last = (series["role"] == "area") & (series["indicator"] == "kwb-bijstand") & (series["year"] == 2025)
    (after,) = views.series.course(run, "armoede", series[~last])
    (gone,) = series[last].index
    assert after.table.rows == [row for number, row in enumerate(before.table.rows) if number != gone]
    lines = set(csv_text(before.table).splitlines()) - set(csv_text(after.table).splitlines())
    assert len(lines) == 1 and "2025" in lines.pop()
    assert before.svg != after.svg and "in 2025" in before.alt and "in 2025" not in after.alt
    (only_area,) = views.series.course(run, "armoede", series[series["role"] == "area"])
    assert "Van de gemeente en Nederland hebben wij hier geen cijfers." in only_area.caveats
    assert "gemeente" not in only_area.alt


@pytest.mark.usefixtures("undrawn")
def test_an_indicator_that_is_dropped_is_gone_everywhere():
    run, series = _frame("utrecht-overvecht", ["kwb-lage-inkomens", "rivm-rondkomen"])
    (before,) = views.series.course(run, "armoede", series)
    (after,) = views.series.course(run, "armoede", series[series["indicator"] != "rivm-rondkomen"])
    for said in (before.model_dump_json(), csv_text(before.table)):
        assert "Moeite met rondkomen" in said
    for said in (after.model_dump_json(exclude={"svg"}), csv_text(after.table)):
        assert "Moeite met rondkomen" not in said
    assert "RIVM" in before.source and "RIVM" not in after.source


@pytest.mark.usefixtures("undrawn")
def test_downloads_have_limits_basis_precision_status_source_and_year():
    figure = _course("tilburg-noordwest", "re-integratie")
    rows = list(csv.DictReader(io.StringIO(csv_text(figure.table))))
    assert {"region", "year", "value", "value_lower", "value_upper", "value_basis", "value_precision"} < set(rows[0])
    row = next(row for row in rows if row["region"] == "area" and row["status"] == "provisional")
    assert row["source"] == "cbs-kwb-series" and row["year"] == "2025" and row["value_basis"] == "computed"
    assert float(row["value_lower"]) < float(row["value"]) < float(row["value_upper"])


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        (
            "nl",
            "Van de 5 wijken samen die wij voor Groningen-Noord nemen, hebben",
            ": ca. 5.120 in 2025 (voorlopig) (gemeente: 9.610).",
        ),
        (
            "en",
            "For the 5 districts together that we use for Groningen-Noord we",
            ": approx. 5,120 in 2025 (provisional) (municipality: 9,610).",
        ),
    ],
)
def test_figures_of_one_year_are_told_and_not_drawn(language, said, told):
    run = open_run("groningen-noord", language)
    series = results.series.area_series(run, run.area, results.series.of_theme(run, "re-integratie"))
    paragraph, bullets, fold = views.series.course(run, "re-integratie", series)
    assert paragraph.text.startswith(said) and len(bullets.items) == 2 and bullets.items[0].endswith(told)
    (table,) = fold.parts
    assert table.id == "verloop-re-integratie-tabel" and {row[4].text for row in table.rows} == {"2025"}
    assert len(table.rows) == 6 and table.highlight == [0, 3]  # the area, its municipality and the Netherlands
    assert run.text("series.counts_rough", n=5) in table.caveats
    assert run.text("series.counts_axis") not in table.caveats
    assert run.text("series.proxy") in table.caveats


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("re-integratie", "Zo leest u deze cijfers: re-integratie"),
        ("veerkracht", "Zo leest u de cijfers door de jaren heen: veerkracht en weerbaarheid"),
    ],
)
def test_figures_of_one_year_are_not_read_as_a_course(subject, title):
    run = open_run("groningen-noord")
    series = results.series.area_series(run, run.area, results.series.of_theme(run, subject))
    (block,) = views.series.reading(run, subject, series)
    assert block.title == title


# The drawing ---------------------------------------------------------------------------------------------


def _rows(*points):
    """Rows of one role: year, value (None where it is missing), and whether a break comes before it."""
    value = [None if level is None else Interval.published(level, 0.5) for _, level, _ in points]
    facts = {"role": "area", "title": "T", "subtitle": "u", "unit": "percent", "decimals": 0, "provisional": False}
    years, breaks = [year for year, _, _ in points], [after for _, _, after in points]
    return pd.DataFrame(
        facts | {"year": years, "value": pd.Series(value, dtype=object), "after_break": breaks, "after_jump": False}
    )


def test_no_line_runs_through_a_missing_year_or_over_a_break():
    rows = _rows((2016, 1, False), (2017, 2, False), (2018, None, False), (2019, 4, False), (2020, 5, True))
    pieces = over_years._joined_parts(rows[rows["value"].notna()], rows["year"].tolist())
    assert [piece["year"].tolist() for piece in pieces] == [[2016, 2017]]


def test_years_that_nobody_has_are_no_gap():
    rows = _rows((2016, 1, False), (2020, 2, False), (2022, 3, True), (2024, 4, False))
    pieces = over_years._joined_parts(rows, rows["year"].tolist())
    assert [piece["year"].tolist() for piece in pieces] == [[2016, 2020], [2022, 2024]]


def test_one_value_is_a_point_and_a_text():
    drawing = charts.courses(_rows((2024, 6, False)), dict.fromkeys([*ROLES, "own"], "A"), Text("nl"))
    assert drawing.alt == "T: 6% in 2024. Alle jaren staan in de tabel."


def test_a_label_tells_its_year_when_the_panel_goes_on():
    rows = _rows((2020, 1, False), (2021, 2, False), (2022, None, False))
    known = rows[rows["value"].notna()]
    label = over_years._last_value(_Axis(), known.iloc[-1], over_years._LINES[0], 2022, Text("nl"))
    assert label.words == "2 (2021)" and label.x == 2022


class _Axis:
    def get_gid(self):
        return "panel-0"


def test_a_change_within_the_last_digit_looks_like_none():
    """Between two values that are printed alike the line stays level, and marks stand within their bars."""
    rows = _rows((2022, 0, False), (2024, 0, False)).assign(unit="points", decimals=3)
    rows["value"] = pd.Series([Interval(v, v - 0.0005, v + 0.0005) for v in (-0.02151, -0.02144)], dtype=object)
    low, high = over_years._span_of(rows)
    assert high - low == pytest.approx(0.05) and low < -0.0216 < -0.0214 < high
    assert not over_years.bars_to_be_seen(rows)
    axis = Canvas().subplots()
    over_years._draw_course(axis, rows, over_years._LINES[0], [2022, 2024])
    assert axis.lines[0].get_ydata() == pytest.approx([-0.02151, -0.02144])


# What there is of the area -------------------------------------------------------------------------------


def _available(area, language="nl"):
    run = open_run(area, language)
    there = results.series.available(run, area)
    (key,), (block,) = views.series.available_key(run, there), views.series.available(run, there)
    assert not block.caveats  # downloads have no marks
    keys = [column.key for column in block.columns]
    return key.text, {row[0].text: dict(zip(keys, row, strict=True)) for row in block.rows}


def test_what_there_is_has_a_mark_for_every_reason_and_a_legend():
    key, rows = _available("heerlen-noord")
    score, income = rows["Leefbaarheid, totale score (Leefbaarometer)"], rows["Gemiddeld inkomen per inwoner per jaar"]
    assert score["in-2002"].value == "ok" and score["in-2017"].value is None
    assert income["in-2022"].value == "not-collected" and score["years_nl"].text == "geen"
    assert "x: van dit gebied hebben wij dit cijfer niet verzameld, van andere wel. Kijk bij het CBS" in key
    used = {cell.text for row in rows.values() for key, cell in row.items() if key.startswith("in-")} - {""}
    assert used and all(f"{mark}: " in key for mark in used)


def test_a_reason_that_holds_for_the_drawing_and_its_table_is_said_once():
    """The municipality of Tilburg grew in 2021: a share of it is drawn, a number stands in the table alone."""
    run = open_run("tilburg-noordwest")
    every = results.series.area_series(run, run.area)
    names = results.series.of_theme(run, "jonge-kind")
    (figure,) = views.series.course(run, "jonge-kind", every[every["indicator"].isin(names)])
    said = [line for line in (*figure.caveats, *figure.table.caveats) if "herindeling" in line]
    assert len(said) == 1 and said[0].startswith("2021: ")


@pytest.mark.parametrize("status", AREA_STATUSES)
def test_what_there_is_can_show_every_status(status):
    """The only district of an area may have a figure that its publisher hides, while others show theirs."""
    run = open_run("utrecht-overvecht")
    there = results.series.available(run, run.area)
    place = there.index[(there["indicator"] == "kwb-lage-inkomens") & (there["year"] == 2020)]
    there.loc[place, "reason"] = status
    (key,), (block,) = views.series.available_key(run, there), views.series.available(run, there)
    (row,) = [row for row in block.rows if row[0].text.startswith("Huishoudens met een laag inkomen")]
    keys = [column.key for column in block.columns]
    assert row[keys.index("in-2020")].value == status
    assert f"{row[keys.index('in-2020')].text}: {run.text(f'series.reason.{status}')}." in key.text


def test_marks_of_two_reasons_differ():
    assert len(set(views.series._MARKS.values())) == len(views.series._MARKS)
    _, rows = _available("groningen-noord", "en")
    assert rows["People on social assistance"]["in-2024"].value == "low-coverage"
    assert rows["People on social assistance"]["in-2025"].value == "provisional"
    assert rows["People on social assistance"]["years_nl"].text == "10 years"


def test_a_figure_that_is_dropped_from_what_there_is_is_gone():
    run = open_run("heerlen-noord")
    there = results.series.available(run, "heerlen-noord")
    (block,) = views.series.available(run, there[there["indicator"].str.startswith("lbm")])
    assert len(block.rows) == 6


# All of it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", ["rotterdam-zuid", "heerlen-noord"])
def test_downloads_have_every_figure_of_every_series_and_region_once(area):
    run = open_run(area, "en")
    every = results.series.area_series(run, area)
    (block,) = views.series.whole(run, every)
    rows = rows_of(package_of([block], run.text)["tables/alle-reeksen.csv"])
    sheet = openpyxl.load_workbook(io.BytesIO(downloads.workbook("T", [block], run.text))).worksheets[1]
    last = downloads.HEAD + len(rows)  # below it a line is left free, and notes begin
    assert sheet.cell(last, 1).value is not None and sheet.cell(last + 1, 1).value is None
    assert sheet.max_column == len(rows[0])
    tables = run.tables
    facts = tables.indicators[(tables.indicators["kind"] == "series") & (tables.indicators["use"] == "shown")]
    names = dict(zip(facts["name_en"], facts["indicator"], strict=True))
    keys = [(names[row["indicator"]], row["region"], int(row["year"])) for row in rows]
    assert len(keys) == len(set(keys))
    regions = {"area": area, "municipality": run.area_row["gm_code"], "nl": "nl"}
    for frame, column, roles in ((tables.area_values, "area", ["area"]), (tables.region_values, "region", ROLES[1:])):
        for role in roles:
            there = frame[(frame[column] == regions[role]) & frame["indicator"].isin(facts["indicator"])]
            expected = set(there[["indicator", "year"]].itertuples(index=False, name=None))
            assert {(name, year) for name, of, year in keys if of == role} == expected, role
    limits = {f"value_{name}" for name in ("lower", "upper", "basis", "precision")}
    assert {"value", "status", "source", "segment"} | limits <= set(rows[0])
    assert all(row[name] for row in rows if row["value"] for name in limits)
    assert {row["segment"] for row in rows} == set(every["segment"].astype(str))


def test_of_the_whole_table_a_page_has_a_link_and_no_rows_and_paper_nothing():
    (cell,) = cells("01_inleiding", "utrecht-overvecht", wanted=lambda code: "series.whole(" in code.source)
    assert cell.tags == ("factsheet", "screen")
    page = BeautifulSoup(blocks_html(cell.blocks, "nl"), "html.parser")
    title = "Alle cijfers van Utrecht Overvecht door de jaren, met gemeente en Nederland"
    assert page.find(id="alle-reeksen").text == f"{title} ({len(cell.blocks[0].rows)} rijen, om te downloaden)"
    (link,) = page.select("a[download]")
    assert link["download"] == "alle-reeksen.csv" and not page.find("table") and page.select(".kw-caveat li")
    run, series = _frame("utrecht-overvecht", LBM)
    assert not list(views.series.whole(run, series[:0]))


# Beside the report ---------------------------------------------------------------------------------------


def test_a_series_stands_beside_the_report_with_what_differs_and_no_axis():
    run, series = _frame("utrecht-overvecht", ["kwb-arbeidsdeelname", "kwb-inwoners", "lbm-score"])
    (block,) = views.series.reading(run, "re-integratie", series)
    score, residents, work = _cells(block, "beside_report")
    assert score == "Het rapport heeft geen cijfer dat hierop lijkt."
    assert residents.startswith('Lijkt op "') and "bij de cijfers van 2022. Dezelfde telling." in residents
    assert "in het rapport. Beide heten netto" in work
    assert block.caveats == ["Vergelijk deze cijfers niet met het cijfer van het rapport dat erop lijkt."]


def test_what_holds_of_several_series_is_said_once():
    run, series = _frame("utrecht-overvecht", ["rivm-gezondheid", "rivm-regie", "rivm-roken", "kwb-woningwaarde"])
    (block,) = views.series.reading(run, "veerkracht", series)
    own = dict(zip(_cells(block, "indicator"), _cells(block, "caveat"), strict=True))
    starts = ("Afgerond op duizend", "Niet gemeten in 2022.", "Tussen 2020 en 2022 daalt", "–")
    assert [sum(cell.startswith(start) for cell in own.values()) for start in starts] == [1, 1, 1, 1]
    shared = block.caveats[0]
    assert "Dit zijn schattingen. Vergelijk gebieden binnen één jaar." in shared
    assert [name in shared for name in own] == ["duizend" not in cell for cell in own.values()]
    (block,) = views.series.reading(run, "veerkracht", series[series["indicator"].str.startswith("rivm")])
    assert block.caveats[0].startswith("Dit zijn schattingen.")


def test_series_without_a_figure_of_the_area_are_not_read():
    run, series = _frame("utrecht-overvecht", ["rivm-gezondheid"])
    assert not list(views.series.reading(run, "veerkracht", series.assign(value=None)))


def test_an_area_without_figures_has_nothing_to_read_beside_the_report():
    run, series = _frame("heerlen-noord", ["kwb-bijstand"])
    assert not list(views.series.reading(run, "armoede", series))


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("area", "language", "themes"),
    [
        ("utrecht-overvecht", "nl", ("jonge-kind", "sociale-cohesie")),
        pytest.param("utrecht-overvecht", "nl", THEMES, marks=pytest.mark.slow),
        pytest.param("rotterdam-zuid", "en", THEMES, marks=pytest.mark.slow),
    ],
    ids=["some", "nl", "en"],
)
def test_all_alternative_texts_are_short(area, language, themes):
    for theme in themes:
        block = _course(area, theme, language=language)
        assert isinstance(block, Figure) and len(block.alt) < 500
