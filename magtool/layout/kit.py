"""A design made ready: grid in points, styles with faces and inks, templates by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from magtool.chart import ChartLook
from magtool.compose import Faceset, Measured, Station, TextStyle, measure_text
from magtool.edition import Run
from magtool.layout.design import BoxModel, DesignModel, ModuleModel, StyleModel, TemplateModel
from magtool.layout.flowing import BreakCache
from magtool.layout.grid import Grid
from magtool.measure import BLACK, Ink, mm_to_pt
from magtool.nodes import keys_of
from magtool.store import NoStore, Store
from magtool.typeface import Faces, Hyphenator

_COMPOSED = (
    "align", "case", "tracking", "space", "stretch", "shrink", "letter_budget", "scale_budget",
    "hyphenate", "hang", "hyphen_before", "hyphen_after", "hyphen_penalty", "seam_penalty",
    "short_penalty", "max_ladder", "above", "below", "keep_next",
)  # fmt: skip
"""Keys of a style that go to the composer as they are."""


@dataclass(frozen=True, slots=True)
class Kit:
    """All that setting needs and that does not change during a build.

    Handed to every part of layout; holds no state but what was measured and broken once.
    """

    design: DesignModel
    templates: Mapping[str, TemplateModel]
    grid: Grid
    inks: Mapping[str, Ink]
    styles: Mapping[str, TextStyle]
    faces: Faces
    hyphenator: Hyphenator
    language: str
    _measured: dict[tuple[tuple[Run, ...], str], Measured] = field(default_factory=dict)
    looks: list[ChartLook] = field(default_factory=list)
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What setting found out once: heights of boxes, lines of captions. Keyed by the inputs
    themselves, never by their names: in a running process a name outlives what it stood for."""
    ground: str = ""
    """A key for all that the kit was made from; "" when nothing may be kept by it."""
    store: Store = field(default_factory=NoStore)
    """Keeps charts that were drawn: drawing one costs the import of matplotlib."""
    breaks: BreakCache = field(default_factory=BreakCache)
    """Breaks of measured paragraphs, as long as they are kept."""
    _tailed: dict[tuple[int, float], Measured] = field(default_factory=dict)

    @property
    def accent(self) -> Ink:
        return self.inks[self.design.accent]

    def mark(self, name: str) -> float:
        """One of the design's small lengths, in points."""
        return mm_to_pt(self.design.marks[name])

    def word(self, key: str, /, **values: object) -> str:
        """One of the layout's own words in the issue's language (English if it has none)."""
        by_language = self.design.words.get(self.language) or self.design.words["en"]
        return by_language[key].format(**values)

    def box(self, look: str) -> BoxModel:
        return self.design.boxes[look]

    def module(self, size: str) -> ModuleModel:
        return self.design.modules[size]

    def measured(self, runs: Iterable[Run], style: str | TextStyle) -> Measured:
        """A paragraph measured in a style; kept, because many pages are tried with it."""
        key = (tuple(runs), style if isinstance(style, str) else style.name)
        found = self._measured.get(key)
        if found is None:
            resolved = self.styles[style] if isinstance(style, str) else style
            found = measure_text(key[0], resolved, self.faces, self.hyphenator)
            self._measured[key] = found
        return found

    def tailed(self, text: Measured, end: Station) -> Measured:
        """The paragraph with another last station, kept like the paragraph itself."""
        key = (id(text), end.end_width)
        found = self._tailed.get(key)
        if found is None:
            found = self._tailed[key] = replace(text, stations=(*text.stations[:-1], end))
        return found


def make_grid(design: DesignModel) -> Grid:
    """The grid in points."""
    page, grid = design.page, design.grid
    return Grid(
        page_width=mm_to_pt(page.width_mm),
        page_height=mm_to_pt(page.height_mm),
        bleed=mm_to_pt(page.bleed_mm),
        left=mm_to_pt(grid.left_mm),
        columns=grid.columns,
        unit=mm_to_pt(grid.unit_mm),
        gutter=mm_to_pt(grid.gutter_mm),
        lines=grid.lines,
        first=mm_to_pt(grid.first_mm),
        leading=grid.leading_pt,
        cap=mm_to_pt(grid.cap_mm),
    )


def make_inks(design: DesignModel) -> dict[str, Ink]:
    """Swatches by name, 0-1 per channel."""
    inks = {}
    for name, (c, m, y, k) in design.swatches.items():
        inks[name] = Ink(c / 100, m / 100, y / 100, k / 100, name)
    return inks


def make_styles(design: DesignModel, inks: Mapping[str, Ink]) -> dict[str, TextStyle]:
    """Styles with what they inherit filled in, lengths in points."""
    return {
        name: _style(name, _inherited(name, design.styles), design, inks) for name in design.styles
    }


def _inherited(name: str, styles: Mapping[str, StyleModel]) -> StyleModel:
    model = styles[name]
    if not model.like:
        return model
    base = _inherited(model.like, styles)
    own = {name: getattr(model, name) for name in keys_of(StyleModel) if name != "like"}
    return replace(base, **{name: value for name, value in own.items() if value is not None})


def _style(name: str, model: StyleModel, design: DesignModel, inks: Mapping[str, Ink]) -> TextStyle:
    family = model.family or "serif"
    family = design.fonts.get(family, family)
    regular = model.regular or "regular"
    size = model.size or 9.0

    # What the data leaves open stands as the composer has it.
    given = {key: value for key in _COMPOSED if (value := getattr(model, key)) is not None}
    return TextStyle(
        name=name,
        faces=Faceset(
            f"{family}-{regular}",
            f"{family}-{model.italic or regular}",
            f"{family}-{model.bold or regular}",
        ),
        size=size,
        leading=(1.0 if model.leading is None else model.leading) * design.grid.leading_pt,
        ink=inks[model.ink] if model.ink else BLACK,
        indent=mm_to_pt(model.indent_mm or 0.0),
        **given,
    )
