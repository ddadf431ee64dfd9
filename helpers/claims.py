"""The report's own quantitative statements, tested on the data.

A claim is a row of `data/claims.csv` with a test: a short expression over the data, written in the small language of
this module (see `docs/claims.md`). The verdict is computed, never typed in. Rounding counts for the report: a
condition fails only when no value inside the rounding intervals would save it.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from helpers import evidence, synthesis
from helpers.data import Tables
from helpers.rounding import TINY, Interval
from helpers.vocabulary import THEMES

INFINITE = float("inf")


class ClaimError(ValueError):
    """A test cannot be read: the message names the claim and what is wrong with its expression."""


class MissingNumber(LookupError):
    """A number that a test needs is not published; the message says which."""


class NotComparable(MissingNumber):
    """Two numbers have no ratio: one is zero or negative, or can be."""


@dataclass(frozen=True)
class Threshold:
    """What a vague word is taken to mean: relative size, at most or at least, and why."""

    size: float
    at_least: bool
    reason: str

    def scaled(self, strictness: float) -> float:
        """The limit when words are read `strictness` times as strictly (2 = twice as strict, 0.5 = half as strict)."""
        return self.size * strictness if self.at_least else self.size / strictness


# The vague words of the report, in one place. Shares of the second number.
THRESHOLDS = {
    "about": Threshold(0.10, False, "ongeveer, rond, circa: within a tenth"),
    "almost": Threshold(0.10, False, "bijna: below, but by no more than a tenth"),
    "just-over": Threshold(0.10, False, "ruim: above, but by no more than a tenth"),
    "slightly": Threshold(0.10, False, "iets, licht: different, but by no more than a tenth"),
    "clearly": Threshold(0.10, True, "duidelijk: by at least a tenth"),
    "much": Threshold(0.25, True, "fors, aanzienlijk, sterk, flink: by at least a quarter"),
    "stable": Threshold(0.05, False, "stabiel, vrijwel gelijk: changed by no more than a twentieth"),
    "few-left-out": Threshold(0.20, False, "vrijwel alle, bijna alle: no more than a fifth left out"),
}


@dataclass(frozen=True)
class Condition:
    """One comparison: a quantity with its interval, and the range in which it must lie (limits included or not)."""

    quantity: str  # difference, relative, ratio, share or order: how the arithmetic is worded
    inputs: tuple[Interval, ...]
    found: Interval
    low: float = -INFINITE
    high: float = INFINITE
    low_included: bool = True
    high_included: bool = True

    @property
    def status(self) -> str:
        """holds, fails, or rounding (some values inside the interval hold and some do not)."""
        inside = self._inside(self.found.lower), self._inside(self.found.upper)
        if all(inside):
            return "holds"
        beyond = self.found.upper < self.low + self._edge(self.low_included) or self.found.lower > (
            self.high - self._edge(self.high_included)
        )
        return "fails" if beyond else "rounding"

    @staticmethod
    def _edge(included: bool) -> float:
        return -TINY if included else TINY

    def _inside(self, x: float) -> bool:
        above = x >= self.low - TINY if self.low_included else x > self.low + TINY
        below = x <= self.high + TINY if self.high_included else x < self.high - TINY
        return above and below


@dataclass(frozen=True)
class Part:
    """One evaluated condition of a claim: for which loop value, with what result."""

    label: str  # the loop value, or ""
    status: str  # holds, fails, rounding or missing
    condition: Condition | None
    missing: str = ""


@dataclass(frozen=True)
class Result:
    """A claim with its verdict and the arithmetic behind it."""

    claim: str
    verdict: str
    parts: tuple[Part, ...]
    rounding_decides: bool
    values_used: frozenset = field(default_factory=frozenset)


# Comparisons ------------------------------------------------------------------------------------------


def _relative(a: Interval, b: Interval) -> Interval:
    """(a - b) / |b| for two numbers of the same sign."""
    if a.sign == b.sign == 1:
        return (a / b).plus(-1)
    if a.sign == b.sign == -1:
        return -((-a) / (-b)).plus(-1)
    raise NotComparable


def _ratio(a: Interval, b: Interval) -> Interval:
    if not (a.sign == 1 and b.sign == 1):
        raise NotComparable
    return a / b


def comparisons(strictness: float) -> dict[str, Callable[..., Condition]]:
    """The comparisons of the language, with vague words read `strictness` times as strictly."""
    limit = {name: threshold.scaled(strictness) for name, threshold in THRESHOLDS.items()}

    def difference(a, b, **limits):
        return Condition("difference", (a, b), a - b, **limits)

    def relative(a, b, low=-INFINITE, high=INFINITE, **included):
        return Condition("relative", (a, b), _relative(a, b), low, high, **included)

    def ratio(a, b, low=-INFINITE, high=INFINITE, **included):
        return Condition("ratio", (a, b), _ratio(a, b), low, high, **included)

    def gap_change(first, last, **limits):
        return Condition("difference", (last.size(), first.size()), last.size() - first.size(), **limits)

    def order(sign, first, *others):
        gaps = [(first - other).scaled(sign) for other in others]
        nearest = min(gaps, key=lambda gap: gap.value)
        return Condition("order", (first, *others), nearest, low=0)

    above = {"low": 0, "low_included": False}
    below = {"high": 0, "high_included": False}
    part_above = {"low": 0, "low_included": False}
    part_below = {"high": 0, "high_included": False}
    found = {
        "higher": lambda a, b: difference(a, b, **above),
        "lower": lambda a, b: difference(a, b, **below),
        "equal": lambda a, b: difference(a, b, low=0, high=0),
        "at_least": lambda a, b: difference(a, b, low=0),
        "at_most": lambda a, b: difference(a, b, high=0),
        "between": lambda a, low, high: Condition("value", (a,), a, low.lower, high.upper),
        "slightly_higher": lambda a, b: relative(a, b, high=limit["slightly"], **part_above),
        "slightly_lower": lambda a, b: relative(a, b, low=-limit["slightly"], **part_below),
        "clearly_higher": lambda a, b: relative(a, b, low=limit["clearly"]),
        "clearly_lower": lambda a, b: relative(a, b, high=-limit["clearly"]),
        "much_higher": lambda a, b: relative(a, b, low=limit["much"]),
        "much_lower": lambda a, b: relative(a, b, high=-limit["much"]),
        "about": lambda a, b: relative(a, b, low=-limit["about"], high=limit["about"]),
        "almost": lambda a, b: relative(a, b, low=-limit["almost"], **part_below),
        "just_over": lambda a, b: relative(a, b, high=limit["just-over"], **part_above),
        "rises": lambda first, last: difference(last, first, **above),
        "falls": lambda first, last: difference(last, first, **below),
        "rises_slightly": lambda first, last: relative(last, first, high=limit["slightly"], **part_above),
        "falls_slightly": lambda first, last: relative(last, first, low=-limit["slightly"], **part_below),
        "rises_strongly": lambda first, last: relative(last, first, low=limit["much"]),
        "falls_strongly": lambda first, last: relative(last, first, high=-limit["much"]),
        "stable": lambda first, last: relative(last, first, low=-limit["stable"], high=limit["stable"]),
        "times": lambda a, b, k: ratio(a, b, k.value * (1 - limit["about"]), k.value * (1 + limit["about"])),
        "more_than_times": lambda a, b, k: ratio(a, b, k.value, low_included=False),
        "almost_times": lambda a, b, k: ratio(a, b, k.value * (1 - limit["almost"]), k.value, high_included=False),
        "halved": lambda first, last: ratio(last, first, 0.5 * (1 - limit["about"]), 0.5 * (1 + limit["about"])),
        "more_than_halved": lambda first, last: ratio(last, first, high=0.5, high_included=False),
        "widens": lambda first, last: gap_change(first, last, **above),
        "narrows": lambda first, last: gap_change(first, last, **below),
        "same_gap": lambda first, last: relative(last.size(), first.size(), -limit["stable"], limit["stable"]),
        "largest": lambda *values: order(1, *values),
        "smallest": lambda *values: order(-1, *values),
        "most": lambda part, whole: Condition("share", (part, whole), _ratio(part, whole), 0.5, low_included=False),
        "almost_all": lambda part, whole: Condition(
            "share", (part, whole), _ratio(part, whole), 1 - limit["few-left-out"], 1
        ),
    }
    return found | {"differs": lambda a, b: _Differs("difference", (a, b), a - b)}


class _Differs(Condition):
    """Two numbers are not the same: fails only for exact equals, rounding may save it."""

    @property
    def status(self) -> str:
        if self.found.sign:
            return "holds"
        return "fails" if self.found.lower == self.found.upper else "rounding"


# Values -------------------------------------------------------------------------------------------------


class Values:
    """The values of the language, looked up in the tables; remembers which indicator values were used."""

    def __init__(self, tables: Tables):
        self._tables = tables
        key = ["indicator", "subgroup", "region", "year", "definition"]
        self._published = {
            tuple(row[name] for name in key): Interval.published(row["value"], row["precision"])
            for row in tables.indicator_values.to_dict("records")
        }
        self.used: set[tuple] = set()

    def functions(self) -> dict[str, Callable]:
        names = (
            *("focus", "nl", "gap", "ratio", "value", "realised", "reported", "study_areas", "interviews"),
            *("respondents", "cluster_areas", "cluster_rows", "findings", "examples", "examples_of"),
            *("strategy_areas", "supported", "indicators_of"),
        )
        return {name: getattr(self, name) for name in names}

    def _value(self, region: str, indicator: str, year: Interval, definition: str | None, subgroup: str) -> Interval:
        debts = indicator == "problematische-schulden"
        key = (indicator, subgroup, region, int(year.value), definition or ("old" if debts else "standard"))
        if key not in self._published:
            raise MissingNumber(f"{indicator}, {region}, {int(year.value)}")
        self.used.add(key)
        return self._published[key]

    def focus(self, indicator, year, definition=None, subgroup="all"):
        return self._value("focus", indicator, year, definition, subgroup)

    def nl(self, indicator, year, definition=None, subgroup="all"):
        return self._value("nl", indicator, year, definition, subgroup)

    def gap(self, indicator, year, definition=None, subgroup="all"):
        arguments = (indicator, year, definition, subgroup)
        return self.focus(*arguments) - self.nl(*arguments)

    def ratio(self, indicator, year, definition=None, subgroup="all"):
        arguments = (indicator, year, definition, subgroup)
        return _ratio(self.focus(*arguments), self.nl(*arguments))

    def value(self, number):
        return number

    def realised(self, indicator, statistic, subset):
        rows = self._tables.realisation_values.set_index(["indicator", "statistic", "subset"])
        if (indicator, statistic, subset) not in rows.index:
            raise MissingNumber(f"{indicator}, {statistic}, {subset}")
        row = rows.loc[(indicator, statistic, subset)]
        return Interval.published(row["value"], row["precision"])

    def reported(self, number):
        rows = self._tables.reported_numbers.set_index("number")["value"]
        if number not in rows.index:
            raise MissingNumber(f"reported number {number}")
        return Interval.exact(rows[number])

    def study_areas(self, study, phase=None):
        rows = self._tables.studies
        rows = rows[(rows["study"] == study) & (rows["scope"] == "area")]
        rows = rows if phase is None else rows[rows["phase"] == int(phase.value)]
        return Interval.exact(rows["area"].nunique())

    def _total(self, column, study, phase):
        rows = self._tables.studies
        rows = rows[(rows["study"] == study) & (rows["scope"] == "study") & (rows["phase"] == int(phase.value))]
        numbers = rows.loc[rows["method"].isin(["interview", "group-interview"]), column].dropna()
        if numbers.empty:
            raise MissingNumber(f"{column}, {study}, phase {int(phase.value)}")
        return Interval.exact(numbers.sum())

    def interviews(self, study, phase):
        return self._total("n_interviews", study, phase)

    def respondents(self, study, phase):
        return self._total("n_respondents", study, phase)

    def cluster_areas(self, cluster):
        return Interval.exact((evidence.cluster_matrix(self._tables)[cluster] > 0).sum())

    def cluster_rows(self, cluster):
        return Interval.exact(evidence.cluster_matrix(self._tables)[cluster].sum())

    def findings(self, theme, kind):
        return Interval.exact(len(evidence.group_findings(self._tables, theme, kind)))

    def examples(self, kind, number):
        matrix = synthesis.example_matrix(self._tables, kind)
        return Interval.exact(matrix.loc[f"common-{kind}-{int(number.value)}"].sum())

    def examples_of(self, kind, theme):
        return Interval.exact(synthesis.example_matrix(self._tables, kind)[theme].sum())

    def supported(self, kind, number):
        matrix = synthesis.support_matrix(self._tables, kind)
        return Interval.exact((matrix.loc[f"common-{kind}-{int(number.value)}"] != "none").sum())

    def strategy_areas(self, name):
        rows = self._tables.interventions
        return Interval.exact(rows.loc[rows["name_nl"] == name, "area"].nunique())

    def indicators_of(self, theme, kind):
        rows = self._tables.indicators
        return Interval.exact(((rows["themes"] == theme) & (rows["kind"] == kind)).sum())


# The evaluator ------------------------------------------------------------------------------------------

_OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a.scaled(b.value) if b.lower == b.upper else b.scaled(a.value),
    ast.Div: _ratio,
}


_MOST = "most "  # before a loop: the statement is about most of the values, not all


def evaluate(claims: pd.DataFrame, tables: Tables, strictness: float = 1.0) -> list[Result]:
    """The results of claims (rows of the table `claims`), in their order.

    strictness: 1 as the thresholds stand, 2 twice as strict, 0.5 half as strict. Raises ClaimError for a test that the
    language does not have.
    """
    comparisons_ = comparisons(strictness)
    return [_evaluate_claim(row, Values(tables), comparisons_) for row in claims.itertuples()]


def _evaluate_claim(row, values: Values, comparisons_: dict) -> Result:
    parts = []
    for loop_name, loop_value in _loop(row):
        for text in row.test.split(" ; "):
            tree = _parsed(row.claim, text)
            try:
                condition = _node(tree, values.functions() | comparisons_, {loop_name: loop_value}, row.claim)
            except MissingNumber as error:
                parts.append(Part(str(loop_value), "missing", None, str(error)))
                continue
            if not isinstance(condition, Condition):
                raise ClaimError(f"claim {row.claim}: {text!r} compares nothing")
            parts.append(Part(str(loop_value), condition.status, condition))
    statuses = [part.status for part in parts]
    verdict = _verdict_of_most(statuses) if str(row.over).startswith(_MOST) else _verdict(statuses)
    decided = any(part.status == "rounding" for part in parts)
    return Result(row.claim, verdict, tuple(parts), decided, frozenset(values.used))


def _loop(row) -> list[tuple[str, object]]:
    if not isinstance(row.over, str):
        return [("", "")]
    name, _, listed = row.over.removeprefix(_MOST).partition("=")
    if not name.isidentifier() or not listed:
        raise ClaimError(f"claim {row.claim}: over is {row.over!r}; expected name=value|value")
    return [(name, int(value) if value.isdigit() else value) for value in listed.split("|")]


def _parsed(claim: str, text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise ClaimError(f"claim {claim}: {text!r} is no expression") from None


def _node(node: ast.expr, functions: dict, names: dict, claim: str):
    """The value of a node. Only calls of known functions, constants, loop variables and arithmetic exist."""

    def inner(child):
        return _node(child, functions, names, claim)

    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return Interval.exact(number)
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id=name) if name in names:
            value = names[name]
            return Interval.exact(value) if isinstance(value, int) else value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -inner(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](inner(left), inner(right))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in functions:
            try:
                return functions[name](*map(inner, args), **{k.arg: inner(k.value) for k in keywords})
            except (TypeError, AttributeError, KeyError) as error:
                raise ClaimError(f"claim {claim}: {name}(...) is used wrongly ({error})") from None
    raise ClaimError(f"claim {claim}: {ast.unparse(node)!r} is not in the language of claims")


def _verdict_of_most(statuses: list[str]) -> str:
    """For statements on most years or groups: more than half of all parts decides, also against missing ones."""
    half = len(statuses) / 2
    if all(status == "missing" for status in statuses):
        return "cannot-be-tested"
    if sum(status in ("holds", "rounding") for status in statuses) > half:
        return "holds"
    if sum(status == "fails" for status in statuses) >= half:
        return "does-not-hold"
    return "holds-in-part"


def _verdict(statuses: list[str]) -> str:
    tested = [status for status in statuses if status != "missing"]
    if not tested:
        return "cannot-be-tested"
    if all(status == "fails" for status in tested):
        return "does-not-hold"
    if "fails" in tested or len(tested) < len(statuses):
        return "holds-in-part"
    return "holds"


# What surrounds a verdict -----------------------------------------------------------------------------


def chapter_of(claims: pd.DataFrame, tables: Tables) -> pd.Series:
    """The chapter (1 to 7) in whose notebook a claim is shown.

    Figures of Bijlage 2 go to the chapter of the first theme that uses the indicator (chapter 1 without a theme),
    Bijlage 3 to chapter 4, everything else to the chapter of its section.
    """
    indicators = tables.indicators
    indicators = indicators[indicators["figure"].notna()]
    chapters = dict(zip(THEMES, range(2, 7), strict=True))
    by_figure = {}
    for row in indicators.itertuples():
        first = row.themes.split(";")[0] if isinstance(row.themes, str) else None
        low, _, high = row.figure.partition("-")
        for figure in range(int(low), int(high or low) + 1):
            by_figure[str(figure)] = chapters.get(first, 1)

    def chapter(row) -> int:
        if row.section.startswith("Bijlage 3"):
            return 4
        if row.section[0].isdigit():
            return int(row.section[0])
        return by_figure.get(str(row.figure).split("-")[0], 1)

    return pd.Series([chapter(row) for row in claims.itertuples()], index=claims.index)


def sensitivity(tables: Tables) -> pd.DataFrame:
    """Claims whose verdict changes when vague words are read half or twice as strictly.

    Returns claim, half, normal, twice (verdicts).
    """
    claims = tables.claims
    verdicts = {
        name: [result.verdict for result in evaluate(claims, tables, strictness)]
        for name, strictness in (("half", 0.5), ("normal", 1.0), ("twice", 2.0))
    }
    rows = pd.DataFrame({"claim": claims["claim"]} | verdicts)
    return rows[(rows["half"] != rows["normal"]) | (rows["twice"] != rows["normal"])].reset_index(drop=True)


def uncovered_values(tables: Tables) -> pd.DataFrame:
    """Published values that no verdict depends on: changing one clearly (to 60 % or 160 %) changes nothing."""
    claims = tables.claims
    results = evaluate(claims, tables)
    verdicts = {result.claim: result.verdict for result in results}
    key = ["indicator", "subgroup", "region", "year", "definition"]
    uncovered = []
    for index, row in tables.indicator_values.iterrows():
        users = [result.claim for result in results if tuple(row[name] for name in key) in result.values_used]
        chosen = claims[claims["claim"].isin(users)]
        if not any(_changes(chosen, tables, index, factor, verdicts) for factor in (0.6, 1.6)):
            uncovered.append(row[key])
    return pd.DataFrame(uncovered, columns=key).reset_index(drop=True)


def _changes(claims: pd.DataFrame, tables: Tables, index: int, factor: float, verdicts: dict[str, str]) -> bool:
    if claims.empty:
        return False
    values = tables.indicator_values
    values.loc[index, "value"] *= factor
    changed = Tables(tables.frames | {"indicator_values": values})
    return any(result.verdict != verdicts[result.claim] for result in evaluate(claims, changed))
