"""One check per kind of chart: every value of the table twin stands in the drawing, once, at its place, and no other.

A check gets a figure as `marks.Shown` and asserts. The twin is the reference; what it does not hold (colours of themes,
values of the other areas, places on the map) is compared with the data tables.
"""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.patches import ArrowStyle
from pytest import approx

from helpers.contract.vocabulary import THEMES
from helpers.methods.intervals import APPROXIMATE
from helpers.results.ranks import TOPICS
from helpers.results.register import STRIPS
from helpers.words.text import catalogue
from tests import marks
from tests.marks import Shown, bare_scale, box, holds, legend, look, middle, numbers_in, same, scale, spots

REGIONS = ("focus", "nl")


def by_indicator(shown: Shown) -> dict[str, list[dict]]:
    """The rows of the twin by their indicator, in order."""
    found: dict[str, list[dict]] = {}
    for row in shown.twin:
        found.setdefault(row["indicator"].text, []).append(row)
    return found


def read_points(shown: Shown, artist, log: bool = False) -> list[tuple[float, float]]:
    """The points of a mark as the axes read: (x, y) each."""
    places = spots(artist)
    axis = artist.axes
    x, y = scale(shown, axis, "x", log), scale(shown, axis, "y")
    return list(zip(x.read(places[:, 0]).round(6).tolist(), y.read(places[:, 1]).tolist(), strict=True))


def assert_points(read, expected: dict[int, float], tolerance: float) -> None:
    """read: (year, value) each, any order; expected: value by year. The same years, each once, and their values."""
    assert sorted(year for year, _ in read) == sorted(expected), "not the years of the twin"
    assert dict(read) == approx(expected, abs=tolerance), "not the values of the twin"


def numbered(shown: Shown, prefix: str) -> list:
    """The marks `<prefix>-0`, `<prefix>-1` ..."""
    return [mark for gid, mark in shown.marks.items() if gid.rpartition("-")[0] == prefix]


def new_series(shown: Shown, rows: list[dict]) -> list[int]:
    """The years with which a new series starts, as the twin says in its column of years."""
    return [row["year"].value for row in rows if not same(row["year"].text, str(row["year"].value))]


def assert_joined(shown: Shown, gid: str, values: dict[int, float], breaks: list[int], tolerance: float) -> list:
    """Lines join each year with the next, dotted ones those with years between them, and none two sides of a break.

    Returns the lines, then those that are dotted.
    """
    pairs = [
        (before, after)
        for before, after in pairwise(sorted(values))
        if not any(before < year <= after for year in breaks)
    ]
    kinds = {
        "line": [(before, after) for before, after in pairs if after - before == 1],
        "skipped": [(before, after) for before, after in pairs if after - before > 1],
    }
    lines = {kind: numbered(shown, f"{gid}.{kind}") for kind in kinds}
    for kind, expected in kinds.items():
        read_lines = [read_points(shown, line) for line in lines[kind]]
        drawn = [(a[0], b[0]) for line in read_lines for a, b in pairwise(line)]
        assert sorted(drawn) == expected, f"a {kind} does not join the years that it is for"
        for year, value in (point for line in read_lines for point in line):
            assert value == approx(values[year], abs=tolerance), "a line runs beside its values"
    return list(lines.values())


def assert_looks_of_lines(lines: list, expected: marks.Look) -> None:
    """Lines look as expected; those over years without a value are dotted, in the same colour and width."""
    whole, skipped = lines
    assert all(look(line) == expected for line in whole)
    for line in skipped:
        dots, gaps = line._dash_pattern[1] if line.is_dashed() else (9, 0)
        assert to_hex(line.get_color()) == expected.colour and dots < gaps, "a line over missing years is not dotted"
    assert len({line.get_linewidth() for line in (*whole, *skipped)}) < 2


def around(shown: Shown, key: str) -> list[str]:
    """What a message puts before and after a value."""
    return shown.text(key, value="\0").split("\0")


def is_open(shown: Shown, cell) -> bool:
    """Whether the twin says that a value is approximate, in its words as in its download."""
    open_ = cell.limits.basis in APPROXIMATE
    about, (_, said) = around(shown, "values.about")[0], around(shown, "values.phrase")
    a_range = cell.text.endswith(said) and len(numbers_in(cell.text)) == 2
    assert open_ == (cell.text.startswith(about) or a_range), f"{cell.text} has lost its mark, or has one too many"
    assert cell.text.endswith(said) <= (cell.limits.basis == "phrase")
    return open_


def short(shown: Shown, cell, percent: str = "") -> str:
    """What a label says of a value of the twin: its number with its mark; a range as a range.

    percent: the sign, where a label has the unit too.
    """
    words = cell.text.removesuffix(around(shown, "values.phrase")[1]).split(" (")[0]
    numbers = [number.lstrip("+") for number in numbers_in(words)]
    if len(numbers) == 2:
        return shown.text("values.range_short", lower=numbers[0], upper=numbers[1]) + percent
    number = numbers[0] + percent
    assert len(numbers) == 1
    return shown.text("values.about", value=number) if is_open(shown, cell) else number


def assert_points_of(shown: Shown, gid: str, cells: dict[int, object], look_of: marks.Look) -> set[str]:
    """Full and open marks at the values of cells by year (`<gid>.full`, `<gid>.open`), and limits of the open ones.

    look_of: of the full ones. Returns the ids of these marks.
    """
    kinds = {year: is_open(shown, cell) for year, cell in cells.items()}
    axis = shown.marks[f"{gid}.full"].axes
    heights = scale_of(shown, axis)
    for kind in ("full", "open"):
        mark = shown.marks[f"{gid}.{kind}"]
        places = spots(mark)
        x = scale(shown, axis, "x").read(places[:, 0]).round(6).tolist()
        read = list(zip(x, heights.read(places[:, 1]).tolist(), strict=True))
        own = {year: cell.value for year, cell in cells.items() if kinds[year] == (kind == "open")}
        assert_points(read, own, heights.tolerance)
        assert look(mark) == replace(look_of, hollow=kind == "open")
        assert to_hex(mark.get_markerfacecolor()) == ("#ffffff" if kind == "open" else look_of.colour)
    ids = {f"{gid}.{kind}" for kind in ("full", "open")}
    if not any(kinds.values()):
        return ids
    bars, drawn = shown.marks[f"{gid}.limits"], {}
    for segment in marks.segments(bars):
        (year, other), ends = scale(shown, axis, "x").read(segment[:, 0]).round(6), heights.read(segment[:, 1])
        assert year == other and year not in drawn
        drawn[int(year)] = sorted(ends)
    assert {to_hex(colour) for colour in bars.get_colors()} == {look_of.colour}
    assert sorted(drawn) == [year for year in sorted(kinds) if kinds[year]], "limits of other years"
    for year, ends in drawn.items():
        limits = cells[year].limits
        assert ends == approx([limits.lower, limits.upper], abs=heights.tolerance), "limits end elsewhere"
    return ids | {f"{gid}.limits"}


def scale_of(shown: Shown, axis) -> marks.Scale:
    """The heights of an axis, by its tick labels if it has any."""
    return scale(shown, axis, "y") if marks.tick_labels(axis, "y") else bare_scale(axis, "y")


def assert_beside(label, point: np.ndarray, side: str) -> None:
    """A label stands at a side ("right", "left", "above", "below") of a point, as near as labels do."""
    (left, bottom), (right, top) = box(label)
    height = top - bottom
    if side in ("above", "below"):
        gap = bottom - point[1] if side == "above" else point[1] - top
        assert left <= point[0] <= right and 0 <= gap <= height, "a label stands elsewhere"
        return
    distance = left - point[0] if side == "right" else point[0] - right
    assert 0 < distance < 15 and abs((bottom + top) / 2 - point[1]) <= height, "a label stands elsewhere"


def theme_of(shown: Shown) -> dict:
    """The row of `themes` that the id of a figure ends with."""
    rows = shown.tables.themes.set_index("theme")
    return rows.loc[next(theme for theme in THEMES if shown.block.id.endswith(theme))]


def assert_alt(shown: Shown, title: str, expected: list[str]) -> None:
    """After a title, the alternative text has these numbers first, in this order."""
    _, found, after = shown.block.alt.partition(f"{title}")
    assert found, f"the alternative text lacks {title}"
    assert numbers_in(after)[: len(expected)] == expected, f"the alternative text has other numbers for {title}"


def assert_marked(shown: Shown, title: str, cells: list) -> None:
    """The sentence after a title has each of these values with its mark."""
    after = shown.block.alt.partition(title)[2]
    for cell in cells:
        assert short(shown, cell) in after, f"the alternative text lacks {short(shown, cell)} for {title}"


# Lines ------------------------------------------------------------------------------------------------------


def check_line_pairs(shown: Shown) -> None:
    groups = by_indicator(shown)
    assert list(shown.axes) == [f"panel-{number}" for number in range(len(groups))] and not shown.legends
    expected: set[str] = set()
    looks = set()
    for (title, rows), (panel, axis) in zip(groups.items(), shown.axes.items(), strict=True):
        assert same(axis.get_title(loc="left"), title)
        for region in REGIONS:
            expected |= _check_line(shown, panel, region, rows)
        expected |= _check_shade(shown, panel, rows) | _check_breaks(shown, panel, rows)
        _check_ends(shown, panel, rows)
        looks.add(tuple(look(shown.marks[f"{panel}.{region}.full"]) for region in REGIONS))
        _check_line_alt(shown, title, rows)
        years = [int(words) for _, words in marks.tick_labels(axis, "x")]
        assert {rows[0]["year"].value, rows[-1]["year"].value} <= set(years)
    assert set(shown.marks) == expected
    ((focus, nl),) = looks
    assert focus.colour == theme_of(shown)["colour"] != nl.colour and focus.marker != nl.marker


