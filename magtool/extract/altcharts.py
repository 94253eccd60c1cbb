"""Charts by their text alternatives: labels and values as told, where the chart shows them too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from magtool.extract.lines import Line
from magtool.extract.panels import ChartText
from magtool.extract.roles import squeeze

_PAIR = re.compile(
    r"^(?P<label>\D.*?)[:\s]\s*(?P<value>\d+(?:[.,]\d+)?)(?:\s?(?:%|procent|percent))?$"
)
_VALUE = re.compile(r"^\d+(?:[.,]\d+)?(?:\s?(?:%|procent|percent))?$")
_YEAR = re.compile(r"^(?P<label>(?:19|20)\d\d) (?P<value>\d+(?:[.,]\d+)?)$")
_COLUMNS = 12
"""Most columns of a row."""

Row = tuple[str, float | None]


def read_alt(
    alt: str, lines: Sequence[Line], text: Callable[[Sequence[Line]], str]
) -> ChartText | None:
    """What a chart says, by its text alternative; None when that tells no values, or labels that
    do not stand in the chart. ``text`` joins lines."""
    shown = frozenset(_words(" ".join(line.words for line in lines)))
    values = tuple(_told(alt, shown))
    if len(values) < 2:
        return None
    labels = {squeeze(part) for label, _ in values for part in (label, *label.split(": "))}
    head, asked = _heads(lines, labels)
    header = text(head)
    return ChartText(_as_told(header, alt), text(asked) if asked else "", values, "full")


def _words(text: str) -> list[str]:
    return [word for word in map(squeeze, text.split()) if word]


def _stands(label: str, shown: frozenset[str]) -> bool:
    """Whether all words of a label stand in the chart, on however many lines."""
    words = _words(label)
    return bool(words) and shown.issuperset(words)


def _told(alt: str, shown: frozenset[str]) -> Iterator[Row]:
    """The labels with their values: "Yes 71, No 20", "Now: yes 71, no 20; Then: yes 60 …", and
    "Now 71, 20; Then 60, 40" with the columns' names before."""
    seen: set[str] = set()
    columns: list[str] = []
    for sentence in re.split(r"(?<=[.?!])\s+(?=[^\W_a-zåäöæøü])", alt):
        rows = [row.strip(" .") for row in sentence.split(";")]
        told = [list(_row(row, columns, shown)) for row in rows]
        if not any(told):
            columns = [part.strip(" .:") for part in sentence.split(", ")]
        for label, value in (pair for row in told for pair in row):
            if label not in seen:
                seen.add(label)
                yield label, value


def _row(row: str, columns: Sequence[str], shown: frozenset[str]) -> Iterator[Row]:
    """The pairs of one row."""
    name, parts = "", [part.strip() for part in row.split(", ")]
    before, colon, after = row.partition(": ")
    if colon and _stands(before, shown):
        name, parts = f"{before}: ", [part.strip() for part in after.split(", ")]
    first = _PAIR.match(parts[0])
    bare = [part for part in parts[1:] if _VALUE.match(part)]
    if first and bare and len(bare) == len(parts) - 1 < _COLUMNS and not name:
        values = [first["value"], *bare]
        names = [_shown(column, shown) for column in columns[-len(values) :]]
        if _stands(first["label"], shown) and len(names) == len(values) and all(names):
            for column, value in zip(names, values, strict=True):
                yield f"{first['label']}: {column}", _number(value)
        return
    before = ""
    for part in parts:
        match = _YEAR.match(part) or _PAIR.match(part)
        if match is None:
            before = f"{before}{part}, "
            continue
        label = match["label"].strip()
        whole = f"{before}{label}"  # a label may have commas of its own
        before = ""
        for told in (whole, label):
            if _stands(told, shown):
                yield f"{name}{told}", _number(match["value"])
                break


def _shown(phrase: str, shown: frozenset[str]) -> str:
    """The longest end of a phrase that stands in the chart."""
    words = phrase.split()
    ends = (" ".join(words[start:]) for start in range(len(words)))
    return next((end for end in ends if _stands(end, shown)), "")


def _number(text: str) -> float:
    match = re.match(r"\d+(?:[.,]\d+)?", text)
    return float(match[0].replace(",", ".")) if match else 0.0


def _heads(lines: Sequence[Line], labels: set[str]) -> tuple[list[Line], list[Line]]:
    """The lines of the heading and of the question under it, the chart's first two styles."""
    found: list[list[Line]] = [[], []]
    place = 0
    for line in lines:
        if found[place] and line.style != found[place][0].style:
            place += 1
        is_label = any(squeeze(line.words).startswith(label) for label in labels if label)
        if place > 1 or (place and is_label):
            break
        found[place].append(line)
    return found[0], found[1]


def _as_told(header: str, alt: str) -> str:
    """The heading spelt as the text alternative spells it: on the page it may be in capitals."""
    letters = squeeze(header)
    start = squeeze(alt).find(letters)
    if start < 0 or not letters:
        return header
    places = [place for place, letter in enumerate(alt) if letter.lower().isalnum()]
    first, last = places[start], places[start + len(letters) - 1]
    tail = re.match(r"[?!”\"…]*", alt[last + 1 :])
    return alt[first : last + 1] + (tail[0] if tail else "")
