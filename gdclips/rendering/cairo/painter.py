"""A painter of marks on any Cairo context: that of Manim's camera, or another."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod
from itertools import pairwise
from typing import Any

import cairo
import numpy as np

from gdclips.drawing.marks import (
    AnyMark,
    Area,
    Curve,
    Dots,
    Formula,
    Gradient,
    Mark,
    Mesh,
    Points,
    Trail,
    Words,
)
from gdclips.drawing.text.lettering import fit, origin
from gdclips.drawing.theme import Rgba
from gdclips.rendering.cairo.blend import paint_mesh
from gdclips.rendering.cairo.halo import paint_halo
from gdclips.rendering.cairo.outlines import FINE, words_path

Part = tuple[cairo.Path, int, float]  # an outline, the term that it is of, its stroke in ems
Set = tuple[list[Part], tuple[float, float, float]]  # the parts; the width, bottom and top, in ems
Typesetter = Callable[[tuple[str, ...]], Set]  # from the terms' Typst sources


SHADES = 33  # of a gradient from stop to stop, between which Cairo's is linear


class Painter:
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
    def _(self, mark: Gradient) -> None:
        box, (red, green, blue, alpha) = mark.box, mark.color
        ends = (box.left, 0.0, box.right, 0.0) if mark.axis == "x" else (0.0, box.bottom, 0.0, box.top)
        pattern = cairo.LinearGradient(*ends)
        shares = np.concatenate([np.linspace(a, b, SHADES) for (a, _), (b, _) in pairwise(mark.stops)])
        for share, opacity in zip(shares.tolist(), mark.opacity(shares).tolist(), strict=True):
            pattern.add_color_stop_rgba(share, blue, green, red, alpha * opacity)  # Manim's pixels are RGBA
        self._context.rectangle(box.left, box.bottom, box.width, box.height)
        self._context.set_source(pattern)
        self._context.fill()

    @_draw.register
    def _(self, mark: Words) -> None:
        self._context.save()
        self._to_letters(mark.size, *origin(mark), mark.upwards)
        if mark.halo:
            paint_halo(self._context, mark.text, mark.bold, mark.halo)
        self._context.append_path(words_path(mark.text, mark.bold))
        self._context.restore()
        self._paint(mark.color, None, 0.0)

    @_draw.register
    def _(self, mark: Formula) -> None:
        parts, (width, bottom, top) = typeset(mark, self._typeset)
        scale, x, y = fit(mark, width, bottom, top)
        for outline, term, stroke in parts:
            self._context.save()
            self._to_letters(scale, x, y)
            self._context.append_path(outline)
            self._context.restore()
            color = mark.colors[term]
            self._paint(None if stroke else color, color if stroke else None, stroke * scale)

    def _line_to(self, points: Points) -> None:
        line_to = self._context.line_to
        for x, y in points.tolist():
            line_to(x, y)

    def _to_letters(self, size: float, x: float, y: float, upwards: bool = False) -> None:
        """Make the context's unit that of outlines, and its origin that of letters of a size."""
        self._context.translate(x, y)
        self._context.rotate(np.pi / 2 if upwards else 0.0)
        self._context.scale(size / FINE, size / FINE)

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
