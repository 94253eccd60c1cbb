"""Where a block's words lead: links that the writer made, and addresses that stand in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from magtool.page.display import GlyphRun, Link, Op

SOFT_HYPHEN = "\u00ad"
"""Text of the hyphen that stands at a line's end only because a word was broken there."""

_ENDINGS = "app|ax|com|de|dk|edu|eu|example|fi|info|io|net|no|nu|org|se|tv|uk"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_PATH = r"(?::\d+)?(?:[/?#][^\s<>«»“”„\"]*)?"
_ADDRESS = re.compile(
    rf"""(?<![\w@./-])(?:
        (?P<full>https?://[^\s<>«»“”„"]+)
      | (?P<mail>[\w.+-]*\w@{_LABEL}(?:\.{_LABEL})*\.[^\W\d_]{{2,}})
      | (?P<bare>www\.{_LABEL}(?:\.{_LABEL})+{_PATH}
          | (?:{_LABEL}\.)+(?:{_ENDINGS}){_PATH}
          | (?:[^\W_][\w-]*[^\W_]\.)+[a-z]{{2,}}/[^\s<>«»“”„"]*)
    )(?![\w@-])""",
    re.VERBOSE,
)
_AFTER = ".,;:!?…’'*_"
"""What may stand behind an address without belonging to it."""
_BRACKETS = {")": "(", "]": "["}
_SAFE = "/?#[]@!$&'()*+,;=:%~-._"
"""Characters that a URI may hold beside letters and digits (RFC 3986 §2.2, §2.3)."""


def links_in(ops: Sequence[Op], label: int = 0) -> tuple[Link, ...]:
    """The links of a block in the order of its marks, none over another.

    A run's own goal comes first. Addresses are found in what the other runs say together: one
    that was broken over lines is whole again, as lines end with the space that parts their
    words. The first ``label`` marks, and marks that are no text, are apart from what follows.
    """
    links = [*_given(ops), *_found(ops, label)]
    return tuple(sorted(links, key=lambda link: link.first))


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Every web and mail address in the text: start, end, and the URI that it stands for.

    Without a scheme an address begins with ``www.``, ends with a known top domain, or has a
    path; a full stop or bracket after it is left out. What is no URI in the end is no address.
    """
    for match in _ADDRESS.finditer(text):
        said = _trimmed(match.group())
        prefix = "mailto:" if match["mail"] else "" if match["full"] else "https://"
        uri = as_uri(prefix + said)
        if uri:
            yield match.start(), match.start() + len(said), uri


def as_uri(address: str) -> str:
    """The address in the characters of a URI (RFC 3986), a host in others as IDNA has it; ""
    when it can't be one."""
    scheme, colon, rest = address.partition(":")
    if not colon or not rest.strip("/"):
        return ""
    if scheme.lower() not in ("http", "https"):
        return scheme + colon + _quoted(rest)
    match = re.fullmatch(r"//([^/?#]+)(.*)", rest, re.DOTALL)
    if match is None:
        return ""
    host, path = match.groups()
    try:
        return f"{scheme}://{host.encode('idna').decode('ascii')}{_quoted(path)}"
    except UnicodeError:
        return ""


def _quoted(text: str) -> str:
    """The text with every character that a URI may not hold as its bytes in UTF-8."""
    return "".join(
        letter
        if letter in _SAFE or (letter.isascii() and letter.isalnum())
        else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in text
    )


def _trimmed(address: str) -> str:
    """The address without the marks of the sentence around it."""
    while address:
        last = address[-1]
        opening = _BRACKETS.get(last, last)
        if last not in _AFTER and address.count(opening) >= address.count(last):
            break
        address = address[:-1]
    return address


def _given(ops: Sequence[Op]) -> Iterator[Link]:
    def goal_of(place: int) -> str:
        op = ops[place]
        return op.goal if isinstance(op, GlyphRun) else ""

    for goal, same in groupby(range(len(ops)), goal_of):
        places = list(same)
        uri = goal if goal.startswith("#") else as_uri(goal)
        if uri:
            yield Link(places[0], places[-1] + 1, uri)


def _found(ops: Sequence[Op], label: int) -> Iterator[Link]:
    """Links of the addresses that the runs without a goal tell."""
    text = ""
    owners: list[int] = []
    for place, op in enumerate(ops):
        told = " "
        if isinstance(op, GlyphRun) and not op.goal and place >= label:
            told = op.text.removesuffix(SOFT_HYPHEN)
        text += told
        owners += [place] * len(told)
    if "." not in text:
        return
    taken = 0
    for start, end, uri in addresses(text):
        first, last = owners[start], owners[end - 1] + 1
        if first >= taken:
            yield Link(first, last, uri)
            taken = last
