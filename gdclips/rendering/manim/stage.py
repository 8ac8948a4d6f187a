"""Manim stage: marks drawn with Cairo by Manim's camera, and Manim scenes that play a story.

What is still in a beat is one :class:`~gdclips.rendering.manim.mobject.Drawing`, added first so that Manim
caches its picture; all that is above it is another. Both are pure functions of the state, so any frame can be
drawn alone. Formulas are Manim's ``MathTypst``, which needs no LaTeX.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

import cairo
import numpy as np
from manim import Animation, Camera, ManimColor, Scene, config, linear, tempconfig

from gdclips.drawing.layers import Picture
from gdclips.drawing.marks import AnyMark, Formula
from gdclips.drawing.picture import picture
from gdclips.drawing.theme import Rgba
from gdclips.rendering.bounds import bounds_of
from gdclips.rendering.cairo.painter import typeset
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import FrameSize, Pixels
from gdclips.rendering.grid import on_grid
from gdclips.rendering.manim.mobject import Drawing, paint_marks
from gdclips.rendering.manim.typesetting import typeset_terms
from gdclips.story.film.film import Cut, Film
from gdclips.story.film.happenings import happenings
from gdclips.story.scenes import absolute, find
from gdclips.story.settings import make

FRAME_HEIGHT = 8.0  # Manim units; the user's configuration has no say in a file

__all__ = ["Drawing", "ManimStage", "StageCamera", "StoryAnimation", "StoryScene"]


class StageCamera(Camera):
    """A Manim camera that draws each :class:`Drawing` directly with Cairo."""

    def drawing(self, aspect: float, marks: Iterable[AnyMark] = ()) -> Drawing:
        """Return a drawing whose stage is the largest box of an aspect in the camera's frame."""
        return Drawing(float(min(self.frame_width / aspect, self.frame_height)), marks, aspect)

    def display_image_mobject(self, image_mobject: Any, pixel_array: Any) -> None:
        """Draw an image, or a drawing, on an array of pixels."""
        if isinstance(image_mobject, Drawing):
            image_mobject.paint(self.get_cairo_context(pixel_array))
        else:
            super().display_image_mobject(image_mobject, pixel_array)


class Cairo:
    """The pixel buffer of a Manim camera, on which Cairo draws marks."""

    def __init__(self, size: FrameSize, background: Rgba) -> None:
        camera = Camera(
            pixel_width=size.width,
            pixel_height=size.height,
            frame_width=FRAME_HEIGHT * size.aspect,
            frame_height=FRAME_HEIGHT,
            frame_rate=1.0,
            background_color=ManimColor.from_rgb(background[:3]),
            background_opacity=1.0,
        )
        self.pixels: Pixels = np.asarray(camera.pixel_array, dtype=np.uint8)
        self._context: cairo.Context[Any] = camera.get_cairo_context(camera.pixel_array)
        height = min(camera.frame_width / size.stage, camera.frame_height)
        self._context.translate(-height * size.stage / 2, -height / 2)
        self._context.scale(height, height)

    def draw(self, marks: Iterable[AnyMark]) -> None:
        """Draw marks in their order."""
        self._context.save()
        paint_marks(self._context, marks)
        self._context.restore()


def _measure(formula: Formula) -> tuple[float, float, float]:
    """Return the width, bottom and top of a formula, in ems."""
    return typeset(formula, typeset_terms)[1]


class ManimStage(Canvas):
    """Draws the states of a picture as frames of one size, with Manim's camera."""

    def __init__(self, picture: Picture, size: FrameSize) -> None:
        size = size.holding(picture.aspect)
        super().__init__(
            picture, size, lambda color: Cairo(size, color), lambda mark: bounds_of(mark, size, _measure)
        )


class StoryAnimation(Animation):
    """Plays ``frames`` frames of a picture from number ``first`` on, at ``rate`` frames a second.

    The first ``below`` marks of each frame, which are the same in all, belong to another drawing. ``unit`` is
    the number of pixels in a stage unit.
    """

    def __init__(
        self,
        drawing: Drawing,
        picture: Picture,
        unit: float,
        first: int,
        frames: int,
        rate: float,
        below: int = 0,
    ) -> None:
        # Half a frame less, because Manim counts the frames of [0, run_time) in floating point.
        super().__init__(drawing, run_time=(frames - 0.5) / rate, rate_func=linear)
        self._drawing, self._picture, self._first, self._rate = drawing, picture, first, rate
        self._unit, self._below = unit, below

    def interpolate_mobject(self, alpha: float) -> None:
        """Set the marks to those of the frame at ``alpha``, a share of the run time."""
        number = self._first + round(alpha * self.run_time * self._rate)
        marks = self._picture.marks(self._picture.timeline.state(number / self._rate))
        self._drawing.marks = (on_grid(mark, self._unit) for mark in marks[self._below :])


class StoryScene(Scene):
    """A Manim scene that plays the story of ``scene`` with ``settings``; :meth:`tell` may return another.

    ``scene`` is the name of one of the lecture's scenes, or the reference of one in a file. The frame rate
    must be a multiple of 5. Manim's cache is off because it would save nothing: each frame is drawn anew.
    """

    scene = ""
    settings: ClassVar[Mapping[str, Any]] = {}
    theme = "dark"
    cut: Cut = "full"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"camera_class": StageCamera} | kwargs)

    def tell(self) -> Film:
        """Return the story to play."""
        scene = find(absolute(self.scene))
        return scene.story(make(scene.settings, self.settings))

    def picture(self, aspect: float) -> Picture:
        """Return the picture to play, in a frame of an aspect: that of the story."""
        return picture(self.tell(), self.theme, self.cut, aspect=aspect)

    def render(self, *args: Any, **kwargs: Any) -> Any:
        """Render as Manim does, without its cache."""
        with tempconfig({"disable_caching": True}):
            return super().render(*args, **kwargs)

    def construct(self) -> None:
        """Play the story with one animation and one section for each beat."""
        camera, rate = cast(StageCamera, self.camera), round(config.frame_rate)
        size = FrameSize(camera.pixel_width, camera.pixel_height)
        shown = self.picture(size.aspect)
        unit = size.holding(shown.aspect).unit
        camera.background_color = ManimColor.from_rgb(shown.background[:3])
        still, moving = camera.drawing(shown.aspect), camera.drawing(shown.aspect)
        self.add(still, moving)
        first, timeline = 0, shown.timeline
        told = zip(timeline.beats, happenings(timeline), timeline.beat_frames(rate), strict=True)
        for beat, word, frames in told:
            self.next_section(beat.caption or word)
            self._name_section(word)
            states = [timeline.state(number / rate) for number in range(first, first + frames)]
            layers = shown.layers(states[0])
            lasting = all(shown.layers(state) is layers for state in states)
            marks = layers.still(states[0]) if lasting else ()
            still.marks = (on_grid(mark, unit) for mark in marks)
            self.play(StoryAnimation(moving, shown, unit, first, frames, rate, len(marks)))
            first += frames

    def _name_section(self, word: str) -> None:
        """Name the newest section's file by its number and a word, in a folder of the scene's.

        Manim would name it by its caption, and put it beside those of the file's other scenes.
        """
        writer = self.renderer.file_writer
        section = writer.sections[-1]
        if section.video is not None:  # as it is without --save_sections
            plan = writer.output_plan
            section.video = f"{plan.output_stem}/{len(writer.sections):02}_{word}{plan.segment_extension}"
