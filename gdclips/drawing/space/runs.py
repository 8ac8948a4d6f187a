"""Runs on the bowl: their paths on the surface with a dot at each iterate, their heads, and the signs."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.geometry import star
from gdclips.drawing.lens import Lens
from gdclips.drawing.marks import AnyMark, Area, Dots, Points, Trail
from gdclips.drawing.space import style as px
from gdclips.drawing.space.bowl import Bowl
from gdclips.drawing.space.drape import Drape
from gdclips.drawing.space.rise import Pose
from gdclips.drawing.space.style import Style
from gdclips.drawing.theme import NONE
from gdclips.story.motion import ease
from gdcore import Array


def path_marks(bowl: Bowl, pose: Pose, style: Style, path: Drape, alpha: float) -> list[AnyMark]:
    """Return a path on the surface, a piece of the run."""
    fade, rim = np.array([1.0, 1.0, 1.0, alpha]), style.theme.color("dot_rim", alpha)
    knots, dots = bowl.surface(path.knots, pose.fall), bowl.surface(path.run[path.dots], pose.fall)
    marks: list[AnyMark] = []
    if len(knots) > 1:
        width = style.line * px.PATH
        marks.append(Trail(points=knots, colors=path.shades * fade, width=width, lens=pose.lens))
    if len(dots):
        marks.append(
            Dots(
                points=dots,
                radius=style.line * px.DOT,
                fills=path.colors[path.dots] * fade,
                edge=rim,
                width=style.line * px.DOT_EDGE,
                lens=pose.lens,
            )
        )
    return marks


def head_marks(
    place: Array,
    lens: Lens,
    style: Style,
    role: str,
    alpha: float,
    breath: float = 0.0,
    size: float = 1.0,
) -> list[AnyMark]:
    """Return the moving point at a place (1, 3) of space, in the colour of a role.

    Its glow is larger by its breath, from 0 to 1; ``size`` is a share of the point's own.
    """
    radius = style.line * px.HEAD * size
    swollen = radius * (1 + px.SWELL * breath)
    glow = [
        Dots(points=place, radius=swollen * swell, fills=style.theme.color(role, share * alpha), lens=lens)
        for swell, share in px.GLOW
    ]
    core, rim = style.theme.color(role, alpha), style.theme.color("head_rim", alpha)
    width = style.line * px.HEAD_RIM
    return [*glow, Dots(points=place, radius=radius, fills=core, edge=rim, width=width, lens=lens)]


def arriving(bowl: Bowl, pose: Pose, style: Style, head: Points) -> float:
    """Return the share of its size that a point (2,) of the disc has: it fits into the ring at the minimum.

    On the map it keeps its size.
    """
    at, ring = pose.lens.place(bowl.surface(np.stack([head, bowl.minimum]), pose.fall))
    near = 1.0 - float(np.hypot(*(at - ring))) / (style.line * (px.RING + px.HEAD))
    share = 1.0 - (1.0 - px.ARRIVED) * ease(near) * (1.0 - pose.mapped)
    return round(share, 6)  # the last digits are not the same everywhere


def sign_marks(bowl: Bowl, pose: Pose, style: Style) -> list[AnyMark]:
    """Return the minimiser's ring on the surface, and the star of the true weights, if known."""
    theme, line, place = style.theme, style.line, bowl.surface(bowl.minimum[None], pose.fall)
    rings = (
        (px.RING + px.RING_EDGE / 2, theme.color("halo", 0.6), px.RING_RIM),
        (px.RING, theme.color("minimizer"), px.RING_EDGE),
    )
    marks: list[AnyMark] = [
        Dots(points=place, radius=line * radius, fills=NONE, edge=edge, width=line * width, lens=pose.lens)
        for radius, edge, width in rings
    ]
    if bowl.truth is not None:
        outline = star(pose.lens.place(bowl.surface(bowl.truth, pose.fall)), line * px.STAR)
        fill, edge = theme.color("truth"), theme.color("truth_edge")
        marks.append(Area(outline=outline, fill=fill, edge=edge, width=line * px.STAR_EDGE))
    return marks
