"""Axes of mplot3d: the case's marks in space as its collections, seen by the case's camera."""

from __future__ import annotations

import numpy as np
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3DCollection, Poly3DCollection
from mpl_toolkits.mplot3d.proj3d import proj_transform

from benchmarks.stock.faces import faces
from gdclips.drawing.marks import Area, Curve, Dots, Mesh, Trail

EYE = 0.0550  # half the axes' limits for one of the camera's distance, by mplot3d's fixed distance of its eye
FACES = 50  # of a sheet along each side: mplot3d's default


class Space:
    """Axes of mplot3d, aligned with the case's picture."""

    def __init__(self, figure, case, still) -> None:
        self._point, lens = case.height * 72 / figure.dpi, still[0].lens
        axes = Axes3D(figure, (0, 0, 1, 1), computed_zorder=False, zorder=2.5)  # above the ground
        figure.add_axes(axes)
        self._axes = axes
        axes.set_axis_off()
        axes.patch.set_visible(False)
        axes.set_proj_type("persp")
        reach = EYE * lens.distance
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), zlim=(-reach, reach))
        axes.set_box_aspect((1, 1, 1))
        x, y, z = lens.axes[2]
        axes.view_init(np.degrees(np.arcsin(z)), np.degrees(np.arctan2(y, x)))
        self._count, self._moving = 0, []
        for mark in still:
            self._add(mark)
        self._align(figure, case, lens)

    def show(self, marks) -> None:
        """Show a frame: its marks are new collections, because their kinds and numbers change."""
        for artist in self._moving:
            artist.remove()
        count = self._count
        self._moving = [self._add(mark) for mark in marks]
        self._count = count

    def _add(self, mark):
        self._count += 1
        options = {"zorder": self._count, "linewidths": getattr(mark, "width", 0.0) * self._point}
        options |= {"clip_on": False}  # because the axes' own box is smaller than the bowl
        axes, add = self._axes, self._axes.add_collection3d
        match mark:
            case Area():
                colors = {"facecolors": [mark.fill or "none"], "edgecolors": [mark.edge or "none"]}
                return add(Poly3DCollection([mark.outline], **colors, **options))
            case Curve():
                dash = (0, [part / mark.width for part in mark.dash]) if mark.dash else "-"
                return add(Line3DCollection([mark.points], colors=[mark.color], linestyles=[dash], **options))
            case Trail():
                pieces = np.stack([mark.points[:-1], mark.points[1:]], axis=1)
                return add(Line3DCollection(pieces, colors=mark.colors, capstyle="round", **options))
            case Mesh():
                points, shades = faces(mark, FACES)
                plain = {"rstride": 1, "cstride": 1, "antialiased": True, "shade": False}
                return axes.plot_surface(
                    *np.moveaxis(points, -1, 0), facecolors=shades, **plain, **options | {"linewidths": 0}
                )
            case Dots():
                size = (2 * mark.radius * self._point) ** 2
                dots = axes.scatter(*mark.points.T, s=size, depthshade=False, **options)
                dots.set(facecolor=mark.fills, edgecolor=mark.edge or "none")
                return dots

    def _align(self, figure, case, lens) -> None:
        """Move and scale the axes, so that points lie where they do in the case's picture."""
        figure.canvas.draw()
        ends = np.array([(0.0, 0.0, 0.0), (0.0, 0.0, 1.0)])
        want = lens.place(ends) * case.height
        x, y, _ = proj_transform(*ends.T, self._axes.get_proj())
        have = self._axes.transData.transform(np.stack([x, y], axis=-1))
        grow = float((want[1] - want[0])[1] / (have[1] - have[0])[1])
        corner = want[0] - grow * have[0]
        size = (case.width, case.height)
        self._axes.set_position((*(corner / size), grow, grow))
