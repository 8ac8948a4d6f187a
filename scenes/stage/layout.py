"""The grid of the stage: fixed slots, so that nothing overlaps at any size.

A slot is a :class:`Box` in stage units: the origin bottom left, the height of the stage 1 and its
width 16/9.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

ASPECT = 16 / 9


class Box(msgspec.Struct, frozen=True):
    """A rectangle in stage units."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    @property
    def corners(self) -> NDArray[np.float64]:
        """The outline (4, 2)."""
        sides = (self.left, self.right, self.right, self.left), (self.bottom, self.bottom, self.top, self.top)
        return np.array(sides).T

    @property
    def center(self) -> tuple[float, float]:
        """The middle (x, y)."""
        return self.left + self.width / 2, self.bottom + self.height / 2


class Layout(msgspec.Struct, frozen=True):
    """Where things stand. One panel has a column beside it; several have a strip below them."""

    panels: tuple[Box, ...]
    column: Box | None
    strip: Box | None
    title: Box | None
    caption: Box | None


def _slot(left: float, bottom: float, width: float, height: float) -> Box:
    return Box(left * ASPECT, bottom, width * ASPECT, height)


TITLE, CAPTION = _slot(0.040, 0.885, 0.920, 0.080), _slot(0.040, 0.025, 0.920, 0.070)
COLUMNS = {  # left edges and widths of several panels
    2: ((0.085, 0.380), (0.560, 0.400)),
    3: ((0.075, 0.235), (0.400, 0.235), (0.723, 0.235)),
    4: ((0.085, 0.174), (0.325, 0.174), (0.560, 0.174), (0.785, 0.174)),
}


def layout(panels: int, bare: bool) -> Layout:
    """Return the layout for a number of panels, 1 to 4; bare, it has no title and no caption."""
    title, caption = (None, None) if bare else (TITLE, CAPTION)
    if panels == 1:
        low, height = (0.150, 0.800) if bare else (0.205, 0.640)
        panel, column = _slot(0.080, low, 0.530, height), _slot(0.655, low, 0.305, height)
        return Layout((panel,), column, None, title, caption)
    low, height = (0.270, 0.640) if bare else (0.325, 0.470)
    boxes = tuple(_slot(left, low, width, height) for left, width in COLUMNS[panels])
    return Layout(boxes, None, _slot(0.040, low - 0.205, 0.920, 0.080), title, caption)
