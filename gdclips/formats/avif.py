"""AVIF: a loop in few bytes, for the web."""

from __future__ import annotations

from gdclips.formats.format import Format, Frames
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return an AVIF of the frames."""
    from gdclips.encoding import avif

    count = sum(frames.lengths)
    return [avif.avif(frames.rendered(), count, frames.look, frames.labels, frames.quality)]


FORMAT = Format(
    name="AVIF",
    media_type="image/avif",
    look=FullLook(
        theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False, hold=2.0
    ),
    takes=("loop", "hold", "seconds", "max_bytes"),
    alpha="full",
    qualities=("quality 60", "quality 45", "quality 30", "quality 15"),
    encode=encode,
    packages=("pillow",),
)
