"""A design's data held against itself: what it names is there, what it counts fits the page.

Reading has seen to types and keys. What is left would end as a KeyError while setting, far
from the line that caused it; here it is told at that line before any type is set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from string import Formatter

from magtool.chart import read_look
from magtool.diagnostics import Checked, Diagnostic, Severity, decode, in_order
from magtool.layout.design import BoxModel, DesignModel, StyleModel
from magtool.layout.kit import make_inks
from magtool.layout.reading import Design
from magtool.layout.template_checks import Fault, Names, range_fault, template_faults, unknown
from magtool.library import Library
from magtool.nodes import Node, compose, place
from magtool.store import NoStore, Store, fingerprint

_NO_STORE = NoStore()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


REQUIRED: Mapping[str, frozenset[str]] = {
    "marks": _names(
        "square square_text kicker_text end end_gap drop_cap_gap quote_bar_width "
        "quote_bar_height quote_measure caption_drop ad_label_rise notice_bar"
    ),
    "furniture": _names(
        "tab_width tab_height tab_top name_baseline name_gap header_rule folio_baseline "
        "folio_gap chip_pad ad_label_x ad_label_y ad_label_pad"
    ),
    "furniture_inks": frozenset(["header-rule", "chip", "panel", "cover"]),
    "cover": _names(
        "top_line masthead_x masthead square square_gap label label_square label_text head "
        "head_text head_lines teaser_rule teaser_head teaser_text foot teaser_row teaser_gap "
        "shade_from shade_full shade shade_head shade_head_to"
    ),
    "contents": _names(
        "head_line picture_top picture_foot picture_foot_good picture_foot_least plate columns "
        "story_head story_blurb story_blurb_lines lists label entry entry_gap teaser_gap "
        "section_gap tight tightest teaser_lines service_air service_text number_right "
        "entry_left panel_column panel_inset kicker_line editorial_head portrait_top "
        "portrait_foot portrait_gap body_top colophon_rule colophon_air"
    ),
    "styles": _names(
        "body subhead question item drop-cap kicker H3 H4 standfirst byline caption credit "
        "quote-source notice-label jump-line note section section-paid theme folio folio-title "
        "ad-label number-plate contents-head contents-story contents-blurb "
        "contents-section contents-number contents-entry contents-teaser editor-name "
        "editor-role colophon masthead cover-line cover-date cover-label cover-head "
        "cover-teaser-head cover-teaser"
    ),
    "boxes": frozenset(["factbox", "advice", "list", "info", "voices", "service"]),
    "kinds": frozenset(["company", "editorial"]),
    "swatches": frozenset(["linje"]),
}
"""Names that the setting itself asks for, by the key of layout.yaml they stand under."""

WORDS = _names(
    "continued-on continued-from text-by ad see-page picture-of issue publisher editor companies "
    "fact advice voices method january february march april may june july august september october "
    "november december"
)
"""Words that every language of a design must have."""

_PLACEHOLDERS = frozenset(["page", "name", "number"])
"""What may stand in braces in the layout's words."""

_BOX_INKS = ("fill", "bar", "rule", "badge", "square")
_BOX_STYLES = (
    "label", "title", "text", "numeral", "note", "source", "value", "badge_style",
)  # fmt: skip
_SECTION_INKS = ("ink", "kicker_ink", "square_ink")
_SEQUENCE = ("cover", "contents")


def check_design(
    design: Design, library: Library, store: Store = _NO_STORE
) -> tuple[Diagnostic, ...]:
    """Every name in the design that nothing answers to, at its place in the YAML.

    The ``store`` remembers which designs were sound.
    """
    profile = tuple(_profile(design, library))
    key = fingerprint("sound design", design.digest, sorted(design.fonts))
    if design.digest and store.get(key) is not None and not profile:
        return ()
    model = design.model
    names = Names(
        columns=model.grid.columns,
        styles=model.styles,
        swatches=model.swatches,
        modules=model.modules,
        kinds=model.kinds,
        boxes=model.boxes,
    )
    home = f"layouts/{design.name}"
    faults = [(f"{home}/layout.yaml", fault) for fault in (*profile, *_faults(design))]
    for name, template in design.templates.items():
        file = f"{home}/templates/{name}.yaml"
        faults += [(file, fault) for fault in template_faults(template, names)]
    if not faults:
        store.put(key, b"")
    return _told(library, faults)


