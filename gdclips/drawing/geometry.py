"""The geometry of a picture as arrays, computed once for both renderers.

Everything here is in the units of the data until :class:`Axes` places it on the stage.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import numpy as np
from matplotlib.ticker import MaxNLocator

from gdclips.drawing.layout import Box
from gdclips.drawing.marks import Points
from gdclips.drawing.rc import default_rc
from gdcore import Array, Section

PAD = 0.09  # of the window's natural size, on each side
WALL = 0.4  # how far past the minimum the window shows the far wall, in ways from the start
UNEQUAL = 8.0  # a window longer than this scales its axes apart
FAR = 4.0  # a diverging run is followed up to this many times the first excess
SMALLEST_RING = 0.022  # of the panel's height
MOST_RINGS = 16
ROUNDING = 1e-18  # an excess below this share of the targets' mean square is none
TINY = 1e-300  # a size below can't be divided by
STILL = 1 / 64  # the share of it that is seen where a run stays at the minimum
NEAREST = 1e-9  # a start nearer to the minimum, in shares of the window's excess, sets no levels
RING_POINTS = 181
DIGITS = 9  # digits of the stage's height in which places are compared: of equal ones the first is taken


class Window(msgspec.Struct, frozen=True):
    """The part of the weights' plane that is seen; ``equal`` if a unit is as long on both axes."""

    low: tuple[float, float]
    high: tuple[float, float]
    equal: bool = True


class Axes(msgspec.Struct, frozen=True):
    """A window laid into a box of the stage."""

    window: Window
    box: Box

    @property
    def scale(self) -> Array:
        """Stage units for one unit of the data, on each axis (2,)."""
        size = np.subtract(self.window.high, self.window.low)
        return np.asarray((self.box.width, self.box.height) / size, dtype=float)

    def place(self, points: Array) -> Array:
        """Return the stage's coordinates of points (..., 2)."""
        return np.asarray((points - self.window.low) * self.scale + (self.box.left, self.box.bottom))

    def find(self, places: Array) -> Array:
        """Return the points of the data at places (..., 2) of the stage."""
        return np.asarray((places - (self.box.left, self.box.bottom)) / self.scale + self.window.low)


def excess(section: Section, points: Points) -> Array:
    """Return by how much the loss at points (..., 2) exceeds the section's minimum, to full precision."""
    return np.asarray(np.square((points - section.center) @ section.root.T).sum(axis=-1))


def window(runs: list[Points], section: Section, marks: Points, box: Box, scale: float = 0.0) -> Window:
    """Return the window that shows runs (m, 2), their minimum and ``marks`` (k, 2), fit for a box.

    A run that diverges is followed until its excess is :data:`FAR` times the first. The short side
    is widened until a unit is as long on both axes, unless that would make a strip of it. What is but
    rounding beside ``scale``, the targets' mean square, is no size.
    """
    walls = [section.center + WALL * (section.center - run[0]) for run in runs]
    corners = np.concatenate([*(followed(run, section) for run in runs), section.center[None], walls, marks])
    low, high = corners.min(axis=0), corners.max(axis=0)
    middle, size = (low + high) / 2, (high - low) * (1 + 2 * PAD)
    unit = np.sqrt(scale) / np.linalg.norm(section.root, axis=0)
    least = np.maximum(np.abs(middle) * 1e-9, unit * np.sqrt(ROUNDING))
    size = np.where(size > np.maximum(least, TINY), size, 0.0)
    size = _sized(size, unit, middle)
    aspect = box.width / box.height
    with np.errstate(over="ignore"):  # sizes far apart make a strip, however far
        ratio = size[0] / (size[1] * aspect)
    equal = bool(1 / UNEQUAL <= ratio <= UNEQUAL)
    if equal:
        size = np.array([max(size[0], size[1] * aspect), max(size[1], size[0] / aspect)])
    (left, bottom), (right, top) = middle - size / 2, middle + size / 2
    return Window((float(left), float(bottom)), (float(right), float(top)), equal)


def _sized(size: Points, unit: Points, middle: Points) -> Points:
    """Return the sizes (2,) of a window without those that are 0, in the weights' units (2,), if they have.

    One that is 0 is as the other; where both are, nothing moves.
    """
    unit = unit if unit.all() else np.full(2, 8 * max(1.0, float(np.abs(middle).max()) / 10))
    shares = size / unit
    return np.where(size > 0, size, unit * (shares.max() or np.sqrt(STILL)))


def followed(run: Points, section: Section) -> Points:
    """Return the part of a run that the window is to show."""
    over = excess(section, run)
    beyond = np.flatnonzero(over > FAR * max(over[0], np.finfo(float).tiny))
    return run[: beyond[0]] if beyond.size and beyond[0] > 0 else run


def levels(section: Section, start: Points, axes: Axes) -> Array:
    """Return the excesses over the minimum that are drawn as rings, outermost first.

    They are the excess at ``start`` (2,), doubled outwards until the window is filled and halved
    inwards until a ring is too small to see: each ring inward halves the error that is left.
    """
    low, high = axes.window.low, axes.window.high
    corners = np.array([(x, y) for x in (low[0], high[0]) for y in (low[1], high[1])])
    largest = float(excess(section, corners).max())
    if largest < np.finfo(float).tiny:
        return np.empty(0)
    first = max(float(excess(section, start)), largest * NEAREST)
    _, logarithm = np.linalg.slogdet(section.root)
    radius = (np.log(axes.scale).sum() - logarithm) / 2  # of the ring at an excess of 1, as a logarithm
    smallest = 2 * (np.log(SMALLEST_RING * axes.box.height) - radius)
    outer = int(np.floor(np.log2(largest / first)))
    inner = min(int(np.ceil((smallest - np.log(first)) / np.log(2.0))), outer)
    return np.asarray(first * 2.0 ** np.arange(outer, inner - 1, -1))[:MOST_RINGS]


def ring(section: Section, level: float) -> Points:
    """Return the closed curve (m, 2) on which the loss is ``level`` over the section's minimum.

    It is exact: with MSE(p) = floor + |root (p - center)|^2 the curve is an ellipse, the image of a
    circle under the inverse of the root.
    """
    angle = np.linspace(0.0, 2 * np.pi, RING_POINTS)
    circle = np.sqrt(level) * np.stack([np.cos(angle), np.sin(angle)])
    return np.asarray(section.center + np.linalg.solve(section.root, circle).T)


def label_place(curve: Points, taken: Points, box: Box, margin: tuple[float, float]) -> Points | None:
    """Return the point (2,) of a curve on the stage that lies farthest from ``taken`` (k, 2).

    None if the curve has no point in the box less ``margin``.
    """
    x, y = curve.T
    inside = (np.abs(x - box.center[0]) < box.width / 2 - margin[0]) & (
        np.abs(y - box.center[1]) < box.height / 2 - margin[1]
    )
    candidates = curve[inside]
    if not len(candidates):
        return None
    distance = np.linalg.norm(candidates[:, None] - taken[None], axis=-1).min(axis=1)
    return np.asarray(candidates[np.round(distance, DIGITS).argmax()])


@lru_cache(maxsize=256)
def ticks(low: float, high: float, most: int) -> Array:
    """Return round numbers between ``low`` and ``high``, at most ``most`` + 1; read-only."""
    with default_rc():
        values = np.asarray(MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(low, high))
    near = 1e-9 * (high - low)  # what ends at a round number has a tick there
    values = values[(values >= low - near) & (values <= high + near)]
    values.flags.writeable = False
    return values


def drawn(points: Points, share: float) -> Points:
    """Return the first share, 0 to 1, of a line through points (m, 2 or 3), by its length.

    It ends at the very place that the share reaches, between two of the points; share 0 leaves the first.
    """
    if share <= 0:
        return points[:1]
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=-1)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    length = share * reached[-1]
    if length >= reached[-1]:
        return points
    last = int(np.searchsorted(reached, length, side="right")) - 1
    end = points[last] + (points[last + 1] - points[last]) * (length - reached[last]) / lengths[last]
    return np.concatenate([points[: last + 1], end[None]])


def arrow(tail: Points, tip: Points, width: float) -> Points | None:
    """Return the outline (7, 2) of an arrow on the stage; None if it is too short to be one."""
    along = tip - tail
    length = float(np.hypot(*along))
    head = 4.2 * width
    if length < head * 0.9:
        return None
    along = along / length
    across = np.array([-along[1], along[0]])
    neck = tip - along * head
    half, barb = across * width / 2, across * head * 0.42
    return np.array([tail + half, neck + half, neck + barb, tip, neck - barb, neck - half, tail - half])


def star(center: Points, radius: float) -> Points:
    """Return the outline (10, 2) of a five-pointed star."""
    return np.asarray(center + radius * _unit_star())


@cache
def _unit_star() -> Points:
    angle = np.pi / 2 + np.arange(10) * np.pi / 5
    length = np.where(np.arange(10) % 2 == 0, 1.0, 0.42)
    return np.asarray(length[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1))
