"""PDF functions evaluated: tint transforms and the colours of gradients (ISO 32000-1 §7.10).

A function takes many points at a time, one a row, and gives as many rows back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pikepdf

from magtool.intake.streams import read_stream
from magtool.press.calculator import Program, Stack, parse_program, run_program

Floats = npt.NDArray[np.float64]
Limits = npt.NDArray[np.float64]
"""Least and greatest value of each number, one pair a row."""

_DEPTH = 8
"""Deepest nesting of functions."""
_MOST_BYTES = 1 << 25
"""Of one function: a table of four inks with 33 steps each and four results has 4.7 MB."""


class Function(Protocol):
    """Many points of ``inputs`` numbers each to as many results."""

    @property
    def domain(self) -> Limits:
        """What the inputs are clipped to."""
        ...

    def __call__(self, points: Floats) -> Floats: ...

    def breaks(self) -> tuple[float, ...]:
        """Where a function of one input may jump."""
        ...


def read_function(told: Any, depth: int = _DEPTH) -> Function:
    """A function, or an array of functions with one result each; raises ValueError."""
    if depth == 0:
        raise ValueError("functions are nested too deep")
    if isinstance(told, pikepdf.Array):
        parts = tuple(read_function(part, depth - 1) for part in told)
        if not parts:
            raise ValueError("there is no function")
        return _Joined(parts[0].domain, parts)
    if not isinstance(told, pikepdf.Dictionary | pikepdf.Stream):
        raise ValueError("a function is missing")
    domain = _pairs(told.get("/Domain"))
    if domain is None or not len(domain):
        raise ValueError("a function has no domain")
    limits = _pairs(told.get("/Range"))
    match told.get("/FunctionType"):
        case 0 if limits is not None:
            return _read_sampled(told, domain, limits)
        case 2:
            return _read_power(told, domain, limits)
        case 3:
            return _read_stitched(told, domain, limits, depth)
        case 4 if limits is not None:
            program = parse_program(read_stream(told, _MOST_BYTES))
            return _Calculated(domain, limits, program)
    raise ValueError("a function is of no known kind")


def _pairs(told: Any) -> Limits | None:
    if not isinstance(told, pikepdf.Array):
        return None
    return np.array([float(value) for value in told], dtype=float).reshape(-1, 2)


def _numbers(told: Any, default: Sequence[float]) -> Floats:
    listed = default if told is None else [float(value) for value in told]
    return np.array(listed, dtype=float)


def _clipped(values: Floats, limits: Limits | None) -> Floats:
    if limits is None:
        return values
    return np.clip(values[:, : len(limits)], limits[:, 0], limits[:, 1])


def _spread(values: Floats, limits: Limits, to: Limits) -> Floats:
    """Values moved from one range to another; a range without extent is its beginning."""
    extent = limits[:, 1] - limits[:, 0]
    share = (values - limits[:, 0]) / np.where(extent == 0, 1, extent)
    return to[:, 0] + share * (to[:, 1] - to[:, 0])


@dataclass(frozen=True, slots=True)
class _Joined:
    """Several functions of the same inputs, their results side by side."""

    domain: Limits
    parts: tuple[Function, ...]

    def __call__(self, points: Floats) -> Floats:
        return np.hstack([part(points) for part in self.parts])

    def breaks(self) -> tuple[float, ...]:
        return tuple(sorted({at for part in self.parts for at in part.breaks()}))


@dataclass(frozen=True, slots=True)
class _Sampled:
    """Type 0: a table, between whose entries is interpolated in every direction.

    ``table`` has one axis for each input, the last input first, and one for the results.
    """

    domain: Limits
    limits: Limits
    encode: Limits
    decode: Limits
    table: Floats

    def __call__(self, points: Floats) -> Floats:
        sizes = np.array(self.table.shape[-2::-1])
        places = _spread(_clipped(points, self.domain), self.domain, self.encode)
        places = np.clip(places, 0, sizes - 1)
        lower = np.minimum(places.astype(np.int64), np.maximum(sizes - 2, 0))
        share = places - lower
        result = np.zeros((len(points), self.table.shape[-1]))
        for corner in range(1 << len(sizes)):
            upper = np.array([corner >> axis & 1 for axis in range(len(sizes))])
            weight = np.prod(np.where(upper, share, 1 - share), axis=1)
            index = np.minimum(lower + upper, sizes - 1)
            result += weight[:, None] * self.table[tuple(index.T[::-1])]
        unit = np.tile([0.0, 1.0], (result.shape[1], 1))
        return _clipped(_spread(result, unit, self.decode), self.limits)

    def breaks(self) -> tuple[float, ...]:
        return ()


def _read_sampled(told: Any, domain: Limits, limits: Limits) -> Function:
    sizes = [int(size) for size in told.Size]
    bits = int(told.BitsPerSample)
    count = int(np.prod(sizes, dtype=object)) * len(limits)
    if len(sizes) != len(domain) or min(sizes) < 1 or not 0 < count * bits <= 8 * _MOST_BYTES:
        raise ValueError("a table of colours has no sound size")
    samples = unpacked_samples(read_stream(told, _MOST_BYTES), count, bits)
    whole = samples / float((1 << bits) - 1)
    encode = _pairs(told.get("/Encode"))
    decode = _pairs(told.get("/Decode"))
    if encode is None:
        encode = np.array([[0.0, size - 1.0] for size in sizes])
    table = whole.reshape(*reversed(sizes), len(limits))
    return _Sampled(domain, limits, encode, limits if decode is None else decode, table)


def unpacked_samples(data: bytes, count: int, bits: int) -> npt.NDArray[np.uint64]:
    """So many numbers of 1 to 32 bits each, packed one behind another; missing ones are 0."""
    data = data[: -(-count * bits // 8)].ljust(-(-count * bits // 8), b"\0")
    if bits in (8, 16, 32):
        return np.frombuffer(data, dtype=f">u{bits // 8}")[:count].astype(np.uint64)
    flags = np.unpackbits(np.frombuffer(data, dtype=np.uint8))[: count * bits]
    weights = np.left_shift(np.uint64(1), np.arange(bits - 1, -1, -1, dtype=np.uint64))
    found: npt.NDArray[np.uint64] = flags.reshape(count, bits).astype(np.uint64) @ weights
    return found


@dataclass(frozen=True, slots=True)
class _Power:
    """Type 2: from one colour to another by a power of the input."""

    domain: Limits
    limits: Limits | None
    start: Floats
    end: Floats
    exponent: float

    def __call__(self, points: Floats) -> Floats:
        base = _clipped(points, self.domain)[:, :1]
        with np.errstate(all="ignore"):
            share = np.nan_to_num(base**self.exponent)
        return _clipped(self.start + share * (self.end - self.start), self.limits)

    def breaks(self) -> tuple[float, ...]:
        return ()


def _read_power(told: Any, domain: Limits, limits: Limits | None) -> Function:
    start, end = _numbers(told.get("/C0"), (0.0,)), _numbers(told.get("/C1"), (1.0,))
    return _Power(domain, limits, start, end, float(told.get("/N", 1)))


@dataclass(frozen=True, slots=True)
class _Stitched:
    """Type 3: functions side by side, each for a part of the input's range."""

    domain: Limits
    limits: Limits | None
    parts: tuple[Function, ...]
    edges: Floats
    encode: Limits

    def __call__(self, points: Floats) -> Floats:
        places = _clipped(points, self.domain)[:, 0]
        which = np.clip(np.searchsorted(self.edges[1:-1], places, "right"), 0, len(self.parts) - 1)
        result: Floats | None = None
        for number in np.unique(which):
            chosen = which == number
            limits = self.edges[number : number + 2].reshape(1, 2)
            inner = _spread(places[chosen, None], limits, self.encode[number : number + 1])
            found = self.parts[number](inner)
            if result is None:
                result = np.zeros((len(points), found.shape[1]))
            result[chosen] = found
        if result is None:
            raise ValueError("a function is asked for nothing")
        return _clipped(result, self.limits)

    def breaks(self) -> tuple[float, ...]:
        found = set(self.edges[1:-1].tolist())
        for number, part in enumerate(self.parts):
            limits, encode = self.edges[number : number + 2], self.encode[number]
            inside = np.array(part.breaks()).reshape(-1, 1)
            back = _spread(inside, encode.reshape(1, 2), limits.reshape(1, 2))[:, 0]
            found.update(at for at in back.tolist() if limits[0] < at < limits[1])
        return tuple(sorted(found))


