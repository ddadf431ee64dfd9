"""The qualitative evidence: who took part, what areas do, what the studies found.

A count of findings says how often a text names an area, not how well it does; the absence of a row means
"not studied" or "not named", never "nothing happens there". Nothing in this module scores or ranks.
"""

from functools import lru_cache

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.vocabulary import CLUSTERS, COMMON, FINDING_KINDS, STUDIES, THEMES
from helpers.session import Run


def coverage(run: Run) -> pd.DataFrame:
    """Area x study: in which phases the area took part (one row per area, one column per study).

    Cells are "" (did not take part), "1", "2", "1+2", or "●" for a study without phases.
    """
    return _coverage(run.tables).copy()


@lru_cache(maxsize=4)
def _coverage(tables: Tables) -> pd.DataFrame:
    """Made once per set of tables: the index asks for it for every area."""
    taken = tables.studies
    phases: dict[tuple[str, str], set[int]] = {}
    for row in taken[taken["scope"] == "area"].itertuples():
        phases.setdefault((row.area, row.study), set()).update([] if pd.isna(row.phase) else [row.phase])
    cells = {place: "+".join(map(str, sorted(numbers))) or "●" for place, numbers in phases.items()}
    rows = [[cells.get((area, study), "") for study in STUDIES] for area in tables.areas["area"]]
    return pd.DataFrame(rows, index=tables.areas["area"], columns=pd.Index(STUDIES, name="study"))


def participation(run: Run, area: str, study: str) -> pd.DataFrame:
    """The rows of `studies` that are about this area in this study; empty when it did not take part."""
    rows = run.tables.studies
    return rows[(rows["area"] == area) & (rows["study"] == study)]


def study_areas(run: Run, study: str) -> list[str]:
    """The areas that took part in any phase of a study."""
    rows = run.tables.studies
    return sorted(rows.loc[(rows["study"] == study) & (rows["scope"] == "area"), "area"].unique())


def scope_areas(run: Run, theme: str, scope: str) -> list[str]:
    """The areas that findings of a theme with this scope come from (`study`, or one phase of it)."""
    rows = run.tables.studies
    rows = rows[(rows["study"] == theme) & (rows["scope"] == "area")]
    if scope != "study":
        rows = rows[rows["phase"] == int(scope.removeprefix("phase-"))]
    return sorted(rows["area"].unique())


def visited(run: Run, area: str, theme: str) -> bool:
    """Whether the working elements of the theme's study come (also) from this area."""
    scopes = set(group_findings(run, theme, "element")["scope"])
    return any(area in scope_areas(run, theme, scope) for scope in scopes)


def interventions(run: Run, area: str, theme: str | None = None) -> pd.DataFrame:
    """The interventions that the report places in an area (in one theme, or in all)."""
    rows = run.tables.interventions
    rows = rows[rows["area"] == area]
    return rows if theme is None else rows[rows["theme"] == theme]


def tied_findings(run: Run, area: str) -> pd.DataFrame:
    """Findings that the report ties to the area itself, in its words for this area, with the basis of the tie.

    Findings tied to the phase-2 areas as a group are left out: see `group_findings`. The section is that of the tie,
    where the text names the area.
    """
    ties = run.tables.finding_areas
    ties = ties[(ties["area"] == area) & (ties["basis"] != "as-group")]
    rows = run.tables.findings.drop(columns="section").merge(
        ties[["finding", "basis", "section", "label_nl", "label_en"]], on="finding", suffixes=("", "_of_area")
    )
    for label in ("label_nl", "label_en"):
        rows[label] = rows.pop(f"{label}_of_area").fillna(rows[label])
    return rows


def named_findings(run: Run, area: str, theme: str) -> pd.DataFrame:
    """Those of `tied_findings` that are about a theme."""
    rows = tied_findings(run, area)
    return rows[rows["theme"] == theme]


