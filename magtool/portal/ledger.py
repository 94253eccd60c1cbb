"""The ledger: everything that was published, asked and answered, and who may see it.

One file of SQLite and a folder of blobs in the portal's home. Every change is one transaction
with its line in the log, and is on the disk before its method returns; a method that raises has
changed nothing. What a visitor may not see is not there for them: reading gives None, and a
change raises `Unknown`. All methods may be called from any thread.
"""

from __future__ import annotations

from magtool.portal.answers import Answers
from magtool.portal.artwork import Artwork
from magtool.portal.holding import Limits
from magtool.portal.looking import Looking
from magtool.portal.people import People
from magtool.portal.recording import Records
from magtool.portal.remarks import Remarks
from magtool.portal.rounds import Rounds

__all__ = ["Ledger", "Limits"]


class Ledger(Rounds, People, Looking, Remarks, Answers, Artwork, Records):
    """Open one with `Ledger.open`, and `close` it."""

    __slots__ = ()
