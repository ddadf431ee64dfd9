"""Cells, columns and figures: the small step from a result to a block.

>>> views.parts.cited(run.text, "2.3.2")
'paragraaf 2.3.2'
"""

import math
import re
from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from helpers.blocks.model import Block, Cell, Figure, Fold, Limits, Note, Table, encode
from helpers.blocks.notebook import Blocks
from helpers.blocks.notebook import beside as beside  # on the face of notebooks
from helpers.charts.style import FULL, OPEN, Drawing
from helpers.contract.parameters import ParameterError
from helpers.methods.intervals import Interval
from helpers.results.evidence import ViaRow
from helpers.results.ranks import COUNTED
from helpers.results.uncertainty import errors_of, unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run, theme_row
from helpers.words import values
from helpers.words.text import Text

MARKS = {"strong": FULL, "partial": OPEN, "none": ""}  # how strengths are drawn in matrices


class SectionRow(Record):
    """What stands somewhere in the report."""

    section: str


class NamedRow(Record):
    """Something with a name for readers."""

    name_nl: str
    name_en: str


class LabelledRow(Record):
    """Something that the report says, in our words."""

    label_nl: str
    label_en: str


class CaveatRow(NamedRow):
    """An indicator that has a caveat."""

    caveat_nl: str
    caveat_en: str


def blocks_of(run: Run, blocks: Iterable[Block]) -> Blocks:
    """What a view gives: blocks in the language of the run, about its area."""
    return Blocks(blocks, run.language, run.area)


def folded(run: Run, key: str, blocks: Iterable[Block]) -> Blocks:
    """Blocks that a reader opens, under the message `fold.<key>`; nothing when there are none."""
    inside = list(blocks)
    return blocks_of(run, [Fold(summary=run.text(f"fold.{key}"), parts=inside)] if inside else [])


def empty(run: Run) -> Blocks:
    """What stands in the place of a block about no rows: it does not say why, as a filter may have taken them away."""
    return blocks_of(run, [Note(tone="missing", text=run.text("common.empty"))])


def check_theme(run: Run, theme: str, rows: pd.DataFrame) -> None:
    """Raise ParameterError when a theme does not exist, or when rows (with a column theme) are about another one."""
    theme_row(run, theme)
    for other in rows["theme"].unique():
        if other != theme:
            raise ParameterError(f"the rows are about {other!r}; expected rows of {theme!r}")


def cited(text: Text, section: str) -> str:
    """Where something stands in the report, for readers: `paragraaf 2.3.6` or `bijlage 3, cluster 1`."""
    if section.startswith("Bijlage"):
        return text("findings.place_annex", rest=section.removeprefix("Bijlage"))
    return text("findings.place_section", section=section)


def figure_of_report(text: Text, figure: str) -> str:
    """A figure of the report, or several in a row ("18-19"), for readers."""
    first, _, last = figure.partition("-")
    if not last:
        return text("source.figure", figure=figure)
    return text("source.figures.two" if int(last) == int(first) + 1 else "source.figures.more", first=first, last=last)


def with_unit(text: Text, name: str, unit: str) -> str:
    """A name with the unit of what stands under or beside it: `Laag inkomen (procent)`."""
    return in_unit(text, name, text(f"unit.{unit}.name"))


def in_unit(text: Text, name: str, unit: str) -> str:
    """The same with what the unit is called."""
    return text("context.row", name=name, unit=unit)


def passage(text: Text, label: str, section: str) -> str:
    """What the report says, in our words, with its place: `label (paragraaf 2.3.6)`."""
    return text("findings.line", label=label, place=cited(text, section))


def done_elsewhere(text: Text, row: ViaRow, cite: bool = True) -> str:
    """What an approach for another theme has for one without approaches of its own; empty where nothing is said."""
    if not row.via_theme:
        return ""
    said = text.pick(row, "via")
    theme = small(text(f"section.{row.via_theme}"))
    return text("interventions.elsewhere", theme=theme, said=passage(text, said, row.via_section) if cite else said)


