"""Proofs as plain JSON and back: what is written is read again as the same values."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from magtool.proofs.values import Examined, ProofSet

T = TypeVar("T")


class Unreadable(ValueError):
    """A record that is none of ours. Says which key does not fit."""


def record(proofs: ProofSet) -> dict[str, Any]:
    """The proofs as a JSON object: keys as the fields are named, tuples as arrays."""
    made: dict[str, Any] = _record(proofs)
    return made


def read_record(given: object) -> ProofSet:
    """What `record` gave. Raises `Unreadable`."""
    return _read(ProofSet, given, "")


def record_examined(examined: Examined) -> dict[str, Any]:
    """A look at an uploaded artwork as a JSON object, without its pictures."""
    made: dict[str, Any] = _record(examined)
    del made["pictures"]
    return made


def read_examined(given: object) -> Examined:
    """What `record_examined` gave; it has no pictures. Raises `Unreadable`."""
    return _read(Examined, given, "")


def _record(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _record(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_record(item) for item in value]
    return value


def _read(kind: type[T], given: object, path: str) -> T:
    """``given`` as ``kind``: a dataclass, a tuple, an optional or a plain type."""
    return _value(kind, given, path)  # type: ignore[no-any-return]


def _value(kind: Any, given: object, path: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if given is None and type(None) in inner:
            return None
        (kind,) = (one for one in inner if one is not type(None))
        return _value(kind, given, path)
    if origin is tuple:
        return _tuple(inner, given, path)
    if is_dataclass(kind):
        return _object(kind, given, path)
    if kind is float and type(given) is int:
        return float(given)
    if type(given) is not kind:
        raise Unreadable(f"‘{path}’ is no {kind.__name__}")
    return given


def _tuple(inner: tuple[Any, ...], given: object, path: str) -> tuple[Any, ...]:
    if not isinstance(given, list):
        raise Unreadable(f"‘{path}’ is no array")
    if inner[-1] is ...:
        inner = (inner[0],) * len(given)
    if len(inner) != len(given):
        raise Unreadable(f"‘{path}’ has {len(given)} values and not {len(inner)}")
    pairs = zip(inner, given, strict=True)
    return tuple(_value(kind, item, f"{path}[{n}]") for n, (kind, item) in enumerate(pairs))


def _object(kind: Any, given: object, path: str) -> Any:
    if not isinstance(given, dict):
        raise Unreadable(f"‘{path}’ is no object")
    hints = _hints(kind)
    unknown = sorted(set(given) - set(hints))
    if unknown:
        raise Unreadable(f"‘{path}’ has an unknown key ‘{unknown[0]}’")
    read = {name: _value(hints[name], given[name], f"{path}.{name}") for name in given}
    try:
        return kind(**read)
    except TypeError as error:
        raise Unreadable(f"‘{path}’ lacks a key: {error}") from error


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
