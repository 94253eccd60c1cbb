"""``magtool recover``: old PDFs, or the text of lost ones, back into issue folders."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

from magtool.cli.outcome import Outcome, Refusal, tally
from magtool.cli.progress import ProgressLine
from magtool.cli.project import as_typed
from magtool.diagnostics import Diagnostic, Severity, Source, Span, decode
from magtool.disk import DiskLibrary, find_root, write_whole
from magtool.extract.profile import parse_profile
from magtool.framing import frame_for
from magtool.intake.confined import Confined, Limits, Quarantined, confined, read_files
from magtool.manifest.writing import Frame, slug_of
from magtool.recovering import ENTRY, Wanted, argument_of, quarantine_note

RECORD, NOTE = "recovered.json", "quarantine.json"
_TAUGHT = "profile.yaml"
_DESIGN = "trade"
_NAME = re.compile(r"(?:(?:articles|images|ads|surveys)/)?[a-z0-9][a-z0-9-]*\.[a-z]{2,5}")
"""What a file of an issue's folder may be called: nothing else is written."""
_BLOCK = 1 << 20
_UNREAD = {"recover-scan", "recover-no-tesseract", "recover-no-text", "recover-page-unread"}
"""Remarks that say of a page that none of it was read."""


def run(options: Namespace, progress: ProgressLine) -> Outcome:
    """Recovers every file, and tells of those that could not be."""
    sources = [Path(name) for name in options.files]
    out = Path(options.out)
    if out.exists() and not out.is_dir():
        raise Refusal("folder-in-use", f"‘{options.out}’ is a file", "give a folder with -o")
    frame = _frame(out)
    profile, slips = _profile(options.profile)
    if slips:
        return Outcome({"files": []}, f"{options.profile}: not used, {tally(slips)}\n", slips)
    jobs = [
        _Job(
            source,
            home,
            Wanted(source.name, frame, options.ocr, options.review, options.show, profile),
            options.afresh,
        )
        for source, home in zip(sources, _homes(sources, out), strict=True)
    ]
    workers = options.jobs or min(os.cpu_count() or 1, len(jobs))
    done: list[_Done] = []
    if profile == "":
        # The first file teaches the others of its title.
        done = _Run(1).all(jobs[:1], progress)
        profile = _learnt(jobs[0].home, Path(options.profile))
        jobs = [replace(job, wanted=replace(job.wanted, profile=profile)) for job in jobs[1:]]
    done += _Run(workers).all(jobs, progress)
    found = tuple(d for result in done for d in result.diagnostics)
    document = {"files": [result.record for result in done]}
    return Outcome(document, "".join(result.line for result in done) + _closing(done), found)


def _profile(name: str | None) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """What the file says of the title, "" when there is none yet, with every slip in it."""
    if name is None:
        return None, ()
    try:
        data = Path(name).read_bytes()
    except FileNotFoundError:
        return "", ()
    except OSError as error:
        message = f"‘{name}’ can’t be read: {error.strerror or error}"
        raise Refusal("missing-input", message, "give another file with --profile") from error
    decoded = decode(as_typed(Path(name)), data)
    if decoded.value is None:
        return None, decoded.diagnostics
    return decoded.value.text, parse_profile(decoded.value).diagnostics


def _learnt(home: Path, target: Path) -> str | None:
    """What the first file taught, moved out of its folder to where it was asked for."""
    try:
        text = (home / _TAUGHT).read_text("utf-8")
        write_whole(target, text.encode())
        (home / _TAUGHT).unlink()
    except OSError:
        return None
    return text


def _closing(done: Sequence[_Done]) -> str:
    made = sum(result.record["status"] != "quarantined" for result in done)
    found = [d for result in done for d in result.diagnostics]
    return f"{made} of {len(done)} files recovered, {tally(found)}\n" if len(done) > 1 else ""


def _frame(out: Path) -> Frame:
    """The design of the project that the folder lies in, or that the command is run in."""
    place = out.absolute()
    start = next(folder for folder in (place, *place.parents) if folder.is_dir())
    root = find_root(start) or find_root(Path.cwd())
    return frame_for(DiskLibrary(root), _DESIGN) if root is not None else Frame(_DESIGN)


def _homes(sources: Sequence[Path], out: Path) -> Iterator[Path]:
    """Each file's folder: one file's is ``out`` itself, several have folders in it.

    Where ``out`` holds recovered folders already, one file more gets its own beside them.
    """
    beside = out.is_dir() and any((out / f).is_file() for f in (RECORD, NOTE))
    if len(sources) == 1 and (beside or not out.is_dir() or not any(out.iterdir())):
        yield out
        return
    taken: list[str] = []
    for source in sources:
        taken.append(slug_of(source.stem, taken, "issue"))
        yield out / taken[-1]