def known_values(rows: list[dict], key: str) -> dict[int, float]:
    return {row["year"].value: row[key].value for row in rows if row[key].value is not None}


def _check_line(shown: Shown, panel: str, region: str, rows: list[dict]) -> set[str]:
    """Points, filled or open, and lines of one region; the ids of these marks."""
    axis, values = shown.axes[panel], known_values(rows, region)
    if not values:
        return set()
    tolerance = scale(shown, axis, "y").tolerance
    gid, full = f"{panel}.{region}", look(shown.marks[f"{panel}.{region}.full"])
    assert not full.line and not full.hollow
    cells = {row["year"].value: row[region] for row in rows if row[region].value is not None}
    ids = assert_points_of(shown, gid, cells, full)
    lines = assert_joined(shown, gid, values, new_series(shown, rows), tolerance)
    assert_looks_of_lines(lines, marks.Look(full.colour, line={"focus": "-", "nl": "--"}[region]))
    return ids | {f"{gid}.label"} | {line.get_gid() for line in (*lines[0], *lines[1])}


def _check_ends(shown: Shown, panel: str, rows: list[dict]) -> None:
    """At the right end of each line: whose it is and its last value, in its colour; the higher label is the higher."""
    places = []
    for region in REGIONS:
        known = [row for row in rows if row[region].value is not None]
        if not known:
            continue
        last, label = known[-1], shown.marks[f"{panel}.{region}.label"]
        said = short(shown, last[region], "%" * last[region].text.count("%"))
        assert label.get_text() == f"{shown.text(f'chart.{region}')}\n{said}"
        assert to_hex(label.get_color()) == look(shown.marks[f"{panel}.{region}.full"]).colour
        points = np.vstack([spots(shown.marks[f"{panel}.{region}.{kind}"]) for kind in ("full", "open")])
        point = points[points[:, 0].argmax()]
        assert_beside(label, point, "right")
        places.append((point[1], middle(label)[1]))
    if len(places) == 2 and places[0][0] != places[1][0]:
        assert (places[0][0] > places[1][0]) == (places[0][1] > places[1][1]), "labels stand the other way round"


def _check_shade(shown: Shown, panel: str, rows: list[dict]) -> set[str]:
    """The shade lies between both values, in years in which there are both, and not over a break."""
    both = [row for row in rows if row["focus"].value is not None and row["nl"].value is not None]
    corners = {(row["year"].value, row[region].value) for row in both for region in REGIONS}
    axis, shades = shown.axes[panel], numbered(shown, f"{panel}.gap")
    x, y = scale(shown, axis, "x"), scale(shown, axis, "y")
    covered: list[tuple] = []
    for shade in shades:
        (path,) = shade.get_paths()
        points = marks.seen(shade, shade.get_transform().transform(path.vertices))
        years = sorted(set(x.read(points[:, 0]).round(6).tolist()))
        covered += pairwise(years)
        for point in zip(x.read(points[:, 0]), y.read(points[:, 1]), strict=True):
            assert any(point == approx(corner, abs=1e-3) for corner in corners), "the shade has another corner"
    breaks = new_series(shown, rows)
    years = [row["year"].value for row in both]
    pairs = [(a, b) for a, b in pairwise(years) if not any(a < year <= b for year in breaks)]
    assert sorted(covered) == pairs, "the shade covers other years"
    return {shade.get_gid() for shade in shades}


def _check_breaks(shown: Shown, panel: str, rows: list[dict]) -> set[str]:
    """Before the first year of a new series stands a dotted line with its name."""
    years, expected = [row["year"].value for row in rows], set()
    for year in new_series(shown, rows):
        gid = f"{panel}.break-{year}"
        line, label = shown.marks[gid], shown.marks[f"{gid}.label"]
        place = line.get_transform().transform(line.get_xydata())[:, 0]
        before, after = years[years.index(year) - 1], year
        assert place[0] == approx(place[1])
        assert before < scale(shown, shown.axes[panel], "x").read(place[0]) < after, "a break stands elsewhere"
        right = box(label)[1][0]
        assert label.get_text() == shown.text("chart.break") and 0 < place[0] - right < 15
        expected |= {gid, f"{gid}.label"}
    return expected


def _check_line_alt(shown: Shown, title: str, rows: list[dict]) -> None:
    both = [row for row in rows if row["focus"].value is not None and row["nl"].value is not None]
    edges = both[:1] + both[-1:] if len(both) > 1 else both
    expected = [
        number
        for row in edges
        for number in (str(row["year"].value), *(n for region in REGIONS for n in numbers_in(row[region].text)))
    ]
    assert_alt(shown, f"{title}:", expected)
    assert_marked(shown, f"{title}:", [row[region] for row in edges for region in REGIONS])


# Gaps -------------------------------------------------------------------------------------------------------


def check_gap_panels(shown: Shown) -> None:
    groups = by_indicator(shown)
    expected = {"gap.title", "ratio.title"}
    for number, (title, rows) in enumerate(groups.items()):
        for name in ("gap", "ratio"):
            expected |= _check_gap_panel(shown, f"panel-{number}.{name}", name, rows)
        assert same(shown.axes[f"panel-{number}.gap"].get_title(loc="left"), title)
        _check_gap_alt(shown, title, rows)
    assert set(shown.marks) == expected and len(shown.axes) == 2 * len(groups)
    assert len(shown.titles) == len(groups) and not shown.legends
    for name in ("gap", "ratio"):
        heading, columns = shown.marks[f"{name}.title"], [x for x in shown.axes if x.endswith(f".{name}")]
        called = [f"chart.{name}", *(["chart.gap_percent"] if name == "gap" else [])]
        assert any(same(heading.get_text(), shown.text(key)) for key in called)
        for column in columns:  # the heading begins where its panels do, and stands above all of them
            frame = shown.axes[column].get_window_extent()
            assert abs(box(heading)[0][0] - frame.x0) < 5 and box(heading)[0][1] > frame.y1


def _check_gap_panel(shown: Shown, panel: str, name: str, rows: list[dict]) -> set[str]:
    """One reading of the gap of one indicator; the ids of its marks."""
    axis, known = shown.axes[panel], [row for row in rows if row[name].value is not None]
    if not known:
        assert not axis.axison
        return set()
    values, tolerance = known_values(rows, name), scale(shown, axis, "y").tolerance
    lines = assert_joined(shown, panel, values, new_series(shown, rows), tolerance)
    colour = theme_of(shown)["colour"]
    assert_looks_of_lines(lines, marks.Look(colour, line="-"))
    cells = {row["year"].value: row[name] for row in known}
    ids = assert_points_of(shown, panel, cells, marks.Look(colour, "o"))
    _check_limits(shown, panel, {row["year"].value: row[name].text for row in known}, tolerance)
    _check_level(shown, panel, 0 if name == "gap" else 1)
    for moment, row, other in (("first", known[0], known[1:2]), ("last", known[-1], known[-2:-1])):
        label = shown.marks[f"{panel}.{moment}.label"]
        assert label.get_text() == short(shown, row[name])
        points = np.vstack([spots(shown.marks[f"{panel}.{kind}"]) for kind in ("full", "open")])
        side = "below" if any(beside[name].value > row[name].value for beside in other) else "above"  # beside its line
        assert_beside(label, points[points[:, 0].argmin() if moment == "first" else points[:, 0].argmax()], side)
    years = [int(words) for _, words in marks.tick_labels(axis, "x")]
    assert years == sorted({min(values), max(values)})
    own = ("equal", "intervals", "first.label", "last.label")
    return ids | {f"{panel}.{mark}" for mark in own} | {line.get_gid() for line in (*lines[0], *lines[1])}


def _check_limits(shown: Shown, panel: str, texts: dict[int, str], tolerance: float) -> None:
    """Bars run from the lower to the upper limit of each year, which the twin prints rounded outward."""
    axis, bars = shown.axes[panel], shown.marks[f"{panel}.intervals"]
    assert {to_hex(colour) for colour in bars.get_colors()} == {theme_of(shown)["colour"]}
    x, y = scale(shown, axis, "x"), scale(shown, axis, "y")
    drawn = {}
    for segment in marks.segments(bars):
        year = x.read(segment[:, 0]).round(6)
        assert year[0] == year[1] and year[0] not in drawn
        drawn[year[0]] = sorted(y.read(segment[:, 1]))
    assert sorted(drawn) == sorted(texts), "not the years of the twin"
    for year, words in texts.items():
        assert_limits(shown, drawn[year], words, tolerance)


def assert_limits(shown: Shown, drawn: list[float], words: str, tolerance: float) -> None:
    """Two ends of an interval are those that a text like `4,0 (3,9 tot 4,1)` prints, rounded outward."""
    _, lower, upper = numbers_in(words)
    decimals = len(lower.rpartition("," if "," in lower else ".")[2]) if set(lower) & {",", "."} else 0
    step = 10.0**-decimals
    low, high = shown.number(lower), shown.number(upper)
    assert -tolerance <= drawn[0] - low < step - tolerance, f"the lower end {drawn[0]} is not that of {words}"
    assert -tolerance <= high - drawn[1] < step - tolerance, f"the upper end {drawn[1]} is not that of {words}"


def _check_level(shown: Shown, panel: str, equal: float) -> None:
    line = shown.marks[f"{panel}.equal"]
    assert not line.is_dashed(), "it looks as a line over years without a value"
    place = line.get_transform().transform(line.get_xydata())[:, 1]
    assert scale(shown, shown.axes[panel], "y").read(place) == approx(equal, abs=1e-4), "no difference is elsewhere"


