"""MOV: a ProRes 4444 video for editors, on request transparent, of which each frame stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gdclips.formats.format import VIDEO_LOOK, Format, Frames, theme_background

if TYPE_CHECKING:
    from gdclips.encoding.labels import Labels


def encode(frames: Frames) -> list[bytes]:
    """Return a segment for each part of the frames."""
    from gdclips.encoding.video.codecs import prores
    from gdclips.encoding.video.segments import segments

    look = frames.look
    codec = prores(look.fps, theme_background(look))
    return segments(frames.rendered(), frames.lengths, frames.size, codec)


def join(path: Path, parts: Sequence[bytes], labels: Labels) -> None:
    """Write a video from its segments; raise an OSError if that fails."""
    from gdclips.encoding.video import containers

    containers.join(path, parts, labels, containers.MOV)


FORMAT = Format(
    name="MOV",
    media_type="video/quicktime",
    look=VIDEO_LOOK,
    sidecars=("txt", "srt", "vtt"),
    takes=("hold", "seconds", "poster"),
    alpha="full",
    repeats=True,
    parts=tuple,
    encode=encode,
    join=join,
    packages=("av",),
)
