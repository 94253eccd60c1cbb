"""Artwork PDFs as Form XObjects: upright, true to size, with nothing of their file but ink."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from magtool.intake.artwork import content_of, read_boxes
from magtool.press.layers import Flattener, hidden_layers


def artwork_form(target: pikepdf.Pdf, source: pikepdf.Pdf, bleed: float) -> pikepdf.Object:
    """The first page of ``source`` as a form of ``target``; keep ``source`` open till saving.

    Its origin is the centre of the upright trim, y up, in points. Ink runs to the BleedBox,
    or to the MediaBox when there is none; a file without a trim of its own is trimmed
    ``bleed`` points inside its edge. Annotations, actions and metadata stay behind.
    """
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
