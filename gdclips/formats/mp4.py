"""MP4: an H.264 video for the screen, in segments, one for each beat, that are encoded independently."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from gdclips.formats.format import Format, Frames
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return a segment for each part of the frames."""
    from gdclips.rendering import video

    drawn = frames.rendered()
    return [video.segment(islice(drawn, length), frames.size, frames.fps) for length in frames.lengths]


def join(path: Path, parts: Sequence[bytes]) -> None:
    """Write a video from its segments; raise an OSError if that fails."""
    from gdclips.rendering import video

    video.join(path, parts)


FORMAT = Format(
    name="MP4",
    media_type="video/mp4",
    look=FullLook(theme="dark", size="720p", fps=30, renderer="manim", cut="full", bare=False),
    usual=True,
    even="H.264 needs even sides",
    sidecars=("txt", "srt"),
    parts=tuple,
    encode=encode,
    join=join,
    packages=("av",),
)
