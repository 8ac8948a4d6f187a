"""A file format: what its files hold, how they look by default, and how frames become their bytes.

A request and a plan need the record alone: what encodes is imported by the functions that encode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from gdclips.rendering.look import FullLook

if TYPE_CHECKING:
    from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame

SLOWEST, FASTEST = (
    5,
    120,
)  # frames a second; a beat is a whole number of frames at each multiple of the slowest


class Frames(Protocol):
    """The frames of some of a file's parts, each drawn when it is asked for."""

    @property
    def size(self) -> FrameSize:
        """The size of each."""

    @property
    def fps(self) -> int:
        """Frames a second."""

    @property
    def lengths(self) -> Sequence[int]:
        """How many frames each of the parts has."""

    def rendered(self) -> Iterator[RenderedFrame]:
        """Yield all frames of the parts, each to be used before the next is asked for."""

    def draw(self, number: int) -> Pixels:
        """Return one frame by its number in the file."""

    def last(self) -> Pixels:
        """Return the frame with which the timeline ends."""


class Rates(msgspec.Struct, frozen=True):
    """Frame rates that a format can hold, and ``because`` of what no others, if there is more to say."""

    known: Sequence[int] = range(SLOWEST, FASTEST + 1, SLOWEST)
    because: str = ""

    def __str__(self) -> str:
        """Return the rates as a sentence has them."""
        if isinstance(self.known, range):
            return f"a multiple of {self.known.step} from {self.known[0]} to {self.known[-1]}"
        return f"{', '.join(map(str, self.known[:-1]))} or {self.known[-1]}"


ANY_RATE = Rates()


def whole(beats: Sequence[int]) -> tuple[int, ...]:
    """Return the frames of a file's parts, by those of its beats: all in one part."""
    return (sum(beats),)


def write(path: Path, parts: Sequence[bytes]) -> None:
    """Write a file that has one part."""
    (content,) = parts
    path.write_bytes(content)


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file format.

    ``shows`` says which frames of a clip its files hold, if not all. ``look`` is how they look where nobody
    says otherwise. The ``usual`` ones are made where a lecture names no outputs. ``even`` says why sides must
    be even numbers, if they must. ``beside`` are the suffixes of the files of words that lie beside a file:
    ``txt``, an alt text, and ``srt``, subtitles. ``packages`` are those that encode.

    ``parts`` returns how many frames each part of a file has, by how many each beat has. ``encode`` returns
    the bytes of the parts that some frames are of; ``join`` writes a file of all its parts.
    """

    name: str
    media_type: str
    look: FullLook
    encode: Callable[[Frames], list[bytes]]
    packages: tuple[str, ...]
    parts: Callable[[Sequence[int]], tuple[int, ...]] = whole
    join: Callable[[Path, Sequence[bytes]], None] = write
    shows: str = ""
    usual: bool = False
    rates: Rates = ANY_RATE
    even: str = ""
    beside: tuple[str, ...] = ("txt",)
