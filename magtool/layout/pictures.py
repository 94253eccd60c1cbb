"""Photographs cut to the place they get."""

from __future__ import annotations

from magtool.edition import Article, Image, plain
from magtool.layout.kit import Kit

Crop = tuple[float, float, float, float]
"""Left, top, right and bottom as shares of the upright picture's width and height."""


def crop_to(image: Image, width: float, height: float) -> Crop:
    """The largest part of the picture with the proportions of width to height.

    Its middle is the picture's focus, or as near to it as the picture's edges allow.
    """
    if width <= 0 or height <= 0:
        raise ValueError(f"a picture can't be shown {width:g} by {height:g} points")
    wanted = width / height
    across = min(1.0, wanted / image.aspect)
    down = min(1.0, image.aspect / wanted)
    left, right = _around(image.focus[0], across)
    top, bottom = _around(image.focus[1], down)
    return left, top, right, bottom


def alt_of(kit: Kit, image: Image, article: Article) -> str:
    """What is said of a story's picture to those who can't see it: the writer's words, else its
    caption, else whose picture it is."""
    return image.alt or plain(image.caption) or picture_of(kit, article.title)


def picture_of(kit: Kit, title: str) -> str:
    """The words for a picture of which nothing is known but what it goes with."""
    return kit.word("picture-of", name=title.strip(' ”“"«»'))


def _around(focus: float, share: float) -> tuple[float, float]:
    """A stretch of that share with the focus in its middle, kept between 0 and 1."""
    start = max(0.0, min(focus - share / 2, 1.0 - share))
    return start, start + share
