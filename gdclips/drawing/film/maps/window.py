"""Windows of maps: what part of the plane is seen, how one becomes another, and the rings' levels."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.box import Box
from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.kept import keeps_answers
from gdclips.drawing.marks import Points
from gdclips.drawing.theme import Rgba, Theme
from gdclips.story import motion
from gdcore import Array, LossSlice, Section

AnySection = Section | LossSlice

FADES = 12.0, 24.0  # pixels of a ring's half-width, between which it comes in
MOST_RINGS = 24
ALPHA_DIGITS = 4  # of an opacity: the last ones differ from machine to machine
GRID = 65  # rows and columns of the values by which levels are chosen


def fitted(seen: Points, focus: Box, frame: Box, unit: Array) -> Axes:
    """Return the axes on the whole frame that show ``seen`` (k, 2) in the ``focus``, as large as it allows.

    A unit is as long on both axes, unless that would make a strip of it; where all points are one, the
    window is as large as ``unit`` (2,), or as 1 where that is 0.
    """
    low, high = seen.min(axis=0), seen.max(axis=0)
    middle, size = (low + high) / 2, high - low
    size = np.where(size > 1e-12 * np.maximum(np.abs(middle), unit), size, 0.0)
    size = size if size.any() else np.where(unit > 0.0, unit, 1.0)
    with np.errstate(divide="ignore"):
        scale = np.divide((focus.width, focus.height), size)
    if max(scale) <= geometry.UNEQUAL * min(scale) or not np.isfinite(scale).all():
        scale = np.full(2, scale.min())
    low = middle - np.subtract(focus.center, (frame.left, frame.bottom)) / scale
    high = low + (frame.width, frame.height) / scale
    equal = bool(scale[0] == scale[1])
    return Axes(Window((float(low[0]), float(low[1])), (float(high[0]), float(high[1])), equal), frame)


def between(first: Axes, last: Axes, share: float) -> Axes:
    """Return the axes at a share of a zoom: log(u) is even in it, and every point runs straight.

    u are units per pixel, on each axis; centre = c0 + (c1 - c0) (u - u0) / (u1 - u0).
    """
    if share <= 0.0 or share >= 1.0:
        return first if share <= 0.0 else last
    u0, u1 = 1 / first.scale, 1 / last.scale
    u = u0 * (u1 / u0) ** share
    wide = np.abs(u1 - u0) > 1e-9 * u0
    way = np.where(wide, (u - u0) / np.where(wide, u1 - u0, 1.0), share)
    c0, c1 = _center(first.window), _center(last.window)
    center = c0 + (c1 - c0) * way
    half = u * (first.box.width, first.box.height) / 2
    low, high = center - half, center + half
    equal = first.window.equal and last.window.equal
    return Axes(Window((float(low[0]), float(low[1])), (float(high[0]), float(high[1])), equal), first.box)


def _center(window: Window) -> Array:
    return np.add(window.low, window.high) / 2


class Ladder(msgspec.Struct, frozen=True):
    """Levels of a clip's rings, ``first`` * 2^j over the minimum, and their colours, the same in all shots.

    Ring ``outer`` is the last that any window shows, ring ``inner`` the first that is large enough. Of a loss
    that is no quadratic, ``floor`` is the least value that is known or seen.
    """

    first: float
    outer: int
    inner: int
    floor: float = 0.0

    def color(self, ring: int, theme: Theme) -> Rgba:
        """Return the colour of the band within a ring and beyond the next."""
        share = (self.outer + 1 - ring) / max(self.outer + 1 - self.inner, 1)
        red, green, blue, alpha = theme.ramp(theme.contour, np.array([min(max(share, 0.0), 1.0)]))[0].tolist()
        return red, green, blue, alpha

    def level(self, ring: int) -> float:
        """Return the excess of a ring over the minimum."""
        return self.first * 2.0**ring

    def seen(self, section: AnySection, axes: Axes, px: float) -> range:
        """Return the rings that a window shows, outermost first: at most :data:`MOST_RINGS`."""
        if self.first <= 0.0:
            return range(0)
        if isinstance(section, Section):
            outer, inner = reach(section, axes, self.first, px)
        else:
            outer, inner = sampled_reach(values(section, axes) - self.floor, axes, self.first, px)
        outer, inner = min(outer, self.outer), max(inner, self.inner)
        return range(outer, max(inner, outer - MOST_RINGS + 1) - 1, -1)


def reach(section: Section, axes: Axes, first: float, px: float) -> tuple[int, int]:
    """Return the numbers of the outermost ring that a window shows, and of the innermost large enough."""
    low, high = axes.window.low, axes.window.high
    corners = np.array([(x, y) for x in (low[0], high[0]) for y in (low[1], high[1])])
    largest = float(geometry.excess(section, corners).max())
    outer = int(np.ceil(np.log2(max(largest, first * 1e-9) / first))) - 1
    return outer, int(np.ceil(2 * np.log2(FADES[0] * px / radius(section, axes, first))))


@keeps_answers
def values(section: AnySection, axes: Axes) -> Array:
    """Return the finite values (k,) of a section over a coarse grid of a window, in their order."""
    xs, ys = (np.linspace(*ends, GRID) for ends in zip(axes.window.low, axes.window.high, strict=True))
    found = section.grid(xs, ys)
    return np.sort(found[np.isfinite(found)])


def sampled_reach(excess: Array, axes: Axes, first: float, px: float) -> tuple[int, int]:
    """Return the same by the values of a window, less the least, in their order.

    What lies within the innermost ring takes about the area of a disc that is large enough.
    """
    if not len(excess):
        return 0, 1
    area = np.pi * (FADES[0] * px) ** 2 / (axes.box.width * axes.box.height)
    ends = np.maximum([excess[-1], excess[int(area * (len(excess) - 1))]], first * 1e-9)
    outer, inner = np.ceil(np.log2(ends / first)).astype(int).tolist()
    return outer - 1, inner - 2


def opacity(half_width: float) -> float:
    """Return the opacity of a ring and its band by its half-width in pixels: small ones fade."""
    return round(motion.ease((half_width - FADES[0]) / (FADES[1] - FADES[0])), ALPHA_DIGITS)


def radius(section: Section, axes: Axes, level: float) -> float:
    """Return the mean half-width of a ring on the stage: that of the circle of its area."""
    _, logarithm = np.linalg.slogdet(section.root)
    return float(np.exp((np.log(axes.scale).sum() - logarithm) / 2) * np.sqrt(level))


def ladder(section: Section, anchor: Points, windows: list[tuple[Section, Axes]], px: float) -> Ladder:
    """Return the ladder of a clip whose maps show ``windows``; the ring through ``anchor`` (2,) is in it."""
    low, high = (
        np.min([a.window.low for _, a in windows], axis=0),
        np.max([a.window.high for _, a in windows], axis=0),
    )
    corners = np.array([(x, y) for x in (low[0], high[0]) for y in (low[1], high[1])])
    largest = float(geometry.excess(section, corners).max())
    if not np.finfo(float).tiny < largest < np.inf:
        return Ladder(0.0, 0, 0)
    first = max(float(geometry.excess(section, anchor)), largest * geometry.NEAREST)
    ends = [reach(each, axes, first, px) for each, axes in windows]
    return Ladder(first, max(outer for outer, _ in ends), min(inner for _, inner in ends))


def sampled_ladder(anchor: float, windows: list[tuple[AnySection, Axes]], px: float, least: float) -> Ladder:
    """Return the ladder of a clip of a loss that is no quadratic, whose least known value is ``least``.

    The ring on which the loss has the ``anchor``'s value is in it.
    """
    found = [values(each, axes) for each, axes in windows]
    seen = np.concatenate(found)
    floor = float(seen.min(initial=min(least, anchor)))
    largest = float(seen.max(initial=floor)) - floor
    if not np.finfo(float).tiny < largest < np.inf:
        return Ladder(0.0, 0, 0)
    first = max(anchor - floor if np.isfinite(anchor) else largest, largest * geometry.NEAREST)
    pairs = zip(found, windows, strict=True)
    ends = [sampled_reach(each - floor, axes, first, px) for each, (_, axes) in pairs]
    return Ladder(first, max(outer for outer, _ in ends), min(inner for _, inner in ends), floor)
