"""Mobjects in 3D, and Manim's ThreeDCamera, with the case's angles, surface and path."""

from __future__ import annotations

import numpy as np
from manim import DEGREES, Circle, ManimColor, Mobject, Surface, ThreeDCamera, VGroup, VMobject, config

from benchmarks.measuring.case import Case
from benchmarks.stock.bowl import Bowl
from gdclips.drawing.theme import Width

FAR = 1000.0  # focal distance that approximates a parallel projection
WIDE = 100.0  # Manim's stroke widths in its unit of length


class OffsetCamera(ThreeDCamera):
    """A camera whose projection is offset from the middle of the frame."""

    offset = np.zeros(3)

    def project_points(self, points):
        """Return the projected points, moved by the offset."""
        return super().project_points(points) + self.offset


class Solids:
    """The mobjects in 3D, and the camera that turns around them."""

    def __init__(self, scene, case: Case, content: Bowl) -> None:
        self._scene, self._content = scene, content
        self._aspect = case.width / case.height
        self._unit = config.frame_width / self._aspect
        self._grow = content.camera.scale * self._unit
        self._turn(content.frames[0].turn)
        self._pieces, self._dots, self._shadow = VGroup(), VGroup(), VMobject()
        scene.add(self._floor(), self._shadow, self._surface(), self._rings(), self._pieces)
        scene.add_fixed_orientation_mobjects(self._dots)

    def _line(self, points, color, width: float) -> VMobject:
        shape = VMobject().set_points_as_corners(np.asarray(points) * self._grow)
        return self._stroke(shape, color, width)

    def _stroke(self, shape, color, width: float):
        return shape.set_stroke(ManimColor.from_rgb(color[:3]), width * self._unit * WIDE, color[3])

    def _floor(self) -> Mobject:
        group = VGroup()
        for points, fill in zip(self._content.floor, self._content.fills, strict=True):
            ring = self._line(points, self._content.line, Width.contour)
            group.add(ring.set_fill(ManimColor.from_rgb(fill[:3]), 1.0))
        return group

    def _surface(self) -> Surface:
        points, shades = self._content.sheet
        rows, columns = shades.shape[:2]

        def at(row: float, column: float) -> np.ndarray:
            return points[min(round(row), rows), min(round(column), columns)] * self._grow

        sheet = Surface(
            at, (0, rows), (0, columns), resolution=(rows, columns), checkerboard_colors=False, stroke_width=0
        )
        for face, shade in zip(sheet, shades.reshape(-1, 4), strict=True):
            face.shade_in_3d = True
            face.set_fill(ManimColor.from_rgb(shade[:3]), float(shade[3]))
        return sheet

    def _rings(self) -> Mobject:
        lines = zip(self._content.rings, self._content.edges, strict=True)
        return VGroup(*(self._line(points, color, Width.contour) for points, color in lines))

    def show(self, index: int) -> None:
        """Show a frame."""
        step = self._content.frames[index]
        self._turn(step.turn)
        self._shadow.set_points_as_corners(step.shadow * self._grow)
        self._stroke(self._shadow, self._content.muted, Width.ghost)
        del self._pieces.submobjects[max(len(self._pieces) - 1, 0) :]  # the newest one grows
        for piece, color in list(zip(step.path, step.shades, strict=True))[len(self._pieces) :]:
            self._pieces.add(self._line(piece, color, Width.path))
        for at, color in list(zip(step.dots, step.fills, strict=True))[len(self._dots) :]:
            self._add_dot(at, color)

    def _add_dot(self, at, color) -> None:
        dot = Circle(Width.dot * self._unit).move_to(at * self._grow)
        dot.set_fill(ManimColor.from_rgb(color[:3]), 1.0)
        self._dots.add(self._stroke(dot, self._content.rim, Width.contour))
        self._scene.add_fixed_orientation_mobjects(dot)

    def _turn(self, turn: float) -> None:
        camera, lens = self._content.camera, self._content.camera.at(turn)
        x, y = (np.array(lens.origin) - (self._aspect / 2, 0.5)) * self._unit
        self._scene.camera.offset = np.array([x, y, 0.0])
        azimuth = camera.azimuth + (turn - 0.5) * camera.arc
        self._scene.set_camera_orientation(
            phi=(90 - camera.elevation) * DEGREES,
            theta=azimuth * DEGREES,
            focal_distance=FAR,
        )
