"""Artwork PDFs as Form XObjects: upright, true to size, with nothing of their file but ink."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from magtool.intake.artwork import content_of, read_boxes
from magtool.intake.layers import hidden_layers
from magtool.intake.streams import plainly
from magtool.press.colours import Colours
from magtool.press.outputs import Output, Press
from magtool.press.parts import ArtworkForm, FormPart
from magtool.press.recolouring import Recolourer
from magtool.press.refusals import CantBePlaced, NeedsFlattening, Refused
from magtool.press.unicodes import mend_unicodes

_REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|(\d+) \d+ R\b", re.DOTALL)
"""A reference; text strings are matched too, so that what they say is not taken for one."""
_SMALL = 1 << 12
"""Bytes up to which a stream is kept itself rather than found again in its file."""


def take_form(
    name: str, data: bytes, bleed: float, output: Output, colours: Colours
) -> ArtworkForm:
    """The first page of an artwork PDF as a form in the output's colours.

    Its origin is the centre of the upright trim, y up, in points. Ink runs to the BleedBox,
    or to the MediaBox when there is none; a file without a trim of its own is trimmed
    ``bleed`` points inside its edge. Annotations, actions and metadata stay behind.

    Raises `NeedsFlattening`, and `CantBePlaced` for what can't be understood.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what qpdf has mended needs no telling
            return _taken(name, data, bleed, output, colours)
    except Refused:
        raise
    except RecursionError:
        raise CantBePlaced(name, "has parts that are nested too deep") from None
    except Exception as error:  # decoders of broken files raise anything, also from C
        raise CantBePlaced(name, f"can't be placed: {plainly(error)}") from error


def _taken(name: str, data: bytes, bleed: float, output: Output, colours: Colours) -> ArtworkForm:
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as target:
        target.Root.Artwork = target.copy_foreign(_form(name, source, bleed, output, colours))
        mend_unicodes(target)
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


def _form(
    name: str, source: pikepdf.Pdf, bleed: float, output: Output, colours: Colours
) -> pikepdf.Object:
    page = source.pages[0]
    boxes = read_boxes(page, bleed)
    recolourer = Recolourer(source, output, colours, hidden_layers(source))
    found: Any = page.obj.get("/Resources", Dictionary())
    content, resources = recolourer.page(content_of(page), found, boxes.unit)
    form = source.make_stream(content)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([round(value, 4) for value in boxes.outer])
    form.Matrix = Array([round(value, 6) for value in boxes.matrix])
    form.Resources = resources
    opaque = isinstance(output, Press) and output.standard == "PDF/X-1a"
    if opaque and recolourer.transparency:
        raise NeedsFlattening(name, ", ".join(recolourer.transparency))
    group = page.obj.get("/Group")
    if isinstance(group, Dictionary) and not opaque:
        form.Group = recolourer.group(group)
        form.Group.I = True  # a page's group is isolated whether it says so or not (§11.4.7)
    return form


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
