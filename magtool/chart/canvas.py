"""A matplotlib backend that draws into the page's display list. The only importer of matplotlib.

matplotlib turns numbers into places: bars and curves stand in axes whose limits are the chart's
own scale. What it draws arrives here as paths in points and leaves as marks in the page's inks:
a colour is only a key to a registry of inks, so no conversion between colour spaces happens.
Every property that a reader's matplotlibrc could set is set here, so charts look the same on
every machine.
Words don't go through matplotlib's ``Text``: since 3.11 its layout asks the system's font cache
for metrics (``Text._get_layout``), while ours are measured by the page's own faces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase, GraphicsContextBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Transform

from magtool.chart.marks import Bar, Box, Curve, Frame, Line, Mark, Words
from magtool.measure import Ink, Rect
from magtool.page import Fill, Lettering, Op, Path, Rule

_DPI = 72.0  # makes matplotlib's display units points
_PLACES = 4  # decimals kept: 1e-4 pt is far under a plate's dot, and stops noise of floats
_GROUND, _LINES, _WORDS = 1.0, 2.0, 3.0  # painting order
_Colour = tuple[float, float, float, float]


def paint(
    marks: Iterable[Mark], width: float, height: float, lettering: Lettering
) -> tuple[Op, ...]:
    """The marks as a display list: areas first, then lines, then words in the order given."""
    inks = InkKeys()
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI)
    figure.set_layout_engine("none")
    figure.patch.set_visible(False)
    _Stage(figure, height, inks).set(marks)
    canvas = DisplayListCanvas(figure)
    return canvas.ops(inks, lettering)


class InkKeys:
    """Inks by a colour that stands for them inside matplotlib, one for each ink."""

    def __init__(self) -> None:
        self._inks: list[Ink] = []

    def key(self, ink: Ink) -> _Colour:
        """The RGBA key of an ink; the shade has no meaning."""
        if ink not in self._inks:
            self._inks.append(ink)
        high, low = divmod(self._inks.index(ink), 256)
        return (low / 256.0, high / 256.0, 0.0, 1.0)

    def ink(self, colour: Sequence[float]) -> Ink:
        """The ink behind a key. A colour that was never given out is a bug."""
        return self._inks[round(colour[0] * 256.0) + 256 * round(colour[1] * 256.0)]


class DisplayListCanvas(FigureCanvasBase):
    """A figure's canvas whose product is a display list."""

    def ops(self, inks: InkKeys, lettering: Lettering) -> tuple[Op, ...]:
        """Draw the figure."""
        box = self.figure.bbox
        renderer = DisplayListRenderer(float(box.width), float(box.height), inks, lettering)
        self.figure.draw(renderer)
        return tuple(renderer.ops)


class DisplayListRenderer(RendererBase):
    """Receives paths and words in points, y up, and keeps them as marks, y down."""

    def __init__(self, width: float, height: float, inks: InkKeys, lettering: Lettering) -> None:
        super().__init__()
        self.ops: list[Op] = []
        self._size = (width, height)
        self._inks = inks
        self._lettering = lettering

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._size

    def points_to_pixels(self, points: Any) -> Any:
        return points

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Outline,
        transform: Transform,
        rgbFace: Any = None,
    ) -> None:
        weight = float(gc.get_linewidth())
        stroke = self._inks.ink(gc.get_rgb()) if weight > 0.0 else None
        fill = self._inks.ink(rgbFace) if rgbFace is not None else None
        segments = self._segments(path, transform)
        if fill and not stroke and (rect := _rectangle(segments)):
            self.ops.append(Fill(rect, fill))
        elif stroke and not fill and (ends := _straight(segments)):
            self.ops.append(Rule(*ends, weight, stroke))
        elif fill or stroke:
            self.ops.append(Path(segments, fill, stroke, weight if stroke else 0.0))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        face, size = prop.get_family()[0], float(prop.get_size_in_points())
        ink = self._inks.ink(gc.get_rgb())
        tracking = float(getattr(mtext, "tracking", 0.0))
        place = (round(float(x), _PLACES), round(float(self._size[1] - y), _PLACES))
        self.ops.extend(self._lettering.runs(s, face, size, ink, *place, tracking))

    def draw_image(self, gc: Any, x: Any, y: Any, im: Any, transform: Any = None) -> None:
        raise NotImplementedError("charts hold no pictures")

    def _segments(self, path: Outline, transform: Transform) -> tuple[tuple[str | float, ...], ...]:
        """The path's segments, y down; quadratic curves raised to cubic ones."""
        segments: list[tuple[str | float, ...]] = []
        last = (0.0, 0.0)
        for points, code in path.iter_segments(transform, simplify=False, curves=True):
            flat = [float(value) for value in cast(Any, points)]
            if code == Outline.CLOSEPOLY:
                segments.append(("Z",))
                continue
            pairs = [(x, self._size[1] - y) for x, y in zip(flat[::2], flat[1::2], strict=True)]
            if code == Outline.CURVE3:
                pairs = _cubic(last, *pairs)
            letter = {Outline.MOVETO: "M", Outline.LINETO: "L"}.get(cast(Any, code), "C")
            places = (round(value, _PLACES) for pair in pairs for value in pair)
            segments.append((letter, *places))
            last = pairs[-1]
        return tuple(segments)


