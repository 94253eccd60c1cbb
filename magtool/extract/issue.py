"""The stages in order: what was read of a file → the issue that it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from magtool.edition.recovered import RecoveredIssue, Remark
from magtool.extract.articles import Grown, Story, find_quoted, grow_stories, is_contents
from magtool.extract.blocks import Block, gather_blocks
from magtool.extract.furniture import part_furniture
from magtool.extract.hyphens import Joining, usual_spacing
from magtool.extract.lines import Line, gather_lines
from magtool.extract.panels import Told, tell_panels
from magtool.extract.profile import TitleProfile, known_roles
from magtool.extract.roles import Finder, tell_roles
from magtool.extract.stages import Stages
from magtool.extract.styles import Edges, Typography, learn_typography
from magtool.extract.tables import part_figures, part_tables
from magtool.extract.tagged import extract_tagged
from magtool.extract.vocabulary import gather_vocabulary, guess_language
from magtool.extract.writing import Beside, Found, audit, write_issue
from magtool.extract.zones import Panel, area, assign_panels, find_panels, has_middle, hull
from magtool.page.read import ReadFile, ReadPage

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
    tagged = extract_tagged(read, name, sha256)
    if tagged is not None:
        return Stages(read, tagged)
    profile = profile or TitleProfile()
    parted = _part(read.pages, profile)
    type_ = profile.typography(learn_typography(_running(parted)))
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
            page, parted.owned[page.number], parted.flow[page.number], type_, finder
        )
        for page in read.pages
    }
    blocks = tell_roles(read.pages, known_roles(profile, read.pages, blocks), type_)
    told_blocks = dict(blocks)
    found = Found(read=read, name=name, sha256=sha256, type_=type_)
    found.joining = _joining(read, blocks, body)
    _part_covers(read, blocks, told, found)
    grown = grow_stories(read.pages, blocks, type_)
    _gather_beside(read, blocks, told, parted, grown, found)
    found.stories, found.apart = grown.stories, grown.is_apart()
    found.edges = {
        page.number: Edges(
            (line for line in parted.flow[page.number] if type_.is_body(line.style)), type_.size
        )
        for page in read.pages
    }
    issue = write_issue(found)
    audit(read, found)
    cells = {number: [each.cell for each in placed] for number, placed in grown.places.items()}
    return Stages(read, issue, type_, parted.lines, parted.furniture, told_blocks, told, cells)


def _part(pages: Sequence[ReadPage], profile: TitleProfile) -> _Parted:
    parted = _Parted()
    for page in pages:
        parted.lines[page.number] = gather_lines(page)
    parted.furniture = part_furniture(pages, parted.lines, profile.running())
    return parted


def _running(parted: _Parted) -> Iterable[Line]:
    for number, lines in parted.lines.items():
        yield from (line for line in lines if line not in parted.furniture[number])


def _part_page(page: ReadPage, parted: _Parted, type_: Typography) -> None:
    """Part a page's lines into turned ones, tables, panels, and running text."""
    number = page.number
    furniture = parted.furniture[number]
    level = [line for line in parted.lines[number] if line not in furniture]
    parted.turned[number] = [line for line in level if abs(line.angle) > 3]
    level = [line for line in level if abs(line.angle) <= 3]
    parted.tables[number], level = part_tables(level, type_)
    owned, rest = assign_panels(page, find_panels(page), level, type_)
    figures, rest = part_figures(rest, type_)
    owned |= {
        Panel(number, hull(line.box for line in group), None, False): group for group in figures
    }
    parted.owned[number], parted.flow[number] = owned, rest


def _joining(read: ReadFile, blocks: dict[int, list[Block]], body: Sequence[str]) -> Joining:
    texts = [[line.text for line in block.lines] for listed in blocks.values() for block in listed]
    language = guess_language(" ".join(body)) or read.language
    return Joining(language, gather_vocabulary(texts), usual_spacing(texts))


def _part_covers(
    read: ReadFile, blocks: dict[int, list[Block]], told: dict[int, list[Told]], found: Found
) -> None:
    """Take the cover's and the contents' blocks out of the pages' running text."""
    for page in read.pages:
        listed = blocks[page.number]
        lines = [line.words for block in listed for line in block.lines]
        contents = is_contents(lines, len(read.pages))
        letters = sum(len(block.words) for block in listed if block.role == "body")
        first = page.number == read.pages[0].number and len(read.pages) > 2
        pictured = any(area(picture.box) > 0.25 * area(page.trim) for picture in page.pictures)
        if contents and letters < 4 * _COVER_LETTERS:
            found.contents += listed
        elif first and pictured and letters < _COVER_LETTERS:
            found.cover += listed
        else:
            continue
        blocks[page.number] = []


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
            if not any(has_middle(each.panel.box, picture.box) for each in ads):
                owner = grown.owner(number, picture.box, after=True)
                if owner is not None:
                    found.pictures.append((owner, number, picture))


def _beside_block(block: Block, grown: Grown, finders: Sequence[Finder], found: Found) -> None:
    if block.role == "pullquote":
        story = find_quoted(block.words, grown.stories, finders)
        owner = story or grown.owner(block.page, block.box)
    elif block.role in ("caption", "credit"):
        owner = grown.owner(block.page, block.box, after=True)
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


__all__ = ["Remark", "Story", "extract_issue"]