def definitions(text: Text, rows: pd.DataFrame) -> list[str]:
    """Of which series it is not known whether all years have one definition: a change may then be one of that."""
    key, names = "indicator.definition_unsure", rows.get("indicator", pd.Series(dtype=str))  # some frames have no ids
    return list(dict.fromkeys(text(f"{key}.{name}") for name in names if name in text.group(key)))


def small(words: str) -> str:
    """Words that are no name, inside a sentence.

    >>> small("Eén route")
    'één route'
    """
    if words.startswith("Eén"):  # a capital has no accent, the small letter has
        return "é" + words[1:]
    return words[:1].lower() + words[1:]


def one_colon(sentence: str) -> str:
    """A sentence that leads to a label: where the label has a colon of its own, a dash stands for it.

    >>> one_colon("Lastig: Niet bereikt: ouders.")
    'Lastig: Niet bereikt – ouders.'
    """
    lead, colon, label = sentence.partition(": ")
    return lead + colon + label.replace(": ", " – ")


def labels(text: Text, rows: pd.DataFrame) -> list[str]:
    """The label of each row in the language of the reader."""
    return [text.pick(row, "label") for row in each_row(rows, LabelledRow)]


def near(run: Run, figures: Iterable[Interval | None]) -> list[str]:
    """Why it says `ca.` at figures of districts that only come near the area, and what these are; else nothing."""
    if not any(figure is not None and figure.approximate for figure in figures):
        return []
    return [run.text("series.proxy"), *filter(None, [run.text.pick(run.area_row, "boundary")])]


def beside_others(
    text: Text, said: str, city: Interval | None, country: Interval | None, decimals: int, unit: str
) -> str:
    """What is said of a value, with those of the municipality and the Netherlands in brackets where they are known.

    A number of people or homes says nothing beside that of a country.
    """
    others = {"municipality": city, "nl": None if unit in COUNTED else country}
    beside = [
        text(f"series.of_{whose}", value=values.short(text, of, decimals, unit))
        for whose, of in others.items()
        if of is not None
    ]
    return text("series.said_beside", said=said, others="; ".join(beside)) if beside else said


def districts(run: Run) -> int:
    """How many districts stand for the area, at most in a year."""
    lists = run.tables.area_wijken
    return int(lists[lists["area"] == run.area].groupby("vintage").size().max())


def names(text: Text, rows: pd.DataFrame) -> list[str]:
    """The name of each row in the language of the reader."""
    return [text.pick(row, "name") for row in each_row(rows, NamedRow)]


def district_name(name: str) -> str:
    """The name of a district without what some municipalities number it with ("Wijk 10 Mariarade")."""
    return re.sub(r"^Wijk \d+ ", "", name)


def sections(text: Text, rows: pd.DataFrame) -> str:
    """The sections of the report that rows come from, as a list in a sentence."""
    cells = [re.split(r", (?=\d)", cell) for cell in rows["section"]]
    found = sorted({section for sections in cells for section in sections})
    return text.join(cited(text, section) if section.startswith("Bijlage") else section for section in found)


def monitor(text: Text, rows: pd.DataFrame) -> str:
    """The line that credits the report with the sections that rows come from: `… (§ 3.3.4 en 3.4.1)`."""
    found = sections(text, rows)
    return text("source.monitor_section", section=f"§ {found}" if found[:1].isdigit() else found)


def credit(run: Run, rows: pd.DataFrame) -> str:
    """The lines that credit the sources of rows (with a column source), each once, in the order of the sources."""
    sources = run.tables.sources
    used = sources[sources["source"].isin(rows["source"])]
    return "; ".join(run.text.pick(row, "credit") for row in each_row(used, _Credited))


class _Credited(Record):
    credit_nl: str
    credit_en: str


def missing_cell(text: Text, reason: str) -> Cell:
    """Why there is no value (see vocabulary.MISSING_REASONS): never zero."""
    return Cell(text=text(f"missing.{reason}"))


