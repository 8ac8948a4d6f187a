"""Bounding boxes of marks in pixels: they are never too small, and often a little too large."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from gdclips.drawing.marks import Area, Curve, Dots, Formula, Gradient, Mark, Mesh, Points, Trail, Words
from gdclips.drawing.text.lettering import fit, line, origin
from gdclips.drawing.theme import HALO
from gdclips.rendering.frame import FrameSize, Rectangle

MARGIN = 3  # pixels that antialiasing may reach past an outline
OVERHANG = 0.3  # ems that a formula's letters may reach past its advance
EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)

Sides = tuple[float, float, float, float]  # left, bottom, right and top
Measure = Callable[[Formula], tuple[float, float, float]]  # a formula's width, bottom and top, in ems


def joined(rectangles: list[Rectangle], more: Rectangle) -> list[Rectangle]:
    """Return rectangles that cover some and one more; if no two overlapped, no two of these do."""
    if more.left >= more.right or more.top >= more.bottom or any(each.covers(more) for each in rectangles):
        return rectangles
    apart = [each for each in rectangles if not each.meets(more)]
    if len(apart) == len(rectangles):
        return [*rectangles, more]
    met = [more, *(each for each in rectangles if each.meets(more))]
    sides = zip(
        *((each.left, each.top, -each.right, -each.bottom) for each in met),
        strict=True,
    )
    left, top, right, bottom = map(min, sides)
    return joined(apart, Rectangle(left, top, -right, -bottom))


def bounds_of(mark: Mark, size: FrameSize, measure: Measure) -> Rectangle:
    """Return the rectangle that a mark may touch in a frame of that size."""
    left, bottom, right, top = _sides(mark, measure)
    if mark.clip is not None:
        left, bottom = max(left, mark.clip.left), max(bottom, mark.clip.bottom)
        right, top = min(right, mark.clip.right), min(top, mark.clip.top)
    unit, (x, y) = size.unit, size.origin
    return Rectangle(
        _pixel(x + unit * left - MARGIN, size.width),
        _pixel(size.height - y - unit * top - MARGIN, size.height),
        _pixel(x + unit * right + MARGIN, size.width),
        _pixel(size.height - y - unit * bottom + MARGIN, size.height),
    )


def _pixel(place: float, most: int) -> int:
    return int(place) if 0.0 <= place <= most else 0 if place < 0.0 else most


def _sides(mark: Mark, measure: Measure) -> Sides:
    """Return the sides of what a mark may touch, in stage units."""
    match mark:
        case Area():
            return _around(mark.outline, mark.width / 2)
        case Curve() | Trail():
            return _around(mark.points, mark.width / 2)
        case Dots():
            return _around(mark.points, mark.radius + mark.width / 2)
        case Mesh():
            return _around(mark.corners.reshape(-1, 2), 0.0)
        case Gradient():
            return mark.box.left, mark.box.bottom, mark.box.right, mark.box.top
        case Words():
            return _words(mark)
        case Formula():
            width, bottom, top = measure(mark)
            scale, x, y = fit(mark, width, bottom, top)
            over = OVERHANG * scale
            return x - over, y + bottom * scale - over, x + width * scale + over, y + top * scale + over
        case _:
            return EVERYWHERE


def _around(points: Points, margin: float) -> Sides:
    if not len(points):
        return 0.0, 0.0, 0.0, 0.0
    (left, bottom), (right, top) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    if math.isnan(left + bottom + right + top):
        return EVERYWHERE
    return left - margin, bottom - margin, right + margin, top + margin


def _words(words: Words) -> Sides:
    halo = HALO * words.size / 2 if words.halo else 0.0
    x, y = origin(words)
    left, bottom, right, top = (words.size * side for side in _ink(words.text, words.bold))
    if words.upwards:
        left, bottom, right, top = -top, left, -bottom, right
    return x + left - halo, y + bottom - halo, x + right + halo, y + top + halo


@lru_cache(maxsize=4096)
def _ink(text: str, bold: bool) -> Sides:
    """Return the sides of a line's letters and of the room between them, in ems."""
    set_line = line(text, bold)
    if not len(set_line.outline.vertices):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = _around(set_line.outline.vertices, 0.0)
    return min(left, 0.0), bottom, max(right, set_line.advance), top
