"""The frameworks of the literature beside the common elements of the report.

The elements of the report are factors too: those with a common finding of chapter 7 in the column `common`. Counts go
by cluster of sources, not by link: a framework that is cut up finely would otherwise weigh more. Clusters are not fully
independent: the article and the report cite authors of NJi texts.

>>> print(results.frameworks.interviewed(run).to_string(index=False))
        group  people
        total      50
      mothers      33
       carers       3
   volunteers       4
professionals      10
"""

import pandas as pd

from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import FRAMEWORKS, SOURCE_CLUSTERS
from helpers.results import synthesis
from helpers.session import Run

LABELS = ["label_nl", "label_en"]


# Factors --------------------------------------------------------------------------------------------------
def factors(run: Run, *frameworks: str) -> pd.DataFrame:
    """The factors, mechanisms and elements of the named frameworks, or of all: rows of the table `factors`.

    Raises ParameterError for a framework that does not exist.
    """
    check_names("framework", frameworks, FRAMEWORKS)
    rows = run.tables.factors
    return rows[rows["framework"].isin(frameworks)] if frameworks else rows


def elements(run: Run) -> pd.DataFrame:
    """The common elements of the report, as factors beside those of the literature."""
    rows = run.tables.factors
    return rows[rows["common"].notna()]


def uncovered_factors(run: Run) -> pd.DataFrame:
    """Factors of the literature without any correspondence to a common element of the report."""
    rows = run.tables.factors
    return rows[rows["common"].isna() & ~rows["factor"].isin(_correspondences(run)["factor"])]


def works(run: Run) -> pd.DataFrame:
    """The works of the literature that factors are from, without the report: rows of `sources`.

    Empty cells are texts.
    """
    used = run.tables.factors
    rows = run.tables.sources
    return rows[rows["source"].isin(used.loc[used["common"].isna(), "source"])].fillna("")


# Correspondence ---------------------------------------------------------------------------------------------
def _correspondences(run: Run) -> pd.DataFrame:
    """Links between a factor of the literature and a common element, whichever of the two the link starts from.

    Returns factor, element and strength.
    """
    links = run.tables.factor_links
    links = links[links["kind"] == "correspondence"]
    both = pd.concat(
        [
            links.rename(columns={"from": "factor", "to": "element"}),
            links.rename(columns={"to": "factor", "from": "element"}),
        ]
    )
    of_report = elements(run)["factor"]
    both = both[both["element"].isin(of_report) & ~both["factor"].isin(of_report)]
    return both[["factor", "element", "strength"]]


