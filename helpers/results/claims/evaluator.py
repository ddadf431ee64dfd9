"""The report's own quantitative statements, tested on the data.

A claim is a row of `data/claims.csv` with a test: a short expression over the data, written in the small language of
this module (see `docs/claims.md`). The verdict is computed, never typed in. Rounding counts for the report: a
condition fails only when no value inside the rounding intervals would save it.
"""

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers.contract.parameters import ParameterError
from helpers.methods.intervals import Interval
from helpers.results.claims.conditions import ClaimError, Condition, MissingNumber, comparisons, ratio_of
from helpers.results.claims.units import unit_of
from helpers.results.claims.values import ValueKey, Values
from helpers.rows import Record, each_row


@dataclass(frozen=True)
class Part:
    """One evaluated condition of a claim: for which loop value, with what result."""

    label: str  # the loop value, or "" where the condition is about none
    status: str  # holds, fails, rounding or missing
    condition: Condition | None
    missing: str = ""
    label_en: str = ""  # of the name of an approach, which the loop has in Dutch
    sought: bool = False  # whether the test looks if something stands in the report: its 0 and 1 are codes
    unit: str = ""  # of the numbers compared: see results.claims.units


@dataclass(frozen=True)
class Result:
    """A claim with its verdict and the arithmetic behind it."""

    claim: str
    verdict: str
    parts: tuple[Part, ...]
    rounding_decides: bool  # the verdict would be another one if what rounding leaves open held, or failed, everywhere
    values_used: frozenset[ValueKey] = field(default_factory=frozenset)


# The evaluator ------------------------------------------------------------------------------------------
_OPERATORS: dict[type[ast.operator], Callable[[Interval, Interval], Interval]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: ratio_of,
}
_MOST = "most "  # before a loop: the statement is about most of the values, not all
_SOUGHT = re.compile(r"(equal|at_least)\((section|treats|example)\(.*\), value\(1\)\)")  # 1 when it is there, else 0
_EVERY = "every "  # before a loop: the statement is about every value, and stays untested while one is missing


class _Claim(Record):
    claim: str
    test: str
    over: str | float  # NaN without a loop


def evaluate(claims: pd.DataFrame, values: Values, strictness: float = 1.0) -> list[Result]:
    """The results of claims (rows of the table `claims`), in their order.

    values: those of the tables. strictness: 1 as the thresholds stand, 2 twice as strict, 0.5 half as strict.
    Raises ClaimError for a test that the language does not have.
    """
    functions = values.functions | comparisons(strictness)
    return [_evaluate_claim(row, values, functions) for row in each_row(claims, _Claim)]


def _evaluate_claim(row: _Claim, values: Values, functions: dict[str, Callable[..., Any]]) -> Result:
    values.used.clear()
    parts = []
    for loop_name, loop_value in _loop(row):
        for text in row.test.split(" ; "):
            tree = _parsed(row.claim, text)
            label = str(loop_value) if _names(tree, loop_name) else ""
            english = values.english.get(label, "")
            try:
                condition = _node(tree, functions, {loop_name: loop_value}, row.claim)
            except MissingNumber as error:
                parts.append(Part(label, "missing", None, str(error), english))
                continue
            if not isinstance(condition, Condition):
                raise ClaimError(f"claim {row.claim}: {text!r} compares nothing")
            sought, unit = _SOUGHT.fullmatch(text) is not None, unit_of(tree, values.units)
            parts.append(Part(label, condition.status, condition, label_en=english, sought=sought, unit=unit))
    statuses = [part.status for part in parts]
    decide = next((rule for word, rule in _RULES.items() if str(row.over).startswith(word)), _verdict)
    return Result(
        row.claim, decide(statuses), tuple(parts), _rests_on_rounding(decide, statuses), frozenset(values.used)
    )


def _rests_on_rounding(decide: Callable[[list[str]], str], statuses: list[str]) -> bool:
    saved, lost = ([end if status == "rounding" else status for status in statuses] for end in ("holds", "fails"))
    return decide(saved) != decide(lost)


def _loop(row: _Claim) -> list[tuple[str, str | int]]:
    """Name and values of the loop of a claim; one without a name when there is none."""
    if not isinstance(row.over, str):
        return [("", "")]
    name, _, listed = row.over.removeprefix(_MOST).removeprefix(_EVERY).partition("=")
    if not name.isidentifier() or not listed:
        raise ClaimError(f"claim {row.claim}: over is {row.over!r}; expected name=value|value")
    return [(name, int(value) if value.isdigit() else value) for value in listed.split("|")]


def _names(tree: ast.expr, name: str) -> bool:
    """Whether an expression has a name in it: what has not the one of the loop is about none of its values."""
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _parsed(claim: str, text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise ClaimError(f"claim {claim}: {text!r} is no expression") from None


def _node(node: ast.expr, functions: dict[str, Callable[..., Any]], names: dict[str, str | int], claim: str) -> Any:
    """The value of a node. Only calls of known functions, constants, loop variables and arithmetic exist."""

    def inner(child: ast.expr) -> Any:
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
                return functions[name](*map(inner, args), **{str(k.arg): inner(k.value) for k in keywords})
            except (TypeError, AttributeError, KeyError, ParameterError) as error:
                raise ClaimError(f"claim {claim}: {name}(...) is used wrongly ({error})") from None
    raise ClaimError(f"claim {claim}: {ast.unparse(node)!r} is not in the language of claims")


def _verdict_of_most(statuses: list[str]) -> str:
    """For statements on most years or groups: more than half of all parts decides, also against missing ones."""
    half = len(statuses) / 2
    if statuses.count("holds") > half:
        return "holds"
    if statuses.count("fails") >= half:
        return "does-not-hold"
    if "rounding" in statuses and statuses.count("missing") < half:
        return "undecided"
    return "cannot-be-tested"


def _verdict(statuses: list[str]) -> str:
    """For statements on everything: see the table of verdicts in docs/claims.md."""
    tested = {status for status in statuses if status != "missing"}
    if not tested:
        return "cannot-be-tested"
    if "fails" in tested:
        return "fails-somewhere" if "holds" in tested else "does-not-hold"
    if "holds" not in tested:
        return "undecided"
    return "holds-as-far-as-tested" if "missing" in statuses else "holds"


def _verdict_of_every(statuses: list[str]) -> str:
    """For statements on everything where a missing part is no gap in a series: it leaves them untested."""
    return "cannot-be-tested" if "missing" in statuses and "fails" not in statuses else _verdict(statuses)


_RULES = {_MOST: _verdict_of_most, _EVERY: _verdict_of_every}


def together(verdicts: list[str]) -> str:
    """The verdict on a statement that has several tests: pieces of it, two places, or two readings of its words."""
    different = set(verdicts)
    if len(different) == 1:
        return verdicts[0]
    statuses: list[str] = []
    for verdict in verdicts:
        statuses += _AS_STATUSES[verdict]
    return _verdict(statuses)


_AS_STATUSES = {
    "holds": ["holds"],
    "holds-as-far-as-tested": ["holds", "missing"],
    "fails-somewhere": ["holds", "fails"],
    "does-not-hold": ["fails"],
    "undecided": ["rounding"],
    "cannot-be-tested": ["missing"],
}
