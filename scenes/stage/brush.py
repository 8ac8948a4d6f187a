"""Draws marks with Cairo, on any context: what Manim's camera has, or another."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, singledispatchmethod
from typing import Any

import cairo
import numpy as np
from matplotlib.path import Path as Outline

from scenes.stage.blend import paint_mesh
from scenes.stage.lettering import fit, line, origin
from scenes.stage.marks import AnyMark, Area, Curve, Dots, Formula, Mark, Mesh, Points, Trail, Words
from scenes.stage.theme import HALO, Rgba

FINE = 1000.0  # Cairo keeps paths in 1/256 of a unit, so lettering is kept at this many units an em

Part = tuple[cairo.Path, int, float]  # an outline, the term that it is of, its stroke in ems
Set = tuple[list[Part], tuple[float, float, float]]  # the parts; the width, bottom and top, in ems
Typesetter = Callable[[tuple[str, ...]], Set]  # from the terms' Typst sources


class Brush:
    """Draws marks on a Cairo context whose unit is the stage's; ``typeset`` sets its formulas."""

    def __init__(self, context: cairo.Context[Any], typeset: Typesetter) -> None:
        self._context, self._typeset = context, typeset
        context.set_line_cap(cairo.LINE_CAP_ROUND)
        context.set_line_join(cairo.LINE_JOIN_ROUND)

    def draw(self, mark: AnyMark) -> None:
        """Draw one mark, inside its clip."""
        if mark.clip is None:
            self._draw(mark)
            return
        self._context.save()
        self._context.rectangle(mark.clip.left, mark.clip.bottom, mark.clip.width, mark.clip.height)
        self._context.clip()
        self._draw(mark)
        self._context.restore()

    @singledispatchmethod
    def _draw(self, mark: Mark) -> None:
        raise TypeError(f"the Manim stage has no way to draw a {type(mark).__name__}")

    @_draw.register
    def _(self, mark: Area) -> None:
        self._line_to(mark.outline)
        self._context.close_path()
        self._paint(mark.fill, mark.edge, mark.width)

    @_draw.register
    def _(self, mark: Curve) -> None:
        self._line_to(mark.points)
        self._context.set_dash(mark.dash)
        self._paint(None, mark.color, mark.width)
        self._context.set_dash(())

    @_draw.register
    def _(self, mark: Trail) -> None:
        for start, color in enumerate(mark.colors.tolist()):
            self._line_to(mark.points[start : start + 2])
            self._paint(None, color, mark.width)

    @_draw.register
    def _(self, mark: Mesh) -> None:
        paint_mesh(self._context, mark)

    @_draw.register
    def _(self, mark: Dots) -> None:
        fills = np.broadcast_to(mark.fills, (len(mark.points), 4)).tolist()
        for (x, y), fill in zip(mark.points.tolist(), fills, strict=True):
            self._context.new_sub_path()
            self._context.arc(x, y, mark.radius, 0.0, 2 * np.pi)
            self._paint(fill, mark.edge, mark.width)

    @_draw.register
    def _(self, mark: Words) -> None:
        outline = _kept_words(mark.text, mark.bold)
        for halo in [mark.halo] if mark.halo else []:
            self._append(outline, mark.size, *origin(mark), mark.upwards)
            self._paint(None, halo, HALO * mark.size)
        self._append(outline, mark.size, *origin(mark), mark.upwards)
        self._paint(mark.color, None, 0.0)

    @_draw.register
    def _(self, mark: Formula) -> None:
        parts, (width, bottom, top) = typeset(mark, self._typeset)
        scale, x, y = fit(mark, width, bottom, top)
        for outline, term, stroke in parts:
            self._append(outline, scale, x, y)
            color = mark.colors[term]
            self._paint(None if stroke else color, color if stroke else None, stroke * scale)

    def _line_to(self, points: Points) -> None:
        for x, y in points.tolist():
            self._context.line_to(x, y)

    def _append(self, outline: cairo.Path, size: float, x: float, y: float, upwards: bool = False) -> None:
        self._context.save()
        self._context.translate(x, y)
        self._context.rotate(np.pi / 2 if upwards else 0.0)
        self._context.scale(size / FINE, size / FINE)
        self._context.append_path(outline)
        self._context.restore()

    def _paint(self, fill: Rgba | None, edge: Rgba | None, width: float) -> None:
        for color, paint in ((fill, self._context.fill_preserve), (edge, self._context.stroke_preserve)):
            if color is not None:
                red, green, blue, alpha = color
                self._context.set_source_rgba(blue, green, red, alpha)  # Manim's pixels are RGBA
                self._context.set_line_width(width)
                paint()
        self._context.new_path()


def typeset(formula: Formula, typesetter: Typesetter) -> Set:
    """Set a formula with a typesetter."""
    return typesetter(tuple(term.typst for term in formula.terms))


def scratch() -> cairo.Context[Any]:
    """Return a context to make paths on."""
    return cairo.Context(cairo.RecordingSurface(cairo.CONTENT_ALPHA, None))


def _kept(outline: Outline) -> cairo.Path:
    """Return an outline in ems as a path that Cairo can append."""
    context, here = scratch(), np.zeros(2)
    for points, code in outline.iter_segments(simplify=False):
        corners = points.reshape(-1, 2) * FINE
        if code == Outline.MOVETO:
            context.move_to(*corners[0])
        elif code == Outline.LINETO:
            context.line_to(*corners[0])
        elif code == Outline.CURVE3:
            control, end = corners
            context.curve_to(*(here + 2 * control) / 3, *(end + 2 * control) / 3, *end)
        elif code == Outline.CURVE4:
            context.curve_to(*corners.ravel())
        else:
            context.close_path()
        here = corners[-1]
    return context.copy_path()


@lru_cache(maxsize=4096)
def _kept_words(text: str, bold: bool) -> cairo.Path:
    return _kept(line(text, bold).outline)
