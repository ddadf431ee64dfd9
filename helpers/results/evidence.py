"""The qualitative evidence: who took part, what areas do, what the studies found.

A count of findings says how often a text names an area, not how well it does; the absence of a row means
"not studied" or "not named", never "nothing happens there". Nothing in this module scores or ranks.

Frames carry the facts that a view needs: labels in both languages, sections, whom something comes from. All functions
raise ParameterError for an area, theme or cluster that does not exist.

>>> print(results.evidence.summary(run, run.area)[["theme", "findings", "unknown"]].to_string(index=False))
          theme  findings  unknown
        armoede         0    theme
  re-integratie         7
     veerkracht         0 findings
     jonge-kind         6
sociale-cohesie         0    theme
"""

from itertools import takewhile

import pandas as pd

from helpers.contract.parameters import check_area, check_names
from helpers.contract.vocabulary import (
    CLUSTERS,
    COMMON,
    CONCRETENESS,
    CONTENTS,
    FINDING_KINDS,
    FINDING_LEVELS,
    LANGUAGES,
    MONITOR,
    STUDIES,
    THEMES,
    TIES_OF_A_GROUP,
    TOLD,
)
from helpers.results import annexes
from helpers.rows import Record, each_row
from helpers.session import Run, check_theme, remembered

FOR_RESIDENTS = ("activity", "provision")  # equal: the one is not better than the other


class _Area(Record):
    area: str
    name: str


# Who took part --------------------------------------------------------------------------------------


def coverage(run: Run) -> pd.DataFrame:
    """Whether each area took part in each study, and in which phases: one row per area and study, both in order.

    Returns area, name, study, in_depth (whether it is one of the five studies of a theme), took_part, phases ("1", "2",
    "1+2", "session" for a study without phases; "no-session", "not-listed" and "none" when it did not take part, see
    `_absence`, or OUTSIDE) and section (the smallest section of the report that holds all that is said of the areas
    in the study).
    """
    return _coverage(run, run.tables.areas)


def _coverage(run: Run, areas: pd.DataFrame) -> pd.DataFrame:
    """The rows of `coverage` about some areas (rows of the table `areas`)."""
    taken = _of_areas(run)
    sections = taken.groupby("study")["section"].agg(_smallest_section)
    phases = taken[taken["area"].isin(areas["area"])].groupby(["area", "study"])["phase"].agg(_phases)
    of_report = _areas_of_report(run)
    absence = {str(study): _absence(rows, len(of_report)) for study, rows in taken.groupby("study")}
    outside = {study: OUTSIDE if why == "no-session" else "none" for study, why in absence.items()}
    rows = [
        {"area": area.area, "name": area.name, "study": study, "in_depth": study in THEMES}
        | {"took_part": (area.area, study) in phases.index}
        | {"phases": phases.get((area.area, study), (absence if area.area in of_report else outside)[study])}
        | {"section": sections[study]}
        for area in each_row(areas, _Area)
        for study in STUDIES
    ]
    return pd.DataFrame(rows)


def _of_areas(run: Run) -> pd.DataFrame:
    """The rows of `studies` that are about an area; the others are about a study as a whole."""
    rows = run.tables.studies
    return rows[rows["scope"] == "area"]


# What `phases` says of an area that is not in a study with phases.
ABSENT = ("none", "not-listed")
# And in one without, where the area is none of the report's: why there was no session is told of those only.
OUTSIDE = "outside"


def _areas_of_report(run: Run) -> set[str]:
    """The areas that the report is about; somebody may have added others."""
    areas = run.tables.collection.areas
    return set(areas.loc[areas["source"] == MONITOR, "area"])


def _absence(of_study: pd.DataFrame, all_areas: int) -> str:
    """What it is called that an area is not in a study; not-listed: a study of all areas names all but this one."""
    if of_study["phase"].isna().all():
        return "no-session"
    return "not-listed" if of_study["area"].nunique() == all_areas - 1 else "none"


def _phases(numbers: pd.Series) -> str:
    return "+".join(map(str, sorted(numbers.dropna().unique()))) or "session"


