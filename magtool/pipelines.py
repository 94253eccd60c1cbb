"""The recipes: an issue's folder checked, planned and published, each as numbered stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from magtool.diagnostics import Checked, Diagnostic, Severity, Span, decode, in_order
from magtool.edition import Edition, IssuePlan
from magtool.layout.checking import check_design
from magtool.layout.design import module_sizes
from magtool.layout.finished import Leaf, Memory
from magtool.layout.glyphs import missing_glyphs
from magtool.layout.issue import IssueLayout, lay_out
from magtool.layout.kit import Kit
from magtool.layout.reading import Design, make_kit, read_design
from magtool.layout.wishes import broken_wishes
from magtool.library import Library
from magtool.manifest import read_issue, read_plan
from magtool.nodes import Node, compose
from magtool.press import (
    Bookmark,
    Colours,
    Condition,
    DocumentFacts,
    NeedsFlattening,
    Output,
    PreparedPage,
    Press,
    Refused,
    Screen,
    Standard,
    assemble,
    chart_table,
    fogra39,
    prepare_page,
)
from magtool.store import NoStore, Store, fingerprint, packed, recall

Progress = Callable[[str, int, int], None]
"""Called as each stage begins: its name, how many are done, and how many there are."""

_MANIFEST = "issue.yaml"
_NO_STORE = NoStore()
_MOST = 100_000
"""Paragraphs that a running process remembers before it begins again."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An issue that can be set: sound in itself and against its design."""

    edition: Edition
    kit: Kit
    design: Design
    ground: str
    """A key for all that every page depends on."""
    plan: IssuePlan | None = None
    """The plan of the last build, kept beside the manifest."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """An issue laid out, not yet drawn."""

    layout: IssueLayout
    ready: Ready


@dataclass(frozen=True, slots=True)
class Published:
    """An issue laid out and drawn. ``pdf``, the screen edition, is None when there are errors;
    ``renewed`` are the pages that had to be drawn for it."""

    pdf: bytes | None
    layout: IssueLayout
    ready: Ready
    press: bytes | None = None
    """The same pages for the printer, when they were asked for."""
    renewed: Sequence[int] = ()


@dataclass(slots=True)
class Workshop:
    """What lasts from one build to the next: results in a store, and within a process the faces
    with all the words they have set."""

    store: Store = _NO_STORE
    _kit: tuple[str, Kit] | None = None

    def kit(self, ground: str, make: Callable[[], Kit]) -> Kit:
        """The kit for a ground: the last one, as long as its files are the same and what it
        remembers has not grown out of hand."""
        if self._kit is None or self._kit[0] != ground or len(self._kit[1].breaks.keep) > _MOST:
            self._kit = (ground, make())
        return self._kit[1]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a plan: ``full`` leaves out no ``[[…]]`` sentence, ``afresh`` does not
    keep to the last plan but for its locked pages, ``lock`` and ``unlock`` are pages. With
    ``explained`` every placement's price is told, and up to so many ``others`` are made."""

    full: bool = False
    afresh: bool = False
    lock: frozenset[int] = frozenset()
    unlock: frozenset[int] = frozenset()
    explained: bool = False
    others: int = 0

    def before(self, plan: IssuePlan | None) -> IssuePlan | None:
        """The plan to keep to."""
        if plan is None:
            return None
        locked = (plan.locked | self.lock) - self.unlock
        # What is set in full is another issue: near to the plan, and not the plan itself.
        return replace(plan, locked=locked, wishes="" if self.full else plan.wishes)


_PLAIN = Wanted()


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of those who don't ask."""


def check(library: Library, folder: str, shop: Workshop | None = None) -> tuple[Diagnostic, ...]:
    """All that can be known of the issue without setting type."""
    return read(library, folder, shop).diagnostics


