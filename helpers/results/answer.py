"""The first section of a factsheet: what its sentences and its strips rest on, by written rules (docs/methods.md).

Nothing here scores or ranks an area, and no difference is said to come from the grant. Where something is not known,
the outcome of the rule says so.

>>> levels = results.answer.levels(run, run.area, ["cbs-laag-inkomen"])
>>> print(levels[["own", "similar", "gap", "direction", "outcome"]].to_string(index=False))
                         own                    similar                          gap direction outcome
49.6386 (49.5256 to 49.7516) 42.58 (38.6574 to 46.0126) 7.05858 (3.51294 to 11.0942)     worse  higher
"""

from collections.abc import Sequence

import pandas as pd

from helpers.contract.parameters import check_area, check_names
from helpers.contract.vocabulary import FINDING_KINDS, LANGUAGES, MISSING_REASONS, THEMES
from helpers.methods.intervals import Interval
from helpers.results import courses, evidence, register, similar, spread
from helpers.results.similar import LevelRow
from helpers.results.themes import by_evidence
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record, each_row
from helpers.session import Run, kinds_of, remembered

# Of the figures in percent: outcomes first, then what the similar districts were chosen on, as a reader sees by it how
# alike they are.
KEY_FIGURES = (
    *("cbs-laag-inkomen", "cbs-arbeidsparticipatie", "cbs-hoog-opgeleid"),
    *("cbs-koopwoningen", "cbs-leeftijd-65plus"),
)
LEAD = KEY_FIGURES[0]  # what the first sentence is about
RESIDENTS = "cbs-inwoners"

# What is said of a level beside similar districts. unsure: fewer than three in four of the other choices of districts
# give the same direction, or the figure has an error that is not known (`results.uncertainty`).
LEVELS = ("higher", "lower", "higher-unsure", "lower-unsure", "undecided", "poor", "no-similar", "no-value")
_ENOUGH = 0.75

# Whose value a row of `key_figures` is: lowest and highest are of the area with one of its districts left out.
WHOSE = ("area", "lowest", "highest", "similar", "municipality", "nl", "district")


# Level --------------------------------------------------------------------------------------------------
class AnswerRow(LevelRow):
    """A row of `levels`, in part."""

    municipality: Interval | None
    agree: int
    others: int
    outcome: str
    lowest: float
    highest: float
    span: float
    lowest_without: str
    highest_without: str
    reason: str
    match: str


def levels(run: Run, area: str, indicators: Sequence[str] = ()) -> pd.DataFrame:
    """An area beside similar districts, its municipality and the Netherlands: a row per figure in percent of 2022.

    indicators: in this order; all in percent that `similar.level` has when empty. Returns the rows of `similar.level`
    with the caveat of the indicator, municipality (Interval or None), outcome (one of LEVELS: what may be said), agree
    of others (how many of the choices of `similar.sensitivity` that give other districts give the same direction; both
    0 for what was matched on), and lowest, highest, span, lowest_without, highest_without, reason of `spread.ranges`.

    Raises ParameterError for an area or indicator that is not there.
    """
    rows = _levels(run, area).set_index("indicator", drop=False)
    check_names("indicator", indicators, rows.index, kinds_of(run.tables))
    return rows.loc[list(indicators) or rows.index].reset_index(drop=True)


@remembered
def _levels(run: Run, area: str) -> pd.DataFrame:
    """All figures in percent."""
    rows = similar.level(run, area)
    rows = rows[rows["unit"] == "percent"].reset_index(drop=True)
    context = register.area_context(run, area).set_index("indicator")["municipality"]
    varied = {indicator: _agreement(of) for indicator, of in similar.sensitivity(run, area).groupby("indicator")}
    agreement = [varied.get(indicator, (0, 0)) for indicator in rows["indicator"]]
    ranges = spread.ranges(run, area)[["indicator", *_RANGE]]
    caveats = run.tables.indicators[["indicator", *(f"caveat_{code}" for code in LANGUAGES)]]
    rows = rows.assign(
        municipality=pd.Series([context[indicator] for indicator in rows["indicator"]], rows.index),
        agree=[agree for agree, _ in agreement],
        others=[others for _, others in agreement],
    )
    rows = rows.merge(ranges, on="indicator", how="left", validate="one_to_one").merge(caveats, on="indicator")
    return rows.assign(outcome=[level_outcome(row) for row in each_row(rows, _Compared)])


