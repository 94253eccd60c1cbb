"""The recipe of recovery: an old PDF, or the text of a lost one, as an issue's folder.

Each file is read in a process of its own (`magtool.intake.confined`); what is here runs inside
it, opens nothing and writes nothing.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from magtool.diagnostics import Source
from magtool.edition.recovered import (
    Area,
    RecoveredAd,
    RecoveredArticle,
    RecoveredIssue,
    RecoveredPicture,
    Remark,
)
from magtool.extract.dump import recover_dump
from magtool.extract.issue import extract_stages
from magtool.extract.overlays import draw_stages
from magtool.extract.profile import learn_profile, parse_profile, profile_text
from magtool.extract.review import write_review
from magtool.extract.reviewpages import Sheet
from magtool.extract.stages import Stages
from magtool.intake import is_pdf
from magtool.intake.artcut import Cut
from magtool.intake.caps import check_caps
from magtool.intake.confined import Quarantined, enter, promise, refuse, write_files
from magtool.intake.crops import Cutter
from magtool.intake.glyphs import read_glyphs
from magtool.intake.ocr import is_scan, read_scans
from magtool.intake.tesseract import SECONDS_A_PAGE, TesseractMissing
from magtool.manifest.booking import CARRYING, Sizes, book
from magtool.manifest.writing import Artwork, Frame, write_issue
from magtool.measure import mm_to_pt
from magtool.page.read import ReadFile
from magtool.store import packed, unpacked

ENTRY = "magtool.recovering:work"
"""What a confined process runs."""
_CARRIERS = 5
"""Stories for each small ad: of fewer some find no page to share."""
_BLEED_MM = 3.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is recovered. ``name`` is what it is called, without its folder."""

    name: str
    frame: Frame
    ocr: str = "auto"
    review: bool = False
    show: tuple[str, ...] = ()
    """Stages drawn onto a copy of the file: see `magtool.extract.overlays`."""
    profile: str | None = None
    """What is known of the title, as YAML; "" asks for it to be learnt, None for nothing."""


def recover(data: bytes, wanted: Wanted) -> dict[str, bytes]:
    """The files of the issue's folder, by their path in it.

    Raises `Quarantined` for a file that can't be read.
    """
    digest = hashlib.sha256(data).hexdigest()
    if not is_pdf(data):
        return _recover_text(data, wanted, digest)
    # 1. Held against what one file may be.
    promise(check_caps(data))
    # 2. Glyphs, of scanned pages by Tesseract.
    read, remarks = _read(data, wanted.ocr)
    # 3. Words, lines, blocks, zones, articles.
    known = parse_profile(Source(wanted.name, wanted.profile)).value if wanted.profile else None
    stages = extract_stages(read, wanted.name, profile=known)
    issue = stages.issue
    issue = replace(issue, file=wanted.name, sha256=digest, remarks=(*remarks, *issue.remarks))
    # 4. Pictures, charts and ads cut out.
    files: dict[str, bytes] = {}
    with closing(Cutter(data)) as cutter:
        issue = _with_pictures(issue, cutter, files)
        issue = _with_charts(issue, cutter, files)
        issue, artwork = _with_artwork(issue, read, wanted.frame, cutter, files)
        sheets = tuple(_sheets(cutter, len(read.pages))) if wanted.review else ()
    # 5. Manuscripts, manifest and record; the page to look them over.
    written = write_issue(issue, wanted.frame, artwork)
    if wanted.review:
        files["review.html"] = write_review(written.issue, sheets).encode()
    if wanted.show:
        files["stages.pdf"] = _shown(data, replace(stages, issue=issue), wanted.show)
    if wanted.profile == "":
        files["profile.yaml"] = profile_text(learn_profile(stages)).encode()
    return files | {path: text.encode() for path, text in written.texts.items()}


def _shown(data: bytes, stages: Stages, wanted: Sequence[str]) -> bytes:
    from magtool.press.overlays import draw_over  # loads the press: only where it is asked for

    return draw_over(data, draw_stages(stages, wanted))


def _recover_text(data: bytes, wanted: Wanted, digest: str) -> dict[str, bytes]:
    """The folder of a text dump; its bytes are UTF-8, or else Windows' own."""
    if not wanted.name.lower().endswith(".txt"):
        raise Quarantined("recover-unreadable", "it is no PDF")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    issue = recover_dump(text, wanted.name, digest)
    written = write_issue(issue, wanted.frame)
    files = {path: text.encode() for path, text in written.texts.items()}
    if wanted.review:
        files["review.html"] = write_review(written.issue, ()).encode()
    return files


def _read(data: bytes, ocr: str) -> tuple[ReadFile, tuple[Remark, ...]]:
    """The file's glyphs, and what is to be said of its scanned pages."""
    try:
        read = read_glyphs(data)
    except ValueError as error:
        raise Quarantined("recover-unreadable", str(error)) from error
    if not read.pages:
        raise Quarantined("recover-unreadable", "it has no pages")
    scans = [page for page in read.pages if ocr == "always" or is_scan(page)]
    if not scans:
        return read, ()
    numbers = ", ".join(str(page.number) for page in scans)
    if ocr == "never":
        message = f"pages {numbers} are scans and were not read (--ocr never)"
        return read, (Remark("recover-scan", message),)
    promise(len(scans), SECONDS_A_PAGE)
    try:
        seen = {page.number: page for page in read_scans(data, scans, read.language)}
    except TesseractMissing as missing:
        if ocr == "always":
            raise Quarantined("recover-no-tesseract", str(missing)) from missing
        message = f"pages {numbers} are scans and were not read: {missing}"
        return read, (Remark("recover-no-tesseract", message),)
    pages = tuple(seen.get(page.number, page) for page in read.pages)
    return replace(read, pages=pages), ()


