"""Level lines of sections that are no ellipses, and the regions below a level, by contourpy."""

from __future__ import annotations

from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator

from gdclips.drawing.geometry import Window
from gdclips.drawing.marks import Points
from gdcore import Array, adaptive_grid
from gdcore.sections import PlaneSection


class Contours:
    """The contours of a section in a window, off by at most a ``tolerance`` in shares of the window's sides.

    They are those of a grid that is made as fine as these ``levels`` need; see :func:`gdcore.adaptive_grid`.
    """

    def __init__(self, section: PlaneSection, window: Window, levels: Array, tolerance: float) -> None:
        ends = np.stack([window.low, window.high], axis=-1)
        xs, ys, values = adaptive_grid(section, ends, levels, tolerance)
        finite = np.ma.masked_invalid(values)
        self._generator: Any = contour_generator(
            xs, ys, finite, line_type=LineType.Separate, fill_type=FillType.OuterOffset
        )

    def lines(self, level: float) -> list[Points]:
        """Return the lines (m, 2) on which the section has a level; closed ones end where they begin."""
        return [np.asarray(line) for line in self._generator.lines(level)]

    def regions(self, level: float) -> list[list[Points]]:
        """Return the regions in which the section is below a level, each as its outline and its holes.

        These are open polygons (m, 2), the outline counterclockwise, holes clockwise; they end at the window.
        """
        polygons, offsets = self._generator.filled(-np.inf, level)
        return [
            [np.asarray(loop[:-1]) for loop in np.split(points, ends[1:-1])]
            for points, ends in zip(polygons, offsets, strict=True)
        ]
