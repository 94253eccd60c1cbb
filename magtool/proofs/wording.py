"""What findings mean in plain words, for advertisers: Swedish and English, texts as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from magtool.proofs.values import ProofFinding

LANGUAGES = ("sv", "en")
"""The languages that findings are told in; any other is told in English."""

UPLOAD_CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "upload-type": "format",
        "upload-too-large": "megabytes most_megabytes",
        "upload-empty": "",
        "upload-pixels": "width_px height_px most_megapixels",
        "upload-unreadable": "",
        "upload-slow": "seconds",
        "upload-active": "names",
    }
)
"""Reasons to refuse an uploaded file beside preflight's checks, and the figures that each gives."""

_PLACE = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\d{1,15}(\.\d+)?", re.ASCII)
_UNITS = re.compile(r"(?<=\d) (?=(?:mm|%|MB|×|punkter|points|bildpunkter|pixels)\b|[%×])|(?<=×) ")
"""Spaces that no line may break at."""
_OTHER = "other"
_NAMES = ("names", "ink", "kinds", "message", "version", "newest")
"""Figures that are no numbers, whatever they look like."""
_LONGEST = 160
"""Characters of a figure that are told: names come from files, and some are pages long."""
_PARTS = ("title", "what", "why", "mend")
_DERIVED = {"at_side": "side"}
"""Names that stand in texts and are made of a figure of another name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in plain words. ``programs`` are the steps in usual programs: name and steps."""

    title: str
    what: str
    why: str
    mend: str
    programs: tuple[tuple[str, str], ...] = ()


def told(finding: ProofFinding, language: str) -> Told:
    """A finding for one who is no printer.

    Where a figure is missing the sentences do without. What has no words of its own is told by
    preflight's message.
    """
    book = _book(language)
    figures = dict(finding.measured)
    check = finding.check if finding.check in book["checks"] else _OTHER
    entry = book["checks"][check]
    if check == _OTHER:
        figures = {"message": finding.message or finding.check}
    entry = {**entry, **entry.get("cases", {}).get(figures.get("case", ""), {})}
    figures = _in_words(figures, book["names"])
    recipes: Mapping[str, Any] = book["programs"].get(entry.get("programs", ""), {})
    title, what, why, mend = (_say(entry[part], figures, language) for part in _PARTS)
    programs = tuple((name, _say(text, figures, language)) for name, text in recipes.items())
    return Told(title, what, why, mend, programs)


def module_name(module: str, language: str) -> str:
    """An ad size by its common name; a design's own sizes go by their own names."""
    return str(_book(language)["modules"].get(module, module))


def summary(findings: Iterable[ProofFinding], language: str) -> str:
    """What the findings come to, in a sentence: whether the ad can be printed as it is."""
    severities = [finding.severity for finding in findings]
    texts = _book(language)["summary"]
    for severity, key in (("error", "must"), ("warning", "could")):
        if count := severities.count(severity):
            return _say(texts[key], {"count": str(count)}, language)
    return _say(texts["good"], {}, language)


@cache
def _book(language: str) -> Mapping[str, Any]:
    """A language's texts."""
    name = language if language in LANGUAGES else "en"
    text = files("magtool.proofs").joinpath("wordings", f"{name}.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


def _in_words(figures: Mapping[str, str], names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Figures, those that stand for words replaced with the words."""
    told = dict(figures)
    for name, words in names.items():
        figure = figures.get(_DERIVED.get(name, name))
        if figure is not None and figure in words:
            told[name] = words[figure]
    return told


def _say(text: Any, figures: Mapping[str, str], language: str) -> str:
    """The first of the texts whose figures are all there, with these put in."""
    for choice in _choices(text, figures):
        if all(name in figures for name in _PLACE.findall(choice)):
            said = _PLACE.sub(
                lambda place: _shown(place[1], figures[place[1]], language), choice
            ).strip()
            return _UNITS.sub("\u00a0", said[:1].upper() + said[1:])
    raise ValueError(f"no text does without figures: {text!r}")


def _choices(text: Any, figures: Mapping[str, str]) -> Iterator[str]:
    """The texts that may be said, in order; of one and many the one that fits."""
    for choice in text if isinstance(text, list) else [text]:
        if isinstance(choice, str):
            yield choice
        elif (count := figures.get(choice.get("by", "count"))) is not None:
            yield choice["one" if count == "1" else "other"]


def _shown(name: str, figure: str, language: str) -> str:
    """A figure as the language writes it: decimal sign, thousands from five digits."""
    if name in _NAMES or not _NUMBER.fullmatch(figure):
        clean = "".join(sign if sign.isprintable() else " " for sign in figure)
        return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"
    whole, _, part = figure.partition(".")
    grouped = f"{int(whole):,}" if len(whole) > 4 else whole
    if language == "sv":
        return grouped.replace(",", "\u00a0") + ("," + part if part else "")
    return grouped + ("." + part if part else "")
