"""Blocks about the area as a whole: the grant, the area's place in the monitor, its register figures.

>>> views.area.coverage_matrix(run, results.evidence.coverage(run))
1 block(s): figure deelname
"""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Block, Bullets, Cell, Heading, Paragraph, Place, Table
from helpers.blocks.notebook import Blocks
from helpers.charts.style import FULL
from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import GLOSSARY, THEMES, VALUE_STATUSES
from helpers.methods.calibration import LEVEL
from helpers.results.evidence import ABSENT, OUTSIDE
from helpers.results.register import ContextRow
from helpers.results.series import OwnFigureRow
from helpers.results.uncertainty import estimates
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.views import parts, similar
from helpers.views.parts import NamedRow, blocks_of
from helpers.views.tables import (
    Col,
    coded,
    made,
    matrix,
    matrix_columns,
    measured,
    message,
    reported,
    table,
    words,
    year,
)
from helpers.words.text import Text


class _Phases(Record):
    phases: str


class _Figure(Record):
    figure: str | float  # NaN for none


def heading(run: Run, key: str, place: Place = "body", line: str = "", counts: str = "", gist: str = "") -> Blocks:
    """The heading that opens a section of the factsheet (message `section.<key>`), which links to it as `#<key>`.

    place: in the page; gist, line, counts: what a reader sees of the section while it is closed (see `Heading`).
    Raises ParameterError for a section that does not exist.
    """
    check_names("section", [key], run.text.group("section"))
    theme = key if key in THEMES else ""
    title = run.text(f"section.{key}")
    opened = Heading(text=title, id=key, level=2, place=place, theme=theme, gist=gist, line=line, counts=counts)
    return blocks_of(run, [opened])


def grant(run: Run) -> Blocks:
    """What the grant is, the three pillars of the monitor and its four kinds of indicators."""
    text = run.text
    blocks: list[Block] = [Paragraph(text=text("grant.what")), Paragraph(text=text("grant.monitor"))]
    blocks.append(Bullets(items=[text(f"grant.pillar_{n}") for n in (1, 2, 3)]))
    blocks.append(Paragraph(text=text("grant.indicators")))
    blocks.append(
        Bullets(items=[text(f"grant.indicator_{kind}") for kind in ("effect", "realisation", "context", "process")])
    )
    return blocks_of(run, blocks)


# The area's place in the monitor --------------------------------------------------------------------


def coverage_matrix(run: Run, coverage: pd.DataFrame) -> Blocks:
    """Area x study x phase, with the area marked; coverage: of `results.evidence.coverage`."""
    text = run.text
    if coverage.empty:
        return blocks_of(run, [])
    wide, title = matrix(coverage, "study", "phases"), text("coverage.title")
    twin = table(
        run,
        "deelname-tabel",
        title,
        matrix_columns(wide, "study", _phase_cell),
        wide,
        parts.monitor(text, coverage),
        highlight=wide.index == run.area_name,
    )
    drawn = wide.map(lambda phases: _PHASE_MARKS.get(phases, phases)).rename(columns=lambda key: text(f"study.{key}"))
    drawing = charts.matrix(drawn, run.area_name, _coverage_alt(run, coverage))
    return blocks_of(run, [parts.figure("deelname", title, drawing, twin, note=text("coverage.caution"))])


_PHASE_MARKS = {**dict.fromkeys(ABSENT, ""), "no-session": "", OUTSIDE: "", "session": FULL}


def _phase_cell(text: Text, phases: str) -> Cell:
    """Phases as their numbers; a study without phases had a session or not; not studied is no value."""
    if phases in ABSENT or phases == OUTSIDE:
        return Cell(text=text(f"coverage.{phases}" if phases in ABSENT else "coverage.outside_cell"))
    return Cell.of(text(f"coverage.{phases}_cell") if "session" in phases else phases)


def _coverage_alt(run: Run, coverage: pd.DataFrame) -> str:
    text = run.text
    sizes = {name: text.in_words(coverage[name].nunique()) for name in ("area", "study")}
    sentences = [text("coverage.alt", areas=sizes["area"], studies=sizes["study"])]
    own = coverage[coverage["area"] == run.area]
    taken = [text(f"study.{study}") for study in own.loc[own["took_part"], "study"]]
    if taken:
        sentences.append(text("coverage.alt_own", area=run.area_name, studies=text.join(taken)))
    elif len(own):
        sentences.append(text("coverage.alt_none", area=run.area_name))
    return " ".join(sentences)


def studies_sentence(run: Run, own: pd.DataFrame) -> Blocks:
    """In how many of the studies the area took part, in which, and whether it had a session of the process evaluation.

    own: of `results.evidence.coverage_of`.
    """
    text = run.text
    in_depth, others = own[own["in_depth"]], own[~own["in_depth"]]
    taken = [text(f"study.{study}") for study in in_depth.loc[in_depth["took_part"], "study"]]
    if taken:
        sentences = [text("coverage.sentence", area=run.area_name, n=len(taken), studies=text.join(taken))]
    else:
        sentences = [text("coverage.sentence_none", area=run.area_name, n=len(in_depth))]
    sentences += [text(f"coverage.{row.phases}", area=run.area_name) for row in each_row(others, _Phases)]
    return blocks_of(run, [Paragraph(text=sentence) for sentence in sentences])


