"""MP4: an H.264 video for the screen, in segments, one for each beat, that are encoded independently."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gdclips.formats.format import VIDEO_LOOK, VIDEO_QUALITIES, Format, Frames

if TYPE_CHECKING:
    from gdclips.encoding.labels import Labels


def encode(frames: Frames) -> list[bytes]:
    """Return a segment for each part of the frames."""
    from gdclips.encoding.video.codecs import h264
    from gdclips.encoding.video.segments import segments

    codec = h264(frames.look.fps, frames.quality)
    return segments(frames.rendered(), frames.lengths, frames.size, codec)


def join(path: Path, parts: Sequence[bytes], labels: Labels) -> None:
    """Write a video from its segments; raise an OSError if that fails."""
    from gdclips.encoding.video import containers

    containers.join(path, parts, labels, containers.MP4)


FORMAT = Format(
    name="MP4",
    media_type="video/mp4",
    look=VIDEO_LOOK,
    usual=True,
    even="H.264 needs even sides",
    sidecars=("txt", "srt", "vtt"),
    takes=("hold", "seconds", "max_bytes", "poster"),
    repeats=True,
    qualities=VIDEO_QUALITIES,
    parts=tuple,
    encode=encode,
    join=join,
    packages=("av",),
)
