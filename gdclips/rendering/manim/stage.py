"""Manim stage: marks drawn with Cairo by Manim's camera, and Manim scenes that play a story.

What is still in a beat is one :class:`~gdclips.rendering.manim.mobject.Drawing`, added first so that Manim
caches its picture; all that is above it is another. Both are pure functions of the state, so any frame can be
drawn alone. Formulas are Manim's ``MathTypst``, which needs no LaTeX.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

import cairo
import numpy as np
from manim import Animation, CairoRenderer, Camera, ManimColor, Scene, config, linear, tempconfig

from gdclips.drawing.layers import Picture
from gdclips.drawing.marks import AnyMark, Formula
from gdclips.drawing.picture import on_black_and_white, picture
from gdclips.drawing.theme import Rgba
from gdclips.rendering.bounds import bounds_of
from gdclips.rendering.cairo.painter import typeset
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.frame import FrameSize, Pixels
from gdclips.rendering.grid import on_grid
from gdclips.rendering.manim.camera import Cutout, StageCamera, StoryWriter
from gdclips.rendering.manim.mobject import Drawing, paint_marks
from gdclips.rendering.manim.typesetting import typeset_terms
from gdclips.story.film.film import Cut, Film
from gdclips.story.film.happenings import happenings
from gdclips.story.scenes import absolute, find
from gdclips.story.settings import make

FRAME_HEIGHT = 8.0  # Manim units; the user's configuration has no say in a file

__all__ = ["Drawing", "ManimStage", "StageCamera", "StoryAnimation", "StoryScene"]


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
    """Plays ``frames`` frames of pictures from number ``first`` on, at ``rate`` frames a second.

    Each picture has its own drawing: one, or for frames without a background those on black and on white. The
    first ``below`` marks of each frame, which are the same in all, belong to another drawing. ``unit`` is the
    number of pixels in a stage unit.
    """

    def __init__(
        self,
        drawings: Sequence[Drawing],
        pictures: Sequence[Picture],
        unit: float,
        first: int,
        frames: int,
        rate: float,
        below: int = 0,
    ) -> None:
        # Half a frame less, because Manim counts the frames of [0, run_time) in floating point.
        super().__init__(drawings[0], run_time=(frames - 0.5) / rate, rate_func=linear)
        self._drawings, self._pictures, self._first, self._rate = drawings, pictures, first, rate
        self._unit, self._below = unit, below

    def interpolate_mobject(self, alpha: float) -> None:
        """Set the marks to those of the frame at ``alpha``, a share of the run time."""
        number = self._first + round(alpha * self.run_time * self._rate)
        for drawing, shown in zip(self._drawings, self._pictures, strict=True):
            marks = shown.marks(shown.timeline.state(number / self._rate))
            drawing.marks = (on_grid(mark, self._unit) for mark in marks[self._below :])


class StoryScene(Scene):
    """A Manim scene that plays the story of ``scene`` with ``settings``; :meth:`tell` may return another.

    ``scene`` is the name of one of the lecture's scenes, or the reference of one in a file. The frame rate
    must be a multiple of 5. ``background`` is a colour as Manim has them, None for the theme's own; a
    transparent file has none. Manim's cache is off because it would save nothing: each frame is drawn anew.
    """

    scene = ""
    settings: ClassVar[Mapping[str, Any]] = {}
    theme = "dark"
    cut: Cut = "full"
    bare = False
    background: ClassVar[Any] = None

    def __init__(self, renderer: Any = None, camera_class: type[Camera] = StageCamera, **kwargs: Any) -> None:
        renderer = renderer or CairoRenderer(StoryWriter, camera_class, kwargs.get("skip_animations", False))
        super().__init__(renderer=renderer, camera_class=camera_class, **kwargs)

    def tell(self) -> Film:
        """Return the story to play."""
        scene = find(absolute(self.scene))
        return scene.story(make(scene.settings, self.settings))

    def pictures(self, aspect: float) -> list[Picture]:
        """Return the picture to play, in frames of an aspect; if transparent, on black and on white."""
        film = self.tell()
        if config.transparent:
            return on_black_and_white(film, self.theme, self.cut, self.bare, aspect)
        color = None if self.background is None else ManimColor(self.background).to_hex().lower()
        return [picture(film, self.theme, self.cut, self.bare, aspect, color)]

    def render(self, *args: Any, **kwargs: Any) -> Any:
        """Render as Manim does, without its cache."""
        with tempconfig({"disable_caching": True}):
            return super().render(*args, **kwargs)

    def construct(self) -> None:
        """Play the story with one animation and one section for each beat."""
        camera, rate = cast(StageCamera, self.camera), round(config.frame_rate)
        size = FrameSize(camera.pixel_width, camera.pixel_height)
        pictures = self.pictures(size.aspect)
        shown, opaque = pictures[0], len(pictures) == 1
        unit = size.holding(shown.aspect).unit
        camera.background_color = ManimColor.from_rgb(shown.background[:3])
        still = camera.drawing(shown.aspect)
        moving = camera.drawing(shown.aspect) if opaque else camera.cutout(shown.aspect)
        drawings = [moving, moving.on_white] if isinstance(moving, Cutout) else [moving]
        self.add(*[still] * opaque, moving)
        first, timeline = 0, shown.timeline
        told = zip(timeline.beats, happenings(timeline), timeline.beat_frames(rate), strict=True)
        for beat, word, frames in told:
            self.next_section(beat.caption or word)
            self._name_section(word)
            states = [timeline.state(number / rate) for number in range(first, first + frames)]
            layers = shown.layers(states[0])
            lasting = opaque and all(shown.layers(state) is layers for state in states)
            marks = layers.still(states[0]) if lasting else ()
            still.marks = (on_grid(mark, unit) for mark in marks)
            self.play(StoryAnimation(drawings, pictures, unit, first, frames, rate, len(marks)))
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