def read(library: Library, folder: str, shop: Workshop | None = None) -> Checked[Ready | None]:
    """The issue in ``folder`` ready to be set; None when it or its design has errors."""
    shop = shop or Workshop()
    store = shop.store
    # 1. The design that the manifest names: ads and templates are held against it.
    wanted = _wanted_design(library, folder)
    checked = _design(library, wanted, store) if wanted is not None else Checked(None)
    design, found = checked.value, checked.diagnostics
    # 2. The issue, whatever the design is worth: its own faults are told all the same.
    modules = module_sizes(design.model) if design else None
    templates = set(design.templates) if design else None
    issue = read_issue(library, folder, modules, templates, store)
    found = in_order((*found, *issue.diagnostics))
    edition = issue.value
    if design is None or edition is None:
        return Checked(None, found)
    # 3. Faces read, styles in points, words hyphenable.
    ground = _ground(library, design, edition)
    kit = shop.kit(
        ground,
        lambda: make_kit(
            design, library, edition.language, edition.hyphenation, ground, shop.store
        ),
    )
    # 4. Every character has a glyph in the face that will show it.
    glyphs = missing_glyphs(edition, kit)
    # 5. The plan that the last build left.
    kept = read_plan(library, folder)
    found = in_order((*found, *glyphs, *kept.diagnostics))
    failed = glyphs or kept.failed
    ready = Ready(edition, kit, design, ground, kept.value)
    return Checked(None if failed else ready, found)


def plan(
    library: Library,
    folder: str,
    wanted: Wanted = _PLAIN,
    *,
    marks: bool = False,
    shop: Workshop | None = None,
    progress: Progress = _silent,
) -> Checked[LaidOut | None]:
    """The issue laid out. Marks are made of those pages that the store knows nothing of, or of
    all when ``marks`` are asked for."""
    # 1. Read.
    progress("reading", 0, 2)
    shop = shop or Workshop()
    ready = read(library, folder, shop)
    if ready.value is None:
        return Checked(None, ready.diagnostics)
    # 2. Plan and set.
    progress("planning pages", 1, 2)
    memory = Memory(ready.value.ground, shop.store, lambda key: marks)
    laid_out = _laid_out(ready.value, wanted, memory)
    return Checked(laid_out.value, in_order((*ready.diagnostics, *laid_out.diagnostics)))


def _ground(library: Library, design: Design, edition: Edition) -> str:
    """A key for all that every page depends on: the design's files, faces and language."""
    folder = f"layouts/{design.name}"
    paths = [f"{p}/{n}" for p in (folder, f"{folder}/templates") for n in library.names(p)]
    paths += sorted(design.fonts.values())
    files = [(path, library.read(path)) for path in paths]
    return fingerprint(files, design.fonts, edition.language, edition.hyphenation)


def _laid_out(ready: Ready, wanted: Wanted, memory: Memory) -> Checked[LaidOut]:
    edition, kit, before = ready.edition, ready.kit, ready.plan
    layout = lay_out(
        edition,
        kit,
        full=wanted.full,
        plan=wanted.before(before),
        afresh=wanted.afresh,
        explained=wanted.explained,
        others=wanted.others,
        memory=memory,
    )
    # What was wished and could not be kept.
    made = layout.value
    wishes = broken_wishes(edition, made.page_of, len(made.leaves))
    locked = made.desk.locked | (wanted.lock - wanted.unlock)
    made = replace(made, desk=replace(made.desk, locked=locked))
    return Checked(LaidOut(made, ready), (*layout.diagnostics, *wishes))


