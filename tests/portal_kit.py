"""Proofs made by hand and a ledger to keep them: what the portal's tests share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from magtool.portal.ledger import Ledger, Limits
from magtool.portal.records import Version, Visitor
from magtool.proofs import (
    BoardItem,
    BoardPage,
    Booked,
    Delivered,
    Examined,
    Proof,
    ProofFinding,
    ProofSet,
    Spread,
)

ISSUE = "2027-03"
START = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
TRIM = (595.0, 842.0)
OWNERS = {"furunas": "Furunäs kursgård", "norrvik": "Högskolan i Norrvik", "lindvik": "Lindvik"}
COMPANIES = ("lindvik",)


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **more: float) -> None:
        self.at += timedelta(**more)


def fingerprint(text: str) -> str:
    """Something that looks like one."""
    return (text.encode().hex() + "0" * 64)[:64]


def proof(slug: str, page: int, mark: str = "first") -> Proof:
    """An ad (or company page) that fills its page."""
    left = page - page % 2
    company = slug in COMPANIES
    return Proof(
        slug,
        "company" if company else "ad",
        OWNERS[slug],
        OWNERS[slug],
        page,
        (0.0, 0.0, *TRIM),
        fingerprint(f"{slug} {mark}"),
        Spread((left, left + 1), 2 * TRIM[0], TRIM[1], 8.5),
        Booked("full", 210.0, 297.0, 3.0),
        None if company else Delivered(f"ads/{slug}.pdf", "ab" * 32, "pdf", 1000, 210.0, 297.0),
        (ProofFinding("picture-resolution", "warning", "too coarse", None, (("ppi", "150"),)),),
        spread_picture=f"spread-{slug}.jpg",
        close_picture=f"close-{slug}.jpg",
        close_ppi=300.0,
    )


def proof_set(issue: str = ISSUE, **marks: str) -> ProofSet:
    """An issue of three advertisers; ``marks`` changes what a page shows: ``furunas="second"``."""
    proofs = tuple(proof(slug, 2 + n, marks.get(slug, "first")) for n, slug in enumerate(OWNERS))
    pages = tuple(
        BoardPage(
            p.page,
            p.fingerprint,
            (BoardItem(p.kind, p.slug, p.title, p.advertiser, p.area),),
            f"page-{p.page}.jpg",
        )
        for p in proofs
    )
    return ProofSet(issue, "Fältet", "2", issue, "sv", START.isoformat(), TRIM, 8.5, pages, proofs)


def pictures(proofs: ProofSet) -> dict[str, bytes]:
    """A JPEG's beginning for every picture that the set names, each with its own bytes."""
    names = [page.picture for page in proofs.pages]
    for one in proofs.proofs:
        names += [one.spread_picture, one.close_picture]
    head = b"\xff\xd8\xff\xe0"
    mark = "".join(one.fingerprint for one in proofs.proofs).encode()
    return {name: head + name.encode() + mark for name in names}


def examined(*faults: str, pixels: bytes = b"\xff\xd8\xff\xe0 art") -> Examined:
    """A look at artwork that was read, with these faults."""
    findings = tuple(ProofFinding(name, "error", name) for name in faults)
    delivered = Delivered("new.pdf", "cd" * 32, "pdf", 2000, 210.0, 297.0, 3.0)
    return Examined(delivered, findings, (("art.jpg", pixels),), (600.0, 850.0))


def unreadable(check: str = "upload-type") -> Examined:
    """A look at something that is no artwork."""
    return Examined(None, (ProofFinding(check, "error", check),))


@dataclass(slots=True)
class Site:
    """A ledger in a folder, with a round that has one version out."""

    home: Path
    clock: Clock = field(default_factory=Clock)
    limits: Limits | None = None
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger.open(self.home, self.clock, self.limits)

    def publish(self, issue: str = ISSUE, *, released: bool = True, **marks: str) -> Version:
        made = proof_set(issue, **marks)
        return self.ledger.publish(
            made,
            pictures(made),
            folder=f"issues/{issue}",
            released=released,
            note="",
            who="desk",
        )

    def invite(
        self, slug: str | None, role: str = "advertiser", issue: str = ISSUE, name: str = "Eva Lind"
    ) -> Visitor:
        """Someone of the item's advertiser, or (None) an editor."""
        advertiser = "" if slug is None else OWNERS[slug]
        role = "editor" if slug is None else role
        args = (issue, advertiser, name, "eva@example.se", "sv", role, "desk")
        return self.ledger.invite(*args)[0]

    def again(self) -> None:
        """Closed and opened anew, as after the computer was restarted."""
        self.ledger.close()
        self.ledger = Ledger.open(self.home, self.clock, self.limits)
