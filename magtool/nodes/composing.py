"""Composes YAML into nodes. Goes on after a fault, so that all are seen at once.

PyYAML stops at its first error. Here the least piece that is wrong is overwritten, length for
length so that offsets still hold, and the text is read again; the tree is then only good for
finding more faults, and the diagnostics say so.

Text is parsed by libyaml, where PyYAML was built with it: ten times as fast. What that refuses,
or might take where PyYAML's own parser doesn't, is left to the latter, so that the same faults
are told everywhere.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from magtool.diagnostics import Checked, Diagnostic, Severity, Source, Span, in_order
from magtool.nodes.tree import Node

DEEPEST = 40
"""Levels of nesting; an issue needs six."""
MOST_NODES = 50_000
"""Nodes after aliases are followed: nine aliases of nine would otherwise fill the memory."""
MOST_MENDS = 20
"""Syntax errors told in one go."""

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_APART = re.compile(r"[\t!]|[|>][-+\d]*#|:\s*[,\]}]")
"""Where libyaml 0.2 differs: tabs between words, commas in tags and comments hard by a block's
mark pass, and a value missing between brackets has another place."""
_CLOSED = re.compile(r"[\[{][^\[\]{}?]*[\]}]")
_ASKED = re.compile(r"[\[{].*\?", re.DOTALL)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _RefusedError(Exception):
    """Carries the diagnostic of a file that must not be read further."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


def compose(source: Source, start: int = 0, end: int | None = None) -> Checked[Node | None]:
    """The YAML in ``source.text[start:end]`` as nodes; None when it is empty or unreadable.

    Spans are places in the whole source, so front matter inside a manuscript reads the same
    way. With a "bad-yaml" diagnostic the value is what could be saved.
    """
    text = source.text[start:end]
    found: list[Diagnostic] = []
    if _is_read_alike(text):
        composer = _Composer(source, start, _events(_FAST, text))
        with contextlib.suppress(yaml.YAMLError, _RefusedError):
            root = composer.document()
            return Checked(root, in_order(composer.found))
    for _ in range(MOST_MENDS):
        composer = _Composer(source, start, _events(yaml.SafeLoader, text))
        try:
            root = composer.document()
        except _RefusedError as refused:
            return Checked(None, in_order([*found, *composer.found, refused.diagnostic]))
        except yaml.YAMLError as error:
            told, mended = _syntax_fault(source, start, text, error)
            found.append(told)
            if mended == text:
                break
            text = mended
            continue
        return Checked(root, in_order([*found, *composer.found]))
    return Checked(None, in_order(found))


def _is_read_alike(text: str) -> bool:
    """Whether libyaml takes the text only where PyYAML's own parser does, and in the same way."""
    if _APART.search(text):
        return False
    while "?" in text and (less := _CLOSED.sub("", text)) != text:
        text = less
    return not _ASKED.search(text)  # between brackets a question mark may stand only in quotes


def _events(kind: Any, text: str) -> Iterator[Event]:
    loader = kind(text)  # raises ReaderError on characters YAML forbids
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


