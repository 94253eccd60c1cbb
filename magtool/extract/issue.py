"""The stages in order: what was read of a file → the issue that it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from magtool.edition.recovered import RecoveredIssue
from magtool.extract.adverts import Faces, find_paid_pages, learn_faces, part_unframed
from magtool.extract.articles import Grown, find_quoted, grow_stories, is_contents
from magtool.extract.asides import gather_methods, join_sources, tell_footnotes
from magtool.extract.baselines import gather_lines
from magtool.extract.blocks import Block, gather_blocks, make_block
from magtool.extract.charts import part_charts
from magtool.extract.found import Beside, Found, audit
from magtool.extract.furniture import part_furniture
from magtool.extract.hyphens import Joining, tell_bare, usual_spacing
from magtool.extract.imprint import tell_imprint
from magtool.extract.lines import Line
from magtool.extract.paid import is_paid, part_ads, part_page_label
from magtool.extract.panels import Told, gather_voices, tell_panels
from magtool.extract.profile import TitleProfile, known_roles
from magtool.extract.roles import Finder, tell_roles
from magtool.extract.stages import Stages
from magtool.extract.styles import Edges, Typography, learn_typography
from magtool.extract.tables import part_figures, part_tables
from magtool.extract.tagged import extract_tagged
from magtool.extract.turning import lay_back, stand_upright
from magtool.extract.vocabulary import gather_vocabulary, guess_language
from magtool.extract.writing import write_issue
from magtool.extract.zones import (
    Panel,
    area,
    assign_panels,
    find_panels,
    has_middle,
    hull,
    part_ruled,
)
from magtool.page.read import ReadFile, ReadPage

_SNAP = 3.0
"""Points by which a band and the rules under it may differ."""
_COLUMN = 60
"""Points within which columns of a contents page begin at one place."""
_EDITORIAL = 250
"""Letters of running text from which a column beside the contents is a story."""
_COVER_LETTERS = 500
"""Letters of running text that a cover may have."""


@dataclass(slots=True)
class _Parted:
    """The lines of every page, parted."""

    lines: dict[int, list[Line]] = field(default_factory=dict)
    furniture: dict[int, dict[Line, str]] = field(default_factory=dict)
    turned: dict[int, list[Line]] = field(default_factory=dict)
    tables: dict[int, list[list[Line]]] = field(default_factory=dict)
    owned: dict[int, dict[Panel, list[Line]]] = field(default_factory=dict)
    flow: dict[int, list[Line]] = field(default_factory=dict)
    paid: set[int] = field(default_factory=set)
    """Pages that are advertising from head to foot: their stories are companies'."""
    bought: set[int] = field(default_factory=set)
    """Pages that are one advertisement, though no label says so."""
    faces: Faces = field(default_factory=lambda: Faces({}, frozenset(), frozenset()))


def extract_issue(
    read: ReadFile, name: str, sha256: str = "", profile: TitleProfile | None = None
) -> RecoveredIssue:
    """The issue in a file that was read; of its title a profile may be known.

    Raises AssertionError when a glyph stands in no place or in two: that is a fault of this
    program, never of the file.
    """
    return extract_stages(read, name, sha256, profile).issue


