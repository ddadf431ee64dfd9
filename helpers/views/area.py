"""Blocks about the area as a whole: the grant, the area's place in the monitor, its register figures."""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Heading, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import GLOSSARY, STUDIES, THEMES
from helpers.results import evidence, register
from helpers.session import Run
from helpers.views.parts import caveat_lines, column, figure, number


def section(run: Run, key: str, place: str = "body") -> Blocks:
    """The heading that opens a section of the factsheet (message `section.<key>`)."""
    theme = key if key in THEMES else ""
    return Blocks([Heading(text=run.text(f"section.{key}"), level=2, place=place, theme=theme)], run.language)


def grant(run: Run) -> Blocks:
    """What the grant is, the three pillars of the monitor and its four kinds of indicators."""
    text = run.text
    blocks = [Paragraph(text=text("grant.what")), Paragraph(text=text("grant.monitor"))]
    blocks.append(Bullets(items=[text(f"grant.pillar_{n}") for n in (1, 2, 3)]))
    blocks.append(Paragraph(text=text("grant.indicators")))
    blocks.append(
        Bullets(items=[text(f"grant.indicator_{kind}") for kind in ("effect", "realisation", "context", "process")])
    )
    return Blocks(blocks, run.language)


def where(run: Run) -> Blocks:
    """Tile map of the twenty areas with this one marked."""
    text, areas = run.text, run.tables.areas
    alt = text(
        "where.alt", area=run.area_name, municipality=run.area_row["municipality"], province=run.area_row["province"]
    )
    table = Table(
        id="kaart-tabel",
        title=text("where.table"),
        columns=[column(text, "area"), column(text, "municipality"), column(text, "province")],
        rows=[[Cell.of(a.name), Cell.of(a.municipality), Cell.of(a.province)] for a in areas.itertuples(index=False)],
        highlight=[list(areas["area"]).index(run.area)],
        source=text("source.monitor"),
    )
    return Blocks([figure("kaart", text("where.title"), charts.tile_map(areas, run.area, alt), table)], run.language)


def coverage_matrix(run: Run) -> Blocks:
    """Area x study x phase, with the area marked."""
    text = run.text
    coverage = evidence.coverage(run)
    names = run.tables.areas.set_index("area")["name"]
    studies = [text(f"study.{study}") for study in STUDIES]
    own = coverage.loc[run.area]
    taken = [text(f"study.{study}") for study in STUDIES if own[study]]
    alt = (
        text("coverage.alt", area=run.area_name, studies=text.join(taken))
        if taken
        else text("coverage.alt_none", area=run.area_name)
    )
    shown = coverage.set_axis(studies, axis=1).rename(index=names)
    table = Table(
        id="deelname-tabel",
        title=text("coverage.title"),
        columns=[column(text, "area"), *(column(text, f"study-{study}") for study in STUDIES)],
        rows=[
            [Cell.of(name), *(_phase_cell(text, study, phases) for study, phases in zip(STUDIES, row, strict=True))]
            for name, row in zip(shown.index, shown.to_numpy(), strict=True)
        ],
        highlight=[list(coverage.index).index(run.area)],
        source=text("source.monitor_section", section="1.2.4, 2.3.2, 3.3.2, 4.2, 5.3.2, 6.3.2"),
    )
    drawing = charts.matrix(shown, names[run.area], alt)
    block = figure("deelname", text("coverage.title"), drawing, table, [text("coverage.caution")])
    return Blocks([block], run.language)


def _phase_cell(text, study: str, phases: str) -> Cell:
    if study == "procesevaluatie":
        return Cell.of(text("coverage.meeting" if phases else "coverage.no_meeting"))
    return Cell(text=phases or text("coverage.none"), value=phases or None)


def studies_sentence(run: Run) -> Blocks:
    """In how many of the five studies the area took part, and in which."""
    text = run.text
    own = evidence.coverage(run).loc[run.area]
    taken = [text(f"study.{study}") for study in STUDIES if own[study] and study != "procesevaluatie"]
    key = "coverage.sentence" if taken else "coverage.sentence_none"
    blocks = [Paragraph(text=text(key, area=run.area_name, n=len(taken), studies=text.join(taken)))]
    key = "coverage.session" if own["procesevaluatie"] else "coverage.no_session"
    blocks.append(Paragraph(text=text(key, area=run.area_name)))
    return Blocks(blocks, run.language)


# The indicators of the dot strips; the table twin has them all.
_STRIPS = (
    "cbs-koopwoningen",
    "cbs-woningwaarde",
    "cbs-arbeidsparticipatie",
    "cbs-laag-inkomen",
    "cbs-hoog-inkomen",
    "cbs-hoog-opgeleid",
    "cbs-leeftijd-0-14",
    "cbs-leeftijd-65plus",
)


def area_context(run: Run) -> Blocks:
    """The area in register figures: dot strips, table, and how well the districts cover the area."""
    text = run.text
    rows = register.area_context(run, run.area)
    table = _context_table(run, rows)
    drawing = charts.dot_strips(_strips(run, rows), run.area_name, text)
    match = rows["match"].iloc[0]
    roughly = "context.other_areas_too" if match == "proxy" else "context.other_areas"
    boundary = text.pick(run.area_row, "boundary")
    caveats = [text(f"match.{match}", area=run.area_name), *filter(None, [boundary]), text(roughly)]
    caveats += caveat_lines(text, rows)
    return Blocks(
        [figure("gebied-in-cijfers", text("context.title", area=run.area_name), drawing, table, caveats)], run.language
    )


def _strips(run: Run, rows: pd.DataFrame) -> pd.DataFrame:
    strips = []
    for row in rows[rows["indicator"].isin(_STRIPS) & rows["value"].notna()].itertuples():
        others = register.area_strip(run, row.indicator)
        strips.append(
            {
                "title": run.text.pick(row, "name"),
                "unit": row.unit,
                "decimals": row.decimals,
                "value": row.value,
                "municipality": row.municipality,
                "nl": row.nl,
                "others": others.loc[(others["region"] != run.area) & others["value"].notna(), "value"].tolist(),
            }
        )
    return pd.DataFrame(strips)


def _context_table(run: Run, rows: pd.DataFrame) -> Table:
    text = run.text
    body = []
    for row in rows.itertuples():
        decimals, missing = int(row.decimals), row.status if row.status != "ok" else "not-published"
        body.append(
            [
                Cell.of(text("context.row", name=text.pick(row, "name"), unit=text(f"unit.{row.unit}.name"))),
                number(text, row.value, decimals, missing),
                number(text, row.municipality, decimals),
                number(text, row.focus_lowest, decimals),
                number(text, row.focus_median, decimals),
                number(text, row.focus_highest, decimals),
                number(text, row.nl, decimals),
            ]
        )
    keys = ("own_area", "own_municipality", "focus_lowest", "focus_median", "focus_highest", "nl")
    return Table(
        id="gebied-in-cijfers-tabel",
        title=text("context.table", area=run.area_name),
        columns=[column(text, "indicator"), *(column(text, key, numeric=True) for key in keys)],
        rows=body,
        source=text("source.cbs"),
    )


def data_quality(run: Run) -> Blocks:
    """What to beware of in the figures of the collection, indicator by indicator."""
    text, indicators = run.text, run.tables.indicators
    with_caveat = indicators[indicators["caveat_nl"].notna()]
    table = Table(
        id="let-op-tabel",
        title=text("quality.title"),
        columns=[column(text, "indicator"), column(text, "figure"), column(text, "caveat")],
        rows=[
            [
                Cell.of(text.pick(row, "name")),
                Cell.of(row.figure if isinstance(row.figure, str) else ""),
                Cell.of(text.pick(row, "caveat")),
            ]
            for row in with_caveat.itertuples()
        ],
        source=text("source.monitor_and_cbs"),
    )
    return Blocks([table], run.language)


def glossary(run: Run) -> Blocks:
    """The terms of the factsheet, explained, in alphabetical order."""
    text = run.text
    terms = {text(f"glossary.{key}.term"): text(f"glossary.{key}.text") for key in GLOSSARY}
    items = [text("glossary_line", term=term, text=terms[term]) for term in sorted(terms, key=str.casefold)]
    return Blocks([Heading(text=text("section.glossary")), Bullets(items=items)], run.language)


def method(run: Run) -> Blocks:
    """How to read the factsheet: benchmarks, marks, missing values and sources."""
    text = run.text
    items = [
        *(text(f"method.{key}") for key in ("group", "rounding", "phrase")),
        text("convergence.rule"),
        *(text(f"method.{key}") for key in ("perceived", "absence", "match", "missing")),
    ]
    sources = [text(f"method.source_{key}") for key in ("monitor", "cbs")]
    return Blocks(
        [
            Heading(text=text("method.reading")),
            Bullets(items=items),
            Heading(text=text("method.sources")),
            Bullets(items=sources),
        ],
        run.language,
    )


def figures_in_brief(run: Run) -> pd.DataFrame:
    """The register figures of the area as a tidy frame, for analysts."""
    return register.area_context(run, run.area)[
        ["indicator", "value", "lower", "upper", "municipality", "focus_median", "nl", "coverage", "match", "status"]
    ]
