"""The checks of marks find what they are for: small faults, put into the source of a chart one by one.

A fault replaces a piece of source text of a function of the chart module. When that text is no longer there, its test
fails: write the fault anew for the new code.
"""

import inspect
import sys
from dataclasses import dataclass

import pytest
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from helpers.methods.intervals import Interval
from tests import marks
from tests.mark_checks import CHECKS
from tests.marks import Made, Shown

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Fault:
    """What goes wrong in a chart, in which function, and the pieces of its source with what they become."""

    name: str
    chart: str
    function: str
    edits: tuple[tuple[str, str], ...]


def _faults(chart: str, function: str, **edits) -> list[Fault]:
    """edits: by the name of the fault, a piece of source and its replacement, or several."""
    return [
        Fault(name, chart, function, pieces if isinstance(pieces[0], tuple) else (pieces,))
        for name, pieces in edits.items()
    ]


FAULTS = [
    *_faults(
        "caterpillar",
        "caterpillar",
        upside_down=("len(rows) - number, row, text", "1 + number, row, text"),
        names_upside_down=('list(rows["name"])[::-1]', 'list(rows["name"])'),
        another_name_bold=('.index("own")]', '.index("own") - 1]'),
        legend_swapped=("_rank_handle(role, names[role])", "_rank_handle(role, names[roles[-1 - roles.index(role)]])"),
    ),
    *_faults(
        "caterpillar",
        "_draw_rank",
        no_range=("[row.rank_lower, row.rank_upper], [height", "[row.place, row.place], [height"),
        place_at_the_lowest=("[row.place], [height]", "[row.rank_lower], [height]"),
        none_tied=("PAPER if hollow else colour", "colour"),
        all_own=("_ROLES[row.role]", '_ROLES["own"]'),
        other_value=("row.value, int", "row.value + row.value, int"),
        thin_bars=("lw=5", "lw=0.6"),
    ),
    *_faults("caterpillar", "_rank_axis", places_shifted=("str(tick) for tick", "str(tick + 1) for tick")),
    *_faults(
        "funnel",
        "funnel",
        sides_swapped=('curve[f"{side}_{name}"]', """curve[f"{'upper' if side == 'lower' else 'lower'}_{name}"]"""),
        limits_swapped=('curve[f"{side}_{name}"]', """curve[f"{side}_{'95' if name == '998' else '998'}"]"""),
        target_elsewhere=('rows["target"].iloc[0]]', '2 + rows["target"].iloc[0]]'),
        legend_swapped=('text(f"chart.funnel_{name}")', """text(f"chart.funnel_{'95' if name == '998' else '998'}")"""),
        not_logarithmic=('set_xscale("log")', 'set_xscale("linear")'),
        own_not_marked=("row.area == own", "False"),
    ),
    *_faults(
        "funnel",
        "_draw_in_funnel",
        a_value_moved=("[row.value.value], linestyle", "[row.value.value * 1.01], linestyle"),
        a_size_moved=("axis.plot([row.n]", "axis.plot([row.n * 1.1]"),
        nobody_named=('row.zone not in ("inside", "undecided")', "False"),
        none_open=("PAPER if row.value.approximate", "PAPER if False"),
    ),
    *_faults("funnel", "_funnel_axes", sizes_shifted=("text.number(tick)", "text.number(2 * tick)")),
    *_faults(
        "rug",
        "rug",
        columns_swapped=("indicators.index(cell.indicator), areas", "-1 - indicators.index(cell.indicator), areas"),
        heads_swapped=("+ 0.5, heads)", "+ 0.5, heads[::-1])"),
        names_swapped=("[names[area] for area in areas])", "[names[area] for area in areas[::-1]])"),
        frame_elsewhere=("Rectangle((0, areas.index(own))", "Rectangle((0, areas.index(own) - 1)"),
    ),
    *_faults(
        "rug",
        "_draw_cell",
        no_star=('if cell.outcome in ("higher", "lower")', "if False"),
        all_alike=("_LEVELS[cell.level]", '_LEVELS["above"]'),
        one_tint=("facecolor=tint", "facecolor=PAPER"),
        sign_beside=("column + 0.5, row + 0.5, words", "column + 1.2, row + 0.5, words"),
    ),
    *_faults(
        "rug",
        "_topics",
        line_elsewhere=("axis.axvline(columns[0],", "axis.axvline(columns[0] + 1,"),
        topics_swapped=("names[topic],", "names[topics.iloc[-1 - columns[0]]],"),
    ),
    *_faults(
        "among_others",
        "among_others",
        course_of_another=("course), of_one", 'course), known[known["role"] == "other"].iloc[-len(of_one) :]'),
    ),
    *_faults(
        "among_others",
        "_among_axes",
        a_wider_scale=('np.ceil(known["level"]', 'np.ceil(1 + known["level"]'),
        band_elsewhere=("max(band[0], years[0])", "band[0] - 2"),
        years_shifted=("str(year) for year in shown", "str(year + 1) for year in shown"),
    ),
    *_faults(
        "among_others",
        "_draw_among",
        nothing_dotted=('look | {"linestyle": _DOTTED}', "look"),
        all_comparable=('rows[rows["comparable"]]', "rows"),
        a_point_moved=('later["level"], gid', 'later["level"] * 1.01, gid'),
        end_at_the_first=("rows.iloc[-1:]", "rows.iloc[:1]"),
        other_colour=("look = _LINES[role]", 'look = _LINES["other"]'),
        open_marks=('(PAPER, OWN) if rows["value"]', '(PAPER, OWN) if not rows["value"]'),
    ),
    *_faults(
        "among_others",
        "_among_ends",
        other_value=('last["value"], int', 'known["value"].iloc[0], int'),
        name_of_another=("words, signs = names[role]", 'words, signs = names["area"]'),
        at_another_height=('float(of_role["level"].mean())', "3.7"),
    ),
    *_faults("among_others", "_apart", labels_cover_each_other=("end.height * pixels / 2", "0 * pixels")),
    *_faults(
        "among_others",
        "_first_value",
        other_year=("own.iloc[0], own.iloc[1]", "own.iloc[1], own.iloc[2]"),
        at_the_other_side=('second["level"] >= first["level"]', 'second["level"] < first["level"]'),
    ),
    *_faults(
        "among_others",
        "_among_legend",
        names_swapped=("label=names[role]", "label=names[roles[-1 - roles.index(role)]]"),
    ),
    *_faults(
        "among_others",
        "_among_alt",
        over_the_break=('(known["role"] == role) & known["comparable"]', 'known["role"] == role'),
        of_all_years=('& (known["year"] == last)', ""),
    ),
    *_faults(
        "courses",
        "courses",
        panels_swapped=('series[series["title"] == title]', 'series[series["title"] == titles[-1 - number]]'),
        headings_swapped=("heads[title]), fontsize", "heads[titles[-1 - number]]), fontsize"),
    ),
    *_faults(
        "courses",
        "_panel",
        first_point_left_out=('rows["value"].notna()])', 'rows["value"].notna()][1:])'),
        others_left_out=("for line in _LINES]", "for line in _LINES[:1]]"),
        break_a_year_late=("x=year - 0.5", "x=year + 0.5"),
        break_left_out=('own.loc[own["after_break"], "year"]', "[]"),
        label_of_the_first_year=("own.iloc[-1]", "own.iloc[0]"),
        upside_down=("low - _ROOM * span, high + _ROOM * span", "high + _ROOM * span, low - _ROOM * span"),
        labels_cover_each_other=("spread_labels(ends, _LABEL / _PANEL", "spread_labels(ends, 0.01 * _LABEL / _PANEL"),
    ),
    *_faults(
        "courses",
        "_draw_course",
        none_hollow=("PAPER", "line.colour"),
        all_hollow=('own[~own["provisional"]], line.colour', 'own[~own["provisional"]], PAPER'),
        provisional_left_out=('("open", own[own["provisional"]], PAPER),', ""),
        a_point_moved=("value.value for value in some[", "value.value * 1.01 for value in some["),
        line_of_other_values=('for value in piece["value"]', 'for value in piece["value"][::-1]'),
        limits_left_out=("if line.colour == OWN:", "if False:"),
        limits_of_all=("if line.colour == OWN:", "if True:"),
        half_the_limits=("[value.lower for", "[value.value for"),
    ),
    *_faults("courses", "_joined_parts", line_over_a_break=('own["after_break"] | (place', "(place")),
    *_faults(
        "courses",
        "_last_value",
        label_of_another_value=("_end_words(last, last_year, text)", '_end_words(last, last_year, text) + "1"'),
        label_at_the_first_year=('last["value"].value, last_year,', 'last["value"].value, last_year - 1,'),
    ),
    *_faults(
        "courses",
        "_handles",
        names_swapped=("names[line.region]", 'names["nl" if line.region == "municipality" else "municipality"]'),
        provisional_not_said=('known["provisional"].any()', "False"),
        break_not_said=('known["after_break"].any()', "False"),
    ),
    *_faults(
        "courses",
        "_kind_of_break",
        jump_called_a_break=('not known["after_jump"].any()', "True"),
    ),
    *_faults("courses", "_write_unit", unit_at_the_foot=("(0, 1)", "(0, 0)")),
    *_faults("courses", "year_axis", years_shifted=("str(year) for year in ticks", "str(year + 1) for year in ticks")),
    *_faults("courses", "number_axis", ticks_shifted=("shown(value))", "shown(value + 1))")),
    *_faults(
        "courses",
        "_alt_sentence",
        over_a_break=('own[own["after_break"].cumsum() == own["after_break"].sum()]', "own"),
        of_the_country=('rows["role"] == "municipality"', 'rows["role"] == "nl"'),
        first_year_as_last=("first, last = own.iloc[0], own.iloc[-1]", "first = last = own.iloc[0]"),
    ),
    *_faults(
        "line_pairs",
        "line_pairs",
        panels_swapped=('series["title"] == title]', 'series["title"] == titles[-1 - number]]'),
    ),
    *_faults(
        "line_pairs",
        "_line_panel",
        missing_as_zero=(
            "rows[rows[line.region].notna()])",
            "rows.assign(**{line.region: [value or _ZERO for value in rows[line.region]]}))",
        ),
        first_point_left_out=("rows[rows[line.region].notna()])", "rows[rows[line.region].notna()][1:])"),
        break_a_year_late=("_mark_break(axis, year,", "_mark_break(axis, year + 1,"),
        label_of_the_first_year=("years.iloc[-1]", "years.iloc[0]"),
        upside_down=("low - 0.18 * span, high + 0.18 * span", "high + 0.18 * span, low - 0.18 * span"),
    ),
    *_faults(
        "line_pairs",
        "_draw_line",
        points_of_the_other=('years[line.region], line)', 'years["nl"].combine_first(years["focus"]), line)'),
        a_point_twice=(
            'years["year"], years[line.region], line)',
            '[*years["year"], *years["year"][:1]], [*years[line.region], *years[line.region][:1]], line)',
        ),
    ),
    *_faults(
        "line_pairs",
        "_join",
        line_of_the_other=("_values(part[line.region])", '_values(part["focus"].combine_first(part["nl"]))'),
    ),
    *(
        fault
        for chart in ("line_pairs", "gap_panels")
        for fault in (
            *_faults(chart, "_join", missing_years_whole=("SKIPPED, _skipped", "line.style, _skipped")),
            *_faults(
                chart,
                "_runs",
                line_over_a_break=("in _pieces(known)", "in [known]"),
                line_over_missing_years=('.fillna(1) > 1)', '.fillna(1) > 99)'),
            ),
            *_faults(chart, "_skipped", missing_years_left_out=("> 1]", "> 99]"), all_years_dotted=("> 1]", "> 0]")),
        )
    ),
    *(
        fault
        for chart in ("line_pairs", "gap_panels", "slopes")
        for fault in _faults(
            chart,
            "_draw_points",
            hollow_inverted=(
                ("if not interval.approximate", "if interval .approximate"),
                ("if interval.approximate", "if not interval.approximate"),
            ),
            none_hollow=("PAPER", "line.colour"),
            marks_lost=(("if not interval.approximate", "if True"), ("if interval.approximate", "if False")),
            limits_left_out=("if hollow:", "if False:"),
            half_the_limits=("[interval.lower for", "[interval.value for"),
            unrounded=("_values(interval for _, interval in some)", "[interval.value for _, interval in some]"),
        )
    ),
    *_faults(
        "line_pairs",
        "_end_label",
        label_of_the_other_value=("values.short(text, interval", "values.short(text, last['focus'] or interval"),
        label_at_the_other_value=("values.given(interval), last", 'values.given(last["focus"] or interval), last'),
        label_without_its_mark=(
            "values.short(text, interval, int(last['decimals']), last['unit'])",
            "text.with_unit(interval.value, last['unit'], 0 if interval.precision >= 0.5 else 1)",
        ),
        label_of_the_other_region=("text(f'chart.{line.region}')", "text('chart.nl')"),
    ),
    *_faults("line_pairs", "_mark_break", break_a_year_later=("x=year - 0.5", "x=year + 0.5")),
    *_faults(
        "line_pairs",
        "year_axis",
        years_shifted=("[str(year) for year in ticks]", "[str(year + 1) for year in ticks]"),
    ),
    *_faults(
        "line_pairs",
        "_lines",
        colours_swapped=(('"focus", colour', '"focus", SOFT'), ('"nl", SOFT', '"nl", colour')),
        dashes_swapped=(('"-", "o"', '"--", "o"'), ('"--", "s"', '"-", "s"')),
    ),
    *_faults("line_pairs", "number_axis", ticks_shifted=("shown(value))", "shown(value + 1))")),
    *_faults(
        "line_pairs",
        "_shade_gap",
        shade_beside_a_line=('_values(piece["nl"])', '[level + 0.5 for level in _values(piece["nl"])]'),
    ),
    *_faults(
        "line_pairs",
        "_line_sentences",
        alt_of_the_other=("row[region]", 'row["nl"]'),
        alt_without_marks=(
            'values.short(text, row[region], int(row["decimals"]), row["unit"])',
            'text.number(row[region].value, int(row["decimals"]))',
        ),
        alt_of_the_first_year=('("last", last)', '("last", first)'),
    ),
    *_faults(
        "line_pairs", "spread_labels", labels_swapped=("key=lambda end: -end.value", "key=lambda end: end.value")
    ),
    *_faults(
        "gap_panels",
        "gap_panels",
        headings_swapped=("called[name]", 'called["ratio" if name == "gap" else "gap"]'),
    ),
    *_faults(
        "gap_panels",
        "_gap_panel",
        level_swapped=("axhline(_EQUAL[name]", "axhline(1 - _EQUAL[name]"),
        level_dotted=("color=SOFT, linewidth=0.8", "color=SOFT, linestyle=SKIPPED"),
        label_on_its_line=("levels[beside] > levels[at]", "levels[beside] < levels[at]"),
        intervals_as_points=(
            "[interval.lower for interval in rows[name]], [interval.upper for interval in rows[name]]",
            "_values(rows[name]), _values(rows[name])",
        ),
        intervals_of_the_other=(
            ("interval.lower for interval in rows[name]", 'interval.lower for interval in rows["gap"]'),
            ("interval.upper for interval in rows[name]", 'interval.upper for interval in rows["gap"]'),
        ),
        half_an_interval=("interval.lower for", "interval.value for"),
        ratio_with_one_decimal=("else values.RATIO)", "else 1)"),
        label_on_another_point=(
            '(edge["year"], values.given(edge[name]))',
            '(edge["year"], max(_values(rows[name])))',
        ),
        label_without_its_mark=(
            'values.short(text, edge[name], int(edge["decimals"]) if name == "gap" else values.RATIO)',
            'text.number(edge[name].value, int(edge["decimals"]) if name == "gap" else values.RATIO)',
        ),
    ),
    *_faults(
        "slopes",
        "slopes",
        legend_swapped=('zip(("focus", "nl")', 'zip(("nl", "focus")'),
        legend_with_another_marker=("marker=line.marker", 'marker="D"'),
    ),
    *_faults(
        "slopes",
        "_slope_panel",
        first_and_last_swapped=("axis.plot([0, 1], _values(both)", "axis.plot([0, 1], _values(both[::-1])"),
        points_swapped=("_draw_points(axis, gid, [0, 1], both", "_draw_points(axis, gid, [1, 0], both"),
        label_of_the_first_year=("_slope_label(row, both[x], text)", "_slope_label(row, both[0], text)"),
        years_swapped=(
            '[str(row["first_year"]), str(row["last_year"])]',
            '[str(row["last_year"]), str(row["first_year"])]',
        ),
        line_not_dashed=("_values(both), line.style", '_values(both), "-"'),
        upside_down=("axis.margins(x=0.3, y=0.2)", "axis.margins(x=0.3, y=0.2); axis.invert_yaxis()"),
    ),
    *_faults(
        "slopes",
        "_slope_label",
        label_without_its_mark=(
            'values.short(text, interval, int(row["decimals"]))',
            'text.number(interval.value, int(row["decimals"]))',
        ),
    ),
    *_faults(
        "stacked_composition",
        "stacked_composition",
        bars_named_upside_down=("labels=list(parts.columns)", "labels=list(parts.columns)[::-1]"),
        parts_overlap=("left += widths", "left = left + widths * 0.9"),
        label_of_the_first=("values.short(text, share, 1)", "values.short(text, row.iloc[0], 1)"),
        label_with_two_decimals=("values.short(text, share, 1)", "text.number(share.value, 2)"),
        legend_upside_down=('"label": name', '"label": parts.index[-1 - number]'),
        colours_alike=('"color": shades[number]', '"color": shades[number // 2]'),
    ),
    *_faults(
        "dot_strips",
        "_draw_strip",
        references_swapped=(
            ("given(row.municipality)", "given(row.nl )"),
            ("given(row.nl)", "given(row.municipality)"),
        ),
        an_area_left_out=("for other in row.others]", "for other in row.others[1:]]"),
        an_area_moved=("for other in row.others]", "for other in [row.others[1], *row.others[1:]]]"),
        own_is_the_country=("given(row.own)", "given(row.nl)"),
        open_without_a_reason=("if row.own.approximate", "if True"),
    ),
    *_faults(
        "dot_strips",
        "_strip_words",
        label_of_the_country=("values.short(text, row.own", "values.short(text, row.nl"),
        label_without_its_decimal=("values.short(text, row.own, row.decimals", "values.short(text, row.own, 0"),
        ticks_without_their_unit=("(axis.xaxis, text, row.unit)", "(axis.xaxis, text)"),
    ),
    *_faults(
        "dot_strips",
        "_draw_strip",
        limits_of_the_country=("[row.own.lower, row.own.upper]", "[row.nl.lower, row.nl.upper]"),
        limits_as_points=("[row.own.lower, row.own.upper]", "[row.own.value, row.own.value]"),
        half_of_the_limits=("[row.own.lower, row.own.upper]", "[row.own.value, row.own.upper]"),
    ),
    *_faults("dot_strips", "_strip_handles", legend_with_another_marker=("marker=_COUNTRY", 'marker="^"')),
    *_faults(
        "dot_strips",
        "_strip_sentence",
        alt_of_the_country=("value=values.short(text, row.own", "value=values.short(text, row.nl"),
    ),
    *_faults(
        "matrix",
        "matrix",
        another_row_marked=(".index(own)", ".index(own) - 1"),
        tints_upside_down=("_tint_cells(axis, strength,", "_tint_cells(axis, strength[::-1],"),
        names_upside_down=("+ 0.5, names", "+ 0.5, names[::-1]"),
        heads_mirrored=("+ 0.5, heads", "+ 0.5, heads[::-1]"),
        upside_down=('axis.set(xlabel="",', 'axis.set(ylim=(0, rows), xlabel="",'),
    ),
    *_faults("matrix", "_label_cells", labels_a_row_down=("cells.iat[y, x]", "cells.iat[y - 1, x]")),
    *_faults("matrix", "_frame_row", frame_around_the_next_row=("(0.02, row + 0.03)", "(0.02, row - 0.97)")),
    *_faults(
        "matrix",
        "_strength",
        tints_swapped=("0.5 if OPEN in label else 1.0", "1.0 if OPEN in label else 0.5"),
    ),
    *_faults(
        "event_plot",
        "event_plot",
        headings_swapped=("names[name], int", 'names["changes" if name == "levels" else "levels"], int'),
        units_swapped=('names[f"{name}_unit"]', 'names["changes_unit"]'),
    ),
    *_faults(
        "event_plot",
        "_draw_levels",
        means_swapped=("numbers = known[line.region]", 'numbers = known["match_mean"]'),
        first_left_out=('levels[levels[line.region].notna()]', 'levels[levels[line.region].notna()][1:]'),
        nothing_dotted=('linestyle=_DOTTED, **look', 'linestyle="-", **look'),
        line_of_all_years=('known["year"][later], numbers[later]', 'known["year"], numbers'),
        filled=("hollow=True", "hollow=False"),
    ),
    *_faults(
        "event_plot",
        "_draw_changes",
        limits_left_out=('one.upper > one.lower', 'one.upper > one.lower and year > 2008'),
        half_the_limits=("[one.lower for _, one", "[one.value for _, one"),
        chosen_swapped=(('"full", ~known', '"full", known'), ('"open", known', '"open", ~known')),
        a_change_moved=("one.value for one in values]", "one.value + 0.002 for one in values]"),
        base_elsewhere=("axis.plot([base], [0]", "axis.plot([base - 2], [0]"),
        zero_elsewhere=("y=0, gid", "y=0.01, gid"),
    ),
    *_faults("event_plot", "_frame", shade_over_the_base=("axvspan(base + 1", "axvspan(base - 1")),
    *_faults(
        "event_plot",
        "_event_handles",
        chosen_not_said=('if changes["matched_on"].any()', "if False"),
        names_swapped=("for line in _MEANS", "for line in (_MEANS[0]._replace(region='match_mean'), _MEANS[1])"),
    ),
    *_faults(
        "cmo_diagram",
        "_draw_cmo_link",
        heads_at_the_start=('"-|>"', '"<|-"'),
        ends_swapped=("points[link.source], points[link.target]", "points[link.target], points[link.source]"),
        dashes_inverted=('linestyle="-" if link.basis == ', 'linestyle="-" if link.basis != '),
        widths_inverted=('1.6 if link.basis == "stated" else 0.9', '0.9 if link.basis == "stated" else 1.6'),
    ),
    *_faults(
        "cmo_diagram",
        "cmo_diagram",
        columns_swapped=('"context": 0.0, "mechanism": 1.0', '"context": 1.0, "mechanism": 0.0'),
    ),
    *_faults("cmo_diagram", "_draw_cmo_factor", numbers_left_out=("if factor.number else", "if False else")),
]  # fmt: skip


