"""Mobjects in 3D, and Manim's ThreeDCamera, for the case's marks in space."""

from __future__ import annotations

import numpy as np
from manim import Circle, ManimColor, Mobject, Surface, ThreeDCamera, VGroup, VMobject, config

from benchmarks.measuring.case import Case
from benchmarks.stock.faces import faces
from gdclips.drawing.marks import AnyMark, Area, Curve, Dots, Mesh, Trail

WIDE = 100.0  # Manim's stroke widths in its unit of length
FACES = 32  # of a sheet along each side: Manim's default


class OffsetCamera(ThreeDCamera):
    """A camera whose projection is offset from the middle of the frame."""

    offset = np.zeros(3)

    def project_points(self, points):
        """Return the projected points, moved by the offset."""
        return super().project_points(points) + self.offset


class Solids:
    """The mobjects in 3D, and the camera that sees them."""

    def __init__(self, scene, case: Case, still: list[AnyMark]) -> None:
        self._scene, lens = scene, still[0].lens
        aspect = case.width / case.height
        self._unit = config.frame_width / aspect
        self._grow = lens.scale * self._unit
        x, y = (np.array(lens.origin) - (aspect / 2, 0.5)) * self._unit
        scene.camera.offset = np.array([x, y, 0.0])
        toward = lens.axes[2]
        scene.set_camera_orientation(
            phi=float(np.arccos(toward[2])),
            theta=float(np.arctan2(toward[1], toward[0])),
            focal_distance=lens.distance * self._grow,
        )
        self._moving: list[Mobject] = []
        for mark in still:
            self._add(mark)

    def show(self, marks: list[AnyMark]) -> None:
        """Show a frame: its marks are new mobjects, because their kinds and numbers change."""
        self._scene.remove(*self._moving)
        gone = set(map(id, self._moving))  # which Manim goes on drawing as long as it waits
        self._scene.moving_mobjects = [each for each in self._scene.moving_mobjects if id(each) not in gone]
        self._moving = [self._add(mark) for mark in marks]

    def _add(self, mark: AnyMark) -> Mobject:
        made = self._made(mark)
        self._scene.add(made)
        if isinstance(mark, Dots):
            self._scene.camera.add_fixed_orientation_mobjects(*made)
        return made

    def _made(self, mark: AnyMark) -> Mobject:
        match mark:
            case Area():
                shape = self._line([*mark.outline, mark.outline[0]], mark.edge or (0, 0, 0, 0), mark.width)
                color, alpha = mark.fill or (0, 0, 0, 0), (mark.fill or (0, 0, 0, 0))[3]
                return shape.set_fill(ManimColor.from_rgb(color[:3]), alpha)
            case Curve():
                return self._line(mark.points, mark.color, mark.width)
            case Trail():
                pieces = zip(mark.points[:-1], mark.points[1:], mark.colors, strict=True)
                return VGroup(*(self._line([a, b], color, mark.width) for a, b, color in pieces))
            case Mesh():
                return self._sheet(mark)
            case Dots():
                fills = np.broadcast_to(mark.fills, (len(mark.points), 4))
                pairs = zip(mark.points, fills, strict=True)
                return VGroup(*(self._dot(mark, at, fill) for at, fill in pairs))
        raise TypeError(f"no mobject in space for a {type(mark).__name__}")

    def _line(self, points, color, width: float) -> VMobject:
        shape = VMobject().set_points_as_corners(np.asarray(points) * self._grow)
        return self._stroke(shape, color, width)

    def _stroke(self, shape, color, width: float):
        rgb = ManimColor.from_rgb(tuple(float(part) for part in color[:3]))
        return shape.set_stroke(rgb, width * self._unit * WIDE, float(color[3]))

    def _dot(self, mark, at, fill) -> Circle:
        dot = Circle(mark.radius * self._unit).move_to(at * self._grow)
        dot.set_fill(ManimColor.from_rgb(tuple(float(part) for part in fill[:3])), float(fill[3]))
        return self._stroke(dot, mark.edge or (0, 0, 0, 0), mark.width)

    def _sheet(self, mark) -> Surface:
        points, shades = faces(mark, FACES)
        rows, columns = shades.shape[:2]

        def at(row: float, column: float) -> np.ndarray:
            return points[min(round(row), rows), min(round(column), columns)] * self._grow

        sheet = Surface(
            at, (0, rows), (0, columns), resolution=(rows, columns), checkerboard_colors=False, stroke_width=0
        )
        for face, shade in zip(sheet, shades.reshape(-1, 4), strict=True):
            face.shade_in_3d = False
            face.set_fill(ManimColor.from_rgb(tuple(shade[:3])), float(shade[3]))
        return sheet