_RANGE = ["lowest", "highest", "span", "lowest_without", "highest_without", "reason"]


def _agreement(rows: pd.DataFrame) -> tuple[int, int]:
    """How many of the choices of other districts have the direction of the choice itself, and their number."""
    chosen = rows.loc[rows["variation"] == similar.CHOSEN, "direction"].iloc[0]
    others = rows.loc[~rows["same"], "direction"]
    return int((others == chosen).sum()), len(others)


class _Compared(Record):
    own: Interval | None
    similar: Interval | None
    gap: Interval | None
    quality: str
    agree: int
    others: int
    nature: str


def level_outcome(row: _Compared) -> str:
    """What may be said of a figure beside similar districts: one of LEVELS.

    higher and lower only when the interval of the gap lies on one side of zero: rounding and weights of the area's
    figure, and which districts there were to choose from. They are unsure when fewer than three in four of the other
    choices agree, and for a figure of a survey or model, whose own error that interval does not hold. Nothing is said
    beside districts that are a poor match.
    """
    if row.own is None:
        return "no-value"
    if row.similar is None or row.gap is None:
        return "no-similar"
    if row.quality == "poor":
        return "poor"
    if row.gap.sign == 0:
        return "undecided"
    word = "higher" if row.gap.sign > 0 else "lower"
    sure = row.agree >= _ENOUGH * row.others and not unknown_error(row.nature)
    return word if sure else f"{word}-unsure"


def is_said(row: AnswerRow) -> bool:
    """Whether a level is called higher or lower, possibly too: only then is there something to agree with."""
    return row.outcome.startswith(("higher", "lower"))


# Values -------------------------------------------------------------------------------------------------
class KeyFigureRow(Record):
    """A row of `key_figures`."""

    indicator: str
    decimals: int
    polarity: str
    role: str
    whose: str
    key: str
    name: str
    value: Interval | None
    holds: str
    rough: bool
    reason: str


