"""Profiles: which checks are made, how grave each is, and where its limits lie. All are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import yaml

from magtool.diagnostics import Checked, Diagnostic, Severity, Source, nearest
from magtool.nodes import Placed, key, model, must, read_yaml

PROFILES = ("magazine", "x4", "x1a", "screen")
"""The profiles that come with the program."""

Standard = Literal["", "PDF/X-4", "PDF/X-1a"]
_Gravity = Literal["error", "warning", "note"]
_SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.NOTE}
)


@model
class Bounds(Placed):
    """Below ``least`` is a fault, below ``good`` a remark."""

    least: float = must("What is below this can't be used")
    good: float = must("What is below this could be better")


@model
class Limits(Placed):
    """Where the checks draw their lines; the defaults are GWG 2022's for magazine ads."""

    picture_ppi: Bounds = key(
        "Pixels per inch of colour and grey pictures", Bounds(least=150, good=225)
    )
    line_art_ppi: Bounds = key(
        "Pixels per inch of pictures of one bit", Bounds(least=550, good=800)
    )
    page_picture_ppi: Bounds = key(
        "Pixels per inch of a picture that is all of a page", Bounds(least=150, good=450)
    )
    ignored_pixels: int = key("Pictures this many pixels wide or high or less are flat colours", 16)
    ink: float = key("Most ink in percent, as a mean over 15 mm squares", 300.0)
    black_text: float = key("Points under which black text should overprint", 12.0)
    black_line: float = key("Points under which black lines should overprint", 2.0)
    fine_text: float = key("Least size in points of white text and text of several inks", 9.0)
    fine_line: float = key("Least weight in points of white lines and lines of several inks", 0.25)
    trim_tolerance_mm: float = key("How far the trim may be off what is booked", 0.5)
    bleed_mm: Bounds = key("Ink outside the trim", Bounds(least=3, good=5))


@model
class _Written(Placed):
    """A profile as its file writes it."""

    title: str = must("What the profile is for")
    standard: Standard = key("The standard a file must claim", "")
    newest_version: str = key("The newest PDF version that is allowed", "")
    checks: dict[str, _Gravity] = key("Checks of every file, and how grave each is", {})
    finished: dict[str, _Gravity] = key("Checks of finished pages alone", {})
    finished_also: list[str] = key("Other profiles that finished pages must pass", [])
    artwork: dict[str, _Gravity] = key("Checks of delivered artwork alone", {})
    limits: Limits = key("Where the checks draw their lines", Limits())


@dataclass(frozen=True, slots=True)
class Profile:
    """What is checked of finished pages and of delivered artwork."""

    name: str
    title: str
    standard: Standard
    newest_version: str
    finished: Mapping[str, Severity]
    artwork: Mapping[str, Severity]
    limits: Limits


@cache
def checks() -> Mapping[str, Mapping[str, str]]:
    """Every check with its ``title``, ``why``, ``mend``, ``kind`` and ``clause``."""
    text = files("magtool.preflight").joinpath("checks.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


@cache
def read_profile(name: str) -> Profile:
    """A profile that comes with the program; raises KeyError for any other name."""
    if name not in PROFILES:
        raise KeyError(name)
    file = f"{name}.yaml"
    text = files("magtool.preflight").joinpath("profiles", file).read_text(encoding="utf-8")
    checked = parse_profile(name, Source(file, text))
    if checked.value is None or checked.diagnostics:
        raise ValueError("; ".join(found.message for found in checked.diagnostics))
    return checked.value


def parse_profile(name: str, source: Source) -> Checked[Profile | None]:
    """A profile as its text says; a key, check or gravity that is not known is an error."""
    read = read_yaml(_Written, source)
    written, found = read.value.model, list(read.diagnostics)
    if written is None:
        return Checked(None, tuple(found))
    for group in ("checks", "finished", "artwork"):
        found += [
            _unknown_check(written, group, n) for n in getattr(written, group) if n not in checks()
        ]
    for index, other in enumerate(written.finished_also):
        if other not in PROFILES or other == name:
            hint = "one of: " + ", ".join(known for known in PROFILES if known != name)
            span = written.at("finished_also", index)
            found.append(
                Diagnostic("bad-value", Severity.ERROR, f"‘{other}’ is not known", span, (hint,))
            )
    if any(item.severity is Severity.ERROR for item in found):
        return Checked(None, tuple(found))
    return Checked(_made(name, written), tuple(found))


def _unknown_check(written: _Written, group: str, name: str) -> Diagnostic:
    close = nearest(name, checks())
    hint = f"did you mean ‘{close}’?" if close else "known here: " + ", ".join(checks())
    message = f"there is no check ‘{name}’"
    return Diagnostic("unknown-key", Severity.ERROR, message, written.at(group, name), (hint,))


def _made(name: str, written: _Written) -> Profile:
    others = [read_profile(other) for other in written.finished_also]
    finished: dict[str, Severity] = {}
    for other in others:
        finished |= other.finished
    common = _graded(written.checks)
    standard, newest = written.standard, written.newest_version
    for other in reversed(others):
        standard, newest = other.standard or standard, other.newest_version or newest
    return Profile(
        name,
        written.title,
        standard,
        newest,
        MappingProxyType(finished | common | _graded(written.finished)),
        MappingProxyType(common | _graded(written.artwork)),
        written.limits,
    )


def _graded(written: Mapping[str, str]) -> dict[str, Severity]:
    return {check: _SEVERITIES[gravity] for check, gravity in written.items()}