def _owners(function: str) -> list:
    """The modules of the charts that hold a function."""
    modules = [module for name, module in sys.modules.items() if name.split(".")[:2] == ["helpers", "charts"]]
    return [module for module in modules if function in vars(module)]


def _put_in(fault: Fault, patch: pytest.MonkeyPatch) -> None:
    """Replace the function of a fault, wherever it is held, by one with the fault."""
    owners = _owners(fault.function)
    assert owners, f"there is no function {fault.function}"
    right = inspect.unwrap(getattr(owners[0], fault.function))
    source = inspect.getsource(right)
    for old, new in fault.edits:
        assert old in source, f"{fault.function} has no {old!r} any more: write the fault {fault.name} anew"
        source = source.replace(old, new)
    names = dict(right.__globals__) | {"_ZERO": Interval.exact(0)}
    exec(compile(source, fault.name, "exec"), names)
    for owner in owners:
        patch.setattr(owner, fault.function, names[fault.function])


def _figures(chart: str) -> list[tuple[Made, Shown]]:
    """The figures of a chart, small ones first."""
    figures = [(made, shown) for made, shown in marks.all_shown("rotterdam-zuid", "nl") if made.chart == chart]
    return sorted(figures, key=lambda figure: len(figure[0].drawing.svg))


def _assert_found(chart: str, figures: list[tuple[Made, Shown]]) -> None:
    """In at least one of the figures: not every figure has a break, or a value that was read from a phrase."""
    for made, shown in figures:
        try:
            CHECKS[chart](marks.drawn_again(made, shown))
        except AssertionError:
            return
    pytest.fail(f"the fault was found in no {chart}")