def extract_stages(
    read: ReadFile, name: str, sha256: str = "", profile: TitleProfile | None = None
) -> Stages:
    """The issue in a file, and what every stage made of it. Raises as `extract_issue` does.

    A structure tree that is sound is taken at its word: then there are no stages.
    """
    tagged = extract_tagged(read, name, sha256, profile)
    if tagged is not None:
        return Stages(read, tell_imprint(tagged, read.title))
    profile = profile or TitleProfile()
    read, turns = stand_upright(read)
    parted = _part(read.pages, profile)
    type_ = profile.typography(learn_typography(_running(parted)))
    parted.faces = learn_faces(_level(parted), type_)
    parted.bought = find_paid_pages(read.pages, _level(parted), parted.faces, type_)
    for page in read.pages:
        _part_page(page, parted, type_)
    body = [
        line.words for lines in parted.flow.values() for line in lines if type_.is_body(line.style)
    ]
    blocks = {page.number: gather_blocks(parted.flow[page.number], type_) for page in read.pages}
    finder = Finder(
        block.words for listed in blocks.values() for block in listed if type_.is_body(block.style)
    )
    told = {
        page.number: tell_panels(
            page,
            parted.owned[page.number],
            parted.flow[page.number],
            type_,
            finder,
            page.number in parted.paid,
        )
        for page in read.pages
    }
    for page in read.pages:
        voices, blocks[page.number] = gather_voices(blocks[page.number], type_)
        told[page.number] += voices
    blocks = tell_roles(read.pages, known_roles(profile, read.pages, blocks), type_)
    for page in read.pages:
        listed = tell_footnotes(page, blocks[page.number], type_)
        methods, listed = gather_methods(listed, type_)
        told[page.number] += methods
        blocks[page.number] = join_sources(listed, type_)
    told_blocks = dict(blocks)
    found = Found(read=read, name=name, sha256=sha256, type_=type_)
    found.joining = _joining(read, blocks, body)
    found.learn_spacing(block for listed in blocks.values() for block in listed)
    _part_covers(read, blocks, told, found)
    for page in read.pages:
        _join_notices(page, blocks, told)
    grown = grow_stories(read.pages, blocks, type_)
    _gather_beside(read, blocks, told, parted, grown, found)
    found.stories, found.apart = grown.stories, grown.is_apart()
    for story in grown.stories:
        if story.kind == "story" and story.head:
            if story.head.page in parted.paid:
                story.kind = "company"
            elif story.head.page == found.editorial:
                story.kind = "editorial"
    found.edges = {
        page.number: Edges(
            (line for line in parted.flow[page.number] if type_.is_body(line.style)), type_.size
        )
        for page in read.pages
    }
    issue = lay_back(tell_imprint(write_issue(found), read.title), turns)
    audit(read, found)
    cells = {number: [each.cell for each in placed] for number, placed in grown.places.items()}
    return Stages(
        read, issue, type_, parted.lines, parted.furniture, told_blocks, told, cells, turns
    )


def _part(pages: Sequence[ReadPage], profile: TitleProfile) -> _Parted:
    parted = _Parted()
    for page in pages:
        parted.lines[page.number] = gather_lines(page)
    parted.furniture = part_furniture(pages, parted.lines, profile.running())
    return parted


def _running(parted: _Parted) -> Iterable[Line]:
    for number, lines in parted.lines.items():
        yield from (line for line in lines if line not in parted.furniture[number])


def _level(parted: _Parted) -> dict[int, list[Line]]:
    """By page: the lines that run level and are no furniture."""
    return {
        number: [
            line for line in lines if line not in parted.furniture[number] and abs(line.angle) <= 3
        ]
        for number, lines in parted.lines.items()
    }


def _part_page(page: ReadPage, parted: _Parted, type_: Typography) -> None:
    """Part a page's lines into turned ones, tables, panels, and running text."""
    number = page.number
    furniture = parted.furniture[number]
    level = [line for line in parted.lines[number] if line not in furniture]
    parted.turned[number] = [line for line in level if abs(line.angle) > 3]
    level = [line for line in level if abs(line.angle) <= 3]
    parted.tables[number], level = part_tables(level, type_)
    panels = find_panels(page)
    heads = [line for line, role in furniture.items() if role in ("header", "footer")]
    ads, labels, level = part_ads(page, level, heads, panels, type_)
    if number in parted.bought and level:
        ads[Panel(number, page.trim, None, False, kind="ad")] = level
        level = []
    above, level = part_page_label(page, level, type_)
    furniture.update((label, "label") for label in (*labels, *above))
    charts, level = part_charts(page, level, panels, type_)
    owned, rest = assign_panels(page, panels, level, type_)
    ruled, rest = part_ruled(page, rest, type_)
    unframed, rest = part_unframed(page, rest, parted.faces, type_)
    figures, rest = part_figures(rest, type_)
    for group in (*charts, *figures):
        box = hull(line.box for line in group)
        owned[Panel(number, box, None, False, kind="chart")] = group
    if above or is_paid(line.words for line in heads):
        parted.paid.add(number)
    parted.owned[number] = {**ads, **unframed, **ruled, **owned}
    parted.flow[number] = rest


