"""The canvas: two pixel buffers kept from frame to frame, of which only dirty rectangles are drawn again.

A frame is the still marks, then the pieces drawn up to its time, then the moving marks. The background
buffer holds the first two, and pieces are only ever added to it; the frame buffer holds the whole frame.
Where a moving mark came, went or changed, the frame buffer is restored from the background, and the moving
marks that touch this rectangle are drawn again, in their order and whole. Each pixel therefore gets the same
marks in the same order as in a frame that is drawn from nothing, and has the same value.

Marks are brought to the frame's grid (see :mod:`gdclips.rendering.grid`) before they are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any, Protocol

import msgspec
import numpy as np

from gdclips.drawing.marks import AnyMark
from gdclips.drawing.picture import Picture
from gdclips.rendering.bounds import joined
from gdclips.rendering.frame import FrameSize, Pixels, Rectangle, RenderedFrame
from gdclips.rendering.grid import on_grid
from gdclips.story.timeline import State


class Buffer(Protocol):
    """Pixels, and what draws marks on them."""

    @property
    def pixels(self) -> Pixels:
        """The pixels, always the same array."""

    def draw(self, marks: Iterable[AnyMark]) -> None:
        """Draw marks in their order."""


class _Placed(msgspec.Struct, frozen=True, eq=False):
    """A mark on the frame: the key by which marks are compared, and its bounding box."""

    mark: AnyMark
    key: tuple[Any, ...]
    bounds: Rectangle


class Canvas:
    """Draws states of a picture on two buffers of one size; ``bounds`` gives the bounding box of a mark."""

    def __init__(
        self,
        picture: Picture,
        size: FrameSize,
        background: Buffer,
        shown: Buffer,
        bounds: Callable[[AnyMark], Rectangle],
    ) -> None:
        self._picture, self._background, self._shown, self._bounds = picture, background, shown, bounds
        self._unit = size.unit
        background.draw(self._on_grid(picture.static))
        self._still = background.pixels.copy()
        shown.pixels[:] = self._still
        self._whole = Rectangle(0, 0, self._still.shape[1], self._still.shape[0])
        self._pieces, self._drawn = 0, 0
        self._placed: list[_Placed] = []

    def draw(self, state: State) -> Pixels:
        """Return the frame (height, width, 4) of a state; it depends on nothing drawn before."""
        self._show(state)
        return self._shown.pixels.copy()

    def frames(self, states: Iterable[State]) -> Iterator[RenderedFrame]:
        """Yield the frames of states, each to be used before the next is asked for."""
        last, drawn = None, -1
        for state in states:
            alone = drawn != self._drawn  # the first, or other frames were drawn since the last
            changed = self._show(state) if alone or state != last else ()
            last, drawn = state, self._drawn
            yield RenderedFrame(self._shown.pixels, (self._whole,) if alone else changed)

    def _show(self, state: State) -> tuple[Rectangle, ...]:
        """Draw a state; return the dirty rectangles, of which no two overlap."""
        self._drawn += 1
        dirty = self._grow(self._picture.grown(state))
        old, self._placed = self._placed, self._place(self._on_grid(self._picture.moving(state)))
        both = {id(each) for each in old} & {id(each) for each in self._placed}
        for mark in (*old, *self._placed):
            if id(mark) not in both:
                dirty = joined(dirty, mark.bounds)
        dirty = self._widened(dirty)
        for each in dirty:
            self._shown.pixels[each.part] = self._background.pixels[each.part]
        self._shown.draw([each.mark for each in self._placed if any(map(each.bounds.meets, dirty))])
        return tuple(dirty)

    def _grow(self, count: int) -> list[Rectangle]:
        """Draw the pieces up to so many; return the rectangles that they touch, all if there were more."""
        fewer = count < self._pieces
        if fewer:
            self._background.pixels[:] = self._still
            self._pieces = 0
        marks = self._on_grid(piece.mark for piece in self._picture.growing[self._pieces : count])
        self._background.draw(marks)
        self._pieces = count
        return [self._whole] if fewer else reduce(joined, map(self._bounds, marks), [])

    def _on_grid(self, marks: Iterable[AnyMark]) -> list[AnyMark]:
        return [on_grid(mark, self._unit) for mark in marks]

    def _place(self, marks: list[AnyMark]) -> list[_Placed]:
        """Return a state's marks as they lie on the frame, those that stay as the records they were."""
        known = {each.key: place for place, each in enumerate(self._placed)}
        placed, last = [], -1
        for mark in marks:
            place = known.get(key := mark_key(mark), -1)
            if place > last:
                placed.append(self._placed[place])
                last = place
            else:
                placed.append(_Placed(mark, key, self._bounds(mark)))
        return placed

    def _widened(self, dirty: list[Rectangle]) -> list[Rectangle]:
        """Return dirty rectangles in which all marks that overlap them lie whole."""
        while cut := [each.bounds for each in self._placed if _cut(each.bounds, dirty)]:
            dirty = reduce(joined, cut, dirty)
        return dirty


def _cut(bounds: Rectangle, dirty: list[Rectangle]) -> bool:
    return any(bounds.meets(other) and not other.covers(bounds) for other in dirty)


def mark_key(mark: AnyMark) -> tuple[Any, ...]:
    """Return a key that is equal for marks that look the same."""
    return (type(mark), *[_part_key(part) for part in msgspec.structs.astuple(mark)])


def _part_key(part: Any) -> Any:
    return (part.shape, part.tobytes()) if isinstance(part, np.ndarray) else part
