"""APNG: a loop in all colours, which plays wherever a GIF does, and is a PNG elsewhere."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, Format, Frames
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return an APNG of the frames."""
    from gdclips.encoding import apng, colors

    count = sum(frames.lengths)
    sample = map(frames.draw, colors.sampled(count))
    reduced = colors.in_colors(frames.rendered(), sample, frames.size, frames.quality)
    return [apng.apng(reduced, frames.size, frames.look, frames.labels)]


FORMAT = Format(
    name="APNG",
    media_type="image/apng",
    look=FullLook(
        theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False, hold=2.0
    ),
    takes=("loop", "hold", "seconds", "max_bytes"),
    alpha="full",
    qualities=IN_COLORS,
    encode=encode,
    packages=("av", "pillow"),
)
