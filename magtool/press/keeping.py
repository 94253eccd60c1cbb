"""Results taken from a store, or made and put there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from magtool.store import Store, packed, unpacked

T = TypeVar("T")


def recall(store: Store, key: str, kind: type[T]) -> T | None:
    """What was kept under the key; None when it is nothing of this kind."""
    data = store.get(key)
    found = unpacked(data) if data is not None else None
    return found if isinstance(found, kind) else None


def keep(store: Store, key: str, kind: type[T], make: Callable[[], T]) -> T:
    """What was kept under the key, else what is made now and kept from now on."""
    found = recall(store, key, kind)
    if found is None:
        found = make()
        store.put(key, packed(found))
    return found
