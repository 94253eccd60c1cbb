"""Letters sent by SMTP, one connection for each: there are few of them."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from magtool.portal.letters import Letter
from magtool.portal.settings import Mailing

_SECONDS = 20.0
"""How long a mail server may think."""


class NotSent(Exception):
    """The letter did not go. Says why, without what it said."""


def send(letter: Letter, mailing: Mailing, environment: Mapping[str, str]) -> None:
    """Hands the letter to the mail server. Raises `NotSent`."""
    message = compose(letter, mailing)
    try:
        with _connected(mailing) as server:
            if mailing.line == "starttls":
                server.starttls(context=ssl.create_default_context())
            if mailing.user:
                server.login(mailing.user, _password(mailing, environment))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"{mailing.host}: {error or type(error).__name__}") from error


def compose(letter: Letter, mailing: Mailing) -> EmailMessage:
    """The letter as a message. What is no address is refused before it is put in a header."""
    _, own = parseaddr(mailing.sender)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = mailing.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
    except ValueError as error:
        raise NotSent("the address or the subject holds what a letter can’t") from error
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=own.rpartition("@")[2])
    # Holidays' answering machines are asked to stay silent.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    return message


def _connected(mailing: Mailing) -> smtplib.SMTP:
    if mailing.line == "tls":
        secure = ssl.create_default_context()
        return smtplib.SMTP_SSL(mailing.host, mailing.port, timeout=_SECONDS, context=secure)
    return smtplib.SMTP(mailing.host, mailing.port, timeout=_SECONDS)


def _password(mailing: Mailing, environment: Mapping[str, str]) -> str:
    found = environment.get(mailing.password_from, "")
    if not found:
        raise NotSent(f"the environment variable ‘{mailing.password_from}’ is not set")
    return found
