"""The recipe of sheets: proofs set as one PDF for each advertiser, and records as plain pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from magtool.edition import Publisher
from magtool.library import Layered, Library
from magtool.page import PageLayout
from magtool.pipelines import Ready, screen_of
from magtool.preflight import read_profile
from magtool.press import DocumentFacts, write_pdf
from magtool.proofing import PROFILE, Proofs
from magtool.proofs import ProofSet
from magtool.sheets import (
    PICTURES,
    Answering,
    Passage,
    SheetOrder,
    set_passages,
    set_sheets,
    set_tearsheets,
    words_for,
)
from magtool.store import NoStore, Store

Progress = Callable[[str, int, int], None]
"""Called as each stage begins: its name, how many are done, and how many there are."""

_NO_STORE = NoStore()
_PPI, _QUALITY = 220, 88
"""Of pictures on sheets: they are looked at closely, and some are printed on the office printer."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How the sheets ask: in which ``language`` ("" for the issue's), and where and by when an
    answer is taken. ``tearsheet`` asks nothing, and shows the pages as printed."""

    language: str = ""
    tearsheet: bool = False
    address: str = ""
    deadline: str = ""
    version: int = 0


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of those who don't ask."""


def make_sheets(
    library: Library,
    proofs: Proofs,
    asking: Asking,
    *,
    store: Store = _NO_STORE,
    progress: Progress = _silent,
) -> dict[str, bytes]:
    """A PDF for every advertiser who has a proof, by name; all from the same pages."""
    ready, issue = proofs.ready, proofs.values
    words = words_for(asking.language or issue.language)
    pages = {page.number: page for page in proofs.layout.pages}
    contact = _contact(ready.edition.publisher)
    limits = read_profile(PROFILE).limits
    ppi = (limits.picture_ppi.good, limits.page_picture_ppi.good)
    answering = Answering(asking.address, contact, asking.deadline)
    over = {f"{PICTURES}/{name}": data for name, data in proofs.pictures.items()}
    ordered = sorted(issue.proofs, key=lambda proof: proof.advertiser)
    made: dict[str, bytes] = {}
    for name, own in groupby(ordered, key=lambda proof: proof.advertiser):
        progress(f"setting {name}", len(made), len(issue.advertisers))
        order = SheetOrder(
            ready.kit, issue, tuple(own), pages, words, answering, asking.version, ppi
        )
        sheets = set_tearsheets(order) if asking.tearsheet else set_sheets(order)
        kind = words.say("tearsheet" if asking.tearsheet else "proof")
        title = f"{kind} · {issue.title} {issue.number} · {name}"
        made[name] = _drawn(library, ready, sheets, (title, words.language), over, store)
    return made


def make_record(
    library: Library, ready: Ready, issue: ProofSet, title: str, passages: Sequence[Passage]
) -> bytes:
    """A record of what was said as a PDF of plain pages, in the issue's own faces."""
    words = words_for(issue.language)
    sheets = set_passages(ready.kit, issue, words, title, passages)
    return _drawn(library, ready, sheets, (title, words.language), {}, _NO_STORE)


def _drawn(
    library: Library,
    ready: Ready,
    sheets: Sequence[PageLayout],
    named: tuple[str, str],
    over: dict[str, bytes],
    store: Store,
) -> bytes:
    title, language = named
    edition = ready.edition
    facts = DocumentFacts(title, edition.publisher.name, language, date=edition.date)
    output = replace(screen_of(library, ready), ppi=_PPI, quality=_QUALITY)
    return write_pdf(sheets, ready.kit.faces.data, Layered(over, library), facts, output, store)


def _contact(publisher: Publisher) -> tuple[str, ...]:
    """Whom to ask, as the colophon has them: the line on advertising, else the editor."""
    for label, text in publisher.more:
        if "annons" in label.lower() or "advert" in label.lower():
            return (text, publisher.name)
    return tuple(part for part in (publisher.editor, publisher.name, publisher.address) if part)