def group_findings(run: Run, theme: str, kind: str) -> pd.DataFrame:
    """The findings that a study sets apart for its areas together; parts and Bijlage 3 are left out."""
    findings = run.tables.findings
    chosen = (findings["theme"] == theme) & (findings["kind"] == kind) & (findings["origin"] == "report")
    in_annex = findings["section"].str.startswith("Bijlage 3")
    return findings[chosen & findings["parent"].isna() & ~in_annex]


def factors_by_level(run: Run, cluster: str) -> pd.DataFrame:
    """Bijlage 3: facilitating (element) and hindering (barrier) factors of a cluster, with their level.

    Only the cells of the report's own factor tables; what the coder added has no level there.
    """
    findings = run.tables.findings
    in_annex = findings["section"].str.startswith("Bijlage 3") & (findings["cluster"] == cluster)
    return findings[in_annex & findings["kind"].isin(["element", "barrier"]) & (findings["origin"] == "report")]


def cluster_matrix(run: Run) -> pd.DataFrame:
    """Area x cluster of the resilience theme: number of interventions that the report places there.

    0 means that the overview in section 4.2.1 places none there, not that nothing happens.
    """
    rows = run.tables.interventions
    rows = rows[(rows["theme"] == "veerkracht") & rows["area"].notna() & rows["cluster"].notna()]
    counts = pd.crosstab(rows["area"], rows["cluster"])
    return counts.reindex(index=run.tables.areas["area"], columns=list(CLUSTERS), fill_value=0)


def summary(run: Run, area: str) -> pd.DataFrame:
    """Theme by theme: phases of the study, number of named interventions, findings tied to the area."""
    phases = coverage(run).loc[area]
    return pd.DataFrame(
        {
            "theme": THEMES,
            "phases": [phases[theme] for theme in THEMES],
            "interventions": [interventions(run, area, theme)["name_nl"].nunique() for theme in THEMES],
            "findings": [len(named_findings(run, area, theme)) for theme in THEMES],
        }
    )


def common_support(run: Run, theme: str) -> pd.DataFrame:
    """Common effects, elements and barriers x how the theme's own chapter supports them.

    Returns one row per common finding: common, kind, strong and partial (number of findings of the chapter mapped to
    it), best (strong, partial or none). The mapping is a coder's judgement, with an argument per link.
    """
    findings = run.tables.findings.set_index("finding")
    links = run.tables.finding_links
    links = links[links["finding"].map(findings["theme"]) == theme]
    counts = pd.crosstab(links["common"], links["strength"]).reindex(columns=["strong", "partial"], fill_value=0)
    common = findings[(findings["theme"] == COMMON) & findings["kind"].isin(["effect", "element", "barrier"])]
    rows = counts.reindex(common.index, fill_value=0)
    best = ["strong" if row.strong else "partial" if row.partial else "none" for row in rows.itertuples()]
    return pd.DataFrame(
        {"common": rows.index, "kind": common["kind"].to_numpy(), "strong": rows["strong"].to_numpy()}
        | {"partial": rows["partial"].to_numpy(), "best": best}
    )


def lineages(run: Run) -> dict[str, list[str]]:
    """Per finding: the finding itself, then the whole that it is a part of, and so on up."""
    parents = run.tables.findings.set_index("finding")["parent"].dropna().to_dict()
    found = {}
    for finding in run.tables.findings["finding"]:
        found[finding] = [finding]
        while found[finding][-1] in parents:
            found[finding].append(parents[found[finding][-1]])
    return found


def named_share(run: Run, theme: str) -> pd.DataFrame:
    """Findings of a theme's study by kind: how many there are, and how many the text ties to an area.

    A finding counts once, also when a part of it is tied, and ties to a whole group of areas do not count.
    Returns kind, total, named.
    """
    wholes = lineages(run)
    ties = run.tables.finding_areas
    tied = {wholes[finding][-1] for finding in ties.loc[ties["basis"] != "as-group", "finding"]}
    rows = []
    for kind in FINDING_KINDS:
        ids = set(group_findings(run, theme, kind)["finding"])
        rows.append({"kind": kind, "total": len(ids), "named": len(ids & tied)})
    return pd.DataFrame(rows)