def _joining(read: ReadFile, blocks: dict[int, list[Block]], body: Sequence[str]) -> Joining:
    texts = [[line.text for line in block.lines] for listed in blocks.values() for block in listed]
    language = guess_language(" ".join(body)) or read.language
    joining = Joining(language, gather_vocabulary(texts), usual_spacing(texts))
    return replace(joining, bare=tell_bare(texts, joining))


def _part_covers(
    read: ReadFile, blocks: dict[int, list[Block]], told: dict[int, list[Told]], found: Found
) -> None:
    """Take the cover's and the contents' blocks out of the pages' running text."""
    for page in read.pages:
        listed = blocks[page.number]
        letters = sum(len(block.words) for block in listed if block.role == "body")
        first = page.number == read.pages[0].number and len(read.pages) > 2
        pictured = any(area(picture.box) > 0.25 * area(page.trim) for picture in page.pictures)
        if letters < 4 * _COVER_LETTERS and _lists_contents(listed, len(read.pages)):
            _part_contents(page.number, blocks, told, found)
        elif first and pictured and letters < _COVER_LETTERS:
            found.cover += listed
            told[page.number] = _part_cover(told[page.number], found)
            blocks[page.number] = []


def _part_contents(
    number: int, blocks: dict[int, list[Block]], told: dict[int, list[Told]], found: Found
) -> None:
    """Take a page's contents, and boxes about them; a story in a column beside them stays."""
    editorial = _editorial(blocks[number], found.type_)
    found.contents += [block for block in blocks[number] if block not in editorial]
    blocks[number] = editorial
    found.editorial = found.editorial or (number if editorial else 0)
    boxes = [panel for panel in told[number] if panel.kind in ("box", "caption")]
    found.contents += [b for box in boxes for b in gather_blocks(box.lines, found.type_)]
    told[number] = [panel for panel in told[number] if panel not in boxes]


def _lists_contents(listed: Sequence[Block], pages: int) -> bool:
    """Whether a page's blocks list what stands where, read row by row or column by column."""
    columns = sorted(listed, key=lambda block: (round(block.left / _COLUMN), block.top))
    return any(
        is_contents([line.words for block in order for line in block.lines], pages)
        for order in (listed, columns)
    )


def _editorial(listed: Sequence[Block], type_: Typography) -> list[Block]:
    """The blocks of a story that stands beside the contents, in a column of its own."""
    for head in sorted(listed, key=lambda block: -block.style.size):
        if head.role not in ("headline", "notice"):
            continue
        under = [
            block
            for block in listed
            if block.top > head.bottom - 2 and abs(block.left - head.left) < 1.5 * type_.size
        ]
        body = [block for block in under if block.role == "body" and type_.is_body(block.style)]
        letters = sum(len(block.words) for block in body)
        if letters < _EDITORIAL or _lists_contents(body, 999):
            continue
        left = head.left - 1.5 * type_.size
        right, foot = max(block.right for block in body), max(block.bottom for block in body)
        return [
            block
            for block in listed
            if left < block.left < right and head.top - 2 * type_.leading < block.top < foot
        ]
    return []