def publish(
    library: Library,
    folder: str,
    wanted: Wanted = _PLAIN,
    *,
    pages: range | None = None,
    draft: bool = False,
    standard: Standard | None = None,
    shop: Workshop | None = None,
    progress: Progress = _silent,
) -> Checked[Published | None]:
    """The issue as a PDF: the ``pages`` asked for, else all; with a ``standard`` also as a file
    for the printer.

    There is no PDF when there are errors; only a ``draft`` shows what could be set in spite
    of stories that found no room.
    """
    # 1. Read.
    progress("reading", 0, 4)
    shop = shop or Workshop()
    checked = read(library, folder, shop)
    ready = checked.value
    if ready is None:
        return Checked(None, checked.diagnostics)
    # 2. Plan and set: only the pages that are not drawn already.
    progress("planning pages", 1, 4)
    store, faces = shop.store, ready.kit.faces.data
    outputs = _outputs(library, ready, standard)
    drawings = [_Drawings(faces, output, store) for output in outputs]
    memory = Memory(ready.ground, store, lambda key: any(d.missing(key) for d in drawings))
    laid_out = _laid_out(ready, wanted, memory)
    layout = laid_out.value.layout
    found = in_order((*checked.diagnostics, *laid_out.diagnostics))
    failed = any(d.severity is Severity.ERROR for d in found)
    leaves = [leaf for leaf in layout.leaves if pages is None or leaf.number in pages]
    if not leaves:
        found = (*found, _no_such_page(layout, pages))
    # 3. Draw.
    files: list[bytes] = []
    if leaves and (draft or not failed):
        progress("drawing", 2, 4)
        drawn = [[d.of(leaf) for leaf in leaves] for d in drawings]
        # 4. Join the files.
        progress("joining the file", 3, 4)
        facts = _facts(ready, layout)
        try:
            for output, prepared in zip(outputs, drawn, strict=True):
                files.append(assemble(prepared, faces, library, facts, output, store))
        except Refused as refusal:
            files, found = [], (*found, _refused(refusal))
    pdf, press = (*files, None, None)[:2]
    return Checked(Published(pdf, layout, ready, press, drawings[0].renewed), found)


def _refused(refusal: Refused) -> Diagnostic:
    """What the press can't do, as the desk is told."""
    code, message, hint = "cant-be-placed", str(refusal), "ask for another file"
    if isinstance(refusal, NeedsFlattening):
        code, message = "needs-flattening", f"{refusal}, and PDF/X-1a knows no transparency"
        hint = "send PDF/X-4 (leave --standard out), or take the transparency away"
    return Diagnostic(code, Severity.ERROR, message, None, (hint,))


def screen_of(library: Library, ready: Ready) -> Screen:
    """The edition for screens, as the issue's design has it."""
    screen = ready.design.model.screen
    return Screen(_condition(library, ready.design), screen.ppi, screen.quality)


def _condition(library: Library, design: Design) -> Condition:
    press = design.model.press
    own = f"layouts/{design.name}/{press.profile}"
    profile = library.read(own) if press.profile else fogra39()
    return Condition(profile, press.condition, press.registry, press.info, press.ink_limit)


def _outputs(library: Library, ready: Ready, standard: Standard | None) -> tuple[Output, ...]:
    """The screen edition, and the file for the printer when a ``standard`` asks for it."""
    edition = screen_of(library, ready)
    if standard is None:
        return (edition,)
    ppi = ready.design.model.press.ppi
    return (edition, Press(edition.condition, standard, ready.edition.spot_inks, ppi))


@dataclass(slots=True)
class _Drawings:
    """Pages as the press draws them for one output, taken from the store where known."""

    faces: Mapping[str, bytes]
    output: Output
    store: Store
    known: dict[str, PreparedPage] = field(default_factory=dict)
    renewed: list[int] = field(default_factory=list)
    """Pages that had to be drawn."""
    _colours: Colours | None = None

    def missing(self, key: str) -> bool:
        """Whether nothing is kept for the page with this key."""
        found = recall(self.store, self._key(key) if key else "", PreparedPage, large=True)
        if found is not None:
            self.known[key] = found
        return key not in self.known

    def of(self, leaf: Leaf) -> PreparedPage:
        """The leaf's drawing."""
        if leaf.layout is None or leaf.key in self.known:
            return self.known[leaf.key]
        if self._colours is None:
            self._colours = Colours(self.output.condition, self.store)
        drawn = prepare_page(leaf.layout, self.faces, self.output, self._colours)
        self.renewed.append(leaf.number)
        if leaf.key:
            self.store.put(self._key(leaf.key), packed(drawn))
        return drawn

    def _key(self, key: str) -> str:
        # The condition is part of the ground that every page's key stands on.
        return fingerprint("drawing", key, type(self.output).__name__)


