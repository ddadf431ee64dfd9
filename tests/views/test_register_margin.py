"""The margin of an area's own register figures, in words: what it allows for, and with what it tells no difference."""

from itertools import pairwise

import pytest

from helpers import results, views
from helpers.session import open_run
from tests.conftest import index_html

pytestmark = pytest.mark.usefixtures("undrawn")


def _caveats(area, language="nl", data_dir=""):
    run = open_run(area, language, data_dir=data_dir)
    context = results.register.area_context(run, area)
    strips = results.register.strips(run, context)
    (figure,) = views.area.area_context(run, context, strips)
    return context, figure


def test_several_districts_are_an_estimate_with_the_result_of_the_check():
    """The lowest and highest share of the class of 2 or 3 districts: 22 of 26 (84.6 %) and 26 of 26."""
    _, figure = _caveats("rotterdam-zuid")
    (line,) = [after for bar, after in pairwise(figure.caveats) if bar.startswith("De marge van Rotterdam-Zuid is de")]
    assert "Het cijfer is een schatting" in line and "bij ongeveer 95% van de gemeenten" in line
    assert "In een toets bij andere gemeenten was dat 84 tot 100%" in line
    assert "één wijk" not in line


def test_one_district_has_a_margin_of_rounding_only():
    _, figure = _caveats("utrecht-overvecht", "en")
    (line,) = [after for bar, after in pairwise(figure.caveats) if bar.startswith("The margin of Utrecht Overvecht")]
    assert "So the margin comes from rounding only." in line and "estimate" not in line and "95%" not in line


@pytest.mark.parametrize(
    "area",
    [
        "rotterdam-zuid",
        *[pytest.param(area, marks=pytest.mark.slow) for area in ("utrecht-overvecht", "heerlen-noord")],
    ],
)
def test_what_the_margin_cannot_tell_apart_is_named(area):
    context, figure = _caveats(area)
    for benchmark, start in (
        ("municipality", "hoger of lager ligt dan de gemeente"),
        ("nl", "hoger of lager ligt dan Nederland"),
    ):
        overlaps = [
            row.name_nl
            for row in context.itertuples()
            if row.own.lower <= getattr(row, benchmark).upper and getattr(row, benchmark).lower <= row.own.upper
        ]
        drawn = [row.name_nl for row in context.itertuples() if row.indicator in results.register.STRIPS]
        for caveats, begin, names in (
            (figure.caveats, "", [name for name in overlaps if name in drawn]),
            (
                figure.table.caveats,
                "Cijfers die niet in de figuur staan. ",
                [name for name in overlaps if name not in drawn],
            ),
        ):
            said = [caveat for caveat in caveats if start in caveat]
            assert [caveat.partition(" bij: ")[2] for caveat in said] == ([_joined(names)] if names else [])
            assert all(caveat.startswith(f"{begin}Door de marge") for caveat in said)


def test_what_is_not_drawn_is_named_with_the_table():
    context, figure = _caveats("delft-west")
    drawn = context["indicator"].isin(results.register.STRIPS)
    assert not any("Inwoners van 45 tot 65 jaar" in caveat for caveat in figure.caveats)
    assert "Inwoners van 45 tot 65 jaar" in set(context.loc[~drawn, "name_nl"])
    assert figure.table.caveats[0] == "Tussen haakjes achter het cijfer van Delft-West staat de marge ervan."
    assert any("Inwoners van 45 tot 65 jaar" in caveat for caveat in figure.table.caveats)


def _joined(names):
    return f"{', '.join(names[:-1])} en {names[-1]}." if len(names) > 1 else f"{names[0]}."


def test_the_margin_that_is_shown_comes_from_the_table(data_copy):
    """With 2.0 more for two or three districts the printed limits move by 2.0 on both sides; values stay."""
    path = data_copy / "register_calibration.csv"
    before = "cbs-laag-inkomen,2,3,own-class,27,0.029,"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, before.replace("0.029", "2.029")), encoding="utf-8")
    _, figure = _caveats("rotterdam-zuid", data_dir=str(data_copy))
    (row,) = [row for row in figure.table.rows if row[0].text.startswith("Laag inkomen")]
    assert row[1].text == "48 (46,0 tot 50,2)" and row[1].value == 48
    run = open_run("rotterdam-zuid", data_dir=str(data_copy))
    levels = results.answer.levels(run, run.area, results.answer.KEY_FIGURES)
    (spine,) = views.spine.key_figures(run, levels, results.answer.key_figures(run, run.area, levels))
    assert spine.table.rows[0][1].text == "48 (46,0 tot 50,2)"


def test_the_index_shows_the_margin(tables, tmp_path):
    page = index_html(tables, tmp_path, "nl", [])
    assert "48,1% <small>(48,0–48,2)</small>" in page and "49,5% <small>(49,4–49,6)</small>" in page
