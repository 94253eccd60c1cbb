"""What each diagnostic code means: why it matters and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every code with its ``title``, ``why`` and ``mend``, as kept in codes.yaml."""
    text = files("magtool.diagnostics").joinpath("codes.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


def explain(code: str, known: Mapping[str, Mapping[str, str]] | None = None) -> str | None:
    """The paragraphs that ``magtool explain CODE`` prints; None for an unknown code.

    ``known`` are entries like the catalogue's, which is taken when there are none.
    """
    entry = (catalogue() if known is None else known).get(code)
    if entry is None:
        return None
    why, mend = (" ".join(entry[key].split()) for key in ("why", "mend"))
    return f"{code}: {entry['title']}\n\nWhy it matters. {why}\n\nHow to mend it. {mend}\n"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The known name that was most likely meant; None when none is near.

    Case and accents count little: a slip of the keyboard is what is sought.
    """
    known = {candidate.casefold(): candidate for candidate in names}
    close = get_close_matches(name.casefold(), known, n=1, cutoff=0.6)
    return known[close[0]] if close else None