def key_figures(run: Run, area: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Every value that stands beside the figures of an area: a row per figure and WHOSE it is, its districts last.

    An area of one district is that district: it has no row of its own. rows: of `levels`. Returns, by figure in the
    order of rows: indicator, decimals, polarity, role (of `similar.level`), whose, key (whose, or the code of a
    district), name (of a district, else empty), value (Interval in percent, or None), holds (what its limits hold:
    adding-up, rounding, choice or nothing), rough (the area's districts are only near it, or the similar districts are
    a poor match) and reason of a missing value. Lowest and highest are only there when both are known. Raises
    ParameterError for an area that does not exist.
    """
    districts = spread.districts(run, area)
    found = []
    for row in each_row(rows, AnswerRow):
        facts = {name: getattr(row, name) for name in _FACTS}
        values = _of_area(row) + _beside(row)
        inside = districts[districts["indicator"] == row.indicator]
        if len(inside) > 1:
            values += [_district(of_area) for of_area in each_row(inside, spread.DistrictValueRow)]
        found += [facts | dict(zip(_VALUE, value, strict=True)) for value in values]
    return pd.DataFrame(found, columns=[*_FACTS, *_VALUE]).astype({"value": "object"})


_FACTS = ("indicator", "decimals", "polarity", "role")
_VALUE = ("whose", "key", "name", "value", "holds", "rough", "reason")
_Value = tuple[str, str, str, Interval | None, str, bool, str]


def _of_area(row: AnswerRow) -> list[_Value]:
    rough = row.match == "proxy"
    holds = "rounding" if row.reason == "one-district" else "adding-up"
    missing = row.status if row.status in MISSING_REASONS else "not-published"
    found: list[_Value] = [("area", "area", "", row.own, holds, rough, "" if row.own else missing)]
    if not row.reason:
        ends = {"lowest": row.lowest, "highest": row.highest}
        found += [(end, end, "", Interval.exact(value), "nothing", rough, "") for end, value in ends.items()]
    return found


def _beside(row: AnswerRow) -> list[_Value]:
    others = {"similar": row.similar, "municipality": row.municipality, "nl": row.nl}
    return [
        (
            *(whose, whose, "", value, "choice" if whose == "similar" else "rounding"),
            *(whose == "similar" and row.quality == "poor", "" if value else "not-published"),
        )
        for whose, value in others.items()
    ]


def _district(row: spread.DistrictValueRow) -> _Value:
    value = spread.rounded(row)
    return "district", row.wk_code, row.wk_name, value, "rounding", False, "" if value else row.status


# Sentences ----------------------------------------------------------------------------------------------
class LeadRow(Record):
    """The row of `lead`. Values that are missing are None."""

    level: str
    value: Interval | None
    decimals: int
    rough: bool
    since: int
    until: int | None
    first: Interval | None
    last: Interval | None
    residents: Interval | None
    districts: int


def lead(run: Run, area: str) -> pd.DataFrame:
    """What the first sentences say: one row.

    Returns level (one of LEVELS, of low income), value (the area's own figure, in percent), decimals (of that
    figure), rough (its districts are only near the area), since, until, first and last (of `courses.said`: the
    Leefbaarometer), residents (Interval) and districts (their number). Raises ParameterError for an area that does
    not exist.
    """
    (low,) = each_row(levels(run, area, [LEAD]), AnswerRow)
    course = next(each_row(courses.said(run, area), courses.SaidRow))
    context = register.area_context(run, area)
    (people,) = each_row(context[context["indicator"] == RESIDENTS], register.ContextRow)
    row = {
        **{"level": low.outcome, "value": low.own, "decimals": low.decimals, "rough": low.match == "proxy"},
        **{name: getattr(course, name) for name in ("since", "until", "first", "last")},
        **{"residents": people.own, "districts": people.districts},
    }
    return pd.DataFrame([row]).astype(
        dict.fromkeys(("value", "first", "last", "residents"), "object") | {"until": "Int64"}
    )


class DoneRow(Record):
    """A row of `done`."""

    theme: str
    approaches: int
    parts: int
    only_named: int
    aims: int
    plans: int
    about_nl: str
    about_en: str
    proper_name: bool
    example: bool


def done(run: Run, area: str) -> pd.DataFrame:
    """What the report says was done in an area: a row per theme with approaches, most of them first.

    Returns theme, approaches (number of names, as in the section of the theme), parts (those of them that are a part of
    another), only_named (those of which the report does not say what the area does or plans), aims (those that it names
    as an aim), plans (those that it calls a plan), about_nl, about_en, proper_name (the first by content, see
    `evidence.named_interventions`, that is no plan if there is one; whether that has a name of its own) and example (of
    one row: the first whose approach the report describes, else the first). No rows: the report names none, which does
    not mean that nothing happens.
    """
    named = evidence.named_interventions(run, area)
    found = []
    for theme, rows in named.groupby("theme", sort=False):
        planned = rows["content"] == "plan"
        first = (rows if planned.all() else rows[~planned]).iloc[0]
        about = {f"about_{code}": first[f"about_{code}"] for code in LANGUAGES}
        aims = (rows["concreteness"] == "intention") & ~planned
        counts = {"parts": rows["part_of"].notna(), "only_named": evidence.only_named(rows), "aims": aims}
        counts |= {"plans": planned}
        numbers = {"approaches": len(rows)} | {what: int(of_what.sum()) for what, of_what in counts.items()}
        found.append(
            {
                "theme": theme,
                **numbers,
                **about,
                "proper_name": bool(first["proper_name"]),
                "told": first["content"] == "described",
            }
        )
    rows = pd.DataFrame(found, columns=_DONE).sort_values("approaches", ascending=False, kind="stable")
    rows = rows.reset_index(drop=True)
    best = rows["told"].astype(bool).argmax() if len(rows) else -1
    return rows.assign(example=rows.index == best).drop(columns="told")


_COUNTS = ("approaches", "parts", "only_named", "aims", "plans")
_DONE = ["theme", *_COUNTS, *(f"about_{code}" for code in LANGUAGES), "proper_name", "told"]


class KnowRow(Record):
    """The row of `good_to_know`."""

    match: str
    chosen: int
    poor: int
    quality: str
    unlike: tuple[str, ...]
    edition: str
    contact_nl: str
    contact_en: str


def good_to_know(run: Run, area: str) -> pd.DataFrame:
    """What the few caveats of a page rest on, and its edition: one row.

    Returns match (how well districts cover the area, see `area_wijken`; no-list where none is known), chosen (number of
    similar districts), poor (of them: beyond the limit), quality (of `similar.level`), unlike (a tuple of the variables
    in which their mean is not as the area, by `similar.balance`), and edition and contact of the
    table `edition`, its last row. Raises ParameterError for an area that does not exist.
    """
    level, chosen = levels(run, area, [LEAD]).iloc[0], len(similar.districts(run, area))
    last = run.tables.edition.sort_values("edition").iloc[-1]
    row = {
        **{"match": "no-list" if pd.isna(level["match"]) else level["match"]},
        **{"chosen": chosen, "poor": level["poor"], "quality": level["quality"]},
        "unlike": _unlike(run, area) if chosen else (),
        **{name: last[name] for name in ("edition", *(f"contact_{code}" for code in LANGUAGES))},
    }
    return pd.DataFrame([row])


def _unlike(run: Run, area: str) -> tuple[str, ...]:
    """The variables that are not balanced."""
    balance = similar.balance(run, area)
    return tuple(balance.loc[~balance["balanced"], "variable"])


# What a finding of the first section may be about, for whom it is: residents before those who work for them.
_FOR_RESIDENTS = ("individual", "family", "relational", "neighbourhood")
LONGEST = 22  # words of a finding there, in each language: the whole block has at most forty


class FoundRow(Record):
    """The row of `found`."""

    outcome: str
    findings: int
    kinds: dict[str, int]
    themes: tuple[str, ...]
    label_nl: str
    label_en: str


@remembered
def found(run: Run, area: str) -> pd.DataFrame:
    """What was found in an area: one row.

    Returns outcome, findings (number that the report ties to the area), kinds (how many of each kind, those of a study
    from before the grant as "before"; in this order: before, then FINDING_KINDS), themes (a tuple, in chapter order: of
    these findings, or of the studies) and label_nl, label_en (of one effect, or empty). Outcomes: effect (one that
    people noticed, or that somebody measured; its words say which), listed (findings, none of them an effect short
    enough), group (a study visited the area, but no finding is tied to it) or none (no study did). The effect: of
    residents first, then those that the text ties to the area by name, then the theme with most findings; a success is
    not preferred.
    """
    tied = evidence.tied_findings(run, area)
    summary = evidence.summary(run, area)
    short = pd.Series([_words(row) <= LONGEST for row in each_row(tied, _Label)], tied.index, dtype=bool)
    effects = tied[(tied["kind"] == "effect") & short]
    order = effects.assign(
        others=~effects["level"].isin(_FOR_RESIDENTS),
        by_approach=effects["basis"] != "named",
        place=effects["theme"].map(by_evidence(run, area).index),
    ).sort_values(["others", "by_approach", "place"])
    studied = summary.loc[~summary["phases"].isin(evidence.ABSENT), "theme"]
    themes = [theme for theme in THEMES if theme in set(tied["theme"] if len(tied) else studied)]
    outcome = "effect" if len(order) else "listed" if len(tied) else "group" if themes else "none"
    labels = {f"label_{code}": order[f"label_{code}"].iloc[0] if len(order) else "" for code in LANGUAGES}
    facts = {"outcome": outcome, "findings": len(tied), "kinds": _kinds(tied), "themes": tuple(themes)}
    return pd.DataFrame([facts | labels])


def _kinds(tied: pd.DataFrame) -> dict[str, int]:
    """How many findings there are of each kind; what an older study found says nothing of the time of the grant."""
    kind_of = tied["kind"].mask((tied["study_year"] < courses.STARTED).fillna(False), "before")
    return {kind: n for kind in ("before", *FINDING_KINDS) if (n := int((kind_of == kind).sum()))}


class _Label(Record):
    label_nl: str
    label_en: str


def _words(row: _Label) -> int:
    """Words of the label, in the language that needs most."""
    return max(len(getattr(row, f"label_{code}").split()) for code in LANGUAGES)


class UnknownRow(Record):
    """A row of `not_studied`."""

    theme: str
    approaches: int


def not_studied(run: Run, area: str) -> pd.DataFrame:
    """The themes that no study looked at in an area, in chapter order: theme and approaches (that the report names)."""
    check_area(area, run.tables.areas["area"])
    rows = evidence.summary(run, area)
    rows = rows[rows["phases"].isin(evidence.ABSENT)].rename(columns={"interventions": "approaches"})
    return rows[["theme", "approaches"]].reset_index(drop=True)
