"""Files for a new issue, by path in its folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from string import Template

from magtool.diagnostics import Source
from magtool.manifest import schema
from magtool.nodes import Node, compose

FOLDERS = ("articles", "images", "ads", "surveys")
"""Folders an editor expects, also while they are empty."""

_MODELINE = "# yaml-language-server: $schema=.schema/manifest.json\n"
_SCHEMAS = ("manifest", "survey", "article")
_FRAME = ("title", "language", "layout", "web", "tagline", "hyphenation", "publisher", "pages",
          "contents")  # fmt: skip
"""Keys that hold from issue to issue, in the order they are written."""
_BOOKED = ("ads", "fillers")


def starter(date: str, number: str, layout: str, title: str) -> dict[str, bytes]:
    """Files of an issue that begins anew, by path in its folder."""
    manifest = Template(_text("issue.yaml")).substitute(
        title=_scalar(title), number=_scalar(number), date=date, layout=_scalar(layout)
    )
    example = _text("exempel.md")
    return _with_schemas({"issue.yaml": _MODELINE + manifest, "articles/exempel.md": example})


def _scalar(text: str) -> str:
    """The text as YAML; in quotes where its signs would mean something."""
    plain = re.fullmatch(r"\w[\w /-]*", text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _text(name: str) -> str:
    return files("magtool.starter").joinpath(name).read_text(encoding="utf-8")


def framed(last: Source, date: str) -> dict[str, bytes]:
    """Files of an issue with the frame of the one whose manifest is ``last``.

    What holds from issue to issue is copied as it is written, remarks and all; the number is
    one more. Bookings follow as remarks, for the desk to take up again.
    """
    root = compose(last).value
    parts = _parts(last, root) if root is not None else {}
    number = next_number(root)
    manifest = [_MODELINE, "magtool: 1\n", f"number: {_scalar(number)}\n", f"date: {date}\n"]
    manifest += [parts[key] for key in _FRAME if key in parts]
    manifest.append(
        "\nstories: []                       # i läsordning: namn på filer i articles/\n"
    )
    for key in _BOOKED:
        if key in parts:
            manifest += ["\n", *(f"# {line}\n" for line in parts[key].splitlines())]
    return _with_schemas({"issue.yaml": "".join(manifest)})


def next_number(root: Node | None) -> str:
    """One more than a manifest's number: its last figure, "2" or "2/27"; else 1."""
    node = root.get("number") if root is not None else None
    found = re.match(r"(\D*)(\d+)", node.text) if node is not None else None
    return f"{found[1]}{int(found[2]) + 1}" if found else "1"


def _parts(source: Source, root: Node) -> Mapping[str, str]:
    """Each top-level key's lines as written, without remarks that belong to the next."""
    starts = sorted(
        (source.text.rfind("\n", 0, key.span.start) + 1, key.text) for key, _ in root.entries
    )
    ends = [start for start, _ in starts[1:]] + [len(source.text)]
    parts = {}
    for (start, key), end in zip(starts, ends, strict=True):
        lines = source.text[start:end].splitlines()
        while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
            lines.pop()
        parts[key] = "".join(f"{line}\n" for line in lines)
    return parts


def _with_schemas(texts: dict[str, str]) -> dict[str, bytes]:
    """The files with the schemas that the manifest's first line points to: no net is needed."""
    for name in _SCHEMAS:
        texts[f".schema/{name}.json"] = json.dumps(schema(name), ensure_ascii=False, indent=1)
    return {path: text.encode() for path, text in texts.items()}
