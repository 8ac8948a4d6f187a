"""Overlay: marks drawn once, then composed with any pixels below them.

What is drawn over a channel's value is a linear function of it. So marks drawn on black and on white tell it
for all values, in the renderer's own arithmetic, and no buffer needs an opacity of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdclips.rendering.frame import Pixels, Rectangle

ROUND = 127  # that a sum is rounded to the nearest by shifting it by 8 bits, and never overflows


class Overlay:
    """Marks as they look on black and on white, given as pixels of one size."""

    def __init__(self, on_black: Pixels, on_white: Pixels) -> None:
        self._on_black, self._on_white = on_black, on_white
        self._offset: NDArray[np.uint16] = np.empty(on_black.shape, dtype=np.uint16)
        self._share: NDArray[np.uint16] = np.empty(on_black.shape, dtype=np.uint16)
        self.update(Rectangle(0, 0, on_black.shape[1], on_black.shape[0]))

    def update(self, part: Rectangle) -> None:
        """Take over a rectangle of the pixels on black and on white, on which more was drawn."""
        black, white = self._on_black[part.part], self._on_white[part.part]
        through = np.subtract(white, black, dtype=np.uint16)
        self._offset[part.part] = (black.astype(np.uint16) << 8) + np.uint16(ROUND)
        self._share[part.part] = through + (through >> 7)  # of 256, not of 255

    def compose(self, pixels: Pixels, part: Rectangle) -> None:
        """Draw the marks on a rectangle of pixels."""
        below = pixels[part.part]
        sums = np.multiply(below, self._share[part.part])
        sums += self._offset[part.part]
        sums >>= 8
        np.copyto(below, sums, casting="unsafe")
