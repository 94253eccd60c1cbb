"""Results kept between builds: bytes by the hash of all that they were made from.

A store may forget at any time and must never lie: a key holds everything that the result
depends on, so that nothing kept is ever out of date. Values travel as `packed` bytes, and
come back only as this program's own plain values.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Protocol, TypeVar

from magtool.diagnostics import Span

T = TypeVar("T")

_PLAIN = (str, int, float, bool, bytes, type(None))


class Store(Protocol):
    """Keeps bytes under keys made by `fingerprint`."""

    def get(self, key: str) -> bytes | None:
        """What was kept under the key; None when nothing was, or it has been damaged."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Keeps the bytes; never raises, a store that can't write just forgets."""
        ...


@dataclass(frozen=True, slots=True)
class NoStore:
    """A store that keeps nothing: every result is made anew."""

    def get(self, key: str) -> bytes | None:
        return None

    def put(self, key: str, data: bytes) -> None:
        return None


@dataclass(slots=True)
class MemoryStore:
    """A store that lives as long as the process, before another that lasts longer."""

    kept: dict[str, bytes] = field(default_factory=dict)
    behind: Store = field(default_factory=NoStore)

    def get(self, key: str) -> bytes | None:
        found = self.kept.get(key)
        if found is None:
            found = self.behind.get(key)
            if found is not None:
                self.kept[key] = found
        return found

    def put(self, key: str, data: bytes) -> None:
        self.kept[key] = data
        self.behind.put(key, data)


# ------------------------------------------------------------------------ keys


@cache
def code_version() -> str:
    """Changes whenever this program does: names, sizes and times of its own files.

    Part of every `fingerprint`, because a result also depends on the code that made it.
    """
    digest = hashlib.blake2b(digest_size=8)
    for folder, _, names in sorted(os.walk(os.path.dirname(__file__))):
        for name in sorted(names):
            if not name.endswith(".pyc"):
                state = os.stat(os.path.join(folder, name))
                digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def fingerprint(*values: object) -> str:
    """A key for what depends on this program, these values and nothing else; see `digest`."""
    return digest(code_version(), *values)


def digest(*values: object) -> str:
    """What the values say, in 32 hexadecimal digits.

    Takes plain values, tuples, lists, sets, mappings, enums and dataclasses, by what they say:
    where a text stood (a `Span`) and fields that take no part in comparing are left out. Raises
    TypeError for anything else, which could not be told apart from its like.
    """
    sum_ = hashlib.blake2b(digest_size=16)
    _feed(sum_.update, values)
    return sum_.hexdigest()


def _feed(update: Any, value: object) -> None:
    kind = type(value)
    if kind is Span:
        return
    if kind is str:
        update(b"s%d:" % len(value))  # type: ignore[arg-type]
        update(value.encode("utf-8", "surrogatepass"))  # type: ignore[attr-defined]
    elif kind is bytes:
        update(b"b%d:" % len(value))  # type: ignore[arg-type]
        update(value)
    elif value is None or kind in _PLAIN:
        update(f"{kind.__name__[0]}{value!r};".encode())
    elif kind is tuple or kind is list:
        update(b"(")
        for item in value:  # type: ignore[attr-defined]
            _feed(update, item)
        update(b")")
    elif isinstance(value, Enum):
        update(f"E{kind.__name__}.{value.name};".encode())
    elif is_dataclass(value):
        update(f"D{kind.__module__}.{kind.__name__}(".encode())
        for name in _telling_fields(kind):  # type: ignore[arg-type]
            update(name.encode() + b"=")
            _feed(update, getattr(value, name))
        update(b")")
    elif isinstance(value, Mapping):
        update(b"{")
        for key in sorted(value, key=repr):
            _feed(update, key)
            _feed(update, value[key])
        update(b"}")
    elif isinstance(value, frozenset | set):
        update(b"<")
        for item in sorted(value, key=repr):
            _feed(update, item)
        update(b">")
    else:
        raise TypeError(f"no fingerprint of a {kind.__name__}")


@cache
def _telling_fields(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.compare)


# ---------------------------------------------------------------------- values


def packed(value: object) -> bytes:
    """The value as bytes for a store."""
    return pickle.dumps(value, protocol=5)


@lru_cache(maxsize=1000)
def opened(data: bytes) -> Any:
    """`unpacked`, once in a process for the same bytes: for small values that are frozen."""
    return unpacked(data)


def recall(store: Store, key: str, kind: type[T], *, large: bool = False) -> T | None:
    """The frozen value kept under the key; None when it is nothing of this kind.

    A ``large`` one is opened anew each time, rather than staying in the process's memory.
    """
    data = store.get(key) if key else None
    if data is None:
        return None
    found = unpacked(data) if large else opened(data)
    return found if isinstance(found, kind) else None


def keep(store: Store, key: str, kind: type[T], make: Callable[[], T], *, large: bool = False) -> T:
    """What `recall` finds, else what is made now and kept from now on."""
    found = recall(store, key, kind, large=large)
    if found is None:
        found = make()
        store.put(key, packed(found))
    return found


def unpacked(data: bytes) -> Any:
    """The value that was `packed`; None when the bytes are damaged or hold anything else.

    A folder that came from elsewhere may bring a store along: only this program's dataclasses
    and enums are made from it, never a call of any other kind.
    """
    try:
        return _Unpacker(io.BytesIO(data)).load()
    except Exception:  # damaged bytes may fail in any way, and all of them mean: not kept
        return None


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in (("builtins", "frozenset"), ("builtins", "set")):
            return frozenset if name == "frozenset" else set
        if module.startswith("magtool."):
            __import__(module)
            found = getattr(sys.modules[module], name, None)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a kept kind of value")
