"""What the ledger holds, as values. Times are aware datetimes in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from magtool.proofs import BoardPage, Examined, Proof, Verdict


class Standing(StrEnum):
    """How far an item has come, as the flatplan shows it."""

    WAITING = "waiting"
    LATE = "late"
    """Nobody has answered and the deadline is past."""
    APPROVED = "approved"
    WITH_CHANGES = "approved-with-changes"
    CHANGES = "changes-required"
    VOID = "void"
    """Answered, and the page has changed since."""


class Act(StrEnum):
    """What a line of the log tells of."""

    PUBLISHED = "published"
    RELEASED = "released"
    INVITED = "invited"
    RENEWED = "link-renewed"
    REVOKED = "revoked"
    REMINDED = "reminded"
    DEADLINE = "deadline"
    CLOSED = "closed"
    OPENED = "opened"
    SEEN = "seen"
    PINNED = "pinned"
    COMMENTED = "commented"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    ANSWERED = "answered"
    REOPENED = "reopened"
    OFFERED = "upload-offered"
    REFUSED = "upload-refused"
    ACCEPTED = "upload-accepted"
    DECLINED = "upload-declined"
    SUPERSEDED = "upload-superseded"


@dataclass(frozen=True, slots=True)
class Round:
    """One issue on the site. ``then`` is what happens to who has not answered at the deadline:
    "print" (as shown), "last-approved" or "leave-out". ``latest`` is the newest version released.
    """

    issue: str
    title: str
    number: str
    date: str
    language: str
    latest: int
    deadline: datetime | None
    then: str
    closed: datetime | None
    folder: str = ""
    """The issue's folder, from the project's root."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes in by a link. ``role``: "advertiser" (of one advertiser, of one issue; decides),
    "reader" (sees and pins, doesn't decide) or "editor" (of one issue; ``advertiser`` is "")."""

    link: int
    issue: str
    advertiser: str
    name: str
    email: str
    language: str
    role: str
    expires: datetime | None = None
    revoked: datetime | None = None
    seen: datetime | None = None
    reminded: datetime | None = None
    invited: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A published state of the issue. One that is not released is seen by the editor alone."""

    number: int
    made: datetime
    released: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    who: str
    role: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pin:
    """A remark at a place: points from the page's trim, top left. ``number`` counts from 1 in its
    item; ``version`` is the one it was set on."""

    id: int
    number: int
    slug: str
    version: int
    page: int
    x: float
    y: float
    solved: datetime | None
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict given. ``name`` is as typed; ``void`` when the page no longer has this
    fingerprint, or the editor asked for a new answer."""

    id: int
    slug: str
    version: int
    fingerprint: str
    verdict: Verdict
    reason: str
    name: str
    at: datetime
    void: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """Corrected artwork. ``state``: "refused" (by preflight), "offered", "accepted", "declined",
    "superseded". ``blob`` is its sha256; ``pictures`` names what is shown of it, and ``examined``
    has none. A file that could not even be read is not kept: ``kept``."""

    id: int
    slug: str
    blob: str
    file: str
    size: int
    who: str
    at: datetime
    state: str
    examined: Examined
    reply: str = ""
    """What the editor said when accepting or declining."""
    path: str = ""
    """Where in the issue's folder it was written when accepted."""
    pictures: tuple[str, ...] = ()
    kept: bool = True
    issue: str = ""
    advertiser: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One item with all that was said of it: what an advertiser's page shows.

    ``proof`` is of ``version``; ``versions`` are all released ones that hold the item.
    """

    proof: Proof
    version: Version
    versions: tuple[Version, ...]
    standing: Standing
    answer: Answer | None
    """The last one, void or not."""
    answers: tuple[Answer, ...]
    pins: tuple[Pin, ...]
    uploads: tuple[Upload, ...]

    @property
    def open_pins(self) -> int:
        return sum(1 for pin in self.pins if pin.solved is None)

    @property
    def waiting(self) -> int:
        """Uploads that the editor has not answered."""
        return sum(1 for upload in self.uploads if upload.state == "offered")


@dataclass(frozen=True, slots=True)
class Board:
    """The editor's flatplan: the pages of a version, and every item's case as it stands."""

    round: Round
    version: Version
    versions: tuple[Version, ...]
    """All of them, also those held back."""
    pages: tuple[BoardPage, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the append-only log: who, what, when, about what, of which fingerprint.
    ``details`` is a JSON object.

    ``seal`` is the sha256 over this line and the seal before it: a line that was changed or taken
    away afterwards shows.
    """

    id: int
    at: datetime
    issue: str
    who: str
    what: str
    slug: str = ""
    fingerprint: str = ""
    details: str = "{}"
    seal: str = ""
