"""Inline Markdown to runs, each fault at its own line and column.

markdown-it's inline tokens carry no places. They do come in the order written, and each shows
the characters it stood for, so seeking them one after the other in the text gives every place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from magtool.diagnostics import Diagnostic, Severity, Source, Span
from magtool.edition import Run

PAGE_STAND_IN = "00"
"""Stands where a page number will, so that lines can be broken before pages are known."""

_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_TOKEN = re.compile(r"\{([a-zåäö]+):([^{}\n]*)\}")
_HTML = re.compile(r"</?[a-zA-Z][^<>\n]*>|<!--.*?(?:-->|$)|<!--", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reference:
    """A name in a manuscript that something else must answer to.

    ``kind``: "page" (an item of the issue), "chart" or "survey".
    """

    kind: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of a source; ``offsets`` has each one's place, and one past the last."""

    source: Source
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        last = self.offsets[max(start, end - 1)]
        return Span(self.source, self.offsets[start], last + (1 if end > start else 0))

    def part(self, start: int, end: int | None = None) -> Text:
        stop = len(self.text) if end is None else end
        return Text(self.source, self.text[start:stop], self.offsets[start : stop + 1])


@dataclass(slots=True)
class Findings:
    """What reading one manuscript has turned up so far; never leaves the room."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    optional: int = 0
    """Groups of ``[[…]]`` opened so far."""

    def error(self, code: str, span: Span, message: str, *hints: str) -> None:
        self.diagnostics.append(Diagnostic(code, Severity.ERROR, message, span, hints))

    def warning(self, code: str, span: Span, message: str, *hints: str) -> None:
        self.diagnostics.append(Diagnostic(code, Severity.WARNING, message, span, hints))


def read_runs(
    text: Text,
    findings: Findings,
    *,
    soft_break: str = " ",
    hard_break: str = " ",
    may_omit: bool = True,
) -> tuple[Run, ...]:
    """The text's runs. ``soft_break`` is what a line end becomes, ``hard_break`` one that the
    writer asked for with a backslash or two spaces.

    The space beside a ``[[…]]`` belongs to its runs, so that leaving the group out leaves no
    double space. ``may_omit=False`` refuses such groups (headlines, captions).
    """
    reader = _Reader(text, findings, {"softbreak": soft_break, "hardbreak": hard_break}, may_omit)
    for token in _PARSER.parseInline(text.text)[0].children or ():
        reader.take(token)
    reader.close()
    return _with_spaces(_joined(reader.runs))


# --- the parser --------------------------------------------------------------------------


def _brackets(state: StateInline, silent: bool) -> bool:
    """``[[`` and ``]]``, as tokens of their own."""
    pair = state.src[state.pos : state.pos + 2]
    if pair not in ("[[", "]]"):
        return False
    if not silent:
        state.push("optional_open" if pair == "[[" else "optional_close", "", 0).markup = pair
    state.pos += 2
    return True


def _braces(state: StateInline, silent: bool) -> bool:
    """``{page:slug}`` and whatever else looks like it."""
    match = _TOKEN.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("token", "", 0)
        token.markup, token.info, token.content = match.group(0), match.group(1), match.group(2)
    state.pos = match.end()
    return True


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    # Joined text would hide where an escape or entity stood.
    parser.inline.ruler2.disable("fragments_join")
    parser.core.ruler.disable("text_join")
    parser.inline.ruler.before("link", "optional", _brackets)
    parser.inline.ruler.before("link", "token", _braces)
    # Links are judged by us: markdown-it would turn a refused one into bare text, silently.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


_PARSER = _make_parser()


# --- tokens to runs ----------------------------------------------------------------------


@dataclass(slots=True)
class _Reader:
    text: Text
    findings: Findings
    breaks: dict[str, str]
    may_omit: bool
    runs: list[Run] = field(default_factory=list)
    at: int = 0
    emphasis: int = 0
    strong: int = 0
    link: str = ""
    group: int = 0
    inner: int = 0
    """``[[`` inside the group that were refused and whose ``]]`` is still to come."""
    opened: tuple[int, int] = (0, 0)
    opened_link: tuple[int, int] = (0, 0)

    def take(self, token: Token) -> None:
        match token.type:
            case "text":
                start, _ = self.seek(token.content)
                self.watch(token.content, start)
                self.add(token.content)
            case "text_special":
                self.seek(token.markup)
                self.add(token.content)
            case "softbreak" | "hardbreak":
                self.seek("\n")
                self.add(self.breaks[token.type])
            case "em_open" | "em_close" | "strong_open" | "strong_close":
                self.seek(token.markup)
                step = token.nesting
                if token.type.startswith("em"):
                    self.emphasis += step
                else:
                    self.strong += step
            case "optional_open":
                self.open_group(*self.seek("[["))
            case "optional_close":
                self.close_group(*self.seek("]]"))
            case _:
                self.take_rarer(token)

    def take_rarer(self, token: Token) -> None:
        match token.type:
            case "link_open":
                self.open_link(token)
            case "link_close":
                self.close_link()
            case "token":
                self.stand_in(token)
            case "code_inline":
                span = self.text.span(*self.seek(token.content))
                self.findings.warning(
                    "code-in-text",
                    span,
                    "text between grave accents is set as ordinary text",
                    "take the grave accents away",
                )
                self.add(token.content)
            case "image":
                start = self.text.text.find("![", self.at)
                end = self.text.text.find(")", start) + 1
                self.at = max(self.at, end)
                self.findings.error(
                    "image-in-text",
                    self.text.span(start, max(end, start + 2)),
                    "a picture can’t stand inside the text",
                    "list it under `images:` in the front matter; the layout places it",
                )
            case _:  # every token the parser can make is listed above
                raise AssertionError(f"unknown inline token {token.type}")

    def seek(self, needle: str) -> tuple[int, int]:
        """Where the next token's characters stand in the text; the search moves past them."""
        start = self.text.text.find(needle, self.at)
        if start < 0:  # only after a normalisation we do not know of
            start = self.at
        self.at = min(start + len(needle), len(self.text.text))
        return start, self.at

    def add(self, text: str, page_of: str = "") -> None:
        if text:
            looks = (self.emphasis > 0, self.strong > 0, self.group, self.link)
            self.runs.append(Run(text, *looks, page_of))

    def watch(self, text: str, start: int) -> None:
        """HTML is kept as text, but the writer is told."""
        for match in _HTML.finditer(text):
            self.findings.warning(
                "html-in-text",
                self.text.span(start + match.start(), start + match.end()),
                f"‘{match.group()}’ is printed as it stands: manuscripts hold no HTML",
                "use *emphasis* or **strong**; for a remark use the desk’s own notes",
            )

    def open_group(self, start: int, end: int) -> None:
        span = self.text.span(start, end)
        if not self.may_omit:
            hint = "write `\\[[` if the brackets are meant"
            self.findings.error("optional-misplaced", span, "nothing here may be left out", hint)
        elif self.group:
            self.inner += 1
            self.findings.error(
                "optional-nested", span, "a second [[ before the first is closed", "close with ]]"
            )
        else:
            self.findings.optional += 1
            self.group = self.findings.optional
            self.opened = (start, len(self.runs))

    def close_group(self, start: int, end: int) -> None:
        span = self.text.span(start, end)
        if not self.may_omit:
            return
        if self.inner:
            self.inner -= 1
            return
        if not self.group:
            hint = "put [[ before the sentence, or write `\\]]` if the brackets are meant"
            self.findings.error("optional-stray", span, "]] closes nothing", hint)
        elif len(self.runs) == self.opened[1]:
            span = self.text.span(self.opened[0], end)
            self.findings.error("optional-empty", span, "nothing stands in [[ ]]", "delete it")
        self.group = 0

    def close(self) -> None:
        if self.group:
            self.findings.error(
                "optional-unclosed",
                self.text.span(self.opened[0], self.opened[0] + 2),
                "[[ is not closed in this paragraph",
                "end the sentence with ]]",
            )

    def open_link(self, token: Token) -> None:
        start, _ = self.seek("<" if token.info == "auto" else "[")
        url = str(token.attrs.get("href", ""))
        span = self.text.span(start, start + 1)
        if not url.lower().startswith(_SCHEMES):
            self.findings.warning(
                "link-scheme",
                span,
                f"‘{url}’ is no web or mail address; the words are set without the link",
                "begin it with https://, mailto: or tel:",
            )
            url = ""
        if token.attrs.get("title"):
            hint = "write it in the text instead"
            self.findings.warning("link-title", span, "a link’s title is never printed", hint)
        self.link = url
        self.opened_link = (start, len(self.runs))

    def close_link(self) -> None:
        start, count = self.opened_link
        if len(self.runs) == count:
            hint = "write [words](address)"
            self.findings.error(
                "empty-link", self.text.span(start, start + 1), "the link has no words", hint
            )
        self.link = ""
        after = re.compile(r"\]\([^\n]*?\)|>").match(self.text.text, self.at)
        self.at = after.end() if after else self.at

    def stand_in(self, token: Token) -> None:
        start, end = self.seek(token.markup)
        span = self.text.span(start, end)
        name = token.content.strip()
        if token.info == "page" and name:
            self.findings.references.append(Reference("page", name, span))
            self.add(PAGE_STAND_IN, page_of=name)
            return
        message = f"‘{token.markup}’ means nothing"
        self.findings.error("unknown-token", span, message, "known here: {page:NAME}")
        self.add(token.markup)


def _joined(runs: Sequence[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        alike = joined and not run.page_of and replace(joined[-1], text=run.text) == run
        if alike:
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def _with_spaces(runs: list[Run]) -> tuple[Run, ...]:
    """Moves the space before an optional group into it; the one after it, if it comes first."""
    for i, run in enumerate(runs):
        if not run.optional or (i and runs[i - 1].optional == run.optional):
            continue
        if i and runs[i - 1].text.endswith(" ") and not runs[i - 1].optional:
            runs[i - 1] = replace(runs[i - 1], text=runs[i - 1].text[:-1])
            runs[i] = replace(run, text=" " + run.text)
        elif i == 0:
            _take_space_after(runs, run.optional)
    return tuple(run for run in runs if run.text)


def _take_space_after(runs: list[Run], group: int) -> None:
    last = max(i for i, run in enumerate(runs) if run.optional == group)
    following = runs[last + 1] if last + 1 < len(runs) else None
    if following is not None and following.text.startswith(" ") and not following.optional:
        runs[last] = replace(runs[last], text=runs[last].text + " ")
        runs[last + 1] = replace(following, text=following.text[1:])
