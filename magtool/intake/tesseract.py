"""Tesseract as a program: which languages it has, and what it answers of a page."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass

from PIL import Image

from magtool.intake.scanned import Grey

SECONDS_A_PAGE = 90.0
"""After which a page is given up; most take five to nine."""
_LANGUAGES = {
    "sv": "swe", "en": "eng", "nb": "nor", "no": "nor", "nn": "nor", "da": "dan", "de": "deu",
    "fi": "fin", "fr": "fra", "nl": "nld", "es": "spa", "it": "ita",
}  # fmt: skip
_USUAL = ("swe", "eng")
"""Of these, too, the first that is there alone: by two, å and ä are mistaken for a."""
AS_HOCR = ("-c", "tessedit_create_hocr=1")


class TesseractMissing(Exception):
    """There is no Tesseract on this machine, or none of the languages asked for."""


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program, and the language to read by, as it calls that."""

    program: str
    language: str

    def ask(self, letters: Grey, ppi: float, *options: str) -> str:
        """What it answers of a picture. Raises ValueError when it fails."""
        given = io.BytesIO()
        Image.fromarray(letters).save(given, "PPM")
        command = [self.program, "stdin", "stdout", "-l", self.language, "--dpi", f"{ppi:.0f}"]
        ran = _run([*command, *options], given.getvalue())
        if ran.returncode:
            raise ValueError("Tesseract failed")
        return ran.stdout.decode("utf-8", "replace")


def find_tesseract(language: str) -> Tesseract:
    """Tesseract for a file's own language, else for a usual one. Raises `TesseractMissing`."""
    program = shutil.which("tesseract")
    if program is None:
        raise TesseractMissing("Tesseract is not installed")
    ran = _run([program, "--list-langs"], b"")
    there = set(ran.stdout.decode("utf-8", "replace").split())
    own = _LANGUAGES.get(language[:2].lower())
    wanted = (own, "eng") if own else _USUAL
    found = next((name for name in wanted if name in there), None)
    if found is None:
        raise TesseractMissing(f"Tesseract has none of the languages {', '.join(wanted)}")
    return Tesseract(program, found)


def _run(command: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    # More threads than one make a page four times as slow.
    surroundings = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(
        command, input=given, capture_output=True, env=surroundings, timeout=SECONDS_A_PAGE
    )
