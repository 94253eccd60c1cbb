"""The site's settings: how ``portal.yaml`` is written, and what it comes to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo
from email.utils import parseaddr
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from magtool.diagnostics import Checked, Source
from magtool.nodes import Adapted, AtLeast, Node, Placed, fault, key, model, must, read_yaml

FILE = "portal.yaml"
_MEGABYTE = 1_000_000
_SITE = re.compile(r"https?://([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:.]+\])(:\d{1,5})?/?")
Lines = Literal["starttls", "tls", "none"]
"""How the mail server is spoken to: made secure after a greeting, secure from the start, not."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """The mail server that letters go by. The password stands in an environment variable."""

    host: str
    port: int
    line: str
    user: str
    password_from: str
    sender: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the site is run with. ``address`` is its own, without a slash at the end, "" when it
    is not told; ``zone`` None is the computer's own."""

    key: bytes = field(repr=False)
    address: str = ""
    zone: tzinfo | None = None
    upload_limit: int = 60 * _MEGABYTE
    contact: str = ""
    mail: Mailing | None = None
    reminders: tuple[int, ...] = ()
    """Days before the deadline on which who has not answered is reminded."""


def _address(node: Node) -> Node:
    if not _SITE.fullmatch(node.text):
        hint = "write it as visitors do, without a path: https://proofs.example.se"
        raise fault("bad-value", f"‘{node.text}’ is no address of a site", hint)
    return node


def _zone(node: Node) -> Node:
    try:
        ZoneInfo(node.text)
    except (ValueError, OSError, KeyError) as error:
        hint = "write it as Europe/Stockholm"
        raise fault("bad-value", f"‘{node.text}’ is no time zone", hint) from error
    return node


def _sender(node: Node) -> Node:
    name, address = parseaddr(node.text)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or "\n" in name:
        hint = "write it as Fältet <proofs@example.se>"
        raise fault("bad-value", f"‘{node.text}’ is no sender", hint)
    return node


@model
class MailModel(Placed):
    """The mail server that letters go by."""

    host: str = must("The mail server")
    port: Annotated[int, AtLeast(1)] = key("Its port", 587)
    line: Lines = key("starttls, tls or none", "starttls")
    user: str = key("Who signs in; nobody when left out", "")
    password_from: str = key("The environment variable that holds the password", "")
    sender: Annotated[str, Adapted(_sender)] = must("Whom letters come from")


@model
class SettingsModel(Placed):
    """``portal.yaml``: every key may be left out."""

    address: Annotated[str, Adapted(_address)] = key("The site's own address", "")
    contact: str = key("Whom to ask, shown where a link opens nothing", "")
    zone: Annotated[str, Adapted(_zone)] = key("The time zone that times are told in", "")
    upload_mb: Annotated[int, AtLeast(1)] = key("Most megabytes of an uploaded artwork", 60)
    reminders: list[int] = key("Days before the deadline on which reminders go out", [])
    mail: MailModel | None = key(
        "The mail server; without one letters are shown to be copied", None
    )


def read_settings(source: Source | None, site_key: bytes, address: str = "") -> Checked[Settings]:
    """The settings as written, with every fault; the defaults where nothing is.

    ``address``, as given on the command line, counts before the file's.
    """
    if source is None or not source.text.strip():
        return Checked(Settings(site_key, address.rstrip("/")))
    read = read_yaml(SettingsModel, source)
    written = read.value.model or SettingsModel()
    mail = written.mail
    made = Settings(
        site_key,
        (address or written.address).rstrip("/"),
        ZoneInfo(written.zone) if written.zone else None,
        written.upload_mb * _MEGABYTE,
        written.contact,
        None
        if mail is None
        else Mailing(mail.host, mail.port, mail.line, mail.user, mail.password_from, mail.sender),
        tuple(sorted(set(written.reminders), reverse=True)),
    )
    return Checked(made, read.diagnostics)
