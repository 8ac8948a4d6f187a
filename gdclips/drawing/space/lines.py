"""The lines on the bowl: the levels as rings, the spokes down its walls, the rim and the fold."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.marks import AnyMark, Area, Curve, Points
from gdclips.drawing.space import style as px
from gdclips.drawing.space.bowl import Bowl, Fold, circles
from gdclips.drawing.space.rise import Pose
from gdclips.drawing.space.sheets import bright
from gdclips.drawing.space.style import LEVEL_ALPHA, Style, faded
from gdclips.drawing.theme import Rgba
from gdcore import Array

SPOKES, SPOKE_POINTS = 24, 13
TURNS: Array = 2 * np.pi / SPOKES * np.arange(SPOKES, dtype=float)
INNERMOST = 0.10  # of the rim's radius, where the spokes end
FAINT, SUNK = 0.45, 0.6  # of the rings' opacity: the spokes', and that of both on the nearer wall
RIM, FOLD = 0.95, 0.5  # opacities
FOLD_POINTS = 33


def bands(bowl: Bowl, pose: Pose, style: Style) -> list[AnyMark]:
    """Return the map's bands within the rim, each a flat disc at the height of its level."""
    rings, fills = circles(bowl.rings)[:, :-1], bowl.inner_fills
    edge = _color(bowl, pose, style)
    first = Area(
        outline=bowl.surface(circles(1.0)[:-1], pose.fall), fill=faded(fills[0], pose.bands), lens=pose.lens
    )
    return [
        first,
        *(
            Area(
                outline=bowl.surface(ring, pose.fall),
                fill=faded(fill, pose.bands),
                edge=faded(edge, fill[3]),
                width=style.line * px.LINE,
                lens=pose.lens,
            )
            for ring, fill in zip(rings, fills[1:], strict=True)
        ),
    ]


def far_lines(bowl: Bowl, pose: Pose, style: Style, fold: Fold) -> list[AnyMark]:
    """Return the rings, unless the bands have them, the spokes and the rim on the inner face."""
    ends = np.minimum(fold.along(TURNS - fold.angle), 1.0)
    spokes = _rays(np.full(SPOKES, INNERMOST), ends)
    marks = _spokes(bowl, pose, style, spokes, 1.0)
    if not pose.bands:
        marks += _rings(bowl, pose, style, fold.angle + np.pi, np.pi - fold.opening(bowl.rings), 1.0)
    return [*marks, *_rim(bowl, pose, style, fold.angle + np.pi, np.pi - fold.opening(np.ones(1)))]


def near_lines(bowl: Bowl, pose: Pose, style: Style, fold: Fold) -> list[AnyMark]:
    """Return the spokes and the rings on the outer face, and the line along which it folds."""
    starts = np.maximum(fold.along(TURNS - fold.angle), INNERMOST)
    spokes = _rays(starts, np.ones(SPOKES))
    return [
        *_spokes(bowl, pose, style, spokes, SUNK),
        *_rings(bowl, pose, style, fold.angle, fold.opening(bowl.rings), SUNK),
        _folded(bowl, pose, style, fold),
    ]


def near_rim(bowl: Bowl, pose: Pose, style: Style, fold: Fold) -> list[AnyMark]:
    """Return the part of the rim that is nearer than the inside."""
    return _rim(bowl, pose, style, fold.angle, fold.opening(np.ones(1)))


def _color(bowl: Bowl, pose: Pose, style: Style) -> Rgba:
    """Return the colour of the rings: bright on the bowl, the map's as far as its bands are there."""
    mixed = np.array(_bright(bowl, style)) * (1 - pose.bands) + np.array(style.level()) * pose.bands
    red, green, blue, _ = mixed.tolist()
    return red, green, blue, LEVEL_ALPHA[style.theme.name]


def _bright(bowl: Bowl, style: Style) -> Rgba:
    return bright(bowl) if style.theme.name == "dark" else style.theme.color("level")


def _rays(start: Array, end: Array) -> Points:
    """Return rays (k, SPOKE_POINTS, 2) of the disc from radii to radii, those that have a length."""
    seen = start < end
    along = np.linspace(start[seen], end[seen], SPOKE_POINTS, axis=-1)
    way = np.stack([np.cos(TURNS[seen]), np.sin(TURNS[seen])], axis=-1)
    return np.asarray(along[..., None] * way[:, None])


def _spokes(bowl: Bowl, pose: Pose, style: Style, rays: Points, strength: float) -> list[AnyMark]:
    color = faded(_color(bowl, pose, style), FAINT * strength * (1 - pose.bands))
    if not color[3]:
        return []
    return [_line(bowl, pose, ray, color, style.line * px.SPOKE) for ray in rays]


def _rings(
    bowl: Bowl, pose: Pose, style: Style, middle: float, half: Array, strength: float
) -> list[AnyMark]:
    seen, fills = half > 0.0, np.array(bowl.inner_fills)[1:, 3]
    color, arcs = _color(bowl, pose, style), circles(bowl.rings[seen], middle, half[seen])
    return [
        _line(bowl, pose, arc, faded(color, strength * fill), style.line * px.LINE)
        for arc, fill in zip(arcs, fills[seen].tolist(), strict=True)
    ]


def _rim(bowl: Bowl, pose: Pose, style: Style, middle: float, half: Array) -> list[AnyMark]:
    color = faded(_bright(bowl, style), RIM * (1 - pose.mapped))
    if not color[3] or not half[0]:
        return []
    return [_line(bowl, pose, circles(1.0, middle, half[0]), color, style.line * px.RIM)]


def _folded(bowl: Bowl, pose: Pose, style: Style, fold: Fold) -> AnyMark:
    radius = fold.first + (1 - fold.first) * np.linspace(0.0, 1.0, FOLD_POINTS) ** 2
    half = fold.opening(radius)
    angle, length = fold.angle + np.append(-half[:0:-1], half), np.append(radius[:0:-1], radius)
    disc = length[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return _line(bowl, pose, disc, faded(_bright(bowl, style), FOLD), style.line * px.LINE)


def _line(bowl: Bowl, pose: Pose, disc: Points, color: Rgba, width: float) -> Curve:
    return Curve(points=bowl.surface(disc, pose.fall), color=color, width=width, lens=pose.lens)
