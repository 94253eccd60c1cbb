"""Proof sheets: for every item a sheet that tells and asks, and one that shows it at true size."""

from __future__ import annotations

from collections.abc import Iterator

from magtool.measure import PAPER, Rect, mm_to_pt
from magtool.page import PROCESS, Fill, PageLayout, Picture, Rule
from magtool.proofs import Proof, ProofFinding
from magtool.proofs.wording import summary, told
from magtool.sheets.furniture import finish, page_named, space_sold
from magtool.sheets.look import GRAY, HAIR, MARGIN, PALE, Look, look_of
from magtool.sheets.marks import disc, outline, sign
from magtool.sheets.order import SheetOrder, close_source, spread_source
from magtool.sheets.paper import Paper
from magtool.sheets.truesize import true_size

_SPREAD_HEIGHT = mm_to_pt(127)
_SPREAD_OVER_TABLE, _SPREAD_BESIDE_FINDINGS = mm_to_pt(114), mm_to_pt(96)
"""The spread as wide as the sheet, or less where a table and faults are told below it."""
_GAP = mm_to_pt(4)
_ROW = 13.0
_SIGN = 11.0
_CLOSE_HEIGHT = mm_to_pt(42)


def set_sheets(order: SheetOrder) -> tuple[PageLayout, ...]:
    """All sheets of one advertiser, in the order of the proofs' pages."""
    look = look_of(order.kit)
    papers = []
    for proof in sorted(order.proofs, key=lambda proof: (proof.page, proof.area[1])):
        papers += [_telling(order, look, proof), true_size(order, look, proof)]
    return finish(papers, look, order.issue, order.words, "proof", order.version)


def _telling(order: SheetOrder, look: Look, proof: Proof) -> Paper:
    """The sheet that tells: what, where, how it looks there, what was found, how to answer."""
    paper = Paper(look, proof.slug)
    _title(order, paper, proof)
    _verdict(order, paper, proof)
    beside = _spread(order, paper, proof)
    if beside is None:
        _table(order, paper, proof, paper.left, paper.width)
    else:
        top, foot = beside.y0, paper.y
        paper.y = top
        _table(order, paper, proof, beside.x0, beside.width)
        paper.y = max(paper.y, foot)
    paper.y += _GAP
    _findings(order, paper, proof)
    _answering(order, paper)
    return paper


def _title(order: SheetOrder, paper: Paper, proof: Proof) -> None:
    words = order.words
    paper.say(words.say(proof.kind), "kicker", role="kicker", after=2)
    paper.say(proof.advertiser, "title", role="headline", after=1)
    told_ = [space_sold(proof, words)]
    told_ += [page_named(proof, order.issue, words)]
    told_ += [f"”{proof.title}”"] if proof.kind == "company" else []
    paper.say(" · ".join(told_), "text", after=_GAP * 0.8)


def _verdict(order: SheetOrder, paper: Paper, proof: Proof) -> None:
    """One sentence on the whole, with a sign that reads in black and white."""
    if proof.kind == "company":
        text, worst = order.words.say("company-reading"), "note"
    else:
        text, worst = summary(proof.findings, order.words.language), _worst(proof)
    look, pad = paper.look, 7.0
    inner = paper.left + pad + _SIGN + pad
    lines = look.lines(text, "head", paper.right - pad - inner)
    depth = lines.count * lines.leading + 2 * pad
    ground = Rect(paper.left, paper.y, paper.right, paper.y + depth)
    paper.put("sheet-ground", [Fill(ground, PALE)])
    ink = look.accent if worst == "error" else look.styles["head"].ink
    middle = paper.y + depth / 2
    paper.put("sheet-sign", sign(worst, paper.left + pad + _SIGN / 2, middle, _SIGN, ink, PAPER))
    paper.put("paragraph", lines.at(inner, paper.y + pad + paper.rise("head")))
    paper.y += depth + _GAP


def _worst(proof: Proof) -> str:
    found = {finding.severity for finding in proof.findings}
    return next((severity for severity in ("error", "warning") if severity in found), "note")


def _spread(order: SheetOrder, paper: Paper, proof: Proof) -> Rect | None:
    """The spread with the neighbours made unreadable; the room beside it when it is narrow."""
    words, spread = order.words, proof.spread
    width, height = spread.width + 2 * spread.bleed, spread.height + 2 * spread.bleed
    most = _SPREAD_HEIGHT
    if proof.kind == "ad":
        most = _SPREAD_BESIDE_FINDINGS if proof.findings else _SPREAD_OVER_TABLE
    share = min(paper.width / spread.width, most / spread.height)
    top = paper.y
    # The sheet shows what stays after the cut: the picture's bleed is outside of its crop.
    shown = Rect(paper.left, top, paper.left + spread.width * share, top + spread.height * share)
    edge_x, edge_y = spread.bleed / width, spread.bleed / height
    crop = (edge_x, edge_y, 1 - edge_x, 1 - edge_y)
    key = "spread-two" if len(spread.pages) == 2 else "spread-one"
    first, last = spread.pages[0], spread.pages[-1]
    caption = words.say(key, first=first, last=last, page=first)
    paper.put("picture", [Picture(shown, spread_source(proof), crop)], caption, part=1)
    paper.put("sheet-line", [outline(shown, HAIR, 0.4)])
    if len(spread.pages) == 2:
        fold = (shown.x0 + shown.x1) / 2
        paper.put("sheet-line", [Rule(fold, shown.y0, fold, shown.y1, 0.4, HAIR)])
    _own_edge(paper, proof, shown, share)
    paper.y = shown.y1 + 4
    beside = Rect(shown.x1 + _GAP * 1.5, top, paper.right, shown.y1)
    narrow = beside.width > paper.width / 3
    room = shown.width if narrow else None
    paper.say(caption, "small", width=room, ink=GRAY, role="caption", after=2)
    apart = _apart(order, proof)
    if apart:
        paper.say(apart, "text", width=room)
    paper.y += 0 if narrow else _GAP * 0.6
    return beside if narrow else None


