"""Runs on a map: the path so far or the cloud of its iterates, the point with its glow, and its gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.film.parts import Part, faded
from gdclips.drawing.film.screen import Look
from gdclips.drawing.layers import Piece
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Points, Trail
from gdclips.drawing.space.style import DOT, DOT_EDGE, GLOW, HEAD, HEAD_RIM, PATH, SWELL
from gdclips.drawing.theme import Theme
from gdclips.story.film.timeline import State
from gdclips.story.film.views import Track
from gdcore import Array

CLOUD, ARROW = 4.0, 4.5  # pixels
CROWDED = 3.0  # pixels of a step that has no dot
TAIL = 10  # newest steps that a cloud's path shows as a line
CLEAR = 0.55  # opacity of a cloud's dots
LONGEST_ARROW = 170.0  # pixels of the largest gradient's arrow

Step = Callable[[int, Points], list[AnyMark]]  # from a step's number and its ends (2, 2)


def head_at(placed: Points, state: State) -> Points:
    """Return where the head is (2,): at an iterate, or gliding to the next."""
    here = placed[state.step]
    there = placed[min(state.step + 1, len(placed) - 1)]
    return np.asarray(here + state.glide * (there - here))


def colors_of(role: str, theme: Theme, count: int) -> Array:
    """Return a colour for each iterate: the ramp of the path's own role, else the role's one colour."""
    if role != "path":
        return np.tile(theme.color(role), (count, 1))
    return theme.ramp(theme.path, np.sqrt(np.arange(count) / max(count - 1, 1)))


def run_part(track: Track, look: Look, placed: Points, longest: int, strides: Points) -> Part:
    """Draw a run whose iterates are ``placed`` (steps + 1, 2) on the stage.

    Its colours are those of so many iterates as the ``longest`` run beside it has; ``strides`` (steps, 2) are
    its negative gradients on the stage, if it has arrows.
    """
    colors = colors_of(track.role, look.theme, longest)
    step = _cloud(colors, track, look) if track.cloud else _dotted(colors, look)

    first, alpha = track.first, track.opacity

    def moving(state: State) -> list[AnyMark]:
        state = state.after(first).until(len(placed) - 1)
        head = head_at(placed, state)
        marks = step(state.step, np.array([placed[state.step], head]))
        tail = [_tail(placed, track.role, state.step, head, look)] if track.cloud else []
        arrow = _arrow(placed, strides, state, look) if len(strides) else []
        return [
            faded(mark, alpha)
            for mark in (*marks, *tail, *arrow, *disc(head, track.role, look, state.breath))
        ]

    pieces = (
        Piece(first + k + 1, faded(mark, alpha))
        for k in range(len(placed) - 1)
        for mark in step(k, placed[k : k + 2])
    )
    return Part((), tuple(pieces), moving)


def disc(at: Points, role: str, look: Look, breath: float = 0.0) -> list[AnyMark]:
    """Return the moving point with its glow, in the colour of a role; the glow is larger by its breath."""
    theme, radius = look.theme, look.line(HEAD)
    glow = [
        Dots(points=at[None], radius=radius * swell * (1 + SWELL * breath), fills=theme.color(role, share))
        for swell, share in GLOW
    ]
    core, rim = theme.color(role), theme.color("head_rim")
    return [*glow, Dots(points=at[None], radius=radius, fills=core, edge=rim, width=look.line(HEAD_RIM))]


def _dotted(colors: Array, look: Look) -> Step:
    """Every step a line in its iteration's colour, and on it a dot at the iterate that it leaves.

    A step so short that dots' rims alone would be seen has none.
    """
    rim, width, radius, edge = (
        look.theme.color("dot_rim"),
        look.line(PATH),
        look.line(DOT),
        look.line(DOT_EDGE),
    )

    def step(index: int, ends: Points) -> list[AnyMark]:
        color = colors[index : index + 1]
        trail = Trail(points=ends, colors=color, width=width)
        if float(np.hypot(*(ends[1] - ends[0]))) < look.line(CROWDED):
            return [trail]
        return [trail, Dots(points=ends[:1], radius=radius, fills=color, edge=rim, width=edge)]

    return step


def _cloud(colors: Array, track: Track, look: Look) -> Step:
    """The way in as a line with dots, and the iterates since as dots of one colour alone."""
    dotted = _dotted(colors, look)
    fill, radius = np.array([look.theme.color(track.role, CLEAR)]), look.line(CLOUD)

    def step(index: int, ends: Points) -> list[AnyMark]:
        return (
            [faded(mark, track.faint) for mark in dotted(index, ends)]
            if index < track.arrival
            else [Dots(points=ends[:1], radius=radius, fills=fill)]
        )

    return step


def _tail(placed: Points, role: str, step: int, head: Points, look: Look) -> AnyMark:
    """The newest steps as a line, the older the fainter."""
    first = max(0, step + 1 - TAIL)
    points = np.concatenate([placed[first : step + 1], head[None]])
    shades = np.tile(look.theme.color(role), (len(points) - 1, 1))
    shades[:, 3] = np.linspace(0.15, 1.0, len(points))[1:]
    return Trail(points=points, colors=shades, width=look.line(PATH))


def shaft(placed: Points, strides: Points, step: int, look: Look) -> Points | None:
    """Return the ends (2, 2) of the negative gradient's arrow of a step, from the middle of the head.

    Its direction is exact; past the head's rim its length is the gradient's, the largest one on the frame
    being the longest arrow. There is none of no gradient.
    """
    sizes = np.linalg.norm(strides, axis=-1)
    here = (placed[:-1] >= 0.0).all(axis=-1) & (placed[:-1] <= (look.width, 1.0)).all(axis=-1)
    size, largest = float(sizes[step]), float(sizes[here & np.isfinite(sizes)].max(initial=0.0))
    if not 0.0 < size < np.inf or not largest:
        return None
    length = min(size / largest, 1.0) * LONGEST_ARROW * look.px + look.line(HEAD)
    return np.array([placed[step], placed[step] + strides[step] / size * length])


def _arrow(placed: Points, strides: Points, state: State, look: Look) -> list[AnyMark]:
    """The negative gradient of the step that is taken, as far as it has grown."""
    ends = (
        shaft(placed, strides, state.step, look) if state.arrow_alpha and state.step < len(strides) else None
    )
    if ends is None:
        return []
    tail, tip = ends
    outline = geometry.arrow(tail, tail + (tip - tail) * state.arrow, look.line(ARROW))
    if outline is None:
        return []
    return [Area(outline=outline, fill=look.theme.color("gradient", state.arrow_alpha))]


def line(points: Points, look: Look, role: str, width: float, dash: tuple[float, ...] = ()) -> Curve:
    """Return a line of so many pixels' width in the colour of a role, dashed by pixels on and off."""
    steps = tuple(look.line(each) for each in dash)
    return Curve(points=points, color=look.theme.color(role), width=look.line(width), dash=steps)
