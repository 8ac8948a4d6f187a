"""The sheets of a 3D panel's bowl: its inner face, and the outer face of the wall that is nearer."""

from __future__ import annotations

import numpy as np

from gdclips.drawing.lens import Lens
from gdclips.drawing.marks import AnyMark, Curve, Mesh, Points
from gdclips.drawing.surface3d import bowl as shapes
from gdclips.drawing.surface3d.scenery import Scene
from gdclips.drawing.theme import Width
from gdclips.drawing.views.bands import LEVEL_ALPHA
from gdcore import Array

LIGHT = (-0.55, 0.60, 0.58)  # where the light comes from: right, up and towards the camera
SHADES = {"dark": (0.30, 0.22), "light": (0.12, 0.20)}  # the most that the light brightens and dulls
RAMP = {"dark": (0.32, 1.0), "light": (0.12, 1.0)}  # the part of the contour ramp that the bowl wears
WALL = {"dark": 0.27, "light": 0.26}  # opacity of the nearer wall
SUNK = 0.35  # of the rings' opacity, on the nearer wall
RIM_ALPHA = 0.95
ARC_POINTS = 49


def colors(scene: Scene, points: Points, lens: Lens, face: float) -> Array:
    """Return the sheet's colours (..., 4) at points (..., 2) of the disc, on its inner or outer face."""
    theme, bowl = scene.theme, scene.room.bowl
    low, high = RAMP[theme.name]
    flat = theme.ramp(theme.contour, low + (high - low) * bowl.share(points).ravel())
    light = np.array(LIGHT) @ lens.axes / np.linalg.norm(LIGHT)
    facing = (face * bowl.normals(points) @ light).reshape(-1, 1)
    bright, dull = SHADES[theme.name]
    day, night = ("background", "level") if theme.name == "light" else ("level", "background")
    flat = flat + np.maximum(facing - 0.5, 0.0) * 2 * bright * (theme.color(day) - flat)
    flat = flat + np.maximum(0.5 - facing, 0.0) * dull * (theme.color(night) - flat)
    return np.asarray(np.clip(flat, 0.0, 1.0).reshape(*points.shape[:-1], 4))


def _sheet(scene: Scene, lens: Lens, mesh: Points, face: float, alpha: float) -> Mesh:
    corners = lens.place(scene.room.bowl.surface(mesh))
    return Mesh(corners=corners, colors=colors(scene, mesh, lens, face), alpha=alpha, clip=scene.room.box)


def inside(scene: Scene, lens: Lens, angle: float, far: float) -> list[AnyMark]:
    """The inner face, with the level rings on it."""
    sheet = _sheet(scene, lens, shapes.inside(angle, far), 1.0, 1.0)
    return [sheet, *_rings(scene, lens, angle + np.pi, far, np.pi, 1.0)]


def wall(scene: Scene, lens: Lens, angle: float, far: float) -> list[AnyMark]:
    """The outer face, with the level rings on it, and the line along which the surface folds."""
    mesh = shapes.wall(angle, far)
    if mesh is None:
        return []
    sheet = _sheet(scene, lens, mesh, -1.0, WALL[scene.theme.name])
    along = np.linspace(-1.0, 1.0, ARC_POINTS)[:, None] * np.sqrt(1 - far**2)
    out = np.array([np.cos(angle), np.sin(angle)])
    fold = lens.place(scene.room.bowl.surface(far * out + along * (-out[1], out[0])))
    color = scene.theme.color("level", LEVEL_ALPHA[scene.theme.name])
    edge = Curve(points=fold, color=color, width=Width.contour)
    return [sheet, edge, *_rings(scene, lens, angle, far, 0.0, SUNK)]


def _rings(
    scene: Scene, lens: Lens, middle: float, far: float, less: float, strength: float
) -> list[AnyMark]:
    """The rings' arcs on the inner face (``less`` is pi) or the outer (0), and the rim's."""
    bowl, marks = scene.room.bowl, []
    radii = np.sqrt(np.concatenate([bowl.levels / bowl.rim, [1.0]]))
    spans = np.abs(less - shapes.opening(radii, far))
    arcs = lens.place(bowl.surface(shapes.arc(radii, middle, spans, ARC_POINTS)))
    for radius, span, points in zip(radii.tolist(), spans.tolist(), arcs, strict=True):
        if span > 0.0:
            rim = radius == 1.0
            alpha = RIM_ALPHA if rim else LEVEL_ALPHA[scene.theme.name] * strength
            width = Width.thin if rim else Width.contour
            marks.append(Curve(points=points, color=scene.theme.color("level", alpha), width=width))
    return list(marks)
