"""Blocks about the report's own statements: the table of a chapter, the overview, the effect of vague words.

>>> views.claims.chapter_claims(run, results.claims.of_chapter(run, 2))
1 block(s): table uitspraken-2
"""

import math
from collections.abc import Callable
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
    if any(part.status == "rounding" for part in result.parts):
        sentences.append(text("claims.rounding_decides"))
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
    *_, region, year = ["", *number.split(", ")]
    whose = text(f"claims.of_{region}") if text.has(f"claims.of_{region}") else ""
    return text("claims.missing", number=f"{whose}, {year}" if whose else number)


def _outcome(text: Text, part: claims.Part) -> str:
    if part.condition is None:
        return _missing(text, part.missing) if part.missing else text("claims.not_comparable")
    if part.sought:
        return text(f"claims.sought_{part.status}")
    condition = part.condition
    percent = condition.quantity in ("relative", "share")
    factor, unit = (100, "%") if percent else (1, "")
    found = condition.found.scaled(factor)
    decimals = _decimals_of(condition, found, factor)
    measured = _outcome_number(text, condition, found, decimals) + unit
    if any(value.approximate for value in condition.inputs):
        measured = text("values.about", value=measured)
    if found.upper - found.lower > 1e-6:  # limits outward, as everywhere
        lower = text.number(found.lower, decimals, ROUND_FLOOR) + unit
        upper = text.number(found.upper, decimals, ROUND_CEILING) + unit
        measured = text("unit.interval", value=measured, lower=lower, upper=upper)
    inputs = _inputs(text, condition, factor, decimals)
    if condition.quantity == "order":
        inputs = [text("claims.against", first=inputs[0], others=text.join(inputs[1:]))]
    unchanged = isinstance(condition, claims.Change) and not condition.printed
    return text(
        "claims.arithmetic_unchanged" if unchanged else f"claims.arithmetic_{part.status}",
        n=len(condition.inputs),
        inputs=text.join(inputs),
        quantity=text(f"claims.quantity_{condition.quantity}"),
        found=measured,
        range=_range(text, condition, factor, unit),
    )


def _decimals_of(condition: claims.Condition, found: Interval, factor: int) -> int:
    """As many decimals as the outcome has, and more where its limits would touch in print what they do not reach.

    That is a limit of the condition: "0.00 (−0.01 to 0.00), not more than 0" would read as undecided.
    """
    decimals = max(_decimals(limit) for limit in (found.value, found.lower, found.upper))
    if found.upper - found.lower <= 1e-6:  # printed without limits
        return decimals
    borders = [Interval.exact(limit * factor) for limit in (condition.low, condition.high) if math.isfinite(limit)]
    while decimals < _MOST_DECIMALS and any(values.overlap_in_print(found, each, decimals) for each in borders):
        decimals += 1
    return decimals


def _outcome_number(text: Text, condition: claims.Condition, found: Interval, decimals: int) -> str:
    """What printed numbers give, so that a reader can follow it; of an approximate number what it has."""
    if any(value.approximate for value in condition.inputs):
        return text.number(found.value, min(decimals, values.decimals(found)))
    itself = len(condition.inputs) == 1  # the outcome is the number that was put in
    return text.number(found.value, _decimals(found.value) if itself else decimals)


_MOST_DECIMALS = 6


def _inputs(text: Text, condition: claims.Condition, factor: int, decimals: int) -> list[str]:
    """The first numbers of a comparison, with the decimals that its outcome needs (not 1.18 twice)."""
    inputs = condition.inputs[:4]
    numbers = [value.value for value in inputs]
    shown = [_decimals(number) for number in numbers]
    compute = _FROM_TWO.get(condition.quantity)
    if compute and len(numbers) == 2:
        found = rounded(condition.found.value * factor, decimals)
        for more in range(_MOST_DECIMALS):
            each = [max(shown) + more] * 2 if more else shown
            used = [float(rounded(number, n)) for number, n in zip(numbers, each, strict=True)]
            if used[1] and rounded(compute(*used) * factor, decimals) == found:
                shown = each
                break
    return [_input(text, value, n) for value, n in zip(inputs, shown, strict=True)]


def _input(text: Text, value: Interval, decimals: int) -> str:
    """A number of a comparison; an approximate one has its own decimals only, and its mark."""
    if value.approximate:
        return values.short(text, value, min(decimals, values.decimals(value)))
    return text.number(value.value, decimals)


_FROM_TWO: dict[str, Callable[[float, float], float]] = {
    "difference": lambda a, b: a - b,
    "relative": lambda a, b: (a - b) / abs(b),
    "ratio": lambda a, b: a / b,
    "share": lambda a, b: a / b,
}


def _decimals(value: float) -> int:
    """As many decimals as the number has, at most two."""
    return next((n for n in (0, 1) if abs(value - round(value, n)) < 1e-9), 2)


def _range(text: Text, condition: claims.Condition, factor: int, unit: str) -> str:
    low, high = condition.low * factor, condition.high * factor
    if isinstance(condition, claims.Differs):
        return text("claims.range_not_zero")
    shown = {
        name: text.number(limit, _decimals(limit)) + unit
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
    """What the verdict of a claim rests on besides the numbers; empty when on nothing else."""
    return text.join(text(f"claims.rests-on_{word}") for word in row.rests_on)


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
