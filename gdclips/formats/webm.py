"""WebM: a VP9 video for web pages, on request transparent, in segments as an MP4."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gdclips.formats.format import VIDEO_LOOK, VIDEO_QUALITIES, Format, Frames, theme_background

if TYPE_CHECKING:
    from gdclips.encoding.labels import Labels


def encode(frames: Frames) -> list[bytes]:
    """Return a segment for each part of the frames."""
    from gdclips.encoding.video.codecs import vp9
    from gdclips.encoding.video.segments import segments

    look = frames.look
    codec = vp9(look.fps, frames.quality, theme_background(look))
    return segments(frames.rendered(), frames.lengths, frames.size, codec)


def join(path: Path, parts: Sequence[bytes], labels: Labels) -> None:
    """Write a video from its segments; raise an OSError if that fails."""
    from gdclips.encoding.video import containers

    containers.join(path, parts, labels, containers.WEBM)


FORMAT = Format(
    name="WebM",
    media_type="video/webm",
    look=VIDEO_LOOK,
    sidecars=("txt", "srt", "vtt"),
    takes=("hold", "seconds", "max_bytes", "poster"),
    alpha="full",
    repeats=True,
    qualities=VIDEO_QUALITIES,
    parts=tuple,
    encode=encode,
    join=join,
    packages=("av",),
)
