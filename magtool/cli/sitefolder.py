"""The review site's folder as the commands work on it: found, its ledger opened, its settings."""

from __future__ import annotations

import contextlib
import getpass
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from magtool.cli.outcome import Refusal
from magtool.cli.project import SITE, as_typed, find_project, open_issue
from magtool.diagnostics import Diagnostic, Severity, decode, nearest
from magtool.disk import find_root
from magtool.portal import settings as written
from magtool.portal.database import FILE as DATABASE
from magtool.portal.ledger import Ledger
from magtool.portal.records import Round
from magtool.portal.refusals import Busy, Full, NotOurs, Unknown
from magtool.portal.settings import Settings
from magtool.proofs import ProofSet

_STANDS = ("approved", "approved-with-changes", "changes-required")
_SETTINGS = "settings.yaml"
"""In the site's folder; it counts before the project's own portal.yaml."""


def clock() -> datetime:
    """The computer's time: what the site's own is."""
    return datetime.now(UTC)


def desk() -> str:
    """How the log names who runs a command here."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "magtool"


# --- the site's folder --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works: the project, the site's folder in it, the issue that is meant."""

    root: Path
    home: Path
    issue: str

    def settings(self, key: bytes, address: str | None) -> Settings:
        """The site's settings. Raises `Faulty` where they have faults."""
        for path in (self.home / _SETTINGS, self.root / written.FILE):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                message = f"‘{as_typed(path)}’ can’t be read: {error.strerror or error}"
                raise Refusal("missing-input", message) from error
            decoded = decode(as_typed(path), data)
            read = written.read_settings(decoded.value, key, address or "")
            found = (*decoded.diagnostics, *read.diagnostics)
            if any(d.severity is Severity.ERROR for d in found):
                raise Faulty(found)
            return read.value
        return written.read_settings(None, key, address or "").value


class Faulty(Exception):
    """The settings can't be used; ``diagnostics`` tell why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("the settings have faults")
        self.diagnostics = diagnostics


def find_place(options: Namespace) -> Place:
    """The project of the issue that was written, or of where the command is run."""
    given = getattr(options, "issue", None)
    path = Path(given) if given else Path.cwd()
    if given and (path.is_dir() or path.is_file()) and not options.home:
        project = open_issue(given)
        return Place(project.root, project.root / SITE, project.slug)
    if path.name == "issue.yaml":
        path = path.parent
    # An issue that was put away since is still on the site, by its name.
    start = next(
        folder for folder in (path.absolute(), *path.absolute().parents) if folder.is_dir()
    )
    root = find_root(start) or find_root(Path.cwd())
    if root is None and not options.home:
        root = find_project(start)
    home = Path(options.home) if options.home else (root or Path.cwd()) / SITE
    return Place(root or Path.cwd(), home, path.absolute().name if given else "")


@contextlib.contextmanager
def opened(place: Place, *, new: bool = False) -> Iterator[Ledger]:
    """The ledger, closed afterwards; only a ``new`` one is made. Troubles become refusals."""
    if not new and not (place.home / DATABASE).is_file():
        message = f"there is no review site in ‘{as_typed(place.home)}’"
        raise Refusal("missing-portal", message, "`magtool portal publish ISSUE` begins one")
    try:
        with contextlib.closing(_ledger(place)) as ledger:
            yield ledger
    except Full as error:
        message = f"‘{as_typed(place.home)}’ can’t be written: {error}"
        raise Refusal("cannot-write", message, "make room; nothing was changed") from error
    except Busy as error:
        message = "the site is being written to by others, and they don’t end"
        raise Refusal("portal-busy", message, "try again") from error


def _ledger(place: Place) -> Ledger:
    try:
        return Ledger.open(place.home, clock)
    except NotOurs as error:
        message = f"‘{as_typed(place.home)}’ can’t be used: {error}"
        raise Refusal("portal-not-ours", message, "give another folder with --home") from error
    except OSError as error:
        message = f"‘{as_typed(place.home)}’ can’t be used: {error.strerror or error}"
        raise Refusal("cannot-write", message, "give another folder with --home") from error


def round_at(ledger: Ledger, place: Place) -> Round:
    """The issue's round; a refusal names those there are."""
    found = ledger.round(place.issue)
    if found is None:
        there = [around.issue for around in ledger.rounds()]
        close = nearest(place.issue, there)
        hint = f"did you mean ‘{close}’?" if close else "`magtool portal publish ISSUE` first"
        raise Refusal("portal-no-round", f"‘{place.issue}’ is not on the review site", hint)
    return found


@contextlib.contextmanager
def at_desk(options: Namespace) -> Iterator[tuple[Ledger, Place, Round]]:
    """The ledger and the issue's round in it."""
    place = find_place(options)
    with opened(place) as ledger:
        yield ledger, place, round_at(ledger, place)


@dataclass(frozen=True, slots=True)
class OnSite:
    """What a proof sheet tells of the site: its address, the deadline (ISO 8601, "" for none), and
    the version that shows the same pages (0 for none)."""

    address: str
    deadline: str
    version: int


def on_site(root: Path, issue: ProofSet) -> OnSite | None:
    """How the proofs stand on the project's own site; None where the issue is not on it."""
    place = Place(root, root / SITE, issue.issue)
    if not (place.home / DATABASE).is_file():
        return None
    with opened(place) as ledger:
        around = ledger.round(issue.issue)
        if around is None or not around.latest:
            return None
        try:
            settings = place.settings(ledger.key, None)
        except Faulty as fault:
            told = fault.diagnostics[0]
            raise Refusal(told.code, f"{written.FILE}: {told.message}", *told.hints) from fault
        published = {proof.slug: proof.fingerprint for proof in ledger.newest(issue.issue).proofs}
    same = all(published.get(proof.slug) == proof.fingerprint for proof in issue.proofs)
    by = around.deadline.astimezone(settings.zone) if around.deadline else None
    deadline = by.isoformat(timespec="minutes") if by else ""
    return OnSite(settings.address, deadline, around.latest if same else 0)


def items_at(ledger: Ledger, issue: str) -> Sequence[Mapping[str, Any]]:
    """The issue's items as they stand; none while it is not on the site."""
    try:
        items: Sequence[Mapping[str, Any]] = ledger.status(issue)["items"]  # type: ignore[assignment]
    except Unknown:
        return ()
    return items


def void_since(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """The items whose answer held before, and holds no longer."""
    stood = {item["slug"] for item in before if item["standing"] in _STANDS}
    return tuple(item for item in after if item["standing"] == "void" and item["slug"] in stood)


def void_notes(items: Iterable[Mapping[str, Any]]) -> Iterator[Diagnostic]:
    """Whose answers are void, one by one."""
    for item in items:
        message = f"page {item['page']} has changed: the answer of {item['advertiser']} is void"
        yield Diagnostic("portal-answer-void", Severity.NOTE, message)


def closed(issue: str) -> Refusal:
    """What is said when a closed round should be changed."""
    hint = f"`magtool portal open {issue}` opens it again"
    return Refusal("portal-closed", f"the round of {issue} is closed", hint)


def damaged(faults: Sequence[str]) -> tuple[Diagnostic, ...]:
    """The ledger's own faults."""
    hint = "take the last backup that has no such fault, and keep this folder as it is"
    return tuple(
        Diagnostic("portal-damaged", Severity.ERROR, fault, None, (hint,)) for fault in faults
    )
