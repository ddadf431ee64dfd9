"""A reader's own question as a block: marks of one year, lines of several, and a table with every row of the frame."""

import numpy as np
import pytest

from helpers import results, views
from helpers.blocks.model import Figure, Note, Spine
from helpers.session import open_run
from tests import marks
from tests.charts.test_marks_own import AREA, ORIGIN, OWN, empty_book, fill, save


def _compared(run, *args, **options):
    rows = results.compare.compare(run, *args, **options)
    (block,) = views.compare.compared(run, rows)
    return rows, block


def _cells(block):
    keys = [column.key for column in block.table.columns]
    return [dict(zip(keys, row, strict=True)) for row in block.table.rows]


@pytest.mark.parametrize("benchmark", ["municipality", "nl", "median", "similar"])
def test_one_year_is_a_row_per_area_with_its_marks_at_their_values(run, benchmark):
    rows, block = _compared(run, "cbs-laag-inkomen", benchmark=benchmark)
    assert isinstance(block, Spine) and len(block.rows) == len(rows) == len(run.tables.areas)
    ends = [float(block.ticks[end].text.removesuffix("%").replace(",", ".")) for end in (0, -1)]
    for row, strip in zip(rows.itertuples(), block.rows, strict=True):
        own = next(mark for mark in strip.marks if mark.role == "area")
        other = next(mark for mark in strip.marks if mark.role != "area")
        for mark, value in ((own, row.value), (other, row.other)):
            read = ends[0] + mark.at / 100 * (ends[1] - ends[0])
            assert read == pytest.approx(value.value, abs=0.51 if value.upper - value.lower > 0.5 else 0.06)
        assert own.limits is not None and (other.limits is not None) == (benchmark == "similar")
        assert strip.figure in own.label and strip.printed[0] in other.label


def test_the_table_has_every_row_with_its_difference_or_the_reason(run):
    rows, block = _compared(run, "kwb-wmo", [2021, 2024], "nl")
    cells = _cells(block)
    assert isinstance(block, Figure) and len(cells) == len(rows) == 2 * len(run.tables.areas)
    for row, shown in zip(rows.itertuples(), cells, strict=True):
        if row.difference is None:
            assert shown["difference_from"].text == run.text(f"compare.reason.{row.reason}")
            assert shown["difference_from"].value is None
        else:
            limits = shown["difference_from"].limits
            assert (limits.lower, limits.upper) == pytest.approx((row.difference.lower, row.difference.upper))
    of_heerlen = next(shown for shown in cells if shown["area"].text == "Heerlen-Noord")
    assert of_heerlen["with_margin"].text == run.text("compare.not_collected")  # by us: not "not measured"
    assert any("Heerlen-Noord" in caveat for caveat in block.caveats)


def test_lines_of_all_areas_stand_on_one_scale_and_break_where_a_series_does(run):
    made: dict = {}
    with marks.recorded(made):
        rows, block = _compared(run, "kwb-jeugdzorg", (), "municipality")
    (canvas,) = [one.canvas for one in made.values() if not one.narrow]
    panels = [axis for axis in canvas.axes if axis.axison]
    known = rows[rows["value"].notna()]
    assert len(panels) == known["area"].nunique() == 13
    assert len({axis.get_ylim() for axis in panels}) == 1
    of_rotterdam = known[known["area"] == "rotterdam-zuid"]
    panel = panels[list(known["area"].unique()).index("rotterdam-zuid")]
    drawn = [line for line in panel.lines if (line.get_gid() or "").endswith(".area.full")]
    assert np.ravel(drawn[0].get_ydata()).tolist() == pytest.approx([one.value for one in of_rotterdam["value"]])
    assert any(".break-2020" in (line.get_gid() or "") for line in panel.lines)
    assert len(block.alt) < 500 and "Utrecht Overvecht" in block.alt.split(".")[0]


def test_sizes_have_no_benchmark_on_their_axis(run):
    _, block = _compared(run, "kwb-inwoners", [2024], "municipality")
    assert {mark.role for row in block.rows for mark in row.marks} == {"area"} and block.columns == []


@pytest.mark.parametrize(
    ("indicator", "benchmark", "said"),
    [
        ("cbs-laag-inkomen", "nl", ["compare.margin_register"]),
        ("cbs-laag-inkomen", "similar", ["compare.margin_register", "compare.about_similar"]),
        pytest.param(
            "lbm-score",
            "median",
            ["compare.margin_series", "compare.about_median", "uncertainty.figure_model"],
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_margins_are_of_is_said_for_each_benchmark(run, indicator, benchmark, said):
    _, block = _compared(run, indicator, benchmark=benchmark)
    assert [run.text(key) for key in ("compare.no_cause", *said)] == block.caveats[: 1 + len(said)]
    assert "afronding" not in "".join(column.label for column in block.table.columns)


def test_areas_without_any_figure_are_one_line(run):
    rows = results.compare.compare(run, "kwb-wmo", areas=["heerlen-noord"])
    (note,) = views.compare.compared(run, rows)
    assert isinstance(note, Note) and note.tone == "missing"
    (note,) = views.compare.compared(run, rows.head(0))
    assert isinstance(note, Note)


def test_what_a_comparison_lacks_is_a_note_for_each_reason_with_its_areas_and_years(run):
    areas = ["heerlen-noord", "rotterdam-zuid", "den-haag-zuidwest"]
    rows = results.compare.compare(run, "kwb-wmo", [2021, 2024], "nl", areas)
    notes = views.compare.missing(run, rows)
    assert {note.tone for note in notes} == {"missing"} and len(notes) == 3
    said = " ".join(note.text for note in notes)
    assert "niet verzameld: Heerlen-Noord." in said and "Geen cijfer van Nederland: Rotterdam-Zuid (2021)." in said
    whole = rows[(rows["area"] == "rotterdam-zuid") & (rows["year"] == 2024)]
    assert not views.compare.missing(run, whole) and not views.compare.missing(run, rows.head(0))


def test_own_figures_stand_beside_those_of_the_collection(tmp_path):
    run = open_run(AREA, "nl", own=save(fill(empty_book(), OWN, [ORIGIN], []), tmp_path))
    rows, block = _compared(run, "kwb-lage-inkomens", (), "municipality", [AREA])
    own = [shown for shown in _cells(block) if shown["area"].text == "Utrecht Overvecht (eigen cijfer)"]
    assert len(own) == (rows["role"] == "own").sum() > 0
    values = [row.value.value for row in rows[rows["role"] == "own"].itertuples() if row.value]
    assert [shown["with_margin"].value for shown in own if shown["with_margin"].limits] == values
    assert isinstance(block, Figure) and "kansrijk" not in block.source


def test_an_own_figure_has_that_of_the_collection_beside_it_of_the_same_year_and_region(tmp_path):
    run = open_run(AREA, "nl", own=save(fill(empty_book(), OWN, [ORIGIN], []), tmp_path))
    own = results.series.own_figures(run, AREA).set_index(["indicator", "role", "year"])["beside"]
    series = results.series.area_series(open_run(AREA), AREA, ["kwb-lage-inkomens"])
    shipped = series.set_index(["role", "year"])["value"]
    for role, year in (("area", 2019), ("municipality", 2023)):
        assert own["kwb-lage-inkomens", role, year] == shipped[role, year] is not None
    assert own["lbm-score", "area", 2019] is None
