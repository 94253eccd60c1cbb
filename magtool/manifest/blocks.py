"""A manuscript's body: blocks of Markdown and fenced boxes to paragraphs and boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.tree import SyntaxTreeNode

from magtool.diagnostics import Source, Span, nearest
from magtool.edition import Box, Element, Paragraph, Run
from magtool.manifest.inline import Findings, Reference, Text, read_runs

BOXES = ("pullquote", "factbox", "advice", "list", "voices", "info", "chart", "method")
LABELLED = frozenset({"factbox", "advice", "list", "voices"})
QUOTING = frozenset({"pullquote", "voices"})
"""Boxes in which a line that opens with ``--`` or an em dash names who was quoted."""

_FENCE = re.compile(r" {0,3}:::+[ \t]*(.*?)[ \t]*$")
_HEADING = re.compile(r" {0,3}##?[ \t]")
_ATTRIBUTE = re.compile(r"[ \t]*\{([^{}]*)\}$")
_DIALOGUE = re.compile("[–—][ \u00a0]")
_SOURCE = re.compile("(?:--|—)[ \u00a0]+")


def read_body(source: Source, start: int, findings: Findings) -> tuple[Element, ...]:
    """The elements from offset ``start`` (a line's beginning) to the end of the source."""
    # Lines above are blanked, not cut, so that markdown-it counts lines as the file does.
    above = "\n" * source.text.count("\n", 0, start)
    root = SyntaxTreeNode(_PARSER.parse(above + source.text[start:]))
    reader = _Body(source, findings, source.text.split("\n"), _line_starts(source.text))
    return tuple(element for node in root.children for element in reader.elements(node))


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


# --- the parser --------------------------------------------------------------------------


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] : state.eMarks[number]]


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``::: name`` to ``:::`` as a box token; a lone ``:::`` as a stray one.

    Boxes hold no boxes: one that is still open where the next begins was never closed, and
    ends at the next subhead so that what follows is read as body again.
    """
    match = _FENCE.match(_line(state, start))
    if match is None:
        return False
    if silent:
        return True
    if state.level:
        return False
    if not match.group(1):
        token = state.push("box_stray", "", 0)
        token.map = [start, start + 1]
        state.line = start + 1
        return True
    stop, closed = _box_end(state, start + 1, end)
    token = state.push("box_open", "div", 1)
    token.map = [start, stop]
    token.info = match.group(1)
    token.meta = {"closed": closed}
    last, state.lineMax = state.lineMax, stop
    state.md.block.tokenize(state, start + 1, stop)
    state.lineMax = last
    state.push("box_close", "div", -1)
    state.line = stop + 1 if closed else stop
    return True


def _box_end(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """The line of the closing fence and True, or where an unclosed box is cut and False."""
    subhead = 0
    for number in range(start, end):
        match = _FENCE.match(_line(state, number))
        if match is None:
            if not subhead and _HEADING.match(_line(state, number)):
                subhead = number
        elif match.group(1):
            return subhead or number, False
        else:
            return number, True
    return subhead or end, False


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # An underline would turn a paragraph into a headline, a reference definition would vanish.
    parser.disable(["lheading", "reference"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    alt = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "box", _fence, {"alt": alt})
    return parser


_PARSER = _make_parser()


# --- blocks to elements ------------------------------------------------------------------


@dataclass(slots=True)
class _Body:
    source: Source
    findings: Findings
    source_lines: list[str]
    starts: list[int]
    """Offset of each source line."""
    box: str = ""
    """Role of the box being read; "" in running text."""
    title: tuple[Run, ...] = ()
    content: list[Paragraph] = field(default_factory=list)

    def elements(self, node: SyntaxTreeNode) -> list[Element]:
        if node.type == "box":
            return [self.read_box(node)]
        if node.type == "box_stray":
            hint = "delete it, or open a box above with `::: name`"
            self.findings.error("stray-fence", self.lines(node), "::: closes no box", hint)
            return []
        return list(self.paragraphs(node))

    def paragraphs(self, node: SyntaxTreeNode) -> list[Paragraph]:
        match node.type:
            case "paragraph":
                return self.paragraph(self.text(node.children[0]))
            case "heading":
                return self.heading(node)
            case "bullet_list" | "ordered_list":
                return self.items(node)
            case "blockquote":
                hint = "use `::: pullquote`, or take the > away"
                self.findings.error(
                    "block-quote", self.lines(node), "this layout sets no block quotations", hint
                )
                return [p for child in node.children for p in self.paragraphs(child)]
            case _:
                self.refuse(node)
                return []

    def refuse(self, node: SyntaxTreeNode) -> None:
        message, hint = {
            "table": ("tables are not set by this layout", "make it a list in a `::: factbox`"),
            "hr": ("rules are not set by this layout", "part the text with a `## ` subhead"),
            "fence": ("code is not set by this layout", "take the ``` lines away"),
            "code_block": (
                "a line indented by four spaces or more is read as code",
                "take the indentation away",
            ),
        }[node.type]
        self.findings.error("not-set", self.lines(node), message, hint)

    # Text

    def paragraph(self, text: Text, number: int | None = None) -> list[Paragraph]:
        """One paragraph or list item, and the quotation sources split off it in quoting boxes."""
        parts = self.split_sources(text) if self.box in QUOTING else [(False, text)]
        made = []
        for is_source, part in parts:
            self.watch_fence(part)
            runs = self.runs(part)
            if not runs:
                continue
            role = "source" if is_source else self.role(runs, number)
            if role == "dialogue":
                first = runs[0].text
                runs = (replace(runs[0], text=first[0] + "\u00a0" + first[2:]), *runs[1:])
            place = part.span(0, len(part.text))
            made.append(Paragraph(role, runs, place, number or 0 if role == "item" else 0))
        return made

    def role(self, runs: tuple[Run, ...], number: int | None) -> str:
        if number is not None:
            return "item"
        if not self.box and all(run.strong or not run.text.strip() for run in runs):
            return "question"
        return "dialogue" if _DIALOGUE.match(runs[0].text) else "paragraph"

    def runs(self, text: Text) -> tuple[Run, ...]:
        soft = "\n" if self.box == "info" else " "
        hard = "\n" if self.box else " "
        return read_runs(text, self.findings, soft_break=soft, hard_break=hard)

    def split_sources(self, text: Text) -> list[tuple[bool, Text]]:
        parts: list[tuple[bool, Text]] = []
        at, is_source = 0, False
        for start in [0, *(match.end() for match in re.finditer("\n", text.text))]:
            match = _SOURCE.match(text.text, start)
            if match is None:
                continue
            if start:
                parts.append((is_source, text.part(at, start - 1)))
            at, is_source = match.end(), True
        return [*parts, (is_source, text.part(at))]

    def watch_fence(self, text: Text) -> None:
        """Fences that are none: two colons, or a fence inside a list."""
        for match in re.finditer(r"^::+.*$", text.text, re.MULTILINE):
            span = text.span(match.start(), match.end())
            hint = "a fence is three colons at the line’s beginning: `::: name` … `:::`"
            self.findings.error("stray-fence", span, "this is not read as a box", hint)

    def heading(self, node: SyntaxTreeNode) -> list[Paragraph]:
        level = int(node.tag[1:])
        text = self.text(node.children[0])
        wanted = 3 if self.box else 2
        if not text.text.strip():
            hint = "write the words after it, or delete it"
            self.findings.error("empty-heading", self.lines(node), "the heading is empty", hint)
            return []
        if level != wanted:
            meant = "in a box it is `### `" if self.box else "in running text it is `## `"
            hint = "write " + "#" * wanted + " " + text.text
            if level == 1 and not self.box:
                hint = "the headline belongs in the front matter; subheads are `## `"
            self.findings.error(
                "heading-level", self.lines(node), f"a heading of level {level}: {meant}", hint
            )
        runs = read_runs(text, self.findings)
        if not self.box:
            return [Paragraph("subhead", runs, text.span(0, len(text.text)))]
        if self.title or self.content:
            why = "has a title already" if self.title else "begins with text: its title comes first"
            self.findings.error(
                "box-title", self.lines(node), f"the box {why}", "make the words **strong** instead"
            )
        self.title = self.title or runs
        return []

    def items(self, node: SyntaxTreeNode) -> list[Paragraph]:
        ordered = node.type == "ordered_list"
        first = int(node.attrs.get("start", 1))
        made: list[Paragraph] = []
        for i, item in enumerate(node.children):
            number = first + i if ordered else 0
            if not item.children:
                hint = "write it or delete it"
                self.findings.error("empty-item", self.lines(item), "the list item is empty", hint)
            for child in item.children:
                if child.type == "paragraph":
                    made += self.paragraph(self.text(child.children[0]), number)
                    continue
                if child.type in ("bullet_list", "ordered_list"):
                    hint = "make the inner items items of their own"
                    self.findings.error(
                        "nested-list", self.lines(child), "a list inside a list is not set", hint
                    )
                made += self.paragraphs(child)
        return made

    # Boxes

    def read_box(self, node: SyntaxTreeNode) -> Box:
        assert node.nester_tokens is not None
        opening = node.nester_tokens.opening
        fence = self.line_text(opening.map[0] if opening.map else 0)
        role, label, optional = self.fence(fence)
        if not opening.meta["closed"]:
            span = fence.span(0, len(fence.text))
            hint = "put a line with `:::` after the box"
            self.findings.error("unclosed-box", span, f"the {role} is never closed", hint)
        self.box, self.title, self.content = role, (), []
        for child in node.children:
            self.content += self.paragraphs(child)
        content, title = tuple(self.content), self.title
        self.box, self.title, self.content = "", (), []
        box = Box(role, content, label.text, title, "", optional, fence.span(0, len(fence.text)))
        return self.check_box(box, label)

    def fence(self, fence: Text) -> tuple[str, Text, bool]:
        """Role, label and whether the box may be left out, from its opening line."""
        optional = False
        attribute = _ATTRIBUTE.search(fence.text)
        if attribute is not None:
            optional = attribute.group(1).strip() == ".optional"
            if not optional:
                span = fence.span(attribute.start(1) - 1, attribute.end())
                message = f"‘{{{attribute.group(1)}}}’ means nothing"
                self.findings.error("unknown-token", span, message, "known here: {.optional}")
            fence = fence.part(0, attribute.start())
        words = re.match(r"[ \t]*:+[ \t]*(\S*)[ \t]*", fence.text)
        assert words is not None
        role, label = words.group(1), fence.part(words.end())
        if role not in BOXES:
            close = nearest(role, BOXES)
            hint = f"did you mean ‘{close}’?" if close else "known: " + ", ".join(BOXES)
            span = fence.span(words.start(1), words.end(1))
            self.findings.error("unknown-box", span, f"there is no box ‘{role}’", hint)
            role = close or "factbox"
        return role, label, optional

    def check_box(self, box: Box, label: Text) -> Box:
        assert box.place is not None
        empty = not box.content and not box.title
        words = label.text.split()
        span = label.span(0, len(label.text))
        if box.role in ("chart", "method"):
            kind = "chart" if box.role == "chart" else "survey"
            if len(words) > 1 or (kind == "chart" and not words):
                span = span if words else box.place
                hint = f"write `::: {box.role} NAME`"
                self.findings.error("box-reference", span, f"one {kind} must be named here", hint)
            elif words:
                self.findings.references.append(Reference(kind, words[0], span))
            elif empty:
                hint = "name one: `::: method SURVEY`, or write how it was asked"
                message = "the method box names no survey and has no text"
                self.findings.error("empty-method", box.place, message, hint)
            if kind == "chart" and not empty:
                hint = "move the text out of the box, or into the chart’s `note:`"
                self.findings.error("chart-text", box.place, "a chart box holds no text", hint)
            return replace(box, label="", ref=words[0] if words else "")
        if words and box.role not in LABELLED:
            hint = "labels go with: " + ", ".join(sorted(LABELLED))
            self.findings.error("box-label", span, f"a {box.role} has no label", hint)
        if not box.content:
            message = f"the {box.role} is empty"
            self.findings.error("empty-box", box.place, message, "write its text or delete it")
        return box

    # Places

    def lines(self, node: SyntaxTreeNode) -> Span:
        """The first line of a block, without its indentation."""
        number = node.map[0] if node.map else 0
        text = self.line_text(number)
        return text.span(0, len(text.text))

    def line_text(self, number: int) -> Text:
        start = self.starts[number]
        line = self.source_lines[number]
        start += len(line) - len(line.lstrip())
        line = line.strip()
        return Text(self.source, line, range(start, start + len(line) + 1))

    def text(self, node: SyntaxTreeNode) -> Text:
        """The content of an inline token with the place of each character.

        markdown-it takes indentation and markers off the left and nothing off the right but
        white space, so each line of the content ends where its source line does.
        """
        offsets: list[int] = []
        first = node.map[0] if node.map else 0
        for i, piece in enumerate(node.content.split("\n")):
            line = self.source_lines[first + i]
            kept, whole = piece.rstrip(), line.rstrip()
            column = len(whole) - len(kept) if whole.endswith(kept) else max(line.find(kept), 0)
            start = self.starts[first + i] + column
            offsets += range(start, start + len(piece) + 1)
        return Text(self.source, node.content, offsets)
