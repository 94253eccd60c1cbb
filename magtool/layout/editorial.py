"""The editorial's panel: leader, portrait and colophon at the outer side of the contents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from magtool.compose import Breaks, Slot, break_lines, set_lines
from magtool.diagnostics import Checked, Diagnostic, Severity
from magtool.edition import Article, Edition, Paragraph, Publisher, Run
from magtool.layout.content import with_pages, wordings
from magtool.layout.furniture import furniture_ink, panel_columns, panel_measure
from magtool.layout.kit import Kit
from magtool.layout.pictures import alt_of, crop_to
from magtool.layout.setting import (
    Lines,
    as_written,
    block,
    one_line,
    plain_runs,
    set_paragraph,
    square,
)
from magtool.measure import Rect, mm_to_pt
from magtool.page import Block, Fill, Op, Picture, Rule, moved

_HEAD_LINES = 2
"""The headline's lines that the design's places are given for; others move what follows."""
_COLOPHON_RULE = 0.5


def has_panel(edition: Edition) -> bool:
    """Whether there is anything to stand in the panel."""
    return edition.editorial is not None or edition.publisher != Publisher()


def panel_ground(kit: Kit, number: int) -> Block:
    """The panel's flat ink, over the trim at head, foot and outer side."""
    grid, (first, last) = kit.grid, panel_columns(kit, number)
    x0 = grid.column_left(first) if number % 2 else -grid.bleed
    x1 = grid.page_width + grid.bleed if number % 2 else grid.column_right(last)
    sheet = Rect(x0, -grid.bleed, x1, grid.page_height + grid.bleed)
    return block("panel", "", [Fill(sheet, furniture_ink(kit, "panel"))])


def set_panel(
    kit: Kit, edition: Edition, page_of: Mapping[str, int], number: int
) -> Checked[tuple[Block, ...]]:
    """Editorial and colophon within the panel of page ``number``.

    An editorial that is too long is set in full and reported (editorial-overset), after its
    ``[[…]]`` sentences have been left out; boxes in it have no place and are reported.
    """
    x, right = panel_measure(kit, number)
    colophon, rule = _set_colophon(kit, edition, x, right)
    if edition.editorial is None:
        return Checked(colophon)
    article = with_pages(edition.editorial, page_of)
    head, top = _set_head(kit, article, x, right)
    last = kit.grid.lines
    if colophon:
        room = rule - kit.grid.first - _places(kit, "colophon_air") * kit.grid.leading
        last = floor(room / kit.grid.leading) + 1
    body, over = _set_body(kit, _with_standfirst(article), Rect(x, 0.0, right, 0.0), top, last)
    found = [_overset(article, over, number)] if over else []
    found += [_homeless_box(article, number)] if any(not b.optional for b in article.boxes) else []
    found += [_homeless(article, part, number) for part in _not_shown(article)]
    return Checked((*head, *body, *colophon), tuple(found))


def _with_standfirst(article: Article) -> Article:
    """The editorial with its standfirst as a first, strong paragraph: the panel has no other."""
    if not article.standfirst:
        return article
    strong = tuple(replace(run, strong=True) for run in article.standfirst)
    return replace(article, body=(Paragraph("paragraph", strong, article.place), *article.body))


def _not_shown(article: Article) -> Iterator[str]:
    for image in article.images[:1]:
        if image.caption:
            yield "caption"
        if image.credit:
            yield "credit"
    if len(article.images) > 1:
        yield "second picture"


def _homeless(article: Article, part: str, number: int) -> Diagnostic:
    return Diagnostic(
        "not-shown",
        Severity.WARNING,
        f"the editorial's panel has no place for its {part}",
        article.place,
        ("take it out, or tell it in the colophon",),
        number,
    )


def _places(kit: Kit, name: str) -> float:
    return kit.design.contents[name]


def _overset(article: Article, over: int, number: int) -> Diagnostic:
    lines = "line" if over == 1 else "lines"
    return Diagnostic(
        "editorial-overset",
        Severity.ERROR,
        f"the editorial is {over} {lines} too long for its panel",
        article.place,
        (f"cut {over} {lines}, or shorten the colophon under it",),
        number,
    )


def _homeless_box(article: Article, number: int) -> Diagnostic:
    box = next(b for b in article.boxes if not b.optional)
    return Diagnostic(
        "editorial-box",
        Severity.WARNING,
        f"the editorial's panel has no place for its {box.role}",
        box.place or article.place,
        ("take the box out, or make its words part of the text",),
        number,
    )


