"""Stories and ads on one page (or spread) of a template: tried, and made into page layouts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from magtool.edition import Ad, Edition, PagePlan
from magtool.layout.board import span, turned
from magtool.layout.boxes import BoxSetting, set_note
from magtool.layout.content import Content, section_of, survey_notes
from magtool.layout.design import AdZoneModel, TemplateModel, ZoneModel
from magtool.layout.expressions import evaluate
from magtool.layout.flexing import between, flex_extremes, flex_settings, misfit
from magtool.layout.furniture import PageHead, ad_label, finished_page, page_furniture
from magtool.layout.kit import Kit
from magtool.layout.setting import block, shifted
from magtool.layout.story import Held, Setter, StorySetting, Trial, Zone
from magtool.measure import Rect
from magtool.page import Artwork, Block, PageLayout, Rule

_NOTE_AIR = 1.2
_FEW_SETTINGS = 4
_MOST_SETTINGS = 8
_UNLIKELY = 150.0


@dataclass(frozen=True, slots=True)
class Carry:
    """Text that another page carried over: from its page, beginning with a paragraph."""

    content: Content
    start: int
    from_page: int


@dataclass(frozen=True, slots=True)
class PageWish:
    """A template with what is to stand in it; ``ads`` in the order of the template's zones."""

    template: str
    number: int
    contents: tuple[tuple[str, Content], ...] = ()
    ads: tuple[Ad | None, ...] = ()
    carry: Carry | None = None
    held: PagePlan | None = None
    """An approved page, whose movable lines stand as they are."""

    @property
    def left(self) -> bool:
        return self.number % 2 == 0


@dataclass(frozen=True, slots=True)
class PageTrial:
    """One way to set the wish: a trial for every zone. ``carry`` is where the jumping story
    breaks off (0: nothing is carried over)."""

    wish: PageWish
    cost: float
    zones: tuple[tuple[str, Content, Zone, Trial], ...]
    values: tuple[tuple[str, float], ...]
    carry: int = 0
    carried: str = ""

    def for_wish(self, wish: PageWish) -> PageTrial:
        """The same setting on the page that this wish is for."""
        return replace(self, wish=wish)


