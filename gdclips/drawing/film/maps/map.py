"""The map: rings of a loss over two weights, runs and overlays on it, ticks at its edges and names on it."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import msgspec
import numpy as np

from gdclips.drawing import geometry
from gdclips.drawing.box import Box
from gdclips.drawing.film.labels import Labels
from gdclips.drawing.film.maps.planes import mean_square, minima, section_of, truth
from gdclips.drawing.film.maps.regions import region_marks
from gdclips.drawing.film.maps.ticks import level_numbers, map_ticks, note_marks, word_box
from gdclips.drawing.film.maps.window import AnySection, Ladder, opacity, radius
from gdclips.drawing.film.names import Heads, Moving, arrow_name, ends
from gdclips.drawing.film.overlays.maps import drawn_overlay, headline_box
from gdclips.drawing.film.parts import Part, together
from gdclips.drawing.film.runs import run_part
from gdclips.drawing.film.screen import Look
from gdclips.drawing.geometry import Axes
from gdclips.drawing.marks import AnyMark, Area, Dots, Formula, Points, Words
from gdclips.drawing.space.style import HEAD, LEVEL_ALPHA, LINE, RING, RING_EDGE, RING_RIM, STAR, STAR_EDGE
from gdclips.drawing.theme import NONE
from gdclips.story.film.views import Map, Plane, Track
from gdcore import LeastSquares, Section

SAME = 1.0  # pixels between signs that are one


class MapPlace(msgspec.Struct, frozen=True):
    """Where a map lies: its axes on the frame, its safe area, its clip's ladder, and what is drawn of what.

    ``shares`` are of the overlays by their keys, ``box`` is that outside of which nothing is seen.
    """

    axes: Axes
    focus: Box
    ladder: Ladder
    shares: dict[str, float]


class Signs(NamedTuple):
    """The minimisers (k, 2) of a map and its true weights (0 or 1, 2) on the stage."""

    minima: Points
    truth: Points


def map_part(view: Map, look: Look, place: MapPlace) -> Part:
    """Draw a map."""
    plane, axes = view.plane, place.axes
    section, pair = section_of(plane), list(plane.axes)
    placed = [axes.place(track.run.points[:, pair]) for track in view.tracks]
    signs = Signs(axes.place(minima(plane)), axes.place(truth(plane)))
    labels = Labels(look, place.focus)
    headline = headline_box(view.overlays, look)
    room = headline.left - place.focus.left if headline else place.focus.width
    note = note_marks(plane, look, place.focus, room) if view.named else []
    words = [*map_ticks(axes, plane.names, look, place.focus), *note]
    for word in words:
        if isinstance(word, Words | Formula):
            labels.reserve(word_box(word))
    for track, points in zip(view.tracks, placed, strict=True):
        labels.avoid(points[: track.arrival + 1] if track.cloud and view.named else points)
    longest = max((len(points) for points in placed), default=0)
    strides = [_strides(track, pair, axes) for track in view.tracks]
    runs = [
        run_part(track, look, points, longest, along)
        for track, points, along in zip(view.tracks, placed, strides, strict=True)
    ]
    overlays = [
        drawn_overlay(each, look, axes, place.shares.get(each.key, 1.0), labels) for each in view.overlays
    ]
    arrows: list[Moving] = []
    if view.named:
        arrows = [
            arrow_name(track, look, points, along, labels)
            for track, points, along in zip(view.tracks, placed, strides, strict=True)
        ]
        _name(view, labels, placed, signs)
    if view.levels:
        name = "MSE" if isinstance(plane.loss, LeastSquares) else "loss"
        level_numbers(section, axes, place.ladder, labels, np.concatenate([*placed, *signs]), name)
    heads = _heads(view, placed, labels)
    names = [*arrows, *([heads.moving] if heads else []), ends(view.tracks, look, place.focus, headline)]
    return together(
        [
            Part(tuple(rings(section, axes, place.ladder, look))),
            *(part for part in overlays),
            *(msgspec.structs.replace(run, moving=lambda state: []) for run in runs),
            Part((), (), lambda state: [mark for run in runs for mark in run.moving(state)]),
            Part((), (), lambda state: signs_marks(signs, look)),
            *(Part(front=name) for name in names),
            Part(labels=(*words, *labels.marks)),
        ]
    )


def rings(section: AnySection, axes: Axes, ladder: Ladder, look: Look) -> list[AnyMark]:
    """Return the bands of a map from the outside in, in the ladder's colours; small rings fade.

    In a bounded theme there is none beyond the clip's outermost ring.
    """
    theme, box, px = look.theme, axes.box, look.px
    seen = ladder.seen(section, axes, px)
    outer = seen[0] + 1 if seen else ladder.outer + 1
    marks: list[AnyMark] = []
    if not theme.bounded or outer <= ladder.outer:
        marks.append(Area(outline=box.corners, fill=ladder.color(outer, theme)))
    edge, width = theme.color("level", LEVEL_ALPHA[theme.name]), look.line(LINE)
    if not isinstance(section, Section):
        return marks + region_marks(section, axes, ladder, look, edge, width)
    for ring in seen:
        level = ladder.level(ring)
        alpha = ring_alpha(section, axes, level, px)
        if alpha > 0.0:
            curve = axes.place(geometry.ring(section, level))
            fill, line = ladder.color(ring, theme), (*edge[:3], edge[3] * alpha)
            marks.append(Area(outline=curve, fill=(*fill[:3], alpha), edge=line, width=width))
    return marks


def ring_alpha(section: Section, axes: Axes, level: float, px: float) -> float:
    """Return the opacity of a ring and its band, which fade as they become small."""
    return opacity(radius(section, axes, level) / px)


def signs_marks(signs: Signs, look: Look) -> list[AnyMark]:
    """Return the ring of each minimiser and the star of the true weights."""
    theme = look.theme
    stars: list[AnyMark] = [
        Area(
            outline=geometry.star(star, look.line(STAR)),
            fill=theme.color("truth"),
            edge=theme.color("truth_edge"),
            width=look.line(STAR_EDGE),
        )
        for star in signs.truth
    ]
    if not len(signs.minima):
        return stars
    ring = Dots(
        points=signs.minima,
        radius=look.line(RING),
        fills=NONE,
        edge=theme.color("minimizer"),
        width=look.line(RING_EDGE),
    )
    rim = Dots(
        points=signs.minima,
        radius=look.line(RING + RING_EDGE / 2),
        fills=NONE,
        edge=theme.color("halo", 0.6),
        width=look.line(RING_RIM),
    )
    return [rim, ring, *stars]


def _strides(track: Track, pair: list[int], axes: Axes) -> Points:
    """Return a run's negative gradients as they lie on the stage, (steps, 2); none without an arrow."""
    if track.arrow is None:
        return np.zeros((0, 2))
    return np.asarray(-track.run.gradients[:, pair] * axes.scale)


