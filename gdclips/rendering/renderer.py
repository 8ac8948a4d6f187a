"""Marks as calls of one of matplotlib's renderers, without figures and artists: what its stages share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import cache, lru_cache, singledispatchmethod
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform, Transform
from numpy.typing import NDArray

from gdclips.drawing.box import Box
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Formula, Gradient, Mark, Mesh, Trail, Words
from gdclips.drawing.text.lettering import line, mathtext_outlines, origin
from gdclips.drawing.theme import HALO, NONE, Rgba
from gdcore import Array

GRAIN = 4  # pixels in a row that have one colour, of a smooth mesh
DPI = 72  # because a point, matplotlib's unit of line widths, is the renderer's unit then
CIRCLE, SEGMENT = Outline.unit_circle(), Outline([(0.0, 0.0), (1.0, 0.0)])
DISC = np.array([[(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0)]])


@cache
def triangles(rows: int, columns: int) -> NDArray[np.intp]:
    """Return the corners (k, 3), by index, of the triangles that a mesh is split into."""
    number = np.arange(rows * columns).reshape(rows, columns)
    first, right, below, last = number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:]
    halves = np.stack([first, right, last], axis=-1), np.stack([first, last, below], axis=-1)
    return np.stack(halves, axis=2).reshape(-1, 3)


class MarkRenderer(ABC):
    """Draws marks by one of matplotlib's renderers.

    A stage unit is ``unit`` of the renderer's own, and the stage's lower left corner lies at ``corner``, also
    from the lower left. What renderers have no call for, each of these does in its own way.
    """

    def __init__(self, renderer: Any, unit: float, corner: tuple[float, float]) -> None:
        self._renderer, self._unit = renderer, unit
        self._placed = Affine2D().scale(unit).translate(*corner)
        self._pen_of = lru_cache(maxsize=256)(self._new_pen)

    def draw(self, marks: Iterable[AnyMark]) -> None:
        """Draw marks in their order."""
        draw = self._draw
        for mark in marks:
            draw(mark)

    @singledispatchmethod
    def _draw(self, mark: AnyMark) -> None:
        raise TypeError(f"the matplotlib stage has no way to draw a {type(mark).__name__}")

    @_draw.register
    def _(self, mark: Area) -> None:
        pen = self._pen(mark, mark.edge or NONE, mark.width if mark.edge else 0.0)
        outline = Outline(np.concatenate([mark.outline, mark.outline[:1]]), closed=True)
        self._renderer.draw_path(pen, outline, self._placed, mark.fill)

    @_draw.register
    def _(self, mark: Curve) -> None:
        pen = self._pen(mark, mark.color, mark.width, mark.dash)
        self._renderer.draw_path(pen, Outline(mark.points), self._placed, None)

    @_draw.register
    def _(self, mark: Trail) -> None:
        points = self._placed.transform(mark.points)
        segments = np.zeros((len(mark.colors), 3, 3))
        segments[:, :2, 0] = points[1:] - points[:-1]
        self._collect(mark, SEGMENT, segments, points[:-1], np.zeros((0, 4)), mark.colors)

    @_draw.register
    def _(self, mark: Dots) -> None:
        if not len(mark.points):
            return
        disc = np.multiply(DISC, mark.radius * self._unit)
        edges = np.array([mark.edge] if mark.edge else []).reshape(-1, 4)
        places = self._placed.transform(mark.points)
        self._collect(mark, CIRCLE, disc, places, np.atleast_2d(mark.fills), edges)

    def _collect(
        self, mark: Dots | Trail, outline: Outline, shapes: Array, places: Array, fills: Array, edges: Array
    ) -> None:
        """Draw an outline in one or k shapes (1 or k, 3, 3) at k places (k, 2), in the renderer's units."""
        self._renderer.draw_path_collection(
            self._pen(mark, NONE, 0.0),
            IdentityTransform(),
            [outline],
            shapes,
            places,
            IdentityTransform(),
            fills,
            edges,
            [mark.width * self._unit],
            [(0, None)],
            [True],
            [None],
            None,
        )

    @_draw.register
    def _(self, mark: Mesh) -> None:
        self._mesh(mark)

    @_draw.register
    def _(self, mark: Gradient) -> None:
        self._gradient(mark)

    @_draw.register
    def _(self, mark: Words) -> None:
        self._words(mark)

    @_draw.register
    def _(self, mark: Formula) -> None:
        self._formula(mark)

    @abstractmethod
    def _mesh(self, mark: Mesh) -> None:
        """Draw a mesh."""

    @abstractmethod
    def _gradient(self, mark: Gradient) -> None:
        """Draw a gradient."""

    def _words(self, mark: Words) -> None:
        self._write(self._renderer, mark, self._placed)

    def _write(self, renderer: Any, mark: Words, placed: Transform) -> None:
        """Draw words, and their halo below them."""
        outline, placed = line(mark.text, mark.bold).outline, set_words(mark) + placed
        if mark.halo:
            renderer.draw_path(self._pen(mark, mark.halo, HALO * mark.size), outline, placed, None)
        renderer.draw_path(self._pen(mark, NONE, 0.0), outline, placed, mark.color)

    def _formula(self, mark: Formula) -> None:
        pen = self._pen(mark, NONE, 0.0)
        for outline, color in zip(mathtext_outlines(mark), mark.colors, strict=True):
            self._renderer.draw_path(pen, outline, self._placed, color)

    def _pen(self, mark: Mark, color: Rgba, width: float, dash: tuple[float, ...] = ()) -> Any:
        return self._pen_of(mark.clip, color, width, dash)

    def _new_pen(self, clip: Box | None, color: Rgba, width: float, dash: tuple[float, ...]) -> Any:
        pen = self._renderer.new_gc()
        pen.set_foreground(color, isRGBA=True)
        pen.set_linewidth(width * self._unit)
        pen.set_capstyle("round")
        pen.set_joinstyle("round")
        pen.set_snap(False)
        if dash:
            pen.set_dashes(0, [length * self._unit for length in dash])
        if clip is not None:
            corners = [(clip.left, clip.bottom), (clip.right, clip.top)]
            pen.set_clip_rectangle(Bbox(self._placed.transform(corners)))
        return pen


def set_words(words: Words) -> Transform:
    """Return what places a set line of words on the stage."""
    turned = Affine2D().rotate_deg(90.0 if words.upwards else 0.0)
    return turned.scale(words.size).translate(*origin(words))
