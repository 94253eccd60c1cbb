"""Pictures for proofs: pages drawn, what is not for everyone's eyes made unreadable.

What is hidden is gone: a page's squares become one tone each, and only these tones are kept, so
that no sharpening brings anything back. All areas are left, top, right, bottom in points of the
sheet that is drawn, y down.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

Area = tuple[float, float, float, float]

_MIST_PPI = 72.0
"""A square of 6 mm has 300 pixels: its mean is exact enough."""
_MOST_PIXELS = 12_000_000
"""A4 with its bleed has nine million at 300 to the inch."""
_SOFT = 0.4
"""Of a square, by which the tones are blurred where they are shown: squares are not seen."""
_PAPER = (255, 255, 255)


def ppi_of(area: Area, ppi: float) -> float:
    """The resolution at which the area is drawn: less than asked where it is vast."""
    square = (area[2] - area[0]) * (area[3] - area[1]) / 72**2
    return min(ppi, (_MOST_PIXELS / square) ** 0.5) if square > 0 else ppi


class Drawer:
    """Draws pages of a PDF of our own making; used within ``contextlib.closing``.

    Raises ValueError for a file that pdfium can't open.
    """

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2  # loads a large library: only where pages are drawn

        try:
            self._document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"the PDF can't be opened: {error}") from error

    def close(self) -> None:
        self._document.close()

    def jpeg(self, index: int, ppi: float, quality: int, area: Area | None = None) -> bytes:
        """A page (from 0), or an ``area`` of it, as a JPEG."""
        return _jpeg(self._drawn(index, ppi, area), quality)

    def png(self, index: int, ppi: float) -> bytes:
        """A page (from 0) without loss."""
        return _png(self._drawn(index, ppi))

    def mist(self, index: int, cell: float, coarser: Sequence[tuple[Area, float]] = ()) -> bytes:
        """A page (from 0) as nothing but the mean tones of squares of ``cell`` points or a little
        more, one pixel each; areas that need ``coarser`` ones with theirs are made so before."""
        image = self._drawn(index, _MIST_PPI)
        scale = _MIST_PPI / 72
        for area, own in coarser:
            box = _pixels(area, scale, image.size)
            if box is not None:
                part = image.crop(box)
                means = _means(part, own * scale)
                image.paste(_softened(means, part.size), box)
        return _png(_means(image, cell * scale))

    def _drawn(self, index: int, ppi: float, area: Area | None = None) -> Image.Image:
        page = self._document[index]
        width, height = page.get_size()
        cut = area or (0.0, 0.0, width, height)
        left, top, right, foot = cut
        crop = (left, height - foot, width - right, top)
        ppi = ppi_of(cut, ppi)
        drawn: Any = page.render(scale=ppi / 72, crop=tuple(max(edge, 0.0) for edge in crop))
        image: Image.Image = drawn.to_pil().convert("RGB")
        page.close()
        return image


@dataclass(frozen=True, slots=True)
class Side:
    """One page of a spread's picture, drawn with its bleed all round.

    ``width``, ``height`` and ``bleed`` are points of the page; ``mist`` its tones, ``clear`` the
    picture of what may be seen of it, of which the ``windows`` are shown.
    """

    width: float
    height: float
    bleed: float
    mist: bytes
    clear: bytes = b""
    windows: tuple[Area, ...] = ()


def spread_picture(sides: Sequence[Side], ppi: float, quality: int) -> bytes:
    """The pages that lie open together as one JPEG, their bleed round the outside."""
    from PIL import Image

    pictures = [_side(side, ppi) for side in sides]
    scale = ppi / 72
    if len(sides) == 1:
        return _jpeg(pictures[0], quality)
    left, right = sides
    # At the fold each page ends at its trim: its bleed there lies under the other.
    seam = round((left.width + left.bleed) * scale)
    begins = round(right.bleed * scale)
    rest = pictures[1].crop((begins, 0, pictures[1].width, pictures[1].height))
    whole = Image.new("RGB", (seam + rest.width, max(p.height for p in pictures)), _PAPER)
    whole.paste(pictures[0].crop((0, 0, seam, pictures[0].height)), (0, 0))
    whole.paste(rest, (seam, 0))
    return _jpeg(whole, quality)


def _side(side: Side, ppi: float) -> Image.Image:
    scale = ppi / 72
    size = (
        round((side.width + 2 * side.bleed) * scale),
        round((side.height + 2 * side.bleed) * scale),
    )
    shown = _softened(_opened(side.mist), size)
    if side.clear:
        # pdfium rounds sheets up to whole pixels, from the same corner: pixel lies on pixel.
        clear = _opened(side.clear)
        for area in side.windows:
            box = _pixels(area, scale, size)
            if box is not None:
                shown.paste(clear.crop(box), box)
    return shown


def _means(image: Image.Image, cell: float) -> Image.Image:
    """The mean tone of squares of ``cell`` pixels or a little more, one pixel each."""
    from PIL import Image

    size = tuple(max(1, int(side / cell)) for side in image.size)
    return image.resize((size[0], size[1]), Image.Resampling.BOX)


def _softened(means: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Mean tones as large as they were, with no edge between them."""
    from PIL import Image, ImageFilter

    large = means.resize(size, Image.Resampling.BICUBIC)
    cell = size[0] / means.width
    return large.filter(ImageFilter.GaussianBlur(_SOFT * cell))


def _pixels(area: Area, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """The area in whole pixels, the nearest; None where it has none."""
    left, top, right, foot = (round(edge * scale) for edge in area)
    box = (max(left, 0), max(top, 0), min(right, size[0]), min(foot, size[1]))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _opened(data: bytes) -> Image.Image:
    from PIL import Image

    return Image.open(io.BytesIO(data)).convert("RGB")


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=1)
    return target.getvalue()


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()
