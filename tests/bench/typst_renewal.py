"""Typst kept running: seconds to a new PDF after each edit of one word, as JSON.

``python -m tests.bench.typst_renewal SOURCE FONTS OUT.pdf EDIT…``
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import typst

from .runs import edited


def renewals(source: Path, fonts: str, out: str, edits: list[int]) -> list[float]:
    """Compiles once, then after each edit; the source is left as it was."""
    copy = source.read_text("utf-8")
    compiler = typst.Compiler(str(source), font_paths=[fonts], ignore_system_fonts=True)
    compiler.compile(output=out)
    waits = []
    for number in edits:
        source.write_text(edited(copy, number), "utf-8")
        start = time.perf_counter()
        compiler.compile(output=out)
        waits.append(time.perf_counter() - start)
    source.write_text(copy, "utf-8")
    return waits


if __name__ == "__main__":
    _, written, faces, made, *numbers = sys.argv
    print(json.dumps(renewals(Path(written), faces, made, [int(n) for n in numbers])))
