"""The bowl drawn by mplot3d: the camera's angles, the surface, the contours and the path of the case."""

from __future__ import annotations

import msgspec
import numpy as np
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection
from mpl_toolkits.mplot3d.proj3d import proj_transform

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
REACH = 2.0  # of the axes, in the room's units


class Solid(msgspec.Struct, frozen=True):
    """What is seen in space: meshes and their colours, rings, and for each frame the camera and the path."""

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


class Step(msgspec.Struct, frozen=True):
    """A frame: the camera's turn, the path's pieces and their colours, its dots, and their shadows."""

    turn: float
    path: np.ndarray
    shades: np.ndarray
    dots: np.ndarray
    fills: np.ndarray
    shadow: np.ndarray
    under: np.ndarray


def flat(marks: list, theme: str) -> list:
    """Return the marks that are not in space: words, axes, signs and the head."""
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


def solid(case, panel, states) -> Solid:
    """Work out what is seen in space."""
    theme = THEMES[case.theme]
    laid = scene(panel, theme, around(layout(1, False, case.width / case.height).panels[0]))
    bowl, lens = laid.room.bowl, laid.room.camera.at(0.5)
    angle, far = bowl.fold(lens.axes[2])
    level = theme.color("level", LEVEL_ALPHA[case.theme])
    radii = np.sqrt([*(bowl.levels / bowl.rim), 1.0])
    rings = [shapes.arc(radius, 0.0, np.pi, 73) for radius in radii]
    edges = [level] * len(bowl.levels) + [theme.color("level", RIM_ALPHA)]
    floor = [bowl.floor(shapes.arc(r, 0.0, np.pi, 73)) for r in [1.0, *radii[:-1]]]
    return Solid(
        camera=laid.room.camera,
        sheet=_sheet(laid, lens, angle, far, FACES[case.way]),
        rings=[bowl.surface(ring) for ring in rings],
        edges=edges,
        floor=floor,
        fills=list(laid.fills),
        line=level,
        frames=[_step(laid, state) for state in states],
        muted=theme.color("muted"),
        rim=theme.color("dot_rim"),
    )


def _sheet(laid, lens, angle: float, far: float, faces: int) -> tuple:
    """Return the bowl's points and its faces' colours; those of the near wall let the path through."""
    radius = np.linspace(0.02, 1.0, faces + 1)[:, None]
    around = np.linspace(-np.pi, np.pi, faces + 1)
    disc = np.stack([radius * np.cos(around), radius * np.sin(around)], axis=-1)
    middle = (disc[1:, 1:] + disc[:-1, :-1]) / 2
    outer = middle @ (np.cos(angle), np.sin(angle)) > far
    shades = np.where(outer[..., None], colors(laid, middle, lens, -1.0), colors(laid, middle, lens, 1.0))
    shades[..., 3] = np.where(outer, WALL[laid.theme.name], 1.0)
    return laid.room.bowl.surface(disc), shades


def _step(laid, state) -> Step:
    path, bowl = laid.drapes[0], laid.room.bowl
    knots, _, steps = so_far(path, state)
    shades = colors_of(laid.panel.tracks[0].role, laid.theme, len(path.run))
    dots = path.dots[path.dots <= state.step]
    line, below = bowl.surface(knots), bowl.floor(knots)
    return Step(
        turn=state.turn,
        path=np.stack([line[:-1], line[1:]], axis=1),
        shades=shades[steps],
        dots=bowl.surface(path.run[dots]),
        fills=shades[dots],
        shadow=below,
        under=bowl.floor(path.run[dots]),
    )


class Space:
    """Axes of mplot3d that lie on the figure as the room does on the stage."""

    def __init__(self, figure, case, content: Solid) -> None:
        self._content, point = content, case.height * 72 / figure.dpi
        axes = Axes3D(figure, (0, 0, 1, 1), computed_zorder=False)
        figure.add_axes(axes)
        self._axes = axes
        axes.set_axis_off()
        axes.patch.set_visible(False)
        axes.set_proj_type("ortho")
        axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), zlim=(-REACH, REACH))
        axes.set_box_aspect((1, 1, 1))
        self._add_still(point)
        self._add_moving(point)
        self._turn(content.frames[0].turn)
        self._lay(figure, case)

    def _add_still(self, point: float) -> None:
        solid, axes = self._content, self._axes
        thin = Width.contour * point
        axes.add_collection3d(
            Poly3DCollection(
                solid.floor, facecolors=solid.fills, edgecolors=[solid.line], linewidths=thin, zorder=0
            )
        )
        points, shades = solid.sheet
        options = {"rstride": 1, "cstride": 1, "linewidth": 0, "antialiased": True, "shade": False}
        axes.plot_surface(*np.moveaxis(points, -1, 0), facecolors=shades, zorder=2, **options)
        rings = Line3DCollection(solid.rings, colors=solid.edges, linewidths=thin, zorder=3)
        axes.add_collection3d(rings)

    def _add_moving(self, point: float) -> None:
        solid, axes = self._content, self._axes
        (self._shadow,) = axes.plot([], [], [], color=solid.muted, lw=Width.ghost * point, zorder=1)
        self._path = axes.add_collection3d(
            Line3DCollection([np.zeros((2, 3))], linewidths=Width.path * point, capstyle="round", zorder=4)
        )
        size = {"depthshade": False, "linewidths": Width.contour * point}
        self._dots = axes.scatter([0], [0], [0], s=(2 * Width.dot * point) ** 2, zorder=5, **size)
        self._under = axes.scatter([0], [0], [0], s=(2 * Width.cloud * point) ** 2, zorder=1, **size)
        self._under.set(facecolor=solid.muted, edgecolor="none")

    def show(self, index: int) -> None:
        """Show a frame."""
        step = self._content.frames[index]
        self._turn(step.turn)
        self._shadow.set_data_3d(*step.shadow.T)
        self._path.set_segments(step.path)
        self._path.set_color(step.shades)
        self._dots._offsets3d = tuple(step.dots.T)
        self._dots.set(facecolor=step.fills, edgecolor=self._content.rim)
        self._under._offsets3d = tuple(step.under.T)

    def _turn(self, turn: float) -> None:
        camera = self._content.camera
        self._axes.view_init(camera.elevation, camera.azimuth + (turn - 0.5) * camera.arc)

    def _lay(self, figure, case) -> None:
        """Move and scale the axes, so that a point of the room lies where it does on the stage."""
        figure.canvas.draw()
        ends = np.array([(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)])
        lens = self._content.camera.at(self._content.frames[0].turn)
        want = lens.place(ends) * case.height
        x, y, _ = proj_transform(*ends.T, self._axes.get_proj())
        have = self._axes.transData.transform(np.stack([x, y], axis=-1))
        grow = float((want[1] - want[0])[1] / (have[1] - have[0])[1])
        corner = want[0] - grow * have[0]
        size = (case.width, case.height)
        self._axes.set_position((*(corner / size), grow, grow))