def _check_gap_alt(shown: Shown, title: str, rows: list[dict]) -> None:
    """The sentences on an indicator have the gaps, then the ratios, of the first and of the last year before a break.

    A gap that turns around is given with its sign and without ratios; one that does not, by its size.
    """
    breaks = new_series(shown, rows)
    compared = [row for row in rows if not breaks or row["year"].value < breaks[0]]
    edges = compared[0], compared[-1]
    _, found, after = shown.block.alt.partition(f" {title}:")
    assert found, f"the alternative text lacks {title}"
    numbers = numbers_in(after)
    turned = edges[0]["gap"].value * edges[1]["gap"].value < 0
    expected = [_sizes(row["gap"].text, turned) for row in edges]
    if not turned:
        expected += [_sizes(row["ratio"].text, True) for row in edges if row["ratio"].value is not None]
    places = [_place(numbers, part) for part in expected]
    assert places == sorted(places) and places[-1] < 14, f"the alternative text has other numbers for {title}"
    years = [str(row["year"].value) for row in edges]
    assert [number for number in numbers[:8] if number in years] == years


def _sizes(words: str, signed: bool) -> list[str]:
    """The number and limits of a text like `−4,0 (−4,1 tot −3,9)`; without signs, from small to large."""
    value, lower, upper = (number.lstrip("+") for number in numbers_in(words))
    if not signed and value.startswith("−"):
        lower, upper = upper, lower
    return [number if signed else number.lstrip("−") for number in (value, lower, upper)]


def _place(numbers: list[str], part: list[str]) -> int:
    """Where a part of a list of numbers begins."""
    numbers = [number.lstrip("+") for number in numbers]
    found = [n for n in range(len(numbers)) if numbers[n : n + len(part)] == part]
    assert found, f"the alternative text lacks {part}"
    return found[0]


# Slopes -----------------------------------------------------------------------------------------------------


def check_slopes(shown: Shown) -> None:
    assert list(shown.axes) == [f"panel-{number}" for number in range(len(shown.twin))]
    entries = legend(shown)
    assert list(entries) == [shown.text(f"chart.{region}") for region in REGIONS]
    expected = set()
    for row, (panel, axis) in zip(shown.twin, shown.axes.items(), strict=True):
        title = axis.get_title(loc="left")
        assert same(title, row["indicator"].text) or same(title.replace("-\n", ""), row["indicator"].text)
        for region in REGIONS:
            expected |= _check_slope(shown, panel, region, row)
        _check_slope_order(shown, panel)
        edges = [row[key] for key in ("first_year", "last_year")]
        values = [row[f"{region}_{moment}"] for region in REGIONS for moment in ("first", "last")]
        title = f"{row['indicator'].text},"
        assert_alt(shown, title, [number for cell in edges + values for number in numbers_in(cell.text)])
        assert_marked(shown, title, values)
    assert set(shown.marks) == expected
    assert entries[shown.text("chart.focus")].colour == theme_of(shown)["colour"]


def _check_slope(shown: Shown, panel: str, region: str, row: dict) -> set[str]:
    """A line from the value of the first year to that of the last, with both beside it; the ids of its marks."""
    line, gid = shown.marks[f"{panel}.{region}"], f"{panel}.{region}"
    axis, of = line.axes, legend(shown)[shown.text(f"chart.{region}")]
    assert look(line) == marks.Look(of.colour, line=of.line)
    cells = [row[f"{region}_{moment}"] for moment in ("first", "last")]
    years = [row[key].value for key in ("first_year", "last_year")]
    points, heights = spots(line), bare_scale(axis, "y")
    assert scale(shown, axis, "x").read(points[:, 0]) == approx(years)
    assert [int(words) for _, words in marks.tick_labels(axis, "x")] == years
    assert heights.read(points[:, 1]) == approx([cell.value for cell in cells], abs=heights.tolerance)
    ids = assert_points_of(shown, gid, dict(zip(years, cells, strict=True)), marks.Look(of.colour, of.marker))
    for moment, side, cell, point in zip(("first", "last"), ("left", "right"), cells, points, strict=True):
        label = shown.marks[f"{gid}.{moment}.label"]
        assert label.get_text() == short(shown, cell) and to_hex(label.get_color()) == of.colour
        assert_beside(label, point, side)
    return ids | {gid} | {f"{gid}.{moment}.label" for moment in ("first", "last")}


def _check_slope_order(shown: Shown, panel: str) -> None:
    for end, moment in ((0, "first"), (1, "last")):
        points = [spots(shown.marks[f"{panel}.{region}"])[end][1] for region in REGIONS]
        labels = [middle(shown.marks[f"{panel}.{region}.{moment}.label"])[1] for region in REGIONS]
        if points[0] != approx(points[1]):
            assert (points[0] > points[1]) == (labels[0] > labels[1]), "labels stand the other way round"


# Composition ------------------------------------------------------------------------------------------------


def check_stacked_composition(shown: Shown) -> None:
    """The last row of the twin says by how much a bar is longer than 100."""
    assert not shown.titles
    axis, (*parts, closing) = shown.axes["panel"], shown.twin
    columns = shown.block.table.columns[1:]
    names = dict((words, place) for place, words in marks.tick_labels(axis, "y"))
    assert list(names) == [column.label for column in reversed(columns)]
    entries = legend(shown)
    prefix = shown.text("advice.prefix")
    assert list(entries) == [row["indicator"].text.removeprefix(prefix) for row in parts]
    x, expected = bare_scale(axis, "x"), set()
    for number, column in enumerate(columns):
        ends = [0.0]
        for part, row in enumerate(parts):
            bar, label = (shown.marks[f"part-{part}.bar-{number}{suffix}"] for suffix in ("", ".label"))
            marks.seen(bar, box(bar))
            left, right = x.read(box(bar)[:, 0])
            assert (left, right - left) == approx((ends[-1], row[column.key].value), abs=1e-6)
            ends.append(right)
            assert f"{label.get_text()}%" == row[column.key].text
            _check_label_of_part(bar, label)
            assert middle(bar)[1] == approx(names[column.label], abs=0.01), "a part stands in another bar"
            assert look(bar) == entries[row["indicator"].text.removeprefix(prefix)]
            expected |= {bar.get_gid(), label.get_gid()}
        assert ends[-1] - 100 == approx(closing[column.key].value, abs=1e-5)
    assert set(shown.marks) == expected
    for row in parts:
        first, last = (numbers_in(row[column.key].text)[0] for column in columns[:2])
        assert_alt(shown, f" {row['indicator'].text.removeprefix(prefix)} ", [first, last])


def _check_label_of_part(bar: Artist, label: Artist) -> None:
    """It stands in its part where that is wide enough for it; else under it, where nothing hides its ends."""
    (left, bottom), (right, _) = box(bar)
    (start, _), (end, top) = box(label)
    room = right - left - (end - start)
    inside = middle(label) == approx(middle(bar), abs=2)
    if room > 6:
        assert inside
    elif room < 0 or not inside:  # between these it depends on a pixel that a canvas gains when it is finished
        assert top <= bottom + 1 and middle(label)[0] == approx(middle(bar)[0], abs=2)


# Dots -------------------------------------------------------------------------------------------------------


def check_dot_strips(shown: Shown) -> None:
    assert not shown.titles
    rows = _drawn_rows(shown)
    assert list(shown.axes) == [f"strip-{number}" for number in range(len(rows))]
    entries = legend(shown)
    name = shown.tables.areas.set_index("area").loc[shown.area, "name"]
    of = dict(zip(("own", "others", "municipality", "nl"), entries.values(), strict=True))
    assert list(entries) == [name, *(shown.text(f"chart.{key}") for key in ("other_areas", "municipality", "nl"))]
    kinds = ("own", "interval", "others", "municipality", "nl", "line", "title", "label")
    assert set(shown.marks) == {f"{strip}.{kind}" for strip in shown.axes for kind in kinds}
    for (indicator, row), strip in zip(rows, shown.axes, strict=True):
        assert {kind: look(shown.marks[f"{strip}.{kind}"]) for kind in of} == of
        assert of["own"].hollow == is_open(shown, row["own_area"])
        _check_strip_values(shown, strip, indicator, row)
        _check_strip_words(shown, strip, row)


def _drawn_rows(shown: Shown) -> list[tuple[str, dict]]:
    """The indicators of the strips with their rows of the twin: those of which the area has a value."""
    names = shown.tables.indicators.set_index("indicator")[f"name_{shown.text.language}"]
    chosen = {names[indicator]: indicator for indicator in STRIPS}
    rows = [(row["indicator"].text.rpartition(" (")[0], row) for row in shown.twin]
    return [(chosen[name], row) for name, row in rows if name in chosen and row["own_area"].value is not None]


def _check_strip_values(shown: Shown, strip: str, indicator: str, row: dict) -> None:
    x = _in_unit_of(shown, indicator, shown.axes[strip])
    read = {}
    for kind in ("own", "others", "municipality", "nl"):
        places = spots(shown.marks[f"{strip}.{kind}"])
        line = shown.marks[f"{strip}.line"]
        assert places[:, 1] == approx(line.get_transform().transform(line.get_xydata())[0][1], abs=0.01)
        read[kind] = sorted(x.read(places[:, 0]))
    for kind, key in (("own", "own_area"), ("municipality", "own_municipality"), ("nl", "nl")):
        assert read[kind] == approx([row[key].value], abs=x.tolerance)
    ends = spots(shown.marks[f"{strip}.interval"])
    assert ends.shape == (2, 2) and ends[:, 1] == approx([spots(shown.marks[f"{strip}.own"])[0][1]] * 2, abs=0.01)
    limits = sorted(x.read(ends[:, 0]))
    assert_limits(shown, limits, row["own_area"].text, x.tolerance)
    assert limits == approx(_calibrated_limits(shown, indicator, shown.area), abs=x.tolerance)
    assert look(shown.marks[f"{strip}.interval"]).colour == look(shown.marks[f"{strip}.own"]).colour
    values = shown.tables.area_values
    values = values[(values["indicator"] == indicator) & values["value"].notna()]
    others = values[values["area"] != shown.area]
    limits = [_calibrated_limits(shown, indicator, area) for area in others["area"]]
    digits = [1 if high - low <= 0.5 else 0 for low, high in limits]  # what they carry
    rounded = [float(f"{value:.{n}f}") for value, n in zip(others["value"], digits, strict=True)]
    assert read["others"] == approx(sorted(rounded), abs=x.tolerance)
    every = [*read["own"], *read["others"]]
    assert [min(every), max(every)] == approx([row[key].value for key in ("focus_lowest", "focus_highest")])
    middle_ = row["focus_median"]  # of two areas the mean, with the decimals that it has
    assert np.median(every) == approx(middle_.value, abs=0.5 * 10.0**-middle_.limits.decimals + x.tolerance)


def _in_unit_of(shown: Shown, indicator: str, axis) -> marks.Scale:
    """The axis of a strip, whose ticks have the unit, in which some are a thousand times the number of the table."""
    unit = shown.tables.indicators.set_index("indicator").loc[indicator, "unit"]
    words = shown.text(f"unit.{unit}.value", value="\0").split("\0")
    for _, label in marks.tick_labels(axis, "x"):
        assert label.startswith(words[0]) and label.endswith(words[1]), "a tick lacks its unit"
    found = scale(shown, axis, "x")
    (one,) = numbers_in(shown.text(f"unit.{unit}.value", value="1"))
    return replace(found, numbers=found.numbers / float(re.sub(r"\D", "", one)))


def _calibrated_limits(shown: Shown, indicator: str, area: str) -> list[float]:
    """From the tables: what rounding leaves open, and the extra for areas of so many districts on both sides."""
    lists = shown.tables.area_wijken
    districts = int(((lists["area"] == area) & (lists["vintage"] == 2022)).sum())
    widths = shown.tables.register_calibration
    widths = widths[(widths["indicator"] == indicator) & (widths["districts_from"] <= districts)]
    extra = widths.sort_values("districts_from")["extra"].iloc[-1]
    values = shown.tables.area_values
    own = values[(values["indicator"] == indicator) & (values["area"] == area)].iloc[0]
    return [own["lower"] - extra, own["upper"] + extra]


def _check_strip_words(shown: Shown, strip: str, row: dict) -> None:
    """The title at the left, the area's value with its unit at the right, and all values in the alternative text."""
    name, _, unit = row["indicator"].text.removesuffix(")").rpartition(" (")
    keys = [key for key in catalogue(shown.text.language) if key.startswith("unit.") and key.endswith(".name")]
    (unit,) = {shown.text(key.replace(".name", ".value"), value="\0") for key in keys if shown.text(key) == unit}
    # The margin of its own figure stands in the table; in the drawing it is a bar.
    values = {key: cell.text.partition(" (")[0] for key, cell in row.items()}
    title, label, axis = shown.marks[f"{strip}.title"], shown.marks[f"{strip}.label"], shown.axes[strip]
    about = shown.text("values.about", value="")  # stands before the unit
    own = values["own_area"]
    words = unit.replace("\0", own.removeprefix(about))
    assert same(title.get_text(), name) and label.get_text() == (about if own.startswith(about) else "") + words
    assert to_hex(label.get_color()) == look(shown.marks[f"{strip}.own"]).colour
    frame = axis.get_window_extent()
    if box(title)[1][0] < frame.x0:
        assert box(label)[0][0] > frame.x1
        assert [middle(mark)[1] for mark in (title, label)] == approx([(frame.y0 + frame.y1) / 2] * 2, abs=3)
    else:  # in a narrow place both stand above their strip
        assert abs(box(title)[0][0] - frame.x0) < 3 and abs(box(label)[1][0] - frame.x1) < 3
        assert all(-3 < box(mark)[0][1] - frame.y1 < 5 for mark in (title, label)), "words stand over another strip"
        assert box(title)[1][0] < box(label)[0][0], "a title runs into its value"
    shown_values = [unit.replace("\0", values[key]) for key in ("own_area", "own_municipality", "nl")]
    assert_alt(shown, f"{name}:", numbers_in(" ".join(shown_values)))


# Matrices ---------------------------------------------------------------------------------------------------


def check_matrix(shown: Shown) -> None:
    assert not shown.titles and not shown.legends
    rows, columns, expected = _expected_cells(shown)
    axis = shown.axes["panel"]
    heights, places = marks.tick_labels(axis, "y")[::-1], marks.tick_labels(axis, "x")
    assert len(heights) == len(rows) and len(places) == len(columns)
    assert all(same(words, name) for (_, words), name in zip(heights, rows, strict=True)), "rows have other names"
    assert all(same(words, name) for (_, words), name in zip(places, columns, strict=True)), "columns have other names"
    own = {f"row-{y}.column-{x}" for y in range(len(rows)) for x in range(len(columns))}
    assert set(shown.marks) == own | {"cells"} | ({"frame"} if shown.block.table.highlight else set())
    tints = _tints(shown)
    step = abs(heights[0][0] - heights[-1][0]) / max(len(rows) - 1, 1) / 2
    for (y, (height, _)), (x, (place, _)) in (
        (row, column) for row in enumerate(heights) for column in enumerate(places)
    ):
        label = shown.marks[f"row-{y}.column-{x}"]
        assert label.get_text() == expected[y][x], f"row {y}, column {x} has another label"
        centre = label.get_transform().transform(label.get_position())
        assert centre == approx([place, height], abs=step / 4), "a label stands in another cell"
        strength = "none" if not expected[y][x] else "partial" if "○" in expected[y][x] else "full"
        assert tints(place, height) == strength, f"row {y}, column {x} has the tint of another strength"
    _check_frame(shown, heights, places)
    _check_matrix_alt(shown, columns, expected)


# Sums of red, green and blue (0 to 1 each): full cells are darker than the first, empty ones lighter than the second.
DARKEST, LIGHTEST = 2.0, 2.7


def _tints(shown: Shown):
    """A function that gives none, partial or full for a place: the lightest, middle and darkest tint of the cells."""
    mesh = shown.marks["cells"]
    corners = mesh.get_coordinates()
    corners = mesh.get_transform().transform(corners.reshape(-1, 2)).reshape(corners.shape)
    ends = corners[:-1, :-1], corners[1:, 1:]
    low, high = np.minimum(*ends), np.maximum(*ends)
    rgba = np.asarray(mesh.to_rgba(mesh.get_array()))
    on_white = rgba[..., :3] * rgba[..., 3:] + 1 - rgba[..., 3:]
    light = on_white.sum(axis=-1).reshape(low.shape[:2])

    def tint(place: float, height: float) -> str:
        (value,) = light[((low <= (place, height)) & ((place, height) <= high)).all(axis=-1)]
        return "none" if value > LIGHTEST else "full" if value < DARKEST else "partial"

    return tint


def _expected_cells(shown: Shown) -> tuple[list[str], list[str], list[list[str]]]:
    """Names of the rows, names of the columns, and the label of each cell, from the twin."""
    keys = [column.key for column in shown.block.table.columns]
    if keys == ["common", "theme", "strength", "passages"]:
        return _expected_support(shown)
    labels = [column.label for column in shown.block.table.columns[1:]]
    if shown.block.id == "clusters":  # the twin has short names
        labels = [shown.text(key.replace("-", ".", 1)) for key in keys[1:]]
    cells = [[_label(shown, key, row[key]) for key in keys[1:]] for row in shown.twin]
    return [row[keys[0]].text for row in shown.twin], labels, cells


def _label(shown: Shown, key: str, cell) -> str:
    """The label that stands for a cell of a twin with one row per row of the matrix."""
    if key == "study-procesevaluatie":
        return "●" if same(cell.text, shown.text("coverage.session_cell")) else ""
    if cell.value in (None, 0, "none"):
        return ""
    if shown.block.id.startswith("gezamenlijk-"):
        return "●"
    return {"strong": "●", "partial": "○"}.get(cell.value, cell.text)


def _expected_support(shown: Shown) -> tuple[list[str], list[str], list[list[str]]]:
    """The same of a twin with one row per passage: the strongest link and the number of passages."""
    found = shown.tables.findings
    kind = shown.block.id.removeprefix("hoofdstukken-")
    common = found[(found["kind"] == kind) & (found["theme"] == "common")]
    rows = [label for label in common[f"label_{shown.text.language}"]]
    columns = [shown.text(f"study.{theme}") for theme in THEMES]
    cells = []
    for row in rows:
        cells.append([])
        for column in columns:
            strengths = [r["strength"].text for r in shown.twin if (r["common"].text, r["theme"].text) == (row, column)]
            sign = "●" if shown.text("strength.strong") in strengths else "○"
            cells[-1].append(f"{sign} {len(strengths)}" if strengths else "")
    assert len(shown.twin) == len({tuple(cell.text for cell in r.values()) for r in shown.twin}), "a passage twice"
    return rows, columns, cells


def _check_frame(shown: Shown, heights: list, places: list) -> None:
    """The frame is around the row that the twin highlights and no other, whose name stands out too."""
    highlight = shown.block.table.highlight
    framed = []
    if "frame" in shown.marks:
        around = box(shown.marks["frame"])
        for number, (height, _) in enumerate(heights):
            inside = {holds(around, np.array([place, height])) for place, _ in places}
            assert len(inside) == 1
            framed += [number] if inside == {True} else []
    names = shown.axes["panel"].get_yticklabels()
    bold = [n for n, name in enumerate(names) if name.get_fontweight() == "bold"]
    assert framed == bold == highlight


