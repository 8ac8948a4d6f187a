"""Squares: the data's residuals, each opened to its square, and the square that is their mean."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gdclips.drawing.box import Box
from gdclips.drawing.film.column.words import LEAST, text_role
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import AnyMark, Area, Curve, Points, Words
from gdclips.drawing.text.lettering import fitted, line
from gdclips.story import motion
from gdclips.story.film.overlays import APART, MOST_SQUARES, RESIDUAL, SQUARE, MeanSquare, Squares
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Data
from gdclips.story.numbers import significant
from gdcore import Array

FILL, EDGE, MEAN_FILL = 0.16, 0.55, 0.85  # opacities
WIDTH, THIN = 3.0, 1.4  # pixels of residuals, and of edges
DASH = 9.0, 7.0  # pixels on and off of the ghost
LABEL, NUMBER = 24.0, 34.0  # pixels of letters
GAP = 16.0  # pixels from the mean square to its number
MOST = 0.5  # of the room's width that the mean square may take before its number stands upon it
FLOWN = 0.6  # the share by which squares have flown to the corner
FAR = 8.0  # stage units: nothing is farther away


def measured(view: Data, look: Look, axes: Axes, room: Box, shares: Mapping[str, float]) -> Part:
    """Draw what measures the line of data that lie on some axes; numbers stand in the ``room``."""

    def drawn(state: State, words: bool) -> list[AnyMark]:
        at, marks = fit_at(_fit(view), state), list[AnyMark]()
        for overlay in view.overlays:
            share = shares.get(overlay.key, shares.get(view.key, 1.0))
            if isinstance(overlay, MeanSquare):
                draw = mean_words if words else mean_marks
                marks += draw(overlay, view, axes, look, room, share, at)
            elif not words:
                marks += squares_marks(overlay, view, axes, look, share, at)
        return marks

    return Part(moving=lambda state: drawn(state, False), front=lambda state: drawn(state, True))


def fit_at(fit: Array, state: State) -> Array:
    """Return the line's weights (2,) at a moment: at an iterate, or gliding to the next."""
    state = state.until(len(fit) - 1)
    here, there = fit[state.step], fit[min(state.step + 1, len(fit) - 1)]
    return np.asarray(here + state.glide * (there - here))


def mean_square(view: Data, weights: Array) -> float:
    """Return the mean of the squared residuals from the line with some weights (2,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.square(view.y - weights[0] - weights[1] * view.x).mean())


def squares_marks(
    overlay: Squares, view: Data, axes: Axes, look: Look, share: float, at: Array
) -> list[AnyMark]:
    """Draw a share of the residuals and their squares at the weights ``at`` (2,), from the left on."""
    theme, seconds = look.theme, share * overlay.seconds(len(view.x))
    marks: list[AnyMark] = []
    for place, (dot, way) in enumerate(zip(*_residuals(view, axes, at), strict=True)):
        since = seconds - APART * place
        drop, opened = motion.ease(since / RESIDUAL), motion.ease((since - RESIDUAL) / SQUARE)
        if drop <= 0.0:
            break
        foot = dot + (0.0, drop * way[1])
        if opened > 0.0:
            marks.append(_square(dot, way * (opened, 1.0), overlay.role, look, 1.0))
        ends = np.array([dot, foot])
        marks.append(Curve(points=ends, color=theme.color(overlay.role), width=look.line(WIDTH)))
    return marks


def mean_marks(
    overlay: MeanSquare, view: Data, axes: Axes, look: Look, room: Box, share: float, at: Array
) -> list[AnyMark]:
    """Draw a share of the mean square at the weights ``at`` (2,): squares that fly to it, and it itself."""
    corner, side = np.array(_corner(overlay, view, axes, look, room)), _side(view, axes, at)
    fly, level = motion.ease(share / FLOWN), motion.ease((share - FLOWN) / (1.0 - FLOWN))
    marks: list[AnyMark] = []
    if share < 1.0:
        for dot, way in zip(*_residuals(view, axes, at), strict=True):
            low, size = dot + np.minimum(way, 0.0), abs(way[1]) + level * (side - abs(way[1]))
            there = low + fly * (corner - low)
            marks.append(_square(there, np.array([size, size]), overlay.role, look, 1.0 - level))
    first = _side(view, axes, _fit(view)[0])
    if overlay.ghost and first != side:
        outline = _outline(corner, np.array([first, first]))
        color, dash = look.theme.color(overlay.role, 0.7 * level), tuple(look.line(each) for each in DASH)
        points = np.concatenate([outline, outline[:1]])
        marks.append(Curve(points=points, color=color, width=look.line(THIN), dash=dash))
    fill = look.theme.color(overlay.role, MEAN_FILL * level)
    marks.append(Area(outline=_outline(corner, np.array([side, side])), fill=fill))
    return marks


def mean_words(
    overlay: MeanSquare, view: Data, axes: Axes, look: Look, room: Box, share: float, at: Array
) -> list[AnyMark]:
    """Write the mean square's number beside it, below its label."""
    alpha = motion.ease((share - FLOWN) / (1.0 - FLOWN))
    if alpha <= 0.0:
        return []
    theme, (left, foot) = look.theme, _corner(overlay, view, axes, look, room)
    left += _taken(view, axes, room) + GAP * look.px
    free, least, pitch = max(room.right - left, 0.3 * room.width), look.type(LEAST), 1.2 * look.type(NUMBER)
    value, number = fitted(significant(3)(mean_square(view, at)), look.type(NUMBER), free, least, bold=True)
    text, small = fitted(overlay.label, look.type(LABEL), free, least)
    color, halo = theme.color(text_role(overlay.role, look), alpha), theme.color("halo", 0.6 * alpha)
    at_value, above = (left, foot + 0.1 * pitch), (left, foot + pitch)
    return [
        Words(text=value, at=at_value, size=number, color=color, bold=True, halo=halo),
        Words(text=text, at=above, size=small, color=theme.color("ink", alpha), halo=halo),
    ]