@dataclass(slots=True)
class _Composer:
    """One pass over the events; ``sizes`` counts what each anchor stands for."""

    source: Source
    base: int
    events: Iterator[Event]
    anchors: dict[str, Node] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    count: int = 0
    found: list[Diagnostic] = field(default_factory=list)

    def document(self) -> Node | None:
        next(self.events)  # the stream's start
        event = next(self.events)
        if isinstance(event, StreamEndEvent):
            return None
        root = self.node(next(self.events), 0)
        while not isinstance(event := next(self.events), StreamEndEvent):
            if isinstance(event, DocumentStartEvent):
                message = "a second YAML document starts here"
                self.tell("yaml-documents", event, message, hints=("delete the line",))
                break
            assert isinstance(event, DocumentEndEvent)
        return root

    def node(self, event: Event, depth: int) -> Node:
        self.count += 1
        if depth > DEEPEST:
            message, hints = f"deeper than {DEEPEST} levels", ("look for unclosed brackets above",)
            raise _RefusedError(self.fault("yaml-too-deep", event, message, hints=hints))
        if self.count > MOST_NODES:
            message, hints = f"over {MOST_NODES} values", ("write values out instead of aliases",)
            raise _RefusedError(self.fault("yaml-too-large", event, message, hints=hints))
        if isinstance(event, AliasEvent):
            return self.alias(event)
        before = self.count
        tag = getattr(event, "tag", None)
        if tag is not None:
            message, hints = f"the tag {tag} is ignored", ("delete it, or quote the value",)
            self.tell("yaml-tag", event, message, Severity.WARNING, hints)
        if isinstance(event, ScalarEvent):
            made = self.scalar(event)
        elif isinstance(event, SequenceStartEvent):
            made = self.sequence(event, depth)
        else:
            made = self.mapping(event, depth)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self.anchors[anchor] = made
            self.sizes[anchor] = self.count - before
        return made

    def alias(self, event: AliasEvent) -> Node:
        name = event.anchor or ""
        made = self.anchors.get(name)
        if made is None:
            self.tell(
                "yaml-alias",
                event,
                f"*{name} names no anchor that stands before it",
                hints=("text that starts with an asterisk must stand in quotes",),
            )
            return Node(self.span(event), "scalar", "*" + name)
        self.count += self.sizes[name]
        return made

    def scalar(self, event: ScalarEvent) -> Node:
        span = self.span(event)
        if not event.style and event.value in _NULLS:
            return Node(span, "null")
        return Node(span, "scalar", event.value)

    def sequence(self, start: SequenceStartEvent, depth: int) -> Node:
        items = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        span = self.wide(start, event, items[-1] if items else None)
        return Node(span, "sequence", items=tuple(items))

    def mapping(self, start: Event, depth: int) -> Node:
        entries: list[tuple[Node, Node]] = []
        merged: list[Node] = []
        seen: dict[str, Node] = {}
        last = None
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self.key(event, depth)
            last = value = self.node(next(self.events), depth + 1)
            if key is None:
                continue
            if key.text == "<<" and isinstance(event, ScalarEvent) and not event.style:
                merged += value.items if value.kind == "sequence" else (value,)
            elif key.text in seen:
                self.duplicate(key, seen[key.text])
            else:
                seen[key.text] = key
                entries.append((key, value))
        for other in merged:
            entries += [entry for entry in other.entries if entry[0].text not in seen]
            seen |= {name.text: name for name, _ in other.entries if name.text not in seen}
        return Node(self.wide(start, event, last), "mapping", entries=tuple(entries))

    def key(self, event: Event, depth: int) -> Node | None:
        """The key as text; None, and told, when it is a list or a mapping."""
        made = self.node(event, depth + 1)
        if made.kind == "null":  # a key spelt ~ or null is a word like any other
            return Node(made.span, "scalar", getattr(event, "value", ""))
        if made.kind == "scalar":
            return made
        message = "a key must be text, not a list or a mapping"
        hints = ("text that starts with [ or { must stand in quotes",)
        self.tell("bad-key", event, message, hints=hints)
        return None

    def duplicate(self, key: Node, first: Node) -> None:
        self.found.append(
            Diagnostic(
                "duplicate-key",
                Severity.ERROR,
                f"‘{key.text}’ is given twice; it stands on line {first.span.line} already",
                key.span,
                ("keep one of the two",),
            )
        )

    def span(self, event: Event) -> Span:
        """Where the event stands, without the white space that ends a block."""
        start, end = self.base + _index(event.start_mark), self.base + _index(event.end_mark)
        return Span(self.source, start, start + len(self.source.text[start:end].rstrip()))

    def wide(self, first: Event, last: Event, inner: Node | None) -> Span:
        span = self.span(first)
        if isinstance(first, MappingStartEvent | SequenceStartEvent) and first.flow_style:
            return replace(span, end=self.base + _index(last.end_mark))
        # An alias as last value points elsewhere; the block then ends where it began.
        return replace(span, end=max(span.end, inner.span.end if inner is not None else 0))

    def fault(
        self,
        code: str,
        event: Event,
        message: str,
        severity: Severity = Severity.ERROR,
        hints: tuple[str, ...] = (),
    ) -> Diagnostic:
        return Diagnostic(code, severity, message, self.span(event), hints)

    def tell(
        self,
        code: str,
        event: Event,
        message: str,
        severity: Severity = Severity.ERROR,
        hints: tuple[str, ...] = (),
    ) -> None:
        self.found.append(self.fault(code, event, message, severity, hints))


def _index(mark: Any) -> int:
    """A mark's character offset; 0 for the marks that PyYAML's types allow to be None."""
    return int(mark.index) if mark is not None else 0


@dataclass(frozen=True, slots=True)
class _Fault:
    """A syntax error in our words: offsets in the text, and the text mended for reading on."""

    start: int
    end: int
    message: str
    hint: str
    mended: str


