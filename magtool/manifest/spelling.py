"""Words to Markdown and YAML, so that reading them gives the same words again."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from magtool.diagnostics import Source
from magtool.edition import Run
from magtool.manifest.inline import Findings, Text, read_runs

# What `decode` refuses in a file, and what a file in UTF-8 can't hold.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_ENDS = re.compile("[\n\r\t\v\f\x85\u2028\u2029]+")

_SIGNS = re.compile(r"[\\`*_\[\]{}<]|&(?=#?\w)")
"""Signs that mean something inside a line of a manuscript."""
_OPENING = re.compile(r"(?:[-+](?=\s|$|-)|#{1,6}(?=\s|$)|>|::|~~~|[|:=])")
"""What makes another block than a paragraph of the line that begins with it."""
_NUMERAL = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_DASHED = re.compile("—(?=[ \u00a0])")

_PLAIN = re.compile(r"[^\W\d_][\w .()/–-]*[\w.)]|[^\W\d_]")
_WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def tidy(text: str) -> str:
    """The text as one line of words: no control characters, no space at its ends.

    No-break spaces and soft hyphens inside it stay.
    """
    return _UNFIT.sub("", _LINE_ENDS.sub(" ", text)).strip()


def tidy_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs as `tidy` leaves their text, and as a manuscript can say them: emphasis that
    begins and ends with a letter or sign, never with a space."""
    plain = [replace(run, text=_UNFIT.sub("", _LINE_ENDS.sub(" ", run.text))) for run in runs]
    shed = [part for run in plain for part in _without_outer_spaces(run)]
    return _trimmed(_joined(shed))


def spell(runs: Sequence[Run], *, quoting: bool = False) -> str:
    """Inline Markdown of tidy runs; ``quoting`` in boxes where a dash names who is quoted.

    Where Markdown's stars can't say the emphasis (CommonMark 0.31 §6.2: inside a word beside
    quotation marks), the words stand without it. The result is one line that begins no other
    block, and `read_runs` gives the words back.
    """
    wanted = tuple(runs)
    for tried in (wanted, tuple(replace(run, emphasis=False) for run in wanted)):
        text = _opened("".join(_styled(run) for run in _joined(tried)), quoting)
        if _read(text) == _joined(tried):
            return text
    return _opened(_escaped("".join(run.text for run in wanted)), quoting)


def scalar(text: str) -> str:
    """The text as a YAML scalar, plain where no sign of it means anything."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML
    return text if plain else json.dumps(text, ensure_ascii=False)


def _styled(run: Run) -> str:
    stars = "*" * (int(run.emphasis) + 2 * int(run.strong))
    return f"{stars}{_escaped(run.text)}{stars}"


def _escaped(text: str) -> str:
    return _SIGNS.sub(lambda found: "\\" + found.group(), text)


def _opened(text: str, quoting: bool) -> str:
    """The line with its first sign made harmless."""
    numeral = _NUMERAL.match(text)
    if numeral:
        return f"{numeral[1]}\\{text[numeral.end(1) :]}"
    if quoting and _DASHED.match(text):
        return f"&mdash;{text[1:]}"
    return f"\\{text}" if _OPENING.match(text) else text


def _read(text: str) -> tuple[Run, ...]:
    source = Source("", text)
    findings = Findings()
    read = read_runs(Text(source, text, range(len(text) + 1)), findings)
    return () if findings.diagnostics else read


def _without_outer_spaces(run: Run) -> list[Run]:
    """A styled run with its outer spaces as plain runs beside it."""
    if not (run.emphasis or run.strong):
        return [run]
    core = run.text.strip()
    if not core:
        return [Run(run.text)]
    start = run.text.index(core)
    before, after = run.text[:start], run.text[start + len(core) :]
    return [Run(before), replace(run, text=core), Run(after)]


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if joined and replace(joined[-1], text=run.text) == run:
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without space before the first word and after the last."""
    kept = list(runs)
    while kept and not kept[0].text.lstrip():
        kept.pop(0)
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)
