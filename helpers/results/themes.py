"""The section of a theme by rules (docs/methods.md): what is known of an area, in which order, and what to ask.

No score, no ranking, and no claim that something caused an outcome. All functions raise ParameterError for an area or
theme that does not exist.

>>> results.themes.by_evidence(run, run.area)
['re-integratie', 'jonge-kind', 'veerkracht', 'armoede', 'sociale-cohesie']
"""

from collections.abc import Hashable, Mapping
from typing import Any, Literal

import pandas as pd

from helpers.contract.parameters import check_area
from helpers.contract.vocabulary import FINDING_KINDS, LANGUAGES, THEMES, TOLD
from helpers.methods.intervals import Interval
from helpers.results import evidence, similar, spread
from helpers.results.indicators import direction
from helpers.results.register import area_context
from helpers.results.series import area_series
from helpers.rows import Record, each_row
from helpers.session import Run, check_theme, remembered

# The figure of a theme that districts have: of 2022, or a part of the Leefbaarometer. Of children there is how many
# there are: no district has a figure on pre-school education.
FIGURES = {
    "armoede": "cbs-laag-inkomen",
    "re-integratie": "cbs-arbeidsparticipatie",
    "veerkracht": "lbm-overlast",
    "jonge-kind": "cbs-leeftijd-0-14",
    "sociale-cohesie": "lbm-samenhang",
}

# What the report says of an area and a theme. found: findings are tied to the area. none-tied: the area is one of
# those that the findings come from, but none is tied to it. other-phase: it took part, but the findings come from a
# phase that it was not in. not-studied: the study was elsewhere. not-listed: the study names all areas but this one.
STATES = ("found", "none-tied", "other-phase", "not-studied", "not-listed")

QUESTIONS = 3  # on the hand-out
_OF_RESULTS = ["results", "results_only_named"]
_BARRIER_RULES = {"problem": "barrier", "mixed": "barrier_mixed"}  # what is solved or past is asked about otherwise
_ORDER = {"success": 0, "problem": 0, "mixed": 1, "advice": 2}  # what is experienced before what has two sides


class StateRow(evidence.ViaRow):
    """A row of `states`, in part."""

    theme: str
    state: str
    known: bool
    approaches: int
    findings: int
    n_areas: int
    phase: str


class DistrictRow(Record):
    """A row of `districts`, in part. value is None where the status says why."""

    indicator: str
    unit: str
    polarity: str
    nature: str
    decimals: int
    year: int
    role: Literal["area", "district", "similar", "nl"]
    name: str
    value: Interval | None
    status: str
    rough: bool
    against_nl: str


class QuestionRow(Record):
    """A row of `question`, in part."""

    rule: str
    themes: list[str]
    approaches: int
    label_nl: str
    label_en: str
    section: str


# What is known ----------------------------------------------------------------------------------------


@remembered
def states(run: Run, area: str) -> pd.DataFrame:
    """What the report says of an area, theme by theme: first the themes of which it says something, in its own order.

    Returns theme, name_nl, name_en, state (one of STATES), known (whether the report places an approach or a finding in
    the area, or a part of the study), approaches and findings (numbers of what the page of the theme shows of the area
    itself), n_areas (that the findings of the theme come from), phase (of the study that they come from; empty
    where that is all of it) and the columns of `evidence.done_elsewhere`.
    """
    check_area(area, run.tables.areas["area"])
    names = run.tables.themes.set_index("theme")
    approaches = evidence.named_interventions(run, area)["theme"].value_counts()
    tied = evidence.tied_findings(run, area)["theme"].value_counts()
    rows = []
    for theme in THEMES:
        numbers = {"approaches": int(approaches.get(theme, 0)), "findings": int(tied.get(theme, 0))}
        state, scope = _state(run, area, theme, numbers["findings"])
        rows.append(
            {"theme": theme, "name_nl": names.loc[theme, "name_nl"], "name_en": names.loc[theme, "name_en"]}
            | {"state": state, "known": any(numbers.values()) or state in ("none-tied", "other-phase")}
            | numbers
            | {"n_areas": len(evidence.scope_areas(run, theme, scope)), "phase": scope.removeprefix("study")}
        )
    found = pd.DataFrame(rows).merge(evidence.done_elsewhere(run, area), on="theme")
    found["phase"] = found["phase"].str.removeprefix("phase-")
    return found.sort_values("known", ascending=False, kind="stable").reset_index(drop=True)


