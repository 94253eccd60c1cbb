"""The commands and their options. Light to import: no command's own module is read here."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from magtool import __version__

STANDARDS: dict[str, str] = {"x4": "PDF/X-4", "x1a": "PDF/X-1a"}
STAGES = ("chars", "lines", "blocks", "zones", "articles")
SCHEMAS = ("manifest", "survey", "article", "layout", "template")
PROFILES = ("magazine", "x4", "x1a", "screen")
"""Of preflight; the room itself is not loaded here."""
OCR = ("auto", "never", "always")


class UsageError(Exception):
    """Arguments that mean nothing. ``usage`` is how the command is written."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.format_usage())


def parser() -> argparse.ArgumentParser:
    """All of the command line. Parsing raises `UsageError`, and SystemExit after --help."""
    top = _Parser(prog="magtool", description="A print magazine from a folder of text.")
    top.add_argument("--version", action="version", version=f"magtool {__version__}")
    _add_common(top, json=False, strict=False)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, help_: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_, description=help_)
        # Either side of the command will do; only what is written there overrides.
        _add_common(made, json=argparse.SUPPRESS, strict=argparse.SUPPRESS)
        return made

    new = command("new", "make a starter issue, or last issue's frame without its content")
    new.add_argument("path", metavar="PATH", help="folder to make, as issues/2026-12")
    new.add_argument("--from", dest="last", metavar="ISSUE", help="issue whose frame is taken")

    check = command("check", "tell all that can be known without setting type")
    _add_issue(check)

    build = command("build", "make the issue's PDF and print the copyfit table")
    _add_issue(build)
    _add_full(build)
    build.add_argument("--out", metavar="DIR", help="where to write; ISSUE/build if not given")
    build.add_argument("--pages", type=_pages, metavar="4-7", help="only these pages")
    press = "also write ISSUE-press.pdf for the printer: PDF/X-4 with bleed and marks"
    build.add_argument("--press", action="store_true", help=press)
    standard = "the printer's standard, x4 if not given; x1a takes no transparency"
    build.add_argument("--standard", choices=STANDARDS, help=standard)
    draft = "write ISSUE-draft.pdf, also when stories found no room"
    build.add_argument("--draft", action="store_true", help=draft)

    plan = command("plan", "print the flatplan: what stands on every page")
    _add_issue(plan)
    _add_full(plan)
    _add_pages(plan, "--lock", "approve these pages: nothing on them moves any more")
    _add_pages(plan, "--unlock", "take their lock off")
    afresh = "do not keep to the last plan, but for locked pages"
    plan.add_argument("--afresh", action="store_true", help=afresh)
    others = "also tell the N next best plans"
    plan.add_argument("--alternatives", type=_count, default=0, metavar="N", help=others)

    watch = command("watch", "build the issue anew whenever a file is saved")
    _add_issue(watch)

    fit = command("fit", "tell how far each story is over or under, and what would mend it")
    _add_issue(fit)
    _add_full(fit)

    preflight = command("preflight", "check finished pages, or an issue's delivered artwork")
    preflight.add_argument("path", metavar="PDF|ISSUE", help="a PDF, or an issue's folder")
    preflight.add_argument("--profile", choices=PROFILES, default=PROFILES[0], help="what for")
    preflight.add_argument("--report", metavar="FILE.html", help="also write a page with pictures")
    preflight.add_argument("--pages", type=_pages, metavar="4-7", help="only these pages of a PDF")

    recover = command("recover", "turn old PDFs, or the text of lost ones, into issue folders")
    recover.add_argument("files", nargs="+", metavar="PDF|TXT", help="files to recover")
    where = "the issue's folder; of several files, where each gets its own"
    recover.add_argument("-o", "--out", required=True, metavar="DIR", help=where)
    ocr = "when Tesseract reads a page: auto (scans only), never or always"
    recover.add_argument("--ocr", choices=OCR, default=OCR[0], help=ocr)
    look = "also write review.html: the pages with what was made of them"
    recover.add_argument("--review", action="store_true", help=look)
    stages = f"also write stages.pdf: the file with {', '.join(STAGES)} drawn over it"
    recover.add_argument("--show", type=_stages, default=(), metavar="STAGES", help=stages)
    known = "what is known of the title; written when it is not there, kept when it is"
    recover.add_argument("--profile", metavar="FILE.yaml", help=known)
    again = "also files that were recovered or quarantined before"
    recover.add_argument("--afresh", action="store_true", help=again)
    recover.add_argument("--jobs", type=_count, metavar="N", help="files at a time")

    schema = command("schema", "print a JSON Schema for editors' completion")
    schema.add_argument("name", nargs="?", choices=SCHEMAS, default="manifest")

    explain = command("explain", "tell what a diagnostic's code means; without CODE, list all")
    explain.add_argument("code", nargs="?", metavar="CODE")
    return top


def _add_common(to: argparse.ArgumentParser, *, json: object, strict: object) -> None:
    to.add_argument(
        "--json", action="store_true", default=json, help="one JSON document on standard output"
    )
    to.add_argument(
        "--strict", action="store_true", default=strict, help="warnings too end in failure (1)"
    )


def _add_issue(to: argparse.ArgumentParser) -> None:
    to.add_argument("issue", metavar="ISSUE", help="the issue's folder, as issues/2027-03")


def _add_full(to: argparse.ArgumentParser) -> None:
    to.add_argument("--full", action="store_true", help="set every [[…]] sentence")


def _add_pages(to: argparse.ArgumentParser, flag: str, help_: str) -> None:
    to.add_argument(flag, type=_page_set, default=frozenset(), metavar="4-9,12", help=help_)


def _stages(text: str) -> tuple[str, ...]:
    """``lines,blocks`` as names of stages."""
    names = tuple(part.strip() for part in text.split(","))
    for name in names:
        if name not in STAGES:
            raise argparse.ArgumentTypeError(f"‘{name}’ is no stage; known: {', '.join(STAGES)}")
    return names


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 20:
        raise argparse.ArgumentTypeError(f"‘{text}’ is no number from 1 to 20")
    return int(text)


def _page_set(text: str) -> frozenset[int]:
    """``4-9,12`` as page numbers."""
    return frozenset(page for part in text.split(",") for page in _pages(part))


def _pages(text: str) -> range:
    """``4-7`` or ``4`` as page numbers."""
    found = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", text.strip())
    first = int(found[1]) if found else 0
    last = int(found[2] or first) if found else 0
    if not 1 <= first <= last:
        raise argparse.ArgumentTypeError(f"‘{text}’ are no pages; write 4-7, or 4")
    return range(first, last + 1)
