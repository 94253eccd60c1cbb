"""The recipe of examining: artwork that someone has sent, looked at where it can do no harm.

What opens the file runs in a confined process (`magtool.intake.confined`), Ghostscript with it;
what comes back is read as a stranger's word.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from magtool.intake import art_facts, upright_size
from magtool.intake.caps import check_caps
from magtool.intake.confined import (
    Limits,
    Quarantined,
    confined,
    enter,
    read_files,
    refuse,
    write_files,
)
from magtool.intake.ghostscript import GhostscriptFailed, GhostscriptMissing
from magtool.intake.magic import foreign_kind, kind_of
from magtool.intake.pictures import PIXEL_CAP, open_picture
from magtool.intake.poster import draw_poster
from magtool.intake.rendering import DrawingFailed, draw_pages, proof_pages
from magtool.library import ArtFacts, MemoryLibrary
from magtool.manifest.adverts import LEAST_BLEED_MM, TOLERANCE_MM, Trim, trim_of
from magtool.measure import Rect, mm_to_pt, pt_to_mm
from magtool.page import Artwork, Block, PageLayout, PdfFacts
from magtool.preflight import Asked, checks, read_profile
from magtool.preflight.delivered import delivered, proof_findings
from magtool.preflight.findings import measures
from magtool.preflighting import inspect_artwork
from magtool.press import Condition, DocumentFacts, Press, Refused, Screen, fogra39, write_pdf
from magtool.proofs import Booked, Examined, ProofFinding
from magtool.proofs.record import Unreadable, read_examined, record_examined
from magtool.proofs.wording import UPLOAD_CHECKS
from magtool.store import packed, unpacked

ENTRY = "magtool.examining:work"
"""What a confined process runs."""
_MEBIBYTE = 1 << 20
MOST_BYTES = 60 * _MEBIBYTE
"""A full page of 300 to the inch has 36 MB uncoded in four inks."""
SECONDS = 60.0
"""A full page takes five, of which three for its inks."""
LIMITS = Limits(size=MOST_BYTES, output=64 * _MEBIBYTE, seconds=SECONDS, most_seconds=SECONDS)
_LONGEST_PX = 1600
"""Of the picture: as sharp as a screen shows it."""
_MOST_PICTURE = 8 * _MEBIBYTE
_MOST_SAID = 1 << 18
"""Bytes that a confined process may say; of the worst file our own checks say a tenth."""
_MOST_TEXT = 400
"""Letters of what a file itself says, where it is told on."""
_HARMLESS = ("", "URI", "GoTo", "Named")
"""Kinds of action that lead somewhere and do nothing; placed artwork has none of them."""
_MOVING = ("Movie", "RichMedia", "Screen", "Sound", "3D", "FileAttachment", "Widget")
"""Kinds of annotation that run, play or hold something."""
_NAME = "artwork"
"""What the file is called where it is examined: its own name is its sender's, and any text."""
_PICTURE = "art.jpg"
_RECORD = "examined.json"