def _state(run: Run, area: str, theme: str, findings: int) -> tuple[str, str]:
    """The state of a theme, and the scope of its working elements: the study says with these what it is about."""
    (scope,) = set(evidence.study_findings(run, theme, "element")["scope"])
    participation = evidence.participation(run, area, theme)
    if findings:
        return "found", scope
    if participation["took_part"].any():
        return "none-tied" if evidence.visited(run, area, theme) else "other-phase", scope
    return "not-listed" if participation["absence"].iloc[0] == "not-listed" else "not-studied", scope


def by_evidence(run: Run, area: str) -> list[str]:
    """The themes, first those of which the report says most about the area itself; ties in chapter order."""
    rows = evidence.summary(run, area)
    visits = dict.fromkeys(evidence.ABSENT, 0) | {"1": 1, "2": 1, "1+2": 2}
    rows = rows.assign(phases=rows["phases"].map(visits))
    return list(rows.sort_values(["findings", "phases"], ascending=False)["theme"])


# What was found ---------------------------------------------------------------------------------------


@remembered
def findings(run: Run, area: str, theme: str) -> pd.DataFrame:
    """What the report ties to the area, by kind, in the order in which it is shown.

    Within a kind: what the table `page_one` names for the area; what is experienced before what has two sides and what
    is an advice; what is tied to the area before what is tied to an approach there; the order of the report. Returns
    the rows of `evidence.named_findings`, and approach: the approach there whose name the label begins with, or "".
    """
    rows = evidence.named_findings(run, area, theme)
    order = rows.assign(
        kind=rows["kind"].map(FINDING_KINDS.index),
        other=~rows["finding"].isin(_shown(run, area)),
        nature=rows["nature"].map(_ORDER).fillna(0),
        by_approach=rows["basis"] == "via-intervention",
    )
    found = rows.loc[order.sort_values(["kind", "other", "nature", "by_approach"]).index]
    names = evidence.named_interventions(run, area)["name_nl"].str.split("/").explode()
    begins = found["label_nl"].str.split(": ", n=1).str[0]
    return found.assign(approach=begins.where(begins.isin(names) & found["label_nl"].str.contains(": "), ""))


def of_study(run: Run, area: str, theme: str) -> pd.DataFrame:
    """What the study of a theme found in its areas together: `evidence.group_findings` in the order of the page.

    By scope (the whole study first) and kind; within these what holds in each of the areas, last what the report ties
    to other areas alone, between them what the table `page_one` names for all areas, then the order of the report.
    """
    rows = evidence.group_findings(run, area, theme)
    places = _shown(run, None)
    ties = run.tables.finding_areas
    ties = ties[ties["basis"] != "as-group"]
    of_others = set(ties["finding"]) - set(ties.loc[ties["area"] == area, "finding"])
    order = rows.assign(
        scope=rows["scope"] != "study",
        kind=rows["kind"].map(FINDING_KINDS.index),
        each=~rows["each"],
        of_others=rows["finding"].isin(of_others),
        place=rows["finding"].map(places).fillna(len(places)),
    )
    return rows.loc[order.sort_values(["scope", "kind", "each", "of_others", "place"]).index]


def all_findings(run: Run, area: str) -> pd.DataFrame:
    """The rows of `findings` of every theme, in chapter order."""
    return pd.concat([findings(run, area, theme) for theme in THEMES])


