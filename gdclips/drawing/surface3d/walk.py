"""The runs of a 3D panel: paths on the surface, their shadows on the floor, and their heads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.geometry import DIGITS
from gdclips.drawing.lens import Lens
from gdclips.drawing.marks import AnyMark, Curve, Dots, Points, Trail, Words
from gdclips.drawing.surface3d.drape import Drape
from gdclips.drawing.surface3d.scenery import Scene
from gdclips.drawing.surface3d.sheets import colors
from gdclips.drawing.theme import Type, Width
from gdclips.drawing.views.head import LABEL_ROOM, Name, disc, shaft
from gdclips.drawing.views.labels import faded
from gdclips.drawing.views.path import colors_of
from gdclips.story.story import Track
from gdclips.story.terms import Term
from gdclips.story.timeline import State

START_GAP = 0.036  # from the start to the middle of its name
ARROW = 0.60  # of the room's half-width, for the run's largest gradient
NAME_GAP = 0.012  # from an arrow's tip to its name


def so_far(path: Drape, state: State) -> tuple[Points, NDArray[np.bool_], NDArray[np.intp]]:
    """Return the ends of the pieces (k, 2) up to now, which are seen (k - 1,), and their steps."""
    time = state.step + state.glide
    count = int(np.searchsorted(path.when, time, side="right"))
    knots, seen, steps = path.knots[:count], path.seen[: count - 1], path.when[: count - 1]
    head = path.head(time)
    if head is not None:
        knots = np.concatenate([knots, head[None]])
        seen, steps = np.append(seen, True), path.when[:count]
    return knots, seen, steps.astype(int)


def paths(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The paths on the surface, up to the heads."""
    marks: list[AnyMark] = []
    if not state.shown.get("path"):
        return marks
    longest = max(len(path.run) for path in scene.drapes)
    for track, path in zip(scene.panel.tracks, scene.drapes, strict=True):
        shades = colors_of(track.role, scene.theme, longest)
        knots, seen, steps = so_far(path, state)
        pieces = shades[steps] * np.where(seen[:, None], 1.0, (1.0, 1.0, 1.0, 0.0))
        dots = path.dots[path.dots <= state.step]
        place = lens.place(scene.room.bowl.surface(knots))
        at = lens.place(scene.room.bowl.surface(path.run[dots]))
        rim, box = scene.theme.color("dot_rim"), scene.room.box
        marks.append(Trail(points=place, colors=pieces, width=Width.path, clip=box))
        marks.append(
            Dots(points=at, radius=Width.dot, fills=shades[dots], edge=rim, width=Width.contour, clip=box)
        )
    return marks