# --- cutting out --------------------------------------------------------------------------


def _with_pictures(
    issue: RecoveredIssue, cutter: Cutter, files: dict[str, bytes]
) -> RecoveredIssue:
    """The issue with its articles' pictures saved. They are called by page and number."""
    known: dict[tuple[int, Area], str] = {}

    def saved(picture: RecoveredPicture) -> RecoveredPicture:
        place = (picture.page, picture.area)
        if place not in known:
            cutting = cutter.picture(*place)
            count = sum(page == picture.page for page, _ in known) + 1
            known[place] = ""
            if cutting is not None:
                known[place] = f"images/s{picture.page:03}-{count}.{cutting.ending}"
                files[known[place]] = cutting.data
        return replace(picture, file=known[place])

    articles = (
        replace(article, pictures=tuple(saved(picture) for picture in article.pictures))
        for article in issue.articles
    )
    return replace(issue, articles=tuple(articles))


def _sheets(cutter: Cutter, pages: int) -> Iterator[Sheet]:
    for page in range(1, pages + 1):
        drawn = cutter.sheet(page)
        if drawn is not None:
            yield Sheet(page, *drawn)


def _with_charts(issue: RecoveredIssue, cutter: Cutter, files: dict[str, bytes]) -> RecoveredIssue:
    charts = []
    for number, chart in enumerate(issue.charts, 1):
        cutting = cutter.chart(chart.page, chart.area)
        if cutting is not None:
            name = f"images/diagram-s{chart.page:03}-{number}.{cutting.ending}"
            files[name] = cutting.data
            chart = replace(chart, file=name)
        charts.append(chart)
    return replace(issue, charts=tuple(charts))


def _with_artwork(
    issue: RecoveredIssue,
    read: ReadFile,
    frame: Frame,
    cutter: Cutter,
    files: dict[str, bytes],
) -> tuple[RecoveredIssue, tuple[Artwork | None, ...]]:
    """The ads cut out, each in the size that it is booked in."""
    sides = [(ad.area[2] - ad.area[0], ad.area[3] - ad.area[1]) for ad in issue.ads]
    trims = [page.trim for page in read.pages] or [(0.0, 0.0, 595.3, 841.9)]
    sheet = (trims[0][2] - trims[0][0], trims[0][3] - trims[0][1])
    carriers = sum(_may_carry(article) for article in issue.articles) // _CARRIERS
    sizes = frame.sizes or Sizes({})
    ads: list[RecoveredAd] = []
    artwork: list[Artwork | None] = []
    booked = book(sides, sheet, sizes, carriers)
    for number, (ad, name, own) in enumerate(zip(issue.ads, booked, sides, strict=True), 1):
        wide, high, bleeds = sizes.modules.get(name, (*own, False))
        cutting = None
        if wide > 0 and high > 0:
            bleed = mm_to_pt(_BLEED_MM) if bleeds else 0.0
            cutting = cutter.artwork(ad.page, Cut(ad.area, (wide, high), bleed))
        if cutting is None:
            artwork.append(None)
        else:
            path = f"ads/s{ad.page:03}-{number}.{cutting.ending}"
            files[path] = cutting.data
            ad = replace(ad, file=path)
            artwork.append(Artwork(path, name) if name else None)
        ads.append(ad)
    return replace(issue, ads=tuple(ads)), tuple(artwork)


def _may_carry(article: RecoveredArticle) -> bool:
    words = sum(len(block.text.split()) for block in article.blocks)
    return article.kind == "story" and CARRYING[0] <= words <= CARRYING[1]


# --- inside a confined process ------------------------------------------------------------


def argument_of(wanted: Wanted) -> str:
    """The wish as one word of a command line."""
    return base64.b64encode(packed(wanted)).decode("ascii")


def work() -> None:
    """Recovers the file on standard input, and gives its folder on standard output."""
    argument, data, output = enter()
    gc.disable()  # the process ends with its file: a search for circles finds little to keep
    try:
        wanted = unpacked(base64.b64decode(argument))
        assert isinstance(wanted, Wanted)
        write_files(output, recover(data, wanted))
    except Quarantined as fault:
        refuse(fault)
    except AssertionError as error:
        refuse(Quarantined("recover-audit", str(error)))
    except (MemoryError, RecursionError) as error:
        refuse(Quarantined("recover-too-large", f"it needs too much: {type(error).__name__}"))


def quarantine_note(name: str, digest: str, fault: Quarantined) -> Mapping[str, bytes]:
    """The files that stand in place of a folder: why there is none."""
    record = {"source": {"file": name, "sha256": digest}, "code": fault.code, "reason": str(fault)}
    return {"quarantine.json": (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()}
