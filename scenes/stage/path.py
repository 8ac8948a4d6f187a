"""The run on a contour panel: its path so far, its head, and the arrow of the gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.stage import geometry
from scenes.stage.bands import Ground
from scenes.stage.geometry import Axes, Points
from scenes.stage.layout import Box
from scenes.stage.lettering import line
from scenes.stage.marks import AnyMark, Area, Curve, Dots, Formula, Term, Trail, Words
from scenes.stage.story import State, Story
from scenes.stage.theme import Theme, Type, Width
from scenes.stage.views import View, together

TAIL = 14  # newest steps that a cloud's path shows as a line
NEAR_START = 8  # iterates that the word at the start keeps away from
ARROW = 0.30  # of the panel's height, for the run's largest gradient


def path(story: Story, theme: Theme, axes: Axes, placed: Points) -> View:
    steps = max(len(placed) - 1, 1)
    colors = theme.ramp(theme.path, np.sqrt(np.arange(len(placed)) / steps))
    draw = _cloud if story.panel.cloud else _dotted
    arrival = story.panel.arrival

    def moving(state: State) -> list[AnyMark]:
        if not state.shown.get("path"):
            return []
        head = _head_at(placed, state)
        points = np.concatenate([placed[: state.step + 1], head[None]])
        return draw(points, colors, arrival, theme, axes.box)

    return View((), moving)


def _dotted(
    points: Points, colors: NDArray[np.float64], arrival: int, theme: Theme, box: Box
) -> list[AnyMark]:
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
    marks: list[AnyMark] = [Curve(points=coming, color=theme.color("path", 0.75), width=Width.thin, clip=box)]
    if done > arrival:
        cloud = points[arrival:-1]
        marks.append(Dots(points=cloud, radius=Width.cloud, fills=theme.color("path", 0.5), clip=box))
    first = max(0, done - TAIL)
    fading = colors[first:done].copy()
    fading[:, 3] = np.linspace(0.15, 1.0, done - first + 1)[1:]
    marks.append(Trail(points=points[first:], colors=fading, width=Width.path, clip=box))
    return marks


def _head_at(placed: Points, state: State) -> Points:
    here = placed[state.step]
    there = placed[min(state.step + 1, len(placed) - 1)]
    return np.asarray(here + state.glide * (there - here))


def head(story: Story, theme: Theme, ground: Ground, placed: Points) -> View:
    """The moving point with its glow, the arrow of its gradient and, at first, the word start."""
    gradients = story.run.gradients[:, list(story.panel.axes)]
    lengths = np.linalg.norm(gradients, axis=-1)
    longest = float(lengths.max(initial=0.0)) or 1.0
    axes = ground.axes
    core, rim = theme.color("path"), theme.color("head_rim")

    def moving(state: State) -> list[AnyMark]:
        alpha = state.shown.get("path", 0.0)
        if not alpha:
            return []
        at = _head_at(placed, state)[None]
        marks: list[AnyMark] = []
        if state.arrow_alpha > 0 and state.step < len(gradients):
            length = ARROW * axes.box.height * np.sqrt(lengths[state.step] / longest) * state.arrow
            direction = -gradients[state.step] * axes.scale
            marks.extend(
                _arrow(
                    placed[state.step], direction, length, state.arrow_alpha, story.panel.arrow, theme, ground
                )
            )
        for swell, share in ((3.1, 0.16), (2.1, 0.20)):
            glow = theme.color("path", share * alpha)
            marks.append(Dots(points=at, radius=Width.head * swell, fills=glow, clip=axes.box))
        marks.append(
            Dots(
                points=at,
                radius=Width.head,
                fills=(*core[:3], alpha),
                edge=(*rim[:3], alpha),
                width=0.0040,
                clip=axes.box,
            )
        )
        return marks

    return together((_start(theme, ground, placed), View((), moving)))


def _start(theme: Theme, ground: Ground, placed: Points) -> View:
    """The word start, on the side of the first point that the path leaves free."""
    size, half = Type.label, line("start").advance * Type.label / 2
    box, near = ground.axes.box, placed[: NEAR_START + 1]
    offsets = [(x * (half + 0.022), y) for y in (0.018, -0.044, 0.030) for x in (1, -1, 0)]
    places = [placed[0] + offset for offset in offsets]
    inside = [at for at in places if _within(at, half, size, box)] or places[:1]
    middle = np.array([0.0, 0.3 * size])
    at = max(inside, key=lambda place: np.linalg.norm((near - place - middle) / (half, size), axis=1).min())
    word = Words(
        text="start",
        at=(float(at[0]), float(at[1])),
        size=size,
        color=theme.color("ink"),
        anchor="center",
        halo=ground.color_at(float(at[0]), float(at[1])),
    )
    return View((), lambda state: [word] if state.shown.get("path", 0.0) >= 1 else [])


def _within(at: Points, half: float, size: float, box: Box) -> bool:
    across = box.left + half + 0.008 < at[0] < box.right - half - 0.008
    return bool(across and box.bottom + 0.010 < at[1] < box.top - 0.8 * size)


def _arrow(
    tail: Points, direction: Points, length: float, alpha: float, name: Term, theme: Theme, ground: Ground
) -> list[AnyMark]:
    norm = float(np.hypot(*direction))
    if not norm:
        return []
    along = direction / norm
    tip = tail + along * (length + Width.head)
    outline = geometry.arrow(tail, tip, Width.arrow)
    if outline is None:
        return []
    color, text = theme.color("gradient", alpha), theme.color("gradient_text", alpha)
    at = tip + along * 0.012 + np.array([0.0, 0.022])
    label = Formula(
        terms=(name,),
        colors=(text,),
        at=(float(at[0]), float(at[1])),
        size=Type.label,
        anchor="left" if along[0] >= 0 else "right",
        clip=ground.axes.box,
    )
    return [Area(outline=outline, fill=color, clip=ground.axes.box), label]
