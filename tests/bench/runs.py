"""One command run and measured, and the one-word edits that a second run answers to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10
"""In the units that the system counts memory in: bytes there, kilobytes elsewhere."""

_WORD = re.compile(r"(?<=[^\W\d_] )[a-zåäö]{8,}(?= [^\W\d_])")
_POLL = 0.001
_SETTLE = 0.3
"""Between a new PDF and the next edit: nobody writes faster, and a watcher must look again."""
_PATIENCE = 120.0


class Failed(Exception):
    """A command that did not do its work; the last it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds on the wall and of the processors, peak memory in MB.

    None is what can't be told apart from the rest of what a process did.
    """

    wall: float
    cpu: float | None = None
    peak_mb: float | None = None
    told: str = ""


def magtool(*arguments: str) -> list[str]:
    """The command, as this project's own magtool."""
    return [sys.executable, "-m", "magtool", *arguments]


def run(command: Sequence[str]) -> Run:
    """The command run to its end as a process of its own. Raises `Failed`.

    Memory is the system's own count, and a new process begins with the peak of the one that
    made it: who calls this must be small.
    """
    with tempfile.TemporaryFile() as told:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=PROJECT, stdout=told, stderr=subprocess.STDOUT, env=_environment()
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read().decode(errors="replace").strip()
    if process.returncode:
        raise Failed(said.splitlines()[-1] if said else f"exit status {process.returncode}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / _MEGABYTE, said)


def edited(text: str, number: int) -> str:
    """The text with another last letter to one word near its middle, other for every number."""
    found = _WORD.search(text, len(text) // 2) or _WORD.search(text)
    if found is None:
        raise ValueError("no word to edit")
    at = found.end() - 1
    letters = [letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter != text[at]]
    return text[:at] + letters[number % len(letters)] + text[at + 1 :]


def watched(
    command: Sequence[str], pdf: Path, article: Path, copy: str, edits: Sequence[int]
) -> list[float]:
    """Seconds from saving a manuscript to the new PDF of a command that keeps running.

    ``copy`` is what the manuscript says unedited. The PDF is taken as new when its file is
    another or has another time: it is written whole or not at all. Raises `Failed`.
    """
    pdf.unlink(missing_ok=True)
    with _running(command) as process:
        _changed(pdf, None, process)
        waits = []
        for number in edits:
            time.sleep(_SETTLE)
            before = _mark(pdf)
            article.write_text(edited(copy, number), "utf-8")
            start = time.perf_counter()
            _changed(pdf, before, process)
            waits.append(time.perf_counter() - start)
        return waits


def _environment() -> dict[str, str]:
    """This process's, but that byte code is kept as on a user's machine: compiling every module
    at every run would be timed along."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def _running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    null = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=PROJECT, stdout=null, stderr=null, env=_environment())
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _changed(pdf: Path, before: tuple[int, int] | None, process: subprocess.Popen[bytes]) -> None:
    """Returns when the file is another than ``before``."""
    end = time.perf_counter() + _PATIENCE
    while _mark(pdf) == before:
        if process.poll() is not None or time.perf_counter() > end:
            raise Failed(f"{pdf.name} was not made anew")
        time.sleep(_POLL)


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns
