"""Rings of a loss that is no quadratic: the regions below its levels, and where their lines run."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.contours import Contours
from gdclips.drawing.film.maps.window import Ladder, opacity
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes, Window
from gdclips.drawing.kept import keeps_answers
from gdclips.drawing.marks import AnyMark, Area, Points
from gdclips.drawing.theme import Rgba
from gdcore import LossSlice

BEYOND = 100.0  # pixels around the frame, so that a region's cut edge, and a small ring at it, are whole
SHARP = 0.25  # pixels by which a line may be off


@keeps_answers
def contours_of(section: LossSlice, axes: Axes, ladder: Ladder, px: float) -> Contours:
    """Return the contours of what a window shows."""
    box, beyond = axes.box, BEYOND * px
    places = np.array([(box.left - beyond, box.bottom - beyond), (box.right + beyond, box.top + beyond)])
    low, high = axes.find(places).tolist()
    levels = ladder.floor + np.array([ladder.level(ring) for ring in ladder.seen(section, axes, px)])
    tolerance = SHARP * px / (max(box.width, box.height) + 2 * beyond)
    return Contours(section, Window((low[0], low[1]), (high[0], high[1])), levels, tolerance)


def region_marks(
    section: LossSlice, axes: Axes, ladder: Ladder, look: Look, edge: Rgba, width: float
) -> list[AnyMark]:
    """Return the regions below a ladder's levels from the outside in, with their lines; small ones fade."""
    marks: list[AnyMark] = []
    contours = contours_of(section, axes, ladder, look.px)
    for ring in ladder.seen(section, axes, look.px):
        fill = ladder.color(ring, look.theme)
        for loops in contours.regions(ladder.floor + ladder.level(ring)):
            placed = [axes.place(loop) for loop in loops]
            alpha = region_alpha(placed[0], look.px)
            if alpha > 0.0:
                line = (*edge[:3], edge[3] * alpha)
                marks += _region(placed, (*fill[:3], alpha), line, width)
    return marks


def region_alpha(outline: Points, px: float) -> float:
    """Return the opacity of a region on the stage, which fades as the circle of its area becomes small."""
    (x, y), (x1, y1) = outline.T, np.roll(outline, -1, axis=0).T
    return opacity(float(np.sqrt(abs((x * y1 - x1 * y).sum()) / 2 / np.pi)) / px)


def _region(loops: list[Points], fill: Rgba, edge: Rgba, width: float) -> list[AnyMark]:
    """Return a region with its lines.

    Its outline goes to each hole and back on one way, so that nothing is filled there.
    """
    if len(loops) == 1:
        return [Area(outline=loops[0], fill=fill, edge=edge, width=width)]
    holes = [part for hole in loops[1:] for part in (hole, hole[:1], loops[0][:1])]
    around = np.concatenate([loops[0], loops[0][:1], *holes])
    return [Area(outline=around, fill=fill), *(Area(outline=loop, edge=edge, width=width) for loop in loops)]
