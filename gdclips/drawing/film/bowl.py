"""The bowl of a film: a loss as a surface above its map, which it becomes as the camera rises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdclips.drawing.film.labels import LABEL, Labels
from gdclips.drawing.film.map import MapPlace, marked, ring_alpha, section_of
from gdclips.drawing.film.parts import Part
from gdclips.drawing.film.runs import colors_of
from gdclips.drawing.film.screen import EDGE, Look
from gdclips.drawing.layers import nothing
from gdclips.drawing.layout import Box
from gdclips.drawing.marks import AnyMark, Curve, Words
from gdclips.drawing.space.bowl import FLOOR, bowl, rim_above
from gdclips.drawing.space.bowl import Bowl as Shape
from gdclips.drawing.space.drape import drape
from gdclips.drawing.space.floor import hidden
from gdclips.drawing.space.rise import Pose, rise
from gdclips.drawing.space.scale import scale_marks
from gdclips.drawing.space.scene import before, behind, run
from gdclips.drawing.space.style import HEAD, SHADOW_DOT, Style, faded
from gdclips.story.film.views import Bowl
from gdclips.story.numbers import steady
from gdclips.story.timeline import State

BESIDE, ABOVE, BELOW = 120.0, 22.0, 96.0  # pixels left around a bowl: the rim may stand above the safe area
SCALE, CLOCK = 92.0, 70.0  # pixels from the frame's right edge and top to the scale of heights
SHADOW = "its shadow: the map"


def bowl_part(view: Bowl, look: Look, place: MapPlace, share: float) -> Part:
    """Draw a bowl at a share of its camera's rise; at 1 it is the map."""
    plane, px = view.plane, look.px
    section, pair = section_of(plane), list(plane.axes)
    shape = _shape(view, look, place)
    style = Style(look.theme, look.line(1.0), look.type(1.0))
    runs = [track.run.points[:, pair] for track in view.tracks]
    longest = max((len(points) for points in runs), default=0)
    paths = [
        drape(shape, points, colors_of(track.role, look.theme, longest), track.role)
        for track, points in zip(view.tracks, runs, strict=True)
    ]
    beside = (BESIDE if look.landscape else EDGE) * px
    box = Box(beside, BELOW * px, look.width - 2 * beside, 1.0 - (ABOVE + BELOW) * px)
    shadowed = np.concatenate(runs or [section.center[None]])
    way = rise(shape, box, place.axes, view.elevation, view.azimuth, shadowed)
    pose = way.at(share)

    def moving(state: State) -> list[AnyMark]:
        time = state.step + state.glide
        return [*run(shape, pose, style, paths, time), *before(shape, pose, style)]

    labels = _labels(view, look, shape, pose) if view.named else ()
    scale = (
        scale_marks(shape, pose, style, look.width - SCALE * px, 1.0 - CLOCK * px) if look.landscape else []
    )
    values = _values(view, look, shape, pose) if view.tracks and share <= 0.0 else nothing
    return Part(
        ground=tuple(behind(shape, pose, style, look.frame)),
        moving=moving,
        labels=(*labels, *scale),
        front=values,
    )


def _shape(view: Bowl, look: Look, place: MapPlace) -> Shape:
    """Return the surface, whose rings are the map's."""
    plane = view.plane
    section, pair = section_of(plane), list(plane.axes)
    rings = place.ladder.seen(section, place.axes, look.px)
    levels = np.array([place.ladder.level(ring) for ring in rings])
    outer = rings[0] + 1 if rings else place.ladder.outer + 1
    alphas = [1.0, *(ring_alpha(section, place.axes, level, look.px) for level in levels.tolist())]
    fills = tuple(
        faded(place.ladder.color(ring, look.theme), alpha)
        for ring, alpha in zip((outer, *rings), alphas, strict=True)
    )
    signs = marked(plane)
    mean_square = float(np.square(plane.loss.samples.y).mean())
    rim = rim_above(section, [track.run.points[:, pair] for track in view.tracks], signs, mean_square)
    truth = signs[1] if len(signs) > 1 else None
    return bowl(section, rim, levels, fills, place.axes.scale, signs[0], truth)


def _labels(view: Bowl, look: Look, shape: Shape, pose: Pose) -> list[AnyMark]:
    """Name the start on the wall and, below it, its shadow on the floor."""
    if not view.tracks:
        return []
    labels = Labels(look, look.focus("full"))
    disc = shape.inward(view.tracks[0].run.points[:, list(view.plane.axes)])
    with np.errstate(all="ignore"):
        seen = disc[np.square(disc).sum(axis=-1) <= 1.0]
    below = shape.plane(seen, pose.fall * FLOOR)
    wall, floor = pose.lens.place(shape.surface(seen, pose.fall)), pose.lens.place(below)
    labels.avoid(wall)
    labels.avoid(floor)
    if len(seen):
        labels.beside(wall[0], HEAD, "start", "ink")
    if len(seen) and pose.floor >= 1.0 and not hidden(shape, pose, below[:1])[0]:
        labels.beside(floor[0], SHADOW_DOT, SHADOW, "ink")
    return labels.marks


def _values(view: Bowl, look: Look, shape: Shape, pose: Pose) -> Callable[[State], list[AnyMark]]:
    """Return the MSE beside the point, at each state."""
    track, em = view.tracks[0], look.type(LABEL)
    disc = shape.inward(track.run.points[:, list(view.plane.axes)])
    form = steady(track.run.losses, 3)
    halo = look.theme.color("background", 0.75)

    def front(state: State) -> list[AnyMark]:
        state = state.until(len(disc) - 1)
        there = disc[min(state.step + 1, len(disc) - 1)]
        at = disc[state.step] + state.glide * (there - disc[state.step])
        if float(np.square(at).sum()) > 1.0:
            return []
        x, y = pose.lens.place(shape.surface(at[None], pose.fall))[0].tolist()
        px = look.px
        end = (x + 130 * px, y + 58 * px)
        line = Curve(
            points=np.array([(x + 20 * px, y + 9 * px), (end[0] - 6 * px, end[1] - 4 * px)]),
            color=look.theme.color("muted"),
            width=look.line(1.4),
        )
        words = Words(
            text=f"MSE {form(float(track.run.losses[state.step]))}",
            at=end,
            size=em,
            color=look.theme.color("path_text"),
            bold=True,
            halo=halo,
        )
        return [line, words]

    return front