# --- head ---------------------------------------------------------------------------------


def _set_head(kit: Kit, article: Article, x: float, right: float) -> tuple[list[Block], int]:
    """Kicker, headline, portrait and name; and the grid line of the text's first line."""
    grid, blocks = kit.grid, []
    if article.kicker:
        y = grid.baseline(_places(kit, "kicker_line"))
        ops: list[Op] = [square(x, y, kit.mark("square"), kit.accent)]
        words = one_line(kit, article.kicker, "kicker", x + kit.mark("kicker_text"), y)
        ops += as_written(words, article.kicker)
        blocks.append(block("kicker", article.slug, ops))
    head = set_paragraph(kit, article.headline, "H3", right - x)
    first = grid.baseline(_places(kit, "editorial_head"))
    blocks.append(block("headline", article.slug, head.at(x, first)))
    shift = (head.count - _HEAD_LINES) * round(head.leading / grid.leading)
    name, _, role = (part.strip() for part in article.byline.partition(","))
    if article.images:
        blocks += _portrait(kit, article, x, right, (name, role), shift)
        return blocks, int(_places(kit, "body_top")) + shift
    top = int(_places(kit, "portrait_top")) + shift
    lines = [*_name_lines(kit, name, role, right - x)]
    for row, (style, line) in enumerate(lines):
        blocks.append(block(style, article.slug, line.at(x, grid.baseline(top + row))))
    return blocks, top + len(lines) + (1 if lines else 0)


def _name_lines(kit: Kit, name: str, role: str, width: float) -> Iterator[tuple[str, Lines]]:
    for text, style in ((name, "editor-name"), (role, "editor-role")):
        if text:
            yield style, set_paragraph(kit, plain_runs(text), style, width)


def _portrait(
    kit: Kit, article: Article, x: float, right: float, told: tuple[str, str], shift: int
) -> Iterator[Block]:
    """A square picture and, at its right foot, who it shows."""
    grid, image, owner = kit.grid, article.images[0], article.slug
    top = grid.top(_places(kit, "portrait_top") + shift)
    foot = grid.baseline(_places(kit, "portrait_foot") + shift)
    side = foot - top
    rect = Rect(x, top, x + side, foot)
    mark = Picture(rect, image.file, crop_to(image, side, side))
    alt = image.alt or told[0] or alt_of(kit, image, article)
    yield block("picture", owner, [mark], alt, part=1)
    left = rect.x1 + mm_to_pt(_places(kit, "portrait_gap"))
    lines = list(_name_lines(kit, *told, right - left))
    y = foot
    placed = []
    for style, line in reversed(lines):
        placed.append(block(style, owner, line.at(left, y - line.depth)))
        y -= line.depth + line.leading
    yield from reversed(placed)


# --- text ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Setting:
    """One paragraph set: its marks with the first baseline at 0, lines and white above."""

    role: str
    ops: tuple[Op, ...]
    lines: int
    above: int
    label: int = 0


def _set_body(
    kit: Kit, article: Article, measure: Rect, top: int, last: int
) -> tuple[list[Block], int]:
    """The text from grid line ``top``, and how many lines of it stand below line ``last``."""
    width, room = measure.width, last - top + 1
    chosen: list[_Setting] = []
    for wording in _wordings(article.paragraphs):
        for tight in (False, True):
            chosen = list(_settings(kit, wording, width, tight))
            if _depth(chosen) <= room:
                return _place(kit, chosen, article.slug, measure.x0, top), 0
    return _place(kit, chosen, article.slug, measure.x0, top), _depth(chosen) - room


def _depth(settings: Sequence[_Setting]) -> int:
    return sum(s.lines + (s.above if number else 0) for number, s in enumerate(settings))


def _wordings(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, ...]]:
    """The text whole, then with ever more of its ``[[…]]`` sentences gone, from the end up."""
    current = [p for p in paragraphs if p.text.strip()]
    yield tuple(current)
    for index, paragraph in reversed(list(enumerate(current))):
        for dropped, runs in wordings(paragraph):
            if dropped:
                current[index] = replace(paragraph, runs=runs)
                yield tuple(current)


