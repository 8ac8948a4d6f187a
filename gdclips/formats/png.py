"""PNG: a picture of one moment of a clip."""

from __future__ import annotations

from gdclips.formats.format import IN_COLORS, Format, Frames, one_frame
from gdclips.rendering.look import FullLook


def encode(frames: Frames) -> list[bytes]:
    """Return a picture of the moment."""
    from gdclips.encoding import stills

    return [stills.png(frames.still(), frames.labels, frames.look.transparent, frames.quality)]


FORMAT = Format(
    name="PNG",
    media_type="image/png",
    shows="last frame",
    look=FullLook(theme="light", size="640x360", fps=20, renderer="matplotlib", cut="short", bare=False),
    takes=("at", "max_bytes"),
    alpha="full",
    qualities=IN_COLORS,
    parts=one_frame,
    encode=encode,
    packages=("av", "pillow"),
)
