"""Ghostscript, run with care: in a folder of its own, without rights, time and memory bounded."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_NAMES = ("gs", "gswin64c", "gswin32c")
_SECONDS = 60.0
_SECONDS_A_PAGE = 15.0
"""A magazine's page takes a sixth of a second; the rest is for maps and slow machines."""
_MEMORY_KB = 2_000_000
_QUIET = ("-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-P-", f"-K{_MEMORY_KB}")
"""SAFER: nothing is read but the file given, nothing written but the output."""


class GhostscriptMissing(Exception):
    """There is no Ghostscript on this machine."""


class GhostscriptFailed(Exception):
    """Ghostscript gave up on the file; the message says what it said."""


def run_ghostscript(
    data: bytes,
    pages: Iterable[int],
    options: Iterable[str],
    ending: str,
    read: Callable[[Path], T],
) -> T:
    """What ``read`` makes of the folder with the files that Ghostscript wrote of some pages.

    The nth page asked for (from 1, in the file's order) is written to ``n.ending``; separation
    devices write ``n(INK).ending`` beside it. Raises `GhostscriptMissing`, `GhostscriptFailed`.
    """
    program = _program()
    if program is None:
        raise GhostscriptMissing("Ghostscript is not installed")
    wanted = sorted(set(pages))
    pages_asked = f"-sPageList={','.join(map(str, wanted))}"
    with tempfile.TemporaryDirectory(prefix="magtool-") as name:
        folder = Path(name)
        (folder / "in.pdf").write_bytes(data)
        command = [program, *_QUIET, *options, pages_asked, f"-sOutputFile=%d.{ending}", "in.pdf"]
        limit = _SECONDS + _SECONDS_A_PAGE * len(wanted)
        try:
            ran = subprocess.run(
                command,
                cwd=folder,
                env=_surroundings(name),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=limit,
            )
        except subprocess.TimeoutExpired:
            raise GhostscriptFailed(f"it took more than {limit:.0f} seconds") from None
        except OSError as error:
            raise GhostscriptMissing(f"{program} can't be run: {error.strerror}") from error
        if ran.returncode != 0 or not all(
            (folder / f"{n}.{ending}").exists() for n in range(1, len(wanted) + 1)
        ):
            raise GhostscriptFailed(_last_words(ran.stdout + ran.stderr))
        return read(folder)


def has_ghostscript() -> bool:
    """Whether there is one on this machine."""
    return _program() is not None


def _program() -> str | None:
    return next((found for found in map(shutil.which, _NAMES) if found), None)


def _surroundings(folder: str) -> dict[str, str]:
    """The environment without settings of Ghostscript's own; what it leaves when it is ended
    goes with the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GS_")}
    return {**kept, "TMPDIR": folder, "TEMP": folder, "TMP": folder}


def _last_words(told: bytes) -> str:
    """The line that says most of an error's cause."""
    lines = [line.strip(" *") for line in told.decode("utf-8", "replace").splitlines()]
    telling = [line for line in lines if "rror" in line] or [line for line in lines if line]
    return telling[0][:200] if telling else "it said nothing"