def _check_matrix_alt(shown: Shown, columns: list[str], expected: list[list[str]]) -> None:
    """Counts of signs, or, in a matrix of areas, the columns in which the own area has something."""
    alt = shown.block.alt
    if shown.block.table.highlight:
        (own,) = shown.block.table.highlight
        name = shown.twin[own][shown.block.table.columns[0].key].text
        assert name in alt
        for column, label in zip(columns, expected[own], strict=True):
            assert (column in alt.split(name)[1]) == bool(label), f"the alternative text is wrong on {column}"
        return
    labels = [label for row in expected for label in row]
    full, partial = (sum(sign in label for label in labels) for sign in "●○")
    counts = {"gezamenlijk": [full, len(labels)], "hoofdstukken": [len(labels), full, partial]}
    counts["kaders"] = [sum("●" in row for row in expected), len(expected)]
    numbers = counts[shown.block.id.split("-")[0]]
    assert {str(number) for number in numbers} <= set(numbers_in(alt)), "the alternative text has other counts"


# Graphs -----------------------------------------------------------------------------------------------------


def ends_of(arrow) -> tuple[np.ndarray, np.ndarray]:
    """Tail and head of an arrow on the canvas; an arrow has one head."""
    style = arrow.get_arrowstyle()
    assert type(style) is ArrowStyle.CurveFilledB, "an arrow without one head at its end"
    path = arrow.get_path()
    assert path is not None
    start, end = arrow.axes.transData.transform(np.array(arrow._posA_posB))
    return start, end


def is_dashed(arrow) -> bool:
    return arrow.get_linestyle() not in ("-", "solid")


def check_cmo_diagram(shown: Shown) -> None:
    assert not shown.titles and not shown.legends
    factors = shown.tables.factors
    factors = factors[factors["framework"] == "rumping-cmo"].set_index("factor")
    kinds = ("context", "mechanism", "outcome")
    headings = {kind: shown.marks[f"kind.{kind}"] for kind in kinds}
    boxes = {f"factor.{factor}": shown.marks[f"factor.{factor}"] for factor in factors.index}
    for (factor, row), label in zip(factors.iterrows(), boxes.values(), strict=True):
        name = row[f"label_{shown.text.language}"]
        number = f"{row['number']}. " if isinstance(row["number"], str) else ""
        assert same(label.get_text(), f"{number}{name}"), f"{factor} has another label"
        nearest = min(kinds, key=lambda kind, label=label: abs(middle(headings[kind])[0] - middle(label)[0]))
        assert nearest == row["kind"], f"{factor} stands in another column"
        assert to_hex(label.get_bbox_patch().get_edgecolor()) == to_hex(headings[nearest].get_color())
    places = [middle(headings[kind])[0] for kind in kinds]
    assert places == sorted(places) and len({to_hex(headings[kind].get_color()) for kind in kinds}) == 3
    assert [headings[kind].get_text() for kind in kinds] == [shown.text(f"cmo.{kind}") for kind in kinds]
    assert all(box(headings[kind])[0][1] > max(middle(label)[1] for label in boxes.values()) for kind in kinds)
    arrows = {f"link-{number}": row for number, row in enumerate(shown.twin)}
    assert set(shown.marks) == set(boxes) | {f"kind.{kind}" for kind in kinds} | set(arrows)
    centres = dict(zip(factors[f"label_{shown.text.language}"], map(middle, boxes.values()), strict=True))
    for gid, row in arrows.items():
        _check_arrow(shown, gid, row, centres)
    stated = sum(row["link_basis"].text == shown.text("cmo.basis_stated") for row in shown.twin)
    assert numbers_in(shown.block.alt) == [str(n) for n in (len(boxes), stated, len(arrows) - stated)]


def _check_arrow(shown: Shown, gid: str, row: dict, centres: dict) -> None:
    """An arrow from box to box, full when the source states it, else dashed and lighter."""
    arrow = shown.marks[gid]
    for point, key in zip(ends_of(arrow), ("cmo_from", "cmo_to"), strict=True):
        nearest = min(centres, key=lambda name, point=point: np.abs(centres[name] - point).sum())
        assert nearest == row[key].text, f"{gid} does not touch the box {row[key].text}"
        assert abs(centres[nearest][1] - point[1]) < 1, f"{gid} stands between boxes"
    stated = row["link_basis"].text == shown.text("cmo.basis_stated")
    assert is_dashed(arrow) == (not stated)
    assert arrow.get_linewidth() == (1.6 if stated else 0.9)


# An area's own figures over the years --------------------------------------------------------------------------

ROLES = {
    "area": ("#b8330f", "-", "o"),
    "own": ("#b8330f", "", "D"),  # a user's own figures: marks without a line or a label
    "municipality": ("#4d5b69", "--", "s"),
    "nl": ("#4d5b69", ":", "^"),
}
OF_AREA = ("area", "own")


def check_courses(shown: Shown) -> None:
    groups, names = by_indicator(shown), {row["region"].value: row["region"].text for row in shown.twin}
    assert list(shown.axes) == [f"panel-{number}" for number in range(len(groups))]
    expected: set[str] = set()
    for (title, rows), (panel, axis) in zip(groups.items(), shown.axes.items(), strict=True):
        assert same(axis.get_title(loc="left"), title)
        rows = _on_axis(shown, title, rows)
        years = sorted({row["year"].value for row in rows})
        drawn = sorted({row["year"].value for row in rows if row["value"].value is not None})
        joined = sorted({row["year"].value for row in rows if row["region"].value != "own"})
        for role in ROLES:
            of_role = [row for row in rows if row["region"].value == role]
            expected |= _check_course(shown, panel, of_role, joined, drawn[-1])
        expected |= _check_course_breaks(shown, panel, rows, years) | {f"{panel}.unit"}
        _check_unit(shown, panel, rows[0])
        _check_order_of_ends(shown, panel)
        _check_course_alt(shown, title, rows)
        ticks = [int(words) for _, words in marks.tick_labels(axis, "x")]
        assert {drawn[0], drawn[-1]} <= set(ticks) <= set(drawn)
    assert set(shown.marks) == expected
    _check_course_legend(shown, names)
    assert len(shown.block.alt) < 500


def _on_axis(shown: Shown, title: str, rows: list[dict]) -> list[dict]:
    """The rows of the twin that are drawn: of numbers of people or households those of the area alone."""
    facts = shown.tables.indicators.set_index(f"name_{shown.text.language}").loc[title]
    assert same(rows[0]["unit"].text, shown.text(f"unit.{facts['unit']}.name"))
    return [row for row in rows if row["region"].value in OF_AREA or facts["unit"] not in ("persons", "households")]


def _check_course(shown: Shown, panel: str, rows: list[dict], years: list[int], last_year: int) -> set[str]:
    """Marks, lines, limits and the label of one role; the ids of these marks. years: those that lines join."""
    known = [row for row in rows if row["value"].value is not None]
    if not known:
        return set()
    role, axis = known[0]["region"].value, shown.axes[panel]
    colour, line, marker = ROLES[role]
    gid, heights = f"{panel}.{role}", scale(shown, axis, "y")
    ids: set[str] = set()
    for kind, provisional in (("full", False), ("open", True)):
        own = {r["year"].value: r["value"].value for r in known if (r["status"].value == "provisional") == provisional}
        if own:
            mark = shown.marks[f"{gid}.{kind}"]
            assert_points(read_points(shown, mark), own, heights.tolerance + _half_digit(known))
            assert look(mark) == marks.Look(colour, marker, hollow=provisional)
            assert to_hex(mark.get_markerfacecolor()) == ("#ffffff" if provisional else colour)
            ids.add(f"{gid}.{kind}")
    if role in OF_AREA:
        ids.add(f"{gid}.limits")
        _check_course_limits(shown, gid, {row["year"].value: row["value"].limits for row in known})
    if role == "own":
        return ids
    lines, cells = numbered(shown, f"{gid}.line"), {row["year"].value: row["value"].value for row in known}
    after = [row["year"].value for row in known if row in _after_break(known)]
    joined = [pair for pair in pairwise(years) if set(pair) <= set(cells) and pair[1] not in after]
    read = [read_points(shown, one) for one in lines]
    assert sorted((a[0], b[0]) for one in read for a, b in pairwise(one)) == joined, "lines join other years"
    for year, value in (point for one in read for point in one):
        assert value == approx(cells[year], abs=heights.tolerance + _half_digit(known)), "a line runs beside its values"
    assert {look(one) for one in lines} <= {marks.Look(colour, line=line)}
    _check_course_end(shown, gid, known[-1], last_year, colour)
    return ids | {f"{gid}.label"} | {one.get_gid() for one in lines}


def _half_digit(rows: list[dict]) -> float:
    """Half of the last digit of the twin: courses draw the value before it is rounded to its digits."""
    return 0.5 * 10.0 ** -min(row["value"].limits.decimals for row in rows)


def _after_break(rows: list[dict]) -> list[dict]:
    return [row for row in rows if not same(row["year"].text, str(row["year"].value))]


def _check_course_limits(shown: Shown, gid: str, limits: dict) -> None:
    bars, heights = shown.marks[f"{gid}.limits"], scale(shown, shown.marks[f"{gid}.limits"].axes, "y")
    assert {to_hex(colour) for colour in bars.get_colors()} == {ROLES["area"][0]}
    drawn = {}
    for segment in marks.segments(bars):
        (year, other), ends = scale(shown, bars.axes, "x").read(segment[:, 0]).round(6), heights.read(segment[:, 1])
        assert year == other and year not in drawn
        drawn[int(year)] = sorted(ends)
    assert sorted(drawn) == sorted(limits), "limits of other years"
    for year, ends in drawn.items():
        assert ends == approx([limits[year].lower, limits[year].upper], abs=heights.tolerance), "limits end elsewhere"


