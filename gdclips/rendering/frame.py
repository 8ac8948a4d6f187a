"""Frames: their size, where the stage lies in them, and the dirty rectangles from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from gdclips.drawing.box import ASPECT
from gdclips.drawing.marks import AnyMark

Pixels = NDArray[np.uint8]  # (height, width, 4): red, green, blue and full opacity


class FrameSize(msgspec.Struct, frozen=True):
    """A size in pixels; the stage is the largest box of its aspect in it, centred."""

    width: int
    height: int
    stage: float = ASPECT

    def __str__(self) -> str:
        """Return the size as users write it."""
        return f"{self.width}x{self.height}"

    @property
    def aspect(self) -> float:
        """The width by the height."""
        return self.width / self.height

    def holding(self, stage: float) -> FrameSize:
        """Return the same size with a stage of that aspect in it."""
        return FrameSize(self.width, self.height, stage)

    @property
    def unit(self) -> float:
        """Pixels for one stage unit."""
        return min(self.width / self.stage, float(self.height))

    @property
    def origin(self) -> tuple[float, float]:
        """Where the stage's lower left corner lies, in pixels from the frame's."""
        return (self.width - self.stage * self.unit) / 2, (self.height - self.unit) / 2


class Rectangle(msgspec.Struct, frozen=True):
    """A rectangle of pixels: from the left and the top to the right and the bottom, these left out."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def part(self) -> tuple[slice, slice]:
        """The slices that take the rectangle out of an array of pixels."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def covers(self, other: Rectangle) -> bool:
        """Whether another rectangle lies within this one."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def meets(self, other: Rectangle) -> bool:
        """Whether two rectangles have a pixel in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Buffer(Protocol):
    """Pixels, and what draws marks on them."""

    @property
    def pixels(self) -> Pixels:
        """The pixels, always the same array."""

    def draw(self, marks: Iterable[AnyMark]) -> None:
        """Draw marks in their order."""


class RenderedFrame(msgspec.Struct, frozen=True):
    """A frame, valid until the next is drawn, and its dirty rectangles, which differ from the one before."""

    pixels: Pixels
    changed: tuple[Rectangle, ...]
