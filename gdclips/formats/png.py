"""PNG: a picture of one moment of a clip."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, STILL_LOOK, Format, Frames, one_frame


def encode(frames: Frames) -> list[bytes]:
    """Return a picture of the moment."""
    from gdclips.encoding import stills

    return [stills.png(frames.still(), frames.labels, frames.look.transparent, frames.quality)]


FORMAT = Format(
    name="PNG",
    media_type="image/png",
    shows="last frame",
    look=STILL_LOOK,
    takes=("at", "max_bytes"),
    alpha="full",
    qualities=IN_COLORS,
    parts=one_frame,
    encode=encode,
    packages=("av", "pillow"),
)
