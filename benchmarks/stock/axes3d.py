"""Axes of mplot3d: the bowl with the case's camera, surface, contours and path."""

from __future__ import annotations

import numpy as np
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection
from mpl_toolkits.mplot3d.proj3d import proj_transform

from benchmarks.stock.bowl import Bowl
from gdclips.drawing.theme import Width

REACH = 2.0  # of the axes, in the room's units


class Space:
    """Axes of mplot3d, aligned with the case's picture."""

    def __init__(self, figure, case, content: Bowl) -> None:
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
        self._align(figure, case)

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

    def _align(self, figure, case) -> None:
        """Move and scale the axes, so that points lie where they do in the case's picture."""
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