def shared_findings(run: Run, area: str) -> pd.DataFrame:
    """What studies found in areas of which this is one, of every theme where they tie nothing to it.

    Returns the rows of `of_study` that come also from the area.
    """
    found = pd.concat([of_study(run, area, theme) for theme in THEMES])
    return found[found["own"].astype(bool) & ~found["theme"].isin(evidence.tied_findings(run, area)["theme"])]


def _shown(run: Run, area: str | None) -> dict[str, int]:
    """The findings that the table `page_one` names for an area (None: for all areas of a study), with their places."""
    rows = run.tables.page_one
    rows = rows[rows["area"].isna() if area is None else rows["area"] == area]
    return dict(zip(rows["finding"], rows["place"], strict=True))


# Questions --------------------------------------------------------------------------------------------


def question(run: Run, area: str, theme: str) -> pd.DataFrame:
    """The question for the local agenda that a theme gives: one row, or none where the report says nothing of the area.

    In this order: a barrier that the report ties to the area (barrier: a problem; barrier_mixed: one that has two
    sides; barrier_of_approach: either, where it speaks of an approach; never a success or an advice); a recommendation
    that it ties to the area, else the first that comes (also) from it (theme); what is known of the results of what is
    done there (results; results_only_named: where it does not say of any approach what the area does).

    Returns rule, themes (list), approaches (number, 0 where the rule is about a finding), label_nl and label_en (that
    stand alone) and section; None where a rule has none.
    """
    found = _question(run, area, theme)
    return pd.DataFrame([found] if found else [], columns=_QUESTION)


_QUESTION = ["rule", "themes", "approaches", "label_nl", "label_en", "section"]


def _question(run: Run, area: str, theme: str) -> dict[str, Any] | None:
    tied = findings(run, area, theme)
    barriers = tied[(tied["kind"] == "barrier") & tied["nature"].isin(_BARRIER_RULES)]
    if len(barriers):
        first = barriers.iloc[0]
        of_approach = first["basis"] == "via-intervention"
        rule = "barrier_of_approach" if of_approach else _BARRIER_RULES[first["nature"]]
        return _asked(rule, first.to_dict(), theme)
    advices = tied[tied["kind"] == "recommendation"]
    if advices.empty:
        advices = evidence.study_findings(run, theme, "recommendation")
        own = {scope: area in evidence.scope_areas(run, theme, scope) for scope in advices["scope"].unique()}
        advices = advices[advices["scope"].map(own).astype(bool)]
    if len(advices):
        return _asked("theme", advices.iloc[0].to_dict(), theme)
    named = evidence.interventions(run, area, theme)
    if len(named):
        told = named["content"].isin(TOLD).any()
        return {"rule": "results" if told else "results_only_named", "themes": [theme], "approaches": len(named)}
    return None


def _asked(rule: str, finding: Mapping[Hashable, Any], theme: str) -> dict[str, Any]:
    labels = {
        f"label_{language}": finding[f"label_{language}"] if pd.isna(alone) else alone
        for language in LANGUAGES
        for alone in [finding[f"alone_{language}"]]
    }
    return {"rule": rule, "themes": [theme], "approaches": 0, "section": finding["section"]} | labels


def questions(run: Run, area: str) -> pd.DataFrame:
    """The rows of `question` of the themes that the report says most about here, at most QUESTIONS, in chapter order.

    Those on results are one question, about all themes that it is asked of: as where the report says most.
    """
    rows = pd.concat([question(run, area, theme) for theme in by_evidence(run, area)], ignore_index=True)
    is_results = rows["rule"].isin(_OF_RESULTS)
    others, asked = rows[~is_results], rows[is_results]
    of_results = asked.sort_values("rule", key=lambda rule: rule.map(_OF_RESULTS.index), kind="stable").head(1)
    if len(of_results):
        themes = sorted(asked["themes"].str[0], key=THEMES.index)
        of_results = of_results.assign(
            themes=pd.Series([themes], of_results.index, dtype=object), approaches=asked["approaches"].sum()
        )
    found = pd.concat([others.head(QUESTIONS - len(of_results)), of_results], ignore_index=True)
    return found.sort_values(
        "themes", key=lambda themes: themes.str[0].map(THEMES.index), kind="stable", ignore_index=True
    )