def _smallest_section(sections: pd.Series) -> str:
    """4.2 for 4.2.1 and 4.2.2; a section that stands alone is its own."""
    levels = zip(*(section.split(".") for section in sections), strict=False)
    return ".".join(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))


@remembered
def coverage_of(run: Run, area: str) -> pd.DataFrame:
    """The rows of `coverage` about one area."""
    areas = run.tables.areas
    check_area(area, areas["area"])
    return _coverage(run, areas[areas["area"] == area])


@remembered
def participation(run: Run, area: str, theme: str) -> pd.DataFrame:
    """How the area took part in the study of a theme: one row per phase and method, then one per phase that it missed.

    An area that did not take part has rows of missed phases only. Returns theme, took_part, phase, method, numbers and
    description of the respondents, basis, section, subject_nl and subject_en (of the phase, where the phases of the
    study had subjects of their own), phase_areas and study_areas (numbers of areas: in the phase, in the study),
    absence (what it is called that an area is not in the study, see `_absence`) and approaches (number that the report
    names in the area for the theme: also of an area without interviews a questionnaire may tell of one).
    """
    _check(run, area, theme)
    of_study = _of_areas(run)
    of_study = of_study[of_study["study"] == theme]
    own, of_report = of_study[of_study["area"] == area], _areas_of_report(run)
    per_phase = of_study.groupby("phase")["area"].nunique()
    missed = pd.DataFrame({"phase": [phase for phase in per_phase.index if phase not in set(own["phase"])]})
    missed = missed.astype({"phase": own["phase"].dtype})
    columns = ["phase", "method", "n_interviews", "n_respondents", "respondents_nl", "respondents_en"]
    rows = pd.concat([own[[*columns, "basis", "section"]].assign(took_part=True), missed.assign(took_part=False)])
    subjects = run.tables.study_phases
    subjects = subjects.loc[subjects["study"] == theme, ["phase", "subject_nl", "subject_en"]]
    return rows.merge(subjects, on="phase", how="left").assign(
        theme=theme,
        phase_areas=lambda rows: rows["phase"].map(per_phase),
        study_areas=of_study["area"].nunique(),
        absence=_absence(of_study, len(of_report)) if area in of_report else "none",
        approaches=int((named_interventions(run, area)["theme"] == theme).sum()),
    )


def _check(run: Run, area: str, theme: str) -> None:
    check_area(area, run.tables.areas["area"])
    check_theme(run.tables, theme)


def scope_areas(run: Run, theme: str, scope: str) -> list[str]:
    """The areas that findings of a theme with this scope come from: those of its study, of one phase, or of all."""
    rows = _of_areas(run)
    rows = rows[rows["study"].isin(THEMES) if scope == "all-studies" else rows["study"] == theme]
    if scope.startswith("phase-"):
        rows = rows[rows["phase"] == int(scope.removeprefix("phase-"))]
    return sorted(rows["area"].unique())


def visited(run: Run, area: str, theme: str) -> bool:
    """Whether the working elements of the theme's study come (also) from this area."""
    _check(run, area, theme)
    scopes = set(study_findings(run, theme, "element")["scope"])
    return any(area in scope_areas(run, theme, scope) for scope in scopes)


# What areas do --------------------------------------------------------------------------------------


def interventions(run: Run, area: str, theme: str) -> pd.DataFrame:
    """The interventions that the report places in an area for a theme, each name once, in the order of content.

    Returns the rows of `named_interventions` with clusters (a tuple: the overview may place a name in several) and
    section (all that the name stands in).
    """
    _check(run, area, theme)
    every = run.tables.interventions
    of_name = every[(every["area"] == area) & (every["theme"] == theme)].groupby("name_nl")
    clusters = {name: tuple(same["cluster"].dropna()) for name, same in of_name}
    sections = {name: ", ".join(same["section"].unique()) for name, same in of_name}
    rows = named_interventions(run, area)
    rows = rows[rows["theme"] == theme]
    return rows.assign(clusters=rows["name_nl"].map(clusters), section=rows["name_nl"].map(sections))


