"""SVG: a picture of one moment of a clip, sharp at every size."""

from __future__ import annotations

from gdclips.formats.format import STILL_LOOK, Format, Frames, one_frame


def encode(frames: Frames) -> list[bytes]:
    """Return a picture of the moment."""
    from gdclips.encoding.vector.svg import svg

    return [svg(frames.marks(), frames.size, frames.background, frames.labels)]


FORMAT = Format(
    name="SVG",
    media_type="image/svg+xml",
    shows="last frame",
    look=STILL_LOOK,
    takes=("at",),
    alpha="full",
    renderers=("matplotlib",),
    parts=one_frame,
    encode=encode,
    packages=("pillow",),
)
