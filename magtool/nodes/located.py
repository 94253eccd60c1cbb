"""pydantic's errors, walked down the data to the value or key that caused each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from magtool.nodes.plain import PlainList, PlainMap


@dataclass(frozen=True, slots=True)
class Located:
    """A pydantic error walked down the data: real keys only, and where branches split."""

    error: ErrorDetails
    path: tuple[str | int, ...]
    parents: tuple[Any, ...]
    branch: int
    """Length of ``path`` at the first union; -1 when there was none on the way."""
    tag: str = ""


def locate(data: Any, error: ErrorDetails) -> Located:
    path: list[str | int] = []
    parents: list[Any] = [data]
    branch, tag = -1, ""
    steps = error["loc"]
    for i, step in enumerate(steps):
        here = parents[-1]
        last = i == len(steps) - 1
        if isinstance(here, PlainMap) and step in here:
            parents.append(here[str(step)])
        elif isinstance(here, PlainList) and isinstance(step, int) and step < len(here):
            parents.append(here[step])
        elif last and error["type"] == "missing":
            parents.append(None)
        else:  # the name of a union's branch, not a key
            branch, tag = (len(path), str(step)) if branch < 0 else (branch, tag)
            continue
        path.append(step)
    return Located(error, tuple(path), tuple(parents), branch, tag)


def grouped(data: Any, errors: list[ErrorDetails]) -> list[list[Located]]:
    """Errors that are one fault: those of a union's branches, the likeliest branch only."""
    plain: list[list[Located]] = []
    unions: dict[tuple[str | int, ...], dict[str, list[Located]]] = {}
    for located in (locate(data, error) for error in errors):
        if located.branch < 0:
            plain.append([located])
        else:
            stem = located.path[: located.branch]
            unions.setdefault(stem, {}).setdefault(located.tag, []).append(located)
    for stem, branches in unions.items():
        fitting = [b for b in branches.values() if any(len(e.path) > len(stem) for e in b)]
        if fitting:
            plain += [[located] for located in min(fitting, key=len)]
        else:
            plain.append([located for branch in branches.values() for located in branch])
    return plain


def deepest_first(groups: Iterable[list[Located]]) -> list[list[Located]]:
    """So that taking an item out of a list moves none that is still to be taken."""

    def order(group: list[Located]) -> tuple[int, list[int]]:
        path = group[0].path
        return len(path), [step if isinstance(step, int) else -1 for step in path]

    return sorted(groups, key=order, reverse=True)
