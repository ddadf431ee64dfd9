"""What the studies have in common (chapter 7), beside the findings of the chapters; links between themes.

>>> barriers = results.synthesis.common_findings(run, "barrier")
>>> barriers[["number", "label_en"]].head(2).values.tolist()
[['1', 'Fragmentation and difficult cooperation'], ['2', 'Accountability clashes with a person-centred approach']]
"""

from itertools import permutations
from typing import Any, Literal

import pandas as pd

from helpers.contract.parameters import check_area, check_names
from helpers.contract.vocabulary import COMMON, CONCRETENESS, FINDING_KINDS, LANGUAGES, THEMES
from helpers.results import annexes, courses, evidence, series
from helpers.rows import Record, columns_of, each_row
from helpers.session import Run, remembered


class FindingRow(Record):
    """A finding for readers."""

    label_nl: str
    label_en: str
    section: str


WORDS = list(columns_of(FindingRow))


def common_findings(run: Run, kind: str) -> pd.DataFrame:
    """The five common findings of a kind (effect, element, barrier, recommendation), in order.

    Returns rows of the table `findings`. Raises ParameterError for a kind that does not exist.
    """
    check_names("kind", [kind], FINDING_KINDS)
    findings = run.tables.findings
    return findings[(findings["theme"] == COMMON) & (findings["kind"] == kind)].sort_values("number")


def _cells(run: Run, kind: str) -> pd.DataFrame:
    """One row per common finding of a kind and theme: common, kind, WORDS of the finding, theme."""
    findings = common_findings(run, kind).rename(columns={"finding": "common"})
    return findings[["common", "kind", *WORDS]].merge(pd.DataFrame({"theme": THEMES}), how="cross")


# Chapter 7's own examples -----------------------------------------------------------------------------
def examples(run: Run, kind: str) -> pd.DataFrame:
    """Common finding x theme, a row each: the example that chapter 7 itself gives, if any.

    No example does not mean that the study of the theme found nothing. Returns common, kind, label_nl, label_en,
    section (of the finding), theme, given (bool), example_nl, example_en. Raises ParameterError for an unknown kind.
    """
    given = run.tables.common_examples.rename(columns={"finding": "common"})
    columns = ["common", "theme", "example_nl", "example_en"]
    rows = _cells(run, kind).merge(given[columns].assign(given=True), on=["common", "theme"], how="left")
    return rows.assign(given=rows["given"].notna())


def example_matrix(run: Run, kind: str) -> pd.DataFrame:
    """Common finding x theme: 1 where chapter 7 itself gives an example, 0 where it gives none; see `examples`."""
    return _matrix(examples(run, kind), "given").astype(int)


def _matrix(cells: pd.DataFrame, values: str) -> pd.DataFrame:
    """Rows of `_cells` as common finding x theme, both in their order."""
    matrix = cells.pivot(index="common", columns="theme", values=values)
    return matrix.reindex(index=cells["common"].unique(), columns=list(THEMES))


# Chapter findings against common findings ---------------------------------------------------------------
def mapped_links(run: Run, kind: str) -> pd.DataFrame:
    """Links from chapter findings to common findings of a kind, sorted by common finding and theme.

    Returns the columns of `finding_links` and, of the chapter finding, those of `findings`; common_label_nl and
    common_label_en are the words of the common finding. Raises ParameterError for an unknown kind.
    """
    commons = common_findings(run, kind).rename(columns={"finding": "common"})
    commons = commons.rename(columns={label: f"common_{label}" for label in ("label_nl", "label_en")})
    links = run.tables.finding_links.merge(run.tables.findings, on="finding")
    links = links[links["theme"] != COMMON].merge(commons[["common", "common_label_nl", "common_label_en"]])
    return links.sort_values(["common", "theme"], ignore_index=True)


