"""What can't be put into a file for the printer, or into any."""

from __future__ import annotations


class Refused(Exception):
    """A picture or artwork can't be shown as it should be, and nothing else will do.

    ``source`` is its path, ``reason`` goes on from it: "… has a soft mask".
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source} {reason}")
        self.source = source
        self.reason = reason


class NeedsFlattening(Refused):
    """Something is transparent, and the file's standard knows no transparency."""


class CantBePlaced(Refused):
    """Artwork has something in it that can't be understood: it would come out wrong."""