def _own_edge(paper: Paper, proof: Proof, shown: Rect, share: float) -> None:
    """A line round what is theirs, so that it is found at once."""
    left = proof.spread.width / 2 if proof.page != proof.spread.pages[0] else 0.0
    x0, y0, x1, y1 = proof.area
    edge = Rect(
        shown.x0 + (left + x0) * share, shown.y0 + y0 * share,
        shown.x0 + (left + x1) * share, shown.y0 + y1 * share,
    )  # fmt: skip
    paper.put("sheet-line", [outline(edge, paper.look.accent, 1.0)])


def _apart(order: SheetOrder, proof: Proof) -> str:
    if proof.apart is None:
        return ""
    key = {0: "apart-none", 1: "apart-one"}.get(proof.apart, "apart")
    return order.words.say(key, pages=proof.apart)


def _table(order: SheetOrder, paper: Paper, proof: Proof, x: float, width: float) -> None:
    """Booked beside delivered."""
    rows = list(_rows(order, proof))
    wide = min(max(paper.look.width(row[0], "head") for row in rows) + _GAP, width * 0.3)
    half = (width - wide) / 2
    columns = (x, x + wide, x + wide + half)
    right = x + width
    for number, row in enumerate(rows):
        style = "head" if number == 0 else "text"
        cells = [
            paper.look.lines(cell, "head" if n == 0 else style, (wide, half, half)[n] - 6)
            for n, cell in enumerate(row)
        ]
        depth = max(max(cell.count * cell.leading for cell in cells), _ROW)
        paper.need(depth + 3)
        for left, cell, name in zip(columns, cells, ("head", style, style), strict=True):
            paper.put("paragraph", cell.at(left, paper.y + paper.rise(name)))
        paper.y += depth + 1.5
        weight = 0.8 if number == 0 else 0.3
        paper.put("sheet-rule", [Rule(x, paper.y, right, paper.y, weight, HAIR)])
        paper.y += 1.5


def _rows(order: SheetOrder, proof: Proof) -> Iterator[tuple[str, str, str]]:
    words, booked, came = order.words, proof.booked, proof.delivered
    if came is None:
        yield words.say("what"), words.say("booked"), ""
        yield words.say("size"), space_sold(proof, words), ""
        yield words.say("text"), words.say("company-lines", count=len(proof.lines)), ""
        return
    bleed = words.say("bleed-mm", bleed=words.number(came.bleed_mm))
    wanted = words.say("bleed-mm", bleed=words.number(booked.bleed_mm))
    file = came.file.rpartition("/")[2]
    yield words.say("what"), words.say("booked"), words.say("delivered-as", file=file)
    yield words.say("size"), space_sold(proof, words), words.mm(came.width_mm, came.height_mm)
    yield (
        words.say("bleed"),
        wanted if booked.bleed_mm else words.say("not-needed"),
        bleed if came.bleed_mm else words.say("none"),
    )
    lowest = f"{came.ppi:.0f}" if came.ppi else ""
    yield (
        words.say("resolution"),
        words.say("asked-resolution", inside=f"{order.ppi[0]:g}", whole=f"{order.ppi[1]:g}"),
        words.say("lowest-resolution", ppi=lowest) if lowest else words.say("lines-only"),
    )
    yield words.say("inks"), words.say("asked-inks"), _inks(came.inks) or words.say("none")
    fonts = words.say("all-embedded") if came.fonts else words.say("outlined")
    if came.loose_fonts:
        fonts = words.say("missing-fonts", names=", ".join(came.loose_fonts))
    yield words.say("fonts"), words.say("asked-fonts"), fonts


def _inks(inks: tuple[str, ...]) -> str:
    """The inks as printers name them: four of the process are CMYK."""
    others = [ink for ink in inks if ink not in PROCESS]
    process = [ink for ink in PROCESS if ink in inks]
    named = ["CMYK"] if len(process) == len(PROCESS) else process
    return ", ".join([*named, *others])


