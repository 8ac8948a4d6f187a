"""The ground of a contour panel: bands of the loss, labelled rings, ticks and the axes' names."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from gdcore import Section
from scenes.stage import geometry
from scenes.stage.geometry import Axes, Points
from scenes.stage.layout import Box
from scenes.stage.lettering import line, shorten
from scenes.stage.marks import AnyMark, Area, Formula, Term, Words
from scenes.stage.numbers import plain
from scenes.stage.story import Story
from scenes.stage.theme import Rgba, Theme, Type, Width
from scenes.stage.views import View

LABELLED_RINGS = (0.22, 1.9)  # of the panel's height: rings of these sizes may carry a label
MOST_LABELS = 3
LEVEL_ALPHA = {"dark": 0.45, "light": 0.60}


class Ground(msgspec.Struct, frozen=True):
    """The bands of a contour panel: the levels' excesses (k,), outermost first, and k + 1 colours."""

    section: Section
    axes: Axes
    levels: NDArray[np.float64]
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
    marks: list[AnyMark] = [Area(outline=_corners(box), fill=ground.fills[0])]
    for curve, fill in zip(rings, ground.fills[1:], strict=True):
        marks.append(Area(outline=curve, fill=fill, edge=line_color, width=Width.contour, clip=box))
    return View((*marks, *_level_labels(ground, rings, theme, taken)))


def _level_labels(ground: Ground, rings: list[Points], theme: Theme, taken: Points) -> list[AnyMark]:
    """Label a few rings, each where it is farthest from the path, the signs and other labels."""
    labels: list[AnyMark] = []
    box, size, muted = ground.axes.box, Type.tick, theme.color("muted")
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
        labels.append(Words(text=text, at=at, size=size, color=muted, anchor="center", halo=halo))
    return labels


def frame(story: Story, theme: Theme, axes: Axes) -> View:
    """The panel's ticks and the names of its axes."""
    box, muted = axes.box, theme.color("muted")
    (left, bottom), (right, top) = axes.window.low, axes.window.high
    marks: list[AnyMark] = []
    for value in geometry.ticks(left, right, 5):
        x = float(axes.place(np.array([value, bottom]))[0])
        at = (x, box.bottom - 0.012 - 0.70 * Type.tick)
        marks.append(Words(text=plain(value), at=at, size=Type.tick, color=muted, anchor="center"))
    for value in geometry.ticks(bottom, top, 5):
        y = float(axes.place(np.array([left, value]))[1])
        at = (box.left - 0.012, y - 0.35 * Type.tick)
        marks.append(Words(text=plain(value), at=at, size=Type.tick, color=muted, anchor="right"))
    return View((*marks, *_axis_names(story, theme, axes)))


def _axis_names(story: Story, theme: Theme, axes: Axes) -> list[AnyMark]:
    box, ink, muted = axes.box, theme.color("ink"), theme.color("muted")
    (across, up), below = story.panel.names, box.bottom - 0.078
    note = story.panel.note if axes.window.equal else f"{story.panel.note}; axes scaled apart"
    at = (box.right, below - 0.33 * Type.tick)
    return [
        _across(across, box, below, ink),
        _up(up, box, ink),
        Words(text=note, at=at, size=Type.tick, color=muted, anchor="right"),
    ]


def _across(name: Term | str, box: Box, y: float, color: Rgba) -> AnyMark:
    """Name the level axis: in the middle where the name is short, from the left where it is words."""
    if isinstance(name, str):
        text, at = shorten(name, Type.label, box.width / 2), (box.left, y - 0.33 * Type.label)
        return Words(text=text, at=at, size=Type.label, color=color)
    at = (box.center[0], y)
    return Formula(terms=(name,), colors=(color,), at=at, size=Type.equation, anchor="center")


def _up(name: Term | str, box: Box, color: Rgba) -> AnyMark:
    """Name the upright axis: beside it where the name is short, above it where it is words."""
    if isinstance(name, str):
        text = shorten(name, Type.label, box.width)
        return Words(text=text, at=(box.left, box.top + 0.014), size=Type.label, color=color)
    at = (box.left - 0.088, box.center[1])
    return Formula(terms=(name,), colors=(color,), at=at, size=Type.equation, anchor="center")


def _corners(box: Box) -> Points:
    return np.array(
        [(box.left, box.bottom), (box.right, box.bottom), (box.right, box.top), (box.left, box.top)]
    )