def _name(view: Map, labels: Labels, placed: list[Points], signs: Signs) -> None:
    """Name the start, the minimum, of several the first that is seen, and the true weights beside them."""
    look, ink, least = labels.look, "ink", minimum_name(view.plane)
    every = np.concatenate(signs)
    labels.avoid(every)
    inside = (signs.minima >= 0.0) & (signs.minima <= (look.width, 1.0))
    named = signs.minima[inside.all(axis=1)][:1]
    if len(named) and len(signs.truth) and np.linalg.norm(signs.truth[0] - named[0]) / look.px < SAME:
        least_loss = getattr(view.plane.loss, "minimum", np.inf)
        exact = least_loss <= geometry.ROUNDING * mean_square(view.plane)
        labels.beside(named[0], RING, f"{'no noise: ' * exact}true weights = {least}", ink)
    else:
        for sign in named:
            labels.beside(sign, RING, least, ink, other=every[-1])
        for sign in signs.truth:
            labels.beside(sign, STAR, "true weights", ink, other=every[0])
    alone, starts = _apart(placed, look), list[Points]()
    for track, points in zip(view.tracks, placed, strict=True):
        if alone and track.name:
            labels.beside(points[0], HEAD, track.name, f"{track.role}_text")
        elif not any(np.hypot(*(points[0] - other)) < look.px for other in starts):
            labels.beside(points[0], HEAD, "start", ink)
            starts.append(points[0])


def _apart(placed: list[Points], look: Look) -> bool:
    """Tell whether each of several runs has a start of its own."""
    starts = [points[0] for points in placed]
    pairs = combinations(starts, 2)
    return len(starts) > 1 and all(np.hypot(*(first - second)) >= look.px for first, second in pairs)


def _heads(view: Map, placed: list[Points], labels: Labels) -> Heads | None:
    """Return the names at the heads of runs that are not named at starts of their own."""
    look = labels.look
    if _apart(placed, look) or not any(track.name for track in view.tracks):
        return None
    return Heads(view.tracks, placed, look, labels.focus, labels.boxes)


def minimum_name(plane: Plane) -> str:
    """Return what the ring is called: the minimum, unless the contours have their centre elsewhere."""
    section = section_of(plane)
    if not isinstance(section, Section):
        return "minimum"
    on = float(geometry.excess(section, minima(plane)[0])) <= geometry.ROUNDING * mean_square(plane)
    return "minimum" if on else "minimiser"
