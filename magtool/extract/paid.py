"""Advertising that says so: what stands under the word, and pages whose running head has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from magtool.extract.lines import Line
from magtool.extract.styles import Typography
from magtool.extract.zones import Panel, area, has_middle, hull
from magtool.page.read import Box, ReadPage

_WORDS = (
    r"annons(?:er|bilaga)?|annonse|advert(?:isement|orial|ising)?s?|anzeigen?|reklam"
    r"|(?:betalt|kommersiellt|sponsrat) (?:innehåll|samarbete)|sponsrat|sponsored|paid content"
)
_LABEL = re.compile(rf"^\W*(?:{_WORDS})\b.{{0,24}}$", re.IGNORECASE)
_ALONE = re.compile(rf"^\W*(?:{_WORDS})\W*$", re.IGNORECASE)
_RUNNING = re.compile(rf"^\W*(?:{_WORDS})\b|\b(?:{_WORDS})\W*$", re.IGNORECASE)
_LONE = re.compile(
    r"^\W*(?:annons(?:er|bilaga|artikel|samarbete)?|annonse|advert(?:isement|orial)|anzeige|"
    r"(?:betalt|kommersiellt|sponsrat) (?:innehåll|samarbete)|sponsrat|sponsored|paid content)"
    r"(?:\W*$|\s*[:|–—-]|\s+(?:från|av|för|from|by|von|fra)\b.{0,40}$)",
    re.IGNORECASE,
)
"""The label of a page whose text is paid for; "Reklam" over a story may be its section."""
_UNDER = 12.0
"""Points between the word and what it stands over."""
_EDGE = 0.16
"""Of an advertisement's height: the word stands in its uppermost or lowest part."""
_SNAP = 3.0
"""Points by which the parts of one advertisement miss each other."""
_WHOLE = 0.8
"""Of the page: an advertisement that large has all that stands on it."""
_HALF = 0.45
"""Of a page without running text: an advertisement that large has all of it."""
_SMALL = 1.2
"""Of body type: labels are smaller."""
_BODY = 0.3
"""Share of running text from which an area is a story's, whatever is written over it."""


def part_ads(
    page: ReadPage,
    lines: Sequence[Line],
    heads: Sequence[Line],
    panels: Sequence[Panel],
    type_: Typography,
) -> tuple[dict[Panel, list[Line]], list[Line], list[Line]]:
    """The advertisements of a page that are labelled, the labels, and all other lines.

    On pages without running text the label may be a running head: where every whole-page
    advertisement has it at the same height.
    """
    labels = [
        line
        for line in lines
        if _LABEL.match(line.words) and len(line.words) < 40 and type_.scale(line.style) < _SMALL
    ]
    text = _is_text(lines, type_)
    if not text:
        labels += [line for line in heads if _ALONE.match(line.words)]
    found: dict[Panel, list[Line]] = {}
    used: list[Line] = []
    rest = list(lines)
    for label in labels:
        zone = _zone(page, label, panels)
        if zone is None and not text and label in rest:
            zone = page.trim  # on a page that is one ground there is nothing else to see
        if zone is None:
            continue
        if area(zone) > (_WHOLE if text else _HALF) * area(page.trim):
            zone = page.trim
        inside = [line for line in rest if line not in labels and has_middle(zone, line.box)]
        if _is_text(inside, type_):
            continue
        found[Panel(page.number, zone, None, False, kind="ad")] = inside
        if label in rest:
            used.append(label)
        taken = {*inside, label}
        rest = [line for line in rest if line not in taken]
    return found, used, rest


def part_page_label(
    page: ReadPage, lines: Sequence[Line], type_: Typography
) -> tuple[list[Line], list[Line]]:
    """The label of a page whose running text is paid for, and all other lines.

    It stands over or under all else on the page; over a part of it, it would be that part's.
    """
    if not _is_text(lines, type_):
        return [], list(lines)
    for label in lines:
        if not _LONE.match(label.words) or type_.scale(label.style) >= _SMALL:
            continue
        others = [line for line in lines if line is not label]
        middle = (page.trim[1] + page.trim[3]) / 2
        top = min(line.top for line in others) >= label.bottom - 1 and label.bottom < middle
        foot = max(line.bottom for line in others) <= label.top + 1 and label.top > middle
        if top or foot:
            return [label], others
    return [], list(lines)


def is_paid(heads: Iterable[str]) -> bool:
    """Whether a page's running heads say that all of it is advertising."""
    return any(_RUNNING.search(text) for text in heads)


def _is_text(lines: Sequence[Line], type_: Typography) -> bool:
    letters = sum(len(line.words) for line in lines)
    body = sum(len(line.words) for line in lines if type_.is_body(line.style))
    return body > max(_BODY * letters, 200)


def _zone(page: ReadPage, label: Line, panels: Sequence[Panel]) -> Box | None:
    """The area that a label names: the panel or picture under it, over it or round it, with what
    adjoins that."""
    boxes = [panel.box for panel in panels] + [picture.box for picture in page.pictures]
    boxes = [box for box in boxes if box[3] - box[1] > 3 * label.size]
    here = [box for box in boxes if _is_named(box, label)]
    if not here:
        return None
    zone = max(here, key=area)
    grown = True
    while grown:
        wider = hull([zone, *(box for box in boxes if _adjoins(zone, box))])
        grown = wider != zone
        zone = wider
    return zone


def _is_named(box: Box, label: Line) -> bool:
    left, top, right, bottom = box
    if not left - _SNAP <= (label.left + label.right) / 2 <= right + _SNAP:
        return False
    edge = _EDGE * (bottom - top)
    inside = top - 1 <= label.top < top + edge or bottom - edge < label.bottom <= bottom + 1
    over = -1 <= top - label.bottom < _UNDER
    return inside or over


def _adjoins(zone: Box, box: Box) -> bool:
    """Whether a box goes on where the zone ends, as wide or as high as that, or reaches into it."""
    across = min(zone[2], box[2]) - max(zone[0], box[0])
    down = min(zone[3], box[3]) - max(zone[1], box[1])
    if across <= -_SNAP or down <= -_SNAP:
        return False
    wide = abs(zone[0] - box[0]) < _SNAP and abs(zone[2] - box[2]) < _SNAP
    high = abs(zone[1] - box[1]) < _SNAP and abs(zone[3] - box[3]) < _SNAP
    return wide or high or (across > _SNAP and down > _SNAP)
