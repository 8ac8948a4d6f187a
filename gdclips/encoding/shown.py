"""Shown frames: those that differ from the one before, and how long each is seen; and Pillow's view of them.

Frames are taken one by one, so that memory doesn't grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
from PIL import Image

from gdclips.rendering.frame import Pixels, RenderedFrame

MILLISECONDS = 1000  # of a second


def shown(frames: Iterable[RenderedFrame]) -> Iterator[tuple[int, Pixels]]:
    """Yield the frames that differ from the one before, with their numbers, and the last.

    The others need no encoding: the one before is held longer. A frame may differ nowhere though it was
    drawn again.
    """
    before, last, index = None, None, 0
    for index, frame in enumerate(frames):
        last = frame.pixels
        if before is None or (frame.changed and not np.array_equal(before, last)):
            before, last = frame.pixels.copy(), None
            yield index, before
    if last is not None:
        yield index, last


def held(frames: Iterable[RenderedFrame], rate: int, hold: float, durations: list[int]) -> Iterator[Pixels]:
    """Yield the frames that differ from the one before, each after its milliseconds were added to a list."""
    kept, first, last = None, 0, 0
    for last, frame in enumerate(frames):
        if kept is None:
            kept = frame.pixels.copy()
        elif frame.changed and not np.array_equal(kept, frame.pixels):
            durations.append(begins(last, rate) - begins(first, rate))
            yield kept
            kept, first = frame.pixels.copy(), last
    if kept is not None:
        durations.append(ends(last, rate, hold) - begins(first, rate))
        yield kept


def milliseconds(count: int, rate: int, hold: float) -> list[int]:
    """Return how long each of so many frames is seen, in sum what all of them are."""
    times = [*(begins(number, rate) for number in range(count)), ends(count - 1, rate, hold)]
    return [end - start for start, end in pairwise(times)]


def last_delay(rate: int, hold: float) -> Fraction:
    """Return for how many seconds the last frame is seen."""
    return max(Fraction(hold).limit_denominator(MILLISECONDS), Fraction(1, rate))


def begins(number: int, rate: int, parts: int = MILLISECONDS) -> int:
    """Return when a frame begins, to the nearest of so many parts of a second."""
    return round(Fraction(parts * number, rate))


def ends(last: int, rate: int, hold: float, parts: int = MILLISECONDS) -> int:
    """Return when the last frame, given by its number, ends, to the nearest of so many parts of a second."""
    return round(parts * (Fraction(last, rate) + last_delay(rate, hold)))


class FrameSequence(Image.Image):
    """Frames as one of Pillow's images that have many, at most so many; each is asked for once, in order."""

    def __init__(self, frames: Iterator[Pixels], most: int, transparent: bool) -> None:
        super().__init__()
        self._frames, self._at, self._transparent = frames, -1, transparent
        self.n_frames, self.is_animated = most, most > 1
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Go on to a frame by its number; from a later one, do nothing."""
        while self._at < frame:
            if (pixels := next(self._frames, None)) is None:
                raise EOFError
            image = Image.fromarray(pixels if self._transparent else pixels[:, :, :3])
            self.im, self._mode, self._size = image.im, image.mode, image.size
            self._at += 1

    def tell(self) -> int:
        """Return the first frame's number, to which encoders return at the end."""
        return 0
