"""The report that goes to advertisers and designers: one HTML file, complete in itself.

No script, no network, nothing beside it: pictures are data URIs, and a policy in the head forbids
the rest, whatever a delivered file may call itself. It prints as it shows.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files

from magtool.diagnostics import Severity
from magtool.page.facts import Area
from magtool.preflight.findings import Finding
from magtool.preflight.verdicts import VERDICTS, count_words, verdict_of

_LETTERS = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.NOTE: "N"}
_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_COLOURS = {Severity.ERROR: "#b3261e", Severity.WARNING: "#8a5a00", Severity.NOTE: "#1f5fa8"}
"""As in report.css: not every program that shows HTML applies styles inside SVG."""
_DASHES = {Severity.ERROR: "none", Severity.WARNING: "9 4", Severity.NOTE: "2 3"}
_SIGNS = {"passed": "✓", "warnings": "!", "failed": "✕"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as the report shows it: its size and where it is cut in points, and its picture."""

    page: int
    width: float
    height: float
    trim: Area
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checkup:
    """One file: what it was checked as, what was found, and its pages' pictures.

    ``title`` tells what the file is for, as "Furunäs kursgård, quarter"; "" when only its name
    is known. Pages without a picture are told by their number.
    """

    file: str
    profile: str
    pages: int
    findings: tuple[Finding, ...]
    sheets: tuple[Sheet, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Marked:
    """A finding with the name that it has all through the report, as "E3"."""

    name: str
    finding: Finding

    @property
    def word(self) -> str:
        return _WORDS[self.finding.severity]


def write_report(
    title: str, checkups: Sequence[Checkup], reasons: Mapping[str, Mapping[str, str]]
) -> str:
    """The report on one or several files as HTML.

    ``reasons`` has ``title``, ``why`` and ``mend`` of every check that found anything.
    """
    found = [item for checkup in checkups for item in checkup.findings]
    parts = [_head(title, found), _overview(checkups) if len(checkups) > 1 else ""]
    first = 1
    for number, checkup in enumerate(checkups, start=1):
        marked = _named(checkup.findings, first)
        first += len(marked)
        parts += _file(number, checkup, marked, alone=len(checkups) == 1)
    parts.append(_reasons(found, reasons))
    body = "\n".join(part for part in parts if part)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Preflight: {_text(title)}</title>\n<style>\n{_style()}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _named(findings: Iterable[Finding], first: int) -> list[_Marked]:
    """The findings, gravest first and then by page, each with its name."""
    ordered = sorted(findings, key=lambda item: (-item.severity, item.page or 0))
    return [
        _Marked(f"{_LETTERS[item.severity]}{number}", item)
        for number, item in enumerate(ordered, start=first)
    ]


# --- head and overview ----------------------------------------------------------------------


def _head(title: str, found: Sequence[Finding]) -> str:
    verdict = verdict_of(found)
    return (
        f'<header>\n<p class="eyebrow">Preflight</p>\n<h1>{_text(title)}</h1>\n'
        f"{_badge(verdict)}\n<p>{count_words(found)}</p>\n</header>"
    )


def _badge(verdict: str) -> str:
    sign = f'<span aria-hidden="true">{_SIGNS[verdict]}</span> '
    return f'<p class="verdict {verdict}">{sign}{VERDICTS[verdict]}</p>'


def _overview(checkups: Sequence[Checkup]) -> str:
    """All files in one table, for a report on several."""
    rows = "".join(
        f'<tr><th scope="row"><a href="#file-{number}">{_text(checkup.file)}</a></th>'
        f"<td>{_text(checkup.title)}</td><td>{_badge(verdict_of(checkup.findings))}</td>"
        f"<td>{count_words(checkup.findings)}</td></tr>\n"
        for number, checkup in enumerate(checkups, start=1)
    )
    return (
        "<section>\n<h2>Files</h2>\n<table>\n<thead><tr>"
        f"{_columns('File', 'For', 'Verdict', 'Found')}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n</section>"
    )


def _file(number: int, checkup: Checkup, marked: Sequence[_Marked], alone: bool) -> Iterator[str]:
    """One file's part: what it is, its findings, its pages."""
    pages = f"{checkup.pages} page{'' if checkup.pages == 1 else 's'}"
    facts = ", ".join(part for part in (checkup.title, pages, checkup.profile) if part)
    title = "Findings" if alone else checkup.file
    yield f'<section class="file" id="file-{number}">\n<h2>{_text(title)}</h2>'
    yield f'<p class="facts">{_text(facts)}</p>'
    if not alone:
        yield _badge(verdict_of(checkup.findings))
    yield _findings(number, checkup, marked)
    quiet = []
    for sheet in checkup.sheets:
        here = [item for item in marked if item.finding.page == sheet.page]
        if here:
            yield _page(number, sheet, here)
        else:
            quiet.append(sheet)
    if quiet:
        yield _quiet(quiet)
    yield "</section>"


# --- findings -------------------------------------------------------------------------------


def _findings(number: int, checkup: Checkup, marked: Sequence[_Marked]) -> str:
    if not marked:
        return "<p>Nothing was found.</p>"
    drawn: set[int | None] = {sheet.page for sheet in checkup.sheets}
    rows = "".join(_row(number, item, drawn) for item in marked)
    return (
        f'<table class="findings">\n<caption>Findings in {_text(checkup.file)}, the gravest first'
        "</caption>\n<thead><tr>"
        f"{_columns('No.', 'Severity', 'Page', 'What was found', 'Check and clause')}"
        f"</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"
    )


def _row(number: int, item: _Marked, drawn: Container[int | None]) -> str:
    finding = item.finding
    page = "all" if finding.page is None else str(finding.page)
    if finding.page in drawn:
        page = f'<a href="#file-{number}-page-{page}">{page}</a>'
    hint = f'<p class="hint">{_text(finding.hint)}</p>' if finding.hint else ""
    clause = f'<p class="clause">{_text(finding.clause)}</p>' if finding.clause else ""
    check = f'<a href="#why-{_text(finding.check)}">{_text(finding.check)}</a>'
    return (
        f'<tr id="{item.name}"><th scope="row"><span class="tag {item.word}">{item.name}</span>'
        f"</th><td>{item.word}</td><td>{page}</td><td>{_text(finding.message)}{hint}</td>"
        f"<td>{check}{clause}</td></tr>\n"
    )


def _reasons(found: Sequence[Finding], reasons: Mapping[str, Mapping[str, str]]) -> str:
    """Why each check that found something matters, and how it is mended if no hint says so."""
    if not found:
        return ""
    hints = {item.hint for item in found}
    entries = []
    for check in sorted({item.check for item in found} & reasons.keys()):
        reason = {key: _text(text) for key, text in reasons[check].items()}
        mend = "" if reason["mend"] in map(_text, hints) else f" {reason['mend']}"
        title = f"{reason['title']} <code>{_text(check)}</code>"
        entries.append(
            f'<dt id="why-{_text(check)}">{title}</dt>\n<dd>{reason["why"]}{mend}</dd>\n'
        )
    return f"<section>\n<h2>Why it matters</h2>\n<dl>\n{''.join(entries)}</dl>\n</section>"


# --- pages ----------------------------------------------------------------------------------


def _page(number: int, sheet: Sheet, here: Sequence[_Marked]) -> str:
    """A page's picture with every finding's place outlined, and its findings beside it."""
    names = ", ".join(item.name for item in here)
    lines = "".join(
        f'<li><a class="tag {item.word}" href="#{item.name}">{item.name}</a> '
        f"{_text(item.finding.message)}{'' if item.finding.area else ' (the page as a whole)'}</li>"
        for item in here
    )
    ident = f"file-{number}-page-{sheet.page}"
    picture = _image(sheet, f"Page {sheet.page}, with {names} marked")
    return (
        f'<article class="page" id="{ident}">\n<h3>Page {sheet.page}</h3>\n'
        f'<div class="beside"><div class="sheet">{picture}'
        f"{_overlay(sheet, here)}</div>\n"
        f'<ul class="legend">{lines}</ul></div>\n</article>'
    )


def _overlay(sheet: Sheet, here: Sequence[_Marked]) -> str:
    """The outlines as SVG in points of the sheet; each leads to its finding's row."""
    unit = max(sheet.width, sheet.height) / 842  # labels are as large on every sheet
    taken: list[Area] = []
    marks = []
    for item in here:
        if item.finding.area is None:
            continue
        place = _seen(item.finding.area, sheet, 6 * unit)
        taken.append(_label(item.name, place, sheet, taken, unit))
        marks.append(_mark(item, place, taken[-1], unit))
    trim = f'<rect {_rect(sheet.trim)} fill="none" stroke="#777" stroke-dasharray="1 3"/>'
    return (
        f'<svg viewBox="0 0 {sheet.width:.2f} {sheet.height:.2f}" role="group" '
        f'aria-label="Places of the findings">{trim}{"".join(marks)}</svg>'
    )


def _mark(item: _Marked, place: Area, label: Area, unit: float) -> str:
    """One outline with its name; the white under it shows it on dark pictures."""
    colour, dashes = _COLOURS[item.finding.severity], _DASHES[item.finding.severity]
    box, x, y = _rect(place), (label[0] + label[2]) / 2, label[3] - 4.5 * unit
    return (
        f'<a href="#{item.name}" fill="{colour}" aria-label="{item.name}">'
        f"<title>{_text(f'{item.name}: {item.finding.message}')}</title>"
        f'<rect class="place" {box} fill-opacity="0.08"/>'
        f'<rect {box} fill="none" stroke="#fff" stroke-width="{4 * unit:.2f}"/>'
        f'<rect {box} fill="none" stroke="{colour}" stroke-width="{2.5 * unit:.2f}" '
        f'stroke-dasharray="{dashes}"/>'
        f'<rect {_rect(label)} rx="{2 * unit:.2f}"/>'
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{12 * unit:.2f}" fill="#fff" '
        f'font-weight="700" text-anchor="middle">{item.name}</text></a>'
    )


def _seen(area: Area, sheet: Sheet, least: float) -> Area:
    """The area on the sheet, and large enough to be seen."""
    x0, x1 = sorted(min(max(x, 0.0), sheet.width) for x in (area[0], area[2]))
    y0, y1 = sorted(min(max(y, 0.0), sheet.height) for y in (area[1], area[3]))
    wide, high = max(0.0, least - (x1 - x0)) / 2, max(0.0, least - (y1 - y0)) / 2
    return (x0 - wide, y0 - high, x1 + wide, y1 + high)


def _label(name: str, place: Area, sheet: Sheet, taken: Sequence[Area], unit: float) -> Area:
    """Where the name stands: over the place's corner, and beside other names, not on them."""
    width, height = (8 + 7.5 * len(name)) * unit, 16 * unit
    left = min(max(place[0], 0.0), sheet.width - width)
    x, y = left, min(max(place[1] - height, 0.0), sheet.height - height)
    while True:
        box = (x, y, x + width, y + height)
        other = next((label for label in taken if _overlap(box, label)), None)
        if other is None:
            return box
        x = other[2] + unit
        if x + width > sheet.width:
            x, y = left, y + height + unit


def _overlap(one: Area, other: Area) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def _rect(area: Area) -> str:
    x0, y0, x1, y1 = area
    return f'x="{x0:.2f}" y="{y0:.2f}" width="{x1 - x0:.2f}" height="{y1 - y0:.2f}"'


def _quiet(sheets: Sequence[Sheet]) -> str:
    """Pages without findings, small."""
    pictures = "".join(
        f"<figure>{_image(sheet, f'Page {sheet.page}')}<figcaption>{sheet.page}</figcaption>"
        "</figure>"
        for sheet in sheets
    )
    return f'<h3>Pages without findings</h3>\n<div class="quiet">{pictures}</div>'


def _image(sheet: Sheet, told: str) -> str:
    data = b64encode(sheet.jpeg).decode("ascii")
    size = f'width="{sheet.width:.0f}" height="{sheet.height:.0f}"'
    return f'<img src="data:image/jpeg;base64,{data}" alt="{_text(told)}" {size}>'


# --- words ----------------------------------------------------------------------------------


def _columns(*names: str) -> str:
    return "".join(f'<th scope="col">{name}</th>' for name in names)


def _text(text: str) -> str:
    """Words from anywhere as HTML: control characters and halves of characters are shown as �."""
    shown = (c if c.isprintable() or c in "\u00ad\n" else "\ufffd" for c in text)
    return escape(" ".join("".join(shown).split()))


@cache
def _style() -> str:
    return files("magtool.preflight").joinpath("report.css").read_text(encoding="utf-8")