def _with_strength(cells: pd.DataFrame, links: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The cells with the strongest of their links: strong, partial or none."""
    found = links.groupby(by, as_index=False).agg(strength=("strength", synthesis.strongest))
    rows = cells.merge(found, on=by, how="left")
    return rows.assign(strength=rows["strength"].fillna("none"))


def support(run: Run) -> pd.DataFrame:
    """Common element x cluster of sources, a row each: the strongest correspondence.

    The report is the element itself, so its own cluster is left out. Returns element (factor), common (finding),
    label_nl, label_en, cluster, strength (strong, partial or none).
    """
    links = _correspondences(run).merge(run.tables.factors[["factor", "cluster"]], on="factor")
    rows = elements(run).rename(columns={"factor": "element"})
    others = [cluster for cluster in SOURCE_CLUSTERS if cluster not in set(rows["cluster"])]
    cells = rows[["element", "common", *LABELS]].merge(pd.DataFrame({"cluster": others}), how="cross")
    return _with_strength(cells, links, ["element", "cluster"])


def clusters_by_element(support: pd.DataFrame) -> pd.DataFrame:
    """Common elements with the number of clusters, of those with a strong correspondence, and of those with any.

    support: rows of `support`. Returns element, label_nl, label_en, clusters, strong, any.
    """
    rows = support.assign(clusters=1, strong=support["strength"] == "strong", any=support["strength"] != "none")
    return rows.groupby(["element", *LABELS], sort=False, as_index=False)[["clusters", "strong", "any"]].sum()


def crosswalk(run: Run) -> pd.DataFrame:
    """Factor of the literature x common element, a row each; factors without any correspondence are left out.

    Returns factor, label_nl, label_en, cluster, element, element_label_nl, element_label_en, strength (strong, partial
    or none).
    """
    links = _correspondences(run)
    rows = run.tables.factors
    rows = rows.loc[rows["factor"].isin(links["factor"]), ["factor", *LABELS, "cluster"]]
    columns = elements(run)[["factor", *LABELS]].rename(columns={"factor": "element"})
    cells = rows.merge(columns.rename(columns={label: f"element_{label}" for label in LABELS}), how="cross")
    return _with_strength(cells, links, ["factor", "element"])


# Robustness -------------------------------------------------------------------------------------------------
def leave_one_out(run: Run) -> pd.DataFrame:
    """How the support of the five elements changes when part of the material is left out, a row per case and element.

    Returns case, left_out (what is: nothing, partial-links, cluster or chapter), name (which cluster or theme; else
    empty), common, label_nl, label_en, clusters (of literature with a link) and chapters (themes
    whose findings support it).
    """
    links = synthesis.mapped_links(run, "element")
    by_cluster = support(run).rename(columns={"cluster": "name", "strength": "best"})
    by_chapter = synthesis.support(run, "element", links).rename(columns={"theme": "name"})
    cases = [("all", "nothing", ""), ("without partial links", "partial-links", "")]
    cases += [(f"without {name}", "cluster", name) for name in by_cluster["name"].unique()]
    cases += [(f"without {name}", "chapter", name) for name in by_chapter["name"].unique()]
    elements_ = by_chapter[["common", *LABELS]].drop_duplicates("common")
    rows = []
    for case, left_out, name in cases:
        few = left_out == "partial-links"
        counts = {
            "clusters": _supporters(by_cluster, few, name if left_out == "cluster" else ""),
            "chapters": _supporters(by_chapter, few, name if left_out == "chapter" else ""),
        }
        counted = {column: elements_["common"].map(found).fillna(0).astype(int) for column, found in counts.items()}
        rows.append(elements_.assign(case=case, left_out=left_out, name=name, **counted))
    columns = ["case", "left_out", "name", "common", *LABELS, "clusters", "chapters"]
    return pd.concat(rows, ignore_index=True)[columns]


def _supporters(cells: pd.DataFrame, strong_only: bool, without: str) -> pd.Series:
    """By common finding: how many of the clusters or chapters (column `name`) support it."""
    chosen = cells["best"] == "strong" if strong_only else cells["best"] != "none"
    return cells[chosen & (cells["name"] != without)].groupby("common").size()


# The diagram ------------------------------------------------------------------------------------------------
def arrows(run: Run, boxes: pd.DataFrame, alternative: str) -> pd.DataFrame:
    """The arrows between boxes of the context-mechanism-outcome diagram, in one of its alternative readings.

    boxes: rows of `factors`. Returns source, target, source_label_nl, target_label_nl (and the same in English), basis,
    alternative (missing where all readings agree), reason_nl and reason_en. Raises ParameterError for an
    alternative that does not exist.
    """
    links = run.tables.factor_links
    links = links[links["kind"] == "cmo-edge"].rename(columns={"from": "source", "to": "target"})
    check_names("alternative", [alternative], sorted(links["alternative"].dropna().unique()))
    links = links[links["alternative"].isna() | (links["alternative"] == alternative)]
    for end in ("source", "target"):
        names = {"factor": end, **{label: f"{end}_{label}" for label in LABELS}}
        links = links.merge(boxes[["factor", *LABELS]].rename(columns=names), on=end)
    return links.drop(columns=["kind", "strength", "argument_en"])


# What else the literature says ------------------------------------------------------------------------------
def practices(run: Run) -> pd.DataFrame:
    """The three practices of the article on six factors by characteristic: rows of the table `practices`."""
    return run.tables.practices


def interviewed(run: Run) -> pd.DataFrame:
    """The people interviewed for the article. Returns group (total, mothers, carers ...) and people (number)."""
    rows = run.tables.reported_numbers.dropna(subset="interviewed")
    return pd.DataFrame({"group": rows["interviewed"].to_numpy(), "people": rows["value"].astype(int).to_numpy()})


def tensions(run: Run) -> pd.DataFrame:
    """Where the sources say different things: rows of the table `tensions`, position by position."""
    return run.tables.tensions.sort_values(["tension", "position"], ignore_index=True)
