"""Other people's extractors on the same files: what each makes of a PDF, and how long it takes.

They are run in a Python of their own (``--peers PYTHON``), where they are installed; one that is
not there is left out.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PDFTEXT = """
import sys
from pdftext.extraction import plain_text_output
open(sys.argv[2], "w").write(plain_text_output(sys.argv[1], sort=False))
"""
_PYMUPDF4LLM = """
import sys
import pymupdf4llm
open(sys.argv[2], "w").write(pymupdf4llm.to_markdown(sys.argv[1], show_progress=False))
"""
_OPENDATALOADER = """
import pathlib
import sys
import opendataloader_pdf
source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
opendataloader_pdf.convert([str(source)], output_dir=str(target.parent), format="markdown")
made = target.parent / (source.stem + ".md")
made.rename(target)
"""
_PDFPLUMBER = """
import sys
import pdfplumber
with pdfplumber.open(sys.argv[1]) as pdf:
    text = "\\n\\n".join(page.extract_text() or "" for page in pdf.pages)
open(sys.argv[2], "w").write(text)
"""
_SCRIPTS = {
    "pdftext": (_PDFTEXT, "txt"),
    "pymupdf4llm": (_PYMUPDF4LLM, "md"),
    "opendataloader-pdf": (_OPENDATALOADER, "md"),
    "pdfplumber": (_PDFPLUMBER, "txt"),
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one extractor made of a file. ``seconds`` are of processor time, its start included."""

    extractor: str
    text: str
    ending: str
    seconds: float


def extracted(pdf: Path, python: str) -> Iterator[Extracted]:
    """The file by every extractor that is there and can read it."""
    with tempfile.TemporaryDirectory() as folder:
        if shutil.which("pdftotext"):
            target = Path(folder) / "pdftotext.txt"
            yield from _run("pdftotext", ["pdftotext", str(pdf), str(target)], target)
        for name, (script, ending) in _SCRIPTS.items():
            target = Path(folder) / f"{name}.out.{ending}"
            yield from _run(name, [python, "-c", script, str(pdf), str(target)], target)


def _run(name: str, command: list[str], target: Path) -> Iterator[Extracted]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, timeout=300)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if target.exists():
        yield Extracted(name, target.read_text("utf-8", "replace"), target.suffix[1:], seconds)
