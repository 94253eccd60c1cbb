"""One template held against its design: sums that can be reckoned, names that are known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from magtool.diagnostics import nearest
from magtool.layout.design import ElementModel, FlexModel, TemplateModel, ZoneModel
from magtool.layout.expressions import ExpressionError, names

Path = tuple[str | int, ...]

BOX_ROLES = ("factbox", "advice", "list", "info", "voices")
"""Boxes that a template may give a place."""

_SIDES = ("head", "foot", "left", "right", "outer", "inner")
_RANGE = re.compile(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*")
_PART_RANGE = re.compile(r"\s*(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?\s*")
_ZONE_NAMES = ("top", "bottom")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a path in a design's file; its place is looked up when it is told."""

    path: Path
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What a template may name."""

    columns: int
    styles: Collection[str]
    swatches: Collection[str]
    modules: Collection[str]
    kinds: Collection[str]
    boxes: Collection[str]


def unknown(what: str, name: str, known: Collection[str], path: Path) -> Iterator[Fault]:
    """The fault that ``name`` is not among the ``known``; nothing if it is."""
    if name in known:
        return
    close = nearest(name, known)
    hint = f"did you mean ‘{close}’?" if close else "known: " + ", ".join(sorted(known))
    yield Fault(path, "layout-unknown-name", f"there is no {what} ‘{name}’", hint)


def range_fault(path: Path, message: str) -> Fault:
    return Fault(path, "layout-range", message)


def template_faults(template: TemplateModel, known: Names) -> Iterator[Fault]:
    """Everything in the template that could not be set."""
    ads = len(template.ads)
    base = {"lines", "ad.top", *(f"ad{number}.top" for number in range(2, ads + 1))}
    for i, ad in enumerate(template.ads):
        for j, size in enumerate(ad.sizes):
            yield from unknown("ad module", size, known.modules, ("ads", i, "sizes", j))
        yield from _span(ad.columns, known.columns, ("ads", i, "columns"))
        yield from _sum(ad.foot, {"lines"}, ("ads", i, "foot"))
        yield from _sum(ad.top, base, ("ads", i, "top"))
    yield from _span(template.note_columns, known.columns, ("note_columns",))
    yield from _sum(template.note_foot, base, ("note_foot",))
    base |= {"note.foot", "bottom"}
    yield from _flex(template.flex, base, ("flex",))
    page = base | set(template.flex)
    for i, rule in enumerate(template.rules):
        yield from _sum(rule.line, page, ("rules", i, "line"))
        yield from _span(rule.columns, known.columns, ("rules", i, "columns"))
        yield from unknown("swatch", rule.ink, known.swatches, ("rules", i, "ink"))
    for name, zone in template.zones.items():
        yield from _zone(zone, page, template.pages, known, ("zones", name))


def _zone(zone: ZoneModel, page: set[str], pages: int, known: Names, path: Path) -> Iterator[Fault]:
    takes = zone.takes
    for i, kind in enumerate(takes.kinds):
        yield from unknown("kind of story", kind, known.kinds, (*path, "takes", "kinds", i))
    for key in ("words", "images", "charts", "boxes"):
        yield from _limits(getattr(takes, key), (*path, "takes", key))
    if takes.company:
        yield from unknown("company size", takes.company, ("full", "half"), (*path, "takes"))
    yield from _span(zone.columns, known.columns, (*path, "columns"))
    yield from _sum(zone.top, page, (*path, "top"))
    yield from _sum(zone.bottom, page, (*path, "bottom"))
    yield from unknown("style", zone.body_style, known.styles, (*path, "body_style"))
    if zone.vertical_rule:
        yield from unknown("swatch", zone.vertical_rule, known.swatches, (*path, "vertical_rule"))
    given = page | set(_ZONE_NAMES)
    yield from _flex(zone.flex, given, (*path, "flex"))
    given |= set(zone.flex)
    for i, element in enumerate(zone.place):
        yield from _element(element, given, pages, known, (*path, "place", i))
        given |= set(_given(element))
    for i, body in enumerate(zone.body):
        at = (*path, "body", i)
        yield from _span(body.columns, known.columns, (*at, "columns"))
        yield from _sum(body.top, given, (*at, "top"))
        yield from _sum(body.foot, given, (*at, "foot"))
        yield from _page(body.page, pages, (*at, "page"))


def _element(
    element: ElementModel, given: set[str], pages: int, known: Names, path: Path
) -> Iterator[Fault]:
    kinds = ("head", "picture", "quote", "box", "chart", "continued", "notices")
    shown = [kind for kind in kinds if getattr(element, kind)]
    if len(shown) != 1:
        message = "the element is " + (" and ".join(shown) if shown else "nothing")
        yield Fault(path, "layout-range", message, f"give it one of {', '.join(kinds)}")
    for i, style in enumerate(element.head or ()):
        yield from unknown("style", style, known.styles, (*path, "head", i))
    for key in ("quote", "continued"):
        if style := getattr(element, key):
            yield from unknown("style", style, known.styles, (*path, key))
    for i, role in enumerate(element.box or ()):
        yield from unknown("box", role, BOX_ROLES, (*path, "box", i))
    for i, side in enumerate(element.bleed):
        yield from unknown("side", side, _SIDES, (*path, "bleed", i))
    yield from _edges(element, known.columns, path)
    for key in ("top", "foot", "grow"):
        yield from _sum(getattr(element, key), given, (*path, key))
    yield from _page(element.page, pages, (*path, "page"))
    if element.caption_page:
        yield from _page(element.caption_page, pages, (*path, "caption_page"))
    if element.standfirst is not None:
        at = (*path, "standfirst")
        yield from _span(element.standfirst.columns, known.columns, (*at, "columns"))
        yield from _sum(element.standfirst.top, given | set(_given(element)), (*at, "top"))


def _edges(element: ElementModel, columns: int, path: Path) -> Iterator[Fault]:
    """Whether the thing's columns are there, and text runs around only what it can."""
    shape = _PART_RANGE if element.around else _RANGE
    yield from _span(element.columns, columns, (*path, "columns"), shape)
    if element.caption:
        yield from _span(element.caption, columns, (*path, "caption"), shape)
    if element.between:
        yield from _span(element.between, columns, (*path, "between"))
    for key in ("around", "between"):
        if getattr(element, key) and (element.spread or not (element.picture or element.quote)):
            yield range_fault((*path, key), "text runs around quotes and pictures of one page only")


