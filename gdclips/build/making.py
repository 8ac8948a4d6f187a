"""Making: a story becomes a picture, frames, and at last the bytes of a file or of segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from gdclips.drawing.picture import Picture, picture
from gdclips.rendering.defaults import homeless, library_defaults
from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame
from gdclips.requests.request import Request
from gdclips.story.story import Story
from gdclips.story.timeline import State, Timeline

Tick = Callable[[int], None]


class Stage(Protocol):
    """A renderer: draws each state of a picture on its own."""

    def draw(self, state: State) -> Pixels:
        """Return the frame of a state."""

    def shots(self, states: Iterable[State]) -> Iterator[RenderedFrame]:
        """Yield the frames of states, each to be used before the next is asked for."""


def make(request: Request, story: Story, parts: range, tick: Tick) -> list[bytes]:
    """Return some parts of a request's file.

    ``tick`` is told with each frame how many are drawn.
    """
    look = request.look
    shown = picture(story, look.theme, look.cut, look.bare, request.size.aspect)
    lengths = request.format.parts(shown.timeline.beat_frames(look.fps))
    first, requests = sum(lengths[: parts.start]), lengths[parts.start : parts.stop]
    stage = stage_of(request, shown)
    return request.format.encode(
        DrawnFrames(stage, shown.timeline, request.size, look.fps, first, requests, tick)
    )


@dataclass(frozen=True)
class DrawnFrames:
    """The frames of some parts, of so many ``lengths``, beginning with the clip's ``first``, on a stage."""

    stage: Stage
    timeline: Timeline
    size: FrameSize
    fps: int
    first: int
    lengths: Sequence[int]
    tick: Tick

    def in_turn(self) -> Iterator[RenderedFrame]:
        """Yield all of them, each to be used before the next is asked for."""
        numbers = range(self.first, self.first + sum(self.lengths))
        for done, frame in enumerate(self.stage.shots(map(self._state, numbers)), 1):
            self.tick(done)  # first: of a segment's last frame nobody asks what comes after it
            yield frame

    def draw(self, number: int) -> Pixels:
        """Return a frame by its number in the clip."""
        return self.stage.draw(self._state(number))

    def last(self) -> Pixels:
        """Return the frame in which the clip ends."""
        frame = self.stage.draw(self.timeline.state(self.timeline.seconds))
        self.tick(1)
        return frame

    def _state(self, number: int) -> State:
        return self.timeline.state(number / self.fps)


def stage_of(request: Request, shown: Picture) -> Stage:
    """Return the stage of a request's renderer, for frames of its size."""
    match request.look.renderer:
        case "manim":
            with library_defaults(), homeless():
                from gdclips.rendering.manim.stage import ManimStage

            return ManimStage(shown, request.size)
        case "matplotlib":
            from gdclips.rendering.agg import MatplotlibStage

            return MatplotlibStage(shown, request.size)
        case _:
            assert_never(request.look.renderer)