def examine_artwork(data: bytes, name: str, booked: Booked) -> Examined:
    """What the artwork is, whether it can be printed in the booked space, and how it will look.

    Its first bytes decide what it is, never its name. Never raises for a bad file: why it can't
    be used is a finding.
    """
    kind = kind_of(data)
    if not data:
        return _refused("upload-empty", "the file is empty")
    if len(data) > MOST_BYTES:
        megabytes = measures(megabytes=len(data) / _MEBIBYTE, most_megabytes=MOST_BYTES / _MEBIBYTE)
        return _refused("upload-too-large", "the file is too large", megabytes)
    # Readers take a PDF that begins somewhere; what is a web page or an archive as well is not
    # handed on to anyone.
    if not kind or (kind == "pdf" and not data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-")):
        foreign = foreign_kind(data)
        message = f"the file is no PDF, JPEG, PNG or TIFF{f' but {foreign}' if foreign else ''}"
        return _refused("upload-type", message, measures(format=foreign))
    order = base64.b64encode(packed(booked)).decode("ascii")
    try:
        with confined(ENTRY, order, data, LIMITS) as process:
            files = dict(read_files(process.wait()))
        made = _believed(files)
    except Quarantined as fault:
        if fault.code == "recover-too-long":
            seconds = measures(seconds=SECONDS)
            return _refused("upload-slow", f"it took more than {SECONDS:.0f} seconds", seconds)
        return _refused("upload-unreadable", str(fault))
    except (OSError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return _refused("upload-unreadable", f"nothing came of it: {type(error).__name__}")
    if made.delivered is None:
        return made
    # What is known of the file from outside is not taken from the process that opened it.
    digest = hashlib.sha256(data).hexdigest()
    own = replace(made.delivered, file=name, sha256=digest, format=kind, bytes=len(data))
    return replace(made, delivered=own)


def _refused(check: str, message: str, measured: tuple[tuple[str, str], ...] = ()) -> Examined:
    return Examined(None, (ProofFinding(check, "error", message, None, measured),))


def _believed(files: Mapping[str, bytes]) -> Examined:
    """What a confined process gave, held against what it may give. Raises ValueError, or what
    Python raises for JSON that is nested too deep."""
    said = files.get(_RECORD, b"")
    if len(said) > _MOST_SAID:
        raise Unreadable("it says too much")
    made = read_examined(json.loads(said))
    # Neither a number that is none nor half a character is handed on.
    json.dumps(record_examined(made), ensure_ascii=False, allow_nan=False).encode()
    known, grades = {*checks(), *UPLOAD_CHECKS}, ("error", "warning", "note")
    for found in made.findings:
        if found.check not in known or found.severity not in grades:
            raise Unreadable("it tells of a check that there is not")
    picture = files.get(_PICTURE, b"")
    if picture and (kind_of(picture) != "jpeg" or len(picture) > _MOST_PICTURE):
        raise Unreadable("its picture is none")
    return replace(made, pictures=((_PICTURE, picture),) if picture else ())


# --- inside the confined process ------------------------------------------------------------


def work() -> None:
    """Examines the file on standard input; what was found goes to standard output."""
    argument, data, output = enter()
    try:
        booked = unpacked(base64.b64decode(argument))
        assert isinstance(booked, Booked)
        made = examine(data, booked)
        record = json.dumps(record_examined(made), ensure_ascii=False).encode()
        write_files(output, {_RECORD: record, **dict(made.pictures)})
    except Quarantined as fault:
        refuse(fault)
    except (MemoryError, RecursionError) as error:
        refuse(Quarantined("recover-too-large", f"it needs too much: {type(error).__name__}"))


def examine(data: bytes, booked: Booked) -> Examined:
    """The artwork looked at, in this process: only for files that can be trusted, or confined."""
    pdf = kind_of(data) == "pdf"
    # 1. Held against what one file may be, before anything of it is drawn.
    early = _held_back(data) if pdf else _pixels(data)
    if early is not None:
        return Examined(None, (early,))
    # 2. Preflight by the booking.
    asked = _asked(booked)
    inspected = inspect_artwork(data, _NAME, read_profile("magazine"), asked)
    findings = [*proof_findings(inspected.findings)]
    if inspected.facts.fault:
        return Examined(None, tuple(_plainer(found) for found in findings))
    findings += _active(inspected.facts)
    # 3. The size that it would be placed in, as the reader has it.
    art = art_facts(_NAME, data)
    size = trim_of(art, (asked.width, asked.height, bool(asked.bleed)))
    findings = _with_misfits(findings, booked, art, size)
    # 4. Whether the press can place it at all.
    if all(found.severity != "error" for found in findings):
        findings += _unplaceable(data, size, booked)
    # 5. As it would print.
    sheet = inspected.facts.pages[0].media
    picture = _picture(data, pdf, max(sheet[2:]))
    if not picture:
        findings.append(ProofFinding("upload-unreadable", "error", "it can’t be drawn"))
    told = delivered(
        inspected.facts, _NAME, "", kind_of(data), len(data), (size.width, size.height), size.bleed
    )
    pictures = ((_PICTURE, picture),) if picture else ()
    return Examined(told, _gravest_first(findings), pictures, (sheet[2], sheet[3]))


def _gravest_first(findings: Iterable[ProofFinding]) -> tuple[ProofFinding, ...]:
    order = ("error", "warning", "note")
    return tuple(sorted(findings, key=lambda found: order.index(found.severity)))


def _asked(booked: Booked) -> Asked:
    width, height, bleed = map(mm_to_pt, (booked.width_mm, booked.height_mm, booked.bleed_mm))
    return Asked(artwork=True, width=width, height=height, bleed=bleed, spots=booked.spots)


def _held_back(data: bytes) -> ProofFinding | None:
    """Why a PDF is not looked at any further."""
    try:
        pages = check_caps(data)
    except Quarantined as fault:
        if fault.code == "recover-locked":
            return ProofFinding("encrypted", "error", str(fault))
        return ProofFinding("upload-unreadable", "error", str(fault))
    if pages != 1:
        message = f"the file has {pages} pages, and artwork is one"
        return ProofFinding("page-count", "error", message, None, measures(pages=pages))
    return None


def _pixels(data: bytes) -> ProofFinding | None:
    """Why a picture is not looked at any further."""
    most = PIXEL_CAP // 1_000_000
    try:
        width, height = upright_size(open_picture(data))
    except OSError:  # Pillow's own words name an address in memory
        return ProofFinding("upload-unreadable", "error", "the picture is damaged")
    except ValueError as error:
        told = measures(most_megapixels=most)
        return ProofFinding("upload-pixels", "error", f"the picture {error}", None, told)
    if min(width, height) < 1:
        return ProofFinding("upload-unreadable", "error", "the picture has no pixels")
    return None


def _plainer(found: ProofFinding) -> ProofFinding:
    """A file that can't be read, in the words for those who have sent it."""
    return replace(found, check="upload-unreadable") if found.check == "cannot-read" else found


def _active(facts: PdfFacts) -> Iterator[ProofFinding]:
    """What in a PDF would do something where it is opened: never in artwork for print."""
    page = facts.pages[0]
    kinds = {kind for _, kind in facts.actions} | {note.action for note in page.annotations}
    names = [kind for kind in sorted(kinds) if kind not in _HARMLESS]
    names += sorted({note.kind for note in page.annotations}.intersection(_MOVING))
    names += ["forms"] if facts.fields and "Widget" not in names else []
    names += ["attachments"] if facts.attachments and "FileAttachment" not in names else []
    if names:
        told = ", ".join(names[:8])[:_MOST_TEXT]
        message = f"the file can do something by itself: {told}"
        yield ProofFinding("upload-active", "error", message, None, measures(names=told))


def _with_misfits(
    findings: list[ProofFinding], booked: Booked, art: ArtFacts, size: Trim
) -> list[ProofFinding]:
    """The findings with what the issue's reader would say of its size: a picture has none for
    preflight, and a PDF without a trim of its own is measured there as if its bleed were on it."""
    if art.fault:
        return [*findings, ProofFinding("upload-unreadable", "error", art.fault)]
    width, height = pt_to_mm(size.width), pt_to_mm(size.height)
    off = max(abs(width - booked.width_mm), abs(height - booked.height_mm))
    if off > TOLERANCE_MM or not size.sized:
        message = f"it is {width:.1f} × {height:.1f} mm, and {booked.width_mm:g} × "
        message += f"{booked.height_mm:g} mm is booked"
        wanted = {"wanted_width_mm": booked.width_mm, "wanted_height_mm": booked.height_mm}
        measured = measures(width_mm=round(width, 1), height_mm=round(height, 1), **wanted)
        rest = [found for found in findings if found.check != "trim-size"]
        return [*rest, ProofFinding("trim-size", "error", message, None, measured)]
    bleed = pt_to_mm(size.bleed)
    told = any(found.check in ("bleed-missing", "bleed-short") for found in findings)
    if booked.bleed_mm and bleed < LEAST_BLEED_MM and not told:
        message = f"it has {bleed:.1f} mm of bleed, and {booked.bleed_mm:g} mm is the least"
        case = {} if round(bleed, 1) else {"case": "none"}
        figures = {"bleed_mm": round(bleed, 1), "least_mm": booked.bleed_mm}
        measured = measures(**figures, wanted_mm=booked.bleed_mm, **case)
        return [*findings, ProofFinding("bleed-missing", "error", message, None, measured)]
    return findings


def _unplaceable(data: bytes, size: Trim, booked: Booked) -> Iterator[ProofFinding]:
    """What the press says to it: a page with nothing else is drawn for both outputs."""
    bleed = mm_to_pt(booked.bleed_mm)
    trim = Rect(0.0, 0.0, size.width, size.height)
    art = Artwork(trim, trim.inset(-bleed, -bleed, -bleed, -bleed), "art", size.bleed)
    page = PageLayout(1, size.width, size.height, bleed, (Block("ad", "art", (art,)),))
    condition, library = Condition(fogra39()), MemoryLibrary({"art": data})
    try:
        for output in (Press(condition, spots=booked.spots), Screen(condition)):
            write_pdf([page], {}, library, DocumentFacts(title="art"), output)
    except (Refused, OSError, ValueError) as error:
        reason = getattr(error, "reason", str(error))
        yield ProofFinding("page-unreadable", "error", f"it can’t be placed: {reason}"[:_MOST_TEXT])


def _picture(data: bytes, pdf: bool, longest: float) -> bytes:
    """The artwork as it would print, as a JPEG; b"" when it can't be drawn."""
    try:
        if not pdf:
            return draw_poster(data, _LONGEST_PX).jpeg
        ppi = max(1, min(300, int(_LONGEST_PX * 72 / longest)))
        try:
            return next(proof_pages(data, [1], ppi)).jpeg
        except (GhostscriptMissing, GhostscriptFailed):
            return next(draw_pages(data, [1], ppi)).jpeg
    except (DrawingFailed, OSError, ValueError):
        return b""
