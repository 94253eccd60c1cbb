"""Who is to be reminded of a deadline, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from magtool.portal.records import Case, Round, Standing, Visitor

_ASKED = (Standing.WAITING, Standing.LATE, Standing.VOID)


def waited_for(cases: Iterable[Case]) -> frozenset[str]:
    """The advertisers who have something to answer."""
    return frozenset(case.proof.advertiser for case in cases if case.standing in _ASKED)


def deciding(people: Iterable[Visitor], at: datetime) -> Iterator[Visitor]:
    """Those whose answer counts and whose link still opens."""
    return (person for person in people if person.role == "advertiser" and is_open(person, at))


def is_open(person: Visitor, at: datetime) -> bool:
    """Whether the link has neither been ended nor run out."""
    return person.revoked is None and (person.expires is None or person.expires > at)


def due(
    around: Round,
    people: Iterable[Visitor],
    waited: Collection[str],
    days: Collection[int],
    at: datetime,
) -> tuple[Visitor, ...]:
    """Who gets a reminder now: those who were neither asked nor reminded since the last of the
    days before the deadline came, and have an address. Nobody after the deadline."""
    if around.deadline is None or around.closed is not None or at >= around.deadline:
        return ()
    come = [moment for day in days if (moment := around.deadline - timedelta(days=day)) <= at]
    if not come:
        return ()
    return tuple(
        person
        for person in deciding(people, at)
        if person.email and person.advertiser in waited and _last_asked(person) < max(come)
    )


def _last_asked(person: Visitor) -> datetime:
    told = [moment for moment in (person.invited, person.reminded) if moment is not None]
    return max(told)