def _syntax_fault(
    source: Source, base: int, text: str, error: yaml.YAMLError
) -> tuple[Diagnostic, str]:
    known = _describe(text, error)
    span = Span(source, base + known.start, base + max(known.end, known.start))
    told = Diagnostic("bad-yaml", Severity.ERROR, known.message, span, (known.hint,))
    return told, known.mended


def _describe(text: str, error: yaml.YAMLError) -> _Fault:
    if isinstance(error, yaml.reader.ReaderError):
        at = error.position
        message = f"the character U+{ord(text[at]):04X} can’t stand in YAML"
        return _Fault(at, at + 1, message, "delete it", _patch(text, at, at + 1))
    assert isinstance(error, yaml.MarkedYAMLError)
    problem, context = error.problem or "", error.context or ""
    at = min(_index(error.problem_mark), len(text))
    began = min(_index(error.context_mark), len(text)) if error.context_mark else at
    if "mapping values are not allowed" in problem:
        return _colon(text, at)
    if "cannot start any token" in problem:
        return _bad_start(text, at)
    if "quoted scalar" in context and "end of stream" in problem:
        message = "the quotation mark that opens here is never closed"
        return _Fault(began, began + 1, message, "close it", _patch(text, began, began + 1, "_"))
    if "escape" in problem:
        message = f"after a backslash in quotes, {text[at : at + 1]!r} means nothing"
        hint = "use single quotes, or write the backslash twice"
        return _Fault(at - 1, at + 1, message, hint, _patch(text, at - 1, at, "/"))
    if context in ("while scanning an alias", "while scanning an anchor"):
        message = f"YAML reads a leading {text[began : began + 1]!r} as a reference, not as text"
        hint = 'put the value in quotes: "' + _line_from(text, began) + '"'
        return _Fault(began, began + 1, message, hint, _patch(text, began, began + 1, "_"))
    if "flow" in context:
        message = "this bracket is not closed, or a comma is missing in it"
        hint = "close it with ] or }, and quote text that holds commas, colons or brackets"
        return _Fault(began, began + 1, message, hint, _patch(text, began, _line_end(text, began)))
    if "could not find expected ':'" in problem:
        message = "a key with a colon and a value is expected here"
        hint = "write `key: value`, or indent the line if it continues the text above"
        end = _line_end(text, began)
        return _Fault(began, end, message, hint, _patch(text, began, end))
    return _other(text, at, problem)


def _colon(text: str, at: int) -> _Fault:
    start = text.rfind("\n", 0, at) + 1
    key = re.match(r"[ ]*(?:- +)*([^:#\n]+): +", text[start:at])
    mended = _patch(text, at, at + 1, "_")
    if key is not None:
        value = text[start + key.end() : _line_end(text, at)]
        hint = f'put the value in quotes: {key.group(1)}: "{value}"'
        return _Fault(at, at + 1, "a second colon on the line, outside quotes", hint, mended)
    hint = "indent the line like its neighbours, or end the text above it"
    return _Fault(at, at + 1, "no key can stand here", hint, mended)


def _bad_start(text: str, at: int) -> _Fault:
    if text[at] == "\t":
        end = at + len(text[at:]) - len(text[at:].lstrip("\t"))
        message = "a tab stands where spaces are wanted"
        return _Fault(at, end, message, "indent with spaces", _patch(text, at, end))
    message = f"no value can start with {text[at]!r}"
    hint = "put the value in quotes"
    return _Fault(at, at + 1, message, hint, _patch(text, at, at + 1, "_"))


def _other(text: str, at: int, problem: str) -> _Fault:
    end = _line_end(text, at)
    if end == at and at:  # the fault shows only at the file's end: tell its last line
        at = text.rfind("\n", 0, at - 1) + 1
        end = _line_end(text, at)
    mended = _patch(text, at, end)
    if "expected <block end>" in problem:
        message = "this does not fit what stands above it"
        hint = "check the indentation; a value that starts with a quotation mark must end with one"
        return _Fault(at, end, message, hint, mended)
    message = "this is not YAML: " + (problem or "it can’t be read")
    return _Fault(at, end, message, "check indentation, quotation marks and brackets", mended)


def _patch(text: str, start: int, end: int, by: str = " ") -> str:
    return text[:start] + by * (end - start) + text[end:]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _line_from(text: str, at: int) -> str:
    return text[at : _line_end(text, at)].rstrip()
