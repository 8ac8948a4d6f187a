"""Cameras: a Manim camera that draws marks with Cairo, also on no background, and what writes its frames.

On no background a frame is drawn on black and on white, which tell how opaque it is, as in
:mod:`gdclips.rendering.alpha`. Cairo keeps colours multiplied by their opacity, while files keep them as they
are; Manim writes the former as they come, with darker edges than they had.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cairo
import numpy as np
from manim import Camera
from manim.scene.scene_file_writer import SceneFileWriter

from gdclips.drawing.box import ASPECT
from gdclips.drawing.marks import AnyMark
from gdclips.rendering.alpha import OPAQUE, multiplied, straight, unmultiplied
from gdclips.rendering.frame import Pixels
from gdclips.rendering.manim.mobject import Drawing


class Cutout(Drawing):
    """A drawing on no background: its marks as they are on black, and as on white, which is another drawing.

    What is in the background's colour on both, as scrims are, makes what is below it transparent.
    """

    def __init__(self, height: float, aspect: float = ASPECT) -> None:
        super().__init__(height, (), aspect)
        self.on_white = Drawing(height, (), aspect)

    def paint_sides(self, black: cairo.Context[Any], white: cairo.Context[Any]) -> None:
        """Paint the drawing on a black and on a white context in Manim units."""
        self.on_white.points, self.on_white.opacity = self.points, self.opacity
        self.paint(black)
        self.on_white.paint(white)


class StageCamera(Camera):
    """A Manim camera that draws each :class:`Drawing` directly with Cairo."""

    def drawing(self, aspect: float, marks: Iterable[AnyMark] = ()) -> Drawing:
        """Return a drawing whose stage is the largest box of an aspect in the camera's frame."""
        return Drawing(self._height(aspect), marks, aspect)

    def cutout(self, aspect: float) -> Cutout:
        """Return the same on no background."""
        return Cutout(self._height(aspect), aspect)

    def _height(self, aspect: float) -> float:
        return float(min(self.frame_width / aspect, self.frame_height))

    def display_image_mobject(self, image_mobject: Any, pixel_array: Any) -> None:
        """Draw an image, or a drawing, on an array of pixels."""
        if isinstance(image_mobject, Cutout):
            self._display_cutout(image_mobject, self.get_cairo_context(pixel_array))
        elif isinstance(image_mobject, Drawing):
            image_mobject.paint(self.get_cairo_context(pixel_array))
        else:
            super().display_image_mobject(image_mobject, pixel_array)

    def _display_cutout(self, cutout: Cutout, context: cairo.Context[Any]) -> None:
        shape = self.pixel_array.shape
        black, white = (np.full(shape, shade, np.uint8) for shade in (0, OPAQUE))
        black[..., 3] = OPAQUE
        sides = [cairo.Context(_surface(pixels)) for pixels in (black, white)]
        for side in sides:
            side.set_matrix(context.get_matrix())
        cutout.paint_sides(*sides)
        context.save()
        context.identity_matrix()
        context.set_source_surface(_surface(multiplied(straight(black, white))))
        context.paint()
        context.restore()


def _surface(pixels: Pixels) -> cairo.ImageSurface:
    """Return a surface of pixels (height, width, 4) that Cairo draws on, or takes as a source."""
    height, width, _ = pixels.shape
    return cairo.ImageSurface.create_for_data(pixels.data, cairo.FORMAT_ARGB32, width, height)


class StoryWriter(SceneFileWriter):
    """Writes frames whose colours are multiplied by their opacity as what files keep, straight alpha."""

    def write_frame(self, pixels: Any, *, repeat: int = 1) -> None:
        """Write a frame of a video."""
        super().write_frame(self._straight(pixels), repeat=repeat)

    def save_image(self, pixels: Any) -> None:
        """Write a still."""
        super().save_image(self._straight(pixels))

    def _straight(self, pixels: Any) -> Any:
        return unmultiplied(pixels) if self.output_spec.transparent else pixels