def _findings(order: SheetOrder, paper: Paper, proof: Proof) -> None:
    """What was found in the artwork, in plain words, with its place where it has one."""
    if proof.kind == "company":
        return
    words, found = order.words, proof.findings
    placed = [finding for finding in found if finding.area is not None]
    # The heading, the first finding and the picture stay together.
    paper.need(_CLOSE_HEIGHT + 36 if placed else 60)
    paper.say(words.say("findings"), "lead", role="subhead", after=3)
    if not found:
        paper.say(words.say("no-findings"), "text", after=_GAP)
        return
    picture = _close(paper, proof, placed, order) if placed and proof.close_picture else None
    width = (picture.x0 - _GAP if picture else paper.right) - paper.left - _SIGN - 7
    sheet = len(paper.sheets)
    for finding in found:
        text = told(finding, words.language)
        place = f" ({placed.index(finding) + 1})" if picture and finding in placed else ""
        paper.need(40)
        if len(paper.sheets) > sheet:  # the picture stays behind
            width = paper.width - _SIGN - 7
        middle = paper.y + look_middle(paper)
        ink = paper.look.accent if finding.severity == "error" else GRAY
        paper.put(
            "sheet-sign", sign(finding.severity, paper.left + _SIGN / 2, middle, 9, ink, PAPER)
        )
        x = paper.left + _SIGN + 7
        paper.say(f"{text.title}{place}", "head", x=x, width=width, after=1)
        paper.say(f"{text.what} {text.why}".strip(), "text", x=x, width=width, after=1)
        if text.mend:
            paper.say(words.say("mend", mend=text.mend), "text", x=x, width=width)
        paper.y += 6
    if picture and len(paper.sheets) == sheet:
        paper.y = max(paper.y, picture.y1 + _GAP)


def look_middle(paper: Paper) -> float:
    """From the top of a heading's line to the middle of its letters."""
    return paper.rise("head") - paper.look.styles["head"].size * 0.33


def _close(paper: Paper, proof: Proof, placed: list[ProofFinding], order: SheetOrder) -> Rect:
    """The item alone, with the places of what was found numbered; on the right, at the present
    height."""
    x0, y0, x1, y1 = proof.close_area
    share = min(paper.width * 0.36 / (x1 - x0), _CLOSE_HEIGHT / (y1 - y0))
    wide, top = (x1 - x0) * share, paper.y
    rect = Rect(paper.right - wide, top, paper.right, top + (y1 - y0) * share)
    note = order.words.say("number-places")
    paper.put("picture", [Picture(rect, close_source(proof), (0.0, 0.0, 1.0, 1.0))], note, part=2)
    paper.put("sheet-line", [outline(rect, HAIR, 0.4)])
    left, up = proof.area[0] - x0, proof.area[1] - y0
    for number, finding in enumerate(placed, 1):
        a, b, c, d = finding.area or (0.0, 0.0, 0.0, 0.0)
        edge = Rect(
            max(rect.x0, rect.x0 + (left + a) * share), max(rect.y0, rect.y0 + (up + b) * share),
            min(rect.x1, rect.x0 + (left + c) * share), min(rect.y1, rect.y0 + (up + d) * share),
        )  # fmt: skip
        paper.put("sheet-line", [outline(edge, paper.look.accent, 0.9)])
        paper.put("sheet-sign", [disc(edge.x0, edge.y0, 4.6, paper.look.accent)])
        shown = str(number)
        wide = paper.look.width(shown, "count")
        paper.one(shown, "count", edge.x0 - wide / 2, edge.y0 + 2, ink=PAPER, role="sheet-sign")
    saved = paper.y
    paper.y = rect.y1 + 3
    place = paper.say(note, "foot", x=rect.x0, width=rect.width, ink=GRAY, role="caption")
    paper.y = saved
    return Rect(rect.x0, rect.y0, rect.x1, place.y1)


def _answering(order: SheetOrder, paper: Paper) -> None:
    """Where and by when to answer, and what the answer is bound to."""
    words, where = order.words, order.answering
    if where.address:
        lead = words.say("answer-site", address=where.address)
    else:
        lead = " ".join([words.say("answer-person-lead"), "; ".join(where.contact)])
    by = f" **{words.say('answer-by', moment=words.moment(where.deadline))}**"
    text = lead + (by if where.deadline else "")
    pad = 8.0
    inner = paper.width - 2 * pad
    lines = [
        (paper.look.lines(words.say("answer"), "lead", inner), "lead", "subhead"),
        (paper.look.lines(text, "text", inner), "text", "paragraph"),
        (paper.look.lines(words.say("answer-how"), "text", inner), "text", "paragraph"),
    ]
    depth = sum(part.count * part.leading for part, _, _ in lines) + 2 * pad + 4
    paper.need(depth)
    # At the foot of the sheet, where a form is signed.
    paper.y = max(paper.y, paper.foot - depth)
    box = Rect(MARGIN, paper.y, paper.right, paper.y + depth)
    paper.put("sheet-ground", [outline(box, paper.look.accent, 0.8)])
    paper.y += pad
    for part, style, role in lines:
        paper.put(role, part.at(paper.left + pad, paper.y + paper.rise(style)))
        paper.y += part.count * part.leading + 2
