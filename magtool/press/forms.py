"""Artwork PDFs as Form XObjects: upright, true to size, with nothing of their file but ink."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from magtool.intake.artwork import content_of, read_boxes
from magtool.press.layers import Flattener, hidden_layers
from magtool.press.parts import ArtworkForm, FormPart

_REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|(\d+) \d+ R\b", re.DOTALL)
"""A reference; text strings are matched too, so that what they say is not taken for one."""
_SMALL = 1 << 12
"""Bytes up to which a stream is kept itself rather than found again in its file."""


def take_form(data: bytes, bleed: float) -> ArtworkForm:
    """The first page of an artwork PDF as a form.

    Its origin is the centre of the upright trim, y up, in points. Ink runs to the BleedBox,
    or to the MediaBox when there is none; a file without a trim of its own is trimmed
    ``bleed`` points inside its edge. Annotations, actions and metadata stay behind.
    """
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as target:
        target.Root.Artwork = _form(target, source, bleed)
        file = io.BytesIO()
        # This also mends what qpdf can: codings that printers refuse, lengths that are wrong.
        target.save(
            file,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            static_id=True,
        )
    with pikepdf.open(file) as saved:
        return ArtworkForm(_parts(saved, saved.Root.Artwork, data))


def _form(target: pikepdf.Pdf, source: pikepdf.Pdf, bleed: float) -> pikepdf.Object:
    page = source.pages[0]
    boxes = read_boxes(page, bleed)
    resources: Any = page.obj.get("/Resources", Dictionary())
    hides = hidden_layers(source)
    content = Flattener(hides).flatten(page, resources) if hides else content_of(page)
    if hides and "/Properties" in resources:
        del resources["/Properties"]
    form = target.make_stream(content)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([round(value, 4) for value in boxes.outer])
    form.Matrix = Array([round(value, 6) for value in boxes.matrix])
    form.Resources = _copied(target, source, resources)
    group = page.obj.get("/Group")
    if isinstance(group, Dictionary):
        form.Group = _copied(target, source, group)
        form.Group.I = True  # a page's group is isolated whether it says so or not (§11.4.7)
    return form


def _copied(target: pikepdf.Pdf, source: pikepdf.Pdf, item: Any) -> pikepdf.Object:
    # Only indirect objects can be copied between files.
    return target.copy_foreign(item if item.is_indirect else source.make_indirect(item))


def _parts(pdf: pikepdf.Pdf, first: pikepdf.Object, original: bytes) -> tuple[FormPart, ...]:
    """The object and all that it leads to, numbered from 0 as they are met."""
    numbers = [first.objgen[0]]
    places = {numbers[0]: 0}
    parts: list[FormPart] = []
    for number in numbers:  # grows as it is walked
        item: Any = pdf.get_object(number, 0)
        is_stream = isinstance(item, pikepdf.Stream)
        text = (item.stream_dict if is_stream else item).unparse(resolved=True)
        wording: list[bytes | int] = []
        at = 0
        for match in _REFERENCE.finditer(text):
            if match[1]:
                named = int(match[1])
                if named not in places:
                    places[named] = len(numbers)
                    numbers.append(named)
                wording += [text[at : match.start()], places[named]]
                at = match.end()
        wording.append(text[at:])
        parts.append(_part(tuple(wording), item.read_raw_bytes() if is_stream else None, original))
    return tuple(parts)


def _part(wording: tuple[bytes | int, ...], data: bytes | None, original: bytes) -> FormPart:
    if data is None:
        return FormPart(wording)
    start = original.find(data) if len(data) > _SMALL else -1
    if start < 0:
        return FormPart(wording, data)
    return FormPart(wording, None, start, start + len(data))