def _told(library: Library, faults: Iterable[tuple[str, Fault]]) -> tuple[Diagnostic, ...]:
    """The faults with their places: a file is read again only when it has one."""
    trees: dict[str, Node | None] = {}
    found = []
    for file, fault in faults:
        if file not in trees:
            source = decode(file, library.read(file)).value
            composed: Checked[Node | None] = compose(source) if source else Checked(None)
            trees[file] = composed.value
        root = trees[file]
        span = place(root, *fault.path) if root is not None else None
        hints = (fault.hint,) if fault.hint else ()
        found.append(Diagnostic(fault.code, Severity.ERROR, fault.message, span, hints))
    return in_order(found)


def _faults(design: Design) -> Iterator[Fault]:
    model = design.model
    yield from _missing(model)
    yield from _inks(model)
    yield from _ranges(model)
    for name, style in model.styles.items():
        yield from _style(name, style, design)
    for look, box in model.boxes.items():
        yield from _box(look, box, model)
    for kind, section in model.kinds.items():
        yield from unknown("section", section, model.sections, ("kinds", kind))
    for name, module in model.modules.items():
        for key, most in (("columns", model.grid.columns), ("lines", model.grid.lines)):
            if not 1 <= getattr(module, key) <= most:
                message = f"‘{name}’ takes {getattr(module, key)} {key}; the grid has {most}"
                yield range_fault(("modules", name, key), message)
    for name, page in model.sequence.items():
        yield from unknown("page of the sequence", name, _SEQUENCE, ("sequence", name))
        if page < 1:
            yield range_fault(("sequence", name), f"there is no page {page}")
    yield from _charts(design)


def _profile(design: Design, library: Library) -> Iterator[Fault]:
    """What is wrong with the design's own profile; asked every time, as its bytes may change."""
    name, path = design.model.press.profile, ("press", "profile")
    if not name:
        return
    file = f"layouts/{design.name}/{name}"
    if not library.exists(file):
        message = f"there is no profile ‘{name}’ in layouts/{design.name}/"
        yield Fault(path, "missing-profile", message, "ask the printer for it")
        return
    # ISO 15076-1 §7.2: class at 12, colour space at 16, signature at 36.
    header = library.read(file)[:40]
    if header[12:20] != b"prtrCMYK" or header[36:40] != b"acsp":
        message = f"‘{name}’ is no profile of a printing condition with four inks"
        yield Fault(path, "not-a-press-profile", message, "take a CMYK output profile")


def _ranges(model: DesignModel) -> Iterator[Fault]:
    """Settings of press and screen that make no sense."""
    limits: tuple[tuple[str, str, float, float, float], ...] = (
        ("press", "ink_limit", model.press.ink_limit, 100, 400),
        ("press", "ppi", model.press.ppi, 72, 2400),
        ("screen", "ppi", model.screen.ppi, 36, 600),
        ("screen", "quality", model.screen.quality, 1, 95),
        ("page", "bleed_mm", model.page.bleed_mm, 0, 10),
    )
    for part, key, value, least, most in limits:
        if not least <= value <= most:
            message = f"‘{key}’ is {value:g}; it must be from {least:g} to {most:g}"
            yield range_fault((part, key), message)


def _missing(model: DesignModel) -> Iterator[Fault]:
    for key, wanted in REQUIRED.items():
        yield from _lacking((key,), wanted, getattr(model, key))
    if "en" not in model.words:
        yield from _lacking(("words",), ("en",), model.words)
    for language, words in model.words.items():
        yield from _lacking(("words", language), WORDS, words)
        for key, text in words.items():
            if not _can_be_filled(text):
                message = f"the braces in ‘{text}’ can’t be filled in"
                hint = "only {page}, {name} and {number} are known"
                yield Fault(("words", language, key), "layout-expression", message, hint)


