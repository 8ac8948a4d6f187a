"""The geometry of a picture as arrays, computed once for both renderers.

Everything here is in the units of the data until :class:`Axes` places it on the stage.
"""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec
import numpy as np
from matplotlib.ticker import MaxNLocator

from gdclips.drawing.box import Box
from gdclips.drawing.marks import Points
from gdclips.drawing.rc import default_rc
from gdcore import Array, Section

UNEQUAL = 8.0  # a window longer than this scales its axes apart
ROUNDING = 1e-18  # an excess below this share of the targets' mean square is none
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


def ring(section: Section, level: float) -> Points:
    """Return the closed curve (m, 2) on which the loss is ``level`` over the section's minimum.

    It is exact: with MSE(p) = floor + |root (p - center)|^2 the curve is an ellipse, the image of a
    circle under the inverse of the root.
    """
    angle = np.linspace(0.0, 2 * np.pi, RING_POINTS)
    circle = np.sqrt(level) * np.stack([np.cos(angle), np.sin(angle)])
    return np.asarray(section.center + np.linalg.solve(section.root, circle).T)


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
