"""The Manim stage: marks as mobjects that a camera draws with Cairo, and scenes that play a story.

A :class:`Drawing` is a mobject that holds marks, and :class:`StageCamera` is the camera that can draw
it. What doesn't move is one drawing, added first, so that Manim keeps its picture; what moves is
another. Both are pure functions of the state, so any frame can be drawn alone. Formulas are Manim's
``MathTypst``: nothing here needs LaTeX.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import Any, cast

import cairo
import numpy as np
from manim import Animation, Camera, ManimColor, MathTypst, Mobject, Scene, config, linear, tempconfig

from scenes.stage.brush import Brush, Part, Set, typeset
from scenes.stage.canvas import Canvas
from scenes.stage.frame import Frame, Pixels
from scenes.stage.layout import ASPECT
from scenes.stage.marks import AnyMark, Formula
from scenes.stage.outlines import FINE, scratch
from scenes.stage.picture import Picture, picture
from scenes.stage.reach import patch_of
from scenes.stage.story import Cut, Story
from scenes.stage.theme import Rgba

TYPST_EM = 0.5  # Manim units in an em of MathTypst at its default size, 48


class Drawing(Mobject):
    """A mobject drawn from marks by a :class:`StageCamera`.

    Its points are three corners of the stage, so it can be moved, scaled and turned as any mobject.
    ``height`` is the stage's in Manim's units, ``aspect`` its width by its height.
    """

    def __init__(self, height: float, marks: Iterable[AnyMark] = (), aspect: float = ASPECT) -> None:
        super().__init__()
        self.marks, self.aspect = tuple(marks), aspect
        corners = np.array([(-aspect / 2, -0.5, 0.0), (aspect / 2, -0.5, 0.0), (-aspect / 2, 0.5, 0.0)])
        self.points = corners * height

    @property
    def matrix(self) -> cairo.Matrix:
        """The map from stage units to Manim's."""
        origin, right, top = self.points[:, :2]
        return cairo.Matrix(*(right - origin) / self.aspect, *(top - origin), *origin)


class StageCamera(Camera):
    """A camera that draws :class:`Drawing` with Cairo, besides all that Manim's own camera draws."""

    def drawing(self, aspect: float, marks: Iterable[AnyMark] = ()) -> Drawing:
        """Return marks on a stage of an aspect, the largest box of it in the frame."""
        return Drawing(float(min(self.frame_width / aspect, self.frame_height)), marks, aspect)

    def type_or_raise(self, mobject: Mobject) -> Any:
        """Return the type under which ``mobject`` is drawn, as Manim's camera asks."""
        if not isinstance(mobject, Drawing):
            return super().type_or_raise(mobject)
        self.display_funcs: Any = {Drawing: self.display_drawings}
        return Drawing

    def display_drawings(self, drawings: list[Drawing], pixels: Any) -> None:
        """Draw a run of drawings on an array of pixels."""
        context = self.get_cairo_context(pixels)
        for drawing in drawings:
            context.save()
            context.transform(drawing.matrix)
            brush = Brush(context, _typeset)
            for mark in drawing.marks:
                brush.draw(mark)
            context.restore()


@lru_cache(maxsize=256)
def _typeset(terms: tuple[str, ...]) -> Set:
    """Set terms with Typst; return the parts, and the width, bottom and top, all in ems.

    Each term is set in a red of its own, by which its parts are told; black would mean Manim's white.
    """
    source = " thin ".join(f"#text(fill: rgb({i}, 0, 0))[${term}$]" for i, term in enumerate(terms, 1))
    with TemporaryDirectory() as folder, tempconfig({"tex_dir": folder, "verbosity": "WARNING"}):
        formula = MathTypst(source, use_svg_cache=False)  # a formula is set once, and kept here
    left, bottom, top = formula.get_left()[0], formula.get_bottom()[1], formula.get_top()[1]
    parts = [_part(glyph, left) for glyph in formula.family_members_with_points()]
    return parts, (formula.width / TYPST_EM, bottom / TYPST_EM, top / TYPST_EM)