def support(run: Run, kind: str, links: pd.DataFrame) -> pd.DataFrame:
    """Common finding x theme, a row each: the strongest of the given links, and how many there are.

    links: rows of `mapped_links`. Returns common, kind, label_nl, label_en, section, theme, best (strong, partial or
    none: no finding of the chapter was mapped to it) and passages. Raises ParameterError for an unknown kind.
    """
    found = links.groupby(["common", "theme"], as_index=False).agg(
        best=("strength", strongest), passages=("strength", "size")
    )
    rows = _cells(run, kind).merge(found, on=["common", "theme"], how="left")
    return rows.assign(best=rows["best"].fillna("none"), passages=rows["passages"].fillna(0).astype(int))


def strongest(strengths: pd.Series) -> str:
    """strong when one of the strengths is, else partial."""
    return "strong" if "strong" in set(strengths) else "partial"


def support_matrix(run: Run, kind: str) -> pd.DataFrame:
    """Common finding x theme: strongest link from the theme's own findings; see `support`."""
    return _matrix(support(run, kind, mapped_links(run, kind)), "best")


def differences(examples: pd.DataFrame, support: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Cells where chapter 7's examples and the chapters' own findings differ, with what stands behind them.

    examples, support, links: rows of the functions of these names (links: `mapped_links`), of one kind. Returns the
    columns of `support`, given (bool: chapter 7 gives an example) and findings (list of the chapter findings behind
    the cell: label_nl, label_en, section).
    """
    rows = support.merge(examples[["common", "theme", "given"]], on=["common", "theme"])
    rows = rows[rows["given"] != (rows["best"] != "none")]
    behind = {place: _rows(of[WORDS]) for place, of in links.groupby(["common", "theme"])}
    found = [behind.get(place, []) for place in zip(rows["common"], rows["theme"], strict=True)]
    return rows.assign(findings=pd.Series(found, index=rows.index, dtype=object))


def uncovered_findings(run: Run) -> pd.DataFrame:
    """Findings that chapters 2 to 6 set apart and that no common finding covers, also not through a part."""
    findings = run.tables.findings
    lineages = evidence.lineages(run)
    covered = {whole for finding in run.tables.finding_links["finding"] for whole in lineages[finding]}
    chosen = (findings["theme"] != COMMON) & (findings["origin"] == "report") & findings["parent"].isna()
    in_annex = annexes.in_annex(run.tables, findings["section"])
    return findings[chosen & ~in_annex & ~findings["finding"].isin(covered)]


def unanswered_barriers(run: Run) -> pd.DataFrame:
    """Common barriers with the recommendations that answer them.

    Returns barrier, label_nl, label_en, section, strong and partial (lists of the recommendations that answer it, or
    touch it: recommendation, label_nl, label_en, section).
    """
    recommendations = common_findings(run, "recommendation").rename(columns={"finding": "recommendation"})
    columns = ["recommendation", *WORDS]
    answers = run.tables.barrier_answers[["barrier", "recommendation", "strength"]]
    answers = answers.merge(recommendations[columns], on="recommendation")
    barriers = common_findings(run, "barrier").rename(columns={"finding": "barrier"})[["barrier", *WORDS]]
    for strength in ("strong", "partial"):
        found = [
            _rows(answers.loc[(answers["barrier"] == barrier) & (answers["strength"] == strength), columns])
            for barrier in barriers["barrier"]
        ]
        barriers[strength] = pd.Series(found, index=barriers.index, dtype=object)
    return barriers


def _rows(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, each with its values by name, for a cell of another frame."""
    return list(frame.itertuples(index=False))


# Links between themes -----------------------------------------------------------------------------------
def passages(run: Run) -> pd.DataFrame:
    """All passages on an effect of, or a link between, work for one theme and another theme.

    Returns rows of the table `spillovers`; from_theme is missing where the goal is no theme of the grant.
    """
    return run.tables.spillovers


def theme_links(passages: pd.DataFrame) -> pd.DataFrame:
    """From-theme x to-theme: number of stated and of inferred passages, also where there are none.

    Passages without a from-theme, or on one theme only, are left out. Returns from_theme, to_theme, stated, inferred,
    in the order of the themes.
    """
    pairs = pd.MultiIndex.from_tuples(permutations(THEMES, 2), names=["from_theme", "to_theme"])
    counts = passages.groupby([*pairs.names, "basis"]).size().unstack("basis")
    return counts.reindex(pairs).reindex(columns=["stated", "inferred"]).fillna(0).astype(int).reset_index()


# The areas together -------------------------------------------------------------------------------------
def areas_by_studies(run: Run) -> pd.DataFrame:
    """How many areas took part in no, one, two ... of the in-depth studies. Returns studies, areas (numbers)."""
    taken = run.tables.studies
    taken = taken[(taken["scope"] == "area") & taken["study"].isin(THEMES)]
    per_area = taken.groupby("area")["study"].nunique().reindex(run.tables.collection.areas["area"], fill_value=0)
    areas = per_area.value_counts().reindex(range(len(THEMES) + 1), fill_value=0)
    return pd.DataFrame({"studies": areas.index, "areas": areas.to_numpy()})


# The area --------------------------------------------------------------------------------------------------
class _Tied(FindingRow):
    finding: str
    parent: str | float  # NaN for a whole
    theme: str


class _Link(Record):
    common: str
    strength: str


class _Intervention(Record):
    type: str
    theme: str
    name_nl: str
    name_en: str
    section: str


def touched_elements(run: Run, area: str) -> pd.DataFrame:
    """Common elements that an area's tied findings or interventions are about, each with its passage.

    Findings through the coder's links (a part counts through its whole when it has no link of its own); interventions
    through their type (table `type_elements`). Touching an element says nothing about whether it works there.
    Returns common, common_nl and common_en (its label), theme, via (finding or intervention), label_nl, label_en,
    section, strength (of the link; type for interventions). Raises ParameterError for an area that does not exist.
    """
    links = run.tables.finding_links
    links = links[links["common"].isin(common_findings(run, "element")["finding"])]
    rows = []
    for tied in each_row(evidence.tied_findings(run, area), _Tied):
        linked = links[links["finding"] == tied.finding]
        if linked.empty and isinstance(tied.parent, str):
            linked = links[links["finding"] == tied.parent]
        for link in each_row(linked, _Link):
            rows.append(
                {"common": link.common, "theme": tied.theme, "via": "finding", "label_nl": tied.label_nl}
                | {"label_en": tied.label_en, "section": tied.section, "strength": link.strength}
            )
    types = run.tables.type_elements.set_index("type")["common"]
    interventions = run.tables.interventions
    interventions = interventions[(interventions["area"] == area) & interventions["type"].isin(types.index)]
    for row in each_row(interventions.drop_duplicates(["theme", "name_nl"]), _Intervention):
        rows.append(
            {"common": types[row.type], "theme": row.theme, "via": "intervention", "label_nl": row.name_nl}
            | {"label_en": row.name_en, "section": row.section, "strength": "type"}
        )
    columns = ["common", "theme", "via", "label_nl", "label_en", "section", "strength"]
    found = pd.DataFrame(rows, columns=columns).sort_values(["common", "via"])
    labels = run.tables.findings.set_index("finding")
    return found.assign(**{f"common_{code}": found["common"].map(labels[f"label_{code}"]) for code in LANGUAGES})


def stated_links(run: Run, area: str) -> pd.DataFrame:
    """Links between two themes that the report states of the area, or for themes that both have interventions there.

    That a link is stated elsewhere does not mean that it occurs here. Returns from_theme, to_theme, links (number of
    stated passages), own (those of them about the area itself), and one example, of the area if there is one, with
    of_area (the name of the area that it is of, or empty) and section. Raises ParameterError for an area that does not
    exist.
    """
    check_area(area, run.tables.areas["area"])
    themes = set(run.tables.interventions.loc[run.tables.interventions["area"] == area, "theme"])
    links = run.tables.spillovers
    links = links[(links["basis"] == "stated") & (links["from_theme"] != links["to_theme"])]
    names = run.tables.areas.set_index("area")["name"]
    links = links.assign(own=links["area"] == area, of_area=links["area"].map(names).fillna(""))
    pair = ["from_theme", "to_theme"]
    has_own = links.groupby(pair)["own"].transform("any")  # then all passages of the pair count, not its own alone
    links = links[has_own | (links["from_theme"].isin(themes) & links["to_theme"].isin(themes))]
    grouped = links.sort_values("own", ascending=False, kind="stable").groupby(pair, sort=False)
    return grouped.agg(
        links=("spillover", "count"),
        own=("own", "sum"),
        of_area=("of_area", "first"),
        example_nl=("example_nl", "first"),
        example_en=("example_en", "first"),
        section=("section", "first"),
    ).reset_index()


# The area's figures beside what was done -----------------------------------------------------------------

Bearing = Literal["nothing", "no-figures", "no-approaches", "named", "organisations", "before", "everyone"]


class BesideRow(Record):
    """A row of `beside`."""

    theme: str
    figures: list[courses.ChangeRow]
    last_year: int | None
    approaches: int
    kinds: dict[str, int]
    parts: int
    only_named: int
    planned: int
    findings: int
    bearing: Bearing


@remembered
def beside(run: Run, area: str) -> pd.DataFrame:
    """Theme by theme the area's own figures and their course, beside what was done and what was found there.

    Returns a row per theme: theme, figures (list of rows of `courses.change` of its series that have a value of the
    area), last_year (of the latest of these figures, or None), approaches (number that the report names), kinds (how
    many of each concreteness, in the order of CONCRETENESS; last as "named" those of which the report has no more than
    a name that does not tell), parts (that are a part of another one), only_named (`evidence.only_named`), planned
    (that the report calls wholly or partly a plan), findings (number that the report ties to the area) and bearing: the
    first that holds of why figures and approaches do not bear on each other:

    - nothing: there is neither; no-figures, no-approaches (none is named: that is not that there are none);
    - named: of none is more known than a name;
    - organisations: no approach is for residents (FOR_RESIDENTS), so no figure of residents can show it;
    - before: no figure is of `courses.STARTED` or later;
    - everyone: figures count all residents and whatever else happened, approaches reach some of them.

    There is no outcome by which a figure shows what an approach did. Raises ParameterError for an area that does not
    exist.
    """
    named, tied = evidence.named_interventions(run, area), evidence.tied_findings(run, area)
    every = series.area_series(run, area)
    known = every[(every["role"] == "area") & every["value"].notna()]
    changed = courses.change(run, area)
    rows = []
    for theme in THEMES:
        names = series.of_theme(run, theme)
        of_theme = changed[changed["indicator"].isin(names) & (changed["outcome"] != "no-value")]
        years = known.loc[known["indicator"].isin(names), "year"]
        last, done = int(years.max()) if len(years) else None, named[named["theme"] == theme]
        kinds = _kinds(done)
        found: dict[str, object] = {
            "theme": theme,
            "figures": _rows(of_theme),
            "last_year": last,
            "approaches": len(done),
        }
        found |= {"kinds": kinds, **_of_these(done), "findings": int((tied["theme"] == theme).sum())}
        found["bearing"] = _bearing(last, kinds, only_names=bool((done["content"] == "name").all()))
        rows.append(found)
    return pd.DataFrame(rows).astype({"last_year": "Int64"})


def _of_these(done: pd.DataFrame) -> dict[str, int]:
    """How many approaches are a part of another one, only named, or wholly or partly a plan."""
    are = {
        "parts": done["part_of"].notna(),
        "only_named": evidence.only_named(done),
        "planned": done["content"] == "plan",
    }
    return {what: int(rows.sum()) for what, rows in are.items()}


def _kinds(done: pd.DataFrame) -> dict[str, int]:
    """How many approaches there are of each concreteness, and as "named" of which a name tells not even that."""
    kind_of = done["concreteness"].mask((done["content"] == "name") & (done["type"] == "other"), "named")
    return {kind: n for kind in (*CONCRETENESS, "named") if (n := int((kind_of == kind).sum()))}


def _bearing(last_year: int | None, kinds: dict[str, int], only_names: bool) -> Bearing:
    """only_names: whether the report has no more than a name of any approach, so that none is known to be done."""
    if last_year is None:
        return "no-figures" if kinds else "nothing"
    if not kinds:
        return "no-approaches"
    if only_names:
        return "named"
    if not set(kinds) & {*evidence.FOR_RESIDENTS, "named"}:
        return "organisations"
    return "before" if last_year < courses.STARTED else "everyone"
