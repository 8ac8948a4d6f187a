"""The plot: quantities against the iteration, on a faint grid, below their name and their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.plots import theory
from gdclips.drawing.film.plots.head import plot_head
from gdclips.drawing.film.plots.levels import spread
from gdclips.drawing.film.plots.scale import NARROW, across, heights, plot_scale, told, value_form
from gdclips.drawing.film.screen import EDGE, TOP, Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.layers import Piece
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Formula, Points, Words
from gdclips.drawing.text.lettering import fitted, line, mathtext_size
from gdclips.story.film.overlays import Mean
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Line, Name, Plot

LINE, HERO_LINE, FAINT_LINE = 2.6, 3.4, 1.6  # pixels of a line's width; of one below its mean
FAINT = 0.55  # opacity of a line below its mean
HEAD, HERO_HEAD, RIM = 6.5, 8.0, 1.8  # pixels of the dot at a line's end
CHUNK = 32  # iterations that a piece of a line spans
NOISE = 1e-12  # of the largest value: a line below is what rounding left
LABEL, MATHS = 21.0, 25.0  # pixels of letters at the lines' heads
LABEL_PITCH = 26.0  # pixels from one such label to the next
NAME_ROOM, NAME_GAP = 1.5, 0.35  # ems of a formula's name, at least, and after it
LONGEST, MOST = 0.36, 0.62  # of the plot's width that a line's name may take, and it with the number
MIDDLE = 30.0  # pixels from a hero's foot to its numbers


def plot_part(view: Plot, look: Look, box: Box, hero: bool, shares: Mapping[str, float]) -> Part:
    """Draw a plot into a box; ``shares`` tell how much has come of it and of its overlays, by their keys."""
    if hero:
        box = hero_box(look, box)
    head = plot_head(view, look, box)
    labelled = len(view.lines) > 1 and box.width >= look.type(NARROW)
    labels = _Labels(view, look, box.width) if labelled else None
    radius = look.line(HERO_HEAD if hero else HEAD)
    room = labels.room + radius + 10 * look.px if labels else radius
    below = Box(box.left, box.bottom, box.width, max(box.height - head.height, 0.2 * box.height))
    scale = plot_scale(view, look, below, hero, room)
    axes = scale.axes
    curves = [_curve(each, axes, view) for each in view.lines]
    draw = [_drawer(view, index, look, axes.box, hero) for index in range(len(view.lines))]
    floors = theory.above(view, axes, look, shares)

    def moving(state: State) -> list[AnyMark]:
        newest = [_newest(curve, state) for curve in curves]
        heads = [points[-1] for points in newest]
        marks = [line_of(points) for line_of, points in zip(draw, newest, strict=True)]
        marks += [*floors, *theory.mean_marks(view, axes, look, state.step)]
        for each, at in zip(view.lines, heads, strict=True):
            marks += _head(at, each.role, radius, look, axes.box)
        beside = labels.marks(heads, state.step, radius, axes.box) if labels else []
        return [*marks, *beside, *head.moving(state)]

    pieces = (
        Piece(end, line_of(curve[end - CHUNK : end + 1]))
        for line_of, curve in zip(draw, curves, strict=True)
        for end in range(CHUNK, len(curve), CHUNK)
    )
    return Part(
        (*scale.grid, *theory.below(view, axes, look, shares)),
        tuple(pieces),
        moving,
        (*head.words, *scale.words),
    )


def hero_box(look: Look, box: Box) -> Box:
    """Return the part of a hero's rectangle in which its words may stand."""
    px = look.px
    left, right = max(box.left + 10 * px, EDGE * px), min(box.right - 10 * px, look.width - EDGE * px)
    low, high = (
        max(box.bottom + MIDDLE * px, look.foot),
        min(box.top, 1.0 - TOP * px * (0.8 if look.bare else 1)),
    )
    return Box(left, low, right - left, high - low)


def _curve(each: Line, axes: Axes, view: Plot) -> Points:
    values = heights(told(each), view.log)
    return axes.place(np.stack([across(np.arange(len(values)), view), values], axis=-1))


