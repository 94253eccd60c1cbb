"""What was found out about a page once it was set: kept, so that it need not be set again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from magtool.edition import Edition, PagePlan
from magtool.layout.content import Content
from magtool.layout.fitrow import FitRow
from magtool.layout.pages import PageWish
from magtool.layout.rules import Price
from magtool.layout.story import Setter, StorySetting
from magtool.page import PageLayout
from magtool.store import NoStore, Store, fingerprint, packed, recall


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an item came to stand: page, rectangle (points), template, and for stories how."""

    kind: str
    slug: str
    page: int
    template: str
    rect: tuple[float, float, float, float]
    setting: StorySetting | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the finished issue.

    ``key`` changes whenever anything does that the page's marks depend on; "" when nobody
    asked what that is. ``layout`` is None when its marks were not wanted.
    """

    number: int
    key: str = ""
    layout: PageLayout | None = None


@dataclass(frozen=True, slots=True)
class SetPage:
    """All that is told of a page (or spread), without its marks.

    ``standing`` are the paragraphs of each story that stand here; settings and fit rows are
    without what only the whole plan knows.
    """

    plan: PagePlan
    settings: tuple[StorySetting, ...]
    stands: tuple[Stand, ...]
    fits: tuple[FitRow, ...]
    standing: tuple[tuple[str, tuple[int, ...]], ...]
    prices: tuple[Price, ...] = ()
    """What it costs to set the page, in its parts."""


_SOUND = b"sound"


def _any_page(key: str) -> bool:
    return True


@dataclass(slots=True)
class Memory:
    """What earlier builds know. ``ground`` is a key for design, faces and language.

    ``wanted`` says by its key whether a page's marks are needed: not where its drawing is kept.
    """

    ground: str = ""
    store: Store = field(default_factory=NoStore)
    wanted: Callable[[str], bool] = _any_page
    _said: dict[int, tuple[Content, str]] = field(default_factory=dict)
    _frame: str = ""

    def for_edition(self, edition: Edition) -> Memory:
        """The memory for pages of this edition."""
        frame = replace(
            edition, stories=(), companies=(), ads=(), fillers=(), cover=None, contents=None,
            editorial=None, surveys=(), pages=replace(edition.pages, locked=frozenset()),
            span=None,
        )  # fmt: skip
        key = fingerprint(self.ground, frame) if self.ground else ""
        return Memory(self.ground, self.store, self.wanted, self._said, key)

    def key(self, wish: PageWish, setter: Setter, breaks: int, jump: int) -> str:
        """The page's key when this setter sets it; "" when nothing is remembered."""
        if not self._frame:
            return ""
        contents = [(name, self._key_of(content)) for name, content in wish.contents]
        carry = wish.carry
        carried = (self._key_of(carry.content), carry.start, carry.from_page) if carry else None
        shown = [c for _, c in wish.contents] + ([carry.content] if carry else [])
        names = {chart.survey for c in shown for chart in c.charts}
        names |= {note.ref for c in shown for note in c.notes}
        asked = [setter.surveys[name] for name in sorted(names) if name in setter.surveys]
        return fingerprint(
            self._frame, wish.template, wish.number, contents, wish.ads, carried, wish.held,
            asked, breaks, jump, setter.full, setter.desperate,
        )  # fmt: skip

    def front_key(self, kind: str, front: Edition, page_of: Mapping[str, int]) -> str:
        """The key of the cover or the contents page."""
        return fingerprint(self._frame, kind, front, dict(page_of)) if self._frame else ""

    def is_sound(self, key: str) -> bool:
        """Whether nothing was amiss when the page with this key was set."""
        return bool(key) and self.store.get(key) == _SOUND

    def note_sound(self, key: str) -> None:
        if key:
            self.store.put(key, _SOUND)

    def recall(self, key: str) -> SetPage | None:
        """What is known of the page with this key."""
        return recall(self.store, key, SetPage)

    def keep(self, key: str, page: SetPage) -> None:
        if key:
            self.store.put(key, packed(page))

    def _key_of(self, content: Content) -> str:
        known = self._said.get(id(content))
        if known is None or known[0] is not content:
            known = self._said[id(content)] = (content, fingerprint(content))
        return known[1]
