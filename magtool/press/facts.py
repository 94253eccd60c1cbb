"""What a file tells of itself, in its dictionary and its metadata alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from magtool import __version__


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with the edition; ``alt`` is that of the figure it belongs to."""

    name: str
    description: str
    media_type: str
    data: bytes
    alt: str = ""


class Bookmark(NamedTuple):
    """A title, the page of the issue that it leads to, and the bookmarks folded below it."""

    title: str
    page: int
    below: tuple[Bookmark, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the file tells of itself.

    ``date`` is the issue's, "2027-03" or "2027-03-15": the only date in the file, so that the
    same issue gives the same bytes. ``bookmarks`` are in order; those of pages that are not in
    the file are left out, and so are ``attachments`` of figures that it doesn't show. ``turn``
    says in the issue's language where a page number leads ("Page {page}").
    """

    title: str
    author: str = ""
    language: str = ""
    subject: str = ""
    date: str = ""
    version: str = __version__
    bookmarks: tuple[Bookmark, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    turn: str = "{page}"


def day(date: str) -> tuple[str, str, str]:
    """Year, month and day of an issue; a month stands for its first day."""
    year, month, day_ = [*(date or "2000").split("-"), "01", "01"][:3]
    return year, month, day_


def timestamp(date: str) -> str:
    """The issue's date as PDF writes it (ISO 32000-1 §7.9.4)."""
    return f"D:{''.join(day(date))}000000Z"
