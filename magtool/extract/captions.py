"""Pictures with what is said of them: captions, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from magtool.edition.recovered import RecoveredBlock, RecoveredPicture
from magtool.extract.articles import Story
from magtool.extract.found import Beside, Found, rounded
from magtool.extract.lines import Line
from magtool.extract.roles import is_credit
from magtool.page.read import Box, ReadPicture

_NEAR, _TURNED_NEAR = 30.0, 14.0
"""Points between a picture and its caption, and between it and a line that stands on end, at most:
of two pictures side by side the turned credit is that of the one it touches."""
_CREDIT = re.compile(
    r"\(?\b(?:foto|photo|bild|illustration)\w*\s*:\s*(?P<name>[^)]+?)\)?\s*$", re.I
)
"""A credit that ends a caption."""
_NAMED = re.compile(r"^\W*(?:foto|photo|bild|illustration)\w*\s*:\s*", re.I)


def write_picture(
    number: int, picture: ReadPicture, captions: Sequence[RecoveredBlock]
) -> RecoveredPicture:
    """A picture with the nearest caption and credit."""
    near = [c for c in captions if c.page == number and white_between(c.area, picture.box) < _NEAR]
    caption = min(
        (c for c in near if c.role == "caption"),
        key=lambda c: white_between(c.area, picture.box),
        default=None,
    )
    credit = next((c.text for c in near if c.role == "credit"), "")
    text = caption.text if caption else ""
    match = _CREDIT.search(text)
    if match and not credit:
        credit = match["name"]
        text = text[: match.start()].rstrip(" (")
    return RecoveredPicture(
        number, rounded(picture.box), picture.order, caption=text,
        credit=bare_credit(credit),
    )  # fmt: skip


def write_caption(found: Found, beside: Beside) -> RecoveredBlock:
    """A caption, or a credit that stands by itself."""
    lines = [line for block in beside.blocks for line in block.lines]
    credit = beside.role == "credit" or is_credit(" ".join(line.words for line in lines))
    role = "credit" if credit else "caption"
    return found.block(role, lines, beside.confidence)


def bare_credit(text: str) -> str:
    """Whose the picture is, of "Photo: Ola Frisk"."""
    return _NAMED.sub("", text)


def owner_of(found: Found, line: Line) -> Story | None:
    """Whose picture a turned line stands beside."""
    near = [
        (white_between(line.box, picture.box), index)
        for index, (_, number, picture) in enumerate(found.pictures)
        if number == line.page and white_between(line.box, picture.box) < _TURNED_NEAR
    ]
    return found.pictures[min(near)[1]][0] if near else None


def white_between(one: Box, other: Box) -> float:
    """Points between two boxes, across and down together; 0 where they touch."""
    across = max(one[0] - other[2], other[0] - one[2], 0.0)
    down = max(one[1] - other[3], other[1] - one[3], 0.0)
    return across + down