# The area in register figures -----------------------------------------------------------------------


def area_context(run: Run, context: pd.DataFrame, strips: pd.DataFrame) -> Blocks:
    """The area in register figures: dot strips, table, and how well the districts cover the area.

    context, strips: of `results.register`; without strips the table stands alone. In a collection of many areas the
    table of those that this one is compared with comes after it. What is said of figures that are not drawn stands
    with the table.
    """
    text = run.text
    if context.empty:
        return blocks_of(run, [])
    (match,) = context["match"].dropna().unique()
    roughly = "context.other_areas_too" if match == "proxy" else "context.other_areas"
    boundary = text.pick(run.area_row, "boundary")
    caveats = [text(f"match.{match}", area=run.area_name), *filter(None, [boundary]), text(roughly)]
    drawn = context["indicator"].isin(strips["indicator"]) | strips.empty
    caveats += _margin_lines(run, context)
    caveats += [*_named_lines(run, context[drawn]), *parts.caveat_lines(text, context[drawn])]
    of_table = [text("context.margin_in_table", area=run.area_name)] if context["own"].notna().any() else []
    of_table += [*_named_lines(run, context[~drawn], drawn=False), *parts.caveat_lines(text, context[~drawn])]
    title = text("context.title", area=run.area_name)
    twin = _context_table(run, context, title)
    if strips.empty:
        return blocks_of(run, [twin.model_copy(update={"caveats": [*caveats, *of_table]})]) + similar.peers(run)
    twin = twin.model_copy(update={"caveats": of_table})
    titles = parts.names(text, strips)
    titled = strips.assign(title=titles, decimals=strips["decimals"].astype(int))
    drawing = charts.dot_strips(titled[_STRIP_FIELDS].reset_index(drop=True), run.area_name, text)
    return blocks_of(run, [parts.figure("gebied-in-cijfers", title, drawing, twin, caveats)]) + similar.peers(run)


_STRIP_FIELDS = ["title", "unit", "decimals", "own", "municipality", "nl", "others"]


def _margin_lines(run: Run, context: pd.DataFrame) -> list[str]:
    """What the margin of the area's own figures allows for, and whether limits overlap in print."""
    text, known = run.text, context[context["own"].notna()]
    if known.empty:
        return []
    bar = text("context.bar", area=run.area_name)
    if (known["districts"] == 1).all():
        lines = [bar, text("context.margin_one", area=run.area_name)]
    else:
        held = text.limits(known["held"].min(), known["held"].max(), 0)
        lines = [bar, text("context.margin", area=run.area_name, level=LEVEL, lowest=held[0], highest=held[1])]
    lines.append(text("context.margin_lacks"))
    rows = list(each_row(known, ContextRow))
    pairs = ((row.own, other, int(row.decimals)) for row in rows for other in (row.municipality, row.nl))
    return lines + parts.outward(text, pairs)


def _named_lines(run: Run, context: pd.DataFrame, drawn: bool = True) -> list[str]:
    """With what districts count, and from what the margin does not tell the area, by the names of figures.

    drawn: without it a line says that these are not drawn, as the list of those that are stands above.
    """
    text, known = run.text, context[context["own"].notna()]
    lines = [] if (known["districts"] == 1).all() else _nearest_weight(text, known)
    for benchmark in ("municipality", "nl"):
        undecided = known[known[f"against_{benchmark}"] == "undecided"]
        if len(undecided):
            names = text.join(parts.names(text, undecided))
            line = text(f"context.undecided_{benchmark}", names=names, area=run.area_name)
            lines.append(line if drawn else f"{text('context.not_drawn')} {line}")
    if len(unsure := estimates(known)):
        lines.append(text("context.estimates", n=len(unsure), names=text.join(parts.names(text, unsure))))
    return lines


def _nearest_weight(text: Text, known: pd.DataFrame) -> list[str]:
    """With what districts count in figures of residents aged 15 to 74, whose number is not known."""
    names = parts.names(text, known[known["weight"] == "population-15-64"])
    return [text("context.weight_15_64", names=text.join(names))] if names else []


def _context_table(run: Run, context: pd.DataFrame, title: str) -> Table:
    columns = [
        made("indicator", _Named, _name_with_unit),
        measured("own_area", ContextRow, _own_value),
        reported("own_municipality", unit="", field="municipality"),
        *(reported(key, unit="") for key in ("focus_lowest", "focus_median", "focus_highest", "nl")),
    ]
    return table(run, "gebied-in-cijfers-tabel", title, columns, context, parts.credit(run, context))


