"""Halos of words painted with Cairo: each is drawn once as a mask, which follows the words.

A halo has the colour of the ground, so that its edge is seen only where it ends a line; a mask laid between
the pixels softens it there, which a moving word shows no more than a still one.
"""

from __future__ import annotations

from functools import lru_cache
from math import floor
from typing import Any

import cairo

from gdclips.drawing.theme import HALO, Rgba
from gdclips.rendering.cairo.outlines import FINE, words_path

KEPT = 64  # masks


def paint_halo(context: cairo.Context[Any], text: str, bold: bool, color: Rgba) -> None:
    """Paint a text's halo on a context whose unit is that of the outlines, and whose origin the text's."""
    at = context.get_matrix()
    mask, left, top = _mask(text, bold, at.xx, at.yx, at.xy, at.yy)
    pattern = cairo.SurfacePattern(mask)
    pattern.set_filter(cairo.FILTER_BILINEAR)
    pattern.set_matrix(cairo.Matrix(x0=-at.x0 - left, y0=-at.y0 - top))
    red, green, blue, alpha = color
    context.save()
    context.identity_matrix()
    context.set_source_rgba(blue, green, red, alpha)  # Manim's pixels are RGBA
    context.mask(pattern)
    context.restore()


@lru_cache(maxsize=KEPT)
def _mask(text: str, bold: bool, *linear: float) -> tuple[cairo.ImageSurface, int, int]:
    """Return a halo's opacity, a bare pixel around it and where its left and top are from the origin."""
    strokes = cairo.RecordingSurface(cairo.CONTENT_ALPHA, None)
    context = cairo.Context(strokes)
    context.set_matrix(cairo.Matrix(*linear))
    context.set_line_join(cairo.LINE_JOIN_ROUND)
    context.set_line_width(HALO * FINE)
    context.append_path(words_path(text, bold))
    context.stroke()
    x, y, width, height = strokes.ink_extents()
    left, top = floor(x) - 1, floor(y) - 1
    mask = cairo.ImageSurface(cairo.FORMAT_A8, floor(width) + 4, floor(height) + 4)
    onto = cairo.Context(mask)
    onto.set_source_surface(strokes, -left, -top)
    onto.paint()
    return mask, left, top
