"""Blocks about the report's own statements: the table of a chapter, the overview, the effect of vague words.

>>> views.claims.chapter_claims(run, results.claims.of_chapter(run, 2))
1 block(s): table uitspraken-2
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR

import pandas as pd

from helpers.blocks.model import Cell, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import VERDICTS
from helpers.methods.intervals import Interval
from helpers.results import claims
from helpers.rows import Record
from helpers.session import Run
from helpers.views.parts import blocks_of, cited, figure_of_report
from helpers.views.tables import Col, coded, count, made, made_cell, plain, table, words
from helpers.words import values
from helpers.words.text import Text, rounded

# The arithmetic in words --------------------------------------------------------------------------------


def arithmetic(text: Text, result: claims.Result) -> str:
    """The arithmetic behind a verdict as a sentence; equal outcomes of a loop are gathered."""
    groups: dict[str, list[str]] = {}
    for part in result.parts:
        groups.setdefault(_outcome(text, part), []).extend(filter(None, [_label(text, part)]))
    sentences = []
    for outcome, labels in groups.items():
        shown = list(dict.fromkeys(labels))
        sentences.append(f"{text.join(shown)}: {outcome}" if shown else outcome[:1].upper() + outcome[1:])
    statuses = {part.status for part in result.parts}
    if "rounding" in statuses:  # of some parts only, where another is certain
        certain = statuses & {"holds", "fails"}
        sentences.append(text("claims.rounding_decides_some" if certain else "claims.rounding_decides"))
    return " ".join(sentence if sentence.endswith(".") else f"{sentence}." for sentence in sentences)


def _label(text: Text, part: claims.Part) -> str:
    """A value of a loop as readers know it: an age, theme, cluster or approach by its name, a year as it is."""
    names = [f"{group}.{part.label}" for group in ("subgroup", "section", "cluster")]
    if part.label.startswith("Bijlage"):
        return cited(text, part.label)
    if part.label_en and text.in_tables("label") == "label_en":
        return part.label_en
    return next((text(name) for name in names if text.has(name)), part.label.removeprefix("year-"))


def _missing(text: Text, number: str) -> str:
    """A number that the report lacks, by whose it is and its year; of what, its statement says."""
    if number == claims.NO_EXAMPLE:
        return text("claims.no_example")
    of_what, region, year = ["", "", *number.split(", ")][-3:]
    whose = text(f"claims.of_{region}") if text.has(f"claims.of_{region}") else ""
    key = "claims.missing_phrase" if of_what == claims.FROM_A_PHRASE else "claims.missing"
    return text(key, number=f"{whose}, {year}" if whose else number)


def _outcome(text: Text, part: claims.Part) -> str:
    if part.condition is None:
        return _missing(text, part.missing) if part.missing else text("claims.not_comparable")
    if part.sought:
        return text(f"claims.sought_{part.status}")
    condition = part.condition
    outcome = _outcome_of(condition, part.unit)
    unchanged = isinstance(condition, claims.Change) and not condition.printed
    return text(
        "claims.arithmetic_unchanged" if unchanged else f"claims.arithmetic_{part.status}",
        n=len(condition.inputs),
        inputs=_inputs(text, condition, outcome, part.unit),
        quantity=text(f"claims.quantity_{condition.quantity}") if len(condition.inputs) > 1 else "",
        found=_found(text, condition, outcome),
        range=_range(text, condition, outcome),
    )


@dataclass(frozen=True)
class _Outcome:
    """What numbers give, as it is printed: times a factor, in a unit, with decimals of its own and of its limits."""

    number: Interval
    factor: int
    unit: str
    decimals: int
    of_limits: int

    @property
    def unit_of_limits(self) -> str:
        """Only a per cent sign is repeated at each limit; other units stand once, at the number."""
        return self.unit if self.unit == claims.PERCENT else ""


def _outcome_of(condition: claims.Condition, unit: str) -> _Outcome:
    """The outcome of a comparison; unit: of the numbers that go into it."""
    relative = condition.quantity in ("relative", "share")
    if relative:
        unit = claims.PERCENT
    elif condition.quantity == "ratio":
        unit = ""
    elif unit == claims.PERCENT and len(condition.inputs) > 1:  # a difference
        unit = claims.POINTS
    factor, most = (100, 1) if relative else (1, 2)
    found = condition.found.scaled(factor)
    of_limits = _decimals_of_limits(condition, found, factor, most)
    return _Outcome(found, factor, unit, _decimals_of_number(condition, found, of_limits, relative), of_limits)


def _decimals_of_limits(condition: claims.Condition, found: Interval, factor: int, most: int) -> int:
    """As many decimals as the outcome has, and more where its limits would touch in print what they do not reach.

    That is a limit of the condition: "0.00 (−0.01 to 0.00), not more than 0" would read as undecided.
    """
    decimals = max(_decimals(limit, most) for limit in (found.value, found.lower, found.upper))
    if not _has_limits(found):
        return decimals
    borders = [Interval.exact(limit * factor) for limit in (condition.low, condition.high) if math.isfinite(limit)]
    while decimals < _MOST_DECIMALS and any(values.overlap_in_print(found, each, decimals) for each in borders):
        decimals += 1
    return decimals


def _decimals_of_number(condition: claims.Condition, found: Interval, of_limits: int, relative: bool) -> int:
    """What printed numbers give, so that a reader can follow it; of an approximate number what it has.

    The difference of 60.7 and 68 is 7.3, whatever decimals its limits need; that of two ratios has those that it needs.
    """
    if any(value.approximate for value in condition.inputs):
        return min(of_limits, values.decimals(found))
    own = max(_decimals(found.value), *(_decimals_in_data(value) for value in condition.inputs))
    return own if not relative and _has_no_more(found.value, own) else of_limits


def _has_limits(found: Interval) -> bool:
    return found.upper - found.lower > 1e-6


def _decimals_in_data(value: Interval) -> int:
    """The decimals with which a number is published, also a last zero (10.0); at most two where it has no limits."""
    return values.decimals(value) if _has_limits(value) else _decimals(value.value)


_MOST_DECIMALS = 6


def _found(text: Text, condition: claims.Condition, outcome: _Outcome) -> str:
    """The outcome in its unit, with the limits that rounding leaves open."""
    found, decimals = outcome.number, outcome.of_limits
    measured = _in_unit(text, text.number(found.value, outcome.decimals), outcome.unit)
    if any(value.approximate for value in condition.inputs):
        measured = text("values.about", value=measured)
    if not _has_limits(found):
        return measured
    lower = _in_unit(text, text.number(found.lower, decimals, ROUND_FLOOR), outcome.unit_of_limits)
    upper = _in_unit(text, text.number(found.upper, decimals, ROUND_CEILING), outcome.unit_of_limits)  # both outward
    return text("unit.interval", value=measured, lower=lower, upper=upper)


def _in_unit(text: Text, number: str, unit: str) -> str:
    if unit == claims.POINTS:
        return text("claims.in_points", n=1 if number.lstrip("\u2212") == "1" else 2, number=number)
    minus = "\u2212" if number.startswith("\u2212") else ""  # before a sign of money
    return minus + text(f"unit.{unit}.value", value=number.removeprefix(minus)) if unit else number


def _inputs(text: Text, condition: claims.Condition, outcome: _Outcome, unit: str) -> str:
    """The numbers of a comparison in their unit, with the decimals that its outcome needs (not 1.18 twice)."""
    inputs = condition.inputs
    each_unit = "" if unit == claims.POINTS else unit  # points are named once, after the last number
    decimals = _decimals_of_inputs(condition, outcome)
    shown = [_input(text, value, n, each_unit) for value, n in zip(inputs, decimals, strict=True)]
    if condition.quantity == "order":
        said = text("claims.against", first=shown[0], others=text.join(shown[1:]))
    else:
        said = text.join(shown)
    return _in_unit(text, said, unit) if unit == claims.POINTS else said


def _decimals_of_inputs(condition: claims.Condition, outcome: _Outcome) -> list[int]:
    numbers = [value.value for value in condition.inputs]
    shown = [_decimals_in_data(value) for value in condition.inputs]
    compute = _FROM_TWO.get(condition.quantity)
    if not compute or len(numbers) != 2:
        return shown
    found = rounded(outcome.number.value, outcome.decimals)
    for more in range(_MOST_DECIMALS):
        each = [n if _has_no_more(number, n) else max(shown) + more for number, n in zip(numbers, shown, strict=True)]
        used = [float(rounded(number, n)) for number, n in zip(numbers, each, strict=True)]
        if used[1] and rounded(compute(*used) * outcome.factor, outcome.decimals) == found:
            return each
    return shown


def _input(text: Text, value: Interval, decimals: int, unit: str) -> str:
    """A number of a comparison; an approximate one has its own decimals only, and its mark."""
    if value.approximate:
        return values.short(text, value, min(decimals, values.decimals(value)), unit)
    return _in_unit(text, text.number(value.value, decimals), unit)


_FROM_TWO: dict[str, Callable[[float, float], float]] = {
    "difference": lambda a, b: a - b,
    "relative": lambda a, b: (a - b) / abs(b),
    "ratio": lambda a, b: a / b,
    "share": lambda a, b: a / b,
}


def _decimals(value: float, most: int = 2) -> int:
    """As many decimals as the number has, at most two or so many."""
    return next((n for n in range(most) if _has_no_more(value, n)), most)


def _has_no_more(value: float, decimals: int) -> bool:
    """Whether a number has no more decimals than these."""
    return abs(value - round(value, decimals)) < 1e-9


def _range(text: Text, condition: claims.Condition, outcome: _Outcome) -> str:
    low, high = condition.low * outcome.factor, condition.high * outcome.factor
    if isinstance(condition, claims.Differs):
        return text("claims.range_not_zero")
    shown = {
        name: _in_unit(text, text.number(limit, _decimals(limit)), outcome.unit_of_limits)
        for name, limit in (("low", low), ("high", high))
        if math.isfinite(limit)
    }
    if low == high:
        return text("claims.range_exactly", value=shown["low"])
    direction = isinstance(condition, claims.Change) and 0 in (low, high)  # a change of zero is no change
    if not math.isfinite(high):
        included = condition.low_included and not direction
        return text("claims.range_at_least" if included else "claims.range_above", value=shown["low"])
    if not math.isfinite(low):
        included = condition.high_included and not direction
        return text("claims.range_at_most" if included else "claims.range_below", value=shown["high"])
    return text("claims.range_between", **shown)


def rests_on(text: Text, row: claims.EvaluatedRow) -> str:
    """What the verdict of a claim rests on besides the numbers, also when that is nothing: no cell is left empty."""
    return text.join(text(f"claims.rests-on_{word}") for word in row.rests_on or ("nothing",))


def verdict(text: Text, row: claims.EvaluatedRow) -> str:
    """The verdict in words; where only texts were counted it is the count that holds, not what they say."""
    only_counted = row.counted and row.verdict == "holds"
    return text("claims.count_agrees" if only_counted else f"claims.verdict_{row.verdict}")


def claim_place(text: Text, row: claims.PlaceRow) -> str:
    """Where a claim stands in the report: its figure, or its section."""
    return figure_of_report(text, row.figure) if isinstance(row.figure, str) else cited(text, row.section)


# Tables of claims ---------------------------------------------------------------------------------------
_PLACE, _STATEMENT = made("place", claims.PlaceRow, claim_place), words("statement", "statement")
_COLUMNS = [
    *(
        _PLACE,
        _STATEMENT,
        coded("verdict", claims.EvaluatedRow, verdict),
    ),
    made("rests-on", claims.EvaluatedRow, rests_on),
    made("arithmetic", claims.EvaluatedRow, lambda text, row: arithmetic(text, row.result)).with_limits(),
]


def statements(run: Run, rows: pd.DataFrame, id: str, title: str) -> Table:
    """Claims with verdict and arithmetic as a table; rows: of `results.claims.evaluated`."""
    return _statements(run, rows, id, title, _COLUMNS)


def export(run: Run, rows: pd.DataFrame) -> Table:
    """The same with ids and test in front, for a file that is joined to `data/claims.csv`."""
    ids = [
        plain("claim").labelled("claim"),
        plain("statement-id", "statement").labelled("statement"),
        plain("test").labelled("test"),
    ]
    return _statements(run, rows, "claims", "", [*ids, *_COLUMNS])


def _statements(run: Run, rows: pd.DataFrame, id: str, title: str, columns: list[Col]) -> Table:
    return table(run, id, title, columns, rows, run.text("source.monitor"), [run.text("claims.caution")])


def chapter_claims(run: Run, claims: pd.DataFrame) -> Blocks:
    """The statements of a chapter that can be checked, with verdict and arithmetic.

    claims: of `results.claims.of_chapter`.
    """
    text = run.text
    if claims.empty:
        return blocks_of(run, [Note(tone="missing", text=text("claims.none"))])
    (chapter,) = claims["chapter"].unique()
    title = text("claims.title", n=claims["statement"].nunique(), tests=len(claims))
    return blocks_of(run, [statements(run, claims, f"uitspraken-{chapter}", title)])


def overview(run: Run, counts: pd.DataFrame) -> Blocks:
    """Number of statements by chapter and verdict, and how many of those rest on a choice or on rounding.

    counts: of `results.claims.counts`.
    """
    text = run.text
    columns = [
        made_cell("chapter", _Chapter, _chapter),
        *(_counted(f"verdict-{verdict}", _field(verdict)) for verdict in VERDICTS),
        *(count("total"), count("tests")),
    ]
    title, caveats = text("claims.overview"), [text("claims.caution"), text("claims.by_choice_caution")]
    block = table(run, "uitspraken-overzicht", title, columns, counts, text("source.monitor"), caveats)
    return blocks_of(run, [block])


class _Chapter(Record):
    chapter: int


def _chapter(text: Text, row: _Chapter) -> Cell:
    if row.chapter == claims.ALL:
        return Cell.of(text("claims.all"))
    return Cell(text=text("claims.chapter", chapter=str(row.chapter)), value=int(row.chapter))


def _counted(key: str, field: str) -> Col:
    """A number of statements, with how many of them rest on a choice or on rounding."""

    def cell(text: Text, row: Record) -> Cell:
        n, by_choice = int(getattr(row, field)), int(getattr(row, f"{field}_by_choice"))
        if by_choice:  # downloads say so too
            return Cell.of(text("claims.counted", n=n, by_choice=by_choice))
        return Cell(text=text.number(n), value=n)

    return Col(key, cell, numeric=True, needs=(field, f"{field}_by_choice"))


def _field(verdict: str) -> str:
    """The column of `results.claims.counts` for a verdict."""
    return verdict.replace("-", "_")


def sensitivity(run: Run, other_readings: pd.DataFrame) -> Blocks:
    """Claims that come out otherwise, as a whole or in a part, when vague words are read half or twice as strictly.

    other_readings: of `results.claims.other_readings`.
    """
    text = run.text
    columns = [_PLACE, _STATEMENT, *(_verdict(name) for name in ("half", "normal", "twice"))]
    title = text("claims.sensitivity", n=len(other_readings))
    block = table(run, "uitspraken-gevoeligheid", title, columns, other_readings, text("source.monitor"))
    return blocks_of(run, [block])


def _verdict(reading: str) -> Col:
    def cell(text: Text, row: Record) -> Cell:
        verdict = text(f"claims.verdict_{getattr(row, reading)}")
        return Cell.of(text("claims.open_parts", verdict=verdict, n=int(getattr(row, f"{reading}_open"))))

    return Col(reading, cell, needs=(reading, f"{reading}_open"))


def counts_line(run: Run, counts: pd.DataFrame) -> Blocks:
    """One line for the method section: how many statements were checked, with what result.

    counts: of `results.claims.counts`; the row of all chapters together.
    """
    (row,) = counts[counts["chapter"] == claims.ALL].to_dict("records")
    fields = [field + ending for field in map(_field, VERDICTS) for ending in ("", "_by_choice")]
    found = {field: int(row[field]) for field in (*fields, "tests", "of_estimates")}
    return blocks_of(run, [Paragraph(text=run.text("claims.line", n=int(row["total"]), **found))])
