"""Rendering: from a story to the bytes of a file's parts, by a picture, its frames and their encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

import msgspec

from gdclips.drawing.layers import Picture
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.picture import on_black_and_white, picture
from gdclips.drawing.theme import Rgba
from gdclips.encoding.labels import Labels
from gdclips.rendering.alpha import TransparentStage
from gdclips.rendering.canvas import Canvas
from gdclips.rendering.defaults import library_defaults, without_home
from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame
from gdclips.rendering.grid import on_grid
from gdclips.rendering.look import FullLook
from gdclips.requests.request import Request
from gdclips.story.film.film import Film
from gdclips.story.film.moments import key_moments, moment
from gdclips.story.film.timeline import State
from gdclips.story.film.timing import Timing, timing

Tick = Callable[[int], None]


class Stage(Protocol):
    """What a renderer draws the states of a picture with."""

    def draw(self, state: State) -> Pixels:
        """Return the frame of a state."""

    def frames(self, states: Iterable[State]) -> Iterator[RenderedFrame]:
        """Yield the frames of states, each to be used before the next is asked for."""


def render_parts(
    request: Request, story: Film, labels: Labels, parts: range, tick: Tick, quality: int = 0
) -> list[bytes]:
    """Return the bytes of some parts of a request's file; ``tick`` gets the count of frames drawn so far."""
    look = request.look
    shown = pictures(request, story)
    timeline = shown[0].timeline
    times = timing(timeline.beats, look.fps, look.hold, look.seconds)
    lengths = request.format.frames(times)
    first, chosen = sum(lengths[: parts.start]), lengths[parts.start : parts.stop]
    stage = stage_of(request, *shown)
    look = msgspec.structs.replace(look, hold=times.hold)
    return request.format.encode(
        DrawnFrames(stage, shown[0], times, request.size, look, labels, quality, first, chosen, tick)
    )


@dataclass(frozen=True)
class DrawnFrames:
    """The frames of some parts, drawn on demand: from number ``first`` on, each part has its ``lengths``."""

    stage: Stage
    picture: Picture
    timing: Timing
    size: FrameSize
    look: FullLook
    labels: Labels
    quality: int
    first: int
    lengths: Sequence[int]
    tick: Tick

    def rendered(self) -> Iterator[RenderedFrame]:
        """Yield all of them, each to be used before the next is asked for."""
        numbers = range(self.first, self.first + sum(self.lengths))
        for done, frame in enumerate(self.stage.frames(map(self._state, numbers)), 1):
            self.tick(done)  # before the yield, because a segment's encoder asks for nothing after its last
            yield frame

    def draw(self, number: int) -> Pixels:
        """Return a frame by its number in the file."""
        return self.stage.draw(self._state(number))

    def still(self) -> Pixels:
        """Return the frame of the moment that a picture shows."""
        frame = self.stage.draw(self._shown())
        self.tick(1)
        return frame

    def marks(self, second: float | None = None) -> list[AnyMark]:
        """Return the marks on the stage at a second of the clip, else at the moment that a picture shows."""
        unit = self.size.holding(self.picture.aspect).unit
        state = self._shown() if second is None else self.picture.timeline.state(second)
        marks = [on_grid(mark, unit) for mark in self.picture.marks(state)]
        self.tick(1)
        return marks

    @property
    def moments(self) -> list[tuple[float, str]]:
        """The seconds at which something new has been said and seen, and the captions then."""
        return key_moments(self.picture.timeline)

    @property
    def background(self) -> Rgba | None:
        """The colour below all marks; None if there is none."""
        return None if self.look.transparent else self.picture.background

    def _shown(self) -> State:
        """Return the state that a picture shows."""
        timeline = self.picture.timeline
        return timeline.state(moment(self.look.at, timeline))

    def _state(self, number: int) -> State:
        return self.picture.timeline.state(self.timing.moment(number))


def pictures(request: Request, story: Film) -> list[Picture]:
    """Return a request's picture; if it is transparent, that on a black and that on a white background."""
    look, aspect = request.look, request.size.aspect
    if look.transparent:
        return on_black_and_white(story, look.theme, look.cut, look.bare, aspect)
    return [picture(story, look.theme, look.cut, look.bare, aspect, look.background)]


def stage_of(request: Request, *shown: Picture) -> Stage:
    """Return a stage of a request's renderer, for frames of the request's size, of its pictures."""
    stages = [_stage(request, each) for each in shown]
    return TransparentStage(*stages) if request.look.transparent else stages[0]


def _stage(request: Request, shown: Picture) -> Canvas:
    match request.look.renderer:
        case "manim":
            with library_defaults(), without_home():
                from gdclips.rendering.manim.stage import ManimStage

            return ManimStage(shown, request.size)
        case "matplotlib":
            from gdclips.rendering.agg import MatplotlibStage

            return MatplotlibStage(shown, request.size)
        case _:
            assert_never(request.look.renderer)
