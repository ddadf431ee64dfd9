"""The unit of the numbers that a claim compares: readers see 18.2% and 8.8%, and a gap in percentage points."""

import ast
from collections.abc import Mapping

PERCENT, POINTS, EURO = "percent", "points", "euro"  # points: a difference of two percentages
_GAPS = ("gap",)
_LEVELS = ("focus", "nl", "stated_focus", "stated_nl", "realised", "reported")


def unit_of(test: ast.expr, units: Mapping[str, str]) -> str:
    """The unit in which the arguments of a comparison are: PERCENT, POINTS, EURO, or "" for others and for none.

    units: of the indicators and reported numbers, by name. Arguments that are compared have one unit, so the first
    that has one tells it; a number of the statement itself (`value`) has that of the others.
    """
    arguments = test.args if isinstance(test, ast.Call) else []
    return next(filter(None, (_unit(each, units) for each in arguments)), "")


def _unit(node: ast.expr, units: Mapping[str, str]) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str() as subject), *_]) if (
            name in _LEVELS + _GAPS
        ):
            unit = units.get(subject, "")
            return POINTS if unit == PERCENT and name in _GAPS else unit
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            sides = _unit(left, units), _unit(right, units)
            taken = isinstance(op, ast.Sub) and sides == (PERCENT, PERCENT)
            return POINTS if taken else sides[0] or sides[1]
        case ast.BinOp(left=measured, op=ast.Div(), right=ast.Constant() | ast.Call(func=ast.Name(id="value"))):
            return _unit(measured, units)
        case ast.UnaryOp(operand=operand):
            return _unit(operand, units)
    return ""  # of another product or a ratio, a count or a number in the statement


def shown_units(indicators: Mapping[str, str], reported: Mapping[str, str]) -> dict[str, str]:
    """The units that readers are shown, by indicator and by number: `euro per year` of a number counts as EURO."""
    named = {**indicators, **{number: unit.partition(" ")[0] for number, unit in reported.items()}}
    return {name: unit for name, unit in named.items() if unit in (PERCENT, EURO)}