def _fit(view: Data) -> Array:
    assert view.fit is not None
    return view.fit


def _residuals(view: Data, axes: Axes, at: Array) -> tuple[Points, Points]:
    """Return samples on the stage (m, 2) from the left on, and ways (m, 2) to their squares' far corners.

    Squares open to the side on which the last line leaves them: to the right of a sample below a line that
    rises, to the left of one above it.
    """
    order = np.argsort(view.x[:MOST_SQUARES], kind="stable")
    x, y = view.x[order], view.y[order]
    with np.errstate(over="ignore", invalid="ignore"):
        ends = axes.place(np.stack([x, at[0] + at[1] * x], axis=-1))
    dots = axes.place(np.stack([x, y], axis=-1))
    up = np.nan_to_num(np.clip(ends[:, 1] - dots[:, 1], -FAR, FAR))
    across = up if rises(view) else -up
    return dots, np.stack([across, up], axis=-1)


def rises(view: Data) -> bool:
    """Tell whether the last line that is a line rises."""
    slopes = _fit(view)[:, 1]
    return bool(slopes[np.isfinite(slopes)][-1] >= 0.0)


def _side(view: Data, axes: Axes, at: Array) -> float:
    """Return the mean square's side on the stage."""
    side = np.sqrt(mean_square(view, at)) * axes.scale[1]
    return float(min(side, FAR)) if np.isfinite(side) else FAR


def _taken(view: Data, axes: Axes, room: Box) -> float:
    """Return the width that the mean square takes: that of the first or the last, as far as there is room."""
    sides = [_side(view, axes, _fit(view)[index]) for index in (0, -1)]
    return min(max(sides), MOST * room.width)


def _corner(overlay: MeanSquare, view: Data, axes: Axes, look: Look, room: Box) -> tuple[float, float]:
    """Return the mean square's lower left: in the lower corner of the room that the last line leaves free."""
    if not rises(view):
        return room.left, room.bottom
    widest = max(
        line(overlay.label).advance * look.type(LABEL),
        line("00.00", bold=True).advance * look.type(NUMBER),
    )
    return max(room.right - widest - GAP * look.px - _taken(view, axes, room), room.left), room.bottom


def _square(low: Points, way: Points, role: str, look: Look, alpha: float) -> AnyMark:
    theme = look.theme
    fill, edge = theme.color(role, FILL * alpha), theme.color(role, EDGE * alpha)
    return Area(outline=_outline(low, way), fill=fill, edge=edge, width=look.line(THIN))


def _outline(low: Points, way: Points) -> Points:
    """Return the outline (4, 2) of a rectangle from one corner the way to the opposite one."""
    (x, y), (across, up) = low.tolist(), way.tolist()
    return np.array([(x, y), (x + across, y), (x + across, y + up), (x, y + up)])