def _check_course_end(shown: Shown, gid: str, last: dict, last_year: int, colour: str) -> None:
    """At the right of the panel the last value, in the colour of its line, at most a few lines up or down."""
    label, value = shown.marks[f"{gid}.label"], short(shown, last["value"])
    if last["year"].value != last_year:
        value = shown.text("chart.with_year", title=value, year=str(last["year"].value))
    assert label.get_text() == value and to_hex(label.get_color()) == colour
    axis = label.axes
    (left, bottom), (right, top) = box(label)
    place = axis.transData.transform((last_year, last["value"].value))
    assert 0 < left - place[0] < 15 and abs((bottom + top) / 2 - place[1]) <= 2 * (top - bottom)
    assert right <= shown.canvas.bbox.x1, "a label is cut off"


def _check_order_of_ends(shown: Shown, panel: str) -> None:
    """Labels stand in the order of the last values, and none covers another."""
    found = []
    for role in ROLES:
        if f"{panel}.{role}.label" in shown.marks:
            kinds = [shown.marks[gid] for gid in (f"{panel}.{role}.full", f"{panel}.{role}.open") if gid in shown.marks]
            last = max((point for mark in kinds for point in read_points(shown, mark)), key=lambda point: point[0])
            found.append((last[1], box(shown.marks[f"{panel}.{role}.label"])))
    for (value, (low, high)), (other, (other_low, other_high)) in pairwise(sorted(found, key=_by_value_and_place)):
        assert other_low[1] >= high[1] - 2.5, "labels cover each other"  # below digits a box is empty
        assert value <= other and low[1] < other_low[1] and high[1] < other_high[1]


def _by_value_and_place(found: tuple) -> tuple:
    """Of equal values either may stand above."""
    value, ((_, bottom), _) = found
    return value, bottom


def _check_course_breaks(shown: Shown, panel: str, rows: list[dict], years: list[int]) -> set[str]:
    """A dotted line before each year with which a course starts anew."""
    ids = set()
    for year in {row["year"].value for row in _after_break(rows)}:
        mark = shown.marks[f"{panel}.break-{year}"]
        place = mark.get_transform().transform(mark.get_xydata())[:, 0]
        assert place[0] == approx(place[1])
        before = max(one for one in years if one < year)
        assert before < scale(shown, shown.axes[panel], "x").read(place[0]) < year, "a break stands elsewhere"
        ids.add(mark.get_gid())
    return ids


def _check_unit(shown: Shown, panel: str, row: dict) -> None:
    """The unit stands above the axis, with the nature of an estimate."""
    label, unit, nature = shown.marks[f"{panel}.unit"], row["unit"].text, row["nature"].text
    estimate = row["nature"].text in {shown.text(f"nature.{nature}") for nature in ("survey", "model")}
    expected = shown.text("uncertainty.marked", name=unit, nature=nature) if estimate else unit
    frame = shown.axes[panel].get_window_extent()
    assert label.get_text() == expected and box(label)[0][1] >= frame.y1 and abs(box(label)[0][0] - frame.x0) < 5


def _check_course_alt(shown: Shown, title: str, rows: list[dict]) -> None:
    """First and last year after the last break of the area, then the municipality in that last year."""
    own = [row for row in rows if row["region"].value == "area" and row["value"].value is not None]
    start = max((n for n, row in enumerate(own) if row in _after_break(own)), default=0)
    edges = [own[start], own[-1]] if len(own) - start > 1 else [own[-1]]
    there = [row for row in rows if row["region"].value == "municipality" and row["value"].value is not None]
    beside = [row for row in there if row["year"].value == own[-1]["year"].value]
    expected = [n for row in edges for n in (*numbers_in(short(shown, row["value"])), str(row["year"].value))]
    expected += [n for row in beside for n in numbers_in(short(shown, row["value"]))]
    assert_alt(shown, f"{title}: ", expected)
    facts = shown.tables.indicators.set_index(f"name_{shown.text.language}").loc[title]
    after = shown.block.alt.partition(f"{title}: ")[2]
    for row in (*edges, *beside):
        (number,) = numbers_in(short(shown, row["value"]))
        said = shown.text(f"unit.{facts['unit']}.value", value=number)
        said = shown.text("values.about", value=said) if is_open(shown, row["value"]) else said
        assert said in after, f"the alternative text lacks {said} for {title}"


def _check_course_legend(shown: Shown, names: dict[str, str]) -> None:
    """Who is who, and what open marks and dotted lines mean, as far as they are there."""
    drawn = {gid.split(".")[1] for gid in shown.marks if gid.count(".") == 2}
    expected = {names[role]: marks.Look(c, m, line) for role, (c, line, m) in ROLES.items() if role in drawn}
    if any(gid.endswith(".open") for gid in shown.marks):
        expected[shown.text("chart.provisional")] = marks.Look("#16212c", "o", hollow=True)
    found = legend(shown)
    if any(".break-" in gid for gid in shown.marks):
        kind = shown.text(f"chart.{_kind_of_break(shown)}")
        assert kind in found and not found.pop(kind).marker
    assert found == expected


def _kind_of_break(shown: Shown) -> str:
    """What a dotted line is by the years of the twin, which say what comes before them."""
    said = {row["year"].text: str(row["year"].value) for row in shown.twin}
    kinds = {
        kind
        for kind in ("break", "jump")
        for words, year in said.items()
        if same(words, shown.text(f"indicator.after_{kind}", year=year))
    }
    return "break_or_jump" if len(kinds) == 2 else kinds.pop()


# One area among the others -------------------------------------------------------------------------------------

AMONG = {"area": marks.Look("#b8330f", line="-"), "other": marks.Look("#7a8793", line="-")}
AMONG["outside"] = marks.Look("#0a6480", line="--")
GRANT = (2023, 2025)


def check_among_others(shown: Shown) -> None:
    years = [int(key.removeprefix("score-")) for key in shown.twin[0] if key.startswith("score-")]
    heads = {column.key: column.label for column in shown.block.table.columns}
    comparable = [year for year in years if heads[f"score-{year}"] == str(year)]
    axis = shown.axes["panel"]
    assert list(shown.axes) == ["panel"] and not shown.titles
    slugs = dict(zip(shown.tables.areas["name"], shown.tables.areas["area"], strict=True))
    expected, lasts = set(), {}
    for number, row in enumerate(shown.twin):
        slug = slugs.get(row["area"].text, "outside")
        own = number in shown.block.table.highlight
        assert own == (slug == shown.area)
        role = "area" if own else "outside" if slug == "outside" else "other"
        cells = {year: row[f"score-{year}"] for year in years if row[f"score-{year}"].value is not None}
        expected |= _check_among(shown, f"course.{slug}", role, cells, comparable)
        lasts.setdefault(role, []).append((row["area"].text, cells[comparable[0]], cells[years[-1]]))
    expected |= _check_among_labels(shown, lasts) | {"label.first", "band"}
    assert set(shown.marks) == expected
    levels = [row[f"score-{year}"].value for row in shown.twin for year in years]
    low, high = axis.get_ylim()  # one scale for all areas: that of the rows, in tenths
    assert low <= min(levels) and max(levels) <= high and max(min(levels) - low, high - max(levels)) < 0.1
    band = box(shown.marks["band"])[:, 0]
    assert scale(shown, axis, "x").read(band) == approx([GRANT[0], min(GRANT[1], years[-1])], abs=0.05)
    ticks = [int(words) for _, words in marks.tick_labels(axis, "x")]
    assert {years[0], years[-1]} <= set(ticks) <= set(years)
    _check_among_alt(shown, lasts, comparable[0], years[-1])


def _check_among(shown: Shown, gid: str, role: str, cells: dict, comparable: list[int]) -> set[str]:
    """The line of one course from its first comparable year, dotted before; the area's dots and diamond."""
    values = {year: cell.value for year, cell in cells.items()}
    pieces = {"line": [y for y in values if y in comparable], "before": [y for y in values if y <= comparable[0]]}
    for kind, years in pieces.items():
        mark = shown.marks[f"{gid}.{kind}"]
        assert_points(read_points(shown, mark), {year: values[year] for year in years}, 1e-4)
        found = look(mark)
        assert found.colour == AMONG[role].colour and not found.marker
        assert (found.line == AMONG[role].line) if kind == "line" else mark.is_dashed() and mark._dash_pattern
    assert shown.marks[f"{gid}.line"].get_linewidth() >= (1.5 if role != "other" else 0.5)
    ids = {f"{gid}.{kind}" for kind in pieces}
    if role != "area":
        return ids
    last = max(values)
    open_ = is_open(shown, cells[last])
    assert_points(read_points(shown, shown.marks[f"{gid}.dots"]), {y: values[y] for y in values if y != last}, 1e-4)
    assert_points(read_points(shown, shown.marks[f"{gid}.end"]), {last: values[last]}, 1e-4)
    for kind, marker in (("dots", "o"), ("end", "D")):
        assert look(shown.marks[f"{gid}.{kind}"]) == marks.Look(AMONG["area"].colour, marker, hollow=open_)
    _check_first(shown, cells[comparable[0]], comparable[0], values[comparable[1]] >= values[comparable[0]])
    return ids | {f"{gid}.dots", f"{gid}.end"}


def _check_first(shown: Shown, cell, year: int, rises: bool) -> None:
    """The first comparable value stands under its mark when the line rises then, else above."""
    label = shown.marks["label.first"]
    point = label.axes.transData.transform((year, cell.value))
    (left, bottom), (right, top) = box(label)
    assert label.get_text() == short(shown, cell) and to_hex(label.get_color()) == AMONG["area"].colour
    assert left < point[0] < right and (0 < point[1] - top < 20 if rises else 0 < bottom - point[1] < 20)


