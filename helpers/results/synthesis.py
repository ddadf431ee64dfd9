"""What the studies have in common (chapter 7) and how it corresponds with the frameworks of the literature."""

import pandas as pd

from helpers.contract.parameters import check_area
from helpers.contract.vocabulary import COMMON, LANGUAGES, SOURCE_CLUSTERS, THEMES
from helpers.results import evidence
from helpers.session import Run


def common_findings(run: Run, kind: str) -> pd.DataFrame:
    """The five common findings of a kind (effect, element, barrier, recommendation), in order."""
    findings = run.tables.findings
    return findings[(findings["theme"] == COMMON) & (findings["kind"] == kind)].sort_values("number")


def example_matrix(run: Run, kind: str) -> pd.DataFrame:
    """Common finding x theme: 1 where chapter 7 itself gives an example, 0 where it gives none.

    0 means that chapter 7 gives no example, not that the study of the theme found nothing.
    """
    examples = run.tables.common_examples
    matrix = pd.crosstab(examples["finding"], examples["theme"])
    rows = common_findings(run, kind)["finding"]
    return matrix.reindex(index=rows, columns=list(THEMES), fill_value=0)


def spillover_links(run: Run, section: str | None = None) -> pd.DataFrame:
    """From-theme x to-theme x basis: number of passages in one section of the report, or in all of them.

    Passages whose goal is no theme of the grant have no from-theme and are left out.
    """
    links = run.tables.spillovers
    links = links[links["from_theme"].notna() & (links["from_theme"] != links["to_theme"])]
    if section:
        links = links[links["section"] == section]
    return links.groupby(["from_theme", "to_theme", "basis"], as_index=False).agg(links=("spillover", "count"))


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
    factors = run.tables.factors
    elements = factors.loc[factors["framework"] == "spuk-common", "factor"]
    both = both[both["element"].isin(elements) & ~both["factor"].isin(elements)]
    return both[["factor", "element", "strength"]]


