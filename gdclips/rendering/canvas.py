"""The canvas: keeps what is drawn from frame to frame, and draws anew what changes and what it touches.

A frame is the ground, then the pieces that are there by then, then the moving marks. Two sheets hold
this: one the ground and the pieces, on which pieces are only ever added, one the whole frame. Where a
moving mark came, went or changed, the second is restored from the first, and the moving marks there
are drawn again, in their order and whole. So each pixel comes of the same marks in the same order
as in a frame that is drawn from nothing, and has the same value.

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


class Sheet(Protocol):
    """Pixels that marks can be drawn on."""

    @property
    def pixels(self) -> Pixels:
        """The pixels, always the same array."""

    def draw(self, marks: Iterable[AnyMark]) -> None:
        """Draw marks in their order."""


class _Laid(msgspec.Struct, frozen=True, eq=False):
    """A mark on the frame: its looks, for comparing, and what it touches."""

    mark: AnyMark
    looks: tuple[Any, ...]
    patch: Rectangle


class Canvas:
    """Draws the states of a picture on two sheets of a frame's size; ``reach`` tells what a mark touches."""

    def __init__(
        self,
        picture: Picture,
        frame: FrameSize,
        kept: Sheet,
        shown: Sheet,
        reach: Callable[[AnyMark], Rectangle],
    ) -> None:
        self._picture, self._kept, self._shown, self._reach = picture, kept, shown, reach
        self._unit = frame.unit
        kept.draw(self._on_grid(picture.static))
        self._ground = kept.pixels.copy()
        shown.pixels[:] = self._ground
        self._whole = Rectangle(0, 0, self._ground.shape[1], self._ground.shape[0])
        self._pieces, self._turn = 0, 0
        self._laid: list[_Laid] = []

    def draw(self, state: State) -> Pixels:
        """Return the frame (height, width, 4) of a state; it depends on nothing drawn before."""
        self._show(state)
        return self._shown.pixels.copy()

    def shots(self, states: Iterable[State]) -> Iterator[RenderedFrame]:
        """Yield the frames of states, each to be used before the next is asked for."""
        last, turn = None, -1
        for state in states:
            alone = turn != self._turn  # the first, or other frames were drawn since the last
            changed = self._show(state) if alone or state != last else ()
            last, turn = state, self._turn
            yield RenderedFrame(self._shown.pixels, (self._whole,) if alone else changed)

    def _show(self, state: State) -> tuple[Rectangle, ...]:
        """Draw a state; return the patches that may have changed, of which no two meet."""
        self._turn += 1
        patches = self._grow(self._picture.grown(state))
        old, self._laid = self._laid, self._lay(self._on_grid(self._picture.moving(state)))
        both = {id(each) for each in old} & {id(each) for each in self._laid}
        for each in (*old, *self._laid):
            if id(each) not in both:
                patches = joined(patches, each.patch)
        patches = self._widened(patches)
        for patch in patches:
            self._shown.pixels[patch.part] = self._kept.pixels[patch.part]
        self._shown.draw([each.mark for each in self._laid if any(map(each.patch.meets, patches))])
        return tuple(patches)

    def _grow(self, count: int) -> list[Rectangle]:
        """Draw the pieces up to so many; return what they touch, all if there were more."""
        fewer = count < self._pieces
        if fewer:
            self._kept.pixels[:] = self._ground
            self._pieces = 0
        marks = self._on_grid(piece.mark for piece in self._picture.growing[self._pieces : count])
        self._kept.draw(marks)
        self._pieces = count
        return [self._whole] if fewer else reduce(joined, map(self._reach, marks), [])

    def _on_grid(self, marks: Iterable[AnyMark]) -> list[AnyMark]:
        return [on_grid(mark, self._unit) for mark in marks]

    def _lay(self, marks: list[AnyMark]) -> list[_Laid]:
        """Return a state's marks as they lie on the frame, those that stay as the records they were."""
        known = {each.looks: place for place, each in enumerate(self._laid)}
        laid, last = [], -1
        for mark in marks:
            place = known.get(seen := looks(mark), -1)
            if place > last:
                laid.append(self._laid[place])
                last = place
            else:
                laid.append(_Laid(mark, seen, self._reach(mark)))
        return laid

    def _widened(self, patches: list[Rectangle]) -> list[Rectangle]:
        """Return patches within which all marks lie whole that these meet."""
        while cut := [each.patch for each in self._laid if _cut(each.patch, patches)]:
            patches = reduce(joined, cut, patches)
        return patches


def _cut(patch: Rectangle, patches: list[Rectangle]) -> bool:
    return any(patch.meets(other) and not other.covers(patch) for other in patches)


def looks(mark: AnyMark) -> tuple[Any, ...]:
    """Return what is equal for marks that look the same."""
    return (type(mark), *[_look(part) for part in msgspec.structs.astuple(mark)])


def _look(part: Any) -> Any:
    return (part.shape, part.tobytes()) if isinstance(part, np.ndarray) else part
