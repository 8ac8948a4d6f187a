"""The path of a run on a contour panel: every step a line, or a cloud of past iterates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.stage.geometry import Points
from scenes.stage.head import head_at
from scenes.stage.layout import Box
from scenes.stage.marks import AnyMark, Dots, Trail
from scenes.stage.story import Track
from scenes.stage.theme import Theme, Width
from scenes.stage.timeline import State
from scenes.stage.views import View

TAIL = 12  # newest steps that a cloud's path shows as a line


def path_view(track: Track, theme: Theme, box: Box, placed: Points) -> View:
    """Draw the path so far, up to the head; later iterates are not drawn."""
    colors = colors_of(track.role, theme, len(placed))

    def moving(state: State) -> list[AnyMark]:
        if not state.shown.get("path"):
            return []
        points = np.concatenate([placed[: state.step + 1], head_at(placed, state)[None]])
        if track.cloud:
            return _cloud(points, colors, track.arrival, theme, box)
        return _dotted(points, colors, theme, box)

    return View((), moving)


def colors_of(role: str, theme: Theme, count: int) -> NDArray[np.float64]:
    """Return a colour for each iterate: the ramp of the path's own role, else the role's one colour."""
    if role != "path":
        return np.tile(theme.color(role), (count, 1))
    return theme.ramp(theme.path, np.sqrt(np.arange(count) / max(count - 1, 1)))


def _dotted(points: Points, colors: NDArray[np.float64], theme: Theme, box: Box) -> list[AnyMark]:
    """Every step a line in its iteration's colour, every iterate a dot."""
    done = len(points) - 1
    line_of = Trail(points=points, colors=colors[:done], width=Width.path, clip=box)
    dots = Dots(
        points=points[:-1],
        radius=Width.dot,
        fills=colors[:done],
        edge=theme.color("dot_rim"),
        width=Width.contour,
        clip=box,
    )
    return [line_of, dots]


def _cloud(
    points: Points, colors: NDArray[np.float64], arrival: int, theme: Theme, box: Box
) -> list[AnyMark]:
    """The way in as a thin line, the iterates since as dots, and the newest steps as a line."""
    done = len(points) - 1
    coming = points[: min(done, arrival) + 1]
    first = max(0, done - TAIL)
    newest = np.linspace(0.15, 1.0, done - first + 1)[1:]
    cloud = slice(min(done, arrival), done)
    return [
        Trail(points=coming, colors=colors[: len(coming) - 1], width=Width.thin, clip=box),
        Dots(points=points[:1], radius=Width.dot, fills=colors[:1], clip=box),
        Dots(points=points[cloud], radius=Width.cloud, fills=_clear(colors[cloud], 0.55), clip=box),
        Trail(points=points[first:], colors=_clear(colors[first:done], newest), width=Width.path, clip=box),
    ]


def _clear(colors: NDArray[np.float64], alpha: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return colours (m, 4) at an opacity, one or one for each."""
    return np.column_stack([colors[:, :3], np.broadcast_to(alpha, len(colors))])
