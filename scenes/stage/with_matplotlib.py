"""The matplotlib stage: marks drawn by the Agg renderer itself, without figures and artists.

What doesn't move is drawn once and kept; each frame begins as a copy of it.
"""

from __future__ import annotations

from functools import cache, singledispatchmethod
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform
from numpy.typing import NDArray

from scenes.stage.frame import Frame, Pixels
from scenes.stage.lettering import line, mathtext_outlines, origin
from scenes.stage.marks import AnyMark, Area, Curve, Dots, Formula, Mark, Mesh, Trail, Words
from scenes.stage.picture import Picture
from scenes.stage.theme import HALO, NONE, Rgba
from scenes.stage.timeline import State

DPI = 72  # so that a point, matplotlib's unit of line widths, is a pixel
CIRCLE = Outline.unit_circle()


@cache
def triangles(rows: int, columns: int) -> NDArray[np.intp]:
    """Return the corners' numbers (k, 3) of the triangles that a mesh is cut into."""
    number = np.arange(rows * columns).reshape(rows, columns)
    first, right, below, last = number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:]
    halves = np.stack([first, right, last], axis=-1), np.stack([first, last, below], axis=-1)
    return np.stack(halves, axis=2).reshape(-1, 3)


class MatplotlibStage:
    """Draws the states of a picture as frames of one size."""

    def __init__(self, picture: Picture, frame: Frame) -> None:
        frame = frame.holding(picture.aspect)
        self._moving = picture.moving
        self._unit = frame.unit
        self._place = Affine2D().scale(frame.unit).translate(*frame.origin)
        self._renderer: Any = RendererAgg(frame.width, frame.height, DPI)
        self._canvas = np.asarray(self._renderer.buffer_rgba())
        self._canvas[:] = np.round(np.multiply(picture.background, 255))
        for mark in picture.static:
            self._draw(mark)
        self._ground = self._canvas.copy()

    def draw(self, state: State) -> Pixels:
        """Return the frame (height, width, 4) of a state; it depends on nothing drawn before."""
        self._canvas[:] = self._ground
        for mark in self._moving(state):
            self._draw(mark)
        return self._canvas.copy()

    @singledispatchmethod
    def _draw(self, mark: AnyMark) -> None:
        raise TypeError(f"the matplotlib stage has no way to draw a {type(mark).__name__}")

    @_draw.register
    def _(self, mark: Area) -> None:
        pen = self._pen(mark, mark.edge or NONE, mark.width if mark.edge else 0.0)
        outline = Outline(np.concatenate([mark.outline, mark.outline[:1]]), closed=True)
        self._renderer.draw_path(pen, outline, self._place, mark.fill)

    @_draw.register
    def _(self, mark: Curve) -> None:
        pen = self._pen(mark, mark.color, mark.width)
        if mark.dash:
            pen.set_dashes(0, [length * self._unit for length in mark.dash])
        self._renderer.draw_path(pen, Outline(mark.points), self._place, None)

    @_draw.register
    def _(self, mark: Trail) -> None:
        pen = self._pen(mark, NONE, mark.width)
        for start, color in enumerate(mark.colors):
            pen.set_foreground(color, isRGBA=True)
            self._renderer.draw_path(pen, Outline(mark.points[start : start + 2]), self._place, None)

    @_draw.register
    def _(self, mark: Mesh) -> None:
        corners, colors = self._place.transform(mark.corners.reshape(-1, 2)), mark.colors.reshape(-1, 4)
        sides, pen = triangles(*mark.corners.shape[:2]), self._pen(mark, NONE, 0.0)
        here = self._around(corners)
        under = here.astype(np.float32) if mark.alpha < 1 else here
        self._renderer.draw_gouraud_triangles(pen, corners[sides], colors[sides], IdentityTransform())
        if mark.alpha < 1:  # laid on whole: triangles that let the ground through would show their seams
            here[:] = np.round(under + mark.alpha * (here - under))

    def _around(self, points: NDArray[np.float64]) -> Any:
        """Return the part of the canvas on which points (k, 2), in pixels, lie."""
        height, width = self._canvas.shape[:2]
        left, bottom = np.clip(np.floor(points.min(axis=0)) - 1, 0, (width, height)).astype(int)
        right, top = np.clip(np.ceil(points.max(axis=0)) + 1, 0, (width, height)).astype(int)
        return self._canvas[height - top : height - bottom, left:right]

    @_draw.register
    def _(self, mark: Dots) -> None:
        if not len(mark.points):
            return
        disc = Affine2D().scale(mark.radius * self._unit).get_matrix()[None]
        edges = np.array([mark.edge] if mark.edge else []).reshape(-1, 4)
        self._renderer.draw_path_collection(
            self._pen(mark, NONE, 0.0),
            IdentityTransform(),
            [CIRCLE],
            disc,
            self._place.transform(mark.points),
            IdentityTransform(),
            np.atleast_2d(mark.fills),
            edges,
            [mark.width * self._unit],
            [(0, None)],
            [True],
            [None],
            None,
        )

    @_draw.register
    def _(self, mark: Words) -> None:
        outline = line(mark.text, mark.bold).outline
        turned = Affine2D().rotate_deg(90.0 if mark.upwards else 0.0)
        place = turned.scale(mark.size).translate(*origin(mark)) + self._place
        if mark.halo:
            self._renderer.draw_path(self._pen(mark, mark.halo, HALO * mark.size), outline, place, None)
        self._renderer.draw_path(self._pen(mark, NONE, 0.0), outline, place, mark.color)

    @_draw.register
    def _(self, mark: Formula) -> None:
        pen = self._pen(mark, NONE, 0.0)
        for outline, color in zip(mathtext_outlines(mark), mark.colors, strict=True):
            self._renderer.draw_path(pen, outline, self._place, color)

    def _pen(self, mark: Mark, color: Rgba, width: float) -> Any:
        pen = self._renderer.new_gc()
        pen.set_foreground(color, isRGBA=True)
        pen.set_linewidth(width * self._unit)
        pen.set_capstyle("round")
        pen.set_joinstyle("round")
        pen.set_snap(False)
        if mark.clip is not None:
            corners = [(mark.clip.left, mark.clip.bottom), (mark.clip.right, mark.clip.top)]
            pen.set_clip_rectangle(Bbox(self._place.transform(corners)))
        return pen
