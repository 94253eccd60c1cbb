"""What every page carries: section tab, header line, folio, and the label of an ad."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from magtool.edition import Edition
from magtool.layout.kit import Kit
from magtool.layout.setting import block, line_width, one_line, right_line
from magtool.measure import BLACK, Ink, Rect, mm_to_pt
from magtool.page import Block, Fill, GlyphRun, PageLayout, Rule

_MONTHS = (  # words of the layout
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

_SLUG_LEFT_MM, _SLUG_RISE_MM = 4.0, 2.5
"""Clear of the crop marks at the corner and the register mark in the middle."""


@dataclass(frozen=True, slots=True)
class PageHead:
    """What the page's head says.

    ``section`` is the section's key in the layout, ``theme`` the words beside its name (the
    section's own when empty); ``chip`` sets both on a white ground, over a picture that
    bleeds at the head.
    """

    section: str
    theme: str = ""
    chip: bool = False


def page_furniture(
    kit: Kit,
    edition: Edition,
    number: int,
    head: PageHead | None,
    *,
    folio: bool = True,
    panel: bool = False,
) -> tuple[Block, ...]:
    """Tab, header line and folio of page ``number``; outer side by the page's parity.

    With ``panel`` the header line is broken at the edge of the editorial's panel.
    """
    blocks: tuple[Block, ...] = ()
    if head is not None:
        blocks += _page_head(kit, number, head, panel)
    return blocks + _folio(kit, edition, number) if folio else blocks


def finished_page(kit: Kit, edition: Edition, number: int, blocks: Iterable[Block]) -> PageLayout:
    """The page of these blocks, on the design's sheet and with its slug line."""
    grid, slug = kit.grid, _slug_line(kit, edition, number)
    return PageLayout(number, grid.page_width, grid.page_height, grid.bleed, (*blocks, slug))


def _slug_line(kit: Kit, edition: Edition, number: int) -> Block:
    """The line over the bleed that tells the printer what this sheet is."""
    page, press = kit.design.page, kit.design.press
    size = f"{page.width_mm:g} × {page.height_mm:g} + {page.bleed_mm:g} mm"
    issue = f"{edition.title} {edition.number} · {edition.date} · {number}"
    x, y = mm_to_pt(_SLUG_LEFT_MM), -kit.grid.bleed - mm_to_pt(_SLUG_RISE_MM)
    line = one_line(kit, f"{issue} · {size} · {press.condition}", "folio-title", x, y, ink=BLACK)
    return block("slug", "", line)


def issue_line(kit: Kit, edition: Edition) -> str:
    """Title, number and month as they stand at the foot of every page."""
    number = kit.word("issue", number=edition.number)
    return f"{edition.title} · {number} · {month_name(kit, edition.date)}"


def month_name(kit: Kit, date: str) -> str:
    """``2027-03`` or ``2027-03-15`` in words: "mars 2027", "15 mars 2027"."""
    year, month, *day = date.split("-")
    shown = f"{kit.word(_MONTHS[int(month) - 1])} {year}"
    return f"{int(day[0])} {shown}" if day else shown


def ad_label(kit: Kit, rect: Rect, *, on_art: bool) -> Block:
    """The word that marks an ad, over its upper left corner or, ``on_art``, inside it.

    ``rect`` is the ad's trim. On art it stands on a chip of its own, as section names on
    bleeding pictures do: it must be read whatever the artwork looks like there.
    """
    word = kit.word("ad")
    if not on_art:
        x, y = rect.x0, rect.y0 - kit.mark("ad_label_rise")
        return block("ad-label", "", one_line(kit, word, "ad-label", x, y))
    x, y = rect.x0 + _mm(kit, "ad_label_x"), rect.y0 + _mm(kit, "ad_label_y")
    pad = _mm(kit, "ad_label_pad")
    size = kit.styles["ad-label"].size
    right = x + line_width(kit, word, "ad-label")
    cap = kit.faces.cap_height(kit.styles["ad-label"].faces.regular, size)
    chip = Fill(Rect(x - pad, y - cap - pad, right + pad, y + pad), furniture_ink(kit, "chip"))
    return block("ad-label", "", (chip, *one_line(kit, word, "ad-label", x, y)))


def in_language(kit: Kit, words: Mapping[str, str]) -> str:
    """The word in the issue's language, else in English, else as first given, else ""."""
    return words.get(kit.language) or words.get("en") or next(iter(words.values()), "")


def furniture_ink(kit: Kit, use: str) -> Ink:
    """The design's ink for a piece of furniture, as "header-rule"."""
    return kit.inks[kit.design.furniture_inks[use]]


