"""Matplotlib stage: marks drawn by matplotlib's Agg renderer, without figures and artists."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import IdentityTransform

from gdclips.drawing.layers import Picture
from gdclips.drawing.marks import Formula, Gradient, Mesh, Words
from gdclips.drawing.rc import default_rc
from gdclips.drawing.text.lettering import mathtext_size
from gdclips.drawing.theme import NONE, Rgba
from gdclips.rendering.bounds import bounds_of
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import FrameSize, Pixels, Rectangle
from gdclips.rendering.renderer import DPI, GRAIN, MarkRenderer, triangles
from gdclips.story.film.timeline import State
from gdcore import Array

SPRITES = 64  # cached words with a halo
FILLS = 4  # cached gradients, each up to the size of a frame
SHARES = 128  # of a mesh's opacity: the most by which a 16-bit integer holds a level's change
TINY = 1e-9  # pixels; a gradient no wider is not seen


class Agg(MarkRenderer):
    """A buffer of pixels on which the Agg renderer draws marks."""

    def __init__(self, size: FrameSize, background: Rgba) -> None:
        super().__init__(RendererAgg(size.width, size.height, DPI), size.unit, size.origin)
        self._size = size
        self._sprite_of = lru_cache(maxsize=SPRITES)(self._new_sprite)
        self._fill_of = lru_cache(maxsize=FILLS)(self._new_fill)
        self.pixels: Pixels = np.asarray(self._renderer.buffer_rgba())
        color = np.round(np.multiply(background, 255)).astype(np.uint8)
        self.pixels.view(np.uint32)[:] = color.view(np.uint32)  # far faster than channel by channel

    def _mesh(self, mark: Mesh) -> None:
        corners, colors = self._placed.transform(mark.corners.reshape(-1, 2)), mark.colors.reshape(-1, 4)
        sides, pen = triangles(*mark.corners.shape[:2]), self._pen(mark, NONE, 0.0)
        region, (left, top) = self._region(corners)
        below = region.copy() if mark.alpha < 1 else region
        if mark.smooth and region.size:
            height, width = region.shape[:2]
            coarse: Any = RendererAgg(-(-width // GRAIN), -(-height // GRAIN), DPI)
            pixels = np.asarray(coarse.buffer_rgba())
            pixels[:] = region[::GRAIN, ::GRAIN]
            corners = (corners - (left, top)) / GRAIN + (0, len(pixels))
            coarse.draw_gouraud_triangles(pen, corners[sides], colors[sides], IdentityTransform())
            shown = pixels.view(np.uint32)[..., 0]
            grains = shown.repeat(GRAIN, axis=1)[:, :width].repeat(GRAIN, axis=0)[:height]
            region.view(np.uint32)[..., 0] = grains
        else:
            self._renderer.draw_gouraud_triangles(pen, corners[sides], colors[sides], IdentityTransform())
        if mark.alpha < 1:  # blended as a whole, because translucent triangles would show their seams
            change = np.subtract(region, below, dtype=np.int16)
            change *= round(mark.alpha * SHARES)
            change += SHARES // 2
            change //= SHARES
            np.add(below, change, out=region, casting="unsafe")

    def _region(self, points: Array) -> tuple[Any, tuple[int, int]]:
        """Return the pixels of the rectangle in which points (k, 2), in pixels, lie, and its upper left."""
        height, width = self.pixels.shape[:2]
        left, bottom = np.clip(np.floor(points.min(axis=0)) - 1, 0, (width, height)).astype(int).tolist()
        right, top = np.clip(np.ceil(points.max(axis=0)) + 1, 0, (width, height)).astype(int).tolist()
        return self.pixels[height - top : height - bottom, left:right], (left, top)

    def _gradient(self, mark: Gradient) -> None:
        left, bottom, pixels = self._fill_of(mark)
        if pixels.size:
            self._renderer.draw_image(self._pen(mark, NONE, 0.0), left, bottom, pixels)

    def _new_fill(self, mark: Gradient) -> tuple[int, int, Pixels]:
        """Return a gradient as pixels: left, bottom and rows upwards; its edges cover theirs in part."""
        box, (height, width) = mark.box, self.pixels.shape[:2]
        low, high = self._placed.transform([(box.left, box.bottom), (box.right, box.top)])
        across, up = _covered(low[0], high[0], width), _covered(low[1], high[1], height)
        along = "xy".index(mark.axis)
        middles = (across, up)[along][0] + 0.5
        opacity = mark.opacity((middles - low[along]) / max(high[along] - low[along], TINY))
        covered = np.outer(up[1], across[1]) * (opacity if along == 0 else opacity[:, None])
        pixels = np.empty((*covered.shape, 4), dtype=np.uint8)
        pixels[:] = np.round(np.multiply(mark.color, 255))
        pixels[..., 3] = np.round(covered * mark.color[3] * 255)
        return max(math.floor(low[0]), 0), max(math.floor(low[1]), 0), pixels

    def _words(self, mark: Words) -> None:
        if mark.halo:
            left, bottom, pixels = self._sprite_of(mark)
            self._renderer.draw_image(self._pen(mark, NONE, 0.0), left, bottom, pixels)
        else:
            self._write(self._renderer, mark, self._placed)

    def _new_sprite(self, mark: Words) -> tuple[int, int, Pixels]:
        """Return words with their halo, which is slow to stroke, as pixels: left, bottom and rows upwards."""
        bounds = bounds_of(mark, self._size, _measure)
        left, bottom = bounds.left, self._size.height - bounds.bottom
        renderer = RendererAgg(max(1, bounds.right - left), max(1, bounds.bottom - bounds.top), DPI)
        self._write(
            renderer,
            msgspec.structs.replace(mark, clip=None),
            self._placed.frozen().translate(-left, -bottom),
        )
        return left, bottom, np.asarray(renderer.buffer_rgba())[::-1]


def _covered(low: float, high: float, size: int) -> tuple[Array, Array]:
    """Return the pixels (k,), of so many in a line, that a span reaches, and what share of each it covers."""
    pixels = np.arange(max(math.floor(low), 0), min(math.ceil(high), size), dtype=float)
    return pixels, np.asarray(np.minimum(pixels + 1, high) - np.maximum(pixels, low))


def _measure(formula: Formula) -> tuple[float, float, float]:
    """Return the width, bottom and top of a formula, in ems."""
    return mathtext_size(tuple(term.mathtext for term in formula.terms))


class MatplotlibStage(Canvas):
    """Draws the states of a picture as frames of one size."""

    def __init__(self, picture: Picture, size: FrameSize) -> None:
        size = size.holding(picture.aspect)
        super().__init__(
            picture, size, lambda color: Agg(size, color), lambda mark: bounds_of(mark, size, _measure)
        )

    def _show(self, state: State) -> tuple[Rectangle, ...]:
        with default_rc():
            return super()._show(state)
