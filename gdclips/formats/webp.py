"""WebP: a loop in all colours, for the web."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, LOOP_LOOK, Format, Frames, in_fewer_colors


def encode(frames: Frames) -> list[bytes]:
    """Return a WebP of the frames."""
    from gdclips.encoding import webp

    return [webp.webp(in_fewer_colors(frames), sum(frames.lengths), frames.look, frames.labels)]


FORMAT = Format(
    name="WebP",
    media_type="image/webp",
    look=LOOP_LOOK,
    takes=("loop", "hold", "seconds", "max_bytes"),
    alpha="full",
    qualities=IN_COLORS,
    encode=encode,
    packages=("av", "pillow"),
)
