"""Blocks about the frameworks of the literature: diagrams, factors, and what corresponds with the report.

Frames come from `results.frameworks`; what is in them is what is published.

>>> views.frameworks.factor_list(run, results.frameworks.elements(run))
1 block(s): table factoren
"""

import pandas as pd

from helpers import charts
from helpers.blocks.model import Bullets, Fold, Note, Paragraph, Table
from helpers.blocks.notebook import Blocks
from helpers.rows import Record, each_row
from helpers.session import Run
from helpers.views import parts, tables
from helpers.views.parts import LabelledRow, SectionRow, blocks_of, empty
from helpers.views.tables import Col, StrengthRow, at, count, made, message, strength, table, words
from helpers.words.text import Text


class _Arrow(Record):
    basis: str


class _Factor(LabelledRow):
    cluster: str


class _Element(Record):
    element: str
    element_label_nl: str
    element_label_en: str


class _Common(LabelledRow):
    common: str


class _Counts(LabelledRow):
    clusters: int
    strong: int
    any: int


class _Case(Record):
    left_out: str
    name: str


class _Source(Record):
    source: str
    section: str


# The diagram and the factors ----------------------------------------------------------------------------


def cmo_diagram(run: Run, boxes: pd.DataFrame, arrows: pd.DataFrame) -> Blocks:
    """The context-mechanism-outcome diagram.

    boxes: of `results.frameworks.factors`; arrows: of `arrows`. Raises ValueError for arrows of two readings.
    """
    if boxes.empty:
        return empty(run)
    text = run.text
    readings = arrows["alternative"].dropna().unique()
    if len(readings) > 1:
        raise ValueError(f"readings {', '.join(readings)} are never drawn together; choose one")
    columns = [
        *(words("cmo_from", "source_label"), words("cmo_to", "target_label")),
        made("link_basis", _Arrow, lambda text, row: text(f"cmo.basis_{row.basis}")),
        words("argument", "reason"),
    ]
    stated = int((arrows["basis"] == "stated").sum())
    inferred, title = len(arrows) - stated, text("cmo.title")
    title = text("cmo.title_inferred", title=title) if inferred > stated else title
    twin = table(run, "cmo-tabel", title, columns, arrows, text("source.dissertation"))
    alt = text("cmo.alt", boxes=len(boxes), stated=stated, inferred=inferred)
    labels = parts.labels(text, boxes)
    drawing = charts.cmo_diagram(boxes.assign(label=labels, number=boxes["number"].fillna("")), arrows, text, alt)
    caveats = [text("cmo.caution"), *(text("cmo.alternative", reading=reading) for reading in readings)]
    caveats.append(text("frameworks.parents_only"))
    note = text("cmo.dashed") if inferred else ""
    return blocks_of(run, [parts.figure("cmo", twin.title, drawing, twin, caveats, note)])


def factor_list(run: Run, factors: pd.DataFrame) -> Blocks:
    """Factors, mechanisms and elements by framework: rows of `results.frameworks.factors`."""
    text = run.text
    columns = [
        *(message("framework", "framework"), message("kind", "factor_role")),
        *(words("factor", "label"), made("section", SectionRow, lambda text, row: _place(text, row.section))),
    ]
    caveats = [text("frameworks.parents_only")]
    title, source = text("frameworks.factors"), text("source.literature")
    return blocks_of(run, [table(run, "factoren", title, columns, factors, source, caveats)])


class _Work(Record):
    source: str
    title_nl: str
    title_en: str
    publisher_nl: str
    publisher_en: str
    edition: str
    address: str


def literature(run: Run, works: pd.DataFrame) -> Blocks:
    """The works that the factors are from, by which a reader finds them: rows of `results.frameworks.works`."""
    text = run.text
    columns = [
        made("work", _Work, lambda text, row: text(f"source_name.{row.source}")),
        made("title_of_work", _Work, _title),
        made("published_by", _Work, _published),
        made("address", _Work, lambda text, row: row.address or text("literature.no_address")),
    ]
    block = table(run, "literatuur", text("literature.title"), columns, works, parts.credit(run, works))
    return blocks_of(run, [block])


