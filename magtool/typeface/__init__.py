"""Font bytes to measured, shaped and hyphenated words."""

from magtool.typeface.faces import Face, Faces, MissingGlyph, load_faces
from magtool.typeface.hyphenation import Hyphenator

__all__ = ["Face", "Faces", "Hyphenator", "MissingGlyph", "load_faces"]