def _join_notices(
    page: ReadPage, blocks: dict[int, list[Block]], told: dict[int, list[Told]]
) -> None:
    """Make a story of the notices under a band, which rules as wide as that part from each
    other: the band's words are its headline, theirs are subheads."""
    number = page.number
    for panel in list(told[number]):
        left, top, right, bottom = panel.panel.box
        if panel.kind != "box" or len(panel.lines) != 1 or bottom - top > 3 * panel.lines[0].size:
            continue
        parting = [
            rule.box
            for rule in page.rules
            if not rule.upright and rule.box[1] > bottom
            and abs(rule.box[0] - left) < _SNAP and abs(rule.box[2] - right) < _SNAP
        ]  # fmt: skip
        notices = [
            block
            for block in blocks[number]
            if block.role in ("notice", "subhead") and block.top > bottom
            and left - _SNAP < block.left and block.right < right + _SNAP
            and block.top < max((box[3] for box in parting), default=0) + 3 * block.style.size
        ]  # fmt: skip
        if len(notices) < 2 or len(parting) < len(notices) - 1:
            continue
        head = make_block(panel.lines, "headline", 0.8)
        blocks[number] = [
            block.told("subhead", 0.8) if block in notices else block for block in blocks[number]
        ]
        blocks[number].append(head)
        told[number].remove(panel)


def _part_cover(panels: Sequence[Told], found: Found) -> list[Told]:
    """Take what is set on the cover's picture to the cover; advertising that says so stays."""
    for panel in panels:
        if panel.panel.kind != "ad":
            found.cover += gather_blocks(panel.lines, found.type_)
    return [panel for panel in panels if panel.panel.kind == "ad"]


def _gather_beside(
    read: ReadFile,
    blocks: dict[int, list[Block]],
    told: dict[int, list[Told]],
    parted: _Parted,
    grown: Grown,
    found: Found,
) -> None:
    """Give each story its quotes, boxes, captions and pictures; part ads and charts."""
    finders = [Finder(block.words for block in story.flow) for story in grown.stories]
    for story in grown.stories:
        found.furniture += [(line, "jump") for block in story.repeated for line in block.lines]
    fronts = {block.page for block in (*found.cover, *found.contents)}
    for page in read.pages:
        number = page.number
        for block in blocks[number]:
            _beside_block(block, grown, finders, found)
        for panel in told[number]:
            _beside_panel(panel, grown, finders, found)
        for lines in parted.tables[number]:
            found.tables.append((number, tuple(lines)))
        for line in parted.turned[number]:
            found.turned.append(line)
        found.furniture += [(line, role) for line, role in parted.furniture[number].items()]
        for picture in page.pictures:
            ads = [each for each in told[number] if each.kind == "ad"]
            if any(has_middle(each.panel.box, picture.box) for each in ads):
                continue
            owner = grown.owner(number, picture.box, after=True)
            if number in fronts and not grown.places[number]:
                found.shown.append((number, picture))
            elif owner is not None:
                found.pictures.append((owner, number, picture))


def _beside_block(block: Block, grown: Grown, finders: Sequence[Finder], found: Found) -> None:
    if block.role == "pullquote":
        story = find_quoted(block.words, grown.stories, finders)
        owner = story or grown.owner(block.page, block.box)
    elif block.role in ("caption", "credit"):
        owner = grown.owner(block.page, block.box, after=True)
    elif block.role == "note":
        owner = grown.owner(block.page, block.box)
    elif block.role == "jump":
        found.furniture += [(line, "jump") for line in block.lines]
        return
    else:
        return
    found.beside.append(Beside(owner, block.role, (block,), block.confidence))


def _beside_panel(panel: Told, grown: Grown, finders: Sequence[Finder], found: Found) -> None:
    blocks = tuple(gather_blocks(panel.lines, found.type_))
    box = panel.panel.box
    if panel.kind == "ad":
        found.ads.append((panel, blocks))
    elif panel.kind == "chart":
        found.charts.append((panel, blocks, grown.owner(panel.panel.page, box)))
    elif panel.kind == "quote":
        words = " ".join(block.words for block in blocks)
        story = find_quoted(words, grown.stories, finders)
        owner = story or grown.owner(panel.panel.page, box)
        found.beside.append(Beside(owner, "pullquote", blocks, panel.confidence))
    elif panel.kind == "caption":
        owner = grown.owner(panel.panel.page, box, after=True)
        found.beside.append(Beside(owner, "caption", blocks, panel.confidence))
    else:
        owner = grown.owner(panel.panel.page, box)
        found.beside.append(Beside(owner, "box", blocks, panel.confidence, box))
