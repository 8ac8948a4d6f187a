"""Rendering: from a story to the bytes of a file's parts, by a picture, its frames and their encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from gdclips.drawing.layers import Picture
from gdclips.drawing.picture import picture
from gdclips.rendering.defaults import library_defaults, without_home
from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame
from gdclips.requests.request import Request
from gdclips.story.film.film import Film
from gdclips.story.film.timeline import State, Timeline

Tick = Callable[[int], None]


class Stage(Protocol):
    """What a renderer draws the states of a picture with."""

    def draw(self, state: State) -> Pixels:
        """Return the frame of a state."""

    def frames(self, states: Iterable[State]) -> Iterator[RenderedFrame]:
        """Yield the frames of states, each to be used before the next is asked for."""


def render_parts(request: Request, story: Film, parts: range, tick: Tick) -> list[bytes]:
    """Return the bytes of some parts of a request's file; ``tick`` gets the count of frames drawn so far."""
    look = request.look
    shown = picture(story, look.theme, look.cut, look.bare, request.size.aspect)
    lengths = request.format.parts(shown.timeline.beat_frames(look.fps))
    first, chosen = sum(lengths[: parts.start]), lengths[parts.start : parts.stop]
    stage = stage_of(request, shown)
    return request.format.encode(
        DrawnFrames(stage, shown.timeline, request.size, look.fps, first, chosen, tick)
    )


@dataclass(frozen=True)
class DrawnFrames:
    """The frames of some parts, drawn on demand: from number ``first`` on, each part has its ``lengths``."""

    stage: Stage
    timeline: Timeline
    size: FrameSize
    fps: int
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

    def last(self) -> Pixels:
        """Return the frame with which the timeline ends."""
        frame = self.stage.draw(self.timeline.state(self.timeline.seconds))
        self.tick(1)
        return frame

    def _state(self, number: int) -> State:
        return self.timeline.state(number / self.fps)


def stage_of(request: Request, shown: Picture) -> Stage:
    """Return a stage of a request's renderer, for frames of the request's size."""
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
