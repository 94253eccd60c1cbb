"""A manifest changed in one place: every other byte stays as its editor wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from magtool.diagnostics import Checked, Diagnostic, Severity, Span, decode, nearest
from magtool.library import Library
from magtool.manifest.writing import slug_of
from magtool.nodes import Node, compose

_MANIFEST = "issue.yaml"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
"""What needs no quotes in YAML, in whatever form it stands."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """New artwork for an ad: where it goes, and the manifest that names it.

    ``artwork`` and ``manifest`` are paths from the library's root, ``named`` is the artwork's as
    the manifest has it. ``before`` are the manifest's bytes that were changed: when it no longer
    has them, nothing may be written.
    """

    artwork: str
    manifest: str
    named: str
    before: bytes
    after: bytes


def replace_artwork(
    library: Library, folder: str, ad: str, ending: str
) -> Checked[Replacement | None]:
    """The manifest with other artwork for the ad, beside the old one, which stays.

    The new file is called by the ad's id and the next free number from 2: ads/norrvik-2.pdf.
    None, and told why, where the manifest has no such ad or can't be changed safely.
    """
    folder = folder.strip("/")
    path = f"{folder}/{_MANIFEST}" if folder else _MANIFEST
    before = library.read(path)
    root = _read(path, before)
    if root.value is None:
        return Checked(None, root.diagnostics)
    found = _artwork_of(root.value, ad)
    if isinstance(found, Diagnostic):
        return Checked(None, (found,))
    named = _free_name(library, folder, found.text, ad, ending)
    after = _with_value(path, before, root.value, found, named)
    if after.value is None:
        return Checked(None, after.diagnostics)
    artwork = f"{folder}/{named}" if folder else named
    return Checked(Replacement(artwork, path, named, before, after.value))


def _with_value(
    path: str, data: bytes, root: Node, node: Node, value: str
) -> Checked[bytes | None]:
    """The file with another value where the node stands, in its quotes if it has any.

    The text is read again afterwards: when it then says anything else than before but this one
    value, nothing is changed. Nor is it where an alias gives the value to others too.
    """
    raw = data.decode("utf-8")
    start, end = (_raw_offset(raw, offset) for offset in (node.span.start, node.span.end))
    mark = raw[start : start + 1]
    quoted = f"{mark}{value}{mark}" if mark in ("'", '"') else value
    made = (raw[:start] + quoted + raw[end:]).encode("utf-8")
    new = _read(path, made).value
    sound = _PLAIN.fullmatch(value) and _uses(root, node) == 1 and new is not None
    if not sound or _plain(new) != _plain(root, node, value):
        return Checked(None, (_refused(node.span),))
    return Checked(made)


def _refused(span: Span) -> Diagnostic:
    message = "the artwork can’t be changed here without changing something else"
    hint = "write the ad’s `artwork:` out, without an anchor or alias"
    return Diagnostic("manifest-not-edited", Severity.ERROR, message, span, (hint,))


def _read(path: str, data: bytes) -> Checked[Node | None]:
    """The file as nodes; None where it is not whole: such a file is mended by hand first."""
    decoded = decode(path, data)
    if decoded.value is None or decoded.failed:
        return Checked(None, decoded.diagnostics)
    read = compose(decoded.value)
    return Checked(None if read.failed else read.value, read.diagnostics)


def _artwork_of(root: Node, ad: str) -> Node | Diagnostic:
    """Where the ad's artwork is named."""
    ads = root.get("ads")
    entries = [entry for entry in ads.items if entry.kind == "mapping"] if ads else []
    named = [(entry.get("id"), entry.get("artwork")) for entry in entries]
    found = [artwork for ident, artwork in named if ident is not None and ident.text == ad]
    if len(found) == 1 and found[0] is not None and found[0].kind == "scalar":
        return found[0]
    span = (ads or root).mark
    if not found:
        close = nearest(ad, (ident.text for ident, _ in named if ident is not None))
        hints = (f"did you mean ‘{close}’?",) if close else ()
        return Diagnostic("unknown-ad", Severity.ERROR, f"there is no ad ‘{ad}’", span, hints)
    return _refused(span)


def _free_name(library: Library, folder: str, old: str, ad: str, ending: str) -> str:
    """A name in the old artwork's folder that no file has, whatever its ending."""
    home = str(PurePosixPath(old).parent)
    if home == "." or not _PLAIN.fullmatch(home) or ".." in home:
        home = "ads"
    there = library.names(f"{folder}/{home}" if folder else home)
    stems = {name.rpartition(".")[0].casefold() for name in there}
    stem, number = slug_of(ad, otherwise="ad"), 2
    while f"{stem}-{number}" in stems:
        number += 1
    return f"{home}/{stem}-{number}.{ending}"


def _raw_offset(raw: str, offset: int) -> int:
    """An offset of the decoded text in the text as it lies in the file: decoding takes away a
    byte order mark, and one of two characters that end a line."""
    at = offset + raw.startswith("\ufeff")
    for taken, match in enumerate(re.finditer("\r\n", raw)):
        if match.start() >= at + taken:
            return at + taken
    return at + raw.count("\r\n")


def _uses(tree: Node, node: Node) -> int:
    """How often the tree has the node: more than once where aliases lead to it."""
    if tree is node:
        return 1
    held = (*tree.items, *(value for _, value in tree.entries))
    return sum(_uses(item, node) for item in held)


def _plain(node: Node | None, other: Node | None = None, value: str = "") -> Any:
    """What the tree says, without its places; with ``value`` for one node, where it stands."""
    if node is None or node is other:
        return ("scalar", value)
    match node.kind:
        case "mapping":
            return [(name.text, _plain(held, other, value)) for name, held in node.entries]
        case "sequence":
            return ["sequence", *(_plain(item, other, value) for item in node.items)]
    return (node.kind, node.text)
