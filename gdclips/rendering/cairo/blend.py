"""Meshes painted with Cairo in coarse pixels, because its own gradient costs more than the rest of a picture.

A blend changes so slowly that coarse pixels will do: a few frame pixels wide each, on a grid that is fixed to
the frame's. They are painted beside, their colours spread a little beyond the sheet's edge, and stretched
smoothly over its outline, which has the frame's own fine edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import Any

import cairo
import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.marks import Mesh
from gdcore import Array

COARSE = 1 / 270  # of the stage's height, a coarse pixel's: most of a bowl's cells are ten times as wide
OVER = 0.5  # pixels that a sheet reaches further, so that the lines along its edge leave no gap
BEYOND = 2  # coarse pixels around the sheet, so that stretching blends none with bare ones
SIDES = (  # of what a bare pixel takes from one beside it: where to, and where from
    (np.s_[:, 1:], np.s_[:, :-1]),
    (np.s_[:, :-1], np.s_[:, 1:]),
    (np.s_[1:], np.s_[:-1]),
    (np.s_[:-1], np.s_[1:]),
)


def paint_mesh(context: cairo.Context[Any], mesh: Mesh) -> None:
    """Paint a mesh on a context whose unit is the stage's, and whose pixels have red for blue."""
    at = context.get_matrix()
    step = max(1, round(COARSE * hypot(at.xx, at.yx)))
    corners = mesh.corners @ [(at.xx, at.yx), (at.xy, at.yy)] + (at.x0, at.y0)
    first = np.floor(corners.min(axis=(0, 1)) / step) - BEYOND
    size = np.ceil(corners.max(axis=(0, 1)) / step) + BEYOND - first
    pattern = cairo.SurfacePattern(_coarse(corners / step - first, mesh.colors[..., 2::-1], size))
    pattern.set_matrix(cairo.Matrix(1 / step, 0.0, 0.0, 1 / step, *-first))
    pattern.set_filter(cairo.FILTER_BILINEAR)
    context.save()
    context.identity_matrix()
    for x, y in _outline(corners).tolist():
        context.line_to(x, y)
    context.clip()
    context.set_source(pattern)
    context.paint_with_alpha(mesh.alpha)
    context.restore()


def _coarse(corners: Array, colors: Array, size: Array) -> cairo.ImageSurface:
    """Return coarse pixels with a sheet, its corners given in these, and its colours around it."""
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, *size.astype(int).tolist())
    context = cairo.Context(surface)
    context.set_source(_pattern(corners.tolist(), colors.tolist()))
    context.paint()
    surface.flush()
    _spread(np.ndarray((surface.get_height(), surface.get_width()), np.uint32, surface.get_data()))
    surface.mark_dirty()
    return surface


def _spread(pixels: NDArray[np.uint32]) -> None:
    """Give the bare pixels around a sheet the colours of those beside them."""
    for to, of in SIDES * BEYOND:
        np.copyto(pixels[to], pixels[of], where=pixels[to] == 0)


def _pattern(corners: list[list[list[float]]], colors: list[list[list[float]]]) -> cairo.MeshPattern:
    pattern = cairo.MeshPattern()
    move, line, shade = pattern.move_to, pattern.line_to, pattern.set_corner_color_rgb
    for (a, b, c, d), (e, f, g, h) in zip(_cells(corners), _cells(colors), strict=True):
        pattern.begin_patch()
        move(*a), line(*b), line(*c), line(*d)
        shade(0, *e), shade(1, *f), shade(2, *g), shade(3, *h)
        pattern.end_patch()
    return pattern


def _cells(grid: list[list[list[float]]]) -> Iterator[tuple[list[float], ...]]:
    """Yield the values at the four corners of each of a grid's cells, going around it."""
    for above, below in pairwise(grid):
        yield from zip(above, above[1:], below[1:], below, strict=False)


def _outline(grid: Array) -> Array:
    """Return the points (k, 2) along a grid's edge, a little beyond it, going around it."""
    edge = np.concatenate([grid[0, :-1], grid[:-1, -1], grid[-1, :0:-1], grid[:0:-1, 0]])
    after, before = np.roll(edge, -1, axis=0), np.roll(edge, 1, axis=0)
    outwards = (after - before)[:, ::-1] * (1.0, -1.0)
    outwards *= np.sign((edge * outwards).sum()) / np.maximum(np.linalg.norm(outwards, axis=1), 1e-9)[:, None]
    return np.asarray(edge + OVER * outwards)
