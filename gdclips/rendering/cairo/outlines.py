"""Outlines of letters as paths that Cairo can append."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cairo
import numpy as np
from matplotlib.path import Path as Outline

from gdclips.drawing.text.lettering import line

FINE = 1000.0  # Cairo keeps paths in 1/256 of a unit, so outlines are kept at this many units an em


def scratch() -> cairo.Context[Any]:
    """Return a context to make paths on."""
    return cairo.Context(cairo.RecordingSurface(cairo.CONTENT_ALPHA, None))


def _kept(outline: Outline) -> cairo.Path:
    """Return an outline in ems as a path that Cairo can append."""
    context, here = scratch(), [0.0, 0.0]
    codes = () if outline.codes is None else np.asarray(outline.codes).tolist()  # no letters have no codes
    rest = zip(codes, (outline.vertices * FINE).tolist(), strict=True)
    for code, point in rest:
        points = [point, *(next(rest)[1] for _ in range(Outline.NUM_VERTICES_FOR_CODE[code] - 1))]
        if code == Outline.MOVETO:
            context.move_to(*point)
        elif code == Outline.LINETO:
            context.line_to(*point)
        elif code == Outline.CURVE3:
            context.curve_to(*_third(here, point), *_third(points[1], point), *points[1])
        elif code == Outline.CURVE4:
            context.curve_to(*points[0], *points[1], *points[2])
        else:
            context.close_path()
        here = points[-1]
    return context.copy_path()


def _third(end: list[float], control: list[float]) -> tuple[float, float]:
    """Return the control point of a cubic curve by an end of a quadratic one, and this one's."""
    return (end[0] + 2 * control[0]) / 3, (end[1] + 2 * control[1]) / 3


@lru_cache(maxsize=4096)
def words_path(text: str, bold: bool) -> cairo.Path:
    """Return the outline of a line of text."""
    return _kept(line(text, bold).outline)
