"""Blocks about the frameworks of the literature: diagrams, factors, and what corresponds with the report."""

from helpers import charts
from helpers.blocks.model import Bullets, Cell, Column, Note, Table
from helpers.blocks.notebook import Blocks
from helpers.contract.vocabulary import THEMES
from helpers.results import synthesis
from helpers.session import Run
from helpers.views.common import finding_labels
from helpers.views.parts import MARKS, column, figure


def framework_matrix(run: Run) -> Blocks:
    """Common elements x independent source clusters: strong, partial or no correspondence."""
    text = run.text
    support = synthesis.element_support(run)
    factors = run.tables.factors.set_index("factor")
    labels = {factor: text.pick(factors.loc[factor], "label") for factor in support.index}
    clusters = [text(f"source_cluster.{cluster}") for cluster in support.columns]
    shown = support.map(MARKS.get).rename(index=labels).set_axis(clusters, axis=1)
    strong = int((support == "strong").any(axis=1).sum())
    table = Table(
        id="kaders-tabel",
        title=text("frameworks.title"),
        columns=[column(text, "common"), *(column(text, f"source-{cluster}") for cluster in support.columns)],
        rows=[
            [
                Cell.of(labels[factor]),
                *(Cell(text=text(f"strength.{value}"), value=value) for value in support.loc[factor]),
            ]
            for factor in support.index
        ],
        source=text("source.literature"),
    )
    alt = text("frameworks.alt", n=strong, total=len(support))
    drawing = charts.matrix(shown, None, alt)
    block = figure(
        "kaders",
        text("frameworks.title"),
        drawing,
        table,
        [text("frameworks.caution"), text("frameworks.parents_only")],
    )
    return Blocks([block], run.language)


def uncovered_factors(run: Run) -> Blocks:
    """Factors of the literature that no common element of the report corresponds with."""
    text = run.text
    rows = synthesis.uncovered_factors(run)
    table = Table(
        id="zonder-tegenhanger",
        title=text("frameworks.uncovered"),
        columns=[column(text, "framework"), column(text, "factor")],
        rows=[
            [Cell.of(text(f"framework.{row.framework}")), Cell.of(text.pick(row, "label"))] for row in rows.itertuples()
        ],
        source=text("source.literature"),
    )
    return Blocks([table], run.language)


def cmo_diagram(run: Run, alternative: str = "A") -> Blocks:
    """The context-mechanism-outcome diagram, with one of its two alternative readings."""
    text = run.text
    factors = run.tables.factors
    factors = factors[factors["framework"] == "rumping-cmo"]
    factors = factors.assign(
        label=[text.pick(row, "label") for row in factors.itertuples()], number=factors["number"].fillna("")
    )
    links = run.tables.factor_links
    links = links[(links["kind"] == "cmo-edge") & (links["alternative"].isna() | (links["alternative"] == alternative))]
    links = links.rename(columns={"from": "source", "to": "target"})
    names = factors.set_index("factor")["label"]
    stated = int((links["basis"] == "stated").sum())
    table = Table(
        id="cmo-tabel",
        title=text("cmo.title"),
        columns=[
            column(text, "cmo_from"),
            column(text, "cmo_to"),
            column(text, "link_basis"),
            column(text, "argument"),
        ],
        rows=[
            [
                Cell.of(names[link.source]),
                Cell.of(names[link.target]),
                Cell.of(text(f"cmo.basis_{link.basis}")),
                Cell.of(link.argument_en),
            ]
            for link in links.itertuples()
        ],
        source=text("source.dissertation"),
    )
    alt = text("cmo.alt", boxes=len(factors), stated=stated, inferred=len(links) - stated)
    drawing = charts.cmo_diagram(factors, links, text, alt)
    caveats = [text("cmo.caution"), text("cmo.alternative", reading=alternative), text("frameworks.parents_only")]
    return Blocks([figure("cmo", text("cmo.title"), drawing, table, caveats)], run.language)


def factor_list(run: Run) -> Blocks:
    """All factors, mechanisms and elements by framework."""
    text = run.text
    rows = run.tables.factors
    table = Table(
        id="factoren",
        title=text("frameworks.factors"),
        columns=[column(text, "framework"), column(text, "kind"), column(text, "factor"), column(text, "section")],
        rows=[
            [
                Cell.of(text(f"framework.{row.framework}")),
                Cell.of(text(f"factor_role.{row.kind}")),
                Cell.of(text.pick(row, "label")),
                Cell.of(row.section),
            ]
            for row in rows.itertuples()
        ],
        source=text("source.literature"),
        caveats=[text("frameworks.parents_only")],
    )
    return Blocks([table], run.language)


