"""The structure of a tagged file as a tree of elements with their lines of type.

Elements stand in the order that the file tells, over columns and pages. What holds a text of its
own (a paragraph, a heading, a caption, a figure) has lines; what is inside of a text (a link, a
span) adds to the lines of what it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from magtool.extract.baselines import gather_lines
from magtool.extract.lines import Line
from magtool.page.read import ReadFile, ReadGlyph, ReadPage, ReadTag

_INLINE = frozenset(
    (
        *("Span", "Link", "Reference", "NonStruct", "Quote", "Em", "Strong", "Annot", "Code"),
        *("Private", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "BibEntry", "Sub"),
    )
)
"""Standard types that are pieces of a text (ISO 32000-1 §14.8.4.4)."""
_TEXTS = frozenset(
    (
        *("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "Lbl", "LBody", "Caption"),
        *("Figure", "Formula", "Note", "TOCI", "TH", "TD", "Index", "FENote"),
    )
)
"""Types that hold one text."""
_WHOLE = frozenset(("LBody", "TOCI", "Caption", "TH", "TD"))
"""Types whose paragraphs are part of their text."""
_COLUMN = 1.5
"""Sizes by which a line that stands higher than the one before begins another column."""
SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True, eq=False)
class Element:
    """A structure element. ``lines`` are of its own text, ``soft`` the numbers of those that end
    in a hyphen that the file says is only there because a word was broken."""

    kind: str
    kids: list[Element] = field(default_factory=list)
    lines: tuple[Line, ...] = ()
    tags: list[tuple[int, ReadTag]] = field(default_factory=list)
    """The marked contents of its text, each with its page."""

    @property
    def words(self) -> str:
        return " ".join(line.words for line in self.lines)

    @property
    def level(self) -> int:
        """A heading's level, 1 for one that does not tell; 0 for no heading."""
        if self.kind[:1] != "H" or self.kind[1:] not in ("", *"123456"):
            return 0
        return int(self.kind[1:] or 1)

    @property
    def page(self) -> int:
        """The page on which its text begins; 0 without any."""
        pages = [tag[0] for element in self.all() for tag in element.tags]
        return pages[0] if pages else 0

    def all(self) -> Iterator[Element]:
        """This element and all below it, as they are read."""
        yield self
        for kid in self.kids:
            yield from kid.all()

    def has(self, *kinds: str) -> bool:
        """Whether one of these types stands in it."""
        return any(element.kind in kinds for kid in self.kids for element in kid.all())


@dataclass(frozen=True, slots=True)
class Structure:
    """The elements under the root. ``soft`` are (page, order) of the glyphs that are hyphens for
    the line's sake; ``rest`` are the pages' glyphs that stand in no element."""

    root: Element
    soft: frozenset[tuple[int, int]]
    rest: Mapping[int, tuple[ReadGlyph, ...]]


def read_structure(read: ReadFile) -> Structure:
    """The file's structure, of all pages."""
    held = sorted(
        ((tag.path, page.number, tag) for page in read.pages for tag in page.tags),
        key=lambda entry: entry[:2],
    )
    root = Element("")
    known: dict[tuple[int, ...], Element] = {(): root}
    for path, page, tag in held:
        element = _element(known, path[:-1], tag.kind.split("/"))
        element.tags.append((page, tag))
    pages = {page.number: page for page in read.pages}
    soft = frozenset(
        (page, order) for _, page, tag in held if tag.actual == SOFT_HYPHEN for order in tag.orders
    )
    glyphs = {page.number: {glyph.order: glyph for glyph in page.glyphs} for page in read.pages}
    for element in root.all():
        element.lines = tuple(_lines(element, pages, glyphs, soft))
    tagged = {(page, order) for _, page, tag in held for order in tag.orders}
    rest = {
        page.number: tuple(g for g in page.glyphs if (page.number, g.order) not in tagged)
        for page in read.pages
    }
    return Structure(root, soft, rest)


def _element(
    known: dict[tuple[int, ...], Element], path: tuple[int, ...], kinds: Sequence[str]
) -> Element:
    """The element whose text a content at that path is: what is inline gives it to what it is in.

    Contents come in the order of the structure, so an element is made when its first is met.
    """
    element = known[()]
    text: Element | None = None
    for depth, kind in enumerate(kinds, 1):
        place = path[:depth]
        if text is not None and (kind in _INLINE or (kind == "P" and text.kind in _WHOLE)):
            continue
        if place not in known:
            known[place] = Element(kind)
            element.kids.append(known[place])
        element = known[place]
        text = element if kind in _TEXTS else None
    return element


def _lines(
    element: Element,
    pages: Mapping[int, ReadPage],
    glyphs: Mapping[int, Mapping[int, ReadGlyph]],
    soft: frozenset[tuple[int, int]],
) -> Iterator[Line]:
    """The lines of an element's text, column by column; in figures by their places."""
    columns: list[tuple[int, list[ReadGlyph]]] = []
    for number, tag in element.tags:
        for order in tag.orders:
            glyph = glyphs[number][order]
            if (number, order) in soft:
                glyph = glyph._replace(text=SOFT_HYPHEN)
            same = bool(columns) and columns[-1][0] == number
            if not same or (element.kind != "Figure" and _is_higher(glyph, columns[-1][1])):
                columns.append((number, []))
            columns[-1][1].append(glyph)
    for number, column in columns:
        rank = {glyph.order: place for place, glyph in enumerate(column)}
        page = replace(pages[number], glyphs=tuple(column))
        yield from sorted(
            gather_lines(page), key=lambda line: min(map(rank.__getitem__, line.orders))
        )


def _is_higher(glyph: ReadGlyph, column: Sequence[ReadGlyph]) -> bool:
    """Whether a glyph stands so far over the one before that it begins a new column."""
    before = column[-1]
    return before.y - glyph.y > _COLUMN * max(before.size, glyph.size) and not glyph.angle
