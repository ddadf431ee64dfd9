"""Blocks about the report's own statements: the table of a chapter, the overview, the effect of vague words."""

import math

import pandas as pd

from helpers.blocks.model import Cell, Column, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import VERDICTS
from helpers.results import claims
from helpers.results.claims import conditions
from helpers.results.claims.surroundings import evaluated, sensitive
from helpers.session import Run
from helpers.views.parts import cited, column
from helpers.words.text import Text


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

    def shown(value: float, rounding=None) -> str:
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
    if isinstance(condition, conditions._Differs):
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


def table(text: Text, rows: pd.DataFrame, id: str, title: str) -> Table:
    """Claims (rows of `evaluated`) as a table."""
    keys = ("place", "statement", "verdict", "arithmetic")
    return Table(
        id=id,
        title=title,
        columns=[column(text, key) for key in keys],
        rows=[
            [
                Cell.of(claim_place(text, row)),
                Cell.of(text.pick(row, "statement")),
                Cell(text=verdict_words(text, row.result), value=row.verdict),
                Cell.of(arithmetic(text, row.result)),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor"),
        caveats=[text("claims.caution")],
    )


def export(text: Text, rows: pd.DataFrame) -> Table:
    """The table of claims with slug and test in front, for a file that is joined to `data/claims.csv`."""
    shown = table(text, rows, "claims", "")
    return shown.model_copy(
        update={
            "columns": [Column(key=key, label=key) for key in ("claim", "test")] + shown.columns,
            "rows": [
                [Cell.of(claim), Cell.of(test), *cells]
                for claim, test, cells in zip(rows["claim"], rows["test"], shown.rows, strict=True)
            ],
        }
    )


def verdict_words(text: Text, result: claims.Result) -> str:
    """The verdict for readers; what holds in all that can be tested is not called a failure."""
    if result.verdict == "holds-in-part" and not any(part.status == "fails" for part in result.parts):
        return text("claims.verdict_holds-as-far-as-tested")
    return text(f"claims.verdict_{result.verdict}")


def claim_place(text: Text, row) -> str:
    return text("source.figure", figure=row.figure) if isinstance(row.figure, str) else cited(text, row.section)


def chapter_claims(run: Run, chapter: int) -> Blocks:
    """The statements of a chapter that can be checked, with verdict and arithmetic."""
    text = run.text
    rows = evaluated(run.tables)
    rows = rows[rows["chapter"] == chapter]
    if rows.empty:
        return Blocks([Note(tone="missing", text=text("claims.none"))], run.language)
    return Blocks([table(text, rows, f"uitspraken-{chapter}", text("claims.title", n=len(rows)))], run.language)


def overview(run: Run) -> Blocks:
    """Number of statements by chapter and verdict."""
    text = run.text
    rows = evaluated(run.tables)
    counts = pd.crosstab(rows["chapter"], rows["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    body = [
        [
            Cell(text=text("claims.chapter", chapter=str(chapter)), value=int(chapter)),
            *(Cell(text=text.number(n), value=int(n)) for n in [*row, sum(row)]),
        ]
        for chapter, row in zip(counts.index, counts.to_numpy().tolist(), strict=True)
    ]
    totals = counts.sum().tolist()
    body.append(
        [Cell.of(text("claims.all")), *(Cell(text=text.number(n), value=int(n)) for n in [*totals, sum(totals)])]
    )
    block = Table(
        id="uitspraken-overzicht",
        title=text("claims.overview"),
        columns=[
            column(text, "chapter"),
            *(column(text, f"verdict-{verdict}", True) for verdict in VERDICTS),
            column(text, "total", True),
        ],
        rows=body,
        source=text("source.monitor"),
        caveats=[text("claims.caution")],
    )
    return Blocks([block], run.language)


def sensitivity(run: Run) -> Blocks:
    """Statements whose verdict changes when vague words are read half or twice as strictly."""
    text = run.text
    rows = sensitive(run.tables).merge(run.tables.claims, on="claim")
    block = Table(
        id="uitspraken-gevoeligheid",
        title=text("claims.sensitivity", n=len(rows)),
        columns=[column(text, key) for key in ("place", "statement", "half", "normal", "twice")],
        rows=[
            [
                Cell.of(claim_place(text, row)),
                Cell.of(text.pick(row, "statement")),
                *(Cell.of(text(f"claims.verdict_{getattr(row, name)}")) for name in ("half", "normal", "twice")),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.monitor"),
    )
    return Blocks([block], run.language)


def counts_line(run: Run) -> Blocks:
    """One line for the method section: how many statements were checked, with what result."""
    text = run.text
    counts = evaluated(run.tables)["verdict"].value_counts()
    values = {verdict.replace("-", "_"): int(counts.get(verdict, 0)) for verdict in VERDICTS}
    return Blocks([Paragraph(text=text("claims.line", n=int(counts.sum()), **values))], run.language)
