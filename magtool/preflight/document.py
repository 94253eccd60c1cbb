"""Checks of the file as a whole: its make, what it says of itself, its printing condition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from magtool.page import OutputIntent
from magtool.preflight.case import Case, counted
from magtool.preflight.findings import Finding

_NAMED = (
    "dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:DocumentID",
    "xmpMM:VersionID", "xmpMM:RenditionClass",
)  # fmt: skip
"""XMP properties that PDF/X-4 asks for beside its own version and pdf:Trapped."""
_TWICE = (
    ("Title", "dc:title", "title"),
    ("CreationDate", "xmp:CreateDate", "date of making"),
    ("ModDate", "xmp:ModifyDate", "date of change"),
)
_DATE = re.compile(
    r"(?:D:)?(\d{4})-?(\d\d)?-?(\d\d)?T?(\d\d)?:?(\d\d)?:?(\d\d)?(?:\.\d+)?"
    r"(Z|[+-]\d\d)?[:']?(\d\d)?'?"
)
_X1A = {"PDF/X-1:2001": "PDF/X-1a:2001", "PDF/X-1a:2001": "", "PDF/X-1a:2003": ""}
"""Versions of PDF/X-1a and the conformance each must be told with."""


def check_document(case: Case) -> Iterator[Finding]:
    """Faults of the file that belong to no page."""
    yield from _check_make(case)
    yield from _check_actions(case)
    yield from _check_layers(case)
    if case.standard == "PDF/X-4":
        yield from _check_metadata(case)
    if case.standard == "PDF/X-1a":
        yield from _check_x1a_name(case)
    if case.standard:
        yield from _check_agreement(case)
        yield from _check_trapped(case)
        yield from _check_intents(case)
    yield from _check_screen(case)


def _check_make(case: Case) -> Iterator[Finding]:
    facts = case.facts
    if facts.encrypted:
        yield from case.tell("encrypted", "the file is locked against changes")
    newest = case.profile.newest_version
    if newest and _number(facts.version) > _number(newest):
        message = f"the file is PDF {facts.version}, and {newest} is the newest allowed"
        yield from case.tell(
            "pdf-version", message, figures={"version": facts.version, "newest": newest}
        )
    if not facts.identified:
        yield from case.tell("file-id", "the file has no /ID in its trailer")
    if facts.object_streams:
        yield from case.tell("object-streams", "objects are packed in streams")
    if facts.lzw:
        yield from case.tell("lzw", "a stream is coded with LZW")
    if facts.external:
        yield from case.tell("external-data", "a stream's data lies in another file")
    if facts.fields:
        yield from case.tell("form-fields", "the file has a form to fill in")
    if facts.attachments:
        count = counted(len(facts.attachments), "a file is", "files are")
        names = ", ".join(facts.attachments[:5])
        figures = {"count": str(len(facts.attachments)), "names": names}
        yield from case.tell("attachments", f"{count} attached: {names}", figures=figures)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _check_actions(case: Case) -> Iterator[Finding]:
    found = list(case.facts.actions)
    for page in case.facts.pages:
        found += [(f"on page {page.number}", a.action) for a in page.annotations if a.action]
    scripts = [place for place, kind in found if kind == "JavaScript"]
    others = [place for place, kind in found if kind != "JavaScript"]
    if scripts:
        message = f"there is JavaScript {_places(scripts)}"
        yield from case.tell("javascript", message, figures={"count": len(scripts)})
    if others:
        yield from case.tell(
            "actions", f"there are actions {_places(others)}", figures={"count": len(others)}
        )


def _places(found: list[str]) -> str:
    places = list(dict.fromkeys(found))
    more = f" and at {len(places) - 5} more places" if len(places) > 5 else ""
    return ", ".join(places[:5]) + more


def _check_layers(case: Case) -> Iterator[Finding]:
    layers = case.facts.layers
    if layers:
        have = counted(len(layers), "a layer", "layers")
        yield from case.tell("layers", f"the file has {have}", figures={"count": len(layers)})
    hidden = [f"‘{layer.name}’" for layer in layers if not layer.shown]
    if hidden:
        message = f"{counted(len(hidden), 'a layer is', 'layers are')} hidden: "
        figures = {"count": str(len(hidden)), "names": ", ".join(hidden[:5])}
        yield from case.tell("layer-hidden", message + figures["names"], figures=figures)


def _check_metadata(case: Case) -> Iterator[Finding]:
    facts = case.facts
    if not facts.xmp:
        what = "can't be read" if facts.xmp_present else "are missing"
        yield from case.tell("metadata-missing", f"the XMP metadata {what}")
        return
    if not facts.xmp_plain:
        yield from case.tell("metadata-compressed", "the XMP metadata are compressed")
    xmp = dict(facts.xmp)
    told = xmp.get("pdfxid:GTS_PDFXVersion", "")
    if told != case.standard:
        what = f"call the file ‘{told}’, not" if told else "do not say that the file is"
        message = f"the XMP metadata {what} {case.standard}"
        yield from case.tell("pdfx-version", message, figures={"wanted": case.standard})
    missing = [name for name in _NAMED if not xmp.get(name)]
    if missing:
        names = ", ".join(missing)
        yield from case.tell(
            "metadata-incomplete", f"the XMP metadata lack {names}", figures={"names": names}
        )


def _check_x1a_name(case: Case) -> Iterator[Finding]:
    info = dict(case.facts.info)
    version = info.get("GTS_PDFXVersion", "").strip("()")
    conformance = _X1A.get(version)
    if conformance is None:
        message = f"the file calls itself ‘{version}’" if version else "the file has no name"
        yield from case.tell(
            "pdfx-version", f"{message}, not PDF/X-1a", figures={"wanted": case.standard}
        )
    elif conformance and info.get("GTS_PDFXConformance") != conformance:
        message = f"the file does not claim to be {conformance}"
        yield from case.tell("pdfx-version", message, figures={"wanted": conformance})


def _check_agreement(case: Case) -> Iterator[Finding]:
    info, xmp = dict(case.facts.info), dict(case.facts.xmp)
    for key, name, words in _TWICE:
        one, other = info.get(key, ""), xmp.get(name, "")
        same = one == other if key == "Title" else _moment(one) == _moment(other)
        if one and other and not same:
            message = f"the {words} is ‘{one}’ in the document information and ‘{other}’ in XMP"
            yield from case.tell("metadata-differs", message, figures={"names": key})


def _moment(date: str) -> tuple[str | None, ...] | str:
    """A date of PDF or XMP in one form; as it stands when it is neither."""
    match = _DATE.fullmatch(date.strip())
    if match is None:
        return date
    zone, minutes = match[7] or "Z", match[8] or "00"
    if zone[1:] in ("", "00"):
        zone, minutes = "Z", "00"
    return (*(part or "00" for part in match.groups()[:6]), zone, minutes)


def _check_trapped(case: Case) -> Iterator[Finding]:
    info = dict(case.facts.info).get("Trapped")
    xmp = dict(case.facts.xmp).get("pdf:Trapped")
    if info not in ("/True", "/False"):
        told = f"is ‘{info}’" if info else "is missing"
        message = f"Trapped {told} in the document information: it must be the name True or False"
        yield from case.tell("trapped", message)
    elif case.standard == "PDF/X-4" and case.facts.xmp and xmp != info.removeprefix("/"):
        told = f"is ‘{xmp}’" if xmp else "is missing"
        message = f"pdf:Trapped {told} in XMP, and {info[1:]} in the document information"
        yield from case.tell("trapped", message)


def _check_intents(case: Case) -> Iterator[Finding]:
    intents = [intent for intent in case.facts.intents if intent.subtype == "GTS_PDFX"]
    if len(intents) != 1:
        told = f"{len(intents)} output intents" if intents else "no output intent"
        message = f"the file has {told} for printing (GTS_PDFX), and must have one"
        yield from case.tell("output-intent", message, figures={"count": len(intents)})
        return
    yield from _check_intent(case, intents[0])


def _check_intent(case: Case, intent: OutputIntent) -> Iterator[Finding]:
    keys = {
        "OutputConditionIdentifier": intent.identifier,
        "RegistryName": intent.registry,
        "Info": intent.info,
    }
    missing = [key for key, value in keys.items() if not value]
    if missing:
        names = ", ".join(missing)
        yield from case.tell(
            "output-intent-keys", f"the output intent lacks {names}", figures={"names": names}
        )
    profile = intent.profile
    if profile is None:
        yield from case.tell("output-intent-profile", "the output intent has no ICC profile")
    elif not profile.is_printer or profile.space != "CMYK" or profile.channels != 4:
        message = (
            f"the output intent's profile is of class ‘{profile.device_class}’ and space "
            f"‘{profile.space}’ with {profile.channels} channels: a CMYK printer's is wanted "
            "(‘prtr’, ‘CMYK’, 4)"
        )
        yield from case.tell("output-intent-profile", message, figures={"space": profile.space})


def _check_screen(case: Case) -> Iterator[Finding]:
    facts = case.facts
    if not (dict(facts.info).get("Title") or dict(facts.xmp).get("dc:title")):
        yield from case.tell("no-title", "the document has no title")
    if not facts.language:
        yield from case.tell("no-language", "the document's language is not told")
    if not facts.tagged:
        yield from case.tell("not-tagged", "the document is not tagged")
