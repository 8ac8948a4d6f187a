"""The canvas: two pixel buffers kept from frame to frame, of which only dirty rectangles are drawn again.

A frame is the ground, then the pieces drawn up to its time, then the moving marks, the top, and the front
ones. The background buffer holds the first two, and pieces are only ever added to it; the frame buffer holds
the whole frame. Where a moving mark came, went or changed, the frame buffer is restored from the background,
and the moving marks that touch this rectangle are drawn again, in their order and whole, then the front ones.
Between these the top, drawn once, is composed pixel by pixel, so that its marks widen no rectangle. Each
pixel therefore gets the same marks in the same order as in a frame that is drawn from nothing, and has the
same value. Where the layers of a picture change, all is drawn anew.

Marks are brought to the frame's grid (see :mod:`gdclips.rendering.grid`) before they are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

import msgspec
import numpy as np

from gdclips.drawing.layers import Layers, Picture
from gdclips.drawing.marks import AnyMark
from gdclips.drawing.theme import Rgba
from gdclips.rendering.bounds import joined
from gdclips.rendering.frame import Buffer, FrameSize, Pixels, Rectangle, RenderedFrame
from gdclips.rendering.grid import on_grid
from gdclips.rendering.overlay import Overlay
from gdclips.story.film.timeline import State


class _Placed(msgspec.Struct, frozen=True, eq=False):
    """A mark on the frame: the key by which marks are compared, and its bounding box."""

    mark: AnyMark
    key: tuple[Any, ...]
    bounds: Rectangle


class Canvas:
    """Draws states of a picture on buffers of one size.

    ``buffer`` makes a buffer of one colour, and ``bounds`` gives the bounding box of a mark.
    """

    def __init__(
        self,
        picture: Picture,
        size: FrameSize,
        buffer: Callable[[Rgba], Buffer],
        bounds: Callable[[AnyMark], Rectangle],
    ) -> None:
        self._picture, self._bounds, self._unit, self._buffer = picture, bounds, size.unit, buffer
        self._background, self._shown = buffer(picture.background), buffer(picture.background)
        self._empty = self._background.pixels.view(np.uint32)[0, 0].copy()
        self._whole = Rectangle(0, 0, size.width, size.height)
        self._layers, self._still = Layers(), self._background.pixels
        self._pieces, self._drawn = 0, 0
        self._moving: list[_Placed] = []
        self._front: list[_Placed] = []
        self._ground: tuple[tuple[Any, ...], ...] | None = None
        self._top: tuple[tuple[Any, ...], ...] = ()
        self._overlay: Overlay | None = None
        self._covered, self._risen = False, 0

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
        layers = self._picture.layers(state)
        if new := layers is not self._layers:
            self._begin(layers)
        dirty = reduce(joined, self._rise(layers.risen(state)), self._grow(layers.grown(state)))
        before = [*self._moving, *self._front]
        self._moving = self._place(self._on_grid(layers.moving(state)), self._moving)
        self._front = self._place(self._on_grid(layers.front(state)), self._front)
        placed = [*self._moving, *self._front]
        if new:
            dirty = [self._whole]
        else:
            both = {id(each) for each in before} & {id(each) for each in placed}
            for each in (*before, *placed):
                if id(each) not in both:
                    dirty = joined(dirty, each.bounds)
            dirty = _widened(dirty, placed)
        self._compose(dirty)
        return tuple(dirty)

    def _begin(self, layers: Layers) -> None:
        """Draw the ground of other layers, without any piece, and their top for later, if they are others."""
        marks = self._on_grid(layers.ground)
        keys = tuple(map(mark_key, marks))
        if keys != self._ground or self._pieces:
            self._background.pixels.view(np.uint32)[:] = self._empty
            self._background.draw(marks)
            self._ground, self._pieces = keys, 0
        before, self._layers = self._layers, layers
        if layers.top is not before.top or self._risen:
            marks = self._on_grid(layers.top)
            keys = tuple(map(mark_key, marks))
            if keys != self._top or self._risen:
                self._top = keys
                self._cover(marks)

    def _cover(self, marks: list[AnyMark]) -> None:
        """Draw the top, without any piece on it, for later."""
        self._risen, self._covered = 0, bool(marks or self._layers.rising)
        if self._covered:
            self._overlay = self._overlay or Overlay(self._buffer)
            self._overlay.begin(marks)

    def _rise(self, count: int) -> list[Rectangle]:
        """Draw the pieces on the top up to so many; return the rectangles that they touch, as `_grow`."""
        fewer = count < self._risen
        if fewer or (count and not self._covered):
            self._cover(self._on_grid(self._layers.top))
        marks = self._on_grid(piece.mark for piece in self._layers.rising[self._risen : count])
        dirty: list[Rectangle] = reduce(joined, map(self._bounds, marks), [])
        self._risen = count
        if marks and self._overlay is not None:
            self._overlay.draw(marks, dirty)
        return [self._whole] if fewer else dirty

    def _grow(self, count: int) -> list[Rectangle]:
        """Draw the pieces up to so many; return the rectangles that they touch, all if there were more."""
        if count and not self._pieces:
            self._still = self._background.pixels.copy()
        fewer = count < self._pieces
        if fewer:
            self._background.pixels[:] = self._still
            self._pieces = 0
        marks = self._on_grid(piece.mark for piece in self._layers.growing[self._pieces : count])
        self._background.draw(marks)
        self._pieces = count
        return [self._whole] if fewer else reduce(joined, map(self._bounds, marks), [])

    def _compose(self, dirty: list[Rectangle]) -> None:
        """Put a frame together anew in dirty rectangles, which no mark that moves crosses."""
        for each in dirty:
            self._shown.pixels[each.part] = self._background.pixels[each.part]
        self._shown.draw(_within(dirty, self._moving))
        if self._overlay is not None and self._covered:
            for each in dirty:
                self._overlay.compose(self._shown.pixels, each)
        self._shown.draw(_within(dirty, self._front))

    def _on_grid(self, marks: Iterable[AnyMark]) -> list[AnyMark]:
        return [on_grid(mark, self._unit) for mark in marks]

    def _place(self, marks: list[AnyMark], before: list[_Placed]) -> list[_Placed]:
        """Return marks as they lie on the frame, those that were there ``before`` as their records then."""
        known = {each.key: place for place, each in enumerate(before)}
        placed, last = [], -1
        for mark in marks:
            place = known.get(key := mark_key(mark), -1)
            if place > last:
                placed.append(before[place])
                last = place
            else:
                placed.append(_Placed(mark, key, self._bounds(mark)))
        return placed


def _within(dirty: list[Rectangle], placed: list[_Placed]) -> list[AnyMark]:
    """Return the marks that touch dirty rectangles."""
    return [each.mark for each in placed if any(map(each.bounds.meets, dirty))]


def _widened(dirty: list[Rectangle], placed: list[_Placed]) -> list[Rectangle]:
    """Return dirty rectangles in which all marks that overlap them lie whole."""
    while cut := [each.bounds for each in placed if _cut(each.bounds, dirty)]:
        dirty = reduce(joined, cut, dirty)
    return dirty


def _cut(bounds: Rectangle, dirty: list[Rectangle]) -> bool:
    return any(bounds.meets(other) and not other.covers(bounds) for other in dirty)


def mark_key(mark: AnyMark) -> tuple[Any, ...]:
    """Return a key that is equal for marks that look the same."""
    return (type(mark), *[_part_key(part) for part in msgspec.structs.astuple(mark)])


def _part_key(part: Any) -> Any:
    return (part.shape, part.tobytes()) if isinstance(part, np.ndarray) else part
