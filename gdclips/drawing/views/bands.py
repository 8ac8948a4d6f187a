"""The ground of a contour panel: bands of the loss, and labels on a few of their edges."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import AnyMark, Area, Points, Words
from gdclips.drawing.text.lettering import line
from gdclips.drawing.theme import Rgba, Theme, Type, Width
from gdclips.drawing.views.views import View
from gdclips.story.numbers import plain
from gdcore import Array, Section

LABELLED_RINGS = (0.22, 1.9)  # of the panel's height: rings of these sizes may carry a label
MOST_LABELS = 3
LEVEL_ALPHA = {"dark": 0.45, "light": 0.60}


class Ground(msgspec.Struct, frozen=True):
    """The bands of a contour panel: the levels' excesses (k,), outermost first, and k + 1 colours."""

    section: Section
    axes: Axes
    levels: Array
    fills: tuple[Rgba, ...]

    def color_at(self, x: float, y: float) -> Rgba:
        """Return the colour of the band at a point of the stage."""
        excess = geometry.excess(self.section, self.axes.find(np.array([x, y])))
        return self.fills[int(np.count_nonzero(self.levels >= excess))]


def ground(section: Section, theme: Theme, axes: Axes, start: Points) -> Ground:
    """Choose the levels that suit a start (2,) and a window, and their colours."""
    levels = geometry.levels(section, start, axes)
    shades = theme.ramp(theme.contour, np.linspace(0.0, 1.0, len(levels) + 1))
    return Ground(section, axes, levels, tuple((r, g, b, a) for r, g, b, a in shades.tolist()))


def bands(ground: Ground, theme: Theme, taken: Points) -> View:
    """Draw the bands from the outside in, and label a few of their edges away from ``taken`` (k, 2)."""
    box, line_color = ground.axes.box, theme.color("level", LEVEL_ALPHA[theme.name])
    rings = [ground.axes.place(geometry.ring(ground.section, level)) for level in ground.levels.tolist()]
    marks: list[AnyMark] = [Area(outline=box.corners, fill=ground.fills[0])]
    for curve, fill in zip(rings, ground.fills[1:], strict=True):
        marks.append(Area(outline=curve, fill=fill, edge=line_color, width=Width.contour, clip=box))
    return View((*marks, *_level_labels(ground, rings, theme, taken)))


def _level_labels(ground: Ground, rings: list[Points], theme: Theme, taken: Points) -> list[AnyMark]:
    """Label a few rings, each where it is farthest from the path, the signs and other labels."""
    labels: list[AnyMark] = []
    box, size, ink = ground.axes.box, Type.tick, theme.color("ink", 0.8)
    for level, curve, halo in zip(ground.levels.tolist(), rings, ground.fills[1:], strict=True):
        reach = float(np.ptp(curve[:, 1])) / box.height
        if len(labels) == MOST_LABELS or not LABELLED_RINGS[0] < reach < LABELLED_RINGS[1]:
            continue
        text = plain(ground.section.floor + level, 2)
        half = line(text).advance * size / 2
        place = geometry.label_place(curve, taken, box, (half + 0.015, size * 0.6))
        if place is None or np.linalg.norm(taken - place, axis=1).min() < half + 0.02:
            continue
        taken = np.concatenate([taken, place + np.array([(-half, 0.0), (0.0, 0.0), (half, 0.0)])])
        at = (float(place[0]), float(place[1]) - 0.33 * size)
        labels.append(Words(text=text, at=at, size=size, color=ink, anchor="center", halo=halo))
    return labels