@pytest.mark.parametrize("chart", CHECKS)
def test_without_a_fault_none_is_found(chart):
    CHECKS[chart](marks.drawn_again(*_figures(chart)[0]))


def _in_turn() -> list:
    """The faults; all but the first of a function wait for `make test-all`."""
    first = {(fault.chart, fault.function): fault for fault in reversed(FAULTS)}.values()
    return [pytest.param(fault, marks=[] if fault in first else [pytest.mark.long]) for fault in FAULTS]


@pytest.mark.parametrize("fault", _in_turn(), ids=lambda fault: f"{fault.chart}-{fault.name}")
def test_fault_is_found(fault, monkeypatch):
    figures = _figures(fault.chart)  # as they are without it
    _put_in(fault, monkeypatch)
    _assert_found(fault.chart, figures)


# What can go wrong in any chart, just before it is finished: what happens to its canvas.
LATE = {
    "mirrored": lambda canvas: [axis.invert_xaxis() for axis in canvas.axes],
    "nameless_mark": lambda canvas: canvas.axes[0].plot([0.5], [0.5], "o", transform=canvas.axes[0].transAxes),
    "nameless_axes": lambda canvas: canvas.axes[0].twinx().plot([0, 1], [0, 1]),
    "mark_left_out": lambda canvas: _some_mark(canvas).remove(),
    "mark_made_invisible": lambda canvas: _some_mark(canvas).set_alpha(0.01),
    "words_rotated": lambda canvas: _rotate([words for words in _words(canvas) if words.get_text()]),
    "other_title": lambda canvas: canvas.axes[-1].set_title("Other"),
    "other_unit": lambda canvas: canvas.axes[0].set_ylabel("euro"),
    "other_legend": lambda canvas: canvas.axes[0].legend(handles=[Line2D([], [], label="Other")]),
}  # fmt: skip


