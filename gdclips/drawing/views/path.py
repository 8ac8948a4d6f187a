"""The path of a run on a contour panel: every step a line, or a cloud of past iterates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdclips.drawing.layers import Piece
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Dots, Points, Trail
from gdclips.drawing.theme import Theme, Width
from gdclips.drawing.views.head import head_at
from gdclips.drawing.views.views import View
from gdclips.story.story import Track
from gdclips.story.timeline import State
from gdcore import Array

TAIL = 12  # newest steps that a cloud's path shows as a line

Step = Callable[[int, Points], list[AnyMark]]  # from a step's number and its ends (2, 2)


def path_view(track: Track, theme: Theme, box: Box, placed: Points, longest: int) -> View:
    """Draw the path so far, up to the head; later iterates are not drawn.

    Its colours are those of so many iterates as the ``longest`` path beside it has.
    """
    colors = colors_of(track.role, theme, longest)
    step = _cloud(colors, track.arrival, box) if track.cloud else _dotted(colors, theme, box)

    def moving(state: State) -> list[AnyMark]:
        if not state.shown.get("path"):
            return []
        state = state.until(len(placed) - 1)
        head = head_at(placed, state)
        marks = step(state.step, np.array([placed[state.step], head]))
        return [*marks, _tail(placed, colors, state.step, head, box)] if track.cloud else marks

    pieces = (Piece(k + 1, mark) for k in range(len(placed) - 1) for mark in step(k, placed[k : k + 2]))
    return View((), moving, tuple(pieces))


def colors_of(role: str, theme: Theme, count: int) -> Array:
    """Return a colour for each iterate: the ramp of the path's own role, else the role's one colour."""
    if role != "path":
        return np.tile(theme.color(role), (count, 1))
    return theme.ramp(theme.path, np.sqrt(np.arange(count) / max(count - 1, 1)))


def _dotted(colors: Array, theme: Theme, box: Box) -> Step:
    """Every step a line in its iteration's colour, and on it a dot at the iterate that it leaves."""
    rim = theme.color("dot_rim")

    def step(index: int, ends: Points) -> list[AnyMark]:
        color = colors[index : index + 1]
        dot = Dots(points=ends[:1], radius=Width.dot, fills=color, edge=rim, width=Width.contour, clip=box)
        return [Trail(points=ends, colors=color, width=Width.path, clip=box), dot]

    return step


def _cloud(colors: Array, arrival: int, box: Box) -> Step:
    """The way in as a thin line from a dot on, and the iterates since as dots."""
    clear = _clear(colors, 0.55)

    def step(index: int, ends: Points) -> list[AnyMark]:
        marks: list[AnyMark] = []
        if index < arrival:
            color = colors[index : index + 1]
            marks.append(Trail(points=ends, colors=color, width=Width.thin, clip=box))
        if index == 0:
            marks.append(Dots(points=ends[:1], radius=Width.dot, fills=colors[:1], clip=box))
        if index >= arrival:
            color = clear[index : index + 1]
            marks.append(Dots(points=ends[:1], radius=Width.cloud, fills=color, clip=box))
        return marks

    return step


def _tail(placed: Points, colors: Array, step: int, head: Points, box: Box) -> AnyMark:
    """The newest steps as a line, the older the fainter."""
    first = max(0, step + 1 - TAIL)
    points = np.concatenate([placed[first : step + 1], head[None]])
    alphas = np.linspace(0.15, 1.0, len(points))[1:]
    return Trail(points=points, colors=_clear(colors[first : step + 1], alphas), width=Width.path, clip=box)


def _clear(colors: Array, alpha: float | Array) -> Array:
    """Return colours (m, 4) at an opacity, one or one for each."""
    return np.column_stack([colors[:, :3], np.broadcast_to(alpha, len(colors))])