def crosswalk(run: Run) -> Blocks:
    """Factors of the literature x common elements: strong and partial correspondence."""
    text = run.text
    matrix = synthesis.crosswalk(run)
    factors = run.tables.factors.set_index("factor")
    labels = {factor: text.pick(factors.loc[factor], "label") for factor in [*matrix.index, *matrix.columns]}
    names = [
        text("frameworks.factor_of", cluster=text(f"source_cluster.{factors.loc[f, 'cluster']}"), label=labels[f])
        for f in matrix.index
    ]
    shown = matrix.map(MARKS.get).set_axis(names, axis=0).rename(columns=labels)
    table = Table(
        id="overeenkomst-tabel",
        title=text("frameworks.crosswalk"),
        columns=[column(text, "factor"), *(Column(key=key, label=labels[key]) for key in matrix.columns)],
        rows=[
            [Cell.of(name), *(Cell(text=text(f"strength.{value}"), value=value) for value in matrix.loc[factor])]
            for name, factor in zip(names, matrix.index, strict=True)
        ],
        source=text("source.literature"),
    )
    alt = text(
        "frameworks.crosswalk_alt",
        factors=len(matrix),
        strong=int((matrix == "strong").to_numpy().sum()),
        partial=int((matrix == "partial").to_numpy().sum()),
    )
    caveats = [text("frameworks.caution"), text("frameworks.parents_only")]
    return Blocks([figure("overeenkomst", table.title, charts.matrix(shown, None, alt), table, caveats)], run.language)


def practices(run: Run) -> Blocks:
    """Table 1 of the article on six factors: three practices side by side, and the people interviewed."""
    text = run.text
    rows = run.tables.practices
    practices_ = list(dict.fromkeys(zip(rows["practice"], rows["practice_name"], strict=True)))
    cells = {(row.characteristic, row.practice): row for row in rows.itertuples()}
    characteristics = list(dict.fromkeys(rows["characteristic"]))
    body = []
    for characteristic in characteristics:
        first = cells[(characteristic, practices_[0][0])]
        body.append(
            [
                Cell.of(text.pick(first, "characteristic")),
                *(Cell.of(text.pick(cells[(characteristic, practice)], "value")) for practice, _ in practices_),
            ]
        )
    table = Table(
        id="praktijken",
        title=text("practices.title"),
        columns=[column(text, "characteristic"), *(Column(key=key, label=name) for key, name in practices_)],
        rows=body,
        source=text("source.article", section="Tabel 1"),
        caveats=[text("practices.caution")],
    )
    people = run.tables.reported_numbers.set_index("number")["value"]
    note = Note(
        tone="method",
        text=text("practices.people", **{who: int(people[f"six-factors-article-{n}"]) for who, n in _PEOPLE.items()}),
    )
    return Blocks([table, note], run.language)


# Rows of `reported_numbers` with the people interviewed for the article (text and table 3).
_PEOPLE = {"total": "28", "mothers": "34", "carers": "42", "volunteers": "43", "professionals": "45"}


def leave_one_out(run: Run) -> Blocks:
    """How the support of the five elements changes when part of the material is left out."""
    text = run.text
    labels = finding_labels(run, "element")
    rows = synthesis.leave_one_out(run)
    clusters = rows.pivot(index="case", columns="element", values="clusters")
    chapters = rows.pivot(index="case", columns="element", values="chapters")
    cases = list(dict.fromkeys(rows["case"]))
    tables = []
    for name, frame in (("clusters", clusters), ("chapters", chapters)):
        tables.append(
            Table(
                id=f"weglaten-{name}",
                title=text(f"robust.title_{name}"),
                columns=[
                    column(text, "case"),
                    *(Column(key=key, label=label, numeric=True) for key, label in labels.items()),
                ],
                rows=[
                    [
                        Cell.of(_case_name(text, case)),
                        *(Cell(text=text.number(n), value=int(n)) for n in frame.loc[case, list(labels)]),
                    ]
                    for case in cases
                ],
                source=text("source.literature"),
                caveats=[text(f"robust.caution_{name}")],
            )
        )
    return Blocks(tables, run.language)


def _case_name(text, case: str) -> str:
    what = case.removeprefix("without ")
    if case in ("all", "without partial links"):
        return text("robust.all" if case == "all" else "robust.no_partial")
    name = text(f"study.{what}") if what in THEMES else text(f"source_cluster.{what}")
    return text("robust.without", what=name)


def elements_by_cluster(run: Run) -> Blocks:
    """Common elements by the number of independent clusters of literature that support them."""
    text = run.text
    rows = synthesis.single_cluster_elements(run)
    factors = run.tables.factors.set_index("factor")
    items = [
        text(
            "frameworks.element_line",
            label=text.pick(factors.loc[row.Index], "label"),
            strong=int(row.strong),
            any=int(row.any),
        )
        for row in rows.itertuples()
    ]
    return Blocks([Bullets(items=items)], run.language)
