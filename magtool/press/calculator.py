"""PostScript calculator functions: programs without loops (ISO 32000-1 §7.10.5).

A program runs for many points at a time. Where they take different branches they are run apart
and put together again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

_DEPTH = 32
"""Deepest nesting of procedures; only an attack has more."""

Program = tuple["float | str | Program", ...]
"""Numbers, operators and procedures; a procedure is a program."""
Stack = list[npt.NDArray[Any]]
"""One array for each entry of the stack, with a value for each point."""
_TOKEN = re.compile(rb"%[^\r\n]*|([{}]|[^\s{}%]+)")


def parse_program(text: bytes) -> Program:
    """The program in braces; raises ValueError for what is none."""
    tokens = (match[1].decode("latin-1") for match in _TOKEN.finditer(text) if match[1])
    if next(tokens, "") != "{":
        raise ValueError("a calculator function does not begin with a brace")
    return _procedure(tokens, _DEPTH)


def _procedure(tokens: Iterator[str], depth: int) -> Program:
    if depth == 0:
        raise ValueError("a calculator function is nested too deep")
    found: list[float | str | Program] = []
    for token in tokens:
        if token == "{":
            found.append(_procedure(tokens, depth - 1))
        elif token == "}":
            return tuple(found)
        elif token in _OPERATORS or token in ("if", "ifelse", "index", "copy", "roll"):
            found.append(token)
        else:
            found.append(float(token))
    raise ValueError("a calculator function does not end")


def run_program(program: Program, stack: Stack) -> None:
    """Run the program on the stack, which it changes; raises ValueError for one that fails."""
    procedures: list[Program] = []
    for word in program:
        if isinstance(word, float):
            stack.append(np.full(len(stack[0]) if stack else 1, word))
        elif isinstance(word, tuple):
            procedures.append(word)
        elif word in ("if", "ifelse"):
            other = procedures.pop() if word == "ifelse" else ()
            _branch(stack, {True: procedures.pop(), False: other})
        elif word in ("index", "copy", "roll"):
            _rearrange(word, stack)
        else:
            count, act = _OPERATORS[word]
            if len(stack) < count:
                raise ValueError("a calculator function finds its stack empty")
            taken = stack[len(stack) - count :]
            del stack[len(stack) - count :]
            stack += act(*taken)


def _branch(stack: Stack, ways: Mapping[bool, Program]) -> None:
    asked = stack.pop().astype(bool)
    _apart(stack, asked, lambda part, way: run_program(ways[bool(way)], part))


def _rearrange(word: str, stack: Stack) -> None:
    """index, copy and roll, which may be told another number for each point."""
    turns = stack.pop() if word == "roll" else np.zeros(1)
    count = stack.pop()
    numbers = np.rint(count).astype(np.int64) * 65536 + np.rint(turns).astype(np.int64) + 32768

    def act(part: Stack, number: Any) -> None:
        size, by = divmod(int(number), 65536)
        by -= 32768
        if not 0 <= size <= len(part) - (word == "index"):
            raise ValueError("a calculator function reaches below its stack")
        if word == "index":
            part.append(part[-1 - size])
        elif size and word == "copy":
            part += part[-size:]
        elif size:
            by %= size
            part[-size:] = part[-by:] + part[-size : len(part) - by] if by else part[-size:]

    _apart(stack, numbers, act)


def _apart(stack: Stack, keys: npt.NDArray[Any], act: Callable[[Stack, Any], None]) -> None:
    """Act on the points of each key by themselves and put the stack together again."""
    kinds = np.unique(keys)
    if len(kinds) == 1:
        act(stack, kinds[0])
        return
    parts: list[tuple[npt.NDArray[np.bool_], Stack]] = []
    for kind in kinds:
        chosen = keys == kind
        part = [np.broadcast_to(column, keys.shape)[chosen] for column in stack]
        act(part, kind)
        parts.append((chosen, part))
    if len({len(part) for _, part in parts}) != 1:
        raise ValueError("a calculator function's branches leave stacks of different heights")
    height = len(parts[0][1])
    merged: Stack = [np.zeros(len(keys), parts[0][1][place].dtype) for place in range(height)]
    for chosen, part in parts:
        for column, values in zip(merged, part, strict=True):
            column[chosen] = values
    stack[:] = merged


def _logical(on_flags: Callable[..., Any], on_numbers: Callable[..., Any]) -> Callable[..., Stack]:
    def act(*taken: npt.NDArray[Any]) -> Stack:
        if all(column.dtype == np.bool_ for column in taken):
            return [on_flags(*taken)]
        whole = [column.astype(np.int64) for column in taken]
        return [on_numbers(*whole).astype(float)]

    return act


def _one(act: Callable[..., Any]) -> Callable[..., Stack]:
    return lambda *taken: [act(*taken)]


def _shift(value: npt.NDArray[Any], by: npt.NDArray[Any]) -> npt.NDArray[Any]:
    whole, places = value.astype(np.int64), np.clip(by.astype(np.int64), -31, 31)
    left = whole << np.maximum(places, 0)
    return np.asarray(np.where(places >= 0, left, whole >> np.maximum(-places, 0)), dtype=float)


_OPERATORS: Mapping[str, tuple[int, Callable[..., Stack]]] = MappingProxyType(
    {
        "abs": (1, _one(np.abs)),
        "add": (2, _one(np.add)),
        "and": (2, _logical(np.logical_and, np.bitwise_and)),
        "atan": (2, _one(lambda y, x: np.degrees(np.arctan2(y, x)) % 360)),
        "bitshift": (2, _one(_shift)),
        "ceiling": (1, _one(np.ceil)),
        "cos": (1, _one(lambda x: np.cos(np.radians(x)))),
        "cvi": (1, _one(np.trunc)),
        "cvr": (1, _one(lambda x: x.astype(float))),
        "div": (2, _one(np.divide)),
        "dup": (1, lambda x: [x, x]),
        "eq": (2, _one(np.equal)),
        "exch": (2, lambda x, y: [y, x]),
        "exp": (2, _one(np.power)),
        "false": (0, _one(lambda: np.zeros(1, dtype=bool))),
        "floor": (1, _one(np.floor)),
        "ge": (2, _one(np.greater_equal)),
        "gt": (2, _one(np.greater)),
        "idiv": (2, _one(lambda x, y: np.trunc(np.trunc(x) / np.trunc(y)))),
        "le": (2, _one(np.less_equal)),
        "ln": (1, _one(np.log)),
        "log": (1, _one(np.log10)),
        "lt": (2, _one(np.less)),
        "mod": (2, _one(np.fmod)),
        "mul": (2, _one(np.multiply)),
        "ne": (2, _one(np.not_equal)),
        "neg": (1, _one(np.negative)),
        "not": (1, _logical(np.logical_not, np.invert)),
        "or": (2, _logical(np.logical_or, np.bitwise_or)),
        "pop": (1, lambda _: []),
        "round": (1, _one(lambda x: np.floor(x + 0.5))),
        "sin": (1, _one(lambda x: np.sin(np.radians(x)))),
        "sqrt": (1, _one(np.sqrt)),
        "sub": (2, _one(np.subtract)),
        "true": (0, _one(lambda: np.ones(1, dtype=bool))),
        "truncate": (1, _one(np.trunc)),
        "xor": (2, _logical(np.logical_xor, np.bitwise_xor)),
    }
)
