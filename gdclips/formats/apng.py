"""APNG: a loop in all colours, which plays wherever a GIF does, and is a PNG elsewhere."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, LOOP_LOOK, Format, Frames, in_fewer_colors


def encode(frames: Frames) -> list[bytes]:
    """Return an APNG of the frames."""
    from gdclips.encoding import apng

    return [apng.apng(in_fewer_colors(frames), frames.size, frames.look, frames.labels)]


FORMAT = Format(
    name="APNG",
    media_type="image/apng",
    look=LOOP_LOOK,
    takes=("loop", "hold", "seconds", "max_bytes"),
    alpha="full",
    qualities=IN_COLORS,
    encode=encode,
    packages=("av", "pillow"),
)