def _check_among_labels(shown: Shown, lasts: dict) -> set[str]:
    """At the right of the lines: value and name; in a narrow place the value, with names in a legend."""
    narrow, text, places = bool(shown.legends), shown.text, {}
    n = len(lasts["other"])
    names = {"area": lasts["area"][0][0], "outside": lasts["outside"][0][0], "other": text("courses.others", n=n)}
    for role, colour in (("area", "#b8330f"), ("outside", "#0a6480"), ("other", "#4d5b69")):
        if narrow and role == "other":
            continue
        label, value = shown.marks[f"label.{role}"], short(shown, lasts[role][0][2])
        expected = names[role] if role == "other" else value if narrow else f"{value}{names[role]}"
        assert same(label.get_text(), expected) and to_hex(label.get_color()) == colour
        (left, bottom), (_, top) = box(label)
        frame = label.axes.bbox
        assert 0 < left - frame.x1 < 20 and frame.y0 - 2 <= bottom and top <= frame.y1 + 2
        level = np.mean([cell.value for _, _, cell in lasts[role]])
        places[role] = (level, (bottom + top) / 2)
        assert abs(label.axes.transData.transform((0, level))[1] - places[role][1]) < 45
    ordered = sorted(places.values())
    assert [middle_ for _, middle_ in ordered] == sorted(middle_ for _, middle_ in ordered), "labels stand elsewhere"
    if narrow:
        rough = is_open(shown, lasts["area"][0][2])
        area = marks.Look(AMONG["area"].colour, "D", "-", hollow=rough)
        assert legend(shown) == {names[role]: area if role == "area" else AMONG[role] for role in names}
    return {f"label.{role}" for role in places}


def _check_among_alt(shown: Shown, lasts: dict, first_year: int, last_year: int) -> None:
    for role in ("area", "outside"):
        name, first, last = lasts[role][0]
        said = [*numbers_in(short(shown, first)), str(first_year), *numbers_in(short(shown, last)), str(last_year)]
        assert_alt(shown, f"{name}: ", said)
    others = sorted((cell for _, _, cell in lasts["other"]), key=lambda cell: cell.value)
    ends = [number for cell in (others[0], others[-1]) for number in numbers_in(short(shown, cell))]
    assert_alt(shown, f"{shown.text('courses.others', n=len(others))}: ", [*ends, str(last_year)])


# Areas beside each other ---------------------------------------------------------------------------------------

RANKS = {
    "own": marks.Look("#b8330f", "D"),
    "tied": marks.Look("#b8330f", "o", hollow=True),
    "other": marks.Look("#7a8793", "o"),
}


def check_caterpillar(shown: Shown) -> None:
    slugs = dict(zip(shown.tables.areas["name"], shown.tables.areas["area"], strict=True))
    ranked = [row for row in shown.twin if row["rank_range"].value is not None]
    (axis,) = shown.axes.values()
    assert not shown.titles
    (own,) = [row for row in ranked if slugs[row["area"].text] == shown.area] or [None]
    tied = own["tied"].text if own else ""
    x, expected, heights = scale(shown, axis, "x"), set(), []
    for row in ranked:
        name = row["area"].text
        gid = f"area.{slugs[name]}"
        role = "own" if row is own else "tied" if name in tied else "other"
        mark, bar, label = (shown.marks[f"{gid}.{part}"] for part in ("place", "bar", "label"))
        ((place, height),) = spots(mark)
        assert x.read(place) == approx(row["rank_range"].value, abs=0.01) and look(mark) == RANKS[role]
        ends = spots(bar)
        limits = row["rank_range"].limits
        assert x.read(ends[:, 0]) == approx([limits.lower, limits.upper], abs=0.01), f"{name} has another range"
        assert ends[0][1] == approx(ends[1][1]) == approx(height) and bar.get_linewidth() >= 4
        assert to_hex(bar.get_color()) == ("#b8330f" if role == "own" else "#7a8793")
        unit = shown.tables.indicators.set_index("indicator").loc[shown.block.id.removeprefix("plaatsen-"), "unit"]
        assert shown.text(f"unit.{unit}.value", value="\0").replace("\0", "") in label.get_text()
        assert numbers_in(label.get_text()) == numbers_in(short(shown, row["value"]))
        assert abs(middle(label)[1] - height) < 5 and box(label)[0][0] > axis.bbox.x1
        tick = next(tick for tick in axis.get_yticklabels() if tick.get_text() == name)
        assert abs(middle(tick)[1] - height) < 5 and (tick.get_fontweight() == "bold") == (role == "own")
        heights.append(height)
        expected |= {f"{gid}.{part}" for part in ("place", "bar", "label")}
    assert set(shown.marks) == expected and heights == sorted(heights, reverse=True)
    assert len(axis.get_yticklabels()) == len(ranked)
    text = shown.text
    names = {"tied": text("ranks.tied", area=own["area"].text), "other": text("ranks.others")} if own else {}
    found = legend(shown)
    assert found == ({own["area"].text: RANKS["own"]} if own else {}) | {
        name: RANKS[role] for role, name in names.items() if role == "other" or tied != "–"
    }
    if own:
        said = [part.lstrip("+") for part in numbers_in(own["rank_range"].text)]
        assert_alt(shown, f"{own['area'].text} ", said if len(set(said)) > 1 else said[:1])


def check_funnel(shown: Shown) -> None:
    slugs = dict(zip(shown.tables.areas["name"], shown.tables.areas["area"], strict=True))
    (axis,) = shown.axes.values()
    assert not shown.titles
    x, y, expected = scale(shown, axis, "x", log=True), scale(shown, axis, "y"), {"target", "size.title"}
    target = spots(shown.marks["target"])
    sizes = sorted(row["n"].value for row in shown.twin)
    for name in ("95", "998"):
        for side in ("lower", "upper"):
            line = shown.marks[f"limit.{side}-{name}"]
            places = spots(line)
            read = np.log(x.read(places[:, 0])), y.read(places[:, 1])
            assert np.exp(read[0][[0, -1]]) == approx([sizes[0], sizes[-1]], rel=1e-3), "a limit has another end"
            for row in shown.twin:
                at_size = np.interp(np.log(row["n"].value), *read)
                limit = getattr(row[f"limits_{name}"].limits, side)
                assert at_size == approx(limit, abs=0.02), "a limit runs elsewhere"
            assert line.is_dashed() == (name == "998")
            expected.add(line.get_gid())
    for row in shown.twin:
        slug = slugs[row["area"].text]
        mine, hollow = slug == shown.area, is_open(shown, row["with_margin"])
        mark = shown.marks[f"area.{slug}.value"]
        ((left, height),) = spots(mark)
        assert x.read(left) == approx(row["n"].value, rel=1e-3)
        assert y.read(height) == approx(
            row["with_margin"].value, abs=0.51 * 10.0 ** -row["with_margin"].limits.decimals
        )
        assert y.read(target[:, 1]) == approx(
            [row["limits_95"].value] * len(target), abs=0.51 * 10.0 ** -row["limits_95"].limits.decimals
        )
        assert look(mark) == marks.Look("#b8330f" if mine else "#7a8793", "D" if mine else "o", hollow=hollow)
        expected.add(mark.get_gid())
        within = (shown.text("funnel.zone_inside"), shown.text("funnel.zone_undecided"))
        if mine or row["zone"].text not in within:
            label = shown.marks[f"area.{slug}.label"]
            (_, lower), (_, upper) = box(label)
            assert same(label.get_text(), row["area"].text)
            assert 0 < lower - height < 20 or 0 < height - upper < 20, "a name stands away from its mark"
            assert box(label)[0][0] - 2 <= left <= box(label)[1][0] + 2
            expected.add(label.get_gid())
        low, high = (getattr(row["limits_95"].limits, side) for side in ("lower", "upper"))
        outside = row["with_margin"].limits.upper < low or row["with_margin"].limits.lower > high
        assert outside == (row["zone"].text not in within), "a zone is not that of the value"
        before, _, far = shown.block.alt.rpartition(":")
        assert (row["area"].text in before.rpartition(":")[2]) == outside
        beyond = [shown.text(f"funnel.zone_{side}-998") for side in ("above", "below")]
        assert (row["area"].text in far) == (row["zone"].text in beyond)
    assert set(shown.marks) == expected
    drawn = {**{name: f"limit.lower-{name}" for name in ("95", "998")}, "target": "target"}
    assert legend(shown) == {shown.text(f"chart.funnel_{name}"): look(shown.marks[gid]) for name, gid in drawn.items()}
    whom = shown.marks["size.title"].get_text()
    assert whom and shown.text("funnel.of", whom=whom) in shown.block.table.columns[1].label


SIGNS = {"far-below": "−−", "below": "−", "middle": "", "above": "+", "far-above": "++", "missing": "?"}


