"""Why the ledger refuses: one exception for each answer that the site must give."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was changed."""


class Unknown(Refused):
    """There is no such thing, or it is someone else's: whoever asks is not told which."""


class Stale(Refused):
    """The page is no longer the one that was looked at."""


class Locked(Refused):
    """It is answered already."""


class Closed(Refused):
    """The round is over."""


class Unfit(Refused):
    """What was written can't be taken. ``code`` says why: "text-missing", "text-long",
    "name-missing", "reason-missing", "place", "email", "language", "role", "advertiser", "then",
    "expires"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooMany(Refused):
    """More than one may leave here. ``code``: "pins", "comments", "uploads", "bytes", "people"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Full(Refused):
    """There is no room left on the disk."""


class Busy(Refused):
    """Others have been writing for too long; it can be tried again."""


class NotOurs(Exception):
    """The folder holds no ledger that this program can read. Says why."""
