"""The commands and their options. Light to import: no command's own module is read here."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import NoReturn

from magtool import __version__

STANDARDS: dict[str, str] = {"x4": "PDF/X-4", "x1a": "PDF/X-1a"}
STAGES = ("chars", "lines", "blocks", "zones", "articles")
SCHEMAS = ("manifest", "survey", "article", "layout", "template")
PROFILES = ("magazine", "x4", "x1a", "screen")
"""Of preflight; the room itself is not loaded here."""
OCR = ("auto", "never", "always")
LANGUAGES = ("sv", "en")
FALLBACKS = ("print", "last-approved", "leave-out")
"""Of the review site: what happens to who has not answered at the deadline."""
HOST, PORT = "127.0.0.1", 8750
"""Where the review site answers when nothing else is written."""


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

    # The commands with many options have theirs below.
    _add_build(command("build", "make the issue's PDF and print the copyfit table"))
    _add_plan(command("plan", "print the flatplan: what stands on every page"))

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

    _add_proof(
        command("proof", "make proof sheets for the advertisers, or tear sheets after print")
    )
    _add_portal(command("portal", "run the review site, where advertisers answer their proofs"))
    _add_recover(command("recover", "turn old PDFs, or the text of lost ones, into issue folders"))

    schema = command("schema", "print a JSON Schema for editors' completion")
    schema.add_argument("name", nargs="?", choices=SCHEMAS, default="manifest")

    explain = command("explain", "tell what a diagnostic's code means; without CODE, list all")
    explain.add_argument("code", nargs="?", metavar="CODE")
    return top


def _add_portal(portal: argparse.ArgumentParser) -> None:
    """The review site's own commands."""
    actions = portal.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, help_: str, *, issue: bool = True) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=help_, description=help_)
        _add_common(made, json=argparse.SUPPRESS, strict=argparse.SUPPRESS)
        home = "where the site keeps everything; .portal in the project if not given"
        made.add_argument("--home", metavar="DIR", help=home)
        if issue:
            _add_issue(made)
        return made

    serve = action("serve", "answer visitors until it is interrupted", issue=False)
    serve.add_argument("--host", default=HOST, help="address to listen at; 0.0.0.0 for all")
    serve.add_argument("--port", type=_port, default=PORT, help="port to listen at")
    serve.add_argument("--behind-proxy", metavar="IP", help="believe this proxy who visitors are")
    publish = action("publish", "make the proofs and put them in as the next version")
    publish.add_argument("--hold", action="store_true", help="for editors' eyes until released")
    publish.add_argument("--note", default="", metavar="TEXT", help="what is new in it")
    release = action("release", "show a version that was held back")
    release.add_argument("version", type=_number, metavar="VERSION")
    invite = action("invite", "make a private link for one person")
    whose = invite.add_mutually_exclusive_group(required=True)
    whose.add_argument("--advertiser", metavar="NAME", help="whose proofs are shown")
    whose.add_argument("--editor", action="store_true", help="shows the whole issue, and decides")
    invite.add_argument("--name", required=True, help="the person's")
    invite.add_argument("--email", default="", metavar="ADDRESS", help="where the link is sent")
    invite.add_argument("--language", choices=LANGUAGES, help="the issue's if not given")
    invite.add_argument("--reader", action="store_true", help="may look and remark, not decide")
    invite.add_argument("--expires", type=_moment, metavar="DATE", help="when the link ends")
    revoke = action("revoke", "end a link for good")
    revoke.add_argument("person", metavar="PERSON", help="number, name or mail address")
    action("people", "tell who has been invited, and who has looked")
    remind = action("remind", "remind who has not answered, each by a new link")
    remind.add_argument("--advertiser", metavar="NAME", help="only this one")
    deadline = action("deadline", "tell until when answers are asked for")
    deadline.add_argument("when", type=_deadline, metavar="WHEN", help="2027-02-20T17:00, or none")
    then = "what happens to who has not answered; as before if not given, at first print"
    deadline.add_argument("--then", choices=FALLBACKS, help=then)
    action("close", "end the round: links open nothing any more")
    action("open", "open a closed round again")
    action("status", "tell who has answered what")
    export = action("export", "write the whole record: JSON, PDF, pictures and artwork")
    export.add_argument("-o", "--out", required=True, metavar="DIR", help="a new folder")
    backup = action("backup", "copy everything into one file, while the site runs", issue=False)
    backup.add_argument("file", metavar="FILE.tar")
    for made in (serve, invite, remind):
        made.add_argument("--address", type=_site, metavar="URL", help="the site's own")


def _add_build(build: argparse.ArgumentParser) -> None:
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


def _add_plan(plan: argparse.ArgumentParser) -> None:
    _add_issue(plan)
    _add_full(plan)
    _add_pages(plan, "--lock", "approve these pages: nothing on them moves any more")
    _add_pages(plan, "--unlock", "take their lock off")
    afresh = "do not keep to the last plan, but for locked pages"
    plan.add_argument("--afresh", action="store_true", help=afresh)
    others = "also tell the N next best plans"
    plan.add_argument("--alternatives", type=_count, default=0, metavar="N", help=others)


def _add_proof(proof: argparse.ArgumentParser) -> None:
    _add_issue(proof)
    whose = proof.add_mutually_exclusive_group()
    whose.add_argument("--ad", metavar="ID", help="only this ad or company page")
    whose.add_argument("--advertiser", metavar="NAME", help="only this advertiser")
    proof.add_argument(
        "--language", choices=LANGUAGES, help="the sheets'; the issue's if not given"
    )
    tear = "the pages as printed, with the ad in them, for the advertiser's books"
    proof.add_argument("--tearsheet", action="store_true", help=tear)
    proof.add_argument("--address", metavar="URL", help="of the review site, told on the sheets")
    where = "where to write; ISSUE/build/proofs if not given"
    proof.add_argument("--out", metavar="DIR", help=where)


def _add_recover(recover: argparse.ArgumentParser) -> None:
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


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 99999:
        raise argparse.ArgumentTypeError(f"‘{text}’ is no number from 1")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"‘{text}’ is no port")
    return int(text)


def _site(text: str) -> str:
    """A site's address without a path."""
    if not re.fullmatch(r"https?://[^/\s?#@]+/?", text):
        raise argparse.ArgumentTypeError(
            f"‘{text}’ is no address; write it as https://proofs.example.se"
        )
    return text.rstrip("/")


def _deadline(text: str) -> datetime | None:
    return None if text == "none" else _moment(text)


def _moment(text: str) -> datetime:
    """A day and hour; a day alone is its last minute, for midnight is told as the next day's.
    Without a zone it is the desk's."""
    try:
        moment = datetime.fromisoformat(text)
        if not 2000 <= moment.year < 9999:  # in another zone it might have no year at all
            raise ValueError(text)
    except ValueError:
        message = f"‘{text}’ is no day and hour; write 2027-02-20T17:00"
        raise argparse.ArgumentTypeError(message) from None
    return moment if len(text) > len("2027-02-20") else moment.replace(hour=23, minute=59)


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