def check_rug(shown: Shown) -> None:
    assert not shown.legends and not shown.titles
    wijken = shown.tables.area_wijken
    near = set(wijken.loc[wijken["match"] == "proxy", "area"])  # districts that only come near their area
    areas = {
        shown.text("rug.near_name", area=row.name) if row.area in near else row.name: row.area
        for row in shown.tables.areas[["name", "area"]].itertuples(index=False)
    }
    (axis,) = shown.axes.values()
    keys = [key.removeprefix("level-") for key in shown.twin[0] if key != "area"]
    heads = {column.key: column.label for column in shown.block.table.columns}
    expected, starred, tints = set(), 0, {}
    for row in shown.twin:
        slug = areas[row["area"].text]
        name = next(tick for tick in axis.get_yticklabels() if tick.get_text() == row["area"].text)
        for key in keys:
            cell, patch = row[f"level-{key}"], shown.marks[f"cell.{slug}.{key}"]
            level = cell.value or "missing"
            star = cell.text != shown.text(f"rug.level_{level}")
            assert not star or cell.text == shown.text("rug.starred", level=shown.text(f"rug.level_{level}"))
            starred += star
            head = next(tick for tick in axis.get_xticklabels() if same(tick.get_text(), heads[f"level-{key}"]))
            centre = middle(patch)
            assert abs(middle(head)[0] - centre[0]) < 4 and abs(middle(name)[1] - centre[1]) < 4
            tints.setdefault(level, set()).add(to_hex(patch.get_facecolor(), keep_alpha=True))
            expected.add(patch.get_gid())
            words = SIGNS[level] + "*" * star
            if words:
                sign = shown.marks[f"cell.{slug}.{key}.sign"]
                assert sign.get_text() == words and holds(box(patch), middle(sign))
                expected.add(sign.get_gid())
        if slug == shown.area:
            assert (
                box(shown.marks["frame"])[:, 1] == approx(box(patch)[:, 1], abs=3) and name.get_fontweight() == "bold"
            )
            expected.add("frame")
    assert all(len(one) == 1 for one in tints.values()) and len(set.union(*tints.values())) == len(tints)
    expected |= _check_topics(shown, keys)
    assert set(shown.marks) == expected
    assert numbers_in(shown.block.alt) == [str(len(shown.twin)), str(len(keys)), str(starred)]


def _check_topics(shown: Shown, keys: list[str]) -> set[str]:
    """A line before each topic but the first, and, in a wide place, its name over its first column."""
    ids, place = set(), 0
    slug = shown.tables.areas.set_index("name").loc[shown.twin[0]["area"].text, "area"]
    narrow = not any(gid.startswith("topic.") and not gid.endswith(".line") for gid in shown.marks)
    assert narrow == (shown.canvas.get_figwidth() < 5)
    for topic, indicators in TOPICS.items():
        indicators = [name for name in indicators if name in keys]
        assert keys[place : place + len(indicators)] == indicators, "indicators stand under another topic"
        left = box(shown.marks[f"cell.{slug}.{indicators[0]}"])[0][0]
        if place:
            line = shown.marks[f"topic.{topic}.line"]
            assert line.get_transform().transform(line.get_xydata())[:, 0] == approx([left, left], abs=2)
            ids.add(line.get_gid())
        if not narrow:
            label = shown.marks[f"topic.{topic}"]
            assert label.get_text() == shown.text(f"rug.topic.{topic}") and 0 <= box(label)[0][0] - left < 8
            ids.add(label.get_gid())
        place += len(indicators)
    return ids


# Before and after -------------------------------------------------------------------------------------------

_HALF_POINT = 0.0005  # the twin has three decimals, the drawing the numbers themselves


def check_event_plot(shown: Shown) -> None:
    assert list(shown.axes) == ["panel.levels", "panel.changes"]
    for name, axis in zip(("levels", "changes"), shown.axes.values(), strict=True):
        assert same(axis.get_title(loc="left"), shown.text(f"event.plot.{name}"))
        unit, frame = shown.marks[f"panel.{name}.unit"], axis.get_window_extent()
        assert unit.get_text() == shown.text(f"event.plot.{name}_unit")
        assert box(unit)[0][1] >= frame.y1 and abs(box(unit)[0][0] - frame.x0) < 5
    base = next(row["year"].value for row in shown.twin if row["change_since"].text == shown.text("event.is_base"))
    expected = {f"panel.{name}.{mark}" for name in ("levels", "changes") for mark in ("unit", "shade")}
    for name in shown.axes:
        _check_shade_after(shown, name, base)
    expected |= _check_means(shown) | _check_changes(shown, base)
    assert set(shown.marks) == expected
    _check_event_legend(shown, base)
    _check_event_alt(shown)


def _check_shade_after(shown: Shown, panel: str, base: int) -> None:
    """The shade covers what comes after the base, as high as the panel."""
    shade, frame = shown.marks[f"{panel}.shade"].get_window_extent(), shown.axes[panel].get_window_extent()
    years = scale(shown, shown.axes[panel], "x").read([shade.x0, shade.x1])
    assert base < years[0] <= base + 1 and years[1] >= max(row["year"].value for row in shown.twin)
    assert (shade.y0, shade.y1) == approx((frame.y0, frame.y1))


def _check_means(shown: Shown) -> set[str]:
    """Marks at the means of the twin; a line through them, dotted up to the first year without a break before it."""
    breaks = shown.tables.breaks
    start = breaks.loc[(breaks["indicator"] == "lbm-score") & (breaks["region"] == "all"), "year"].max()
    ids = set()
    for key, colour, marker, line in (("area_mean", "#16212c", "D", "-"), ("match_mean", "#0a6480", "o", "--")):
        values, gid = known_values(shown.twin, key), f"panel.levels.{key.replace('_', '-')}"
        mark = shown.marks[f"{gid}.marks"]
        tolerance = _HALF_POINT + scale(shown, mark.axes, "y").tolerance
        assert_points(read_points(shown, mark), values, tolerance)
        assert look(mark) == marks.Look(colour, marker, hollow=True)
        before, later = shown.marks[f"{gid}.before"], shown.marks[f"{gid}.line"]
        assert_points(read_points(shown, before), {y: v for y, v in values.items() if y <= start}, tolerance)
        assert_points(read_points(shown, later), {y: v for y, v in values.items() if y >= start}, tolerance)
        assert look(later) == marks.Look(colour, line=line) and look(before).colour == colour
        assert look(before).line == "--" and before._dash_pattern != later._dash_pattern, "no line of another kind"
        ids |= {f"{gid}.{name}" for name in ("marks", "before", "line")}
    return ids


def _check_changes(shown: Shown, base: int) -> set[str]:
    """Full and open marks at the changes, a bar to the limits of each, a cross in the base, a dotted line at zero."""
    cells = {row["year"].value: row for row in shown.twin if row["change_since"].limits}
    assert base not in cells
    panel, ids = "panel.changes", {"panel.changes.zero", "panel.changes.base", "panel.changes.limits"}
    heights = scale(shown, shown.axes[panel], "y")
    for kind, word in (("full", "no"), ("open", "yes")):
        own = {
            y: r["change_since"].value for y, r in cells.items() if r["matched_on"].text == shown.text(f"event.{word}")
        }
        mark = shown.marks[f"{panel}.{kind}"]
        assert_points(read_points(shown, mark), own, _HALF_POINT + heights.tolerance)
        assert look(mark) == marks.Look("#16212c", "o", hollow=kind == "open")
        ids.add(f"{panel}.{kind}")
    bars, drawn = shown.marks[f"{panel}.limits"], {}
    for segment in marks.segments(bars):
        (year, other), ends = scale(shown, bars.axes, "x").read(segment[:, 0]).round(6), heights.read(segment[:, 1])
        assert year == other and year not in drawn
        drawn[int(year)] = sorted(ends)
    assert sorted(drawn) == sorted(cells), "limits of other years"
    for year, ends in drawn.items():
        limits = cells[year]["change_since"].limits
        assert ends == approx([limits.lower, limits.upper], abs=heights.tolerance + 1e-6), "limits end elsewhere"
    assert read_points(shown, shown.marks[f"{panel}.base"]) == [approx((base, 0), abs=heights.tolerance)]
    zero = shown.marks[f"{panel}.zero"]
    assert heights.read(zero.get_transform().transform(zero.get_xydata())[:, 1]) == approx(0, abs=heights.tolerance)
    return ids


def _check_event_legend(shown: Shown, base: int) -> None:
    """What each mark is; that nothing after the base is shown is said where that is so."""
    found, plot, last = legend(shown), "event.plot", shown.twin[-1]
    n = last["areas_compared"].value
    shade = "shade_none" if last["change_since"].limits is None else "shade"
    assert found == {
        shown.text(f"{plot}.area_mean", n=n): marks.Look("#16212c", "D", "-", hollow=True),
        shown.text(f"{plot}.match_mean"): marks.Look("#0a6480", "o", "--", hollow=True),
        shown.text(f"{plot}.change"): marks.Look("#16212c", "o"),
        shown.text(f"{plot}.matched_on"): marks.Look("#16212c", "o", hollow=True),
        shown.text(f"{plot}.base", year=str(base)): marks.Look("#16212c", "x"),
        shown.text(f"{plot}.{shade}", year=str(base + 1)): marks.Look("#e3e8ed"),
    }


def _check_event_alt(shown: Shown) -> None:
    """The outcome, the difference in the base and the lowest and highest change before it."""
    rows = [row for row in shown.twin if row["area_mean"].value is not None]
    is_base = [row["change_since"].limits is None for row in rows]
    base = rows[is_base.index(True)]
    before = [row["change_since"] for row in rows[: is_base.index(True)]]
    ends = [short(shown, one) for one in (min(before, key=lambda c: c.value), max(before, key=lambda c: c.value))]
    numbers = [number.lstrip("+") for number in numbers_in(shown.block.alt)]
    expected = [rows[0]["year"].text, base["year"].text, base["year"].text]
    expected += [short(shown, base["difference_of_means"]), *ends]
    place = numbers.index(rows[0]["areas_compared"].text)
    assert numbers[place + 1 : place + 1 + len(expected)] == expected and len(shown.block.alt) < 500


CHECKS = {
    "caterpillar": check_caterpillar,
    "funnel": check_funnel,
    "rug": check_rug,
    "event_plot": check_event_plot,
    "among_others": check_among_others,
    "courses": check_courses,
    "line_pairs": check_line_pairs,
    "gap_panels": check_gap_panels,
    "slopes": check_slopes,
    "stacked_composition": check_stacked_composition,
    "dot_strips": check_dot_strips,
    "matrix": check_matrix,
    "cmo_diagram": check_cmo_diagram,
}
