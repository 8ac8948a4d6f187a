"""The floor below the bowl: the map's bands, fading outwards, and the shadow that a run casts on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Points, Trail
from gdclips.drawing.space import style as px
from gdclips.drawing.space.bowl import FLOOR, FOOT, Bowl, circles
from gdclips.drawing.space.drape import Drape
from gdclips.drawing.space.rise import Pose
from gdclips.drawing.space.style import Style, faded
from gdclips.drawing.theme import NONE
from gdcore import Array

OPACITY = 0.25, 0.80  # of the outermost band and of the innermost: far away, the floor is the background
SMALLER = 0.75  # the minimiser's ring on the floor, in that on the bowl
OPAQUE = 0.75  # the shadow and the line to it


def floor_marks(bowl: Bowl, pose: Pose, style: Style) -> list[AnyMark]:
    """Return the floor's bands from the rim's inwards."""
    edge = style.level(pose.floor)
    rings = circles(np.append(1.0, bowl.rings))[:, :-1]
    shares = np.linspace(*OPACITY, len(rings)) * pose.floor
    return [
        Area(
            outline=_below(bowl, pose, ring),
            fill=faded(fill, share),
            edge=faded(edge, fill[3]),
            width=style.line * px.LINE,
            lens=pose.lens,
        )
        for ring, fill, share in zip(rings, bowl.inner_fills, shares.tolist(), strict=True)
    ]


def floor_ring(bowl: Bowl, pose: Pose, style: Style) -> list[AnyMark]:
    """Return the minimiser's ring on the floor, where the bowl doesn't hide it."""
    place = _below(bowl, pose, bowl.minimum[None])
    if hidden(bowl, pose, place)[0]:
        return []
    edge = style.theme.color("minimizer", pose.floor)
    radius, width = style.line * px.RING * SMALLER, style.line * px.RING_EDGE * SMALLER
    return [Dots(points=place, radius=radius, fills=NONE, edge=edge, width=width, lens=pose.lens)]


def shadow(bowl: Bowl, pose: Pose, style: Style, path: Drape, alpha: float) -> list[AnyMark]:
    """Return a run's shadow where the bowl doesn't hide it, with small dots at its iterates."""
    color = np.array(style.theme.color("muted", OPAQUE * alpha * pose.floor))
    knots, dots = _below(bowl, pose, path.knots), _below(bowl, pose, path.run[path.dots])
    marks: list[AnyMark] = []
    if len(knots) > 1:
        covered = hidden(bowl, pose, (knots[1:] + knots[:-1]) / 2)
        colors = np.tile(color, (len(covered), 1))
        colors[:, 3] *= path.seen & ~covered
        marks.append(Trail(points=knots, colors=colors, width=style.line * px.SHADOW, lens=pose.lens))
    seen = dots[~hidden(bowl, pose, dots)]
    fill = style.theme.color("ink", alpha * pose.floor)
    if len(seen):
        marks.append(Dots(points=seen, radius=style.line * px.SHADOW_DOT, fills=fill, lens=pose.lens))
    return marks


def drop_line(bowl: Bowl, pose: Pose, style: Style, at: Points, alpha: float) -> list[AnyMark]:
    """Return the dashed line from the surface at (2,) on the disc to the floor."""
    ends = np.stack([bowl.surface(at, pose.fall), _below(bowl, pose, at)])
    color = style.theme.color("ink", OPAQUE * alpha * pose.floor)
    dash = tuple(style.line * length for length in px.DASH)
    return [Curve(points=ends, color=color, width=style.line * px.DROP, dash=dash, lens=pose.lens)]


def hidden(bowl: Bowl, pose: Pose, points: Array) -> NDArray[np.bool_]:
    """Return which points (m, 3) below the bowl it hides, or most of which its rim does (m,).

    Along the way p + t q to the eye, in the disc's units, the surface's equation is quadratic in t.
    """
    toward, near = pose.lens.axes[2], 1 / pose.lens.distance
    ways = toward - near * points
    start, way = points[:, :2] @ bowl.gather.T, ways[:, :2] @ bowl.gather.T
    steep, foot = pose.fall * bowl.height, pose.fall * FOOT
    square = steep * np.square(way).sum(axis=-1)
    half = steep * (start * way).sum(axis=-1) - ways[:, 2] / 2
    rest = steep * np.square(start).sum(axis=-1) + foot - points[:, 2]
    with np.errstate(all="ignore"):
        root = np.sqrt(half**2 - square * rest)
        first = rest / (root - half)
        meets = start + first[:, None] * way
        return np.asarray((first > 0) & (np.square(meets).sum(axis=-1) <= 1.0))


def _below(bowl: Bowl, pose: Pose, disc: Points) -> Array:
    return bowl.plane(disc, FLOOR * pose.fall)