def shadows(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The paths' shadows on the floor, and the lines that drop from heads behind the surface."""
    marks: list[AnyMark] = []
    if not state.shown.get("path"):
        return marks
    muted = scene.theme.color("muted")
    for path in scene.drapes:
        knots, seen, _ = so_far(path, state)
        place = lens.place(scene.room.bowl.floor(knots))
        parts = np.split(place, np.flatnonzero(~seen) + 1)
        marks += [Curve(points=part, color=muted, width=Width.ghost) for part in parts]
        dots = path.run[path.dots[path.dots <= state.step]]
        at = lens.place(scene.room.bowl.floor(dots))
        marks.append(Dots(points=at, radius=Width.cloud, fills=muted))
    return [*marks, *_drops(scene, lens, state, behind=True)]


def pointers(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The arrows of the negative gradients on the floor, the weights' plane: exact in direction there.

    Their lengths are as the roots of the gradients', the run's largest one the longest.
    """
    marks: list[AnyMark] = []
    for track, path in zip(scene.panel.tracks, scene.drapes, strict=True):
        here = state.until(len(path.run) - 1)
        if track.arrow and here.arrow_alpha and path.head(float(here.step)) is not None:
            marks += _pointer(scene, lens, here, track, path, track.arrow)
    return marks


def _pointer(scene: Scene, lens: Lens, state: State, track: Track, path: Drape, name: Term) -> list[AnyMark]:
    """The arrow of one step; the largest gradient on the bowl has the longest."""
    bowl, gradients = scene.room.bowl, track.run.gradients[:, list(scene.panel.axes)]
    within = np.square(path.run[:-1]).sum(axis=-1) <= 1.0
    longest = np.linalg.norm(gradients[within], axis=-1).max()
    along = -gradients[state.step] @ bowl.section.root.T
    length = float(np.linalg.norm(bowl.spread @ along))
    if length == 0:
        return []
    reach = ARROW * np.sqrt(np.linalg.norm(gradients[state.step]) / longest)
    tail, whole = path.run[state.step], along * (reach / length)
    knots = np.stack([tail, tail + state.arrow * whole, tail + whole, scene.ring])
    start, tip, end, ring = lens.place(bowl.floor(knots))
    return shaft(start, tip, _named(name, start, end, ring), state, scene.theme, scene.room.box)


def _named(name: Term, start: Points, end: Points, ring: Points) -> Name:
    """Return a whole arrow's name: beyond its end, or beside its middle where it would meet the ring."""
    left = bool(round(end[0] - start[0], DIGITS) < 0)
    at = end + (-NAME_GAP if left else NAME_GAP, 0.0)
    far = np.abs(at + (-LABEL_ROOM / 2 if left else LABEL_ROOM / 2, 0.0) - ring)
    if (far > (Width.ring + LABEL_ROOM / 2, Width.ring + Type.label / 2)).any():
        return Name(name, at, left)
    return Name(name, (start + end) / 2 + (2 * NAME_GAP if left else -2 * NAME_GAP, 0.0), not left)


def _drops(scene: Scene, lens: Lens, state: State, behind: bool) -> list[AnyMark]:
    """The dotted lines from the heads to the floor, of those behind the surface or of those before it."""
    angle, far = scene.room.bowl.fold(lens.axes[2])
    heads = [path.head(state.step + state.glide) for path in scene.drapes]
    out, ink = np.array([np.cos(angle), np.sin(angle)]), scene.theme.color("ink")
    drops = [
        lens.place(np.stack([scene.room.bowl.surface(head), scene.room.bowl.floor(head)]))
        for head in heads
        if head is not None and (head @ out <= far) == behind
    ]
    return [Curve(points=ends, color=ink, width=Width.thin, dash=(0.001, 0.009)) for ends in drops]


def heads(scene: Scene, lens: Lens, state: State) -> list[AnyMark]:
    """The heads, above everything, with the word at the start."""
    alpha = state.shown.get("path", 0.0)
    if not alpha:
        return []
    marks = _drops(scene, lens, state, behind=False)
    for track, path in zip(scene.panel.tracks, scene.drapes, strict=True):
        head = path.head(state.step + state.glide)
        if head is not None:
            at = lens.place(scene.room.bowl.surface(head))
            marks += disc(at, track.role, alpha, scene.theme, scene.room.box)
    return [*marks, *_start(scene, lens, alpha)]


def _start(scene: Scene, lens: Lens, alpha: float) -> list[AnyMark]:
    """The word at the first path's start, on the side that the path doesn't take."""
    path, bowl = scene.drapes[0], scene.room.bowl
    middle = scene.room.camera.at(0.5)
    ways = middle.place(bowl.surface(path.knots[: 1 + len(path.knots) // 2]))
    way = ways.mean(axis=0) - ways[0]
    up = 1.0 if round(way[1], DIGITS) <= 0 else -1.0
    at = lens.place(bowl.surface(path.run[0])) + (0.0, up * START_GAP - 0.33 * Type.label)
    color = colors(scene, path.run[:1], lens, 1.0)[0]
    words = Words(
        text="start",
        at=(float(at[0]), float(at[1])),
        size=Type.label,
        color=scene.theme.color("ink"),
        anchor="center",
        halo=(float(color[0]), float(color[1]), float(color[2]), 1.0),
    )
    return [faded(words, alpha)]
