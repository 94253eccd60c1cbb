"""What the ledger holds as JSON: how far an issue has come, and all of it for the files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from magtool.portal.protocol import Whole
from magtool.portal.records import Case, Round, Standing, Version, Visitor
from magtool.proofs import Examined, ProofSet
from magtool.proofs.record import record, record_examined

FORMAT = 1
"""Of the record that `whole_record` gives."""


def status_of(
    round_: Round, versions: Sequence[Version], cases: Sequence[Case], people: Sequence[Visitor]
) -> dict[str, object]:
    """The round, how many items stand how, and each of them."""
    counts = Counter(case.standing for case in cases)
    held = [version.number for version in versions if version.released is None]
    invited = {p.advertiser for p in people if p.revoked is None and p.role == "advertiser"}
    return {
        "issue": round_.issue,
        "title": round_.title,
        "version": round_.latest or None,
        "held": [number for number in held if number > round_.latest],
        "deadline": plain(round_.deadline),
        "then": round_.then,
        "closed": plain(round_.closed),
        "counts": {standing.value: counts[standing] for standing in Standing},
        "open_pins": sum(case.open_pins for case in cases),
        "waiting_uploads": sum(case.waiting for case in cases),
        "items": [_item(case, case.proof.advertiser in invited) for case in cases],
    }


def _item(case: Case, invited: bool) -> dict[str, object]:
    proof, answer = case.proof, case.answer
    given = None
    if answer is not None:
        given = {
            "verdict": answer.verdict.value,
            "reason": answer.reason,
            "name": answer.name,
            "at": plain(answer.at),
            "version": answer.version,
            "void": answer.void,
        }
    return {
        "slug": proof.slug,
        "kind": proof.kind,
        "title": proof.title,
        "advertiser": proof.advertiser,
        "invited": invited,
        "page": proof.page,
        "fingerprint": proof.fingerprint,
        "standing": case.standing.value,
        "answer": given,
        "open_pins": case.open_pins,
        "waiting_uploads": case.waiting,
    }


def whole_record(whole: Whole, published: Mapping[int, ProofSet]) -> dict[str, object]:
    """The round, what was published, what was said of each item, who was asked, and the log."""
    return {
        "magtool_portal": FORMAT,
        "made": plain(whole.made),
        "round": plain(whole.round),
        "versions": [
            {**plain(version), "proofs": record(published[number])}
            for number, version in whole.versions.items()
        ],
        "items": [plain(said) for said in whole.items],
        "people": [plain(person) for person in whole.people],
        "log": [{**plain(event), "details": json.loads(event.details)} for event in whole.events],
    }


def plain(value: Any) -> Any:
    """A record of the ledger as JSON: keys as its fields are named, times as ISO 8601."""
    if isinstance(value, Examined):
        return record_examined(value)
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value
