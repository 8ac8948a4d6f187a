"""Meshes as pictures: no vectors blend from corner to corner without seams in every reader."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import IdentityTransform, Transform

from gdclips.drawing.marks import Mesh
from gdclips.rendering.alpha import straight
from gdclips.rendering.frame import Pixels
from gdclips.rendering.renderer import DPI, GRAIN, triangles
from gdclips.rendering.vector.outlines import POINT

SHARP = 2  # pixels of a picture in one of the page
SEAM = 240  # opacity from which a pixel is taken for one within, where two triangles meet
DOTS = DPI * SHARP / POINT  # an inch


def mesh_picture(
    mark: Mesh, placed: Transform, page: tuple[float, float]
) -> tuple[Pixels, tuple[float, float]]:
    """Return a mesh as pixels, as far as it lies on a page, and the picture's lower left, in points."""
    scale = SHARP / POINT
    corners = placed.transform(mark.corners.reshape(-1, 2)) * scale
    low = np.maximum(np.floor(corners.min(axis=0)) - 1, 0)
    high = np.minimum(np.ceil(corners.max(axis=0)) + 1, np.ceil(np.multiply(page, scale)))
    width, height = np.maximum(high - low, 1).astype(int).tolist()
    sides, colors = triangles(*mark.corners.shape[:2]), mark.colors.reshape(-1, 4)
    drawn = (corners - low)[sides], colors[sides], IdentityTransform()
    pixels = straight(*(_on(shade, (width, height), drawn) for shade in (0, 255)))
    alpha = np.where(pixels[..., 3] < SEAM, pixels[..., 3], 255)
    pixels[..., 3] = np.round(alpha * mark.alpha)
    if mark.smooth:
        grains = pixels[::GRAIN, ::GRAIN].repeat(GRAIN, axis=0).repeat(GRAIN, axis=1)
        pixels = grains[:height, :width]
    left, bottom = (low / scale).tolist()
    return pixels[::-1], (left, bottom)


def _on(shade: int, size: tuple[int, int], drawn: tuple[Any, ...]) -> Pixels:
    """Return triangles as pixels on a grey, opaque ground: Agg's own opacity is too coarse at edges."""
    renderer: Any = RendererAgg(*size, DPI)
    pixels = np.asarray(renderer.buffer_rgba())
    pixels[:] = (shade, shade, shade, 255)
    renderer.draw_gouraud_triangles(renderer.new_gc(), *drawn)
    return pixels
