"""What was found out about a page once it was set: kept, so that it need not be set again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from magtool.edition import Edition, PagePlan
from magtool.layout.content import Content
from magtool.layout.fitrow import FitRow
from magtool.layout.pages import PageWish
from magtool.layout.story import StorySetting
from magtool.page import PageLayout
from magtool.store import NoStore, Store, fingerprint, packed, unpacked


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

    ``key`` changes whenever anything does that the page's drawing depends on, but for the
    pixels of ``sources``, the files it shows. ``layout`` is None when nobody wanted it drawn.
    """

    number: int
    key: str = ""
    layout: PageLayout | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetPage:
    """All that is told of a page (or spread), without its marks.

    ``standing`` are the paragraphs of each story that stand here, ``sources`` the files that
    each of its pages shows; settings and fit rows are without what only the whole plan knows.
    """

    plan: PagePlan
    settings: tuple[StorySetting, ...]
    stands: tuple[Stand, ...]
    fits: tuple[FitRow, ...]
    standing: tuple[tuple[str, tuple[int, ...]], ...]
    sources: tuple[tuple[str, ...], ...]


def _any_page(key: str, sources: tuple[str, ...]) -> bool:
    return True


@dataclass(slots=True)
class Memory:
    """What earlier builds know. ``ground`` is a key for design, faces and language.

    ``wanted`` says whether a page must be drawn, by its key and the files it shows: not where
    its drawing is kept elsewhere.
    """

    ground: str = ""
    store: Store = field(default_factory=NoStore)
    wanted: Callable[[str, tuple[str, ...]], bool] = _any_page
    _said: dict[int, tuple[Content, str]] = field(default_factory=dict)
    _frame: str = ""

    def for_edition(self, edition: Edition, *settings: object) -> Memory:
        """The memory for pages of this edition, set in this manner."""
        frame = replace(
            edition, stories=(), companies=(), ads=(), fillers=(), cover=None, contents=None,
            editorial=None, surveys=(), pages=replace(edition.pages, locked=frozenset()),
            span=None,
        )  # fmt: skip
        key = fingerprint(self.ground, frame, settings) if self.ground else ""
        return Memory(self.ground, self.store, self.wanted, self._said, key)

    def key(self, wish: PageWish, surveys: Mapping[str, object], breaks: int, jump: int) -> str:
        """The page's key; "" when nothing is remembered."""
        if not self._frame:
            return ""
        contents = [(name, self._key_of(content)) for name, content in wish.contents]
        carry = wish.carry
        carried = (self._key_of(carry.content), carry.start, carry.from_page) if carry else None
        shown = [c for _, c in wish.contents] + ([carry.content] if carry else [])
        names = {chart.survey for c in shown for chart in c.charts}
        names |= {note.ref for c in shown for note in c.notes}
        asked = [surveys[name] for name in sorted(names) if name in surveys]
        return fingerprint(
            self._frame, wish.template, wish.number, contents, wish.ads, carried, wish.held,
            asked, breaks, jump,
        )  # fmt: skip

    def key_of_marks(self, layout: PageLayout) -> str:
        """The key of a page that is set anew at every build: cover and contents."""
        return fingerprint(self._frame, layout) if self._frame else ""

    def recall(self, key: str) -> SetPage | None:
        """What is known of the page with this key."""
        data = self.store.get(key) if key else None
        found = unpacked(data) if data else None
        return found if isinstance(found, SetPage) else None

    def keep(self, key: str, page: SetPage) -> None:
        if key:
            self.store.put(key, packed(page))

    def _key_of(self, content: Content) -> str:
        known = self._said.get(id(content))
        if known is None or known[0] is not content:
            known = self._said[id(content)] = (content, fingerprint(content))
        return known[1]