def _read_stitched(told: Any, domain: Limits, limits: Limits | None, depth: int) -> Function:
    parts = tuple(read_function(part, depth - 1) for part in told.Functions)
    bounds = [float(value) for value in told.Bounds]
    encode = _pairs(told.Encode)
    if not parts or len(bounds) != len(parts) - 1 or encode is None or len(encode) != len(parts):
        raise ValueError("a stitched function has not as many bounds as parts")
    edges = np.array([domain[0, 0], *bounds, domain[0, 1]])
    return _Stitched(domain, limits, parts, edges, encode)


@dataclass(frozen=True, slots=True)
class _Calculated:
    """Type 4: a PostScript program without loops."""

    domain: Limits
    limits: Limits
    program: Program

    def __call__(self, points: Floats) -> Floats:
        stack: Stack = list(_clipped(points, self.domain).T)
        with np.errstate(all="ignore"):
            run_program(self.program, stack)
        if len(stack) < len(self.limits):
            raise ValueError("a calculator function gives too few results")
        # What a program does not work out of its inputs stands on the stack but once.
        columns = [np.broadcast_to(column, len(points)) for column in stack[-len(self.limits) :]]
        return _clipped(np.nan_to_num(np.column_stack(columns).astype(float)), self.limits)

    def breaks(self) -> tuple[float, ...]:
        return ()
