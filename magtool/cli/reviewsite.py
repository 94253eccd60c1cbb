"""``magtool portal serve``: the site, with what it may ask of the rest of magtool handed in."""

from __future__ import annotations

import logging
import os
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from magtool.cli.artwork import place_artwork
from magtool.cli.outcome import Outcome, Refusal
from magtool.cli.project import MANIFEST, Project
from magtool.cli.sitefolder import Place, clock, find_place, opened
from magtool.diagnostics import Source, decode
from magtool.examining import examine_artwork
from magtool.nodes import compose
from magtool.portal.ledger import Ledger
from magtool.portal.letters import Letter, letter
from magtool.portal.mail import NotSent, send
from magtool.portal.records import Upload
from magtool.portal.reminding import due
from magtool.portal.settings import Settings
from magtool.proofs import Booked, Examined

_LOG = logging.getLogger("magtool.portal")
_LOOKS = 600.0
"""Seconds between looks at who is to be reminded: reminders go by the day."""


def serve(options: Namespace) -> Outcome:
    """Answers visitors until it is interrupted."""
    app, serving = _site()
    place = find_place(options)
    with opened(place, new=True) as ledger:
        settings = place.settings(ledger.key, options.address)
        try:
            listening = serving.listen(options.host, options.port)
        except serving.Taken as fault:
            hint = "end what listens there, or give another with --port"
            raise Refusal("portal-port", f"the site can’t listen at {fault}", hint) from fault
        address = settings.address or serving.address_of(listening)
        desk = _Desk(ledger, settings, place, app.NotAccepted)
        site = app.make_app(ledger, settings, desk.examine, desk.accept, desk.notify, clock)
        _log_to_standard_error()
        with desk.reminding(address):
            serving.serve(
                site, listening, options.behind_proxy, lambda: _announce(ledger, settings, address)
            )
    return Outcome({"address": address}, "the site has ended\n")


def _site() -> tuple[ModuleType, ModuleType]:
    """The site's own modules; a refusal where what they need is not installed."""
    try:
        from magtool.portal import app, serving
    except ImportError as error:
        message = f"the review site needs {error.name}, which is not installed"
        hint = "pip install 'magtool[portal]'"
        raise Refusal("missing-extra", message, hint) from error
    return app, serving


def _announce(ledger: Ledger, settings: Settings, address: str) -> None:
    """Tells where the site is, and how somebody gets in."""
    lines = [f"magtool portal: {address} (Ctrl-C ends it)"]
    rounds = ledger.rounds()
    if not rounds:
        lines.append("no issue is on it yet: `magtool portal publish ISSUE`")
    for around in rounds:
        people = [p for p in ledger.people(around.issue) if p.revoked is None]
        if not any(person.role == "editor" for person in people):
            command = f"magtool portal invite {around.folder} --editor --name NAME"
            lines.append(f"no editor has a link to {around.issue} yet: `{command}`")
    if not settings.address:
        lines.append("links begin with the address that the editor came by: tell --address")
    if settings.address.startswith("http://") and "//localhost" not in settings.address:
        lines.append("the line is not secure: put a web server with TLS before the site")
    if settings.mail is None:
        lines.append("no mail server is told: letters are shown to be copied")
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    sys.stderr.flush()


def _log_to_standard_error() -> None:
    """One line for each answer; what uvicorn has to say comes in the same way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name, level in (("magtool.portal", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)


@dataclass(slots=True)
class _Desk:
    """What the site asks of the rest: artwork looked at and written, letters sent."""

    ledger: Ledger
    settings: Settings
    place: Place
    refusal: type[Exception]
    """Raised where artwork can't be written, with a sentence for the editor."""
    _unsent: dict[int, str] = field(default_factory=dict)
    """By link the tokens of reminders that no mail server took: the next try goes with the same,
    else one that is down for a night would leave a token and a line in the log at every look."""

    def examine(self, data: bytes, name: str, booked: Booked) -> Examined:
        """Artwork looked at in a confined process."""
        return examine_artwork(data, name, booked)

    def accept(self, upload: Upload, file: Path) -> str:
        """Writes the artwork into the issue's folder; says where. The old file stays."""
        around = self.ledger.round(upload.issue)
        if around is None:
            raise self.refusal(f"there is no issue ‘{upload.issue}’")
        project = Project(self.place.root, around.folder)
        data = file.read_bytes()
        try:
            return _named_already(project, upload.slug, data) or place_artwork(
                project, upload.slug, data
            )
        except Refusal as fault:
            _LOG.warning("artwork for %s not written: %s", upload.slug, fault.diagnostic.code)
            raise self.refusal(_sentence(fault)) from fault

    def notify(self, told: Letter) -> bool:
        """Sends a letter. False where there is no mail server, or it does not take the letter."""
        if self.settings.mail is None or not told.to:
            return False
        try:
            send(told, self.settings.mail, os.environ)
        except NotSent as fault:
            _LOG.warning("a letter was not sent: %s", fault)
            return False
        return True

    @contextmanager
    def reminding(self, address: str) -> Iterator[None]:
        """Sends the reminders that the settings ask for while the site runs."""
        ended = threading.Event()
        if self.settings.mail is None or not self.settings.reminders:
            yield
            return

        def run() -> None:
            while not ended.wait(_LOOKS):
                try:
                    self.remind(address)
                except Exception as fault:  # the next look may go better
                    _LOG.error("reminding failed: %s", type(fault).__name__)

        thread = threading.Thread(target=run, name="reminders", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(timeout=1.0)

    def remind(self, address: str) -> None:
        """One look at all rounds: a letter to everyone for whom the day has come."""
        for around in self.ledger.rounds():
            waited = self.ledger.waited_for(around.issue)
            people = self.ledger.people(around.issue)
            for person in due(around, people, waited, self.settings.reminders, clock()):
                token = self._unsent.pop(person.link, "")
                token = token or self.ledger.renew(person.link, "magtool")
                link = f"{address}/in/{token}"
                told = letter("remind", person, around, link=link, zone=self.settings.zone)
                if self.notify(told):
                    self.ledger.reminded(person.link, "magtool")
                else:
                    self._unsent[person.link] = token


def _named_already(project: Project, ad: str, data: bytes) -> str | None:
    """What the manifest calls the artwork when it is in the issue: the site was stopped after it
    was written, and before that was noted."""
    place = f"{project.folder}/{MANIFEST}"
    try:
        root = compose(_decoded(place, project.library.read(place))).value
        ads = root.get("ads") if root is not None else None
        for entry in ads.items if ads is not None else ():
            named, artwork = entry.get("id"), entry.get("artwork")
            if named is not None and artwork is not None and named.text == ad:
                same = project.library.read(f"{project.folder}/{artwork.text}") == data
                return artwork.text if same else None
    except OSError:
        return None
    return None


def _decoded(path: str, data: bytes) -> Source:
    """The file as text; an empty one where it is none."""
    return decode(path, data).value or Source(path, "")


def _sentence(refusal: Refusal) -> str:
    """What is wrong and what to do, in one breath."""
    told = refusal.diagnostic
    return "; ".join([told.message, *told.hints])