def _title(text: Text, row: _Work) -> str:
    """By which a reader finds it, and what it means."""
    meaning = text.pick(row, "title")
    return meaning if meaning == row.title_nl else text("literature.translated", title=row.title_nl, meaning=meaning)


def _published(text: Text, row: _Work) -> str:
    publisher = text.pick(row, "publisher")
    return text("literature.edition", publisher=publisher, edition=row.edition) if row.edition else publisher


def uncovered_factors(run: Run, factors: pd.DataFrame, elements: pd.DataFrame) -> Blocks:
    """Factors of the literature that no common element of the report corresponds with.

    factors: of `results.frameworks.uncovered_factors`; elements: of `elements`, with which they were compared.
    """
    text, columns = run.text, [message("framework", "framework"), words("factor", "label")]
    title = text("frameworks.uncovered", elements=text.in_words(len(elements)))
    source, caveats = text("source.literature"), [text("frameworks.uncovered_caution")]
    return blocks_of(run, [table(run, "zonder-tegenhanger", title, columns, factors, source, caveats)])


# Correspondence -----------------------------------------------------------------------------------------


def framework_matrix(run: Run, support: pd.DataFrame) -> Blocks:
    """Common elements x source clusters: strong, partial or no correspondence.

    support: of `results.frameworks.support`.
    """
    if support.empty:
        return empty(run)
    text = run.text
    rows = tables.grid(support, "element", "cluster")
    clusters = {cluster: text(f"source_cluster.{cluster}") for cluster in support["cluster"].unique()}
    columns = [words("common", "label"), *(at(cluster, strength(f"source-{cluster}")) for cluster in clusters)]
    twin = table(run, "kaders-tabel", text("frameworks.title"), columns, rows, text("source.literature"))
    cells = tables.drawn(rows, parts.labels(text, rows), clusters, StrengthRow, _mark)
    strong = int(support.loc[support["strength"] == "strong", "element"].nunique())
    size = {"elements": text.in_words(len(rows)), "sources": text.in_words(len(clusters))}
    alt = text("frameworks.alt", **size, n=strong, total=len(rows))
    return _matrix(run, "kaders", cells, alt, twin)


def elements_by_cluster(run: Run, counts: pd.DataFrame) -> Blocks:
    """Common elements by the number of clusters of literature that support them.

    counts: of `results.frameworks.clusters_by_element`.
    """
    text = run.text
    items = []
    for row in each_row(counts, _Counts):
        found = {"clusters": int(row.clusters), "strong": int(row.strong), "any": int(row.any)}
        items.append(text("frameworks.element_line", label=text.pick(row, "label"), **found))
    return blocks_of(run, [Bullets(items=items)])


def crosswalk(run: Run, crosswalk: pd.DataFrame, uncovered: pd.DataFrame) -> Blocks:
    """Factors of the literature x common elements: strong and partial correspondence, as a table that opens.

    crosswalk: of `results.frameworks.crosswalk`; uncovered: of `uncovered_factors`, which were compared as well.
    """
    if crosswalk.empty:
        return empty(run)
    text = run.text
    rows = tables.grid(crosswalk, "factor", "element")
    firsts = crosswalk.drop_duplicates("element")
    elements = {row.element: text.pick(row, "element_label") for row in each_row(firsts, _Element)}
    columns = [
        made("factor", _Factor, _factor),
        *(at(key, strength(key).labelled(label)) for key, label in elements.items()),
    ]
    title, caveats = text("frameworks.crosswalk"), [text("frameworks.caution"), text("frameworks.parents_only")]
    block = table(run, "overeenkomst", title, columns, rows, text("source.literature"), caveats)
    counts = {name: int((crosswalk["strength"] == name).sum()) for name in ("strong", "partial")}
    size = {"factors": len(rows), "total": len(rows) + len(uncovered), "elements": text.in_words(len(elements))}
    found = Paragraph(text=text("frameworks.crosswalk_found", **size, **counts))
    return blocks_of(run, [found, Fold(summary=title, parts=[block])])


def _factor(text: Text, row: _Factor) -> str:
    """A factor with the cluster of sources that it is from."""
    cluster = text(f"source_cluster.{row.cluster}")
    return text("frameworks.factor_of", cluster=cluster, label=text.pick(row, "label"))


