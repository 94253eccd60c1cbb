"""What is told of a finished issue: what is lost, left over, left out, short, or has moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from magtool.diagnostics import Diagnostic, Severity
from magtool.edition import Edition
from magtool.layout.content import Content, unshown
from magtool.layout.finished import SetPage
from magtool.layout.fitrow import FitRow
from magtool.layout.flatplan import Flatplan, Planned
from magtool.layout.kit import Kit
from magtool.layout.story import StorySetting

Move = tuple[str, int, int, str, str]
"""An item that stands elsewhere: its slug, page before and now, template before and now."""

_COLUMN_UNITS = 4
_MUCH_SHORT, _MUCH_LEVEL = 12, 24
"""Lines of white that are worth a warning: in a story's last column, or below all of them."""


def told_moves(edition: Edition, moved: Iterable[Move]) -> Iterator[Diagnostic]:
    """What an approved or printed-out plan no longer says truly."""
    for slug, was, page, then, template in moved:
        message = f"‘{slug}’ moved from page {was} to page {page}"
        if was == page:
            message = f"‘{slug}’ is set in ‘{template}’ instead of ‘{then}’"
        yield Diagnostic("moved", Severity.NOTE, message, edition.span_of(slug), (), page)


def empty_page(edition: Edition, number: int, how_much: str = "") -> Diagnostic:
    return Diagnostic(
        "empty-page",
        Severity.WARNING,
        f"page {number} stays empty {how_much}".rstrip(),
        edition.span,
        ("book an ad, add a story, or name a house ad under fillers",),
        number,
    )


def unplaced(edition: Edition, plan: Flatplan, missed: Iterable[FitRow]) -> Iterable[Diagnostic]:
    over = {row.slug: row for row in missed if row.overset}
    for slug in plan.unplaced:
        place = edition.span_of(slug)
        row = over.get(slug)
        if row is not None:
            message = (
                f"{slug!r} is {row.overset} lines too long, about {row.characters} characters, "
                f"even for {row.template!r}"
            )
            hints = tuple(f"{r.what}: {r.detail}" for r in row.remedies)
            yield Diagnostic("overset", Severity.ERROR, message, place, hints)
            continue
        message = f"{slug!r} found no page: no template can show it in the pages there are"
        hints = (
            "allow more pages (pages: max), or take a wish away (page, template)",
            "a picture, chart or box more than any template shows has the same effect",
        )
        yield Diagnostic("no-room", Severity.ERROR, message, place, hints)


def lost(
    edition: Edition, plan: Flatplan, known: Iterable[SetPage], contents: Iterable[Content]
) -> Iterable[Diagnostic]:
    """The audit: every paragraph of every story stands somewhere, whatever was planned."""
    standing: dict[str, set[int]] = {}
    for page in known:
        for slug, paragraphs in page.standing:
            standing.setdefault(slug, set()).update(paragraphs)
    for content in contents:
        if content.slug in plan.unplaced or content.article.kind == "notices":
            continue
        missing = set(range(len(content.article.paragraphs))) - standing.get(content.slug, set())
        if missing:
            message = f"{content.slug!r}: {len(missing)} paragraphs stand on no page"
            hints = ("this is a fault of magtool's own; nothing was written",)
            place = edition.span_of(content.slug)
            yield Diagnostic("text-lost", Severity.ERROR, message, place, hints)


def unseen(edition: Edition, contents: Iterable[Content]) -> Iterable[Diagnostic]:
    for content in contents:
        for part in unshown(content):
            sort = "a paid page" if content.company else "a column of notices"
            message = f"{content.slug!r}: {sort} has no place for its {part}"
            hints = ("take it out of the manuscript, or make it part of the text",)
            yield Diagnostic(
                "not-shown", Severity.ERROR, message, edition.span_of(content.slug), hints
            )


def surplus(edition: Edition, kit: Kit, plan: Flatplan) -> Iterable[Diagnostic]:
    """How much longer the issue is than its pages, when something is left over."""
    if not plan.surplus:
        return
    columns = kit.grid.columns // _COLUMN_UNITS
    lines = round(plan.surplus * columns * kit.grid.lines)
    body = kit.styles["body"]
    letter = kit.faces.width("nsatreilodkgm", body.faces.regular, body.size) / 13
    each = kit.grid.width(_COLUMN_UNITS) / letter * 0.96
    message = (
        f"the issue is about {lines} lines ({round(lines * each, -1):.0f} characters) longer "
        f"than its {plan.pages} pages"
    )
    hints = ("cut the story that grew, take one out, or allow more pages (pages: max)",)
    yield Diagnostic("issue-overset", Severity.ERROR, message, edition.span, hints)


def fitted(edition: Edition, planned: Planned, setting: StorySetting) -> Iterable[Diagnostic]:
    place = edition.span_of(setting.slug)
    if setting.sentences or setting.dropped:
        left = [f"sentence {n}" for n in setting.sentences] + list(setting.dropped)
        message = f"{setting.slug!r}: left out to make it fit: {', '.join(left)}"
        yield Diagnostic("copyfit", Severity.NOTE, message, place, (), planned.number)
    if setting.short:
        message = f"{setting.slug!r} ends {setting.short} lines short of its columns"
        hints = ("write a few lines more, or choose another template",)
        much = _MUCH_LEVEL if setting.level else _MUCH_SHORT
        severity = Severity.WARNING if setting.short > much else Severity.NOTE
        yield Diagnostic("short-story", severity, message, place, hints, planned.number)
    for fault in setting.faults:
        message = f"{setting.slug!r}: {fault}"
        yield Diagnostic("tight-setting", Severity.WARNING, message, place, (), planned.number)