def _strongest(links: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """First name of `by` x second: the strongest link (strong or partial), missing where there is none."""
    strengths = links.groupby(by)["strength"]
    return strengths.agg(lambda s: "strong" if "strong" in set(s) else "partial").unstack(by[1])


def element_support(run: Run) -> pd.DataFrame:
    """Common element x independent source cluster: strongest correspondence (strong, partial or none).

    The report is the element itself, so its own cluster is left out. Counts of links depend on how finely a
    framework is cut up; therefore only the strongest link per cluster counts.
    """
    factors = run.tables.factors.set_index("factor")
    links = _correspondences(run)
    links = links.assign(cluster=links["factor"].map(factors["cluster"]))
    elements = factors.index[factors["framework"] == "spuk-common"]
    others = [cluster for cluster in SOURCE_CLUSTERS if cluster != "report"]
    return _strongest(links, ["element", "cluster"]).reindex(index=elements, columns=others).fillna("none")


def uncovered_factors(run: Run) -> pd.DataFrame:
    """Factors of the literature without any correspondence to a common element of the report."""
    factors = run.tables.factors
    factors = factors[factors["framework"] != "spuk-common"]
    return factors[~factors["factor"].isin(_correspondences(run)["factor"])]


# Chapter findings against common findings ---------------------------------------------------------------
def mapped_links(run: Run, kind: str) -> pd.DataFrame:
    """Links from chapter findings to common findings of a kind, with theme, label and section of the finding."""
    links = run.tables.finding_links.merge(run.tables.findings, on="finding")
    return links[(links["kind"] == kind) & (links["theme"] != COMMON)]


def support_matrix(run: Run, kind: str, partial: bool = True) -> pd.DataFrame:
    """Common finding x theme: strongest link from the theme's own findings (strong, partial or none).

    partial=False leaves partial links out. none means that no finding of the chapter was mapped to it.
    """
    links = mapped_links(run, kind)
    if not partial:
        links = links[links["strength"] == "strong"]
    rows = common_findings(run, kind)["finding"]
    return _strongest(links, ["common", "theme"]).reindex(index=rows, columns=list(THEMES)).fillna("none")


def matrix_differences(run: Run, kind: str) -> pd.DataFrame:
    """Cells where chapter 7's examples and the chapters' own findings differ, with what stands behind them.

    Returns common, theme, example (bool: chapter 7 gives one), best (strong, partial or none) and findings (labels and
    sections of the chapter findings that are mapped to it, as a list of (label_nl, label_en, section)).
    """
    examples, support = example_matrix(run, kind), support_matrix(run, kind)
    links = mapped_links(run, kind)
    rows = []
    for common in support.index:
        for theme in THEMES:
            example, best = bool(examples.loc[common, theme]), support.loc[common, theme]
            if example != (best != "none"):
                behind = links[(links["common"] == common) & (links["theme"] == theme)]
                findings = list(behind[["label_nl", "label_en", "section"]].itertuples(index=False, name=None))
                rows.append({"common": common, "theme": theme, "example": example, "best": best, "findings": findings})
    return pd.DataFrame(rows, columns=["common", "theme", "example", "best", "findings"])


def uncovered_findings(run: Run) -> pd.DataFrame:
    """Findings that chapters 2 to 6 set apart and that no common finding covers, also not through a part."""
    findings = run.tables.findings
    lineages = evidence.lineages(run)
    covered = {whole for finding in run.tables.finding_links["finding"] for whole in lineages[finding]}
    chosen = (findings["theme"] != COMMON) & (findings["origin"] == "report") & findings["parent"].isna()
    in_annex = findings["section"].str.startswith("Bijlage 3")
    return findings[chosen & ~in_annex & ~findings["finding"].isin(covered)]


def unanswered_barriers(run: Run) -> pd.DataFrame:
    """Common barriers with the recommendations that answer them: barrier, strong and partial (lists of ids)."""
    answers = run.tables.barrier_answers
    rows = []
    for barrier in common_findings(run, "barrier")["finding"]:
        of_barrier = answers[answers["barrier"] == barrier]
        row = {"barrier": barrier}
        for strength in ("strong", "partial"):
            row[strength] = of_barrier.loc[of_barrier["strength"] == strength, "recommendation"].tolist()
        rows.append(row)
    return pd.DataFrame(rows)


def areas_by_studies(run: Run) -> pd.Series:
    """Number of areas by the number of in-depth studies (of five) in which they took part."""
    taken = run.tables.studies
    taken = taken[(taken["scope"] == "area") & taken["study"].isin(THEMES)]
    per_area = taken.groupby("area")["study"].nunique().reindex(run.tables.areas["area"], fill_value=0)
    return per_area.value_counts().reindex(range(len(THEMES) + 1), fill_value=0)


# Robustness ------------------------------------------------------------------------------------------------
def leave_one_out(run: Run) -> pd.DataFrame:
    """How the support of the five elements changes when part of the material is left out.

    Returns one row per common element and case: case (all, without partial links, without a source cluster, without a
    chapter), clusters (independent literature clusters with a link) and chapters (themes whose findings support it).
    """
    clusters, chapters = element_support(run), support_matrix(run, "element")
    clusters.index = chapters.index  # both in the order of the five elements
    cases = {"all": (clusters, chapters)}
    cases["without partial links"] = (clusters.replace("partial", "none"), chapters.replace("partial", "none"))
    cases |= {f"without {cluster}": (clusters.drop(columns=cluster), chapters) for cluster in clusters.columns}
    cases |= {f"without {theme}": (clusters, chapters.drop(columns=theme)) for theme in chapters.columns}
    rows = []
    for case, (by_cluster, by_chapter) in cases.items():
        for element in chapters.index:
            rows.append(
                {"element": element, "case": case, "clusters": int((by_cluster.loc[element] != "none").sum())}
                | {"chapters": int((by_chapter.loc[element] != "none").sum())}
            )
    return pd.DataFrame(rows)


# Frameworks ------------------------------------------------------------------------------------------------
def crosswalk(run: Run) -> pd.DataFrame:
    """Factor of the literature x common element: strong, partial or none; factors without any link left out."""
    factors = run.tables.factors.set_index("factor")
    elements = factors.index[factors["framework"] == "spuk-common"]
    matrix = _strongest(_correspondences(run), ["factor", "element"])
    order = [factor for factor in factors.index if factor in matrix.index]
    return matrix.reindex(index=order, columns=elements).fillna("none")


def single_cluster_elements(run: Run) -> pd.DataFrame:
    """Common elements by the number of independent literature clusters with a strong link, and with any link."""
    support = element_support(run)
    return pd.DataFrame(
        {"strong": (support == "strong").sum(axis=1), "any": (support != "none").sum(axis=1)}, index=support.index
    )


# The area --------------------------------------------------------------------------------------------------
def touched_elements(run: Run, area: str) -> pd.DataFrame:
    """Common elements that an area's tied findings or interventions are about, each with its passage.

    Findings through the coder's links (a part counts through its whole when it has no link of its own); interventions
    through their type (table `type_elements`). Touching an element says nothing about whether it works there.
    Returns common, common_nl and common_en (its label), theme, via (finding or intervention), label_nl, label_en,
    section, strength (of the link; type for interventions). Raises ParameterError for an area that does not exist.
    """
    links = run.tables.finding_links
    links = links[links["common"].str.startswith("common-element")]
    rows = []
    for tied in evidence.tied_findings(run, area).itertuples():
        linked = links[links["finding"] == tied.finding]
        if linked.empty and isinstance(tied.parent, str):
            linked = links[links["finding"] == tied.parent]
        for link in linked.itertuples():
            rows.append(
                {"common": link.common, "theme": tied.theme, "via": "finding", "label_nl": tied.label_nl}
                | {"label_en": tied.label_en, "section": tied.section, "strength": link.strength}
            )
    types = run.tables.type_elements.set_index("type")["common"]
    interventions = run.tables.interventions
    interventions = interventions[(interventions["area"] == area) & interventions["type"].isin(types.index)]
    for row in interventions.drop_duplicates(["theme", "name_nl"]).itertuples():
        rows.append(
            {"common": types[row.type], "theme": row.theme, "via": "intervention", "label_nl": row.name_nl}
            | {"label_en": row.name_en, "section": row.section, "strength": "type"}
        )
    columns = ["common", "theme", "via", "label_nl", "label_en", "section", "strength"]
    found = pd.DataFrame(rows, columns=columns).sort_values(["common", "via"], kind="stable")
    labels = run.tables.findings.set_index("finding")
    return found.assign(**{f"common_{code}": found["common"].map(labels[f"label_{code}"]) for code in LANGUAGES})


def plausible_spillovers(run: Run, area: str) -> pd.DataFrame:
    """Stated links between themes for which the report places interventions in the area on both sides.

    That a link is stated elsewhere makes it plausible here, no more. Returns from_theme, to_theme, links (number of
    stated passages), and one example with its section. Raises ParameterError for an area that does not exist.
    """
    check_area(area, run.tables.areas["area"])
    themes = set(run.tables.interventions.loc[run.tables.interventions["area"] == area, "theme"])
    links = run.tables.spillovers
    links = links[(links["basis"] == "stated") & links["from_theme"].isin(themes) & links["to_theme"].isin(themes)]
    links = links[links["from_theme"] != links["to_theme"]]
    grouped = links.groupby(["from_theme", "to_theme"], sort=False)
    return grouped.agg(
        links=("spillover", "count"),
        example_nl=("example_nl", "first"),
        example_en=("example_en", "first"),
        section=("section", "first"),
    ).reset_index()
