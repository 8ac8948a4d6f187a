"""Limits on bytes: the best picture of a file that has few enough, and in words what it gives up for that.

First the picture becomes less fine, then frames become fewer, then smaller. A smaller size is taken only
where the poorest picture has too many bytes at any rate; then the highest rate and the best picture that
fit are found anew.
"""

from __future__ import annotations

import math
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from gdclips.build.job import FileInfo, StoryError, file_info
from gdclips.build.render import Tick, render_parts
from gdclips.drawing.film import screen
from gdclips.drawing.film.column.words import LEAST
from gdclips.drawing.theme import THEMES
from gdclips.rendering.frame import FrameSize
from gdclips.requests.request import Request
from gdclips.requests.sizes import SMALLEST, even
from gdclips.story.film.film import Film
from gdclips.story.problem import OwnData

LEGIBLE = 9.0  # pixels of the em of a picture's smallest words
STEPS = 10  # sizes are so many parts of the one that was asked for
SLOWEST = 10  # frames a second: fewer are hardly motion

T = TypeVar("T")


class Choice(msgspec.Struct, frozen=True):
    """The size and the rate of a file's frames, and the number of one of its format's qualities."""

    size: FrameSize
    fps: int
    quality: int = 0


class Made(msgspec.Struct, frozen=True):
    """A file's info, its parts, and the bytes of the whole."""

    info: FileInfo
    parts: list[bytes]
    bytes: int


def fit(request: Request, story: Film, own: OwnData | None, tick: Tick) -> tuple[FileInfo, list[bytes]]:
    """Return the info and the parts of the best file with at most as many bytes as its look says.

    Raises a StoryError if no legible one has so few.
    """
    attempts = Attempts(request, story, own, tick)
    chosen = attempts.best()
    made = attempts.made(chosen)
    gave_up = _gave_up(request, attempts.asked, chosen)
    return msgspec.structs.replace(made.info, gave_up=gave_up), made.parts


class Attempts:
    """Attempts to make a request's file with few enough bytes, each choice once."""

    def __init__(self, request: Request, story: Film, own: OwnData | None, tick: Tick) -> None:
        self._request, self._story, self._own, self._tick = request, story, own, tick
        self._made: dict[Choice, Made] = {}
        self.asked = Choice(request.size, request.look.fps)

    def best(self) -> Choice:
        """Return the best choice that fits; a StoryError says what the least that can be read takes."""
        if self._fits(self.asked):
            return self.asked
        size, rates, qualities = self.asked.size, self._rates(), range(len(self._request.format.qualities))
        poorest = qualities[-1]
        if not any(self._fits(Choice(size, fps, poorest)) for fps in (rates[0], rates[-1])):
            # Fewer frames a second can take more bytes: a video's encoder draws what is seen longer finer.
            fewest = min(rates[0], rates[-1], key=lambda fps: self.made(Choice(size, fps, poorest)).bytes)
            size = self._size(fewest, poorest)
        if not self._fits(Choice(size, rates[0], poorest)):
            rates = [_first(rates[1:], lambda fps: self._fits(Choice(size, fps, poorest)))]
        fps = rates[0]
        return Choice(size, fps, _first(qualities, lambda each: self._fits(Choice(size, fps, each))))

    def _size(self, fps: int, quality: int) -> FrameSize:
        sizes = _sizes(self._request)
        least = Choice(sizes[-1], fps, quality)
        if not self._fits(least):
            raise StoryError(_refusal(self._request, least, self.made(least).bytes))
        return _first(sizes, lambda size: self._fits(Choice(size, fps, quality)))

    def made(self, choice: Choice) -> Made:
        """Return what a choice comes to."""
        if choice not in self._made:
            self._made[choice] = self._make(choice)
        return self._made[choice]

    def _fits(self, choice: Choice) -> bool:
        return self.made(choice).bytes <= (self._request.look.max_bytes or math.inf)

    def _make(self, choice: Choice) -> Made:
        request, info = self._chosen(choice)
        done = sum(sum(made.info.frames) for made in self._made.values())

        def tick(frames: int) -> None:
            self._tick(done + frames)

        whole = range(len(info.frames))
        parts = render_parts(request, self._story, info.labels, whole, tick, choice.quality)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, request.file)
            request.format.join(path, parts, info.labels)
            return Made(info, parts, path.stat().st_size)

    def _rates(self) -> list[int]:
        """Return the rates that the file can have, the highest first; of a picture, one."""
        rates = [self.asked.fps]
        if sum(self._chosen(self.asked)[1].frames) > 1:
            for fps in sorted(self._request.format.rates.known, reverse=True):
                with suppress(StoryError):  # at some a beat would have no frame
                    if SLOWEST <= fps < self.asked.fps:
                        self._chosen(Choice(self.asked.size, fps))
                        rates.append(fps)
        return rates

    def _chosen(self, choice: Choice) -> tuple[Request, FileInfo]:
        """Return the request of a choice, and what follows from it for the file."""
        look = msgspec.structs.replace(self._request.look, fps=choice.fps, size=str(choice.size))
        request = msgspec.structs.replace(self._request, look=look, size=choice.size)
        return request, file_info(request, self._story, self._own)


def _first(values: Sequence[T], fits: Callable[[T], bool]) -> T:
    """Return the first value that fits, of some in which all after it fit, and the last does."""
    return values[bisect_left(values[:-1], True, key=fits)]


def _sizes(request: Request) -> list[FrameSize]:
    """Return the sizes that a file may have, the largest first: its smallest words can still be read."""
    size, look = request.size, request.look
    letters = screen.Look(THEMES[look.theme], size.aspect, look.cut, look.bare).type(LEAST) * size.height
    found = [size]
    for part in range(STEPS - 1, 0, -1):
        width, height = round(size.width * part / STEPS), round(size.height * part / STEPS)
        if letters * part / STEPS >= LEGIBLE and min(width, height) >= SMALLEST:
            smaller = FrameSize(width, height)
            found.append(even(smaller) if request.format.even else smaller)
    return found


def _gave_up(request: Request, asked: Choice, chosen: Choice) -> str:
    """Return in words what a choice gives up for its limit, nothing if it is what was asked for."""
    given = zip(_words(request, chosen), _words(request, asked), strict=True)
    told = [f"{new} instead of {_differing(old, new)}" for new, old in given if new != old]
    return f"{_listed(told)} to have at most {_size(request.look.max_bytes or 0)}" if told else ""


def _refusal(request: Request, least: Choice, needed: int) -> str:
    limit, kilobytes = _size(request.look.max_bytes or 0), math.ceil(needed / 1000)
    told = _listed([each for each in _words(request, least) if each])
    return (
        f"max_bytes {limit}: {told}, the least that can be read, take {kilobytes} kB; expected at least that"
    )


def _words(request: Request, choice: Choice) -> tuple[str, str, str]:
    moves = sum(request.format.parts((1, 1))) > 1
    rate = f"{choice.fps} frames a second" if moves else ""
    return request.format.qualities[choice.quality], rate, str(choice.size)


def _differing(old: str, new: str) -> str:
    """Return words without those that others begin or end with, too: ``256`` for ``256 colours``."""
    words, others = old.split(), new.split()
    while words[:-1] and words[0] == others[0]:
        words, others = words[1:], others[1:]
    while words[:-1] and words[-1] == others[-1]:
        words, others = words[:-1], others[:-1]
    return " ".join(words)


def _listed(texts: Sequence[str]) -> str:
    *others, last = texts
    return f"{', '.join(others)} and {last}" if others else last


def _size(count: int) -> str:
    return f"{count / 1000:g} kB"
