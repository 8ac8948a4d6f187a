"""AVIF: a loop in few bytes, for the web."""

from __future__ import annotations

from gdclips.formats.format import LOOP_LOOK, Format, Frames


def encode(frames: Frames) -> list[bytes]:
    """Return an AVIF of the frames."""
    from gdclips.encoding import avif

    count = sum(frames.lengths)
    return [avif.avif(frames.rendered(), count, frames.look, frames.labels, frames.quality)]


FORMAT = Format(
    name="AVIF",
    media_type="image/avif",
    look=LOOP_LOOK,
    takes=("loop", "hold", "seconds", "max_bytes"),
    alpha="full",
    qualities=("quality 60", "quality 45", "quality 30", "quality 15"),
    encode=encode,
    packages=("pillow",),
)
