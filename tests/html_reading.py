"""HTML as tests read it back: strictly."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser


class HtmlReading(HTMLParser):
    """Tags that are closed in order, all of them, their attributes, and words."""

    def __init__(self, text: str, shapes: Iterable[str] = ("rect",)) -> None:
        super().__init__(convert_charrefs=True)
        self.void = {"meta", "img", "br", *shapes}
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script", "title"):
            self.words.append(data)

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attrs in self.tags if (value := attrs.get(name)) is not None]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())