@remembered
def named_interventions(run: Run, area: str) -> pd.DataFrame:
    """The interventions that the report places in an area, theme by theme, each name once per theme.

    Within a theme by content: what is for residents before what organisations do and what is aimed at; then what the
    report describes before what it only names, shares, plans or places outside the grant; then what has a name of its
    own; then in the order of the report.
    """
    check_area(area, run.tables.areas["area"])
    rows = run.tables.interventions
    rows = rows[rows["area"] == area]
    rows = rows.assign(
        concrete=rows["concreteness"].map(_place(CONCRETENESS) | dict.fromkeys(FOR_RESIDENTS, 0)),
        told=rows["content"].map(_place(CONTENTS)),
        unnamed=1 - rows["proper_name"],
    )
    order = ["concrete", "told", "unnamed"]
    rows = rows.sort_values(order, kind="stable").drop(columns=order).drop_duplicates(["theme", "name_nl"])
    return _in_order(rows, "theme", THEMES)


def only_named(rows: pd.DataFrame) -> pd.Series:
    """Of which interventions the report does not say what the area does or plans; an aim says that it is one."""
    return ~rows["content"].isin(TOLD) & (rows["concreteness"] != "intention")


class ViaRow(Record):
    """What `done_elsewhere` says of a theme."""

    via_theme: str
    via_nl: str
    via_en: str
    via_section: str


_OF_WORK = ("intervention", "cooperation")  # kinds of links; the others are what is thought, or was noticed
_VIA = {"from_theme": "via_theme", "example_nl": "via_nl", "example_en": "via_en", "section": "via_section"}


@remembered
def done_elsewhere(run: Run, area: str) -> pd.DataFrame:
    """Per theme without an approach of its own in an area: what one for another theme has for it, as the report says.

    So that 'no approach named' denies nothing that the report does say. Only what approaches or those they work with
    do, and where the report itself names the other theme; the first of these. Returns theme, via_theme (whose approach
    it is), via_nl, via_en and via_section, a row for every theme: empty where there is nothing to say.
    """
    links, has_own = run.tables.spillovers, set(named_interventions(run, area)["theme"])
    is_said = (links["area"] == area) & (links["basis"] == "stated") & links["kind"].isin(_OF_WORK)
    found = links[is_said & ~links["to_theme"].isin(has_own) & links["from_theme"].isin(has_own)]
    found = found.drop_duplicates("to_theme").set_index("to_theme")[list(_VIA)].rename(columns=_VIA)
    return found.reindex(THEMES, fill_value="").rename_axis("theme").reset_index()


def _place(order: tuple[str, ...]) -> dict[str, int]:
    return {value: number for number, value in enumerate(order)}


def _in_order(rows: pd.DataFrame, column: str, order: tuple[str, ...]) -> pd.DataFrame:
    """The rows sorted by a column of a closed list, in the order of that list."""
    return rows.sort_values(column, key=lambda values: values.map(order.index), kind="stable")


def cluster_counts(run: Run) -> pd.DataFrame:
    """Number of interventions that the report places in each area by cluster: one row per area and cluster.

    Returns area, name, theme (whose interventions have clusters), cluster, interventions, and section: where those of
    the cell stand, or the overview, where most of them stand. 0 means that the report places none there, not that
    nothing happens.
    """
    rows = run.tables.interventions
    rows = rows[rows["area"].notna() & rows["cluster"].notna()]
    counts = rows.groupby(["area", "cluster"]).size()
    places = rows.groupby(["area", "cluster"])["section"].agg(lambda sections: sections.mode()[0])
    overview = rows["section"].mode()[0]
    (theme,) = rows["theme"].unique()
    cells = run.tables.areas[["area", "name"]].merge(pd.DataFrame({"cluster": CLUSTERS}), how="cross")
    of_cells = list(zip(cells["area"], cells["cluster"], strict=True))
    numbers = [int(counts.get(cell, 0)) for cell in of_cells]
    sections = [places.get(cell, overview) for cell in of_cells]
    return cells.assign(theme=theme, interventions=numbers, section=sections)


def cluster_matrix(run: Run) -> pd.DataFrame:
    """`cluster_counts` as a matrix: area x cluster."""
    counts = cluster_counts(run)
    matrix = counts.pivot(index="area", columns="cluster", values="interventions")
    return matrix.reindex(index=run.tables.areas["area"], columns=list(CLUSTERS))


# What the studies found -----------------------------------------------------------------------------


