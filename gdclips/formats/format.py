"""File format: what its files show, how they look by default, and how frames become their bytes.

Requests and plans need the record alone, so the functions that encode import their packages themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from gdclips.rendering.look import RENDERERS, FullLook, Renderer

if TYPE_CHECKING:
    from gdclips.drawing.marks import AnyMark
    from gdclips.drawing.theme import Rgba
    from gdclips.encoding.labels import Labels
    from gdclips.rendering.frame import FrameSize, Pixels, RenderedFrame
    from gdclips.story.film.timing import Timing

# Frames a second. A beat is a whole number of frames at each multiple of the slowest rate.
SLOWEST, FASTEST = 5, 120

# The default looks of pictures, of those that move in slides, and of videos for the screen.
STILL_LOOK = FullLook(theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False)
LOOP_LOOK = msgspec.structs.replace(STILL_LOOK, hold=2.0)
VIDEO_LOOK = FullLook(theme="dark", size="720p", fps=30, renderer="manim", cut="full", bare=False)

# The qualities of formats that lose nothing but colours, and those of videos.
IN_COLORS = ("all colours", "256 colours", "128 colours", "64 colours")
VIDEO_QUALITIES = ("full quality", "high quality", "medium quality", "low quality")

Alpha = Literal["none", "bit", "full"]
Option = Literal["matte", "at", "loop", "hold", "seconds", "max_bytes", "poster"]


class Frames(Protocol):
    """Frames of some parts of a file, each drawn on demand, and what else the bytes follow from.

    The ``quality`` is the number of one of the format's qualities, 0 the best.
    """

    @property
    def size(self) -> FrameSize:
        """The size of each frame."""

    @property
    def look(self) -> FullLook:
        """How the file looks and plays."""

    @property
    def labels(self) -> Labels:
        """What the file says of itself."""

    @property
    def quality(self) -> int:
        """How fine the picture is to be."""

    @property
    def lengths(self) -> Sequence[int]:
        """The number of frames of each part."""

    def rendered(self) -> Iterator[RenderedFrame]:
        """Yield all frames of the parts; each is valid until the next one is drawn."""

    def draw(self, number: int) -> Pixels:
        """Return a frame by its number in the file."""

    def still(self) -> Pixels:
        """Return the frame of the moment that a picture shows."""

    def marks(self, second: float | None = None) -> list[AnyMark]:
        """Return the marks on the stage at a second of the clip, else at the moment that a picture shows."""

    @property
    def moments(self) -> list[tuple[float, str]]:
        """The seconds at which something new has been said and seen, and the captions then."""

    @property
    def background(self) -> Rgba | None:
        """The colour below all marks; None if there is none."""


class Rates(msgspec.Struct, frozen=True):
    """Frame rates that a format can have, and the ``reason`` if others are impossible."""

    known: Sequence[int] = range(SLOWEST, FASTEST + 1, SLOWEST)
    reason: str = ""

    def __str__(self) -> str:
        """Return the rates as text."""
        if isinstance(self.known, range):
            return f"a multiple of {self.known.step} from {self.known[0]} to {self.known[-1]}"
        return f"{', '.join(map(str, self.known[:-1]))} or {self.known[-1]}"

    def nearest(self, rate: int) -> int:
        """Return the rate that is nearest to one, of two the faster."""
        return min(self.known, key=lambda each: (abs(each - rate), -each))


ANY_RATE = Rates()


def in_fewer_colors(frames: Frames) -> Iterator[RenderedFrame]:
    """Yield frames in the colours of their quality, those which a sample of them needs most."""
    from gdclips.encoding import colors

    sample = map(frames.draw, colors.sampled(sum(frames.lengths)))
    return colors.in_colors(frames.rendered(), sample, frames.size, frames.quality)


def theme_background(look: FullLook) -> str | None:
    """Return the colour of a transparent file's theme, for what shows it opaque; None if it is opaque."""
    from gdclips.drawing.theme import THEMES

    return THEMES[look.theme].colors["background"] if look.transparent else None


def one_part(beats: Sequence[int]) -> tuple[int, ...]:
    """Return the number of frames of each part, from those of the beats: all in one part."""
    return (sum(beats),)


def one_frame(beats: Sequence[int]) -> tuple[int, ...]:
    """Return the number of frames of each part of a picture, whatever its beats."""
    return (1,)


def write_part(path: Path, parts: Sequence[bytes], labels: Labels) -> None:
    """Write a file that consists of one part, which has its labels."""
    (content,) = parts
    path.write_bytes(content)


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A file format.

    ``shows`` says which frames of a clip its files have, if not all. ``look`` is the default look of its
    files. A lecture that names no outputs gets the ``usual`` formats. ``even`` says why sides must be even
    numbers, if they must. ``sidecars`` are the suffixes of the text files beside a file: ``txt``, an alt
    text, ``srt`` and ``vtt``, subtitles. ``packages`` are those that encode.

    ``takes`` names the options that not all formats have; ``alpha`` is what opacity its pixels can have,
    one bit or all shades; ``renderers`` can draw it. In one that ``repeats``, the last frame is held by being
    there again. Where files are a ``folder``, their bytes are an archive, which is unpacked in its place.
    ``qualities`` says in words how fine its pictures can be, the best first, from which a limit on bytes
    chooses.

    ``parts`` returns the number of frames of each part of a file, from those of the beats. ``encode`` returns
    the bytes of the parts that frames belong to; ``join`` writes a file from all its parts and its labels.
    """

    name: str
    media_type: str
    look: FullLook
    encode: Callable[[Frames], list[bytes]]
    packages: tuple[str, ...]
    parts: Callable[[Sequence[int]], tuple[int, ...]] = one_part
    join: Callable[[Path, Sequence[bytes], Labels], None] = write_part
    shows: str = ""
    usual: bool = False
    rates: Rates = ANY_RATE
    even: str = ""
    sidecars: tuple[str, ...] = ("txt",)
    takes: tuple[Option, ...] = ()
    alpha: Alpha = "none"
    renderers: tuple[Renderer, ...] = RENDERERS
    repeats: bool = False
    folder: bool = False
    qualities: tuple[str, ...] = ("",)

    def frames(self, timing: Timing) -> tuple[int, ...]:
        """Return the number of frames of each part of a file with that timing."""
        *others, last = timing.beats
        return self.parts((*others, last + timing.again if self.repeats else last))