def panel_columns(kit: Kit, number: int) -> tuple[int, int]:
    """First and last grid column of the editorial's panel, on the page's outer side."""
    grid, first = kit.grid, int(kit.design.contents["panel_column"])
    if number % 2:
        return first, grid.columns
    return 1, grid.columns - first + 1


def panel_measure(kit: Kit, number: int) -> tuple[float, float]:
    """Left and right edge of what stands in the panel: inset within, margin without."""
    first, last = panel_columns(kit, number)
    left, right = kit.grid.column_left(first), kit.grid.column_right(last)
    inset = mm_to_pt(kit.design.contents["panel_inset"])
    return (left + inset, right) if number % 2 else (left, right - inset)


def _mm(kit: Kit, name: str) -> float:
    return mm_to_pt(kit.design.furniture[name])


def _page_head(kit: Kit, number: int, head: PageHead, panel: bool) -> tuple[Block, ...]:
    section = kit.design.sections[head.section]
    name, theme = in_language(kit, section.name), head.theme or in_language(kit, section.theme)
    style = "section-paid" if section.paid or section.caps else "section"
    name_ops, theme_ops, inner = _names(kit, number, name, style, theme)
    tab = _tab(kit, number, _mm(kit, "tab_width"), -kit.grid.bleed)
    blocks = [block("section-tab", "", [Fill(tab, kit.inks[section.ink])])]
    if head.chip:
        reach = inner + _mm(kit, "chip_pad")
        chip = _tab(kit, number, reach, _mm(kit, "tab_width"))
        blocks.append(block("section-chip", "", [Fill(chip, furniture_ink(kit, "chip"))]))
    else:
        blocks.append(block("header-rule", "", _header_rule(kit, number, panel)))
    # That a page is paid for is no ornament: it is told to those who listen, too.
    blocks.append(block("paid-section" if section.paid else "section", "", name_ops))
    if theme:
        blocks.append(block("paid-theme" if section.paid else "theme", "", theme_ops))
    return tuple(blocks)


def _names(
    kit: Kit, number: int, name: str, style: str, theme: str
) -> tuple[tuple[GlyphRun, ...], tuple[GlyphRun, ...], float]:
    """Section and theme from the outer margin inwards, and how far in from the trim they end."""
    grid, y = kit.grid, _mm(kit, "name_baseline")
    name_end = grid.left + line_width(kit, name, style)
    theme_start = name_end + _mm(kit, "name_gap")
    left, right = number % 2 == 0, grid.page_width
    if left:
        names = one_line(kit, name, style, grid.left, y)
    else:
        names = right_line(kit, name, style, right - grid.left, y)
    if not theme:
        return names, (), name_end
    if left:
        themes = one_line(kit, theme, "theme", theme_start, y)
    else:
        themes = right_line(kit, theme, "theme", right - theme_start, y)
    return names, themes, theme_start + line_width(kit, theme, "theme")


def _tab(kit: Kit, number: int, inner: float, outer: float) -> Rect:
    """A bar of the tab's height; edges measured inwards from the outer side of the trim."""
    top, width = _mm(kit, "tab_top"), kit.grid.page_width
    foot = top + _mm(kit, "tab_height")
    if number % 2 == 0:
        return Rect(outer, top, inner, foot)
    return Rect(width - inner, top, width - outer, foot)


def _header_rule(kit: Kit, number: int, panel: bool) -> tuple[Rule, ...]:
    grid, y, ink = kit.grid, _mm(kit, "header_rule"), furniture_ink(kit, "header-rule")
    spans = [(grid.column_left(1), grid.column_right(grid.columns))]
    if panel:
        first, last = panel_columns(kit, number)
        rest = (1, first - 1) if first > 1 else (last + 1, grid.columns)
        spans = [(grid.column_left(rest[0]), grid.column_right(rest[1]))]
        spans.append(panel_measure(kit, number))
    return tuple(Rule(x0, y, x1, y, 0.5, ink) for x0, x1 in sorted(spans))


def _folio(kit: Kit, edition: Edition, number: int) -> tuple[Block, ...]:
    grid, y, gap = kit.grid, _mm(kit, "folio_baseline"), _mm(kit, "folio_gap")
    line, page = issue_line(kit, edition), str(number)
    if number % 2 == 0:
        folio = one_line(kit, page, "folio", grid.left, y)
        title = one_line(kit, line, "folio-title", grid.left + gap, y)
    else:
        right = grid.page_width - grid.left
        folio = right_line(kit, page, "folio", right, y)
        title = right_line(kit, line, "folio-title", right - gap, y)
    return block("folio", "", folio), block("issue-line", "", title)