@remembered
def tied_findings(run: Run, area: str) -> pd.DataFrame:
    """Findings that the report ties to the area itself, in its words for this area, with what the tie says of them.

    Findings tied to the phase-2 areas as a group are left out: see `group_findings`. The section is that of the tie,
    where the text names the area.
    """
    check_area(area, run.tables.areas["area"])
    ties = run.tables.finding_areas
    ties = ties[(ties["area"] == area) & ~ties["basis"].isin(TIES_OF_A_GROUP)]
    rows = run.tables.findings.drop(columns="section").merge(
        ties[["finding", "basis", "nature", "study_year", "section", "label_nl", "label_en"]],
        on="finding",
        suffixes=("", "_of_area"),
    )
    for language in LANGUAGES:
        words = rows.pop(f"label_{language}_of_area")
        for label in (f"label_{language}", f"alone_{language}"):
            rows[label] = words.fillna(rows[label])
    return rows


def named_findings(run: Run, area: str, theme: str) -> pd.DataFrame:
    """Those of `tied_findings` that are about a theme, by kind: those on the area before those on an approach there."""
    _check(run, area, theme)
    rows = tied_findings(run, area)
    rows = rows[rows["theme"] == theme].sort_values(
        "basis", key=lambda basis: basis == "via-intervention", kind="stable"
    )
    return _in_order(rows, "kind", FINDING_KINDS)


@remembered
def study_findings(run: Run, theme: str, kind: str = "") -> pd.DataFrame:
    """The findings that a study sets apart for its areas together, by scope, then kind (all, or one).

    With them what page one takes from the conclusions: it must be found again below. Parts, and what stands in the
    annex, are left out. theme: also `common`, for chapter 7. Returns rows of the table `findings`.
    """
    check_theme(run.tables, theme, COMMON)
    check_names("kind", [kind] if kind else [], FINDING_KINDS)
    rows = _set_apart(run, theme)
    rows = rows[rows["parent"].isna() & ~annexes.in_annex(run.tables, rows["section"])]
    rows = rows[rows["kind"].isin([kind] if kind else FINDING_KINDS)]
    return _in_order(rows, "kind", FINDING_KINDS).sort_values("scope", kind="stable")


def _set_apart(run: Run, theme: str) -> pd.DataFrame:
    """The findings of a study that the report sets apart or page one shows, with their parts and those of the annex."""
    rows = run.tables.findings
    shown = (rows["scope"] == "study") & rows["finding"].isin(run.tables.page_one["finding"])
    return rows[(rows["theme"] == theme) & ((rows["origin"] == "report") | shown)]


def group_findings(run: Run, area: str, theme: str) -> pd.DataFrame:
    """`study_findings` with whom they come from, beside an area.

    Returns its columns with n_areas (number of areas that a finding comes from), own (whether the area is one of them)
    and each (whether the report says that the finding holds in each of them).
    """
    _check(run, area, theme)
    rows = study_findings(run, theme)
    areas = {scope: scope_areas(run, theme, scope) for scope in rows["scope"].unique()}
    n_areas = rows["scope"].map({scope: len(names) for scope, names in areas.items()})
    return rows.assign(
        n_areas=n_areas,
        own=rows["scope"].map({scope: area in names for scope, names in areas.items()}),
        each=rows["finding"].map(_tied_areas(run)).fillna(0) == n_areas,
    )


def annex_findings(run: Run, area: str, theme: str) -> pd.DataFrame:
    """What the annex of a theme says of the kinds of approaches that the area has: by cluster, then kind.

    Of the clusters in which the overview places an approach of the area, and only when the area took part in the phase
    that the annex is about. The annex names no area. Returns rows of the table `findings` (wholes, not their parts),
    in the order of CLUSTERS and FINDING_KINDS; none for most areas and themes.
    """
    rows = _set_apart(run, theme)
    rows = rows[rows["parent"].isna() & annexes.in_annex(run.tables, rows["section"])]
    taken = {scope: area in scope_areas(run, theme, scope) for scope in rows["scope"].unique()}
    own = {cluster for clusters in interventions(run, area, theme)["clusters"] for cluster in clusters}
    rows = rows[rows["scope"].map(taken).astype(bool) & rows["cluster"].isin(own)]
    return _in_order(_in_order(rows, "kind", FINDING_KINDS), "cluster", CLUSTERS)


