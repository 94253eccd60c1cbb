"""The structure tree in the file, with the links and attachments that belong to it.

ISO 32000-1 §14.7 and §14.8, as ISO 14289-1 wants them: every marked sequence leads back to its
element by the parent tree, and so does every link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument

from magtool.press.lettering import utf16
from magtool.press.numbers import fine
from magtool.press.prepared import Area, PreparedPage
from magtool.press.structure import Content, Element, Spot, structure_of
from magtool.press.writing import Copied, reference

_PRINTED = 4
"""Annotation flag: what is on the page is on its print, too (§12.5.3)."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page in the file: its dictionary, which may still be added to, and its reference."""

    dictionary: PDFDictionary
    place: str


def add_structure(
    document: PDFDocument,
    catalog: dict[str, object],
    pages: Sequence[PreparedPage],
    leaves: Sequence[Leaf],
    turn: str = "{page}",
    attached: Mapping[str, str] | None = None,
) -> None:
    """Write the tree of the pages' marked content, and their links.

    ``turn`` words a link that shows nothing but a page number. ``attached`` are references to
    the files that belong to figures, by the figures' text alternatives.
    """
    tree = structure_of(pages)
    writer = _Writer(document, pages, leaves, turn, attached or {})
    root = Copied(None)
    place = reference(document, root)
    top = writer.element(tree, place)
    parents = writer.parents()
    count = len(parents)
    nums = " ".join(f"{key} {value}" for key, value in enumerate(parents))
    root.wording = (
        f"<< /Type /StructTreeRoot /K [{top}] /ParentTree << /Nums [{nums}] >> "
        f"/ParentTreeNextKey {count} >>"
    ).encode()
    for index, leaf in enumerate(leaves):
        leaf.dictionary["StructParents"] = index
        leaf.dictionary["Tabs"] = "/S"
        if writer.links[index]:
            leaf.dictionary["Annots"] = f"[{' '.join(writer.links[index])}]"
    catalog["StructTreeRoot"] = place
    catalog["MarkInfo"] = "<< /Marked true >>"


def text_string(text: str) -> str:
    """The text as a string object of any language (§7.9.2.2)."""
    return f"<FEFF{utf16(text)}>"


@dataclass(slots=True)
class _Writer:
    """Writes elements as they are read, and remembers whose every sequence and link is."""

    document: PDFDocument
    pages: Sequence[PreparedPage]
    leaves: Sequence[Leaf]
    turn: str
    attached: Mapping[str, str]
    links: list[list[str]] = field(init=False)
    """References to each page's link annotations."""
    _owners: list[dict[int, str]] = field(init=False)
    _linking: list[str] = field(default_factory=list)
    _page_of: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.links = [[] for _ in self.pages]
        self._owners = [{} for _ in self.pages]
        self._page_of = {f"#{page.number}": index for index, page in enumerate(self.pages)}

    def element(self, element: Element, parent: str) -> str:
        """Write the element and all below it; get its reference."""
        made = Copied(None)
        place = reference(self.document, made)
        home = next((kid.page for kid in element.kids if isinstance(kid, Content)), None)
        kids = " ".join(self.kid(kid, place, home) for kid in element.kids)
        entries = [f"/Type /StructElem /S /{element.kind} /P {parent} /K [{kids}]"]
        if home is not None:
            entries.append(f"/Pg {self.leaves[home].place}")
        if element.alt:
            entries.append(f"/Alt {text_string(element.alt)}")
        if element.actual:
            entries.append(f"/ActualText {text_string(element.actual)}")
        if element.numbering:
            entries.append(f"/A << /O /List /ListNumbering /{element.numbering} >>")
        if element.area is not None:
            box = _box(element.area[1])
            entries.append(f"/A << /O /Layout /Placement /Block /BBox {box} >>")
        if element.alt and element.alt in self.attached:
            entries.append(f"/AF [{self.attached[element.alt]}]")
        made.wording = f"<< {' '.join(entries)} >>".encode()
        return place

    def kid(self, kid: Element | Content | Spot, parent: str, home: int | None) -> str:
        """How the parent names what it holds."""
        if isinstance(kid, Element):
            return self.element(kid, parent)
        if isinstance(kid, Spot):
            return self.spot(kid, parent)
        self._owners[kid.page][kid.mcid] = parent
        if kid.page == home:
            return str(kid.mcid)
        return f"<< /Type /MCR /Pg {self.leaves[kid.page].place} /MCID {kid.mcid} >>"

    def spot(self, spot: Spot, parent: str) -> str:
        """Write the annotation of a link; get what its element holds of it."""
        key = len(self.pages) + len(self._linking)
        self._linking.append(parent)
        words = spot.words
        if spot.goal in self._page_of:
            target = self._page_of[spot.goal]
            top = self.pages[target].height + self.pages[target].margin
            leads = f"/Dest [{self.leaves[target].place} /XYZ 0 {fine(top)} null]"
            if words.isdecimal() or not words:
                words = self.turn.format(page=spot.goal[1:])
        else:
            leads = f"/A << /S /URI /URI ({_escaped(spot.goal)}) >>"
            words = spot.goal.removeprefix("mailto:")
        annotation = Copied(None)
        place = reference(self.document, annotation)
        annotation.wording = (
            f"<< /Type /Annot /Subtype /Link /Rect {_box(spot.area)} /Border [0 0 0] "
            f"/F {_PRINTED} /StructParent {key} /Contents {text_string(words)} {leads} >>"
        ).encode()
        self.links[spot.page].append(place)
        return f"<< /Type /OBJR /Pg {self.leaves[spot.page].place} /Obj {place} >>"

    def parents(self) -> list[str]:
        """The parent tree's values: of every page its sequences' elements, then the links'."""
        told = [f"[{' '.join(owners[mcid] for mcid in sorted(owners))}]" for owners in self._owners]
        return told + self._linking


def _box(area: Area) -> str:
    return f"[{' '.join(map(fine, area))}]"


def _escaped(address: str) -> str:
    """A URI, which is ASCII, within a string's brackets."""
    return "".join(f"\\{letter}" if letter in "()\\" else letter for letter in address)
