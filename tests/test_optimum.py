"""The search held against every plan there is, and any story in any template: whole, in frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layout_kit import trade_kit
from test_flatplan import booking, edition, set_words, story

from magtool.edition import Ad, Story
from magtool.layout.board import span
from magtool.layout.content import Content, story_content
from magtool.layout.flatplan import _EMPTY, Planner
from magtool.layout.flowing import BreakCache
from magtool.layout.pages import PageMaker, PageWish
from magtool.layout.rules import Before, Rules, can_show, suits, total
from magtool.layout.story import Setter
from magtool.page import GlyphRun

PAGES = 4
TEMPLATES = ("story-page", "story-page-left", "essay-right", "two-news", "full-ad")
HAIR = 0.02


def planner(stories: tuple[Story, ...], ads: tuple[Ad, ...]) -> Planner:
    """A planner that knows a few templates only, none of which jumps."""
    kit = trade_kit()
    issue = edition(stories, ads)
    templates = {name: kit.templates[name] for name in TEMPLATES}
    maker = PageMaker(Setter(kit, {}, BreakCache()), issue, templates, {}, {})
    return Planner(maker, issue, {}, (), lambda content: False)


def every_plan(
    planner: Planner,
    rules: Rules,
    number: int,
    stories: tuple[Content, ...],
    ads: tuple[Ad, ...],
    before: Before,
) -> Iterator[tuple[float, int]]:
    """Cost of every way to fill the pages from this one on, and how much it leaves out."""
    if number > PAGES:
        yield 0.0, len(stories) + len(ads)
        return
    stood = False
    for wish in every_page(planner, rules, number, stories, ads):
        for trial in planner.maker.trials(wish):
            stood = True
            cost = total(rules.of_wish(wish, stories, None, before)) + trial.cost
            used = {content.slug for _, content in wish.contents} | {a.id for a in wish.ads if a}
            rest = tuple(content for content in stories if content.slug not in used)
            left = tuple(ad for ad in ads if ad.id not in used)
            after = before.then(wish.template, 1, wish)
            for more, lost in every_plan(planner, rules, number + 1, rest, left, after):
                yield cost + more, lost
    if not stood or (not stories and not ads and number > 2):
        for more, lost in every_plan(planner, rules, number + 1, stories, ads, before.then("")):
            yield _EMPTY + more, lost


def every_page(
    planner: Planner, rules: Rules, number: int, stories: tuple[Content, ...], ads: tuple[Ad, ...]
) -> Iterator[PageWish]:
    """Every template that may stand on the page with all that may stand in it."""
    for name, template in planner.maker.templates.items():
        if template.side and (template.side == "left") != (number % 2 == 0):
            continue
        zones = list(template.zones.items())
        choices: list[list[Ad | None]] = [
            [*(ad for ad in ads if ad.size in zone.sizes), *([None] if zone.optional else [])]
            for zone in template.ads
        ]
        for chosen in permutations(stories, len(zones)):
            pairs = list(zip(zones, chosen, strict=True))
            if any(suits(rules, zone, content) is None for (_, zone), content in pairs):
                continue
            for booked in product(*choices):
                contents = tuple((zone, content) for (zone, _), content in pairs)
                yield PageWish(name, number, contents, tuple(booked))


SIZES = st.lists(
    st.tuples(st.sampled_from([150, 240, 330, 420, 560]), st.integers(0, 1)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=12, deadline=None)
@given(SIZES, st.integers(0, 2))
def test_the_plan_of_a_small_issue_is_the_best_of_all_there_are(
    sizes: list[tuple[int, int]], ads: int
) -> None:
    stories = tuple(story(n, words, images) for n, (words, images) in enumerate(sizes, start=1))
    booked = tuple(booking(n, "full") for n in range(1, ads + 1))
    made = planner(stories, booked)
    contents = tuple(story_content(trade_kit(), s) for s in stories)
    found = made.best(PAGES, contents, (), booked)[0]
    rules = made.rules(PAGES)
    plans = list(every_plan(made, rules, 1, contents, booked, Before()))
    least = min(lost for _, lost in plans)
    assert len(found.unplaced) == least
    assert found.cost == pytest.approx(min(cost for cost, lost in plans if lost == least))


@settings(max_examples=12, deadline=None)
@given(SIZES, st.integers(0, 2))
def test_what_is_told_of_a_plan_is_what_it_cost(sizes: list[tuple[int, int]], ads: int) -> None:
    stories = tuple(story(n, words, images) for n, (words, images) in enumerate(sizes, start=1))
    booked = tuple(booking(n, "full") for n in range(1, ads + 1))
    made = planner(stories, booked)
    contents = tuple(story_content(trade_kit(), s) for s in stories)
    found = made.best(PAGES, contents, (), booked)[0]
    told = made.prices(found, contents, ())
    assert sum(total(prices) for prices in told) == pytest.approx(found.cost, abs=0.05)


# ------------------------------------------------- any story in any template


@cache
def holders() -> tuple[tuple[str, str], ...]:
    """Every template's zones that take plain stories."""
    return tuple(
        (name, zone)
        for name, template in trade_kit().templates.items()
        for zone, model in template.zones.items()
        if not model.jump_to and not model.takes.company and model.takes.charts.startswith("0")
    )


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(holders()), st.data())
def test_a_story_stands_whole_and_inside_its_page_in_any_template(
    place: tuple[str, str], data: st.DataObject
) -> None:
    name, zone = place
    kit = trade_kit()
    template = kit.templates[name]
    takes = template.zones[zone].takes
    low, high = span(takes.words)
    words = data.draw(st.integers(max(low * 3 // 4, 60), min(high + 60, 1600)))
    images = data.draw(st.integers(*span(takes.images)))
    told = story(words % 97 + 1, words, min(images, 4))
    content = story_content(kit, told)
    if not can_show(template.zones[zone], content):
        return
    issue = edition((told,), ())
    maker = PageMaker(Setter(kit, {}, BreakCache(), desperate=True), issue, kit.templates, {}, {})
    number = 5 if template.side == "right" else 4
    wish = PageWish(name, number, ((zone, content),), tuple(None for _ in template.ads))
    whole = [trial for trial in maker.trials(wish) if not trial.carry]
    if not whole:
        return  # too long for it: told elsewhere
    pages, _ = maker.draw(whole[0])
    wanted = Counter(w for p in told.article.paragraphs for w in p.text.split())
    assert set_words(pages, told.slug) == wanted
    for page in pages:
        for block in page.blocks:
            if block.owner != told.slug or block.role not in ("paragraph", "subhead", "dialogue"):
                continue
            for op in block.ops:
                if isinstance(op, GlyphRun):
                    assert kit.grid.left - 3 <= op.x
                    assert op.x + op.width <= kit.grid.column_right(kit.grid.columns) + 3 + HAIR
                    row = (op.y - kit.grid.first) / kit.grid.leading
                    assert abs(row - round(row)) < HAIR