def _tied_areas(run: Run) -> pd.Series:
    """Number of areas in which the report says that a finding holds: by name, by an approach there, or in each."""
    ties = run.tables.finding_areas
    return ties[ties["basis"] != "as-group"].groupby("finding")["area"].nunique()


def factors_by_level(run: Run, cluster: str) -> pd.DataFrame:
    """Facilitating (element) and hindering (barrier) factors of a cluster, by level, as in the annex of the theme.

    Only the cells of the report's own factor tables; what the coder added has no level there. Empty for a cluster that
    the annex does not treat.
    """
    check_names("cluster", [cluster], CLUSTERS)
    findings = run.tables.findings
    in_annex = annexes.in_annex(run.tables, findings["section"]) & (findings["cluster"] == cluster)
    rows = findings[in_annex & findings["kind"].isin(["element", "barrier"]) & (findings["origin"] == "report")]
    return _in_order(rows, "level", FINDING_LEVELS)


@remembered
def summary(run: Run, area: str) -> pd.DataFrame:
    """What is known of an area, theme by theme.

    Returns theme, name_nl, name_en, phases (as in `coverage`), interventions (number of names), findings (number tied
    to the area), unknown: what is not known ("theme" without study and interventions, "findings" with a study that
    ties none to the area, "results" of interventions without a study), or "", and the columns of `done_elsewhere`.
    """
    phases = coverage_of(run, area).set_index("study")["phases"]
    named = named_interventions(run, area)["theme"].value_counts()
    tied = tied_findings(run, area)["theme"].value_counts()
    names = run.tables.themes.set_index("theme")
    rows = pd.DataFrame(
        {"theme": theme, "name_nl": names.loc[theme, "name_nl"], "name_en": names.loc[theme, "name_en"]}
        | {"phases": phases[theme], "interventions": int(named.get(theme, 0)), "findings": int(tied.get(theme, 0))}
        | {"unknown": _unknown(phases[theme] not in ABSENT, theme in named, theme in tied)}
        for theme in THEMES
    )
    return rows.merge(done_elsewhere(run, area), on="theme")


def _unknown(studied: bool, named: bool, tied: bool) -> str:
    if not studied:
        return "results" if named else "theme"
    return "" if tied else "findings"


# How a chapter relates to chapter 7 -----------------------------------------------------------------


def common_support(run: Run, theme: str) -> pd.DataFrame:
    """Common effects, elements and barriers x how the theme's own chapter supports them.

    Returns one row per common finding: theme, common, kind, label_nl, label_en, strong and partial (number of findings
    of the chapter mapped to it), best (strong, partial or none). The mapping is a coder's judgement, with an argument
    per link.
    """
    check_theme(run.tables, theme)
    findings = run.tables.findings.set_index("finding")
    links = run.tables.finding_links
    links = links[links["finding"].map(findings["theme"]) == theme]
    counts = pd.crosstab(links["common"], links["strength"]).reindex(columns=["strong", "partial"], fill_value=0)
    common = findings[(findings["theme"] == COMMON) & findings["kind"].isin(["effect", "element", "barrier"])]
    rows = common[["kind", "label_nl", "label_en"]].join(counts.reindex(common.index, fill_value=0))
    links_of = zip(rows["strong"], rows["partial"], strict=True)
    best = ["strong" if strong else "partial" if partial else "none" for strong, partial in links_of]
    return rows.assign(theme=theme, best=best).rename_axis("common").reset_index()


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
    Returns theme, kind, total, named.
    """
    check_theme(run.tables, theme)
    wholes = lineages(run)
    ties = run.tables.finding_areas
    tied = {wholes[finding][-1] for finding in ties.loc[~ties["basis"].isin(TIES_OF_A_GROUP), "finding"]}
    rows = []
    for kind in FINDING_KINDS:
        ids = set(study_findings(run, theme, kind)["finding"])
        rows.append({"theme": theme, "kind": kind, "total": len(ids), "named": len(ids & tied)})
    return pd.DataFrame(rows)
