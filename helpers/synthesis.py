"""What the studies have in common (chapter 7) and how it corresponds with the frameworks of the literature."""

import pandas as pd

from helpers.data import Tables
from helpers.vocabulary import COMMON, SOURCE_CLUSTERS, THEMES


def common_findings(tables: Tables, kind: str) -> pd.DataFrame:
    """The five common findings of a kind (effect, element, barrier, recommendation), in order."""
    findings = tables.findings
    return findings[(findings["theme"] == COMMON) & (findings["kind"] == kind)].sort_values("number")


def example_matrix(tables: Tables, kind: str) -> pd.DataFrame:
    """Common finding x theme: 1 where chapter 7 itself gives an example, 0 where it gives none.

    0 means that chapter 7 gives no example, not that the study of the theme found nothing.
    """
    examples = tables.common_examples
    matrix = pd.crosstab(examples["finding"], examples["theme"])
    rows = common_findings(tables, kind)["finding"]
    return matrix.reindex(index=rows, columns=list(THEMES), fill_value=0)


def spillover_links(tables: Tables, section: str | None = None) -> pd.DataFrame:
    """From-theme x to-theme x basis: number of passages in one section of the report, or in all of them.

    Passages whose goal is no theme of the grant have no from-theme and are left out.
    """
    links = tables.spillovers
    links = links[links["from_theme"].notna() & (links["from_theme"] != links["to_theme"])]
    if section:
        links = links[links["section"] == section]
    return links.groupby(["from_theme", "to_theme", "basis"], as_index=False).agg(links=("spillover", "count"))


def element_support(tables: Tables) -> pd.DataFrame:
    """Common element x independent source cluster: strongest correspondence (strong, partial or none).

    The report is the element itself, so its own cluster is left out. Counts of links depend on how finely a
    framework is cut up; therefore only the strongest link per cluster counts.
    """
    links = tables.factor_links
    links = links[links["kind"] == "correspondence"]
    both = pd.concat([links, links.rename(columns={"from": "to", "to": "from"})])
    factors = tables.factors.set_index("factor")
    elements = factors[factors["framework"] == "spuk-common"]
    both = both[both["from"].isin(elements.index)]
    both = both.assign(cluster=both["to"].map(factors["cluster"]))
    best = both.groupby(["from", "cluster"])["strength"].agg(lambda s: "strong" if "strong" in set(s) else "partial")
    others = [cluster for cluster in SOURCE_CLUSTERS if cluster != "report"]
    return best.unstack("cluster").reindex(index=elements.index, columns=others).fillna("none")


def uncovered_factors(tables: Tables) -> pd.DataFrame:
    """Factors of the literature without any correspondence to a common element of the report."""
    links = tables.factor_links
    links = links[links["kind"] == "correspondence"]
    factors = tables.factors
    elements = set(factors.loc[factors["framework"] == "spuk-common", "factor"])
    touched = set(links.loc[links["from"].isin(elements), "to"]) | set(links.loc[links["to"].isin(elements), "from"])
    return factors[~factors["factor"].isin(touched | elements)]
