"""A file read in a process of its own, so that no file brings the program down.

The process is a fresh interpreter without the user's settings (``-I``), in a process group of its
own that is ended as one. It gets the file on its standard input and gives what it made on its
standard output; what programs that it starts write lies in a folder that goes with it, and memory,
time and open files are bounded.
"""

from __future__ import annotations

import contextlib
import io
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, BinaryIO

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, {root!r}); from {module} import {name}; {name}()"
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TESSDATA_PREFIX")
"""What of the environment the process sees: where programs and their data are."""
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_PAGES = "pages "
_FAULT = "fault "
_LAST_WORDS = 4096
_MEBIBYTE = 1 << 20
_TICK = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. A magazine's page takes a twentieth of a second and some 200 MB in
    all; a scanned one is read by Tesseract in five to nine seconds."""

    size: int = 1024 * _MEBIBYTE
    memory: int = 2048 * _MEBIBYTE
    output: int = 2048 * _MEBIBYTE
    seconds: float = 60.0
    seconds_a_page: float = 2.0
    most_seconds: float = 3600.0
    files: int = 64


class Quarantined(Exception):
    """The file is left alone, and why: ``code`` is a diagnostic's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(slots=True)
class Confined:
    """One confined run: `wait` for it, or `stop` it from elsewhere."""

    process: subprocess.Popen[bytes]
    output: BinaryIO
    words: IO[bytes]
    limits: Limits

    def wait(self) -> BinaryIO:
        """What the process gave, rewound. Raises `Quarantined` when it failed or took too long."""
        start, allowed = time.monotonic(), self.limits.seconds
        try:
            while self.process.poll() is None:
                time.sleep(_TICK)
                if time.monotonic() - start < allowed:
                    continue
                longer = min(self.limits.most_seconds, self._promised())
                if longer <= allowed:
                    self.stop()
                    raise Quarantined(
                        "recover-too-long", f"it took more than {allowed:.0f} seconds"
                    )
                allowed = longer
        finally:
            self.stop()
        said = self._words()
        fault = next((line for line in said if line.startswith(_FAULT)), "")
        if fault:
            code, _, reason = fault.removeprefix(_FAULT).partition(" ")
            raise Quarantined(code, reason)
        if self.process.returncode:
            raise _failed(self.process.returncode, said)
        self.output.seek(0)
        return self.output

    def stop(self) -> None:
        """Ends the process with all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _promised(self) -> float:
        """Seconds that a file with so many pages may take."""
        counts = [line.removeprefix(_PAGES) for line in self._words() if line.startswith(_PAGES)]
        pages, _, each = counts[-1].partition(" ") if counts else ("0", "", "")
        with contextlib.suppress(ValueError):
            return self.limits.seconds + int(pages) * float(each or self.limits.seconds_a_page)
        return self.limits.seconds

    def _words(self) -> list[str]:
        self.words.seek(0)
        return self.words.read(_LAST_WORDS).decode("utf-8", "replace").splitlines()


@contextlib.contextmanager
def confined(
    entry: str, argument: str, source: pathlib.Path | bytes, limits: Limits
) -> Iterator[Confined]:
    """Runs ``entry`` ("package.module:function") with the file on its standard input.

    Raises `Quarantined` for what is no plain file or too large, OSError where it can't be read.
    """
    module, _, name = entry.partition(":")
    program = _START.format(root=str(_ROOT), module=module, name=name)
    with contextlib.ExitStack() as open_files:
        given = open_files.enter_context(_opened(source, limits.size))
        output = open_files.enter_context(tempfile.TemporaryFile(prefix="magtool-"))
        words = open_files.enter_context(tempfile.TemporaryFile(prefix="magtool-"))
        home = open_files.enter_context(
            tempfile.TemporaryDirectory(prefix="magtool-", ignore_cleanup_errors=True)
        )
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", program, argument, *_bounds(limits)],
            stdin=given,
            stdout=output,
            stderr=words,
            env=environment | dict.fromkeys(_TEMPORARY, home),
            cwd=home,
            start_new_session=True,
            close_fds=True,
        )
        run = Confined(process, output, words, limits)
        try:
            yield run
        finally:
            run.stop()


def _opened(source: pathlib.Path | bytes, most: int) -> IO[bytes]:
    if isinstance(source, bytes):
        _check_size(len(source), most)
        held = tempfile.TemporaryFile(prefix="magtool-")  # noqa: SIM115  # the caller closes it
        held.write(source)
        held.seek(0)
        return held
    handle = os.open(
        source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        told = os.fstat(handle)
        if not stat.S_ISREG(told.st_mode):
            raise Quarantined("recover-unreadable", "it is no file")
        _check_size(told.st_size, most)
    except Quarantined:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _check_size(size: int, most: int) -> None:
    if size > most:
        large = f"it has {size // _MEBIBYTE} MB, and {most // _MEBIBYTE} are the most"
        raise Quarantined("recover-too-large", large)


def _failed(code: int, said: list[str]) -> Quarantined:
    if code >= 0:
        last = next((line for line in reversed(said) if line.strip()), "it gave no reason")
        return Quarantined("recover-unreadable", f"reading it failed: {last[:200]}")
    with contextlib.suppress(ValueError):
        name = signal.Signals(-code).name
        if name in ("SIGXCPU", "SIGKILL"):
            return Quarantined("recover-too-long", f"reading it was stopped ({name})")
        return Quarantined("recover-crashed", f"the PDF reader crashed on it ({name})")
    return Quarantined("recover-crashed", f"the PDF reader crashed on it ({-code})")


# --- inside the process -------------------------------------------------------------------


def _bounds(limits: Limits) -> list[str]:
    cpu = int(limits.most_seconds)
    return [str(limits.memory), str(cpu), str(limits.output), str(limits.files)]


def enter() -> tuple[str, bytes, BinaryIO]:
    """Binds this process to the limits it was given; its argument, its file, and its output.

    The first thing a confined function does. What libraries print goes where errors go.
    """
    argument, *bounds = sys.argv[1:]
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _bind([int(bound) for bound in bounds])
    return argument, sys.stdin.buffer.read(), output


def _bind(bounds: list[int]) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the wall clock still ends it
        return
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE")
    for name, bound in zip(names, bounds, strict=True):
        _, most = resource.getrlimit(getattr(resource, name))
        bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
        resource.setrlimit(getattr(resource, name), (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def promise(pages: int, seconds_a_page: float | None = None) -> None:
    """Tells how many pages there are, and how long each may take: more time is given for it."""
    each = f" {seconds_a_page:.1f}" if seconds_a_page is not None else ""
    _say(f"{_PAGES}{pages}{each}")


def refuse(fault: Quarantined) -> None:
    """Ends the process and tells why."""
    _say(f"{_FAULT}{fault.code} {' '.join(str(fault).split())[:400]}")
    os._exit(3)


def _say(line: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"{line}\n".encode("utf-8", "replace"))


def write_files(output: BinaryIO, files: Mapping[str, bytes]) -> None:
    """Files by name as `read_files` takes them."""
    for name, data in sorted(files.items()):
        output.write(f"{name} {len(data)}\n".encode())
        output.write(data)
    output.write(b"end\n")
    output.flush()


def read_files(given: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """What `write_files` wrote. Raises `Quarantined` where it was cut short."""
    buffered = io.BufferedReader(given) if isinstance(given, io.RawIOBase) else given
    while (line := buffered.readline(1000)) != b"end\n":
        name, _, size = line.decode("utf-8", "replace").rstrip("\n").rpartition(" ")
        data = buffered.read(int(size)) if name and size.isdecimal() else b""
        if not size.isdecimal() or len(data) != int(size):
            raise Quarantined("recover-crashed", "what was made of it is not whole")
        yield name, data