def _mark(cell: StrengthRow) -> str:
    return parts.MARKS[cell.strength]


def _matrix(run: Run, id: str, cells: pd.DataFrame, alt: str, twin: Table) -> Blocks:
    key, caveats = run.text("frameworks.caution"), [run.text("frameworks.parents_only")]
    drawing = charts.matrix(cells, None, alt)
    return blocks_of(run, [parts.figure(id, twin.title, drawing, twin, caveats, key)])


def leave_one_out(run: Run, cases: pd.DataFrame) -> Blocks:
    """How the support of the common elements changes when part of the material is left out.

    cases: of `results.frameworks.leave_one_out`.
    """
    text = run.text
    rows = tables.grid(cases, "case", "common")
    firsts = cases.drop_duplicates("common")
    elements = {row.common: text.pick(row, "label") for row in each_row(firsts, _Common)}
    blocks = []
    for what in ("clusters", "chapters"):
        columns = [made("case", _Case, _case), *(_supporters(what, key, label) for key, label in elements.items())]
        title, caveats = text(f"robust.title_{what}"), [text(f"robust.caution_{what}")]
        blocks.append(table(run, f"weglaten-{what}", title, columns, rows, text("source.literature"), caveats))
    return blocks_of(run, blocks)


def _supporters(what: str, element: str, label: str) -> Col:
    return at(element, count(element, what).labelled(label))


def _case(text: Text, row: _Case) -> str:
    """What is left out, for readers."""
    if row.left_out == "nothing":
        return text("robust.all")
    if row.left_out == "partial-links":
        return text("robust.no_partial")
    group = "source_cluster" if row.left_out == "cluster" else "study"
    return text("robust.without", what=text(f"{group}.{row.name}"))


# What else the literature says --------------------------------------------------------------------------


def practices(run: Run, practices: pd.DataFrame, interviewed: pd.DataFrame) -> Blocks:
    """The practices of the article on six factors side by side, and the people interviewed.

    practices, interviewed: of `results.frameworks`.
    """
    if practices.empty:
        return empty(run)
    text = run.text
    rows = tables.grid(practices, "characteristic", "practice")
    names = dict(zip(practices["practice"], practices["practice_name"], strict=True))
    columns = [words("characteristic", "characteristic")]
    columns += [at(key, words(key, "value").labelled(name)) for key, name in names.items()]
    source = text("source.article", section=text.join(_place(text, one) for one in practices["section"].unique()))
    block = table(run, "praktijken", text("practices.title"), columns, rows, source, [text("practices.caution")])
    people = dict(zip(interviewed["group"], interviewed["people"].tolist(), strict=True))
    return blocks_of(run, [block, Note(tone="method", text=text("practices.people", **people))])


def contradictions(run: Run, tensions: pd.DataFrame) -> Blocks:
    """Where the sources say different things, position by position: rows of `results.frameworks.tensions`."""
    text = run.text
    columns = [message("subject", "tension", "tension"), words("says", "statement"), made("source", _Source, _source)]
    title, caveats = text("tension.title"), [text("tension.caution")]
    block = table(run, "tegenspraak", title, columns, tensions, text("source.literature"), caveats)
    return blocks_of(run, [block])


def _source(text: Text, row: _Source) -> str:
    section = row.section.removeprefix("Diagram, ")  # the name of the work says that
    return text("tension.source", source=text(f"source_name.{row.source}"), section=_place(text, section))


def _place(text: Text, section: str) -> str:
    """Where something stands in the report or in a work of the literature, whose parts have Dutch names."""
    if section[:1].isdigit():
        return parts.cited(text, section)
    return "; ".join(
        ", ".join(_part_of_work(text, part) for part in place.split(", ", 1)) for place in section.split("; ")
    )


def _part_of_work(text: Text, part: str) -> str:
    key = f"literature.place.{part.lower().replace(' ', '-')}"
    if text.has(key):
        return text(key)
    kind, _, number = part.partition(" ")
    return text("literature.table", n=number) if kind == "Tabel" else text("literature.own", name=part)