class _Letters(Artist):
    """A line of type as an artist: its place is ours, its drawing the renderer's."""

    def __init__(self, words: Words, colour: _Colour) -> None:
        super().__init__()
        self.tracking = words.style.tracking
        self._words = words
        self._colour = colour
        # a list: a lone string would be read as a fontconfig pattern, "-" as a separator
        self._font = FontProperties(family=[words.style.face], size=words.style.size)
        self.set_zorder(_WORDS)

    def draw(self, renderer: RendererBase) -> None:
        gc = renderer.new_gc()
        gc.set_foreground(self._colour, isRGBA=True)
        x, y = self.get_transform().transform((self._words.x, self._words.y))
        renderer.draw_text(gc, x, y, self._words.text, self._font, 0.0, mtext=cast(Any, self))
        gc.restore()


class _Stage:
    """Puts marks into a figure: places in points over the whole of it, numbers in axes."""

    def __init__(self, figure: Figure, height: float, inks: InkKeys) -> None:
        self._figure = figure
        self._inks = inks
        self._page = Affine2D().scale(1.0, -1.0).translate(0.0, height)
        self._axes: dict[Frame, Axes] = {}

    def set(self, marks: Iterable[Mark]) -> None:
        """Every mark as an artist, in the order given."""
        for mark in marks:
            match mark:
                case Words():
                    self._add(_Letters(mark, self._inks.key(mark.style.ink)))
                case Box(rect, ink):
                    shape = Rectangle((rect.x0, rect.y0), rect.width, rect.height)
                    shape.set(facecolor=self._inks.key(ink), linewidth=0.0, zorder=_GROUND)
                    self._add(shape)
                case Line(x0, y0, x1, y1, weight, ink):
                    line = Line2D([x0, x1], [y0, y1], linestyle="-", marker="")
                    line.set(linewidth=weight, color=self._inks.key(ink), zorder=_GROUND)
                    self._add(line)
                case Bar():
                    self._bar(mark)
                case Curve():
                    self._curve(mark)

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._page)
        self._figure.add_artist(artist)

    def _bar(self, bar: Bar) -> None:
        self._in(bar.frame).barh(
            bar.middle,
            bar.length,
            bar.thickness,
            left=bar.start,
            color=self._inks.key(bar.ink),
            linewidth=0.0,
            zorder=_GROUND,
            clip_on=False,
        )

    def _curve(self, curve: Curve) -> None:
        times, values = zip(*curve.points, strict=True)
        self._in(curve.frame).plot(
            times,
            values,
            color=self._inks.key(curve.ink),
            linewidth=curve.weight,
            linestyle="-",
            marker="o",
            fillstyle="full",
            markerfacecolor=self._inks.key(curve.ink),
            markersize=curve.dot,
            markeredgewidth=0.0,
            markevery=[0, -1],
            clip_on=False,
            zorder=_LINES,
        )

    def _in(self, frame: Frame) -> Axes:
        """Axes without a look of their own that show the frame's numbers in its place."""
        axes = self._axes.get(frame)
        if axes is None:
            rect = frame.rect
            width, height = self._figure.bbox.width, self._figure.bbox.height
            share = (
                rect.x0 / width,
                1.0 - rect.y1 / height,
                rect.width / width,
                rect.height / height,
            )
            axes = self._axes[frame] = self._figure.add_axes(share)
            axes.set_axis_off()
            axes.autoscale(False)
            axes.set_xlim(*frame.x)
            axes.set_ylim(frame.y[1], frame.y[0])
        return axes


def _rectangle(segments: tuple[tuple[str | float, ...], ...]) -> Rect | None:
    """The upright rectangle that a path outlines, if it does."""
    corners = [(float(s[1]), float(s[2])) for s in segments if s[0] in ("M", "L")]
    if [s[0] for s in segments] not in (["M", "L", "L", "L", "Z"], ["M", "L", "L", "L", "L", "Z"]):
        return None
    xs, ys = sorted({x for x, _ in corners}), sorted({y for _, y in corners})
    if len(xs) != 2 or len(ys) != 2 or len(set(corners)) != 4:
        return None
    return Rect(xs[0], ys[0], xs[1], ys[1])


def _straight(
    segments: tuple[tuple[str | float, ...], ...],
) -> tuple[float, float, float, float] | None:
    """Both ends of a path that is one straight line."""
    if [s[0] for s in segments] != ["M", "L"]:
        return None
    (_, x0, y0), (_, x1, y1) = segments
    return (float(x0), float(y0), float(x1), float(y1))


def _cubic(
    start: tuple[float, float], bend: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """A quadratic Bézier curve's cubic control points and end."""

    def toward(point: tuple[float, float]) -> tuple[float, float]:
        return (
            point[0] + 2.0 / 3.0 * (bend[0] - point[0]),
            point[1] + 2.0 / 3.0 * (bend[1] - point[1]),
        )

    return [toward(start), toward(end), end]
