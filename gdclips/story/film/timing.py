"""Timing: which moment of a clip each frame of a file shows, and how long the last one is held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

import msgspec

from gdclips.story.film.shots import Beat

FUZZ = 1e-9  # that rounding may add to a whole number


class Timing(msgspec.Struct, frozen=True):
    """The frames of each beat at ``fps`` a second, and how many clip seconds go by in one of the file's.

    The last frame stands for ``hold`` seconds, if that is longer than one frame.
    """

    fps: int
    beats: tuple[int, ...]
    speed: float = 1.0
    hold: float = 0.0

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return sum(self.beats)

    @property
    def again(self) -> int:
        """How many more times the last frame comes in a file that can't hold it longer."""
        return max(round(self.hold * self.fps) - 1, 0)

    @property
    def seconds(self) -> float:
        """The length of the file."""
        return (self.frames - 1) / self.fps + max(self.hold, 1 / self.fps)

    @property
    def starts(self) -> tuple[float, ...]:
        """When each beat begins, in seconds of the file, and when the last ends."""
        first = [number / self.fps for number in accumulate(self.beats, initial=0)]
        return (*first[:-1], self.seconds)

    def moment(self, number: int) -> float:
        """Return which second of the clip a frame of the file shows."""
        return min(number, self.frames - 1) / self.fps * self.speed


def timing(beats: Sequence[Beat], fps: int, hold: float = 0.0, seconds: float | None = None) -> Timing:
    """Return the timing of a clip in a file of its own length, or of ``seconds``, the hold included.

    The hold, if there is one, is then longer or shorter by at most half a frame, so that the file has exactly
    that length. Raises a ValueError if it is too short to give each beat a frame.
    """
    lengths = [beat.seconds for beat in beats]
    if seconds is None:
        return Timing(fps, tuple(round(length * fps) for length in lengths), 1.0, hold)
    natural, held = sum(lengths), max(hold - 1 / fps, 0.0)
    moving = math.floor((seconds - held) * fps + 0.5 + FUZZ)
    if (least := math.ceil(natural / min(lengths) - FUZZ)) > moving:
        more = f" with the last frame held for {hold:g} s" if held else ""
        raise ValueError(
            f"seconds {seconds:g}: too short for each of {len(beats)} beats to have a frame at {fps} a"
            f" second{more}; expected at least {math.ceil((least / fps + held) * 10 - FUZZ) / 10:g}"
        )
    ends = accumulate(lengths, initial=0.0)
    numbers = (math.ceil(end / natural * moving - FUZZ) for end in ends)  # a beat's frames show it alone
    rest = round(seconds - (moving - 1) / fps, 9) if held else hold
    return Timing(fps, tuple(b - a for a, b in pairwise(numbers)), natural * fps / moving, rest)
