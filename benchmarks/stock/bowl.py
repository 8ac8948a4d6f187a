"""Bowl: a loss surface as the stock side shows it, in the libraries' own resolution."""

from __future__ import annotations

import msgspec
import numpy as np

from gdclips.drawing.layout import layout
from gdclips.drawing.marks import Area, Curve, Dots, Mesh, Trail
from gdclips.drawing.surface3d import bowl as shapes
from gdclips.drawing.surface3d.scenery import scene
from gdclips.drawing.surface3d.sheets import RIM_ALPHA, WALL, colors
from gdclips.drawing.surface3d.surface import around
from gdclips.drawing.surface3d.walk import so_far
from gdclips.drawing.theme import THEMES, Width
from gdclips.drawing.views.bands import LEVEL_ALPHA
from gdclips.drawing.views.path import colors_of

FACES = {"manim": 32, "pillow": 50, "ffmpeg": 50}  # of the mesh along each side: the libraries' defaults


class Bowl(msgspec.Struct, frozen=True):
    """The content of the 3D view: meshes and their colours, contours, and each frame's camera and path."""

    camera: object
    sheet: tuple  # points (rows, columns, 3), and the colours of the faces
    rings: list
    edges: list
    floor: list
    fills: list
    line: tuple
    frames: list
    muted: tuple
    rim: tuple


class SpaceFrame(msgspec.Struct, frozen=True):
    """A frame: the camera's turn, the path's segments and their colours, its dots, and their shadows."""

    turn: float
    path: np.ndarray
    shades: np.ndarray
    dots: np.ndarray
    fills: np.ndarray
    shadow: np.ndarray
    under: np.ndarray


def flat_marks(marks: list, theme: str) -> list:
    """Return the marks outside of the 3D view: texts, axes and the head."""
    level = THEMES[theme].color("level")[:3]

    def solid(mark) -> bool:
        if isinstance(mark, Area):
            return bool(mark.edge) and mark.edge[:3] == level
        if isinstance(mark, Curve):
            return mark.color[:3] == level or mark.width == Width.ghost
        return isinstance(mark, Mesh | Trail) or (
            isinstance(mark, Dots) and mark.radius in (Width.dot, Width.cloud)
        )

    return [mark for mark in marks if not solid(mark)]


def bowl_of(case, panel, states) -> Bowl:
    """Return the content of the 3D view."""
    theme = THEMES[case.theme]
    laid = scene(panel, theme, around(layout(1, False, case.width / case.height).panels[0]))
    bowl, lens = laid.room.bowl, laid.room.camera.at(0.5)
    angle, far = bowl.fold(lens.axes[2])
    level = theme.color("level", LEVEL_ALPHA[case.theme])
    radii = np.sqrt([*(bowl.levels / bowl.rim), 1.0])
    rings = [shapes.arc(radius, 0.0, np.pi, 73) for radius in radii]
    edges = [level] * len(bowl.levels) + [theme.color("level", RIM_ALPHA)]
    floor = [bowl.floor(shapes.arc(r, 0.0, np.pi, 73)) for r in [1.0, *radii[:-1]]]
    return Bowl(
        camera=laid.room.camera,
        sheet=_surface(laid, lens, angle, far, FACES[case.writer]),
        rings=[bowl.surface(ring) for ring in rings],
        edges=edges,
        floor=floor,
        fills=list(laid.fills),
        line=level,
        frames=[_space_frame(laid, state) for state in states],
        muted=theme.color("muted"),
        rim=theme.color("dot_rim"),
    )


def _surface(laid, lens, angle: float, far: float, faces: int) -> tuple:
    """Return the bowl's points and its faces' colours, which are translucent on the near side."""
    radius = np.linspace(0.02, 1.0, faces + 1)[:, None]
    around = np.linspace(-np.pi, np.pi, faces + 1)
    disc = np.stack([radius * np.cos(around), radius * np.sin(around)], axis=-1)
    middle = (disc[1:, 1:] + disc[:-1, :-1]) / 2
    outer = middle @ (np.cos(angle), np.sin(angle)) > far
    shades = np.where(outer[..., None], colors(laid, middle, lens, -1.0), colors(laid, middle, lens, 1.0))
    shades[..., 3] = np.where(outer, WALL[laid.theme.name], 1.0)
    return laid.room.bowl.surface(disc), shades


def _space_frame(laid, state) -> SpaceFrame:
    path, bowl = laid.drapes[0], laid.room.bowl
    knots, _, steps = so_far(path, state)
    shades = colors_of(laid.panel.tracks[0].role, laid.theme, len(path.run))
    dots = path.dots[path.dots <= state.step]
    line, below = bowl.surface(knots), bowl.floor(knots)
    return SpaceFrame(
        turn=state.turn,
        path=np.stack([line[:-1], line[1:]], axis=1),
        shades=shades[steps],
        dots=bowl.surface(path.run[dots]),
        fills=shades[dots],
        shadow=below,
        under=bowl.floor(path.run[dots]),
    )