def _newest(curve: Points, state: State) -> Points:
    """Return the line from its last whole piece up to the state: steps, and the share of one that glides."""
    state = state.until(len(curve) - 1)
    step = state.step
    there = curve[min(step + 1, len(curve) - 1)]
    first = step - step % CHUNK
    return np.concatenate([curve[first : step + 1], [curve[step] + state.glide * (there - curve[step])]])


def _drawer(view: Plot, index: int, look: Look, clip: Box, hero: bool) -> Callable[[Points], AnyMark]:
    """Return what draws a part of a line: faint and thin, if its mean lies on it."""
    averaged = any(isinstance(each, Mean) and each.line == index for each in view.overlays)
    width = look.line(FAINT_LINE if averaged else HERO_LINE if hero else LINE)
    color = look.theme.color(view.lines[index].role, FAINT if averaged else 1.0)
    pad = width / 2
    clip = Box(clip.left - pad, clip.bottom - pad, clip.width + 2 * pad, clip.height + 2 * pad)
    return lambda points: Curve(points=points, color=color, width=width, clip=clip)


def _head(at: Points, role: str, radius: float, look: Look, box: Box) -> list[AnyMark]:
    """Return the dot at a line's end, as long as that is seen."""
    if not box.bottom - radius <= at[1] <= box.top + radius:
        return []
    theme = look.theme
    edge, width = theme.color("head_rim"), look.line(RIM)
    return [Dots(points=at[None], radius=radius, fills=theme.color(role), edge=edge, width=width)]


class _Labels:
    """Names and values beside the lines' heads, pushed apart where lines meet."""

    def __init__(self, view: Plot, look: Look, width: float) -> None:
        self._lines, self._look, self._size = view.lines, look, look.type(LABEL)
        self._values = [told(each) for each in view.lines]
        largest = [float(np.abs(each).max(initial=0.0)) for each in self._values]
        most = max(largest)
        written = [
            value_form(each.values if view.log or size > NOISE * most else np.array([most]), view.log)
            for each, size in zip(view.lines, largest, strict=True)
        ]
        self._forms = [form for form, _ in written]
        numbers = max(line(text, bold=True).advance for _, texts in written for text in texts) * self._size
        names = max(min(LONGEST * width, MOST * width - numbers), 2 * self._size)
        self._names = [
            fitted(each.name, self._size, names, self._size)[0] if isinstance(each.name, str) else each.name
            for each in view.lines
        ]
        self.room = max(
            self._before(name) + line(text, bold=True).advance * self._size
            for name, (_, texts) in zip(self._names, written, strict=True)
            for text in texts
        )

    def _before(self, name: Name) -> float:
        """Return the width that a name takes."""
        if not isinstance(name, str):
            wide = float(mathtext_size((name.mathtext,))[0]) * self._look.type(MATHS)
            return max(NAME_ROOM * self._size, wide + NAME_GAP * self._size)
        return (line(name).advance + 0.3) * self._size if name else 0.0

    def marks(self, heads: list[Points], step: int, radius: float, box: Box) -> list[AnyMark]:
        """Return the labels at an iterate, on a ground of their own, that lines don't run through them."""
        look, size = self._look, self._size
        pitch = look.type(LABEL_PITCH)
        low, high = box.bottom - 0.3 * pitch, box.top + 0.3 * pitch
        middles = spread([float(np.clip(at[1], low, high)) for at in heads], pitch, low, high)
        left = max(float(at[0]) for at in heads) + radius + 8 * look.px
        marks: list[AnyMark] = []
        rows = zip(self._lines, self._values, self._names, self._forms, middles, strict=True)
        for each, values, name, form, middle in rows:
            text = form(float(values[min(step, len(values) - 1)]))
            color, start = look.theme.color(f"{each.role}_text"), left + self._before(name)
            right, y = start + line(text, bold=True).advance * size, middle - 0.33 * size
            ground = Box(left - 3 * look.px, middle - 0.5 * size, right - left + 6 * look.px, size)
            marks.append(Area(outline=ground.corners, fill=look.theme.color("background", 0.85)))
            marks.append(Words(text=text, at=(start, y), size=size, color=color, bold=True))
            if not isinstance(name, str):
                at = (left, middle)
                marks.append(Formula(terms=(name,), colors=(color,), at=at, size=look.type(MATHS)))
            elif name:
                marks.append(Words(text=name, at=(left, y), size=size, color=color))
        return marks
