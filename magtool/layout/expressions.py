"""Line numbers in templates: sums of numbers and of names the layout knows.

``foot + 3``, ``max(head.text, 12)``, ``rule - 2``. Parsed by Python's own grammar, from which
only numbers, names, ``+ - * /``, ``min``, ``max``, ``ceil`` and ``floor`` are allowed.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from functools import cache

_FUNCTIONS: dict[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "floor": math.floor,
}


class ExpressionError(ValueError):
    """An expression that can't be read, or a name that nothing has given a value."""


@cache
def parse(text: str) -> ast.expr:
    """The expression's tree; raises ExpressionError on anything beyond sums."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as fault:
        raise ExpressionError(f"{text!r} is not a sum of line numbers") from fault
    for node in ast.walk(tree):
        if not isinstance(
            node,
            ast.BinOp | ast.UnaryOp | ast.Constant | ast.Name | ast.Attribute | ast.Call
            | ast.operator | ast.unaryop | ast.expr_context,
        ):  # fmt: skip
            raise ExpressionError(f"{text!r} holds more than a sum of line numbers")
    return tree


@cache
def names(text: str) -> frozenset[str]:
    """Names that the expression needs; ``head.text`` is one name."""
    found = [n for n in ast.walk(parse(text)) if isinstance(n, ast.Name | ast.Attribute)]
    parts = {id(node.value) for node in found if isinstance(node, ast.Attribute)}
    whole = (ast.unparse(node) for node in found if id(node) not in parts)
    return frozenset(name for name in whole if name not in _FUNCTIONS)


def evaluate(text: str | int | float, values: Mapping[str, float]) -> float:
    """The number that the expression stands for."""
    if isinstance(text, int | float):
        return float(text)
    return _value(parse(text), values, text)


def _value(node: ast.expr, values: Mapping[str, float], text: str) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name() | ast.Attribute():
            name = ast.unparse(node)
            if name not in values:
                raise ExpressionError(f"{name!r} in {text!r} has no value here")
            return values[name]
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, values, text)
        case ast.BinOp(op=op):
            left, right = _value(node.left, values, text), _value(node.right, values, text)
            match op:
                case ast.Add():
                    return left + right
                case ast.Sub():
                    return left - right
                case ast.Mult():
                    return left * right
                case ast.Div() if right:
                    return left / right
        case ast.Call(func=ast.Name(id=function)) if function in _FUNCTIONS:
            return float(_FUNCTIONS[function](*(_value(a, values, text) for a in node.args)))
    raise ExpressionError(f"{text!r} is not a sum of line numbers")