def measured(text: Text, value: Interval | None, shown: Callable[[Interval], str], missing: str) -> Cell:
    """A measured value as a cell: its text, its number with the decimals that it has, and its limits; or the reason."""
    if value is None or not value.known:
        return missing_cell(text, missing)
    upper, decimals = None if math.isinf(value.upper) else round(value.upper, 6), values.decimals(value)
    limits = Limits(lower=round(value.lower, 6), upper=upper, basis=value.basis, decimals=decimals)
    number = values.given(value)
    return Cell(text=shown(value), value=number if decimals else int(number), limits=limits)


def reported(text: Text, value: Interval | None, unit: str, decimals: int, missing: str = "not-published") -> Cell:
    """A value as its source gives it, with its unit ("" for none); one that was read from a phrase says so."""
    return measured(text, value, lambda value: values.reported(text, value, decimals, unit), missing)


def interval(
    text: Text, value: Interval | None, decimals: int, signed: bool = False, missing: str = "not-published"
) -> Cell:
    """A number with the limits that rounding leaves open, as `+4,0 (3,9 tot 4,1)`; or why it is missing."""
    return measured(text, value, lambda value: values.with_limits(text, value, decimals, signed), missing)


def estimate(text: Text, value: Interval, decimals: int) -> Cell:
    """An estimate with its margin, both with these decimals, as `+0,002 (−0,001 tot +0,004)`."""
    limits = Limits(lower=round(value.lower, 6), upper=round(value.upper, 6), basis=value.basis, decimals=decimals)
    return Cell(text=values.estimated(text, value, decimals), value=round(value.value, 6), limits=limits)


def outward(
    text: Text, pairs: Iterable[tuple[Interval | None, Interval | None, int]], key: str = "uncertainty.outward"
) -> list[str]:
    """What a table says when limits of two values that it tells apart overlap in print.

    pairs: of values that a reader holds against each other, with the decimals of their limits; key: of the message.
    """
    found = any(one and other and values.overlap_in_print(one, other, decimals) for one, other, decimals in pairs)
    return [text(key)] if found else []


def ratio(text: Text, value: Interval | None) -> Cell:
    """A ratio with its limits: two decimals, three where two would print a limit as equal although it is not."""
    limits = (value.lower, value.upper) if value else ()
    more = int(any(0 < abs(limit - 1) < 0.01 for limit in limits))
    shown = partial(values.with_limits, text, most=values.RATIO, more=more)
    return measured(text, value, shown, "not-published")


def figure(
    id: str,
    title: str,
    drawing: Drawing,
    table: Table,
    caveats: list[str] | None = None,
    note: str = "",
    broad: bool = False,
) -> Figure:
    """A drawing and its table twin as one block; the source is the table's. broad: see `Figure`."""
    return Figure(
        id=id,
        title=title,
        svg=encode(drawing.svg),
        narrow=encode(drawing.narrow),
        width=drawing.width,
        alt=drawing.alt,
        table=table,
        source=table.source,
        note=note,
        caveats=caveats or [],
        broad=broad,
    )


def caveat_lines(text: Text, indicators: pd.DataFrame) -> list[str]:
    """The caveats of indicators (rows with name and caveat), those with the same caveat on one line."""
    named: dict[str, list[str]] = {}
    for row in each_row(indicators[indicators["caveat_nl"].notna()], CaveatRow):
        named.setdefault(text.pick(row, "caveat"), []).append(text.pick(row, "name"))
    return [text("indicator.caveat", name=text.join(of_caveat), caveat=caveat) for caveat, of_caveat in named.items()]


# The nature of figures ----------------------------------------------------------------------------------


def marked(text: Text, nature: str, name: str) -> str:
    """The name of an indicator of a nature; a survey or a model is marked: its direction rests on rounding alone."""
    if not unknown_error(nature):
        return name
    return text("uncertainty.marked", name=name, nature=text(f"nature.{nature}"))


def unknown_errors(text: Text, rows: pd.DataFrame, beyond_rounding: bool = False) -> list[str]:
    """What stands beside directions: a caveat for each unknown error that indicators of the rows have.

    beyond_rounding: whether the directions rest on an interval that holds more than rounding.
    """
    key = "uncertainty.margin_" if beyond_rounding else "uncertainty."
    return [text(f"{key}{error}") for error in errors_of(rows["nature"] if len(rows) else [])]
