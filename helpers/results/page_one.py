"""The first page of a factsheet by rules (docs/methods.md): which figures, elements and questions stand there.

No score, no ranking, and no claim that something caused an outcome. All functions raise ParameterError for an area that
does not exist.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from helpers.contract.vocabulary import COMMON, LANGUAGES, THEMES
from helpers.results import evidence, synthesis
from helpers.session import Run

ELEMENTS = 3  # of each study: more do not fit beside the questions
THEMES_ASKED = 3
_BARRIER_RULES = {"problem": "barrier", "mixed": "barrier_mixed"}  # what is solved or past is asked about otherwise
FEWEST_QUESTIONS = 4


def themes_by_evidence(run: Run, area: str) -> list[str]:
    """The themes, first those of which the report says most about the area itself; ties in chapter order."""
    rows = evidence.summary(run, area)
    visits = dict.fromkeys(evidence.ABSENT, 0) | {"1": 1, "2": 1, "1+2": 2}
    rows = rows.assign(phases=rows["phases"].map(visits))
    return list(rows.sort_values(["findings", "phases"], ascending=False, kind="stable")["theme"])


# What works -----------------------------------------------------------------------------------------


def working_elements(run: Run, area: str) -> pd.DataFrame:
    """Elements of the studies that visited the area; the common ones of chapter 7 if none did.

    Of each study those of the table `page_one`: first the one that the report ties to the area, in its words for this
    area, then those for all areas of the study, without the one that the first is (a part of).
    Returns rows of the table `findings` with tied (whether it is about the area by itself) and said_of: "area" (the
    study's elements come also from the area), "others" (the area took part in the study, but not in the phase that its
    elements come from) or "all" (chapter 7).
    """
    studies = [theme for theme in THEMES if evidence.participation(run, area, theme)["took_part"].any()]
    found = []
    for theme in studies:
        said_of = "area" if evidence.visited(run, area, theme) else "others"
        found.append(_elements(run, area, theme).assign(said_of=said_of))
    if not any((rows["said_of"] == "area").any() for rows in found):
        return evidence.study_findings(run, COMMON, "element").assign(said_of="all", tied=False)
    return pd.concat(found)


def _elements(run: Run, area: str, theme: str) -> pd.DataFrame:
    """Those that page one shows of a study that the area took part in, with n_areas of their scope."""
    tied = evidence.named_findings(run, area, theme)
    tied = tied[(tied["kind"] == "element") & tied["finding"].isin(_shown(run, area))]
    places = _shown(run, None)
    rows = run.tables.findings
    rows = rows[(rows["theme"] == theme) & (rows["kind"] == "element") & rows["finding"].isin(places)]
    rows = rows[~rows["finding"].isin([*tied["finding"], *tied["parent"]])]
    rows = rows.sort_values("finding", key=lambda column: column.map(places))
    both = pd.concat([tied.assign(tied=True), rows.assign(tied=False)]).head(ELEMENTS)
    return both.assign(n_areas=[len(evidence.scope_areas(run, theme, scope)) for scope in both["scope"]])


def _shown(run: Run, area: str | None) -> dict[str, int]:
    """The findings that page one shows for an area (None: for all areas of a study), with their places."""
    rows = run.tables.page_one
    rows = rows[rows["area"].isna() if area is None else rows["area"] == area]
    return dict(zip(rows["finding"], rows["place"], strict=True))


# Questions ------------------------------------------------------------------------------------------


def questions(run: Run, area: str) -> pd.DataFrame:
    """Questions for the local agenda, at most six, in this order.

    1 a recommendation of at most three themes with a study or interventions: one that the report ties to the area,
    else the first; those that come (also) from the area, and only when there are none those of other areas, which say
    so; 2 a barrier that the report ties to the area; 3 themes with interventions but no study: what is known of their
    results; 4 a barrier that every chapter has and chapter 7 gives no recommendation for; filled up with common
    recommendations to at least four.

    Returns rule (theme, theme_elsewhere, barrier, barrier_mixed, results, unanswered, common), themes (list), label_nl
    and label_en (labels that stand alone), section and n_areas (that a recommendation comes from); None where a rule
    has no such thing.
    """
    summary = evidence.summary(run, area)
    found = _recommendations(run, area, set(summary.loc[summary["unknown"] != "theme", "theme"]))
    found += _tied_barrier(run, area)
    without_study = list(summary.loc[summary["unknown"] == "results", "theme"])
    if without_study:
        found.append({"rule": "results", "themes": without_study})
    found += _unanswered(run)
    common = synthesis.common_findings(run, "recommendation").head(max(0, FEWEST_QUESTIONS - len(found)))
    found += [_question("common", row) for row in common.to_dict("records")]
    return pd.DataFrame(found, columns=["rule", "themes", "label_nl", "label_en", "section", "n_areas"])


def _question(
    rule: str, finding: Mapping[Hashable, Any], themes: Iterable[str] = (), n_areas: int | None = None
) -> dict[str, Any]:
    facts = {"section": finding["section"]} | {
        f"label_{language}": finding[f"label_{language}"] if pd.isna(alone) else alone
        for language in LANGUAGES
        for alone in [finding[f"alone_{language}"]]
    }
    return {"rule": rule, "themes": list(themes), "n_areas": n_areas} | facts


def _recommendations(run: Run, area: str, known: set[str]) -> list[dict[str, Any]]:
    """Of the themes that the report says most about here; in the order of the chapters, as everywhere on the page."""
    found = [_recommendation(run, area, theme) for theme in themes_by_evidence(run, area) if theme in known]
    asked = [question for question in found if question["rule"] == "theme"] or found
    return sorted(asked[:THEMES_ASKED], key=lambda question: THEMES.index(question["themes"][0]))


def _recommendation(run: Run, area: str, theme: str) -> dict[str, Any]:
    tied = evidence.named_findings(run, area, theme)
    tied = tied[tied["kind"] == "recommendation"]
    first = (tied if len(tied) else evidence.study_findings(run, theme, "recommendation")).iloc[0]
    areas = evidence.scope_areas(run, theme, first["scope"])
    rule = "theme" if len(tied) or area in areas else "theme_elsewhere"
    return _question(rule, first.to_dict(), [theme], len(areas))


def _tied_barrier(run: Run, area: str) -> list[dict[str, Any]]:
    """The barrier that the report ties to the area: a problem before what has two sides; never a success or an advice.

    Of these one that the text ties to the area by name before one of an intervention there, then in chapter order.
    Where that gives a detail that says little of the area, the table `page_one` names another.
    """
    tied = evidence.tied_findings(run, area)
    tied = tied[(tied["kind"] == "barrier") & tied["nature"].isin(_BARRIER_RULES)]
    tied = tied.assign(
        other=~tied["finding"].isin(_shown(run, area)),
        mixed=tied["nature"] != "problem",
        by_approach=tied["basis"] != "named",
        chapter=tied["theme"].map(THEMES.index),
    ).sort_values(["other", "mixed", "by_approach", "chapter"], kind="stable")
    first = tied.head(1).to_dict("records")
    return [_question(_BARRIER_RULES[barrier["nature"]], barrier, [barrier["theme"]]) for barrier in first]


def _unanswered(run: Run) -> list[dict[str, Any]]:
    """The first common barrier that findings of every chapter support and no recommendation answers directly."""
    support = synthesis.support_matrix(run, "barrier")
    everywhere = support.index[(support == "strong").all(axis=1)]
    answers = synthesis.unanswered_barriers(run).set_index("barrier")["strong"]
    barriers = synthesis.common_findings(run, "barrier")
    open_ones = barriers[barriers["finding"].isin([name for name in everywhere if not answers[name]])]
    return [_question("unanswered", row) for row in open_ones.head(1).to_dict("records")]
