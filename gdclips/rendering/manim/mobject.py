"""A drawing: marks as one of Manim's mobjects, for any scene of Manim's.

Cameras of Manim's own show an image of it; a :class:`~gdclips.rendering.manim.stage.StageCamera` draws it as
sharp as anything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

import cairo
import numpy as np
from manim import Mobject, config
from manim.mobject.types.image_mobject import AbstractImageMobject

from gdclips.drawing.layout import ASPECT
from gdclips.drawing.marks import AnyMark
from gdclips.rendering.cairo.painter import Painter, Typesetter
from gdclips.rendering.canvas import looks
from gdclips.rendering.manim.typesetting import typeset_terms

LARGEST = 4096  # pixels of an image's side
FLAT = 1e-9  # an area, in those of Manim's units, that can't be seen


@dataclass(frozen=True, eq=False)
class Layer:
    """Marks on a stage of an aspect, and the share of the drawing's opacity that they have.

    Manim's cache knows a record by its fields but can't see into marks: the digest tells them apart.
    """

    marks: tuple[AnyMark, ...]
    aspect: float
    share: float
    digest: str

    def faded(self, share: float) -> Layer:
        """Return the layer with that share of what it has."""
        return Layer(self.marks, self.aspect, share * self.share, self.digest)


class Drawing(AbstractImageMobject):
    """A mobject drawn from marks.

    It moves, scales, turns, fades, is copied and stands before, behind and beside others as any mobject does.
    Its colours are the marks' own, which no other replaces. A transform fades it into another drawing; into
    anything else, or in part as ``Create`` does, it can't be turned, which is a TypeError.

    ``height`` is the stage's in Manim's units, ``aspect`` its width by its height; its points are the stage's
    corners.
    """

    def __init__(self, height: float, marks: Iterable[AnyMark] = (), aspect: float = ASPECT) -> None:
        self.opacity = 1.0
        self.layers: tuple[Layer, ...] = (_layer(marks, aspect),)
        super().__init__(scale_to_resolution=0)
        x, y = aspect / 2, 0.5
        self.points = height * np.array([(-x, y, 0.0), (x, y, 0.0), (-x, -y, 0.0), (x, -y, 0.0)])

    @property
    def marks(self) -> tuple[AnyMark, ...]:
        """What is drawn; during a transform, of the drawing that it becomes."""
        return self.layers[-1].marks

    @marks.setter
    def marks(self, marks: Iterable[AnyMark]) -> None:
        self.layers = (_layer(marks, self.layers[-1].aspect),)

    def paint(self, context: cairo.Context[Any]) -> None:
        """Paint the drawing on a context whose unit is Manim's."""
        corner, right, top = self.points[2, :2], self.points[3, :2], self.points[0, :2]
        across, up = right - corner, top - corner
        if abs(across[0] * up[1] - across[1] * up[0]) > FLAT:
            self._paint(context, cairo.Matrix(*across, *up, *corner))

    def get_pixel_array(self) -> Any:
        """Return an image of the drawing, with as many pixels as it covers in a scene."""
        unit = config.pixel_width / config.frame_width
        edges = np.linalg.norm(self.points[[3, 0]] - self.points[2], axis=-1) * unit
        width, height = np.clip(np.rint(edges), 1, LARGEST).astype(int).tolist()
        surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
        self._paint(cairo.Context(surface), cairo.Matrix(width, 0.0, 0.0, -height, 0.0, height))
        surface.flush()
        pixels = np.ndarray((height, width, 4), np.uint8, surface.get_data()).astype(float)
        pixels[..., :3] *= 255 / np.maximum(pixels[..., 3:], 1)  # Cairo's colours are multiplied by opacity
        return np.rint(np.minimum(pixels, 255)).astype(np.uint8)

    def _paint(self, context: cairo.Context[Any], place: cairo.Matrix) -> None:
        """Paint all layers; ``place`` maps the unit square to where the stage lies."""
        for layer in self.layers:
            context.save()
            context.transform(place)
            context.scale(1 / layer.aspect, 1.0)
            paint_marks(context, layer.marks, self.opacity * layer.share)
            context.restore()

    def fade(self, darkness: float = 0.5, family: bool = True) -> Drawing:
        """Take a share of the opacity away."""
        self.opacity *= 1 - darkness
        super().fade(darkness, family)
        return self

    def set_opacity(self, opacity: float) -> Drawing:
        """Set the opacity, from 0 to 1."""
        self.opacity = float(opacity)
        return self

    def set_color(self, color: Any = None, alpha: Any = None, family: bool = True) -> Drawing:
        """Leave the marks' colours as they are, and set those of submobjects."""
        for mobject in self.submobjects if family else ():
            mobject.set_color(color)
        return self

    def reset_points(self) -> Drawing:
        """Have no points, as a mobject that is but a group."""
        Mobject.reset_points(self)
        return self

    def interpolate_color(self, mobject1: Mobject, mobject2: Mobject, alpha: float) -> Drawing:
        """Be a share of the way from one drawing to another: the one fades into the other."""
        if not isinstance(mobject1, Drawing) or not isinstance(mobject2, Drawing):
            _refuse(mobject1 if isinstance(mobject2, Drawing) else mobject2)
        self.opacity = (1 - alpha) * mobject1.opacity + alpha * mobject2.opacity
        if mobject1.layers is mobject2.layers or alpha >= 1:
            self.layers = mobject2.layers
        else:
            gone = [layer.faded(1 - alpha) for layer in mobject1.layers]
            self.layers = (*gone, *(layer.faded(alpha) for layer in mobject2.layers))
        return self

    def align_points_with_larger(self, larger_mobject: Mobject) -> NoReturn:
        """Refuse to become what has other points than a drawing."""
        _refuse(larger_mobject)

    @property
    def fill_rgbas(self) -> NoReturn:
        """Refuse to be what a shape becomes, which asks for this first."""
        _refuse()

    def pointwise_become_partial(self, mobject: Mobject, a: float, b: float) -> NoReturn:
        """Refuse to be drawn in part."""
        raise TypeError("a Drawing can't be drawn in part, as by Create: expected FadeIn, say")

    def __deepcopy__(self, memo: dict[int, Any]) -> Drawing:
        """Copy the drawing; its marks never change, and are shared."""
        memo[id(self.layers)] = self.layers
        return super().__deepcopy__(memo)


def paint_marks(
    context: cairo.Context[Any],
    marks: Iterable[AnyMark],
    opacity: float = 1.0,
    typesetter: Typesetter = typeset_terms,
) -> None:
    """Paint marks on a context whose unit is the stage's, at an opacity as a whole."""
    if opacity <= 0:
        return
    context.new_path()  # Manim leaves its last one there
    if opacity < 1:
        context.push_group()
    painter = Painter(context, typesetter)
    for mark in marks:
        painter.draw(mark)
    if opacity < 1:
        context.pop_group_to_source()
        context.paint_with_alpha(opacity)


def _layer(marks: Iterable[AnyMark], aspect: float) -> Layer:
    kept = tuple(marks)
    digest = hashlib.sha256(repr([looks(mark) for mark in kept]).encode())
    return Layer(kept, aspect, 1.0, digest.hexdigest())


def _refuse(other: Mobject | None = None) -> NoReturn:
    kind = "a shape" if other is None else f"a {type(other).__name__}"
    raise TypeError(
        f"a Drawing and {kind} can't be turned into each other: expected two Drawings, or FadeOut and FadeIn"
    )