def _given(element: ElementModel) -> Iterator[str]:
    """Names that the element gives to those after it, as `elements` and `heads` tell."""
    if element.head or element.continued:
        yield from ("head.last", "head.below", "head.text")
    if element.head:
        yield "head.standfirst"
    for kind, name, ends in (
        (element.picture, "picture", ("foot", "resume")),
        (element.quote, "quote", ("foot",)),
        (element.box, "box", ("top", "foot")),
        (element.chart, f"chart{element.chart}", ("foot",)),
    ):
        if kind:
            yield from (f"{element.id or name}.{end}" for end in ends)


def _flex(flex: dict[str, FlexModel], given: set[str], path: Path) -> Iterator[Fault]:
    for name, model in flex.items():
        for key in ("best", "low", "high"):
            yield from _sum(getattr(model, key), given, (*path, name, key))
        if model.step < 1:
            yield range_fault((*path, name, "step"), "a step is one line at the least")


def _sum(text: str, given: Iterable[str], path: Path) -> Iterator[Fault]:
    """The expression can be read, and every name in it has a value by then."""
    if not text:
        return
    known = set(given)
    try:
        wanted = names(text)
    except ExpressionError as fault:
        hint = "write numbers and names with + - * /, min, max, ceil, floor"
        yield Fault(path, "layout-expression", str(fault), hint)
        return
    for name in sorted(wanted):
        # ``head.text`` also holds ``head``, which is no name of its own.
        if name in known or any(other.startswith(f"{name}.") for other in wanted):
            continue
        close = nearest(name, known)
        hint = f"did you mean ‘{close}’?" if close else "known here: " + ", ".join(sorted(known))
        yield Fault(path, "layout-expression", f"‘{name}’ has no value here", hint)


def _span(spec: str, columns: int, path: Path, shape: re.Pattern[str] = _RANGE) -> Iterator[Fault]:
    found = shape.fullmatch(spec)
    first = float(found[1]) if found else 0
    last = float(found[2] or first) if found else 0
    if not 1 <= first <= last <= columns:
        yield range_fault(path, f"‘{spec}’ are no columns of a grid of {columns}")


def _limits(spec: str, path: Path) -> Iterator[Fault]:
    found = _RANGE.fullmatch(spec)
    if found is None or int(found[1]) > int(found[2] or found[1]):
        yield range_fault(path, f"‘{spec}’ is no range such as 200-480")


def _page(page: int, pages: int, path: Path) -> Iterator[Fault]:
    if not 1 <= page <= pages:
        yield range_fault(path, f"the template has {pages} pages, and this is page {page}")