@dataclass(slots=True)
class PageMaker:
    """Tries and draws pages for one issue."""

    setter: Setter
    edition: Edition
    templates: Mapping[str, TemplateModel]
    known: dict[tuple[object, ...], tuple[PageTrial, ...]]
    zone_trials: dict[tuple[object, ...], tuple[Trial, ...]]

    # ------------------------------------------------------------------ trying

    def be_desperate(self) -> None:
        """From now on also tries settings that leave much white."""
        self.setter = replace(self.setter, desperate=True)
        self.known.clear()
        self.zone_trials.clear()

    def trials(self, wish: PageWish) -> tuple[PageTrial, ...]:
        """The best way for each place a jumping story may break off; () when nothing fits.

        Kept by everything that matters, which the page's own number does not: only its side.
        So a trial's own wish may be another page's; see `PageTrial.for_wish`.
        """
        key = (
            wish.template,
            self._sided(wish),
            tuple((name, content.slug) for name, content in wish.contents),
            tuple(ad.size if ad else "" for ad in wish.ads),
            (wish.carry.content.slug, wish.carry.start) if wish.carry else None,
            wish.held,
        )
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = tuple(self._trials(wish))
        return found

    def zone_of(self, wish: PageWish, name: str) -> Zone:
        """One zone of the wish as it stands with the page's movable lines at their best."""
        template = self.templates[wish.template]
        base = self._page_values(wish, template)
        values = next((v for _, v in flex_settings(template.flex, base)), {})
        return self._zone(wish, template, template.zones[name], {**base, **values})

    def _sided(self, wish: PageWish) -> bool:
        """Whether the page is turned round; all else is alike on left and right pages."""
        mirror = self.templates[wish.template].mirror
        return mirror == ("left" if wish.left else "right")

    def _trials(self, wish: PageWish) -> Iterator[PageTrial]:
        template = self.templates[wish.template]
        base = self._page_values(wish, template)
        best: dict[int, PageTrial] = {}
        for cost, values in self._settings(wish, template, base):
            limit = min((t.cost for t in best.values()), default=math.inf)
            for trial in self._page(wish, template, cost, {**base, **values}, limit):
                known = best.get(trial.carry)
                if known is None or trial.cost < known.cost:
                    best[trial.carry] = trial
        yield from sorted(best.values(), key=lambda t: t.cost)

    def _settings(
        self, wish: PageWish, template: TemplateModel, base: dict[str, float]
    ) -> list[tuple[float, dict[str, float]]]:
        """Settings of the page's own movable lines, the likeliest first.

        What one zone gains another loses: from how each would be filled at the extremes it can
        be told where between them all of them may fit.
        """
        settings = flex_settings(template.flex, base)
        if wish.held:
            held = set(wish.held.lines)
            return [(cost, values) for cost, values in settings if set(values.items()) <= held]
        if len(settings) <= _FEW_SETTINGS:
            return settings
        corners = list(flex_extremes(template.flex, base))
        zones = [
            [(c, self._reach(wish, template, model, content, {**base, **c})) for c in corners]
            for _, content, model in self._filled(wish, template)
            if not model.jump
        ]
        likely: list[tuple[float, float, dict[str, float]]] = []
        for cost, values in settings:
            price = cost
            for reached in zones:
                low = between([(c, reach[0]) for c, reach in reached], values)
                high = between([(c, reach[1]) for c, reach in reached], values)
                price += misfit(low, high)
            likely.append((price, cost, values))
        likely.sort(key=lambda entry: entry[0])
        return [(cost, values) for price, cost, values in likely if price < _UNLIKELY][
            :_MOST_SETTINGS
        ]

    def _reach(
        self,
        wish: PageWish,
        template: TemplateModel,
        model: ZoneModel,
        content: Content,
        values: dict[str, float],
    ) -> tuple[float, float]:
        """Fewest and most lines the zone could be short of its room."""
        zone = self._zone(wish, template, model, values)
        return self.setter.reach(content, zone)

    def _page_values(self, wish: PageWish, template: TemplateModel) -> dict[str, float]:
        """Line numbers that ads and the method note give to the page's zones."""
        lines = float(self.setter.kit.grid.lines)
        values = {"lines": lines, "ad.top": lines + 2}
        for number, (zone, ad) in enumerate(zip(template.ads, wish.ads, strict=False), start=1):
            if ad is None:
                continue
            foot = evaluate(zone.foot, values)
            top = foot - self.setter.kit.module(ad.size).lines + 1
            values["ad.top" if number == 1 else f"ad{number}.top"] = top
        foot = evaluate(template.note_foot, values)
        values["note.foot"] = foot
        note = self._note(wish, template)
        height = sum(n.height for n in note) / self.setter.kit.grid.leading
        values["bottom"] = math.floor(foot - height - _NOTE_AIR) if note else foot
        return values

    def _note(self, wish: PageWish, template: TemplateModel) -> tuple[BoxSetting, ...]:
        kit = self.setter.kit
        contents = [content for _, content in wish.contents]
        first, last = span(template.note_columns)
        width = kit.grid.width(last - first + 1)
        return tuple(
            set_note(kit, title, runs, width, contents[0].slug)
            for title, runs in survey_notes(contents, self.setter.surveys, kit.word("method"))
        )

    def _page(
        self,
        wish: PageWish,
        template: TemplateModel,
        cost: float,
        values: dict[str, float],
        limit: float,
    ) -> Iterator[PageTrial]:
        zones: list[tuple[str, Content, Zone, tuple[Trial, ...]]] = []
        least = cost
        for name, content, model in self._filled(wish, template):
            zone = self._zone(wish, template, model, values, _held(wish, name))
            trials = self._zone_trials(name, content, zone, wish, values)
            least += trials[0].cost if trials else 0.0
            if not trials or least >= limit:
                return
            zones.append((name, content, zone, trials))
        yield from self._combined(wish, cost, values, zones)

    def _filled(
        self, wish: PageWish, template: TemplateModel
    ) -> Iterator[tuple[str, Content, ZoneModel]]:
        for name, content in wish.contents:
            yield name, content, template.zones[name]
        if wish.carry is not None:
            for name, model in template.zones.items():
                if model.jump_to:
                    yield name, wish.carry.content, model

    def _zone(
        self,
        wish: PageWish,
        template: TemplateModel,
        model: ZoneModel,
        values: dict[str, float],
        held: Held | None = None,
    ) -> Zone:
        carry = wish.carry if model.jump_to else None
        return Zone(
            model=model,
            first_page=wish.number,
            pages=template.pages,
            mirrored=self._sided(wish),
            top=evaluate(model.top, values),
            bottom=evaluate(model.bottom, values),
            values=tuple(sorted(values.items())),
            from_page=carry.from_page if carry else 0,
            start=carry.start if carry else 0,
            held=held,
        )

    def _zone_trials(
        self, name: str, content: Content, zone: Zone, wish: PageWish, values: dict[str, float]
    ) -> tuple[Trial, ...]:
        key = (
            wish.template, name, content.slug, zone.top, zone.bottom, zone.start,
            self._sided(wish), values["ad.top"], zone.held,
        )  # fmt: skip
        found = self.zone_trials.get(key)
        if found is None:
            found = self.zone_trials[key] = self.setter.trials(content, zone)
        return found

    def _combined(
        self,
        wish: PageWish,
        cost: float,
        values: dict[str, float],
        zones: Sequence[tuple[str, Content, Zone, tuple[Trial, ...]]],
    ) -> Iterator[PageTrial]:
        """The page for every break-off of its jumping zone, the rest at their best."""
        for choice in product(*(self._choices(content, zone, t) for _, content, zone, t in zones)):
            carry, carried = 0, ""
            for (_, content, _, _), trial in zip(zones, choice, strict=True):
                if trial.carry:
                    carry, carried = trial.carry, content.slug
            yield PageTrial(
                wish,
                cost + sum(t.cost for t in choice),
                tuple(
                    (name, content, zone, trial)
                    for (name, content, zone, _), trial in zip(zones, choice, strict=True)
                ),
                tuple(sorted(values.items())),
                carry,
                carried,
            )

    def _choices(
        self, content: Content, zone: Zone, trials: tuple[Trial, ...]
    ) -> tuple[Trial, ...]:
        return trials[:6] if zone.model.jump else trials[:1]

    # ----------------------------------------------------------------- drawing

    def draw(
        self, trial: PageTrial, jump_page: int = 0
    ) -> tuple[tuple[PageLayout, ...], tuple[StorySetting, ...]]:
        """The template's finished pages, furniture and all, and how each story was set."""
        wish = trial.wish
        template = self.templates[wish.template]
        # A trial is kept for every page it may stand on: only now are the numbers known.
        from_page = wish.carry.from_page if wish.carry else 0
        trial = replace(
            trial,
            zones=tuple(
                (name, content, replace(z, first_page=wish.number, from_page=from_page), chosen)
                for name, content, z, chosen in trial.zones
            ),
        )
        settings = tuple(
            self.setter.draw(content, zone, chosen, jump_page)
            for _, content, zone, chosen in trial.zones
        )
        pages = []
        for page in range(1, template.pages + 1):
            blocks: list[Block] = []
            blocks += self._furniture(trial, page, settings)
            blocks += self._ads(wish, template) if page == 1 else []
            for setting in settings:
                blocks += setting.blocks.get(page, ())
            if page == 1:
                blocks += self._rules(trial, template)
            if page == template.note_page:
                blocks += self._notes(trial, template)
            pages.append(self._layout(wish.number + page - 1, blocks))
        return tuple(pages), settings

    def _layout(self, number: int, blocks: Sequence[Block]) -> PageLayout:
        # Pictures that bleed lie under the furniture, whatever stands first in reading.
        ground = [b for b in blocks if b.role == "picture"]
        rest = [b for b in blocks if b.role != "picture"]
        return finished_page(self.setter.kit, self.edition, number, (*ground, *rest))

    def _furniture(
        self, trial: PageTrial, page: int, settings: Sequence[StorySetting]
    ) -> tuple[Block, ...]:
        wish = trial.wish
        kit = self.setter.kit
        if not trial.zones:
            full = any(ad and kit.module(ad.size).page for ad in wish.ads)
            number = wish.number + page - 1
            return () if full else page_furniture(kit, self.edition, number, None)
        ranked = sorted(trial.zones, key=lambda zone: zone[2].model.rank)
        _, content, zone, _ = ranked[0]
        section = section_of(kit, content)
        theme = content.theme or section.theme.get(kit.language, "")
        if zone.start:
            theme = kit.word("continued-from", page=zone.from_page)
        chip = any(s.chip for s in settings)
        bare = chip and page > 1
        head = None if bare else PageHead(content.section, theme, chip)
        return page_furniture(kit, self.edition, wish.number + page - 1, head)

    def _ads(self, wish: PageWish, template: TemplateModel) -> list[Block]:
        blocks = []
        mirrored = self._sided(wish)
        for zone, ad in zip(template.ads, wish.ads, strict=False):
            if ad is not None:
                blocks += place_ad(self.setter.kit, zone, ad, mirrored)
        return blocks

    def _rules(self, trial: PageTrial, template: TemplateModel) -> list[Block]:
        kit, grid = self.setter.kit, self.setter.kit.grid
        values = dict(trial.values)
        blocks = []
        for rule in template.rules:
            first, last = span(rule.columns)
            y = grid.baseline(evaluate(rule.line, values)) - grid.cap / 2
            ink = kit.inks[rule.ink]
            mark = Rule(grid.column_left(first), y, grid.column_right(last), y, rule.weight_pt, ink)
            blocks.append(block("rule", "", (mark,)))
        for _, _, zone, _ in trial.zones:
            if not zone.model.vertical_rule:
                continue
            first, _ = turned(zone.model.columns, zone.mirrored, grid.columns)
            x = grid.column_left(first) - grid.gutter / 2
            ink = kit.inks[zone.model.vertical_rule]
            mark = Rule(x, grid.top(zone.top), x, grid.baseline(zone.bottom), 0.5, ink)
            blocks.append(block("rule", "", (mark,)))
        return blocks

    def _notes(self, trial: PageTrial, template: TemplateModel) -> list[Block]:
        grid = self.setter.kit.grid
        first, _ = turned(template.note_columns, self._sided(trial.wish), grid.columns)
        y = grid.baseline(dict(trial.values)["note.foot"])
        blocks: list[Block] = []
        for note in reversed(self._note(trial.wish, template)):
            y -= note.height
            blocks += shifted(note.blocks, grid.column_left(first), y)
            y -= grid.leading / 2
        return blocks


