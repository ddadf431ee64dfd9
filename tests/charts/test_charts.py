from xml.etree import ElementTree

import pandas as pd
import pytest

from helpers import charts
from helpers.charts import comparisons, multiples, over_years, series
from helpers.charts.style import OWN, PAPER, house_canvas
from helpers.methods.intervals import Interval
from helpers.words.text import Text
from tests import marks

NL, EN = Text("nl"), Text("en")


def _series(**changes):
    base = {
        "title": "Armoede", "year": [2018, 2019, 2022], "focus": [_value(18.2), _value(16.2), _value(8.0)],
        "nl": [_value(8.8), None, _value(4.0, "phrase")], "breaks": None, "decimals": 1, "unit": "percent",
    }  # fmt: skip
    return pd.DataFrame(base | changes)


def _value(value, basis="stated", precision=0.05):
    return Interval.published(value, precision, basis)


def test_line_chart_is_an_svg_with_a_text_made_of_its_numbers():
    drawing = charts.line_pairs(_series(), "#1f5fa8", NL)
    assert b"<svg" in drawing.svg and len(drawing.svg) > 3000
    assert "in 2018 18,2% in de focusgebieden en 8,8% in Nederland; in 2022 8,0% en ca. 4,0%" in drawing.alt
    assert "18.2%" in charts.line_pairs(_series(), "#1f5fa8", EN).alt


@pytest.mark.parametrize(
    ("panels", "years", "across"),
    [(1, [2020, 2021], 1), (2, [2020, 2021], 2), (4, [2020, 2021], 2), (5, [2020, 2021], 3), (1, [2021], 3)],
)
def test_panels_of_courses_fill_the_width_unless_each_has_one_year(panels, years, across):
    rows = [{"title": str(panel), "year": year, "value": year} for panel in range(panels) for year in years]
    assert over_years._panels_across(pd.DataFrame(rows), panels) == across


def _courses(**values):
    """Courses of one year more for each value: rows of `charts.courses`, a title for each name."""
    row = {"role": "area", "subtitle": "procent", "unit": "percent", "decimals": 1}
    rows = [
        row | {"title": title, "year": 2020 + number, "value": value, "provisional": False}
        for title, of_title in values.items()
        for number, value in enumerate(of_title)
    ]
    return pd.DataFrame(rows).assign(after_break=False, after_jump=False)


@pytest.mark.parametrize("one_scale", [True, False])
def test_courses_have_one_scale_where_that_is_asked(one_scale):
    rows = _courses(A=[_value(2), _value(4)], B=[_value(20), _value(40)])
    with marks.laid_out() as canvases:
        charts.courses(rows, {"area": "Noord"}, NL, one_scale)
    for canvas in canvases:
        one, other = (axis.get_ylim() for axis in canvas.axes)
        assert (one == other) == one_scale


def test_bars_are_to_be_seen_where_one_is_longer_than_its_mark_is_high_in_its_own_panel():
    narrow, wide = [_value(2), _value(4)], [Interval(20, 15, 25), _value(40)]
    assert over_years.bars_to_be_seen(_courses(A=narrow, B=wide))
    assert not over_years.bars_to_be_seen(_courses(A=narrow, B=[_value(20), _value(40)]))
    assert over_years.bars_to_be_seen(_courses(A=[Interval(2, 1.8, 2.2), _value(4)], B=[_value(20), _value(40)]))


def test_a_long_name_in_a_funnel_stands_on_two_lines():
    area = {"area": "a", "name": "Den Haag Zuidwest", "n": 9_000, "value": _value(20), "target": 25, "zone": "inside"}
    area |= {"unit": "percent"}
    rows = pd.DataFrame([area, area | {"area": "b", "name": "Delft-West", "n": 3_000}])
    limits = {"lower_95": 22, "upper_95": 28, "lower_998": 20, "upper_998": 30}
    with marks.laid_out() as canvases:
        charts.funnel(rows, pd.DataFrame([limits | {"n": 3_000}, limits | {"n": 9_000}]), "a", "Inwoners", NL, "x")
    for canvas in canvases:
        said = [name.get_text() for name in canvas.axes[0].texts]
        assert said == ["Inwoners", "Den Haag\nZuidwest"]


@pytest.mark.parametrize(("others", "over"), [([24, 19], True), ([21.5, 19], True), ([21.5], False), ([18.5], True)])
def test_a_name_in_a_funnel_stands_where_fewer_marks_are(others, over):
    area = {"area": "a", "name": "Delft-West", "n": 5_000, "value": _value(20), "target": 25, "zone": "inside"}
    rows = [area, *(area | {"area": f"b{value}", "value": _value(value)} for value in others)]
    limits = {"lower_95": 22, "upper_95": 28, "lower_998": 10, "upper_998": 40}
    curve = pd.DataFrame([limits | {"n": 3_000}, limits | {"n": 9_000}])
    with marks.laid_out() as canvases:
        charts.funnel(pd.DataFrame(rows).assign(unit="percent"), curve, "a", "Inwoners", NL, "x")
    for canvas in canvases:
        (name,) = (name for name in canvas.axes[0].texts if name.get_text() == "Delft-West")
        assert (name.get_va() == "bottom") == over


def test_same_input_gives_the_same_bytes():
    assert charts.line_pairs(_series(), "#1f5fa8", NL).svg == charts.line_pairs(_series(), "#1f5fa8", NL).svg


