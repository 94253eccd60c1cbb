"""What a pydantic model allows at a place: its types and its keys."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def _bare(annotation: Any) -> tuple[Any, ...]:
    """The types an annotation allows, without Annotated, None and unions around them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return tuple(t for part in get_args(annotation) for t in _bare(part))
    return () if annotation is type(None) else (annotation,)


def _down(kinds: tuple[Any, ...], step: str | int) -> tuple[Any, ...]:
    found: tuple[Any, ...] = ()
    for kind in kinds:
        origin, args = get_origin(kind) or kind, get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = _keys_of(kind)
            found += _bare(fields[str(step)].annotation) if str(step) in fields else ()
        elif origin is dict and args:
            found += _bare(args[1])
        elif origin in (list, tuple, set, frozenset) and args:
            found += _bare(args[0])
    return found


def _keys_of(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def types_at(model: type[BaseModel], path: Iterable[str | int]) -> tuple[Any, ...]:
    kinds: tuple[Any, ...] = (model,)
    for step in path:
        kinds = _down(kinds, step)
    return kinds


def field_type(model: type[BaseModel], path: tuple[str | int, ...]) -> Any:
    kinds = types_at(model, path)
    return kinds[0] if kinds else None


def known_keys(model: type[BaseModel], path: Iterable[str | int]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for kind in types_at(model, path):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            known |= _keys_of(kind)
    return known
