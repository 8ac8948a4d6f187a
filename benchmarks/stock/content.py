"""Content of the stock side's clips, taken from the case's picture before the time is measured."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec

from benchmarks.measuring.case import Case, case_picture
from benchmarks.stock.merged import merged
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.theme import Rgba


class Frame(msgspec.Struct, frozen=True):
    """What moves in a frame: in space, on the stage below the top, and above it."""

    solid: list[AnyMark]
    below: list[AnyMark]
    above: list[AnyMark]


class Content(msgspec.Struct, frozen=True):
    """The marks that stay, in space, on the stage and on its top, and those of each frame."""

    background: Rgba
    solid: list[AnyMark]
    ground: list[AnyMark]
    top: list[AnyMark]
    frames: list[Frame]


@cache
def content(case: Case) -> Content:
    """Return the content of a case's clip."""
    picture = case_picture(case)
    states = [picture.timeline.state(index / case.fps) for index in range(case.frames)]
    layers = picture.layers(states[0])
    assert all(picture.layers(state) is layers for state in states)
    frames = []
    for state in states:
        grown = merged([piece.mark for piece in layers.growing[: layers.grown(state)]])
        risen = merged([piece.mark for piece in layers.rising[: layers.risen(state)]])
        moving = [*grown, *layers.moving(state)]
        frames.append(Frame(_solid(moving), _flat(moving), [*risen, *layers.front(state)]))
    return Content(picture.background, _solid(layers.ground), _flat(layers.ground), list(layers.top), frames)


def _solid(marks: Iterable[AnyMark]) -> list[AnyMark]:
    return [mark for mark in marks if mark.lens is not None]


def _flat(marks: Iterable[AnyMark]) -> list[AnyMark]:
    return [mark for mark in marks if mark.lens is None]
