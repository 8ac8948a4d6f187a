"""Overlay: marks drawn once, then composed with any pixels below them.

What is drawn over a channel's value is a linear function of it. So marks drawn on black and on white tell it
for all values, in the renderer's own arithmetic, and no buffer needs an opacity of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.marks import AnyMark
from gdclips.drawing.theme import Rgba
from gdclips.rendering.frame import Buffer, Pixels, Rectangle

BLACK, WHITE = (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0)
BAND = 32  # rows of pixels
ROUND = 127  # that a sum is rounded to the nearest by shifting it by 8 bits, and never overflows


class Overlay:
    """Marks as they look on two buffers, a black and a white one, which ``buffer`` makes."""

    def __init__(self, buffer: Callable[[Rgba], Buffer]) -> None:
        self._black, self._white = buffer(BLACK), buffer(WHITE)
        shape = self._black.pixels.shape
        self._whole = Rectangle(0, 0, shape[1], shape[0])
        self._offset: NDArray[np.uint16] = np.empty(shape, dtype=np.uint16)
        self._share: NDArray[np.uint16] = np.empty(shape, dtype=np.uint16)
        self._sums: NDArray[np.uint16] = np.empty(shape, dtype=np.uint16)  # kept, because it is large
        self._spans = np.zeros((-(-shape[0] // BAND), 2), dtype=int)  # columns of each band that marks touch

    def begin(self, marks: Iterable[AnyMark]) -> None:
        """Draw marks in place of all that was drawn before."""
        self._black.pixels.view(np.uint32)[:] = np.array([0, 0, 0, 255], np.uint8).view(np.uint32)
        self._white.pixels[:] = 255
        self._spans[:] = self._whole.right, 0
        self.draw(marks, [self._whole])

    def draw(self, marks: Iterable[AnyMark], touched: Iterable[Rectangle]) -> None:
        """Draw more marks, which touch nothing outside of rectangles."""
        several = list(marks)
        self._black.draw(several)
        self._white.draw(several)
        for each in touched:
            black, white = self._black.pixels[each.part], self._white.pixels[each.part]
            share, offset, through = self._share[each.part], self._offset[each.part], white - black
            np.copyto(share, through)
            share += through >> 7  # so that it is one of 256, not of 255
            np.copyto(offset, black)
            offset <<= 8
            offset += ROUND
            self._widen(each, (through[:, :, :3] != 255).any(axis=2))

    def _bands(self, part: Rectangle) -> range:
        return range(part.top // BAND, min(-(-part.bottom // BAND), len(self._spans)))

    def _widen(self, part: Rectangle, marked: NDArray[np.bool_]) -> None:
        """Take the columns of a rectangle in which pixels are ``marked`` into the spans of its bands."""
        for band in self._bands(part):
            rows = slice(max(band * BAND - part.top, 0), (band + 1) * BAND - part.top)
            columns = np.flatnonzero(marked[rows].any(axis=0))
            if columns.size:
                left, right = self._spans[band]
                first, last = part.left + columns[0], part.left + columns[-1] + 1
                self._spans[band] = min(left, first), max(right, last)

    def compose(self, pixels: Pixels, part: Rectangle) -> None:
        """Draw the marks on a rectangle of pixels; where there are none, its pixels stay."""
        for band in self._bands(part):
            left, right = self._spans[band].tolist()
            top, bottom = max(band * BAND, part.top), min((band + 1) * BAND, part.bottom)
            inside = Rectangle(max(left, part.left), top, min(right, part.right), bottom)
            if inside.left < inside.right:
                self._blend(pixels, inside)

    def _blend(self, pixels: Pixels, part: Rectangle) -> None:
        below = pixels[part.part]
        sums = np.multiply(below, self._share[part.part], out=self._sums[part.part])
        sums += self._offset[part.part]
        sums >>= 8
        np.copyto(below, sums, casting="unsafe")
