"""Making: a story becomes a picture, frames, and at last the bytes of a file or of segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Protocol, assert_never

from gdclips.drawing.picture import Picture, picture
from gdclips.rendering.defaults import homeless, library_defaults
from gdclips.rendering.frame import Pixels, RenderedFrame
from gdclips.requests.request import Request
from gdclips.story.story import Story
from gdclips.story.timeline import State

Tick = Callable[[int], None]


class Stage(Protocol):
    """A renderer: draws each state of a picture on its own."""

    def draw(self, state: State) -> Pixels:
        """Return the frame of a state."""

    def shots(self, states: Iterable[State]) -> Iterator[RenderedFrame]:
        """Yield the frames of states, each to be used before the next is asked for."""


def make(order: Request, story: Story, parts: range, tick: Tick) -> list[bytes]:
    """Return some parts of an order's file: a video's segments, one a beat, or the one of anything else.

    ``tick`` is told with each frame how many are drawn.
    """
    shown = picture(story, order.theme, order.cut, order.bare, order.size.aspect)
    stage = stage_of(order, shown)
    match order.suffix:
        case "png":
            return [_png(stage, shown, tick)]
        case "gif":
            return [_gif(order, stage, shown, tick)]
        case "mp4":
            return _segments(order, stage, shown, parts, tick)
        case _:
            assert_never(order.suffix)


def _png(stage: Stage, shown: Picture, tick: Tick) -> bytes:
    from gdclips.rendering import images

    frame = stage.draw(shown.timeline.state(shown.timeline.seconds))
    tick(1)
    return images.png(frame)


def _gif(order: Request, stage: Stage, shown: Picture, tick: Tick) -> bytes:
    from gdclips.rendering import images

    frames = range(shown.timeline.frames(order.fps))
    picks = _states(shown, images.palette_frames(len(frames)), order.fps)
    shots = _counted(stage.shots(_states(shown, frames, order.fps)), tick)
    return images.gif(shots, map(stage.draw, picks), order.size, order.fps)


def _segments(order: Request, stage: Stage, shown: Picture, parts: range, tick: Tick) -> list[bytes]:
    from gdclips.rendering import video

    lengths = shown.timeline.beat_frames(order.fps)
    frames = range(sum(lengths[: parts.start]), sum(lengths[: parts.stop]))
    shots = _counted(stage.shots(_states(shown, frames, order.fps)), tick)
    return [video.segment(islice(shots, n), order.size, order.fps) for n in lengths[parts.start : parts.stop]]


def _states(shown: Picture, frames: Iterable[int], fps: int) -> Iterator[State]:
    return (shown.timeline.state(index / fps) for index in frames)


def _counted(shots: Iterable[RenderedFrame], tick: Tick) -> Iterator[RenderedFrame]:
    for done, shot in enumerate(shots, 1):
        tick(done)  # before it is yielded: a segment's last frame is not asked for what comes after it
        yield shot


def stage_of(order: Request, shown: Picture) -> Stage:
    """Return the stage of an order's renderer, for frames of its size."""
    match order.renderer:
        case "manim":
            with library_defaults(), homeless():
                from gdclips.rendering.manim.stage import ManimStage

            return ManimStage(shown, order.size)
        case "matplotlib":
            from gdclips.rendering.agg import MatplotlibStage

            return MatplotlibStage(shown, order.size)
        case _:
            assert_never(order.renderer)
