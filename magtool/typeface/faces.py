"""Faces: shaping by HarfBuzz, one word at a time, kept for as long as the process lives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import uharfbuzz as hb

from magtool.library import Library
from magtool.measure import Ink
from magtool.page import SOFT_HYPHEN, Glyph, GlyphRun

_PLAIN = {"kern": True, "liga": True}
_TRACKED = {"kern": True, "liga": False, "clig": False}


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that a face can't show."""

    face: str
    character: str


@dataclass(slots=True)
class Face:
    """One font file, ready to shape. Metrics are in ems (size 1)."""

    key: str
    data: bytes = field(repr=False)
    language: str = "sv"
    _font: hb.Font = field(init=False, repr=False)
    _upem: int = field(init=False)
    cap_height: float = field(init=False)
    x_height: float = field(init=False)
    space: float = field(init=False)
    _words: dict[tuple[str, bool], tuple[Glyph, ...]] = field(
        init=False, repr=False, default_factory=dict
    )
    _widths: dict[tuple[str, bool], float] = field(init=False, repr=False, default_factory=dict)
    _spaced: dict[tuple[str, str, bool], tuple[Glyph, ...]] = field(
        init=False, repr=False, default_factory=dict
    )
    _glyphs: dict[tuple[int, int, int, int, str], Glyph] = field(
        init=False, repr=False, default_factory=dict
    )
    """A page has thousands of glyphs and few different ones: each is made once."""

    def __post_init__(self) -> None:
        face = hb.Face(self.data)
        self._font = hb.Font(face)
        self._upem = face.upem
        self.cap_height = self._extent("H")
        self.x_height = self._extent("x")
        self.space = sum(glyph.advance for glyph in self.shape(" "))

    def _extent(self, character: str) -> float:
        gid = self._font.get_nominal_glyph(ord(character))
        extents = self._font.get_glyph_extents(gid) if gid else None
        return extents.y_bearing / self._upem if extents else 0.66

    def shape(self, text: str, tracked: bool = False) -> tuple[Glyph, ...]:
        """Glyphs of a word, kerned; ligatures are left out where the text is ``tracked``.

        Each cluster's first glyph carries the cluster's text, so that what is written can be
        read back letter for letter. A character without a glyph becomes ``.notdef`` here and
        is reported by `missing`.
        """
        key = (text, tracked)
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = self._shape(text, _TRACKED if tracked else _PLAIN)
        return found

    def _shape(self, text: str, features: dict[str, bool]) -> tuple[Glyph, ...]:
        if not text:
            return ()
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = self.language
        hb.shape(self._font, buffer, features)
        infos = buffer.glyph_infos
        starts = sorted({info.cluster for info in infos})
        stops = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        glyphs: list[Glyph] = []
        for info, position in zip(infos, buffer.glyph_positions, strict=True):
            start = info.cluster
            told = text[start : stops.pop(start, start)]
            x, y = position.x_offset, position.y_offset
            glyphs.append(self._glyph(info.codepoint, position.x_advance, x, y, told))
        return tuple(glyphs)

    def _glyph(self, gid: int, advance: int, dx: int, dy: int, text: str) -> Glyph:
        key = (gid, advance, dx, dy, text)
        found = self._glyphs.get(key)
        if found is None:
            upem = self._upem
            found = self._glyphs[key] = Glyph(gid, advance / upem, dx / upem, dy / upem, text)
        return found

    def spaced(self, text: str, space: str, tracked: bool = False) -> tuple[Glyph, ...]:
        """Glyphs of a word with the space after it, which reads back as ``space``."""
        key = (text, space, tracked)
        found = self._spaced.get(key)
        if found is None:
            blank = replace(self.shape(" ")[0], text=space)
            found = self._spaced[key] = (*self.shape(text, tracked), blank)
        return found

    def ended(self, text: str, tracked: bool = False, *, broken: bool = False) -> tuple[Glyph, ...]:
        """Glyphs of what stands last on a line that is not a paragraph's last one.

        A word is followed by a space without width, so that it reads back apart from the next
        one. The hyphen at the end of a ``broken`` one reads back as a soft hyphen.
        """
        key = (text, SOFT_HYPHEN if broken else "", tracked)
        found = self._spaced.get(key)
        if found is None:
            *letters, last = self.shape(text, tracked)
            blank = replace(self.shape(" ")[0], advance=0.0)
            end = (replace(last, text=SOFT_HYPHEN),) if broken else (last, blank)
            found = self._spaced[key] = (*letters, *end)
        return found

    def width(self, text: str, tracked: bool = False) -> float:
        """Advance of the text in ems, without tracking."""
        key = (text, tracked)
        found = self._widths.get(key)
        if found is None:
            found = self._widths[key] = sum(glyph.advance for glyph in self.shape(text, tracked))
        return found

    def upto(self, text: str, at: int, tracked: bool = False) -> tuple[float, int]:
        """Advance (ems) and glyphs of the word's first ``at`` characters, as in the whole word.

        Where a ligature stands on both sides of ``at``, as the letters before it are shaped
        alone.
        """
        width, letters, count = 0.0, 0, 0
        for glyph in self.shape(text, tracked):
            if letters >= at and glyph.text:
                break
            width += glyph.advance
            letters += len(glyph.text)
            count += 1
        if letters == at:
            return width, count
        return self.width(text[:at], tracked), len(self.shape(text[:at], tracked))

    def missing(self, text: str) -> Iterator[MissingGlyph]:
        """Characters the face has no glyph for, each once."""
        for character in dict.fromkeys(text):
            if character in "\n\u00ad\u2060":
                continue
            if not self._font.get_nominal_glyph(ord(character)):
                yield MissingGlyph(self.key, character)


@dataclass(slots=True)
class Faces:
    """All faces of a project by key (``serif-regular``). Implements `page.Lettering`."""

    faces: Mapping[str, Face]

    def __getitem__(self, key: str) -> Face:
        return self.faces[key]

    def __contains__(self, key: str) -> bool:
        return key in self.faces

    @property
    def data(self) -> dict[str, bytes]:
        """Font bytes by key, for embedding."""
        return {key: face.data for key, face in self.faces.items()}

    def width(self, text: str, face: str, size: float, tracking: float = 0.0) -> float:
        own, tracked = self.faces[face], tracking != 0.0
        return own.width(text, tracked) * size + tracking * len(own.shape(text, tracked))

    def runs(
        self,
        text: str,
        face: str,
        size: float,
        ink: Ink,
        x: float,
        y: float,
        tracking: float = 0.0,
    ) -> tuple[GlyphRun, ...]:
        out: list[GlyphRun] = []
        words = text.split(" ")
        for index, word in enumerate(words):
            piece = word if index == len(words) - 1 else word + " "
            if not piece:
                continue
            glyphs = self.faces[face].shape(piece, tracking != 0.0)
            run = GlyphRun(x, y, face, size, ink, glyphs, tracking)
            out.append(run)
            x += run.width
        return tuple(out)

    def cap_height(self, face: str, size: float) -> float:
        return self.faces[face].cap_height * size


def load_faces(library: Library, files: Mapping[str, str], language: str) -> Faces:
    """The faces of ``files`` (key -> path in the library), shaped for ``language``."""
    return Faces(
        {key: Face(key, library.read(path), language) for key, path in sorted(files.items())}
    )
