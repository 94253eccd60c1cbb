"""The trade design made ready, for tests that look at real faces and real measures."""

from __future__ import annotations

import functools
import pathlib

from magtool.disk import DiskLibrary
from magtool.layout.kit import Kit
from magtool.layout.reading import make_kit, read_design

ROOT = pathlib.Path(__file__).resolve().parent.parent


@functools.cache
def trade_kit(language: str = "sv") -> Kit:
    """A kit of layouts/trade; one for each language in a test run, because fonts are large."""
    library = DiskLibrary(ROOT)
    checked = read_design(library, "trade")
    assert checked.value is not None, checked.diagnostics
    return make_kit(checked.value, library, language)
