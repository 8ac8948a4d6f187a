"""WebP: a loop in all colours, for the web."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, Format, Frames
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return a WebP of the frames."""
    from gdclips.encoding import colors, webp

    count = sum(frames.lengths)
    sample = map(frames.draw, colors.sampled(count))
    reduced = colors.in_colors(frames.rendered(), sample, frames.size, frames.quality)
    return [webp.webp(reduced, count, frames.look, frames.labels)]


FORMAT = Format(
    name="WebP",
    media_type="image/webp",
    look=FullLook(
        theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False, hold=2.0
    ),
    takes=("loop", "hold", "seconds", "max_bytes"),
    alpha="full",
    qualities=IN_COLORS,
    encode=encode,
    packages=("av", "pillow"),
)