def test_different_numbers_give_a_different_drawing():
    other = _series(focus=[_value(18.2), _value(10.0), _value(8.0)])
    assert charts.line_pairs(_series(), "#1f5fa8", NL).svg != charts.line_pairs(other, "#1f5fa8", NL).svg


def test_a_number_that_is_known_to_whole_units_is_written_so():
    rows = _series(nl=[_value(9.0, precision=0.5), None, _value(4.0, "phrase", 0.5)])
    alt = charts.line_pairs(rows, "#1f5fa8", NL).alt
    assert "18,2% in de focusgebieden en 9% in Nederland; in 2022 8,0% en ca. 4%" in alt


def test_no_line_runs_over_a_break():
    assert [len(piece) for piece in series._pieces(_series(breaks="2019"))] == [1, 2]
    assert [len(piece) for piece in series._pieces(_series())] == [3]


def test_charts_leave_matplotlib_as_it_was():
    import matplotlib

    before = dict(matplotlib.rcParams)
    charts.line_pairs(_series(), "#1f5fa8", NL)
    assert dict(matplotlib.rcParams) == before


def test_matrix_marks_the_area_only_when_it_is_there():
    cells = pd.DataFrame({"A": ["1", ""], "B": ["", "2"]}, index=["Noord", "Zuid"])
    assert charts.matrix(cells, "Noord", "x").svg != charts.matrix(cells, None, "x").svg


def test_a_matrix_of_all_areas_fits_on_a_screen(tables):
    """A phone of 360 by 740 pixels, a laptop of 1280 by 800; areas of a user's own come below that."""
    studies = [NL(f"study.{name}") for name in tables.studies["study"].unique()]
    cells = pd.DataFrame("1+2", index=tables.areas["name"].head(20), columns=studies)
    drawing = charts.matrix(cells, None, "x")
    for svg, height in ((drawing.svg, 800), (drawing.narrow, 740)):
        assert float(ElementTree.fromstring(svg).get("viewBox").split()[3]) * 96 / 72 <= height


def test_dot_strip_names_value_municipality_and_country():
    strips = pd.DataFrame(
        [
            {
                "title": "Koop",
                "unit": "percent",
                "decimals": 1,
                "own": Interval(20.0, 19.0, 21.0),
                "municipality": _value(44.0),
                "nl": _value(57.1),
                "others": [_value(30.0), _value(40.0)],
            }
        ]
    )
    assert "Koop: 20%, gemeente 44,0%, Nederland 57,1%" in charts.dot_strips(strips, "Gebied", NL).alt


def test_open_marks_have_thin_limits_and_a_title_stands_clear_of_its_panel():
    with house_canvas(4, 3) as canvas:
        axis = canvas.subplots()
        series._line_panel(axis, _series(), "#1f5fa8", NL)
        (limits,) = [bars for bars in axis.collections if str(bars.get_gid()).endswith("limits")]
        assert limits.get_linewidth() == [1.2]
        assert axis.titleOffsetTrans.get_matrix()[1, 2] * 72 / canvas.dpi == pytest.approx(7)


@pytest.mark.parametrize(("rough", "face"), [(True, PAPER), (False, OWN)])
def test_the_legend_has_an_open_mark_where_that_of_the_area_is_open(rough, face):
    own, *others = comparisons._strip_handles("Delft-West", NL, rough)
    assert (own.get_label(), own.get_markerfacecolor(), own.get_color()) == ("Delft-West", face, OWN)
    assert all(handle.get_markerfacecolor() == handle.get_color() for handle in others)


def test_years_are_named_where_they_have_room():
    """2.09 years of room for a name: two years are too few, and 22 years count, not those up to the last but one."""
    years = [2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024]
    assert multiples._years_shown(years, multiples._YEAR / 0.095) == [2002, 2008, 2012, 2016, 2020, 2024]


@pytest.mark.parametrize(("comparable", "kinds"), [([False, True, True], {"before", "line"}), ([True] * 3, {"line"})])
def test_a_course_is_dotted_up_to_its_first_comparable_year(comparable, kinds):
    facts = {"role": "other", "year": [2012, 2014, 2016], "level": [3.9, 3.8, 3.85], "comparable": comparable}
    with house_canvas(4, 3) as canvas:
        axis = canvas.subplots()
        multiples._draw_among(axis, "line-1", pd.DataFrame(facts))
        assert {line.get_gid().split(".")[-1] for line in axis.lines} == kinds


def test_a_last_value_says_its_year_where_others_go_on():
    last = pd.Series({"value": Interval.published(54.0, 0.5), "decimals": 0, "year": 2022})
    assert over_years._end_words(last, 2022, Text("nl")) == "54"
    later = over_years._end_words(last, 2024, Text("nl"))
    assert later.startswith("54") and "2022" in later


def test_a_break_in_the_first_year_is_none_between_the_years_that_are_drawn():
    text, value = Text("nl"), Interval.published(54.0, 0.5)
    facts = {"title": "Werk", "unit": "percent", "decimals": 0, "focus": [value] * 2, "nl": [value] * 2}
    known = pd.DataFrame(facts | {"year": [2019, 2021], "breaks": "2019;2020"})
    assert series._line_sentences(known, text)[1:] == [text("chart.break_alt", year="2020")]
