"""Blocks about the report's own statements: the table of a chapter, the overview, the effect of vague words."""

import math

import pandas as pd

from helpers.blocks.model import Cell, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.rows import Row
from helpers.contract.vocabulary import VERDICTS
from helpers.results import claims
from helpers.session import Run
from helpers.views.parts import cited
from helpers.views.tables import Col, coded, count, made, plain, table, words
from helpers.words.text import Text

# The arithmetic in words --------------------------------------------------------------------------------


def arithmetic(text: Text, result: claims.Result) -> str:
    """The arithmetic behind a verdict as a sentence; equal outcomes of a loop are gathered."""
    groups: dict[str, list[str]] = {}
    for part in result.parts:
        groups.setdefault(_outcome(text, part), []).append(part.label)
    sentences = []
    for outcome, labels in groups.items():
        shown = [_label(text, label) for label in labels if label]
        sentences.append(f"{text.join(shown)}: {outcome}" if shown else outcome)
    if result.rounding_decides:
        sentences.append(text("claims.rounding_decides"))
    return " ".join(sentence if sentence.endswith(".") else f"{sentence}." for sentence in sentences)


def _label(text: Text, label: str) -> str:
    return text(f"subgroup.{label}") if text.has(f"subgroup.{label}") else label


def _outcome(text: Text, part: claims.Part) -> str:
    if part.condition is None:
        return text("claims.missing", number=part.missing) if part.missing else text("claims.not_comparable")
    condition = part.condition
    percent = condition.quantity in ("relative", "share")
    factor, unit = (100, "%") if percent else (1, "")
    found = condition.found.scaled(factor)
    decimals = max(_decimals(limit) for limit in (found.value, found.lower, found.upper))

    def shown(value: float) -> str:
        return text.number(value, decimals) + unit

    measured = shown(found.value)
    if found.upper - found.lower > 1e-6:
        measured = text("unit.interval", value=measured, lower=shown(found.lower), upper=shown(found.upper))
    inputs = [text.number(value.value, _decimals(value.value)) for value in condition.inputs[:4]]
    return text(
        f"claims.arithmetic_{part.status}",
        inputs=text.join(inputs),
        quantity=text(f"claims.quantity_{condition.quantity}"),
        found=measured,
        range=_range(text, condition, factor, unit),
    )


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
    if not math.isfinite(high):
        return text("claims.range_at_least" if condition.low_included else "claims.range_above", value=shown["low"])
    if not math.isfinite(low):
        return text("claims.range_at_most" if condition.high_included else "claims.range_below", value=shown["high"])
    return text("claims.range_between", **shown)


def verdict_words(text: Text, result: claims.Result) -> str:
    """The verdict for readers; what holds in all that can be tested is not called a failure."""
    if result.verdict == "holds-in-part" and not any(part.status == "fails" for part in result.parts):
        return text("claims.verdict_holds-as-far-as-tested")
    return text(f"claims.verdict_{result.verdict}")


def claim_place(text: Text, row: Row) -> str:
    """Where a claim stands in the report: its figure, or its section."""
    return text("source.figure", figure=row.figure) if isinstance(row.figure, str) else cited(text, row.section)


# Tables of claims ---------------------------------------------------------------------------------------
_PLACE, _STATEMENT = made("place", claim_place), words("statement", "statement")
_COLUMNS = [
    *(_PLACE, _STATEMENT, coded("verdict", lambda text, row: verdict_words(text, row.result))),
    made("arithmetic", lambda text, row: arithmetic(text, row.result)),
]


def statements(run: Run, rows: pd.DataFrame, id: str, title: str) -> Table:
    """Claims with verdict and arithmetic as a table; rows: of `results.claims.evaluated`."""
    return _statements(run, rows, id, title, _COLUMNS)


def export(run: Run, rows: pd.DataFrame) -> Table:
    """The same with slug and test in front, for a file that is joined to `data/claims.csv`."""
    return _statements(run, rows, "claims", "", [*(plain(key).labelled(key) for key in ("claim", "test")), *_COLUMNS])


def _statements(run: Run, rows: pd.DataFrame, id: str, title: str, columns: list[Col]) -> Table:
    return table(run, id, title, columns, rows, run.text("source.monitor"), [run.text("claims.caution")])


def chapter_claims(run: Run, claims: pd.DataFrame) -> Blocks:
    """The statements of a chapter that can be checked, with verdict and arithmetic.

    claims: of `results.claims.of_chapter`.
    """
    text = run.text
    if claims.empty:
        return Blocks([Note(tone="missing", text=text("claims.none"))], run.language)
    (chapter,) = claims["chapter"].unique()
    title = text("claims.title", n=len(claims))
    return Blocks([statements(run, claims, f"uitspraken-{chapter}", title)], run.language)


def overview(run: Run, counts: pd.DataFrame) -> Blocks:
    """Number of statements by chapter and verdict; counts: of `results.claims.counts`."""
    text = run.text
    columns = [
        Col("chapter", _chapter),
        *(count(f"verdict-{verdict}", _field(verdict)) for verdict in VERDICTS),
        count("total"),
    ]
    title, caveats = text("claims.overview"), [text("claims.caution")]
    block = table(run, "uitspraken-overzicht", title, columns, counts, text("source.monitor"), caveats)
    return Blocks([block], run.language)


def _chapter(text: Text, row: Row) -> Cell:
    if row.chapter == claims.ALL:
        return Cell.of(text("claims.all"))
    return Cell(text=text("claims.chapter", chapter=str(row.chapter)), value=int(row.chapter))


def _field(verdict: str) -> str:
    """The column of `results.claims.counts` for a verdict."""
    return verdict.replace("-", "_")


def sensitivity(run: Run, other_readings: pd.DataFrame) -> Blocks:
    """Statements whose verdict changes when vague words are read half or twice as strictly.

    other_readings: of `results.claims.other_readings`.
    """
    text = run.text
    columns = [_PLACE, _STATEMENT, *(_verdict(name) for name in ("half", "normal", "twice"))]
    title = text("claims.sensitivity", n=len(other_readings))
    block = table(run, "uitspraken-gevoeligheid", title, columns, other_readings, text("source.monitor"))
    return Blocks([block], run.language)


def _verdict(reading: str) -> Col:
    return made(reading, lambda text, row: text(f"claims.verdict_{getattr(row, reading)}"))


def counts_line(run: Run, counts: pd.DataFrame) -> Blocks:
    """One line for the method section: how many statements were checked, with what result.

    counts: of `results.claims.counts`; the row of all chapters together.
    """
    (row,) = counts[counts["chapter"] == claims.ALL].to_dict("records")
    found = {field: int(row[field]) for field in map(_field, VERDICTS)}
    return Blocks([Paragraph(text=run.text("claims.line", n=int(row["total"]), **found))], run.language)