def _part(glyph: Any, left: float) -> Part:
    context = scratch()
    stroked = glyph.get_fill_opacity() == 0
    for subpath in glyph.get_subpaths():
        corners = (subpath[:, :2] - (left, 0.0)) * (FINE / TYPST_EM)
        context.move_to(*corners[0])
        for curve in corners.reshape(-1, 4, 2):
            context.curve_to(*curve[1:].ravel())
    color = glyph.get_stroke_color() if stroked else glyph.get_fill_color()
    stroke = glyph.stroke_width / 100 / TYPST_EM if stroked else 0.0
    return context.copy_path(), round(255 * float(color.to_rgb()[0])) - 1, stroke


class Cairo:
    """A sheet of pixels that Manim's camera draws marks on."""

    def __init__(self, frame: Frame, background: Rgba) -> None:
        color = ManimColor.from_rgb(background[:3])
        self._camera = StageCamera(pixel_width=frame.width, pixel_height=frame.height, background_color=color)
        self._aspect = frame.stage
        self.pixels: Pixels = np.asarray(self._camera.pixel_array, dtype=np.uint8)

    def draw(self, marks: Iterable[AnyMark]) -> None:
        """Draw marks in their order."""
        self._camera.capture_mobject(self._camera.drawing(self._aspect, marks))


def _measure(formula: Formula) -> tuple[float, float, float]:
    """Return the width, bottom and top of a formula, in ems."""
    return typeset(formula, _typeset)[1]


class ManimStage(Canvas):
    """Draws the states of a picture as frames of one size, with Manim's camera."""

    def __init__(self, picture: Picture, frame: Frame) -> None:
        frame = frame.holding(picture.aspect)
        kept, shown = Cairo(frame, picture.background), Cairo(frame, picture.background)
        super().__init__(picture, frame, kept, shown, lambda mark: patch_of(mark, frame, _measure))


class Telling(Animation):
    """Plays ``frames`` frames of a picture from frame ``first`` on, by their numbers.

    What is there at the first of them is another drawing's.
    """

    def __init__(self, drawing: Drawing, picture: Picture, first: int, frames: int, rate: float) -> None:
        # Manim counts the frames of [0, run_time) in floating point: half a frame less is never one more.
        super().__init__(drawing, run_time=(frames - 0.5) / rate, rate_func=linear)
        self._drawing, self._picture, self._first, self._rate = drawing, picture, first, rate
        self._kept = picture.grown(picture.timeline.state(first / rate))

    def interpolate_mobject(self, alpha: float) -> None:
        """Set the marks of the frame that ``alpha``, a share of the run time, falls on."""
        frame = self._first + round(alpha * self.run_time * self._rate)
        state = self._picture.timeline.state(frame / self._rate)
        pieces = self._picture.growing[self._kept : self._picture.grown(state)]
        self._drawing.marks = (*(piece.mark for piece in pieces), *self._picture.moving(state))


class StoryScene(Scene):
    """A Manim scene that plays a story; a subclass says which in :meth:`tell`.

    The frame rate must be a multiple of 5. Manim's cache is off, for it can't see what a drawing holds.
    """

    theme = "dark"
    cut: Cut = "full"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"camera_class": StageCamera} | kwargs)

    @abstractmethod
    def tell(self) -> Story:
        """Return the story to play."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        """Render as Manim does, without its cache."""
        with tempconfig({"disable_caching": True}):
            return super().render(*args, **kwargs)

    def construct(self) -> None:
        """Play the story, one animation and one section a beat."""
        camera, rate = cast(StageCamera, self.camera), round(config.frame_rate)
        aspect = camera.frame_width / camera.frame_height
        shown = picture(self.tell(), self.theme, self.cut, aspect=aspect)
        camera.background_color = ManimColor.from_rgb(shown.background[:3])
        still, moving = camera.drawing(shown.aspect, shown.static), camera.drawing(shown.aspect)
        self.add(still, moving)
        first = 0
        for beat, frames in zip(shown.timeline.beats, shown.timeline.beat_frames(rate), strict=True):
            self.next_section(beat.caption)
            pieces = shown.growing[: shown.grown(shown.timeline.state(first / rate))]
            still.marks = (*shown.static, *(piece.mark for piece in pieces))
            self.play(Telling(moving, shown, first, frames, rate))
            first += frames