class _Named(NamedRow):
    unit: str


def _name_with_unit(text: Text, row: _Named) -> str:
    return parts.with_unit(text, text.pick(row, "name"), row.unit)


def _own_value(text: Text, row: ContextRow) -> Cell:
    missing = "not-published" if row.status in VALUE_STATUSES else row.status
    return parts.interval(text, row.own, int(row.decimals), missing=missing)


# A user's own figures ---------------------------------------------------------------------------------


def own_figures(run: Run, figures: pd.DataFrame) -> Blocks:
    """The figures that were given with --own, each beside the collection's own; figures: of `results.series`.

    Nothing when there are none.
    """
    text = run.text
    if figures.empty:
        return blocks_of(run, [])
    columns = [
        made("indicator", _Named, _name_with_unit),
        message("nature", "nature"),
        message("region", "own_role", field="role"),
        year(),
        measured("own_value", OwnFigureRow, _given_value),
        made("limits", OwnFigureRow, _given_limits),
        coded("status", OwnFigureRow, lambda text, row: text(f"series.status.{row.status}")),
    ]
    caveats = [text("own_figures.whose"), text("own_figures.limits")]
    if (figures["status"] == "suppressed").any():
        caveats.append(text("own_figures.suppressed"))
    if figures["beside"].notna().any():
        columns.append(measured("beside", OwnFigureRow, _beside))
        caveats.append(text("own_figures.beside"))
    title = text("own_figures.title", area=run.area_name)
    return blocks_of(run, [table(run, "eigen-cijfers", title, columns, figures, parts.credit(run, figures), caveats)])


def _given_value(text: Text, row: OwnFigureRow) -> Cell:
    return parts.reported(text, row.value, "", int(row.decimals), row.status)


def _given_limits(text: Text, row: OwnFigureRow) -> str:
    if row.value is None:
        return ""
    lower, upper = text.limits(row.value.lower, row.value.upper, int(row.decimals))
    return text("values.range", lower=lower, upper=upper)


def _beside(text: Text, row: OwnFigureRow) -> Cell:
    if row.beside is None:
        return Cell(text=text("own_figures.none_beside"))
    return parts.reported(text, row.beside, "", int(row.decimals))


# How to read the factsheet --------------------------------------------------------------------------


def data_quality(run: Run, remarks: pd.DataFrame) -> Blocks:
    """What to beware of in the figures of the collection; remarks: rows of `indicators` that have a caveat."""
    columns = [words("indicator", "name"), made("figure", _Figure, _figure_number), words("caveat", "caveat")]
    title, source = run.text("quality.title"), run.text("source.monitor_and_cbs")
    return blocks_of(run, [table(run, "let-op-tabel", title, columns, remarks, source)])


def _figure_number(text: Text, row: _Figure) -> str:
    return row.figure if isinstance(row.figure, str) else ""


def natures(run: Run, indicators: pd.DataFrame) -> Blocks:
    """What kind of figure each indicator is, who measures it, of whom, and who says so: rows of `indicators`."""
    text = run.text
    columns = [
        *(words("indicator", "name"), message("nature", "nature")),
        *(_with_basis("producer"), _with_basis("population"), words("measured", "measured")),
    ]
    title, source, caveats = text("nature.title"), text("source.monitor_and_cbs"), [text("nature.reading")]
    return blocks_of(run, [table(run, "soort-cijfer-tabel", title, columns, indicators, source, caveats)])


def _with_basis(field: str) -> Col:
    """A text that says so when its source does not give it."""

    def cell(text: Text, row: Record) -> Cell:
        basis = getattr(row, f"{field}_basis")
        return Cell.of(text(f"nature.{basis}", value=text.pick(row, field)))

    return Col(field, cell, needs=(f"{field}_nl", f"{field}_en", f"{field}_basis"))


def glossary(run: Run) -> Blocks:
    """The terms of the factsheet, explained, in alphabetical order."""
    text = run.text
    terms = {text(f"glossary.{key}.term"): text(f"glossary.{key}.text") for key in GLOSSARY}
    items = [text("glossary_line", term=term, text=terms[term]) for term in sorted(terms, key=str.casefold)]
    return blocks_of(run, [Heading(text=text("section.glossary")), Bullets(items=items)])


def method(run: Run) -> Blocks:
    """How to read the factsheet: benchmarks, marks, missing values and sources."""
    text = run.text
    items = [
        *(text(f"method.{key}") for key in ("group", "rounding", "nature", "phrase")),
        f"{text('convergence.rule')} {text('convergence.choices_rule')}",
        *(text(f"method.{key}") for key in ("perceived", "absence", "match", "missing")),
    ]
    sources = [text(f"method.source_{key}") for key in ("monitor", "cbs", "series")]
    return blocks_of(
        run,
        [
            Heading(text=text("method.reading")),
            Bullets(items=items),
            Heading(text=text("method.sources")),
            Bullets(items=sources),
        ],
    )
