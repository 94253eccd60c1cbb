"""``magtool portal publish``: the proofs of an issue made and put in as its next version."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from magtool import pipelines, proofing
from magtool.cli.outcome import Outcome, Refusal, tally
from magtool.cli.progress import ProgressLine
from magtool.cli.project import Project, open_issue
from magtool.cli.sitefolder import (
    clock,
    closed,
    desk,
    find_place,
    items_at,
    opened,
    void_notes,
    void_since,
)
from magtool.diagnostics import Diagnostic, Severity
from magtool.portal.ledger import Ledger
from magtool.portal.records import Version, Visitor
from magtool.portal.refusals import Closed, Stale, Unfit
from magtool.portal.reminding import deciding
from magtool.proofs import ProofSet

_UNADDRESSED = frozenset("/\\?#%")
"""Signs that part an address."""


def publish(options: Namespace, progress: ProgressLine) -> Outcome:
    """Makes and puts in a version; tells which pages changed and whose answers that voids."""
    project = open_issue(options.issue)
    place = find_place(options)
    with opened(place, new=True) as ledger:
        _check_round(ledger, project)
        newest = max((version.number for version in ledger.versions(project.slug)), default=0)
        made = proofing.make_proofs(
            project.library,
            project.folder,
            now=clock(),
            shop=pipelines.Workshop(project.store),
            progress=progress,
        )
        found = project.shown(made.diagnostics)
        if made.value is None:
            closing = f"{project.place}: nothing published, {tally(found)}\n"
            return Outcome({"issue": project.slug, "version": None}, closing, found)
        values = made.value.values
        _check_ids(values)
        before = items_at(ledger, project.slug)
        version = _put(ledger, project, options, made.value, newest)
        after = items_at(ledger, project.slug)
        news = _compare(values, before, after, ledger.people(project.slug))
    return _outcome(project, version, values, news, found)


def _put(
    ledger: Ledger, project: Project, options: Namespace, made: proofing.Proofs, newest: int
) -> Version:
    """Puts the proofs in, unless another version than the ``newest`` has come before them."""
    try:
        return ledger.publish(
            made.values,
            made.pictures,
            folder=project.folder,
            released=not options.hold,
            note=options.note.strip(),
            who=desk(),
            after=newest,
        )
    except Closed as fault:
        raise closed(project.slug) from fault
    except Stale as fault:
        message = f"another version of {project.slug} was put in while this one was made"
        raise Refusal("portal-busy", message, "publish again: it may be the newer") from fault
    except Unfit as fault:
        raise Refusal("usage", "‘--note’ is too long") from fault


@dataclass(frozen=True, slots=True)
class _News:
    """What a version brings against what was shown before it: items by id, names of advertisers.

    ``void`` are items whose answer no longer holds; ``blind`` is who has links and nothing left.
    """

    first: bool
    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    void: tuple[Mapping[str, Any], ...]
    not_invited: tuple[str, ...]
    blind: tuple[str, ...]


def _compare(
    values: ProofSet,
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    people: Sequence[Visitor],
) -> _News:
    """The version against the items as they stood before and after it was put in."""
    old = {item["slug"]: item["fingerprint"] for item in before}
    asked = {person.advertiser for person in deciding(people, clock())}
    had, have = {item["advertiser"] for item in before}, set(values.advertisers)
    return _News(
        not old,
        tuple(p.slug for p in values.proofs if old.get(p.slug) not in (None, p.fingerprint)),
        tuple(p.slug for p in values.proofs if old and p.slug not in old),
        tuple(sorted(set(old) - {p.slug for p in values.proofs})),
        void_since(before, after),
        tuple(sorted(have - asked)),
        tuple(sorted((had & asked) - have)),
    )


def _check_round(ledger: Ledger, project: Project) -> None:
    """Refuses what would mix two issues of one name, or write to a closed round."""
    around = ledger.round(project.slug)
    if around is None:
        return
    if around.closed is not None:
        raise closed(project.slug)
    if around.folder != project.folder and (project.root / around.folder).is_dir():
        message = f"the site has ‘{project.slug}’ from another folder, ‘{around.folder}’"
        raise Refusal("folder-in-use", message, "give the issue another name")


def _check_ids(values: ProofSet) -> None:
    """Refuses ids that no address can hold: an item's page is at /item/ and its id."""
    for proof in values.proofs:
        if _UNADDRESSED.intersection(proof.slug) or proof.slug in (".", ".."):
            message = f"‘{proof.slug}’ can’t stand in an address of the site"
            hint = f"give it a name without any of {' '.join(sorted(_UNADDRESSED))}"
            raise Refusal("bad-value", message, hint)


def _outcome(
    project: Project,
    version: Version,
    values: ProofSet,
    news: _News,
    found: Sequence[Diagnostic],
) -> Outcome:
    state = "out" if version.released else "held back"
    count = len(values.proofs)
    proofs = f"{count} proof{'' if count == 1 else 's'}"
    line = f"{project.place}: version {version.number} is {state}, {proofs}"
    if not news.first:
        line += f", {len(news.changed)} of them on pages that changed"
    if news.not_invited:
        line += f"\nnot invited yet: {', '.join(news.not_invited)}"
    if not version.released:
        line += f"\n`magtool portal release {project.place} {version.number}` shows it"
    document = {
        "issue": project.slug,
        "version": version.number,
        "released": version.released is not None,
        "proofs": count,
        "changed": list(news.changed),
        "new": list(news.new),
        "gone": list(news.gone),
        "void": [item["slug"] for item in news.void],
        "not_invited": list(news.not_invited),
    }
    # What the build left out to make it fit is told by `build`, and would drown what counts here.
    told = [d for d in found if d.severity is not Severity.NOTE]
    return Outcome(document, line + "\n", (*told, *_told(news)))


def _told(news: _News) -> Iterator[Diagnostic]:
    """What somebody should look at."""
    yield from void_notes(news.void)
    for name in news.blind:
        message = f"‘{name}’ has nothing in this version, and links that show nothing"
        hint = "was the name changed? then invite them by the new one; else end the links"
        yield Diagnostic("portal-nothing-left", Severity.WARNING, message, None, (hint,))
    if not (news.first or news.changed or news.new or news.gone):
        message = "no advertiser’s page has changed since the last version"
        yield Diagnostic("portal-nothing-new", Severity.NOTE, message)
