"""The sheets of the bowl: its inner face as far as it is seen, and the outer face of the nearer wall.

The light comes from behind on the left, as the camera stands: the wall on the right is bright and has a
soft highlight.
"""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.marks import AnyMark, Mesh, Points
from gdclips.drawing.space.bowl import Bowl, Fold
from gdclips.drawing.space.rise import Pose
from gdclips.drawing.space.style import Style
from gdclips.drawing.theme import THEMES, Rgba
from gdcore import Array

LIGHT = np.array([-0.56, 0.507, 0.655]) / np.linalg.norm([-0.56, 0.507, 0.655])  # right, back, up
GLOSS = 22.0  # the exponent of the highlight
GLOW_ROWS, GLOW_COLUMNS, GLOW_REACH = 9, 41, (1.40, 0.95)  # in half-widths of the rim
ROWS, COLUMNS, WALL_ROWS, WALL_COLUMNS = (9, 9), 48, 8, 24


class Finish(msgspec.Struct, frozen=True):
    """How a theme's sheets take the light."""

    depth: float  # the contrast of the map's colours to the background, on the bowl
    night: str  # the role of the colour of the shade
    dim: float  # contrast to that where no light falls
    lit: float  # and where all of it does
    shine: float  # share of the highlight's colour, at the highlight
    edge: float  # share of it where the wall is seen edge-on
    wall: float  # opacity of the nearer wall
    glow: float  # of the map's middle colour, on the ground behind


FINISH = {
    "dark": Finish(
        depth=1.2, night="background", dim=0.25, lit=2.0, shine=0.48, edge=0.45, wall=0.25, glow=0.55
    ),
    "light": Finish(
        depth=1.30, night="level", dim=0.42, lit=1.12, shine=0.60, edge=0.30, wall=0.25, glow=0.0
    ),
}


def inside(bowl: Bowl, pose: Pose, style: Style, fold: Fold) -> Mesh:
    """Return the inner face as far as it is seen."""
    edge = min(fold.first, 1.0)
    radius = edge * np.linspace(0.0, 1.0, ROWS[0] if edge < 1.0 else sum(ROWS)) ** 1.3
    if edge < 1.0:
        radius = np.concatenate([radius, _beyond(edge, ROWS[1])[1:]])
    disc = _sheet(radius, fold.angle + np.pi, np.pi - fold.opening(radius), COLUMNS)
    return _mesh(bowl, pose, disc, _lit(bowl, pose, style, disc, 0.0), 1.0)


def wall(bowl: Bowl, pose: Pose, style: Style, fold: Fold) -> Mesh | None:
    """Return the nearer wall's outer face, if it is seen."""
    if fold.first >= 1.0:
        return None
    radius = _beyond(fold.first, WALL_ROWS)
    disc = _sheet(radius, fold.angle, fold.opening(radius), WALL_COLUMNS)
    finish = FINISH[style.theme.name]
    return _mesh(bowl, pose, disc, _lit(bowl, pose, style, disc, finish.edge), finish.wall)


def glow(bowl: Bowl, pose: Pose, style: Style) -> list[AnyMark]:
    """Return the light on the ground around a bowl, which ends in the background, if the theme has one.

    There is none on what is not known.
    """
    strength = FINISH[style.theme.name].glow * pose.floor
    if not strength or style.theme.clear:
        return []
    share = np.linspace(0.0, 1.0, GLOW_ROWS)
    angle = np.linspace(0.0, 2 * np.pi, GLOW_COLUMNS)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1) * pose.lens.scale * GLOW_REACH
    ground, middle = np.array(style.theme.color("background")), bowl.shades(np.array([0.5, 0.0]))
    colors = ground + strength * (1 - share[:, None] ** 2) ** 2 * (middle - ground)
    corners = np.add(pose.lens.origin, share[:, None, None] * circle)
    return [Mesh(corners=corners, colors=np.repeat(colors[:, None], GLOW_COLUMNS, axis=1), smooth=True)]


def _mesh(bowl: Bowl, pose: Pose, disc: Points, colors: Array, alpha: float) -> Mesh:
    return Mesh(corners=bowl.surface(disc, pose.fall), colors=colors, alpha=alpha, lens=pose.lens)


def _beyond(first: float, count: int) -> Array:
    # The fold opens as a root, so the first circles beyond it lie close.
    return np.asarray(first + (1.0 - first) * np.linspace(0.0, 1.0, count) ** 1.8)


def _sheet(radius: Array, middle: float, half: Array, columns: int) -> Points:
    angles = middle + half[:, None] * np.linspace(-1.0, 1.0, columns)
    return np.asarray(radius[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1))


def _lit(bowl: Bowl, pose: Pose, style: Style, disc: Points, edge: float) -> Array:
    """Return the colours (..., 4) of the surface at points (..., 2) of the disc.

    ``edge`` is the share of the lines' colour where it is seen edge-on.
    """
    flat = bowl.shades(disc)
    if pose.light == 0.0:
        return flat
    name, normals, toward = style.theme.name, bowl.normals(disc, pose.fall), pose.lens.axes[2]
    finish, own = FINISH[name], THEMES[name]  # whatever the bowl stands before, its shades are the same
    light = LIGHT @ _level(pose)
    half = (light + toward) / np.linalg.norm(light + toward)
    falls = np.square(0.5 + 0.5 * (normals @ light))[..., None]  # reaches around, so that no edge is seen
    shines = finish.shine * np.maximum(normals @ half, 0.0)[..., None] ** GLOSS
    ground, night = np.array(own.color("background")), np.array(own.color(finish.night))
    day = np.array(bright(bowl))
    shade = ground + finish.depth * (flat - ground)
    shade = night + (finish.dim + (finish.lit - finish.dim) * falls) * (shade - night)
    shade = shade + shines * (day - shade)
    if edge:
        shade = shade + edge * (1 - np.abs(normals @ toward))[..., None] ** 2 * (day - shade)
    return np.asarray(np.clip(flat + pose.light * (shade - flat), 0.0, 1.0))


def bright(bowl: Bowl) -> Rgba:
    """Return the colour of the highlight: that of the innermost band, much lighter."""
    red, green, blue, _ = bowl.fills[-1]
    return (red + 1) / 2, (green + 1) / 2, (blue + 1) / 2, 1.0


def _level(pose: Pose) -> Array:
    """Return the unit vectors (3, 3) to the right, to the back and up from a camera on the level."""
    right = pose.lens.axes[0]
    return np.array([right, (-right[1], right[0], 0.0), (0.0, 0.0, 1.0)])
