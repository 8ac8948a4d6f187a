"""Drawing: a Manim mobject that consists of marks, for any Manim scene.

Manim's own cameras show an image of it; a :class:`~gdclips.rendering.manim.stage.StageCamera` draws it as
sharply as anything else.
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

from gdclips.drawing.box import ASPECT
from gdclips.drawing.marks import AnyMark, projected
from gdclips.rendering.alpha import unmultiplied
from gdclips.rendering.cairo.painter import Painter, Typesetter
from gdclips.rendering.canvas import mark_key
from gdclips.rendering.manim.typesetting import typeset_terms

LARGEST = 4096  # pixels of an image's side
MIN_AREA = 1e-9  # square Manim units; a drawing with less can't be seen


@dataclass(frozen=True, eq=False)
class Layer:
    """Marks on a stage of an aspect, drawn with a ``share`` of the drawing's opacity.

    The digest is that of the marks: Manim's cache compares records by their fields but can't compare marks.
    """

    marks: tuple[AnyMark, ...]
    aspect: float
    share: float
    digest: str

    def faded(self, share: float) -> Layer:
        """Return the layer with its share multiplied by another."""
        return Layer(self.marks, self.aspect, share * self.share, self.digest)


class Drawing(AbstractImageMobject):
    """A mobject drawn from marks.

    It can be moved, scaled, rotated, faded, copied and arranged as any mobject can. Its colours are those of
    its marks, and stay. A transform fades it into another drawing. A TypeError is raised if it is transformed
    into anything else, or drawn in part as by ``Create``.

    ``height`` is the stage's in Manim units, ``aspect`` the stage's width divided by its height; the points
    are the stage's corners.
    """

    def __init__(self, height: float, marks: Iterable[AnyMark] = (), aspect: float = ASPECT) -> None:
        self.opacity = 1.0
        self.layers: tuple[Layer, ...] = (_layer(marks, aspect),)
        super().__init__(scale_to_resolution=0)
        x, y = aspect / 2, 0.5
        self.points = height * np.array([(-x, y, 0.0), (x, y, 0.0), (-x, -y, 0.0), (x, -y, 0.0)])

    @property
    def marks(self) -> tuple[AnyMark, ...]:
        """The marks; during a transform, those of the drawing that it becomes."""
        return self.layers[-1].marks

    @marks.setter
    def marks(self, marks: Iterable[AnyMark]) -> None:
        self.layers = (_layer(marks, self.layers[-1].aspect),)

    def paint(self, context: cairo.Context[Any]) -> None:
        """Paint the drawing on a context in Manim units."""
        corner, right, top = self.points[2, :2], self.points[3, :2], self.points[0, :2]
        across, up = right - corner, top - corner
        if abs(across[0] * up[1] - across[1] * up[0]) > MIN_AREA:
            self._paint(context, cairo.Matrix(*across, *up, *corner))

    def get_pixel_array(self) -> Any:
        """Return an image of the drawing, with as many pixels as it covers in a scene."""
        unit = config.pixel_width / config.frame_width
        edges = np.linalg.norm(self.points[[3, 0]] - self.points[2], axis=-1) * unit
        width, height = np.clip(np.rint(edges), 1, LARGEST).astype(int).tolist()
        surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
        self._paint(cairo.Context(surface), cairo.Matrix(width, 0.0, 0.0, -height, 0.0, height))
        surface.flush()
        return unmultiplied(np.ndarray((height, width, 4), np.uint8, surface.get_data()))

    def _paint(self, context: cairo.Context[Any], to_stage: cairo.Matrix) -> None:
        """Paint all layers; ``to_stage`` maps the unit square to the stage."""
        for layer in self.layers:
            context.save()
            context.transform(to_stage)
            context.scale(1 / layer.aspect, 1.0)
            paint_marks(context, layer.marks, self.opacity * layer.share)
            context.restore()

    def fade(self, darkness: float = 0.5, family: bool = True) -> Drawing:
        """Reduce the opacity by the share ``darkness``."""
        self.opacity *= 1 - darkness
        super().fade(darkness, family)
        return self

    def set_opacity(self, opacity: float) -> Drawing:
        """Set the opacity, from 0 to 1."""
        self.opacity = float(opacity)
        return self

    def set_color(self, color: Any = None, alpha: Any = None, family: bool = True) -> Drawing:
        """Set the colour of submobjects; the marks keep theirs."""
        for mobject in self.submobjects if family else ():
            mobject.set_color(color)
        return self

    def reset_points(self) -> Drawing:
        """Remove all points, as for a mobject that is only a group."""
        Mobject.reset_points(self)
        return self

    def interpolate_color(self, mobject1: Mobject, mobject2: Mobject, alpha: float) -> Drawing:
        """Become the cross-fade of two drawings, at the share ``alpha`` of the way."""
        if not isinstance(mobject1, Drawing) or not isinstance(mobject2, Drawing):
            _refuse(mobject1 if isinstance(mobject2, Drawing) else mobject2)
        self.opacity = (1 - alpha) * mobject1.opacity + alpha * mobject2.opacity
        if mobject1.layers is mobject2.layers or alpha >= 1:
            self.layers = mobject2.layers
        else:
            old = [layer.faded(1 - alpha) for layer in mobject1.layers]
            self.layers = (*old, *(layer.faded(alpha) for layer in mobject2.layers))
        return self

    def align_points_with_larger(self, larger_mobject: Mobject) -> NoReturn:
        """Raise a TypeError: a drawing can't become a mobject with other points."""
        _refuse(larger_mobject)

    @property
    def fill_rgbas(self) -> NoReturn:
        """Raise a TypeError: a shape, which asks for these first, can't become a drawing."""
        _refuse()

    def pointwise_become_partial(self, mobject: Mobject, a: float, b: float) -> NoReturn:
        """Raise a TypeError: a drawing can't be drawn in part."""
        raise TypeError("a Drawing can't be drawn in part, as by Create: expected FadeIn, say")

    def __deepcopy__(self, memo: dict[int, Any]) -> Drawing:
        """Copy the drawing; the copy shares the marks, which never change."""
        memo[id(self.layers)] = self.layers
        return super().__deepcopy__(memo)


def paint_marks(
    context: cairo.Context[Any],
    marks: Iterable[AnyMark],
    opacity: float = 1.0,
    typesetter: Typesetter = typeset_terms,
) -> None:
    """Paint marks on a context in stage units, with one opacity for all of them together."""
    if opacity <= 0:
        return
    context.new_path()  # because Manim leaves its last path there
    if opacity < 1:
        context.push_group()
    painter = Painter(context, typesetter)
    for mark in marks:
        painter.draw(projected(mark))
    if opacity < 1:
        context.pop_group_to_source()
        context.paint_with_alpha(opacity)


def _layer(marks: Iterable[AnyMark], aspect: float) -> Layer:
    marks = tuple(marks)
    digest = hashlib.sha256(repr([mark_key(mark) for mark in marks]).encode())
    return Layer(marks, aspect, 1.0, digest.hexdigest())


def _refuse(other: Mobject | None = None) -> NoReturn:
    kind = "a shape" if other is None else f"a {type(other).__name__}"
    raise TypeError(
        f"a Drawing and {kind} can't be turned into each other: expected two Drawings, or FadeOut and FadeIn"
    )
