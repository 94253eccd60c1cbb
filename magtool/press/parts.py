"""A form apart from any file, as it is kept between builds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormPart:
    """One object of a form: its wording, in which whole numbers stand for other parts.

    ``data`` is its stream; where it is None, ``start`` to ``end`` of the artwork's own file.
    An ``end`` of 0 says that there is no stream.
    """

    wording: tuple[bytes | int, ...]
    data: bytes | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ArtworkForm:
    """A form apart from any file; its first part is the form itself."""

    parts: tuple[FormPart, ...]