def _some_mark(canvas):
    axis = canvas.axes[-1] if canvas.axes[-1].get_gid() else canvas.axes[0]
    return [*axis.collections, *axis.patches, *axis.lines][-1]


def _words(canvas):
    return [words for axis in canvas.axes for words in axis.texts]


def _rotate(words) -> None:
    """Give each text the words of the one before it."""
    texts = [one.get_text() for one in words]
    for one, other in zip(words, [texts[-1], *texts[:-1]], strict=True):
        one.set_text(other)


def _late_in_turn() -> list:
    """Each fault in each chart; all but one of a chart, another for the next, wait for `make test-all`."""
    return [
        pytest.param(chart, fault, marks=[] if at % len(LATE) == number else [pytest.mark.long])
        for at, chart in enumerate(CHECKS)
        for number, fault in enumerate(LATE)
    ]


@pytest.mark.parametrize(("chart", "fault"), _late_in_turn())
def test_late_fault_is_found(chart, fault, monkeypatch):
    adjust = Canvas.subplots_adjust

    def spoil(canvas, *args, **kwargs):
        adjust(canvas, *args, **kwargs)
        LATE[fault](canvas)

    figures = _figures(chart)
    monkeypatch.setattr(Canvas, "subplots_adjust", spoil)
    _assert_found(chart, figures)


def test_faults_are_of_all_charts():
    assert {fault.chart for fault in FAULTS} == set(CHECKS) and len(FAULTS) >= 60
    assert len({(fault.chart, fault.function, fault.name) for fault in FAULTS}) == len(FAULTS)
