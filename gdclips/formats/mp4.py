"""MP4: a video for the screen, H.264 in segments, one for each beat, that may be made apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from gdclips.formats.format import Format, Frames
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return the segments of frames, one for each part."""
    from gdclips.rendering import video

    drawn = frames.rendered()
    return [video.segment(islice(drawn, length), frames.size, frames.fps) for length in frames.lengths]


def join(path: Path, parts: Sequence[bytes]) -> None:
    """Write a video of its segments; an OSError if that fails."""
    from gdclips.rendering import video

    video.join(path, parts)


FORMAT = Format(
    name="MP4",
    media_type="video/mp4",
    look=FullLook(theme="dark", size="720p", fps=30, renderer="manim", cut="full", bare=False),
    usual=True,
    even="H.264 needs even sides",
    beside=("txt", "srt"),
    parts=tuple,
    encode=encode,
    join=join,
    packages=("av",),
)