# --- one file -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of one file."""

    record: Mapping[str, Any]
    line: str
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    source: Path
    home: Path
    wanted: Wanted
    afresh: bool

    @property
    def shown(self) -> str:
        return as_typed(self.source)

    def done(self, status: str, digest: str, diagnostics: Iterable[Diagnostic]) -> _Done:
        found = tuple(diagnostics)
        folder = as_typed(self.home)
        record = {"file": self.shown, "sha256": digest, "folder": folder, "status": status}
        words = {"recovered": f"{self.shown}: {folder}, {tally(found)}\n"}
        words["kept"] = f"{self.shown}: {folder} is there already\n"
        return _Done(record, words.get(status, f"{self.shown}: {status}\n"), found)

    def told(self, fault: Quarantined) -> Diagnostic:
        message = f"{self.source.name}: {fault}"
        return Diagnostic(fault.code, Severity.ERROR, message, Span(Source(self.shown, ""), 0, 0))

    def remarks(self) -> Iterator[Diagnostic]:
        """What the record in the folder has to say."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads((self.home / RECORD).read_text("utf-8"))
            for remark in record["diagnostics"]:
                page = remark["page"] if isinstance(remark["page"], int) else None
                message = f"{self.source.name}: {remark['message']}"
                grave = Severity.WARNING if remark["code"] in _UNREAD else Severity.NOTE
                yield Diagnostic(remark["code"], grave, message, page=page)

    def standing(self) -> str | None:
        """The checksum of the file that the folder was made of; None when it is free."""
        for name in (RECORD, NOTE):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                return str(json.loads((self.home / name).read_text("utf-8"))["source"]["sha256"])
        if self.home.is_dir() and any(self.home.iterdir()):
            return ""
        return None

    def kept(self, digest: str) -> _Done | None:
        """The result of an earlier run. Raises `Refusal` for a folder of something else."""
        standing = self.standing()
        if standing is None:
            return None
        if standing == digest and not self.afresh:
            if (self.home / RECORD).is_file():
                return self.done("kept", digest, self.remarks())
            note = json.loads((self.home / NOTE).read_text("utf-8"))
            fault = Quarantined(str(note.get("code")), str(note.get("reason")))
            return self.done("quarantined", digest, [self.told(fault)])
        if standing == "" or not self.afresh:
            message = f"‘{as_typed(self.home)}’ holds something else"
            hint = "give another folder with -o"
            more = () if standing == "" else ("--afresh makes it anew",)
            raise Refusal("folder-in-use", message, hint, *more)
        return None


def _digest(source: Path) -> str:
    sha = hashlib.sha256()
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            sha.update(block)
    return sha.hexdigest()


# --- many files ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Run:
    """Recovers files, some at a time. When interrupted it ends every process it has started."""

    workers: int
    limits: Limits = field(default_factory=Limits)
    lock: Lock = field(default_factory=Lock)
    running: set[int] = field(default_factory=set)
    processes: dict[int, Confined] = field(default_factory=dict)
    ended: bool = False

    def all(self, jobs: Sequence[_Job], progress: ProgressLine) -> list[_Done]:
        """What became of each, in their order."""
        results: dict[int, _Done] = {}
        with ThreadPoolExecutor(max_workers=max(1, self.workers)) as pool:
            waiting: dict[Future[_Done], int] = {
                pool.submit(self.one, number, job): number for number, job in enumerate(jobs)
            }
            try:
                while waiting:
                    number = min(waiting.values())
                    progress(jobs[number].source.name, len(results), len(jobs))
                    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in finished:
                        results[waiting.pop(future)] = future.result()
            except BaseException:
                self.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [results[number] for number in range(len(jobs))]

    def stop(self) -> None:
        with self.lock:
            self.ended = True
            for process in self.processes.values():
                process.stop()

    def one(self, number: int, job: _Job) -> _Done:
        """One file recovered, or quarantined with its reason."""
        digest = ""
        try:
            if not job.source.is_file():
                raise Quarantined("recover-unreadable", "it is not there, or no file")
            digest = _digest(job.source)
            kept = job.kept(digest)
            if kept is not None:
                return kept
            files = self.confined(number, job)
            _replace(job.home, files)
            return job.done("recovered", digest, job.remarks())
        except Refusal as refusal:
            return job.done("refused", digest, [refusal.diagnostic])
        except Quarantined as fault:
            return self.quarantined(job, digest, fault)
        except OSError as error:
            reason = Quarantined("recover-unreadable", error.strerror or str(error))
            return job.done("quarantined", digest, [job.told(reason)])

    def confined(self, number: int, job: _Job) -> dict[str, bytes]:
        argument = argument_of(job.wanted)
        with confined(ENTRY, argument, job.source, self.limits) as process:
            with self.lock:
                if self.ended:
                    raise Quarantined("recover-too-long", "it was interrupted")
                self.processes[number] = process
            try:
                files = dict(read_files(process.wait()))
            finally:
                with self.lock:
                    del self.processes[number]
        strange = [name for name in files if not _NAME.fullmatch(name)]
        if strange or RECORD not in files:
            raise Quarantined("recover-crashed", "what was made of it can’t be trusted")
        return files

    def quarantined(self, job: _Job, digest: str, fault: Quarantined) -> _Done:
        if digest:
            with contextlib.suppress(OSError):
                _replace(job.home, quarantine_note(job.source.name, digest, fault))
        return job.done("quarantined", digest, [job.told(fault)])


def _replace(home: Path, files: Mapping[str, bytes]) -> None:
    """The folder with these files and no others; on failure the old one stays as it was."""
    home.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{home.name}.", suffix=".part", dir=home.parent))
    old = draft.with_suffix(".old")
    try:
        for name, data in files.items():
            place = draft / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
        draft.chmod(0o755)
        if home.is_dir():
            os.replace(home, old)
        try:
            os.replace(draft, home)
        except OSError:
            if old.is_dir():
                os.replace(old, home)
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