def plan_of(trial: PageTrial, template: TemplateModel) -> PagePlan:
    """The page as the desk's plan tells it."""
    wish = trial.wish
    lines = [(name, value) for name, value in trial.values if name in template.flex]
    for name, _, _, chosen in trial.zones:
        lines += [(f"{name}/{line}", value) for line, value in chosen.values]
    return PagePlan(
        page=wish.number,
        template=wish.template,
        stories=tuple((name, content.slug) for name, content in wish.contents),
        ads=tuple(ad.id if ad else "" for ad in wish.ads),
        follows=wish.carry.from_page if wish.carry else 0,
        breaks=trial.carry,
        lines=tuple(lines),
        dropped=tuple(f"{z}/{what}" for z, _, _, t in trial.zones for what in sorted(t.without)),
        cost=round(trial.cost, 2),
    )


def _held(wish: PageWish, zone: str) -> Held | None:
    """What an approved page's plan says of one zone."""
    if wish.held is None:
        return None
    own = zone + "/"
    lines = ((n.removeprefix(own), value) for n, value in wish.held.lines if n.startswith(own))
    dropped = (name.removeprefix(own) for name in wish.held.dropped if name.startswith(own))
    return Held(frozenset(lines), frozenset(dropped))


def place_ad(kit: Kit, zone: AdZoneModel, ad: Ad, mirrored: bool) -> list[Block]:
    """The artwork true to size in the middle of its room, with its label."""
    grid, module = kit.grid, kit.module(ad.size)
    if module.page and module.bleeds:
        middle_x, middle_y = grid.page_width / 2, grid.page_height / 2
    else:
        first, last = turned(zone.columns, mirrored, grid.columns)
        foot = evaluate(zone.foot, {"lines": float(grid.lines)})
        room = grid.rect(first, last, foot - module.lines + 1, foot)
        middle_x, middle_y = (room.x0 + room.x1) / 2, (room.y0 + room.y1) / 2
        if module.bleeds:
            middle_x, middle_y = grid.page_width / 2, grid.page_height - ad.height / 2
    rect = Rect(
        middle_x - ad.width / 2,
        middle_y - ad.height / 2,
        middle_x + ad.width / 2,
        middle_y + ad.height / 2,
    )
    clip = rect
    if module.bleeds:
        clip = Rect(
            rect.x0 - grid.bleed,
            rect.y0 - (grid.bleed if module.page else 0.0),
            rect.x1 + grid.bleed,
            rect.y1 + grid.bleed,
        )
    art = Artwork(rect, clip, ad.artwork, ad.bleed)
    return [
        block("ad", ad.id, (art,), f"{kit.word('ad')}: {ad.advertiser}"),
        ad_label(kit, rect, on_art=module.page and module.bleeds),
    ]