def _settings(
    kit: Kit, paragraphs: Sequence[Paragraph], width: float, tight: bool
) -> Iterator[_Setting]:
    after_head = False
    for index, paragraph in enumerate(paragraphs):
        style = paragraph.role if paragraph.role in ("subhead", "question", "item") else "body"
        indent = kit.styles[style].indent
        if style == "item":
            insets: tuple[float, ...] = (indent, indent)
        elif index == 0 and style == "body":
            insets = (kit.mark("square_text"), 0.0)
        else:
            plain_start = style != "body" or (after_head and paragraph.role == "paragraph")
            insets = (0.0,) if plain_start else (indent, 0.0)
        slots = tuple(Slot(inset, width - inset) for inset in insets)
        marked = (index == 0, index == len(paragraphs) - 1)
        yield _set_one(kit, paragraph, style, slots, marked, tight)
        after_head = style in ("subhead", "question")


def _set_one(
    kit: Kit,
    paragraph: Paragraph,
    style: str,
    slots: tuple[Slot, ...],
    marked: tuple[bool, bool],
    tight: bool,
) -> _Setting:
    """One paragraph; ``marked`` says whether the opening and the end mark stand in it."""
    opens, ends = marked
    text = kit.measured(paragraph.runs, style)
    if ends:
        tail = kit.mark("end_gap") + kit.mark("end")
        text = kit.tailed(text, text.stations[-1].widened(tail))
    breaks = _choose(break_lines(text, slots), tight)
    lines = set_lines(text, breaks, slots, kit.faces)
    leading = kit.grid.leading
    ops: list[Op] = [
        replace(run, y=row * leading) for row, line in enumerate(lines) for run in line.runs
    ]
    if opens and style == "body":
        ops.insert(0, square(0.0, 0.0, kit.mark("square"), kit.accent))
    if style == "item":
        bullet = f"{paragraph.number}." if paragraph.number else "•"
        ops[:0] = one_line(kit, bullet, "item", 0.0, 0.0)
    if ends:
        x = lines[-1].right + kit.mark("end_gap")
        ops.append(square(x, (len(lines) - 1) * leading, kit.mark("end"), kit.accent))
    label = int(style == "item")
    return _Setting(paragraph.role, tuple(ops), len(lines), int(kit.styles[style].above), label)


def _choose(options: Mapping[int, Breaks], tight: bool) -> Breaks:
    """The best breaks, or with ``tight`` the best of those with the fewest lines."""
    least = min(options[count].overfull for count in options)
    fair = [count for count in options if options[count].overfull == least]
    return options[min(fair) if tight else min(fair, key=lambda count: options[count].cost)]


def _place(kit: Kit, settings: Iterable[_Setting], owner: str, x: float, top: int) -> list[Block]:
    blocks, line = [], float(top)
    for number, setting in enumerate(settings):
        line += setting.above if number else 0
        y = kit.grid.baseline(line)
        ops = tuple(moved(op, x, y) for op in setting.ops)
        made = block(setting.role, owner, ops, part=number + 1, label=setting.label)
        blocks.append(made)
        line += setting.lines
    return blocks


# --- colophon -----------------------------------------------------------------------------


def _set_colophon(
    kit: Kit, edition: Edition, x: float, right: float
) -> tuple[tuple[Block, ...], float]:
    """The colophon upon the last grid line, and the y of the rule over it."""
    runs = tuple(_colophon_runs(kit, edition))
    foot = kit.grid.baseline(kit.grid.lines)
    lines = set_paragraph(kit, runs, "colophon", right - x)
    if not lines.count:
        return (), foot
    first = foot - lines.depth
    y = first - mm_to_pt(_places(kit, "colophon_rule"))
    ink = kit.styles["colophon"].ink
    rule = Rule(x, y, right, y, _COLOPHON_RULE, ink)
    return (block("rule", "", [rule]), block("colophon", "", lines.at(x, first))), y


def _colophon_runs(kit: Kit, edition: Edition) -> Iterator[Run]:
    """Title, publisher, responsible editor and the rest, each label in bold."""
    publisher = edition.publisher
    told: list[tuple[str, str]] = []
    if publisher.name:
        where = f", {publisher.address}" if publisher.address else ""
        told.append((edition.title, f"{kit.word('publisher')} {publisher.name}{where}"))
    if publisher.editor:
        told.append((kit.word("editor"), publisher.editor))
    told += [(f"{label}:", text) for label, text in publisher.more]
    if publisher.note:
        told.append(("", publisher.note))
    for number, (label, text) in enumerate(told):
        yield Run(" ") if number else Run("")
        if label:
            yield Run(label, strong=True)
            yield Run(" ")
        yield Run(text if text.endswith((".", "!", "?", ")")) else f"{text}.")