def _can_be_filled(text: str) -> bool:
    try:
        fields = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return False
    return _PLACEHOLDERS.issuperset(fields)


def _lacking(
    path: tuple[str, ...], wanted: Collection[str], there: Collection[str]
) -> Iterator[Fault]:
    gone = sorted(set(wanted) - set(there))
    if gone:
        message = f"‘{'.'.join(path)}’ lacks {', '.join(gone)}"
        yield Fault(path, "layout-missing-name", message, "the setting asks for each by name")


def _inks(model: DesignModel) -> Iterator[Fault]:
    for name, parts in model.swatches.items():
        if len(parts) != 4 or not all(0 <= part <= 100 for part in parts):
            yield range_fault(("swatches", name), f"‘{name}’ is not four percentages: C, M, Y, K")
    named: list[tuple[str, tuple[str, ...]]] = [
        (model.accent, ("accent",)),
        (model.panel, ("panel",)),
    ]
    named += [(ink, ("furniture_inks", use)) for use, ink in model.furniture_inks.items()]
    for name, section in model.sections.items():
        for key in _SECTION_INKS:
            if getattr(section, key):
                named.append((getattr(section, key), ("sections", name, key)))
    for ink, path in named:
        yield from unknown("swatch", ink, model.swatches, path)


def _style(name: str, style: StyleModel, design: Design) -> Iterator[Fault]:
    model, path = design.model, ("styles", name)
    line = [name]
    while line[-1] in model.styles and model.styles[line[-1]].like:
        line.append(model.styles[line[-1]].like)
        if line[-1] in line[:-1]:
            message = f"the style is like itself: {' → '.join(line)}"
            yield Fault((*path, "like"), "layout-unknown-name", message, "name another style")
            return
    if line[-1] not in model.styles:
        if len(line) == 2:
            yield from unknown("style", line[-1], model.styles, (*path, "like"))
        return
    if style.ink:
        yield from unknown("swatch", style.ink, model.swatches, (*path, "ink"))
    if style.family or style.regular or style.italic or style.bold:
        yield from _faces(line, style, design)


def _faces(line: list[str], style: StyleModel, design: Design) -> Iterator[Fault]:
    """Faces that the style asks for, its family and weights inherited where it has none."""
    models = [design.model.styles[name] for name in line]
    family = next((m.family for m in models if m.family), "serif")
    family = design.model.fonts.get(family, family)
    for key in ("regular", "italic", "bold"):
        face = next((getattr(m, key) for m in models if getattr(m, key)), None)
        if face is None and key == "regular":
            face = key
        if face is None or f"{family}-{face}" in design.fonts:
            continue
        where = key if getattr(style, key) else "family"
        yield from unknown("face", f"{family}-{face}", design.fonts, ("styles", line[0], where))


def _box(look: str, box: BoxModel, model: DesignModel) -> Iterator[Fault]:
    for key in _BOX_INKS:
        if getattr(box, key):
            yield from unknown("swatch", getattr(box, key), model.swatches, ("boxes", look, key))
    for key in _BOX_STYLES:
        if getattr(box, key):
            yield from unknown("style", getattr(box, key), model.styles, ("boxes", look, key))


def _charts(design: Design) -> Iterator[Fault]:
    model = design.model
    for name, value in model.charts.items():
        if not isinstance(value, Mapping):
            continue
        yield from unknown("face", str(value.get("face")), design.fonts, ("charts", name, "face"))
        yield from unknown("swatch", str(value.get("ink")), model.swatches, ("charts", name, "ink"))
    if any(len(parts) != 4 for parts in model.swatches.values()):
        return
    try:
        read_look(model.charts, make_inks(model))
    except KeyError as fault:
        yield from unknown("swatch", str(fault.args[0]), model.swatches, ("charts",))
    except (TypeError, ValueError) as fault:
        hint = "every key of a chart’s look must be there, with lengths as numbers"
        yield Fault(("charts",), "layout-missing-name", f"the look can’t be read: {fault}", hint)
