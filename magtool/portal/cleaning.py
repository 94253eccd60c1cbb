"""What people write, made fit to keep: trimmed, of a bounded length, without invisible signs."""

from __future__ import annotations

import math
import re
import unicodedata

from magtool.portal.refusals import Unfit

TEXT, NAME, FILE = 4000, 120, 160
"""Most characters of a remark or reason, of a name or address, of a file's name."""
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_HIDDEN = {"Cc", "Cs", "Co", "Cn"}
_TURNING = dict.fromkeys(
    # Marks that turn the writing's direction round: a file's name could show another ending.
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF]
)


def clean_text(text: str, missing: str | None = "text-missing", most: int = TEXT) -> str:
    """Several lines. Raises `Unfit` when it is too long, or empty and ``missing`` a code."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cleaned = "\n".join(_visible(line).rstrip() for line in lines).strip()
    cleaned = re.sub(r"\n{3,}", "\n\n", cleaned)
    return _fitting(cleaned, missing, most)


def clean_line(text: str, missing: str | None = "name-missing", most: int = NAME) -> str:
    """One line, as a name. Raises `Unfit`."""
    return _fitting(" ".join(_visible(text).split()), missing, most)


def clean_email(text: str) -> str:
    """An address, or "" when there is none. Raises `Unfit` for what is none."""
    address = clean_line(text, None, 254)
    if address and (not _ADDRESS.fullmatch(address) or not address.isascii()):
        raise Unfit("email")
    return address


def clean_file(name: str) -> str:
    """What a file was called where it came from, to be shown: never a path, never too long."""
    last = " ".join(_visible(re.split(r"[/\\]", name)[-1]).split()).strip(". ")
    if len(last) > FILE:
        stem, dot, ending = last.rpartition(".")
        ending = dot + ending if stem and len(ending) <= 8 else ""
        last = last[: FILE - len(ending) - 1] + "…" + ending
    return last or "file"


def clean_place(figure: float, least: float, most: float) -> float:
    """A coordinate within its bounds, to a hundredth of a point. Raises `Unfit`."""
    if not math.isfinite(figure) or not least <= figure <= most:
        raise Unfit("place")
    return round(figure, 2)


def _visible(text: str) -> str:
    kept = (" " if c == "\t" else c for c in text.translate(_TURNING))
    return "".join(c if unicodedata.category(c) not in _HIDDEN else " " for c in kept)


def _fitting(text: str, missing: str | None, most: int) -> str:
    if not text and missing is not None:
        raise Unfit(missing)
    if len(text) > most:
        raise Unfit("text-long")
    return text