# --- the design -----------------------------------------------------------------------------


def _wanted_design(library: Library, folder: str) -> tuple[str, Span] | None:
    """The design's name and where the manifest gives it; None when it doesn't."""
    path = f"{folder.strip('/')}/{_MANIFEST}"
    try:
        source = decode(path, library.read(path)).value
    except OSError:
        return None
    composed: Checked[Node | None] = compose(source) if source else Checked(None)
    node = composed.value.get("layout") if composed.value else None
    if node is None or not node.text.strip():
        return None
    return node.text.strip(), node.mark


def _design(library: Library, wanted: tuple[str, Span], store: Store) -> Checked[Design | None]:
    """The design, None when it can't be used; faults without a place get the manifest's."""
    name, span = wanted
    if "/" in name or name.startswith("."):
        message = f"‘{name}’ is no name of a design"
        hint = "write the name of a folder in layouts/"
        return Checked(
            None, (Diagnostic("missing-layout", Severity.ERROR, message, span, (hint,)),)
        )
    read_ = read_design(library, name, store)
    found = tuple(d if d.span else replace(d, span=span) for d in read_.diagnostics)
    if read_.value is None:
        return Checked(None, found)
    faults = check_design(read_.value, library, store)
    return Checked(None if faults else read_.value, (*found, *faults))


# --- what the issue gives -------------------------------------------------------------------


def _facts(ready: Ready, layout: IssueLayout) -> DocumentFacts:
    edition = ready.edition
    surveys = {survey.id: survey for survey in edition.surveys}
    shown = [chart for story in edition.stories for chart in story.charts]
    shown += [chart for company in edition.companies for chart in company.charts]
    tables = [chart_table(c, surveys.get(c.survey), edition.language) for c in shown]
    return DocumentFacts(
        title=f"{edition.title} {edition.number} {edition.date}",
        author=edition.publisher.name,
        language=edition.language,
        date=edition.date,
        bookmarks=tuple(_bookmarks(ready, layout)),
        attachments=tuple({table.name: table for table in tables}.values()),
        turn=ready.kit.word("see-page", page="{page}"),
    )


def _bookmarks(ready: Ready, layout: IssueLayout) -> Iterator[Bookmark]:
    """Contents and editorial, the stories in order of their pages, then the paid pages together
    under the word that the contents have for them."""
    edition, page_of = ready.edition, layout.page_of
    for planned in layout.plan.planned:
        if planned.kind == "contents":
            if edition.contents is not None and edition.contents.heading:
                yield Bookmark(edition.contents.heading, planned.number)
            if edition.editorial is not None:
                yield Bookmark(edition.editorial.title, planned.number)
    told = [(page_of.get(s.slug, 0), s.article.title) for s in edition.stories]
    yield from (Bookmark(title, page) for page, title in sorted(told) if page)
    told = [(page_of.get(c.slug, 0), f"{c.advertiser}: {c.article.title}")
            for c in edition.companies]  # fmt: skip
    paid = tuple(Bookmark(title, page) for page, title in sorted(told) if page)
    if paid:
        yield Bookmark(ready.kit.word("companies"), paid[0].page, paid)


def _no_such_page(layout: IssueLayout, pages: range | None) -> Diagnostic:
    asked = f"{pages.start}-{pages.stop - 1}" if pages else "them"
    message = f"the issue has {len(layout.leaves)} pages, and none of {asked}"
    return Diagnostic("no-such-page", Severity.ERROR, message)
