"""All checks of a profile on one file."""

from __future__ import annotations

from collections.abc import Iterator

from magtool.page import PdfFacts
from magtool.preflight.asked import Asked
from magtool.preflight.boxes import check_boxes, check_sizes
from magtool.preflight.case import Case
from magtool.preflight.colour import check_colour
from magtool.preflight.details import check_details
from magtool.preflight.document import check_document
from magtool.preflight.findings import Finding
from magtool.preflight.profile import Profile

_FINISHED = Asked()


def check_pages(facts: PdfFacts, profile: Profile, asked: Asked = _FINISHED) -> tuple[Finding, ...]:
    """What is wrong with a file by a profile: of the file as a whole first, then by pages.

    Like faults of a page are one finding, whose area is that of the worst or largest. Of a
    file that can't be read that alone is told.
    """
    found = _found(Case(facts, profile, asked))
    return tuple(sorted(found, key=lambda item: (item.page or 0, -item.severity)))


def _found(case: Case) -> Iterator[Finding]:
    facts = case.facts
    if facts.fault:
        known = facts.fault_code == "encrypted" and case.grade("encrypted") is not None
        yield from case.tell("encrypted" if known else "cannot-read", facts.fault)
        return
    yield from check_document(case)
    if case.asked.artwork and len(facts.pages) != 1:
        message = f"the file has {len(facts.pages)} pages, and artwork is one"
        yield from case.tell("page-count", message, figures={"pages": len(facts.pages)})
    yield from check_sizes(case)
    for page in facts.pages:
        if page.fault:
            yield from case.tell(
                "page-unreadable", f"not all of the page is read: {page.fault}", page.number
            )
        yield from check_boxes(case, page)
        yield from check_colour(case, page)
        yield from check_details(case, page)
