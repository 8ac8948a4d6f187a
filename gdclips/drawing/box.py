"""Boxes: rectangles in stage units, the origin bottom left and the height of the stage 1."""

from __future__ import annotations

import msgspec
import numpy as np

from gdcore import Array

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
    def corners(self) -> Array:
        """The outline (4, 2)."""
        sides = (self.left, self.right, self.right, self.left), (self.bottom, self.bottom, self.top, self.top)
        return np.array(sides).T

    @property
    def center(self) -> tuple[float, float]:
        """The middle (x, y)."""
        return self.left + self.width / 2, self.bottom + self.height / 2
