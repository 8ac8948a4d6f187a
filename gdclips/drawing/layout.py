"""The grid of the stage: fixed slots, so that nothing overlaps at any size.

A slot is a :class:`Box` in stage units: the origin bottom left, the height of the stage 1. Its width is
16/9, but in a squarish frame with one panel, and in a very wide one with several, as the frame's.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdcore import Array

ASPECT = 16 / 9
SQUARISH = (0.8, 1.36)  # widths of the stage with one panel, readouts above it and no column
WIDE = (2.4, 4.0)  # widths of the stage with several panels side by side, larger than at 16/9


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


def across(boxes: tuple[Box, ...]) -> Box:
    """Return the box from the first to the last of boxes side by side."""
    first, last = boxes[0], boxes[-1]
    return Box(first.left, first.bottom, last.right - first.left, first.height)


class Layout(msgspec.Struct, frozen=True):
    """Where things stand on a stage of a width.

    One panel has a column beside it, or the readouts in a line above it; several have a strip below them.
    """

    width: float
    panels: tuple[Box, ...]
    column: Box | None
    readouts: Box | None
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


MARGINS = 0.145, 0.050  # beside a panel that fills a squarish stage: for its ticks, and on the right
EDGE = 0.045  # of a squarish stage
BEFORE, BETWEEN, AFTER = 0.140, 0.185, 0.071  # the panels of a wide stage: for their ticks, and on the right


def layout(panels: int, bare: bool, aspect: float = ASPECT) -> Layout:
    """Return the layout for a number of panels, 1 to 4, in a frame of an aspect, its width by its height.

    Bare, it has no title and no caption.
    """
    if panels == 1 and aspect < SQUARISH[1]:
        return _squarish(bare, max(aspect, SQUARISH[0]))
    if panels > 1 and aspect > WIDE[0]:
        return _wide(panels, bare, min(aspect, WIDE[1]))
    title, caption = (None, None) if bare else (TITLE, CAPTION)
    if panels == 1:
        low, height = (0.150, 0.800) if bare else (0.205, 0.640)
        panel, column = _slot(0.080, low, 0.530, height), _slot(0.655, low, 0.305, height)
        return Layout(ASPECT, (panel,), column, None, None, title, caption)
    low, height = _upright(bare)
    boxes = tuple(_slot(left, low, width, height) for left, width in COLUMNS[panels])
    return Layout(ASPECT, boxes, None, None, _strip(bare, ASPECT), title, caption)


def _squarish(bare: bool, width: float) -> Layout:
    """One panel as wide as the stage, the readouts above it."""
    line = width - 2 * EDGE
    low, high = (0.180, 0.865) if bare else (0.265, 0.785)
    panel = Box(MARGINS[0], low, width - sum(MARGINS), high - low)
    readouts = Box(EDGE, high + 0.035, line, 0.060)
    title, caption = Box(EDGE, 0.890, line, 0.080), Box(EDGE, 0.018, line, 0.090)
    return Layout(width, (panel,), None, readouts, None, *((None, None) if bare else (title, caption)))


def _wide(count: int, bare: bool, width: float) -> Layout:
    """Panels of one width, with as much between them as their ticks need."""
    low, height = _upright(bare)
    each = (width - BEFORE - AFTER - BETWEEN * (count - 1)) / count
    panels = tuple(Box(BEFORE + i * (each + BETWEEN), low, each, height) for i in range(count))
    title, caption = (Box(AFTER, box.bottom, width - 2 * AFTER, box.height) for box in (TITLE, CAPTION))
    strip = _strip(bare, width)
    return Layout(width, panels, None, None, strip, *((None, None) if bare else (title, caption)))


def _upright(bare: bool) -> tuple[float, float]:
    """Return the foot and the height of several panels."""
    return (0.270, 0.640) if bare else (0.325, 0.470)


def _strip(bare: bool, width: float) -> Box:
    edge = 0.040 * ASPECT
    return Box(edge, _upright(bare)[0] - 0.205, width - 2 * edge, 0.080)