# Figures of districts -----------------------------------------------------------------------------------


FEW = 1000  # residents: a figure of so few people moves by itself


@remembered
def districts(run: Run, area: str, theme: str) -> pd.DataFrame:
    """The figure of a theme (FIGURES) of an area and its districts, beside similar districts and the Netherlands.

    Returns the facts of the indicator, theme, year, source and a row per role, none when the area has no figure of any
    year: area, district (highest first, those without a value last; none when there is one only, whose figure is that
    of the area), similar (only for what districts were not chosen
    by) and nl, where there is one. name: of the area or district; value: Interval of what `register.own_values`,
    rounding or `similar.level` leave open (in the indicator's unit), None where the status says why; rough: whether a
    mark must show it as such (the districts only come near the area, similar districts are less alike, or fewer than
    FEW residents live in the district); against_nl: higher, lower, undecided or missing.
    """
    check_theme(run.tables, theme)
    found = spread.districts(run, area, [FIGURES[theme]])
    found = found.merge(run.tables.indicators[["indicator", "caveat_nl", "caveat_en"]], on="indicator")
    columns = [*_FACTS, "theme", "year", "source", *_OF_ROLE, "against_nl"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    others = pd.DataFrame(_others(run, area, FIGURES[theme]), columns=_OF_ROLE)
    is_area = others["role"] == "area"
    inside = _by_value(found if len(found) > 1 else found.head(0))
    rows = pd.concat([others[is_area], inside, others[~is_area]], ignore_index=True)
    facts = {name: found[name].iloc[0] for name in (*_FACTS, "year", "source")}
    (nl,) = others.loc[others["role"] == "nl", "value"].tolist() or [None]
    gaps = [row.value - nl if row.value and nl and row.role != "nl" else None for row in each_row(rows, _OfRole)]
    against_nl = [direction(gap, "neutral") for gap in gaps]
    return rows.assign(**facts, theme=theme, against_nl=against_nl)[columns]


_FACTS = [
    *("indicator", "name_nl", "name_en", "unit", "polarity", "decimals", "nature", "caveat_nl", "caveat_en"),
]
_OF_ROLE = ["role", "name", "value", "status", "rough"]


class _OfRole(Record):
    role: str
    value: Interval | None


def _by_value(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of `spread.districts` with the columns _OF_ROLE: the highest value first, those without one last."""
    in_order = found.sort_values(["value", "wk_name"], ascending=[False, True], na_position="last")
    values = [spread.rounded(row) for row in each_row(in_order, spread.RoundedRow)]
    rows = in_order.assign(value=pd.Series(values, in_order.index))
    return rows.assign(role="district", name=rows["wk_name"], rough=rows["population"] < FEW)[_OF_ROLE]


def _others(run: Run, area: str, indicator: str) -> list[dict[str, object]]:
    """The rows of the area, of similar districts and of the Netherlands; only the area has one without a value."""
    levels = similar.level(run, area)
    (match,) = set(levels["match"])
    levels = levels[(levels["indicator"] == indicator) & (levels["role"] == similar.OUTCOME)]
    context = area_context(run, area).set_index("indicator")
    if indicator in context.index:
        own, status, nl = context.loc[indicator, ["own", "status", "nl"]]
    else:
        series = area_series(run, area, [indicator])
        own, status = series.loc[series["role"] == "area", ["value", "status"]].iloc[-1]
        nl = None
    name = run.tables.areas.set_index("area").loc[area, "name"]
    found = [
        {"role": "area", "name": name, "value": own, "status": status, "rough": match == "proxy"},
        *(
            {"role": "similar", "name": "", "value": row.similar, "status": "ok", "rough": row.quality == "poor"}
            for row in each_row(levels, similar.LevelRow)
        ),
        {"role": "nl", "name": "", "value": nl, "status": "ok", "rough": False},
    ]
    return [row for row in found if row["value"] or row["role"] == "area"]
